//! A line of text as words, numbers and signs.

use winnow::ascii::digit1;
use winnow::combinator::opt;
use winnow::error::EmptyError;
use winnow::prelude::*;
use winnow::token::one_of;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Shape {
    /// Letters; abbreviations such as `U.S.` with their points.
    Word,
    /// Digits with separators.
    Number {
        /// The number, with the minus that stands before it.
        value: f64,
        /// True for four bare digits.
        bare_four: bool,
        /// True for digits without separators.
        whole: bool,
    },
    /// Anything else that is no white space, one character each.
    Sign(char),
}

/// One word, number or sign of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Token<'t> {
    pub(crate) text: &'t str,
    /// Bytes from the start of the line.
    pub(crate) start: usize,
    pub(crate) shape: Shape,
    /// True when no white space stands before it.
    pub(crate) glued: bool,
}

impl Token<'_> {
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Splits a line; linear in its length.
pub(crate) fn tokens(line: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut at = 0;
    let mut glued = false;
    while let Some(first) = line[at..].chars().next() {
        if first.is_whitespace() || is_invisible(first) {
            glued &= is_invisible(first);
            at += first.len_utf8();
            continue;
        }
        let rest = &line[at..];
        let signed = !glued
            || tokens
                .last()
                .is_some_and(|last| last.shape == Shape::Sign('('));
        let (length, shape) = one(rest, first, signed, tokens.last());
        tokens.push(Token {
            text: &line[at..at + length],
            start: at,
            shape,
            glued,
        });
        glued = true;
        at += length;
    }
    tokens
}

fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{200e}' | '\u{200f}'
    )
}

fn one(rest: &str, first: char, signed: bool, last: Option<&Token<'_>>) -> (usize, Shape) {
    if first.is_ascii_digit() {
        return number(rest);
    }
    let sign = first.len_utf8();
    let digit_follows = rest[sign..].starts_with(|next: char| next.is_ascii_digit());
    if signed && digit_follows && matches!(first, '-' | '+' | '−' | '–') {
        let (length, shape) = number(&rest[sign..]);
        return (
            sign + length,
            if first == '+' { shape } else { negated(shape) },
        );
    }
    if is_apostrophe(first) && last.is_some_and(|last| last.shape == Shape::Word) {
        let mut after = rest[sign..].chars();
        if matches!(after.next(), Some('s' | 'S'))
            && !after.next().is_some_and(char::is_alphanumeric)
        {
            return (sign + 1, Shape::Word);
        }
        return (sign, Shape::Word);
    }
    if first.is_alphabetic() {
        return (word(rest), Shape::Word);
    }
    (sign, Shape::Sign(first))
}

fn negated(shape: Shape) -> Shape {
    match shape {
        Shape::Number { value, whole, .. } => Shape::Number {
            value: -value,
            bare_four: false,
            whole,
        },
        other => other,
    }
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | '‘' | 'ʼ')
}

/// Length of a word: letters and combining marks, an apostrophe between letters, points of `U.S.`.
fn word(rest: &str) -> usize {
    if let Some(length) = abbreviation(rest) {
        return length;
    }
    let mut end = 0;
    let mut characters = rest.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let is_letter = character.is_alphabetic() || ('\u{300}'..'\u{370}').contains(&character);
        let joins = is_apostrophe(character)
            && end > 0
            && characters.peek().is_some_and(|(after, next)| {
                let tail = &rest[after + next.len_utf8()..];
                let is_suffix = matches!(next, 's' | 'S')
                    && !tail.starts_with(|character: char| character.is_alphanumeric());
                next.is_alphabetic() && !is_suffix
            });
        if !is_letter && !joins {
            break;
        }
        end = at + character.len_utf8();
    }
    end
}

/// Length of single letters each followed by a point, at least two of them.
fn abbreviation(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let letters = bytes
        .chunks(2)
        .take_while(|pair| pair.len() == 2 && pair[0].is_ascii_alphabetic() && pair[1] == b'.')
        .count();
    let followed = bytes.get(2 * letters).is_some_and(u8::is_ascii_alphabetic);
    let is_last_letter = followed
        && !bytes
            .get(2 * letters + 1)
            .is_some_and(u8::is_ascii_alphanumeric);
    match letters {
        0 => None,
        1 if !is_last_letter => None,
        _ if is_last_letter => Some(2 * letters + 1),
        _ if followed => None,
        _ => Some(2 * letters),
    }
}

