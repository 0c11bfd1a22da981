//! Which revisions of the Harmonized System have a code, and with which meaning.

use crate::product::hs2022;
use crate::text::{clipped, text_form};
use crate::{Error, Nomenclature, ProductCode};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::OnceLock;

const TABLE: &str = include_str!("../tables/hs_revisions.csv");
const EXPECTED: &str = "a revision such as HS22, or a range such as HS92..HS12";

/// The revisions in their order.
const REVISIONS: [Nomenclature; 7] = [
    Nomenclature::HS92,
    Nomenclature::HS96,
    Nomenclature::HS02,
    Nomenclature::HS07,
    Nomenclature::HS12,
    Nomenclature::HS17,
    Nomenclature::HS22,
];

/// An unbroken run of revisions of the Harmonized System, such as `HS92..HS12` or `HS22`.
///
/// Ordered by the first revision, then by the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revisions {
    first: Nomenclature,
    last: Nomenclature,
}

impl Revisions {
    /// All revisions, `HS92..HS22`.
    pub const ALL: Revisions = Revisions {
        first: Nomenclature::HS92,
        last: Nomenclature::HS22,
    };

    /// Reads one revision, or two with `..` between them, the earlier first.
    ///
    /// # Errors
    /// [`Error::Word`] when the text is neither.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let end = |text| {
            Nomenclature::parse(text)
                .ok()
                .filter(|nomenclature| REVISIONS.contains(nomenclature))
        };
        match (end(first), end(last)) {
            (Some(first), Some(last)) if first <= last => Ok(Revisions { first, last }),
            _ => Err(Error::Word {
                what: "run of revisions",
                got: clipped(text),
                expected: EXPECTED,
            }),
        }
    }

    /// True for a revision of the run; false for every list that is no single revision.
    #[must_use]
    pub fn contains(self, nomenclature: Nomenclature) -> bool {
        REVISIONS.contains(&nomenclature) && self.first <= nomenclature && nomenclature <= self.last
    }

    /// True when `other` lies within this run.
    #[must_use]
    pub fn covers(self, other: Revisions) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// True when the two runs share a revision.
    #[must_use]
    pub fn overlaps(self, other: Revisions) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// The revisions of the run, oldest first.
    pub fn iter(self) -> impl Iterator<Item = Nomenclature> {
        REVISIONS
            .into_iter()
            .filter(move |nomenclature| self.contains(*nomenclature))
    }
}

impl fmt::Display for Revisions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            f.pad(self.first.as_str())
        } else {
            f.pad(&format!("{}..{}", self.first, self.last))
        }
    }
}

text_form!(
    Revisions,
    "revisions of the Harmonized System such as HS92..HS22"
);

/// One run of revisions in which a code of the Harmonized System means one thing.
pub(crate) type Life = (ProductCode, Revisions);

/// The lives of a chapter, heading or subheading, oldest first; empty for what no revision has.
pub(crate) fn lives(code: ProductCode) -> &'static [Life] {
    let all = all_lives();
    let from = all.partition_point(|(other, _)| *other < code);
    let until = all.partition_point(|(other, _)| *other <= code);
    all.get(from..until).unwrap_or_default()
}

/// The lives of the subheadings of a heading, in the order of the codes.
pub(crate) fn subheading_lives(heading: ProductCode) -> impl Iterator<Item = &'static Life> {
    let all = all_lives();
    let from = all.partition_point(|(other, _)| *other < heading);
    all.iter()
        .skip(from)
        .take_while(move |(code, _)| code.is_in(heading))
        .filter(|(code, _)| code.level() == 6)
}

/// True for lists of Harmonized System codes that do not say of which revision each code is.
pub(crate) fn is_unnamed_revision(nomenclature: Nomenclature) -> bool {
    matches!(nomenclature, Nomenclature::HS | Nomenclature::CN8)
}

/// The revisions that data in a nomenclature may be in: one, all for `HS` and `CN8`, or none.
pub(crate) fn possible_revisions(nomenclature: Nomenclature) -> impl Iterator<Item = Nomenclature> {
    Revisions::ALL
        .iter()
        .filter(move |revision| *revision == nomenclature || is_unnamed_revision(nomenclature))
}

/// True when the data's list has the code, with whatever meaning.
pub(crate) fn exists(nomenclature: Nomenclature, code: ProductCode) -> bool {
    lives(code)
        .iter()
        .any(|(_, life)| life.contains(nomenclature) || is_unnamed_revision(nomenclature))
}

/// True when the code has its newest meaning in the data.
///
/// In data that do not name their revision, only a code that never meant anything else has.
pub(crate) fn has_newest_meaning(nomenclature: Nomenclature, code: ProductCode) -> bool {
    let lives = lives(code);
    if is_unnamed_revision(nomenclature) {
        return lives.len() == 1;
    }
    lives
        .last()
        .is_some_and(|(_, life)| life.contains(nomenclature))
}

