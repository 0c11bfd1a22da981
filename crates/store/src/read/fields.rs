//! Typed cells: numbers, codes, periods. Nothing is repaired that the layout does not declare.

use std::borrow::Cow;

use stirstick_codes::{Country, Nomenclature, Period, ProductCode};

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
    /// A frequency that contradicts the period.
    #[error("does not fit the period {period}")]
    Frequency {
        /// The period of the row.
        period: Period,
    },
    /// Exporter and importer are the same where they must not be.
    #[error("exporter and importer are the same country; this layout has no such rows")]
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

/// Powers of ten that a double holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];
/// Up to here every whole number is a double.
const EXACT: u64 = 1 << 53;

/// Reads a decimal number and shifts its point by `shift` places to the right.
///
/// The result is the double nearest to the shifted decimal, rounded once: `1.234` shifted by 3 is
/// exactly 1234. World trade of a century in cents has 17 digits; more than 300 are refused.
#[inline]
pub(crate) fn decimal(text: &[u8], shift: i32) -> Result<f64, FieldProblem> {
    let mut digits = 0u64;
    let mut count = 0u32;
    let mut places = 0i32;
    let mut position = 0;
    while let Some(byte) = text.get(position) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        digits = digits.wrapping_mul(10).wrapping_add(u64::from(digit));
        count += u32::from(digits > 0);
        position += 1;
    }
    let whole_digits = position;
    if text.get(position) == Some(&b'.') {
        position += 1;
        let start = position;
        while let Some(byte) = text.get(position) {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            digits = digits.wrapping_mul(10).wrapping_add(u64::from(digit));
            count += u32::from(digits > 0);
            places += 1;
            position += 1;
        }
        if position == start {
            return Err(number_problem(text));
        }
    }
    // Nineteen digits always fit in 64 bits.
    if position != text.len() || whole_digits == 0 || count > 19 {
        return slow_decimal(text, shift);
    }
    scaled(digits, shift - places).map_or_else(|| slow_decimal(text, shift), Ok)
}

/// `digits` times ten to the power, if one rounding suffices.
#[inline]
fn scaled(digits: u64, power: i32) -> Option<f64> {
    if digits > EXACT {
        return None;
    }
    let factor = POWERS.get(usize::try_from(power.unsigned_abs()).ok()?)?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "whole numbers up to 2^53 are exact"
    )]
    let digits = digits as f64;
    Some(if power < 0 {
        digits / factor
    } else {
        digits * factor
    })
}

#[cold]
fn slow_decimal(text: &[u8], shift: i32) -> Result<f64, FieldProblem> {
    let (mantissa, exponent) = match text.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(at) => (
            &text[..at],
            exponent(&text[at + 1..]).ok_or_else(|| number_problem(text))?,
        ),
        None => (text, 0),
    };
    let mut parts = mantissa.split(|byte| *byte == b'.');
    let whole = parts.next().unwrap_or_default();
    let fraction = parts.next();
    let is_digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    if !is_digits(whole) || !fraction.is_none_or(is_digits) || parts.next().is_some() {
        return Err(number_problem(text));
    }
    if text.len() > 300 {
        return Err(FieldProblem::TooLarge);
    }
    let mantissa = std::str::from_utf8(mantissa).expect("digits and a point are ASCII");
    let value: f64 = format!("{mantissa}e{}", exponent + shift)
        .parse()
        .map_err(|_| FieldProblem::NotANumber)?;
    if value.is_finite() {
        Ok(value)
    } else {
        Err(FieldProblem::TooLarge)
    }
}

