//! The forecast of one line, and of the same line in earlier years.

use super::line::{Earlier, Line};
use crate::error::Error;
use stirstick_forecast::{
    Annual, Calibration, MONTHS, Origin, PROBABILITIES, Quantiles, YEARS_AHEAD, YearForecast,
    YearsAhead,
};

/// What a year and the years after it may come to.
pub(super) struct Forecast {
    /// The year.
    pub(super) year: u16,
    /// Months known of it.
    pub(super) known: usize,
    /// What they add up to; `None` with no month known.
    pub(super) to_date: Option<f64>,
    /// From the months known; `None` where none of the year is known.
    pub(super) within: Option<YearForecast>,
    /// The year and those after it: year, point, distribution.
    pub(super) years: Vec<(u16, f64, Quantiles)>,
}

/// What was foretold of an earlier year with as many months known.
pub(super) struct Miss {
    pub(super) year: u16,
    pub(super) foretold: f64,
    pub(super) came_to: f64,
}

impl Miss {
    /// Forecast over outcome, in per cent above it.
    pub(super) fn error_pct(&self) -> f64 {
        100.0 * (self.foretold / self.came_to - 1.0)
    }
}

/// Tables of the forecasts, read once.
pub(super) struct Tables {
    calibration: Calibration,
    years: YearsAhead,
}

impl Tables {
    pub(super) fn embedded() -> Result<Self, Error> {
        Ok(Tables {
            calibration: Calibration::embedded()?,
            years: YearsAhead::embedded()?,
        })
    }

    /// `None` where the months known do not suffice. Every method is asked only `with_methods`.
    pub(super) fn forecast(&self, line: &Line, with_methods: bool) -> Option<Forecast> {
        let (year, known) = line.months.running_year()?;
        let within = Origin::new(&line.months.values, known).and_then(|origin| {
            if with_methods {
                self.calibration.forecast(&origin)
            } else {
                self.calibration.forecast_only(&origin)
            }
        });
        if known > 0 && within.is_none() {
            return None;
        }
        let totals = line.months.annual_run();
        let annual = Annual::new(&totals);
        let (first, first_year, now) = match &within {
            Some(within) => {
                let last = within.through.last()?;
                (last.point, year, last.quantiles)
            }
            None => {
                let last = *totals.last()?;
                (last, year - 1, [last; PROBABILITIES.len()])
            }
        };
        let mut years = Vec::new();
        if within.is_some() {
            years.push((year, first, now));
        }
        let ahead = 1..=u16::try_from(YEARS_AHEAD).ok()?;
        for (count, ahead) in ahead.enumerate() {
            let Some(annual) = &annual else { break };
            let Some((point, quantiles)) = self.years.distribution(annual, first, &now, count + 1)
            else {
                break;
            };
            years.push((first_year + ahead, point, quantiles));
        }
        (!years.is_empty()).then_some(Forecast {
            year,
            known,
            to_date: within.as_ref().map(|within| within.to_date),
            within,
            years,
        })
    }

    /// Forecasts of earlier years by the same method, with what they came to.
    pub(super) fn misses(&self, line: &Line, known: usize) -> Vec<Miss> {
        let miss = |earlier: &Earlier| {
            let origin = Origin::new(&earlier.months.values, known)?;
            let within = self.calibration.forecast_only(&origin)?;
            Some(Miss {
                year: earlier.year,
                foretold: within.through.last()?.point,
                came_to: earlier.came_to,
            })
        };
        line.earlier.iter().filter_map(miss).collect()
    }
}

/// The value at a probability of the grid.
pub(super) fn quantile(quantiles: &Quantiles, probability: f64) -> f64 {
    let near = |grid: &f64| (grid - probability).abs() < 1e-9;
    let index = PROBABILITIES.iter().position(near);
    quantiles[index.expect("intervals are at probabilities of the grid")]
}

/// The probability that a value with this distribution is at least `level`, in steps of the grid's ends.
pub(super) fn chance_of(quantiles: &Quantiles, level: f64) -> f64 {
    let month = stirstick_forecast::Through {
        month: MONTHS,
        point: level,
        quantiles: *quantiles,
    };
    month.chance_of(level)
}
