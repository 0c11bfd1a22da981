//! Where a sentence names parties outside the phrase of its topic.

use super::party::{Party, area, area_from, two_areas};
use super::scene::Scene;
use super::topic::{Sort, Topic};
use crate::language::Concept;
use crate::{Area, Direction};

/// A partner that stands behind the figures: "a deficit of $3.3bn with Brazil".
pub(super) fn add_later_partner(scene: &Scene<'_, '_>, topic: &mut Topic) {
    if topic.pair.is_some() || topic.those {
        return;
    }
    let mut at = topic.last.max(topic.head + 1);
    while at < scene.items.len() {
        let item = &scene.items[at];
        let other = scene.topic_at[at].is_some_and(|other| scene.topics[other].head > topic.head);
        if other
            || item.is(Concept::Clause)
            || item.is_sign(&[';', ':'])
            || (item.is_sign(&[',']) && scene.topics.iter().any(|other| other.head > at))
        {
            return;
        }
        if item.is(Concept::GoesTo)
            && topic.partner.is_unnamed()
            && topic.sort == Sort::Flow(Direction::Exports)
            && let Some((found, _)) = area_from(scene, at + 1)
        {
            topic.partner = Party::Area(found);
        }
        // "1.52 trillion yen ($10.2 billion) with South Korea"
        if item.is_sign(&['(']) {
            let Some(end) = bracket_end(scene, at) else {
                return;
            };
            at = end;
            continue;
        }
        let leads = item.is_any(&[Concept::To, Concept::From, Concept::With, Concept::Between]);
        let free = scene.moment_at[at].is_none() && scene.figure_at[at].is_none();
        if leads && free {
            let fits = match topic.sort {
                Sort::Flow(Direction::Exports) => {
                    item.is(Concept::To) || (item.is(Concept::From) && topic.owner.is_unnamed())
                }
                Sort::Flow(Direction::Imports) => {
                    item.is(Concept::From) || (item.is(Concept::To) && topic.owner.is_unnamed())
                }
                _ => item.is_any(&[Concept::With, Concept::Between]),
            };
            let mut trial = topic.clone();
            if fits
                && (topic.partner.is_unnamed() || !item.is(Concept::With))
                && let Some(end) = super::right_of_noun::phrase(scene, &mut trial, at)
            {
                if topic.partner.is_unnamed() {
                    topic.partner = trial.partner;
                }
                if topic.owner.is_unnamed() {
                    topic.owner = trial.owner;
                }
                topic.pair = topic.pair.or(trial.pair);
                topic.both |= trial.both;
                at = end;
                continue;
            }
        }
        at += 1;
    }
}

/// The item after a bracket that holds nothing but a figure.
fn bracket_end(scene: &Scene<'_, '_>, open: usize) -> Option<usize> {
    let close = (open + 1..scene.items.len())
        .find(|at| scene.figure_at[*at].is_none() && !scene.is_light(*at))?;
    scene.item(close)?.is_sign(&[')']).then_some(close + 1)
}

/// Words before an area that keep it from being the subject.
pub(super) fn is_oblique(scene: &Scene<'_, '_>, at: usize) -> bool {
    // Of a list of areas the word before its first one counts.
    let mut first = at;
    while first > 1
        && scene
            .item(first - 1)
            .is_some_and(|item| item.is(Concept::And) || item.is_sign(&[',']))
        && area(scene, first - 2).is_some()
    {
        first -= 2;
    }
    let goes_on = scene
        .item(at + 1)
        .is_some_and(|item| item.is(Concept::And) || item.is_sign(&[',']))
        && area(scene, at + 2).is_some();
    let mut before = first;
    while before > 0
        && scene
            .item(before - 1)
            .is_some_and(|item| item.is_any(&[Concept::Determiner, Concept::GoodsStop]))
    {
        before -= 1;
    }
    before > 0
        && scene.item(before - 1).is_some_and(|item| {
            item.is_any(&[
                Concept::To,
                Concept::From,
                Concept::With,
                Concept::By,
                Concept::Compare,
                Concept::Replaces,
            ]) || ((first < at || goes_on)
                && item.is_any(&[Concept::In, Concept::Of, Concept::Between]))
        })
}

/// The nearest area to the left that can be the subject: no partner of another topic.
pub(super) fn subject_left(scene: &Scene<'_, '_>, topic: &Topic) -> Option<Area> {
    (0..topic.first).rev().find_map(|at| {
        let found = area(scene, at).filter(|found| *found != Area::WORLD)?;
        let outside = matches!(found.as_str(), "NON_EU" | "NON_CIS");
        let taken = outside
            || scene.topic_at[at].is_some_and(|other| scene.topics[other].direction().is_some());
        let dateline = is_dateline(scene, at);
        (!taken && !dateline && !is_oblique(scene, at)).then_some(found)
    })
}

/// "BEIJING, June 7 --" says where a text was written.
pub(super) fn is_dateline(scene: &Scene<'_, '_>, at: usize) -> bool {
    let next = scene.item(at + 1);
    at < 2
        && scene.is(at, Concept::Capital)
        && next.is_some_and(|next| next.is_sign(&[',', '(', '—', '–', '-']))
}

/// Any area of the sentence outside topics, when nothing better is known.
pub(super) fn any_area(scene: &Scene<'_, '_>, topic: &Topic) -> Option<Area> {
    (topic.head..scene.items.len()).find_map(|at| {
        let found = area(scene, at).filter(|found| *found != Area::WORLD)?;
        let taken = scene.topic_at[at].is_some();
        let oblique = at > 0
            && scene
                .item(at - 1)
                .is_some_and(|item| item.is_any(&[Concept::To, Concept::From, Concept::With]));
        (!taken && !oblique).then_some(found)
    })
}

/// Two areas joined by "and" outside topics: "Russia and Iran boosted their trade".
pub(super) fn joined_in(scene: &Scene<'_, '_>) -> Option<(Area, Area)> {
    (0..scene.items.len()).find_map(|at| {
        area(scene, at)?;
        let (first, second, _) = two_areas(scene, at)?;
        (first != Area::WORLD && second != Area::WORLD).then_some((first, second))
    })
}

/// "the invasion of Ukraine", "the war in Gaza": no party to the trade.
fn is_aside(scene: &Scene<'_, '_>, at: usize) -> bool {
    let before = (0..at).rev().find(|before| !scene.is_light(*before));
    before.is_some_and(|before| {
        scene
            .item(before)
            .is_some_and(|item| item.is_any(&[Concept::Of, Concept::In, Concept::On]))
    })
}

/// The two areas of a sentence, when it names two.
pub(super) fn named_in(scene: &Scene<'_, '_>, topic: &Topic) -> Option<(Area, Area)> {
    let mut named: Vec<Area> = Vec::new();
    for at in 0..scene.items.len() {
        let taken = scene.topic_at[at].is_some_and(|other| scene.topics[other].head != topic.head);
        if let Some(found) = area(scene, at).filter(|found| *found != Area::WORLD)
            && !taken
            && !is_dateline(scene, at)
            && !is_aside(scene, at)
            && !named.contains(&found)
        {
            named.push(found);
        }
    }
    match named.as_slice() {
        [first, second] => Some((*first, *second)),
        _ => None,
    }
}
