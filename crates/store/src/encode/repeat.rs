//! Columns in which every row of a row group says the same.
//!
//! Most columns of flow facts hardly ever change: currency, valuation, nomenclature. Encoding looks
//! every value up in a dictionary; a column of one value is encoded once and its bytes are appended
//! to each row group of as many rows.

use crate::error::Error;
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Int64Type, UInt16Type};
use bytes::Bytes;
use parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use parquet::data_type::ByteArray;
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::SchemaDescPtr;
use std::collections::HashMap;
use std::sync::Mutex;

/// What all rows say.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Repeated {
    Text(String),
    Whole(i64),
}

impl Repeated {
    /// The one value of a column; `None` where there are several, and for columns of other types.
    pub(super) fn of(column: &ArrayRef) -> Option<Self> {
        match column.data_type() {
            DataType::Dictionary(_, _) => {
                let column = column.as_dictionary::<UInt16Type>();
                let key = one(column.keys().values())?;
                let texts = column.values().as_string::<i32>();
                Some(Repeated::Text(texts.value(usize::from(key)).to_owned()))
            }
            DataType::Int64 => {
                one(column.as_primitive::<Int64Type>().values()).map(Repeated::Whole)
            }
            _ => None,
        }
    }
}

fn one<T: Copy + PartialEq>(values: &[T]) -> Option<T> {
    let first = *values.first()?;
    values.iter().all(|value| *value == first).then_some(first)
}

/// A column of one value, encoded.
#[derive(Debug, Clone)]
pub(super) struct Chunk {
    bytes: Bytes,
    close: ColumnCloseResult,
}

impl Chunk {
    pub(super) fn append_to<W: std::io::Write + Send>(
        self,
        row_group: &mut parquet::file::writer::SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), Error> {
        row_group
            .append_column(&self.bytes, self.close)
            .map_err(Error::query)
    }
}

/// Column, value and number of rows.
type Key = (usize, Repeated, usize);

/// What was encoded so far.
pub(super) struct Repeats {
    schema: SchemaDescPtr,
    properties: WriterPropertiesPtr,
    made: Mutex<HashMap<Key, Chunk>>,
}

impl Repeats {
    pub(super) fn new(schema: SchemaDescPtr, properties: WriterPropertiesPtr) -> Self {
        Repeats {
            schema,
            properties,
            made: Mutex::default(),
        }
    }

    /// The encoded column of a value and a number of rows.
    pub(super) fn chunk(
        &self,
        column: usize,
        value: Repeated,
        rows: usize,
    ) -> Result<Chunk, Error> {
        let key = (column, value, rows);
        let mut made = self
            .made
            .lock()
            .map_err(|_| Error::query("an encoding thread stopped"))?;
        if let Some(chunk) = made.get(&key) {
            return Ok(chunk.clone());
        }
        let chunk = self.encode(column, &key.1, rows)?;
        made.insert(key, chunk.clone());
        Ok(chunk)
    }

    fn encode(&self, column: usize, value: &Repeated, rows: usize) -> Result<Chunk, Error> {
        let mut bytes = Vec::new();
        let mut sink = TrackedWrite::new(&mut bytes);
        let pages = Box::new(SerializedPageWriter::new(&mut sink));
        let mut writer =
            get_column_writer(self.schema.column(column), self.properties.clone(), pages);
        let written = match (&mut writer, value) {
            (ColumnWriter::ByteArrayColumnWriter(writer), Repeated::Text(text)) => {
                let values = vec![ByteArray::from(text.as_str()); rows];
                writer.write_batch(&values, None, None)
            }
            (ColumnWriter::Int64ColumnWriter(writer), Repeated::Whole(number)) => {
                writer.write_batch(&vec![*number; rows], None, None)
            }
            _ => return Err(Error::query("a column has another type than its values")),
        };
        written.map_err(Error::query)?;
        let close = writer.close().map_err(Error::query)?;
        drop(sink);
        Ok(Chunk {
            bytes: bytes.into(),
            close,
        })
    }
}
