//! Shows what is behind a figure and asks for it again.

use crate::answer::{Answer, Cell, Column, Figure, Section, Statement, Table, Unit};
use crate::error::Error;
use crate::expo;
use stirstick_store::{CellValue, Receipt, Rerun, RowSet, Store};

/// Shows a receipt that the store keeps with its rows, and says whether asking again gives the same.
/// The second value is true when it does.
///
/// # Errors
/// [`Error::Store`] when the release is gone or the query fails, [`Error::OfFile`].
pub fn answer(store: &Store, receipt: &Receipt) -> Result<(Answer, bool), Error> {
    check(receipt)?;
    let rerun = store.rerun(receipt)?;
    Ok((compared(receipt, &rerun), rerun.same))
}

/// Refuses a receipt of which no release is in any store.
///
/// # Errors
/// [`Error::OfFile`] names the command that asks again.
pub fn check(receipt: &Receipt) -> Result<(), Error> {
    expo::refuse_file(receipt)
}

/// Shows a receipt with the rows that asking again gave, and says whether they are the same.
#[must_use]
pub fn compared(receipt: &Receipt, rerun: &Rerun) -> Answer {
    let verdict = if rerun.same {
        "Asked again, the same release gives the same rows: the hashes are equal."
    } else {
        "Asked again, the rows are NOT those of the receipt: the hashes differ."
    };
    let mut facts = vec![
        fact("dataset", "Dataset", &receipt.dataset),
        fact("release", "Release", &receipt.release),
        fact(
            "release_hash",
            "Content hash of the release",
            &receipt.release_hash,
        ),
        fact(
            "result_hash",
            "Hash of the rows, as printed",
            &receipt.result_hash,
        ),
        fact(
            "result_hash_now",
            "Hash of the rows, asked again",
            &rerun.rows.receipt().result_hash,
        ),
        fact("engine", "Asked by", &receipt.engine),
    ];
    facts.extend(
        receipt
            .sources
            .iter()
            .map(|source| fact("source", "Source", source)),
    );
    facts.extend(
        receipt
            .parameters
            .iter()
            .enumerate()
            .map(|(index, (name, value))| fact(&format!("${}", index + 1), name, value)),
    );
    facts.push(fact("query", "Query", &receipt.query));
    let section = Section {
        id: "receipt".to_owned(),
        title: format!("Receipt {}", receipt.id),
        statements: vec![Statement {
            text: verdict.to_owned(),
            figures: Vec::new(),
        }],
        figures: vec![Figure {
            id: "same".to_owned(),
            label: "Same rows (1 yes, 0 no)".to_owned(),
            value: Some(f64::from(u8::from(rerun.same))),
            unit: Unit::Count,
            decimals: Some(0),
            period: None,
            basis: None,
            note: None,
            receipt: Some(receipt.id.clone()),
        }],
        tables: vec![rows_table(&rerun.rows), facts_table(facts)],
        ..Section::default()
    };
    Answer {
        title: format!("Receipt {}", receipt.id),
        command: format!("stirstick receipt {}", receipt.id),
        synthetic: rerun.synthetic,
        sections: vec![section],
        receipts: vec![receipt.clone()],
    }
}

fn fact(id: &str, label: &str, value: &str) -> [String; 3] {
    [id.to_owned(), label.to_owned(), value.to_owned()]
}

fn text_column(id: &str, label: &str) -> Column {
    Column {
        id: id.to_owned(),
        label: label.to_owned(),
        unit: Unit::None,
        decimals: None,
    }
}

fn facts_table(facts: Vec<[String; 3]>) -> Table {
    Table {
        id: "facts".to_owned(),
        title: "What was asked".to_owned(),
        columns: vec![
            text_column("name", "Name"),
            text_column("what", "What"),
            text_column("value", "Value"),
        ],
        rows: facts
            .into_iter()
            .map(|fact| fact.map(Cell::Text).to_vec())
            .collect(),
        ..Table::default()
    }
}

pub(crate) fn rows_table(rows: &RowSet) -> Table {
    let columns = rows.columns().map(|name| text_column(name, name)).collect();
    Table {
        id: "rows".to_owned(),
        title: "Rows behind the figure".to_owned(),
        columns,
        rows: rows
            .iter()
            .map(|row| row.cells().map(cell).collect())
            .collect(),
        ..Table::default()
    }
}

/// Whole numbers up to this, 2^53, are exact as floats.
const EXACT: u64 = 1 << 53;

fn cell(value: CellValue<'_>) -> Cell {
    match value {
        CellValue::Null => Cell::Gap(()),
        CellValue::Text(text) => Cell::Text(text.to_owned()),
        CellValue::Number(number) if number.is_finite() => Cell::Number(number),
        CellValue::Number(number) => Cell::Text(number.to_string()),
        CellValue::Integer(number) if number.unsigned_abs() <= EXACT => Cell::Number(number as f64),
        CellValue::Integer(number) => Cell::Text(number.to_string()),
    }
}
