//! Who or what holds a share, as its sentence names it.

use super::goods;
use super::party::{Party, area, area_from};
use super::scene::Scene;
use super::share::Holder;
use crate::Area;
use crate::grammar::Item;
use crate::language::Concept;

/// "China's share", "the share of passenger cars", "its share".
pub(crate) fn holder_of_noun(scene: &Scene<'_, '_>, noun: usize) -> Holder {
    let topic = scene.topics.iter().find(|topic| topic.head == noun);
    if let Some(owner) = topic
        .map(|topic| topic.owner)
        .filter(|owner| !owner.is_unnamed())
    {
        return Holder::Party(owner);
    }
    // "Russia, whose share stands at 60%"
    if let Some(found) = whose(scene, noun) {
        return Holder::Party(Party::Area(found));
    }
    if let Some(goods) = topic.and_then(|topic| topic.goods.clone()) {
        return Holder::Goods(goods);
    }
    if !scene.is(noun + 1, Concept::Of) {
        return Holder::Unnamed;
    }
    if let Some((found, end)) = area_from(scene, noun + 2)
        && !scene
            .topics
            .iter()
            .any(|topic| topic.first < end && topic.head >= end && topic.direction().is_some())
    {
        return Holder::Party(Party::Area(found));
    }
    match goods::right(scene, noun + 2) {
        Some(goods) if scene.topic_at.get(goods.edge).is_none_or(Option::is_none) => {
            Holder::Goods(goods.name)
        }
        _ => Holder::Unnamed,
    }
}

/// The area before a relative pronoun that owns a noun.
fn whose(scene: &Scene<'_, '_>, noun: usize) -> Option<Area> {
    let pronoun = noun.checked_sub(1)?;
    let relative = scene.items[pronoun]
        .sense(Concept::Clause)
        .is_some_and(|sense| sense.text == "relative");
    let comma = usize::from(pronoun > 0 && scene.items[pronoun - 1].is_sign(&[',']));
    area(scene, pronoun.checked_sub(1 + comma)?).filter(|_| relative)
}

/// The subject of "accounted for".
pub(super) fn subject(scene: &Scene<'_, '_>, verb: usize, total: Option<usize>) -> Holder {
    let clause = scene.clause[verb];
    let topic = scene.topics.iter().rposition(|topic| {
        topic.head < verb && scene.clause[topic.head] == clause && topic.direction().is_some()
    });
    if let Some(topic) = topic {
        let known = &scene.topics[topic];
        let partner = known.partner.area().is_some() && Some(topic) != total;
        if partner || known.goods.is_some() {
            return Holder::Topic(topic);
        }
    }
    let floor = (0..verb)
        .rev()
        .take_while(|at| scene.clause[*at] == clause)
        .last()
        .unwrap_or(verb);
    if let Some(before) = topic_before(scene, floor, verb) {
        return Holder::Topic(before);
    }
    // "Accounting for 17 percent, China is ...": the subject follows.
    if floor + 1 >= verb && topic.is_none() && area(scene, floor).is_none() {
        let comma = (verb..scene.items.len().min(verb + 14))
            .find(|at| scene.item(*at).is_some_and(|item| item.is_sign(&[','])));
        if let Some((found, _)) = comma.and_then(|comma| area_from(scene, comma + 1)) {
            return Holder::Party(Party::Area(found));
        }
    }
    (floor..verb)
        .rev()
        .find_map(|at| holder_at(scene, at, verb, total))
        .unwrap_or(Holder::Unnamed)
}

/// "exports of machinery totalled 24 billion and accounted for a fifth": the subject is that before.
fn topic_before(scene: &Scene<'_, '_>, floor: usize, verb: usize) -> Option<usize> {
    let bare = (floor..verb).all(|at| {
        scene.item(at).is_some_and(|item| {
            item.is_any(&[Concept::And, Concept::Clause]) || item.is_sign(&[','])
        })
    });
    let before = scene
        .topics
        .iter()
        .rposition(|topic| topic.head < floor && topic.direction().is_some())?;
    bare.then_some(before)
}

