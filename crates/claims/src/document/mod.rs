//! From bytes to the text that spans refer to.

mod dates;
mod decode;
mod html;

use crate::Error;
use jiff::civil::Date;

/// The longest input that is read, in bytes.
///
/// Articles have some ten kilobytes; 64 MiB leaves room for a whole archive of them while memory stays
/// below a few hundred megabytes.
pub const MAX_INPUT_BYTES: usize = 64 << 20;

/// A text to look for claims in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    text: String,
    published: Option<Date>,
    is_html: bool,
}

impl Document {
    /// The text that spans refer to: of HTML only what a reader sees, a block a line.
    ///
    /// Line ends are `\n`, whatever the input had.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The date of publication that the input states, in its metadata or in a line such as
    /// "Published: 28 May 2024" or "BEIJING, May 28, 2024".
    #[must_use]
    pub fn published(&self) -> Option<Date> {
        self.published
    }

    /// True when the input was HTML.
    #[must_use]
    pub fn is_html(&self) -> bool {
        self.is_html
    }
}

/// Reads plain text or HTML.
///
/// UTF-8, UTF-16 with a byte order mark, and otherwise Windows-1252; a page may name another encoding in
/// its first kilobyte. Bytes that are wrong in the encoding become U+FFFD.
///
/// # Errors
/// [`Error::Empty`], [`Error::Binary`] and [`Error::TooLarge`].
pub fn read(input: &[u8]) -> Result<Document, Error> {
    if input.len() > MAX_INPUT_BYTES {
        return Err(Error::TooLarge {
            bytes: input.len(),
            limit: MAX_INPUT_BYTES,
        });
    }
    let decoded = decode::text(input)?;
    let is_html = html::looks_like(&decoded);
    let (text, stated) = if is_html {
        html::text(&decoded)
    } else {
        (decode::unix_lines(&decoded), None)
    };
    if !text.chars().any(char::is_alphanumeric) {
        return Err(Error::Empty { bytes: input.len() });
    }
    let published = stated.or_else(|| dates::stated(&text));
    Ok(Document {
        text,
        published,
        is_html,
    })
}
