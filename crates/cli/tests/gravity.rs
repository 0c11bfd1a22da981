//! `stirstick gravity fit` from the command line.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that fails here has failed, and writes its own input"
)]

mod support;

use serde_json::Value;
use std::io::Read;
use support::{World, figure, shared};

const COUNTRIES: [&str; 5] = ["AAA", "BBB", "CCC", "DDD", "EEE"];

/// A small panel with an outcome that grows and shrinks by the pair, zeros, and one cell that a test fills.
fn panel(cell: &str) -> String {
    let mut text = "exporter,importer,year,trade,dist,rta\n".to_owned();
    for (i, exporter) in COUNTRIES.iter().enumerate() {
        for (j, importer) in COUNTRIES.iter().enumerate().filter(|&(j, _)| j != i) {
            for year in 0..4 {
                let trade = match (i, j, year) {
                    (0, 1, 2) => cell.to_owned(),
                    (4, 3, _) => "0".to_owned(),
                    _ => ((i * 37 + j * 11 + year * 5) % 29 + year).to_string(),
                };
                let rta = u8::from((i + j) % 3 == 0 && year > 1);
                text += &format!(
                    "{exporter},{importer},{},{trade},{},{rta}\n",
                    2000 + year,
                    100 * (i + j) + 7 * i * j
                );
            }
        }
    }
    text
}

/// Estimates in a world, and reads the answer.
fn fit(world: &World, formula: &str, words: &[&str]) -> Value {
    let fixed = ["gravity", "fit", "--format", "json", "--formula", formula];
    let output = world.run(fixed.iter().chain(words));
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A cell of a table: of the row that starts with a name.
fn cell(answer: &Value, table: &str, row: &str, column: &str) -> f64 {
    let tables = answer["sections"][0]["tables"].as_array().unwrap();
    let table = tables.iter().find(|t| t["id"] == table).unwrap();
    let columns = table["columns"].as_array().unwrap();
    let place = columns.iter().position(|c| c["id"] == column).unwrap();
    let rows = table["rows"].as_array().unwrap();
    rows.iter().find(|cells| cells[0] == row).unwrap()[place]
        .as_f64()
        .unwrap()
}

/// International trade of every fourth year of the guide to trade policy analysis.
fn guide() -> String {
    let packed = std::fs::read(shared("agtpa/Chapter1Application1.csv.gz")).unwrap();
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(&packed[..])
        .read_to_string(&mut text)
        .unwrap();
    let used = |line: &&str| {
        let cells: Vec<&str> = line.split(',').collect();
        let year: Option<f64> = cells[3].parse().ok();
        year.is_none_or(|year| (year - 1986.0).rem_euclid(4.0) < 0.5 && cells[0] != cells[1])
    };
    text.lines()
        .filter(used)
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn the_guides_equation_comes_out_as_fixest_has_it() {
    let world = World::new();
    world.write("guide.csv", &guide());
    let formula = "trade ~ log(DIST) + CNTG + LANG + CLNY | exporter^year + importer^year";
    let answer = fit(
        &world,
        formula,
        &["--data", "guide.csv", "--cluster", "pair_id"],
    );
    assert!((cell(&answer, "rows", "used", "count") - 28_152.0).abs() < 0.5);
    // fixest 0.14.2 at tight tolerances, as in the estimator's own tests.
    let expected = [
        ("log(DIST)", -0.840_927_313_1, 0.032_134_791_1),
        ("CNTG", 0.437_443_242_7, 0.084_413_561_5),
        ("LANG", 0.247_476_505_1, 0.077_692_669_9),
        ("CLNY", -0.222_489_861_6, 0.117_996_677_6),
    ];
    for (term, estimate, error) in expected {
        assert!(
            (cell(&answer, "coefficients", term, "estimate") - estimate).abs() < 1e-9,
            "{term}"
        );
        assert!(
            (cell(&answer, "coefficients", term, "standard_error") - error).abs() < 1e-7,
            "{term}"
        );
    }
    assert!(figure(&answer, "first_order") < 1e-8);
    assert_eq!(answer["receipts"][0]["rows"].as_f64(), Some(28_152.0));
}

#[test]
fn rows_terms_and_effects_that_are_left_out_are_listed() {
    let world = World::new();
    world.write("panel.csv", &panel("NA"));
    let formula =
        "trade ~ log(dist) + rta + sq(rta) | exporter^year + importer^year + exporter^importer";
    let answer = fit(
        &world,
        formula,
        &["--data", "panel.csv", "--dropped", "--effects", "--fitted"],
    );
    assert!((cell(&answer, "rows", "no value of trade", "count") - 1.0).abs() < 1e-9);
    assert!(
        (cell(
            &answer,
            "rows",
            "outcome zero in its whole group of exporter^importer",
            "count"
        ) - 4.0)
            .abs()
            < 1e-9
    );
    let text = answer.to_string();
    assert!(text.contains("it follows from the fixed effects"), "{text}");
    assert!(
        text.contains("it follows from the terms before it"),
        "{text}"
    );
    for table in ["dropped", "effect_values", "fitted"] {
        assert!(text.contains(&format!("\"{table}\"")), "{table}");
    }
}

#[test]
fn rows_of_another_table_are_predicted_where_their_groups_are_known() {
    let world = World::new();
    world.write("panel.csv", &panel("3"));
    world.write(
        "new.csv",
        "exporter,importer,dist\nAAA,BBB,100\nAAA,BBB,200\nEEE,DDD,700\nAAA,FFF,100\n",
    );
    let formula = "trade ~ log(dist) | exporter + importer";
    let answer = fit(
        &world,
        formula,
        &["--data", "panel.csv", "--predict", "new.csv"],
    );
    let tables = answer["sections"][0]["tables"].as_array().unwrap();
    let rows = tables.iter().find(|t| t["id"] == "predicted").unwrap()["rows"]
        .as_array()
        .unwrap();
    let value = |row: usize| rows[row][1].as_f64();
    let elasticity = cell(&answer, "coefficients", "log(dist)", "estimate");
    let ratio = value(1).unwrap() / value(0).unwrap();
    assert!(
        (ratio.ln() / 2f64.ln() - elasticity).abs() < 1e-9,
        "{ratio}"
    );
    assert!(value(2).is_some() && value(3).is_none(), "{rows:?}");
}

#[test]
fn what_is_wrong_with_a_table_is_told_by_line_and_column() {
    let world = World::new();
    world.write("panel.csv", &panel("12abc"));
    let fails = |formula: &str| {
        let output = world.run([
            "gravity",
            "fit",
            "--formula",
            formula,
            "--data",
            "panel.csv",
        ]);
        assert!(!output.status.success() && output.stdout.is_empty());
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, message) = fails("trade ~ rta | exporter");
    assert_eq!(code, 3);
    assert!(
        message.contains("line 4") && message.contains("\"trade\"") && message.contains("12abc"),
        "{message}"
    );
    let (_, message) = fails("trade ~ tariff | exporter");
    assert!(
        message.contains("tariff") && message.contains("exporter, importer, year"),
        "{message}"
    );
    let (code, message) = fails("trade rta");
    assert_eq!(code, 2);
    assert!(message.contains('~'), "{message}");
    let (_, message) = fails("rta ~ dist | exporter^importer^year");
    assert!(message.contains("no rows are left"), "{message}");
}
