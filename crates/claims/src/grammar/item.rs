//! A word, phrase, number or sign of a sentence with its meanings.

use crate::Area;
use crate::language::{Concept, Lexicon, Sense, Shape, Token};

/// One element that the grammar works on.
#[derive(Debug, Clone)]
pub(crate) struct Item<'t> {
    pub(crate) text: &'t str,
    /// Bytes from the start of the line.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) shape: Shape,
    pub(crate) glued: bool,
    pub(crate) senses: Vec<Sense>,
}

impl Item<'_> {
    pub(crate) fn sense(&self, concept: Concept) -> Option<&Sense> {
        self.senses.iter().find(|sense| sense.concept == concept)
    }

    pub(crate) fn is(&self, concept: Concept) -> bool {
        self.sense(concept).is_some()
    }

    pub(crate) fn is_any(&self, concepts: &[Concept]) -> bool {
        self.senses
            .iter()
            .any(|sense| concepts.contains(&sense.concept))
    }

    pub(crate) fn is_sign(&self, signs: &[char]) -> bool {
        matches!(self.shape, Shape::Sign(sign) if signs.contains(&sign))
    }

    pub(crate) fn is_hyphen(&self) -> bool {
        self.is_sign(&['-', '‐', '‑', '–', '—', '/'])
    }

    pub(crate) fn is_word(&self) -> bool {
        self.shape == Shape::Word
    }

    pub(crate) fn number(&self) -> Option<f64> {
        match self.shape {
            Shape::Number { value, .. } => Some(value),
            _ => None,
        }
    }

    /// A bare number of four digits that can be a year.
    pub(crate) fn year(&self) -> Option<u16> {
        match self.shape {
            Shape::Number {
                value,
                bare_four: true,
                ..
            } => (1950..=2100).find(|year| f64::from(*year).total_cmp(&value).is_eq()),
            _ => None,
        }
    }

    /// A whole number without separators, from 0 to 9999.
    pub(crate) fn small(&self) -> Option<u16> {
        match self.shape {
            Shape::Number {
                value, whole: true, ..
            } if (0.0..10_000.0).contains(&value) => self.text.parse().ok(),
            _ => None,
        }
    }

    /// A country or group, by its name or its seat of government.
    pub(crate) fn area(&self) -> Option<Area> {
        self.senses
            .iter()
            .find(|sense| {
                matches!(
                    sense.concept,
                    Concept::Area | Concept::Capital | Concept::World
                )
            })
            .and_then(|sense| sense.area)
    }

    pub(crate) fn is_capitalised(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }
}

/// The items of a sentence: each the longest phrase of the lexicon, or one token.
pub(crate) fn items<'t>(tokens: &[Token<'t>], line: &'t str, lexicon: &Lexicon) -> Vec<Item<'t>> {
    let mut items = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let (length, senses) = lexicon.longest(&tokens[at..]).unwrap_or((1, Vec::new()));
        let end = tokens.get(at + length - 1).map_or(token.end(), Token::end);
        items.push(Item {
            text: &line[token.start..end],
            start: token.start,
            end,
            shape: if length > 1 { Shape::Word } else { token.shape },
            glued: token.glued,
            senses,
        });
        at += length;
    }
    items
}
