//! The embedded figures: the article's numbers, vintages, gaps.

use super::*;
use crate::answer::ChartKind;
use jiff::civil::date;

#[test]
fn the_article_of_may_2024_comes_out() {
    let section = ledger_as_of(date(2024, 5, 28));
    let total = figure(&section, "total_2023");
    assert_eq!(
        (total.value, total.decimals),
        (Some(240.1), Some(1)),
        "240.11 was printed later"
    );
    assert!(
        total
            .basis
            .as_ref()
            .unwrap()
            .contains("exports FOB plus imports CIF")
    );
    assert!(
        total
            .note
            .as_ref()
            .unwrap()
            .contains("published 2024-01-12")
    );
    assert_eq!(figure(&section, "growth_published_2023").value, Some(26.3));
    let base = figure(&section, "growth_base_2023");
    assert_eq!(
        (base.value, base.period.as_deref()),
        (Some(190.271), Some("2022"))
    );
    // 100 * (240.1 / 190.271 - 1), by hand.
    assert_close(
        figure(&section, "growth_computed_2023").value.unwrap(),
        26.188_436,
        1e-5,
    );
    assert_close(
        figure(&section, "growth_difference_2023").value.unwrap(),
        0.111_563,
        1e-5,
    );
    assert_eq!(figure(&section, "exports_2023").value, Some(111.0));
    assert_eq!(figure(&section, "imports_2023").value, Some(129.1));
}

#[test]
fn four_months_of_2024_stay_visible_and_marked() {
    let section = ledger_as_of(date(2024, 5, 28));
    let total = figure(&section, "ytd_total_2024-04");
    assert_eq!((total.value, total.decimals), (Some(75.0), Some(0)));
    assert!(total.note.as_ref().unwrap().contains("rounded"));
    assert_eq!(
        figure(&section, "ytd_growth_published_2024-04").value,
        Some(4.7)
    );
    assert_eq!(
        figure(&section, "ytd_growth_base_2024-04").value,
        Some(73.148)
    );
    assert_close(
        figure(&section, "ytd_growth_computed_2024-04")
            .value
            .unwrap(),
        2.531_852,
        1e-5,
    );
    // "Exceeded 75": up to 76 on 73.1475.
    assert_close(
        figure(&section, "ytd_growth_highest_2024-04")
            .value
            .unwrap(),
        3.899_655,
        1e-5,
    );
    let exports = figure(&section, "ytd_growth_published_exports_2024-04");
    assert_eq!(exports.value, None, "its sign is unclear");
    let left_out = table(&section, "left_out");
    assert!(left_out.rows.iter().any(|row| {
        row[0] == Cell::Text("2024-01..2024-04".to_owned())
            && row[1] == Cell::Text("growth of exports".to_owned())
    }));
}

#[test]
fn a_later_and_more_precise_printing_counts_from_its_day() {
    let before = ledger_as_of(date(2024, 8, 6));
    assert_eq!(figure(&before, "total_2023").value, Some(240.1));
    let after = ledger_as_of(date(2024, 8, 7));
    let total = figure(&after, "total_2023");
    assert_eq!(total.value, Some(240.11));
    assert!(
        total
            .note
            .as_ref()
            .unwrap()
            .contains("also printed: 240.1 (published 2024-01-12)")
    );
}

#[test]
fn with_everything_known_the_latest_year_is_2025() {
    let section = ledger_as_of(date(2026, 6, 1));
    assert_eq!(figure(&section, "total_2025").value, Some(228.105));
    assert_eq!(figure(&section, "growth_published_2025").value, Some(-6.9));
    assert_eq!(figure(&section, "growth_base_2025").value, Some(244.819));
    assert_close(
        figure(&section, "growth_computed_2025").value.unwrap(),
        -6.827_084,
        1e-5,
    );
    assert_eq!(figure(&section, "ytd_total_2026-02").value, Some(39.044));
    assert_eq!(
        figure(&section, "ytd_growth_published_2026-02").value,
        Some(12.0)
    );
    let computed = figure(&section, "ytd_growth_computed_2026-02");
    assert_eq!(
        computed.value, None,
        "the level of January and February 2025 is not known"
    );
}

