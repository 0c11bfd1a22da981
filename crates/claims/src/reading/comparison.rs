//! What changes are measured against, and when what they are measured against was.

use super::draft::Draft;
use super::finish::Open;
use super::periods::{Times, anchor, is_relative, lies_ahead, since};
use crate::grammar::{MomentKind, point, resolve};
use crate::{ClaimPeriod, Kind};
use jiff::civil::Date;

/// How many claims back or on the one that a claim goes with may stand.
const REACH: usize = 3;

/// Comparison periods of growth, and periods of what growth is measured against.
pub(super) fn compare(open: &[Open], times: &mut [Times], published: Option<Date>) {
    for index in 0..open.len() {
        if open[index].draft.growth {
            span_of_years(open, times, index);
            times[index].comparison = comparison(open, times, index, published);
        }
    }
    for index in 0..open.len() {
        let draft = &open[index].draft;
        if !draft.base || draft.kind == Kind::Target {
            continue;
        }
        let period = base_period(open, times, index, published);
        times[index].period = period;
        if draft.growth {
            times[index].comparison = year_before(period);
        }
    }
}

fn year_before(period: Option<ClaimPeriod>) -> Option<ClaimPeriod> {
    period.and_then(|period| period.years_earlier(1))
}

fn comparison(
    open: &[Open],
    times: &[Times],
    index: usize,
    published: Option<Date>,
) -> Option<ClaimPeriod> {
    let draft = &open[index].draft;
    let own = times[index].period;
    match (draft.timing.comparison, draft.timing.period) {
        (_, Some(MomentKind::Years(first, _))) => ClaimPeriod::year(first),
        (_, Some(MomentKind::FromTo(first, _))) => point(first),
        (None, Some(MomentKind::Adjacent(..))) => own.and_then(ClaimPeriod::previous),
        (_, Some(MomentKind::Span(_))) if times[index].comparison.is_some() || own.is_none() => {
            times[index].comparison
        }
        (None, Some(MomentKind::SameAgain)) => {
            let before = index.checked_sub(1).map(|before| times[before]);
            before
                .filter(|before| before.period == own)
                .and_then(|before| before.comparison)
                .or_else(|| year_before(own))
        }
        (Some(kind), _) => {
            let found = resolve(kind, &anchor(draft, published, own));
            // "It is a far cry from 2023, when trade leapt 26.3%": that is the year of the change itself.
            found
                .filter(|period| Some(*period) != own)
                .or_else(|| year_before(own))
        }
        // By when a goal is met says nothing of what it starts from.
        (None, _) if draft.kind == Kind::Target && lies_ahead(own, published, 0) => None,
        (None, _) if draft.kind == Kind::Forecast && lies_ahead(own, published, 1) => None,
        (None, _) => fallen_from(open, times, index).or_else(|| year_before(own)),
    }
}

/// "doubled over the past decade, to $5 billion in 2023": a change over years ends or starts with another claim of
/// its sentence.
fn span_of_years(open: &[Open], times: &mut [Times], index: usize) {
    let Some(MomentKind::Span(years)) = open[index].draft.timing.period else {
        return;
    };
    if times[index].period.is_some() {
        return;
    }
    let here = |other: &usize| open[*other].sentence == open[index].sentence;
    let start = (0..index)
        .rev()
        .take(REACH)
        .find(|other| here(other) && open[*other].draft.base)
        .and_then(|base| times[base].period);
    let end = (index + 1..open.len())
        .take_while(here)
        .chain((0..index).rev().take_while(here))
        .find(|other| !open[*other].draft.base && times[*other].period.is_some())
        .and_then(|other| times[other].period)
        .filter(|_| start.is_none());
    times[index].period = end.or(start.and_then(|start| start.years_later(years)));
    times[index].comparison = start.or(end.and_then(|end| end.years_earlier(years)));
}

/// The claim that a base is what is compared with.
fn main_claim(open: &[Open], index: usize) -> Option<usize> {
    let draft = &open[index].draft;
    let same = |other: &usize| {
        open[*other].sentence == open[index].sentence
            && !open[*other].draft.base
            && open[*other].draft.direction == draft.direction
    };
    let relative = draft.timing.period.is_some_and(is_relative);
    let spoken_of = |other: &usize| relative && !open[*other].draft.base;
    (0..index)
        .rev()
        .take(REACH)
        .find(same)
        .or_else(|| (index + 1..open.len()).take(REACH).find(same))
        .or_else(|| (0..index).rev().take(REACH).find(spoken_of))
}

