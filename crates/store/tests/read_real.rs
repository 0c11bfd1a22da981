//! Every real file that a reader claims to support, read in full.
//!
//! Totals are those that the READMEs beside the files state, compared to the digits stated there; sums
//! of whole columns were taken once with another program (Python's csv module, DuckDB for Parquet).

mod read_common;

use read_common::{Collected, read, shared_dir};
use stirstick_codes::{Country, Nomenclature, Period, ProductCode, ReportedBy, Valuation};
use stirstick_store::read::{
    Direction, FileReport, Flow, ReadError, ReadOptions, SourceFormat, Unit,
};

fn country(code: &str) -> Country {
    Country::from_iso3(code).expect("a country")
}

fn read_one(file: &str, options: &ReadOptions) -> (FileReport, Collected) {
    let path = shared_dir().join(file);
    let (outcome, collected) = read(&[path], options);
    let mut reports = outcome.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(reports.len(), 1);
    (reports.remove(0), collected)
}

fn sum(collected: &Collected, keep: impl Fn(&Flow) -> bool) -> f64 {
    collected
        .flows
        .iter()
        .filter(|flow| keep(flow))
        .map(|flow| flow.value)
        .sum()
}

/// Agreement to the digits that a README states, in billions.
#[track_caller]
fn assert_billions(value: f64, stated: f64, digits: i32) {
    let tolerance = 0.5 * 10f64.powi(-digits) + 1e-9;
    assert!(
        (value / 1e9 - stated).abs() <= tolerance,
        "{} bn, stated {stated}",
        value / 1e9
    );
}

fn is_between(exporter: &str, importer: &str) -> impl Fn(&Flow) -> bool {
    let (exporter, importer) = (country(exporter), country(importer));
    move |flow| flow.exporter == exporter && flow.importer == importer
}

fn in_year(year: u16) -> impl Fn(&Flow) -> bool {
    move |flow| flow.period.year() == year
}

#[track_caller]
fn assert_counts(report: &FileReport, lines: u64, stored: u64, rejected: u64) {
    assert_eq!(
        (report.lines, report.rows_stored, report.rows_rejected),
        (lines, stored, rejected),
        "{report:?}"
    );
}

#[test]
fn baci_bilateral_totals_2023() {
    let options = ReadOptions {
        period: Some(Period::of_year(2023).expect("a year")),
        unit: Some(Unit::parse("kUSD").expect("a unit")),
        reported_by: Some(ReportedBy::Both),
        ..ReadOptions::default()
    };
    let file = "baci2023_bilateral_totals_194/baci_hs22_2023_bilateral_totals.csv.gz";
    let (report, collected) = read_one(file, &options);
    assert_eq!(report.format, SourceFormat::BilateralTotals);
    assert_counts(&report, 25_398, 25_398, 0);
    assert_billions(sum(&collected, is_between("CHN", "RUS")), 110.01, 2);
    assert_billions(sum(&collected, is_between("RUS", "CHN")), 129.00, 2);
    assert_billions(sum(&collected, is_between("CHN", "USA")), 440.5, 1);
    assert_billions(sum(&collected, |_| true) / 1e3, 21.75, 2);
}

#[test]
fn a_table_that_leaves_things_unsaid_asks_for_them() {
    let asks = [
        (
            "baci2023_bilateral_totals_194/baci_hs22_2023_bilateral_totals.csv.gz",
            "--period 2023 --unit kUSD --reported-by WHO (importer, exporter, both where their reports \
             were reconciled, or estimate)",
        ),
        (
            "unctad_matrix_sitc1/unctad_bilateral_sitc1_1995_2005.parquet",
            "--reported-by WHO (importer, exporter, both where their reports were reconciled, or estimate)",
        ),
        (
            "comtrade_bilateral_totals_2021/comtrade_exports_2021_annual.csv.gz",
            "--unit kUSD --flow export",
        ),
        (
            "russia_hs2_by_partner_2000_2020/russia_total_by_partner.csv",
            "--reporter RUS",
        ),
        (
            "china_gacc_monthly_2023_2024/china_by_partner_monthly_2024_cny.csv",
            "--period 2024",
        ),
    ];
    for (file, expected) in asks {
        let (outcome, _) = read(&[shared_dir().join(file)], &ReadOptions::default());
        match outcome {
            Err(ReadError::Setting { options, .. }) => assert_eq!(options, expected, "{file}"),
            other => panic!("{file}: {other:?}"),
        }
    }
}

