//! Codes and names of invented countries.
//!
//! ISO 3166-1 leaves the alpha-3 codes `QMA` to `QZZ` to users and will never give them to a
//! country; the numbers from 9001 upwards are outside the range of UN M49 and UN Comtrade.

/// How many codes there are from `QMA` to `QZZ`.
pub(crate) const AVAILABLE: usize = 26 * 14;

const STARTS: [&str; 26] = [
    "Ave", "Bre", "Calo", "Dori", "Estri", "Fenna", "Gral", "Hosta", "Isto", "Jora", "Kelva",
    "Lorna", "Marve", "Neska", "Orva", "Pella", "Quel", "Rosta", "Sela", "Torva", "Ulva", "Vanda",
    "Weska", "Xano", "Ysta", "Zema",
];
const ENDINGS: [&str; 14] = [
    "mar", "nor", "dor", "pol", "quent", "rith", "sund", "tavia", "gard", "via", "wick", "xara",
    "hold", "zeth",
];

/// An invented country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    /// User-assigned alpha-3 code.
    pub(crate) code: String,
    /// Invented name, which begins with the code's last letter.
    pub(crate) name: String,
    /// Number in BACI's country table.
    pub(crate) number: u16,
}

/// Names the first `count` invented countries; they are the same in every world.
pub(crate) fn invent(count: usize) -> Vec<Name> {
    assert!(
        count <= AVAILABLE,
        "there are {AVAILABLE} user-assigned codes"
    );
    (0..count)
        .map(|index| {
            let letter = |offset: usize| char::from(b'A' + u8::try_from(offset).expect("a letter"));
            Name {
                code: format!("Q{}{}", letter(12 + index / 26), letter(index % 26)),
                name: format!("{}{}", STARTS[index % 26], ENDINGS[index / 26]),
                number: 9001 + u16::try_from(index).expect("there are few countries"),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn all_codes_names_and_numbers_differ() {
        let all = invent(AVAILABLE);
        assert_eq!(all[0].code, "QMA");
        assert_eq!(all[AVAILABLE - 1].code, "QZZ");
        assert_eq!(all[16].name, "Quelmar");
        assert_eq!(
            all.iter().map(|c| &c.code).collect::<BTreeSet<_>>().len(),
            AVAILABLE
        );
        assert_eq!(
            all.iter().map(|c| &c.name).collect::<BTreeSet<_>>().len(),
            AVAILABLE
        );
    }
}
