//! Currencies, scales and digits in words and signs.

pub(super) fn smallest(decimals: usize) -> String {
    match decimals {
        0 => "1".to_owned(),
        _ => format!("0.{}1", "0".repeat(decimals - 1)),
    }
}

pub(super) fn with_thousands(digits: &str) -> String {
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut grouped = String::with_capacity(digits.len() + whole.len() / 3 + 1);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// Signs that belong to one currency only; other currencies are written with their code.
fn currency_sign(currency: &str) -> Option<&'static str> {
    match currency {
        "USD" => Some("$"),
        "EUR" => Some("€"),
        "GBP" => Some("£"),
        _ => None,
    }
}

pub(super) fn money_words(currency: &str, scale: u8) -> (String, String) {
    let prefix = currency_sign(currency).map_or_else(|| format!("{currency} "), str::to_owned);
    (prefix, scale_word(scale))
}

pub(super) fn money_heading(currency: &str, scale: u8) -> String {
    match (currency_sign(currency), scale_word(scale)) {
        (Some(sign), word) => format!("{sign}{word}"),
        (None, word) if word.is_empty() || word.starts_with(' ') => format!("{currency}{word}"),
        (None, word) => format!("{currency} {word}"),
    }
}

pub(super) fn tonnes_word(scale: u8) -> String {
    match scale {
        0 => "tonnes".to_owned(),
        _ => format!("{} tonnes", scale_word(scale).trim_start()),
    }
}

fn scale_word(scale: u8) -> String {
    match scale {
        0 => String::new(),
        3 => " thousand".to_owned(),
        6 => "mn".to_owned(),
        9 => "bn".to_owned(),
        other => format!("×10^{other}"),
    }
}
