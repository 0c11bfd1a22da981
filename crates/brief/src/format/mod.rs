//! Numbers for people: scale, decimals, sign and unit.
//!
//! A number on its own carries its unit (`$240.1bn`). Numbers of one column or axis share scale and
//! decimals, and the unit stands once in the heading, except for the per cent sign, which every cell
//! carries. Programs get [`machine`] numbers instead.

mod scale;
mod words;

use stirstick_market::{Column, Figure, Unit};

use scale::{common_scale, is_below_a_million, plain_decimals, readable, rounded, shifted};
use words::{money_heading, money_words, smallest, tonnes_word, with_thousands};

/// What people see for a value that is not there.
pub(crate) const GAP: &str = "–";

/// Decimals of per cents, shares and percentage points when the answer does not say.
const PERCENT_DECIMALS: usize = 1;
/// Decimals of indices when the answer does not say.
const INDEX_DECIMALS: usize = 3;

/// How numbers of one unit are written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NumberFormat {
    /// Power of ten from the stored to the shown number.
    shift: i32,
    decimals: usize,
    prefix: String,
    suffix: String,
    /// Unit that stands in the heading instead of in each number.
    heading: Option<String>,
    plus: bool,
    thousands: bool,
    /// A small amount that rounds to zero is shown as smaller than the last decimal.
    small_is_not_zero: bool,
}

impl NumberFormat {
    /// Chooses how a number that stands alone is written.
    fn alone(unit: &Unit, decimals: Option<u8>, value: f64) -> Self {
        let scaled = |scale: u8, decimals: Option<u8>| {
            let (target, chosen) = match decimals {
                Some(given) => (scale, usize::from(given)),
                None => readable(shifted(value.abs(), i32::from(scale))),
            };
            (target, chosen)
        };
        match unit {
            Unit::Money {
                currency,
                scale_power10,
            } => {
                let (target, decimals) = scaled(*scale_power10, decimals);
                let (prefix, suffix) = money_words(currency, target);
                Self::new(decimals)
                    .shifted_by(*scale_power10, target)
                    .around(prefix, suffix)
                    .careful()
            }
            Unit::Tonnes => {
                let (target, decimals) = match decimals {
                    None if is_below_a_million(value) => (0, plain_decimals([value])),
                    given => scaled(0, given),
                };
                Self::new(decimals)
                    .shifted_by(0, target)
                    .around(
                        "",
                        format!(" {}", tonnes_word(target).replace("tonnes", "t")),
                    )
                    .careful()
            }
            _ => Self::unscaled(unit, decimals, [value]),
        }
    }

    /// Chooses how the numbers of a column or an axis are written.
    ///
    /// `room` is the number of the next smaller scale that the largest number must reach before the
    /// larger scale is taken: ten for columns, whose small numbers must stay readable, one for axes.
    fn together(unit: &Unit, decimals: Option<u8>, values: &[f64], room: f64) -> Self {
        let (own_scale, words): (u8, &dyn Fn(u8) -> String) = match unit {
            Unit::Money {
                currency,
                scale_power10,
            } => (*scale_power10, &|scale| money_heading(currency, scale)),
            Unit::Tonnes => (0, &tonnes_word),
            Unit::PercentagePoints => {
                let mut format = Self::unscaled(unit, decimals, values.iter().copied());
                format.suffix.clear();
                format.heading = Some("% points".to_owned());
                return format;
            }
            _ => return Self::unscaled(unit, decimals, values.iter().copied()),
        };
        let (target, decimals) = match decimals {
            Some(given) => (own_scale, usize::from(given)),
            None => common_scale(values, own_scale, room),
        };
        let mut format = Self::new(decimals).shifted_by(own_scale, target).careful();
        format.heading = Some(words(target));
        format
    }

