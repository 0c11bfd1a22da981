//! The rows of a user's own `SELECT` as an answer.

use crate::answer::{Answer, Section, Table};
use crate::receipt::rows_table;
use stirstick_store::RowSet;

/// Makes an answer of the rows of a statement.
#[must_use]
pub fn answer(statement: &str, rows: &RowSet, synthetic: bool) -> Answer {
    let table = Table {
        title: "Rows".to_owned(),
        ..rows_table(rows)
    };
    Answer {
        title: "Query".to_owned(),
        command: format!("stirstick sql \"{}\"", statement.replace('"', "\\\"")),
        synthetic,
        sections: vec![Section {
            id: "sql".to_owned(),
            title: "Query".to_owned(),
            tables: vec![table],
            ..Section::default()
        }],
        receipts: Vec::new(),
    }
}
