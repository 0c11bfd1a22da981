//! Periods and parties that the passage settles, once all of it is read.

use super::draft::Draft;
use super::timing::Timing;
use crate::grammar::{Anchor, MomentKind, point, resolve};
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

/// A claim so many sentences before is taken for the nearest even where one after is nearer: texts go forward.
const NEAR: usize = 3;

/// A period that a sentence names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named {
    pub(crate) sentence: usize,
    pub(crate) kind: MomentKind,
    /// True for a sentence that speaks of trade or of how something moved, and of nothing else.
    pub(crate) about: bool,
}

/// The periods of a claim.
#[derive(Debug, Clone, Copy, Default)]
struct Times {
    period: Option<ClaimPeriod>,
    comparison: Option<ClaimPeriod>,
    inherited: bool,
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
    compare(&open, &mut times, published);
    let reporters = reporters(&open, only);
    later_pairs(&mut open);
    open.into_iter()
        .zip(times)
        .zip(reporters)
        .map(|((open, times), reporter)| claim(open, times, reporter, published, dated_by_text))
        .collect()
}

fn anchor(draft: &Draft, published: Option<Date>, period: Option<ClaimPeriod>) -> Anchor {
    Anchor {
        published,
        period,
        area: draft.reporter.or(draft.pair.map(|pair| pair[0])),
        ahead: draft.kind == Kind::Forecast || draft.kind == Kind::Target,
    }
}

/// True for times that only make sense beside another period.
fn is_relative(kind: MomentKind) -> bool {
    matches!(
        kind,
        MomentKind::Same(_)
            | MomentKind::SameAgain
            | MomentKind::Earlier(_)
            | MomentKind::Later(_)
            | MomentKind::OnYear
            | MomentKind::OnMonth
            | MomentKind::OnQuarter
    )
}

