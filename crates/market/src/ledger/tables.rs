//! Tables and charts of published figures.

use super::figures::{Flow, Measure, PublishedFigure, Span};
use super::growth::{Bounds, Growth, growth};
use super::headline::{flow_words, more_than};
use super::reason::Reason;
use super::select::{Selected, Selection};
use super::words::{column, list, months_words, number, once, percent_column, period_text, text};
use crate::answer::{Cell, Chart, ChartKind, Column, Series, Table, Unit};
use stirstick_codes::{Frequency, Period, PeriodRange};

/// The table of years, years to date or months, the latest first: levels, growth of the total with its base, source.
pub(super) fn period_table(selection: &Selection<'_>, span: Span, receipt: &str) -> Table {
    let (id, title) = match span {
        Span::Year => ("by_year", "Trade by year"),
        Span::YearToDate => ("year_to_date", "Trade from January to a month of the year"),
        Span::Month => ("months", "Trade by month"),
    };
    let periods: Vec<_> = match span {
        Span::Year => all_years(selection).collect(),
        Span::YearToDate | Span::Month => selection.periods(span),
    };
    let note = format!(
        "Exports and imports are the reporter's. Growth is that of the total, against the base. A gap is \
         a figure that is not known, not zero.{}{}",
        floor_words(selection, span, &periods),
        bound_words(selection, span, &periods)
    );
    Table {
        id: id.to_owned(),
        title: format!(
            "{title}: {} and {}",
            selection.reporter.name(),
            selection.partner.name()
        ),
        columns: period_columns(selection),
        rows: periods
            .into_iter()
            .rev()
            .map(|period| period_row(selection, span, period))
            .collect(),
        receipt: Some(receipt.to_owned()),
        note: Some(note),
    }
}

/// Every year from the first to the last with a figure, so that a missing year is seen as a gap.
pub(super) fn all_years(selection: &Selection<'_>) -> impl Iterator<Item = PeriodRange> {
    let years = selection.periods(Span::Year);
    let range = years
        .first()
        .zip(years.last())
        .and_then(|(first, last)| PeriodRange::between(first.first(), last.last()));
    let years: Vec<_> = range
        .map(|range| range.periods(Frequency::Annual).collect())
        .unwrap_or_default();
    years.into_iter().map(PeriodRange::from)
}

fn period_columns(selection: &Selection<'_>) -> Vec<Column> {
    let money = || selection.level_unit().cloned().unwrap_or(Unit::None);
    vec![
        column("period", "Period", Unit::Period),
        column("total", "Total", money()),
        column("exports", "Exports", money()),
        column("imports", "Imports", money()),
        percent_column("growth_published", "Growth as printed"),
        percent_column("growth_computed", "Growth computed"),
        column("growth_base", "Base", money()),
        column("published", "Published", Unit::None),
        column("customs", "Customs", Unit::None),
        column("note", "Note", Unit::None),
        column("source", "Source", Unit::None),
    ]
}

fn period_row(selection: &Selection<'_>, span: Span, period: PeriodRange) -> Vec<Cell> {
    let levels = Flow::ALL.map(|flow| selection.level(flow, span, period));
    let growth = growth(selection, Flow::Total, span, period);
    let value =
        |selected: Option<&Selected<'_>>| number(selected.map(|selected| selected.figure.value));
    let [total, exports, imports] = levels;
    let known: Vec<&PublishedFigure> = levels
        .into_iter()
        .flatten()
        .chain(&growth.published)
        .map(|selected| selected.figure)
        .collect();
    let joined =
        |words: Vec<&str>| text(once(words.into_iter().filter(|word| !word.is_empty())).join(" "));
    let published = once(
        known
            .iter()
            .map(|figure| match figure.published.to_string() {
                unknown if unknown.is_empty() => "unknown".to_owned(),
                date => date,
            }),
    );
    vec![
        text(period_text(period)),
        value(total),
        value(exports),
        value(imports),
        value(growth.published.as_ref()),
        number(growth.computed.as_ref().map(|growth| growth.rate_pct)),
        number(growth.computed.as_ref().map(|growth| growth.base.value)),
        text(list(published)),
        text(list(once(
            known.iter().map(|figure| figure.customs.as_str()),
        ))),
        text(marks(&known, &growth)),
        joined(
            known
                .iter()
                .map(|figure| figure.source_url.as_str())
                .collect(),
        ),
    ]
}

