//! Growth against the same months of the year before: as printed, and from the levels.

use super::figures::{Flow, Measure, PublishedFigure, Span};
use super::reason::Reason;
use super::select::{Selected, Selection};
use stirstick_codes::PeriodRange;

/// A rate between two levels, with the levels.
#[derive(Debug, Clone, PartialEq)]
pub struct ComputedGrowth<'a> {
    /// `100 * (level / base - 1)`, in per cent.
    pub rate_pct: f64,
    /// The lowest rate that the printing of level and base allows; `None` where the base is a floor.
    pub lowest_pct: Option<f64>,
    /// The highest rate that the printing of level and base allows; `None` where the level is a floor.
    pub highest_pct: Option<f64>,
    /// The level of the period.
    pub level: &'a PublishedFigure,
    /// The level of the same months a year earlier.
    pub base: &'a PublishedFigure,
}

/// What a computed rate is where a level is not known to its last place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bounds {
    /// Level and base are as exact as they are printed.
    Exact,
    /// A level is rounded: the rate is anything between its bounds.
    Between,
    /// The level is a floor: the rate is at least so much.
    AtLeast,
    /// The base is a floor: the rate is at most so much.
    AtMost,
    /// Both are floors: the rate may be anything.
    Nothing,
}

impl ComputedGrowth<'_> {
    /// What the levels tell about the rate.
    pub(super) fn bounds(&self) -> Bounds {
        match (self.level.is_floor(), self.base.is_floor()) {
            (true, true) => Bounds::Nothing,
            (true, false) => Bounds::AtLeast,
            (false, true) => Bounds::AtMost,
            (false, false) if self.level.is_rounded() || self.base.is_rounded() => Bounds::Between,
            (false, false) => Bounds::Exact,
        }
    }
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
    /// Printed less computed rate, in percentage points; `None` also where either is only a bound,
    /// since the distance to a bound is no difference.
    #[must_use]
    pub fn difference_points(&self) -> Option<f64> {
        let printed = self.published.as_ref()?.figure;
        let computed = self.computed.as_ref()?;
        let is_bound =
            printed.is_floor() || !matches!(computed.bounds(), Bounds::Exact | Bounds::Between);
        (!is_bound).then_some(printed.value - computed.rate_pct)
    }

    /// What a figure of the series is marked with, in words.
    ///
    /// Why a printed rate differs from the levels depends on the levels that count as of the date: a
    /// revised base is named only where level and base are exact.
    pub(super) fn mark_words(&self, figure: &PublishedFigure) -> Option<&'static str> {
        let reason = figure.reason?;
        let about_levels = matches!(reason, Reason::BaseRevisedOrRounded | Reason::LevelsRounded);
        let reason = match (&self.computed, about_levels) {
            (Some(computed), true) if computed.bounds() == Bounds::Exact => {
                Reason::BaseRevisedOrRounded
            }
            (Some(_), true) => Reason::LevelsRounded,
            _ => reason,
        };
        Some(reason.words())
    }
}

/// Finds and computes the growth of `flow` in `period`.
///
/// The computed rate is `100 * (level / base - 1)` of the same reporter, partner, flow and
/// valuation, the base being the figure that counts for the same months a year earlier. A base that
/// is missing or not positive is a gap and gives no rate. The bounds move level and base by half a
/// unit in their last printed place, or by a whole one where the source rounded or cut off. A floor has
/// no upper end: as the level it leaves a lowest rate only, as the base a highest one only.
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
    let (lowest_base, highest_base) = printed_range(base);
    let (lowest_level, highest_level) = printed_range(level);
    (lowest_base > 0.0 && level.valuation == base.valuation).then(|| ComputedGrowth {
        rate_pct: rate_pct(level.value, base.value),
        lowest_pct: highest_base.map(|base| rate_pct(lowest_level, base)),
        highest_pct: highest_level.map(|level| rate_pct(level, lowest_base)),
        level,
        base,
    })
}

/// `100 * (level / base - 1)`, in per cent; `base` is positive.
pub(super) fn rate_pct(level: f64, base: f64) -> f64 {
    100.0 * (level / base - 1.0)
}

/// Between what the true value may be; above a floor there is no end.
fn printed_range(figure: &PublishedFigure) -> (f64, Option<f64>) {
    if figure.is_floor() {
        return (figure.value, None);
    }
    let error = figure.last_place() * if figure.is_rounded() { 1.0 } else { 0.5 };
    (figure.value - error, Some(figure.value + error))
}
