//! Expressions of time as periods, once the date of publication is known.

use super::moment::{MomentKind, Point, YearName};
use crate::{Area, ClaimPeriod};
use jiff::civil::Date;

/// What relative expressions are relative to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Anchor {
    pub(crate) published: Option<Date>,
    /// The period that the passage speaks of.
    pub(crate) period: Option<ClaimPeriod>,
    /// Whose fiscal year is meant.
    pub(crate) area: Option<Area>,
    /// True in a forecast: months and quarters without a year may lie ahead.
    pub(crate) ahead: bool,
}

/// First months of fiscal years, where it is not April: the practice of governments and of their trade
/// statistics.
const FISCAL_STARTS: [(&str, u16); 15] = [
    ("AUS", 7),
    ("BGD", 7),
    ("EGY", 7),
    ("ETH", 7),
    ("IRN", 3),
    ("KEN", 7),
    ("NPL", 7),
    ("PAK", 7),
    ("TZA", 7),
    ("UGA", 7),
    ("THA", 10),
    ("USA", 10),
    ("RWA", 7),
    ("MWI", 4),
    ("NZL", 7),
];

impl Anchor {
    fn year(&self) -> Option<i16> {
        self.published.map(Date::year).or_else(|| {
            self.period
                .and_then(|period| i16::try_from(period.first_year()).ok())
        })
    }

    fn month(&self) -> u16 {
        self.published
            .and_then(|date| u16::try_from(date.month()).ok())
            .unwrap_or(12)
    }

    /// The year that is meant by a name, for something that ends with the given month.
    fn named(&self, name: YearName, last_month: u16) -> Option<u16> {
        let year = match name {
            YearName::Number(year) => return Some(year),
            YearName::Relative(step) => self.published?.year() + step,
            YearName::Unnamed => {
                let later = last_month > self.month() && !self.ahead;
                self.year()? - i16::from(later && self.published.is_some())
            }
        };
        u16::try_from(year).ok()
    }

    fn fiscal_start(&self) -> u16 {
        let code = self.area.map(|area| area.to_string()).unwrap_or_default();
        FISCAL_STARTS
            .iter()
            .find(|(country, _)| *country == code)
            .map_or(4, |(_, month)| *month)
    }

    /// The year that the fiscal year of publication starts in.
    fn fiscal_year(&self) -> Option<i16> {
        let date = self.published?;
        Some(date.year() - i16::from(self.month() < self.fiscal_start()))
    }

    /// A month counted in months from that of publication.
    fn month_by(&self, step: i16) -> Option<ClaimPeriod> {
        let date = self.published?;
        let months = 12 * date.year() + i16::from(date.month()) - 1 + step;
        ClaimPeriod::month(
            u16::try_from(months.div_euclid(12)).ok()?,
            u16::try_from(months.rem_euclid(12)).ok()? + 1,
        )
    }
}

