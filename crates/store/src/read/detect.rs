//! Telling what a table is from its first bytes: never from its name.

use super::baci::{self, CodeFile};
use super::delimited::{Cells, split};
use super::error::{HeaderProblem, Place, ReadError};
use super::fields;
use super::layout::{Column, Layout};
use super::layouts;
use super::lines::{BOM, without_line_end};
use super::open::HEAD_BYTES;
use super::options::ReadOptions;
use super::source::{self, SourceFormat};

/// The header of delimited text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) names: Vec<String>,
    pub(crate) delimiter: u8,
}

/// What a table is.
#[derive(Debug)]
pub(crate) enum Detected {
    /// BACI's yearly table; the position of each of its six columns.
    Baci(Header),
    /// BACI's list of countries or products.
    Code(CodeFile, Header),
    Delimited(Box<Layout>, Header),
    Json,
    Parquet,
    /// A text for people that came with an archive, with the reason why it is no table.
    Documentation(Box<ReadError>),
}

/// Recognises a table by its first bytes; in an archive, text for people is told apart from a bad table.
pub(crate) fn detect(
    head: &[u8],
    place: &Place,
    is_member: bool,
    options: &ReadOptions,
) -> Result<Detected, ReadError> {
    match detect_table(head, place, options) {
        Err(error) if is_member && is_documentation(head, place) => {
            Ok(Detected::Documentation(Box::new(error)))
        }
        detected => detected,
    }
}

fn detect_table(head: &[u8], place: &Place, options: &ReadOptions) -> Result<Detected, ReadError> {
    if let Some(found) = foreign(head) {
        return Err(unsupported(place, found));
    }
    if head.starts_with(b"PAR1") {
        return Ok(Detected::Parquet);
    }
    check_encoding(head, place)?;
    let text = head.strip_prefix(BOM).unwrap_or(head);
    match text.trim_ascii_start().first() {
        None => {
            return Err(ReadError::Empty {
                place: place.clone(),
            });
        }
        Some(b'{' | b'[') => return Ok(Detected::Json),
        Some(b'<') => {
            return Err(unsupported(
                place,
                Foreign("a web page", "the download failed; fetch the file again"),
            ));
        }
        Some(_) => {}
    }
    let header = header(text, place)?;
    if let Some(map) = &options.columns {
        let layout = Layout::declared(map);
        check_columns(&layout, &header, place)?;
        return Ok(Detected::Delimited(Box::new(layout), header));
    }
    match (recognise(&header, options.source), options.source) {
        (Some(found), _) => Ok(found),
        (None, Some(format)) => Err(forced_mismatch(format, &header, place)),
        (None, None) => Err(unknown(&header, place)),
    }
}

/// Fails when the user says a layout and the columns of another one.
pub(crate) fn check_options(options: &ReadOptions) -> Result<(), ReadError> {
    match options.source {
        Some(format) if options.columns.is_some() && format != SourceFormat::Columns => {
            Err(ReadError::Option {
                option: "--source",
                value: format.as_str().to_owned(),
                expected: "the layout that --columns describes; leave one of the two out"
                    .to_owned(),
            })
        }
        _ => Ok(()),
    }
}

/// Finds the layout whose columns the header has.
fn recognise(header: &Header, source: Option<SourceFormat>) -> Option<Detected> {
    let wanted = |format| source.is_none_or(|source| source == format);
    if wanted(SourceFormat::Baci) {
        if baci::is_header(&header.names) {
            return Some(Detected::Baci(header.clone()));
        }
        if let Some(file) = CodeFile::of_header(&header.names) {
            return Some(Detected::Code(file, header.clone()));
        }
    }
    let layout = layouts::all()
        .into_iter()
        .find(|layout| wanted(layout.format) && fits(layout, header))?;
    Some(Detected::Delimited(Box::new(layout), header.clone()))
}

