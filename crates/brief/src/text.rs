//! Text that is safe to show, sentences with figures, and short marks for receipts.

use stirstick_market::{Answer, Figure, Receipt, Section, Statement};

/// Label at the top of every rendering for people of an answer that is made from synthetic data.
pub(crate) const SYNTHETIC_LABEL: &str = "Synthetic data";

/// What the label means.
pub(crate) const SYNTHETIC_MEANING: &str = "Countries, products and numbers are invented. \
    Nothing here says anything about a real market.";

/// What to do with the receipts of an answer, and the command that does it.
pub(crate) fn receipt_hint(answer: &Answer) -> (&'static str, String) {
    if let Some(receipt) = answer.receipts.iter().find(|receipt| is_of_file(receipt)) {
        let hint = "Every figure names the receipt it came from. The same file gives the same hashes \
            when it is asked again:";
        return (hint, receipt_command(receipt));
    }
    let hint = "Every figure names the receipt it came from. This command shows the query, runs it \
        again on the same release and compares the rows:";
    (hint, "stirstick receipt <id>".to_owned())
}

/// The command that asks again what a receipt stands for.
pub(crate) fn receipt_command(receipt: &Receipt) -> String {
    if is_of_file(receipt) {
        return visible(&receipt.query);
    }
    format!("stirstick receipt {}", visible(&receipt.id))
}

/// A receipt of a file that is not in the store has a command where others have SQL.
fn is_of_file(receipt: &Receipt) -> bool {
    receipt.query.starts_with("stirstick ")
}

/// Makes text fit to be shown on one line: runs of white space become one space, and characters
/// that steer a terminal, change the direction of text or cannot be shown become U+FFFD.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.extend(word.chars().map(shown_character));
    }
    shown
}

/// Like [`visible`], but keeps every space, for words that stand before or after a number.
pub(crate) fn visible_run(text: &str) -> String {
    text.chars()
        .map(|character| {
            if character.is_whitespace() {
                ' '
            } else {
                shown_character(character)
            }
        })
        .collect()
}

/// Like [`visible`], but keeps the lines and the indentation of a block such as a query.
pub(crate) fn visible_block(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            let spaced = line.replace('\t', "    ");
            spaced.trim_end().chars().map(shown_character).collect()
        })
        .collect();
    lines.join("\n")
}

fn shown_character(character: char) -> char {
    let steers = character.is_control()
        || matches!(character,
            '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}'
            | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
            | '\u{FFFE}' | '\u{FFFF}');
    if steers { '\u{FFFD}' } else { character }
}

/// A part of a sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Piece<'a> {
    /// Words between figures.
    Words(&'a str),
    /// A figure in place of `{0}`, `{1}` …
    Figure(&'a Figure),
}

/// Splits a sentence at its placeholders.
///
/// A placeholder whose figure does not exist stays as it is written, so that the fault is seen.
pub(crate) fn pieces<'a>(statement: &'a Statement, section: &'a Section) -> Vec<Piece<'a>> {
    let mut found = Vec::new();
    let mut rest = statement.text.as_str();
    let mut from = 0;
    while let Some(open) = rest[from..].find('{').map(|at| at + from) {
        let Some(close) = rest[open..].find('}').map(|at| at + open) else {
            break;
        };
        let figure = rest[open + 1..close]
            .parse::<usize>()
            .ok()
            .and_then(|number| statement.figures.get(number))
            .and_then(|id| section.figures.iter().find(|figure| &figure.id == id));
        if let Some(figure) = figure {
            found.push(Piece::Words(&rest[..open]));
            found.push(Piece::Figure(figure));
            rest = &rest[close + 1..];
            from = 0;
        } else {
            from = open + 1;
        }
    }
    found.push(Piece::Words(rest));
    found.retain(|piece| !matches!(piece, Piece::Words("")));
    found
}

/// Receipts of the figures in a sentence, each once, in order of first use.
pub(crate) fn receipts_of<'a>(pieces: &[Piece<'a>]) -> Vec<&'a str> {
    let mut ids: Vec<&str> = Vec::new();
    for piece in pieces {
        if let Piece::Figure(figure) = piece
            && let Some(id) = figure.receipt.as_deref()
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    }
    ids
}