#[test]
fn comtrade_totals_2021_by_name() {
    let options = ReadOptions {
        unit: Some(Unit::parse("USD").expect("a unit")),
        flow: Some(Direction::Export),
        ..ReadOptions::default()
    };
    let (report, collected) = read_one(
        "comtrade_bilateral_totals_2021/comtrade_exports_2021_annual.csv.gz",
        &options,
    );
    assert_counts(&report, 22_383, 22_383, 0);
    assert_billions(sum(&collected, is_between("CHN", "RUS")), 67.55, 2);
    assert_billions(
        sum(&collected, |flow| flow.importer == Country::WORLD) / 1e3,
        21.6,
        1,
    );
    assert!(
        collected
            .flows
            .iter()
            .all(|flow| flow.valuation == Valuation::Fob)
    );
}

#[test]
fn comtrade_plus_with_trailing_commas() {
    let (report, collected) = read_one(
        "format_samples/comtradeplus_web_TradeData_2022_totals.csv",
        &ReadOptions::default(),
    );
    assert_eq!(report.format, SourceFormat::ComtradePlus);
    assert_counts(&report, 1_352, 1_352, 0);
    let china = is_between("WLD", "CHN");
    assert_eq!(
        sum(&collected, &china).to_bits(),
        2_715_997_517_261f64.to_bits()
    );
    assert!(
        collected
            .flows
            .iter()
            .all(|flow| flow.nomenclature == Nomenclature::HS22 && flow.product.is_total())
    );
    let imports = sum(&collected, |flow| flow.reported_by == ReportedBy::Importer);
    assert_billions(imports, 15_355.505_329, 5);
    // Of 677 imports all state a CIF value that is the primary one, and so do all exports their FOB value.
    let of = |valuation| {
        collected
            .flows
            .iter()
            .filter(move |flow| flow.valuation == valuation)
    };
    assert_eq!(
        (of(Valuation::Cif).count(), of(Valuation::Fob).count()),
        (677, 675)
    );
}

#[test]
fn comtrade_services() {
    let (report, collected) = read_one(
        "format_samples/comtradeplus_web_TradeData_Services.csv",
        &ReadOptions::default(),
    );
    assert_counts(&report, 120, 120, 0);
    assert!(
        collected
            .flows
            .iter()
            .all(|flow| flow.nomenclature == Nomenclature::EBOPS10)
    );
    let total = collected
        .flows
        .iter()
        .filter(|flow| flow.product.is_total())
        .count();
    assert_eq!(total, 116, "the extended list calls its total S");
}

#[test]
fn comtrade_legacy_files() {
    let (report, collected) = read_one(
        "format_samples/comtrade_legacy_bulk_indonesia_hs6.csv",
        &ReadOptions::default(),
    );
    assert_eq!(report.format, SourceFormat::ComtradeLegacy);
    assert_counts(&report, 8_857, 8_857, 0);
    assert_eq!(
        sum(&collected, in_year(2018)).to_bits(),
        180_215_032_024f64.to_bits()
    );
    assert_eq!(
        sum(&collected, in_year(2019)).to_bits(),
        167_682_993_018f64.to_bits()
    );
    let first = collected.flows.first().expect("a flow");
    assert_eq!((first.product.as_str(), first.row), ("010392", 2));
    assert_eq!(
        first.quantity_t.map(f64::to_bits),
        Some(27_862.63f64.to_bits())
    );
    for (file, rows) in [
        (
            "format_samples/comtrade_legacy_web_china_s4_2010_2014.csv",
            3_184,
        ),
        (
            "format_samples/comtrade_legacy_web_china_s4_2015_2018.csv",
            2_571,
        ),
    ] {
        let (report, collected) = read_one(file, &ReadOptions::default());
        assert_counts(&report, rows, rows, 0);
        assert!(
            collected
                .flows
                .iter()
                .all(|flow| flow.nomenclature == Nomenclature::SITC4 && flow.product.level() == 2)
        );
    }
}