/// What the figures of a row are marked with: `total: rounded …; growth: the base was revised …`.
///
/// The base stands in the row of another period, but its printing decides what the computed rate of
/// this row is worth, so its mark is told here too.
fn marks(figures: &[&PublishedFigure], growth: &Growth<'_>) -> String {
    let own = figures.iter().filter_map(|figure| {
        let words = growth.mark_words(figure)?;
        Some(format!("{}: {words}", figure_words(figure)))
    });
    let computed = growth.computed.as_ref();
    let hedged = computed.filter(|growth| growth.base.is_hedged());
    let base = hedged
        .and_then(|growth| growth.base.reason)
        .map(Reason::words);
    let base = base.map(|words| format!("base: {words}"));
    let rate = computed.and_then(|growth| match growth.bounds() {
        Bounds::Exact | Bounds::Between => None,
        Bounds::AtLeast => Some("growth computed: at least this".to_owned()),
        Bounds::AtMost => Some("growth computed: at most this".to_owned()),
        Bounds::Nothing => Some("growth computed: not bounded".to_owned()),
    });
    once(own.chain(base).chain(rate)).join("; ")
}

fn figure_words(figure: &PublishedFigure) -> String {
    match (figure.measure, figure.flow) {
        (Measure::Level, flow) => flow.as_str().to_owned(),
        (Measure::Growth, Flow::Total) => "growth".to_owned(),
        (Measure::Growth, flow) => format!("growth of {}", flow.as_str()),
    }
}

/// The tables that concern the sources of a ledger more than its figures.
pub const TABLES_OF_SOURCES: [&str; 2] = [OTHER_VINTAGES, LEFT_OUT];
const OTHER_VINTAGES: &str = "other_vintages";
const LEFT_OUT: &str = "left_out";

/// Figures that were known but do not belong in the series, with the reason.
pub(super) fn left_out_table(selection: &Selection<'_>, receipt: &str) -> Table {
    let rows = selection.left_out.iter().rev().map(|figure| {
        vec![
            text(period_text(figure.period)),
            text(figure_words(figure)),
            text(printed_with_unit(figure)),
            text(
                figure
                    .reason
                    .map(|reason| reason.words())
                    .unwrap_or_default(),
            ),
            text(figure.reporter.name()),
            text(figure.published.to_string()),
            text(figure.note.as_str()),
            text(figure.customs.as_str()),
            text(figure.source_url.as_str()),
        ]
    });
    Table {
        id: LEFT_OUT.to_owned(),
        title: "Printed figures that are not in the series, and why".to_owned(),
        columns: vec![
            column("period", "Period", Unit::Period),
            column("figure", "Figure", Unit::None),
            column("printed", "As printed", Unit::None),
            column("reason", "Reason", Unit::None),
            column("reporter", "Reporter", Unit::None),
            column("published", "Published", Unit::None),
            column("note", "Note", Unit::None),
            column("customs", "Counted by", Unit::None),
            column("source", "Source", Unit::None),
        ],
        rows: rows.collect(),
        receipt: Some(receipt.to_owned()),
        note: None,
    }
}

/// Other vintages of the figures in the series whose printed value differs.
pub(super) fn vintage_table(selection: &Selection<'_>, receipt: &str) -> Table {
    let selected: Vec<_> = selection.iter().collect();
    let rows = selected.into_iter().rev().flat_map(|selected| {
        let used = selected.figure;
        let others = selected
            .others
            .iter()
            .filter(|other| other.printed != used.printed);
        others.map(|other| {
            vec![
                text(period_text(used.period)),
                text(figure_words(used)),
                text(printed_with_unit(used)),
                text(printed_with_unit(other)),
                text(other.published.to_string()),
                text(other.source_url.as_str()),
            ]
        })
    });
    Table {
        id: OTHER_VINTAGES.to_owned(),
        title: "Other printings of the figures in the series".to_owned(),
        columns: vec![
            column("period", "Period", Unit::Period),
            column("figure", "Figure", Unit::None),
            column("used", "Used", Unit::None),
            column("other", "Also printed", Unit::None),
            column("published", "Published", Unit::None),
            column("source", "Source", Unit::None),
        ],
        rows: rows.collect(),
        receipt: Some(receipt.to_owned()),
        note: Some("Equal printings of other pages are not listed.".to_owned()),
    }
}

fn printed_with_unit(figure: &PublishedFigure) -> String {
    format!("{}{}", more_than(figure), number_with_unit(figure))
}

fn number_with_unit(figure: &PublishedFigure) -> String {
    match &figure.unit {
        Unit::Money {
            currency,
            scale_power10,
        } => match scale_power10 {
            9 => format!("{currency} {} bn", figure.printed),
            6 => format!("{currency} {} mn", figure.printed),
            3 => format!("{currency} {} thousand", figure.printed),
            _ => format!("{currency} {}", figure.printed),
        },
        _ => format!("{}%", figure.printed),
    }
}

