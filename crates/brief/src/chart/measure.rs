//! How wide text is, without knowing the font.
//!
//! The reader's font decides, so widths are taken from wide sans-serif faces (DejaVu Sans, Verdana):
//! text in any other common face is narrower and never meets its neighbour.

/// Width of `text` in pixels at `size`.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    size * text.chars().map(em_width).sum::<f64>()
}

/// Width of a character in em.
const fn em_width(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | '|' | '\'' | '.' | ',' | ':' | ';' | ' ' | '!' => 0.36,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.97,
        'A'..='Z' => 0.72,
        '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200D}' | '\u{FE00}'..='\u{FE0F}' => 0.0,
        '\u{1100}'..='\u{115F}'
        | '\u{2E80}'..='\u{A4CF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FF60}'
        | '\u{1F300}'..='\u{1FAFF}'
        | '\u{20000}'..='\u{3FFFD}' => 1.05,
        _ => 0.64,
    }
}

/// Breaks `text` into lines that are at most `width` wide; only a word wider than that is cut.
pub(super) fn wrap(text: &str, width: f64, size: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        for part in word_parts(word, width, size) {
            let joined = if line.is_empty() {
                part.clone()
            } else {
                format!("{line} {part}")
            };
            if line.is_empty() || text_width(&joined, size) <= width {
                line = joined;
            } else {
                lines.push(std::mem::replace(&mut line, part));
            }
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// A word in one piece where it fits, otherwise in pieces as wide as fit.
fn word_parts(word: &str, width: f64, size: f64) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut used = 0.0;
    for character in word.chars() {
        let wide = size * em_width(character);
        if !part.is_empty() && used + wide > width {
            parts.push(std::mem::take(&mut part));
            used = 0.0;
        }
        part.push(character);
        used += wide;
    }
    parts.push(part);
    parts
}

/// Width of the widest of `lines`.
pub(super) fn widest<'a>(lines: impl IntoIterator<Item = &'a String>, size: f64) -> f64 {
    lines
        .into_iter()
        .map(|line| text_width(line, size))
        .fold(0.0, f64::max)
}

/// A small whole number as a length.
pub(super) fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_is_lost_and_lines_keep_their_width() {
        let text = "Machinery for working rubber or plastics or for themanufactureofproducts";
        let lines = wrap(text, 120.0, 13.0);
        assert!(lines.iter().all(|line| text_width(line, 13.0) <= 120.0));
        let joined: String = lines.concat().split_whitespace().collect();
        let whole: String = text.split_whitespace().collect();
        assert_eq!(joined, whole);
    }

    #[test]
    fn empty_text_is_one_empty_line() {
        assert_eq!(wrap("  ", 100.0, 12.0), [""]);
    }
}
