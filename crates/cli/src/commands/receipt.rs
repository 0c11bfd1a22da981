//! `stirstick receipt`: a receipt that the store keeps is asked again as the question was; one from a
//! file holds somebody's SQL, which runs as that of `sql` does, in a child process under limits.

use super::Context;
use crate::args::{LimitOptions, ReceiptOptions};
use crate::failure::{Failure, Kind};
use crate::output;
use crate::worker::{self, Task};
use serde::Deserialize;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::process::ExitCode;
use stirstick_brief::Format;
use stirstick_market::{Receipt, receipt};
use stirstick_store::Rerun;

/// Most that an answer may hold, in MiB: the largest that questions give have a tenth of it.
const ANSWER_MIB: u64 = 64;

/// Most that the rows of a receipt may hold, in MiB: those of questions on a year of BACI have a
/// tenth of it, and the answer needs several times as much memory.
const ROWS_MIB: u64 = 64;

pub(crate) fn run(context: &Context, options: &ReceiptOptions) -> Result<ExitCode, Failure> {
    let store = context.open()?;
    let receipt = match &options.from {
        Some(path) => from_answer(path, &options.id)?,
        None => store.receipt(&options.id).map_err(|error| {
            Failure::from(error).hint(
                "receipts are kept when a question is asked with the same --store; \
                 one in an answer saved as JSON is read with --from FILE",
            )
        })?,
    };
    let (answer, same) = match &options.from {
        Some(_) => {
            let rerun = in_child(context, &receipt, &options.limits)?;
            (receipt::compared(&receipt, &rerun), rerun.same)
        }
        None => receipt::answer(&store, &receipt)?,
    };
    output::write(&answer, &options.output, Format::Table)?;
    if same {
        Ok(ExitCode::SUCCESS)
    } else {
        Err(Failure::new(
            Kind::Data,
            format!("receipt {}: asking again gives other rows", receipt.id),
        ))
    }
}

/// Asks a receipt again in a child.
fn in_child(context: &Context, receipt: &Receipt, limits: &LimitOptions) -> Result<Rerun, Failure> {
    receipt::check(receipt)?;
    stirstick_store::admit(&receipt.query)?;
    let line = serde_json::to_string(receipt)
        .map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
    let task = Task {
        name: "receipt-worker",
        what: "the query of the receipt",
        words: &[],
        line: &line,
        timeout: limits.timeout,
        memory: limits.memory,
        output: Some(ROWS_MIB),
    };
    Ok(Rerun::read(receipt, &worker::run(context, &task)?)?)
}

/// The child.
pub(crate) fn work(context: &Context, options: &LimitOptions) -> Result<ExitCode, Failure> {
    let (limits, line) = worker::enter(options.timeout, options.memory)?;
    let receipt: Receipt = serde_json::from_str(&line)
        .map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
    let rerun = context.open()?.rerun_within(&receipt, limits)?;
    rerun.write(io::stdout().lock())?;
    Ok(ExitCode::SUCCESS)
}

/// What is read of an answer; the rest may be of any size.
#[derive(Deserialize)]
struct Receipts {
    receipts: Vec<Receipt>,
}

fn from_answer(path: &Path, id: &str) -> Result<Receipt, Failure> {
    let fail = |reason: String| Failure::new(Kind::Data, format!("{}: {reason}", path.display()));
    let unread = |error: io::Error| fail(format!("cannot be read: {error}"));
    let mut text = Vec::new();
    File::open(path)
        .and_then(|file| file.take((ANSWER_MIB << 20) + 1).read_to_end(&mut text))
        .map_err(unread)?;
    if text.len() as u64 > ANSWER_MIB << 20 {
        return Err(Failure::new(
            Kind::Limit,
            format!("{} is larger than {ANSWER_MIB} MiB", path.display()),
        )
        .hint("cut it down to its receipts: {\"receipts\": [...]}"));
    }
    let answer: Receipts = serde_json::from_slice(&text).map_err(|error| {
        fail(format!(
            "is not an answer saved with --format json: {error}"
        ))
    })?;
    let known: Vec<String> = answer
        .receipts
        .iter()
        .map(|receipt| receipt.id.clone())
        .collect();
    let mut found = answer
        .receipts
        .into_iter()
        .filter(|receipt| receipt.id.starts_with(id));
    match (found.next(), found.next()) {
        (Some(receipt), None) => Ok(receipt),
        (None, _) => Err(fail(format!(
            "holds no receipt {id}; it holds {}",
            known.join(", ")
        ))),
        (Some(_), Some(_)) => Err(fail(format!(
            "holds several receipts that start with {id}: {}",
            known.join(", ")
        ))),
    }
}