/// Lines of the total, exports and imports by year; a missing year breaks the line.
pub(super) fn year_chart(selection: &Selection<'_>, receipt: &str) -> Option<Chart> {
    let years: Vec<_> = all_years(selection).collect();
    let series = Flow::ALL.map(|flow| Series {
        name: flow_words(selection, flow),
        values: values(selection, flow, Span::Year, &years),
    });
    Some(Chart {
        bands: Vec::new(),
        marks: Vec::new(),
        id: "by_year".to_owned(),
        title: format!("{} by year", flow_words(selection, Flow::Total)),
        kind: ChartKind::Line,
        unit: selection.level_unit()?.clone(),
        categories: years.iter().map(ToString::to_string).collect(),
        series: series.into(),
        receipt: Some(receipt.to_owned()),
        note: Some(format!(
            "{}A missing year breaks the line; it is unknown, not zero.{}",
            total_words(selection),
            floor_words(selection, Span::Year, &years)
        )),
    })
}

/// Bars of the total over the same months of every year.
pub(super) fn year_to_date_chart(
    selection: &Selection<'_>,
    latest: PeriodRange,
    receipt: &str,
) -> Option<Chart> {
    let known = |period: &PeriodRange| {
        selection
            .level(Flow::Total, Span::YearToDate, *period)
            .is_some()
    };
    let month = latest.last().month()?;
    let same_months = |year: Period| PeriodRange::year_to_date(year.year(), month);
    let years = PeriodRange::between(Period::of_year(1900)?, latest.last())?;
    let last = Period::of_year(latest.last().year())?;
    let mut periods: Vec<_> = years
        .periods(Frequency::Annual)
        .chain([last])
        .filter_map(same_months)
        .collect();
    periods.dedup();
    let first = periods.iter().position(known)?;
    let periods = periods.split_off(first);
    Some(Chart {
        bands: Vec::new(),
        marks: Vec::new(),
        id: "year_to_date".to_owned(),
        title: format!(
            "{}, {} of each year",
            flow_words(selection, Flow::Total),
            months_words(latest)
        ),
        kind: ChartKind::Bar,
        unit: selection.level_unit()?.clone(),
        categories: periods
            .iter()
            .map(|period| period.first().year().to_string())
            .collect(),
        series: vec![Series {
            name: flow_words(selection, Flow::Total),
            values: values(selection, Flow::Total, Span::YearToDate, &periods),
        }],
        receipt: Some(receipt.to_owned()),
        note: Some(format!(
            "{}Years without a bar are unknown, not zero.{}",
            total_words(selection),
            floor_words(selection, Span::YearToDate, &periods)
        )),
    })
}

/// `Total: exports FOB plus imports CIF. `, from the figures themselves.
fn total_words(selection: &Selection<'_>) -> String {
    let mut figures = selection.iter().map(|selected| selected.figure);
    let total = figures.find(|figure| figure.flow == Flow::Total);
    total
        .map(|total| format!("Total: {}. ", total.valuation.words()))
        .unwrap_or_default()
}

/// Names the totals that are floors, since a number or a mark on a chart looks like a level.
fn floor_words(selection: &Selection<'_>, span: Span, periods: &[PeriodRange]) -> String {
    let is_floor = |period: &&PeriodRange| {
        let total = selection.level(Flow::Total, span, **period);
        total.is_some_and(|selected| selected.figure.is_floor())
    };
    let floors = periods.iter().filter(is_floor).copied().map(period_text);
    match list(floors) {
        none if none.is_empty() => none,
        floors => {
            format!(" For {floors} the source says \u{201c}more than\u{201d} the total shown.")
        }
    }
}

/// Names the computed rates of a table that are bounds, since the number alone looks like a rate.
fn bound_words(selection: &Selection<'_>, span: Span, periods: &[PeriodRange]) -> String {
    let of = |wanted: Bounds| {
        let is_wanted = |period: &&PeriodRange| {
            let computed = growth(selection, Flow::Total, span, **period).computed;
            computed.is_some_and(|growth| growth.bounds() == wanted)
        };
        list(periods.iter().filter(is_wanted).copied().map(period_text))
    };
    let words = [
        (of(Bounds::AtLeast), "at least"),
        (of(Bounds::AtMost), "at most"),
    ];
    let told = words.into_iter().filter(|(periods, _)| !periods.is_empty());
    told.map(|(periods, bound)| {
        format!(" Growth computed of {periods} is {bound} what is shown, since a level is a floor.")
    })
    .collect()
}

fn values(
    selection: &Selection<'_>,
    flow: Flow,
    span: Span,
    periods: &[PeriodRange],
) -> Vec<Option<f64>> {
    periods
        .iter()
        .map(|period| {
            selection
                .level(flow, span, *period)
                .map(|selected| selected.figure.value)
        })
        .collect()
}
