//! Vertical bars, grouped by category.

use super::axis::{Axis, bar_range, label_step};
use super::canvas::{Anchor, Canvas, Drawing, Paint};
use super::measure::{count, text_width, widest, wrap};
use super::{AXIS_TEXT, NAME_LINE, NAME_TEXT, Page, Plan};
use crate::format::GAP;
use crate::text::visible;
use crate::view::{chart_values, value_at};

/// Part of a slot that bars fill.
const FILLED: f64 = 0.72;
/// Narrowest bar that can be told from its neighbour.
const NARROWEST_BAR: f64 = 4.0;
/// Most lines of the name of a category.
const MOST_LINES: usize = 4;
/// Names as short as this are periods, of which some can be left out under the axis.
const PERIOD_CHARACTERS: usize = 8;
const HEIGHT_WIDE: f64 = 260.0;
const HEIGHT_NARROW: f64 = 200.0;

#[derive(Debug)]
struct Layout {
    left: f64,
    top: f64,
    bottom: f64,
    bar: f64,
    axis: Axis,
    marks: Vec<String>,
    labels: Labels,
    /// True when the value of every bar has room beside its end.
    shows_values: bool,
    /// Room under the bars for the values of those that reach down.
    below: f64,
}

/// Names under the axis.
#[derive(Debug)]
struct Labels {
    /// Lines of each name.
    lines: Vec<Vec<String>>,
    /// Every how many categories a name stands.
    every: usize,
    /// Width that each category has.
    slot: f64,
}

/// True when bars and names have room side by side.
pub(super) fn fits(plan: &Plan<'_>) -> bool {
    let Some(layout) = layout(plan) else {
        return false;
    };
    let short = are_periods(&plan.chart.categories);
    let named = layout.labels.every == 1
        && layout.labels.lines.iter().all(|lines| {
            lines.len() <= MOST_LINES && widest(lines, NAME_TEXT) <= layout.labels.slot - 6.0
        });
    layout.bar >= NARROWEST_BAR && (short || named)
}

pub(super) fn draw(plan: &Plan<'_>) -> Option<Drawing> {
    let layout = layout(plan)?;
    let lines = layout.labels.lines.iter().map(Vec::len).max().unwrap_or(1);
    let height = layout.bottom + layout.below + 10.0 + count(lines) * NAME_LINE;
    Some(Canvas::draw(plan.page.width(), height, plan.id, |canvas| {
        draw_axis(canvas, plan, &layout);
        for index in 0..plan.chart.categories.len() {
            draw_group(canvas, plan, &layout, index);
        }
        draw_labels(canvas, &layout);
        let zero = layout.y(0.0);
        canvas.line(
            &[(layout.left, zero), (plan.page.width(), zero)],
            Paint::Faint,
            1.2,
        );
    }))
}

impl Layout {
    fn y(&self, scaled: f64) -> f64 {
        self.axis.position(scaled, (self.bottom, self.top))
    }

    fn middle(&self, category: usize) -> f64 {
        self.left + (count(category) + 0.5) * self.labels.slot
    }
}

fn are_periods(names: &[String]) -> bool {
    names
        .iter()
        .all(|name| name.chars().count() <= PERIOD_CHARACTERS)
}

fn values_fit(plan: &Plan<'_>, values: &[f64], room: f64) -> bool {
    values
        .iter()
        .all(|value| text_width(&plan.format.show(Some(*value)), AXIS_TEXT) <= room - 4.0)
}

fn labels(plan: &Plan<'_>, room: f64) -> Labels {
    let names: Vec<String> = plan
        .chart
        .categories
        .iter()
        .map(|name| visible(name))
        .collect();
    let number = count(names.len());
    let whole = widest(&names, NAME_TEXT);
    let (every, slot, width) = if are_periods(&names) {
        // The name of the last period may be wider than its bar.
        let overhang = (whole - room / number).max(0.0) / 2.0;
        let slot = (room - overhang) / number;
        (
            label_step(names.len(), slot, whole + 8.0),
            slot,
            whole + 1.0,
        )
    } else {
        (1, room / number, room / number - 6.0)
    };
    let lines = names
        .iter()
        .map(|name| wrap(name, width.max(1.0), NAME_TEXT))
        .collect();
    Labels { lines, every, slot }
}

