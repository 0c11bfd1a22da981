//! Months, days and stretches of months.

use super::item::Item;
use super::moment::{
    MomentKind, YearName, article, number, small, step, two_digits, year_name, year_number,
};
use super::number::{Input, hyphen, item, sense};
use crate::language::{Concept, Sense};
use winnow::combinator::{alt, opt, preceded};
use winnow::error::EmptyError;
use winnow::prelude::*;
use winnow::token::any;

/// "in eleven months": the first so many of the year.
pub(super) fn in_months<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    // "Over nine months it totalled"
    let (within, months, _, _) = (
        opt(item(|item| {
            item.is(Concept::In) || item.is(Concept::Hedge) && item.is(Concept::Compare)
        })),
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

/// "for the year": the one that was spoken of, where nothing after says which.
pub(super) fn that_unit<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    item(|item| item.is_any(&[Concept::Of, Concept::In])).parse_next(input)?;
    item(|item| item.is(Concept::Determiner)).parse_next(input)?;
    item(|item| {
        item.senses.iter().any(|sense| {
            let unit = matches!(
                sense.concept,
                Concept::YearWord | Concept::MonthWord | Concept::QuarterWord
            );
            unit && sense.number < 1.5
        }) && !item.text.contains(' ')
    })
    .parse_next(input)?;
    let goes_on = input.first().is_some_and(|next| {
        next.number().is_some()
            || next.is_any(&[
                Concept::To,
                Concept::Until,
                Concept::Of,
                Concept::In,
                Concept::From,
                Concept::Month,
                Concept::Those,
                Concept::YearWord,
            ])
    });
    if goes_on {
        return Err(EmptyError);
    }
    Ok(MomentKind::SameAgain)
}

/// "the nine-month period": the months that were spoken of.
pub(super) fn counted_period<'s, 't: 's>(
    input: &mut Input<'s, 't>,
) -> Result<MomentKind, EmptyError> {
    (
        article(),
        number(),
        opt(hyphen()),
        sense(Concept::MonthWord),
        sense(Concept::PeriodWord),
    )
        .map(|_| MomentKind::SameAgain)
        .parse_next(input)
}

pub(super) fn month_word<'s, 't: 's>() -> impl Parser<Input<'s, 't>, u16, EmptyError> {
    sense(Concept::Month).map(|sense: Sense| small(sense.number))
}

/// Jan-Apr, January to April, between January and May, January and February.
pub(super) fn months<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
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

pub(super) fn month<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
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

/// "by the end of November": the months of the year up to it.
pub(super) fn end_of_month<'s, 't: 's>(
    input: &mut Input<'s, 't>,
) -> Result<MomentKind, EmptyError> {
    (article(), sense(Concept::EndOf), month_word(), year_name)
        .map(|(_, _, month, year)| MomentKind::First(month, year))
        .parse_next(input)
}

/// "28 May 2024", "May 28, 2024", "20 May".
pub(super) fn date<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
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
pub(super) fn dates<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
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
pub(super) fn half_month<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
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
pub(super) fn days<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
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

/// "the year to June 2024", "the 12 months ended March".
pub(super) fn year_to<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
    article().parse_next(input)?;
    sense(Concept::YearWord).parse_next(input)?;
    opt(sense(Concept::Those)).parse_next(input)?;
    let (month, year) = up_to.parse_next(input)?;
    Ok(MomentKind::YearTo(month, year))
}

/// "the ten months to October", "the six months through June".
pub(super) fn months_to<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<MomentKind, EmptyError> {
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
pub(super) fn up_to<'s, 't: 's>(input: &mut Input<'s, 't>) -> Result<(u16, YearName), EmptyError> {
    item(|item| item.is_any(&[Concept::To, Concept::Until])).parse_next(input)?;
    opt(item(|item| item.is_any(&[Concept::In, Concept::Of]))).parse_next(input)?;
    opt((article(), sense(Concept::EndOf))).parse_next(input)?;
    let day = || opt(any.verify_map(|item: &'s Item<'t>| item.small().filter(|day| *day <= 31)));
    let (_, month, _) = (day(), month_word(), day()).parse_next(input)?;
    let year = year_name.parse_next(input)?;
    Ok((month, year))
}
