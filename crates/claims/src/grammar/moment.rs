//! Expressions of time, before it is known when the text was published.

use super::fiscal::{bare_part, first_part, fiscal, last_part, numbered_quarter};
use super::item::Item;
use super::months::{
    counted_period, date, dates, days, end_of_month, half_month, in_months, month, months,
    months_to, that_unit, year_to,
};
use super::number::{Input, hyphen, item, sense};
use crate::language::{Concept, Sense};
use std::ops::Range;
use winnow::combinator::{alt, opt, preceded};
use winnow::error::EmptyError;
use winnow::prelude::*;
use winnow::token::any;

/// A year as it is named: by its number, relative to that of publication, or not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum YearName {
    Number(u16),
    Relative(i16),
    /// The year that ends or starts a fiscal year in common speech: `true` for fiscal.
    Unnamed,
}

/// A quarter or a month of a year that is named by its number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Point {
    Quarter(u16, u16),
    Month(u16, u16),
    /// A fiscal year by the year that it starts in.
    Fiscal(u16),
}

/// A point or a stretch of time as it is named.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum MomentKind {
    Year(YearName),
    /// From one year to another.
    Years(u16, u16),
    /// A fiscal year by the year that it starts in.
    Fiscal(u16),
    /// A fiscal year by the one number that it is called by.
    FiscalNamed(u16),
    FiscalRelative(i16),
    Month(u16, YearName),
    /// This month, last month.
    MonthRelative(i16),
    Months(u16, u16, YearName),
    /// From one month to the next: a change between them.
    Adjacent(u16, u16, YearName),
    /// From a month of the year before to one of the year.
    Across(u16, u16, YearName),
    Quarter(u16, YearName),
    QuarterRelative(i16),
    Half(u16, YearName),
    /// The first so many months.
    First(u16, YearName),
    /// From one day of the year to another, as month and day.
    Dates((u16, u16), (u16, u16), YearName),
    /// The first months of a fiscal year.
    FiscalFirst(u16, i16),
    /// The first months of the fiscal year that starts in a year.
    FiscalFirstOf(u16, u16),
    /// Days of a month from the first one.
    Days(u16, Option<u16>, YearName),
    YearToDate,
    /// Twelve months up to the end of a month.
    YearTo(u16, YearName),
    /// So many months up to the end of a month.
    MonthsTo(u16, u16, YearName),
    /// The same part of another year.
    Same(YearName),
    /// The period that is spoken of.
    SameAgain,
    /// "than in the third": another quarter or half, like the one spoken of.
    Part(u16),
    Earlier(u16),
    /// So many years after the period spoken of.
    Later(u16),
    /// From one point in time to another.
    FromTo(Point, Point),
    OnYear,
    OnMonth,
    OnQuarter,
    /// A change since a year, or from one to another.
    Since(u16),
    /// So many years from now or from then: "within five years".
    Span(u16),
    /// Some time before a year, or a goal's deadline.
    Before(u16),
    /// A stretch that names no year: "over the past decade".
    Unresolved,
    /// A day, which is no period of a claim.
    Date,
}

/// An expression of time and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Moment {
    pub(crate) items: Range<usize>,
    pub(crate) kind: MomentKind,
}

/// The expressions of time of a sentence in order.
pub(crate) fn moments(items: &[Item<'_>]) -> Vec<Moment> {
    let references: Vec<&Item<'_>> = items.iter().collect();
    let mut moments = Vec::new();
    let mut at = 0;
    while at < items.len() {
        let rest = &references[at..];
        let mut input: Input<'_, '_> = rest;
        match moment.parse_next(&mut input) {
            Ok(kind) => {
                let end = at + rest.len() - input.len();
                moments.push(Moment {
                    items: at..end,
                    kind,
                });
                at = end;
            }
            Err(EmptyError) => at += 1,
        }
    }
    moments
}

fn moment<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    alt((
        alt((
            marker, same, since, from_to, previous, last_part, stretch, half_month,
        )),
        alt((
            year_to,
            months_to,
            counted_period,
            in_months,
            first_part,
            numbered_quarter,
        )),
        alt((dates, days, date, months, month)),
        alt((
            fiscal,
            years,
            end_of_month,
            year_end,
            relative,
            that_unit,
            bare_part,
            plain_year,
        )),
    ))
    .parse_next(input)
}

/// "between the first quarter of 2022 and the second quarter of 2024", "from May 2023 to May 2024".
fn from_to<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    item(|item| item.is_any(&[Concept::Between, Concept::From])).parse_next(input)?;
    let point = |input: &mut Input<'s, 't>| {
        alt((fiscal, first_part, numbered_quarter, month))
            .verify_map(|kind| match kind {
                MomentKind::Fiscal(year) => Some(Point::Fiscal(year)),
                MomentKind::Quarter(quarter, YearName::Number(year)) => {
                    Some(Point::Quarter(year, quarter))
                }
                MomentKind::Month(month, YearName::Number(year)) => Some(Point::Month(year, month)),
                _ => None,
            })
            .parse_next(input)
    };
    let joint = item(|item| item.is_any(&[Concept::And, Concept::To, Concept::Until]));
    (point, joint, point)
        .map(|(first, _, last)| MomentKind::FromTo(first, last))
        .parse_next(input)
}

