//! Flows: what gravity expects, and what happens with errors, zeros and detours.
//!
//! ```text
//! expected  mu = (Y_i E_j / Y) * openness_ij / (outward_i * inward_j)          see `gravity`
//! happens   X  = mu * error + lump * size     with probability mu / (mu + lump), else 0
//! ```
//!
//! `error` and `size` are log-normal with mean one, so X has mean mu: trade too small to fill a
//! shipment every year happens in some years only. The error carries over from year to year, the
//! size of the odd shipment does not. Sales at home are never zero and have no odd shipment.

use crate::cast::{COUNTRIES, YEARS, year};
use crate::costs::{EFFECTS, Tariffs};
use crate::error::Error;
use crate::geography::Geography;
use crate::gravity::{self, Market};
use crate::paths::{Paths, Setting};
use crate::random::{Purpose, normal, stream};
use crate::story::Story;
use rand::Rng;

const PAIRS: usize = COUNTRIES * COUNTRIES;
/// Relative residual of the resistances; identities are tested to 1e-10.
pub(crate) const TOLERANCE: f64 = 1e-12;
/// Spread of the error's logarithm, and how much of it carries over to the next year.
pub(crate) const ERROR: (f64, f64) = (0.35, 0.85);
/// The odd shipment's mean: half of the flows expected at this value are zero.
pub(crate) const LUMP_USD: f64 = 600_000.0;
/// Spread of the logarithm of the odd shipment's size.
pub(crate) const LUMP_SPREAD: f64 = 1.5;
/// Probability that a pair's luck is drawn again in a year.
pub(crate) const REDRAW: f64 = 0.25;

/// One value for each year, exporter and importer of one product, sales at home on the diagonal.
#[derive(Debug, Clone)]
pub(crate) struct Cube(pub(crate) Vec<f64>);

impl Cube {
    pub(crate) fn zeros() -> Self {
        Self(vec![0.0; YEARS * PAIRS])
    }

    /// The position of one flow.
    pub(crate) fn cell(t: usize, exporter: usize, importer: usize) -> usize {
        (t * COUNTRIES + exporter) * COUNTRIES + importer
    }

    pub(crate) fn at(&self, t: usize, exporter: usize, importer: usize) -> f64 {
        self.0[Self::cell(t, exporter, importer)]
    }

    /// Purchases from abroad.
    pub(crate) fn imports(&self, t: usize, importer: usize) -> f64 {
        (0..COUNTRIES)
            .filter(|i| *i != importer)
            .map(|i| self.at(t, i, importer))
            .sum()
    }

    /// Sales abroad.
    pub(crate) fn exports(&self, t: usize, exporter: usize) -> f64 {
        (0..COUNTRIES)
            .filter(|j| *j != exporter)
            .map(|j| self.at(t, exporter, j))
            .sum()
    }
}

/// What one event sent through a hub in one year.
#[derive(Debug, Clone)]
pub(crate) struct Detour {
    pub(crate) event: usize,
    pub(crate) t: usize,
    pub(crate) origin: usize,
    pub(crate) value_usd: f64,
}

/// Solves gravity for every product in the years from `first` on; earlier years stay zero.
///
/// # Errors
/// [`Error::NotConverged`] when resistances do not settle.
pub(crate) fn expected(
    setting: &Setting<'_>,
    paths: &Paths,
    geography: &Geography,
    tariffs: &Tariffs,
    first: usize,
) -> Result<Vec<Cube>, Error> {
    let base: Vec<Vec<f64>> = (0..YEARS).map(|t| log_openness(geography, t)).collect();
    let products = &setting.catalogue.products;
    let solve_product = |k: usize| {
        let mut cube = Cube::zeros();
        let mut inward: Option<Vec<f64>> = None;
        for (t, base) in base.iter().enumerate().skip(first) {
            let openness: Vec<f64> = (0..PAIRS)
                .map(|cell| {
                    let (i, j) = (cell / COUNTRIES, cell % COUNTRIES);
                    let free = i == j || geography.agreement(i, j, year(t));
                    let tariff = if free {
                        0.0
                    } else {
                        tariffs.log_effect(j, k, products[k].sigma)
                    };
                    (base[cell] + tariff + setting.story.log_openness(k, i, j, t)).exp()
                })
                .collect();
            let range = t * COUNTRIES..(t + 1) * COUNTRIES;
            let market = Market {
                output: &paths.output[k][range.clone()],
                expenditure: &paths.expenditure[k][range],
                openness: &openness,
            };
            let solved = gravity::solve(market, inward.as_deref(), TOLERANCE);
            if solved.residual > TOLERANCE {
                return Err(Error::NotConverged {
                    product: products[k].code.to_owned(),
                    year: year(t),
                    iterations: solved.iterations,
                    residual: solved.residual,
                    tolerance: TOLERANCE,
                });
            }
            cube.0[t * PAIRS..(t + 1) * PAIRS].copy_from_slice(&gravity::flows(market, &solved));
            inward = Some(solved.inward);
        }
        Ok(cube)
    };
    (0..products.len()).map(solve_product).collect()
}

