//! Which periods claims are about, and what changes are measured against, once the whole passage is read.

use super::draft::Draft;
use super::finish::Open;
use crate::grammar::{Anchor, MomentKind, point, resolve};
use crate::{ClaimPeriod, Kind};
use jiff::civil::Date;

/// A claim so many sentences before is taken for the nearest even where one after is nearer: texts go forward.
pub(super) const NEAR: usize = 3;

/// A period that a sentence names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named {
    pub(super) sentence: usize,
    pub(super) kind: MomentKind,
    /// True for a sentence that speaks of trade or of how something moved, and of nothing else.
    pub(super) about: bool,
}

/// The periods of a claim.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Times {
    pub(super) period: Option<ClaimPeriod>,
    pub(super) comparison: Option<ClaimPeriod>,
    pub(super) inherited: bool,
}

pub(super) fn anchor(
    draft: &Draft,
    published: Option<Date>,
    period: Option<ClaimPeriod>,
) -> Anchor {
    Anchor {
        published,
        period,
        area: draft.reporter.or(draft.pair.map(|pair| pair[0])),
        ahead: draft.kind == Kind::Forecast || draft.kind == Kind::Target,
    }
}

/// True for times that only make sense beside another period.
pub(super) fn is_relative(kind: MomentKind) -> bool {
    matches!(
        kind,
        MomentKind::Same(_)
            | MomentKind::SameAgain
            | MomentKind::Part(_)
            | MomentKind::Earlier(_)
            | MomentKind::Later(_)
            | MomentKind::OnYear
            | MomentKind::OnMonth
            | MomentKind::OnQuarter
    )
}

/// Periods that each claim states itself; what "the same period" means follows the claim before.
pub(super) fn stated(open: &[Open], published: Option<Date>) -> Vec<Times> {
    let mut times: Vec<Times> = Vec::with_capacity(open.len());
    let mut last: Option<ClaimPeriod> = None;
    let mut before: Option<ClaimPeriod> = None;
    for (index, Open { draft, .. }) in open.iter().enumerate() {
        let reached = reached(open, index);
        let period = draft.timing.period.and_then(|kind| {
            // "from $68 billion in 2022 to $56 billion a year later"
            let known = match kind {
                MomentKind::Later(_) => before.or(last),
                _ => last,
            };
            let mut anchor = anchor(draft, published, known);
            if published.is_none() && !is_relative(kind) {
                anchor.period = last;
            }
            match kind {
                MomentKind::Years(_, year) if draft.growth || reached => ClaimPeriod::year(year),
                MomentKind::FromTo(_, last) if draft.growth || reached => point(last),
                MomentKind::Adjacent(_, last, year) if draft.growth => {
                    resolve(MomentKind::Month(last, year), &anchor)
                }
                MomentKind::Span(_)
                    if draft.kind != Kind::Target && draft.kind != Kind::Forecast =>
                {
                    None
                }
                kind => resolve(kind, &anchor),
            }
        });
        let period = match (period, draft.kind, draft.ahead) {
            (None, Kind::Target, Some(years)) => met_early(last, years),
            (None, Kind::Target, None) => same_goal(open, &times, index),
            (period, ..) => period,
        };
        if period.is_some()
            && !draft.base
            && draft.kind != Kind::Target
            && draft.kind != Kind::Forecast
        {
            last = period;
        }
        before = period.or(before);
        times.push(Times {
            period,
            ..Times::default()
        });
    }
    times
}

/// "doubled between 2018 and 2023 to $4.9 billion": an amount at the end of the stretch of a change.
fn reached(open: &[Open], index: usize) -> bool {
    let own = &open[index];
    index.checked_sub(1).is_some_and(|before| {
        let before = &open[before];
        before.sentence == own.sentence
            && before.draft.growth
            && before.draft.timing.period == own.draft.timing.period
    })
}

/// "to $45 billion by 2030, twice the 2023 figure": the deadline of the goal right before in the sentence.
fn same_goal(open: &[Open], times: &[Times], index: usize) -> Option<ClaimPeriod> {
    let before = index.checked_sub(1)?;
    let (goal, own) = (&open[before], &open[index]);
    let same = goal.sentence == own.sentence
        && goal.draft.kind == Kind::Target
        && goal.draft.direction == own.draft.direction
        && own.draft.growth;
    times[before].period.filter(|_| same)
}

/// The deadline of a goal that was met so many years before it.
pub(super) fn met_early(met: Option<ClaimPeriod>, years: u16) -> Option<ClaimPeriod> {
    ClaimPeriod::year(met?.first_year() + years)
}

