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
                words: match target.deadline {
                    Some(deadline) => format!(
                        "{} of {} for {}",
                        target.kind.as_str(),
                        target.by_whom,
                        deadline.year()
                    ),
                    None => format!("{} of {}", target.kind.as_str(), target.by_whom),
                },
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
    let lower = text
        .trim()
        .trim_start_matches(['$', '€', '£'])
        .trim()
        .to_lowercase();
    let scale = SCALES.iter().find(|(word, _)| lower.ends_with(word));
    let number = scale.map_or(lower.as_str(), |(word, _)| {
        &lower[..lower.len() - word.len()]
    });
    let value =
        plain_number(number.trim()).map(|number| number * scale.map_or(1.0, |(_, factor)| *factor));
    value
        .filter(|value| value.is_finite() && *value > 0.0)
        .ok_or_else(|| Error::BadLevel {
            got: text.chars().take(40).collect(),
        })
}

/// A number with a point before decimals; commas may only set groups of three apart.
fn plain_number(text: &str) -> Option<f64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_grouped = groups.clone().count() == 0 || first.len() <= 3;
    let is_sound = !first.is_empty() && is_digits(first) && is_digits(decimals) && is_grouped;
    let all_threes = groups.all(|group| group.len() == 3 && is_digits(group));
    (is_sound && all_threes).then(|| text.replace(',', "").parse().ok())?
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
        for text in [
            "", "bn", "-3bn", "nan", "infbn", "many", "2,40bn", "240,5bn", "1e9",
        ] {
            assert!(parse_level(text).is_err(), "{text}");
        }
    }
}
