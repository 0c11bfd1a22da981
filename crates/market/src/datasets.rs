//! What is built in and what is imported.

use crate::answer::{Answer, Cell, Column, Section, Statement, Table, Unit};
use crate::error::Error;
use stirstick_store::{BUILTIN_DATASETS, Release, Store};

fn column(id: &str, label: &str, unit: Unit) -> Column {
    Column {
        id: id.to_owned(),
        label: label.to_owned(),
        unit,
        decimals: None,
    }
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

/// Counts are far below 2^53, where floats are exact.
fn count(number: u64) -> Cell {
    Cell::Number(number as f64)
}

fn answer(title: String, command: String, synthetic: bool, tables: Vec<Table>) -> Answer {
    Answer {
        title: title.clone(),
        command,
        synthetic,
        sections: vec![Section {
            id: "data".to_owned(),
            title,
            tables,
            ..Section::default()
        }],
        receipts: Vec::new(),
    }
}

/// Lists every dataset with its last release.
#[must_use]
pub fn list(store: &Store) -> Answer {
    let mut rows: Vec<Vec<Cell>> = store
        .manifest()
        .datasets
        .iter()
        .filter_map(|(name, held)| held.releases.last().map(|last| (name, held, last)))
        .map(|(name, held, last)| {
            vec![
                text(name),
                count(last.contents.rows),
                text(span(last)),
                text(yes_or_no(last.contents.synthetic)),
                text(last.contents.nomenclatures.join(" ")),
                text(&last.name),
                count(held.releases.len() as u64),
                text(&last.source),
            ]
        })
        .collect();
    for builtin in &BUILTIN_DATASETS {
        rows.push(vec![
            text(builtin.name),
            Cell::Gap(()),
            text("built in"),
            text(yes_or_no(false)),
            Cell::Gap(()),
            text(builtin.release()),
            count(1),
            text(builtin.description),
        ]);
    }
    let table = Table {
        id: "datasets".to_owned(),
        title: "Datasets".to_owned(),
        columns: vec![
            column("name", "Name", Unit::None),
            column("rows", "Rows", Unit::Count),
            column("periods", "Periods", Unit::None),
            column("synthetic", "Synthetic", Unit::None),
            column("nomenclature", "Codes", Unit::None),
            column("release", "Release", Unit::None),
            column("releases", "Releases", Unit::Count),
            column("source", "Source", Unit::None),
        ],
        rows,
        ..Table::default()
    };
    answer(
        "Datasets".to_owned(),
        "stirstick data list".to_owned(),
        false,
        vec![table],
    )
}

/// Whether countries are invented, in a table that holds real and invented ones.
fn yes_or_no(synthetic: bool) -> &'static str {
    if synthetic { "yes" } else { "no" }
}

fn span(release: &Release) -> String {
    let periods = &release.contents.periods;
    match (periods.keys().next(), periods.keys().next_back()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(only), _) => only.clone(),
        _ => String::new(),
    }
}

/// Shows every release of a dataset: what was read, what was stored.
///
/// # Errors
/// [`Error::Store`] for an unknown dataset.
pub fn show(store: &Store, name: &str) -> Result<Answer, Error> {
    let last = store.release(name, None)?;
    let held = &store.manifest().datasets[name];
    let releases = Table {
        id: "releases".to_owned(),
        title: "Releases, the last one is used".to_owned(),
        columns: vec![
            column("release", "Release", Unit::None),
            column("imported_at", "Imported", Unit::None),
            column("rows", "Rows", Unit::Count),
            column("synthetic", "Synthetic", Unit::None),
            column("content_hash", "Content hash", Unit::None),
            column("written_by", "Written by", Unit::None),
        ],
        rows: held
            .releases
            .iter()
            .rev()
            .map(|release| {
                vec![
                    text(&release.name),
                    text(&release.imported_at),
                    count(release.contents.rows),
                    text(yes_or_no(release.contents.synthetic)),
                    text(&release.content_hash),
                    text(&release.written_by),
                ]
            })
            .collect(),
        ..Table::default()
    };
    let tables = vec![releases, inputs(last), contents(last)];
    let mut shown = answer(
        format!("Dataset {name}"),
        format!("stirstick data show {name}"),
        last.contents.synthetic,
        tables,
    );
    let mut words = Vec::new();
    if last.contents.synthetic {
        words.push("Synthetic data: the countries are invented.".to_owned());
    }
    words.push(format!("Source: {}.", last.source));
    words.extend(
        last.licence
            .as_ref()
            .map(|licence| format!("Licence: {licence}.")),
    );
    words.extend(
        last.citation
            .as_ref()
            .map(|citation| format!("Cite as: {citation}.")),
    );
    words.extend(
        last.retrieved
            .as_ref()
            .map(|date| format!("Retrieved: {date}.")),
    );
    shown.sections[0].statements = words
        .into_iter()
        .map(|text| Statement {
            text,
            figures: Vec::new(),
        })
        .collect();
    Ok(shown)
}

fn inputs(release: &Release) -> Table {
    Table {
        id: "inputs".to_owned(),
        title: "Files read: rows read = stored + rejected + set aside".to_owned(),
        columns: vec![
            column("file", "File", Unit::None),
            column("format", "Format", Unit::None),
            column("read", "Read", Unit::Count),
            column("stored", "Stored", Unit::Count),
            column("rejected", "Rejected", Unit::Count),
            column("set_aside", "Set aside", Unit::Count),
            column("sha256", "SHA-256", Unit::None),
        ],
        rows: release
            .inputs
            .iter()
            .map(|input| {
                vec![
                    text(input.name()),
                    text(input.label()),
                    count(input.rows_read),
                    count(input.rows_stored),
                    count(input.rows_rejected),
                    count(input.rows_set_aside()),
                    text(&input.sha256),
                ]
            })
            .collect(),
        ..Table::default()
    }
}

fn contents(release: &Release) -> Table {
    let contents = &release.contents;
    let mut rows = vec![
        vec![text("exporters"), text(contents.exporters.to_string())],
        vec![text("importers"), text(contents.importers.to_string())],
        vec![text("products"), text(contents.products.to_string())],
        vec![
            text("nomenclatures"),
            text(contents.nomenclatures.join(", ")),
        ],
        vec![text("valuations"), text(contents.valuations.join(", "))],
        vec![text("reported by"), text(contents.reported_by.join(", "))],
    ];
    rows.extend(contents.value_by_currency.iter().map(|(currency, value)| {
        vec![
            text(format!("sum of values, {currency}")),
            text(format!("{value:.0}")),
        ]
    }));
    rows.extend(contents.levels.iter().map(|(level, count)| {
        let name = match level {
            0 => "rows of totals".to_owned(),
            level => format!("rows with codes of {level} characters"),
        };
        vec![text(name), text(count.to_string())]
    }));
    rows.extend(
        contents.periods.iter().map(|(period, count)| {
            vec![text(format!("rows of {period}")), text(count.to_string())]
        }),
    );
    Table {
        id: "contents".to_owned(),
        title: "What the last release holds".to_owned(),
        columns: vec![
            column("what", "What", Unit::None),
            column("value", "Value", Unit::None),
        ],
        rows,
        ..Table::default()
    }
}
