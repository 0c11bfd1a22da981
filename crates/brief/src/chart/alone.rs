//! Charts that stand alone: the drawing of a page with its title, key and notes, in colours of its own.

use stirstick_market::{Chart, ChartKind};

use super::canvas::{Anchor, Canvas, Drawing, Paint};
use super::measure::wrap;
use super::{Keys, Page, body, keys, leaves_zero_out};
use crate::text::visible;

const MARGIN: f64 = 20.0;
const TITLE: f64 = 16.0;
const NOTE: f64 = 12.0;
const KEY: f64 = 22.0;
const SPACE: f64 = 26.0;

/// Colours of the light page, as its style sheet has them.
const COLOURS: [(&str, &str); 12] = [
    ("currentColor", "#1c1b19"),
    ("var(--faint)", "#5e5a52"),
    ("var(--rule)", "#dcd8cd"),
    ("var(--accent)", "#8a2c17"),
    ("var(--series-1)", "#0072b2"),
    ("var(--series-2)", "#d55e00"),
    ("var(--series-3)", "#00936b"),
    ("var(--series-4)", "#b8608f"),
    ("var(--series-5)", "#b07a00"),
    ("var(--series-6)", "#5e5a52"),
    ("var(--series-7)", "#2f8fc4"),
    ("var(--series-8)", "#8a7f00"),
];
const PAPER: &str = "#fdfcf9";
const FONTS: &str = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'DejaVu Sans', Arial, sans-serif";

/// A picture that grows downwards.
#[derive(Debug)]
pub(crate) struct MadePicture {
    parts: Vec<String>,
    height: f64,
    charts: usize,
}

impl MadePicture {
    pub(crate) fn new() -> Self {
        Self {
            parts: Vec::new(),
            height: MARGIN,
            charts: 0,
        }
    }

    /// A line that must not be overlooked.
    pub(crate) fn label(&mut self, text: &str) {
        self.text(text, TITLE, "font-weight=\"bold\" fill=\"#8a2c17\"");
    }

    /// Secondary text.
    pub(crate) fn note(&mut self, text: &str) {
        self.text(text, NOTE, "fill=\"#5e5a52\"");
    }

    /// A chart with everything that explains it.
    pub(crate) fn chart(&mut self, chart: &Chart) {
        self.charts += 1;
        let id = format!("chart-{}", self.charts);
        self.text(
            &visible(&chart.title),
            TITLE,
            "font-weight=\"bold\" fill=\"#1c1b19\"",
        );
        if keys(chart) == Keys::Legend {
            self.key(chart, &id);
        }
        match body(chart, Page::Wide, &id) {
            Some(drawing) => self.place(&drawing, MARGIN),
            None => self.note("There is no value to draw."),
        }
        self.height += 8.0;
        if !chart.bands.is_empty() {
            let names: Vec<String> = chart.bands.iter().map(|band| visible(&band.name)).collect();
            self.note(&format!("Shaded, from the lightest: {}.", names.join("; ")));
        }
        if leaves_zero_out(chart) {
            self.note("The axis of values does not start at zero.");
        }
        if let Some(note) = &chart.note {
            self.note(&visible(note));
        }
        if let Some(receipt) = &chart.receipt {
            self.note(&format!("Receipt {}", visible(receipt)));
        }
        self.height += SPACE;
    }

    /// The whole picture as SVG.
    pub(crate) fn finish(self) -> String {
        let width = Page::Wide.width() + 2.0 * MARGIN;
        let height = self.height + MARGIN;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"{FONTS}\">\n<rect width=\"100%\" height=\"100%\" fill=\"{PAPER}\"/>\n{}\n</svg>\n",
            self.parts.join("\n")
        )
    }

    /// Which series is which, one below the other.
    fn key(&mut self, chart: &Chart, id: &str) {
        for (number, series) in chart.series.iter().enumerate() {
            let name = visible(&series.name);
            let drawing = Canvas::draw(
                Page::Wide.width(),
                KEY,
                &format!("{id}-key-{number}"),
                |canvas| {
                    if chart.kind == ChartKind::Line {
                        canvas.line(&[(0.0, 11.0), (30.0, 11.0)], Paint::Line(number), 2.4);
                        canvas.marker(15.0, 11.0, 4.0, number);
                    } else {
                        canvas.rectangle(8.0, 4.0, 22.0, 18.0, Paint::Fill(number));
                    }
                    canvas.text(&name, 40.0, 11.0, Anchor::Start, 13.0, Paint::Ink);
                },
            );
            self.place(&drawing, MARGIN);
        }
    }

    /// Places a drawing, whose coordinates are parts of a pixel, below what is there.
    fn place(&mut self, drawing: &Drawing, left: f64) {
        let (width, height) = (
            f64::from(drawing.width) / 10.0,
            f64::from(drawing.height) / 10.0,
        );
        let mut shapes = drawing
            .shapes
            .replace("var(--paper)", PAPER)
            .replace("font-family=\"inherit\"", "");
        for (name, colour) in COLOURS {
            shapes = shapes.replace(name, colour);
        }
        self.parts.push(format!(
            "<svg x=\"{left}\" y=\"{}\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\">{shapes}</svg>",
            self.height, drawing.width, drawing.height
        ));
        self.height += height;
    }

    fn text(&mut self, text: &str, size: f64, attributes: &str) {
        for line in wrap(text, Page::Wide.width(), size) {
            self.height += size * 1.35;
            self.parts.push(format!(
                "<text x=\"{MARGIN}\" y=\"{}\" font-size=\"{size}\" {attributes}>{}</text>",
                self.height,
                escaped(&line)
            ));
        }
        self.height += 4.0;
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
