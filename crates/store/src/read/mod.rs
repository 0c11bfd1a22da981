//! Opening of input files and strict streaming readers of trade data.
//!
//! [`read_files`] recognises each table by its content, reads it in one pass and hands every row either
//! as a [`Flow`] or as a [`Reject`] to a [`FlowSink`]; rows that state a part of another row are counted
//! apart. For every table records read = stored + rejected + set aside, which [`FileReport`] shows.
//!
//! Start with `layouts`, where the known layouts are declared, and `rows`, which reads any of them.
//! BACI has a reader of its own for speed (`baci`), and UN Comtrade's JSON one for its form.
//!
//! Accepted on purpose: UTF-8 with or without a byte order mark; text that is not UTF-8 as
//! Windows-1252, codes being ASCII in any case; LF and CR LF, mixed too; blank lines at the end; a last
//! line without a line end, except in layouts whose source always writes one; columns in any order;
//! further columns in the wide tables of a publisher (UN Comtrade, Comext's bulk files, the IMF) and in
//! tables with declared columns, nowhere else; comma, semicolon, tab or bar between cells, taken from
//! the header. No cell may hold a line end. Numbers have a decimal point and no separators.

mod archive;
mod baci;
mod comtrade_json;
mod delimited;
mod detect;
mod error;
mod fields;
mod flows;
mod layout;
mod layouts;
pub(crate) mod limits;
mod lines;
pub(crate) mod open;
mod options;
mod parquet;
mod plan;
mod report;
mod rows;
mod source;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use baci::{CodeFile, CountryNumbers};
use detect::Detected;
use open::Source;

pub use error::{ArchiveProblem, HeaderProblem, LimitRule, Place, ReadError};
pub use fields::FieldProblem;
pub use flows::{Flow, FlowSink};
pub use limits::Limits;
pub use options::{
    ColumnDetail, ColumnMap, ColumnRole, DeclaredColumn, Direction, ReadOptions, Unit,
};
pub use report::{FileReport, Reject, TableContent};
pub use source::SourceFormat;

/// A table and what it was recognised as.
struct Table {
    source: Source,
    content: Detected,
    /// Position of its file among the paths.
    file: usize,
}

/// Reads all tables of some files, in the order given; an archive counts as all its members.
///
/// Code files of BACI are read first wherever they stand. Memory is a few megabytes, whatever the size
/// of the files; each table is unpacked in a thread of its own while its rows are parsed.
///
/// # Errors
/// The first [`ReadError`] in any file. Flows pushed before it are part of a failed reading.
pub fn read_files<S: FlowSink>(
    paths: &[PathBuf],
    options: &ReadOptions,
    sink: &mut S,
) -> Result<Vec<FileReport>, ReadError> {
    detect::check_options(options)?;
    let consumed = Arc::new(AtomicU64::new(0));
    let mut tables = Vec::new();
    for (file, path) in paths.iter().enumerate() {
        open::open(path, &options.limits, &consumed, |source, head| {
            let content = detect::detect(head, &source.place, source.is_member(), options)?;
            tables.push(Table {
                source,
                content,
                file,
            });
            Ok(())
        })?;
    }
    let is_flows = |table: &Table| {
        !matches!(
            table.content,
            Detected::Code(..) | Detected::Documentation(_)
        )
    };
    if !tables.iter().any(is_flows) {
        return Err(no_flows(paths, tables));
    }
    let mut reports: Vec<Option<FileReport>> = tables.iter().map(|_| None).collect();
    let countries = read_codes(&tables, &mut reports, options, sink)?;
    for file in 0..paths.len() {
        read_file(file, &tables, &mut reports, &countries, options, sink)?;
    }
    Ok(reports.into_iter().flatten().collect())
}

/// Nothing to read: says what is wrong with the first text that might have been a table.
fn no_flows(paths: &[PathBuf], tables: Vec<Table>) -> ReadError {
    let reason = tables.into_iter().find_map(|table| match table.content {
        Detected::Documentation(reason) => Some(*reason),
        _ => None,
    });
    let files: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    reason.unwrap_or_else(|| ReadError::NoFlows {
        files: files.join(", "),
    })
}