/// What an item before a verb says of its subject.
fn holder_at(
    scene: &Scene<'_, '_>,
    at: usize,
    verb: usize,
    total: Option<usize>,
) -> Option<Holder> {
    let item = scene.item(at)?;
    if item.is_any(&[Concept::SubArea, Concept::Firm]) {
        return Some(Holder::Party(Party::Foreign));
    }
    let within = scene.topic_at[at].is_some_and(|topic| {
        scene.topics[topic].direction().is_some() && scene.topics[topic].head != verb
    });
    let owns = scene.is(at + 1, Concept::Possessive);
    let preposition = at > 0
        && scene.item(at - 1).is_some_and(|item| {
            item.is_any(&[Concept::To, Concept::From, Concept::In, Concept::With])
        });
    let named = area(scene, at).filter(|_| !within && !owns && !preposition);
    if let Some(found) = named {
        return Some(Holder::Party(Party::Area(found)));
    }
    if goods::is_goods_word(scene, at) && scene.topic_at[at].is_none() {
        return Some(goods_holder(scene, at, total));
    }
    item.is_any(&[Concept::Anaphor, Concept::PlaceNoun])
        .then_some(Holder::Party(Party::Its))
}

/// "Russian oil makes up 36 percent of India's crude imports": who the goods are from, or the goods.
fn goods_holder(scene: &Scene<'_, '_>, at: usize, total: Option<usize>) -> Holder {
    let Some(goods) = goods::left(scene, at + 1) else {
        return Holder::Unnamed;
    };
    let of_goods = total.is_some_and(|total| scene.topics[total].goods.is_some());
    let origin = goods
        .edge
        .checked_sub(1)
        .and_then(|before| area(scene, before))
        .filter(|_| of_goods);
    match origin {
        Some(origin) => Holder::Party(Party::Area(origin)),
        None => Holder::Goods(goods.name),
    }
}

/// "went to China", "came from Russia", "are coal".
pub(super) fn destination(scene: &Scene<'_, '_>, end: usize) -> Option<Holder> {
    // "a fifth of which went to Germany", "of it"
    let skipped = scene.is(end, Concept::Of)
        && scene.item(end + 1).is_some_and(|item| {
            item.is_any(&[
                Concept::Those,
                Concept::Clause,
                Concept::PlaceNoun,
                Concept::Anaphor,
            ])
        });
    for at in end + 2 * usize::from(skipped)..scene.items.len() {
        let item = &scene.items[at];
        if item.is_any(&[Concept::GoesTo, Concept::ComesFrom]) {
            if scene.is(at + 1, Concept::PlaceNoun) {
                return Some(Holder::Party(Party::Its));
            }
            let (found, _) = area_from(scene, at + 1)?;
            return Some(Holder::Party(Party::Area(found)));
        }
        if scene.figure_at[at].is_some() || item.is_sign(&[';']) || item.is(Concept::Clause) {
            return None;
        }
        // "was bought by China", "is sold to India"
        let traded = scene
            .item(at + 1)
            .is_some_and(|next| next.is_any(&[Concept::ImportVerb, Concept::ExportVerb]));
        if item.is(Concept::Copula)
            && traded
            && scene
                .item(at + 2)
                .is_some_and(|next| next.is_any(&[Concept::By, Concept::To]))
        {
            return area_from(scene, at + 3).map(|(found, _)| Holder::Party(Party::Area(found)));
        }
        if item.is(Concept::Copula) {
            if let Some((found, _)) = area_from(scene, at + 1).filter(|_| scene.is(at, Concept::To))
            {
                return Some(Holder::Party(Party::Area(found)));
            }
            if let Some((found, end)) = area_from(scene, at + 1)
                && scene.item(end).is_some_and(Item::is_hyphen)
            {
                return Some(Holder::Party(Party::Area(found)));
            }
            return goods::right(scene, at + 1).map(|goods| Holder::Goods(goods.name));
        }
    }
    None
}

/// "exports to Germany totalled 182 billion euros, a quarter of all Dutch exports".
pub(super) fn apposition(
    scene: &Scene<'_, '_>,
    start: usize,
    total: Option<usize>,
) -> Option<Holder> {
    let before = scene
        .topics
        .iter()
        .rposition(|topic| topic.head < start && topic.direction().is_some())?;
    (Some(before) != total).then_some(Holder::Topic(before))
}
