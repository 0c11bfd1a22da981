//! Datasets on disk: import, releases, manifest, SQL, receipts.
//!
//! Start with [`Store`]: [`Store::import`] makes a release of a dataset from files of trade data,
//! [`Store::session`] asks one release a question in SQL, and every result carries a [`Receipt`]
//! with which [`Store::rerun`] asks again and compares.
//!
//! This is the only crate of the project that writes user data.

mod backend;
mod builtin;
mod columns;
mod duplicates;
mod encode;
mod error;
mod flows;
mod gate;
mod goods;
mod hashing;
mod import;
mod manifest;
mod pairs;
mod parquet_out;
mod query;
pub mod read;
mod receipt;
mod sql;
mod store;

pub use backend::{Backend, LocalBackend, LockGuard, WriteFile};
pub use builtin::{BUILTIN_DATASETS, Builtin};
pub use columns::{ColumnData, Columns, MISSING, Wanted, read_columns};
pub use error::Error;
pub use gate::admit;
pub use import::{ImportOptions, ImportReport, Progress};
pub use manifest::{Contents, Dataset, Manifest, Part, PartKind, Release, SCHEMA_VERSION};
pub use parquet_out::flow_schema;
pub use query::{CellValue, Row, RowSet, Rows, Session};
pub use receipt::{Receipt, Rerun};
pub use sql::{SqlLimits, SqlOutput};
pub use store::{Checked, Store};

/// Program and version, as written into files and receipts.
pub const ENGINE: &str = concat!("stirstick ", env!("CARGO_PKG_VERSION"));