fn exponent(text: &[u8]) -> Option<i32> {
    let digits = text
        .strip_prefix(b"+")
        .or(text.strip_prefix(b"-"))
        .unwrap_or(text);
    if digits.is_empty() || digits.len() > 3 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// Finds the most helpful reason why a cell is no number.
#[cold]
fn number_problem(text: &[u8]) -> FieldProblem {
    let trimmed = text.trim_ascii();
    if trimmed.is_empty() {
        return FieldProblem::Empty;
    }
    let words: &[&[u8]] = &[
        b"nan",
        b"inf",
        b"infinity",
        b"na",
        b"n/a",
        b"null",
        b"none",
        b":",
        b"..",
    ];
    let unsigned = trimmed
        .strip_prefix(b"-")
        .or(trimmed.strip_prefix(b"+"))
        .unwrap_or(trimmed);
    if words.iter().any(|word| unsigned.eq_ignore_ascii_case(word)) {
        return FieldProblem::NotFinite;
    }
    if trimmed.starts_with(b"-") && slow_decimal(&trimmed[1..], 0).is_ok() {
        return FieldProblem::Negative;
    }
    if trimmed.len() < text.len() {
        return FieldProblem::Padded;
    }
    let separators = |byte: &u8| matches!(byte, b',' | b'\'' | b' ' | b'.');
    let rest_is_digits = text
        .iter()
        .all(|byte| byte.is_ascii_digit() || separators(byte));
    if rest_is_digits
        && text.iter().any(u8::is_ascii_digit)
        && text.iter().filter(|b| **b != b'.').any(separators)
    {
        return FieldProblem::Separators;
    }
    FieldProblem::NotANumber
}

/// How product codes are written in a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ProductRule {
    /// Every code has so many digits, and a table that lost leading zeros is filled up again.
    pub(crate) restore_width: Option<usize>,
    /// Accepted lengths; any from 2 to 10 when empty.
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
    let looks_like_a_number = text.bytes().any(|byte| matches!(byte, b'.' | b'+'))
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'+' | b'E' | b'e' | b'-'));
    if looks_like_a_number {
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
    Ok(ProductCode::parse(text)?)
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
        Some((year, rest)) if matches!(rest, "" | "-01-01" | "0101") => Ok(Period::parse(year)?),
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

/// How countries are written in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum CountryForm {
    /// Numbers of UN Comtrade.
    Number,
    /// Codes of two or three letters, or of the source itself; blanks around them are Comtrade's own.
    Code,
    /// English names.
    Name,
    /// A code, else a name.
    Any,
    /// English names with blanks and marks taken out.
    Joined,
}

/// Reads a country.
pub(crate) fn country(text: &str, form: CountryForm) -> Result<Country, FieldProblem> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(FieldProblem::Empty);
    }
    Ok(match form {
        CountryForm::Number => {
            if trimmed.bytes().any(|byte| !byte.is_ascii_digit()) {
                return Err(FieldProblem::NotANumber);
            }
            Country::from_code(trimmed)?
        }
        CountryForm::Code => {
            if !trimmed.is_ascii() {
                return Err(FieldProblem::NotAscii);
            }
            Country::from_code(trimmed)?
        }
        CountryForm::Name => Country::from_name(trimmed)?,
        CountryForm::Any => Country::parse(trimmed)?,
        CountryForm::Joined => joined_name(trimmed)?,
    })
}

/// Names whose joined form is not that of the country's present name.
const JOINED_NAMES: &[(&str, &str)] = &[
    ("BruneiDarussalam", "BRN"),
    ("ChinaHongKongSAR", "HKG"),
    ("ChinaMacaoSAR", "MAC"),
    ("ChinaTaiwanProvince", "TWN"),
    ("CotedIvoire", "CIV"),
    ("CzechRepublic", "CZE"),
    ("DemRepoftheCongo", "COD"),
    ("FaeroeIslands", "FRO"),
    ("FalklandIslands", "FLK"),
    ("Indonesia2002", "IDN"),
    ("IranIslamicRepublic", "IRN"),
    ("KoreaDemPeoples", "PRK"),
    ("KoreaRepublicof", "KOR"),
    ("LaoPeoplesDemRep", "LAO"),
    ("MicronesiaFedSts", "FSM"),
    ("NetherlandsAntilles", "ANT"),
    ("NorthernMarianas", "MNP"),
    ("RepublicofMoldova", "MDA"),
    ("RussianFederation", "RUS"),
    ("SaintVincentandGrenadines", "VCT"),
    ("SaoTomeandPricipe", "STP"),
    ("SerbiaandMontenegro", "SCG"),
    ("StateofPalestine", "PSE"),
    ("Sudan2011", "SDN"),
    ("SyrianArabRepublic", "SYR"),
    ("TFYRofMacedonia", "MKD"),
    ("TanzaniaUnitedRepublic", "TZA"),
    ("TurksandCaicos", "TCA"),
    ("WallisandFutuna", "WLF"),
];

