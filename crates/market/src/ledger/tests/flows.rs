//! The ledger from trade flows: customs services apart, gaps, years to date.

use super::*;
use stirstick_codes::{Currency, Period, ReportedBy, Valuation};

/// The market is QMA, the supplier QMB.
fn flow(period: &str, from: &str, to: &str, by: (ReportedBy, Valuation), value: f64) -> FlowTotal {
    FlowTotal {
        period: Period::parse(period).unwrap(),
        exporter: country(from),
        importer: country(to),
        valuation: by.1,
        reported_by: by.0,
        currency: Currency::USD,
        code_length: 0,
        value,
    }
}

const BY_EXPORTER: (ReportedBy, Valuation) = (ReportedBy::Exporter, Valuation::Fob);
const BY_IMPORTER: (ReportedBy, Valuation) = (ReportedBy::Importer, Valuation::Cif);
const RECONCILED: (ReportedBy, Valuation) = (ReportedBy::Both, Valuation::Reconciled);

fn to_market(period: &str, value: f64) -> FlowTotal {
    flow(period, "QMB", "QMA", BY_IMPORTER, value)
}

fn from_market(period: &str, value: f64) -> FlowTotal {
    flow(period, "QMA", "QMB", BY_EXPORTER, value)
}

fn ledger(rows: &[FlowTotal]) -> Section {
    let section = flows(
        rows,
        country("QMA"),
        country("QMB"),
        "flows-receipt",
        "import it",
    )
    .unwrap();
    check(&section);
    section
}

#[test]
fn each_customs_service_is_added_up_on_its_own() {
    let rows = [
        to_market("2022", 80.0),
        to_market("2023", 100.0),
        from_market("2022", 20.0),
        from_market("2023", 25.0),
        flow("2023", "QMB", "QMA", BY_EXPORTER, 90.0),
        flow("2023", "QMA", "QMB", BY_IMPORTER, 30.0),
        flow("2023", "QMB", "QMA", RECONCILED, 95.0),
    ];
    let section = ledger(&rows);
    assert_eq!(figure(&section, "total_2023_QMA").value, Some(125.0));
    assert_eq!(figure(&section, "growth_2023_QMA").value, Some(25.0));
    assert_eq!(figure(&section, "growth_base_2023_QMA").value, Some(100.0));
    assert_eq!(figure(&section, "total_2023_QMB").value, Some(120.0));
    assert_eq!(
        figure(&section, "growth_2023_QMB").value,
        None,
        "its base is a gap"
    );
    assert_eq!(
        figure(&section, "to_market_2023_reconciled").value,
        Some(95.0)
    );
    assert_eq!(
        figure(&section, "total_2023_reconciled").value,
        None,
        "one direction only"
    );
    let basis = figure(&section, "total_2023_QMA").basis.clone().unwrap();
    assert!(
        basis.contains("CIF to the market plus FOB from it"),
        "{basis}"
    );
    let totals: Vec<_> = table(&section, "by_year")
        .rows
        .iter()
        .map(|row| row[2].clone())
        .collect();
    assert!(!totals.contains(&Cell::Number(215.0)) && !totals.contains(&Cell::Number(190.0)));
}

#[test]
fn a_year_to_date_needs_every_month_of_both_years() {
    let month = |year: u16, month: u16, value: f64| {
        let period = format!("{year}-{month:02}");
        [to_market(&period, value), from_market(&period, value)]
    };
    let mut rows: Vec<_> = (1..=12)
        .flat_map(|number| month(2022, number, 1.0))
        .collect();
    rows.extend((1..=4).flat_map(|number| month(2023, number, 1.5)));
    rows.push(to_market("2023-05", 1.5));
    let section = ledger(&rows);
    assert_eq!(figure(&section, "total_2022_QMA").value, Some(24.0));
    let note = figure(&section, "total_2022_QMA").note.clone().unwrap();
    assert!(note.contains("added up"), "{note}");
    assert_eq!(figure(&section, "ytd_total_2023-04_QMA").value, Some(12.0));
    assert_eq!(figure(&section, "ytd_growth_2023-04_QMA").value, Some(50.0));
    assert_eq!(
        figure(&section, "ytd_growth_base_2023-04_QMA").value,
        Some(8.0)
    );

    rows.retain(|row| row.period != Period::parse("2022-02").unwrap());
    let section = ledger(&rows);
    assert_eq!(figure(&section, "ytd_total_2023-04_QMA").value, Some(12.0));
    assert_eq!(figure(&section, "ytd_growth_2023-04_QMA").value, None);
    assert!(
        !ids(&section).contains(&"total_2022_QMA"),
        "eleven months are no year"
    );

    rows.retain(|row| row.period != Period::parse("2023-01").unwrap());
    let section = ledger(&rows);
    assert!(
        !ids(&section).iter().any(|id| id.starts_with("ytd_")),
        "January is a gap"
    );
    assert!(
        section
            .caveats
            .iter()
            .any(|caveat| caveat.text.contains("January and February together"))
    );
}

