//! The whole answer as one HTML file that asks for nothing else.

mod anchors;
mod article;
mod figure;
mod links;
mod receipts;
mod table;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use stirstick_market::claims::Check;
use stirstick_market::{Answer, Figure, Section, Statement};

use crate::format;
use crate::text::{
    self, Marks, Piece, SYNTHETIC_LABEL, SYNTHETIC_MEANING, pieces, visible, visible_run,
};
use anchors::Anchors;

const STYLE: &str = include_str!("style.css");
/// Nothing is loaded from anywhere; the style sheet stands in the file.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
/// From this number of sections on there is a table of contents.
const SECTIONS_FOR_CONTENTS: usize = 3;

/// Writes the whole answer as one HTML file.
///
/// The file needs no other file and no network: no script, no font, no image. It follows the colour
/// scheme of the reader, fits a telephone, and prints. Charts are drawn as SVG with their numbers in a
/// table below. Every number in a sentence links to its receipt, and every receipt shows its query.
/// Addresses in the sources of a receipt become links when they begin with `http://` or `https://`.
#[must_use]
pub fn html(answer: &Answer) -> String {
    let anchors = Anchors::of(answer);
    let page = Page {
        answer,
        marks: Marks::of(answer),
        anchors: &anchors,
        article: None,
    };
    page.document().into_string()
}

/// Writes a checked text as one HTML file: the text with its claims marked, and the verdict on each beside it.
#[must_use]
pub fn check_html(check: &Check) -> String {
    let answer = check.answer();
    let anchors = Anchors::of(&answer);
    let page = Page {
        answer: &answer,
        marks: Marks::of(&answer),
        anchors: &anchors,
        article: Some(check),
    };
    page.document().into_string()
}

#[derive(Debug)]
struct Page<'a> {
    answer: &'a Answer,
    marks: Marks,
    anchors: &'a Anchors<'a>,
    /// The text that was checked, shown before the sections.
    article: Option<&'a Check>,
}

