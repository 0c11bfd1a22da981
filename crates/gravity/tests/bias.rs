//! The bias correction against the paper's formulas, against `ppml_fe_bias`, and what it refuses.

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

mod common;

use common::{read, shared};
use serde_json::Value;
use stirstick_gravity::{
    Bias, Design, Error, Errors, Estimate, Factor, Interaction, Options, Panel, Singletons,
    SmallSample, least_squares, poisson,
};

/// A panel's columns.
struct Sample {
    exporter: Factor,
    importer: Factor,
    time: Factor,
    trade: Vec<f64>,
    weights: Vec<f64>,
    regressors: Vec<Vec<f64>>,
}

impl Sample {
    fn panel(&self) -> Panel<'_> {
        Panel {
            exporter: &self.exporter,
            importer: &self.importer,
            time: &self.time,
        }
    }

    fn effects(&self, three_way: bool) -> Vec<Factor> {
        let mut effects = vec![
            self.exporter.interact(&self.time),
            self.importer.interact(&self.time),
        ];
        if three_way {
            effects.push(self.exporter.interact(&self.importer));
        }
        effects
    }

    /// Some of the rows.
    fn part(&self, rows: &[usize]) -> Self {
        let codes = |factor: &Factor| {
            let codes = rows.iter().map(|&row| factor.codes()[row]);
            Factor::of_values(&codes.collect::<Vec<u32>>())
        };
        let take = |values: &[f64]| rows.iter().map(|&row| values[row]).collect::<Vec<f64>>();
        Self {
            exporter: codes(&self.exporter),
            importer: codes(&self.importer),
            time: codes(&self.time),
            trade: take(&self.trade),
            weights: take(&self.weights),
            regressors: self.regressors.iter().map(|x| take(x)).collect(),
        }
    }

    fn fit(&self, effects: &[Factor]) -> Estimate {
        let design = Design {
            outcome: &self.trade,
            regressors: self.regressors.iter().map(|x| &x[..]).collect(),
            effects: effects.iter().collect(),
            weights: Some(&self.weights),
            offset: None,
        };
        // Tighter than the default: the answers are compared to more digits than estimates are used to.
        let options = Options {
            tolerance: 1e-11,
            ..Options::default()
        };
        let fit = poisson(&design, &options).unwrap();
        assert!(fit.converged(), "{:?}", fit.stop_reason());
        fit
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().unwrap();
    list.iter().map(|v| v.as_f64().unwrap()).collect()
}

fn factor(value: &Value) -> Factor {
    let list = value.as_array().unwrap();
    let codes: Vec<i64> = list.iter().map(|v| v.as_i64().unwrap()).collect();
    Factor::of_integers(&codes)
}

fn answers() -> Vec<Value> {
    let text = include_str!("answers/bias.json");
    serde_json::from_str(text).unwrap()
}

fn sample(answer: &Value) -> Sample {
    let columns = answer["x"].as_array().unwrap();
    Sample {
        exporter: factor(&answer["exporter"]),
        importer: factor(&answer["importer"]),
        time: factor(&answer["time"]),
        trade: numbers(&answer["trade"]),
        weights: numbers(&answer["weight"]),
        regressors: columns.iter().map(numbers).collect(),
    }
}

/// The largest error over the largest figure.
fn worst(got: &[f64], expected: &[f64]) -> f64 {
    assert_eq!(got.len(), expected.len());
    let scale = expected.iter().fold(0.0f64, |most, v| most.max(v.abs()));
    let errors = got.iter().zip(expected).map(|(g, e)| (g - e).abs() / scale);
    errors.fold(0.0, f64::max)
}

/// Both sides are right to 11 digits or more; the covariance without correction, which is not of this module, to nine.
const TOLERANCE: f64 = 1e-9;

