//! Verdicts on passages with answers made by hand; none may be wrong.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that fails here has failed; it writes its own inputs"
)]

mod support;

use support::World;

const PASSAGES: &str = include_str!("verdicts/passages.txt");

/// A passage with its date and the letters of its verdicts.
struct Passage {
    date: String,
    verdicts: Vec<String>,
    text: String,
}

fn passages() -> Vec<Passage> {
    PASSAGES
        .split("\n\n")
        .map(|block| {
            let (head, text) = block.trim().split_once('\n').unwrap();
            let mut words = head
                .trim_start_matches('#')
                .split_whitespace()
                .map(str::to_owned);
            Passage {
                date: words.next().unwrap(),
                verdicts: words.collect(),
                text: text.to_owned(),
            }
        })
        .collect()
}

fn letter(verdict: &str) -> &'static str {
    match verdict {
        "supported" => "S",
        "supported_by_published_rate_only" => "P",
        "off" => "O",
        "contradicted" => "C",
        "cannot_be_tested" => "U",
        "not_testable" => "N",
        _ => "no verdict",
    }
}

#[test]
fn no_verdict_is_wrong() {
    let world = World::new();
    let mut wrong = Vec::new();
    for passage in passages() {
        world.write("passage.txt", &passage.text);
        let check = world.json(&format!(
            "check {} --published {} --format json",
            world.path("passage.txt").display(),
            passage.date
        ));
        let claims = check["claims"].as_array().unwrap();
        let got: Vec<&str> = claims
            .iter()
            .map(|claim| letter(claim["verdict"].as_str().unwrap()))
            .collect();
        if got != passage.verdicts {
            let why: Vec<&str> = claims
                .iter()
                .map(|claim| claim["why"].as_str().unwrap())
                .collect();
            wrong.push(format!(
                "{}\n  expected {:?}, got {got:?}: {why:?}",
                passage.text, passage.verdicts
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_annotated_text_is_one_page_that_asks_for_nothing() {
    let world = World::new();
    world.write("a.html", "<html><head><title>x</title><script>alert(1)</script></head><body><p>Trade between China and Russia reached $240.1 billion in 2023 &lt;b&gt;.</p></body></html>");
    world.ok(&format!(
        "check {} --out {}",
        world.path("a.html").display(),
        world.path("c.html").display()
    ));
    let page = std::fs::read_to_string(world.path("c.html")).unwrap();
    assert!(
        page.contains("<mark class=\"holds\">") && page.contains("$240.1 billion"),
        "{page}"
    );
    assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
}

#[test]
fn what_is_no_text_is_refused_with_a_reason() {
    let world = World::new();
    for (name, bytes) in [
        ("empty.txt", &b""[..]),
        ("binary.bin", &[0_u8, 159, 146, 150, 0, 1, 2, 3][..]),
    ] {
        std::fs::write(world.path(name), bytes).unwrap();
        let (code, message) = world.fails(&format!("check {}", world.path(name).display()));
        assert_eq!(code, 2, "{name}: {message}");
        assert!(message.contains(name), "{message}");
    }
    let (code, message) = world.fails(&format!("check {}", world.path("none.txt").display()));
    assert_eq!(code, 4, "{message}");
}

#[test]
fn claims_of_the_json_have_the_fields_of_the_specification() {
    let world = World::new();
    world.write(
        "passage.txt",
        "Trade between China and Russia grew by 26.3 percent to $240.1 billion in 2023.",
    );
    let check = world.json(&format!(
        "check {} --published 2024-05-28 --format json",
        world.path("passage.txt").display()
    ));
    let claim = &check["claims"][1];
    for field in [
        "kind",
        "value",
        "value_high",
        "unit",
        "direction",
        "reporter",
        "partner",
        "pair",
        "goods",
        "period",
        "comparison_period",
        "approx",
        "annualised",
        "span",
        "figure",
        "confidence",
        "verdict",
        "why",
        "evidence",
    ] {
        assert!(claim.get(field).is_some(), "{field} in {claim}");
    }
    assert_eq!(claim["pair"], serde_json::json!(["CHN", "RUS"]));
    assert_eq!(claim["unit"], "usd");
    assert_eq!(check["published"], "2024-05-28");
}