fn log_openness(geography: &Geography, t: usize) -> Vec<f64> {
    (0..PAIRS)
        .map(|cell| EFFECTS.log_openness(geography, cell / COUNTRIES, cell % COUNTRIES, year(t)))
        .collect()
}

/// Draws what happens for one product, in whole dollars.
pub(crate) fn realise(seed: u64, product: usize, expected: &Cube) -> Cube {
    let mut rng = stream(seed, Purpose::TradeErrors, product);
    let (spread, carry) = ERROR;
    let mut error: Vec<f64> = (0..PAIRS).map(|_| normal(&mut rng)).collect();
    let mut luck: Vec<f64> = (0..PAIRS).map(|_| rng.random()).collect();
    let mut happened = Cube::zeros();
    for t in 0..YEARS {
        for pair in 0..PAIRS {
            error[pair] = carry * error[pair] + (1.0 - carry * carry).sqrt() * normal(&mut rng);
            let (redraw, fresh) = (rng.random::<f64>(), rng.random::<f64>());
            if redraw < REDRAW {
                luck[pair] = fresh;
            }
            let mean = expected.0[t * PAIRS + pair];
            let lump = if pair / COUNTRIES == pair % COUNTRIES {
                0.0
            } else {
                LUMP_USD
            };
            let size = mean_one(LUMP_SPREAD, normal(&mut rng));
            if luck[pair] * (mean + lump) < mean {
                let value = mean * mean_one(spread, error[pair]) + lump * size;
                happened.0[t * PAIRS + pair] = value.round();
            }
        }
    }
    happened
}

/// A log-normal factor with mean one, from a standard normal number.
pub(crate) fn mean_one(spread: f64, z: f64) -> f64 {
    (spread * z - spread * spread / 2.0).exp()
}

/// Moves rerouted sales of one product from the direct way to the way through the hub, and says
/// what was moved. Every dollar that reaches the hub leaves it again.
pub(crate) fn reroute(story: &Story, product: usize, flows: &mut Cube) -> Vec<Detour> {
    let mut detours = Vec::new();
    for (position, event) in story.events.iter().enumerate() {
        let (Some(hub), true) = (event.hub, event.good == product) else {
            continue;
        };
        for t in 0..YEARS {
            for &origin in &event.suppliers {
                let direct = Cube::cell(t, origin, event.market);
                let value_usd = (flows.0[direct] * event.rerouted_share(year(t))).round();
                if value_usd > 0.0 {
                    flows.0[direct] -= value_usd;
                    flows.0[Cube::cell(t, origin, hub)] += value_usd;
                    flows.0[Cube::cell(t, hub, event.market)] += value_usd;
                    detours.push(Detour {
                        event: position,
                        t,
                        origin,
                        value_usd,
                    });
                }
            }
        }
    }
    detours
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::{Event, Kind};

    #[test]
    fn a_detour_changes_no_countrys_balance() {
        let story = Story {
            events: vec![Event {
                id: "test".into(),
                kind: Kind::Rerouted { share: 0.7 },
                market: 1,
                good: 0,
                start_year: Some(2012),
                suppliers: vec![2, 3],
                hub: Some(4),
            }],
            exit: None,
            dark_from: 2022,
        };
        let before = Cube((0..YEARS * PAIRS).map(|cell| (cell % 997) as f64).collect());
        let mut after = before.clone();
        let detours = reroute(&story, 0, &mut after);
        assert!(detours.iter().all(|detour| detour.t >= 2));
        assert!(reroute(&story, 1, &mut before.clone()).is_empty());
        for t in 0..YEARS {
            for country in 0..COUNTRIES {
                let net = |cube: &Cube| cube.exports(t, country) - cube.imports(t, country);
                assert!((net(&after) - net(&before)).abs() < 1e-6);
            }
        }
        let moved: f64 = detours
            .iter()
            .filter(|d| d.t == 5)
            .map(|d| d.value_usd)
            .sum();
        let into_hub = after.imports(5, 4) - before.imports(5, 4);
        assert!(moved > 0.0 && (into_hub - moved).abs() < 1e-6);
    }

    #[test]
    fn errors_and_zeros_leave_the_mean_alone() {
        let mut sum = 0.0;
        let mut zeros = 0.0;
        let draws = 40;
        let mean = Cube(vec![LUMP_USD; YEARS * PAIRS]);
        for product in 0..draws {
            let happened = realise(11, product, &mean);
            sum += happened.0.iter().sum::<f64>();
            zeros += happened
                .0
                .iter()
                .map(|v| f64::from(u8::from(*v < 0.5)))
                .sum::<f64>();
        }
        let cells = draws as f64 * mean.0.len() as f64;
        // About 300,000 draws, correlated over 14 years: the mean is known to about 0.7%.
        assert!(
            (sum / cells / LUMP_USD - 1.0).abs() < 0.03,
            "{}",
            sum / cells / LUMP_USD
        );
        let abroad = 1.0 - 1.0 / COUNTRIES as f64;
        assert!(
            (zeros / cells - 0.5 * abroad).abs() < 0.02,
            "{}",
            zeros / cells
        );
    }
}
