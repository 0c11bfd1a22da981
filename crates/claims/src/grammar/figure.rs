//! Figures: numbers with what they count.

use super::item::Item;
use super::number::{Amount, Input, amount, hyphen, item, rounded, sense};
use crate::language::{Concept, Sense};
use std::ops::Range;
use stirstick_codes::Currency;
use winnow::combinator::{alt, opt, peek};
use winnow::error::EmptyError;
use winnow::prelude::*;
use winnow::token::any;

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum FigureKind {
    /// An amount of money.
    Money(Currency),
    /// A large number that names no currency of its own.
    Bare,
    /// Hundredths.
    Percent,
    /// Percentage points.
    Points,
    /// A part of something: a third, half.
    Part,
    /// A change to a multiple, in percent; `verb` when one word says both.
    Change {
        /// True for "doubled", false for "twice" and "three times".
        verb: bool,
    },
    /// An amount of something that is no money: tonnes, cars, people.
    Count,
}

/// A figure and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    /// The items that it takes.
    pub(crate) items: Range<usize>,
    pub(crate) kind: FigureKind,
    pub(crate) low: f64,
    pub(crate) high: Option<f64>,
    /// True for a fraction or a multiple in words.
    pub(crate) in_words: bool,
    /// True when a sign says which way it goes.
    pub(crate) signed: bool,
}

/// What a parser finds: kind, lower and upper value, in words.
type Read = (FigureKind, f64, Option<f64>, bool);

/// The figures of a sentence in order; those of `taken` are parts of periods and skipped.
pub(crate) fn figures(items: &[Item<'_>], taken: &[bool]) -> Vec<Figure> {
    let references: Vec<&Item<'_>> = items.iter().collect();
    let mut figures = Vec::new();
    let mut at = 0;
    while at < items.len() {
        let rest = &references[at..];
        let mut input: Input<'_, '_> = rest;
        let read = if taken[at] {
            None
        } else {
            figure(&references[..at], &mut input).ok()
        };
        let Some((kind, low, high, in_words)) = read else {
            at += 1;
            continue;
        };
        let end = at + rest.len() - input.len();
        let sign = items[at..end]
            .iter()
            .any(|item| item.is(Concept::Minus) || item.text.starts_with(['+', '-', '−', '–']));
        figures.push(Figure {
            items: at..end,
            kind,
            low,
            high,
            in_words,
            signed: sign,
        });
        at = end;
    }
    share_currencies(items, &mut figures);
    figures
}

fn figure<'s, 't: 's>(before: &[&Item<'_>], input: &mut Input<'s, 't>) -> Result<Read, EmptyError> {
    let between = before.last().is_some_and(|item| item.is(Concept::Between));
    let from = before.last().is_some_and(|item| item.is(Concept::From));
    let changes = before
        .iter()
        .rev()
        .take(2)
        .any(|item| item.is_any(&[Concept::Move, Concept::By, Concept::From]));
    alt((
        |input: &mut Input<'s, 't>| money(between, changes, from, input),
        |input: &mut Input<'s, 't>| parts_of_hundred(between, from, input),
        multiple,
        part,
        counted,
    ))
    .parse_next(input)
}

fn currency<'s, 't: 's>() -> impl Parser<Input<'s, 't>, Currency, EmptyError> {
    sense(Concept::Currency).verify_map(|sense: Sense| Currency::parse(sense.text).ok())
}

/// One end of a range of money.
fn one_money<'s, 't: 's>(
    input: &mut Input<'s, 't>,
) -> Result<(Amount, Option<Currency>), EmptyError> {
    let signed = (
        item(|item| !item.glued && item.is_sign(&['-', '−', '–', '+'])),
        item(|item| item.glued && item.is(Concept::Currency)),
    );
    if let Some((sign, _)) = peek(opt(signed)).parse_next(input)? {
        let negative = !sign.is_sign(&['+']);
        any.parse_next(input)?;
        let (amount, currency) = one_money.parse_next(input)?;
        let value = if negative {
            -amount.value
        } else {
            amount.value
        };
        return Ok((Amount { value, ..amount }, currency));
    }
    let before = (currency(), amount, opt((opt(hyphen()), currency())))
        .map(|(currency, amount, _)| (amount, Some(currency)));
    let after = (
        amount,
        opt((opt(hyphen()), opt(sense(Concept::Of)), currency())),
    )
        .map(|(amount, currency)| (amount, currency.map(|(_, _, currency)| currency)));
    alt((before, after)).parse_next(input)
}

