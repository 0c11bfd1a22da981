//! The ledger of a pair from the figures that a customs service published.

use super::error::LedgerError;
use super::figures::{Flow, PublishedFigure, Span};
use super::headline::headline;
use super::select::Selection;
use super::tables::{
    all_years, left_out_table, period_table, vintage_table, year_chart, year_to_date_chart,
};
use super::target_words::{target_figures, target_sentence, target_table, told};
use super::targets::{Target, TargetOutcome, judge};
use super::words::{list, once, period_text};
use crate::answer::{Caveat, Section};
use jiff::civil::Date;
use stirstick_codes::{Country, PeriodRange};

/// Identifiers of the receipts behind a section of published figures.
#[derive(Debug, Clone, Copy)]
pub struct Receipts<'a> {
    /// Receipt of the figures.
    pub figures: &'a str,
    /// Receipt of the targets.
    pub targets: &'a str,
}

/// Makes the ledger of `market` and `supplier` from published figures, as they were known on `as_of`.
///
/// There is one section for each customs service of the two that has figures in the series, the one
/// with more of them first, under the identifier `ledger`; the other, if any, is `ledger_` and its
/// country. No figure published after `as_of` is used. Without figures the list is empty: ask the
/// flows then.
///
/// Section `ledger` holds the figures `total_2023`, `exports_2023`, `imports_2023`,
/// `growth_published_2023`, `growth_computed_2023` and `growth_base_2023` of the latest full year, the
/// same with `ytd_` and the last month for the latest year to date (`ytd_total_2024-04`), and the
/// targets (`target_200_2024`, `target_200_2024_passed`, of a range also `target_60-80_2010_upper`); the tables `by_year`, `year_to_date`,
/// `months`, `targets`, `other_vintages` and `left_out`; and the charts `by_year` and `year_to_date`.
///
/// # Errors
/// [`LedgerError::MixedSeries`] when the figures of one customs service do not make one series.
pub fn published(
    figures: &[PublishedFigure],
    targets: &[Target],
    as_of: Date,
    market: Country,
    supplier: Country,
    receipts: Receipts<'_>,
) -> Result<Vec<Section>, LedgerError> {
    let mut selections = vec![
        Selection::as_of(figures, supplier, market, as_of)?,
        Selection::as_of(figures, market, supplier, as_of)?,
    ];
    selections.retain(|selection| selection.level_unit().is_some());
    selections.sort_by_key(|selection| std::cmp::Reverse(selection.iter().count()));
    let mut sections = Vec::new();
    for selection in &selections {
        let outcomes = judge(selection, targets)?;
        let mut section = section(selection, &outcomes, receipts);
        if !sections.is_empty() {
            section.id = format!("ledger_{}", selection.reporter);
        }
        sections.push(section);
    }
    Ok(sections)
}

