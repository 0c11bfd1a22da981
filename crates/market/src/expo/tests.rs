//! Tests of reading, counting and wording.

use std::io::{self, Read};

use proptest::prelude::*;
use stirstick_codes::{Country, Period};

use super::{Edition, ExhibitorList, Turnover, answer, editions, read, section};
use crate::answer::{Cell, Section};
use crate::error::Error;

/// Three editions: 2019 has China 1, Germany 2; 2021 China 2, India 1; 2023 China 3, India 1, Germany 1.
const LIST: &str = "\
firm,country,year
Drehwerk,Germany,2019
Fräsbau,DEU,2019
Hua Machines,China,2019
Hua Machines,CHN,2021
Long Tools,156,2021
Patel Lathes,India,2021
HUA  machines,China,2023
Long Tools,China,2023
Neu Laser,China,2023
Patel Lathes,India,2023
FRÄSBAU,Germany,2023
";

fn list(text: &str) -> ExhibitorList {
    read(text.as_bytes(), "expo.csv").unwrap()
}

fn error(text: impl AsRef<[u8]>) -> Error {
    read(text.as_ref(), "expo.csv").unwrap_err()
}

fn country(code: &str) -> Country {
    Country::from_iso3(code).unwrap()
}

#[test]
fn editions_count_countries_and_who_is_new() {
    let found = editions(&list(LIST));
    let years: Vec<Option<u16>> = found
        .iter()
        .map(|edition| edition.year.map(Period::year))
        .collect();
    assert_eq!(years, [Some(2019), Some(2021), Some(2023)]);
    assert_eq!(
        found[2].by_country,
        [
            (country("CHN"), 3),
            (country("DEU"), 1),
            (country("IND"), 1)
        ]
    );
    assert_eq!(found[0].turnover, None);
    let turnover = |new, returned, stayed, gone| {
        Some(Turnover {
            new,
            returned,
            stayed,
            gone,
        })
    };
    assert_eq!(found[1].turnover, turnover(2, 0, 1, 2));
    assert_eq!(found[2].turnover, turnover(1, 1, 3, 0));
    // Shares 0.6, 0.2, 0.2: H = 0.36 + 0.04 + 0.04.
    let concentration = found[2].concentration;
    assert!((concentration.herfindahl - 0.44).abs() < 1e-15);
    assert!((concentration.normalised.unwrap() - (0.44 - 1.0 / 3.0) / (2.0 / 3.0)).abs() < 1e-15);
    assert!((found[2].share_of(country("CHN")) - 0.6).abs() < 1e-15);
    assert_eq!(found[2].of(country("USA")), 0);
}

#[test]
fn columns_may_stand_in_any_order_and_case_with_a_byte_order_mark() {
    let text =
        "\u{feff}Stand, YEAR ,Country,FIRM\r\nA1,2023,\"Korea, Republic of\",\"Kim, Lee & Co\"\r\n";
    let found = list(text);
    assert_eq!(found.exhibitors[0].firm, "Kim, Lee & Co");
    assert_eq!(found.exhibitors[0].country, country("KOR"));
    assert_eq!(found.ignored_columns, ["Stand"]);
}

#[test]
fn a_list_without_years_is_one_edition() {
    let found = section(&list("firm,country\nA,China\nB,India\nC,China\n"), None);
    assert_eq!(
        spoken(&found)[0],
        "The list has 3 exhibitors from 2 countries; the largest groups are China with 2 (0.667) and \
         India with 1 (0.333)."
    );
    assert_eq!(found.tables.len(), 2);
    assert!(
        found
            .caveats
            .iter()
            .any(|caveat| caveat.text.contains("no column `year`"))
    );
}

#[test]
fn a_repeated_exhibitor_counts_once_and_is_listed() {
    let found =
        list("firm,country,year\nA B,China,2023\nC,China,2023\n a  b ,CN,2023\na b,IN,2023\n");
    assert_eq!(found.exhibitors.len(), 3);
    assert_eq!(found.duplicates.len(), 1);
    assert_eq!(
        (found.duplicates[0].line, found.duplicates[0].first_line),
        (4, 2)
    );
    let caveats = section(&found, None).caveats;
    let said = "not counted: line 4 (a b, as in line 2).";
    assert!(
        caveats.iter().any(|caveat| caveat.text.ends_with(said)),
        "{caveats:#?}"
    );
}

#[test]
fn names_are_compared_without_regard_to_case_in_any_script() {
    let found = list("firm,country\nСТАНОК,RUS\nстанок,RUS\nStraße,DEU\nSTRASSE,DEU\n");
    assert_eq!((found.exhibitors.len(), found.duplicates.len()), (2, 2));
}

