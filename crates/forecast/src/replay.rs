//! The past again: what every method would have said with the months known then, and what came.

use crate::method::Method;
use crate::model::Futures;
use crate::origin::{MONTHS, Origin};

/// Methods that compete.
const METHODS: usize = Method::ALL.len();

/// A moment of the past: the months known then, and the years that they were part of.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// The pair of countries, by which replays are kept apart when one is judged by the others.
    pub pair: String,
    /// Months known at the moment, oldest first, without gaps.
    pub months: Vec<f64>,
    /// The years to forecast.
    pub targets: Vec<Target>,
}

/// A year to forecast, with what it came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// Months of the year among those known at the moment, 1 to 11.
    pub known: usize,
    /// True for a year from January to December.
    pub is_calendar: bool,
    /// What the year came to through its first, second … twelfth month; `None` where it is not known.
    pub came_to: [Option<f64>; MONTHS],
}

/// One forecast of the past by every method.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// Which pair, counted in the order of names.
    pub pair: usize,
    /// Months known.
    pub known: usize,
    /// True for a year from January to December.
    pub is_calendar: bool,
    /// Volatility of the months known.
    pub volatility: f64,
    /// Logarithm of forecast over outcome by method, through each month of the year; `None` for the months
    /// known and where the outcome is not known.
    pub errors: [[Option<f64>; MONTHS]; METHODS],
}

impl Replay {
    /// Logarithm of forecast over outcome of the whole year by method.
    #[must_use]
    pub fn year(&self) -> Option<[f64; METHODS]> {
        let mut errors = [0.0; METHODS];
        for (error, of_method) in errors.iter_mut().zip(&self.errors) {
            *error = of_method[MONTHS - 1]?;
        }
        Some(errors)
    }
}

/// Every moment of a series: for each month the years that it may be the last known month of.
///
/// `months` are consecutive, a gap is `None`; `first` is the number of the first one's calendar month, 1
/// to 12. A moment needs the year before, and counts where the whole year that it forecasts is known. Years
/// that begin in any month are forecast, so that a series of three years is replayed more than
/// once; those from January are marked.
#[must_use]
pub fn moments(pair: &str, months: &[Option<f64>], first: usize) -> Vec<Moment> {
    (0..months.len())
        .filter_map(|last| moment(pair, months, first, last))
        .collect()
}

fn moment(pair: &str, months: &[Option<f64>], first: usize, last: usize) -> Option<Moment> {
    let known: Vec<f64> = months[..=last]
        .iter()
        .rev()
        .map_while(|value| *value)
        .collect();
    let known: Vec<f64> = known.into_iter().rev().collect();
    let targets: Vec<Target> = (1..MONTHS)
        .filter(|count| known.len() >= MONTHS + count)
        .filter_map(|count| {
            let start = last + 1 - count;
            let year: Option<Vec<f64>> =
                months.get(start..start + MONTHS)?.iter().copied().collect();
            Some(Target {
                known: count,
                is_calendar: (start + first) % MONTHS == 1,
                came_to: cumulative(&year?),
            })
        })
        .collect();
    (!targets.is_empty()).then(|| Moment {
        pair: pair.to_owned(),
        months: known,
        targets,
    })
}

/// Sums of a year through each of its months.
#[must_use]
pub fn cumulative(year: &[f64]) -> [Option<f64>; MONTHS] {
    let mut sums = [None; MONTHS];
    let mut sum = 0.0;
    for (through, month) in sums.iter_mut().zip(year) {
        sum += month;
        *through = Some(sum);
    }
    sums
}

/// Asks every method at every moment; on two threads where there are two, in the order of `moments`.
///
/// A replay is left out where a method has no forecast, so that all are compared on the same ones.
#[must_use]
pub fn replay(moments: &[Moment]) -> Vec<Replay> {
    let mut names: Vec<&str> = moments.iter().map(|moment| moment.pair.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let of = |part: &[Moment]| -> Vec<Replay> {
        part.iter()
            .flat_map(|moment| of_moment(moment, &names))
            .collect()
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let size = moments.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = moments
            .chunks(size)
            .map(|part| scope.spawn(move || of(part)))
            .collect();
        let parts = parts.into_iter();
        parts
            .flat_map(|part| part.join().expect("a thread of pure arithmetic ends"))
            .collect()
    })
}

fn of_moment(moment: &Moment, names: &[&str]) -> Vec<Replay> {
    let futures = Futures::of(&moment.months);
    let pair = names.partition_point(|name| *name < moment.pair.as_str());
    let of_target = |target: &Target| {
        let origin = Origin::new(&moment.months, target.known)?;
        let mut errors = [[None; MONTHS]; METHODS];
        for (errors, method) in errors.iter_mut().zip(Method::ALL) {
            *errors = errors_of(method, &origin, &futures, target)?;
        }
        Some(Replay {
            pair,
            known: target.known,
            is_calendar: target.is_calendar,
            volatility: origin.volatility(),
            errors,
        })
    };
    moment.targets.iter().filter_map(of_target).collect()
}

fn errors_of(
    method: Method,
    origin: &Origin<'_>,
    futures: &Futures,
    target: &Target,
) -> Option<[Option<f64>; MONTHS]> {
    let rest = method.rest(origin, futures)?;
    let mut errors = [None; MONTHS];
    let mut sum = origin.to_date();
    for (month, value) in (target.known..MONTHS).zip(rest) {
        sum += value;
        let outcome = target.came_to[month].filter(|outcome| *outcome > 0.0);
        errors[month] = outcome.map(|outcome| (sum / outcome).ln());
    }
    Some(errors)
}
