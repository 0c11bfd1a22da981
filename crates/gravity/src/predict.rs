//! What an estimate says of rows that it was not made from.

use crate::design::check_length;
use crate::error::{Column, Error};
use crate::estimate::{Estimate, Kind};

/// Rows to predict, all columns of one length.
#[derive(Debug, Clone, Default)]
pub struct NewRows<'a> {
    /// Number of rows.
    pub rows: usize,
    /// The regressors of the design, in its order, those too that are left out as collinear.
    pub regressors: Vec<&'a [f64]>,
    /// For each fixed effect of the design the group of each row, in the design's numbers; none for a group that the
    /// design does not have.
    pub effects: Vec<&'a [Option<u32>]>,
    /// A term with coefficient 1, as in the design.
    pub offset: Option<&'a [f64]>,
}

impl Estimate {
    /// Expected outcomes of new rows: `exp(offset + x b + effects)` for Poisson, the exponent itself for least squares. None
    /// for a row of a group without a row in use, and, with two effects, for two groups that no chain of rows connects:
    /// the level of one against the other is not estimated then. With more effects such rows are not told apart.
    ///
    /// # Errors
    /// [`Error::Length`] for a column of another length, [`Error::Columns`] for another number of columns than the design's.
    pub fn predict(&self, new: &NewRows<'_>) -> Result<Vec<Option<f64>>, Error> {
        self.check(new)?;
        let effects = self.effects();
        let parts = (self.effects.len() == 2).then(|| self.components());
        Ok((0..new.rows)
            .map(|row| self.predict_row(new, row, &effects, parts.as_deref()))
            .collect())
    }

    fn check(&self, new: &NewRows<'_>) -> Result<(), Error> {
        let count = |columns, got, expected| {
            if got == expected {
                Ok(())
            } else {
                Err(Error::Columns {
                    columns,
                    expected,
                    got,
                })
            }
        };
        count("regressors", new.regressors.len(), self.design_regressors)?;
        count("fixed effects", new.effects.len(), self.effects.len())?;
        for (number, column) in new.regressors.iter().enumerate() {
            check_length(Column::Regressor(number), column.len(), new.rows)?;
        }
        for (number, column) in new.effects.iter().enumerate() {
            check_length(Column::Effect(number), column.len(), new.rows)?;
        }
        new.offset.map_or(Ok(()), |offset| {
            check_length(Column::Offset, offset.len(), new.rows)
        })
    }

    fn predict_row(
        &self,
        new: &NewRows<'_>,
        row: usize,
        effects: &[Vec<f64>],
        parts: Option<&[Vec<u32>]>,
    ) -> Option<f64> {
        let mut predictor = new.offset.map_or(0.0, |offset| offset[row]);
        for (&regressor, slope) in self.used.iter().zip(&self.slopes) {
            predictor += slope * new.regressors[regressor][row];
        }
        let mut part = None;
        for (number, (column, values)) in new.effects.iter().zip(effects).enumerate() {
            let group = column[row]? as usize;
            predictor += values.get(group).copied()?;
            if let Some(parts) = parts {
                let own = parts[number][group];
                if *part.get_or_insert(own) != own {
                    return None;
                }
            }
        }
        if !predictor.is_finite() {
            return None;
        }
        let value = if self.kind == Kind::Poisson {
            predictor.exp()
        } else {
            predictor
        };
        value.is_finite().then_some(value)
    }

    /// The connected component of each group of two effects, by the design's numbers.
    fn components(&self) -> Vec<Vec<u32>> {
        let codes = [self.layout.groups_of(0), self.layout.groups_of(1)];
        let first = self.effects[0].groups;
        let mut parent: Vec<u32> =
            (0..crate::factor::u32_of(first + self.effects[1].groups)).collect();
        for (&a, &b) in codes[0].iter().zip(&codes[1]) {
            let b = crate::factor::u32_of(first + b as usize);
            let (a, b) = (root(&mut parent, a), root(&mut parent, b));
            parent[a.max(b) as usize] = a.min(b);
        }
        let mut from = 0;
        self.effects
            .iter()
            .map(|effect| {
                let mut parts = vec![0; effect.design_groups];
                for (group, &old) in effect.old.iter().enumerate() {
                    parts[old as usize] = root(&mut parent, crate::factor::u32_of(from + group));
                }
                from += effect.groups;
                parts
            })
            .collect()
    }
}

/// The root of an element, with the path to it halved.
fn root(parent: &mut [u32], mut element: u32) -> u32 {
    while parent[element as usize] != element {
        parent[element as usize] = parent[parent[element as usize] as usize];
        element = parent[element as usize];
    }
    element
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Design, Factor, Options, Singletons, poisson};

    #[test]
    fn rows_of_the_design_get_their_fitted_values_and_unconnected_ones_none() {
        let outcome = [4.0, 2.0, 3.0, 9.0, 5.0, 1.0, 2.0, 7.0];
        let regressor = [0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0];
        // Two blocks of groups that never meet.
        let exporter = Factor::of_integers(&[0, 0, 1, 1, 2, 2, 3, 3]);
        let importer = Factor::of_integers(&[0, 1, 0, 1, 2, 3, 2, 3]);
        let design = Design {
            outcome: &outcome,
            regressors: vec![&regressor],
            effects: vec![&exporter, &importer],
            ..Design::default()
        };
        let options = Options {
            singletons: Singletons::Keep,
            ..Options::default()
        };
        let estimate = poisson(&design, &options).expect("an estimate");
        let groups = |factor: &Factor| {
            factor
                .codes()
                .iter()
                .map(|&code| Some(code))
                .collect::<Vec<_>>()
        };
        let (exporters, importers) = (groups(&exporter), groups(&importer));
        let known = NewRows {
            rows: 8,
            regressors: vec![&regressor],
            effects: vec![&exporters, &importers],
            offset: None,
        };
        let predicted = estimate.predict(&known).expect("columns of one length");
        for (predicted, fitted) in predicted.iter().zip(estimate.fitted()) {
            assert!((predicted.expect("a known row") / fitted - 1.0).abs() < 1e-12);
        }
        let new = NewRows {
            rows: 2,
            regressors: vec![&[0.0, 0.0]],
            effects: vec![&[Some(0), None], &[Some(2), Some(0)]],
            offset: None,
        };
        assert_eq!(estimate.predict(&new), Ok(vec![None, None]));
        assert!(estimate.predict(&NewRows { rows: 3, ..new }).is_err());
    }
}
