//! The whole answer as text for a terminal.

mod drawing;
mod grid;

use std::fmt::Write as _;

use stirstick_market::{Answer, Chart, Figure, Receipt, Section, Statement, Table};

use crate::format;
use crate::select::table_argument;
use crate::text::{
    self, Marks, Piece, SYNTHETIC_LABEL, SYNTHETIC_MEANING, pieces, visible, visible_run,
};
use crate::view::TableView;
use grid::{Grid, wrapped};

/// Narrowest text that can still be read; smaller widths are taken as this one.
const NARROWEST: usize = 40;
/// Widest text; a table wider than this is hard to read across.
const WIDEST: usize = 400;

/// How an answer is written for a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalOptions {
    /// Characters in a line, 80 by default; between 40 and 400, nearer limit otherwise.
    pub width: usize,
    /// True to use colour and bold type (ANSI escape sequences); false by default.
    pub colour: bool,
    /// Most rows of a table that are shown; `None`, the default, shows all.
    pub rows: Option<usize>,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        Self {
            width: 80,
            colour: false,
            rows: None,
        }
    }
}

/// Writes the whole answer as text for a terminal.
///
/// Lines are at most `options.width` characters wide, except commands, which stay in one piece so that
/// they can be copied, and words that are longer. A table shows as many columns as fit, in order, and
/// says how many it leaves out; columns whose identifiers begin with `restricted` are always shown. Each figure and table ends with the first characters of its receipt;
/// the receipts are listed at the end. Without `options.colour` the text has no escape sequence,
/// whatever the answer holds.
#[must_use]
pub fn terminal(answer: &Answer, options: &TerminalOptions) -> String {
    let page = Page {
        answer,
        marks: Marks::of(answer),
        width: options.width.clamp(NARROWEST, WIDEST),
        ink: Ink {
            colour: options.colour,
        },
        rows: options.rows,
    };
    let mut blocks = vec![page.heading(&answer.title, '═')];
    if answer.synthetic {
        let label = format!("{}: {SYNTHETIC_MEANING}", SYNTHETIC_LABEL.to_uppercase());
        blocks.push(page.ink.warning(&wrapped(&label, page.width, "", "")));
    }
    if !answer.command.is_empty() {
        blocks.push(format!("Ask again: {}", visible(&answer.command)));
    }
    for section in &answer.sections {
        page.section(section, &mut blocks);
    }
    page.receipts(&mut blocks);
    let mut document = blocks.join("\n\n");
    document.push('\n');
    document
}

/// Bold type and colour, when asked for.
#[derive(Debug, Clone, Copy)]
struct Ink {
    colour: bool,
}

impl Ink {
    fn bold(self, text: &str) -> String {
        self.each_line(text, "1")
    }

    fn warning(self, text: &str) -> String {
        self.each_line(text, "1;33")
    }

    fn faint(self, text: &str) -> String {
        self.each_line(text, "2")
    }

    fn drawing(self, text: &str) -> String {
        self.each_line(text, "36")
    }

    fn each_line(self, text: &str, code: &str) -> String {
        if !self.colour || text.is_empty() {
            return text.to_owned();
        }
        let lines: Vec<String> = text
            .lines()
            .map(|line| format!("\u{1b}[{code}m{line}\u{1b}[0m"))
            .collect();
        lines.join("\n")
    }
}

#[derive(Debug)]
struct Page<'a> {
    answer: &'a Answer,
    marks: Marks,
    width: usize,
    ink: Ink,
    rows: Option<usize>,
}

