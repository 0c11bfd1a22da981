//! The figures and sentences of one period: levels, growth as printed and computed, with its base.

use super::figures::{Flow, Measure, PublishedFigure, Span};
use super::growth::{ComputedGrowth, Growth, growth};
use super::select::{Selected, Selection};
use super::words::{Sentence, figure, list, note, once, period_text, period_words};
use crate::answer::{Figure, Statement, Unit};
use stirstick_codes::PeriodRange;

/// Figures and sentences about one period.
#[derive(Debug)]
pub(super) struct Headline {
    pub(super) figures: Vec<Figure>,
    pub(super) statements: Vec<Statement>,
}

/// Makes the figures of one year or year to date: `total_2023`, `growth_published_2023`,
/// `growth_computed_2023`, `growth_base_2023`, and for a year to date `ytd_total_2024-04`.
pub(super) fn headline(
    selection: &Selection<'_>,
    span: Span,
    period: PeriodRange,
    receipt: &str,
) -> Headline {
    let mut figures = Vec::new();
    for flow in Flow::ALL {
        figures.push(level_figure(selection, flow, span, period));
        let growth = growth(selection, flow, span, period);
        if flow == Flow::Total || growth.published.is_some() || growth.computed.is_some() {
            figures.extend(growth_figures(&growth, selection, flow, span, period));
        }
    }
    for figure in &mut figures {
        figure.receipt = Some(receipt.to_owned());
        figure
            .basis
            .get_or_insert_with(|| format!("customs of {}", selection.reporter.name()));
    }
    let statements = [
        level_sentence(selection, span, period),
        growth_sentence(selection, span, period),
    ];
    Headline {
        figures,
        statements: statements.into_iter().flatten().collect(),
    }
}

/// The identifier of a figure: `total_2023`, `ytd_growth_published_exports_2024-04`.
fn figure_id(what: &str, flow: Flow, period: PeriodRange, span: Span) -> String {
    let flow = match (what, flow) {
        ("", flow) => flow.as_str().to_owned(),
        (what, Flow::Total) => what.to_owned(),
        (what, flow) => format!("{what}_{}", flow.as_str()),
    };
    match span {
        Span::YearToDate => format!("ytd_{flow}_{}", period.last()),
        Span::Year | Span::Month => format!("{flow}_{period}"),
    }
}

/// A flow in words, from the reporter's side.
pub(super) fn flow_words(selection: &Selection<'_>, flow: Flow) -> String {
    let (reporter, partner) = (selection.reporter.name(), selection.partner.name());
    match flow {
        Flow::Total => format!("Trade between {reporter} and {partner}"),
        Flow::Exports => format!("Exports of {reporter} to {partner}"),
        Flow::Imports => format!("Imports of {reporter} from {partner}"),
    }
}

/// Whose customs and which valuation.
pub(super) fn basis(figure: &PublishedFigure) -> String {
    format!("{}; {}", figure.customs, figure.valuation.words())
}

/// Publication, mark, source and the other vintages of a selected figure.
pub(super) fn provenance(selected: &Selected<'_>) -> Option<String> {
    let figure = selected.figure;
    let mark = figure.reason.map(|reason| reason.words().to_owned());
    let others = once(
        selected
            .others
            .iter()
            .filter(|other| other.printed != figure.printed)
            .map(|other| format!("{} ({})", other.printed, published_words(other))),
    );
    let others = match others.is_empty() {
        true => String::new(),
        false => format!("also printed: {}", list(others)),
    };
    note(&[
        published_words(figure),
        mark.unwrap_or_default(),
        others,
        figure.source_url.clone(),
    ])
}

pub(super) fn published_words(figure: &PublishedFigure) -> String {
    match figure.published.to_string() {
        unknown if unknown.is_empty() => "publication date unknown".to_owned(),
        date => format!("published {date}"),
    }
}

fn level_figure(selection: &Selection<'_>, flow: Flow, span: Span, period: PeriodRange) -> Figure {
    let selected = selection.level(flow, span, period);
    let unit = selection.level_unit().cloned().unwrap_or(Unit::None);
    let label = format!("{}, {}", flow_words(selection, flow), period_words(period));
    let value = selected.map(|selected| selected.figure.value);
    Figure {
        decimals: selected.map(|selected| selected.figure.decimals),
        period: Some(period_text(period)),
        basis: selected.map(|selected| basis(selected.figure)),
        note: selected.map_or_else(
            || Some("no level was known by the date of the question".to_owned()),
            provenance,
        ),
        ..figure(figure_id("", flow, period, span), label, value, unit)
    }
}

/// Printed and computed growth, and where there is a computed one its base, its difference to the
/// printed one, and its bounds if a level is rounded.
fn growth_figures(
    growth: &Growth<'_>,
    selection: &Selection<'_>,
    flow: Flow,
    span: Span,
    period: PeriodRange,
) -> Vec<Figure> {
    let id = |what: &str| figure_id(what, flow, period, span);
    let about = format!("{}, {}", flow_words(selection, flow), period_words(period));
    let mut figures = vec![
        printed_figure(growth.published.as_ref(), id("growth_published"), &about),
        computed_figure(growth.computed.as_ref(), id("growth_computed"), &about),
    ];
    if let Some(points) = growth.difference_points() {
        figures.push(Figure {
            decimals: Some(1),
            note: Some("a revised base, rounding, or both".to_owned()),
            ..figure(
                id("growth_difference"),
                format!("Printed less computed growth: {about}"),
                Some(points),
                Unit::PercentagePoints,
            )
        });
    }
    let Some(computed) = &growth.computed else {
        return with_period(figures, period);
    };
    if computed.level.is_rounded() || computed.base.is_rounded() {
        let (lowest, highest) = (computed.lowest_pct, computed.highest_pct);
        figures.push(bound_figure(lowest, id("growth_lowest"), "Lowest", &about));
        figures.push(bound_figure(
            highest,
            id("growth_highest"),
            "Highest",
            &about,
        ));
    }
    let base = base_figure(computed.base, selection, span, &id("growth_base"), &about);
    let mut figures = with_period(figures, period);
    figures.extend(base);
    figures
}

