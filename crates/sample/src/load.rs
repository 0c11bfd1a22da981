//! A world of one year for load: about ten million flows over all six-digit products.
//!
//! Structural gravity as in the world with a story, without a story: 220 countries, every product
//! with its own output, expenditure and resistances. Flows are never held in memory: each exporter
//! has a random stream of its own and its rows are drawn as they are written.

use crate::baci::{Frame, Row, Sink, write_zip};
use crate::costs::EFFECTS;
use crate::error::Error;
use crate::flows::mean_one;
use crate::geography::{Geography, Layout};
use crate::gravity::{self, Market};
use crate::names::{Name, invent};
use crate::number::whole;
use crate::random::{Purpose, normal, stream};
use rand::RngCore;
use std::io::{self, Seek, Write};
use stirstick_codes::{Nomenclature, ProductCode, product_name};

/// Countries of the world, `QMA` to `QUL`.
const COUNTRIES: usize = 220;
/// The year of the data.
pub(crate) const YEAR: u16 = 2023;
/// Rows that the size of the odd shipment is chosen for.
const TARGET_ROWS: f64 = 10_000_000.0;
/// Relative residual of the resistances. Errors of flows are far larger.
const TOLERANCE: f64 = 1e-9;
/// Spread of the logarithm of a flow's error, of the odd shipment, of unit values around the
/// product's.
pub(crate) const ERROR_SPREAD: f64 = 0.6;
pub(crate) const LUMP_SPREAD: f64 = 2.5;
pub(crate) const UNIT_VALUE_SPREAD: f64 = 0.6;
/// Share of flows without a quantity.
pub(crate) const NO_QUANTITY: f64 = 0.02;
const BLOCS: usize = 8;
/// One in this many flows is looked at when the size of the odd shipment is chosen.
const SAMPLE_EVERY: usize = 37;

/// The world for load.
#[derive(Debug)]
pub(crate) struct LoadWorld {
    pub(crate) seed: u64,
    pub(crate) countries: Vec<Name>,
    pub(crate) products: Vec<ProductCode>,
    openness: Vec<f64>,
    /// `Y_ik / outward_ik`, exporter by product.
    push: Vec<f64>,
    /// `E_jk / (inward_jk * Y_k)`, importer by product.
    pull: Vec<f64>,
    unit_value_usd_per_t: Vec<f64>,
    /// Rows that are expected.
    pub(crate) target_rows: f64,
    /// Mean of the odd shipment.
    pub(crate) lump_usd: f64,
    /// Largest residual of any product's resistances.
    pub(crate) residual: f64,
}

impl LoadWorld {
    /// Draws the world of a seed. Takes two passes over 220 by 220 pairs for each of some twenty
    /// rounds and each product, and about 50 MB.
    ///
    /// # Errors
    /// [`Error::NotConverged`] when the resistances of a product do not settle.
    pub(crate) fn draw(seed: u64) -> Result<Self, Error> {
        Self::of_size(seed, COUNTRIES, six_digit_codes(), TARGET_ROWS)
    }

    /// Draws a world of another size, for tests.
    fn of_size(
        seed: u64,
        countries: usize,
        products: Vec<ProductCode>,
        target_rows: f64,
    ) -> Result<Self, Error> {
        let geography = Geography::draw(seed, &layout(countries));
        let openness: Vec<f64> = (0..countries * countries)
            .map(|pair| {
                let (i, j) = (pair / countries, pair % countries);
                EFFECTS.log_openness(&geography, i, j, YEAR).exp()
            })
            .collect();
        let mut rng = stream(seed, Purpose::Economy, 0);
        let gdp: Vec<f64> = (0..countries)
            .map(|_| (2.0 * normal(&mut rng)).exp())
            .collect();
        let mut world = Self {
            seed,
            countries: invent(countries),
            push: vec![0.0; countries * products.len()],
            pull: vec![0.0; countries * products.len()],
            unit_value_usd_per_t: Vec::with_capacity(products.len()),
            products,
            openness,
            target_rows,
            lump_usd: 0.0,
            residual: 0.0,
        };
        let mut inward: Option<Vec<f64>> = None;
        for k in 0..world.products.len() {
            inward = Some(world.solve_product(k, &gdp, inward.as_deref())?);
        }
        world.lump_usd = world.choose_lump();
        Ok(world)
    }

