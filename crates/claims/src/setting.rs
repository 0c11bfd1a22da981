//! What the sentence around a claim says of it: that it is not so, only if, without a part, in other terms, or
//! who counted. A verdict needs to know; the fields of a claim do not hold it.

use crate::grammar::{Item, Sentence, sentences};
use crate::language::{self, Concept};
use crate::{Area, Claim, Document};
use std::sync::OnceLock;

const ENGLISH: &str = include_str!("../languages/en/guards.csv");

/// Items between a word for a customs service and the name of its country.
const NEAR: usize = 4;

/// What the sentence of a claim says beyond the claim.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Setting {
    /// A negation, or a word that calls something false or missed.
    pub negated: bool,
    /// A condition.
    pub conditional: bool,
    /// A part that is left out of the figure.
    pub exclusive: bool,
    /// A currency, prices or quantities other than those of the figure.
    pub other_terms: bool,
    /// True where the sentence names somebody who counted or said so officially.
    pub names_counter: bool,
    /// Whose customs or officials, where that stands beside it.
    pub counter: Option<Area>,
}

/// Settings of claims, which must be in the order of the text, as [`claims`](crate::claims) gives them.
///
/// Time is linear in the length of the text.
#[must_use]
pub fn settings(document: &Document, claims: &[Claim]) -> Vec<Setting> {
    let lexicon = language::english();
    let mut settings = Vec::with_capacity(claims.len());
    let mut waiting = claims.iter().peekable();
    let mut line_start = 0;
    for line in document.text().split('\n') {
        let line_end = line_start + line.chars().count();
        if waiting
            .peek()
            .is_some_and(|claim| claim.figure.start <= line_end)
        {
            let (mut byte, mut character) = (0, line_start);
            for sentence in sentences(line, lexicon) {
                let end = sentence.items.last().map_or(byte, |item| item.end);
                character += line[byte..end].chars().count();
                byte = end;
                let mut setting = None;
                while waiting
                    .next_if(|claim| claim.figure.start < character)
                    .is_some()
                {
                    settings.push(*setting.get_or_insert_with(|| of_sentence(&sentence)));
                }
            }
            while waiting
                .next_if(|claim| claim.figure.start <= line_end)
                .is_some()
            {
                settings.push(Setting::default());
            }
        }
        line_start = line_end + 1;
    }
    settings.resize(claims.len(), Setting::default());
    settings
}

/// Phrases of the table, by concept.
struct Guards {
    phrases: Vec<(String, Vec<Vec<String>>)>,
}

impl Guards {
    fn english() -> &'static Guards {
        static GUARDS: OnceLock<Guards> = OnceLock::new();
        GUARDS.get_or_init(|| {
            let rows = ENGLISH.lines().skip(1).filter_map(|line| {
                let mut cells = line.splitn(3, ',');
                let (concept, terms) = (cells.next()?, cells.nth(1)?);
                Some((concept.to_owned(), terms.split(';').map(words_of).collect()))
            });
            Guards {
                phrases: rows.collect(),
            }
        })
    }

    /// Where a phrase of the concept begins among `words`.
    fn find(&self, concept: &str, words: &[String]) -> Option<usize> {
        let of_concept = self.phrases.iter().filter(|(name, _)| name == concept);
        let phrases = of_concept.flat_map(|(_, phrases)| phrases);
        phrases
            .filter(|phrase| !phrase.is_empty())
            .find_map(|phrase| {
                words
                    .windows(phrase.len())
                    .position(|window| window == phrase.as_slice())
            })
    }
}

/// Words in lower case; "n't" is a word of its own, and a hyphen divides.
fn words_of(text: &str) -> Vec<String> {
    let plain = text.to_lowercase().replace('’', "'").replace("n't", " n't");
    let words = plain.split(|character: char| !(character.is_alphanumeric() || character == '\''));
    words
        .filter(|word| !word.is_empty())
        .map(|word| word.trim_end_matches("'s").to_owned())
        .collect()
}

fn of_sentence(sentence: &Sentence<'_>) -> Setting {
    let guards = Guards::english();
    let start = sentence.items.first().map_or(0, |item| item.start);
    let end = sentence.items.last().map_or(0, |item| item.end);
    let words = words_of(&sentence.line[start..end]);
    let has = |concept: &str| guards.find(concept, &words).is_some();
    let agency = sentence
        .items
        .iter()
        .find_map(|item| item.sense(Concept::Agency)?.area);
    Setting {
        negated: has("negated"),
        conditional: has("conditional"),
        exclusive: has("exclusive"),
        other_terms: has("other_terms"),
        names_counter: agency.is_some() || has("counted"),
        counter: agency.or_else(|| beside(sentence, guards)),
    }
}

/// The country that is named beside a word for who counted.
fn beside(sentence: &Sentence<'_>, guards: &Guards) -> Option<Area> {
    let counts = |item: &Item<'_>| guards.find("counted", &words_of(item.text)).is_some();
    let at = sentence.items.iter().position(counts)?;
    let near = |index: &usize| index.abs_diff(at) <= NEAR;
    let mut named: Vec<(usize, Area)> = (0..sentence.items.len())
        .filter(near)
        .filter_map(|index| Some((index.abs_diff(at), sentence.items[index].area()?)))
        .collect();
    named.sort_by_key(|(distance, _)| *distance);
    named.first().map(|(_, area)| *area)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{claims, read};

    fn setting(text: &str) -> Setting {
        let document = read(text.as_bytes()).unwrap();
        let claims = claims(&document, None);
        settings(&document, &claims)
            .first()
            .copied()
            .unwrap_or_default()
    }

    #[test]
    fn what_stands_around_a_claim_is_told() {
        let plain = setting("Trade between China and Russia reached $240.1 billion in 2023.");
        assert_eq!(plain, Setting::default());
        assert!(
            setting("Trade between China and Russia did not reach $250 billion in 2024.").negated
        );
        assert!(
            setting("Trade between China and Russia didn't reach $250 billion in 2024.").negated
        );
        assert!(
            setting(
                "If trade between China and Russia reached $300 billion in 2024, all would gain."
            )
            .conditional
        );
        assert!(
            setting("Excluding energy, trade between China and Russia was $150 billion in 2023.")
                .exclusive
        );
        assert!(
            setting("Trade between China and Russia rose 32.7 percent in yuan terms in 2023.")
                .other_terms
        );
    }

    #[test]
    fn who_counted_is_told_by_the_name_beside() {
        let russian = setting(
            "Trade between China and Russia was $59.3 billion in 2010, Russian customs said.",
        );
        assert_eq!(russian.counter, Area::parse("RUS"));
        let officials = setting(
            "Russian officials put trade between China and Russia at $185 billion in 2022.",
        );
        assert!(officials.names_counter);
        assert_eq!(officials.counter, Area::parse("RUS"));
        let chinese = setting(
            "Trade between China and Russia was $59.3 billion in 2010, Chinese customs said.",
        );
        assert_eq!(chinese.counter, Area::parse("CHN"));
    }

    #[test]
    fn every_claim_has_the_setting_of_its_own_sentence() {
        let text = "Trade between China and Russia reached $240.1 billion in 2023. It did not reach $250 billion in 2024.\n\
                    Trade between China and Russia reached $190.3 billion in 2022.";
        let document = read(text.as_bytes()).unwrap();
        let claims = claims(&document, None);
        let negated: Vec<bool> = settings(&document, &claims)
            .iter()
            .map(|setting| setting.negated)
            .collect();
        assert_eq!(negated.len(), claims.len());
        assert!(!negated[0] && !negated[negated.len() - 1], "{negated:?}");
    }
}
