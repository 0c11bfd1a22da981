//! The section: every number in a sentence is a figure, every row fits its columns, and the words
//! say what a reader must know.

use std::collections::{BTreeMap, BTreeSet};

use stirstick_codes::{Currency, Frequency, Nomenclature, Period, ReportedBy, Valuation};

use super::{country, elsewhere, sales, small_market};
use crate::answer::{Cell, Figure, Section, Table, Unit};
use crate::suppliers::{Elsewhere, Options, Question, Sales, Silence, analyse, section};

fn question() -> Question {
    Question {
        market: country("QMZ"),
        supplier: None,
        from: Period::parse("2021").unwrap().into(),
        to: Period::parse("2023").unwrap().into(),
        frequency: Frequency::Annual,
        goods: "all goods".to_owned(),
        nomenclature: Nomenclature::HS17,
        currency: Currency::USD,
        valuation: Valuation::Cif,
        reported_by: (ReportedBy::Importer, ReportedBy::Importer),
        dataset: "a test".to_owned(),
        receipt: Some("0123456789ab".to_owned()),
        elsewhere: Vec::new(),
        elsewhere_receipt: None,
    }
}

fn write(question: &Question, rows: &[Sales], others: &[Elsewhere]) -> Section {
    let section = section(
        question,
        &analyse(rows, others, &Silence::NoTrade, Options::default()).unwrap(),
    );
    check_shape(&section);
    section
}

/// Identifiers are unique, sentences refer to figures, rows and series have the right length, and
/// nothing is infinite.
fn check_shape(section: &Section) {
    let mut ids = BTreeSet::new();
    for figure in &section.figures {
        assert!(ids.insert(figure.id.as_str()), "figure {} twice", figure.id);
        assert!(
            figure.value.is_none_or(f64::is_finite),
            "figure {}",
            figure.id
        );
        assert!(figure.receipt.is_some() && figure.basis.is_some() && figure.period.is_some());
    }
    for statement in &section.statements {
        for (place, id) in statement.figures.iter().enumerate() {
            assert!(ids.contains(id.as_str()), "{id} is no figure");
            assert!(
                statement.text.contains(&format!("{{{place}}}")),
                "{}",
                statement.text
            );
        }
        assert_eq!(statement.text.matches('{').count(), statement.figures.len());
    }
    for table in &section.tables {
        let columns: BTreeSet<_> = table.columns.iter().map(|column| &column.id).collect();
        assert_eq!(
            columns.len(),
            table.columns.len(),
            "columns of {}",
            table.id
        );
        for row in &table.rows {
            assert_eq!(row.len(), table.columns.len(), "row of {}", table.id);
            assert!(
                row.iter()
                    .all(|cell| !matches!(cell, Cell::Number(value) if !value.is_finite()))
            );
        }
    }
    for chart in &section.charts {
        assert!(
            chart
                .series
                .iter()
                .all(|series| series.values.len() == chart.categories.len())
        );
    }
}

fn figure<'a>(section: &'a Section, id: &str) -> &'a Figure {
    section
        .figures
        .iter()
        .find(|figure| figure.id == id)
        .unwrap_or_else(|| panic!("no figure {id}"))
}

fn table<'a>(section: &'a Section, id: &str) -> &'a Table {
    section
        .tables
        .iter()
        .find(|table| table.id == id)
        .unwrap_or_else(|| panic!("no table {id}"))
}

fn cell<'a>(table: &'a Table, row: usize, column: &str) -> &'a Cell {
    let place = table
        .columns
        .iter()
        .position(|found| found.id == column)
        .unwrap();
    &table.rows[row][place]
}

