//! What holds for every series: scale, order, bounds, and coverage where errors are exchangeable.

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

use proptest::prelude::*;
use stirstick_forecast::{
    Calibration, Evaluation, Futures, Judgement, LEVELS, MONTHS, Method, Moment, Origin,
    PROBABILITIES, calibrate, moments, replay,
};

fn months() -> impl Strategy<Value = (Vec<f64>, usize)> {
    (1_usize..12, 0_usize..3).prop_flat_map(|(known, years)| {
        let length = MONTHS * (years + 1) + known;
        (proptest::collection::vec(1.0_f64..1e3, length), Just(known))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_forecast_scales_with_its_months((months, known) in months(), factor in 1e-3_f64..1e6) {
        let calibration = Calibration::embedded().unwrap();
        let scaled: Vec<f64> = months.iter().map(|month| month * factor).collect();
        let forecast = |months: &[f64]| calibration.forecast(&Origin::new(months, known).unwrap()).unwrap();
        let (one, other) = (forecast(&months), forecast(&scaled));
        let year = |of: &stirstick_forecast::YearForecast| of.through.last().unwrap().clone();
        // Models are fitted by search on logarithms, which a factor shifts: digits of the search remain.
        prop_assert!((year(&other).point / (year(&one).point * factor) - 1.0).abs() < 1e-3);
    }

    #[test]
    fn methods_without_a_search_scale_exactly((months, known) in months(), factor in 1e-3_f64..1e6) {
        let scaled: Vec<f64> = months.iter().map(|month| month * factor).collect();
        for method in Method::ALL {
            let rest = |months: &[f64]| method.rest(&Origin::new(months, known).unwrap(), &Futures::default());
            if let (Some(one), Some(other)) = (rest(&months), rest(&scaled)) {
                prop_assert_eq!(one.len(), MONTHS - known);
                for (one, other) in one.iter().zip(&other) {
                    prop_assert!((one * factor - other).abs() <= 1e-9 * other.abs().max(factor), "{:?}", method);
                }
            }
        }
    }

    #[test]
    fn distributions_rise_and_never_fall_below_what_is_known((months, known) in months()) {
        let calibration = Calibration::embedded().unwrap();
        let forecast = calibration.forecast(&Origin::new(&months, known).unwrap()).unwrap();
        prop_assert_eq!(forecast.through.len(), MONTHS - known);
        let mut before = forecast.to_date;
        for through in &forecast.through {
            prop_assert!(through.point >= before * (1.0 - 1e-9));
            before = through.point;
            prop_assert!(through.quantiles.windows(2).all(|pair| pair[0] <= pair[1]));
            prop_assert!(through.quantiles[0] >= forecast.to_date);
            let chances = [0.5, 1.0, 2.0].map(|factor| through.chance_of(through.point * factor));
            prop_assert!(chances.windows(2).all(|pair| pair[0] >= pair[1]));
            prop_assert!((through.chance_of(through.quantile(0.25)) - 0.75).abs() < 0.26);
        }
    }
}

#[test]
fn tables_that_come_with_the_program_are_whole() {
    let calibration = Calibration::embedded().unwrap();
    for known in 1..MONTHS {
        for volatility in [0.05, 0.5, 5.0] {
            let sum: f64 = calibration.weights.of(volatility, known).iter().sum();
            assert!((sum - 1.0).abs() < 1e-9, "{known}: {sum}");
        }
    }
    assert_eq!(Evaluation::embedded().unwrap().len(), MONTHS - 1);
}

/// The claim of the documents, of the table that the program carries.
#[test]
fn the_combination_is_better_than_every_method_and_intervals_hold() {
    for one in Evaluation::embedded().unwrap() {
        for method in one.methods {
            assert!(
                one.combination.percent < method.percent,
                "{} months",
                one.known
            );
        }
        let [_, eighty, ninety_five] = one.coverage;
        assert!(
            (0.75..=0.85).contains(&eighty),
            "{} months: {eighty}",
            one.known
        );
        assert!(
            (0.92..=0.98).contains(&ninety_five),
            "{} months: {ninety_five}",
            one.known
        );
    }
}

/// Months that move at random, from a generator of its own: the same on every run.
fn random_series(seed: u64, length: usize) -> Vec<Option<f64>> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut uniform = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        f64::from(u32::try_from(state >> 40).unwrap()) / f64::from(1_u32 << 24)
    };
    let mut level = 5.0;
    (0..length)
        .map(|_| {
            level += 0.2 * (uniform() + uniform() + uniform() - 1.5);
            Some(level.exp())
        })
        .collect()
}

