//! Places of items in the text, in characters.

use super::draft::Draft;
use super::scene::Scene;
use crate::Span;
use crate::language::Concept;

/// Characters of a line at the items of a sentence; linear in the length of the sentence.
pub(crate) struct Places<'a, 's, 't> {
    scene: &'a Scene<'s, 't>,
    /// Characters of the text before each item starts and after it ends.
    at: Vec<(usize, usize)>,
}

impl<'a, 's, 't> Places<'a, 's, 't> {
    /// `start` is the byte and the character of the text that the sentence counts from.
    pub(crate) fn new(scene: &'a Scene<'s, 't>, start: (usize, usize)) -> Self {
        let (mut byte, mut character) = start;
        let at = scene.items.iter().map(|item| {
            character += scene.line[byte..item.start].chars().count();
            let first = character;
            character += item.text.chars().count();
            byte = item.end;
            (first, character)
        });
        Places {
            at: at.collect(),
            scene,
        }
    }

    pub(crate) fn span(&self, first: usize, end: usize) -> Span {
        let start = self.at.get(first).map_or(0, |at| at.0);
        let end = end
            .checked_sub(1)
            .and_then(|last| self.at.get(last))
            .map_or(start, |at| at.1);
        Span { start, end }
    }

    /// The clause of a draft without the signs and conjunctions at its ends.
    pub(crate) fn clause(&self, draft: &Draft) -> (Span, String) {
        let edge = |at: usize| {
            self.scene.item(at).is_some_and(|item| {
                item.is_sign(&[
                    ',', '.', ';', ':', '"', '“', '”', '(', ')', '—', '–', '-', '!', '?',
                ]) || item.is_any(&[Concept::And, Concept::Clause])
            })
        };
        let (mut first, mut end) = (draft.clause.start, draft.clause.end);
        while first < draft.figure.start && edge(first) {
            first += 1;
        }
        while end > draft.figure.end && edge(end - 1) {
            end -= 1;
        }
        (
            self.span(first, end),
            self.scene.text(first, end).to_owned(),
        )
    }
}
