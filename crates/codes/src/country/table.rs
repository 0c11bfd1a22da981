//! The embedded country table, `tables/countries.csv`, and its indexes by code and number.

use super::{Country, CountryKind};
use std::collections::HashMap;
use std::sync::OnceLock;

const COUNTRIES: &str = include_str!("../../tables/countries.csv");
/// The characters of a code: 26 letters, 10 digits, the underscore.
const CHARACTERS: usize = 37;
/// Country numbers have three digits.
const NUMBERS: usize = 1000;
const UNKNOWN: u16 = u16::MAX;

/// One row of the table.
pub(super) struct Entry {
    pub(super) country: Country,
    pub(super) iso2: Option<String>,
    pub(super) name: String,
    /// Country numbers, the one that Comtrade uses today first.
    pub(super) numbers: Vec<u16>,
    pub(super) kind: CountryKind,
    /// Other spellings of the name.
    pub(super) aliases: Vec<String>,
}

struct Table {
    /// By code.
    entries: Vec<Entry>,
    /// Position in `entries` of each code of three characters, old and foreign ones included.
    by_three: Vec<u16>,
    by_number: Vec<Option<Country>>,
    /// Codes of another length: two letters, and those that only one source writes.
    by_other: HashMap<String, Country>,
}

/// The rows of the table by code.
pub(super) fn entries() -> &'static [Entry] {
    &table().entries
}

/// The row of a country; `None` for an invented one.
pub(super) fn entry(country: Country) -> Option<&'static Entry> {
    table().entries.get(position(country)?)
}

/// The position of a country's row; `None` for an invented one.
pub(super) fn position(country: Country) -> Option<usize> {
    let position = table().by_three[slot(country.0)?];
    (position != UNKNOWN).then_some(usize::from(position))
}

/// Finds a code of three characters in any case, blanks around it ignored.
pub(super) fn of_three_characters(text: &str) -> Option<Country> {
    let mut code: [u8; 3] = text.trim().as_bytes().try_into().ok()?;
    code.make_ascii_uppercase();
    let table = table();
    match table.entries.get(usize::from(table.by_three[slot(code)?])) {
        Some(entry) => Some(entry.country),
        None => Some(Country(code)).filter(|country| country.is_synthetic()),
    }
}

/// Finds a country number.
pub(super) fn of_number(number: u16) -> Option<Country> {
    *table().by_number.get(usize::from(number))?
}

/// Finds a code in upper case that has two, or four and more, characters.
pub(super) fn of_other_code(code: &str) -> Option<Country> {
    table().by_other.get(code).copied()
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::read(COUNTRIES))
}

/// The place of a code among all texts of three code characters.
fn slot(code: [u8; 3]) -> Option<usize> {
    code.iter().try_fold(0, |slot, byte| {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'0'..=b'9' => byte - b'0' + 26,
            b'_' => 36,
            _ => return None,
        };
        Some(slot * CHARACTERS + usize::from(digit))
    })
}

impl Table {
    fn read(text: &str) -> Table {
        let mut table = Table {
            entries: Vec::new(),
            by_three: vec![UNKNOWN; CHARACTERS.pow(3)],
            by_number: vec![None; NUMBERS],
            by_other: HashMap::new(),
        };
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for row in reader.records() {
            table.add(&row.expect("the embedded country table is well-formed CSV"));
        }
        table
    }

    fn add(&mut self, row: &csv::StringRecord) {
        let entry = Entry {
            country: Country(
                row[0]
                    .as_bytes()
                    .try_into()
                    .expect("codes have three characters"),
            ),
            iso2: Some(row[1].to_owned()).filter(|code| !code.is_empty()),
            name: row[2].to_owned(),
            numbers: list(&row[3])
                .map(|n| n.parse().expect("numbers are digits"))
                .collect(),
            kind: kind(&row[4]),
            aliases: list(&row[6]).map(str::to_owned).collect(),
        };
        for &number in &entry.numbers {
            self.by_number[usize::from(number)] = Some(entry.country);
        }
        let index = u16::try_from(self.entries.len()).expect("the table has a few hundred rows");
        for code in [&row[0], &row[1]]
            .into_iter()
            .chain(list(&row[5]))
            .filter(|c| !c.is_empty())
        {
            match <[u8; 3]>::try_from(code.as_bytes()).ok().and_then(slot) {
                Some(slot) => self.by_three[slot] = index,
                None => {
                    self.by_other.insert(code.to_owned(), entry.country);
                }
            }
        }
        self.entries.push(entry);
    }
}

fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').filter(|item| !item.is_empty())
}

fn kind(word: &str) -> CountryKind {
    match word {
        "country" => CountryKind::Country,
        "former" => CountryKind::Former,
        "area" => CountryKind::Area,
        "aggregate" => CountryKind::Aggregate,
        _ => unreachable!("the script that makes the table admits four kinds"),
    }
}
