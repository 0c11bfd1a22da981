//! The formats by name, and one function that writes any of them.

use std::fmt;
use std::str::FromStr;

use stirstick_market::Answer;
use stirstick_market::claims::Check;

use crate::error::Error;
use crate::terminal::TerminalOptions;

const NAMES: &str = "table, json, csv, parquet, md, html, svg, png";

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Text for a terminal.
    Table,
    /// The whole answer as JSON.
    Json,
    /// One table as CSV.
    Csv,
    /// One table as Parquet.
    Parquet,
    /// The whole answer as Markdown.
    Markdown,
    /// The whole answer as one HTML file.
    Html,
    /// Its charts as a vector picture.
    Svg,
    /// Its charts as a picture of pixels.
    Png,
}

impl Format {
    /// All formats, in the order in which they are listed to users.
    pub const ALL: [Self; 8] = [
        Self::Table,
        Self::Json,
        Self::Csv,
        Self::Parquet,
        Self::Markdown,
        Self::Html,
        Self::Svg,
        Self::Png,
    ];

    /// Returns the name that a user writes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = Error;

    /// Reads the name of a format in any case; `markdown` is understood for `md`.
    ///
    /// # Errors
    /// [`Error::UnknownFormat`] for any other name.
    fn from_str(name: &str) -> Result<Self, Error> {
        let wanted = name.trim().to_ascii_lowercase();
        if wanted == "markdown" {
            return Ok(Self::Markdown);
        }
        Self::ALL
            .into_iter()
            .find(|format| format.as_str() == wanted)
            .ok_or_else(|| Error::UnknownFormat {
                got: name.to_owned(),
                expected: NAMES,
            })
    }
}

/// Writes `answer` in `format`.
///
/// `table` chooses the table for CSV and Parquet as in [`csv`](crate::csv()); `options` are those of
/// the terminal. Both are ignored by the other formats.
///
/// # Errors
/// Those of the writer of the format.
pub fn render(
    answer: &Answer,
    format: Format,
    table: Option<&str>,
    options: &TerminalOptions,
) -> Result<Vec<u8>, Error> {
    match format {
        Format::Table => Ok(crate::terminal(answer, options).into_bytes()),
        Format::Json => json(answer).map(String::into_bytes),
        Format::Csv => crate::csv(answer, table),
        Format::Parquet => crate::parquet(answer, table),
        Format::Markdown => Ok(crate::markdown(answer).into_bytes()),
        Format::Html => Ok(crate::html(answer).into_bytes()),
        Format::Svg => crate::svg(answer, table).map(String::into_bytes),
        Format::Png => crate::png(answer, table),
    }
}

/// Writes the whole answer as indented JSON with a newline at the end.
///
/// The names are those of [`Answer`] and its parts; `synthetic` says whether any row behind the
/// answer is synthetic. A gap is `null`, as is a number that is not finite.
///
/// # Errors
/// [`Error::Json`] when the answer cannot be serialised.
pub fn json(answer: &Answer) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(answer)?;
    text.push('\n');
    Ok(text)
}

/// Writes a check as indented JSON: `claims` with the fields of the specification, the verdict and what it rests on.
///
/// # Errors
/// [`Error::Json`] when the check cannot be serialised.
pub fn check_json(check: &Check) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(check)?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for format in Format::ALL {
            assert_eq!(format.as_str().parse::<Format>().unwrap(), format);
        }
        assert_eq!(NAMES, Format::ALL.map(Format::as_str).join(", "));
        assert_eq!(" Markdown ".parse::<Format>().unwrap(), Format::Markdown);
    }

    #[test]
    fn unknown_name_lists_the_formats() {
        let message = "xlsx".parse::<Format>().unwrap_err().to_string();
        assert!(message.contains("'xlsx'") && message.contains("parquet, md, html"));
    }
}
