//! The ledger of a pair from trade flows: figures, sentences and caveats for every customs service.

use super::error::LedgerError;
use super::flow_tables::{charts, months, tables, years};
use super::flows::{Direction, FlowLedger, FlowTotal, Level, Part, ledgers};
use super::reading::Reading;
use super::words::{Sentence, figure, list, note, once, period_text, period_words};
use crate::answer::{Caveat, Figure, Missing, Section, Statement, Unit};
use std::collections::BTreeSet;
use stirstick_codes::{Country, Frequency, PeriodRange};

/// A pair and where its rows came from.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) market: Country,
    pub(super) supplier: Country,
    pub(super) receipt: &'a str,
}

/// Makes the ledger of `market` and `supplier` from trade flows.
///
/// Each customs service, currency and valuation is a ledger of its own: the figures `total_2023_CHN`,
/// `to_market_2023_CHN`, `from_market_2023_CHN`, `growth_2023_CHN` and `growth_base_2023_CHN` of its latest
/// year, the same with `ytd_` for its latest year to date (`ytd_total_2024-04_CHN`); the tables `by_year`,
/// `year_to_date` and `months`; the charts `by_year` and `to_market`. Two-way trade adds the two
/// directions as one service counted them; two services are never added. A direction is read at one
/// product level, which is said where it is not that of totals. A year or year to date is added up
/// from months only when every month is there. `receipt` is put on all of it, and
/// `import_command` says how to get data where there are no rows.
///
/// # Errors
/// [`LedgerError::DuplicateFlow`] when two rows have everything but the value in common.
pub fn flows(
    rows: &[FlowTotal],
    market: Country,
    supplier: Country,
    receipt: &str,
    import_command: &str,
) -> Result<Section, LedgerError> {
    let pair = Pair {
        market,
        supplier,
        receipt,
    };
    let ledgers = ledgers(rows, market, supplier)?;
    let mut section = Section {
        id: "ledger".to_owned(),
        title: format!(
            "The ledger: trade between {} and {}",
            supplier.name(),
            market.name()
        ),
        ..Section::default()
    };
    if ledgers.is_empty() {
        section.missing = Some(Missing {
            what: format!(
                "trade flows between {} and {}, by year or month",
                supplier.name(),
                market.name()
            ),
            command: import_command.to_owned(),
        });
        return Ok(section);
    }
    let tagged = tags(&ledgers);
    for (tag, ledger) in &tagged {
        let periods = [
            ("", ledger.latest_year()),
            ("ytd_", newer_year_to_date(ledger)),
        ];
        for (prefix, period) in periods {
            if let Some(period) = period {
                section
                    .figures
                    .extend(period_figures(ledger, tag, prefix, period, pair));
                section
                    .statements
                    .push(period_sentence(ledger, tag, prefix, period, pair));
            }
        }
    }
    section.tables = tables(&ledgers, pair);
    section.charts = charts(&ledgers, pair);
    section.caveats = caveats(&ledgers, pair);
    Ok(section)
}

/// A short name for each ledger: its side, and where that is not enough its currency and valuations.
fn tags(ledgers: &[FlowLedger]) -> Vec<(String, &FlowLedger)> {
    let alone = |ledger: &FlowLedger| {
        ledgers
            .iter()
            .filter(|other| other.side == ledger.side)
            .count()
            == 1
    };
    let valuation = |direction: &Option<Direction>| {
        let of = |direction: &Direction| direction.valuation.as_str();
        direction.as_ref().map_or("none", of)
    };
    ledgers
        .iter()
        .map(|ledger| {
            let tag = ledger.side.tag();
            let (to_market, from_market) =
                (valuation(&ledger.to_market), valuation(&ledger.from_market));
            match alone(ledger) {
                true => (tag, ledger),
                false => (
                    format!("{tag}_{}_{to_market}_{from_market}", ledger.currency),
                    ledger,
                ),
            }
        })
        .collect()
}

/// The latest year to date, unless a whole year after it is known.
fn newer_year_to_date(ledger: &FlowLedger) -> Option<PeriodRange> {
    let year = ledger.latest_year();
    ledger
        .latest_year_to_date()
        .filter(|period| year.is_none_or(|year| year.last() < period.last()))
}

pub(super) fn money(ledger: &FlowLedger) -> Unit {
    Unit::Money {
        currency: ledger.currency.to_string(),
        scale_power10: 0,
    }
}

