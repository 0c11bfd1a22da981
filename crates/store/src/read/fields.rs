//! Typed cells: numbers, codes, periods. Nothing is repaired that the layout does not declare.

mod country;
mod decimal;

use std::borrow::Cow;

use stirstick_codes::{Nomenclature, Period, ProductCode};

pub(crate) use country::{CountryForm, country, is_unlike};
pub(crate) use decimal::{amount, decimal, last_place};

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldProblem {
    /// Nothing where something must be.
    #[error("the cell is empty, and this column must not be")]
    Empty,
    /// Not a number at all.
    #[error("is not a number; expected digits with at most one decimal point")]
    NotANumber,
    /// Commas, apostrophes or blanks between digits.
    #[error(
        "has a decimal comma or separators between thousands; export the table with a decimal point and without separators"
    )]
    Separators,
    /// `NaN`, `inf` and words for a missing value.
    #[error("is not a finite number; leave rows without a value out of the file")]
    NotFinite,
    /// Below zero.
    #[error("is negative; trade is counted from zero up")]
    Negative,
    /// Zero where the layout has positive values only.
    #[error("is zero; this layout states positive flows only")]
    Zero,
    /// Larger than a number can be.
    #[error("is too large to be a trade value")]
    TooLarge,
    /// A number, but beyond all trade.
    #[error(
        "is above 1e18, and no trade is that large; check the unit of the table, or fetch the file again"
    )]
    Implausible,
    /// Not zero, but closer to it than a number can be.
    #[error("is not zero but too small to be stored; leave the row out or correct it")]
    TooSmall,
    /// Blanks around it.
    #[error("has blanks around it; this layout does not pad its cells")]
    Padded,
    /// Bytes outside ASCII in a code.
    #[error("has a character that no code has; the row may be shifted or damaged")]
    NotAscii,
    /// A quote in the middle of a cell.
    #[error("has a stray quote; quotes must enclose the whole cell and be doubled inside it")]
    StrayQuote,
    /// A quote that is not closed in its row.
    #[error("opens a quote that is not closed on the same line")]
    OpenQuote,
    /// A carriage return within a row.
    #[error("has a carriage return in it; lines must end with LF or CR LF")]
    CarriageReturn,
    /// A row of nothing.
    #[error("the line is blank between rows")]
    BlankLine,
    /// A last line that was cut.
    #[error("the last line has no line end, so the file may be cut off; fetch the file again")]
    CutOff,
    /// Fewer or more cells than the header has.
    #[error("the row has {found} cells and the header has {expected}")]
    Ragged {
        /// Cells in the row.
        found: usize,
        /// Columns in the header.
        expected: usize,
    },
    /// A product code that a spreadsheet took for a number.
    #[error(
        "is a number, not a product code; a spreadsheet changed it, so fetch the file again and keep the column as text"
    )]
    NumberedCode,
    /// A product code that lost a leading zero.
    #[error(
        "has {found} digits where codes have {expected}; a leading zero is lost, so fetch the file again and keep the column as text"
    )]
    LostZero {
        /// Digits in the cell.
        found: usize,
        /// Digits that codes have.
        expected: String,
    },
    /// A code of another length than the row says.
    #[error(
        "has {found} characters and the row states level {level}; a leading zero may be lost, so fetch the file again and keep the column as text"
    )]
    CodeLevel {
        /// Characters of the code.
        found: usize,
        /// The level in the cell beside it.
        level: usize,
    },
    /// Letters in a code of digits.
    #[error(
        "has letters, and codes of {nomenclature} are digits; correct the code, or fetch the file again and keep the column as text"
    )]
    CodeLetters {
        /// The nomenclature.
        nomenclature: &'static str,
    },
    /// A product code of a length that the layout does not have.
    #[error("has {found} characters where product codes have {expected}")]
    CodeLength {
        /// Characters in the cell.
        found: usize,
        /// Characters that codes have.
        expected: String,
    },
    /// A year that is not that of the file.
    #[error("is not {expected}, the year in the name of the file")]
    WrongYear {
        /// The year of the file.
        expected: u16,
    },
    /// Another column says something else.
    #[error(
        "contradicts column {column:?}, which has {value:?}; correct the one that is wrong, or fetch the file again"
    )]
    Contradiction {
        /// The other column.
        column: String,
        /// What it says.
        value: String,
    },
    /// A frequency that contradicts the period.
    #[error("does not fit the period {period}")]
    Frequency {
        /// The period of the row.
        period: Period,
    },
    /// Exporter and importer are the same where they must not be.
    #[error(
        "exporter and importer are the same country; this layout holds trade between countries only, so leave \
         domestic sales and goods that came back out"
    )]
    SameCountry,
    /// A number of a country that the code file does not have.
    #[error("is not in the country codes {listed}")]
    UnlistedCountry {
        /// Where the codes come from.
        listed: String,
    },
    /// A date that is not the first day of what it stands for.
    #[error("is not the first of January; a yearly table has one date a year")]
    NotNewYear,
    /// Not one of the accepted words.
    #[error("is not one of {expected}")]
    Word {
        /// The accepted words.
        expected: String,
    },
    /// A cell that JSON holds as a list or an object.
    #[error("is a list or an object where a single value belongs")]
    NotSingle,
    /// A field that is not in the record.
    #[error("the field is missing from the record")]
    MissingField,
    /// A field that is twice in the record.
    #[error("the field occurs twice in the record")]
    DuplicateField,
    /// What the vocabulary says about it.
    #[error(transparent)]
    Code(#[from] stirstick_codes::Error),
}

