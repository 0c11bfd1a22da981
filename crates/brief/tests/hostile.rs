//! Arbitrary text in every field leaves the shape of every rendering as it is.

mod common;

use proptest::prelude::*;
use stirstick_brief::{TerminalOptions, csv, html, json, markdown, parquet, terminal};
use stirstick_market::{Answer, Cell, Unit};

/// Pieces that break out of something somewhere.
const PIECES: [&str; 44] = [
    "<script>alert(1)</script>",
    "</style>",
    "</title>",
    "<!--",
    "-->",
    "]]>",
    "\"",
    "'",
    "\" onload=\"x",
    "' onmouseover='x",
    "&lt;",
    "&",
    "&#x3c;script&#x3e;",
    "<",
    ">",
    "|",
    "\\|",
    "\\",
    "`",
    "```",
    "~~~",
    "\n",
    "\r\n",
    "\n\n# x",
    "\n| a | b |\n|---|---|\n",
    "- ",
    "1. ",
    "*",
    "_",
    "[x](javascript:x)",
    "![x](y)",
    ",",
    "\t",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\u{1b}[2J",
    "\u{202e}",
    "\u{0}",
    "é語",
    "{0}",
    "$x$",
    "#010000",
];

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => proptest::sample::select(&PIECES[..]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => "[a-z]{1,5} ?",
    ];
    proptest::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

/// Puts `text` in every field that holds text, after a letter so that no field becomes empty.
fn poisoned(text: &str) -> Answer {
    let poison = |field: &mut String| *field = format!("x{text}");
    let poison_option = |field: &mut Option<String>| {
        if let Some(field) = field {
            *field = format!("x{text}");
        }
    };
    let poison_unit = |unit: &mut Unit| {
        if let Unit::Money { currency, .. } = unit {
            *currency = format!("x{text}");
        }
    };
    let mut answer = common::brief();
    poison(&mut answer.title);
    poison(&mut answer.command);
    for receipt in &mut answer.receipts {
        for field in [
            &mut receipt.dataset,
            &mut receipt.release,
            &mut receipt.release_hash,
            &mut receipt.query,
            &mut receipt.result_hash,
            &mut receipt.engine,
        ] {
            poison(field);
        }
        receipt.id.push_str(text);
        receipt.sources.iter_mut().for_each(poison);
        for (name, value) in &mut receipt.parameters {
            poison(name);
            poison(value);
        }
    }
    for section in &mut answer.sections {
        poison(&mut section.title);
        section.id.push_str(text);
        section
            .caveats
            .iter_mut()
            .for_each(|caveat| poison(&mut caveat.text));
        for statement in &mut section.statements {
            let words = text.replace('{', "(");
            statement.text = format!("x{words}{}{words}", statement.text);
        }
        if let Some(missing) = &mut section.missing {
            poison(&mut missing.what);
            poison(&mut missing.command);
        }
        for figure in &mut section.figures {
            poison(&mut figure.label);
            poison_option(&mut figure.period);
            poison_option(&mut figure.basis);
            poison_option(&mut figure.note);
            if let Some(receipt) = &mut figure.receipt {
                receipt.push_str(text);
            }
            poison_unit(&mut figure.unit);
        }
        for chart in &mut section.charts {
            poison(&mut chart.title);
            poison_option(&mut chart.note);
            chart.categories.iter_mut().for_each(poison);
            chart
                .series
                .iter_mut()
                .for_each(|series| poison(&mut series.name));
            poison_unit(&mut chart.unit);
        }
        for table in &mut section.tables {
            poison(&mut table.title);
            poison_option(&mut table.note);
            for column in &mut table.columns {
                poison(&mut column.label);
                poison_unit(&mut column.unit);
            }
            // Each cell has its own text: a column that says the same in every row is no column.
            for (place, cell) in table.rows.iter_mut().flatten().enumerate() {
                if let Cell::Text(field) = cell {
                    *field = format!("{text}{place}");
                }
            }
        }
    }
    answer
}

/// Names of the tags of a page in order, without those inside drawings; checks every attribute.
fn tags(page: &str) -> Vec<String> {
    let (_, body) = page.split_once("</style>").expect("the style ends once");
    let mut names = Vec::new();
    let mut in_drawing = false;
    let mut rest = body;
    while let Some(open) = rest.find('<') {
        let close = open + rest[open..].find('>').expect("every tag ends");
        let tag = &rest[open + 1..close];
        let name = tag.split(' ').next().expect("a name").to_owned();
        check_attributes(tag);
        in_drawing = name == "svg" || (in_drawing && name != "/svg");
        if !in_drawing {
            names.push(name);
        }
        rest = &rest[close + 1..];
    }
    names
}

/// Attributes are names followed by one quoted value, and no name is that of an event.
fn check_attributes(tag: &str) {
    const KNOWN: &str = "aria-hidden aria-label aria-labelledby class cx cy desc d dy fill fill-opacity \
        font-family font-size height href id opacity patternTransform patternUnits points r rel role scope stroke \
        stroke-dasharray stroke-width tabindex text-anchor title viewBox width x x1 x2 y y1 y2";
    let mut parts = tag.split('"');
    while let Some(before) = parts.next() {
        let Some(_value) = parts.next() else {
            let name = before.trim_matches(['/', ' ']);
            assert!(!name.contains(['=', '\'']), "{tag}");
            return;
        };
        let name = before
            .split(' ')
            .next_back()
            .expect("a name")
            .trim_end_matches('=');
        assert!(
            KNOWN.split_whitespace().any(|known| known == name),
            "{name} in {tag}"
        );
    }
}

/// Lines of a Markdown text without fenced code, whose content is free.
fn prose(text: &str) -> Vec<&str> {
    let mut fence: Option<&str> = None;
    let mut lines = Vec::new();
    for line in text.lines() {
        let run = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            None if run.len() >= 3 => fence = Some(run),
            None => lines.push(line),
            Some(open) if line.trim_end() == open => fence = None,
            Some(_) => {}
        }
    }
    assert!(fence.is_none(), "every fence is closed");
    lines
}

