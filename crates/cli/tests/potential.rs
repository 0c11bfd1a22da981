//! `stirstick potential` as a user meets it.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that fails here has failed, and writes its own input"
)]

mod support;

use support::{World, figure, shared};

/// The world of invented countries, imported.
fn synthetic() -> World {
    let world = World::new();
    world.ok("sample --out world");
    world.ok("data import world/BACI_HS22_V209901_synthetic.zip --as world");
    world
}

const QMH: &str =
    "potential QMD --supplier QMH --data world --geography world/covariates_synthetic.csv";

/// A table of the first section, by its identifier.
fn table<'a>(answer: &'a serde_json::Value, id: &str) -> &'a serde_json::Value {
    let tables = answer["sections"][0]["tables"].as_array().expect("tables");
    tables
        .iter()
        .find(|table| table["id"] == id)
        .unwrap_or_else(|| panic!("no table {id}"))
}

fn place(table: &serde_json::Value, column: &str) -> usize {
    let columns = table["columns"].as_array().expect("columns");
    columns
        .iter()
        .position(|own| own["id"] == column)
        .unwrap_or_else(|| panic!("no column {column}"))
}

fn cells(table: &serde_json::Value, column: &str) -> Vec<serde_json::Value> {
    let place = place(table, column);
    let rows = table["rows"].as_array().expect("rows");
    rows.iter().map(|row| row[place].clone()).collect()
}

#[test]
fn the_sample_world_has_expectations_sectors_goods_and_a_rank() {
    let world = synthetic();
    let answer = world.json(QMH);
    assert_eq!(answer["synthetic"], true);
    // What is expected is a size times factors, exactly.
    let parts = table(&answer, "parts");
    let (factors, values) = (cells(parts, "factor"), cells(parts, "value"));
    let mut value = values[0].as_f64().expect("a size");
    for (factor, comes_to) in factors[1..].iter().zip(&values[1..]) {
        value *= factor.as_f64().unwrap_or(1.0);
        let comes_to = comes_to.as_f64().expect("a value");
        assert!((value / comes_to - 1.0).abs() < 1e-9, "{value} {comes_to}");
    }
    let (low, high) = (
        figure(&answer, "expected_low"),
        figure(&answer, "expected_high"),
    );
    let expected = figure(&answer, "expected");
    assert!(low < expected && expected < high, "{low} {expected} {high}");
    assert!((0.7..=0.9).contains(&figure(&answer, "coverage")));
    // Realised and not realised make up the potential, and gaps are never negative.
    let goods = table(&answer, "by_product");
    let number = |cell: &serde_json::Value| cell.as_f64().expect("a number");
    let potentials = cells(goods, "potential");
    let gaps = cells(goods, "unrealised");
    let shares = cells(goods, "realised_pct");
    assert!(potentials.len() > 50);
    for ((potential, gap), share) in potentials.iter().zip(&gaps).zip(&shares) {
        let (potential, gap) = (number(potential), number(gap));
        assert!(gap >= 0.0);
        assert!((potential * (1.0 - number(share)) - gap).abs() <= 1e-9 * potential.max(1.0));
    }
    // Listed goods are in no ranking, and no supplier is named for them.
    let apart = cells(table(&answer, "set_apart"), "product");
    assert!(!apart.is_empty());
    for id in ["by_product", "new_goods"] {
        for code in cells(table(&answer, id), "product") {
            assert!(!apart.contains(&code), "{code} is in {id}");
        }
    }
    let with = world.json(&format!("{QMH} --include-restricted"));
    let tables = with["sections"][0]["tables"].as_array().expect("tables");
    assert!(tables.iter().all(|table| table["id"] != "set_apart"));
    let flags = cells(table(&with, "by_product"), "restricted_tier");
    assert!(flags.iter().any(|flag| flag.is_string()));
}

#[test]
fn levels_add_up_and_sectors_stand_alone() {
    let world = synthetic();
    let sum = |answer: &serde_json::Value| -> f64 {
        let goods = table(answer, "by_product");
        let place = place(goods, "unrealised");
        let power = goods["columns"][place]["unit"]["scale_power10"]
            .as_i64()
            .expect("a scale");
        let scale = 10_f64.powi(i32::try_from(power).expect("a small power"));
        cells(goods, "unrealised")
            .iter()
            .filter_map(serde_json::Value::as_f64)
            .sum::<f64>()
            * scale
    };
    let at = |level: &str| world.json(&format!("{QMH} --level {level}"));
    let (fine, coarse) = (at("6"), at("2"));
    assert!((sum(&fine) / sum(&coarse) - 1.0).abs() < 1e-9);
    let codes = cells(table(&coarse, "by_product"), "product");
    assert!(
        codes
            .iter()
            .all(|code| code.as_str().is_some_and(|code| code.len() == 2))
    );
    let sectors = world.json(&format!("{QMH} --sectors"));
    assert!(cells(table(&sectors, "by_sector"), "expected").len() > 10);
    let tables = sectors["sections"][0]["tables"].as_array().expect("tables");
    assert!(tables.iter().all(|table| table["id"] != "by_product"));
}

#[test]
fn what_cannot_be_told_is_said_with_a_remedy() {
    let world = synthetic();
    let message = |line: &str| world.fails(line).1;
    let nowhere = message("potential RUS --supplier CHN");
    assert!(nowhere.contains("stirstick data import"), "{nowhere}");
    let same = message("potential QMD --supplier QMD --data world");
    assert!(same.contains("name two countries"), "{same}");
    let header = "exporter,importer,distance_km\n";
    for (text, told) in [
        ("exporter,importer\nQMA,QMB\n", "column distance_km"),
        (
            &format!("{header}QMA,QMB,far\n"),
            "line 2, column distance_km: `far` is no number",
        ),
        (
            &format!("{header}QMA,QMB,0\n"),
            "line 2, column distance_km: `0` is not above zero",
        ),
        (
            &format!("{header}QMA,Atlantis,5\n"),
            "line 2, column importer: `Atlantis` is no country",
        ),
        (
            &format!("{header}QMA,QMB,5\nQMA,QMB,5\n"),
            "line 3, column exporter: `QMA` stands twice",
        ),
    ] {
        world.write("costs.csv", text);
        let said = message("potential QMD --supplier QMH --data world --geography costs.csv");
        assert!(said.contains(told), "{said}");
    }
}

#[test]
fn totals_of_the_world_give_russia_and_china_an_expectation() {
    let world = World::new();
    let file = shared("baci2023_bilateral_totals_194/baci_hs22_2023_bilateral_totals.csv.gz");
    world.ok(&format!(
        "data import {} --period 2023 --unit kUSD --reported-by both --as totals",
        file.display()
    ));
    let answer = world.json("potential RUS --supplier CHN");
    assert!((figure(&answer, "actual") - 110.01).abs() < 0.01);
    let (expected, high) = (
        figure(&answer, "expected"),
        figure(&answer, "expected_high"),
    );
    assert!(expected < high && high < 110.0, "{expected} {high}");
    assert!((0.75..=0.85).contains(&figure(&answer, "coverage")));
    // Distance elasticities of gravity equations are near -1 (Head and Mayer 2014).
    let distance = cells(table(&answer, "coefficients"), "coefficient")[0].clone();
    let distance = distance.as_f64().expect("a coefficient");
    assert!((-1.3..=-0.6).contains(&distance), "{distance}");
    let brief = world.ok("brief RUS --supplier CHN --format md");
    assert!(brief.contains("What China could sell Russia"), "{brief}");
}
