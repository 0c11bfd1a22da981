//! What a claim takes from the words before it: goods, lists, other countries beside the figure.

use super::attach::{Attached, respective_place};
use super::context::{ALIVE, Parties};
use super::cues;
use super::draft::Draft;
use super::goods::{GOODS_AND_SERVICES, TOTAL, TOTAL_VOLUME};
use super::party::{Party, area};
use super::passage::Reader;
use super::scene::Scene;
use super::topic::{Sort, Topic};
use crate::grammar::FigureKind;
use crate::language::{Concept, english};
use crate::{Area, Direction};

impl Reader {
    /// A bare "trade" beside a rank: of the list that the rank is in.
    pub(super) fn ranked_topic(&self, mut topic: Topic, attached: Option<Attached>) -> Topic {
        let ranked = self.context.ranked == self.sentence
            && topic.sort == Sort::Flow(Direction::TwoWay)
            && topic.is_bare()
            && !topic.whole;
        let listed = attached.and_then(|attached| attached.partner);
        if let (true, Some(owner), Some(partner), Some(direction)) = (
            ranked,
            self.context.owner,
            listed.or(self.context.partner),
            self.context.direction,
        ) {
            topic.sort = Sort::Flow(direction);
            topic.owner = Party::Area(owner);
            topic.partner = Party::Area(partner);
            topic.pair = (direction == Direction::TwoWay).then_some((owner, partner));
        }
        topic
    }

    /// The goods of a claim: named beside it, or those that the words before leave in force.
    ///
    /// `again` is true for a further figure of the same topic.
    pub(super) fn goods_here(
        &self,
        scene: &Scene<'_, '_>,
        figure: usize,
        topic: &Topic,
        parties: Parties,
        again: bool,
    ) -> String {
        let goods = goods_of(scene, figure, topic, parties);
        if let Some(known) = self.antecedent(&goods) {
            return known;
        }
        let open = topic.goods.is_none();
        if let Some(known) = relative_goods(scene, figure).filter(|_| open) {
            return known;
        }
        let by_value = scene.items.iter().any(|item| item.is(Concept::ByValue));
        if goods == TOTAL_VOLUME && by_value && topic.those {
            return TOTAL.to_owned();
        }
        if goods != TOTAL {
            return goods;
        }
        self.goods_in_force(scene, figure, topic, parties, again)
            .unwrap_or(goods)
    }

    /// The goods that were spoken of, where a topic that names none goes on with them.
    fn goods_in_force(
        &self,
        scene: &Scene<'_, '_>,
        figure: usize,
        topic: &Topic,
        parties: Parties,
        again: bool,
    ) -> Option<String> {
        if let Some((known, sentence)) = &self.context.subject_goods
            && topic.owner == Party::Its
            && topic.first == 0
            && sentence + 1 == self.sentence
        {
            return Some(known.clone());
        }
        let known = self.context.goods.clone()?;
        let open = topic.goods.is_none();
        let here = self.context.at == self.sentence;
        let plain = known != GOODS_AND_SERVICES && known != TOTAL_VOLUME;
        let shipped = topic.shipments
            && open
            && plain
            && self.goes_on_from(scene, topic)
            && parties.reporter == self.context.owner;
        let those = topic.again || topic.those && open && here;
        let all = known == GOODS_AND_SERVICES && open && self.sentence <= self.context.at + ALIVE;
        // "Shipments came to $1.4bn, 1.3pc less than before": a further figure is of the same goods.
        let rate = matches!(scene.figures[figure].kind, FigureKind::Percent);
        let further = again && here && (rate || known != TOTAL_VOLUME);
        // "Mexico shipped $3.5 billion worth", to the importer that was spoken of: of the same goods.
        let crossed = topic.verb
            && open
            && plain
            && parties.from_context
            && parties.partner.is_some()
            && parties.partner == self.context.owner;
        (shipped || those || all || further || crossed).then_some(known)
    }

    /// What "the fruit" or "the metal" is: the goods spoken of last, or the subject of the sentence before.
    pub(super) fn antecedent(&self, goods: &str) -> Option<String> {
        let words = english();
        let near = self.sentence <= self.context.at + ALIVE;
        let last = self.context.goods.clone().filter(|known| {
            near && known != TOTAL && known != GOODS_AND_SERVICES && known != TOTAL_VOLUME
        });
        if !words.is_phrase(goods, Concept::GoodsAnaphor) {
            // "beans" after "soybeans"
            let part = words.has(goods, Concept::GoodsPart);
            return last.filter(|known| part && known.ends_with(goods));
        }
        let subject = self
            .context
            .subject_goods
            .as_ref()
            .filter(|(_, sentence)| sentence + 1 == self.sentence)
            .map(|(known, _)| known.clone());
        let bare = goods.split_once(' ').map(|(_, noun)| noun.to_owned());
        last.or(subject).or(bare)
    }

    /// True right after the sentence of the last claim, and in it for "with deliveries to China down".
    fn goes_on_from(&self, scene: &Scene<'_, '_>, topic: &Topic) -> bool {
        let with = topic
            .first
            .checked_sub(1)
            .is_some_and(|before| scene.is(before, Concept::With));
        self.sentence == self.context.at + 1 || (with && self.sentence == self.context.at)
    }
}

