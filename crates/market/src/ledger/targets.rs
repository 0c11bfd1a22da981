//! Targets for a trade: what was announced, and when the published figures passed it.

use super::dates::PublicationDate;
use super::error::LedgerError;
use super::figures::{Flow, PublishedFigure, Span};
use super::read::Place;
use super::select::Selection;
use crate::answer::Unit;
use serde::Deserialize;
use std::collections::BTreeMap;
use stirstick_codes::{Country, Currency, Period, PeriodRange};

/// Whether somebody set a goal or expected a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TargetKind {
    /// A goal.
    Target,
    /// An expectation.
    Forecast,
}

impl TargetKind {
    /// The kind as a word: `target`, `forecast`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            TargetKind::Target => "target",
            TargetKind::Forecast => "forecast",
        }
    }
}

/// The text of one row of `targets.csv`; fields are named as the columns.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[expect(
    missing_docs,
    reason = "every field is the column of the same name in data/README.md"
)]
pub struct TargetRow {
    pub target_low_usd_bn: String,
    pub target_high_usd_bn: String,
    pub reporter: String,
    pub partner: String,
    pub deadline_year: String,
    pub deadline_text: String,
    pub announced: String,
    pub by_whom: String,
    pub kind: String,
    pub stated_reached: String,
    pub source_url: String,
    pub note: String,
}

/// One announcement of a target for two-way trade.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The target, or the lower end of a range, in thousand million US dollars.
    pub low_usd_bn: f64,
    /// The upper end of a range; equal to `low_usd_bn` otherwise.
    pub high_usd_bn: f64,
    /// Low and high as they were printed.
    pub printed: (String, String),
    /// Whose customs measure it.
    pub reporter: Country,
    /// With whom.
    pub partner: Country,
    /// The year by whose end it was to be reached, where one was stated.
    pub deadline: Option<Period>,
    /// The deadline in the words of the source.
    pub deadline_text: String,
    /// When it was announced.
    pub announced: PublicationDate,
    /// True where the source only says that it had been announced by then.
    pub announced_at_latest: bool,
    /// Who announced it.
    pub by_whom: String,
    /// Goal or expectation.
    pub kind: TargetKind,
    /// What the source said about the outcome; never used, only compared.
    pub stated_reached: String,
    /// Address of the page.
    pub source_url: String,
    /// What was said about it.
    pub note: String,
}

impl Target {
    /// Reads the target from the text of row number `row`, counted from 1.
    ///
    /// # Errors
    /// [`LedgerError::Field`] or [`LedgerError::Code`] for the first field that cannot be read.
    pub fn read(row: u64, fields: &TargetRow) -> Result<Self, LedgerError> {
        let at = Place { row };
        let (low_usd_bn, _) = at.number("target_low_usd_bn", &fields.target_low_usd_bn)?;
        let (high_usd_bn, _) = at.number("target_high_usd_bn", &fields.target_high_usd_bn)?;
        if low_usd_bn <= 0.0 {
            let expected = "a number above zero";
            return Err(at.field("target_low_usd_bn", expected, &fields.target_low_usd_bn));
        }
        if high_usd_bn < low_usd_bn {
            let expected = "a number not below target_low_usd_bn";
            return Err(at.field("target_high_usd_bn", expected, &fields.target_high_usd_bn));
        }
        let at_latest = fields.announced.strip_prefix(AT_LATEST);
        let announced = at.date("announced", at_latest.unwrap_or(&fields.announced))?;
        if announced == PublicationDate::Unknown {
            return Err(at.field(
                "announced",
                "YYYY-MM-DD, YYYY-MM or YYYY, or one of them after \"by \"",
                &fields.announced,
            ));
        }
        Ok(Target {
            low_usd_bn,
            high_usd_bn,
            printed: (
                fields.target_low_usd_bn.clone(),
                fields.target_high_usd_bn.clone(),
            ),
            reporter: at.code("reporter", Country::from_iso3(&fields.reporter))?,
            partner: at.code("partner", Country::from_iso3(&fields.partner))?,
            deadline: at.deadline(&fields.deadline_year)?,
            deadline_text: fields.deadline_text.clone(),
            announced,
            announced_at_latest: at_latest.is_some(),
            by_whom: fields.by_whom.clone(),
            kind: at.one_of("kind", "target or forecast", &fields.kind, &KINDS)?,
            stated_reached: fields.stated_reached.clone(),
            source_url: fields.source_url.clone(),
            note: fields.note.clone(),
        })
    }

