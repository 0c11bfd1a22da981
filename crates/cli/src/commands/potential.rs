//! `stirstick potential`

use super::Context;
use crate::args::potential::PotentialOptions;
use crate::failure::Failure;
use std::process::ExitCode;
use stirstick_brief::Format;
use stirstick_market::potential::{self, Ask, Depth};

pub(crate) fn run(context: &Context, options: &PotentialOptions) -> Result<ExitCode, Failure> {
    let store = context.open()?;
    let ask = Ask {
        market: options.market,
        supplier: options.supplier,
        level: options.level.map(usize::from),
        year: options.year,
        depth: if options.sectors {
            Depth::Sectors
        } else {
            Depth::Models
        },
        include_restricted: options.include_restricted,
        geography: options.geography.clone(),
        growth: options.growth.clone(),
        dataset: options.data.clone(),
        not_after: None,
    };
    let answer = potential::answer(&store, &ask)?;
    context.deliver(&store, &answer, &options.output, Format::Json)?;
    Ok(ExitCode::SUCCESS)
}
