//! Layouts without a real file at hand, written as their publishers' documents show them, and the
//! bargain between a reader and its sink.

mod read_common;

use std::path::PathBuf;

use read_common::{
    BACI, BACI_NAME, COMEXT_BULK, COMEXT_SDMX, Packing, STIRSTICK, read, write_packed,
};
use stirstick_codes::{ProductCode, ReportedBy, Valuation};
use stirstick_store::read::{
    Flow, FlowSink, ReadError, ReadOptions, Reject, SourceFormat, read_files,
};

fn written(name: &str, text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (path, _) = write_packed(folder.path(), name, text.as_bytes(), Packing::Plain);
    (folder, path)
}

fn shown(flow: &Flow) -> String {
    format!(
        "{} {}>{} {} {} {} {} {:?} {} {}",
        flow.period,
        flow.exporter,
        flow.importer,
        flow.product,
        flow.nomenclature.as_str(),
        flow.value,
        flow.currency.as_str(),
        flow.quantity_t,
        flow.valuation.as_str(),
        flow.reported_by.as_str(),
    )
}

#[test]
fn comext_through_sdmx() {
    let (_folder, path) = written("DS-045409.csv", COMEXT_SDMX);
    let (outcome, collected) = read(&[path], &ReadOptions::default());
    let reports = outcome.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(reports[0].format, SourceFormat::ComextSdmx);
    assert_eq!(reports[0].rows_set_aside(), 1, "the row of weights");
    let flows: Vec<String> = collected.flows.iter().map(shown).collect();
    assert_eq!(
        flows[0],
        "2024 VNM>DEU 030462 CN8 32313884 EUR None cif importer"
    );
    assert!(flows[1].starts_with("2024-01 GRC>"), "{}", flows[1]);
    assert!(
        collected.flows[2].exporter.is_aggregate() && collected.flows[2].importer.is_aggregate()
    );
}

#[test]
fn comext_bulk_adds_up_the_parts_of_a_flow() {
    let parts = "AT,AD,E,39204910,58224,2221,2221,220,311210,07,2,1,NO_SU,202402,43,43,400,0
AT,AD,E,39204910,58224,2221,2221,220,311210,07,2,3,NO_SU,202402,7,7,0,0
AT,AD,E,39204910,58224,2221,2221,220,311210,07,1,1,NO_SU,202402,5,5,1000,0
";
    let (_folder, path) = written("full_202402.dat", &format!("{COMEXT_BULK}{parts}"));
    let (outcome, collected) = read(&[path], &ReadOptions::default());
    let reports = outcome.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        (
            reports[0].rows_read,
            reports[0].rows_stored,
            reports[0].rows_set_aside()
        ),
        (5, 4, 1)
    );
    let flows: Vec<String> = collected.flows.iter().map(shown).collect();
    assert_eq!(
        flows,
        [
            "2024-02 AUT>AND 35069190 CN8 65 EUR Some(0.003) fob exporter",
            "2024 AUT>AND 39XXXXXX CN8 89 EUR None fob exporter",
            "2024-02 AUT>AND 39204910 CN8 50 EUR Some(0.4) fob exporter",
            "2024-02 AND>AUT 39204910 CN8 5 EUR Some(1.0) cif importer",
        ]
    );
}

#[test]
fn rows_that_only_amounts_tell_apart_are_no_parts() {
    let row = "AT,AD,E,39204910,58224,2221,2221,220,311210,07,2,1,NO_SU,202402,43,43,400,0\n";
    let other_procedure = row.replace(",2,1,NO_SU", ",2,3,NO_SU");
    let other_value = row.replace(",43,43,", ",44,44,");
    for (rows, flows) in [
        ([row, &other_procedure, ""], vec![86.0]),
        ([row, row, ""], vec![43.0, 43.0]),
        ([row, &other_value, ""], vec![43.0, 44.0]),
        ([row, &other_procedure, row], vec![86.0, 43.0]),
    ] {
        let header = COMEXT_BULK.lines().next().expect("a header");
        let (_folder, path) = written("full.dat", &format!("{header}\n{}", rows.concat()));
        let (outcome, collected) = read(&[path], &ReadOptions::default());
        outcome.unwrap_or_else(|error| panic!("{error}"));
        let values: Vec<f64> = collected.flows.iter().map(|flow| flow.value).collect();
        assert_eq!(values, flows, "{rows:?}");
    }
}

