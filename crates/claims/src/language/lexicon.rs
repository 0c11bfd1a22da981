//! The tables of one language, as a search for the longest phrase.

use super::concept::Concept;
use super::token::{Shape, Token, tokens};
use crate::Area;
use std::collections::HashMap;
use std::sync::OnceLock;

/// One meaning of a phrase, with the value that its table gives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sense {
    pub(crate) concept: Concept,
    /// The value as a number; NaN when it is none.
    pub(crate) number: f64,
    /// The value as text.
    pub(crate) text: &'static str,
    /// The value as a country or a group.
    pub(crate) area: Option<Area>,
}

struct Phrase {
    /// Lower case, without hyphens.
    words: Vec<String>,
    case: Case,
    sense: Sense,
}

enum Case {
    Any,
    /// As written, or all in capitals.
    AsWritten(Vec<String>),
    Lower,
}

/// Words and phrases of one language by their first word.
pub(crate) struct Lexicon {
    phrases: HashMap<String, Vec<Phrase>>,
}

/// The tables of English.
const ENGLISH: [&str; 10] = [
    include_str!("../../languages/en/numbers.csv"),
    include_str!("../../languages/en/currencies.csv"),
    include_str!("../../languages/en/periods.csv"),
    include_str!("../../languages/en/movement.csv"),
    include_str!("../../languages/en/modality.csv"),
    include_str!("../../languages/en/structure.csv"),
    include_str!("../../languages/en/flows.csv"),
    include_str!("../../languages/en/contexts.csv"),
    include_str!("../../languages/en/goods.csv"),
    include_str!("../../languages/en/areas.csv"),
];

/// The lexicon of English.
pub(crate) fn english() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::of(&ENGLISH))
}

impl Lexicon {
    fn of(tables: &[&'static str]) -> Self {
        let mut phrases: HashMap<String, Vec<Phrase>> = HashMap::new();
        for table in tables {
            for line in table.lines().skip(1) {
                let mut cells = line.splitn(3, ',');
                let name = cells.next().unwrap_or_default();
                let concept = Concept::parse(name)
                    .unwrap_or_else(|| unreachable!("the tables name known concepts: {name}"));
                let value = cells.next().unwrap_or_default();
                let sense = Sense {
                    concept,
                    number: value.parse().unwrap_or(f64::NAN),
                    text: value,
                    area: Area::parse(value),
                };
                let terms = cells.next().unwrap_or_default().trim_matches('"');
                for term in terms.split(';').filter(|term| !term.is_empty()) {
                    let phrase = Phrase::of(term, sense);
                    let first = phrase.words[0].clone();
                    phrases.entry(first).or_default().push(phrase);
                }
            }
        }
        for list in phrases.values_mut() {
            list.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        }
        Lexicon { phrases }
    }

    /// The longest phrase that starts at the first token: how many tokens it has, and its meanings.
    pub(crate) fn longest(&self, tokens: &[Token<'_>]) -> Option<(usize, Vec<Sense>)> {
        let list = self.phrases.get(&key(tokens.first()?.text))?;
        let (mut words, mut senses) = (0, Vec::new());
        for phrase in list {
            if phrase.words.len() < words {
                break;
            }
            if phrase.matches(tokens) {
                words = phrase.words.len();
                senses.push(phrase.sense);
            }
        }
        (words > 0).then(|| (tokens_of_words(tokens, words), senses))
    }

    /// The number that a word has in the meaning of a concept.
    pub(crate) fn value(&self, word: &str, concept: Concept) -> Option<f64> {
        let list = self.phrases.get(&key(word))?;
        list.iter()
            .find(|phrase| phrase.words.len() == 1 && phrase.sense.concept == concept)
            .map(|phrase| phrase.sense.number)
    }

    /// True when a phrase has a meaning of the concept.
    pub(crate) fn is_phrase(&self, text: &str, concept: Concept) -> bool {
        let tokens = tokens(text);
        self.longest(&tokens).is_some_and(|(length, senses)| {
            length == tokens.len() && senses.iter().any(|sense| sense.concept == concept)
        })
    }

    /// True when the word has a meaning of the concept.
    pub(crate) fn has(&self, word: &str, concept: Concept) -> bool {
        self.phrases.get(&key(word)).is_some_and(|list| {
            list.iter()
                .any(|phrase| phrase.words.len() == 1 && phrase.sense.concept == concept)
        })
    }
}

impl Phrase {
    fn of(term: &str, sense: Sense) -> Self {
        let (term, lower) = match term.strip_prefix('=') {
            Some(term) if !term.is_empty() => (term, true),
            _ => (term, false),
        };
        // A possessive ending is one token after a word, and would be two alone.
        let written: Vec<String> = if term.starts_with('\'') {
            vec![term.to_owned()]
        } else {
            tokens(term)
                .iter()
                .filter(|token| !is_hyphen(token))
                .map(|token| plain(token.text))
                .collect()
        };
        let words: Vec<String> = written.iter().map(|word| word.to_lowercase()).collect();
        let case = if lower {
            Case::Lower
        } else if words == written {
            Case::Any
        } else {
            Case::AsWritten(written)
        };
        assert!(!words.is_empty(), "a term has a word");
        Phrase { words, case, sense }
    }

    fn matches(&self, tokens: &[Token<'_>]) -> bool {
        let mut at = 0;
        for (index, word) in self.words.iter().enumerate() {
            if index > 0
                && tokens
                    .get(at)
                    .is_some_and(|token| is_hyphen(token) && token.glued)
            {
                at += 1;
            }
            let Some(token) = tokens.get(at) else {
                return false;
            };
            let text = plain(token.text);
            let same = match &self.case {
                Case::Any => text.to_lowercase() == *word,
                Case::Lower => text == *word,
                Case::AsWritten(written) => {
                    // "Non-EU" at the start of a sentence
                    let begins = index == 0 && written.len() > 1 && *word == written[index];
                    text == written[index]
                        || (begins && text.to_lowercase() == *word)
                        || (text.chars().count() > 2 && text == written[index].to_uppercase())
                }
            };
            if !same {
                return false;
            }
            at += 1;
        }
        true
    }
}

/// How many tokens so many words take with the hyphens between them.
fn tokens_of_words(tokens: &[Token<'_>], words: usize) -> usize {
    let (mut at, mut left) = (0, words);
    while left > 0 {
        if at > 0 && tokens.get(at).is_some_and(is_hyphen) {
            at += 1;
        }
        at += 1;
        left -= 1;
    }
    at
}

fn is_hyphen(token: &Token<'_>) -> bool {
    matches!(token.shape, Shape::Sign('-' | '‐' | '‑' | '–'))
}

/// A word without the points of an abbreviation and with a straight apostrophe.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|character| *character != '.' || text.len() == 1)
        .map(|character| {
            if matches!(character, '’' | '‘' | 'ʼ') {
                '\''
            } else {
                character
            }
        })
        .collect()
}

fn key(text: &str) -> String {
    plain(text).to_lowercase()
}
