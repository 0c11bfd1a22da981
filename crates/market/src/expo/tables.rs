//! Tables and charts of an exhibition.

use stirstick_codes::Country;

use crate::answer::{Cell, Chart, ChartKind, Column, Series, Table, Unit};
use crate::expo::editions::Edition;
use crate::expo::section::edition_name;

/// Countries drawn in a chart: as many as can be told apart.
const COUNTRIES_DRAWN: usize = 10;

/// Countries drawn as lines over editions.
const LINES_DRAWN: usize = 5;

/// All tables in reading order; those that compare editions only when there are several.
pub(super) fn tables(editions: &[Edition], receipt: Option<&str>) -> Vec<Table> {
    let mut tables = Vec::new();
    if let Some((latest, earlier)) = editions.split_last() {
        tables.push(by_country(latest, earlier.last()));
        tables.push(editions_table(editions));
    }
    if editions.len() > 1 {
        tables.push(by_edition_and_country(editions));
    }
    for table in &mut tables {
        table.receipt = receipt.map(str::to_owned);
    }
    tables
}

fn by_country(latest: &Edition, previous: Option<&Edition>) -> Table {
    let now = edition_name(latest);
    let mut columns = vec![
        column("country", "Code", Unit::None),
        column("name", "Country", Unit::None),
        column("exhibitors", &format!("Exhibitors {now}"), Unit::Count),
        column("share", &format!("Share {now}"), Unit::Share),
    ];
    let mut countries: Vec<Country> = latest
        .by_country
        .iter()
        .map(|(country, _)| *country)
        .collect();
    if let Some(previous) = previous {
        let before = edition_name(previous);
        columns.extend([
            column(
                "exhibitors_before",
                &format!("Exhibitors {before}"),
                Unit::Count,
            ),
            column("share_before", &format!("Share {before}"), Unit::Share),
            column("exhibitors_change", "Change of exhibitors", Unit::Count),
            column("share_change", "Change of share", Unit::PercentagePoints),
        ]);
        let gone = previous.by_country.iter().map(|(country, _)| *country);
        countries.extend(gone.filter(|&country| latest.of(country) == 0));
    }
    let rows = countries.into_iter().map(|country| {
        let (count, share) = (latest.of(country) as f64, latest.share_of(country));
        let mut row = vec![
            text(country.as_str()),
            text(country.name()),
            Cell::Number(count),
            Cell::Number(share),
        ];
        if let Some(previous) = previous {
            let (count_before, share_before) =
                (previous.of(country) as f64, previous.share_of(country));
            let changes = [
                count_before,
                share_before,
                count - count_before,
                points(share_before, share),
            ];
            row.extend(changes.map(Cell::Number));
        }
        row
    });
    Table {
        id: "by_country".to_owned(),
        title: format!("Exhibitors by country, {now}"),
        rows: rows.collect(),
        columns,
        ..Table::default()
    }
}

fn editions_table(editions: &[Edition]) -> Table {
    let columns = vec![
        column("edition", "Edition", Unit::Period),
        column("exhibitors", "Exhibitors", Unit::Count),
        column("countries", "Countries", Unit::Count),
        column("herfindahl", "Herfindahl index", Unit::Index),
        column("herfindahl_normalised", "Normalised", Unit::Index),
        column(
            "equivalent_number",
            "Equal countries that would give it",
            Unit::None,
        ),
        column("top_1_share", "Largest country", Unit::Share),
        column("top_3_share", "Three largest", Unit::Share),
        column("new", "New", Unit::Count),
        column("returned", "Returned", Unit::Count),
        column("stayed", "Stayed", Unit::Count),
        column("gone", "Gone", Unit::Count),
    ];
    let rows = editions.iter().map(|edition| {
        let found = edition.concentration;
        let turnover = edition.turnover;
        let known =
            |value: Option<usize>| value.map_or(Cell::Gap(()), |value| Cell::Number(value as f64));
        vec![
            text(edition_name(edition)),
            Cell::Number(edition.exhibitors as f64),
            Cell::Number(found.units as f64),
            Cell::Number(found.herfindahl),
            found.normalised.map_or(Cell::Gap(()), Cell::Number),
            Cell::Number(found.equivalent_number),
            Cell::Number(found.top_1),
            Cell::Number(found.top_3),
            known(turnover.map(|turnover| turnover.new)),
            known(turnover.map(|turnover| turnover.returned)),
            known(turnover.map(|turnover| turnover.stayed)),
            known(turnover.map(|turnover| turnover.gone)),
        ]
    });
    Table {
        id: "editions".to_owned(),
        title: "Editions".to_owned(),
        rows: rows.collect(),
        columns,
        ..Table::default()
    }
}

