//! One figure read with its sentence and with what was spoken of.

use super::attach::{Attached, attach, respective_place};
use super::carried::{has_volume, in_list, names_another};
use super::context::Parties;
use super::cues;
use super::draft::{Draft, draft};
use super::goods::TOTAL_VOLUME;
use super::meaning::{Meaning, meaning, part_of_before};
use super::parties::set_parties;
use super::passage::Reader;
use super::physical::is_physical;
use super::refused::is_refused;
use super::scene::Scene;
use super::share::share;
use super::topic::{Sort, Topic};
use crate::grammar::FigureKind;
use crate::language::Concept;
use crate::{Area, Kind};

/// What the figures of a sentence hand on to the next one.
#[derive(Debug, Default)]
pub(super) struct Thread {
    /// The sign of the last change and the kind of the last claim.
    pub(super) last: Option<(f64, Kind)>,
    /// The last topic and its parties.
    pub(super) parties: Option<(usize, Parties)>,
}

impl Thread {
    fn is_share(&self) -> bool {
        matches!(self.last, Some((_, Kind::Share)))
    }

    fn sign(&self) -> Option<f64> {
        let sign = self.last.map(|last| last.0);
        sign.filter(|sign| sign.abs() > 0.5)
    }

    fn note(&mut self, meaning: &Meaning) {
        let sign = if meaning.growth {
            meaning.sign
        } else {
            self.last.map_or(0.0, |last| last.0)
        };
        self.last = Some((sign, meaning.kind));
    }
}

/// What a figure is said of: a topic of its sentence or of the text, or a share that needs none.
enum Subject {
    Topic(Topic, Option<Attached>),
    Share(Box<Draft>),
}

impl Reader {
    pub(super) fn figure_draft(
        &mut self,
        scene: &Scene<'_, '_>,
        figure: usize,
        thread: &mut Thread,
    ) -> Option<Draft> {
        if is_refused(scene, figure) {
            return None;
        }
        let attached = attach(scene, figure)
            .filter(|attached| !(scene.topics[attached.topic].again && self.lists_shares()));
        // "make up 30 percent of what Kampala sends abroad" is a share, no fall.
        let compared = part_of_before(scene, figure)
            .filter(|_| cues::governed(scene, figure, Concept::HolderVerb).is_none());
        let after_share = thread.is_share();
        if compared.is_none()
            && let Some(reading) = share(scene, figure, attached, after_share)
        {
            if respective_place(scene, figure).is_some() {
                return None;
            }
            thread.last = Some((0.0, Kind::Share));
            return self.share_draft(scene, figure, attached, &reading, after_share);
        }
        let (topic, attached) = match self.said_of(scene, figure, attached)? {
            Subject::Topic(topic, attached) => (topic, attached),
            Subject::Share(share) => {
                thread.last = Some((0.0, Kind::Share));
                return Some(*share);
            }
        };
        if topic.sort == Sort::Share {
            return self.share_of_context(scene, figure, &topic, &mut thread.last);
        }
        let topic = self.ranked_topic(topic, attached);
        let mut meaning = match compared {
            Some(meaning) => meaning,
            None => meaning(scene, figure, topic.sort, thread.sign())?,
        };
        if let Some((_, kind @ (Kind::Forecast | Kind::Target))) = thread.last
            && !matches!(meaning.kind, Kind::Forecast | Kind::Target)
            && (cues::continues_list(scene, figure) && meaning.growth
                || cues::goes_on(scene, figure))
        {
            meaning.kind = kind;
        }
        self.flow_draft(scene, figure, attached, &topic, meaning, thread)
    }

    /// What a figure is said of.
    fn said_of(
        &mut self,
        scene: &Scene<'_, '_>,
        figure: usize,
        attached: Option<Attached>,
    ) -> Option<Subject> {
        let part = attached
            .is_none_or(|attached| !attached.right)
            .then(|| self.part_of_flow(scene, figure))
            .flatten();
        let attached = attached.filter(|_| part.is_none());
        let named = attached.map(|attached| scene.topics[attached.topic].clone());
        let topic = match part.or(named) {
            Some(topic) => topic,
            // "growth of 6.5% and 2%, respectively": of what the sentences before say, each its own.
            None if respective_place(scene, figure).is_some() => return None,
            None => {
                let share = self
                    .share_of_list(scene, figure)
                    .or_else(|| self.share_of_goods(scene, figure));
                if let Some(share) = share {
                    return Some(Subject::Share(Box::new(share)));
                }
                self.anaphoric(scene, figure)?
            }
        };
        if is_of_budget(scene, &topic) {
            return None;
        }
        let topic = changed_share(scene, figure).unwrap_or(topic);
        Some(Subject::Topic(topic, attached))
    }

    /// An amount or a change of a flow or a balance, with its parties and goods.
    fn flow_draft(
        &mut self,
        scene: &Scene<'_, '_>,
        figure: usize,
        attached: Option<Attached>,
        topic: &Topic,
        meaning: Meaning,
        thread: &mut Thread,
    ) -> Option<Draft> {
        let direction = topic.direction()?;
        let mut parties = self.parties(scene, topic, attached, thread.parties.as_ref())?;
        let again = thread
            .parties
            .as_ref()
            .is_some_and(|(topic, _)| attached.is_some_and(|attached| attached.topic == *topic));
        let mut goods = self.goods_here(scene, figure, topic, parties, again);
        if let Some((named, partner)) = in_list(scene, figure, topic, &goods) {
            goods = named;
            parties.partner = partner.or(parties.partner);
        }
        let volume = goods == TOTAL_VOLUME || topic.volume || has_volume(scene, figure);
        if is_physical(scene, figure, volume, &goods) {
            return None;
        }
        let mut draft = draft(scene, figure, attached, meaning, direction, goods);
        thread.note(&meaning);
        set_parties(&mut draft, direction, parties);
        if is_with_itself(&draft) {
            return None;
        }
        self.doubt_dollar(scene, &mut draft);
        draft.two_readings |= names_another(scene, figure, &draft);
        if let Some(attached) = attached {
            thread.parties = Some((attached.topic, parties));
        }
        self.remember(&draft, parties, topic.verb);
        Some(draft)
    }
}

fn is_with_itself(draft: &Draft) -> bool {
    let several = |area: Area| area.is_group() || area == Area::WORLD;
    draft.reporter.is_some()
        && draft.reporter == draft.partner
        && !draft.reporter.is_some_and(several)
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
