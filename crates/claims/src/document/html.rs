//! HTML to the text that a reader sees.

use super::dates;
use html5gum::Tokenizer;
use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};
use jiff::civil::Date;

/// Elements whose content is no part of the text.
const DROPPED: [&str; 21] = [
    "script",
    "style",
    "nav",
    "head",
    "footer",
    "aside",
    "button",
    "select",
    "option",
    "noscript",
    "template",
    "svg",
    "math",
    "iframe",
    "object",
    "video",
    "audio",
    "canvas",
    "figcaption",
    "textarea",
    "menu",
];
/// Elements that stand within a line.
const INLINE: [&str; 30] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u",
];
/// Elements without an end tag.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];
/// Tags of which one at the start of a text makes it a page.
const TELLING: [&str; 18] = [
    "html", "head", "body", "p", "div", "br", "span", "article", "section", "h1", "h2", "h3",
    "table", "ul", "ol", "meta", "title", "main",
];
/// How far into the text a telling tag is looked for, in bytes.
const TELLING_WITHIN: usize = 4096;
/// Names of metadata that hold the date of publication.
const PUBLISHED: [&str; 10] = [
    "article:published_time",
    "og:published_time",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publish_date",
    "dc.date",
    "dc.date.issued",
    "parsely-pub-date",
];

/// True for text with tags of HTML.
pub(super) fn looks_like(text: &str) -> bool {
    let mut end = text.len().min(TELLING_WITHIN);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    let name = |rest: &str| {
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let length = name
            .bytes()
            .position(|byte| !byte.is_ascii_alphanumeric())
            .unwrap_or(name.len());
        name[..length].to_ascii_lowercase()
    };
    head.split('<').skip(1).any(|rest| {
        TELLING.contains(&name(rest).as_str())
            || rest
                .get(..8)
                .is_some_and(|start| start.eq_ignore_ascii_case("!doctype"))
    })
}

/// Text being gathered, with white space as a browser shows it.
#[derive(Default)]
struct Gathered {
    text: String,
    space: bool,
    line: bool,
}

impl Gathered {
    fn push(&mut self, text: &str) {
        for character in text.chars() {
            if character.is_whitespace() && character != '\u{a0}' {
                self.space = true;
                continue;
            }
            if self.line && !self.text.is_empty() {
                self.text.push('\n');
            } else if self.space && !self.text.is_empty() {
                self.text.push(' ');
            }
            (self.space, self.line) = (false, false);
            self.text.push(character);
        }
    }
}

/// The visible text, a block a line, and the date of publication that the metadata states.
pub(super) fn text(page: &str) -> (String, Option<Date>) {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut gathered = Gathered::default();
    let mut published = None;
    let mut within: Option<(Vec<u8>, usize)> = None;
    for token in Tokenizer::new_with_emitter(page, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                published = published.or_else(|| stated(&name, &tag));
                enter(&mut within, &name, &tag);
                gathered.line |= !INLINE.contains(&name.as_str()) && name != "wbr";
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                leave(&mut within, name.as_bytes());
                gathered.line |= !INLINE.contains(&name.as_str());
            }
            Token::String(text) if within.is_none() => {
                gathered.push(&String::from_utf8_lossy(&text));
            }
            _ => {}
        }
    }
    (gathered.text, published)
}

/// Notes that a dropped element starts, or one of the same name within it.
fn enter(within: &mut Option<(Vec<u8>, usize)>, name: &str, tag: &StartTag<()>) {
    match within {
        Some((outer, depth)) if outer.as_slice() == name.as_bytes() => *depth += 1,
        Some((outer, _)) if outer.as_slice() == b"head" && name == "body" => *within = None,
        None if DROPPED.contains(&name) && !tag.self_closing && !VOID.contains(&name) => {
            *within = Some((name.as_bytes().to_vec(), 1));
        }
        _ => {}
    }
}

fn leave(within: &mut Option<(Vec<u8>, usize)>, name: &[u8]) {
    if let Some((outer, depth)) = within
        && outer.as_slice() == name
    {
        *depth -= 1;
        if *depth == 0 {
            *within = None;
        }
    }
}

/// The date in `<meta property="article:published_time" content="...">` or `<time datetime="...">`.
fn stated(name: &str, tag: &StartTag<()>) -> Option<Date> {
    let attribute = |key: &str| {
        tag.attributes
            .iter()
            .find(|(name, _)| name.as_slice() == key.as_bytes())
            .map(|(_, value)| String::from_utf8_lossy(value).into_owned())
    };
    if name == "time" {
        return dates::iso(&attribute("datetime")?);
    }
    let key = attribute("property")
        .or_else(|| attribute("name"))
        .or_else(|| attribute("itemprop"))?;
    (name == "meta" && PUBLISHED.contains(&key.to_lowercase().as_str()))
        .then(|| attribute("content"))
        .flatten()
        .and_then(|content| dates::iso(&content))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_page_becomes_what_a_reader_sees() {
        let page = "<!doctype html><html><head><title>x</title>\
            <meta property=\"article:published_time\" content=\"2024-05-28T10:00:00Z\">\
            </head><body><nav>Home <a>5 billion</a></nav><h1>Trade &amp; more</h1>\
            <p>Exports <b>rose</b>\n 5&nbsp;%.<script>var a = '<p>';</script></p><p>Second</p></body>";
        assert!(looks_like(page));
        let (text, published) = text(page);
        assert_eq!(text, "Trade & more\nExports rose 5\u{a0}%.\nSecond");
        assert_eq!(published, Some(date(2024, 5, 28)));
    }

    #[test]
    fn text_with_a_smaller_sign_is_no_page() {
        assert!(!looks_like("a < b and exports <5% of trade, x<y"));
        assert!(looks_like("<P>Exports</P>"));
    }
}
