//! What must not change an estimate, and what must hold of each: random designs.

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

use proptest::prelude::*;
use stirstick_gravity::{
    Design, Error, Errors, Estimate, Factor, Options, Singletons, SmallSample, least_squares,
    poisson,
};

/// How far coefficients and errors may be apart, over the largest of the figure, the coefficient and its error: what
/// the default tolerance of 1e-9 leaves, since two searches end in different places.
const SAME: f64 = 1e-8;

/// Columns of a design.
#[derive(Debug, Clone, Default)]
struct Columns {
    outcome: Vec<f64>,
    regressors: Vec<Vec<f64>>,
    effects: Vec<Vec<i64>>,
    weights: Option<Vec<f64>>,
    offset: Option<Vec<f64>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Poisson,
    LeastSquares,
}

/// A row: outcome, two regressors, three effects, weight and offset.
type Row = (i64, i64, i64, [i64; 3], i64, i64);

fn row() -> impl Strategy<Value = Row> {
    let outcome = prop_oneof![2 => Just(0i64), 5 => 1i64..60, 1 => 60i64..5000];
    (
        outcome,
        -300i64..300,
        0i64..2,
        [0i64..7, 0i64..5, 0i64..4],
        1i64..9,
        -100i64..100,
    )
}

/// Random designs with one to three effects, some with weights and offsets.
fn columns() -> impl Strategy<Value = Columns> {
    (
        prop::collection::vec(row(), 40..160),
        1usize..4,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(rows, effects, weights, offset)| {
            let column = |of: &dyn Fn(&Row) -> f64| rows.iter().map(of).collect::<Vec<f64>>();
            Columns {
                outcome: column(&|r| real(r.0)),
                regressors: vec![column(&|r| real(r.1) / 100.0), column(&|r| real(r.2))],
                effects: (0..effects)
                    .map(|e| rows.iter().map(|r| r.3[e]).collect())
                    .collect(),
                weights: weights.then(|| column(&|r| real(r.4) / 2.0)),
                offset: offset.then(|| column(&|r| real(r.5) / 100.0)),
            }
        })
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![Just(Kind::Poisson), Just(Kind::LeastSquares)]
}

fn real(value: i64) -> f64 {
    f64::from(i32::try_from(value).unwrap())
}

impl Columns {
    fn fit(&self, kind: Kind, singletons: Singletons) -> Result<Estimate, Error> {
        let factors = self.factors();
        let design = Design {
            outcome: &self.outcome,
            regressors: self.regressors.iter().map(|c| &c[..]).collect(),
            effects: factors.iter().collect(),
            weights: self.weights.as_deref(),
            offset: self.offset.as_deref(),
        };
        let options = Options {
            singletons,
            ..Options::default()
        };
        match kind {
            Kind::Poisson => poisson(&design, &options),
            Kind::LeastSquares => least_squares(&design, &options),
        }
    }

    fn factors(&self) -> Vec<Factor> {
        self.effects
            .iter()
            .map(|e| Factor::of_integers(e))
            .collect()
    }

    /// The rows in another order, or with some twice.
    fn rows(&self, order: &[usize]) -> Self {
        let take = |column: &Vec<f64>| order.iter().map(|&r| column[r]).collect::<Vec<f64>>();
        Self {
            outcome: take(&self.outcome),
            regressors: self.regressors.iter().map(take).collect(),
            effects: self
                .effects
                .iter()
                .map(|e| order.iter().map(|&r| e[r]).collect())
                .collect(),
            weights: self.weights.as_ref().map(take),
            offset: self.offset.as_ref().map(take),
        }
    }
}

/// Slopes and three kinds of errors, clustered by the first effect.
fn figures(columns: &Columns, estimate: &Estimate, correction: SmallSample) -> Vec<Vec<f64>> {
    let cluster = Factor::of_integers(&columns.effects[0]);
    let mut all = vec![estimate.slopes().into_iter().flatten().collect()];
    for errors in [
        Errors::Classical,
        Errors::Robust,
        Errors::Clustered(&[&cluster]),
    ] {
        all.push(match estimate.covariance(errors, correction) {
            Ok(covariance) => covariance.standard_errors(),
            Err(Error::OneCluster { .. }) => Vec::new(),
            Err(error) => panic!("{error}"),
        });
    }
    all
}

/// A regression that says something: it converged, and rows are left beyond the parameters.
fn sound(estimate: Result<Estimate, Error>) -> Option<Estimate> {
    match estimate {
        Ok(estimate) => {
            assert!(
                estimate.converged(),
                "{:?} {:e}",
                estimate.stop_reason(),
                estimate.first_order()
            );
            let parameters = estimate
                .covariance(Errors::Classical, SmallSample::Fixest)
                .unwrap()
                .parameters;
            (estimate.rows().len() > parameters + 5 && !estimate.regressors_in_use().is_empty())
                .then_some(estimate)
        }
        Err(Error::NoRows { .. }) => None,
        Err(error) => panic!("{error}"),
    }
}

