//! Countries as the columns of different sources write them.

use stirstick_codes::{Country, CountryKind};

use super::FieldProblem;

/// How countries are written in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum CountryForm {
    /// Numbers of UN Comtrade.
    Number,
    /// Codes of two or three letters, or of the source itself; blanks around them are Comtrade's own.
    Code,
    /// English names.
    Name,
    /// A code, else a name.
    Any,
    /// English names with blanks and marks taken out.
    Joined,
}

/// Reads a country.
pub(crate) fn country(text: &str, form: CountryForm) -> Result<Country, FieldProblem> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(FieldProblem::Empty);
    }
    Ok(match form {
        CountryForm::Number => {
            if trimmed.bytes().any(|byte| !byte.is_ascii_digit()) {
                return Err(FieldProblem::NotANumber);
            }
            Country::from_code(trimmed)?
        }
        CountryForm::Code => {
            if !trimmed.is_ascii() {
                return Err(FieldProblem::NotAscii);
            }
            Country::from_code(trimmed)?
        }
        CountryForm::Name => Country::from_name(trimmed)?,
        CountryForm::Any => Country::parse(trimmed)?,
        CountryForm::Joined => joined_name(trimmed)?,
    })
}

/// True when a code beside a country's number names another country.
///
/// Numbers of dissolved states stand beside their own code or their successor's, and numbers of areas
/// beside codes that each source makes up, with a digit or a mark in them; neither is a contradiction.
pub(crate) fn is_unlike(country: Country, code: &str) -> bool {
    const NONE: [&str; 2] = ["", "N/A"];
    let code = code.trim();
    if NONE.contains(&code) {
        return false;
    }
    match Country::from_code(code) {
        Ok(other) => other != country && country.kind() != CountryKind::Former,
        Err(_) => {
            country.kind() == CountryKind::Country
                && code.bytes().all(|byte| byte.is_ascii_alphabetic())
        }
    }
}

/// Names whose joined form is not that of the country's present name.
const JOINED_NAMES: &[(&str, &str)] = &[
    ("BruneiDarussalam", "BRN"),
    ("ChinaHongKongSAR", "HKG"),
    ("ChinaMacaoSAR", "MAC"),
    ("ChinaTaiwanProvince", "TWN"),
    ("CotedIvoire", "CIV"),
    ("CzechRepublic", "CZE"),
    ("DemRepoftheCongo", "COD"),
    ("FaeroeIslands", "FRO"),
    ("FalklandIslands", "FLK"),
    ("Indonesia2002", "IDN"),
    ("IranIslamicRepublic", "IRN"),
    ("KoreaDemPeoples", "PRK"),
    ("KoreaRepublicof", "KOR"),
    ("LaoPeoplesDemRep", "LAO"),
    ("MicronesiaFedSts", "FSM"),
    ("NetherlandsAntilles", "ANT"),
    ("NorthernMarianas", "MNP"),
    ("RepublicofMoldova", "MDA"),
    ("RussianFederation", "RUS"),
    ("SaintVincentandGrenadines", "VCT"),
    ("SaoTomeandPricipe", "STP"),
    ("SerbiaandMontenegro", "SCG"),
    ("StateofPalestine", "PSE"),
    ("Sudan2011", "SDN"),
    ("SyrianArabRepublic", "SYR"),
    ("TFYRofMacedonia", "MKD"),
    ("TanzaniaUnitedRepublic", "TZA"),
    ("TurksandCaicos", "TCA"),
    ("WallisandFutuna", "WLF"),
];

/// Reads a name that lost its blanks: `SaudiArabia`.
fn joined_name(text: &str) -> Result<Country, FieldProblem> {
    let by_table = JOINED_NAMES.iter().find(|(name, _)| *name == text);
    if let Some((_, code)) = by_table {
        return Ok(Country::from_iso3(code)?);
    }
    let is_joined = |name: &str| {
        let letters = name.chars().filter(|letter| letter.is_alphanumeric());
        letters.eq(text.chars())
    };
    let found = Country::all().find(|country| is_joined(country.name()));
    Ok(found.map_or_else(|| Country::from_name(text), Ok)?)
}