/// How many headings of HS 2022 the prefixes reach into, and 1 at least.
///
/// A chapter counts with all its headings, a subheading as its heading, and each heading once.
/// Prefixes of older revisions only are left out: they stand beside what replaced them.
pub(crate) fn count_headings(prefixes: &[ProductCode]) -> usize {
    let list = hs2022();
    let mut headings = BTreeSet::new();
    for prefix in prefixes {
        let from = list.partition_point(|(code, _)| code < prefix);
        let under = list.iter().skip(from).map(|(code, _)| *code);
        headings.extend(
            under
                .take_while(|code| code.is_in(*prefix))
                .filter(|code| code.level() >= 4)
                .map(|code| code.truncate(4)),
        );
    }
    headings.len().max(1)
}

fn all_lives() -> &'static [Life] {
    static LIVES: OnceLock<Vec<Life>> = OnceLock::new();
    LIVES.get_or_init(|| {
        let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
        let rows = reader.records().map(|row| {
            let row = row.expect("the embedded list of revisions is well-formed CSV");
            let code = ProductCode::parse(&row[0]).expect("its codes are digits and letters");
            (
                code,
                Revisions::parse(&row[1]).expect("its runs are HS92..HS22"),
            )
        });
        let mut lives: Vec<Life> = rows.collect();
        let listed: BTreeSet<ProductCode> = lives.iter().map(|(code, _)| *code).collect();
        let whole = hs2022().iter().map(|(code, _)| *code);
        lives.extend(
            whole
                .filter(|code| !listed.contains(code))
                .map(|code| (code, Revisions::ALL)),
        );
        lives.sort_unstable();
        lives
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> ProductCode {
        ProductCode::parse(text).unwrap()
    }

    fn lives_of(text: &str) -> Vec<String> {
        lives(code(text))
            .iter()
            .map(|(_, life)| life.to_string())
            .collect()
    }

    /// Expected values: the correlation tables of the United Nations, by hand.
    #[test]
    fn codes_live_as_the_correlation_tables_say() {
        assert_eq!(lives_of("845610"), ["HS92..HS12"]);
        assert_eq!(lives_of("845611"), ["HS17..HS22"]);
        assert_eq!(lives_of("8485"), ["HS92..HS02", "HS22"]);
        assert_eq!(lives_of("8486"), ["HS07..HS22"]);
        assert_eq!(lives_of("842870"), ["HS22"]);
        assert_eq!(lives_of("847950"), ["HS96..HS22"]);
        assert_eq!(lives_of("846221"), ["HS92..HS17"]);
        assert_eq!(lives_of("84"), ["HS92..HS22"]);
        assert_eq!(lives_of("77"), [""; 0]);
        assert_eq!(lives_of("TOTAL"), [""; 0]);
    }

    /// 5,022 and 5,223 codes are in BACI's lists of HS92 and HS02, which count the oil products of
    /// 2710 as one, 5,041 and 5,226 in the R package's; HS22 has 5,613 subheadings.
    #[test]
    fn each_revision_has_its_number_of_subheadings() {
        let count = |nomenclature| {
            let of_six = all_lives().iter().filter(|(code, _)| code.level() == 6);
            of_six
                .filter(|(_, life)| life.contains(nomenclature))
                .count()
        };
        assert_eq!(count(Nomenclature::HS92), 5041);
        assert_eq!(count(Nomenclature::HS02), 5226);
        assert_eq!(count(Nomenclature::HS22), 5613);
    }

    #[test]
    fn runs_of_revisions_read_back() {
        for text in ["HS92..HS22", "HS22", "HS96..HS02"] {
            assert_eq!(Revisions::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(
            Revisions::parse("H0..H6").unwrap(),
            Revisions::ALL,
            "Comtrade's words are read too"
        );
        for text in ["", "HS22..HS92", "HS", "CN8", "HS92..", "HS92-HS12"] {
            assert!(Revisions::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_list_without_a_revision_takes_only_what_is_true_of_all() {
        assert!(has_newest_meaning(Nomenclature::HS, code("845610")));
        assert!(!has_newest_meaning(Nomenclature::HS, code("8485")));
        assert!(exists(Nomenclature::HS, code("8485")));
        assert!(!exists(Nomenclature::SITC4, code("8485")));
    }

    #[test]
    fn headings_are_counted_once_and_chapters_in_full() {
        let count = |texts: &[&str]| {
            let prefixes: Vec<_> = texts.iter().map(|text| code(text)).collect();
            count_headings(&prefixes)
        };
        assert_eq!(count(&[]), 1);
        assert_eq!(count(&["392330", "392350"]), 1);
        assert_eq!(count(&["3923", "4421"]), 2);
        assert_eq!(count(&["8803", "8807"]), 1, "8803 ended with HS 2017");
        assert_eq!(count(&["50"]), 7, "5001 to 5007");
    }
}