    /// When it was announced, as the source has it: `2018-09-27`, `by 2007-06`.
    #[must_use]
    pub fn announced_text(&self) -> String {
        let by = if self.announced_at_latest {
            AT_LATEST
        } else {
            ""
        };
        format!("{by}{}", self.announced)
    }

    /// True for a target with a lower and an upper end.
    #[must_use]
    pub fn is_range(&self) -> bool {
        self.low_usd_bn < self.high_usd_bn
    }

    /// The unit of targets: thousand million US dollars.
    #[must_use]
    pub fn unit() -> Unit {
        Unit::Money {
            currency: Currency::USD.to_string(),
            scale_power10: 9,
        }
    }
}

/// Reads all targets of a CSV text with the columns of [`TargetRow`].
///
/// # Errors
/// [`LedgerError::Csv`] when columns are missing, otherwise as [`Target::read`].
pub fn targets_from_csv(text: &str) -> Result<Vec<Target>, LedgerError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    (1..)
        .zip(reader.deserialize::<TargetRow>())
        .map(|(row, fields)| Target::read(row, &fields?))
        .collect()
}

/// Before a date by which a target had been announced at the latest.
const AT_LATEST: &str = "by ";

const KINDS: [(&str, TargetKind); 2] = [
    ("target", TargetKind::Target),
    ("forecast", TargetKind::Forecast),
];

impl Place {
    fn deadline(self, got: &str) -> Result<Option<Period>, LedgerError> {
        let year = || got.parse().ok().and_then(Period::of_year);
        match got {
            "" => Ok(None),
            _ => year()
                .map(Some)
                .ok_or_else(|| self.field("deadline_year", "a year or nothing", got)),
        }
    }
}

/// How a target stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Passed so many years before the year of its deadline.
    Early {
        /// Deadline year less the year in which it was passed.
        years: u16,
    },
    /// Passed in the year of its deadline.
    OnTime,
    /// Missed at its deadline and passed so many years later.
    Late {
        /// Year in which it was passed less the deadline year.
        years: u16,
    },
    /// Passed; no deadline had been stated.
    Reached,
    /// Not passed by the end of its deadline, nor since.
    Missed,
    /// Not passed as far as is known: the deadline is not over, has no published total yet or only a
    /// floor below the target, or was never stated.
    Open,
}

/// When a target was passed.
#[derive(Debug, Clone, PartialEq)]
pub struct Passing<'a> {
    /// The first known level at or above the target.
    pub figure: &'a PublishedFigure,
    /// The level of the year to date one month before, below the target, when it is known:
    /// then the month in which the target was passed is known too.
    pub before: Option<&'a PublishedFigure>,
    /// Years from the announcement to the passing without a level: an earlier passing is not
    /// excluded.
    pub unknown_years: Vec<Period>,
}

impl Passing<'_> {
    /// The month in which the target was passed, where the figures tell it.
    #[must_use]
    pub fn month(&self) -> Option<Period> {
        let january = self.figure.period.months() == 1;
        (january || self.before.is_some()).then(|| self.figure.period.last())
    }

    /// The month as text, or else the year.
    #[must_use]
    pub fn period_text(&self) -> String {
        let year = || self.figure.period.last().year().to_string();
        self.month().map_or_else(year, |month| month.to_string())
    }
}

/// A target, the same one of all who announced it, with its outcome as of a date.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetOutcome<'a> {
    /// The announcements with the same value, deadline and kind, earliest first; at least one.
    pub targets: Vec<&'a Target>,
    /// How it stands.
    pub status: Status,
    /// When it was passed, if it was. The lower end of a range decides.
    pub passing: Option<Passing<'a>>,
    /// The total of the deadline year, where it is known.
    pub at_deadline: Option<&'a PublishedFigure>,
    /// Target less the total of the deadline year, where that is positive.
    pub shortfall_usd_bn: Option<f64>,
}

impl<'a> TargetOutcome<'a> {
    /// The earliest announcement.
    #[must_use]
    pub fn first(&self) -> &'a Target {
        self.targets
            .first()
            .expect("an outcome is made from at least one target")
    }
}