impl Page<'_> {
    fn heading(&self, title: &str, rule: char) -> String {
        let title = wrapped(&visible(title), self.width, "", "");
        let widest = title.lines().map(grid::width).max().unwrap_or(0);
        let rule = rule.to_string().repeat(widest);
        format!("{}\n{rule}", self.ink.bold(&title))
    }

    fn section(&self, section: &Section, blocks: &mut Vec<String>) {
        blocks.push(self.heading(&section.title, '─'));
        if let Some(missing) = &section.missing {
            let what = format!("No data: {}", visible(&missing.what));
            blocks.push(format!(
                "{}\nGet it with: {}",
                self.ink.warning(&wrapped(&what, self.width, "", "")),
                visible(&missing.command)
            ));
        }
        for statement in &section.statements {
            blocks.push(self.statement(statement, section));
        }
        if section.statements.is_empty() && !section.figures.is_empty() {
            blocks.push(self.figures(&section.figures));
        }
        for chart in &section.charts {
            blocks.push(self.chart(chart));
        }
        for table in &section.tables {
            blocks.push(self.table(section, table));
        }
        if !section.caveats.is_empty() {
            let items: Vec<String> = section
                .caveats
                .iter()
                .map(|caveat| wrapped(&visible(&caveat.text), self.width, "  • ", "    "))
                .collect();
            blocks.push(format!(
                "{}\n{}",
                self.ink.bold("How to read this"),
                items.join("\n")
            ));
        }
        // Sentences carry the main figures; all of them, with their basis, are for looking up.
        if !section.statements.is_empty() && !section.figures.is_empty() {
            let text = match section.figures.len() {
                1 => "1 figure with its basis: --format csv --table figures".to_owned(),
                many => format!("{many} figures with their basis: --format csv --table figures"),
            };
            blocks.push(self.ink.faint(&wrapped(&text, self.width, "", "")));
        }
    }

    fn statement(&self, statement: &Statement, section: &Section) -> String {
        let pieces = pieces(statement, section);
        let mut sentence = String::new();
        for piece in &pieces {
            match piece {
                Piece::Words(words) => sentence.push_str(&visible_run(words)),
                Piece::Figure(figure) => {
                    sentence.push_str(&visible(&format::in_sentence(figure)));
                }
            }
        }
        for id in text::receipts_of(&pieces) {
            let _ = write!(sentence, " {}", self.mark(id));
        }
        wrapped(&visible(&sentence), self.width, "", "")
    }

    /// One line or more per figure: the number to the right of a first column, then what it is.
    fn figures(&self, figures: &[Figure]) -> String {
        let mut list = Grid::list();
        for figure in figures {
            let mut words = vec![visible(&figure.label)];
            words.extend(text::particulars(figure));
            let mut description = words.join("; ");
            if let Some(id) = &figure.receipt {
                let _ = write!(description, " {}", self.mark(id));
            }
            list.row(vec![visible(&format::on_its_own(figure)), description]);
        }
        list.draw(self.width, self.ink.colour)
    }

    fn chart(&self, chart: &Chart) -> String {
        let mut parts = vec![self.caption(&chart.title, chart.receipt.as_deref())];
        parts.push(drawing::draw(chart, self.width, self.ink));
        self.push_note(chart.note.as_deref(), &mut parts);
        parts.join("\n")
    }

    fn table(&self, section: &Section, table: &Table) -> String {
        let view = TableView::of(table);
        let mut parts = vec![self.caption(&table.title, table.receipt.as_deref())];
        let shown = self.rows.unwrap_or(usize::MAX).min(view.rows.len());
        let mut grid = Grid::with_columns(&view.columns);
        for row in &view.rows[..shown] {
            grid.row(row.clone());
        }
        let must_stay: Vec<bool> = view.columns.iter().map(|column| column.must_stay).collect();
        let kept = grid.keep_what_fits(self.width, &must_stay);
        parts.push(grid.draw(self.width, self.ink.colour));
        let argument = visible(&table_argument(self.answer, section, table));
        let source = ["--format csv", &argument].join(" ");
        let source = source.trim_end();
        let left_out = view.rows.len() - shown;
        if left_out > 0 {
            let text = format!(
                "… {left_out} more {} ({source} for all)",
                plural(left_out, "row")
            );
            parts.push(self.ink.faint(&text));
        }
        let hidden: Vec<&str> = view
            .columns
            .iter()
            .enumerate()
            .filter(|(index, _)| !kept.contains(index))
            .map(|(_, column)| column.label.as_str())
            .collect();
        if !hidden.is_empty() {
            let columns = plural(hidden.len(), "column");
            let text = format!(
                "{} more {columns}: {source} ({})",
                hidden.len(),
                hidden.join(", ")
            );
            parts.push(self.ink.faint(&wrapped(&text, self.width, "", "")));
        }
        for note in &view.notes {
            self.push_note(Some(note), &mut parts);
        }
        parts.join("\n")
    }

    fn caption(&self, title: &str, receipt: Option<&str>) -> String {
        let mut caption = visible(title);
        if let Some(id) = receipt {
            let _ = write!(caption, " {}", self.mark(id));
        }
        self.ink.bold(&wrapped(&caption, self.width, "", ""))
    }

    fn push_note(&self, note: Option<&str>, parts: &mut Vec<String>) {
        if let Some(note) = note {
            let text = format!("Note: {}", visible(note));
            parts.push(wrapped(&text, self.width, "", "      "));
        }
    }

    fn receipts(&self, blocks: &mut Vec<String>) {
        if self.answer.receipts.is_empty() {
            return;
        }
        blocks.push(self.heading("Receipts", '─'));
        let lines: Vec<String> = self
            .answer
            .receipts
            .iter()
            .map(|receipt| self.receipt(receipt))
            .collect();
        blocks.push(lines.join("\n"));
        let (hint, command) = text::receipt_hint(self.answer);
        let hint = wrapped(hint, self.width, "", "");
        blocks.push(format!("{hint}\n  {command}"));
    }

    fn receipt(&self, receipt: &Receipt) -> String {
        let rows = if receipt.rows == 1 { "row" } else { "rows" };
        let text = format!(
            "{}  {}, release {}, {} {rows}",
            visible(&receipt.id),
            visible(&receipt.dataset),
            visible(&receipt.release),
            format::whole(receipt.rows)
        );
        wrapped(&text, self.width, "  ", "                ")
    }

    fn mark(&self, id: &str) -> String {
        format!("[{}]", self.marks.short(id))
    }
}

fn plural(number: usize, noun: &str) -> String {
    if number == 1 {
        noun.to_owned()
    } else {
        format!("{noun}s")
    }
}
