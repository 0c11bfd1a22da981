//! Newton's method on the likelihood of shares, each step by conjugate gradients.

use super::collinear;
use super::pass::{Buffers, Pass, Point, Problem};
use super::start::{fit_sums, start};
use crate::design::Options;
use crate::kernel::{add_scaled, dot, sum};
use crate::moments::{centre, zero};
use crate::small::Cholesky;
use crate::system::{Scratch, Stop, System};

/// Relative length to which regressors are centred before the first step: they only need to be nearly free of
/// the effects for a step of both together to be solved in few iterations.
const ROUGH: f64 = 1e-2;
/// Relative length to which they are centred at the end, where covariances are taken from them.
const EXACT: f64 = 1e-9;
/// Relative first-order condition of a group above which its effect is put right on its own; fitted values that are
/// far too small leave 1.
const FAR: f64 = 0.9;
/// Relative tolerances of the step by which separation is ruled out: the second only for rows that the first leaves
/// in doubt.
const DOUBT_TOLERANCES: [f64; 2] = [1e-3, 1e-7];
/// How much larger than the sums that a step leaves undone a fitted value has to be to rule out separation: the
/// size that coefficients of a separating combination may have that is one in the row.
const SAFETY: f64 = 100.0;
/// Times that an estimate is taken up again if exact centring shows first-order conditions that are not met.
const RESUMED: usize = 3;
/// Halvings of a step before it is given up, and before it is damped.
const HALVINGS: usize = 30;
const FEW_HALVINGS: usize = 6;
/// Times that a step is damped before it is given up: each time a hundredfold from the least, over the diagonal of the
/// information (Marquardt 1963). Where fitted values are far too small, a Newton step is far too long, and in one
/// direction only.
const ATTEMPTS: usize = 6;
const LEAST_DAMPING: f64 = 1e-6;
/// Iterations without progress near the solution after which it is taken as the limit of the arithmetic.
const STALLED: usize = 3;
/// Relative first-order condition that the limit of the arithmetic may leave.
const ROUNDING: f64 = 1e-6;

/// Why an estimate stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StopReason {
    /// The first-order conditions hold to the tolerance.
    Converged,
    /// They hold as far as 64-bit numbers allow: more steps did not bring them nearer.
    LimitOfArithmetic,
    /// The number of reweightings was used up.
    TooManyIterations,
    /// No step raised the likelihood, with the first-order conditions not met.
    NoProgress,
}

/// Where the search ended.
#[derive(Debug)]
pub(crate) struct Maximum {
    pub(crate) point: Point,
    pub(crate) fitted: Vec<f64>,
    pub(crate) centring: Vec<Vec<f64>>,
    pub(crate) pass: Pass,
    /// Regressors in use, by their place among those given.
    pub(crate) used: Vec<usize>,
    pub(crate) collinear: Vec<collinear::Collinear>,
    pub(crate) iterations: usize,
    pub(crate) inner: usize,
    pub(crate) reason: StopReason,
    pub(crate) first_order: f64,
    /// Rows of outcome zero that the likelihood does not prove to be free of separation.
    pub(crate) doubtful: Vec<usize>,
}

struct Search<'a> {
    problem: &'a mut Problem,
    options: &'a Options,
    buffers: Vec<Buffers>,
    scratch: Vec<Scratch>,
    at: Maximum,
    damping: f64,
}

/// Finds the maximum of the likelihood. Regressors found to be collinear leave the problem.
pub(crate) fn maximise(problem: &mut Problem, options: &Options) -> Maximum {
    let chunks = problem.layout.chunks.len();
    let (k, m, rows) = (
        problem.regressors.len(),
        problem.layout.coefficients,
        problem.layout.rows(),
    );
    let mut search = Search {
        problem,
        options,
        buffers: (0..chunks).map(|_| Buffers::default()).collect(),
        scratch: (0..chunks).map(|_| Scratch::default()).collect(),
        at: Maximum {
            point: Point::default(),
            fitted: vec![0.0; rows],
            centring: vec![vec![0.0; m]; k],
            pass: Pass::default(),
            used: (0..k).collect(),
            collinear: Vec::new(),
            iterations: 0,
            inner: 0,
            reason: StopReason::TooManyIterations,
            first_order: f64::INFINITY,
            doubtful: Vec::new(),
        },
        damping: 0.0,
    };
    search.at.point = start(search.problem, &mut search.at.fitted, &mut search.buffers);
    search.evaluate();
    search.drop_collinear();
    search.climb();
    if options.separation {
        search.doubt();
    }
    search.at
}

/// Centres the regressors exactly, and goes on where that shows that the maximum is not reached.
pub(crate) fn finish(problem: &mut Problem, at: Maximum, options: &Options) -> Maximum {
    let chunks = problem.layout.chunks.len();
    let mut search = Search {
        problem,
        options,
        buffers: (0..chunks).map(|_| Buffers::default()).collect(),
        scratch: (0..chunks).map(|_| Scratch::default()).collect(),
        at,
        damping: 0.0,
    };
    search.finish();
    for _ in 0..RESUMED {
        if search.at.reason != StopReason::Converged || search.at.first_order <= options.tolerance {
            break;
        }
        search.climb();
        search.finish();
    }
    search.at
}

