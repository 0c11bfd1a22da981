//! What stands after the noun of a topic: of what, to, from, with, between whom.

use super::goods;
use super::party::{Party, area_from, two_areas};
use super::scene::Scene;
use super::topic::{Sort, Topic};
use crate::language::Concept;
use crate::{Area, Direction};

pub(super) fn look_right(scene: &Scene<'_, '_>, topic: &mut Topic) {
    let mut at = topic.head + 1;
    while let Some(item) = scene.item(at) {
        if scene.moment_at[at].is_some() && !scene.is_date(at) {
            at += 1;
            continue;
        }
        let timed = scene.moment_at.get(at + 1).is_some_and(Option::is_some);
        if item.is_any(&[Concept::In, Concept::Of]) && timed {
            at += 1;
            continue;
        }
        let Some(end) = phrase(scene, topic, at) else {
            break;
        };
        at = end;
        topic.last = at;
    }
}

/// One prepositional phrase after a noun or a verb; gives the item after it.
pub(crate) fn phrase(scene: &Scene<'_, '_>, topic: &mut Topic, at: usize) -> Option<usize> {
    let item = scene.item(at)?;
    if item.is(Concept::Both) {
        topic.both = true;
        return Some(at + 1);
    }
    if item.is(Concept::Reverse) && topic.is_bare() {
        topic.reversed = true;
        return Some(at + 1);
    }
    if item.is(Concept::There) && topic.partner.is_unnamed() {
        topic.partner = Party::Its;
        return Some(at + 1);
    }
    if item.is(Concept::World)
        && topic.sort == Sort::Flow(Direction::TwoWay)
        && topic.owner.is_unnamed()
    {
        topic.owner = Party::Area(Area::WORLD);
        return Some(at + 1);
    }
    if item.is_any(&[Concept::Volume, Concept::ByValue, Concept::Abroad]) {
        topic.volume |= item.is(Concept::Volume);
        return Some(at + 1);
    }
    if item.is(Concept::Between) {
        if let Some((first, second, end)) = two_areas(scene, at + 1) {
            topic.pair = Some((first, second));
            topic.owner = Party::Area(first);
            topic.partner = Party::Area(second);
            return Some(end);
        }
        if let Some((first, end)) = area_from(scene, at + 1)
            && scene.is(end, Concept::And)
            && let Some((second, end)) = party_from(scene, end + 1)
        {
            topic.owner = Party::Area(first);
            topic.partner = second;
            topic.pair = second.area().map(|second| (first, second));
            return Some(end);
        }
        let next = (at + 1..at + 3).find(|next| scene.is(*next, Concept::Both))?;
        topic.both = true;
        return Some(next + 1);
    }
    if item.is(Concept::To) {
        return to(scene, topic, at + 1);
    }
    if item.is(Concept::From) {
        return from(scene, topic, at + 1);
    }
    if item.is(Concept::With) {
        let (found, end) = party_from(scene, at + 1)?;
        topic.partner = found;
        return Some(end);
    }
    let takes_in = matches!(topic.sort, Sort::Flow(Direction::TwoWay) | Sort::Balance(_));
    if (item.is(Concept::In) && topic.goods.is_none() && takes_in) || item.is(Concept::Of) {
        return of(scene, topic, at + 1);
    }
    if item.is(Concept::By) {
        let (found, end) = area_from(scene, at + 1)?;
        topic.owner = Party::Area(found);
        return Some(end);
    }
    None
}

fn to(scene: &Scene<'_, '_>, topic: &mut Topic, at: usize) -> Option<usize> {
    // "exports to and imports from Russia": the partner follows the second noun.
    if scene.is(at, Concept::And) {
        let end = (at..scene.items.len().min(at + 6)).find_map(|next| {
            let next_prep = scene.is(next, Concept::From) || scene.is(next, Concept::To);
            next_prep.then(|| area_from(scene, next + 1)).flatten()
        })?;
        topic.partner = Party::Area(end.0);
        return Some(at);
    }
    let (found, end) = party_from(scene, at)?;
    match topic.sort {
        Sort::Flow(Direction::Imports) => topic.owner = found,
        _ => topic.partner = found,
    }
    Some(end)
}