/// True when all required columns are there, once each, and the rules on other columns hold.
pub(crate) fn fits(layout: &Layout, header: &Header) -> bool {
    problem(layout, header).is_none()
}

/// Finds the layout of a Parquet file by the names of its columns.
pub(crate) fn recognise_names(
    names: &[String],
    place: &Place,
    options: &ReadOptions,
) -> Result<Layout, ReadError> {
    let header = Header {
        names: names.to_vec(),
        delimiter: b',',
    };
    if let Some(map) = &options.columns {
        let layout = Layout::declared(map);
        check_columns(&layout, &header, place)?;
        return Ok(layout);
    }
    match (recognise(&header, options.source), options.source) {
        (Some(Detected::Delimited(layout, _)), _) => Ok(*layout),
        (_, Some(format)) => Err(forced_mismatch(format, &header, place)),
        // BACI is not published as Parquet, so its names are no help here.
        (Some(_), None) => Err(unknown_layout(&header, place)),
        (None, None) => {
            Err(nearly_fits(&header, place).unwrap_or_else(|| unknown_layout(&header, place)))
        }
    }
}

/// Fails when the header is not that of the layout.
pub(crate) fn check_columns(
    layout: &Layout,
    header: &Header,
    place: &Place,
) -> Result<(), ReadError> {
    match problem(layout, header) {
        None => Ok(()),
        Some((column, problem)) => Err(ReadError::Header {
            place: place.clone(),
            column,
            problem,
            layout: layout.format.as_str(),
        }),
    }
}

fn problem(layout: &Layout, header: &Header) -> Option<(String, HeaderProblem)> {
    for column in &layout.columns {
        match header
            .names
            .iter()
            .filter(|name| column.is_named(name))
            .count()
        {
            0 if column.required => {
                let problem = missing(column, layout, header);
                return Some((column.name.clone().into_owned(), problem));
            }
            0 | 1 => {}
            _ => return Some((column.name.clone().into_owned(), HeaderProblem::Duplicate)),
        }
    }
    let other = unexpected(layout, header).next()?;
    Some((other.clone(), HeaderProblem::Unexpected))
}

/// The columns that a closed layout does not have.
fn unexpected<'a>(layout: &'a Layout, header: &'a Header) -> impl Iterator<Item = &'a String> {
    let is_known = |name: &String| layout.columns.iter().any(|column| column.is_named(name));
    let names = header.names.iter();
    names.filter(move |name| layout.rules.closed && !is_known(name))
}

/// A required column is not there: looks for one that may be it under another name.
fn missing(column: &Column, layout: &Layout, header: &Header) -> HeaderProblem {
    let is_taken = |name: &str| layout.columns.iter().any(|held| held.is_named(name));
    let wanted = [Some(column.name.as_ref()), column.alias];
    let near = header
        .names
        .iter()
        .filter(|name| !is_taken(name))
        .filter_map(|name| {
            let distances = wanted.iter().flatten().map(|wanted| distance(wanted, name));
            let best = distances.min()?;
            (best <= 2.max(name.len() / 4)).then_some((best, name))
        })
        .min_by_key(|(distance, _)| *distance);
    match near {
        Some((_, found)) => HeaderProblem::Renamed {
            found: found.clone(),
        },
        None => HeaderProblem::Missing {
            found: listed(&header.names),
        },
    }
}

