//! One table as Parquet.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use stirstick_market::{Answer, Cell, Column, Table, Unit};

use crate::error::Error;
use crate::format::{machine, unit_code};
use crate::select;

/// Writes one table as Parquet, compressed with Zstandard.
///
/// `table` chooses the table as in [`csv`](crate::csv()). Columns are called by their identifiers. A
/// column of numbers is `Float64`, any other is `Utf8`; a column that mixes numbers and text is text.
/// A gap is null, and so is a number that is not finite. When the answer is synthetic, a last column
/// `synthetic` is true in each row.
///
/// The metadata of the file hold `title`, `command`, `receipt`, `table`, `note`, `synthetic` and, for
/// the receipt of the table, `dataset`, `release` and `release_hash`. The metadata of each column
/// hold `label` and `unit`. The same answer gives the same bytes.
///
/// # Errors
/// Those of [`csv`](crate::csv()), and [`Error::Columns`] or [`Error::Parquet`] when the table cannot
/// be laid out or encoded.
pub fn parquet(answer: &Answer, table: Option<&str>) -> Result<Vec<u8>, Error> {
    let table = select::table(answer, table)?;
    select::check_shape(&table)?;
    let mut fields = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        let cells: Vec<&Cell> = table.rows.iter().map(|row| &row[index]).collect();
        let array = array_of(column, &cells);
        fields.push(field_of(column, array.data_type().clone()));
        arrays.push(array);
    }
    if answer.synthetic {
        let name = select::synthetic_column(&table);
        fields.push(Field::new(name, DataType::Boolean, false));
        arrays.push(Arc::new(BooleanArray::from(vec![true; table.rows.len()])));
    }
    let metadata: HashMap<String, String> = file_metadata(answer, &table).into_iter().collect();
    let schema = Arc::new(Schema::new(fields).with_metadata(metadata));
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), schema, Some(properties))?;
    writer.write(&batch)?;
    Ok(writer.into_inner()?)
}

fn array_of(column: &Column, cells: &[&Cell]) -> ArrayRef {
    let has_text = cells.iter().any(|cell| matches!(cell, Cell::Text(_)));
    let has_number = cells.iter().any(|cell| matches!(cell, Cell::Number(_)));
    let measured = !matches!(column.unit, Unit::None | Unit::Period);
    if has_text || !(has_number || measured) {
        let texts = cells.iter().map(|cell| match cell {
            Cell::Text(text) => Some(text.clone()),
            Cell::Number(value) => machine(*value),
            Cell::Gap(()) => None,
        });
        Arc::new(texts.collect::<StringArray>())
    } else {
        let numbers = cells.iter().map(|cell| match cell {
            Cell::Number(value) if value.is_finite() => Some(*value),
            _ => None,
        });
        Arc::new(numbers.collect::<Float64Array>())
    }
}

fn field_of(column: &Column, data_type: DataType) -> Field {
    Field::new(&column.id, data_type, true).with_metadata(HashMap::from([
        ("label".to_owned(), column.label.clone()),
        ("unit".to_owned(), unit_code(&column.unit)),
    ]))
}

fn file_metadata(answer: &Answer, table: &Table) -> Vec<(String, String)> {
    let mut pairs = vec![
        ("title", answer.title.clone()),
        ("command", answer.command.clone()),
        ("table", table.title.clone()),
        ("synthetic", answer.synthetic.to_string()),
    ];
    if let Some(note) = &table.note {
        pairs.push(("note", note.clone()));
    }
    if let Some(id) = &table.receipt {
        pairs.push(("receipt", id.clone()));
    }
    let receipt = answer
        .receipts
        .iter()
        .find(|receipt| Some(&receipt.id) == table.receipt.as_ref());
    if let Some(receipt) = receipt {
        pairs.push(("dataset", receipt.dataset.clone()));
        pairs.push(("release", receipt.release.clone()));
        pairs.push(("release_hash", receipt.release_hash.clone()));
    }
    pairs
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}
