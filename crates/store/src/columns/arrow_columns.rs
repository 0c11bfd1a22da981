//! Columns of Parquet files and of releases.

use std::fs::File;
use std::path::Path;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{ColumnData, Groups, Wanted};
use crate::error::Error;

/// Rows read at a time.
const BATCH_ROWS: usize = 1 << 16;

/// Place of a name among names.
pub(super) fn place(names: &[String], source: &str, name: &str) -> Result<usize, Error> {
    let found: Vec<usize> = (0..names.len())
        .filter(|&place| names[place] == name)
        .collect();
    match found[..] {
        [place] => Ok(place),
        [] => Err(Error::Column {
            table: source.to_owned(),
            reason: format!(
                "there is no column {name:?}; there are {}",
                names.join(", ")
            ),
        }),
        _ => Err(Error::Column {
            table: source.to_owned(),
            reason: format!("{} columns are named {name:?}", found.len()),
        }),
    }
}

/// Reads columns of a Parquet file.
pub(super) fn read_parquet(
    path: &Path,
    source: &str,
    wanted: &[(&str, Wanted)],
) -> Result<(Vec<ColumnData>, usize), Error> {
    let damaged = |error: &dyn std::fmt::Display| Error::Column {
        table: source.to_owned(),
        reason: format!("it cannot be read as Parquet: {error}"),
    };
    let file = File::open(path).map_err(Error::file("open", path))?;
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| damaged(&error))?;
    let names: Vec<String> = builder
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect();
    let mut roots = Vec::new();
    for (name, _) in wanted {
        roots.push(place(&names, source, name)?);
    }
    let mask = ProjectionMask::roots(builder.parquet_schema(), roots);
    let builder_rows = builder.metadata().file_metadata().num_rows();
    let reader = builder
        .with_projection(mask)
        .with_batch_size(BATCH_ROWS)
        .build()
        .map_err(|error| damaged(&error))?;
    let rows = usize::try_from(builder_rows).unwrap_or(0);
    let mut collector = Collector::new(wanted, rows);
    for batch in reader {
        collector.add(&batch.map_err(|error| damaged(&error))?, source)?;
    }
    Ok(collector.finish())
}

/// Makes columns of batches that hold them all by name.
pub(super) fn collect(
    batches: &[RecordBatch],
    source: &str,
    wanted: &[(&str, Wanted)],
) -> Result<(Vec<ColumnData>, usize), Error> {
    let rows = batches.iter().map(RecordBatch::num_rows).sum();
    let mut collector = Collector::new(wanted, rows);
    for batch in batches {
        collector.add(batch, source)?;
    }
    Ok(collector.finish())
}

struct Collector<'a> {
    wanted: &'a [(&'a str, Wanted)],
    numbers: Vec<Vec<f64>>,
    groups: Vec<Groups>,
    rows: u64,
}

impl<'a> Collector<'a> {
    fn new(wanted: &'a [(&'a str, Wanted)], rows: usize) -> Self {
        let room = |kind, wanted| if kind == wanted { rows } else { 0 };
        let numbers = wanted
            .iter()
            .map(|(_, kind)| Vec::with_capacity(room(*kind, Wanted::Number)))
            .collect();
        let groups = wanted
            .iter()
            .map(|(_, kind)| Groups::with_room(room(*kind, Wanted::Group)))
            .collect();
        Self {
            wanted,
            numbers,
            groups,
            rows: 0,
        }
    }

    fn add(&mut self, batch: &RecordBatch, source: &str) -> Result<(), Error> {
        for (k, (name, wanted)) in self.wanted.iter().enumerate() {
            let column = batch.column_by_name(name).ok_or_else(|| Error::Column {
                table: source.to_owned(),
                reason: format!("there is no column {name:?}"),
            })?;
            match wanted {
                Wanted::Number => {
                    add_numbers(&mut self.numbers[k], column, source, name, self.rows)?
                }
                Wanted::Group => add_groups(&mut self.groups[k], column, source, name)?,
            }
        }
        self.rows += batch.num_rows() as u64;
        Ok(())
    }

    fn finish(self) -> (Vec<ColumnData>, usize) {
        let rows = usize::try_from(self.rows).unwrap_or(usize::MAX);
        let data = self
            .wanted
            .iter()
            .zip(self.numbers.into_iter().zip(self.groups))
            .map(|((_, wanted), (numbers, groups))| match wanted {
                Wanted::Number => ColumnData::Numbers(numbers),
                Wanted::Group => groups.finish(),
            })
            .collect();
        (data, rows)
    }
}

fn add_numbers(
    numbers: &mut Vec<f64>,
    column: &dyn Array,
    source: &str,
    name: &str,
    rows_before: u64,
) -> Result<(), Error> {
    let wrong = |reason: String| Error::Column {
        table: source.to_owned(),
        reason,
    };
    let cast = cast(column, &DataType::Float64).map_err(|_| {
        wrong(format!(
            "column {name:?} holds {}, no numbers",
            column.data_type()
        ))
    })?;
    let values = cast.as_primitive::<Float64Type>();
    for row in 0..column.len() {
        if values.is_valid(row) {
            numbers.push(values.value(row));
        } else if column.is_valid(row) {
            return Err(Error::Cell {
                table: source.to_owned(),
                line: rows_before + row as u64 + 1,
                column: name.to_owned(),
                value: text_of(column, row),
            });
        } else {
            numbers.push(f64::NAN);
        }
    }
    Ok(())
}

fn add_groups(
    groups: &mut Groups,
    column: &dyn Array,
    source: &str,
    name: &str,
) -> Result<(), Error> {
    let wrong = |error: arrow::error::ArrowError| Error::Column {
        table: source.to_owned(),
        reason: format!("column {name:?} cannot be read as groups: {error}"),
    };
    if column.data_type().is_integer() {
        let values = cast(column, &DataType::Int64).map_err(wrong)?;
        let values = values.as_primitive::<Int64Type>();
        for row in 0..values.len() {
            match values.is_valid(row) {
                true => groups.add_integer(values.value(row)),
                false => groups.add_missing(),
            }
        }
        return Ok(());
    }
    if column.data_type().is_floating() {
        let values = cast(column, &DataType::Float64).map_err(wrong)?;
        let values = values.as_primitive::<Float64Type>();
        for row in 0..values.len() {
            if values.is_null(row) || values.value(row).is_nan() {
                groups.add_missing();
            } else {
                groups.add(values.value(row).to_string().as_bytes());
            }
        }
        return Ok(());
    }
    let values = cast(column, &DataType::Utf8).map_err(wrong)?;
    let values = values.as_string::<i32>();
    for row in 0..values.len() {
        if values.is_null(row) || values.value(row).is_empty() {
            groups.add_missing();
        } else {
            groups.add(values.value(row).as_bytes());
        }
    }
    Ok(())
}

fn text_of(column: &dyn Array, row: usize) -> String {
    ArrayFormatter::try_new(column, &FormatOptions::default()).map_or_else(
        |_| String::new(),
        |formatter| formatter.value(row).to_string(),
    )
}
