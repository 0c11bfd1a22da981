//! Conformal intervals: how far outcomes lay from forecasts of the past, in units of volatility.

use crate::origin::MONTHS;
use crate::replay::Replay;
use crate::weights::{CLASSES, Weights, pair_weights};

/// Probabilities at which the distribution of an outcome is kept.
pub const PROBABILITIES: [f64; 25] = [
    0.005, 0.01, 0.025, 0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45, 0.50, 0.55, 0.60,
    0.65, 0.70, 0.75, 0.80, 0.85, 0.90, 0.95, 0.975, 0.99, 0.995,
];

/// Quantiles of a distribution at [`PROBABILITIES`].
pub type Quantiles = [f64; PROBABILITIES.len()];

/// Power of the volatility that errors are divided by.
///
/// Errors rise less than in proportion to volatility. Over the tenths of the replays by volatility, from 0.13 to
/// 2, the error that 80% stay below is 0.8 times this power with four months known, and lies
/// within a fifth of that in each tenth; divided by volatility itself, steady pairs had intervals of 80% that
/// held 64% of the outcomes and unsteady ones 92%.
const SCALE_POWER: f64 = 0.75;

/// The unit in which errors of a pair with this volatility are counted.
#[must_use]
pub fn scale(volatility: f64) -> f64 {
    volatility.powf(SCALE_POWER)
}

/// Quantiles of scores by class of volatility, months known and the month through which the sum runs.
///
/// A score is the logarithm of outcome over forecast, divided by [`scale`]. The classes are those of the weights:
/// the combination of each has a lean of its own, which scores of the others would not show.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// By class, by months known less one, then by the month less one; `None` up to the months known.
    pub quantiles: [[[Option<Quantiles>; MONTHS]; MONTHS - 1]; CLASSES],
}

impl Scores {
    /// Takes the scores of the combination with `weights` over `replays`.
    ///
    /// Every pair counts once. The quantile at `p` is the score below which lies the weight `p` of
    /// the scores and of one more at either end, each side for itself, as in conformal prediction (Vovk, Gammerman and
    /// Shafer 2005; Romano, Patterson and Candes 2019 for two tails apart). The weights of the methods come from the same
    /// replays, and those of a pair overlap, so that coverage is not guaranteed by construction: it is measured, by pairs
    /// that had no part in either.
    #[must_use]
    pub fn fit(replays: &[&Replay], weights: &Weights) -> Self {
        let mut scores = Scores {
            quantiles: [[[None; MONTHS]; MONTHS - 1]; CLASSES],
        };
        for (class, by_months) in scores.quantiles.iter_mut().enumerate() {
            for known in 1..MONTHS {
                let chosen = replays.iter().copied();
                let chosen: Vec<&Replay> = chosen
                    .filter(|replay| {
                        replay.known == known && weights.class(replay.volatility) == class
                    })
                    .collect();
                for (through, cell) in by_months[known - 1].iter_mut().enumerate().skip(known) {
                    *cell = quantiles(scored(&chosen, weights, through));
                }
            }
        }
        scores
    }
}

/// Scores through a month counted from 0, each with its weight.
fn scored(replays: &[&Replay], weights: &Weights, through: usize) -> Vec<(f64, f64)> {
    let weighted = replays.iter().zip(pair_weights(replays));
    let score = |(replay, weight): (&&Replay, f64)| {
        let error = replay.combined(weights, through)?;
        Some((-error / scale(replay.volatility), weight))
    };
    weighted.filter_map(score).collect()
}

impl Replay {
    /// Logarithm of the combination's forecast over the outcome, through a month counted from 0.
    #[must_use]
    pub fn combined(&self, weights: &Weights, through: usize) -> Option<f64> {
        let of = weights.of(self.volatility, self.known);
        let errors = self.errors.iter().map(|errors| errors[through]);
        errors
            .zip(of)
            .map(|(error, weight)| Some(error? * weight))
            .sum()
    }
}

/// Weighted quantiles with the correction for a finite sample; `None` without scores.
pub(crate) fn quantiles(mut scored: Vec<(f64, f64)>) -> Option<Quantiles> {
    scored.sort_by(|one, other| one.0.total_cmp(&other.0));
    let total: f64 = scored.iter().map(|(_, weight)| weight).sum();
    let mean = total / scored.len() as f64;
    let at = |probability: f64| {
        let low = probability < 0.5;
        // The tail is made longer by the weight of one score that is still to come.
        let share = if low { probability } else { 1.0 - probability };
        let wanted = share * (total + mean);
        let mut sum = 0.0;
        let mut reached = |weight: f64| {
            sum += weight;
            sum >= wanted
        };
        let mut of_tail: Box<dyn Iterator<Item = &(f64, f64)>> = if low {
            Box::new(scored.iter())
        } else {
            Box::new(scored.iter().rev())
        };
        of_tail
            .find(|(_, weight)| reached(*weight))
            .map(|(score, _)| *score)
    };
    let mut found = [0.0; PROBABILITIES.len()];
    for (quantile, probability) in found.iter_mut().zip(PROBABILITIES) {
        *quantile = at(probability)?;
    }
    Some(found)
}
