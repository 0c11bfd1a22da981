//! Dense matrices of up to some thousand rows, row by row: products, and the generalised inverse of a symmetric
//! positive semi-definite matrix by blocks of sweeps (Goodnight 1979).
//!
//! Rows of a result are shared between threads, and each value is added up in an order that depends on the sizes
//! alone, so that the bits do not depend on the number of threads.

use rayon::prelude::*;

use crate::kernel::vectorised;

/// Columns and rows of a result that are summed in registers.
const LANES: usize = 8;
const ROWS: usize = 4;
/// Products that are summed before a result is written, and rows of a sweep.
pub(crate) const DEPTH: usize = 64;
/// Rows of a thread's piece of work.
const CHUNK: usize = 64;
/// What must be left of a row of a matrix with unit diagonal, once the rows before it are taken away, for it to count
/// as one of its own: far above the rounding of some thousand sums, far below what real effects share.
const SMALLEST_PIVOT: f64 = 1e-11;

/// A matrix whose element in row `r` and column `k` is at `r * row + k * column`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strided<'a> {
    pub(crate) values: &'a [f64],
    pub(crate) row: usize,
    pub(crate) column: usize,
}

/// `C -= A B`. `C` has `columns` columns, `B` has `depth` rows of as many.
pub(crate) fn subtract_product(
    c: &mut [f64],
    columns: usize,
    a: Strided<'_>,
    depth: usize,
    b: &[f64],
) {
    for from in (0..depth).step_by(DEPTH) {
        let count = DEPTH.min(depth - from);
        let right = tiles(&b[from * columns..(from + count) * columns], columns, count);
        c.par_chunks_mut(CHUNK * columns)
            .enumerate()
            .for_each(|(chunk, c)| {
                vectorised(
                    #[inline(always)]
                    || {
                        let rows = c.len() / columns;
                        let left = groups(a, chunk * CHUNK, rows, from, count);
                        for (number, tile) in right.chunks_exact(LANES * count).enumerate() {
                            let first = number * LANES;
                            let width = LANES.min(columns - first);
                            for (group, left) in left.chunks_exact(ROWS * count).enumerate() {
                                let sums = product(left, tile);
                                for (row, sums) in
                                    (group * ROWS..rows.min((group + 1) * ROWS)).zip(&sums)
                                {
                                    let place = row * columns + first;
                                    for (value, sum) in c[place..place + width].iter_mut().zip(sums)
                                    {
                                        *value -= sum;
                                    }
                                }
                            }
                        }
                    },
                );
            });
    }
}

/// The sums of a few rows by a few columns.
#[inline(always)]
fn product(left: &[f64], right: &[f64]) -> [[f64; LANES]; ROWS] {
    let mut sums = [[0.0; LANES]; ROWS];
    for (l, r) in left.chunks_exact(ROWS).zip(right.chunks_exact(LANES)) {
        for row in 0..ROWS {
            for lane in 0..LANES {
                sums[row][lane] += l[row] * r[lane];
            }
        }
    }
    sums
}

/// Columns in groups of `LANES`, each group row by row, zeros after the last.
fn tiles(b: &[f64], columns: usize, depth: usize) -> Vec<f64> {
    let mut packed = vec![0.0; columns.div_ceil(LANES) * LANES * depth];
    for (number, tile) in packed.chunks_exact_mut(LANES * depth).enumerate() {
        let first = number * LANES;
        let width = LANES.min(columns - first);
        for (k, lanes) in tile.chunks_exact_mut(LANES).enumerate() {
            lanes[..width].copy_from_slice(&b[k * columns + first..k * columns + first + width]);
        }
    }
    packed
}

/// Rows in groups of `ROWS`, each group column by column, zeros after the last.
#[inline(always)]
fn groups(a: Strided<'_>, first: usize, rows: usize, from: usize, depth: usize) -> Vec<f64> {
    let mut packed = vec![0.0; rows.div_ceil(ROWS) * ROWS * depth];
    for (group, packed) in packed.chunks_exact_mut(ROWS * depth).enumerate() {
        for (k, values) in packed.chunks_exact_mut(ROWS).enumerate() {
            for (row, value) in (group * ROWS..rows).zip(values) {
                *value = a.values[(first + row) * a.row + (from + k) * a.column];
            }
        }
    }
    packed
}

