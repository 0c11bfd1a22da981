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
    let note = total.note.as_ref().unwrap();
    assert!(note.contains("the source says more than this"), "{note}");
    assert!(total.label.ends_with(", more than"), "{}", total.label);
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
    // "Exceeded 75": 75 on at most 73.1485, by hand, and no upper end.
    assert_close(
        figure(&section, "ytd_growth_lowest_2024-04").value.unwrap(),
        2.531_152,
        1e-5,
    );
    for bound in [
        "ytd_growth_highest_2024-04",
        "ytd_growth_difference_2024-04",
    ] {
        assert!(!ids(&section).contains(&bound), "{bound}");
    }
    let exports = figure(&section, "ytd_growth_published_exports_2024-04");
    assert_eq!(exports.value, None, "its sign is unclear");
    let left_out = table(&section, "left_out");
    assert!(left_out.rows.iter().any(|row| {
        row[0] == Cell::Text("2024-01..2024-04".to_owned())
            && row[1] == Cell::Text("growth of exports".to_owned())
    }));
}

/// All sentences with the values of their figures where the placeholders are.
fn sentences(section: &Section) -> Vec<String> {
    let value = |id: &str| figure(section, id).value.unwrap();
    let filled = section.statements.iter().map(|statement| {
        let mut text = statement.text.clone();
        for (number, id) in statement.figures.iter().enumerate() {
            text = text.replace(&format!("{{{number}}}"), &format!("{:.1}", value(id)));
        }
        text
    });
    filled.collect()
}

fn text_of<'a>(section: &'a Section, name: &str, row: &str, column: &str) -> &'a str {
    match cell(table(section, name), row, column) {
        Cell::Text(text) => text,
        other => panic!("{row} {column}: {other:?}"),
    }
}

#[test]
fn a_floor_is_told_as_more_than_and_its_growth_as_at_least() {
    let section = ledger_as_of(date(2024, 5, 28));
    let told = sentences(&section);
    let of = |words: &str| {
        let found = told.iter().find(|text| text.contains(words));
        found.unwrap_or_else(|| panic!("{words} in {told:#?}"))
    };
    let level = of("In January–April 2024");
    assert!(level.contains("came to more than 75.0 by"), "{level}");
    let growth = of("Against the same months");
    assert!(
        growth.contains("printed growth of 4.7; the levels give at least 2.5 on a base of 73.1."),
        "{growth}"
    );
    let of_2023 = of("Against the year before");
    assert!(
        of_2023.contains("printed growth of 26.3; the levels give 26.2 on a base of 190.3."),
        "{of_2023}"
    );
    let chart = section
        .charts
        .iter()
        .find(|chart| chart.id == "year_to_date");
    let note = chart.unwrap().note.as_ref().unwrap();
    assert!(note.contains("2024-01..2024-04 the source says"), "{note}");
}

#[test]
fn a_floor_of_growth_is_told_as_more_than() {
    let (mut figures, targets) = embedded();
    // 2010 is the latest year of a ledger that ends with it.
    figures.retain(|figure| figure.period.last() <= period("2010").last());
    let sections = published(
        &figures,
        &targets,
        date(2026, 6, 1),
        country("RUS"),
        country("CHN"),
        RECEIPTS,
    );
    let section = sections.unwrap().remove(0);
    let told = sentences(&section).join(" ");
    assert!(told.contains("printed growth of more than 43.0;"), "{told}");
    assert!(!ids(&section).contains(&"growth_difference_2010"));
}

#[test]
fn a_revised_base_is_not_named_where_a_level_is_not_exact() {
    let section = ledger_as_of(date(2024, 5, 28));
    let revised = "the base was revised or the rate rounded";
    let note = figure(&section, "ytd_growth_published_2024-04")
        .note
        .as_ref();
    assert!(!note.unwrap().contains(revised), "{note:?}");
    let whole = ledger_as_of(date(2026, 6, 1));
    let row = text_of(&whole, "year_to_date", "2024-01..2024-04", "note");
    assert!(!row.contains(revised), "{row}");
    // Both levels of January to June 2023 are exact, and 40.6 was printed where they make 42.0.
    let row = text_of(&whole, "year_to_date", "2023-01..2023-06", "note");
    assert!(row.contains(revised), "{row}");
}

#[test]
fn growth_on_a_base_that_is_not_exact_says_so_in_its_row() {
    let section = ledger_as_of(date(2024, 5, 28));
    let of_2005 = text_of(&section, "by_year", "2005", "note");
    assert_eq!(
        of_2005,
        "base: the source says more than this; growth computed: at most this"
    );
    for (name, row) in [("by_year", "2016"), ("year_to_date", "2022-01..2022-06")] {
        let note = text_of(&section, name, row, "note");
        assert!(
            note.contains("base: rounded, cut off or hedged by the source"),
            "{row}: {note}"
        );
    }
    let note = table(&section, "by_year").note.as_ref().unwrap();
    assert!(note.contains("For 2004 the source says"), "{note}");
    assert!(
        note.contains("Growth computed of 2005 is at most"),
        "{note}"
    );
}

/// The floors are those that the collected remarks word so, and no others.
#[test]
fn floors_are_the_figures_that_the_sources_word_so() {
    let (figures, _) = embedded();
    let floors: Vec<_> = figures
        .iter()
        .filter(|figure| figure.is_floor())
        .map(|figure| {
            (
                figure.period.to_string(),
                figure.flow,
                figure.printed.as_str(),
            )
        })
        .collect();
    let expected = [
        ("2004", Flow::Total, "20"),
        ("2010", Flow::Total, "43"),
        ("2018-01..2018-09", Flow::Exports, "35"),
        ("2021-01..2021-09", Flow::Total, "102.5"),
        ("2024-01..2024-04", Flow::Total, "75"),
        ("2024-01..2024-04", Flow::Imports, "10"),
    ];
    assert_eq!(
        floors,
        expected.map(|(period, flow, printed)| (period.to_owned(), flow, printed))
    );
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
            .all(|row| row[4] == Cell::Text("Russia".to_owned()))
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
