//! Fiscal years, and numbered parts of years.

use super::item::Item;
use super::moment::{
    MomentKind, YearName, article, number, small, step, two_digits, year_name, year_number,
};
use super::months::month_word;
use super::number::{Input, hyphen, item, sense};
use crate::language::{Concept, Sense};
use winnow::combinator::{alt, opt, preceded};
use winnow::error::EmptyError;
use winnow::prelude::*;
use winnow::token::any;

/// "first quarter of 2024", "first half", "first four months of this year", "first three quarters".
pub(super) fn first_part<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
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

/// "the last quarter of 2023", "the final three months of last year": counted from the end of the year.
///
/// "The last three months" without "of" a year are those before publication.
pub(super) fn last_part<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    article().parse_next(input)?;
    item(|item| {
        item.sense(Concept::Last)
            .or(item.sense(Concept::FinalPart))
            .is_some_and(|sense| sense.concept == Concept::Last || sense.number > 1.5)
    })
    .parse_next(input)?;
    opt(hyphen()).parse_next(input)?;
    let several = (number(), opt(hyphen()), sense(Concept::MonthWord))
        .verify(|(months, ..): &(u16, _, _)| (2..12).contains(months))
        .map(|(months, ..)| MomentKind::Months(13 - months, 12, YearName::Unnamed));
    let quarter = sense(Concept::QuarterWord).map(|_| MomentKind::Quarter(4, YearName::Unnamed));
    let half = sense(Concept::HalfWord).map(|_| MomentKind::Half(2, YearName::Unnamed));
    let month = sense(Concept::MonthWord).map(|_| MomentKind::Month(12, YearName::Unnamed));
    let kind = alt((several, quarter, half, month)).parse_next(input)?;
    item(|item| item.is_any(&[Concept::Of, Concept::In])).parse_next(input)?;
    let year = year_name
        .verify(|year| *year != YearName::Unnamed)
        .parse_next(input)?;
    Ok(with_year(kind, year))
}

/// "than in the third": of what, the period spoken of says.
pub(super) fn bare_part<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    item(|item| item.is(Concept::In)).parse_next(input)?;
    item(|item| item.is(Concept::Determiner)).parse_next(input)?;
    let part = ordinal
        .verify(|part| (1..=4).contains(part))
        .parse_next(input)?;
    let ends = input
        .first()
        .is_none_or(|next| next.is_sign(&['.', ',', ';', ')']) || next.is(Concept::And));
    if ends {
        Ok(MomentKind::Part(part))
    } else {
        Err(EmptyError)
    }
}

/// "first", "1st", "final".
pub(super) fn ordinal<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<u16, EmptyError> {
    let word = sense(Concept::Ordinal).map(|sense: Sense| small(sense.number));
    let last = sense(Concept::FinalPart).map(|sense: Sense| small(sense.number));
    let digits = (
        any.verify_map(|item: &'s Item<'t>| item.small()),
        sense(Concept::OrdinalSuffix),
    )
        .map(|(number, _)| number);
    alt((word, last, digits)).parse_next(input)
}

pub(super) fn with_year(kind: MomentKind, year: YearName) -> MomentKind {
    match kind {
        MomentKind::Half(half, _) => MomentKind::Half(half, year),
        MomentKind::Quarter(quarter, _) => MomentKind::Quarter(quarter, year),
        MomentKind::First(months, _) => MomentKind::First(months, year),
        MomentKind::Months(first, last, _) => MomentKind::Months(first, last, year),
        MomentKind::Month(month, _) => MomentKind::Month(month, year),
        other => other,
    }
}

/// Q1, Q1 2024, 1Q24, H1 2023, 1H24, 2024 Q1.
pub(super) fn numbered_quarter<'s, 't: 's>(
    input: &mut Input<'s, 't>,
) -> Result<MomentKind, EmptyError> {
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
pub(super) fn fiscal<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
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
        opt((sense(Concept::Mid), opt(hyphen()))).parse_next(input)?;
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
    let kind = alt((double, relative, ended, named)).parse_next(input)?;
    opt(its_end).parse_next(input)?;
    Ok(kind)
}

/// ", which ends in March": says of a year what is known of it.
fn its_end<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<(), EmptyError> {
    (
        item(|item| item.is_sign(&[','])),
        item(|item| item.is(Concept::Clause)),
        sense(Concept::Until),
        item(|item| item.is_any(&[Concept::In, Concept::On])),
        month_word(),
    )
        .void()
        .parse_next(input)
}
