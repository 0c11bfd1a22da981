//! Expressions of time, before it is known when the text was published.

use super::item::Item;
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
        alt((marker, same, since, from_to, previous, stretch, half_month)),
        alt((year_to, months_to, in_months, first_part, numbered_quarter)),
        alt((dates, days, date, months, month)),
        alt((fiscal, years, year_end, relative, plain_year)),
    ))
    .parse_next(input)
}

/// "between the first quarter of 2022 and the second quarter of 2024", "from May 2023 to May 2024".
fn from_to<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    item(|item| item.is_any(&[Concept::Between, Concept::From])).parse_next(input)?;
    let point = |input: &mut Input<'s, 't>| {
        alt((first_part, numbered_quarter, month))
            .verify_map(|kind| match kind {
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
        .map(|_| MomentKind::Unresolved);
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
    // "before the war": when that was, the text need not say.
    let event = (
        sense(Concept::Before),
        sense(Concept::Determiner),
        item(|item| item.is_word() && item.senses.is_empty()),
    )
        .map(|_| MomentKind::Unresolved);
    alt((ago, decade, last, within, before, event)).parse_next(input)
}

/// "in eleven months": the first so many of the year.
fn in_months<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    let (within, months, _, _) = (
        opt(sense(Concept::In)),
        number(),
        opt(hyphen()),
        sense(Concept::MonthWord),
    )
        .parse_next(input)?;
    if !(2..=12).contains(&months) {
        return Err(EmptyError);
    }
    let year = year_name.parse_next(input)?;
    // "for nine months of 2023" says when, "for nine months" how long.
    if within.is_none() && !matches!(year, YearName::Number(_)) {
        return Err(EmptyError);
    }
    Ok(MomentKind::First(months, year))
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
fn small(number: f64) -> u16 {
    (0..=1000)
        .find(|small| f64::from(*small).total_cmp(&number).is_eq())
        .unwrap_or(0)
}

/// `this`, `last`, `next` as a number of steps.
fn step<'s, 't: 's>() -> impl Parser<Input<'s, 't>, i16, EmptyError> {
    any.verify_map(|item: &'s Item<'t>| {
        item.senses.iter().find_map(|sense| match sense.concept {
            Concept::This => Some(0),
            Concept::Last => Some(-1),
            Concept::Next => Some(1),
            _ => None,
        })
    })
}

fn number<'s, 't: 's>() -> impl Parser<Input<'s, 't>, u16, EmptyError> {
    any.verify_map(|item: &'s Item<'t>| {
        item.small().or_else(|| {
            let sense = item.sense(Concept::Number)?;
            Some(small(sense.number))
        })
    })
}

fn year_number<'s, 't: 's>() -> impl Parser<Input<'s, 't>, u16, EmptyError> {
    any.verify_map(|item: &'s Item<'t>| item.year())
}

/// Two digits after a hyphen or an abbreviation.
fn two_digits<'s, 't: 's>() -> impl Parser<Input<'s, 't>, u16, EmptyError> {
    any.verify_map(|item: &'s Item<'t>| item.small().filter(|_| item.text.len() == 2))
}

fn article<'s, 't: 's>() -> impl Parser<Input<'s, 't>, (), EmptyError> {
    opt(item(|item| {
        item.is_any(&[Concept::Determiner, Concept::Article])
            && !item.is_any(&[Concept::This, Concept::Last, Concept::Next])
    }))
    .void()
}

/// "of 2023", "this year", ", 2024", "last year", "of the year", or nothing.
fn year_name<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<YearName, EmptyError> {
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

fn month_word<'s, 't: 's>() -> impl Parser<Input<'s, 't>, u16, EmptyError> {
    sense(Concept::Month).map(|sense: Sense| small(sense.number))
}

/// Jan-Apr, January to April, between January and May, January and February.
fn months<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    let opened =
        opt(item(|item| item.is_any(&[Concept::Between, Concept::From]))).parse_next(input)?;
    let joint =
        item(|item| item.is_hyphen() || item.is_any(&[Concept::To, Concept::And, Concept::Until]));
    let (first, _, last) = (month_word(), joint, month_word()).parse_next(input)?;
    opt(sense(Concept::PeriodWord)).parse_next(input)?;
    let named = (
        opt(item(|item| item.is_any(&[Concept::Of, Concept::In]))),
        sense(Concept::FiscalWord),
        opt(hyphen()),
        alt((year_number(), two_digits().map(|short| 2000 + short))),
        opt((hyphen(), two_digits())),
    )
        .map(|(_, _, _, year, second)| year - u16::from(second.is_none()));
    if let Some(start) = opt(named).parse_next(input)? {
        return Ok(if first > last {
            MomentKind::Across(first, last, YearName::Number(start + 1))
        } else {
            // Fiscal years start in the second quarter or later: earlier months are of the year after.
            let year = if first >= 4 { start } else { start + 1 };
            MomentKind::Months(first, last, YearName::Number(year))
        });
    }
    let year = year_name.parse_next(input)?;
    if first > last {
        return Ok(MomentKind::Across(first, last, year));
    }
    if opened.is_some() && last == first + 1 {
        return Ok(MomentKind::Adjacent(first, last, year));
    }
    Ok(MomentKind::Months(first, last, year))
}

