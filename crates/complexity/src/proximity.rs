//! Proximities of products and of countries, pair by pair.

use crate::presence::Presence;
use crate::sparse::Sparse;
use rayon::prelude::*;

const WORD: usize = u64::BITS as usize;

/// The upper half of a symmetric matrix with its diagonal: rows of falling length, one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Symmetric {
    size: usize,
    values: Vec<f64>,
}

impl Symmetric {
    /// Rows of the matrix.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The value of a pair, in either order.
    ///
    /// # Panics
    /// Where the matrix has no such row.
    #[must_use]
    pub fn get(&self, one: usize, other: usize) -> f64 {
        let (row, column) = (one.min(other), one.max(other));
        assert!(column < self.size, "row {column} of {}", self.size);
        // Row r starts after rows of size, size - 1, ..., size - r + 1.
        let start = row * (2 * self.size + 1 - row) / 2;
        self.values[start + column - row]
    }
}

/// Two things that are near each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// Index of the first among those left in M.
    pub one: usize,
    /// Index of the second, the larger.
    pub other: usize,
    /// Their proximity.
    pub proximity: f64,
}

/// Proximity of every two products.
///
/// ```text
/// phi_pq = (sum_c M_cp M_cq) / max(kp0_p, kp0_q)
/// ```
///
/// the smaller of the two chances that a country with one has the other. Source: Hidalgo, Klinger, Barabasi and
/// Hausmann (2007). 5,000 products take 100 MB; [`product_links`] keeps only what is near.
#[must_use]
pub fn product_proximity(presence: &Presence) -> Symmetric {
    all(&Pairs::of_products(presence))
}

/// Proximity of every two countries.
///
/// ```text
/// phi_cd = (sum_p M_cp M_dp) / max(kc0_c, kc0_d)
/// ```
///
/// Source: as R's `economiccomplexity` (Vargas Sepulveda 2020), by analogy with products.
#[must_use]
pub fn country_proximity(presence: &Presence) -> Symmetric {
    all(&Pairs::of_countries(presence))
}

/// Pairs of different products with a proximity of at least `least`, in the order of both; no matrix is made.
#[must_use]
pub fn product_links(presence: &Presence, least: f64) -> Vec<Link> {
    let pairs = Pairs::of_products(presence);
    let links = |one: usize| -> Vec<Link> {
        let near = pairs.row(one).into_iter().enumerate().skip(1);
        near.filter(|(_, proximity)| *proximity >= least)
            .map(|(step, proximity)| Link {
                one,
                other: one + step,
                proximity,
            })
            .collect()
    };
    (0..pairs.sums.len())
        .into_par_iter()
        .flat_map_iter(links)
        .collect()
}

fn all(pairs: &Pairs<'_>) -> Symmetric {
    let size = pairs.sums.len();
    let mut values = vec![0.0; size * (size + 1) / 2];
    let mut rows = Vec::with_capacity(size);
    let mut rest = values.as_mut_slice();
    for row in 0..size {
        let (head, tail) = rest.split_at_mut(size - row);
        rows.push(head);
        rest = tail;
    }
    rows.into_par_iter()
        .enumerate()
        .for_each(|(one, row)| row.copy_from_slice(&pairs.row(one)));
    Symmetric { size, values }
}

/// Columns of M and their sums; where M is of ones, the columns also as bits.
struct Pairs<'a> {
    matrix: &'a Sparse,
    sums: &'a [f64],
    words: usize,
    bits: Vec<u64>,
}

impl<'a> Pairs<'a> {
    fn of_products(presence: &'a Presence) -> Self {
        Self::new(presence.matrix(), presence.ubiquity(), presence.is_binary())
    }

    fn of_countries(presence: &'a Presence) -> Self {
        Self::new(
            presence.by_country(),
            presence.diversity(),
            presence.is_binary(),
        )
    }

    fn new(matrix: &'a Sparse, sums: &'a [f64], is_binary: bool) -> Self {
        let words = if is_binary {
            matrix.countries().div_ceil(WORD)
        } else {
            0
        };
        let mut bits = vec![0; words * sums.len()];
        if is_binary {
            for cell in matrix.cells() {
                bits[cell.product * words + cell.country / WORD] |= 1 << (cell.country % WORD);
            }
        }
        Self {
            matrix,
            sums,
            words,
            bits,
        }
    }

    /// Proximities of a column with itself and those after it.
    fn row(&self, one: usize) -> Vec<f64> {
        pulp::Arch::new().dispatch(Row { pairs: self, one })
    }

    #[inline(always)]
    fn counted(&self, one: usize) -> Vec<f64> {
        let mut columns = self.bits[one * self.words..].chunks_exact(self.words);
        let own = columns.clone().next().unwrap_or_default();
        let counts = columns
            .by_ref()
            .zip(&self.sums[one..])
            .map(|(column, sum)| {
                let common = own
                    .iter()
                    .zip(column)
                    .map(|(one, other)| (one & other).count_ones());
                f64::from(common.sum::<u32>()) / sum.max(self.sums[one])
            });
        counts.collect()
    }

    #[inline(always)]
    fn summed(&self, one: usize) -> Vec<f64> {
        let mut own = vec![0.0; self.matrix.countries()];
        let (rows, values) = self.matrix.product(one);
        for (row, value) in rows.iter().zip(values) {
            own[*row as usize] = *value;
        }
        let proximity = |other: usize| {
            let (rows, values) = self.matrix.product(other);
            let common = rows
                .iter()
                .zip(values)
                .map(|(row, value)| own[*row as usize] * value);
            common.sum::<f64>() / self.sums[one].max(self.sums[other])
        };
        (one..self.sums.len()).map(proximity).collect()
    }
}

/// One row as a task that is compiled for processors that count bits too.
struct Row<'a> {
    pairs: &'a Pairs<'a>,
    one: usize,
}

impl pulp::NullaryFnOnce for Row<'_> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn call(self) -> Vec<f64> {
        if self.pairs.words > 0 {
            self.pairs.counted(self.one)
        } else {
            self.pairs.summed(self.one)
        }
    }
}
