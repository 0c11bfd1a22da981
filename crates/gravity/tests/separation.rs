//! Separated rows: the test suite of ppmlhdfe (Correia, Guimaraes and Zylkin 2019), whose files say which rows are
//! separated, and generated cases whose rows come from linear programs (`answers/README.md`).

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

mod common;

use common::{Table, answers, floats, integers, read, shared};
use serde_json::Value;
use stirstick_gravity::{Design, Error, Estimate, Factor, Options, Singletons, poisson};

/// Rows that an estimate leaves out, with singletons kept.
fn separated(table: &Table) -> Vec<usize> {
    let outcome = table.numbers("y");
    let named = |prefix: &str| {
        let mut names: Vec<&String> = table
            .names()
            .filter(|n| {
                n.strip_prefix(prefix)
                    .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()))
            })
            .collect();
        names.sort();
        names
    };
    let regressors: Vec<Vec<f64>> = named("x").iter().map(|n| table.numbers(n)).collect();
    let mut factors: Vec<Factor> = named("id").iter().map(|n| table.factor(n)).collect();
    if factors.is_empty() {
        factors.push(Factor::of_integers(&vec![1; outcome.len()]));
    }
    let fit = fit(&outcome, &regressors, &factors).unwrap();
    assert!(
        fit.converged(),
        "{:?} {:e}",
        fit.stop_reason(),
        fit.first_order()
    );
    dropped(&fit)
}

/// An estimate with singletons kept.
fn fit(outcome: &[f64], regressors: &[Vec<f64>], effects: &[Factor]) -> Result<Estimate, Error> {
    let design = Design {
        outcome,
        regressors: regressors.iter().map(|c| &c[..]).collect(),
        effects: effects.iter().collect(),
        ..Design::default()
    };
    let options = Options {
        singletons: Singletons::Keep,
        ..Options::default()
    };
    poisson(&design, &options)
}

fn dropped(fit: &Estimate) -> Vec<usize> {
    let mut rows: Vec<usize> = fit.dropped().iter().map(|d| d.row as usize).collect();
    rows.sort_unstable();
    rows
}

#[test]
fn the_eighteen_cases_of_ppmlhdfe() {
    let mut wrong = Vec::new();
    for case in 1..=18 {
        let table = read(&shared(&format!(
            "data/ppmlhdfe_tests/separation/{case:02}.csv"
        )));
        let expected: Vec<usize> = table
            .numbers("separated")
            .iter()
            .enumerate()
            .filter(|&(_, &s)| s > 0.0)
            .map(|(row, _)| row)
            .collect();
        let got = separated(&table);
        if got != expected {
            wrong.push((case, got, expected));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Outcome, regressors, effects and separated rows of a stored case.
fn case(line: &Value) -> (Vec<f64>, Vec<Vec<f64>>, Vec<Factor>, Vec<usize>) {
    let effects = line[2].as_array().unwrap();
    (
        floats(&line[0]),
        line[1].as_array().unwrap().iter().map(floats).collect(),
        effects
            .iter()
            .map(|e| Factor::of_integers(&integers(e)))
            .collect(),
        integers(&line[3])
            .into_iter()
            .map(|row| usize::try_from(row).unwrap())
            .collect(),
    )
}

/// Tries each case of a file: how many rows are missed and how many dropped for nothing.
fn try_all(name: &str, least: usize) {
    let lines = answers(name);
    assert!(lines.len() >= least, "{} cases", lines.len());
    let (mut wrong, mut separated) = (Vec::new(), 0);
    for (number, line) in lines.iter().enumerate() {
        let (outcome, regressors, effects, expected) = case(line);
        separated += usize::from(!expected.is_empty());
        let all = expected.len() == outcome.len();
        match fit(&outcome, &regressors, &effects) {
            Err(Error::NoRows { .. }) if all => {}
            Ok(fit) => {
                let got = dropped(&fit);
                let missed = expected.iter().filter(|r| !got.contains(r)).count();
                let false_ones = got.iter().filter(|r| !expected.contains(r)).count();
                if missed + false_ones > 0 || !fit.converged() {
                    let (why, left) = (fit.stop_reason(), fit.first_order());
                    wrong.push(format!(
                        "{number}: {missed} missed, {false_ones} false, {why:?} {left:.1e}"
                    ));
                }
            }
            Err(error) => wrong.push(format!("{number}: {error}")),
        }
    }
    assert!(
        separated * 2 > lines.len(),
        "{separated} with separated rows"
    );
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn ten_thousand_cases_of_whole_numbers() {
    try_all("separation.jsonl.gz", 10_000);
}

#[test]
fn panels_whose_outcomes_spread_over_orders_of_size() {
    try_all("heavy.jsonl.gz", 200);
}

#[test]
fn effects_alone_have_a_closed_form() {
    // Every exporter with every importer: the fitted value is the product of their shares (Deming and Stephan 1940).
    let (exporters, importers) = (7i64, 5i64);
    let pairs: Vec<(i64, i64)> = (0..exporters)
        .flat_map(|i| (0..importers).map(move |j| (i, j)))
        .collect();
    let value =
        |&(i, j): &(i64, i64)| f64::from(u8::try_from((i * i + 3 * j + i * j) % 11).unwrap());
    let outcome: Vec<f64> = pairs.iter().map(value).collect();
    let (left, right): (Vec<i64>, Vec<i64>) = pairs.iter().copied().unzip();
    let effects = [Factor::of_integers(&left), Factor::of_integers(&right)];
    let fit = fit(&outcome, &[], &effects).unwrap();
    assert!(fit.converged() && fit.dropped().is_empty());
    let sum = |keep: &dyn Fn(&(i64, i64)) -> bool| -> f64 {
        pairs.iter().filter(|pair| keep(pair)).map(value).sum()
    };
    let total = sum(&|_| true);
    for (&row, got) in fit.rows().iter().zip(fit.fitted()) {
        let (i, j) = pairs[row as usize];
        let expected = sum(&|pair| pair.0 == i) * sum(&|pair| pair.1 == j) / total;
        assert!((got / expected - 1.0).abs() < 1e-12, "{got} {expected}");
    }
    // An exporter that sells nothing is left out, and nothing else.
    let silent: Vec<f64> = pairs
        .iter()
        .map(|pair| if pair.0 == 4 { 0.0 } else { value(pair) + 1.0 })
        .collect();
    let fit = self::fit(&silent, &[], &effects).unwrap();
    assert_eq!(dropped(&fit), (20..25).collect::<Vec<_>>());
}

#[test]
fn effects_alone_can_separate() {
    // Only (0,0) and (1,1) are positive: exporter 0 can rise and importer 0 fall together without end, or the reverse, and
    // (0,1) with them, while group 2 has nothing positive.
    let effects = [
        Factor::of_integers(&[0, 0, 1, 2, 2]),
        Factor::of_integers(&[0, 1, 1, 0, 1]),
    ];
    let outcome = [1.0, 0.0, 1.0, 0.0, 0.0];
    let fit = fit(&outcome, &[], &effects[..1]).unwrap();
    assert_eq!(dropped(&fit), [3, 4]);
    let both = self::fit(&outcome, &[], &effects).unwrap();
    assert_eq!(dropped(&both), [1, 3, 4]);
    assert!(both.converged());
    assert!((both.fitted()[0] - 1.0).abs() < 1e-12);
}