impl Page<'_> {
    fn document(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="referrer" content="no-referrer";
                    meta name="generator" content="stirstick";
                    title { (visible(&self.answer.title)) }
                    link rel="icon" href="data:,";
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    a class="skip" href="#main" { "Skip to the text" }
                    div class="page" {
                        (self.masthead())
                        (self.contents())
                        main id="main" {
                            @if let Some(check) = self.article { (article::article(self, check)) }
                            @for (index, section) in self.answer.sections.iter().enumerate() {
                                (self.section(index, section))
                            }
                            (receipts::section(self.answer, self.anchors))
                        }
                        (self.footer())
                    }
                }
            }
        }
    }

    fn masthead(&self) -> Markup {
        html! {
            header class="masthead" {
                p class="maker" { "stirstick" }
                h1 { (visible(&self.answer.title)) }
                @if self.answer.synthetic {
                    p class="synthetic" role="note" {
                        strong { (SYNTHETIC_LABEL) ". " } (SYNTHETIC_MEANING)
                    }
                }
                @if !self.answer.command.is_empty() {
                    p class="command" {
                        span { "Ask again" } code { (visible(&self.answer.command)) }
                    }
                }
            }
        }
    }

    fn contents(&self) -> Markup {
        let sections = &self.answer.sections;
        html! {
            @if sections.len() >= SECTIONS_FOR_CONTENTS {
                nav class="contents" aria-labelledby="contents.title" {
                    h2 id="contents.title" { "Contents" }
                    ol {
                        @for (index, section) in sections.iter().enumerate() {
                            li {
                                a href={ "#" (self.anchors.section(index)) } {
                                    (visible(&section.title))
                                }
                                @if section.missing.is_some() {
                                    span class="aside" { " no data" }
                                }
                            }
                        }
                        @if !self.answer.receipts.is_empty() {
                            li { a href="#receipts" { "Receipts" } }
                        }
                    }
                }
            }
        }
    }

    fn footer(&self) -> Markup {
        html! {
            footer {
                p {
                    "Made by stirstick from the releases named in the receipts. "
                    @if self.answer.synthetic { strong { (SYNTHETIC_LABEL) "." } }
                }
            }
        }
    }

    fn section(&self, index: usize, section: &Section) -> Markup {
        let anchor = self.anchors.section(index);
        let heading = format!("{anchor}.heading");
        html! {
            section id=(anchor) class="part" aria-labelledby=(heading) {
                h2 id=(heading) {
                    @if self.answer.sections.len() > 1 {
                        span class="number" { (index + 1) } " "
                    }
                    (visible(&section.title))
                }
                div class="body" {
                    @if let Some(missing) = &section.missing {
                        div class="missing" role="note" {
                            p { strong { "No data. " } (visible(&missing.what)) }
                            p class="command" {
                                span { "Get it with" } code { (visible(&missing.command)) }
                            }
                        }
                    }
                    @if !section.statements.is_empty() {
                        div class="statements" {
                            @for statement in &section.statements {
                                (self.statement(statement, section))
                            }
                        }
                    }
                    @if section.statements.is_empty() {
                        (self.figures(&section.figures))
                    }
                    @for (number, chart) in section.charts.iter().enumerate() {
                        (figure::chart(self, chart, &format!("{anchor}.chart-{}", number + 1)))
                    }
                    @for (number, table) in section.tables.iter().enumerate() {
                        (table::table(self, table, &format!("{anchor}.table-{}", number + 1)))
                    }
                    @if !section.caveats.is_empty() {
                        aside class="caveats" aria-label="How to read this" {
                            h3 { "How to read this" }
                            ul {
                                @for caveat in &section.caveats { li { (visible(&caveat.text)) } }
                            }
                        }
                    }
                    // Sentences come first and carry the main figures; all of them are for looking up.
                    @if !section.statements.is_empty() && !section.figures.is_empty() {
                        details class="all-figures" {
                            summary { "All " (section.figures.len()) " figures of this section, with their basis" }
                            (self.figures(&section.figures))
                        }
                    }
                }
            }
        }
    }

    fn statement(&self, statement: &Statement, section: &Section) -> Markup {
        html! {
            p {
                @for piece in pieces(statement, section) {
                    @match piece {
                        Piece::Words(words) => (visible_run(words)),
                        Piece::Figure(figure) => (self.number_in_sentence(figure)),
                    }
                }
            }
        }
    }

    fn number_in_sentence(&self, figure: &Figure) -> Markup {
        let shown = visible(&format::in_sentence(figure));
        let title = std::iter::once(visible(&figure.label))
            .chain(text::particulars(figure))
            .collect::<Vec<String>>()
            .join("; ");
        let anchor = figure
            .receipt
            .as_deref()
            .and_then(|id| self.anchors.receipt(id));
        html! {
            @match anchor {
                Some(anchor) => a class="value" href={ "#" (anchor) } title=(title) { (shown) },
                None => span class="value" title=(title) { (shown) },
            }
        }
    }

    fn figures(&self, figures: &[Figure]) -> Markup {
        html! {
            @if !figures.is_empty() {
                dl class="figures" {
                    @for figure in figures {
                        div {
                            dt { (visible(&figure.label)) }
                            dd class="number" { (visible(&format::on_its_own(figure))) }
                            dd class="particulars" {
                                @for (index, text) in text::particulars(figure).iter().enumerate() {
                                    @if index > 0 { span class="divider" { " · " } }
                                    (text)
                                }
                                " " (self.mark(figure.receipt.as_deref()))
                            }
                        }
                    }
                }
            }
        }
    }

    /// A short link to a receipt.
    fn mark(&self, receipt: Option<&str>) -> Markup {
        html! {
            @if let Some(id) = receipt {
                @match self.anchors.receipt(id) {
                    Some(anchor) => a class="mark" href={ "#" (anchor) }
                        aria-label={ "receipt " (visible(id)) } { (self.marks.short(id)) },
                    None => span class="mark" { (self.marks.short(id)) },
                }
            }
        }
    }

    /// The label of synthetic data beside a chart or a table, which may be copied without the page.
    fn synthetic_tag(&self) -> Markup {
        html! {
            @if self.answer.synthetic { " " span class="tag" { (SYNTHETIC_LABEL) } }
        }
    }
}
