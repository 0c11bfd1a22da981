//! Who supplies a market, who left, what room they left, and who filled it.
//!
//! [`answer`] asks a release for the rows; all else is arithmetic over slices. [`analyse`] takes the
//! sales of every supplier of one market in two periods and splits the change of each into growth of
//! the market, mix of products, room vacated by suppliers that left, and share won from those that
//! stayed. The parts sum to the change. [`section`] puts the result into words, tables and charts.
//!
//! ```text
//! sales rows -> Trade (checked, indexed) -> exit rule -> parts of change -> Section
//!                                        -> concentration, margins, price segments
//! ```
//!
//! Start with [`change`], which has the formulas.

mod analysis;
mod answer;
mod caveats;
pub mod change;
mod charts;
mod choose;
pub mod concentration;
mod covered;
pub mod exit;
pub mod margins;
mod product_table;
mod section;
pub mod segments;
pub mod silence;
mod sold;
mod statements;
mod tables;
mod trade;

#[cfg(test)]
mod tests;

pub use analysis::{Analysis, ConcentrationChange, Options, analyse};
pub(crate) use answer::part;
pub use answer::{Ask, answer};
pub use exit::Elsewhere;
pub use section::{Question, section};
pub use silence::{Silence, Silent};
pub use trade::{Sales, Trade};
