use crate::country;
use crate::map_table::TableProblem;
use thiserror::Error as ThisError;

/// What was wrong with a piece of text that should have been a code.
///
/// `got` holds what was read, cut to a length that can be shown.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// The text is not the code of a country or trade area.
    #[error("{got:?} is not a country code: expected {expected}")]
    CountryCode {
        /// What was read.
        got: String,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// The text is not the name of a country or trade area; the message names the nearest ones.
    #[error("{got:?} is not a country{}", country::hint(got))]
    CountryName {
        /// What was read.
        got: String,
    },
    /// The text is not a product code.
    #[error("{got:?} is not a product code: expected {expected}")]
    Product {
        /// What was read.
        got: String,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// The text is not a period or a range of periods.
    #[error("{got:?} is not a period: expected {expected}")]
    Period {
        /// What was read.
        got: String,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// The text is not one of a closed list of words.
    #[error("{got:?} is not a {what}: expected {expected}")]
    Word {
        /// What kind of word was expected.
        what: &'static str,
        /// What was read.
        got: String,
        /// The accepted words.
        expected: &'static str,
    },
    /// A table that a user wrote cannot be used.
    #[error(transparent)]
    Table(Box<TableError>),
}

/// What is wrong with a table that a user wrote, with the place and what to do.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[error("{table}, line {line}{}: {}{problem}", in_column(column), quoted(got))]
pub struct TableError {
    /// Which kind of table: `machine map` or `input map`.
    pub table: &'static str,
    /// The line in the text, the header being line 1.
    pub line: u64,
    /// The column's name; empty when the problem is not of one column.
    pub column: String,
    /// What was read; empty when nothing was.
    pub got: String,
    /// What is wrong with it, and the remedy.
    pub problem: TableProblem,
}

fn in_column(column: &str) -> String {
    if column.is_empty() {
        return String::new();
    }
    format!(", column {column}")
}

fn quoted(got: &str) -> String {
    if got.is_empty() {
        return String::new();
    }
    format!("{got:?} ")
}

impl Error {
    /// The names nearest to an unknown country name, nearest first, three at most.
    ///
    /// Empty for every other kind of error and when no name is near. Cost: one comparison with each
    /// of about a thousand names, a tenth of a millisecond, each time it is called.
    #[must_use]
    pub fn suggestions(&self) -> Vec<&'static str> {
        match self {
            Error::CountryName { got } => country::nearest(got)
                .into_iter()
                .map(country::Country::name)
                .collect(),
            _ => Vec::new(),
        }
    }
}