/// What joins the two ends of a range.
fn joint<'s, 't: 's>(between: bool) -> impl Parser<Input<'s, 't>, bool, EmptyError> {
    any.verify_map(move |item: &'s Item<'t>| {
        if item.is_hyphen() || item.is(Concept::Or) {
            return Some(false);
        }
        (item.is(Concept::To) || (between && item.is(Concept::And))).then_some(item.is(Concept::To))
    })
}

fn money<'s, 't: 's>(
    between: bool,
    changes: bool,
    from: bool,
    input: &mut Input<'s, 't>,
) -> Result<Read, EmptyError> {
    let (low, low_currency) = one_money.parse_next(input)?;
    let first = *input;
    let second = opt((joint(between), one_money)).parse_next(input)?;
    let range = second.and_then(|(to, (high, high_currency))| {
        let stated = high_currency.or(low_currency)?;
        let same = low_currency.is_none_or(|low| low == stated);
        let both = low_currency.is_some() && low.scale > 1.0;
        let moved = to && (both || low.scale > 1.0) && changes;
        let low = if low.scale > 1.0 {
            low
        } else {
            Amount {
                scale: high.scale,
                ..low
            }
        };
        (same && !moved && low.total() < high.total()).then_some((low, high, stated))
    });
    if let Some((low, _, currency)) = range.filter(|_| from) {
        // "from 10 to 15 billion dollars": two amounts, the first without its unit.
        *input = first;
        return Ok((FigureKind::Money(currency), low.total(), None, false));
    }
    if let Some((low, high, currency)) = range {
        return Ok((
            FigureKind::Money(currency),
            low.total(),
            Some(high.total()),
            false,
        ));
    }
    *input = first;
    match low_currency {
        Some(currency) => Ok((FigureKind::Money(currency), low.total(), None, false)),
        None if low.scale >= 1e6 => {
            let counted = first.first().is_some_and(|next| {
                next.is(Concept::Physical)
                    || next.number().is_some()
                    || (next.senses.is_empty() && next.is_word())
            });
            let kind = if counted {
                FigureKind::Count
            } else {
                FigureKind::Bare
            };
            Ok((kind, low.total(), None, false))
        }
        None => Err(EmptyError),
    }
}

/// Percent and percentage points, single or as a range.
fn parts_of_hundred<'s, 't: 's>(
    between: bool,
    from: bool,
    input: &mut Input<'s, 't>,
) -> Result<Read, EmptyError> {
    let unit = || {
        alt((
            sense(Concept::Points).map(|sense: Sense| (FigureKind::Points, sense.number)),
            sense(Concept::Percent).map(|_| (FigureKind::Percent, 1.0)),
        ))
    };
    let mut marked = move |input: &mut Input<'s, 't>| {
        let amount = amount.parse_next(input)?;
        let unit = opt((opt(hyphen()), unit())).parse_next(input)?;
        Ok::<_, EmptyError>((amount, unit.map(|(_, unit)| unit)))
    };
    let (low, low_unit) = marked.parse_next(input)?;
    let first = *input;
    let second = opt((joint(between), marked)).parse_next(input)?;
    if let Some((to, (high, Some((kind, factor))))) = second {
        let moved = to && low_unit.is_some() && from;
        let (low, high) = (low.value * factor, high.value.abs() * factor);
        if !moved && low_unit.is_none_or(|(low, _)| low == kind) && low.abs() < high {
            let (low, high) = if low < 0.0 { (-high, low) } else { (low, high) };
            return Ok((kind, rounded(low), Some(rounded(high)), false));
        }
    }
    *input = first;
    let (kind, factor) = low_unit.ok_or(EmptyError)?;
    Ok((kind, rounded(low.total() * factor), None, false))
}

