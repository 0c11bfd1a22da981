//! Asks for the figures and flows of a pair, and joins them with the arithmetic.

use super::figures::{FigureRow, PublishedFigure};
use super::flow_section::flows;
use super::flows::FlowTotal;
use super::section::{Receipts, published};
use super::targets::{Target, TargetRow};
use crate::answer::{Answer, Caveat, Section};
use crate::error::Error;
use jiff::civil::Date;
use std::collections::BTreeMap;
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
    let mut parts = Parts::default();
    if ask.dataset.is_none() {
        add_published(store, ask, &mut parts)?;
    }
    if !ask.as_of_given || ask.dataset.is_some() {
        for name in flow_datasets(store, ask) {
            add_flows(store, ask, &name, &mut parts)?;
        }
    } else if let Some(section) = parts.sections.first_mut() {
        section.caveats.push(Caveat {
            text:
                "Trade flows of other datasets are left out, because they do not say when each of \
                   their figures was published."
                    .to_owned(),
        });
    }
    if parts.sections.is_empty() {
        parts.sections.push(flows(
            &[],
            ask.market,
            ask.supplier,
            "",
            "stirstick data import FILE... --as NAME",
        )?);
    }
    Ok(parts)
}

/// Imported datasets that hold the pair, then those built in; or the one asked for.
fn flow_datasets(store: &Store, ask: &Ask) -> Vec<String> {
    if let Some(name) = &ask.dataset {
        return vec![name.clone()];
    }
    let imported = store.manifest().datasets.keys().cloned();
    let builtin = BUILTIN_DATASETS
        .iter()
        .filter(|builtin| builtin.has_flows())
        .map(|builtin| builtin.name.to_owned());
    imported.chain(builtin).collect()
}

fn pair(ask: &Ask) -> [(&'static str, &str); 2] {
    [
        ("market", ask.market.as_str()),
        ("supplier", ask.supplier.as_str()),
    ]
}

fn add_published(store: &Store, ask: &Ask, parts: &mut Parts) -> Result<(), Error> {
    let session = store.session(PUBLISHED, None)?;
    let rows = session.query(FIGURES_SQL, &pair(ask))?;
    let figures = rows
        .iter()
        .map(|row| PublishedFigure::read(source_row(&row), &figure_row(&row)))
        .collect::<Result<Vec<_>, _>>()?;
    if figures.is_empty() {
        return Ok(());
    }
    let target_rows = session.query(TARGETS_SQL, &pair(ask))?;
    let targets = target_rows
        .iter()
        .map(|row| Target::read(source_row(&row), &target_row(&row)))
        .collect::<Result<Vec<_>, _>>()?;
    let receipts = Receipts {
        figures: &rows.receipt().id,
        targets: &target_rows.receipt().id,
    };
    let sections = published(
        &figures,
        &targets,
        ask.as_of,
        ask.market,
        ask.supplier,
        receipts,
    )?;
    parts.sections.extend(sections);
    parts.receipts.push(rows.receipt().clone());
    if !targets.is_empty() {
        parts.receipts.push(target_rows.receipt().clone());
    }
    Ok(())
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

fn add_flows(store: &Store, ask: &Ask, dataset: &str, parts: &mut Parts) -> Result<(), Error> {
    let session: Session = store.session(dataset, None)?;
    let rows = session.query(PAIR_SQL, &pair(ask))?;
    let totals = totals(rows.iter())?;
    if totals.is_empty() && ask.dataset.is_none() {
        return Ok(());
    }
    let receipt = rows.receipt();
    let mut section = flows(
        &totals.iter().map(|(total, _)| *total).collect::<Vec<_>>(),
        ask.market,
        ask.supplier,
        &receipt.id,
        "stirstick data import FILE... --as NAME",
    )?;
    section.title = format!("{} ({dataset})", section.title);
    if !parts.sections.is_empty() {
        section.id = format!("ledger_{dataset}");
    }
    if totals.iter().any(|(_, level)| *level > 0) {
        section.caveats.push(Caveat {
            text:
                "The dataset states no totals: amounts are sums over the products that it holds, \
                   which need not be all goods."
                    .to_owned(),
        });
    }
    parts.sections.push(section);
    parts.receipts.push(receipt.clone());
    parts.synthetic |= session.is_synthetic();
    Ok(())
}

/// One total for each period, direction and way of counting.
///
/// A stated total is taken; without one, the product level with the largest sum, because the levels
/// of a dataset contain each other and only a complete one adds up to all goods.
fn totals<'a>(rows: impl Iterator<Item = Row<'a>>) -> Result<Vec<(FlowTotal, i64)>, Error> {
    let mut best: BTreeMap<String, (FlowTotal, i64)> = BTreeMap::new();
    for row in rows {
        let Some(value) = row.number("value") else {
            continue;
        };
        let total = FlowTotal {
            period: row.text("period").parse()?,
            exporter: Country::from_iso3(row.text("exporter"))?,
            importer: Country::from_iso3(row.text("importer"))?,
            valuation: row.text("valuation").parse()?,
            reported_by: row.text("reported_by").parse()?,
            currency: row.text("currency").parse()?,
            value,
        };
        let level = row.integer("level").unwrap_or(0);
        let key = [
            row.text("period"),
            row.text("exporter"),
            row.text("importer"),
            row.text("valuation"),
            row.text("reported_by"),
            row.text("currency"),
        ]
        .join("|");
        let better = best.get(&key).is_none_or(|(held, held_level)| {
            let stated = level == 0 && *held_level > 0;
            let larger = (level > 0) == (*held_level > 0) && total.value > held.value;
            stated || larger
        });
        if better {
            best.insert(key, (total, level));
        }
    }
    Ok(best.into_values().collect())
}
