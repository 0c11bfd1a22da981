//! A passage read sentence by sentence, and what one sentence takes from another.

use super::attach::{attach, respective_place};
use super::context::{ALIVE, Context, Parties};
use super::cues;
use super::draft::{self, Draft, draft, meaning};
use super::finish::{Named, Open, finish};
use super::goods::{GOODS_AND_SERVICES, TOTAL, TOTAL_VOLUME};
use super::holdings::{earlier_share, later_share, listed_share};
use super::parties::set_parties;
use super::party::{Party, area};
use super::places::Places;
use super::rank::ranks;
use super::scene::Scene;
use super::share::share;
use super::topic::{Sort, Topic};
use crate::grammar::{FigureKind, Sentence};
use crate::language::{Concept, english};
use crate::{Area, Claim, Direction, Kind, Unit};
use jiff::civil::Date;

/// Reads sentences in order and gives the claims at the end.
pub(crate) struct Reader {
    pub(super) context: Context,
    /// Periods that sentences name, for claims that name none.
    pub(super) moments: Vec<Named>,
    pub(super) placed: Vec<Open>,
    pub(super) sentence: usize,
    /// The areas of the text, as long as there are at most two.
    pub(super) named: Vec<Area>,
    /// Pairs that the text speaks of and how often, in the order of the first mention.
    pub(super) pairs: Vec<((Area, Area), usize)>,
    /// True in the first sentence of a line.
    pub(super) anew: bool,
}

impl Reader {
    pub(crate) fn new() -> Self {
        Reader {
            context: Context::default(),
            moments: Vec::new(),
            placed: Vec::new(),
            sentence: 0,
            named: Vec::new(),
            pairs: Vec::new(),
            anew: true,
        }
    }

    /// Reads a sentence; `start` is a byte of its line at or before it, and that byte's character of the text.
    pub(crate) fn read(&mut self, sentence: &Sentence<'_>, start: (usize, usize)) {
        self.sentence += 1;
        self.anew = start.0 == 0;
        let near = self.sentence <= self.context.at + ALIVE;
        let mut scene = Scene::of(sentence, self.context.direction.filter(|_| near));
        self.lend_currency(&mut scene);
        let scene = scene;
        self.note_agencies(&scene);
        let mut found: Vec<Draft> = Vec::new();
        for rank in ranks(&scene) {
            found.extend(self.rank_draft(&scene, rank));
        }
        self.bracket_shares(&scene, &mut found);
        let mut last_sign = None;
        let mut in_sentence: Option<(usize, Parties)> = None;
        for figure in 0..scene.figures.len() {
            let items = &scene.figures[figure].items;
            if found.iter().any(|draft| draft.figure == *items) {
                continue;
            }
            let start = items.start;
            let rank = found
                .iter()
                .filter(|draft| draft.figure.start < start)
                .max_by_key(|draft| draft.figure.start);
            if let Some(rank) = rank.filter(|draft| draft.unit == Unit::Rank) {
                self.context.owner = rank.reporter;
                self.context.partner = rank.partner.filter(|partner| *partner != Area::WORLD);
                self.context.direction = Some(rank.direction);
                in_sentence = None;
            }
            let share = earlier_share(&scene, figure, &found)
                .or_else(|| later_share(&scene, figure, &found))
                .or_else(|| listed_share(&scene, figure, &found));
            if let Some(share) = share {
                found.push(share);
                continue;
            }
            let draft = self.figure_draft(&scene, figure, &mut last_sign, &mut in_sentence);
            found.extend(draft);
        }
        found.sort_by_key(|draft| draft.figure.start);
        let place = Places::new(&scene, start);
        for draft in found {
            let figure = place.span(draft.figure.start, draft.figure.end);
            let (span, text) = place.clause(&draft);
            self.placed.push(Open {
                draft,
                figure,
                span,
                text,
                sentence: self.sentence,
            });
        }
        if self.context.at != self.sentence {
            self.note_topic(&scene);
        }
        self.note_areas(&scene);
        if let Some(kind) = super::timing::first_period(&scene) {
            let about = scene.topics.iter().all(|topic| topic.direction().is_some())
                && (!scene.topics.is_empty()
                    || scene
                        .items
                        .iter()
                        .any(|item| item.is_any(&[Concept::Move, Concept::RateChange])));
            self.moments.push(Named {
                sentence: self.sentence,
                kind,
                about,
            });
        }
    }

