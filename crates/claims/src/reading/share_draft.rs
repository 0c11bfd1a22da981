//! A share as a claim: whose total, who or what holds it, which way it goes.

use super::attach::Attached;
use super::context::ALIVE;
use super::cues;
use super::draft::{Draft, draft};
use super::goods::{self, TOTAL};
use super::meaning::{self, Meaning};
use super::modality::{is_forecast, is_target};
use super::naming::{add_later_partner, is_oblique};
use super::party::{Party, area, area_from};
use super::passage::Reader;
use super::scene::Scene;
use super::share::{Holder, ShareReading};
use super::topic::{Sort, Topic};
use crate::language::Concept;
use crate::{Area, Direction, Kind};

/// A share with what its sentence says of it.
struct Held<'a, 's, 't> {
    scene: &'a Scene<'s, 't>,
    figure: usize,
    attached: Option<Attached>,
    reading: &'a ShareReading,
    total: Option<&'a Topic>,
    /// The figure before in the sentence was a share too.
    after_share: bool,
}

/// The fields of a share, as far as they are known.
struct Sides {
    owner: Option<Area>,
    partner: Option<Area>,
    goods: Option<String>,
    direction: Direction,
}

impl Held<'_, '_, '_> {
    fn start(&self) -> usize {
        self.scene.figures[self.figure].items.start
    }

    fn end(&self) -> usize {
        self.scene.figures[self.figure].items.end
    }

    /// The share is said of a share noun: "its share".
    fn is_of_noun(&self) -> bool {
        self.attached
            .is_some_and(|attached| self.scene.topics[attached.topic].sort == Sort::Share)
    }

    /// "half of it", "a third of the total"
    fn is_of_it(&self) -> bool {
        let (scene, end) = (self.scene, self.end());
        scene.is(end, Concept::Of)
            && (scene.is(end + 1, Concept::PlaceNoun)
                || scene.is(end + 1, Concept::Anaphor)
                || scene.is(end + 1, Concept::Determiner) && scene.is(end + 2, Concept::FigureNoun))
    }

    /// "EU imports of gas rose. France took a third of it": a part of the importer, no supplier.
    fn is_part_of_importer(&self, direction: Direction) -> bool {
        let takes = cues::governed(self.scene, self.figure, Concept::HolderVerb)
            .and_then(|verb| self.scene.items[verb].sense(Concept::HolderVerb))
            .is_some_and(|sense| sense.text == "takes");
        takes && direction == Direction::Imports && !self.total.is_some_and(|total| total.verb)
    }

    /// "Germany accounts for a third of the bloc's exports to America": a part of who exports, no market.
    fn is_part_of_exporter(&self) -> bool {
        let partner = self.total.and_then(|total| total.partner.area());
        match self.reading.holder {
            Holder::Party(Party::Area(holder)) => {
                partner.is_some_and(|partner| partner != holder && !partner.is_group())
            }
            _ => false,
        }
    }

    /// A further share of the total of the one before: "beef took 18 percent, China 25".
    fn goes_on(&self) -> bool {
        let open = match self.reading.holder {
            Holder::Unnamed => true,
            Holder::Topic(topic) => {
                let topic = &self.scene.topics[topic];
                topic.partner.is_unnamed() && topic.goods.is_none()
            }
            _ => false,
        };
        let free = self.total.is_some_and(|total| total.partner.is_unnamed());
        self.after_share && open && free
    }

    fn is_unheld(&self) -> bool {
        match &self.reading.holder {
            Holder::Unnamed => true,
            Holder::Goods(name) => name == TOTAL,
            _ => false,
        }
    }

    /// "Poland (13 percent)"
    fn enclosed(&self) -> Option<Area> {
        let at = self.start().checked_sub(2)?;
        let bracket = self
            .scene
            .item(at + 1)
            .is_some_and(|item| item.is_sign(&['(']));
        area(self.scene, at).filter(|_| bracket)
    }

    /// "Africa sends Europe ores: they are 70 percent of the continent's exports": the subject's.
    fn owner_in_sentence(&self, partner: Option<Area>) -> Option<Area> {
        let start = self.start();
        let other = |at: usize| {
            area(self.scene, at).filter(|found| Some(*found) != partner && *found != Area::WORLD)
        };
        (0..start)
            .find_map(|at| other(at).filter(|_| !is_oblique(self.scene, at)))
            .or_else(|| (0..start).rev().find_map(other))
    }
}

