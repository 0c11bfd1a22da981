//! Which of several printed figures counts, as of a date.
//!
//! Every figure that had been published by the date is a vintage. Vintages of the same flow,
//! measure and period are taken in the order of publication, and a later one replaces the one
//! before when it is more precise, or equally precise, or so different that it must be a revision.

use super::error::LedgerError;
use super::figures::{Flow, Measure, PublishedFigure, Span};
use super::reason::Reason;
use jiff::civil::Date;
use std::collections::BTreeMap;
use stirstick_codes::{Country, PeriodRange};

/// The figure that counts, with the other vintages that were known.
#[derive(Debug, Clone, PartialEq)]
pub struct Selected<'a> {
    /// The figure that counts.
    pub figure: &'a PublishedFigure,
    /// Other vintages known at the date, in the order of publication.
    pub others: Vec<&'a PublishedFigure>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    span: Span,
    period: PeriodRange,
    flow: Flow,
    measure: Measure,
}

/// What was known about the trade of a reporter with a partner on a date.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection<'a> {
    /// The date.
    pub as_of: Date,
    /// Whose customs.
    pub reporter: Country,
    /// With whom.
    pub partner: Country,
    /// Figures known at the date that do not belong in the series, of either side's customs, by
    /// period, flow, measure and publication.
    pub left_out: Vec<&'a PublishedFigure>,
    chosen: BTreeMap<Key, Selected<'a>>,
}

impl<'a> Selection<'a> {
    /// Selects among `figures` what `reporter` had published about trade with `partner` by `as_of`.
    ///
    /// A figure with a day counts from that day, one with a month from the 15th, one without a date
    /// when the whole year after its period has passed. Among the known vintages of one flow, measure
    /// and period, in the order of publication, a later one replaces an earlier one when it
    /// has more decimals; when it has as many and another value, unless it alone is rounded, hedged or
    /// mislabelled by its source; and when it has fewer but differs by more than one unit in its own
    /// last place and is neither rounded nor a floor. A repeated value stays with the page that had it
    /// first. Vintages of one day come in the order of their decimals and then of their addresses, so
    /// the order of `figures` does not matter. A later date never loses a period.
    ///
    /// # Errors
    /// [`LedgerError::MixedSeries`] when levels in the series have different units, or one flow
    /// different valuations.
    pub fn as_of(
        figures: &'a [PublishedFigure],
        reporter: Country,
        partner: Country,
        as_of: Date,
    ) -> Result<Self, LedgerError> {
        let mut known: Vec<_> = figures
            .iter()
            .filter(|figure| figure.known_from() <= as_of)
            .collect();
        known.sort_by(|a, b| order(a).cmp(&order(b)));
        let (series, left_out): (Vec<_>, Vec<_>) = known
            .into_iter()
            .filter(|figure| is_of_pair(figure, reporter, partner))
            .partition(|figure| figure.in_series && figure.reporter == reporter);
        check_one_series(&series, reporter, partner)?;
        let mut vintages: BTreeMap<Key, Vec<&PublishedFigure>> = BTreeMap::new();
        for figure in series {
            vintages.entry(key(figure)).or_default().push(figure);
        }
        let chosen = vintages
            .into_iter()
            .map(|(key, vintages)| (key, choose(&vintages)))
            .collect();
        let mut left_out: Vec<_> = left_out
            .into_iter()
            .filter(|figure| !figure.in_series)
            .collect();
        left_out.sort_by_key(|figure| key(figure));
        Ok(Selection {
            as_of,
            reporter,
            partner,
            left_out,
            chosen,
        })
    }