    fn figure_draft(
        &mut self,
        scene: &Scene<'_, '_>,
        figure: usize,
        last_sign: &mut Option<(f64, Kind)>,
        in_sentence: &mut Option<(usize, Parties)>,
    ) -> Option<Draft> {
        if cues::is_refused(scene, figure) {
            return None;
        }
        let attached = attach(scene, figure);
        let compared = draft::part_of_before(scene, figure);
        let after_share = matches!(last_sign, Some((_, Kind::Share)));
        if compared.is_none()
            && let Some(reading) = share(scene, figure, attached, after_share)
        {
            if respective_place(scene, figure).is_some() {
                return None;
            }
            *last_sign = Some((0.0, Kind::Share));
            return self.share_draft(scene, figure, attached, &reading);
        }
        let topic = match attached {
            Some(attached) => scene.topics[attached.topic].clone(),
            None => self.anaphoric(scene, figure)?,
        };
        if topic.sort == Sort::Share {
            return self.share_of_context(scene, figure, &topic, last_sign);
        }
        let mut topic = topic;
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
        let topic = topic;
        let direction = topic.direction()?;
        let mut meaning = match compared {
            Some(meaning) => meaning,
            None => meaning(scene, figure, topic.sort, last_sign.map(|last| last.0))?,
        };
        if let Some((_, kind @ (Kind::Forecast | Kind::Target))) = *last_sign
            && !matches!(meaning.kind, Kind::Forecast | Kind::Target)
            && (cues::continues_list(scene, figure) && meaning.growth
                || cues::goes_on(scene, figure))
        {
            meaning.kind = kind;
        }
        let parties = self.parties(scene, &topic, attached, in_sentence.as_ref())?;
        let mut goods = goods_of(scene, figure, &topic, parties);
        let all = self.context.goods.as_deref() == Some(GOODS_AND_SERVICES);
        let shipped =
            topic.shipments && topic.goods.is_none() && self.sentence <= self.context.at + 1;
        if let Some(known) = self
            .context
            .goods
            .clone()
            .filter(|_| shipped && goods == TOTAL)
            && parties.reporter == self.context.owner
            && known != GOODS_AND_SERVICES
            && known != TOTAL_VOLUME
        {
            goods = known;
        }
        let by_value = (0..scene.items.len()).any(|at| scene.is(at, Concept::ByValue));
        if goods == TOTAL_VOLUME && by_value && topic.those {
            TOTAL.clone_into(&mut goods);
        }
        if let Some(known) = self
            .context
            .goods
            .clone()
            .filter(|_| topic.those && topic.goods.is_none() && goods == TOTAL)
            && self.context.at == self.sentence
        {
            goods = known;
        }
        if all
            && topic.goods.is_none()
            && self.sentence <= self.context.at + ALIVE
            && goods == TOTAL
        {
            GOODS_AND_SERVICES.clone_into(&mut goods);
        }
        let mut parties = parties;
        if let Some((place, length)) = respective_place(scene, figure) {
            goods = goods_in_list(&goods, place, length).unwrap_or(goods);
            let first = scene.figures[..=figure]
                .iter()
                .map(|figure| figure.items.start)
                .min()
                .unwrap_or_default();
            let areas: Vec<Area> = (topic.head + 1..first)
                .filter_map(|at| area(scene, at))
                .collect();
            if areas.len() == length && direction != Direction::TwoWay {
                parties.partner = Some(areas[place]);
            }
        }
        let parties = parties;
        let volume = goods == TOTAL_VOLUME || topic.volume || has_volume(scene, figure);
        if draft::is_physical(scene, figure, volume, &goods) {
            return None;
        }
        let mut draft = draft(scene, figure, attached, meaning, direction, goods);
        *last_sign = Some((
            if meaning.growth {
                meaning.sign
            } else {
                last_sign.map_or(0.0, |last| last.0)
            },
            meaning.kind,
        ));
        set_parties(&mut draft, direction, parties);
        if let Some(attached) = attached {
            *in_sentence = Some((attached.topic, parties));
        }
        self.remember(&draft, parties, topic.verb);
        Some(draft)
    }

    /// The claims of the passage, with what stands elsewhere in it filled in.
    pub(crate) fn claims(self, published: Option<Date>, dated_by_text: bool) -> Vec<Claim> {
        let only = match self.named.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        finish(self.placed, &self.moments, only, published, dated_by_text)
    }
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
fn has_volume(scene: &Scene<'_, '_>, figure: usize) -> bool {
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
