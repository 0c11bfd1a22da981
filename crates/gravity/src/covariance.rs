//! Covariance of coefficients: classical, robust, clustered.
//!
//! With centred regressors `x`, residuals `u` and information `B = (X'WX)^-1`,
//!
//! ```text
//!   classical   B                                     (least squares: times u'Wu / (n - K))
//!   robust      B (sum of x_r u_r u_r x_r') B
//!   clustered   B (sum over clusters of s_g s_g') B,  s_g = sum of x_r u_r in the cluster
//! ```
//!
//! Several cluster variables: the sum over their non-empty subsets of the clustered matrix by the interaction
//! of the subset, with a minus for subsets of even size (Cameron, Gelbach, Miller 2011).

use rayon::prelude::*;

use crate::error::{Column, Error};
use crate::estimate::{Estimate, Kind};
use crate::factor::Factor;
use crate::kernel::vectorised;
use crate::moments::zero;
use crate::small::{positive_part, sandwich};

/// Which errors.
#[derive(Debug, Clone, Copy)]
pub enum Errors<'a> {
    /// Right if the variance is the model's: the mean for Poisson, constant for least squares.
    Classical,
    /// Right whatever the variance (Huber 1967, White 1980; HC1 with a correction for size).
    Robust,
    /// Right whatever the covariance within clusters. Factors over all rows of the design.
    Clustered(&'a [&'a Factor]),
}

/// Whose correction for small samples. `n` is the number of rows used, `G` of clusters, `k` of slopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SmallSample {
    /// fixest's and pyfixest's default: `(n-1)/(n-K)`, and for clusters `G/(G-1)` with the smallest `G` of several
    /// variables. `K` counts slopes and effects, of effects nested in a cluster variable one group.
    #[default]
    Fixest,
    /// Stata's for likelihoods, ppmlhdfe's: `n/(n-1)` robust, `G/(G-1)` clustered with the smallest `G`, nothing else.
    Stata,
    /// No correction.
    None,
}

impl SmallSample {
    /// The factor of a clustered matrix.
    pub(crate) fn of_clusters(self, rows: usize, parameters: usize, fewest: usize) -> f64 {
        let (n, fewest) = (real(rows), real(fewest));
        match self {
            Self::Fixest => (n - 1.0) / (n - real(parameters)) * fewest / (fewest - 1.0),
            Self::Stata => fewest / (fewest - 1.0),
            Self::None => 1.0,
        }
    }
}

/// Covariance matrix of the slopes in use, and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariance {
    /// Matrix over the regressors in use, row by row.
    pub matrix: Vec<f64>,
    /// Clusters of each variable.
    pub clusters: Vec<usize>,
    /// `K` of the correction.
    pub parameters: usize,
    /// Whether the sum over several cluster variables had a negative eigenvalue, which is set to zero
    /// (Cameron, Gelbach, Miller 2011, section 2.3).
    pub negative_part_removed: bool,
}

impl Covariance {
    /// Standard errors of the slopes in use.
    #[must_use]
    pub fn standard_errors(&self) -> Vec<f64> {
        let count = self.matrix.len().isqrt();
        (0..count)
            .map(|k| self.matrix[k * count + k].max(0.0).sqrt())
            .collect()
    }
}

