//! Who is present at an exhibition: exhibitors by country and edition, how concentrated they are, and
//! what changed from one edition to the next.
//!
//! ```text
//! CSV (firm, country, year) -> ExhibitorList (checked, each exhibitor once) -> editions -> Section
//! ```
//!
//! Start with [`read`], which says what a list looks like; [`editions`] counts, [`section`] puts the
//! counts into words.

mod answer;
mod editions;
mod read;
mod section;
mod tables;

#[cfg(test)]
mod tests;

pub use answer::answer;
pub(crate) use answer::refuse_file;
pub use editions::{Edition, Turnover, editions};
pub use read::{Duplicate, Exhibitor, ExhibitorList, read};
pub use section::section;
