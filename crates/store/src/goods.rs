//! Sums by goods and pair of countries: what every exporter sold every importer, by chapter and by
//! code.
//!
//! Flows lie by market; who sells some goods to *all* markets would be a scan of everything. Here
//! the same values lie by goods, twice: added up by chapter (the first two characters of the codes),
//! and by code. They are written with the flows and are part of the same release.

use crate::encode::{
    self, Dictionaries, Group, ROW_GROUP_ROWS, dictionary, dictionary_schema, product_key, words,
};
use crate::error::Error;
use crate::flows::{FlowColumns, counting_sort, ranks};
use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Arc;
use stirstick_codes::ProductCode;

/// The table's definition, for data that is not imported; imported data has it made on the way in.
pub(crate) const GOODS_SQL: &str = "SELECT 'chapter' AS detail, substr(product, 1, 2) AS goods, length(product) AS level, period, frequency, \
     exporter, importer, nomenclature, currency, valuation, reported_by, sum(value) AS value, count(*) AS row_count \
     FROM flows WHERE product <> 'TOTAL' \
     GROUP BY 1, 2, 3, period, frequency, exporter, importer, nomenclature, currency, valuation, reported_by \
     UNION ALL \
     SELECT 'code' AS detail, product AS goods, length(product) AS level, period, frequency, \
     exporter, importer, nomenclature, currency, valuation, reported_by, value, 1 AS row_count \
     FROM flows WHERE product <> 'TOTAL'";

/// Characters of a chapter's code.
const CHAPTER: usize = 2;

/// Schema of the table.
pub(crate) fn goods_schema() -> SchemaRef {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    Arc::new(Schema::new(vec![
        text("detail"),
        text("goods"),
        Field::new("level", DataType::Int64, false),
        text("period"),
        text("frequency"),
        text("exporter"),
        text("importer"),
        text("nomenclature"),
        text("currency"),
        text("valuation"),
        text("reported_by"),
        Field::new("value", DataType::Float64, false),
        Field::new("row_count", DataType::Int64, false),
    ]))
}

/// One row of the table, in numbers of the dictionaries.
struct Sum {
    goods: u32,
    level: u8,
    context: u16,
    exporter: u16,
    importer: u16,
    value: f64,
    rows: u32,
}

/// A chapter, and the level of the codes that are added up.
type Kind = (ProductCode, u8);

fn level(product: ProductCode) -> u8 {
    u8::try_from(product.level()).expect("codes are short")
}

/// The table of one run of flows.
pub(crate) struct Goods<'a> {
    columns: &'a FlowColumns,
    kinds: Vec<Kind>,
    chapters: Vec<Sum>,
    codes: Vec<u32>,
}

impl<'a> Goods<'a> {
    /// Adds up by chapter and sorts by code; `order` is that of [`FlowColumns::order`].
    pub(crate) fn new(columns: &'a FlowColumns, order: &[u32]) -> Self {
        let mut codes = without_totals(columns, order);
        let (kinds, chapters) = by_chapter(columns, codes.clone());
        sort_by_code(columns, &mut codes);
        Goods {
            columns,
            kinds,
            chapters,
            codes,
        }
    }

    /// Rows of the table.
    pub(crate) fn len(&self) -> usize {
        self.chapters.len() + self.codes.len()
    }

    /// Writes the table as one Parquet file; `go_on` is asked before each row group.
    pub(crate) fn write<W: Write + Send>(
        &self,
        go_on: &mut dyn FnMut() -> bool,
        out: W,
    ) -> Result<W, Error> {
        let texts = &Dictionaries::new(self.columns)?;
        let chapter_texts = &words(self.kinds.iter().map(|(chapter, _)| chapter.as_str()));
        let chapters = self
            .chapters
            .chunks(ROW_GROUP_ROWS)
            .map(|sums| -> Group<'_> {
                Box::new(move || batch("chapter", sums, chapter_texts, texts))
            });
        let codes = self.codes.chunks(ROW_GROUP_ROWS).map(|rows| -> Group<'_> {
            Box::new(move || {
                let sums: Vec<Sum> = rows.iter().map(|&row| of_code(self.columns, row)).collect();
                batch("code", &sums, &texts.product, texts)
            })
        });
        let groups: Vec<Group<'_>> = chapters.chain(codes).collect();
        encode::write(&goods_schema(), &groups, go_on, out)
    }
}

fn without_totals(columns: &FlowColumns, order: &[u32]) -> Vec<u32> {
    let products = columns.products.values();
    let is_total: Vec<bool> = products.iter().map(|product| product.is_total()).collect();
    let mut order = order.to_vec();
    if is_total.contains(&true) {
        order.retain(|&row| !is_total[columns.product[row as usize] as usize]);
    }
    order
}

/// Sums by chapter, level of the codes, context, importer and exporter, in that order.
fn by_chapter(columns: &FlowColumns, mut order: Vec<u32>) -> (Vec<Kind>, Vec<Sum>) {
    let of_product: Vec<Kind> = columns
        .products
        .values()
        .iter()
        .map(|product| (product.truncate(CHAPTER), level(*product)))
        .collect();
    let kinds: BTreeSet<Kind> = of_product.iter().copied().collect();
    let kinds: Vec<Kind> = kinds.into_iter().collect();
    let numbers: Vec<u32> = of_product.iter().map(|kind| place(&kinds, kind)).collect();
    let kind_of = |row: usize| numbers[columns.product[row] as usize];
    counting_sort(&mut order, &mut Vec::new(), kinds.len(), kind_of);
    let mut sums: Vec<Sum> = Vec::new();
    for &row in &order {
        let mut next = of_code(columns, row);
        next.goods = kind_of(row as usize);
        match sums.last_mut() {
            Some(sum) if sum.key() == next.key() => {
                sum.value += next.value;
                sum.rows += 1;
            }
            _ => sums.push(next),
        }
    }
    (kinds, sums)
}

