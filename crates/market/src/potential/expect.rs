//! What one pair would trade, between which bounds, and what that is made of.
//!
//! ```text
//! expected = size * prod_k exp(b_k (c_k - mean_k)) * resistance        size = Y_i E_j / Y
//! ratio    = actual / expected
//! ```
//!
//! Y_i, E_j and Y are expected sales of the exporter, purchases of the importer and trade of all; the means are weighted by
//! expected trade. Resistance is what is left: how hard both find it to trade with everybody else (Anderson and van Wincoop 2003).
//! The parts multiply to the expected trade exactly.
//!
//! Bounds come from what models that had not seen a pair made of it: of the pairs of about the same expected trade, the quantiles of
//! actual over expected (conformal prediction among nearest neighbours; Papadopoulos, Vovk and Gammerman 2011), so that they hold
//! whatever the distribution, pairs without trade among them.

use super::model::Model;

/// Pairs of about the same expected trade whose outcomes bound that of one pair.
const COMPARABLE: usize = 300;

/// Fewer than these bound nothing: with 19 the outermost of them are the ends of an interval of 90%.
const LEAST_COMPARABLE: usize = 40;

/// Per cent of outcomes below the lower bound, and above the upper one.
const TAIL_PCT: usize = 10;

/// Expected trade of a pair by a model that has not seen it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expectation {
    /// What was traded, in units of the currency.
    pub(super) actual: f64,
    /// What the model expects.
    pub(super) expected: f64,
    /// Bounds of eight in ten outcomes.
    pub(super) bounds: Option<Bounds>,
    /// What the expectation is made of.
    pub(super) parts: Parts,
}

/// Bounds and what they rest on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    pub(super) low: f64,
    pub(super) high: f64,
    /// Share of the comparable pairs whose actual trade is less, relative to what is expected of them.
    pub(super) share_below: f64,
    /// Number of comparable pairs.
    pub(super) comparable: usize,
    /// Share of the comparable pairs that lie within bounds made in the same way.
    pub(super) coverage: f64,
}

/// Factors whose product is the expected trade.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parts {
    /// What would be traded if distance and ties made no difference, in units of the currency.
    pub(super) size: f64,
    /// Factor of each regressor of the model, in its order.
    pub(super) costs: Vec<f64>,
    /// Factor of what stands between both and everybody else.
    pub(super) resistance: f64,
}

impl Expectation {
    /// Actual over expected trade.
    pub(super) fn ratio(&self) -> f64 {
        self.actual / self.expected
    }
}

/// Expected trade of one row by the estimate from all the others, without bounds; none where the others do not tell.
pub(super) fn expect(
    model: &Model,
    row: usize,
) -> Result<Option<Expectation>, stirstick_gravity::Error> {
    let fitted = model.held_out(row)?;
    let Some(expected) = fitted.expected[row].filter(|expected| *expected > 0.0) else {
        return Ok(None);
    };
    Ok(Some(Expectation {
        actual: model.value(row),
        expected,
        bounds: None,
        parts: parts(
            model,
            row,
            expected,
            &fitted.expected,
            &fitted.estimate.slopes(),
        ),
    }))
}

fn parts(
    model: &Model,
    row: usize,
    expected: f64,
    all: &[Option<f64>],
    slopes: &[Option<f64>],
) -> Parts {
    let (exporter, importer) = model.pair(row);
    let mut sums = (0.0, 0.0, 0.0);
    let mut means = vec![0.0; slopes.len()];
    for (other, value) in all.iter().enumerate() {
        let Some(value) = value else { continue };
        let (of, to) = model.pair(other);
        sums.0 += if of == exporter { *value } else { 0.0 };
        sums.1 += if to == importer { *value } else { 0.0 };
        sums.2 += value;
        for (regressor, mean) in means.iter_mut().enumerate() {
            *mean += value * model.cost(regressor, other);
        }
    }
    let size = sums.0 * sums.1 / sums.2;
    let costs: Vec<f64> = slopes
        .iter()
        .zip(&means)
        .enumerate()
        .map(|(regressor, (slope, mean))| {
            let apart = model.cost(regressor, row) - mean / sums.2;
            slope.map_or(1.0, |slope| (slope * apart).exp())
        })
        .collect();
    let resistance = expected / (size * costs.iter().product::<f64>());
    Parts {
        size,
        costs,
        resistance,
    }
}

