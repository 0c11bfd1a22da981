//! BACI of CEPII: yearly tables of six columns, and the code files that come with them.
//!
//! A year has 10 million rows, so rows are split and parsed byte by byte without allocation. The
//! columns: `t` year, `i` exporter, `j` importer, `k` product, `v` value in thousand US dollars,
//! `q` tonnes (empty or `NA` when unknown); `v` and `q` are padded with blanks on the left.

use std::sync::atomic::Ordering;

use stirstick_codes::{
    Country, Currency, Nomenclature, Period, ProductCode, ReportedBy, Valuation,
};

use super::delimited::{Cells, split};
use super::detect::{Header, listed};
use super::error::{HeaderProblem, Place, ReadError};
use super::fields::{self, FieldProblem, ProductRule};
use super::flows::{Flow, FlowSink};
use super::lines::{Lines, with_blocks, without_line_end};
use super::open::Source;
use super::options::ReadOptions;
use super::report::{FileReport, TableContent};
use super::rows::rejected;
use super::source::SourceFormat;

pub(crate) const COLUMNS: [&str; 6] = ["t", "i", "j", "k", "v", "q"];
const YEAR: usize = 0;
const EXPORTER: usize = 1;
const IMPORTER: usize = 2;
const PRODUCT: usize = 3;
const VALUE: usize = 4;
const QUANTITY: usize = 5;
/// Country numbers have up to four digits: 9001 and above are those of invented worlds.
const COUNTRY_NUMBERS: usize = 10_000;
const PRODUCT_DIGITS: usize = 6;

/// A code file of BACI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CodeFile {
    /// Country numbers with their ISO codes: five columns until release 202301, four since.
    Countries,
    /// Product codes with their descriptions.
    Products,
}

impl CodeFile {
    pub(crate) fn of_header(names: &[String]) -> Option<Self> {
        let has = |wanted: &[&str]| {
            names.len() == wanted.len()
                && wanted
                    .iter()
                    .all(|name| names.iter().any(|held| held == name))
        };
        if has(&["code", "description"]) {
            Some(CodeFile::Products)
        } else if has(&[
            "country_code",
            "country_name",
            "country_iso2",
            "country_iso3",
        ]) || has(&[
            "country_code",
            "country_name_abbreviation",
            "country_name_full",
            "iso_2digit_alpha",
            "iso_3digit_alpha",
        ]) {
            Some(CodeFile::Countries)
        } else {
            None
        }
    }
}

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

/// Countries by BACI's numbers.
#[derive(Debug, Clone)]
pub(crate) struct CountryNumbers {
    by_number: Vec<Option<Country>>,
    /// Where the numbers come from, for messages.
    listed: String,
}

impl CountryNumbers {
    /// The numbers of UN Comtrade, for tables without a code file.
    pub(crate) fn embedded() -> Self {
        let country = |number| {
            Country::from_comtrade(number)
                .ok()
                .filter(|country| !country.is_aggregate())
        };
        let mut by_number: Vec<Option<Country>> = (0..1000).map(country).collect();
        by_number.resize(COUNTRY_NUMBERS, None);
        CountryNumbers {
            by_number,
            listed: "of UN Comtrade; give BACI's country code file too".to_owned(),
        }
    }

    fn of_file(place: &Place) -> Self {
        CountryNumbers {
            by_number: vec![None; COUNTRY_NUMBERS],
            listed: format!("of {place}"),
        }
    }

    /// Adds the numbers of a second code file.
    pub(crate) fn merge(&mut self, other: &CountryNumbers) {
        for (held, new) in self.by_number.iter_mut().zip(&other.by_number) {
            *held = held.or(*new);
        }
    }

    #[inline]
    fn find(&self, digits: &[u8]) -> Option<Country> {
        if digits.is_empty() || digits.len() > 4 {
            return None;
        }
        let mut number = 0;
        for byte in digits {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                return None;
            }
            number = 10 * number + usize::from(digit);
        }
        self.by_number[number]
    }
}

