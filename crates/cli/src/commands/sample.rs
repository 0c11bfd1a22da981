//! `stirstick sample`

use crate::args::{SampleOptions, SampleSize};
use crate::failure::{Failure, Kind};
use crate::interrupt;
use crate::output::{self, tell};
use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::process::ExitCode;
use stirstick_sample::{Options, Size, generate, outputs, write_output};

pub(crate) fn run(options: &SampleOptions) -> Result<ExitCode, Failure> {
    output::make_empty_folder(&options.out)?;
    let world_options = Options {
        seed: options.seed,
        size: match options.size {
            SampleSize::Small => Size::Small,
            SampleSize::Baci => Size::Baci,
        },
    };
    let spinner = spinner();
    spinner.set_message("drawing the world");
    let world = generate(&world_options).map_err(|error| Failure::new(Kind::Internal, error))?;
    let stoppable = interrupt::stoppable();
    for file in outputs(&world_options) {
        let path = options.out.join(file.name);
        output::replace_file(&path, |out| {
            let mut progress = |rows: u64| {
                spinner.set_message(format!("{}: {} rows", file.name, HumanCount(rows)));
                spinner.tick();
            };
            write_output(&world, file.kind, out, &mut progress).map_err(io::Error::other)?;
            if interrupt::interrupted() {
                return Err(io::Error::from(io::ErrorKind::Interrupted));
            }
            Ok(())
        })?;
        spinner.println(format!("wrote {}", path.display()));
    }
    drop(stoppable);
    spinner.finish_and_clear();
    tell!(
        "a synthetic world of invented countries, seed {}, is in {}",
        options.seed,
        options.out.display()
    );
    Ok(ExitCode::SUCCESS)
}

fn spinner() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style =
        ProgressStyle::with_template("{spinner} {msg}  {elapsed}").expect("the template is valid");
    ProgressBar::new_spinner().with_style(style)
}
