//! `stirstick brief`

use super::Context;
use super::ledger::today;
use crate::args::BriefOptions;
use crate::failure::Failure;
use std::process::ExitCode;
use stirstick_brief::Format;
use stirstick_market::brief::{self, Ask};

pub(crate) fn run(context: &Context, options: &BriefOptions) -> Result<ExitCode, Failure> {
    let store = context.open()?;
    let ask = Ask {
        market: options.market,
        supplier: options.supplier,
        as_of: options.as_of.unwrap_or_else(today),
        as_of_given: options.as_of.is_some(),
        from: options.from,
        to: options.to,
        dataset: options.data.clone(),
    };
    let answer = brief::answer(&store, &ask)?;
    // A brief is a document for people, also when it goes into a pager or a file.
    context.deliver(&store, &answer, &options.output, Format::Table)?;
    Ok(ExitCode::SUCCESS)
}
