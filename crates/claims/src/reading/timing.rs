//! When a figure is about, and what it is compared with.

use super::base::{bracketed, in_bracket, is_base};
use super::modality;
use super::refused;
use super::role::{Role, role};
use super::scene::Scene;
use crate::grammar::{FigureKind, MomentKind};
use crate::language::Concept;

/// The expressions of time that belong to a figure.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Timing {
    pub(crate) period: Option<MomentKind>,
    /// Stated beside the figure rather than elsewhere in its sentence.
    pub(crate) own: bool,
    pub(crate) comparison: Option<MomentKind>,
    /// What else the sentence is about, for a figure that another is compared with.
    pub(crate) around: Option<MomentKind>,
}

/// The expressions of time of a figure.
pub(crate) fn timing(scene: &Scene<'_, '_>, figure: usize, is_target: bool) -> Timing {
    let base = is_base(scene, figure);
    let comparison = comparison(scene, figure);
    if is_target {
        let period = deadline(scene, figure);
        return Timing {
            period,
            own: period.is_some(),
            comparison,
            around: None,
        };
    }
    if base {
        let bracket = bracketed(scene, figure)
            .filter(|_| in_bracket(scene, figure))
            .map(|moment| scene.moments[moment].kind);
        let period = bracket
            .or_else(|| right(scene, figure, true))
            .or_else(|| whose(scene, figure));
        return Timing {
            period,
            own: period.is_some(),
            comparison: period.or(comparison),
            around: first(scene, figure),
        };
    }
    let beside = when(scene, figure)
        .or_else(|| right(scene, figure, false))
        .or_else(|| left(scene, figure));
    let period = beside
        .or_else(|| first(scene, figure))
        .or_else(|| nearest(scene, figure));
    Timing {
        period,
        own: period.is_some(),
        comparison,
        around: None,
    }
}

/// True for a time that something is said of.
pub(crate) fn is_period(scene: &Scene<'_, '_>, moment: usize) -> bool {
    role(scene, moment) == Role::Period
}

/// True for a time that something is compared with.
pub(crate) fn is_comparison(scene: &Scene<'_, '_>, moment: usize) -> bool {
    role(scene, moment) == Role::Comparison
}

fn kind_if(scene: &Scene<'_, '_>, moment: usize, wanted: Role) -> Option<MomentKind> {
    (role(scene, moment) == wanted).then(|| scene.moments[moment].kind)
}

/// True when the words between two items only lead from a figure to its time.
fn leads(scene: &Scene<'_, '_>, at: usize) -> bool {
    scene.is_light(at)
        || scene.item(at).is_some_and(|item| {
            item.is_any(&[
                Concept::In,
                Concept::Of,
                Concept::At,
                Concept::By,
                Concept::Move,
            ]) || item.is_sign(&['(', ')'])
        })
}

/// The first time to the right, in the same clause and before a new topic.
fn right(scene: &Scene<'_, '_>, figure: usize, base: bool) -> Option<MomentKind> {
    let items = scene.figures[figure].items.clone();
    let clause = scene.clause[items.start];
    for at in items.end..scene.items.len() {
        if let Some(moment) = scene.moment_at[at] {
            let start = scene.moments[moment].items.start;
            if base && at == start {
                let found = &scene.moments[moment];
                let adjacent = (items.end..start).all(|between| leads(scene, between));
                let is_marker = matches!(found.kind, MomentKind::OnYear);
                if adjacent && !is_marker && found.kind != MomentKind::Date {
                    return Some(found.kind);
                }
                return None;
            }
            if let Some(kind) = kind_if(scene, moment, Role::Period)
                && !in_own_bracket(scene, items.end, start)
            {
                return Some(kind);
            }
            continue;
        }
        if base && !leads(scene, at) {
            return None;
        }
        if let Some(next) = scene.figure_at[at] {
            let joined = (items.end..at).any(|between| scene.is(between, Concept::And));
            if at == scene.figures[next].items.start && (is_base(scene, next) || joined) {
                return None;
            }
            continue;
        }
        let item = &scene.items[at];
        let new_topic = scene.topic_at[at].is_some_and(|topic| {
            scene.topics[topic].head >= items.end
                && scene.topics[topic].head == at
                && !attached_right(scene, figure, at)
        });
        let coordinated = item.is(Concept::And) && scene.topics.iter().any(|topic| topic.head > at);
        let listed = item.is_sign(&[',']) || item.is(Concept::And);
        let list_of_figures = listed
            && (at + 1..scene.items.len().min(at + 4)).any(|next| scene.figure_at[next].is_some());
        if scene.clause[at] != clause && !item.is_sign(&['(', ')'])
            || new_topic
            || coordinated
            || list_of_figures
        {
            return None;
        }
        if item.is_sign(&[',']) && scene.moment_at.get(at + 1).is_none_or(Option::is_none) {
            return None;
        }
    }
    None
}