#[test]
fn comtrade_api_tables() {
    for (file, rows, aside) in [
        (
            "comtrade_eu_imports_hs4_2018_2022/api_example_1.csv.gz",
            20,
            0,
        ),
        (
            "comtrade_eu_imports_hs4_2018_2022/api_example_2.csv.gz",
            33,
            0,
        ),
        (
            "comtrade_eu_imports_hs4_2018_2022/api_example_3.csv.gz",
            1_586,
            15,
        ),
        (
            "comtrade_eu_imports_hs4_2018_2022/eu27_imports_world_hs4_api47cols.csv.gz",
            5_004,
            0,
        ),
    ] {
        let (report, _) = read_one(file, &ReadOptions::default());
        assert_eq!(report.format, SourceFormat::ComtradePlus);
        assert_counts(&report, rows, rows - aside, 0);
        assert_eq!(report.rows_set_aside(), aside, "{file}: re-imports");
    }
}

#[test]
fn comtrade_brief_table_of_eu_imports() {
    let (report, collected) = read_one(
        "comtrade_eu_imports_hs4_2018_2022/eu27_imports_by_partner_hs4.csv.gz",
        &ReadOptions::default(),
    );
    assert_eq!(report.format, SourceFormat::ComtradeBrief);
    assert_counts(&report, 173_358, 173_358, 0);
    assert_eq!(collected.labels.len(), 39);
    // The file has the headings of chapter 44 but not the chapter itself.
    let (russia, china) = (country("RUS"), country("CHN"));
    let wood = |year: u16| {
        let chapter = ProductCode::parse("44").expect("a code");
        sum(&collected, |flow| {
            flow.exporter == russia && flow.period.year() == year && flow.product.is_in(chapter)
        })
    };
    assert_billions(wood(2021), 3.76, 2);
    assert_billions(wood(2022), 1.65, 2);
    let from_china = |year: u16| {
        sum(&collected, |flow| {
            flow.exporter == china && flow.period.year() == year
        })
    };
    assert_billions(from_china(2021), 16.9, 1);
    assert_billions(from_china(2022), 17.6, 1);
}

#[test]
fn comtrade_json_answers() {
    let folder = shared_dir().join("format_samples/comtrade_api_json");
    let name = "testthat__data__comtradeapi.un.org__data__v1__get__C__A__HS-60a6ad.json";
    let (report, collected) = read_one(
        &format!("format_samples/comtrade_api_json/{name}"),
        &ReadOptions::default(),
    );
    assert_eq!(report.format, SourceFormat::ComtradeJson);
    assert_counts(&report, 4, 4, 0);
    assert_eq!(
        sum(&collected, is_between("ARG", "CHN")).to_bits(),
        6_804_128_143f64.to_bits()
    );
    let refused = [
        (
            "goods_bulk__comtradeapi.un.org__bulk__v1__get__C__A__HS-4f1d0f.json",
            "bulk files",
        ),
        (
            "testthat__goods_bulk_error__comtradeapi.un.org__bulk__v1__get__C__A__HS-a503f3.json",
            "no rows",
        ),
        (
            "testthat__httpbin__httpbin.org__get.json",
            "without the list \"data\"",
        ),
    ];
    for (name, reason) in refused {
        let (outcome, _) = read(&[folder.join(name)], &ReadOptions::default());
        let message = outcome.expect_err(name).to_string();
        assert!(message.contains(reason), "{message}");
    }
}

#[test]
fn wits_2009() {
    let (report, collected) = read_one(
        "wits_bilateral_totals_2009/WITS_trade2009.csv.gz",
        &ReadOptions::default(),
    );
    assert_eq!(report.format, SourceFormat::Wits);
    assert_counts(&report, 40_618, 40_618, 0);
    let pair = is_between("CHN", "RUS");
    let by_china = sum(&collected, |flow| {
        pair(flow) && flow.reported_by == ReportedBy::Exporter
    });
    assert_billions(by_china, 16.905_332_577, 9);
}

