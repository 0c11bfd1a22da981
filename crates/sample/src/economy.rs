//! Sizes of economies: gross domestic product and population by year.

use crate::cast::{COUNTRIES, FIRST_YEAR, GDP_BUSD, PLAN_YEARS};
use crate::random::{Purpose, between, normal, stream};

/// World growth beyond the countries' own trends, as rates: a slump in 2020 and its recovery.
const WORLD_CYCLE: [(u16, f64); 2] = [(2020, -0.05), (2021, 0.04)];
/// Spread of a country's yearly growth around its trend.
const GROWTH_SPREAD: f64 = 0.01;

/// Gross domestic product and population, year by country.
#[derive(Debug, Clone)]
pub(crate) struct Economy {
    /// With the world's cycle and shocks of each country.
    pub(crate) gdp_usd: Vec<f64>,
    /// On trend, which is what builders of capacity expect.
    pub(crate) trend_usd: Vec<f64>,
    pub(crate) population: Vec<f64>,
}

impl Economy {
    /// Draws the economies for all years of the plans.
    pub(crate) fn draw(seed: u64) -> Self {
        let mut rng = stream(seed, Purpose::Economy, 0);
        let drawn: Vec<(f64, f64, f64, f64)> = (0..COUNTRIES)
            .map(|country| {
                let size = (4.7 + 0.6 * normal(&mut rng)).exp();
                let growth = between(&mut rng, 0.015, 0.045);
                let income_usd = (9.6 + 0.6 * normal(&mut rng)).exp();
                let births = between(&mut rng, 0.0, 0.015);
                let fixed = GDP_BUSD.iter().find(|(known, _)| *known == country);
                (
                    fixed.map_or(size, |(_, busd)| *busd) * 1e9,
                    growth,
                    income_usd,
                    births,
                )
            })
            .collect();
        let mut economy = Self {
            gdp_usd: Vec::new(),
            trend_usd: Vec::new(),
            population: Vec::new(),
        };
        let mut level = [1.0; COUNTRIES];
        for t in 0..PLAN_YEARS {
            let year = FIRST_YEAR + u16::try_from(t).expect("there are few years");
            let cycle = WORLD_CYCLE
                .iter()
                .find(|(when, _)| *when == year)
                .map_or(0.0, |c| c.1);
            for (country, (start, growth, income_usd, births)) in drawn.iter().enumerate() {
                let elapsed = t as f64;
                if t > 0 {
                    level[country] *= (cycle + GROWTH_SPREAD * normal(&mut rng)).exp();
                }
                let trend = start * (1.0 + growth).powf(elapsed);
                economy.trend_usd.push(trend);
                economy.gdp_usd.push((trend * level[country]).round());
                let people = start / income_usd * (1.0 + births).powf(elapsed);
                economy.population.push(people.round());
            }
        }
        economy
    }

    /// A country's share of the first year's world product, grown along the chosen path.
    pub(crate) fn weight(&self, t: usize, country: usize, planned: bool) -> f64 {
        let path = if planned {
            &self.trend_usd
        } else {
            &self.gdp_usd
        };
        let world: f64 = self.trend_usd[..COUNTRIES].iter().sum();
        path[t * COUNTRIES + country] / world
    }
}
