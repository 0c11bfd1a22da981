//! The matrix that conjugate gradients multiply by, written out where that is small.
//!
//! In data of people and firms, leading groups have a few rows each, and many of them share the same
//! coefficients of other effects: `D'WMD` then has few entries beside the rows that it is made of, and a product with it
//! costs a small part of a pass over the rows. Its pattern depends on the layout alone; its values
//!
//! ```text
//!   S_pq = sum of w_r over rows r with both p and q
//!          - sum over leading groups g of (sum of w_r with p)(sum of w_r with q) / (sum of w_r),  r in g
//! ```
//!
//! are worked out again for each reweighting.

use rayon::prelude::*;

use crate::factor::u32_of;
use crate::layout::Layout;
use crate::moments::Weights;

/// Updates of an entry, for each row and effect that does not lead, up to which the matrix is written out.
const UPDATES: usize = 12;
/// Most updates at all, which are kept in memory with four bytes each.
const MOST_UPDATES: usize = 1 << 25;
/// Rows and effects for each entry of the matrix from which a product with it is cheaper than a pass: entries are
/// gathered from memory as rows are, but once.
const GAIN: usize = 4;
/// Rows of the matrix for a thread.
const PARALLEL_ROWS: usize = 4096;
/// Marks an update of an entry on the diagonal.
const DIAGONAL: u32 = 1 << 31;
/// Keys sorted at a time.
const BLOCK: usize = 1 << 21;

/// Pattern of the matrix: its lower triangle by rows, and where each update goes.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// First entry of each row of the full matrix.
    starts: Vec<u32>,
    columns: Vec<u32>,
    /// Entry of the lower triangle for each entry of the full matrix.
    lower: Vec<u32>,
    entries: usize,
    /// Entry of the lower triangle for each pair of a leading group's rows and effects, in their order.
    updates: Vec<u32>,
}

/// The matrix for given weights.
#[derive(Debug)]
pub(crate) struct Schur<'a> {
    pattern: &'a Pattern,
    values: Vec<f64>,
}

impl Pattern {
    /// The pattern of a layout, or none where a pass over the rows is cheaper.
    pub(crate) fn new(layout: &Layout) -> Option<Self> {
        let others = layout.others.len();
        layout.leading?;
        if others == 0 {
            return None;
        }
        let pairs = |group: usize| {
            let members = layout.rows_of(group).len() * others;
            members * (members + 1) / 2
        };
        let updates: usize = (0..layout.groups()).map(pairs).sum();
        if updates > MOST_UPDATES.min(UPDATES * layout.rows() * others) {
            return None;
        }
        let most = layout.rows() * others / GAIN;
        let keys = distinct(layout, most)?;
        Some(Self::of_keys(layout, &keys, updates))
    }

    fn of_keys(layout: &Layout, keys: &[(u32, u32)], updates: usize) -> Self {
        let mut starts = vec![0u32; layout.coefficients + 1];
        for key in keys {
            let (row, column) = (key.0 as usize, key.1 as usize);
            starts[row + 1] += 1;
            if row != column {
                starts[column + 1] += 1;
            }
        }
        for row in 1..starts.len() {
            starts[row] += starts[row - 1];
        }
        let total = starts[layout.coefficients] as usize;
        let (mut columns, mut lower) = (vec![0; total], vec![0; total]);
        let mut next = starts.clone();
        for (entry, key) in keys.iter().enumerate() {
            let (row, column) = (key.0 as usize, key.1 as usize);
            let both = if row == column {
                vec![(row, column)]
            } else {
                vec![(row, column), (column, row)]
            };
            for (row, column) in both {
                columns[next[row] as usize] = u32_of(column);
                lower[next[row] as usize] = u32_of(entry);
                next[row] += 1;
            }
        }
        let mut places = Vec::with_capacity(updates);
        let mut members = Vec::new();
        for group in 0..layout.groups() {
            layout.members(group, &mut members);
            for (place, &a) in members.iter().enumerate() {
                for &b in &members[..=place] {
                    let entry = keys.binary_search(&key(a, b)).map_or(0, u32_of);
                    places.push(if a == b { entry | DIAGONAL } else { entry });
                }
            }
        }
        Self {
            starts,
            columns,
            lower,
            entries: keys.len(),
            updates: places,
        }
    }

