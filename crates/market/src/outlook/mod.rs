//! The outlook: what a year will come to, from the months of it that are known.
mod backtest;
mod backtest_answer;
mod months;
pub use backtest_answer::backtest;
