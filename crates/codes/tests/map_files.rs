//! A user's own machine map: what is read, and what each kind of mistake is answered.

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

use proptest::prelude::*;
use stirstick_codes::{
    Confidence, InputMap, MachineMap, Nomenclature, ProductCode, Revisions, Role, TableProblem,
};

const HEADER: &str = "machine,role,confidence,goods\n";

fn code(text: &str) -> ProductCode {
    ProductCode::parse(text).unwrap()
}

fn message(text: &str) -> String {
    MachineMap::parse(text).unwrap_err().to_string()
}

/// The message for a row under the smallest header.
fn row_message(row: &str) -> String {
    message(&format!("{HEADER}{row}\n"))
}

#[test]
fn the_smallest_table_is_enough() {
    let map = MachineMap::parse(
        "\u{feff}Goods,machine,Confidence,role\n 4421 ; 4419,846596,High,Specific\n",
    )
    .unwrap();
    let [row] = map.rows() else { panic!("one row") };
    assert_eq!(row.code, code("846596"));
    assert_eq!(row.goods, ["4421", "4419"].map(code));
    assert_eq!(
        (row.role, row.confidence),
        (Role::Specific, Confidence::High)
    );
    assert_eq!(row.revisions, Revisions::ALL);
    assert!(
        row.label.starts_with("Machine-tools"),
        "the name of HS 2022: {}",
        row.label
    );
    assert!(row.industries.is_empty() && row.reasoning.is_empty());
}

#[test]
fn a_stated_weight_stands_in_place_of_the_computed_one() {
    let text =
        "machine,role,confidence,goods,weight\n8446,specific,high,5208,0.125\n8447,broad,low,60,\n";
    let map = MachineMap::parse(text).unwrap();
    let weights: Vec<f64> = map.rows().iter().map(|row| row.weight()).collect();
    assert!((weights[0] - 0.125).abs() < 1e-15);
    // Chapter 60 has the headings 6001 to 6006.
    assert!((weights[1] - 0.3 / 6.0_f64.sqrt()).abs() < 1e-15);
    let links = map.machines_for(Nomenclature::HS22, code("5208"), 4);
    assert!((links[0].weight - 0.125).abs() < 1e-15);
}

#[test]
fn one_code_may_have_a_row_for_each_meaning() {
    let text = "machine,role,confidence,goods,revisions\n8485,parts,low,84,HS92..HS02\n";
    assert_eq!(
        message(text),
        "machine map, line 2, column goods: \"84\" holds 8485 itself or a part of it: name the \
         headings that are meant"
    );
    let text = "machine,role,confidence,goods,revisions\n\
                8485,broad,high,9021,HS22\n8485,parts,low,8413,HS92..HS02\n";
    let map = MachineMap::parse(text).unwrap();
    let role = |nomenclature| {
        map.of_machine(nomenclature, code("8485"))
            .map(|row| row.role)
    };
    assert_eq!(role(Nomenclature::HS92), Some(Role::Parts));
    assert_eq!(role(Nomenclature::HS22), Some(Role::Broad));
    assert_eq!(role(Nomenclature::HS12), None);
    assert_eq!(role(Nomenclature::HS), None);
}

#[test]
fn rows_of_subheadings_do_not_speak_for_data_of_headings() {
    let map = MachineMap::parse(&format!("{HEADER}846596,specific,high,4421\n")).unwrap();
    assert!(
        map.machines_for(Nomenclature::HS22, code("4421"), 4)
            .is_empty()
    );
    assert_eq!(
        map.machines_for(Nomenclature::HS22, code("4421"), 6).len(),
        1
    );
}

#[test]
fn mistakes_in_the_header_are_named() {
    assert_eq!(
        message("machine;role;confidence;goods\n8446;specific;high;5208\n"),
        "machine map, line 1: \"machine;role;confidence;goods\" is not a column of this table: \
         rename it to one of machine, role, confidence, goods, revisions, label, industries, \
         reasoning, weight, or remove it"
    );
    assert_eq!(
        message("machine,role,goods\n8446,specific,5208\n"),
        "machine map, line 1, column confidence: this column is missing: the table needs machine, \
         role, confidence, goods, separated by commas"
    );
    assert_eq!(
        message("machine,role,confidence,goods,role\n"),
        "machine map, line 1: \"role\" is in the header twice: remove one of them"
    );
    assert_eq!(
        message(HEADER),
        "machine map, line 1: the table has no rows: add one line for each code"
    );
    assert_eq!(
        row_message("8446,specific,high"),
        "machine map, line 2: the table cannot be read (3 cells where the header has 4): separate \
         the cells by commas and quote those that hold one"
    );
}

