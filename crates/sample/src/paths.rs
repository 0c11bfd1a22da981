//! What every country makes and spends, product by product: the inputs of gravity.
//!
//! Goods come first. Their demand follows income and tastes, their makers' capacity follows the
//! trend and the planted events. Demand for inputs and consumables then follows the output of the
//! goods that need them, and demand for machines follows replacement and what is about to be built:
//!
//! ```text
//! inputs, consumables:  E_jh,t = coefficient * sum_g weight_hg * Y_jg,t                 + autonomous
//! machines:             E_jm,t = coefficient * sum_g weight_mg * (wear * Y_jg,t
//!                                + sum_l lead_l * max(0, plan_jg,t+l - plan_jg,t+l-1))  + autonomous
//! ```

use crate::cast::{COUNTRIES, FILLERS, FORESIGHT, LEAVERS, PLAN_YEARS, STORY_MARKETS, YEARS, year};
use crate::economy::Economy;
use crate::products::{Catalogue, Role};
use crate::random::{Purpose, between, normal, stream};
use crate::story::Story;

/// Share of a good's output that is spent each year on replacing machines, before the coefficient.
pub(crate) const WEAR: f64 = 0.10;
/// How much of a year's new capacity is bought one, two and three years before.
pub(crate) const LEAD: [f64; FORESIGHT] = [0.4, 0.4, 0.2];
/// Demand in the first year that does not come from the goods of the chain, as a share.
pub(crate) const AUTONOMOUS: f64 = 0.30;
/// Yearly noise of demand: spread and carry-over of its logarithm.
pub(crate) const DEMAND_NOISE: (f64, f64) = (0.04, 0.7);
/// The toolmaker's yearly gain over all others.
const TOOLMAKER_GAIN: f64 = 1.03;

/// What does not depend on the story: tastes, natural advantages, noise.
#[derive(Debug, Clone)]
pub(crate) struct Nature {
    /// Capacity of each country in the first year, by product.
    advantage: Vec<Vec<f64>>,
    /// The part of its own use that a story market makes at the start, where it is fixed.
    self_supply: Vec<Vec<Option<f64>>>,
    taste: Vec<Vec<f64>>,
    noise: Vec<Vec<f64>>,
}

impl Nature {
    /// Draws tastes, advantages and noise, one stream for each product.
    pub(crate) fn draw(seed: u64, catalogue: &Catalogue, economy: &Economy) -> Self {
        let mut nature = Self {
            advantage: Vec::new(),
            self_supply: Vec::new(),
            taste: Vec::new(),
            noise: Vec::new(),
        };
        for (k, product) in catalogue.products.iter().enumerate() {
            let mut rng = stream(seed, Purpose::Economy, 10 + k);
            let advantage = (0..COUNTRIES).map(|i| {
                economy.weight(0, i, true) * (0.9 * normal(&mut rng)).exp() * skill(product.role, i)
            });
            nature.advantage.push(advantage.collect());
            let start = STORY_MARKETS.map(|_| match product.role {
                Role::Good => Some(between(&mut rng, 0.20, 0.35)),
                Role::Machine => Some(between(&mut rng, 0.03, 0.12)),
                Role::Consumable => Some(between(&mut rng, 0.05, 0.20)),
                _ => None,
            });
            let mut fixed = vec![None; COUNTRIES];
            for (market, share) in STORY_MARKETS.into_iter().zip(start) {
                fixed[market] = share;
            }
            nature.self_supply.push(fixed);
            let taste = (0..COUNTRIES).map(|_| (0.3 * normal(&mut rng) - 0.045).exp());
            nature.taste.push(taste.collect());
            let (spread, carry) = DEMAND_NOISE;
            let mut state: Vec<f64> = (0..COUNTRIES).map(|_| normal(&mut rng)).collect();
            let noise = (0..YEARS * COUNTRIES).map(|cell| {
                let j = cell % COUNTRIES;
                state[j] = carry * state[j] + (1.0 - carry * carry).sqrt() * normal(&mut rng);
                (spread * state[j] - spread * spread / 2.0).exp()
            });
            nature.noise.push(noise.collect());
        }
        nature
    }
}