/// "a 5 percent rise in exports in May": the noun after the figure is its own.
fn attached_right(scene: &Scene<'_, '_>, figure: usize, at: usize) -> bool {
    super::attach::attach(scene, figure)
        .is_some_and(|attached| attached.right && scene.topics[attached.topic].head == at)
}

/// "It was $190.3 billion a year earlier", "A year earlier it was $190.3 billion": an amount of an earlier time.
pub(crate) fn dated_back(scene: &Scene<'_, '_>, figure: usize) -> Option<MomentKind> {
    let items = &scene.figures[figure].items;
    // "after shrinking by 1.5 percent the month before"
    let sequel = is_sequel(scene, items.start);
    let earlier = |moment: &usize| match scene.moments[*moment].kind {
        MomentKind::Earlier(_) => true,
        MomentKind::OnMonth | MomentKind::OnQuarter => sequel,
        _ => false,
    };
    let after = (items.end..scene.items.len())
        .find(|at| !leads(scene, *at))
        .and_then(|at| scene.moment_at[at])
        .filter(earlier);
    let clause = scene.clause[items.start];
    let first = (0..items.start)
        .rev()
        .take_while(|at| scene.clause[*at] == clause)
        .last()
        .map(|first| first + usize::from(scene.is(first, Concept::And)));
    let fronted = first
        .and_then(|first| (first..items.start).find(|at| !leads(scene, *at)))
        .and_then(|at| scene.moment_at[at])
        .filter(earlier);
    let moment = after.or(fronted)?;
    Some(scene.moments[moment].kind)
}

/// "August's 8.7 percent": the time that a figure belongs to.
fn whose(scene: &Scene<'_, '_>, figure: usize) -> Option<MomentKind> {
    let start = scene.figures[figure].items.start;
    // "from 2022's record of $84.7 billion"
    let before = scene.before(start)?;
    let mark = if scene.is(before, Concept::Of) {
        scene.before(before)?
    } else {
        before
    };
    if !scene.is(mark, Concept::Possessive) {
        return None;
    }
    let moment = scene.moment_at[mark.checked_sub(1)?]?;
    Some(scene.moments[moment].kind)
}

/// True for the time of a rate that another rate is compared with: "from 8.7 percent in August".
fn is_of_rate(scene: &Scene<'_, '_>, figure: usize, moment: usize) -> bool {
    let kind = scene.figures[figure].kind;
    let rate = |other: usize| {
        other != figure
            && scene.figures[other].kind == kind
            && matches!(kind, FigureKind::Percent)
            && is_base(scene, other)
    };
    let items = &scene.moments[moment].items;
    let after = (items.start.saturating_sub(2)..items.start)
        .rev()
        .find_map(|at| scene.figure_at[at]);
    let before = scene
        .is(items.end, Concept::Possessive)
        .then(|| {
            (items.end + 1..scene.items.len().min(items.end + 3)).find_map(|at| scene.figure_at[at])
        })
        .flatten();
    after.is_some_and(rate) || before.is_some_and(rate)
}

/// "over 2004, when it was $13.59 billion": the time before the clause.
fn when(scene: &Scene<'_, '_>, figure: usize) -> Option<MomentKind> {
    let start = scene.figures[figure].items.start;
    let clause = scene.clause[start];
    let first = (0..=start)
        .rev()
        .take_while(|at| scene.clause[*at] == clause)
        .last()?;
    if !scene.is(first, Concept::When) {
        return None;
    }
    let before = (first.saturating_sub(2)..first)
        .rev()
        .find_map(|at| scene.moment_at[at])?;
    Some(scene.moments[before].kind)
}

