//! `stirstick receipt`

use super::Context;
use crate::args::ReceiptOptions;
use crate::failure::{Failure, Kind};
use crate::output;
use std::path::Path;
use std::process::ExitCode;
use stirstick_brief::Format;
use stirstick_market::{Answer, Receipt, receipt};

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
    let (answer, same) = receipt::answer(&store, &receipt)?;
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

fn from_answer(path: &Path, id: &str) -> Result<Receipt, Failure> {
    let fail = |reason: String| Failure::new(Kind::Data, format!("{}: {reason}", path.display()));
    let text = std::fs::read(path).map_err(|error| fail(format!("cannot be read: {error}")))?;
    let answer: Answer = serde_json::from_slice(&text).map_err(|error| {
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
