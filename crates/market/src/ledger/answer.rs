//! Asks for the figures and flows of a pair, and joins them with the arithmetic.

use super::figures::{FigureRow, Measure, PublishedFigure};
use super::flow_section::flows;
use super::flows::FlowTotal;
use super::section::{Receipts, published};
use super::targets::{Target, TargetRow};
use crate::answer::{Answer, Caveat, Missing, Section};
use crate::error::{Error, IMPORT_EXAMPLE};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use stirstick_codes::Country;
use stirstick_store::{BUILTIN_DATASETS, Receipt, Row, Session, Store};

const PAIR_SQL: &str = include_str!("pair.sql");
const FIGURES_SQL: &str = include_str!("figures.sql");
const TARGETS_SQL: &str = include_str!("targets.sql");

/// Name of the built-in dataset of published figures and targets.
const PUBLISHED: &str = "published_figures";

/// What is asked about the trade of a pair.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The market.
    pub market: Country,
    /// The supplier.
    pub supplier: Country,
    /// Nothing published after this day is used.
    pub as_of: Date,
    /// True when the user named the day. Flow data does not say when each figure was published, so
    /// it is left out then.
    pub as_of_given: bool,
    /// Dataset of flows; by default all that hold the pair.
    pub dataset: Option<String>,
}

/// Sections, receipts, and whether any data is synthetic.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) sections: Vec<Section>,
    pub(crate) receipts: Vec<Receipt>,
    pub(crate) synthetic: bool,
    /// The day on which the first published level of the pair counts, where there is one.
    first_known: Option<Date>,
}

/// Answers how big the trade of a pair is, how fast it grows, and which targets it met.
///
/// # Errors
/// [`Error::Store`] when a dataset cannot be asked, [`Error::Ledger`] when figures cannot be read.
pub fn answer(store: &Store, ask: &Ask) -> Result<Answer, Error> {
    let parts = parts(store, ask)?;
    let mut command = format!("stirstick ledger {} {}", ask.market, ask.supplier);
    if ask.as_of_given {
        command.push_str(&format!(" --as-of {}", ask.as_of));
    }
    if let Some(dataset) = &ask.dataset {
        command.push_str(&format!(" --data {dataset}"));
    }
    Ok(Answer {
        title: format!(
            "Trade between {} and {}",
            ask.supplier.name(),
            ask.market.name()
        ),
        command,
        synthetic: parts.synthetic,
        sections: parts.sections,
        receipts: parts.receipts,
    })
}

pub(crate) fn parts(store: &Store, ask: &Ask) -> Result<Parts, Error> {
    if ask.market == ask.supplier {
        return Err(Error::OneCountry {
            name: ask.market.name().to_owned(),
        });
    }
    let mut parts = Parts::default();
    if ask.dataset.is_none() {
        add_published(store, ask, &mut parts)?;
    }
    if !ask.as_of_given || ask.dataset.is_some() {
        add_flows(store, ask, &mut parts)?;
    } else if let Some(section) = parts.sections.first_mut() {
        section.caveats.push(Caveat {
            text:
                "Trade flows of other datasets are left out, because they do not say when each of \
                   their figures was published."
                    .to_owned(),
        });
    }
    if parts.sections.is_empty() {
        let mut section = flows(&[], ask.market, ask.supplier, "", IMPORT_EXAMPLE)?;
        if ask.as_of_given {
            section.missing = Some(nothing_published(ask, parts.first_known));
        }
        parts.sections.push(section);
    }
    Ok(parts)
}

/// What a question as of a day misses where nothing had been published by then.
///
/// More imports would not help, since flows do not say when each of their figures was published.
fn nothing_published(ask: &Ask, first_known: Option<Date>) -> Missing {
    let (supplier, market) = (ask.supplier.name(), ask.market.name());
    let about = format!("figures of the trade between {supplier} and {market}");
    let now = format!("stirstick ledger {} {}", ask.market, ask.supplier);
    match first_known {
        Some(day) => Missing {
            what: format!(
                "{about} that had been published by {}; the first ones count from {day}",
                ask.as_of
            ),
            command: format!("{now} --as-of {day}"),
        },
        None => Missing {
            what: format!(
                "{about} with a day of publication; trade flows do not say when they were published, \
                 so that they only answer a question without a day"
            ),
            command: now,
        },
    }
}

/// Imported datasets that hold the pair, then those built in; or the one asked for.
pub(crate) fn flow_datasets(store: &Store, asked_for: Option<&str>) -> Vec<String> {
    if let Some(name) = asked_for {
        return vec![name.to_owned()];
    }
    let imported = store.manifest().datasets.keys().cloned();
    let builtin = BUILTIN_DATASETS
        .iter()
        .filter(|builtin| builtin.has_flows())
        .map(|builtin| builtin.name.to_owned());
    imported.chain(builtin).collect()
}

