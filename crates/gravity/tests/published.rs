//! Published estimates on real data, and fixest's answers.

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

mod common;

use common::{Table, read, relative_error, shared};
use stirstick_gravity::{Design, Errors, Estimate, Factor, Options, SmallSample, poisson};

fn fit(outcome: &[f64], regressors: &[&[f64]], effects: &[&Factor]) -> Estimate {
    let design = Design {
        outcome,
        regressors: regressors.to_vec(),
        effects: effects.to_vec(),
        weights: None,
        offset: None,
    };
    let fit = poisson(&design, &Options::default()).unwrap();
    assert!(fit.converged(), "{:?}", fit.stop_reason());
    assert!(fit.first_order() < 1e-8, "{:e}", fit.first_order());
    fit
}

fn ln(values: &[f64]) -> Vec<f64> {
    values.iter().map(|v| v.ln()).collect()
}

/// An answer of fixest. The last line of the file is cut off, and not read.
fn answer(name: &str) -> serde_json::Value {
    let text = std::fs::read_to_string(shared("expected/fixest_real.jsonl")).unwrap();
    let answers = text
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    answers
        .into_iter()
        .find(|answer| answer["name"] == name)
        .unwrap_or_else(|| panic!("no answer {name}"))
}

/// Coefficients to 1e-8, errors to 1e-6; the file has twelve digits.
fn compare(name: &str, variables: &[&str], fit: &Estimate, errors: Errors<'_>) {
    let answer = answer(name);
    assert_eq!(
        answer["nobs"].as_u64(),
        u64::try_from(fit.rows().len()).ok(),
        "{name}"
    );
    let covariance = fit.covariance(errors, SmallSample::Fixest).unwrap();
    for ((variable, coefficient), error) in variables
        .iter()
        .zip(fit.slopes())
        .zip(covariance.standard_errors())
    {
        let expected = |part: &str| answer[part][variable].as_f64().unwrap();
        assert!(
            relative_error(coefficient.unwrap(), expected("coef")) < 1e-8,
            "{name} {variable} {coefficient:?}"
        );
        assert!(
            relative_error(error, expected("se")) < 1e-6,
            "{name} {variable} {error}"
        );
    }
    assert!(
        relative_error(fit.deviance(), answer["deviance"].as_f64().unwrap()) < 1e-9,
        "{name}"
    );
    assert!(
        relative_error(
            fit.log_likelihood().unwrap().estimate,
            answer["loglik"].as_f64().unwrap()
        ) < 1e-9,
        "{name}"
    );
}

#[test]
fn fixest_on_its_trade_data() {
    let table = read(&shared("data/r_gravity_datasets/fixest_trade.csv.gz"));
    let distance = ln(&table.numbers("dist_km"));
    let factors: Vec<Factor> = ["Origin", "Destination", "Product", "Year"]
        .iter()
        .map(|n| table.factor(n))
        .collect();
    let effects: Vec<&Factor> = factors.iter().collect();
    let fit = fit(&table.numbers("Euros"), &[&distance], &effects);
    let variables = ["log(dist_km)"];
    compare(
        "fixest_trade_4way",
        &variables,
        &fit,
        Errors::Clustered(&[&factors[0]]),
    );
    compare(
        "fixest_trade_4way_twowaycl",
        &variables,
        &fit,
        Errors::Clustered(&[&factors[0], &factors[1]]),
    );
    compare("fixest_trade_4way_hc", &variables, &fit, Errors::Robust);
    compare("fixest_trade_4way_iid", &variables, &fit, Errors::Classical);
}

struct Agtpa {
    table: Table,
    exporter_year: Factor,
    importer_year: Factor,
    pair: Factor,
}

