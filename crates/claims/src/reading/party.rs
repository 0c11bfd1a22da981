//! Who trades with whom.

use super::scene::Scene;
use crate::Area;
use crate::language::Concept;

/// A party as the text names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Party {
    /// Not named.
    #[default]
    Unnamed,
    Area(Area),
    /// "its", "the country's": who was spoken of.
    Its,
    /// A group of countries that has no code: "developing nations".
    Group,
    /// A firm, a province, a port: no party to the trade of countries.
    Foreign,
}

impl Party {
    pub(crate) fn area(self) -> Option<Area> {
        match self {
            Party::Area(area) => Some(area),
            _ => None,
        }
    }

    pub(crate) fn is_unnamed(self) -> bool {
        self == Party::Unnamed
    }
}

/// The area that an item names, but not in a line that only says where a text was written.
pub(crate) fn area(scene: &Scene<'_, '_>, at: usize) -> Option<Area> {
    if scene.figure_at.get(at).copied().flatten().is_some() {
        return None;
    }
    scene.item(at)?.area()
}

/// Skips articles and adjectives before a name: "the", "neighbouring", "all".
fn skip_light(scene: &Scene<'_, '_>, mut at: usize) -> usize {
    while at < scene.items.len()
        && area(scene, at).is_none()
        && scene.item(at).is_some_and(|item| {
            item.is_any(&[
                Concept::Determiner,
                Concept::Article,
                Concept::GoodsStop,
                Concept::Whole,
            ])
        })
    {
        at += 1;
    }
    at
}

/// An area from `start` on, and the item after it.
pub(crate) fn area_from(scene: &Scene<'_, '_>, start: usize) -> Option<(Area, usize)> {
    let at = skip_light(scene, start);
    let found = area(scene, at)?;
    Some((found, at + 1))
}

/// Two areas joined by "and" or a hyphen from `start` on, and the item after them.
pub(crate) fn two_areas(scene: &Scene<'_, '_>, start: usize) -> Option<(Area, Area, usize)> {
    let (first, mut at) = area_from(scene, start)?;
    let joint = scene.item(at)?;
    if !(joint.is(Concept::And) || joint.is_hyphen() || joint.is(Concept::With)) {
        return None;
    }
    at += 1;
    let (second, end) = area_from(scene, at)?;
    (first != second).then_some((first, second, end))
}

/// Two areas joined by "and" or a hyphen that end with the item before `end`, and the first item.
pub(crate) fn two_areas_before(scene: &Scene<'_, '_>, end: usize) -> Option<(Area, Area, usize)> {
    let second_at = end.checked_sub(1)?;
    let second = area(scene, second_at)?;
    let mut at = second_at.checked_sub(1)?;
    if scene.is(at, Concept::Determiner) {
        at = at.checked_sub(1)?;
    }
    let joint = scene.item(at)?;
    if !(joint.is(Concept::And) || joint.is_hyphen()) {
        return None;
    }
    let mut first_at = at.checked_sub(1)?;
    if scene.is(first_at, Concept::Possessive) {
        first_at = first_at.checked_sub(1)?;
    }
    let first = area(scene, first_at)?;
    (first != second).then_some((first, second, first_at))
}