impl Reader {
    /// Which way the total of a share goes; `None` where it is no trade of a country.
    fn share_direction(
        &self,
        scene: &Scene<'_, '_>,
        reading: &ShareReading,
        total: Option<&Topic>,
    ) -> Option<Direction> {
        let direction = match total {
            Some(total) => total.direction()?,
            None => {
                let held = match reading.holder {
                    Holder::Topic(topic) if scene.topics[topic].owner == Party::Foreign => {
                        return None;
                    }
                    Holder::Topic(topic)
                        if !reading.owner.is_unnamed() || self.context.direction.is_none() =>
                    {
                        scene.topics[topic].direction()
                    }
                    _ => None,
                };
                let near = self.sentence <= self.context.at + ALIVE;
                held.or(self.context.direction.filter(|_| near))?
            }
        };
        if total.is_some_and(|total| total.owner == Party::Foreign || total.sort == Sort::Other) {
            return None;
        }
        // "3 percent of its turnover" is of a firm more often than of a country.
        let turnover = total.is_some_and(|total| {
            let named =
                total.owner.area().is_some() || total.partner.area().is_some() || total.both;
            let sense = scene
                .item(total.head)
                .and_then(|item| item.sense(Concept::Flow));
            !named && sense.is_some_and(|sense| sense.text == "turnover")
        });
        let of_country = matches!(&reading.holder, Holder::Party(Party::Area(_)))
            && self.context.direction == Some(Direction::TwoWay)
            || total.is_some_and(|total| total.sort == Sort::Flow(Direction::TwoWay))
                && self.context.owner.is_some()
                && matches!(&reading.holder, Holder::Party(Party::Area(_)))
                && self.sentence <= self.context.at + ALIVE;
        if turnover && !of_country {
            return None;
        }
        Some(direction)
    }

    pub(super) fn share_draft(
        &mut self,
        scene: &Scene<'_, '_>,
        figure: usize,
        attached: Option<Attached>,
        reading: &ShareReading,
        after_share: bool,
    ) -> Option<Draft> {
        let verb = reading.total.map(|total| scene.topics[total].clone());
        let verb = verb.filter(|total| total.verb).map(|mut total| {
            add_later_partner(scene, &mut total);
            total
        });
        let total = verb
            .as_ref()
            .or(reading.total.map(|total| &scene.topics[total]));
        let held = Held {
            scene,
            figure,
            attached,
            reading,
            total,
            after_share: after_share && self.context.at == self.sentence,
        };
        let direction = self.share_direction(scene, reading, total)?;
        if held.is_part_of_importer(direction)
            || held.is_part_of_exporter()
            || reading.holder == Holder::Party(Party::Foreign)
        {
            return None;
        }
        let mut sides = self.sides_of_share(&held, direction);
        self.complete(&held, &mut sides);
        Some(self.draft_of_share(&held, sides))
    }

    /// What the total and the holder say.
    fn sides_of_share(&self, held: &Held<'_, '_, '_>, direction: Direction) -> Sides {
        let total = held.total;
        let goods = total
            .and_then(|total| total.goods.clone())
            .or_else(|| held.reading.goods.clone())
            .or_else(|| {
                let again = total.is_none() && held.is_of_it();
                self.context.goods.clone().filter(|_| again)
            });
        let mut sides = Sides {
            owner: total
                .and_then(|total| total.owner.area())
                .or(held.reading.owner.area()),
            partner: total.and_then(|total| self.partner_of(total, total.owner.area())),
            goods,
            direction,
        };
        match &held.reading.holder {
            Holder::Party(Party::Area(holder)) => sides.partner = Some(*holder),
            Holder::Party(_) => {
                sides.partner = sides
                    .partner
                    .or_else(|| self.context.partner.or(self.context.owner));
            }
            Holder::Goods(name) if name != TOTAL => sides.goods = Some(name.clone()),
            Holder::Topic(topic) => {
                self.held_by_topic(held, &held.scene.topics[*topic], &mut sides)
            }
            Holder::Goods(_) | Holder::Unnamed => {}
        }
        sides
    }

    /// "exports to Germany totalled 182 billion euros, a quarter of all Dutch exports"
    fn held_by_topic(&self, held: &Held<'_, '_, '_>, topic: &Topic, sides: &mut Sides) {
        let mirrored = held
            .total
            .is_some_and(|total| total.direction() != topic.direction());
        let whose = sides.owner.or(self.context.owner);
        let side = [topic.partner.area(), topic.owner.area()]
            .into_iter()
            .flatten()
            .find(|side| !mirrored || Some(*side) != whose);
        let two_way = topic.sort == Sort::Flow(Direction::TwoWay);
        sides.partner = sides
            .partner
            .or(side.filter(|_| mirrored))
            .or(topic.partner.area())
            .or_else(|| {
                [self.context.partner, self.context.owner]
                    .into_iter()
                    .flatten()
                    .find(|area| two_way && Some(*area) != sides.owner)
            });
        sides.goods = topic.goods.clone().or(sides.goods.take());
        sides.owner = sides.owner.or(topic.owner.area());
    }

