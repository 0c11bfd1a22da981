//! Named columns of a user's table, read whole into memory: for estimates, whose rows are no trade flows.
//!
//! [`read_columns`] takes CSV (plain, gzip, zstd or in a zip archive) and Parquet; [`Session::columns`] the flows of a
//! release. A cell that is empty or one of a few signs for it is missing; any other cell that is no number where one
//! is wanted is an error with its place.

mod arrow_columns;
mod delimited;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

use crate::error::Error;
use crate::query::Session;
use crate::read::limits::Limits;
use crate::read::open::{open, sha256};

/// What a column is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Numbers.
    Number,
    /// Names of groups, of any type.
    Group,
}

/// A column in memory.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnData {
    /// Numbers; not a number where the cell is missing.
    Numbers(Vec<f64>),
    /// For each row the place of its value among `values`, [`MISSING`] where the cell is missing.
    Groups {
        /// Place of each row's value.
        codes: Vec<u32>,
        /// The distinct values, in the order of first appearance.
        values: Vec<String>,
    },
}

/// Code of a row whose group is missing.
pub const MISSING: u32 = u32::MAX;

/// Columns of one table, all of the same length.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    /// The file or dataset.
    pub source: String,
    /// Hash of the file or release.
    pub sha256: String,
    /// Rows.
    pub rows: usize,
    /// The columns asked for, in that order.
    pub data: Vec<ColumnData>,
    /// True when the table says that it is invented.
    pub synthetic: bool,
}

/// Numbers distinct values as they appear.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    places: HashMap<Box<[u8]>, u32, foldhash::fast::RandomState>,
    integers: HashMap<i64, u32, foldhash::fast::RandomState>,
    values: Vec<String>,
    codes: Vec<u32>,
    last: Vec<u8>,
    last_integer: Option<i64>,
}

impl Groups {
    pub(crate) fn with_room(rows: usize) -> Self {
        Self {
            codes: Vec::with_capacity(rows),
            ..Self::default()
        }
    }

    pub(crate) fn add(&mut self, value: &[u8]) {
        // Tables are often sorted, so that a value is mostly the one before.
        if let (Some(&code), true) = (self.codes.last(), *value == *self.last)
            && code != MISSING
        {
            self.codes.push(code);
            return;
        }
        let code = match self.places.get(value) {
            Some(&code) => code,
            None => {
                let code = self.name(String::from_utf8_lossy(value).into_owned());
                *self.places.entry(value.into()).or_insert(code)
            }
        };
        self.last.clear();
        self.last.extend_from_slice(value);
        self.codes.push(code);
    }

    pub(crate) fn add_integer(&mut self, value: i64) {
        if let (Some(&code), true) = (self.codes.last(), self.last_integer == Some(value))
            && code != MISSING
        {
            self.codes.push(code);
            return;
        }
        let code = match self.integers.get(&value) {
            Some(&code) => code,
            None => {
                let code = self.name(value.to_string());
                *self.integers.entry(value).or_insert(code)
            }
        };
        self.last_integer = Some(value);
        self.codes.push(code);
    }

    /// Code of a new value.
    fn name(&mut self, value: String) -> u32 {
        let code = u32::try_from(self.values.len()).unwrap_or(MISSING);
        self.values.push(value);
        code
    }

    pub(crate) fn add_missing(&mut self) {
        self.codes.push(MISSING);
    }

    pub(crate) fn finish(mut self) -> ColumnData {
        self.codes.shrink_to_fit();
        ColumnData::Groups {
            codes: self.codes,
            values: self.values,
        }
    }
}

/// Reads columns of a file, found by name.
///
/// # Errors
/// [`Error::Read`] where the file cannot be read or unpacked, [`Error::Column`] for a name that is not in it or is
/// there twice, [`Error::Cell`] for a cell that is no number.
pub fn read_columns(path: &Path, wanted: &[(&str, Wanted)]) -> Result<Columns, Error> {
    let limits = Limits::default();
    let mut tables = Vec::new();
    open(
        path,
        &limits,
        &Arc::new(AtomicU64::new(0)),
        |source, head| {
            tables.push((source, head.to_vec()));
            Ok(())
        },
    )?;
    let file = path.display().to_string();
    // Archives of one table often hold a readme too.
    if tables.len() > 1 {
        tables.retain(|(source, _)| is_table(source.place.member_name().unwrap_or_default()));
    }
    let [(source, head)] = &tables[..] else {
        return Err(Error::Column {
            table: file,
            reason: format!(
                "the archive holds {} tables; give one that holds one",
                tables.len()
            ),
        });
    };
    let sha256 = sha256(source, &AtomicBool::new(false))?;
    let (data, rows) = if head.starts_with(b"PAR1") {
        arrow_columns::read_parquet(source.path(), &file, wanted)?
    } else {
        source.with_reader(&limits, |reader| {
            Ok(delimited::read(reader, source, wanted))
        })??
    };
    Ok(Columns {
        source: file,
        sha256,
        rows,
        data,
        synthetic: false,
    })
}

/// Whether a file of an archive is named like a table.
fn is_table(name: &str) -> bool {
    let extension = Path::new(name).extension().unwrap_or_default();
    ["csv", "parquet"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}

impl ColumnData {
    /// Rows of the column.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Groups { codes, .. } => codes.len(),
        }
    }

    /// True of a column without rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Session {
    /// Columns of the release's flows, in the order of its rows.
    ///
    /// # Errors
    /// [`Error::Column`] for a name that flows do not have, [`Error::Cell`] for a cell that is no number,
    /// [`Error::Query`].
    pub fn columns(&self, wanted: &[(&str, Wanted)]) -> Result<Columns, Error> {
        let batches = self.scan(wanted)?;
        let (data, rows) = arrow_columns::collect(&batches, &self.dataset, wanted)?;
        Ok(Columns {
            source: format!("{}, release {}", self.dataset, self.release),
            sha256: self.release_hash.clone(),
            rows,
            data,
            synthetic: self.is_synthetic(),
        })
    }
}
