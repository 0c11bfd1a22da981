//! Structural gravity: solves the multilateral resistances of one product and year.
//!
//! Anderson and van Wincoop (2003), equations 9 to 11, with a product's own elasticity of
//! substitution `sigma`:
//!
//! ```text
//! X_ij = (Y_i E_j / Y) * (t_ij / (Pi_i P_j))^(1 - sigma)
//! P_j^(1 - sigma)  = sum_i (t_ij / Pi_i)^(1 - sigma) * Y_i / Y
//! Pi_i^(1 - sigma) = sum_j (t_ij / P_j)^(1 - sigma) * E_j / Y
//! ```
//!
//! The code works with powers only: `openness` is `t^(1 - sigma)`, `outward` is `Pi^(1 - sigma)`
//! and `inward` is `P^(1 - sigma)`. The resistances are fixed up to one scale: here the first
//! country that spends has `inward` 1.

/// Rounds after which a solution is given up; the worlds drawn here need a few hundred.
const MOST_ROUNDS: usize = 50_000;

/// Powers of the multilateral resistances.
#[derive(Debug, Clone)]
pub(crate) struct Resistances {
    /// `Pi_i^(1 - sigma)` of each exporter.
    pub(crate) outward: Vec<f64>,
    /// `P_j^(1 - sigma)` of each importer.
    pub(crate) inward: Vec<f64>,
    /// Rounds that the solution took.
    pub(crate) iterations: usize,
    /// Largest relative residual of both systems of equations.
    pub(crate) residual: f64,
}

/// One product in one year: what is sold, what is spent, and how open each pair is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Market<'a> {
    /// Sales of each exporter, at home and abroad.
    pub(crate) output: &'a [f64],
    /// Purchases of each importer, from home and abroad; their sum is that of `output`.
    pub(crate) expenditure: &'a [f64],
    /// `t_ij^(1 - sigma)`, row-major, exporter by importer.
    pub(crate) openness: &'a [f64],
}

/// Solves the resistances by alternating between the two systems of equations.
///
/// `start` holds inward resistances to start from. Stops when the largest relative residual is
/// below `tolerance`; a solution that did not get there says so in its `residual`. Each round
/// costs two passes over the n by n openness.
pub(crate) fn solve(market: Market<'_>, start: Option<&[f64]>, tolerance: f64) -> Resistances {
    let n = market.output.len();
    let world: f64 = market.output.iter().sum();
    let supply: Vec<f64> = market.output.iter().map(|value| value / world).collect();
    let demand: Vec<f64> = market
        .expenditure
        .iter()
        .map(|value| value / world)
        .collect();
    let mut inward = start.map_or_else(|| vec![1.0; n], <[f64]>::to_vec);
    let mut outward = vec![1.0; n];
    let mut implied = vec![0.0; n];
    let mut residual = f64::INFINITY;
    let mut iterations = 0;
    while residual > tolerance && iterations < MOST_ROUNDS {
        iterations += 1;
        outward_from(market.openness, &demand, &inward, &mut outward);
        inward_from(market.openness, &supply, &outward, &mut implied);
        // The outward equations hold exactly for the old inward values, so the change of the
        // inward values is the residual of the pair.
        residual = inward
            .iter()
            .zip(&implied)
            .map(|(old, new)| (new / old - 1.0).abs())
            .fold(0.0, f64::max);
        std::mem::swap(&mut inward, &mut implied);
    }
    let reference = demand
        .iter()
        .position(|share| *share > 0.0)
        .map_or(1.0, |j| inward[j]);
    inward.iter_mut().for_each(|value| *value /= reference);
    outward.iter_mut().for_each(|value| *value *= reference);
    Resistances {
        outward,
        inward,
        iterations,
        residual,
    }
}

fn outward_from(openness: &[f64], demand: &[f64], inward: &[f64], outward: &mut [f64]) {
    let n = demand.len();
    let pull: Vec<f64> = demand
        .iter()
        .zip(inward)
        .map(|(share, power)| share / power)
        .collect();
    for (i, out) in outward.iter_mut().enumerate() {
        *out = dot(&openness[i * n..(i + 1) * n], &pull);
    }
}

fn inward_from(openness: &[f64], supply: &[f64], outward: &[f64], inward: &mut [f64]) {
    let n = supply.len();
    inward.fill(0.0);
    for i in 0..n {
        let push = supply[i] / outward[i];
        for (sum, open) in inward.iter_mut().zip(&openness[i * n..(i + 1) * n]) {
            *sum += push * open;
        }
    }
}

