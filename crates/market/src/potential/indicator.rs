//! The export potential indicator of the International Trade Centre.
//!
//! ```text
//! supply_ik  = v_ik g_i / sum_i'(v_i'k g_i') * min(1, v_ik / m_ik)
//! demand_ijk = v_jk g_j * exp(-|mean ln d_jk - ln d_ij|)
//! ease_ij    = v_ij / sum_k( v_ik / v_k * v_jk )
//! potential_ijk = supply_ik * demand_ijk * ease_ij
//! ```
//!
//! v are exports (of i, of all, to j), m imports, d distances, the mean weighted by what j buys of k; g is the expected growth
//! of gross domestic product, 1 where it is not given. Source: Decreux and Spies (2016), International Trade Centre; methodology of 2023. Tariffs
//! are not in it, since they come with no dataset here; the elasticity of imports to income is 1, which leaves growth of output as
//! growth of demand.

use stirstick_codes::ProductCode;

/// What is known of one good.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Good {
    /// The code.
    pub(super) product: ProductCode,
    /// What the supplier sold to all, per year.
    pub(super) exports: f64,
    /// What the supplier bought from all.
    pub(super) imports: f64,
    /// What all countries sold to all.
    pub(super) world: f64,
    /// The same, each country's exports times its growth.
    pub(super) world_grown: f64,
    /// What the market bought from all.
    pub(super) bought: f64,
    /// What the market bought from the supplier.
    pub(super) actual: f64,
    /// Logarithm of the distance that the market's purchases came, weighted by value; none without a known distance.
    pub(super) log_distance: Option<f64>,
}

/// What is known of supplier and market.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pair {
    /// Logarithm of the distance between them; none where it is not known.
    pub(super) log_distance: Option<f64>,
    /// Expected over current gross domestic product of the supplier and of the market.
    pub(super) growth: (f64, f64),
}

/// The potential of one good and what it is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Potential {
    /// The supplier's projected share of world exports, less what passes through.
    pub(super) supply: f64,
    /// The market's projected demand, in units of the currency.
    pub(super) demand: f64,
    /// Potential exports, in units of the currency.
    pub(super) value: f64,
    /// Actual exports.
    pub(super) actual: f64,
}

impl Potential {
    /// What is not sold of the potential; zero where more is sold.
    pub(super) fn unrealised(&self) -> f64 {
        (self.value - self.actual).max(0.0)
    }

    /// What is sold of the potential.
    pub(super) fn realised(&self) -> f64 {
        self.actual.min(self.value)
    }
}

/// How easily the two trade: their trade over what it would be if the supplier had its share of the world's exports in each of
/// the market's purchases. None where there is nothing to compare.
pub(super) fn ease(goods: &[Good]) -> Option<f64> {
    let actual: f64 = goods.iter().map(|good| good.actual).sum();
    let expected: f64 = goods
        .iter()
        .filter(|good| good.world > 0.0)
        .map(|good| good.exports / good.world * good.bought)
        .sum();
    (expected > 0.0).then(|| actual / expected)
}

/// The market's demand for a good from the supplier, in units of the currency.
pub(super) fn demand(good: &Good, pair: &Pair) -> f64 {
    let farther = match (good.log_distance, pair.log_distance) {
        (Some(mean), Some(own)) => (-(mean - own).abs()).exp(),
        _ => 1.0,
    };
    good.bought * pair.growth.1 * farther
}

/// The supplier's projected share of world exports of a good, times what it makes rather than passes on.
pub(super) fn supply(good: &Good, pair: &Pair) -> f64 {
    if good.world_grown <= 0.0 {
        return 0.0;
    }
    let own = if good.imports > good.exports {
        good.exports / good.imports
    } else {
        1.0
    };
    good.exports * pair.growth.0 / good.world_grown * own
}

/// The potential of each good.
pub(super) fn potentials(goods: &[Good], pair: &Pair, ease: f64) -> Vec<Potential> {
    goods
        .iter()
        .map(|good| {
            let (supply, demand) = (supply(good, pair), demand(good, pair));
            Potential {
                supply,
                demand,
                value: supply * demand * ease,
                actual: good.actual,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(product: &str, of: [f64; 6], log_distance: Option<f64>) -> Good {
        let [exports, imports, world, world_grown, bought, actual] = of;
        Good {
            product: product.parse().expect("a code"),
            exports,
            imports,
            world,
            world_grown,
            bought,
            actual,
            log_distance,
        }
    }

    /// Worked by hand: shares of 0.5 and 0.2, purchases of 100 and 50, so 60 expected and 30 sold.
    #[test]
    fn a_case_worked_by_hand() {
        let goods = [
            good(
                "0101",
                [500.0, 100.0, 1000.0, 1100.0, 100.0, 28.0],
                Some(8.0),
            ),
            good("0102", [40.0, 80.0, 200.0, 200.0, 50.0, 2.0], Some(9.0)),
        ];
        let pair = Pair {
            log_distance: Some(8.5),
            growth: (1.1, 1.2),
        };
        let ease = ease(&goods).expect("something to compare");
        assert!((ease - 0.5).abs() < 1e-15);
        let found = potentials(&goods, &pair, ease);
        // 500 * 1.1 / 1100 = 0.5; 100 * 1.2 * exp(-0.5).
        let first = 0.5 * 120.0 * (-0.5_f64).exp() * 0.5;
        assert!((found[0].value - first).abs() < 1e-12);
        // 40 * 1.1 / 200 * 40 / 80 = 0.11, since half of what is sold was bought.
        let second = 0.11 * 60.0 * (-0.5_f64).exp() * 0.5;
        assert!((found[1].value - second).abs() < 1e-12);
        // The first is sold beyond its potential, which takes nothing from the gap of the second.
        assert!(found[0].unrealised().abs() < f64::MIN_POSITIVE);
        let gap: f64 = found.iter().map(Potential::unrealised).sum();
        assert!((gap - (second - 2.0).max(0.0)).abs() < 1e-12);
    }

    #[test]
    fn what_is_not_known_moves_nothing() {
        let unknown = good("0101", [5.0, 0.0, 10.0, 10.0, 8.0, 1.0], None);
        let pair = Pair {
            log_distance: Some(3.0),
            growth: (1.0, 1.0),
        };
        assert!((demand(&unknown, &pair) - 8.0).abs() < 1e-15);
        assert!((supply(&unknown, &pair) - 0.5).abs() < 1e-15);
        let nowhere = good("0101", [0.0, 0.0, 0.0, 0.0, 8.0, 0.0], None);
        assert!(supply(&nowhere, &pair).abs() < f64::MIN_POSITIVE);
        assert_eq!(ease(&[nowhere]), None);
    }
}
