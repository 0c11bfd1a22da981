//! What a figure says of its topic: an amount, a change, a share, a goal, a guess.

use super::base::is_base;
use super::cues;
use super::modality::{is_forecast, is_target};
use super::scene::Scene;
use super::topic::Sort;
use crate::grammar::{Figure, FigureKind};
use crate::language::Concept;
use crate::{Kind, Unit};

/// Smaller amounts are prices of something: no country publishes trade of less in any currency. Ours.
const LEAST_TRADE: f64 = 100_000.0;

/// What a figure says, without its parties.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Meaning {
    pub(crate) kind: Kind,
    pub(crate) growth: bool,
    pub(crate) value: f64,
    pub(crate) high: Option<f64>,
    pub(crate) unit: Unit,
    pub(crate) sign: f64,
}

/// Reads what a figure says of its topic; `last` is the sign of the change before it in the sentence.
pub(crate) fn meaning(
    scene: &Scene<'_, '_>,
    figure: usize,
    sort: Sort,
    last: Option<f64>,
) -> Option<Meaning> {
    let found = &scene.figures[figure];
    let meaning = match found.kind {
        FigureKind::Money(currency) => money(scene, figure, sort, Unit::Currency(currency))?,
        FigureKind::Percent | FigureKind::Part => percent(scene, figure, sort, last)?,
        FigureKind::Points => growth(scene, figure, Unit::Points, last)?,
        FigureKind::Change { verb } => multiple(scene, figure, verb)?,
        FigureKind::Bare | FigureKind::Count => return None,
    };
    Some(with_modality(scene, figure, meaning))
}

fn with_modality(scene: &Scene<'_, '_>, figure: usize, meaning: Meaning) -> Meaning {
    // "from 10 to 15 billion": where a goal starts from is no goal.
    let first = scene.figures[figure].items.start;
    let guessed = (first.saturating_sub(3)..first).any(|at| {
        scene
            .item(at)
            .is_some_and(|item| item.is(Concept::Forecast) && !item.is(Concept::Move))
    });
    let from = scene
        .before(first)
        .is_some_and(|before| scene.is(before, Concept::From));
    let start = matches!(scene.figures[figure].kind, FigureKind::Money(_))
        && is_base(scene, figure)
        && from
        && !guessed;
    let kind = if start {
        meaning.kind
    } else if is_target(scene, figure) {
        Kind::Target
    } else if is_forecast(scene, figure) {
        Kind::Forecast
    } else {
        meaning.kind
    };
    Meaning { kind, ..meaning }
}

fn signed(figure: &Figure, sign: f64) -> (f64, Option<f64>) {
    let (low, high) = (figure.low, figure.high);
    if sign >= 0.0 || low < 0.0 {
        return (low, high);
    }
    match high {
        Some(high) => (-high, Some(-low)),
        None => (-low, None),
    }
}

fn money(scene: &Scene<'_, '_>, figure: usize, sort: Sort, unit: Unit) -> Option<Meaning> {
    let found = &scene.figures[figure];
    let movement = cues::movement(scene, figure);
    let base = is_base(scene, figure);
    let beside = movement.filter(|movement| movement.beside && !base && !balance_by(scene, figure));
    let of_another = (found.items.end..scene.items.len().min(found.items.end + 4)).any(|at| {
        scene.is(at, Concept::MoreThan)
            && scene.is(at + 1, Concept::Those)
            && scene.topic_at[at + 1].is_some()
    });
    if of_another || found.low.abs() < LEAST_TRADE {
        return None;
    }
    let bracketed = change_in_brackets(scene, figure);
    if let Some(movement) = beside.or(bracketed) {
        let (value, high) = signed(found, movement.sign);
        return Some(Meaning {
            kind: Kind::Growth,
            growth: true,
            value,
            high,
            unit,
            sign: movement.sign,
        });
    }
    let balance = match sort {
        Sort::Balance(sign) if sign < -0.5 => Some(-1.0),
        Sort::Balance(sign) if sign > 0.5 => Some(1.0),
        Sort::Balance(_) => Some(balance_sign(scene, figure)),
        _ => None,
    };
    let (value, high) = signed(found, balance.unwrap_or(1.0));
    Some(Meaning {
        kind: if balance.is_some() {
            Kind::Balance
        } else {
            Kind::Level
        },
        growth: false,
        value,
        high,
        unit,
        sign: 0.0,
    })
}

