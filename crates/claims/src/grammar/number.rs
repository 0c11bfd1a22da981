//! Numbers in digits and words, as parsers over the items of a sentence.

use super::item::Item;
use crate::language::{Concept, Sense};
use winnow::combinator::{alt, opt, repeat};
use winnow::error::EmptyError;
use winnow::prelude::*;
use winnow::token::any;

/// What the parsers read: references to the items that are left.
pub(super) type Input<'s, 't> = &'s [&'s Item<'t>];

/// Parses one item that fulfils a condition.
pub(super) fn item<'s, 't: 's>(
    accepts: impl Fn(&Item<'t>) -> bool,
) -> impl Parser<Input<'s, 't>, &'s Item<'t>, EmptyError> {
    any.verify(move |item: &&Item<'t>| accepts(item))
}

/// Parses one item with a meaning, and gives it.
pub(super) fn sense<'s, 't: 's>(concept: Concept) -> impl Parser<Input<'s, 't>, Sense, EmptyError> {
    any.verify_map(move |item: &'s Item<'t>| item.sense(concept).copied())
}

pub(super) fn hyphen<'s, 't: 's>() -> impl Parser<Input<'s, 't>, &'s Item<'t>, EmptyError> {
    item(Item::is_hyphen)
}

/// A number without its scale.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amount {
    pub(super) value: f64,
    /// What the scale words multiply to, 1 without.
    pub(super) scale: f64,
    /// True for digits.
    pub(super) digits: bool,
}

impl Amount {
    pub(super) fn total(self) -> f64 {
        rounded(self.value * self.scale)
    }
}

/// Takes away what binary arithmetic adds to a decimal figure: twelve digits are kept.
pub(super) fn rounded(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

/// A number in words below a thousand: "twenty-five", "two hundred and forty", "four point six".
fn word_number<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<f64, EmptyError> {
    let whole = below_hundred.parse_next(input)?;
    let hundreds = (
        sense(Concept::Scale).verify(|scale: &Sense| scale.number < 1e3),
        opt(sense(Concept::And)),
        below_hundred,
    )
        .map(|(scale, _, rest): (Sense, _, f64)| scale.number * whole + rest);
    let whole = opt(hundreds).parse_next(input)?.unwrap_or(whole);
    let point = (sense(Concept::DecimalPoint), below_hundred)
        .verify(|(_, part): &(Sense, f64)| *part < 10.0)
        .map(|(_, part)| part / 10.0);
    let part = opt(point).parse_next(input)?.unwrap_or_default();
    Ok(rounded(whole + part))
}

/// A number in words below a hundred.
fn below_hundred<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<f64, EmptyError> {
    let first = sense(Concept::Number).parse_next(input)?.number;
    if first >= 20.0 {
        let units = opt((opt(hyphen()), sense(Concept::Number)).verify_map(
            |(_, units): (_, Sense)| {
                (units.number > 0.0 && units.number < 10.0).then_some(units.number)
            },
        ))
        .parse_next(input)?;
        return Ok(first + units.unwrap_or(0.0));
    }
    Ok(first)
}

/// The scale words after a number, multiplied: "billion", "lakh crore", "thousand million".
fn scales<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<f64, EmptyError> {
    let one = (opt(hyphen()), scale()).map(|(_, scale)| scale);
    repeat(0..3, one)
        .fold(|| 1.0, |product: f64, scale: f64| product * scale)
        .parse_next(input)
}

/// One scale word; a single letter only where it is glued to its number.
fn scale<'s, 't: 's>() -> impl Parser<Input<'s, 't>, f64, EmptyError> {
    any.verify_map(|item: &'s Item<'t>| {
        let sense = item.sense(Concept::Scale)?;
        (item.glued || item.text.len() > 1).then_some(sense.number)
    })
}

/// A part of a scale word, before that word: "half a", "a quarter of a", "three-quarters of a".
fn part_of_scale<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<f64, EmptyError> {
    let half = (sense(Concept::Fraction), opt(sense(Concept::Of)))
        .map(|(part, _): (Sense, _)| part.number);
    let count = item(|item| item.is_any(&[Concept::Article, Concept::Number]))
        .verify_map(|item: &Item<'t>| item.sense(Concept::Article).or(item.sense(Concept::Number)));
    let counted = (
        count,
        opt(hyphen()),
        sense(Concept::Fraction),
        sense(Concept::Of),
    )
        .map(|(count, _, part, _): (&Sense, _, Sense, _)| count.number * part.number);
    (alt((half, counted)), sense(Concept::Article))
        .map(|(part, _)| part)
        .parse_next(input)
}

/// A number with its scale, in digits or words; "a billion", "half a billion", "one and a half million".
pub(super) fn amount<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<Amount, EmptyError> {
    let digits = any
        .verify_map(|item: &'s Item<'t>| item.number())
        .map(|value| (value, true, false));
    let minus = (
        sense(Concept::Minus),
        any.verify_map(|item: &'s Item<'t>| item.number()),
    )
        .map(|(_, value): (Sense, f64)| (-value, true, false));
    let one_and_half = (
        word_number,
        sense(Concept::And),
        sense(Concept::Article),
        sense(Concept::Fraction),
    )
        .map(|(whole, _, _, part): (f64, _, _, Sense)| (whole + part.number, false, false));
    let part = part_of_scale.map(|part| (part, false, true));
    let article = sense(Concept::Article).map(|sense: Sense| (sense.number, false, true));
    let words = word_number.map(|value| (value, false, false));
    let before = *input;
    let (value, digits, needs_scale) =
        alt((minus, digits, one_and_half, part, words, article)).parse_next(input)?;
    let scale = scales.parse_next(input)?;
    if needs_scale && scale < 2.0 {
        *input = before;
        return Err(EmptyError);
    }
    Ok(Amount {
        value,
        scale,
        digits,
    })
}