/// Reads a list of countries; every row of it must be sound.
pub(crate) fn read_countries(
    source: &Source,
    header: &Header,
    options: &ReadOptions,
) -> Result<(CountryNumbers, FileReport), ReadError> {
    let column = |name: &str| header.names.iter().position(|held| held == name);
    let number_at = column("country_code").unwrap_or(0);
    let iso_at = column("country_iso3")
        .or(column("iso_3digit_alpha"))
        .unwrap_or(0);
    let name_at = column("country_name")
        .or(column("country_name_abbreviation"))
        .unwrap_or(0);
    let mut numbers = CountryNumbers::of_file(&source.place);
    let report = read_code_rows(
        source,
        header,
        options,
        TableContent::CountryCodes,
        |cells| {
            let fault = |problem| (number_at, problem);
            let number = fields::text(cells.get(number_at));
            let index: usize = number
                .parse()
                .ok()
                .filter(|index| *index < COUNTRY_NUMBERS)
                .ok_or_else(|| fault(FieldProblem::NotANumber))?;
            let iso = fields::text(cells.get(iso_at));
            // Areas without an ISO code have none, `N/A` or Comtrade's own here.
            let country = Country::from_code(&iso)
                .or_else(|error| u16::try_from(index).map_or(Err(error), Country::from_comtrade))
                .or_else(|_| Country::from_name(&fields::text(cells.get(name_at))))
                .map_err(|_| {
                    (
                        iso_at,
                        FieldProblem::Word {
                            expected: "the ISO codes, and neither the number nor the name is known"
                                .to_owned(),
                        },
                    )
                })?;
            match numbers.by_number[index] {
                Some(held) if held != country => Err(fault(FieldProblem::Word {
                    expected: format!("the numbers that are still free; {held} has it"),
                })),
                _ => {
                    numbers.by_number[index] = Some(country);
                    Ok(())
                }
            }
        },
    )?;
    Ok((numbers, report))
}

/// Reads a list of products and hands its descriptions to the sink.
///
/// The files of release 202301 lost the leading zeros of their codes. All codes have six characters,
/// so the zeros are put back; in the tables of flows a lost zero is a bad row.
pub(crate) fn read_products<S: FlowSink>(
    source: &Source,
    header: &Header,
    options: &ReadOptions,
    sink: &mut S,
) -> Result<FileReport, ReadError> {
    let column = |name: &str| header.names.iter().position(|held| held == name);
    let code_at = column("code").unwrap_or(0);
    let text_at = column("description").unwrap_or(1);
    let rule = ProductRule {
        restore_width: Some(PRODUCT_DIGITS),
        lengths: &[PRODUCT_DIGITS],
        padded: false,
    };
    let mut restored = 0;
    let mut report = read_code_rows(
        source,
        header,
        options,
        TableContent::ProductCodes,
        |cells| {
            let code = fields::text(cells.get(code_at));
            let product = fields::product(&code, &rule, Nomenclature::HS22)
                .map_err(|problem| (code_at, problem))?;
            restored += u64::from(code.len() < PRODUCT_DIGITS);
            sink.label(product, fields::text(cells.get(text_at)).trim());
            Ok(())
        },
    )?;
    if restored > 0 {
        report.note(&format!(
            "{restored} codes had lost a leading zero, which was put back"
        ));
    }
    Ok(report)
}