fn pair<'a>(market: &'a Country, supplier: &'a Country) -> [(&'static str, &'a str); 2] {
    [("market", market.as_str()), ("supplier", supplier.as_str())]
}

fn add_published(store: &Store, ask: &Ask, parts: &mut Parts) -> Result<(), Error> {
    let Some(known) = published_of(store, ask.market, ask.supplier)? else {
        return Ok(());
    };
    let levels = known
        .figures
        .iter()
        .filter(|figure| figure.in_series && figure.measure == Measure::Level);
    parts.first_known = levels.map(PublishedFigure::known_from).min();
    let receipts = Receipts {
        figures: &known.figures_receipt.id,
        targets: &known.targets_receipt.id,
    };
    let sections = published(
        &known.figures,
        &known.targets,
        ask.as_of,
        ask.market,
        ask.supplier,
        receipts,
    )?;
    parts.sections.extend(sections);
    parts.receipts.push(known.figures_receipt);
    if !known.targets.is_empty() {
        parts.receipts.push(known.targets_receipt);
    }
    Ok(())
}

/// Published figures and targets of a pair, with where they came from.
pub(crate) struct Known {
    pub(crate) figures: Vec<PublishedFigure>,
    pub(crate) targets: Vec<Target>,
    pub(crate) figures_receipt: Receipt,
    pub(crate) targets_receipt: Receipt,
}

/// What is published about the trade of a pair; `None` where there is no figure.
pub(crate) fn published_of(
    store: &Store,
    market: Country,
    supplier: Country,
) -> Result<Option<Known>, Error> {
    let session = store.session(PUBLISHED, None)?;
    let rows = session.query(FIGURES_SQL, &pair(&market, &supplier))?;
    let figures = rows
        .iter()
        .map(|row| PublishedFigure::read(source_row(&row), &figure_row(&row)))
        .collect::<Result<Vec<_>, _>>()?;
    if figures.is_empty() {
        return Ok(None);
    }
    let target_rows = session.query(TARGETS_SQL, &pair(&market, &supplier))?;
    let targets = target_rows
        .iter()
        .map(|row| Target::read(source_row(&row), &target_row(&row)))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Some(Known {
        figures,
        targets,
        figures_receipt: rows.receipt().clone(),
        targets_receipt: target_rows.receipt().clone(),
    }))
}

fn source_row(row: &Row<'_>) -> u64 {
    row.integer("source_row")
        .and_then(|line| u64::try_from(line).ok())
        .unwrap_or(0)
}

fn figure_row(row: &Row<'_>) -> FigureRow {
    let text = |name: &str| row.text(name).to_owned();
    FigureRow {
        reporter: text("reporter"),
        partner: text("partner"),
        flow: text("flow"),
        measure: text("measure"),
        frequency: text("frequency"),
        period: text("period"),
        value: text("value"),
        unit: text("unit"),
        valuation: text("valuation"),
        customs: text("customs"),
        published: text("published"),
        in_series: text("in_series"),
        reason: text("reason"),
        source_url: text("source_url"),
        note: text("note"),
    }
}

fn target_row(row: &Row<'_>) -> TargetRow {
    let text = |name: &str| row.text(name).to_owned();
    TargetRow {
        target_low_usd_bn: text("target_low_usd_bn"),
        target_high_usd_bn: text("target_high_usd_bn"),
        reporter: text("reporter"),
        partner: text("partner"),
        deadline_year: text("deadline_year"),
        deadline_text: text("deadline_text"),
        announced: text("announced"),
        by_whom: text("by_whom"),
        kind: text("kind"),
        stated_reached: text("stated_reached"),
        source_url: text("source_url"),
        note: text("note"),
    }
}

/// The ledger of one dataset, with what it is ordered by.
struct Counted {
    dataset: String,
    section: Section,
    receipt: Receipt,
    synthetic: bool,
    /// Whether totals of all goods are stated, the last year, and the number of years.
    fullness: (bool, u16, usize),
}