#[test]
fn imf_trade_of_russia() {
    let (report, collected) = read_one(
        "imf_imts_russia_2016_2024/RU_trade.csv",
        &ReadOptions::default(),
    );
    assert_eq!(report.format, SourceFormat::ImfImts);
    assert_eq!((report.lines, report.rows_rejected), (470, 0));
    assert_eq!(report.rows_read + report.cells_empty, 470 * 9);
    assert_eq!(
        report.rows_set_aside(),
        288,
        "aggregates of countries: 16 of them, twice, in 9 years"
    );
    let value = |exporter: &str, importer: &str, year: u16| {
        let pair = is_between(exporter, importer);
        sum(&collected, |flow| pair(flow) && flow.period.year() == year)
    };
    assert_billions(value("CHN", "RUS", 2023), 119.8, 1);
    assert_billions(value("CHN", "RUS", 2024), 124.3, 1);
    assert_billions(value("RUS", "CHN", 2023), 111.5, 1);
    assert!(
        value("WLD", "RUS", 2023) > value("CHN", "RUS", 2023),
        "the world is kept as a partner"
    );
    let russia = |flow: &Flow| match flow.valuation {
        Valuation::Cif => flow.importer.as_str() == "RUS",
        _ => flow.valuation == Valuation::Fob && flow.exporter.as_str() == "RUS",
    };
    assert!(collected.flows.iter().all(russia));
    let estimate = |flow: &Flow| flow.reported_by == ReportedBy::Estimate;
    assert!(
        collected.flows.iter().all(estimate),
        "the file does not say which values are reports"
    );
}

#[test]
fn comext_monthly_extracts() {
    let (report, collected) = read_one(
        "eu_exports_cn8_monthly_russia/eu27_trade_total_hs27_monthly.csv",
        &ReadOptions::default(),
    );
    assert_counts(&report, 17_965, 17_965, 0);
    let exports = |year: u16| {
        sum(&collected, |flow| {
            flow.reported_by == ReportedBy::Exporter
                && flow.importer == country("RUS")
                && flow.product.is_total()
                && flow.period.year() == year
        })
    };
    assert_billions(exports(2020), 78.99, 2);
    assert_billions(exports(2021), 89.20, 2);
    assert_billions(exports(2022), 50.81, 2);
}

#[test]
fn comext_parquet() {
    let (report, collected) = read_one(
        "eu_exports_cn8_monthly_russia/eu27_exports_cn8_monthly.parquet",
        &ReadOptions::default(),
    );
    assert_counts(&report, 1_141_069, 1_141_069, 0);
    let russia = country("RUS");
    let by_item = |year: u16| {
        sum(&collected, |flow| {
            flow.importer == russia && flow.product.level() == 8 && flow.period.year() == year
        })
    };
    assert_billions(by_item(2020), 29.5, 1);
    assert_billions(by_item(2021), 33.2, 1);
    assert_billions(by_item(2022), 12.6, 1);
}

#[test]
fn russia_by_chapter() {
    let (report, collected) = read_one(
        "russia_hs2_by_partner_2000_2020/russia_by_partner_hs2.csv.gz",
        &ReadOptions::default(),
    );
    assert_counts(&report, 173_996, 173_996, 0);
    assert!(collected.flows.iter().all(|flow| flow.product.level() == 2));
    let pair = is_between("CHN", "RUS");
    let imports = sum(&collected, |flow| pair(flow) && flow.period.year() == 2020);
    assert_billions(imports, 54.91, 2);
    let from_all = sum(&collected, |flow| {
        flow.importer == country("RUS") && flow.period.year() == 2020
    });
    assert_billions(from_all, 218.1, 1);
}

#[test]
fn russia_by_partner() {
    let options = ReadOptions {
        reporter: Some(country("RUS")),
        ..ReadOptions::default()
    };
    let (report, collected) = read_one(
        "russia_hs2_by_partner_2000_2020/russia_total_by_partner.csv",
        &options,
    );
    assert_counts(&report, 3_886, 2_590, 0);
    assert_eq!(report.rows_set_aside(), 1_296, "turnover");
    let pair = is_between("WLD", "RUS");
    let imports = sum(&collected, |flow| pair(flow) && flow.period.year() == 2020);
    assert_eq!(imports.to_bits(), 231_664_185_408f64.to_bits());
}

#[test]
fn g20_with_china() {
    let (report, collected) = read_one(
        "china_g20_annual_2000_2024/balanca_g20_china_2000_2024.csv",
        &ReadOptions::default(),
    );
    assert_eq!(report.rows_read, 900, "450 rows of two values");
    let value = |pair: (&str, &str), year: u16| {
        let is_pair = is_between(pair.0, pair.1);
        sum(&collected, |flow| {
            is_pair(flow) && flow.period.year() == year
        })
    };
    for (year, stated) in [(2021, 68.9), (2022, 76.1), (2023, 110.9), (2024, 115.3)] {
        assert_billions(value(("CHN", "RUS"), year), stated, 1);
    }
    assert_billions(value(("RUS", "CHN"), 2023), 118.5, 1);
}

