//! The figures and sentences of one period: levels, growth as printed and computed, with its base.

use super::figures::{Flow, Measure, PublishedFigure, Span};
use super::growth::{Bounds, ComputedGrowth, Growth, growth};
use super::reason::Reason;
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

/// Publication, mark, source and the other vintages of a selected level.
pub(super) fn provenance(selected: &Selected<'_>) -> Option<String> {
    let mark = selected.figure.reason.map(Reason::words);
    provenance_with(selected, mark)
}

/// The same with other words for the mark.
fn provenance_with(selected: &Selected<'_>, mark: Option<&str>) -> Option<String> {
    let figure = selected.figure;
    let others = once(
        selected
            .others
            .iter()
            .filter(|other| other.printed != figure.printed)
            .map(|other| {
                let printed = format!("{}{}", more_than(other), other.printed);
                format!("{printed} ({})", published_words(other))
            }),
    );
    let others = match others.is_empty() {
        true => String::new(),
        false => format!("also printed: {}", list(others)),
    };
    note(&[
        published_words(figure),
        mark.unwrap_or_default().to_owned(),
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
    let floor = selected.is_some_and(|selected| selected.figure.is_floor());
    let about = format!("{}, {}", flow_words(selection, flow), period_words(period));
    let label = format!("{about}{}", floor_label(floor));
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

/// What a label adds for a floor, which a number alone would show as a level.
fn floor_label(is_floor: bool) -> &'static str {
    if is_floor { ", more than" } else { "" }
}

/// `more than ` before the number of a floor.
pub(super) fn more_than(figure: &PublishedFigure) -> &'static str {
    if figure.is_floor() { "more than " } else { "" }
}

/// Printed and computed growth, and where there is a computed one its base, its difference to the
/// printed one, and its bounds if a level is rounded or a floor.
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
        printed_figure(growth, id("growth_published"), &about),
        computed_figure(growth.computed.as_ref(), id("growth_computed"), &about),
    ];
    if let Some(points) = growth.difference_points() {
        figures.push(Figure {
            decimals: Some(1),
            note: Some(difference_words(growth).to_owned()),
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
    figures.extend(bound_figures(computed, &id, &about));
    let base = base_figure(computed.base, selection, span, &id("growth_base"), &about);
    let mut figures = with_period(figures, period);
    figures.extend(base);
    figures
}

/// Why the printed and the computed rate differ, as far as that is known.
fn difference_words(growth: &Growth<'_>) -> &'static str {
    let bounds = growth.computed.as_ref().map(ComputedGrowth::bounds);
    match bounds {
        Some(Bounds::Exact) => "a revised base, rounding, or both",
        _ => "a level is rounded, which alone may be the difference",
    }
}

fn printed_figure(growth: &Growth<'_>, id: String, about: &str) -> Figure {
    let published = growth.published.as_ref();
    let value = published.map(|selected| selected.figure.value);
    let unknown = || Some("no printed rate was known".to_owned());
    let floor = floor_label(published.is_some_and(|selected| selected.figure.is_floor()));
    let label = format!("Growth as printed: {about}{floor}");
    Figure {
        decimals: published.map(|selected| selected.figure.decimals),
        basis: published.map(|selected| basis(selected.figure)),
        note: published.map_or_else(unknown, |selected| {
            provenance_with(selected, growth.mark_words(selected.figure))
        }),
        ..figure(id, label, value, Unit::Percent)
    }
}

fn computed_figure(computed: Option<&ComputedGrowth<'_>>, id: String, about: &str) -> Figure {
    let gap = "a level of the period or of the same months a year before is a gap";
    let note = computed.map_or(gap.to_owned(), |growth| {
        let (level, base) = (growth.level, growth.base);
        let when = period_words(base.period);
        format!(
            "{}{} on a base of {}{}, {when}{}",
            more_than(level),
            level.printed,
            more_than(base),
            base.printed,
            bounds_note(growth.bounds())
        )
    });
    let label = format!(
        "Growth computed from the levels: {about}{}",
        computed.map_or("", |growth| bounds_label(growth.bounds()))
    );
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

/// What a label adds where the computed rate is a bound, which a number alone would show as a rate.
fn bounds_label(bounds: Bounds) -> &'static str {
    match bounds {
        Bounds::Exact | Bounds::Between => "",
        Bounds::AtLeast => ", at least",
        Bounds::AtMost => ", at most",
        Bounds::Nothing => ", not bounded",
    }
}

fn bounds_note(bounds: Bounds) -> &'static str {
    match bounds {
        Bounds::Exact | Bounds::Between => "",
        Bounds::AtLeast => "; a lower bound, since the level is a floor",
        Bounds::AtMost => "; an upper bound, since the base is a floor",
        Bounds::Nothing => "; no bound, since level and base are floors",
    }
}

/// The lowest and the highest rate where a level is rounded; one of them where a level is a floor.
fn bound_figures(
    computed: &ComputedGrowth<'_>,
    id: &dyn Fn(&str) -> String,
    about: &str,
) -> Vec<Figure> {
    let why = match computed.bounds() {
        Bounds::Exact => return Vec::new(),
        Bounds::Between => {
            "the source rounded or cut off a level by up to one unit of its last place"
        }
        _ => "the source says more than a level, so that there is no other end",
    };
    let ends = [
        (computed.lowest_pct, "growth_lowest", "Lowest"),
        (computed.highest_pct, "growth_highest", "Highest"),
    ];
    let figures = ends.into_iter().filter_map(|(rate_pct, name, which)| {
        let label = format!("{which} growth that the levels allow: {about}");
        rate_pct?;
        Some(Figure {
            decimals: Some(1),
            note: Some(why.to_owned()),
            ..figure(id(name), label, rate_pct, Unit::Percent)
        })
    });
    figures.collect()
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
    let part_words = |part: &PublishedFigure| match part.is_rounded() {
        true => format!(" ({}, rounded by the source)", part.valuation.words()),
        false => format!(" ({})", part.valuation.words()),
    };
    let mut sentence = Sentence::default()
        .say(&format!(
            "In {}, trade between {} and {} came to {}",
            period_words(period),
            selection.reporter.name(),
            selection.partner.name(),
            more_than(total),
        ))
        .figure(&id(Flow::Total))
        .say(&format!("{rounded} by the count of the {}", total.customs));
    let parts = [Flow::Exports, Flow::Imports].map(|flow| selection.level(flow, span, period));
    if let [Some(exports), Some(imports)] = parts {
        sentence = sentence
            .say(&format!(": exports of {}", more_than(exports.figure)))
            .figure(&id(Flow::Exports))
            .say(&part_words(exports.figure))
            .say(&format!(" and imports of {}", more_than(imports.figure)))
            .figure(&id(Flow::Imports))
            .say(&part_words(imports.figure));
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
    sentence = match &growth.published {
        Some(printed) => sentence
            .say("the customs printed growth of ")
            .say(more_than(printed.figure))
            .figure(&id("growth_published")),
        None => sentence.say("no printed rate of growth was known"),
    };
    let Some(computed) = growth.computed else {
        growth.published?;
        let base = period
            .previous_year()
            .map_or_else(|| "the year before".to_owned(), period_words);
        let gap =
            format!("; it cannot be computed here, because the total of {base} is not known.");
        return Some(sentence.say(&gap).end());
    };
    Some(computed_words(sentence, &computed, &id).say(".").end())
}

/// The computed rate with its base: a rate, a range, or one end of it.
fn computed_words(
    sentence: Sentence,
    computed: &ComputedGrowth<'_>,
    id: &dyn Fn(&str) -> String,
) -> Sentence {
    let bounds = computed.bounds();
    let (words, rate) = match bounds {
        Bounds::Exact | Bounds::Between => ("; the levels give ", "growth_computed"),
        Bounds::AtLeast => ("; the levels give at least ", "growth_lowest"),
        Bounds::AtMost => ("; the levels give at most ", "growth_highest"),
        Bounds::Nothing => {
            return sentence.say("; the levels give no rate, since both are floors");
        }
    };
    let sentence = sentence
        .say(words)
        .figure(&id(rate))
        .say(" on a base of ")
        .say(more_than(computed.base))
        .figure(&id("growth_base"));
    match bounds {
        Bounds::Between => sentence
            .say(", and as they are rounded, anything from ")
            .figure(&id("growth_lowest"))
            .say(" to ")
            .figure(&id("growth_highest")),
        _ => sentence,
    }
}
