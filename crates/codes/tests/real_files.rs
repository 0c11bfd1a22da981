//! Every country, product and nomenclature in the real files beside the repository is understood.
//!
//! The files are inputs and not part of the project. They are looked for in `../shared` beside the
//! repository, or in the folder that the variable `STIRSTICK_SHARED` names.

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use stirstick_codes::{Country, Nomenclature, Period, ProductCode, pair_geography, product_name};

type Row = Vec<String>;

fn shared() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("STIRSTICK_SHARED").map_or(beside, PathBuf::from);
    assert!(
        folder.join("data").is_dir(),
        "the folder of real trade files is missing: no `data` in {}. Put the folder `shared` beside \
         the repository, or name it in the variable STIRSTICK_SHARED",
        folder.display()
    );
    folder
}

/// The text of a file: gzip is unpacked, and what is not UTF-8 is taken for Latin-1.
fn text(file: &str) -> String {
    let path = shared().join(file);
    let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let bytes = if file.ends_with(".gz") {
        let mut unpacked = Vec::new();
        flate2::read::MultiGzDecoder::new(bytes.as_slice())
            .read_to_end(&mut unpacked)
            .unwrap();
        unpacked
    } else {
        bytes
    };
    match String::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(error) => error.into_bytes().into_iter().map(char::from).collect(),
    }
}

/// The distinct combinations of some columns of a CSV file.
fn distinct(file: &str, columns: &[&str]) -> BTreeSet<Row> {
    let text = text(file);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let places: Vec<usize> = columns
        .iter()
        .map(|column| {
            header
                .iter()
                .position(|h| h == *column)
                .unwrap_or_else(|| panic!("{file}: no {column}"))
        })
        .collect();
    let rows: BTreeSet<Row> = reader
        .records()
        .map(|row| {
            row.map(|row| places.iter().map(|place| row[*place].to_owned()).collect())
                .unwrap()
        })
        .collect();
    assert!(!rows.is_empty(), "{file} has no rows");
    rows
}

/// Checks that all columns of each row name one and the same country.
fn same_country(file: &str, columns: &[&str]) -> usize {
    let rows = distinct(file, columns);
    for row in &rows {
        let read = row.iter().map(|text| Country::parse(text));
        let countries: Vec<_> = read
            .collect::<Result<_, _>>()
            .unwrap_or_else(|e| panic!("{file}: {e}"));
        assert!(
            countries.windows(2).all(|pair| pair[0] == pair[1]),
            "{file}: {row:?} {countries:?}"
        );
    }
    rows.len()
}

#[test]
fn countries_of_baci() {
    for version in ["V202201", "V202301"] {
        let file = format!("data/code_lists/baci_country_codes_{version}.csv");
        let names = [
            "country_code",
            "country_name_abbreviation",
            "country_name_full",
        ];
        assert_eq!(same_country(&file, &names), 238);
    }
    let file = "data/code_lists/baci_country_codes_V202501.csv";
    assert_eq!(same_country(file, &["country_code", "country_name"]), 238);
    for row in distinct(file, &["country_code", "country_iso3"]) {
        let (number, iso3) = (
            row[0].parse().unwrap(),
            Country::from_iso3(&row[1]).unwrap(),
        );
        let country = Country::from_comtrade(number).unwrap();
        // BACI writes BEL for the union of Belgium and Luxembourg, which is a country apart here.
        assert!(
            country == iso3 || (number == 58 && country.as_str() == "BLX"),
            "{row:?}"
        );
    }
}

#[test]
fn countries_of_the_imf() {
    let file = "data/imf_imts_russia_2016_2024/RU_trade.csv";
    assert_eq!(
        same_country(file, &["COUNTERPART_COUNTRY.ID", "COUNTERPART_COUNTRY"]),
        236
    );
    assert_eq!(same_country(file, &["COUNTRY.ID", "COUNTRY"]), 1);
    assert_eq!(
        same_country("facts/russia_trade_by_partner_2016_2024.csv", &["partner"]),
        38
    );
}

#[test]
fn countries_of_comtrade() {
    let totals = "data/comtrade_bilateral_totals_2021/comtrade_exports_2021_annual.csv.gz";
    assert_eq!(same_country(totals, &["partner"]), 245);
    assert_eq!(same_country(totals, &["reporter"]), 149);
    let folder = "data/comtrade_eu_imports_hs4_2018_2022";
    let bilateral = format!("{folder}/eu27_imports_by_partner_hs4.csv.gz");
    assert_eq!(
        same_country(&bilateral, &["partner_iso", "partner_desc"]),
        239
    );
    assert_eq!(
        same_country(&bilateral, &["reporter_iso", "reporter_desc"]),
        27
    );
    for file in [
        "api_example_1",
        "api_example_2",
        "api_example_3",
        "eu27_imports_world_hs4_api47cols",
    ] {
        let file = format!("{folder}/{file}.csv.gz");
        same_country(&file, &["reporter_code", "reporter_iso", "reporter_desc"]);
        same_country(&file, &["partner_code", "partner_iso", "partner_desc"]);
        same_country(&file, &["partner2code", "partner2iso", "partner2desc"]);
    }
}