#[test]
fn missing_years_are_listed_and_break_the_line() {
    let section = ledger(&[
        to_market("2019", 1.0),
        to_market("2021", 3.0),
        from_market("2021", 3.0),
    ]);
    let chart = section
        .charts
        .iter()
        .find(|chart| chart.id == "to_market")
        .unwrap();
    assert_eq!(chart.series[0].values, [Some(1.0), None, Some(3.0)]);
    assert_eq!(
        cell(table(&section, "by_year"), "2021", "growth_to_market"),
        &Cell::Gap(())
    );
    let told = section
        .caveats
        .iter()
        .any(|caveat| caveat.text.contains("no complete year for 2020."));
    assert!(told, "{:?}", section.caveats);
}

#[test]
fn four_quarters_make_a_year() {
    let rows: Vec<_> = (1..=4)
        .map(|quarter| to_market(&format!("2020-Q{quarter}"), 2.5))
        .collect();
    assert_eq!(
        figure(&ledger(&rows), "to_market_2020_QMA").value,
        Some(10.0)
    );
    let section = ledger(&rows[..3]);
    assert!(section.figures.is_empty() && !section.tables.is_empty());
}

#[test]
fn a_report_counts_before_an_estimate_and_mixed_growth_is_marked() {
    let estimate = |period, value| {
        flow(
            period,
            "QMB",
            "QMA",
            (ReportedBy::Estimate, Valuation::Cif),
            value,
        )
    };
    let section = ledger(&[
        to_market("2021", 10.0),
        estimate("2021", 11.0),
        estimate("2022", 5.0),
    ]);
    assert_eq!(figure(&section, "to_market_2022_QMA").value, Some(5.0));
    assert_eq!(
        figure(&section, "growth_base_to_market_2022_QMA").value,
        Some(10.0)
    );
    let note = figure(&section, "growth_to_market_2022_QMA")
        .note
        .clone()
        .unwrap();
    let basis = |id| figure(&section, id).basis.clone().unwrap();
    assert_eq!(
        basis("to_market_2022_QMA"),
        "estimate of what the customs of QMA count; CIF; USD"
    );
    assert_eq!(
        basis("growth_base_to_market_2022_QMA"),
        "customs of QMA; CIF; USD"
    );
    assert!(
        note.contains("one of the two levels is an estimate"),
        "{note}"
    );
}

#[test]
fn valuations_and_currencies_of_one_side_stay_apart() {
    let mut euro = to_market("2023", 7.0);
    euro.currency = Currency::EUR;
    let fob = flow(
        "2023",
        "QMB",
        "QMA",
        (ReportedBy::Importer, Valuation::Fob),
        9.0,
    );
    let section = ledger(&[to_market("2023", 10.0), fob, euro]);
    assert_eq!(
        figure(&section, "to_market_2023_QMA_USD_cif_none").value,
        Some(10.0)
    );
    assert_eq!(
        figure(&section, "to_market_2023_QMA_USD_fob_none").value,
        Some(9.0)
    );
    assert_eq!(
        figure(&section, "to_market_2023_QMA_EUR_cif_none").value,
        Some(7.0)
    );
    assert_eq!(table(&section, "by_year_EUR").rows.len(), 1);
    assert_eq!(table(&section, "by_year_USD").rows.len(), 2);
}

#[test]
fn a_flow_given_twice_is_refused() {
    let twice = [to_market("2023", 1.0), to_market("2023", 1.0)];
    let error = flows(&twice, country("QMA"), country("QMB"), "r", "c").unwrap_err();
    assert!(
        error
            .to_string()
            .contains("two values for the trade from QMB to QMA in 2023"),
        "{error}"
    );
}

#[test]
fn without_rows_the_section_says_how_to_get_them() {
    let section = ledger(&[flow("2023", "QMC", "QMA", BY_IMPORTER, 1.0)]);
    assert_eq!(section.missing.unwrap().command, "import it");
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let mut rows = vec![
        to_market("2021", 1.0),
        to_market("2022", 2.0),
        from_market("2022", 3.0),
        from_market("2021-01", 1.0),
    ];
    let before = ledger(&rows);
    rows.reverse();
    assert_eq!(ledger(&rows), before);
}

