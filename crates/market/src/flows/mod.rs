//! Choosing from a release's flow facts what can be compared: periods, how they were measured, and
//! at which product level.

#[cfg(test)]
mod tests;

use crate::counted::characters;
use crate::error::Error;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use stirstick_codes::{
    Country, Currency, Frequency, Nomenclature, Period, PeriodRange, ReportedBy, Valuation,
};
use stirstick_store::{Receipt, Row, Session};

const COVERAGE_SQL: &str = include_str!("coverage.sql");
const COVERAGE_OF_GOODS_SQL: &str = include_str!("coverage_of_goods.sql");

/// Years between the two periods when the user names none.
const DEFAULT_YEARS_APART: u16 = 3;

/// Finest level that is used when the user names none: the six-digit codes that countries share.
const DEFAULT_LEVEL: usize = 6;

/// What one supplier sold one market in one period, measured in one way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slice {
    /// Period of the rows.
    pub period: Period,
    /// Who sold; never a union of countries.
    pub supplier: Country,
    /// Valuation.
    pub valuation: Valuation,
    /// Who reported.
    pub reported_by: ReportedBy,
    /// Currency.
    pub currency: Currency,
    /// Nomenclature of the product codes.
    pub nomenclature: Nomenclature,
    /// Level of the product codes: 0 for totals, else their characters.
    pub level: usize,
    /// Sum of the rows, in units of the currency.
    pub value: f64,
}

/// What a release holds of one market's purchases.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// All slices.
    pub slices: Vec<Slice>,
    /// Receipt of the query.
    pub receipt: Receipt,
}

/// What is wanted; an absent field is chosen from the coverage.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// First period.
    pub from: Option<PeriodRange>,
    /// Second period.
    pub to: Option<PeriodRange>,
    /// Product level.
    pub level: Option<usize>,
    /// Periods that end later are not used.
    pub not_after: Option<Date>,
}

/// Who reported in the first and in the second period.
pub type Reporters = (ReportedBy, ReportedBy);

/// A comparison that the data supports.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// First period.
    pub from: PeriodRange,
    /// Second period.
    pub to: PeriodRange,
    /// Frequency of the rows that are added up.
    pub frequency: Frequency,
    /// Valuation of both periods.
    pub valuation: Valuation,
    /// Who reported in the two periods.
    pub reported_by: Reporters,
    /// Whose reports are not read, because those of the other side are.
    pub left_out: Option<ReportedBy>,
    /// Currency of both periods.
    pub currency: Currency,
    /// Nomenclature of both periods.
    pub nomenclature: Nomenclature,
    /// Level of the rows that are read.
    pub source_level: usize,
    /// Level of the answer.
    pub level: usize,
    /// Other levels and nomenclatures that both periods hold, with what they hold of the second
    /// period, in units of the currency.
    pub other_levels: Vec<(Codes, f64)>,
    /// Suppliers with rows in either period.
    pub suppliers: usize,
    /// What the market bought in the second period by the rows that are read, in units of the
    /// currency.
    pub value_to: f64,
}

/// Asks a release what it holds of a market's purchases of goods whose codes start with `goods`.
///
/// # Errors
/// [`Error::Store`] when the query fails, [`Error::Code`] when the release holds an unknown code.
pub fn coverage(session: &Session, market: Country, goods: &str) -> Result<Coverage, Error> {
    let parameters = [
        ("market", market.as_str()),
        ("goods", goods),
        ("detail", detail(goods)),
    ];
    let rows = if goods.is_empty() {
        session.query(COVERAGE_SQL, &parameters[..1])?
    } else {
        session.query(COVERAGE_OF_GOODS_SQL, &parameters)?
    };
    let mut slices = rows.iter().map(slice).collect::<Result<Vec<_>, Error>>()?;
    slices.retain(|slice| !slice.supplier.is_aggregate());
    Ok(Coverage {
        slices,
        receipt: rows.receipt().clone(),
    })
}

fn slice(row: Row<'_>) -> Result<Slice, Error> {
    Ok(Slice {
        period: row.text("period").parse()?,
        supplier: Country::from_iso3(row.text("supplier"))?,
        valuation: row.text("valuation").parse()?,
        reported_by: row.text("reported_by").parse()?,
        currency: row.text("currency").parse()?,
        nomenclature: row.text("nomenclature").parse()?,
        level: usize::try_from(row.integer("level").unwrap_or(0)).unwrap_or(0),
        value: row.number("value").unwrap_or(0.0),
    })
}