fn month<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    let last_month = (step(), month_word()).map(|(step, month)| {
        let year = if step < 0 {
            YearName::Unnamed
        } else {
            YearName::Relative(step)
        };
        MomentKind::Month(month, year)
    });
    let named = (
        month_word(),
        opt(item(|item| item.is_sign(&['.']))),
        year_name,
    )
        .map(|(month, _, year)| MomentKind::Month(month, year));
    alt((last_month, named)).parse_next(input)
}

/// "28 May 2024", "May 28, 2024", "20 May".
fn date<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    let day = || {
        (
            any.verify_map(|item: &'s Item<'t>| item.small().filter(|day| (1..=31).contains(day))),
            opt(sense(Concept::OrdinalSuffix)),
        )
    };
    let before = (
        day(),
        opt(sense(Concept::Of)),
        month_word(),
        opt(year_number()),
    )
        .void();
    let after = (
        month_word(),
        opt(item(|item| item.is_sign(&['.']))),
        day(),
        opt(preceded(
            opt(item(|item| item.is_sign(&[',']))),
            year_number(),
        )),
    )
        .void();
    alt((before, after))
        .map(|()| MomentKind::Date)
        .parse_next(input)
}

/// "between January 1 and March 15, 2011": months when the days are whole months, else days.
fn dates<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    item(|item| item.is_any(&[Concept::Between, Concept::From])).parse_next(input)?;
    let day =
        || any.verify_map(|item: &'s Item<'t>| item.small().filter(|day| (1..=31).contains(day)));
    let mut point = alt((
        (month_word(), day()),
        (day(), month_word()).map(|(day, month)| (month, day)),
    ));
    let (first, first_day) = point.parse_next(input)?;
    item(|item| item.is_hyphen() || item.is_any(&[Concept::To, Concept::And, Concept::Until]))
        .parse_next(input)?;
    let (last, last_day) = point.parse_next(input)?;
    let year = year_name.parse_next(input)?;
    Ok(MomentKind::Dates(
        (first, first_day),
        (last, last_day),
        year,
    ))
}

/// "the first half of March", "the first ten days" apart.
fn half_month<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    article().parse_next(input)?;
    (
        sense(Concept::HalfOf),
        opt(sense(Concept::HalfWord)),
        sense(Concept::Of),
        month_word(),
        year_name,
    )
        .verify(|(half, ..): &(Sense, _, _, u16, YearName)| half.number < 1.5)
        .map(|(_, _, _, month, year)| MomentKind::Days(15, Some(month), year))
        .parse_next(input)
}

/// "the first 20 days of May", "May 1-20".
fn days<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    let is_first = |item: &Item<'_>| {
        item.sense(Concept::Ordinal)
            .is_some_and(|sense| sense.number < 1.5)
    };
    let first = (
        article(),
        item(is_first),
        number(),
        sense(Concept::DayWord),
        sense(Concept::Of),
    );
    let span = (
        month_word(),
        item(|item| item.small() == Some(1)),
        hyphen(),
        number(),
    );
    let (days, month) = alt((
        (
            first,
            alt((
                month_word().map(Some),
                (step(), sense(Concept::MonthWord)).map(|_| None),
                (article(), sense(Concept::MonthWord)).map(|_| None),
            )),
        )
            .map(|((_, _, days, ..), month)| (days, month)),
        span.map(|(month, _, _, days)| (days, Some(month))),
    ))
    .parse_next(input)?;
    let year = year_name.parse_next(input)?;
    Ok(MomentKind::Days(days, month, year))
}