#[test]
fn mistakes_in_codes_are_named() {
    assert_eq!(
        row_message("84,specific,high,5208"),
        "machine map, line 2, column machine: \"84\" is not a heading or subheading (4 or 6 digits): \
         write digits only, with the leading zeros that spreadsheets drop (0402)"
    );
    assert_eq!(
        row_message("8434,specific,high,406"),
        "machine map, line 2, column goods: \"406\" is not a chapter, heading or subheading (2, 4 or \
         6 digits): write digits only, with the leading zeros that spreadsheets drop (0402)"
    );
    assert_eq!(
        row_message("8446,specific,high,5299"),
        "machine map, line 2, column goods: \"5299\" is in no revision of the Harmonized System from \
         1992 to 2022: correct the digits"
    );
    assert_eq!(
        row_message("8446,specific,high,5208;52"),
        "machine map, line 2, column goods: \"52\" is named twice, since 5208 is there too: remove \
         one of them"
    );
    assert_eq!(
        row_message("8457,broad,high,8413;845710"),
        "machine map, line 2, column goods: \"845710\" holds 8457 itself or a part of it: name the \
         headings that are meant"
    );
    assert_eq!(
        row_message(",broad,high,8413"),
        "machine map, line 2, column machine: the cell is empty: fill it in or remove the row"
    );
}

#[test]
fn mistakes_in_words_and_numbers_are_named() {
    assert_eq!(
        row_message("8446,special,high,5208"),
        "machine map, line 2, column role: \"special\" is not known: write specific, broad, \
         consumable, general, utility, parts or nonproduction"
    );
    assert_eq!(
        row_message("8446,specific,sure,5208"),
        "machine map, line 2, column confidence: \"sure\" is not known: write high, medium or low"
    );
    assert_eq!(
        row_message("8446,specific,high,"),
        "machine map, line 2, column goods: the cell is empty, but a machine of role specific makes \
         goods: name them, or change the role"
    );
    for weight in ["-1", "0,5", "NaN", "inf", "much"] {
        let text =
            format!("machine,role,confidence,goods,weight\n8446,specific,high,5208,\"{weight}\"\n");
        assert_eq!(
            message(&text),
            format!(
                "machine map, line 2, column weight: {weight:?} is not a weight: write a number of 0 \
                 or more with a decimal point, or leave the cell empty"
            )
        );
    }
    assert!(
        message("machine,role,confidence,goods,industries\n8446,specific,high,5208,textiles\n")
            .starts_with("machine map, line 2, column industries: \"textiles\" is not a division")
    );
}

#[test]
fn mistakes_in_revisions_and_repeated_rows_are_named() {
    assert_eq!(
        row_message("8485,broad,high,9021"),
        "machine map, line 2, column machine: \"8485\" means different things in HS92..HS02 and in \
         HS22: write one of these in the column revisions"
    );
    let with = |row: &str| message(&format!("machine,role,confidence,goods,revisions\n{row}\n"));
    assert_eq!(
        with("845611,broad,high,7326,HS92..HS22"),
        "machine map, line 2, column revisions: \"HS92..HS22\" is more than one meaning of 845611 has: \
         it is one thing in HS17..HS22; write one of these or a part of it"
    );
    assert_eq!(
        with("845611,broad,high,7326,2017"),
        "machine map, line 2, column revisions: \"2017\" is not known: write a revision such as HS22, or \
         a range such as HS92..HS12"
    );
    assert_eq!(
        with("8446,specific,high,5208,\n8447,specific,high,60,\n8446,broad,high,5209,HS22"),
        "machine map, line 4, column machine: \"8446\" has a row already in line 2: merge the two, or \
         give them different revisions"
    );
}

#[test]
fn an_error_can_be_taken_apart() {
    let error = MachineMap::parse(&format!("{HEADER}8446,special,high,5208\n")).unwrap_err();
    let stirstick_codes::Error::Table(error) = error else {
        panic!("an error of the table")
    };
    assert_eq!(
        (error.table, error.line, &*error.column, &*error.got),
        ("machine map", 2, "role", "special")
    );
    assert!(matches!(error.problem, TableProblem::NotAWord { .. }));
}

proptest! {
    /// Whatever good is asked for, a link names a prefix that meets it and that the machine makes.
    #[test]
    fn links_name_goods_that_the_machine_makes(
        digits in "[0-9]{2}([0-9]{2}){0,2}",
        nomenclature in prop::sample::select(Nomenclature::all().collect::<Vec<_>>()),
        level in 0_usize..9,
    ) {
        let map = MachineMap::embedded();
        let good = code(&digits);
        for link in map.machines_for(nomenclature, good, level) {
            prop_assert!(nomenclature.is_harmonized_system() && level >= 4);
            prop_assert!(!link.goods.is_empty());
            for data_code in map.data_codes(nomenclature, link.machine, level) {
                let made = map.goods_of(nomenclature, data_code);
                for prefix in &link.goods {
                    prop_assert!(made.contains(prefix));
                    prop_assert!(prefix.is_in(good) || good.is_in(*prefix));
                    prop_assert_eq!(link.good_is_broader, *prefix != good && prefix.is_in(good));
                }
            }
        }
    }

    #[test]
    fn no_text_makes_a_map_panic(text in any::<String>(), row in "[0-9;,.a-zHS\"\\n]{0,60}") {
        for table in [text.clone(), format!("{HEADER}{row}"), format!("good,inputs,confidence\n{row}")] {
            for error in [MachineMap::parse(&table).err(), InputMap::parse(&table).err()] {
                prop_assert!(error.is_none_or(|error| !error.to_string().is_empty()));
            }
        }
    }
}
