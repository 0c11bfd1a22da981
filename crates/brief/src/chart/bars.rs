//! Horizontal bars: parts stacked from zero to both sides, or one bar per series.
//!
//! Names stand to the left of their bars on a wide page and above them on a narrow one, and break
//! into as many lines as they need.

use stirstick_market::ChartKind;

use super::axis::{Axis, bar_range};
use super::canvas::{Anchor, Canvas, Drawing, Paint};
use super::measure::{count, text_width, widest, wrap};
use super::{AXIS_TEXT, NAME_LINE, NAME_TEXT, Page, Plan, stack_ends};
use crate::format::GAP;
use crate::text::visible;
use crate::view::{chart_values, value_at};

/// Widest name to the left of a bar.
const NAME_WIDTH: f64 = 210.0;
/// Thickness of a stacked bar.
const STACK: f64 = 20.0;
/// Thickness of one bar of a group.
const BAR: f64 = 15.0;
/// Space between categories.
const SPACE: f64 = 12.0;
/// Narrowest part of a stack that is still seen.
const SLIVER: f64 = 0.8;

#[derive(Debug)]
struct Layout {
    names: Vec<Vec<String>>,
    left: f64,
    right: f64,
    top: f64,
    axis: Axis,
    marks: Vec<String>,
    stacked: bool,
}

impl Layout {
    fn x(&self, scaled: f64) -> f64 {
        self.axis.position(scaled, (self.left, self.right))
    }
}

pub(super) fn draw(plan: &Plan<'_>) -> Option<Drawing> {
    let layout = layout(plan)?;
    let heights: Vec<f64> = (0..plan.chart.categories.len())
        .map(|index| row_height(plan, &layout, index))
        .collect();
    let bottom = layout.top + heights.iter().sum::<f64>();
    Some(Canvas::draw(
        plan.page.width(),
        bottom + 2.0,
        plan.id,
        |canvas| {
            draw_marks(canvas, plan, &layout);
            let mut top = layout.top;
            for (index, height) in heights.iter().enumerate() {
                draw_row(canvas, plan, &layout, index, (top, *height));
                top += height;
            }
        },
    ))
}

fn layout(plan: &Plan<'_>) -> Option<Layout> {
    let stacked = plan.chart.kind == ChartKind::StackedBar;
    let wide = plan.page == Page::Wide;
    let width = if wide { NAME_WIDTH } else { plan.page.width() };
    let names: Vec<Vec<String>> = plan
        .chart
        .categories
        .iter()
        .map(|name| wrap(&visible(name), width, NAME_TEXT))
        .collect();
    let ends: Vec<f64> = if stacked {
        (0..plan.chart.categories.len())
            .flat_map(|index| <[f64; 2]>::from(stack_ends(plan.chart, index)))
            .collect()
    } else {
        chart_values(plan.chart)
    };
    let scaled = ends.iter().map(|value| plan.format.scaled(*value));
    let range = bar_range(scaled)?;
    let axis = Axis::new(range, if wide { 6 } else { 5 })?;
    let marks: Vec<String> = axis
        .marks()
        .iter()
        .map(|mark| plan.format.mark(*mark, axis.decimals))
        .collect();
    let edge = widest(&marks, AXIS_TEXT) / 2.0;
    let value_room = if stacked {
        0.0
    } else {
        value_width(plan) + 8.0
    };
    let names_width = names
        .iter()
        .map(|lines| widest(lines, NAME_TEXT))
        .fold(0.0, f64::max);
    let negative_room = if range.0 < 0.0 { value_room } else { 0.0 };
    let left = if wide { names_width + 14.0 } else { 0.0 } + edge.max(negative_room);
    let has_unit = plan.format.heading().is_some();
    Some(Layout {
        names,
        left,
        right: plan.page.width() - edge.max(value_room),
        top: if has_unit { 46.0 } else { 28.0 },
        axis,
        marks,
        stacked,
    })
}

fn value_width(plan: &Plan<'_>) -> f64 {
    chart_values(plan.chart)
        .into_iter()
        .map(|value| text_width(&plan.format.show(Some(value)), AXIS_TEXT))
        .fold(0.0, f64::max)
}

fn bars_height(plan: &Plan<'_>, layout: &Layout) -> f64 {
    if layout.stacked {
        STACK
    } else {
        BAR * count(plan.chart.series.len())
    }
}

fn row_height(plan: &Plan<'_>, layout: &Layout, index: usize) -> f64 {
    let names = count(layout.names[index].len()) * NAME_LINE;
    let bars = bars_height(plan, layout);
    SPACE
        + match plan.page {
            Page::Wide => names.max(bars),
            Page::Narrow => names + 3.0 + bars,
        }
}

