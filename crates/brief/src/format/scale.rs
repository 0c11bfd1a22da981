//! Scale and decimals that make numbers easy to read.

/// Most decimals that are chosen here; published decimals may be more.
const MOST_DECIMALS: usize = 3;
/// A number that would round to 1000 of a scale is written in the next scale.
const ROUNDS_UP: f64 = 0.999_95;
/// Scales that have a word, largest first.
const SCALES: [u8; 3] = [9, 6, 3];

/// True for numbers that need no scale to be read, up to a million.
pub(super) fn is_below_a_million(value: f64) -> bool {
    value.abs() < ROUNDS_UP * 1e6
}

/// `value * 10^power`. Dividing for negative powers keeps the decimal digits of the answer.
pub(super) fn shifted(value: f64, power: i32) -> f64 {
    if power < 0 {
        value / 10f64.powi(-power)
    } else {
        value * 10f64.powi(power)
    }
}

/// `value * 10^power` with so many decimals, for a value that is not negative; half way goes up.
///
/// Half way is meant in decimals, as a reader sees it: the binary number nearest to 50.65 is below it.
pub(super) fn rounded(value: f64, power: i32, decimals: usize) -> String {
    let amount = shifted(value, power);
    let amount = if is_half_way(value, power, decimals) {
        amount * (1.0 + 4.0 * f64::EPSILON)
    } else {
        amount
    };
    format!("{amount:.decimals$}")
}

/// True when the last digit of the shortest text of `value` is a 5 that would be rounded away.
fn is_half_way(value: f64, power: i32, decimals: usize) -> bool {
    let text = value.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    let dropped = i32::try_from(digits.len() - significant.len()).unwrap_or(i32::MAX);
    let places = i32::try_from(fraction.len()).unwrap_or(i32::MAX) - dropped - power;
    significant.ends_with('5') && usize::try_from(places) == Ok(decimals + 1)
}

/// Scale and decimals for an amount that stands alone: three or four digits.
pub(super) fn readable(amount: f64) -> (u8, usize) {
    let Some(scale) = SCALES
        .into_iter()
        .find(|&scale| amount >= ROUNDS_UP * 10f64.powi(i32::from(scale)))
    else {
        return (0, if amount.fract() > 0.0 { 2 } else { 0 });
    };
    let shown = shifted(amount, -i32::from(scale));
    let decimals = match shown {
        _ if shown >= 999.95 => 0,
        _ if shown >= 9.995 => 1,
        _ => 2,
    };
    (scale, decimals)
}

/// Scale and decimals for amounts that stand together.
pub(super) fn common_scale(values: &[f64], own_scale: u8, room: f64) -> (u8, usize) {
    let mut amounts: Vec<f64> = values
        .iter()
        .map(|value| shifted(value.abs(), i32::from(own_scale)))
        .filter(|amount| *amount > 0.0)
        .collect();
    amounts.sort_unstable_by(f64::total_cmp);
    let Some(&largest) = amounts.last() else {
        return (own_scale, 0);
    };
    let scale = SCALES
        .into_iter()
        .find(|&scale| shifted(largest, -i32::from(scale)) >= room)
        .unwrap_or(0);
    let typical = shifted(amounts[amounts.len() / 2], -i32::from(scale));
    let whole = amounts.iter().all(|amount| amount.fract() <= 0.0);
    let decimals = match typical {
        _ if scale == 0 && whole => 0,
        _ if typical >= 1000.0 => 0,
        _ if typical >= 1.0 => 1,
        _ if typical >= 0.1 => 2,
        _ => MOST_DECIMALS,
    };
    (scale, decimals)
}

/// Decimals that show numbers without unit in full, up to three.
pub(super) fn plain_decimals(values: impl IntoIterator<Item = f64>) -> usize {
    values
        .into_iter()
        .map(|value| {
            let digits = format!("{value:.MOST_DECIMALS$}");
            let kept = digits.trim_end_matches('0');
            kept.rsplit('.').next().map_or(0, str::len)
        })
        .max()
        .unwrap_or(0)
}