/// Reads a name that lost its blanks: `SaudiArabia`.
fn joined_name(text: &str) -> Result<Country, FieldProblem> {
    let by_table = JOINED_NAMES.iter().find(|(name, _)| *name == text);
    if let Some((_, code)) = by_table {
        return Ok(Country::from_iso3(code)?);
    }
    let is_joined = |name: &str| {
        let letters = name.chars().filter(|letter| letter.is_alphanumeric());
        letters.eq(text.chars())
    };
    let found = Country::all().find(|country| is_joined(country.name()));
    Ok(found.map_or_else(|| Country::from_name(text), Ok)?)
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

    fn assert_same(text: &str, shift: i32, expected: f64) {
        let value = decimal(text.as_bytes(), shift).expect("a number");
        assert_eq!(
            value.to_bits(),
            expected.to_bits(),
            "{text} by {shift}: {value}"
        );
    }

    #[test]
    fn shifting_the_point_adds_no_noise() {
        assert_same("1.234", 3, 1234.0);
        assert_same("0.001", 3, 1.0);
        assert_same("405.0239891875535", 3, 405_023.989_187_553_5);
        assert_same("0.1", 0, 0.1);
        assert_same("6804128143.0", 0, 6_804_128_143.0);
        assert_same(
            "12345678901234567890.12",
            3,
            12_345_678_901_234_567_890_120.0,
        );
        assert_same("00000000000000000000000001.5", 0, 1.5);
        assert_same("0.00000000000000000000000001", 3, 1e-23);
        assert_same("1e3", -3, 1.0);
        assert_same("1.5E-02", 0, 0.015);
        assert_same("27862630", -3, 27_862.63);
        assert_same("0", 3, 0.0);
    }

    #[test]
    fn what_is_no_number_is_told_apart() {
        let problem = |text: &str| decimal(text.as_bytes(), 0).expect_err(text);
        assert_eq!(problem(""), FieldProblem::Empty);
        assert_eq!(problem("  "), FieldProblem::Empty);
        for text in [
            "1.2e", "1.", ".5", "abc", "1..2", "0x10", "1e1.5", "+5", "$5", "1e9999",
        ] {
            assert_eq!(problem(text), FieldProblem::NotANumber, "{text}");
        }
        for text in ["1,234.5", "1 234", "1'234", "1,5", "1.234,5"] {
            assert_eq!(problem(text), FieldProblem::Separators, "{text}");
        }
        for text in ["NaN", "inf", "-inf", "NA", "null", ":", "nan"] {
            assert_eq!(problem(text), FieldProblem::NotFinite, "{text}");
        }
        assert_eq!(problem("-5"), FieldProblem::Negative);
        assert_eq!(problem(" 12"), FieldProblem::Padded);
        assert_eq!(problem("1e400"), FieldProblem::TooLarge);
        assert_eq!(problem(&"9".repeat(400)), FieldProblem::TooLarge);
    }

    #[test]
    fn product_codes_are_text() {
        let rule = ProductRule::default();
        let read = |text: &str, nomenclature| product(text, &rule, nomenclature);
        let hs = Nomenclature::HS22;
        assert_eq!(read("010121", hs).expect("a code").as_str(), "010121");
        assert_eq!(read("9999AA", hs).expect("a code").as_str(), "9999AA");
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
