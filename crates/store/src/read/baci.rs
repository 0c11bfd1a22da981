//! BACI of CEPII: yearly tables of six columns, and the code files that come with them.
//!
//! A year has 10 million rows, so rows are split and parsed byte by byte without allocation. The
//! columns: `t` year, `i` exporter, `j` importer, `k` product, `v` value in thousand US dollars,
//! `q` tonnes (empty or `NA` when unknown); `v` and `q` are padded with blanks on the left.

mod codes;

use std::sync::atomic::Ordering;

use stirstick_codes::{
    Country, Currency, Nomenclature, Period, ProductCode, ReportedBy, Valuation,
};

use super::detect::{Header, listed};
use super::error::{HeaderProblem, Place, ReadError};
use super::fields::{self, FieldProblem, ProductRule};
use super::flows::{Flow, FlowSink};
use super::lines::{Chunk, Lines, with_blocks};
use super::open::Source;
use super::options::ReadOptions;
use super::report::{FileReport, TableContent};
use super::rows::rejected;
use super::source::SourceFormat;

pub(crate) use codes::{CodeFile, CountryNumbers, read_countries, read_products};

pub(crate) const COLUMNS: [&str; 6] = ["t", "i", "j", "k", "v", "q"];
const YEAR: usize = 0;
const EXPORTER: usize = 1;
const IMPORTER: usize = 2;
const PRODUCT: usize = 3;
const VALUE: usize = 4;
const QUANTITY: usize = 5;
const PRODUCT_DIGITS: usize = 6;

/// True for BACI's six names in any order.
pub(crate) fn is_header(names: &[String]) -> bool {
    names.len() == COLUMNS.len()
        && COLUMNS
            .iter()
            .all(|column| names.iter().any(|name| name == column))
}

/// True when most of the six names are there, so that another layout is unlikely.
pub(crate) fn is_nearly_header(names: &[String]) -> bool {
    let found = COLUMNS
        .iter()
        .filter(|column| names.iter().any(|name| name.eq_ignore_ascii_case(column)));
    names.len() <= 8 && found.count() >= 4
}

/// Says what a header lacks or has too much.
pub(crate) fn header_error(names: &[String], place: &Place) -> ReadError {
    let others: Vec<&String> = names
        .iter()
        .filter(|name| !COLUMNS.contains(&name.as_str()))
        .collect();
    let missing = COLUMNS
        .iter()
        .find(|column| !names.iter().any(|name| name == **column));
    let twice = COLUMNS
        .iter()
        .find(|column| names.iter().filter(|name| name == *column).count() > 1);
    let (column, problem) = match (missing, twice, others.first()) {
        (_, Some(column), _) => ((*column).to_owned(), HeaderProblem::Duplicate),
        (Some(column), _, Some(other)) if others.len() == 1 => (
            (*column).to_owned(),
            HeaderProblem::Renamed {
                found: (*other).clone(),
            },
        ),
        (Some(column), ..) => (
            (*column).to_owned(),
            HeaderProblem::Missing {
                found: listed(names),
            },
        ),
        (None, _, other) => (
            other.map_or_else(String::new, |name| (*name).clone()),
            HeaderProblem::Unexpected,
        ),
    };
    ReadError::Header {
        place: place.clone(),
        column,
        problem,
        layout: SourceFormat::Baci.as_str(),
    }
}

/// What the name of a table says: `BACI_HS22_Y2022_V202601.csv`.
fn said_by_name(name: &str) -> (Option<Nomenclature>, Option<u16>) {
    let parts = name.split(['_', '.', '-', ' ']);
    let nomenclature = parts
        .clone()
        .filter(|part| part.len() == 4 && part.starts_with("HS"))
        .find_map(|part| Nomenclature::parse(part).ok());
    let year = parts
        .filter(|part| part.len() == 5)
        .filter_map(|part| part.strip_prefix('Y'))
        .find_map(|year| year.parse().ok());
    (nomenclature, year)
}

/// True for the name of a yearly table, whatever its letters' case.
pub(crate) fn is_named_as_table(name: &str) -> bool {
    let (nomenclature, year) = said_by_name(&name.to_ascii_uppercase());
    nomenclature.is_some() && year.is_some()
}

/// Fails when a list of products is of another nomenclature than all yearly tables that it came with:
/// editions give the same code to other goods.
pub(crate) fn check_products(
    products: &Place,
    tables: &[&Place],
    options: &ReadOptions,
) -> Result<(), ReadError> {
    let Some(said) = said_by_name(products.base_name()).0 else {
        return Ok(());
    };
    // A table that does not say its nomenclature is refused when it is read.
    let of_tables: Vec<Nomenclature> = tables
        .iter()
        .filter_map(|place| nomenclature(place, options).ok())
        .collect();
    match of_tables.first() {
        Some(first) if !of_tables.contains(&said) => Err(ReadError::Unsupported {
            place: products.clone(),
            found: format!(
                "the list of products of {} beside flows in {}",
                said.as_str(),
                first.as_str()
            ),
            remedy: "give the list that belongs to the flows",
        }),
        _ => Ok(()),
    }
}

