//! `stirstick expo`

use super::Context;
use crate::args::ExpoOptions;
use crate::failure::{Failure, Kind};
use crate::output;
use std::fs::File;
use std::process::ExitCode;
use stirstick_brief::Format;
use stirstick_market::expo;

pub(crate) fn run(context: &Context, options: &ExpoOptions) -> Result<ExitCode, Failure> {
    let name = options.file.display().to_string();
    // A pipe that nobody writes to would be waited for without end.
    let is_file = std::fs::metadata(&options.file).map(|held| held.is_file());
    if matches!(is_file, Ok(false)) {
        return Err(Failure::new(Kind::Input, format!("{name} is no file")));
    }
    let file = File::open(&options.file).map_err(|error| {
        Failure::new(Kind::Config, format!("cannot open {name}: {error}"))
            .hint("give the path of a CSV file with the columns firm, country and, if there are editions, year")
    })?;
    let answer = expo::answer(file, &name)?;
    match context.open() {
        Ok(store) => context.deliver(&store, &answer, &options.output, Format::Json)?,
        // A list is counted without a store, which would only keep the receipt.
        Err(_) => output::write(&answer, &options.output, Format::Json)?,
    }
    Ok(ExitCode::SUCCESS)
}