fn by_edition_and_country(editions: &[Edition]) -> Table {
    let columns = vec![
        column("edition", "Edition", Unit::Period),
        column("country", "Code", Unit::None),
        column("name", "Country", Unit::None),
        column("exhibitors", "Exhibitors", Unit::Count),
        column("share", "Share", Unit::Share),
    ];
    let rows = editions.iter().flat_map(|edition| {
        edition.by_country.iter().map(|&(country, count)| {
            vec![
                text(edition_name(edition)),
                text(country.as_str()),
                text(country.name()),
                Cell::Number(count as f64),
                Cell::Number(edition.share_of(country)),
            ]
        })
    });
    Table {
        id: "by_edition_and_country".to_owned(),
        title: "Exhibitors by edition and country".to_owned(),
        rows: rows.collect(),
        columns,
        ..Table::default()
    }
}

/// Bars of the largest countries in the last two editions, and their shares over three or more.
pub(super) fn charts(editions: &[Edition], receipt: Option<&str>) -> Vec<Chart> {
    let Some(latest) = editions.last() else {
        return Vec::new();
    };
    let largest = |most: usize| {
        latest
            .by_country
            .iter()
            .take(most)
            .map(|(country, _)| *country)
    };
    let drawn: Vec<Country> = largest(COUNTRIES_DRAWN).collect();
    let compared = &editions[editions.len().saturating_sub(2)..];
    let mut charts = vec![Chart {
        bands: Vec::new(),
        marks: Vec::new(),
        id: "exhibitors".to_owned(),
        title: format!("Exhibitors by country, {}", edition_name(latest)),
        kind: ChartKind::Bar,
        unit: Unit::Count,
        categories: drawn
            .iter()
            .map(|country| country.name().to_owned())
            .collect(),
        series: compared
            .iter()
            .map(|edition| Series {
                name: edition_name(edition),
                values: drawn
                    .iter()
                    .map(|&country| Some(edition.of(country) as f64))
                    .collect(),
            })
            .collect(),
        receipt: receipt.map(str::to_owned),
        note: None,
    }];
    if editions.len() > 2 {
        charts.push(Chart {
            bands: Vec::new(),
            marks: Vec::new(),
            id: "shares".to_owned(),
            title: "Shares of the exhibitors by country".to_owned(),
            kind: ChartKind::Line,
            unit: Unit::Share,
            categories: editions.iter().map(edition_name).collect(),
            series: largest(LINES_DRAWN)
                .map(|country| Series {
                    name: country.name().to_owned(),
                    values: editions
                        .iter()
                        .map(|edition| Some(edition.share_of(country)))
                        .collect(),
                })
                .collect(),
            receipt: receipt.map(str::to_owned),
            note: Some(
                "Editions in the order of the list; years between them are not shown.".to_owned(),
            ),
        });
    }
    charts
}

/// Change of a share in percentage points.
pub(super) fn points(before: f64, now: f64) -> f64 {
    100.0 * (now - before)
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn column(id: &str, label: &str, unit: Unit) -> Column {
    Column {
        id: id.to_owned(),
        label: label.to_owned(),
        unit,
        decimals: None,
    }
}