/// How product codes are written in a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ProductRule {
    /// Every code has so many digits, and a table that lost leading zeros is filled up again.
    pub(crate) restore_width: Option<usize>,
    /// Accepted lengths; what the nomenclature knows when empty.
    pub(crate) lengths: &'static [usize],
    /// Blanks around the code belong to the layout.
    pub(crate) padded: bool,
}

/// Codes of the Harmonized System are whole chapters, headings and subheadings.
const HS_LENGTHS: &[usize] = &[2, 4, 6];
/// The Combined Nomenclature and national tariffs go on with pairs.
const TARIFF_LENGTHS: &[usize] = &[2, 4, 6, 8, 10];

/// Reads a product code.
pub(crate) fn product(
    text: &str,
    rule: &ProductRule,
    nomenclature: Nomenclature,
) -> Result<ProductCode, FieldProblem> {
    let text = if rule.padded { text.trim() } else { text };
    if text.is_empty() {
        return Err(FieldProblem::Empty);
    }
    if text.trim().len() < text.len() {
        return Err(FieldProblem::Padded);
    }
    if !text.is_ascii() {
        return Err(FieldProblem::NotAscii);
    }
    if looks_like_a_number(text) {
        return Err(FieldProblem::NumberedCode);
    }
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(width) = rule.restore_width
        && is_number
        && text.len() < width
    {
        return Ok(ProductCode::parse(&format!("{text:0>width$}"))?);
    }
    let lengths = if !rule.lengths.is_empty() {
        rule.lengths
    } else if !nomenclature.is_harmonized_system() {
        &[]
    } else if matches!(nomenclature, Nomenclature::CN8 | Nomenclature::HS) {
        TARIFF_LENGTHS
    } else {
        HS_LENGTHS
    };
    let is_total = text.eq_ignore_ascii_case("TOTAL");
    if !is_total && !lengths.is_empty() && !lengths.contains(&text.len()) {
        return Err(length_problem(text.len(), is_number, lengths));
    }
    if text.len() == 1 && lengths.is_empty() && !nomenclature.has_codes_of_one_character() {
        return Err(FieldProblem::LostZero {
            found: 1,
            expected: "2 or more".to_owned(),
        });
    }
    if !is_total && !is_number && nomenclature.is_harmonized_system() {
        check_letters(text, nomenclature)?;
    }
    Ok(ProductCode::parse(text)?)
}

/// True for what a spreadsheet makes of a code: `101.0`, `1.01E+05`, `1E05`.
fn looks_like_a_number(text: &str) -> bool {
    let has_mark = text.bytes().any(|byte| matches!(byte, b'.' | b'+'));
    let is_of_number =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'+' | b'E' | b'e' | b'-');
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let has_exponent = text
        .split_once(['e', 'E'])
        .is_some_and(|(digits, power)| is_digits(digits) && is_digits(power));
    has_exponent || (has_mark && text.bytes().all(is_of_number))
}

/// Codes of the Harmonized System are digits but for what is kept secret or cannot be classified.
///
/// UN Comtrade and BACI have `9999AA` for goods that are not specified. Comext puts one letter in the
/// place of the digits that it hides, behind the chapter: `39XXXXXX`, `99SSS999`.
fn check_letters(text: &str, nomenclature: Nomenclature) -> Result<(), FieldProblem> {
    const UNSPECIFIED: &str = "9999AA";
    let (chapter, rest) = text.split_at_checked(2).unwrap_or((text, ""));
    let is_digit = |letter: char| letter.is_ascii_digit();
    let hidden = rest.trim_matches(is_digit);
    let letters = hidden.as_bytes();
    let hides_digits = matches!(nomenclature, Nomenclature::CN8 | Nomenclature::HS)
        && chapter.chars().all(is_digit)
        && letters.len() > 1
        && letters.iter().all(|letter| *letter == letters[0]);
    if text == UNSPECIFIED || hides_digits {
        return Ok(());
    }
    Err(FieldProblem::CodeLetters {
        nomenclature: nomenclature.as_str(),
    })
}

