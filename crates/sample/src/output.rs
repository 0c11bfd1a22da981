//! The named outputs of a world, and a driver that writes them all.

use crate::error::Error;
use crate::world::StoryWorld;
use crate::{Options, Size, World, WorldKind, flow_tables, readme, tables, truth, truth_tables};
use std::io::{self, Seek, Write};

/// A place to write an output to. A zip needs to go back and fill in lengths, hence `Seek`.
pub trait WriteSeek: Write + Seek {}

impl<T: Write + Seek> WriteSeek for T {}

/// Which of a world's outputs a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OutputKind {
    /// What is in the folder, for people.
    Readme,
    /// Annual reports of exporters (FOB) and importers (CIF), in stirstick's own flow layout.
    AnnualReports,
    /// Monthly totals of a few pairs, in stirstick's own flow layout.
    MonthlyTotals,
    /// True flows in BACI's layout.
    BaciZip,
    /// True output, use and stock changes by country and product.
    Output,
    /// Distance, border, language and agreement of every pair and year.
    Covariates,
    /// Tariffs by importer and product.
    Tariffs,
    /// Gross domestic product and population.
    Economies,
    /// Codes and names of the invented countries.
    Countries,
    /// The true map from goods to machines, consumables and inputs.
    MachineMap,
    /// Planted events, one row each.
    Events,
    /// Expected trade with the planted events and without them.
    Counterfactual,
    /// Sales to the market that suppliers left, with their exit and without it.
    Exit,
    /// Seed, parameters and planted events.
    Truth,
}

/// A file of a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutputFile {
    /// File name.
    pub name: &'static str,
    /// What it holds.
    pub kind: OutputKind,
    /// What it holds, in words.
    pub description: &'static str,
}

const fn file(name: &'static str, kind: OutputKind, description: &'static str) -> OutputFile {
    OutputFile {
        name,
        kind,
        description,
    }
}

const README: OutputFile = file("README_synthetic.txt", OutputKind::Readme, "what is here");
const BACI: OutputFile = file(
    "BACI_HS22_V209901_synthetic.zip",
    OutputKind::BaciZip,
    "true flows in BACI's layout, thousand USD and tonnes",
);
const TRUTH: OutputFile = file(
    "truth_synthetic.json",
    OutputKind::Truth,
    "seed, parameters and everything that was planted",
);
const SMALL: [OutputFile; 14] = [
    README,
    file(
        "reports_annual_synthetic.csv",
        OutputKind::AnnualReports,
        "both sides' annual reports: exporters FOB, importers CIF, whole USD",
    ),
    file(
        "totals_monthly_synthetic.csv",
        OutputKind::MonthlyTotals,
        "monthly totals of seven pairs, both ways and both reports, whole USD",
    ),
    BACI,
    file(
        "output_synthetic.csv",
        OutputKind::Output,
        "true output: output + imports - exports = absorption + stock change, USD",
    ),
    file(
        "covariates_synthetic.csv",
        OutputKind::Covariates,
        "distance, border, language, agreement",
    ),
    file(
        "tariffs_synthetic.csv",
        OutputKind::Tariffs,
        "tariffs on partners without an agreement, percent",
    ),
    file(
        "economies_synthetic.csv",
        OutputKind::Economies,
        "gross domestic product and population",
    ),
    file(
        "countries_synthetic.csv",
        OutputKind::Countries,
        "codes, names and parts",
    ),
    file(
        "machine_map_synthetic.csv",
        OutputKind::MachineMap,
        "which machines, consumables and inputs a good needs: the world's true map",
    ),
    file(
        "truth_events_synthetic.csv",
        OutputKind::Events,
        "planted events and controls",
    ),
    file(
        "truth_counterfactual_synthetic.csv",
        OutputKind::Counterfactual,
        "expected trade with the events and without, USD",
    ),
    file(
        "truth_exit_synthetic.csv",
        OutputKind::Exit,
        "sales to the market that suppliers left, with the exit and without, USD",
    ),
    TRUTH,
];
const LARGE: [OutputFile; 3] = [README, BACI, TRUTH];

/// Lists the files of a world of that size, in the order in which they are written.
#[must_use]
pub fn outputs(options: &Options) -> &'static [OutputFile] {
    match options.size {
        Size::Small => &SMALL,
        Size::Baci => &LARGE,
    }
}

