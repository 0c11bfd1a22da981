//! Input that makes no sense, or little: a typed error or an estimate, never a panic and never a silent wrong number.

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

use stirstick_gravity::{
    CollinearWith, Column, Design, Error, Errors, Estimate, Factor, Options, Reason, Singletons,
    SmallSample, StopReason, least_squares, poisson,
};

const OUTCOME: [f64; 12] = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0, 5.0, 8.0];
const REGRESSOR: [f64; 12] = [
    0.2, 1.1, -0.4, 0.9, 0.3, -1.2, 0.8, -0.1, 0.4, 0.5, -0.6, -0.9,
];

type Estimator = fn(&Design<'_>, &Options) -> Result<Estimate, Error>;
const BOTH: [Estimator; 2] = [poisson, least_squares];

fn groups(of: &[i64; 12]) -> Factor {
    Factor::of_integers(of)
}

fn thirds() -> Factor {
    groups(&[0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
}

fn fit(
    estimator: Estimator,
    outcome: &[f64],
    regressors: &[&[f64]],
    effects: &[&Factor],
) -> Result<Estimate, Error> {
    let design = Design {
        outcome,
        regressors: regressors.to_vec(),
        effects: effects.to_vec(),
        ..Design::default()
    };
    estimator(&design, &Options::default())
}

/// All that can be asked of an estimate, to see that nothing panics.
fn ask(estimate: &Estimate) {
    let rows = estimate.fitted().len();
    assert_eq!(rows, estimate.rows().len());
    let _ = (
        estimate.effects(),
        estimate.deviance(),
        estimate.log_likelihood(),
    );
    let pseudo = estimate
        .log_likelihood()
        .map(|likelihood| likelihood.pseudo_r_squared());
    let _ = (pseudo, estimate.squared_correlation());
    for correction in [SmallSample::Fixest, SmallSample::Stata, SmallSample::None] {
        for errors in [Errors::Classical, Errors::Robust] {
            let covariance = estimate.covariance(errors, correction).unwrap();
            assert_eq!(
                covariance.standard_errors().len(),
                estimate.regressors_in_use().len()
            );
        }
    }
}

/// Whether an estimate claims nothing that is not a number.
fn finite_or_unconverged(estimate: &Estimate) -> bool {
    let finite = estimate
        .slopes()
        .iter()
        .flatten()
        .all(|slope| slope.is_finite())
        && estimate.fitted().iter().all(|value| value.is_finite());
    finite || !estimate.converged()
}

#[test]
fn values_that_are_not_finite_are_named() {
    let effect = thirds();
    for estimator in BOTH {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let mut column = OUTCOME;
            column[7] = bad;
            let named = |error: Error, expected: Column| match error {
                Error::NotFinite { column, row, value } => {
                    assert_eq!((column, row), (expected, 7));
                    assert_eq!(value.is_nan(), bad.is_nan());
                }
                other => panic!("{other}"),
            };
            named(
                fit(estimator, &column, &[&REGRESSOR], &[&effect]).unwrap_err(),
                Column::Outcome,
            );
            named(
                fit(estimator, &OUTCOME, &[&REGRESSOR, &column], &[&effect]).unwrap_err(),
                Column::Regressor(1),
            );
            let design = Design {
                outcome: &OUTCOME,
                regressors: vec![&REGRESSOR],
                effects: vec![&effect],
                ..Design::default()
            };
            let weighted = Design {
                weights: Some(&column),
                ..design.clone()
            };
            named(
                estimator(&weighted, &Options::default()).unwrap_err(),
                Column::Weights,
            );
            let shifted = Design {
                offset: Some(&column),
                ..design
            };
            named(
                estimator(&shifted, &Options::default()).unwrap_err(),
                Column::Offset,
            );
        }
    }
}

#[test]
fn a_negative_outcome_or_weight_is_named() {
    let effect = thirds();
    let mut outcome = OUTCOME;
    outcome[3] = -1e-300;
    let error = fit(poisson, &outcome, &[&REGRESSOR], &[&effect]).unwrap_err();
    assert!(
        matches!(error, Error::NegativeOutcome { row: 3, .. }),
        "{error}"
    );
    assert!(fit(least_squares, &outcome, &[&REGRESSOR], &[&effect]).is_ok());
    for estimator in BOTH {
        let design = Design {
            outcome: &OUTCOME,
            regressors: vec![&REGRESSOR],
            weights: Some(&outcome),
            ..Design::default()
        };
        let error = estimator(&design, &Options::default()).unwrap_err();
        assert!(
            matches!(error, Error::NegativeWeight { row: 3, .. }),
            "{error}"
        );
    }
}

#[test]
fn columns_of_another_length_are_named() {
    let (effect, short) = (thirds(), Factor::of_integers(&[0, 1, 1]));
    for estimator in BOTH {
        let length = |error: Error, expected: Column| match error {
            Error::Length {
                column,
                expected: 12,
                got,
            } => assert_eq!((column, got < 12), (expected, true)),
            other => panic!("{other}"),
        };
        length(
            fit(estimator, &OUTCOME, &[&REGRESSOR[..5]], &[&effect]).unwrap_err(),
            Column::Regressor(0),
        );
        length(
            fit(estimator, &OUTCOME, &[&REGRESSOR], &[&effect, &short]).unwrap_err(),
            Column::Effect(1),
        );
        let design = Design {
            outcome: &OUTCOME,
            regressors: vec![&REGRESSOR],
            ..Design::default()
        };
        let weighted = Design {
            weights: Some(&REGRESSOR[..0]),
            ..design.clone()
        };
        length(
            estimator(&weighted, &Options::default()).unwrap_err(),
            Column::Weights,
        );
        let shifted = Design {
            offset: Some(&REGRESSOR[..11]),
            ..design
        };
        length(
            estimator(&shifted, &Options::default()).unwrap_err(),
            Column::Offset,
        );
        let estimate = fit(estimator, &OUTCOME, &[&REGRESSOR], &[&effect]).unwrap();
        let error = estimate.covariance(Errors::Clustered(&[&effect, &short]), SmallSample::Fixest);
        length(error.unwrap_err(), Column::Cluster(1));
    }
}

#[test]
fn nothing_one_row_and_no_rows_left() {
    let none = Factor::of_integers(&[]);
    let one = Factor::of_integers(&[5]);
    for estimator in BOTH {
        let error = fit(estimator, &[], &[], &[]).unwrap_err();
        assert!(matches!(error, Error::NoRows { rows: 0, .. }), "{error}");
        let error = fit(estimator, &[], &[&[]], &[&none]).unwrap_err();
        assert!(matches!(error, Error::NoRows { rows: 0, .. }), "{error}");
        let error = fit(estimator, &[2.0], &[&[1.0]], &[&one]).unwrap_err();
        assert!(
            matches!(
                error,
                Error::NoRows {
                    rows: 1,
                    singletons: 1,
                    ..
                }
            ),
            "{error}"
        );
        ask(&fit(estimator, &[2.0], &[&[1.0]], &[]).unwrap());
        let kept = Options {
            singletons: Singletons::Keep,
            ..Options::default()
        };
        let design = Design {
            outcome: &[2.0],
            regressors: vec![&[1.0]],
            effects: vec![&one],
            ..Design::default()
        };
        let estimate = estimator(&design, &kept).unwrap();
        assert_eq!(estimate.slopes(), [None]);
        ask(&estimate);
        let weightless = Design {
            outcome: &OUTCOME,
            weights: Some(&[0.0; 12]),
            ..Design::default()
        };
        let error = estimator(&weightless, &Options::default()).unwrap_err();
        assert!(
            matches!(error, Error::NoRows { weightless: 12, .. }),
            "{error}"
        );
    }
}

#[test]
fn an_outcome_of_zeros() {
    let effect = thirds();
    let error = fit(poisson, &[0.0; 12], &[&REGRESSOR], &[&effect]).unwrap_err();
    assert!(
        matches!(error, Error::NoRows { separated: 12, .. }),
        "{error}"
    );
    // Without effects the regressor takes both signs, and no combination separates: a maximum at which they balance.
    let estimate = fit(poisson, &[0.0; 12], &[&REGRESSOR], &[]).unwrap();
    assert!(estimate.converged());
    let score: f64 = REGRESSOR
        .iter()
        .zip(estimate.fitted())
        .map(|(x, mu)| x * mu)
        .sum();
    assert!(score.abs() < 1e-8, "{score}");
    // With a constant there is none.
    let error = fit(poisson, &[0.0; 12], &[&REGRESSOR, &[1.0; 12]], &[]).unwrap_err();
    assert!(
        matches!(error, Error::NoRows { separated: 12, .. }),
        "{error}"
    );
    let estimate = fit(least_squares, &[0.0; 12], &[&REGRESSOR], &[&effect]).unwrap();
    assert!(estimate.converged());
    assert!(estimate.slopes()[0].unwrap().abs() < 1e-300);
    ask(&estimate);
}

#[test]
fn regressors_that_say_nothing_are_listed() {
    let effect = thirds();
    let within: Vec<f64> = effect
        .codes()
        .iter()
        .map(|&g| f64::from(g) * 1.7 + 3.0)
        .collect();
    let double: Vec<f64> = REGRESSOR.iter().map(|x| 2.0 * x + 1.0).collect();
    for estimator in BOTH {
        for constant in [[0.0; 12], [1.0; 12], [1e9; 12], [-1e-9; 12]] {
            let estimate = fit(estimator, &OUTCOME, &[&constant, &REGRESSOR], &[&effect]).unwrap();
            assert_eq!(estimate.regressors_in_use(), [1]);
            assert_eq!(estimate.collinear()[0].with, CollinearWith::Effects);
            ask(&estimate);
        }
        let estimate = fit(
            estimator,
            &OUTCOME,
            &[&REGRESSOR, &within, &double],
            &[&effect],
        )
        .unwrap();
        assert_eq!(estimate.regressors_in_use(), [0]);
        let with: Vec<_> = estimate
            .collinear()
            .iter()
            .map(|c| (c.regressor, c.with))
            .collect();
        assert_eq!(
            with,
            [(1, CollinearWith::Effects), (2, CollinearWith::Regressors)]
        );
        assert!(estimate.converged());
        ask(&estimate);
        let alone = fit(estimator, &OUTCOME, &[&REGRESSOR], &[&effect]).unwrap();
        let apart = (alone.slopes()[0].unwrap() - estimate.slopes()[0].unwrap()).abs();
        assert!(apart < 1e-12, "{apart}");
        // No regressors at all: group means.
        let means = fit(estimator, &OUTCOME, &[], &[&effect]).unwrap();
        assert!(means.converged());
        assert!((means.fitted()[0] - 2.25).abs() < 1e-14);
        ask(&means);
    }
}

#[test]
fn more_parameters_than_rows() {
    let rows: Vec<i64> = (0..12).collect();
    let effect = Factor::of_integers(&rows);
    let columns: Vec<Vec<f64>> = (1..16)
        .map(|k| (0..12).map(|r| (f64::from(k * r) * 1.3).sin()).collect())
        .collect();
    let regressors: Vec<&[f64]> = columns.iter().map(|c| &c[..]).collect();
    for estimator in BOTH {
        let kept = Options {
            singletons: Singletons::Keep,
            ..Options::default()
        };
        let design = Design {
            outcome: &OUTCOME,
            regressors: vec![&REGRESSOR],
            effects: vec![&effect],
            ..Design::default()
        };
        let estimate = estimator(&design, &kept).unwrap();
        assert_eq!(estimate.slopes(), [None]);
        ask(&estimate);
        match fit(estimator, &OUTCOME, &regressors, &[]) {
            Ok(estimate) => {
                assert!(estimate.regressors_in_use().len() <= 12);
                ask(&estimate);
            }
            Err(error) => assert!(matches!(error, Error::NearlyCollinear { .. }), "{error}"),
        }
    }
}

#[test]
fn clusters_of_one_row_and_one_cluster() {
    let effect = thirds();
    let own = groups(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    let same = groups(&[4; 12]);
    for estimator in BOTH {
        let estimate = fit(estimator, &OUTCOME, &[&REGRESSOR], &[&effect]).unwrap();
        let error = estimate.covariance(Errors::Clustered(&[&effect, &same]), SmallSample::Fixest);
        assert_eq!(
            error,
            Err(Error::OneCluster {
                variable: 1,
                clusters: 1
            })
        );
        // A cluster for each row is the robust matrix.
        let clustered = estimate
            .covariance(Errors::Clustered(&[&own]), SmallSample::None)
            .unwrap();
        let robust = estimate
            .covariance(Errors::Robust, SmallSample::None)
            .unwrap();
        let apart = (clustered.matrix[0] / robust.matrix[0] - 1.0).abs();
        assert!(apart < 1e-13, "{apart}");
        // Twice the same cluster variable is that variable.
        let once = estimate
            .covariance(Errors::Clustered(&[&effect]), SmallSample::Fixest)
            .unwrap();
        let twice = estimate
            .covariance(Errors::Clustered(&[&effect, &effect]), SmallSample::Fixest)
            .unwrap();
        let apart = (once.matrix[0] / twice.matrix[0] - 1.0).abs();
        assert!(apart < 1e-13, "{apart}");
        let error = estimate.covariance(Errors::Clustered(&[]), SmallSample::Fixest);
        assert_eq!(error, Err(Error::NoClusterVariable));
    }
}

#[test]
fn huge_and_tiny_values() {
    let effect = thirds();
    for estimator in BOTH {
        let base = fit(estimator, &OUTCOME, &[&REGRESSOR], &[&effect])
            .unwrap()
            .slopes()[0]
            .unwrap();
        for scale in [1e-300, 1e-150, 1e-30, 1e30, 1e150, 1e290, 1e300] {
            let outcome = OUTCOME.map(|y| y * scale);
            let regressor = REGRESSOR.map(|x| x * scale);
            for (y, x) in [
                (&outcome, &REGRESSOR),
                (&OUTCOME, &regressor),
                (&outcome, &regressor),
            ] {
                match fit(estimator, y, &[x], &[&effect]) {
                    Ok(estimate) => {
                        ask(&estimate);
                        assert!(
                            finite_or_unconverged(&estimate),
                            "{scale:e} {:?}",
                            estimate.slopes()
                        );
                        if let Some(slope) = estimate.slopes()[0].filter(|_| estimate.converged()) {
                            let unit = if std::ptr::eq(x, &REGRESSOR) {
                                1.0
                            } else {
                                scale
                            };
                            let size = if std::ptr::fn_addr_eq(estimator, BOTH[0])
                                || std::ptr::eq(y, &OUTCOME)
                            {
                                1.0
                            } else {
                                scale
                            };
                            let apart = (slope * unit / size / base - 1.0).abs();
                            assert!(apart < 1e-8, "{scale:e} {slope:e} {base}");
                        }
                    }
                    Err(error) => println!("{scale:e}: {error}"),
                }
            }
        }
    }
}

#[test]
fn one_huge_value_among_small_ones() {
    let effect = thirds();
    for estimator in BOTH {
        for value in [1e12, 1e100, 1e300, f64::MAX, f64::MIN_POSITIVE, 5e-324] {
            for place in [0, 7] {
                let (mut outcome, mut regressor) = (OUTCOME, REGRESSOR);
                outcome[place] = value;
                regressor[place] = value;
                for (y, x) in [
                    (&outcome, &REGRESSOR),
                    (&OUTCOME, &regressor),
                    (&outcome, &regressor),
                ] {
                    for effects in [&[][..], &[&effect][..]] {
                        if let Ok(estimate) = fit(estimator, y, &[x], effects) {
                            ask(&estimate);
                            assert!(
                                finite_or_unconverged(&estimate),
                                "{value:e} {:?} {:?}",
                                estimate.slopes(),
                                estimate.stop_reason()
                            );
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn huge_offsets_and_weights() {
    let effect = thirds();
    for estimator in BOTH {
        for value in [1e3, -1e3, 1e300, -1e300, f64::MAX] {
            let mut offset = [0.0; 12];
            offset[2] = value;
            let weights = offset.map(|o: f64| o.abs() + 1.0);
            let tiny = offset.map(|o: f64| if o == 0.0 { 1.0 } else { 5e-324 });
            for effects in [&[][..], &[&effect][..]] {
                let design = Design {
                    outcome: &OUTCOME,
                    regressors: vec![&REGRESSOR],
                    effects: effects.to_vec(),
                    ..Design::default()
                };
                for design in [
                    Design {
                        offset: Some(&offset),
                        ..design.clone()
                    },
                    Design {
                        weights: Some(&weights),
                        ..design.clone()
                    },
                    Design {
                        weights: Some(&tiny),
                        ..design.clone()
                    },
                ] {
                    if let Ok(estimate) = estimator(&design, &Options::default()) {
                        ask(&estimate);
                        assert!(
                            finite_or_unconverged(&estimate),
                            "{value:e} {:?}",
                            estimate.slopes()
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn every_row_is_used_or_listed_with_its_reason() {
    let outcome = [0.0, 0.0, 3.0, 1.0, 0.0, 2.0, 5.0, 1.0, 0.0, 4.0, 6.0, 2.0];
    let effect = groups(&[0, 0, 1, 1, 1, 2, 3, 3, 3, 3, 3, 3]);
    let separating = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0];
    let mut weights = [1.0; 12];
    weights[11] = 0.0;
    let design = Design {
        outcome: &outcome,
        regressors: vec![&REGRESSOR, &separating],
        effects: vec![&effect],
        weights: Some(&weights),
        ..Design::default()
    };
    let estimate = poisson(&design, &Options::default()).unwrap();
    let mut dropped: Vec<_> = estimate
        .dropped()
        .iter()
        .map(|d| (d.row, d.reason))
        .collect();
    dropped.sort_unstable();
    let expected = [
        (0, Reason::ZeroGroup { effect: 0 }),
        (1, Reason::ZeroGroup { effect: 0 }),
        (5, Reason::Singleton { effect: 0 }),
        (8, Reason::Separated),
        (11, Reason::NoWeight),
    ];
    assert_eq!(dropped, expected);
    assert_eq!(estimate.rows(), [2, 3, 4, 6, 7, 9, 10]);
    assert_eq!(estimate.slopes()[1], None);
    assert!(estimate.effects()[0][0].is_nan());
    ask(&estimate);
}

#[test]
fn iterations_that_run_out_are_said() {
    let path: Vec<i64> = (0..400).collect();
    let (left, right): (Vec<i64>, Vec<i64>) = path.iter().map(|r| (r / 4, (r + 2) / 4)).unzip();
    let factors = [Factor::of_integers(&left), Factor::of_integers(&right)];
    let outcome: Vec<f64> = path
        .iter()
        .map(|&r| f64::from(u32::try_from((r * r * 7919) % 1009).unwrap()))
        .collect();
    let regressor: Vec<f64> = outcome.iter().map(|y| (y * 12.9898).sin()).collect();
    let design = Design {
        outcome: &outcome,
        regressors: vec![&regressor],
        effects: factors.iter().collect(),
        ..Design::default()
    };
    for options in [
        Options {
            inner_iterations: 2,
            ..Options::default()
        },
        Options {
            iterations: 1,
            ..Options::default()
        },
        Options {
            iterations: 0,
            ..Options::default()
        },
    ] {
        let estimate = poisson(&design, &options).unwrap();
        assert!(
            !estimate.converged() || estimate.first_order() < 1e-6,
            "{options:?} {:?}",
            estimate.stop_reason()
        );
        ask(&estimate);
    }
    let few = Options {
        inner_iterations: 2,
        ..Options::default()
    };
    let estimate = least_squares(&design, &few).unwrap();
    assert_eq!(estimate.stop_reason(), StopReason::TooManyIterations);
    let estimate = least_squares(&design, &Options::default()).unwrap();
    assert!(
        estimate.converged(),
        "{:?} {:e}",
        estimate.stop_reason(),
        estimate.first_order()
    );
}
