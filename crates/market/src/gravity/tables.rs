//! An estimate as a section.

use statrs::distribution::{ChiSquared, ContinuousCDF, Normal, StudentsT};
use stirstick_gravity::{CollinearWith, StopReason};

use super::answer::Found;
use super::listings::{dropped, effects, fitted, predicted, reason_name};
use super::{Correction, Estimator, Variance};
use crate::answer::{Caveat, Cell, Column, Figure, Section, Statement, Table, Unit};
use crate::counted::counted;

/// Level of the intervals.
const LEVEL: f64 = 0.95;

pub(super) fn section(found: &Found<'_>) -> Section {
    let mut section = Section {
        id: "gravity".to_owned(),
        title: format!("{}: {}", estimator_name(found), found.ask.formula.text),
        ..Section::default()
    };
    add_statements(&mut section, found);
    section.tables.push(coefficients(found));
    section.tables.extend(bias(found));
    section.tables.push(fit(found));
    section.tables.push(rows(found));
    section.tables.extend(effect_sizes(found));
    section.tables.extend(collinear(found));
    section
        .tables
        .extend(found.ask.list_dropped.then(|| dropped(found)));
    section
        .tables
        .extend(found.ask.list_effects.then(|| effects(found)));
    section
        .tables
        .extend(found.ask.list_fitted.then(|| fitted(found)));
    section.tables.extend(predicted(found));
    for table in &mut section.tables {
        table.receipt = Some(found.receipt.to_owned());
    }
    section.caveats = caveats(found);
    section
}

