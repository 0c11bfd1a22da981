//! `stirstick expo`

use super::Context;
use crate::args::ExpoOptions;
use crate::failure::{Failure, Kind};
use crate::output;
use std::fs::File;
use std::process::ExitCode;
use stirstick_brief::Format;
use stirstick_market::expo;

pub(crate) fn run(_context: &Context, options: &ExpoOptions) -> Result<ExitCode, Failure> {
    let name = options.file.display().to_string();
    let file = File::open(&options.file).map_err(|error| {
        Failure::new(Kind::Data, format!("cannot open {name}: {error}"))
            .hint("give the path of a CSV file with the columns firm, country and, if there are editions, year")
    })?;
    let answer = expo::answer(file, &name)?;
    output::write(&answer, &options.output, Format::Json)?;
    Ok(ExitCode::SUCCESS)
}