/// Reads one yearly table.
pub(crate) fn read<S: FlowSink>(
    source: &Source,
    header: &Header,
    countries: &CountryNumbers,
    options: &ReadOptions,
    sink: &mut S,
) -> Result<FileReport, ReadError> {
    let place = &source.place;
    check_options(options, place)?;
    let mut rows = Rows {
        delimiter: header.delimiter,
        order: COLUMNS.map(|column| {
            let position = header.names.iter().position(|name| name == column);
            position.expect("the header was recognised by its columns")
        }),
        countries,
        nomenclature: nomenclature(place, options)?,
        year: said_by_name(place.base_name()).1,
        last_year: None,
    };
    let mut account = Account {
        place,
        report: FileReport::new(place, SourceFormat::Baci, TableContent::Flows),
        blank_lines: Vec::new(),
    };
    with_blocks(source, &options.limits, |blocks| {
        let mut lines = Lines::new(blocks, place);
        lines.header()?;
        while let Some(chunk) = lines.next_chunk()? {
            read_chunk(chunk, &mut rows, &mut account, sink)?;
            sink.progress(source.consumed.load(Ordering::Relaxed))?;
        }
        account.finish()
    })
}

fn read_chunk<S: FlowSink>(
    chunk: Chunk<'_>,
    rows: &mut Rows<'_>,
    account: &mut Account<'_>,
    sink: &mut S,
) -> Result<(), ReadError> {
    let mut rest = chunk.text;
    let mut number = chunk.first_line;
    while !rest.is_empty() {
        let end = memchr::memchr(b'\n', rest);
        let line = &rest[..end.unwrap_or(rest.len())];
        rest = end.map_or(&[], |end| &rest[end + 1..]);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            account.blank_lines.push(number);
        } else {
            account.reject_blank_lines(sink)?;
            account.report.rows_read += 1;
            let outcome = match end {
                Some(_) => rows.parse(line, number),
                None => Err(Fault::row(line, FieldProblem::CutOff)),
            };
            match outcome {
                Ok(flow) => {
                    account.report.rows_stored += 1;
                    sink.push(flow)?;
                }
                Err(fault) => account.reject(number, &fault, sink)?,
            }
        }
        number += 1;
    }
    Ok(())
}

/// The nomenclature that the name of the table or of its archive says, else the user's.
fn nomenclature(place: &Place, options: &ReadOptions) -> Result<Nomenclature, ReadError> {
    let said = said_by_name(place.base_name()).0;
    let said = said.or_else(|| said_by_name(place.file_base_name()).0);
    match (said, options.nomenclature) {
        (Some(said), Some(wanted)) if said != wanted => Err(ReadError::Option {
            option: "--nomenclature",
            value: wanted.as_str().to_owned(),
            expected: format!("{}, which the name of {place} says", said.as_str()),
        }),
        (Some(nomenclature), _) | (None, Some(nomenclature)) => Ok(nomenclature),
        (None, None) => Err(ReadError::Setting {
            place: place.clone(),
            layout: SourceFormat::Baci.as_str(),
            what: "nomenclature, which is in the name of CEPII's files (BACI_HS22_...)".to_owned(),
            options: "--nomenclature HS22".to_owned(),
        }),
    }
}

/// Options that BACI leaves no room for.
fn check_options(options: &ReadOptions, place: &Place) -> Result<(), ReadError> {
    let given = [
        ("--period", options.period.is_some(), YEAR),
        ("--unit", options.unit.is_some(), VALUE),
        ("--valuation", options.valuation.is_some(), VALUE),
        ("--product", options.product.is_some(), PRODUCT),
        ("--reporter", options.reporter.is_some(), EXPORTER),
        ("--flow", options.flow.is_some(), EXPORTER),
        ("--reported-by", options.reported_by.is_some(), VALUE),
    ];
    match given.iter().find(|(_, is_given, _)| *is_given) {
        Some((option, _, column)) => Err(ReadError::SettingClash {
            place: place.clone(),
            option,
            column: COLUMNS[*column].to_owned(),
        }),
        None => Ok(()),
    }
}

struct Account<'a> {
    place: &'a Place,
    report: FileReport,
    /// Blank lines that no row has followed yet: at the end of a table they are sound.
    blank_lines: Vec<u64>,
}