/// When what another claim is measured against was.
fn base_period(
    open: &[Open],
    times: &[Times],
    index: usize,
    published: Option<Date>,
) -> Option<ClaimPeriod> {
    let draft = &open[index].draft;
    let main = main_claim(open, index);
    let around = || {
        let kind = draft.timing.around.filter(|kind| !is_relative(*kind))?;
        resolve(kind, &anchor(draft, published, None))
    };
    let main_period = match main {
        Some(main) => times[main].period,
        None => around(),
    };
    let stretch = draft.timing.around == Some(MomentKind::SameAgain);
    match (draft.timing.period, draft.timing.comparison) {
        (Some(kind), _) if is_relative(kind) => {
            resolve(kind, &anchor(draft, published, main_period))
        }
        (Some(_), _) => times[index].period,
        (None, _) if draft.kind == Kind::Forecast => main_period,
        // "Over the same stretch it went from €45 billion to €1.2 billion"
        (None, _) if stretch && base_before(open, times, index).is_some() => {
            base_before(open, times, index)
        }
        // "€253 billion with the US, against €247 billion with China": of the same time.
        (None, _) if main.is_some_and(|main| of_others(draft, &open[main].draft)) => main_period,
        (None, Some(MomentKind::Since(year))) if draft.kind == Kind::Share && since(draft) => {
            ClaimPeriod::year(year)
        }
        (None, _) => growth_before(open, index)
            .and_then(|growth| times[growth].comparison)
            .or_else(|| year_before(main_period))
            .or_else(|| base_before(open, times, index)),
    }
}

/// The change before in the sentence.
fn growth_before(open: &[Open], index: usize) -> Option<usize> {
    (0..index)
        .rev()
        .take(REACH)
        .find(|other| open[*other].sentence == open[index].sentence && open[*other].draft.growth)
}

/// "Since 2021 its share has climbed from 25 to 38 percent. The EU's shrank from 36": of the same year.
fn base_before(open: &[Open], times: &[Times], index: usize) -> Option<ClaimPeriod> {
    let base = (0..index)
        .rev()
        .take(3)
        .find(|other| open[*other].draft.base)?;
    times[base].period
}

/// "It was $539 billion in 2018. Last year it was $427 billion, lower by a fifth": than in 2018, or a year before.
pub(super) fn is_distant(open: &[Open], times: &[Times], index: usize) -> bool {
    let draft = &open[index].draft;
    let Some(period) = times[index].period else {
        return false;
    };
    let stated = draft.timing.comparison.is_some();
    if draft.kind != Kind::Growth || stated {
        return false;
    }
    (0..index)
        .rev()
        .take(3)
        .filter(|other| open[*other].sentence + 1 >= open[index].sentence)
        .any(|other| {
            let base = &open[other].draft;
            let same = base.kind == Kind::Level
                && base.direction == draft.direction
                && base.reporter == draft.reporter
                && base.partner == draft.partner
                && base.goods == draft.goods;
            same && times[other].period.is_some_and(|base| {
                period
                    .years_earlier(1)
                    .is_some_and(|before| base.first_year() < before.first_year())
            })
        })
}

/// "from 9.6% in 2022 to 1.8% in 2023, a drop of 7.8 points": what the two before were compared with.
fn fallen_from(open: &[Open], times: &[Times], index: usize) -> Option<ClaimPeriod> {
    let (main, base) = (index.checked_sub(1)?, index.checked_sub(2)?);
    let (main, base, own) = (&open[main], &open[base], &open[index]);
    let stated = |open: &Open| open.draft.timing.own && open.draft.timing.period.is_some();
    let together = main.sentence == own.sentence && base.sentence == own.sentence;
    let pair = base.draft.base && !main.draft.base && base.draft.unit == main.draft.unit;
    let apposed = own.draft.growth && !main.draft.growth;
    (together && pair && apposed && stated(base) && stated(main))
        .then(|| times[index - 2].period)
        .flatten()
}

/// True for two amounts whose parties differ.
fn of_others(draft: &Draft, main: &Draft) -> bool {
    let amounts = draft.kind == main.kind && !draft.growth;
    amounts
        && (draft.pair != main.pair
            || draft.reporter != main.reporter
            || draft.partner != main.partner)
}
