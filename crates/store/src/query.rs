//! Asking one release a question in SQL.
//!
//! The release's flow facts are the table `flows`, whatever the dataset is called, so that no query
//! text is ever put together from a name. Sums of floats come out with the same bits every time, on
//! which a receipt's hash relies: a scan is cut into two halves that depend on the files alone, each
//! half is added up in the order of its rows, and two numbers have one sum in either order.

use crate::builtin::Builtin;
use crate::error::Error;
use crate::goods::{GOODS_SQL, goods_schema};
use crate::hashing::hex;
use crate::manifest::{PartKind, Release};
use crate::pairs::{PAIRS_SQL, pairs_schema};
use crate::parquet_out::flow_schema;
use crate::receipt::Receipt;
use crate::sql::SqlLimits;
use crate::store::Store;
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Float64Type, Int64Type, Schema, SchemaRef};
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;
use datafusion::datasource::MemTable;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::execution::context::{SQLOptions, SessionConfig, SessionContext};
use datafusion::execution::memory_pool::GreedyMemoryPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::scalar::ScalarValue;
use futures::StreamExt;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use tokio::runtime::Runtime;
use url::Url;

/// Memory that the operators of one question may hold.
pub(crate) const QUESTION_MEMORY_BYTES: usize = 1 << 30;

/// One release, ready to be asked.
pub struct Session {
    context: SessionContext,
    runtime: Runtime,
    pub(crate) dataset: String,
    pub(crate) release: String,
    pub(crate) release_hash: String,
    pub(crate) sources: Vec<String>,
    synthetic: bool,
}

impl Store {
    /// Opens the last release of a dataset, or the named one, for questions.
    ///
    /// Built-in datasets are opened by their own names and hold the tables named there.
    ///
    /// # Errors
    /// [`Error::UnknownDataset`], [`Error::UnknownRelease`], [`Error::Query`].
    pub fn session(&self, dataset: &str, release: Option<&str>) -> Result<Session, Error> {
        self.session_within(dataset, release, QUESTION_MEMORY_BYTES)
    }

    /// [`Store::session`] whose operators may hold so much memory.
    pub(crate) fn session_within(
        &self,
        dataset: &str,
        release: Option<&str>,
        memory_bytes: usize,
    ) -> Result<Session, Error> {
        let context = session_context(memory_bytes)?;
        if let Some(builtin) = Builtin::named(dataset) {
            return Session::builtin(builtin, release, context);
        }
        let held = self.release(dataset, release)?;
        register_release(&context, self, dataset, held, &TableNames::plain())?;
        Ok(Session {
            context,
            runtime: runtime()?,
            dataset: dataset.to_owned(),
            release: held.name.clone(),
            release_hash: held.content_hash.clone(),
            sources: sources_of(held),
            synthetic: held.contents.synthetic,
        })
    }
}

fn sources_of(release: &Release) -> Vec<String> {
    let files = release.inputs.iter().map(|input| {
        let retrieved = release
            .retrieved
            .as_ref()
            .map_or(String::new(), |date| format!(", retrieved {date}"));
        format!(
            "{}: {} (SHA-256 {}{retrieved})",
            release.source,
            crate::import::base_name(&input.name()),
            &input.sha256[..12]
        )
    });
    files.collect()
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("dataset", &self.dataset)
            .field("release", &self.release)
            .finish_non_exhaustive()
    }
}

impl Session {
    fn builtin(
        builtin: &'static Builtin,
        release: Option<&str>,
        context: SessionContext,
    ) -> Result<Self, Error> {
        if release.is_some_and(|wanted| wanted != builtin.release()) {
            return Err(Error::UnknownRelease {
                name: builtin.name.to_owned(),
                release: release.unwrap_or_default().to_owned(),
            });
        }
        for (name, batch) in builtin.tables()? {
            register_batch(&context, name, batch)?;
        }
        let runtime = runtime()?;
        if builtin.has_flows() {
            for (table, sql) in [("pairs", PAIRS_SQL), ("goods", GOODS_SQL)] {
                let sums = runtime.block_on(context.sql(sql)).map_err(Error::query)?;
                context
                    .register_table(table, sums.into_view())
                    .map_err(Error::query)?;
            }
        }
        Ok(Session {
            context,
            runtime,
            dataset: builtin.name.to_owned(),
            release: builtin.release().to_owned(),
            release_hash: builtin.content_hash(),
            sources: vec![builtin.source.to_owned()],
            synthetic: false,
        })
    }

