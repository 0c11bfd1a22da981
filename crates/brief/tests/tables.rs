//! JSON, CSV and Parquet: what programs read.

mod common;

use std::io::{Seek, SeekFrom, Write};

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use stirstick_brief::{Error, Format, TerminalOptions, csv, json, parquet, render};
use stirstick_market::{Answer, Cell};

fn read_back(bytes: &[u8]) -> (RecordBatch, Vec<(String, String)>) {
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(bytes).expect("the bytes are written");
    file.seek(SeekFrom::Start(0)).expect("the file is rewound");
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).expect("a Parquet file");
    let mut pairs: Vec<(String, String)> = builder
        .schema()
        .metadata()
        .iter()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    pairs.sort();
    let mut reader = builder.build().expect("a reader");
    let batch = reader.next().expect("a batch").expect("rows");
    (batch, pairs)
}

#[test]
fn parquet_keeps_numbers_gaps_names_and_units() {
    let (batch, pairs) = read_back(&parquet(&common::brief(), Some("by_year")).unwrap());
    let schema = batch.schema();
    let names: Vec<&str> = schema
        .fields()
        .iter()
        .map(|one| one.name().as_str())
        .collect();
    assert_eq!(
        names,
        ["period", "exports", "imports", "growth_pct", "synthetic"]
    );
    assert_eq!(schema.field(0).data_type(), &DataType::Utf8);
    assert_eq!(schema.field(1).metadata()["unit"], "USD*10^9");
    assert_eq!(schema.field(3).metadata()["unit"], "percent");
    let exports = batch.column(1).as_primitive::<Float64Type>();
    // Values are stored, not computed, so they come back to the last bit.
    assert_eq!(exports.value(0).to_bits(), 39.4_f64.to_bits());
    assert!(exports.is_null(1));
    assert_eq!(batch.column(0).as_string::<i32>().value(4), "2023");
    assert!(batch.column(4).as_boolean().value(0));
    let metadata = |key: &str| {
        let pair = pairs.iter().find(|(name, _)| name == key);
        pair.map(|(_, value)| value.as_str())
    };
    assert_eq!(metadata("receipt"), Some("a1b2c3d4e5f6"));
    assert_eq!(
        metadata("title"),
        Some("Exports of Quarrel (QMA) to Vermilion (QMB)")
    );
    assert_eq!(metadata("release"), Some("2024-05-31"));
    assert_eq!(metadata("synthetic"), Some("true"));
    assert!(metadata("command").is_some_and(|command| command.starts_with("stirstick brief")));
}

#[test]
fn parquet_of_the_same_answer_is_the_same_bytes() {
    let answer = common::brief();
    assert_eq!(
        parquet(&answer, None).unwrap(),
        parquet(&answer, None).unwrap()
    );
}

#[test]
fn parquet_of_figures_has_numbers_and_text() {
    let (batch, _) = read_back(&parquet(&common::brief_of_real_data(), Some("figures")).unwrap());
    assert_eq!(batch.num_rows(), 9);
    assert_eq!(batch.schema().field(3).data_type(), &DataType::Float64);
    assert_eq!(batch.schema().field(4).data_type(), &DataType::Utf8);
    assert!(batch.schema().field_with_name("synthetic").is_err());
}

#[test]
fn parquet_of_a_table_without_rows_keeps_its_columns() {
    let mut answer = common::brief();
    answer.sections[0].tables[0].rows.clear();
    let bytes = parquet(&answer, None).unwrap();
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&bytes).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    assert_eq!(builder.schema().fields().len(), 5);
    assert_eq!(builder.metadata().file_metadata().num_rows(), 0);
}

#[test]
fn json_comes_back_as_the_same_answer() {
    let answer = common::brief();
    let text = json(&answer).unwrap();
    assert_eq!(serde_json::from_str::<Answer>(&text).unwrap(), answer);
    assert!(text.contains("\"synthetic\": true") && text.ends_with("}\n"));
    assert!(text.contains("\"command\": \"stirstick fetch monthly --reporter QMA\""));
}

#[test]
fn unknown_table_lists_the_tables() {
    let error = csv(&common::brief(), Some("by_month")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no table is called 'by_month'; the tables of this answer are: \
         by_year, by_supplier, products, figures"
    );
}

#[test]
fn tables_of_the_same_name_are_told_apart_by_their_sections() {
    let mut answer = common::brief();
    answer.sections[1].tables[0].id = "by_year".to_owned();
    let error = csv(&answer, Some("by_year")).unwrap_err();
    assert!(matches!(
        error,
        Error::UnknownTable {
            ambiguous: true,
            ..
        }
    ));
    assert!(
        error
            .to_string()
            .contains("ledger.by_year, suppliers.by_year, products")
    );
    let text = String::from_utf8(csv(&answer, Some("suppliers.by_year")).unwrap()).unwrap();
    assert!(text.starts_with("supplier,supplier_name,"));
}

#[test]
fn first_section_without_data_says_what_is_missing() {
    let mut answer = common::brief();
    answer.sections.swap(0, 2);
    for error in [
        csv(&answer, None).unwrap_err(),
        parquet(&answer, None).unwrap_err(),
    ] {
        let message = error.to_string();
        assert!(message.contains("Monthly trade of Quarrel for at least 36 months."));
        assert!(message.contains("stirstick fetch monthly --reporter QMA"));
        assert!(message.contains("by_year"));
    }
}

#[test]
fn first_section_without_table_gives_its_figures() {
    let mut answer = common::one_section();
    answer.sections[0].tables.clear();
    let text = String::from_utf8(csv(&answer, None).unwrap()).unwrap();
    assert!(text.starts_with("section,id,label,value,unit,"));
    assert!(text.contains("ledger,total,Trade in both directions,187.3,USD*10^9,1,2023,"));
}

#[test]
fn rows_without_a_cell_per_column_are_an_error() {
    let mut answer = common::brief();
    answer.sections[0].tables[0].rows[2].push(Cell::Number(1.0));
    let message = csv(&answer, None).unwrap_err().to_string();
    assert_eq!(
        message,
        "row 3 of table 'by_year' has 5 cells where the table has 4 columns"
    );
    assert!(matches!(
        parquet(&answer, None),
        Err(Error::RowShape { row: 3, .. })
    ));
}

#[test]
fn every_format_is_rendered() {
    for format in Format::ALL {
        let bytes = render(&common::brief(), format, None, &TerminalOptions::default()).unwrap();
        assert!(!bytes.is_empty(), "{format}");
    }
}

#[test]
fn every_rendering_of_synthetic_data_says_so() {
    let options = TerminalOptions::default();
    for format in [
        Format::Table,
        Format::Markdown,
        Format::Html,
        Format::Json,
        Format::Csv,
    ] {
        let shown = |answer: &Answer| {
            let bytes = render(answer, format, None, &options).unwrap();
            String::from_utf8(bytes).unwrap().to_lowercase()
        };
        let label = if matches!(format, Format::Json) {
            "\"synthetic\": true"
        } else {
            "synthetic"
        };
        assert!(shown(&common::brief()).contains(label), "{format}");
        if format != Format::Html {
            assert!(
                !shown(&common::brief_of_real_data()).contains(label),
                "{format}"
            );
        }
    }
    let page = stirstick_brief::html(&common::brief_of_real_data());
    assert!(!page.contains("Synthetic data"));
}
