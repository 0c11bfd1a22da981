//! Economic complexity: who is present in which product, how complex both are, and what lies near.
//!
//! ```text
//! exports x (Sparse) -> revealed_advantage -> Presence: M = RCA >= threshold, or any M
//! Presence -> complexity  ECI, PCI            -> Convention: Atlas, ecomplexity, economiccomplexity
//!          -> reflections, fitness
//!          -> ProductSpace  density, distance, COI, COG;  diversification
//!          -> product_proximity, country_proximity, product_links
//! ```
//!
//! Slices in, results out: nothing here knows the name of a country or product, a file or a clock. Start with
//! [`analyse`], which does most of the above; `docs/complexity.md` has the formulas and where programs differ.
//! Results are the same bits on any number of threads.
//!
//! ```
//! use stirstick_complexity::{Options, Sparse, analyse};
//!
//! let exports = Sparse::from_dense(3, 3, &[2.0, 3.0, 4.0, 4.0, 3.0, 0.0, 7.0, 1.0, 0.0])?;
//! let found = analyse(&exports, &Options::default())?;
//! assert_eq!(found.presence.diversity(), [2.0, 2.0, 1.0]);
//! assert!(found.indices.countries[0] > found.indices.countries[2]);
//! # Ok::<(), stirstick_complexity::Error>(())
//! ```

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::float_cmp,
        reason = "a test that fails here has failed"
    )
)]

mod advantage;
mod analysis;
mod convention;
mod eigen;
mod error;
mod indices;
mod iterations;
mod matrix;
mod outlook;
mod presence;
mod proximity;
mod sparse;
mod sums;

pub use advantage::revealed_advantage;
pub use analysis::{Analysis, Options, Outlooks, analyse, outlooks};
pub use convention::Convention;
pub use error::Error;
pub use indices::{Indices, LEAST_GAP, complexity};
pub use iterations::{Fitness, FitnessOptions, Scores, Stop, fitness, reflections};
pub use matrix::Matrix;
pub use outlook::{ProductSpace, diversification};
pub use presence::Presence;
pub use proximity::{Link, Symmetric, country_proximity, product_links, product_proximity};
pub use sparse::{Cell, Sparse};
