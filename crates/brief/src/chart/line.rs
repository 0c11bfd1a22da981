//! Lines over periods; gaps break the line, every value has its marker.

use stirstick_market::Chart;

use super::axis::{Axis, label_step, line_range};
use super::canvas::{Anchor, Canvas, Drawing, Paint};
use super::measure::{count, widest, wrap};
use super::{AXIS_TEXT, Keys, NAME_LINE, NAME_TEXT, Page, Plan, keys};
use crate::text::visible;
use crate::view::{band_at, value_at};

/// Widest name beside the end of its line.
const NAME_WIDTH: f64 = 150.0;
/// Space between names.
const NAME_SPACE: f64 = 5.0;
/// Most series whose names can stand beside their lines.
const MOST_NAMES: usize = 6;
/// Widest label under the axis before it is broken into lines.
const LABEL_WIDTH: f64 = 96.0;
/// Space between a line and its name, where a leader runs.
const LEADER: f64 = 22.0;

/// Edges of the area of the values.
#[derive(Debug, Clone, Copy)]
struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

const fn plot_height(page: Page) -> f64 {
    match page {
        Page::Wide => 270.0,
        Page::Narrow => 210.0,
    }
}

/// True when all names can stand beside the ends of their lines on a wide page.
pub(super) fn names_fit(chart: &Chart) -> bool {
    let heights = chart
        .series
        .iter()
        .map(|series| count(name_lines(&series.name).len()) * NAME_LINE + NAME_SPACE);
    chart.series.len() <= MOST_NAMES && heights.sum::<f64>() <= plot_height(Page::Wide)
}

fn name_lines(name: &str) -> Vec<String> {
    wrap(&visible(name), NAME_WIDTH, NAME_TEXT)
}

pub(super) fn draw(plan: &Plan<'_>) -> Option<Drawing> {
    let scaled = crate::view::chart_values(plan.chart)
        .into_iter()
        .map(|value| plan.format.scaled(value));
    let axis = Axis::new(line_range(scaled)?, 5)?;
    let with_names = plan.page == Page::Wide && keys(plan.chart) == Keys::InWideDrawing;
    let marks: Vec<String> = axis
        .marks()
        .iter()
        .map(|mark| plan.format.mark(*mark, axis.decimals))
        .collect();
    let labels: Vec<Vec<String>> = plan
        .chart
        .categories
        .iter()
        .map(|category| wrap(&visible(category), LABEL_WIDTH, AXIS_TEXT))
        .collect();
    let label_width = labels
        .iter()
        .map(|lines| widest(lines, AXIS_TEXT))
        .fold(0.0, f64::max);
    let label_lines = labels.iter().map(Vec::len).max().unwrap_or(1);
    let names_width = plan
        .chart
        .series
        .iter()
        .map(|series| widest(&name_lines(&series.name), NAME_TEXT))
        .fold(0.0, f64::max);
    let top = if plan.format.heading().is_some() {
        30.0
    } else {
        12.0
    };
    let frame = Frame {
        left: (widest(&marks, AXIS_TEXT) + 10.0).max(label_width / 2.0 - 8.0),
        right: plan.page.width()
            - if with_names {
                names_width + LEADER + 8.0
            } else {
                (label_width / 2.0).max(8.0)
            },
        top,
        bottom: top + plot_height(plan.page),
    };
    let height = frame.bottom + 10.0 + count(label_lines) * NAME_LINE;
    Some(Canvas::draw(plan.page.width(), height, plan.id, |canvas| {
        draw_values_axis(canvas, plan, &axis, &marks, frame);
        draw_periods(canvas, &labels, label_width, frame);
        draw_bands(canvas, plan, &axis, frame);
        draw_marks(canvas, plan, &axis, frame);
        for number in (0..plan.chart.series.len()).rev() {
            draw_series(canvas, plan, &axis, number, frame);
        }
        if with_names {
            draw_names(canvas, plan, &axis, frame);
        }
    }))
}

fn draw_values_axis(
    canvas: &mut Canvas<'_>,
    plan: &Plan<'_>,
    axis: &Axis,
    marks: &[String],
    frame: Frame,
) {
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
    for (mark, label) in axis.marks().iter().copied().zip(marks) {
        let y = axis.position(mark, (frame.bottom, frame.top));
        let is_zero = mark.abs() <= 0.0;
        let (paint, width) = if is_zero {
            (Paint::Faint, 1.0)
        } else {
            (Paint::Rule, 1.0)
        };
        canvas.line(&[(frame.left, y), (frame.right, y)], paint, width);
        canvas.text(
            label,
            frame.left - 8.0,
            y,
            Anchor::End,
            AXIS_TEXT,
            Paint::Faint,
        );
    }
}

fn x_of(index: usize, categories: usize, frame: Frame) -> f64 {
    let inset = 8.0;
    match categories {
        0 | 1 => f64::midpoint(frame.left, frame.right),
        _ => {
            let part = count(index) / count(categories - 1);
            frame.left + inset + part * (frame.right - frame.left - 2.0 * inset)
        }
    }
}

/// Labels under the axis: as many as have room, the last one always.
fn draw_periods(canvas: &mut Canvas<'_>, labels: &[Vec<String>], label_width: f64, frame: Frame) {
    let last = labels.len().saturating_sub(1);
    let slot = (frame.right - frame.left - 16.0) / count(last.max(1));
    let every = label_step(labels.len(), slot, label_width + 10.0);
    for (index, lines) in labels.iter().enumerate() {
        if !(last - index).is_multiple_of(every) {
            continue;
        }
        let x = x_of(index, labels.len(), frame);
        canvas.line(
            &[(x, frame.bottom), (x, frame.bottom + 4.0)],
            Paint::Faint,
            1.0,
        );
        for (number, line) in lines.iter().enumerate() {
            let y = frame.bottom + 15.0 + count(number) * NAME_LINE;
            canvas.text(line, x, y, Anchor::Middle, AXIS_TEXT, Paint::Faint);
        }
    }
}

