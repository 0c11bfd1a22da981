//! Shapes on a drawing, in colours that the page decides.
//!
//! The backend writes fixed colours. Each paint is therefore drawn in a colour of its own that means
//! nothing, and that colour is replaced in the finished drawing by `currentColor` or a CSS variable.
//! Coordinates are whole numbers, so a pixel is divided into [`PARTS`].

use maud::{Markup, html};
use plotters::coord::Shift;
use plotters::prelude::{
    Circle, DrawingArea, IntoDrawingArea, IntoFont, PathElement, Polygon, RGBColor, Rectangle,
    SVGBackend, ShapeStyle,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, TextStyle};

/// Coordinates of the drawing per pixel.
const PARTS: f64 = 10.0;
/// Colours of series that a page defines as `--series-1` and so on.
pub(super) const COLOURS: usize = 8;
/// The backend writes the size of text divided by this number.
const BACKEND_TEXT: f64 = 1.24;
/// First byte of the colours that stand for paints.
const SENTINEL: u8 = 1;

/// Dashes of the lines of series, in pixels.
const DASHES: [&[f64]; 6] = [
    &[],
    &[7.0, 3.0],
    &[2.0, 3.0],
    &[9.0, 3.0, 2.0, 3.0],
    &[13.0, 4.0],
    &[5.0, 2.0, 2.0, 2.0, 2.0, 2.0],
];

/// Series that can be told apart by colour and dash together; then both repeat.
const PAINTS: usize = 24;

/// What a shape is painted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    /// The colour of text.
    Ink,
    /// The colour of secondary text.
    Faint,
    /// The colour of grid lines.
    Rule,
    /// The line of a series, with its dash.
    Line(usize),
    /// The marker of a series.
    Marker(usize),
    /// The area of a series, with its texture.
    Fill(usize),
    /// An area behind lines; areas that lie on each other are darker.
    Band,
    /// A level across the drawing.
    Mark,
}

impl Paint {
    fn sentinel(self) -> RGBColor {
        let (kind, series) = match self {
            Self::Ink => (0, 0),
            Self::Faint => (1, 0),
            Self::Rule => (2, 0),
            Self::Line(series) => (3, series),
            Self::Marker(series) => (4, series),
            Self::Fill(series) => (5, series),
            Self::Band => (6, 0),
            Self::Mark => (7, 0),
        };
        let series = u8::try_from(series % PAINTS).expect("fewer paints than a byte holds");
        RGBColor(SENTINEL, kind, series)
    }

    /// The value of the attribute that held the sentinel, and attributes after it.
    fn attribute(colour: &str, id: &str) -> Option<String> {
        let digits = colour.strip_prefix('#')?;
        let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        if digits.len() != 6 || byte(0)? != SENTINEL {
            return None;
        }
        let series = usize::from(byte(4)?);
        let variable = format!("var(--series-{})", series % COLOURS + 1);
        Some(match byte(2)? {
            0 => "currentColor".to_owned(),
            1 => "var(--faint)".to_owned(),
            2 => "var(--rule)".to_owned(),
            3 => match DASHES[series % DASHES.len()] {
                [] => variable,
                dash => {
                    let lengths: Vec<String> =
                        dash.iter().map(|one| (one * PARTS).to_string()).collect();
                    format!("{variable}\" stroke-dasharray=\"{}", lengths.join(" "))
                }
            },
            4 => variable,
            6 => "var(--series-1)\" fill-opacity=\"0.16".to_owned(),
            7 => "var(--accent)\" stroke-dasharray=\"60 40".to_owned(),
            _ if series == 0 => variable,
            _ => format!("url(#{id}-fill-{})", series + 1),
        })
    }
}

/// A finished drawing without its outer element.
#[derive(Debug)]
pub(super) struct Drawing {
    /// Width of the view box.
    pub(super) width: i32,
    /// Height of the view box.
    pub(super) height: i32,
    /// Elements of the drawing.
    pub(super) shapes: String,
}

/// Where text stands relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A surface to draw on, in pixels from the upper left corner.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    fills: Vec<usize>,
}