/// Judges every target that had been announced by the date of `selection`.
///
/// A target is passed in the first year from its announcement on whose level, or whose level to date,
/// is at or above it; levels are those that count as of the date. Outcomes are ordered by deadline, those
/// without one last, then by value and kind.
///
/// # Errors
/// [`LedgerError::MixedSeries`] when the levels are not in thousand million US dollars.
pub fn judge<'a>(
    selection: &Selection<'a>,
    targets: &'a [Target],
) -> Result<Vec<TargetOutcome<'a>>, LedgerError> {
    if let Some(unit) = selection.level_unit()
        && *unit != Target::unit()
    {
        return Err(LedgerError::MixedSeries {
            reporter: selection.reporter,
            partner: selection.partner,
            what: "unit",
            first: format!("{unit:?}"),
            second: format!("{:?}", Target::unit()),
        });
    }
    let mut merged: BTreeMap<_, Vec<&Target>> = BTreeMap::new();
    for target in targets {
        let of_pair = (target.reporter, target.partner) == (selection.reporter, selection.partner);
        let known = target
            .announced
            .announced_by()
            .is_some_and(|day| day <= selection.as_of);
        if of_pair && known {
            let deadline = target.deadline.map(Period::year);
            // Values are positive and finite, so their bits compare as the numbers do.
            let value = (target.low_usd_bn.to_bits(), target.high_usd_bn.to_bits());
            let key = (deadline.is_none(), deadline, value, target.kind);
            merged.entry(key).or_default().push(target);
        }
    }
    Ok(merged
        .into_values()
        .map(|targets| outcome(selection, targets))
        .collect())
}

fn outcome<'a>(selection: &Selection<'a>, mut targets: Vec<&'a Target>) -> TargetOutcome<'a> {
    targets.sort_by(|a, b| {
        let order = |target: &Target| target.announced.announced_by();
        order(a)
            .cmp(&order(b))
            .then_with(|| a.source_url.cmp(&b.source_url))
    });
    let target = *targets
        .first()
        .expect("a key exists because a target has it");
    let passing = passing(selection, target);
    let at_deadline = target
        .deadline
        .and_then(|year| selection.level(Flow::Total, Span::Year, PeriodRange::from(year)))
        .map(|selected| selected.figure);
    // A floor below the target does not say that the true total was below it.
    let known_total = at_deadline.filter(|figure| !figure.is_floor());
    let shortfall_usd_bn = known_total
        .map(|figure| lacking(target, figure))
        .filter(|shortfall| *shortfall > 0.0);
    let passed_year = passing
        .as_ref()
        .map(|passing| passing.figure.period.last().year());
    let status = match (target.deadline.map(Period::year), passed_year) {
        (None, Some(_)) => Status::Reached,
        (Some(deadline), Some(passed)) if passed < deadline => Status::Early {
            years: deadline - passed,
        },
        (Some(deadline), Some(passed)) if passed == deadline => Status::OnTime,
        (Some(deadline), Some(passed)) => Status::Late {
            years: passed - deadline,
        },
        (Some(_), None) if known_total.is_some() => Status::Missed,
        (_, None) => Status::Open,
    };
    TargetOutcome {
        targets,
        status,
        passing,
        at_deadline,
        shortfall_usd_bn,
    }
}

/// Target less total. Both are decimal numbers, so their difference has as many decimals as they have.
fn lacking(target: &Target, total: &PublishedFigure) -> f64 {
    let decimals = |printed: &str| {
        printed
            .split_once('.')
            .map_or(0, |(_, places)| places.len())
    };
    let most = decimals(&target.printed.0).max(decimals(&total.printed));
    let scale = 10_f64.powi(i32::try_from(most).unwrap_or(i32::MAX));
    ((target.low_usd_bn - total.value) * scale).round() / scale
}

fn passing<'a>(selection: &Selection<'a>, target: &Target) -> Option<Passing<'a>> {
    let announced = target
        .announced
        .year()
        .and_then(|year| u16::try_from(year).ok())?;
    let mut levels: Vec<&PublishedFigure> = [Span::Year, Span::YearToDate]
        .into_iter()
        .flat_map(|span| {
            let level = move |period| selection.level(Flow::Total, span, period);
            selection.periods(span).into_iter().filter_map(level)
        })
        .map(|selected| selected.figure)
        .filter(|figure| figure.period.first().year() >= announced)
        .collect();
    levels.sort_by_key(|figure| figure.period.last());
    let figure = *levels
        .iter()
        .find(|figure| figure.value >= target.low_usd_bn)?;
    let last = figure.period.last();
    let before = levels
        .iter()
        .copied()
        .filter(|level| !level.is_floor())
        .find(|level| Some(level.period.last()) == last.previous() && last.month() != Some(1));
    let unknown_years = (announced..last.year())
        .filter_map(Period::of_year)
        .filter(|year| {
            let period = PeriodRange::from(*year);
            selection.level(Flow::Total, Span::Year, period).is_none()
        })
        .collect();
    Some(Passing {
        figure,
        before,
        unknown_years,
    })
}