/// "down 20.3% ($109.1 billion)", "a 26.9% decrease ($102.9 billion)": the same change as an amount.
fn change_in_brackets(scene: &Scene<'_, '_>, figure: usize) -> Option<cues::Movement> {
    let before = figure.checked_sub(1)?;
    let (end, start) = (
        scene.figures[before].items.end,
        scene.figures[figure].items.start,
    );
    let bracket = scene
        .item(start.checked_sub(1)?)
        .is_some_and(|item| item.is_sign(&['(']));
    let close = (end..start - 1).all(|at| scene.is(at, Concept::Move) || scene.is_light(at));
    let rate = scene.figures[before].kind == FigureKind::Percent;
    cues::movement(scene, before).filter(|movement| bracket && close && rate && movement.beside)
}

/// "in deficit by 462.5 billion".
fn balance_by(scene: &Scene<'_, '_>, figure: usize) -> bool {
    let start = scene.figures[figure].items.start;
    scene.before(start).is_some_and(|by| {
        scene.is(by, Concept::By)
            && scene
                .before(by)
                .is_some_and(|at| scene.is(at, Concept::Balance))
    })
}

/// The sign of "the balance was in deficit", "a positive balance".
fn balance_sign(scene: &Scene<'_, '_>, figure: usize) -> f64 {
    if scene.figures[figure].low < 0.0 {
        return -1.0;
    }
    let clause = scene.clause[scene.figures[figure].items.start];
    let stated = (0..scene.items.len())
        .filter(|at| scene.clause[*at] == clause)
        .filter_map(|at| {
            let item = scene.item(at)?;
            item.sense(Concept::Balance)
                .filter(|sense| sense.number.abs() > 0.5)
                .or(item.sense(Concept::SignWord))
        })
        .map(|sense| sense.number)
        .find(|sign| sign.abs() > 0.5);
    stated.unwrap_or(1.0)
}

fn growth(scene: &Scene<'_, '_>, figure: usize, unit: Unit, last: Option<f64>) -> Option<Meaning> {
    let found = &scene.figures[figure];
    let movement = cues::movement(scene, figure).map(|movement| movement.sign);
    let listed = last.filter(|_| cues::continues_list(scene, figure));
    let marked = found
        .signed
        .then_some(if found.low < 0.0 { -1.0 } else { 1.0 });
    let end = found.items.end;
    let on_year = scene
        .item(end)
        .is_some_and(|item| item.is_any(&[Concept::OnYear, Concept::OnMonth, Concept::OnQuarter]))
        .then_some(1.0);
    let modal =
        (cues::governed(scene, figure, Concept::Forecast).is_some()).then(|| last.unwrap_or(1.0));
    // "grew 2.4 percent, down from 8.7 percent": down says how the rates differ.
    let start = found.items.start;
    let differs = is_base(scene, figure)
        && scene.before(start).is_some_and(|from| {
            scene.is(from, Concept::From) && from > 0 && scene.is(from - 1, Concept::Move)
        });
    let sign = base_sign(scene, figure, last)
        .filter(|_| differs)
        .or(movement)
        .or(marked)
        .or(listed)
        .or(on_year)
        .or(modal)
        .or_else(|| by_again(scene, figure, last))
        .or_else(|| last.filter(|_| cues::is_gapped(scene, figure)))
        .or_else(|| cues::movement_of_next(scene, figure))
        .or_else(|| base_sign(scene, figure, last))
        .or_else(|| last.filter(|_| is_forecast(scene, figure)))?;
    let (value, high) = signed(found, sign);
    Some(Meaning {
        kind: Kind::Growth,
        growth: true,
        value,
        high,
        unit,
        sign,
    })
}

/// "imports rose by 4.1% and exports by 1.5%": the verb is left out.
fn by_again(scene: &Scene<'_, '_>, figure: usize, last: Option<f64>) -> Option<f64> {
    let before = scene.before(scene.figures[figure].items.start)?;
    last.filter(|_| scene.is(before, Concept::By))
}

/// "slowed to 2.4% from 8.7%": the second rate is one too.
fn base_sign(scene: &Scene<'_, '_>, figure: usize, last: Option<f64>) -> Option<f64> {
    let after_rate = figure
        .checked_sub(1)
        .is_some_and(|before| scene.figures[before].kind == scene.figures[figure].kind);
    (is_base(scene, figure) && after_rate)
        .then_some(last)
        .flatten()
}

