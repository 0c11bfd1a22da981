//! What was read: counts by file, and rows that were rejected.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

use super::error::{Place, ReadError};
use super::source::SourceFormat;

/// A row that was not stored because something in it is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// The file as the user named it.
    pub file: String,
    /// The member of the archive, if the file is one.
    pub member: Option<String>,
    /// Line of the text counted from 1 with the header, or number of the record in JSON and Parquet.
    pub line: u64,
    /// Name of the column at fault; empty when the row as a whole is.
    pub column: String,
    /// What stood there, shortened when it is long.
    pub value: String,
    /// Why it is wrong, and what to do where that is known.
    pub reason: String,
}

impl std::error::Error for Reject {}

impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(member) = &self.member {
            write!(f, "!{member}")?;
        }
        write!(f, ", line {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", column {:?}", self.column)?;
        }
        write!(f, ": {:?}: {}", self.value, self.reason)
    }
}

/// What one table held and what became of it.
///
/// Records read = stored + rejected + set aside. A record is a row; in a layout with several values
/// a row (a column for each year, or one for exports and one for imports) it is a value cell that
/// is not empty, and a row that is rejected before its cells can be told apart counts as one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileReport {
    /// The file as the user named it.
    pub file: String,
    /// The member of the archive, if the file is one.
    pub member: Option<String>,
    /// The layout.
    pub format: SourceFormat,
    /// What the table is for.
    pub content: TableContent,
    /// SHA-256 of the file as it lies on disk, in hexadecimal.
    pub sha256: String,
    /// Size of the file on disk.
    pub bytes: u64,
    /// Rows of the table, without its header.
    pub lines: u64,
    /// Records read.
    pub rows_read: u64,
    /// Records handed on as flows.
    pub rows_stored: u64,
    /// Records rejected as bad, each of them listed.
    pub rows_rejected: u64,
    /// Records that are sound but left out, for instance because a total states them too, by reason.
    pub set_aside: BTreeMap<String, u64>,
    /// Empty value cells of a layout with several values a row.
    pub cells_empty: u64,
    /// Codes with their descriptions, in a code file.
    pub labels: u64,
    /// Anything else a reader of the result should know.
    pub notes: Vec<String>,
}

/// What a table is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TableContent {
    /// Trade flows.
    Flows,
    /// Country codes that belong to the flows.
    CountryCodes,
    /// Product codes and their descriptions.
    ProductCodes,
    /// Text for people, such as a Readme in an archive.
    Documentation,
}

impl FileReport {
    pub(crate) fn new(place: &Place, format: SourceFormat, content: TableContent) -> Self {
        FileReport {
            file: place.file_name().to_owned(),
            member: place.member_name().map(str::to_owned),
            format,
            content,
            sha256: String::new(),
            bytes: 0,
            lines: 0,
            rows_read: 0,
            rows_stored: 0,
            rows_rejected: 0,
            set_aside: BTreeMap::new(),
            cells_empty: 0,
            labels: 0,
            notes: Vec::new(),
        }
    }

    /// The file, with the member of the archive if it is one, as [`FlowSink::begin`] was told it.
    ///
    /// [`FlowSink::begin`]: super::FlowSink::begin
    #[must_use]
    pub fn name(&self) -> String {
        match &self.member {
            Some(member) => format!("{}!{member}", self.file),
            None => self.file.clone(),
        }
    }

    /// What it is, for people: the name of its layout, or that it is no table.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self.content {
            TableContent::Documentation => "text for people",
            _ => self.format.label(),
        }
    }

    /// Records set aside, over all reasons.
    #[must_use]
    pub fn rows_set_aside(&self) -> u64 {
        self.set_aside.values().sum()
    }

    /// Fails unless every record read is accounted for.
    pub(crate) fn check(&self, place: &Place) -> Result<(), ReadError> {
        let accounted = self.rows_stored + self.rows_rejected + self.rows_set_aside();
        if accounted == self.rows_read {
            Ok(())
        } else {
            Err(ReadError::Conservation {
                place: place.clone(),
                read: self.rows_read,
                accounted,
            })
        }
    }

    pub(crate) fn note(&mut self, note: &str) {
        if !self.notes.iter().any(|held| held == note) {
            self.notes.push(note.to_owned());
        }
    }
}
