use crate::Country;
use serde::Serialize;
use std::sync::OnceLock;

const MARKETS: &str = include_str!("../tables/embargoed_markets.csv");

/// A market to which goods of the Common High Priority List may not be exported.
///
/// What it is for: no supplier and no route is ever suggested for a good of the list to such a market.
/// It is no legal advice: whether a shipment is forbidden depends on who ships what, from where, to
/// whom and when, and a market that is not in the table is not thereby open. The markets are a table,
/// so that a change of law is a change of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Embargo {
    /// The market.
    pub market: Country,
    /// The first day of the earliest of the measures, as `YYYY-MM-DD`; single goods were added later.
    pub since: String,
    /// The measures in force, by who took them.
    pub measure: String,
    /// Where the measures are published.
    pub source: String,
}

/// The embargo on goods of the Common High Priority List that a market is under, if any.
///
/// Applies to the goods that [`restricted_entry`](crate::restricted_entry) finds, whatever the period
/// of the data. `None` for every market that the table does not have, which clears nothing.
///
/// ```
/// use stirstick_codes::{Country, embargo};
///
/// assert!(embargo(Country::parse("RUS")?).is_some_and(|embargo| embargo.since == "2022-02-24"));
/// assert!(embargo(Country::parse("KAZ")?).is_none());
/// # Ok::<(), stirstick_codes::Error>(())
/// ```
#[must_use]
pub fn embargo(market: Country) -> Option<&'static Embargo> {
    markets().iter().find(|embargo| embargo.market == market)
}

fn markets() -> &'static [Embargo] {
    static MARKETS_READ: OnceLock<Vec<Embargo>> = OnceLock::new();
    MARKETS_READ.get_or_init(|| {
        let mut reader = csv::Reader::from_reader(MARKETS.as_bytes());
        let rows = reader.records().map(|row| {
            let row = row.expect("the embedded table of markets is well-formed CSV");
            Embargo {
                market: Country::from_iso3(&row[0]).expect("the script checked the markets"),
                since: row[1].to_owned(),
                measure: row[2].to_owned(),
                source: row[3].to_owned(),
            }
        });
        rows.collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_markets_are_under_embargo_since_their_first_measure() {
        let found: Vec<_> = markets()
            .iter()
            .map(|row| (row.market.as_str(), row.since.as_str()))
            .collect();
        assert_eq!(found, [("BLR", "2022-03-02"), ("RUS", "2022-02-24")]);
        for row in markets() {
            assert_eq!(embargo(row.market), Some(row));
            for act in [
                "15 CFR 746.8",
                "833/2014",
                "765/2006",
                "2019/855",
                "2019/600",
            ] {
                let theirs = match act {
                    "833/2014" | "2019/855" => row.market.as_str() == "RUS",
                    "765/2006" | "2019/600" => row.market.as_str() == "BLR",
                    _ => true,
                };
                assert_eq!(row.measure.contains(act), theirs, "{} {act}", row.market);
            }
        }
    }

    #[test]
    fn old_codes_and_names_lead_to_the_embargo_and_other_markets_have_none() {
        for text in ["643", "ru", "Russian Federation", "Belarus"] {
            assert!(embargo(Country::parse(text).unwrap()).is_some(), "{text}");
        }
        let others = Country::all().filter(|market| embargo(*market).is_none());
        assert_eq!(others.count(), Country::all().count() - 2);
        assert_eq!(embargo(Country::from_iso3("QMA").unwrap()), None);
    }
}
