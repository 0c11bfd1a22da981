//! Claims of shares and ranks.

use super::attach::Attached;
use super::context::ALIVE;
use super::cues;
use super::draft::{self, Draft, Meaning, draft, meaning};
use super::goods::{self, TOTAL};
use super::naming::{add_later_partner, is_oblique};
use super::party::{Party, area, area_from};
use super::passage::Reader;
use super::rank::RankReading;
use super::scene::Scene;
use super::share::{Holder, ShareReading};
use super::timing::is_period;
use super::topic::{Sort, Topic};
use crate::grammar::{FigureKind, MomentKind};
use crate::language::Concept;
use crate::{Area, Direction, Kind, Unit};
use std::ops::Range;

impl Reader {
    /// "the largest destination for EU exports (19.7%), followed by the United Kingdom (13.1%)".
    pub(super) fn bracket_shares(&self, scene: &Scene<'_, '_>, found: &mut Vec<Draft>) {
        for figure in &scene.figures {
            let (start, end) = (figure.items.start, figure.items.end);
            let enclosed = start > 0
                && scene
                    .item(start - 1)
                    .is_some_and(|item| item.is_sign(&['(']))
                && scene.item(end).is_some_and(|item| item.is_sign(&[')']));
            // "the largest market with 37 percent, followed by the Middle East with 19 percent"
            let with =
                start > 0 && scene.is(start - 1, Concept::With) && !scene.is(end, Concept::Move);
            if figure.kind != FigureKind::Percent || figure.signed || !(enclosed || with) {
                continue;
            }
            let Some(rank) = found
                .iter()
                .rev()
                .find(|draft| draft.unit == Unit::Rank && draft.figure.start < start)
            else {
                continue;
            };
            let named = (start.saturating_sub(3)..start)
                .rev()
                .find_map(|at| area(scene, at));
            let partner = named
                .filter(|named| Some(*named) != rank.reporter)
                .or(rank.partner);
            let hedge = cues::hedge(scene, scene.figure_at[start].unwrap_or_default());
            let share = Draft {
                kind: Kind::Share,
                value: figure.low,
                unit: Unit::Percent,
                partner,
                approx: hedge.is_some() || figure.high.is_some(),
                hedge,
                standing: false,
                figure: figure.items.clone(),
                clause: figure.items.clone(),
                ..rank.clone()
            };
            found.push(share);
        }
    }

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
        let mut direction = self.share_direction(scene, reading, total)?;
        // "EU imports of gas rose. France took a third of it": a part of the importer, no supplier.
        let takes = cues::governed(scene, figure, Concept::HolderVerb)
            .and_then(|verb| scene.items[verb].sense(Concept::HolderVerb))
            .is_some_and(|sense| sense.text == "takes");
        let own = total.is_some_and(|total| total.verb);
        if takes && direction == Direction::Imports && !own {
            return None;
        }
        let mut goods = total
            .and_then(|total| total.goods.clone())
            .or_else(|| reading.goods.clone());
        let end = scene.figures[figure].items.end;
        let of_it = scene.is(end, Concept::Of)
            && (scene.is(end + 1, Concept::PlaceNoun)
                || scene.is(end + 1, Concept::Anaphor)
                || scene.is(end + 1, Concept::Determiner)
                    && scene.is(end + 2, Concept::FigureNoun));
        if total.is_none() && of_it {
            goods = goods.or_else(|| self.context.goods.clone());
        }
        let mut partner = total.and_then(|total| self.partner_of(total, total.owner.area()));
        let mut owner = total
            .and_then(|total| total.owner.area())
            .or(reading.owner.area());
        match &reading.holder {
            Holder::Party(Party::Foreign) => return None,
            Holder::Party(Party::Area(holder)) => partner = Some(*holder),
            Holder::Party(_) => {
                partner = partner.or_else(|| self.context.partner.or(self.context.owner))
            }
            Holder::Goods(name) if name != TOTAL => goods = Some(name.clone()),
            Holder::Topic(topic) => {
                let topic = &scene.topics[*topic];
                let sides = [topic.partner.area(), topic.owner.area()];
                let mirrored = total.is_some_and(|total| total.direction() != topic.direction());
                let whose = owner.or(self.context.owner);
                let side = sides
                    .into_iter()
                    .flatten()
                    .find(|side| !mirrored || Some(*side) != whose);
                partner = partner
                    .or(side.filter(|_| mirrored))
                    .or(topic.partner.area())
                    .or_else(|| {
                        let known = [self.context.partner, self.context.owner];
                        let two_way = topic.sort == Sort::Flow(Direction::TwoWay);
                        known
                            .into_iter()
                            .flatten()
                            .find(|area| two_way && Some(*area) != owner)
                    });
                goods = topic.goods.clone().or(goods);
                owner = owner.or(topic.owner.area());
            }
            Holder::Goods(_) | Holder::Unnamed => {}
        }
        let goes_on = after_share
            && self.context.at == self.sentence
            && match reading.holder {
                Holder::Unnamed => true,
                Holder::Topic(topic) => {
                    let topic = &scene.topics[topic];
                    topic.partner.is_unnamed() && topic.goods.is_none()
                }
                _ => false,
            }
            && total.is_some_and(|total| total.partner.is_unnamed());
        if goes_on || total.is_none() && reading.owner.is_unnamed() {
            partner = partner.or(self.context.partner);
        }
        let origin = origin(scene, end).filter(|_| total.is_none() && reading.goods.is_some());
        if let Some((origin, way)) = origin {
            partner = partner.or(Some(origin));
            direction = way;
        }
        // "The US is the top destination, accounting for 20.6% of exports": who holds the place.
        if self.context.ranked == self.sentence
            && match &reading.holder {
                Holder::Unnamed => true,
                Holder::Goods(name) => name == TOTAL,
                _ => false,
            }
            && total.is_none_or(|total| total.partner.is_unnamed())
        {
            partner = partner.or(self.context.partner);
        }
        let enclosed = scene.figures[figure]
            .items
            .start
            .checked_sub(2)
            .and_then(|at| {
                let bracket = scene.item(at + 1).is_some_and(|item| item.is_sign(&['(']));
                area(scene, at).filter(|_| bracket)
            });
        partner = enclosed.or(partner);
        let from_context = owner.is_none();
        let start = scene.figures[figure].items.start;
        let other = |at: usize| {
            area(scene, at).filter(|found| Some(*found) != partner && *found != Area::WORLD)
        };
        // "Africa sends Europe ores: they are 70 percent of the continent's exports": the subject's.
        let in_sentence = (0..start)
            .find_map(|at| other(at).filter(|_| !is_oblique(scene, at)))
            .or_else(|| (0..start).rev().find_map(other));
        let its = total.is_some_and(|total| total.owner == Party::Its);
        let owner = owner
            .or(in_sentence.filter(|_| its || self.context.owner.is_none()))
            .or_else(|| self.owner(None, partner));
        let meaning = share_meaning(scene, figure);
        // "its share had collapsed": still of the goods before.
        let of_noun =
            attached.is_some_and(|attached| scene.topics[attached.topic].sort == Sort::Share);
        let held = matches!(reading.holder, Holder::Party(_)) && total.is_none() && of_noun;
        let goods = goods
            .or_else(|| {
                self.context.goods.clone().filter(|_| {
                    let ranked = self.context.ranked == self.sentence;
                    held && self.sentence <= self.context.at + 1
                        || of_noun && total.is_none() && ranked
                })
            })
            .map(|goods| self.antecedent(&goods).unwrap_or(goods))
            .unwrap_or_else(|| TOTAL.to_owned());
        self.context.goods = Some(goods.clone());
        let listed = self.has_list();
        let mut draft = draft(scene, figure, attached, meaning, direction, goods);
        draft.reporter = owner;
        draft.partner = partner.or(Some(Area::WORLD));
        if draft.partner == draft.reporter && !owner.is_some_and(|owner| owner.is_group()) {
            draft.partner = Some(Area::WORLD);
        }
        // A share that nobody and no goods hold.
        draft.two_readings = draft.partner == Some(Area::WORLD) && draft.goods == TOTAL;
        // "China's share is 31 percent", with no total spoken of.
        draft.two_readings |= total.is_none() && of_noun && !listed;
        draft.parties_from_context = from_context;
        self.context.direction = Some(direction);
        self.context.at = self.sentence;
        if let Some(owner) = owner {
            self.context.owner = Some(owner);
            self.context.partner = partner.filter(|partner| *partner != Area::WORLD);
            self.context.held = matches!(reading.holder, Holder::Party(_));
        }
        self.note_list(&draft);
        Some(draft)
    }

    /// A figure of a share that does not say of what: "Asia's share in the total rose 23 percentage points".
    pub(super) fn share_of_context(
        &mut self,
        scene: &Scene<'_, '_>,
        figure: usize,
        topic: &Topic,
        last_sign: &mut Option<(f64, Kind)>,
    ) -> Option<Draft> {
        let total = scene.topics.iter().find(|other| {
            other.head > topic.head
                && other.direction().is_some()
                && scene.clause[other.head] == scene.clause[topic.head]
        });
        let direction = total.and_then(Topic::direction).or_else(|| {
            self.context
                .direction
                .filter(|_| self.sentence <= self.context.at + ALIVE)
        })?;
        let meaning: Meaning = meaning(scene, figure, topic.sort, last_sign.map(|last| last.0))?;
        if meaning.growth {
            *last_sign = Some((meaning.sign, meaning.kind));
        }
        let holder = super::share::holder_of_noun(scene, topic.head);
        let held = match &holder {
            Holder::Goods(goods) if goods != TOTAL => Some(goods.clone()),
            _ => None,
        };
        let goods = held
            .clone()
            .or_else(|| total.and_then(|total| total.goods.clone()));
        let holder = match holder {
            Holder::Party(party) => party.area(),
            _ => None,
        };
        let owner = total
            .and_then(|total| total.owner.area())
            .or(self.context.owner);
        let partner =
            holder
                .or(total.and_then(|total| total.partner.area()))
                .or(if held.is_some() {
                    self.context.partner
                } else {
                    None
                });
        let mut draft = draft(
            scene,
            figure,
            None,
            meaning,
            direction,
            goods.unwrap_or_else(|| TOTAL.to_owned()),
        );
        draft.reporter = owner;
        draft.partner = partner.or(Some(Area::WORLD));
        draft.parties_from_context = true;
        self.context.at = self.sentence;
        Some(draft)
    }

    pub(super) fn rank_draft(&mut self, scene: &Scene<'_, '_>, rank: RankReading) -> Option<Draft> {
        if rank.owner == Party::Foreign || rank.holder == Party::Foreign {
            return None;
        }
        let near = self.sentence <= self.context.at + 1;
        let spoken_of = self
            .context
            .partner
            .filter(|_| near && rank.owner == Party::Its && rank.holder == Party::Unnamed);
        let holder = rank.holder.area().or(spoken_of).or_else(|| {
            (rank.holder == Party::Its || rank.holder == Party::Unnamed)
                .then(|| self.context.recent.first().copied())
                .flatten()
        });
        let owner = rank.owner.area().or_else(|| self.owner(None, holder));
        let (reporter, partner) = (owner?, holder?);
        let start = rank.figure.start;
        let clause = scene.clause[start];
        let clause_of = |at: &usize| scene.clause[*at] == clause;
        let first = (0..start)
            .rev()
            .take_while(clause_of)
            .last()
            .unwrap_or(start);
        let end = (rank.figure.end..scene.items.len())
            .take_while(clause_of)
            .last()
            .map_or(rank.figure.end, |last| last + 1);
        // "Palm oil exports fell. India was the top buyer": of palm oil.
        let again = rank.owner.area() == self.context.owner
            && (start.saturating_sub(4)..start).any(|at| scene.is(at, Concept::Its));
        let goes_on = (matches!(rank.owner, Party::Unnamed | Party::Its) || again)
            && rank.direction != Direction::TwoWay
            && self.context.direction == Some(rank.direction)
            && self.sentence <= self.context.at + ALIVE;
        let moment = rank_moment(scene, &rank.figure, rank.standing);
        let draft = Draft {
            kind: if cues_forecast(scene, first, start) {
                Kind::Forecast
            } else {
                Kind::Rank
            },
            value: rank.rank,
            high: None,
            unit: Unit::Rank,
            direction: rank.direction,
            reporter: Some(reporter),
            partner: Some(partner),
            pair: None,
            goods: rank
                .goods
                .or_else(|| apposed_goods(scene, start, holder))
                .or_else(|| self.context.goods.clone().filter(|_| goes_on))
                .unwrap_or_else(|| TOTAL.to_owned()),
            timing: super::timing::Timing {
                period: moment,
                own: moment.is_some(),
                comparison: None,
                around: None,
            },
            base: false,
            growth: false,
            approx: rank.approx,
            hedge: None,
            annualised: false,
            standing: rank.standing && moment.is_none(),
            ahead: None,
            earlier: false,
            part: draft::part(scene, start),
            figure: rank.figure,
            clause: first..end,
            parties_from_context: rank.owner.area().is_none() || rank.holder.area().is_none(),
            two_readings: false,
            dollar: false,
        };
        self.context.direction = Some(rank.direction);
        self.context.ranked = self.sentence;
        self.context.owner = Some(reporter);
        self.context.partner = (partner != Area::WORLD).then_some(partner);
        if rank.direction == Direction::TwoWay && partner != Area::WORLD {
            self.context.pair = Some((reporter, partner));
        }
        self.context.goods = Some(draft.goods.clone());
        self.context.at = self.sentence;
        self.note_list(&draft);
        Some(draft)
    }
}

