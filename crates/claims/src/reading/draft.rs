//! One figure read in its sentence, before the rest of the passage is known.

use super::attach::Attached;
use super::cues;
use super::goods;
use super::scene::Scene;
use super::timing::{Timing, dated_back, is_sequel, timing};
use super::topic::Sort;
use crate::grammar::{Figure, FigureKind, MomentKind};
use crate::language::Concept;
use crate::{Area, Direction, Hedge, Kind, Unit};
use std::ops::Range;

/// Smaller amounts are prices of something: no country publishes trade of less in any currency. Ours.
const LEAST_TRADE: f64 = 100_000.0;

/// A claim whose parties and periods may still be open.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) kind: Kind,
    pub(crate) value: f64,
    pub(crate) high: Option<f64>,
    pub(crate) unit: Unit,
    pub(crate) direction: Direction,
    pub(crate) reporter: Option<Area>,
    pub(crate) partner: Option<Area>,
    pub(crate) pair: Option<[Area; 2]>,
    pub(crate) goods: String,
    pub(crate) timing: Timing,
    /// The figure is what another is compared with.
    pub(crate) base: bool,
    pub(crate) growth: bool,
    pub(crate) approx: bool,
    pub(crate) hedge: Option<Hedge>,
    pub(crate) annualised: bool,
    /// A rank that stands without a time.
    pub(crate) standing: bool,
    /// So many years before the deadline.
    pub(crate) ahead: Option<u16>,
    /// True for what had been before the time that the text speaks of.
    pub(crate) earlier: bool,
    /// How many semicolons stand before the figure in its sentence.
    pub(crate) part: usize,
    /// Items of the figure and of its clause.
    pub(crate) figure: Range<usize>,
    pub(crate) clause: Range<usize>,
    /// Parties and kind that the sentence does not state.
    pub(crate) parties_from_context: bool,
    pub(crate) two_readings: bool,
    /// A plain dollar sign in a text on a country with a dollar of its own.
    pub(crate) dollar: bool,
}

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
        && cues::is_base(scene, figure)
        && from
        && !guessed;
    let kind = if start {
        meaning.kind
    } else if cues::is_target(scene, figure) {
        Kind::Target
    } else if cues::is_forecast(scene, figure) {
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
    let base = cues::is_base(scene, figure);
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
    let differs = cues::is_base(scene, figure)
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
        .or_else(|| last.filter(|_| cues::is_forecast(scene, figure)))?;
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
    (cues::is_base(scene, figure) && after_rate)
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

/// True when a rate is that of tonnes or pieces: "rose 5% to 3 million tonnes", "3 million tonnes, up 5%".
pub(crate) fn is_physical(scene: &Scene<'_, '_>, figure: usize, volume: bool, goods: &str) -> bool {
    let found = &scene.figures[figure];
    let is_rate = matches!(
        found.kind,
        FigureKind::Percent | FigureKind::Part | FigureKind::Change { .. }
    );
    if !is_rate {
        return false;
    }
    let clause = scene.clause[found.items.start];
    let by_quantity = (0..scene.items.len())
        .any(|at| scene.clause[at] == clause && scene.is(at, Concept::Quantity));
    let named = goods != goods::TOTAL && goods != goods::TOTAL_VOLUME && goods != goods::SERVICES;
    if by_quantity || (volume && named) || of_number(scene, found.items.start) {
        return true;
    }
    let near = |from: usize, to: usize| {
        to >= from
            && to - from < 8
            && (from..to).all(|at| {
                scene.is_light(at)
                    || scene.moment_at[at].is_some()
                    || scene.item(at).is_some_and(|item| {
                        item.is_any(&[
                            Concept::To,
                            Concept::From,
                            Concept::Move,
                            Concept::Of,
                            Concept::Compare,
                            Concept::At,
                            Concept::Copula,
                            Concept::Or,
                            Concept::In,
                        ]) || item.is_sign(&[',', '('])
                    })
            })
    };
    let next = scene.figures.get(figure + 1);
    let after = next.is_some_and(|next| {
        let (from, to) = (found.items.end, next.items.start);
        // "fell 3 percent, one paper said": what a comma alone leads to is no amount it came to.
        let apart = (from..to).any(|at| scene.item(at).is_some_and(|item| item.is_sign(&[','])))
            && !scene.item(to.saturating_sub(1)).is_some_and(|item| {
                item.is_any(&[Concept::To, Concept::At, Concept::Of, Concept::From])
            });
        next.kind == FigureKind::Count && near(from, to) && !apart
    });
    let before = figure.checked_sub(1).map(|before| &scene.figures[before]);
    after
        || before.is_some_and(|before| {
            before.kind == FigureKind::Count
                && after_count(scene, before.items.end, found.items.start)
        })
}

/// "the number of bags shipped rose by 9%": a rate of things that were counted.
fn of_number(scene: &Scene<'_, '_>, start: usize) -> bool {
    let clause = scene.clause[start];
    (0..start).any(|at| {
        scene.clause[at] == clause
            && scene.is(at, Concept::FigureNoun)
            && scene.is(at + 1, Concept::Of)
            && (at + 2..start.min(at + 5)).any(|noun| scene.is(noun, Concept::Physical))
    })
}

/// "9.8 million tonnes of coal, up 8%": a rate after what was counted, no other topic between.
fn after_count(scene: &Scene<'_, '_>, from: usize, to: usize) -> bool {
    let topic = |at: usize| scene.topic_at[at].is_some_and(|topic| scene.topics[topic].head == at);
    to >= from
        && to - from < 14
        && !(from..to).any(|at| {
            topic(at)
                || scene.moment_at[at].is_none()
                    && scene.item(at).is_some_and(|item| {
                        item.is_any(&[Concept::And, Concept::Worth, Concept::ValueNoun])
                    })
        })
}

/// The draft of a figure with its topic's direction; parties are filled in by the passage.
pub(crate) fn draft(
    scene: &Scene<'_, '_>,
    figure: usize,
    attached: Option<Attached>,
    meaning: Meaning,
    direction: Direction,
    goods: String,
) -> Draft {
    let found = &scene.figures[figure];
    let is_target = meaning.kind == Kind::Target;
    let hedge = cues::hedge(scene, figure).filter(|_| !is_target);
    let clause = scene.clause[found.items.start];
    let first = (0..found.items.start)
        .rev()
        .take_while(|at| scene.clause[*at] == clause)
        .last()
        .unwrap_or(found.items.start);
    let end = (found.items.end..scene.items.len())
        .take_while(|at| scene.clause[*at] == clause)
        .last()
        .map_or(found.items.end, |last| last + 1);
    let mut timing = timing(scene, figure, is_target);
    let back = dated_back(scene, figure).filter(|_| !meaning.growth && !is_target);
    let once = was_once(scene, found.items.clone()).then_some(MomentKind::Unresolved);
    if back.is_some() || once.is_some() {
        timing.period = back.or(once);
        timing.own = true;
    }
    let annualised = meaning.growth && is_annualised(scene, figure, &timing);
    Draft {
        kind: meaning.kind,
        value: meaning.value,
        high: meaning.high,
        unit: meaning.unit,
        direction,
        reporter: None,
        partner: None,
        pair: None,
        goods,
        timing,
        base: cues::is_base(scene, figure) || back.is_some(),
        growth: meaning.growth,
        approx: hedge.is_some() || found.in_words || found.high.is_some(),
        hedge,
        annualised,
        standing: false,
        ahead: ahead(scene),
        earlier: had(scene, found.items.start) || is_sequel(scene, found.items.start),
        part: part(scene, found.items.start),
        figure: found.items.clone(),
        clause: first..end,
        parties_from_context: attached.is_none(),
        two_readings: false,
        dollar: false,
    }
}

/// "once worth $1.2 billion a year": at a time that the sentence does not say.
fn was_once(scene: &Scene<'_, '_>, figure: Range<usize>) -> bool {
    let clause = scene.clause[figure.start];
    let near = figure.start.saturating_sub(5)..scene.items.len().min(figure.end + 5);
    near.clone()
        .any(|at| scene.is(at, Concept::Once) && scene.clause[at] == clause)
        && !near
            .clone()
            .any(|at| scene.moment_at[at].is_some() && scene.clause[at] == clause)
}

/// "had stood at": in the clause of a figure, before it.
fn had(scene: &Scene<'_, '_>, start: usize) -> bool {
    (start.saturating_sub(5)..start)
        .any(|at| scene.is(at, Concept::Earlier) && scene.clause[at] == scene.clause[start])
}

/// How many semicolons stand before an item.
pub(crate) fn part(scene: &Scene<'_, '_>, at: usize) -> usize {
    let stops = scene.items.iter().take(at);
    stops.filter(|item| item.is_sign(&[';'])).count()
}

fn is_annualised(scene: &Scene<'_, '_>, figure: usize, timing: &Timing) -> bool {
    let items = scene.figures[figure].items.clone();
    let floor = items.start.saturating_sub(7);
    let stretch = matches!(
        timing.period,
        Some(MomentKind::Years(..) | MomentKind::FromTo(..))
    );
    (floor..scene.items.len().min(items.end + 3)).any(|at| {
        let Some(sense) = scene
            .item(at)
            .and_then(|item| item.sense(Concept::Annualised))
        else {
            return false;
        };
        match sense.text {
            "after" => at >= items.end,
            "mean" => {
                at < items.start && !(at..items.start).any(|at| scene.figure_at[at].is_some())
            }
            // "annual growth of 5 percent" is that of one year, but not "from 2020 to 2023".
            "stretch" => stretch,
            _ => true,
        }
    })
}

/// So many years before its deadline a goal was met, where the sentence says it.
fn ahead(scene: &Scene<'_, '_>) -> Option<u16> {
    let sense = scene
        .items
        .iter()
        .find_map(|item| item.sense(Concept::Ahead))?;
    (1..=10).find(|years| f64::from(*years).total_cmp(&sense.number).is_eq())
}
