//! What is to be estimated, and how.

use crate::error::{Column, Error};
use crate::factor::Factor;

/// Columns of an estimate, all of the same length.
#[derive(Debug, Clone, Default)]
pub struct Design<'a> {
    /// The outcome; zero or more for Poisson.
    pub outcome: &'a [f64],
    /// Regressors, each a column.
    pub regressors: Vec<&'a [f64]>,
    /// Fixed effects. Without any, a constant belongs among the regressors or here, as one group.
    pub effects: Vec<&'a Factor>,
    /// Weight of each row in the likelihood; 1 where there are none. Rows of weight zero are left out.
    pub weights: Option<&'a [f64]>,
    /// A term of the linear predictor with coefficient 1.
    pub offset: Option<&'a [f64]>,
}

/// What is done with a row that is alone in its group of a fixed effect. It is fitted exactly and tells nothing of
/// the coefficients; kept, it counts in the small-sample corrections (Correia 2015).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Singletons {
    /// Left out, and listed.
    #[default]
    Drop,
    /// Kept.
    Keep,
}

/// Choices of an estimate.
#[derive(Debug, Clone)]
pub struct Options {
    /// Rows alone in a group.
    pub singletons: Singletons,
    /// Whether separated rows are looked for among regressors and effects together. Groups without a positive
    /// outcome are left out in any case.
    pub separation: bool,
    /// Relative size of the first-order conditions at which the estimate has converged: of each group of each
    /// effect, its residuals' sum over its outcome's. 1e-9 leaves coefficients right to ten digits or more on
    /// real and generated trade data.
    pub tolerance: f64,
    /// Most reweightings.
    pub iterations: usize,
    /// Most conjugate gradient iterations of each solution.
    pub inner_iterations: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            singletons: Singletons::Drop,
            separation: true,
            tolerance: 1e-9,
            iterations: 200,
            inner_iterations: 20_000,
        }
    }
}

impl Design<'_> {
    /// Checks lengths and values; `poisson` also that the outcome is not negative.
    pub(crate) fn check(&self, poisson: bool) -> Result<(), Error> {
        let rows = self.outcome.len();
        let limit = u32::MAX as usize - 1;
        if rows > limit {
            return Err(Error::TooManyRows { rows, limit });
        }
        check_column(Column::Outcome, self.outcome, rows)?;
        for (number, column) in self.regressors.iter().enumerate() {
            check_column(Column::Regressor(number), column, rows)?;
        }
        for (number, factor) in self.effects.iter().enumerate() {
            check_length(Column::Effect(number), factor.len(), rows)?;
        }
        if let Some(offset) = self.offset {
            check_column(Column::Offset, offset, rows)?;
        }
        if let Some(weights) = self.weights {
            check_column(Column::Weights, weights, rows)?;
            if let Some((row, &value)) = weights.iter().enumerate().find(|&(_, &w)| w < 0.0) {
                return Err(Error::NegativeWeight { row, value });
            }
        }
        match self
            .outcome
            .iter()
            .enumerate()
            .find(|&(_, &y)| poisson && y < 0.0)
        {
            Some((row, &value)) => Err(Error::NegativeOutcome { row, value }),
            None => Ok(()),
        }
    }
}

/// Sizes of the largest value of a column whose products with another's stay within 64-bit numbers, with room for
/// sums of many rows.
const RANGE: std::ops::RangeInclusive<f64> = 1e-100..=1e100;

pub(crate) fn check_length(column: Column, got: usize, expected: usize) -> Result<(), Error> {
    if got == expected {
        Ok(())
    } else {
        Err(Error::Length {
            column,
            expected,
            got,
        })
    }
}

fn check_column(column: Column, values: &[f64], rows: usize) -> Result<(), Error> {
    check_length(column, values.len(), rows)?;
    // Adding up is faster than asking each value, and not finite where one of them is not.
    let total: f64 = values
        .chunks(4096)
        .map(|block| block.iter().map(|v| v * 0.0).sum::<f64>())
        .sum();
    if total.is_finite() {
        let most = crate::kernel::largest_size(values);
        let fits = most == 0.0 || RANGE.contains(&most);
        return if fits {
            Ok(())
        } else {
            Err(Error::OutOfRange { column, most })
        };
    }
    match values
        .iter()
        .enumerate()
        .find(|(_, value)| !value.is_finite())
    {
        Some((row, &value)) => Err(Error::NotFinite { column, row, value }),
        None => Ok(()),
    }
}