/// Characters of a chapter, by which the table `goods` holds sums.
const CHAPTER: usize = 2;

/// Which rows of the table `goods` hold goods whose codes start so: a few sums by chapter where these
/// are fine enough.
pub fn detail(goods: &str) -> &'static str {
    if goods.len() <= CHAPTER {
        "chapter"
    } else {
        "code"
    }
}

/// How rows were measured; only rows of one kind are compared or added.
type Measure = (Valuation, Currency);

impl Coverage {
    /// Most characters of a product code; 0 where there are totals only, `None` without rows.
    pub fn finest_level(&self) -> Option<usize> {
        self.slices.iter().map(|slice| slice.level).max()
    }

    /// A nomenclature of the rows in which one digit is no code.
    pub fn without_codes_of_one_character(&self) -> Option<Nomenclature> {
        let mut held = self.slices.iter().map(|slice| slice.nomenclature);
        held.find(|held| !held.has_codes_of_one_character())
    }

    /// Years that are covered, by annual rows or by all twelve months.
    fn years(&self) -> BTreeSet<Period> {
        let held: BTreeSet<Period> = self.slices.iter().map(|slice| slice.period).collect();
        let years = held
            .iter()
            .filter_map(|period| Period::of_year(period.year()));
        years
            .filter(|&year| {
                let months = PeriodRange::from(year).periods(Frequency::Monthly);
                held.contains(&year) || months.into_iter().all(|month| held.contains(&month))
            })
            .collect()
    }

    /// Chooses the comparison that the data supports best.
    ///
    /// Reconciled values are preferred to a market's own CIF reports, these to its partners' FOB
    /// reports; rows of different valuation or currency are never compared. Without a wish for
    /// periods it is the last year against the latest at least three before it; without a wish for a level it is the
    /// finest up to six digits.
    ///
    /// # Errors
    /// [`Error::NotCovered`] says what is there instead.
    pub fn choose(&self, wanted: Wanted) -> Result<Comparison, Error> {
        let (from, to) = self.periods(wanted)?;
        let measures: [fn(Valuation) -> bool; 4] = [
            |valuation| valuation == Valuation::Reconciled,
            |valuation| valuation == Valuation::Cif,
            |valuation| valuation == Valuation::Fob,
            |valuation| valuation == Valuation::Unstated,
        ];
        for preferred in measures {
            for left_out in [ReportedBy::Exporter, ReportedBy::Importer] {
                let one_side = self.without(left_out);
                let found = one_side.compare(from, to, wanted.level, preferred);
                if let Some(comparison) = found {
                    let both = one_side.slices.len() < self.slices.len();
                    return Ok(Comparison {
                        left_out: both.then_some(left_out),
                        ..comparison
                    });
                }
            }
        }
        Err(self.not_covered(format!(
            "both {} and {}{}, measured in the same way",
            from,
            to,
            wanted.level.map_or(String::new(), |level| format!(
                " in codes of {level} characters or more"
            ))
        )))
    }

    /// The counts of two services are never added: what is left without those of one side.
    fn without(&self, left_out: ReportedBy) -> Coverage {
        let kept = |slice: &&Slice| slice.reported_by != left_out;
        Coverage {
            slices: self.slices.iter().filter(kept).copied().collect(),
            receipt: self.receipt.clone(),
        }
    }

    fn periods(&self, wanted: Wanted) -> Result<(PeriodRange, PeriodRange), Error> {
        let known = |year: &Period| {
            wanted
                .not_after
                .is_none_or(|day| year.year() < day.year().unsigned_abs())
        };
        let years: Vec<Period> = self.years().into_iter().filter(known).collect();
        let to = match (wanted.to, years.last()) {
            (Some(to), _) => to,
            (None, Some(&last)) => last.into(),
            (None, None) => return Err(self.not_covered("a full year".to_owned())),
        };
        let from = match wanted.from {
            Some(from) => Some(from),
            None => default_base(to, &years),
        };
        let from = from.ok_or_else(|| self.not_covered(format!("a period before {to}")))?;
        check_order(from, to)?;
        if from.months() == to.months() {
            return Ok((from, to));
        }
        Err(Error::PeriodLength {
            from: from.to_string(),
            from_months: from.months(),
            to: to.to_string(),
            to_months: to.months(),
        })
    }

