//! Poisson pseudo maximum likelihood.

mod collinear;
mod newton;
mod pass;
mod start;

pub use collinear::{Collinear, CollinearWith};
pub use newton::StopReason;

use crate::design::{Design, Options};
use crate::error::Error;
use crate::estimate::{Effect, Estimate, Kind};
use crate::factor::Factor;
use crate::layout::Layout;
use crate::moments::{effect_sums, group_sums};
use crate::rows::{Reason, Rows};
use crate::separation::separated;
use crate::small::invert;
use pass::Problem;

/// Estimates by Poisson pseudo maximum likelihood
///
/// ```text
///   E[y_r] = exp(offset_r + x_r b + effects of r),   maximise sum of w_r (y_r ln mu_r - mu_r)
/// ```
///
/// (Gourieroux, Monfort and Trognon 1984; Santos Silva and Tenreyro 2006), with any number of fixed effects.
/// Rows that are separated or alone in a group are dropped and listed, collinear regressors too. The result is
/// the same to the bit whatever the number of threads.
///
/// # Errors
/// A column of another length, a value that is not finite, a negative outcome or weight, or no rows left. An
/// estimate that did not converge is a result, and says why it stopped.
///
/// Cost: each reweighting reads outcome, regressors and weights once, and the weights once more for each of some
/// two to twenty conjugate gradient iterations. Memory: about `8 (k + 4)` bytes a row for `k` regressors.
pub fn poisson(design: &Design<'_>, options: &Options) -> Result<Estimate, Error> {
    design.check(true)?;
    let mut rows = Rows::all(design);
    rows.prune(design, options.singletons, true);
    loop {
        if rows.kept.is_empty() {
            return Err(no_rows(design, &rows));
        }
        let (mut problem, effects) = problem(design, &rows);
        let maximum = newton::maximise(&mut problem, options);
        let places = separated(
            &problem.layout,
            &problem.regressors,
            &maximum.doubtful,
            options.inner_iterations,
        );
        if places.is_empty() {
            let maximum = newton::finish(&mut problem, maximum, options);
            return Ok(estimate(design, rows, effects, problem, maximum));
        }
        let mut keep = vec![true; design.outcome.len()];
        for place in places {
            keep[rows.kept[problem.layout.order[place] as usize] as usize] = false;
        }
        rows.drop(|row| keep[row as usize], Reason::Separated);
        rows.prune(design, options.singletons, true);
    }
}

pub(crate) fn no_rows(design: &Design<'_>, rows: &Rows) -> Error {
    Error::NoRows {
        rows: design.outcome.len(),
        singletons: rows.dropped_for(|reason| matches!(reason, Reason::Singleton { .. })),
        separated: rows
            .dropped_for(|reason| matches!(reason, Reason::ZeroGroup { .. } | Reason::Separated)),
        weightless: rows.dropped_for(|reason| reason == Reason::NoWeight),
    }
}

/// The rows in use in the order of work, and the effects over them.
pub(crate) fn arranged(design: &Design<'_>, rows: &Rows) -> (Layout, Vec<Effect>) {
    let mut effects = Vec::with_capacity(design.effects.len());
    let mut factors = Vec::with_capacity(design.effects.len());
    for factor in &design.effects {
        let (used, old) = factor.of_rows(&rows.kept);
        effects.push(Effect {
            groups: used.groups(),
            old,
            design_groups: factor.groups(),
        });
        factors.push(used);
    }
    let factors: Vec<&Factor> = factors.iter().collect();
    (Layout::new(rows.kept.len(), &factors), effects)
}

fn problem(design: &Design<'_>, rows: &Rows) -> (Problem, Vec<Effect>) {
    let (layout, effects) = arranged(design, rows);
    let at = |place: &u32| rows.kept[*place as usize] as usize;
    let arrange = |column: &[f64]| -> Vec<f64> {
        layout.order.iter().map(|place| column[at(place)]).collect()
    };
    let mut outcome = arrange(design.outcome);
    let mut offset = design.offset.map(arrange);
    if let Some(weights) = design.weights {
        let weights = arrange(weights);
        let offset = offset.get_or_insert_with(|| vec![0.0; outcome.len()]);
        for ((y, o), w) in outcome.iter_mut().zip(offset).zip(&weights) {
            *y *= w;
            *o += w.ln();
        }
    }
    let regressors = design
        .regressors
        .iter()
        .map(|column| arrange(column))
        .collect();
    let group_outcome = group_sums(&layout, &outcome);
    let effect_outcome = effect_sums(&layout, &outcome);
    (
        Problem {
            layout,
            outcome,
            group_outcome,
            effect_outcome,
            offset,
            regressors,
        },
        effects,
    )
}

fn estimate(
    design: &Design<'_>,
    rows: Rows,
    effects: Vec<Effect>,
    problem: Problem,
    maximum: newton::Maximum,
) -> Estimate {
    let leading_effects = problem.leading_effects(&maximum.point);
    let at = |place: &u32| rows.kept[*place as usize] as usize;
    let arrange = |w: &[f64]| {
        problem
            .layout
            .order
            .iter()
            .map(|place| w[at(place)])
            .collect()
    };
    let prior_weights = design.weights.map(arrange);
    let offset = design.offset.map(arrange);
    let deviance = deviance(&problem.outcome, &maximum.fitted);
    let mut residuals = problem.outcome;
    crate::kernel::add_scaled(&mut residuals, -1.0, &maximum.fitted);
    let bread = invert(&maximum.pass.moments.gram, maximum.used.len());
    Estimate {
        kind: Kind::Poisson,
        design_rows: design.outcome.len(),
        design_regressors: design.regressors.len(),
        rows,
        effects,
        layout: problem.layout,
        regressors: problem.regressors,
        used: maximum.used,
        collinear: maximum.collinear,
        slopes: maximum.point.slopes,
        centring: maximum.centring,
        weights: maximum.fitted,
        group_weights: problem.group_outcome,
        prior_weights,
        offset,
        least_squares: None,
        residuals,
        bread,
        other_effects: maximum.point.effects,
        leading_effects,
        iterations: maximum.iterations,
        inner_iterations: maximum.inner,
        reason: maximum.reason,
        first_order: maximum.first_order,
        deviance,
    }
}

/// `2 sum of w (y ln(y/mu) - (y - mu))`.
fn deviance(outcome: &[f64], fitted: &[f64]) -> f64 {
    let term = |(&y, &mu): (&f64, &f64)| {
        if y > 0.0 {
            y * (y / mu).ln() - (y - mu)
        } else {
            mu
        }
    };
    2.0 * outcome.iter().zip(fitted).map(term).sum::<f64>()
}