fn place(kinds: &[Kind], kind: &Kind) -> u32 {
    let place = kinds.partition_point(|held| held < kind);
    u32::try_from(place).expect("there are fewer kinds than products")
}

/// By code, then as flows are sorted.
fn sort_by_code(columns: &FlowColumns, order: &mut Vec<u32>) {
    let ranks = ranks(columns.products.values());
    counting_sort(order, &mut Vec::new(), ranks.len(), |row| {
        ranks[columns.product[row] as usize]
    });
}

/// The sum of one flow.
fn of_code(columns: &FlowColumns, row: u32) -> Sum {
    let row = row as usize;
    let goods = columns.product[row];
    Sum {
        goods,
        level: level(columns.products.values()[goods as usize]),
        context: columns.context[row],
        exporter: columns.exporter[row],
        importer: columns.importer[row],
        value: columns.value[row],
        rows: 1,
    }
}

impl Sum {
    fn key(&self) -> (u32, u16, u16, u16) {
        (self.goods, self.context, self.importer, self.exporter)
    }
}

fn batch(
    detail: &str,
    sums: &[Sum],
    goods: &ArrayRef,
    texts: &Dictionaries,
) -> Result<RecordBatch, Error> {
    let column = |key: fn(&Sum) -> u16, texts: &ArrayRef| dictionary(sums.iter().map(key), texts);
    let context = |which: usize| column(|sum| sum.context, &texts.context[which]);
    let whole = |get: fn(&Sum) -> i64| -> ArrayRef {
        Arc::new(Int64Array::from_iter_values(sums.iter().map(get)))
    };
    let arrays: Vec<ArrayRef> = vec![
        column(|_| 0, &words(std::iter::once(detail)))?,
        column(|sum| product_key(sum.goods), goods)?,
        whole(|sum| i64::from(sum.level)),
        context(0)?,
        context(1)?,
        column(|sum| sum.exporter, &texts.country)?,
        column(|sum| sum.importer, &texts.country)?,
        context(2)?,
        context(3)?,
        context(4)?,
        context(5)?,
        Arc::new(Float64Array::from_iter_values(
            sums.iter().map(|sum| sum.value),
        )),
        whole(|sum| i64::from(sum.rows)),
    ];
    RecordBatch::try_new(dictionary_schema(&goods_schema()), arrays).map_err(Error::query)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::disallowed_methods,
        reason = "a test that fails here has failed, and writes its own inputs"
    )]

    use super::*;
    use crate::query::CellValue;
    use crate::{ImportOptions, Store};

    /// Codes of several lengths and totals, of two nomenclatures, periods and pairs of countries.
    fn flows() -> String {
        let header = "period,frequency,exporter,importer,product,nomenclature,value,currency,valuation,quantity_t,reported_by";
        let mut lines = vec![header.to_owned()];
        for nomenclature in ["HS17", "HS22"] {
            for product in [
                "TOTAL", "01", "0101", "010121", "010129", "8456", "845611", "84",
            ] {
                for period in ["2021", "2022"] {
                    for pair in ["CHN,RUS", "DEU,RUS", "CHN,FRA"] {
                        let value = 0.5 + lines.len() as f64;
                        lines.push(format!(
                            "{period},A,{pair},{product},{nomenclature},{value},USD,cif,,importer"
                        ));
                    }
                }
            }
        }
        lines.join("\n")
    }

    fn cells(store: &Store, sql: &str) -> Vec<String> {
        let rows = store.session("all", None).unwrap().query(sql, &[]).unwrap();
        let text = |cell: CellValue<'_>| format!("{cell:?}");
        rows.iter()
            .map(|row| row.cells().map(text).collect::<Vec<_>>().join(" "))
            .collect()
    }

    #[test]
    fn the_table_is_what_its_definition_says() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("flows.csv");
        std::fs::write(&file, flows()).unwrap();
        let mut store = Store::open(folder.path().join("store")).unwrap();
        store
            .import("all", &[file], &ImportOptions::default(), &mut |_, _| true)
            .unwrap();
        let all_keys = "ORDER BY detail, goods, level, period, exporter, importer, nomenclature";
        let written = cells(&store, &format!("SELECT * FROM goods {all_keys}"));
        let defined = cells(&store, &format!("SELECT * FROM ({GOODS_SQL}) {all_keys}"));
        assert_eq!(written, defined);
        // Two chapters by code length 2, 4 and 6, and seven codes; of two nomenclatures, two
        // periods and three pairs.
        assert_eq!(written.len(), (6 + 7) * 2 * 2 * 3);
    }

    #[test]
    fn a_dataset_of_totals_has_no_goods() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("flows.csv");
        let of_totals = |line: &&str| line.contains("period") || line.contains("TOTAL");
        let totals: Vec<String> = flows()
            .lines()
            .filter(of_totals)
            .map(str::to_owned)
            .collect();
        std::fs::write(&file, totals.join("\n")).unwrap();
        let mut store = Store::open(folder.path().join("store")).unwrap();
        store
            .import("all", &[file], &ImportOptions::default(), &mut |_, _| true)
            .unwrap();
        assert_eq!(cells(&store, "SELECT * FROM flows").len(), 12);
        assert!(cells(&store, "SELECT * FROM goods").is_empty());
    }
}
