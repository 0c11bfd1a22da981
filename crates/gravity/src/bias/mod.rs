//! Three-way gravity by Poisson pseudo maximum likelihood in short panels: the bias of the slopes, and clustered errors
//! that are not too small (Weidner and Zylkin 2021).
//!
//! Start with [`Estimate::bias`], which has the formulas, and [`Estimate::adjusted_covariance`]. The estimate's rows are
//! laid out as pairs by times (`grid`); the bias is a sum over countries (`score`); the adjusted covariance needs the leverage of
//! each pair (`leverage`, by the dense matrices of `dense`) and a small system for each (`adjusted`).

mod adjusted;
mod dense;
mod grid;
mod leverage;
mod score;

use std::fmt;

use crate::covariance::{Covariance, SmallSample, real};
use crate::error::Error;
use crate::estimate::Estimate;
use crate::factor::Factor;
use crate::small::{positive_part, sandwich};
use grid::Grid;

/// Who trades with whom, and when: factors over all rows of the design.
#[derive(Debug, Clone, Copy)]
pub struct Panel<'a> {
    /// The exporter of each row.
    pub exporter: &'a Factor,
    /// The importer of each row.
    pub importer: &'a Factor,
    /// The time of each row; in a cross-section one group.
    pub time: &'a Factor,
}

/// An effect of a gravity equation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interaction {
    /// Of each exporter in each time.
    ExporterTime,
    /// Of each importer in each time.
    ImporterTime,
    /// Of each exporter with each importer.
    Pair,
}

impl fmt::Display for Interaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ExporterTime => "exporter and time",
            Self::ImporterTime => "importer and time",
            Self::Pair => "exporter and importer",
        })
    }
}

/// The bias of the slopes. Vectors are over the regressors in use ([`Estimate::regressors_in_use`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Bias {
    /// The bias: what is to be taken from the slopes.
    pub bias: Vec<f64>,
    /// Slopes less their bias.
    pub corrected: Vec<f64>,
    /// The part of the bias that comes from the effects of exporters and times, `W^-1 B I/(I-1)`.
    pub from_exporters: Vec<f64>,
    /// The part that comes from those of importers and times, `W^-1 D J/(J-1)`.
    pub from_importers: Vec<f64>,
    /// Exporters with a row in use, `I`.
    pub exporters: usize,
    /// Importers with a row in use, `J`.
    pub importers: usize,
}

/// A covariance adjusted for the leverage of the effects, and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Adjusted {
    /// The covariance. A negative part can come from the correction, which is not a sum of squares; it is removed as
    /// with several cluster variables, and said.
    pub covariance: Covariance,
    /// Pairs with a direction that the estimate fits exactly whatever their trade: without the pair an effect or a
    /// slope would have no estimate. That direction is left out of the sum.
    pub undetermined: usize,
}

