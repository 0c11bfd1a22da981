//! What an import did, in words.

use indicatif::{HumanBytes, HumanCount};
use std::fmt::Write;
use stirstick_store::ImportReport;
use stirstick_store::read::{FileReport, TableContent};

/// Counts of records by what became of them.
#[derive(Default)]
struct Account {
    read: u64,
    stored: u64,
    rejected: u64,
    set_aside: u64,
}

impl Account {
    fn add(&mut self, file: &FileReport) {
        self.read += file.rows_read;
        self.stored += file.rows_stored;
        self.rejected += file.rows_rejected;
        self.set_aside += file.rows_set_aside();
    }

    fn text(&self) -> String {
        format!(
            "{} read = {} stored + {} rejected + {} set aside",
            HumanCount(self.read),
            HumanCount(self.stored),
            HumanCount(self.rejected),
            HumanCount(self.set_aside),
        )
    }
}

/// Writes the report: each file with the account of its rows, and the account of all.
pub(super) fn text(report: &ImportReport) -> String {
    let state = if report.unchanged {
        "unchanged, already held as"
    } else {
        "imported as"
    };
    let mut lines = vec![format!(
        "{} {state} release {}",
        report.dataset, report.release
    )];
    let mut all = Account::default();
    for (place, file) in report.files.iter().enumerate() {
        all.add(file);
        let same_archive = place > 0 && report.files[place - 1].file == file.file;
        if !same_archive {
            // A readme may come first in an archive, which is named after its tables.
            let members = report.files[place..].iter();
            let table = members
                .take_while(|member| member.file == file.file)
                .find(|member| member.content != TableContent::Documentation);
            lines.push(format!(
                "  {} ({}, {})",
                file.file,
                table.unwrap_or(file).label(),
                HumanBytes(file.bytes)
            ));
        }
        lines.push(format!("    {}", of_file(file)));
        for (reason, rows) in &file.set_aside {
            lines.push(format!("      set aside {}: {reason}", HumanCount(*rows)));
        }
        for note in &file.notes {
            lines.push(format!("      note: {note}"));
        }
    }
    if report.files.len() > 1 {
        lines.push(format!("  all files: {}", all.text()));
    }
    for reject in &report.rejects {
        lines.push(format!("  rejected {reject}"));
    }
    if report.contents.synthetic {
        lines.push("  SYNTHETIC: invented countries".to_owned());
    }
    lines.push(String::new());
    lines.join("\n")
}

fn of_file(file: &FileReport) -> String {
    let mut text = file
        .member
        .as_ref()
        .map_or_else(String::new, |member| format!("{member}: "));
    let _ = match file.content {
        TableContent::CountryCodes => write!(text, "codes of {} countries", file.lines),
        TableContent::ProductCodes => write!(text, "codes of {} products", file.lines),
        TableContent::Documentation => write!(text, "text"),
        _ => {
            let mut account = Account::default();
            account.add(file);
            write!(text, "{}", account.text())
        }
    };
    text
}
