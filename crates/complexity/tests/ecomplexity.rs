//! Answers of PyPI's `ecomplexity`, stored by `scripts/make_complexity_answers.py`.

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

mod common;

use common::{Named, answer_rows, number, worst};
use stirstick_complexity::{Analysis, Convention, Options, analyse};

/// Asked for. What was found is printed; it is set by the eigenvectors of `ecomplexity`.
const TOLERANCE: f64 = 1e-8;

/// Errors of values below this are in units of it: values are around 1, and those that cancel to less have digits of
/// the sum, not their own.
const FLOOR: f64 = 1e-3;

fn analysis(table: &Named) -> Analysis {
    let convention = Convention::Ecomplexity;
    let options = Options {
        convention,
        ..Options::default()
    };
    analyse(&table.exports, &options).unwrap()
}

fn compare(what: &str, pairs: impl IntoIterator<Item = (f64, f64)>, floor: f64) {
    let error = worst(pairs, floor);
    eprintln!("{what}: {error:.1e}");
    assert!(error < TOLERANCE, "{what}: {error:e}");
}

fn sides(name: &str, table: &Named, found: &Analysis) {
    let countries = [
        found.presence.diversity(),
        &found.indices.countries,
        &found.outlook,
    ];
    let products = [found.presence.ubiquity(), &found.indices.products];
    let sides = [
        ("countries", &table.countries, countries.as_slice()),
        ("products", &table.products, products.as_slice()),
    ];
    for (side, names, columns) in sides {
        let rows = answer_rows(&format!("{name}_{side}.csv"));
        assert_eq!(rows.len(), names.len());
        for (place, column) in columns.iter().enumerate() {
            let pairs = rows.iter().map(|row| {
                let at = names.iter().position(|name| *name == row[0]).unwrap();
                (column[at], number(&row[place + 1]))
            });
            compare(&format!("{name} {side} {place}"), pairs, FLOOR);
        }
    }
}

fn cells(name: &str, table: &Named, found: &Analysis) {
    let value = |column: usize, country: usize, product: usize| match column {
        0 => found.advantage.get(country, product),
        1 => found.density.get(country, product),
        _ => found.outlook_gain.get(country, product),
    };
    let rows = answer_rows(&format!("{name}_cells.csv"));
    assert!(rows.len() * 199 >= table.countries.len() * table.products.len());
    let sums = answer_rows(&format!("{name}_sums.csv"));
    for (column, sum) in sums.iter().enumerate() {
        let pairs = rows.iter().map(|row| {
            let country = table
                .countries
                .iter()
                .position(|name| *name == row[0])
                .unwrap();
            let product = table
                .products
                .iter()
                .position(|name| *name == row[1])
                .unwrap();
            (value(column, country, product), number(&row[column + 2]))
        });
        compare(&format!("{name} {}", sum[0]), pairs, FLOOR);
        let (mut plain, mut by_place, mut size) = (0.0, 0.0, 0.0);
        for place in 0..table.countries.len() * table.products.len() {
            let value = value(
                column,
                place / table.products.len(),
                place % table.products.len(),
            );
            plain += value;
            size += value.abs();
            by_place += value * (place % 1_009) as f64;
        }
        // Gains of both signs cancel: errors are in units of the sum of their sizes.
        compare(
            &format!("{name} sum of {}", sum[0]),
            [(plain, number(&sum[1]))],
            size,
        );
        compare(
            &format!("{name} sum of {} by place", sum[0]),
            [(by_place, number(&sum[2]))],
            504.0 * size,
        );
    }
}

#[test]
fn world_trade_is_that_of_ecomplexity() {
    let table = Named::world_trade();
    let found = analysis(&table);
    sides("world_trade", &table, &found);
    cells("world_trade", &table, &found);
}

#[test]
fn a_made_table_is_that_of_ecomplexity() {
    let table = Named::made();
    let found = analysis(&table);
    sides("made", &table, &found);
    cells("made", &table, &found);
}