/// "first quarter of 2024", "first half", "first four months of this year", "first three quarters".
fn first_part<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    article().parse_next(input)?;
    let half = (
        sense(Concept::HalfOf),
        opt(item(|item| item.is(Concept::HalfWord))),
    )
        .map(|(half, _): (Sense, _)| MomentKind::Half(small(half.number), YearName::Unnamed));
    let quarter = (ordinal, opt(hyphen()), sense(Concept::QuarterWord))
        .verify(|(ordinal, ..): &(u16, _, _)| (1..=4).contains(ordinal))
        .map(|(ordinal, ..)| MomentKind::Quarter(ordinal, YearName::Unnamed));
    let months = (
        ordinal,
        opt(hyphen()),
        number(),
        opt(hyphen()),
        sense(Concept::MonthWord),
    )
        .verify(|(ordinal, _, months, ..): &(u16, _, u16, _, _)| {
            *ordinal == 1 && (1..=12).contains(months)
        })
        .map(|(_, _, months, ..)| MomentKind::First(months, YearName::Unnamed));
    let quarters = (ordinal, number(), sense(Concept::QuarterWord))
        .verify(|(ordinal, quarters, _): &(u16, u16, _)| {
            *ordinal == 1 && (1..=4).contains(quarters)
        })
        .map(|(_, quarters, _)| MomentKind::First(3 * quarters, YearName::Unnamed));
    let kind = alt((half, quarter, months, quarters)).parse_next(input)?;
    let fiscal = (
        opt(item(|item| item.is_any(&[Concept::Of, Concept::In]))),
        article(),
        step(),
        sense(Concept::FiscalWord),
    )
        .map(|(_, (), step, _)| step);
    let fiscal_number = (
        opt(item(|item| item.is_any(&[Concept::Of, Concept::In]))),
        article(),
        sense(Concept::FiscalWord),
        opt(hyphen()),
        alt((year_number(), two_digits().map(|short| 2000 + short))),
        opt((hyphen(), two_digits())),
    )
        .map(|(_, (), _, _, year, second)| year - u16::from(second.is_none()));
    if let Some(year) = opt(fiscal_number).parse_next(input)? {
        return Ok(match kind {
            MomentKind::First(months, _) => MomentKind::FiscalFirstOf(months, year),
            MomentKind::Quarter(1, _) => MomentKind::FiscalFirstOf(3, year),
            MomentKind::Half(1, _) => MomentKind::FiscalFirstOf(6, year),
            _ => MomentKind::Unresolved,
        });
    }
    if let Some(step) = opt(fiscal).parse_next(input)? {
        return Ok(match kind {
            MomentKind::First(months, _) => MomentKind::FiscalFirst(months, step),
            MomentKind::Quarter(1, _) => MomentKind::FiscalFirst(3, step),
            MomentKind::Half(1, _) => MomentKind::FiscalFirst(6, step),
            _ => MomentKind::Unresolved,
        });
    }
    let kind = with_year(kind, year_name.parse_next(input)?);
    opt(sense(Concept::PeriodWord)).parse_next(input)?;
    Ok(kind)
}

/// "first", "1st", "final".
fn ordinal<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<u16, EmptyError> {
    let word = sense(Concept::Ordinal).map(|sense: Sense| small(sense.number));
    let last = sense(Concept::FinalPart).map(|_| 4);
    let digits = (
        any.verify_map(|item: &'s Item<'t>| item.small()),
        sense(Concept::OrdinalSuffix),
    )
        .map(|(number, _)| number);
    alt((word, last, digits)).parse_next(input)
}

fn with_year(kind: MomentKind, year: YearName) -> MomentKind {
    match kind {
        MomentKind::Half(half, _) => MomentKind::Half(half, year),
        MomentKind::Quarter(quarter, _) => MomentKind::Quarter(quarter, year),
        MomentKind::First(months, _) => MomentKind::First(months, year),
        other => other,
    }
}

/// Q1, Q1 2024, 1Q24, H1 2023, 1H24, 2024 Q1.
fn numbered_quarter<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    let part = |item: &'s Item<'t>| {
        let is_quarter = item.is(Concept::QuarterWord);
        (is_quarter || (item.text.len() == 1 && item.is(Concept::HalfWord))).then_some(is_quarter)
    };
    let digit = || {
        any.verify_map(|item: &'s Item<'t>| item.small().filter(|number| (1..=4).contains(number)))
    };
    let glued = |item: &Item<'t>| item.glued;
    let before = opt(year_number()).parse_next(input)?;
    opt(hyphen()).parse_next(input)?;
    let letter_first = (any.verify_map(part), digit());
    let digit_first = (digit(), any.verify_map(part)).map(|(number, part)| (part, number));
    let (is_quarter, number) = alt((letter_first, digit_first)).parse_next(input)?;
    let short = opt((
        opt(item(|item| item.is_sign(&['\'', '’']))),
        item(glued).verify_map(|item: &Item<'t>| item.small().filter(|_| item.text.len() == 2)),
    ))
    .parse_next(input)?;
    let bracket = (
        item(|item| item.is_sign(&['('])),
        month_word(),
        item(|item| item.is_hyphen() || item.is_any(&[Concept::To, Concept::Until])),
        month_word(),
        item(|item| item.is_sign(&[')'])),
    );
    opt(bracket).parse_next(input)?;
    let year = match (before, short) {
        (Some(year), _) => YearName::Number(year),
        (None, Some((_, short))) => YearName::Number(2000 + short),
        (None, None) => year_name.parse_next(input)?,
    };
    Ok(if is_quarter {
        MomentKind::Quarter(number, year)
    } else {
        MomentKind::Half(number.min(2), year)
    })
}

