//! Where every figure came from, with the queries.

use maud::{Markup, html};
use stirstick_market::{Answer, Receipt};

use super::anchors::Anchors;
use super::links::linked;
use crate::format::whole;
use crate::text::{receipt_command, receipt_hint, visible, visible_block};

/// Writes the list of receipts; nothing when there are none.
pub(super) fn section(answer: &Answer, anchors: &Anchors<'_>) -> Markup {
    let (hint, command) = receipt_hint(answer);
    html! {
        @if !answer.receipts.is_empty() {
            section id="receipts" class="part" aria-labelledby="receipts.heading" {
                h2 id="receipts.heading" { "Receipts" }
                div class="body" {
                    p class="hint" { (hint) " " code { (command) } }
                    @for receipt in &answer.receipts {
                        (one(receipt, anchors.receipt(&receipt.id)))
                    }
                }
            }
        }
    }
}

fn one(receipt: &Receipt, anchor: Option<&str>) -> Markup {
    html! {
        article class="receipt" id=[anchor] {
            h3 { code { (visible(&receipt.id)) } }
            dl {
                (fact("Dataset", &visible(&receipt.dataset)))
                (fact("Release", &visible(&receipt.release)))
                (fact("Rows", &whole(receipt.rows)))
                (fact("Made by", &visible(&receipt.engine)))
                (hash("Hash of the release", &receipt.release_hash))
                (hash("Hash of the rows", &receipt.result_hash))
                @if !receipt.sources.is_empty() {
                    div class="across" {
                        dt { "Sources" }
                        @for source in &receipt.sources { dd { (linked(&visible(source))) } }
                    }
                }
            }
            p class="command" { span { "Run again" } code { (receipt_command(receipt)) } }
            details {
                summary { "Query and parameters" }
                @if !receipt.parameters.is_empty() {
                    dl class="parameters" {
                        @for (name, value) in &receipt.parameters {
                            div { dt { code { (visible(name)) } } dd { code { (visible(value)) } } }
                        }
                    }
                }
                pre tabindex="0" { code { (visible_block(&receipt.query)) } }
            }
        }
    }
}

fn fact(name: &str, value: &str) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

fn hash(name: &str, value: &str) -> Markup {
    html! { div class="across" { dt { (name) } dd { code { (visible(value)) } } } }
}
