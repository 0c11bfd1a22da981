//! One pass over the rows at given slopes and effects: fitted values, likelihood, score and information.
//!
//! The leading effect is not a parameter here. Given the others, its best value has a closed form: the fitted values
//! of a leading group are its share of the group's outcome,
//!
//! ```text
//!   mu_r = Y_g exp(e_r) / sum_(s in g) exp(e_s),     e_r = offset_r + x_r b + the other effects of r,
//! ```
//!
//! so that the likelihood left is that of shares within groups, and its Newton step is the one of
//! the Poisson likelihood with the leading effect eliminated.

use rayon::prelude::*;

use crate::kernel::{add_scaled, dot, exp, largest, sum, vectorised};
use crate::layout::Layout;
use crate::moments::{self, Columns, Moments, Weights, zero};

/// The sample in the order of a layout.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) layout: Layout,
    /// Outcome times weight.
    pub(crate) outcome: Vec<f64>,
    /// Its sum in each leading group; in a design without effects that of all rows.
    pub(crate) group_outcome: Vec<f64>,
    /// Its sum in each group of the other effects.
    pub(crate) effect_outcome: Vec<f64>,
    /// Offset plus the logarithm of the weight.
    pub(crate) offset: Option<Vec<f64>>,
    pub(crate) regressors: Vec<Vec<f64>>,
}

/// What a pass finds.
#[derive(Debug, Default)]
pub(crate) struct Pass {
    /// Twice the log likelihood, negative and without the terms of the outcome alone.
    pub(crate) objective: f64,
    /// `X'(y - mu)`, with centred regressors.
    pub(crate) score_slopes: Vec<f64>,
    /// `D'(y - mu)`.
    pub(crate) score_effects: Vec<f64>,
    pub(crate) moments: Moments,
}

/// Where a pass is made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Point {
    pub(crate) slopes: Vec<f64>,
    /// Effects that do not lead.
    pub(crate) effects: Vec<f64>,
}

/// Memory of one chunk.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    predictor: Vec<f64>,
    objective: f64,
    score_slopes: Vec<f64>,
    score_effects: Vec<f64>,
    moments: moments::Buffers,
}

impl Problem {
    pub(crate) fn columns<'a>(&'a self, centring: &'a [Vec<f64>]) -> Columns<'a> {
        Columns {
            layout: &self.layout,
            values: &self.regressors,
            centring,
        }
    }

    pub(crate) fn weights<'a>(&'a self, fitted: &'a [f64]) -> Weights<'a> {
        Weights {
            rows: fitted,
            groups: &self.group_outcome,
        }
    }

    /// Makes a full pass; fitted values go to `fitted`.
    pub(crate) fn pass(
        &self,
        point: &Point,
        centring: &[Vec<f64>],
        fitted: &mut [f64],
        buffers: &mut [Buffers],
    ) -> Pass {
        let (k, m) = (self.regressors.len(), self.layout.coefficients);
        let columns = self.columns(centring);
        self.over_chunks(fitted, buffers, |group, fitted, buffers| {
            let level = self.fit_group(point, group, fitted, &mut buffers.predictor);
            self.score_group(group, level, fitted, buffers);
            columns.add_group(
                group,
                fitted,
                self.group_outcome[group],
                &mut buffers.moments,
            );
            for (score, centred) in buffers
                .score_slopes
                .iter_mut()
                .zip(&buffers.moments.centred)
            {
                *score += dot(centred, &buffers.predictor);
            }
        });
        let mut pass = Pass {
            objective: 0.0,
            score_slopes: vec![0.0; k],
            score_effects: vec![0.0; m],
            moments: Moments::zeros(k, m),
        };
        for part in &buffers[..self.layout.chunks.len()] {
            pass.objective += part.objective;
            add_scaled(&mut pass.score_slopes, 1.0, &part.score_slopes);
            add_scaled(&mut pass.score_effects, 1.0, &part.score_effects);
            pass.moments.add(&part.moments.moments);
        }
        pass.moments.mirror();
        pass
    }

