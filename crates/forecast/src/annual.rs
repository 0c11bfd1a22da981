//! Years after the current one: how far annual totals moved in the past, by years ahead.

use crate::error::Error;
use crate::scores::{PROBABILITIES, Quantiles, quantiles};
use crate::tables::numbers;
use std::collections::BTreeMap;

/// Years that are looked ahead: as far as annual series of many pairs reach. Those of more years are of a few
/// pairs and one boom, and say little of others.
pub const YEARS_AHEAD: usize = 3;

/// Years of which the last must be known before a forecast.
const LEAST_YEARS: usize = 6;

/// Years over which the mean growth is taken.
const DRIFT_YEARS: usize = 10;

/// Part of the growth that is left a year later, when growth is damped: a convention of ours, between none and all of
/// it (damped trends: Gardner and McKenzie 1985, Management Science 31(10)).
const DAMPING: f64 = 0.8;

/// Added to the volatility of annual totals before errors are divided by it: growth of the steadiest pairs
/// changes too.
const BASE_SCALE: f64 = 0.1;

const TABLE: &str = "years ahead";
const EMBEDDED: &str = include_str!("../tables/years_ahead.csv");

/// How totals go on from the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// Every year comes to the same.
    None,
    /// The mean logarithmic growth of up to ten years goes on, less of it each year.
    Damped,
    /// The mean logarithmic growth of up to ten years goes on.
    Whole,
}

impl Trend {
    /// All trends, in the order of tables.
    pub const ALL: [Trend; 3] = [Trend::None, Trend::Damped, Trend::Whole];

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Trend::None => "no change",
            Trend::Damped => "mean growth, damped",
            Trend::Whole => "mean growth",
        }
    }

    /// Logarithm of the total `ahead` years on over the last one.
    fn growth(self, drift: f64, ahead: usize) -> f64 {
        match self {
            Trend::None => 0.0,
            Trend::Whole => drift * ahead as f64,
            Trend::Damped => {
                drift
                    * (1..=ahead)
                        .map(|year| DAMPING.powf(year as f64))
                        .sum::<f64>()
            }
        }
    }
}

/// Consecutive annual totals, oldest first, all above zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Annual {
    drift: f64,
    volatility: f64,
}

impl Annual {
    /// `None` with fewer than six totals, or where one is not a finite number above zero.
    #[must_use]
    pub fn new(totals: &[f64]) -> Option<Self> {
        let is_sound = totals.iter().all(|total| total.is_finite() && *total > 0.0);
        if totals.len() < LEAST_YEARS || !is_sound {
            return None;
        }
        let growth: Vec<f64> = totals
            .windows(2)
            .map(|pair| (pair[1] / pair[0]).ln())
            .collect();
        let recent = &growth[growth.len().saturating_sub(DRIFT_YEARS)..];
        let count = recent.len() as f64;
        let drift = recent.iter().sum::<f64>() / count;
        let variance = recent.iter().map(|one| (one - drift).powi(2)).sum::<f64>() / (count - 1.0);
        Some(Annual {
            drift,
            volatility: variance.sqrt(),
        })
    }

    fn scale(&self) -> f64 {
        BASE_SCALE + self.volatility
    }
}

/// An annual series to replay.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnualSeries {
    /// The pair of countries.
    pub pair: String,
    /// Consecutive totals, oldest first.
    pub totals: Vec<f64>,
}

/// Mean absolute errors of the trends by years ahead, and the scores of the best.
#[derive(Debug, Clone, PartialEq)]
pub struct YearAhead {
    /// Years ahead, from 1.
    pub ahead: usize,
    /// Forecasts of the past.
    pub replays: usize,
    /// Pairs that they are of.
    pub pairs: usize,
    /// Mean absolute error of each trend, in logarithms times 100.
    pub log_points: [f64; Trend::ALL.len()],
    /// The trend with the least error.
    pub trend: Trend,
    /// Quantiles of its scores: logarithm of outcome over forecast, divided by the scale of the series.
    pub quantiles: Quantiles,
}

/// What the past taught about years ahead.
#[derive(Debug, Clone, PartialEq)]
pub struct YearsAhead {
    trends: Vec<(Trend, Quantiles)>,
}

/// Replays annual series: from every year with six totals or more, each number of years ahead.
///
/// Every pair counts once, however many series and years it has.
#[must_use]
pub fn years_ahead(series: &[AnnualSeries]) -> Vec<YearAhead> {
    (1..=YEARS_AHEAD)
        .filter_map(|ahead| year_ahead(series, ahead))
        .collect()
}

fn year_ahead(series: &[AnnualSeries], ahead: usize) -> Option<YearAhead> {
    let mut errors: BTreeMap<&str, Vec<TrendErrors>> = BTreeMap::new();
    for one in series {
        errors
            .entry(&one.pair)
            .or_default()
            .extend(errors_of(&one.totals, ahead));
    }
    errors.retain(|_, errors| !errors.is_empty());
    let weighted = || {
        let pairs = errors.values();
        pairs.flat_map(|errors| {
            errors
                .iter()
                .map(|error| (error, 1.0 / errors.len() as f64))
        })
    };
    let pairs = errors.len() as f64;
    let mut log_points = [0.0; Trend::ALL.len()];
    for (index, mean) in log_points.iter_mut().enumerate() {
        let sum: f64 = weighted()
            .map(|(error, weight)| error.by_trend[index].abs() * weight)
            .sum();
        *mean = 100.0 * sum / pairs;
    }
    let best = (0..log_points.len())
        .min_by(|one, other| log_points[*one].total_cmp(&log_points[*other]))?;
    let scores = weighted().map(|(error, weight)| (error.by_trend[best] / error.scale, weight));
    Some(YearAhead {
        ahead,
        replays: errors.values().map(Vec::len).sum(),
        pairs: errors.len(),
        log_points,
        trend: Trend::ALL[best],
        quantiles: quantiles(scores.collect())?,
    })
}

