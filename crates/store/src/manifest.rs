//! The manifest: which datasets there are, their releases, and what every file of them must be.
//!
//! The manifest is the only thing that makes a release visible. It is replaced whole.

use crate::hashing::sha256_text;
use crate::read::FileReport;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the layout of manifest and flow files that this program writes.
pub const SCHEMA_VERSION: u32 = 1;

/// All datasets of a store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Layout of this file; an unknown one is refused.
    pub schema_version: u32,
    /// Datasets by name.
    pub datasets: BTreeMap<String, Dataset>,
}

impl Default for Manifest {
    fn default() -> Self {
        Manifest {
            schema_version: SCHEMA_VERSION,
            datasets: BTreeMap::new(),
        }
    }
}

/// A dataset: its releases, oldest first. Questions use the last one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Dataset {
    /// Releases in order of import.
    pub releases: Vec<Release>,
}

/// One complete import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// Name of the release and of its folder.
    pub name: String,
    /// SHA-256 over the hashes of its parts: equal content has an equal hash.
    pub content_hash: String,
    /// When it was imported, RFC 3339 in UTC.
    pub imported_at: String,
    /// Program and version that wrote it.
    pub written_by: String,
    /// Where the data comes from, in words.
    pub source: String,
    /// Licence as the user or the source states it.
    pub licence: Option<String>,
    /// How to cite it.
    pub citation: Option<String>,
    /// When the files were fetched from their source, if the user said so.
    pub retrieved: Option<String>,
    /// What was read.
    pub inputs: Vec<FileReport>,
    /// What was stored.
    pub parts: Vec<Part>,
    /// What the rows hold.
    pub contents: Contents,
}

/// One file of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// File name within the folder of the release.
    pub file: String,
    /// Flows, their sums, or product labels.
    pub kind: PartKind,
    /// Rows.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// What a part holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// Flow facts.
    Flows,
    /// Sums of the flows by pair of countries.
    Pairs,
    /// Sums of the flows by goods and pair of countries.
    Goods,
    /// Product codes with their descriptions.
    Products,
}

/// What the flow rows of a release hold, over all parts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Contents {
    /// Flow rows.
    pub rows: u64,
    /// Sum of values by currency, as a check on the import.
    pub value_by_currency: BTreeMap<String, f64>,
    /// Periods, in order, with their rows.
    pub periods: BTreeMap<String, u64>,
    /// Exporters with rows.
    pub exporters: u64,
    /// Importers with rows.
    pub importers: u64,
    /// Distinct products.
    pub products: u64,
    /// Product levels (0 = total, else characters of the code) with their rows.
    pub levels: BTreeMap<usize, u64>,
    /// Nomenclatures.
    pub nomenclatures: Vec<String>,
    /// Valuations.
    pub valuations: Vec<String>,
    /// Who reported.
    pub reported_by: Vec<String>,
    /// True when any country is invented.
    pub synthetic: bool,
}

/// The hash of a release: SHA-256 over the hashes of its files, in their order.
pub(crate) fn content_hash(parts: &[Part]) -> String {
    let hashes: Vec<&str> = parts.iter().map(|part| part.sha256.as_str()).collect();
    sha256_text(&hashes.join("\n"))
}
