//! The evaluation that comes with the program, as a table one way and back.

use crate::error::Error;
use crate::evaluation::{Errors, Evaluation, LEVELS};
use crate::method::Method;
use crate::origin::MONTHS;
use crate::tables::numbers;

const TABLE: &str = "evaluation";
const EMBEDDED: &str = include_str!("../tables/evaluation.csv");
const METHODS: usize = Method::ALL.len();

/// Names of what is compared: the methods, their median, the combination.
#[must_use]
pub fn contestants() -> Vec<&'static str> {
    let methods = Method::ALL.iter().map(|method| method.as_str());
    methods.chain(["median", "combination"]).collect()
}

/// Columns of the table of evaluations: whether only years from January count (1) or all (0), months known,
/// replays, pairs, mean absolute errors in per cent and in log points, coverage.
#[must_use]
pub fn evaluation_columns() -> Vec<String> {
    let keys = ["calendar_only", "months_known", "replays", "pairs"].map(str::to_owned);
    let of = |unit: &'static str| {
        contestants()
            .into_iter()
            .map(move |name| format!("{name}_{unit}"))
    };
    let intervals = LEVELS.map(|level| format!("covered_{:.0}", 100.0 * level));
    let intervals = intervals.into_iter().chain(["width_80".to_owned()]);
    keys.into_iter()
        .chain(of("percent"))
        .chain(of("log_points"))
        .chain(intervals)
        .collect()
}

/// Rows of the table of evaluations, to four decimals.
#[must_use]
pub fn evaluation_rows(evaluations: &[Evaluation], calendar_only: bool) -> Vec<Vec<f64>> {
    let row = |one: &Evaluation| {
        let keys = [
            f64::from(u8::from(calendar_only)),
            one.known as f64,
            one.replays as f64,
            one.pairs as f64,
        ];
        let errors = one.contestants();
        let percent = errors.iter().map(|errors| errors.percent);
        let log_points = errors.iter().map(|errors| errors.log_points);
        let numbers = percent
            .chain(log_points)
            .chain(one.coverage)
            .chain([one.width_80]);
        let rounded = numbers.map(|number| (number * 1e4).round() / 1e4);
        keys.into_iter().chain(rounded).collect()
    };
    evaluations.iter().map(row).collect()
}

impl Evaluation {
    /// Errors in the order of [`contestants`].
    #[must_use]
    pub fn contestants(&self) -> Vec<Errors> {
        self.methods
            .into_iter()
            .chain([self.median, self.combination])
            .collect()
    }

    /// The evaluation of all years that comes with the program, by months known from 1 to 11.
    ///
    /// # Errors
    /// [`Error`] when the table is damaged.
    pub fn embedded() -> Result<Vec<Evaluation>, Error> {
        let rows = numbers(TABLE, EMBEDDED, &evaluation_columns())?;
        let all: Vec<Evaluation> = rows
            .iter()
            .filter(|row| row[0] < 0.5)
            .map(|row| read(row))
            .collect();
        if all.len() == MONTHS - 1 {
            return Ok(all);
        }
        Err(Error::Rows {
            table: TABLE,
            expected: MONTHS - 1,
            got: all.len(),
        })
    }
}

fn read(row: &[f64]) -> Evaluation {
    let count = |number: f64| (0..).take_while(|count| f64::from(*count) < number).count();
    let errors = |index: usize| Errors {
        percent: row[4 + index],
        log_points: row[4 + METHODS + 2 + index],
    };
    let mut methods = [Errors::default(); METHODS];
    for (index, method) in methods.iter_mut().enumerate() {
        *method = errors(index);
    }
    let mut coverage = [0.0; LEVELS.len()];
    let intervals = row.len() - LEVELS.len() - 1;
    coverage.copy_from_slice(&row[intervals..row.len() - 1]);
    Evaluation {
        known: count(row[1]),
        replays: count(row[2]),
        pairs: count(row[3]),
        methods,
        median: errors(METHODS),
        combination: errors(METHODS + 1),
        coverage,
        width_80: row[row.len() - 1],
    }
}
