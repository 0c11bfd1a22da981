//! The adjusted covariance: scores corrected by their leverage, summed by pair.

use rayon::prelude::*;

use super::grid::Grid;
use super::leverage::Effects;
use crate::error::Error;
use crate::kernel::dot;
use crate::small::{Cholesky, eigen, multiply};

/// What must be left of a direction of a pair's scores, once the estimate is fitted to them, for it to be corrected.
/// First-order conditions hold to about 1e-9 of an outcome; a share smaller than this would multiply their rounding by
/// more than the correction is worth.
const SMALLEST_SHARE: f64 = 1e-8;
/// Relative difference between the sum of all leverages and the number of effects up to which the inverse is trusted.
const LEVERAGE_TOLERANCE: f64 = 1e-6;

/// The middle of the sandwich.
#[derive(Debug)]
pub(crate) struct Meat {
    /// Over regressors, row by row.
    pub(crate) matrix: Vec<f64>,
    /// Pairs with a direction that the estimate fits exactly.
    pub(crate) undetermined: usize,
}

/// Works out the leverage of each pair and sums the corrected scores. `bread` is `inv(X'WX)`.
pub(crate) fn meat(grid: &Grid, bread: &[f64], with_pairs: bool) -> Result<Meat, Error> {
    let parts = if with_pairs {
        three_way(grid, bread)?
    } else {
        two_way(grid, bread)?
    };
    let count = grid.regressors.len();
    let mut meat = Meat {
        matrix: vec![0.0; count * count],
        undetermined: 0,
    };
    for (part, determined) in parts {
        crate::kernel::add_scaled(&mut meat.matrix, 1.0, &part);
        meat.undetermined += usize::from(!determined);
    }
    Ok(meat)
}

type Part = (Vec<f64>, bool);

fn three_way(grid: &Grid, bread: &[f64]) -> Result<Vec<Part>, Error> {
    let times = grid.times;
    let effects = Effects::new(grid.countries, &grid.pairs, &grid.weights, times, true);
    let parts = effects.map(|pair, block| {
        let product = multiply(&effects.information(pair), block, times);
        let leverage: f64 = (0..times).map(|t| product[t * times + t]).sum();
        (leverage, of_pair(grid, pair, block.to_vec(), bread, true))
    });
    let leverage: f64 = parts.iter().map(|(leverage, _)| leverage).sum();
    check(leverage, effects.rank())?;
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}

/// Without effects of pairs, each time has a matrix of its own, and blocks are diagonal.
fn two_way(grid: &Grid, bread: &[f64]) -> Result<Vec<Part>, Error> {
    let times = grid.times;
    let mut diagonals = vec![0.0; grid.pairs.len() * times];
    for t in 0..times {
        let weights: Vec<f64> = (0..grid.pairs.len())
            .map(|pair| grid.weights[pair * times + t])
            .collect();
        let effects = Effects::new(grid.countries, &grid.pairs, &weights, 1, false);
        let blocks = effects.map(|_, block| block[0]);
        check(dot(&weights, &blocks), effects.rank())?;
        for (pair, block) in blocks.iter().enumerate() {
            diagonals[pair * times + t] = *block;
        }
    }
    Ok((0..grid.pairs.len())
        .into_par_iter()
        .map(|pair| {
            let mut block = vec![0.0; times * times];
            for t in 0..times {
                block[t * times + t] = diagonals[pair * times + t];
            }
            of_pair(grid, pair, block, bread, false)
        })
        .collect())
}

/// The leverages of all pairs add up to the number of effects that are free of each other.
fn check(got: f64, effects: usize) -> Result<(), Error> {
    #[expect(clippy::cast_precision_loss, reason = "counts below 2^32")]
    let expected = effects as f64;
    if (got - expected).abs() <= LEVERAGE_TOLERANCE * expected.max(1.0) {
        Ok(())
    } else {
        Err(Error::InexactLeverage { expected, got })
    }
}