impl Canvas<'_> {
    /// Draws with `strokes` on a surface of `width` by `height` pixels.
    ///
    /// `id` is the prefix of identifiers inside the drawing; it must be safe in an attribute.
    pub(super) fn draw(
        width: f64,
        height: f64,
        id: &str,
        strokes: impl FnOnce(&mut Canvas<'_>),
    ) -> Drawing {
        let size = (parts(width), parts(height));
        let natural = |length: i32| u32::try_from(length).unwrap_or(1).max(1);
        let mut buffer = String::new();
        let fills = {
            let backend = SVGBackend::with_string(&mut buffer, (natural(size.0), natural(size.1)));
            let mut canvas = Canvas {
                area: backend.into_drawing_area(),
                fills: Vec::new(),
            };
            strokes(&mut canvas);
            canvas.area.present().expect(MEMORY);
            canvas.fills
        };
        let shapes = inner_elements(&buffer);
        Drawing {
            width: size.0,
            height: size.1,
            shapes: format!(
                "{}{}",
                textures(&fills, id).into_string(),
                painted(shapes, id)
            ),
        }
    }

    pub(super) fn line(&mut self, points: &[(f64, f64)], paint: Paint, width: f64) {
        let points: Vec<(i32, i32)> = points.iter().map(|point| point_of(*point)).collect();
        let style = ShapeStyle {
            color: paint.sentinel().to_rgba(),
            filled: false,
            stroke_width: parts(width).unsigned_abs(),
        };
        self.area
            .draw(&PathElement::new(points, style))
            .expect(MEMORY);
    }

    pub(super) fn rectangle(&mut self, x0: f64, y0: f64, x1: f64, y1: f64, paint: Paint) {
        if let Paint::Fill(series) = paint
            && !self.fills.contains(&(series % PAINTS))
        {
            self.fills.push(series % PAINTS);
        }
        let corners = [
            point_of((x0.min(x1), y0.min(y1))),
            point_of((x0.max(x1), y0.max(y1))),
        ];
        self.area
            .draw(&Rectangle::new(corners, paint.sentinel().filled()))
            .expect(MEMORY);
    }

    /// The area inside `corners`.
    pub(super) fn area(&mut self, corners: &[(f64, f64)], paint: Paint) {
        let corners: Vec<(i32, i32)> = corners.iter().map(|corner| point_of(*corner)).collect();
        self.area
            .draw(&Polygon::new(corners, paint.sentinel().filled()))
            .expect(MEMORY);
    }

    /// The marker of a series: a shape of its own, so that colour is not needed.
    pub(super) fn marker(&mut self, x: f64, y: f64, radius: f64, series: usize) {
        let style = Paint::Marker(series).sentinel().filled();
        let corners: &[(f64, f64)] = match series % DASHES.len() {
            0 => {
                let radius = parts(radius).unsigned_abs();
                self.area
                    .draw(&Circle::new(point_of((x, y)), radius, style))
                    .expect(MEMORY);
                return;
            }
            1 => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            2 => &[(0.0, -1.2), (1.1, 0.9), (-1.1, 0.9)],
            3 => &[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
            4 => &[(0.0, 1.2), (1.1, -0.9), (-1.1, -0.9)],
            _ => &[(-1.3, -0.5), (1.3, -0.5), (1.3, 0.5), (-1.3, 0.5)],
        };
        let points: Vec<(i32, i32)> = corners
            .iter()
            .map(|(right, down)| point_of((x + right * radius, y + down * radius)))
            .collect();
        self.area.draw(&Polygon::new(points, style)).expect(MEMORY);
    }

    /// Writes one line of text, vertically centred on `y`.
    pub(super) fn text(
        &mut self,
        text: &str,
        x: f64,
        y: f64,
        anchor: Anchor,
        size: f64,
        paint: Paint,
    ) {
        let horizontal = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let colour = paint.sentinel();
        let style = TextStyle::from(("inherit", size * PARTS * BACKEND_TEXT).into_font())
            .color(&colour)
            .pos(Pos::new(horizontal, VPos::Center));
        self.area
            .draw_text(text, &style, point_of((x, y)))
            .expect(MEMORY);
    }
}

const MEMORY: &str = "a drawing in memory has nothing that can fail";

fn point_of((x, y): (f64, f64)) -> (i32, i32) {
    (parts(x), parts(y))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the value is rounded and bounded first; NaN becomes zero"
)]
fn parts(pixels: f64) -> i32 {
    (pixels * PARTS).round().clamp(-1e7, 1e7) as i32
}

