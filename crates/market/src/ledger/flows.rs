//! Levels and growth of a pair from trade flows by year, quarter and month.
//!
//! One ledger holds what one customs service counted, in one currency and one valuation for each
//! direction. Two services are never added.

use super::error::LedgerError;
use super::figures::valuation_words;
use super::growth::rate_pct;
use super::reading::{ByCodeLength, Reading, choose};
use super::words::once;
use std::collections::{BTreeMap, BTreeSet};
use stirstick_codes::{Country, Currency, Frequency, Period, PeriodRange, ReportedBy, Valuation};

/// What one country sold another in one period, as one side counted it at one product level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FlowTotal {
    /// The year, quarter or month.
    pub period: Period,
    /// Who sold.
    pub exporter: Country,
    /// Who bought.
    pub importer: Country,
    /// How the value is counted.
    pub valuation: Valuation,
    /// Who counted.
    pub reported_by: ReportedBy,
    /// Currency of the value.
    pub currency: Currency,
    /// Length of the product codes whose sum this is; 0 for a stated total of all goods.
    pub code_length: u8,
    /// The value, in whole units of the currency.
    pub value: f64,
}

/// Whose count a ledger holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Side {
    /// The customs of a country, or an estimate of what it would have counted.
    Customs(Country),
    /// Both sides' reports, reconciled by a third party.
    Reconciled,
    /// An estimate that belongs to neither side.
    Estimate,
}

impl Side {
    /// Estimates count for the side whose valuation they have: importers count CIF, exporters FOB.
    pub(crate) fn of(flow: &FlowTotal) -> Self {
        match (flow.reported_by, flow.valuation) {
            (ReportedBy::Exporter, _) | (ReportedBy::Estimate, Valuation::Fob) => {
                Side::Customs(flow.exporter)
            }
            (ReportedBy::Importer, _) | (ReportedBy::Estimate, Valuation::Cif) => {
                Side::Customs(flow.importer)
            }
            (ReportedBy::Both, _) => Side::Reconciled,
            (ReportedBy::Estimate, Valuation::Reconciled | Valuation::Unstated) => Side::Estimate,
        }
    }

    /// `CHN`, `reconciled`, `estimate`.
    pub(crate) fn tag(self) -> String {
        match self {
            Side::Customs(country) => country.to_string(),
            Side::Reconciled => "reconciled".to_owned(),
            Side::Estimate => "estimate".to_owned(),
        }
    }

    pub(crate) fn words(self) -> String {
        match self {
            Side::Customs(country) => format!("customs of {}", country.name()),
            Side::Reconciled => "reports of both sides, reconciled".to_owned(),
            Side::Estimate => "estimate".to_owned(),
        }
    }
}

/// Which part of the trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Part {
    /// Both directions.
    TwoWay,
    /// From the supplier to the market.
    ToMarket,
    /// From the market to the supplier.
    FromMarket,
}

impl Part {
    pub(crate) const ALL: [Part; 3] = [Part::TwoWay, Part::ToMarket, Part::FromMarket];

    /// The text form: `total`, `to_market`, `from_market`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Part::TwoWay => "total",
            Part::ToMarket => "to_market",
            Part::FromMarket => "from_market",
        }
    }
}

/// A level with what went into it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Level {
    /// In whole units of the ledger's currency.
    pub(crate) value: f64,
    /// True when any part of it is an estimate.
    pub(crate) estimated: bool,
    /// True when it was added up from shorter periods.
    pub(crate) summed: bool,
}

impl Level {
    fn plus(self, other: Level) -> Level {
        Level {
            value: self.value + other.value,
            estimated: self.estimated || other.estimated,
            summed: self.summed || other.summed,
        }
    }
}

/// The values of one direction, all of the same goods.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Direction {
    pub(crate) valuation: Valuation,
    /// Whether these are totals, or sums of codes of one length.
    pub(super) reading: Reading,
    values: BTreeMap<Period, Level>,
}

/// What one side counted, in one currency and one valuation for each direction.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FlowLedger {
    pub(crate) side: Side,
    pub(crate) currency: Currency,
    /// The flow from the supplier to the market.
    pub(crate) to_market: Option<Direction>,
    /// The flow from the market to the supplier.
    pub(crate) from_market: Option<Direction>,
}

impl FlowLedger {
    /// The level of a part in a period; a gap unless everything in it is known.
    ///
    /// A period that no row has is added up from its months, or a year from its quarters, and only
    /// when all are there. Both directions are needed for two-way trade, and read at one level: totals
    /// of one and some goods of the other make no sum.
    pub(crate) fn level(&self, part: Part, period: PeriodRange) -> Option<Level> {
        match part {
            Part::ToMarket | Part::FromMarket => level_of(&self.direction(part)?.values, period),
            Part::TwoWay => {
                self.reading(Part::TwoWay)?;
                let to_market = self.level(Part::ToMarket, period)?;
                Some(to_market.plus(self.level(Part::FromMarket, period)?))
            }
        }
    }