/// "fiscal 2024", "FY2023-24", "FY24", "the 2023-24 season", "last fiscal year".
fn fiscal<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    let double = |input: &mut Input<'s, 't>| {
        let first = year_number().parse_next(input)?;
        let (_, second) = (hyphen(), alt((two_digits(), year_number())))
            .verify(|(_, second): &(_, u16)| *second % 100 == (first + 1) % 100)
            .parse_next(input)?;
        let _ = second;
        Ok::<_, EmptyError>(MomentKind::Fiscal(first))
    };
    let relative = (
        article(),
        step(),
        opt(item(|item| item.is(Concept::PeriodWord))),
        sense(Concept::FiscalWord),
        opt(sense(Concept::YearWord)),
    )
        .map(|(_, step, ..)| MomentKind::FiscalRelative(step));
    let named = |input: &mut Input<'s, 't>| {
        sense(Concept::FiscalWord).parse_next(input)?;
        opt(hyphen()).parse_next(input)?;
        opt(item(|item| item.is_sign(&['\'', '’']))).parse_next(input)?;
        let year =
            alt((year_number(), two_digits().map(|short| 2000 + short))).parse_next(input)?;
        let second = opt((hyphen(), alt((two_digits(), year_number())))).parse_next(input)?;
        Ok::<_, EmptyError>(match second {
            Some(_) => MomentKind::Fiscal(year),
            None => MomentKind::FiscalNamed(year),
        })
    };
    let ended = |input: &mut Input<'s, 't>| {
        article().parse_next(input)?;
        sense(Concept::FiscalWord).parse_next(input)?;
        opt(item(|item| item.is(Concept::Those))).parse_next(input)?;
        sense(Concept::Until).parse_next(input)?;
        opt(item(|item| item.is_any(&[Concept::In, Concept::On]))).parse_next(input)?;
        let day =
            || opt(any.verify_map(|item: &'s Item<'t>| item.small().filter(|day| *day <= 31)));
        let (_, month, _) = (day(), opt(month_word()), day()).parse_next(input)?;
        let year = preceded(opt(item(|item| item.is_sign(&[',']))), year_number());
        match (opt(year).parse_next(input)?, month) {
            (Some(year), _) => Ok(MomentKind::Fiscal(year - 1)),
            (None, Some(_)) => Ok(MomentKind::FiscalRelative(-1)),
            (None, None) => Err(EmptyError),
        }
    };
    alt((double, relative, ended, named)).parse_next(input)
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
    alt((
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

/// "the year to June 2024", "the 12 months ended March".
fn year_to<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    article().parse_next(input)?;
    sense(Concept::YearWord).parse_next(input)?;
    let (month, year) = up_to.parse_next(input)?;
    Ok(MomentKind::YearTo(month, year))
}

/// "the ten months to October", "the six months through June".
fn months_to<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    article().parse_next(input)?;
    let months = alt((
        (
            opt((sense(Concept::Ordinal), opt(hyphen()))),
            number(),
            opt(hyphen()),
            sense(Concept::MonthWord),
        )
            .map(|(_, months, ..)| months),
        sense(Concept::HalfWord).map(|_| 6),
        sense(Concept::QuarterWord).map(|_| 3),
    ))
    .verify(|months| (1..=12).contains(months))
    .parse_next(input)?;
    let (month, year) = up_to.parse_next(input)?;
    Ok(MomentKind::MonthsTo(months, month, year))
}

/// "to October", "through June 2024", "ended March 31, 2024".
fn up_to<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<(u16, YearName), EmptyError> {
    item(|item| item.is_any(&[Concept::To, Concept::Until])).parse_next(input)?;
    opt(item(|item| item.is_any(&[Concept::In, Concept::Of]))).parse_next(input)?;
    let day = || opt(any.verify_map(|item: &'s Item<'t>| item.small().filter(|day| *day <= 31)));
    let (_, month, _) = (day(), month_word(), day()).parse_next(input)?;
    let year = year_name.parse_next(input)?;
    Ok((month, year))
}
