//! Who trades with whom in a claim: from its own words, its sentence, or the passage.

use super::attach::Attached;
use super::context::Parties;
use super::draft::Draft;
use super::naming::add_later_partner;
use super::party::Party;
use super::passage::Reader;
use super::scene::Scene;
use super::topic::Topic;
use crate::language::Concept;
use crate::{Area, Direction};

impl Reader {
    pub(super) fn parties(
        &self,
        scene: &Scene<'_, '_>,
        topic: &Topic,
        attached: Option<Attached>,
        before: Option<&(usize, Parties)>,
    ) -> Option<Parties> {
        if topic.owner == Party::Foreign || topic.partner == Party::Foreign {
            return None;
        }
        let listed = attached.and_then(|attached| attached.partner);
        let same =
            before.filter(|(index, _)| attached.is_some_and(|attached| attached.topic == *index));
        if let Some((_, known)) = same
            && listed.is_none()
        {
            return Some(*known);
        }
        let mut topic = topic.clone();
        if let Some(listed) = listed {
            topic.pair = None;
            topic.listed = true;
            let follows = attached.is_some_and(|attached| attached.follows);
            if topic.verb && !follows {
                topic.owner = Party::Area(listed);
            } else {
                topic.partner = Party::Area(listed);
            }
        }
        add_later_partner(scene, &mut topic);
        if self.is_sub_national(scene, &topic) {
            return None;
        }
        // "exports to developing nations": a partner that has no code.
        if topic.partner == Party::Group && topic.direction() != Some(Direction::TwoWay) {
            return None;
        }
        let earlier = before
            .map(|(_, parties)| *parties)
            .or_else(|| self.parties_before(scene, &topic));
        if topic.again {
            let partner = self.flow_partner();
            topic.partner = Party::Area(partner.unwrap_or(Area::WORLD));
        }
        topic.reversed |= topic.is_bare() && scene.is(0, Concept::Reverse);
        match topic.direction()? {
            Direction::TwoWay => Some(self.both_sides(scene, &topic, earlier)),
            direction if topic.reversed => Some(self.reversed(direction, earlier)),
            _ => Some(self.one_side(scene, &topic, earlier)),
        }
    }

    /// "Shipments in the other direction": by the partner to the owner of what was spoken of, unless the noun
    /// is another too, as exports after imports.
    fn reversed(&self, direction: Direction, earlier: Option<Parties>) -> Parties {
        let known = earlier.unwrap_or(Parties {
            reporter: self.context.owner,
            partner: self.context.partner,
            ..Parties::default()
        });
        let specific = known.partner.filter(|partner| *partner != Area::WORLD);
        let (reporter, partner) = if self.context.direction == Some(direction) {
            (specific, known.reporter)
        } else {
            (known.reporter, specific)
        };
        Parties {
            reporter,
            partner,
            from_context: true,
            unsure: known.partner.is_none(),
            ..Parties::default()
        }
    }

    /// The parties of a topic of the same sentence that has no figure: "trade with Iran grew, with exports up 5%".
    pub(super) fn parties_before(&self, scene: &Scene<'_, '_>, topic: &Topic) -> Option<Parties> {
        let before = scene
            .topics
            .iter()
            .rev()
            .find(|other| other.head < topic.head && other.direction().is_some())?;
        if before.is_bare() || topic.those {
            return None;
        }
        match before.direction()? {
            Direction::TwoWay => Some(self.both_sides(scene, before, None)),
            _ => Some(self.one_side(scene, before, None)),
        }
    }

    /// True when the subject of a bare topic is a province, a port or a firm.
    pub(super) fn is_sub_national(&self, scene: &Scene<'_, '_>, topic: &Topic) -> bool {
        let clause = scene.clause[topic.head.min(scene.items.len() - 1)];
        topic.owner.is_unnamed()
            && (0..topic.first).any(|at| {
                scene.clause[at] == clause
                    && scene
                        .item(at)
                        .is_some_and(|item| item.is_any(&[Concept::SubArea, Concept::Firm]))
                    && scene.topic_at[at].is_none_or(|other| scene.topics[other].head >= topic.head)
            })
    }

    /// The partner of a topic; "the country" is the one spoken of.
    pub(super) fn partner_of(&self, topic: &Topic, owner: Option<Area>) -> Option<Area> {
        match topic.partner {
            Party::Area(partner) => Some(partner),
            Party::Its => self
                .context
                .partner
                .filter(|partner| Some(*partner) != owner)
                .or_else(|| owner.and_then(|owner| self.other_than(owner)))
                .or_else(|| self.context.pair.map(|pair| pair.1)),
            _ => None,
        }
    }

    /// "Brazil is a distant third. Its trade ...": who the sentence before started with, if it made no claim.
    pub(super) fn subject_before(&self, topic: &Topic) -> Option<Area> {
        let (subject, sentence) = self.context.subject?;
        let fresh = sentence + 1 == self.sentence && self.context.at < sentence;
        (fresh && topic.owner == Party::Its).then_some(subject)
    }

    /// The other party of the passage.
    pub(super) fn other_than(&self, owner: Area) -> Option<Area> {
        let pair = self.context.pair.map(|(first, second)| [first, second]);
        pair.into_iter()
            .flatten()
            .chain(self.context.recent.iter().copied())
            .find(|area| *area != owner)
    }

    /// True where the owner can only be an area that was named in passing.
    pub(super) fn owner_is_passing(&self, earlier: Option<Parties>) -> bool {
        let context = &self.context;
        earlier.and_then(|earlier| earlier.reporter).is_none()
            && context.owner.is_none()
            && context.pair.is_none()
            && context.agency.is_none()
            && context.home.is_none()
            && context.recent.len() > 1
    }

    pub(super) fn owner(&self, earlier: Option<Parties>, partner: Option<Area>) -> Option<Area> {
        earlier
            .and_then(|earlier| earlier.reporter)
            .into_iter()
            .chain(self.context.owner)
            .chain(self.context.pair.map(|pair| pair.0))
            .chain(self.context.pair.map(|pair| pair.1))
            .chain(self.context.agency)
            .chain(self.context.home)
            .chain(self.context.recent.first().copied())
            .find(|owner| Some(*owner) != partner)
    }
}

pub(super) fn set_parties(draft: &mut Draft, direction: Direction, parties: Parties) {
    draft.parties_from_context |= parties.from_context;
    draft.two_readings |= parties.unsure;
    if direction == Direction::TwoWay {
        draft.pair = parties.pair.map(|(first, second)| {
            if first <= second {
                [first, second]
            } else {
                [second, first]
            }
        });
    } else {
        draft.reporter = parties.reporter;
        draft.partner = parties.partner;
    }
}
