//! Words beside a figure that say whether it is an amount, a change, a goal or a guess.

use super::base::{is_base, is_part_of};
use super::modality::is_forecast;
use super::scene::Scene;
use crate::Hedge;
use crate::grammar::FigureKind;
use crate::language::Concept;

/// How a figure moves: the sign of the change, and where the word stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Movement {
    pub(crate) sign: f64,
    /// True when the word stands beside the figure, or "by" does.
    pub(crate) beside: bool,
    /// True for words of size, as for a deficit that widens.
    pub(crate) size: bool,
}

/// The first item that can belong to a figure: after the figure before it, or where its clause starts.
pub(crate) fn window(scene: &Scene<'_, '_>, figure: usize) -> usize {
    let start = scene.figures[figure].items.start;
    // Counts between do not part: "likely to reach 52 million tonnes, worth $13 billion".
    let after_figure = scene.figures[..figure]
        .iter()
        .rfind(|before| before.kind != FigureKind::Count)
        .map_or(0, |before| before.items.end);
    let clause = scene.clause[start];
    let clause_start = (0..start)
        .rev()
        .find(|at| scene.clause[*at] != clause)
        .map_or(0, |at| at + 1);
    after_figure.max(clause_start)
}

pub(super) fn sign(scene: &Scene<'_, '_>, at: usize) -> Option<(f64, bool)> {
    let free = scene.moment_at[at].is_none();
    let item = scene.item(at)?;
    let moved = item.sense(Concept::Move).map(|sense| (sense.number, false));
    let sized = item.sense(Concept::Size).map(|sense| (sense.number, true));
    moved.or(sized).filter(|_| free)
}

/// The word of movement that governs a figure.
pub(crate) fn movement(scene: &Scene<'_, '_>, figure: usize) -> Option<Movement> {
    let items = scene.figures[figure].items.clone();
    let amount = matches!(scene.figures[figure].kind, FigureKind::Money(_));
    if let Some(found) = right_movement(scene, items.end, amount) {
        return Some(found);
    }
    let floor = window(scene, figure);
    for at in (floor..items.start).rev() {
        if let Some((sign, size)) = sign(scene, at) {
            let between = scene.before(items.start);
            let by = between.is_some_and(|before| before > at && scene.is(before, Concept::By));
            let of =
                between.is_some_and(|before| before == at + 1 && scene.is(before, Concept::Of));
            return Some(Movement {
                sign,
                beside: between == Some(at) || by || of,
                size,
            });
        }
    }
    None
}

/// "26 percent increase", "8% more", "a 5 percent year-on-year drop", "£1.2 billion wider".
///
/// After an amount "down from" says what it was before, not by how much it fell.
fn right_movement(scene: &Scene<'_, '_>, end: usize, amount: bool) -> Option<Movement> {
    for at in end..scene.items.len().min(end + 4) {
        if scene.figure_at[at].is_some() {
            return None;
        }
        let item = scene.item(at)?;
        let more = item
            .sense(Concept::MoreThan)
            .map(|sense| (sense.number, false));
        if amount
            && scene
                .item(at + 1)
                .is_some_and(|item| item.is(Concept::From))
        {
            return None;
        }
        if let Some((sign, size)) = sign(scene, at).or(more) {
            return Some(Movement {
                sign,
                beside: true,
                size,
            });
        }
        let passes = item.is_hyphen()
            || item.is_any(&[
                Concept::OnYear,
                Concept::OnMonth,
                Concept::OnQuarter,
                Concept::GoodsStop,
                Concept::Worth,
            ]);
        if !passes {
            return None;
        }
    }
    None
}

/// "exports were 3.9 percent and imports 5.4 percent higher": the word follows the last of a list.
pub(crate) fn movement_of_next(scene: &Scene<'_, '_>, figure: usize) -> Option<f64> {
    let (found, next) = (&scene.figures[figure], scene.figures.get(figure + 1)?);
    let joined = (found.items.end..next.items.start).any(|at| scene.is(at, Concept::And));
    let apart = (found.items.end..next.items.start)
        .any(|at| scene.item(at).is_some_and(|item| item.is_sign(&[';', ':'])));
    if next.kind != found.kind || !joined || apart || next.items.start - found.items.end > 6 {
        return None;
    }
    right_movement(scene, next.items.end, false).map(|movement| movement.sign)
}

/// True when nothing but a list joins a figure with the one before it: "2.6 percent in 2024 and 3.3 percent".
pub(crate) fn continues_list(scene: &Scene<'_, '_>, figure: usize) -> bool {
    let Some(before) = figure.checked_sub(1) else {
        return false;
    };
    let (end, start) = (
        scene.figures[before].items.end,
        scene.figures[figure].items.start,
    );
    end < start
        && start - end < 12
        && (end..start).any(|at| {
            scene.item(at).is_some_and(|item| {
                item.is_any(&[Concept::And, Concept::Or]) || item.is_sign(&[',', '(', ';', '/'])
            })
        })
        && (end..start).all(|at| {
            scene.moment_at[at].is_some()
                || scene.is_light(at)
                || scene.item(at).is_some_and(|item| {
                    item.is_any(&[
                        Concept::And,
                        Concept::In,
                        Concept::Of,
                        Concept::Or,
                        Concept::By,
                        Concept::To,
                        Concept::On,
                    ]) || item.is_sign(&[',', '(', ')', ';', '/'])
                        || item.area().is_some()
                })
        })
}