/// Adds a ledger for each dataset that holds the pair: those with totals of all goods before those of
/// some goods, the most recent first, then those of most years.
fn add_flows(store: &Store, ask: &Ask, parts: &mut Parts) -> Result<(), Error> {
    let mut counted = Vec::new();
    for dataset in flow_datasets(store, ask.dataset.as_deref()) {
        counted.extend(counted_by(store, ask, dataset)?);
    }
    counted.sort_by_key(|found| std::cmp::Reverse(found.fullness));
    for mut found in counted {
        if !parts.sections.is_empty() {
            found.section.id = format!("ledger_{}", found.dataset);
        }
        parts.sections.push(found.section);
        parts.receipts.push(found.receipt);
        parts.synthetic |= found.synthetic;
    }
    Ok(())
}

/// What a dataset holds of the trade of a pair.
pub(crate) struct Counts {
    pub(crate) totals: Vec<FlowTotal>,
    pub(crate) receipt: Receipt,
    pub(crate) synthetic: bool,
}

/// Asks a dataset for the trade of a pair.
pub(crate) fn counts_of(
    store: &Store,
    market: Country,
    supplier: Country,
    dataset: &str,
) -> Result<Counts, Error> {
    let session: Session = store.session(dataset, None)?;
    let rows = session.query(PAIR_SQL, &pair(&market, &supplier))?;
    Ok(Counts {
        totals: totals(rows.iter())?,
        receipt: rows.receipt().clone(),
        synthetic: session.is_synthetic(),
    })
}

fn counted_by(store: &Store, ask: &Ask, dataset: String) -> Result<Option<Counted>, Error> {
    let Counts {
        totals,
        receipt,
        synthetic,
    } = counts_of(store, ask.market, ask.supplier, &dataset)?;
    if totals.is_empty() && ask.dataset.is_none() {
        return Ok(None);
    }
    let mut section = flows(
        &totals,
        ask.market,
        ask.supplier,
        &receipt.id,
        IMPORT_EXAMPLE,
    )?;
    section.title = format!("{} ({dataset})", section.title);
    if ask.as_of_given {
        section.caveats.push(Caveat {
            text: format!(
                "These flows do not say when each of them was published: all are shown, whatever had \
                 been published by {}.",
                ask.as_of
            ),
        });
    }
    let years: BTreeSet<u16> = totals.iter().map(|total| total.period.year()).collect();
    Ok(Some(Counted {
        fullness: (
            totals.iter().any(|total| total.code_length == 0),
            years.last().copied().unwrap_or_default(),
            years.len(),
        ),
        dataset,
        section,
        receipt,
        synthetic,
    }))
}

/// One amount for each period, direction, way of counting and product level.
///
/// Where a level is stated in two nomenclatures the larger sum is taken: they list the same goods, and
/// the smaller one is less complete.
pub(crate) fn totals<'a>(rows: impl Iterator<Item = Row<'a>>) -> Result<Vec<FlowTotal>, Error> {
    let mut largest: BTreeMap<String, FlowTotal> = BTreeMap::new();
    for row in rows {
        let Some(total) = flow_total(&row)? else {
            continue;
        };
        let level = total.code_length.to_string();
        let key = [
            row.text("period"),
            row.text("exporter"),
            row.text("importer"),
            row.text("valuation"),
            row.text("reported_by"),
            row.text("currency"),
            &level,
        ]
        .join("|");
        let held = largest.entry(key).or_insert(total);
        if total.value > held.value {
            *held = total;
        }
    }
    Ok(largest.into_values().collect())
}

/// A row without a value is no amount.
fn flow_total(row: &Row<'_>) -> Result<Option<FlowTotal>, Error> {
    let Some(value) = row.number("value") else {
        return Ok(None);
    };
    let level = row
        .integer("level")
        .and_then(|level| u8::try_from(level).ok());
    Ok(Some(FlowTotal {
        period: row.text("period").parse()?,
        exporter: Country::from_iso3(row.text("exporter"))?,
        importer: Country::from_iso3(row.text("importer"))?,
        valuation: row.text("valuation").parse()?,
        reported_by: row.text("reported_by").parse()?,
        currency: row.text("currency").parse()?,
        code_length: level.expect("a product code is shorter than 256 characters"),
        value,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_question_as_of_a_day_before_all_figures_is_not_told_to_import() {
        let ask = Ask {
            market: Country::from_iso3("QMA").unwrap(),
            supplier: Country::from_iso3("QMB").unwrap(),
            as_of: date(2003, 1, 1),
            as_of_given: true,
            dataset: None,
        };
        let later = nothing_published(&ask, Some(date(2004, 1, 1)));
        assert_eq!(later.command, "stirstick ledger QMA QMB --as-of 2004-01-01");
        assert!(
            later.what.contains("published by 2003-01-01"),
            "{}",
            later.what
        );
        let never = nothing_published(&ask, None);
        assert_eq!(never.command, "stirstick ledger QMA QMB");
    }
}
