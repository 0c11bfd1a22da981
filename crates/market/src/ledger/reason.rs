//! Why a figure is not in the series, and what a figure that is in it is marked with.

/// A collector's decision about one printed figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Another customs service or office counted it.
    OtherCustoms,
    /// Converted from, or growth in, another currency.
    OtherCurrency,
    /// The source exchanged or misprinted its figures.
    Garbled,
    /// Text and number disagree about the direction of a change.
    SignUnclear,
    /// The source does not say which year it means.
    YearUnclear,
    /// Does not fit other figures of the same customs.
    ConflictsWithOtherFigures,
    /// A rate that the levels of the series cannot make.
    ConflictsWithOwnLevels,
    /// A total outside its parts.
    ConflictsWithOwnParts,
    /// Rounded so far that it contradicts its own level.
    RoundedConflict,
    /// A level that differs from the difference of two cumulated levels.
    LevelRevisedOrRounded,
    /// Rounded, cut off or hedged by the source.
    Rounded,
    /// A floor: the source says "more than" this number.
    MoreThan,
    /// A printed rate that differs a little from the rate between the levels.
    BaseRevisedOrRounded,
    /// The same where a level is rounded, cut off or a floor, which alone may be the difference.
    LevelsRounded,
    /// The source names another period.
    Mislabelled,
}

const WORDS: [(Reason, &str, &str); 15] = [
    (
        Reason::OtherCustoms,
        "other_customs",
        "counted by another customs service or office",
    ),
    (
        Reason::OtherCurrency,
        "other_currency",
        "converted from, or growth in, another currency",
    ),
    (
        Reason::Garbled,
        "garbled",
        "the source exchanged or misprinted its figures",
    ),
    (
        Reason::SignUnclear,
        "sign_unclear",
        "rise or fall: the source does not say clearly",
    ),
    (
        Reason::YearUnclear,
        "year_unclear",
        "the source does not say which year it means",
    ),
    (
        Reason::ConflictsWithOtherFigures,
        "conflicts_with_other_figures",
        "does not fit other figures of the same customs",
    ),
    (
        Reason::ConflictsWithOwnLevels,
        "conflicts_with_own_levels",
        "does not fit the printed levels",
    ),
    (
        Reason::ConflictsWithOwnParts,
        "conflicts_with_own_parts",
        "outside the growth of its own parts",
    ),
    (
        Reason::RoundedConflict,
        "rounded_conflict",
        "rounded so far that it contradicts its own level",
    ),
    (
        Reason::LevelRevisedOrRounded,
        "level_revised_or_rounded",
        "differs from the difference of the year-to-date levels",
    ),
    (
        Reason::Rounded,
        "rounded",
        "rounded, cut off or hedged by the source",
    ),
    (
        Reason::MoreThan,
        "more_than",
        "the source says more than this",
    ),
    (
        Reason::BaseRevisedOrRounded,
        "base_revised_or_rounded",
        "the base was revised or the rate rounded",
    ),
    (
        Reason::LevelsRounded,
        "levels_rounded",
        "differs from the rate between the levels, of which one is rounded, cut off or a floor",
    ),
    (
        Reason::Mislabelled,
        "mislabelled",
        "the source names another period",
    ),
];

impl Reason {
    /// Reads the text form, `other_customs`; `None` when it is unknown.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        WORDS
            .iter()
            .find(|(_, code, _)| *code == text)
            .map(|(reason, _, _)| *reason)
    }

    /// The text form: `other_customs`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.entry().1
    }

    /// The reason in words for a reader.
    #[must_use]
    pub fn words(self) -> &'static str {
        self.entry().2
    }

    fn entry(self) -> &'static (Reason, &'static str, &'static str) {
        WORDS
            .iter()
            .find(|(reason, _, _)| *reason == self)
            .expect("every reason has its words, as a test checks")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_reads_back_from_its_text() {
        for (place, (reason, code, words)) in WORDS.iter().enumerate() {
            assert_eq!(
                *reason as usize, place,
                "listed in the order of the enumeration"
            );
            assert_eq!(Reason::parse(code), Some(*reason));
            assert_eq!((reason.as_str(), reason.words()), (*code, *words));
        }
        assert_eq!(WORDS.len(), Reason::Mislabelled as usize + 1);
        assert_eq!(Reason::parse("unknown"), None);
    }
}