impl Search<'_> {
    fn evaluate(&mut self) {
        let at = &mut self.at;
        at.pass = self
            .problem
            .pass(&at.point, &at.centring, &mut at.fitted, &mut self.buffers);
        at.first_order = first_order(self.problem, &at.pass, &at.point);
    }

    fn centre(&mut self, tolerance: f64) -> f64 {
        let at = &mut self.at;
        let weights = self.problem.weights(&at.fitted);
        let stop = Stop {
            tolerance,
            iterations: self.options.inner_iterations,
        };
        let done = centre(
            &self.problem.layout,
            weights,
            &at.pass.moments,
            &mut at.centring,
            stop,
            &mut self.scratch,
        );
        at.inner += done.iterations;
        self.evaluate();
        (0..at_count(&self.at))
            .map(|k| self.at.pass.moments.uncentred(k))
            .fold(0.0, f64::max)
    }

    /// Centres the regressors and takes out those that follow from effects and other regressors.
    fn drop_collinear(&mut self) {
        let lengths = collinear::lengths(self.problem, &self.at.fitted);
        self.centre(ROUGH);
        if collinear::suspects(&self.at.pass.moments, &lengths) {
            self.centre(EXACT);
            self.centre(EXACT);
        }
        let found = collinear::find(&self.at.pass.moments, &lengths);
        if found.is_empty() {
            return;
        }
        let keep = |k: &usize| !found.iter().any(|collinear| collinear.regressor == *k);
        let kept: Vec<usize> = (0..self.problem.regressors.len()).filter(keep).collect();
        let take = |columns: &mut Vec<Vec<f64>>| {
            kept.iter()
                .map(|&k| std::mem::take(&mut columns[k]))
                .collect()
        };
        self.problem.regressors = take(&mut self.problem.regressors);
        self.at.centring = take(&mut self.at.centring);
        self.at.point.slopes = kept.iter().map(|&k| self.at.point.slopes[k]).collect();
        self.at.used = kept;
        self.at.collinear = found;
        self.evaluate();
    }

    fn climb(&mut self) {
        let (mut best, mut stalled) = (f64::INFINITY, 0);
        for _ in 0..self.options.iterations {
            if self.at.first_order <= self.options.tolerance {
                self.at.reason = StopReason::Converged;
                return;
            }
            stalled = if self.at.first_order < 0.5 * best {
                0
            } else {
                stalled + 1
            };
            best = best.min(self.at.first_order);
            if stalled >= STALLED && best <= ROUNDING {
                self.at.reason = StopReason::LimitOfArithmetic;
                return;
            }
            self.at.iterations += 1;
            if !self.step() {
                let near = self.at.first_order <= ROUNDING;
                self.at.reason = if near {
                    StopReason::LimitOfArithmetic
                } else {
                    StopReason::NoProgress
                };
                return;
            }
        }
    }

    /// One Newton step, shortened until the likelihood does not fall. False if no length will do.
    fn step(&mut self) -> bool {
        if self.at.first_order > FAR && !self.problem.layout.others.is_empty() {
            fit_sums(
                self.problem,
                &mut self.at.point,
                &mut self.at.fitted,
                &mut self.buffers,
            );
            self.evaluate();
        }
        let tolerance = (0.1 * self.at.first_order).clamp(1e-7, 0.1);
        for attempt in 1..=ATTEMPTS {
            let (direction, _) = self.direction(tolerance, self.damping);
            let halvings = if attempt < ATTEMPTS {
                FEW_HALVINGS
            } else {
                HALVINGS
            };
            let moves = direction
                .slopes
                .iter()
                .chain(&direction.effects)
                .any(|part| *part != 0.0);
            if moves && self.search_line(&direction, halvings) {
                self.damping = if self.damping > LEAST_DAMPING {
                    0.1 * self.damping
                } else {
                    0.0
                };
                return true;
            }
            self.damping = (100.0 * self.damping).max(LEAST_DAMPING);
        }
        false
    }

    /// The Newton step, solved to a relative tolerance, and the length of what it leaves of the score.
    fn direction(&mut self, tolerance: f64, damping: f64) -> (Point, f64) {
        let at = &mut self.at;
        let weights = self.problem.weights(&at.fitted);
        let slopes = at.point.slopes.len();
        let system =
            System::new(&self.problem.layout, weights, &at.pass.moments, slopes).damped(damping);
        let stop = Stop {
            tolerance,
            iterations: self.options.inner_iterations,
        };
        let solution = system.solve(
            &at.pass.score_slopes,
            &at.pass.score_effects,
            stop,
            &mut self.scratch,
        );
        at.inner += solution.iterations;
        // The solution moves centred regressors: their effects move along.
        let mut direction = Point {
            slopes: solution.slopes,
            effects: solution.effects,
        };
        for (column, slope) in at.centring.iter().zip(&direction.slopes) {
            add_scaled(&mut direction.effects, -slope, column);
        }
        (direction, solution.left)
    }

    /// Marks rows of outcome zero that are not shown to be free of separation.
    ///
    /// Fitted values after a Newton step are orthogonal to every combination, but for what the step leaves undone. A
    /// separating one would have there the product of its values with theirs, which cannot be larger.
    fn doubt(&mut self) {
        for tolerance in DOUBT_TOLERANCES {
            let (direction, left) = self.direction(tolerance, 0.0);
            let total = sum(&self.problem.outcome).max(sum(&self.at.fitted));
            let bound = SAFETY * (left * total.sqrt() + f64::EPSILON * total);
            self.at.doubtful = self.not_above(bound, &direction);
            if self.at.doubtful.is_empty() {
                self.polish(&direction);
                return;
            }
        }
    }

    /// Takes the step that is known already, if it brings the first-order conditions nearer.
    fn polish(&mut self, direction: &Point) {
        let (from, before) = (self.at.point.clone(), self.at.first_order);
        if !self.search_line(direction, FEW_HALVINGS) || self.at.first_order > before {
            self.at.point = from;
            self.evaluate();
        }
    }

    /// Rows of outcome zero whose fitted value is not above a bound after a step, or that loses half in it.
    fn not_above(&self, bound: f64, direction: &Point) -> Vec<usize> {
        let layout = &self.problem.layout;
        let mut found = Vec::new();
        let mut change = Vec::new();
        for group in 0..layout.groups() {
            let rows = layout.rows_of(group);
            let fitted = &self.at.fitted[rows.clone()];
            zero(&mut change, rows.len());
            for (column, &slope) in self.problem.regressors.iter().zip(&direction.slopes) {
                add_scaled(&mut change, slope, &column[rows.clone()]);
            }
            layout.add_effects(group, &direction.effects, 1.0, &mut change);
            let mean = if layout.leading.is_some() {
                dot(&change, fitted) / self.problem.group_outcome[group]
            } else {
                0.0
            };
            for ((place, mu), value) in rows.zip(fitted).zip(&change) {
                let factor = 1.0 + value - mean;
                let safe = factor > 0.5 && mu * factor > bound;
                if self.problem.outcome[place] <= 0.0 && !safe {
                    found.push(place);
                }
            }
        }
        found
    }

    fn search_line(&mut self, direction: &Point, halvings: usize) -> bool {
        let from = self.at.point.clone();
        let before = self.at.pass.objective;
        let slack = 1e-13 * (before.abs() + self.problem.group_outcome.iter().sum::<f64>());
        let mut length = 1.0;
        for _ in 0..halvings {
            self.at.point = from.clone();
            add_scaled(&mut self.at.point.slopes, length, &direction.slopes);
            add_scaled(&mut self.at.point.effects, length, &direction.effects);
            self.evaluate();
            if self.at.pass.objective <= before + slack {
                return true;
            }
            length *= 0.5;
        }
        self.at.point = from;
        self.evaluate();
        false
    }

    /// Centres the regressors exactly, and checks by the data that they are.
    fn finish(&mut self) {
        for _ in 0..STALLED {
            if self.centre(EXACT) <= 10.0 * EXACT {
                return;
            }
        }
    }
}

