//! Readings that went wrong once, and must not again.

use jiff::civil::date;
use stirstick_claims::{Claim, Direction, Field, Kind, Reason, Unit, claims, read};

const MAIN: &str = "Trade between Russia and China rose 26.3 percent in 2023 to $240.1 billion.\n";

fn found(text: &str) -> Vec<Claim> {
    let document = read(text.as_bytes()).expect("text");
    claims(&document, Some(date(2024, 5, 28)))
}

/// The claims that stand after the sentence on trade between Russia and China.
fn after_main(text: &str) -> Vec<Claim> {
    let mut claims = found(&format!("{MAIN}{text}"));
    claims.split_off(2)
}

fn parties(claim: &Claim) -> (Option<String>, Option<String>) {
    let text = |area: Option<stirstick_claims::Area>| area.map(|area| area.to_string());
    (text(claim.reporter), text(claim.partner))
}

fn some(reporter: &str, partner: &str) -> (Option<String>, Option<String>) {
    (Some(reporter.to_owned()), Some(partner.to_owned()))
}

fn value(claim: &Claim) -> String {
    claim.value.to_string()
}

#[test]
fn prices_are_no_trade() {
    for text in [
        "A barrel of Russian oil cost $80 in China on 3 May 2024, and 2.3 million tonnes were shipped.",
        "The laser machine, under code 8456, was sold for $40,000.",
        "The average price of a Chinese excavator sold in Russia climbed to 9.8 million roubles.",
        "Remittances sent home by Filipinos rose 2.9 percent to $37.2 billion.",
        "Two-thirds of Russian exports were paid for in roubles or yuan.",
    ] {
        assert_eq!(found(text), Vec::new(), "{text}");
    }
}

#[test]
fn stated_parties_are_in_no_doubt() {
    let claims = after_main(
        "China's exports to Russia rose 46.9 percent in 2023 to $111 billion, while imports from Russia came \
         to $129.1 billion, up 12.7 percent.",
    );
    assert_eq!(claims.len(), 4);
    for claim in &claims {
        assert_eq!(parties(claim), some("CHN", "RUS"));
        assert!(
            claim
                .unsure
                .iter()
                .all(|doubt| doubt.reason != Reason::TwoReadings)
        );
    }
    assert!(claims[0].unsure.is_empty());
}

#[test]
fn its_total_is_that_of_the_list() {
    let claims = found(
        "China was Russia's largest supplier in 2023 and accounted for about 53 percent of its imports.",
    );
    let share = &claims[1];
    assert_eq!(
        (share.kind, share.direction),
        (Kind::Share, Direction::Imports)
    );
    assert_eq!(parties(share), some("RUS", "CHN"));
}

#[test]
fn exports_that_are_a_part_of_imports() {
    let claims =
        found("Germany's exports to Russia made up 9.4 percent of Russia's imports in 2021.");
    assert_eq!(claims.len(), 1);
    assert_eq!(
        (claims[0].kind, claims[0].direction),
        (Kind::Share, Direction::Imports)
    );
    assert_eq!(parties(&claims[0]), some("RUS", "DEU"));
}

#[test]
fn a_deficit_in_trade_with_another() {
    let claims = found("China had a deficit of $18 billion in its trade with Russia in 2023.");
    assert_eq!(claims.len(), 1);
    assert_eq!(value(&claims[0]), "-18000000000");
    assert_eq!(parties(&claims[0]), some("CHN", "RUS"));
}

#[test]
fn the_figure_is_that_of_the_sentence_before() {
    let claims = after_main("Some put last year's figure at $250 billion.");
    assert_eq!(claims.len(), 1);
    assert_eq!(
        (claims[0].kind, claims[0].direction),
        (Kind::Level, Direction::TwoWay)
    );
    assert_eq!(value(&claims[0]), "250000000000");
}

#[test]
fn what_one_paper_claims_is_no_count() {
    let claims = found("Exports of China to Russia fell by 3 percent in 2023, one paper claimed.");
    assert_eq!(claims.len(), 1);
    assert_eq!(
        (claims[0].kind, value(&claims[0])),
        (Kind::Growth, "-3".into())
    );
    assert_eq!(parties(&claims[0]), some("CHN", "RUS"));
}

#[test]
fn the_two_countries_of_a_new_paragraph_are_the_main_ones() {
    let claims = after_main(
        "China's exports to Russia came to $111 billion.\n\
         Bilateral trade between Germany and Brazil reached 20 billion euros.\n\
         The two countries want to raise trade to $300 billion by 2030.",
    );
    let target = claims.last().expect("a target");
    assert_eq!(target.kind, Kind::Target);
    let pair = target.pair.expect("a pair").map(|area| area.to_string());
    assert_eq!(pair, ["CHN", "RUS"]);
    let doubted = target
        .unsure
        .iter()
        .any(|doubt| doubt.field == Field::Pair && doubt.reason == Reason::TwoReadings);
    assert!(doubted);
}

#[test]
fn the_span_starts_after_the_dash_of_a_dateline() {
    let claims =
        found("MOSCOW, May 28 - Trade between Russia and India reached $65 billion in 2023.");
    assert!(claims[0].text.starts_with("Trade"), "{}", claims[0].text);
}

#[test]
fn a_plain_sign_of_a_country_with_its_own_dollar_is_a_doubt() {
    let text = "Australia's exports to China fell to $5 billion in May.";
    let claim = &found(text)[0];
    assert!(
        claim
            .unsure
            .iter()
            .any(|doubt| doubt.field == Field::Unit && doubt.reason == Reason::TwoReadings),
        "a plain dollar sign of a country with its own: {:?}",
        claim.unsure
    );
    assert_eq!(claim.unit, Unit::Currency(stirstick_codes::Currency::USD));
}

#[test]
fn a_part_of_a_scale_word_is_that_part() {
    let claims =
        found("Trade between Russia and China neared a quarter of a trillion dollars in 2023.");
    assert_eq!(claims.len(), 1);
    assert_eq!(value(&claims[0]), "250000000000");
}

#[test]
fn last_parts_of_a_named_year_are_counted_from_its_end() {
    let claims = found("China's exports to Russia rose 3 percent in the last quarter of 2023.");
    let period = claims[0].period.map(|period| period.to_string());
    assert_eq!(period.as_deref(), Some("2023-Q4"));
}

#[test]
fn an_average_over_years_is_annualised() {
    let claims = found(
        "Trade between China and Russia averaged 20 percent annual growth from 2020 to 2023.",
    );
    let text =
        |period: Option<stirstick_claims::ClaimPeriod>| period.map(|found| found.to_string());
    assert!(claims[0].annualised);
    assert_eq!(text(claims[0].period).as_deref(), Some("2023"));
    assert_eq!(text(claims[0].comparison_period).as_deref(), Some("2020"));
}

#[test]
fn an_amount_a_year_earlier_is_of_that_year() {
    let claims = after_main("It was $190.3 billion a year earlier.");
    let period = claims[0].period.map(|period| period.to_string());
    assert_eq!(period.as_deref(), Some("2022"));
}
