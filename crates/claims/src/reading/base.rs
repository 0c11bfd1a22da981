//! Figures that another is compared with.

use super::cues::sign;
use super::scene::Scene;
use crate::grammar::FigureKind;
use crate::language::Concept;

/// True when the figure is what something is compared with: "from $5 billion", "against 4 percent".
pub(crate) fn is_base(scene: &Scene<'_, '_>, figure: usize) -> bool {
    let start = scene.figures[figure].items.start;
    let mut at = start;
    let mut noun = false;
    while let Some(before) = at.checked_sub(1) {
        let Some(item) = scene.item(before) else {
            return false;
        };
        let after = before > 0
            && (scene.figure_at[before - 1].is_some()
                || scene.moment_at[before - 1].is_some()
                || scene
                    .item(before - 1)
                    .is_some_and(|item| item.is_sign(&[','])));
        let rate = matches!(
            scene.figures[figure].kind,
            FigureKind::Change { .. } | FigureKind::Part
        ) || is_part_of(scene, figure);
        if item.is(Concept::MoreThan) && after && !rate {
            return true;
        }
        // "double the $4.9 billion of 2023"
        if let Some(other) = scene.figure_at[before]
            && matches!(
                scene.figures[other].kind,
                FigureKind::Change { verb: false }
            )
            && before + 1 < start
        {
            return true;
        }
        // "against a deficit of 42.9 billion"
        if item.is(Concept::Of) || (at < start && item.is(Concept::Balance)) {
            noun = true;
            at = before;
            continue;
        }
        // "down from August's 8.7 percent"
        if item.is(Concept::Possessive)
            && let Some(moment) = before
                .checked_sub(1)
                .and_then(|owner| scene.moment_at[owner])
        {
            at = scene.moments[moment].items.start;
            // "from 2022's record of $84.7 billion"
            noun = false;
            continue;
        }
        if item.is_any(&[Concept::From, Concept::Compare]) {
            if noun && (item.is(Concept::From) || item.is(Concept::Hedge)) {
                return false;
            }
            // "over" and "above" before a figure are hedges unless a change stands before them.
            return !item.is(Concept::Hedge) || moved_before(scene, before);
        }
        if item.is_sign(&['(']) {
            return in_bracket(scene, figure);
        }
        let adjective = item.senses.is_empty()
            && item.is_word()
            && before > 0
            && scene
                .item(before - 1)
                .is_some_and(|item| item.is_any(&[Concept::Article, Concept::Determiner]));
        let expected = item.is(Concept::Forecast)
            && before > 0
            && scene.item(before - 1).is_some_and(|item| {
                item.is_any(&[Concept::Article, Concept::Determiner, Concept::Compare])
            });
        let light = adjective
            || expected
            || item.is_any(&[Concept::Hedge, Concept::Article, Concept::Determiner])
            || item.is(Concept::Record);
        if !light {
            return false;
        }
        at = before;
    }
    false
}

/// "less than 2 percent of the total": a share, which nothing is compared with.
pub(super) fn is_part_of(scene: &Scene<'_, '_>, figure: usize) -> bool {
    let end = scene.figures[figure].items.end;
    let timed = scene.moment_at.get(end + 1).is_some_and(Option::is_some);
    scene.figures[figure].kind == FigureKind::Percent && scene.is(end, Concept::Of) && !timed
}

/// "6 percent compared with November 2014 (163.6 billion)": an amount in brackets after what is compared with.
pub(crate) fn in_bracket(scene: &Scene<'_, '_>, figure: usize) -> bool {
    bracketed(scene, figure).is_some_and(|moment| super::timing::is_comparison(scene, moment))
}

/// The time right before the bracket that a figure stands in.
pub(crate) fn bracketed(scene: &Scene<'_, '_>, figure: usize) -> Option<usize> {
    let start = scene.figures[figure].items.start;
    let bracket = start
        .checked_sub(1)
        .filter(|at| scene.item(*at).is_some_and(|item| item.is_sign(&['('])))?;
    scene.moment_at[bracket.checked_sub(1)?]
}

fn moved_before(scene: &Scene<'_, '_>, at: usize) -> bool {
    at.checked_sub(1)
        .is_some_and(|before| sign(scene, before).is_some())
}
