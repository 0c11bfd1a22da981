//! BACI's code files: countries by number, and products with their descriptions.

use stirstick_codes::{Country, Nomenclature};

use super::PRODUCT_DIGITS;
use crate::read::delimited::{Cells, split};
use crate::read::detect::Header;
use crate::read::error::{Place, ReadError};
use crate::read::fields::{self, FieldProblem, ProductRule};
use crate::read::flows::FlowSink;
use crate::read::lines::{Lines, with_blocks, without_line_end};
use crate::read::open::Source;
use crate::read::options::ReadOptions;
use crate::read::report::{FileReport, TableContent};
use crate::read::rows::rejected;
use crate::read::source::SourceFormat;

/// Country numbers have up to four digits: 9001 and above are those of invented worlds.
const COUNTRY_NUMBERS: usize = 10_000;

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

/// Countries by BACI's numbers.
#[derive(Debug, Clone)]
pub(crate) struct CountryNumbers {
    by_number: Vec<Option<Country>>,
    /// Where the numbers come from, for messages.
    pub(super) listed: String,
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
    pub(super) fn find(&self, digits: &[u8]) -> Option<Country> {
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
            let name = fields::text(cells.get(name_at));
            let country = listed_country(number.as_ref(), &iso, &name)
                .map_err(|problem| (iso_at, problem))?;
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

/// The country of a row of the list: by its ISO code, else by UN Comtrade's number, else by its name.
///
/// Areas without an ISO code have none, `N/A` or Comtrade's own. Invented countries take any number.
fn listed_country(number: &str, iso: &str, name: &str) -> Result<Country, FieldProblem> {
    let of_iso = Country::from_code(iso).ok();
    let of_number = Country::from_code(number).ok();
    let is_invented = of_iso.is_some_and(Country::is_synthetic);
    if let Some(country) = of_number
        && !is_invented
        && fields::is_unlike(country, iso)
    {
        return Err(FieldProblem::Contradiction {
            column: "country_code".to_owned(),
            value: format!("{number}, which is {country}"),
        });
    }
    of_iso
        .or(of_number)
        .or_else(|| Country::from_name(name).ok())
        .ok_or_else(|| FieldProblem::Word {
            expected: "the ISO codes, and neither the number nor the name is known".to_owned(),
        })
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
        let codes = if restored == 1 { "code" } else { "codes" };
        report.note(&format!(
            "{restored} {codes} had lost a leading zero, which was put back"
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
                    // A row with a wrong number of cells is at fault as a whole.
                    let (column, value) = match problem {
                        FieldProblem::Ragged { .. } => ("", line),
                        _ => (
                            header.names.get(cell).map_or("", |name| name),
                            cells.get(cell),
                        ),
                    };
                    return Err(rejected(place, number, column, value, &problem).into());
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