fn skill(role: Role, country: usize) -> f64 {
    let leaver = LEAVERS.contains(&country);
    match role {
        Role::Other => 1.0,
        _ if country == FILLERS[0] => 1.5,
        _ if FILLERS.contains(&country) => 1.3,
        Role::Machine | Role::Consumable if leaver => 2.2,
        Role::Good if leaver => 1.3,
        _ => 1.0,
    }
}

/// Purchases and sales of every country, year by country, for each product.
#[derive(Debug, Clone)]
pub(crate) struct Paths {
    /// Purchases, from home and abroad.
    pub(crate) expenditure: Vec<Vec<f64>>,
    /// Sales, at home and abroad; in every year their sum is that of the purchases.
    pub(crate) output: Vec<Vec<f64>>,
}

/// Everything that paths are made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) economy: &'a Economy,
    pub(crate) nature: &'a Nature,
    pub(crate) story: &'a Story,
}

impl Setting<'_> {
    /// Works out purchases and sales of all products in the years of the data.
    pub(crate) fn paths(&self) -> Paths {
        let count = self.catalogue.products.len();
        let mut paths = Paths {
            expenditure: vec![Vec::new(); count],
            output: vec![Vec::new(); count],
        };
        let mut plans = vec![Vec::new(); count];
        for (k, product) in self.catalogue.products.iter().enumerate() {
            if let Some(world_usd) = product.world_usd {
                let plan = self.final_demand(k, world_usd, true);
                plans[k] = self.output(k, &plan, true);
                paths.expenditure[k] = self.final_demand(k, world_usd, false);
                paths.output[k] = self.output(k, &paths.expenditure[k], false);
            }
        }
        for (k, product) in self.catalogue.products.iter().enumerate() {
            if product.world_usd.is_none() {
                let driver = self.driver(k, &paths.output, &plans);
                paths.expenditure[k] = self.derived_demand(k, &driver);
                paths.output[k] = self.output(k, &paths.expenditure[k], false);
            }
        }
        paths
    }

    fn income(&self, k: usize, t: usize, j: usize, planned: bool) -> f64 {
        let growth = 1.0 + self.catalogue.products[k].trend;
        growth.powf(t as f64) * self.economy.weight(t, j, planned) * self.nature.taste[k][j]
    }

    fn final_demand(&self, k: usize, world_usd: f64, planned: bool) -> Vec<f64> {
        let years = if planned { PLAN_YEARS } else { YEARS };
        (0..years * COUNTRIES)
            .map(|cell| {
                let (t, j) = (cell / COUNTRIES, cell % COUNTRIES);
                let events = self.story.at(j, k);
                let demand: f64 = events.clone().map(|e| e.demand(year(t), planned)).product();
                let usual = world_usd * self.income(k, t, j, planned) * demand;
                if planned {
                    return usual;
                }
                let stock: f64 = events.map(|e| e.purchases_over_use(year(t))).product();
                usual * self.nature.noise[k][cell] * stock
            })
            .collect()
    }

    /// Sales: each country's share of capacity, times world purchases.
    fn output(&self, k: usize, expenditure: &[f64], planned: bool) -> Vec<f64> {
        let start = self.starting_capacity(k, &expenditure[..COUNTRIES]);
        let chain = !self.catalogue.products[k].family.is_empty();
        expenditure
            .chunks(COUNTRIES)
            .enumerate()
            .flat_map(|(t, spent)| {
                let capacity: Vec<f64> = (0..COUNTRIES)
                    .map(|i| {
                        let gain = if chain && i == FILLERS[0] {
                            TOOLMAKER_GAIN
                        } else {
                            1.0
                        };
                        let growth =
                            self.economy.weight(t, i, true) / self.economy.weight(0, i, true);
                        let events: f64 = self
                            .story
                            .at(i, k)
                            .map(|e| e.capacity(year(t), planned))
                            .product();
                        start[i] * growth * gain.powf(t as f64) * events
                    })
                    .collect();
                let world: f64 = spent.iter().sum();
                let total: f64 = capacity.iter().sum();
                capacity
                    .into_iter()
                    .map(move |value| value / total * world)
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    /// Capacity in the first year. Where a market's self-supply is fixed, its share of world
    /// capacity is that part of its share of world purchases.
    fn starting_capacity(&self, k: usize, spent: &[f64]) -> Vec<f64> {
        let world: f64 = spent.iter().sum();
        let fixed = &self.nature.self_supply[k];
        let share = |i: usize| fixed[i].map(|part| part * spent[i] / world);
        let fixed_total: f64 = (0..COUNTRIES).filter_map(share).sum();
        let free_total: f64 = (0..COUNTRIES)
            .filter(|i| fixed[*i].is_none())
            .map(|i| self.nature.advantage[k][i])
            .sum();
        let scale = free_total / (1.0 - fixed_total);
        (0..COUNTRIES)
            .map(|i| share(i).map_or(self.nature.advantage[k][i], |part| part * scale))
            .collect()
    }

    /// What the goods of the chain ask for, year by country.
    fn driver(&self, k: usize, output: &[Vec<f64>], plans: &[Vec<f64>]) -> Vec<f64> {
        let role = self.catalogue.products[k].role;
        let mut asked = vec![0.0; YEARS * COUNTRIES];
        for link in self.catalogue.links.iter().filter(|link| link.product == k) {
            for (cell, sum) in asked.iter_mut().enumerate() {
                let (t, j) = (cell / COUNTRIES, cell % COUNTRIES);
                let made = output[link.good][cell];
                let need = if role == Role::Machine {
                    let building = new_capacity(&plans[link.good], t, j);
                    let bought = self
                        .story
                        .at(j, link.good)
                        .map(|e| e.machine_purchases(year(t)));
                    (WEAR * made + building) * bought.product::<f64>()
                } else {
                    made
                };
                *sum += role.coefficient() * link.weight * need;
            }
        }
        asked
    }

    fn derived_demand(&self, k: usize, driver: &[f64]) -> Vec<f64> {
        let start: f64 = driver[..COUNTRIES].iter().sum();
        let autonomous = start * AUTONOMOUS / (1.0 - AUTONOMOUS);
        driver
            .iter()
            .enumerate()
            .map(|(cell, asked)| {
                let (t, j) = (cell / COUNTRIES, cell % COUNTRIES);
                (asked + autonomous * self.income(k, t, j, false)) * self.nature.noise[k][cell]
            })
            .collect()
    }
}

/// Capacity planned for the next years that is bought in this one.
fn new_capacity(plan: &[f64], t: usize, country: usize) -> f64 {
    let planned = |when: usize| plan[when * COUNTRIES + country];
    LEAD.iter()
        .enumerate()
        .map(|(ahead, part)| part * (planned(t + ahead + 1) - planned(t + ahead)).max(0.0))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_are_bought_before_capacity_is_there() {
        let mut plan = vec![100.0; PLAN_YEARS * COUNTRIES];
        for t in 6..PLAN_YEARS {
            plan[t * COUNTRIES] = 200.0;
        }
        let bought: Vec<f64> = (0..YEARS).map(|t| new_capacity(&plan, t, 0)).collect();
        assert!((bought[5] - 40.0).abs() < 1e-9);
        assert!((bought[4] - 40.0).abs() < 1e-9);
        assert!((bought[3] - 20.0).abs() < 1e-9);
        assert!(bought.iter().sum::<f64>() - 100.0 < 1e-9);
    }
}
