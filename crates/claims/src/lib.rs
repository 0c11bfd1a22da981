//! Statements about trade that carry a figure, found in a text.
//!
//! [`read`] takes the bytes of an article, plain text or HTML, and gives a [`Document`]; [`claims`] takes
//! the document and the date of publication and gives each figure about cross-border trade with what it
//! is said of: who, with whom, which way, which goods, when, against what. Whether a claim is true is not
//! decided here.
//!
//! The reading is a deterministic grammar over words: no file, network, clock or model. What the words
//! mean is data, one folder of tables a language under `languages/`; the grammar knows concepts ("rise",
//! "deficit", "hedge"), not words.
//!
//! Time and memory grow linearly with the length of the input.
//!
//! ```
//! use jiff::civil::date;
//! use stirstick_claims::{Direction, Kind, claims, read};
//!
//! let article = "Trade between Russia and China rose 26.3 percent last year to $240.1 billion.";
//! let document = read(article.as_bytes())?;
//! let found = claims(&document, Some(date(2024, 5, 28)));
//! assert_eq!(found.len(), 2);
//! assert_eq!((found[0].kind, found[0].direction), (Kind::Growth, Direction::TwoWay));
//! assert_eq!(found[1].unit.to_string(), "usd");
//! assert_eq!(found[1].period.map(|period| period.to_string()).as_deref(), Some("2023"));
//! # Ok::<(), stirstick_claims::Error>(())
//! ```

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a test that fails here has failed")
)]

mod area;
mod claim;
mod document;
mod error;
mod grammar;
mod language;
mod period;
mod reading;
mod setting;

pub use area::Area;
pub use claim::{Claim, Direction, Doubt, Field, Hedge, Kind, Reason, Span, Unit};
pub use document::{Document, MAX_INPUT_BYTES, read};
pub use error::Error;
pub use period::ClaimPeriod;
pub use setting::{Setting, settings};

use jiff::civil::Date;

/// Finds the statements about trade that carry a figure, in the order of the text.
///
/// `published` is what "this year" and "in May" are relative to. Without it the date that the document
/// states ([`Document::published`]) is used, and the claims that depend on it say so; without either,
/// relative periods are null.
///
/// Deterministic; time is linear in the length of the text.
#[must_use]
pub fn claims(document: &Document, published: Option<Date>) -> Vec<Claim> {
    let lexicon = language::english();
    let mut reader = reading::Reader::new();
    let mut characters = 0;
    for line in document.text().split('\n') {
        let (mut byte, mut before) = (0, characters);
        for sentence in grammar::sentences(line, lexicon) {
            reader.read(&sentence, (byte, before));
            let end = sentence.items.last().map_or(byte, |item| item.end);
            before += line[byte..end].chars().count();
            byte = end;
        }
        characters = before + line[byte..].chars().count() + 1;
    }
    let stated = document.published().filter(|_| published.is_none());
    reader.claims(published.or(stated), stated.is_some())
}
