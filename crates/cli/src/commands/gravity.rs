//! `stirstick gravity`

use super::Context;
use crate::args::gravity::{ErrorsName, GravityCommand, GravityFitOptions, GravityOptions};
use crate::failure::Failure;
use crate::output::{self, tell};
use cpu_time::ProcessTime;
use std::process::ExitCode;
use std::time::Instant;
use stirstick_brief::Format;
use stirstick_market::gravity::{self, Ask, Source};

pub(crate) fn run(context: &Context, options: &GravityOptions) -> Result<ExitCode, Failure> {
    match &options.what {
        GravityCommand::Fit(options) => fit(context, options),
    }
}

fn fit(context: &Context, options: &GravityFitOptions) -> Result<ExitCode, Failure> {
    let ask = ask(options);
    let store = context.open();
    let mut clock = Clock::start();
    let mut reading = None;
    let answer = gravity::answer(store.as_ref().ok(), &ask, |rows| {
        reading = Some((rows, clock.lap()));
    })?;
    let estimating = clock.lap();
    if let (true, Some((rows, reading))) = (options.timings, reading) {
        tell!("read {rows} rows in {reading}; estimated in {estimating}");
    }
    // Tables for programs have no place for them.
    if matches!(options.output.format, Some(Format::Csv | Format::Parquet)) {
        for caveat in answer.sections.iter().flat_map(|section| &section.caveats) {
            tell!("note: {}", caveat.text);
        }
    }
    match store {
        Ok(store) => context.deliver(&store, &answer, &options.output, Format::Json)?,
        // A file is estimated without a store, which would only keep the receipt.
        Err(_) => output::write(&answer, &options.output, Format::Json)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn ask(options: &GravityFitOptions) -> Ask {
    let is_file = options.data.components().count() > 1 || options.data.exists();
    let source = match options.data.to_str() {
        Some(name) if !is_file && options.data.extension().is_none() => {
            Source::Dataset(name.to_owned())
        }
        _ => Source::File(options.data.clone()),
    };
    Ask {
        formula: options.formula.clone(),
        source,
        estimator: options.estimator.into(),
        clusters: options
            .cluster
            .as_ref()
            .map(|clusters| clusters.0.clone())
            .unwrap_or_default(),
        variance: options.errors.unwrap_or(ErrorsName::Robust).into(),
        correction: options.small_sample.into(),
        weights: options.weights.clone(),
        offset: options.offset.clone(),
        keep_singletons: options.keep_singletons,
        separation: !options.no_separation_check,
        bias: options.bias.as_ref().map(|panel| panel.0.clone()),
        predict: options.predict.clone(),
        reset: options.reset,
        list_dropped: options.dropped,
        list_effects: options.effects,
        list_fitted: options.fitted,
    }
}

/// Wall and processor time since the last lap.
struct Clock {
    wall: Instant,
    processor: Option<ProcessTime>,
}

impl Clock {
    fn start() -> Self {
        Self {
            wall: Instant::now(),
            processor: ProcessTime::try_now().ok(),
        }
    }

    fn lap(&mut self) -> String {
        let wall = self.wall.elapsed().as_secs_f64();
        let processor = self.processor.and_then(|from| from.try_elapsed().ok());
        *self = Self::start();
        match processor {
            Some(used) => format!(
                "{wall:.3} s ({:.3} s of processor time)",
                used.as_secs_f64()
            ),
            None => format!("{wall:.3} s"),
        }
    }
}