/// Writes one output and returns the rows written, header left out; texts have none.
///
/// `progress` hears the rows written so far, now and then. The bytes depend on the options only.
/// Writing is buffered here, the writer needs no buffer of its own.
///
/// # Errors
/// [`Error::NoSuchOutput`] when worlds of this size have no such output, [`Error::Write`] when the
/// writer fails.
pub fn write_output(
    world: &World,
    kind: OutputKind,
    out: &mut dyn WriteSeek,
    progress: &mut dyn FnMut(u64),
) -> Result<u64, Error> {
    let options = world.options();
    let Some(file) = outputs(&options).iter().find(|file| file.kind == kind) else {
        return Err(Error::NoSuchOutput {
            size: options.size.as_str(),
            output: format!("{kind:?}"),
        });
    };
    let written = match &world.kind {
        WorldKind::Story(story) => write_story(story, &options, kind, out, progress),
        WorldKind::Load(load) => match kind {
            OutputKind::BaciZip => load.write_baci(out, progress),
            OutputKind::Truth => write_truth(&truth::load_truth(load), out),
            _ => write_text(&readme::text(&options), out),
        },
    };
    written.map_err(|source| Error::Write {
        output: file.name.to_owned(),
        source,
    })
}

fn write_story(
    world: &StoryWorld,
    options: &Options,
    kind: OutputKind,
    out: &mut dyn WriteSeek,
    progress: &mut dyn FnMut(u64),
) -> io::Result<u64> {
    match kind {
        OutputKind::Readme => write_text(&readme::text(options), out),
        OutputKind::Truth => write_truth(&truth::story_truth(world), out),
        OutputKind::BaciZip => flow_tables::baci_zip(world, out, progress),
        OutputKind::AnnualReports => flow_tables::annual_reports(world, out, progress),
        OutputKind::MonthlyTotals => flow_tables::monthly_totals(world, out, progress),
        OutputKind::Output => tables::output(world, out, progress),
        OutputKind::Covariates => tables::covariates(world, out, progress),
        OutputKind::Tariffs => tables::tariffs(world, out, progress),
        OutputKind::Economies => tables::economies(world, out, progress),
        OutputKind::Countries => tables::countries(world, out, progress),
        OutputKind::MachineMap => tables::machine_map(world, out, progress),
        OutputKind::Counterfactual => tables::counterfactual(world, out, progress),
        OutputKind::Events => truth_tables::events(world, out, progress),
        OutputKind::Exit => truth_tables::exit(world, out, progress),
    }
}

fn write_text(text: &str, out: &mut dyn WriteSeek) -> io::Result<u64> {
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(0)
}

fn write_truth(truth: &truth::Truth, out: &mut dyn WriteSeek) -> io::Result<u64> {
    let mut text = serde_json::to_string_pretty(truth)?;
    text.push('\n');
    write_text(&text, out)
}

/// Writes all files of a world.
///
/// `open` is asked for a writer by file name, once for each of [`outputs`]; each is flushed and
/// dropped before the next is opened. `progress` hears file names and the rows written so far.
/// Returns the rows of each file.
///
/// # Errors
/// Those of [`write_output`], and [`Error::Write`] when `open` fails.
pub fn write_files(
    world: &World,
    open: &mut dyn FnMut(&str) -> io::Result<Box<dyn WriteSeek>>,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Vec<(OutputFile, u64)>, Error> {
    let mut written = Vec::new();
    for file in outputs(&world.options()) {
        let mut out = open(file.name).map_err(|source| Error::Write {
            output: file.name.to_owned(),
            source,
        })?;
        let mut count = |rows: u64| progress(file.name, rows);
        let rows = write_output(world, file.kind, out.as_mut(), &mut count)?;
        written.push((*file, rows));
    }
    Ok(written)
}

/// Draws a world and writes all its files: [`crate::generate`], then [`write_files`].
///
/// # Errors
/// Those of both.
pub fn write_to(
    options: &Options,
    open: &mut dyn FnMut(&str) -> io::Result<Box<dyn WriteSeek>>,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Vec<(OutputFile, u64)>, Error> {
    write_files(&crate::generate(options)?, open, progress)
}