    fn compare(
        &self,
        from: PeriodRange,
        to: PeriodRange,
        level: Option<usize>,
        valuation_is: fn(Valuation) -> bool,
    ) -> Option<Comparison> {
        [Frequency::Annual, Frequency::Quarterly, Frequency::Monthly]
            .into_iter()
            .find_map(|frequency| {
                let before = Side::new(self, from, frequency);
                let after = Side::new(self, to, frequency);
                before
                    .measures(valuation_is)
                    .intersection(&after.measures(valuation_is))
                    .find_map(|&measure| before.compare(&after, measure, level))
            })
    }

    /// Says what is not covered, and what is.
    fn not_covered(&self, wanted: String) -> Error {
        let levels: BTreeSet<usize> = self.slices.iter().map(|slice| slice.level).collect();
        let levels: Vec<String> = levels
            .into_iter()
            .map(|level| match level {
                0 => "totals".to_owned(),
                level => format!("codes of {}", characters(level)),
            })
            .collect();
        Error::NotCovered {
            wanted,
            dataset: self.receipt.dataset.clone(),
            years: years_in_words(&self.years()),
            levels: levels.join(" and "),
        }
    }
}

/// "the years 2016 to 2020, 2022".
fn years_in_words(years: &BTreeSet<Period>) -> String {
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for year in years.iter().map(|period| period.year()) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == year => *last = year,
            _ => runs.push((year, year)),
        }
    }
    let run = |&(first, last): &(u16, u16)| match first == last {
        true => first.to_string(),
        false => format!("{first} to {last}"),
    };
    match runs.as_slice() {
        [] => "no full year".to_owned(),
        [(first, last)] if first == last => format!("the year {first}"),
        runs => format!(
            "the years {}",
            runs.iter().map(run).collect::<Vec<_>>().join(", ")
        ),
    }
}

/// Refuses a second period that starts before the first has ended.
///
/// # Errors
/// [`Error::PeriodOrder`].
pub fn check_order(from: PeriodRange, to: PeriodRange) -> Result<(), Error> {
    if from.last() < to.first() {
        return Ok(());
    }
    Err(Error::PeriodOrder {
        from: from.to_string(),
        to: to.to_string(),
    })
}

/// What a period is compared with when the user does not say: a year with the latest that is at least
/// three years before it, or else with the earliest; other periods with as many months as many whole years earlier as they touch.
fn default_base(to: PeriodRange, years: &[Period]) -> Option<PeriodRange> {
    let is_year = to
        .single()
        .is_some_and(|period| period.frequency() == Frequency::Annual);
    if is_year {
        let year = to.first().year();
        let far_enough = |found: &&Period| found.year() + DEFAULT_YEARS_APART <= year;
        let earlier = || years.iter().filter(|found| found.year() < year);
        let base = earlier().rfind(far_enough).or_else(|| earlier().next());
        return base.copied().map(PeriodRange::from);
    }
    let steps = to.months().div_ceil(12);
    (0..steps).try_fold(to, |range, _| range.previous_year())
}

/// Who reported rows that are added up: reports and estimates may stand side by side, since an
/// estimate fills in for a report.
fn one_reporter(slices: &[Slice]) -> Option<ReportedBy> {
    let mut reporters: BTreeSet<ReportedBy> =
        slices.iter().map(|slice| slice.reported_by).collect();
    let estimated = reporters.remove(&ReportedBy::Estimate);
    match (reporters.len(), estimated) {
        (0 | 1, true) => Some(ReportedBy::Estimate),
        (1, false) => reporters.pop_first(),
        _ => None,
    }
}

/// The slices of one frequency within one of the two periods.
struct Side<'a> {
    period: PeriodRange,
    frequency: Frequency,
    slices: Vec<&'a Slice>,
}

/// Level and nomenclature of rows; a total is a total in any nomenclature.
pub type Codes = (usize, Nomenclature);

fn codes(slice: &Slice) -> Codes {
    match slice.level {
        0 => (0, Nomenclature::Unstated),
        level => (level, slice.nomenclature),
    }
}

fn measure(slice: &Slice) -> Measure {
    (slice.valuation, slice.currency)
}

impl<'a> Side<'a> {
    fn new(coverage: &'a Coverage, period: PeriodRange, frequency: Frequency) -> Self {
        let within =
            |slice: &&Slice| slice.period.frequency() == frequency && period.covers(slice.period);
        Side {
            period,
            frequency,
            slices: coverage.slices.iter().filter(within).collect(),
        }
    }

