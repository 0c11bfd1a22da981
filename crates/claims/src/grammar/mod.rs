//! From a line of text to figures and periods: what can be told without knowing what is spoken of.

mod epithet;
mod figure;
mod fiscal;
mod item;
mod moment;
mod months;
mod number;
mod resolve;
mod sentence;

pub(crate) use figure::{Figure, FigureKind, figures};
pub(crate) use item::Item;
pub(crate) use moment::{Moment, MomentKind, YearName, moments};
pub(crate) use resolve::{Anchor, point, resolve};
pub(crate) use sentence::{Sentence, sentences};