    /// Makes a short pass: fitted values, their sums by effect, and the objective.
    pub(crate) fn fit(
        &self,
        point: &Point,
        fitted: &mut [f64],
        buffers: &mut [Buffers],
    ) -> (f64, Vec<f64>) {
        self.over_chunks(fitted, buffers, |group, fitted, buffers| {
            let level = self.fit_group(point, group, fitted, &mut buffers.predictor);
            buffers.objective += self.group_objective(group, level, &buffers.predictor, fitted);
            self.layout
                .scatter(group, fitted, &mut buffers.score_effects);
        });
        let mut sums = vec![0.0; self.layout.coefficients];
        let mut objective = 0.0;
        for part in &buffers[..self.layout.chunks.len()] {
            objective += part.objective;
            add_scaled(&mut sums, 1.0, &part.score_effects);
        }
        (objective, sums)
    }

    /// Logarithm of the factor that makes the fitted values of each leading group add up to its outcome: minus
    /// its leading effect. Without effects it is zero.
    pub(crate) fn leading_effects(&self, point: &Point) -> Vec<f64> {
        let mut buffer = Vec::new();
        let mut fitted = Vec::new();
        (0..self.layout.groups())
            .map(|group| {
                zero(&mut fitted, self.layout.rows_of(group).len());
                -self.fit_group(point, group, &mut fitted, &mut buffer)
            })
            .collect()
    }

    fn over_chunks(
        &self,
        fitted: &mut [f64],
        buffers: &mut [Buffers],
        work: impl Fn(usize, &mut [f64], &mut Buffers) + Sync,
    ) {
        let (k, m) = (self.regressors.len(), self.layout.coefficients);
        let parts = self.layout.split(fitted);
        self.layout
            .chunks
            .par_iter()
            .zip(parts)
            .zip(buffers.par_iter_mut())
            .for_each(|((chunk, fitted), buffers)| {
                buffers.objective = 0.0;
                zero(&mut buffers.score_slopes, k);
                zero(&mut buffers.score_effects, m);
                buffers.moments.clear(k, m);
                vectorised(
                    #[inline(always)]
                    || {
                        let from = self.layout.rows_of_chunk(chunk).start;
                        for group in chunk.clone() {
                            let rows = self.layout.rows_of(group);
                            work(
                                group,
                                &mut fitted[rows.start - from..rows.end - from],
                                buffers,
                            );
                        }
                    },
                );
            });
    }

    /// Predictor and fitted values of a group; the logarithm of what the exponentials were divided by.
    #[inline(always)]
    fn fit_group(
        &self,
        point: &Point,
        group: usize,
        fitted: &mut [f64],
        predictor: &mut Vec<f64>,
    ) -> f64 {
        let rows = self.layout.rows_of(group);
        match &self.offset {
            Some(offset) => {
                predictor.clear();
                predictor.extend_from_slice(&offset[rows.clone()]);
            }
            None => zero(predictor, rows.len()),
        }
        for (column, &slope) in self.regressors.iter().zip(&point.slopes) {
            add_scaled(predictor, slope, &column[rows.clone()]);
        }
        self.layout
            .add_effects(group, &point.effects, 1.0, predictor);
        let most = if self.layout.leading.is_some() {
            largest(predictor)
        } else {
            0.0
        };
        for (value, &linear) in fitted.iter_mut().zip(&*predictor) {
            *value = exp(linear - most);
        }
        if self.layout.leading.is_none() {
            return 0.0;
        }
        let total = sum(fitted);
        let scale = self.group_outcome[group] / total;
        for value in fitted.iter_mut() {
            *value *= scale;
        }
        most + total.ln() - self.group_outcome[group].ln()
    }

    #[inline(always)]
    fn group_objective(&self, group: usize, level: f64, predictor: &[f64], fitted: &[f64]) -> f64 {
        let outcome = &self.outcome[self.layout.rows_of(group)];
        let total = self.group_outcome[group];
        let surplus = if self.layout.leading.is_some() {
            0.0
        } else {
            sum(fitted) - total
        };
        2.0 * (total * level - dot(outcome, predictor) + surplus)
    }

    /// Adds a group's objective and score; leaves its residuals in place of the predictor.
    #[inline(always)]
    fn score_group(&self, group: usize, level: f64, fitted: &[f64], buffers: &mut Buffers) {
        buffers.objective += self.group_objective(group, level, &buffers.predictor, fitted);
        let outcome = &self.outcome[self.layout.rows_of(group)];
        for ((value, y), mu) in buffers.predictor.iter_mut().zip(outcome).zip(fitted) {
            *value = y - mu;
        }
        self.layout
            .scatter(group, &buffers.predictor, &mut buffers.score_effects);
    }
}
