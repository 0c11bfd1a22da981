//! Words and small parts that both ledgers put into their sections.

use crate::answer::{Cell, Column, Figure, Statement, Unit};
use stirstick_codes::{Frequency, Period, PeriodRange};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A period as text: `2023`, `2024-05`, `2024-01..2024-03` also for a quarter to date.
pub(super) fn period_text(period: PeriodRange) -> String {
    match period.single().map(Period::frequency) {
        Some(Frequency::Annual | Frequency::Monthly) => period.to_string(),
        _ => format!("{}..{}", period.first(), period.last()),
    }
}

/// A period in a sentence: `2023`, `May 2024`, `January–March 2024`.
pub(super) fn period_words(period: PeriodRange) -> String {
    let year = period.last().year();
    match period.single().map(Period::frequency) {
        Some(Frequency::Annual) => year.to_string(),
        _ => format!("{} {year}", months_words(period)),
    }
}

/// The months of a period within one year: `May`, `January–March`.
pub(super) fn months_words(period: PeriodRange) -> String {
    let (first, last) = (month_name(period.first()), month_name(period.last()));
    if first == last {
        first.to_owned()
    } else {
        format!("{first}–{last}")
    }
}

fn month_name(month: Period) -> &'static str {
    let number = month.month().map_or(1, usize::from);
    MONTHS.get(number - 1).copied().unwrap_or("")
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let mut words: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    let last = words.pop().unwrap_or_default();
    if words.is_empty() {
        last
    } else {
        format!("{} and {last}", words.join(", "))
    }
}

/// The items once each, in the order of their first occurrence.
pub(super) fn once<T: PartialEq>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut kept = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}

/// A figure with a value only; the rest is filled in by the caller.
pub(super) fn figure(id: String, label: String, value: Option<f64>, unit: Unit) -> Figure {
    Figure {
        id,
        label,
        value,
        unit,
        decimals: None,
        period: None,
        basis: None,
        note: None,
        receipt: None,
    }
}

pub(super) fn column(id: &str, label: &str, unit: Unit) -> Column {
    Column {
        id: id.to_owned(),
        label: label.to_owned(),
        unit,
        decimals: None,
    }
}

/// A column of per cent with one decimal.
pub(super) fn percent_column(id: &str, label: &str) -> Column {
    Column {
        decimals: Some(1),
        ..column(id, label, Unit::Percent)
    }
}

/// A number, or a gap.
pub(super) fn number(value: Option<f64>) -> Cell {
    value.map_or(Cell::Gap(()), Cell::Number)
}

/// A text, or a gap where it is empty.
pub(super) fn text(value: impl Into<String>) -> Cell {
    let value = value.into();
    if value.is_empty() {
        Cell::Gap(())
    } else {
        Cell::Text(value)
    }
}

/// A note, unless it is empty.
pub(super) fn note(parts: &[String]) -> Option<String> {
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// A sentence that is being written: text, and figures behind placeholders.
#[derive(Debug, Default)]
pub(super) struct Sentence {
    text: String,
    figures: Vec<String>,
}

impl Sentence {
    /// Adds words. They hold no braces, which would be read as placeholders.
    pub(super) fn say(mut self, words: &str) -> Self {
        self.text
            .extend(words.chars().filter(|letter| !matches!(letter, '{' | '}')));
        self
    }

    /// Adds the number of a figure.
    pub(super) fn figure(mut self, id: &str) -> Self {
        self.text.push_str(&format!("{{{}}}", self.figures.len()));
        self.figures.push(id.to_owned());
        self
    }

    pub(super) fn end(self) -> Statement {
        Statement {
            text: self.text,
            figures: self.figures,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_read_as_a_person_writes_them() {
        for (range, text, words) in [
            ("2023", "2023", "2023"),
            ("2024-05", "2024-05", "May 2024"),
            ("2024-01..2024-03", "2024-01..2024-03", "January–March 2024"),
        ] {
            let period = PeriodRange::parse(range).unwrap();
            assert_eq!(
                (period_text(period).as_str(), period_words(period).as_str()),
                (text, words)
            );
        }
    }

    #[test]
    fn lists_and_sentences_join_their_parts() {
        assert_eq!(list(["a"]), "a");
        assert_eq!(list(["a", "b", "c"]), "a, b and c");
        assert_eq!(list(Vec::<String>::new()), "");
        let sentence = Sentence::default()
            .say("{from} ")
            .figure("x")
            .say(" to ")
            .figure("y")
            .end();
        assert_eq!(sentence.text, "from {0} to {1}");
        assert_eq!(sentence.figures, ["x", "y"]);
    }
}
