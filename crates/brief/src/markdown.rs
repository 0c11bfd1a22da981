//! The whole answer as Markdown.

use std::fmt::Write as _;

use stirstick_market::{Answer, Chart, Figure, Receipt, Section, Statement, Table};

use crate::format;
use crate::text::{
    self, Marks, Piece, SYNTHETIC_LABEL, SYNTHETIC_MEANING, pieces, visible, visible_block,
    visible_run,
};
use crate::view::TableView;

/// Writes the whole answer as GitHub-flavoured Markdown.
///
/// Numbers in sentences are bold; receipts are named by their first characters and listed at the end
/// with their queries. A chart is given as the table of its numbers. A gap is an en dash.
#[must_use]
pub fn markdown(answer: &Answer) -> String {
    let page = Page {
        answer,
        marks: Marks::of(answer),
    };
    let mut blocks = vec![format!("# {}", escaped(&answer.title))];
    if answer.synthetic {
        blocks.push(format!("> **{SYNTHETIC_LABEL}.** {SYNTHETIC_MEANING}"));
    }
    if !answer.command.is_empty() {
        blocks.push(format!("Ask again: {}", code(&answer.command)));
    }
    for section in &answer.sections {
        page.section(section, &mut blocks);
    }
    page.receipts(&mut blocks);
    let mut document = blocks.join("\n\n");
    document.push('\n');
    document
}

#[derive(Debug)]
struct Page<'a> {
    answer: &'a Answer,
    marks: Marks,
}

impl Page<'_> {
    fn section(&self, section: &Section, blocks: &mut Vec<String>) {
        blocks.push(format!("## {}", escaped(&section.title)));
        if let Some(missing) = &section.missing {
            blocks.push(format!(
                "> **No data.** {}\n>\n> Get it with: {}",
                escaped(&missing.what),
                code(&missing.command)
            ));
        }
        for statement in &section.statements {
            blocks.push(self.statement(statement, section));
        }
        if section.statements.is_empty() && !section.figures.is_empty() {
            blocks.push(self.figures(&section.figures));
        }
        for chart in &section.charts {
            self.chart(chart, blocks);
        }
        for table in &section.tables {
            self.table(table, blocks);
        }
        if !section.caveats.is_empty() {
            blocks.push("**How to read this**".to_owned());
            let items: Vec<String> = section
                .caveats
                .iter()
                .map(|caveat| format!("- {}", escaped(&caveat.text)))
                .collect();
            blocks.push(items.join("\n"));
        }
        // Sentences carry the main figures; all of them, with their basis, are for looking up.
        if !section.statements.is_empty() && !section.figures.is_empty() {
            blocks.push("**All figures of this section**".to_owned());
            blocks.push(self.figures(&section.figures));
        }
    }

    fn statement(&self, statement: &Statement, section: &Section) -> String {
        let pieces = pieces(statement, section);
        let mut sentence = String::new();
        for piece in &pieces {
            match piece {
                Piece::Words(words) => sentence.push_str(&escaped_run(&visible_run(words))),
                Piece::Figure(figure) => {
                    let _ = write!(sentence, "**{}**", number(&format::in_sentence(figure)));
                }
            }
        }
        let mut sentence = guarded_start(sentence.trim());
        for id in text::receipts_of(&pieces) {
            let _ = write!(sentence, " {}", self.mark(id));
        }
        sentence
    }

    fn figures(&self, figures: &[Figure]) -> String {
        let rows: Vec<Vec<String>> = figures
            .iter()
            .map(|figure| {
                let mark = figure.receipt.as_deref().map(|id| self.mark(id));
                vec![
                    escaped_run(&visible(&figure.label)),
                    number(&format::on_its_own(figure)),
                    escaped_run(&text::particulars(figure).join("; ")),
                    mark.unwrap_or_default(),
                ]
            })
            .collect();
        let headings = ["Figure", "Value", "Period, basis and notes", "Receipt"];
        grid(
            &headings.map(str::to_owned),
            &[false, true, false, false],
            &rows,
        )
    }

    fn chart(&self, chart: &Chart, blocks: &mut Vec<String>) {
        blocks.push(self.caption(&chart.title, chart.receipt.as_deref()));
        push_grid(&TableView::of_chart(chart), blocks);
    }

    fn table(&self, table: &Table, blocks: &mut Vec<String>) {
        blocks.push(self.caption(&table.title, table.receipt.as_deref()));
        push_grid(&TableView::of(table), blocks);
    }

    fn caption(&self, title: &str, receipt: Option<&str>) -> String {
        let title = escaped_run(&visible(title));
        match receipt {
            Some(id) => format!("**{title}** {}", self.mark(id)),
            None => format!("**{title}**"),
        }
    }

    fn receipts(&self, blocks: &mut Vec<String>) {
        if self.answer.receipts.is_empty() {
            return;
        }
        blocks.push("## Receipts".to_owned());
        let (hint, command) = text::receipt_hint(self.answer);
        blocks.push(hint.to_owned());
        blocks.push(code_block("sh", &command));
        for receipt in &self.answer.receipts {
            blocks.push(format!("### {}", escaped(&receipt.id)));
            blocks.push(receipt_facts(receipt));
            blocks.push(code_block("sql", &receipt.query));
        }
    }

    /// A link to the heading of the receipt where the identifier makes an anchor.
    fn mark(&self, id: &str) -> String {
        let short = escaped_run(&self.marks.short(id));
        let is_anchor = !id.is_empty()
            && id
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase());
        if is_anchor {
            format!("[\\[{short}\\]](#{id})")
        } else {
            format!("\\[{short}\\]")
        }
    }
}

