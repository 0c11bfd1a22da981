//! Sorted flow columns into one Parquet file.

use crate::encode::{
    self, Dictionaries, Group, ROW_GROUP_ROWS, dictionary, dictionary_schema, product_key, words,
};
use crate::error::Error;
use crate::flows::FlowColumns;
use arrow::array::{ArrayRef, Float64Array, RecordBatch, UInt64Array};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use std::io::Write;
use std::sync::Arc;

/// Column names of flow facts, in order.
pub(crate) const FLOW_COLUMNS: [&str; 13] = [
    "period",
    "frequency",
    "exporter",
    "importer",
    "product",
    "nomenclature",
    "value",
    "currency",
    "valuation",
    "quantity_t",
    "reported_by",
    "source_file",
    "source_row",
];

/// Schema of flow facts as queries see it.
#[must_use]
pub fn flow_schema() -> SchemaRef {
    let fields: Vec<Field> = FLOW_COLUMNS
        .iter()
        .map(|&name| match name {
            "value" => Field::new(name, DataType::Float64, false),
            "quantity_t" => Field::new(name, DataType::Float64, true),
            "source_row" => Field::new(name, DataType::UInt64, false),
            _ => Field::new(name, DataType::Utf8, false),
        })
        .collect();
    Arc::new(Schema::new(fields))
}

fn batch(
    columns: &FlowColumns,
    dictionaries: &Dictionaries,
    files: &ArrayRef,
    rows: &[u32],
) -> Result<RecordBatch, Error> {
    let at = |values: &'_ [u16], row: u32| values[row as usize];
    let context = |which: usize| {
        dictionary(
            rows.iter().map(|&row| at(&columns.context, row)),
            &dictionaries.context[which],
        )
    };
    let country = |values: &[u16]| {
        dictionary(
            rows.iter().map(|&row| at(values, row)),
            &dictionaries.country,
        )
    };
    let value = Float64Array::from_iter_values(rows.iter().map(|&row| columns.value[row as usize]));
    let quantity: Float64Array = rows
        .iter()
        .map(|&row| Some(columns.quantity_t[row as usize]).filter(|quantity| !quantity.is_nan()))
        .collect();
    let source_row =
        UInt64Array::from_iter_values(rows.iter().map(|&row| u64::from(columns.row[row as usize])));
    let arrays: Vec<ArrayRef> = vec![
        context(0)?,
        context(1)?,
        country(&columns.exporter)?,
        country(&columns.importer)?,
        dictionary(
            rows.iter()
                .map(|&row| product_key(columns.product[row as usize])),
            &dictionaries.product,
        )?,
        context(2)?,
        Arc::new(value),
        context(3)?,
        context(4)?,
        Arc::new(quantity),
        context(5)?,
        dictionary(rows.iter().map(|&row| at(&columns.file, row)), files)?,
        Arc::new(source_row),
    ];
    RecordBatch::try_new(dictionary_schema(&flow_schema()), arrays).map_err(Error::query)
}

/// Writes the rows in `order` as one Parquet file; `go_on` is asked before each row group.
pub(crate) fn write<W: Write + Send>(
    columns: &FlowColumns,
    order: &[u32],
    files: &[String],
    go_on: &mut dyn FnMut() -> bool,
    out: W,
) -> Result<W, Error> {
    let dictionaries = &Dictionaries::new(columns)?;
    let files = &words(files.iter().map(String::as_str));
    let groups: Vec<Group<'_>> = order
        .chunks(ROW_GROUP_ROWS)
        .map(|rows| -> Group<'_> { Box::new(move || batch(columns, dictionaries, files, rows)) })
        .collect();
    encode::write(&flow_schema(), &groups, go_on, out)
}
