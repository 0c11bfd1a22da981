//! Countries and trade areas: one three-character code each, found by code, number or name.

mod names;
mod table;

pub(crate) use names::{hint, nearest};

use crate::Error;
use crate::text::{clipped, text_form, upper};
use std::fmt;
use std::sync::OnceLock;

const EXPECTED_CODE: &str =
    "an ISO 3166 code of two or three letters, a UN Comtrade area, or a number such as 643";
const EXPECTED_NUMBER: &str = "a country number of UN Comtrade or M49, such as 643, 757 or 0";
/// The longest code that any source writes is `EU27_2020_EXTRA`.
const LONGEST_CODE: usize = 16;

/// A country or trade area, as its ISO 3166 alpha-3 code.
///
/// Areas that ISO does not name but trade statistics do ("Areas, nes", "Bunkers") carry the code
/// that UN Comtrade gives them, filled up to three characters with underscores (`_X_`, `X1_`), or,
/// where Comtrade has none of its own, a code from ISO's user-assigned range `XAA` to `XXZ`.
/// Comtrade's "Other Asia, nes" (`S19`, 490) is Taiwan (`TWN`). Unions and continents have codes
/// of the same range (`XEU`, `XAF`) and are totals: see [`Country::is_aggregate`]. The codes `QMA` to
/// `QZZ`, user-assigned too, are invented countries: see [`Country::is_synthetic`].
///
/// Order and equality are those of the code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 3]);

/// What sort of partner a [`Country`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CountryKind {
    /// A country or territory of today, or an invented one.
    Country,
    /// One that no longer reports: a dissolved state, or a customs area that was divided.
    Former,
    /// A place or purpose that is no country but takes part in trade: "Areas, nes", "Bunkers".
    Area,
    /// A total over countries: the world, a continent, a union.
    Aggregate,
}

impl Country {
    /// The whole world as a partner: a total, never a supplier.
    pub const WORLD: Country = Country(*b"WLD");
    /// The European Union as a partner: a total over its members of the day.
    pub const EUROPEAN_UNION: Country = Country(*b"XEU");

    /// Reads a three-character code, in any case.
    ///
    /// Knows ISO 3166-1, dissolved states (`YUG`, `SUN`), replaced codes (`ROM`, `ZAR`, which give
    /// `ROU`, `COD`), Comtrade's areas (`W00`, `S19`, `E19`) and invented countries (`QMA` to `QZZ`).
    /// Takes constant time and does not allocate when the code is known.
    ///
    /// # Errors
    /// [`Error::CountryCode`] when the text is not such a code.
    pub fn from_iso3(code: &str) -> Result<Self, Error> {
        table::of_three_characters(code).ok_or_else(|| code_error(code, EXPECTED_CODE))
    }

    /// Reads any code that a user or a file may write: three characters, two letters (`RU`, `UK`,
    /// `EL`), a number with or without leading zeros (`757`, `004`), or a source's own code (`G998`).
    ///
    /// # Errors
    /// [`Error::CountryCode`] when the text is none of these.
    pub fn from_code(code: &str) -> Result<Self, Error> {
        let text = code.trim();
        let known = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            text.parse().ok().and_then(table::of_number)
        } else {
            table::of_three_characters(text)
                .or_else(|| upper(text, &mut [0; LONGEST_CODE]).and_then(table::of_other_code))
        };
        known.ok_or_else(|| code_error(code, EXPECTED_CODE))
    }

    /// Reads a country number of UN Comtrade or BACI, and M49 where Comtrade has none of its own.
    ///
    /// Comtrade counts customs territories: 757 is Switzerland, 699 India, 842 the United States,
    /// 251 France, 579 Norway, 490 Taiwan, 0 the world, 899 "Areas, nes"; the ISO numbers of
    /// these countries are understood too. One number differs: 492 is "Europe EU, nes" here and
    /// Monaco in ISO 3166, whose trade Comtrade counts under France. Constant time, no allocation.
    ///
    /// # Errors
    /// [`Error::CountryCode`] when no country has the number.
    pub fn from_comtrade(number: u16) -> Result<Self, Error> {
        table::of_number(number).ok_or_else(|| Error::CountryCode {
            got: number.to_string(),
            expected: EXPECTED_NUMBER,
        })
    }

    /// Reads a name as the IMF, UN Comtrade, BACI, the World Bank, Eurostat, China's customs or
    /// common English write it.
    ///
    /// Case, accents, punctuation, the order of words and "the", "of", "and" do not matter, so that
    /// "Korea, Republic of" and "Republic of Korea" are the same.
    ///
    /// # Errors
    /// [`Error::CountryName`] when the name is unknown; its message suggests the nearest names.
    pub fn from_name(name: &str) -> Result<Self, Error> {
        names::of_name(name).ok_or_else(|| Error::CountryName { got: clipped(name) })
    }

    /// Reads a code as [`Country::from_code`] does, and otherwise a name.
    ///
    /// # Errors
    /// [`Error::CountryName`] when the text is neither.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::from_code(text).or_else(|_| Self::from_name(text))
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("every constructor admits ASCII only")
    }

    /// The short English name; for an invented country the code itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match table::entry(self) {
            Some(entry) => &entry.name,
            None => invented_name(self),
        }
    }

    /// The ISO 3166 alpha-2 code, where there is one.
    #[must_use]
    pub fn iso2(self) -> Option<&'static str> {
        table::entry(self)?.iso2.as_deref()
    }

    /// The number that UN Comtrade uses today, where there is one.
    #[must_use]
    pub fn comtrade_code(self) -> Option<u16> {
        table::entry(self)?.numbers.first().copied()
    }

    /// What sort of partner this is.
    #[must_use]
    pub fn kind(self) -> CountryKind {
        table::entry(self).map_or(CountryKind::Country, |entry| entry.kind)
    }

    /// The place among [`Country::all`], to index a table by country; `None` for an invented one.
    pub(crate) fn position(self) -> Option<usize> {
        table::position(self)
    }

    /// True for totals such as the world, a continent or a union: never a supplier.
    #[must_use]
    pub fn is_aggregate(self) -> bool {
        self.kind() == CountryKind::Aggregate
    }

    /// True for the invented countries `QMA` to `QZZ`, which ISO 3166-1 leaves to its users.
    #[must_use]
    pub fn is_synthetic(self) -> bool {
        let [first, second, third] = self.0;
        first == b'Q' && (b'M'..=b'Z').contains(&second) && third.is_ascii_uppercase()
    }

    /// Every country, area and aggregate of the table by code, without the invented ones.
    pub fn all() -> impl Iterator<Item = Country> {
        table::entries().iter().map(|entry| entry.country)
    }
}

fn code_error(got: &str, expected: &'static str) -> Error {
    Error::CountryCode {
        got: clipped(got),
        expected,
    }
}

/// The code of an invented country as a text that outlives it.
fn invented_name(country: Country) -> &'static str {
    static CODES: OnceLock<String> = OnceLock::new();
    let codes = CODES.get_or_init(|| {
        let pairs =
            (b'M'..=b'Z').flat_map(|second| (b'A'..=b'Z').map(move |third| (second, third)));
        pairs
            .flat_map(|(second, third)| ['Q', char::from(second), char::from(third)])
            .collect()
    });
    let [_, second, third] = country.0;
    let start = 3 * (26 * usize::from(second - b'M') + usize::from(third - b'A'));
    &codes[start..start + 3]
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

text_form!(Country, "the code or name of a country");

#[cfg(test)]
mod tests;
