//! Where every figure came from, with the queries.

use maud::{Markup, html};
use stirstick_market::{Answer, Receipt};

use super::anchors::Anchors;
use crate::format::whole;
use crate::text::{RECEIPT_HINT, receipt_command, visible, visible_block};

/// Characters that end an address in running text, and those that do not belong to its end.
const ENDS_ADDRESS: [char; 6] = ['<', '>', '"', '\'', '`', '|'];
const NOT_LAST: [char; 7] = ['.', ',', ';', ':', ')', ']', '!'];

/// Writes the list of receipts; nothing when there are none.
pub(super) fn section(answer: &Answer, anchors: &Anchors<'_>) -> Markup {
    html! {
        @if !answer.receipts.is_empty() {
            section id="receipts" class="part" aria-labelledby="receipts.heading" {
                h2 id="receipts.heading" { "Receipts" }
                div class="body" {
                    p class="hint" { (RECEIPT_HINT) " " code { (receipt_command("<id>")) } }
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
            p class="command" { span { "Run again" } code { (receipt_command(&receipt.id)) } }
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

/// Makes links of the addresses in a text; only `http` and `https`.
fn linked(text: &str) -> Markup {
    let mut rest = text;
    let mut parts = Vec::new();
    while let Some(start) = address_start(rest) {
        let tail = &rest[start..];
        let end = tail
            .find(|one: char| one.is_whitespace() || ENDS_ADDRESS.contains(&one))
            .unwrap_or(tail.len());
        let address = tail[..end].trim_end_matches(NOT_LAST);
        parts.push((&rest[..start], address));
        rest = &tail[address.len()..];
    }
    html! {
        @for (before, address) in parts {
            (before) a href=(address) rel="noreferrer" { (address) }
        }
        (rest)
    }
}

fn address_start(text: &str) -> Option<usize> {
    ["https://", "http://"]
        .into_iter()
        .filter_map(|scheme| text.find(scheme))
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_become_links() {
        let text = "See https://example.org/a?b=1&c=2, and javascript:alert(1); http://x.org.";
        assert_eq!(
            linked(text).into_string(),
            "See <a href=\"https://example.org/a?b=1&amp;c=2\" rel=\"noreferrer\">\
             https://example.org/a?b=1&amp;c=2</a>, and javascript:alert(1); \
             <a href=\"http://x.org\" rel=\"noreferrer\">http://x.org</a>."
        );
    }

    #[test]
    fn an_address_cannot_leave_its_attribute() {
        let html = linked("https://x.org/\"onmouseover=alert(1) <script>").into_string();
        assert!(html.contains("href=\"https://x.org/\" rel"));
        assert!(!html.contains("<script"));
    }
}
