//! Separated rows: those whose fitted value is zero in the limit, so that no estimate exists while they are in.
//!
//! Rows are separated if some combination `z` of regressors and effects is zero wherever the outcome is positive,
//! nowhere negative where it is zero, and positive in them (Correia, Guimaraes and Zylkin 2019, proposition 1). The
//! *iterative rectifier* (their section 3.2) finds them: from `u = 1` where the outcome is zero, project
//! `u` on the combinations that are zero elsewhere, take the positive part, and repeat. The product of `u` with
//! any separating combination never falls, so that the limit is zero only where there is none.
//!
//! The projection is a weighted regression with a great weight where the outcome is positive. A limit is believed
//! only if it passes the definition above on the data; what is left is looked at again. Where the limit is slow to come,
//! rows that are nearly zero are guessed to be zero in it, and the guess is believed on the same terms.
//!
//! The rectifier is asked only about rows that the likelihood leaves in doubt. At a maximum the residuals are orthogonal
//! to every combination, so that the fitted values of rows with an outcome of zero, all positive, prove that there is no
//! separating one (Stiemke 1915). Near a maximum, fitted values times one plus the next Newton step in
//! their logarithm are orthogonal to every combination, but for what the step leaves undone; a row where that product is
//! well above what is left undone is not separated, whatever the others are. All other rows of outcome zero have to be
//! looked at: were one of a separating combination's rows not among them, the rectifier could not find it.

use rayon::prelude::*;

use crate::kernel::{add_scaled, dot, vectorised};
use crate::layout::Layout;
use crate::moments::{self, Columns, Moments, Weights, centre, group_sums, zero};
use crate::system::{Scratch, Stop, System};

/// Weight of rows in which a separating combination is known to be zero.
const GREAT: f64 = 1e8;
/// Relative size below which a value of a combination is zero.
const NOTHING: f64 = 1e-6;
/// Relative size above which a value of a combination is positive: well above what a projection leaves undone. Rows with
/// smaller values are found without those with larger ones.
const SOMETHING: f64 = 1e-3;
/// Rounds of the rectifier.
const ROUNDS: usize = 2_000;
/// Rounds after which, and again after each doubling of them, rows that are nearly zero are taken to be zero.
const FIRST_GUESS: usize = 8;
/// Relative size below which they are.
const NEARLY: f64 = 1e-3;
/// Solutions of a projection, each of what the data say that those before left.
const REFINEMENTS: usize = 4;
/// Length that a projection may leave undone, of a target of ones and zeros.
const UNDONE: f64 = 1e-9;
/// Relative length to which regressors are centred, so that they are solved for together with the effects.
const ROUGH: f64 = 1e-3;

/// A combination under search.
struct Search<'a> {
    layout: &'a Layout,
    regressors: &'a [Vec<f64>],
    weights: Vec<f64>,
    group_weights: Vec<f64>,
    centring: Vec<Vec<f64>>,
    /// Positive part of the combination in doubtful rows.
    target: Vec<f64>,
    combination: Vec<f64>,
    slopes: Vec<f64>,
    effects: Vec<f64>,
}

/// Extremes of a combination.
#[derive(Debug, Clone, Copy)]
struct Extremes {
    /// Largest and smallest in doubtful rows.
    most: f64,
    least: f64,
    /// Largest size in the others.
    elsewhere: f64,
}

/// Memory of one chunk.
#[derive(Default)]
struct Buffers {
    centred: Vec<Vec<f64>>,
    score_slopes: Vec<f64>,
    score_effects: Vec<f64>,
}

/// Places of rows that are separated, among those in doubt; none where there is no separation. Call again without them,
/// for a limit need not show all at once.
pub(crate) fn separated(
    layout: &Layout,
    regressors: &[Vec<f64>],
    doubtful: &[usize],
    inner_iterations: usize,
) -> Vec<usize> {
    if doubtful.is_empty() {
        return Vec::new();
    }
    Search::new(layout, regressors, doubtful).rectify(inner_iterations, true)
}