/// Russia's imports from Germany in the embedded table: reported to 2021, estimated from 2022.
#[test]
fn embedded_partner_trade_makes_a_ledger() {
    let mut reader = csv::Reader::from_reader(PARTNER_TRADE_CSV.as_bytes());
    let rows: Vec<FlowTotal> = reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            FlowTotal {
                period: Period::parse(&record[0]).unwrap(),
                exporter: country(&record[2]),
                importer: country(&record[3]),
                valuation: Valuation::parse(&record[8]).unwrap(),
                reported_by: ReportedBy::parse(&record[10]).unwrap(),
                currency: Currency::parse(&record[7]).unwrap(),
                code_length: 0,
                value: record[6].parse().unwrap(),
            }
        })
        .collect();
    assert_eq!(rows.len(), 664);
    let section = flows(&rows, country("RUS"), country("DEU"), "r", "c").unwrap();
    check(&section);
    let by_year = table(&section, "by_year");
    assert_eq!(by_year.rows.len(), 9, "2016 to 2024 by one customs service");
    for year in ["2016", "2021", "2024"] {
        let [total, to_market, from_market] =
            ["total", "to_market", "from_market"].map(|column| match cell(by_year, year, column) {
                Cell::Number(value) => *value,
                other => panic!("{year} {column}: {other:?}"),
            });
        assert_close(total, to_market + from_market, 1e-3);
    }
    assert_eq!(
        cell(by_year, "2022", "note"),
        &Cell::Text("estimated; growth compares a report with an estimate".to_owned())
    );
}

fn of_codes(code_length: u8, flow: FlowTotal) -> FlowTotal {
    FlowTotal {
        code_length,
        ..flow
    }
}

fn caveats_of(section: &Section) -> String {
    let texts = section.caveats.iter().map(|caveat| caveat.text.as_str());
    texts.collect::<Vec<_>>().join("\n")
}

/// Imports of the Netherlands from Belgium in million US dollars, from 2018 on, by length of the code: UN
/// Comtrade, EU imports by partner. The codes of two characters are paper (HS 48 and 49), those of four
/// wood and those of six other goods.
const DIFFERENT_GOODS: [(u8, [f64; 5]); 3] = [
    (2, [1002.8999, 951.7735, 869.7986, 1054.9533, 1050.5831]),
    (4, [794.3039, 831.4353, 875.6151, 1121.1121, 1015.6138]),
    (6, [228.7310, 227.6297, 232.1337, 236.3463, 269.9439]),
];

fn different_goods(from: u16) -> Vec<FlowTotal> {
    let of_length = |(length, values): (u8, [f64; 5])| {
        let rows = (2018_u16..)
            .zip(values)
            .map(move |(year, value)| of_codes(length, to_market(&year.to_string(), value)));
        rows.filter(move |row| row.period.year() >= from)
    };
    DIFFERENT_GOODS.into_iter().flat_map(of_length).collect()
}

#[test]
fn growth_never_compares_one_level_with_another() {
    // The rates that the file gives at one level: -0.4% for paper, which is larger over all years, and
    // -9.4% for wood, which is larger from 2021. Paper over wood would be -6.3%.
    for (from, length, base, rate_pct) in [
        (2018, 2, 1054.9533, -0.414_246),
        (2021, 4, 1121.1121, -9.410_142),
    ] {
        let section = ledger(&different_goods(from));
        let rate = figure(&section, "growth_to_market_2022_QMA").value.unwrap();
        assert_close(rate, rate_pct, 1e-4);
        let base_used = figure(&section, "growth_base_to_market_2022_QMA").value;
        assert_eq!(base_used, Some(base));
        let text = &section.statements.first().unwrap().text;
        let words = format!("codes of {length} characters");
        assert!(
            text.contains(&format!("{words}, which need not be all goods")),
            "{text}"
        );
        let caveats = caveats_of(&section);
        assert!(
            caveats.contains(&format!("sums over the {words}")),
            "{caveats}"
        );
        assert!(
            caveats.contains("and 6 characters are left out"),
            "{caveats}"
        );
    }
}

#[test]
fn the_level_with_most_periods_is_read_and_the_others_are_gaps() {
    let rows = [
        of_codes(4, to_market("2020", 7.0)),
        of_codes(4, to_market("2021", 8.0)),
        of_codes(2, to_market("2021", 100.0)),
        of_codes(2, to_market("2022", 110.0)),
        of_codes(4, to_market("2023", 9.0)),
    ];
    let section = ledger(&rows);
    let by_year = table(&section, "by_year");
    assert_eq!(cell(by_year, "2021", "to_market"), &Cell::Number(8.0));
    assert!(
        by_year
            .rows
            .iter()
            .all(|row| row[0] != Cell::Text("2022".to_owned()) || row[3] == Cell::Gap(()))
    );
    let caveats = caveats_of(&section);
    assert!(caveats.contains("no complete year for 2022."), "{caveats}");
    assert!(
        caveats.contains(
            "periods of 2022 with codes of 2 characters but no codes of 4 characters are gaps"
        ),
        "{caveats}"
    );
}

