use crate::{Nomenclature, ProductCode};
use std::sync::OnceLock;

const SECTORS: &str = include_str!("../tables/by_hand/sectors.csv");

/// A group of goods as people speak of it: cars, ships, food.
///
/// The groups that do not overlap others cover all goods of the Harmonized System but those of chapters kept for national
/// use. Each is a list of starts of codes, so that it can be singled out in data of any level fine enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sector {
    /// Stable name: `cars`, `high_tech`.
    pub id: &'static str,
    /// What people see.
    pub label: &'static str,
    /// True where goods of the sector are in another one too.
    pub overlaps: bool,
    /// What is in it and what is not, in a sentence.
    pub note: &'static str,
    /// After whose definition.
    pub source: &'static str,
    harmonized_system: Option<Prefixes>,
    standard_classification: Option<Prefixes>,
}

/// Starts of codes that are in a sector, and of codes within those that are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefixes {
    /// Codes that start so belong to the sector.
    pub included: Vec<ProductCode>,
    /// Unless they start so.
    pub excluded: Vec<ProductCode>,
}

/// All sectors, those that do not overlap first.
#[must_use]
pub fn sectors() -> &'static [Sector] {
    static ALL: OnceLock<Vec<Sector>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut reader = csv::Reader::from_reader(SECTORS.as_bytes());
        let mut all: Vec<Sector> = reader
            .records()
            .map(|row| sector(&row.expect("the embedded table is well-formed CSV")))
            .collect();
        all.sort_by_key(|sector| sector.overlaps);
        all
    })
}

fn sector(row: &csv::StringRecord) -> Sector {
    // Once, for the life of the program.
    let text = |field: usize| -> &'static str { Box::leak(row[field].to_owned().into_boxed_str()) };
    Sector {
        id: text(0),
        label: text(1),
        harmonized_system: Prefixes::parse(&row[2]),
        standard_classification: Prefixes::parse(&row[3]),
        overlaps: &row[4] == "yes",
        note: text(5),
        source: text(6),
    }
}

impl Prefixes {
    fn parse(text: &str) -> Option<Self> {
        let code = |text: &str| ProductCode::parse(text).expect("the embedded codes are codes");
        let words = || text.split(';').filter(|word| !word.is_empty());
        let included: Vec<ProductCode> = words()
            .filter(|word| !word.starts_with('-'))
            .map(code)
            .collect();
        let excluded = words().filter_map(|word| word.strip_prefix('-')).map(code);
        (!included.is_empty()).then(|| Self {
            excluded: excluded.collect(),
            included,
        })
    }
}

impl Sector {
    /// The sector of that name.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        sectors().iter().find(|sector| sector.id == id)
    }

    /// The starts of the sector's codes; `None` where the nomenclature has no definition of it.
    #[must_use]
    pub fn prefixes(&self, nomenclature: Nomenclature) -> Option<&Prefixes> {
        if nomenclature.is_harmonized_system() {
            self.harmonized_system.as_ref()
        } else if nomenclature.is_standard_international_trade_classification() {
            self.standard_classification.as_ref()
        } else {
            None
        }
    }

    /// Characters of a code that are needed to single the sector out.
    #[must_use]
    pub fn finest_prefix(&self, nomenclature: Nomenclature) -> Option<usize> {
        let prefixes = self.prefixes(nomenclature)?;
        let all = prefixes.included.iter().chain(&prefixes.excluded);
        all.map(|code| code.level()).max()
    }

    /// Whether a code belongs to the sector; `None` where it is too broad to tell, or of another nomenclature.
    #[must_use]
    pub fn contains(&self, nomenclature: Nomenclature, code: ProductCode) -> Option<bool> {
        let prefixes = self.prefixes(nomenclature)?;
        let is_in = |groups: &[ProductCode]| groups.iter().any(|group| code.is_in(*group));
        let holds_part = |groups: &[ProductCode]| groups.iter().any(|group| group.is_in(code));
        if is_in(&prefixes.excluded) {
            Some(false)
        } else if is_in(&prefixes.included) {
            (!holds_part(&prefixes.excluded)).then_some(true)
        } else {
            (!holds_part(&prefixes.included)).then_some(false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HS22: Nomenclature = Nomenclature::HS22;

    fn contains(id: &str, code: &str) -> Option<bool> {
        let code = ProductCode::parse(code).unwrap();
        Sector::named(id).unwrap().contains(HS22, code)
    }

    #[test]
    fn goods_are_in_the_sectors_that_people_expect() {
        for (id, code) in [
            ("cars", "870323"),
            ("ships", "8901"),
            ("electronics", "847130"),
            ("equipment", "845611"),
            ("food", "020312"),
            ("high_tech", "300490"),
            ("pharmaceuticals", "300490"),
            ("rail_air", "870121"),
        ] {
            assert_eq!(contains(id, code), Some(true), "{id} {code}");
        }
        assert_eq!(contains("equipment", "847130"), Some(false));
        assert_eq!(contains("equipment", "84"), None, "a part is electronics");
        assert_eq!(contains("cars", "87"), None, "a part is tractors");
        assert_eq!(contains("cars", "88"), Some(false));
    }

    #[test]
    fn every_subheading_is_in_one_sector() {
        let table = include_str!("../tables/hs2022.csv");
        let mut seen = 0;
        for line in table.lines().skip(1) {
            let code = line.split(',').next().unwrap().trim_matches('"');
            // 999999 is what no other code takes.
            if code.len() != 6 || code == "999999" {
                continue;
            }
            let code = ProductCode::parse(code).unwrap();
            let of: Vec<&str> = sectors()
                .iter()
                .filter(|sector| !sector.overlaps && sector.contains(HS22, code) == Some(true))
                .map(|sector| sector.id)
                .collect();
            assert_eq!(of.len(), 1, "{code} is in {of:?}");
            seen += 1;
        }
        assert_eq!(seen, 5612);
    }

    #[test]
    fn starts_are_codes_of_the_harmonized_system_or_were() {
        // Headings of earlier revisions that HS 2022 no longer has.
        let earlier = ["8520", "8803"];
        let table = include_str!("../tables/hs2022.csv");
        let known = |code: &ProductCode| {
            let start = format!("\n{code},");
            table.contains(&start) || earlier.contains(&code.as_str())
        };
        for sector in sectors() {
            let prefixes = sector.prefixes(HS22).unwrap();
            for code in prefixes.included.iter().chain(&prefixes.excluded) {
                assert!(known(code), "{} has {code}", sector.id);
            }
        }
    }

    #[test]
    fn the_level_that_singles_a_sector_out() {
        let finest = |id: &str, of| Sector::named(id).unwrap().finest_prefix(of);
        assert_eq!(finest("food", HS22), Some(2));
        assert_eq!(finest("cars", HS22), Some(4));
        assert_eq!(finest("food", Nomenclature::SITC3), Some(2));
        assert_eq!(finest("energy", Nomenclature::SITC3), Some(1));
        assert_eq!(finest("high_tech", Nomenclature::SITC3), None);
        assert_eq!(finest("food", Nomenclature::BEC), None);
    }
}
