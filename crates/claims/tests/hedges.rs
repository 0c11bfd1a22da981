//! The hedge of a claim says which way the figure is open.

use jiff::civil::date;
use stirstick_claims::{Claim, Hedge, claims, read};

fn only(text: &str) -> Claim {
    let document = read(text.as_bytes()).expect("text");
    let mut found = claims(&document, Some(date(2024, 5, 28)));
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found.remove(0)
}

#[test]
fn hedges_say_which_way_a_figure_is_open() {
    let cases = [
        ("about $240 billion", Some(Hedge::About)),
        ("roughly $240 billion", Some(Hedge::About)),
        ("$240 billion or so", Some(Hedge::About)),
        ("over $240 billion", Some(Hedge::AtLeast)),
        ("more than $240 billion", Some(Hedge::AtLeast)),
        ("at least $240 billion", Some(Hedge::AtLeast)),
        ("nearly $240 billion", Some(Hedge::AtMost)),
        ("almost $240 billion", Some(Hedge::AtMost)),
        ("less than $240 billion", Some(Hedge::AtMost)),
        ("close to $240 billion", Some(Hedge::AtMost)),
        ("just under $240 billion", Some(Hedge::AtMost)),
        ("$240 billion", None),
    ];
    for (figure, hedge) in cases {
        let text = format!("China's trade with Russia came to {figure} in 2023.");
        let claim = only(&text);
        assert_eq!(claim.hedge, hedge, "{text}");
        assert_eq!(claim.approx, hedge.is_some(), "{text}");
    }
}

#[test]
fn verbs_that_pass_a_level_are_hedges() {
    for (verb, hedge) in [
        ("exceeded", Hedge::AtLeast),
        ("surpassed", Hedge::AtLeast),
        ("crossed", Hedge::AtLeast),
        ("approached", Hedge::AtMost),
    ] {
        let text = format!("China's trade with Russia {verb} $240 billion in 2023.");
        assert_eq!(only(&text).hedge, Some(hedge), "{text}");
    }
}

#[test]
fn ranges_and_fractions_are_approximate_without_a_hedge() {
    for text in [
        "China's trade with Russia came to $230-240 billion in 2023.",
        "A third of Russia's exports went to China in 2023.",
        "China's trade with Russia doubled in 2023.",
    ] {
        let claim = only(text);
        assert!(claim.approx, "{text}");
        assert_eq!(claim.hedge, None, "{text}");
    }
    let claim = only("Nearly a third of Russia's exports went to China in 2023.");
    assert_eq!(claim.hedge, Some(Hedge::AtMost));
}

#[test]
fn a_hedge_is_written_in_snake_case() {
    let claim = only("China's trade with Russia came to over $240 billion in 2023.");
    let value = serde_json::to_value(&claim).expect("claims serialise");
    assert_eq!(value["hedge"], "at_least");
}
