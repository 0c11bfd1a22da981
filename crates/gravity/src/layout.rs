//! The order of rows in which an estimator works.
//!
//! The fixed effect with the most groups, the *leading* one, is eliminated exactly, so rows are sorted by it. The
//! other effects are numbered as they first appear in that order. In panels their numbers then
//! rise by one from row to row (years within a pair of countries, importers within an exporter's year),
//! and a stretch of rows is told by its first numbers alone: a *run*. Where runs are short, each row
//! has its numbers.

use std::ops::Range;

use crate::factor::{Factor, u32_of};
use crate::schur::Pattern;

/// Mean length from which runs are used: below, the loop over a run costs more than the numbers that it saves.
const SHORTEST_RUN: usize = 6;
/// Fewest rows of a chunk of work; and a chunk has rows for a few times the coefficients that it sums.
const CHUNK_ROWS: usize = 32_768;
/// Most chunks, and so most threads that can share the work.
const MOST_CHUNKS: usize = 16;

/// Rows sorted by the leading effect, and where their other coefficients are.
#[derive(Debug)]
pub(crate) struct Layout {
    /// For each place the row of the sample.
    pub(crate) order: Vec<u32>,
    /// First place of each group of the leading effect, and the number of rows.
    pub(crate) starts: Vec<u32>,
    /// Which effect leads; none where there are no effects, and all rows are one group without meaning.
    pub(crate) leading: Option<usize>,
    /// The other effects.
    pub(crate) others: Vec<Other>,
    /// Coefficients of all other effects.
    pub(crate) coefficients: usize,
    places: Places,
    /// Where the matrix of the other effects is written out.
    pub(crate) pattern: Option<Pattern>,
    /// Groups of the leading effect that are worked on together.
    pub(crate) chunks: Vec<Range<usize>>,
}

/// An effect that does not lead.
#[derive(Debug)]
pub(crate) struct Other {
    /// Which of the design's effects.
    pub(crate) effect: usize,
    /// Its group of the design for each of its coefficients.
    pub(crate) group_of: Vec<u32>,
    /// Place of its first coefficient among those of all others.
    pub(crate) first: usize,
}

/// Stretches of rows whose coefficients rise by one in every effect.
#[derive(Debug)]
struct Runs {
    /// First run of each group, and the number of runs.
    of_group: Vec<u32>,
    lengths: Vec<u32>,
    /// For each run the first coefficient of each other effect.
    firsts: Vec<u32>,
    others: usize,
}

impl Runs {
    /// Rows of a group's runs, counted within the group, and their first coefficients.
    #[inline(always)]
    fn of(&self, group: usize) -> impl Iterator<Item = (Range<usize>, &[u32])> {
        let mut end = 0;
        let runs = self.of_group[group] as usize..self.of_group[group + 1] as usize;
        runs.map(move |run| {
            let start = end;
            end += self.lengths[run] as usize;
            (
                start..end,
                &self.firsts[run * self.others..(run + 1) * self.others],
            )
        })
    }
}

#[derive(Debug)]
enum Places {
    Runs(Runs),
    /// For each other effect the coefficient of each row.
    Rows(Vec<Vec<u32>>),
}

