//! Sorted flow columns into one Parquet file.
//!
//! Row groups are encoded by two threads and appended in order, so that the bytes of the file do
//! not depend on how the threads ran. See `docs/benchmarks.md` for how order, size of row groups and
//! encodings were chosen.

use crate::error::Error;
use crate::flows::FlowColumns;
use crate::read::ReadError;
use arrow::array::{
    ArrayRef, DictionaryArray, Float64Array, RecordBatch, StringArray, UInt16Array, UInt64Array,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, UInt16Type};
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use std::io::Write;
use std::sync::{Arc, mpsc};

/// Rows of a row group: small enough that one market's rows are read without many others.
const ROW_GROUP_ROWS: usize = 128 * 1024;

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

/// The same columns with text as dictionaries, as they are handed to the encoder.
fn dictionary_schema() -> SchemaRef {
    let dictionary = DataType::Dictionary(Box::new(DataType::UInt16), Box::new(DataType::Utf8));
    let fields: Vec<Field> = flow_schema()
        .fields()
        .iter()
        .map(|field| match field.data_type() {
            DataType::Utf8 => Field::new(field.name(), dictionary.clone(), false),
            _ => field.as_ref().clone(),
        })
        .collect();
    Arc::new(Schema::new(fields))
}

fn properties() -> WriterProperties {
    let level = ZstdLevel::try_new(1).expect("1 is a level of zstd");
    let plain = |name: &str| ColumnPath::from(name);
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_created_by(crate::ENGINE.to_owned())
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_column_dictionary_enabled(plain("value"), false)
        .set_column_dictionary_enabled(plain("quantity_t"), false)
        .set_column_dictionary_enabled(plain("source_row"), false)
        .set_column_encoding(plain("source_row"), Encoding::DELTA_BINARY_PACKED)
        .build()
}

/// Text columns share their dictionaries between all row groups.
struct Dictionaries {
    context: [ArrayRef; 6],
    country: ArrayRef,
    product: ArrayRef,
    file: ArrayRef,
}

impl Dictionaries {
    fn new(columns: &FlowColumns, files: &[String]) -> Self {
        let contexts = columns.contexts.values();
        let text = |get: &dyn Fn(usize) -> String| -> ArrayRef {
            Arc::new(StringArray::from_iter_values((0..contexts.len()).map(get)))
        };
        let words = |texts: Vec<&str>| -> ArrayRef { Arc::new(StringArray::from(texts)) };
        Dictionaries {
            context: [
                text(&|i| contexts[i].period.to_string()),
                text(&|i| contexts[i].period.frequency().as_str().to_owned()),
                text(&|i| contexts[i].nomenclature.as_str().to_owned()),
                text(&|i| contexts[i].currency.as_str().to_owned()),
                text(&|i| contexts[i].valuation.as_str().to_owned()),
                text(&|i| contexts[i].reported_by.as_str().to_owned()),
            ],
            country: words(
                columns
                    .countries
                    .values()
                    .iter()
                    .map(|c| c.as_str())
                    .collect(),
            ),
            product: words(
                columns
                    .products
                    .values()
                    .iter()
                    .map(|p| p.as_str())
                    .collect(),
            ),
            file: words(files.iter().map(String::as_str).collect()),
        }
    }
}

fn dictionary(keys: impl Iterator<Item = u16>, values: &ArrayRef) -> Result<ArrayRef, Error> {
    let keys = UInt16Array::from_iter_values(keys);
    let array =
        DictionaryArray::<UInt16Type>::try_new(keys, Arc::clone(values)).map_err(Error::query)?;
    Ok(Arc::new(array))
}

