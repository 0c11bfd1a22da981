//! The two parties of trade both ways: from its own words, its sentence, or what was spoken of.

use super::context::Parties;
use super::naming::{joined_in, named_in, subject_left};
use super::party::Party;
use super::passage::Reader;
use super::scene::Scene;
use super::topic::Topic;
use crate::Area;
use crate::language::Concept;

fn pair(first: Area, second: Area) -> Parties {
    Parties {
        reporter: Some(first),
        partner: Some(second),
        pair: Some((first, second)),
        ..Parties::default()
    }
}

fn pair_of_context(first: Area, second: Area) -> Parties {
    Parties {
        from_context: true,
        ..pair(first, second)
    }
}

impl Reader {
    pub(super) fn both_sides(
        &self,
        scene: &Scene<'_, '_>,
        topic: &Topic,
        earlier: Option<Parties>,
    ) -> Parties {
        if let Some((first, second)) = topic.pair {
            return pair(first, second);
        }
        if topic.partner == Party::Group {
            return Parties {
                unsure: true,
                ..Parties::default()
            };
        }
        self.sides_named(scene, topic, earlier)
            .or_else(|| self.sides_in_sentence(scene, topic, earlier))
            .or_else(|| self.subject_and_owner(scene, topic, earlier))
            .or_else(|| self.with_all(scene, topic, earlier))
            .unwrap_or_else(|| self.sides_of_context(scene, topic, earlier))
    }

    /// What the phrase itself names: "Russia's trade with India", "trade with India", "Russia's trade".
    fn sides_named(
        &self,
        scene: &Scene<'_, '_>,
        topic: &Topic,
        earlier: Option<Parties>,
    ) -> Option<Parties> {
        let owner = topic.owner.area();
        match (owner, self.partner_of(topic, owner)) {
            (Some(owner), Some(partner)) if owner != partner => Some(pair(owner, partner)),
            (Some(owner), _) if topic.both => self
                .other_than(owner)
                .map(|other| pair_of_context(owner, other)),
            (Some(owner), _) => Some(pair(owner, Area::WORLD)),
            (None, Some(partner)) => Some(self.sides_with(scene, topic, earlier, partner)),
            (None, None) => None,
        }
    }

    /// "Trade with India": whose, the sentence says elsewhere, or the text.
    fn sides_with(
        &self,
        scene: &Scene<'_, '_>,
        topic: &Topic,
        earlier: Option<Parties>,
        partner: Area,
    ) -> Parties {
        let listed = earlier
            .and_then(|earlier| earlier.reporter)
            .filter(|_| topic.listed);
        // "Kazakhstan was China's biggest partner, while trade with Turkmenistan slipped": China's.
        let ranked = self
            .context
            .owner
            .filter(|_| self.context.ranked == self.sentence);
        let named = listed
            .or(ranked)
            .or_else(|| subject_left(scene, topic))
            .or_else(|| self.subject_before(topic))
            .filter(|owner| *owner != partner);
        if let Some(owner) = named {
            return pair(owner, partner);
        }
        match self.owner(earlier, Some(partner)) {
            Some(owner) => pair_of_context(owner, partner),
            None => Parties {
                partner: Some(partner),
                unsure: true,
                ..Parties::default()
            },
        }
    }

    /// Two that the sentence names outside the phrase, or that "the two countries" means.
    fn sides_in_sentence(
        &self,
        scene: &Scene<'_, '_>,
        topic: &Topic,
        earlier: Option<Parties>,
    ) -> Option<Parties> {
        // "Two-way trade could reach 240 billion, although Chinese exports to Russia fell"
        let stated = scene.topics.iter().find_map(|other| {
            let pair = other.owner.area().zip(other.partner.area());
            pair.filter(|pair| pair.0 != pair.1 && pair.0 != Area::WORLD && pair.1 != Area::WORLD)
        });
        if let Some((first, second)) = stated.filter(|_| topic.both) {
            return Some(pair(first, second));
        }
        let both = topic.both || (0..topic.first).any(|at| scene.is(at, Concept::Both));
        let meant = self.meant_pair().filter(|_| both && earlier.is_none());
        if let Some(((first, second), true)) = meant
            && joined_in(scene).is_none()
        {
            return Some(Parties {
                unsure: true,
                ..pair_of_context(first, second)
            });
        }
        let near = self.sentence <= self.context.at + 3;
        let before = self.context.pair.filter(|_| near && topic.both);
        joined_in(scene)
            .or(before)
            .or_else(|| named_in(scene, topic))
            .filter(|_| !topic.whole)
            .map(|(first, second)| pair(first, second))
    }

    /// A new subject in a text on the trade of another: of the two.
    fn subject_and_owner(
        &self,
        scene: &Scene<'_, '_>,
        topic: &Topic,
        earlier: Option<Parties>,
    ) -> Option<Parties> {
        let (subject, owner) = subject_left(scene, topic).zip(self.context.owner)?;
        let (first, second) = self.context.pair?;
        let open = !topic.both && !topic.whole && topic.owner.is_unnamed() && earlier.is_none();
        (open && first != subject && second != subject).then(|| pair_of_context(subject, owner))
    }

    /// "Total trade", "its trade" where nobody else was spoken of: with everybody.
    fn with_all(
        &self,
        scene: &Scene<'_, '_>,
        topic: &Topic,
        earlier: Option<Parties>,
    ) -> Option<Parties> {
        let alone = topic.owner == Party::Its && !topic.both && self.context.pair.is_none();
        if !topic.whole && !alone {
            return None;
        }
        let owner = subject_left(scene, topic).or_else(|| self.owner(earlier, None))?;
        Some(pair_of_context(owner, Area::WORLD))
    }

    fn sides_of_context(
        &self,
        scene: &Scene<'_, '_>,
        topic: &Topic,
        earlier: Option<Parties>,
    ) -> Parties {
        let known = earlier
            .and_then(|earlier| earlier.pair)
            .or(self.context.pair)
            .or_else(|| match self.context.recent.as_slice() {
                [first, second, ..] if topic.both || topic.owner == Party::Its => {
                    Some((*second, *first))
                }
                // "Putin arrives in Beijing. Trade hit a record": between the two that were named.
                [first, second] if self.context.direction.is_none() => Some((*second, *first)),
                _ => None,
            });
        if let Some((first, second)) = known {
            return pair_of_context(first, second);
        }
        let alone = subject_left(scene, topic).or_else(|| self.owner(earlier, None));
        match alone {
            Some(owner) if !topic.both => pair_of_context(owner, Area::WORLD),
            _ => Parties {
                unsure: true,
                ..Parties::default()
            },
        }
    }
}