fn length_problem(found: usize, is_number: bool, lengths: &[usize]) -> FieldProblem {
    let words: Vec<String> = lengths.iter().map(ToString::to_string).collect();
    let expected = words.join(" or ");
    if is_number && lengths.contains(&(found + 1)) {
        FieldProblem::LostZero { found, expected }
    } else {
        FieldProblem::CodeLength { found, expected }
    }
}

/// Reads a period in the form that a column declares.
pub(crate) fn period(text: &str) -> Result<Period, FieldProblem> {
    code(text)?;
    // Comext writes the year as its 52nd week.
    if text.len() == 6
        && text.ends_with("52")
        && let Ok(year) = Period::parse(&text[..4])
    {
        return Ok(year);
    }
    Ok(Period::parse(text)?)
}

/// Reads the first of January as its year.
pub(crate) fn new_year(text: &str) -> Result<Period, FieldProblem> {
    code(text)?;
    match text.split_at_checked(4) {
        Some((year, "" | "-01-01" | "0101")) => Ok(Period::parse(year)?),
        Some((year, _)) if text.len() == 10 && Period::parse(year).is_ok() => {
            Err(FieldProblem::NotNewYear)
        }
        _ => Ok(Period::parse(text)?),
    }
}

/// Accepts a cell that must hold a code: not empty, ASCII, no blanks around it.
pub(crate) fn code(text: &str) -> Result<&str, FieldProblem> {
    if text.is_empty() {
        Err(FieldProblem::Empty)
    } else if !text.is_ascii() {
        Err(FieldProblem::NotAscii)
    } else if text.trim().len() < text.len() {
        Err(FieldProblem::Padded)
    } else {
        Ok(text)
    }
}

/// The text of a cell: UTF-8, else Windows-1252, which maps every byte.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(bytes)
                .0
        }
    }
}

/// A cell for a message: cut to what a line can show.
pub(crate) fn shown(bytes: &[u8]) -> String {
    const LONGEST: usize = 60;
    let text = text(bytes);
    if text.chars().count() <= LONGEST {
        return text.into_owned();
    }
    let mut cut: String = text.chars().take(LONGEST).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn product_codes_are_text() {
        let rule = ProductRule::default();
        let read = |text: &str, nomenclature| product(text, &rule, nomenclature);
        let hs = Nomenclature::HS22;
        assert_eq!(read("010121", hs).expect("a code").as_str(), "010121");
        assert_eq!(read("9999AA", hs).expect("a code").as_str(), "9999AA");
        for code in ["1E05", "010E21", "84561E"] {
            assert!(read(code, hs).is_err(), "{code}");
            assert!(read(code, Nomenclature::CN8).is_err(), "{code}");
        }
        for code in ["39XXXXXX", "99SSS999", "72XX"] {
            let read = read(code, Nomenclature::CN8).expect("digits are hidden");
            assert_eq!(read.as_str(), code);
        }
        for code in ["XX", "8456AB", "845611XY"] {
            let problem = read(code, Nomenclature::CN8).expect_err(code);
            assert!(
                matches!(problem, FieldProblem::CodeLetters { .. }),
                "{code}"
            );
        }
        assert!(matches!(
            read("10121", hs),
            Err(FieldProblem::LostZero { found: 5, .. })
        ));
        assert!(matches!(
            read("1.01E+05", hs),
            Err(FieldProblem::NumberedCode)
        ));
        assert!(matches!(
            read("10121.0", hs),
            Err(FieldProblem::NumberedCode)
        ));
        assert!(matches!(
            read("01012100", hs),
            Err(FieldProblem::CodeLength { found: 8, .. })
        ));
        assert!(matches!(read(" 010121", hs), Err(FieldProblem::Padded)));
        assert!(matches!(read("", hs), Err(FieldProblem::Empty)));
        assert!(matches!(read("0101é1", hs), Err(FieldProblem::NotAscii)));
        assert_eq!(
            read("00", Nomenclature::SITC4).expect("a code").as_str(),
            "00"
        );
        assert_eq!(
            read("7", Nomenclature::SITC4).expect("a section").as_str(),
            "7"
        );
        for nomenclature in [hs, Nomenclature::HS, Nomenclature::Unstated] {
            let problem = read("7", nomenclature).expect_err("a chapter has two digits");
            assert!(
                matches!(problem, FieldProblem::LostZero { found: 1, .. }),
                "{nomenclature}"
            );
        }
        let two = ProductRule {
            restore_width: Some(2),
            ..ProductRule::default()
        };
        assert_eq!(
            product("7", &two, Nomenclature::HS)
                .expect("a code")
                .as_str(),
            "07"
        );
    }
}
