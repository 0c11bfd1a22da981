//! How well an estimate describes the data.

use std::ops::Range;

use rayon::prelude::*;

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

/// Poisson log likelihoods `sum of w (y ln mu - mu - ln y!)`, with the gamma function for outcomes that are not whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogLikelihood {
    /// Of the estimate.
    pub estimate: f64,
    /// With a constant alone, and the offset.
    pub constant: f64,
}

impl LogLikelihood {
    /// McFadden's (1974) pseudo R squared: one less the ratio of the log likelihood to that of a constant.
    #[must_use]
    pub fn pseudo_r_squared(&self) -> f64 {
        1.0 - self.estimate / self.constant
    }
}

/// Sums over rows that likelihoods are made of.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    /// Of `w (y ln y - y - ln y!)`: the log likelihood of a perfect fit.
    perfect: f64,
    /// Of `w (y ln y - y)`.
    entropy: f64,
    /// Of `w y`.
    outcome: f64,
    /// Of `w exp(offset)`.
    exposure: f64,
    /// Of `w y offset`.
    offset: f64,
}

impl Estimate {
    /// The log likelihood, and that of a constant; none for least squares.
    ///
    /// Half the deviance is what the estimate falls short of a perfect fit, so that one logarithm a row will do for both.
    #[must_use]
    pub fn log_likelihood(&self) -> Option<LogLikelihood> {
        if self.kind != Kind::Poisson {
            return None;
        }
        let parts: Vec<Sums> = self
            .layout
            .chunks
            .par_iter()
            .map(|chunk| self.sums(chunk))
            .collect();
        let mut sums = Sums::default();
        for part in parts {
            sums.perfect += part.perfect;
            sums.entropy += part.entropy;
            sums.outcome += part.outcome;
            sums.exposure += part.exposure;
            sums.offset += part.offset;
        }
        let rate = sums.outcome / sums.exposure;
        let factorials = sums.entropy - sums.perfect;
        Some(LogLikelihood {
            estimate: sums.perfect - 0.5 * self.deviance,
            constant: sums.outcome * rate.ln() + sums.offset - rate * sums.exposure - factorials,
        })
    }

    fn sums(&self, chunk: &Range<usize>) -> Sums {
        let mut sums = Sums::default();
        for place in self.layout.rows_of_chunk(chunk) {
            let (y, _, weight) = self.place(place);
            let offset = self.offset.as_ref().map_or(0.0, |offset| offset[place]);
            sums.outcome += weight * y;
            sums.exposure += weight * if offset == 0.0 { 1.0 } else { offset.exp() };
            sums.offset += weight * y * offset;
            if y > 0.0 {
                let logarithm = y.ln();
                sums.entropy += weight * (y * logarithm - y);
                sums.perfect += weight * perfect(y, logarithm);
            }
        }
        sums
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
        (0..self.layout.rows()).map(|place| match &self.least_squares {
            Some(fitted) => (
                fitted[place] + self.residuals[place] / self.weights[place],
                fitted[place],
            ),
            None => {
                let (y, mu, _) = self.place(place);
                (y, mu)
            }
        })
    }

    /// Outcome, fitted value and weight of a row of a Poisson estimate.
    fn place(&self, place: usize) -> (f64, f64, f64) {
        let (mu, residual) = (self.weights[place], self.residuals[place]);
        let weight = self
            .prior_weights
            .as_ref()
            .map_or(1.0, |weights| weights[place]);
        (((mu + residual) / weight).max(0.0), mu / weight, weight)
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

/// Outcome from which Stirling's series is right to the last place.
const LARGE: f64 = 16.0;

/// `y ln y - y - ln y!`, given the logarithm.
fn perfect(y: f64, logarithm: f64) -> f64 {
    if y < LARGE {
        return y * logarithm - y - libm::lgamma(y + 1.0);
    }
    let inverse = 1.0 / y;
    let square = inverse * inverse;
    let series =
        inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)));
    -0.5 * (logarithm + (2.0 * std::f64::consts::PI).ln()) - series
}

#[cfg(test)]
mod tests {
    use super::perfect;

    #[test]
    fn stirlings_series_goes_on_where_the_gamma_function_ends() {
        for y in [16.0f64, 17.5, 40.0, 1e3, 1e6] {
            let expected = y * y.ln() - y - libm::lgamma(y + 1.0);
            let size = y * y.ln();
            assert!((perfect(y, y.ln()) - expected).abs() < 1e-14 * size, "{y}");
        }
        assert!((perfect(1.0, 0.0) + 1.0).abs() < 1e-15);
    }
}
