//! Finds rows of different sorted files that state the same flow.
//!
//! Within a file the sort shows them side by side. Between files only a pair of countries whose rows
//! came in more than one file can hold them, so only the markets of such pairs are read again.

use crate::error::Error;
use crate::pairs::Pairs;
use crate::parquet_out::flow_schema;
use crate::query::{
    QUESTION_MEMORY_BYTES, Row, RowSet, register_files, run, runtime, session_context,
};
use datafusion::execution::context::SessionContext;
use std::path::PathBuf;
use stirstick_codes::{Country, Period};
use tokio::runtime::Runtime;

/// The columns that say which flow a row states.
const KEY: &str = "period, frequency, exporter, importer, product, nomenclature, currency, valuation, reported_by";

/// An error that names the places of the first flow that is stated in two of the files.
pub(crate) fn across(files: &[PathBuf], pairs: &Pairs) -> Result<Option<Error>, Error> {
    let markets = pairs.markets_in_several_runs();
    if markets.is_empty() {
        return Ok(None);
    }
    let context = session_context(QUESTION_MEMORY_BYTES)?;
    register_files(&context, "flows", flow_schema(), files)?;
    let runtime = runtime()?;
    for (market, (first, last)) in markets {
        if let Some(found) = of_market(&context, &runtime, market, first, last)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn of_market(
    context: &SessionContext,
    runtime: &Runtime,
    market: Country,
    first: Period,
    last: Period,
) -> Result<Option<Error>, Error> {
    let (market, first, last) = (market.to_string(), first.to_string(), last.to_string());
    let twice = format!(
        "SELECT {KEY} FROM flows WHERE importer = $1 AND period BETWEEN $2 AND $3 \
         GROUP BY {KEY} HAVING count(*) > 1 ORDER BY {KEY} LIMIT 1"
    );
    let found = ask(context, runtime, &twice, &[&market, &first, &last])?;
    let Some(key) = found.iter().next() else {
        return Ok(None);
    };
    let columns: Vec<&str> = KEY.split(", ").collect();
    let conditions: Vec<String> = (1..)
        .zip(&columns)
        .map(|(number, column)| format!("{column} = ${number}"))
        .collect();
    let places = format!(
        "SELECT source_file, source_row FROM flows WHERE {} ORDER BY source_file, source_row LIMIT 2",
        conditions.join(" AND ")
    );
    let values: Vec<&str> = columns.iter().map(|column| key.text(column)).collect();
    let places = ask(context, runtime, &places, &values)?;
    let places: Vec<Row<'_>> = places.iter().collect();
    let [one, other] = places.as_slice() else {
        return Err(Error::query("a flow that is stated twice has two places"));
    };
    Ok(Some(error(key, *one, *other)))
}

fn ask(
    context: &SessionContext,
    runtime: &Runtime,
    sql: &str,
    values: &[impl AsRef<str>],
) -> Result<RowSet, Error> {
    runtime.block_on(run(context, sql, values))
}

fn error(key: Row<'_>, first: Row<'_>, second: Row<'_>) -> Error {
    let row = |place: Row<'_>| place.integer("source_row").map_or(0, i64::unsigned_abs);
    Error::DuplicateFlow {
        file: second.text("source_file").to_owned(),
        row: row(second),
        first_file: first.text("source_file").to_owned(),
        first_row: row(first),
        key: format!(
            "{} to {}, product {}, {}, reported by {}, {}",
            key.text("exporter"),
            key.text("importer"),
            key.text("product"),
            key.text("period"),
            key.text("reported_by"),
            key.text("valuation"),
        ),
    }
}