#[test]
fn own_parquet_says_which_column_is_missing() {
    use arrow::array::{ArrayRef, RecordBatch, StringArray};
    let (header, row) = STIRSTICK.split_once('\n').expect("a header");
    let row = row.lines().next().expect("a row");
    let columns = header.split(',').zip(row.split(','));
    let columns = columns.filter(|(name, _)| *name != "valuation");
    let batch = RecordBatch::try_from_iter(columns.map(|(name, cell)| {
        let cells: ArrayRef = std::sync::Arc::new(StringArray::from(vec![cell]));
        (name, cells)
    }))
    .expect("the columns are of one length");
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("memory takes it");
    let bytes = writer.into_inner().expect("memory takes it");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (path, _) = write_packed(folder.path(), "own.parquet", &bytes, Packing::Plain);
    let (outcome, _) = read(&[path], &ReadOptions::default());
    let error = outcome.expect_err("a column is missing");
    assert_eq!(error.column(), Some("valuation"), "{error}");
    assert!(error.to_string().contains("layout stirstick"), "{error}");
}

#[test]
fn comext_bulk_of_older_years() {
    let text = "DECLARANT,DECLARANT_ISO,PARTNER,PARTNER_ISO,TRADE_TYPE,PRODUCT_NC,PRODUCT_SITC,PRODUCT_CPA2002,PRODUCT_CPA2008,PRODUCT_CPA2_1,PRODUCT_BEC,PRODUCT_SECTION,FLOW,STAT_REGIME,SUPP_UNIT,PERIOD,VALUE_IN_EUROS,QUANTITY_IN_KG,SUP_QUANTITY
001,FR,0075,RU,E,84561110,73111,2940,2841,2841,410,16,2,1,A,201952,1500000,2500,3
";
    let (_folder, path) = written("full201952.dat", text);
    let (outcome, collected) = read(&[path], &ReadOptions::default());
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let flows: Vec<String> = collected.flows.iter().map(shown).collect();
    assert_eq!(
        flows,
        ["2019 FRA>RUS 84561110 CN8 1500000 EUR Some(2.5) fob exporter"]
    );
}

#[test]
fn own_layout_says_everything_itself() {
    let (_folder, path) = written("flows.csv", STIRSTICK);
    let (outcome, collected) = read(&[path], &ReadOptions::default());
    let reports = outcome.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(reports[0].format, SourceFormat::Stirstick);
    let flows: Vec<String> = collected.flows.iter().map(shown).collect();
    assert_eq!(
        flows,
        [
            "2023 CHN>RUS 845611 HS22 1234.5 USD Some(0.25) reconciled both",
            "2023-04 CHN>RUS TOTAL HS22 99 CNY None fob exporter",
        ]
    );
}

#[test]
fn imports_stated_fob_are_not_called_cif() {
    let head = String::from_utf8(read_common::head_of(
        "format_samples/comtradeplus_web_TradeData_2022_totals.csv",
        2,
    ))
    .expect("the head is ASCII");
    let text = head.replace(
        "\"2715997517261\",,\"2715997517261\"",
        ",\"2715997517261\",\"2715997517261\"",
    );
    assert_ne!(text, head);
    let (_folder, path) = written("plus.csv", &text);
    let (outcome, collected) = read(&[path], &ReadOptions::default());
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(collected.flows[0].valuation, Valuation::Fob);
    assert_eq!(collected.flows[0].reported_by, ReportedBy::Importer);
}

