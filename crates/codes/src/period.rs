//! Periods of a year, a quarter or a month, and ranges of months.

mod range;

pub use range::PeriodRange;

use crate::text::{clipped, text_form};
use crate::{Error, Frequency};
use std::fmt;
use std::ops::RangeInclusive;

const EXPECTED: &str = "a year (2023), a quarter (2023-Q1) or a month (2023-04, 2023M04, 202304), \
                        with a year from 1900 to 2100";
/// Trade statistics start in the nineteenth century in print only, and plans end long before 2100.
const YEARS: RangeInclusive<u16> = 1900..=2100;

/// A year, a quarter or a month.
///
/// Ordered by its first day, and the longer before the shorter: `2023`, `2023-Q1`, `2023-01`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// Months from January of year 0 to the first month.
    start: u16,
    frequency: Frequency,
}

impl Period {
    /// A calendar year; `None` outside 1900 to 2100.
    #[must_use]
    pub fn of_year(year: u16) -> Option<Self> {
        Self::starting(year, 1, Frequency::Annual)
    }

    /// A month, 1 to 12, of a year; `None` outside.
    #[must_use]
    pub fn of_month(year: u16, month: u16) -> Option<Self> {
        Self::starting(year, month, Frequency::Monthly)
    }

    /// A quarter, 1 to 4, of a year; `None` outside.
    #[must_use]
    pub fn of_quarter(year: u16, quarter: u16) -> Option<Self> {
        let month = (1..=4).contains(&quarter).then(|| 3 * quarter - 2)?;
        Self::starting(year, month, Frequency::Quarterly)
    }

    fn starting(year: u16, month: u16, frequency: Frequency) -> Option<Self> {
        (YEARS.contains(&year) && (1..=12).contains(&month)).then(|| Period {
            start: 12 * year + month - 1,
            frequency,
        })
    }

    /// Reads `2023`, `2023-Q1`, `2023Q1`, `2023-04`, `2023M04`, `2023-M04` or `202304`.
    ///
    /// # Errors
    /// [`Error::Period`] when the text is none of these, or the year is not 1900 to 2100.
    pub fn parse(text: &str) -> Result<Self, Error> {
        read(text.trim()).ok_or_else(|| Error::Period {
            got: clipped(text),
            expected: EXPECTED,
        })
    }

    /// The calendar year.
    #[must_use]
    pub fn year(self) -> u16 {
        self.start / 12
    }

    /// The month, 1 to 12, of a monthly period.
    #[must_use]
    pub fn month(self) -> Option<u16> {
        (self.frequency == Frequency::Monthly).then_some(self.start % 12 + 1)
    }

    /// The quarter, 1 to 4, of a quarterly period.
    #[must_use]
    pub fn quarter(self) -> Option<u16> {
        (self.frequency == Frequency::Quarterly).then_some(self.start % 12 / 3 + 1)
    }

    /// How long the period is.
    #[must_use]
    pub fn frequency(self) -> Frequency {
        self.frequency
    }

    /// The same part of the year before; `None` before 1900.
    #[must_use]
    pub fn previous_year(self) -> Option<Self> {
        self.moved_back(12)
    }

    /// The period of the same length just before; `None` before 1900.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        self.moved_back(self.frequency.months())
    }

    /// The period of the same length just after; `None` after 2100.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        let start = self.start + self.frequency.months();
        YEARS
            .contains(&(start / 12))
            .then_some(Period { start, ..self })
    }

    fn moved_back(self, months: u16) -> Option<Self> {
        let start = self.start - months;
        YEARS
            .contains(&(start / 12))
            .then_some(Period { start, ..self })
    }

    fn end(self) -> u16 {
        self.start + self.frequency.months() - 1
    }
}

fn read(text: &str) -> Option<Period> {
    let (year, rest) = text.split_at_checked(4)?;
    let year = digits(year)?;
    let part = rest.strip_prefix('-').unwrap_or(rest);
    match part.as_bytes() {
        [] if rest.is_empty() => Period::of_year(year),
        [b'Q' | b'q', quarter @ b'1'..=b'4'] => Period::of_quarter(year, u16::from(quarter - b'0')),
        [b'M' | b'm', _, _] => Period::of_month(year, digits(&part[1..])?),
        [_, _] => Period::of_month(year, digits(part)?),
        _ => None,
    }
}

fn digits(text: &str) -> Option<u16> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.year(), self.start % 12 + 1);
        match self.frequency {
            Frequency::Annual => write!(f, "{year}"),
            Frequency::Quarterly => write!(f, "{year}-Q{}", month / 3 + 1),
            Frequency::Monthly => write!(f, "{year}-{month:02}"),
        }
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

text_form!(Period, "a period such as 2023, 2023-Q1 or 2023-04");

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        Period::parse(text).unwrap()
    }

    #[test]
    fn reads_what_sources_write() {
        for text in ["2023-04", "202304", "2023M04", "2023-M04", " 2023-04 "] {
            assert_eq!(period(text).to_string(), "2023-04");
        }
        assert_eq!(period("2023q1").to_string(), "2023-Q1");
        assert_eq!(period("2023").frequency(), Frequency::Annual);
        assert_eq!(
            (period("2023-04").year(), period("2023-04").month()),
            (2023, Some(4))
        );
        assert_eq!(period("2023-Q4").quarter(), Some(4));
        assert_eq!(period("2023").month(), None);
    }

    #[test]
    fn refuses_what_could_mean_something_else() {
        for text in [
            "",
            "23",
            "2023-",
            "2023-4",
            "2023.04",
            "2023-13",
            "2023-00",
            "202352",
            "2023Q5",
            "1899",
            "2101",
            "20230101",
            "2023-04-01",
            "+202",
            "２０２３",
            "2023 04",
        ] {
            assert!(Period::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn neighbours_keep_the_length() {
        assert_eq!(period("2023-01").previous(), Some(period("2022-12")));
        assert_eq!(period("2023-Q1").previous(), Some(period("2022-Q4")));
        assert_eq!(period("2023-04").previous_year(), Some(period("2022-04")));
        assert_eq!(period("2022-12").next(), Some(period("2023-01")));
        assert_eq!(period("1900").previous(), None);
        assert_eq!(period("1900-06").previous_year(), None);
        assert_eq!(period("2100-Q4").next(), None);
    }

    #[test]
    fn a_longer_period_comes_before_its_first_part() {
        let mut periods = ["2023-02", "2024", "2023-Q1", "2023-01", "2023"].map(period);
        periods.sort_unstable();
        assert_eq!(
            periods,
            ["2023", "2023-Q1", "2023-01", "2023-02", "2024"].map(period)
        );
    }
}
