//! Whether the rows that are read are all goods, and what they cover if not.
//!
//! A file may hold some goods only, such as those under export restrictions, and does not say so.
//! Totals that it states beside them decide; without any, the number of codes and chapters that the
//! release holds for all countries together, since a small market buys from few of them.

use crate::counted::{characters, counted};
use crate::flows::Comparison;
use std::collections::BTreeSet;
use stirstick_codes::{Nomenclature, ProductCode};

/// Codes that add up to this share of the totals beside them are all goods: the rest is rounding,
/// and codes that customs keep secret.
const SHARE_OF_TOTAL: f64 = 0.99;

/// Characters of a chapter of the Harmonized System and of a division of the SITC, of a heading and
/// of a subheading.
const CHAPTER: usize = 2;
const HEADING: usize = 4;
const SUBHEADING: usize = 6;

/// Codes from which on a release holds all goods: about 15 in 16 of the chapters, four fifths of the
/// headings (1,229 in HS22) and of the subheadings (5,018 in HS92, 5,613 in HS22) of the Harmonized
/// System.
const CHAPTERS: usize = 90;
const HEADINGS: usize = 980;
const SUBHEADINGS: usize = 4_000;

/// Chapters that the Harmonized System has: 97, of which 77 is kept free.
const ALL_CHAPTERS: usize = 96;

/// The same for the SITC: all of its ten sections, 15 in 16 of the 67 divisions of revision 3.
const SECTIONS: usize = 10;
const DIVISIONS: usize = 63;
const ALL_DIVISIONS: usize = 67;

/// What the rows of a comparison without a product stand for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Covered {
    /// True when they are all goods.
    pub(super) all_goods: bool,
    /// What is covered, in a sentence; `None` for stated totals, which say so themselves.
    pub(super) caveat: Option<String>,
}

/// True where the codes that the release holds are needed to tell: it states no totals.
pub(super) fn needs_codes(comparison: &Comparison) -> bool {
    comparison.level > 0 && share_of_total(comparison).is_none()
}

/// Decides what rows stand for; `codes` are those that the market buys, or those that the release holds for
/// all countries, where [`needs_codes`] says so.
pub(super) fn covered(comparison: &Comparison, codes: &BTreeSet<ProductCode>) -> Covered {
    if comparison.level == 0 {
        return Covered {
            all_goods: true,
            caveat: None,
        };
    }
    match share_of_total(comparison) {
        Some(share) => by_total(share),
        None => by_codes(comparison.nomenclature, comparison.source_level, codes),
    }
}

/// The part of the stated totals of the second period that the codes hold.
fn share_of_total(comparison: &Comparison) -> Option<f64> {
    let mut others = comparison.other_levels.iter();
    let &(_, total) = others.find(|((level, _), _)| *level == 0)?;
    (total > 0.0).then(|| comparison.value_to / total)
}

fn by_total(share: f64) -> Covered {
    let all_goods = share >= SHARE_OF_TOTAL;
    let percent = 100.0 * share;
    Covered {
        all_goods,
        caveat: Some(if all_goods {
            format!(
                "These are all goods: the codes that are read hold {percent:.1}% of the totals that the \
                 dataset states."
            )
        } else {
            format!(
                "These are not all goods: the codes that are read hold {percent:.1}% of the totals that \
                 the dataset states."
            )
        }),
    }
}

fn by_codes(nomenclature: Nomenclature, level: usize, codes: &BTreeSet<ProductCode>) -> Covered {
    let starts = |characters: usize| {
        let starts = codes
            .iter()
            .filter_map(|code| code.as_str().get(..characters));
        starts.collect::<BTreeSet<_>>().len()
    };
    let harmonized = nomenclature.is_harmonized_system();
    let sitc = nomenclature.is_standard_international_trade_classification();
    let chapters = starts(CHAPTER);
    let all_goods = match level {
        1 => sitc && starts(1) >= SECTIONS,
        _ if sitc => chapters >= DIVISIONS,
        _ if !harmonized || chapters < CHAPTERS => false,
        CHAPTER..HEADING => true,
        HEADING..SUBHEADING => starts(HEADING) >= HEADINGS,
        _ => starts(SUBHEADING) >= SUBHEADINGS,
    };
    let within = match level {
        2.. if harmonized => format!(", in {chapters} of {ALL_CHAPTERS} chapters"),
        2.. if sitc => format!(", in {chapters} of {ALL_DIVISIONS} divisions"),
        _ => String::new(),
    };
    // The codes of a large market suffice to tell; the release may hold more.
    let at_least = if all_goods { "at least " } else { "" };
    let holds = format!(
        "the dataset holds {at_least}{} of {} ({}){within}",
        counted(codes.len(), "code", "codes"),
        characters(level),
        nomenclature.label(),
    );
    Covered {
        all_goods,
        caveat: Some(if all_goods {
            format!(
                "Taken as all goods, because {holds}; it states no total that would show whether goods \
                 are missing."
            )
        } else {
            format!(
                "These need not be all goods: {holds}, and states no total. Shares are among these goods."
            )
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stirstick_codes::{Currency, Frequency, Period, PeriodRange, ReportedBy, Valuation};

    fn comparison(nomenclature: Nomenclature, level: usize, total: Option<f64>) -> Comparison {
        let year = |year: u16| PeriodRange::from(Period::of_year(year).expect("a year"));
        Comparison {
            from: year(2020),
            to: year(2021),
            frequency: Frequency::Annual,
            valuation: Valuation::Fob,
            reported_by: (ReportedBy::Exporter, ReportedBy::Exporter),
            left_out: None,
            currency: Currency::USD,
            nomenclature,
            source_level: level,
            level,
            other_levels: total
                .map(|total| ((0, Nomenclature::Unstated), total))
                .into_iter()
                .collect(),
            suppliers: 9,
            value_to: 90.0,
        }
    }

    fn codes(chapters: usize, of_each: usize) -> BTreeSet<ProductCode> {
        let code = |chapter: usize, number: usize| format!("{chapter:02}{number:04}");
        let all = (1..=chapters)
            .flat_map(|chapter| (0..of_each).map(move |number| code(chapter, number)));
        all.map(|code| code.parse().expect("a code")).collect()
    }

    #[test]
    fn totals_beside_the_codes_decide() {
        let few = codes(3, 1);
        let hs = Nomenclature::HS22;
        assert!(covered(&comparison(hs, 6, Some(90.5)), &few).all_goods);
        let many = codes(96, 60);
        let part = covered(&comparison(hs, 6, Some(270.0)), &many);
        assert!(!part.all_goods);
        assert!(part.caveat.expect("a caveat").contains("33.3%"));
        assert!(covered(&comparison(hs, 0, None), &few).all_goods);
    }

    #[test]
    fn without_totals_nearly_all_chapters_and_codes_are_needed() {
        let all = |nomenclature, level, codes: &BTreeSet<ProductCode>| {
            covered(&comparison(nomenclature, level, None), codes).all_goods
        };
        let hs = Nomenclature::HS22;
        assert!(all(hs, 6, &codes(96, 50)));
        assert!(!all(hs, 6, &codes(63, 80)), "chapters are missing");
        assert!(!all(hs, 6, &codes(96, 10)), "most codes are missing");
        assert!(!all(Nomenclature::Unstated, 6, &codes(96, 50)));
        let some = covered(&comparison(hs, 6, None), &codes(63, 1));
        let caveat = some.caveat.expect("a caveat");
        assert!(
            caveat.contains("63 codes of 6 characters") && caveat.contains("63 of 96 chapters"),
            "{caveat}"
        );
    }
}