fn agtpa(international: bool) -> Agtpa {
    let table = read(&shared("data/agtpa/agtpa_applications.csv.gz"));
    let years = ["1986", "1990", "1994", "1998", "2002", "2006"];
    let keep = |row: usize| {
        years.contains(&&*table.text("year")[row])
            && (!international || table.text("exporter")[row] != table.text("importer")[row])
    };
    let table = table.filter(keep);
    let year = table.factor("year");
    Agtpa {
        exporter_year: table.factor("exporter").interact(&year),
        importer_year: table.factor("importer").interact(&year),
        pair: table.factor("pair_id"),
        table,
    }
}

#[test]
fn fixest_on_the_guide_to_trade_policy_analysis() {
    let data = agtpa(true);
    let trade = data.table.numbers("trade");
    let names = ["ld", "cntg", "lang", "clny", "rta"];
    let columns: Vec<Vec<f64>> = names
        .iter()
        .map(|&n| {
            if n == "ld" {
                ln(&data.table.numbers("dist"))
            } else {
                data.table.numbers(n)
            }
        })
        .collect();
    let regressors: Vec<&[f64]> = columns.iter().map(|c| &c[..]).collect();
    let effects = [&data.exporter_year, &data.importer_year];
    let cluster = [&data.pair];
    let without = fit(&trade, &regressors[..4], &effects);
    compare(
        "agtpa_ch1_app1_ppml",
        &names[..4],
        &without,
        Errors::Clustered(&cluster),
    );
    let with = fit(&trade, &regressors, &effects);
    compare(
        "agtpa_ch1_app3_ppml_notrade_pairless",
        &names,
        &with,
        Errors::Clustered(&cluster),
    );
}

#[test]
fn fixest_on_the_guides_panel_with_pair_effects() {
    let data = agtpa(false);
    let trade = data.table.numbers("trade");
    let lags = ["rta", "rta_lag4", "rta_lag8", "rta_lag12"];
    let columns: Vec<Vec<f64>> = lags.iter().map(|&n| data.table.numbers(n)).collect();
    let regressors: Vec<&[f64]> = columns.iter().map(|c| &c[..]).collect();
    let effects = [&data.exporter_year, &data.importer_year, &data.pair];
    let cluster = [&data.pair];
    let one = fit(&trade, &regressors[..1], &effects);
    compare(
        "agtpa_ch1_app3_pairFE",
        &lags[..1],
        &one,
        Errors::Clustered(&cluster),
    );
    let all = fit(&trade, &regressors, &effects);
    compare(
        "agtpa_ch1_app3_lags",
        &lags,
        &all,
        Errors::Clustered(&cluster),
    );
    let c = one
        .covariance(Errors::Clustered(&cluster), SmallSample::Stata)
        .unwrap();
    println!("stata {:?}", c.standard_errors());
}

