//! What may be asked on the command line.

pub(crate) mod gravity;
pub(crate) mod potential;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use std::path::PathBuf;
use stirstick_brief::Format;
use stirstick_codes::{Country, Nomenclature, Period, PeriodRange, ProductCode};

/// Who trades with whom, who sells to a market, who left and who stepped in, from trade data.
///
/// Every figure carries a receipt: `stirstick receipt ID` shows the rows behind it and asks again.
#[derive(Debug, Parser)]
#[command(
    name = "stirstick",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub(crate) struct Arguments {
    /// Folder of the imported data [default: stirstick in the user's data folder]
    #[arg(long, global = true, env = "STIRSTICK_STORE", value_name = "DIR")]
    pub(crate) store: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a brief about a market and one supplier: the ledger, who sells, what it rests on
    #[command(after_help = "Example: stirstick brief RUS --supplier CHN --out brief.html")]
    Brief(BriefOptions),
    /// How big is the trade, how fast does it grow, which targets were met
    #[command(after_help = "Example: stirstick ledger RUS CHN --as-of 2024-05-28")]
    Ledger(LedgerOptions),
    /// What will the year come to, and how sure is that
    #[command(after_help = "Example: stirstick outlook RUS CHN --as-of 2024-05-28 --target 240bn")]
    Outlook(OutlookOptions),
    /// Are an article's trade figures right: each one found, held against the data, with a verdict
    #[command(
        after_help = "Example: stirstick check article.txt --published 2024-05-28 --out checked.html"
    )]
    Check(CheckOptions),
    /// Who sells to a market, who left, who stepped in, where each gain came from
    #[command(after_help = "Example: stirstick suppliers RUS --from 2021 --to 2023")]
    Suppliers(SuppliersOptions),
    /// What a supplier could sell a market, by sector and good: expected against actual trade, export potential
    #[command(after_help = "Example: stirstick potential RUS --supplier CHN --level 4")]
    Potential(potential::PotentialOptions),
    /// Estimate a gravity equation: Poisson (PPML) or least squares with fixed effects
    Gravity(Box<gravity::GravityOptions>),
    /// Who is present at an exhibition: counts, shares, concentration, change between editions
    #[command(
        after_help = "FILE has a header with firm, country and, if there are editions, year."
    )]
    Expo(ExpoOptions),
    /// Import trade data, and list, show, check or remove what is imported
    Data(DataOptions),
    /// Run one read-only SELECT over what is imported
    #[command(
        after_help = "Every dataset is a table of its own name: stirstick sql \"SELECT exporter, sum(value) FROM partner_trade WHERE importer = 'RUS' AND period = '2023' GROUP BY exporter\""
    )]
    Sql(SqlOptions),
    /// Show the release, query, parameters and rows behind a figure, and ask again
    Receipt(ReceiptOptions),
    /// Write a synthetic world of invented countries with known truth
    Sample(SampleOptions),
    /// Runs a statement under limits; started by `sql`
    #[command(name = "sql-worker", hide = true)]
    SqlWorker(SqlWorkerOptions),
    /// Asks a receipt again under limits; started by `receipt`
    #[command(name = "receipt-worker", hide = true)]
    ReceiptWorker(LimitOptions),
}

/// How and where an answer is written.
#[derive(Debug, Args)]
pub(crate) struct OutputOptions {
    /// table, json, csv, parquet, md, html, svg or png [default: by --out, else table on a terminal and json on a pipe]
    #[arg(long)]
    pub(crate) format: Option<Format>,
    /// Write to a file; its ending gives the format (.html .md .json .csv .parquet .svg .png .txt)
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Which table csv and parquet hold [default: the first]; which chart svg and png draw [default: all]
    #[arg(long, value_name = "ID")]
    pub(crate) table: Option<String>,
    /// Rows of a table shown on a terminal [default: 12]
    #[arg(long, value_name = "N")]
    pub(crate) rows: Option<usize>,
}

#[derive(Debug, Args)]
pub(crate) struct BriefOptions {
    /// The market, as an ISO 3166 code or a name
    #[arg(value_parser = country)]
    pub(crate) market: Country,
    /// The supplier that the brief is written for
    #[arg(long, value_parser = country)]
    pub(crate) supplier: Country,
    /// Use only what had been published by this date
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) as_of: Option<Date>,
    /// First period of the comparison of suppliers: a year, or as in `suppliers`
    #[arg(long)]
    pub(crate) from: Option<PeriodRange>,
    /// Second period of the comparison of suppliers
    #[arg(long)]
    pub(crate) to: Option<PeriodRange>,
    /// Dataset for the suppliers [default: the one that fits best; the answer names it]
    #[arg(long, value_name = "NAME")]
    pub(crate) data: Option<String>,
    #[command(flatten)]
    pub(crate) output: OutputOptions,
}