    fn measures(&self, valuation_is: fn(Valuation) -> bool) -> BTreeSet<Measure> {
        let valued = self
            .slices
            .iter()
            .filter(|slice| valuation_is(slice.valuation));
        valued.map(|slice| measure(slice)).collect()
    }

    /// What the rows of each kind of code hold, where they hold every part of the period: eleven
    /// months are not a year.
    fn held(&self, by: Measure) -> BTreeMap<Codes, f64> {
        let mut held: BTreeMap<Codes, (BTreeSet<Period>, f64)> = BTreeMap::new();
        for slice in self.slices.iter().filter(|slice| measure(slice) == by) {
            let entry = held.entry(codes(slice)).or_default();
            entry.0.insert(slice.period);
            entry.1 += slice.value;
        }
        let months = usize::from(self.frequency.months());
        let whole = usize::from(self.period.months());
        held.into_iter()
            .filter(|(_, (parts, _))| parts.len() * months == whole)
            .map(|(codes, (_, value))| (codes, value))
            .collect()
    }

    fn read(&self, by: Measure, of: Codes) -> Vec<Slice> {
        let is_read = |slice: &&&Slice| measure(slice) == by && codes(slice) == of;
        self.slices
            .iter()
            .filter(is_read)
            .copied()
            .copied()
            .collect()
    }

    fn compare(&self, after: &Side<'_>, by: Measure, level: Option<usize>) -> Option<Comparison> {
        let chosen = shared_level(&self.held(by), &after.held(by), level)?;
        let of = (chosen.source_level, chosen.nomenclature);
        let (from_rows, to_rows) = (self.read(by, of), after.read(by, of));
        let suppliers: BTreeSet<Country> = from_rows
            .iter()
            .chain(&to_rows)
            .map(|slice| slice.supplier)
            .collect();
        Some(Comparison {
            reported_by: (one_reporter(&from_rows)?, one_reporter(&to_rows)?),
            value_to: to_rows.iter().map(|slice| slice.value).sum(),
            suppliers: suppliers.len(),
            from: self.period,
            to: after.period,
            frequency: self.frequency,
            valuation: by.0,
            left_out: None,
            currency: by.1,
            nomenclature: chosen.nomenclature,
            source_level: chosen.source_level,
            level: chosen.level,
            other_levels: chosen.other_levels,
        })
    }
}

/// A level is complete enough when it holds this share of what the fullest level holds.
const COMPLETE_ENOUGH: f64 = 0.8;

/// Which rows are read, and at which level they are answered.
struct ChosenLevel {
    nomenclature: Nomenclature,
    source_level: usize,
    level: usize,
    other_levels: Vec<(Codes, f64)>,
}

/// Chooses rows that both periods hold: of the levels that are about complete the finest up to six
/// digits, or, where a level is wanted, the coarsest that is at least as fine; its codes are cut.
fn shared_level(
    before: &BTreeMap<Codes, f64>,
    after: &BTreeMap<Codes, f64>,
    wanted: Option<usize>,
) -> Option<ChosenLevel> {
    let in_both = before
        .iter()
        .filter_map(|(codes, value)| after.get(codes).map(|more| (*codes, value + more)));
    let shared: BTreeMap<Codes, f64> = in_both
        .clone()
        .filter(|((level, _), _)| wanted.is_none_or(|wanted| *level >= wanted))
        .collect();
    let fullest = shared.values().copied().fold(0.0, f64::max);
    let complete = |key: &&Codes| shared[*key] >= COMPLETE_ENOUGH * fullest;
    let mut levels = shared.keys().filter(complete);
    let (source_level, nomenclature) = match wanted {
        Some(_) => *levels.next()?,
        None => {
            let levels: Vec<_> = levels.collect();
            **levels
                .iter()
                .rev()
                .find(|(level, _)| *level <= DEFAULT_LEVEL)
                .or_else(|| levels.first())?
        }
    };
    Some(ChosenLevel {
        nomenclature,
        source_level,
        level: wanted.unwrap_or(source_level.min(DEFAULT_LEVEL)),
        other_levels: in_both
            .map(|(codes, _)| (codes, after[&codes]))
            .filter(|(codes, _)| *codes != (source_level, nomenclature))
            .collect(),
    })
}
