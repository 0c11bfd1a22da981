//! `stirstick check`

use super::Context;
use super::ledger::today;
use crate::args::CheckOptions;
use crate::failure::{Failure, Kind};
use crate::output;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;
use stirstick_market::claims::{self, Ask};

/// Most bytes that are read: more than any article, and a mistake is told before memory is full.
const MOST_BYTES: u64 = 64 << 20;

pub(crate) fn run(context: &Context, options: &CheckOptions) -> Result<ExitCode, Failure> {
    let store = context.open()?;
    let input = read(&options.file)?;
    let check = claims::check(
        &store,
        &Ask {
            input: &input,
            name: options.file.display().to_string(),
            published: options.published,
            as_of: today(),
        },
    )?;
    output::write_check(&check, &options.output)?;
    context.keep(&store, &check.receipts);
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let name = path.display();
    let failed = |error| {
        Failure::new(Kind::Config, format!("cannot read {name}: {error}"))
            .hint("give the path of a text or HTML file, or - to read what is piped in")
    };
    let mut input = Vec::new();
    if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(MOST_BYTES + 1)
            .read_to_end(&mut input)
            .map_err(failed)?;
    } else {
        // A pipe that nobody writes to would be waited for without end.
        if matches!(
            std::fs::metadata(path).map(|held| held.is_file()),
            Ok(false)
        ) {
            return Err(Failure::new(Kind::Input, format!("{name} is no file")));
        }
        File::open(path)
            .map_err(failed)?
            .take(MOST_BYTES + 1)
            .read_to_end(&mut input)
            .map_err(failed)?;
    }
    if u64::try_from(input.len()).is_ok_and(|length| length > MOST_BYTES) {
        return Err(Failure::new(
            Kind::Limit,
            format!("{name} is longer than {} MiB", MOST_BYTES >> 20),
        )
        .hint("check one article at a time"));
    }
    Ok(input)
}
