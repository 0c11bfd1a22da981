//! Reads a list of exhibitors, strictly: a row that cannot be used stops the reading with its line.

use std::collections::HashMap;
use std::io::Read;

use csv::{ErrorKind, Position, ReaderBuilder, StringRecord};
use sha2::{Digest, Sha256};
use stirstick_codes::{Country, Period};

use crate::error::Error;

/// Bytes of a list that are read at most: about a million exhibitors.
const LIMIT_MIB: u64 = 64;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One exhibitor of one edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhibitor {
    /// The firm as written, without surrounding or repeated blanks.
    pub firm: String,
    /// The firm's country.
    pub country: Country,
    /// Year of the edition; `None` if the list has no years.
    pub year: Option<Period>,
}

impl Exhibitor {
    /// Returns the firm's name without regard to case, as it is compared with others.
    pub fn folded_firm(&self) -> String {
        let upper = self.firm.chars().flat_map(char::to_uppercase);
        upper.flat_map(char::to_lowercase).collect()
    }
}

/// A row that repeats an exhibitor of the same country and edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The firm as written in the repeated row.
    pub firm: String,
    /// Line of the row.
    pub line: u64,
    /// Line of the row that counts.
    pub first_line: u64,
}

/// A list of exhibitors, each once. Rows read are `exhibitors` and `duplicates` together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExhibitorList {
    /// Name of the file.
    pub file: String,
    /// SHA-256 of the file in hexadecimal.
    pub sha256: String,
    /// Exhibitors in the order of the file.
    pub exhibitors: Vec<Exhibitor>,
    /// Rows that were not counted because they repeat another.
    pub duplicates: Vec<Duplicate>,
    /// Columns that were not used.
    pub ignored_columns: Vec<String>,
}

impl ExhibitorList {
    /// Returns true when any exhibitor is of an invented country.
    pub fn is_synthetic(&self) -> bool {
        self.exhibitors
            .iter()
            .any(|exhibitor| exhibitor.country.is_synthetic())
    }
}

/// Reads a list of exhibitors from CSV; `file` names it in errors.
///
/// The first line names the columns, in any order and case: `firm`, `country`, and `year` if the list
/// covers several editions; other columns are not used. Fields are separated by commas and may stand
/// between double quotes; the text is UTF-8, with or without byte order mark. A country is an ISO
/// code or a name in any usual spelling. Rows that repeat firm, country and year count once; firms
/// are the same if their names are, without regard to case and blanks.
///
/// # Errors
/// The `Exhibitor…` variants of [`Error`], which name line and column of the first fault.
pub fn read(source: impl Read, file: &str) -> Result<ExhibitorList, Error> {
    let bytes = read_bytes(source, file)?;
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
    let mut reader = ReaderBuilder::new().has_headers(false).from_reader(text);
    let mut record = StringRecord::new();
    let mut next = |record: &mut StringRecord| -> Result<Option<u64>, Error> {
        let read = reader
            .read_record(record)
            .map_err(|error| csv_error(file, text, error))?;
        Ok(read.then(|| line(text, record.position())))
    };
    let empty = || Error::ExhibitorEmpty {
        file: file.to_owned(),
    };
    let header_line = next(&mut record)?.ok_or_else(empty)?;
    let columns = Columns::find(&record, file, header_line)?;
    let mut list = ExhibitorList {
        file: file.to_owned(),
        sha256: format!("{:x}", Sha256::digest(&bytes)),
        exhibitors: Vec::new(),
        duplicates: Vec::new(),
        ignored_columns: columns.ignored.clone(),
    };
    let mut seen = HashMap::new();
    while let Some(line) = next(&mut record)? {
        let exhibitor = columns.exhibitor(&record, file, line)?;
        let key = (exhibitor.folded_firm(), exhibitor.country, exhibitor.year);
        let first_line = *seen.entry(key).or_insert(line);
        if first_line == line {
            list.exhibitors.push(exhibitor);
        } else {
            list.duplicates.push(Duplicate {
                firm: exhibitor.firm,
                line,
                first_line,
            });
        }
    }
    if list.exhibitors.is_empty() {
        Err(empty())
    } else {
        Ok(list)
    }
}

