//! Groups of goods as people speak of them: cars, ships, electronics. Start with [`Sector::named`].

use crate::{Nomenclature, ProductCode};
use serde::Serialize;
use std::sync::OnceLock;

const SECTORS: &str = include_str!("../tables/sectors.csv");

/// A group of goods that has a name in common speech, by the codes it begins with.
///
/// The sectors without [`overlaps`](Sector::overlaps) share no code and hold nearly all goods of each
/// revision of the Harmonized System from 1992 to 2022: all subheadings but those for goods of no
/// stated kind. A group that overlaps, such as `high_tech`, is another cut through the same goods and is
/// never to be added to them. The grouping is ours, except where `source` names another's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sector {
    /// The name that is typed and written: `cars`, `high_tech`.
    pub id: String,
    /// What a reader sees.
    pub label: String,
    /// True when goods of it are in other sectors too.
    pub overlaps: bool,
    /// What is in, what is out, and what is only nearly right.
    pub note: String,
    /// Whose grouping it is.
    pub source: String,
    harmonized_system: Prefixes,
    sitc: Prefixes,
}

/// Codes that say what belongs to a group: of those that a code begins with, the longest decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Prefixes {
    /// A code that begins so is in.
    pub include: Vec<ProductCode>,
    /// A code that begins so is out again.
    pub exclude: Vec<ProductCode>,
}

/// Every sector, those that overlap others last.
#[must_use]
pub fn sectors() -> &'static [Sector] {
    static LIST: OnceLock<Vec<Sector>> = OnceLock::new();
    LIST.get_or_init(|| {
        let mut reader = csv::Reader::from_reader(SECTORS.as_bytes());
        let rows = reader
            .records()
            .map(|row| read(&row.expect("the embedded table of sectors is well-formed CSV")));
        rows.collect()
    })
}

impl Sector {
    /// The sector with an id, in any case and with blanks around it.
    ///
    /// ```
    /// use stirstick_codes::{Nomenclature, ProductCode, Sector};
    ///
    /// let cars = Sector::named("cars").expect("one of the sectors");
    /// let is_car = |code: &str| ProductCode::parse(code).map(|code| cars.contains(Nomenclature::HS22, code));
    /// assert_eq!(is_car("870323")?, Some(true));
    /// assert_eq!(is_car("8712")?, Some(false));
    /// assert_eq!(is_car("87")?, None);
    /// # Ok::<(), stirstick_codes::Error>(())
    /// ```
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Sector> {
        let wanted = id.trim();
        sectors()
            .iter()
            .find(|sector| sector.id.eq_ignore_ascii_case(wanted))
    }

    /// The codes that say what belongs to the sector.
    ///
    /// The same for every revision of the Harmonized System and for the Combined Nomenclature, and the
    /// same for SITC Rev. 3 and 4. A code that only some revisions have is in for those; the column
    /// `not_in_all_revisions` of the table names it. `None` for all other nomenclatures.
    #[must_use]
    pub fn prefixes(&self, nomenclature: Nomenclature) -> Option<&Prefixes> {
        match nomenclature {
            Nomenclature::SITC3 | Nomenclature::SITC4 => Some(&self.sitc),
            _ if nomenclature.is_harmonized_system() => Some(&self.harmonized_system),
            _ => None,
        }
    }

    /// True when a code belongs to the sector, false when nothing of it does.
    ///
    /// `None` when the code is too broad to tell, since something below it is in and something out
    /// (`87` for cars, the total for all), and where [`prefixes`](Sector::prefixes) has none. Whether a
    /// list has the code is not asked: `8799` is no car.
    #[must_use]
    pub fn contains(&self, nomenclature: Nomenclature, code: ProductCode) -> Option<bool> {
        self.prefixes(nomenclature)?.hold(code)
    }

    /// The number of characters that a code must have for [`contains`](Sector::contains) to know every
    /// time; data with shorter codes do not single out the sector. `None` without prefixes.
    #[must_use]
    pub fn finest_prefix(&self, nomenclature: Nomenclature) -> Option<usize> {
        let Prefixes { include, exclude } = self.prefixes(nomenclature)?;
        include.iter().chain(exclude).map(|code| code.level()).max()
    }
}

impl Prefixes {
    fn hold(&self, code: ProductCode) -> Option<bool> {
        // No prefix is in both lists, so that lengths are equal only where neither list has one.
        let is_in = longest(&self.include, code) > longest(&self.exclude, code);
        let against = if is_in { &self.exclude } else { &self.include };
        let is_split = against.iter().any(|prefix| prefix.is_in(code));
        (!is_split).then_some(is_in)
    }
}

/// The length of the longest prefix that a code begins with; `None`, the least, when it has none.
fn longest(prefixes: &[ProductCode], code: ProductCode) -> Option<usize> {
    let fitting = prefixes.iter().filter(|prefix| code.is_in(**prefix));
    fitting.map(|prefix| prefix.level()).max()
}