/// "Exports to the Netherlands, the biggest destination": the goods of the flow before the comma.
fn apposed_goods(scene: &Scene<'_, '_>, start: usize, holder: Option<Area>) -> Option<String> {
    let comma = (start.saturating_sub(3)..start)
        .rev()
        .find(|at| scene.item(*at).is_some_and(|item| item.is_sign(&[','])))?;
    let flow = scene
        .topics
        .iter()
        .find(|topic| topic.last == comma && topic.direction().is_some())?;
    let same = flow.partner.area().is_some() && flow.partner.area() == holder;
    same.then(|| flow.goods.clone().unwrap_or_else(|| TOTAL.to_owned()))
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
    let mut meaning = draft::share(&scene.figures[figure]);
    if cues::is_target(scene, figure) {
        meaning.kind = Kind::Target;
    } else if cues::is_forecast(scene, figure) {
        meaning.kind = Kind::Forecast;
    }
    meaning
}

/// Whether a rank is expected rather than held.
pub(super) fn cues_forecast(scene: &Scene<'_, '_>, first: usize, start: usize) -> bool {
    (first.max(start.saturating_sub(8))..start).any(|at| scene.is(at, Concept::Forecast))
}

/// The time of a rank: stated in its sentence.
pub(super) fn rank_moment(
    scene: &Scene<'_, '_>,
    figure: &Range<usize>,
    standing: bool,
) -> Option<MomentKind> {
    let start = figure.start;
    let usable = |kind: MomentKind| {
        !matches!(
            kind,
            MomentKind::Date
                | MomentKind::OnYear
                | MomentKind::OnMonth
                | MomentKind::OnQuarter
                | MomentKind::Earlier(_)
                | MomentKind::Since(_)
        )
    };
    let periods = || {
        (0..scene.moments.len())
            .filter(|moment| is_period(scene, *moment))
            .map(|moment| &scene.moments[moment])
            .filter(|moment| usable(moment.kind))
    };
    // "is the main partner and bought a third of its exports in 2023": the time is of the other verb.
    let own = |end: usize| !standing || !(start..end).any(|at| scene.is(at, Concept::And));
    let after = periods().find(|moment| moment.items.start > start && own(moment.items.start));
    let before = periods().rfind(|moment| moment.items.start < start);
    let apposed = standing && is_apposed(scene, figure);
    before
        .or(after)
        .filter(|_| !apposed)
        .map(|moment| moment.kind)
}

/// "Vietnam, the world's second-largest exporter, earned": what stands between commas is so at any time.
fn is_apposed(scene: &Scene<'_, '_>, figure: &Range<usize>) -> bool {
    let comma = |at: &usize| scene.item(*at).is_some_and(|item| item.is_sign(&[',']));
    let free = |at: &usize| {
        scene.moment_at[*at].is_none()
            && scene.figure_at[*at].is_none()
            && !scene
                .item(*at)
                .is_some_and(|item| item.is_any(&[Concept::Copula, Concept::RankVerb]))
    };
    let before = (0..figure.start).rev().take_while(free).find(comma);
    let after = (figure.end..scene.items.len()).take_while(free).find(comma);
    before.is_some_and(|before| before > 0 && area(scene, before - 1).is_some()) && after.is_some()
}