/// Undated claims take the period of the nearest one; goals, standing ranks and bases do not.
///
/// Forecasts lend their period only with a date of publication that it is not after, when nothing else has one.
pub(super) fn inherit(open: &[Open], times: &mut [Times], published: Option<Date>, guesses: bool) {
    let source = |index: usize, times: &[Times]| {
        let draft = &open[index].draft;
        let past = published.is_some_and(|date| {
            let last = times[index]
                .period
                .and_then(ClaimPeriod::range)
                .map(stirstick_codes::PeriodRange::last);
            last.is_some_and(|last| {
                let month = last.month().unwrap_or(12);
                (i32::from(last.year()), i32::from(month))
                    <= (i32::from(date.year()), i32::from(date.month()))
            })
        });
        let guess = draft.kind == Kind::Forecast && !past && !guesses;
        let other = guesses && draft.kind != Kind::Forecast;
        let usable =
            !draft.base && !draft.earlier && draft.kind != Kind::Target && !guess && !other;
        times[index].period.filter(|_| usable)
    };
    let known: Vec<Option<ClaimPeriod>> =
        (0..open.len()).map(|index| source(index, times)).collect();
    // The source before each claim, and the sentence up to which the text has gone on with it.
    let mut before: Vec<Option<(usize, usize)>> = Vec::with_capacity(open.len());
    let mut last: Option<(usize, usize)> = None;
    for (index, period) in known.iter().enumerate() {
        before.push(last);
        let sentence = open[index].sentence;
        // "It has fallen to 14 percent; in 2013 it was 20": the text looks back, and goes on with its own time.
        let within = index > 0 && open[index - 1].sentence == sentence;
        let back = last.is_some_and(|(source, _)| {
            let years = |period: Option<ClaimPeriod>| period.map(ClaimPeriod::first_year);
            within && period.is_some() && years(*period) < years(known[source])
        });
        last = match (period, last) {
            (Some(_), Some((source, reached))) if back => Some((source, reached)),
            (Some(_), _) => Some((index, sentence)),
            (None, Some((source, reached))) if sentence <= reached + NEAR => {
                Some((source, sentence))
            }
            (None, last) => last,
        };
    }
    let mut next = None;
    for index in (0..open.len()).rev() {
        let draft = &open[index].draft;
        if times[index].period.is_none()
            && waits(draft)
            && (!guesses || draft.kind == Kind::Forecast)
        {
            let distance = |other: usize| {
                let apart = open[other].sentence == open[index].sentence
                    && open[other].draft.part > draft.part;
                open[other].sentence.abs_diff(open[index].sentence) + usize::from(apart)
            };
            let nearest = match (before[index], next) {
                (Some((before, reached)), Some(next))
                    if distance(next) == 0
                        || (open[index].sentence > reached + NEAR
                            && distance(next) < open[index].sentence - reached) =>
                {
                    if distance(before) == 0 {
                        Some(before)
                    } else {
                        Some(next)
                    }
                }
                (Some((before, _)), _) => Some(before),
                (None, next) => next,
            };
            times[index].period = nearest.and_then(|nearest| known[nearest]);
            times[index].inherited = nearest.is_some();
        }
        if known[index].is_some() {
            next = Some(index);
        }
    }
}

/// True for claims that take the period of another.
pub(super) fn waits(draft: &Draft) -> bool {
    let stated = draft.timing.own && draft.timing.period.is_some_and(|kind| !is_relative(kind));
    let never = draft.kind == Kind::Target || draft.standing || draft.base;
    !never && !stated && !since(draft)
}

/// "In the first four months growth slowed. Trade rose only 4.7 percent": a sentence without claims says when.
pub(super) fn from_sentence_before(
    open: &[Open],
    times: &mut [Times],
    moments: &[Named],
    published: Option<Date>,
) {
    let mut before: Option<usize> = None;
    for index in 0..open.len() {
        let sentence = open[index].sentence;
        let first = before.is_none_or(|before| open[before].sentence < sentence);
        let silent = before.is_none_or(|before| open[before].sentence + 1 < sentence);
        let dated = open[index..]
            .iter()
            .zip(&times[index..])
            .take_while(|(open, _)| open.sentence == sentence)
            .any(|(open, times)| times.period.is_some() && !open.draft.base);
        before = Some(index);
        if !first || !silent || dated || !waits(&open[index].draft) {
            continue;
        }
        let found = moments.partition_point(|named| named.sentence + 1 < sentence);
        let Some(named) = moments
            .get(found)
            .filter(|named| named.sentence + 1 == sentence && named.about)
        else {
            continue;
        };
        if is_relative(named.kind) {
            continue;
        }
        let anchor = anchor(&open[index].draft, published, None);
        times[index].period =
            resolve(named.kind, &anchor).filter(|period| !lies_ahead(Some(*period), published, 0));
        times[index].inherited = times[index].period.is_some();
    }
}

/// Where no claim has a period, that of a sentence before serves, else of one after.
pub(super) fn from_moments(
    open: &[Open],
    times: &mut [Times],
    moments: &[Named],
    published: Option<Date>,
) {
    for (open, times) in open.iter().zip(times) {
        if times.period.is_some() || !waits(&open.draft) || open.draft.kind == Kind::Forecast {
            continue;
        }
        let next = moments.partition_point(|named| named.sentence <= open.sentence);
        let kind = next
            .checked_sub(1)
            .and_then(|before| moments.get(before))
            .or(moments.get(next));
        let anchor = anchor(&open.draft, published, None);
        times.period = kind
            .and_then(|named| resolve(named.kind, &anchor))
            .filter(|period| !lies_ahead(Some(*period), published, 0));
        times.inherited = times.period.is_some();
    }
}

/// "tripled since 2021" ends when it was written.
pub(super) fn since(draft: &Draft) -> bool {
    matches!(draft.timing.comparison, Some(MomentKind::Since(_)))
}

/// True for a period more than so many years after the year of publication.
pub(super) fn lies_ahead(period: Option<ClaimPeriod>, published: Option<Date>, years: i32) -> bool {
    match (period, published) {
        (Some(period), Some(date)) => {
            i32::from(period.first_year()) > i32::from(date.year()) + years
        }
        _ => false,
    }
}
