//! Malformed tables: the head of a real file with one defect, plain, gzipped and zipped.
//!
//! Each defect is refused or listed with its file, line, column and reason; what is accepted on purpose
//! is listed here as accepted. Nothing passes in silence.

mod cells;
mod defect;
mod meaning;
#[path = "../read_common/mod.rs"]
mod read_common;
mod tables;

use defect::Outcome::{Accepted, Listed, Refused};
use defect::{Base, Defect, Outcome, spoil};
use std::path::Path;

use read_common::{BACI, BACI_NAME, PACKINGS, read, write_packed};
use stirstick_codes::{Period, ReportedBy, Valuation};
use stirstick_store::read::{ReadError, ReadOptions};

/// The corpus. Lines count from 1 with the header; records of JSON from 1.
fn corpus() -> Vec<(&'static str, Base, Defect, Outcome)> {
    let mut cases = tables::headers();
    cases.extend(tables::shapes());
    cases.extend(tables::encodings());
    cases.extend(cells::numbers());
    cases.extend(cells::codes());
    cases.extend(cells::json());
    cases.extend(meaning::comtrade_values());
    cases.extend(meaning::further_columns());
    cases.extend(meaning::contradictions());
    cases
}

/// What came of a table, in one line, and whether it is what was expected.
fn judge(path: &Path, member: Option<&str>, base: Base, expected: &Outcome) -> (bool, String) {
    let (outcome, collected) = read(&[path.to_owned()], &base.options());
    let file = path.display().to_string();
    if let Err(error) = &outcome {
        let in_place = error
            .place()
            .is_some_and(|place| place.file_name() == file && place.member_name() == member);
        let is_expected = match expected {
            Refused(line, column, reason) => {
                in_place
                    && error.line() == *line
                    && error.column() == *column
                    && error.to_string().contains(reason)
            }
            Listed(..) | Accepted(_) => false,
        };
        let (line, column) = (error.line(), error.column());
        return (is_expected, format!("refused {line:?} {column:?}: {error}"));
    }
    let rejects = &collected.rejects;
    let is_expected = match (expected, rejects.as_slice()) {
        (Listed(line, column, reason), [reject]) => {
            reject.file == file
                && reject.member.as_deref() == member
                && (reject.line, reject.column.as_str()) == (*line, *column)
                && reject.reason.contains(reason)
        }
        (Accepted(flows), []) => collected.flows.len() == *flows,
        _ => false,
    };
    (
        is_expected,
        format!("{} flows; {rejects:?}", collected.flows.len()),
    )
}

