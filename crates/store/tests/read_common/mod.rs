//! What the tests of the readers share: the folder of real files, a sink that keeps everything, packing.

#![allow(dead_code, reason = "each test file uses a part of this module")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests write their own inputs to temporary folders"
)]

use std::io::Write;
use std::path::{Path, PathBuf};

use stirstick_codes::ProductCode;
use stirstick_store::read::{
    FileReport, Flow, FlowSink, ReadError, ReadOptions, Reject, TableContent, read_files,
};

/// The folder of real files: `data` below `STIRSTICK_SHARED`, or below `shared` beside the workspace.
pub(crate) fn shared_dir() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("STIRSTICK_SHARED")
        .map_or(beside, PathBuf::from)
        .join("data");
    assert!(
        folder.join("README.md").is_file(),
        "the folder of real trade files is missing: {} has no README.md. Set STIRSTICK_SHARED to the \
         folder above it",
        folder.display()
    );
    folder
}

/// The first lines of a real file, unpacked.
pub(crate) fn head_of(file: &str, lines: usize) -> Vec<u8> {
    let path = shared_dir().join(file);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let bytes = if bytes.starts_with(b"\x1f\x8b") {
        let mut text = Vec::new();
        let mut decoder = flate2::read::MultiGzDecoder::new(bytes.as_slice());
        std::io::Read::read_to_end(&mut decoder, &mut text).expect("the real file is sound");
        text
    } else {
        bytes
    };
    let head: Vec<&[u8]> = bytes
        .split_inclusive(|byte| *byte == b'\n')
        .take(lines)
        .collect();
    head.concat()
}

/// Keeps all that a reader hands over.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    pub(crate) tables: Vec<String>,
    pub(crate) flows: Vec<Flow>,
    pub(crate) rejects: Vec<Reject>,
    pub(crate) labels: Vec<(ProductCode, String)>,
    pub(crate) progress: Vec<u64>,
}

impl FlowSink for Collected {
    fn begin(&mut self, file: &str) -> Result<(), ReadError> {
        self.tables.push(file.to_owned());
        Ok(())
    }

    fn push(&mut self, flow: Flow) -> Result<(), ReadError> {
        assert!(!self.tables.is_empty(), "a table begins before its flows");
        assert!(flow.value.is_finite() && flow.value >= 0.0, "{flow:?}");
        self.flows.push(flow);
        Ok(())
    }

    fn reject(&mut self, reject: Reject) -> Result<(), ReadError> {
        self.rejects.push(reject);
        Ok(())
    }

    fn progress(&mut self, bytes_read: u64) -> Result<(), ReadError> {
        self.progress.push(bytes_read);
        Ok(())
    }

    fn label(&mut self, product: ProductCode, text: &str) {
        self.labels.push((product, text.to_owned()));
    }
}

/// Reads files and keeps everything; counts are checked against what arrived.
pub(crate) fn read(
    paths: &[PathBuf],
    options: &ReadOptions,
) -> (Result<Vec<FileReport>, ReadError>, Collected) {
    let mut collected = Collected::default();
    let outcome = read_files(paths, options, &mut collected);
    if let Ok(reports) = &outcome {
        assert_conserved(reports, &collected);
    }
    (outcome, collected)
}

/// Records read = stored + rejected + set aside, in each table, and all of them arrived.
pub(crate) fn assert_conserved(reports: &[FileReport], collected: &Collected) {
    let mut stored = 0;
    let mut rejected = 0;
    for report in reports {
        assert_eq!(
            report.rows_read,
            report.rows_stored + report.rows_rejected + report.rows_set_aside(),
            "{report:?}"
        );
        assert_eq!(report.sha256.len(), 64, "{report:?}");
        assert!(
            report.content == TableContent::Flows || report.rows_read == 0,
            "{report:?}"
        );
        stored += report.rows_stored;
        rejected += report.rows_rejected;
    }
    assert_eq!(
        stored,
        collected.flows.len() as u64,
        "every stored row arrived"
    );
    assert_eq!(
        rejected,
        collected.rejects.len() as u64,
        "every rejected row is listed"
    );
}

