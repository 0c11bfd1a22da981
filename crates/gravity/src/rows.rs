//! Which rows an estimate rests on, and why others do not.

use crate::design::{Design, Singletons};
use crate::factor::{Factor, u32_of};

/// Why a row is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// Its weight is zero.
    NoWeight,
    /// It is alone in its group of this fixed effect, after other rows were dropped.
    Singleton {
        /// Number of the effect.
        effect: usize,
    },
    /// All rows of its group of this fixed effect have an outcome of zero.
    ZeroGroup {
        /// Number of the effect.
        effect: usize,
    },
    /// A combination of regressors and effects is zero wherever the outcome is positive, nowhere negative where it is
    /// zero, and positive in this row: its fitted value is zero at the limit (Correia, Guimaraes, Zylkin 2019).
    Separated,
}

/// A row that is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dropped {
    /// The row of the design.
    pub row: u32,
    /// Why.
    pub reason: Reason,
}

/// Rows in use and dropped ones.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// Rows in use, in rising order.
    pub(crate) kept: Vec<u32>,
    pub(crate) dropped: Vec<Dropped>,
}

impl Rows {
    pub(crate) fn all(design: &Design<'_>) -> Self {
        let mut rows = Self {
            kept: (0..u32_of(design.outcome.len())).collect(),
            dropped: Vec::new(),
        };
        if let Some(weights) = design.weights {
            rows.drop(|row| weights[row as usize] > 0.0, Reason::NoWeight);
        }
        rows
    }

    /// Drops rows that fail the test.
    pub(crate) fn drop(&mut self, keep: impl Fn(u32) -> bool, reason: Reason) {
        let dropped = &mut self.dropped;
        self.kept.retain(|&row| {
            let stays = keep(row);
            if !stays {
                dropped.push(Dropped { row, reason });
            }
            stays
        });
    }

    /// Drops groups without a positive outcome (`poisson`) and singletons until none is left.
    pub(crate) fn prune(&mut self, design: &Design<'_>, singletons: Singletons, poisson: bool) {
        loop {
            let before = self.kept.len();
            for (effect, factor) in design.effects.iter().enumerate() {
                if poisson {
                    let positive = self.count(factor, |row| design.outcome[row as usize] > 0.0);
                    self.drop(
                        |row| positive[group(factor, row)] > 0,
                        Reason::ZeroGroup { effect },
                    );
                }
                if singletons == Singletons::Drop {
                    let members = self.count(factor, |_| true);
                    self.drop(
                        |row| members[group(factor, row)] > 1,
                        Reason::Singleton { effect },
                    );
                }
            }
            if self.kept.len() == before {
                return;
            }
        }
    }

    /// Kept rows of each group that pass the test.
    fn count(&self, factor: &Factor, test: impl Fn(u32) -> bool) -> Vec<u32> {
        let mut counts = vec![0; factor.groups()];
        for &row in &self.kept {
            counts[group(factor, row)] += u32::from(test(row));
        }
        counts
    }

    pub(crate) fn dropped_for(&self, test: impl Fn(Reason) -> bool) -> usize {
        self.dropped
            .iter()
            .filter(|dropped| test(dropped.reason))
            .count()
    }
}

fn group(factor: &Factor, row: u32) -> usize {
    factor.codes()[row as usize] as usize
}
