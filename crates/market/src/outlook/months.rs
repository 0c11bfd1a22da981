//! Months without gaps, from what is known of years to date, years and months.
//!
//! Customs services publish sums from January on, some months alone, and sometimes a rate of growth without
//! its level. [`Grid`] gathers what these say about each year to date; [`Months`] spreads what is known only
//! together, as January and February are in China, over its months.

use crate::ledger::{Flow, FlowLedger, Measure, Part, Selection, Span};
use std::collections::BTreeMap;
use stirstick_codes::{Frequency, Period, PeriodRange};

/// Months of a year.
const MONTHS: usize = 12;

/// Sums from January through each month, by year; `None` is not known.
type Sums = [Option<f64>; MONTHS];

/// What is known of one flow: sums of years to date.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Grid {
    years: BTreeMap<u16, Sums>,
}

/// Consecutive months up to the last one known, and the annual totals.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Months {
    /// The first month.
    pub(crate) first: Period,
    /// Values, oldest first.
    pub(crate) values: Vec<f64>,
    /// How many of them are a part of a sum over several months.
    pub(crate) spread: usize,
    /// Totals of whole years, of those before the first month too.
    pub(crate) totals: BTreeMap<u16, f64>,
}

impl Months {
    /// The last month known.
    pub(crate) fn last(&self) -> Option<Period> {
        nth_month(self.first, self.values.len().checked_sub(1)?)
    }

    /// The year that is not over, or the next where the last known month is a December, and how many of its
    /// months are known.
    pub(crate) fn running_year(&self) -> Option<(u16, usize)> {
        let last = self.last()?;
        match usize::from(last.month()?) {
            MONTHS => Some((last.year() + 1, 0)),
            known => Some((last.year(), known)),
        }
    }

    /// The same as it was when the last month known was an earlier one.
    pub(crate) fn through(&self, last: Period) -> Option<Months> {
        let count =
            (0..self.values.len()).find(|index| nth_month(self.first, *index) == Some(last))? + 1;
        let is_over =
            |year: u16| year < last.year() || (year == last.year() && last.month() == Some(12));
        Some(Months {
            first: self.first,
            values: self.values[..count].to_vec(),
            spread: self.spread.min(count),
            totals: self
                .totals
                .iter()
                .filter(|(year, _)| is_over(**year))
                .map(|(year, total)| (*year, *total))
                .collect(),
        })
    }

    /// Sums from January through each known month of a year.
    pub(crate) fn year_to_date(&self, year: u16) -> Vec<f64> {
        let mut sum = 0.0;
        let of_year =
            (0..).map_while(|index| Some((nth_month(self.first, index)?, self.values.get(index)?)));
        let values: Vec<(Period, f64)> = of_year
            .filter(|(month, _)| month.year() == year)
            .map(|(month, value)| (month, *value))
            .collect();
        if values
            .first()
            .is_none_or(|(month, _)| month.month() != Some(1))
        {
            return Vec::new();
        }
        values
            .into_iter()
            .map(|(_, value)| {
                sum += value;
                sum
            })
            .collect()
    }

    /// Consecutive annual totals up to the last one, oldest first.
    pub(crate) fn annual_run(&self) -> Vec<f64> {
        let mut run = Vec::new();
        let mut expected = None;
        for (year, total) in self.totals.iter().rev() {
            if expected.is_some_and(|expected| expected != *year) {
                break;
            }
            run.push(*total);
            expected = Some(year - 1);
        }
        run.reverse();
        run
    }

    /// The months of one direction, or of both, of a ledger of flows, up to the last known without a gap.
    pub(crate) fn of_flows(ledger: &FlowLedger, part: Part) -> Option<Months> {
        let known: BTreeMap<Period, f64> = ledger
            .periods(Frequency::Monthly)
            .into_iter()
            .filter_map(|month| Some((month, ledger.level(part, PeriodRange::from(month))?.value)))
            .collect();
        let mut month = *known.keys().next_back()?;
        let mut values = Vec::new();
        while let Some(value) = known.get(&month) {
            values.push(*value);
            let Some(before) = month.previous() else {
                break;
            };
            month = before;
        }
        values.reverse();
        let first = *known.keys().nth_back(values.len() - 1)?;
        let totals = ledger.years().into_iter();
        let totals = totals.filter_map(|year| {
            Some((
                year.year(),
                ledger.level(part, PeriodRange::from(year))?.value,
            ))
        });
        Some(Months {
            first,
            values,
            spread: 0,
            totals: totals.collect(),
        })
    }
}