fn receipt_facts(receipt: &Receipt) -> String {
    let mut facts = vec![
        format!("- Dataset: {}", escaped_run(&visible(&receipt.dataset))),
        format!(
            "- Release: {} ({})",
            escaped_run(&visible(&receipt.release)),
            code(&receipt.release_hash)
        ),
        format!(
            "- Rows: {} ({})",
            format::whole(receipt.rows),
            code(&receipt.result_hash)
        ),
        format!("- Made by: {}", escaped_run(&visible(&receipt.engine))),
    ];
    for (name, value) in &receipt.parameters {
        facts.push(format!("- Parameter {}: {}", code(name), code(value)));
    }
    for source in &receipt.sources {
        facts.push(format!("- Source: {}", escaped_run(&visible(source))));
    }
    facts.join("\n")
}

fn push_grid(view: &TableView, blocks: &mut Vec<String>) {
    let headings: Vec<String> = view
        .columns
        .iter()
        .map(|column| escaped_run(&column.heading()))
        .collect();
    let numeric: Vec<bool> = view.columns.iter().map(|column| column.numeric).collect();
    let rows: Vec<Vec<String>> = view
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| escaped_run(cell)).collect())
        .collect();
    if !headings.is_empty() {
        blocks.push(grid(&headings, &numeric, &rows));
    }
    for note in &view.notes {
        blocks.push(format!("Note: {}", escaped_run(note)));
    }
}

fn grid(headings: &[String], numeric: &[bool], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
    let rule: Vec<String> = numeric
        .iter()
        .map(|&numeric| if numeric { "---:" } else { "---" }.to_owned())
        .collect();
    let mut lines = vec![line(headings), line(&rule)];
    lines.extend(rows.iter().map(|row| line(row)));
    lines.join("\n")
}

/// Escapes a paragraph, a heading or a list item: one line whose first characters mean nothing.
fn escaped(text: &str) -> String {
    guarded_start(&escaped_run(&visible(text)))
}

/// Escapes what has a meaning inside a line or a table cell of text that is fit to be shown.
fn escaped_run(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let characters: Vec<char> = text.chars().collect();
    for (index, &character) in characters.iter().enumerate() {
        match character {
            '\\' | '`' | '*' | '[' | ']' | '|' | '~' | '$' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '_' if !inside_word(&characters, index) => escaped.push_str("\\_"),
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            other => escaped.push(other),
        }
    }
    escaped
}

fn inside_word(characters: &[char], index: usize) -> bool {
    let is_word = |at: Option<usize>| {
        at.and_then(|at| characters.get(at))
            .is_some_and(|character| character.is_alphanumeric())
    };
    is_word(index.checked_sub(1)) && is_word(index.checked_add(1))
}

/// Keeps the start of a line from being read as a heading, a list, a quotation or a rule.
fn guarded_start(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = line[digits..].chars().next();
    if digits > 0 && matches!(after, Some('.' | ')')) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    if line.starts_with(['#', '+', '-', '=', '_', ':']) {
        return format!("\\{line}");
    }
    line.to_owned()
}

/// A number that was written here: a dollar sign before a digit is not taken for mathematics.
fn number(text: &str) -> String {
    escaped_run(&visible(text)).replace("\\$", "$")
}

/// Text between backticks, more of them than the text has in a row.
fn code(text: &str) -> String {
    let text = visible(text);
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    if text.is_empty() {
        return "(none)".to_owned();
    }
    if text.starts_with('`') || text.ends_with('`') {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}

fn code_block(language: &str, text: &str) -> String {
    let text = visible_block(text);
    let fence = "`".repeat((longest_run(&text, '`') + 1).max(3));
    format!("{fence}{language}\n{text}\n{fence}")
}

fn longest_run(text: &str, wanted: char) -> usize {
    text.split(|character| character != wanted)
        .map(|run| run.chars().count())
        .max()
        .unwrap_or(0)
}