fn percent(scene: &Scene<'_, '_>, figure: usize, sort: Sort, last: Option<f64>) -> Option<Meaning> {
    let found = &scene.figures[figure];
    if sort == Sort::Share {
        let beside = cues::movement(scene, figure).is_some_and(|movement| movement.beside);
        if !beside {
            return Some(share(found));
        }
    }
    growth(scene, figure, Unit::Percent, last)
}

/// "a tenth of what they were in 2022", "half of last year's": a fall to a part.
pub(crate) fn part_of_before(scene: &Scene<'_, '_>, figure: usize) -> Option<Meaning> {
    let found = &scene.figures[figure];
    let end = found.items.end;
    let is_part = matches!(found.kind, FigureKind::Percent | FigureKind::Part);
    if !is_part || !scene.is(end, Concept::Of) {
        return None;
    }
    let compared = scene
        .item(end + 1)
        .is_some_and(|item| item.is(Concept::Compare) && !item.is(Concept::Hedge));
    let timed = scene
        .moment_at
        .get(end + 1)
        .copied()
        .flatten()
        .is_some_and(|moment| scene.is(scene.moments[moment].items.end, Concept::Possessive));
    (compared || timed).then(|| Meaning {
        kind: Kind::Growth,
        growth: true,
        value: found.low - 100.0,
        high: found.high.map(|high| high - 100.0),
        unit: Unit::Percent,
        sign: -1.0,
    })
}

/// The meaning of a share.
pub(crate) fn share(figure: &Figure) -> Meaning {
    Meaning {
        kind: Kind::Share,
        growth: false,
        value: figure.low,
        high: figure.high,
        unit: Unit::Percent,
        sign: 0.0,
    }
}

/// "doubled", "three times as much", "double the level of 2020".
fn multiple(scene: &Scene<'_, '_>, figure: usize, verb: bool) -> Option<Meaning> {
    let found = &scene.figures[figure];
    let movement = cues::movement(scene, figure);
    let sign = movement.map_or(1.0, |movement| movement.sign);
    // "to double bilateral trade"
    let infinitive = scene
        .before(found.items.start)
        .is_some_and(|before| scene.is(before, Concept::To))
        && (found.items.end..scene.items.len().min(found.items.end + 5))
            .any(|at| scene.topic_at[at].is_some());
    if !verb && !infinitive && movement.is_none() && !compares(scene, found.items.end) {
        return None;
    }
    // A fall to a multiple makes no sense: "fell threefold" is left out.
    if sign < 0.0 && found.low > 0.0 {
        return None;
    }
    Some(Meaning {
        kind: Kind::Growth,
        growth: true,
        value: found.low,
        high: found.high,
        unit: Unit::Percent,
        sign: if found.low < 0.0 { -1.0 } else { 1.0 },
    })
}

/// What a multiple is one of: "as much as in 2021", "the level of 2020", "the $4.9 billion", "last year's".
fn compares(scene: &Scene<'_, '_>, end: usize) -> bool {
    let mut at = end;
    while scene
        .item(at)
        .is_some_and(|item| item.is_any(&[Concept::Determiner, Concept::Article, Concept::In]))
        && scene.moment_at[at].is_none()
    {
        at += 1;
    }
    let determined = at > end;
    if scene.is(at, Concept::To) && scene.figure_at.get(at + 1).is_some_and(Option::is_some) {
        return true;
    }
    scene.item(at).is_some_and(|item| {
        scene.figure_at[at].is_some()
            || scene.moment_at[at].is_some()
            || item.is_any(&[
                Concept::Compare,
                Concept::Hedge,
                Concept::Move,
                Concept::MoreThan,
            ])
            || (item.is(Concept::Clause) && is_than(scene, at))
            || (item.is(Concept::Anaphor) && (determined || item.text.contains(' ')))
    })
}

/// "as large as in 2020", but not "four times as large": what it is compared with must be said.
fn is_than(scene: &Scene<'_, '_>, at: usize) -> bool {
    (at + 1..scene.items.len().min(at + 5)).any(|next| {
        scene.moment_at[next].is_some()
            || scene
                .item(next)
                .is_some_and(|item| item.is_any(&[Concept::Clause, Concept::Compare]))
    })
}