/// Two of them.
fn both(
    first: Result<Estimate, Error>,
    second: Result<Estimate, Error>,
) -> Option<(Estimate, Estimate)> {
    sound(first).zip(sound(second))
}

/// Whether slopes and errors are the same, after those of `got` are multiplied by a factor for each regressor.
fn check_same(
    got: &[Vec<f64>],
    expected: &[Vec<f64>],
    factors: &[f64],
) -> Result<(), TestCaseError> {
    for (part, (got, expected_part)) in got.iter().zip(expected).enumerate() {
        prop_assert_eq!(got.len(), expected_part.len());
        for (k, (g, e)) in got.iter().zip(expected_part).enumerate() {
            let scale = expected[0][k].abs().max(expected[1][k]).max(e.abs());
            let apart = (g * factors[k] - e).abs() / scale;
            prop_assert!(
                apart < SAME,
                "part {part} regressor {k}: {g} times {} and {e}, {apart:e}",
                factors[k]
            );
        }
    }
    Ok(())
}

/// An order of rows from a seed.
fn shuffled(rows: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows).collect();
    order.sort_by_key(|&row| (row as u64 ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 7);
    order
}

fn rows_of(estimate: &Estimate) -> Vec<usize> {
    estimate.rows().iter().map(|&row| row as usize).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_does_not_matter(columns in columns(), kind in kind(), seed in any::<u64>()) {
        let order = shuffled(columns.outcome.len(), seed);
        let other = columns.rows(&order);
        let (first, second) = (columns.fit(kind, Singletons::Drop), other.fit(kind, Singletons::Drop));
        if let (Ok(a), Ok(b)) = (&first, &second) {
            let mut moved: Vec<usize> = rows_of(b).into_iter().map(|row| order[row]).collect();
            moved.sort_unstable();
            prop_assert_eq!(rows_of(a), moved);
        } else {
            prop_assert!(first.is_err() && second.is_err());
        }
        if let Some((a, b)) = both(first, second) {
            let correction = SmallSample::Fixest;
            check_same(&figures(&other, &b, correction), &figures(&columns, &a, correction), &[1.0; 2])?;
        }
    }

    #[test]
    fn names_of_groups_and_the_order_of_effects_do_not_matter(columns in columns(), kind in kind()) {
        let mut other = columns.clone();
        for effect in &mut other.effects[1..] {
            for group in effect.iter_mut() {
                *group = (*group * 7919 + 13) % 10_007 * -1_000_003;
            }
        }
        other.effects[1..].reverse();
        if let Some((a, b)) = both(columns.fit(kind, Singletons::Drop), other.fit(kind, Singletons::Drop)) {
            prop_assert_eq!(a.rows(), b.rows());
            let correction = SmallSample::Fixest;
            check_same(&figures(&other, &b, correction), &figures(&columns, &a, correction), &[1.0; 2])?;
        }
    }

    #[test]
    fn units_do_not_matter(
        columns in columns(), kind in kind(), y in 1e-6f64..1e6, x in 1e-4f64..1e4, shift in -5.0f64..5.0,
    ) {
        let mut other = columns.clone();
        for value in &mut other.outcome {
            *value *= y;
        }
        if kind == Kind::LeastSquares {
            for value in other.offset.iter_mut().flatten() {
                *value *= y;
            }
        }
        for value in &mut other.regressors[0] {
            *value = *value * x + shift;
        }
        if let Some((a, b)) = both(columns.fit(kind, Singletons::Drop), other.fit(kind, Singletons::Drop)) {
            prop_assert_eq!(a.rows(), b.rows());
            prop_assert_eq!(a.regressors_in_use(), b.regressors_in_use());
            // Classical errors take the variance for the mean, and so change with the root of the outcome's unit.
            let unit = if kind == Kind::LeastSquares { 1.0 / y } else { 1.0 };
            let factor = |&k: &usize| if k == 0 { x * unit } else { unit };
            let factors: Vec<f64> = a.regressors_in_use().iter().map(factor).collect();
            let mut theirs = figures(&other, &b, SmallSample::Stata);
            if kind == Kind::Poisson {
                theirs[1].iter_mut().for_each(|error| *error *= y.sqrt());
            }
            check_same(&theirs, &figures(&columns, &a, SmallSample::Stata), &factors)?;
        }
    }

    #[test]
    fn a_weight_of_two_is_the_row_twice(columns in columns(), kind in kind(), seed in any::<u64>()) {
        let rows = columns.outcome.len();
        let twice: Vec<bool> = (0..rows).map(|row| (seed >> (row % 64)) & 1 == 1).collect();
        let order: Vec<usize> = (0..rows)
            .flat_map(|row| std::iter::repeat_n(row, 1 + usize::from(twice[row])))
            .collect();
        let mut weighted = columns.clone();
        weighted.weights = Some((0..rows).map(|row| {
            columns.weights.as_ref().map_or(1.0, |w| w[row]) * if twice[row] { 2.0 } else { 1.0 }
        }).collect());
        let doubled = columns.rows(&order);
        if let Some((a, b)) = both(weighted.fit(kind, Singletons::Keep), doubled.fit(kind, Singletons::Keep)) {
            let mut got = figures(&doubled, &b, SmallSample::None);
            let mut expected = figures(&weighted, &a, SmallSample::None);
            // The robust errors take rows for independent, and those of least squares count them.
            got.remove(2);
            expected.remove(2);
            if kind == Kind::LeastSquares {
                let count = |estimate: &Estimate| real(i64::try_from(estimate.rows().len()).unwrap());
                let factor = (count(&b) / count(&a)).sqrt();
                got[1].iter_mut().for_each(|error| *error *= factor);
            }
            check_same(&got, &expected, &[1.0; 2])?;
        }
    }

    #[test]
    fn an_offset_is_a_scaled_outcome_with_a_weight(columns in columns()) {
        let mut with_offset = columns.clone();
        let waves = || columns.regressors[0].iter().map(|x| (x * 3.0).sin()).collect();
        let offset = columns.offset.clone().unwrap_or_else(waves);
        let weights = columns.weights.clone().unwrap_or_else(|| vec![1.0; offset.len()]);
        with_offset.offset = Some(offset.clone());
        let mut scaled = columns;
        scaled.offset = None;
        for (value, o) in scaled.outcome.iter_mut().zip(&offset) {
            *value /= o.exp();
        }
        scaled.weights = Some(weights.iter().zip(&offset).map(|(w, o)| w * o.exp()).collect());
        let fit = |columns: &Columns| columns.fit(Kind::Poisson, Singletons::Drop);
        if let Some((a, b)) = both(fit(&with_offset), fit(&scaled)) {
            prop_assert_eq!(a.rows(), b.rows());
            let correction = SmallSample::Fixest;
            check_same(&figures(&scaled, &b, correction), &figures(&with_offset, &a, correction), &[1.0; 2])?;
            let offsets = a.rows().iter().map(|&row| offset[row as usize].exp());
            for ((mu, nu), c) in a.fitted().iter().zip(b.fitted()).zip(offsets) {
                prop_assert!((mu - nu * c).abs() <= 1e-7 * mu, "{mu} {nu} {c}");
            }
        }
    }

    #[test]
    fn first_order_conditions_hold_on_the_data(columns in columns(), kind in kind()) {
        let Some(estimate) = sound(columns.fit(kind, Singletons::Drop)) else { return Ok(()) };
        let fitted = estimate.fitted();
        let weight = |row: usize| columns.weights.as_ref().map_or(1.0, |w| w[row]);
        let rows = rows_of(&estimate);
        let (residual, size): (Vec<f64>, Vec<f64>) = rows.iter().zip(&fitted).map(|(&row, mu)| {
            let y = columns.outcome[row];
            (weight(row) * (y - mu), weight(row) * (y.abs() + mu.abs()))
        }).unzip();
        // Adding up: by each effect, an exporter and an importer for one.
        for effect in &columns.effects {
            let groups = usize::try_from(effect.iter().max().unwrap() + 1).unwrap();
            let (mut sums, mut sizes) = (vec![0.0; groups], vec![0.0; groups]);
            for ((&row, u), s) in rows.iter().zip(&residual).zip(&size) {
                let group = usize::try_from(effect[row]).unwrap();
                sums[group] += u;
                sizes[group] += s;
            }
            for (sum, size) in sums.iter().zip(&sizes) {
                prop_assert!(sum.abs() <= 1e-9 * size, "{sum} of {size}");
            }
        }
        for &k in estimate.regressors_in_use() {
            let score: f64 = rows.iter().zip(&residual).map(|(&row, u)| columns.regressors[k][row] * u).sum();
            let most: f64 = rows.iter().zip(&size).map(|(&row, s)| (columns.regressors[k][row] * s).abs()).sum();
            prop_assert!(score.abs() <= 1e-8 * most, "regressor {k}: {score} of {most}");
        }
        // Fitted values are those of slopes, effects and offset.
        let (effects, slopes, factors) = (estimate.effects(), estimate.slopes(), columns.factors());
        for (&row, mu) in rows.iter().zip(&fitted) {
            let mut predictor: f64 = columns.offset.as_ref().map_or(0.0, |o| o[row]);
            for (effect, factor) in effects.iter().zip(&factors) {
                predictor += effect[factor.codes()[row] as usize];
            }
            for (slope, column) in slopes.iter().zip(&columns.regressors) {
                predictor += slope.unwrap_or(0.0) * column[row];
            }
            if kind == Kind::Poisson {
                prop_assert!((predictor.exp() - mu).abs() <= 1e-9 * mu, "{predictor} {mu}");
            } else {
                let scale = 1.0 + mu.abs() + columns.outcome[row].abs();
                prop_assert!((predictor - mu).abs() <= 1e-9 * scale, "{predictor} {mu}");
            }
        }
    }

    #[test]
    fn rows_alone_in_a_group_say_nothing_of_slopes(columns in columns(), kind in kind(), own in 1usize..6) {
        let mut other = columns;
        // Some rows get a group of their own, which makes others alone in theirs.
        for (number, group) in other.effects[0].iter_mut().enumerate().take(own * 3) {
            *group = if number % 3 == 0 { 100 + i64::try_from(number).unwrap() } else { *group };
        }
        let (dropped, kept) = (other.fit(kind, Singletons::Drop), other.fit(kind, Singletons::Keep));
        if let Some((a, b)) = both(dropped, kept) {
            let (got, expected) = (figures(&other, &b, SmallSample::None), figures(&other, &a, SmallSample::None));
            // Those of least squares count rows.
            let parts = if kind == Kind::LeastSquares { 1 } else { 3 };
            check_same(&got[..parts], &expected, &[1.0; 2])?;
        }
    }

    #[test]
    fn a_row_of_weight_zero_is_no_row(columns in columns(), kind in kind(), seed in any::<u64>()) {
        let rows = columns.outcome.len();
        let without: Vec<usize> = (0..rows).filter(|row| (seed >> (row % 64)) & 3 != 3).collect();
        let mut other = columns.clone();
        let mut weights = other.weights.unwrap_or_else(|| vec![1.0; rows]);
        for (row, weight) in weights.iter_mut().enumerate() {
            if !without.contains(&row) {
                *weight = 0.0;
            }
        }
        other.weights = Some(weights);
        let fewer = columns.rows(&without);
        if let Some((a, b)) = both(fewer.fit(kind, Singletons::Drop), other.fit(kind, Singletons::Drop)) {
            let kept: Vec<usize> = rows_of(&a).into_iter().map(|row| without[row]).collect();
            prop_assert_eq!(kept, rows_of(&b));
            let correction = SmallSample::Fixest;
            check_same(&figures(&other, &b, correction), &figures(&fewer, &a, correction), &[1.0; 2])?;
        }
    }
}

