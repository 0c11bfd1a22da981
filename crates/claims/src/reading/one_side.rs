//! The reporter and the partner of a flow one way: from its own words, its sentence, or what was spoken of.

use super::context::{ALIVE, Parties};
use super::goods::TOTAL;
use super::naming::{any_area, subject_left};
use super::party::{Party, area};
use super::passage::Reader;
use super::scene::Scene;
use super::topic::Topic;
use crate::language::Concept;
use crate::{Area, Direction};

/// A flow or a balance whose reporter is known as far as it can be.
struct Side<'a, 's, 't> {
    scene: &'a Scene<'s, 't>,
    topic: &'a Topic,
    /// The parties of the topic before in the sentence.
    earlier: Option<Parties>,
    reporter: Option<Area>,
}

impl Side<'_, '_, '_> {
    fn is_of(&self, owner: Option<Area>) -> bool {
        owner.is_some() && owner == self.reporter
    }

    fn earlier_partner(&self) -> Option<Area> {
        self.earlier.and_then(|earlier| earlier.partner)
    }

    fn follows_own(&self) -> bool {
        self.earlier
            .is_some_and(|earlier| self.is_of(earlier.reporter))
    }

    fn is_in(&self, pair: (Area, Area)) -> bool {
        Some(pair.0) == self.reporter || Some(pair.1) == self.reporter
    }

    /// The other of two, of which the reporter is one.
    fn other(&self, pair: (Area, Area)) -> Option<Area> {
        match pair {
            (first, second) if Some(first) == self.reporter => Some(second),
            (first, second) if Some(second) == self.reporter => Some(first),
            _ => None,
        }
    }
}

/// The partner that a rule gives to a topic that names none; none is everybody.
#[derive(Debug, Clone, Copy, Default)]
struct Inherited {
    partner: Option<Area>,
    unsure: bool,
}

impl Inherited {
    fn sure(partner: Option<Area>) -> Self {
        Inherited {
            partner,
            unsure: false,
        }
    }

    fn unsure(partner: Option<Area>) -> Self {
        Inherited {
            partner,
            unsure: true,
        }
    }
}

