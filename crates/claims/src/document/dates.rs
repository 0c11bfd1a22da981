//! The date of publication that a document states.

use crate::language::{Concept, Lexicon, Shape, Token, english, tokens};
use jiff::civil::Date;

/// How many lines from the start and from the end are looked at: datelines open an article, notes close it.
const LINES: usize = 12;
/// How far into a line a date may stand, in words and signs.
const WITHIN: usize = 12;

/// Reads the date at the start of an ISO 8601 text such as `2024-05-28T10:00:00Z`.
pub(super) fn iso(text: &str) -> Option<Date> {
    text.trim().get(..10)?.parse().ok()
}

/// The date that one of the first lines states, in a dateline or after a word such as "published"; else one
/// of the last lines, after such a word.
pub(super) fn stated(text: &str) -> Option<Date> {
    let lexicon = english();
    let first = text.lines().take(LINES).find_map(|line| {
        let tokens = tokens(head(line));
        announced(&tokens, lexicon).or_else(|| dateline(&tokens, lexicon))
    });
    first.or_else(|| {
        text.lines()
            .rev()
            .take(LINES)
            .find_map(|line| announced(&tokens(head(line)), lexicon))
    })
}

/// The start of a line, long enough for a dateline.
fn head(line: &str) -> &str {
    let end = line
        .char_indices()
        .nth(200)
        .map_or(line.len(), |(end, _)| end);
    &line[..end]
}

/// "Published: 28 May 2024", "Updated on 2024-05-28".
fn announced(tokens: &[Token<'_>], lexicon: &Lexicon) -> Option<Date> {
    let at = tokens
        .iter()
        .take(WITHIN)
        .position(|token| lexicon.has(token.text, Concept::DateWord))?;
    (at + 1..tokens.len().min(at + 6)).find_map(|at| date(&tokens[at..], lexicon))
}

/// "BEIJING, May 28, 2024 --", "28 May 2024", where the line starts with a place or with the date.
fn dateline(tokens: &[Token<'_>], lexicon: &Lexicon) -> Option<Date> {
    if let Some(found) = date(tokens, lexicon) {
        return Some(found);
    }
    let place = tokens.first()?.text;
    let capitals = place.chars().count() > 2 && place.chars().all(char::is_uppercase);
    let named = capitals || lexicon.has(place, Concept::Capital);
    (1..tokens.len().min(WITHIN))
        .find_map(|at| date(&tokens[at..], lexicon))
        .filter(|_| named)
}

fn date(tokens: &[Token<'_>], lexicon: &Lexicon) -> Option<Date> {
    let number = |at: usize| match tokens.get(at)?.shape {
        Shape::Number { whole: true, .. } => tokens[at].text.parse::<i16>().ok(),
        _ => None,
    };
    let month = |at: usize| lexicon.value(tokens.get(at)?.text, Concept::Month);
    let skip = |at: usize| {
        let is_comma = tokens
            .get(at)
            .is_some_and(|token| matches!(token.shape, Shape::Sign(',' | '.')));
        at + usize::from(is_comma)
    };
    if let Some(month) = month(0) {
        let day = skip(1);
        return of(number(skip(day + 1))?, month, number(day)?);
    }
    if let Some(month) = month(1) {
        return of(number(skip(2))?, month, number(0)?);
    }
    // 2024-05-28 is three numbers with hyphens.
    let (year, month, day) = (number(0)?, number(2)?, number(4)?);
    let hyphens = [1, 3]
        .iter()
        .all(|at| matches!(tokens[*at].shape, Shape::Sign('-' | '/' | '.')));
    hyphens.then(|| of(year, f64::from(month), day)).flatten()
}

fn of(year: i16, month: f64, day: i16) -> Option<Date> {
    let month = (1..=12).find(|number| f64::from(*number).total_cmp(&month).is_eq())?;
    Date::new(year, month, i8::try_from(day).ok()?)
        .ok()
        .filter(|_| (1950..=2100).contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn datelines_and_notes_are_read() {
        for text in [
            "Published: 28 May 2024\nTrade rose.",
            "Trade rose\nBEIJING, May 28, 2024 -- Trade rose.",
            "MOSCOW, 28 May 2024. Trade rose.",
            "Trade rose.\nLast updated on 2024-05-28",
            "May 28, 2024\nTrade rose",
        ] {
            assert_eq!(stated(text), Some(date(2024, 5, 28)), "{text}");
        }
        assert_eq!(stated("Trade rose on May 28, 2024 and fell."), None);
        assert_eq!(stated("Trade rose in May 2024."), None);
    }
}
