//! Names that say what a country is: "the Central Asian country", "the world's second-biggest economy".

use super::item::Item;
use crate::language::{Concept, Sense};

/// The most words between what begins such a name and its noun.
const MOST: usize = 7;

/// Makes one item of each such name: what "the country" or, before a possessive ending, "its" is.
pub(super) fn join<'t>(items: Vec<Item<'t>>, line: &'t str) -> Vec<Item<'t>> {
    let mut joined = Vec::with_capacity(items.len());
    let mut at = 0;
    while at < items.len() {
        let Some((end, noun)) = epithet(&items, at) else {
            joined.push(items[at].clone());
            at += 1;
            continue;
        };
        let owns = items
            .get(end)
            .is_some_and(|item| item.is(Concept::Possessive));
        let end = end + usize::from(owns);
        let concept = if owns {
            Concept::Its
        } else {
            Concept::PlaceNoun
        };
        let (first, last) = (&items[at], &items[end - 1]);
        joined.push(Item {
            text: &line[first.start..last.end],
            end: last.end,
            senses: vec![Sense { concept, ..noun }],
            ..first.clone()
        });
        at = end;
    }
    joined
}

/// The end of an epithet that starts at an item, and the meaning of its noun.
fn epithet(items: &[Item<'_>], start: usize) -> Option<(usize, Sense)> {
    let first = &items[start];
    let owner = first.area().is_some()
        && items
            .get(start + 1)
            .is_some_and(|item| item.is(Concept::Possessive));
    let opens = first.is_any(&[Concept::Determiner, Concept::Its]) || owner;
    if !opens {
        return None;
    }
    let from = start + 1 + usize::from(owner);
    let (mut superlative, mut group) = (false, false);
    for at in from..items.len().min(from + MOST) {
        let item = &items[at];
        if let Some(noun) = item.sense(Concept::PlaceWord).filter(|_| at > from) {
            // "The Asian giant" is a country, "the domestic economy" is none of two.
            let ranked = owner || noun.text == "ranked";
            return (superlative || !ranked || group && !owner).then_some((at + 1, *noun));
        }
        superlative |= item.is(Concept::Superlative);
        group |= item.area().is_some();
        if !modifies(items, at) {
            return None;
        }
    }
    None
}

/// True for words that can stand between "the" and its noun.
fn modifies(items: &[Item<'_>], at: usize) -> bool {
    let item = &items[at];
    let group = item.area().is_some_and(|area| area.is_group());
    let ending = item.is(Concept::Possessive) && items[at - 1].area().is_some();
    group
        || ending
        || item.is_hyphen()
        || item.is_any(&[Concept::Superlative, Concept::Ordinal, Concept::GoodsStop])
        || (item.is_word() && item.senses.is_empty())
}