/// Number of cells of a table row: bars that are not escaped, less one.
fn cells(line: &str) -> usize {
    let mut escaped = false;
    let mut bars = 0_usize;
    for character in line.chars() {
        bars += usize::from(character == '|' && !escaped);
        escaped = character == '\\' && !escaped;
    }
    bars.saturating_sub(1)
}

/// What a line is, so that two texts can be compared without their words.
fn kinds(text: &str) -> Vec<String> {
    prose(text)
        .into_iter()
        .map(|line| match line {
            "" => "empty".to_owned(),
            _ if line.starts_with("| ") => format!("row of {}", cells(line)),
            _ => {
                let hashes = line.len() - line.trim_start_matches('#').len();
                let first = if line.starts_with("> ") || line == ">" {
                    "quote"
                } else {
                    "text"
                };
                let first = if line.starts_with("- ") {
                    "item"
                } else {
                    first
                };
                format!("{first} {hashes}")
            }
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn html_keeps_its_elements(text in hostile()) {
        let page = html(&poisoned(&text));
        prop_assert_eq!(tags(&page), tags(&html(&poisoned("y"))));
        prop_assert_eq!(page.matches("<script").count(), 0);
        let steers = page.contains(['\u{1b}', '\u{0}', '\u{202e}']);
        prop_assert!(!steers);
    }

    #[test]
    fn markdown_keeps_its_lines(text in hostile()) {
        let shown = markdown(&poisoned(&text));
        prop_assert_eq!(kinds(&shown), kinds(&markdown(&poisoned("y"))));
        let raw = prose(&shown).into_iter().any(|line| {
            line.split('`').step_by(2).any(|outside| outside.contains('<')) && !line.contains('`')
        });
        prop_assert!(!raw, "no element outside code");
    }

    #[test]
    fn csv_keeps_its_fields(text in hostile()) {
        let answer = poisoned(&text);
        for (table, columns, rows) in [("by_year", 5, 6), ("by_supplier", 10, 6), ("products", 5, 7)] {
            let bytes = csv(&answer, Some(table)).expect("the table exists");
            let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
            let records: Vec<::csv::StringRecord> = reader.records().map(|one| one.expect("a record")).collect();
            prop_assert_eq!(records.len(), rows);
            for record in &records {
                prop_assert_eq!(record.len(), columns);
                for field in record {
                    let runs = field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
                    prop_assert!(!runs || field.parse::<f64>().is_ok(), "{:?}", field);
                }
            }
        }
    }

    #[test]
    fn terminal_holds_no_control_character(text in hostile(), width in 0_usize..200) {
        let options = TerminalOptions { width, ..TerminalOptions::default() };
        let shown = terminal(&poisoned(&text), &options);
        let steers = |one: char| (one.is_control() && one != '\n') || one == '\u{202e}';
        prop_assert!(!shown.contains(steers));
    }

    #[test]
    fn programs_get_the_text_as_it_is(text in hostile()) {
        let answer = poisoned(&text);
        let back: Answer = serde_json::from_str(&json(&answer).expect("JSON")).expect("an answer");
        prop_assert_eq!(&back, &answer);
        prop_assert!(parquet(&answer, Some("by_supplier")).is_ok());
    }

    #[test]
    fn any_numbers_can_be_shown(values in proptest::collection::vec(proptest::option::of(any::<f64>()), 8)) {
        let mut answer = common::brief();
        for section in &mut answer.sections {
            for (figure, value) in section.figures.iter_mut().zip(&values) {
                figure.value = *value;
            }
            for chart in &mut section.charts {
                chart.series.iter_mut().for_each(|series| series.values.clone_from(&values));
            }
        }
        prop_assert!(!html(&answer).contains("NaN"));
        let shown = terminal(&answer, &TerminalOptions::default());
        prop_assert!(!shown.contains("NaN") && !shown.contains("inf "));
        prop_assert!(!markdown(&answer).contains("NaN"));
    }
}

#[test]
fn terminal_lines_fit_the_width() {
    for width in [40, 60, 80, 100, 132] {
        let options = TerminalOptions {
            width,
            ..TerminalOptions::default()
        };
        for line in terminal(&common::brief(), &options).lines() {
            let command = line.contains("stirstick ");
            assert!(command || line.chars().count() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn empty_answer_is_rendered() {
    let answer = Answer {
        title: String::new(),
        command: String::new(),
        synthetic: false,
        sections: Vec::new(),
        receipts: Vec::new(),
    };
    assert!(html(&answer).contains("<h1></h1>"));
    assert!(markdown(&answer).starts_with("# "));
    assert!(csv(&answer, None).is_err());
    let _ = terminal(&answer, &TerminalOptions::default());
}
