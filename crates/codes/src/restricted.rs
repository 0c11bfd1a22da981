use crate::ProductCode;
use serde::Serialize;
use std::sync::OnceLock;

const LIST: &str = include_str!("../tables/common_high_priority_list.csv");

/// One good of the Common High Priority List, by its HS 2022 subheading.
///
/// The list is of goods that the United States, the European Union, the United Kingdom and Japan
/// found to be diverted to Russia's military. A code that is not on the list is not thereby cleared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RestrictedEntry {
    /// The subheading of HS 2022.
    pub hs6: ProductCode,
    /// The tier: `1`, `2`, `3A`, `3B`, `4A` or `4B`; the first is of highest concern.
    pub tier: String,
    /// What the tier means.
    pub tier_meaning: String,
    /// What the goods are, in a few words.
    pub label: String,
    /// The date of the list's edition, as `YYYY-MM-DD`.
    pub list_date: String,
    /// Who publishes the list, and where.
    pub source: String,
}

/// The entry of the list that a code falls under, found by its first six characters.
///
/// Codes of eight or ten digits (CN, national tariffs) inherit the flag of their subheading.
/// `None` for broader codes: for a heading or chapter ask [`restricted_under`].
#[must_use]
pub fn restricted_entry(code: ProductCode) -> Option<&'static RestrictedEntry> {
    let subheading = code.truncate(6);
    let at = list()
        .binary_search_by_key(&subheading, |entry| entry.hs6)
        .ok()?;
    Some(&list()[at])
}

/// The entries of the list that a code contains or falls under, by code.
///
/// A chapter or heading gives those below it, the total gives all, and a code of six characters or
/// more gives its own entry, if any.
pub fn restricted_under(prefix: ProductCode) -> impl Iterator<Item = &'static RestrictedEntry> {
    let group = prefix.truncate(6);
    list().iter().filter(move |entry| entry.hs6.is_in(group))
}

/// Name, date and nomenclature of the list, to be shown beside a flag.
#[must_use]
pub fn restricted_list_label() -> &'static str {
    static LABEL: OnceLock<String> = OnceLock::new();
    LABEL.get_or_init(|| {
        let date = list().first().map_or("", |entry| &entry.list_date);
        format!("Common High Priority List of {date} (HS 2022)")
    })
}

fn list() -> &'static [RestrictedEntry] {
    static ENTRIES: OnceLock<Vec<RestrictedEntry>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let mut reader = csv::Reader::from_reader(LIST.as_bytes());
        let rows = reader.records().map(|row| {
            let row = row.expect("the embedded list is well-formed CSV");
            RestrictedEntry {
                hs6: ProductCode::parse(&row[0]).expect("its codes are digits"),
                tier: row[1].to_owned(),
                tier_meaning: row[2].to_owned(),
                label: row[3].to_owned(),
                list_date: row[4].to_owned(),
                source: row[5].to_owned(),
            }
        });
        let mut list: Vec<_> = rows.collect();
        list.sort_unstable_by_key(|entry| entry.hs6);
        list
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> ProductCode {
        ProductCode::parse(text).unwrap()
    }

    #[test]
    fn the_list_has_fifty_entries_in_six_tiers() {
        let tiers = |tier: &str| list().iter().filter(|entry| entry.tier == tier).count();
        assert_eq!(
            ["1", "2", "3A", "3B", "4A", "4B"].map(tiers),
            [4, 5, 16, 9, 11, 5]
        );
        assert_eq!(list().len(), 50);
        assert_eq!(
            restricted_list_label(),
            "Common High Priority List of 2024-02-23 (HS 2022)"
        );
    }

    #[test]
    fn a_longer_code_has_the_flag_of_its_subheading() {
        let entry = restricted_entry(code("845811")).unwrap();
        assert_eq!(entry.tier, "4B");
        assert_eq!(restricted_entry(code("84581120")), Some(entry));
        assert_eq!(restricted_entry(code("8458112000")), Some(entry));
        assert_eq!(restricted_entry(code("845819")), None);
        assert_eq!(restricted_entry(code("8458")), None);
        assert_eq!(restricted_entry(ProductCode::TOTAL), None);
    }

    #[test]
    fn a_group_lists_what_it_contains() {
        let under = |text| {
            restricted_under(code(text))
                .map(|e| e.hs6)
                .collect::<Vec<_>>()
        };
        assert_eq!(under("8458"), [code("845811"), code("845891")]);
        assert_eq!(under("84581120"), [code("845811")]);
        assert_eq!(under("TOTAL").len(), 50);
        assert!(under("01").is_empty());
        assert_eq!(
            under("84").len() + under("85").len() + under("88").len() + under("90").len(),
            50
        );
    }
}
