//! Text laid out in columns: tables, lists and paragraphs.

use comfy_table::{
    Attribute, Cell, CellAlignment, ColumnConstraint, ContentArrangement, Row, Table,
    TableComponent, Width,
};

use crate::view::ColumnView;

/// Space between columns.
const GUTTER: usize = 2;
/// Narrowest column of text that is worth showing.
const NARROWEST_TEXT: usize = 12;
/// Longest word that a column of text keeps in one piece when space is short.
const LONGEST_WORD: usize = 18;

/// Number of character cells that a line takes on a terminal.
pub(super) fn width(line: &str) -> usize {
    if line.is_empty() {
        return 0;
    }
    widths(std::iter::once(vec![line.to_owned()]))
        .first()
        .copied()
        .unwrap_or(0)
}

/// Breaks a paragraph into lines; `first` stands before the first line, `other` before the others.
pub(super) fn wrapped(text: &str, width: usize, first: &str, other: &str) -> String {
    let indent = self::width(first).max(self::width(other));
    let mut paragraph = bare();
    paragraph.add_row(vec![Cell::new(text)]);
    fix_widths(&mut paragraph, &[width.saturating_sub(indent).max(1)]);
    let lines: Vec<String> = paragraph
        .lines()
        .enumerate()
        .map(|(index, line)| {
            let start = if index == 0 { first } else { other };
            format!("{start}{}", line.trim_end())
        })
        .collect();
    lines.join("\n")
}

/// Rows of text under headings, or a list without headings.
#[derive(Debug)]
pub(super) struct Grid {
    headings: Vec<String>,
    numeric: Vec<bool>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A table with the headings and alignments of `columns`.
    pub(super) fn with_columns(columns: &[ColumnView]) -> Self {
        let headings = columns.iter().map(|column| match &column.unit {
            Some(unit) => format!("{}\n{unit}", column.label),
            None => column.label.clone(),
        });
        Self {
            headings: headings.collect(),
            numeric: columns.iter().map(|column| column.numeric).collect(),
            rows: Vec::new(),
        }
    }

    /// Two columns without headings: numbers to the right, words to the left.
    pub(super) const fn list() -> Self {
        Self {
            headings: Vec::new(),
            numeric: Vec::new(),
            rows: Vec::new(),
        }
    }

    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Drops columns that do not fit beside each other and returns the positions of those that stay.
    ///
    /// Columns that `must_stay` have their room first, then the others in order, up to the first that
    /// does not fit.
    pub(super) fn keep_what_fits(&mut self, width: usize, must_stay: &[bool]) -> Vec<usize> {
        let least = self.least_widths();
        let must = |index: usize| must_stay.get(index).copied().unwrap_or(false);
        let reserved: usize = (0..least.len())
            .filter(|&index| must(index))
            .map(|index| least[index] + GUTTER)
            .sum();
        let mut left = (width + GUTTER).saturating_sub(reserved);
        let mut full = false;
        let kept: Vec<usize> = (0..least.len())
            .filter(|&index| {
                let wanted = least[index] + GUTTER;
                if must(index) {
                    return true;
                }
                full = full || (wanted > left && index > 0);
                left = if full {
                    left
                } else {
                    left.saturating_sub(wanted)
                };
                !full
            })
            .collect();
        self.headings = picked(&self.headings, &kept);
        self.numeric = picked(&self.numeric, &kept);
        for row in &mut self.rows {
            *row = picked(row, &kept);
        }
        kept
    }

    pub(super) fn draw(&self, width: usize, colour: bool) -> String {
        if self.headings.is_empty() && self.rows.is_empty() {
            return String::new();
        }
        let mut table = bare();
        if colour {
            table.enforce_styling();
        }
        let columns = self.column_widths(width);
        if !self.headings.is_empty() {
            let cells = self.wrapped_headings(&columns);
            let cells = cells.into_iter().enumerate().map(|(index, heading)| {
                Cell::new(heading)
                    .set_alignment(self.alignment(index))
                    .add_attribute(Attribute::Dim)
            });
            table.set_header(cells.collect::<Vec<Cell>>());
            table.set_style(TableComponent::HeaderLines, '─');
        }
        for row in &self.rows {
            let cells = row
                .iter()
                .enumerate()
                .map(|(index, cell)| Cell::new(cell).set_alignment(self.alignment(index)));
            table.add_row(cells.collect::<Vec<Cell>>());
        }
        fix_widths(&mut table, &columns);
        table
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect::<Vec<String>>()
            .join("\n")
    }

