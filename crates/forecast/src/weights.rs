//! The combination: a weighted geometric mean of the methods, by months known and by volatility.

use crate::method::Method;
use crate::origin::MONTHS;
use crate::replay::Replay;

const METHODS: usize = Method::ALL.len();

/// Classes of volatility.
pub const CLASSES: usize = 3;

/// Steps in which weights move, coarse to fine; the last is the precision of the stored table. Steps of a hundredth
/// lower the error by less than a tenth of a point and give weights of no meaning to models that take time.
const STEPS: [f64; 3] = [0.2, 0.1, 0.05];

/// Weight of every method for each class of volatility and each number of months known.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Upper bounds of the lower classes of volatility.
    pub bounds: [f64; CLASSES - 1],
    /// By class, then by months known less one, then by method; each adds up to one.
    pub weights: [[[f64; METHODS]; MONTHS - 1]; CLASSES],
}

impl Weights {
    /// The class of a volatility, lowest first.
    #[must_use]
    pub fn class(&self, volatility: f64) -> usize {
        self.bounds
            .iter()
            .filter(|bound| volatility >= **bound)
            .count()
    }

    /// Weights of the methods for a volatility and a number of months known from 1 to 11.
    #[must_use]
    pub fn of(&self, volatility: f64, known: usize) -> &[f64; METHODS] {
        &self.weights[self.class(volatility)][known.clamp(1, MONTHS - 1) - 1]
    }

    /// All weight on one method, in the classes of `replays`.
    #[must_use]
    pub fn only(method: Method, replays: &[&Replay]) -> Self {
        let weight = |other: &Method| f64::from(u8::from(*other == method));
        let weights = Method::ALL.each_ref().map(weight);
        Weights {
            bounds: thirds(replays),
            weights: [[weights; MONTHS - 1]; CLASSES],
        }
    }

    /// The weights with which the combination's mean absolute error over `replays` is least.
    ///
    /// The error is that in per cent of the outcome, as tables of errors have it. It favours low forecasts, none
    /// of which can be more than 100% too low; intervals, whose two sides are taken apart, lean the other way
    /// by as much. Every pair counts once, and its calendar years as much as its other years together. The classes are
    /// thirds of the replays. The loss is lowered by moving weight between two methods at a time, in steps down
    /// to a twentieth, until no move helps.
    #[must_use]
    pub fn fit(replays: &[&Replay]) -> Self {
        let bounds = thirds(replays);
        let mut fitted = Weights {
            bounds,
            weights: [[[0.0; METHODS]; MONTHS - 1]; CLASSES],
        };
        for class in 0..CLASSES {
            for known in 1..MONTHS {
                let chosen = replays.iter().copied();
                let chosen: Vec<&Replay> = chosen
                    .filter(|one| one.known == known && fitted.class(one.volatility) == class)
                    .collect();
                fitted.weights[class][known - 1] = least_absolute(&chosen);
            }
        }
        fitted
    }
}

/// Absolute error in shares of the outcome, from a logarithm of forecast over outcome.
fn loss_of(error: f64) -> f64 {
    error.exp_m1().abs()
}

/// A loss without the digits that depend on the order of addition, so that equal methods are taken in their order.
fn coarse(loss: f64) -> f64 {
    (loss * 1e9).round()
}

fn thirds(replays: &[&Replay]) -> [f64; CLASSES - 1] {
    let mut volatilities: Vec<f64> = replays.iter().map(|replay| replay.volatility).collect();
    volatilities.sort_by(f64::total_cmp);
    let at = |part: usize| {
        let index = part * volatilities.len() / CLASSES;
        let bound = volatilities.get(index).copied().unwrap_or(f64::INFINITY);
        (bound * 100.0).round() / 100.0
    };
    [at(1), at(2)]
}

/// Weight of each replay so that every pair counts once.
pub(crate) fn pair_weights(replays: &[&Replay]) -> Vec<f64> {
    let pairs = replays
        .iter()
        .map(|replay| replay.pair)
        .max()
        .map_or(0, |most| most + 1);
    let mut counts = vec![0.0; pairs];
    for replay in replays {
        counts[replay.pair] += 1.0;
    }
    replays
        .iter()
        .map(|replay| 1.0 / counts[replay.pair])
        .collect()
}

/// Weights of replays in the fit: every pair counts once, and its calendar years as much as all its other years
/// together, since a calendar year is what will be asked for.
fn fit_weights(replays: &[&Replay]) -> Vec<f64> {
    let part = |is_calendar: bool| -> Vec<&Replay> {
        let of_part = replays.iter().copied();
        of_part
            .filter(|replay| replay.is_calendar == is_calendar)
            .collect()
    };
    let (calendar, other) = (part(true), part(false));
    let mut calendar_weights = pair_weights(&calendar).into_iter();
    let mut other_weights = pair_weights(&other).into_iter();
    let weight = |replay: &&Replay| {
        let of_part = if replay.is_calendar {
            calendar_weights.next()
        } else {
            other_weights.next()
        };
        of_part.unwrap_or(0.0)
    };
    replays.iter().map(weight).collect()
}

fn least_absolute(replays: &[&Replay]) -> [f64; METHODS] {
    let pair_weights = fit_weights(replays);
    let rows: Vec<([f64; METHODS], f64)> = replays
        .iter()
        .zip(pair_weights)
        .filter_map(|(replay, weight)| Some((replay.year()?, weight)))
        .collect();
    let loss = |combined: &[f64]| -> f64 {
        let weighted = combined.iter().zip(&rows);
        weighted
            .map(|(error, (_, weight))| loss_of(*error) * weight)
            .sum()
    };
    let mut weights = [0.0; METHODS];
    let alone = |method: usize| {
        loss(
            &rows
                .iter()
                .map(|(errors, _)| errors[method])
                .collect::<Vec<_>>(),
        )
    };
    let best =
        (0..METHODS).min_by(|one, other| coarse(alone(*one)).total_cmp(&coarse(alone(*other))));
    weights[best.unwrap_or(0)] = 1.0;
    let mut combined: Vec<f64> = rows
        .iter()
        .map(|(errors, _)| errors[best.unwrap_or(0)])
        .collect();
    let mut least = loss(&combined);
    for step in STEPS {
        while let Some((from, to, trial, lower)) =
            best_move(&rows, &weights, &combined, step, &loss)
                .filter(|(.., lower)| coarse(*lower) < coarse(least))
        {
            weights[from] -= step;
            weights[to] += step;
            combined = trial;
            least = lower;
        }
    }
    weights.map(|weight| (weight * 100.0).round().max(0.0) / 100.0)
}

/// The move of `step` from one method to another after which the loss is least.
fn best_move(
    rows: &[([f64; METHODS], f64)],
    weights: &[f64; METHODS],
    combined: &[f64],
    step: f64,
    loss: &impl Fn(&[f64]) -> f64,
) -> Option<(usize, usize, Vec<f64>, f64)> {
    // Half a hundredth keeps rounding from stopping a move of the last bit of a weight.
    let can_give = |from: &usize| weights[*from] >= step - 0.005;
    let moves = (0..METHODS)
        .filter(can_give)
        .flat_map(|from| (0..METHODS).map(move |to| (from, to)))
        .filter(|(from, to)| from != to);
    moves
        .map(|(from, to)| {
            let moved = combined.iter().zip(rows);
            let trial: Vec<f64> = moved
                .map(|(error, (errors, _))| error + step * (errors[to] - errors[from]))
                .collect();
            let lower = loss(&trial);
            (from, to, trial, lower)
        })
        .min_by(|one, other| coarse(one.3).total_cmp(&coarse(other.3)))
}