    /// Draws one product's output and expenditure and keeps what its flows are made from.
    fn solve_product(
        &mut self,
        k: usize,
        gdp: &[f64],
        start: Option<&[f64]>,
    ) -> Result<Vec<f64>, Error> {
        let mut rng = stream(self.seed, Purpose::LoadMarkets, k);
        let world_usd = (20.2 + 2.0 * normal(&mut rng)).exp();
        self.unit_value_usd_per_t
            .push((8.5 + 1.5 * normal(&mut rng)).exp());
        let mut weigh = |power: f64, spread: f64| -> Vec<f64> {
            let weights: Vec<f64> = gdp
                .iter()
                .map(|size| size.powf(power) * (spread * normal(&mut rng)).exp())
                .collect();
            let total: f64 = weights.iter().sum();
            weights
                .into_iter()
                .map(|weight| weight / total * world_usd)
                .collect()
        };
        let output = weigh(1.1, 1.8);
        let expenditure = weigh(0.95, 0.5);
        let market = Market {
            output: &output,
            expenditure: &expenditure,
            openness: &self.openness,
        };
        let solved = gravity::solve(market, start, TOLERANCE);
        if solved.residual > TOLERANCE {
            return Err(Error::NotConverged {
                product: self.products[k].to_string(),
                year: YEAR,
                iterations: solved.iterations,
                residual: solved.residual,
                tolerance: TOLERANCE,
            });
        }
        self.residual = self.residual.max(solved.residual);
        let count = self.products.len();
        for country in 0..gdp.len() {
            self.push[country * count + k] = output[country] / solved.outward[country];
            self.pull[country * count + k] =
                expenditure[country] / (solved.inward[country] * world_usd);
        }
        Ok(solved.inward)
    }

    fn expected(&self, i: usize, j: usize, k: usize) -> f64 {
        let count = self.products.len();
        self.openness[i * self.countries.len() + j]
            * self.push[i * count + k]
            * self.pull[j * count + k]
    }

    /// Finds, by halving, the odd shipment with which the expected number of flows is the target.
    fn choose_lump(&self) -> f64 {
        let mut sampled = Vec::new();
        let n = self.countries.len();
        for i in 0..n {
            for j in (0..n).filter(|j| *j != i) {
                let first = (i * n + j) % SAMPLE_EVERY;
                let chosen = (first..self.products.len()).step_by(SAMPLE_EVERY);
                sampled.extend(chosen.map(|k| self.expected(i, j, k)));
            }
        }
        let (mut low, mut high) = (0.0_f64, 30.0_f64);
        for _ in 0..30 {
            let middle = low.midpoint(high);
            let lump = middle.exp();
            let flows: f64 = sampled.iter().map(|mean| mean / (mean + lump)).sum();
            if flows * SAMPLE_EVERY as f64 > self.target_rows {
                low = middle;
            } else {
                high = middle;
            }
        }
        low.midpoint(high).exp().round()
    }

    /// Writes the world in BACI's layout and returns the rows written.
    pub(crate) fn write_baci<W: Write + Seek>(
        &self,
        out: W,
        progress: &mut dyn FnMut(u64),
    ) -> io::Result<u64> {
        let codes: Vec<&str> = self.products.iter().map(ProductCode::as_str).collect();
        let frame = Frame {
            countries: &self.countries,
            products: &codes,
            years: &[YEAR],
            seed: self.seed,
        };
        write_zip(out, frame, progress, &mut |_, sink| {
            (0..self.countries.len()).try_for_each(|exporter| self.export(exporter, &codes, sink))
        })
    }

