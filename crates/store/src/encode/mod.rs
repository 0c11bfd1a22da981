//! Row groups into one Parquet file, encoded by two threads.
//!
//! The groups are appended in order, so that the bytes of the file do not depend on how the threads
//! ran. See `docs/benchmarks.md` for how the size of row groups and the encodings were chosen.

mod repeat;

use crate::encode::repeat::{Repeated, Repeats};
use crate::error::Error;
use crate::flows::FlowColumns;
use crate::read::ReadError;
use arrow::array::{ArrayRef, DictionaryArray, RecordBatch, StringArray, UInt16Array};
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
pub(crate) const ROW_GROUP_ROWS: usize = 128 * 1024;

/// Makes the rows of one row group.
pub(crate) type Group<'a> = Box<dyn Fn() -> Result<RecordBatch, Error> + Send + Sync + 'a>;

/// The same columns with text as dictionaries, as they are handed to the encoder.
pub(crate) fn dictionary_schema(schema: &Schema) -> SchemaRef {
    let dictionary = DataType::Dictionary(Box::new(DataType::UInt16), Box::new(DataType::Utf8));
    let fields: Vec<Field> = schema
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

/// Texts that all row groups share.
pub(crate) struct Dictionaries {
    /// Period, frequency, nomenclature, currency, valuation, and who reported, of each context.
    pub(crate) context: [ArrayRef; 6],
    /// Codes of countries.
    pub(crate) country: ArrayRef,
    /// Codes of products.
    pub(crate) product: ArrayRef,
}

/// An array of texts, to be referred to by number.
pub(crate) fn words<'a>(texts: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(texts))
}

impl Dictionaries {
    /// The texts of the columns' numbers.
    ///
    /// # Errors
    /// [`Error::Limit`] for more product codes than a dictionary holds.
    pub(crate) fn new(columns: &FlowColumns) -> Result<Self, Error> {
        let products = columns.products.values();
        if products.len() > usize::from(u16::MAX) {
            return Err(Error::Limit {
                what: "number of distinct product codes imported at once",
                limit: u64::from(u16::MAX),
            });
        }
        let contexts = columns.contexts.values();
        let text = |get: &dyn Fn(usize) -> String| -> ArrayRef {
            Arc::new(StringArray::from_iter_values((0..contexts.len()).map(get)))
        };
        Ok(Dictionaries {
            context: [
                text(&|i| contexts[i].period.to_string()),
                text(&|i| contexts[i].period.frequency().as_str().to_owned()),
                text(&|i| contexts[i].nomenclature.as_str().to_owned()),
                text(&|i| contexts[i].currency.as_str().to_owned()),
                text(&|i| contexts[i].valuation.as_str().to_owned()),
                text(&|i| contexts[i].reported_by.as_str().to_owned()),
            ],
            country: words(columns.countries.values().iter().map(|c| c.as_str())),
            product: words(products.iter().map(|p| p.as_str())),
        })
    }
}

/// A column of texts by their numbers.
pub(crate) fn dictionary(
    keys: impl Iterator<Item = u16>,
    texts: &ArrayRef,
) -> Result<ArrayRef, Error> {
    let keys = UInt16Array::from_iter_values(keys);
    let array =
        DictionaryArray::<UInt16Type>::try_new(keys, Arc::clone(texts)).map_err(Error::query)?;
    Ok(Arc::new(array))
}

/// Numbers of products fit because [`Dictionaries::new`] counted them.
pub(crate) fn product_key(number: u32) -> u16 {
    u16::try_from(number).expect("Dictionaries::new counts the products")
}

/// One column of a row group.
enum Column {
    Chunk(ArrowColumnChunk),
    Repeated(repeat::Chunk),
}

/// What the encoding threads share.
struct Encoder {
    factory: ArrowRowGroupWriterFactory,
    repeats: Repeats,
}

impl Encoder {
    fn encode(&self, group: usize, batch: &RecordBatch) -> Result<Vec<Column>, Error> {
        let writers = self
            .factory
            .create_column_writers(group)
            .map_err(Error::query)?;
        let schema = batch.schema();
        let columns = schema.fields().iter().zip(batch.columns());
        columns
            .zip(writers)
            .enumerate()
            .map(|(number, ((field, array), mut writer))| {
                if let Some(value) = Repeated::of(array) {
                    let chunk = self.repeats.chunk(number, value, array.len())?;
                    return Ok(Column::Repeated(chunk));
                }
                for leaf in compute_leaves(field, array).map_err(Error::query)? {
                    writer.write(&leaf).map_err(Error::query)?;
                }
                writer.close().map(Column::Chunk).map_err(Error::query)
            })
            .collect()
    }
}

/// Writes the row groups as one Parquet file of this schema; `go_on` is asked before each of them.
pub(crate) fn write<W: Write + Send>(
    schema: &Schema,
    groups: &[Group<'_>],
    go_on: &mut dyn FnMut() -> bool,
    out: W,
) -> Result<W, Error> {
    let parquet_schema = ArrowSchemaConverter::new()
        .convert(schema)
        .map_err(Error::query)?;
    let properties = Arc::new(properties());
    let writer = SerializedFileWriter::new(
        out,
        parquet_schema.root_schema_ptr(),
        Arc::clone(&properties),
    )
    .map_err(Error::query)?;
    let encoder = Encoder {
        factory: ArrowRowGroupWriterFactory::new(&writer, dictionary_schema(schema)),
        repeats: Repeats::new(Arc::new(parquet_schema), properties),
    };
    encode_in_order(&encoder, groups, go_on, writer)
}

type Encoded = Result<Vec<Column>, Error>;

/// Two threads encode the even and the odd row groups; this thread appends them in order.
fn encode_in_order<W: Write + Send>(
    encoder: &Encoder,
    groups: &[Group<'_>],
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
                    let encoded = groups[group]().and_then(|batch| encoder.encode(group, &batch));
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
            let columns = lanes[group % THREADS]
                .recv()
                .map_err(|_| Error::query("an encoding thread stopped"))??;
            let mut row_group = writer.next_row_group().map_err(Error::query)?;
            for column in columns {
                match column {
                    Column::Chunk(chunk) => chunk
                        .append_to_row_group(&mut row_group)
                        .map_err(Error::query)?,
                    Column::Repeated(chunk) => chunk.append_to(&mut row_group)?,
                }
            }
            row_group.close().map_err(Error::query)?;
        }
        writer.into_inner().map_err(Error::query)
    })
}
