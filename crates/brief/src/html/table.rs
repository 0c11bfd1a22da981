//! Tables that scroll inside their own box where they are wider than the page.

use maud::{Markup, html};
use stirstick_market::Table;

use super::Page;
use super::links::hosts;
use crate::format::GAP;
use crate::text::visible;
use crate::view::{ColumnView, TableView};

/// Columns that fit beside the heading of a section.
const NARROW: usize = 7;

/// Writes a table with caption, note and receipt; `id` is unique in the page.
pub(super) fn table(page: &Page<'_>, table: &Table, id: &str) -> Markup {
    let title = visible(&table.title);
    let view = TableView::of(table);
    html! {
        div class=(if view.columns.len() > NARROW { "tabular broad" } else { "tabular" }) {
            p class="caption-line" {
                span class="caption" { (title) }
                (page.synthetic_tag()) " " (page.mark(table.receipt.as_deref()))
            }
            (grid(&view, &title, id))
            @for note in &view.notes { p class="note" { (note) } }
        }
    }
}

/// Writes the grid of a table; the caption is for readers who do not see the title above it.
pub(super) fn grid(view: &TableView, caption: &str, id: &str) -> Markup {
    let caption_id = format!("{id}-caption");
    html! {
        div class="scroll" role="region" tabindex="0" aria-labelledby=(caption_id) {
            table {
                caption id=(caption_id) class="unseen" { (caption) }
                thead {
                    tr {
                        @for column in &view.columns {
                            th scope="col" class=[class(column)] {
                                (column.label)
                                @if let Some(unit) = &column.unit {
                                    " " span class="unit" { (unit) }
                                }
                            }
                        }
                    }
                }
                tbody {
                    @for row in &view.rows {
                        tr {
                            @for (index, (cell, column)) in row.iter().zip(&view.columns).enumerate() {
                                @if index == 0 && !column.numeric {
                                    th scope="row" class=[class(column)] { (content(cell)) }
                                } @else {
                                    td class=[class(column)] { (content(cell)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn class(column: &ColumnView) -> Option<&'static str> {
    match column {
        column if column.numeric => Some("number"),
        column if column.addresses => None,
        column if column.long => Some("words long"),
        column if column.wordy => Some("words"),
        _ => None,
    }
}

fn content(cell: &str) -> Markup {
    html! {
        @if cell == GAP {
            span class="gap" aria-label="no value" role="img" { (GAP) }
        } @else if let Some(hosts) = hosts(cell) {
            @for (address, host) in hosts {
                a class="host" href=(address) rel="noreferrer" { (host) }
            }
        } @else {
            (cell)
        }
    }
}