#[test]
fn malformed_lists_are_refused_with_line_and_remedy() {
    let cases: [(&str, &str); 15] = [
        ("", "expo.csv lists no exhibitor"),
        ("firm,country\n", "expo.csv lists no exhibitor"),
        (
            "firm;country\nA;CHN\n",
            "line 1: no column `firm` among `firm;country`",
        ),
        (
            "firm,nation\nA,CHN\n",
            "line 1: no column `country` among `firm,nation`",
        ),
        (
            "firm,country,Firm\nA,CHN,B\n",
            "line 1: column `firm` occurs twice",
        ),
        (
            "firm,country\nA,CHN\n\nB\n",
            "line 4: 1 fields where the header has 2",
        ),
        (
            "\u{feff}firm,country\r\n\r\nA,CHN\r\n\r\n,CHN\r\n",
            "line 5, column firm",
        ),
        (
            "firm,country\n\"A\nand sons\",CHN\nB,XYZ\n",
            "line 4, column country: \"XYZ\"",
        ),
        (
            "firm,country\nA,CHN,2023\n",
            "line 2: 3 fields where the header has 2",
        ),
        (
            "firm,country\n  ,CHN\n",
            "line 2, column firm: `` is empty; write the exhibitor's name",
        ),
        ("firm,country\nA, \n", "line 2, column country: `` is empty"),
        (
            "firm,country\nA,EU\n",
            "line 2, column country: `EU` is a group of countries",
        ),
        (
            "firm,country,year\nA,CHN,23\n",
            "line 2, column year: `23` is not a year from 1900 to 2100",
        ),
        (
            "firm,country,year\nA,CHN,\n",
            "line 2, column year: `` is not a year",
        ),
        (
            "firm,country,year\nA,CHN,2023\nB,CHN,1789\n",
            "line 3, column year: `1789` is not a year",
        ),
    ];
    for (text, expected) in cases {
        let message = error(text).to_string();
        assert!(message.contains(expected), "{text:?} gave {message}");
    }
}

#[test]
fn an_unknown_country_names_the_nearest() {
    let found = error("firm,country\nA,China\nB,Germny\n");
    assert!(matches!(found, Error::ExhibitorCountry { line: 3, .. }));
    let message = found.to_string();
    assert!(
        message.starts_with("expo.csv, line 3, column country: \"Germny\""),
        "{message}"
    );
    assert!(message.contains("Germany"), "{message}");
}

#[test]
fn text_that_is_not_utf_8_is_refused() {
    let found = error(b"firm,country\nM\xfcller,DEU\n");
    assert!(
        matches!(
            found,
            Error::ExhibitorEncoding {
                line: 2,
                field: 1,
                ..
            }
        ),
        "{found}"
    );
    let utf_16: Vec<u8> = "\u{feff}firm,country\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(matches!(
        error(utf_16),
        Error::ExhibitorEncoding { line: 1, .. }
    ));
}

#[test]
fn a_list_that_cannot_be_read_or_has_no_end_is_refused() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let found = read(Broken, "expo.csv").unwrap_err();
    assert_eq!(found.to_string(), "cannot read expo.csv: the disk is gone");
    let found = read(io::repeat(b'a'), "expo.csv").unwrap_err();
    assert_eq!(
        found.to_string(),
        "expo.csv is longer than 64 MiB; split it by year"
    );
}

/// Sentences with their numbers filled in as plain text.
fn spoken(section: &Section) -> Vec<String> {
    let fill = |statement: &crate::answer::Statement| {
        let mut text = statement.text.clone();
        for (place, id) in statement.figures.iter().enumerate() {
            let figure = section
                .figures
                .iter()
                .find(|figure| figure.id == *id)
                .unwrap();
            let value = (1000.0 * figure.value.unwrap()).round() / 1000.0;
            text = text.replace(&format!("{{{place}}}"), &value.to_string());
        }
        assert!(!text.contains('{'), "{text}");
        text
    };
    section.statements.iter().map(fill).collect()
}

#[test]
fn the_sentences_compare_the_last_two_editions() {
    let found = section(&list(LIST), None);
    let expected = [
        "In 2023 there were 5 exhibitors from 3 countries; the largest groups are China with 3 (0.6), \
         Germany with 1 (0.2) and India with 1 (0.2).",
        "The edition before, 2021, had 3 exhibitors: 3 came again, 0 did not; 1 came for the first \
         time and 1 came back after a break.",
        "The share that rose most was that of Germany: from 0 to 0.2, a change of 20.",
        "The share that fell most was that of India: from 0.333 to 0.2, a change of -13.333.",
        "Exhibitors were as concentrated as among 2.273 equal countries; in 2021 it was 1.8.",
    ];
    assert_eq!(spoken(&found), expected);
}

