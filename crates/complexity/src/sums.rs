//! Sums of proximities over all products, without the matrix of proximities.
//!
//! Wanted are, for every country c and product p, with weights v and a matrix L of countries by products,
//!
//! ```text
//! N_cp = sum_q L_cq phi_pq v_q        phi_pq = (sum_d M_dp M_dq) / max(k_p, k_q)
//! ```
//!
//! With products ordered by ubiquity k, the maximum is k_p for all q up to p and k_q for those after it:
//!
//! ```text
//! N_cp = 1/k_p sum_d M_dp A_dc + sum_d M_dp B_dc
//! A_dc = sum_{q up to p} M_dq v_q L_cq        B_dc = sum_{q after p} M_dq v_q/k_q L_cq
//! ```
//!
//! One walk up and one down the order keep A and B current. That takes (cells of M) times (countries) steps where
//! the matrix of proximities takes (products squared) times (countries). A walk covers [`LANES`] countries c; walks
//! do not share anything, so that results have the same bits on any number of threads, and no sum is reordered or
//! fused, so that they have the same bits on any processor.

use crate::matrix::Matrix;
use crate::presence::Presence;
use crate::sparse::Sparse;
use rayon::prelude::*;

/// Countries of one walk: A then takes 26 kB for 200 countries and stays in the first cache.
const LANES: usize = 16;

type Lanes = [f64; LANES];

/// The matrix L.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Left<'a> {
    /// M itself.
    Presence,
    /// 1 - M.
    Absence,
    /// Other amounts of the same countries and products.
    Amounts(&'a Sparse),
}

/// N by country, and N with ones in the place of L.
#[derive(Debug)]
pub(crate) struct Sums {
    pub(crate) by_country: Matrix,
    pub(crate) of_all: Vec<f64>,
}

/// N as above, for weights by product.
pub(crate) fn proximity_sums(presence: &Presence, left: Left<'_>, weights: &[f64]) -> Sums {
    let countries = presence.countries().len();
    let products = presence.products().len();
    let mut order: Vec<usize> = (0..products).collect();
    let ubiquity = presence.ubiquity();
    order.sort_by(|one, other| ubiquity[*one].total_cmp(&ubiquity[*other]));
    let pieces = match left {
        Left::Presence | Left::Absence => Pieces::new(presence.matrix()),
        Left::Amounts(amounts) => Pieces::new(amounts),
    };
    // One country more than there are has every product: it gives the sums with ones.
    let blocks: Vec<Vec<Lanes>> = (0..=countries / LANES)
        .into_par_iter()
        .map(|block| {
            let walk = Walk {
                presence,
                left,
                weights,
                pieces: &pieces,
                first: block * LANES,
            };
            pulp::Arch::new().dispatch(Summed {
                walk,
                order: &order,
            })
        })
        .collect();
    let mut values = vec![0.0; countries * products];
    values
        .par_chunks_mut(products)
        .enumerate()
        .for_each(|(country, row)| {
            let lane = country % LANES;
            for (value, lanes) in row.iter_mut().zip(&blocks[country / LANES]) {
                *value = lanes[lane];
            }
        });
    let all = blocks[countries / LANES].iter();
    Sums {
        by_country: Matrix::new(countries, products, values),
        of_all: all.map(|lanes| lanes[countries % LANES]).collect(),
    }
}

/// One walk up and down the products, for the countries from `first` on.
#[derive(Clone, Copy)]
struct Walk<'a> {
    presence: &'a Presence,
    left: Left<'a>,
    weights: &'a [f64],
    pieces: &'a Pieces,
    first: usize,
}

/// A walk as a task that is compiled for wider registers too.
struct Summed<'a> {
    walk: Walk<'a>,
    order: &'a [usize],
}

impl pulp::NullaryFnOnce for Summed<'_> {
    type Output = Vec<Lanes>;

    #[inline(always)]
    fn call(self) -> Vec<Lanes> {
        self.walk.sums(self.order)
    }
}

