//! A user's own `SELECT` over everything that is imported.

use crate::builtin::BUILTIN_DATASETS;
use crate::error::Error;
use crate::query::{
    RowSet, TableNames, register_batch, register_release, run_within, runtime, session_context,
};
use crate::store::Store;
use datafusion::error::DataFusionError;
use datafusion::execution::context::SessionContext;
use std::collections::BTreeSet;
use std::io::Write;
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

impl SqlLimits {
    /// What stopped a statement: its memory, or anything else.
    pub(crate) fn failed(&self, error: &DataFusionError) -> Error {
        match error.find_root() {
            DataFusionError::ResourcesExhausted(_) => Error::Limit {
                what: "memory of the statement in MiB, raised by --memory,",
                limit: (self.memory_bytes / (1024 * 1024)) as u64,
            },
            _ => Error::query(error),
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
        self.rows
            .write(out, [(SYNTHETIC, self.synthetic.to_string())])
    }

    /// Reads what [`SqlOutput::write`] wrote.
    ///
    /// # Errors
    /// [`Error::Query`] when it is not such a stream.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let (rows, notes) = RowSet::read(bytes)?;
        let synthetic = notes.get(SYNTHETIC).is_some_and(|text| text == "true");
        Ok(SqlOutput { rows, synthetic })
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
        let rows = runtime()?.block_on(run_within(&context, sql, &[], limits))?;
        Ok(SqlOutput { rows, synthetic })
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