    /// Headings in lines that fit their columns, with empty lines on top so that all end together.
    fn wrapped_headings(&self, columns: &[usize]) -> Vec<String> {
        let wrapped: Vec<String> = self
            .headings
            .iter()
            .zip(columns)
            .map(|(heading, &width)| wrapped(heading, width, "", ""))
            .collect();
        let lines = |heading: &String| heading.lines().count();
        let tallest = wrapped.iter().map(lines).max().unwrap_or(0);
        wrapped
            .iter()
            .map(|heading| format!("{}{heading}", "\n".repeat(tallest - lines(heading))))
            .collect()
    }

    fn alignment(&self, column: usize) -> CellAlignment {
        let numeric = match self.numeric.get(column) {
            Some(numeric) => *numeric,
            None => column == 0,
        };
        if numeric {
            CellAlignment::Right
        } else {
            CellAlignment::Left
        }
    }

    fn is_numeric(&self, column: usize) -> bool {
        matches!(self.alignment(column), CellAlignment::Right)
    }

    /// Widths at which numbers stay whole and text can be wrapped.
    fn least_widths(&self) -> Vec<usize> {
        let cells = widths(self.rows.iter().cloned());
        let heading_words = longest_words(std::slice::from_ref(&self.headings));
        let words = longest_words(&self.rows);
        let columns = cells.len().max(self.headings.len());
        let at = |list: &[usize], index: usize| list.get(index).copied().unwrap_or(0);
        (0..columns)
            .map(|index| {
                let content = at(&cells, index);
                let least = if self.is_numeric(index) {
                    content
                } else {
                    at(&words, index)
                        .clamp(NARROWEST_TEXT, LONGEST_WORD)
                        .min(content)
                };
                least.max(at(&heading_words, index)).max(1)
            })
            .collect()
    }

    /// Shares what is left of the line among the columns that want more, first come first served.
    fn column_widths(&self, width: usize) -> Vec<usize> {
        let mut chosen = self.least_widths();
        let gutters = GUTTER * chosen.len().saturating_sub(1);
        let content = widths(self.rows.iter().cloned());
        let headings = widths(
            self.headings
                .iter()
                .enumerate()
                .flat_map(|(index, heading)| {
                    heading.lines().map(move |line| {
                        let mut row = vec![String::new(); index];
                        row.push(line.to_owned());
                        row
                    })
                }),
        );
        let mut left = width.saturating_sub(chosen.iter().sum::<usize>() + gutters);
        for wanted in [content, headings] {
            for (one, wanted) in chosen.iter_mut().zip(wanted) {
                let more = wanted.saturating_sub(*one).min(left);
                *one += more;
                left -= more;
            }
        }
        let over = (chosen.iter().sum::<usize>() + gutters).saturating_sub(width);
        if let Some(widest) = chosen.iter_mut().max() {
            *widest = widest.saturating_sub(over).max(1);
        }
        chosen
    }
}

fn picked<T: Clone>(items: &[T], positions: &[usize]) -> Vec<T> {
    positions
        .iter()
        .filter_map(|&position| items.get(position).cloned())
        .collect()
}

fn bare() -> Table {
    let mut table = Table::new();
    table
        .load_preset(comfy_table::presets::NOTHING)
        .force_no_tty()
        .set_content_arrangement(ContentArrangement::Dynamic);
    table
}

/// Sets each column to its width and puts the gutter to its right.
fn fix_widths(table: &mut Table, columns: &[usize]) {
    table.discover_columns();
    let last = columns.len().saturating_sub(1);
    let total = columns.iter().sum::<usize>() + GUTTER * last;
    table.set_width(narrow(total));
    for (index, column) in columns.iter().enumerate() {
        let gutter = if index == last { 0 } else { GUTTER };
        if let Some(target) = table.column_mut(index) {
            target.set_padding((0, narrow(gutter)));
            target.set_constraint(ColumnConstraint::Absolute(Width::Fixed(narrow(
                column + gutter,
            ))));
        }
    }
}

/// Widths of the widest cell of each column.
fn widths(rows: impl Iterator<Item = Vec<String>>) -> Vec<usize> {
    let mut table = bare();
    for row in rows {
        table.add_row(Row::from(row));
    }
    table.discover_columns();
    table
        .column_max_content_widths()
        .into_iter()
        .map(usize::from)
        .collect()
}

/// Widths of the longest word of each column.
fn longest_words(rows: &[Vec<String>]) -> Vec<usize> {
    let spread = rows.iter().map(|row| {
        row.iter()
            .map(|cell| cell.split_whitespace().collect::<Vec<&str>>().join("\n"))
            .collect()
    });
    widths(spread)
}

fn narrow(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}