/// A rule for partners: nothing where it does not apply.
type Rule = fn(&Reader, &Side<'_, '_, '_>) -> Option<Inherited>;

/// The rules in the order in which they are asked.
const RULES: [Rule; 12] = [
    Reader::with_everybody,
    Reader::of_the_rank,
    Reader::of_the_topic_before,
    Reader::of_the_frame,
    Reader::of_the_last,
    Reader::bought_from_owner,
    Reader::mirrored,
    Reader::shipped_within,
    Reader::with_each_other,
    Reader::its_again,
    Reader::of_the_pair,
    Reader::of_the_trade,
];

impl Reader {
    pub(super) fn one_side(
        &self,
        scene: &Scene<'_, '_>,
        topic: &Topic,
        earlier: Option<Parties>,
    ) -> Parties {
        if let Some(parties) = self.sides_turned(topic) {
            return parties;
        }
        let partner = self.partner_named(topic, earlier);
        let named = named_reporter(self, scene, topic, earlier, partner);
        let from_context = named.is_none();
        let reporter = named.or_else(|| self.owner(earlier, partner));
        // Nobody was spoken of yet but in passing.
        let passing = from_context && reporter.is_some() && self.owner_is_passing(earlier);
        let reporter =
            reporter.or_else(|| any_area(scene, topic).filter(|area| Some(*area) != partner));
        if topic.partner == Party::Group {
            return Parties {
                reporter,
                from_context,
                unsure: true,
                ..Parties::default()
            };
        }
        let side = Side {
            scene,
            topic,
            earlier,
            reporter,
        };
        let inherited = match partner {
            Some(_) => Inherited::default(),
            None => self.inherited(&side),
        };
        let unsure = passing || inherited.unsure || reporter.is_none();
        Parties {
            reporter,
            partner: partner
                .or(inherited.partner)
                .or(Some(Area::WORLD))
                .filter(|partner| {
                    Some(*partner) != reporter
                        || *partner == Area::WORLD
                        || reporter.is_some_and(|area| area.is_group())
                }),
            pair: None,
            from_context: from_context || inherited.partner.is_some(),
            unsure: unsure || partner.is_none() && self.is_open(&side, inherited.partner),
        }
    }

    /// Parties that the words beside the noun would name the wrong way round.
    fn sides_turned(&self, topic: &Topic) -> Option<Parties> {
        if let Some(origin) = self.bought_there(topic) {
            return Some(Parties {
                reporter: self.context.owner,
                partner: Some(origin),
                from_context: true,
                unsure: true,
                ..Parties::default()
            });
        }
        let (reporter, partner) = self.of_the_holder(topic)?;
        Some(Parties {
            reporter: Some(reporter),
            partner: Some(partner),
            from_context: true,
            ..Parties::default()
        })
    }

    /// The partner that the topic names; "it" and "there" can be that of the topic before.
    fn partner_named(&self, topic: &Topic, earlier: Option<Parties>) -> Option<Area> {
        let stated = topic.owner.area();
        let there = earlier.and_then(|earlier| earlier.partner).filter(|there| {
            topic.partner == Party::Its && *there != Area::WORLD && Some(*there) != stated
        });
        there.or_else(|| self.partner_of(topic, stated))
    }

    fn inherited(&self, side: &Side<'_, '_, '_>) -> Inherited {
        let found = RULES.iter().find_map(|rule| rule(self, side));
        found.unwrap_or_default()
    }

    /// "Total exports", "Overall, exports".
    fn with_everybody(&self, side: &Side<'_, '_, '_>) -> Option<Inherited> {
        let fronted = side.scene.is(0, Concept::Whole) && side.scene.topic_at[0].is_none();
        (side.topic.whole || fronted).then(Inherited::default)
    }

    /// Beside a rank of the same flow: with who holds the place.
    fn of_the_rank(&self, side: &Side<'_, '_, '_>) -> Option<Inherited> {
        let ranked = self.context.ranked == self.sentence
            && side.is_of(self.context.owner)
            && self.context.direction == side.topic.direction();
        ranked.then(|| Inherited::sure(self.context.partner))
    }

    /// "Exports to China rose and imports fell."
    fn of_the_topic_before(&self, side: &Side<'_, '_, '_>) -> Option<Inherited> {
        let again = side.topic.is_bare() && side.follows_own();
        again.then(|| Inherited {
            partner: side.earlier_partner(),
            unsure: side.earlier_partner().is_some()
                && side.earlier.is_some_and(|earlier| earlier.unsure),
        })
    }

    /// "Exports rose. Those to China fell. Imports tumbled": again all of them, most likely.
    fn of_the_frame(&self, side: &Side<'_, '_, '_>) -> Option<Inherited> {
        let bare = side.topic.is_bare() && !side.topic.verb && side.earlier.is_none();
        let framed = bare
            && self.sentence > self.context.at
            && side.is_of(self.context.frame)
            && self.context.partner.is_some();
        framed.then(|| Inherited::unsure(None))
    }

    /// "Exports to China rose by 5 percent. Imports fell.", "The continent's deficit widened."
    fn of_the_last(&self, side: &Side<'_, '_, '_>) -> Option<Inherited> {
        let topic = side.topic;
        let stated = topic.owner.area().is_some();
        let own_balance =
            topic.owner == Party::Its && topic.direction() == Some(Direction::Balance);
        let goods = topic.goods.as_deref();
        let same = goods.is_none() || topic.verb && (!stated || goods == Some(TOTAL));
        let again = (topic.is_bare() || topic.verb || own_balance)
            && side.is_of(self.context.owner)
            && same;
        // "Exports to Australia rose. The deficit came in at": of all trade, or of that with Australia.
        let one_way = matches!(
            self.context.direction,
            Some(Direction::Exports | Direction::Imports)
        );
        let of_all = topic.is_bare()
            && side.earlier.is_none()
            && topic.direction() == Some(Direction::Balance)
            && one_way;
        again.then(|| Inherited {
            partner: self.context.partner,
            unsure: self.context.partner.is_some() && of_all,
        })
    }

    /// "Swiss watch exports fell. Hong Kong imported a fifth less": from the one whose exports were spoken of;
    /// and "US imports from Canada rose. Mexico shipped steel worth $3.5 billion": to the one who imports.
    fn bought_from_owner(&self, side: &Side<'_, '_, '_>) -> Option<Inherited> {
        let topic = side.topic;
        let opposite = matches!(
            (topic.direction(), self.context.direction),
            (Some(Direction::Imports), Some(Direction::Exports))
                | (Some(Direction::Exports), Some(Direction::Imports))
        );
        let buys = topic.verb
            && topic.owner.area().is_some()
            && self.sentence <= self.context.at + 1
            && opposite
            && side.reporter != self.context.owner;
        buys.then(|| Inherited::unsure(self.context.owner))
    }

    /// "Germany exported goods worth 5 billion euros to Poland. Poland bought cars": from Germany.
    fn mirrored(&self, side: &Side<'_, '_, '_>) -> Option<Inherited> {
        let ranked = side.topic.is_bare() && self.context.ranked == self.sentence;
        let mirrored = side.is_of(self.context.partner) && (side.topic.verb || ranked);
        mirrored.then(|| Inherited::sure(self.context.owner))
    }

    fn shipped_within(&self, side: &Side<'_, '_, '_>) -> Option<Inherited> {
        let shipped = side.topic.shipments && side.topic.goods.is_none();
        let within = self.context.pair.is_some_and(|pair| side.is_in(pair));
        let owner = side.reporter.filter(|_| shipped && within)?;
        Some(Inherited::sure(self.other_than(owner)))
    }

    /// "bilateral exports"
    fn with_each_other(&self, side: &Side<'_, '_, '_>) -> Option<Inherited> {
        side.topic
            .both
            .then(|| Inherited::sure(side.reporter.and_then(|owner| self.other_than(owner))))
    }

    fn its_again(&self, side: &Side<'_, '_, '_>) -> Option<Inherited> {
        let again = side.topic.owner == Party::Its && side.follows_own();
        again.then(|| Inherited::sure(side.earlier_partner()))
    }

    /// The other side where the sentence before spoke of trade between two: "Chinese exports rose" is to Russia.
    fn of_the_pair(&self, side: &Side<'_, '_, '_>) -> Option<Inherited> {
        let pair = self.context.pair.filter(is_specific)?;
        let topic = side.topic;
        let near = self.sentence <= self.context.at + 1;
        let two_way =
            self.context.direction == Some(Direction::TwoWay) && self.context.partner.is_some();
        let opposite = side.is_of(self.context.partner);
        let overall = side
            .scene
            .items
            .iter()
            .any(|item| item.is_any(&[Concept::Whole, Concept::World]));
        let named = topic
            .goods
            .as_deref()
            .is_none_or(|goods| goods == TOTAL || self.context.goods.as_deref() == Some(goods));
        let usable = near && !overall && named && !topic.verb && topic.owner != Party::Foreign;
        let other = side.other(pair)?;
        (usable && (two_way || opposite)).then(|| Inherited::unsure(Some(other)))
    }

    /// Of a pair, exports of the one go to the other.
    fn of_the_trade(&self, side: &Side<'_, '_, '_>) -> Option<Inherited> {
        let bare = side.topic.is_bare() && side.earlier.is_none() && side.topic.goods.is_none();
        let two_way =
            self.context.direction == Some(Direction::TwoWay) && self.context.partner.is_some();
        let pair = self.context.pair.filter(|_| bare && two_way)?;
        side.other(pair).map(|other| Inherited::sure(Some(other)))
    }

    /// "Gas imports rose" in a text on trade between two: from the other, or from everywhere.
    fn is_open(&self, side: &Side<'_, '_, '_>, inherited: Option<Area>) -> bool {
        inherited.is_none()
            && !side.topic.whole
            && side.topic.goods.is_some()
            && !side.is_of(self.context.frame)
            && self.context.two_way > 0
            && self.sentence <= self.context.two_way + ALIVE
            && self
                .context
                .pair
                .is_some_and(|pair| is_specific(&pair) && side.is_in(pair))
    }

    /// "Turkey became Russia's second-largest supplier, with exports of $10.9 billion": those of the holder.
    fn of_the_holder(&self, topic: &Topic) -> Option<(Area, Area)> {
        let opposite = matches!(
            (topic.direction(), self.context.direction),
            (Some(Direction::Imports), Some(Direction::Exports))
                | (Some(Direction::Exports), Some(Direction::Imports))
        );
        let beside = self.context.ranked == self.sentence
            && self.context.at == self.sentence
            && topic.is_bare()
            && !topic.whole
            && opposite;
        let (holder, owner) = self.context.partner.zip(self.context.owner)?;
        beside.then_some((holder, owner))
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
}

fn is_specific(pair: &(Area, Area)) -> bool {
    pair.0 != Area::WORLD && pair.1 != Area::WORLD
}

/// The reporter that the sentence names: the owner of the noun, the verb before, or the subject.
fn named_reporter(
    reader: &Reader,
    scene: &Scene<'_, '_>,
    topic: &Topic,
    earlier: Option<Parties>,
    partner: Option<Area>,
) -> Option<Area> {
    let same_clause = (0..topic.first)
        .rev()
        .take_while(|at| scene.clause[*at] == scene.clause[topic.head])
        .any(|at| area(scene, at).is_some());
    let known = earlier.and_then(|earlier| earlier.reporter);
    let left = subject_left(scene, topic)
        .filter(|owner| Some(*owner) != partner)
        .filter(|_| known.is_none() || same_clause);
    // "Kenya imported machines and sold tea": the subject is that of the verb before.
    let joined = topic.verb
        && topic.owner.is_unnamed()
        && topic
            .head
            .checked_sub(1)
            .is_some_and(|before| scene.is(before, Concept::And));
    let subject = if topic.owner == Party::Its {
        left.filter(|_| topic.verb)
            .or_else(|| reader.subject_before(topic))
    } else {
        left
    };
    topic.owner.area().or(known.filter(|_| joined)).or(subject)
}
