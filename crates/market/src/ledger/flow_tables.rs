//! Tables and charts of a ledger from trade flows.

use super::flow_section::{Pair, level_notes, money, part_words};
use super::flows::{FlowLedger, Level, Part, Side};
use super::words::{column, months_words, number, percent_column, period_text, text};
use crate::answer::{Cell, Chart, ChartKind, Column, Series, Table, Unit};
use std::collections::BTreeSet;
use stirstick_codes::{Frequency, PeriodRange};

/// A kind of table: its name, its caption and the periods of its rows.
type Kind = (
    &'static str,
    &'static str,
    fn(&FlowLedger) -> Vec<PeriodRange>,
);

const KINDS: [Kind; 3] = [
    ("by_year", "Trade by year", years),
    (
        "year_to_date",
        "Trade over the same months of each year",
        same_months,
    ),
    ("months", "Trade by month", months),
];

/// Tables for each currency, the latest period first, so that a column has one unit; the usual case is one currency.
pub(super) fn tables(ledgers: &[FlowLedger], pair: Pair<'_>) -> Vec<Table> {
    let mut tables = Vec::new();
    for (suffix, ledgers) in by_currency(ledgers) {
        for (name, title, periods) in KINDS {
            let rows = ledgers.iter().flat_map(|ledger| {
                let periods = periods(ledger).into_iter().rev();
                periods.map(|period| row(ledger, period))
            });
            let columns = ledgers.first().map(|ledger| columns(ledger, pair));
            tables.push(Table {
                id: format!("{name}{suffix}"),
                title: format!(
                    "{title}: {} and {}",
                    pair.supplier.name(),
                    pair.market.name()
                ),
                columns: columns.unwrap_or_default(),
                rows: rows.collect(),
                receipt: Some(pair.receipt.to_owned()),
                note: Some(format!(
                    "{} A gap is a figure that is not known, not zero.",
                    whose_count(&ledgers, "row")
                )),
            });
        }
    }
    tables.retain(|table| !table.rows.is_empty());
    tables
}

/// Whose count each row or series is: of one customs service, or of none where reports were
/// reconciled or estimated.
fn whose_count(ledgers: &[&FlowLedger], each: &str) -> String {
    let by_customs = |ledger: &&FlowLedger| matches!(ledger.side, Side::Customs(_));
    let reconciled = |ledger: &&FlowLedger| ledger.side == Side::Reconciled;
    if ledgers.iter().all(by_customs) {
        format!("Each {each} is the count of one customs service.")
    } else if ledgers.iter().all(reconciled) {
        format!("Each {each} is the reports of both sides, reconciled.")
    } else {
        format!("Each {each} is one count or estimate, as it says.")
    }
}

/// Ledgers by currency, with what tells tables and charts of several currencies apart.
fn by_currency(ledgers: &[FlowLedger]) -> Vec<(String, Vec<&FlowLedger>)> {
    let currencies: BTreeSet<_> = ledgers.iter().map(|ledger| ledger.currency).collect();
    let suffix = |currency| match currencies.len() {
        1 => String::new(),
        _ => format!("_{currency}"),
    };
    let of = |currency| {
        ledgers
            .iter()
            .filter(move |ledger| ledger.currency == currency)
    };
    let groups = currencies
        .iter()
        .map(|currency| (suffix(*currency), of(*currency).collect()));
    groups.collect()
}

pub(super) fn years(ledger: &FlowLedger) -> Vec<PeriodRange> {
    ledger.years().into_iter().map(PeriodRange::from).collect()
}

pub(super) fn months(ledger: &FlowLedger) -> Vec<PeriodRange> {
    ledger
        .periods(Frequency::Monthly)
        .into_iter()
        .map(PeriodRange::from)
        .collect()
}

fn same_months(ledger: &FlowLedger) -> Vec<PeriodRange> {
    let month = ledger
        .latest_year_to_date()
        .and_then(|period| period.last().month());
    let of_year = |month| {
        ledger
            .years()
            .into_iter()
            .filter_map(move |year| PeriodRange::year_to_date(year.year(), month))
    };
    let periods = month
        .map(|month| of_year(month).collect::<Vec<_>>())
        .unwrap_or_default();
    let any = |period: &PeriodRange| {
        Part::ALL
            .into_iter()
            .any(|part| ledger.level(part, *period).is_some())
    };
    let first = periods.iter().position(any).unwrap_or(periods.len());
    periods.into_iter().skip(first).collect()
}

fn columns(ledger: &FlowLedger, pair: Pair<'_>) -> Vec<Column> {
    let amount = |part: Part, label: &str| column(part.as_str(), label, money(ledger));
    vec![
        column("period", "Period", Unit::Period),
        column("basis", "Counted by", Unit::None),
        amount(Part::TwoWay, "Both ways"),
        amount(Part::ToMarket, &part_words(Part::ToMarket, pair)),
        amount(Part::FromMarket, &part_words(Part::FromMarket, pair)),
        percent_column("growth", "Growth, both ways"),
        column("growth_base", "Base", money(ledger)),
        percent_column("growth_to_market", "Growth to the market"),
        percent_column("growth_from_market", "Growth from the market"),
        column("note", "Note", Unit::None),
    ]
}