/// The month that comes `count` months after another.
fn nth_month(first: Period, count: usize) -> Option<Period> {
    let number = usize::from(first.year()) * MONTHS + usize::from(first.month()?) - 1 + count;
    let year = u16::try_from(number / MONTHS).ok()?;
    Period::of_month(year, u16::try_from(number % MONTHS + 1).ok()?)
}

impl Grid {
    /// What `selection` says of each flow, in the order of [`Flow::ALL`].
    ///
    /// A level counts as printed, but for a floor or a rounded one, which counts only where nothing else tells the
    /// sum. Until nothing more follows: a year to date and the month after it make the next one, and the other way
    /// round; a level and its printed growth make the base, and a base and a printed growth the level; two
    /// of total, exports and imports make the third. A sum below an earlier one of its year is left out.
    pub(crate) fn of_published(selection: &Selection<'_>) -> [Grid; 3] {
        let mut grids = Flow::ALL.map(|flow| Facts::of(selection, flow));
        for with_hedged in [false, true] {
            if with_hedged {
                grids.iter_mut().for_each(Facts::take_hedged);
            }
            while grids.iter_mut().any(Facts::step) || thirds(&mut grids) {}
        }
        grids.map(|facts| facts.grid.rising())
    }

    /// The sum from January through a month, where it is known.
    pub(crate) fn get(&self, year: u16, month: usize) -> Option<f64> {
        self.years.get(&year)?[month.checked_sub(1)?]
    }

    /// Sums of a year.
    pub(crate) fn year(&self, year: u16) -> Option<&Sums> {
        self.years.get(&year)
    }

    /// True when it was not known.
    fn set(&mut self, year: u16, month: usize, value: f64) -> bool {
        let cell = &mut self.years.entry(year).or_default()[month - 1];
        let is_new = cell.is_none() && value.is_finite() && value > 0.0;
        if is_new {
            *cell = Some(value);
        }
        is_new
    }

    fn rising(mut self) -> Grid {
        for sums in self.years.values_mut() {
            let mut highest = 0.0;
            for sum in sums {
                if sum.is_some_and(|sum| sum < highest) {
                    *sum = None;
                }
                highest = sum.unwrap_or(highest);
            }
        }
        self
    }

    /// Months without gaps; `None` unless a whole year with something known within it is followed by others.
    ///
    /// They begin in the first year from which on every year has its total and something known within it, since a
    /// total alone says nothing of months. A sum over several months is spread over them in the proportions that
    /// these have on average in whole years.
    pub(crate) fn months(&self) -> Option<Months> {
        let (last_year, sums) = self
            .years
            .iter()
            .rev()
            .find(|(_, sums)| sums.iter().any(Option::is_some))?;
        let known = MONTHS - sums.iter().rev().position(Option::is_some)?;
        let is_whole = |year: u16| self.get(year, MONTHS).is_some();
        let has_within = |year: u16| {
            self.year(year)
                .is_some_and(|sums| sums[..MONTHS - 1].iter().any(Option::is_some))
        };
        let last_whole = if known == MONTHS {
            *last_year
        } else {
            last_year - 1
        };
        let run = (0..).map_while(|back| last_whole.checked_sub(back));
        let first_year = run
            .take_while(|year| is_whole(*year) && has_within(*year))
            .last()?;
        let equal = self.spread(first_year, *last_year, known, &[1.0; MONTHS]);
        let proportions = proportions(&equal.0, usize::from(last_whole - first_year) + 1);
        let (values, spread) = self.spread(first_year, *last_year, known, &proportions);
        let totals = self
            .years
            .iter()
            .filter_map(|(year, sums)| Some((*year, sums[MONTHS - 1]?)));
        Some(Months {
            first: Period::of_month(first_year, 1)?,
            values,
            spread,
            totals: totals.collect(),
        })
    }