    /// The figure that counts, where one is known.
    #[must_use]
    pub fn get(
        &self,
        measure: Measure,
        flow: Flow,
        span: Span,
        period: PeriodRange,
    ) -> Option<&Selected<'a>> {
        self.chosen.get(&Key {
            span,
            period,
            flow,
            measure,
        })
    }

    /// The level that counts, where one is known.
    #[must_use]
    pub fn level(&self, flow: Flow, span: Span, period: PeriodRange) -> Option<&Selected<'a>> {
        self.get(Measure::Level, flow, span, period)
    }

    /// Periods of one kind with any figure, in order and without repetition.
    #[must_use]
    pub fn periods(&self, span: Span) -> Vec<PeriodRange> {
        let mut periods: Vec<_> = self
            .chosen
            .keys()
            .filter(|key| key.span == span)
            .map(|key| key.period)
            .collect();
        periods.dedup();
        periods
    }

    /// All figures that count, by kind of period, period, flow and measure.
    pub fn iter(&self) -> impl Iterator<Item = &Selected<'a>> {
        self.chosen.values()
    }

    /// The unit of the levels, where there are any.
    #[must_use]
    pub fn level_unit(&self) -> Option<&'a crate::answer::Unit> {
        let mut figures = self.chosen.values().map(|selected| selected.figure);
        figures
            .find(|figure| figure.measure == Measure::Level)
            .map(|figure| &figure.unit)
    }
}

fn key(figure: &PublishedFigure) -> Key {
    Key {
        span: figure.span,
        period: figure.period,
        flow: figure.flow,
        measure: figure.measure,
    }
}

fn is_of_pair(figure: &PublishedFigure, reporter: Country, partner: Country) -> bool {
    [(reporter, partner), (partner, reporter)].contains(&(figure.reporter, figure.partner))
}

/// Order of publication; on one day the most precise and the best attributed come last.
fn order(figure: &PublishedFigure) -> (Date, u8, bool, &str, &str) {
    (
        figure.known_from(),
        figure.decimals,
        !is_weaker(figure),
        &figure.source_url,
        &figure.printed,
    )
}

/// True for a figure that gives way to an equally precise one.
fn is_weaker(figure: &PublishedFigure) -> bool {
    figure.is_hedged() || figure.reason == Some(Reason::Mislabelled)
}

fn choose<'a>(vintages: &[&'a PublishedFigure]) -> Selected<'a> {
    let mut vintages = vintages.iter().copied();
    let mut figure = vintages
        .next()
        .expect("a key exists because a figure has it");
    let mut others = Vec::new();
    for later in vintages {
        if replaces(later, figure) {
            others.push(figure);
            figure = later;
        } else {
            others.push(later);
        }
    }
    others.sort_by(|a, b| order(a).cmp(&order(b)));
    Selected { figure, others }
}

fn replaces(later: &PublishedFigure, earlier: &PublishedFigure) -> bool {
    match later.decimals.cmp(&earlier.decimals) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => match (is_weaker(later), is_weaker(earlier)) {
            (true, false) => false,
            (false, true) => true,
            (true, true) | (false, false) => later.printed != earlier.printed,
        },
        std::cmp::Ordering::Less => {
            // 1e-9 of a unit keeps the representation of decimal numbers out of the comparison.
            let apart = (later.value - earlier.value).abs();
            !later.is_hedged() && apart > later.last_place() * (1.0 + 1e-9)
        }
    }
}

fn check_one_series(
    series: &[&PublishedFigure],
    reporter: Country,
    partner: Country,
) -> Result<(), LedgerError> {
    let mixed = |what, first, second| LedgerError::MixedSeries {
        reporter,
        partner,
        what,
        first,
        second,
    };
    let mut levels = series
        .iter()
        .filter(|figure| figure.measure == Measure::Level);
    if let Some(first) = levels.next()
        && let Some(other) = levels.find(|figure| figure.unit != first.unit)
    {
        let words = |figure: &PublishedFigure| format!("{:?}", figure.unit);
        return Err(mixed("unit", words(first), words(other)));
    }
    for flow in Flow::ALL {
        let mut of_flow = series.iter().filter(|figure| figure.flow == flow);
        if let Some(first) = of_flow.next()
            && let Some(other) = of_flow.find(|figure| figure.valuation != first.valuation)
        {
            return Err(mixed(
                "valuation",
                first.valuation.words(),
                other.valuation.words(),
            ));
        }
    }
    Ok(())
}
