//! Writes the default world once, to memory, and reads its tables.

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read};
use std::sync::{Mutex, OnceLock};
use stirstick_sample::{Options, OutputKind, World, generate, outputs, write_output};

/// A table as rows of named fields.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let mut reader = csv::Reader::from_reader(bytes);
        let columns = reader
            .headers()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect();
        let rows = reader
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect();
        Self { columns, rows }
    }

    pub(crate) fn header(&self) -> String {
        self.columns.join(",")
    }

    pub(crate) fn column(&self, name: &str) -> usize {
        self.columns
            .iter()
            .position(|column| column == name)
            .unwrap()
    }

    pub(crate) fn texts<const N: usize>(&self, names: [&str; N]) -> Vec<[&str; N]> {
        let positions = names.map(|name| self.column(name));
        self.rows
            .iter()
            .map(|row| positions.map(|position| row[position].as_str()))
            .collect()
    }
}

pub(crate) fn number(text: &str) -> f64 {
    text.parse()
        .unwrap_or_else(|_| panic!("{text:?} is not a number"))
}

pub(crate) fn write_all(world: &World) -> HashMap<OutputKind, Vec<u8>> {
    outputs(&world.options())
        .iter()
        .map(|file| {
            let mut out = Cursor::new(Vec::new());
            write_output(world, file.kind, &mut out, &mut |_| {}).unwrap();
            (file.kind, out.into_inner())
        })
        .collect()
}

/// The default world.
pub(crate) fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| generate(&Options::default()).unwrap())
}

/// The bytes of every output of the default world.
pub(crate) fn bytes(kind: OutputKind) -> &'static [u8] {
    static BYTES: OnceLock<HashMap<OutputKind, Vec<u8>>> = OnceLock::new();
    &BYTES.get_or_init(|| write_all(world()))[&kind]
}

/// A table of the default world, read once.
pub(crate) fn table(kind: OutputKind) -> &'static Table {
    static TABLES: Mutex<BTreeMap<String, &'static Table>> = Mutex::new(BTreeMap::new());
    TABLES
        .lock()
        .unwrap()
        .entry(format!("{kind:?}"))
        .or_insert_with(|| Box::leak(Box::new(Table::read(bytes(kind)))))
}

pub(crate) fn truth() -> serde_json::Value {
    serde_json::from_slice(bytes(OutputKind::Truth)).unwrap()
}

/// One file of the zip in BACI's layout.
pub(crate) fn unzip(name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes(OutputKind::BaciZip))).unwrap();
    let mut text = Vec::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_end(&mut text)
        .unwrap();
    text
}

pub(crate) type FlowKey = (u16, String, String, String);

/// True flows in dollars, by year, exporter, importer, product, read from the zip.
pub(crate) fn true_flows() -> &'static HashMap<FlowKey, f64> {
    static FLOWS: OnceLock<HashMap<FlowKey, f64>> = OnceLock::new();
    FLOWS.get_or_init(|| {
        let countries = Table::read(&unzip("country_codes_V209901.csv"));
        let names: HashMap<&str, &str> = countries
            .texts(["country_code", "country_iso3"])
            .into_iter()
            .map(|[code, iso3]| (code, iso3))
            .collect();
        let mut flows = HashMap::new();
        for year in 2010..=2023_u16 {
            let rows = Table::read(&unzip(&format!("BACI_HS22_Y{year}_V209901.csv")));
            for [i, j, k, v] in rows.texts(["i", "j", "k", "v"]) {
                let key = (year, names[i].to_owned(), names[j].to_owned(), k.to_owned());
                assert!(flows.insert(key, number(v) * 1000.0).is_none());
            }
        }
        flows
    })
}