fn estimator_name(found: &Found<'_>) -> &'static str {
    match found.ask.estimator {
        Estimator::Poisson => "PPML",
        Estimator::LeastSquares => "Least squares",
    }
}

/// What the errors are, in words.
fn errors_name(found: &Found<'_>) -> String {
    let correction = match found.ask.correction {
        Correction::Fixest => "fixest's small-sample correction",
        Correction::Stata => "Stata's small-sample correction",
        Correction::None => "no small-sample correction",
    };
    let errors = if found.ask.clusters.is_empty() {
        match found.ask.variance {
            Variance::Classical => "classical".to_owned(),
            Variance::Robust => "robust to heteroskedasticity".to_owned(),
        }
    } else {
        let names = found.ask.clusters.iter().zip(&found.covariance.clusters);
        let named: Vec<String> = names
            .map(|(parts, clusters)| format!("{} ({clusters})", parts.join("^")))
            .collect();
        format!("clustered by {}", named.join(" and "))
    };
    format!("{errors}, {correction}")
}

fn add_statements(section: &mut Section, found: &Found<'_>) {
    let used = found.estimate.rows().len();
    section
        .figures
        .push(count("rows_used", "Rows used", used, found));
    section
        .figures
        .push(count("rows_read", "Rows read", found.table_rows, found));
    for (id, label, value) in [
        ("iterations", "Reweightings", found.estimate.iterations()),
        (
            "inner_iterations",
            "Conjugate gradient iterations",
            found.estimate.inner_iterations(),
        ),
        (
            "parameters",
            "Parameters counted by the correction",
            found.covariance.parameters,
        ),
    ] {
        section.figures.push(count(id, label, value, found));
    }
    section.figures.push(Figure {
        value: Some(found.estimate.first_order()),
        unit: Unit::None,
        ..count(
            "first_order",
            "Largest relative first-order condition",
            0,
            found,
        )
    });
    section.statements.push(Statement {
        text: format!(
            "Estimated on {{0}} of {{1}} rows of {}; errors {}.",
            found.source,
            errors_name(found)
        ),
        figures: vec!["rows_used".to_owned(), "rows_read".to_owned()],
    });
    let ending = match found.estimate.stop_reason() {
        StopReason::Converged => "Converged",
        StopReason::LimitOfArithmetic => "Converged to the limit of the arithmetic",
        StopReason::TooManyIterations => "Did NOT converge: the iterations were used up",
        _ => "Did NOT converge: no step raised the likelihood",
    };
    section.statements.push(Statement {
        text: format!(
            "{ending} after {}; the first-order conditions, worked out again from the data, hold to {:.0e}.",
            counted(found.estimate.iterations(), "reweighting", "reweightings"),
            found.estimate.first_order()
        ),
        figures: Vec::new(),
    });
}

fn count(id: &str, label: &str, value: usize, found: &Found<'_>) -> Figure {
    Figure {
        id: id.to_owned(),
        label: label.to_owned(),
        value: Some(real(value)),
        unit: Unit::Count,
        decimals: None,
        period: None,
        basis: None,
        note: None,
        receipt: Some(found.receipt.to_owned()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts below 2^52")]
fn real(count: usize) -> f64 {
    count as f64
}

pub(super) fn column(id: &str, label: &str, unit: Unit, decimals: Option<u8>) -> Column {
    Column {
        id: id.to_owned(),
        label: label.to_owned(),
        unit,
        decimals,
    }
}

pub(super) fn number(value: Option<f64>) -> Cell {
    value
        .filter(|value| value.is_finite())
        .map_or(Cell::Gap(()), Cell::Number)
}

/// Two-sided probability of a ratio, and how many errors the interval reaches.
fn reference(found: &Found<'_>) -> (Box<dyn Fn(f64) -> f64>, f64) {
    let tail = 0.5 + LEVEL / 2.0;
    let freedom = match found.covariance.clusters.iter().min() {
        Some(&clusters) => real(clusters) - 1.0,
        None => real(found.estimate.rows().len()) - real(found.covariance.parameters),
    };
    match (found.ask.estimator, StudentsT::new(0.0, 1.0, freedom)) {
        (Estimator::LeastSquares, Ok(t)) => {
            let reach = t.inverse_cdf(tail);
            (Box::new(move |ratio: f64| 2.0 * t.sf(ratio.abs())), reach)
        }
        _ => {
            let normal = Normal::standard();
            let reach = normal.inverse_cdf(tail);
            (
                Box::new(move |ratio: f64| 2.0 * normal.sf(ratio.abs())),
                reach,
            )
        }
    }
}

/// Whether more rows than parameters are left for an error.
fn is_estimable(found: &Found<'_>) -> bool {
    found.estimate.rows().len() > found.covariance.parameters
}

fn coefficients(found: &Found<'_>) -> Table {
    let (probability, reach) = reference(found);
    let mut errors = found.covariance.standard_errors().into_iter();
    let terms = found
        .ask
        .formula
        .regressors
        .iter()
        .zip(found.estimate.slopes());
    let rows = terms
        .map(|(term, slope)| {
            let error = slope
                .and_then(|_| errors.next())
                .filter(|&error| error > 0.0 && is_estimable(found));
            let both = slope.zip(error);
            vec![
                Cell::Text(term.to_string()),
                number(slope),
                number(error),
                number(both.map(|(slope, error)| slope / error)),
                number(
                    both.map(|(slope, error)| slope / error)
                        .filter(|ratio| ratio.is_finite())
                        .map(&probability),
                ),
                number(both.map(|(slope, error)| slope - reach * error)),
                number(both.map(|(slope, error)| slope + reach * error)),
            ]
        })
        .collect();
    let ratio = if found.ask.estimator == Estimator::Poisson {
        "z"
    } else {
        "t"
    };
    Table {
        id: "coefficients".to_owned(),
        title: "Coefficients".to_owned(),
        columns: vec![
            column("term", "Term", Unit::None, None),
            column("estimate", "Estimate", Unit::None, Some(4)),
            column("standard_error", "Std. error", Unit::None, Some(4)),
            column("ratio", ratio, Unit::None, Some(2)),
            column("p_value", "p", Unit::None, Some(4)),
            column("low_95", "95% from", Unit::None, Some(4)),
            column("high_95", "to", Unit::None, Some(4)),
        ],
        rows,
        ..Table::default()
    }
}

fn bias(found: &Found<'_>) -> Option<Table> {
    let (bias, adjusted) = found.bias.as_ref()?;
    let errors = adjusted.covariance.standard_errors();
    let terms = found
        .estimate
        .regressors_in_use()
        .iter()
        .map(|&k| found.ask.formula.regressors[k].to_string());
    let rows = terms.zip(&bias.bias).zip(&bias.corrected).zip(&errors);
    Some(Table {
        id: "bias".to_owned(),
        title: "Corrected for the bias of short panels (Weidner and Zylkin 2021)".to_owned(),
        columns: vec![
            column("term", "Term", Unit::None, None),
            column("bias", "Bias", Unit::None, Some(4)),
            column("corrected", "Corrected", Unit::None, Some(4)),
            column("adjusted_error", "Adjusted error", Unit::None, Some(4)),
        ],
        rows: rows
            .map(|(((term, &bias), &corrected), &error)| {
                vec![
                    Cell::Text(term),
                    number(Some(bias)),
                    number(Some(corrected)),
                    number(Some(error)),
                ]
            })
            .collect(),
        note: Some("errors clustered by pair, adjusted for the noise of the effects".to_owned()),
        ..Table::default()
    })
}

fn fit(found: &Found<'_>) -> Table {
    let estimate = found.estimate;
    let poisson = found.ask.estimator == Estimator::Poisson;
    let likelihood = estimate.log_likelihood();
    let mut rows = vec![
        (
            "deviance",
            if poisson {
                "Deviance"
            } else {
                "Sum of squared residuals"
            },
            estimate.deviance(),
        ),
        (
            "log_likelihood",
            "Log likelihood",
            likelihood.map_or(f64::NAN, |likelihood| likelihood.estimate),
        ),
        (
            "pseudo_r_squared",
            "Pseudo R squared (McFadden)",
            likelihood.map_or(f64::NAN, |likelihood| likelihood.pseudo_r_squared()),
        ),
        (
            "squared_correlation",
            "Squared correlation of outcome and fitted value",
            estimate.squared_correlation(),
        ),
    ];
    if let Some(reset) = found.reset {
        rows.push((
            "reset_coefficient",
            "RESET: coefficient of the squared predictor",
            reset.coefficient,
        ));
        rows.push(("reset_statistic", "RESET: chi-squared(1)", reset.statistic));
        if let Ok(chi) = ChiSquared::new(1.0) {
            rows.push(("reset_p_value", "RESET: p", chi.sf(reset.statistic)));
        }
    }
    let rows = rows
        .into_iter()
        .filter(|(.., value)| !value.is_nan())
        .map(|(id, label, value)| {
            vec![
                Cell::Text(id.to_owned()),
                Cell::Text(label.to_owned()),
                number(Some(value)),
            ]
        })
        .collect();
    Table {
        id: "fit".to_owned(),
        title: "Fit".to_owned(),
        columns: vec![
            column("id", "Name", Unit::None, None),
            column("quantity", "Quantity", Unit::None, None),
            column("value", "Value", Unit::None, None),
        ],
        rows,
        ..Table::default()
    }
}

fn rows(found: &Found<'_>) -> Table {
    let mut counts: Vec<(String, usize)> = vec![("used".to_owned(), found.estimate.rows().len())];
    for (name, rows) in &found.frame.missing {
        counts.push((format!("no value of {name}"), rows.len()));
    }
    for dropped in found.estimate.dropped() {
        let name = reason_name(found, dropped.reason);
        match counts.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => counts.push((name, 1)),
        }
    }
    counts.push(("read".to_owned(), found.table_rows));
    Table {
        id: "rows".to_owned(),
        title: "Rows".to_owned(),
        columns: vec![
            column("what", "Rows", Unit::None, None),
            column("count", "Count", Unit::Count, None),
        ],
        rows: counts
            .into_iter()
            .map(|(name, count)| vec![Cell::Text(name), Cell::Number(real(count))])
            .collect(),
        note: Some("--dropped lists each row that is not used".to_owned()),
        ..Table::default()
    }
}

fn effect_sizes(found: &Found<'_>) -> Option<Table> {
    if found.ask.formula.effects.is_empty() {
        return None;
    }
    let effects = found.estimate.effects();
    let rows = found
        .ask
        .formula
        .effects
        .iter()
        .zip(&effects)
        .map(|(parts, values)| {
            let used = values.iter().filter(|value| !value.is_nan()).count();
            vec![
                Cell::Text(parts.join("^")),
                Cell::Number(real(used)),
                Cell::Number(real(values.len())),
            ]
        });
    Some(Table {
        id: "effects".to_owned(),
        title: "Fixed effects".to_owned(),
        columns: vec![
            column("effect", "Effect", Unit::None, None),
            column("groups", "Groups used", Unit::Count, None),
            column("groups_read", "Groups read", Unit::Count, None),
        ],
        rows: rows.collect(),
        ..Table::default()
    })
}

fn collinear(found: &Found<'_>) -> Option<Table> {
    let terms = &found.ask.formula.regressors;
    let rows: Vec<Vec<Cell>> = found
        .estimate
        .collinear()
        .iter()
        .map(|collinear| {
            let reason = match collinear.with {
                CollinearWith::Effects => "it follows from the fixed effects",
                CollinearWith::Regressors => {
                    "it follows from the terms before it and the fixed effects"
                }
            };
            vec![
                Cell::Text(terms[collinear.regressor].to_string()),
                Cell::Text(reason.to_owned()),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        id: "left_out".to_owned(),
        title: "Terms left out".to_owned(),
        columns: vec![
            column("term", "Term", Unit::None, None),
            column("reason", "Reason", Unit::None, None),
        ],
        rows,
        ..Table::default()
    })
}

fn caveats(found: &Found<'_>) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    if !found.estimate.converged() {
        caveats.push("The estimate did not converge: do not use its numbers.");
    }
    if !is_estimable(found) {
        caveats.push("There are no more rows than parameters: no errors can be told.");
    } else if found
        .covariance
        .standard_errors()
        .iter()
        .any(|&error| error <= 0.0)
    {
        caveats.push("A variance is zero or negative, by a perfect fit or by the clusters: its error is left empty.");
    }
    if found.covariance.negative_part_removed {
        caveats.push("The covariance by several cluster variables had a negative eigenvalue, which is set to zero.");
    }
    if found
        .covariance
        .clusters
        .iter()
        .any(|&clusters| clusters < 30)
    {
        caveats.push("With fewer than some 30 clusters, clustered errors are too small.");
    }
    caveats
        .into_iter()
        .map(|text| Caveat {
            text: text.to_owned(),
        })
        .collect()
}