/// What a reader must know about a figure besides its label: period, basis and note.
pub(crate) fn particulars(figure: &Figure) -> Vec<String> {
    [&figure.period, &figure.basis, &figure.note]
        .into_iter()
        .flatten()
        .map(|text| visible(text))
        .filter(|text| !text.is_empty())
        .collect()
}

/// Short marks for receipts: the first characters of their identifiers.
///
/// Six are shown, or as many as tell the receipts of the answer apart.
#[derive(Debug)]
pub(crate) struct Marks {
    characters: usize,
}

impl Marks {
    const FEWEST: usize = 6;

    pub(crate) fn of(answer: &Answer) -> Self {
        let ids: Vec<Vec<char>> = answer
            .receipts
            .iter()
            .map(|receipt| receipt.id.chars().collect())
            .collect();
        let longest = ids.iter().map(Vec::len).max().unwrap_or(0);
        let characters = (Self::FEWEST..longest)
            .find(|&length| distinct(&ids, length))
            .unwrap_or(longest.max(Self::FEWEST));
        Self { characters }
    }

    pub(crate) fn short(&self, id: &str) -> String {
        visible(&id.chars().take(self.characters).collect::<String>())
    }
}

fn distinct(ids: &[Vec<char>], length: usize) -> bool {
    let mut heads: Vec<&[char]> = ids.iter().map(|id| &id[..length.min(id.len())]).collect();
    heads.sort_unstable();
    heads.windows(2).all(|pair| pair[0] != pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use stirstick_market::Unit;

    fn section() -> Section {
        let figure = |id: &str| Figure {
            id: id.to_owned(),
            label: id.to_owned(),
            value: Some(1.0),
            unit: Unit::Count,
            decimals: None,
            period: None,
            basis: None,
            note: None,
            receipt: Some(format!("receipt-{id}")),
        };
        Section {
            figures: vec![figure("a"), figure("b")],
            ..Section::default()
        }
    }

    fn shape(text: &str) -> Vec<String> {
        let statement = Statement {
            text: text.to_owned(),
            figures: vec!["a".to_owned(), "b".to_owned(), "absent".to_owned()],
        };
        pieces(&statement, &section())
            .into_iter()
            .map(|piece| match piece {
                Piece::Words(words) => words.to_owned(),
                Piece::Figure(figure) => format!("<{}>", figure.id),
            })
            .collect()
    }

    #[test]
    fn placeholders_become_figures() {
        assert_eq!(
            shape("{1} then {0}, {0}"),
            ["<b>", " then ", "<a>", ", ", "<a>"]
        );
        assert_eq!(shape("no number"), ["no number"]);
    }

    #[test]
    fn placeholder_without_figure_stays_visible() {
        assert_eq!(shape("{2} {9} {x} {0} {"), ["{2} {9} {x} ", "<a>", " {"]);
    }

    #[test]
    fn receipts_come_once_each() {
        let statement = Statement {
            text: "{0} {1} {0}".to_owned(),
            figures: vec!["a".to_owned(), "b".to_owned()],
        };
        let section = section();
        assert_eq!(
            receipts_of(&pieces(&statement, &section)),
            ["receipt-a", "receipt-b"]
        );
    }

    #[test]
    fn steering_characters_are_replaced() {
        assert_eq!(
            visible("a\u{1b}[31mb\n c\u{202e}d\t"),
            "a\u{fffd}[31mb c\u{fffd}d"
        );
        assert_eq!(
            visible_block("SELECT\n\tx\r\nFROM\u{7}"),
            "SELECT\n    x\nFROM\u{fffd}"
        );
    }
}
