//! How well the methods and the combination did, each pair judged by what the others taught.

use crate::calibration::Calibration;
use crate::method::Method;
use crate::origin::MONTHS;
use crate::replay::Replay;
use crate::scores::{PROBABILITIES, Scores, scale};
use crate::weights::{Weights, pair_weights};

/// Parts into which the pairs are divided; each is judged by what the rest taught.
pub const FOLDS: usize = 10;

/// Levels of the intervals.
pub const LEVELS: [f64; 3] = [0.5, 0.8, 0.95];

/// Errors and coverage with a number of months known.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Months known.
    pub known: usize,
    /// Replays.
    pub replays: usize,
    /// Pairs that they are of.
    pub pairs: usize,
    /// Errors of each method.
    pub methods: [Errors; Method::ALL.len()],
    /// Errors of the median of all methods.
    pub median: Errors,
    /// Errors of the combination, out of sample by pair.
    pub combination: Errors,
    /// Share of outcomes within the intervals at [`LEVELS`], out of sample by pair.
    pub coverage: [f64; LEVELS.len()],
    /// Mean width of the 80% intervals: a hundred times the logarithm of upper over lower end.
    pub width_80: f64,
}

/// Mean absolute errors; every pair counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Errors {
    /// In per cent of the outcome.
    pub percent: f64,
    /// A hundred times the logarithm of forecast over outcome.
    pub log_points: f64,
}

/// A replay judged by what other pairs taught.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Judged {
    /// Logarithm of forecast over outcome.
    error: f64,
    /// Whether the outcome lay within each interval.
    covered: [bool; LEVELS.len()],
    /// Logarithm of upper over lower end of the 80% interval.
    width_80: f64,
}

/// Replays with what was made of them, to be put together by months known.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement<'a> {
    replays: &'a [Replay],
    judged: Vec<Option<Judged>>,
}

impl<'a> Judgement<'a> {
    /// Calibrates on all replays but those of one part of the pairs at a time, and judges these.
    ///
    /// `None` with fewer pairs than [`FOLDS`], where a part would be judged by too little.
    #[must_use]
    pub fn by_other_pairs(replays: &'a [Replay]) -> Option<Self> {
        let pairs = replays
            .iter()
            .map(|replay| replay.pair + 1)
            .max()
            .unwrap_or(0);
        (pairs >= FOLDS).then(|| Judgement {
            replays,
            judged: judge(replays, &Weights::fit),
        })
    }

    /// The same for one method alone, whose intervals are made from its own errors.
    #[must_use]
    pub fn of_method(replays: &'a [Replay], method: Method) -> Self {
        let only = |others: &[&Replay]| Weights::only(method, others);
        Judgement {
            replays,
            judged: judge(replays, &only),
        }
    }

    /// Judges all replays by one calibration.
    #[must_use]
    pub fn by_calibration(replays: &'a [Replay], calibration: &Calibration) -> Self {
        let judged = replays
            .iter()
            .map(|replay| judge_one(replay, calibration))
            .collect();
        Judgement { replays, judged }
    }

    /// Errors and coverage by months known, of all years or of those from January only.
    #[must_use]
    pub fn evaluate(&self, calendar_only: bool) -> Vec<Evaluation> {
        let (replays, judged) = (self.replays, &self.judged);
        (1..MONTHS)
            .filter_map(|known| {
                let chosen = replays.iter().zip(judged);
                let chosen: Vec<(&Replay, &Judged)> = chosen
                    .filter(|(replay, _)| {
                        replay.known == known && (replay.is_calendar || !calendar_only)
                    })
                    .filter_map(|(replay, judged)| Some((replay, judged.as_ref()?)))
                    .collect();
                (!chosen.is_empty()).then(|| row(known, &chosen))
            })
            .collect()
    }
}

/// Weights and scores from all replays.
#[must_use]
pub fn calibrate(replays: &[&Replay]) -> Calibration {
    let weights = Weights::fit(replays);
    let scores = Scores::fit(replays, &weights);
    Calibration { weights, scores }
}

fn judge(replays: &[Replay], weights_of: &dyn Fn(&[&Replay]) -> Weights) -> Vec<Option<Judged>> {
    let mut judged = vec![None; replays.len()];
    for fold in 0..FOLDS {
        let others: Vec<&Replay> = replays
            .iter()
            .filter(|replay| replay.pair % FOLDS != fold)
            .collect();
        let weights = weights_of(&others);
        let calibration = Calibration {
            scores: Scores::fit(&others, &weights),
            weights,
        };
        for (judged, replay) in judged.iter_mut().zip(replays) {
            if replay.pair % FOLDS == fold {
                *judged = judge_one(replay, &calibration);
            }
        }
    }
    judged
}

fn judge_one(replay: &Replay, calibration: &Calibration) -> Option<Judged> {
    let error = replay.combined(&calibration.weights, MONTHS - 1)?;
    let class = calibration.weights.class(replay.volatility);
    let quantiles = calibration.scores.quantiles[class][replay.known - 1][MONTHS - 1]?;
    let score = -error / scale(replay.volatility);
    let at = |probability: f64| {
        let near = |grid: &f64| (grid - probability).abs() < 1e-9;
        PROBABILITIES
            .iter()
            .position(near)
            .map(|index| quantiles[index])
    };
    let mut covered = [false; LEVELS.len()];
    for (covered, level) in covered.iter_mut().zip(LEVELS) {
        let tail = f64::midpoint(1.0, -level);
        *covered = at(tail)? <= score && score <= at(1.0 - tail)?;
    }
    let width_80 = (at(0.9)? - at(0.1)?) * scale(replay.volatility);
    Some(Judged {
        error,
        covered,
        width_80,
    })
}

fn row(known: usize, chosen: &[(&Replay, &Judged)]) -> Evaluation {
    let replays: Vec<&Replay> = chosen.iter().map(|(replay, _)| *replay).collect();
    let weights = pair_weights(&replays);
    let total: f64 = weights.iter().sum();
    let mean = |of: &dyn Fn(&Replay, &Judged) -> f64| {
        let weighted = chosen.iter().zip(&weights);
        weighted
            .map(|((replay, judged), weight)| of(replay, judged) * weight)
            .sum::<f64>()
            / total
    };
    let errors = |of: &dyn Fn(&Replay, &Judged) -> f64| Errors {
        percent: 100.0 * mean(&|replay, judged| of(replay, judged).exp_m1().abs()),
        log_points: 100.0 * mean(&|replay, judged| of(replay, judged).abs()),
    };
    let year = |replay: &Replay| replay.year().unwrap_or_default();
    let mut methods = [Errors::default(); Method::ALL.len()];
    for (index, method) in methods.iter_mut().enumerate() {
        *method = errors(&|replay, _| year(replay)[index]);
    }
    let mut coverage = [0.0; LEVELS.len()];
    for (index, share) in coverage.iter_mut().enumerate() {
        *share = mean(&|_, judged| f64::from(u8::from(judged.covered[index])));
    }
    let mut pairs: Vec<usize> = replays.iter().map(|replay| replay.pair).collect();
    pairs.sort_unstable();
    pairs.dedup();
    Evaluation {
        known,
        replays: chosen.len(),
        pairs: pairs.len(),
        methods,
        median: errors(&|replay, _| median(year(replay))),
        combination: errors(&|_, judged| judged.error),
        coverage,
        width_80: 100.0 * mean(&|_, judged| judged.width_80),
    }
}

fn median(mut values: [f64; Method::ALL.len()]) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    f64::midpoint(values[half - 1], values[half])
}
