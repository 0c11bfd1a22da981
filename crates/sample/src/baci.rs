//! Writes the layout of BACI: a zip with one table of flows for each year, the two code tables and
//! a readme.
//!
//! Flows have the header `t,i,j,k,v,q`: year, exporter, importer, product, thousand US dollars and
//! tonnes with three decimals, an empty `q` where no quantity is known. Rows are sorted by exporter,
//! importer and product. The version in the names, 209901, is one that CEPII has not published.

use crate::names::Name;
use std::io::{self, Seek, Write};
use stirstick_codes::{Nomenclature, ProductCode, product_name};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Version in the file names.
pub(crate) const VERSION: &str = "209901";
/// Compression that zip programs use unless told otherwise.
const LEVEL: i64 = 6;
/// Rows are handed to the compressor in blocks of this size.
const BLOCK_BYTES: usize = 1 << 16;
/// The longest row: four numbers of up to 20 digits, a code, separators.
const ROW_BYTES: usize = 128;

/// One flow.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) year: u16,
    pub(crate) exporter: u16,
    pub(crate) importer: u16,
    /// Six characters.
    pub(crate) product: &'a str,
    /// Dollars, which are thousandths of thousand dollars.
    pub(crate) value_usd: u64,
    /// Kilograms, which are thousandths of tonnes.
    pub(crate) quantity_kg: Option<u64>,
}

/// What surrounds the flows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame<'a> {
    pub(crate) countries: &'a [Name],
    /// Product codes in ascending order.
    pub(crate) products: &'a [&'a str],
    pub(crate) years: &'a [u16],
    pub(crate) seed: u64,
}

/// Takes the rows of one year's table.
pub(crate) struct Sink<'a> {
    out: &'a mut dyn Write,
    block: Vec<u8>,
    rows: u64,
    progress: &'a mut dyn FnMut(u64),
}

impl Sink<'_> {
    /// Writes one flow.
    pub(crate) fn push(&mut self, row: Row<'_>) -> io::Result<()> {
        let block = &mut self.block;
        for number in [row.year, row.exporter, row.importer] {
            push_number(block, u64::from(number));
            block.push(b',');
        }
        block.extend_from_slice(row.product.as_bytes());
        block.push(b',');
        push_thousandths(block, row.value_usd);
        block.push(b',');
        if let Some(quantity_kg) = row.quantity_kg {
            push_thousandths(block, quantity_kg);
        }
        block.push(b'\n');
        self.rows += 1;
        if self.block.len() + ROW_BYTES > BLOCK_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.block)?;
        self.block.clear();
        (self.progress)(self.rows);
        Ok(())
    }
}

/// Writes the zip; `fill` writes the flows of one year. Returns the rows written.
pub(crate) fn write_zip<W: Write + Seek>(
    out: W,
    frame: Frame<'_>,
    progress: &mut dyn FnMut(u64),
    fill: &mut dyn FnMut(u16, &mut Sink<'_>) -> io::Result<()>,
) -> io::Result<u64> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        // A fixed date keeps the bytes the same.
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(out);
    let mut rows = 0;
    for &year in frame.years {
        zip.start_file(format!("BACI_HS22_Y{year}_V{VERSION}.csv"), options)?;
        zip.write_all(b"t,i,j,k,v,q\n")?;
        let mut sink = Sink {
            out: &mut zip,
            block: Vec::with_capacity(BLOCK_BYTES),
            rows,
            progress,
        };
        fill(year, &mut sink)?;
        sink.flush()?;
        rows = sink.rows;
    }
    zip.start_file(format!("country_codes_V{VERSION}.csv"), options)?;
    write_countries(&mut zip, frame.countries)?;
    zip.start_file(format!("product_codes_HS22_V{VERSION}.csv"), options)?;
    write_products(&mut zip, frame.products)?;
    zip.start_file("Readme.txt", options)?;
    zip.write_all(readme(frame).as_bytes())?;
    zip.finish()?.flush()?;
    Ok(rows)
}

fn write_countries(out: &mut dyn Write, countries: &[Name]) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "country_code",
        "country_name",
        "country_iso2",
        "country_iso3",
    ])?;
    for country in countries {
        let number = country.number.to_string();
        // No two-letter codes are set aside for so many invented countries.
        table.write_record([&number, &country.name, "", &country.code])?;
    }
    table.flush()
}

fn write_products(out: &mut dyn Write, products: &[&str]) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["code", "description"])?;
    for code in products {
        table.write_record([code, describe(code)])?;
    }
    table.flush()
}

/// The description of a six-digit code in HS 2022; the code itself where there is none.
pub(crate) fn describe(code: &str) -> &str {
    ProductCode::parse(code)
        .ok()
        .and_then(|parsed| product_name(Nomenclature::HS22, parsed))
        .unwrap_or(code)
}

fn readme(frame: Frame<'_>) -> String {
    let seed = frame.seed;
    format!(
        "SYNTHETIC DATA\n\n\
         Invented trade between invented countries, in the layout of BACI. Not real statistics, and\n\
         not from CEPII. Made by stirstick sample, seed {seed}.\n\n\
         Version: {VERSION} (never published)\n\n\
         Content:\n\
         Trade flows at the year - exporter - importer - product level.\n\
         Products in Harmonized System 6-digit nomenclature (HS 2022).\n\
         Values in thousand USD and quantities in metric tons.\n\n\
         List of Variables:\n\
         t: year\n\
         i: exporter\n\
         j: importer\n\
         k: product\n\
         v: value\n\
         q: quantity, empty where unknown\n"
    )
}

fn push_number(block: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0_u8; 20];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = b'0' + u8::try_from(number % 10).expect("a digit");
        number /= 10;
        if number == 0 {
            break;
        }
    }
    block.extend_from_slice(&digits[first..]);
}

/// Writes a count of thousandths with three decimals.
fn push_thousandths(block: &mut Vec<u8>, number: u64) {
    push_number(block, number / 1000);
    block.push(b'.');
    for place in [100, 10, 1] {
        block.push(b'0' + u8::try_from(number / place % 10).expect("a digit"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn thousandths_are_written_as_the_standard_library_would(number in any::<u64>()) {
            let mut block = Vec::new();
            push_thousandths(&mut block, number);
            let expected = format!("{}.{:03}", number / 1000, number % 1000);
            prop_assert_eq!(String::from_utf8(block).expect("digits"), expected);
        }
    }

    #[test]
    fn the_readme_says_first_that_it_is_synthetic() {
        let frame = Frame {
            countries: &[],
            products: &[],
            years: &[],
            seed: 5,
        };
        assert!(readme(frame).starts_with("SYNTHETIC"));
        assert!(readme(frame).contains("seed 5"));
    }
}