#[test]
fn every_defect_is_told_where_it_is() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cases = corpus();
    let defects = cases.iter().filter(|case| !matches!(case.3, Accepted(_)));
    let defects = defects.count();
    assert!(defects >= 60, "{defects} defects");
    let mut failures = Vec::new();
    for (what, base, defect, expected) in &cases {
        let text = spoil(base.text(), defect);
        for packing in PACKINGS {
            let (path, member) = write_packed(folder.path(), base.name(), &text, packing);
            let (is_expected, found) = judge(&path, member.as_deref(), *base, expected);
            if !is_expected {
                failures.push(format!("{what} ({packing:?}): {found}"));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn compressed_data_that_ends_early_is_told_with_the_last_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut table = String::from("t,i,j,k,v,q\n");
    for number in 0..200_000u32 {
        // A multiplicative hash keeps the rows from packing too well.
        let value = number.wrapping_mul(2_654_435_761) % 1_000_000 + 1;
        table.push_str(&format!("2022,156,643,845611,{value},1.5\n"));
    }
    let packed = read_common::gzip(table.as_bytes());
    let path = folder.path().join("BACI_HS22_Y2022_V202601.csv.gz");
    for keep in [packed.len() / 2, packed.len() - 4] {
        read_common::write(&path, &packed[..keep]);
        let (outcome, collected) = read(std::slice::from_ref(&path), &ReadOptions::default());
        let error = outcome.expect_err("the data ends early");
        assert!(
            error.to_string().contains("ends early after line"),
            "{error}"
        );
        assert_eq!(error.line(), Some(collected.flows.len() as u64 + 1));
    }
    let mut damaged = packed.clone();
    let end = damaged.len();
    damaged[end - 6] ^= 1;
    read_common::write(&path, &damaged);
    let (outcome, _) = read(std::slice::from_ref(&path), &ReadOptions::default());
    let message = outcome.expect_err("the checksum is wrong").to_string();
    assert!(message.contains("damaged"), "{message}");
}

#[test]
fn a_forced_layout_is_the_one_that_errors_speak_of() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = Base::Wits.text();
    let (path, _) = write_packed(
        folder.path(),
        "table.csv",
        &text,
        read_common::Packing::Plain,
    );
    for (source, column) in [
        ("baci", "t"),
        ("comtrade-plus", "typeCode"),
        ("imf-imts", "SERIES_CODE"),
    ] {
        let options = ReadOptions {
            source: Some(source.parse().expect("a layout")),
            ..ReadOptions::default()
        };
        let (outcome, _) = read(std::slice::from_ref(&path), &options);
        let error = outcome.expect_err("the layout is another");
        assert_eq!(
            (error.line(), error.column()),
            (Some(1), Some(column)),
            "{error}"
        );
        assert!(error.to_string().contains(source), "{error}");
    }
}

#[test]
fn declared_columns_make_any_table_readable() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = "Jahr;von;nach;Ware;Wert;Gewicht\n2023;China;RU;101;1.5;2000\n2023;Germany;643;8456;0.25;\n";
    let (path, _) = write_packed(
        folder.path(),
        "table.txt",
        text.as_bytes(),
        read_common::Packing::Plain,
    );
    let options = ReadOptions {
        columns: Some("period=Jahr,exporter=von,importer=nach,product=Ware:4,value=Wert:MUSD,quantity=Gewicht:kg".parse().expect("a map")),
        nomenclature: Some(stirstick_codes::Nomenclature::HS22),
        ..ReadOptions::default()
    };
    let (outcome, _) = read(std::slice::from_ref(&path), &options);
    let message = outcome.expect_err("nothing says who reported").to_string();
    assert!(
        message.contains("reporting side") && message.contains("--reported-by"),
        "{message}"
    );
    let reconciled = ReadOptions {
        valuation: Some(Valuation::Reconciled),
        ..options.clone()
    };
    let (outcome, collected) = read(std::slice::from_ref(&path), &reconciled);
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(collected.flows[0].reported_by, ReportedBy::Both);
    let options = ReadOptions {
        reported_by: Some(ReportedBy::Importer),
        ..options
    };
    let (outcome, collected) = read(std::slice::from_ref(&path), &options);
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let found: Vec<String> = collected
        .flows
        .iter()
        .map(|flow| {
            format!(
                "{} {} {} {} {} {:?}",
                flow.period,
                flow.exporter,
                flow.importer,
                flow.product,
                flow.value,
                flow.quantity_t
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "2023 CHN RUS 0101 1500000 Some(2.0)",
            "2023 DEU RUS 8456 250000 None"
        ]
    );
    let options = ReadOptions {
        period: Period::of_year(2023),
        ..options
    };
    let (outcome, _) = read(std::slice::from_ref(&path), &options);
    let error = outcome.expect_err("the period is said twice");
    assert_eq!(error.column(), Some("Jahr"), "{error}");
    let options = ReadOptions {
        period: None,
        source: Some("wits".parse().expect("a layout")),
        ..options
    };
    let (outcome, _) = read(std::slice::from_ref(&path), &options);
    let message = outcome.expect_err("the layout is said twice").to_string();
    assert!(
        message.contains("--source") && message.contains("--columns"),
        "{message}"
    );
}

#[test]
fn declared_weights_have_a_unit() {
    let map = |quantity: &str| {
        format!("period=Jahr,exporter=von,importer=nach,value=Wert:MUSD,quantity={quantity}")
            .parse::<stirstick_store::read::ColumnMap>()
    };
    for quantity in ["Gewicht", "Gewicht:lb"] {
        let message = map(quantity).expect_err("the unit is missing").to_string();
        assert!(message.contains("t, kg or 100kg"), "{message}");
    }
    for quantity in ["Gewicht:t", "Gewicht:kg", "Gewicht:100kg"] {
        assert!(map(quantity).is_ok(), "{quantity}");
    }
}

#[test]
fn a_month_beside_a_period_is_the_same() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = "when,month,from,to,v\n2022-05,4,CHN,RUS,1\n2022-05,5,CHN,RUS,2\n2022,4,CHN,RUS,3\n2022-Q2,4,CHN,RUS,4\n";
    let (path, _) = write_packed(
        folder.path(),
        "table.csv",
        text.as_bytes(),
        read_common::Packing::Plain,
    );
    let options = ReadOptions {
        columns: Some(
            "period=when,month=month,exporter=from,importer=to,value=v:USD"
                .parse()
                .expect("a map"),
        ),
        reported_by: Some(ReportedBy::Importer),
        ..ReadOptions::default()
    };
    let (outcome, collected) = read(&[path], &options);
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let periods: Vec<String> = collected
        .flows
        .iter()
        .map(|flow| flow.period.to_string())
        .collect();
    assert_eq!(periods, ["2022-05", "2022-04"]);
    let rejects = &collected.rejects;
    assert_eq!(
        rejects.iter().map(|reject| reject.line).collect::<Vec<_>>(),
        [2, 5]
    );
    assert!(
        rejects
            .iter()
            .all(|reject| reject.column == "month" && reject.reason.contains("column \"when\""))
    );
}