impl Estimate {
    /// The bias of the slopes of a three-way estimate: effects of exporter and time, importer and time, and of pairs,
    /// in any order. Weidner and Zylkin (2021, "Bias and consistency in three-way gravity models", Journal of International
    /// Economics 132, 103513; arXiv 1909.01327), section 3 and appendix A.2.1.
    ///
    /// The bias is of order `1/N` for `N` countries while the number of times is fixed: as large in proportion to the
    /// standard error however many countries there are. For exporter `i`, importer `j` and time `t`, with `mu` the fitted
    /// value (times the weight where rows have one), vectors over the times of a pair and sums over the pairs in use:
    ///
    /// ```text
    ///   Y_ij = sum_t mu_ijt                 v_ijt = mu_ijt / Y_ij
    ///   S_ij = y_ij - v_ij sum_t y_ijt      score of the likelihood with the pair's effect at its best value
    ///   H_ij = Y_ij (diag(v) - v v')        minus its second derivatives
    ///   G_ij                                its third derivatives: -Y_ij times the third cumulants of one draw by v
    ///   x_ij                                regressors without their effects, under weights mu
    ///   W    = sum_ij x_ij' H_ij x_ij
    ///
    ///   B_k  = sum_i { - tr[ (sum_j H_ij)^+ sum_j H_ij x_ijk S_ij' ]
    ///                  + tr[ (sum_j G_ij x_ijk) (sum_j H_ij)^+ (sum_j S_ij S_ij') (sum_j H_ij)^+ ] / 2 }
    ///   D_k  the same with i and j exchanged
    ///
    ///   bias = W^-1 ( B I/(I-1) + D J/(J-1) )           I exporters, J importers
    /// ```
    ///
    /// The paper writes it as `W^-1 (B + D) / (N-1)` with `W` over N(N-1) and, for the degrees of freedom, `B` and `D` over
    /// N-1 in place of the N of the asymptotic distribution; with `I = J = N` that is the above.
    ///
    /// **Where it differs.** The paper has no trade of a country with itself, and leaves `i = j` out of its sums. Rows of
    /// such trade in the estimate are part of its likelihood, and of all sums here, as in `ppml_fe_bias` (version 1.2 for
    /// Stata, by the second author). `ppml_fe_bias` takes `y - mu` for `S`, which is the same up to the tolerance of an estimate.
    ///
    /// **Unbalanced panels.** The paper's are balanced. A cell without a row in use (missing, separated, of a pair without
    /// trade) counts as a fitted value of zero and so has no part in any sum, and `I` and `J` count the countries with a
    /// row in use, both as in `ppml_fe_bias`. The inverses are generalised ones of what the rows in use determine, whichever makes no
    /// difference. Rows that are alone in a group (`Singletons::Keep`), though fitted exactly, move the bias: leave
    /// them out. Czarnowske and Stammann (2022, arXiv 2203.02235) find the bias larger where many pairs drop out.
    ///
    /// **What it does.** Mean bias of a slope of 1, and the share of 95 percent intervals that cover it, by the estimate
    /// as it is and by the corrected slope with adjusted errors; 500 panels each of the paper's four designs, where
    /// outcomes have a variance of `s mu^2` (`examples/bias_monte_carlo.rs`, seed 1):
    ///
    /// | s | N | T | bias | corrected | simulation error | covered | with both corrections |
    /// |---|---|---|---|---|---|---|---|
    /// | `mu^-2` | 20 | 2 | 0.0737 | 0.0313 | 0.0050 | 81.2 | 89.4 |
    /// | `mu^-2` | 20 | 5 | 0.0396 | 0.0121 | 0.0024 | 82.0 | 90.8 |
    /// | `mu^-2` | 50 | 5 | 0.0135 | 0.0003 | 0.0010 | 84.4 | 92.6 |
    /// | `mu^-2` | 100 | 2 | 0.0134 | 0.0010 | 0.0011 | 87.0 | 90.8 |
    /// | `mu^-1` | 20 | 5 | 0.0228 | 0.0071 | 0.0024 | 88.6 | 92.2 |
    /// | `mu^-1` | 50 | 5 | 0.0074 | -0.0003 | 0.0010 | 91.0 | 93.2 |
    /// | `mu^-1` | 100 | 2 | 0.0079 | 0.0004 | 0.0010 | 91.8 | 93.0 |
    /// | 1 | 20 | 5 | -0.0008 | -0.0012 | 0.0027 | 90.6 | 92.6 |
    /// | 1 | 50 | 5 | -0.0025 | -0.0025 | 0.0011 | 90.8 | 91.4 |
    /// | `(mu^-1 + exp(2 x)) / 2` | 20 | 5 | -0.0613 | -0.0443 | 0.0037 | 75.0 | 83.2 |
    /// | `(mu^-1 + exp(2 x)) / 2` | 50 | 5 | -0.0400 | -0.0254 | 0.0018 | 65.0 | 79.8 |
    /// | `(mu^-1 + exp(2 x)) / 2` | 100 | 2 | -0.0253 | -0.0123 | 0.0017 | 82.8 | 87.6 |
    ///
    /// In the fourth design, whose errors have the longest tails, between a quarter and a half of the bias goes; in the
    /// third there is none to speak of.
    ///
    /// Cost: `pairs T^2 k` operations for `T` times and `k` regressors, memory `pairs T k` numbers. The result is the same
    /// to the bit whatever the number of threads.
    ///
    /// # Errors
    /// [`Error::NotPoisson`], [`Error::NotConverged`], [`Error::Length`] for a factor of another length than the design,
    /// [`Error::MissingEffect`] and [`Error::TooManyEffects`] where the effects are others,
    /// [`Error::RepeatedFlow`] where a pair has two rows of one time, [`Error::OneCountry`].
    ///
    /// ```
    /// use stirstick_gravity::{Design, Factor, Options, Panel, poisson};
    ///
    /// let (mut from, mut to, mut when) = (Vec::new(), Vec::new(), Vec::new());
    /// let (mut agreement, mut trade) = (Vec::new(), Vec::new());
    /// for i in 0..6_i64 {
    ///     for j in (0..6).filter(|j| *j != i) {
    ///         for t in 0..3 {
    ///             (from.push(i), to.push(j), when.push(t));
    ///             let joined = i + j < 2 + 2 * t;
    ///             agreement.push(f64::from(u8::from(joined)));
    ///             trade.push(1.0 + f64::from(u8::from(joined)) + ((5 * i + 3 * j + 7 * t) % 4) as f64);
    ///         }
    ///     }
    /// }
    /// let [from, to, when] = [from, to, when].map(|codes| Factor::of_integers(&codes));
    /// let effects = [from.interact(&when), to.interact(&when), from.interact(&to)];
    /// let design = Design {
    ///     outcome: &trade,
    ///     regressors: vec![&agreement],
    ///     effects: effects.iter().collect(),
    ///     ..Design::default()
    /// };
    /// let estimate = poisson(&design, &Options::default())?;
    /// let panel = Panel { exporter: &from, importer: &to, time: &when };
    /// let bias = estimate.bias(panel)?;
    /// assert_eq!((bias.exporters, bias.importers), (6, 6));
    /// # Ok::<(), stirstick_gravity::Error>(())
    /// ```
    pub fn bias(&self, panel: Panel<'_>) -> Result<Bias, Error> {
        let grid = Grid::new(self, panel, true)?;
        let [exporters, importers] = grid.countries;
        if exporters < 2 || importers < 2 {
            return Err(Error::OneCountry {
                exporters,
                importers,
            });
        }
        let part = |side: usize| {
            let countries = real(grid.countries[side]);
            let score = score::bias(&grid, side);
            let mut part = vec![0.0; score.len()];
            for (row, part) in self.bread.chunks_exact(score.len().max(1)).zip(&mut part) {
                *part = crate::kernel::dot(row, &score) * countries / (countries - 1.0);
            }
            part
        };
        let (from_exporters, from_importers) = (part(0), part(1));
        let bias: Vec<f64> = from_exporters
            .iter()
            .zip(&from_importers)
            .map(|(exporters, importers)| exporters + importers)
            .collect();
        Ok(Bias {
            corrected: self.slopes.iter().zip(&bias).map(|(s, b)| s - b).collect(),
            bias,
            from_exporters,
            from_importers,
            exporters,
            importers,
        })
    }

