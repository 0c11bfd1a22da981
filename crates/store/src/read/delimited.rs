//! Rows of delimited text: one line each, split into cells with or without quotes.
//!
//! A cell may hold the delimiter when it is quoted, but never a line end: no source of trade data
//! writes such cells, and so a quote that is left open is found on its own line.

use super::detect::Header;
use super::error::ReadError;
use super::fields::FieldProblem;
use super::flows::FlowSink;
use super::limits::Limits;
use super::lines::{Lines, with_blocks};
use super::open::Source;
use super::report::FileReport;
use super::rows::RowReader;

/// Cells of one row, reused from row to row.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    ends: Vec<usize>,
    text: Vec<u8>,
}

impl Cells {
    pub(crate) fn clear(&mut self) {
        self.ends.clear();
        self.text.clear();
    }

    pub(crate) fn push(&mut self, cell: &[u8]) {
        self.text.extend_from_slice(cell);
        self.ends.push(self.text.len());
    }

    /// Adds a cell that `fill` writes.
    pub(crate) fn write(&mut self, fill: impl FnOnce(&mut CellText<'_>) -> std::fmt::Result) {
        // Writing to memory cannot fail.
        let _ = fill(&mut CellText(&mut self.text));
        self.end_cell();
    }

    /// Ends the cell that was written to `text` directly.
    fn end_cell(&mut self) {
        self.ends.push(self.text.len());
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell; empty when the row has fewer.
    pub(crate) fn get(&self, index: usize) -> &[u8] {
        let Some(&end) = self.ends.get(index) else {
            return &[];
        };
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..end]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|index| self.get(index))
    }
}

/// Where the text of a cell is written.
pub(crate) struct CellText<'a>(&'a mut Vec<u8>);

impl std::fmt::Write for CellText<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// Splits a line without its line end; the error names the cell at fault.
pub(crate) fn split(
    line: &[u8],
    delimiter: u8,
    cells: &mut Cells,
) -> Result<(), (usize, FieldProblem)> {
    cells.clear();
    if memchr::memchr(b'"', line).is_none() {
        let mut start = 0;
        for end in memchr::memchr_iter(delimiter, line) {
            cells.push(&line[start..end]);
            start = end + 1;
        }
        cells.push(&line[start..]);
        return Ok(());
    }
    let mut rest = line;
    loop {
        let index = cells.len();
        let after = if let Some(quoted) = rest.strip_prefix(b"\"") {
            let after = take_quoted(quoted, cells).ok_or((index, FieldProblem::OpenQuote))?;
            if after.first().is_some_and(|byte| *byte != delimiter) {
                return Err((index, FieldProblem::StrayQuote));
            }
            after
        } else {
            let end = memchr::memchr(delimiter, rest).unwrap_or(rest.len());
            let (cell, after) = rest.split_at(end);
            if memchr::memchr(b'"', cell).is_some() {
                return Err((index, FieldProblem::StrayQuote));
            }
            cells.push(cell);
            after
        };
        match after.split_first() {
            Some((_, next)) => rest = next,
            None => return Ok(()),
        }
    }
}

/// Takes a cell up to its closing quote; `None` when there is none.
fn take_quoted<'a>(mut rest: &'a [u8], cells: &mut Cells) -> Option<&'a [u8]> {
    loop {
        let quote = memchr::memchr(b'"', rest)?;
        cells.text.extend_from_slice(&rest[..quote]);
        rest = &rest[quote + 1..];
        match rest.strip_prefix(b"\"") {
            Some(after) => {
                cells.text.push(b'"');
                rest = after;
            }
            None => {
                cells.end_cell();
                return Some(rest);
            }
        }
    }
}

/// Reads a table of delimited text through a layout.
pub(crate) fn read<S: FlowSink>(
    source: &Source,
    header: &Header,
    mut rows: RowReader<'_>,
    limits: &Limits,
    sink: &mut S,
) -> Result<FileReport, ReadError> {
    with_blocks(source, limits, |blocks| {
        let mut lines = Lines::new(blocks, &source.place);
        lines.header()?;
        let mut cells = Cells::default();
        let mut blank_lines = Vec::new();
        while let Some(chunk) = lines.next_chunk()? {
            for (line, number) in split_lines(chunk.text).zip(chunk.first_line..) {
                let is_cut = !line.ends_with(b"\n");
                let line = super::lines::without_line_end(line);
                if line.is_empty() {
                    blank_lines.push(number);
                    continue;
                }
                for blank in blank_lines.drain(..) {
                    rows.reject(blank, None, b"", &FieldProblem::BlankLine, sink)?;
                }
                read_line(line, number, is_cut, header, &mut cells, &mut rows, sink)?;
            }
            sink.progress(source.consumed.load(std::sync::atomic::Ordering::Relaxed))?;
        }
        if lines.ends_open() {
            rows.note("the last line has no line end");
        }
        rows.finish(sink)
    })
}

fn read_line<S: FlowSink>(
    line: &[u8],
    number: u64,
    is_cut: bool,
    header: &Header,
    cells: &mut Cells,
    rows: &mut RowReader<'_>,
    sink: &mut S,
) -> Result<(), ReadError> {
    if is_cut && rows.ends_with_newline() {
        return rows.reject(number, None, line, &FieldProblem::CutOff, sink);
    }
    if memchr::memchr(b'\r', line).is_some() {
        return rows.reject(number, None, line, &FieldProblem::CarriageReturn, sink);
    }
    match split(line, header.delimiter, cells) {
        Ok(()) => rows.row(cells, number, sink),
        Err((cell, problem)) => rows.reject(number, Some(cell), line, &problem, sink),
    }
}

/// Lines with their line ends.
fn split_lines(mut text: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        if text.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', text).map_or(text.len(), |end| end + 1);
        let (line, rest) = text.split_at(end);
        text = rest;
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(line: &str) -> Result<Vec<String>, (usize, FieldProblem)> {
        let mut cells = Cells::default();
        split(line.as_bytes(), b',', &mut cells)?;
        let text = |cell: &[u8]| String::from_utf8_lossy(cell).into_owned();
        Ok(cells.iter().map(text).collect())
    }

    #[test]
    fn quotes_protect_the_delimiter() {
        assert_eq!(cells("a,b,").expect("cells"), ["a", "b", ""]);
        assert_eq!(
            cells("\"a,b\",\"c\"\"d\",\"\"\"").expect_err("open"),
            (2, FieldProblem::OpenQuote)
        );
        assert_eq!(
            cells("\"a,b\",\"c\"\"d\",\"\"\"\"").expect("cells"),
            ["a,b", "c\"d", "\""]
        );
        assert_eq!(cells(r#"a,"","#).expect("cells"), ["a", "", ""]);
    }

    #[test]
    fn stray_quotes_are_found_in_their_cell() {
        assert_eq!(
            cells(r#"a,b"c"#).expect_err("stray"),
            (1, FieldProblem::StrayQuote)
        );
        assert_eq!(
            cells(r#"a,"b"c,d"#).expect_err("stray"),
            (1, FieldProblem::StrayQuote)
        );
        assert_eq!(
            cells(r#"a,"b,c"#).expect_err("open"),
            (1, FieldProblem::OpenQuote)
        );
    }
}