#[test]
fn the_formulas_of_the_paper_on_small_panels() {
    for answer in answers() {
        let (name, three_way) = (&answer["name"], answer["three_way"].as_bool().unwrap());
        let sample = sample(&answer);
        let fit = sample.fit(&sample.effects(three_way));
        assert_eq!(fit.rows().len(), sample.trade.len(), "{name}");
        let compare = |what: &str, got: &[f64], expected: &Value| {
            let error = worst(got, &numbers(expected));
            println!("{name} {what} {error:.1e}");
            assert!(error < TOLERANCE, "{name} {what} {error:e} {got:?}");
        };
        let slopes: Vec<f64> = fit.slopes().into_iter().flatten().collect();
        compare("slopes", &slopes, &answer["slopes"]);
        if three_way {
            let bias = fit.bias(sample.panel()).unwrap();
            compare("exporters", &bias.from_exporters, &answer["from_exporters"]);
            compare("importers", &bias.from_importers, &answer["from_importers"]);
            for (k, slope) in slopes.iter().enumerate() {
                assert!((bias.corrected[k] + bias.bias[k] - slope).abs() < 1e-15);
                let parts = bias.from_exporters[k] + bias.from_importers[k];
                assert!((bias.bias[k] - parts).abs() < 1e-15);
            }
        }
        let pair = sample.exporter.interact(&sample.importer);
        let plain = fit
            .covariance(Errors::Clustered(&[&pair]), SmallSample::None)
            .unwrap();
        compare("plain", &plain.matrix, &answer["plain"]);
        let adjusted = fit
            .adjusted_covariance(sample.panel(), SmallSample::None)
            .unwrap();
        compare("adjusted", &adjusted.covariance.matrix, &answer["adjusted"]);
        assert_eq!(adjusted.undetermined, 0, "{name}");
        assert!(!adjusted.covariance.negative_part_removed, "{name}");
    }
}

/// The example of `ppmlhdfe` and `ppml_panel_sg`, 35 countries in five years, of one category.
fn example(category: &str) -> (Sample, common::Table) {
    let file = "data/ppmlhdfe_tests/EXAMPLE_TRADE_FTA_DATA.csv.gz";
    let table = read(&shared(file));
    let table = table.filter(|row| table.text("category")[row] == category);
    let sample = Sample {
        exporter: table.factor("isoexp"),
        importer: table.factor("isoimp"),
        time: table.factor("year"),
        trade: table.numbers("trade"),
        weights: vec![1.0; table.text("year").len()],
        regressors: vec![table.numbers("fta")],
    };
    (sample, table)
}

/// What `ppml_fe_bias` 1.2 prints for this example (total trade on agreements), as given with its commands and data in
/// the tutorial on three-way gravity of lianxh.cn (Zuo 2022): slope and error to seven digits, bias and adjusted error to
/// ten decimals.
#[test]
fn ppml_fe_bias_on_its_example() {
    let (sample, _) = example("TOTAL");
    let fit = sample.fit(&sample.effects(true));
    assert_eq!(fit.rows().len(), 5950);
    let bias = fit.bias(sample.panel()).unwrap();
    let adjusted = fit
        .adjusted_covariance(sample.panel(), SmallSample::Stata)
        .unwrap();
    let pair = sample.exporter.interact(&sample.importer);
    let plain = fit
        .covariance(Errors::Clustered(&[&pair]), SmallSample::Stata)
        .unwrap();
    let figures = [
        (fit.slopes()[0].unwrap(), 0.192_445_5, 5e-8),
        (plain.standard_errors()[0], 0.041_952_7, 5e-8),
        (bias.corrected[0], 0.186_383_5, 5e-8),
        // Its fitted values are those of an estimate to a tolerance of 1e-8: the last decimals are not all sure.
        (bias.bias[0], 0.006_061_954_7, 5e-10),
        (
            adjusted.covariance.standard_errors()[0],
            0.052_790_409_3,
            5e-10,
        ),
    ];
    for (got, expected, half_a_digit) in figures {
        println!("{got:.10} {expected:.10}");
        assert!((got - expected).abs() <= half_a_digit, "{got} {expected}");
    }
    assert_eq!(adjusted.covariance.clusters, [1190]);
}

/// Trade with oneself included, 69 countries in six years with weights over nine orders of magnitude.
#[test]
fn the_guide_to_trade_policy_analysis() {
    let table = read(&shared("data/agtpa/agtpa_applications.csv.gz"));
    let years = ["1986", "1990", "1994", "1998", "2002", "2006"];
    let table = table.filter(|row| years.contains(&&*table.text("year")[row]));
    let lags = ["rta", "rta_lag4", "rta_lag8", "rta_lag12"];
    let sample = Sample {
        exporter: table.factor("exporter"),
        importer: table.factor("importer"),
        time: table.factor("year"),
        trade: table.numbers("trade"),
        weights: vec![1.0; table.text("year").len()],
        regressors: lags.map(|name| table.numbers(name)).to_vec(),
    };
    let fit = sample.fit(&sample.effects(true));
    let bias = fit.bias(sample.panel()).unwrap();
    let pair = sample.exporter.interact(&sample.importer);
    let plain = fit
        .covariance(Errors::Clustered(&[&pair]), SmallSample::Stata)
        .unwrap();
    let adjusted = fit
        .adjusted_covariance(sample.panel(), SmallSample::Stata)
        .unwrap();
    assert_eq!((bias.exporters, bias.importers), (69, 69));
    assert_eq!(adjusted.undetermined, 0);
    let errors = adjusted.covariance.standard_errors();
    for (error, plain) in errors.iter().zip(plain.standard_errors()) {
        assert!(*error > plain && *error < 2.0 * plain, "{error} {plain}");
    }
}

