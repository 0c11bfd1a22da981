//! Digits of least squares: NIST's Statistical Reference Datasets, and designs of every condition.

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

mod common;

use common::{Table, digits, read};
use std::path::{Path, PathBuf};
use stirstick_gravity::{
    Design, Error, Errors, Estimate, Factor, Options, SmallSample, least_squares, poisson,
};

/// A set, and the digits its coefficients and errors must have. What is reached on the test machine is more.
struct Set {
    name: &'static str,
    coefficients: f64,
    errors: f64,
}

const fn set(name: &'static str, coefficients: f64, errors: f64) -> Set {
    Set {
        name,
        coefficients,
        errors,
    }
}

/// Errors of Wampler 1 and 2 are certified to be zero, as their residuals are: digits are those of the absolute error.
const SETS: [Set; 11] = [
    set("norris", 11.0, 11.0),
    set("pontius", 11.0, 11.0),
    set("noint1", 13.0, 13.0),
    set("noint2", 13.0, 13.0),
    set("filip", 7.0, 7.0),
    set("longley", 10.0, 11.0),
    set("wampler1", 8.5, 8.5),
    set("wampler2", 12.0, 12.0),
    set("wampler3", 8.5, 11.0),
    set("wampler4", 7.5, 11.0),
    set("wampler5", 5.5, 11.0),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/nist")
}

