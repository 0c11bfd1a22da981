//! Distances and links between countries, to explain trade by: start with [`pair_geography`].

use crate::Country;
use std::sync::OnceLock;

const PAIRS: &str = include_str!("../tables/geography.csv");
/// Stands for a country without geography; numbers are below 300.
const NONE: u16 = u16::MAX;

/// What is known of two countries as places: how far apart they are and what links them.
///
/// Source: CEPII's GeoDist, see [`geography_source`]. All of it holds for both directions and for every
/// year: the source has one state of the world, before 2006.
///
/// What the source writes differently by direction is the weighted distance in its last digit (below
/// 2e-7 of it), of which the one from the earlier code to the later is kept, and `same_country` for 33
/// pairs (Australia and Christmas Island, Malaysia and Singapore, but also Benin and Myanmar), which is
/// true where either direction says so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairGeography {
    /// Great-circle distance between the most populated cities in km (`dist`). Of a country to itself:
    /// 2/3 times the square root of (area / pi), the mean distance of a disc's points to its centre.
    pub distance_km: f64,
    /// Mean distance in km between the largest cities of the one and of the other, weighted by their
    /// shares of the population (`distw`; Mayer and Zignago 2011, section 2, with theta = 1). `None` with
    /// Christmas Island, the Cocos Islands, Macao, Montserrat and Pitcairn, where the source has none.
    pub weighted_distance_km: Option<f64>,
    /// The two share a border (`contig`); a country does not border itself.
    pub contiguous: bool,
    /// A language is official in both (`comlang_off`).
    pub common_official_language: bool,
    /// A language is spoken by at least 9% of the people of both (`comlang_ethno`).
    pub common_ethnic_language: bool,
    /// The one ever ruled the other for long and had a substantial part in its government (`colony`).
    pub colony: bool,
    /// Both had the same ruler after 1945 (`comcol`).
    pub common_colonizer: bool,
    /// The one rules the other now (`curcol`).
    pub current_colony: bool,
    /// The one ruled the other after 1945 (`col45`).
    pub colony_after_1945: bool,
    /// The two were or are the same country (`smctry`); false of a country and itself, as in the source.
    pub same_country: bool,
}

/// The distance and the links of two countries, in either order, and of a country with itself.
///
/// `None` where the source has no row: for what [`has_geography`] denies, and for the pairs within the
/// union of Serbia and Montenegro. The source has that union and not its parts, so Serbia (`SRB`) and
/// Montenegro (`MNE`) have the union's distances to all others, measured from Belgrade, and nothing
/// between or within them; the union itself is `SCG`. Montenegro is given the union's borders only where
/// they are its own. Sudan is that before 2011.
///
/// The table is read once, in a few milliseconds; after that a call is two look-ups in memory.
///
/// ```
/// use stirstick_codes::{Country, pair_geography};
///
/// let (china, russia) = (Country::parse("CHN")?, Country::parse("RUS")?);
/// let pair = pair_geography(china, russia).expect("both are in the source");
/// assert!(pair.contiguous && (5_000.0..7_000.0).contains(&pair.distance_km));
/// assert_eq!(pair_geography(russia, china), Some(pair));
/// # Ok::<(), stirstick_codes::Error>(())
/// ```
#[must_use]
pub fn pair_geography(one: Country, other: Country) -> Option<PairGeography> {
    let table = table();
    let place = place(table.number(one)?, table.number(other)?);
    table.pairs.get(place).copied().flatten()
}

/// True for the countries of which the source knows distances.
///
/// They are 226: the countries of today but for 26 small or new ones (`SSD`, `XKX`, `CUW`, `LIE`, `MCO`,
/// dependent territories), the Netherlands Antilles (`ANT`) and Serbia and Montenegro (`SCG`). To list
/// what has none, filter [`Country::all`].
#[must_use]
pub fn has_geography(country: Country) -> bool {
    table().number(country).is_some()
}

/// The citation and the licence of what [`pair_geography`] tells, to be shown beside it.
#[must_use]
pub fn geography_source() -> &'static str {
    "Mayer, T. and S. Zignago (2011), Notes on CEPII's distances measures: the GeoDist database, \
     CEPII Working Paper 2011-25; licence Etalab 2.0"
}

struct Geography {
    /// The number of each country by its position in the country table, or [`NONE`].
    numbers: Vec<u16>,
    /// The pairs by [`place`].
    pairs: Vec<Option<PairGeography>>,
}

/// The place of a pair of numbers, in either order, in a triangle with its diagonal.
fn place(one: u16, other: u16) -> usize {
    let (low, high) = (usize::from(one.min(other)), usize::from(one.max(other)));
    high * (high + 1) / 2 + low
}

fn table() -> &'static Geography {
    static TABLE: OnceLock<Geography> = OnceLock::new();
    TABLE.get_or_init(Geography::read)
}

impl Geography {
    fn number(&self, country: Country) -> Option<u16> {
        let number = *self.numbers.get(country.position()?)?;
        (number != NONE).then_some(number)
    }

    fn read() -> Geography {
        let mut table = Geography {
            numbers: vec![NONE; Country::all().count()],
            pairs: Vec::new(),
        };
        let mut next = 0;
        let mut reader = csv::Reader::from_reader(PAIRS.as_bytes());
        let mut row = csv::StringRecord::new();
        while reader
            .read_record(&mut row)
            .expect("the embedded table of pairs is well-formed CSV")
        {
            let place = place(
                table.number_of(&row[0], &mut next),
                table.number_of(&row[1], &mut next),
            );
            if place >= table.pairs.len() {
                table.pairs.resize(place + 1, None);
            }
            table.pairs[place] = Some(pair(&row));
        }
        table
    }

    /// The number of the country with a code, a new one when it has none yet.
    fn number_of(&mut self, code: &str, next: &mut u16) -> u16 {
        let position = Country::from_iso3(code)
            .ok()
            .and_then(Country::position)
            .expect("the script writes codes of the country table");
        let number = &mut self.numbers[position];
        if *number == NONE {
            *number = *next;
            *next += 1;
        }
        *number
    }
}

fn pair(row: &csv::StringRecord) -> PairGeography {
    let km = |cell: &str| cell.parse().expect("distances are numbers");
    let mut pair = PairGeography {
        distance_km: km(&row[2]),
        weighted_distance_km: Some(&row[3]).filter(|cell| !cell.is_empty()).map(km),
        contiguous: false,
        common_official_language: false,
        common_ethnic_language: false,
        colony: false,
        common_colonizer: false,
        current_colony: false,
        colony_after_1945: false,
        same_country: false,
    };
    for word in row[4].split_ascii_whitespace() {
        *match word {
            "border" => &mut pair.contiguous,
            "official" => &mut pair.common_official_language,
            "spoken" => &mut pair.common_ethnic_language,
            "colony" => &mut pair.colony,
            "colonizer" => &mut pair.common_colonizer,
            "current" => &mut pair.current_colony,
            "after1945" => &mut pair.colony_after_1945,
            "country" => &mut pair.same_country,
            _ => unreachable!("the script that makes the table writes eight words"),
        } = true;
    }
    pair
}

#[cfg(test)]
mod tests;