/// A row of a published table: variable, coefficient and standard error to three decimals.
type Row = (&'static str, f64, f64);

/// Santos Silva and Tenreyro (2006), table 3, last column: PPML on all flows.
const TABLE_3: [Row; 14] = [
    ("lypex", 0.733, 0.027),
    ("lypim", 0.741, 0.027),
    ("lyex", 0.157, 0.053),
    ("lyim", 0.135, 0.045),
    ("ldist", -0.784, 0.055),
    ("border", 0.193, 0.104),
    ("comlang", 0.746, 0.135),
    ("colony", 0.025, 0.150),
    ("landl_ex", -0.863, 0.157),
    ("landl_im", -0.696, 0.141),
    ("lremot_ex", 0.660, 0.134),
    ("lremot_im", 0.562, 0.118),
    ("comfrt_wto", 0.181, 0.088),
    ("open_wto", -0.107, 0.131),
];

/// Table 5, last column: with exporter and importer effects.
const TABLE_5: [Row; 5] = [
    ("ldist", -0.750, 0.041),
    ("border", 0.370, 0.091),
    ("comlang", 0.383, 0.093),
    ("colony", 0.079, 0.134),
    ("comfrt_wto", 0.376, 0.077),
];

fn compare_printed(rows: &[Row], table: &Table, effects: &[&Factor]) {
    let columns: Vec<Vec<f64>> = rows.iter().map(|(name, ..)| table.numbers(name)).collect();
    let regressors: Vec<&[f64]> = columns.iter().map(|c| &c[..]).collect();
    let fit = fit(&table.numbers("trade"), &regressors, effects);
    let covariance = fit.covariance(Errors::Robust, SmallSample::None).unwrap();
    for ((&(name, expected, expected_error), got), error) in rows
        .iter()
        .zip(fit.slopes())
        .zip(covariance.standard_errors())
    {
        let got = got.unwrap();
        assert!((got - expected).abs() < 1.1e-3, "{name} {got} {expected}");
        // The printed errors carry a correction for size that is not stated: a digit of the last place.
        assert!(
            (error - expected_error).abs() < 1.6e-3,
            "{name} {error} {expected_error}"
        );
    }
}

#[test]
fn santos_silva_and_tenreyro() {
    let table = read(&shared("data/log_of_gravity/log_of_gravity.csv.gz"));
    let constant = Factor::of_integers(&vec![0; table.text("trade").len()]);
    compare_printed(&TABLE_3, &table, &[&constant]);
    compare_printed(
        &TABLE_5,
        &table,
        &[&table.factor("s2_ex"), &table.factor("s1_im")],
    );
}

/// pyfixest's answers on panels with effects of exporter, importer and pair.
fn compare_with_pyfixest(name: &str, table: &Table, names: [&str; 4]) {
    let text = include_str!("answers/real.json");
    let answers: serde_json::Value = serde_json::from_str(text).unwrap();
    let answer = &answers[name];
    let list = |part: &str| answer[part].as_array().unwrap().clone();
    let columns: Vec<Vec<f64>> = list("terms")
        .iter()
        .map(|term| table.numbers(term.as_str().unwrap()))
        .collect();
    let regressors: Vec<&[f64]> = columns.iter().map(|c| &c[..]).collect();
    let [outcome, exporter, importer, time] = names;
    let (exporter, importer, time) = (
        table.factor(exporter),
        table.factor(importer),
        table.factor(time),
    );
    let effects = [
        exporter.interact(&time),
        importer.interact(&time),
        exporter.interact(&importer),
    ];
    let fit = fit(
        &table.numbers(outcome),
        &regressors,
        &effects.iter().collect::<Vec<_>>(),
    );
    let errors = fit
        .covariance(Errors::Robust, SmallSample::Fixest)
        .unwrap()
        .standard_errors();
    assert_eq!(
        answer["rows"].as_u64(),
        u64::try_from(fit.rows().len()).ok(),
        "{name}"
    );
    for (k, slope) in fit.slopes().into_iter().enumerate() {
        let expected = |part: &str| list(part)[k].as_f64().unwrap();
        assert!(
            relative_error(slope.unwrap(), expected("coef")) < 1e-8,
            "{name} {k} {slope:?}"
        );
        assert!(
            relative_error(errors[k], expected("se")) < 1e-6,
            "{name} {k} {}",
            errors[k]
        );
    }
}

#[test]
fn pyfixest_on_sixteen_provisions_of_trade_agreements() {
    let table = read(&shared("data/r_gravity_datasets/penppml_trade.csv.gz"));
    compare_with_pyfixest("penppml", &table, ["export", "exp", "imp", "time"]);
}

#[test]
fn pyfixest_on_the_example_of_ppmlhdfe() {
    let table = read(&shared("data/ppmlhdfe_tests/EXAMPLE_TRADE_FTA_DATA.csv.gz"));
    let categories = table.text("category").to_vec();
    for category in ["MANUF", "NONMANUF", "TOTAL"] {
        let part = table.filter(|row| categories[row] == category);
        compare_with_pyfixest(
            &format!("fta {category}"),
            &part,
            ["trade", "isoexp", "isoimp", "year"],
        );
    }
}
