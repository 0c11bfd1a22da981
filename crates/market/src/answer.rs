//! The shape of every answer: figures, tables and charts with their units, caveats and receipts.
//!
//! An answer is plain and serialisable. It holds numbers and says what they are; how they look is
//! decided by whoever renders it, and a renderer computes nothing.

use serde::{Deserialize, Serialize};
pub use stirstick_store::Receipt;

/// What a question returns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// What the answer is about, in a few words.
    pub title: String,
    /// The command line that asks the same question again.
    pub command: String,
    /// True when any row behind the answer is synthetic; every rendering must say so.
    pub synthetic: bool,
    /// The parts of the answer in reading order.
    pub sections: Vec<Section>,
    /// Where every figure came from, in order of first use.
    pub receipts: Vec<Receipt>,
}

/// One part of an answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Stable name, used as an anchor: `ledger`, `suppliers`.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Sentences to read first; their numbers are figures of this section.
    pub statements: Vec<Statement>,
    /// Single numbers.
    pub figures: Vec<Figure>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Charts, each drawn from the numbers it carries.
    pub charts: Vec<Chart>,
    /// What limits the reading of this section.
    pub caveats: Vec<Caveat>,
    /// Set when the data for the section is not there.
    pub missing: Option<Missing>,
}

/// A sentence whose numbers are figures.
///
/// `text` holds `{0}`, `{1}` … which stand for `figures[0]`, `figures[1]` …, the identifiers of
/// figures of the same section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The sentence with its placeholders.
    pub text: String,
    /// Figure identifiers, by placeholder number.
    pub figures: Vec<String>,
}

/// One number with everything needed to read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Stable name within the section: `total_2023`.
    pub id: String,
    /// What the number is, in words.
    pub label: String,
    /// The number in `unit`; `None` is a gap, never zero.
    pub value: Option<f64>,
    /// Unit and scale of `value`.
    pub unit: Unit,
    /// Decimals as published or as justified; `None` lets the renderer choose by unit.
    pub decimals: Option<u8>,
    /// Period that the number covers, in the text form of a period or a range of periods.
    pub period: Option<String>,
    /// Whose customs and which valuation, in words.
    pub basis: Option<String>,
    /// Anything else that a reader must know.
    pub note: Option<String>,
    /// Identifier of the receipt.
    pub receipt: Option<String>,
}

/// Unit and scale of a number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Unit {
    /// Money: `value * 10^scale_power10` units of `currency`.
    Money {
        /// ISO 4217 code.
        currency: String,
        /// Power of ten: 0, 3, 6 or 9.
        scale_power10: u8,
    },
    /// Per cent; 26.3 is 26.3%.
    Percent,
    /// A share of one; 0.25 is a quarter. Shown as per cent.
    Share,
    /// Difference of two percentages.
    PercentagePoints,
    /// A count of things.
    Count,
    /// Metric tonnes.
    Tonnes,
    /// An index without unit, such as a Herfindahl index between 0 and 1.
    Index,
    /// A calendar year or period, as text.
    Period,
    /// Text or a number without unit.
    #[default]
    None,
}

/// A table. Every row has one cell per column.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Stable name within the section: `by_supplier`.
    pub id: String,
    /// Caption.
    pub title: String,
    /// Columns in order.
    pub columns: Vec<Column>,
    /// Rows in order.
    pub rows: Vec<Vec<Cell>>,
    /// Identifier of the receipt behind the rows.
    pub receipt: Option<String>,
    /// What a reader must know before using the table.
    pub note: Option<String>,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Machine name: `share_from`, used as header in CSV and Parquet.
    pub id: String,
    /// Heading for people.
    pub label: String,
    /// Unit of its numbers.
    pub unit: Unit,
    /// Decimals to show; `None` lets the renderer choose by unit.
    pub decimals: Option<u8>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", untagged)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A number in the unit of its column.
    Number(f64),
    /// No value: shown as a gap, never as zero.
    Gap(()),
}

/// A chart with its numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// Stable name within the section.
    pub id: String,
    /// Caption; it says what to see.
    pub title: String,
    /// How it is drawn.
    pub kind: ChartKind,
    /// Unit of the values.
    pub unit: Unit,
    /// Categories or periods along the first axis.
    pub categories: Vec<String>,
    /// One value per category in every series.
    pub series: Vec<Series>,
    /// Areas behind the lines of a line chart, the widest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
    /// Levels across a line chart, such as a target.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// Identifier of the receipt behind the numbers.
    pub receipt: Option<String>,
    /// What a reader must know.
    pub note: Option<String>,
}

/// An area between a lower and an upper line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Name in the legend.
    pub name: String,
    /// Lower end for each category; `None` is a gap.
    pub low: Vec<Option<f64>>,
    /// Upper end for each category.
    pub high: Vec<Option<f64>>,
}

/// A level across a chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// What it is.
    pub name: String,
    /// Where it is.
    pub value: f64,
}

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// Lines over periods; gaps break the line.
    #[default]
    Line,
    /// Vertical bars, one per category and series.
    Bar,
    /// Horizontal bars, positive and negative parts stacked from zero.
    StackedBar,
}

/// One series of a chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Name in the legend.
    pub name: String,
    /// One value per category; `None` is a gap.
    pub values: Vec<Option<f64>>,
}

/// A limit on how the numbers may be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caveat {
    /// The limit in one or two sentences.
    pub text: String,
}

/// What is missing and how to get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// What the section would need.
    pub what: String,
    /// The command that gets it.
    pub command: String,
}
