//! Rates of what is counted: tonnes, pieces, people.

use super::goods;
use super::scene::Scene;
use crate::grammar::FigureKind;
use crate::language::Concept;

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