/// An archive of one sound year of BACI and another member.
fn read_beside_baci(name: &str, bytes: &[u8]) -> Result<usize, ReadError> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let packed = read_common::zip(&[(BACI_NAME, BACI.as_bytes()), (name, bytes)]);
    let path = folder.path().join("BACI_HS22_V202601.zip");
    read_common::write(&path, &packed);
    let (outcome, collected) = read(&[path], &ReadOptions::default());
    outcome.map(|_| collected.flows.len())
}

#[test]
fn a_member_named_as_a_table_is_never_skipped() {
    let spaced = BACI.replace(',', " ").into_bytes();
    let titled = format!("BACI 2023\n{BACI}").into_bytes();
    let blank = format!("\n{BACI}").into_bytes();
    let contents: [(&[u8], &str); 6] = [
        (b"", "empty"),
        (&[0; 4096], "UTF-16"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (&blank, "blank"),
        (&titled, "no known layout"),
        (&spaced, "no known layout"),
    ];
    let names = [
        "BACI_HS22_Y2023_V202601.csv",
        "BACI_HS22_Y2023_V202601",
        "baci_hs22_y2023_v202601.txt",
        "flows.csv",
        "flows.tsv",
        "flows.dat",
        "answer.json",
        "flows.parquet",
        "__MACOSX/._flows",
    ];
    for (bytes, reason) in contents {
        for name in names {
            let error = read_beside_baci(name, bytes).expect_err(name);
            let member = error.place().and_then(|place| place.member_name());
            assert_eq!(member, Some(name), "{error}");
            assert!(error.to_string().contains(reason), "{error}");
        }
    }
    // Rows of numbers, and rows of equal cells, are no prose whatever the end of the name.
    let rows: [&[u8]; 2] = [&spaced, b"A title\n1;2;3\n4;5;6\n7;8;9\n"];
    for bytes in rows {
        assert!(read_beside_baci("flows.txt", bytes).is_err());
    }
}

#[test]
fn text_for_people_is_skipped() {
    let texts: [(&str, &[u8]); 10] = [
        (".DS_Store", b"\x00\x00\x00\x01Bud1"),
        (
            "__MACOSX/._BACI_HS22_Y2023_V202501.csv",
            b"\x00\x05\x16\x07\x00\x02",
        ),
        ("Readme.txt", b""),
        ("README", b"BACI, version 202601\n"),
        ("LICENSE", b"Etalab 2.0\n"),
        ("Licence.txt", b"Etalab 2.0, and so on\n"),
        ("CITATION.cff", b"cff-version: 1.2.0\n"),
        (
            "notes.txt",
            b"\nBACI\n\nGaulier, G. and Zignago, S. (2010)\n",
        ),
        ("notes.md", b"# BACI\n\nSee the working paper.\n"),
        ("paper.pdf", b"%PDF-1.7\n"),
    ];
    for (name, bytes) in texts {
        let flows = read_beside_baci(name, bytes).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(flows, 3, "{name}");
    }
}

#[test]
fn code_files_belong_to_their_flows() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let refusal = |name: &str, text: &str| {
        let (flows, _) = write_packed(
            folder.path(),
            BACI_NAME,
            BACI.as_bytes(),
            read_common::Packing::Plain,
        );
        let (codes, _) = write_packed(
            folder.path(),
            name,
            text.as_bytes(),
            read_common::Packing::Plain,
        );
        let (outcome, _) = read(&[flows, codes], &ReadOptions::default());
        outcome.map(|_| ()).map_err(|error| error.to_string())
    };
    let products = "code,description\n845611,Lasers\n";
    let message = refusal("product_codes_HS17_V202301.csv", products).expect_err("another edition");
    assert!(
        message.contains("HS17") && message.contains("HS22"),
        "{message}"
    );
    refusal("product_codes_HS22_V202601.csv", products).expect("the same edition");
    refusal("products.csv", products).expect("a name that says nothing");

    let countries = |china: &str| {
        format!(
            "country_code,country_name,country_iso2,country_iso3\n156,China,CN,{china}\n276,Germany,DE,DEU\n643,Russia,RU,RUS\n"
        )
    };
    for code in ["ZZQ", "DEU"] {
        let message =
            refusal("country_codes_V202601.csv", &countries(code)).expect_err("another country");
        assert!(
            message.contains("line 2") && message.contains("156"),
            "{message}"
        );
    }
    for code in ["CHN", "N/A", ""] {
        refusal("country_codes_V202601.csv", &countries(code)).expect("China");
    }
}

