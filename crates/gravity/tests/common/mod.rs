//! Tables of the tests, and how numbers are compared.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses a part; a test that fails here has failed"
)]

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use stirstick_gravity::Factor;

/// A CSV file's columns as text.
pub(crate) struct Table {
    columns: HashMap<String, Vec<String>>,
}

/// The folder of real inputs.
pub(crate) fn shared(file: &str) -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("STIRSTICK_SHARED").map_or(beside, PathBuf::from);
    let path = folder.join(file);
    assert!(
        path.exists(),
        "{} is missing: put the folder `shared` of real inputs beside the repository, or name it in the variable \
         STIRSTICK_SHARED",
        path.display()
    );
    path
}

/// Reads a table, gzip or plain.
pub(crate) fn read(path: &Path) -> Table {
    let bytes = std::fs::read(path).unwrap();
    let mut text = Vec::new();
    if path.extension().is_some_and(|e| e == "gz") {
        flate2::read::MultiGzDecoder::new(&bytes[..])
            .read_to_end(&mut text)
            .unwrap();
    } else {
        text = bytes;
    }
    let mut reader = csv::Reader::from_reader(&text[..]);
    let names: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let mut columns: HashMap<String, Vec<String>> =
        names.iter().map(|n| (n.clone(), Vec::new())).collect();
    for record in reader.records() {
        for (name, value) in names.iter().zip(record.unwrap().iter()) {
            columns.get_mut(name).unwrap().push(value.to_owned());
        }
    }
    Table { columns }
}

impl Table {
    pub(crate) fn text(&self, name: &str) -> &[String] {
        self.columns
            .get(name)
            .unwrap_or_else(|| panic!("no column {name}"))
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &String> {
        self.columns.keys()
    }

    pub(crate) fn numbers(&self, name: &str) -> Vec<f64> {
        self.text(name)
            .iter()
            .map(|v| v.parse().unwrap_or(f64::NAN))
            .collect()
    }

    pub(crate) fn factor(&self, name: &str) -> Factor {
        let numbers: Option<Vec<i64>> = self.text(name).iter().map(|v| v.parse().ok()).collect();
        numbers.map_or_else(
            || Factor::of_values(self.text(name)),
            |n| Factor::of_integers(&n),
        )
    }

    /// The rows that pass a test.
    pub(crate) fn filter(&self, keep: impl Fn(usize) -> bool) -> Self {
        let columns = self
            .columns
            .iter()
            .map(|(name, values)| {
                let kept = values
                    .iter()
                    .enumerate()
                    .filter(|&(row, _)| keep(row))
                    .map(|(_, v)| v.clone());
                (name.clone(), kept.collect())
            })
            .collect();
        Self { columns }
    }
}

/// Relative error of a figure, absolute where the expected one is zero.
pub(crate) fn relative_error(got: f64, expected: f64) -> f64 {
    let scale = if expected == 0.0 { 1.0 } else { expected.abs() };
    (got - expected).abs() / scale
}

/// Digits in which figures agree, 15 at most.
pub(crate) fn digits(got: f64, expected: f64) -> f64 {
    (-relative_error(got, expected).max(1e-15).log10()).max(0.0)
}

/// The lines of a file of answers.
pub(crate) fn answers(name: &str) -> Vec<serde_json::Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/answers")
        .join(name);
    let bytes = std::fs::read(path).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[..])
        .read_to_string(&mut text)
        .unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

pub(crate) fn floats(column: &serde_json::Value) -> Vec<f64> {
    let values = column.as_array().unwrap();
    values.iter().map(|v| v.as_f64().unwrap()).collect()
}

pub(crate) fn integers(column: &serde_json::Value) -> Vec<i64> {
    let values = column.as_array().unwrap();
    values.iter().map(|v| v.as_i64().unwrap()).collect()
}