fn layout(plan: &Plan<'_>) -> Option<Layout> {
    let values = chart_values(plan.chart);
    let scaled = values.iter().map(|value| plan.format.scaled(*value));
    let axis = Axis::new(bar_range(scaled)?, 5)?;
    let marks: Vec<String> = axis
        .marks()
        .iter()
        .map(|mark| plan.format.mark(*mark, axis.decimals))
        .collect();
    let left = widest(&marks, AXIS_TEXT) + 10.0;
    let series = plan.chart.series.len();
    let labels = labels(plan, plan.page.width() - left);
    let bar = FILLED * labels.slot / count(series);
    let value_room = if series == 1 { labels.slot } else { bar };
    let top = if plan.format.heading().is_some() {
        34.0
    } else {
        18.0
    };
    let height = match plan.page {
        Page::Wide => HEIGHT_WIDE,
        Page::Narrow => HEIGHT_NARROW,
    };
    let shows_values = values_fit(plan, &values, value_room);
    let reaches_down = values.iter().any(|value| *value < 0.0);
    Some(Layout {
        below: if shows_values && reaches_down {
            NAME_LINE
        } else {
            0.0
        },
        left,
        top,
        bottom: top + height,
        bar,
        axis,
        marks,
        labels,
        shows_values,
    })
}

fn draw_axis(canvas: &mut Canvas<'_>, plan: &Plan<'_>, layout: &Layout) {
    if let Some(unit) = plan.format.heading() {
        canvas.text(
            &visible(unit),
            0.0,
            8.0,
            Anchor::Start,
            AXIS_TEXT,
            Paint::Faint,
        );
    }
    for (mark, label) in layout.axis.marks().iter().copied().zip(&layout.marks) {
        let y = layout.y(mark);
        canvas.line(
            &[(layout.left, y), (plan.page.width(), y)],
            Paint::Rule,
            1.0,
        );
        canvas.text(
            label,
            layout.left - 8.0,
            y,
            Anchor::End,
            AXIS_TEXT,
            Paint::Faint,
        );
    }
}

fn draw_group(canvas: &mut Canvas<'_>, plan: &Plan<'_>, layout: &Layout, index: usize) {
    let series = count(plan.chart.series.len());
    for (number, one) in plan.chart.series.iter().enumerate() {
        let left = layout.middle(index) + (count(number) - series / 2.0) * layout.bar;
        let middle = left + layout.bar / 2.0;
        let Some(value) = value_at(one, index) else {
            canvas.text(
                GAP,
                middle,
                layout.y(0.0) - 8.0,
                Anchor::Middle,
                AXIS_TEXT,
                Paint::Faint,
            );
            continue;
        };
        let end = layout.y(plan.format.scaled(value));
        let space = (layout.bar * 0.06).clamp(0.4, 1.5);
        canvas.rectangle(
            left + space,
            layout.y(0.0),
            left + layout.bar - space,
            end,
            Paint::Fill(number),
        );
        if layout.shows_values {
            let shown = plan.format.show(Some(value));
            let away = if value < 0.0 { 9.0 } else { -9.0 };
            canvas.text(
                &shown,
                middle,
                end + away,
                Anchor::Middle,
                AXIS_TEXT,
                Paint::Ink,
            );
        }
    }
}

fn draw_labels(canvas: &mut Canvas<'_>, layout: &Layout) {
    let last = layout.labels.lines.len().saturating_sub(1);
    for (index, lines) in layout.labels.lines.iter().enumerate() {
        if !(last - index).is_multiple_of(layout.labels.every) {
            continue;
        }
        for (number, line) in lines.iter().enumerate() {
            let y = layout.bottom + layout.below + 14.0 + count(number) * NAME_LINE;
            canvas.text(
                line,
                layout.middle(index),
                y,
                Anchor::Middle,
                NAME_TEXT,
                Paint::Ink,
            );
        }
    }
}