fn read_bytes(source: impl Read, file: &str) -> Result<Vec<u8>, Error> {
    let limit = LIMIT_MIB << 20;
    let mut bytes = Vec::new();
    let read = source
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| Error::ExhibitorRead {
            file: file.to_owned(),
            source,
        })?;
    if u64::try_from(read).is_ok_and(|read| read <= limit) {
        Ok(bytes)
    } else {
        Err(Error::ExhibitorLimit {
            file: file.to_owned(),
            limit_mib: LIMIT_MIB,
        })
    }
}

/// Line on which a record begins; the reader's own position is before the blank lines above it.
fn line(text: &[u8], position: Option<&Position>) -> u64 {
    let Some(position) = position else { return 1 };
    let start = usize::try_from(position.byte())
        .unwrap_or(text.len())
        .min(text.len());
    let blank = text[start..]
        .iter()
        .take_while(|byte| b"\r\n".contains(byte));
    position.line() + blank.filter(|&&byte| byte == b'\n').map(|_| 1).sum::<u64>()
}

fn csv_error(file: &str, text: &[u8], error: csv::Error) -> Error {
    let file = file.to_owned();
    match error.kind() {
        ErrorKind::UnequalLengths {
            pos,
            expected_len,
            len,
        } => Error::ExhibitorRagged {
            file,
            line: line(text, pos.as_ref()),
            expected: *expected_len,
            got: *len,
        },
        ErrorKind::Utf8 { pos, err } => Error::ExhibitorEncoding {
            file,
            line: line(text, pos.as_ref()),
            field: err.field() + 1,
        },
        _ => Error::ExhibitorRead {
            file,
            source: error.into(),
        },
    }
}

/// Where the columns stand.
struct Columns {
    firm: usize,
    country: usize,
    year: Option<usize>,
    ignored: Vec<String>,
}

impl Columns {
    fn find(header: &StringRecord, file: &str, line: u64) -> Result<Self, Error> {
        let names: Vec<String> = header
            .iter()
            .map(|name| name.trim().to_lowercase())
            .collect();
        let place = |column: &str| -> Result<Option<usize>, Error> {
            let mut places = (0..names.len()).filter(|&place| names[place] == column);
            let first = places.next();
            match places.next() {
                None => Ok(first),
                Some(_) => Err(Error::ExhibitorColumnTwice {
                    file: file.to_owned(),
                    line,
                    column: column.to_owned(),
                }),
            }
        };
        let needed = |column: &'static str| {
            place(column)?.ok_or_else(|| Error::ExhibitorColumnMissing {
                file: file.to_owned(),
                line,
                column,
                found: header.iter().map(str::trim).collect::<Vec<_>>().join(","),
            })
        };
        let (firm, country, year) = (needed("firm")?, needed("country")?, place("year")?);
        let used = [Some(firm), Some(country), year];
        let ignored = header
            .iter()
            .enumerate()
            .filter(|(place, _)| !used.contains(&Some(*place)));
        let ignored = ignored.map(|(_, name)| name.trim().to_owned()).collect();
        Ok(Self {
            firm,
            country,
            year,
            ignored,
        })
    }

    fn exhibitor(&self, record: &StringRecord, file: &str, line: u64) -> Result<Exhibitor, Error> {
        let field = |place: usize| record.get(place).unwrap_or("");
        let wrong = |column, value: &str, problem, remedy| Error::ExhibitorField {
            file: file.to_owned(),
            line,
            column,
            value: value.to_owned(),
            problem,
            remedy,
        };
        let firm = field(self.firm)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        if firm.is_empty() {
            let remedy = "write the exhibitor's name or remove the row";
            return Err(wrong("firm", "", "is empty", remedy));
        }
        let text = field(self.country).trim();
        if text.is_empty() {
            let remedy = "write the exhibitor's country, as ISO code or English name";
            return Err(wrong("country", "", "is empty", remedy));
        }
        let country = Country::parse(text).map_err(|source| Error::ExhibitorCountry {
            file: file.to_owned(),
            line,
            source,
        })?;
        if country.is_aggregate() {
            let remedy = "write the exhibitor's own country";
            return Err(wrong("country", text, "is a group of countries", remedy));
        }
        let year = self.year.map(|place| {
            let text = field(place).trim();
            year(text).ok_or_else(|| {
                let remedy = "write four digits, such as 2023, or leave the column out";
                wrong("year", text, "is not a year from 1900 to 2100", remedy)
            })
        });
        Ok(Exhibitor {
            firm,
            country,
            year: year.transpose()?,
        })
    }
}

fn year(text: &str) -> Option<Period> {
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits
        .then(|| text.parse().ok())
        .flatten()
        .and_then(Period::of_year)
}
