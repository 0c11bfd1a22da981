//! `stirstick outlook`

use super::Context;
use crate::args::OutlookOptions;
use crate::failure::Failure;
use std::process::ExitCode;
use stirstick_brief::Format;
use stirstick_market::outlook;

pub(crate) fn run(context: &Context, options: &OutlookOptions) -> Result<ExitCode, Failure> {
    let store = context.open()?;
    let answer = outlook::backtest(&store, options.data.as_deref())?;
    context.deliver(&store, &answer, &options.output, Format::Json)?;
    Ok(ExitCode::SUCCESS)
}