fn read(row: &csv::StringRecord) -> Sector {
    Sector {
        id: row[0].to_owned(),
        label: row[1].to_owned(),
        harmonized_system: prefixes(&row[2]),
        sitc: prefixes(&row[3]),
        overlaps: &row[4] == "yes",
        note: row[5].to_owned(),
        source: row[6].to_owned(),
    }
}

fn prefixes(cell: &str) -> Prefixes {
    let (exclude, include): (Vec<&str>, Vec<&str>) =
        cell.split(';').partition(|item| item.starts_with('-'));
    let codes = |items: Vec<&str>| {
        let codes = items.into_iter().map(|item| {
            ProductCode::parse(item.trim_start_matches('-'))
                .expect("the script checked the prefixes")
        });
        codes.collect()
    };
    Prefixes {
        include: codes(include),
        exclude: codes(exclude),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> ProductCode {
        ProductCode::parse(text).unwrap()
    }

    fn says(id: &str, text: &str) -> Option<bool> {
        Sector::named(id)
            .unwrap()
            .contains(Nomenclature::HS22, code(text))
    }

    #[test]
    fn the_longest_prefix_decides_and_what_is_split_is_not_told() {
        let prefixes = prefixes("84;-8471;847130");
        let hold = |text| prefixes.hold(code(text));
        assert_eq!(hold("845611"), Some(true));
        assert_eq!(hold("8456"), Some(true));
        assert_eq!(hold("847150"), Some(false));
        assert_eq!(hold("84713000"), Some(true));
        assert_eq!(hold("847130"), Some(true));
        assert_eq!(hold("85"), Some(false));
        for text in ["8471", "84", "8", "TOTAL"] {
            assert_eq!(hold(text), None, "{text}");
        }
    }

    #[test]
    fn examples_are_in_the_sectors_where_people_look_for_them() {
        for (id, text) in [
            ("cars", "870323"),
            ("cars", "87032310"),
            ("cars", "8708"),
            ("ships", "8901"),
            ("ships", "89"),
            ("electronics", "8471"),
            ("electronics", "854231"),
            ("equipment", "845611"),
            ("equipment", "848620"),
            ("equipment", "851521"),
            ("food", "0203"),
            ("high_tech", "300490"),
            ("high_tech", "845611"),
            ("high_tech", "8802"),
            ("high_tech", "854231"),
            ("pharmaceuticals", "300490"),
            ("energy", "270900"),
        ] {
            assert_eq!(says(id, text), Some(true), "{id} {text}");
        }
        for (id, text) in [
            ("cars", "8712"),
            ("equipment", "847130"),
            ("electronics", "8418"),
            ("high_tech", "8703"),
            ("high_tech", "853190"),
            ("food", "2402"),
            ("food", "TT"),
        ] {
            assert_eq!(says(id, text), Some(false), "{id} {text}");
        }
        for (id, text) in [
            ("cars", "87"),
            ("equipment", "84"),
            ("high_tech", "8531"),
            ("food", "TOTAL"),
        ] {
            assert_eq!(says(id, text), None, "{id} {text}");
        }
    }

    #[test]
    fn the_sitc_is_known_in_two_revisions_and_other_lists_are_not() {
        let cars = Sector::named(" Cars ").unwrap();
        for nomenclature in [Nomenclature::SITC3, Nomenclature::SITC4] {
            assert_eq!(cars.contains(nomenclature, code("7812")), Some(true));
            assert_eq!(cars.contains(nomenclature, code("78")), None);
            assert_eq!(cars.contains(nomenclature, code("7")), None);
            assert_eq!(cars.contains(nomenclature, code("793")), Some(false));
            assert_eq!(cars.finest_prefix(nomenclature), Some(3));
        }
        for nomenclature in [
            Nomenclature::SITC2,
            Nomenclature::BEC,
            Nomenclature::EBOPS10,
        ] {
            assert_eq!(cars.contains(nomenclature, code("7812")), None);
            assert_eq!(cars.prefixes(nomenclature), None);
            assert_eq!(cars.finest_prefix(nomenclature), None);
        }
        assert!(Sector::named("vehicles").is_none());
    }

    #[test]
    fn the_finest_prefix_tells_every_code_of_its_length() {
        let finest = |id| Sector::named(id).unwrap().finest_prefix(Nomenclature::HS);
        let ids = ["ships", "cars", "equipment", "electronics", "high_tech"];
        assert_eq!(ids.map(finest), [2, 4, 4, 4, 6].map(Some));
        assert_eq!(says("high_tech", "901811"), Some(true));
        assert_eq!(says("high_tech", "901849"), Some(false));
    }
}