impl Account<'_> {
    fn reject<S: FlowSink>(
        &mut self,
        line: u64,
        fault: &Fault<'_>,
        sink: &mut S,
    ) -> Result<(), ReadError> {
        self.report.rows_rejected += 1;
        let column = fault.column.map_or("", |column| COLUMNS[column]);
        sink.reject(rejected(
            self.place,
            line,
            column,
            fault.value,
            &fault.problem,
        ))
    }

    #[inline]
    fn reject_blank_lines<S: FlowSink>(&mut self, sink: &mut S) -> Result<(), ReadError> {
        for line in std::mem::take(&mut self.blank_lines) {
            self.report.rows_read += 1;
            self.reject(line, &Fault::row(b"", FieldProblem::BlankLine), sink)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<FileReport, ReadError> {
        if self.report.rows_read == 0 {
            return Err(ReadError::NoRows {
                place: self.place.clone(),
                line: 2,
            });
        }
        self.report.lines = self.report.rows_read;
        self.report.check(self.place)?;
        Ok(self.report)
    }
}

struct Fault<'a> {
    column: Option<usize>,
    value: &'a [u8],
    problem: FieldProblem,
}

impl<'a> Fault<'a> {
    fn row(value: &'a [u8], problem: FieldProblem) -> Self {
        Fault {
            column: None,
            value,
            problem,
        }
    }

    fn at(column: usize, value: &'a [u8], problem: FieldProblem) -> Self {
        Fault {
            column: Some(column),
            value,
            problem,
        }
    }
}

struct Rows<'a> {
    delimiter: u8,
    /// For each of [`COLUMNS`] its place in a row.
    order: [usize; 6],
    countries: &'a CountryNumbers,
    nomenclature: Nomenclature,
    /// The year in the name of the file.
    year: Option<u16>,
    last_year: Option<([u8; 4], Period)>,
}

