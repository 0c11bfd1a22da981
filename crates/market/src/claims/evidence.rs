//! What is known of what a claim speaks of: levels and rates, each with where it came from.

use super::ask::Subject;
use super::places::{Partners, partners_of};
use super::precision::Compared;
use super::verdict::Scale;
use crate::error::Error;
use crate::ledger::{
    Counts, Flow, FlowLedger, Growth, Known, Measure, Part, PublishedFigure, Reason, Selected,
    Selection, Span, counts_of, flow_datasets, growth, ledgers, published_of,
};
use crate::outlook::Grid;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use stirstick_codes::{Country, Currency, PeriodRange};
use stirstick_store::{Receipt, Store};

/// A known figure that a claim is held against.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// The number, in whole units of a currency, in per cent, as a share in per cent or as a place.
    pub value: f64,
    /// As it is shown: `$240.1bn`, `26.3%`.
    pub shown: String,
    /// What it is and whose count: `General Administration of Customs of China (GACC); exports FOB plus imports CIF`.
    pub basis: String,
    /// When it was published, where that is known.
    pub published: Option<String>,
    /// True for a rate or a sum computed from levels.
    pub computed: bool,
    /// Identifier of the receipt.
    pub receipt: String,
    /// One unit in the last place that is known; zero for values of flows.
    #[serde(skip)]
    pub(super) step: f64,
    /// True where the figure is a floor: the true one is higher.
    #[serde(skip)]
    pub(super) is_floor: bool,
    /// True for what can support a claim and not refute it: rounded by its source, pieced together, or an estimate.
    #[serde(skip)]
    pub(super) is_soft: bool,
    /// True for the count of the side that the claim names, and for trade both ways.
    #[serde(skip)]
    pub(super) is_own: bool,
    /// Whose customs counted, where it is one side's.
    #[serde(skip)]
    pub(super) counted_by: Option<Country>,
    /// From when it was certainly public.
    #[serde(skip)]
    pub(super) known_from: Option<Date>,
}

impl Evidence {
    pub(super) fn compared(&self, scale: Scale) -> Compared {
        Compared {
            value: self.value,
            step: self.step,
            is_floor: self.is_floor,
            is_rate: scale == Scale::Rate,
        }
    }
}

/// Everything that is known about a subject.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub(super) evidence: Vec<Evidence>,
    pub(super) receipts: Vec<Receipt>,
    pub(super) synthetic: bool,
}

impl Found {
    fn keep(&mut self, receipt: &Receipt) {
        if self.receipts.iter().all(|known| known.id != receipt.id) {
            self.receipts.push(receipt.clone());
        }
    }
}

/// Asks the store once for each pair and once for each thing that is asked about it, however often a text says it.
pub(super) struct Sources<'a> {
    store: &'a Store,
    as_of: Date,
    published: Vec<((Country, Country), Option<Known>)>,
    counts: BTreeMap<(Country, Country), Vec<Counts>>,
    levels: BTreeMap<(Subject, PeriodRange, Currency), Found>,
    rates: BTreeMap<(Subject, PeriodRange), Rates>,
    partners: BTreeMap<(Country, PeriodRange, Part), Vec<Partners>>,
}

impl<'a> Sources<'a> {
    pub(super) fn new(store: &'a Store, as_of: Date) -> Self {
        Sources {
            store,
            as_of,
            published: Vec::new(),
            counts: BTreeMap::new(),
            levels: BTreeMap::new(),
            rates: BTreeMap::new(),
            partners: BTreeMap::new(),
        }
    }

    /// Partners of a country by every count of a whole list with the world's total.
    pub(super) fn partners(
        &mut self,
        owner: Country,
        period: PeriodRange,
        part: Part,
    ) -> Result<Vec<Partners>, Error> {
        let key = (owner, period, part);
        if let Some(known) = self.partners.get(&key) {
            return Ok(known.clone());
        }
        let found = partners_of(self.store, owner, period, part)?;
        self.partners.insert(key, found.clone());
        Ok(found)
    }

