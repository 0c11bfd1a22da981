//! How well an estimate describes the data.

use crate::covariance::{Errors, SmallSample};
use crate::design::{Design, Options};
use crate::error::Error;
use crate::estimate::{Estimate, Kind};

/// RESET of Ramsey (1969) as Santos Silva and Tenreyro (2006) use it: the squared linear predictor is added to the
/// regressors; its coefficient is zero if the form of the equation is right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reset {
    /// Coefficient of the squared linear predictor.
    pub coefficient: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Square of their ratio: chi-squared with one degree of freedom if the form is right.
    pub statistic: f64,
}

impl Estimate {
    /// Poisson log likelihood `sum of w (y ln mu - mu - ln y!)`, with the gamma function for outcomes that are not whole.
    /// Not a number for least squares.
    #[must_use]
    pub fn log_likelihood(&self) -> f64 {
        if self.kind != Kind::Poisson {
            return f64::NAN;
        }
        self.places()
            .map(|(y, mu, weight)| weight * (power(y, mu) - mu - log_factorial(y)))
            .sum()
    }

    /// Log likelihood with a constant alone, and the offset.
    #[must_use]
    pub fn null_log_likelihood(&self) -> f64 {
        if self.kind != Kind::Poisson {
            return f64::NAN;
        }
        let base = |place: usize| {
            self.offset
                .as_ref()
                .map_or(1.0, |offset| offset[place].exp())
        };
        let (mut outcome, mut exposure) = (0.0, 0.0);
        for (place, (y, _, weight)) in self.places().enumerate() {
            outcome += weight * y;
            exposure += weight * base(place);
        }
        let rate = outcome / exposure;
        self.places()
            .enumerate()
            .map(|(place, (y, _, weight))| {
                let mu = rate * base(place);
                weight * (power(y, mu) - mu - log_factorial(y))
            })
            .sum()
    }

    /// McFadden's (1974) pseudo R squared: one less the ratio of the log likelihood to that of a constant.
    #[must_use]
    pub fn pseudo_r_squared(&self) -> f64 {
        1.0 - self.log_likelihood() / self.null_log_likelihood()
    }

    /// Squared correlation of outcome and fitted value over the rows in use.
    #[must_use]
    pub fn squared_correlation(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^32 rows")]
        let rows = self.layout.rows() as f64;
        let (mut mean_y, mut mean_mu) = (0.0, 0.0);
        for (y, mu) in self.pairs() {
            mean_y += y / rows;
            mean_mu += mu / rows;
        }
        let (mut yy, mut mm, mut ym) = (0.0, 0.0, 0.0);
        for (y, mu) in self.pairs() {
            yy += (y - mean_y) * (y - mean_y);
            mm += (mu - mean_mu) * (mu - mean_mu);
            ym += (y - mean_y) * (mu - mean_mu);
        }
        ym * ym / (yy * mm)
    }

    /// Outcome and fitted value of each row in use, in the order of the layout.
    fn pairs(&self) -> impl Iterator<Item = (f64, f64)> {
        self.places()
            .enumerate()
            .map(|(place, (y, mu, _))| match &self.least_squares {
                Some(fitted) => (
                    fitted[place] + self.residuals[place] / self.weights[place],
                    fitted[place],
                ),
                None => (y, mu),
            })
    }

    /// Outcome, fitted value and weight of each row of a Poisson estimate.
    fn places(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        self.weights
            .iter()
            .zip(&self.residuals)
            .enumerate()
            .map(|(place, (&mu, &residual))| {
                let weight = self
                    .prior_weights
                    .as_ref()
                    .map_or(1.0, |weights| weights[place]);
                (((mu + residual) / weight).max(0.0), mu / weight, weight)
            })
    }

    /// RESET for this estimate of a design: the squared linear predictor as one more regressor.
    ///
    /// # Errors
    /// Those of the estimators and of [`Estimate::covariance`].
    pub fn reset(
        &self,
        design: &Design<'_>,
        options: &Options,
        errors: Errors<'_>,
        correction: SmallSample,
    ) -> Result<Option<Reset>, Error> {
        let mut squares = vec![0.0; design.outcome.len()];
        for (&row, mu) in self.rows().iter().zip(self.fitted()) {
            let predictor = if self.kind == Kind::Poisson {
                mu.ln()
            } else {
                mu
            };
            squares[row as usize] = predictor * predictor;
        }
        let mut weights = vec![0.0; design.outcome.len()];
        for &row in self.rows() {
            weights[row as usize] = design.weights.map_or(1.0, |w| w[row as usize]);
        }
        let mut regressors = design.regressors.clone();
        regressors.push(&squares);
        let wider = Design {
            regressors,
            weights: Some(&weights),
            ..design.clone()
        };
        let estimate = match self.kind {
            Kind::Poisson => crate::poisson::poisson(&wider, options)?,
            Kind::LeastSquares => crate::linear::least_squares(&wider, options)?,
        };
        let Some(coefficient) = estimate.slopes().pop().flatten() else {
            return Ok(None);
        };
        let standard_error = estimate
            .covariance(errors, correction)?
            .standard_errors()
            .pop()
            .unwrap_or(f64::NAN);
        Ok(Some(Reset {
            coefficient,
            standard_error,
            statistic: (coefficient / standard_error).powi(2),
        }))
    }
}

/// `y ln mu`, zero for an outcome of zero.
fn power(y: f64, mu: f64) -> f64 {
    if y > 0.0 { y * mu.ln() } else { 0.0 }
}

fn log_factorial(y: f64) -> f64 {
    libm::lgamma(y + 1.0)
}
