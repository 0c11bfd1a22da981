//! Charts drawn with characters: one line per series or per category.

use stirstick_market::{Chart, ChartKind, Series};

use super::Ink;
use super::grid::{self, width, wrapped};
use crate::format::{self, GAP, NumberFormat};
use crate::text::visible;
use crate::view::{band_at, chart_values, value_at};

/// Heights of a column, lowest first.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Stands for a gap between columns, which is not a low column.
const NOT_KNOWN: char = '·';
/// Fillings that tell stacked parts apart without colour.
const FILLINGS: [char; 6] = ['█', '▒', '▓', '░', '▚', '▞'];
/// Most characters of a bar chart that names may take.
const NAME_SHARE: usize = 3;
/// Longest bar; longer ones say nothing more.
const LONGEST_BAR: usize = 60;

/// Draws `chart` in `width` characters.
pub(super) fn draw(chart: &Chart, width: usize, ink: Ink) -> String {
    let format = format::for_chart(&chart.unit, &chart_values(chart));
    let mut lines = match chart.kind {
        ChartKind::Line => trend_lines(chart, width, &format, ink),
        ChartKind::Bar => bar_lines(chart, width, &format, ink),
        ChartKind::StackedBar => stacked_lines(chart, width, ink),
    };
    if let Some(unit) = format.heading() {
        lines.push(ink.faint(&format!("  in {}", visible(unit))));
    }
    lines.join("\n")
}

/// One line per series: name, heights by period, first and last value.
fn trend_lines(chart: &Chart, room: usize, format: &NumberFormat, ink: Ink) -> Vec<String> {
    let names: Vec<String> = chart.series.iter().map(|one| visible(&one.name)).collect();
    let longest = names.iter().map(|name| width(name)).max().unwrap_or(0);
    let count = chart.categories.len();
    let name_room = longest.min(room.saturating_sub(count + 30).max(room / NAME_SHARE));
    let (low, high) = crate::chart::line_range(chart_values(chart)).unwrap_or((0.0, 1.0));
    let mut lines = Vec::new();
    if let (Some(first), Some(last)) = (chart.categories.first(), chart.categories.last()) {
        let span = format!("{} to {}", visible(first), visible(last));
        lines.push(ink.faint(&format!("  {:name_room$}  {span}", "")));
    }
    let heights_room = room.saturating_sub(name_room + 30).max(10);
    for (series, name) in chart.series.iter().zip(&names) {
        let heights: Vec<char> = (0..count)
            .map(|index| height(value_at(series, index), low, high))
            .collect();
        let drawn = heights
            .chunks(heights_room)
            .map(|chunk| chunk.iter().collect::<String>())
            .collect::<Vec<String>>()
            .join("\n");
        let ends = ends(chart, series, format);
        lines.push(beside(name, name_room, &drawn, &ends, ink));
    }
    lines.extend(chart.bands.iter().filter_map(|band| {
        let last = (0..count)
            .rev()
            .find_map(|index| Some((index, band_at(band, index)?)))?;
        let (index, (low, high)) = last;
        let ends = format!("{} to {}", format.show(Some(low)), format.show(Some(high)));
        let text = format!(
            "  {}: {ends} ({})",
            visible(&band.name),
            visible(&chart.categories[index])
        );
        Some(wrapped(&text, room, "", "    "))
    }));
    lines.extend(chart.marks.iter().map(|mark| {
        format!(
            "  {}: {}",
            visible(&mark.name),
            format.show(Some(mark.value))
        )
    }));
    if crate::chart::leaves_zero_out(chart) {
        lines.push(ink.faint("  heights do not start at zero"));
    }
    lines
}

/// The first and the last known value, each with its period where that is not the chart's own.
fn ends(chart: &Chart, series: &Series, format: &NumberFormat) -> String {
    let count = chart.categories.len();
    let known: Vec<usize> = (0..count)
        .filter(|&index| value_at(series, index).is_some())
        .collect();
    let shown = |index: Option<&usize>, end: usize| match index {
        Some(&index) if index == end => format.show(value_at(series, index)),
        Some(&index) => format!(
            "{} ({})",
            format.show(value_at(series, index)),
            visible(&chart.categories[index])
        ),
        None => format.show(None),
    };
    format!(
        "{} → {}",
        shown(known.first(), 0),
        shown(known.last(), count.saturating_sub(1))
    )
}

/// One line per category and series: name, bar, value.
fn bar_lines(chart: &Chart, room: usize, format: &NumberFormat, ink: Ink) -> Vec<String> {
    let name_room = name_room(chart, room);
    let values = chart_values(chart);
    let value_room = values
        .iter()
        .map(|value| width(&format.show(Some(*value))))
        .max()
        .unwrap_or(1);
    let bar_room = room
        .saturating_sub(name_room + value_room + 7)
        .clamp(8, LONGEST_BAR);
    let (low, high) = bounds(&values);
    let mut lines = legend(chart, room, ink);
    for (index, category) in chart.categories.iter().enumerate() {
        let mut bars = Vec::new();
        let mut shown = Vec::new();
        for (number, series) in chart.series.iter().enumerate() {
            let value = value_at(series, index);
            let mut bar = Bar::new(low, high, bar_room);
            if let Some(value) = value {
                bar.add(value, FILLINGS[number % FILLINGS.len()]);
            }
            bars.push(bar.drawn());
            shown.push(format!("{:>value_room$}", format.show(value)));
        }
        let name = visible(category);
        lines.push(beside(
            &name,
            name_room,
            &bars.join("\n"),
            &shown.join("\n"),
            ink,
        ));
    }
    lines
}