    /// Currencies in which a pair is known.
    pub(super) fn currencies(&mut self, subject: &Subject) -> Result<BTreeSet<Currency>, Error> {
        let counts = self.counts(subject.one, subject.other)?;
        let of_flows = counts.iter().flat_map(|counts| &counts.totals);
        let mut found: BTreeSet<Currency> = of_flows.map(|total| total.currency).collect();
        found.insert(Currency::USD);
        Ok(found)
    }

    /// What every dataset holds of a pair.
    fn counts(&mut self, one: Country, other: Country) -> Result<&[Counts], Error> {
        let key = (one.min(other), one.max(other));
        if !self.counts.contains_key(&key) {
            let datasets = flow_datasets(self.store, None);
            let counts = datasets
                .iter()
                .map(|dataset| counts_of(self.store, key.0, key.1, dataset))
                .collect::<Result<Vec<Counts>, Error>>()?;
            self.counts.insert(key, counts);
        }
        Ok(self.counts.get(&key).map_or(&[], Vec::as_slice))
    }

    /// Published figures of a pair.
    pub(super) fn published(
        &mut self,
        one: Country,
        other: Country,
    ) -> Result<Option<&Known>, Error> {
        let key = (one.min(other), one.max(other));
        let position = match self.published.iter().position(|(pair, _)| *pair == key) {
            Some(position) => position,
            None => {
                let known = published_of(self.store, key.0, key.1)?;
                self.published.push((key, known));
                self.published.len() - 1
            }
        };
        Ok(self.published[position].1.as_ref())
    }

    /// Levels of a subject in a period.
    pub(super) fn levels(
        &mut self,
        subject: &Subject,
        period: PeriodRange,
        currency: Currency,
    ) -> Result<Found, Error> {
        let key = (*subject, period, currency);
        if let Some(known) = self.levels.get(&key) {
            return Ok(known.clone());
        }
        let found = self.find_levels(subject, period, currency)?;
        self.levels.insert(key, found.clone());
        Ok(found)
    }

    fn find_levels(
        &mut self,
        subject: &Subject,
        period: PeriodRange,
        currency: Currency,
    ) -> Result<Found, Error> {
        let mut found = Found::default();
        let as_of = self.as_of;
        if let Some(known) = self
            .published(subject.one, subject.other)?
            .filter(|_| currency == Currency::USD)
        {
            let reporters = [subject.one, subject.other];
            for reporter in reporters {
                let partner = if reporter == subject.one {
                    subject.other
                } else {
                    subject.one
                };
                let selection = Selection::as_of(&known.figures, reporter, partner, as_of)?;
                let flow = subject.flow_of(reporter);
                let spans = [Span::Year, Span::YearToDate, Span::Month];
                let all = spans
                    .into_iter()
                    .filter_map(|span| selection.level(flow, span, period));
                let is_own = subject.is_own(reporter);
                let receipt = &known.figures_receipt.id;
                let printed: Vec<Evidence> = all
                    .flat_map(vintages)
                    .map(|figure| of_figure(figure, is_own, receipt))
                    .collect();
                let pieced = printed
                    .is_empty()
                    .then(|| pieced_together(&selection, flow, period, is_own, receipt));
                found.evidence.extend(printed);
                found.evidence.extend(pieced.flatten());
                let others = of_others(&selection, reporter, flow, period, Measure::Level);
                found
                    .evidence
                    .extend(others.map(|figure| of_figure(figure, is_own, receipt)));
            }
            if !found.evidence.is_empty() {
                found.keep(&known.figures_receipt.clone());
            }
        }
        for counts in self.counts(subject.one, subject.other)? {
            for ledger in ledgers(&counts.totals, subject.one, subject.other)? {
                let Some(evidence) =
                    of_ledger(&ledger, subject, period, currency, &counts.receipt.id)
                else {
                    continue;
                };
                found.evidence.push(evidence);
                found.keep(&counts.receipt);
                found.synthetic |= counts.synthetic;
            }
        }
        Ok(found)
    }

