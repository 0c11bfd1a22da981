//! Tests of the ledger on the embedded figures and on small series made for a rule.

mod flows;
mod properties;
mod published;
mod reading;
mod selecting;
mod targets;

use super::*;
use crate::answer::{Cell, Figure, Section, Table};
use jiff::civil::Date;
use std::collections::BTreeSet;
use stirstick_codes::{Country, PeriodRange};

const FIGURES_CSV: &str = include_str!("../../../../../data/published_figures.csv");
const TARGETS_CSV: &str = include_str!("../../../../../data/targets.csv");
const PARTNER_TRADE_CSV: &str = include_str!("../../../../../data/partner_trade.csv");

const RECEIPTS: Receipts<'static> = Receipts {
    figures: "figures-receipt",
    targets: "targets-receipt",
};

fn embedded() -> (Vec<PublishedFigure>, Vec<Target>) {
    let figures = figures_from_csv(FIGURES_CSV).unwrap();
    (figures, targets_from_csv(TARGETS_CSV).unwrap())
}

fn country(code: &str) -> Country {
    Country::from_iso3(code).unwrap()
}

fn period(text: &str) -> PeriodRange {
    PeriodRange::parse(text).unwrap()
}

/// The section of the worked example as of a date.
fn ledger_as_of(as_of: Date) -> Section {
    let (figures, targets) = embedded();
    let sections = published(
        &figures,
        &targets,
        as_of,
        country("RUS"),
        country("CHN"),
        RECEIPTS,
    );
    let section = sections.unwrap().into_iter().next().unwrap();
    check(&section);
    section
}

fn figure<'a>(section: &'a Section, id: &str) -> &'a Figure {
    let found = section.figures.iter().find(|figure| figure.id == id);
    found.unwrap_or_else(|| panic!("no figure {id} among {:?}", ids(section)))
}

fn ids(section: &Section) -> Vec<&str> {
    section
        .figures
        .iter()
        .map(|figure| figure.id.as_str())
        .collect()
}

fn table<'a>(section: &'a Section, id: &str) -> &'a Table {
    section.tables.iter().find(|table| table.id == id).unwrap()
}

/// The cell of a row, found by the text of its first cell, in a named column.
fn cell<'a>(table: &'a Table, row: &str, column: &str) -> &'a Cell {
    let column = table
        .columns
        .iter()
        .position(|one| one.id == column)
        .unwrap();
    let row = table
        .rows
        .iter()
        .find(|cells| cells[0] == Cell::Text(row.to_owned()));
    &row.unwrap()[column]
}

/// Relative agreement of a computed number with one worked out by hand to so many digits.
fn assert_close(got: f64, expected: f64, tolerance: f64) {
    assert!(
        (got - expected).abs() <= tolerance,
        "got {got}, expected {expected}"
    );
}

/// What every section must hold: whole statements, and numbers with basis and receipt.
fn check(section: &Section) {
    let names: BTreeSet<_> = ids(section).into_iter().collect();
    assert_eq!(names.len(), section.figures.len(), "identifiers are unique");
    for figure in &section.figures {
        assert!(
            figure.basis.as_ref().is_some_and(|basis| !basis.is_empty()),
            "{}",
            figure.id
        );
        assert!(
            figure.receipt.is_some() && figure.period.is_some()
                || figure.label.contains("deadline: not stated"),
            "{}",
            figure.id
        );
        assert!(
            figure.value.is_some_and(f64::is_finite) || figure.note.is_some(),
            "{}",
            figure.id
        );
    }
    for statement in &section.statements {
        for (number, id) in statement.figures.iter().enumerate() {
            assert!(
                statement.text.contains(&format!("{{{number}}}")),
                "{}",
                statement.text
            );
            assert!(
                figure(section, id).value.is_some(),
                "{id} in {}",
                statement.text
            );
        }
        assert_eq!(statement.text.matches('{').count(), statement.figures.len());
    }
    for table in &section.tables {
        assert!(table.receipt.is_some());
        assert!(
            table
                .rows
                .iter()
                .all(|row| row.len() == table.columns.len()),
            "{}",
            table.id
        );
    }
    for chart in &section.charts {
        assert!(
            chart
                .series
                .iter()
                .all(|series| series.values.len() == chart.categories.len())
        );
    }
}
