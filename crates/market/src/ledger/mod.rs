//! The ledger: how big a trade is, how fast it grows, and which targets it met.
//!
//! Two sources answer. [`published`] reads figures that a customs service published, each with its
//! page and date, so that the question can be put as of any day. `flows` reads trade flows by
//! year and month from a store. Both take slices and return sections; nothing here reads a file, a
//! clock or a database.
//!
//! ```text
//! rows -> PublishedFigure -> Selection (as of a date) -> growth, targets -> Section
//! rows -> FlowTotal -> one ledger for each customs service and valuation -> Section
//! ```
//!
//! Exports FOB and imports CIF of one customs service are added only because that service publishes
//! their sum as two-way trade, and the sum says so; figures of two services never are. Start with
//! [`Selection::as_of`], which decides what counts.

mod answer;
mod dates;
mod error;
mod figures;
mod flow_section;
mod flow_tables;
mod flows;
mod growth;
mod headline;
mod read;
mod reading;
mod reason;
mod section;
mod select;
mod tables;
mod target_words;
mod targets;
#[cfg(test)]
mod tests;
mod words;

pub use answer::{Ask, answer};
pub(crate) use answer::{
    Counts, Known, Parts, counts_of, flow_datasets, parts, published_of, totals,
};
pub use dates::PublicationDate;
pub use error::LedgerError;
pub use figures::{
    FigureRow, FigureValuation, Flow, Measure, PublishedFigure, Span, figures_from_csv,
};
pub use flow_section::flows;
pub use flows::FlowTotal;
pub(crate) use flows::{FlowLedger, Part, ledgers};
pub use growth::{ComputedGrowth, Growth, growth};
pub use reason::Reason;
pub use section::{Receipts, published};
pub use select::{Selected, Selection};
pub use tables::TABLES_OF_SOURCES;
pub use targets::{
    Passing, Status, Target, TargetKind, TargetOutcome, TargetRow, judge, targets_from_csv,
};
