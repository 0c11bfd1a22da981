//! Topics that verbs make ("China exported"), and those that stand for a topic before them.

use super::goods;
use super::party::{Party, area, area_from, two_areas_before};
use super::right_of_noun::phrase;
use super::scene::Scene;
use super::topic::{Sort, Topic, starts_topic};
use crate::language::Concept;
use crate::{Area, Direction};

/// "China exported", "bought by India", "were shipped to Egypt".
pub(super) fn verb(
    scene: &Scene<'_, '_>,
    at: usize,
    direction: Direction,
    before: &[Topic],
) -> Option<Topic> {
    // "remittances sent home by workers", "aid shipped to Kenya": of what stands before.
    let other = before
        .last()
        .is_some_and(|other| other.sort == Sort::Other && is_participle(scene, other.last, at));
    // "The German economy exported goods": of the country.
    let economy = at > 0
        && scene
            .item(at - 1)
            .and_then(|item| item.sense(Concept::OtherTopic))
            .is_some_and(|sense| sense.text == "gdp");
    let other = other && !economy;
    if other {
        return None;
    }
    let mut topic = Topic::new(at, Sort::Flow(direction));
    topic.verb = true;
    let passive = (at.saturating_sub(2)..at).any(|index| {
        scene
            .item(index)
            .is_some_and(|item| item.is(Concept::Copula))
    });
    // A participle after its noun is passive too: "wine sold abroad".
    if !passive {
        active(scene, &mut topic);
    } else if let Some((goods, origin)) = subject_goods(scene, at) {
        topic.goods = Some(goods);
        match (direction, origin) {
            (Direction::Imports, Some(origin)) => topic.partner = Party::Area(origin),
            (_, Some(origin)) => topic.owner = Party::Area(origin),
            _ => {}
        }
    }
    // "To the EU, goods worth 70 billion euros were exported"
    if passive {
        let fronted = match direction {
            Direction::Imports => Concept::From,
            _ => Concept::To,
        };
        if scene.is(0, fronted) {
            phrase(scene, &mut topic, 0);
        }
    }
    let mut next = at + 1;
    while let Some(item) = scene.item(next) {
        let object = scene.figure_at[next].is_some()
            || item.is_any(&[
                Concept::Worth,
                Concept::Hedge,
                Concept::Article,
                Concept::Determiner,
                Concept::ByValue,
            ])
            || item.is(Concept::Possessive) && scene.figure_at[next - 1].is_some()
            || goods::is_goods_word(scene, next)
            || scene.moment_at[next].is_some();
        let begins = starts_topic(scene, next);
        if begins {
            break;
        }
        if item.is_any(&[Concept::To, Concept::From, Concept::By, Concept::With]) {
            match phrase(scene, &mut topic, next) {
                Some(end) => next = end,
                None => break,
            }
        } else if item.is(Concept::PlaceNoun) && !passive {
            topic.partner = Party::Its;
            next += 1;
        } else if object
            || scene.is(next, Concept::Physical)
            || (next < at + 8 && item.is_any(&[Concept::Of, Concept::Move, Concept::MoreThan]))
        {
            next += 1;
        } else if let Some(origin) = area(scene, next)
            && topic.verb
            && !passive
            && (goods::right(scene, next + 1).is_some()
                || direction == Direction::Exports && next == at + 1)
        {
            // "bought Russian oil"
            // "sold Russia cars" names the buyer.
            if direction == Direction::Imports || topic.owner != Party::Area(origin) {
                topic.partner = Party::Area(origin);
            }
            next += 1;
        } else {
            break;
        }
    }
    if topic.partner.is_unnamed() && !passive {
        topic.partner = relative_partner(scene, at, direction);
        let of_which = (at.saturating_sub(5)..at)
            .any(|of| scene.is(of, Concept::Of) && scene.is(of + 1, Concept::Clause));
        // "imports totalled $285 billion, of which China supplied 111"
        if let Some(total) = before.last().filter(|_| of_which)
            && total.direction().is_some_and(|total| total != direction)
            && topic.partner.is_unnamed()
        {
            topic.partner = total.owner;
        }
    }
    object_goods(scene, &mut topic, next, passive);
    // The range stays at the verb, so that figures between verb and partner are free.
    let known = topic.owner != Party::Unnamed || topic.partner != Party::Unnamed;
    let has_goods = topic.goods.is_some();
    // "Brazil exported 340 billion dollars' worth and imported 241 billion"
    let goes_on = before.last().is_some_and(|before| before.verb);
    (known || has_goods || passive || goes_on).then_some(topic)
}