/// Periods that each claim states itself; what "the same period" means follows the claim before.
fn stated(open: &[Open], published: Option<Date>) -> Vec<Times> {
    let mut times: Vec<Times> = Vec::with_capacity(open.len());
    let mut last: Option<ClaimPeriod> = None;
    for Open { draft, .. } in open {
        let period = draft.timing.period.and_then(|kind| {
            let mut anchor = anchor(draft, published, last);
            if published.is_none() && !is_relative(kind) {
                anchor.period = last;
            }
            match kind {
                MomentKind::Years(_, year) if draft.growth => ClaimPeriod::year(year),
                MomentKind::FromTo(_, last) if draft.growth => point(last),
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
            (period, ..) => period,
        };
        if period.is_some()
            && !draft.base
            && draft.kind != Kind::Target
            && draft.kind != Kind::Forecast
        {
            last = period;
        }
        times.push(Times {
            period,
            ..Times::default()
        });
    }
    times
}

/// The deadline of a goal that was met so many years before it.
fn met_early(met: Option<ClaimPeriod>, years: u16) -> Option<ClaimPeriod> {
    ClaimPeriod::year(met?.first_year() + years)
}

/// Undated claims take the period of the nearest one; goals, standing ranks and bases do not.
///
/// Forecasts lend their period only with a date of publication that it is not after, when nothing else has one.
fn inherit(open: &[Open], times: &mut [Times], published: Option<Date>, guesses: bool) {
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
    let mut before: Vec<Option<usize>> = Vec::with_capacity(open.len());
    let mut last = None;
    for (index, period) in known.iter().enumerate() {
        before.push(last);
        if period.is_some() {
            last = Some(index);
        }
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
                (Some(before), Some(next))
                    if distance(next) == 0
                        || (distance(before) > NEAR && distance(next) < distance(before)) =>
                {
                    if distance(before) == 0 {
                        Some(before)
                    } else {
                        Some(next)
                    }
                }
                (Some(before), _) => Some(before),
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
fn waits(draft: &Draft) -> bool {
    let stated = draft.timing.own && draft.timing.period.is_some_and(|kind| !is_relative(kind));
    let never = draft.kind == Kind::Target || draft.standing || draft.base;
    !never && !stated && !since(draft)
}

/// "In the first four months growth slowed. Trade rose only 4.7 percent": a sentence without claims says when.
fn from_sentence_before(
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
            .any(|(_, times)| times.period.is_some());
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
fn from_moments(open: &[Open], times: &mut [Times], moments: &[Named], published: Option<Date>) {
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

/// "tripled since 2021" ends when it was written.
fn since(draft: &Draft) -> bool {
    matches!(draft.timing.comparison, Some(MomentKind::Since(_)))
}

/// Comparison periods of growth, and periods of what growth is measured against.
fn compare(open: &[Open], times: &mut [Times], published: Option<Date>) {
    for index in 0..open.len() {
        let draft = &open[index].draft;
        if !draft.growth {
            continue;
        }
        let own = times[index].period;
        times[index].comparison = match (draft.timing.comparison, draft.timing.period) {
            (_, Some(MomentKind::Years(first, _))) => ClaimPeriod::year(first),
            (_, Some(MomentKind::FromTo(first, _))) => point(first),
            (None, Some(MomentKind::Adjacent(..))) => own.and_then(ClaimPeriod::previous),
            (_, Some(MomentKind::Span(years))) if own.is_none() => {
                let base = (0..index).rev().take(3).find(|other| {
                    open[*other].sentence == open[index].sentence && open[*other].draft.base
                });
                let start = base.and_then(|base| times[base].period);
                times[index].period = start.and_then(|start| start.years_later(years));
                start
            }
            (Some(kind), _) => {
                let anchor = anchor(draft, published, own);
                resolve(kind, &anchor).filter(|period| Some(*period) != own)
            }
            // By when a goal is met says nothing of what it starts from.
            (None, _) if draft.kind == Kind::Target && lies_ahead(own, published, 0) => None,
            (None, _) if draft.kind == Kind::Forecast && lies_ahead(own, published, 1) => None,
            (None, _) => own.and_then(|period| period.years_earlier(1)),
        };
    }
    for index in 0..open.len() {
        let draft = &open[index].draft;
        if !draft.base {
            continue;
        }
        let same = |other: &usize| {
            open[*other].sentence == open[index].sentence
                && !open[*other].draft.base
                && open[*other].draft.direction == draft.direction
        };
        let main = (0..index)
            .rev()
            .take(3)
            .find(same)
            .or_else(|| (index + 1..open.len()).take(3).find(same));
        let main_period = main.and_then(|main| times[main].period);
        let period = match draft.timing.period {
            Some(kind) if is_relative(kind) => {
                resolve(kind, &anchor(draft, published, main_period))
            }
            Some(_) => times[index].period,
            None if draft.kind == Kind::Forecast => main_period,
            None => {
                let growth = (0..index).rev().take(3).find(|other| {
                    open[*other].sentence == open[index].sentence && open[*other].draft.growth
                });
                growth
                    .and_then(|growth| times[growth].comparison)
                    .or_else(|| main_period.and_then(|period| period.years_earlier(1)))
            }
        };
        times[index].period = period;
        if draft.growth {
            times[index].comparison = period.and_then(|period| period.years_earlier(1));
        }
    }
}

/// True for a period more than so many years after the year of publication.
fn lies_ahead(period: Option<ClaimPeriod>, published: Option<Date>, years: i32) -> bool {
    match (period, published) {
        (Some(period), Some(date)) => {
            i32::from(period.first_year()) > i32::from(date.year()) + years
        }
        _ => false,
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

fn claim(
    open: Open,
    times: Times,
    reporter: Option<Area>,
    published: Option<Date>,
    dated_by_text: bool,
) -> Claim {
    let draft = open.draft;
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
    period_doubts(
        &draft.timing,
        times,
        published,
        dated_by_text,
        draft.standing,
        &mut unsure,
    );
    Claim {
        kind: draft.kind,
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

/// True when the date of publication decides what the words mean.
fn needs_date(kind: MomentKind) -> bool {
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

fn period_doubts(
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
fn confidence(unsure: &[Doubt]) -> f64 {
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