impl<'a> Search<'a> {
    fn new(layout: &'a Layout, regressors: &'a [Vec<f64>], doubtful: &[usize]) -> Self {
        let mut target = vec![0.0; layout.rows()];
        let mut weights = vec![GREAT; layout.rows()];
        for &place in doubtful {
            target[place] = 1.0;
            weights[place] = 1.0;
        }
        Self {
            layout,
            regressors,
            group_weights: group_sums(layout, &weights),
            centring: vec![vec![0.0; layout.coefficients]; regressors.len()],
            target,
            combination: vec![0.0; layout.rows()],
            slopes: vec![0.0; regressors.len()],
            effects: vec![0.0; layout.coefficients],
            weights,
        }
    }

    /// Separated rows, none if there are none; with guesses if the limit is slow to come, or only as far as a limit is
    /// reached at once.
    fn rectify(&mut self, inner_iterations: usize, guess: bool) -> Vec<usize> {
        let chunks = self.layout.chunks.len();
        let mut scratch: Vec<Scratch> = (0..chunks).map(|_| Scratch::default()).collect();
        let mut moment_buffers: Vec<moments::Buffers> =
            (0..chunks).map(|_| moments::Buffers::default()).collect();
        let mut buffers: Vec<Buffers> = (0..chunks).map(|_| Buffers::default()).collect();
        let stop = Stop {
            tolerance: ROUGH,
            iterations: inner_iterations,
        };
        let weights = Weights {
            rows: &self.weights,
            groups: &self.group_weights,
        };
        let moments = self.columns().moments(weights, &mut moment_buffers);
        let mut centring = self.centring.clone();
        centre(
            self.layout,
            weights,
            &moments,
            &mut centring,
            stop,
            &mut scratch,
        );
        self.centring = centring;
        let weights = Weights {
            rows: &self.weights,
            groups: &self.group_weights,
        };
        let moments = self.columns().moments(weights, &mut moment_buffers);
        for round in 1..=if guess { ROUNDS } else { FIRST_GUESS } {
            self.project(&moments, inner_iterations, &mut scratch, &mut buffers);
            let found = self.combine();
            if found.most.max(-found.least) <= NOTHING {
                return Vec::new();
            }
            if found.least >= -NOTHING * found.most {
                return if found.elsewhere <= NOTHING * found.most {
                    self.positive(SOMETHING * found.most)
                } else {
                    Vec::new()
                };
            }
            if guess && round >= FIRST_GUESS && round.is_power_of_two() {
                let rows = self.guess(found.most, inner_iterations);
                if !rows.is_empty() {
                    return rows;
                }
            }
            for ((target, &weight), &value) in self
                .target
                .iter_mut()
                .zip(&self.weights)
                .zip(&self.combination)
            {
                *target = if weight < GREAT { value.max(0.0) } else { 0.0 };
            }
        }
        Vec::new()
    }

    /// Moves slopes and effects to the projection of the target.
    fn project(
        &mut self,
        moments: &Moments,
        inner_iterations: usize,
        scratch: &mut [Scratch],
        buffers: &mut [Buffers],
    ) {
        for _ in 0..REFINEMENTS {
            let (slopes, effects) = self.scores(buffers);
            let weights = Weights {
                rows: &self.weights,
                groups: &self.group_weights,
            };
            let system = System::new(self.layout, weights, moments, self.regressors.len());
            let stop = Stop {
                tolerance: 1e-9,
                iterations: inner_iterations,
            };
            let step = system.solve(&slopes, &effects, stop, scratch);
            add_scaled(&mut self.slopes, 1.0, &step.slopes);
            add_scaled(&mut self.effects, 1.0, &step.effects);
            for (column, slope) in self.centring.iter().zip(&step.slopes) {
                add_scaled(&mut self.effects, -slope, column);
            }
            if step.left <= UNDONE || step.residual > 0.5 {
                break;
            }
        }
    }

    /// Separated rows if those that are nearly zero are zero: the limit is approached slowly where many rows have to
    /// become zero one after the other.
    fn guess(&self, most: f64, inner_iterations: usize) -> Vec<usize> {
        let rows = self.positive(NEARLY * most);
        let mut search = Search::new(self.layout, self.regressors, &rows);
        search.rectify(inner_iterations, false)
    }