    /// The covariance of the slopes clustered by pair, with each pair's scores corrected for what the effects and the
    /// slopes take from them (Weidner and Zylkin 2021, section 3 and, for two effects, the appendix; in the manner of
    /// Kauermann and Carroll 2001). For three-way estimates as in [`Estimate::bias`], and two-way ones without effects of
    /// pairs, whose slopes have no such bias (Fernandez-Val and Weidner 2016) but whose errors do; in a cross-section they
    /// are robust errors. Uncorrected errors are too small by a share of order `1/N`.
    ///
    /// ```text
    ///   W^-1 { sum_ij x_ij' (I - H_ij [x_ij W^-1 x_ij' + d_ij V d_ij'])^-1 S_ij S_ij' x_ij } W^-1
    ///   V = (sum_ij d_ij' H_ij d_ij)^+
    /// ```
    ///
    /// with `d_ij` the dummies of exporter-times and importer-times, and without effects of pairs
    /// `H_ij = diag(mu_ij)` and `S_ij = y_ij - mu_ij`. The matrix is not symmetric; the result is the mean of it
    /// and its transpose, as `ppml_fe_bias` stores it.
    ///
    /// `correction` multiplies as in [`Estimate::covariance`]: [`SmallSample::None`] is the paper's formula,
    /// [`SmallSample::Stata`] with its `P/(P-1)` for `P` pairs what `ppml_fe_bias` prints; [`SmallSample::Fixest`] also
    /// divides by the share of parameters left, which corrects for the slopes a second time.
    ///
    /// Exact at any size, where `ppml_fe_bias` goes over to an approximation above 1,500 effects unless told not to. Cost:
    /// with `m` the smaller of the numbers of exporter-times and importer-times and `n` the larger, `2 m^3 + 2 m^2 n`
    /// multiplications and `16 m^2` bytes: 3 seconds of one core and 110 MB in all for 100 countries in 20 years. Two-way, `T`
    /// times the cost of one time. The result is the same to the bit whatever the number of threads.
    ///
    /// # Errors
    /// As [`Estimate::bias`]; [`Error::OneCluster`] with fewer than two pairs; [`Error::InexactLeverage`] where the weights of
    /// the rows differ so much that the inverse has no trustworthy digits.
    pub fn adjusted_covariance(
        &self,
        panel: Panel<'_>,
        correction: SmallSample,
    ) -> Result<Adjusted, Error> {
        let with_pairs = self.effects.len() > 2;
        let grid = Grid::new(self, panel, with_pairs)?;
        let pairs = grid.pairs.len();
        if pairs < 2 {
            return Err(Error::OneCluster {
                variable: 0,
                clusters: pairs,
            });
        }
        let mut meat = adjusted::meat(&grid, &self.bread, with_pairs)?;
        let parameters = self.parameters(std::slice::from_ref(&grid.pair));
        let scale = correction.of_clusters(self.rows.kept.len(), parameters, pairs);
        for value in &mut meat.matrix {
            *value *= scale;
        }
        let order = self.used.len();
        let matrix = sandwich(&self.bread, &meat.matrix, order);
        let repaired = positive_part(&matrix, order);
        let negative_part_removed = repaired.is_some();
        Ok(Adjusted {
            covariance: Covariance {
                matrix: repaired.unwrap_or(matrix),
                clusters: vec![pairs],
                parameters,
                negative_part_removed,
            },
            undetermined: meat.undetermined,
        })
    }
}
