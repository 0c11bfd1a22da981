//! A passage read sentence by sentence, and what one sentence takes from another.

use super::attach::{attach, respective_place};
use super::carried::{has_volume, in_list, names_another};
use super::context::{ALIVE, Context, Parties};
use super::cues;
use super::draft::{self, Draft, draft, meaning};
use super::finish::{Open, finish};
use super::goods::TOTAL_VOLUME;
use super::listing::List;
use super::parties::set_parties;
use super::periods::Named;
use super::places::Places;
use super::rank::ranks;
use super::scene::Scene;
use super::share::share;
use super::share_lists::{earlier_share, later_share, listed_share, worth_of_share};
use super::topic::{Sort, Topic};
use crate::grammar::{FigureKind, Sentence};
use crate::language::Concept;

use crate::{Area, Claim, Kind, Unit};
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
    /// The list that ranks and shares of the sentences before belong to.
    pub(super) list: Option<List>,
}

/// "The state budget closed with a surplus": the balance of what is no trade.
fn is_of_budget(scene: &Scene<'_, '_>, topic: &Topic) -> bool {
    let before = scene
        .topics
        .iter()
        .rfind(|other| other.head < topic.head && other.last <= topic.first);
    matches!(topic.sort, Sort::Balance(_))
        && topic.is_bare()
        && before.is_some_and(|other| {
            other.sort == Sort::Other && scene.clause[other.head] == scene.clause[topic.head]
        })
}

/// "China's share of imports fell by 7.7 points": points are said of the share, not of its total.
fn changed_share(scene: &Scene<'_, '_>, figure: usize) -> Option<Topic> {
    let found = &scene.figures[figure];
    let share = scene
        .topics
        .iter()
        .rfind(|topic| topic.sort == Sort::Share && topic.head < found.items.start)?;
    let alone = scene.figures[..figure].iter().all(|other| {
        let rate = matches!(other.kind, FigureKind::Percent | FigureKind::Points);
        other.items.start < share.head || rate
    });
    (found.kind == FigureKind::Points && alone).then(|| share.clone())
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
            list: None,
        }
    }

    /// Reads a sentence; `start` is a byte of its line at or before it, and that byte's character of the text.
    pub(crate) fn read(&mut self, sentence: &Sentence<'_>, start: (usize, usize)) {
        self.sentence += 1;
        self.anew = start.0 == 0;
        let named = self.name_groups(sentence);
        let sentence = named.as_ref().unwrap_or(sentence);
        let near = self.sentence <= self.context.at + ALIVE;
        let mut scene = Scene::of(sentence, self.context.direction.filter(|_| near));
        self.lend_currency(&mut scene);
        let scene = scene;
        self.note_agencies(&scene);
        let mut found: Vec<Draft> = Vec::new();
        for rank in ranks(&scene, self.listed_rank()) {
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
            let mut draft = self.figure_draft(&scene, figure, &mut last_sign, &mut in_sentence);
            if let (Some(draft), Some(share)) = (&mut draft, found.last()) {
                worth_of_share(&scene, draft, share);
            }
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
            let trade = scene.topics.iter().any(|topic| topic.direction().is_some());
            let moves = scene.topics.is_empty()
                && scene
                    .items
                    .iter()
                    .any(|item| item.is_any(&[Concept::Move, Concept::RateChange]));
            let about = trade || moves;
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
        let attached = attach(scene, figure)
            .filter(|attached| !(scene.topics[attached.topic].again && self.lists_shares()));
        // "make up 30 percent of what Kampala sends abroad" is a share, no fall.
        let compared = draft::part_of_before(scene, figure)
            .filter(|_| cues::governed(scene, figure, Concept::HolderVerb).is_none());
        let after_share = matches!(last_sign, Some((_, Kind::Share)));
        if compared.is_none()
            && let Some(reading) = share(scene, figure, attached, after_share)
        {
            if respective_place(scene, figure).is_some() {
                return None;
            }
            *last_sign = Some((0.0, Kind::Share));
            return self.share_draft(scene, figure, attached, &reading, after_share);
        }
        let part = attached
            .is_none_or(|attached| !attached.right)
            .then(|| self.part_of_flow(scene, figure))
            .flatten();
        let attached = attached.filter(|_| part.is_none());
        let topic = match attached {
            _ if part.is_some() => part?,
            Some(attached) => scene.topics[attached.topic].clone(),
            // "growth of 6.5% and 2%, respectively": of what the sentences before say, each its own.
            None if respective_place(scene, figure).is_some() => return None,
            None => match self
                .share_of_list(scene, figure)
                .or_else(|| self.share_of_goods(scene, figure))
            {
                Some(share) => {
                    *last_sign = Some((0.0, Kind::Share));
                    return Some(share);
                }
                None => self.anaphoric(scene, figure)?,
            },
        };
        if is_of_budget(scene, &topic) {
            return None;
        }
        let topic = changed_share(scene, figure).unwrap_or(topic);
        if topic.sort == Sort::Share {
            return self.share_of_context(scene, figure, &topic, last_sign);
        }
        let topic = self.ranked_topic(topic, attached);
        let direction = topic.direction()?;
        let mut meaning = match compared {
            Some(meaning) => meaning,
            None => meaning(
                scene,
                figure,
                topic.sort,
                last_sign.map(|last| last.0).filter(|sign| sign.abs() > 0.5),
            )?,
        };
        if let Some((_, kind @ (Kind::Forecast | Kind::Target))) = *last_sign
            && !matches!(meaning.kind, Kind::Forecast | Kind::Target)
            && (cues::continues_list(scene, figure) && meaning.growth
                || cues::goes_on(scene, figure))
        {
            meaning.kind = kind;
        }
        let parties = self.parties(scene, &topic, attached, in_sentence.as_ref())?;
        let again = in_sentence
            .as_ref()
            .is_some_and(|(topic, _)| attached.is_some_and(|attached| attached.topic == *topic));
        let mut goods = self.goods_here(scene, figure, &topic, parties, again);
        let mut parties = parties;
        if let Some((named, partner)) = in_list(scene, figure, &topic, &goods) {
            goods = named;
            parties.partner = partner.or(parties.partner);
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
        let itself = draft.reporter.is_some()
            && draft.reporter == draft.partner
            && !draft
                .reporter
                .is_some_and(|area| area.is_group() || area == Area::WORLD);
        if itself {
            return None;
        }
        self.doubt_dollar(scene, &mut draft);
        draft.two_readings |= names_another(scene, figure, &draft);
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
