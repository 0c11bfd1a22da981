//! At which product level a series of flows is read.
//!
//! The levels of a dataset may contain each other, as chapters contain headings, or be different goods.
//! Nothing in the rows tells which, so that one series never changes its level.

use super::flows::Level;
use super::words::list;
use crate::counted::characters;
use std::collections::{BTreeMap, BTreeSet};
use stirstick_codes::{Frequency, Period, PeriodRange};

/// Values of one direction by length of the product codes, 0 for stated totals.
pub(super) type ByCodeLength = BTreeMap<u8, BTreeMap<Period, Level>>;

/// Sums that agree to this part of themselves are equal: the same goods, added up in another order.
const SAME_SUM: f64 = 1e-9;

/// What the values of a direction are sums of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// Length of the codes, 0 for stated totals of all goods.
    pub(super) code_length: u8,
    /// Lengths of other codes, or 0 for totals, that rows of the direction have and that are left out.
    pub(super) left_out: Vec<u8>,
    /// Years with periods that only the levels left out have: gaps.
    pub(super) gap_years: BTreeSet<u16>,
}

impl Reading {
    /// `codes of 4 characters`; nothing for totals, which alone are the whole trade.
    pub(super) fn words(&self) -> String {
        match self.code_length {
            0 => String::new(),
            length => format!("codes of {}", characters(usize::from(length))),
        }
    }

    /// What else the rows state, in words: `totals and codes of 2 and 6 characters`.
    pub(super) fn left_out_words(&self) -> String {
        let codes: Vec<_> = self.left_out.iter().filter(|length| **length > 0).collect();
        let totals = self.left_out.contains(&0).then(|| "totals".to_owned());
        let codes = match codes.as_slice() {
            [] => None,
            [only] => Some(format!("codes of {}", characters(usize::from(**only)))),
            several => Some(format!("codes of {} characters", list(several))),
        };
        list(totals.into_iter().chain(codes))
    }
}

/// Chooses the level at which a direction is read in all of its periods, with its values.
///
/// It is the one that covers the most time; of those, stated totals; then the one with the largest
/// sum, since the levels of a complete dataset are equal and those of an incomplete one fall short; then
/// the coarsest. Time is counted in months, so that a year outweighs a month,
/// and each month once. `None` without rows.
pub(super) fn choose(mut readings: ByCodeLength) -> Option<(Reading, BTreeMap<Period, Level>)> {
    let longest = readings.values().map(months).max()?;
    let covering = |values: &BTreeMap<Period, Level>| months(values) == longest;
    let sums = readings.iter().filter(|(_, values)| covering(values));
    let sums: Vec<(u8, f64)> = sums
        .map(|(length, values)| (*length, sum(values)))
        .collect();
    let largest = sums.iter().map(|(_, sum)| *sum).reduce(f64::max)?;
    let is_largest = |sum: f64| sum >= largest - SAME_SUM * largest.abs();
    let mut chosen = sums
        .iter()
        .filter(|(length, sum)| *length == 0 || is_largest(*sum));
    let code_length = chosen.next()?.0;
    let values = readings.remove(&code_length)?;
    let others = readings.values().flat_map(BTreeMap::keys);
    let gaps = others.filter(|period| !values.contains_key(period));
    let gap_years = gaps.map(|period| period.year()).collect();
    let left_out = readings.into_keys().collect();
    Some((
        Reading {
            code_length,
            left_out,
            gap_years,
        },
        values,
    ))
}

/// Months of all periods together, each once where a year and its months are both there.
fn months(values: &BTreeMap<Period, Level>) -> usize {
    let of = |period: &Period| PeriodRange::from(*period).periods(Frequency::Monthly);
    values.keys().flat_map(of).collect::<BTreeSet<_>>().len()
}

fn sum(values: &BTreeMap<Period, Level>) -> f64 {
    values.values().map(|level| level.value).sum()
}
