//! `stirstick sql`: the statement runs in a child process under limits.

use super::Context;
use crate::args::{SqlOptions, SqlWorkerOptions};
use crate::failure::Failure;
use crate::output;
use crate::worker::{self, Task};
use std::io;
use std::process::ExitCode;
use stirstick_brief::Format;
use stirstick_market::sql;
use stirstick_store::SqlOutput;

pub(crate) fn run(context: &Context, options: &SqlOptions) -> Result<ExitCode, Failure> {
    stirstick_store::admit(&options.statement)?;
    let task = Task {
        name: "sql-worker",
        what: "the statement",
        words: &["--", &options.statement],
        line: "",
        timeout: options.limits.timeout,
        memory: options.limits.memory,
        output: None,
    };
    let output = SqlOutput::read(&worker::run(context, &task)?)?;
    let answer = sql::answer(&options.statement, &output.rows, output.synthetic);
    output::write(&answer, &options.output, Format::Json)?;
    Ok(ExitCode::SUCCESS)
}

/// The child.
pub(crate) fn work(context: &Context, options: &SqlWorkerOptions) -> Result<ExitCode, Failure> {
    let (limits, _) = worker::enter(options.limits.timeout, options.limits.memory)?;
    let output = context.open()?.sql(&options.statement, limits)?;
    output.write(io::stdout().lock())?;
    Ok(ExitCode::SUCCESS)
}
