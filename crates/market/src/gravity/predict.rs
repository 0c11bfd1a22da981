//! Rows of another table, predicted by an estimate.

use std::collections::HashMap;
use std::path::Path;

use stirstick_gravity::{Estimate, NewRows};
use stirstick_store::{Wanted, read_columns};

use super::Ask;
use super::frame::{CONSTANT, Frame, Table, add_predictors};
use crate::error::Error;

/// Predicted rows of a table.
#[derive(Debug)]
pub(super) struct Predicted {
    /// None where a group is not in the estimate or a value is missing.
    pub(super) values: Vec<Option<f64>>,
    /// Hash of the table.
    pub(super) sha256: String,
}

/// Reads the table and predicts its rows.
pub(super) fn predict(
    ask: &Ask,
    path: &Path,
    frame: &Frame,
    estimate: &Estimate,
) -> Result<Predicted, Error> {
    let mut wanted: Vec<(String, Wanted)> = Vec::new();
    add_predictors(ask, &mut wanted);
    let names: Vec<(&str, Wanted)> = wanted
        .iter()
        .map(|(name, kind)| (name.as_str(), *kind))
        .collect();
    let columns = read_columns(path, &names)?;
    let table = Table::new(&wanted, columns.rows, columns.data);
    let regressors: Vec<Vec<f64>> = ask
        .formula
        .regressors
        .iter()
        .map(|term| table.term(term))
        .collect();
    let mut effects: Vec<Vec<Option<u32>>> = Vec::new();
    for (parts, labels) in ask.formula.effects.iter().zip(&frame.labels) {
        let numbers: HashMap<&str, u32> = labels.iter().map(String::as_str).zip(0..).collect();
        let number = |row| {
            table
                .label(parts, row)
                .and_then(|label| numbers.get(label.as_str()).copied())
        };
        effects.push((0..columns.rows).map(number).collect());
    }
    if ask.formula.effects.is_empty() && frame.labels.iter().any(|labels| *labels == [CONSTANT]) {
        effects.push(vec![Some(0); columns.rows]);
    }
    let new = NewRows {
        rows: columns.rows,
        regressors: regressors.iter().map(|column| &column[..]).collect(),
        effects: effects.iter().map(|column| &column[..]).collect(),
        offset: ask.offset.as_ref().map(|name| table.numbers(name)),
    };
    let at = |row| u32::try_from(row).unwrap_or(u32::MAX).saturating_add(1);
    let values = estimate
        .predict(&new)
        .map_err(|source| Error::gravity(ask, at, source))?;
    Ok(Predicted {
        values,
        sha256: columns.sha256,
    })
}