/// Everything an estimate says, as bits.
fn bits(columns: &Columns, kind: Kind) -> Vec<u64> {
    let estimate = columns.fit(kind, Singletons::Drop).unwrap();
    let mut values: Vec<f64> = figures(columns, &estimate, SmallSample::Fixest).concat();
    values.extend(estimate.fitted());
    values.extend(estimate.effects().concat());
    values.extend([estimate.deviance(), estimate.first_order()]);
    values.into_iter().map(f64::to_bits).collect()
}

/// Enough rows for several chunks of work.
fn large(rows: u32) -> Columns {
    let mut state = 20_240_603u64;
    let mut next = |most: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((state >> 33) % most).unwrap()
    };
    let mut columns = Columns {
        regressors: vec![Vec::new(); 2],
        effects: vec![Vec::new(); 3],
        ..Columns::default()
    };
    for _ in 0..rows {
        let (exporter, importer) = (next(900), next(40));
        let x = real(next(2000)) / 500.0 - 2.0;
        columns.regressors[0].push(x);
        columns.regressors[1].push(real(next(2)));
        columns.effects[0].push(exporter);
        columns.effects[1].push(importer);
        columns.effects[2].push(next(7));
        let mean = (0.3 * x + real(exporter % 11) / 5.0).exp();
        columns.outcome.push(if next(3) == 0 {
            0.0
        } else {
            (mean * real(next(100))).round()
        });
    }
    columns
}

#[test]
fn one_thread_and_two_give_the_same_bits() {
    let columns = large(120_000);
    let pool = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
    };
    let (one, two) = (pool(1), pool(2));
    for kind in [Kind::Poisson, Kind::LeastSquares] {
        let first = one.install(|| bits(&columns, kind));
        let second = two.install(|| bits(&columns, kind));
        let third = two.install(|| bits(&columns, kind));
        assert!(first == second, "{kind:?}: one thread and two differ");
        assert!(second == third, "{kind:?}: two runs differ");
    }
}
