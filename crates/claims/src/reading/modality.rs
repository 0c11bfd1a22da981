//! Whether a figure is a goal or a guess.

use super::base::is_base;
use super::cues::{governed, window};
use super::scene::Scene;
use crate::language::Concept;

/// Whether the figure is a goal.
pub(crate) fn is_target(scene: &Scene<'_, '_>, figure: usize) -> bool {
    let items = scene.figures[figure].items.clone();
    let after =
        (items.end..scene.items.len().min(items.end + 5)).find(|at| scene.is(*at, Concept::Target));
    if let Some(at) = after {
        let only_noun = (items.end..at).all(|between| {
            scene.figure_at[between].is_none()
                && scene.item(between).is_some_and(|item| {
                    item.is_hyphen()
                        || item.is_any(&[
                            Concept::Flow,
                            Concept::Balance,
                            Concept::Both,
                            Concept::GoodsStop,
                        ])
                })
        });
        if only_noun {
            return true;
        }
    }
    if is_called_goal(scene, items.end) {
        return true;
    }
    let word = (window(scene, figure)..items.start).rev().find(|at| {
        scene.is(*at, Concept::Target)
            && scene.moment_at[*at].is_none()
            && aims_at(scene, *at, items.start)
    });
    word.is_some_and(|at| {
        // "surpassed its target and reached $240 billion": what comes after a new verb is no goal.
        !(at + 1..items.start)
            .any(|between| scene.is(between, Concept::Verb) && scene.is(between - 1, Concept::And))
    })
}

/// "Let us lift it to $1 billion by 2028: that is the goal that we have set."
fn is_called_goal(scene: &Scene<'_, '_>, end: usize) -> bool {
    (end..scene.items.len())
        .take_while(|at| scene.figure_at[*at].is_none())
        .any(|at| {
            let pronoun = scene
                .item(at)
                .is_some_and(|item| item.is_any(&[Concept::Those, Concept::Anaphor]));
            let is = pronoun && scene.is(at + 1, Concept::Copula) || scene.is(at, Concept::Equal);
            is && (at + 1..at + 5).any(|noun| scene.is(noun, Concept::Target))
        })
}

/// "The two want $100 billion", "agreed on Friday to raise trade to $10 billion": a verb whose object is the goal.
fn aims_at(scene: &Scene<'_, '_>, word: usize, figure: usize) -> bool {
    let senses = || {
        scene.items[word]
            .senses
            .iter()
            .filter(|sense| sense.concept == Concept::Target)
    };
    let direct = senses().any(|sense| sense.text == "amount");
    let infinitive = senses().any(|sense| sense.text == "infinitive");
    let leads = (word + 1..figure).any(|at| {
        scene.is(at, Concept::To)
            && scene.item(at + 1).is_some_and(|item| {
                let multiple =
                    scene.before(figure) == Some(at) && scene.is(figure, Concept::Multiple);
                if multiple {
                    return true;
                }
                at + 1 < figure
                    && item.is_word()
                    && item.area().is_none()
                    && !item.is_any(&[Concept::Determiner, Concept::Its, Concept::Article])
            })
    });
    senses().any(|sense| sense.text.is_empty())
        || direct && scene.before(figure) == Some(word)
        || infinitive && leads
}

/// Whether the figure is expected, likely or possible.
pub(crate) fn is_forecast(scene: &Scene<'_, '_>, figure: usize) -> bool {
    // "beat expectations with an 8.4 percent increase" says what was.
    if governed(scene, figure, Concept::Forecast)
        .is_some_and(|word| !scene.is(word + 1, Concept::With))
    {
        return true;
    }
    // "against 2.6 percent in its April forecast"
    let end = scene.figures[figure].items.end;
    let named = (end..scene.items.len().min(end + 5))
        .take_while(|at| scene.figure_at[*at].is_none())
        .any(|at| scene.is(at, Concept::Forecast));
    if scene.is(end, Concept::In) && named && is_base(scene, figure) {
        return true;
    }
    // "less than the 0.9 percent that analysts had forecast", "the 5 percent expected".
    let end = scene.figures[figure].items.end;
    // "the 1.9 percent rise forecast by economists"
    let end = if scene.is(end, Concept::Move) && scene.is(end + 1, Concept::Forecast) {
        end + 1
    } else {
        end
    };
    let relative = scene.item(end).is_some_and(|item| {
        item.is_any(&[
            Concept::Those,
            Concept::Forecast,
            Concept::Determiner,
            Concept::Anaphor,
        ]) && !item.is(Concept::Move)
    });
    relative
        && (end..scene.items.len().min(end + 6)).any(|at| {
            scene
                .item(at)
                .is_some_and(|item| item.is(Concept::Forecast) && !item.is(Concept::Move))
        })
}
