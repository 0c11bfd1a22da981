//! The axis of values: range, round marks, positions.

use super::measure::count;

/// A line chart may leave zero out when its values move by less than this part of the largest one.
const FLAT: f64 = 0.25;
/// Values that differ by less than this part of the largest are one value.
const EQUAL: f64 = 1e-6;
/// Categories between labels: years and months both come in these.
const LABEL_STEPS: [usize; 12] = [1, 2, 3, 4, 6, 12, 24, 36, 60, 120, 240, 600];
/// Part of a step that may stay empty at the end of an axis.
const EMPTY: f64 = 0.5;
/// Part of a step beyond the last value where the axis ends without a mark.
const MARGIN: f64 = 0.1;

/// A range of values with round marks. Values are scaled as they are shown.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    marks: Vec<f64>,
    /// Decimals that tell the marks apart.
    pub(super) decimals: usize,
}

impl Axis {
    /// An axis from `low` to `high` with about `wanted` steps between marks at 1, 2 or 5 times a power
    /// of ten; `None` when the range is not finite. An empty range at zero reaches from zero to one.
    ///
    /// An end is drawn out to its next mark unless that would leave half a step empty.
    pub(super) fn new((low, high): (f64, f64), wanted: usize) -> Option<Self> {
        let (low, high) = if high > low {
            (low, high)
        } else {
            (low, low + 1.0)
        };
        let step = round_step((high - low) / count(wanted))?;
        let first = (low / step).floor() * step;
        let marks: Vec<f64> = (0..=2 * wanted)
            .map(|number| first + count(number) * step)
            // A mark that misses zero by rounding is zero.
            .map(|mark| if mark.abs() < step * EQUAL { 0.0 } else { mark })
            .collect();
        // Rounding may leave the last value a hair above the last mark.
        let last = *marks.iter().find(|mark| **mark >= high - step * EQUAL)?;
        let low = if low - first > EMPTY * step {
            low - MARGIN * step
        } else {
            first
        };
        let high = if last - high > EMPTY * step {
            high + MARGIN * step
        } else {
            last
        };
        Some(Self {
            low,
            high,
            marks: marks
                .into_iter()
                .filter(|mark| *mark >= low - step * EQUAL && *mark <= high + step * EQUAL)
                .collect(),
            decimals: decimals_of(step),
        })
    }

    /// The marks, lowest first.
    pub(super) fn marks(&self) -> &[f64] {
        &self.marks
    }

    /// Where `value` lies between the pixels of the lowest and of the highest value.
    pub(super) fn position(&self, value: f64, (low, high): (f64, f64)) -> f64 {
        let part = (value - self.low) / (self.high - self.low);
        low + part * (high - low)
    }
}

/// Range of a chart of bars: zero is always inside.
pub(super) fn bar_range(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    let (low, high) = extremes(values)?;
    Some((low.min(0.0), high.max(0.0)))
}

/// Range of a line chart: zero is inside unless the values hardly move.
pub(crate) fn line_range(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    let (low, high) = extremes(values)?;
    let largest = low.abs().max(high.abs());
    let moves = high - low;
    let same_side = low > 0.0 || high < 0.0;
    if same_side && moves < FLAT * largest && moves > EQUAL * largest {
        Some((low, high))
    } else {
        Some((low.min(0.0), high.max(0.0)))
    }
}

/// Every how many categories a label of `width` has room, where each category has `slot`.
///
/// Steps are chosen among those that fall on the same month, quarter or end of decade.
pub(super) fn label_step(categories: usize, slot: f64, width: f64) -> usize {
    LABEL_STEPS
        .into_iter()
        .find(|&step| slot * count(step) >= width)
        .unwrap_or(categories)
        .clamp(1, categories.max(1))
}

fn extremes(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    values
        .into_iter()
        .map(|value| (value, value))
        .reduce(|(low, high), (value, _)| (low.min(value), high.max(value)))
}

/// The next of 1, 2, 5, 10 times a power of ten that is not below `rough`.
fn round_step(rough: f64) -> Option<f64> {
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= rough * (1.0 - EQUAL))?;
    (step.is_normal() && step.is_sign_positive()).then_some(step)
}

fn decimals_of(step: f64) -> usize {
    (0..=6)
        .find(|&decimals| {
            let shifted = step * 10f64.powi(decimals);
            (shifted - shifted.round()).abs() < 1e-6 && shifted >= 0.5
        })
        .and_then(|decimals| usize::try_from(decimals).ok())
        .unwrap_or(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round_and_cover_the_range() {
        for (low, high, expected) in [
            (0.0, 240.1, vec![0.0, 50.0, 100.0, 150.0, 200.0, 250.0]),
            (-12.0, 7.5, vec![-10.0, -5.0, 0.0, 5.0, 10.0]),
            (0.0, 0.5, vec![0.0, 0.1, 0.2, 0.3, 0.4, 0.5]),
            (0.0, 0.0, vec![0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        ] {
            let axis = Axis::new((low, high), 5).unwrap();
            let marks = axis.marks();
            assert_eq!(marks.len(), expected.len(), "{marks:?}");
            // Marks are products of decimal steps; 1e-9 is far below what a pixel shows.
            assert!(
                marks
                    .iter()
                    .zip(&expected)
                    .all(|(a, b)| (a - b).abs() < 1e-9)
            );
            assert!(
                axis.position(low, (0.0, 1.0)) >= 0.0 && axis.position(high, (0.0, 1.0)) <= 1.0
            );
        }
    }

    #[test]
    fn positions_run_from_low_to_high() {
        let axis = Axis::new((0.0, 10.0), 5).unwrap();
        assert!((axis.position(5.0, (300.0, 0.0)) - 150.0).abs() < 1e-9);
        assert!((axis.position(0.0, (300.0, 0.0)) - 300.0).abs() < 1e-9);
    }

    #[test]
    fn ranges_that_cannot_be_drawn_have_no_axis() {
        assert!(Axis::new((f64::MIN, f64::MAX), 5).is_none());
        assert!(Axis::new((0.0, 5e-324), 5).is_none());
    }

    #[test]
    fn flat_lines_leave_zero_out() {
        assert_eq!(line_range([200.0, 210.0]), Some((200.0, 210.0)));
        assert_eq!(line_range([20.0, 210.0]), Some((0.0, 210.0)));
        assert_eq!(line_range([200.0]), Some((0.0, 200.0)));
        assert_eq!(bar_range([200.0, 210.0]), Some((0.0, 210.0)));
    }
}
