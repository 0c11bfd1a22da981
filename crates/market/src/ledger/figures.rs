//! Figures as a customs service published them: one value of one flow and period, from one page.
//!
//! [`FigureRow`] holds the text of a row of `data/published_figures.csv`, [`PublishedFigure`] what it
//! means. The layout is described in `data/README.md`.

use super::dates::PublicationDate;
use super::error::LedgerError;
use super::read::Place;
use super::reason::Reason;
use crate::answer::Unit;
use serde::Deserialize;
use stirstick_codes::{Country, Frequency, PeriodRange, Valuation};

/// Which part of the trade a figure counts, as seen from the reporter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flow {
    /// Exports and imports together, as the customs publishes them.
    Total,
    /// Exports of the reporter.
    Exports,
    /// Imports of the reporter.
    Imports,
}

impl Flow {
    /// All flows in the order of tables.
    pub const ALL: [Flow; 3] = [Flow::Total, Flow::Exports, Flow::Imports];

    /// The text form: `total`, `exports`, `imports`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Flow::Total => "total",
            Flow::Exports => "exports",
            Flow::Imports => "imports",
        }
    }
}

/// Whether a figure is an amount or a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// An amount of money.
    Level,
    /// Growth against the same months of the year before, in per cent.
    Growth,
}

/// What kind of period a figure covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// A calendar year.
    Year,
    /// January to a month before December.
    YearToDate,
    /// One month.
    Month,
}

/// How the value of a figure is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FigureValuation {
    /// One valuation throughout.
    One(Valuation),
    /// A sum of exports and imports that are valued differently.
    Sum {
        /// Valuation of the exports.
        exports: Valuation,
        /// Valuation of the imports.
        imports: Valuation,
    },
}

impl FigureValuation {
    /// Reads `fob` or `fob+cif` (exports, then imports).
    ///
    /// # Errors
    /// When a part is no valuation.
    pub fn parse(text: &str) -> Result<Self, stirstick_codes::Error> {
        match text.split_once('+') {
            None => Valuation::parse(text).map(FigureValuation::One),
            Some((exports, imports)) => Ok(FigureValuation::Sum {
                exports: Valuation::parse(exports)?,
                imports: Valuation::parse(imports)?,
            }),
        }
    }

    /// The valuation in words for a reader.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            FigureValuation::One(valuation) => valuation_words(valuation).to_owned(),
            FigureValuation::Sum { exports, imports } => format!(
                "exports {} plus imports {}",
                valuation_words(exports),
                valuation_words(imports)
            ),
        }
    }
}

/// A valuation as it stands in a sentence.
pub(crate) fn valuation_words(valuation: Valuation) -> &'static str {
    match valuation {
        Valuation::Fob => "FOB",
        Valuation::Cif => "CIF",
        Valuation::Reconciled => "reconciled",
        Valuation::Unstated => "of unstated valuation",
    }
}

/// The text of one row of `published_figures.csv`; fields are named as the columns.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[expect(
    missing_docs,
    reason = "every field is the column of the same name in data/README.md"
)]
pub struct FigureRow {
    pub reporter: String,
    pub partner: String,
    pub flow: String,
    pub measure: String,
    pub frequency: String,
    pub period: String,
    pub value: String,
    pub unit: String,
    pub valuation: String,
    pub customs: String,
    pub published: String,
    pub in_series: String,
    pub reason: String,
    pub source_url: String,
    pub note: String,
}

/// One figure as it was printed.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedFigure {
    /// Whose customs.
    pub reporter: Country,
    /// With whom.
    pub partner: Country,
    /// Which part of the trade.
    pub flow: Flow,
    /// Amount or change.
    pub measure: Measure,
    /// Kind of period.
    pub span: Span,
    /// The months covered.
    pub period: PeriodRange,
    /// The number, in `unit`.
    pub value: f64,
    /// Decimals that were printed: the precision.
    pub decimals: u8,
    /// The number as text, as it was printed.
    pub printed: String,
    /// Unit and scale.
    pub unit: Unit,
    /// How the value is counted.
    pub valuation: FigureValuation,
    /// The customs service, in words.
    pub customs: String,
    /// When the page appeared.
    pub published: PublicationDate,
    /// False for a figure that is kept only to be told apart.
    pub in_series: bool,
    /// Why it is not in the series, or a mark.
    pub reason: Option<Reason>,
    /// Address of the page.
    pub source_url: String,
    /// What was said about it.
    pub note: String,
}

