//! What can be wrong with a design.

use thiserror::Error;

use crate::bias::Interaction;

/// Why there is no estimate. Rows and columns count from 0.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum Error {
    /// A column has another length than the outcome.
    #[error("{column} has {got} rows, the outcome {expected}")]
    Length {
        /// Which column.
        column: Column,
        /// Rows of the outcome.
        expected: usize,
        /// Rows of the column.
        got: usize,
    },
    /// A value that is not a number or not finite. Rows with missing values have to be left out before.
    #[error("{column} is {value} in row {row}; leave out rows without a finite value")]
    NotFinite {
        /// Which column.
        column: Column,
        /// Row of the value.
        row: usize,
        /// The value.
        value: f64,
    },
    /// An outcome below zero, which a Poisson likelihood does not know.
    #[error("the outcome is {value} in row {row}; a Poisson outcome is zero or more")]
    NegativeOutcome {
        /// Row of the value.
        row: usize,
        /// The value.
        value: f64,
    },
    /// A weight below zero.
    #[error("the weight is {value} in row {row}; a weight is zero or more")]
    NegativeWeight {
        /// Row of the value.
        row: usize,
        /// The value.
        value: f64,
    },
    /// Values so large, or so small, that their squares are not 64-bit numbers.
    #[error(
        "{column} has values up to {most:e} in size; give it in another unit, between 1e-100 and 1e100"
    )]
    OutOfRange {
        /// Which column.
        column: Column,
        /// Its largest size.
        most: f64,
    },
    /// Clustered errors without a cluster variable.
    #[error("clustered errors need a cluster variable")]
    NoClusterVariable,
    /// All rows were dropped.
    #[error(
        "no rows are left: of {rows}, {singletons} are alone in a group, {separated} are separated and {weightless} have no weight"
    )]
    NoRows {
        /// Rows given.
        rows: usize,
        /// Rows alone in a group of a fixed effect.
        singletons: usize,
        /// Rows with a fitted value of zero at the limit.
        separated: usize,
        /// Rows of weight zero.
        weightless: usize,
    },
    /// Fewer than two clusters.
    #[error(
        "cluster variable {variable} has {clusters} cluster; clustered errors need two or more"
    )]
    OneCluster {
        /// Which cluster variable.
        variable: usize,
        /// Its clusters among the rows used.
        clusters: usize,
    },
    /// The regressors are so close to collinear that no digit of the coefficients could be trusted.
    #[error(
        "regressor {regressor} is within {distance:.1e} of its own length of a combination of the others, too near for 64-bit numbers; drop it or rescale the others"
    )]
    NearlyCollinear {
        /// Which regressor.
        regressor: usize,
        /// Length of what is left of it over its own.
        distance: f64,
    },
    /// A prediction got another number of columns than the design has.
    #[error("a prediction needs the design's {expected} {columns}, and got {got}")]
    Columns {
        /// What they are.
        columns: &'static str,
        /// Those of the design.
        expected: usize,
        /// Those given.
        got: usize,
    },
    /// More rows than 32 bits count.
    #[error("{rows} rows are more than the {limit} that an estimate takes")]
    TooManyRows {
        /// Rows given.
        rows: usize,
        /// The limit.
        limit: usize,
    },
    /// The correction asked for is that of a Poisson estimate.
    #[error(
        "the correction is for estimates by Poisson pseudo maximum likelihood, and this one is by least squares"
    )]
    NotPoisson,
    /// The correction asked for rests on first-order conditions that do not hold.
    #[error(
        "the estimate did not converge (first-order conditions hold to {first_order:.1e}); its bias is not known"
    )]
    NotConverged {
        /// The largest relative first-order condition.
        first_order: f64,
    },
    /// The estimate lacks a fixed effect that the correction asked for is about.
    #[error("the estimate has no fixed effect of {missing} over the rows in use")]
    MissingEffect {
        /// Which effect.
        missing: Interaction,
    },
    /// The estimate has more fixed effects than the correction asked for knows.
    #[error("the estimate has {got} fixed effects; the correction is for {expected}")]
    TooManyEffects {
        /// Effects of the correction.
        expected: usize,
        /// Effects of the estimate.
        got: usize,
    },
    /// A pair of countries has two rows of one time.
    #[error(
        "row {row} is not the first of its exporter, importer and time; add up such rows before"
    )]
    RepeatedFlow {
        /// The later row.
        row: usize,
    },
    /// A side of the panel has one country.
    #[error(
        "the rows in use have {exporters} exporters and {importers} importers; both must be two or more"
    )]
    OneCountry {
        /// Exporters among the rows in use.
        exporters: usize,
        /// Importers among the rows in use.
        importers: usize,
    },
    /// The leverages of all pairs do not add up to the number of effects.
    #[error(
        "leverages add up to {got} where {expected} effects have them; the weights of the rows differ too much for 64-bit numbers"
    )]
    InexactLeverage {
        /// Effects that are free of each other.
        expected: f64,
        /// Sum of the leverages.
        got: f64,
    },
}

/// A column of a design.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The outcome.
    Outcome,
    /// A regressor, by its number.
    Regressor(usize),
    /// A fixed effect, by its number.
    Effect(usize),
    /// A cluster variable, by its number.
    Cluster(usize),
    /// The weights.
    Weights,
    /// The offset.
    Offset,
    /// The exporters of a panel.
    Exporter,
    /// The importers of a panel.
    Importer,
    /// The times of a panel.
    Time,
}

impl std::fmt::Display for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Outcome => f.write_str("the outcome"),
            Self::Regressor(number) => write!(f, "regressor {number}"),
            Self::Effect(number) => write!(f, "fixed effect {number}"),
            Self::Cluster(number) => write!(f, "cluster variable {number}"),
            Self::Weights => f.write_str("the weights"),
            Self::Offset => f.write_str("the offset"),
            Self::Exporter => f.write_str("the factor of exporters"),
            Self::Importer => f.write_str("the factor of importers"),
            Self::Time => f.write_str("the factor of times"),
        }
    }
}