fn printed_figure(published: Option<&Selected<'_>>, id: String, about: &str) -> Figure {
    let value = published.map(|selected| selected.figure.value);
    let unknown = || Some("no printed rate was known".to_owned());
    Figure {
        decimals: published.map(|selected| selected.figure.decimals),
        basis: published.map(|selected| basis(selected.figure)),
        note: published.map_or_else(unknown, provenance),
        ..figure(
            id,
            format!("Growth as printed: {about}"),
            value,
            Unit::Percent,
        )
    }
}

fn computed_figure(computed: Option<&ComputedGrowth<'_>>, id: String, about: &str) -> Figure {
    let gap = "a level of the period or of the same months a year before is a gap";
    let note = computed.map_or(gap.to_owned(), |growth| {
        let (level, base) = (growth.level, growth.base);
        let when = period_words(base.period);
        format!("{} on a base of {}, {when}", level.printed, base.printed)
    });
    let label = format!("Growth computed from the levels: {about}");
    Figure {
        decimals: Some(1),
        basis: computed.map(|growth| basis(growth.level)),
        note: Some(note),
        ..figure(
            id,
            label,
            computed.map(|growth| growth.rate_pct),
            Unit::Percent,
        )
    }
}

fn bound_figure(rate_pct: f64, id: String, which: &str, about: &str) -> Figure {
    let why = "the source rounded or cut off a level by up to one unit of its last place";
    let label = format!("{which} growth that the rounded levels allow: {about}");
    Figure {
        decimals: Some(1),
        note: Some(why.to_owned()),
        ..figure(id, label, Some(rate_pct), Unit::Percent)
    }
}

fn with_period(mut figures: Vec<Figure>, period: PeriodRange) -> Vec<Figure> {
    for figure in &mut figures {
        figure.period = Some(period_text(period));
    }
    figures
}

fn base_figure(
    base: &PublishedFigure,
    selection: &Selection<'_>,
    span: Span,
    id: &str,
    about: &str,
) -> Option<Figure> {
    let selected = selection.get(Measure::Level, base.flow, span, base.period)?;
    Some(Figure {
        decimals: Some(base.decimals),
        period: Some(period_text(base.period)),
        basis: Some(basis(base)),
        note: provenance(selected),
        ..figure(
            id.to_owned(),
            format!("Base of the computed growth: {about}"),
            Some(base.value),
            base.unit.clone(),
        )
    })
}

fn level_sentence(selection: &Selection<'_>, span: Span, period: PeriodRange) -> Option<Statement> {
    let total = selection.level(Flow::Total, span, period)?.figure;
    let id = |flow| figure_id("", flow, period, span);
    let rounded = if total.is_rounded() {
        " (rounded by the source)"
    } else {
        ""
    };
    let mut sentence = Sentence::default()
        .say(&format!(
            "In {}, trade between {} and {} came to ",
            period_words(period),
            selection.reporter.name(),
            selection.partner.name(),
        ))
        .figure(&id(Flow::Total))
        .say(&format!("{rounded} by the count of the {}", total.customs));
    let parts = [Flow::Exports, Flow::Imports].map(|flow| selection.level(flow, span, period));
    if let [Some(exports), Some(imports)] = parts {
        sentence = sentence
            .say(": exports of ")
            .figure(&id(Flow::Exports))
            .say(&format!(
                " ({}) and imports of ",
                exports.figure.valuation.words()
            ))
            .figure(&id(Flow::Imports))
            .say(&format!(" ({})", imports.figure.valuation.words()));
    }
    Some(sentence.say(".").end())
}

fn growth_sentence(
    selection: &Selection<'_>,
    span: Span,
    period: PeriodRange,
) -> Option<Statement> {
    let growth = growth(selection, Flow::Total, span, period);
    let id = |what: &str| figure_id(what, Flow::Total, period, span);
    let mut sentence = Sentence::default().say("Against the same months a year before, ");
    if span == Span::Year {
        sentence = Sentence::default().say("Against the year before, ");
    }
    sentence = match growth.published {
        Some(_) => sentence
            .say("the customs printed growth of ")
            .figure(&id("growth_published")),
        None => sentence.say("no printed rate of growth was known"),
    };
    let Some(computed) = growth.computed else {
        growth.published?;
        return Some(
            sentence
                .say("; it cannot be computed here, because a level is a gap.")
                .end(),
        );
    };
    sentence = sentence
        .say("; the levels give ")
        .figure(&id("growth_computed"))
        .say(" on a base of ")
        .figure(&id("growth_base"));
    if computed.level.is_rounded() || computed.base.is_rounded() {
        sentence = sentence
            .say(", and as they are rounded, anything from ")
            .figure(&id("growth_lowest"))
            .say(" to ")
            .figure(&id("growth_highest"));
    }
    Some(sentence.say(".").end())
}
