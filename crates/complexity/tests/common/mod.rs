//! What the tests share: real files, stored answers, digits of agreement, the formulas written out.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file uses a part of this module"
)]

pub mod made;
pub mod plain;

use std::io::Read;
use std::path::{Path, PathBuf};
use stirstick_complexity::{Cell, Sparse};

/// Rows of text after the header.
pub type Rows = Vec<Vec<String>>;

/// The folder of real files: `data` below `STIRSTICK_SHARED`, or below `shared` beside the workspace.
pub fn shared_dir() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("STIRSTICK_SHARED")
        .map_or(beside, PathBuf::from)
        .join("data");
    assert!(
        folder.join("README.md").is_file(),
        "the folder of real trade files is missing: {} has no README.md. Set STIRSTICK_SHARED to the folder above it",
        folder.display()
    );
    folder
}

/// A real file, unpacked where its name ends in gz.
pub fn real_rows(file: &str) -> Rows {
    let path = shared_dir().join(file);
    let packed = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut text = Vec::new();
    if file.ends_with(".gz") {
        let mut decoder = flate2::read::MultiGzDecoder::new(packed.as_slice());
        decoder.read_to_end(&mut text).unwrap();
    } else {
        text = packed;
    }
    rows(&text)
}

/// Stored answers.
pub fn answer_rows(file: &str) -> Rows {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/answers")
        .join(file);
    rows(&std::fs::read(&path).unwrap())
}

fn rows(text: &[u8]) -> Rows {
    let mut reader = csv::Reader::from_reader(text);
    let own = |row: Result<csv::StringRecord, _>| row.unwrap().iter().map(str::to_owned).collect();
    reader.records().map(own).collect()
}

pub fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("no number: {text}"))
}

/// A table with names: those of countries and products, sorted, and the amounts.
pub struct Named {
    pub countries: Vec<String>,
    pub products: Vec<String>,
    pub exports: Sparse,
}

impl Named {
    /// From rows of country, product and amount.
    pub fn new(rows: &Rows) -> Self {
        let names = |column: usize| {
            let mut names: Vec<String> = rows.iter().map(|row| row[column].clone()).collect();
            names.sort();
            names.dedup();
            names
        };
        let (countries, products) = (names(0), names(1));
        let cell = |row: &Vec<String>| Cell {
            country: countries.binary_search(&row[0]).unwrap(),
            product: products.binary_search(&row[1]).unwrap(),
            value: number(&row[2]),
        };
        let cells: Vec<Cell> = rows.iter().map(cell).collect();
        let exports = Sparse::from_cells(countries.len(), products.len(), &cells).unwrap();
        Self {
            countries,
            products,
            exports,
        }
    }

    pub fn world_trade() -> Self {
        Self::new(&real_rows(
            "ec_reference/world_trade_avg_1998_to_2000.csv.gz",
        ))
    }

    pub fn made() -> Self {
        let name = |length: usize| (0..length).map(|index| index.to_string()).collect();
        Self {
            countries: name(40),
            products: name(130),
            exports: made::made(3, 40, 130),
        }
    }
}

/// Largest error over values, each in units of its own size or of `floor`, whichever is larger.
pub fn worst(pairs: impl IntoIterator<Item = (f64, f64)>, floor: f64) -> f64 {
    let error = |(found, expected): (f64, f64)| {
        assert!(found.is_finite(), "{found} for {expected}");
        (found - expected).abs() / expected.abs().max(floor)
    };
    pairs.into_iter().map(error).fold(0.0, f64::max)
}
