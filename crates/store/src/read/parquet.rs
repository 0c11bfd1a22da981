//! Parquet files through the same layouts as text.
//!
//! A cell is read as the text that it would have in a CSV file, which for a double is the shortest one
//! that gives the same double back. The number of the record takes the place of the line.

use std::fmt::Write as _;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;

use arrow::array::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::delimited::Cells;
use super::detect::{self, Header};
use super::error::{Place, ReadError};
use super::flows::FlowSink;
use super::open::Source;
use super::options::ReadOptions;
use super::report::FileReport;
use super::rows::RowReader;

const BATCH_ROWS: usize = 8192;

/// Reads a Parquet file.
pub(crate) fn read<S: FlowSink>(
    source: &Source,
    options: &ReadOptions,
    sink: &mut S,
) -> Result<FileReport, ReadError> {
    let place = &source.place;
    let builder = open(source)?;
    let names: Vec<String> = builder
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect();
    let layout = detect::recognise_names(&names, place, options)?;
    let is_wanted = |name: &String| {
        layout.rules.wide || layout.columns.iter().any(|column| column.is_named(name))
    };
    let wanted: Vec<usize> = (0..names.len())
        .filter(|at| is_wanted(&names[*at]))
        .collect();
    let header = Header {
        names: wanted.iter().map(|at| names[*at].clone()).collect(),
        delimiter: b',',
    };
    let rows_in_all = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
    let mask = ProjectionMask::roots(builder.parquet_schema(), wanted);
    let mut reader = guarded(place, || {
        builder
            .with_projection(mask)
            .with_batch_size(BATCH_ROWS)
            .build()
    })?;
    sink.begin(&place.to_string())?;
    let mut rows = RowReader::new(place, &layout, &header, options)?;
    let mut cells = Cells::default();
    let mut number = 0;
    while let Some(batch) = guarded(place, || reader.next().transpose())? {
        let columns = formatters(place, &batch)?;
        for row in 0..batch.num_rows() {
            number += 1;
            cells.clear();
            for column in &columns {
                cells.write(|text| write!(text, "{}", column.value(row)));
            }
            rows.row(&cells, number, sink)?;
        }
        let share = source.file_bytes.saturating_mul(number) / rows_in_all.max(number);
        sink.progress(source.consumed.load(Ordering::Relaxed) + share)?;
    }
    rows.note("row numbers are those of the records");
    source
        .consumed
        .fetch_add(source.file_bytes, Ordering::Relaxed);
    rows.finish(sink)
}

fn open(source: &Source) -> Result<ParquetRecordBatchReaderBuilder<File>, ReadError> {
    let place = &source.place;
    if !source.is_plain() {
        return Err(ReadError::Unsupported {
            place: place.clone(),
            found: "a Parquet file within a compressed file".to_owned(),
            remedy: "unpack it and give the Parquet file itself",
        });
    }
    let file = File::open(source.path()).map_err(|error| ReadError::Io {
        place: place.clone(),
        source: error,
    })?;
    guarded(place, || ParquetRecordBatchReaderBuilder::try_new(file))
}

fn formatters<'a>(
    place: &Place,
    batch: &'a RecordBatch,
) -> Result<Vec<ArrayFormatter<'a>>, ReadError> {
    const OPTIONS: FormatOptions<'static> = FormatOptions::new();
    let formatter = |column| ArrayFormatter::try_new(column, &OPTIONS);
    let columns: Result<Vec<_>, _> = batch
        .columns()
        .iter()
        .map(|column| formatter(column.as_ref()))
        .collect();
    columns.map_err(|error| ReadError::Parquet {
        place: place.clone(),
        reason: error.to_string(),
    })
}

/// Turns errors and panics of the Parquet reader, which hostile files can cause, into an error.
fn guarded<T, E: std::fmt::Display>(
    place: &Place,
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, ReadError> {
    let failure = |reason: String| ReadError::Parquet {
        place: place.clone(),
        reason,
    };
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(outcome) => outcome.map_err(|error| failure(error.to_string())),
        Err(_) => Err(failure("its structure is damaged".to_owned())),
    }
}
