//! The outlook: what a year will come to, from the months of it that are known, and how sure that is.
//!
//! ```text
//! published figures (as of a day) -> Grid -> Months \
//!                                                    Line -> Forecast -> Section
//! flows of a dataset -----------------> Months ----- /
//! every pair, every past month -> Moment -> replay -> tables of errors, weights and scores
//! ```
//!
//! The forecasts themselves are those of `stirstick_forecast`, which knows no country and no file. Start with
//! [`answer()`].

mod answer;
mod backtest;
mod backtest_answer;
mod charts;
mod forecast;
mod line;
mod months;
mod section;
mod tables;
mod targets;
#[cfg(test)]
mod tests;

pub(crate) use answer::part;
pub use answer::{Ask, answer};
pub use backtest_answer::backtest;
pub(crate) use months::Grid;
pub use targets::parse_level;