/// Country numbers by the file that they came with; those of loose files go with every table.
struct Countries {
    of_archive: HashMap<usize, CountryNumbers>,
    loose: Option<CountryNumbers>,
    embedded: CountryNumbers,
}

impl Countries {
    fn of(&self, file: usize) -> &CountryNumbers {
        let beside = self.loose.as_ref().unwrap_or(&self.embedded);
        self.of_archive.get(&file).unwrap_or(beside)
    }
}

fn read_codes<S: FlowSink>(
    tables: &[Table],
    reports: &mut [Option<FileReport>],
    options: &ReadOptions,
    sink: &mut S,
) -> Result<Countries, ReadError> {
    let mut countries = Countries {
        of_archive: HashMap::new(),
        loose: None,
        embedded: CountryNumbers::embedded(),
    };
    let is_yearly = |table: &&Table| matches!(table.content, Detected::Baci(_));
    let yearly = tables.iter().filter(is_yearly);
    let yearly: Vec<&Place> = yearly.map(|table| &table.source.place).collect();
    for (table, report) in tables.iter().zip(reports) {
        let source = &table.source;
        match &table.content {
            Detected::Code(CodeFile::Countries, header) => {
                let (numbers, counts) = baci::read_countries(source, header, options)?;
                let slot = if source.is_member() {
                    countries
                        .of_archive
                        .entry(table.file)
                        .or_insert_with(|| numbers.clone())
                } else {
                    countries.loose.get_or_insert_with(|| numbers.clone())
                };
                slot.merge(&numbers);
                *report = Some(counts);
            }
            Detected::Code(CodeFile::Products, header) => {
                baci::check_products(&source.place, &yearly, options)?;
                *report = Some(baci::read_products(source, header, options, sink)?);
            }
            Detected::Documentation(_) => {
                let mut skipped = FileReport::new(
                    &source.place,
                    SourceFormat::Columns,
                    TableContent::Documentation,
                );
                skipped.note("is text for people, not a table; skipped");
                *report = Some(skipped);
            }
            _ => {}
        }
    }
    Ok(countries)
}

/// Reads the tables of one file while its hash is taken beside.
fn read_file<S: FlowSink>(
    file: usize,
    tables: &[Table],
    reports: &mut [Option<FileReport>],
    countries: &Countries,
    options: &ReadOptions,
    sink: &mut S,
) -> Result<(), ReadError> {
    let own = |table: &Table| table.file == file;
    let Some(first) = tables.iter().find(|table| own(table)) else {
        return Ok(());
    };
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let hashing = scope.spawn(|| open::sha256(&first.source, &stop));
        for (table, report) in tables.iter().zip(reports.iter_mut()) {
            if own(table) && report.is_none() {
                match read_table(table, countries, options, sink) {
                    Ok(counts) => *report = Some(counts),
                    Err(error) => {
                        stop.store(true, Ordering::Relaxed);
                        return Err(error);
                    }
                }
            }
        }
        let hash = hashing.join().expect("hashing does not panic")?;
        for (table, report) in tables.iter().zip(reports) {
            if let Some(report) = report.as_mut().filter(|_| own(table)) {
                report.sha256.clone_from(&hash);
                report.bytes = table.source.file_bytes;
            }
        }
        Ok(())
    })
}

fn read_table<S: FlowSink>(
    table: &Table,
    countries: &Countries,
    options: &ReadOptions,
    sink: &mut S,
) -> Result<FileReport, ReadError> {
    let source = &table.source;
    match &table.content {
        Detected::Baci(header) => {
            sink.begin(&source.place.to_string())?;
            baci::read(source, header, countries.of(table.file), options, sink)
        }
        Detected::Delimited(layout, header) => {
            let rows = rows::RowReader::new(&source.place, layout, header, options)?;
            sink.begin(&source.place.to_string())?;
            delimited::read(source, header, rows, &options.limits, sink)
        }
        Detected::Json => comtrade_json::read(source, options, sink),
        Detected::Parquet => parquet::read(source, options, sink),
        Detected::Code(..) | Detected::Documentation(_) => {
            unreachable!("code files and documentation are reported before")
        }
    }
}
