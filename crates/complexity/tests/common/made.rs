//! Tables of exports from a formula in whole numbers, which the scripts in Python follow too.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each target uses a part of this module"
)]

use stirstick_complexity::{Cell, Sparse};

/// Splitmix64's output for a state (Steele, Lea and Flood 2014).
fn mixed(state: u64) -> u64 {
    let state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

/// Countries that sell the more products the more able they are, with amounts of a long tail.
///
/// Country c has the ability a = 7,919 c mod countries and product p the demand b = 40,503 p mod products, both the
/// better the smaller. c sells p in 900 (countries - a) (products - b) / (countries products) + 30 of 1,000 cases, for
/// a cubed number from 1 to 1,000.
pub fn made_cells(seed: u64, countries: usize, products: usize) -> Vec<Cell> {
    let mut cells = Vec::new();
    for country in 0..countries {
        let ability = countries - (7_919 * country) % countries;
        for product in 0..products {
            let demand = products - (40_503 * product) % products;
            let chance = (900 * ability * demand / (countries * products) + 30) as u64;
            let place = (country * products + product) as u64;
            let draw = mixed(seed.wrapping_mul(1_000_003).wrapping_add(2 * place));
            if draw % 1_000 < chance {
                let root =
                    mixed(seed.wrapping_mul(1_000_003).wrapping_add(2 * place + 1)) % 1_000 + 1;
                cells.push(Cell {
                    country,
                    product,
                    value: (root * root * root) as f64,
                });
            }
        }
    }
    cells
}

/// [`made_cells`] as a matrix.
pub fn made(seed: u64, countries: usize, products: usize) -> Sparse {
    let cells = made_cells(seed, countries, products);
    Sparse::from_cells(countries, products, &cells).expect("cells are inside and once each")
}
