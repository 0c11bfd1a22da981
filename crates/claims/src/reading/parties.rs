//! Who trades with whom in a claim: from its own words, its sentence, or the passage.

use super::attach::Attached;
use super::context::{ALIVE, Parties};
use super::draft::Draft;
use super::goods::TOTAL;
use super::naming::{add_later_partner, any_area, joined_in, named_in, subject_left};
use super::party::{Party, area};
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

    pub(super) fn both_sides(
        &self,
        scene: &Scene<'_, '_>,
        topic: &Topic,
        earlier: Option<Parties>,
    ) -> Parties {
        let pair = |first: Area, second: Area| Parties {
            reporter: Some(first),
            partner: Some(second),
            pair: Some((first, second)),
            ..Parties::default()
        };
        if let Some((first, second)) = topic.pair {
            return pair(first, second);
        }
        if topic.partner == Party::Group {
            return Parties {
                unsure: true,
                ..Parties::default()
            };
        }
        let owner = topic.owner.area();
        let partner = self.partner_of(topic, owner);
        let in_sentence = named_in(scene, topic);
        match (owner, partner) {
            (Some(owner), Some(partner)) if owner != partner => return pair(owner, partner),
            (Some(owner), _) if topic.both => {
                if let Some(other) = self.other_than(owner) {
                    return Parties {
                        from_context: true,
                        ..pair(owner, other)
                    };
                }
            }
            (Some(owner), _) => return pair(owner, Area::WORLD),
            (None, Some(partner)) => {
                let listed = earlier
                    .and_then(|earlier| earlier.reporter)
                    .filter(|_| topic.listed);
                let owner = listed
                    .or_else(|| subject_left(scene, topic))
                    .or_else(|| self.subject_before(topic))
                    .filter(|owner| *owner != partner)
                    .map(|owner| (owner, false))
                    .or_else(|| {
                        self.owner(earlier, Some(partner))
                            .map(|owner| (owner, true))
                    });
                if let Some((owner, from_context)) = owner {
                    return Parties {
                        from_context,
                        ..pair(owner, partner)
                    };
                }
                return Parties {
                    partner: Some(partner),
                    unsure: true,
                    ..Parties::default()
                };
            }
            (None, None) => {}
        }
        // "Two-way trade could reach 240 billion, although Chinese exports to Russia fell"
        let stated = scene.topics.iter().find_map(|other| {
            let pair = other.owner.area().zip(other.partner.area());
            pair.filter(|pair| pair.0 != pair.1 && pair.0 != Area::WORLD && pair.1 != Area::WORLD)
        });
        if topic.both
            && let Some((first, second)) = stated
        {
            return pair(first, second);
        }
        let near = self.sentence <= self.context.at + 3;
        let meant = self.meant_pair().filter(|_| {
            (topic.both || (0..topic.first).any(|at| scene.is(at, Concept::Both)))
                && earlier.is_none()
        });
        if let Some(((first, second), true)) = meant
            && joined_in(scene).is_none()
        {
            return Parties {
                from_context: true,
                unsure: true,
                ..pair(first, second)
            };
        }
        let before = self.context.pair.filter(|_| near && topic.both);
        if !topic.whole
            && let Some((first, second)) = joined_in(scene).or(before).or(in_sentence)
        {
            return pair(first, second);
        }
        if let (Some(subject), Some(owner)) = (subject_left(scene, topic), self.context.owner)
            && !topic.both
            && !topic.whole
            && topic.owner.is_unnamed()
            && earlier.is_none()
            && self
                .context
                .pair
                .is_some_and(|pair| pair.0 != subject && pair.1 != subject)
        {
            return Parties {
                from_context: true,
                ..pair(subject, owner)
            };
        }
        if topic.whole || (topic.owner == Party::Its && !topic.both && self.context.pair.is_none())
        {
            let owner = subject_left(scene, topic).or_else(|| self.owner(earlier, None));
            if let Some(owner) = owner {
                return Parties {
                    from_context: true,
                    ..pair(owner, Area::WORLD)
                };
            }
        }
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
            return Parties {
                from_context: true,
                ..pair(first, second)
            };
        }
        let alone = subject_left(scene, topic).or_else(|| self.owner(earlier, None));
        match alone {
            Some(owner) if !topic.both => Parties {
                from_context: true,
                ..pair(owner, Area::WORLD)
            },
            _ => Parties {
                unsure: true,
                ..Parties::default()
            },
        }
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
    fn subject_before(&self, topic: &Topic) -> Option<Area> {
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
    fn owner_is_passing(&self, earlier: Option<Parties>) -> bool {
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

    pub(super) fn one_side(
        &self,
        scene: &Scene<'_, '_>,
        topic: &Topic,
        earlier: Option<Parties>,
    ) -> Parties {
        let mut from_context = false;
        let mut unsure = false;
        if let Some(origin) = self.bought_there(topic) {
            return Parties {
                reporter: self.context.owner,
                partner: Some(origin),
                from_context: true,
                unsure: true,
                ..Parties::default()
            };
        }
        let stated = topic.owner.area();
        let there = earlier.and_then(|earlier| earlier.partner).filter(|there| {
            topic.partner == Party::Its && *there != Area::WORLD && Some(*there) != stated
        });
        let partner = there.or_else(|| self.partner_of(topic, stated));
        let bare = topic.is_bare();
        let left = subject_left(scene, topic).filter(|owner| Some(*owner) != partner);
        let same_clause = |scene: &Scene<'_, '_>| {
            (0..topic.first)
                .rev()
                .take_while(|at| scene.clause[*at] == scene.clause[topic.head])
                .any(|at| area(scene, at).is_some())
        };
        let left = left.filter(|_| {
            earlier.is_none_or(|earlier| earlier.reporter.is_none()) || same_clause(scene)
        });
        // "Kenya imported machines and sold tea": the subject is that of the verb before.
        let joined = topic.verb
            && topic.owner.is_unnamed()
            && topic
                .head
                .checked_sub(1)
                .is_some_and(|before| scene.is(before, Concept::And));
        let reporter = stated
            .or(earlier.filter(|_| joined).and_then(|earlier| earlier.reporter))
            .or(if topic.owner == Party::Its {
                left.filter(|_| topic.verb)
                    .or_else(|| self.subject_before(topic))
            } else {
                left
            })
            .or_else(|| {
                from_context = true;
                self.owner(earlier, partner)
            });
        // Nobody was spoken of yet but in passing.
        unsure |= from_context && reporter.is_some() && self.owner_is_passing(earlier);
        let reporter =
            reporter.or_else(|| any_area(scene, topic).filter(|area| Some(*area) != partner));
        // "The continent's deficit widened", after its exports to China.
        let own_balance = topic.owner == Party::Its
            && partner.is_none()
            && topic.direction() == Some(Direction::Balance);
        let same_owner = |known: Option<Area>| known.is_some() && known == reporter;
        let ranked = self.context.ranked == self.sentence
            && same_owner(self.context.owner)
            && self.context.direction == topic.direction();
        let whole = topic.whole || scene.is(0, Concept::Whole) && scene.topic_at[0].is_none();
        let inherited = if whole || partner.is_some() {
            None
        } else if ranked && partner.is_none() {
            self.context.partner
        } else if bare && earlier.is_some_and(|earlier| same_owner(earlier.reporter)) {
            earlier.and_then(|earlier| earlier.partner)
        } else if bare
            && !topic.verb
            && stated.is_none()
            && earlier.is_none()
            && self.sentence > self.context.at
            && same_owner(self.context.frame)
            && self.context.partner.is_some()
        {
            // "Exports rose. Those to China fell. Imports tumbled": again all of them, most likely.
            unsure = true;
            None
        } else if (bare && stated.is_none() || topic.verb || own_balance)
            && same_owner(self.context.owner)
            && (topic.goods.is_none()
                || topic.verb
                    && (stated.is_none() || topic.goods.as_deref() == Some(TOTAL)))
        {
            self.context.partner
        } else if self.buys_from_owner(topic, reporter) {
            unsure = true;
            self.context.owner
        } else if same_owner(self.context.partner)
            && (topic.verb || bare && self.context.ranked == self.sentence)
        {
            self.context.owner
        } else if topic.shipments
            && topic.goods.is_none()
            && reporter.is_some()
            && self
                .context
                .pair
                .is_some_and(|pair| Some(pair.0) == reporter || Some(pair.1) == reporter)
        {
            reporter.and_then(|owner| self.other_than(owner))
        } else if topic.both {
            reporter.and_then(|owner| self.other_than(owner))
        } else if topic.owner == Party::Its
            && earlier.is_some_and(|earlier| same_owner(earlier.reporter))
        {
            earlier.and_then(|earlier| earlier.partner)
        } else if let Some(other) = self.other_of_pair(scene, topic, reporter) {
            unsure = true;
            Some(other)
        } else if bare
            && stated.is_none()
            && earlier.is_none()
            && reporter.is_some()
            && topic.goods.is_none()
        {
            // Of a pair, exports of the one go to the other.
            self.context
                .pair
                .filter(|pair| {
                    self.context.direction == Some(Direction::TwoWay)
                        && self.context.partner.is_some()
                        && (Some(pair.0) == reporter || Some(pair.1) == reporter)
                })
                .map(|pair| {
                    if Some(pair.0) == reporter {
                        pair.1
                    } else {
                        pair.0
                    }
                })
        } else {
            None
        };
        // "Gas imports rose" in a text on trade between two: from the other, or from everywhere.
        let open = partner.is_none()
            && inherited.is_none()
            && !topic.whole
            && topic.goods.is_some()
            && !same_owner(self.context.frame)
            && self.sentence <= self.context.two_way + ALIVE
            && self.context.pair.is_some_and(|pair| {
                let specific = pair.0 != Area::WORLD && pair.1 != Area::WORLD;
                specific && (Some(pair.0) == reporter || Some(pair.1) == reporter)
            });
        unsure |= open && self.context.two_way > 0;
        // "Exports to Australia rose. The deficit came in at": of all trade, or of that with Australia.
        unsure |= bare && partner.is_none() && inherited.is_some() && match earlier {
            Some(earlier) => earlier.unsure,
            None => {
                topic.direction() == Some(Direction::Balance)
                    && matches!(
                        self.context.direction,
                        Some(Direction::Exports | Direction::Imports)
                    )
            }
        };
        let pair = None;
        if topic.partner == Party::Group {
            return Parties {
                reporter,
                from_context,
                unsure: true,
                ..Parties::default()
            };
        }
        Parties {
            reporter,
            partner: partner
                .or(inherited)
                .or(Some(Area::WORLD))
                .filter(|partner| {
                    Some(*partner) != reporter
                        || *partner == Area::WORLD
                        || reporter.is_some_and(|area| area.is_group())
                }),
            pair,
            from_context: from_context || (partner.is_none() && inherited.is_some()),
            unsure: reporter.is_none() || unsure,
        }
    }

    /// "US imports from Mexico rose. Chinese imports tumbled": what the one spoken of buys from another.
    fn bought_there(&self, topic: &Topic) -> Option<Area> {
        let imports = topic.direction() == Some(Direction::Imports)
            && self.context.direction == Some(Direction::Imports);
        let open = topic.adjective && topic.partner.is_unnamed() && !topic.whole && !topic.verb;
        let near = self.sentence <= self.context.at + 1 && self.context.partner.is_some();
        topic.owner.area().filter(|origin| {
            imports
                && open
                && near
                && self.context.owner.is_some_and(|owner| owner != *origin)
                && self.context.partner != Some(*origin)
        })
    }

    /// "Swiss watch exports fell. Hong Kong imported a fifth less": from the one whose exports were spoken of.
    fn buys_from_owner(&self, topic: &Topic, reporter: Option<Area>) -> bool {
        let opposite = matches!(
            (topic.direction(), self.context.direction),
            (Some(Direction::Imports), Some(Direction::Exports))
        );
        topic.verb
            && topic.owner.area().is_some()
            && topic.goods.is_none()
            && self.sentence <= self.context.at + 1
            && opposite
            && reporter != self.context.owner
    }

    /// The other side where the sentence before spoke of trade between two: "Chinese exports rose" is to Russia.
    pub(super) fn other_of_pair(
        &self,
        scene: &Scene<'_, '_>,
        topic: &Topic,
        reporter: Option<Area>,
    ) -> Option<Area> {
        let reporter = reporter?;
        let pair = self.context.pair?;
        let specific = pair.0 != Area::WORLD && pair.1 != Area::WORLD;
        let near = self.sentence <= self.context.at + 1;
        let two_way =
            self.context.direction == Some(Direction::TwoWay) && self.context.partner.is_some();
        let opposite = self.context.partner == Some(reporter);
        let overall = scene
            .items
            .iter()
            .any(|item| item.is_any(&[Concept::Whole, Concept::World]));
        let named = topic
            .goods
            .as_deref()
            .is_none_or(|goods| goods == TOTAL || self.context.goods.as_deref() == Some(goods));
        let usable =
            specific && near && !overall && named && !topic.verb && topic.owner != Party::Foreign;
        if !usable || !(two_way || opposite) {
            return None;
        }
        match pair {
            (first, second) if first == reporter => Some(second),
            (first, second) if second == reporter => Some(first),
            _ => None,
        }
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
