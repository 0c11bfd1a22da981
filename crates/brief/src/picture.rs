//! The charts of an answer as one picture: SVG with fixed colours, or PNG made from it.
//!
//! A picture leaves the page that explains it. It therefore carries its titles, what its areas and lines
//! are, its notes, the command that asks again and, where there is one, the label that says synthetic.

use stirstick_market::{Answer, Chart};

use crate::chart::MadePicture;
use crate::error::Error;

/// Pixels of a PNG per pixel of the drawing: text stays sharp on screens with two for one.
const SCALE: f32 = 2.0;

/// Draws the charts of `answer` below each other as one SVG.
///
/// `id` keeps to the chart of that name. The picture is light, needs no other file, and names its fonts by family
/// only.
///
/// # Errors
/// [`Error::UnknownChart`] when no chart has the name, [`Error::NoChart`] when the answer has none.
pub fn svg(answer: &Answer, id: Option<&str>) -> Result<String, Error> {
    let charts = chosen(answer, id)?;
    let mut picture = MadePicture::new();
    if answer.synthetic {
        picture.label("SYNTHETIC DATA: invented countries, not real trade");
    }
    for chart in charts {
        picture.chart(chart);
    }
    picture.note(&format!("{} · {}", answer.title, answer.command));
    Ok(picture.finish())
}

/// Draws the same picture as a PNG, two pixels for one, in the font that comes with the program.
///
/// # Errors
/// As [`svg`], and [`Error::Picture`] when the picture cannot be drawn.
pub fn png(answer: &Answer, id: Option<&str>) -> Result<Vec<u8>, Error> {
    let text = svg(answer, id)?;
    let mut options = resvg::usvg::Options {
        font_family: "DejaVu Sans".to_owned(),
        ..Default::default()
    };
    let fonts = options.fontdb_mut();
    fonts.load_font_data(dejavu::sans::regular().to_vec());
    fonts.load_font_data(dejavu::sans::bold().to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    let failed = |what: String| Error::Picture { what };
    let tree =
        resvg::usvg::Tree::from_str(&text, &options).map_err(|error| failed(error.to_string()))?;
    let size = tree.size().to_int_size().scale_by(SCALE);
    let size = size.ok_or_else(|| failed("it is too large".to_owned()))?;
    let pixels = resvg::tiny_skia::Pixmap::new(size.width(), size.height());
    let mut pixels = pixels.ok_or_else(|| failed("it is too large".to_owned()))?;
    let transform = resvg::tiny_skia::Transform::from_scale(SCALE, SCALE);
    resvg::render(&tree, transform, &mut pixels.as_mut());
    pixels
        .encode_png()
        .map_err(|error| failed(error.to_string()))
}

fn chosen<'a>(answer: &'a Answer, id: Option<&str>) -> Result<Vec<&'a Chart>, Error> {
    let all: Vec<&Chart> = answer
        .sections
        .iter()
        .flat_map(|section| &section.charts)
        .collect();
    let available = || all.iter().map(|chart| chart.id.clone()).collect();
    match id {
        None if all.is_empty() => Err(Error::NoChart),
        None => Ok(all),
        Some(id) => match all
            .iter()
            .copied()
            .filter(|chart| chart.id == id)
            .collect::<Vec<_>>()
        {
            none if none.is_empty() => Err(Error::UnknownChart {
                got: id.to_owned(),
                available: available(),
            }),
            found => Ok(found),
        },
    }
}
