//! Units, names and small builders shared by sections: figures, tables and charts.

use stirstick_codes::{Country, Currency, ReportedBy, Valuation};

use crate::answer::{Cell, Column, Unit};

/// A number that would be written as 1,000.0 of a scale is written as 1.00 of the next.
const ROUNDS_UP: f64 = 0.999_95;

/// A power of ten and the unit that goes with it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MoneyScale {
    power10: u8,
    currency: String,
}

impl MoneyScale {
    /// The scale for one number to be read by itself: 52.3 billion rather than 52,300 million.
    pub(crate) fn for_figure(currency: Currency, value: f64) -> Self {
        let power10 = match value.abs() {
            size if size >= ROUNDS_UP * 1e9 => 9,
            size if size >= ROUNDS_UP * 1e6 => 6,
            size if size >= ROUNDS_UP * 1e3 => 3,
            _ => 0,
        };
        Self {
            power10,
            currency: currency.to_string(),
        }
    }

    /// The scale for the columns of a table: three powers finer than its largest number needs, so
    /// that small suppliers stay visible.
    pub(crate) fn for_table(currency: Currency, largest: f64) -> Self {
        let mut scale = Self::for_figure(currency, largest);
        scale.power10 = scale.power10.saturating_sub(3);
        scale
    }

    pub(crate) fn unit(&self) -> Unit {
        Unit::Money {
            currency: self.currency.clone(),
            scale_power10: self.power10,
        }
    }

    pub(crate) fn apply(&self, value: f64) -> f64 {
        value / 10_f64.powi(i32::from(self.power10))
    }

    /// One decimal, two for numbers below ten; none for whole units of the currency.
    pub(crate) fn decimals(&self, value: f64) -> u8 {
        match self.power10 {
            0 => 0,
            _ if self.apply(value).abs() < 10.0 => 2,
            _ => 1,
        }
    }
}

/// Growth in per cent of `from`; `None` without a base.
pub(crate) fn growth_pct(from: f64, to: f64) -> Option<f64> {
    (from > 0.0).then(|| 100.0 * (to - from) / from)
}

/// `part / whole`; `None` without a whole.
pub(crate) fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// A count as a number.
pub(crate) fn count(things: usize) -> f64 {
    things as f64
}

pub(crate) fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

pub(crate) fn number(value: impl Into<Option<f64>>) -> Cell {
    value.into().map_or(Cell::Gap(()), Cell::Number)
}

pub(crate) fn column(id: &str, label: &str, unit: Unit) -> Column {
    Column {
        id: id.to_owned(),
        label: label.to_owned(),
        unit,
        decimals: None,
    }
}

/// "Germany", "Germany and Japan", "Germany, Japan and Italy".
pub(crate) fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Whose reports the values are, and how goods were valued, in words.
pub(crate) fn basis(market: Country, reported_by: ReportedBy, valuation: Valuation) -> String {
    let valued = match valuation {
        Valuation::Fob => "FOB values (without international freight and insurance)",
        Valuation::Cif => "CIF values (with freight and insurance to the border)",
        Valuation::Reconciled => "values reconciled to FOB",
        Valuation::Unstated => "values of unstated valuation",
    };
    match reported_by {
        ReportedBy::Importer => format!("{valued} reported by the customs of {}", market.name()),
        ReportedBy::Exporter => format!("{valued} reported by the customs of its suppliers"),
        ReportedBy::Both => format!("{valued} from the reports of both sides"),
        ReportedBy::Estimate => format!("{valued}, in part or all estimated"),
    }
}