    /// Columns of the flows as they lie in the release.
    pub(crate) fn scan(
        &self,
        wanted: &[(&str, crate::columns::Wanted)],
    ) -> Result<Vec<RecordBatch>, Error> {
        let names: Vec<&str> = wanted.iter().map(|(name, _)| *name).collect();
        let work = async {
            let flows = self.context.table("flows").await?;
            flows.select_columns(&names)?.collect().await
        };
        self.runtime.block_on(work).map_err(|error| Error::Column {
            table: self.dataset.clone(),
            reason: error.to_string(),
        })
    }

    /// True when the release holds invented countries.
    #[must_use]
    pub fn is_synthetic(&self) -> bool {
        self.synthetic
    }

    /// Runs one `SELECT` with parameters `$1`, `$2` … and returns its rows with their receipt.
    ///
    /// Parameters are given by name, for the receipt, and bound by position, as text; the SQL casts.
    ///
    /// Write `ORDER BY` over all keys: the receipt's hash depends on the order of rows.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for anything but a `SELECT`, [`Error::Query`].
    pub fn query(&self, sql: &str, parameters: &[(&str, &str)]) -> Result<Rows, Error> {
        crate::gate::admit(sql)?;
        let values: Vec<&str> = parameters.iter().map(|(_, value)| *value).collect();
        let set = self.runtime.block_on(run(&self.context, sql, &values))?;
        Ok(self.rows(sql, parameters, set))
    }

    /// Runs somebody else's `SELECT` as [`Session::query`] does, within limits.
    ///
    /// # Errors
    /// Those of [`Session::query`], and [`Error::Limit`].
    pub(crate) fn query_within(
        &self,
        sql: &str,
        parameters: &[(&str, &str)],
        limits: SqlLimits,
    ) -> Result<Rows, Error> {
        crate::gate::admit(sql)?;
        let values: Vec<&str> = parameters.iter().map(|(_, value)| *value).collect();
        let run = run_within(&self.context, sql, &values, limits);
        let set = self.runtime.block_on(run)?;
        Ok(self.rows(sql, parameters, set))
    }

    fn rows(&self, sql: &str, parameters: &[(&str, &str)], set: RowSet) -> Rows {
        let receipt = self.receipt(sql, parameters, set.batch());
        Rows::new(set, receipt)
    }

    fn receipt(&self, sql: &str, parameters: &[(&str, &str)], batch: &RecordBatch) -> Receipt {
        let parameters = parameters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Receipt::new(
            self,
            sql.trim(),
            parameters,
            batch.num_rows() as u64,
            hash(batch),
        )
    }
}

/// Runs one `SELECT` whose parameters are bound by position, as text.
pub(crate) async fn run(
    context: &SessionContext,
    sql: &str,
    values: &[impl AsRef<str>],
) -> Result<RowSet, Error> {
    let frame = context
        .sql_with_options(sql, read_only())
        .await
        .map_err(Error::query)?;
    let values: Vec<ScalarValue> = values
        .iter()
        .map(|value| ScalarValue::from(value.as_ref()))
        .collect();
    let frame = frame.with_param_values(values).map_err(Error::query)?;
    let schema: SchemaRef = Arc::new(frame.schema().as_arrow().clone());
    let batches = frame.collect().await.map_err(Error::query)?;
    RowSet::new(&schema, &batches)
}

/// Runs one `SELECT` as [`run`] does, and stops at the limits.
pub(crate) async fn run_within(
    context: &SessionContext,
    sql: &str,
    values: &[&str],
    limits: SqlLimits,
) -> Result<RowSet, Error> {
    let work = async {
        let frame = context
            .sql_with_options(sql, read_only())
            .await
            .map_err(|error| Error::Statement {
                reason: error.to_string(),
            })?;
        let values: Vec<ScalarValue> = values
            .iter()
            .map(|value| ScalarValue::from(*value))
            .collect();
        let frame = frame.with_param_values(values).map_err(Error::query)?;
        let schema: SchemaRef = Arc::new(frame.schema().as_arrow().clone());
        // The plan is that of a question, without a limit of its own, so that sums have the same bits.
        let stopped = |error| limits.failed(&error);
        let mut stream = frame.execute_stream().await.map_err(stopped)?;
        let mut batches = Vec::new();
        let mut rows = 0_usize;
        while let Some(batch) = stream.next().await {
            let batch = batch.map_err(stopped)?;
            rows = rows.saturating_add(batch.num_rows());
            if rows > limits.rows {
                return Err(Error::Limit {
                    what: "number of rows returned",
                    limit: limits.rows as u64,
                });
            }
            batches.push(batch);
        }
        RowSet::new(&schema, &batches)
    };
    tokio::time::timeout(limits.time, work)
        .await
        .map_err(|_| Error::Limit {
            what: "running time in seconds",
            limit: limits.time.as_secs(),
        })?
}