fn at_count(at: &Maximum) -> usize {
    at.point.slopes.len()
}

/// The largest relative first-order condition: of a group its residuals' sum over its outcome; of a
/// regressor the change of its slope that the scores ask for, over the slope or over what would be one standard error
/// with a variance of the mean times the average outcome, so that the unit of the outcome does not matter.
fn first_order(problem: &Problem, pass: &Pass, point: &Point) -> f64 {
    let effects = pass
        .score_effects
        .iter()
        .zip(&problem.effect_outcome)
        .map(|(score, outcome)| (score / outcome).abs())
        .fold(0.0, f64::max);
    let k = pass.score_slopes.len();
    #[expect(clippy::cast_precision_loss, reason = "fewer than 2^32 rows")]
    let mean = sum(&problem.group_outcome) / problem.layout.rows() as f64;
    let mean = if mean > 0.0 { mean } else { 1.0 };
    // All slopes move together: of two that are nearly collinear, each score alone says little.
    let step = Cholesky::new(&pass.moments.gram, k).solve(&pass.score_slopes);
    (0..k)
        .map(|row| {
            let information = pass.moments.gram[row * k + row];
            let scale = point.slopes[row].abs().max((mean / information).sqrt());
            if information > 0.0 {
                step[row].abs() / scale
            } else {
                0.0
            }
        })
        .fold(effects, |most, value| {
            if value > most || value.is_nan() {
                value
            } else {
                most
            }
        })
}