/// A pair's part of the meat: the mean of `x' z S' x` and its transpose, where `(I - H Q) z = S` and
/// `Q = d V d' + x inv(X'WX) x'`; and whether `I - H Q` determines it.
///
/// With `H = L L'`, `L = diag(sqrt w) (I - s s')` and `s = sqrt(w / sum w)` (without effects of pairs `L = diag(sqrt w)`),
/// `S = L u` and `z = L inv(I - L'Q L) u`: a symmetric matrix whose eigenvalues lie between 0 and 1.
fn of_pair(
    grid: &Grid,
    pair: usize,
    mut matrix: Vec<f64>,
    bread: &[f64],
    with_pairs: bool,
) -> Part {
    let times = grid.times;
    let cells = grid.cells(pair);
    let scores = &grid.scores[cells.clone()];
    let columns: Vec<&[f64]> = grid
        .regressors
        .iter()
        .map(|column| &column[cells.clone()])
        .collect();
    add_regressors(&mut matrix, &columns, bread, times);
    let roots: Vec<f64> = grid.weights[cells].iter().map(|w| w.sqrt()).collect();
    let length = dot(&roots, &roots).sqrt();
    let unit: Vec<f64> = roots
        .iter()
        .map(|root| {
            if with_pairs && length > 0.0 {
                root / length
            } else {
                0.0
            }
        })
        .collect();
    for t in 0..times {
        for s in 0..times {
            matrix[t * times + s] *= -roots[t] * roots[s];
        }
    }
    project(&mut matrix, &unit, times);
    for t in 0..times {
        matrix[t * times + t] += 1.0;
    }
    let right: Vec<f64> = scores
        .iter()
        .zip(&roots)
        .map(|(score, root)| if *root > 0.0 { score / root } else { 0.0 })
        .collect();
    let (mut corrected, determined) = solve(&matrix, &right, times);
    let along = dot(&corrected, &unit);
    for ((value, unit), root) in corrected.iter_mut().zip(&unit).zip(&roots) {
        *value = (*value - along * unit) * root;
    }
    let sums = |values: &[f64]| -> Vec<f64> { columns.iter().map(|x| dot(x, values)).collect() };
    let (a, b) = (sums(&corrected), sums(scores));
    let mut part = Vec::with_capacity(a.len() * a.len());
    for row in 0..a.len() {
        for column in 0..a.len() {
            part.push(0.5 * (a[row] * b[column] + b[row] * a[column]));
        }
    }
    (part, determined)
}

/// Adds `x B x'`.
fn add_regressors(matrix: &mut [f64], columns: &[&[f64]], bread: &[f64], times: usize) {
    for (row, first) in bread.chunks_exact(columns.len().max(1)).zip(columns) {
        for (value, second) in row.iter().zip(columns) {
            for t in 0..times {
                for s in 0..times {
                    matrix[t * times + s] += first[t] * value * second[s];
                }
            }
        }
    }
}

/// `(I - s s') M (I - s s')`.
fn project(matrix: &mut [f64], unit: &[f64], times: usize) {
    let along: Vec<f64> = matrix
        .chunks_exact(times)
        .map(|row| dot(row, unit))
        .collect();
    let twice = dot(&along, unit);
    for t in 0..times {
        for s in 0..times {
            matrix[t * times + s] +=
                twice * unit[t] * unit[s] - along[t] * unit[s] - unit[t] * along[s];
        }
    }
}

/// Solves with the part of a symmetric matrix whose eigenvalues are not zero; whether that is all of it.
fn solve(matrix: &[f64], right: &[f64], order: usize) -> (Vec<f64>, bool) {
    let factor = Cholesky::new(matrix, order);
    let regular = |row: usize| factor.pivot(row) * matrix[row * order + row] > SMALLEST_SHARE;
    if (0..order).all(regular) {
        return (factor.solve(right), true);
    }
    let (values, vectors) = eigen(matrix, order);
    let mut solution = vec![0.0; order];
    for (k, value) in values.iter().enumerate() {
        if *value > SMALLEST_SHARE {
            let along: f64 = (0..order)
                .map(|row| vectors[row * order + k] * right[row])
                .sum();
            for (row, sum) in solution.iter_mut().enumerate() {
                *sum += along / value * vectors[row * order + k];
            }
        }
    }
    (solution, values.iter().all(|value| *value > SMALLEST_SHARE))
}