impl Layout {
    /// Sorts the rows of a sample. `effects` have all of the sample's rows.
    pub(crate) fn new(rows: usize, effects: &[&Factor]) -> Self {
        let leading =
            (0..effects.len()).max_by_key(|&e| (effects[e].groups(), std::cmp::Reverse(e)));
        let second = (0..effects.len())
            .filter(|&e| Some(e) != leading)
            .max_by_key(|&e| effects[e].groups());
        let order = sorted(
            rows,
            leading.map(|e| effects[e]),
            second.map(|e| effects[e]),
        );
        let starts = starts(&order, leading.map(|e| effects[e]));
        let mut others = Vec::new();
        let mut index = Vec::new();
        let mut coefficients = 0;
        for (effect, factor) in effects
            .iter()
            .enumerate()
            .filter(|&(e, _)| Some(e) != leading)
        {
            let (other, places) = number(effect, factor, &order, coefficients);
            coefficients += other.group_of.len();
            others.push(other);
            index.push(places);
        }
        let places = runs(&starts, &index).unwrap_or(Places::Rows(index));
        let chunks = chunks(&starts, coefficients);
        let mut layout = Self {
            order,
            starts,
            leading,
            others,
            coefficients,
            places,
            pattern: None,
            chunks,
        };
        layout.pattern = Pattern::new(&layout);
        layout
    }

    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.order.len()
    }

    /// Number of groups of the leading effect.
    pub(crate) fn groups(&self) -> usize {
        self.starts.len() - 1
    }

    /// Places of a group of the leading effect.
    #[inline(always)]
    pub(crate) fn rows_of(&self, group: usize) -> Range<usize> {
        self.starts[group] as usize..self.starts[group + 1] as usize
    }

    /// Places of a chunk.
    pub(crate) fn rows_of_chunk(&self, chunk: &Range<usize>) -> Range<usize> {
        self.starts[chunk.start] as usize..self.starts[chunk.end] as usize
    }

    /// The group of an effect of each row of the sample.
    pub(crate) fn groups_of(&self, effect: usize) -> Vec<u32> {
        let mut groups = vec![0; self.rows()];
        let other = self.others.iter().position(|other| other.effect == effect);
        let mut members = Vec::new();
        for group in 0..self.groups() {
            let places = self.rows_of(group);
            if other.is_some() {
                self.members(group, &mut members);
            }
            for (row, place) in places.enumerate() {
                groups[self.order[place] as usize] = match other {
                    None => u32_of(group),
                    Some(k) => {
                        let coefficient = members[row * self.others.len() + k] as usize;
                        self.others[k].group_of[coefficient - self.others[k].first]
                    }
                };
            }
        }
        groups
    }

    /// Cuts values of all rows into the chunks' parts.
    pub(crate) fn split<'a>(&self, mut values: &'a mut [f64]) -> Vec<&'a mut [f64]> {
        let mut parts = Vec::with_capacity(self.chunks.len());
        for chunk in &self.chunks {
            let (part, rest) = values.split_at_mut(self.rows_of_chunk(chunk).len());
            parts.push(part);
            values = rest;
        }
        parts
    }

    /// Adds to each row of a group the coefficients of its other effects, times `factor`.
    #[inline(always)]
    pub(crate) fn add_effects(
        &self,
        group: usize,
        coefficients: &[f64],
        factor: f64,
        out: &mut [f64],
    ) {
        match &self.places {
            Places::Runs(runs) => {
                for (rows, firsts) in runs.of(group) {
                    let length = rows.len();
                    let out = &mut out[rows];
                    for &first in firsts {
                        let first = first as usize;
                        let own = &coefficients[first..first + length];
                        crate::kernel::add_scaled(out, factor, own);
                    }
                }
            }
            Places::Rows(index) => {
                let rows = self.rows_of(group);
                for index in index {
                    for (out, &place) in out.iter_mut().zip(&index[rows.clone()]) {
                        *out += factor * coefficients[place as usize];
                    }
                }
            }
        }
    }

    /// The coefficients of a group's rows, those of a row side by side.
    pub(crate) fn members(&self, group: usize, members: &mut Vec<u32>) {
        members.clear();
        match &self.places {
            Places::Runs(runs) => {
                for (rows, firsts) in runs.of(group) {
                    for step in 0..u32_of(rows.len()) {
                        members.extend(firsts.iter().map(|first| first + step));
                    }
                }
            }
            Places::Rows(index) => {
                for row in self.rows_of(group) {
                    members.extend(index.iter().map(|places| places[row]));
                }
            }
        }
    }

    /// Adds each row's value of a group to the sums of its other effects.
    #[inline(always)]
    pub(crate) fn scatter(&self, group: usize, values: &[f64], sums: &mut [f64]) {
        match &self.places {
            Places::Runs(runs) => {
                for (rows, firsts) in runs.of(group) {
                    let values = &values[rows];
                    for &first in firsts {
                        let first = first as usize;
                        let own = &mut sums[first..first + values.len()];
                        crate::kernel::add_scaled(own, 1.0, values);
                    }
                }
            }
            Places::Rows(index) => {
                let rows = self.rows_of(group);
                for index in index {
                    for (&value, &place) in values.iter().zip(&index[rows.clone()]) {
                        sums[place as usize] += value;
                    }
                }
            }
        }
    }
}

