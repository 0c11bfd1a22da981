//! What a passage speaks of from one sentence to the next.

use super::draft::Draft;
use super::goods::{self, TOTAL};
use super::naming::is_oblique;
use super::party::{Party, area};
use super::passage::Reader;
use super::scene::Scene;
use crate::grammar::{FigureKind, Item, Sentence};
use crate::language::{Concept, Sense};
use crate::{Area, Direction};
use stirstick_codes::Currency;

/// How many pairs of a text are counted.
const MOST_PAIRS: usize = 8;

/// How many sentences a topic stays what pronouns mean.
pub(super) const ALIVE: usize = 2;

/// What was spoken of last.
#[derive(Debug, Clone, Default)]
pub(super) struct Context {
    pub(super) owner: Option<Area>,
    pub(super) partner: Option<Area>,
    pub(super) pair: Option<(Area, Area)>,
    pub(super) direction: Option<Direction>,
    pub(super) goods: Option<String>,
    /// Whose statistics were named.
    pub(super) agency: Option<Area>,
    /// Whose currency was named last, other than the dollar and the euro, which many count in.
    pub(super) home: Option<Area>,
    /// The currency of the last amount.
    pub(super) currency: Option<Currency>,
    /// The areas named last, the newest first.
    pub(super) recent: Vec<Area>,
    /// The sentence of the last rank.
    pub(super) ranked: usize,
    /// The sentence of the last claim.
    pub(super) at: usize,
    /// The area that a sentence started with, and which sentence.
    pub(super) subject: Option<(Area, usize)>,
    /// Goods that a sentence started with, and which sentence.
    pub(super) subject_goods: Option<(String, usize)>,
    /// The sentence that last spoke of trade both ways.
    pub(super) two_way: usize,
    /// True when the partner only holds a share: the flow spoken of is with everybody.
    pub(super) held: bool,
    /// Whose trade with the whole world the text is about.
    pub(super) frame: Option<Area>,
}

/// The parties of a claim.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Parties {
    pub(super) reporter: Option<Area>,
    pub(super) partner: Option<Area>,
    pub(super) pair: Option<(Area, Area)>,
    pub(super) from_context: bool,
    pub(super) unsure: bool,
}