/// Rows as columns of text, floats and whole numbers.
#[derive(Debug, Clone)]
pub struct RowSet {
    batch: RecordBatch,
}

impl RowSet {
    pub(crate) fn new(schema: &SchemaRef, batches: &[RecordBatch]) -> Result<Self, Error> {
        one_batch(schema, batches).map(|batch| RowSet { batch })
    }

    pub(crate) fn batch(&self) -> &RecordBatch {
        &self.batch
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.batch.num_rows()
    }

    /// True when there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes the rows as an Arrow stream, for the process that started this one, with what else it
    /// must know by name.
    pub(crate) fn write(
        &self,
        out: impl Write,
        notes: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Result<(), Error> {
        let notes = notes
            .into_iter()
            .map(|(name, text)| (name.to_owned(), text))
            .collect();
        let schema = Arc::new(self.batch.schema().as_ref().clone().with_metadata(notes));
        let batch = self
            .batch
            .clone()
            .with_schema(Arc::clone(&schema))
            .map_err(Error::query)?;
        let mut writer = StreamWriter::try_new(out, &schema).map_err(Error::query)?;
        writer.write(&batch).map_err(Error::query)?;
        writer.finish().map_err(Error::query)
    }

    /// Reads what [`RowSet::write`] wrote: the rows and the notes.
    pub(crate) fn read(bytes: &[u8]) -> Result<(Self, HashMap<String, String>), Error> {
        let reader = StreamReader::try_new(bytes, None).map_err(Error::query)?;
        let schema = reader.schema();
        let batches = reader
            .collect::<Result<Vec<_>, _>>()
            .map_err(Error::query)?;
        let rows = RowSet::new(&schema, &batches)?;
        Ok((rows, schema.metadata().clone()))
    }

    /// Names of the columns in order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.batch
            .schema_ref()
            .fields()
            .iter()
            .map(|field| field.name().as_str())
    }

    /// The rows in order.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).map(|index| Row {
            batch: &self.batch,
            index,
        })
    }
}

/// The rows of a question with their receipt.
#[derive(Debug, Clone)]
pub struct Rows {
    set: RowSet,
    receipt: Receipt,
}

impl Rows {
    pub(crate) fn new(set: RowSet, receipt: Receipt) -> Self {
        Rows { set, receipt }
    }

    /// Where the rows came from.
    #[must_use]
    pub fn receipt(&self) -> &Receipt {
        &self.receipt
    }
}

impl std::ops::Deref for Rows {
    type Target = RowSet;

    fn deref(&self) -> &RowSet {
        &self.set
    }
}

/// One cell of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CellValue<'a> {
    /// No value.
    Null,
    /// Text.
    Text(&'a str),
    /// A float.
    Number(f64),
    /// A whole number.
    Integer(i64),
}

/// One row, read by column name.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    batch: &'a RecordBatch,
    index: usize,
}

impl<'a> Row<'a> {
    /// All cells in the order of the columns.
    pub fn cells(&self) -> impl Iterator<Item = CellValue<'a>> {
        let index = self.index;
        self.batch
            .columns()
            .iter()
            .map(move |column| match column.data_type() {
                _ if column.is_null(index) => CellValue::Null,
                DataType::Float64 => {
                    CellValue::Number(column.as_primitive::<Float64Type>().value(index))
                }
                DataType::Int64 => {
                    CellValue::Integer(column.as_primitive::<Int64Type>().value(index))
                }
                _ => CellValue::Text(column.as_string::<i32>().value(index)),
            })
    }

    fn column(&self, name: &str) -> &'a dyn Array {
        self.batch
            .column_by_name(name)
            .unwrap_or_else(|| panic!("a query of this program must select the column {name}"))
    }

    /// Text of a column; a null is empty.
    #[must_use]
    pub fn text(&self, name: &str) -> &'a str {
        let column = self.column(name);
        if column.is_null(self.index) {
            return "";
        }
        column.as_string::<i32>().value(self.index)
    }

    /// Number of a column; `None` for a null.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<f64> {
        let column = self.column(name);
        (!column.is_null(self.index))
            .then(|| column.as_primitive::<Float64Type>().value(self.index))
    }

    /// Whole number of a column; `None` for a null.
    #[must_use]
    pub fn integer(&self, name: &str) -> Option<i64> {
        let column = self.column(name);
        (!column.is_null(self.index)).then(|| column.as_primitive::<Int64Type>().value(self.index))
    }
}