/// How many edits separate two names, ignoring case and all but letters and digits.
fn distance(left: &str, right: &str) -> usize {
    let plain = |text: &str| -> Vec<u8> {
        let bytes = text.bytes().filter(u8::is_ascii_alphanumeric);
        bytes
            .map(|byte| byte.to_ascii_lowercase())
            .take(64)
            .collect()
    };
    let (left, right) = (plain(left), plain(right));
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (above, left) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (column, right) in right.iter().enumerate() {
            let change = diagonal + usize::from(left != right);
            diagonal = row[column + 1];
            row[column + 1] = change.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

/// The user named a layout, and the header is not of it.
fn forced_mismatch(format: SourceFormat, header: &Header, place: &Place) -> ReadError {
    if let Some(error) = no_header(header, place, Some(format)) {
        return error;
    }
    if format == SourceFormat::Baci {
        return baci::header_error(&header.names, place);
    }
    let candidates = layouts::all()
        .into_iter()
        .filter(|layout| layout.format == format);
    let closest = candidates.max_by_key(|layout| columns_found(layout, header));
    match closest.and_then(|layout| check_columns(&layout, header, place).err()) {
        Some(error) => error,
        None => unknown_layout(header, place),
    }
}

fn columns_found(layout: &Layout, header: &Header) -> usize {
    let required = layout.columns.iter().filter(|column| column.required);
    required
        .filter(|column| header.names.iter().any(|name| column.is_named(name)))
        .count()
}

/// No layout fits: finds out whether one nearly does, or the header is missing.
fn unknown(header: &Header, place: &Place) -> ReadError {
    if let Some(error) = no_header(header, place, None) {
        return error;
    }
    if baci::is_nearly_header(&header.names) {
        return baci::header_error(&header.names, place);
    }
    nearly_fits(header, place).unwrap_or_else(|| unknown_layout(header, place))
}

/// Says what keeps the header from being that of the layout that it is nearest to, if it is near to one.
fn nearly_fits(header: &Header, place: &Place) -> Option<ReadError> {
    let (_, nearest) = layouts::all()
        .into_iter()
        .filter_map(|layout| {
            let found = columns_found(&layout, header);
            let required = layout
                .columns
                .iter()
                .filter(|column| column.required)
                .count();
            // Two short tables may share two names by chance; three, or two thirds, tell.
            let is_near = found >= 3 && found * 3 >= required * 2;
            let columns = required + unexpected(&layout, header).count();
            is_near.then_some((found * 100 / columns, layout))
        })
        .max_by_key(|(share, _)| *share)?;
    check_columns(&nearest, header, place).err()
}

/// The first line holds several numbers, and names hold none (the IMF's years are quoted names).
fn no_header(header: &Header, place: &Place, source: Option<SourceFormat>) -> Option<ReadError> {
    let numbers = header
        .names
        .iter()
        .filter(|name| fields::decimal(name.trim().as_bytes(), 0).is_ok());
    if numbers.count() < 2 || header.names.iter().any(|name| is_column_name(name)) {
        return None;
    }
    let layouts = layouts::all();
    let (format, expected) = match source {
        Some(format) if format != SourceFormat::Baci => {
            let layout = layouts.iter().find(|layout| layout.format == format)?;
            let names: Vec<&str> = layout
                .columns
                .iter()
                .map(|column| column.name.as_ref())
                .collect();
            (format, names.join(","))
        }
        _ if header.names.len() == baci::COLUMNS.len() => {
            (SourceFormat::Baci, baci::COLUMNS.join(","))
        }
        _ => (SourceFormat::Columns, "the names of the columns".to_owned()),
    };
    Some(ReadError::Header {
        place: place.clone(),
        column: header.names.first().cloned().unwrap_or_default(),
        problem: HeaderProblem::NoHeader { expected },
        layout: format.as_str(),
    })
}

fn is_column_name(name: &str) -> bool {
    let layouts = layouts::all();
    let mut columns = layouts.iter().flat_map(|layout| &layout.columns);
    columns.any(|column| column.is_named(name))
}

fn unknown_layout(header: &Header, place: &Place) -> ReadError {
    ReadError::UnknownLayout {
        place: place.clone(),
        header: listed(&header.names),
        known: source::names(),
    }
}

/// Names of columns for a message.
pub(crate) fn listed(names: &[String]) -> String {
    const MOST: usize = 12;
    let mut shown: Vec<String> = names
        .iter()
        .take(MOST)
        .map(|name| fields::shown(name.as_bytes()))
        .collect();
    if names.len() > MOST {
        shown.push(format!("and {} more", names.len() - MOST));
    }
    shown.join(", ")
}

/// Splits the first line at the delimiter that occurs most in it.
fn header(text: &[u8], place: &Place) -> Result<Header, ReadError> {
    let end = memchr::memchr(b'\n', text).unwrap_or(text.len());
    let line = without_line_end(&text[..end]);
    let header_error = |column: &[u8], problem| ReadError::Header {
        place: place.clone(),
        column: fields::shown(column),
        problem,
        layout: "any",
    };
    if line.trim_ascii().is_empty() {
        return Err(header_error(b"", HeaderProblem::Blank));
    }
    if memchr::memchr(b'\r', line).is_some() {
        return Err(ReadError::Encoding {
            place: place.clone(),
            line: 1,
            found: "lines end with CR alone",
            remedy: "save the table with LF or CR LF line ends",
        });
    }
    // The byte order mark may have been taken off.
    if end == text.len() && text.len() + BOM.len() >= HEAD_BYTES {
        return Err(header_error(b"", HeaderProblem::TooLong));
    }
    let count = |delimiter: u8| memchr::memchr_iter(delimiter, line).count();
    // The first of equals, so a single column counts as delimited by commas.
    let delimiter = [b'|', b'\t', b';', b',']
        .into_iter()
        .max_by_key(|delimiter| count(*delimiter))
        .expect("there are four");
    let mut cells = Cells::default();
    split(line, delimiter, &mut cells).map_err(|_| header_error(line, HeaderProblem::Quotes))?;
    let names = cells
        .iter()
        .map(|cell| fields::text(cell).trim().to_owned());
    Ok(Header {
        names: names.collect(),
        delimiter,
    })
}

fn check_encoding(head: &[u8], place: &Place) -> Result<(), ReadError> {
    let encoding = |found| {
        Err(ReadError::Encoding {
            place: place.clone(),
            line: 1,
            found,
            remedy: "save the table as UTF-8",
        })
    };
    let zeros = |start: usize| {
        let bytes = head.iter().skip(start).step_by(2).take(32);
        bytes.len() >= 8 && bytes.filter(|byte| **byte == 0).count() >= 8
    };
    if head.starts_with(b"\xff\xfe") || zeros(1) {
        return encoding("the text is UTF-16 (little-endian)");
    }
    if head.starts_with(b"\xfe\xff") || zeros(0) {
        return encoding("the text is UTF-16 (big-endian)");
    }
    match memchr::memchr(0, head) {
        None => Ok(()),
        Some(at) => Err(ReadError::Encoding {
            place: place.clone(),
            line: 1 + memchr::memchr_iter(b'\n', &head[..at]).count() as u64,
            found: "a byte of value zero",
            remedy: "this is not text, or it is damaged; fetch the file again",
        }),
    }
}

/// Archives of data come with texts for people: named as such, or text in which no table is found.
///
/// What has the name of a table is none, whatever it holds: a year that was emptied or replaced by an
/// error page would be missed in silence.
fn is_documentation(head: &[u8], place: &Place) -> bool {
    let name = place.base_name().to_ascii_lowercase();
    if name == ".ds_store" || head.starts_with(APPLE_DOUBLE) {
        return true;
    }
    let stem_is = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    let ends_in = |ends: &[&str]| {
        let end = name.rsplit_once('.').map_or("", |(_, end)| end);
        ends.contains(&end)
    };
    if baci::is_named_as_table(place.base_name()) || ends_in(TABLE_ENDS) {
        return false;
    }
    stem_is(&[
        "readme", "read_me", "read me", "licence", "license", "citation",
    ]) || (ends_in(&["pdf"]) && head.starts_with(b"%PDF"))
        || (ends_in(&["txt", "md"]) && is_prose(head))
}

/// How the files begin that a desktop leaves in archives beside each real one, with `._` before its
/// name (RFC 1740).
const APPLE_DOUBLE: &[u8] = b"\x00\x05\x16\x07";

/// Ends of the names of tables.
const TABLE_ENDS: &[&str] = &["csv", "tsv", "tab", "dat", "json", "parquet", "xlsx", "xls"];

/// Text without three lines running that look like the rows of a table.
fn is_prose(head: &[u8]) -> bool {
    const ROWS: usize = 3;
    let is_text = !head.contains(&0) && !head.trim_ascii_start().starts_with(b"<");
    if !is_text || head.trim_ascii().is_empty() {
        return false;
    }
    let lines: Vec<&[u8]> = head.split(|byte| *byte == b'\n').collect();
    let has_cells = lines[0].iter().any(|byte| b",;\t|".contains(byte));
    let are_rows = |lines: &[&[u8]]| {
        let first = cell_ends(lines[0]);
        let are_alike = lines.iter().all(|line| cell_ends(line) == first);
        let is_divided = first.iter().any(|count| *count > 1);
        (are_alike && is_divided) || lines.iter().all(|line| is_numbers(line))
    };
    !has_cells && !lines.windows(ROWS).any(are_rows)
}

/// How often each delimiter stands in a line.
fn cell_ends(line: &[u8]) -> [usize; 4] {
    [b',', b';', b'\t', b'|'].map(|delimiter| memchr::memchr_iter(delimiter, line).count())
}

/// True for a line of words of which most, and three at least, are numbers.
fn is_numbers(line: &[u8]) -> bool {
    let words = line.split(|byte| b",;|".contains(byte) || byte.is_ascii_whitespace());
    let words: Vec<&[u8]> = words.filter(|word| !word.is_empty()).collect();
    let numbers = words.iter().filter(|word| fields::decimal(word, 0).is_ok());
    let numbers = numbers.count();
    numbers >= 3 && numbers * 2 > words.len()
}

/// A known kind of content that is not read, and what to do about it.
struct Foreign(&'static str, &'static str);

fn foreign(head: &[u8]) -> Option<Foreign> {
    const AGAIN: &str = "save it as CSV";
    if let Some(packing) = super::open::packed_as(head) {
        return Some(Foreign(packing, "unpack it and give its files"));
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some(Foreign("a tar archive", "unpack it and give its files"));
    }
    let known: &[(&[u8], &str)] = &[
        (b"%PDF", "a PDF document"),
        (b"\xd0\xcf\x11\xe0", "an Excel workbook of the old kind"),
        (b"RDX", "a file of R"),
        (b"RDA", "a file of R"),
        (b"X\n\0\0", "a file of R"),
        (b"<stata_dta>", "a file of Stata"),
        (b"ARROW1", "an Arrow file"),
        (b"SQLite format 3", "a SQLite database"),
    ];
    known
        .iter()
        .find(|(start, _)| head.starts_with(start))
        .map(|(_, found)| Foreign(found, AGAIN))
}

fn unsupported(place: &Place, Foreign(found, remedy): Foreign) -> ReadError {
    ReadError::Unsupported {
        place: place.clone(),
        found: found.to_owned(),
        remedy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_and_marks() {
        assert_eq!(distance("Reporter Code", "reporter_code"), 0);
        assert_eq!(distance("reporterCode", "reporterCod"), 1);
        assert_eq!(distance("v", "value"), 4);
    }

    #[test]
    fn the_delimiter_is_the_most_frequent_one() {
        let place = Place::file("x");
        let names = |text: &str| header(text.as_bytes(), &place).expect("a header");
        assert_eq!(names("a;b;c,d\n").delimiter, b';');
        assert_eq!(names("a\tb\r\n1\t2").names, ["a", "b"]);
        assert_eq!(names("alone").names, ["alone"]);
    }
}