    fn unscaled(
        unit: &Unit,
        decimals: Option<u8>,
        values: impl IntoIterator<Item = f64> + Clone,
    ) -> Self {
        let or = |default: usize| decimals.map_or(default, usize::from);
        match unit {
            Unit::Percent => Self::new(or(PERCENT_DECIMALS)).around("", "%"),
            Unit::Share => Self::new(or(PERCENT_DECIMALS))
                .shifted_by(2, 0)
                .around("", "%")
                .careful(),
            Unit::PercentagePoints => Self::new(or(PERCENT_DECIMALS)).around("", " % points"),
            Unit::Index => Self::new(or(INDEX_DECIMALS)),
            Unit::Period => Self {
                thousands: false,
                ..Self::new(or(0))
            },
            Unit::None => Self {
                thousands: values.clone().into_iter().any(|one| one.abs() >= 1e4),
                ..Self::new(or(plain_decimals(values)))
            },
            Unit::Count | Unit::Money { .. } | Unit::Tonnes => {
                Self::new(or(plain_decimals(values)))
            }
        }
    }

    fn new(decimals: usize) -> Self {
        Self {
            shift: 0,
            decimals,
            prefix: String::new(),
            suffix: String::new(),
            heading: None,
            plus: false,
            thousands: true,
            small_is_not_zero: false,
        }
    }

    fn shifted_by(mut self, from: u8, to: u8) -> Self {
        self.shift = i32::from(from) - i32::from(to);
        self
    }

    fn around(mut self, prefix: impl Into<String>, suffix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self.suffix = suffix.into();
        self
    }

    const fn careful(mut self) -> Self {
        self.small_is_not_zero = true;
        self
    }

    const fn with_plus(mut self, plus: bool) -> Self {
        self.plus = plus;
        self
    }

    /// Unit for the heading, when the numbers do not carry it.
    pub(crate) fn heading(&self) -> Option<&str> {
        self.heading.as_deref()
    }

    /// Writes a number; a gap and a number that is not finite become [`GAP`].
    pub(crate) fn show(&self, value: Option<f64>) -> String {
        let Some(value) = value.filter(|value| value.is_finite()) else {
            return GAP.to_owned();
        };
        let digits = rounded(value.abs(), self.shift, self.decimals);
        let rounds_to_zero = !digits.contains(|digit: char| ('1'..='9').contains(&digit));
        let is_zero = value.abs() <= 0.0;
        let sign = match (rounds_to_zero, value < 0.0, self.plus) {
            (false, true, _) => "−",
            (false, false, true) => "+",
            _ => "",
        };
        let (bound, sign, digits) = match (
            rounds_to_zero && !is_zero && self.small_is_not_zero,
            value < 0.0,
        ) {
            (true, false) => ("<", "", smallest(self.decimals)),
            (true, true) => (">", "−", smallest(self.decimals)),
            _ => ("", sign, digits),
        };
        let digits = if self.thousands {
            with_thousands(&digits)
        } else {
            digits
        };
        format!("{bound}{sign}{}{digits}{}", self.prefix, self.suffix)
    }

    /// Turns a stored number into the number that stands on an axis.
    pub(crate) fn scaled(&self, value: f64) -> f64 {
        shifted(value, self.shift)
    }

    /// Writes a number that is already scaled with the decimals that tell axis marks apart.
    pub(crate) fn mark(&self, scaled: f64, decimals: usize) -> String {
        let format = Self {
            shift: 0,
            decimals,
            plus: false,
            small_is_not_zero: false,
            ..self.clone()
        };
        format.show(Some(scaled))
    }
}

/// Writes a figure inside a sentence, where the words give the direction: no plus sign.
pub(crate) fn in_sentence(figure: &Figure) -> String {
    let Some(value) = figure.value.filter(|value| value.is_finite()) else {
        return "not available".to_owned();
    };
    let mut format = NumberFormat::alone(&figure.unit, figure.decimals, value);
    if figure.unit == Unit::PercentagePoints {
        " percentage points".clone_into(&mut format.suffix);
    }
    format.show(Some(value))
}

/// Writes a figure that stands alone; a growth or a change carries its sign.
pub(crate) fn on_its_own(figure: &Figure) -> String {
    let value = figure.value.filter(|value| value.is_finite());
    NumberFormat::alone(&figure.unit, figure.decimals, value.unwrap_or(0.0))
        .with_plus(is_rate(&figure.unit) && (is_change(&figure.label) || is_change(&figure.id)))
        .show(value)
}

/// Writes a number of things that is known exactly.
pub(crate) fn whole(number: u64) -> String {
    with_thousands(&number.to_string())
}

