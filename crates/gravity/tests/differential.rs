//! Random designs against pyfixest's answers, and answers by explicit dummies where pyfixest has none or a wrong one.
//! How they were made: `answers/README.md`.

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

mod common;

use common::{answers, floats, integers, relative_error};
use serde_json::Value;
use stirstick_gravity::{
    Design, Error, Errors, Estimate, Factor, Options, Singletons, SmallSample, least_squares,
    poisson,
};

/// Designs whose coefficients or errors are known to differ, and why.
const KNOWN: [(u64, &str); 0] = [];

/// Largest relative differences seen.
#[derive(Debug, Default)]
struct Worst {
    coefficient: f64,
    error: f64,
    deviance: f64,
}

struct Case {
    outcome: Vec<f64>,
    regressors: Vec<Vec<f64>>,
    effects: Vec<Factor>,
    clusters: Vec<Factor>,
    weights: Option<Vec<f64>>,
    offset: Option<Vec<f64>>,
    singletons: Singletons,
    poisson: bool,
}

fn case(line: &Value) -> Case {
    let factors = |name: &str| -> Vec<Factor> {
        let columns = line[name].as_array().unwrap();
        columns
            .iter()
            .map(|c| Factor::of_integers(&integers(c)))
            .collect()
    };
    let maybe = |name: &str| (!line[name].is_null()).then(|| floats(&line[name]));
    Case {
        outcome: floats(&line["outcome"]),
        regressors: line["regressors"]
            .as_array()
            .unwrap()
            .iter()
            .map(floats)
            .collect(),
        effects: factors("effects"),
        clusters: factors("clusters"),
        weights: maybe("weights"),
        offset: maybe("offset"),
        singletons: match line["singletons"].as_str().unwrap() {
            "keep" => Singletons::Keep,
            _ => Singletons::Drop,
        },
        poisson: line["poisson"].as_bool().unwrap(),
    }
}

fn fit(case: &Case) -> Result<Estimate, Error> {
    let design = Design {
        outcome: &case.outcome,
        regressors: case.regressors.iter().map(|c| &c[..]).collect(),
        effects: case.effects.iter().collect(),
        weights: case.weights.as_deref(),
        offset: case.offset.as_deref(),
    };
    let options = Options {
        singletons: case.singletons,
        ..Options::default()
    };
    if case.poisson {
        poisson(&design, &options)
    } else {
        least_squares(&design, &options)
    }
}

/// What differs between an estimate and the answer.
fn differences(case: &Case, estimate: &Estimate, answer: &Value, worst: &mut Worst) -> Vec<String> {
    let mut found = Vec::new();
    let mut dropped: Vec<i64> = estimate
        .dropped()
        .iter()
        .map(|d| i64::from(d.row))
        .collect();
    dropped.sort_unstable();
    if dropped != integers(&answer["dropped"]) {
        found.push(format!("rows {dropped:?} {}", answer["dropped"]));
        return found;
    }
    let used: Vec<i64> = estimate
        .regressors_in_use()
        .iter()
        .map(|&k| i64::try_from(k).unwrap())
        .collect();
    if used != integers(&answer["used"]) {
        found.push(format!("regressors {used:?} {}", answer["used"]));
        return found;
    }
    if !estimate.converged() || estimate.first_order() > 1e-8 {
        found.push(format!(
            "{:?} {:e}",
            estimate.stop_reason(),
            estimate.first_order()
        ));
    }
    let mut compare = |what: &str, got: &[f64], expected: &[f64], tolerance: f64| {
        let most = got
            .iter()
            .zip(expected)
            .map(|(g, e)| relative_error(*g, *e));
        let most = most.fold(0.0, f64::max);
        if got.len() != expected.len() || most > tolerance || got.iter().any(|g| !g.is_finite()) {
            found.push(format!("{what} {most:.1e}: {got:?} {expected:?}"));
        }
        most
    };
    let slopes: Vec<f64> = estimate.slopes().into_iter().flatten().collect();
    let apart = compare(
        "coefficients",
        &slopes,
        &floats(&answer["coefficients"]),
        1e-8,
    );
    worst.coefficient = worst.coefficient.max(apart);
    let expected = answer["deviance"].as_f64().unwrap();
    worst.deviance = worst.deviance.max(compare(
        "deviance",
        &[estimate.deviance()],
        &[expected],
        1e-8,
    ));
    let both: Vec<&Factor> = case.clusters.iter().collect();
    for (name, expected) in answer["errors"].as_object().unwrap() {
        let errors = match &name[..] {
            "iid" => Errors::Classical,
            "hetero" => Errors::Robust,
            "one-way" => Errors::Clustered(&both[..1]),
            _ => Errors::Clustered(&both),
        };
        let covariance = estimate.covariance(errors, SmallSample::Fixest).unwrap();
        let got = covariance.standard_errors();
        worst.error = worst
            .error
            .max(compare(name, &got, &floats(expected), 1e-6));
        if name == "iid" {
            let parameters = f64::from(u32::try_from(covariance.parameters).unwrap());
            compare(
                "K",
                &[parameters],
                &[answer["parameters"].as_f64().unwrap()],
                0.0,
            );
        }
    }
    found
}

#[test]
fn random_designs_have_pyfixests_answers() {
    let lines = answers("designs.jsonl.gz");
    assert!(lines.len() >= 200, "{} designs", lines.len());
    let mut worst = Worst::default();
    let mut wrong = Vec::new();
    for line in &lines {
        let seed = line["seed"].as_u64().unwrap();
        let answer = &line["answer"];
        let case = case(line);
        let found = match fit(&case) {
            Err(Error::NoRows { .. }) if answer["rows"] == 0 => Vec::new(),
            Err(error) => vec![error.to_string()],
            Ok(_) if answer["rows"] == 0 => vec!["an estimate without rows".to_owned()],
            Ok(estimate) => differences(&case, &estimate, answer, &mut worst),
        };
        if !found.is_empty() && !KNOWN.iter().any(|&(known, _)| known == seed) {
            wrong.push(format!(
                "{seed} {} poisson: {} by {}: {found:#?}",
                line["shape"], case.poisson, answer["by"]
            ));
        }
    }
    println!("{} designs, {worst:?}", lines.len());
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn corrections_for_small_samples_differ_by_their_formulas() {
    for line in answers("designs.jsonl.gz").iter().take(64) {
        let case = case(line);
        let Ok(estimate) = fit(&case) else { continue };
        if estimate.regressors_in_use().is_empty() {
            continue;
        }
        let count = |number: usize| f64::from(u32::try_from(number).unwrap());
        let n = count(estimate.rows().len());
        let cluster = [&case.clusters[0]];
        for errors in [Errors::Robust, Errors::Clustered(&cluster)] {
            let of = |correction| estimate.covariance(errors, correction).unwrap();
            let plain = of(SmallSample::None);
            let groups = plain.clusters.first().map(|&g| count(g));
            let fixest = of(SmallSample::Fixest);
            let k = count(fixest.parameters);
            let (of_fixest, of_stata) = match groups {
                Some(g) => ((n - 1.0) / (n - k) * g / (g - 1.0), g / (g - 1.0)),
                None => (n / (n - k), n / (n - 1.0)),
            };
            let ratio = |of: &[f64]| of[0] / plain.matrix[0];
            assert!(relative_error(ratio(&fixest.matrix), of_fixest) < 1e-13);
            assert!(relative_error(ratio(&of(SmallSample::Stata).matrix), of_stata) < 1e-13);
        }
    }
}
