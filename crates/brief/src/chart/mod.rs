//! Charts as SVG that follows the colours and the font of the page around it.
//!
//! Lengths are in CSS pixels at the natural size of a drawing; the drawing scales to the width of its
//! container. Every chart comes in two widths, because text that is drawn for a wide page cannot be
//! read on a telephone.

mod alone;
mod axis;
mod bars;
mod canvas;
mod columns;
mod line;
mod measure;

use maud::{Markup, PreEscaped, html};
use stirstick_market::{Chart, ChartKind};

use crate::format::{self, NumberFormat};
use crate::text::visible;
use crate::view::{chart_values, value_at};
pub(crate) use alone::MadePicture;
pub(crate) use axis::line_range;
use canvas::{Canvas, Drawing, Paint};

/// Size of text on axes.
const AXIS_TEXT: f64 = 12.0;
/// Size of names of categories and series.
const NAME_TEXT: f64 = 13.0;
/// Height of a line of names.
const NAME_LINE: f64 = 16.0;

/// For which page a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    /// A desktop page or paper.
    Wide,
    /// A telephone.
    Narrow,
}

impl Page {
    const fn width(self) -> f64 {
        match self {
            Self::Wide => 760.0,
            Self::Narrow => 360.0,
        }
    }
}

/// How a chart explains which series is which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keys {
    /// There is one series, and the title says what it is.
    None,
    /// Names stand in the wide drawing; the narrow one needs a legend.
    InWideDrawing,
    /// A legend is needed.
    Legend,
}

/// What a drawing needs besides the chart.
#[derive(Debug)]
struct Plan<'a> {
    chart: &'a Chart,
    page: Page,
    format: NumberFormat,
    /// Prefix of identifiers inside the drawing, unique in the page.
    id: &'a str,
}

/// Draws `chart` for `page`; `None` when there is nothing to draw.
///
/// `id` must be unique in the document and safe inside an attribute.
pub(crate) fn draw(chart: &Chart, page: Page, id: &str) -> Option<Markup> {
    let body = body(chart, page, id)?;
    let class = match page {
        Page::Wide => "chart wide",
        Page::Narrow => "chart narrow",
    };
    let title_id = format!("{id}-title");
    let text_id = format!("{id}-text");
    Some(html! {
        svg class=(class) role="img" aria-labelledby={ (title_id) " " (text_id) }
            viewBox=(format!("0 0 {} {}", body.width, body.height)) {
            title id=(title_id) { (visible(&chart.title)) }
            desc id=(text_id) { (description(chart)) }
            (PreEscaped(body.shapes))
        }
    })
}

/// The shapes of a chart without the element around them.
fn body(chart: &Chart, page: Page, id: &str) -> Option<Drawing> {
    let values = chart_values(chart);
    if values.is_empty() {
        return None;
    }
    let plan = Plan {
        chart,
        page,
        format: format::for_chart(&chart.unit, &values),
        id,
    };
    match chart.kind {
        ChartKind::Line => line::draw(&plan),
        ChartKind::Bar if columns::fits(&plan) => columns::draw(&plan),
        ChartKind::Bar | ChartKind::StackedBar => bars::draw(&plan),
    }
}

/// Draws the key of a series for a legend.
pub(crate) fn swatch(kind: ChartKind, series: usize, id: &str) -> Markup {
    let (width, height) = (30.0, 14.0);
    let drawing = Canvas::draw(width, height, id, |canvas| match kind {
        ChartKind::Line => {
            canvas.line(&[(0.0, 7.0), (30.0, 7.0)], Paint::Line(series), 2.4);
            canvas.marker(15.0, 7.0, 4.0, series);
        }
        ChartKind::Bar | ChartKind::StackedBar => {
            canvas.rectangle(8.0, 0.0, 22.0, 14.0, Paint::Fill(series));
        }
    });
    html! {
        svg class="swatch" aria-hidden="true" width="30" height="14"
            viewBox=(format!("0 0 {} {}", drawing.width, drawing.height)) {
            (PreEscaped(drawing.shapes))
        }
    }
}

/// Says how the series of `chart` are named.
pub(crate) fn keys(chart: &Chart) -> Keys {
    if chart.series.len() < 2 {
        Keys::None
    } else if chart.kind == ChartKind::Line && line::names_fit(chart) {
        Keys::InWideDrawing
    } else {
        Keys::Legend
    }
}

/// True when the axis of values leaves zero out.
pub(crate) fn leaves_zero_out(chart: &Chart) -> bool {
    let format = format::for_chart(&chart.unit, &chart_values(chart));
    let scaled = chart_values(chart)
        .into_iter()
        .map(|value| format.scaled(value));
    chart.kind == ChartKind::Line
        && axis::line_range(scaled).is_some_and(|(low, high)| low > 0.0 || high < 0.0)
}

/// Ends of the negative and the positive stack of a category.
pub(crate) fn stack_ends(chart: &Chart, category: usize) -> (f64, f64) {
    chart
        .series
        .iter()
        .filter_map(|series| value_at(series, category))
        .fold((0.0, 0.0), |(below, above), value| {
            if value < 0.0 {
                (below + value, above)
            } else {
                (below, above + value)
            }
        })
}

/// What the drawing shows, for readers who do not see it.
fn description(chart: &Chart) -> String {
    let kind = match chart.kind {
        ChartKind::Line => "Line chart",
        ChartKind::Bar => "Bar chart",
        ChartKind::StackedBar => "Stacked bar chart",
    };
    let mut text = kind.to_owned();
    if let (Some(first), Some(last)) = (chart.categories.first(), chart.categories.last()) {
        text.push_str(&format!(" from {} to {}", visible(first), visible(last)));
    }
    let names: Vec<String> = chart.series.iter().map(|one| visible(&one.name)).collect();
    if !names.is_empty() {
        text.push_str(&format!(" of: {}", names.join("; ")));
    }
    text.push_str(". The same numbers stand in the table below the chart.");
    text
}
