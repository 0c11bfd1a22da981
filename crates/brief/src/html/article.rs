//! A checked text: its claims marked, and the verdict on each beside the paragraph.

use maud::{Markup, html};
use stirstick_market::claims::{Check, CheckedClaim, Verdict};

use super::Page;
use crate::text::{visible, visible_run};

/// A paragraph of the text with the claims in it.
struct Paragraph<'a> {
    text: String,
    /// Number of its first character in the whole text.
    start: usize,
    claims: Vec<(usize, &'a CheckedClaim)>,
}

pub(super) fn article(page: &Page<'_>, check: &Check) -> Markup {
    html! {
        section class="part article" aria-labelledby="article.heading" {
            h2 id="article.heading" { "The text and the verdicts" }
            div class="body" {
                @for paragraph in paragraphs(check) {
                    div class="passage" {
                        p { (marked(&paragraph)) }
                        @if !paragraph.claims.is_empty() {
                            aside aria-label="Verdicts" {
                                @for (number, claim) in &paragraph.claims { (verdict(page, *number, claim)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn paragraphs(check: &Check) -> Vec<Paragraph<'_>> {
    let mut start = 0;
    let mut claims = (1..).zip(&check.claims).peekable();
    let lines = check.text.split('\n').map(|line| {
        let end = start + line.chars().count();
        let mut of_line = Vec::new();
        // Claims come in the order of the text.
        while let Some(claim) = claims.next_if(|(_, claim)| claim.claim.figure.start <= end) {
            of_line.push(claim);
        }
        let paragraph = Paragraph {
            text: line.to_owned(),
            start,
            claims: of_line,
        };
        start = end + 1;
        paragraph
    });
    lines
        .filter(|paragraph| !paragraph.text.trim().is_empty())
        .collect()
}

/// The text of a paragraph with the figure of each claim marked; claims come in the order of the text.
fn marked(paragraph: &Paragraph<'_>) -> Markup {
    let characters: Vec<char> = paragraph.text.chars().collect();
    let part = |from: usize, to: usize| -> String {
        characters
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .collect()
    };
    let mut at = 0;
    let mut pieces: Vec<(String, Option<(usize, &CheckedClaim)>)> = Vec::new();
    for (number, claim) in &paragraph.claims {
        let from = claim
            .claim
            .figure
            .start
            .saturating_sub(paragraph.start)
            .max(at);
        let to = claim
            .claim
            .figure
            .end
            .saturating_sub(paragraph.start)
            .min(characters.len());
        if from < to {
            pieces.push((part(at, from), None));
            pieces.push((part(from, to), Some((*number, claim))));
            at = to;
        }
    }
    pieces.push((part(at, characters.len()), None));
    html! {
        @for (text, claim) in pieces {
            @match claim {
                None => (visible_run(&text)),
                Some((number, claim)) => {
                    mark class=(class(claim.verdict)) {
                        a href={ "#claim-" (number) } id={ "text-" (number) } { (visible(&text)) }
                        sup { (number) }
                    }
                }
            }
        }
    }
}

fn verdict(page: &Page<'_>, number: usize, claim: &CheckedClaim) -> Markup {
    let mut receipts: Vec<&str> = claim
        .evidence
        .iter()
        .map(|evidence| evidence.receipt.as_str())
        .collect();
    receipts.dedup();
    html! {
        div class={ "verdict " (class(claim.verdict)) } id={ "claim-" (number) } {
            p {
                a href={ "#text-" (number) } { (number) } " "
                strong { (claim.verdict.words()) } ". " (visible(&claim.why))
                @for receipt in receipts { " " (page.mark(Some(receipt))) }
            }
            @if let Some(needs) = &claim.needs { p class="note" { "What would test it: " (visible(needs)) } }
        }
    }
}

const fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported | Verdict::SupportedByPublishedRateOnly => "holds",
        Verdict::Off => "off",
        Verdict::Contradicted => "wrong",
        Verdict::CannotBeTested | Verdict::NotTestable => "open",
    }
}
