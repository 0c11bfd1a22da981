//! Dates of which the day, the month or everything may be unknown, and from when they count.

use jiff::ToSpan;
use jiff::civil::Date;
use std::fmt;
use stirstick_codes::PeriodRange;

/// When something was published or announced, as precisely as that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PublicationDate {
    /// The day.
    Day(Date),
    /// The month, as its first day.
    Month(Date),
    /// The year, as its first day.
    Year(Date),
    /// Nothing is known.
    Unknown,
}

impl PublicationDate {
    /// Reads `2024-01-12`, `2024-01`, `2024` or nothing; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(PublicationDate::Unknown);
        }
        let mut parts = text.split('-');
        let year = digits(parts.next(), 4)?;
        let month = parts.next().map(|part| digits(Some(part), 2));
        let day = parts.next().map(|part| digits(Some(part), 2));
        if parts.next().is_some() {
            return None;
        }
        let date = |month: i16, day: i16| {
            Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
        };
        match (month, day) {
            (None, _) => date(1, 1).map(PublicationDate::Year),
            (Some(month), None) => date(month?, 1).map(PublicationDate::Month),
            (Some(month), Some(day)) => date(month?, day?).map(PublicationDate::Day),
        }
    }

    /// The first day on which a figure about `period` with this date certainly was public.
    ///
    /// A day counts as it is. A month counts from its 15th: customs services publish a month's
    /// trade in the weeks after it, China's between the 7th and the 14th of the next month. A year
    /// counts when it is over. An unknown date counts when the whole year after the year in which
    /// the period ends has passed.
    #[must_use]
    pub fn figure_known_from(self, period: PeriodRange) -> Date {
        match self {
            PublicationDate::Day(day) => day,
            PublicationDate::Month(first) => first.saturating_add(14.days()),
            PublicationDate::Year(first) => first.last_of_year().saturating_add(1.day()),
            PublicationDate::Unknown => {
                let end = period.last().year();
                let year = i16::try_from(end + 2).expect("a period ends before the year 2101");
                Date::new(year, 1, 1).expect("every year has a first of January")
            }
        }
    }

    /// The first day on which an announcement with this date certainly had been made: the last of
    /// the month or the year where no more is known; `None` where nothing is known.
    #[must_use]
    pub fn announced_by(self) -> Option<Date> {
        match self {
            PublicationDate::Day(day) => Some(day),
            PublicationDate::Month(first) => Some(first.last_of_month()),
            PublicationDate::Year(first) => Some(first.last_of_year()),
            PublicationDate::Unknown => None,
        }
    }

    /// The year, where it is known.
    #[must_use]
    pub fn year(self) -> Option<i16> {
        match self {
            PublicationDate::Day(date)
            | PublicationDate::Month(date)
            | PublicationDate::Year(date) => Some(date.year()),
            PublicationDate::Unknown => None,
        }
    }
}

/// Writes the date as [`PublicationDate::parse`] reads it.
impl fmt::Display for PublicationDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PublicationDate::Day(date) => write!(f, "{date}"),
            PublicationDate::Month(date) => write!(f, "{:04}-{:02}", date.year(), date.month()),
            PublicationDate::Year(date) => write!(f, "{:04}", date.year()),
            PublicationDate::Unknown => Ok(()),
        }
    }
}

fn digits(part: Option<&str>, length: usize) -> Option<i16> {
    let part = part?;
    (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| part.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn precision_is_kept_and_decides_from_when_a_figure_counts() {
        let period = PeriodRange::parse("2024-01..2024-04").unwrap();
        for (text, known_from) in [
            ("2024-05-07", date(2024, 5, 7)),
            ("2024-05", date(2024, 5, 15)),
            ("2024", date(2025, 1, 1)),
            ("", date(2026, 1, 1)),
        ] {
            let published = PublicationDate::parse(text).unwrap();
            assert_eq!(published.figure_known_from(period), known_from, "{text}");
            assert_eq!(published.to_string(), text);
        }
    }

    #[test]
    fn an_announcement_counts_when_its_month_or_year_is_over() {
        let known_by = |text| PublicationDate::parse(text).unwrap().announced_by();
        assert_eq!(known_by("2024-02"), Some(date(2024, 2, 29)));
        assert_eq!(known_by("2019"), Some(date(2019, 12, 31)));
        assert_eq!(known_by(""), None);
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "2024-13",
            "2024-02-30",
            "24-01",
            "2024-1",
            "2024-01-01-01",
            "x",
            "2024-",
            "+024",
        ] {
            assert_eq!(PublicationDate::parse(text), None, "{text}");
        }
    }
}
