//! How exactly a figure of a text is stated, and whether a known one is it.

use stirstick_claims::Hedge;

/// What a figure can be compared by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stated {
    /// The value, as the claim has it; of a range the lower end.
    pub(super) value: f64,
    /// The upper end of a range.
    pub(super) high: Option<f64>,
    /// One unit in the last place that was written; `None` for words such as "a third".
    pub(super) step: Option<f64>,
    /// "About", "more than", "less than".
    pub(super) hedge: Option<Hedge>,
}

/// Part of an amount by which "about" may be off: "about $240bn" of 234 to 246.
const ABOUT_SHARE: f64 = 0.025;

/// Points by which "about" may be off for a rate.
const ABOUT_POINTS: f64 = 0.5;

/// Part by which a fraction in words may be off: a third is of 30% to 37%.
const WORDS_SHARE: f64 = 0.1;

/// Part below which "nearly" and "less than" say too little to be held to anything.
const NEARLY_SHARE: f64 = 0.1;

/// How a stated figure compares with a known one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// The known figure, rounded as the text is, is the stated one.
    Rounded,
    /// The known figure, cut off at the last place of the text, is the stated one.
    CutOff,
    /// The known figure is within what the wording says.
    Within,
    /// The wording leaves it open.
    Open,
    /// They differ.
    Differs,
}

/// A known figure to compare with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Compared {
    pub(super) value: f64,
    /// One unit in its last known place.
    pub(super) step: f64,
    /// The true one is higher.
    pub(super) is_floor: bool,
    pub(super) is_rate: bool,
}

impl Stated {
    /// Reads the step from the words of the figure, such as `$240.1 billion` for a value of 240.1e9.
    pub(super) fn read(value: f64, high: Option<f64>, figure: &str, hedge: Option<Hedge>) -> Self {
        Stated {
            value,
            high,
            step: step_of(value, figure),
            hedge,
        }
    }

    /// Compares with a known figure.
    ///
    /// Falls are compared by their size, so that "fell by more than 5%" is of a fall of 6.9%.
    pub(super) fn fit(&self, known: Compared) -> Fit {
        let sign = if self.value < 0.0 { -1.0 } else { 1.0 };
        let (stated, known_size) = (self.value * sign, known.value * sign);
        // A part in 1e9 keeps the representation of decimal numbers out of the comparison.
        let slack = 1e-9 * known.value.abs().max(1e-9);
        let half = 0.5 * self.step.unwrap_or(0.0).max(known.step) + slack;
        if let Some(high) = self.high {
            return within(known, (self.value.min(high), self.value.max(high)), half);
        }
        let apart = known_size - stated;
        match self.hedge {
            Some(Hedge::AtLeast) if apart >= -half => return Fit::Within,
            Some(Hedge::AtLeast) => {
                return if known.is_floor {
                    Fit::Open
                } else {
                    Fit::Differs
                };
            }
            Some(Hedge::AtMost) if apart > half => return Fit::Differs,
            Some(Hedge::AtMost) if known.is_floor => return Fit::Open,
            Some(Hedge::AtMost) => {
                return if -apart <= NEARLY_SHARE * stated {
                    Fit::Within
                } else {
                    Fit::Open
                };
            }
            _ => {}
        }
        if apart.abs() <= half {
            return Fit::Rounded;
        }
        if known.is_floor {
            return if apart < 0.0 { Fit::Open } else { Fit::Differs };
        }
        // Amounts are cut off ("$31bn" of 31.9), rates are rounded.
        let cut_off = self
            .step
            .filter(|step| !known.is_rate && known.step < step * (1.0 - 1e-9));
        if self.hedge.is_none() && cut_off.is_some_and(|step| apart > 0.0 && apart < step - slack) {
            return Fit::CutOff;
        }
        if apart.abs() <= self.leeway(known, stated) + slack {
            Fit::Within
        } else {
            Fit::Differs
        }
    }

    /// By how much the wording lets the figure be off.
    fn leeway(&self, known: Compared, stated: f64) -> f64 {
        match (self.step, self.hedge) {
            (None, _) => WORDS_SHARE * stated,
            (Some(_), Some(Hedge::About)) if known.is_rate => {
                ABOUT_POINTS.max(ABOUT_SHARE * known.value.abs())
            }
            (Some(_), Some(Hedge::About)) => ABOUT_SHARE * known.value.abs(),
            _ => 0.0,
        }
    }
}

