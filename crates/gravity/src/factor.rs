//! Fixed effects as numbers: which group each row is in.

use std::collections::HashMap;

/// The groups of one fixed effect or cluster variable: a number from 0 to `groups - 1` for each row.
///
/// Numbers follow the order of the values, and an interaction's follow its first part, then its second. An
/// estimate does not depend on that; its speed does, since rows that lie side by side then have
/// numbers that lie side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    codes: Vec<u32>,
    groups: usize,
}

impl Factor {
    /// Numbers the distinct values of a column in their order.
    ///
    /// Cost: linear in the rows where the values are integers in a range of a few times their number, else
    /// that of sorting the distinct ones.
    ///
    /// ```
    /// let year = stirstick_gravity::Factor::of_integers(&[2020, 2018, 2020]);
    /// assert_eq!(year.codes(), [1, 0, 1]);
    /// assert_eq!(year.groups(), 2);
    /// ```
    #[must_use]
    pub fn of_integers(values: &[i64]) -> Self {
        let (Some(&least), Some(&most)) = (values.iter().min(), values.iter().max()) else {
            return Self {
                codes: Vec::new(),
                groups: 0,
            };
        };
        let place = |value: i64| usize::try_from(value.abs_diff(least)).ok();
        match place(most) {
            Some(span) if span <= dense_limit(values.len()) => {
                number_dense(values.len(), span + 1, |row| {
                    place(values[row]).unwrap_or(span)
                })
            }
            _ => Self::of_values(values),
        }
    }

    /// Numbers the distinct values of a column of any ordered type, text for one.
    #[must_use]
    pub fn of_values<T: Ord + std::hash::Hash>(values: &[T]) -> Self {
        let mut seen: HashMap<&T, u32> = HashMap::new();
        let mut distinct = Vec::new();
        let mut codes = Vec::with_capacity(values.len());
        for value in values {
            let next = u32_of(distinct.len());
            codes.push(*seen.entry(value).or_insert_with(|| {
                distinct.push(value);
                next
            }));
        }
        let mut order: Vec<u32> = (0..u32_of(distinct.len())).collect();
        order.sort_unstable_by_key(|&code| distinct[code as usize]);
        let mut rank = vec![0; distinct.len()];
        for (place, &code) in order.iter().enumerate() {
            rank[code as usize] = u32_of(place);
        }
        for code in &mut codes {
            *code = rank[*code as usize];
        }
        Self {
            codes,
            groups: distinct.len(),
        }
    }

    /// Groups that are numbered already, in another order: `rank` of each number is its place. Numbers that do not occur
    /// are left out.
    ///
    /// # Panics
    /// When a number has no rank.
    #[must_use]
    pub fn of_numbered(numbers: &[u32], rank: &[u32]) -> Self {
        number_dense(numbers.len(), rank.len(), |row| {
            rank[numbers[row] as usize] as usize
        })
    }

    /// The interaction of two factors over the same rows: a group for each pair of groups that occurs.
    ///
    /// # Panics
    /// When the factors are not of the same length.
    #[must_use]
    pub fn interact(&self, other: &Self) -> Self {
        assert_eq!(self.len(), other.len(), "factors over the same rows");
        let rows = self.len();
        let pairs = self.groups.saturating_mul(other.groups);
        let key = |row: usize| self.codes[row] as usize * other.groups + other.codes[row] as usize;
        if pairs <= dense_limit(rows) {
            return number_dense(rows, pairs, key);
        }
        let keys: Vec<u64> = self
            .codes
            .iter()
            .zip(&other.codes)
            .map(|(&a, &b)| u64::from(a) << 32 | u64::from(b))
            .collect();
        Self::of_values(&keys)
    }

    /// Groups numbered from 0, of which each has a row.
    pub(crate) fn of_groups(codes: Vec<u32>, groups: usize) -> Self {
        Self { codes, groups }
    }

    /// Number of the group of each row.
    #[must_use]
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// Number of groups; each has a row.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The factor of some of the rows, numbered anew, and the old number of each new group.
    pub(crate) fn of_rows(&self, rows: &[u32]) -> (Self, Vec<u32>) {
        let factor = number_dense(rows.len(), self.groups, |row| {
            self.codes[rows[row] as usize] as usize
        });
        let mut old = vec![0; factor.groups];
        for (&row, &new) in rows.iter().zip(&factor.codes) {
            old[new as usize] = self.codes[row as usize];
        }
        (factor, old)
    }
}

/// Up to which span of keys a table of them all is cheaper than hashing.
fn dense_limit(rows: usize) -> usize {
    rows.saturating_mul(8).saturating_add(1024)
}

/// A number of rows or groups as the 32 bits they are kept in.
pub(crate) fn u32_of(number: usize) -> u32 {
    u32::try_from(number).expect("designs have fewer than 2^32 rows")
}

/// Numbers keys below `span` in their order.
fn number_dense(rows: usize, span: usize, key: impl Fn(usize) -> usize) -> Factor {
    let mut number = vec![0u32; span];
    for row in 0..rows {
        number[key(row)] = 1;
    }
    let mut groups = 0;
    for slot in &mut number {
        let present = *slot;
        *slot = groups;
        groups += present;
    }
    Factor {
        codes: (0..rows).map(|row| number[key(row)]).collect(),
        groups: groups as usize,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interactions_are_numbered_by_their_parts() {
        let exporter = Factor::of_values(&["RUS", "CHN", "CHN", "RUS", "CHN"]);
        let year = Factor::of_integers(&[2020, 2021, 2020, 2020, 2021]);
        let both = exporter.interact(&year);
        assert_eq!(both.codes(), [2, 1, 0, 2, 1]);
        assert_eq!(both.groups(), 3);
        let (some, old) = both.of_rows(&[0, 2]);
        assert_eq!((some.codes(), &old[..]), (&[1, 0][..], &[0, 2][..]));
    }

    #[test]
    fn sparse_values_are_numbered_like_dense_ones() {
        let values = [i64::MAX, i64::MIN, 0, i64::MAX];
        assert_eq!(Factor::of_integers(&values).codes(), [2, 0, 1, 2]);
        assert_eq!(Factor::of_integers(&[]).groups(), 0);
        let many: Vec<i64> = (0..2000).rev().collect();
        let wide = Factor::of_integers(&many).interact(&Factor::of_integers(&many));
        assert_eq!(wide.groups(), 2000);
        assert_eq!(wide.codes()[0], 1999);
    }
}
