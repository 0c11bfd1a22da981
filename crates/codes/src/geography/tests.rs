use super::*;
use crate::CountryKind;

fn country(code: &str) -> Country {
    Country::from_iso3(code).unwrap()
}

fn pair(one: &str, other: &str) -> Option<PairGeography> {
    pair_geography(country(one), country(other))
}

#[test]
fn who_has_no_geography_is_known() {
    let all = Country::all().filter(|country| has_geography(*country));
    assert_eq!(all.count(), 226);
    let without: Vec<_> = Country::all()
        .filter(|country| country.kind() == CountryKind::Country && !has_geography(*country))
        .map(|country| country.to_string())
        .collect();
    assert_eq!(
        without.join(" "),
        "ALA ASM ATA ATF BES BLM BVT CUW GGY GUM HMD IMN IOT JEY LIE MAF MCO MYT SGS SJM SSD SXM UMI \
         VAT VIR XKX"
    );
    let former: Vec<_> = Country::all()
        .filter(|country| country.kind() != CountryKind::Country && has_geography(*country))
        .collect();
    assert_eq!(former, [country("ANT"), country("SCG")]);
    for code in ["YUG", "WLD", "XEU", "QMA", "_X_"] {
        assert!(!has_geography(country(code)), "{code}");
        assert_eq!(pair(code, "FRA"), None, "{code}");
    }
}

#[test]
fn the_distance_to_itself_follows_from_the_area() {
    // Square kilometres of geo_cepii, the source's table of countries.
    for (code, area_km2) in [
        ("ABW", 193.0),
        ("BIH", 51_233.0),
        ("SDN", 2_505_813.0),
        ("SCG", 102_173.0),
    ] {
        let expected: f64 = 2.0 / 3.0 * (area_km2 / std::f64::consts::PI).sqrt();
        let found = pair(code, code).unwrap().distance_km;
        // The source is in single precision.
        assert!((found / expected - 1.0).abs() < 1e-6, "{code} {found}");
    }
}

#[test]
fn a_pair_is_what_the_source_says_in_either_order() {
    let expected = PairGeography {
        distance_km: 6720.636,
        weighted_distance_km: Some(7324.1504),
        contiguous: false,
        common_official_language: true,
        common_ethnic_language: true,
        colony: true,
        common_colonizer: false,
        current_colony: false,
        colony_after_1945: true,
        same_country: false,
    };
    assert_eq!(pair("GBR", "IND"), Some(expected));
    assert_eq!(pair("IND", "GBR"), Some(expected));
    assert_eq!(pair("MAC", "FRA").unwrap().weighted_distance_km, None);
    assert!(pair("AUS", "CXR").unwrap().same_country);
    assert!(pair("MDA", "ROM").unwrap().contiguous);
}

#[test]
fn every_pair_is_there_but_those_within_one_union() {
    let all: Vec<_> = Country::all().filter(|c| has_geography(*c)).collect();
    let mut missing = Vec::new();
    for (at, one) in all.iter().enumerate() {
        for other in &all[at..] {
            let found = pair_geography(*one, *other);
            assert_eq!(found, pair_geography(*other, *one));
            match found {
                None => missing.push(format!("{one}-{other}")),
                Some(pair) => {
                    assert!((0.9..20_100.0).contains(&pair.distance_km), "{one} {other}");
                }
            }
        }
    }
    assert_eq!(
        missing,
        ["MNE-MNE", "MNE-SCG", "MNE-SRB", "SCG-SRB", "SRB-SRB"]
    );
}

#[test]
fn the_parts_of_a_union_have_its_distances_and_their_own_borders() {
    for other in ["DEU", "HUN", "HRV"] {
        let union = pair("SCG", other).unwrap();
        assert_eq!(pair("SRB", other), Some(union));
        assert_eq!(
            pair("MNE", other).unwrap().weighted_distance_km,
            union.weighted_distance_km
        );
    }
    let borders = |code: &str| {
        let of = country(code);
        let all = Country::all();
        let found = all.filter(|c| pair_geography(of, *c).is_some_and(|pair| pair.contiguous));
        found.map(|c| c.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(borders("MNE"), "ALB BIH HRV");
    assert_eq!(borders("SRB"), "ALB BGR BIH HRV HUN MKD ROU");
    assert_eq!(borders("SCG"), borders("SRB"));
    assert_eq!(borders("HUN"), "AUT HRV ROU SCG SRB SVK SVN UKR");
}

#[test]
fn the_citation_names_paper_and_licence() {
    assert!(geography_source().contains("2011-25") && geography_source().contains("Etalab 2.0"));
}
