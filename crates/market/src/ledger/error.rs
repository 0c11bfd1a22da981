//! What can be wrong with the rows that the ledger is made from.

use stirstick_codes::{Country, Period};

/// A row that cannot be read, or rows that do not belong in one series.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// A field holds something else than its column allows.
    #[error("row {row}, column {column}: expected {expected}, got {got:?}")]
    Field {
        /// Number of the row, the first after the header being 1.
        row: u64,
        /// Name of the column.
        column: &'static str,
        /// What the column allows, in words.
        expected: &'static str,
        /// What the field holds.
        got: String,
    },
    /// A field holds an unknown country, period, currency or valuation.
    #[error("row {row}, column {column}: {source}")]
    Code {
        /// Number of the row, the first after the header being 1.
        row: u64,
        /// Name of the column.
        column: &'static str,
        /// Why the code was refused.
        source: stirstick_codes::Error,
    },
    /// The text is not CSV with the expected columns.
    #[error("not the expected CSV: {0}")]
    Csv(#[from] csv::Error),
    /// Figures of one series have different units or valuations.
    #[error("the figures of {reporter} with {partner} mix the {what} {first} and {second}")]
    MixedSeries {
        /// Whose customs.
        reporter: Country,
        /// With whom.
        partner: Country,
        /// `unit` or `valuation`.
        what: &'static str,
        /// One of them.
        first: String,
        /// Another.
        second: String,
    },
    /// Two rows claim to be the same flow.
    #[error("two values for the trade from {exporter} to {importer} in {period}, {basis}")]
    DuplicateFlow {
        /// Exporter of both rows.
        exporter: Country,
        /// Importer of both rows.
        importer: Country,
        /// Period of both rows.
        period: Period,
        /// Reporter and valuation of both rows, in words.
        basis: String,
    },
}