    /// Growth against the same months of the year before in per cent, and the base.
    pub(crate) fn growth(&self, part: Part, period: PeriodRange) -> Option<(f64, Level)> {
        let level = self.level(part, period)?;
        let base = self.level(part, period.previous_year()?)?;
        (base.value > 0.0).then(|| (rate_pct(level.value, base.value), base))
    }

    /// One direction; none for two-way trade.
    pub(crate) fn direction(&self, part: Part) -> Option<&Direction> {
        match part {
            Part::ToMarket => self.to_market.as_ref(),
            Part::FromMarket => self.from_market.as_ref(),
            Part::TwoWay => None,
        }
    }

    /// Whose customs counted; `None` for reconciled values and estimates of nobody.
    pub(crate) fn counter(&self) -> Option<Country> {
        match self.side {
            Side::Customs(country) => Some(country),
            Side::Reconciled | Side::Estimate => None,
        }
    }

    /// What a part is read from; `None` where a direction is missing or the two are read differently.
    fn reading(&self, part: Part) -> Option<&Reading> {
        let of = |part| self.direction(part).map(|direction| &direction.reading);
        match part {
            Part::TwoWay => of(Part::ToMarket).filter(|reading| {
                of(Part::FromMarket).is_some_and(|other| other.code_length == reading.code_length)
            }),
            part => of(part),
        }
    }

    /// Periods of one length with a row in either direction, in order.
    pub(crate) fn periods(&self, frequency: Frequency) -> BTreeSet<Period> {
        [Part::ToMarket, Part::FromMarket]
            .into_iter()
            .filter_map(|part| self.direction(part))
            .flat_map(|direction| direction.values.keys().copied())
            .filter(|period| period.frequency() == frequency)
            .collect()
    }

    /// Every year from the first to the last with any row.
    pub(crate) fn years(&self) -> Vec<Period> {
        let rows: Vec<Period> = [Frequency::Annual, Frequency::Quarterly, Frequency::Monthly]
            .into_iter()
            .flat_map(|frequency| self.periods(frequency))
            .collect();
        let first = rows
            .iter()
            .map(|period| period.year())
            .min()
            .and_then(Period::of_year);
        let last = rows
            .iter()
            .map(|period| period.year())
            .max()
            .and_then(Period::of_year);
        let range = first
            .zip(last)
            .and_then(|(first, last)| PeriodRange::between(first, last));
        range
            .map(|range| range.periods(Frequency::Annual).collect())
            .unwrap_or_default()
    }

    /// The last year with a level of the part that says most: both directions, or else one.
    pub(crate) fn latest_year(&self) -> Option<PeriodRange> {
        let known = |part| {
            let years = self.years().into_iter().rev().map(PeriodRange::from);
            years
                .into_iter()
                .find(|year| self.level(part, *year).is_some())
        };
        Part::ALL.into_iter().find_map(known)
    }

    /// January to the last month up to which every month of the last year with months is known, of
    /// the part that says most; `None` when January is not known or the year is complete.
    pub(crate) fn latest_year_to_date(&self) -> Option<PeriodRange> {
        let year = self.periods(Frequency::Monthly).last()?.year();
        let known = |part| {
            let to_date = (1..=12)
                .rev()
                .filter_map(|month| PeriodRange::year_to_date(year, month));
            to_date
                .into_iter()
                .find(|period| self.level(part, *period).is_some())
        };
        let latest = Part::ALL.into_iter().find_map(known)?;
        (latest.months() < 12).then_some(latest)
    }

    /// True when the growth of a part compares a report with an estimate.
    pub(crate) fn is_mixed_growth(&self, part: Part, period: PeriodRange) -> bool {
        let level = self.level(part, period);
        let both = level.zip(self.growth(part, period));
        both.is_some_and(|(level, (_, base))| level.estimated != base.estimated)
    }

    /// Whose count and which valuations, in words; an estimate is called one, and codes of one length
    /// are not called all goods.
    pub(crate) fn basis(&self, part: Part, estimated: bool) -> String {
        let words = |direction: &Option<Direction>| {
            direction.as_ref().map_or("not reported", |direction| {
                valuation_words(direction.valuation)
            })
        };
        let (to_market, from_market) = (words(&self.to_market), words(&self.from_market));
        let valuation = match part {
            Part::ToMarket => to_market.to_owned(),
            Part::FromMarket => from_market.to_owned(),
            Part::TwoWay if to_market == from_market => to_market.to_owned(),
            Part::TwoWay => format!("{to_market} to the market plus {from_market} from it"),
        };
        let side = match self.side {
            Side::Customs(country) if estimated => {
                format!("estimate of what the customs of {} count", country.name())
            }
            side => side.words(),
        };
        let goods = self.goods_words(part);
        format!("{side}; {valuation}; {}{goods}", self.currency)
    }

