//! Tables that list rows and groups one by one.

use stirstick_gravity::Reason;

use super::answer::Found;
use super::frame::{BETWEEN, CONSTANT};
use super::tables::{column, number};
use crate::answer::{Cell, Table, Unit};

/// Why a row is not used, in words.
pub(super) fn reason_name(found: &Found<'_>, reason: Reason) -> String {
    let effect = |effect: usize| {
        found
            .ask
            .formula
            .effects
            .get(effect)
            .map_or_else(|| CONSTANT.to_owned(), |parts| parts.join("^"))
    };
    match reason {
        Reason::NoWeight => "weight of zero".to_owned(),
        Reason::Singleton { effect: e } => format!("alone in its group of {}", effect(e)),
        Reason::ZeroGroup { effect: e } => {
            format!("outcome zero in its whole group of {}", effect(e))
        }
        _ => "separated: fitted value zero at the limit".to_owned(),
    }
}

pub(super) fn dropped(found: &Found<'_>) -> Table {
    let mut rows: Vec<(u32, String)> = Vec::new();
    for (name, missing) in &found.frame.missing {
        rows.extend(
            missing
                .iter()
                .map(|&row| (row, format!("no value of {name}"))),
        );
    }
    for dropped in found.estimate.dropped() {
        rows.push((
            found.frame.table_row(dropped.row),
            reason_name(found, dropped.reason),
        ));
    }
    rows.sort_unstable();
    Table {
        id: "dropped".to_owned(),
        title: "Rows not used".to_owned(),
        columns: vec![
            column("row", "Row", Unit::None, Some(0)),
            column("reason", "Reason", Unit::None, None),
        ],
        rows: rows
            .into_iter()
            .map(|(row, reason)| vec![Cell::Number(f64::from(row)), Cell::Text(reason)])
            .collect(),
        note: Some("rows of the table without its header, from 1".to_owned()),
        ..Table::default()
    }
}

pub(super) fn effects(found: &Found<'_>) -> Table {
    let mut rows = Vec::new();
    let names: Vec<String> = found
        .ask
        .formula
        .effects
        .iter()
        .map(|parts| parts.join("^"))
        .collect();
    for (k, values) in found.estimate.effects().iter().enumerate() {
        let name = names.get(k).map_or(CONSTANT, String::as_str);
        for (label, &value) in found.frame.labels[k].iter().zip(values) {
            rows.push(vec![
                Cell::Text(name.to_owned()),
                Cell::Text(label.replace(BETWEEN, "^")),
                number(Some(value)),
            ]);
        }
    }
    Table {
        id: "effect_values".to_owned(),
        title: "Values of the fixed effects".to_owned(),
        columns: vec![
            column("effect", "Effect", Unit::None, None),
            column("group", "Group", Unit::None, None),
            column("value", "Value", Unit::None, None),
        ],
        rows,
        note: Some(
            "a constant can move from one effect to another; the sum over a row is what is estimated".to_owned(),
        ),
        ..Table::default()
    }
}

pub(super) fn fitted(found: &Found<'_>) -> Table {
    let outcome = &found.frame.outcome;
    let rows = found
        .estimate
        .rows()
        .iter()
        .zip(found.estimate.fitted())
        .map(|(&row, fitted)| {
            let place = row as usize;
            vec![
                Cell::Number(f64::from(found.frame.table_row(row))),
                number(Some(outcome[place])),
                number(Some(fitted)),
            ]
        })
        .collect();
    Table {
        id: "fitted".to_owned(),
        title: "Fitted values".to_owned(),
        columns: vec![
            column("row", "Row", Unit::None, Some(0)),
            column("outcome", "Outcome", Unit::None, None),
            column("fitted", "Fitted", Unit::None, None),
        ],
        rows,
        note: Some("rows of the table without its header, from 1".to_owned()),
        ..Table::default()
    }
}

pub(super) fn predicted(found: &Found<'_>) -> Option<Table> {
    let predicted = &found.predicted.as_ref()?.values;
    let rows = (1u32..)
        .zip(predicted)
        .map(|(row, &value)| vec![Cell::Number(f64::from(row)), number(value)]);
    Some(Table {
        id: "predicted".to_owned(),
        title: "Predicted rows".to_owned(),
        columns: vec![
            column("row", "Row", Unit::None, Some(0)),
            column("predicted", "Predicted", Unit::None, None),
        ],
        rows: rows.collect(),
        note: Some(
            "no value where a group is not in the estimate, or not connected with the row's others"
                .to_owned(),
        ),
        ..Table::default()
    })
}
