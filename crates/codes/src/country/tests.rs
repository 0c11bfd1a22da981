use super::*;

fn code(text: &str) -> Country {
    Country::from_code(text).unwrap()
}

fn name(text: &str) -> Country {
    Country::from_name(text).unwrap()
}

#[test]
fn comtrade_numbers_of_customs_territories_and_their_iso_numbers() {
    for (numbers, iso3) in [
        (&[251, 250][..], "FRA"),
        (&[842, 840, 841], "USA"),
        (&[699, 356], "IND"),
        (&[757, 756], "CHE"),
        (&[579, 578], "NOR"),
        (&[381, 380], "ITA"),
        (&[490, 158], "TWN"),
        (&[280, 276], "DEU"),
        (&[729, 736], "SDN"),
        (&[58], "BLX"),
        (&[810], "SUN"),
        (&[0], "WLD"),
        (&[899], "_X_"),
        (&[837], "X1_"),
        (&[492], "XUN"),
    ] {
        for &number in numbers {
            assert_eq!(
                Country::from_comtrade(number).unwrap().as_str(),
                iso3,
                "{number}"
            );
        }
    }
    assert_eq!(
        Country::from_comtrade(999)
            .unwrap_err()
            .to_string()
            .matches("999")
            .count(),
        1
    );
    assert!(Country::from_comtrade(u16::MAX).is_err());
}

#[test]
fn the_number_given_out_is_the_one_that_comtrade_uses_today() {
    for (iso3, number) in [
        ("FRA", 251),
        ("USA", 842),
        ("IND", 699),
        ("CHE", 757),
        ("NOR", 579),
    ] {
        assert_eq!(code(iso3).comtrade_code(), Some(number));
    }
    assert_eq!(
        (code("TWN").comtrade_code(), code("ITA").comtrade_code()),
        (Some(490), Some(380))
    );
    assert_eq!(
        (Country::WORLD.comtrade_code(), code("MCO").comtrade_code()),
        (Some(0), None)
    );
}

#[test]
fn old_and_foreign_codes_lead_to_those_of_today() {
    for (old, iso3) in [
        ("ROM", "ROU"),
        ("ZAR", "COD"),
        ("TMP", "TLS"),
        ("W00", "WLD"),
        ("S19", "TWN"),
        ("OAS", "TWN"),
        ("WBG", "PSE"),
        ("SER", "SRB"),
        ("MNT", "MNE"),
        ("_X", "_X_"),
        ("X1 ", "X1_"),
        ("XX", "XX_"),
        ("G998", "XEU"),
        ("EUN", "XEU"),
        ("EU", "XEU"),
        ("EU27_2020", "XEU"),
        ("UK", "GBR"),
        ("EL", "GRC"),
        ("XK", "XKX"),
        ("TX899", "XX_"),
        ("004", "AFG"),
        ("8", "ALB"),
        ("0", "WLD"),
        ("ASEAN", "XSE"),
        ("NON_CIS", "XNC"),
    ] {
        assert_eq!(Country::parse(old).unwrap().as_str(), iso3, "{old}");
    }
    for former in ["YUG", "SCG", "ANT", "SUN", "CSK", "DDR"] {
        assert_eq!(code(former).as_str(), former);
        assert_eq!(code(former).kind(), CountryKind::Former);
    }
    assert_eq!(Country::from_iso3("rus").unwrap(), code("643"));
}

