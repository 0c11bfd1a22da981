//! The check of a text: each figure about trade found, held against the data, with a verdict.
//!
//! `stirstick_claims` reads what a text says; here it is asked of the data. Any count that fits supports a claim; a
//! misfit is told only against counts of the side that the text names; and a reading that is unsure gets no
//! verdict. Start with [`check()`].

mod answer;
mod ask;
mod check;
mod evidence;
mod goals;
mod places;
mod precision;
#[cfg(test)]
mod tests;
mod verdict;

pub use check::{Ask, Check, CheckedClaim, check};
pub use evidence::Evidence;
pub use stirstick_claims::{Claim, Span};
pub use verdict::Verdict;