/// Certified coefficients and errors of a set.
fn certified(table: &Table, name: &str) -> (Vec<String>, Vec<f64>, Vec<f64>) {
    let (mut parameters, mut estimates, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    let (values, deviations) = (
        table.numbers("estimate"),
        table.numbers("standard_deviation"),
    );
    for (row, parameter) in table.text("parameter").iter().enumerate() {
        if table.text("set")[row] == name && parameter != "residual" {
            parameters.push(parameter.clone());
            estimates.push(values[row]);
            errors.push(deviations[row]);
        }
    }
    (parameters, estimates, errors)
}

fn columns(data: &Table, parameters: &[String]) -> Vec<Vec<f64>> {
    let power = |parameter: &String| -> i32 { parameter[1..].parse().unwrap() };
    let several = data.names().any(|name| name == "x2");
    let column = |parameter: &String| match power(parameter) {
        0 => vec![1.0; data.numbers("y").len()],
        k if several => data.numbers(&format!("x{k}")),
        k => data.numbers("x").iter().map(|x| x.powi(k)).collect(),
    };
    parameters.iter().map(column).collect()
}

/// The fewest digits in which slopes and errors agree with the certified ones.
fn agreement(estimate: &Estimate, expected: &[f64], expected_errors: &[f64]) -> (f64, f64) {
    let slopes = estimate.slopes().into_iter().map(Option::unwrap);
    let fewest = |digits: &mut dyn Iterator<Item = f64>| digits.fold(15.0, f64::min);
    let coefficients = fewest(&mut slopes.zip(expected).map(|(got, e)| digits(got, *e)));
    let covariance = estimate
        .covariance(Errors::Classical, SmallSample::Fixest)
        .unwrap();
    let got = covariance.standard_errors();
    let errors = fewest(
        &mut got
            .iter()
            .zip(expected_errors)
            .map(|(got, e)| digits(*got, *e)),
    );
    (coefficients, errors)
}

#[test]
fn certified_values() {
    let table = read(&folder().join("certified.csv"));
    let mut wrong = Vec::new();
    for set in &SETS {
        let data = read(&folder().join(format!("{}.csv", set.name)));
        let outcome = data.numbers("y");
        let (parameters, estimates, errors) = certified(&table, set.name);
        let all = columns(&data, &parameters);
        let fit = |regressors: &[Vec<f64>], effects: Vec<&Factor>| {
            let design = Design {
                outcome: &outcome,
                regressors: regressors.iter().map(|c| &c[..]).collect(),
                effects,
                ..Design::default()
            };
            least_squares(&design, &Options::default()).unwrap()
        };
        // The constant as a regressor, then as the only group of an effect.
        let mut reached = vec![agreement(&fit(&all, Vec::new()), &estimates, &errors)];
        if parameters[0] == "b0" {
            let one = Factor::of_integers(&vec![0; outcome.len()]);
            reached.push(agreement(
                &fit(&all[1..], vec![&one]),
                &estimates[1..],
                &errors[1..],
            ));
        }
        println!("{}: {reached:.1?}", set.name);
        for (coefficients, error) in reached {
            if coefficients < set.coefficients || error < set.errors {
                wrong.push((set.name, coefficients, error));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_file_of_the_folder_is_a_set() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = SETS.iter().any(|set| name == format!("{}.csv", set.name));
        assert!(
            known || name == "certified.csv" || name == "README.md",
            "{name} has no test"
        );
    }
}

/// Random numbers, the same for a seed: an additive sequence through a mixer (Steele, Lea and Flood 2014).
struct Random(u64);

impl Random {
    /// Between -1 and 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let high = u32::try_from((z ^ (z >> 31)) >> 32).unwrap();
        f64::from(high) / f64::from(u32::MAX) * 2.0 - 1.0
    }
}

/// Columns of length one that are orthogonal to one another and sum to zero.
fn orthonormal(count: usize, rows: usize, centred: bool, random: &mut Random) -> Vec<Vec<f64>> {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let mut columns: Vec<Vec<f64>> = Vec::new();
    if centred {
        let length = f64::from(u32::try_from(rows).unwrap()).sqrt();
        columns.push(vec![1.0 / length; rows]);
    }
    while columns.len() < count + usize::from(centred) {
        let mut column: Vec<f64> = (0..rows).map(|_| random.next()).collect();
        for _ in 0..3 {
            for other in &columns {
                let product = dot(&column, other);
                column
                    .iter_mut()
                    .zip(other)
                    .for_each(|(x, o)| *x -= product * o);
            }
        }
        let length = dot(&column, &column).sqrt();
        column.iter_mut().for_each(|x| *x /= length);
        columns.push(column);
    }
    columns.split_off(usize::from(centred))
}

/// Regressors `U S V'` whose singular values fall from 1 to one over the condition, in even steps of their logarithm.
fn conditioned(
    condition: f64,
    count: usize,
    rows: usize,
    centred: bool,
    random: &mut Random,
) -> Vec<Vec<f64>> {
    let left = orthonormal(count, rows, centred, random);
    let right = orthonormal(count, count, false, random);
    let mut columns = vec![vec![0.0; rows]; count];
    for k in 0..count {
        let place = f64::from(u32::try_from(k).unwrap());
        let last = f64::from(u32::try_from(count - 1).unwrap());
        let singular = condition.powf(-place / last);
        for (column, v) in columns.iter_mut().zip(&right) {
            for (x, u) in column.iter_mut().zip(&left[k]) {
                *x += u * singular * v[k];
            }
        }
    }
    columns
}

/// What a design of a known condition came to.
#[derive(Debug, Default)]
struct Sweep {
    answered: usize,
    refused: usize,
    wrong: Vec<String>,
    /// Fewest digits above what the condition leaves.
    margin: f64,
}

type Estimator = fn(&Design<'_>, &Options) -> Result<Estimate, Error>;

fn sweep(estimator: Estimator, poisson: bool) -> Sweep {
    let mut random = Random(20_240_604);
    let mut sweep = Sweep {
        margin: f64::INFINITY,
        ..Sweep::default()
    };
    for design in 0..1000u32 {
        let exponent = 2.0 + 15.0 * f64::from(design) / 999.0;
        let condition = 10f64.powf(exponent);
        let (count, rows) = (2 + design as usize % 4, 30 + design as usize % 50);
        let with_effect = design % 2 == 1;
        let columns = conditioned(condition, count, rows, with_effect, &mut random);
        let truth: Vec<f64> = (0..count).map(|_| random.next()).collect();
        let outcome: Vec<f64> = (0..rows)
            .map(|row| {
                let y = columns
                    .iter()
                    .zip(&truth)
                    .map(|(x, b)| x[row] * b)
                    .sum::<f64>();
                if poisson { y.exp() } else { y }
            })
            .collect();
        let one = Factor::of_integers(&vec![0; rows]);
        let input = Design {
            outcome: &outcome,
            regressors: columns.iter().map(|c| &c[..]).collect(),
            effects: if with_effect { vec![&one] } else { Vec::new() },
            ..Design::default()
        };
        let estimate = match estimator(&input, &Options::default()) {
            Ok(estimate) if estimate.collinear().is_empty() && estimate.converged() => estimate,
            Ok(_) | Err(Error::NearlyCollinear { .. }) => {
                sweep.refused += 1;
                continue;
            }
            Err(error) => {
                sweep.wrong.push(format!("{design}: {error}"));
                continue;
            }
        };
        sweep.answered += 1;
        let slopes: Vec<f64> = estimate.slopes().into_iter().flatten().collect();
        let length = |v: &[f64]| v.iter().map(|x| x * x).sum::<f64>().sqrt();
        let apart: Vec<f64> = slopes.iter().zip(&truth).map(|(b, t)| b - t).collect();
        let right = -(length(&apart) / length(&truth)).max(1e-16).log10();
        let margin = right - (15.0 - exponent);
        sweep.margin = sweep.margin.min(margin);
        if margin < -3.0 {
            sweep.wrong.push(format!(
                "{design}: condition 1e{exponent:.1}, {right:.1} digits"
            ));
        }
    }
    sweep
}

#[test]
fn no_condition_gives_a_silent_wrong_answer() {
    let sweep = sweep(least_squares, false);
    println!("least squares: {sweep:?}");
    assert!(sweep.wrong.is_empty(), "{}", sweep.wrong.join("\n"));
    assert!(sweep.answered >= 500, "{}", sweep.answered);
}

#[test]
fn no_condition_gives_poisson_a_silent_wrong_answer() {
    let sweep = sweep(poisson, true);
    println!("Poisson: {sweep:?}");
    assert!(sweep.wrong.is_empty(), "{}", sweep.wrong.join("\n"));
    assert!(sweep.answered >= 150, "{}", sweep.answered);
}