impl Reader {
    /// Says which bloc "the bloc" is: the one named before it.
    pub(super) fn name_groups<'t>(&self, sentence: &Sentence<'t>) -> Option<Sentence<'t>> {
        let stands_for = |item: &Item<'_>| {
            item.senses.iter().copied().find(|sense| {
                matches!(sense.concept, Concept::Its | Concept::PlaceNoun) && sense.text == "group"
            })
        };
        sentence.items.iter().find_map(stands_for)?;
        let is_bloc = |found: &Area| found.is_group() && *found != Area::WORLD;
        let mut known = self.context.recent.iter().copied().find(is_bloc);
        let mut items = sentence.items.clone();
        for item in &mut items {
            known = item.area().filter(is_bloc).or(known);
            if let (Some(sense), Some(area)) = (stands_for(item), known) {
                item.senses.push(Sense {
                    concept: Concept::Area,
                    area: Some(area),
                    ..sense
                });
            }
        }
        Some(Sentence {
            line: sentence.line,
            items,
        })
    }

    pub(super) fn note_agencies(&mut self, scene: &Scene<'_, '_>) {
        let agency = scene
            .items
            .iter()
            .find_map(|item| item.sense(Concept::Agency)?.area);
        self.context.agency = agency.or(self.context.agency);
        let home = scene.figures.iter().find_map(|figure| match figure.kind {
            FigureKind::Money(currency) => super::currencies::home(currency),
            _ => None,
        });
        self.context.home = home.or(self.context.home);
    }

    /// Remembers what a sentence without claims speaks of: "Sino-Russian trade has never been so lively."
    pub(super) fn note_topic(&mut self, scene: &Scene<'_, '_>) {
        let Some(topic) = scene
            .topics
            .iter()
            .find(|topic| topic.direction().is_some())
        else {
            return;
        };
        // "And imports?"
        if topic.is_bare() && scene.items.len() < 6 && self.context.direction.is_some() {
            self.context.direction = topic.direction();
        }
        let incomplete =
            topic.verb && (topic.owner.area().is_none() || topic.partner.area().is_none());
        if topic.is_bare() || incomplete || topic.owner == Party::Foreign {
            return;
        }
        let Some(direction) = topic.direction() else {
            return;
        };
        let parties = match direction {
            Direction::TwoWay => self.both_sides(scene, topic, None),
            _ => self.one_side(scene, topic, None),
        };
        if parties.reporter.is_none() {
            return;
        }
        self.context.owner = parties.reporter;
        self.context.partner = parties.partner.filter(|partner| *partner != Area::WORLD);
        self.context.held = false;
        self.context.pair = parties.pair.or(self.context.pair);
        self.context.direction = Some(direction);
        self.context.goods.clone_from(&topic.goods);
        self.context.at = self.sentence;
    }

    /// Remembers the areas of a sentence: subjects before objects, earlier before later.
    pub(super) fn note_areas(&mut self, scene: &Scene<'_, '_>) {
        let first = (0..scene.items.len().min(2)).find_map(|at| {
            let followed = scene
                .item(at + 1)
                .is_some_and(|next| next.is_any(&[Concept::Verb, Concept::Copula, Concept::Move]));
            // "Germany, whose carmakers sell in China, voted against."
            let apposed = scene.item(at + 1).is_some_and(|next| next.is_sign(&[',']))
                && scene.is(at + 2, Concept::Clause);
            area(scene, at).filter(|found| *found != Area::WORLD && (followed || apposed))
        });
        if let Some(goods) = goods::right(scene, 0).filter(|goods| {
            let known = goods.name != TOTAL && goods.edge < 3 && scene.topic_at[0].is_none();
            known
                && scene
                    .item(goods.edge)
                    .is_some_and(|next| next.is_any(&[Concept::Verb, Concept::Copula]))
        }) {
            self.context.subject_goods = Some((goods.name, self.sentence));
        }
        if let Some(first) = first {
            self.context.subject = Some((first, self.sentence));
        }
        let named = (0..scene.items.len()).rev().filter_map(|at| {
            let found = area(scene, at).filter(|found| *found != Area::WORLD)?;
            let within = at > 0 && scene.is(at - 1, Concept::In);
            Some((found, is_oblique(scene, at) || within))
        });
        let (oblique, subjects): (Vec<_>, Vec<_>) = named.partition(|(_, oblique)| *oblique);
        for (found, _) in oblique.into_iter().chain(subjects) {
            if self.named.len() < 2 && !self.named.contains(&found) {
                self.named.push(found);
            }
            self.context.recent.retain(|known| *known != found);
            self.context.recent.insert(0, found);
            self.context.recent.truncate(4);
        }
    }

    /// The partner of the flow that was spoken of last.
    pub(super) fn flow_partner(&self) -> Option<Area> {
        self.context.partner.filter(|_| !self.context.held)
    }

    pub(super) fn remember(&mut self, draft: &Draft, parties: Parties, verb: bool) {
        let specific = |area: Option<Area>| area.filter(|area| *area != Area::WORLD);
        self.context.held = false;
        // "The US purchased machines" after exports to the US: still of the exporter's trade.
        let sold_there = verb && parties.partner.is_some() && parties.partner == self.context.owner;
        let mirrored = sold_there
            || verb && parties.reporter.is_some() && parties.reporter == self.context.partner;
        if parties.reporter.is_some() && !mirrored {
            self.context.owner = parties.reporter;
            self.context.partner = specific(parties.partner);
        }
        self.context.pair = match (parties.pair, parties.reporter, specific(parties.partner)) {
            (Some(pair), ..) => Some(pair),
            (None, Some(owner), Some(partner)) => Some((owner, partner)),
            _ => self.context.pair,
        };
        if let Some(pair) = self.context.pair {
            self.count_pair(pair);
        }
        if draft.direction == Direction::TwoWay {
            self.context.two_way = self.sentence;
        }
        let of_world = draft.partner == Some(Area::WORLD) && parties.reporter.is_some();
        // A text that starts with trade with everybody goes on with it, also where it starts with some goods.
        let opens = self.pairs.is_empty() && of_world;
        if draft.direction != Direction::TwoWay && (draft.goods == TOTAL || opens) {
            if of_world && !parties.unsure {
                self.context.frame = parties.reporter;
            } else if draft.reporter != self.context.frame {
                self.context.frame = None;
            }
        } else if draft.direction == Direction::TwoWay {
            self.context.frame = None;
        }
        // "The US sold it $9 billion", in a text on the imports of another: still of those.
        if !sold_there {
            self.context.direction = Some(draft.direction);
        }
        self.context.goods = Some(draft.goods.clone());
        self.context.at = self.sentence;
    }

    /// Counts what pairs the text speaks of; a few are enough to tell the main one.
    fn count_pair(&mut self, pair: (Area, Area)) {
        let sorted = (pair.0.min(pair.1), pair.0.max(pair.1));
        if sorted.0 == Area::WORLD || sorted.1 == Area::WORLD {
            return;
        }
        let room = self.pairs.len() < MOST_PAIRS;
        match self.pairs.iter_mut().find(|known| known.0 == sorted) {
            Some(known) => known.1 += 1,
            None if room => self.pairs.push((sorted, 1)),
            None => {}
        }
    }

    /// The pair that "the two countries" means, and whether another is possible: in a new paragraph that
    /// which the text speaks of most, else the last.
    pub(super) fn meant_pair(&self) -> Option<((Area, Area), bool)> {
        let last = self.context.pair?;
        let sorted = (last.0.min(last.1), last.0.max(last.1));
        let most = self.pairs.iter().map(|known| known.1).max()?;
        let main = self.pairs.iter().find(|known| known.1 == most)?.0;
        if self.anew && main != sorted {
            return Some((main, true));
        }
        Some((last, false))
    }
}
