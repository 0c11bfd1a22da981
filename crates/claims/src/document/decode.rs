//! Bytes to characters.

use crate::Error;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::borrow::Cow;

/// How far a page may name its encoding, as browsers look (WHATWG HTML, "prescan a byte stream").
const PRESCAN_BYTES: usize = 1024;
/// One control character in so many bytes still passes as text: files of old programs have a few.
const BYTES_PER_CONTROL: usize = 512;

/// Decodes the input.
///
/// # Errors
/// [`Error::Empty`] without a byte that is no white space, [`Error::Binary`] when it is no text.
pub(super) fn text(input: &[u8]) -> Result<Cow<'_, str>, Error> {
    if input.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::Empty { bytes: input.len() });
    }
    if let Some((encoding, mark)) = Encoding::for_bom(input) {
        let (text, _) = encoding.decode_without_bom_handling(&input[mark..]);
        return Ok(text);
    }
    refuse_binary(input)?;
    if let Ok(text) = std::str::from_utf8(input) {
        return Ok(Cow::Borrowed(text));
    }
    let encoding = named(input).unwrap_or_else(|| likeliest(input));
    Ok(encoding.decode_without_bom_handling(input).0)
}

/// A text that is UTF-8 but for a few bytes is damaged UTF-8, and otherwise of one byte a character.
fn likeliest(input: &[u8]) -> &'static Encoding {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in input.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if good > 4 * bad { UTF_8 } else { WINDOWS_1252 }
}

/// The encoding that a page names as `charset=...` at its start.
fn named(input: &[u8]) -> Option<&'static Encoding> {
    const NAME: &[u8] = b"charset=";
    let head = &input[..input.len().min(PRESCAN_BYTES)];
    let at = head
        .windows(NAME.len())
        .position(|window| window.eq_ignore_ascii_case(NAME))?;
    let label = head[at + NAME.len()..]
        .split(|byte| !byte.is_ascii_alphanumeric() && !b"-_:".contains(byte))
        .find(|label| !label.is_empty())?;
    Encoding::for_label(label).filter(|encoding| encoding.is_ascii_compatible())
}

/// Refuses zero bytes and more control characters than a text has.
fn refuse_binary(input: &[u8]) -> Result<(), Error> {
    let is_control =
        |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b);
    let mut controls = 0;
    for (offset, byte) in input.iter().copied().enumerate() {
        controls += usize::from(is_control(byte));
        if byte == 0 || controls > 1 + input.len() / BYTES_PER_CONTROL {
            return Err(Error::Binary { offset, byte });
        }
    }
    Ok(())
}

/// The text with `\n` as the only line end.
pub(super) fn unix_lines(text: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\r') {
        lines.push_str(&rest[..at]);
        lines.push('\n');
        rest = &rest[at + 1..];
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    lines.push_str(rest);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_of_the_web_are_read() {
        assert_eq!(text("€5bn".as_bytes()).unwrap(), "€5bn");
        assert_eq!(text(b"\xef\xbb\xbfabc").unwrap(), "abc");
        assert_eq!(text(b"\xff\xfea\0b\0").unwrap(), "ab");
        assert_eq!(text(b"\xfe\xff\0a\0b").unwrap(), "ab");
        assert_eq!(text(b"\x805bn of caf\xe9").unwrap(), "€5bn of café");
        let cyrillic = b"<meta charset=\"windows-1251\">\xd2\xee\xf0\xe3";
        assert!(text(cyrillic).unwrap().ends_with("Торг"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(text(b""), Err(Error::Empty { bytes: 0 }));
        assert_eq!(text(b" \n\t"), Err(Error::Empty { bytes: 3 }));
        assert_eq!(
            text(b"PK\x03\x04\0\0"),
            Err(Error::Binary { offset: 3, byte: 4 })
        );
        assert!(matches!(
            text(b"ab\0cd"),
            Err(Error::Binary { offset: 2, byte: 0 })
        ));
    }

    #[test]
    fn damaged_utf8_stays_utf8() {
        let mut bytes = "exports of café, naïve, déjà vu, über, ñandú, €"
            .as_bytes()
            .to_vec();
        bytes.push(0xff);
        assert!(text(&bytes).unwrap().starts_with("exports of café"));
    }

    #[test]
    fn line_ends_become_one() {
        assert_eq!(unix_lines("a\r\nb\rc\nd"), "a\nb\nc\nd");
    }
}