/// "over the past decade", "in the last five years", "twenty years ago", "within five years".
fn stretch<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    let ago = (number(), sense(Concept::YearWord), sense(Concept::Ago))
        .verify(|(years, ..): &(u16, _, _)| *years < 100)
        .map(|(years, ..)| {
            MomentKind::Year(YearName::Relative(-i16::try_from(years).unwrap_or(0)))
        });
    let decade = (
        article(),
        opt(step()),
        opt(number()),
        sense(Concept::Decade),
    )
        .map(|(_, _, decades, _)| MomentKind::Span(10 * decades.unwrap_or(1).min(10)));
    let last_years = (article(), step(), number(), sense(Concept::YearWord))
        .verify(|(_, step, years, _): &(_, i16, u16, _)| *step < 0 && (1..=50).contains(years))
        .map(|(_, _, years, _)| MomentKind::Span(years));
    let last = (
        article(),
        step(),
        number(),
        item(|item| item.is_any(&[Concept::YearWord, Concept::MonthWord, Concept::QuarterWord])),
    )
        .map(|_| MomentKind::Unresolved);
    let within = (sense(Concept::In), number(), sense(Concept::YearWord))
        .verify(|(_, years, _): &(Sense, u16, Sense)| (1..=50).contains(years))
        .map(|(_, years, _)| MomentKind::Span(years));
    let before = (sense(Concept::Before), year_number()).map(|(_, year)| MomentKind::Before(year));
    let season = (article(), step(), sense(Concept::SeasonWord)).map(|_| MomentKind::Unresolved);
    // "before the war": when that was, the text need not say.
    let event = (
        sense(Concept::Before),
        sense(Concept::Determiner),
        item(|item| item.is_word() && item.senses.is_empty()),
    )
        .map(|_| MomentKind::Unresolved);
    alt((ago, decade, last_years, last, season, within, before, event)).parse_next(input)
}

/// "the previous month": before the period that is spoken of, not before publication.
fn previous<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    article().parse_next(input)?;
    sense(Concept::Previous).parse_next(input)?;
    alt((
        sense(Concept::YearWord).map(|_| MomentKind::Earlier(1)),
        sense(Concept::MonthWord).map(|_| MomentKind::OnMonth),
        sense(Concept::QuarterWord).map(|_| MomentKind::OnQuarter),
    ))
    .parse_next(input)
}

/// Phrases that are one item: "a year earlier", "year on year", "so far this year".
fn marker<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    any.verify_map(|item: &'s Item<'t>| {
        item.senses.iter().find_map(|sense| match sense.concept {
            Concept::YearEarlier => Some(MomentKind::Earlier(small(sense.number))),
            Concept::OnYear => Some(MomentKind::OnYear),
            Concept::OnMonth => Some(MomentKind::OnMonth),
            Concept::OnQuarter => Some(MomentKind::OnQuarter),
            Concept::SameAgain => Some(MomentKind::SameAgain),
            Concept::YearToDate => Some(MomentKind::YearToDate),
            Concept::YearLater => Some(MomentKind::Later(small(sense.number))),
            _ => None,
        })
    })
    .parse_next(input)
}

/// A small number of a table.
pub(super) fn small(number: f64) -> u16 {
    (0..=1000)
        .find(|small| f64::from(*small).total_cmp(&number).is_eq())
        .unwrap_or(0)
}

/// `this`, `last`, `next` as a number of steps.
pub(super) fn step<'s, 't: 's>() -> impl Parser<Input<'s, 't>, i16, EmptyError> {
    any.verify_map(|item: &'s Item<'t>| {
        item.senses.iter().find_map(|sense| match sense.concept {
            Concept::This => Some(0),
            Concept::Last => Some(-1),
            Concept::Next => Some(1),
            _ => None,
        })
    })
}

pub(super) fn number<'s, 't: 's>() -> impl Parser<Input<'s, 't>, u16, EmptyError> {
    any.verify_map(|item: &'s Item<'t>| {
        item.small().or_else(|| {
            let sense = item.sense(Concept::Number)?;
            Some(small(sense.number))
        })
    })
}

pub(super) fn year_number<'s, 't: 's>() -> impl Parser<Input<'s, 't>, u16, EmptyError> {
    any.verify_map(|item: &'s Item<'t>| item.year())
}

/// Two digits after a hyphen or an abbreviation.
pub(super) fn two_digits<'s, 't: 's>() -> impl Parser<Input<'s, 't>, u16, EmptyError> {
    any.verify_map(|item: &'s Item<'t>| item.small().filter(|_| item.text.len() == 2))
}

