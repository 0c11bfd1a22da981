//! `stirstick outlook`

use super::Context;
use super::ledger::today;
use crate::args::OutlookOptions;
use crate::failure::Failure;
use std::process::ExitCode;
use stirstick_brief::Format;
use stirstick_market::outlook::{self, Ask};

pub(crate) fn run(context: &Context, options: &OutlookOptions) -> Result<ExitCode, Failure> {
    let store = context.open()?;
    let answer = match (options.market, options.supplier) {
        (Some(market), Some(supplier)) => outlook::answer(
            &store,
            &Ask {
                market,
                supplier,
                as_of: options.as_of.unwrap_or_else(today),
                as_of_given: options.as_of.is_some(),
                target: options.target.clone(),
                dataset: options.data.clone(),
                with_methods: true,
            },
        )?,
        _ => outlook::backtest(&store, options.data.as_deref())?,
    };
    context.deliver(&store, &answer, &options.output, Format::Json)?;
    Ok(ExitCode::SUCCESS)
}
