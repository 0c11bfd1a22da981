//! Tables of the outlook.

use super::forecast::{chance_of, quantile};
use super::section::{Foretold, Told};
use crate::answer::{Cell, Column, Figure, Table, Unit};
use stirstick_forecast::{Evaluation, Method};

/// A plain number with its receipt.
pub(super) fn figure(id: &str, label: &str, value: f64, receipt: &str) -> Figure {
    Figure {
        id: id.to_owned(),
        label: label.to_owned(),
        value: Some(value),
        unit: Unit::None,
        decimals: None,
        period: None,
        basis: None,
        note: None,
        receipt: (!receipt.is_empty()).then(|| receipt.to_owned()),
    }
}

pub(super) fn column(id: &str, label: &str, unit: Unit, decimals: Option<u8>) -> Column {
    Column {
        id: id.to_owned(),
        label: label.to_owned(),
        unit,
        decimals,
    }
}

fn text(words: impl Into<String>) -> Cell {
    Cell::Text(words.into())
}

fn number(value: Option<f64>) -> Cell {
    value.map_or(Cell::Gap(()), Cell::Number)
}

/// Lower and upper probabilities of the intervals, the narrowest first, with their columns.
const INTERVALS: [(&str, f64, f64); 3] =
    [("50", 0.25, 0.75), ("80", 0.10, 0.90), ("95", 0.025, 0.975)];

/// The running year and those after it, for each line.
pub(super) fn forecast_table(told: &Told<'_>, foretold: &[Foretold<'_>]) -> Table {
    let line = foretold[0].line;
    let money = |id: &str, label: &str| column(id, label, line.unit.clone(), line.decimals());
    let ends = INTERVALS.into_iter().flat_map(|(level, ..)| {
        [
            money(&format!("low_{level}"), &format!("{level}% from")),
            money(&format!("high_{level}"), &format!("{level}% to")),
        ]
    });
    let first = [
        column("flow", "Flow", Unit::None, None),
        column("year", "Year", Unit::Period, None),
        column("months_known", "Months known", Unit::Count, Some(0)),
        money("to_date", "To date"),
        money("forecast", "Forecast"),
    ];
    let rows = foretold.iter().flat_map(|one| {
        let forecast = &one.forecast;
        forecast.years.iter().map(move |(year, point, quantiles)| {
            let is_running = *year == forecast.year;
            let start = [
                text(one.line.id),
                text(year.to_string()),
                Cell::Number(if is_running {
                    forecast.known as f64
                } else {
                    0.0
                }),
                number(forecast.to_date.filter(|_| is_running)),
                Cell::Number(*point),
            ];
            let ends = INTERVALS.into_iter().flat_map(|(_, low, high)| {
                [low, high].map(|end| Cell::Number(quantile(quantiles, end)))
            });
            start.into_iter().chain(ends).collect()
        })
    });
    Table {
        id: "forecast".to_owned(),
        title: "The year, and those after it".to_owned(),
        columns: first.into_iter().chain(ends).collect(),
        rows: rows.collect(),
        receipt: Some(told.figures.to_owned()),
        note: Some("Years after the running one are an extrapolation.".to_owned()),
    }
}

/// The chance of each goal, by year.
pub(super) fn goal_table(told: &Told<'_>, first: &Foretold<'_>) -> Option<Table> {
    let line = first.line;
    let years = &first.forecast.years;
    let start = [
        column("target", "Target", line.unit.clone(), line.decimals()),
        column("whose", "Whose", Unit::None, None),
        column("deadline", "For", Unit::Period, None),
    ];
    let chances = years.iter().map(|(year, ..)| {
        column(
            &format!("chance_{year}"),
            &format!("Chance in {year}"),
            Unit::Share,
            Some(0),
        )
    });
    let last = column("passes", "Forecast passes it in", Unit::Period, None);
    let rows: Vec<Vec<Cell>> = told
        .goals
        .iter()
        .map(|goal| {
            let start = [
                Cell::Number(goal.level),
                text(goal.words.as_str()),
                goal.deadline
                    .map_or(Cell::Gap(()), |year| text(year.to_string())),
            ];
            let chances = years
                .iter()
                .map(|(_, _, quantiles)| Cell::Number(chance_of(quantiles, goal.level)));
            let passes = years.iter().find(|(_, point, _)| *point >= goal.level);
            let passes = passes.map_or(Cell::Gap(()), |(year, ..)| text(year.to_string()));
            start.into_iter().chain(chances).chain([passes]).collect()
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        id: "targets".to_owned(),
        title: "Targets not passed yet, and the chance that a year reaches them".to_owned(),
        columns: start.into_iter().chain(chances).chain([last]).collect(),
        rows,
        receipt: Some(told.targets.to_owned()),
        note: None,
    })
}

