//! Names that links inside the page point to.

use std::collections::{BTreeMap, BTreeSet};

use stirstick_market::Answer;

/// Names that the page itself uses.
const TAKEN: [&str; 2] = ["main", "receipts"];

/// One name per section and per receipt: letters, digits, hyphens and underscores, each used once.
///
/// Names of other things on the page hold a point, so they never meet one of these.
#[derive(Debug)]
pub(super) struct Anchors<'a> {
    sections: Vec<String>,
    receipts: BTreeMap<&'a str, String>,
}

impl<'a> Anchors<'a> {
    pub(super) fn of(answer: &'a Answer) -> Self {
        let mut used: BTreeSet<String> = TAKEN.into_iter().map(str::to_owned).collect();
        let sections = answer
            .sections
            .iter()
            .map(|section| unused(&section.id, "section", &mut used))
            .collect();
        let mut receipts = BTreeMap::new();
        for receipt in &answer.receipts {
            receipts.entry(receipt.id.as_str()).or_insert_with(|| {
                unused(&format!("receipt-{}", receipt.id), "receipt", &mut used)
            });
        }
        Self { sections, receipts }
    }

    /// Name of a section; names of things inside it start with it and a point.
    pub(super) fn section(&self, index: usize) -> &str {
        self.sections.get(index).map_or("main", String::as_str)
    }

    /// Name of a receipt that is listed on the page.
    pub(super) fn receipt(&self, id: &str) -> Option<&str> {
        self.receipts.get(id).map(String::as_str)
    }
}

/// A name like `wanted` that is not used yet.
fn unused(wanted: &str, otherwise: &str, used: &mut BTreeSet<String>) -> String {
    let safe: String = wanted
        .chars()
        .filter(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_'))
        .collect();
    let safe = if safe.starts_with(|first: char| first.is_ascii_alphabetic()) {
        safe
    } else {
        format!("{otherwise}-{safe}")
    };
    let mut name = safe.clone();
    let mut number = 2;
    while !used.insert(name.clone()) {
        name = format!("{safe}-{number}");
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_used_once() {
        let mut used: BTreeSet<String> = TAKEN.into_iter().map(str::to_owned).collect();
        for (wanted, expected) in [
            ("ledger", "ledger"),
            ("ledger", "ledger-2"),
            ("ledger-2", "ledger-2-2"),
            ("main", "main-2"),
            ("\"><script>", "script"),
            ("", "section-"),
            ("9 lives", "section-9lives"),
        ] {
            assert_eq!(unused(wanted, "section", &mut used), expected);
        }
    }
}