    /// Rates against the same months a year before: as printed, and from levels.
    pub(super) fn rates(&mut self, subject: &Subject, period: PeriodRange) -> Result<Rates, Error> {
        let key = (*subject, period);
        if let Some(known) = self.rates.get(&key) {
            return Ok(known.clone());
        }
        let rates = self.find_rates(subject, period)?;
        self.rates.insert(key, rates.clone());
        Ok(rates)
    }

    fn find_rates(&mut self, subject: &Subject, period: PeriodRange) -> Result<Rates, Error> {
        let mut rates = Rates::default();
        let as_of = self.as_of;
        if let Some(known) = self.published(subject.one, subject.other)? {
            for reporter in [subject.one, subject.other] {
                let partner = if reporter == subject.one {
                    subject.other
                } else {
                    subject.one
                };
                let selection = Selection::as_of(&known.figures, reporter, partner, as_of)?;
                for span in [Span::Year, Span::YearToDate, Span::Month] {
                    let one = growth(&selection, subject.flow_of(reporter), span, period);
                    rates.add(&one, subject.is_own(reporter), &known.figures_receipt.id);
                }
                let flow = subject.flow_of(reporter);
                let others = of_others(&selection, reporter, flow, period, Measure::Growth);
                let receipt = &known.figures_receipt.id;
                let is_own = subject.is_own(reporter);
                rates
                    .printed
                    .extend(others.map(|figure| of_figure(figure, is_own, receipt)));
            }
            if !rates.printed.is_empty() || !rates.computed.is_empty() {
                rates.found.keep(&known.figures_receipt.clone());
            }
        }
        Ok(rates)
    }
}

/// Rates as printed and as computed, kept apart since bases are revised.
#[derive(Debug, Clone, Default)]
pub(super) struct Rates {
    pub(super) printed: Vec<Evidence>,
    pub(super) computed: Vec<Evidence>,
    pub(super) found: Found,
}

impl Rates {
    fn add(&mut self, one: &Growth<'_>, is_own: bool, receipt: &str) {
        if let Some(selected) = &one.published {
            let printed = vintages(selected).into_iter();
            self.printed
                .extend(printed.map(|figure| of_figure(figure, is_own, receipt)));
        }
        let Some(computed) = &one.computed else {
            return;
        };
        let (Some(lowest), Some(highest)) = (computed.lowest_pct, computed.highest_pct) else {
            return;
        };
        self.computed.push(Evidence {
            value: computed.rate_pct,
            shown: format!("{:.1}%", computed.rate_pct),
            basis: format!(
                "computed from {} on {}",
                money(computed.level.value * 1e9, Currency::USD),
                money(computed.base.value * 1e9, Currency::USD)
            ),
            published: None,
            computed: true,
            receipt: receipt.to_owned(),
            step: highest - lowest,
            is_floor: computed.level.is_floor(),
            is_soft: computed.level.is_rounded() || computed.base.is_rounded(),
            is_own,
            counted_by: Some(computed.level.reporter),
            known_from: Some(computed.level.known_from().max(computed.base.known_from())),
        });
    }
}

/// Figures that another service or officials counted, which are not in the series of the first.
fn of_others<'a>(
    selection: &'a Selection<'_>,
    reporter: Country,
    flow: Flow,
    period: PeriodRange,
    measure: Measure,
) -> impl Iterator<Item = &'a PublishedFigure> {
    let others = selection.left_out.iter().copied();
    others.filter(move |figure| {
        figure.reason == Some(Reason::OtherCustoms)
            && (figure.reporter, figure.flow) == (reporter, flow)
            && (figure.period, figure.measure) == (period, measure)
    })
}

/// Unit in which a level that is pieced together from others is known, at worst, in dollars.
const PIECED_STEP: f64 = 0.2e9;