#[test]
fn tables_and_charts_fit_their_columns() {
    let found = section(&list(LIST), Some("0123456789ab"));
    let ids: Vec<&str> = found.tables.iter().map(|table| table.id.as_str()).collect();
    assert_eq!(ids, ["by_country", "editions", "by_edition_and_country"]);
    for table in &found.tables {
        assert!(
            table
                .rows
                .iter()
                .all(|row| row.len() == table.columns.len()),
            "{}",
            table.id
        );
        assert_eq!(table.receipt.as_deref(), Some("0123456789ab"));
    }
    assert_eq!(found.tables[1].rows[0].last(), Some(&Cell::Gap(())));
    for chart in &found.charts {
        assert!(
            chart
                .series
                .iter()
                .all(|series| series.values.len() == chart.categories.len())
        );
    }
    assert_eq!(found.charts.len(), 2);
    let mut ids: Vec<&str> = found
        .figures
        .iter()
        .map(|figure| figure.id.as_str())
        .collect();
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[test]
fn a_country_that_is_gone_stays_in_the_table() {
    let found = section(
        &list("firm,country,year\nA,USA,2021\nB,CHN,2021\nB,CHN,2023\n"),
        None,
    );
    let gone = &found.tables[0].rows[1];
    let expected = [
        Cell::Text("USA".to_owned()),
        Cell::Text("United States".to_owned()),
        Cell::Number(0.0),
        Cell::Number(0.0),
        Cell::Number(1.0),
        Cell::Number(0.5),
        Cell::Number(-1.0),
        Cell::Number(-50.0),
    ];
    assert_eq!(gone[0], expected[0]);
    assert_eq!(gone[2..], expected[2..]);
}

#[test]
fn the_answer_carries_a_receipt_of_the_file() {
    let first = answer(LIST.as_bytes(), "the list.csv").unwrap();
    assert_eq!(first.command, "stirstick expo 'the list.csv'");
    assert!(!first.synthetic);
    let receipt = &first.receipts[0];
    assert_eq!(
        (receipt.rows, receipt.id.len(), receipt.release_hash.len()),
        (11, 12, 64)
    );
    assert!(
        first.sections[0]
            .figures
            .iter()
            .all(|figure| figure.receipt.as_ref() == Some(&receipt.id))
    );
    let other = answer(LIST.replace("Neu", "Alt").as_bytes(), "the list.csv").unwrap();
    assert_ne!(other.receipts[0].id, receipt.id);
    assert_ne!(other.receipts[0].result_hash, receipt.result_hash);
}

#[test]
fn invented_countries_make_the_answer_synthetic() {
    let found = answer("firm,country\nA,QMA\nB,China\n".as_bytes(), "expo.csv").unwrap();
    assert!(found.synthetic);
    assert!(
        found.sections[0]
            .caveats
            .iter()
            .any(|caveat| caveat.text.starts_with("Synthetic data"))
    );
}

type Summary = (
    Option<Period>,
    usize,
    Vec<(Country, usize)>,
    Option<Turnover>,
);

fn summary(edition: &Edition) -> Summary {
    (
        edition.year,
        edition.exhibitors,
        edition.by_country.clone(),
        edition.turnover,
    )
}

proptest! {
    #[test]
    fn counts_do_not_depend_on_the_order_of_rows_and_add_up(
        rows in prop::collection::vec((0..8_u8, 0..4_usize, 2018..2023_u16), 1..60)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
    ) {
        let write = |rows: &[(u8, usize, u16)]| {
            let countries = ["CHN", "IND", "RUS", "DEU"];
            let mut text = "firm,country,year\n".to_owned();
            for (firm, country, year) in rows {
                text.push_str(&format!("Firm {firm},{},{year}\n", countries[*country]));
            }
            list(&text)
        };
        let (left, right) = (write(&rows.0), write(&rows.1));
        prop_assert_eq!(left.exhibitors.len() + left.duplicates.len(), rows.0.len());
        let found = editions(&left);
        let shuffled = editions(&right);
        prop_assert_eq!(
            found.iter().map(summary).collect::<Vec<_>>(),
            shuffled.iter().map(summary).collect::<Vec<_>>()
        );
        for (place, edition) in found.iter().enumerate() {
            prop_assert_eq!(edition.by_country.iter().map(|(_, count)| count).sum::<usize>(), edition.exhibitors);
            let shares: f64 = edition.by_country.iter().map(|(country, _)| edition.share_of(*country)).sum();
            prop_assert!((shares - 1.0).abs() < 1e-12);
            if let Some(turnover) = edition.turnover {
                prop_assert_eq!(turnover.new + turnover.returned + turnover.stayed, edition.exhibitors);
                prop_assert_eq!(turnover.stayed + turnover.gone, found[place - 1].exhibitors);
            } else {
                prop_assert_eq!(place, 0);
            }
        }
    }

    #[test]
    fn any_bytes_give_a_list_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut text = b"firm,country,year\n".to_vec();
        text.extend(&bytes);
        let _ = read(text.as_slice(), "expo.csv");
        let _ = read(bytes.as_slice(), "expo.csv");
    }
}
