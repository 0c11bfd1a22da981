use super::Period;
use crate::text::{clipped, text_form};
use crate::{Error, Frequency};
use std::fmt;

const EXPECTED_RANGE: &str = "a period, or two joined by two dots of which the first does not start \
                              later (2023-01..2023-04)";

/// Consecutive months, both ends included.
///
/// Ordered by the first month, then by the last. A period is the range of its own months.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeriodRange {
    start: u16,
    end: u16,
}

impl PeriodRange {
    /// From the first month of `first` to the last month of `last`; `None` when that is backwards.
    #[must_use]
    pub fn between(first: Period, last: Period) -> Option<Self> {
        (first.start <= last.start).then(|| PeriodRange {
            start: first.start,
            end: last.end(),
        })
    }

    /// January to the given month, as statistics of a running year count.
    #[must_use]
    pub fn year_to_date(year: u16, month: u16) -> Option<Self> {
        Self::between(Period::of_month(year, 1)?, Period::of_month(year, month)?)
    }

    /// Reads a period, or two periods joined by `..`.
    ///
    /// # Errors
    /// [`Error::Period`] when an end is not a period or the range runs backwards.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let Some((first, last)) = text.split_once("..") else {
            return Period::parse(text).map(PeriodRange::from);
        };
        Self::between(Period::parse(first)?, Period::parse(last)?).ok_or_else(|| Error::Period {
            got: clipped(text),
            expected: EXPECTED_RANGE,
        })
    }

    /// True when every month of `period` lies in the range.
    #[must_use]
    pub fn covers(self, period: Period) -> bool {
        self.start <= period.start && period.end() <= self.end
    }

    /// How many months the range has, one at least.
    #[must_use]
    pub fn months(self) -> u16 {
        self.end - self.start + 1
    }

    /// The first month.
    #[must_use]
    pub fn first(self) -> Period {
        Period {
            start: self.start,
            frequency: Frequency::Monthly,
        }
    }

    /// The last month.
    #[must_use]
    pub fn last(self) -> Period {
        Period {
            start: self.end,
            frequency: Frequency::Monthly,
        }
    }

    /// The same months one year earlier; `None` before 1900.
    #[must_use]
    pub fn previous_year(self) -> Option<Self> {
        Self::between(self.first().previous_year()?, self.last().previous_year()?)
    }

    /// The one period that has exactly these months, where there is one.
    #[must_use]
    pub fn single(self) -> Option<Period> {
        [Frequency::Annual, Frequency::Quarterly, Frequency::Monthly]
            .into_iter()
            .find(|length| {
                length.months() == self.months() && self.start.is_multiple_of(length.months())
            })
            .map(|frequency| Period {
                start: self.start,
                frequency,
            })
    }

    /// The periods of one length inside the range, in order; parts at the ends are left out.
    pub fn periods(self, frequency: Frequency) -> impl Iterator<Item = Period> {
        let months = frequency.months();
        let first = self.start.div_ceil(months) * months;
        (first..=self.end)
            .step_by(usize::from(months))
            .map(move |start| Period { start, frequency })
            .filter(move |period| self.covers(*period))
    }
}

impl From<Period> for PeriodRange {
    fn from(period: Period) -> Self {
        PeriodRange {
            start: period.start,
            end: period.end(),
        }
    }
}

impl fmt::Display for PeriodRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(period) = self.single() {
            return write!(f, "{period}");
        }
        if self.start.is_multiple_of(12) && self.end % 12 == 11 {
            return write!(f, "{}..{}", self.start / 12, self.end / 12);
        }
        write!(f, "{}..{}", self.first(), self.last())
    }
}

impl fmt::Debug for PeriodRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

text_form!(PeriodRange, "a period, or two joined by two dots");

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        Period::parse(text).unwrap()
    }

    fn range(text: &str) -> PeriodRange {
        PeriodRange::parse(text).unwrap()
    }

    #[test]
    fn a_range_is_shown_in_its_shortest_form() {
        for (written, shown) in [
            ("2023-01..2023-12", "2023"),
            ("2023-01..2023-03", "2023-Q1"),
            ("2023-04..2023-04", "2023-04"),
            ("2021..2023", "2021..2023"),
            ("2023-Q1..2023-04", "2023-01..2023-04"),
            ("2023-02..2023-04", "2023-02..2023-04"),
        ] {
            assert_eq!(range(written).to_string(), shown);
            assert_eq!(range(shown), range(written));
        }
        for text in [
            "2023..2022",
            "2023-04..2023",
            "..2023",
            "2023..",
            "2023..2024..2025",
        ] {
            assert!(PeriodRange::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_range_covers_whole_periods_only() {
        let months = PeriodRange::year_to_date(2023, 4).unwrap();
        assert_eq!((months, months.months()), (range("2023-01..2023-04"), 4));
        assert!(months.covers(period("2023-04")) && months.covers(period("2023-Q1")));
        assert!(!months.covers(period("2023-Q2")) && !months.covers(period("2023")));
        assert_eq!(months.previous_year(), Some(range("2022-01..2022-04")));
        assert_eq!(
            (months.first(), months.last()),
            (period("2023-01"), period("2023-04"))
        );
        let quarters: Vec<_> = range("2022-12..2023-07")
            .periods(Frequency::Quarterly)
            .collect();
        assert_eq!(quarters, [period("2023-Q1"), period("2023-Q2")]);
    }
}
