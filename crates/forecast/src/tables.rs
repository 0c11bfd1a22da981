//! The tables of a calibration as text, one way and back.

use crate::calibration::KNOWN;
use crate::error::Error;
use crate::method::Method;
use crate::origin::MONTHS;
use crate::scores::{PROBABILITIES, Quantiles, Scores};
use crate::weights::{CLASSES, Weights};

/// Columns of the table of weights: `volatility_from`, `months_known`, then a weight for each method.
///
/// `volatility_from` is the lower bound of a class of volatility.
#[must_use]
pub fn weight_columns() -> Vec<String> {
    let keys = ["volatility_from", "months_known"].map(str::to_owned);
    let methods = Method::ALL.iter().map(|method| method.as_str().to_owned());
    keys.into_iter().chain(methods).collect()
}

/// Rows of the table of weights.
#[must_use]
pub fn weight_rows(weights: &Weights) -> Vec<Vec<f64>> {
    let from = |class: usize| {
        class
            .checked_sub(1)
            .map_or(0.0, |below| weights.bounds[below])
    };
    let row = |class: usize, known: usize| {
        let keys = [from(class), known as f64];
        keys.into_iter()
            .chain(weights.weights[class][known - 1])
            .collect()
    };
    (0..CLASSES)
        .flat_map(|class| KNOWN.map(move |known| row(class, known)))
        .collect()
}

/// Columns of the table of scores: `class` of volatility from 0, `months_known`, `through_month`, then a quantile for each probability.
#[must_use]
pub fn score_columns() -> Vec<String> {
    let keys = ["class", "months_known", "through_month"].map(str::to_owned);
    let quantiles = PROBABILITIES
        .iter()
        .map(|probability| format!("q{probability}"));
    keys.into_iter().chain(quantiles).collect()
}

/// Rows of the table of scores, to six decimals.
#[must_use]
pub fn score_rows(scores: &Scores) -> Vec<Vec<f64>> {
    let row = |class: usize, known: usize, through: usize| {
        let quantiles = scores.quantiles[class][known - 1][through - 1]?;
        let keys = [class, known, through].map(|key| key as f64);
        let rounded = quantiles.map(|quantile| (quantile * 1e6).round() / 1e6);
        Some(keys.into_iter().chain(rounded).collect())
    };
    cells()
        .filter_map(|(class, known, through)| row(class, known, through))
        .collect()
}

/// Class, months known and month, in the order of the table of scores.
fn cells() -> impl Iterator<Item = (usize, usize, usize)> {
    let of_class = |class: usize| {
        KNOWN
            .flat_map(move |known| (known + 1..=MONTHS).map(move |through| (class, known, through)))
    };
    (0..CLASSES).flat_map(of_class)
}

pub(crate) fn read_weights(text: &str) -> Result<Weights, Error> {
    const TABLE: &str = "weights";
    let rows = numbers(TABLE, text, &weight_columns())?;
    let per_class = KNOWN.len();
    expect_rows(TABLE, rows.len(), CLASSES * per_class)?;
    let mut read = Weights {
        bounds: [0.0; CLASSES - 1],
        weights: [[[0.0; Method::ALL.len()]; MONTHS - 1]; CLASSES],
    };
    for (class, bound) in (1..CLASSES).zip(&mut read.bounds) {
        *bound = rows[class * per_class][0];
    }
    for (index, row) in rows.iter().enumerate() {
        read.weights[index / per_class][index % per_class].copy_from_slice(&row[2..]);
    }
    Ok(read)
}

pub(crate) fn read_scores(text: &str) -> Result<Scores, Error> {
    const TABLE: &str = "scores";
    let rows = numbers(TABLE, text, &score_columns())?;
    expect_rows(TABLE, rows.len(), cells().count())?;
    let mut read = Scores {
        quantiles: [[[None; MONTHS]; MONTHS - 1]; CLASSES],
    };
    for ((class, known, through), row) in cells().zip(&rows) {
        let mut quantiles: Quantiles = [0.0; PROBABILITIES.len()];
        quantiles.copy_from_slice(&row[3..]);
        read.quantiles[class][known - 1][through - 1] = Some(quantiles);
    }
    Ok(read)
}

fn expect_rows(table: &'static str, got: usize, expected: usize) -> Result<(), Error> {
    if got == expected {
        Ok(())
    } else {
        Err(Error::Rows {
            table,
            expected,
            got,
        })
    }
}

/// Reads a table of numbers with these columns in this order.
pub(crate) fn numbers(
    table: &'static str,
    text: &str,
    columns: &[String],
) -> Result<Vec<Vec<f64>>, Error> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let failed = |source| Error::Table { table, source };
    let header = reader.headers().map_err(failed)?;
    if header.iter().ne(columns.iter().map(String::as_str)) {
        return Err(Error::Cell {
            table,
            row: 0,
            expected: "the columns of the table",
            got: header.iter().collect::<Vec<_>>().join(","),
        });
    }
    let mut rows = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(failed)?;
        let cell = |text: &str| {
            let number = text.parse().ok().filter(|number: &f64| number.is_finite());
            number.ok_or_else(|| Error::Cell {
                table,
                row: index + 1,
                expected: "a number",
                got: text.to_owned(),
            })
        };
        rows.push(record.iter().map(cell).collect::<Result<_, _>>()?);
    }
    Ok(rows)
}