    /// True when a part is read from stated totals, which alone are the whole trade.
    pub(crate) fn is_of_totals(&self, part: Part) -> bool {
        self.goods_words(part).is_empty()
    }

    /// `; codes of 4 characters`, or nothing for totals.
    fn goods_words(&self, part: Part) -> String {
        let directions = [Part::ToMarket, Part::FromMarket]
            .into_iter()
            .filter(|one| part == Part::TwoWay || part == *one)
            .filter_map(|one| self.direction(one));
        let words = once(directions.map(|direction| direction.reading.words()));
        match words.as_slice() {
            [] => String::new(),
            [one] if one.is_empty() => String::new(),
            [one] => format!("; {one}"),
            _ => "; the two directions read from different goods".to_owned(),
        }
    }
}

fn level_of(values: &BTreeMap<Period, Level>, period: PeriodRange) -> Option<Level> {
    if let Some(level) = period.single().and_then(|single| values.get(&single)) {
        return Some(*level);
    }
    [Frequency::Monthly, Frequency::Quarterly]
        .into_iter()
        .find_map(|frequency| {
            let parts: Vec<Period> = period.periods(frequency).collect();
            let months = parts
                .iter()
                .map(|part| PeriodRange::from(*part).months())
                .sum::<u16>();
            if parts.is_empty() || months != period.months() {
                return None;
            }
            let levels: Option<Vec<Level>> =
                parts.iter().map(|part| values.get(part).copied()).collect();
            let sum = levels?.into_iter().reduce(Level::plus)?;
            Some(Level {
                summed: parts.len() > 1 || sum.summed,
                ..sum
            })
        })
}

/// Sorts the rows of a pair into ledgers, by side, currency and valuation.
///
/// Rows of other pairs are left alone. Where one side both reported and was estimated, the report counts.
/// A side that valued one direction in two ways has a ledger for each. Every direction is read at one
/// product level, by [`choose`], so that no growth compares different goods.
///
/// # Errors
/// [`LedgerError::DuplicateFlow`] when two rows have everything but the value in common.
pub(crate) fn ledgers(
    rows: &[FlowTotal],
    market: Country,
    supplier: Country,
) -> Result<Vec<FlowLedger>, LedgerError> {
    let mut sides: BTreeMap<(Side, Currency), Directions> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for row in rows {
        let direction = match (row.exporter, row.importer) {
            pair if pair == (supplier, market) => 0,
            pair if pair == (market, supplier) => 1,
            _ => continue,
        };
        let side = Side::of(row);
        if !seen.insert((
            direction,
            row.period,
            row.valuation,
            row.reported_by,
            row.currency,
            row.code_length,
        )) {
            return Err(LedgerError::DuplicateFlow {
                exporter: row.exporter,
                importer: row.importer,
                period: row.period,
                basis: format!("{}, {}", side.words(), valuation_words(row.valuation)),
            });
        }
        let estimated = row.reported_by == ReportedBy::Estimate;
        let level = Level {
            value: row.value,
            estimated,
            summed: false,
        };
        let values = sides.entry((side, row.currency)).or_default()[direction]
            .entry(row.valuation)
            .or_default()
            .entry(row.code_length)
            .or_default();
        let kept = values.entry(row.period).or_insert(level);
        if kept.estimated && !estimated {
            *kept = level;
        }
    }
    Ok(sides
        .into_iter()
        .flat_map(|(key, directions)| combine(key, directions))
        .collect())
}

/// The two directions of a side, by valuation and by length of the product codes.
type Directions = [BTreeMap<Valuation, ByCodeLength>; 2];

/// One ledger for each way in which the two directions of a side were valued.
fn combine(
    (side, currency): (Side, Currency),
    [to_market, from_market]: Directions,
) -> Vec<FlowLedger> {
    let read = |(valuation, readings)| {
        let (reading, values) = choose(readings)?;
        Some(Direction {
            valuation,
            reading,
            values,
        })
    };
    let options = |direction: BTreeMap<Valuation, ByCodeLength>| -> Vec<Option<Direction>> {
        let some: Vec<_> = direction.into_iter().map(read).collect();
        if some.is_empty() { vec![None] } else { some }
    };
    let from_market = options(from_market);
    let combined = options(to_market).into_iter().flat_map(|to_market| {
        from_market.iter().map(move |from_market| FlowLedger {
            side,
            currency,
            to_market: to_market.clone(),
            from_market: from_market.clone(),
        })
    });
    combined.collect()
}