fn draw_marks(canvas: &mut Canvas<'_>, plan: &Plan<'_>, layout: &Layout) {
    if let Some(unit) = plan.format.heading() {
        canvas.text(
            &visible(unit),
            layout.left,
            8.0,
            Anchor::Start,
            AXIS_TEXT,
            Paint::Faint,
        );
    }
    let mut free = f64::NEG_INFINITY;
    for (mark, label) in layout.axis.marks().iter().copied().zip(&layout.marks) {
        let x = layout.x(mark);
        canvas.line(&[(x, layout.top - 8.0), (x, layout.top)], Paint::Rule, 1.0);
        let half = text_width(label, AXIS_TEXT) / 2.0;
        if x - half >= free {
            canvas.text(
                label,
                x,
                layout.top - 18.0,
                Anchor::Middle,
                AXIS_TEXT,
                Paint::Faint,
            );
            free = x + half + 6.0;
        }
    }
}

/// Lines of the axis behind a row; names above bars are not struck through.
fn draw_grid(canvas: &mut Canvas<'_>, layout: &Layout, (top, bottom): (f64, f64)) {
    for mark in layout.axis.marks() {
        let x = layout.x(*mark);
        canvas.line(&[(x, top), (x, bottom)], Paint::Rule, 1.0);
    }
}

fn draw_row(
    canvas: &mut Canvas<'_>,
    plan: &Plan<'_>,
    layout: &Layout,
    index: usize,
    (top, height): (f64, f64),
) {
    let lines = &layout.names[index];
    let names = count(lines.len()) * NAME_LINE;
    let bars = bars_height(plan, layout);
    let (first_line, bars_top) = match plan.page {
        Page::Wide => {
            let middle = top + height / 2.0;
            (middle - names / 2.0, middle - bars / 2.0)
        }
        Page::Narrow => (top + SPACE / 2.0, top + SPACE / 2.0 + names + 3.0),
    };
    let (from, to) = match plan.page {
        Page::Wide => (top, top + height),
        Page::Narrow => (bars_top - 1.0, top + height),
    };
    draw_grid(canvas, layout, (from, to));
    for (number, line) in lines.iter().enumerate() {
        let y = first_line + (count(number) + 0.5) * NAME_LINE;
        canvas.text(line, 0.0, y, Anchor::Start, NAME_TEXT, Paint::Ink);
    }
    if layout.stacked {
        draw_stack(canvas, plan, layout, index, bars_top);
    } else {
        draw_bars(canvas, plan, layout, index, bars_top);
    }
    let zero = layout.x(0.0);
    canvas.line(&[(zero, from), (zero, to)], Paint::Ink, 1.2);
}

fn draw_stack(canvas: &mut Canvas<'_>, plan: &Plan<'_>, layout: &Layout, index: usize, top: f64) {
    let (mut below, mut above) = (0.0, 0.0);
    let mut known = false;
    for (number, series) in plan.chart.series.iter().enumerate() {
        let Some(value) = value_at(series, index) else {
            continue;
        };
        known = true;
        let scaled = plan.format.scaled(value);
        let end = if scaled < 0.0 { &mut below } else { &mut above };
        let from = layout.x(*end);
        *end += scaled;
        let to = layout.x(*end);
        if (to - from).abs() > 0.0 {
            // The sliver of paper between parts tells them apart without colour.
            let cut = SLIVER.min((to - from).abs() / 2.0).copysign(to - from);
            canvas.rectangle(from, top, to - cut, top + STACK, Paint::Fill(number));
        }
    }
    if !known {
        let y = top + STACK / 2.0;
        canvas.text(
            GAP,
            layout.x(0.0) + 8.0,
            y,
            Anchor::Middle,
            AXIS_TEXT,
            Paint::Faint,
        );
    }
}

fn draw_bars(canvas: &mut Canvas<'_>, plan: &Plan<'_>, layout: &Layout, index: usize, top: f64) {
    for (number, series) in plan.chart.series.iter().enumerate() {
        let top = top + count(number) * BAR;
        let value = value_at(series, index);
        let end = layout.x(plan.format.scaled(value.unwrap_or(0.0)));
        if value.is_some() {
            canvas.rectangle(
                layout.x(0.0),
                top + 0.8,
                end,
                top + BAR - 0.8,
                Paint::Fill(number),
            );
        }
        let (x, anchor) = if value.is_some_and(|value| value < 0.0) {
            (end - 5.0, Anchor::End)
        } else {
            (end + 5.0, Anchor::Start)
        };
        let shown = plan.format.show(value);
        canvas.text(&shown, x, top + BAR / 2.0, anchor, AXIS_TEXT, Paint::Ink);
    }
}
