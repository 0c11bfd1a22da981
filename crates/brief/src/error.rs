//! What can go wrong when an answer is written.

use std::fmt;

/// A section without data: what it would need and how to get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Heading of the section.
    pub section: String,
    /// What the section would need.
    pub what: String,
    /// The command that gets it.
    pub command: String,
}

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}: {} (get it with: {})",
            self.section, self.what, self.command
        )
    }
}

/// Why an answer could not be written in the format asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The name of a format is not known.
    #[error("no output format is called '{got}'; the formats are {expected}")]
    UnknownFormat {
        /// What was written.
        got: String,
        /// The names that are known, separated by commas.
        expected: &'static str,
    },
    /// No table of the answer has the name asked for, or several have it.
    #[error("{} table is called '{got}'; the tables of this answer are: {}", if *.ambiguous { "more than one" } else { "no" }, listed(.available))]
    UnknownTable {
        /// What was written.
        got: String,
        /// True when several sections have a table of that name.
        ambiguous: bool,
        /// The names that can be asked for.
        available: Vec<String>,
    },
    /// The first section has no table and no figures, and no table was named.
    #[error("the first section has no table to write{}; the tables of this answer are: {}", reasons(.missing), listed(.available))]
    NoTable {
        /// The names that can be asked for.
        available: Vec<String>,
        /// Sections whose data is not there.
        missing: Vec<Missing>,
    },
    /// A row of a table does not have one cell per column.
    #[error("row {row} of table '{table}' has {got} cells where the table has {expected} columns")]
    RowShape {
        /// Identifier of the table.
        table: String,
        /// Row, counted from 1.
        row: usize,
        /// Number of columns.
        expected: usize,
        /// Number of cells.
        got: usize,
    },
    /// The answer has no chart.
    #[error("this answer has no chart to draw; choose another format")]
    NoChart,
    /// No chart of the answer has the name asked for.
    #[error("no chart is called '{got}'; the charts of this answer are: {}", listed(.available))]
    UnknownChart {
        /// What was written.
        got: String,
        /// The names that can be asked for.
        available: Vec<String>,
    },
    /// A picture could not be drawn.
    #[error("the picture could not be drawn: {what}")]
    Picture {
        /// What the drawing program said.
        what: String,
    },
    /// JSON could not be written.
    #[error("the answer could not be written as JSON")]
    Json(#[from] serde_json::Error),
    /// CSV could not be written.
    #[error("the table could not be written as CSV")]
    Csv(#[from] csv::Error),
    /// The columns do not make a table in memory.
    #[error("the table could not be laid out in columns")]
    Columns(#[from] arrow::error::ArrowError),
    /// Parquet could not be written.
    #[error("the table could not be written as Parquet")]
    Parquet(#[from] parquet::errors::ParquetError),
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        "(none)".to_owned()
    } else {
        names.join(", ")
    }
}

fn reasons(missing: &[Missing]) -> String {
    missing.iter().fold(String::new(), |mut text, one| {
        text.push_str("; ");
        text.push_str(&one.to_string());
        text
    })
}