/// The nearest time to the left that is not that of a figure something is compared with.
fn left(scene: &Scene<'_, '_>, figure: usize) -> Option<MomentKind> {
    let start = scene.figures[figure].items.start;
    let mut at = start;
    while at > 0 {
        at -= 1;
        let Some(moment) = scene.moment_at[at] else {
            if scene.item(at).is_some_and(|item| item.is_sign(&[';'])) {
                return None;
            }
            continue;
        };
        let found = &scene.moments[moment];
        at = found.items.start;
        if let Some(kind) = kind_if(scene, moment, Role::Period)
            && !is_of_base(scene, moment)
        {
            return Some(kind);
        }
    }
    None
}

/// The time that the sentence starts with.
fn first(scene: &Scene<'_, '_>, figure: usize) -> Option<MomentKind> {
    let start = scene.figures[figure].items.start;
    (0..scene.moments.len())
        .filter(|moment| scene.moments[*moment].items.start < start && !is_of_base(scene, *moment))
        .find_map(|moment| kind_if(scene, moment, Role::Period))
}

/// The first period that a sentence names, whatever it says of it.
pub(crate) fn first_period(scene: &Scene<'_, '_>) -> Option<MomentKind> {
    (0..scene.moments.len())
        .filter(|moment| !is_of_base(scene, *moment))
        .find_map(|moment| kind_if(scene, moment, Role::Period))
        .filter(|kind| !matches!(kind, MomentKind::Same(_) | MomentKind::SameAgain))
}

/// True for the time of a figure that another is compared with.
fn is_of_base(scene: &Scene<'_, '_>, moment: usize) -> bool {
    let start = scene.moments[moment].items.start;
    let owner = (start.saturating_sub(2)..start)
        .rev()
        .find_map(|at| scene.figure_at[at]);
    owner.is_some_and(|owner| is_base(scene, owner))
}

/// The first time after the figure, wherever in the sentence.
fn nearest(scene: &Scene<'_, '_>, figure: usize) -> Option<MomentKind> {
    let end = scene.figures[figure].items.end;
    (0..scene.moments.len())
        .filter(|moment| scene.moments[*moment].items.start >= end)
        .filter(|moment| {
            let start = scene.moments[*moment].items.start;
            let owner = (start.saturating_sub(2)..start)
                .rev()
                .find_map(|at| scene.figure_at[at]);
            let of_base = owner.is_some_and(|owner| owner != figure && is_base(scene, owner));
            let apart = in_own_bracket(scene, end, start)
                || (end..start).any(|at| scene.item(at).is_some_and(|item| item.is_sign(&[';'])));
            // "had reached $54 billion and should hit $60 billion in 2025"
            let last = scene
                .figures
                .iter()
                .rposition(|figure| figure.items.end <= start);
            let modal = |at: usize| modality::is_forecast(scene, at);
            let of_guess = last.is_some_and(|last| last != figure && modal(last) && !modal(figure));
            !of_base && !apart && !of_guess && !in_sequel(scene, figure, start)
        })
        .find_map(|moment| kind_if(scene, moment, Role::Period))
}

/// "surplus $3.1bn (Feb: deficit $585m)": a time in brackets with a figure of its own.
fn in_own_bracket(scene: &Scene<'_, '_>, end: usize, moment: usize) -> bool {
    let sign = |at: usize, sign: char| scene.item(at).is_some_and(|item| item.is_sign(&[sign]));
    (end..moment).any(|at| sign(at, '('))
        && (moment..scene.items.len())
            .take_while(|at| !sign(*at, ')'))
            .any(|at| scene.figure_at[at].is_some())
}

/// "jumped 7.5 percent after shrinking 2.1 percent in June": the time is that of what was before.
fn in_sequel(scene: &Scene<'_, '_>, figure: usize, moment: usize) -> bool {
    scene.clause[scene.figures[figure].items.start] != scene.clause[moment]
        && is_sequel(scene, moment)
}

/// True within a clause that says what was before: "after shrinking 2.1 percent in June".
pub(crate) fn is_sequel(scene: &Scene<'_, '_>, at: usize) -> bool {
    let clause = scene.clause[at];
    let first = (0..=at)
        .rev()
        .take_while(|before| scene.clause[*before] == clause)
        .last();
    first.is_some_and(|first| scene.is(first, Concept::Sequel))
}

