//! Weighted least squares with fixed effects.

use rayon::prelude::*;

use crate::design::{Design, Options};
use crate::error::Error;
use crate::estimate::{Effect, Estimate, Kind};
use crate::kernel::{add_scaled, dot, sum};
use crate::layout::Layout;
use crate::moments::{self, Columns, Moments, Weights, centre, effect_sums, group_sums};
use crate::poisson::{Collinear, CollinearWith, StopReason};
use crate::rows::Rows;
use crate::system::{Scratch, Stop};
use crate::triangle::{Triangle, back_substitute, forward_substitute};

/// Relative length to which columns are centred.
const EXACT: f64 = 1e-11;
/// Rounds of centring: each starts from what the data say that the one before left.
const ROUNDS: usize = 10;
/// Relative length of what is left of a regressor below which it follows from the effects, where they were taken away by
/// iteration.
const NOTHING: f64 = 1e-7;
/// Relative length below which a regressor follows from others: nearer than that, rounding of 64-bit numbers leaves
/// no digit of its coefficient.
const NEAR: f64 = 1e-13;
/// Relative length of a regressor below which coefficients would be right to fewer than some three digits.
const DOUBTFUL: f64 = 1e-12;
/// Relative first-order condition that the limit of the arithmetic may leave.
const ROUNDING: f64 = 1e-6;
/// Corrections by the residuals.
const CORRECTIONS: usize = 3;

struct Problem {
    layout: Layout,
    weights: Vec<f64>,
    group_weights: Vec<f64>,
    /// Regressors, and the outcome less the offset last.
    columns: Vec<Vec<f64>>,
    centring: Vec<Vec<f64>>,
}

/// Estimates by weighted least squares
///
/// ```text
///   minimise sum of w_r (y_r - offset_r - x_r b - effects of r)^2
/// ```
///
/// with any number of fixed effects: effects are taken away from outcome and regressors by conjugate gradients, the
/// coefficients come from a Householder factorisation of what is left (Golub 1965), corrected by their residuals.
///
/// # Errors
/// A column of another length, a value that is not finite, a negative weight, no rows left, or a regressor so near
/// to a combination of the others that no digits would be left.
pub fn least_squares(design: &Design<'_>, options: &Options) -> Result<Estimate, Error> {
    design.check(false)?;
    let mut rows = Rows::all(design);
    rows.prune(design, options.singletons, false);
    if rows.kept.is_empty() {
        return Err(crate::poisson::no_rows(design, &rows));
    }
    let (layout, effects) = crate::poisson::arranged(design, &rows);
    let mut problem = Problem::new(design, &rows, layout);
    let (moments, inner_iterations) = problem.centre_all(options);
    let (used, collinear) = problem.independent(&moments)?;
    problem.keep(&used);
    let factor = problem.factor();
    let slopes = problem.slopes(&factor);
    Ok(problem.estimate(
        design,
        options,
        rows,
        effects,
        used,
        collinear,
        slopes,
        &factor,
        inner_iterations,
    ))
}

impl Problem {
    fn new(design: &Design<'_>, rows: &Rows, layout: Layout) -> Self {
        let arrange = |column: &[f64]| -> Vec<f64> {
            layout
                .order
                .iter()
                .map(|&place| column[rows.kept[place as usize] as usize])
                .collect()
        };
        let mut columns: Vec<Vec<f64>> = design
            .regressors
            .iter()
            .map(|column| arrange(column))
            .collect();
        let mut outcome = arrange(design.outcome);
        if let Some(offset) = design.offset {
            add_scaled(&mut outcome, -1.0, &arrange(offset));
        }
        columns.push(outcome);
        let weights = design
            .weights
            .map_or_else(|| vec![1.0; layout.rows()], arrange);
        let group_weights = group_sums(&layout, &weights);
        let centring = vec![vec![0.0; layout.coefficients]; columns.len()];
        Self {
            layout,
            weights,
            group_weights,
            columns,
            centring,
        }
    }

