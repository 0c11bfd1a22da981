//! Finding a country by name, and the names nearest to one that is unknown.

use super::{Country, table};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::OnceLock;

/// How many names an error suggests.
const SUGGESTIONS: usize = 3;
/// A suggestion may differ in one letter of three: "Germny" finds Germany, "Atlantis" nothing.
const LETTERS_PER_MISTAKE: usize = 3;
/// Longer texts are no misspelt names; the bound keeps the search short on any input.
const LONGEST_NAME: usize = 100;

struct Names {
    by_key: HashMap<String, Country>,
    /// Every spelling with its words folded, for the search of near ones.
    spellings: Vec<(Vec<char>, Country)>,
}

/// Finds a country by any known spelling of its name.
pub(super) fn of_name(name: &str) -> Option<Country> {
    if name.len() > 4 * LONGEST_NAME {
        return None;
    }
    names().by_key.get(&name_key(name)).copied()
}

/// The countries whose names are nearest to `name`, nearest first; none when no name is near.
pub(crate) fn nearest(name: &str) -> Vec<Country> {
    let wanted: Vec<char> = folded_words(name)
        .join(" ")
        .chars()
        .take(LONGEST_NAME)
        .collect();
    let limit = wanted.len() / LETTERS_PER_MISTAKE;
    let mut near: Vec<(usize, Country)> = names()
        .spellings
        .iter()
        .filter(|(spelling, _)| spelling.len().abs_diff(wanted.len()) <= limit)
        .map(|(spelling, country)| (distance(&wanted, spelling), *country))
        .filter(|(distance, _)| *distance <= limit)
        .collect();
    near.sort_unstable();
    let mut countries: Vec<Country> = Vec::new();
    for (_, country) in near {
        if countries.len() < SUGGESTIONS && !countries.contains(&country) {
            countries.push(country);
        }
    }
    countries
}

/// What an error adds about near names.
pub(crate) fn hint(name: &str) -> String {
    let near: Vec<String> = nearest(name)
        .iter()
        .map(|country| format!("{} ({country})", country.name()))
        .collect();
    match near.as_slice() {
        [] => ": expected a code such as RUS, RU or 643, or an English name".to_owned(),
        [only] => format!("; did you mean {only}?"),
        [first @ .., last] => format!("; did you mean {} or {last}?", first.join(", ")),
    }
}

fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names = Names {
            by_key: HashMap::new(),
            spellings: Vec::new(),
        };
        for entry in table::entries() {
            for spelling in std::iter::once(&entry.name).chain(&entry.aliases) {
                names.by_key.insert(name_key(spelling), entry.country);
                let folded = folded_words(spelling).join(" ").chars().collect();
                names.spellings.push((folded, entry.country));
            }
        }
        names
    })
}

/// What two spellings of one name have in common: folded words, sorted, without small ones.
///
/// `scripts/make_codes.py` has a twin of this function, which finds spellings claimed by two
/// countries when the table is made.
fn name_key(name: &str) -> String {
    let mut words = folded_words(name);
    words.retain(|word| !matches!(word.as_str(), "the" | "of" | "and"));
    words.sort_unstable();
    words.join(" ")
}

/// The words of a name in lower case, without accents and punctuation, abbreviations written out.
fn folded_words(name: &str) -> Vec<String> {
    let mut folded = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match plain_letters(letter) {
            Some(letters) => folded.push_str(letters),
            None if letter.is_alphanumeric() => folded.push(letter),
            None => folded.push(' '),
        }
    }
    folded
        .split_whitespace()
        .map(|word| written_out(word).to_owned())
        .collect()
}

/// The plain letters of an accented Latin one; nothing for marks that join words or stand on a letter.
fn plain_letters(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì'..='ï' | 'ī' | 'į' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => "o",
        'œ' => "oe",
        'ř' => "r",
        'ś' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        '\'' | '’' | '`' | '´' | '.' | '\u{300}'..='\u{36f}' => "",
        _ => return None,
    })
}

fn written_out(word: &str) -> &str {
    match word {
        "st" => "saint",
        "rep" => "republic",
        "dem" => "democratic",
        "fed" => "federal",
        "isl" | "isd" | "isds" | "island" => "islands",
        _ => word,
    }
}

/// The number of letters to insert, remove, replace or swap with a neighbour (Damerau 1964, in the
/// restricted form that edits no part twice).
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = vec![0; right.len() + 1];
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for i in 1..=left.len() {
        let mut current = vec![i; right.len() + 1];
        for j in 1..=right.len() {
            let replaced = above[j - 1] + usize::from(left[i - 1] != right[j - 1]);
            current[j] = replaced.min(above[j] + 1).min(current[j - 1] + 1);
            let swapped =
                i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
            if swapped && (before[j - 2] + 1).cmp(&current[j]) == Ordering::Less {
                current[j] = before[j - 2] + 1;
            }
        }
        before = std::mem::replace(&mut above, current);
    }
    above[right.len()]
}
