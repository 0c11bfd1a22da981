//! Nothing in the world can be taken for real.

use crate::common::{bytes, table, truth, world, write_all};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{self, Cursor, Seek, SeekFrom, Write};
use std::rc::Rc;
use stirstick_codes::{Country, Nomenclature, ProductCode, product_name};
use stirstick_sample::{
    DEFAULT_SEED, Error, Options, OutputKind, Size, generate, outputs, write_files, write_output,
    write_to,
};

#[test]
fn every_country_is_invented_in_code_number_and_name() {
    let countries = table(OutputKind::Countries);
    assert_eq!(countries.rows.len(), 24);
    for [code, name, number] in countries.texts(["country_iso3", "country_name", "country_code"]) {
        assert!(Country::from_iso3(code).unwrap().is_synthetic(), "{code}");
        assert!(Country::from_name(name).is_err(), "{name} is a country");
        assert!(Country::from_code(number).is_err(), "{number} is a country");
    }
}

#[test]
fn no_table_names_any_other_country_and_every_product_is_in_hs_2022() {
    for (kind, columns) in [
        (OutputKind::AnnualReports, ["exporter", "importer"]),
        (OutputKind::MonthlyTotals, ["exporter", "importer"]),
        (OutputKind::Covariates, ["exporter", "importer"]),
        (OutputKind::Output, ["country", "country"]),
        (OutputKind::Exit, ["market", "exporter"]),
        (OutputKind::Counterfactual, ["market", "market"]),
    ] {
        let rows = table(kind);
        let codes: BTreeSet<&str> = rows.texts(columns).into_iter().flatten().collect();
        assert!(
            codes
                .into_iter()
                .all(|code| Country::from_iso3(code).unwrap().is_synthetic())
        );
    }
    let reports = table(OutputKind::AnnualReports);
    let products: BTreeSet<&str> = reports
        .texts(["product"])
        .into_iter()
        .map(|[product]| product)
        .collect();
    assert!((80..=150).contains(&products.len()));
    for product in products {
        let code = ProductCode::parse(product).unwrap();
        assert!(
            product_name(Nomenclature::HS22, code).is_some(),
            "{product}"
        );
    }
}

#[test]
fn every_output_says_that_it_is_synthetic() {
    for options in [
        Options::default(),
        Options {
            size: Size::Baci,
            ..Options::default()
        },
    ] {
        let files = outputs(&options);
        assert!(files.iter().all(|file| file.name.contains("synthetic")));
        let names: BTreeSet<_> = files.iter().map(|file| file.name).collect();
        assert_eq!(names.len(), files.len());
    }
    assert!(bytes(OutputKind::Readme).starts_with(b"SYNTHETIC"));
    assert!(bytes(OutputKind::Truth).starts_with(b"{\n  \"synthetic\": true"));
    assert_eq!(truth()["seed"], DEFAULT_SEED);
}

#[test]
fn another_seed_gives_another_world() {
    let other = generate(&Options {
        seed: 1,
        ..Options::default()
    })
    .unwrap();
    for (kind, written) in write_all(&other) {
        let same_in_every_world = [OutputKind::Countries, OutputKind::MachineMap].contains(&kind);
        assert_eq!(written == bytes(kind), same_in_every_world, "{kind:?}");
    }
}

/// A file in memory that stays when the driver has dropped it.
#[derive(Clone, Default)]
struct Kept(Rc<RefCell<Cursor<Vec<u8>>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Kept {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.borrow_mut().seek(to)
    }
}

#[test]
fn the_driver_writes_every_file_and_the_same_seed_gives_the_same_bytes() {
    let mut files = Vec::new();
    let mut heard = BTreeSet::new();
    let written = write_to(
        &Options::default(),
        &mut |name| {
            let kept = Kept::default();
            files.push((name.to_owned(), kept.clone()));
            Ok(Box::new(kept))
        },
        &mut |name, _| {
            heard.insert(name.to_owned());
        },
    )
    .unwrap();
    assert_eq!(written.len(), outputs(&Options::default()).len());
    assert!(heard.contains("reports_annual_synthetic.csv"));
    for ((file, rows), (name, kept)) in written.iter().zip(files) {
        assert_eq!(file.name, name);
        let text = matches!(file.kind, OutputKind::Readme | OutputKind::Truth);
        assert_eq!(*rows == 0, text, "{name}");
        assert!(
            kept.0.borrow().get_ref() == bytes(file.kind),
            "{name} differs"
        );
    }
}

#[test]
fn a_file_that_does_not_open_is_named() {
    let world = world();
    let full = io::Error::from(io::ErrorKind::StorageFull);
    let failed = write_files(
        world,
        &mut |_| Err(io::Error::from(full.kind())),
        &mut |_, _| {},
    );
    assert!(matches!(failed, Err(Error::Write { output, .. }) if output == "README_synthetic.txt"));
}

#[test]
fn a_writer_that_fails_is_named() {
    let mut room = [0_u8; 100];
    let mut small = Cursor::new(&mut room[..]);
    let failed = write_output(world(), OutputKind::Economies, &mut small, &mut |_| {});
    assert!(
        matches!(failed, Err(Error::Write { output, .. }) if output == "economies_synthetic.csv")
    );
}
