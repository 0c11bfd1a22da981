//! Words: tokens of a line, and what the tables of a language say of them.

mod concept;
mod lexicon;
mod token;

pub(crate) use concept::Concept;
pub(crate) use lexicon::{Lexicon, Sense, english};
pub(crate) use token::{Shape, Token, tokens};
