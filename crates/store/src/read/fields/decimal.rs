//! Decimal numbers, read strictly and rounded once.

use super::FieldProblem;

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

/// The whole world trades some 1e14 US dollars a year; no currency makes a flow larger than this.
const LARGEST_AMOUNT: f64 = 1e18;

/// Reads a value or a weight: a decimal number that trade can have.
#[inline]
pub(crate) fn amount(text: &[u8], shift: i32) -> Result<f64, FieldProblem> {
    let amount = decimal(text, shift)?;
    if amount > LARGEST_AMOUNT {
        return Err(FieldProblem::Implausible);
    }
    Ok(amount)
}

/// The power of ten of the last digit that a decimal number is printed with.
pub(crate) fn last_place(text: &[u8]) -> i32 {
    let (mantissa, power) = match text.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(at) => (&text[..at], exponent(&text[at + 1..]).unwrap_or(0)),
        None => (text, 0),
    };
    let point = mantissa.iter().position(|byte| *byte == b'.');
    let places = point.map_or(0, |at| mantissa.len() - at - 1);
    power - i32::try_from(places).unwrap_or(i32::MAX)
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
    let is_zero = mantissa.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if !value.is_finite() {
        Err(FieldProblem::TooLarge)
    } else if value <= 0.0 && !is_zero {
        Err(FieldProblem::TooSmall)
    } else {
        Ok(value)
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
    fn amounts_end_where_trade_does() {
        let amount = |text: &str, shift| super::amount(text.as_bytes(), shift);
        assert_eq!(amount("1e18", 0), Ok(1e18));
        assert_eq!(
            amount("1000000000000001", 3),
            Err(FieldProblem::Implausible)
        );
        assert_eq!(amount("1.7e308", 0), Err(FieldProblem::Implausible));
    }

    #[test]
    fn the_last_digit_printed_has_a_place() {
        for (text, place) in [("12", 0), ("12.50", -2), ("1.25e3", 1), ("7e-2", -2)] {
            assert_eq!(last_place(text.as_bytes()), place, "{text}");
        }
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
        assert_eq!(problem("1e-400"), FieldProblem::TooSmall);
        assert_same("0.0e-400", 0, 0.0);
        assert_eq!(problem(&"9".repeat(400)), FieldProblem::TooLarge);
    }
}