fn row(ledger: &FlowLedger, period: PeriodRange) -> Vec<Cell> {
    let level = |part| ledger.level(part, period);
    let growth = |part| ledger.growth(part, period);
    let rate = |part| number(growth(part).map(|(rate, _)| rate));
    let levels = [Part::ToMarket, Part::FromMarket]
        .into_iter()
        .filter_map(level);
    let all = levels.reduce(|a, b| Level {
        estimated: a.estimated || b.estimated,
        summed: a.summed || b.summed,
        ..a
    });
    let mut notes = all.map(level_notes).unwrap_or_default();
    if Part::ALL
        .into_iter()
        .any(|part| ledger.is_mixed_growth(part, period))
    {
        notes.push("growth compares a report with an estimate".to_owned());
    }
    vec![
        text(period_text(period)),
        text(ledger.basis(Part::TwoWay, all.is_some_and(|level| level.estimated))),
        number(level(Part::TwoWay).map(|level| level.value)),
        number(level(Part::ToMarket).map(|level| level.value)),
        number(level(Part::FromMarket).map(|level| level.value)),
        rate(Part::TwoWay),
        number(growth(Part::TwoWay).map(|(_, base)| base.value)),
        rate(Part::ToMarket),
        rate(Part::FromMarket),
        text(notes.join("; ")),
    ]
}

/// Lines by year of two-way trade and of the flow to the market, and bars of the latest year to
/// date; one series for each ledger.
pub(super) fn charts(ledgers: &[FlowLedger], pair: Pair<'_>) -> Vec<Chart> {
    let mut charts = Vec::new();
    for (suffix, ledgers) in by_currency(ledgers) {
        for (name, part) in [("by_year", Part::TwoWay), ("to_market", Part::ToMarket)] {
            let title = format!("{} by year", part_words(part, pair));
            let kind = (format!("{name}{suffix}"), title, ChartKind::Line);
            charts.extend(chart(&ledgers, part, kind, &all_years(&ledgers), pair));
        }
        let latest = ledgers
            .iter()
            .filter_map(|ledger| ledger.latest_year_to_date());
        if let Some(last) = latest.max_by_key(|period| period.last()) {
            let bars: BTreeSet<_> = ledgers
                .iter()
                .flat_map(|ledger| same_months(ledger))
                .collect();
            let same = bars
                .into_iter()
                .filter(|period| period.months() == last.months());
            let about = part_words(Part::TwoWay, pair);
            let title = format!("{about}, {} of each year", months_words(last));
            let kind = (format!("year_to_date{suffix}"), title, ChartKind::Bar);
            let periods: Vec<_> = same.collect();
            charts.extend(chart(&ledgers, Part::TwoWay, kind, &periods, pair));
        }
    }
    charts
}

fn all_years(ledgers: &[&FlowLedger]) -> Vec<PeriodRange> {
    let years: BTreeSet<_> = ledgers.iter().flat_map(|ledger| ledger.years()).collect();
    let range = years
        .first()
        .zip(years.last())
        .and_then(|(first, last)| PeriodRange::between(*first, *last));
    range
        .map(|range| {
            range
                .periods(Frequency::Annual)
                .map(PeriodRange::from)
                .collect()
        })
        .unwrap_or_default()
}

/// Whose count a line or bar shows, and whether estimates are among it.
fn series_name(ledger: &FlowLedger, part: Part, periods: &[PeriodRange]) -> String {
    let mut levels = periods
        .iter()
        .filter_map(|period| ledger.level(part, *period));
    let basis = ledger.basis(part, false);
    match levels.any(|level| level.estimated) {
        true => format!("{basis}; partly estimated"),
        false => basis,
    }
}

fn chart(
    ledgers: &[&FlowLedger],
    part: Part,
    (id, title, kind): (String, String, ChartKind),
    periods: &[PeriodRange],
    pair: Pair<'_>,
) -> Option<Chart> {
    let category = |period: &PeriodRange| period.first().year().to_string();
    let mut series: Vec<Series> = ledgers
        .iter()
        .map(|ledger| Series {
            name: series_name(ledger, part, periods),
            values: periods
                .iter()
                .map(|period| ledger.level(part, *period).map(|level| level.value))
                .collect(),
        })
        .collect();
    series.retain(|series| series.values.iter().any(Option::is_some));
    (!series.is_empty()).then(|| Chart {
        bands: Vec::new(),
        marks: Vec::new(),
        id,
        title,
        kind,
        unit: ledgers.first().map_or(Unit::None, |ledger| money(ledger)),
        categories: periods.iter().map(category).collect(),
        series,
        receipt: Some(pair.receipt.to_owned()),
        note: Some(format!(
            "{} What is missing is unknown, not zero.",
            whose_count(ledgers, "series")
        )),
    })
}