/// "Exports grew 9.1% to $38 billion and imports 7.7%": the verb is that of the noun before.
pub(crate) fn is_gapped(scene: &Scene<'_, '_>, figure: usize) -> bool {
    let start = scene.figures[figure].items.start;
    let Some(before) = scene.before(start) else {
        return false;
    };
    scene.topic_at[before].is_some_and(|topic| {
        let topic = &scene.topics[topic];
        topic.last == before + 1
            && topic.direction().is_some()
            && topic.first.checked_sub(1).is_some_and(|at| {
                scene.items[at].is(Concept::And) || scene.items[at].is_sign(&[','])
            })
    })
}

/// True when a figure goes on from the one before: "climb 14 percent to $405 billion", "double to $2 billion".
pub(crate) fn goes_on(scene: &Scene<'_, '_>, figure: usize) -> bool {
    let Some(before) = figure.checked_sub(1) else {
        return false;
    };
    let start = scene.figures[figure].items.start;
    let (end, apposed) = (
        scene.figures[before].items.end,
        start > scene.figures[before].items.end,
    );
    // "$700 billion this year, up 10 percent"
    let apposed = apposed
        && (end..start).any(|at| sign(scene, at).is_some())
        && (end..start).all(|at| {
            scene.moment_at[at].is_some()
                || scene.is_light(at)
                || sign(scene, at).is_some()
                || scene.item(at).is_some_and(|item| {
                    item.is_sign(&[',']) || item.is_any(&[Concept::By, Concept::In, Concept::Of])
                })
        });
    if apposed {
        return true;
    }
    let infinitive = (scene.figures[before].items.end..start).any(|at| {
        scene.is(at, Concept::To)
            && scene
                .item(at + 1)
                .is_some_and(|item| item.is_any(&[Concept::Verb, Concept::Move]))
    });
    if infinitive {
        return true;
    }
    scene.clause[scene.figures[before].items.start] == scene.clause[start]
        && scene
            .before(start)
            .is_some_and(|at| scene.is(at, Concept::To))
        && !is_base(scene, figure)
}

/// True when a word of the concept governs the figure from the left, no other figure between.
pub(crate) fn governed(scene: &Scene<'_, '_>, figure: usize, concept: Concept) -> Option<usize> {
    let start = scene.figures[figure].items.start;
    (window(scene, figure)..start)
        .rev()
        .find(|at| scene.is(*at, concept) && scene.moment_at[*at].is_none())
}

/// How the figure is hedged: "about", "more than", "exceeded".
pub(crate) fn hedge(scene: &Scene<'_, '_>, figure: usize) -> Option<Hedge> {
    let items = scene.figures[figure].items.clone();
    let floor = items.start.saturating_sub(4);
    for at in (floor..items.start).rev() {
        let Some(item) = scene.item(at) else { break };
        if scene.figure_at[at].is_some() {
            break;
        }
        // "well above the $1.9 billion that was forecast"
        let than_guess = item.is(Concept::Hedge)
            && scene.is(at + 1, Concept::Determiner)
            && is_forecast(scene, figure);
        let compares = than_guess
            || item.is(Concept::MoreThan)
                && at > 0
                && !is_part_of(scene, figure)
                && (scene.is(at + 1, Concept::Determiner)
                    || scene.figure_at[at - 1].is_some()
                    || scene.item(at - 1).is_some_and(|item| item.is_sign(&[','])));
        let hedges = !(compares || item.is(Concept::Compare) && is_base(scene, figure));
        let found = item
            .sense(Concept::Hedge)
            .filter(|_| hedges)
            .or(item.sense(Concept::Beyond));
        if let Some(found) = found {
            return Hedge::parse(found.text);
        }
        let passes = item.is(Concept::Verb) && at + 1 == items.start
            || item.is_any(&[
                Concept::Article,
                Concept::Determiner,
                Concept::Record,
                Concept::To,
                Concept::Of,
                Concept::By,
                Concept::From,
                Concept::Compare,
                Concept::In,
                Concept::At,
                Concept::Worth,
                Concept::GoodsStop,
            ])
            || item.text == "\"";
        if !passes {
            break;
        }
    }
    // "$5 billion or so"
    let after = scene
        .item(items.end)
        .filter(|item| !item.is(Concept::MoreThan) && item.text.contains(' '))?;
    Hedge::parse(after.sense(Concept::Hedge)?.text)
}
