//! Second moments of columns under given weights, with the leading effect eliminated.
//!
//! Columns are not stored without their effects: what is stored for each is the effects that are taken away from it, its
//! *centring*, and a pass works out the difference group by group.

use rayon::prelude::*;

use crate::kernel::{add_scaled, dot, dot3, sum, vectorised};
use crate::layout::Layout;
use crate::system::{Scratch, Stop, System};

/// Columns in the order of a layout, and the effects that are taken away from each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Columns<'a> {
    pub(crate) layout: &'a Layout,
    pub(crate) values: &'a [Vec<f64>],
    pub(crate) centring: &'a [Vec<f64>],
}

/// Weights of the rows and their sums.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weights<'a> {
    pub(crate) rows: &'a [f64],
    /// Sum of each leading group.
    pub(crate) groups: &'a [f64],
}

/// What the columns have in common.
#[derive(Debug, Clone, Default)]
pub(crate) struct Moments {
    /// `X'WMX`, row by row.
    pub(crate) gram: Vec<f64>,
    /// `D'WMX`, a column for each of `X`.
    pub(crate) coupling: Vec<Vec<f64>>,
    /// Diagonal of `D'WMD`.
    pub(crate) diagonal: Vec<f64>,
}

/// Memory of one chunk.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    /// One value a row of a group.
    pub(crate) spare: Vec<f64>,
    /// The columns of a group without their effects and means.
    pub(crate) centred: Vec<Vec<f64>>,
    pub(crate) moments: Moments,
}

impl Moments {
    pub(crate) fn zeros(columns: usize, coefficients: usize) -> Self {
        let mut moments = Self::default();
        moments.clear(columns, coefficients);
        moments
    }

    fn clear(&mut self, columns: usize, coefficients: usize) {
        zero(&mut self.gram, columns * columns);
        zero(&mut self.diagonal, coefficients);
        self.coupling.resize_with(columns, Vec::new);
        for column in &mut self.coupling {
            zero(column, coefficients);
        }
    }

    pub(crate) fn add(&mut self, part: &Self) {
        add_scaled(&mut self.gram, 1.0, &part.gram);
        add_scaled(&mut self.diagonal, 1.0, &part.diagonal);
        for (sum, column) in self.coupling.iter_mut().zip(&part.coupling) {
            add_scaled(sum, 1.0, column);
        }
    }

    /// Fills the upper triangle, which passes leave out.
    pub(crate) fn mirror(&mut self) {
        let count = self.coupling.len();
        for row in 0..count {
            for column in row + 1..count {
                self.gram[row * count + column] = self.gram[column * count + row];
            }
        }
    }

    /// Length of a column's coupling with the effects over the column's own: what centring has left undone.
    pub(crate) fn uncentred(&self, column: usize) -> f64 {
        let own = self.gram[column * self.coupling.len() + column];
        let left: f64 = self.coupling[column]
            .iter()
            .zip(&self.diagonal)
            .map(|(value, diagonal)| {
                if *diagonal > 0.0 {
                    value * value / diagonal
                } else {
                    0.0
                }
            })
            .sum();
        if own > 0.0 { (left / own).sqrt() } else { 0.0 }
    }
}

impl Buffers {
    pub(crate) fn clear(&mut self, columns: usize, coefficients: usize) {
        self.centred.resize_with(columns, Vec::new);
        self.moments.clear(columns, coefficients);
    }
}

/// Makes a vector zero at a length.
pub(crate) fn zero(values: &mut Vec<f64>, length: usize) {
    values.clear();
    values.resize(length, 0.0);
}