    fn view(&self) -> Columns<'_> {
        Columns {
            layout: &self.layout,
            values: &self.columns,
            centring: &self.centring,
        }
    }

    /// Takes the effects away from all columns, until the data say that they are away.
    fn centre_all(&mut self, options: &Options) -> (Moments, usize) {
        let chunks = self.layout.chunks.len();
        let mut buffers: Vec<moments::Buffers> =
            (0..chunks).map(|_| moments::Buffers::default()).collect();
        let mut scratch: Vec<Scratch> = (0..chunks).map(|_| Scratch::default()).collect();
        let stop = Stop {
            tolerance: EXACT,
            iterations: options.inner_iterations,
        };
        let mut iterations = 0;
        let mut before = f64::INFINITY;
        for _ in 0..ROUNDS {
            let weights = Weights {
                rows: &self.weights,
                groups: &self.group_weights,
            };
            let moments = self.view().moments(weights, &mut buffers);
            let left = (0..self.columns.len())
                .map(|k| moments.uncentred(k))
                .fold(0.0, f64::max);
            if left <= EXACT || left > 0.5 * before {
                return (moments, iterations);
            }
            before = left;
            let weights = Weights {
                rows: &self.weights,
                groups: &self.group_weights,
            };
            iterations += centre(
                &self.layout,
                weights,
                &moments,
                &mut self.centring,
                stop,
                &mut scratch,
            )
            .iterations;
        }
        let weights = Weights {
            rows: &self.weights,
            groups: &self.group_weights,
        };
        (self.view().moments(weights, &mut buffers), iterations)
    }

    /// Which regressors do not follow from the effects and those before them.
    fn independent(&self, moments: &Moments) -> Result<(Vec<usize>, Vec<Collinear>), Error> {
        let count = self.columns.len();
        let length = |k: usize| moments.gram[k * count + k].sqrt();
        let iterated = self.layout.coefficients > 0;
        let mut collinear = Vec::new();
        let mut used = Vec::new();
        for k in 0..count - 1 {
            let around = self.length_around_mean(k);
            let whole = dot(&self.columns[k], &self.columns[k]).sqrt();
            let nothing = if iterated {
                NOTHING * around
            } else {
                NEAR * whole
            };
            if length(k) <= nothing.max(NEAR * whole) {
                collinear.push(Collinear {
                    regressor: k,
                    with: CollinearWith::Effects,
                });
            } else {
                used.push(k);
            }
        }
        let factor = self.factor();
        let mut independent = Vec::new();
        // What is new in a column is its diagonal in the factor of all columns before it that are in use.
        let own = new_lengths(&factor, count, &used);
        for (&k, &own) in used.iter().zip(&own) {
            let distance = own / length(k);
            if distance <= NEAR {
                collinear.push(Collinear {
                    regressor: k,
                    with: CollinearWith::Regressors,
                });
            } else if distance <= DOUBTFUL {
                return Err(Error::NearlyCollinear {
                    regressor: k,
                    distance,
                });
            } else {
                independent.push(k);
            }
        }
        collinear.sort_unstable_by_key(|collinear| collinear.regressor);
        Ok((independent, collinear))
    }

    fn length_around_mean(&self, k: usize) -> f64 {
        let mean = if self.layout.leading.is_some() {
            dot(&self.weights, &self.columns[k]) / sum(&self.weights)
        } else {
            0.0
        };
        let squares = self.columns[k]
            .iter()
            .zip(&self.weights)
            .map(|(x, w)| w * (x - mean) * (x - mean));
        squares.sum::<f64>().sqrt()
    }

    /// Leaves only the columns in use, and the outcome.
    fn keep(&mut self, used: &[usize]) {
        let last = self.columns.len() - 1;
        let kept: Vec<usize> = used.iter().copied().chain([last]).collect();
        self.columns = kept
            .iter()
            .map(|&k| std::mem::take(&mut self.columns[k]))
            .collect();
        self.centring = kept
            .iter()
            .map(|&k| std::mem::take(&mut self.centring[k]))
            .collect();
    }

    /// Triangular factor of the centred columns times the square roots of the weights.
    fn factor(&self) -> Vec<f64> {
        let count = self.columns.len();
        let view = self.view();
        let parts: Vec<Triangle> = self
            .layout
            .chunks
            .par_iter()
            .map(|chunk| {
                let mut triangle = Triangle::new(count);
                let mut centred = vec![Vec::new(); count];
                for group in chunk.clone() {
                    let rows = self.layout.rows_of(group);
                    let weights = &self.weights[rows];
                    view.centre(group, weights, self.group_weights[group], &mut centred);
                    for (row, weight) in weights.iter().enumerate() {
                        let root = weight.sqrt();
                        triangle.add(centred.iter().map(|column| root * column[row]));
                    }
                }
                triangle
            })
            .collect();
        let mut whole = Triangle::new(count);
        for mut part in parts {
            whole.merge(&mut part);
        }
        whole.factor()
    }

    /// Coefficients by the factor, corrected by what their residuals have in common with the regressors.
    fn slopes(&self, factor: &[f64]) -> Vec<f64> {
        let stride = self.columns.len();
        let count = stride - 1;
        let right: Vec<f64> = (0..count).map(|row| factor[row * stride + count]).collect();
        let mut slopes = back_substitute(factor, stride, &right);
        for _ in 0..CORRECTIONS {
            let scores = self.scores(&slopes);
            let correction =
                back_substitute(factor, stride, &forward_substitute(factor, stride, &scores));
            add_scaled(&mut slopes, 1.0, &correction);
        }
        slopes
    }

    /// `X'W(y - Xb)` of centred columns.
    fn scores(&self, slopes: &[f64]) -> Vec<f64> {
        let count = slopes.len();
        let view = self.view();
        let mut scores = vec![0.0; count];
        let mut centred = vec![Vec::new(); count + 1];
        for group in 0..self.layout.groups() {
            let weights = &self.weights[self.layout.rows_of(group)];
            view.centre(group, weights, self.group_weights[group], &mut centred);
            let (regressors, outcome) = centred.split_at_mut(count);
            for (column, &slope) in regressors.iter().zip(slopes) {
                add_scaled(&mut outcome[0], -slope, column);
            }
            for (score, column) in scores.iter_mut().zip(regressors) {
                *score += crate::kernel::dot3(weights, column, &outcome[0]);
            }
        }
        scores
    }

    #[expect(clippy::too_many_arguments, reason = "each part of the estimate once")]
    fn estimate(
        self,
        design: &Design<'_>,
        options: &Options,
        rows: Rows,
        effects: Vec<Effect>,
        used: Vec<usize>,
        collinear: Vec<Collinear>,
        slopes: Vec<f64>,
        factor: &[f64],
        inner_iterations: usize,
    ) -> Estimate {
        let Self {
            layout,
            weights,
            group_weights,
            mut columns,
            mut centring,
        } = self;
        let count = slopes.len();
        let mut other_effects = centring.pop().unwrap_or_default();
        let outcome = columns.pop().unwrap_or_default();
        let mut rest = outcome.clone();
        for k in 0..count {
            add_scaled(&mut other_effects, -slopes[k], &centring[k]);
            add_scaled(&mut rest, -slopes[k], &columns[k]);
        }
        let leading_effects =
            take_effects(&layout, &weights, &group_weights, &other_effects, &mut rest);
        let residuals: Vec<f64> = rest.iter().zip(&weights).map(|(u, w)| u * w).collect();
        let first_order = first_order(&layout, &residuals, &outcome, &weights);
        let shift = |place: usize| {
            design
                .offset
                .map_or(0.0, |o| o[rows.kept[layout.order[place] as usize] as usize])
        };
        let fitted = outcome
            .iter()
            .zip(&rest)
            .enumerate()
            .map(|(place, (y, u))| y - u + shift(place))
            .collect();
        let deviance = dot(&rest, &residuals);
        let stride = count + 1;
        let bread = inverse_of_products(factor, stride, count);
        Estimate {
            kind: Kind::LeastSquares,
            design_rows: design.outcome.len(),
            design_regressors: design.regressors.len(),
            rows,
            effects,
            layout,
            regressors: columns,
            used,
            collinear,
            slopes,
            centring,
            weights,
            group_weights,
            prior_weights: None,
            offset: None,
            least_squares: Some(fitted),
            residuals,
            bread,
            other_effects,
            leading_effects,
            iterations: 1,
            inner_iterations,
            reason: reason(first_order, options.tolerance),
            first_order,
            deviance,
        }
    }
}