/// Turns a symmetric positive semi-definite matrix into a symmetric generalised inverse of it, that of as many of its
/// rows as are free of each other and zero in the others; the number of those rows. `scale` is what a row's diagonal
/// was before others were taken away from it: a row with next to nothing left of that is not free.
///
/// Rows go from the smallest scale to the largest, so that those left out are large ones, and none that is kept rests
/// on a small one. Cost: two times `order` cubed.
pub(crate) fn invert(matrix: &mut [f64], order: usize, scale: &[f64]) -> usize {
    let mut rows: Vec<usize> = (0..order).filter(|&row| scale[row] > 0.0).collect();
    rows.sort_by(|&a, &b| scale[a].total_cmp(&scale[b]).then(a.cmp(&b)));
    let count = rows.len();
    let factor: Vec<f64> = rows.iter().map(|&row| scale[row].sqrt().recip()).collect();
    let mut work = vec![0.0; count * count];
    for (a, work) in work.chunks_exact_mut(count.max(1)).enumerate() {
        for (b, value) in work.iter_mut().enumerate() {
            *value = matrix[rows[a] * order + rows[b]] * factor[a] * factor[b];
        }
    }
    let rank = sweep(&mut work, count);
    matrix.fill(0.0);
    for (a, work) in work.chunks_exact(count.max(1)).enumerate() {
        for (b, value) in work.iter().enumerate() {
            matrix[rows[a] * order + rows[b]] = -value * factor[a] * factor[b];
        }
    }
    rank
}

/// Sweeps all rows of a matrix with unit scale: it becomes minus its generalised inverse. The rows that were free.
fn sweep(matrix: &mut [f64], order: usize) -> usize {
    let mut rank = 0;
    for from in (0..order).step_by(DEPTH) {
        let count = DEPTH.min(order - from);
        let block = from..from + count;
        let mut panel = matrix[from * order..(from + count) * order].to_vec();
        let mut pivots = vec![0.0; count * count];
        for (pivots, panel) in pivots
            .chunks_exact_mut(count)
            .zip(panel.chunks_exact_mut(order))
        {
            pivots.copy_from_slice(&panel[block.clone()]);
            panel[block.clone()].fill(0.0);
        }
        rank += sweep_pivots(&mut pivots, count);
        let mut share = vec![0.0; count * order];
        let left = Strided {
            values: &pivots,
            row: count,
            column: 1,
        };
        subtract_product(&mut share, order, left, count, &panel);
        let left = Strided {
            values: &panel,
            row: 1,
            column: order,
        };
        subtract_product(matrix, order, left, count, &share);
        for (row, (share, pivots)) in share
            .chunks_exact_mut(order)
            .zip(pivots.chunks_exact(count))
            .enumerate()
        {
            share[block.clone()].copy_from_slice(pivots);
            for (other, &value) in share.iter().enumerate() {
                matrix[other * order + from + row] = value;
            }
            matrix[(from + row) * order..(from + row + 1) * order].copy_from_slice(share);
        }
    }
    rank
}

/// Sweeps the rows of a small matrix one by one; a row that is not free becomes zero.
fn sweep_pivots(matrix: &mut [f64], order: usize) -> usize {
    let mut rank = 0;
    for row in 0..order {
        let pivot = matrix[row * order + row];
        let values: Vec<f64> = matrix[row * order..(row + 1) * order].to_vec();
        let free = pivot > SMALLEST_PIVOT;
        rank += usize::from(free);
        for other in 0..order {
            let share = if free { values[other] / pivot } else { 0.0 };
            if other != row && free {
                for (value, add) in matrix[other * order..(other + 1) * order]
                    .iter_mut()
                    .zip(&values)
                {
                    *value -= share * add;
                }
            }
            matrix[other * order + row] = share;
            matrix[row * order + other] = share;
        }
        matrix[row * order + row] = if free { -pivot.recip() } else { 0.0 };
    }
    rank
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The Laplacian of a graph of some parts, all of whose vertices are joined within a part, by edges whose weights differ
    /// by ten orders of magnitude: what the information of effects is like. Its rank is that of its order less the parts.
    fn laplacian(order: usize, parts: usize) -> Vec<f64> {
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let size = |vertex: usize| (11.0 * (vertex as f64 * 1.7).sin()).exp();
        let mut matrix = vec![0.0; order * order];
        for a in 0..order {
            for b in (0..a).filter(|b| a % parts == b % parts) {
                let weight = size(a) * size(b) / (size(a) + size(b));
                for (row, column, sign) in [(a, a, 1.0), (b, b, 1.0), (a, b, -1.0), (b, a, -1.0)] {
                    matrix[row * order + column] += sign * weight;
                }
            }
        }
        matrix
    }

    #[test]
    fn a_matrix_times_its_inverse_times_itself_is_itself() {
        for (order, parts) in [(2, 1), (7, 2), (64, 1), (150, 3)] {
            let matrix = laplacian(order, parts);
            let scale: Vec<f64> = (0..order).map(|r| matrix[r * order + r]).collect();
            let mut inverse = matrix.clone();
            let rank = invert(&mut inverse, order, &scale);
            assert_eq!(rank, order - parts, "{order}");
            let once = crate::small::multiply(&matrix, &inverse, order);
            let twice = crate::small::multiply(&once, &matrix, order);
            for (place, (got, expected)) in twice.iter().zip(&matrix).enumerate() {
                let size = (scale[place / order] * scale[place % order]).sqrt();
                assert!(
                    (got - expected).abs() < 1e-11 * size,
                    "{order} {got} {expected}"
                );
            }
        }
    }
}