impl Columns<'_> {
    /// The columns of a group without their effects and weighted means.
    #[inline(always)]
    pub(crate) fn centre(
        &self,
        group: usize,
        weights: &[f64],
        weight: f64,
        centred: &mut [Vec<f64>],
    ) {
        let rows = self.layout.rows_of(group);
        for ((values, effects), centred) in self.values.iter().zip(self.centring).zip(centred) {
            centred.clear();
            centred.extend_from_slice(&values[rows.clone()]);
            self.layout.add_effects(group, effects, -1.0, centred);
            if self.layout.leading.is_some() && weight > 0.0 {
                let mean = dot(weights, centred) / weight;
                for value in centred.iter_mut() {
                    *value -= mean;
                }
            }
        }
    }

    /// Adds a group's part to the moments.
    #[inline(always)]
    pub(crate) fn add_group(
        &self,
        group: usize,
        weights: &[f64],
        weight: f64,
        buffers: &mut Buffers,
    ) {
        let Buffers {
            spare,
            centred,
            moments,
        } = buffers;
        let share = if self.layout.leading.is_some() && weight > 0.0 {
            1.0 / weight
        } else {
            0.0
        };
        spare.clear();
        spare.extend(weights.iter().map(|&w| w - w * w * share));
        self.layout.scatter(group, spare, &mut moments.diagonal);
        self.centre(group, weights, weight, centred);
        let count = self.values.len();
        for k in 0..count {
            for other in 0..=k {
                moments.gram[k * count + other] += dot3(weights, &centred[k], &centred[other]);
            }
            spare.clear();
            spare.extend(centred[k].iter().zip(weights).map(|(x, w)| x * w));
            self.layout.scatter(group, spare, &mut moments.coupling[k]);
        }
    }

    /// The moments under fixed weights: one pass over the columns.
    pub(crate) fn moments(&self, weights: Weights<'_>, buffers: &mut [Buffers]) -> Moments {
        let layout = self.layout;
        layout
            .chunks
            .par_iter()
            .zip(buffers.par_iter_mut())
            .for_each(|(chunk, buffers)| {
                buffers.clear(self.values.len(), layout.coefficients);
                vectorised(
                    #[inline(always)]
                    || {
                        for group in chunk.clone() {
                            let rows = layout.rows_of(group);
                            self.add_group(
                                group,
                                &weights.rows[rows],
                                weights.groups[group],
                                buffers,
                            );
                        }
                    },
                );
            });
        let mut total = Moments::zeros(self.values.len(), layout.coefficients);
        for part in &buffers[..layout.chunks.len()] {
            total.add(&part.moments);
        }
        total.mirror();
        total
    }
}

/// How a centring ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Centred {
    /// Conjugate gradient iterations.
    pub(crate) iterations: usize,
    /// The largest length that is left undone, over the column's own.
    pub(crate) left: f64,
}

/// Moves the centring of columns towards that of the weights, by the moments at hand, until what is left is
/// `tolerance` of a column's own length.
pub(crate) fn centre(
    layout: &Layout,
    weights: Weights<'_>,
    moments: &Moments,
    centring: &mut [Vec<f64>],
    stop: Stop,
    scratch: &mut [Scratch],
) -> Centred {
    let system = System::new(layout, weights, moments, 0);
    let mut done = Centred {
        iterations: 0,
        left: 0.0,
    };
    for (k, column) in centring.iter_mut().enumerate() {
        let uncentred = moments.uncentred(k);
        if uncentred <= stop.tolerance {
            continue;
        }
        let stop = Stop {
            tolerance: stop.tolerance / uncentred,
            ..stop
        };
        let solution = system.solve(&[], &moments.coupling[k], stop, scratch);
        done.iterations += solution.iterations;
        done.left = done.left.max(solution.residual * uncentred);
        add_scaled(column, 1.0, &solution.effects);
    }
    done
}

/// Sum of values of each leading group.
pub(crate) fn group_sums(layout: &Layout, values: &[f64]) -> Vec<f64> {
    (0..layout.groups())
        .map(|group| sum(&values[layout.rows_of(group)]))
        .collect()
}

/// Sum of values of each coefficient.
pub(crate) fn effect_sums(layout: &Layout, values: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; layout.coefficients];
    for group in 0..layout.groups() {
        layout.scatter(group, &values[layout.rows_of(group)], &mut sums);
    }
    sums
}
