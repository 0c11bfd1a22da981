//! Growth against the same months of the year before: as printed, and from the levels.

use super::figures::{Flow, Measure, PublishedFigure, Span};
use super::select::{Selected, Selection};
use stirstick_codes::PeriodRange;

/// A rate between two levels, with the levels.
#[derive(Debug, Clone, PartialEq)]
pub struct ComputedGrowth<'a> {
    /// `100 * (level / base - 1)`, in per cent.
    pub rate_pct: f64,
    /// The lowest rate that the printed precision of level and base allows.
    pub lowest_pct: f64,
    /// The highest rate that the printed precision of level and base allows.
    pub highest_pct: f64,
    /// The level of the period.
    pub level: &'a PublishedFigure,
    /// The level of the same months a year earlier.
    pub base: &'a PublishedFigure,
}

/// Growth of one flow in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Growth<'a> {
    /// The rate that the customs printed, on its own base, which it may have revised.
    pub published: Option<Selected<'a>>,
    /// The rate between the levels of the series; `None` where either is a gap.
    pub computed: Option<ComputedGrowth<'a>>,
}

impl Growth<'_> {
    /// Printed less computed rate, in percentage points.
    #[must_use]
    pub fn difference_points(&self) -> Option<f64> {
        Some(self.published.as_ref()?.figure.value - self.computed.as_ref()?.rate_pct)
    }
}

/// Finds and computes the growth of `flow` in `period`.
///
/// The computed rate is `100 * (level / base - 1)` of the same reporter, partner, flow and
/// valuation, the base being the figure that counts for the same months a year earlier. A base that
/// is missing or not positive is a gap and gives no rate. The bounds move level and base by half a
/// unit in their last printed place, or by a whole one where the source rounded or cut off.
#[must_use]
pub fn growth<'a>(
    selection: &Selection<'a>,
    flow: Flow,
    span: Span,
    period: PeriodRange,
) -> Growth<'a> {
    Growth {
        published: selection.get(Measure::Growth, flow, span, period).cloned(),
        computed: computed(selection, flow, span, period),
    }
}

fn computed<'a>(
    selection: &Selection<'a>,
    flow: Flow,
    span: Span,
    period: PeriodRange,
) -> Option<ComputedGrowth<'a>> {
    let level = selection.level(flow, span, period)?.figure;
    let base = selection.level(flow, span, period.previous_year()?)?.figure;
    let (level_error, base_error) = (printing_error(level), printing_error(base));
    let lowest_base = base.value - base_error;
    (lowest_base > 0.0 && level.valuation == base.valuation).then(|| ComputedGrowth {
        rate_pct: rate_pct(level.value, base.value),
        lowest_pct: rate_pct(level.value - level_error, base.value + base_error),
        highest_pct: rate_pct(level.value + level_error, lowest_base),
        level,
        base,
    })
}

/// `100 * (level / base - 1)`, in per cent; `base` is positive.
pub(super) fn rate_pct(level: f64, base: f64) -> f64 {
    100.0 * (level / base - 1.0)
}

/// How far the true value may be from the printed one.
fn printing_error(figure: &PublishedFigure) -> f64 {
    figure.last_place() * if figure.is_rounded() { 1.0 } else { 0.5 }
}
