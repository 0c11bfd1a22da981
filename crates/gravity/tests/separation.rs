//! The test suite of ppmlhdfe for separation (Correia, Guimaraes and Zylkin 2019): each file says which rows are separated.

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

mod common;

use common::{Table, read, shared};
use stirstick_gravity::{Design, Factor, Options, Singletons, poisson};

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
    let design = Design {
        outcome: &outcome,
        regressors: regressors.iter().map(|c| &c[..]).collect(),
        effects: factors.iter().collect(),
        weights: None,
        offset: None,
    };
    let fit = poisson(
        &design,
        &Options {
            singletons: Singletons::Keep,
            ..Options::default()
        },
    )
    .unwrap();
    assert!(
        fit.converged(),
        "{:?} {:e}",
        fit.stop_reason(),
        fit.first_order()
    );
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