#[test]
fn countries_of_files_as_downloaded_from_comtrade() {
    for file in ["TradeData_2022_totals", "TradeData_Services"] {
        let file = format!("data/format_samples/comtradeplus_web_{file}.csv");
        same_country(&file, &["reporterCode", "reporterISO", "reporterDesc"]);
        same_country(&file, &["partnerCode", "partnerISO", "partnerDesc"]);
    }
    for file in [
        "bulk_indonesia_hs6",
        "web_china_s4_2010_2014",
        "web_china_s4_2015_2018",
    ] {
        let file = format!("data/format_samples/comtrade_legacy_{file}.csv");
        same_country(&file, &["Reporter Code", "Reporter", "Reporter ISO"]);
        same_country(&file, &["Partner Code", "Partner", "Partner ISO"]);
    }
    let folder = shared().join("data/format_samples/comtrade_api_json");
    let answer = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains("testthat__data__"))
        .expect("a recorded answer of the interface is among the samples");
    let answer: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(answer).unwrap()).unwrap();
    let rows = answer["data"].as_array().unwrap();
    assert_eq!(rows.len(), 4);
    for row in rows {
        let number = u16::try_from(row["partnerCode"].as_u64().unwrap()).unwrap();
        let country = Country::from_comtrade(number).unwrap();
        assert_eq!(
            Country::from_iso3(row["partnerISO"].as_str().unwrap()).unwrap(),
            country
        );
        assert_eq!(
            Country::from_name(row["partnerDesc"].as_str().unwrap()).unwrap(),
            country
        );
        assert!(ProductCode::parse(row["cmdCode"].as_str().unwrap()).is_ok());
        assert!(Nomenclature::parse(row["classificationCode"].as_str().unwrap()).is_ok());
    }
}

#[test]
fn countries_of_wits() {
    let folder = "data/wits_bilateral_totals_2009";
    let trade = format!("{folder}/WITS_trade2009.csv.gz");
    assert_eq!(same_country(&trade, &["ReporterISO3", "ReporterName"]), 173);
    assert_eq!(same_country(&trade, &["PartnerISO3", "PartnerName"]), 172);
    for side in ["i", "j"] {
        same_country(
            &format!("{folder}/WITS_Trade2009_harmonized_flows.csv.gz"),
            &[side],
        );
        same_country(
            &format!("{folder}/WITS_Trade_2009_gravity_model.csv.gz"),
            &[side],
        );
    }
    same_country(
        &format!("{folder}/WITS_Trade2009_harmonized_margins.csv.gz"),
        &["ISO3"],
    );
    same_country(&format!("{folder}/size2009_unep.csv.gz"), &["iso"]);
    assert_eq!(
        distinct(&trade, &["ProductCode"]),
        BTreeSet::from([vec![" Total".to_owned()]])
    );
    assert!(ProductCode::parse(" Total").unwrap().is_total());
}

#[test]
fn countries_of_russias_partners() {
    let folder = "data/russia_hs2_by_partner_2000_2020";
    let by_chapter = format!("{folder}/russia_by_partner_hs2.csv.gz");
    for row in distinct(&by_chapter, &["reporter", "partner"]) {
        for number in &row {
            assert!(
                Country::from_comtrade(number.parse().unwrap()).is_ok(),
                "{number}"
            );
        }
    }
    assert_eq!(
        same_country(
            &format!("{folder}/russia_total_by_partner.csv"),
            &["iso", "country"]
        ),
        62
    );
}

#[test]
fn countries_of_chinas_customs() {
    let file = "data/china_gacc_monthly_2023_2024/china_by_partner_monthly_2024_cny.csv";
    let names = distinct(file, &["partner"]);
    let countries: BTreeSet<Country> = names
        .iter()
        .map(|row| Country::from_name(&row[0]).unwrap_or_else(|e| panic!("{e}")))
        .collect();
    assert_eq!(
        countries.len(),
        names.len(),
        "two partners of one table must not become one"
    );
    let aggregates: Vec<_> = countries
        .iter()
        .filter(|c| c.is_aggregate())
        .map(|c| c.name())
        .collect();
    assert_eq!(
        aggregates,
        [
            "World",
            "Africa",
            "APEC",
            "Asia",
            "Europe",
            "European Union",
            "Latin America",
            "North America",
            "Oceania",
            "ASEAN"
        ]
    );
}

#[test]
fn countries_of_other_data_sets() {
    let folder = "data/baci2023_bilateral_totals_194";
    same_country(&format!("{folder}/country_labels.csv"), &["iso3"]);
    let folder = "data/china_g20_annual_2000_2024/balanca_g20_china_2000_2024.csv";
    same_country(folder, &["country_iso3_code", "country_id"]);
    let folder = "data/eu_exports_cn8_monthly_russia";
    let file = format!("{folder}/eu27_trade_total_hs27_monthly.csv");
    same_country(&file, &["reporter_iso3"]);
    same_country(&file, &["partner_iso3"]);
}