/// Writes a test file.
pub(crate) fn write(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).expect("the folder can be written to");
}

/// How a test file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Plain,
    Gzip,
    Zip,
}

pub(crate) const PACKINGS: [Packing; 3] = [Packing::Plain, Packing::Gzip, Packing::Zip];

/// Writes a table to a folder, packed; returns the path and the name of the member.
pub(crate) fn write_packed(
    folder: &Path,
    name: &str,
    bytes: &[u8],
    packing: Packing,
) -> (PathBuf, Option<String>) {
    match packing {
        Packing::Plain => {
            let path = folder.join(name);
            write(&path, bytes);
            (path, None)
        }
        Packing::Gzip => {
            let path = folder.join(format!("{name}.gz"));
            write(&path, &gzip(bytes));
            (path, None)
        }
        Packing::Zip => {
            let path = folder.join("archive.zip");
            write(&path, &zip(&[(name, bytes)]));
            (path, Some(name.to_owned()))
        }
    }
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = zip::write::SimpleFileOptions::default().compression_level(Some(9));
        writer.start_file(*name, options).expect("memory takes it");
        writer.write_all(bytes).expect("memory takes it");
    }
    writer.finish().expect("memory takes it").into_inner()
}

/// BACI's table as CEPII writes it: no quotes, values and weights padded with blanks.
pub(crate) const BACI: &str = "\
t,i,j,k,v,q
2022,156,643,845611,        0.357,        0.002
2022,156,643,845710,      120.500,           NA
2022,276,643,010121,        5.807,        8.103
";
pub(crate) const BACI_NAME: &str = "BACI_HS22_Y2022_V202601.csv";

/// This program's own layout.
pub(crate) const STIRSTICK: &str = "\
period,frequency,exporter,importer,product,nomenclature,value,currency,valuation,quantity_t,reported_by
2023,A,CHN,RUS,845611,HS22,1234.5,USD,reconciled,0.25,both
2023-04,M,CHN,RUS,TOTAL,HS22,99,CNY,fob,,exporter
";

/// Eurostat's API as CSV.
pub(crate) const COMEXT_SDMX: &str = "\
DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE,OBS_FLAG
ESTAT:DS-045409(1.0),15/09/26 11:00:00,A,DE,VN,030462,1,QUANTITY_IN_100KG,2024,90212.63,
ESTAT:DS-045409(1.0),15/09/26 11:00:00,A,DE,VN,030462,1,VALUE_IN_EUROS,2024,32313884,
ESTAT:DS-045409(1.0),15/09/26 11:00:00,M,EL,XI,84561110,2,VALUE_IN_EUROS,2024-01,77,
ESTAT:DS-045409(1.0),15/09/26 11:00:00,M,EU27_2020,EXT_EU27_2020,TOTAL,2,VALUE_IN_EUROS,2024-01,200000000000,
";

/// Comext's bulk file since 2024.
pub(crate) const COMEXT_BULK: &str = "\
REPORTER,PARTNER,TRADE_TYPE,PRODUCT_NC,PRODUCT_SITC,PRODUCT_CPA21,PRODUCT_CPA22,PRODUCT_BEC,PRODUCT_BEC5,PRODUCT_SECTION,FLOW,STAT_PROCEDURE,SUPPL_UNIT,PERIOD,VALUE_EUR,VALUE_NAC,QUANTITY_KG,QUANTITY_SUPPL_UNIT
AT,AD,E,35069190,59229,2052,2059,220,311210,06,2,1,NO_SU,202402,65,65,3,0
AT,AD,E,39XXXXXX,582XX,XXXX,XXXX,700,31XXXX,07,2,1,NO_SU,202452,89,89,0,0
";