/// Sums products in four lanes, so that the compiler can use vector registers; the order of
/// addition is fixed, and so is the result.
fn dot(left: &[f64], right: &[f64]) -> f64 {
    let mut lanes = [0.0; 4];
    let (left, left_rest) = left.as_chunks::<4>();
    let (right, right_rest) = right.as_chunks::<4>();
    for (l, r) in left.iter().zip(right) {
        for lane in 0..4 {
            lanes[lane] += l[lane] * r[lane];
        }
    }
    let rest: f64 = left_rest.iter().zip(right_rest).map(|(l, r)| l * r).sum();
    lanes.iter().sum::<f64>() + rest
}

/// Flows that the solution implies, row-major, exporter by importer, home sales included.
pub(crate) fn flows(market: Market<'_>, solution: &Resistances) -> Vec<f64> {
    let n = market.output.len();
    let world: f64 = market.output.iter().sum();
    let mut values = Vec::with_capacity(n * n);
    for i in 0..n {
        let push = market.output[i] / (world * solution.outward[i]);
        for j in 0..n {
            let pull = market.expenditure[j] / solution.inward[j];
            values.push(push * pull * market.openness[i * n + j]);
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Digits lost in summing a few dozen numbers leave the identities near 1e-12.
    const AGREEMENT: f64 = 1e-10;

    fn assert_close(left: f64, right: f64) {
        assert!(
            (left / right - 1.0).abs() < AGREEMENT,
            "{left} is not {right}"
        );
    }

    fn check(output: &[f64], expenditure: &[f64], openness: &[f64]) {
        let n = output.len();
        let market = Market {
            output,
            expenditure,
            openness,
        };
        let solved = solve(market, None, 1e-13);
        assert!(solved.residual < AGREEMENT, "{}", solved.residual);
        let world: f64 = output.iter().sum();
        for i in 0..n {
            let pi: f64 = (0..n)
                .map(|j| openness[i * n + j] / solved.inward[j] * expenditure[j] / world)
                .sum();
            assert_close(pi, solved.outward[i]);
            let p: f64 = (0..n)
                .map(|o| openness[o * n + i] / solved.outward[o] * output[o] / world)
                .sum();
            assert_close(p, solved.inward[i]);
        }
        let values = flows(market, &solved);
        for i in 0..n {
            assert_close(values[i * n..(i + 1) * n].iter().sum(), output[i]);
            assert_close((0..n).map(|o| values[o * n + i]).sum(), expenditure[i]);
        }
    }

    #[test]
    fn without_trade_costs_flows_are_proportional() {
        let output = [10.0, 30.0, 60.0];
        let expenditure = [20.0, 20.0, 60.0];
        let openness = [1.0; 9];
        let market = Market {
            output: &output,
            expenditure: &expenditure,
            openness: &openness,
        };
        let solved = solve(market, None, 1e-14);
        for (cell, value) in flows(market, &solved).into_iter().enumerate() {
            assert_close(value, output[cell / 3] * expenditure[cell % 3] / 100.0);
        }
    }

    proptest! {
        #[test]
        fn resistances_satisfy_their_equations_and_flows_add_up(
            sizes in prop::collection::vec((0.01_f64..10.0, 0.01_f64..10.0), 2..9),
            logs in prop::collection::vec(-3.0_f64..1.0, 64),
        ) {
            let n = sizes.len();
            let output: Vec<f64> = sizes.iter().map(|s| s.0).collect();
            let spent: f64 = sizes.iter().map(|s| s.1).sum();
            let made: f64 = output.iter().sum();
            let expenditure: Vec<f64> = sizes.iter().map(|s| s.1 * made / spent).collect();
            let openness: Vec<f64> = (0..n * n).map(|cell| logs[cell].exp()).collect();
            check(&output, &expenditure, &openness);
        }

        #[test]
        fn a_common_trade_cost_changes_nothing(scale in 0.001_f64..1000.0) {
            let output = [5.0, 1.0, 2.0];
            let expenditure = [2.0, 4.0, 2.0];
            let openness = [1.0, 0.3, 0.2, 0.4, 0.9, 0.1, 0.2, 0.5, 1.0];
            let scaled = openness.map(|value| value * scale);
            let of = |openness: &[f64]| {
                let market = Market { output: &output, expenditure: &expenditure, openness };
                flows(market, &solve(market, None, 1e-14))
            };
            for (left, right) in of(&openness).into_iter().zip(of(&scaled)) {
                assert_close(left, right);
            }
        }
    }
}
