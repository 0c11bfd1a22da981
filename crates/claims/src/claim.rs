//! What is read from a text: the fields of a claim.

use crate::{Area, ClaimPeriod};
use serde::{Serialize, Serializer};
use std::fmt;
use stirstick_codes::Currency;

/// What a claim says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// An amount.
    Level,
    /// A surplus or a deficit, the latter negative.
    Balance,
    /// A change, relative or absolute, of a level, a balance or a share.
    Growth,
    /// A part of a total.
    Share,
    /// A place in a list.
    Rank,
    /// An official goal, also once it is met.
    Target,
    /// What is expected, likely or possible.
    Forecast,
}

/// Which way the goods go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Direction {
    /// Exports and imports together.
    TwoWay,
    /// What the reporter sells.
    Exports,
    /// What the reporter buys.
    Imports,
    /// Exports less imports of the reporter.
    Balance,
}

/// What the value counts; as text an ISO 4217 code in lower case, `percent`, `pp` or `rank`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unit {
    /// Whole units of a currency, never thousands or millions.
    Currency(Currency),
    /// Hundredths.
    Percent,
    /// Percentage points.
    Points,
    /// A place in a list, 1 being the first.
    Rank,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Currency(currency) => f.write_str(&currency.as_str().to_ascii_lowercase()),
            Self::Percent => f.write_str("percent"),
            Self::Points => f.write_str("pp"),
            Self::Rank => f.write_str("rank"),
        }
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Which way a hedge leaves the figure open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Hedge {
    /// Either way: "about", "roughly".
    About,
    /// The true figure is no smaller: "over", "at least", "exceeded".
    AtLeast,
    /// The true figure is no larger: "nearly", "less than", "up to".
    AtMost,
}

impl Hedge {
    /// Reads the value that the tables of a language give a hedge.
    pub(crate) fn parse(value: &str) -> Option<Self> {
        match value {
            "about" => Some(Self::About),
            "at_least" => Some(Self::AtLeast),
            "at_most" => Some(Self::AtMost),
            _ => None,
        }
    }
}

/// A part of the text of a document, in characters (not bytes), the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Span {
    /// The first character, counted from 0.
    pub start: usize,
    /// The character after the last one.
    pub end: usize,
}

/// A field of a claim, as its doubts name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Field {
    /// [`Claim::kind`].
    Kind,
    /// [`Claim::value`].
    Value,
    /// [`Claim::unit`].
    Unit,
    /// [`Claim::direction`].
    Direction,
    /// [`Claim::reporter`].
    Reporter,
    /// [`Claim::partner`].
    Partner,
    /// [`Claim::pair`].
    Pair,
    /// [`Claim::goods`].
    Goods,
    /// [`Claim::period`].
    Period,
    /// [`Claim::comparison_period`].
    ComparisonPeriod,
}

/// Why a field was not read from the words beside the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// Taken from an earlier or a later sentence of the passage.
    FromContext,
    /// Nothing in the passage states it; what is most usual is given, or null.
    NotStated,
    /// Relative to a date of publication that was not given but found in the text.
    DatedByText,
    /// Relative to a date of publication that is not known.
    NoPublicationDate,
    /// The wording has two readings; the likelier is given.
    TwoReadings,
}

/// A field that is less sure than the rest, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Doubt {
    /// Which field.
    pub field: Field,
    /// Why it is unsure.
    pub reason: Reason,
}

/// One figure about cross-border trade, and what it is said of.
///
/// Fields that do not apply are `None`, in JSON null.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Claim {
    /// What the figure says.
    pub kind: Kind,
    /// The figure in whole units, negative for falls and deficits; the lower end of a range.
    pub value: f64,
    /// The upper end of a range.
    pub value_high: Option<f64>,
    /// What the value counts.
    pub unit: Unit,
    /// Which way the goods go.
    pub direction: Direction,
    /// Whose flow, balance, total or list it is; `None` for trade both ways.
    pub reporter: Option<Area>,
    /// The other side; for a share or a rank who holds the place.
    pub partner: Option<Area>,
    /// Both sides of trade both ways, sorted by code; the world with itself for world trade.
    pub pair: Option<[Area; 2]>,
    /// `total`, `services`, `goods and services`, or the noun of the text.
    pub goods: String,
    /// What time the figure is about.
    pub period: Option<ClaimPeriod>,
    /// What a change is measured against; for growth, and for targets and forecasts of growth.
    pub comparison_period: Option<ClaimPeriod>,
    /// True after a hedge, for ranges, and for fractions and multiples in words.
    pub approx: bool,
    /// Which way a hedge word leaves the figure open; `None` without one, also where [`Claim::approx`] is
    /// true for a range, a fraction or a multiple in words.
    pub hedge: Option<Hedge>,
    /// True for an average rate a year.
    pub annualised: bool,
    /// The shortest clause around the figure.
    pub span: Span,
    /// The number with its unit or scale word.
    pub figure: Span,
    /// The text of [`Claim::span`].
    pub text: String,
    /// How sure the reading is, from 0 to 1.
    ///
    /// 1 when every field was read from the clause of the figure. Each doubt takes a fixed part away, by
    /// reason: 0.05 for what the rest of the passage states, 0.1 for a date found in the text, 0.15 for a
    /// choice between two readings, 0.2 for what nothing states. It orders readings; it is no probability.
    pub confidence: f64,
    /// Which fields are unsure, and why.
    pub unsure: Vec<Doubt>,
}
