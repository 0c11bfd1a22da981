//! What an estimate is.

use crate::factor::Factor;
use crate::layout::Layout;
use crate::moments::Columns;
use crate::poisson::{Collinear, StopReason};
use crate::rows::{Dropped, Rows};

/// Which estimator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Poisson pseudo maximum likelihood.
    Poisson,
    /// Weighted least squares.
    LeastSquares,
}

/// A fixed effect over the rows in use.
#[derive(Debug)]
pub(crate) struct Effect {
    /// Groups among the rows in use.
    pub(crate) groups: usize,
    /// Group of the design for each group.
    pub(crate) old: Vec<u32>,
    /// Groups of the design.
    pub(crate) design_groups: usize,
}

/// An estimate: coefficients, and all that their covariance, fitted values and effects are made of.
#[derive(Debug)]
pub struct Estimate {
    pub(crate) kind: Kind,
    pub(crate) design_rows: usize,
    pub(crate) design_regressors: usize,
    pub(crate) rows: Rows,
    pub(crate) effects: Vec<Effect>,
    pub(crate) layout: Layout,
    /// Regressors in use, in the order of the layout.
    pub(crate) regressors: Vec<Vec<f64>>,
    pub(crate) used: Vec<usize>,
    pub(crate) collinear: Vec<Collinear>,
    pub(crate) slopes: Vec<f64>,
    pub(crate) centring: Vec<Vec<f64>>,
    /// Weight of each row in the information: fitted value times weight for Poisson, weight for least squares.
    pub(crate) weights: Vec<f64>,
    pub(crate) group_weights: Vec<f64>,
    /// Weights of the design in the order of the layout.
    pub(crate) prior_weights: Option<Vec<f64>>,
    /// Offset of the design in the order of the layout.
    pub(crate) offset: Option<Vec<f64>>,
    /// Fitted values of least squares; those of Poisson are `weights` over `prior_weights`.
    pub(crate) least_squares: Option<Vec<f64>>,
    /// Weight times outcome less fitted value.
    pub(crate) residuals: Vec<f64>,
    /// `(X'WX)^-1` of centred regressors.
    pub(crate) bread: Vec<f64>,
    pub(crate) other_effects: Vec<f64>,
    pub(crate) leading_effects: Vec<f64>,
    pub(crate) iterations: usize,
    pub(crate) inner_iterations: usize,
    pub(crate) reason: StopReason,
    pub(crate) first_order: f64,
    pub(crate) deviance: f64,
}

impl Estimate {
    /// Coefficients of the regressors of the design; none for one that is left out as collinear.
    #[must_use]
    pub fn slopes(&self) -> Vec<Option<f64>> {
        let mut slopes = vec![None; self.design_regressors];
        for (&regressor, &slope) in self.used.iter().zip(&self.slopes) {
            slopes[regressor] = Some(slope);
        }
        slopes
    }

    /// Regressors in use, in the order of covariance matrices.
    #[must_use]
    pub fn regressors_in_use(&self) -> &[usize] {
        &self.used
    }

    /// Regressors left out, and what they follow from.
    #[must_use]
    pub fn collinear(&self) -> &[Collinear] {
        &self.collinear
    }

    /// Rows of the design in use, in rising order.
    #[must_use]
    pub fn rows(&self) -> &[u32] {
        &self.rows.kept
    }

    /// Rows of the design not in use, each with the reason, in the order in which they were dropped.
    #[must_use]
    pub fn dropped(&self) -> &[Dropped] {
        &self.rows.dropped
    }

    /// Why the search stopped.
    #[must_use]
    pub fn stop_reason(&self) -> StopReason {
        self.reason
    }

    /// Whether the first-order conditions hold.
    #[must_use]
    pub fn converged(&self) -> bool {
        matches!(
            self.reason,
            StopReason::Converged | StopReason::LimitOfArithmetic
        )
    }

    /// The largest relative first-order condition, worked out from the data at the estimate: of a group of an
    /// effect, the sum of its residuals over that of its outcome; for Poisson also of a regressor, the change of its
    /// coefficient that the scores ask for, over the coefficient.
    #[must_use]
    pub fn first_order(&self) -> f64 {
        self.first_order
    }

    /// Reweightings.
    #[must_use]
    pub fn iterations(&self) -> usize {
        self.iterations
    }

    /// Conjugate gradient iterations over all reweightings.
    #[must_use]
    pub fn inner_iterations(&self) -> usize {
        self.inner_iterations
    }

    /// Deviance; for least squares the weighted sum of squared residuals.
    #[must_use]
    pub fn deviance(&self) -> f64 {
        self.deviance
    }

    /// Effects of each fixed effect by group of the design, not a number for a group without a row in use. A
    /// constant can move between effects, and more where they overlap; their sum over a row is what is estimated.
    #[must_use]
    pub fn effects(&self) -> Vec<Vec<f64>> {
        let mut all: Vec<Vec<f64>> = self
            .effects
            .iter()
            .map(|effect| vec![f64::NAN; effect.design_groups])
            .collect();
        if let Some(leading) = self.layout.leading {
            for (&old, &value) in self.effects[leading].old.iter().zip(&self.leading_effects) {
                all[leading][old as usize] = value;
            }
        }
        for other in &self.layout.others {
            let old = &self.effects[other.effect].old;
            for (place, &group) in other.group_of.iter().enumerate() {
                all[other.effect][old[group as usize] as usize] =
                    self.other_effects[other.first + place];
            }
        }
        all
    }

    /// Fitted values of the rows in use, in their order: for Poisson the expected outcome.
    #[must_use]
    pub fn fitted(&self) -> Vec<f64> {
        let mut fitted = vec![0.0; self.layout.rows()];
        for (place, &row) in self.layout.order.iter().enumerate() {
            fitted[row as usize] = match (&self.least_squares, &self.prior_weights) {
                (Some(values), _) => values[place],
                (None, Some(weights)) => self.weights[place] / weights[place],
                (None, None) => self.weights[place],
            };
        }
        fitted
    }

    /// Groups of an effect over the rows in use.
    pub(crate) fn effect(&self, effect: usize) -> Factor {
        Factor::of_groups(self.layout.groups_of(effect), self.effects[effect].groups)
    }

    pub(crate) fn columns(&self) -> Columns<'_> {
        Columns {
            layout: &self.layout,
            values: &self.regressors,
            centring: &self.centring,
        }
    }
}