impl Estimate {
    /// Covariance of the slopes.
    ///
    /// Cost: a pass over rows and regressors for each subset of the cluster variables.
    ///
    /// # Errors
    /// [`Error::Length`] for a cluster variable of another length than the design, [`Error::OneCluster`] for one
    /// with fewer than two clusters, [`Error::NoClusterVariable`] for none.
    pub fn covariance(
        &self,
        errors: Errors<'_>,
        correction: SmallSample,
    ) -> Result<Covariance, Error> {
        let count = self.regressors.len();
        let bread = &self.bread[..];
        let n = real(self.rows.kept.len());
        match errors {
            Errors::Classical => {
                let parameters = self.parameters(&[]);
                let scale = match (self.kind, correction) {
                    (Kind::LeastSquares, SmallSample::None) => self.residual_squares() / n,
                    (Kind::LeastSquares, _) => self.residual_squares() / (n - real(parameters)),
                    (Kind::Poisson, SmallSample::Fixest) => (n - 1.0) / (n - real(parameters)),
                    (Kind::Poisson, _) => 1.0,
                };
                Ok(self.finish(
                    bread.iter().map(|value| value * scale).collect(),
                    Vec::new(),
                    parameters,
                ))
            }
            Errors::Robust => {
                let parameters = self.parameters(&[]);
                let scale = match correction {
                    SmallSample::Fixest => n / (n - real(parameters)),
                    SmallSample::Stata => n / (n - 1.0),
                    SmallSample::None => 1.0,
                };
                let meat: Vec<f64> = self
                    .robust_meat()
                    .iter()
                    .map(|value| value * scale)
                    .collect();
                Ok(self.finish(sandwich(bread, &meat, count), Vec::new(), parameters))
            }
            Errors::Clustered(factors) => self.clustered(bread, factors, correction),
        }
    }

    fn finish(&self, matrix: Vec<f64>, clusters: Vec<usize>, parameters: usize) -> Covariance {
        Covariance {
            matrix,
            clusters,
            parameters,
            negative_part_removed: false,
        }
    }

    fn clustered(
        &self,
        bread: &[f64],
        factors: &[&Factor],
        correction: SmallSample,
    ) -> Result<Covariance, Error> {
        let factors = self.cluster_factors(factors)?;
        let count = self.regressors.len();
        let clusters: Vec<usize> = factors.iter().map(Factor::groups).collect();
        let parameters = self.parameters(&factors);
        let fewest = clusters.iter().copied().min().unwrap_or(0);
        let scale = correction.of_clusters(self.rows.kept.len(), parameters, fewest);
        let mut meat = vec![0.0; count * count];
        for subset in 1..1usize << factors.len() {
            let members: Vec<&Factor> = factors
                .iter()
                .enumerate()
                .filter(|(f, _)| subset >> f & 1 == 1)
                .map(|(_, f)| f)
                .collect();
            let joint = members[1..]
                .iter()
                .fold(members[0].clone(), |joint, factor| joint.interact(factor));
            let sign = if members.len() % 2 == 1 {
                scale
            } else {
                -scale
            };
            for (sum, value) in meat.iter_mut().zip(self.cluster_meat(&joint)) {
                *sum += sign * value;
            }
        }
        let matrix = sandwich(bread, &meat, count);
        let repaired = if factors.len() > 1 {
            positive_part(&matrix, count)
        } else {
            None
        };
        let negative_part_removed = repaired.is_some();
        Ok(Covariance {
            matrix: repaired.unwrap_or(matrix),
            clusters,
            parameters,
            negative_part_removed,
        })
    }

    /// Cluster variables over the rows in use.
    fn cluster_factors(&self, factors: &[&Factor]) -> Result<Vec<Factor>, Error> {
        if factors.is_empty() {
            return Err(Error::NoClusterVariable);
        }
        let mut used = Vec::with_capacity(factors.len());
        for (variable, factor) in factors.iter().enumerate() {
            if factor.len() != self.design_rows {
                let column = Column::Cluster(variable);
                return Err(Error::Length {
                    column,
                    expected: self.design_rows,
                    got: factor.len(),
                });
            }
            let (factor, _) = factor.of_rows(&self.rows.kept);
            if factor.groups() < 2 {
                return Err(Error::OneCluster {
                    variable,
                    clusters: factor.groups(),
                });
            }
            used.push(factor);
        }
        Ok(used)
    }

