//! What stands before the noun of a topic: whose, with whom, which goods.

use super::goods::{self, Goods};
use super::party::{Party, area, two_areas_before};
use super::scene::Scene;
use super::topic::{Sort, Topic};
use crate::Area;
use crate::language::Concept;

/// How far to the left of its noun a phrase is looked for, in items.
const LEFT: usize = 14;

/// How reading goes on to the left.
enum Step {
    /// With the item before this one.
    To(usize),
    Stop,
}

pub(super) fn look_left(scene: &Scene<'_, '_>, topic: &mut Topic, fence: usize) {
    let mut at = topic.head;
    let floor = fence.max(topic.head.saturating_sub(LEFT));
    while at > floor {
        let index = at - 1;
        if scene.is_date(index) || scene.figure_at[index].is_some() {
            return;
        }
        if scene.moment_at[index].is_some() || scene.is(index, Concept::Record) {
            at = index;
            continue;
        }
        if reads_parties(scene, topic, at, floor) {
            return;
        }
        let step = if scene.is(index, Concept::Possessive) {
            possessive(scene, topic, index, floor)
        } else {
            word(scene, topic, at, floor)
        };
        match step {
            Step::To(next) => at = next,
            Step::Stop => return,
        }
    }
}

/// One party or both: "Russia-India trade", "extra-EU exports", "Chinese imports", "its exports".
fn reads_parties(scene: &Scene<'_, '_>, topic: &mut Topic, at: usize, floor: usize) -> bool {
    let index = at - 1;
    let item = &scene.items[index];
    if let Some((first, second, start)) = two_areas_before(scene, at)
        && start >= floor
    {
        topic.pair = Some((first, second));
        topic.owner = Party::Area(first);
        topic.partner = Party::Area(second);
        topic.first = start;
        return true;
    }
    if let Some(union) = item.sense(Concept::Extra).and_then(|sense| sense.area) {
        topic.owner = Party::Area(union);
        let outside = Area::parse("NON_EU").filter(|_| union.as_str() == "EU");
        topic.partner = Party::Area(outside.unwrap_or(Area::WORLD));
    } else if let Some(found) = area(scene, index) {
        owned_by(scene, topic, index, found);
    } else if item.is(Concept::Possessive) {
        return false;
    } else if item.is(Concept::Its) {
        topic.owner = Party::Its;
    } else if item.is(Concept::Demonstrative) {
        topic.those = true;
        topic.shipments = true;
    } else if item.is_any(&[Concept::SubArea, Concept::Firm]) {
        topic.owner = Party::Foreign;
    } else {
        return false;
    }
    topic.first = index;
    true
}

/// "Chinese imports", "non-EU exports", "intra-EU trade".
fn owned_by(scene: &Scene<'_, '_>, topic: &mut Topic, index: usize, found: Area) {
    topic.owner = Party::Area(found);
    topic.adjective = !scene.is(index + 1, Concept::Possessive);
    if matches!(found.as_str(), "NON_EU" | "NON_CIS") {
        topic.partner = topic.owner;
        topic.owner = Party::Unnamed;
        return;
    }
    let hyphen = usize::from(index > 0 && scene.items[index - 1].is_hyphen());
    if index > hyphen && scene.is(index - 1 - hyphen, Concept::Intra) {
        topic.pair = Some((found, found));
        topic.partner = topic.owner;
    }
}

/// "Gazprom's exports", "last year's exports", "steel's share"; `index` is the possessive ending.
fn possessive(scene: &Scene<'_, '_>, topic: &mut Topic, index: usize, floor: usize) -> Step {
    if index <= floor || area(scene, index - 1).is_some() {
        return Step::To(index);
    }
    let owner = &scene.items[index - 1];
    let goods_hold = topic.sort == Sort::Share
        && goods::is_goods_word(scene, index - 1)
        && (index == 1 || !owner.is_capitalised());
    if goods_hold {
        topic.goods = goods::left(scene, index).map(|goods| goods.name);
        topic.first = index - 1;
        return Step::Stop;
    }
    let known = owner.is_any(&[Concept::Both, Concept::Its]);
    if known || scene.moment_at[index - 1].is_some() {
        return Step::To(index);
    }
    topic.owner = Party::Foreign;
    topic.first = index - 1;
    Step::Stop
}

/// Goods, and words that say how much of the trade is meant.
fn word(scene: &Scene<'_, '_>, topic: &mut Topic, at: usize, floor: usize) -> Step {
    let index = at - 1;
    let item = &scene.items[index];
    if item.is(Concept::Both) {
        topic.both = true;
        topic.first = index;
        return Step::To(index);
    }
    if topic.goods.is_none()
        && let Some(Goods { name, edge }) = goods::left(scene, at)
        && edge >= floor
    {
        topic.goods = Some(name);
        topic.first = edge;
        return Step::To(edge);
    }
    if item.is_any(&[Concept::GoodsStop, Concept::Whole]) || is_foreign_hyphen(scene, index) {
        topic.whole |= item.is(Concept::Whole);
        topic.volume |= item.is(Concept::Volume);
        topic.first = index;
        return Step::To(index);
    }
    if item.is(Concept::Volume) {
        topic.volume = true;
        return Step::To(index);
    }
    Step::Stop
}

/// A hyphen between two words of the phrase.
fn is_foreign_hyphen(scene: &Scene<'_, '_>, at: usize) -> bool {
    scene.items[at].is_hyphen() && scene.items[at].glued
}
