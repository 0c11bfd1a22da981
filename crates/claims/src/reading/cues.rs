//! Words beside a figure that say whether it is an amount, a change, a goal or a guess.

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

fn sign(scene: &Scene<'_, '_>, at: usize) -> Option<(f64, bool)> {
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
fn is_part_of(scene: &Scene<'_, '_>, figure: usize) -> bool {
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