fn read_code_rows(
    source: &Source,
    header: &Header,
    options: &ReadOptions,
    content: TableContent,
    mut take: impl FnMut(&Cells) -> Result<(), (usize, FieldProblem)>,
) -> Result<FileReport, ReadError> {
    let place = &source.place;
    let mut report = FileReport::new(place, SourceFormat::Baci, content);
    with_blocks(source, &options.limits, |blocks| {
        let mut lines = Lines::new(blocks, place);
        lines.header()?;
        let mut cells = Cells::default();
        while let Some(chunk) = lines.next_chunk()? {
            for (line, number) in chunk
                .text
                .split_inclusive(|byte| *byte == b'\n')
                .zip(chunk.first_line..)
            {
                let line = without_line_end(line);
                let expected = header.names.len();
                let outcome = match split(line, header.delimiter, &mut cells) {
                    Ok(()) if cells.len() == expected => take(&cells),
                    Ok(()) => Err((
                        0,
                        FieldProblem::Ragged {
                            found: cells.len(),
                            expected,
                        },
                    )),
                    Err(fault) => Err(fault),
                };
                if let Err((cell, problem)) = outcome {
                    let column = header.names.get(cell).map_or("", |name| name);
                    return Err(rejected(place, number, column, cells.get(cell), &problem).into());
                }
                report.lines += 1;
                report.labels += 1;
            }
        }
        if report.lines == 0 {
            return Err(ReadError::NoRows {
                place: place.clone(),
                line: 2,
            });
        }
        Ok(report)
    })
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
    let (nomenclature, year) = said_by_name(place.base_name());
    let nomenclature = nomenclature
        .or(said_by_name(place.file_name()).0)
        .or(options.nomenclature)
        .ok_or_else(|| ReadError::Setting {
            place: place.clone(),
            layout: SourceFormat::Baci.as_str(),
            what: "nomenclature, which is in the name of CEPII's files (BACI_HS22_...)".to_owned(),
            options: "--nomenclature HS22".to_owned(),
        })?;
    if let Some(wanted) = options.nomenclature
        && wanted != nomenclature
    {
        return Err(ReadError::Option {
            option: "--nomenclature",
            value: wanted.as_str().to_owned(),
            expected: format!("{nomenclature}, which the name of {place} says"),
        });
    }
    let mut rows = Rows {
        delimiter: header.delimiter,
        order: COLUMNS.map(|column| {
            header
                .names
                .iter()
                .position(|name| name == column)
                .unwrap_or(0)
        }),
        countries,
        nomenclature,
        year,
        last_year: None,
    };
    let mut account = Account {
        place,
        report: FileReport::new(place, SourceFormat::Baci, TableContent::Flows),
    };
    with_blocks(source, &options.limits, |blocks| {
        let mut lines = Lines::new(blocks, place);
        lines.header()?;
        let mut blank_lines = Vec::new();
        while let Some(chunk) = lines.next_chunk()? {
            let mut rest = chunk.text;
            let mut number = chunk.first_line;
            while !rest.is_empty() {
                let end = memchr::memchr(b'\n', rest);
                let line = &rest[..end.unwrap_or(rest.len())];
                rest = end.map_or(&[], |end| &rest[end + 1..]);
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                if line.is_empty() {
                    blank_lines.push(number);
                } else {
                    for blank in blank_lines.drain(..) {
                        account.reject(blank, &Fault::row(b"", FieldProblem::BlankLine), sink)?;
                    }
                    let outcome = if end.is_some() {
                        rows.parse(line, number)
                    } else {
                        Err(Fault::row(line, FieldProblem::CutOff))
                    };
                    match outcome {
                        Ok(flow) => {
                            account.report.rows_stored += 1;
                            sink.push(flow)?;
                        }
                        Err(fault) => account.reject(number, &fault, sink)?,
                    }
                    account.report.rows_read += 1;
                }
                number += 1;
            }
            sink.progress(source.consumed.load(Ordering::Relaxed))?;
        }
        account.finish()
    })
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
}

impl Account<'_> {
    fn reject<S: FlowSink>(
        &mut self,
        line: u64,
        fault: &Fault<'_>,
        sink: &mut S,
    ) -> Result<(), ReadError> {
        self.report.rows_rejected += 1;
        if matches!(fault.problem, FieldProblem::BlankLine) {
            self.report.rows_read += 1;
        }
        let column = fault.column.map_or("", |column| COLUMNS[column]);
        sink.reject(rejected(
            self.place,
            line,
            column,
            fault.value,
            &fault.problem,
        ))
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
        let amount = fields::decimal(value.trim_ascii_start(), 3)
            .map_err(|problem| Fault::at(VALUE, value, problem))?;
        if amount <= 0.0 {
            return Err(Fault::at(VALUE, value, FieldProblem::Zero));
        }
        let weight = cell(QUANTITY);
        let quantity_t = match weight.trim_ascii_start() {
            b"" | b"NA" => None,
            text => Some(
                fields::decimal(text, 0).map_err(|problem| Fault::at(QUANTITY, weight, problem))?,
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
            && cell.iter().all(u8::is_ascii_alphanumeric)
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
