//! The weighted normal equations of one reweighting, with the leading effect eliminated, and their solution by
//! conjugate gradients.
//!
//! With weights `w`, dummies `D` of the effects that do not lead, regressors `X` and `M` the projection that takes
//! the weighted mean of each leading group away, the equations are
//!
//! ```text
//!   | X'WMX   X'WMD | | b |   | g_b |
//!   | D'WMX   D'WMD | | a | = | g_a |
//! ```
//!
//! `D'WMD` is never formed: a product with it is one pass over the weights. The blocks with `X` are small
//! and kept. The equations may be singular in `a` (effects that overlap); the right sides lie in their
//! range, where conjugate gradients converge all the same.

use rayon::prelude::*;

use crate::kernel::{add_scaled, dot, dot3, vectorised};
use crate::layout::Layout;
use crate::moments::{Moments, Weights, zero};
use crate::schur::Schur;
use crate::small::Cholesky;

/// Curvature of a direction, over its squared length, below which it is flat: effects that overlap leave directions
/// without curvature, and rounding of the right side has a part in them, along which a step would have no end. The
/// least curvature of a real direction is some 1e-8, of a path of ten thousand groups.
const FLAT: f64 = 1e-13;

/// Iterations that a residual may stay above its smallest, beside twice those that led there.
const PATIENCE: usize = 500;

/// Memory of one chunk's work.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// One value for each row of a group.
    pub(crate) rows: Vec<f64>,
    /// One value for each coefficient.
    pub(crate) sums: Vec<f64>,
}

/// The left side of the equations: with `slopes` regressors, those of the moments, or none.
#[derive(Debug)]
pub(crate) struct System<'a> {
    layout: &'a Layout,
    weights: Weights<'a>,
    moments: &'a Moments,
    slopes: usize,
    /// How much of its diagonal is added to the matrix.
    damping: f64,
    /// `D'WMD` written out, where a product with it is cheaper than a pass.
    written: Option<Schur<'a>>,
}

/// A solution and how it was reached.
#[derive(Debug, Clone, Default)]
pub(crate) struct Solution {
    /// Regressors' part.
    pub(crate) slopes: Vec<f64>,
    /// Effects' part.
    pub(crate) effects: Vec<f64>,
    pub(crate) iterations: usize,
    /// Length of the residual over that of the right side, in the preconditioner's norm.
    pub(crate) residual: f64,
    /// Length of the residual in the norm of the diagonal, in which nothing is hidden by regressors near to collinear.
    pub(crate) left: f64,
}

/// When conjugate gradients stop.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stop {
    pub(crate) tolerance: f64,
    pub(crate) iterations: usize,
}

/// The solution with the smallest residual so far, where it has risen since: rounding makes it rise without end where
/// the right side is not quite in the range of the matrix.
#[derive(Debug)]
struct Best {
    size: f64,
    iteration: usize,
    solution: Vector,
    residual: Vector,
}

impl Default for Best {
    fn default() -> Self {
        Self {
            size: f64::INFINITY,
            iteration: usize::MAX,
            solution: Vector::zeros(0, 0),
            residual: Vector::zeros(0, 0),
        }
    }
}

impl Best {
    fn keep(&mut self, size: f64, iteration: usize, solution: &Vector, residual: &Vector) {
        self.size = size;
        self.iteration = iteration;
        self.solution.clone_from(solution);
        self.residual.clone_from(residual);
    }

    /// Takes the last step back.
    fn step_back(&mut self, step: f64, direction: &Vector, image: &Vector) {
        self.solution.add_scaled(-step, direction);
        self.residual.add_scaled(step, image);
    }

    /// Iterations after which a smaller residual is no longer waited for.
    fn patience(&self) -> usize {
        self.iteration.saturating_mul(2).saturating_add(PATIENCE)
    }
}

impl<'a> System<'a> {
    /// The equations of given weights, with `slopes` regressors.
    pub(crate) fn new(
        layout: &'a Layout,
        weights: Weights<'a>,
        moments: &'a Moments,
        slopes: usize,
    ) -> Self {
        let written = layout
            .pattern
            .as_ref()
            .map(|pattern| pattern.fill(layout, weights));
        Self {
            layout,
            weights,
            moments,
            slopes,
            damping: 0.0,
            written,
        }
    }

    /// The equations with some of their diagonal added.
    pub(crate) fn damped(self, damping: f64) -> Self {
        Self { damping, ..self }
    }

    /// `D'WMD a`: one pass over the weights, or over the matrix.
    fn project(&self, effects: &[f64], scratch: &mut [Scratch], out: &mut [f64]) {
        if let Some(matrix) = &self.written {
            return matrix.multiply(effects, out);
        }
        let layout = self.layout;
        layout
            .chunks
            .par_iter()
            .zip(scratch.par_iter_mut())
            .for_each(|(chunk, scratch)| {
                vectorised(
                    #[inline(always)]
                    || {
                        zero(&mut scratch.sums, layout.coefficients);
                        for group in chunk.clone() {
                            self.project_group(group, effects, scratch);
                        }
                    },
                );
            });
        add_up(out, scratch);
    }

    #[inline(always)]
    fn project_group(&self, group: usize, effects: &[f64], scratch: &mut Scratch) {
        let rows = self.layout.rows_of(group);
        let weights = &self.weights.rows[rows.clone()];
        let weight = self.weights.groups[group];
        zero(&mut scratch.rows, rows.len());
        let values = &mut scratch.rows[..];
        self.layout.add_effects(group, effects, 1.0, values);
        let mean = if self.layout.leading.is_some() && weight > 0.0 {
            dot(weights, values) / weight
        } else {
            0.0
        };
        for (value, weight) in values.iter_mut().zip(weights) {
            *value = weight * (*value - mean);
        }
        self.layout.scatter(group, values, &mut scratch.sums);
    }

