//! Answers for people and for programs.
//!
//! A rendering takes an [`Answer`](stirstick_market::Answer) and writes it as text for a terminal,
//! as Markdown, as one HTML file with charts, as JSON, as CSV or as Parquet. Nothing is computed
//! here: numbers are scaled, rounded and given their unit for people, and handed on unchanged to
//! programs. Every rendering of synthetic data says so, and every section whose data is missing
//! says what is missing and which command gets it.
//!
//! Start with [`render`], which takes a [`Format`], or call one of [`terminal()`], [`markdown()`],
//! [`html()`], [`json`], [`csv()`] and [`parquet()`].
//!
//! # What each rendering promises
//! | rendering | numbers | a gap is | hostile text |
//! |---|---|---|---|
//! | terminal, Markdown, HTML | rounded, with unit and a true minus sign | an en dash | control and direction-changing characters become U+FFFD; the syntax of the format is escaped |
//! | JSON | as in the answer | `null` | escaped by the format |
//! | CSV | shortest digits that give the same number back | an empty field | a cell that a spreadsheet would run starts with an apostrophe |
//! | Parquet | 64-bit floating point | null | stored as it is |
//!
//! ```
//! use stirstick_brief::{Format, TerminalOptions, render};
//! use stirstick_market::{Answer, Caveat, Section};
//!
//! let answer = Answer {
//!     title: "Trade of Quarrel with Vermilion".to_owned(),
//!     command: "stirstick ledger QMA QMB".to_owned(),
//!     synthetic: true,
//!     sections: vec![Section {
//!         caveats: vec![Caveat { text: "Exports are FOB | imports CIF.".to_owned() }],
//!         ..Section::default()
//!     }],
//!     receipts: Vec::new(),
//! };
//! let bytes = render(&answer, Format::Markdown, None, &TerminalOptions::default())?;
//! let text = String::from_utf8_lossy(&bytes);
//! assert!(text.contains("**Synthetic data.**"));
//! assert!(text.contains("- Exports are FOB \\| imports CIF."));
//! # Ok::<(), stirstick_brief::Error>(())
//! ```

mod chart;
mod csv;
mod error;
mod format;
mod html;
mod markdown;
mod output;
mod parquet;
mod picture;
mod select;
mod terminal;
mod text;
mod view;

pub use crate::csv::csv;
pub use crate::error::{Error, Missing};
pub use crate::html::{check_html, html};
pub use crate::markdown::markdown;
pub use crate::output::{Format, check_json, json, render};
pub use crate::parquet::parquet;
pub use crate::picture::{png, svg};
pub use crate::terminal::{TerminalOptions, terminal};
