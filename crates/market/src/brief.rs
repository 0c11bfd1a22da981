//! One brief about a market and a supplier: the sections of every question, and what they rest on.

use crate::answer::{Answer, Caveat, Cell, Column, Missing, Section, Statement, Table, Unit};
use crate::error::{Error, IMPORT_EXAMPLE};
use crate::ledger;
use crate::outlook;
use crate::part::add_receipts;
use crate::potential;
use crate::suppliers::{self, Options};
use jiff::civil::Date;
use std::collections::BTreeMap;
use stirstick_codes::{Country, PeriodRange};
use stirstick_store::{Receipt, Store};

/// What a brief is asked about.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The market.
    pub market: Country,
    /// The supplier that the brief is written for.
    pub supplier: Country,
    /// Nothing published after this day is used in the ledger.
    pub as_of: Date,
    /// True when the user named the day.
    pub as_of_given: bool,
    /// First period of the comparison of suppliers.
    pub from: Option<PeriodRange>,
    /// Second period of the comparison of suppliers.
    pub to: Option<PeriodRange>,
    /// Dataset of the suppliers.
    pub dataset: Option<String>,
}

/// Writes the brief: the ledger, the outlook, who sells, what could be sold, and what this rests on.
///
/// A section whose data is missing says what is missing and which command gets it.
///
/// # Errors
/// [`Error::Store`] when the store cannot be asked; missing data is no error.
pub fn answer(store: &Store, ask: &Ask) -> Result<Answer, Error> {
    let mut parts = ledger::parts(
        store,
        &ledger::Ask {
            market: ask.market,
            supplier: ask.supplier,
            as_of: ask.as_of,
            as_of_given: ask.as_of_given,
            dataset: None,
        },
    )?;
    // One ledger opens the brief; the others are there for `stirstick ledger`.
    let others = parts.sections.split_off(1);
    let used = receipts_of(&parts.sections);
    parts.receipts.retain(|receipt| used.contains(&receipt.id));
    let apart = set_apart(&mut parts.sections);
    add_outlook(store, ask, &mut parts)?;
    add_suppliers(store, ask, &mut parts)?;
    add_potential(store, ask, &mut parts)?;
    let rests = rests_on(ask, &parts, others.len(), apart);
    parts.sections.push(rests);
    Ok(Answer {
        title: format!(
            "{} as a market for {}",
            ask.market.name(),
            ask.supplier.name()
        ),
        command: ask.command(),
        synthetic: parts.synthetic,
        sections: parts.sections,
        receipts: parts.receipts,
    })
}

/// Takes out of the ledger what concerns its sources more than its figures, for the end of the brief.
fn set_apart(ledgers: &mut [Section]) -> Vec<Table> {
    let is_apart = |table: &mut Table| ledger::TABLES_OF_SOURCES.contains(&table.id.as_str());
    ledgers
        .iter_mut()
        .flat_map(|ledger| ledger.tables.extract_if(.., is_apart))
        .collect()
}

fn receipts_of(sections: &[Section]) -> Vec<String> {
    let figures = sections.iter().flat_map(|section| {
        section
            .figures
            .iter()
            .filter_map(|figure| figure.receipt.clone())
    });
    let tables = sections.iter().flat_map(|section| {
        section
            .tables
            .iter()
            .filter_map(|table| table.receipt.clone())
    });
    figures.chain(tables).collect()
}

/// Charts and tables of the outlook that a brief has; `stirstick outlook` has the others.
const OUTLOOK_IN_BRIEF: [&str; 4] = ["fan_total", "misses", "forecast", "targets"];

/// The outlook for the running year, of the flows together.
fn add_outlook(store: &Store, ask: &Ask, parts: &mut ledger::Parts) -> Result<(), Error> {
    let question = outlook::Ask {
        market: ask.market,
        supplier: ask.supplier,
        as_of: ask.as_of,
        as_of_given: ask.as_of_given,
        target: None,
        dataset: None,
        with_methods: false,
    };
    let mut part = outlook::part(store, &question)?;
    let is_told = |id: &str| OUTLOOK_IN_BRIEF.contains(&id);
    part.section.charts.retain(|chart| is_told(&chart.id));
    part.section.tables.retain(|table| is_told(&table.id));
    parts.sections.push(part.section);
    add_receipts(&mut parts.receipts, part.receipts);
    parts.synthetic |= part.synthetic;
    Ok(())
}