/// Digits with thousands and decimal separators of English and of continental Europe.
fn number(rest: &str) -> (usize, Shape) {
    let mut input = rest;
    let separator = one_of([',', '.', '\u{a0}', '\u{202f}', '\u{2009}', ' ']);
    let group = (separator, digit1::<&str, EmptyError>);
    let groups: Vec<(char, &str)> = Vec::new();
    let first = digit1::<&str, EmptyError>
        .parse_next(&mut input)
        .unwrap_or_default();
    let mut groups = groups;
    let mut parser = opt(group);
    while let Ok(before) = Ok::<&str, EmptyError>(input) {
        match parser.parse_next(&mut input) {
            Ok(Some((separator, digits))) if continues(first, &groups, separator, digits) => {
                groups.push((separator, digits));
            }
            _ => {
                input = before;
                break;
            }
        }
    }
    let length = rest.len() - input.len();
    (length, value_of(first, &groups))
}

/// Whether another group of digits belongs to the number.
fn continues(first: &str, groups: &[(char, &str)], separator: char, digits: &str) -> bool {
    let is_space = !matches!(separator, ',' | '.');
    let plain = digits.len() <= 15 && first.len() <= 15;
    match groups.last() {
        None if is_space => first.len() <= 3 && digits.len() == 3 && !first.starts_with('0'),
        None => plain,
        // After another separator: the decimal part. After the same one: a further thousand.
        Some((last, before)) if *last == separator => {
            (before.len() == 3 || (before.len() == 2 && separator == ','))
                && (digits.len() == 3 || (digits.len() == 2 && separator == ','))
        }
        Some((last, before)) => {
            !is_space && before.len() == 3 && groups.iter().all(|(each, _)| each == last) && plain
        }
    }
}

fn value_of(first: &str, groups: &[(char, &str)]) -> Shape {
    let mut whole = first.to_owned();
    let mut decimals = "";
    let separators = groups.iter().map(|(separator, _)| *separator);
    let mixed = separators
        .clone()
        .any(|each| Some(each) != separators.clone().next());
    for (index, (separator, digits)) in groups.iter().enumerate() {
        let is_last = index + 1 == groups.len();
        let is_decimal = is_last
            && match separator {
                '.' if groups.len() == 1 => digits.len() != 3 || first.len() <= 3,
                ',' if groups.len() == 1 => digits.len() != 3 || first == "0",
                '.' | ',' => mixed,
                _ => false,
            };
        if is_decimal {
            decimals = digits;
        } else {
            whole.push_str(digits);
        }
    }
    let text = if decimals.is_empty() {
        whole
    } else {
        format!("{whole}.{decimals}")
    };
    Shape::Number {
        value: text.parse().unwrap_or(f64::NAN),
        bare_four: groups.is_empty() && first.len() == 4,
        whole: groups.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(line: &str) -> Vec<f64> {
        let tokens = tokens(line);
        let numbers = tokens.iter().filter_map(|token| match token.shape {
            Shape::Number { value, .. } => Some(value),
            _ => None,
        });
        numbers.collect()
    }

    #[test]
    fn numbers_are_read_in_their_spellings() {
        for (text, value) in [
            ("240.1", 240.1),
            ("1,234.5", 1234.5),
            ("1.234,5", 1234.5),
            ("26,3", 26.3),
            ("438,034", 438_034.0),
            ("1,23,456", 123_456.0),
            ("1\u{a0}500", 1500.0),
            ("-11.6", -11.6),
            ("(+26.3", 26.3),
            ("0,125", 0.125),
            ("-2,1", -2.1),
        ] {
            assert_eq!(values(text), [value], "{text}");
        }
        assert_eq!(values("2023-24"), [2023.0, 24.0]);
        assert_eq!(values("in 2023, 240"), [2023.0, 240.0]);
        assert_eq!(values("5-7%"), [5.0, 7.0]);
    }

    #[test]
    fn words_keep_their_points_and_lose_their_possessive() {
        let texts = |line| {
            let tokens: Vec<&str> = tokens(line).iter().map(|token| token.text).collect();
            tokens.join("|")
        };
        assert_eq!(texts("the U.S. and China's"), "the|U.S.|and|China|'s");
        assert_eq!(texts("countries' trade"), "countries|'|trade");
        assert_eq!(texts("d'Ivoire $240.1bn H1"), "d'Ivoire|$|240.1|bn|H|1");
        assert_eq!(texts("ended. Exports"), "ended|.|Exports");
    }
}
