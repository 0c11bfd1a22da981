//! Forecasts of a year from the months of it that are known, with intervals whose coverage is measured.
//!
//! ```text
//! Origin (months known) -> Method::rest (each method) -> Weights -> point
//!                                                       Scores  -> intervals, chances
//! past months -> moments -> replay -> Judgement (each pair by the others) -> Evaluation
//!                                  -> calibrate -> Calibration (weights and scores)
//! ```
//!
//! Slices in, results out: nothing here knows a country, a file or a clock. Start with [`Origin`] and
//! [`Calibration::forecast`]; [`Method`] has the formulas, [`Scores::fit`] the intervals.
//!
//! ```
//! use stirstick_forecast::{Calibration, Origin};
//!
//! let months: Vec<f64> = (0..28).map(|month| 100.0 + f64::from(month % 12)).collect();
//! let origin = Origin::new(&months, 4).expect("a whole year before, and four months");
//! let forecast = Calibration::embedded()?.forecast(&origin).expect("methods have a forecast");
//! let year = forecast.through.last().expect("eight months are to come");
//! assert!(year.quantile(0.1) < year.point && year.point < year.quantile(0.9));
//! assert!(year.chance_of(0.5 * year.point) > 0.9);
//! # Ok::<(), stirstick_forecast::Error>(())
//! ```

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a test that fails here has failed")
)]

mod annual;
mod calibration;
mod error;
mod evaluation;
mod method;
mod model;
mod origin;
mod reliability;
mod replay;
mod scores;
mod tables;
mod weights;

pub use annual::{
    Annual, AnnualSeries, Trend, YEARS_AHEAD, YearAhead, YearsAhead, year_columns, year_rows,
    years_ahead,
};
pub use calibration::{Calibration, Through, YearForecast};
pub use error::Error;
pub use evaluation::{Errors, Evaluation, FOLDS, Judgement, LEVELS, calibrate};
pub use method::Method;
pub use model::Futures;
pub use origin::{LEAST_VOLATILITY, MONTHS, Origin};
pub use reliability::{contestants, evaluation_columns, evaluation_rows};
pub use replay::{Moment, Replay, Target, cumulative, moments, replay};
pub use scores::{PROBABILITIES, Quantiles, Scores, scale};
pub use tables::{score_columns, score_rows, weight_columns, weight_rows};
pub use weights::{CLASSES, Weights};