fn caveats(section: &Section) -> String {
    section
        .caveats
        .iter()
        .map(|caveat| caveat.text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Sentences with their numbers filled in as plain text.
fn spoken(section: &Section) -> Vec<String> {
    let fill = |statement: &crate::answer::Statement| {
        let mut text = statement.text.clone();
        for (place, id) in statement.figures.iter().enumerate() {
            let value = figure(section, id).value.unwrap();
            text = text.replace(&format!("{{{place}}}"), &format!("{value:.4}"));
        }
        text
    };
    section.statements.iter().map(fill).collect()
}

#[test]
fn the_sentences_tell_who_left_and_who_filled_the_room() {
    let asked = Question {
        supplier: Some(country("QMC")),
        ..question()
    };
    let found = write(&asked, &small_market(), &[]);
    let expected = [
        "Imports of all goods by QMZ from 3.0000 suppliers fell from 200.0000 in 2021 to 171.0000 in \
         2023, a change of -14.5000.",
        "1.0000 of 3.0000 suppliers left, by a fall of more than 0.5000 here: QMA; the room that \
         they vacated was worth 72.6000 in 2023, 0.4246 of the sales compared.",
        "Sales from QMC fell from 10.0000 to 6.0000, a change of -4.0000: -1.4500 from the growth of \
         all sales compared, 1.0500 from the mix of products and -3.6000 lost to others.",
        "Sales from QMB rose from 90.0000 to 150.0000, a change of 60.0000: -13.0500 from the growth \
         of all sales compared, -3.1500 from the mix of products, 72.6000 room vacated by leavers and \
         3.6000 won from suppliers that stayed.",
        "Of the sales compared, the three largest suppliers made 1.0000 in 2021 and 1.0000 in 2023; \
         they were as concentrated as among 2.1978 equal suppliers, then 1.2847.",
    ];
    assert_eq!(spoken(&found), expected);
}

#[test]
fn the_section_has_every_table_and_chart() {
    let found = write(&question(), &small_market(), &[]);
    let tables: Vec<&str> = found.tables.iter().map(|table| table.id.as_str()).collect();
    let expected = [
        "by_supplier",
        "by_product",
        "leavers",
        "exit_sensitivity",
        "concentration",
        "margins",
    ];
    assert_eq!(tables, expected);
    let charts: Vec<&str> = found.charts.iter().map(|chart| chart.id.as_str()).collect();
    assert_eq!(charts, ["parts_of_change", "shares"]);
    let by_supplier = table(&found, "by_supplier");
    assert_eq!(
        cell(by_supplier, 0, "supplier"),
        &Cell::Text("QMA".to_owned())
    );
    assert_eq!(
        cell(by_supplier, 0, "is_leaver"),
        &Cell::Text("yes".to_owned())
    );
    assert_eq!(cell(by_supplier, 0, "growth_pct"), &Cell::Number(-85.0));
    assert!(figure(&found, "check").value.unwrap() < 1e-9);
    assert!(
        table(&found, "exit_sensitivity")
            .columns
            .iter()
            .any(|column| column.id == "room_QMB")
    );
    let parts = &found.charts[0];
    assert_eq!(
        (parts.series.len(), parts.categories[0].as_str()),
        (6, "QMA")
    );
}

#[test]
fn a_supplier_that_is_new_has_a_gap_for_growth() {
    let rows = [sales("QMA", "01", 5.0, 5.0), sales("QMB", "01", 0.0, 5.0)];
    let found = write(&question(), &rows, &[]);
    assert_eq!(
        cell(table(&found, "by_supplier"), 0, "growth_pct"),
        &Cell::Gap(())
    );
    let sentences = spoken(&found);
    assert!(
        sentences
            .iter()
            .any(|text| text.starts_with("No supplier left, by a fall of more than"))
    );
    assert!(
        found
            .tables
            .iter()
            .all(|table| !["leavers", "by_product", "margins"].contains(&table.id.as_str()))
    );
}

#[test]
fn money_is_scaled_and_its_unit_says_so() {
    let rows = [
        sales("QMA", "01", 4.0e9, 52.3e9),
        sales("QMB", "01", 2.0e6, 3.0e6),
    ];
    let found = write(&question(), &rows, &[]);
    let to = figure(&found, "QMA_to");
    assert_eq!(
        to.unit,
        Unit::Money {
            currency: "USD".to_owned(),
            scale_power10: 9
        }
    );
    assert!((to.value.unwrap() - 52.3).abs() < 1e-12 && to.decimals == Some(1));
    let by_supplier = table(&found, "by_supplier");
    assert_eq!(
        by_supplier.columns[2].unit,
        Unit::Money {
            currency: "USD".to_owned(),
            scale_power10: 6
        }
    );
    assert_eq!(cell(by_supplier, 1, "value_from"), &Cell::Number(2.0));
}

#[test]
fn a_supplier_without_sales_is_said_to_have_none() {
    let asked = Question {
        supplier: Some(country("QMY")),
        ..question()
    };
    let found = write(&asked, &small_market(), &[]);
    assert!(
        spoken(&found)
            .contains(&"This dataset records no sales from QMY in either period.".to_owned())
    );
}

#[test]
fn a_code_on_the_high_priority_list_is_flagged_and_its_supplier_not_named() {
    let rows = [
        sales("QMA", "845811", 60.0, 10.0),
        sales("QMB", "845811", 40.0, 70.0),
        sales("QMB", "392690", 10.0, 20.0),
    ];
    let found = write(&question(), &rows, &[]);
    let products = table(&found, "by_product");
    assert_eq!(
        cell(products, 0, "product"),
        &Cell::Text("845811".to_owned())
    );
    assert_eq!(
        cell(products, 0, "restricted_tier"),
        &Cell::Text("4B".to_owned())
    );
    assert_eq!(
        cell(products, 0, "restricted_list_date"),
        &Cell::Text("2024-02-23".to_owned())
    );
    assert_eq!(cell(products, 0, "top_supplier_to"), &Cell::Gap(()));
    assert_eq!(
        cell(products, 1, "top_supplier_to"),
        &Cell::Text("QMB".to_owned())
    );
    assert_eq!(cell(products, 1, "restricted_tier"), &Cell::Gap(()));
    let said = caveats(&found);
    assert!(said.contains("845811 (tier 4B, "), "{said}");
    assert!(said.contains("a missing flag is not a clearance"));
}

#[test]
fn a_heading_says_which_tiers_it_contains() {
    let rows = [
        sales("QMA", "8458", 60.0, 10.0),
        sales("QMB", "3926", 40.0, 70.0),
    ];
    let found = write(&question(), &rows, &[]);
    let products = table(&found, "by_product");
    assert_eq!(
        cell(products, 1, "restricted_tier"),
        &Cell::Text("contains 4B".to_owned())
    );
    assert_eq!(
        cell(products, 1, "top_supplier_from"),
        &Cell::Text("QMA".to_owned())
    );
    assert!(caveats(&found).contains("8458 (contains some)"));
}

#[test]
fn codes_of_another_nomenclature_carry_no_flag_and_the_caveat_says_why() {
    let sitc = Question {
        nomenclature: Nomenclature::SITC4,
        ..question()
    };
    let rows = [
        sales("QMA", "7284", 60.0, 10.0),
        sales("QMB", "84", 40.0, 70.0),
    ];
    let found = write(&sitc, &rows, &[]);
    assert_eq!(
        cell(table(&found, "by_product"), 0, "restricted_tier"),
        &Cell::Gap(())
    );
    assert!(caveats(&found).contains("none of these codes can carry its flag"));
}

#[test]
fn the_caveats_say_how_the_numbers_were_made() {
    let said = caveats(&write(&question(), &small_market(), &[]));
    for part in [
        "CIF values (with freight and insurance to the border) reported by the customs of QMZ",
        "in USD",
        "more than 50% against its own sales",
        "Sales elsewhere are not known",
        "2 codes of 2 characters in HS 2017",
        "A code is broader than a product",
        "too few to tell suppliers apart by price",
        "no recorded trade",
        "Synthetic data",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let mirror = Question {
        valuation: Valuation::Fob,
        reported_by: (ReportedBy::Exporter, ReportedBy::Exporter),
        ..question()
    };
    let rows = [
        Sales {
            supplier: stirstick_codes::Country::WORLD,
            ..sales("QMA", "TOTAL", 9.0, 9.0)
        },
        sales("QMA", "TOTAL", 5.0, 4.0),
        sales("QMZ", "TOTAL", 4.0, 5.0),
    ];
    let said = caveats(&write(&mirror, &rows, &[elsewhere("QMA", 1.0, 1.0)]));
    for part in [
        "FOB values (without international freight and insurance) reported by the customs of its \
         suppliers",
        "For 1 of 2 suppliers sales elsewhere are not known, zero",
        "Only totals over all goods are compared",
        "left out as suppliers: 1",
        "QMZ is among its own suppliers",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert!(!said.contains("clearance"));
}

#[test]
fn products_that_appear_or_vanish_are_counted() {
    let rows = [
        sales("QMA", "01", 5.0, 5.0),
        sales("QMA", "02", 0.0, 5.0),
        sales("QMA", "03", 1.0, 0.0),
    ];
    let said = caveats(&write(&question(), &rows, &[]));
    assert!(
        said.contains("Codes bought only in 2023: 1; only in 2021: 1."),
        "{said}"
    );
}

#[test]
fn the_range_is_spoken_where_prices_are_known() {
    let priced = |code: &str, from: f64, to: f64, price: f64| Sales {
        quantity_from_t: (from > 0.0).then_some(from / price),
        quantity_to_t: (to > 0.0).then_some(to / price),
        ..sales(code, "01", from, to)
    };
    let rows = [
        priced("QMA", 40.0, 0.0, 10.0),
        priced("QMB", 20.0, 30.0, 10.0),
        priced("QMC", 20.0, 50.0, 1.0),
        priced("QMD", 20.0, 20.0, 3.0),
    ];
    let found = write(&question(), &rows, &[]);
    let said = spoken(&found);
    let range = "Of the gain of QMC, between 0.0000 and 30.0000 was room vacated by leavers: it \
                 depends on whether any supplier could take it or only one that sells at a like price.";
    assert!(said.contains(&range.to_owned()), "{said:#?}");
    assert!(caveats(&found).contains("100% of the vacated room lies in codes"));
    assert_eq!(figure(&found, "segment_unfilled").value, Some(30.0));
}

#[test]
fn a_supplier_without_a_record_in_one_period_is_left_out_where_that_is_no_zero() {
    let rows = [
        sales("QMA", "TOTAL", 60.0, 50.0),
        sales("QMB", "TOTAL", 30.0, 0.0),
        sales("QMC", "TOTAL", 20.0, 30.0),
        Sales {
            supplier: stirstick_codes::Country::WORLD,
            ..sales("QMA", "TOTAL", 160.0, 160.0)
        },
    ];
    let asked = Question {
        supplier: Some(country("QMB")),
        reported_by: (ReportedBy::Estimate, ReportedBy::Estimate),
        ..question()
    };
    let silence = Silence::of(asked.reported_by, 0, BTreeMap::new());
    let analysis = analyse(&rows, &[], &silence, Options::default()).unwrap();
    assert!(!analysis.leavers.contains(&true));
    let found = section(&asked, &analysis);
    check_shape(&found);
    let said = spoken(&found);
    let expected = [
        "Imports of all goods by QMZ from 2.0000 suppliers went from 80.0000 in 2021 to 80.0000 in \
         2023, a change of 0.0000.",
        "From all partners QMZ bought 160.0000 in 2021 and 160.0000 in 2023, a change of 0.0000; the \
         suppliers compared make up 0.5000 and 0.5000 of that.",
        "Values of 2021 and 2023 are in part or all estimated by the source, not reported by a \
         customs service.",
        "No supplier left, by a fall of more than 0.5000 here; no gain counts as room vacated.",
        "Sales from QMB are on record for 2021 only, with 30.0000: they are left out of the \
         comparison.",
    ];
    assert_eq!(said[..5], expected);
    let left_out = table(&found, "left_out");
    assert_eq!(cell(left_out, 0, "value_from"), &Cell::Number(30.0));
    assert_eq!(cell(left_out, 0, "value_to"), &Cell::Gap(()));
    assert!(caveats(&found).contains("does not mean that nothing was sold: QMB."));
}

#[test]
fn silence_means_no_trade_only_where_reports_list_everything() {
    let of = |reporter, level| Silence::of((reporter, reporter), level, BTreeMap::new());
    assert_eq!(of(ReportedBy::Importer, 6), Silence::NoTrade);
    assert_eq!(of(ReportedBy::Both, 6), Silence::NoTrade);
    assert_eq!(of(ReportedBy::Importer, 0), Silence::Unknown);
    assert_eq!(of(ReportedBy::Estimate, 6), Silence::Unknown);
    let mixed = (ReportedBy::Importer, ReportedBy::Estimate);
    assert_eq!(Silence::of(mixed, 6, BTreeMap::new()), Silence::Unknown);
}

#[test]
fn an_exporter_that_reports_sales_to_others_only_sold_nothing_here() {
    let rows = [
        sales("QMA", "84", 60.0, 50.0),
        sales("QMB", "84", 30.0, 0.0),
        sales("QMC", "84", 0.0, 30.0),
        sales("QMD", "84", 20.0, 0.0),
    ];
    let on_record = BTreeMap::from([
        (country("QMB"), (true, true)),
        (country("QMC"), (true, true)),
        (country("QMD"), (true, false)),
    ]);
    let exporters = (ReportedBy::Exporter, ReportedBy::Exporter);
    let silence = Silence::of(exporters, 2, on_record);
    let found = analyse(&rows, &[], &silence, Options::default()).unwrap();
    let kept: Vec<&str> = found.trade.suppliers().iter().map(|c| c.as_str()).collect();
    assert_eq!(kept, ["QMA", "QMB", "QMC"]);
    let silent: Vec<&str> = found.silent.iter().map(|s| s.supplier.as_str()).collect();
    assert_eq!(
        silent,
        ["QMD"],
        "QMD reported nothing to anybody in the second period"
    );
    assert_eq!(found.leavers, [false, true, false]);
}

#[test]
fn a_boom_elsewhere_makes_nobody_leave_and_a_fall_everywhere_is_told() {
    // 6% less here and twice as much elsewhere; 65% less here and 70% less elsewhere; 60% less here
    // and the same elsewhere; 40% less here, with too little elsewhere to be a measure.
    let rows = [
        sales("QMA", "44", 100.0, 94.0),
        sales("QMB", "44", 100.0, 35.0),
        sales("QMC", "44", 100.0, 40.0),
        sales("QMD", "44", 100.0, 60.0),
    ];
    let others = [
        elsewhere("QMA", 100.0, 250.0),
        elsewhere("QMB", 100.0, 30.0),
        elsewhere("QMC", 100.0, 100.0),
        elsewhere("QMD", 9.0, 30.0),
    ];
    let asked = Question {
        elsewhere: vec![country("QME"), country("QMF")],
        elsewhere_receipt: Some("ba9876543210".to_owned()),
        ..question()
    };
    let analysis = analyse(&rows, &others, &Silence::NoTrade, Options::default()).unwrap();
    assert_eq!(analysis.leavers, [false, false, true, false]);
    let found = section(&asked, &analysis);
    check_shape(&found);
    let said = caveats(&found);
    for part in [
        "the 2 other markets that this dataset holds in both periods: QME, QMF.",
        "fell about as much elsewhere: QMB (65.0%).",
        "and by more than 25% here",
        "For 1 of 4 suppliers",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let note = table(&found, "leavers").note.clone().unwrap();
    assert!(note.contains("ba9876543210"), "{note}");
}

#[test]
fn a_jump_from_next_to_nothing_is_pointed_out() {
    let rows = [
        sales("QMA", "01", 100.0, 100.0),
        sales("QMB", "01", 0.1, 27.0),
    ];
    let said = spoken(&write(&question(), &rows, &[]));
    let warning = "So large a rise is more often a fault of the source than trade; check before it is \
                   quoted: QMB (270 times).";
    assert!(said.iter().any(|text| text == warning), "{said:?}");
}

#[test]
fn periods_that_were_counted_differently_are_told_apart() {
    let asked = Question {
        reported_by: (ReportedBy::Importer, ReportedBy::Estimate),
        ..question()
    };
    let found = write(&asked, &small_market(), &[]);
    assert!(caveats(&found).contains("not counted in the same way: 2021 has CIF"));
    let basis = |id: &str| figure(&found, id).basis.clone().unwrap();
    assert!(basis("market_from").contains("reported by the customs of QMZ"));
    assert!(basis("market_to").contains("estimated"));
    assert!(basis("market_change").contains("against"));
}

#[test]
fn a_single_product_has_no_mix_and_a_sole_supplier_no_share_term() {
    let rows = [sales("QMA", "01", 0.1, 0.7), sales("QMB", "01", 0.2, 1.3)];
    let found = analyse(&rows, &[], &Silence::NoTrade, Options::default()).unwrap();
    assert!(
        found
            .change
            .by_supplier
            .iter()
            .all(|parts| parts.product_mix == 0.0)
    );
    let rows = [sales("QMA", "01", 0.1, 0.7), sales("QMA", "02", 0.3, 1.3)];
    let found = analyse(&rows, &[], &Silence::NoTrade, Options::default()).unwrap();
    assert!(found.change.share_terms.iter().all(|term| *term == 0.0));
}

#[test]
fn one_character_is_not_several() {
    let sections = Question {
        nomenclature: Nomenclature::SITC3,
        ..question()
    };
    let rows = [sales("QMA", "0", 5.0, 4.0), sales("QMB", "7", 4.0, 5.0)];
    let said = caveats(&write(&sections, &rows, &[]));
    assert!(said.contains("2 codes of 1 character in"), "{said}");
    let said = caveats(&write(&sections, &rows[..1], &[]));
    assert!(said.contains("One code of 1 character in"), "{said}");
}
