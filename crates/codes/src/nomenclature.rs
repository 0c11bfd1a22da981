use crate::Error;
use crate::text::{clipped, text_form};
use std::fmt;

const EXPECTED: &str = "one of HS92, HS96, HS02, HS07, HS12, HS17, HS22, HS, CN8, SITC1 to SITC4, \
                        EBOPS10, BEC, unstated, or a classification code of UN Comtrade (H0 to H6, S1 to S4)";

/// The list of goods or services that a product code belongs to.
///
/// A code means nothing without it: 8485 is machine parts in HS 1992 and additive manufacturing
/// machines in HS 2022.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nomenclature {
    /// Harmonized System 1988/1992, Comtrade's `H0`.
    HS92,
    /// Harmonized System 1996, `H1`.
    HS96,
    /// Harmonized System 2002, `H2`.
    HS02,
    /// Harmonized System 2007, `H3`.
    HS07,
    /// Harmonized System 2012, `H4`.
    HS12,
    /// Harmonized System 2017, `H5`.
    HS17,
    /// Harmonized System 2022, `H6`.
    HS22,
    /// Harmonized System as reported: each year in the revision then in force.
    HS,
    /// Combined Nomenclature of the European Union, eight digits, edition of the year.
    CN8,
    /// Standard International Trade Classification, revision 1, `S1`.
    SITC1,
    /// Standard International Trade Classification, revision 2, `S2`.
    SITC2,
    /// Standard International Trade Classification, revision 3, `S3`.
    SITC3,
    /// Standard International Trade Classification, revision 4, `S4`.
    SITC4,
    /// Extended Balance of Payments Services 2010, `EB10`.
    EBOPS10,
    /// Broad Economic Categories.
    BEC,
    /// The source does not say.
    Unstated,
}

/// Each nomenclature with its text form, its label and what else sources write for it, in upper
/// case without blanks, dots and hyphens.
const ALL: [(Nomenclature, &str, &str, &[&str]); 16] = [
    (
        Nomenclature::HS92,
        "HS92",
        "HS 1992",
        &["H0", "HS1992", "HS88", "HS0", "HS1988/92"],
    ),
    (
        Nomenclature::HS96,
        "HS96",
        "HS 1996",
        &["H1", "HS1996", "HS1"],
    ),
    (
        Nomenclature::HS02,
        "HS02",
        "HS 2002",
        &["H2", "HS2002", "HS2"],
    ),
    (
        Nomenclature::HS07,
        "HS07",
        "HS 2007",
        &["H3", "HS2007", "HS3"],
    ),
    (
        Nomenclature::HS12,
        "HS12",
        "HS 2012",
        &["H4", "HS2012", "HS4"],
    ),
    (
        Nomenclature::HS17,
        "HS17",
        "HS 2017",
        &["H5", "HS2017", "HS5"],
    ),
    (
        Nomenclature::HS22,
        "HS22",
        "HS 2022",
        &["H6", "HS2022", "HS6"],
    ),
    (Nomenclature::HS, "HS", "HS as reported", &["HSASREPORTED"]),
    (
        Nomenclature::CN8,
        "CN8",
        "Combined Nomenclature, 8 digits",
        &["CN"],
    ),
    (
        Nomenclature::SITC1,
        "SITC1",
        "SITC Rev. 1",
        &["S1", "SITCREV1", "ST1"],
    ),
    (
        Nomenclature::SITC2,
        "SITC2",
        "SITC Rev. 2",
        &["S2", "SITCREV2", "ST2"],
    ),
    (
        Nomenclature::SITC3,
        "SITC3",
        "SITC Rev. 3",
        &["S3", "SITCREV3", "ST3"],
    ),
    (
        Nomenclature::SITC4,
        "SITC4",
        "SITC Rev. 4",
        &["S4", "SITCREV4", "ST4"],
    ),
    (
        Nomenclature::EBOPS10,
        "EBOPS10",
        "EBOPS 2010",
        &["EB10", "EB", "EBOPS2010"],
    ),
    (
        Nomenclature::BEC,
        "BEC",
        "BEC",
        &["BE", "BE4", "BE5", "B4", "B5", "BEC4", "BEC5"],
    ),
    (
        Nomenclature::Unstated,
        "unstated",
        "nomenclature not stated",
        &["NC"],
    ),
];

