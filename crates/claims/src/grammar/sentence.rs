//! Sentences of a line.

use super::epithet::join;
use super::item::{Item, items};
use crate::language::{Concept, Lexicon, Shape, Token, tokens};

/// Longer sentences are cut: tables without points, or no prose at all. It bounds every search within a
/// sentence, so that the whole is linear.
const LONGEST_SENTENCE: usize = 300;

/// A sentence with the words that it has.
pub(crate) struct Sentence<'t> {
    /// The line that items count their bytes in.
    pub(crate) line: &'t str,
    pub(crate) items: Vec<Item<'t>>,
}

/// The sentences of a line, in order.
pub(crate) fn sentences<'t>(
    line: &'t str,
    lexicon: &'t Lexicon,
) -> impl Iterator<Item = Sentence<'t>> {
    let tokens = tokens(line);
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= tokens.len() {
            return None;
        }
        let length = length(&tokens[at..], lexicon);
        let part = &tokens[at..at + length];
        at += length;
        Some(Sentence {
            line,
            items: join(items(part, line, lexicon), line),
        })
    })
}

/// How many tokens the first sentence has, one at least.
fn length(tokens: &[Token<'_>], lexicon: &Lexicon) -> usize {
    let longest = tokens.len().min(LONGEST_SENTENCE);
    for at in 0..longest {
        if ends(tokens, at, lexicon) {
            let closing = tokens[at + 1..]
                .iter()
                .take_while(|token| {
                    token.glued && matches!(token.shape, Shape::Sign('"' | '”' | '’' | ')' | '»'))
                })
                .count();
            return (at + 1 + closing).min(tokens.len());
        }
    }
    longest
}

/// Whether a sentence ends with this token.
fn ends(tokens: &[Token<'_>], at: usize, lexicon: &Lexicon) -> bool {
    let token = &tokens[at];
    let next = tokens.get(at + 1);
    let starts_anew = next.is_none_or(|next| {
        let goes_on = next.glued && next.shape == Shape::Word;
        !goes_on && !next.text.starts_with(char::is_lowercase)
    });
    match token.shape {
        Shape::Sign('!' | '?' | '…') => starts_anew,
        Shape::Sign('.') => {
            let before = at.checked_sub(1).and_then(|before| tokens.get(before));
            let abbreviated = token.glued
                && before.is_some_and(|before| {
                    before.shape == Shape::Word
                        && (before.text.chars().count() == 1
                            || lexicon.has(before.text, Concept::Abbreviation))
                });
            starts_anew && !abbreviated
        }
        // "in the U.S. The ..." ends, "the U.S. Census" does not.
        Shape::Word if token.text.ends_with('.') => next.is_some_and(|next| {
            next.text.starts_with(char::is_uppercase)
                && [
                    Concept::Determiner,
                    Concept::In,
                    Concept::Its,
                    Concept::Anaphor,
                ]
                .iter()
                .any(|concept| lexicon.has(next.text, *concept))
        }),
        _ => false,
    }
}
