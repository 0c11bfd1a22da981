//! What two countries could trade: a structural gravity model by sector and product, and the export potential indicator.
//!
//! ```text
//! pairs of a year -> Model (costs of pairs, effects of countries) -> Expectation with bounds, and what it is made of
//! exports and purchases by product -> indicator (supply, demand, ease) -> realised and unrealised potential
//!                                  -> structure (advantage, complexity, nearness) -> diversification, as a rank
//! ```
//!
//! Start with [`answer`]; `model` has the equation, `expect` the bounds, `indicator` the formulas of the potential.

mod answer;
mod caveats;
mod charts;
mod costs;
mod expect;
mod growth;
mod indicator;
mod model;
mod model_tables;
mod open;
mod products;
mod read;
mod section;
mod sectors;
mod structure;
mod table;
mod tables;
mod total;
mod world;

pub(crate) use answer::part;
pub use answer::{Ask, Depth, answer};
