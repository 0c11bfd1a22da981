//! What the effects of countries and times take from each pair: the blocks `d V d'` on the diagonal.
//!
//! `V` is a generalised inverse of `W = sum of d_p' H_p d_p`, of as many rows as there are exporter-times and
//! importer-times. It is never formed. The effects of one side (the outer, with more countries) are block-diagonal in `W`
//! and eliminated country by country; what is left for the other side is a dense matrix of its countries' times, which
//! is inverted. With `A_i` the information of outer country `i`, `H_ij` that of a pair, `Z_i = inv(A_i) (H_i1 .. H_iN)`
//! and `V2` the inverse of what is left,
//!
//! ```text
//!   d V d' = inv(A_i) + Z_i V2 Z_i' - (Z_i V2)_j - (V2 Z_i')_j + (V2)_jj
//! ```
//!
//! Any generalised inverse gives the same adjusted errors: two differ by what `H_p` and `S_p` do not see.

use rayon::prelude::*;

use super::dense::{DEPTH, Strided, invert, subtract_product};
use super::score::add_information;

/// Pairs, their weights, and the dense matrices.
#[derive(Debug)]
pub(crate) struct Effects<'a> {
    /// Weights: pairs by times.
    weights: &'a [f64],
    times: usize,
    /// Whether pairs have an effect too, that is, whether `H` is `diag(w) - w w' / sum w` or `diag(w)`.
    with_pairs: bool,
    /// For each outer country its pairs and their inner countries.
    members: Vec<Vec<(usize, usize)>>,
    /// Rows of the inner side.
    order: usize,
    /// `inv(A_i)` of each outer country.
    own: Vec<Vec<f64>>,
    /// `V2`.
    inner: Vec<f64>,
    /// Rank of `W`.
    rank: usize,
}

impl<'a> Effects<'a> {
    /// Eliminates one side and inverts the other.
    pub(crate) fn new(
        countries: [usize; 2],
        pairs: &[[u32; 2]],
        weights: &'a [f64],
        times: usize,
        with_pairs: bool,
    ) -> Self {
        let outer = usize::from(countries[1] > countries[0]);
        let mut members = vec![Vec::new(); countries[outer]];
        for (pair, sides) in pairs.iter().enumerate() {
            members[sides[outer] as usize].push((pair, sides[1 - outer] as usize));
        }
        let mut effects = Self {
            weights,
            times,
            with_pairs,
            members,
            order: countries[1 - outer] * times,
            own: Vec::new(),
            inner: Vec::new(),
            rank: 0,
        };
        effects.invert_outer();
        effects.invert_inner();
        effects
    }

    /// Number of effects that are free of each other.
    pub(crate) fn rank(&self) -> usize {
        self.rank
    }

    /// `H` of a pair.
    pub(crate) fn information(&self, pair: usize) -> Vec<f64> {
        let weights = &self.weights[pair * self.times..(pair + 1) * self.times];
        let total: f64 = weights.iter().sum();
        let mut shares = vec![0.0; self.times];
        if self.with_pairs && total > 0.0 {
            for (share, weight) in shares.iter_mut().zip(weights) {
                *share = weight / total;
            }
        }
        let mut matrix = vec![0.0; self.times * self.times];
        add_information(weights, &shares, &mut matrix);
        matrix
    }

    fn invert_outer(&mut self) {
        let size = self.times * self.times;
        let inverted: Vec<(Vec<f64>, usize)> = self
            .members
            .par_iter()
            .map(|members| {
                let mut sum = vec![0.0; size];
                for &(pair, _) in members {
                    crate::kernel::add_scaled(&mut sum, 1.0, &self.information(pair));
                }
                let scale = diagonal(&sum, self.times);
                let rank = invert(&mut sum, self.times, &scale);
                (sum, rank)
            })
            .collect();
        for (inverse, rank) in inverted {
            self.own.push(inverse);
            self.rank += rank;
        }
    }

    fn invert_inner(&mut self) {
        let (order, times) = (self.order, self.times);
        self.inner = vec![0.0; order * order];
        for members in &self.members {
            for &(pair, country) in members {
                for (t, row) in self.information(pair).chunks_exact(times).enumerate() {
                    let from = (country * times + t) * order + country * times;
                    crate::kernel::add_scaled(&mut self.inner[from..from + times], 1.0, row);
                }
            }
        }
        let scale = diagonal(&self.inner, order);
        let mut left = std::mem::take(&mut self.inner);
        for batch in self.batches() {
            let depth = batch.len() * times;
            let mut rows = vec![0.0; depth * order];
            let mut shares = vec![0.0; depth * order];
            rows.par_chunks_mut(times * order)
                .zip(shares.par_chunks_mut(times * order))
                .zip(batch)
                .for_each(|((rows, shares), country)| self.fill(country, rows, shares));
            let rows = Strided {
                values: &rows,
                row: 1,
                column: order,
            };
            subtract_product(&mut left, order, rows, depth, &shares);
        }
        self.rank += invert(&mut left, order, &scale);
        self.inner = left;
    }

