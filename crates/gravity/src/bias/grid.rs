//! An estimate's rows as a table of pairs by times.

use rayon::prelude::*;

use super::{Interaction, Panel};
use crate::covariance::is_nested;
use crate::error::{Column, Error};
use crate::estimate::{Estimate, Kind};
use crate::factor::Factor;
use crate::moments::{Buffers, Columns, Weights, centre};
use crate::system::{Scratch, Stop};

/// Relative lengths of what is left of the effects in a regressor after each round of centring.
const CENTRED: [f64; 2] = [1e-11, 1e-13];
/// Most conjugate gradient iterations to get there: they start from a billionth.
const CENTRING_ITERATIONS: usize = 1_000;

/// Rows of an estimate by pair and time. Cells without a row have weight, score and regressors of zero.
#[derive(Debug)]
pub(crate) struct Grid {
    /// Exporters and importers.
    pub(crate) countries: [usize; 2],
    pub(crate) times: usize,
    /// Exporter and importer of each pair, by exporter and then by importer.
    pub(crate) pairs: Vec<[u32; 2]>,
    /// Fitted values times weights: pairs by times.
    pub(crate) weights: Vec<f64>,
    /// Scores `S`: pairs by times.
    pub(crate) scores: Vec<f64>,
    /// Centred regressors: for each pairs by times.
    pub(crate) regressors: Vec<Vec<f64>>,
    /// The pair of each row in use.
    pub(crate) pair: Factor,
}

impl Grid {
    /// Lays out an estimate with effects of exporter and time, importer and time, and where `with_pairs` of pairs.
    pub(crate) fn new(
        estimate: &Estimate,
        panel: Panel<'_>,
        with_pairs: bool,
    ) -> Result<Self, Error> {
        if estimate.kind != Kind::Poisson {
            return Err(Error::NotPoisson);
        }
        if !estimate.converged() {
            let first_order = estimate.first_order;
            return Err(Error::NotConverged { first_order });
        }
        let [exporter, importer, time] = factors(estimate, panel)?;
        let pair = exporter.interact(&importer);
        let mut needed = vec![
            (Interaction::ExporterTime, exporter.interact(&time)),
            (Interaction::ImporterTime, importer.interact(&time)),
        ];
        if with_pairs {
            needed.push((Interaction::Pair, pair.clone()));
        }
        check_effects(estimate, &needed)?;
        let times = time.groups();
        let slots = slots(estimate, &pair, &time)?;
        let mut pairs = vec![[0; 2]; pair.groups()];
        for (row, &code) in pair.codes().iter().enumerate() {
            pairs[code as usize] = [exporter.codes()[row], importer.codes()[row]];
        }
        let cells = pairs.len() * times;
        let mut grid = Self {
            countries: [exporter.groups(), importer.groups()],
            times,
            pairs,
            weights: spread(&slots, &estimate.weights, cells),
            scores: spread(&slots, &estimate.residuals, cells),
            regressors: centred(estimate)
                .iter()
                .map(|column| spread(&slots, column, cells))
                .collect(),
            pair,
        };
        if with_pairs {
            grid.profile();
        }
        Ok(grid)
    }

    /// Cells of a pair.
    pub(crate) fn cells(&self, pair: usize) -> std::ops::Range<usize> {
        pair * self.times..(pair + 1) * self.times
    }

    /// Pairs of each country of a side: 0 for exporters, 1 for importers.
    pub(crate) fn members(&self, side: usize) -> Vec<Vec<usize>> {
        let mut members = vec![Vec::new(); self.countries[side]];
        for (pair, countries) in self.pairs.iter().enumerate() {
            members[countries[side] as usize].push(pair);
        }
        members
    }

    /// Makes scores and regressors those of the likelihood with the pair's effect at its best value: the first-order
    /// condition and the centring of pairs, which hold to the tolerance of the estimate, hold to the last digit then.
    fn profile(&mut self) {
        for pair in 0..self.pairs.len() {
            let cells = self.cells(pair);
            let weights = &self.weights[cells.clone()];
            let total: f64 = weights.iter().sum();
            if total <= 0.0 {
                continue;
            }
            let left: f64 = self.scores[cells.clone()].iter().sum();
            for (score, weight) in self.scores[cells.clone()].iter_mut().zip(weights) {
                *score -= left * weight / total;
            }
            for column in &mut self.regressors {
                let values = &mut column[cells.clone()];
                let sum: f64 = values.iter().zip(weights).map(|(x, w)| x * w).sum();
                for (value, weight) in values.iter_mut().zip(weights) {
                    if *weight > 0.0 {
                        *value -= sum / total;
                    }
                }
            }
        }
    }
}

