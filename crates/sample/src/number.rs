//! Rounding.

/// Rounds a positive number to a whole one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the values are positive and far below 2^53, and `as` saturates"
)]
pub(crate) fn whole(value: f64) -> u64 {
    value.round() as u64
}

/// Rounds to three decimals.
pub(crate) fn thousandths(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// Rounds a number of either sign to a whole one.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the values are far below 2^53, and `as` saturates"
)]
pub(crate) fn signed(value: f64) -> i64 {
    value.round() as i64
}