    /// The matrix for weights of the rows and their sums by leading group.
    pub(crate) fn fill(&self, layout: &Layout, weights: Weights<'_>) -> Schur<'_> {
        let others = layout.others.len();
        let mut lower = vec![0.0; self.entries];
        let mut next = 0;
        for (group, &total) in weights.groups.iter().enumerate() {
            let weights = &weights.rows[layout.rows_of(group)];
            let share = if total > 0.0 { 1.0 / total } else { 0.0 };
            for a in 0..weights.len() * others {
                let weight = weights[a / others];
                for b in 0..=a {
                    let same = if b / others == a / others {
                        weight
                    } else {
                        0.0
                    };
                    let update = self.updates[next];
                    // Two rows of a group with the same coefficient meet in either order.
                    let times = if a != b && update & DIAGONAL != 0 {
                        2.0
                    } else {
                        1.0
                    };
                    lower[(update & !DIAGONAL) as usize] +=
                        times * (same - weight * weights[b / others] * share);
                    next += 1;
                }
            }
        }
        Schur {
            pattern: self,
            values: self
                .lower
                .iter()
                .map(|&entry| lower[entry as usize])
                .collect(),
        }
    }
}

impl Schur<'_> {
    /// The product with a vector.
    pub(crate) fn multiply(&self, vector: &[f64], out: &mut [f64]) {
        let Pattern {
            starts, columns, ..
        } = self.pattern;
        out.par_iter_mut()
            .with_min_len(PARALLEL_ROWS)
            .enumerate()
            .for_each(|(row, sum)| {
                let entries = starts[row] as usize..starts[row + 1] as usize;
                let products = self.values[entries.clone()].iter().zip(&columns[entries]);
                *sum = products
                    .map(|(value, &column)| value * vector[column as usize])
                    .sum();
            });
    }
}

/// Row and column of the lower triangle.
fn key(a: u32, b: u32) -> (u32, u32) {
    (a.max(b), a.min(b))
}

/// The pairs of coefficients that meet in a leading group, sorted, or none if there are more than `most`.
fn distinct(layout: &Layout, most: usize) -> Option<Vec<(u32, u32)>> {
    let mut all: Vec<(u32, u32)> = Vec::new();
    let mut block: Vec<(u32, u32)> = Vec::with_capacity(BLOCK);
    let mut members = Vec::new();
    for group in 0..layout.groups() {
        layout.members(group, &mut members);
        for (place, &a) in members.iter().enumerate() {
            block.extend(members[..=place].iter().map(|&b| key(a, b)));
        }
        if block.len() >= BLOCK || group + 1 == layout.groups() {
            block.append(&mut all);
            block.par_sort_unstable();
            block.dedup();
            std::mem::swap(&mut all, &mut block);
            if all.len() > most {
                return None;
            }
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::factor::Factor;
    use crate::moments::group_sums;

    #[test]
    fn it_multiplies_as_a_pass_over_the_rows_does() {
        let rows = 600;
        let person = Factor::of_integers(&(0..rows).map(|r| r / 4).collect::<Vec<i64>>());
        let firm = Factor::of_integers(
            &(0..rows)
                .map(|r| (r * r / 7 + r / 3) % 13)
                .collect::<Vec<i64>>(),
        );
        let year = Factor::of_integers(&(0..rows).map(|r| (r % 4) / 2).collect::<Vec<i64>>());
        let layout = Layout::new(600, &[&person, &firm, &year]);
        let weights: Vec<f64> = (0..600u32).map(|r| 1.0 + f64::from(r * 37 % 11)).collect();
        let groups = group_sums(&layout, &weights);
        let pattern = Pattern::new(&layout).expect("few entries");
        let schur = pattern.fill(
            &layout,
            Weights {
                rows: &weights,
                groups: &groups,
            },
        );
        let vector: Vec<f64> = (0..layout.coefficients)
            .map(|k| ((k * 29 % 17) as f64).sin())
            .collect();
        let mut expected = vec![0.0; layout.coefficients];
        for (group, total) in groups.iter().enumerate() {
            let places = layout.rows_of(group);
            let mut values = vec![0.0; places.len()];
            layout.add_effects(group, &vector, 1.0, &mut values);
            let weights = &weights[places];
            let mean = crate::kernel::dot(weights, &values) / total;
            values
                .iter_mut()
                .zip(weights)
                .for_each(|(value, weight)| *value = weight * (*value - mean));
            layout.scatter(group, &values, &mut expected);
        }
        let mut got = vec![0.0; layout.coefficients];
        schur.multiply(&vector, &mut got);
        for (got, expected) in got.iter().zip(&expected) {
            assert!((got - expected).abs() < 1e-10, "{got} {expected}");
        }
    }
}