/// Months of one year from sums of years to date, where no figure of the period itself was printed.
fn pieced_together(
    selection: &Selection<'_>,
    flow: Flow,
    period: PeriodRange,
    is_own: bool,
    receipt: &str,
) -> Option<Evidence> {
    let (first, last) = (period.first(), period.last());
    if first.year() != last.year() {
        return None;
    }
    let index = Flow::ALL.iter().position(|one| *one == flow)?;
    let grid = &Grid::of_published(selection)[index];
    let through = grid.get(first.year(), usize::from(last.month()?))?;
    let before = match usize::from(first.month()?) {
        1 => 0.0,
        month => grid.get(first.year(), month - 1)?,
    };
    let value = (through - before) * 1e9;
    Some(Evidence {
        value,
        shown: money(value, Currency::USD),
        basis: format!(
            "pieced together from printed sums of the {}",
            selection.reporter.name()
        ),
        published: None,
        computed: true,
        receipt: receipt.to_owned(),
        step: PIECED_STEP,
        is_floor: false,
        is_soft: true,
        is_own,
        counted_by: Some(selection.reporter),
        known_from: None,
    })
}

fn vintages<'a>(selected: &Selected<'a>) -> Vec<&'a PublishedFigure> {
    std::iter::once(selected.figure)
        .chain(selected.others.iter().copied())
        .collect()
}

fn of_figure(figure: &PublishedFigure, is_own: bool, receipt: &str) -> Evidence {
    // Levels of the embedded series are in thousand million dollars, rates in per cent.
    let scale = if figure.measure == Measure::Level {
        1e9
    } else {
        1.0
    };
    let rounded = if figure.is_rounded() { 2.0 } else { 1.0 };
    Evidence {
        value: figure.value * scale,
        shown: if figure.measure == Measure::Level {
            format!("${}bn", figure.printed)
        } else {
            format!("{}%", figure.printed)
        },
        basis: format!("{}; {}", figure.customs, figure.valuation.words()),
        published: Some(figure.published.to_string()).filter(|date| !date.is_empty()),
        computed: false,
        receipt: receipt.to_owned(),
        step: figure.last_place() * scale * rounded,
        is_floor: figure.is_floor(),
        is_soft: figure.is_hedged() || figure.reason == Some(Reason::OtherCustoms),
        is_own,
        counted_by: Some(figure.reporter),
        known_from: Some(figure.known_from()),
    }
}

fn of_ledger(
    ledger: &FlowLedger,
    subject: &Subject,
    period: PeriodRange,
    currency: Currency,
    receipt: &str,
) -> Option<Evidence> {
    if ledger.currency != currency {
        return None;
    }
    let part = subject.part();
    let level = ledger.level(part, period)?;
    if !ledger.is_of_totals(part) {
        return None;
    }
    Some(Evidence {
        value: level.value,
        shown: money(level.value, currency),
        basis: ledger.basis(part, level.estimated),
        published: None,
        computed: level.summed,
        receipt: receipt.to_owned(),
        step: 0.0,
        is_floor: false,
        is_soft: level.estimated,
        // An estimate is nobody's count.
        is_own: !level.estimated
            && (part == Part::TwoWay || ledger.counter() == Some(subject.reporter())),
        counted_by: ledger.counter(),
        known_from: None,
    })
}

/// An amount as text: `$240.1bn`, `EUR 89.2bn`.
pub(super) fn money(value: f64, currency: Currency) -> String {
    let (scaled, unit) = match value.abs() {
        large if large >= 1e12 => (value / 1e12, "tn"),
        large if large >= 1e9 => (value / 1e9, "bn"),
        large if large >= 1e6 => (value / 1e6, "mn"),
        _ => (value, ""),
    };
    let sign = if currency == Currency::USD {
        "$".to_owned()
    } else {
        format!("{currency} ")
    };
    format!("{sign}{scaled:.1}{unit}")
}

/// The flow of a customs service that a subject is.
impl Subject {
    /// How `reporter`, one of the two, would publish it.
    fn flow_of(&self, reporter: Country) -> Flow {
        match self.part() {
            Part::TwoWay => Flow::Total,
            // The subject's part is seen from the market, `one`.
            Part::ToMarket if reporter == self.one => Flow::Imports,
            Part::FromMarket if reporter == self.one => Flow::Exports,
            Part::ToMarket => Flow::Exports,
            Part::FromMarket => Flow::Imports,
        }
    }
}
