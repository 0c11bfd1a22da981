//! A user's own `SELECT` over everything that is imported.

use crate::builtin::BUILTIN_DATASETS;
use crate::error::Error;
use crate::query::{
    RowSet, TableNames, read_only, register_batch, register_release, runtime, session_context,
};
use crate::store::Store;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;
use datafusion::error::DataFusionError;
use datafusion::execution::context::SessionContext;
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

/// Limits on a user's statement.
#[derive(Debug, Clone, Copy)]
pub struct SqlLimits {
    /// Longest run.
    pub time: Duration,
    /// Most memory that the operators may hold, in bytes.
    pub memory_bytes: usize,
    /// Most rows returned.
    pub rows: usize,
}

impl Default for SqlLimits {
    fn default() -> Self {
        SqlLimits {
            time: Duration::from_secs(30),
            memory_bytes: 1 << 30,
            rows: 1_000_000,
        }
    }
}

/// Rows of a user's statement.
#[derive(Debug, Clone)]
pub struct SqlOutput {
    /// The rows.
    pub rows: RowSet,
    /// True when any dataset of which the statement names a table holds invented countries.
    pub synthetic: bool,
}

/// Metadata key of the stream that says whether the data is synthetic.
const SYNTHETIC: &str = "synthetic";

impl SqlOutput {
    /// Writes the rows as an Arrow stream, for the process that started this one.
    ///
    /// # Errors
    /// [`Error::Query`] when the stream cannot be written.
    pub fn write(&self, out: impl Write) -> Result<(), Error> {
        let batch = self.rows.batch();
        let mut metadata = batch.schema().metadata().clone();
        metadata.insert(SYNTHETIC.to_owned(), self.synthetic.to_string());
        let schema = Arc::new(batch.schema().as_ref().clone().with_metadata(metadata));
        let batch = batch
            .clone()
            .with_schema(Arc::clone(&schema))
            .map_err(Error::query)?;
        let mut writer = StreamWriter::try_new(out, &schema).map_err(Error::query)?;
        writer.write(&batch).map_err(Error::query)?;
        writer.finish().map_err(Error::query)
    }

    /// Reads what [`SqlOutput::write`] wrote.
    ///
    /// # Errors
    /// [`Error::Query`] when it is not such a stream.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let reader = StreamReader::try_new(bytes, None).map_err(Error::query)?;
        let schema = reader.schema();
        let synthetic = schema
            .metadata()
            .get(SYNTHETIC)
            .is_some_and(|text| text == "true");
        let batches = reader
            .collect::<Result<Vec<_>, _>>()
            .map_err(Error::query)?;
        Ok(SqlOutput {
            rows: RowSet::new(&schema, &batches)?,
            synthetic,
        })
    }
}

/// What stopped a statement: its memory, or anything else.
fn failed(error: &DataFusionError, memory_bytes: usize) -> Error {
    match error.find_root() {
        DataFusionError::ResourcesExhausted(_) => Error::Limit {
            what: "memory of the statement in MiB, raised by --memory,",
            limit: (memory_bytes / (1024 * 1024)) as u64,
        },
        _ => Error::query(error),
    }
}

impl Store {
    /// Runs one `SELECT` in which every dataset is a table of its own name.
    ///
    /// The caller runs this in a process of its own with a hard limit on memory: operators account
    /// for what they hold, single functions do not.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::Limit`], [`Error::Query`].
    pub fn sql(&self, sql: &str, limits: SqlLimits) -> Result<SqlOutput, Error> {
        crate::gate::admit(sql)?;
        let context = session_context(limits.memory_bytes)?;
        let synthetic = self.register_named(&context, &tables_named(&context, sql)?)?;
        let run = async {
            let frame = context
                .sql_with_options(sql, read_only())
                .await
                .map_err(|error| Error::Statement {
                    reason: error.to_string(),
                })?
                .limit(0, Some(limits.rows + 1))
                .map_err(Error::query)?;
            let schema: SchemaRef = Arc::new(frame.schema().as_arrow().clone());
            let batches = frame
                .collect()
                .await
                .map_err(|error| failed(&error, limits.memory_bytes))?;
            Ok::<_, Error>((schema, batches))
        };
        let (schema, batches) = runtime()?.block_on(async {
            tokio::time::timeout(limits.time, run)
                .await
                .map_err(|_| Error::Limit {
                    what: "running time in seconds",
                    limit: limits.time.as_secs(),
                })?
        })?;
        if batches.iter().map(RecordBatch::num_rows).sum::<usize>() > limits.rows {
            return Err(Error::Limit {
                what: "number of rows returned (add a LIMIT)",
                limit: limits.rows as u64,
            });
        }
        Ok(SqlOutput {
            rows: RowSet::new(&schema, &batches)?,
            synthetic,
        })
    }

    /// Registers what is built in, and the datasets of which the statement names a table; true when any
    /// of these holds invented countries.
    fn register_named(
        &self,
        context: &SessionContext,
        named: &BTreeSet<String>,
    ) -> Result<bool, Error> {
        for builtin in &BUILTIN_DATASETS {
            for (table, batch) in builtin.tables()? {
                let name = if table == "flows" {
                    builtin.name
                } else {
                    table
                };
                register_batch(context, name, batch)?;
            }
        }
        let mut synthetic = false;
        for (name, held) in &self.manifest().datasets {
            let names = TableNames::of_dataset(name);
            if let Some(release) = held.releases.last().filter(|_| names.any_of(named)) {
                register_release(context, self, name, release, &names)?;
                synthetic |= release.contents.synthetic;
            }
        }
        Ok(synthetic)
    }
}

/// The tables that a statement names, as the engine reads names: in lower case unless quoted.
fn tables_named(context: &SessionContext, sql: &str) -> Result<BTreeSet<String>, Error> {
    let state = context.state();
    let wrong = |error: DataFusionError| Error::Statement {
        reason: error.to_string(),
    };
    let dialect = state.config().options().sql_parser.dialect;
    let statement = state.sql_to_statement(sql, &dialect).map_err(wrong)?;
    let tables = state.resolve_table_references(&statement).map_err(wrong)?;
    Ok(tables
        .iter()
        .map(|table| table.table().to_owned())
        .collect())
}
