//! Periods and parties that the passage settles, once all of it is read.

use super::comparison::{compare, is_distant};
use super::doubts::{confidence, period_doubts};
use super::draft::Draft;
use super::periods::{Named, Times, from_moments, from_sentence_before, inherit, stated};
use crate::{Area, Claim, ClaimPeriod, Direction, Doubt, Field, Kind, Reason, Span};
use jiff::civil::Date;

/// A draft with its place in the text, in characters.
pub(crate) struct Open {
    pub(crate) draft: Draft,
    pub(crate) figure: Span,
    pub(crate) span: Span,
    pub(crate) text: String,
    /// The number of its sentence.
    pub(crate) sentence: usize,
}

/// Turns drafts into claims.
pub(crate) fn finish(
    mut open: Vec<Open>,
    moments: &[Named],
    only: Option<Area>,
    published: Option<Date>,
    dated_by_text: bool,
) -> Vec<Claim> {
    let mut times = stated(&open, published);
    from_sentence_before(&open, &mut times, moments, published);
    // Forecasts first look to forecasts, everything else to what was.
    inherit(&open, &mut times, None, true);
    inherit(&open, &mut times, None, false);
    inherit(&open, &mut times, published, false);
    from_moments(&open, &mut times, moments, published);
    inherit(&open, &mut times, None, false);
    compare(&open, &mut times, published);
    let reporters = reporters(&open, only);
    let distant: Vec<bool> = (0..open.len())
        .map(|index| is_distant(&open, &times, index))
        .collect();
    later_pairs(&mut open);
    open.into_iter()
        .zip(times)
        .zip(reporters)
        .zip(distant)
        .map(|(((open, times), reporter), distant)| {
            let mut claim = claim(open, times, reporter, published, dated_by_text);
            if distant {
                claim.unsure.push(Doubt {
                    field: Field::ComparisonPeriod,
                    reason: Reason::TwoReadings,
                });
                claim.confidence = confidence(&claim.unsure);
            }
            claim
        })
        .collect()
}

/// Pairs that only a later sentence names.
fn later_pairs(open: &mut [Open]) {
    let mut next = None;
    for Open { draft, .. } in open.iter_mut().rev() {
        let unnamed = draft.direction == Direction::TwoWay
            && draft.reporter.is_none()
            && draft.partner.is_none();
        if unnamed && draft.pair.is_none() {
            draft.pair = next;
            draft.parties_from_context = true;
        }
        next = draft.pair.or(next);
    }
}

/// Reporters that only a later sentence names.
fn reporters(open: &[Open], only: Option<Area>) -> Vec<Option<Area>> {
    let mut reporters: Vec<Option<Area>> = open.iter().map(|open| open.draft.reporter).collect();
    let mut next = None;
    for index in (0..open.len()).rev() {
        let draft = &open[index].draft;
        if draft.direction != Direction::TwoWay && reporters[index].is_none() {
            reporters[index] = next.or(only).filter(|found| draft.partner != Some(*found));
        }
        next = draft.reporter.or(next);
    }
    reporters
}

/// True for a period that starts after the month of publication.
fn starts_after(period: Option<ClaimPeriod>, published: Option<Date>) -> bool {
    let first = period
        .and_then(ClaimPeriod::range)
        .map(stirstick_codes::PeriodRange::first);
    first.zip(published).is_some_and(|(first, date)| {
        let month = first.month().unwrap_or(1);
        (i32::from(first.year()), i32::from(month))
            > (i32::from(date.year()), i32::from(date.month()))
    })
}

/// Doubts about whose trade it is and in which dollars.
fn party_doubts(draft: &Draft, reporter: Option<Area>) -> Vec<Doubt> {
    let mut unsure = Vec::new();
    let two_way =
        draft.pair.is_some() || (draft.direction == Direction::TwoWay && reporter.is_none());
    let party = if two_way {
        Field::Pair
    } else {
        Field::Reporter
    };
    if draft.parties_from_context {
        unsure.push(Doubt {
            field: party,
            reason: Reason::FromContext,
        });
    }
    let unnamed = if two_way {
        draft.pair.is_none()
    } else {
        reporter.is_none()
    };
    if unnamed {
        unsure.push(Doubt {
            field: party,
            reason: Reason::NotStated,
        });
    } else if draft.two_readings {
        unsure.push(Doubt {
            field: party,
            reason: Reason::TwoReadings,
        });
    }
    if draft.dollar {
        unsure.push(Doubt {
            field: Field::Unit,
            reason: Reason::TwoReadings,
        });
    }
    unsure
}

fn claim(
    open: Open,
    times: Times,
    reporter: Option<Area>,
    published: Option<Date>,
    dated_by_text: bool,
) -> Claim {
    let draft = open.draft;
    let mut unsure = party_doubts(&draft, reporter);
    period_doubts(
        &draft.timing,
        times,
        published,
        dated_by_text,
        draft.standing,
        &mut unsure,
    );
    // What is said of a time to come is expected, whatever the verb.
    let comes = matches!(
        draft.kind,
        Kind::Level | Kind::Balance | Kind::Growth | Kind::Share | Kind::Rank
    ) && starts_after(times.period, published);
    Claim {
        kind: if comes { Kind::Forecast } else { draft.kind },
        value: draft.value,
        value_high: draft.high,
        unit: draft.unit,
        direction: draft.direction,
        reporter,
        partner: draft.partner,
        pair: draft.pair,
        goods: draft.goods,
        period: times.period,
        comparison_period: times.comparison,
        approx: draft.approx,
        hedge: draft.hedge,
        annualised: draft.annualised,
        span: open.span,
        figure: open.figure,
        text: open.text,
        confidence: confidence(&unsure),
        unsure,
    }
}