/// "the price of a machine sold in Russia": nothing from the noun to the verb makes it a verb of its own.
fn is_participle(scene: &Scene<'_, '_>, from: usize, verb: usize) -> bool {
    verb - from < 8
        && (from..verb).all(|at| {
            scene.figure_at[at].is_none()
                && scene.item(at).is_some_and(|item| {
                    !item.is_any(&[
                        Concept::Verb,
                        Concept::Copula,
                        Concept::Move,
                        Concept::And,
                        Concept::Clause,
                        Concept::Those,
                    ]) && (item.is_word() || item.is_hyphen())
                })
        })
        && !(from == verb && scene.is(verb, Concept::Flow))
}

/// "China, from which the US bought": who stands before the pronoun.
fn relative_partner(scene: &Scene<'_, '_>, verb: usize, direction: Direction) -> Party {
    let leads = match direction {
        Direction::Imports => Concept::From,
        _ => Concept::To,
    };
    let pronoun = (verb.saturating_sub(6)..verb)
        .rev()
        .find(|at| scene.is(*at, Concept::Clause) && *at > 1 && scene.is(*at - 1, leads));
    let before = pronoun.and_then(|pronoun| {
        (pronoun.saturating_sub(4)..pronoun - 1)
            .rev()
            .find_map(|at| area(scene, at))
    });
    before.map_or(Party::Unnamed, Party::Area)
}

/// The subject of a verb in the active voice.
fn active(scene: &Scene<'_, '_>, topic: &mut Topic) {
    // "sold Russia cars and bought gas": the subject is that of the verb before.
    if topic.head > 0 && scene.is(topic.head - 1, Concept::And) {
        return;
    }
    for index in (topic.head.saturating_sub(12)..topic.head).rev() {
        if let Some(found) = area(scene, index) {
            let after_preposition = index > 0
                && scene.item(index - 1).is_some_and(|item| {
                    item.is_any(&[Concept::To, Concept::From, Concept::With, Concept::By])
                });
            let owns = scene.is(index + 1, Concept::Possessive);
            let several =
                index > 1 && scene.is(index - 1, Concept::And) && area(scene, index - 2).is_some();
            if several {
                topic.owner = Party::Foreign;
                return;
            }
            if !after_preposition && !owns {
                topic.owner = Party::Area(found);
                return;
            }
        }
        let Some(item) = scene.item(index) else {
            return;
        };
        if item.is_any(&[Concept::SubArea, Concept::Firm]) || goods::is_name(scene, index) {
            topic.owner = Party::Foreign;
            return;
        }
        // "while it bought": who was spoken of.
        if item.is(Concept::Anaphor) && item.is(Concept::PlaceNoun) {
            topic.owner = Party::Its;
            return;
        }
        let relative = item.is(Concept::Clause)
            && index > 1
            && scene.items[index - 1].is_sign(&[','])
            && area(scene, index - 2).is_some();
        let pronoun = item
            .sense(Concept::Clause)
            .is_some_and(|sense| sense.text == "relative");
        if pronoun && !relative && index > 0 && scene.items[index - 1].is_sign(&[',']) {
            // "a manufacturer, which sold": whoever it is, it is no country.
            topic.owner = Party::Foreign;
            return;
        }
        if (item.is(Concept::Clause) && !relative) || item.is_sign(&[';', ':']) {
            return;
        }
        if item.is_any(&[Concept::Flow, Concept::Balance]) {
            return;
        }
    }
    if let Some(first) = scene.item(0)
        && topic.head > 0
        && first.senses.is_empty()
        && first.is_capitalised()
        && topic.head <= 2
    {
        topic.owner = Party::Foreign;
    }
}

/// Goods that are the subject of a passive verb, and where they come from.
fn subject_goods(scene: &Scene<'_, '_>, verb: usize) -> Option<(String, Option<Area>)> {
    let mut index = verb;
    while index > 0 {
        index -= 1;
        if goods::is_goods_word(scene, index) {
            let goods = goods::left(scene, index + 1)?;
            let origin = goods
                .edge
                .checked_sub(1)
                .and_then(|before| area(scene, before));
            return Some((goods.name, origin));
        }
        if scene.figure_at[index].is_none()
            && scene
                .item(index)
                .is_some_and(|item| item.is(Concept::Clause) || item.is_sign(&[';']))
        {
            return None;
        }
    }
    None
}

/// Goods that are the object of a verb: "worth of cars", "copper for $43 billion", "goods worth".
fn object_goods(scene: &Scene<'_, '_>, topic: &mut Topic, end: usize, passive: bool) {
    if passive || topic.goods.is_some() {
        return;
    }
    let found = (topic.head + 1..end.max(topic.head + 2).min(scene.items.len()))
        .find(|at| {
            let counts = scene.is(*at, Concept::Physical)
                && (scene.is(at + 1, Concept::Of) || scene.figure_at[at - 1].is_some());
            // "sold a paltry $200 million": a word before an amount says how much it is.
            let sizes = scene.is(at - 1, Concept::Article)
                && scene.figure_at.get(at + 1).is_some_and(Option::is_some);
            goods::is_goods_word(scene, *at) && !counts && !sizes
        })
        .and_then(|at| goods::right(scene, at));
    topic.goods = found.map(|goods| goods.name);
    // "Thailand exported 8.8 million tonnes": of what was spoken of.
    topic.shipments |= topic.goods.is_none()
        && (topic.head + 2..end.min(scene.items.len()))
            .any(|at| scene.is(at, Concept::Physical) && scene.figure_at[at - 1].is_some());
}