pub(super) fn part_words(part: Part, pair: Pair<'_>) -> String {
    let (market, supplier) = (pair.market.name(), pair.supplier.name());
    match part {
        Part::TwoWay => format!("Trade between {supplier} and {market}"),
        Part::ToMarket => format!("From {supplier} to {market}"),
        Part::FromMarket => format!("From {market} to {supplier}"),
    }
}

fn id(prefix: &str, what: &str, period: PeriodRange, tag: &str) -> String {
    match prefix {
        "" => format!("{what}_{period}_{tag}"),
        prefix => format!("{prefix}{what}_{}_{tag}", period.last()),
    }
}

pub(super) fn level_notes(level: Level) -> Vec<String> {
    let mut notes = Vec::new();
    if level.estimated {
        notes.push("estimated".to_owned());
    }
    if level.summed {
        notes.push("added up from shorter periods".to_owned());
    }
    notes
}

/// Level, growth and base of every part.
fn period_figures(
    ledger: &FlowLedger,
    tag: &str,
    prefix: &str,
    period: PeriodRange,
    pair: Pair<'_>,
) -> Vec<Figure> {
    let mut figures = Vec::new();
    for part in Part::ALL {
        let about = format!("{}, {}", part_words(part, pair), period_words(period));
        let level = ledger.level(part, period);
        let unknown = || Some("a part of it is not known".to_owned());
        let value = level.map(|level| level.value);
        let id = id(prefix, part.as_str(), period, tag);
        figures.push(Figure {
            period: Some(period_text(period)),
            note: level.map_or_else(unknown, |level| note(&level_notes(level))),
            ..figure(id, about.clone(), value, money(ledger))
        });
        figures.extend(growth_figures(ledger, tag, prefix, part, period, &about));
        for figure in &mut figures {
            figure.receipt = Some(pair.receipt.to_owned());
            let estimated = level.is_some_and(|level| level.estimated);
            figure
                .basis
                .get_or_insert_with(|| ledger.basis(part, estimated));
        }
    }
    figures
}

fn growth_figures(
    ledger: &FlowLedger,
    tag: &str,
    prefix: &str,
    part: Part,
    period: PeriodRange,
    about: &str,
) -> Vec<Figure> {
    let growth = ledger.growth(part, period);
    let rate_note = match (growth, ledger.is_mixed_growth(part, period)) {
        (None, _) => "a level of the period or of the same months a year before is a gap",
        (Some(_), true) => "one of the two levels is an estimate, the other a report",
        (Some(_), false) => "",
    };
    let rate = growth.map(|(rate, _)| rate);
    let rate_id = id(prefix, &growth_name("growth", part), period, tag);
    let mut figures = vec![Figure {
        decimals: Some(1),
        period: Some(period_text(period)),
        note: note(&[rate_note.to_owned()]),
        ..figure(rate_id, format!("Growth: {about}"), rate, Unit::Percent)
    }];
    if let Some(((_, base), earlier)) = growth.zip(period.previous_year()) {
        let base_id = id(prefix, &growth_name("growth_base", part), period, tag);
        let label = format!("Base of the growth: {about}");
        figures.push(Figure {
            period: Some(period_text(earlier)),
            basis: Some(ledger.basis(part, base.estimated)),
            note: note(&level_notes(base)),
            ..figure(base_id, label, Some(base.value), money(ledger))
        });
    }
    figures
}

/// `growth` for both ways, `growth_to_market` for one.
fn growth_name(name: &str, part: Part) -> String {
    match part {
        Part::TwoWay => name.to_owned(),
        part => format!("{name}_{}", part.as_str()),
    }
}

fn period_sentence(
    ledger: &FlowLedger,
    tag: &str,
    prefix: &str,
    period: PeriodRange,
    pair: Pair<'_>,
) -> Statement {
    let known = Part::ALL
        .into_iter()
        .find(|part| ledger.level(*part, period).is_some());
    let part = known.unwrap_or(Part::TwoWay);
    let level = ledger.level(part, period);
    let estimated = level.is_some_and(|level| level.estimated);
    let apart = match ledger.is_of_totals(part) {
        true => "",
        false => ", which need not be all goods",
    };
    let what = |name: &str| growth_name(name, part);
    let mut sentence = Sentence::default()
        .say(&format!(
            "{}, {}: ",
            part_words(part, pair),
            period_words(period)
        ))
        .figure(&id(prefix, part.as_str(), period, tag))
        .say(&format!(" ({}{apart})", ledger.basis(part, estimated)));
    sentence = match ledger.growth(part, period) {
        Some(_) => sentence
            .say(", growth of ")
            .figure(&id(prefix, &what("growth"), period, tag))
            .say(" on a base of ")
            .figure(&id(prefix, &what("growth_base"), period, tag)),
        None => sentence.say("; growth cannot be computed, because the base is a gap"),
    };
    sentence.say(".").end()
}

