//! A sentence with its figures, its expressions of time and what it speaks of.

use super::topic::{Topic, topics};
use crate::Direction;
use crate::grammar::{Figure, Item, Moment, MomentKind, Sentence, figures, moments};
use crate::language::Concept;

/// A sentence ready to be read.
pub(crate) struct Scene<'s, 't> {
    pub(crate) line: &'t str,
    pub(crate) items: &'s [Item<'t>],
    pub(crate) figures: Vec<Figure>,
    pub(crate) moments: Vec<Moment>,
    /// Which figure an item belongs to.
    pub(crate) figure_at: Vec<Option<usize>>,
    /// Which expression of time an item belongs to.
    pub(crate) moment_at: Vec<Option<usize>>,
    /// The number of the clause of an item.
    pub(crate) clause: Vec<usize>,
    pub(crate) topics: Vec<Topic>,
    /// Items that belong to a topic.
    pub(crate) topic_at: Vec<Option<usize>>,
    /// The flow that the sentences before spoke of, for "those to Japan".
    pub(crate) carried: Option<Direction>,
}

impl<'s, 't> Scene<'s, 't> {
    pub(crate) fn of(sentence: &'s Sentence<'t>, carried: Option<Direction>) -> Self {
        let items = sentence.items.as_slice();
        let moments = moments(items);
        let mut taken = vec![false; items.len()];
        let mut moment_at = vec![None; items.len()];
        for (index, moment) in moments.iter().enumerate() {
            for at in moment.items.clone() {
                taken[at] = true;
                moment_at[at] = Some(index);
            }
        }
        let figures = figures(items, &taken);
        let mut figure_at = vec![None; items.len()];
        for (index, figure) in figures.iter().enumerate() {
            for at in figure.items.clone() {
                figure_at[at] = Some(index);
            }
        }
        let mut scene = Scene {
            line: sentence.line,
            items,
            figures,
            moments,
            figure_at,
            moment_at,
            clause: Vec::new(),
            topics: Vec::new(),
            topic_at: vec![None; items.len()],
            carried,
        };
        scene.clause = scene.clauses();
        scene.topics = topics(&scene);
        for (index, topic) in scene.topics.iter().enumerate() {
            for at in topic.first..topic.last {
                scene.topic_at[at] = Some(index);
            }
        }
        scene
    }

    /// Numbers the clauses: they end at semicolons, dashes, conjunctions and before "and" after a comma.
    fn clauses(&self) -> Vec<usize> {
        let mut clause = 0;
        let mut numbers = Vec::with_capacity(self.items.len());
        for (at, item) in self.items.iter().enumerate() {
            let spaced_dash = item.is_sign(&['—', '–', '-']) && !item.glued;
            let comma = item.is_sign(&[',']);
            let next = self.items.get(at + 1);
            let joins = next.is_some_and(|next| {
                next.is_any(&[
                    Concept::And,
                    Concept::With,
                    Concept::FollowedBy,
                    Concept::Clause,
                ])
            });
            let outside = self.figure_at[at].is_none() && self.moment_at[at].is_none();
            if outside
                && (item.is_sign(&[';', ':', '(', ')'])
                    || spaced_dash
                    || (comma && joins)
                    || item.is(Concept::Clause))
            {
                clause += 1;
            }
            numbers.push(clause);
        }
        numbers
    }

    pub(crate) fn item(&self, at: usize) -> Option<&'s Item<'t>> {
        self.items.get(at)
    }

    pub(crate) fn is(&self, at: usize, concept: Concept) -> bool {
        self.items.get(at).is_some_and(|item| item.is(concept))
    }

    /// True for items that say nothing about who and what: hedges, articles.
    pub(crate) fn is_light(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|item| {
            item.is_any(&[
                Concept::Hedge,
                Concept::Article,
                Concept::Determiner,
                Concept::Record,
            ]) || item.is_sign(&['"', '“', '”', '\''])
        })
    }

    /// The last item before `at` that is no hedge and no article.
    pub(crate) fn before(&self, at: usize) -> Option<usize> {
        (0..at).rev().take(6).find(|index| !self.is_light(*index))
    }

    /// The part of the line that items take.
    pub(crate) fn text(&self, first: usize, end: usize) -> &'t str {
        match (
            self.items.get(first),
            end.checked_sub(1).and_then(|last| self.items.get(last)),
        ) {
            (Some(first), Some(last)) if first.start <= last.end => {
                &self.line[first.start..last.end]
            }
            _ => "",
        }
    }

    /// True when a date of the calendar stands here, which is no period.
    pub(crate) fn is_date(&self, at: usize) -> bool {
        self.moment_at
            .get(at)
            .copied()
            .flatten()
            .is_some_and(|moment| self.moments[moment].kind == MomentKind::Date)
    }
}