/// Chooses how the numbers of a column are written.
pub(crate) fn for_column(column: &Column, values: &[f64]) -> NumberFormat {
    NumberFormat::together(&column.unit, column.decimals, values, 10.0)
        .with_plus(is_rate(&column.unit) && (is_change(&column.label) || is_change(&column.id)))
}

/// Chooses how the numbers of a chart are written.
pub(crate) fn for_chart(unit: &Unit, values: &[f64]) -> NumberFormat {
    NumberFormat::together(unit, None, values, 1.0)
}

/// Writes a number for programs: the shortest digits that give it back; `None` unless finite.
pub(crate) fn machine(value: f64) -> Option<String> {
    // Adding zero turns minus zero into zero.
    value.is_finite().then(|| (value + 0.0).to_string())
}

/// Names a unit for programs: `USD*10^9`, `percent`, `t`.
pub(crate) fn unit_code(unit: &Unit) -> String {
    match unit {
        Unit::Money {
            currency,
            scale_power10: 0,
        } => currency.clone(),
        Unit::Money {
            currency,
            scale_power10,
        } => format!("{currency}*10^{scale_power10}"),
        Unit::Percent => "percent".to_owned(),
        Unit::Share => "share of one".to_owned(),
        Unit::PercentagePoints => "percentage points".to_owned(),
        Unit::Count => "count".to_owned(),
        Unit::Tonnes => "t".to_owned(),
        Unit::Index => "index".to_owned(),
        Unit::Period => "period".to_owned(),
        Unit::None => String::new(),
    }
}

const fn is_rate(unit: &Unit) -> bool {
    matches!(unit, Unit::Percent | Unit::PercentagePoints)
}

