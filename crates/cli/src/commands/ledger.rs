//! `stirstick ledger`

use super::Context;
use crate::args::LedgerOptions;
use crate::failure::Failure;
use std::process::ExitCode;
use stirstick_brief::Format;
use stirstick_market::ledger::{self, Ask};

pub(crate) fn run(context: &Context, options: &LedgerOptions) -> Result<ExitCode, Failure> {
    let store = context.open()?;
    let ask = Ask {
        market: options.market,
        supplier: options.supplier,
        as_of: options.as_of.unwrap_or_else(today),
        as_of_given: options.as_of.is_some(),
        dataset: options.data.clone(),
    };
    let answer = ledger::answer(&store, &ask)?;
    context.deliver(&store, &answer, &options.output, Format::Json)?;
    Ok(ExitCode::SUCCESS)
}

/// Today in UTC.
pub(crate) fn today() -> jiff::civil::Date {
    jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
}
