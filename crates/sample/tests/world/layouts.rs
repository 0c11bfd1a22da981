//! The files parse back, in the layouts that readers know, and agree with each other.

use crate::common::{Table, bytes, number, table, true_flows, unzip};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Cursor;
use stirstick_sample::OutputKind;

const FLOW_HEADER: &str = "period,frequency,exporter,importer,product,nomenclature,value,currency,\
                           valuation,quantity_t,reported_by";

#[test]
fn reports_have_the_columns_of_the_own_flow_layout() {
    let annual = table(OutputKind::AnnualReports);
    assert_eq!(annual.header(), FLOW_HEADER);
    let mut seen = BTreeSet::new();
    for [period, exporter, importer, product, value, valuation, by] in annual.texts([
        "period",
        "exporter",
        "importer",
        "product",
        "value",
        "valuation",
        "reported_by",
    ]) {
        assert!(number(value) >= 1000.0);
        assert!(exporter != importer);
        assert_eq!(valuation, if by == "exporter" { "fob" } else { "cif" });
        assert_eq!(product.len(), 6);
        assert!(
            seen.insert((period, exporter, importer, product, by)),
            "a row appears twice"
        );
    }
    let monthly = table(OutputKind::MonthlyTotals);
    assert_eq!(monthly.header(), FLOW_HEADER);
    let months: BTreeSet<&str> = monthly.texts(["period"]).into_iter().map(|[p]| p).collect();
    assert_eq!(months.len(), 60);
    assert_eq!(months.first(), Some(&"2019-01"));
    assert_eq!(months.last(), Some(&"2023-12"));
}

#[test]
fn months_add_up_to_the_annual_report_of_the_same_customs_service() {
    let mut annual: HashMap<[&str; 4], f64> = HashMap::new();
    let reports = table(OutputKind::AnnualReports);
    let columns = ["period", "exporter", "importer", "reported_by", "value"];
    for [year, exporter, importer, by, value] in reports.texts(columns) {
        *annual.entry([year, exporter, importer, by]).or_default() += number(value);
    }
    let mut months: HashMap<[&str; 4], f64> = HashMap::new();
    let monthly = table(OutputKind::MonthlyTotals);
    for [period, exporter, importer, by, value] in monthly.texts(columns) {
        *months
            .entry([&period[..4], exporter, importer, by])
            .or_default() += number(value);
    }
    assert!(months.len() > 100);
    for (key, sum) in months {
        assert!(
            (sum - annual[&key]).abs() < 0.5,
            "{key:?}: {sum} is not {}",
            annual[&key]
        );
    }
}

#[test]
fn the_zip_has_the_members_headers_and_order_of_baci() {
    let archive = zip::ZipArchive::new(Cursor::new(bytes(OutputKind::BaciZip))).unwrap();
    let mut expected: BTreeSet<String> = (2010..=2023)
        .map(|year| format!("BACI_HS22_Y{year}_V209901.csv"))
        .collect();
    expected.insert("country_codes_V209901.csv".into());
    expected.insert("product_codes_HS22_V209901.csv".into());
    expected.insert("Readme.txt".into());
    let members: BTreeSet<String> = archive.file_names().map(str::to_owned).collect();
    assert_eq!(members, expected);
    assert!(unzip("Readme.txt").starts_with(b"SYNTHETIC"));

    let countries = Table::read(&unzip("country_codes_V209901.csv"));
    assert_eq!(
        countries.header(),
        "country_code,country_name,country_iso2,country_iso3"
    );
    let products = Table::read(&unzip("product_codes_HS22_V209901.csv"));
    assert_eq!(products.header(), "code,description");
    let codes: BTreeSet<&str> = products
        .texts(["code"])
        .into_iter()
        .map(|[code]| code)
        .collect();

    let flows = Table::read(&unzip("BACI_HS22_Y2015_V209901.csv"));
    assert_eq!(flows.header(), "t,i,j,k,v,q");
    let mut last = (0, 0, String::new());
    for [t, i, j, k, v, q] in flows.texts(["t", "i", "j", "k", "v", "q"]) {
        assert_eq!(t, "2015");
        assert!(codes.contains(k), "{k}");
        let three_decimals = |text: &str| text.split_once('.').is_some_and(|(_, d)| d.len() == 3);
        assert!(three_decimals(v) && number(v) > 0.0);
        assert!(q.is_empty() || three_decimals(q));
        let key = (i.parse().unwrap(), j.parse().unwrap(), k.to_owned());
        assert!(last < key, "rows are sorted and appear once");
        last = key;
    }
}

#[test]
fn output_adds_up_and_agrees_with_the_true_flows() {
    let mut exports: BTreeMap<(String, String, String), f64> = BTreeMap::new();
    let mut imports = exports.clone();
    for ((year, exporter, importer, product), value) in true_flows() {
        let year = year.to_string();
        *exports
            .entry((year.clone(), exporter.clone(), product.clone()))
            .or_default() += value;
        *imports
            .entry((year, importer.clone(), product.clone()))
            .or_default() += value;
    }
    let rows = table(OutputKind::Output);
    for row in rows.texts([
        "year",
        "country",
        "product",
        "output_usd",
        "home_sales_usd",
        "exports_usd",
        "imports_usd",
        "passed_through_usd",
        "absorption_usd",
        "stock_change_usd",
    ]) {
        let key = (row[0].to_owned(), row[1].to_owned(), row[2].to_owned());
        let [output, home, exported, imported, passed, absorbed, stock] =
            std::array::from_fn(|position| number(row[position + 3]));
        // Everything is in whole dollars; sums of thousandths of thousands carry rounding.
        let close = |left: f64, right: f64| (left - right).abs() < 0.5;
        assert!(
            close(output + imported - exported, absorbed + stock),
            "{key:?}"
        );
        assert!(close(output, home + exported - passed), "{key:?}");
        assert!(
            close(exported, exports.get(&key).copied().unwrap_or(0.0)),
            "{key:?}"
        );
        assert!(
            close(imported, imports.get(&key).copied().unwrap_or(0.0)),
            "{key:?}"
        );
    }
    assert_eq!(rows.rows.len(), 14 * 24 * 108);
}

#[test]
fn the_share_of_zeros_is_that_of_detailed_trade() {
    let cells = 14.0 * 24.0 * 23.0 * 108.0;
    let zeros = 1.0 - true_flows().len() as f64 / cells;
    assert!((0.5..0.75).contains(&zeros), "{zeros}");
}