fn random_moments() -> Vec<Moment> {
    (0..40)
        .flat_map(|pair| moments(&format!("pair {pair}"), &random_series(pair + 1, 30), 1))
        .collect()
}

#[test]
fn intervals_cover_pairs_that_are_alike() {
    let replays = replay(&random_moments());
    let judged = Judgement::by_other_pairs(&replays).unwrap();
    for one in judged.evaluate(false) {
        for (covered, level) in one.coverage.iter().zip(LEVELS) {
            // Forty pairs with seven overlapping years each: 0.12 is three standard errors of forty outcomes at
            // one half, fewer than there are.
            assert!(
                (covered - level).abs() < 0.12,
                "{} months, {level}: {covered}",
                one.known
            );
        }
    }
}

#[test]
fn the_order_of_moments_does_not_matter() {
    let mut all = random_moments();
    let forward = calibrate(&replay(&all).iter().collect::<Vec<_>>());
    all.reverse();
    let backward = calibrate(&replay(&all).iter().collect::<Vec<_>>());
    assert_eq!(forward.weights, backward.weights);
    for (one, other) in forward
        .scores
        .quantiles
        .iter()
        .flatten()
        .flatten()
        .zip(backward.scores.quantiles.iter().flatten().flatten())
    {
        for (one, other) in one.iter().flatten().zip(other.iter().flatten()) {
            assert!((one - other).abs() < 1e-9);
        }
    }
}

#[test]
fn the_weights_find_a_method_that_is_right() {
    // Growth of a pair is the same in every month of a year, but differs between pairs: growth carried forward is exact.
    let season = [1.0, 0.8, 1.1, 1.2, 0.9, 1.0, 1.3, 0.7, 1.0, 1.1, 0.95, 1.4];
    let all: Vec<Moment> = (0..30)
        .flat_map(|pair| {
            let growth = 0.5 + 0.05 * f64::from(pair);
            let series: Vec<Option<f64>> = (0..24)
                .map(|month| Some(season[month % 12] * if month < 12 { 1.0 } else { growth }))
                .collect();
            moments(&format!("pair {pair:02}"), &series, 1)
        })
        .filter(|moment| moment.targets.iter().any(|target| target.is_calendar))
        .collect();
    let replays = replay(&all);
    let calendar: Vec<_> = replays.iter().filter(|replay| replay.is_calendar).collect();
    assert!(!calendar.is_empty());
    let calibration = calibrate(&calendar);
    for replay in calendar {
        let weights = calibration.weights.of(replay.volatility, replay.known);
        // Carried growth, mean share and recent growth are the same here.
        let exact = weights[0] + weights[1] + weights[4];
        assert!(
            (exact - 1.0).abs() < 1e-9,
            "{} months: {weights:?}",
            replay.known
        );
    }
}

#[test]
fn too_few_pairs_are_not_judged_by_each_other() {
    let few: Vec<Moment> = random_moments()
        .into_iter()
        .filter(|moment| moment.pair.as_str() < "pair 2")
        .collect();
    let few: Vec<Moment> = few
        .into_iter()
        .filter(|moment| moment.pair.len() == "pair 0".len())
        .collect();
    let replays = replay(&few);
    assert!(!replays.is_empty());
    assert!(Judgement::by_other_pairs(&replays).is_none());
    let judged = Judgement::by_calibration(&replays, &Calibration::embedded().unwrap());
    assert_eq!(judged.evaluate(false).len(), MONTHS - 1);
    assert_eq!(PROBABILITIES.len(), 25);
}