/// What a change is measured against, as far as the sentence says.
fn comparison(scene: &Scene<'_, '_>, figure: usize) -> Option<MomentKind> {
    let end = scene.figures[figure].items.end;
    let after = (0..scene.moments.len()).filter(|moment| {
        scene.moments[*moment].items.start >= end && !is_of_rate(scene, figure, *moment)
    });
    let clause = scene.clause[end - 1];
    let mut after_in_clause = after.clone().filter(|moment| {
        let start = scene.moments[*moment].items.start;
        let next_topic = scene.topics.iter().any(|topic| {
            topic.head >= end
                && topic.head < start
                && topic.direction().is_some()
                && !attached_right(scene, figure, topic.head)
        });
        scene.clause[start] == clause && !next_topic
    });
    if let Some(found) = after_in_clause.find_map(|moment| kind_if(scene, moment, Role::Comparison))
    {
        return Some(found);
    }
    // "up $6.0 billion from $68.6 billion in March"
    let base = (figure + 1..scene.figures.len()).find(|next| is_base(scene, *next));
    let amounts = |at: usize| matches!(scene.figures[at].kind, FigureKind::Money(_));
    if let Some(base) = base
        && amounts(base)
        && base <= figure + 2
        && scene.clause[scene.figures[base].items.start] == clause
        && let Some(kind) = right(scene, base, true)
    {
        return Some(kind);
    }
    let start = scene.figures[figure].items.start;
    let before = (0..scene.moments.len())
        .rev()
        .filter(|moment| scene.moments[*moment].items.start < start);
    // "Exports rose 7 percent, twice the pace of July, while imports were up 9": July is of the exports.
    let before = before.filter(|moment| {
        let start = scene.moments[*moment].items.start;
        let figure = (start.saturating_sub(4)..start).find_map(|at| scene.figure_at[at]);
        !figure.is_some_and(|figure| refused::is_of_rate(scene, figure))
    });
    // "Imports fell 1.1 percent, so that the surplus shrank to $4.6bn from $4.9bn the month before"
    let after = after.filter(|moment| {
        let own = scene.clause[scene.moments[*moment].items.start] == clause;
        own || !is_of_base(scene, *moment)
    });
    before
        .chain(after)
        .find_map(|moment| kind_if(scene, moment, Role::Comparison))
}

/// When a goal is to be met: a time after it in the sentence, or before it in its clause.
fn deadline(scene: &Scene<'_, '_>, figure: usize) -> Option<MomentKind> {
    let items = scene.figures[figure].items.clone();
    let early = scene.items.iter().any(|item| item.is(Concept::Ahead));
    let usable = |moment: &usize| {
        let start = scene.moments[*moment].items.start;
        let met = early && start > 0 && scene.is(start - 1, Concept::In);
        role(scene, *moment) == Role::Period && !met
    };
    // "doubling trade to $100 billion by 2030": the time after the amount is that of the doubling too.
    let goes_on =
        usize::from(figure + 1 < scene.figures.len() && super::cues::goes_on(scene, figure + 1));
    let next_figure = scene
        .figures
        .get(figure + 1 + goes_on)
        .map_or(scene.items.len(), |next| next.items.start);
    let after = (0..scene.moments.len())
        .filter(|moment| {
            let start = scene.moments[*moment].items.start;
            start >= items.end && start < next_figure
        })
        .find(usable);
    let clause = scene.clause[items.start];
    let floor = figure
        .checked_sub(1)
        .map_or(0, |before| scene.figures[before].items.end);
    let before = (0..scene.moments.len()).rev().find(|moment| {
        let start = scene.moments[*moment].items.start;
        start >= floor
            && start < items.start
            && scene.clause[start] == clause
            && usable(moment)
            && start > 0
            && scene
                .item(start - 1)
                .is_some_and(|item| item.is_any(&[Concept::By, Concept::Of]))
    });
    // "last year's target of 15 percent"
    let of_target = (0..scene.moments.len()).rev().find(|moment| {
        let end = scene.moments[*moment].items.end;
        end < items.start
            && items.start - end < 8
            && (scene.is(end, Concept::Target)
                || (scene.is(end, Concept::Possessive) && scene.is(end + 1, Concept::Target)))
    });
    of_target
        .or(after)
        .or(before)
        .map(|moment| scene.moments[moment].kind)
}
