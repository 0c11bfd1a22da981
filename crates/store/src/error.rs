//! What can go wrong with a store.

use crate::read::ReadError;
use std::io;
use std::path::PathBuf;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file operation failed.
    #[error("cannot {action} {}: {source}", path.display())]
    File {
        /// What was tried, as a verb.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// An input file could not be read as trade data.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Two rows of the input state the same flow.
    #[error(
        "{file}, row {row}: the same flow as {first_file}, row {first_row} ({key}); a flow may be stated once. \
         Remove one of the rows, or import the files as separate datasets"
    )]
    DuplicateFlow {
        /// File of the second statement.
        file: String,
        /// Row of the second statement.
        row: u64,
        /// File of the first statement.
        first_file: String,
        /// Row of the first statement.
        first_row: u64,
        /// The flow in words.
        key: String,
    },
    /// The input held no row to store.
    #[error("{files} held no row to store: every row was rejected or set aside")]
    NothingToStore {
        /// The files that were read.
        files: String,
    },
    /// The manifest is not one that this version can read.
    #[error("{}: {reason}", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Another process is writing to the store.
    #[error("another stirstick is writing to {}: try again when it has finished", path.display())]
    Busy {
        /// The store.
        path: PathBuf,
    },
    /// No dataset of that name.
    #[error(
        "no imported dataset is named {name:?}: there are {known}; built in are {}",
        crate::builtin::names()
    )]
    UnknownDataset {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The dataset has no such release.
    #[error("dataset {name} has no release {release}: it may have been replaced or removed")]
    UnknownRelease {
        /// The dataset.
        name: String,
        /// The release asked for.
        release: String,
    },
    /// A name that cannot be a dataset.
    #[error(
        "{name:?} cannot name a dataset: use 1 to 63 lower-case letters, digits and underscores, starting with a letter, \
         but not flows, a built-in name, or one that ends in _pairs, _goods or _products"
    )]
    DatasetName {
        /// The name asked for.
        name: String,
    },
    /// A file of the store is not what the manifest says it is.
    #[error("{}: {reason}; remove the dataset and import it again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// How it differs.
        reason: String,
    },
    /// A statement that may not run.
    #[error("this statement may not run: {reason}")]
    Forbidden {
        /// Which rule it breaks.
        reason: String,
    },
    /// A statement that is no sense: its grammar, a name, or a type is wrong.
    #[error("the statement is wrong: {reason}")]
    Statement {
        /// What the engine said.
        reason: String,
    },
    /// A query failed.
    #[error("the query failed: {reason}")]
    Query {
        /// What the engine said.
        reason: String,
    },
    /// No receipt of that identifier.
    #[error("no receipt {id:?} is known in this store")]
    UnknownReceipt {
        /// The identifier asked for.
        id: String,
    },
    /// Several receipts have identifiers that start so.
    #[error("several receipts start with {id:?}: give more of the identifier")]
    AmbiguousReceipt {
        /// The start that was given.
        id: String,
    },
    /// A table's columns are not those that were asked for.
    #[error("{table}: {reason}")]
    Column {
        /// The file or dataset.
        table: String,
        /// What is wrong.
        reason: String,
    },
    /// A cell is no number where one is wanted.
    #[error(
        "{table}, line {line}: column {column:?} holds {value:?}, which is no finite number; an empty cell, NA or . is missing"
    )]
    Cell {
        /// The file or dataset.
        table: String,
        /// Line of the file, with the header as 1; row of a Parquet file.
        line: u64,
        /// The column.
        column: String,
        /// What the cell holds.
        value: String,
    },
    /// A limit of the store or of its file formats was passed.
    #[error("{what} exceeds the limit of {limit}")]
    Limit {
        /// What was too large.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
}

impl Error {
    pub(crate) fn file(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::File {
            action,
            path,
            source,
        }
    }

    pub(crate) fn query(error: impl std::fmt::Display) -> Error {
        Error::Query {
            reason: error.to_string(),
        }
    }
}