#[test]
fn order_names_and_threads_change_nothing() {
    let (sample, _) = example("MANUF");
    let figures = |sample: &Sample| {
        let fit = sample.fit(&sample.effects(true));
        let mut figures = fit.bias(sample.panel()).unwrap().bias;
        let adjusted = fit.adjusted_covariance(sample.panel(), SmallSample::None);
        figures.extend(adjusted.unwrap().covariance.matrix);
        figures
    };
    let expected = figures(&sample);
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let got = pool.unwrap().install(|| figures(&sample));
        let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<u64>>();
        assert_eq!(bits(&got), bits(&expected), "{threads} threads");
    }
    // Rows backwards, and countries and years renamed backwards.
    let backwards = |factor: &Factor| {
        let codes = factor.codes().iter().rev();
        Factor::of_integers(&codes.map(|&c| -i64::from(c)).collect::<Vec<i64>>())
    };
    let reversed = |values: &[f64]| values.iter().rev().copied().collect::<Vec<f64>>();
    let other = Sample {
        exporter: backwards(&sample.exporter),
        importer: backwards(&sample.importer),
        time: backwards(&sample.time),
        trade: reversed(&sample.trade),
        weights: sample.weights.clone(),
        regressors: sample.regressors.iter().map(|x| reversed(x)).collect(),
    };
    for (got, expected) in figures(&other).iter().zip(&expected) {
        assert!((got / expected - 1.0).abs() < 1e-9, "{got} {expected}");
    }
    // Exporters and importers exchanged: the same figures, the parts of the bias exchanged.
    let exchanged = Panel {
        exporter: &sample.importer,
        importer: &sample.exporter,
        time: &sample.time,
    };
    let fit = sample.fit(&sample.effects(true));
    let (one, two) = (
        fit.bias(sample.panel()).unwrap(),
        fit.bias(exchanged).unwrap(),
    );
    assert!((one.from_exporters[0] / two.from_importers[0] - 1.0).abs() < 1e-9);
    let adjusted = fit
        .adjusted_covariance(exchanged, SmallSample::None)
        .unwrap();
    assert!((adjusted.covariance.matrix[0] / expected[1] - 1.0).abs() < 1e-9);
}

#[test]
fn two_way_in_one_year_is_robust_and_a_little_larger() {
    let (_, table) = example("TOTAL");
    let table = table.filter(|row| table.text("year")[row] == "2000");
    let rows = table.text("year").len();
    let sample = Sample {
        exporter: table.factor("isoexp"),
        importer: table.factor("isoimp"),
        time: Factor::of_integers(&vec![0; rows]),
        trade: table.numbers("trade"),
        weights: vec![1.0; rows],
        regressors: [
            "ln_distw",
            "contig",
            "colony",
            "comlang_off",
            "comleg",
            "fta",
        ]
        .map(|name| table.numbers(name))
        .to_vec(),
    };
    let fit = sample.fit(&[sample.importer.clone(), sample.exporter.clone()]);
    let plain = fit.covariance(Errors::Robust, SmallSample::Stata).unwrap();
    let adjusted = fit
        .adjusted_covariance(sample.panel(), SmallSample::Stata)
        .unwrap();
    let errors = adjusted.covariance.standard_errors();
    for (error, plain) in errors.iter().zip(plain.standard_errors()) {
        assert!(*error > plain && *error < 1.5 * plain, "{error} {plain}");
    }
    assert_eq!(
        fit.bias(sample.panel()).unwrap_err(),
        Error::MissingEffect {
            missing: Interaction::Pair
        }
    );
}