/// Rows by group of the leading effect, then of the second.
fn sorted(rows: usize, leading: Option<&Factor>, second: Option<&Factor>) -> Vec<u32> {
    let order: Vec<u32> = (0..u32_of(rows)).collect();
    let key = |row: usize| {
        (
            leading.map_or(0, |f| f.codes()[row]),
            second.map_or(0, |f| f.codes()[row]),
        )
    };
    if (1..rows).all(|row| key(row - 1) <= key(row)) {
        return order;
    }
    let order = second.map_or_else(|| order.clone(), |factor| counting_sort(&order, factor));
    leading.map_or_else(|| order.clone(), |factor| counting_sort(&order, factor))
}

/// Stable sort by group.
fn counting_sort(order: &[u32], factor: &Factor) -> Vec<u32> {
    let mut next = vec![0u32; factor.groups() + 1];
    for &code in factor.codes() {
        next[code as usize + 1] += 1;
    }
    for group in 1..next.len() {
        next[group] += next[group - 1];
    }
    let mut sorted = vec![0; order.len()];
    for &row in order {
        let slot = &mut next[factor.codes()[row as usize] as usize];
        sorted[*slot as usize] = row;
        *slot += 1;
    }
    sorted
}

fn starts(order: &[u32], leading: Option<&Factor>) -> Vec<u32> {
    let Some(factor) = leading else {
        return vec![0, u32_of(order.len())];
    };
    let mut starts = vec![0u32; factor.groups() + 1];
    for &code in factor.codes() {
        starts[code as usize + 1] += 1;
    }
    for group in 1..starts.len() {
        starts[group] += starts[group - 1];
    }
    starts
}

/// Numbers an effect's groups as they first appear; the coefficient of each row.
fn number(effect: usize, factor: &Factor, order: &[u32], first: usize) -> (Other, Vec<u32>) {
    const UNSEEN: u32 = u32::MAX;
    let mut place_of = vec![UNSEEN; factor.groups()];
    let mut group_of = Vec::with_capacity(factor.groups());
    let mut places = Vec::with_capacity(order.len());
    for &row in order {
        let group = factor.codes()[row as usize];
        let slot = &mut place_of[group as usize];
        if *slot == UNSEEN {
            *slot = u32_of(first + group_of.len());
            group_of.push(group);
        }
        places.push(*slot);
    }
    (
        Other {
            effect,
            group_of,
            first,
        },
        places,
    )
}

/// Runs of rows whose coefficients rise by one in every effect, unless they are too short to gain.
fn runs(starts: &[u32], index: &[Vec<u32>]) -> Option<Places> {
    let rows = *starts.last()? as usize;
    let most = rows / SHORTEST_RUN;
    if index.is_empty() {
        return None;
    }
    let (mut of_group, mut lengths, mut firsts) =
        (Vec::with_capacity(starts.len()), Vec::new(), Vec::new());
    of_group.push(0);
    for bounds in starts.windows(2) {
        let mut from = bounds[0] as usize;
        let end = bounds[1] as usize;
        while from < end {
            let mut to = from + 1;
            while to < end && index.iter().all(|places| places[to] == places[to - 1] + 1) {
                to += 1;
            }
            lengths.push(u32_of(to - from));
            firsts.extend(index.iter().map(|places| places[from]));
            from = to;
        }
        of_group.push(u32_of(lengths.len()));
        if lengths.len() > most {
            return None;
        }
    }
    Some(Places::Runs(Runs {
        of_group,
        lengths,
        firsts,
        others: index.len(),
    }))
}

/// Cuts the groups into chunks of about as many rows each, by the size of the design alone.
fn chunks(starts: &[u32], coefficients: usize) -> Vec<Range<usize>> {
    let rows = starts.last().copied().unwrap_or(0) as usize;
    let count = (rows / CHUNK_ROWS.max(4 * coefficients)).clamp(1, MOST_CHUNKS);
    let groups = starts.len() - 1;
    let mut chunks = Vec::with_capacity(count);
    let mut from = 0;
    for chunk in 1..=count {
        let goal = u32_of(rows * chunk / count);
        let to = if chunk == count {
            groups
        } else {
            starts.partition_point(|&start| start < goal).min(groups)
        };
        if to > from {
            chunks.push(from..to);
            from = to;
        }
    }
    chunks
}
