//! Regressors that follow from the effects or from other regressors.

use super::pass::Problem;
use crate::kernel::{dot, dot3, sum};
use crate::moments::Moments;
use crate::small::Cholesky;

/// Squared relative length below which nothing is left of a regressor.
const NOTHING: f64 = 1e-11;
/// Squared relative length below which roughly centred regressors are looked at again.
const LITTLE: f64 = 1e-2;

/// Squared length below which only rounding is left of a regressor.
const ROUNDING: f64 = 1e-26;

/// Squared lengths of a regressor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Length {
    around: f64,
    whole: f64,
}

/// A regressor that is left out, since it follows from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Collinear {
    /// Which regressor.
    pub regressor: usize,
    /// What it follows from.
    pub with: CollinearWith,
}

/// What a regressor follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CollinearWith {
    /// The fixed effects alone; a constant does.
    Effects,
    /// The fixed effects and regressors before it.
    Regressors,
}

/// Squared lengths of the regressors around their weighted means, and around zero.
pub(crate) fn lengths(problem: &Problem, weights: &[f64]) -> Vec<Length> {
    let total = sum(weights);
    problem
        .regressors
        .iter()
        .map(|column| {
            let mean = if problem.layout.leading.is_some() {
                dot(weights, column) / total
            } else {
                0.0
            };
            let around = column
                .iter()
                .zip(weights)
                .map(|(x, w)| w * (x - mean) * (x - mean))
                .sum();
            Length {
                around,
                whole: dot3(weights, column, column),
            }
        })
        .collect()
}

/// Whether centring has to be exact to tell what is collinear.
pub(crate) fn suspects(moments: &Moments, lengths: &[Length]) -> bool {
    let count = lengths.len();
    let factor = Cholesky::new(&moments.gram, count);
    (0..count).any(|k| {
        moments.gram[k * count + k] < LITTLE * lengths[k].around || factor.pivot(k) < LITTLE
    })
}

/// The regressors to leave out.
pub(crate) fn find(moments: &Moments, lengths: &[Length]) -> Vec<Collinear> {
    let count = lengths.len();
    let mut gram = moments.gram.clone();
    let mut found = Vec::new();
    for k in 0..count {
        if gram[k * count + k] <= (NOTHING * lengths[k].around).max(ROUNDING * lengths[k].whole) {
            found.push(Collinear {
                regressor: k,
                with: CollinearWith::Effects,
            });
            for other in 0..count {
                gram[k * count + other] = 0.0;
                gram[other * count + k] = 0.0;
            }
        }
    }
    let factor = Cholesky::new(&gram, count);
    for k in 0..count {
        if factor.pivot(k) < NOTHING && !found.iter().any(|collinear| collinear.regressor == k) {
            found.push(Collinear {
                regressor: k,
                with: CollinearWith::Regressors,
            });
        }
    }
    found.sort_unstable_by_key(|collinear| collinear.regressor);
    found
}
