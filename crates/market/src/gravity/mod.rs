//! Gravity equations on any table: estimated by Poisson pseudo maximum likelihood or least squares with fixed effects.
//!
//! ```text
//! formula -> columns of a file or release -> design (gravity crate) -> estimate -> Section
//! ```
//!
//! Start with [`answer`].

mod answer;
mod formula;
mod frame;
mod listings;
mod predict;
mod tables;

pub use answer::answer;
pub use formula::{Factor, Formula, Function, Term, parse_groups};

use std::path::PathBuf;

/// Which estimator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estimator {
    /// Poisson pseudo maximum likelihood.
    Poisson,
    /// Least squares.
    LeastSquares,
}

/// Which standard errors, where no clusters are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variance {
    /// The model's own.
    Classical,
    /// Right whatever the variance.
    Robust,
}

/// Whose correction for small samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// fixest's.
    Fixest,
    /// Stata's for likelihoods, and ppmlhdfe's.
    Stata,
    /// None.
    None,
}

/// Where the table is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A CSV or Parquet file.
    File(PathBuf),
    /// A dataset of the store.
    Dataset(String),
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The formula.
    pub formula: Formula,
    /// The table.
    pub source: Source,
    /// Which estimator.
    pub estimator: Estimator,
    /// Cluster variables, each an interaction of columns.
    pub clusters: Vec<Vec<String>>,
    /// Errors without clusters.
    pub variance: Variance,
    /// Correction of the errors.
    pub correction: Correction,
    /// Column of weights.
    pub weights: Option<String>,
    /// Column that enters with coefficient 1.
    pub offset: Option<String>,
    /// Whether rows alone in a group stay.
    pub keep_singletons: bool,
    /// Whether separated rows are looked for.
    pub separation: bool,
    /// Columns of exporter, importer and time, where the bias of three-way gravity is asked for.
    pub bias: Option<[String; 3]>,
    /// A table of rows to predict.
    pub predict: Option<PathBuf>,
    /// Whether RESET is made.
    pub reset: bool,
    /// Whether rows left out are listed one by one.
    pub list_dropped: bool,
    /// Whether effects are listed.
    pub list_effects: bool,
    /// Whether fitted values are listed.
    pub list_fitted: bool,
}
