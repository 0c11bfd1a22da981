//! Sums by pair of countries: what every exporter sold every importer, at each level of detail.
//!
//! Questions about a whole market ask these few rows instead of every flow. They are written with
//! the flows and are part of the same release.

use crate::error::Error;
use crate::flows::{Context, FlowColumns};
use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use std::collections::BTreeMap;
use std::sync::Arc;
use stirstick_codes::{Country, Period};

/// The table's definition, for data that is not imported; imported data has it made on the way in.
pub(crate) const PAIRS_SQL: &str = "SELECT period, frequency, exporter, importer, nomenclature, currency, valuation, \
     reported_by, CASE WHEN product = 'TOTAL' THEN 0 ELSE length(product) END AS level, \
     sum(value) AS value, count(*) AS row_count FROM flows \
     GROUP BY period, frequency, exporter, importer, nomenclature, currency, valuation, reported_by, level";

/// Schema of the table.
pub(crate) fn pairs_schema() -> SchemaRef {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    Arc::new(Schema::new(vec![
        text("period"),
        text("frequency"),
        text("exporter"),
        text("importer"),
        text("nomenclature"),
        text("currency"),
        text("valuation"),
        text("reported_by"),
        Field::new("level", DataType::Int64, false),
        Field::new("value", DataType::Float64, false),
        Field::new("row_count", DataType::Int64, false),
    ]))
}

/// How the value was measured, importer, exporter, and level of the product codes.
type Pair = (Context, Country, Country, usize);

/// What was added for a pair, and in which run first and last.
#[derive(Debug)]
struct Sum {
    value: f64,
    rows: i64,
    first_run: u32,
    last_run: u32,
}

/// Sums gathered over runs, in the order of the table.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    sums: BTreeMap<Pair, Sum>,
    run: u32,
}

impl Pairs {
    /// Adds the rows of a run; `order` puts the rows of a pair side by side.
    pub(crate) fn add(&mut self, columns: &FlowColumns, order: &[u32]) {
        self.run += 1;
        let run = self.run;
        let contexts = columns.contexts.values();
        let countries = columns.countries.values();
        let levels: Vec<usize> = columns
            .products
            .values()
            .iter()
            .map(|p| p.level())
            .collect();
        let key = |row: usize| {
            (
                columns.context[row],
                columns.importer[row],
                columns.exporter[row],
                levels[columns.product[row] as usize],
            )
        };
        let mut rows = order.iter().map(|&row| row as usize).peekable();
        while let Some(first) = rows.next() {
            let pair = key(first);
            let (mut value, mut count) = (columns.value[first], 1);
            while let Some(row) = rows.next_if(|&row| key(row) == pair) {
                value += columns.value[row];
                count += 1;
            }
            let (context, importer, exporter, level) = pair;
            let entry = self
                .sums
                .entry((
                    contexts[usize::from(context)],
                    countries[usize::from(importer)],
                    countries[usize::from(exporter)],
                    level,
                ))
                .or_insert(Sum {
                    value: 0.0,
                    rows: 0,
                    first_run: run,
                    last_run: run,
                });
            entry.value += value;
            entry.rows += count;
            entry.last_run = run;
        }
    }

    /// Importers of pairs whose rows came in several runs, with the first and last period of these.
    pub(crate) fn markets_in_several_runs(&self) -> BTreeMap<Country, (Period, Period)> {
        let mut markets: BTreeMap<Country, (Period, Period)> = BTreeMap::new();
        for ((context, importer, _, _), sum) in &self.sums {
            if sum.first_run < sum.last_run {
                let period = context.period;
                let range = markets.entry(*importer).or_insert((period, period));
                *range = (range.0.min(period), range.1.max(period));
            }
        }
        markets
    }

    pub(crate) fn batch(&self) -> Result<RecordBatch, Error> {
        let text = |get: &dyn Fn(&Pair) -> String| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(self.sums.keys().map(get)))
        };
        let columns: Vec<ArrayRef> = vec![
            text(&|key| key.0.period.to_string()),
            text(&|key| key.0.period.frequency().as_str().to_owned()),
            text(&|key| key.2.to_string()),
            text(&|key| key.1.to_string()),
            text(&|key| key.0.nomenclature.as_str().to_owned()),
            text(&|key| key.0.currency.as_str().to_owned()),
            text(&|key| key.0.valuation.as_str().to_owned()),
            text(&|key| key.0.reported_by.as_str().to_owned()),
            Arc::new(Int64Array::from_iter_values(
                self.sums
                    .keys()
                    .map(|key| i64::try_from(key.3).unwrap_or(i64::MAX)),
            )),
            Arc::new(Float64Array::from_iter_values(
                self.sums.values().map(|sum| sum.value),
            )),
            Arc::new(Int64Array::from_iter_values(
                self.sums.values().map(|sum| sum.rows),
            )),
        ];
        RecordBatch::try_new(pairs_schema(), columns).map_err(Error::query)
    }
}