#[test]
fn missing_years_are_gaps_in_table_chart_and_caveats() {
    let section = ledger_as_of(date(2026, 6, 1));
    let by_year = table(&section, "by_year");
    for year in ["2003", "2012", "2014"] {
        assert_eq!(cell(by_year, year, "total"), &Cell::Gap(()), "{year}");
    }
    assert_eq!(cell(by_year, "2013", "growth_computed"), &Cell::Gap(()));
    assert_eq!(cell(by_year, "2013", "total"), &Cell::Number(89.21));
    let chart = section
        .charts
        .iter()
        .find(|chart| chart.id == "by_year")
        .unwrap();
    let place = chart
        .categories
        .iter()
        .position(|year| year == "2014")
        .unwrap();
    assert_eq!(chart.series[0].values[place], None);
    let text = "No total is known for 2003, 2012 and 2014.";
    assert!(
        section.caveats.iter().any(|caveat| caveat.text == text),
        "{:?}",
        section.caveats
    );
}

#[test]
fn the_bars_compare_the_same_months() {
    let section = ledger_as_of(date(2024, 5, 28));
    let bars = section
        .charts
        .iter()
        .find(|chart| chart.id == "year_to_date")
        .unwrap();
    assert_eq!(bars.kind, ChartKind::Bar);
    assert_eq!(
        bars.categories,
        [
            "2017", "2018", "2019", "2020", "2021", "2022", "2023", "2024"
        ]
    );
    let expected = [
        Some(24.7),
        Some(31.1987),
        None,
        None,
        Some(40.207),
        Some(51.09),
        Some(73.148),
        Some(75.0),
    ];
    assert_eq!(bars.series[0].values, expected);
}

#[test]
fn figures_of_the_other_side_are_shown_apart() {
    let section = ledger_as_of(date(2026, 6, 1));
    let left_out = table(&section, "left_out");
    let of_2018: Vec<_> = left_out
        .rows
        .iter()
        .filter(|row| row[0] == Cell::Text("2018".to_owned()))
        .collect();
    assert!(
        of_2018
            .iter()
            .any(|row| row[2] == Cell::Text("USD 108.3 bn".to_owned()))
    );
    assert!(
        of_2018
            .iter()
            .all(|row| row[3] == Cell::Text("Russia".to_owned()))
    );
    assert_eq!(
        cell(table(&section, "by_year"), "2018", "total"),
        &Cell::Number(107.06)
    );
    let early = ledger_as_of(date(2018, 12, 31));
    let known = &table(&early, "left_out").rows;
    assert!(
        known
            .iter()
            .all(|row| row[0] != Cell::Text("2018".to_owned())),
        "printed later"
    );
}

#[test]
fn before_anything_was_known_there_is_no_section() {
    let (figures, targets) = embedded();
    let (market, supplier) = (country("RUS"), country("CHN"));
    let none = published(
        &figures,
        &targets,
        date(2000, 1, 1),
        market,
        supplier,
        RECEIPTS,
    );
    assert!(none.unwrap().is_empty());
    let other = published(
        &figures,
        &targets,
        date(2026, 6, 1),
        market,
        country("IND"),
        RECEIPTS,
    );
    assert!(other.unwrap().is_empty());
}

#[test]
fn market_and_supplier_may_be_exchanged() {
    let (figures, targets) = embedded();
    let of = |market, supplier| {
        published(
            &figures,
            &targets,
            date(2024, 5, 28),
            country(market),
            country(supplier),
            RECEIPTS,
        )
    };
    assert_eq!(of("RUS", "CHN").unwrap(), of("CHN", "RUS").unwrap());
}