/// Actual over expected trade of pairs that were held out, by the size of the expected trade.
#[derive(Debug)]
pub(super) struct Outcomes {
    /// Expected trade and ratio of each pair, in rising order of the first.
    sorted: Vec<(f64, f64)>,
}

impl Outcomes {
    /// The outcomes of a cross-fitted model; trade at home is no outcome of trade abroad.
    pub(super) fn new(model: &Model, cross_fitted: &[Option<f64>]) -> Self {
        let mut sorted: Vec<(f64, f64)> = cross_fitted
            .iter()
            .enumerate()
            .filter_map(|(row, expected)| {
                let (exporter, importer) = model.pair(row);
                let expected = expected.filter(|value| *value > 0.0 && exporter != importer)?;
                Some((expected, model.value(row) / expected))
            })
            .collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        Self { sorted }
    }

    /// Bounds of a pair with this expected and actual trade.
    pub(super) fn bounds(&self, expected: f64, actual: f64) -> Option<Bounds> {
        let near = self.near(expected);
        let ratios = self.ratios(near.clone(), None);
        let (low, high) = quantiles(&ratios)?;
        let ratio = actual / expected;
        let below = ratios.iter().filter(|other| **other < ratio).count();
        let held = near
            .clone()
            .filter(|&other| {
                let (own_expected, own_ratio) = self.sorted[other];
                let others = self.ratios(self.near(own_expected), Some(other));
                quantiles(&others).is_some_and(|(low, high)| (low..=high).contains(&own_ratio))
            })
            .count();
        Some(Bounds {
            low: expected * low,
            high: expected * high,
            share_below: below as f64 / ratios.len() as f64,
            comparable: ratios.len(),
            coverage: held as f64 / ratios.len() as f64,
        })
    }

    /// Bounds of a pair as ratios to what is expected, without looking at how often such bounds held.
    pub(super) fn quantiles(&self, expected: f64) -> Option<(f64, f64)> {
        quantiles(&self.ratios(self.near(expected), None))
    }

    /// The pairs nearest in expected trade: as many below as above, as far as there are any.
    fn near(&self, expected: f64) -> std::ops::Range<usize> {
        let count = COMPARABLE.min(self.sorted.len());
        let place = self.sorted.partition_point(|(other, _)| *other < expected);
        let first = place
            .saturating_sub(count / 2)
            .min(self.sorted.len() - count);
        first..first + count
    }

    fn ratios(&self, near: std::ops::Range<usize>, without: Option<usize>) -> Vec<f64> {
        let mut ratios: Vec<f64> = near
            .filter(|place| Some(*place) != without)
            .map(|place| self.sorted[place].1)
            .collect();
        ratios.sort_by(f64::total_cmp);
        ratios
    }
}

/// The bounds between which the next of `ratios` lies with the wanted probability if they are exchangeable.
fn quantiles(ratios: &[f64]) -> Option<(f64, f64)> {
    if ratios.len() < LEAST_COMPARABLE {
        return None;
    }
    // Places are counted from 1.
    let count = ratios.len() + 1;
    let place = |place: usize| ratios.get(place.checked_sub(1)?).copied();
    Some((
        place(count * TAIL_PCT / 100)?,
        place((count * (100 - TAIL_PCT)).div_ceil(100))?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_hold_the_share_of_outcomes_that_they_promise() {
        // Of 99 outcomes 10 lie at or below the lower bound and 10 at or above the upper one.
        let ratios: Vec<f64> = (1..=99).map(f64::from).collect();
        assert_eq!(quantiles(&ratios), Some((10.0, 90.0)));
        assert_eq!(quantiles(&ratios[..LEAST_COMPARABLE - 1]), None);
    }

    #[test]
    fn comparable_pairs_are_those_of_about_the_same_expected_trade() {
        let outcomes = Outcomes {
            sorted: (0..1000)
                .map(|k| (f64::from(k), f64::from(k % 7)))
                .collect(),
        };
        assert_eq!(outcomes.near(500.0), 350..650);
        assert_eq!(outcomes.near(-1.0), 0..300);
        assert_eq!(outcomes.near(5000.0), 700..1000);
        let bounds = outcomes.bounds(500.0, 1500.0).expect("enough pairs");
        assert_eq!((bounds.low, bounds.high), (0.0, 3000.0));
        assert_eq!(bounds.comparable, 300);
        assert!((0.8..=1.0).contains(&bounds.coverage), "{bounds:?}");
    }
}
