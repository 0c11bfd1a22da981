//! Columns of CSV.

use std::io::Read;

use super::{ColumnData, Groups, Wanted};
use crate::error::Error;
use crate::read::open::Source;

/// What stands for a missing cell, besides nothing.
const MISSING_SIGNS: [&[u8]; 6] = [b"NA", b"NaN", b"nan", b".", b"null", b"NULL"];

enum Building {
    Numbers(Vec<f64>),
    Groups(Groups),
}

/// Reads the columns named in the header.
pub(super) fn read(
    reader: &mut dyn Read,
    source: &Source,
    wanted: &[(&str, Wanted)],
) -> Result<(Vec<ColumnData>, usize), Error> {
    let file = source.place.to_string();
    let mut reader = csv::ReaderBuilder::new()
        .buffer_capacity(1 << 18)
        .from_reader(reader);
    let explain = |error: csv::Error| explain(source, &file, error);
    let header = reader.byte_headers().map_err(explain)?.clone();
    let places = places(&header, &file, wanted)?;
    let mut building: Vec<Building> = wanted
        .iter()
        .map(|(_, wanted)| match wanted {
            Wanted::Number => Building::Numbers(Vec::new()),
            Wanted::Group => Building::Groups(Groups::default()),
        })
        .collect();
    let mut record = csv::ByteRecord::new();
    let mut rows = 0;
    while reader.read_byte_record(&mut record).map_err(explain)? {
        rows += 1;
        let line = record.position().map_or(0, csv::Position::line);
        for ((building, &place), (name, _)) in building.iter_mut().zip(&places).zip(wanted) {
            let cell = record.get(place).unwrap_or_default().trim_ascii();
            match building {
                Building::Groups(groups) if is_missing(cell) => groups.add_missing(),
                Building::Groups(groups) => groups.add(whole(cell)),
                Building::Numbers(numbers) => {
                    numbers.push(number(cell).ok_or_else(|| Error::Cell {
                        table: file.clone(),
                        line,
                        column: (*name).to_owned(),
                        value: shown(cell),
                    })?)
                }
            }
        }
    }
    let finish = |building| match building {
        Building::Numbers(mut numbers) => {
            numbers.shrink_to_fit();
            ColumnData::Numbers(numbers)
        }
        Building::Groups(groups) => groups.finish(),
    };
    Ok((building.into_iter().map(finish).collect(), rows))
}

fn is_missing(cell: &[u8]) -> bool {
    cell.is_empty() || MISSING_SIGNS.contains(&cell)
}

/// A whole number without the zeros behind its point, so that the year 2000.0 is the year 2000.
fn whole(cell: &[u8]) -> &[u8] {
    let Some(point) = cell.iter().position(|&c| c == b'.') else {
        return cell;
    };
    let (digits, zeros) = (&cell[..point], &cell[point + 1..]);
    let number = digits.strip_prefix(b"-").unwrap_or(digits);
    let is_whole = number.iter().all(u8::is_ascii_digit)
        && (number == b"0" || number.first().is_some_and(|&c| c != b'0'))
        && zeros.iter().all(|&c| c == b'0');
    if is_whole { digits } else { cell }
}

/// A cell as a number, not a number where it is missing; none where it is something else, or too large for one.
fn number(cell: &[u8]) -> Option<f64> {
    if is_missing(cell) {
        return Some(f64::NAN);
    }
    let value: f64 = std::str::from_utf8(cell).ok()?.parse().ok()?;
    value.is_finite().then_some(value)
}

fn shown(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).chars().take(60).collect()
}

/// Where each wanted column is.
fn places(
    header: &csv::ByteRecord,
    file: &str,
    wanted: &[(&str, Wanted)],
) -> Result<Vec<usize>, Error> {
    let names: Vec<String> = header
        .iter()
        .map(|name| {
            String::from_utf8_lossy(name)
                .trim()
                .trim_start_matches('\u{feff}')
                .to_owned()
        })
        .collect();
    wanted
        .iter()
        .map(|(name, _)| super::arrow_columns::place(&names, file, name))
        .collect()
}

fn explain(source: &Source, file: &str, error: csv::Error) -> Error {
    let line = error.position().map(csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::Read(source.explain(error)),
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => Error::Column {
            table: file.to_owned(),
            reason: format!(
                "line {} has {len} cells where the header has {expected_len}",
                line.map_or_else(|| "?".to_owned(), |line| line.to_string())
            ),
        },
        other => Error::Column {
            table: file.to_owned(),
            reason: format!("{other:?}"),
        },
    }
}
