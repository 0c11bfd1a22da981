//! Imports that are sorted in several runs: nothing is lost, nothing is counted twice.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that fails here has failed, and writes its own inputs"
)]

use std::path::{Path, PathBuf};
use stirstick_store::{CellValue, Error, ImportOptions, Store};

const HEADER: &str = "period,frequency,exporter,importer,product,nomenclature,value,currency,valuation,quantity_t,reported_by\n";

/// Rows in an order that scatters every market over all runs of a few rows.
fn rows() -> Vec<String> {
    let mut rows = Vec::new();
    for product in ["0101", "8456", "8704"] {
        for period in ["2022", "2023"] {
            for (exporter, importer) in [("CHN", "RUS"), ("DEU", "RUS"), ("CHN", "FRA")] {
                let value = rows.len() as f64 + 0.25;
                rows.push(format!(
                    "{period},A,{exporter},{importer},{product},HS22,{value},USD,cif,,importer"
                ));
            }
        }
    }
    rows
}

fn write(folder: &Path, rows: &[String]) -> PathBuf {
    let file = folder.join("flows.csv");
    std::fs::write(&file, format!("{HEADER}{}\n", rows.join("\n"))).unwrap();
    file
}

fn import(folder: &Path, file: PathBuf, rows_at_once: usize) -> Result<Store, Error> {
    let mut store = Store::open(folder.join("store"))?;
    let options = ImportOptions {
        rows_at_once: Some(rows_at_once),
        ..ImportOptions::default()
    };
    store.import("goods", &[file], &options, &mut |_, _| true)?;
    Ok(store)
}

fn cells(store: &Store, sql: &str) -> Vec<String> {
    let rows = store
        .session("goods", None)
        .unwrap()
        .query(sql, &[])
        .unwrap();
    let text = |cell: CellValue<'_>| format!("{cell:?}");
    rows.iter()
        .flat_map(|row| row.cells().map(text).collect::<Vec<_>>())
        .collect()
}

#[test]
fn several_runs_hold_what_one_run_holds() {
    let folders: Vec<_> = (0..2).map(|_| tempfile::tempdir().unwrap()).collect();
    let stores: Vec<Store> = folders
        .iter()
        .zip([4, 1_000])
        .map(|(folder, rows_at_once)| {
            let file = write(folder.path(), &rows());
            import(folder.path(), file, rows_at_once).unwrap()
        })
        .collect();
    let files = |store: &Store| store.release("goods", None).unwrap().parts.len();
    assert_eq!(
        files(&stores[0]),
        11,
        "five runs of at most four rows with their sums by goods, and the sums by pair"
    );
    for sql in [
        "SELECT * FROM flows ORDER BY 1, 2, 3, 4, 5, 6, 7",
        "SELECT * FROM pairs ORDER BY 1, 2, 3, 4, 5, 6, 7",
        // A pair's goods may lie in several runs, and so may their sums.
        "SELECT detail, goods, level, period, exporter, importer, sum(value), CAST(sum(row_count) AS BIGINT) \
         FROM goods GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6",
    ] {
        assert_eq!(cells(&stores[0], sql), cells(&stores[1], sql), "{sql}");
    }
}

#[test]
fn a_flow_stated_in_two_runs_is_refused_with_both_places() {
    let folder = tempfile::tempdir().unwrap();
    let mut twice = rows();
    twice.push("2023,A,DEU,RUS,0101,HS22,7,USD,cif,,importer".to_owned());
    let file = write(folder.path(), &twice);
    for rows_at_once in [1, 4, 1_000] {
        let error = import(folder.path(), file.clone(), rows_at_once).unwrap_err();
        let Error::DuplicateFlow {
            row,
            first_row,
            key,
            ..
        } = error
        else {
            panic!("{error}");
        };
        assert_eq!(
            (first_row, row),
            (6, 20),
            "{rows_at_once}: lines of the file"
        );
        assert_eq!(
            key,
            "DEU to RUS, product 0101, 2023, reported by importer, cif"
        );
        assert!(
            Store::open(folder.path().join("store"))
                .unwrap()
                .manifest()
                .datasets
                .is_empty()
        );
    }
}