fn batch(
    columns: &FlowColumns,
    dictionaries: &Dictionaries,
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
            rows.iter().map(|&row| {
                u16::try_from(columns.product[row as usize]).expect("checked by encode")
            }),
            &dictionaries.product,
        )?,
        context(2)?,
        Arc::new(value),
        context(3)?,
        context(4)?,
        Arc::new(quantity),
        context(5)?,
        dictionary(
            rows.iter().map(|&row| at(&columns.file, row)),
            &dictionaries.file,
        )?,
        Arc::new(source_row),
    ];
    RecordBatch::try_new(dictionary_schema(), arrays).map_err(Error::query)
}

fn encode_group(
    factory: &ArrowRowGroupWriterFactory,
    group: usize,
    batch: &RecordBatch,
) -> Result<Vec<ArrowColumnChunk>, Error> {
    let mut writers = factory.create_column_writers(group).map_err(Error::query)?;
    let schema = batch.schema();
    for ((field, array), writer) in schema
        .fields()
        .iter()
        .zip(batch.columns())
        .zip(&mut writers)
    {
        for leaf in compute_leaves(field, array).map_err(Error::query)? {
            writer.write(&leaf).map_err(Error::query)?;
        }
    }
    writers
        .into_iter()
        .map(|writer| writer.close().map_err(Error::query))
        .collect()
}

/// Writes the rows in `order` as one Parquet file; `go_on` is asked before each row group.
pub(crate) fn write<W: Write + Send>(
    columns: &FlowColumns,
    order: &[u32],
    files: &[String],
    go_on: &mut dyn FnMut() -> bool,
    out: W,
) -> Result<W, Error> {
    if columns.products.values().len() > usize::from(u16::MAX) {
        return Err(Error::Limit {
            what: "number of distinct product codes imported at once",
            limit: u64::from(u16::MAX),
        });
    }
    let dictionaries = Dictionaries::new(columns, files);
    let schema = dictionary_schema();
    let parquet_schema = ArrowSchemaConverter::new()
        .convert(&flow_schema())
        .map_err(Error::query)?;
    let writer = SerializedFileWriter::new(
        out,
        parquet_schema.root_schema_ptr(),
        Arc::new(properties()),
    )
    .map_err(Error::query)?;
    let factory = ArrowRowGroupWriterFactory::new(&writer, schema);
    let groups: Vec<&[u32]> = order.chunks(ROW_GROUP_ROWS).collect();
    encode_in_order(columns, &dictionaries, &factory, &groups, go_on, writer)
}

type Encoded = Result<Vec<ArrowColumnChunk>, Error>;

/// Two threads encode the even and the odd row groups; this thread appends them in order.
fn encode_in_order<W: Write + Send>(
    columns: &FlowColumns,
    dictionaries: &Dictionaries,
    factory: &ArrowRowGroupWriterFactory,
    groups: &[&[u32]],
    go_on: &mut dyn FnMut() -> bool,
    mut writer: SerializedFileWriter<W>,
) -> Result<W, Error> {
    const THREADS: usize = 2;
    std::thread::scope(|scope| {
        let mut lanes = Vec::new();
        for lane in 0..THREADS {
            // One finished group may wait: memory stays at a few row groups.
            let (send, receive) = mpsc::sync_channel::<Encoded>(1);
            lanes.push(receive);
            scope.spawn(move || {
                for group in (lane..groups.len()).step_by(THREADS) {
                    let encoded = batch(columns, dictionaries, groups[group])
                        .and_then(|batch| encode_group(factory, group, &batch));
                    if send.send(encoded).is_err() {
                        return;
                    }
                }
            });
        }
        for group in 0..groups.len() {
            if !go_on() {
                return Err(Error::Read(ReadError::Cancelled));
            }
            let chunks = lanes[group % THREADS]
                .recv()
                .map_err(|_| Error::query("an encoding thread stopped"))??;
            let mut row_group = writer.next_row_group().map_err(Error::query)?;
            for chunk in chunks {
                chunk
                    .append_to_row_group(&mut row_group)
                    .map_err(Error::query)?;
            }
            row_group.close().map_err(Error::query)?;
        }
        writer.into_inner().map_err(Error::query)
    })
}