/// Leaves out the outer element that the backend wrote.
fn inner_elements(document: &str) -> &str {
    let start = document.find('>').map_or(0, |end| end + 1);
    let end = document.rfind("</svg>").unwrap_or(document.len());
    document[start..end.max(start)].trim()
}

/// Replaces the colours that stand for paints; text between elements stays as it is.
fn painted(shapes: &str, id: &str) -> String {
    let mut painted = String::with_capacity(shapes.len());
    let mut rest = shapes;
    while let Some(open) = rest.find('<') {
        painted.push_str(&rest[..open]);
        let close = rest[open..]
            .find('>')
            .map_or(rest.len(), |at| open + at + 1);
        let tag = rest[open..close].replace(" opacity=\"1\"", "");
        for (index, part) in tag.split('"').enumerate() {
            if index > 0 {
                painted.push('"');
            }
            match Paint::attribute(part, id) {
                Some(value) => painted.push_str(&value),
                None => painted.push_str(part),
            }
        }
        rest = &rest[close..];
    }
    painted.push_str(rest);
    painted
}

/// Textures of the areas of the second and later series.
fn textures(fills: &[usize], id: &str) -> Markup {
    html! {
        @for &series in fills.iter().filter(|&&series| series > 0) {
            @let (turn, pitch, stroke) = TEXTURES[(series - 1) % TEXTURES.len()];
            pattern id={ (id) "-fill-" (series + 1) } patternUnits="userSpaceOnUse"
                width=(pitch) height=(pitch) patternTransform={ "rotate(" (turn) ")" } {
                rect width=(pitch) height=(pitch) fill={ "var(--series-" (series % COLOURS + 1) ")" } {}
                @if stroke > 0 {
                    rect width=(stroke) height=(pitch) fill="var(--paper)" fill-opacity="0.3" {}
                }
            }
        }
    }
}

/// Turn in degrees, distance and width of the light stripes of an area, in parts of a pixel.
const TEXTURES: [(i32, u32, u32); 5] = [
    (45, 60, 16),
    (0, 40, 0),
    (135, 60, 16),
    (0, 50, 14),
    (90, 50, 14),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_left_to_the_page() {
        let drawing = Canvas::draw(100.0, 50.0, "c", |canvas| {
            canvas.line(&[(0.0, 0.0), (10.0, 10.0)], Paint::Line(1), 2.0);
            canvas.rectangle(0.0, 0.0, 5.0, 5.0, Paint::Fill(0));
            canvas.rectangle(0.0, 0.0, 5.0, 5.0, Paint::Fill(1));
            canvas.text("a", 1.0, 1.0, Anchor::Start, 12.0, Paint::Ink);
        });
        let shapes = drawing.shapes;
        assert!(!shapes.contains("#01"), "{shapes}");
        for expected in [
            "stroke=\"var(--series-2)\" stroke-dasharray=\"70 30\"",
            "fill=\"var(--series-1)\"",
            "fill=\"url(#c-fill-2)\"",
            "pattern id=\"c-fill-2\"",
            "fill=\"currentColor\"",
            "font-family=\"inherit\"",
        ] {
            assert!(shapes.contains(expected), "{expected} in {shapes}");
        }
        assert_eq!((drawing.width, drawing.height), (1000, 500));
    }

    #[test]
    fn text_that_looks_like_a_colour_stays() {
        let drawing = Canvas::draw(10.0, 10.0, "c", |canvas| {
            canvas.text(
                "\"#010000\" <script>",
                0.0,
                0.0,
                Anchor::Start,
                12.0,
                Paint::Ink,
            );
        });
        assert!(
            drawing
                .shapes
                .contains("&quot;#010000&quot; &lt;script&gt;")
        );
    }
}
