//! The bias of the score: sums over one side's countries.

use rayon::prelude::*;

use super::dense::invert;
use super::grid::Grid;
use crate::small::multiply;

/// Sums over the pairs of one country; matrices of times by times.
struct Sums {
    /// `sum of H`.
    information: Vec<f64>,
    /// `sum of S S'`.
    scores: Vec<f64>,
    /// For each regressor `sum of H x S'`.
    products: Vec<Vec<f64>>,
    /// For each regressor `sum of G x`.
    thirds: Vec<Vec<f64>>,
}

/// For each regressor the sum over the countries of a side of
/// `-tr(inv(sum H) sum(H x S')) + tr(sum(G x) inv(sum H) sum(S S') inv(sum H)) / 2`.
pub(crate) fn bias(grid: &Grid, side: usize) -> Vec<f64> {
    let parts: Vec<Vec<f64>> = grid
        .members(side)
        .par_iter()
        .map(|members| of_country(&sums(grid, members), grid.times))
        .collect();
    let mut total = vec![0.0; grid.regressors.len()];
    for part in parts {
        for (sum, value) in total.iter_mut().zip(part) {
            *sum += value;
        }
    }
    total
}

fn of_country(sums: &Sums, times: usize) -> Vec<f64> {
    let scale: Vec<f64> = (0..times)
        .map(|t| sums.information[t * times + t])
        .collect();
    let mut inverse = sums.information.clone();
    invert(&mut inverse, times, &scale);
    let middle = multiply(&multiply(&inverse, &sums.scores, times), &inverse, times);
    sums.products
        .iter()
        .zip(&sums.thirds)
        .map(|(products, thirds)| {
            -trace(&inverse, products, times) + 0.5 * trace(thirds, &middle, times)
        })
        .collect()
}

/// `tr(A B)`.
fn trace(a: &[f64], b: &[f64], order: usize) -> f64 {
    (0..order)
        .map(|row| {
            (0..order)
                .map(|k| a[row * order + k] * b[k * order + row])
                .sum::<f64>()
        })
        .sum()
}

fn sums(grid: &Grid, members: &[usize]) -> Sums {
    let size = grid.times * grid.times;
    let count = grid.regressors.len();
    let mut sums = Sums {
        information: vec![0.0; size],
        scores: vec![0.0; size],
        products: vec![vec![0.0; size]; count],
        thirds: vec![vec![0.0; size]; count],
    };
    for &pair in members {
        let weights = &grid.weights[grid.cells(pair)];
        let total: f64 = weights.iter().sum();
        if total > 0.0 {
            let shares: Vec<f64> = weights.iter().map(|weight| weight / total).collect();
            add_pair(grid, pair, &shares, &mut sums);
        }
    }
    sums
}

/// Adds a pair. With shares `v`, weights `w = v Y` and deviations `x` from the mean by `v`, `H = diag(w) - w v'`,
/// `(H x)_t = w_t x_t` and `(G x)_ts = -([t = s] w_t x_t - w_t v_s (x_t + x_s))`.
fn add_pair(grid: &Grid, pair: usize, shares: &[f64], sums: &mut Sums) {
    let times = grid.times;
    let cells = grid.cells(pair);
    let weights = &grid.weights[cells.clone()];
    let scores = &grid.scores[cells.clone()];
    add_information(weights, shares, &mut sums.information);
    for t in 0..times {
        for s in 0..times {
            sums.scores[t * times + s] += scores[t] * scores[s];
        }
    }
    for (k, column) in grid.regressors.iter().enumerate() {
        let x = &column[cells.clone()];
        let (products, thirds) = (&mut sums.products[k], &mut sums.thirds[k]);
        for t in 0..times {
            let change = weights[t] * x[t];
            thirds[t * times + t] -= change;
            for s in 0..times {
                products[t * times + s] += change * scores[s];
                thirds[t * times + s] += weights[t] * shares[s] * (x[t] + x[s]);
            }
        }
    }
}

/// Adds `H = diag(w) - w v'`.
pub(crate) fn add_information(weights: &[f64], shares: &[f64], sums: &mut [f64]) {
    let times = weights.len();
    for (t, (weight, sums)) in weights.iter().zip(sums.chunks_exact_mut(times)).enumerate() {
        sums[t] += weight;
        for (sum, share) in sums.iter_mut().zip(shares) {
            *sum -= weight * share;
        }
    }
}