/// Goods and partner of a figure in a list with "respectively".
pub(super) fn in_list(
    scene: &Scene<'_, '_>,
    figure: usize,
    topic: &Topic,
    goods: &str,
) -> Option<(String, Option<Area>)> {
    let (place, length) = respective_place(scene, figure)?;
    let named = goods_in_list(goods, place, length).unwrap_or_else(|| goods.to_owned());
    let first = scene.figures[..=figure]
        .iter()
        .map(|figure| figure.items.start)
        .min()
        .unwrap_or_default();
    let areas: Vec<Area> = (topic.head + 1..first)
        .filter_map(|at| area(scene, at))
        .collect();
    let one_way = topic.direction() != Some(Direction::TwoWay);
    let partner = (areas.len() == length && one_way).then(|| areas[place]);
    Some((named, partner))
}

/// The goods of a claim; world trade by volume is the total by volume.
fn goods_of(scene: &Scene<'_, '_>, figure: usize, topic: &Topic, parties: Parties) -> String {
    let goods = topic.goods.clone().unwrap_or_else(|| TOTAL.to_owned());
    let rate = matches!(
        scene.figures[figure].kind,
        FigureKind::Percent | FigureKind::Part | FigureKind::Change { .. }
    );
    let of_world = parties.pair == Some((Area::WORLD, Area::WORLD))
        || (parties.reporter == Some(Area::WORLD) && parties.partner == Some(Area::WORLD));
    // "overall exports, merchandise and services combined"
    let apposed = (topic.last..scene.items.len().min(topic.last + 3))
        .any(|at| scene.is(at, Concept::GoodsServices) && scene.figure_at[at].is_none());
    if apposed && goods == TOTAL {
        return GOODS_AND_SERVICES.to_owned();
    }
    let named = topic_volume(scene, topic);
    let volume = topic.volume || has_volume(scene, figure) || (named && of_world);
    if rate && volume && goods == TOTAL {
        TOTAL_VOLUME.to_owned()
    } else {
        goods
    }
}

/// True when the noun itself counts volume, as "export volumes".
fn topic_volume(scene: &Scene<'_, '_>, topic: &Topic) -> bool {
    (topic.first.saturating_sub(3)..=topic.head + 1).any(|at| scene.is(at, Concept::VolumeNoun))
}

/// "in volume terms" in the clause of the figure, or at the start of the sentence.
pub(super) fn has_volume(scene: &Scene<'_, '_>, figure: usize) -> bool {
    let clause = scene.clause[scene.figures[figure].items.start];
    (0..scene.items.len()).any(|at| scene.clause[at] == clause && scene.is(at, Concept::Volume))
}

/// One of several goods: the second of "ships, circuits and cars".
fn goods_in_list(goods: &str, place: usize, length: usize) -> Option<String> {
    let mut parts: Vec<Vec<&str>> = vec![Vec::new()];
    for word in goods.split_whitespace() {
        let joins = english().has(word, Concept::And);
        if !joins {
            parts.last_mut()?.push(word.trim_end_matches(','));
        }
        if (joins || word.ends_with(',')) && parts.last().is_some_and(|part| !part.is_empty()) {
            parts.push(Vec::new());
        }
    }
    (parts.len() == length).then(|| parts[place].join(" "))
}

/// "led by chip equipment, which soared 95 percent": what the pronoun stands for.
fn relative_goods(scene: &Scene<'_, '_>, figure: usize) -> Option<String> {
    let start = scene.figures[figure].items.start;
    let pronoun = (start.saturating_sub(4)..start)
        .rev()
        .find(|at| scene.is(*at, Concept::Clause))?;
    let verb = scene
        .item(pronoun + 1)
        .is_some_and(|item| item.is_any(&[Concept::Move, Concept::Verb]));
    let comma = pronoun
        .checked_sub(1)
        .filter(|at| scene.item(*at).is_some_and(|item| item.is_sign(&[','])))?;
    let free = comma > 0 && scene.topic_at[comma - 1].is_none();
    let found = super::goods::left(scene, comma).filter(|found| found.name != TOTAL)?;
    let led = found
        .edge
        .checked_sub(1)
        .is_some_and(|before| scene.is(before, Concept::By));
    (verb && free && led).then_some(found.name)
}

/// True when a country that the claim does not speak of stands beside its figure.
pub(super) fn names_another(scene: &Scene<'_, '_>, figure: usize, draft: &Draft) -> bool {
    let items = &scene.figures[figure].items;
    let known = |found: Area| {
        let pair = draft.pair.is_some_and(|pair| pair.contains(&found));
        pair || draft.reporter == Some(found) || draft.partner == Some(found)
    };
    let other = |at: usize| {
        let item = scene.item(at)?;
        let named = item.is(Concept::Area) && !item.is(Concept::World);
        let within = at > 0 && scene.is(at - 1, Concept::In);
        area(scene, at).filter(|found| named && !within && !known(*found))
    };
    let after = (items.end..scene.items.len().min(items.end + 2))
        .take_while(|at| {
            scene.item(*at).is_some_and(|item| {
                item.is_any(&[Concept::To, Concept::From, Concept::With, Concept::Area])
            })
        })
        .any(|at| other(at).is_some());
    after || (cues::window(scene, figure)..items.start).any(|at| other(at).is_some())
}
