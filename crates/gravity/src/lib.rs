//! Estimation of gravity equations: Poisson pseudo maximum likelihood and least squares with any number of fixed
//! effects. Slices in, results out; this crate knows nothing of countries, files, clocks or printing.
//!
//! ```text
//!   E[y_r] = exp(offset_r + x_r b + a_g(r) + c_h(r) + ...)
//! ```
//!
//! Start with [`poisson`] or [`least_squares`], which take a [`Design`] and give an [`Estimate`]; its
//! [`covariance`](Estimate::covariance) has the standard errors. Three-way estimates in short panels are biased and
//! their errors too small: see [`Estimate::bias`] and [`Estimate::adjusted_covariance`].
//!
//! ```
//! use stirstick_gravity::{Design, Errors, Factor, Options, SmallSample, poisson};
//!
//! let trade = [10.0, 2.0, 5.0, 8.0, 3.0, 6.0];
//! let agreement = [1.0, 0.0, 0.0, 1.0, 0.0, 1.0];
//! let exporter = Factor::of_values(&["A", "A", "B", "B", "C", "C"]);
//! let importer = Factor::of_values(&["B", "C", "A", "C", "A", "B"]);
//! let design = Design {
//!     outcome: &trade,
//!     regressors: vec![&agreement],
//!     effects: vec![&exporter, &importer],
//!     ..Design::default()
//! };
//! let estimate = poisson(&design, &Options::default())?;
//! assert!(estimate.converged());
//! let covariance = estimate.covariance(Errors::Robust, SmallSample::Fixest)?;
//! assert_eq!(covariance.standard_errors().len(), 1);
//! # Ok::<(), stirstick_gravity::Error>(())
//! ```
//!
//! # How it works
//!
//! Rows are sorted by the fixed effect with the most groups, which is eliminated exactly (`layout`). The other
//! effects and the slopes are moved together by Newton's method on the likelihood that is left, each step solved by
//! conjugate gradients in the space of coefficients: a product with the matrix is one pass over the weights
//! (`system`). Rows that are separated are told by the first-order conditions themselves (`separation`).
//! Sums are taken in an order that depends on the design alone, so that the same input gives the same bits whatever the
//! number of threads.

mod bias;
mod covariance;
mod design;
mod diagnostics;
mod error;
mod estimate;
mod factor;
mod kernel;
mod layout;
mod linear;
mod moments;
mod poisson;
mod predict;
mod rows;
mod schur;
mod separation;
mod small;
mod system;
mod triangle;

pub use bias::{Adjusted, Bias, Interaction, Panel};
pub use covariance::{Covariance, Errors, SmallSample};
pub use design::{Design, Options, Singletons};
pub use diagnostics::{LogLikelihood, Reset};
pub use error::{Column, Error};
pub use estimate::{Estimate, Kind};
pub use factor::Factor;
pub use linear::least_squares;
pub use poisson::{Collinear, CollinearWith, StopReason, poisson};
pub use predict::NewRows;
pub use rows::{Dropped, Reason};