impl Walk<'_> {
    #[inline(always)]
    fn sums(self, order: &[usize]) -> Vec<Lanes> {
        let matrix = self.presence.matrix();
        let ubiquity = self.presence.ubiquity();
        let mut sums = vec![[0.0; LANES]; order.len()];
        let mut rows = vec![[0.0; LANES]; self.presence.countries().len()];
        for product in order.iter().copied() {
            let (countries, values) = matrix.product(product);
            let lanes = self.lanes(product, self.weights[product]);
            let mut sum = [0.0; LANES];
            for (country, value) in countries.iter().zip(values) {
                let row = &mut rows[*country as usize];
                let grown = plus(*row, *value, &lanes);
                sum = plus(sum, *value, &grown);
                *row = grown;
            }
            sums[product] = sum.map(|lane| lane / ubiquity[product]);
        }
        rows.fill([0.0; LANES]);
        for product in order.iter().rev().copied() {
            let (countries, values) = matrix.product(product);
            let lanes = self.lanes(product, self.weights[product] / ubiquity[product]);
            let mut sum = [0.0; LANES];
            for (country, value) in countries.iter().zip(values) {
                let row = &mut rows[*country as usize];
                sum = plus(sum, *value, row);
                *row = plus(*row, *value, &lanes);
            }
            for (total, part) in sums[product].iter_mut().zip(&sum) {
                *total += part;
            }
        }
        sums
    }

    /// L of a product in the countries of this walk, times a weight; 1 in the country after the last.
    #[inline(always)]
    fn lanes(&self, product: usize, weight: f64) -> Lanes {
        let (mut lanes, cells) = match self.left {
            Left::Presence => ([0.0; LANES], self.presence.matrix()),
            Left::Absence => ([1.0; LANES], self.presence.matrix()),
            Left::Amounts(amounts) => ([0.0; LANES], amounts),
        };
        let (countries, values) = cells.product(product);
        let piece = self.pieces.of(product, self.first / LANES);
        for (country, value) in countries[piece.clone()].iter().zip(&values[piece]) {
            lanes[*country as usize % LANES] = match self.left {
                Left::Absence => 1.0 - value,
                Left::Presence | Left::Amounts(_) => *value,
            };
        }
        let everyone = self.presence.countries().len().checked_sub(self.first);
        if let Some(lane) = everyone.and_then(|lane| lanes.get_mut(lane)) {
            *lane = 1.0;
        }
        lanes.map(|lane| lane * weight)
    }
}

/// sum_q M_cq M_dq / k_q for all rows c and d of a matrix with column sums k, row after row.
pub(crate) fn weighted_overlaps(matrix: &Sparse, column_sums: &[f64]) -> Vec<f64> {
    let size = matrix.countries();
    let pieces = Pieces::new(matrix);
    let blocks: Vec<Vec<Lanes>> = (0..size.div_ceil(LANES))
        .into_par_iter()
        .map(|block| {
            pulp::Arch::new().dispatch(Overlaps {
                matrix,
                column_sums,
                pieces: &pieces,
                first: block * LANES,
            })
        })
        .collect();
    let mut overlaps = Vec::with_capacity(size * size);
    for row in 0..size {
        let lanes = blocks.iter().flat_map(|block| &block[row]);
        overlaps.extend(lanes.take(size));
    }
    overlaps
}

struct Overlaps<'a> {
    matrix: &'a Sparse,
    column_sums: &'a [f64],
    pieces: &'a Pieces,
    first: usize,
}

impl pulp::NullaryFnOnce for Overlaps<'_> {
    type Output = Vec<Lanes>;

    #[inline(always)]
    fn call(self) -> Vec<Lanes> {
        let Self {
            matrix,
            column_sums,
            pieces,
            first,
        } = self;
        let mut rows = vec![[0.0; LANES]; matrix.countries()];
        for (column, column_sum) in column_sums.iter().enumerate() {
            let (of_column, values) = matrix.product(column);
            let piece = pieces.of(column, first / LANES);
            let mut lanes = [0.0; LANES];
            for (row, value) in of_column[piece.clone()].iter().zip(&values[piece]) {
                lanes[*row as usize % LANES] = value / column_sum;
            }
            for (row, value) in of_column.iter().zip(values) {
                let sums = &mut rows[*row as usize];
                *sums = plus(*sums, *value, &lanes);
            }
        }
        rows
    }
}

/// Which of a column's cells belong to each block of [`LANES`] rows.
struct Pieces {
    blocks: usize,
    /// Where each column's blocks end, block by block.
    ends: Vec<u32>,
}

impl Pieces {
    fn new(matrix: &Sparse) -> Self {
        let blocks = matrix.countries() / LANES + 1;
        let mut ends = Vec::with_capacity(blocks * matrix.products());
        for column in 0..matrix.products() {
            let (rows, _) = matrix.product(column);
            let mut end = 0;
            for block in 0..blocks {
                let inside = |row: &&u32| (**row as usize) < (block + 1) * LANES;
                end += rows[end..].iter().take_while(inside).count();
                ends.push(u32::try_from(end).expect("rows are counted in 32 bits"));
            }
        }
        Self { blocks, ends }
    }

    #[inline(always)]
    fn of(&self, column: usize, block: usize) -> std::ops::Range<usize> {
        let ends = &self.ends[column * self.blocks..(column + 1) * self.blocks];
        let start = block.checked_sub(1).map_or(0, |before| ends[before]);
        start as usize..ends[block] as usize
    }
}

/// `sums` + `factor` * `lanes`, without a fused step.
#[inline(always)]
fn plus(mut sums: Lanes, factor: f64, lanes: &Lanes) -> Lanes {
    for (sum, lane) in sums.iter_mut().zip(lanes) {
        *sum += factor * lane;
    }
    sums
}
