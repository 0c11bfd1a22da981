//! How published programs scale the same indices.

/// How indices are scaled: programs agree on the vectors and differ in units.
///
/// kc and kp are the vectors of countries and products for the second eigenvalue, kp of length 1 and kc the mean of
/// kp over a country's products; sd0 divides by the count and sd1 by the count less one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Convention {
    /// The formulas of Hausmann, Hidalgo and others (2014), The Atlas of Economic Complexity, as they stand.
    ///
    /// ```text
    /// ECI = (kc - mean kc) / sd0 kc        PCI = (kp - mean kc) / sd0 kc
    /// COI_c = sum_p density_cp (1 - M_cp) PCI_p
    /// COG_cp = (1 - M_cp) sum_q (1 - M_cq) phi_pq PCI_q / sum_r phi_qr
    /// ```
    ///
    /// ECI is then the mean PCI of a country's products. The sign is that for which ECI rises with diversity.
    #[default]
    Atlas,

    /// PyPI's `ecomplexity` 0.5.3, which follows the Growth Lab's program for Stata.
    ///
    /// ECI and PCI are those of [`Convention::Atlas`]. The outlooks are worked out before PCI is standardised:
    ///
    /// ```text
    /// raw_c = sum_p density_cp (1 - M_cp) kp_p          COI = (raw - mean raw) / sd0 raw
    /// COG_cp = (1 - M_cp) sum_q (1 - M_cq) phi_pq kp_q / sum_r phi_qr / sd0 kc
    /// ```
    Ecomplexity,

    /// R's `economiccomplexity`, method "eigenvalues".
    ///
    /// ```text
    /// ECI = (kc - mean kc) / sd1 kc        PCI = (kp - mean kp) / sd1 kp
    /// ```
    ///
    /// so that ECI is not the mean PCI of a country's products. Signs are those of its method of reflections. COI and
    /// COG are the formulas of [`Convention::Atlas`] with this PCI.
    EconomicComplexityR,
}

/// A mean and a standard deviation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spread {
    pub(crate) mean: f64,
    pub(crate) deviation: f64,
}

impl Spread {
    /// `less` is what the count is lowered by before the squares are divided by it.
    pub(crate) fn of(values: &[f64], less: f64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        Self {
            mean,
            deviation: (squares / (count - less)).sqrt(),
        }
    }

    pub(crate) fn standardised(self, values: &[f64]) -> Vec<f64> {
        let standard = |value: &f64| (value - self.mean) / self.deviation;
        values.iter().map(standard).collect()
    }

    /// Whether values differ by no more than rounding leaves: for values around 1, 2^-52 times their number's root.
    pub(crate) fn is_flat(self) -> bool {
        self.deviation.is_nan() || self.deviation <= 1e-14 * self.mean.abs().max(f64::MIN_POSITIVE)
    }
}