/// Which amounts are not totals, and of which codes they are sums.
fn goods_caveats(ledgers: &[FlowLedger], pair: Pair<'_>) -> Vec<String> {
    let mut caveats = Vec::new();
    for ledger in ledgers {
        for part in [Part::ToMarket, Part::FromMarket] {
            let Some(direction) = ledger.direction(part) else {
                continue;
            };
            let about = format!("{}, {}", part_words(part, pair), ledger.side.words());
            caveats.extend(reading_caveats(&direction.reading, &about));
        }
    }
    once(caveats)
}

/// What a direction is read from where that is not stated totals, and what it leaves out.
fn reading_caveats(reading: &Reading, about: &str) -> Vec<String> {
    let (codes, others) = (reading.words(), reading.left_out_words());
    let mut caveats = Vec::new();
    if !codes.is_empty() {
        caveats.push(format!(
            "{about}: amounts are sums over the {codes} that the dataset holds, which need not be all \
             goods, so they are not the whole trade."
        ));
    }
    if !codes.is_empty() && !others.is_empty() {
        caveats.push(format!(
            "{about}: {others} are left out, since they may be the same goods again or other goods."
        ));
    }
    if !reading.gap_years.is_empty() {
        let read = if codes.is_empty() { "totals" } else { &codes };
        caveats.push(format!(
            "{about}: periods of {} with {others} but no {read} are gaps.",
            list(&reading.gap_years)
        ));
    }
    caveats
}

fn caveats(ledgers: &[FlowLedger], pair: Pair<'_>) -> Vec<Caveat> {
    let sides: BTreeSet<_> = ledgers.iter().map(|ledger| ledger.side).collect();
    let mut caveats = vec![format!(
        "Counted by: {}. Exports are usually valued FOB and imports CIF, which includes freight and insurance, so the two sides differ on \
         the same trade. Two-way trade adds the two directions as one side counted them, never the counts of two sides.",
        list(sides.iter().map(|side| side.words()))
    )];
    let any = |holds: fn(Level) -> bool| {
        let levels = |ledger: &FlowLedger| {
            let periods = years(ledger).into_iter().chain(months(ledger));
            periods
                .flat_map(|period| Part::ALL.map(|part| ledger.level(part, period)))
                .flatten()
                .any(holds)
        };
        ledgers.iter().any(levels)
    };
    if any(|level| level.estimated) {
        caveats.push("Some values are estimates, not reports; each says so, and growth between a report and an estimate is marked.".to_owned());
    }
    if any(|level| level.summed) {
        caveats.push("Some years are added up from all their months or quarters, because no annual value is there.".to_owned());
    }
    caveats.extend(goods_caveats(ledgers, pair));
    for ledger in ledgers {
        let missing = |part: Part| -> Vec<_> {
            years(ledger)
                .into_iter()
                .filter(|year| ledger.level(part, *year).is_none())
                .collect()
        };
        for part in [Part::ToMarket, Part::FromMarket] {
            let (gaps, about) = (missing(part), part_words(part, pair));
            if !gaps.is_empty() {
                caveats.push(format!(
                    "{about}, {}: no complete year for {}.",
                    ledger.side.words(),
                    list(gaps)
                ));
            }
        }
        let incomplete = ledger
            .periods(Frequency::Monthly)
            .last()
            .is_some_and(|last| {
                let january = PeriodRange::year_to_date(last.year(), 1);
                january.is_some_and(|january| ledger.level(Part::TwoWay, january).is_none())
            });
        if incomplete {
            caveats.push(format!(
                "{}: no year to date for the last year, because its January is not there for both directions; some customs \
                 services publish January and February together.",
                ledger.side.words()
            ));
        }
    }
    caveats.into_iter().map(|text| Caveat { text }).collect()
}