/// Areas between two lines, over each other.
fn draw_bands(canvas: &mut Canvas<'_>, plan: &Plan<'_>, axis: &Axis, frame: Frame) {
    let categories = plan.chart.categories.len();
    for band in &plan.chart.bands {
        let ends: Vec<Option<[(f64, f64); 2]>> = (0..categories)
            .map(|index| {
                let (low, high) = band_at(band, index)?;
                let x = x_of(index, categories, frame);
                let y = |value| axis.position(plan.format.scaled(value), (frame.bottom, frame.top));
                Some([(x, y(low)), (x, y(high))])
            })
            .collect();
        for run in ends.split(Option::is_none).filter(|run| run.len() > 1) {
            let low = run.iter().flatten().map(|ends| ends[0]);
            let high = run.iter().rev().flatten().map(|ends| ends[1]);
            canvas.area(&low.chain(high).collect::<Vec<_>>(), Paint::Band);
        }
    }
}

/// Levels across the drawing, each with its name above its left end, or below it where another is close above.
fn draw_marks(canvas: &mut Canvas<'_>, plan: &Plan<'_>, axis: &Axis, frame: Frame) {
    let height = |value: f64| axis.position(plan.format.scaled(value), (frame.bottom, frame.top));
    for mark in &plan.chart.marks {
        let y = height(mark.value);
        let mut others = plan.chart.marks.iter().map(|other| y - height(other.value));
        let is_crowded = others.any(|above| above > 0.0 && above < NAME_LINE + 4.0);
        let text_y = if is_crowded { y + 9.0 } else { y - 9.0 };
        canvas.line(&[(frame.left, y), (frame.right, y)], Paint::Mark, 1.4);
        let text = format!(
            "{}: {}",
            visible(&mark.name),
            plan.format.show(Some(mark.value))
        );
        canvas.text(
            &text,
            frame.left + 6.0,
            text_y,
            Anchor::Start,
            AXIS_TEXT,
            Paint::Ink,
        );
    }
}

fn draw_series(canvas: &mut Canvas<'_>, plan: &Plan<'_>, axis: &Axis, number: usize, frame: Frame) {
    let categories = plan.chart.categories.len();
    let points: Vec<Option<(f64, f64)>> = (0..categories)
        .map(|index| {
            let value = value_at(&plan.chart.series[number], index)?;
            let y = axis.position(plan.format.scaled(value), (frame.bottom, frame.top));
            Some((x_of(index, categories, frame), y))
        })
        .collect();
    for run in points.split(Option::is_none) {
        let run: Vec<(f64, f64)> = run.iter().copied().flatten().collect();
        if run.len() > 1 {
            canvas.line(&run, Paint::Line(number), 2.2);
        }
    }
    let radius = if categories > 30 { 2.0 } else { 3.4 };
    for (x, y) in points.into_iter().flatten() {
        canvas.marker(x, y, radius, number);
    }
}

/// Names at the right, in the order of the last values, pushed apart, with leaders to the lines.
fn draw_names(canvas: &mut Canvas<'_>, plan: &Plan<'_>, axis: &Axis, frame: Frame) {
    let categories = plan.chart.categories.len();
    let mut names: Vec<Name> = plan
        .chart
        .series
        .iter()
        .enumerate()
        .filter_map(|(number, series)| {
            let (index, value) = (0..categories)
                .rev()
                .find_map(|index| value_at(series, index).map(|value| (index, value)))?;
            let y = axis.position(plan.format.scaled(value), (frame.bottom, frame.top));
            Some(Name {
                number,
                lines: name_lines(&series.name),
                point: (x_of(index, categories, frame), y),
                top: 0.0,
            })
        })
        .collect();
    names.sort_by(|one, other| one.point.1.total_cmp(&other.point.1));
    push_apart(&mut names, frame);
    let x = frame.right + LEADER;
    for name in &names {
        let middle = name.top + name.height() / 2.0;
        let (from, y) = name.point;
        let elbow = frame.right + 4.0;
        canvas.line(
            &[
                (from + 6.0, y),
                (elbow.max(from + 6.0), y),
                (x - 12.0, middle),
            ],
            Paint::Rule,
            1.0,
        );
        canvas.marker(x - 6.0, middle, 3.4, name.number);
        for (line, words) in name.lines.iter().enumerate() {
            let y = name.top + (count(line) + 0.5) * NAME_LINE;
            canvas.text(words, x + 4.0, y, Anchor::Start, NAME_TEXT, Paint::Ink);
        }
    }
}

/// The name of a series beside the end of its line.
#[derive(Debug)]
struct Name {
    number: usize,
    lines: Vec<String>,
    point: (f64, f64),
    top: f64,
}

impl Name {
    fn height(&self) -> f64 {
        count(self.lines.len()) * NAME_LINE
    }
}

/// Puts each name beside its line, then down where it meets another, then up from the lower edge.
fn push_apart(names: &mut [Name], frame: Frame) {
    let mut free = frame.top - NAME_LINE / 2.0;
    for name in names.iter_mut() {
        name.top = (name.point.1 - name.height() / 2.0).max(free);
        free = name.top + name.height() + NAME_SPACE;
    }
    let mut limit = frame.bottom + NAME_LINE / 2.0;
    for name in names.iter_mut().rev() {
        name.top = name.top.min(limit - name.height());
        limit = name.top - NAME_SPACE;
    }
}
