//! Options of `stirstick gravity`.

use super::OutputOptions;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use stirstick_market::gravity::{Correction, Estimator, Formula, Variance, parse_groups};

#[derive(Debug, Args)]
pub(crate) struct GravityOptions {
    #[command(subcommand)]
    pub(crate) what: GravityCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GravityCommand {
    /// Estimate a formula on a table
    #[command(
        after_help = "Example: stirstick gravity fit --formula 'trade ~ log(dist) + contig | exporter^year + importer^year' --data panel.csv --cluster exporter^importer\n\n\
            A formula is an outcome, ~, terms joined by +, and after | fixed effects; ^ makes an interaction of effects, : a product of terms, \
            a*b is a + b + a:b. Functions: log, log1p, exp, sqrt, sq (the square). Backquotes go around other names."
    )]
    Fit(GravityFitOptions),
}

#[derive(Debug, Args)]
pub(crate) struct GravityFitOptions {
    /// What to estimate: 'trade ~ log(dist) + rta | exporter^year + importer^year + exporter^importer'
    #[arg(long, value_parser = formula)]
    pub(crate) formula: Formula,
    /// A CSV (plain, gzip, zstd, zip) or Parquet file, or a dataset of the store
    #[arg(long, value_name = "FILE|DATASET")]
    pub(crate) data: PathBuf,
    /// How to estimate
    #[arg(long, value_enum, default_value_t = EstimatorName::Poisson)]
    pub(crate) estimator: EstimatorName,
    /// Columns to cluster by, each clustered on its own: exporter,importer; exporter^importer for pairs
    #[arg(long, value_name = "COLUMNS", value_parser = clusters)]
    pub(crate) cluster: Option<Clusters>,
    /// Standard errors where no clusters are named [default: robust]
    #[arg(long, value_enum, conflicts_with = "cluster")]
    pub(crate) errors: Option<ErrorsName>,
    /// Whose correction for small samples
    #[arg(long, value_enum, default_value_t = CorrectionName::Fixest)]
    pub(crate) small_sample: CorrectionName,
    /// Column of weights, zero or more
    #[arg(long, value_name = "COLUMN")]
    pub(crate) weights: Option<String>,
    /// Column that enters the predictor with coefficient 1
    #[arg(long, value_name = "COLUMN")]
    pub(crate) offset: Option<String>,
    /// Keep rows that are alone in a group of a fixed effect
    #[arg(long)]
    pub(crate) keep_singletons: bool,
    /// Do not look for separated rows, beyond groups without a positive outcome
    #[arg(long)]
    pub(crate) no_separation_check: bool,
    /// Correct three-way PPML for its bias in short panels: the columns of exporter, importer and time
    #[arg(long, value_name = "EXPORTER,IMPORTER,TIME", value_parser = panel)]
    pub(crate) bias: Option<Panel>,
    /// Test the form of the equation by RESET
    #[arg(long)]
    pub(crate) reset: bool,
    /// List each row that is not used, with the reason, as table `dropped`
    #[arg(long)]
    pub(crate) dropped: bool,
    /// List the values of the fixed effects, as table `effect_values`
    #[arg(long)]
    pub(crate) effects: bool,
    /// List the fitted values, as table `fitted`
    #[arg(long)]
    pub(crate) fitted: bool,
    /// Predict the rows of another table, with the columns of the right side, as table `predicted`
    #[arg(long, value_name = "FILE")]
    pub(crate) predict: Option<PathBuf>,
    /// Say on stderr how long reading and estimating took
    #[arg(long)]
    pub(crate) timings: bool,
    #[command(flatten)]
    pub(crate) output: OutputOptions,
}

/// Cluster variables.
#[derive(Debug, Clone)]
pub(crate) struct Clusters(pub(crate) Vec<Vec<String>>);

/// Columns of exporter, importer and time.
#[derive(Debug, Clone)]
pub(crate) struct Panel(pub(crate) [String; 3]);

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EstimatorName {
    /// Poisson pseudo maximum likelihood.
    Poisson,
    /// Least squares.
    LeastSquares,
}

impl From<EstimatorName> for Estimator {
    fn from(name: EstimatorName) -> Self {
        match name {
            EstimatorName::Poisson => Self::Poisson,
            EstimatorName::LeastSquares => Self::LeastSquares,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ErrorsName {
    /// Right if the variance is the model's.
    Classical,
    /// Right whatever the variance.
    Robust,
}

impl From<ErrorsName> for Variance {
    fn from(name: ErrorsName) -> Self {
        match name {
            ErrorsName::Classical => Self::Classical,
            ErrorsName::Robust => Self::Robust,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CorrectionName {
    /// (n-1)/(n-K), with clusters also G/(G-1): fixest's and pyfixest's.
    Fixest,
    /// n/(n-1), with clusters G/(G-1): Stata's for likelihoods, ppmlhdfe's.
    Stata,
    /// None.
    None,
}

impl From<CorrectionName> for Correction {
    fn from(name: CorrectionName) -> Self {
        match name {
            CorrectionName::Fixest => Self::Fixest,
            CorrectionName::Stata => Self::Stata,
            CorrectionName::None => Self::None,
        }
    }
}

fn formula(text: &str) -> Result<Formula, String> {
    text.parse()
        .map_err(|error: stirstick_market::Error| error.to_string())
}

fn clusters(text: &str) -> Result<Clusters, String> {
    parse_groups(text)
        .map(Clusters)
        .map_err(|error| error.to_string())
}

fn panel(text: &str) -> Result<Panel, String> {
    let names: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).collect();
    <[String; 3]>::try_from(names)
        .map(Panel)
        .map_err(|_| "expected three columns, such as exporter,importer,year".to_owned())
}
