//! Whole renderings of the fixture, looked at by a person when they change.
//!
//! `INSTA_UPDATE=always cargo test -p stirstick-brief` writes them again.

mod common;

use stirstick_brief::{TerminalOptions, csv, html, markdown, terminal};

#[test]
fn terminal_of_80_characters() {
    let text = terminal(&common::brief(), &TerminalOptions::default());
    insta::assert_snapshot!(text);
}

#[test]
fn wide_terminal_in_colour_with_few_rows() {
    let options = TerminalOptions {
        width: 120,
        colour: true,
        rows: Some(3),
    };
    let text = terminal(&common::one_section(), &options);
    insta::assert_snapshot!(text.replace('\u{1b}', "ESC"));
}

#[test]
fn narrow_terminal() {
    let options = TerminalOptions {
        width: 48,
        ..TerminalOptions::default()
    };
    insta::assert_snapshot!(terminal(&common::brief_of_real_data(), &options));
}

#[test]
fn markdown_of_the_brief() {
    insta::assert_snapshot!(markdown(&common::brief()));
}

#[test]
fn html_of_the_brief() {
    let page = html(&common::brief());
    let (head, rest) = page.split_once("<style>").expect("the page has a style");
    let (_, body) = rest.split_once("</style>").expect("the style ends");
    let page = format!("{head}<style></style>{body}");
    insta::assert_snapshot!(page.replace("><", ">\n<"));
}

#[test]
fn html_of_one_section() {
    let page = html(&common::one_section());
    let (_, body) = page.split_once("</style>").expect("the style ends");
    insta::assert_snapshot!(body.replace("><", ">\n<"));
}

#[test]
fn csv_of_the_first_table() {
    let bytes = csv(&common::brief_of_real_data(), None).expect("the first section has a table");
    insta::assert_snapshot!(String::from_utf8(bytes).expect("CSV is UTF-8"));
}

#[test]
fn csv_of_synthetic_products() {
    let bytes = csv(&common::brief(), Some("products")).expect("the table exists");
    insta::assert_snapshot!(String::from_utf8(bytes).expect("CSV is UTF-8"));
}

#[test]
fn csv_of_figures() {
    let bytes = csv(&common::brief(), Some("figures")).expect("there are figures");
    insta::assert_snapshot!(String::from_utf8(bytes).expect("CSV is UTF-8"));
}
