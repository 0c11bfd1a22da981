//! Which fields of a claim are less sure than the rest.

use super::periods::Times;
use super::timing::Timing;
use crate::grammar::MomentKind;
use crate::{Doubt, Field, Reason};
use jiff::civil::Date;

/// True when the date of publication decides what the words mean.
pub(super) fn needs_date(kind: MomentKind) -> bool {
    use crate::grammar::YearName::{Number, Relative, Unnamed};
    match kind {
        MomentKind::Year(year)
        | MomentKind::Month(_, year)
        | MomentKind::Months(_, _, year)
        | MomentKind::Adjacent(_, _, year)
        | MomentKind::Across(_, _, year)
        | MomentKind::Quarter(_, year)
        | MomentKind::Half(_, year)
        | MomentKind::First(_, year)
        | MomentKind::Days(_, _, year)
        | MomentKind::YearTo(_, year)
        | MomentKind::MonthsTo(_, _, year) => match year {
            Number(_) => false,
            Relative(_) | Unnamed => true,
        },
        MomentKind::MonthRelative(_)
        | MomentKind::QuarterRelative(_)
        | MomentKind::FiscalRelative(_)
        | MomentKind::YearToDate => true,
        _ => false,
    }
}

pub(super) fn period_doubts(
    timing: &Timing,
    times: Times,
    published: Option<Date>,
    dated_by_text: bool,
    standing: bool,
    unsure: &mut Vec<Doubt>,
) {
    let doubt = |reason| Doubt {
        field: Field::Period,
        reason,
    };
    if times.inherited {
        unsure.push(doubt(Reason::FromContext));
    }
    if timing.period.is_some_and(needs_date) {
        if published.is_none() {
            unsure.push(doubt(Reason::NoPublicationDate));
        } else if dated_by_text {
            unsure.push(doubt(Reason::DatedByText));
        }
    } else if times.period.is_none() && !standing {
        unsure.push(doubt(Reason::NotStated));
    }
}

/// One less what each doubt takes away, and not less than a tenth.
pub(super) fn confidence(unsure: &[Doubt]) -> f64 {
    let lost: f64 = unsure
        .iter()
        .map(|doubt| match doubt.reason {
            Reason::FromContext => 0.05,
            Reason::DatedByText => 0.1,
            Reason::TwoReadings => 0.15,
            Reason::NotStated | Reason::NoPublicationDate => 0.2,
        })
        .sum();
    ((1.0 - lost).max(0.1) * 100.0).round() / 100.0
}
