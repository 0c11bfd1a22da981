//! Options of `stirstick potential`.

use super::{OutputOptions, country};
use clap::Args;
use std::path::PathBuf;
use stirstick_codes::Country;

#[derive(Debug, Args)]
pub(crate) struct PotentialOptions {
    /// The market
    #[arg(value_parser = country)]
    pub(crate) market: Country,
    /// The supplier
    #[arg(long, value_parser = country)]
    pub(crate) supplier: Country,
    /// Characters of the product code to list goods at: 2, 4 or 6 [default: as fine as the data, up to 6]
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=6))]
    pub(crate) level: Option<u8>,
    /// All goods and sectors only, no goods by code
    #[arg(long, conflicts_with = "level")]
    pub(crate) sectors: bool,
    /// The year [default: the last full one]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1900..=2200))]
    pub(crate) year: Option<u16>,
    /// Rank goods of the high-priority list too; never for a market under embargo
    #[arg(long)]
    pub(crate) include_restricted: bool,
    /// Distances and other costs of pairs in place of CEPII's: CSV with exporter, importer, distance_km, year if it
    /// likes, and any further columns of numbers
    #[arg(long, value_name = "FILE")]
    pub(crate) geography: Option<PathBuf>,
    /// Expected over current output: CSV with country, gdp_ratio
    #[arg(long, value_name = "FILE")]
    pub(crate) growth: Option<PathBuf>,
    /// Dataset [default: the one that fits best; the answer names it]
    #[arg(long, value_name = "NAME")]
    pub(crate) data: Option<String>,
    #[command(flatten)]
    pub(crate) output: OutputOptions,
}
