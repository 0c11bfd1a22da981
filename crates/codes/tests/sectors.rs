//! The sectors against the list of HS 2022: no good in two, nearly every good in one.

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

use std::collections::BTreeSet;
use stirstick_codes::{Nomenclature, ProductCode, Sector, product_name, sectors};

fn subheadings() -> Vec<ProductCode> {
    let mut reader = csv::Reader::from_reader(include_str!("../tables/hs2022.csv").as_bytes());
    let codes = reader
        .records()
        .map(|row| ProductCode::parse(&row.unwrap()[0]).unwrap());
    let found: Vec<_> = codes.filter(|code| code.level() == 6).collect();
    assert_eq!(found.len(), 5613);
    found
}

fn holders(code: ProductCode, overlaps: bool) -> Vec<&'static str> {
    sectors()
        .iter()
        .filter(|sector| sector.overlaps == overlaps)
        .filter(|sector| {
            sector
                .contains(Nomenclature::HS22, code)
                .expect("six digits are as fine as any prefix")
        })
        .map(|sector| sector.id.as_str())
        .collect()
}

#[test]
fn no_good_is_in_two_sectors_and_nearly_every_good_is_in_one() {
    let goods = subheadings();
    let mut without = Vec::new();
    for &code in &goods {
        let found = holders(code, false);
        assert!(found.len() <= 1, "{code} is in {found:?}");
        if found.is_empty() {
            without.push(code.to_string());
        }
    }
    // Goods of no stated kind; the bound that was asked for is 97% of the subheadings.
    assert_eq!(without, ["999999"]);
}

#[test]
fn every_sector_has_goods_and_the_asked_ones_exist() {
    let goods = subheadings();
    for sector in sectors() {
        let count = goods
            .iter()
            .filter(|code| sector.contains(Nomenclature::HS22, **code) == Some(true))
            .count();
        assert!(count >= 15, "{} has {count} subheadings", sector.id);
        assert!(!sector.label.is_empty() && !sector.note.is_empty() && !sector.source.is_empty());
        let prefixes = sector.prefixes(Nomenclature::SITC4).unwrap();
        assert!(!prefixes.include.is_empty(), "{}", sector.id);
    }
    let ids: BTreeSet<_> = sectors().iter().map(|sector| sector.id.as_str()).collect();
    assert_eq!(ids.len(), sectors().len());
    for id in [
        "cars",
        "ships",
        "equipment",
        "electronics",
        "food",
        "high_tech",
    ] {
        assert!(ids.contains(id), "{id}");
    }
    let overlapping: Vec<_> = sectors().iter().filter(|sector| sector.overlaps).collect();
    assert_eq!(overlapping, [Sector::named("high_tech").unwrap()]);
}

#[test]
fn high_technology_is_spread_over_the_sectors_it_is_known_from() {
    let found: BTreeSet<_> = subheadings()
        .into_iter()
        .filter(|code| !holders(*code, true).is_empty())
        .flat_map(|code| holders(code, false))
        .collect();
    assert_eq!(
        found.into_iter().collect::<Vec<_>>(),
        [
            "arms",
            "chemicals",
            "electrical",
            "electronics",
            "equipment",
            "instruments",
            "pharmaceuticals",
            "plastics_rubber",
            "rail_air"
        ]
    );
}

/// A prefix that HS 2022 lacks must be one that an earlier revision had.
#[test]
fn prefixes_are_codes_of_the_harmonized_system() {
    for sector in sectors() {
        let prefixes = sector.prefixes(Nomenclature::HS22).unwrap();
        for &code in prefixes.include.iter().chain(&prefixes.exclude) {
            let heading = code.truncate(4);
            let known = product_name(Nomenclature::HS22, heading).is_some();
            let gone = ["8469", "8520", "8803", "9009"].contains(&heading.as_str());
            assert!(known != gone, "{} {code}", sector.id);
            assert!(matches!(code.level(), 2 | 4 | 6), "{} {code}", sector.id);
        }
    }
}