#[test]
fn product_codes_periods_and_nomenclatures() {
    for (file, column) in [
        (
            "data/comtrade_eu_imports_hs4_2018_2022/eu27_imports_by_partner_hs4.csv.gz",
            "cmd_code",
        ),
        (
            "data/format_samples/comtrade_legacy_bulk_indonesia_hs6.csv",
            "Commodity Code",
        ),
        (
            "data/format_samples/comtrade_legacy_web_china_s4_2010_2014.csv",
            "Commodity Code",
        ),
        ("data/eu_exports_cn8_monthly_russia/cn8_products.csv", "cn8"),
        (
            "data/eu_exports_cn8_monthly_russia/eu27_trade_total_hs27_monthly.csv",
            "code",
        ),
        ("data/code_lists/harmonized_system_hs2022.csv", "hscode"),
        (
            "data/format_samples/comtradeplus_web_TradeData_2022_totals.csv",
            "cmdCode",
        ),
    ] {
        for row in distinct(file, &[column]) {
            let code = ProductCode::parse(&row[0]).unwrap_or_else(|e| panic!("{file}: {e}"));
            assert_eq!(code.as_str(), row[0].trim(), "{file}");
        }
    }
    let samples = "data/format_samples";
    for (file, list, period) in [
        (
            "comtrade_legacy_bulk_indonesia_hs6.csv",
            "Classification",
            "Period",
        ),
        (
            "comtradeplus_web_TradeData_2022_totals.csv",
            "classificationCode",
            "period",
        ),
    ] {
        for row in distinct(&format!("{samples}/{file}"), &[list, period]) {
            Nomenclature::parse(&row[0]).unwrap_or_else(|e| panic!("{file}: {e}"));
            Period::parse(&row[1]).unwrap_or_else(|e| panic!("{file}: {e}"));
        }
    }
}

#[test]
fn a_chapter_that_lost_its_zero_is_not_guessed() {
    let file = "data/russia_hs2_by_partner_2000_2020/russia_by_partner_hs2.csv.gz";
    let chapters = distinct(file, &["hs2"]);
    let nomenclature = Nomenclature::HS;
    assert!(!nomenclature.has_codes_of_one_character());
    let lost: Vec<ProductCode> = chapters
        .iter()
        .map(|row| ProductCode::parse(&row[0]).unwrap_or_else(|error| panic!("{error}")))
        .filter(|code| code.level() == 1)
        .collect();
    let texts: Vec<&str> = lost.iter().map(ProductCode::as_str).collect();
    assert_eq!(texts, ["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    assert!(
        lost.iter()
            .all(|code| product_name(nomenclature, *code).is_none())
    );
}

/// The embedded table against the source, both directions of each pair, under today's codes.
#[test]
fn geography_is_what_the_source_says() {
    let columns = [
        "exporter",
        "importer",
        "dist",
        "distw",
        "contig",
        "comlang_off",
        "comlang_ethno",
        "colony",
        "comcol",
        "curcol",
        "col45",
        "smctry",
    ];
    let rows = distinct("data/cepii_geodist/dist_cepii.csv.gz", &columns);
    assert_eq!(rows.len(), 224 * 224);
    let (mut said_here, mut said_anywhere) = (0, 0);
    for row in rows {
        // The source means Serbia and Montenegro, not the state before.
        let place = |code: &str| Country::from_iso3(if code == "YUG" { "SCG" } else { code });
        let (one, other) = (place(&row[0]).unwrap(), place(&row[1]).unwrap());
        let pair = pair_geography(one, other).unwrap_or_else(|| panic!("{one} {other}"));
        let dist: f64 = row[2].parse().unwrap();
        // One part in a million of the logarithm is asked for; the digits of the source are kept.
        assert!((pair.distance_km / dist).ln().abs() < 1e-12, "{row:?}");
        let weighted: Option<f64> = row[3].parse().ok();
        assert_eq!(pair.weighted_distance_km.is_some(), weighted.is_some());
        if let (Some(found), Some(weighted)) = (pair.weighted_distance_km, weighted) {
            // The last digit of single precision differs by direction.
            assert!((found / weighted).ln().abs() < 2e-7, "{row:?}");
        }
        let links = [
            pair.contiguous,
            pair.common_official_language,
            pair.common_ethnic_language,
            pair.colony,
            pair.common_colonizer,
            pair.current_colony,
            pair.colony_after_1945,
        ];
        assert!(
            links
                .iter()
                .zip(&row[4..11])
                .all(|(ours, theirs)| *ours == (theirs == "1")),
            "{row:?} {pair:?}"
        );
        assert!(pair.same_country || row[11] == "0", "{row:?}");
        said_here += usize::from(row[11] == "1");
        said_anywhere += usize::from(pair.same_country);
    }
    // Of 33 pairs only one direction is said to have been one country.
    assert_eq!(said_anywhere - said_here, 33);
}
