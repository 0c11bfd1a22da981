//! The data that comes with the program: `data/` of the repository, as tables.

use crate::error::Error;
use crate::hashing::sha256_text;
use crate::parquet_out::flow_schema;
use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt64Array};
use arrow::datatypes::{DataType, Field, Schema};
use std::sync::Arc;

/// A dataset that is part of the program.
#[derive(Debug)]
pub struct Builtin {
    /// Name of the dataset.
    pub name: &'static str,
    /// What it is, in one line.
    pub description: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    files: &'static [(&'static str, &'static str)],
}

/// All built-in datasets.
pub static BUILTIN_DATASETS: [Builtin; 2] = [
    Builtin {
        name: "published_figures",
        description: "two-way trade as a customs service published it, by year, year to date and month, and stated targets",
        source: "data/published_figures.csv and data/targets.csv of stirstick; every row names its source",
        files: &[
            (
                "published_figures",
                include_str!("../../../data/published_figures.csv"),
            ),
            ("targets", include_str!("../../../data/targets.csv")),
        ],
    },
    Builtin {
        name: "partner_trade",
        description: "Russia's goods trade by partner, 2016-2024, total (IMF; estimates from 2022)",
        source: "IMF, International Trade in Goods by Partner Country (IMTS), Russia as reporter; data/partner_trade.csv of stirstick",
        files: &[("flows", include_str!("../../../data/partner_trade.csv"))],
    },
];

/// The names of the built-in datasets, in words.
pub(crate) fn names() -> String {
    let names: Vec<&str> = BUILTIN_DATASETS
        .iter()
        .map(|builtin| builtin.name)
        .collect();
    names.join(" and ")
}

impl Builtin {
    /// The built-in dataset of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Builtin> {
        BUILTIN_DATASETS.iter().find(|builtin| builtin.name == name)
    }

    /// True when the dataset holds flow facts.
    #[must_use]
    pub fn has_flows(&self) -> bool {
        self.files.iter().any(|(table, _)| *table == "flows")
    }

    /// Release name: the version of the program that carries the data.
    #[must_use]
    pub fn release(&self) -> &'static str {
        concat!("v", env!("CARGO_PKG_VERSION"))
    }

    /// SHA-256 over the files.
    #[must_use]
    pub fn content_hash(&self) -> String {
        let hashes: Vec<String> = self
            .files
            .iter()
            .map(|(_, text)| sha256_text(text))
            .collect();
        sha256_text(&hashes.join("\n"))
    }

    /// Every table as one batch.
    pub(crate) fn tables(&self) -> Result<Vec<(&'static str, RecordBatch)>, Error> {
        self.files
            .iter()
            .map(|&(name, text)| {
                let batch = if name == "flows" {
                    flow_table(self.name, text)
                } else {
                    text_table(text)
                };
                batch.map(|batch| (name, batch))
            })
            .collect()
    }
}

fn records(text: &str) -> Result<(Vec<String>, Vec<csv::StringRecord>), Error> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader
        .headers()
        .map_err(Error::query)?
        .iter()
        .map(str::to_owned)
        .collect();
    let rows = reader
        .records()
        .collect::<Result<Vec<_>, _>>()
        .map_err(Error::query)?;
    Ok((header, rows))
}

/// A table of text columns as they stand in the file, with the line of each row.
fn text_table(text: &str) -> Result<RecordBatch, Error> {
    let (header, rows) = records(text)?;
    let mut fields = vec![Field::new("source_row", DataType::UInt64, false)];
    let mut columns: Vec<ArrayRef> = vec![lines(&rows)];
    for (index, name) in header.iter().enumerate() {
        fields.push(Field::new(name, DataType::Utf8, false));
        let column = StringArray::from_iter_values(rows.iter().map(|row| &row[index]));
        columns.push(Arc::new(column));
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(Error::query)
}

fn lines(rows: &[csv::StringRecord]) -> ArrayRef {
    Arc::new(UInt64Array::from_iter_values(
        rows.iter()
            .map(|row| row.position().map_or(0, csv::Position::line)),
    ))
}

/// A table in the layout of flow facts.
fn flow_table(name: &str, text: &str) -> Result<RecordBatch, Error> {
    let (header, rows) = records(text)?;
    let place = |column: &str| header.iter().position(|name| name == column);
    let columns = flow_schema()
        .fields()
        .iter()
        .map(|field| -> Result<ArrayRef, Error> {
            Ok(match (field.name().as_str(), place(field.name())) {
                ("source_row", _) => lines(&rows),
                ("source_file", _) => Arc::new(StringArray::from(vec![
                    format!("data/{name}.csv");
                    rows.len()
                ])),
                (_, Some(index)) if field.data_type() == &DataType::Float64 => {
                    Arc::new(numbers(&rows, index)?)
                }
                (_, Some(index)) => Arc::new(StringArray::from_iter_values(
                    rows.iter().map(|row| &row[index]),
                )),
                (column, None) => return Err(Error::query(format!("{name} lacks {column}"))),
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    RecordBatch::try_new(flow_schema(), columns).map_err(Error::query)
}

fn numbers(rows: &[csv::StringRecord], index: usize) -> Result<Float64Array, Error> {
    rows.iter()
        .map(|row| match &row[index] {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(Error::query),
        })
        .collect()
}