    fn export(&self, exporter: usize, codes: &[&str], sink: &mut Sink<'_>) -> io::Result<()> {
        let mut rng = stream(self.seed, Purpose::LoadFlows, exporter);
        let count = codes.len();
        let push = &self.push[exporter * count..(exporter + 1) * count];
        let n = self.countries.len();
        for importer in (0..n).filter(|importer| *importer != exporter) {
            let pull = &self.pull[importer * count..(importer + 1) * count];
            let open = self.openness[exporter * n + importer];
            for k in 0..count {
                let mean = open * push[k] * pull[k];
                // A draw of 32 bits: the smallest probability that matters here is far above 2^-32.
                let luck = f64::from(rng.next_u32()) / 4_294_967_296.0;
                if luck * (mean + self.lump_usd) >= mean {
                    continue;
                }
                let value = mean * mean_one(ERROR_SPREAD, normal(&mut rng))
                    + self.lump_usd * mean_one(LUMP_SPREAD, normal(&mut rng));
                let price =
                    self.unit_value_usd_per_t[k] * (UNIT_VALUE_SPREAD * normal(&mut rng)).exp();
                let known = f64::from(rng.next_u32()) / 4_294_967_296.0 >= NO_QUANTITY;
                let value_usd = whole(value).max(1);
                sink.push(Row {
                    year: YEAR,
                    exporter: self.countries[exporter].number,
                    importer: self.countries[importer].number,
                    product: codes[k],
                    value_usd,
                    quantity_kg: known.then(|| whole(value / price * 1000.0).max(1)),
                })?;
            }
        }
        Ok(())
    }
}

fn layout(countries: usize) -> Layout {
    Layout {
        bloc: (0..countries).map(|country| country % BLOCS).collect(),
        spread_degrees: 12.0,
        border_km: 500.0,
        beside: Vec::new(),
        agreement_years: (1995, YEAR),
    }
}

/// All six-digit codes of HS 2022, in order: the subheadings that have a name, under the headings
/// and chapters that have one.
fn six_digit_codes() -> Vec<ProductCode> {
    let mut level = vec![String::new()];
    let mut found = Vec::new();
    for _ in 0..3 {
        let below = level
            .iter()
            .flat_map(|code| (0..100).map(move |n| format!("{code}{n:02}")));
        found = below
            .filter_map(|text| ProductCode::parse(&text).ok())
            .filter(|code| product_name(Nomenclature::HS22, *code).is_some())
            .collect();
        level = found.iter().map(ProductCode::to_string).collect();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn small(seed: u64) -> LoadWorld {
        let products = six_digit_codes().into_iter().step_by(40).collect();
        LoadWorld::of_size(seed, 30, products, 20_000.0).expect("it settles")
    }

    fn zip(world: &LoadWorld) -> (u64, Vec<u8>) {
        let mut out = Cursor::new(Vec::new());
        let rows = world
            .write_baci(&mut out, &mut |_| {})
            .expect("memory takes everything");
        (rows, out.into_inner())
    }

    #[test]
    fn rows_come_close_to_the_target() {
        let (rows, _) = zip(&small(1));
        // Rows are sums of independent draws, and the sample of flows is one in 37.
        assert!((rows as f64 / 20_000.0 - 1.0).abs() < 0.05, "{rows}");
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
        let first = zip(&small(1)).1;
        assert!(first == zip(&small(1)).1);
        assert!(first != zip(&small(2)).1);
    }

    #[test]
    fn exporters_have_streams_of_their_own() {
        let world = small(3);
        let codes: Vec<&str> = world.products.iter().map(ProductCode::as_str).collect();
        let alone = |exporter: usize| {
            let frame = Frame {
                countries: &[],
                products: &[],
                years: &[YEAR],
                seed: 3,
            };
            let mut out = Cursor::new(Vec::new());
            let rows = write_zip(&mut out, frame, &mut |_| {}, &mut |_, sink| {
                world.export(exporter, &codes, sink)
            });
            rows.expect("memory takes everything")
        };
        let parts: u64 = (0..30).rev().map(alone).sum();
        assert_eq!(parts, zip(&world).0);
    }

    #[test]
    fn the_list_of_subheadings_is_the_whole_of_hs_2022() {
        let codes = six_digit_codes();
        // The list of the World Customs Organization has 5,612 subheadings; lists that add codes
        // for goods not classified elsewhere have one or two more.
        assert!((5600..=5625).contains(&codes.len()), "{}", codes.len());
        assert!(codes.is_sorted());
        assert_eq!(codes[0].as_str(), "010121");
        assert!(codes.iter().all(|code| code.level() == 6));
    }
}
