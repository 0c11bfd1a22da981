//! Figures that are no claim of trade: prices, conversions, differences of sources.

use super::cues::window;
use super::scene::Scene;
use crate::grammar::FigureKind;
use crate::language::Concept;

/// Whether the figure is a price, a rate or a conversion, judged by what stands right beside it.
pub(crate) fn is_refused(scene: &Scene<'_, '_>, figure: usize) -> bool {
    let found = &scene.figures[figure];
    let end = found.items.end;
    if found.kind == FigureKind::Count
        || scene.is(end, Concept::Per)
        || scene.is(end, Concept::InvestmentTail)
    {
        return true;
    }
    let slash = scene
        .item(end)
        .is_some_and(|item| item.is_sign(&['/']) && item.glued);
    slash
        || is_conversion(scene, figure)
        || is_of_output(scene, figure)
        || is_covered(scene, figure)
        || is_between_sources(scene, figure)
        || is_of_rate(scene, figure)
        || matches!(found.kind, FigureKind::Percent | FigureKind::Part) && is_paid(scene, end)
        || is_below_record(scene, end)
}

/// "twice the pace of July": how one rate differs from another.
pub(crate) fn is_of_rate(scene: &Scene<'_, '_>, figure: usize) -> bool {
    let found = &scene.figures[figure];
    let noun = (found.items.end..found.items.end + 3).find(|at| !scene.is_light(*at));
    let multiple = matches!(
        found.kind,
        FigureKind::Change { verb: false } | FigureKind::Part
    );
    multiple && noun.is_some_and(|noun| scene.is(noun, Concept::RateNoun))
}

/// "Beijing's figure is 30 percent above Astana's": how two statistics differ.
fn is_between_sources(scene: &Scene<'_, '_>, figure: usize) -> bool {
    let items = &scene.figures[figure].items;
    let rate = matches!(
        scene.figures[figure].kind,
        FigureKind::Percent | FigureKind::Part | FigureKind::Change { .. }
    );
    let counted = (window(scene, figure)..items.start).any(|at| {
        scene.is(at, Concept::FigureNoun) && at > 0 && scene.is(at - 1, Concept::Possessive)
    });
    let other = (items.end..scene.items.len().min(items.end + 4)).any(|at| {
        scene.items[at].area().is_some()
            && scene.is(at + 1, Concept::Possessive)
            && scene.item(at + 2).is_none_or(|next| !next.is_word())
    });
    rate && counted && other
}

/// "two-thirds of exports were settled in roubles": a share by currency.
fn is_paid(scene: &Scene<'_, '_>, end: usize) -> bool {
    let clause = scene.clause[end.min(scene.items.len() - 1)];
    (end..scene.items.len().min(end + 12)).any(|at| {
        scene.clause[at] == clause
            && scene
                .item(at)
                .and_then(|item| item.sense(Concept::OtherTopic))
                .is_some_and(|sense| sense.text == "settlement")
    })
}

/// "Vietnam's growth of 6.4 percent": of its output.
fn is_of_output(scene: &Scene<'_, '_>, figure: usize) -> bool {
    let start = scene.figures[figure].items.start;
    let Some(noun) = start
        .checked_sub(2)
        .filter(|_| scene.is(start - 1, Concept::Of))
    else {
        return false;
    };
    let owned = noun > 1
        && scene.is(noun - 1, Concept::Possessive)
        && scene
            .item(noun - 2)
            .is_some_and(|owner| owner.area().is_some());
    let adjective = noun > 0
        && scene
            .item(noun - 1)
            .is_some_and(|owner| owner.area().is_some());
    scene.is(noun, Concept::Move)
        && scene.is(noun, Concept::Anaphor)
        && scene.topic_at[noun].is_none()
        && (owned || adjective)
}

/// "nine points below its peak": how far a record is away.
fn is_below_record(scene: &Scene<'_, '_>, end: usize) -> bool {
    scene.is(end, Concept::MoreThan)
        && (end + 1..scene.items.len().min(end + 4)).any(|at| scene.is(at, Concept::Record))
}

/// "tariffs on $18 billion worth of goods", "duties cover $370 billion of imports": what a measure covers.
fn is_covered(scene: &Scene<'_, '_>, figure: usize) -> bool {
    let start = scene.figures[figure].items.start;
    if !matches!(
        scene.figures[figure].kind,
        FigureKind::Money(_) | FigureKind::Percent | FigureKind::Part
    ) {
        return false;
    }
    let floor = window(scene, figure).max(start.saturating_sub(12));
    (floor..start).any(|at| {
        scene
            .item(at)
            .and_then(|item| item.sense(Concept::OtherTopic))
            .is_some_and(|sense| matches!(sense.text, "tariff" | "measure"))
    })
}

/// An amount in brackets right after another in a different currency.
fn is_conversion(scene: &Scene<'_, '_>, figure: usize) -> bool {
    let found = &scene.figures[figure];
    let FigureKind::Money(currency) = found.kind else {
        return false;
    };
    let Some(before) = figure.checked_sub(1).map(|before| &scene.figures[before]) else {
        return false;
    };
    let bracket = (before.items.end..found.items.start).all(|at| {
        scene.is_light(at)
            || scene.item(at).is_some_and(|item| {
                item.is_sign(&['(', ','])
                    || item.is_any(&[Concept::Or, Concept::Hedge, Concept::Equal])
            })
    }) && (before.items.end..found.items.start).any(|at| {
        scene
            .item(at)
            .is_some_and(|item| item.is_sign(&['(']) || item.is_any(&[Concept::Or, Concept::Equal]))
    });
    matches!(before.kind, FigureKind::Money(other) if other != currency) && bracket
}