    /// What stands elsewhere in the sentence, or was spoken of.
    fn complete(&self, held: &Held<'_, '_, '_>, sides: &mut Sides) {
        let total = held.total;
        if held.goes_on() || total.is_none() && held.reading.owner.is_unnamed() {
            sides.partner = sides.partner.or(self.context.partner);
        }
        let open = total.is_none() && held.reading.goods.is_some();
        if let Some((origin, way)) = origin(held.scene, held.end()).filter(|_| open) {
            sides.partner = sides.partner.or(Some(origin));
            sides.direction = way;
        }
        // "The US is the top destination, accounting for 20.6% of exports": who holds the place.
        let ranked = self.context.ranked == self.sentence
            && held.is_unheld()
            && total.is_none_or(|total| total.partner.is_unnamed());
        if ranked {
            sides.partner = sides.partner.or(self.context.partner);
        }
        sides.partner = held.enclosed().or(sides.partner);
    }

    /// The goods of a share; "its share had collapsed" is still of the goods before.
    fn goods_of_share(&self, held: &Held<'_, '_, '_>, named: Option<String>) -> String {
        let of_noun = held.is_of_noun() && held.total.is_none();
        let by_party = matches!(held.reading.holder, Holder::Party(_));
        let ranked = self.context.ranked == self.sentence;
        // "45 percent of flower exports went to the Netherlands; the UK took another 15"
        let further = held.after_share && held.total.is_none() && by_party;
        let again =
            further || of_noun && (by_party && self.sentence <= self.context.at + 1 || ranked);
        named
            .or_else(|| self.context.goods.clone().filter(|_| again))
            .map_or_else(
                || TOTAL.to_owned(),
                |goods| self.antecedent(&goods).unwrap_or(goods),
            )
    }

    fn draft_of_share(&mut self, held: &Held<'_, '_, '_>, sides: Sides) -> Draft {
        let Sides {
            owner,
            partner,
            goods,
            direction,
        } = sides;
        let its = held.total.is_some_and(|total| total.owner == Party::Its);
        let reporter = owner
            .or_else(|| {
                held.owner_in_sentence(partner)
                    .filter(|_| its || self.context.owner.is_none())
            })
            .or_else(|| self.owner(None, partner));
        let goods = self.goods_of_share(held, goods);
        let meaning = share_meaning(held.scene, held.figure);
        let mut draft = draft(
            held.scene,
            held.figure,
            held.attached,
            meaning,
            direction,
            goods,
        );
        draft.reporter = reporter;
        draft.partner = partner.or(Some(Area::WORLD));
        if draft.partner == draft.reporter && !reporter.is_some_and(|owner| owner.is_group()) {
            draft.partner = Some(Area::WORLD);
        }
        // A share that nobody and no goods hold, and "China's share is 31 percent" with no total spoken of.
        draft.two_readings = draft.partner == Some(Area::WORLD) && draft.goods == TOTAL
            || held.total.is_none() && held.is_of_noun() && !self.has_list();
        draft.parties_from_context = owner.is_none();
        self.context.goods = Some(draft.goods.clone());
        self.context.direction = Some(direction);
        self.context.at = self.sentence;
        if let Some(reporter) = reporter {
            self.context.owner = Some(reporter);
            self.context.partner = partner.filter(|partner| *partner != Area::WORLD);
            self.context.held = matches!(held.reading.holder, Holder::Party(_));
        }
        self.note_list(&draft);
        draft
    }
}

/// "gets 40 percent of its crude from Russia": from or to whom, after the goods, and which way that is.
fn origin(scene: &Scene<'_, '_>, end: usize) -> Option<(Area, Direction)> {
    let goods = goods::right(scene, end + 2)?;
    let direction = if scene.is(goods.edge, Concept::From) {
        Direction::Imports
    } else if scene.is(goods.edge, Concept::To) {
        Direction::Exports
    } else {
        return None;
    };
    let its = scene.is(end + 1, Concept::Its);
    let (found, _) = area_from(scene, goods.edge + 1)?;
    its.then_some((found, direction))
}

/// A share that is held, aimed at or expected.
fn share_meaning(scene: &Scene<'_, '_>, figure: usize) -> Meaning {
    let mut meaning = meaning::share(&scene.figures[figure]);
    if is_target(scene, figure) {
        meaning.kind = Kind::Target;
    } else if is_forecast(scene, figure) {
        meaning.kind = Kind::Forecast;
    }
    meaning
}
