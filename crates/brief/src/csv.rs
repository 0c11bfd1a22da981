//! One table as CSV.

use stirstick_market::{Answer, Cell};

use crate::error::Error;
use crate::format::machine;
use crate::select;

/// Writes one table as CSV: UTF-8, commas, lines end with a line feed, names of columns first.
///
/// `table` names the table by its identifier, or by `section.table` where several sections have it.
/// `figures` gives the single figures of all sections, one row each. `None` takes the first table of
/// the first section, or the figures if that section has figures but no table.
///
/// Numbers are written with the shortest digits that give the same number back: no thousands
/// separators, a point for decimals, an ASCII minus sign. A gap is an empty field, and so is a number
/// that is not finite. When the answer is synthetic, a last column `synthetic` is `true` in each row.
///
/// A spreadsheet runs a cell that starts with `=`, `+`, `-`, `@`, a tab or a line break. A text cell
/// (or a column name) whose first character that is not a space is one of these, or one of their
/// full-width forms, gets an apostrophe in front, which spreadsheets show as text. A program that
/// reads such a cell finds the apostrophe too. Cells that are numbers stay numbers.
///
/// # Errors
/// [`Error::UnknownTable`] lists the tables there are; [`Error::NoTable`] also says what is missing;
/// [`Error::RowShape`] when a row does not have one cell per column.
pub fn csv(answer: &Answer, table: Option<&str>) -> Result<Vec<u8>, Error> {
    let table = select::table(answer, table)?;
    select::check_shape(&table)?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut names: Vec<String> = table.columns.iter().map(|one| harmless(&one.id)).collect();
    if answer.synthetic {
        names.push(select::synthetic_column(&table).to_owned());
    }
    writer.write_record(&names)?;
    for row in &table.rows {
        let mut fields: Vec<String> = row.iter().map(field).collect();
        if answer.synthetic {
            fields.push("true".to_owned());
        }
        writer.write_record(&fields)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::Csv(error.into_error().into()))
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => harmless(text),
        Cell::Number(value) => machine(*value).unwrap_or_default(),
        Cell::Gap(()) => String::new(),
    }
}

/// Puts an apostrophe before text that a spreadsheet would run.
fn harmless(text: &str) -> String {
    let first = text.trim_start_matches([' ', '\u{a0}']).chars().next();
    let runs = matches!(
        first,
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
    );
    if runs {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_a_spreadsheet_would_run_is_neutralised() {
        for start in [
            "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  =", "\u{a0}@",
        ] {
            for rest in ["SUM(A1)", "1", "cmd|' /C calc'!A0", ""] {
                let text = format!("{start}{rest}");
                assert_eq!(harmless(&text), format!("'{text}"));
            }
        }
    }

    #[test]
    fn other_text_and_numbers_stay() {
        for text in ["", "0101", "8456 lasers", "a=b", "'quoted", "–", "−5"] {
            assert_eq!(harmless(text), text);
        }
        assert_eq!(field(&Cell::Number(-5.5)), "-5.5");
        assert_eq!(field(&Cell::Number(f64::NAN)), "");
        assert_eq!(field(&Cell::Gap(())), "");
    }
}
