//! What holds for every table: the formulas written out, order, scale, and number of threads.

#![allow(
    clippy::unwrap_used,
    clippy::float_cmp,
    reason = "a test that fails here has failed"
)]

mod common;

use common::plain::{self, Rows};
use common::{made::made, worst};
use proptest::prelude::*;
use stirstick_complexity::{
    Cell, Convention, Matrix, Options, Outlooks, Presence, ProductSpace, Sparse, analyse,
    diversification, outlooks, product_proximity, revealed_advantage,
};

/// Sums of a few dozen numbers of size one.
const ROUNDING: f64 = 1e-12;

fn full(matrix: &Sparse) -> Rows {
    let row = |country| {
        (0..matrix.products())
            .map(|product| matrix.get(country, product))
            .collect()
    };
    (0..matrix.countries()).map(row).collect()
}

fn same(found: &Matrix, expected: &Rows) -> f64 {
    worst(
        found
            .values()
            .iter()
            .copied()
            .zip(expected.iter().flatten().copied()),
        1.0,
    )
}

/// Amounts, a third of them zero; ones and zeros, or any.
fn table() -> impl Strategy<Value = (usize, usize, Vec<f64>)> {
    let size = (2_usize..40, 2_usize..40, any::<bool>());
    size.prop_flat_map(|(countries, products, is_binary)| {
        let amount = if is_binary {
            prop_oneof![Just(0.0), Just(1.0), Just(1.0)].boxed()
        } else {
            prop_oneof![Just(0.0), 0.01_f64..1.0, 0.01_f64..1.0].boxed()
        };
        let amounts = proptest::collection::vec(amount, countries * products);
        (Just(countries), Just(products), amounts)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_product_space_is_that_of_the_formulas((countries, products, amounts) in table()) {
        let sparse = Sparse::from_dense(countries, products, &amounts).unwrap();
        prop_assume!(!sparse.is_empty());
        let presence = Presence::from_matrix(sparse.clone()).unwrap();
        let m = full(presence.matrix());
        let phi = plain::proximities(&m);
        let found = product_proximity(&presence);
        for (p, row) in phi.iter().enumerate() {
            for (q, value) in row.iter().enumerate() {
                prop_assert!((found.get(p, q) - value).abs() < ROUNDING);
            }
        }
        let space = ProductSpace::new(&presence);
        let density = plain::shares(&m, &phi);
        prop_assert!(same(space.density(), &density) < ROUNDING);
        let scores: Vec<f64> = (0..phi.len()).map(|p| (p as f64 * 0.7).sin()).collect();
        let outlook = space.outlook(&scores).unwrap();
        prop_assert!(worst(outlook.into_iter().zip(plain::outlook(&m, &density, &scores)), 1.0) < ROUNDING);
        let gain = space.outlook_gain(&scores).unwrap();
        prop_assert!(same(&gain, &plain::outlook_gain(&m, &phi, &scores)) < ROUNDING);
        let supply = diversification(&presence, &sparse, 0.5).unwrap();
        let capped: Rows = m.iter().map(|row| row.iter().map(|value| value.min(0.5)).collect()).collect();
        prop_assert!(same(&supply, &plain::shares(&capped, &phi)) < ROUNDING);
    }

    #[test]
    fn order_and_unit_of_the_input_do_not_matter(seed in 0_u64..1_000, shift in 1_usize..29) {
        let (countries, products) = (30, 90);
        let exports = made(seed, countries, products);
        let moved: Vec<Cell> = exports
            .cells()
            .map(|cell| Cell {
                country: (cell.country + shift) % countries,
                product: (cell.product * 7) % products,
                value: cell.value * 1_024.0,
            })
            .collect();
        let moved = Sparse::from_cells(countries, products, &moved).unwrap();
        for convention in [Convention::Atlas, Convention::Ecomplexity, Convention::EconomicComplexityR] {
            let options = Options { convention, ..Options::default() };
            let (Ok(one), Ok(other)) = (analyse(&exports, &options), analyse(&moved, &options)) else {
                // Tables that hang together only by chance are refused in any order.
                prop_assert!(analyse(&exports, &options).is_err() && analyse(&moved, &options).is_err());
                continue;
            };
            // Vectors lose digits as eigenvalues come near each other.
            let tolerance = 1e-10 + 100.0 * one.indices.error_bound();
            let country = |at: usize| {
                let wanted = (one.presence.countries()[at] + shift) % countries;
                other.presence.countries().binary_search(&wanted).unwrap()
            };
            let product = |at: usize| {
                let wanted = (one.presence.products()[at] * 7) % products;
                other.presence.products().binary_search(&wanted).unwrap()
            };
            for at in 0..one.presence.countries().len() {
                let (eci, coi) = (other.indices.countries[country(at)], other.outlook[country(at)]);
                prop_assert!((one.indices.countries[at] - eci).abs() < tolerance);
                prop_assert!((one.outlook[at] - coi).abs() < tolerance * 10.0);
                for good in 0..one.presence.products().len() {
                    let (density, gain) = (&other.density, &other.outlook_gain);
                    let there = (country(at), product(good));
                    prop_assert!((one.density.get(at, good) - density.get(there.0, there.1)).abs() < ROUNDING);
                    prop_assert!((one.outlook_gain.get(at, good) - gain.get(there.0, there.1)).abs() < tolerance * 10.0);
                }
            }
        }
    }
}

#[test]
fn the_index_of_a_country_is_the_mean_of_its_products() {
    let presence = Presence::at_least(&revealed_advantage(&made(1, 60, 200)), 1.0).unwrap();
    for convention in [Convention::Atlas, Convention::Ecomplexity] {
        let Outlooks { indices, .. } = outlooks(&presence, convention).unwrap();
        for (country, eci) in indices.countries.iter().enumerate() {
            let (products, _) = presence.by_country().product(country);
            let sum: f64 = products
                .iter()
                .map(|product| indices.products[*product as usize])
                .sum();
            assert!((sum / products.len() as f64 - eci).abs() < ROUNDING);
        }
    }
}

#[test]
fn conventions_differ_by_the_factors_that_they_name() {
    let presence = Presence::at_least(&revealed_advantage(&made(2, 60, 200)), 1.0).unwrap();
    let [atlas, python, r] = [
        Convention::Atlas,
        Convention::Ecomplexity,
        Convention::EconomicComplexityR,
    ]
    .map(|convention| outlooks(&presence, convention).unwrap());
    assert_eq!(atlas.indices, python.indices);
    assert_eq!(atlas.density, r.density);
    let factor = (59.0_f64 / 60.0).sqrt();
    let pairs = r.indices.countries.iter().zip(&atlas.indices.countries);
    assert!(worst(pairs.map(|(r, atlas)| (*r, atlas * factor)), 1.0) < ROUNDING);
    let count = r.indices.products.len() as f64;
    let mean: f64 = r.indices.products.iter().sum::<f64>() / count;
    let square: f64 = r
        .indices
        .products
        .iter()
        .map(|value| value * value)
        .sum::<f64>()
        / (count - 1.0);
    assert!(mean.abs() < ROUNDING && (square - 1.0).abs() < ROUNDING);
    let mean: f64 = python.outlook.iter().sum::<f64>() / 60.0;
    assert!(mean.abs() < ROUNDING);
}

#[test]
fn threads_do_not_change_a_bit() {
    let exports = made(5, 75, 400);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| analyse(&exports, &Options::default()).unwrap())
    };
    let one = with(1);
    for threads in [2, 3, 8] {
        assert!(with(threads) == one, "{threads} threads");
    }
}