impl PublishedFigure {
    /// Reads the figure from the text of row number `row`, counted from 1.
    ///
    /// # Errors
    /// [`LedgerError::Field`] or [`LedgerError::Code`] for the first field that cannot be read, and
    /// for a figure outside the series without a reason.
    pub fn read(row: u64, fields: &FigureRow) -> Result<Self, LedgerError> {
        let at = Place { row };
        let span = at.one_of("frequency", "A, YTD or M", &fields.frequency, &SPANS)?;
        let period = at.code("period", PeriodRange::parse(&fields.period))?;
        if !fits(span, period) {
            return Err(at.field("period", "a period of the row's frequency", &fields.period));
        }
        let (value, decimals) = at.number("value", &fields.value)?;
        let measure = at.one_of("measure", "level or growth", &fields.measure, &MEASURES)?;
        let in_series = at.one_of("in_series", "yes or no", &fields.in_series, &YES_NO)?;
        let reason = at.reason(&fields.reason)?;
        if !in_series && reason.is_none() {
            return Err(at.field("reason", "a reason where in_series is no", &fields.reason));
        }
        Ok(PublishedFigure {
            reporter: at.code("reporter", Country::from_iso3(&fields.reporter))?,
            partner: at.code("partner", Country::from_iso3(&fields.partner))?,
            flow: at.one_of("flow", "total, exports or imports", &fields.flow, &FLOWS)?,
            measure,
            span,
            period,
            value,
            decimals,
            printed: fields.value.clone(),
            unit: at.unit(measure, &fields.unit)?,
            valuation: at.code("valuation", FigureValuation::parse(&fields.valuation))?,
            customs: fields.customs.clone(),
            published: at.date("published", &fields.published)?,
            in_series,
            reason,
            source_url: fields.source_url.clone(),
            note: fields.note.clone(),
        })
    }

    /// The first day on which the figure certainly was public.
    #[must_use]
    pub fn known_from(&self) -> jiff::civil::Date {
        self.published.figure_known_from(self.period)
    }

    /// One unit in the last printed place: 0.1 for 240.1.
    #[must_use]
    pub fn last_place(&self) -> f64 {
        10_f64.powi(-i32::from(self.decimals))
    }

    /// True when the source rounded, cut off or hedged the number.
    #[must_use]
    pub fn is_rounded(&self) -> bool {
        self.reason == Some(Reason::Rounded)
    }

    /// True when the source says "more than" the number: the true one has no upper end.
    #[must_use]
    pub fn is_floor(&self) -> bool {
        self.reason == Some(Reason::MoreThan)
    }

    /// True when the number is rounded or a floor, so that it is not known to its last place.
    #[must_use]
    pub fn is_hedged(&self) -> bool {
        self.is_rounded() || self.is_floor()
    }
}

/// Reads all figures of a CSV text with the columns of [`FigureRow`].
///
/// # Errors
/// [`LedgerError::Csv`] when columns are missing, otherwise as [`PublishedFigure::read`].
pub fn figures_from_csv(text: &str) -> Result<Vec<PublishedFigure>, LedgerError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    (1..)
        .zip(reader.deserialize::<FigureRow>())
        .map(|(row, fields)| PublishedFigure::read(row, &fields?))
        .collect()
}

const FLOWS: [(&str, Flow); 3] = [
    ("total", Flow::Total),
    ("exports", Flow::Exports),
    ("imports", Flow::Imports),
];
const MEASURES: [(&str, Measure); 2] = [("level", Measure::Level), ("growth", Measure::Growth)];
const SPANS: [(&str, Span); 3] = [
    ("A", Span::Year),
    ("YTD", Span::YearToDate),
    ("M", Span::Month),
];
const YES_NO: [(&str, bool); 2] = [("yes", true), ("no", false)];

fn fits(span: Span, period: PeriodRange) -> bool {
    let single = period.single().map(|period| period.frequency());
    match span {
        Span::Year => single == Some(Frequency::Annual),
        Span::Month => single == Some(Frequency::Monthly),
        Span::YearToDate => period.first().month() == Some(1) && period.months() < 12,
    }
}
