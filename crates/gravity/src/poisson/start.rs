//! Where Newton's method starts, and how it is helped where it is slow.

use super::pass::{Buffers, Point, Problem};
use crate::moments::{Columns, Weights};
use crate::small::Cholesky;

/// Rounds over all effects before the first Newton step.
const ROUNDS: usize = 2;

/// A first point: no slopes, and effects that fit their own sums one after the other. Without effects, the slopes of
/// a regression of ln((y + mean)/2).
pub(crate) fn start(problem: &Problem, fitted: &mut [f64], buffers: &mut [Buffers]) -> Point {
    let mut point = Point {
        slopes: vec![0.0; problem.regressors.len()],
        effects: vec![0.0; problem.layout.coefficients],
    };
    if problem.layout.leading.is_none() {
        point.slopes = rough_slopes(problem);
        return point;
    }
    for _ in 0..ROUNDS {
        fit_sums(problem, &mut point, fitted, buffers);
    }
    point
}

/// For each effect that does not lead in turn, moves its coefficients so that fitted values add up to the outcome
/// in each group: iterative proportional fitting (Deming and Stephan 1940). The likelihood never falls, and groups
/// that are off by orders of magnitude are put right at once, where a Newton step moves them by a factor of e.
pub(crate) fn fit_sums(
    problem: &Problem,
    point: &mut Point,
    fitted: &mut [f64],
    buffers: &mut [Buffers],
) {
    for other in &problem.layout.others {
        let (_, sums) = problem.fit(point, fitted, buffers);
        let places = other.first..other.first + other.group_of.len();
        for place in places {
            if sums[place] > 0.0 && problem.effect_outcome[place] > 0.0 {
                point.effects[place] += (problem.effect_outcome[place] / sums[place]).ln();
            }
        }
    }
}

fn rough_slopes(problem: &Problem) -> Vec<f64> {
    let rows = problem.outcome.len();
    #[expect(
        clippy::cast_precision_loss,
        reason = "a mean that starts an iteration"
    )]
    let mean = problem.outcome.iter().sum::<f64>() / rows as f64;
    if mean <= 0.0 {
        return vec![0.0; problem.regressors.len()];
    }
    let target: Vec<f64> = (0..rows)
        .map(|row| {
            (0.5 * (problem.outcome[row] + mean)).ln()
                - problem.offset.as_ref().map_or(0.0, |o| o[row])
        })
        .collect();
    let weights = vec![1.0; rows];
    let centring = vec![Vec::new(); problem.regressors.len()];
    let columns = Columns {
        layout: &problem.layout,
        values: &problem.regressors,
        centring: &centring,
    };
    let mut buffers = [crate::moments::Buffers::default()];
    let moments = columns.moments(
        Weights {
            rows: &weights,
            groups: &[0.0],
        },
        &mut buffers,
    );
    let right: Vec<f64> = problem
        .regressors
        .iter()
        .map(|column| crate::kernel::dot(column, &target))
        .collect();
    Cholesky::new(&moments.gram, right.len()).solve(&right)
}