/// Lengths of what each of the columns in use has beyond those before it, from the factor of all.
fn new_lengths(factor: &[f64], count: usize, used: &[usize]) -> Vec<f64> {
    let mut triangle = Triangle::new(used.len());
    for row in 0..count {
        triangle.add(used.iter().map(|&column| {
            if column < row {
                0.0
            } else {
                factor[row * count + column]
            }
        }));
    }
    let reduced = triangle.factor();
    (0..used.len())
        .map(|k| reduced[k * used.len() + k].abs())
        .collect()
}

/// `(R'R)^-1` of the first `count` columns.
fn inverse_of_products(factor: &[f64], stride: usize, count: usize) -> Vec<f64> {
    let mut inverse = vec![0.0; count * count];
    for column in 0..count {
        let mut unit = vec![0.0; count];
        unit[column] = 1.0;
        let solution = back_substitute(factor, stride, &forward_substitute(factor, stride, &unit));
        for (row, value) in solution.into_iter().enumerate() {
            inverse[row * count + column] = value;
        }
    }
    inverse
}

/// Takes the effects away from what the regressors leave of the outcome; the leading effects, group means of what
/// the others leave.
fn take_effects(
    layout: &Layout,
    weights: &[f64],
    group_weights: &[f64],
    others: &[f64],
    rest: &mut [f64],
) -> Vec<f64> {
    let mut leading_effects = Vec::with_capacity(layout.groups());
    for (group, &weight) in group_weights.iter().enumerate() {
        let places = layout.rows_of(group);
        let values = &mut rest[places.clone()];
        layout.add_effects(group, others, -1.0, values);
        let mean = if layout.leading.is_some() {
            dot(&weights[places], values) / weight
        } else {
            0.0
        };
        values.iter_mut().for_each(|value| *value -= mean);
        leading_effects.push(mean);
    }
    leading_effects
}

