//! What the replays taught, as tables that come with the program, and forecasts made with it.

use crate::error::Error;
use crate::method::Method;
use crate::model::Futures;
use crate::origin::{MONTHS, Origin};
use crate::scores::{PROBABILITIES, Quantiles, Scores, scale};
use crate::weights::Weights;

const WEIGHTS: &str = include_str!("../tables/weights.csv");
const SCORES: &str = include_str!("../tables/scores.csv");

/// Weights of the combination and scores of its errors.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// Weights of the methods.
    pub weights: Weights,
    /// Errors of the past.
    pub scores: Scores,
}

/// What a year may come to.
#[derive(Debug, Clone, PartialEq)]
pub struct YearForecast {
    /// Months known.
    pub known: usize,
    /// What they add up to.
    pub to_date: f64,
    /// How unsteady the months were.
    pub volatility: f64,
    /// The whole year by each method; `None` where a method has no forecast.
    pub by_method: [Option<f64>; Method::ALL.len()],
    /// The sum through each month still to come, the last being the year.
    pub through: Vec<Through>,
}

/// The sum from the first month of the year through one still to come.
#[derive(Debug, Clone, PartialEq)]
pub struct Through {
    /// The month, counted from 1 in the year.
    pub month: usize,
    /// The combination's forecast.
    pub point: f64,
    /// The distribution, at [`PROBABILITIES`]; never below what is known already.
    pub quantiles: Quantiles,
}

impl Through {
    /// The value below which the sum stays with `probability`, between those of the grid by straight lines.
    #[must_use]
    pub fn quantile(&self, probability: f64) -> f64 {
        interpolate(&PROBABILITIES, &self.quantiles, probability)
    }

    /// The probability that the sum is at least `level`, kept within the ends of the grid.
    #[must_use]
    pub fn chance_of(&self, level: f64) -> f64 {
        1.0 - interpolate(&self.quantiles, &PROBABILITIES, level)
    }
}

/// Straight lines through points with rising `x`; the first and last value beyond the ends.
fn interpolate(x: &[f64], y: &[f64], at: f64) -> f64 {
    let above = x.partition_point(|point| *point < at);
    if above == 0 {
        return y[0];
    }
    if above == x.len() {
        return y[y.len() - 1];
    }
    let (low, high) = (x[above - 1], x[above]);
    let part = if high > low {
        (at - low) / (high - low)
    } else {
        1.0
    };
    y[above - 1] + part * (y[above] - y[above - 1])
}

impl Calibration {
    /// The tables that come with the program.
    ///
    /// # Errors
    /// [`Error`] when a table is damaged.
    pub fn embedded() -> Result<Self, Error> {
        Ok(Calibration {
            weights: crate::tables::read_weights(WEIGHTS)?,
            scores: crate::tables::read_scores(SCORES)?,
        })
    }

    /// Forecasts the year of `origin`.
    ///
    /// The point is the geometric mean of the methods with the weights for the volatility and the months
    /// known; weights of methods without a forecast go to the others in proportion. `None` when no
    /// method with a weight has a forecast.
    #[must_use]
    pub fn forecast(&self, origin: &Origin<'_>) -> Option<YearForecast> {
        self.combine(origin, &Futures::of(origin.months()))
    }

    /// The same forecast without the models that have no weight in it, which takes a part of the time.
    #[must_use]
    pub fn forecast_only(&self, origin: &Origin<'_>) -> Option<YearForecast> {
        let weights = self.weights.of(origin.volatility(), origin.known());
        let has_weight = |wanted: Method| {
            let mut weighted = Method::ALL.iter().zip(weights);
            weighted.any(|(method, weight)| *method == wanted && *weight > 0.0)
        };
        self.combine(origin, &Futures::fit(origin.months(), has_weight))
    }

    fn combine(&self, origin: &Origin<'_>, futures: &Futures) -> Option<YearForecast> {
        let rests = Method::ALL.map(|method| method.rest(origin, futures));
        let volatility = origin.volatility();
        let weights = self.weights.of(volatility, origin.known());
        let present = || {
            rests
                .iter()
                .zip(weights)
                .filter_map(|(rest, weight)| Some((rest.as_ref()?, weight)))
        };
        let weight: f64 = present().map(|(_, weight)| weight).sum();
        if weight <= 0.0 {
            return None;
        }
        let sum_through =
            |rest: &[f64], ahead: usize| origin.to_date() + rest[..=ahead].iter().sum::<f64>();
        let through = (0..origin.ahead()).map(|ahead| {
            let logs = present().map(|(rest, weight)| weight * sum_through(rest, ahead).ln());
            let point = (logs.sum::<f64>() / weight).exp();
            let month = origin.known() + ahead + 1;
            self.through(origin, month, point)
        });
        Some(YearForecast {
            known: origin.known(),
            to_date: origin.to_date(),
            volatility,
            through: through.collect::<Option<_>>()?,
            by_method: rests.map(|rest| Some(sum_through(&rest?, origin.ahead() - 1))),
        })
    }

    fn through(&self, origin: &Origin<'_>, month: usize, point: f64) -> Option<Through> {
        let scores = self.scores.quantiles[self.weights.class(origin.volatility())]
            [origin.known() - 1][month - 1]?;
        let scale = scale(origin.volatility());
        Some(Through {
            month,
            point,
            quantiles: scores.map(|score| (point * (score * scale).exp()).max(origin.to_date())),
        })
    }
}

/// Month counts for which there are tables.
pub(crate) const KNOWN: std::ops::Range<usize> = 1..MONTHS;