#[test]
fn china_customs_by_month() {
    let options = ReadOptions {
        period: Some(Period::of_year(2024).expect("a year")),
        ..ReadOptions::default()
    };
    let (report, collected) = read_one(
        "china_gacc_monthly_2023_2024/china_by_partner_monthly_2024_cny.csv",
        &options,
    );
    assert_eq!(
        report.rows_rejected, 1,
        "a derived cell of March is negative"
    );
    let reject = collected.rejects.first().expect("a reject");
    assert_eq!(
        (reject.column.as_str(), reject.value.as_str()),
        ("imports_10k_cny", "-1.0")
    );
    assert!(reject.reason.contains("negative"));
    assert!(
        collected
            .flows
            .iter()
            .all(|flow| flow.period.month().is_some() && flow.currency.as_str() == "CNY")
    );
    let january = Period::of_month(2024, 1).expect("a month");
    let pair = is_between("CHN", "RUS");
    let exports = sum(&collected, |flow| pair(flow) && flow.period == january);
    assert_eq!(exports.to_bits(), 65_400_770_000f64.to_bits());
    let world = is_between("CHN", "WLD");
    assert_eq!(
        sum(&collected, |flow| world(flow) && flow.period == january).to_bits(),
        2_186_228_340_000f64.to_bits()
    );
    assert!(report.rows_set_aside() > 0, "continents and unions");
}

#[test]
fn unctad_matrix() {
    let (report, collected) = read_one(
        "unctad_matrix_sitc1/unctad_bilateral_sitc1_1995_2005.parquet",
        &ReadOptions {
            reported_by: Some(ReportedBy::Estimate),
            ..ReadOptions::default()
        },
    );
    assert_counts(&report, 295_309, 295_309, 0);
    let estimated = |flow: &Flow| flow.reported_by == ReportedBy::Estimate;
    assert!(collected.flows.iter().all(estimated));
    let is_total = |flow: &Flow| flow.product.is_total();
    let total = sum(&collected, |flow| in_year(2005)(flow) && is_total(flow));
    // The sum of 25,985 doubles differs in the last digits with the order of addition.
    assert!((total - 10_409_544_571_229.975).abs() < 1.0, "{total}");
}

#[test]
fn baci_code_files_of_three_releases() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let lists = shared_dir().join("code_lists");
    for (countries, products, labels, restored) in [
        (
            "baci_country_codes_V202201.csv",
            "baci_product_codes_HS02_V202501.csv",
            5_223,
            false,
        ),
        (
            "baci_country_codes_V202301.csv",
            "baci_product_codes_HS92_V202301.csv",
            5_021,
            true,
        ),
        (
            "baci_country_codes_V202501.csv",
            "baci_product_codes_HS17_V202301.csv",
            5_384,
            true,
        ),
        (
            "baci_country_codes_V202501.csv",
            "baci_product_codes_HS92_V202501.csv",
            5_022,
            false,
        ),
    ] {
        let table = read_common::BACI;
        // A list of products goes with flows of its own edition only.
        let edition = products.split('_').nth(3).expect("the name says it");
        let (path, _) = read_common::write_packed(
            folder.path(),
            &read_common::BACI_NAME.replace("HS22", edition),
            table.as_bytes(),
            read_common::Packing::Plain,
        );
        let paths = [path, lists.join(countries), lists.join(products)];
        let (outcome, collected) = read(&paths, &ReadOptions::default());
        let reports = outcome.unwrap_or_else(|error| panic!("{countries}: {error}"));
        assert_eq!(reports[0].rows_stored, 3);
        assert_eq!(reports[1].labels, 238, "{countries}");
        assert_eq!(reports[2].labels, labels, "{products}");
        assert_eq!(
            !reports[2].notes.is_empty(),
            restored,
            "{:?}",
            reports[2].notes
        );
        assert!(
            collected
                .labels
                .iter()
                .all(|(product, text)| product.level() == 6 && !text.is_empty())
        );
        let horses = collected
            .labels
            .iter()
            .find(|(product, _)| product.as_str().starts_with("0101"));
        assert!(horses.is_some_and(|(_, text)| text.to_lowercase().contains("live")));
    }
}