    fn columns(&self) -> Columns<'_> {
        Columns {
            layout: self.layout,
            values: self.regressors,
            centring: &self.centring,
        }
    }

    /// Places where the combination is above a bound.
    fn positive(&self, bound: f64) -> Vec<usize> {
        let positive =
            |&place: &usize| self.weights[place] < GREAT && self.combination[place] > bound;
        (0..self.combination.len()).filter(positive).collect()
    }

    /// The combination at the slopes and effects, and its extremes.
    fn combine(&mut self) -> Extremes {
        let mut values = Vec::new();
        let mut extremes = Extremes {
            most: f64::NEG_INFINITY,
            least: f64::INFINITY,
            elsewhere: 0.0,
        };
        for group in 0..self.layout.groups() {
            let rows = self.layout.rows_of(group);
            self.predict(group, &mut values);
            let shift = self.shift(group, &values);
            for (place, value) in rows.zip(&values) {
                let value = value + shift;
                self.combination[place] = value;
                if self.weights[place] < GREAT {
                    extremes.most = extremes.most.max(value);
                    extremes.least = extremes.least.min(value);
                } else {
                    extremes.elsewhere = extremes.elsewhere.max(value.abs());
                }
            }
        }
        extremes
    }

    /// Slopes and effects of a group's rows, without the leading effect.
    fn predict(&self, group: usize, values: &mut Vec<f64>) {
        let rows = self.layout.rows_of(group);
        zero(values, rows.len());
        for (column, &slope) in self.regressors.iter().zip(&self.slopes) {
            add_scaled(values, slope, &column[rows.clone()]);
        }
        self.layout.add_effects(group, &self.effects, 1.0, values);
    }

    /// The leading effect of a group: the weighted mean of what its target has beyond the values.
    fn shift(&self, group: usize, values: &[f64]) -> f64 {
        if self.layout.leading.is_none() {
            return 0.0;
        }
        let rows = self.layout.rows_of(group);
        let weights = &self.weights[rows.clone()];
        (dot(weights, &self.target[rows]) - dot(weights, values)) / self.group_weights[group]
    }

    /// What is left of the target, times the weights, against regressors and effects.
    fn scores(&self, buffers: &mut [Buffers]) -> (Vec<f64>, Vec<f64>) {
        let columns = self.columns();
        self.layout
            .chunks
            .par_iter()
            .zip(buffers.par_iter_mut())
            .for_each(|(chunk, buffers)| {
                zero(&mut buffers.score_slopes, self.regressors.len());
                zero(&mut buffers.score_effects, self.layout.coefficients);
                buffers.centred.resize_with(self.regressors.len(), Vec::new);
                vectorised(
                    #[inline(always)]
                    || {
                        let mut values = Vec::new();
                        for group in chunk.clone() {
                            let rows = self.layout.rows_of(group);
                            let weights = &self.weights[rows.clone()];
                            self.predict(group, &mut values);
                            let shift = self.shift(group, &values);
                            for ((value, target), weight) in
                                values.iter_mut().zip(&self.target[rows]).zip(weights)
                            {
                                *value = weight * (target - *value - shift);
                            }
                            self.layout
                                .scatter(group, &values, &mut buffers.score_effects);
                            columns.centre(
                                group,
                                weights,
                                self.group_weights[group],
                                &mut buffers.centred,
                            );
                            for (score, centred) in
                                buffers.score_slopes.iter_mut().zip(&buffers.centred)
                            {
                                *score += dot(centred, &values);
                            }
                        }
                    },
                );
            });
        let mut slopes = vec![0.0; self.regressors.len()];
        let mut effects = vec![0.0; self.layout.coefficients];
        for part in buffers {
            add_scaled(&mut slopes, 1.0, &part.score_slopes);
            add_scaled(&mut effects, 1.0, &part.score_effects);
        }
        (slopes, effects)
    }
}