/// What each method says of the running year, with its error in the past.
pub(super) fn method_table(
    told: &Told<'_>,
    foretold: &[Foretold<'_>],
    evaluation: Option<&Evaluation>,
) -> Option<Table> {
    let line = foretold[0].line;
    foretold[0].forecast.within.as_ref()?;
    let flows = foretold
        .iter()
        .map(|one| column(one.line.id, one.line.id, line.unit.clone(), line.decimals()));
    let start = column("method", "Method", Unit::None, None);
    let error = column("mean_error", "Mean error in the past", Unit::Share, Some(1));
    let row = |words: &str, of: &dyn Fn(&Foretold<'_>) -> Option<f64>, error: Option<f64>| {
        let values = foretold.iter().map(|one| number(of(one)));
        std::iter::once(text(words))
            .chain(values)
            .chain([number(error)])
            .collect()
    };
    let methods = Method::ALL.iter().enumerate().map(|(index, method)| {
        let of = |one: &Foretold<'_>| one.forecast.within.as_ref()?.by_method[index];
        row(
            method.words(),
            &of,
            evaluation.map(|one| one.methods[index].percent / 100.0),
        )
    });
    let combination = row(
        "combination (the forecast)",
        &|one| one.forecast.years.first().map(|(_, point, _)| *point),
        evaluation.map(|one| one.combination.percent / 100.0),
    );
    Some(Table {
        id: "methods".to_owned(),
        title: format!("What each method makes of {}", foretold[0].forecast.year),
        columns: std::iter::once(start).chain(flows).chain([error]).collect(),
        rows: methods.chain([combination]).collect(),
        receipt: Some(told.figures.to_owned()),
        note: Some("The error is the mean over many pairs with as many months known, not that of this pair.".to_owned()),
    })
}

/// Earlier years of the pair with as many months known.
pub(super) fn misses_table(told: &Told<'_>, foretold: &[Foretold<'_>]) -> Option<Table> {
    let line = foretold[0].line;
    let rows: Vec<Vec<Cell>> = foretold
        .iter()
        .flat_map(|one| {
            one.misses.iter().map(|miss| {
                vec![
                    text(one.line.id),
                    text(miss.year.to_string()),
                    Cell::Number(miss.foretold),
                    Cell::Number(miss.came_to),
                    Cell::Number(miss.error_pct()),
                ]
            })
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        id: "misses".to_owned(),
        title: "The same forecast in earlier years, with as many months known".to_owned(),
        columns: vec![
            column("flow", "Flow", Unit::None, None),
            column("year", "Year", Unit::Period, None),
            column("foretold", "Foretold", line.unit.clone(), line.decimals()),
            column("came_to", "Came to", line.unit.clone(), line.decimals()),
            column("error", "Off by", Unit::Percent, Some(1)),
        ],
        rows,
        receipt: Some(told.figures.to_owned()),
        note: Some("These years are among those from which the weights were taken.".to_owned()),
    })
}

/// Error and coverage by months known.
pub(super) fn reliability_table(evaluations: &[Evaluation]) -> Table {
    let columns = [
        column("months_known", "Months known", Unit::Count, Some(0)),
        column("mean_error", "Mean absolute error", Unit::Share, Some(1)),
        column(
            "best_method_error",
            "Of the best single method",
            Unit::Share,
            Some(1),
        ),
        column("covered_50", "Within 50%", Unit::Share, Some(1)),
        column("covered_80", "Within 80%", Unit::Share, Some(1)),
        column("covered_95", "Within 95%", Unit::Share, Some(1)),
    ];
    let row = |one: &Evaluation| {
        let best = one
            .methods
            .iter()
            .map(|errors| errors.percent)
            .fold(f64::INFINITY, f64::min);
        let start = [
            one.known as f64,
            one.combination.percent / 100.0,
            best / 100.0,
        ];
        let coverage = one.coverage;
        start
            .into_iter()
            .chain(coverage)
            .map(Cell::Number)
            .collect()
    };
    Table {
        id: "reliability".to_owned(),
        title: "How well such forecasts did, by months known, over many pairs out of sample"
            .to_owned(),
        columns: columns.to_vec(),
        rows: evaluations.iter().map(row).collect(),
        receipt: None,
        note: None,
    }
}