fn is_change(words: &str) -> bool {
    words
        .to_lowercase()
        .split(|character: char| !character.is_alphanumeric())
        .any(|word| matches!(word, "growth" | "change" | "changes" | "changed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(scale_power10: u8) -> Unit {
        Unit::Money {
            currency: "USD".to_owned(),
            scale_power10,
        }
    }

    fn figure(value: f64, unit: Unit, decimals: Option<u8>, label: &str) -> Figure {
        Figure {
            id: "figure".to_owned(),
            label: label.to_owned(),
            value: Some(value),
            unit,
            decimals,
            period: None,
            basis: None,
            note: None,
            receipt: None,
        }
    }

    fn shown(value: f64, unit: Unit, decimals: Option<u8>) -> String {
        on_its_own(&figure(value, unit, decimals, "value"))
    }

    #[test]
    fn money_as_published_keeps_scale_and_decimals() {
        assert_eq!(shown(240.1, money(9), Some(1)), "$240.1bn");
        assert_eq!(shown(-240.14, money(6), Some(1)), "−$240.1mn");
        assert_eq!(shown(1234.0, money(3), Some(0)), "$1,234 thousand");
        assert_eq!(shown(240_100_000.0, money(0), Some(0)), "$240,100,000");
        let francs = Unit::Money {
            currency: "CHF".to_owned(),
            scale_power10: 9,
        };
        assert_eq!(shown(12.5, francs, Some(1)), "CHF 12.5bn");
    }

    #[test]
    fn half_way_goes_up_as_a_reader_sees_it() {
        for (value, decimals, expected) in [
            (50.65, 1, "$50.7bn"),
            (50.64, 1, "$50.6bn"),
            (2.675, 2, "$2.68bn"),
            (0.125, 2, "$0.13bn"),
            (-50.65, 1, "−$50.7bn"),
            (0.5, 0, "$1bn"),
            (2.5, 0, "$3bn"),
            (50.649_999, 1, "$50.6bn"),
        ] {
            assert_eq!(shown(value, money(9), Some(decimals)), expected);
        }
        for (share, expected) in [(0.0045, "0.5%"), (0.1125, "11.3%"), (0.0044, "0.4%")] {
            assert_eq!(shown(share, Unit::Share, None), expected);
        }
        assert_eq!(shown(12_345_000.0, money(0), None), "$12.3mn");
        assert_eq!(shown(12_350_000.0, money(0), None), "$12.4mn");
    }

    #[test]
    fn money_without_decimals_gets_a_readable_scale() {
        for (value, expected) in [
            (240_111_000_000.0, "$240.1bn"),
            (3_417_000_000.0, "$3.42bn"),
            (1_240_000_000_000.0, "$1,240bn"),
            (999_999_999.0, "$1.00bn"),
            (999_940_000.0, "$999.9mn"),
            (45_300.0, "$45.3 thousand"),
            (450.0, "$450"),
            (450.5, "$450.50"),
            (0.0, "$0"),
        ] {
            assert_eq!(shown(value, money(0), None), expected);
        }
        assert_eq!(shown(1_234_567.0, money(3), None), "$1.23bn");
    }

    #[test]
    fn rates_carry_a_plus_only_where_they_are_changes() {
        let growth = |label| figure(26.3, Unit::Percent, Some(1), label);
        assert_eq!(on_its_own(&growth("Growth on 2022")), "+26.3%");
        assert_eq!(on_its_own(&growth("Tariff")), "26.3%");
        assert_eq!(on_its_own(&growth("Exchange premium")), "26.3%");
        assert_eq!(in_sentence(&growth("Growth on 2022")), "26.3%");
        assert_eq!(shown(-4.7, Unit::Percent, None), "−4.7%");
        assert_eq!(shown(-0.01, Unit::Percent, None), "0.0%");
        let points = figure(-1.25, Unit::PercentagePoints, Some(2), "change");
        assert_eq!(on_its_own(&points), "−1.25 % points");
        assert_eq!(in_sentence(&points), "−1.25 percentage points");
    }

    #[test]
    fn other_units() {
        assert_eq!(shown(0.253, Unit::Share, None), "25.3%");
        assert_eq!(shown(0.000_01, Unit::Share, None), "<0.1%");
        assert_eq!(shown(1_234_567.0, Unit::Count, None), "1,234,567");
        assert_eq!(shown(0.1234, Unit::Index, None), "0.123");
        assert_eq!(shown(2023.0, Unit::Period, None), "2023");
        assert_eq!(shown(2023.0, Unit::None, None), "2023");
        assert_eq!(shown(0.5, Unit::None, None), "0.5");
        assert_eq!(shown(12_345.6, Unit::Tonnes, None), "12,345.6 t");
        assert_eq!(shown(12_345_678.0, Unit::Tonnes, None), "12.3 mn t");
    }

    #[test]
    fn gaps_are_never_zero() {
        let mut gap = figure(0.0, money(9), Some(1), "growth");
        assert_eq!(on_its_own(&gap), "$0.0bn");
        gap.value = None;
        assert_eq!(on_its_own(&gap), GAP);
        assert_eq!(in_sentence(&gap), "not available");
        gap.value = Some(f64::NAN);
        assert_eq!(on_its_own(&gap), GAP);
        assert_eq!(machine(f64::INFINITY), None);
    }

    #[test]
    fn columns_share_one_scale_and_keep_small_amounts_visible() {
        let column = Column {
            id: "imports".to_owned(),
            label: "Imports".to_owned(),
            unit: money(0),
            decimals: None,
        };
        let values = [64_100_000_000.0, 2_400_000_000.0, 30_000_000.0, 0.0, -4e6];
        let format = for_column(&column, &values);
        assert_eq!(format.heading(), Some("$bn"));
        let cells: Vec<String> = values.iter().map(|v| format.show(Some(*v))).collect();
        assert_eq!(cells, ["64.1", "2.4", "<0.1", "0.0", ">−0.1"]);
        assert_eq!(format.show(None), GAP);
    }

    #[test]
    fn headings_name_currency_and_scale() {
        assert_eq!(money_heading("USD", 9), "$bn");
        assert_eq!(money_heading("USD", 3), "$ thousand");
        assert_eq!(money_heading("CHF", 3), "CHF thousand");
        assert_eq!(money_heading("CHF", 0), "CHF");
        assert_eq!(money_heading("CHF", 6), "CHF mn");
    }

    #[test]
    fn machine_numbers_have_no_ornament() {
        assert_eq!(machine(-1_234_567.25).as_deref(), Some("-1234567.25"));
        assert_eq!(machine(-0.0).as_deref(), Some("0"));
        assert_eq!(machine(240.1).as_deref(), Some("240.1"));
    }
}