#[test]
fn what_is_not_three_way_poisson_is_refused() {
    let answer = &answers()[0];
    let sample = sample(answer);
    let fit = sample.fit(&sample.effects(true));
    let short = Factor::of_integers(&[0, 1]);
    let panel = Panel {
        time: &short,
        ..sample.panel()
    };
    assert!(matches!(fit.bias(panel), Err(Error::Length { got: 2, .. })));
    let panel = Panel {
        exporter: &sample.importer,
        ..sample.panel()
    };
    let missing = Interaction::ImporterTime;
    assert_eq!(fit.bias(panel), Err(Error::MissingEffect { missing }));
    let panel = Panel {
        time: &sample.exporter,
        ..sample.panel()
    };
    let missing = Interaction::ExporterTime;
    assert_eq!(fit.bias(panel), Err(Error::MissingEffect { missing }));
    let mut effects = sample.effects(true);
    effects.push(sample.time.clone());
    let too_many = sample.fit(&effects).bias(sample.panel());
    let (expected, got) = (3, 4);
    assert_eq!(too_many, Err(Error::TooManyEffects { expected, got }));
}

#[test]
fn least_squares_and_repeated_flows_are_refused() {
    let sample = sample(&answers()[0]);
    let effects = sample.effects(true);
    let design = Design {
        outcome: &sample.trade,
        regressors: vec![&sample.regressors[0]],
        effects: effects.iter().collect(),
        ..Design::default()
    };
    let fit = least_squares(&design, &Options::default()).unwrap();
    assert_eq!(fit.bias(sample.panel()), Err(Error::NotPoisson));
    let options = Options {
        iterations: 1,
        ..Options::default()
    };
    let fit = poisson(&design, &options).unwrap();
    let refused = fit.adjusted_covariance(sample.panel(), SmallSample::None);
    assert!(matches!(refused, Err(Error::NotConverged { .. })));
    let rows = sample.trade.len();
    let twice: Vec<usize> = (0..rows).chain(0..rows).collect();
    let sample = sample.part(&twice);
    let fit = sample.fit(&sample.effects(true));
    let repeated = Error::RepeatedFlow { row: rows };
    assert_eq!(fit.bias(sample.panel()), Err(repeated));
}

/// A pair that alone has trade in a year of its exporter's sees only itself there.
#[test]
fn a_pair_with_a_direction_of_its_own_is_counted() {
    let whole = sample(&answers()[0]);
    // Of the first exporter's last year only the flows with one importer stay, in two years: with singletons kept.
    let (i, j, t) = (
        whole.exporter.codes(),
        whole.importer.codes(),
        whole.time.codes(),
    );
    let keep: Vec<usize> = (0..i.len())
        .filter(|&r| i[r] != 0 || t[r] != 2 || j[r] == 1)
        .collect();
    let part = whole.part(&keep);
    let effects = part.effects(true);
    let mut figures = Vec::new();
    for singletons in [Singletons::Keep, Singletons::Drop] {
        let design = Design {
            outcome: &part.trade,
            regressors: part.regressors.iter().map(|x| &x[..]).collect(),
            effects: effects.iter().collect(),
            ..Design::default()
        };
        let options = Options {
            singletons,
            tolerance: 1e-11,
            ..Options::default()
        };
        let fit = poisson(&design, &options).unwrap();
        let adjusted = fit
            .adjusted_covariance(part.panel(), SmallSample::None)
            .unwrap();
        let bias = fit.bias(part.panel()).unwrap();
        figures.push((adjusted, bias));
    }
    let [(kept, kept_bias), (dropped, dropped_bias)] = [&figures[0], &figures[1]];
    assert_eq!((kept.undetermined, dropped.undetermined), (1, 0));
    // The row alone in its group is fitted exactly, and the adjusted errors do not see it.
    let both = kept
        .covariance
        .matrix
        .iter()
        .zip(&dropped.covariance.matrix);
    for (kept, dropped) in both {
        assert!((kept / dropped - 1.0).abs() < 1e-9, "{kept} {dropped}");
    }
    // Nor does the part of the exporters, whose effect it is; that of the importers takes them for known.
    let parts = |bias: &Bias| (bias.from_exporters.clone(), bias.from_importers.clone());
    let ((one, one_other), (two, two_other)) = (parts(kept_bias), parts(dropped_bias));
    assert!(worst(&one, &two) < 1e-9);
    assert!(worst(&one_other, &two_other) > 1e-3);
}