#[test]
fn the_primary_value_is_the_one_that_is_stored() {
    let head = String::from_utf8(read_common::head_of(
        "format_samples/comtradeplus_web_TradeData_2022_totals.csv",
        2,
    ))
    .expect("the head is ASCII");
    let stated = "\"2715997517261\",,\"2715997517261\"";
    for (values, value, valuation) in [
        ("\"0\",\"100\",\"100\"", 100.0, Valuation::Fob),
        ("\"100.4\",\"90\",\"100\"", 100.0, Valuation::Cif),
        ("\"120\",\"100\",\"100\"", 100.0, Valuation::Fob),
        ("\"100\",\"100\",\"100\"", 100.0, Valuation::Cif),
        ("\"\",\"\",\"100\"", 100.0, Valuation::Cif),
        ("\"0\",\"0\",\"0\"", 0.0, Valuation::Cif),
    ] {
        assert!(head.contains(stated));
        let (_folder, path) = written("plus.csv", &head.replace(stated, values));
        let (outcome, collected) = read(&[path], &ReadOptions::default());
        outcome.unwrap_or_else(|error| panic!("{error}"));
        let flow = collected.flows.first().expect(values);
        assert_eq!(flow.value.to_bits(), f64::to_bits(value), "{values}");
        assert_eq!(flow.valuation, valuation, "{values}");
    }
}

/// Stops at the n-th call of one of its methods.
struct Stops {
    at_push: u64,
    at_progress: bool,
    at_reject: bool,
    pushed: u64,
}

impl FlowSink for Stops {
    fn begin(&mut self, _: &str) -> Result<(), ReadError> {
        Ok(())
    }

    fn push(&mut self, _: Flow) -> Result<(), ReadError> {
        self.pushed += 1;
        if self.pushed == self.at_push {
            return Err(ReadError::Cancelled);
        }
        Ok(())
    }

    fn reject(&mut self, reject: Reject) -> Result<(), ReadError> {
        if self.at_reject {
            Err(reject.into())
        } else {
            Ok(())
        }
    }

    fn progress(&mut self, bytes_read: u64) -> Result<(), ReadError> {
        assert!(bytes_read > 0, "something was read before");
        if self.at_progress {
            Err(ReadError::Cancelled)
        } else {
            Ok(())
        }
    }

    fn label(&mut self, _: ProductCode, _: &str) {}
}

#[test]
fn a_sink_can_stop_the_reading() {
    let (_folder, path) = written(BACI_NAME, BACI);
    let mut sink = Stops {
        at_push: 2,
        at_progress: false,
        at_reject: false,
        pushed: 0,
    };
    let outcome = read_files(
        std::slice::from_ref(&path),
        &ReadOptions::default(),
        &mut sink,
    );
    assert!(matches!(outcome, Err(ReadError::Cancelled)));
    assert_eq!(sink.pushed, 2);
    let mut sink = Stops {
        at_push: 0,
        at_progress: true,
        at_reject: false,
        pushed: 0,
    };
    let outcome = read_files(
        std::slice::from_ref(&path),
        &ReadOptions::default(),
        &mut sink,
    );
    assert!(matches!(outcome, Err(ReadError::Cancelled)));
}

#[test]
fn the_first_bad_row_can_end_the_reading() {
    let (_folder, path) = written(BACI_NAME, &BACI.replace("120.500", "    abc"));
    let mut sink = Stops {
        at_push: 0,
        at_progress: false,
        at_reject: true,
        pushed: 0,
    };
    let outcome = read_files(
        std::slice::from_ref(&path),
        &ReadOptions::default(),
        &mut sink,
    );
    let error = outcome.expect_err("a row is bad");
    assert_eq!((error.line(), error.column()), (Some(3), Some("v")));
    assert_eq!(
        error.to_string(),
        format!(
            "{}, line 3, column \"v\": \"          abc\": is not a number; expected digits with at most one decimal point",
            path.display()
        )
    );
}

#[test]
fn code_files_alone_are_no_flows() {
    let (_folder, path) = written(
        "product_codes_HS22_V202601.csv",
        "code,description\n010121,Horses\n",
    );
    let (outcome, _) = read(&[path], &ReadOptions::default());
    assert!(matches!(outcome, Err(ReadError::NoFlows { .. })));
}

#[test]
fn every_layout_has_a_name_that_reads_back() {
    for format in SourceFormat::all() {
        assert_eq!(
            SourceFormat::parse(format.as_str()).expect("a layout"),
            format
        );
        assert_eq!(
            serde_json::to_string(&format).expect("a name"),
            format!("\"{}\"", format.as_str()),
            "the name in manifests is that of the option"
        );
    }
    assert!(SourceFormat::parse("excel").is_err());
}