/// An area, or "the country" for the one that was spoken of.
fn party_from(scene: &Scene<'_, '_>, at: usize) -> Option<(Party, usize)> {
    if scene.is(at, Concept::PlaceNoun) {
        return Some((Party::Its, at + 1));
    }
    if let Some((found, end)) = area_from(scene, at) {
        return Some(match several(scene, end) {
            Some(end) => (Party::Group, end),
            None => (Party::Area(found), end),
        });
    }
    let mut end = at;
    while end < scene.items.len().min(at + 5) {
        let item = &scene.items[end];
        if item.is_any(&[Concept::GroupNoun, Concept::Both])
            && scene.is(end + 1, Concept::Of)
            && let Some((found, end)) = area_from(scene, end + 2)
        {
            return Some((Party::Area(found), end));
        }
        if item.is(Concept::GroupNoun) {
            return Some((Party::Group, end + 1));
        }
        let passes = scene.is_light(end)
            || item.number().is_some()
            || item.is_any(&[Concept::GoodsStop, Concept::Its, Concept::Number])
            || (item.senses.is_empty() && item.is_word());
        if !passes {
            return None;
        }
        end += 1;
    }
    None
}

/// "to China and Hong Kong", "to China, India and Turkey": the end of a list that a figure is of as a whole.
fn several(scene: &Scene<'_, '_>, end: usize) -> Option<usize> {
    let apart = scene
        .items
        .iter()
        .any(|item| item.is(Concept::Respectively));
    let mut end = end;
    let mut joined = false;
    while !joined {
        joined = scene.is(end, Concept::And);
        if !joined && !scene.item(end)?.is_sign(&[',']) {
            return None;
        }
        (_, end) = area_from(scene, end + 1)?;
    }
    let own = scene.item(end).is_some_and(|item| {
        item.is_any(&[
            Concept::Possessive,
            Concept::Flow,
            Concept::ExportVerb,
            Concept::ImportVerb,
            Concept::Copula,
        ]) || goods::is_goods_word(scene, end)
    }) || scene.figure_at.get(end).is_some_and(Option::is_some);
    (!apart && !own).then_some(end)
}

fn from(scene: &Scene<'_, '_>, topic: &mut Topic, at: usize) -> Option<usize> {
    let (found, end) = party_from(scene, at)?;
    match topic.sort {
        Sort::Flow(Direction::Imports) => topic.partner = found,
        _ if topic.owner == Party::Foreign => {}
        _ => topic.owner = found,
    }
    Some(end)
}

/// "of Russia", "of crude oil", "of Chinese cars", "in services".
fn of(scene: &Scene<'_, '_>, topic: &mut Topic, start: usize) -> Option<usize> {
    let mut at = start;
    if scene.is(at, Concept::Both) {
        topic.both = true;
        return Some(at + 1);
    }
    if let Some((found, end)) = area_from(scene, at) {
        let goods = goods::right(scene, end);
        match (topic.sort, &goods) {
            (Sort::Flow(Direction::Imports), Some(_)) => topic.partner = Party::Area(found),
            _ if topic.owner == Party::Foreign => {}
            _ => topic.owner = Party::Area(found),
        }
        at = end;
        if scene.is(at, Concept::Firm) {
            topic.owner = Party::Foreign;
        }
        if let Some(goods) = goods {
            set_goods(topic, goods.name);
            at = goods.edge;
        }
        return Some(at);
    }
    if scene.is(at, Concept::Its) {
        return None;
    }
    if scene
        .item(at)
        .is_some_and(|item| item.is_any(&[Concept::SubArea, Concept::Firm]))
    {
        topic.owner = Party::Foreign;
        return Some(at + 1);
    }
    let goods = goods::right(scene, at)?;
    set_goods(topic, goods.name);
    Some(goods.edge)
}

fn set_goods(topic: &mut Topic, name: String) {
    if topic
        .goods
        .as_deref()
        .is_none_or(|known| known == goods::TOTAL)
    {
        topic.goods = Some(name);
    }
}