    /// Number of parameters of fixest's correction: slopes, and groups of effects less one for each effect after
    /// the first; effects nested in a cluster variable count as one group.
    pub(crate) fn parameters(&self, clusters: &[Factor]) -> usize {
        let effects: usize = self
            .effects
            .iter()
            .enumerate()
            .map(|(number, effect)| {
                if clusters.is_empty() {
                    return effect.groups;
                }
                let factor = self.effect(number);
                let nested = clusters.iter().any(|cluster| is_nested(&factor, cluster));
                if nested { 1 } else { effect.groups }
            })
            .sum();
        self.regressors.len() + effects - self.effects.len().saturating_sub(1)
    }

    /// `u'Wu` of least squares.
    fn residual_squares(&self) -> f64 {
        self.residuals
            .iter()
            .zip(&self.weights)
            .map(|(residual, weight)| {
                if *weight > 0.0 {
                    residual * residual / weight
                } else {
                    0.0
                }
            })
            .sum()
    }

    fn robust_meat(&self) -> Vec<f64> {
        let count = self.regressors.len();
        self.over_groups(count * count, |_, centred, residuals, sums| {
            for a in 0..count {
                for b in 0..count {
                    sums[a * count + b] += centred[a]
                        .iter()
                        .zip(&centred[b])
                        .zip(residuals)
                        .map(|((x, z), u)| x * u * (z * u))
                        .sum::<f64>();
                }
            }
        })
    }

    /// Sum over clusters of the products of their scores.
    fn cluster_meat(&self, clusters: &Factor) -> Vec<f64> {
        let count = self.regressors.len();
        let scores = self.over_groups(
            clusters.groups() * count,
            |group, centred, residuals, sums| {
                for (place, residual) in self.layout.rows_of(group).zip(residuals) {
                    let row = place - self.layout.rows_of(group).start;
                    let cluster = clusters.codes()[self.layout.order[place] as usize] as usize;
                    for (sum, column) in sums[cluster * count..(cluster + 1) * count]
                        .iter_mut()
                        .zip(centred)
                    {
                        *sum += column[row] * residual;
                    }
                }
            },
        );
        let mut meat = vec![0.0; count * count];
        for score in scores.chunks_exact(count.max(1)) {
            for a in 0..count {
                for b in 0..count {
                    meat[a * count + b] += score[a] * score[b];
                }
            }
        }
        meat
    }

    /// Adds up over all leading groups what `work` makes of centred regressors and residuals.
    fn over_groups(
        &self,
        length: usize,
        work: impl Fn(usize, &[Vec<f64>], &[f64], &mut [f64]) + Sync,
    ) -> Vec<f64> {
        let columns = self.columns();
        let parts: Vec<Vec<f64>> = self
            .layout
            .chunks
            .par_iter()
            .map(|chunk| {
                let mut sums = Vec::new();
                zero(&mut sums, length);
                let mut centred = vec![Vec::new(); self.regressors.len()];
                vectorised(
                    #[inline(always)]
                    || {
                        for group in chunk.clone() {
                            let rows = self.layout.rows_of(group);
                            let weights = &self.weights[rows.clone()];
                            columns.centre(group, weights, self.group_weights[group], &mut centred);
                            work(group, &centred, &self.residuals[rows], &mut sums);
                        }
                    },
                );
                sums
            })
            .collect();
        let mut total = vec![0.0; length];
        for part in parts {
            crate::kernel::add_scaled(&mut total, 1.0, &part);
        }
        total
    }
}

/// Whether each group of a factor lies in one cluster.
pub(crate) fn is_nested(factor: &Factor, clusters: &Factor) -> bool {
    const UNSEEN: u32 = u32::MAX;
    let mut cluster_of = vec![UNSEEN; factor.groups()];
    factor
        .codes()
        .iter()
        .zip(clusters.codes())
        .all(|(&group, &cluster)| {
            let slot = &mut cluster_of[group as usize];
            if *slot == UNSEEN {
                *slot = cluster;
            }
            *slot == cluster
        })
}

#[expect(clippy::cast_precision_loss, reason = "counts below 2^32")]
pub(crate) fn real(count: usize) -> f64 {
    count as f64
}