/// The period that is meant, where that can be told.
pub(crate) fn resolve(kind: MomentKind, anchor: &Anchor) -> Option<ClaimPeriod> {
    let months = |first: u16, last: u16, year: YearName| {
        let year = anchor.named(year, last)?;
        if (first, last) == (1, 12) {
            return ClaimPeriod::year(year);
        }
        ClaimPeriod::months((year, first), (year, last))
    };
    match kind {
        MomentKind::Year(YearName::Unnamed) => {
            ClaimPeriod::year(anchor.named(YearName::Unnamed, 12)?)
        }
        MomentKind::Year(name) => ClaimPeriod::year(anchor.named(name, 0)?),
        MomentKind::Years(first, last) => ClaimPeriod::months((first, 1), (last, 12)),
        MomentKind::Fiscal(year) => Some(ClaimPeriod::Fiscal(year)),
        MomentKind::FiscalNamed(year) => {
            let starts = anchor.area.is_some_and(|area| area.as_str() == "JPN");
            Some(ClaimPeriod::Fiscal(if starts { year } else { year - 1 }))
        }
        MomentKind::FiscalRelative(step) => {
            let year = anchor.fiscal_year()? + step;
            u16::try_from(year).ok().map(ClaimPeriod::Fiscal)
        }
        MomentKind::Month(month, year) => ClaimPeriod::month(anchor.named(year, month)?, month),
        MomentKind::MonthRelative(step) => anchor.month_by(step),
        MomentKind::Months(first, last, year) | MomentKind::Adjacent(first, last, year) => {
            months(first, last, year)
        }
        MomentKind::Across(first, last, year) => {
            let end = anchor.named(year, last)?;
            ClaimPeriod::months((end - 1, first), (end, last))
        }
        MomentKind::Quarter(quarter, year) => {
            let year = anchor.named(year, 3 * quarter - 2)?;
            ClaimPeriod::quarter(year, quarter)
        }
        MomentKind::QuarterRelative(step) => {
            let date = anchor.published?;
            let quarters = 4 * date.year() + i16::from((date.month() - 1) / 3) + step;
            ClaimPeriod::quarter(
                u16::try_from(quarters.div_euclid(4)).ok()?,
                u16::try_from(quarters.rem_euclid(4)).ok()? + 1,
            )
        }
        MomentKind::Half(half, year) => months(6 * half - 5, 6 * half, year),
        MomentKind::First(count, year) => first_months(count, year, anchor),
        MomentKind::Dates(first, last, year) => {
            let year = i16::try_from(anchor.named(year, last.0)?).ok()?;
            let date = |(month, day): (u16, u16)| {
                Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
            };
            Some(ClaimPeriod::Days(date(first)?, date(last)?))
        }
        MomentKind::FiscalFirst(count, step) => {
            let year = u16::try_from(anchor.fiscal_year()? + step).ok()?;
            fiscal_first(count, year, anchor)
        }
        MomentKind::FiscalFirstOf(count, year) => fiscal_first(count, year, anchor),
        MomentKind::Days(last, month, year) => days(last, month, year, anchor),
        MomentKind::YearToDate => {
            let date = anchor.published?;
            let last = u16::try_from(date.month()).ok()?.checked_sub(1)?;
            let year = u16::try_from(date.year()).ok()?;
            ClaimPeriod::months((year, 1), (year, last))
        }
        MomentKind::YearTo(month, year) => months_to(12, month, year, anchor),
        MomentKind::MonthsTo(count, month, year) => months_to(count, month, year, anchor),
        MomentKind::Same(name) => {
            let year = anchor.named(name, 0)?;
            let period = anchor.period?;
            period.years_earlier(period.first_year().checked_sub(year)?)
        }
        MomentKind::SameAgain => anchor.period,
        MomentKind::Part(part) => anchor.period?.other_part(part),
        MomentKind::Earlier(years) => anchor.period?.years_earlier(years),
        MomentKind::Later(years) => anchor.period?.years_later(years),
        MomentKind::FromTo(first, last) => from_to(first, last, anchor),
        MomentKind::OnYear => anchor.period?.years_earlier(1),
        MomentKind::OnMonth | MomentKind::OnQuarter => anchor.period?.previous(),
        MomentKind::Since(year) => ClaimPeriod::year(year),
        MomentKind::Span(years) => {
            let step = i16::try_from(years).ok()?;
            ClaimPeriod::year(anchor.named(YearName::Relative(step), 0)?)
        }
        MomentKind::Before(year) if anchor.ahead => ClaimPeriod::year(year),
        MomentKind::Date | MomentKind::Unresolved | MomentKind::Before(_) => None,
    }
}

/// From the start of one point to the end of another.
fn from_to(first: Point, last: Point, anchor: &Anchor) -> Option<ClaimPeriod> {
    let start = match first {
        Point::Quarter(year, quarter) => (year, 3 * quarter - 2),
        Point::Month(year, month) => (year, month),
        Point::Fiscal(year) => (year, anchor.fiscal_start()),
    };
    let end = match last {
        Point::Quarter(year, quarter) => (year, 3 * quarter),
        Point::Month(year, month) => (year, month),
        Point::Fiscal(year) => (year + 1, anchor.fiscal_start() - 1),
    };
    ClaimPeriod::months(start, end)
}

/// One end of a stretch of time as a period.
pub(crate) fn point(point: Point) -> Option<ClaimPeriod> {
    match point {
        Point::Quarter(year, quarter) => ClaimPeriod::quarter(year, quarter),
        Point::Month(year, month) => ClaimPeriod::month(year, month),
        Point::Fiscal(year) => Some(ClaimPeriod::Fiscal(year)),
    }
}

/// The first months of the fiscal year that starts in a year.
fn fiscal_first(count: u16, year: u16, anchor: &Anchor) -> Option<ClaimPeriod> {
    let start = anchor.fiscal_start();
    let last = start + count - 1;
    let end = if last > 12 {
        (year + 1, last - 12)
    } else {
        (year, last)
    };
    ClaimPeriod::months((year, start), end)
}

/// The first months of a year; "of the year" in January means the year that has just ended.
fn first_months(count: u16, name: YearName, anchor: &Anchor) -> Option<ClaimPeriod> {
    let mut year = anchor.named(name, count)?;
    let is_this_year = name == YearName::Relative(0);
    if is_this_year && count > anchor.month() && !anchor.ahead {
        year -= 1;
    }
    if count == 12 {
        return ClaimPeriod::year(year);
    }
    ClaimPeriod::months((year, 1), (year, count))
}

fn days(last: u16, month: Option<u16>, year: YearName, anchor: &Anchor) -> Option<ClaimPeriod> {
    let month = month.unwrap_or_else(|| anchor.month());
    let year = i16::try_from(anchor.named(year, month)?).ok()?;
    let date = |day: u16| {
        let month = i8::try_from(month).ok()?;
        Date::new(year, month, i8::try_from(day).ok()?).ok()
    };
    Some(ClaimPeriod::Days(date(1)?, date(last)?))
}

/// So many months that end with the given one.
fn months_to(count: u16, month: u16, year: YearName, anchor: &Anchor) -> Option<ClaimPeriod> {
    let last_year = anchor.named(year, month)?;
    let first = (12 * last_year + month).checked_sub(count)?;
    ClaimPeriod::months((first / 12, first % 12 + 1), (last_year, month))
}