/// One line per category: name, parts to the left and to the right of zero.
fn stacked_lines(chart: &Chart, room: usize, ink: Ink) -> Vec<String> {
    let name_room = name_room(chart, room);
    let bar_room = room.saturating_sub(name_room + 5).clamp(8, LONGEST_BAR);
    let (low, high) = stack_bounds(chart);
    let mut lines = legend(chart, room, ink);
    for (index, category) in chart.categories.iter().enumerate() {
        let mut bar = Bar::new(low, high, bar_room);
        for (number, series) in chart.series.iter().enumerate() {
            if let Some(value) = value_at(series, index) {
                bar.add(value, FILLINGS[number % FILLINGS.len()]);
            }
        }
        let known = chart
            .series
            .iter()
            .any(|series| value_at(series, index).is_some());
        let drawn = if known {
            bar.drawn()
        } else {
            format!("{} {GAP}", bar.drawn().trim_end())
        };
        lines.push(beside(&visible(category), name_room, &drawn, "", ink));
    }
    lines
}

/// Lowest and highest end of the stacked parts, both with zero inside.
fn stack_bounds(chart: &Chart) -> (f64, f64) {
    (0..chart.categories.len()).fold((0.0, 0.0), |(low, high), index| {
        let (below, above) = crate::chart::stack_ends(chart, index);
        (f64::min(low, below), f64::max(high, above))
    })
}

fn name_room(chart: &Chart, room: usize) -> usize {
    let longest = chart
        .categories
        .iter()
        .map(|category| width(&visible(category)))
        .max()
        .unwrap_or(0);
    longest.min(room / NAME_SHARE)
}

fn legend(chart: &Chart, room: usize, ink: Ink) -> Vec<String> {
    if chart.series.len() < 2 {
        return Vec::new();
    }
    let keys: Vec<String> = chart
        .series
        .iter()
        .enumerate()
        .map(|(number, series)| {
            let filling = FILLINGS[number % FILLINGS.len()];
            format!("{filling} {}", visible(&series.name))
        })
        .collect();
    vec![ink.faint(&wrapped(&keys.join("   "), room, "  ", "  "))]
}

/// A name that wraps in its own column, lines of a drawing, and what stands after each line.
fn beside(name: &str, name_room: usize, drawn: &str, end: &str, ink: Ink) -> String {
    let name = wrapped(name, name_room.max(1), "", "");
    let names: Vec<&str> = name.lines().collect();
    let drawings: Vec<&str> = drawn.lines().collect();
    let ends: Vec<&str> = end.lines().collect();
    let height = names.len().max(drawings.len()).max(1);
    let lines: Vec<String> = (0..height)
        .map(|line| {
            let name = names.get(line).copied().unwrap_or("");
            let drawing = drawings.get(line).copied().unwrap_or("");
            let space = " ".repeat(name_room.saturating_sub(grid::width(name)));
            let end = ends.get(line).copied().unwrap_or("");
            let text = format!("  {name}{space}  {}  {end}", ink.drawing(drawing));
            text.trim_end().to_owned()
        })
        .collect();
    lines.join("\n")
}

fn bounds(values: &[f64]) -> (f64, f64) {
    values.iter().fold((0.0, 0.0), |(low, high), value| {
        (f64::min(low, *value), f64::max(high, *value))
    })
}

fn height(value: Option<f64>, low: f64, high: f64) -> char {
    let Some(value) = value else {
        return NOT_KNOWN;
    };
    let steps = HEIGHTS.len() - 1;
    let at = part(value - low, high - low, steps);
    HEIGHTS[at.min(steps)]
}

/// `steps * amount / whole`, rounded; zero when there is no whole.
fn part(amount: f64, whole: f64, steps: usize) -> usize {
    if whole <= 0.0 || amount <= 0.0 {
        return 0;
    }
    let length = (amount / whole).min(1.0);
    let scaled = (0..steps).take_while(|&step| {
        let middle = (step_as_f64(step) + 0.5) / step_as_f64(steps);
        length >= middle
    });
    scaled.count()
}

fn step_as_f64(step: usize) -> f64 {
    u32::try_from(step).map_or(f64::MAX, f64::from)
}

/// A bar that grows to both sides of zero.
#[derive(Debug)]
struct Bar {
    left_room: usize,
    right_room: usize,
    low: f64,
    high: f64,
    left: Vec<char>,
    right: Vec<char>,
    below: f64,
    above: f64,
}

impl Bar {
    fn new(low: f64, high: f64, room: usize) -> Self {
        let left_room = part(-low, high - low, room);
        Self {
            left_room,
            right_room: room - left_room,
            low,
            high,
            left: Vec::new(),
            right: Vec::new(),
            below: 0.0,
            above: 0.0,
        }
    }

    fn add(&mut self, value: f64, filling: char) {
        if value < 0.0 {
            self.below += value;
            let length = part(-self.below, -self.low, self.left_room);
            self.left.resize(length.max(self.left.len()), filling);
        } else {
            self.above += value;
            let length = part(self.above, self.high, self.right_room);
            self.right.resize(length.max(self.right.len()), filling);
        }
    }

    fn drawn(&self) -> String {
        let left: String = self.left.iter().rev().collect();
        let right: String = self.right.iter().collect();
        let space = " ".repeat(self.left_room.saturating_sub(self.left.len()));
        let fill = " ".repeat(self.right_room.saturating_sub(self.right.len()));
        if self.left_room == 0 {
            format!("{right}{fill}")
        } else {
            format!("{space}{left}│{right}{fill}")
        }
    }
}
