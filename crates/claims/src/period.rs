//! Periods as a text names them, and their text forms.

use jiff::civil::Date;
use serde::{Serialize, Serializer};
use std::fmt;
use stirstick_codes::{Period, PeriodRange};

/// What a claim speaks of in time.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClaimPeriod {
    /// A year, a quarter, a month, or consecutive months: `2023`, `2024-Q1`, `2024-04`, `2024-01..2024-04`.
    Months(PeriodRange),
    /// A range that is written as months although it makes up a quarter or a year, or a single period as
    /// such; kept apart so that "January to March" is not written as a quarter.
    Between(Period, Period),
    /// Days, both ends included: `2024-05-01..2024-05-20`.
    Days(Date, Date),
    /// A fiscal year that starts in the given calendar year: `FY2023-24`. Its first month depends on the
    /// country (April in India and Japan, July in Australia, Pakistan and Bangladesh).
    Fiscal(u16),
}

impl ClaimPeriod {
    /// A calendar year.
    #[must_use]
    pub fn year(year: u16) -> Option<Self> {
        Period::of_year(year).map(Self::from)
    }

    /// A quarter, 1 to 4.
    #[must_use]
    pub fn quarter(year: u16, quarter: u16) -> Option<Self> {
        Period::of_quarter(year, quarter).map(Self::from)
    }

    /// A month, 1 to 12.
    #[must_use]
    pub fn month(year: u16, month: u16) -> Option<Self> {
        Period::of_month(year, month).map(Self::from)
    }

    /// Consecutive months; one month when both are the same.
    #[must_use]
    pub fn months(first: (u16, u16), last: (u16, u16)) -> Option<Self> {
        let first = Period::of_month(first.0, first.1)?;
        let last = Period::of_month(last.0, last.1)?;
        if first.year() == last.year() && (first.month(), last.month()) == (Some(1), Some(12)) {
            return Self::year(first.year());
        }
        match first.cmp(&last) {
            std::cmp::Ordering::Equal => Some(Self::from(first)),
            std::cmp::Ordering::Less => Some(Self::Between(first, last)),
            std::cmp::Ordering::Greater => None,
        }
    }

    /// The months that are meant; `None` for days and for fiscal years.
    #[must_use]
    pub fn range(self) -> Option<PeriodRange> {
        match self {
            Self::Months(range) => Some(range),
            Self::Between(first, last) => PeriodRange::between(first, last),
            Self::Days(..) | Self::Fiscal(_) => None,
        }
    }

    /// The same period a number of years earlier.
    #[must_use]
    pub fn years_earlier(self, years: u16) -> Option<Self> {
        let earlier = |mut period: Period| {
            for _ in 0..years {
                period = period.previous_year()?;
            }
            Some(period)
        };
        match self {
            Self::Months(range) => earlier(range.single()?).map(Self::from),
            Self::Between(first, last) => Some(Self::Between(earlier(first)?, earlier(last)?)),
            Self::Days(first, last) => {
                let by = i16::try_from(years).ok()?;
                let year = |date: Date| {
                    let year = date.year() - by;
                    Date::new(year, date.month(), date.day())
                        .or_else(|_| Date::new(year, date.month(), 28))
                        .ok()
                };
                Some(Self::Days(year(first)?, year(last)?))
            }
            Self::Fiscal(year) => year.checked_sub(years).map(Self::Fiscal),
        }
    }

    /// The same period a number of years later.
    #[must_use]
    pub fn years_later(self, years: u16) -> Option<Self> {
        let later = |period: Period| {
            let year = period.year() + years;
            match (period.month(), period.quarter()) {
                (Some(month), _) => Period::of_month(year, month),
                (None, Some(quarter)) => Period::of_quarter(year, quarter),
                (None, None) => Period::of_year(year),
            }
        };
        match self {
            Self::Months(range) => later(range.single()?).map(Self::from),
            Self::Between(first, last) => Some(Self::Between(later(first)?, later(last)?)),
            Self::Days(..) => None,
            Self::Fiscal(year) => Some(Self::Fiscal(year + years)),
        }
    }

    /// The period of the same length just before; `None` for days.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        match self {
            Self::Months(range) => range.single()?.previous().map(Self::from),
            Self::Between(first, last) => {
                let range = PeriodRange::between(first, last)?;
                let (mut first, mut last) = (first, last);
                for _ in 0..range.months() {
                    first = first.previous()?;
                    last = last.previous()?;
                }
                Some(Self::Between(first, last))
            }
            Self::Days(..) => None,
            Self::Fiscal(year) => year.checked_sub(1).map(Self::Fiscal),
        }
    }

    /// The last quarter or half before it with that number; `None` for other periods.
    pub(crate) fn other_part(self, part: u16) -> Option<Self> {
        let number = |period: Self| match period {
            Self::Months(range) => range.single()?.quarter(),
            Self::Between(first, last) => {
                let half = PeriodRange::between(first, last)?.months() == 6;
                let month = first.month()?;
                half.then_some(1 + month / 7)
            }
            Self::Days(..) | Self::Fiscal(_) => None,
        };
        number(self)?;
        let mut period = self;
        for _ in 0..4 {
            period = period.previous()?;
            if number(period) == Some(part) {
                return Some(period);
            }
        }
        None
    }

    /// The calendar year that the period lies in, or starts in.
    #[must_use]
    pub fn first_year(self) -> u16 {
        match self {
            Self::Months(range) => range.first().year(),
            Self::Between(first, _) => first.year(),
            Self::Days(first, _) => u16::try_from(first.year()).unwrap_or_default(),
            Self::Fiscal(year) => year,
        }
    }
}

impl From<Period> for ClaimPeriod {
    fn from(period: Period) -> Self {
        Self::Months(PeriodRange::from(period))
    }
}

impl fmt::Display for ClaimPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Months(range) => write!(f, "{range}"),
            Self::Between(first, last) => write!(f, "{first}..{last}"),
            Self::Days(first, last) => write!(f, "{first}..{last}"),
            Self::Fiscal(year) => write!(f, "FY{year}-{:02}", (year + 1) % 100),
        }
    }
}

impl fmt::Debug for ClaimPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for ClaimPeriod {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_forms_are_those_of_the_rules() {
        let text = |period: Option<ClaimPeriod>| period.map(|period| period.to_string());
        assert_eq!(text(ClaimPeriod::year(2023)).as_deref(), Some("2023"));
        assert_eq!(
            text(ClaimPeriod::quarter(2024, 1)).as_deref(),
            Some("2024-Q1")
        );
        let months = ClaimPeriod::months((2024, 1), (2024, 4));
        assert_eq!(text(months).as_deref(), Some("2024-01..2024-04"));
        assert_eq!(
            text(months.and_then(|period| period.years_earlier(1))).as_deref(),
            Some("2023-01..2023-04")
        );
        assert_eq!(
            text(Some(ClaimPeriod::Fiscal(2023))).as_deref(),
            Some("FY2023-24")
        );
        assert_eq!(
            text(Some(ClaimPeriod::Fiscal(1999))).as_deref(),
            Some("FY1999-00")
        );
    }
}