/// "China and Russia traded", "Mexico traded goods worth $5 billion with China".
pub(super) fn traded(scene: &Scene<'_, '_>, at: usize) -> Option<Topic> {
    let mut topic = Topic::new(at, Sort::Flow(Direction::TwoWay));
    topic.pair = (1..=at).rev().find_map(|end| {
        let (first, second, _) = two_areas_before(scene, end)?;
        Some((first, second))
    });
    topic.goods = goods::right(scene, at + 1).map(|goods| goods.name);
    if topic.pair.is_none() {
        // "the two economies exchanged goods"
        topic.both = (at.saturating_sub(4)..at).any(|before| scene.is(before, Concept::Both));
        return topic.both.then_some(topic);
    }
    let (first, second) = topic.pair?;
    topic.owner = Party::Area(first);
    topic.partner = Party::Area(second);
    Some(topic)
}

/// "India spent $3.7 billion on Russian crude".
pub(super) fn spend(scene: &Scene<'_, '_>, at: usize) -> Option<Topic> {
    let mut topic = Topic::new(at, Sort::Flow(Direction::Imports));
    let on = (at + 1..scene.items.len().min(at + 9)).find(|next| {
        scene
            .item(*next)
            .is_some_and(|item| item.is_any(&[Concept::On, Concept::Of]))
    })?;
    let (found, end) = area_from(scene, on + 1)?;
    let goods = goods::right(scene, end)?;
    topic.partner = Party::Area(found);
    topic.goods = Some(goods.name);
    topic.verb = true;
    active(scene, &mut topic);
    (topic.owner.area().is_some()).then_some(topic)
}

/// "while China's dropped to 13.9 percent": the topic before, of another owner.
pub(super) fn elliptic(
    scene: &Scene<'_, '_>,
    at: usize,
    owner: Area,
    before: &[Topic],
) -> Option<Topic> {
    let last = before.last()?;
    // "Mexico's share of imports rose, while China's dropped": the share is meant, not its total.
    let share = before
        .iter()
        .rev()
        .find(|topic| topic.sort == Sort::Share)
        .filter(|share| (share.head..last.head).all(|at| scene.figure_at[at].is_none()));
    let model = share.unwrap_or(last);
    if model.sort == Sort::Other {
        return None;
    }
    Some(Topic {
        first: at,
        head: at,
        last: at + 1,
        owner: Party::Area(owner),
        pair: None,
        those: true,
        ..model.clone()
    })
}

/// "Vietnam's were down 5 percent", first in its sentence: the flow of the sentence before, of another owner.
pub(super) fn carried(scene: &Scene<'_, '_>, at: usize, owner: Area) -> Option<Topic> {
    let direction = scene
        .carried
        .filter(|direction| matches!(direction, Direction::Exports | Direction::Imports))?;
    (at <= 2).then(|| Topic {
        owner: Party::Area(owner),
        those: true,
        again: true,
        ..Topic::new(at, Sort::Flow(direction))
    })
}

/// "while those of cars declined": the topic before, of other goods.
pub(super) fn of_other_goods(scene: &Scene<'_, '_>, at: usize, before: &[Topic]) -> Option<Topic> {
    let model = before
        .iter()
        .rev()
        .find(|topic| topic.direction().is_some())?;
    let goods = goods::right(scene, at + 1)?;
    Some(Topic {
        first: at,
        head: at,
        last: goods.edge,
        goods: Some(goods.name),
        those: true,
        ..model.clone()
    })
}

/// "those to Japan": the topic before, with another partner.
pub(super) fn those(scene: &Scene<'_, '_>, at: usize, before: &[Topic]) -> Option<Topic> {
    let next = scene.item(at + 1)?;
    if !next.is_any(&[Concept::To, Concept::From, Concept::With]) {
        return None;
    }
    let carried = scene.carried.map(|direction| Topic {
        owner: Party::Its,
        ..Topic::new(at, Sort::Flow(direction))
    });
    let carried = carried.filter(|_| at == 0 || !scene.is(at - 1, Concept::Area));
    let model = before
        .iter()
        .rev()
        .find(|topic| topic.direction().is_some())
        .or(carried.as_ref())?;
    let (found, end) = area_from(scene, at + 2)?;
    let mut topic = Topic {
        first: at,
        head: at,
        last: end,
        pair: None,
        those: true,
        ..model.clone()
    };
    topic.partner = Party::Area(found);
    Some(topic)
}