    /// Outer countries that are worked on together.
    fn batches(&self) -> impl Iterator<Item = std::ops::Range<usize>> + use<> {
        let (count, size) = (self.members.len(), (DEPTH / self.times).max(1));
        (0..count)
            .step_by(size)
            .map(move |from| from..count.min(from + size))
    }

    /// `(H_i1 .. H_iN)` and `Z_i`, times by the order of the inner side.
    fn fill(&self, country: usize, rows: &mut [f64], shares: &mut [f64]) {
        let (times, order) = (self.times, self.order);
        for &(pair, other) in &self.members[country] {
            let information = self.information(pair);
            let product = crate::small::multiply(&self.own[country], &information, times);
            for t in 0..times {
                let place = t * order + other * times;
                let row = t * times..(t + 1) * times;
                rows[place..place + times].copy_from_slice(&information[row.clone()]);
                shares[place..place + times].copy_from_slice(&product[row]);
            }
        }
    }

    /// What `work` makes of each pair's `d V d'`, in the order of the pairs.
    pub(crate) fn map<R: Send>(&self, work: impl Fn(usize, &[f64]) -> R + Sync) -> Vec<R> {
        let (times, order) = (self.times, self.order);
        let mut results: Vec<(usize, R)> = Vec::new();
        for batch in self.batches() {
            let width = batch.len() * times;
            let mut shares = vec![0.0; width * order];
            shares
                .par_chunks_mut(times * order)
                .zip(batch.clone())
                .for_each(|(shares, country)| {
                    self.fill(country, &mut vec![0.0; times * order], shares);
                });
            let mut right = vec![0.0; order * width];
            for (row, shares) in shares.chunks_exact(order).enumerate() {
                for (column, value) in shares.iter().enumerate() {
                    right[column * width + row] = *value;
                }
            }
            // Minus `V2 Z'`.
            let mut solved = vec![0.0; order * width];
            let inner = Strided {
                values: &self.inner,
                row: order,
                column: 1,
            };
            subtract_product(&mut solved, width, inner, order, &right);
            let parts: Vec<Vec<(usize, R)>> = batch
                .into_par_iter()
                .enumerate()
                .map(|(place, country)| {
                    let of_country = &shares[place * times * order..(place + 1) * times * order];
                    self.blocks(country, of_country, &solved, (place * times, width), &work)
                })
                .collect();
            results.extend(parts.into_iter().flatten());
        }
        results.sort_by_key(|(pair, _)| *pair);
        results.into_iter().map(|(_, result)| result).collect()
    }

    /// The blocks of an outer country's pairs. `solved` is `-V2 Z'` of a batch; the country's columns begin at the
    /// first of `columns`, of as many as the second.
    fn blocks<R>(
        &self,
        country: usize,
        shares: &[f64],
        solved: &[f64],
        columns: (usize, usize),
        work: impl Fn(usize, &[f64]) -> R,
    ) -> Vec<(usize, R)> {
        let (times, order) = (self.times, self.order);
        let (first, width) = columns;
        let solved = |row: usize, t: usize| solved[row * width + first + t];
        let mut base = self.own[country].clone();
        for &(_, other) in &self.members[country] {
            let rows = other * times..(other + 1) * times;
            for (t, shares) in shares.chunks_exact(order).enumerate() {
                for (row, share) in rows.clone().zip(&shares[rows.clone()]) {
                    for s in 0..times {
                        base[t * times + s] -= share * solved(row, s);
                    }
                }
            }
        }
        let mut block = vec![0.0; times * times];
        self.members[country]
            .iter()
            .map(|&(pair, other)| {
                let from = other * times;
                for t in 0..times {
                    for s in 0..times {
                        block[t * times + s] = base[t * times + s]
                            + self.inner[(from + t) * order + from + s]
                            + solved(from + t, s)
                            + solved(from + s, t);
                    }
                }
                (pair, work(pair, &block))
            })
            .collect()
    }
}

fn diagonal(matrix: &[f64], order: usize) -> Vec<f64> {
    (0..order).map(|row| matrix[row * order + row]).collect()
}