#[derive(Debug, Args)]
pub(crate) struct LedgerOptions {
    /// The market
    #[arg(value_parser = country)]
    pub(crate) market: Country,
    /// The supplier
    #[arg(value_parser = country)]
    pub(crate) supplier: Country,
    /// Use only what had been published by this date
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) as_of: Option<Date>,
    /// Dataset to add to the published figures [default: every imported one that has the pair]
    #[arg(long, value_name = "NAME")]
    pub(crate) data: Option<String>,
    #[command(flatten)]
    pub(crate) output: OutputOptions,
}

#[derive(Debug, Args)]
pub(crate) struct OutlookOptions {
    /// The market
    #[arg(value_parser = country, required_unless_present = "backtest")]
    pub(crate) market: Option<Country>,
    /// The supplier
    #[arg(value_parser = country, required_unless_present = "backtest")]
    pub(crate) supplier: Option<Country>,
    /// Use only what had been published by this date, or, of flows, the months that were over
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) as_of: Option<Date>,
    /// Dataset of monthly flows [default: published figures, else the dataset that fits best]
    #[arg(long, value_name = "NAME")]
    pub(crate) data: Option<String>,
    /// A level to reach, in the currency of the figures: 240bn, 900mn
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) target: Option<String>,
    /// Forecast the past months of every pair, and show errors and coverage of every method
    #[arg(long, conflicts_with_all = ["market", "as_of", "target"])]
    pub(crate) backtest: bool,
    #[command(flatten)]
    pub(crate) output: OutputOptions,
}

#[derive(Debug, Args)]
pub(crate) struct CheckOptions {
    /// The text, plain or HTML; - reads what is piped in
    pub(crate) file: PathBuf,
    /// When the text was published, which "this year" and "in May" are relative to [default: what it says itself]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) published: Option<Date>,
    #[command(flatten)]
    pub(crate) output: OutputOptions,
}

#[derive(Debug, Args)]
pub(crate) struct SuppliersOptions {
    /// The market
    #[arg(value_parser = country)]
    pub(crate) market: Country,
    /// First period: a year, a quarter, a month, or several (2023, 2023-Q1, 2023-01..2023-04)
    #[arg(long)]
    pub(crate) from: Option<PeriodRange>,
    /// Second period, as long as the first
    #[arg(long)]
    pub(crate) to: Option<PeriodRange>,
    /// Only products whose code starts with this
    #[arg(long)]
    pub(crate) product: Option<ProductCode>,
    /// Characters of the product code to compare at: 2, 4 or 6 (8 where the data has it)
    #[arg(long, value_parser = clap::value_parser!(u8).range(2..=10))]
    pub(crate) level: Option<u8>,
    /// The supplier to put first
    #[arg(long, value_parser = country)]
    pub(crate) supplier: Option<Country>,
    /// Fall against sales elsewhere above which a supplier counts as having left
    #[arg(long, default_value_t = 0.5, value_name = "SHARE", value_parser = threshold)]
    pub(crate) exit_threshold: f64,
    /// Dataset [default: the one that fits best; the answer names it]
    #[arg(long, value_name = "NAME")]
    pub(crate) data: Option<String>,
    #[command(flatten)]
    pub(crate) output: OutputOptions,
}

#[derive(Debug, Args)]
pub(crate) struct ExpoOptions {
    /// Exhibitor list as CSV
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) output: OutputOptions,
}

