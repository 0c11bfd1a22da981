//! Why a table of the calibration could not be read.

/// Why a table of the calibration could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The table is no CSV with the expected columns.
    #[error("table of {table}: {source}")]
    Table {
        /// Which table.
        table: &'static str,
        /// What the reader said.
        source: csv::Error,
    },

    /// A cell does not hold what it must.
    #[error("table of {table}, row {row}: expected {expected}, got `{got}`")]
    Cell {
        /// Which table.
        table: &'static str,
        /// Row after the header, from 1.
        row: usize,
        /// What the cell must hold.
        expected: &'static str,
        /// What it holds.
        got: String,
    },

    /// A table lacks rows.
    #[error("table of {table}: {got} rows; expected {expected}")]
    Rows {
        /// Which table.
        table: &'static str,
        /// Rows that must be there.
        expected: usize,
        /// Rows that are there.
        got: usize,
    },
}
