//! What the HTML page promises: nothing is loaded, colours can be read, links lead somewhere.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use stirstick_brief::html;

const STYLE: &str = include_str!("../src/html/style.css");

#[test]
fn nothing_is_loaded_from_anywhere() {
    let page = html(&common::brief());
    for word in [
        "<script", "<img", "<iframe", "<object", "<embed", "src=", "@import", "xlink",
    ] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.split("url(").skip(1).all(|rest| rest.starts_with('#')));
    assert_eq!(page.matches("<link").count(), 1);
    assert!(page.contains("<link rel=\"icon\" href=\"data:,\">"));
    assert!(page.contains("default-src 'none'"));
    let addresses = page.matches("://").count();
    let sources = page.matches("https://example.org/").count();
    assert_eq!(
        addresses, sources,
        "only the sources of receipts are addresses"
    );
}

#[test]
fn names_are_used_once_and_links_lead_to_them() {
    let page = html(&common::brief());
    let values = |attribute: &str| -> Vec<String> {
        page.split(attribute)
            .skip(1)
            .filter_map(|rest| rest.split('"').next().map(str::to_owned))
            .collect()
    };
    let names = values(" id=\"");
    let unique: BTreeSet<&String> = names.iter().collect();
    assert_eq!(unique.len(), names.len());
    let mut links = values(" href=\"#");
    links.extend(
        values("url(#")
            .iter()
            .filter_map(|rest| rest.split(')').next().map(str::to_owned)),
    );
    for list in values(" aria-labelledby=\"") {
        links.extend(list.split(' ').map(str::to_owned));
    }
    assert!(links.len() > 30);
    for link in links {
        assert!(unique.contains(&link), "{link}");
    }
}

#[test]
fn charts_have_titles_and_their_numbers() {
    let page = html(&common::brief());
    let drawings = page.matches("role=\"img\" aria-labelledby").count();
    assert_eq!(drawings, 8, "four charts in two widths");
    assert_eq!(page.matches("<desc ").count(), drawings);
    assert_eq!(page.matches("Numbers of this chart").count(), 4);
    assert!(!page.contains("#01"), "colours are left to the style sheet");
}

#[test]
fn missing_data_is_named_with_its_command() {
    let page = html(&common::brief());
    assert!(page.contains("Monthly trade of Quarrel for at least 36 months."));
    assert!(page.contains("<code>stirstick fetch monthly --reporter QMA</code>"));
}

#[test]
fn contents_come_with_three_sections() {
    assert!(html(&common::brief()).contains("class=\"contents\""));
    assert!(!html(&common::one_section()).contains("class=\"contents\""));
}

/// Contrast as the Web Content Accessibility Guidelines 2.2 define it: (L1 + 0.05) / (L2 + 0.05).
fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: &str) -> f64 {
    let digits = colour.trim_start_matches('#');
    let full: String = if digits.len() == 3 {
        digits.chars().flat_map(|digit| [digit, digit]).collect()
    } else {
        digits.to_owned()
    };
    let channel = |at: usize| {
        let part = f64::from(u8::from_str_radix(&full[at..at + 2], 16).expect("a colour")) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

fn colours(block: &str) -> BTreeMap<String, String> {
    block
        .split(['{', ';', '}'])
        .filter_map(|line| {
            line.rsplit_once("*/")
                .map_or(Some(line), |(_, rest)| Some(rest))
        })
        .filter_map(|line| line.trim().split_once(':'))
        .filter(|(_, value)| value.trim().starts_with('#'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

#[test]
fn colours_can_be_read_in_every_scheme() {
    let blocks: Vec<&str> = STYLE.split(":root {").skip(1).collect();
    assert_eq!(blocks.len(), 3, "light, dark and print");
    let light = colours(blocks[0].split('}').next().expect("a block"));
    for block in blocks {
        let mut scheme = light.clone();
        scheme.extend(colours(block.split('}').next().expect("a block")));
        let pairs = [
            ("--ink", "--paper"),
            ("--faint", "--paper"),
            ("--accent", "--paper"),
            ("--ink", "--wash"),
            ("--faint", "--wash"),
            ("--label-ink", "--label"),
        ];
        for (text, ground) in pairs {
            let ratio = contrast(&scheme[text], &scheme[ground]);
            assert!(ratio >= 4.5, "{text} on {ground}: {ratio:.2}");
        }
        for series in 1..=8 {
            let name = format!("--series-{series}");
            let ratio = contrast(&scheme[&name], &scheme["--paper"]);
            assert!(ratio >= 3.0, "{name}: {ratio:.2}");
        }
    }
}
