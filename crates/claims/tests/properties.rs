//! Whatever the input, the reading ends without panic and its spans lie within the text.

use jiff::civil::date;
use proptest::prelude::*;
use stirstick_claims::{Claim, Document, Error, MAX_INPUT_BYTES, claims, read};

/// Words that the grammar knows, to be strung together at random.
const WORDS: [&str; 64] = [
    "China",
    "'s",
    "Russia",
    "trade",
    "with",
    "exports",
    "imports",
    "to",
    "from",
    "rose",
    "fell",
    "by",
    "26.3",
    "percent",
    "%",
    "$",
    "240.1",
    "billion",
    "yuan",
    "in",
    "2023",
    "last",
    "year",
    "first",
    "four",
    "months",
    "of",
    "and",
    ",",
    ".",
    ";",
    "(",
    ")",
    "-",
    "surplus",
    "deficit",
    "share",
    "largest",
    "third",
    "a",
    "half",
    "doubled",
    "target",
    "could",
    "reach",
    "between",
    "5",
    "than",
    "the",
    "year-on-year",
    "May",
    "Q1",
    "FY24",
    "crore",
    "goods",
    "services",
    "accounted for",
    "it",
    "bilateral",
    "per",
    "barrel",
    "tonnes",
    "U.S.",
    "\n",
];

fn read_text(text: &str) -> Option<(Document, Vec<Claim>)> {
    let document = read(text.as_bytes()).ok()?;
    let found = claims(&document, Some(date(2024, 5, 28)));
    Some((document, found))
}

fn check_spans(document: &Document, found: &[Claim]) {
    let characters: Vec<char> = document.text().chars().collect();
    for claim in found {
        let (span, figure) = (claim.span, claim.figure);
        assert!(span.start <= figure.start && figure.start < figure.end && figure.end <= span.end);
        assert!(span.end <= characters.len());
        let text: String = characters[span.start..span.end].iter().collect();
        assert_eq!(text, claim.text);
        assert!(claim.value.is_finite());
        assert!((0.0..=1.0).contains(&claim.confidence));
    }
}

proptest! {
    #[test]
    fn bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(document) = read(&bytes) {
            check_spans(&document, &claims(&document, None));
        }
    }

    #[test]
    fn strings_never_panic(text in "\\PC{0,300}") {
        if let Some((document, found)) = read_text(&text) {
            check_spans(&document, &found);
        }
    }

    #[test]
    fn words_never_panic(
        words in proptest::collection::vec((0..WORDS.len(), any::<bool>()), 0..120),
    ) {
        let mut text = String::new();
        for (word, space) in words {
            text.push_str(WORDS[word]);
            if space {
                text.push(' ');
            }
        }
        if let Some((document, found)) = read_text(&text) {
            check_spans(&document, &found);
        }
    }

    #[test]
    fn tags_never_panic(parts in proptest::collection::vec("(<[a-z]{1,6}|</[a-z]{1,6}>|>|exports rose 5% |\"|=|&amp;|<!--)", 0..60)) {
        if let Some((document, found)) = read_text(&format!("<p>{}", parts.concat())) {
            check_spans(&document, &found);
        }
    }

    #[test]
    fn line_ends_make_no_difference(words in proptest::collection::vec(0..WORDS.len(), 0..120)) {
        let words: Vec<&str> = words.into_iter().map(|word| WORDS[word]).collect();
        let text = words.join(" ");
        let other = read_text(&text.replace('\n', "\r\n"));
        prop_assert_eq!(read_text(&text), other);
    }
}

#[test]
fn what_is_no_text_is_an_error() {
    assert_eq!(read(b""), Err(Error::Empty { bytes: 0 }));
    assert!(matches!(read(b"<p> </p>"), Err(Error::Empty { .. })));
    assert!(matches!(
        read(b"\x89PNG\r\n\x1a\n\0\0"),
        Err(Error::Binary { .. })
    ));
    assert!(matches!(
        read(&vec![b'a'; MAX_INPUT_BYTES + 1]),
        Err(Error::TooLarge { .. })
    ));
}

const PARAGRAPH: &str = "China's exports to Russia rose 46.9 percent to $110.97 billion in 2023, while imports \
    climbed 12.7 percent to $129.14 billion, customs data showed. Brent crude cost $83.5 a barrel. ";

/// Each paragraph gives its claims, wherever it stands: the work grows with the length and no faster, since
/// no step looks further back than a sentence or a few remembered values.
#[test]
fn ten_megabytes_are_read_with_and_without_lines() {
    let paragraphs = 10_000_000 / PARAGRAPH.len();
    for (end, repeated) in [("\n", paragraphs), ("", paragraphs / 10)] {
        let text = format!("{PARAGRAPH}{end}").repeat(repeated);
        let (document, found) = read_text(&text).expect("text");
        assert_eq!(found.len(), 4 * repeated);
        assert_eq!(document.text().len(), text.len());
    }
}

#[test]
fn ten_megabytes_without_prose_are_read() {
    for part in [
        "a",
        "1",
        "5% ",
        "$1 billion ",
        "China ",
        "(",
        "exports ",
        "<p>",
        "&amp;",
        "1,",
        "May ",
        "\u{301}",
    ] {
        let text = part.repeat(10_000_000 / part.len() / 10);
        if let Some((document, found)) = read_text(&text) {
            check_spans(&document, &found[..found.len().min(100)]);
        }
    }
}
