//! Times the supplier questions for one market of a store, and prints what they returned.
//!
//! Run by `scripts/benchmark.py`, which asks the same SQL of a peer and compares the answers:
//! `cargo bench --bench supplier_questions -- STORE DATASET MARKET PERIOD`.

use std::time::Instant;
use stirstick_store::{CellValue, Store};

/// File of the query below `src`, and the products that are asked about.
const QUERIES: [(&str, &str, &str); 9] = [
    (
        "flows/coverage.sql",
        include_str!("../src/flows/coverage.sql"),
        "",
    ),
    (
        "suppliers/sales.sql",
        include_str!("../src/suppliers/sales.sql"),
        "",
    ),
    (
        "suppliers/elsewhere.sql",
        include_str!("../src/suppliers/elsewhere.sql"),
        "",
    ),
    (
        "flows/coverage_of_goods.sql",
        include_str!("../src/flows/coverage_of_goods.sql"),
        "84",
    ),
    (
        "suppliers/sales.sql",
        include_str!("../src/suppliers/sales.sql"),
        "84",
    ),
    (
        "suppliers/elsewhere_of_goods.sql",
        include_str!("../src/suppliers/elsewhere_of_goods.sql"),
        "84",
    ),
    (
        "flows/coverage_of_goods.sql",
        include_str!("../src/flows/coverage_of_goods.sql"),
        "8471",
    ),
    (
        "suppliers/sales.sql",
        include_str!("../src/suppliers/sales.sql"),
        "8471",
    ),
    (
        "suppliers/elsewhere_of_goods.sql",
        include_str!("../src/suppliers/elsewhere_of_goods.sql"),
        "8471",
    ),
];

/// Runs of each query, of which the median counts.
const RUNS: usize = 15;

fn parameters<'a>(
    query: &str,
    goods: &'a str,
    market: &'a str,
    period: &'a str,
) -> Vec<(&'static str, &'a str)> {
    let mut parameters = vec![("market", market)];
    if query.starts_with("suppliers") {
        parameters.extend([
            ("from_first", period),
            ("from_last", period),
            ("to_first", period),
            ("to_last", period),
            ("frequency", "A"),
            ("valuation", "reconciled"),
            ("currency", "USD"),
            ("nomenclature", "HS22"),
            ("level_of_rows", "6"),
        ]);
    }
    if query.ends_with("sales.sql") {
        parameters.push(("characters_kept", "6"));
    }
    if query.ends_with("sales.sql") || query.ends_with("of_goods.sql") {
        parameters.push(("goods", goods));
    }
    if query.ends_with("of_goods.sql") {
        parameters.push(("detail", if goods.len() > 2 { "code" } else { "chapter" }));
    }
    if query.starts_with("suppliers") {
        parameters.push(("left_out", ""));
    }
    parameters
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let [store, dataset, market, period] = arguments.as_slice() else {
        eprintln!("give STORE DATASET MARKET PERIOD");
        return;
    };
    let store = Store::open(store).expect("the store opens");
    let session = store.session(dataset, None).expect("the dataset is there");
    for (name, sql, goods) in QUERIES {
        let parameters = parameters(name, goods, market, period);
        let mut times_ms = Vec::with_capacity(RUNS);
        let mut printed = (0, 0.0);
        for _ in 0..RUNS {
            let start = Instant::now();
            let rows = session.query(sql, &parameters).expect("the query runs");
            times_ms.push(start.elapsed().as_secs_f64() * 1000.0);
            let sum: f64 = rows
                .iter()
                .flat_map(|row| row.cells().collect::<Vec<_>>())
                .filter_map(|cell| match cell {
                    CellValue::Number(number) => Some(number),
                    _ => None,
                })
                .sum();
            printed = (rows.len(), sum);
        }
        times_ms.sort_by(f64::total_cmp);
        let line = serde_json::json!({
            "query": name,
            "goods": goods,
            "parameters": parameters.iter().map(|(_, value)| value).collect::<Vec<_>>(),
            "median_ms": times_ms[RUNS / 2],
            "rows": printed.0,
            "sum": printed.1,
        });
        eprintln!("{line}");
    }
}
