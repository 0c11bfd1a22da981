//! `stirstick suppliers`

use super::Context;
use crate::args::SuppliersOptions;
use crate::failure::Failure;
use std::process::ExitCode;
use stirstick_brief::Format;
use stirstick_market::suppliers::{self, Ask, Options};

pub(crate) fn run(context: &Context, options: &SuppliersOptions) -> Result<ExitCode, Failure> {
    let store = context.open()?;
    let ask = Ask {
        not_after: None,
        market: options.market,
        supplier: options.supplier,
        from: options.from,
        to: options.to,
        product: options.product,
        level: options.level.map(usize::from),
        dataset: options.data.clone(),
        options: Options {
            exit_threshold: options.exit_threshold,
        },
    };
    let answer = suppliers::answer(&store, &ask)?;
    context.deliver(&store, &answer, &options.output, Format::Json)?;
    Ok(ExitCode::SUCCESS)
}
