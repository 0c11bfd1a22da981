//! What customs services publish: the exporter's FOB report and the importer's CIF report of the
//! same flow, each with its own errors.
//!
//! ```text
//! ln X_ij = ln V_ij + a_i + e,              e ~ N(0, s_i^2)     exporter's report, FOB
//! ln M_ij = ln V_ij + ln(1 + cif) + b_j + u, u ~ N(0, s_j^2)    importer's report, CIF
//! cif = base + slope * ln(d_ij / 1000 km) - neighbour (if contiguous), within limits,
//!       times the product's freight factor
//! ```

use crate::cast::{COUNTRIES, DARK, NEVER_PUBLISHES, YEARS, year};
use crate::flows::Cube;
use crate::geography::Geography;
use crate::number::thousandths;
use crate::products::Product;
use crate::random::{Purpose, between, normal, stream};
use crate::story::Story;
use rand::Rng;
use serde::Serialize;

/// How freight and insurance depend on the pair and the product, as rates of the FOB value.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Freight {
    pub(crate) base: f64,
    pub(crate) slope_log_1000_km: f64,
    pub(crate) neighbour: f64,
    pub(crate) lowest: f64,
    pub(crate) highest: f64,
    /// Goods cheaper than this per tonne pay `bulk_factor` times the rate.
    pub(crate) bulk_below_usd_per_t: f64,
    pub(crate) bulk_factor: f64,
}

/// Rates between 1% and 20%, about 6% for a usual pair, as methods of mirror statistics find.
pub(crate) const FREIGHT: Freight = Freight {
    base: 0.04,
    slope_log_1000_km: 0.015,
    neighbour: 0.015,
    lowest: 0.01,
    highest: 0.20,
    bulk_below_usd_per_t: 1000.0,
    bulk_factor: 1.5,
};
/// Flows below this are not recorded.
pub(crate) const THRESHOLD_USD: f64 = 1000.0;
/// Probability that a report is missing: below and above a million dollars.
pub(crate) const MISSING: (f64, f64) = (0.03, 0.005);
pub(crate) const MISSING_ABOVE_USD: f64 = 1e6;
/// Probability that a report has no quantity.
pub(crate) const NO_QUANTITY: f64 = 0.05;
/// Spread of the logarithm of unit values: between exporters, between flows, between reports.
pub(crate) const UNIT_VALUE_SPREAD: (f64, f64, f64) = (0.2, 0.1, 0.03);

/// How well a country reports: bias and spread of its errors, in logarithms.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Quality {
    pub(crate) exports_bias: f64,
    pub(crate) exports_spread: f64,
    pub(crate) imports_bias: f64,
    pub(crate) imports_spread: f64,
}

/// Draws the quality of every country's reports.
pub(crate) fn qualities(seed: u64) -> Vec<Quality> {
    let mut rng = stream(seed, Purpose::ReportingQuality, 0);
    (0..COUNTRIES)
        .map(|_| Quality {
            exports_bias: 0.05 * normal(&mut rng),
            exports_spread: between(&mut rng, 0.04, 0.35),
            imports_bias: 0.03 * normal(&mut rng),
            imports_spread: between(&mut rng, 0.03, 0.25),
        })
        .collect()
}

/// Whether a country publishes its own figures of that year.
pub(crate) fn publishes(story: &Story, country: usize, year: u16) -> bool {
    country != NEVER_PUBLISHES && (country != DARK || year < story.dark_from)
}

/// The rate of freight and insurance between two countries.
pub(crate) fn freight_rate(geography: &Geography, product: &Product, i: usize, j: usize) -> f64 {
    let cell = i * geography.n + j;
    let near = if geography.contiguous[cell] {
        FREIGHT.neighbour
    } else {
        0.0
    };
    let slope = FREIGHT.slope_log_1000_km * (geography.distance_km[cell] / 1000.0).ln();
    let rate = (FREIGHT.base + slope - near).clamp(FREIGHT.lowest, FREIGHT.highest);
    let bulky = product.unit_value_usd_per_t < FREIGHT.bulk_below_usd_per_t;
    rate * if bulky { FREIGHT.bulk_factor } else { 1.0 }
}

