//! A small CSV table that a user gives, with errors that name line, column and value.

use std::path::Path;

use csv::StringRecord;
use sha2::{Digest, Sha256};
use stirstick_codes::Country;

use crate::error::Error;

/// Bytes of a table that are read at most: some millions of rows.
const LIMIT_MIB: u64 = 256;

/// A table in memory.
#[derive(Debug)]
pub(super) struct UserTable {
    file: String,
    /// SHA-256 of the file in hexadecimal.
    pub(super) sha256: String,
    header: StringRecord,
    records: Vec<StringRecord>,
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct UserRow<'a> {
    table: &'a UserTable,
    record: &'a StringRecord,
}

impl UserTable {
    /// Reads a table: the first line names the columns, fields are separated by commas, the text is UTF-8.
    ///
    /// # Errors
    /// [`Error::UserTableRead`], [`Error::UserTable`].
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let file = path.display().to_string();
        let failed = |source| Error::UserTableRead {
            file: file.clone(),
            source,
        };
        let size = std::fs::metadata(path).map_err(failed)?.len();
        if size > LIMIT_MIB << 20 {
            return Err(Error::UserTableLimit {
                file,
                limit_mib: LIMIT_MIB,
            });
        }
        let bytes = std::fs::read(path).map_err(failed)?;
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes));
        let not_csv = |error: &csv::Error| Error::UserTable {
            file: file.clone(),
            line: error.position().map_or(1, csv::Position::line),
            column: "(all)".to_owned(),
            value: error.to_string(),
            problem: "cannot be read; write UTF-8 with as many fields in each row as in the header",
        };
        let header = reader.headers().map_err(|error| not_csv(&error))?.clone();
        let records = reader
            .records()
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| not_csv(&error))?;
        Ok(Self {
            file: file.clone(),
            sha256: format!("{:x}", Sha256::digest(&bytes)),
            header,
            records,
        })
    }

    /// Name of the file.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// Names of the columns in order.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.header.iter()
    }

    /// The place of a column that may be absent.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// The place of a column that must be there.
    pub(super) fn column(&self, name: &str) -> Result<usize, Error> {
        self.find(name).ok_or_else(|| Error::UserTable {
            file: self.file.clone(),
            line: 1,
            column: name.to_owned(),
            value: self.header.iter().collect::<Vec<_>>().join(","),
            problem: "lacks this column; name it in the first line",
        })
    }

    /// The rows in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = UserRow<'_>> {
        self.records.iter().map(|record| UserRow {
            table: self,
            record,
        })
    }
}

impl UserRow<'_> {
    /// A country, by ISO code or name.
    pub(super) fn country(&self, column: usize) -> Result<Country, Error> {
        Country::parse(&self.record[column]).map_err(|_| {
            self.error(
                column,
                "is no country; write an ISO code or an English name",
            )
        })
    }

    /// A finite number.
    pub(super) fn number(&self, column: usize) -> Result<f64, Error> {
        let number: Option<f64> = self.record[column].parse().ok();
        number
            .filter(|number| number.is_finite())
            .ok_or_else(|| self.error(column, "is no number; leave the row or the column out"))
    }

    /// A number above zero.
    pub(super) fn above_zero(&self, column: usize) -> Result<f64, Error> {
        let number = self.number(column)?;
        if number > 0.0 {
            Ok(number)
        } else {
            Err(self.error(column, "is not above zero"))
        }
    }

    /// A year of four digits.
    pub(super) fn year(&self, column: usize) -> Result<u16, Error> {
        let year: Option<u16> = self.record[column].parse().ok();
        year.filter(|year| (1000..=9999).contains(year))
            .ok_or_else(|| self.error(column, "is no year; write four digits such as 2023"))
    }

    /// What is wrong with a field.
    pub(super) fn error(&self, column: usize, problem: &'static str) -> Error {
        Error::UserTable {
            file: self.table.file.clone(),
            line: self.record.position().map_or(0, csv::Position::line),
            column: self.table.header[column].to_owned(),
            value: self.record[column].to_owned(),
            problem,
        }
    }
}
