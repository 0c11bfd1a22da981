//! Trade costs: from covariates to the openness that gravity takes.
//!
//! ```text
//! ln t_ij^(1 - sigma_k) = distance * ln(d_ij / 1000 km) + contiguity + language + agreement
//!                       + home (i = j) + (1 - sigma_k) * ln(1 + tariff_ijk)
//! ```
//!
//! The effects are on flows and the same for all products; only the tariff's effect differs, with
//! the product's elasticity of substitution.

use crate::geography::Geography;
use crate::random::{Purpose, between, stream};
use serde::Serialize;

/// Effects of the covariates on the logarithm of a flow.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Effects {
    /// Elasticity with respect to distance.
    pub(crate) distance: f64,
    pub(crate) contiguity: f64,
    pub(crate) common_language: f64,
    pub(crate) trade_agreement: f64,
    /// Sales at home against sales abroad.
    pub(crate) home: f64,
}

/// Near the means of structural estimates in Head and Mayer (2014), table 4; home is larger,
/// because distances inside the invented countries are short.
pub(crate) const EFFECTS: Effects = Effects {
    distance: -1.0,
    contiguity: 0.45,
    common_language: 0.35,
    trade_agreement: 0.36,
    home: 1.0,
};

impl Effects {
    /// The logarithm of openness before tariffs.
    pub(crate) fn log_openness(&self, geography: &Geography, i: usize, j: usize, year: u16) -> f64 {
        let cell = i * geography.n + j;
        let effect = |holds: bool, size: f64| if holds { size } else { 0.0 };
        self.distance * (geography.distance_km[cell] / 1000.0).ln()
            + effect(geography.contiguous[cell], self.contiguity)
            + effect(geography.common_language[cell], self.common_language)
            + effect(geography.agreement(i, j, year), self.trade_agreement)
            + effect(i == j, self.home)
    }
}

/// Most-favoured-nation tariffs, percent, importer by product; partners with an agreement pay
/// nothing, and nobody pays at home.
#[derive(Debug, Clone)]
pub(crate) struct Tariffs {
    products: usize,
    mfn_pct: Vec<f64>,
}

impl Tariffs {
    /// Draws the tariffs: a level for each importer, a scale for each product, one decimal.
    pub(crate) fn draw(seed: u64, importers: usize, scales: &[f64]) -> Self {
        let mut rng = stream(seed, Purpose::Economy, 1);
        let mfn_pct = (0..importers)
            .flat_map(|_| {
                let level = between(&mut rng, 1.0, 9.0);
                scales
                    .iter()
                    .map(|scale| {
                        (10.0 * level * scale * between(&mut rng, 0.5, 1.5)).round() / 10.0
                    })
                    .collect::<Vec<_>>()
            })
            .collect();
        Self {
            products: scales.len(),
            mfn_pct,
        }
    }

    /// The importer's tariff on a product from partners without an agreement, percent.
    pub(crate) fn mfn_pct(&self, importer: usize, product: usize) -> f64 {
        self.mfn_pct[importer * self.products + product]
    }

    /// What the tariff does to the logarithm of the flow.
    pub(crate) fn log_effect(&self, importer: usize, product: usize, sigma: f64) -> f64 {
        (1.0 - sigma) * (self.mfn_pct(importer, product) / 100.0).ln_1p()
    }
}