fn add_suppliers(store: &Store, ask: &Ask, parts: &mut ledger::Parts) -> Result<(), Error> {
    let question = suppliers::Ask {
        market: ask.market,
        supplier: Some(ask.supplier),
        from: ask.from,
        to: ask.to,
        product: None,
        level: None,
        dataset: ask.dataset.clone(),
        not_after: ask.as_of_given.then_some(ask.as_of),
        options: Options::default(),
    };
    match suppliers::part(store, &question) {
        Ok(part) => {
            let mut section = part.section;
            if ask.as_of_given {
                section.statements.insert(0, Statement {
                    text: format!(
                        "The figures of this section do not say when each of them was published: some may have \
                         become known after {}.",
                        ask.as_of
                    ),
                    figures: Vec::new(),
                });
            }
            parts.sections.push(section);
            parts.receipts.extend(part.receipts);
            parts.synthetic |= part.synthetic;
            Ok(())
        }
        Err(
            error @ (Error::NotCovered { .. }
            | Error::NoDataset { .. }
            | Error::NotInDataset { .. }
            | Error::NoTrade { .. }
            | Error::TooCoarse { .. }
            | Error::OneSupplier { .. }
            | Error::NoBase),
        ) => {
            parts.sections.push(Section {
                id: "suppliers".to_owned(),
                title: format!("Suppliers to {}", ask.market.name()),
                missing: Some(Missing {
                    what: error.to_string(),
                    command: IMPORT_EXAMPLE.to_owned(),
                }),
                ..Section::default()
            });
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// Charts and tables of the potential that a brief has; `stirstick potential` has the others.
const POTENTIAL_IN_BRIEF: [&str; 8] = [
    "sectors",
    "suppliers_expected",
    "potential",
    "by_sector",
    "by_product",
    "parts",
    "by_supplier",
    "set_apart",
];

/// What the supplier could sell, by the dataset that fits best where the one for suppliers is not named.
fn add_potential(store: &Store, ask: &Ask, parts: &mut ledger::Parts) -> Result<(), Error> {
    let question = potential::Ask {
        market: ask.market,
        supplier: ask.supplier,
        level: None,
        year: None,
        depth: potential::Depth::Goods,
        include_restricted: false,
        geography: None,
        growth: None,
        dataset: ask.dataset.clone(),
        not_after: ask.as_of_given.then_some(ask.as_of),
    };
    match potential::part(store, &question) {
        Ok(part) => {
            let mut section = part.section;
            let is_told = |id: &str| POTENTIAL_IN_BRIEF.contains(&id);
            section.charts.retain(|chart| is_told(&chart.id));
            section.tables.retain(|table| is_told(&table.id));
            parts.sections.push(section);
            add_receipts(&mut parts.receipts, part.receipts);
            parts.synthetic |= part.synthetic;
            Ok(())
        }
        Err(
            error @ (Error::NoWorld { .. } | Error::OneCountry { .. } | Error::NoMarket { .. }),
        ) => {
            parts.sections.push(Section {
                id: "potential".to_owned(),
                title: format!(
                    "What {} could sell {}",
                    ask.supplier.name(),
                    ask.market.name()
                ),
                missing: Some(Missing {
                    what: error.to_string(),
                    command: IMPORT_EXAMPLE.to_owned(),
                }),
                ..Section::default()
            });
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// The last section: releases, gaps, and what limits the reading of all of it.
fn rests_on(ask: &Ask, parts: &ledger::Parts, other_ledgers: usize, apart: Vec<Table>) -> Section {
    let mut statements = vec![Statement {
        text: "Every figure names its receipt: the command stirstick receipt, with the receipt's start, shows the release, the query and the rows behind it, asks again and compares.".to_owned(),
        figures: Vec::new(),
    }];
    if ask.as_of_given {
        statements.push(Statement {
            text: format!(
                "The ledger uses only what had been published by {}.",
                ask.as_of
            ),
            figures: Vec::new(),
        });
    }
    if other_ledgers > 0 {
        statements.push(Statement {
            text: format!(
                "{other_ledgers} more {} of this pair, as other services counted it: stirstick ledger {} {}.",
                if other_ledgers == 1 { "ledger" } else { "ledgers" },
                ask.market,
                ask.supplier
            ),
            figures: Vec::new(),
        });
    }
    Section {
        id: "rests_on".to_owned(),
        title: "What this rests on".to_owned(),
        statements,
        tables: std::iter::once(releases(&parts.receipts))
            .chain(apart)
            .collect(),
        caveats: vec![
            Caveat {
                text: "Exports are valued FOB and imports CIF; the two are added only where one customs service publishes their sum, and never compared unmarked.".to_owned(),
            },
            Caveat {
                text: "A gap is shown as a gap: it is not zero.".to_owned(),
            },
            Caveat {
                text: "Money is in current prices; growth is nominal.".to_owned(),
            },
        ],
        ..Section::default()
    }
}

fn releases(receipts: &[Receipt]) -> Table {
    let mut seen: BTreeMap<(&str, &str), (&Receipt, Vec<&str>, u64)> = BTreeMap::new();
    for receipt in receipts {
        let entry =
            seen.entry((&receipt.dataset, &receipt.release))
                .or_insert((receipt, Vec::new(), 0));
        entry.1.push(&receipt.id);
        entry.2 += receipt.rows;
    }
    let column = |id: &str, label: &str, unit: Unit| Column {
        id: id.to_owned(),
        label: label.to_owned(),
        unit,
        decimals: None,
    };
    Table {
        id: "releases".to_owned(),
        title: "Releases used".to_owned(),
        columns: vec![
            column("dataset", "Dataset", Unit::None),
            column("release", "Release", Unit::None),
            column("rows", "Rows used", Unit::Count),
            column("receipts", "Receipts", Unit::None),
            column("source", "Source", Unit::None),
        ],
        rows: seen
            .into_iter()
            .map(|((dataset, release), (receipt, ids, rows))| {
                vec![
                    Cell::Text(dataset.to_owned()),
                    Cell::Text(release.to_owned()),
                    Cell::Number(rows as f64),
                    Cell::Text(ids.join(" ")),
                    Cell::Text(receipt.sources.join("; ")),
                ]
            })
            .collect(),
        ..Table::default()
    }
}

impl Ask {
    fn command(&self) -> String {
        let mut command = format!(
            "stirstick brief {} --supplier {}",
            self.market, self.supplier
        );
        let mut add = |flag: &str, value: Option<String>| {
            if let Some(value) = value {
                command.push_str(&format!(" --{flag} {value}"));
            }
        };
        add("as-of", self.as_of_given.then(|| self.as_of.to_string()));
        add("from", self.from.map(|period| period.to_string()));
        add("to", self.to.map(|period| period.to_string()));
        add("data", self.dataset.clone());
        command
    }
}
