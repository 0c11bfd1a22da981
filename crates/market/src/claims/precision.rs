//! How exactly a figure of a text is stated.

/// What a figure can be compared by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stated {
    /// The value, as the claim has it.
    pub(super) value: f64,
    /// One unit in the last place that was written; `None` for words such as "a third".
    pub(super) step: Option<f64>,
    /// True after "about", "nearly", "more than" and for fractions in words.
    pub(super) approx: bool,
}

/// Part of a hedged amount by which it may be off and still be meant: "about $240bn" of 234 to 246.
const HEDGE_SHARE: f64 = 0.025;

/// Points by which a hedged rate may be off.
const HEDGE_POINTS: f64 = 0.5;

/// How a stated figure compares with a known one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// The known figure, rounded as the text is, is the stated one.
    Rounded,
    /// The known figure, cut off at the last place of the text, is the stated one.
    CutOff,
    /// The stated one is hedged, and near.
    Hedged,
    /// They differ.
    Differs,
}

impl Stated {
    /// Reads the step from the words of the figure, such as `$240.1 billion` for a value of 240.1e9.
    pub(super) fn read(value: f64, figure: &str, approx: bool) -> Self {
        Stated {
            value,
            step: step_of(value, figure),
            approx,
        }
    }

    /// Compares with a known value that is itself known to half of `known_step`.
    pub(super) fn fit(&self, known: f64, known_step: f64, is_rate: bool) -> Fit {
        let apart = (self.value - known).abs();
        let half = 0.5 * self.step.unwrap_or(0.0).max(known_step);
        // A part in 1e9 keeps the representation of decimal numbers out of the comparison.
        let slack = 1e-9 * known.abs().max(1e-9);
        if apart <= half + slack {
            return Fit::Rounded;
        }
        if self.step.is_some_and(|step| {
            (0.0..step + slack).contains(&(known.abs() - self.value.abs()))
                && known * self.value > 0.0
        }) {
            return Fit::CutOff;
        }
        let hedge = if is_rate {
            HEDGE_POINTS.max(HEDGE_SHARE * known.abs())
        } else {
            HEDGE_SHARE * known.abs()
        };
        if (self.approx || self.step.is_none()) && apart <= hedge.max(half) + slack {
            Fit::Hedged
        } else {
            Fit::Differs
        }
    }
}

/// The first number of `figure` has a last place, and the value a scale over that number.
fn step_of(value: f64, figure: &str) -> Option<f64> {
    let start = figure.find(|character: char| character.is_ascii_digit())?;
    let number: String = figure[start..]
        .chars()
        .take_while(|character| {
            character.is_ascii_digit() || matches!(character, '.' | ',' | '\u{a0}' | ' ')
        })
        .collect();
    let number = number.trim_end_matches(['.', ',', ' ', '\u{a0}']);
    let groups: Vec<&str> = number.split(['.', ',', ' ', '\u{a0}']).collect();
    let readings = [
        (groups.concat(), 0),
        (joined(&groups)?, groups.last().map_or(0, |last| last.len())),
    ];
    let scale_of = |digits: &str| {
        Some(value.abs() / digits.parse::<f64>().ok().filter(|number| *number > 0.0)?)
    };
    // Of the two readings of a separator, as groups of thousands or as a decimal one, that is right with which the
    // scale is a power of ten.
    let mut steps = readings.iter().filter_map(|(digits, decimals)| {
        let scale = scale_of(digits)?;
        let power = scale.log10();
        let is_power = (power - power.round()).abs() < 1e-9;
        is_power.then(|| scale * 10_f64.powi(-i32::try_from(*decimals).unwrap_or(0)))
    });
    let plain = steps.next();
    let decimal = steps.next();
    if groups.len() > 1 && groups.last().is_some_and(|last| last.len() != 3) {
        return decimal.or(plain);
    }
    plain.or(decimal)
}

/// The number with its last separator as a decimal point.
fn joined(groups: &[&str]) -> Option<String> {
    let (last, rest) = groups.split_last()?;
    Some(if rest.is_empty() {
        (*last).to_owned()
    } else {
        format!("{}.{last}", rest.concat())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_read_from_the_last_place() {
        for (value, figure, step) in [
            (240.1e9, "$240.1 billion", Some(0.1e9)),
            (75e9, "$75bn", Some(1e9)),
            (26.3, "26.3 percent", Some(0.1)),
            (1_234_000.0, "1,234 thousand", Some(1e3)),
            (240_110_000_000.0, "240,110,000,000 dollars", Some(1.0)),
            (1.5e9, "1,5 Milliarden", Some(0.1e9)),
            (-33.3, "a third", None),
            (12e12, "12 lakh crore", Some(1e12)),
        ] {
            let got = step_of(value, figure);
            let same = match (got, step) {
                (Some(got), Some(step)) => (got / step - 1.0_f64).abs() < 1e-9,
                (got, step) => got.is_none() && step.is_none(),
            };
            assert!(same, "{figure}: {got:?}");
        }
    }

    #[test]
    fn rounding_cutting_off_and_hedges_are_told_apart() {
        let stated = |value, figure: &str, approx| Stated::read(value, figure, approx);
        assert_eq!(
            stated(240.1e9, "$240.1bn", false).fit(240.11e9, 0.01e9, false),
            Fit::Rounded
        );
        assert_eq!(
            stated(31e9, "$31bn", false).fit(31.9e9, 0.0, false),
            Fit::CutOff
        );
        assert_eq!(
            stated(75e9, "$75bn", true).fit(76.6e9, 0.0, false),
            Fit::Hedged
        );
        assert_eq!(
            stated(75e9, "$75.0bn", false).fit(76.6e9, 0.0, false),
            Fit::Differs
        );
        assert_eq!(
            stated(26.3, "26.3%", false).fit(26.2, 0.0, true),
            Fit::Differs
        );
        assert_eq!(
            stated(-33.3, "a third", true).fit(-33.0, 0.0, true),
            Fit::Hedged
        );
        assert_eq!(stated(-2.0, "2%", false).fit(2.4, 0.0, true), Fit::Differs);
    }
}