    fn spread(
        &self,
        first: u16,
        last: u16,
        known: usize,
        proportions: &[f64; MONTHS],
    ) -> (Vec<f64>, usize) {
        let mut values = Vec::new();
        let mut spread = 0;
        for year in first..=last {
            let end = if year == last { known } else { MONTHS };
            let (mut from, mut base) = (0, 0.0);
            for month in 1..=end {
                let Some(sum) = self.get(year, month) else {
                    continue;
                };
                let whole: f64 = proportions[from..month].iter().sum();
                let part = |share: &f64| (sum - base) * share / whole;
                values.extend(proportions[from..month].iter().map(part));
                spread += if month - from > 1 { month - from } else { 0 };
                (from, base) = (month, sum);
            }
        }
        (values, spread)
    }
}

/// Mean share of each month in the whole years at the start of `months`.
fn proportions(months: &[f64], years: usize) -> [f64; MONTHS] {
    let mut shares = [0.0; MONTHS];
    for year in months.chunks(MONTHS).take(years) {
        let total: f64 = year.iter().sum();
        for (share, month) in shares.iter_mut().zip(year) {
            *share += month / total;
        }
    }
    shares
}

/// Sums, single months and rates of growth of one flow.
struct Facts {
    grid: Grid,
    months: BTreeMap<(u16, usize), f64>,
    growth: BTreeMap<(u16, usize), f64>,
    hedged: Vec<(u16, usize, f64)>,
}

impl Facts {
    fn of(selection: &Selection<'_>, flow: Flow) -> Facts {
        let mut facts = Facts {
            grid: Grid::default(),
            months: BTreeMap::new(),
            growth: BTreeMap::new(),
            hedged: Vec::new(),
        };
        let figures = selection.iter().map(|selected| selected.figure);
        for figure in figures.filter(|figure| figure.flow == flow) {
            let last = figure.period.last();
            let month = usize::from(last.month().unwrap_or(12));
            let key = (last.year(), month);
            match (figure.measure, figure.span) {
                (Measure::Level, Span::Month) if figure.is_hedged() => {}
                (Measure::Level, Span::Month) => {
                    facts.months.insert(key, figure.value);
                }
                (Measure::Level, _) if figure.is_hedged() => {
                    facts.hedged.push((key.0, key.1, figure.value))
                }
                (Measure::Level, _) => {
                    facts.grid.set(key.0, key.1, figure.value);
                }
                (Measure::Growth, Span::Month) => {}
                (Measure::Growth, _) => {
                    facts.growth.insert(key, 1.0 + figure.value / 100.0);
                }
            }
        }
        facts
    }

    fn take_hedged(&mut self) {
        for (year, month, value) in std::mem::take(&mut self.hedged) {
            self.grid.set(year, month, value);
        }
    }

    /// One round of what follows from what; true when anything did.
    fn step(&mut self) -> bool {
        let mut changed = false;
        for ((year, month), value) in &self.months {
            let before = if *month == 1 {
                Some(0.0)
            } else {
                self.grid.get(*year, month - 1)
            };
            let through = self.grid.get(*year, *month);
            changed |= match (before, through) {
                (Some(before), None) => self.grid.set(*year, *month, before + value),
                (None, Some(through)) => self.grid.set(*year, month - 1, through - value),
                _ => false,
            };
        }
        for ((year, month), factor) in &self.growth {
            let (base, level) = (
                self.grid.get(year - 1, *month),
                self.grid.get(*year, *month),
            );
            changed |= match (base, level) {
                (Some(base), None) => self.grid.set(*year, *month, base * factor),
                (None, Some(level)) => self.grid.set(year - 1, *month, level / factor),
                _ => false,
            };
        }
        changed
    }
}

/// Total, exports and imports: two make the third.
fn thirds(facts: &mut [Facts; 3]) -> bool {
    let years: Vec<u16> = facts
        .iter()
        .flat_map(|facts| facts.grid.years.keys().copied())
        .collect();
    let mut changed = false;
    for year in years {
        for month in 1..=MONTHS {
            let [total, exports, imports] =
                [0, 1, 2].map(|flow: usize| facts[flow].grid.get(year, month));
            changed |= match (total, exports, imports) {
                (None, Some(exports), Some(imports)) => {
                    facts[0].grid.set(year, month, exports + imports)
                }
                (Some(total), None, Some(imports)) => {
                    facts[1].grid.set(year, month, total - imports)
                }
                (Some(total), Some(exports), None) => {
                    facts[2].grid.set(year, month, total - exports)
                }
                _ => false,
            };
        }
    }
    changed
}
