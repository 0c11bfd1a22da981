//! `stirstick data`

use super::{Context, import_report};
use crate::args::{DataCommand, DataOptions, ImportArguments, ReportFormat};
use crate::failure::{Failure, Kind};
use crate::interrupt;
use crate::output::{self, tell};
use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::process::ExitCode;
use stirstick_market::datasets;
use stirstick_store::read::{Direction, ReadOptions};
use stirstick_store::{ImportOptions, ImportReport, Store};

pub(crate) fn run(context: &Context, options: &DataOptions) -> Result<ExitCode, Failure> {
    let mut store = context.open()?;
    match &options.command {
        DataCommand::Import(arguments) => import(&mut store, arguments)?,
        DataCommand::List { output } => {
            output::write_whole(&datasets::list(&store), output)?;
        }
        DataCommand::Show { name, output } => {
            output::write_whole(&datasets::show(&store, name)?, output)?;
        }
        DataCommand::Check { name } => check(&store, name.as_deref())?,
        DataCommand::Remove { name } => {
            store.remove(name)?;
            tell!("removed {name}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn check(store: &Store, name: Option<&str>) -> Result<(), Failure> {
    let names: Vec<String> = match name {
        Some(name) => vec![name.to_owned()],
        None => store.manifest().datasets.keys().cloned().collect(),
    };
    let mut damaged = Vec::new();
    for name in names {
        let checked = store.check(&name)?;
        let (files, bad) = (checked.files, checked.damaged.len());
        match bad {
            0 if files == 1 => tell!("{name}: 1 file is as it was written"),
            0 => tell!("{name}: {files} files are as they were written"),
            1 => tell!("{name}: 1 of {files} files is damaged"),
            _ => tell!("{name}: {bad} of {files} files are damaged"),
        }
        damaged.extend(checked.damaged.iter().map(ToString::to_string));
    }
    if damaged.is_empty() {
        return Ok(());
    }
    Err(Failure::new(Kind::Data, damaged.join("\n  and: ")))
}

fn import(store: &mut Store, arguments: &ImportArguments) -> Result<(), Failure> {
    let options = import_options(arguments)?;
    let total = arguments
        .files
        .iter()
        .map(|file| std::fs::metadata(file).map_or(0, |metadata| metadata.len()))
        .sum();
    let bar = progress_bar(total);
    let stoppable = interrupt::stoppable();
    let imported = store.import(
        &arguments.name,
        &arguments.files,
        &options,
        &mut |bytes, rows| {
            bar.set_position(bytes);
            bar.set_message(format!("{} rows", HumanCount(rows)));
            !interrupt::interrupted()
        },
    );
    drop(stoppable);
    bar.finish_and_clear();
    let report = imported.map_err(|error| import_failure(error, arguments))?;
    print_report(&report, arguments.format)
}

fn import_failure(error: stirstick_store::Error, arguments: &ImportArguments) -> Failure {
    let rejected = matches!(
        &error,
        stirstick_store::Error::Read(stirstick_store::read::ReadError::Row { .. })
    );
    let failure = Failure::from(error);
    if rejected {
        failure.hint(format!(
            "nothing was imported; mend the file, or leave out and list bad rows with --max-rejects N (now {})",
            arguments.max_rejects
        ))
    } else {
        failure
    }
}

fn import_options(arguments: &ImportArguments) -> Result<ImportOptions, Failure> {
    let input = |error: &dyn std::fmt::Display| Failure::new(Kind::Input, error);
    let mut read = ReadOptions::default();
    if let Some(source) = &arguments.source {
        read.source = Some(source.parse().map_err(|error| input(&error))?);
    }
    if let Some(columns) = &arguments.columns {
        read.columns = Some(columns.parse().map_err(|error| input(&error))?);
    }
    if let Some(unit) = &arguments.unit {
        read.unit = Some(unit.parse().map_err(|error| input(&error))?);
    }
    if let Some(valuation) = &arguments.valuation {
        read.valuation = Some(valuation.parse().map_err(|error| input(&error))?);
    }
    if let Some(flow) = &arguments.flow {
        read.flow = Some(Direction::parse(flow).map_err(|error| input(&error))?);
    }
    if let Some(reported_by) = &arguments.reported_by {
        read.reported_by = Some(reported_by.parse().map_err(|error| input(&error))?);
    }
    read.product = arguments.product;
    read.reporter = arguments.reporter;
    read.period = arguments.period;
    read.nomenclature = arguments.nomenclature;
    Ok(ImportOptions {
        read,
        max_rejects: arguments.max_rejects,
        source: arguments.origin.clone(),
        licence: arguments.licence.clone(),
        citation: arguments.citation.clone(),
        retrieved: arguments.retrieved.map(|date| date.to_string()),
        rows_at_once: None,
    })
}

fn progress_bar(total: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(
        "{bar:30} {bytes}/{total_bytes}  {msg}  {elapsed} elapsed, {eta} left",
    )
    .expect("the template is valid");
    ProgressBar::new(total).with_style(style)
}

fn print_report(report: &ImportReport, format: Option<ReportFormat>) -> Result<(), Failure> {
    if format == Some(ReportFormat::Json) {
        let text = serde_json::to_string_pretty(report)
            .map_err(|error| Failure::new(Kind::Internal, error))?;
        return output::print_bytes(format!("{text}\n").as_bytes());
    }
    output::print_bytes(import_report::text(report).as_bytes())
}