pub(crate) fn runtime() -> Result<Runtime, Error> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(PARTITIONS)
        .max_blocking_threads(BLOCKING_THREADS)
        .enable_time()
        .build()
        .map_err(Error::query)
}

pub(crate) fn read_only() -> SQLOptions {
    SQLOptions::new()
        .with_allow_ddl(false)
        .with_allow_dml(false)
        .with_allow_statements(false)
}

/// Parts of a scan that run at the same time, on any machine. With more than two, the order in which
/// their sums arrive would show in the last bits.
const PARTITIONS: usize = 2;

/// Threads that wait for files. Each takes up addresses, on which `sql` has a limit.
const BLOCKING_THREADS: usize = 4;

pub(crate) fn session_context(memory_bytes: usize) -> Result<SessionContext, Error> {
    let mut config = SessionConfig::new()
        .with_target_partitions(PARTITIONS)
        .with_information_schema(false);
    let options = config.options_mut();
    options.execution.parquet.pushdown_filters = true;
    // Conditions are tried in the order of the SQL, which knows what drops most rows.
    options.execution.parquet.reorder_filters = false;
    // What would let the time that something takes decide which rows are added up together.
    options.execution.enable_file_stream_work_stealing = false;
    options
        .execution
        .skip_partial_aggregation_probe_rows_threshold = usize::MAX;
    options.optimizer.enable_round_robin_repartition = false;
    // Its tables are made as large as the limit on rows allows, whatever there is to hold.
    options.optimizer.enable_topk_aggregation = false;
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(GreedyMemoryPool::new(memory_bytes)))
        .build_arc()
        .map_err(Error::query)?;
    Ok(SessionContext::new_with_config_rt(config, runtime))
}

pub(crate) fn register_batch(
    context: &SessionContext,
    name: &str,
    batch: RecordBatch,
) -> Result<(), Error> {
    let table = MemTable::try_new(batch.schema(), vec![vec![batch]]).map_err(Error::query)?;
    context
        .register_table(name, Arc::new(table))
        .map_err(Error::query)?;
    Ok(())
}

/// Names of the tables of one release.
#[derive(Debug)]
pub(crate) struct TableNames {
    flows: String,
    pairs: String,
    goods: String,
    products: String,
}

impl TableNames {
    /// Names in a session of one release.
    fn plain() -> Self {
        TableNames {
            flows: "flows".to_owned(),
            pairs: "pairs".to_owned(),
            goods: "goods".to_owned(),
            products: "products".to_owned(),
        }
    }

    /// True when one of these names is among those given.
    pub(crate) fn any_of(&self, named: &BTreeSet<String>) -> bool {
        [&self.flows, &self.pairs, &self.goods, &self.products]
            .into_iter()
            .any(|name| named.contains(name))
    }

    /// Names in a session of all datasets: the flows bear the name of the dataset.
    pub(crate) fn of_dataset(name: &str) -> Self {
        TableNames {
            flows: name.to_owned(),
            pairs: format!("{name}_pairs"),
            goods: format!("{name}_goods"),
            products: format!("{name}_products"),
        }
    }
}