fn section(
    selection: &Selection<'_>,
    outcomes: &[TargetOutcome<'_>],
    receipts: Receipts<'_>,
) -> Section {
    let year = latest(selection, Span::Year);
    let year_to_date = latest(selection, Span::YearToDate)
        .filter(|period| year.is_none_or(|year| year.last() < period.last()));
    let mut section = Section {
        id: "ledger".to_owned(),
        title: format!(
            "The ledger: trade between {} and {}",
            selection.reporter.name(),
            selection.partner.name()
        ),
        ..Section::default()
    };
    for (span, period) in [(Span::Year, year), (Span::YearToDate, year_to_date)] {
        if let Some(period) = period {
            let headline = headline(selection, span, period, receipts.figures);
            section.figures.extend(headline.figures);
            section.statements.extend(headline.statements);
        }
    }
    for outcome in outcomes {
        section
            .figures
            .extend(target_figures(outcome, receipts.targets, receipts.figures));
    }
    let told = told(outcomes, year.and_then(PeriodRange::single));
    section
        .statements
        .extend(told.into_iter().map(target_sentence));
    for span in [Span::Year, Span::YearToDate, Span::Month] {
        section
            .tables
            .push(period_table(selection, span, receipts.figures));
    }
    section
        .tables
        .push(target_table(outcomes, receipts.targets));
    section
        .tables
        .push(vintage_table(selection, receipts.figures));
    section
        .tables
        .push(left_out_table(selection, receipts.figures));
    section.tables.retain(|table| !table.rows.is_empty());
    section
        .charts
        .extend(year_chart(selection, receipts.figures));
    let bars = latest(selection, Span::YearToDate);
    section
        .charts
        .extend(bars.and_then(|period| year_to_date_chart(selection, period, receipts.figures)));
    section.charts.retain(|chart| !chart.categories.is_empty());
    section.caveats = caveats(selection, outcomes);
    section
}

/// The latest period of a kind with a known total.
fn latest(selection: &Selection<'_>, span: Span) -> Option<PeriodRange> {
    let mut periods = selection.periods(span);
    periods.retain(|period| selection.level(Flow::Total, span, *period).is_some());
    periods.sort_by_key(|period| period.last());
    periods.pop()
}

fn caveats(selection: &Selection<'_>, outcomes: &[TargetOutcome<'_>]) -> Vec<Caveat> {
    let figures: Vec<_> = selection.iter().map(|selected| selected.figure).collect();
    let customs = list(once(figures.iter().map(|figure| figure.customs.as_str())));
    let total = figures.iter().find(|figure| figure.flow == Flow::Total);
    let valuation = total.map(|figure| figure.valuation.words());
    let mut caveats = vec![
        format!(
            "These are the figures of the {customs}, as the press and other web pages relay them. The total is what that \
             service publishes as two-way trade ({}); the partner's customs counts the same trade \
             otherwise, and the two are not mixed here.",
            valuation.unwrap_or_default()
        ),
        "A printed rate of growth stands on a base that the customs may have revised since; a \
         computed rate stands on the base shown beside it. Both are given where both are known."
            .to_owned(),
        format!(
            "Only what had been published by {} is used. A figure of which the month of \
             publication is known counts from the 15th of that month, one without a date when the \
             whole year after its period has passed; a target of which the month is known from the \
             last day of that month.",
            selection.as_of
        ),
    ];
    caveats.extend(listed_caveats(selection, &figures));
    if !selection.periods(Span::Month).is_empty() {
        let found = "Months and years to date are those found in print; the others are gaps.";
        caveats.push(found.to_owned());
    }
    if !selection.left_out.is_empty() {
        let apart =
            "Printed figures that do not belong in the series are listed apart, with the reason.";
        caveats.push(apart.to_owned());
    }
    if !outcomes.is_empty() {
        caveats.push(format!(
            "Whoever announces a target rarely says whose count is meant. That targets are measured here \
             by the customs of {} is this program's choice; the count of {} may pass them at another time.",
            selection.reporter.name(),
            selection.partner.name()
        ));
    }
    caveats.into_iter().map(|text| Caveat { text }).collect()
}

/// Rounded figures, floors, undated figures and missing years, as far as there are any.
fn listed_caveats(selection: &Selection<'_>, figures: &[&PublishedFigure]) -> Vec<String> {
    let periods_of = |holds: &dyn Fn(&PublishedFigure) -> bool| {
        let held = figures.iter().filter(|figure| holds(figure));
        list(once(held.map(|figure| period_text(figure.period))))
    };
    let rounded = periods_of(&|figure| figure.is_rounded());
    let floors = periods_of(&|figure| figure.is_floor());
    let undated = periods_of(&|figure| figure.published.year().is_none());
    let mut gaps: Vec<_> = all_years(selection).collect();
    gaps.retain(|year| selection.level(Flow::Total, Span::Year, *year).is_none());
    let hedged =
        "Figures that the source rounded, cut off or hedged stand in for more precise ones in";
    let lists = [
        (hedged, rounded),
        (
            "The source says only \u{201c}more than\u{201d} for figures of",
            floors,
        ),
        (
            "The date of publication is not known for figures of",
            undated,
        ),
        ("No total is known for", list(gaps)),
    ];
    let told = lists.into_iter().filter(|(_, list)| !list.is_empty());
    told.map(|(words, list)| format!("{words} {list}."))
        .collect()
}