#[test]
fn names_are_found_without_regard_to_order_accents_and_articles() {
    for (written, iso3) in [
        ("Korea, Republic of", "KOR"),
        ("REPUBLIC OF KOREA", "KOR"),
        ("korea rep.", "KOR"),
        ("Korea, Dem. People's Rep. of", "PRK"),
        ("Cote d'Ivoire", "CIV"),
        ("CÔTE D’IVOIRE", "CIV"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("Turkiye", "TUR"),
        ("the Philippines", "PHL"),
        ("Bahamas, The", "BHS"),
        ("Congo", "COG"),
        ("Congo, Dem. Rep.", "COD"),
        ("U.K.", "GBR"),
        ("Viet Nam", "VNM"),
        ("Hong Kong, China", "HKG"),
        ("Taiwan, China", "TWN"),
        ("Other Asia, nes", "TWN"),
        ("Areas, nes", "_X_"),
        ("Malaysia\u{a0}", "MYS"),
        ("Russian Federation", "RUS"),
        ("St. Kitts & Nevis", "KNA"),
        ("Niger", "NER"),
        ("Nigeria", "NGA"),
        ("Dominica", "DMA"),
        ("Guinea", "GIN"),
        ("World", "WLD"),
    ] {
        assert_eq!(name(written).as_str(), iso3, "{written}");
    }
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest() {
    let error = Country::parse("Germny").unwrap_err();
    assert_eq!(error.suggestions(), ["Germany"]);
    assert_eq!(
        error.to_string(),
        "\"Germny\" is not a country; did you mean Germany (DEU)?"
    );
    assert_eq!(
        Country::parse("Kazahstan").unwrap_err().suggestions()[0],
        "Kazakhstan"
    );
    let unlike = Country::parse("Atlantis").unwrap_err();
    assert_eq!(unlike.suggestions(), Vec::<&str>::new());
    assert!(unlike.to_string().ends_with("an English name"), "{unlike}");
    assert!(Country::parse(&"x".repeat(100_000)).is_err());
    assert!(Country::parse("").is_err());
}

#[test]
fn invented_countries_are_known_by_their_range() {
    for text in ["QMA", "qzz", "QTR"] {
        let country = code(text);
        assert!(country.is_synthetic() && !country.is_aggregate());
        assert_eq!(country.name(), text.to_uppercase());
        assert_eq!((country.iso2(), country.comtrade_code()), (None, None));
    }
    for text in ["QAA", "QLZ", "Q00", "QM1", "ZZZ", "РУС"] {
        assert!(Country::from_code(text).is_err(), "{text}");
    }
    assert!(!code("QAT").is_synthetic());
}

#[test]
fn totals_are_aggregates_and_areas_are_not() {
    for total in ["WLD", "XEU", "XAF", "XSE"] {
        assert!(code(total).is_aggregate(), "{total}");
    }
    for partner in ["CHN", "TWN", "_X_", "X1_", "SUN", "BLX", "XKX"] {
        assert!(!code(partner).is_aggregate(), "{partner}");
    }
    assert_eq!(Country::EUROPEAN_UNION.name(), "European Union");
}

#[test]
fn every_row_of_the_table_is_found_by_all_that_it_says() {
    for entry in table::entries() {
        let country = entry.country;
        assert_eq!(Country::from_iso3(country.as_str()).unwrap(), country);
        assert_eq!(name(&entry.name), country, "{}", entry.name);
        for alias in &entry.aliases {
            assert_eq!(name(alias), country, "{alias}");
        }
        for &number in &entry.numbers {
            assert_eq!(Country::from_comtrade(number).unwrap(), country, "{number}");
            assert_eq!(code(&number.to_string()), country);
        }
        if let Some(iso2) = country.iso2() {
            assert_eq!(code(iso2), country, "{iso2}");
        }
        assert!(!country.is_synthetic());
    }
    assert!(Country::all().is_sorted());
    assert_eq!(
        Country::all()
            .filter(|country| country.kind() == CountryKind::Country)
            .count(),
        250
    );
}

#[test]
fn codes_of_our_own_stay_in_the_range_that_iso_leaves_to_users() {
    let letters_only = |country: &Country| country.0.iter().all(u8::is_ascii_uppercase);
    let ours = |country: &Country| (b"XAA"..=b"XXZ").contains(&&country.0);
    let not_iso = Country::all()
        .filter(|country| matches!(country.kind(), CountryKind::Area | CountryKind::Aggregate))
        .filter(letters_only)
        .filter(|country| !ours(country));
    let names: Vec<_> = not_iso.map(|country| country.to_string()).collect();
    assert_eq!(
        names,
        ["ATB", "NTZ", "PUS", "WLD"],
        "withdrawn ISO codes, and Comtrade's world"
    );
}
