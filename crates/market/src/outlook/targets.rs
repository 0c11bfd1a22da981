//! Levels that the trade is to reach: those announced and not passed, and one that the user names.

use crate::error::Error;
use crate::ledger::{Known, Selection, Status, Target, judge};
use jiff::civil::Date;
use stirstick_codes::Country;

/// A level to reach.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Goal {
    /// The level, in the unit of the line of totals.
    pub(super) level: f64,
    /// Whose goal, and by when.
    pub(super) words: String,
    /// The year by whose end it is to be reached.
    pub(super) deadline: Option<u16>,
    /// True for the one that the user names.
    pub(super) asked_for: bool,
}

/// Targets and forecasts announced by the day that the trade had not passed then, the lowest first, and each level once.
pub(super) fn standing(
    known: &Known,
    reporter: Country,
    partner: Country,
    as_of: Date,
) -> Result<Vec<Goal>, Error> {
    let selection = Selection::as_of(&known.figures, reporter, partner, as_of)?;
    let outcomes = judge(&selection, &known.targets)?;
    let open = outcomes
        .iter()
        .filter(|outcome| matches!(outcome.status, Status::Open | Status::Missed));
    let mut goals: Vec<Goal> = open
        .map(|outcome| {
            let target: &Target = outcome.first();
            Goal {
                level: target.low_usd_bn,
                words: format!("{}, {}", target.kind.as_str(), target.by_whom),
                deadline: target.deadline.map(|deadline| deadline.year()),
                asked_for: false,
            }
        })
        .collect();
    goals.sort_by(|one, other| one.level.total_cmp(&other.level));
    goals.dedup_by(|next, first| {
        let is_same = (next.level - first.level).abs() < 1e-9 * first.level;
        if is_same {
            first.words = format!("{}; {}", first.words, next.words);
            first.deadline = first.deadline.or(next.deadline);
        }
        is_same
    });
    Ok(goals)
}

/// Reads a level such as `240bn`, `240 bn`, `1.5tn`, `900mn` or `240000000000`, as a plain number.
///
/// # Errors
/// [`Error::BadLevel`] for anything else.
pub fn parse_level(text: &str) -> Result<f64, Error> {
    const SCALES: [(&str, f64); 10] = [
        ("trillion", 1e12),
        ("tn", 1e12),
        ("billion", 1e9),
        ("bn", 1e9),
        ("million", 1e6),
        ("mn", 1e6),
        ("thousand", 1e3),
        ("b", 1e9),
        ("m", 1e6),
        ("k", 1e3),
    ];
    let plain: String = text
        .trim()
        .trim_start_matches('$')
        .replace([',', '_'], "")
        .to_lowercase();
    let scale = SCALES.iter().find(|(word, _)| plain.ends_with(word));
    let number = scale.map_or(plain.as_str(), |(word, _)| {
        &plain[..plain.len() - word.len()]
    });
    let value = number
        .trim()
        .parse::<f64>()
        .ok()
        .map(|number| number * scale.map_or(1.0, |(_, factor)| *factor));
    value
        .filter(|value| value.is_finite() && *value > 0.0)
        .ok_or_else(|| Error::BadLevel {
            got: text.chars().take(40).collect(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_with_their_scale() {
        for (text, expected) in [
            ("240bn", 240e9),
            ("240 bn", 240e9),
            ("$240 billion", 240e9),
            ("1.5tn", 1.5e12),
            ("900mn", 9e8),
            ("240,000", 240e3),
        ] {
            assert!(
                (parse_level(text).unwrap() / expected - 1.0).abs() < 1e-12,
                "{text}"
            );
        }
        for text in ["", "bn", "-3bn", "nan", "infbn", "many"] {
            assert!(parse_level(text).is_err(), "{text}");
        }
    }
}