#[derive(Debug, Args)]
pub(crate) struct DataOptions {
    #[command(subcommand)]
    pub(crate) command: DataCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DataCommand {
    /// Import files of trade data as a new release of a dataset, all or nothing
    Import(Box<ImportArguments>),
    /// List what is built in and what is imported
    List {
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Show the releases of a dataset: what was read, stored, rejected
    Show {
        /// The dataset
        name: String,
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Check every file of a dataset, or of all, against its recorded hash
    Check {
        /// The dataset [default: all]
        name: Option<String>,
    },
    /// Remove a dataset with all its releases
    Remove {
        /// The dataset
        name: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    /// Files, plain or compressed; code files of BACI may be given beside the data
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Name of the dataset
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) name: String,
    /// Format of the files [default: detected from their content]
    #[arg(long)]
    pub(crate) source: Option<String>,
    /// Column map of a table of your own, such as period=year,exporter=from,importer=to,value=usd:USD
    #[arg(long, value_name = "MAP")]
    pub(crate) columns: Option<String>,
    /// Period of all rows, where the file does not say it
    #[arg(long)]
    pub(crate) period: Option<Period>,
    /// Nomenclature of the product codes, where the file does not say it, such as HS22
    #[arg(long)]
    pub(crate) nomenclature: Option<Nomenclature>,
    /// Unit of the values, where the file does not say it: USD, kUSD, MUSD, EUR ...
    #[arg(long)]
    pub(crate) unit: Option<String>,
    /// Valuation, where the file does not say it: fob, cif or reconciled
    #[arg(long)]
    pub(crate) valuation: Option<String>,
    /// Product of all rows, where the file does not say it
    #[arg(long)]
    pub(crate) product: Option<ProductCode>,
    /// Country that reports all rows, where the file does not say it
    #[arg(long, value_parser = country)]
    pub(crate) reporter: Option<Country>,
    /// Direction of all rows as seen by the reporter, where the file does not say it: export or import
    #[arg(long)]
    pub(crate) flow: Option<String>,
    /// Who reported, where the file does not say it: exporter, importer, both or estimate
    #[arg(long)]
    pub(crate) reported_by: Option<String>,
    /// Bad rows that may be left out, each of them listed
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) max_rejects: usize,
    /// Where the data comes from, in words
    #[arg(long)]
    pub(crate) origin: Option<String>,
    /// Licence of the data
    #[arg(long)]
    pub(crate) licence: Option<String>,
    /// How to cite the data
    #[arg(long)]
    pub(crate) citation: Option<String>,
    /// Date on which the files were fetched
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) retrieved: Option<Date>,
    /// table or json
    #[arg(long, value_enum)]
    pub(crate) format: Option<ReportFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people.
    Table,
    /// For programs.
    Json,
}

/// Limits on a statement that a person wrote.
#[derive(Debug, Args)]
pub(crate) struct LimitOptions {
    /// Longest run in seconds
    #[arg(long, default_value_t = 30, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) timeout: u64,
    /// Most memory in MiB
    #[arg(long, default_value_t = 1024, value_name = "MIB", value_parser = clap::value_parser!(u64).range(256..=1_048_576))]
    pub(crate) memory: u64,
}

#[derive(Debug, Args)]
pub(crate) struct SqlOptions {
    /// One SELECT
    pub(crate) statement: String,
    #[command(flatten)]
    pub(crate) limits: LimitOptions,
    #[command(flatten)]
    pub(crate) output: OutputOptions,
}

#[derive(Debug, Args)]
pub(crate) struct SqlWorkerOptions {
    pub(crate) statement: String,
    #[command(flatten)]
    pub(crate) limits: LimitOptions,
}

#[derive(Debug, Args)]
pub(crate) struct ReceiptOptions {
    /// Identifier, as printed beside a figure
    pub(crate) id: String,
    /// Take the receipt from an answer saved with --format json; its query runs under the limits below
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) limits: LimitOptions,
    #[command(flatten)]
    pub(crate) output: OutputOptions,
}

#[derive(Debug, Args)]
pub(crate) struct SampleOptions {
    /// Folder to write into; it must be empty or not there
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Seed: the same seed gives the same bytes
    #[arg(long, default_value_t = stirstick_sample::DEFAULT_SEED)]
    pub(crate) seed: u64,
    /// A small world with the story planted, or one year of about 10 million rows in BACI's layout
    #[arg(long, value_enum, default_value_t = SampleSize::Small)]
    pub(crate) size: SampleSize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SampleSize {
    /// Some thirty countries and a hundred products over 14 years.
    Small,
    /// One year, about 10 million rows.
    Baci,
}

fn day(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "expected year, month and day, such as 2024-05-28".to_owned())
}

fn country(text: &str) -> Result<Country, String> {
    Country::parse(text).map_err(|error| error.to_string())
}

fn threshold(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if share > 0.0 && share < 1.0 => Ok(share),
        _ => Err("expected a number between 0 and 1, such as 0.5".to_owned()),
    }
}