/// Change in percent to a multiple: 100 (x - 1).
fn change(multiple: f64) -> f64 {
    rounded(100.0 * (multiple - 1.0))
}

fn multiple<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<Read, EmptyError> {
    let verb = sense(Concept::Multiply).map(|sense: Sense| {
        (
            FigureKind::Change { verb: true },
            change(sense.number),
            None,
            true,
        )
    });
    let word = sense(Concept::Multiple).map(|sense: Sense| {
        (
            FigureKind::Change { verb: false },
            change(sense.number),
            None,
            true,
        )
    });
    let times = (amount, opt(hyphen()), sense(Concept::Times))
        .verify(|(amount, ..): &(Amount, _, _)| amount.total() > 1.0)
        .map(|(amount, ..): (Amount, _, _)| {
            let kind = FigureKind::Change { verb: false };
            (kind, change(amount.total()), None, !amount.digits)
        });
    alt((verb, word, times)).parse_next(input)
}

/// A fraction in words: "a third", "two-thirds", "half".
fn part<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<Read, EmptyError> {
    let numerator = alt((
        sense(Concept::Article).map(|sense: Sense| sense.number),
        sense(Concept::Number).map(|sense: Sense| sense.number),
    ));
    let counted = (numerator, opt(hyphen()), sense(Concept::Fraction))
        .map(|(count, _, part): (f64, _, Sense)| count * part.number);
    let half = sense(Concept::Fraction)
        .verify(|part: &Sense| part.number > 0.4)
        .map(|part: Sense| part.number);
    let part = alt((counted, half)).parse_next(input)?;
    let stands_alone = input.first().is_none_or(|next| {
        next.is_any(&[Concept::Of, Concept::In, Concept::To, Concept::Verb]) || !continues(next)
    });
    if part >= 1.0 || !stands_alone {
        return Err(EmptyError);
    }
    // One decimal, as fractions in words are written in percent.
    let percent = (part * 1000.0).round() / 10.0;
    Ok((FigureKind::Part, percent, None, true))
}

/// What makes a fraction word something else: "a quarter earlier", "half year", "a third country".
fn continues(next: &Item<'_>) -> bool {
    next.number().is_some()
        || next.is_any(&[
            Concept::YearWord,
            Concept::Month,
            Concept::QuarterWord,
            Concept::MonthWord,
            Concept::Streak,
            Concept::Superlative,
            Concept::PartnerNoun,
            Concept::RankPlace,
            Concept::Physical,
            Concept::YearEarlier,
            Concept::Ordinal,
        ])
        || next.is_hyphen()
}

/// A number of things: "438,034 cars", "12 million tonnes".
fn counted<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<Read, EmptyError> {
    let amount = amount.parse_next(input)?;
    opt(hyphen()).parse_next(input)?;
    let physical = opt(item(|item| item.is(Concept::Physical))).parse_next(input)?;
    let named = input
        .first()
        .is_some_and(|next| next.senses.is_empty() && next.is_word() && !next.glued);
    if physical.is_none() && !named {
        return Err(EmptyError);
    }
    Ok((FigureKind::Count, amount.total(), None, false))
}

/// Gives large numbers the currency of the nearest amount of money: "5.2 billion and 4.5 billion euros".
fn share_currencies(items: &[Item<'_>], figures: &mut [Figure]) {
    let known: Vec<Option<Currency>> = figures
        .iter()
        .map(|figure| match figure.kind {
            FigureKind::Money(currency) => Some(currency),
            _ => None,
        })
        .collect();
    for index in 0..figures.len() {
        if figures[index].kind != FigureKind::Bare {
            continue;
        }
        let after = known[index..].iter().flatten().next();
        let before = known[..index].iter().rev().flatten().next();
        let counts = items
            .get(figures[index].items.end)
            .is_some_and(|next| next.is_any(&[Concept::OtherTopic, Concept::Firm]));
        figures[index].kind = match after.or(before) {
            Some(currency) if !counts => FigureKind::Money(*currency),
            None if !counts => FigureKind::Bare,
            _ => FigureKind::Count,
        };
    }
}
