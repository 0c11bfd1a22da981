//! Seasonal exponential smoothing and ARIMA on the logarithms of months.
//!
//! Both are fitted by a maintained crate; here are only the choices: logarithms, a year as the season,
//! and what to do with a short history.

use crate::method::Method;
use crate::origin::MONTHS;
use anofox_forecast::core::TimeSeries;
use anofox_forecast::models::Forecaster;
use anofox_forecast::models::arima::{AutoARIMA, AutoARIMAConfig};
use anofox_forecast::models::exponential::{AutoETS, AutoETSConfig, ModelPool};
use chrono::{TimeZone, Utc};

/// Months of history that a model is fitted on: older ones say little of the season today, and time rises with them.
const MOST_HISTORY: usize = 6 * MONTHS;

/// Months from which a season can be estimated: three of each month, as both models ask for.
const SEASONAL_FROM: usize = 3 * MONTHS;

/// What the models expect of the months after the last one known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Futures {
    /// By exponential smoothing (error, trend, season), chosen by AICc; `None` where it could not be fitted.
    pub smoothing: Option<Vec<f64>>,
    /// By ARIMA, orders chosen by AICc; `None` where it could not be fitted.
    pub arima: Option<Vec<f64>>,
}

impl Futures {
    /// Fits both models to `months` and looks eleven months ahead.
    ///
    /// A month without trade has no logarithm, so that a series with one has no model.
    /// Cost: some milliseconds to some tenths of a second, nearly all of it for a seasonal ARIMA.
    #[must_use]
    pub fn of(months: &[f64]) -> Self {
        Self::fit(months, |_| true)
    }

    /// Fits the models that are `wanted`; the others are `None`.
    #[must_use]
    pub fn fit(months: &[f64], wanted: impl Fn(Method) -> bool) -> Self {
        let from = months.len().saturating_sub(MOST_HISTORY);
        let recent = &months[from..];
        if recent.iter().any(|value| *value <= 0.0) {
            return Futures::default();
        }
        let logs: Vec<f64> = recent.iter().map(|value| value.ln()).collect();
        let Some(series) = time_series(logs) else {
            return Futures::default();
        };
        let is_seasonal = recent.len() >= SEASONAL_FROM;
        let highest = recent.iter().copied().fold(0.0, f64::max);
        Futures {
            smoothing: wanted(Method::ExponentialSmoothing)
                .then(|| future(&mut smoothing_of(is_seasonal), &series, highest))
                .flatten(),
            arima: wanted(Method::Arima)
                .then(|| future(&mut arima_of(is_seasonal), &series, highest))
                .flatten(),
        }
    }
}

/// Additive models only, since the values are logarithms: multiplication is addition there.
fn smoothing_of(is_seasonal: bool) -> AutoETS {
    let config = if is_seasonal {
        AutoETSConfig::with_period(MONTHS)
    } else {
        AutoETSConfig::non_seasonal()
    };
    let config = config
        .additive_only()
        .with_model_pool(ModelPool::DampedTrendOnly);
    AutoETS::with_config(AutoETSConfig {
        // A guard for spikes in levels; logarithms have flattened them.
        spike_trend_guard: false,
        ..config
    })
}

/// With a season, orders up to those of Box and Jenkins' airline model and one more autoregressive term: larger
/// ones take ten times as long.
fn arima_of(is_seasonal: bool) -> AutoARIMA {
    let config = AutoARIMAConfig::default();
    AutoARIMA::with_config(if is_seasonal {
        let config = config
            .with_max_orders(1, 1, 1)
            .with_seasonal_orders(0, 1, 1);
        config.with_seasonal_period(MONTHS)
    } else {
        config.with_max_orders(2, 1, 2)
    })
}

/// Levels that a model may expect at most, as a multiple of the highest month so far: a forecast beyond it
/// is a failed fit.
const MOST_MULTIPLE: f64 = 100.0;

fn future(model: &mut impl Forecaster, series: &TimeSeries, highest: f64) -> Option<Vec<f64>> {
    model.fit(series).ok()?;
    let forecast = model.predict(MONTHS - 1).ok()?;
    let values: Vec<f64> = forecast.primary().iter().map(|log| log.exp()).collect();
    let is_sound = |value: &f64| value.is_finite() && *value <= MOST_MULTIPLE * highest;
    (values.len() == MONTHS - 1 && values.iter().all(is_sound)).then_some(values)
}

/// The crate asks for a time for each value; which one does not matter.
fn time_series(values: Vec<f64>) -> Option<TimeSeries> {
    let times = (0_i64..).map_while(|day| Utc.timestamp_opt(day * 86_400, 0).single());
    let times = times.take(values.len()).collect();
    TimeSeries::univariate(times, values).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Box, Jenkins and Reinsel's series G, thousands of airline passengers by month, 1949 to 1960.
    const AIRLINE: [f64; 144] = [
        112., 118., 132., 129., 121., 135., 148., 148., 136., 119., 104., 118., 115., 126., 141.,
        135., 125., 149., 170., 170., 158., 133., 114., 140., 145., 150., 178., 163., 172., 178.,
        199., 199., 184., 162., 146., 166., 171., 180., 193., 181., 183., 218., 230., 242., 209.,
        191., 172., 194., 196., 196., 236., 235., 229., 243., 264., 272., 237., 211., 180., 201.,
        204., 188., 235., 227., 234., 264., 302., 293., 259., 229., 203., 229., 242., 233., 267.,
        269., 270., 315., 364., 347., 312., 274., 237., 278., 284., 277., 317., 313., 318., 374.,
        413., 405., 355., 306., 271., 306., 315., 301., 356., 348., 355., 422., 465., 467., 404.,
        347., 305., 336., 340., 318., 362., 348., 363., 435., 491., 505., 404., 359., 310., 337.,
        360., 342., 406., 396., 420., 472., 548., 559., 463., 407., 362., 405., 417., 391., 419.,
        461., 472., 535., 622., 606., 508., 461., 390., 432.,
    ];

    fn mape(forecast: &[f64]) -> f64 {
        let actual = &AIRLINE[132..143];
        let errors = forecast
            .iter()
            .zip(actual)
            .map(|(one, other)| (one / other - 1.0).abs());
        100.0 * errors.sum::<f64>() / 11.0
    }

    /// statsforecast's AutoARIMA on logarithms has 2.9% and its ETS on levels 7.2%, on the whole history with twelve
    /// months held out. On its last six years, with eleven months ahead, the models here have 3.7% and 6.9%, and
    /// ARIMA on the whole history 2.8%.
    #[test]
    fn the_airline_series_is_forecast_as_by_others() {
        let futures = Futures::of(&AIRLINE[..132]);
        let smoothing = mape(&futures.smoothing.unwrap());
        let arima = mape(&futures.arima.unwrap());
        assert!(smoothing < 7.2, "{smoothing}");
        assert!(arima < 4.0, "{arima}");
        let logs = AIRLINE[..132].iter().map(|month| month.ln()).collect();
        let whole = future(&mut arima_of(true), &time_series(logs).unwrap(), 1e3);
        assert!(mape(&whole.unwrap()) < 2.9);
    }

    #[test]
    fn a_model_that_is_not_wanted_is_not_fitted() {
        let futures = Futures::fit(&AIRLINE[..40], |method| method != Method::Arima);
        assert!(futures.smoothing.is_some() && futures.arima.is_none());
    }

    #[test]
    fn a_month_without_trade_has_no_model() {
        let mut months = AIRLINE.to_vec();
        months[140] = 0.0;
        assert_eq!(Futures::of(&months), Futures::default());
    }
}
