//! A chart with its caption, its legend and the table of its numbers.

use maud::{Markup, html};
use stirstick_market::Chart;

use super::Page;
use super::table::grid;
use crate::chart::{self, Keys};
use crate::text::visible;
use crate::view::TableView;

/// Writes a chart; `id` is the prefix of names inside it, unique in the page.
pub(super) fn chart(page: &Page<'_>, chart: &Chart, id: &str) -> Markup {
    let wide = chart::draw(chart, chart::Page::Wide, &format!("{id}-wide"));
    let narrow = chart::draw(chart, chart::Page::Narrow, &format!("{id}-narrow"));
    let title = visible(&chart.title);
    html! {
        figure class="drawing" {
            figcaption {
                span class="caption" { (title) }
                (page.synthetic_tag()) " " (page.mark(chart.receipt.as_deref()))
            }
            (legend(chart, id))
            @match (wide, narrow) {
                (Some(wide), Some(narrow)) => { (wide) (narrow) },
                _ => p class="note" { "There is no value to draw." },
            }
            @if chart::leaves_zero_out(chart) {
                p class="note" { "The axis of values does not start at zero." }
            }
            @if let Some(note) = &chart.note { p class="note" { (visible(note)) } }
            details {
                summary { "Numbers of this chart" }
                (grid(&TableView::of_chart(chart), &title, &format!("{id}-numbers")))
            }
        }
    }
}

fn legend(chart: &Chart, id: &str) -> Markup {
    let class = match chart::keys(chart) {
        Keys::None => return html! {},
        Keys::InWideDrawing => "legend narrow",
        Keys::Legend => "legend",
    };
    html! {
        @if !chart.bands.is_empty() {
            p class="note" { (bands_note(chart)) }
        }
        ul class=(class) {
            @for (number, series) in chart.series.iter().enumerate() {
                li {
                    (chart::swatch(chart.kind, number, &format!("{id}-key-{}", number + 1)))
                    (visible(&series.name))
                }
            }
        }
    }
}

/// What the shaded areas are, the widest first as they are drawn.
fn bands_note(chart: &Chart) -> String {
    let names: Vec<String> = chart.bands.iter().map(|band| visible(&band.name)).collect();
    format!("Shaded, from the lightest: {}.", names.join("; "))
}
