//! Whose trade: a country, a bloc, a continent or the world.

use serde::{Serialize, Serializer};
use std::fmt;
use stirstick_codes::Country;

/// A party to trade, as its code: ISO 3166 alpha-3 for a country, a word for a group of countries.
///
/// Groups are `WLD`, `EU`, `ASEAN`, `AFRICA`, `ASIA`, `EUROPE`, `CENTRAL_ASIA`, `MERCOSUR`, `NON_EU`,
/// `NON_CIS` and the like. Order is that of the code, which is how a pair is sorted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area(Text);

/// A code of at most sixteen ASCII characters, filled up with zeros.
type Text = [u8; 16];

/// Groups and the code that `stirstick-codes` gives them.
const GROUPS: [(&str, &str); 27] = [
    ("AFRICA", "XAF"),
    ("APEC", "XAP"),
    ("ASEAN", "XSE"),
    ("ASIA", "XAS"),
    ("BRI", "XBT"),
    ("BRICS", "XBR"),
    ("CENTRAL_ASIA", "XCA"),
    ("CIS", "XIS"),
    ("EAEU", "XUE"),
    ("EU", "XEU"),
    ("EURO_AREA", "XEA"),
    ("EUROPE", "XER"),
    ("G20", "XGT"),
    ("G7", "XGS"),
    ("GCC", "XGC"),
    ("LATIN_AMERICA", "XLA"),
    ("MERCOSUR", "XMS"),
    ("MIDDLE_EAST", "XME"),
    ("NON_CIS", "XNC"),
    ("NON_EU", "XNE"),
    ("NORTH_AMERICA", "XNM"),
    ("OCEANIA", "XOC"),
    ("OPEC", "XOP"),
    ("RCEP", "XRC"),
    ("SCO", "XSC"),
    ("SUB_SAHARAN", "XSS"),
    ("USMCA", "XNF"),
];

impl Area {
    /// The whole world.
    pub const WORLD: Area = Area(*b"WLD\0\0\0\0\0\0\0\0\0\0\0\0\0");

    /// Reads a code of a country or of a group; `None` when there is none such.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let known = GROUPS.iter().any(|(group, _)| *group == code)
            || Country::from_iso3(code).is_ok_and(|country| country.as_str() == code);
        known.then(|| Self::of(code)).flatten()
    }

    fn of(code: &str) -> Option<Self> {
        let mut text: Text = [0; 16];
        text.get_mut(..code.len())?.copy_from_slice(code.as_bytes());
        Some(Area(text))
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(16);
        std::str::from_utf8(&self.0[..end]).expect("every constructor admits ASCII only")
    }

    /// The country or total of `stirstick-codes` that is meant (`EU` is `XEU` there).
    #[must_use]
    pub fn country(&self) -> Option<Country> {
        let code = self.as_str();
        let code = GROUPS
            .iter()
            .find(|(group, _)| *group == code)
            .map_or(code, |(_, country)| *country);
        Country::from_iso3(code).ok()
    }

    /// True for a bloc, a continent or the world.
    #[must_use]
    pub fn is_group(&self) -> bool {
        *self == Area::WORLD || GROUPS.iter().any(|(group, _)| *group == self.as_str())
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Area {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_is_a_total_of_the_code_tables() {
        for (group, country) in GROUPS {
            let area = Area::parse(group).expect(group);
            assert_eq!(area.country().expect(country).as_str(), country);
            assert!(area.is_group());
        }
        assert_eq!(Area::parse("RUS").map(|area| area.is_group()), Some(false));
        assert_eq!(Area::parse("rus"), None);
        assert_eq!(Area::WORLD, Area::parse("WLD").expect("the world"));
    }
}