/// The panel's factors over the rows in use.
fn factors(estimate: &Estimate, panel: Panel<'_>) -> Result<[Factor; 3], Error> {
    let over = |factor: &Factor, column| {
        if factor.len() == estimate.design_rows {
            Ok(factor.of_rows(&estimate.rows.kept).0)
        } else {
            Err(Error::Length {
                column,
                expected: estimate.design_rows,
                got: factor.len(),
            })
        }
    };
    Ok([
        over(panel.exporter, Column::Exporter)?,
        over(panel.importer, Column::Importer)?,
        over(panel.time, Column::Time)?,
    ])
}

/// Checks that the effects are the interactions needed, in any order, and no others.
fn check_effects(estimate: &Estimate, needed: &[(Interaction, Factor)]) -> Result<(), Error> {
    let factors: Vec<Factor> = (0..estimate.effects.len())
        .map(|e| estimate.effect(e))
        .collect();
    let mut free: Vec<&Factor> = factors.iter().collect();
    for (missing, factor) in needed {
        let same = |effect: &&Factor| {
            effect.groups() == factor.groups()
                && is_nested(effect, factor)
                && is_nested(factor, effect)
        };
        let Some(place) = free.iter().position(same) else {
            return Err(Error::MissingEffect { missing: *missing });
        };
        free.swap_remove(place);
    }
    if free.is_empty() {
        return Ok(());
    }
    Err(Error::TooManyEffects {
        expected: needed.len(),
        got: estimate.effects.len(),
    })
}

/// The cell of each place of the layout.
fn slots(estimate: &Estimate, pair: &Factor, time: &Factor) -> Result<Vec<usize>, Error> {
    let mut taken = vec![false; pair.groups() * time.groups()];
    for (row, (&pair, &when)) in pair.codes().iter().zip(time.codes()).enumerate() {
        let slot = pair as usize * time.groups() + when as usize;
        if std::mem::replace(&mut taken[slot], true) {
            let row = estimate.rows.kept[row] as usize;
            return Err(Error::RepeatedFlow { row });
        }
    }
    let slot = |&row: &u32| {
        let row = row as usize;
        pair.codes()[row] as usize * time.groups() + time.codes()[row] as usize
    };
    Ok(estimate.layout.order.iter().map(slot).collect())
}

fn spread(slots: &[usize], values: &[f64], cells: usize) -> Vec<f64> {
    let mut grid = vec![0.0; cells];
    for (&slot, &value) in slots.iter().zip(values) {
        grid[slot] = value;
    }
    grid
}

/// Regressors without their effects, in the order of the layout.
fn centred(estimate: &Estimate) -> Vec<Vec<f64>> {
    let layout = &estimate.layout;
    let weights = Weights {
        rows: &estimate.weights,
        groups: &estimate.group_weights,
    };
    let centring = centring(estimate, weights);
    let columns = Columns {
        centring: &centring,
        ..estimate.columns()
    };
    let parts: Vec<Vec<Vec<f64>>> = layout
        .chunks
        .par_iter()
        .map(|chunk| {
            let mut part = vec![Vec::new(); columns.values.len()];
            let mut buffers = part.clone();
            for group in chunk.clone() {
                let rows = &weights.rows[layout.rows_of(group)];
                columns.centre(group, rows, weights.groups[group], &mut buffers);
                for (part, values) in part.iter_mut().zip(&buffers) {
                    part.extend_from_slice(values);
                }
            }
            part
        })
        .collect();
    let mut all = vec![Vec::with_capacity(layout.rows()); columns.values.len()];
    for part in parts {
        for (all, values) in all.iter_mut().zip(part) {
            all.extend(values);
        }
    }
    all
}

/// The centring of an estimate's regressors, improved: a bias is a sum to which what the estimate leaves of the effects,
/// a billionth, adds up. Each round asks for little, since near the limit of the arithmetic conjugate gradients lose
/// their way in a singular system, and a round that made one column worse is not taken.
fn centring(estimate: &Estimate, weights: Weights<'_>) -> Vec<Vec<f64>> {
    let layout = &estimate.layout;
    let mut buffers: Vec<Buffers> = layout.chunks.iter().map(|_| Buffers::default()).collect();
    let mut scratch: Vec<Scratch> = layout.chunks.iter().map(|_| Scratch::default()).collect();
    let mut moments = estimate.columns().moments(weights, &mut buffers);
    let mut centring = estimate.centring.clone();
    for tolerance in CENTRED {
        let stop = Stop {
            tolerance,
            iterations: CENTRING_ITERATIONS,
        };
        let mut next = centring.clone();
        centre(layout, weights, &moments, &mut next, stop, &mut scratch);
        let columns = Columns {
            centring: &next,
            ..estimate.columns()
        };
        let reached = columns.moments(weights, &mut buffers);
        if (0..next.len()).any(|k| reached.uncentred(k) > moments.uncentred(k)) {
            break;
        }
        (moments, centring) = (reached, next);
    }
    centring
}