pub(super) fn article<'s, 't: 's>() -> impl Parser<Input<'s, 't>, (), EmptyError> {
    opt(item(|item| {
        item.is_any(&[Concept::Determiner, Concept::Article])
            && !item.is_any(&[Concept::This, Concept::Last, Concept::Next])
    }))
    .void()
}

/// "of 2023", "this year", ", 2024", "last year", "of the year", or nothing.
pub(super) fn year_name<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<YearName, EmptyError> {
    let before = *input;
    let joint = item(|item| {
        item.is_any(&[Concept::Of, Concept::In])
            || item.is_sign(&[',', '\'', '’'])
            || item.is_hyphen()
    });
    opt(joint).parse_next(input)?;
    let named = alt((
        year_number().map(YearName::Number),
        preceded(
            article(),
            (
                step(),
                opt(sense(Concept::FiscalWord)),
                sense(Concept::YearWord),
            ),
        )
        .map(|(step, ..)| YearName::Relative(step)),
        preceded(
            item(|item| item.is(Concept::Determiner)),
            sense(Concept::YearWord),
        )
        .map(|_| YearName::Relative(0)),
    ));
    let mut named = named;
    match named.parse_next(input) {
        Ok(name) => Ok(name),
        Err(EmptyError) => {
            *input = before;
            Ok(YearName::Unnamed)
        }
    }
}

/// "from 2018 to 2023", "between 2013 and 2023", "2018-2023".
fn years<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    let opened =
        opt(item(|item| item.is_any(&[Concept::Between, Concept::From]))).parse_next(input)?;
    let joint = item(|item| {
        item.is_hyphen()
            || item.is(Concept::Until)
            || (opened.is_some() && item.is_any(&[Concept::To, Concept::And]))
    });
    (year_number(), joint, year_number())
        .verify(|(first, _, last): &(u16, _, u16)| first < last)
        .map(|(first, _, last)| MomentKind::Years(first, last))
        .parse_next(input)
}

/// "this year", "last month", "the previous quarter", "next year".
fn relative<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    article().parse_next(input)?;
    let step = step().parse_next(input)?;
    opt(hyphen()).parse_next(input)?;
    opt(item(|item| item.is(Concept::PeriodWord))).parse_next(input)?;
    // "in the coming years"
    let several = item(|item| {
        item.senses.iter().any(|sense| {
            let unit = matches!(
                sense.concept,
                Concept::YearWord | Concept::MonthWord | Concept::QuarterWord
            );
            unit && sense.number > 1.5
        })
    })
    .map(|_| MomentKind::Unresolved);
    alt((
        several,
        sense(Concept::YearWord).map(|_| MomentKind::Year(YearName::Relative(step))),
        sense(Concept::MonthWord).map(|_| MomentKind::MonthRelative(step)),
        sense(Concept::QuarterWord).map(|_| MomentKind::QuarterRelative(step)),
    ))
    .parse_next(input)
}

/// "the end of the year", "year-end", "the end of 2025".
fn year_end<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    let end = (sense(Concept::EndOf), year_name)
        .verify(|(_, year): &(Sense, YearName)| *year != YearName::Unnamed)
        .map(|(_, year)| MomentKind::Year(year));
    let word = sense(Concept::YearEnd).map(|_| MomentKind::Year(YearName::Relative(0)));
    alt((end, word)).parse_next(input)
}

fn plain_year<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    let whole = (
        item(|item| item.is(Concept::Determiner)),
        item(|item| item.is(Concept::YearWord) && item.text.contains(' ')),
    );
    if let Some(_whole) = opt(whole).parse_next(input)? {
        return Ok(MomentKind::Year(year_name.parse_next(input)?));
    }
    opt((opt(sense(Concept::Determiner)), sense(Concept::YearWord))).parse_next(input)?;
    year_number()
        .map(|year| MomentKind::Year(YearName::Number(year)))
        .parse_next(input)
}

/// "the same period of 2023", "the corresponding month last year", "the same period".
fn same<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    article().parse_next(input)?;
    sense(Concept::Same).parse_next(input)?;
    opt((number(), opt(hyphen()))).parse_next(input)?;
    item(|item| {
        item.is_any(&[
            Concept::PeriodWord,
            Concept::MonthWord,
            Concept::QuarterWord,
            Concept::HalfWord,
            Concept::DayWord,
            Concept::Month,
        ])
    })
    .parse_next(input)?;
    let before = *input;
    opt(item(|item| {
        item.is_any(&[Concept::Of, Concept::In, Concept::From])
    }))
    .parse_next(input)?;
    if let Ok(MomentKind::Earlier(years)) = marker.parse_next(input) {
        return Ok(MomentKind::Same(YearName::Relative(
            -1 - i16::try_from(years).unwrap_or(1) + 1,
        )));
    }
    *input = before;
    Ok(match year_name.parse_next(input)? {
        YearName::Unnamed => MomentKind::SameAgain,
        year => MomentKind::Same(year),
    })
}

/// "since 2021".
fn since<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    preceded(sense(Concept::Since), year_number())
        .map(MomentKind::Since)
        .parse_next(input)
}