#[test]
fn a_stated_total_is_read_before_its_own_products_and_called_nothing_else() {
    // Products that add up to a little more than the total, as rounding makes them.
    let rows = [
        of_codes(6, to_market("2022", 10.000_001)),
        to_market("2022", 10.0),
        of_codes(6, to_market("2023", 11.000_001)),
        to_market("2023", 11.0),
    ];
    let section = ledger(&rows);
    assert_eq!(figure(&section, "to_market_2023_QMA").value, Some(11.0));
    assert!(!section.statements[0].text.contains("codes of"));
    assert!(!caveats_of(&section).contains("codes of"));
}

#[test]
fn equal_sums_are_read_at_the_coarsest_level() {
    // 0.1 + 0.2 is not 0.3 in binary: the same goods, added up in another order.
    let rows = [
        of_codes(2, to_market("2023", 0.3)),
        of_codes(6, to_market("2023", 0.1 + 0.2)),
    ];
    let basis = figure(&ledger(&rows), "to_market_2023_QMA").basis.clone();
    assert!(basis.unwrap().ends_with("; codes of 2 characters"));
}

#[test]
fn directions_of_different_goods_are_not_added() {
    let rows = [
        of_codes(4, to_market("2023", 5.0)),
        from_market("2023", 20.0),
    ];
    let section = ledger(&rows);
    assert_eq!(figure(&section, "total_2023_QMA").value, None);
    assert_eq!(figure(&section, "to_market_2023_QMA").value, Some(5.0));
    assert_eq!(figure(&section, "from_market_2023_QMA").value, Some(20.0));
}

#[test]
fn the_level_of_a_side_holds_for_its_reports_and_estimates() {
    let estimate = |period, value| {
        let by = (ReportedBy::Estimate, Valuation::Cif);
        flow(period, "QMB", "QMA", by, value)
    };
    let rows = [
        of_codes(2, to_market("2021", 10.0)),
        of_codes(4, to_market("2021", 9.0)),
        of_codes(4, estimate("2022", 8.0)),
    ];
    let section = ledger(&rows);
    let base = figure(&section, "growth_base_to_market_2022_QMA").value;
    assert_eq!(
        base,
        Some(9.0),
        "the level of 2022 is known at four characters"
    );
}

#[test]
fn a_year_outweighs_its_months_and_no_month_counts_twice() {
    let mut rows: Vec<_> = (1..=12)
        .map(|month| of_codes(2, to_market(&format!("2022-{month:02}"), 9.0)))
        .collect();
    rows.push(of_codes(2, to_market("2022", 108.0)));
    rows.push(of_codes(4, to_market("2021", 20.0)));
    rows.push(of_codes(4, to_market("2022", 22.0)));
    let section = ledger(&rows);
    assert_eq!(figure(&section, "to_market_2022_QMA").value, Some(22.0));
    let rate = figure(&section, "growth_to_market_2022_QMA").value.unwrap();
    assert_close(rate, 10.0, 1e-9);
}

#[test]
fn tables_and_charts_say_whose_count_they_show() {
    let years = ["2020", "2021", "2022"];
    let rows = |by: (ReportedBy, Valuation)| -> Vec<FlowTotal> {
        let of = |year: &&str| {
            [
                flow(year, "QMB", "QMA", by, 10.0),
                flow(year, "QMA", "QMB", by, 4.0),
            ]
        };
        years.iter().flat_map(of).collect()
    };
    let notes = |rows: &[FlowTotal]| -> Vec<String> {
        let section = ledger(rows);
        let tables = section.tables.iter().filter_map(|table| table.note.clone());
        let charts = section.charts.iter().filter_map(|chart| chart.note.clone());
        tables.chain(charts).collect()
    };
    let of_customs = notes(&rows(BY_IMPORTER));
    assert!(of_customs.len() > 1, "{of_customs:?}");
    for note in of_customs {
        assert!(note.contains("the count of one customs service"), "{note}");
    }
    for note in notes(&rows(RECONCILED)) {
        assert!(note.contains("reports of both sides, reconciled"), "{note}");
    }
    let mixed = [rows(BY_IMPORTER), rows(RECONCILED)].concat();
    for note in notes(&mixed) {
        assert!(note.contains("one count or estimate, as it says"), "{note}");
    }
}