#[test]
fn a_row_with_a_wrong_number_of_cells_is_quoted() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let header = "period,frequency,exporter,importer,product,nomenclature,value,currency,valuation,quantity_t,reported_by\n";
    for (row, quoted) in [
        ("2022,A,CHN,RUS,TOTAL\n", "2022,A,CHN,RUS,TOTAL"),
        (
            "2022,A,CHN,RUS,TOTAL,HS22,60,USD,cif,,importer,one more\n",
            "2022,A,CHN,RUS,TOTAL,HS22,60,USD,cif,,importer,one more",
        ),
    ] {
        let (path, _) = write_packed(
            folder.path(),
            "table.csv",
            format!("{header}{row}").as_bytes(),
            read_common::Packing::Plain,
        );
        let (outcome, collected) = read(&[path], &ReadOptions::default());
        outcome.unwrap_or_else(|error| panic!("{error}"));
        let reject = &collected.rejects[0];
        assert_eq!(reject.value, quoted);
        assert!(reject.reason.contains("the header has 11"), "{reject}");
    }
}

#[test]
fn trade_of_a_country_with_itself_is_bad_in_a_table_of_pairs() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let own = "period,frequency,exporter,importer,product,nomenclature,value,currency,valuation,quantity_t,reported_by\n\
               2022,A,CHN,RUS,TOTAL,HS22,60,USD,cif,,importer\n\
               2022,A,RUS,643,TOTAL,HS22,60,USD,cif,,importer\n";
    let pairs = "y;a;b;v\n2022;China;Russia;1\n2022;Russia;RUS;2\n";
    let columns = |text: &str| Some(text.parse().expect("a map"));
    let of_pairs = ReadOptions {
        columns: columns("period=y,exporter=a,importer=b,value=v:USD"),
        reported_by: Some(ReportedBy::Importer),
        ..ReadOptions::default()
    };
    let of_reporter = ReadOptions {
        columns: columns("period=y,reporter=b,partner=a,value=v:USD"),
        flow: Some(stirstick_store::read::Direction::Import),
        ..ReadOptions::default()
    };
    for (text, options, rejected) in [
        (own, ReadOptions::default(), 1),
        (pairs, of_pairs, 1),
        (pairs, of_reporter, 0),
    ] {
        let (path, _) = write_packed(
            folder.path(),
            "table.csv",
            text.as_bytes(),
            read_common::Packing::Plain,
        );
        let (outcome, collected) = read(&[path], &options);
        outcome.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(collected.rejects.len(), rejected, "{text}");
        for reject in &collected.rejects {
            assert_eq!(reject.line, 3, "{reject}");
            assert!(reject.reason.contains("the same country"), "{reject}");
        }
    }
}
