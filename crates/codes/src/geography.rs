use crate::Country;
use std::collections::HashMap;
use std::sync::OnceLock;

const GEOGRAPHY: &str = include_str!("../tables/geography.csv");

/// What lies between two countries, or within one.
///
/// Of Thierry Mayer and Soledad Zignago (2011), Notes on CEPII's distances measures: the GeoDist database, CEPII working
/// paper 2011-25.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairGeography {
    /// Great-circle distance between the most populated cities in km; of a country with itself 0.67 times the square root of its area over pi.
    pub distance_km: f64,
    /// Distances between the larger cities weighted by their share of the population, in km; `None` where the source has none.
    pub weighted_distance_km: Option<f64>,
    /// A common border.
    pub contiguous: bool,
    /// A common official or primary language.
    pub common_official_language: bool,
    /// A language that at least 9% of the population of both speak.
    pub common_ethnic_language: bool,
    /// One was ever a colony of the other.
    pub colony: bool,
    /// A common colonizer after 1945.
    pub common_colonizer: bool,
    /// One is a colony of the other.
    pub current_colony: bool,
    /// One was a colony of the other after 1945.
    pub colony_after_1945: bool,
}

/// What lies between two countries, in either order; `None` where the source lacks one of them.
///
/// The source is of the time around 2000: Serbia and Montenegro have what it says of their union, and nothing between
/// themselves; South Sudan, Kosovo and others that are younger are not in it. The first call reads the table, others look a
/// number up.
#[must_use]
pub fn pair_geography(one: Country, other: Country) -> Option<PairGeography> {
    let pair = if one <= other {
        (one, other)
    } else {
        (other, one)
    };
    table().get(&pair).copied()
}

/// How to cite the table of [`pair_geography`], and its licence.
#[must_use]
pub fn geography_source() -> &'static str {
    "CEPII, GeoDist (Mayer and Zignago 2011, working paper 2011-25), Etalab 2.0"
}

fn table() -> &'static HashMap<(Country, Country), PairGeography> {
    static TABLE: OnceLock<HashMap<(Country, Country), PairGeography>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = GEOGRAPHY.lines().skip(1);
        lines
            .map(|line| row(line).expect("the embedded table is well-formed"))
            .collect()
    })
}

fn row(line: &str) -> Option<((Country, Country), PairGeography)> {
    let mut fields = line.split(',');
    let mut country = || Country::from_iso3(fields.next()?).ok();
    let pair = (country()?, country()?);
    let distance_km = fields.next()?.parse().ok()?;
    let weighted = fields.next()?;
    let ties = fields.next()?;
    let has = |letter: char| ties.contains(letter);
    Some((
        pair,
        PairGeography {
            distance_km,
            weighted_distance_km: weighted.parse().ok(),
            contiguous: has('b'),
            common_official_language: has('l'),
            common_ethnic_language: has('e'),
            colony: has('c'),
            common_colonizer: has('o'),
            current_colony: has('u'),
            colony_after_1945: has('p'),
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn pair(one: &str, other: &str) -> Option<PairGeography> {
        pair_geography(
            Country::from_iso3(one).unwrap(),
            Country::from_iso3(other).unwrap(),
        )
    }

    #[test]
    fn distances_and_ties_of_known_pairs() {
        // As dist_cepii of GeoDist has them: 5795.045 between Shanghai and Moscow, 5506.7085 weighted.
        let pair_of = pair("RUS", "CHN").unwrap();
        assert_eq!(pair("CHN", "RUS"), Some(pair_of));
        assert!(pair_of.contiguous && !pair_of.colony);
        assert_eq!(pair_of.distance_km.to_string(), "5795.045");
        let weighted = pair_of.weighted_distance_km.unwrap();
        assert!((weighted / 5506.7085 - 1.0).abs() < 1e-6);
        let colony = pair("IND", "GBR").unwrap();
        assert!(colony.colony && colony.colony_after_1945 && colony.common_official_language);
        assert!(!colony.current_colony && !colony.contiguous);
        assert!(pair("AUS", "IND").unwrap().weighted_distance_km.is_some());
    }

    #[test]
    fn renamed_and_divided_states_are_found() {
        for code in ["ROU", "COD", "TLS", "PSE", "SRB", "MNE", "TWN"] {
            assert!(pair(code, "DEU").is_some(), "{code}");
        }
        assert_eq!(pair("SRB", "DEU"), pair("MNE", "DEU"));
        assert!(pair("SRB", "SRB").is_some());
        assert_eq!(pair("SRB", "MNE"), None);
        assert_eq!(pair("SSD", "DEU"), None);
    }

    #[test]
    fn every_pair_of_the_source_is_there() {
        let countries: BTreeSet<Country> = table().keys().map(|pair| pair.0).collect();
        // 224 in the source, one of which stands for two.
        assert_eq!(countries.len(), 225);
        assert_eq!(table().len(), 225 * 226 / 2 - 1);
        assert!(table().values().all(|pair| pair.distance_km > 0.0));
    }
}