/// Registers the files of a release as tables: flows, their sums and, where there are any, product
/// labels.
pub(crate) fn register_release(
    context: &SessionContext,
    store: &Store,
    dataset: &str,
    release: &Release,
    names: &TableNames,
) -> Result<(), Error> {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let products: SchemaRef = Arc::new(Schema::new(vec![text("product"), text("description")]));
    let kinds = [
        (PartKind::Flows, flow_schema(), &names.flows),
        (PartKind::Pairs, pairs_schema(), &names.pairs),
        (PartKind::Goods, goods_schema(), &names.goods),
        (PartKind::Products, products, &names.products),
    ];
    for (kind, schema, table) in kinds {
        let paths = release
            .parts
            .iter()
            .filter(|part| part.kind == kind)
            .map(|part| store.whole_part(dataset, release, part))
            .collect::<Result<Vec<_>, Error>>()?;
        match kind {
            _ if !paths.is_empty() => register_files(context, table, schema, &paths)?,
            // Where all rows are totals there is no file of goods, yet it may be asked for them.
            PartKind::Goods if release.contents.levels.keys().all(|level| *level == 0) => {
                register_batch(context, table, RecordBatch::new_empty(schema))?;
            }
            PartKind::Goods => {
                return Err(Error::Damaged {
                    path: store.release_dir(dataset, &release.name),
                    reason: "the release has no sums by goods, as an earlier version wrote it"
                        .to_owned(),
                });
            }
            _ => {}
        }
    }
    Ok(())
}

/// The schema with text as views: codes are short enough to lie in the view itself, which makes
/// reading, comparing and grouping them several times faster.
fn viewed(schema: &Schema) -> SchemaRef {
    let fields: Vec<Field> = schema
        .fields()
        .iter()
        .map(|field| match field.data_type() {
            DataType::Utf8 => field.as_ref().clone().with_data_type(DataType::Utf8View),
            _ => field.as_ref().clone(),
        })
        .collect();
    Arc::new(Schema::new(fields))
}

pub(crate) fn register_files(
    context: &SessionContext,
    table: &str,
    schema: SchemaRef,
    paths: &[impl AsRef<Path>],
) -> Result<(), Error> {
    let urls = paths
        .iter()
        .map(|path| {
            let path = std::path::absolute(path).map_err(Error::file("find", path.as_ref()))?;
            // A path in plain words may look like a pattern; an address never does.
            let address = Url::from_file_path(&path)
                .map_err(|()| Error::query(format!("{} is no absolute path", path.display())))?;
            ListingTableUrl::try_new(address, None).map_err(Error::query)
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let options =
        ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension(".parquet");
    let config = ListingTableConfig::new_with_multi_paths(urls)
        .with_listing_options(options)
        .with_schema(viewed(&schema));
    let table_provider = ListingTable::try_new(config).map_err(Error::query)?;
    context
        .register_table(table, Arc::new(table_provider))
        .map_err(Error::query)?;
    Ok(())
}

/// True when no number of the column is above the largest whole number that a row can hold.
fn fits(column: &dyn Array) -> bool {
    cast(column, &DataType::Int64).is_ok_and(|whole| whole.null_count() == column.null_count())
}

/// One batch with every column as text, float or whole number.
fn one_batch(schema: &SchemaRef, batches: &[RecordBatch]) -> Result<RecordBatch, Error> {
    let whole = arrow::compute::concat_batches(schema, batches).map_err(Error::query)?;
    let mut fields = Vec::new();
    let mut columns = Vec::new();
    for (field, column) in whole.schema().fields().iter().zip(whole.columns()) {
        let plain = match field.data_type() {
            kind if kind.is_floating() => DataType::Float64,
            DataType::UInt64 if !fits(column) => DataType::Utf8,
            kind if kind.is_integer() => DataType::Int64,
            _ => DataType::Utf8,
        };
        columns.push(cast(column, &plain).map_err(Error::query)?);
        fields.push(Field::new(field.name(), plain, true));
    }
    if columns.is_empty() {
        return Ok(RecordBatch::new_empty(Arc::new(Schema::empty())));
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(Error::query)
}

/// SHA-256 over column names and cells, row by row. A float counts with all its bits.
fn hash(batch: &RecordBatch) -> String {
    let mut sha256 = Sha256::new();
    for field in batch.schema().fields() {
        sha256.update(field.name());
        sha256.update([0x1f]);
    }
    for index in 0..batch.num_rows() {
        sha256.update([0x1e]);
        for column in batch.columns() {
            if column.is_null(index) {
                sha256.update([0x00]);
                continue;
            }
            match column.data_type() {
                DataType::Float64 => {
                    let value = column.as_primitive::<Float64Type>().value(index);
                    sha256.update(value.to_bits().to_le_bytes());
                }
                DataType::Int64 => {
                    sha256.update(
                        column
                            .as_primitive::<Int64Type>()
                            .value(index)
                            .to_le_bytes(),
                    );
                }
                _ => sha256.update(column.as_string::<i32>().value(index)),
            }
            sha256.update([0x1f]);
        }
    }
    hex(&sha256.finalize())
}
