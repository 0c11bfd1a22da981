//! What an expression of time does in its sentence.

use super::scene::Scene;
use crate::grammar::{FigureKind, MomentKind};
use crate::language::Concept;

/// What an expression of time does in its sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Role {
    Period,
    Comparison,
    None,
}

pub(super) fn role(scene: &Scene<'_, '_>, moment: usize) -> Role {
    by_kind(scene, moment)
        .or_else(|| by_since(scene, scene.moments[moment].items.start))
        .unwrap_or_else(|| by_word_before(scene, moment))
}

/// What the expression says by itself.
fn by_kind(scene: &Scene<'_, '_>, moment: usize) -> Option<Role> {
    let found = &scene.moments[moment];
    let start = found.items.start;
    match found.kind {
        MomentKind::Date => Some(Role::None),
        MomentKind::OnYear
        | MomentKind::OnMonth
        | MomentKind::OnQuarter
        | MomentKind::Earlier(_) => Some(Role::Comparison),
        MomentKind::FromTo(..) => Some(Role::Period),
        // "the first decline in ten months"
        MomentKind::First(..) | MomentKind::Span(_) | MomentKind::Unresolved
            if is_streak(scene, start) =>
        {
            Some(Role::None)
        }
        MomentKind::Since(_) => Some(of_since(scene, start)),
        _ => None,
    }
}

/// "the steepest fall since early 2020", "up a third since May 2022"
fn by_since(scene: &Scene<'_, '_>, start: usize) -> Option<Role> {
    (start.saturating_sub(3)..start)
        .rev()
        .take_while(|at| {
            scene.is(*at, Concept::Since)
                || scene.is_light(*at)
                || scene
                    .item(*at)
                    .is_some_and(|item| item.is_word() && item.senses.is_empty())
        })
        .find(|at| scene.is(*at, Concept::Since))
        .map(|since| of_since(scene, since))
}

/// A record since some time is no change since then.
fn of_since(scene: &Scene<'_, '_>, start: usize) -> Role {
    if ranks(scene, start.saturating_sub(4), start) {
        Role::None
    } else {
        Role::Comparison
    }
}

fn ranks(scene: &Scene<'_, '_>, from: usize, to: usize) -> bool {
    (from..to).any(|at| {
        scene.item(at).is_some_and(|item| {
            item.is_any(&[Concept::Record, Concept::Superlative, Concept::Ordinal])
        })
    })
}

/// "the first decline in ten months", "the sharpest drop in six months": how long nothing like it was.
fn is_streak(scene: &Scene<'_, '_>, start: usize) -> bool {
    scene.is(start, Concept::In) && ranks(scene, start.saturating_sub(3), start)
}

/// "the last peak year of 2018"
fn is_of_record(scene: &Scene<'_, '_>, start: usize) -> bool {
    start > 1
        && scene.is(start - 1, Concept::Of)
        && (scene.is(start - 2, Concept::Record)
            || (scene.is(start - 2, Concept::YearWord)
                && start > 2
                && scene.is(start - 3, Concept::Record)))
}

fn by_word_before(scene: &Scene<'_, '_>, moment: usize) -> Role {
    let start = scene.moments[moment].items.start;
    if is_of_record(scene, start) {
        return Role::None;
    }
    let before = (0..start).rev().take(4).find(|at| {
        !scene.item(*at).is_some_and(|item| {
            item.is_any(&[
                Concept::In,
                Concept::Of,
                Concept::Determiner,
                Concept::Article,
                Concept::Its,
            ])
        })
    });
    match before {
        Some(before) if compares(scene, moment, before) => Role::Comparison,
        _ => Role::Period,
    }
}

/// True where the word before a time makes it what something is compared with.
fn compares(scene: &Scene<'_, '_>, moment: usize, before: usize) -> bool {
    let found = &scene.moments[moment];
    let start = found.items.start;
    let item = &scene.items[before];
    let over = item.is(Concept::Hedge) && item.is(Concept::Compare);
    let stretch = !matches!(
        found.kind,
        MomentKind::Year(_)
            | MomentKind::Month(..)
            | MomentKind::Same(_)
            | MomentKind::Fiscal(_)
            | MomentKind::FiscalNamed(_)
            | MomentKind::FiscalRelative(_)
    );
    let figure_in = |from: usize| (from..before).any(|at| scene.figure_at[at].is_some());
    let after_figure = figure_in(before.saturating_sub(3));
    let right_after = figure_in(before.saturating_sub(1));
    if item.is(Concept::On) && after_figure && (!stretch || right_after) {
        return true;
    }
    if let Some(figure) = scene.figure_at[before] {
        let multiple = FigureKind::Change { verb: false };
        return scene.figures[figure].kind == multiple && scene.is(start - 1, Concept::Determiner);
    }
    if over && (stretch || !after_figure) {
        return false;
    }
    // "six times the figure for 2021"
    let figure_for = item.is(Concept::Anaphor) && !item.is(Concept::Move) && right_after;
    let more = item.is(Concept::MoreThan) && figure_in(before.saturating_sub(2));
    figure_for || more || item.is_any(&[Concept::Compare, Concept::From])
}