/// Reports and quantities of one product; a value of zero is no report, and a quantity of zero is
/// none given.
#[derive(Debug, Clone)]
pub(crate) struct Mirror {
    /// Whole dollars, free on board.
    pub(crate) exporter_usd: Cube,
    /// Whole dollars, with freight and insurance.
    pub(crate) importer_usd: Cube,
    pub(crate) exporter_t: Cube,
    pub(crate) importer_t: Cube,
    /// What was shipped.
    pub(crate) true_t: Cube,
}

/// Everything that reports are made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reporting<'a> {
    pub(crate) seed: u64,
    pub(crate) geography: &'a Geography,
    pub(crate) story: &'a Story,
    pub(crate) qualities: &'a [Quality],
}

impl Reporting<'_> {
    /// Draws the reports of one product.
    pub(crate) fn mirror(&self, k: usize, product: &Product, flows: &Cube) -> Mirror {
        let mut mirror = Mirror {
            exporter_usd: Cube::zeros(),
            importer_usd: Cube::zeros(),
            exporter_t: Cube::zeros(),
            importer_t: Cube::zeros(),
            true_t: Cube::zeros(),
        };
        let mut rng = stream(self.seed, Purpose::Quantities, k);
        let usual: Vec<f64> = (0..COUNTRIES)
            .map(|_| product.unit_value_usd_per_t * (UNIT_VALUE_SPREAD.0 * normal(&mut rng)).exp())
            .collect();
        let mut rng = stream(self.seed, Purpose::Reports, k);
        for t in 0..YEARS {
            for (i, usual_usd_per_t) in usual.iter().enumerate() {
                for j in (0..COUNTRIES).filter(|j| *j != i) {
                    let value = flows.at(t, i, j);
                    if value > 0.0 {
                        let events: f64 = self
                            .story
                            .at(j, k)
                            .map(|e| e.unit_value(i, year(t)))
                            .product();
                        let noise = (UNIT_VALUE_SPREAD.1 * normal(&mut rng)).exp();
                        let tonnes = value / (usual_usd_per_t * events * noise);
                        let cell = Cube::cell(t, i, j);
                        mirror.true_t.0[cell] = thousandths(tonnes);
                        let rate = freight_rate(self.geography, product, i, j);
                        self.report(&mut rng, &mut mirror, (t, i, j), (value, tonnes, rate));
                    }
                }
            }
        }
        mirror
    }

    fn report(
        &self,
        rng: &mut rand_chacha::ChaCha8Rng,
        mirror: &mut Mirror,
        (t, i, j): (usize, usize, usize),
        (value, tonnes, rate): (f64, f64, f64),
    ) {
        let cell = Cube::cell(t, i, j);
        let seller = self.qualities[i];
        let buyer = self.qualities[j];
        let sides = [
            (i, seller.exports_bias, seller.exports_spread, 1.0),
            (j, buyer.imports_bias, buyer.imports_spread, 1.0 + rate),
        ];
        for (side, (reporter, bias, spread, margin)) in sides.into_iter().enumerate() {
            let reported = (value * margin * (bias + spread * normal(rng)).exp()).round();
            let weighed = tonnes * (UNIT_VALUE_SPREAD.2 * normal(rng)).exp();
            let missing = if reported < MISSING_ABOVE_USD {
                MISSING.0
            } else {
                MISSING.1
            };
            let lost = rng.random::<f64>() < missing;
            let unweighed = rng.random::<f64>() < NO_QUANTITY;
            if lost || reported < THRESHOLD_USD || !publishes(self.story, reporter, year(t)) {
                continue;
            }
            let (values, weights) = match side {
                0 => (&mut mirror.exporter_usd, &mut mirror.exporter_t),
                _ => (&mut mirror.importer_usd, &mut mirror.importer_t),
            };
            values.0[cell] = reported;
            weights.0[cell] = if unweighed { 0.0 } else { thousandths(weighed) };
        }
    }
}
