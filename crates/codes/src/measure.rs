//! How a value was measured: how often, at which point of its way, and by whom.

use crate::Error;
use crate::text::{text_form, word};
use std::fmt;

/// How long the periods of a series are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Frequency {
    /// Years.
    Annual,
    /// Quarters.
    Quarterly,
    /// Months.
    Monthly,
}

impl Frequency {
    /// The letter that stands for it: `A`, `Q` or `M`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Frequency::Annual => "A",
            Frequency::Quarterly => "Q",
            Frequency::Monthly => "M",
        }
    }

    /// How many months a period of this length has.
    #[must_use]
    pub fn months(self) -> u16 {
        match self {
            Frequency::Annual => 12,
            Frequency::Quarterly => 3,
            Frequency::Monthly => 1,
        }
    }

    /// Reads `A`, `Q`, `M` or `annual`, `quarterly`, `monthly`, in any case.
    ///
    /// # Errors
    /// [`Error::Word`] when the text is none of these.
    pub fn parse(text: &str) -> Result<Self, Error> {
        const ALL: [(Frequency, &str); 6] = [
            (Frequency::Annual, "A"),
            (Frequency::Quarterly, "Q"),
            (Frequency::Monthly, "M"),
            (Frequency::Annual, "annual"),
            (Frequency::Quarterly, "quarterly"),
            (Frequency::Monthly, "monthly"),
        ];
        word("frequency", "one of A, Q, M", &ALL, text)
    }
}

/// At which point of its way a flow was valued.
///
/// Values of different points are never added or compared unmarked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Valuation {
    /// Free on board: at the exporter's border. The usual valuation of exports.
    Fob,
    /// Cost, insurance, freight: at the importer's border. The usual valuation of imports.
    Cif,
    /// Made from both sides' reports, freight taken off: BACI (Gaulier and Zignago, 2010).
    Reconciled,
    /// The source does not say.
    Unstated,
}

impl Valuation {
    /// The word that stands for it: `fob`, `cif`, `reconciled` or `unstated`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Valuation::Fob => "fob",
            Valuation::Cif => "cif",
            Valuation::Reconciled => "reconciled",
            Valuation::Unstated => "unstated",
        }
    }

    /// Reads the word, in any case.
    ///
    /// # Errors
    /// [`Error::Word`] when the text is none of the four words.
    pub fn parse(text: &str) -> Result<Self, Error> {
        const ALL: [(Valuation, &str); 4] = [
            (Valuation::Fob, "fob"),
            (Valuation::Cif, "cif"),
            (Valuation::Reconciled, "reconciled"),
            (Valuation::Unstated, "unstated"),
        ];
        word(
            "valuation",
            "one of fob, cif, reconciled, unstated",
            &ALL,
            text,
        )
    }
}

/// Whose report a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportedBy {
    /// The exporter's customs.
    Exporter,
    /// The importer's customs.
    Importer,
    /// Both sides, reconciled into one value.
    Both,
    /// Neither: somebody estimated it.
    Estimate,
}

impl ReportedBy {
    /// The word that stands for it: `exporter`, `importer`, `both` or `estimate`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ReportedBy::Exporter => "exporter",
            ReportedBy::Importer => "importer",
            ReportedBy::Both => "both",
            ReportedBy::Estimate => "estimate",
        }
    }

    /// Reads the word, in any case.
    ///
    /// # Errors
    /// [`Error::Word`] when the text is none of the four words.
    pub fn parse(text: &str) -> Result<Self, Error> {
        const ALL: [(ReportedBy, &str); 4] = [
            (ReportedBy::Exporter, "exporter"),
            (ReportedBy::Importer, "importer"),
            (ReportedBy::Both, "both"),
            (ReportedBy::Estimate, "estimate"),
        ];
        word(
            "side of a report",
            "one of exporter, importer, both, estimate",
            &ALL,
            text,
        )
    }
}

macro_rules! shown_as_word {
    ($($type:ty),*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    )*};
}
shown_as_word!(Frequency, Valuation, ReportedBy);
text_form!(Frequency, "a frequency: A, Q or M");
text_form!(Valuation, "a valuation: fob, cif, reconciled or unstated");
text_form!(
    ReportedBy,
    "who reported: exporter, importer, both or estimate"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for value in [Frequency::Annual, Frequency::Quarterly, Frequency::Monthly] {
            assert_eq!(Frequency::parse(value.as_str()).unwrap(), value);
        }
        for value in [
            Valuation::Fob,
            Valuation::Cif,
            Valuation::Reconciled,
            Valuation::Unstated,
        ] {
            assert_eq!(Valuation::parse(value.as_str()).unwrap(), value);
        }
        for value in [
            ReportedBy::Exporter,
            ReportedBy::Importer,
            ReportedBy::Both,
            ReportedBy::Estimate,
        ] {
            assert_eq!(ReportedBy::parse(value.as_str()).unwrap(), value);
        }
    }

    #[test]
    fn case_and_blanks_do_not_matter_and_other_words_are_refused() {
        assert_eq!(Valuation::parse(" CIF ").unwrap(), Valuation::Cif);
        assert_eq!(Frequency::parse("Monthly").unwrap(), Frequency::Monthly);
        let error = Valuation::parse("exw").unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"exw\" is not a valuation: expected one of fob, cif, reconciled, unstated"
        );
    }
}
