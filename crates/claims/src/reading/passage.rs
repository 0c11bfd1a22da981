//! A passage read sentence by sentence, and what one sentence takes from another.

use super::context::{ALIVE, Context};
use super::draft::Draft;
use super::figure_draft::Thread;
use super::finish::{Open, finish};
use super::listing::List;
use super::periods::Named;
use super::places::Places;
use super::rank::ranks;
use super::scene::Scene;
use super::share_lists::{earlier_share, later_share, listed_share, worth_of_share};
use crate::grammar::Sentence;
use crate::language::Concept;
use crate::{Area, Claim, Unit};
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
        let mut found = self.drafts(&scene);
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
        self.note_period(&scene);
    }

    /// The ranks of a sentence, then its figures from left to right.
    fn drafts(&mut self, scene: &Scene<'_, '_>) -> Vec<Draft> {
        let mut found: Vec<Draft> = Vec::new();
        for rank in ranks(scene, self.listed_rank()) {
            found.extend(self.rank_draft(scene, rank));
        }
        self.bracket_shares(scene, &mut found);
        let mut thread = Thread::default();
        for figure in 0..scene.figures.len() {
            let items = &scene.figures[figure].items;
            if found.iter().any(|draft| draft.figure == *items) {
                continue;
            }
            self.return_to_rank(&found, items.start, &mut thread);
            let share = earlier_share(scene, figure, &found)
                .or_else(|| later_share(scene, figure, &found))
                .or_else(|| listed_share(scene, figure, &found));
            if let Some(share) = share {
                found.push(share);
                continue;
            }
            let mut draft = self.figure_draft(scene, figure, &mut thread);
            if let (Some(draft), Some(share)) = (&mut draft, found.last()) {
                worth_of_share(scene, draft, share);
            }
            found.extend(draft);
        }
        found
    }

    /// A figure after a rank is said of what the rank is of.
    fn return_to_rank(&mut self, found: &[Draft], start: usize, thread: &mut Thread) {
        let last = found
            .iter()
            .filter(|draft| draft.figure.start < start)
            .max_by_key(|draft| draft.figure.start);
        if let Some(rank) = last.filter(|draft| draft.unit == Unit::Rank) {
            self.context.owner = rank.reporter;
            self.context.partner = rank.partner.filter(|partner| *partner != Area::WORLD);
            self.context.direction = Some(rank.direction);
            thread.parties = None;
        }
    }

    /// Remembers the period that a sentence names.
    fn note_period(&mut self, scene: &Scene<'_, '_>) {
        let Some(kind) = super::timing::first_period(scene) else {
            return;
        };
        let trade = scene.topics.iter().any(|topic| topic.direction().is_some());
        let moves = scene.topics.is_empty()
            && scene
                .items
                .iter()
                .any(|item| item.is_any(&[Concept::Move, Concept::RateChange]));
        self.moments.push(Named {
            sentence: self.sentence,
            kind,
            about: trade || moves,
        });
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