fn within(known: Compared, (low, high): (f64, f64), half: f64) -> Fit {
    let is_inside = low - half <= known.value && known.value <= high + half;
    match (is_inside, known.is_floor) {
        (true, false) => Fit::Within,
        (true, true) => Fit::Open,
        (false, true) if known.value < low => Fit::Open,
        (false, _) => Fit::Differs,
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

    fn amount(value: f64, step: f64) -> Compared {
        Compared {
            value,
            step,
            is_floor: false,
            is_rate: false,
        }
    }

    fn rate(value: f64) -> Compared {
        Compared {
            is_rate: true,
            ..amount(value, 0.1)
        }
    }

    fn floor(value: f64) -> Compared {
        Compared {
            is_floor: true,
            ..amount(value, 1.0)
        }
    }

    fn stated(value: f64, figure: &str, hedge: Option<Hedge>) -> Stated {
        Stated::read(value, None, figure, hedge)
    }

    #[test]
    fn rounding_and_cutting_off() {
        assert_eq!(
            stated(240.1, "240.1", None).fit(amount(240.11, 0.01)),
            Fit::Rounded
        );
        assert_eq!(stated(31.0, "31", None).fit(amount(31.9, 0.1)), Fit::CutOff);
        // One unit too low is not cut off, nor is a figure that is known no finer.
        assert_eq!(
            stated(110.0, "110", None).fit(amount(111.0, 1.0)),
            Fit::Differs
        );
        assert_eq!(
            stated(240.0, "240.0", None).fit(amount(240.1, 0.1)),
            Fit::Differs
        );
        assert_eq!(stated(26.1, "26.1", None).fit(rate(26.2)), Fit::Differs);
        assert_eq!(stated(-2.0, "2", None).fit(rate(2.4)), Fit::Differs);
    }

    #[test]
    fn hedges_have_a_direction() {
        let more = |value: f64, figure: &str| stated(value, figure, Some(Hedge::AtLeast));
        assert_eq!(more(200.0, "200").fit(amount(240.1, 0.1)), Fit::Within);
        assert_eq!(more(241.0, "241").fit(amount(240.1, 0.1)), Fit::Differs);
        assert_eq!(more(20.0, "20").fit(rate(26.2)), Fit::Within);
        assert_eq!(more(-5.0, "5").fit(rate(-6.9)), Fit::Within);
        assert_eq!(more(-10.0, "10").fit(rate(-6.9)), Fit::Differs);
        let less = |value: f64, figure: &str| stated(value, figure, Some(Hedge::AtMost));
        assert_eq!(less(250.0, "250").fit(amount(240.1, 0.1)), Fit::Within);
        assert_eq!(less(240.0, "240.0").fit(amount(240.1, 0.1)), Fit::Differs);
        assert_eq!(less(300.0, "300").fit(amount(240.1, 0.1)), Fit::Open);
        let about = |value: f64, figure: &str| stated(value, figure, Some(Hedge::About));
        assert_eq!(about(240.0, "240").fit(amount(244.8, 0.1)), Fit::Within);
        assert_eq!(about(240.0, "240").fit(amount(250.0, 0.1)), Fit::Differs);
    }

    #[test]
    fn floors_leave_open_what_lies_above_them() {
        assert_eq!(stated(75.0, "75", None).fit(floor(75.0)), Fit::Rounded);
        assert_eq!(stated(78.7, "78.7", None).fit(floor(75.0)), Fit::Open);
        assert_eq!(
            stated(78.0, "78", Some(Hedge::AtLeast)).fit(floor(75.0)),
            Fit::Open
        );
        assert_eq!(
            stated(70.0, "70", Some(Hedge::AtLeast)).fit(floor(75.0)),
            Fit::Within
        );
        assert_eq!(stated(19.0, "19", None).fit(floor(20.0)), Fit::Differs);
    }

    #[test]
    fn ranges_and_fractions_in_words() {
        let range = |low: f64, high: f64| Stated::read(low, Some(high), "20", None);
        assert_eq!(range(25.0, 27.0).fit(rate(26.2)), Fit::Within);
        assert_eq!(range(245.0, 250.0).fit(amount(240.1, 0.1)), Fit::Differs);
        assert_eq!(stated(-33.3, "a third", None).fit(rate(-31.0)), Fit::Within);
        assert_eq!(stated(25.0, "a quarter", None).fit(rate(26.2)), Fit::Within);
        assert_eq!(stated(50.0, "half", None).fit(rate(26.2)), Fit::Differs);
    }
}