/// The largest sum of residuals of a group of an effect, over the sum of the sizes of its outcomes and residuals, or
/// what that is on average of a group of its weight: a group that is fitted exactly, or whose outcomes are
/// near zero, has only rounding.
fn first_order(layout: &Layout, residuals: &[f64], outcome: &[f64], weights: &[f64]) -> f64 {
    let sizes: Vec<f64> = outcome
        .iter()
        .zip(weights)
        .zip(residuals)
        .map(|((y, w), u)| (y * w).abs() + u.abs())
        .collect();
    let mean = sum(&sizes) / sum(weights);
    let group_weights = effect_sums(layout, weights);
    let (sums, sizes) = (effect_sums(layout, residuals), effect_sums(layout, &sizes));
    let mut most: f64 = 0.0;
    for ((sum, size), weight) in sums.iter().zip(&sizes).zip(&group_weights) {
        let size = size.max(weight * mean);
        if size > 0.0 {
            most = most.max((sum / size).abs());
        }
    }
    most
}

/// What the first-order conditions say of the end.
fn reason(first_order: f64, tolerance: f64) -> StopReason {
    if first_order <= tolerance {
        StopReason::Converged
    } else if first_order <= ROUNDING {
        StopReason::LimitOfArithmetic
    } else {
        StopReason::TooManyIterations
    }
}
