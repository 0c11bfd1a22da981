//! The noun for the goods.

use super::scene::Scene;
use crate::language::{Concept, Shape};

/// All goods.
pub(crate) const TOTAL: &str = "total";
/// All goods, counted by volume.
pub(crate) const TOTAL_VOLUME: &str = "total (volume)";
pub(crate) const SERVICES: &str = "services";
pub(crate) const GOODS_AND_SERVICES: &str = "goods and services";
/// The longest noun phrase for goods, in items.
const LONGEST: usize = 10;

/// What a noun phrase says of goods.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Goods {
    pub(crate) name: String,
    /// The item after the phrase, or for a phrase that ends at a noun its first item.
    pub(crate) edge: usize,
}

/// True for words that can name goods.
pub(crate) fn is_goods_word(scene: &Scene<'_, '_>, at: usize) -> bool {
    let free = scene.figure_at[at].is_none() && scene.moment_at[at].is_none();
    scene.item(at).is_some_and(|item| {
        free && item.is_word()
            && item.senses.iter().all(|sense| {
                (sense.concept == Concept::GoodsStop && item.is(Concept::AllGoods))
                    || matches!(
                        sense.concept,
                        Concept::Physical
                            | Concept::AllGoods
                            | Concept::Services
                            | Concept::GoodsServices
                            | Concept::Abbreviation
                            | Concept::GoodsAnaphor
                            | Concept::GoodsPart
                    )
            })
    })
}

fn is_stop(scene: &Scene<'_, '_>, at: usize) -> bool {
    scene.figure_at[at].is_none()
        && scene.moment_at[at].is_none()
        && scene
            .item(at)
            .is_some_and(|item| item.is_any(&[Concept::GoodsStop, Concept::Whole, Concept::World]))
}

/// Reads a noun phrase to the right of `start`; `None` when no goods are named there.
pub(crate) fn right(scene: &Scene<'_, '_>, start: usize) -> Option<Goods> {
    let mut at = start;
    while at < scene.items.len()
        && (is_stop(scene, at) || scene.is_light(at))
        && !goods_like(scene, at)
    {
        at += 1;
    }
    let first = at;
    let mut end = first;
    while at < scene.items.len() && at - first < LONGEST {
        if goods_like(scene, at) {
            at += 1;
            end = at;
        } else if joins(scene, at)
            && at > first
            && at + 1 < scene.items.len()
            && goods_like(scene, at + 1)
        {
            at += 1;
        } else {
            break;
        }
    }
    (end > first).then(|| Goods {
        name: name(scene, first, end),
        edge: end,
    })
}

/// Reads the words before `head` that name goods, as in "crude oil exports".
pub(crate) fn left(scene: &Scene<'_, '_>, head: usize) -> Option<Goods> {
    let mut first = head;
    while first > 0 && head - first < LONGEST {
        let at = first - 1;
        let joined = first < head
            && joins(scene, at)
            && at > 0
            && goods_like(scene, at - 1)
            && !begins_clause(scene, at - 1);
        if goods_like(scene, at) || joined {
            first = at;
        } else {
            break;
        }
    }
    // "to lift trade": a verb after "to", no goods.
    if first < head && first > 0 && scene.is(first - 1, Concept::To) {
        first += 1;
    }
    (first < head).then(|| Goods {
        name: name(scene, first, head),
        edge: first,
    })
}

/// The first word of a sentence before a comma is no part of a list of goods.
fn begins_clause(scene: &Scene<'_, '_>, at: usize) -> bool {
    at == 0 && scene.item(1).is_some_and(|item| item.is_sign(&[',']))
}

fn goods_like(scene: &Scene<'_, '_>, at: usize) -> bool {
    is_goods_word(scene, at)
        && scene
            .item(at)
            .is_some_and(|item| !item.text.starts_with(['\'', '’']))
}

/// What joins two nouns of one phrase.
fn joins(scene: &Scene<'_, '_>, at: usize) -> bool {
    scene.item(at).is_some_and(|item| {
        item.is(Concept::And)
            || item.is_hyphen()
            || (item.is_sign(&[',']) && {
                // A comma only within a list that ends with "and".
                (at + 1..scene.items.len().min(at + 7)).any(|next| scene.is(next, Concept::And))
            })
    })
}

/// The name of the goods that a phrase names.
fn name(scene: &Scene<'_, '_>, first: usize, end: usize) -> String {
    let whole = |at: usize| scene.is(at, Concept::AllGoods) || is_stop(scene, at);
    if (first..end).all(|at| scene.is(at, Concept::GoodsServices)) {
        return GOODS_AND_SERVICES.to_owned();
    }
    if (first..end).all(|at| scene.is(at, Concept::Services)) {
        return SERVICES.to_owned();
    }
    if (first..end).all(|at| whole(at) || joins(scene, at)) {
        return TOTAL.to_owned();
    }
    plain(scene.text(first, end))
}

/// A name in lower case, but for abbreviations.
pub(crate) fn plain(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        let letters = word.chars().filter(|letter| letter.is_alphabetic());
        let capitals = letters
            .clone()
            .filter(|letter| letter.is_uppercase())
            .count();
        if capitals > 1 {
            word.to_owned()
        } else {
            word.to_lowercase()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// True when a word starts with a capital within a sentence: a name, no kind of goods.
pub(crate) fn is_name(scene: &Scene<'_, '_>, at: usize) -> bool {
    at > 0
        && scene.item(at).is_some_and(|item| {
            item.shape == Shape::Word && item.senses.is_empty() && item.is_capitalised()
        })
}