impl Rows<'_> {
    #[inline]
    fn parse<'l>(&mut self, line: &'l [u8], number: u64) -> Result<Flow, Fault<'l>> {
        let cells = self.split(line)?;
        let cell = |column: usize| cells[self.order[column]];
        let exporter = self.country(EXPORTER, cell(EXPORTER))?;
        let importer = self.country(IMPORTER, cell(IMPORTER))?;
        if exporter == importer {
            return Err(Fault::at(
                IMPORTER,
                cell(IMPORTER),
                FieldProblem::SameCountry,
            ));
        }
        let product = self.product(cell(PRODUCT))?;
        let value = cell(VALUE);
        let amount = fields::amount(value.trim_ascii_start(), 3)
            .map_err(|problem| Fault::at(VALUE, value, problem))?;
        if amount <= 0.0 {
            return Err(Fault::at(VALUE, value, FieldProblem::Zero));
        }
        let weight = cell(QUANTITY);
        let quantity_t = match weight.trim_ascii_start() {
            b"" | b"NA" => None,
            text => Some(
                fields::amount(text, 0).map_err(|problem| Fault::at(QUANTITY, weight, problem))?,
            ),
        };
        Ok(Flow {
            period: self.period(cell(YEAR))?,
            exporter,
            importer,
            product,
            nomenclature: self.nomenclature,
            value: amount,
            currency: Currency::USD,
            valuation: Valuation::Reconciled,
            quantity_t,
            reported_by: ReportedBy::Both,
            row: number,
        })
    }

    /// Splits a row into exactly six cells; BACI has no quotes, so one is a fault.
    #[inline]
    fn split<'l>(&self, line: &'l [u8]) -> Result<[&'l [u8]; 6], Fault<'l>> {
        let mut cells: [&[u8]; 6] = [&[]; 6];
        let mut found = 0;
        let mut start = 0;
        for (position, byte) in line.iter().enumerate() {
            if *byte == self.delimiter {
                if let Some(cell) = cells.get_mut(found) {
                    *cell = &line[start..position];
                }
                found += 1;
                start = position + 1;
            } else if matches!(byte, b'"' | b'\r') {
                return Err(Fault::row(
                    line,
                    match byte {
                        b'"' => FieldProblem::StrayQuote,
                        _ => FieldProblem::CarriageReturn,
                    },
                ));
            }
        }
        if found != COLUMNS.len() - 1 {
            return Err(Fault::row(
                line,
                FieldProblem::Ragged {
                    found: found + 1,
                    expected: COLUMNS.len(),
                },
            ));
        }
        cells[found] = &line[start..];
        Ok(cells)
    }

    #[inline]
    fn country<'l>(&self, column: usize, cell: &'l [u8]) -> Result<Country, Fault<'l>> {
        self.countries.find(cell).ok_or_else(|| {
            let problem = if cell.is_empty() {
                FieldProblem::Empty
            } else if cell.iter().all(u8::is_ascii_digit) {
                FieldProblem::UnlistedCountry {
                    listed: self.countries.listed.clone(),
                }
            } else {
                FieldProblem::NotANumber
            };
            Fault::at(column, cell, problem)
        })
    }

    #[inline]
    fn product<'l>(&self, cell: &'l [u8]) -> Result<ProductCode, Fault<'l>> {
        if cell.len() == PRODUCT_DIGITS
            && cell.iter().all(u8::is_ascii_digit)
            && let Ok(text) = std::str::from_utf8(cell)
            && let Ok(product) = ProductCode::parse(text)
        {
            return Ok(product);
        }
        let rule = ProductRule {
            lengths: &[PRODUCT_DIGITS],
            ..ProductRule::default()
        };
        fields::product(&fields::text(cell), &rule, self.nomenclature)
            .and_then(|product| match product.is_total() {
                true => Err(FieldProblem::CodeLength {
                    found: 5,
                    expected: "6".to_owned(),
                }),
                false => Ok(product),
            })
            .map_err(|problem| Fault::at(PRODUCT, cell, problem))
    }

    #[inline]
    fn period<'l>(&mut self, cell: &'l [u8]) -> Result<Period, Fault<'l>> {
        if let Some((text, period)) = &self.last_year
            && text == cell
        {
            return Ok(*period);
        }
        let text = fields::text(cell);
        let period = fields::period(&text).map_err(|problem| Fault::at(YEAR, cell, problem))?;
        let Ok(digits) = <[u8; 4]>::try_from(cell) else {
            let expected = "a year such as 2022".to_owned();
            return Err(Fault::at(YEAR, cell, FieldProblem::Word { expected }));
        };
        if let Some(expected) = self.year
            && expected != period.year()
        {
            return Err(Fault::at(YEAR, cell, FieldProblem::WrongYear { expected }));
        }
        self.last_year = Some((digits, period));
        Ok(period)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_says_nomenclature_and_year() {
        assert_eq!(
            said_by_name("BACI_HS22_Y2022_V202601.csv"),
            (Some(Nomenclature::HS22), Some(2022))
        );
        assert_eq!(
            said_by_name("BACI_HS92_V202501b.zip"),
            (Some(Nomenclature::HS92), None)
        );
        assert_eq!(said_by_name("flows.csv"), (None, None));
    }

    #[test]
    fn padded_cells_and_missing_weights_are_read() {
        let countries = CountryNumbers::embedded();
        let mut rows = Rows {
            delimiter: b',',
            order: [0, 1, 2, 3, 4, 5],
            countries: &countries,
            nomenclature: Nomenclature::HS22,
            year: Some(2022),
            last_year: None,
        };
        let mut parse = |line: &'static str| {
            rows.parse(line.as_bytes(), 2)
                .map_err(|fault| (fault.column, fault.problem))
        };
        let flow = parse("2022,4,20,210610,        0.357,        0.002").expect("a flow");
        assert_eq!(flow.value.to_bits(), 357.0f64.to_bits());
        assert_eq!(flow.quantity_t.map(f64::to_bits), Some(0.002f64.to_bits()));
        assert_eq!(
            (flow.exporter.as_str(), flow.importer.as_str()),
            ("AFG", "AND")
        );
        for line in [
            "2022,4,20,210610,1.5,NA",
            "2022,4,20,210610,1.5,",
            "2022,4,20,9999AA,1.5,           NA",
        ] {
            assert_eq!(parse(line).expect("a flow").quantity_t, None, "{line}");
        }
        assert!(matches!(
            parse("2022,4,4,210610,1.5,"),
            Err((Some(IMPORTER), FieldProblem::SameCountry))
        ));
        assert!(matches!(
            parse("2022,4,20,21061,1.5,"),
            Err((Some(PRODUCT), FieldProblem::LostZero { .. }))
        ));
        assert!(matches!(
            parse("2021,4,20,210610,1.5,"),
            Err((Some(YEAR), FieldProblem::WrongYear { expected: 2022 }))
        ));
        assert!(matches!(
            parse("2022,4,20,210610,0,"),
            Err((Some(VALUE), FieldProblem::Zero))
        ));
        assert!(matches!(
            parse("2022,4,996,210610,1,"),
            Err((Some(IMPORTER), FieldProblem::UnlistedCountry { .. }))
        ));
        assert!(matches!(
            parse("2022,4,20,210610,1"),
            Err((None, FieldProblem::Ragged { found: 5, .. }))
        ));
        assert!(matches!(
            parse("2022,4,20,\"210610\",1,"),
            Err((None, FieldProblem::StrayQuote))
        ));
    }
}