    /// Solves for a right side.
    pub(crate) fn solve(
        &self,
        slopes: &[f64],
        effects: &[f64],
        stop: Stop,
        scratch: &mut [Scratch],
    ) -> Solution {
        let factor = Cholesky::new(&self.moments.gram, self.slopes);
        let mut residual = Vector {
            slopes: slopes.to_vec(),
            effects: effects.to_vec(),
        };
        let mut solution = Vector::zeros(slopes.len(), effects.len());
        let mut preconditioned = self.precondition(&factor, &residual);
        let mut direction = preconditioned.clone();
        let mut image = Vector::zeros(slopes.len(), effects.len());
        let mut size = residual.dot(&preconditioned);
        let first = size;
        let goal = first * stop.tolerance * stop.tolerance;
        let mut iterations = 0;
        let mut best = Best::default();
        while size > goal && size > 0.0 && iterations < stop.iterations.min(best.patience()) {
            self.multiply(&direction, scratch, &mut image);
            let curvature = direction.dot(&image);
            if curvature.is_nan() || curvature <= FLAT * self.size(&direction) {
                break;
            }
            let step = size / curvature;
            solution.add_scaled(step, &direction);
            residual.add_scaled(-step, &image);
            preconditioned = self.precondition(&factor, &residual);
            let next = residual.dot(&preconditioned);
            if (next >= size || next.is_nan()) && size < best.size {
                best.keep(size, iterations, &solution, &residual);
                best.step_back(step, &direction, &image);
            }
            iterations += 1;
            direction.scale_and_add(next / size, &preconditioned);
            size = next;
        }
        if best.size.is_finite() && (size > best.size || size.is_nan()) {
            (size, solution, residual) = (best.size, best.solution, best.residual);
        }
        let left = self.length(&residual);
        let residual = if first > 0.0 {
            (size.max(0.0) / first).sqrt()
        } else {
            0.0
        };
        Solution {
            slopes: solution.slopes,
            effects: solution.effects,
            iterations,
            residual,
            left,
        }
    }

    /// Squared length of a vector in the norm of the preconditioner's matrix: the effects' part of it.
    fn size(&self, vector: &Vector) -> f64 {
        dot3(&self.moments.diagonal, &vector.effects, &vector.effects)
    }

    /// Length of a residual, each part over the root of its diagonal.
    fn length(&self, vector: &Vector) -> f64 {
        let gram = (0..self.slopes).map(|k| self.moments.gram[k * self.slopes + k]);
        let parts = vector.slopes.iter().copied().zip(gram);
        let effects = vector.effects.iter().zip(&self.moments.diagonal);
        parts
            .chain(effects.map(|(value, diagonal)| (*value, *diagonal)))
            .filter(|(_, diagonal)| *diagonal > 0.0)
            .map(|(value, diagonal)| value * value / diagonal)
            .sum::<f64>()
            .sqrt()
    }

    fn precondition(&self, factor: &Cholesky, vector: &Vector) -> Vector {
        let effects = vector
            .effects
            .iter()
            .zip(&self.moments.diagonal)
            .map(|(value, diagonal)| {
                if *diagonal > 0.0 {
                    value / diagonal
                } else {
                    0.0
                }
            })
            .collect();
        Vector {
            slopes: factor.solve(&vector.slopes),
            effects,
        }
    }

    fn multiply(&self, vector: &Vector, scratch: &mut [Scratch], out: &mut Vector) {
        self.project(&vector.effects, scratch, &mut out.effects);
        let Moments { gram, coupling, .. } = self.moments;
        for row in 0..self.slopes {
            out.slopes[row] = dot(
                &gram[row * self.slopes..(row + 1) * self.slopes],
                &vector.slopes,
            ) + dot(&coupling[row], &vector.effects);
            add_scaled(&mut out.effects, vector.slopes[row], &coupling[row]);
            out.slopes[row] += self.damping * gram[row * self.slopes + row] * vector.slopes[row];
        }
        if self.damping > 0.0 {
            for ((out, diagonal), value) in out
                .effects
                .iter_mut()
                .zip(&self.moments.diagonal)
                .zip(&vector.effects)
            {
                *out += self.damping * diagonal * value;
            }
        }
    }
}

/// Adds the chunks' sums, in their order.
pub(crate) fn add_up(out: &mut [f64], scratch: &[Scratch]) {
    out.fill(0.0);
    for scratch in scratch {
        for (sum, value) in out.iter_mut().zip(&scratch.sums) {
            *sum += value;
        }
    }
}

/// A vector of slopes and effects.
#[derive(Debug, Clone)]
struct Vector {
    slopes: Vec<f64>,
    effects: Vec<f64>,
}

impl Vector {
    fn zeros(slopes: usize, effects: usize) -> Self {
        Self {
            slopes: vec![0.0; slopes],
            effects: vec![0.0; effects],
        }
    }

    fn dot(&self, other: &Self) -> f64 {
        dot(&self.slopes, &other.slopes) + dot(&self.effects, &other.effects)
    }

    fn add_scaled(&mut self, factor: f64, other: &Self) {
        add_scaled(&mut self.slopes, factor, &other.slopes);
        add_scaled(&mut self.effects, factor, &other.effects);
    }

    fn scale_and_add(&mut self, factor: f64, other: &Self) {
        for (value, add) in self.slopes.iter_mut().zip(&other.slopes) {
            *value = factor * *value + add;
        }
        for (value, add) in self.effects.iter_mut().zip(&other.effects) {
            *value = factor * *value + add;
        }
    }
}