impl Nomenclature {
    /// The text form: `HS22`, `CN8`, `SITC4`, `unstated`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.row().1
    }

    /// What a reader sees: "HS 2022", "SITC Rev. 4".
    #[must_use]
    pub fn label(self) -> &'static str {
        self.row().2
    }

    /// Reads the text form, the label, or what UN Comtrade and others write (`H6`, `S4`, `EB10`).
    ///
    /// Case, blanks, dots, hyphens and underscores do not matter.
    ///
    /// # Errors
    /// [`Error::Word`] when the text is none of these.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let squeezed: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '_' | ','))
            .take(40)
            .collect();
        ALL.iter()
            .find(|(_, word, _, others)| {
                word.eq_ignore_ascii_case(&squeezed)
                    || others
                        .iter()
                        .any(|other| other.eq_ignore_ascii_case(&squeezed))
            })
            .map(|row| row.0)
            .ok_or_else(|| Error::Word {
                what: "nomenclature",
                got: clipped(text),
                expected: EXPECTED,
            })
    }

    /// True when the first six digits of a code are of the Harmonized System.
    #[must_use]
    pub fn is_harmonized_system(self) -> bool {
        matches!(
            self,
            Nomenclature::HS92
                | Nomenclature::HS96
                | Nomenclature::HS02
                | Nomenclature::HS07
                | Nomenclature::HS12
                | Nomenclature::HS17
                | Nomenclature::HS22
                | Nomenclature::HS
                | Nomenclature::CN8
        )
    }

    /// True where single characters are codes: the sections of the Standard International Trade
    /// Classification and the broad economic categories. In other lists a single digit is a chapter
    /// that lost its zero.
    #[must_use]
    pub fn has_codes_of_one_character(self) -> bool {
        self.is_standard_international_trade_classification() || self == Nomenclature::BEC
    }

    /// True for the four revisions of the SITC.
    #[must_use]
    pub fn is_standard_international_trade_classification(self) -> bool {
        matches!(
            self,
            Nomenclature::SITC1 | Nomenclature::SITC2 | Nomenclature::SITC3 | Nomenclature::SITC4
        )
    }

    /// The first of the nomenclatures whose codes are built alike: the Harmonized System, the SITC, or
    /// the nomenclature itself.
    #[must_use]
    pub fn family(self) -> Nomenclature {
        if self.is_harmonized_system() {
            Nomenclature::HS92
        } else if self.is_standard_international_trade_classification() {
            Nomenclature::SITC1
        } else {
            self
        }
    }

    /// Every nomenclature in the order of the declaration.
    pub fn all() -> impl Iterator<Item = Nomenclature> {
        ALL.iter().map(|row| row.0)
    }

    fn row(
        self,
    ) -> &'static (
        Nomenclature,
        &'static str,
        &'static str,
        &'static [&'static str],
    ) {
        ALL.iter()
            .find(|row| row.0 == self)
            .expect("the table has a row for each variant")
    }
}

impl fmt::Display for Nomenclature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

text_form!(Nomenclature, "a nomenclature such as HS22");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_form_and_label_of_a_revision_reads_back() {
        for nomenclature in Nomenclature::all() {
            assert_eq!(
                Nomenclature::parse(nomenclature.as_str()).unwrap(),
                nomenclature
            );
        }
        assert_eq!(Nomenclature::parse("HS 2022").unwrap(), Nomenclature::HS22);
        assert_eq!(
            Nomenclature::parse("SITC Rev. 3").unwrap(),
            Nomenclature::SITC3
        );
        assert_eq!(
            Nomenclature::parse("EBOPS 2010").unwrap(),
            Nomenclature::EBOPS10
        );
        assert_eq!(Nomenclature::HS17.label(), "HS 2017");
    }

    #[test]
    fn the_codes_of_comtrade_are_understood() {
        let of = |text| Nomenclature::parse(text).unwrap();
        let hs: Vec<_> = ["H0", "H1", "H2", "H3", "H4", "H5", "H6"].map(of).to_vec();
        assert_eq!(
            hs,
            [
                Nomenclature::HS92,
                Nomenclature::HS96,
                Nomenclature::HS02,
                Nomenclature::HS07,
                Nomenclature::HS12,
                Nomenclature::HS17,
                Nomenclature::HS22
            ]
        );
        assert_eq!(of("HS"), Nomenclature::HS);
        assert_eq!(of("S4"), Nomenclature::SITC4);
        assert_eq!(of("EB10"), Nomenclature::EBOPS10);
        assert!(Nomenclature::parse("H7").is_err());
        assert!(Nomenclature::parse("").is_err());
    }
}
