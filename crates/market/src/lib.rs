//! The questions. One module a question; every question has the same shape:
//! parse and validate, query one named release, compute with pure functions, return an [`Answer`].
//!
//! Start with [`answer`], the shape of every answer, then read a question such as `suppliers`.

pub mod answer;
pub mod brief;
pub mod claims;
mod counted;
pub mod datasets;
mod error;
pub mod expo;
pub mod flows;
pub mod gravity;
pub mod ledger;
pub mod outlook;
mod parameters;
mod part;
pub mod potential;
pub mod receipt;
mod shell;
pub mod sql;
pub mod suppliers;
mod words;

pub use error::{Error, IMPORT_EXAMPLE};

pub use answer::{
    Answer, Band, Caveat, Cell, Chart, ChartKind, Column, Figure, Mark, Missing, Receipt, Section,
    Series, Statement, Table, Unit,
};