/// Logarithms of outcome over forecast of one year by each trend, and the unit in which they are counted.
struct TrendErrors {
    by_trend: [f64; Trend::ALL.len()],
    scale: f64,
}

fn errors_of(totals: &[f64], ahead: usize) -> Vec<TrendErrors> {
    let lasts = LEAST_YEARS..(totals.len() + 1).saturating_sub(ahead);
    let error = |last: usize| {
        let annual = Annual::new(&totals[..last])?;
        let outcome = (totals[last - 1 + ahead] / totals[last - 1]).ln();
        Some(TrendErrors {
            by_trend: Trend::ALL.map(|trend| outcome - trend.growth(annual.drift, ahead)),
            scale: annual.scale(),
        })
    };
    lasts.filter_map(error).collect()
}

/// Columns of the table of years ahead: `years_ahead`, `trend` (0 none, 1 damped, 2 whole), quantiles.
#[must_use]
pub fn year_columns() -> Vec<String> {
    let keys = ["years_ahead", "trend"].map(str::to_owned);
    let quantiles = PROBABILITIES
        .iter()
        .map(|probability| format!("q{probability}"));
    keys.into_iter().chain(quantiles).collect()
}

/// Rows of the table of years ahead, to six decimals.
#[must_use]
pub fn year_rows(years: &[YearAhead]) -> Vec<Vec<f64>> {
    let row = |year: &YearAhead| {
        let trend = Trend::ALL
            .iter()
            .position(|trend| *trend == year.trend)
            .unwrap_or(0);
        let rounded = year
            .quantiles
            .map(|quantile| (quantile * 1e6).round() / 1e6);
        let keys = [year.ahead as f64, trend as f64];
        keys.into_iter().chain(rounded).collect()
    };
    years.iter().map(row).collect()
}

impl YearsAhead {
    /// The table that comes with the program.
    ///
    /// # Errors
    /// [`Error`] when the table is damaged.
    pub fn embedded() -> Result<Self, Error> {
        let mut trends = Vec::new();
        for (index, row) in numbers(TABLE, EMBEDDED, &year_columns())?
            .iter()
            .enumerate()
        {
            let found = (0..)
                .zip(Trend::ALL)
                .find(|(number, _)| (row[1] - f64::from(*number)).abs() < 0.5);
            let (_, trend) = found.ok_or_else(|| Error::Cell {
                table: TABLE,
                row: index + 1,
                expected: "0, 1 or 2",
                got: row[1].to_string(),
            })?;
            let mut quantiles: Quantiles = [0.0; PROBABILITIES.len()];
            quantiles.copy_from_slice(&row[2..]);
            trends.push((trend, quantiles));
        }
        Ok(YearsAhead { trends })
    }

    /// The distribution of the total some years after one that is itself uncertain.
    ///
    /// `point` and `now` are the forecast and the distribution of the year from which is looked ahead. The two
    /// errors, of that year and of the years ahead, are taken as independent: on each side of
    /// the middle their logarithms add up by squares. Returns the point and the quantiles, `None` beyond
    /// [`YEARS_AHEAD`].
    #[must_use]
    pub fn distribution(
        &self,
        annual: &Annual,
        point: f64,
        now: &Quantiles,
        ahead: usize,
    ) -> Option<(f64, Quantiles)> {
        let (trend, scores) = self.trends.get(ahead.checked_sub(1)?)?;
        let middle = point * trend.growth(annual.drift, ahead).exp();
        let mut quantiles = [0.0; PROBABILITIES.len()];
        for ((quantile, score), now) in quantiles.iter_mut().zip(scores).zip(now) {
            let first = (now / point).ln();
            let second = score * annual.scale();
            let together = if first.signum() * second.signum() > 0.0 {
                first.signum() * first.hypot(second)
            } else {
                first + second
            };
            *quantile = middle * together.exp();
        }
        quantiles.sort_by(f64::total_cmp);
        Some((middle, quantiles))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trends_by_hand() {
        let totals: Vec<f64> = (0..8).map(|year| 2.0_f64.powf(f64::from(year))).collect();
        let annual = Annual::new(&totals).unwrap();
        assert!((annual.drift - 2.0_f64.ln()).abs() < 1e-12);
        assert!(annual.volatility < 1e-12);
        let drift = annual.drift;
        assert!((Trend::Whole.growth(drift, 3) - 8.0_f64.ln()).abs() < 1e-12);
        assert!((Trend::Damped.growth(drift, 2) - drift * 1.44).abs() < 1e-12);
        assert!(Trend::None.growth(drift, 5).abs() < 1e-12);
    }

    #[test]
    fn too_few_years_or_a_year_without_trade_are_refused() {
        assert!(Annual::new(&[1.0; 5]).is_none());
        assert!(Annual::new(&[1.0, 1.0, 0.0, 1.0, 1.0, 1.0]).is_none());
    }

    #[test]
    fn steady_growth_is_best_told_by_its_mean() {
        let series = AnnualSeries {
            pair: "A B".to_owned(),
            totals: (0..20).map(|year| 1.1_f64.powf(f64::from(year))).collect(),
        };
        for year in years_ahead(&[series]) {
            assert_eq!(year.trend, Trend::Whole);
            assert!(year.log_points[2] < 1e-9 && year.log_points[0] > 5.0);
        }
    }
}
