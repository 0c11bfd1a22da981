//! Which table is written as CSV or Parquet.

use std::borrow::Cow;

use stirstick_market::{Answer, Cell, Column, Figure, Section, Table, Unit};

use crate::error::{Error, Missing};
use crate::format::unit_code;

/// Name under which the single figures of all sections can be asked for as a table.
const FIGURES: &str = "figures";

/// Finds the table called `wanted`, or the default: the first table of the first section, or the
/// figures when the first section has figures but no table.
///
/// A table is called by its identifier, or by `section.table` where several sections have it.
pub(crate) fn table<'a>(answer: &'a Answer, wanted: Option<&str>) -> Result<Cow<'a, Table>, Error> {
    match wanted {
        None => default_table(answer),
        Some(wanted) => named_table(answer, wanted),
    }
}

fn default_table(answer: &Answer) -> Result<Cow<'_, Table>, Error> {
    let first = answer.sections.first();
    if let Some(table) = first.and_then(|section| section.tables.first()) {
        return Ok(Cow::Borrowed(table));
    }
    if first.is_some_and(|section| !section.figures.is_empty()) {
        return Ok(Cow::Owned(figures(answer)));
    }
    Err(Error::NoTable {
        available: available(answer),
        missing: answer.sections.iter().filter_map(missing).collect(),
    })
}

fn missing(section: &Section) -> Option<Missing> {
    section.missing.as_ref().map(|missing| Missing {
        section: section.title.clone(),
        what: missing.what.clone(),
        command: missing.command.clone(),
    })
}

fn named_table<'a>(answer: &'a Answer, wanted: &str) -> Result<Cow<'a, Table>, Error> {
    let found: Vec<&Table> = all(answer)
        .filter(|(section, table)| {
            table.id == wanted || format!("{}.{}", section.id, table.id) == wanted
        })
        .map(|(_, table)| table)
        .collect();
    match found.as_slice() {
        [table] => Ok(Cow::Borrowed(table)),
        [] if wanted == FIGURES && has_figures(answer) => Ok(Cow::Owned(figures(answer))),
        several => Err(Error::UnknownTable {
            got: wanted.to_owned(),
            ambiguous: !several.is_empty(),
            available: available(answer),
        }),
    }
}

fn all(answer: &Answer) -> impl Iterator<Item = (&Section, &Table)> {
    answer
        .sections
        .iter()
        .flat_map(|section| section.tables.iter().map(move |table| (section, table)))
}

fn has_figures(answer: &Answer) -> bool {
    answer
        .sections
        .iter()
        .any(|section| !section.figures.is_empty())
}

fn available(answer: &Answer) -> Vec<String> {
    let mut names: Vec<String> = all(answer)
        .map(|(section, table)| {
            let shared = all(answer)
                .filter(|(_, other)| other.id == table.id)
                .count()
                > 1;
            if shared {
                format!("{}.{}", section.id, table.id)
            } else {
                table.id.clone()
            }
        })
        .collect();
    if has_figures(answer) && !names.iter().any(|name| name == FIGURES) {
        names.push(FIGURES.to_owned());
    }
    names
}

/// The argument that asks for a table again, unless it is the default.
pub(crate) fn table_argument(answer: &Answer, section: &Section, table: &Table) -> String {
    let is_default = answer
        .sections
        .first()
        .and_then(|first| first.tables.first())
        .is_some_and(|first| std::ptr::eq(first, table));
    if is_default {
        return String::new();
    }
    let shared = all(answer)
        .filter(|(_, other)| other.id == table.id)
        .count()
        > 1;
    if shared {
        format!(" --table {}.{}", section.id, table.id)
    } else {
        format!(" --table {}", table.id)
    }
}

/// The figures of all sections, one row each; the unit stands beside the value.
fn figures(answer: &Answer) -> Table {
    let text = |id: &str| Column {
        id: id.to_owned(),
        label: id.to_owned(),
        unit: Unit::None,
        decimals: None,
    };
    let names = [
        "section", "id", "label", "value", "unit", "decimals", "period", "basis", "note", "receipt",
    ];
    let rows = answer.sections.iter().flat_map(|section| {
        section
            .figures
            .iter()
            .map(|figure| figure_row(section, figure))
    });
    Table {
        id: FIGURES.to_owned(),
        title: format!("{}: figures", answer.title),
        columns: names.into_iter().map(text).collect(),
        rows: rows.collect(),
        receipt: None,
        note: None,
    }
}

fn figure_row(section: &Section, figure: &Figure) -> Vec<Cell> {
    let optional = |text: &Option<String>| text.clone().map_or(Cell::Gap(()), Cell::Text);
    vec![
        Cell::Text(section.id.clone()),
        Cell::Text(figure.id.clone()),
        Cell::Text(figure.label.clone()),
        figure.value.map_or(Cell::Gap(()), Cell::Number),
        Cell::Text(unit_code(&figure.unit)),
        figure
            .decimals
            .map_or(Cell::Gap(()), |decimals| Cell::Number(decimals.into())),
        optional(&figure.period),
        optional(&figure.basis),
        optional(&figure.note),
        optional(&figure.receipt),
    ]
}

/// Name of the column that marks synthetic rows; another name where the table has this one.
pub(crate) fn synthetic_column(table: &Table) -> &'static str {
    if table.columns.iter().any(|column| column.id == "synthetic") {
        "answer_is_synthetic"
    } else {
        "synthetic"
    }
}

/// Checks that every row has one cell per column.
pub(crate) fn check_shape(table: &Table) -> Result<(), Error> {
    let expected = table.columns.len();
    match table.rows.iter().position(|row| row.len() != expected) {
        None => Ok(()),
        Some(row) => Err(Error::RowShape {
            table: table.id.clone(),
            row: row + 1,
            expected,
            got: table.rows[row].len(),
        }),
    }
}
