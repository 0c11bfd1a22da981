//! Tests of the arithmetic by hand-worked examples and by what must hold for any data.

mod by_hand;
mod properties;
mod wording;

use stirstick_codes::{Country, ProductCode};

use crate::suppliers::{Elsewhere, Sales};

fn country(code: &str) -> Country {
    Country::from_iso3(code).unwrap()
}

fn sales(supplier: &str, product: &str, value_from: f64, value_to: f64) -> Sales {
    Sales {
        supplier: country(supplier),
        product: ProductCode::parse(product).unwrap(),
        value_from,
        value_to,
        quantity_from_t: None,
        quantity_to_t: None,
    }
}

fn elsewhere(supplier: &str, value_from: f64, value_to: f64) -> Elsewhere {
    Elsewhere {
        supplier: country(supplier),
        value_from,
        value_to,
    }
}

/// Two products, one supplier that leaves, one that gains and one that loses without leaving.
fn small_market() -> Vec<Sales> {
    vec![
        sales("QMA", "01", 60.0, 10.0),
        sales("QMB", "01", 30.0, 80.0),
        sales("QMC", "01", 10.0, 6.0),
        sales("QMA", "02", 40.0, 5.0),
        sales("QMB", "02", 60.0, 70.0),
    ]
}

/// Asserts that two numbers agree to 1e-12 of `scale`: a few hundred roundings of numbers that large.
#[track_caller]
fn assert_close(got: f64, expected: f64, scale: f64) {
    assert!(
        (got - expected).abs() <= 1e-12 * scale.abs().max(f64::MIN_POSITIVE),
        "got {got}, expected {expected}, on the scale of {scale}"
    );
}
