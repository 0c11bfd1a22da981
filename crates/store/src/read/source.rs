//! The names of the layouts that are read.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use super::error::ReadError;

/// A layout of trade data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SourceFormat {
    /// BACI of CEPII, with its code files.
    Baci,
    /// UN Comtrade's files until 2022, 35 columns with English titles.
    ComtradeLegacy,
    /// UN Comtrade since 2022 as CSV, in either spelling of its 47 columns.
    ComtradePlus,
    /// UN Comtrade's API answer as JSON.
    ComtradeJson,
    /// UN Comtrade's API as a table of nine columns without classification, as R's comtradr writes it.
    ComtradeBrief,
    /// Totals by reporter and partner name with a date.
    ComtradeTotals,
    /// World Integrated Trade Solution of the World Bank.
    Wits,
    /// Eurostat Comext through SDMX as CSV.
    ComextSdmx,
    /// Eurostat Comext bulk files.
    ComextBulk,
    /// Comext extracts with month, reporter and partner as columns.
    ComextTidy,
    /// IMF International Trade in Goods by partner, a column for each year.
    ImfImts,
    /// Trade of Russia by partner and HS chapter.
    RussiaHs2,
    /// Trade of one country by partner, with turnover rows.
    PartnerTotals,
    /// Totals by exporter and importer.
    BilateralTotals,
    /// Trade of G20 members with one partner, exports and imports as columns.
    ChinaG20,
    /// Press tables of China's customs by partner and month, in 10,000 yuan.
    ChinaGacc,
    /// UNCTAD's merchandise matrix by country name and SITC section.
    UnctadSitc1,
    /// The layout of this program.
    Stirstick,
    /// Columns that the user names.
    Columns,
}

const ALL: &[(SourceFormat, &str, &str)] = &[
    (SourceFormat::Baci, "baci", "BACI (CEPII)"),
    (
        SourceFormat::ComtradeLegacy,
        "comtrade-legacy",
        "UN Comtrade, legacy CSV",
    ),
    (
        SourceFormat::ComtradePlus,
        "comtrade-plus",
        "UN Comtrade, CSV",
    ),
    (
        SourceFormat::ComtradeJson,
        "comtrade-json",
        "UN Comtrade, API answer",
    ),
    (
        SourceFormat::ComtradeBrief,
        "comtrade-brief",
        "UN Comtrade, brief table",
    ),
    (
        SourceFormat::ComtradeTotals,
        "comtrade-totals",
        "UN Comtrade, totals by name",
    ),
    (SourceFormat::Wits, "wits", "WITS (World Bank)"),
    (
        SourceFormat::ComextSdmx,
        "comext-sdmx",
        "Eurostat Comext, SDMX-CSV",
    ),
    (
        SourceFormat::ComextBulk,
        "comext-bulk",
        "Eurostat Comext, bulk file",
    ),
    (
        SourceFormat::ComextTidy,
        "comext-tidy",
        "Eurostat Comext, monthly extract",
    ),
    (
        SourceFormat::ImfImts,
        "imf-imts",
        "IMF trade in goods by partner",
    ),
    (
        SourceFormat::RussiaHs2,
        "russia-hs2",
        "Trade by partner and HS chapter",
    ),
    (
        SourceFormat::PartnerTotals,
        "partner-totals",
        "Totals by partner",
    ),
    (
        SourceFormat::BilateralTotals,
        "bilateral-totals",
        "Totals by exporter and importer",
    ),
    (
        SourceFormat::ChinaG20,
        "china-g20",
        "Exports and imports with one partner",
    ),
    (
        SourceFormat::ChinaGacc,
        "china-gacc",
        "China customs, by partner and month",
    ),
    (
        SourceFormat::UnctadSitc1,
        "unctad-sitc1",
        "UNCTAD merchandise matrix",
    ),
    (SourceFormat::Stirstick, "stirstick", "stirstick flows"),
    (
        SourceFormat::Columns,
        "columns",
        "table with declared columns",
    ),
];

impl SourceFormat {
    /// The name for `--source`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.row().1
    }

    /// The name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.row().2
    }

    /// Reads the name for `--source`.
    ///
    /// # Errors
    /// [`ReadError::Option`], which lists the names.
    pub fn parse(text: &str) -> Result<Self, ReadError> {
        ALL.iter()
            .find(|row| row.1.eq_ignore_ascii_case(text.trim()))
            .map(|row| row.0)
            .ok_or_else(|| ReadError::Option {
                option: "--source",
                value: text.to_owned(),
                expected: format!("one of {}", names()),
            })
    }

    /// Every layout.
    pub fn all() -> impl Iterator<Item = SourceFormat> {
        ALL.iter().map(|row| row.0)
    }

    fn row(self) -> &'static (SourceFormat, &'static str, &'static str) {
        ALL.iter()
            .find(|row| row.0 == self)
            .expect("the table has a row for each layout")
    }
}

/// All names, separated by commas.
pub(crate) fn names() -> String {
    let names: Vec<&str> = ALL.iter().map(|row| row.1).collect();
    names.join(", ")
}

impl fmt::Display for SourceFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for SourceFormat {
    type Err = ReadError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
