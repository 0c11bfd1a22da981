//! Writing answers: to the terminal, a pipe, or a file that the user names.

use crate::args::OutputOptions;
use crate::failure::{Failure, Kind};
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use stirstick_brief::{Format, TerminalOptions};
use stirstick_market::Answer;
use stirstick_market::claims::Check;

/// Widest text that is still read with ease.
const MAX_WIDTH: usize = 120;

/// Rows of a table on a terminal, where the user does not say.
const TERMINAL_ROWS: usize = 12;

/// Writes an answer as the options ask; `on_pipe` is the format where nothing asks for one.
pub(crate) fn write(
    answer: &Answer,
    options: &OutputOptions,
    on_pipe: Format,
) -> Result<(), Failure> {
    write_rows(answer, options, on_pipe, TERMINAL_ROWS)
}

/// Writes an answer with all rows of its tables, for lists that are read as a whole.
pub(crate) fn write_whole(answer: &Answer, options: &OutputOptions) -> Result<(), Failure> {
    write_rows(answer, options, Format::Json, usize::MAX)
}

fn write_rows(
    answer: &Answer,
    options: &OutputOptions,
    on_pipe: Format,
    rows: usize,
) -> Result<(), Failure> {
    let format = format_of(options, on_pipe)?;
    let bytes = render(answer, options, format, rows)?;
    write_bytes(&bytes, options)
}

/// Writes a check: its claims as JSON, the annotated text as HTML, and a table of claims otherwise.
pub(crate) fn write_check(check: &Check, options: &OutputOptions) -> Result<(), Failure> {
    let bytes = match format_of(options, Format::Json)? {
        Format::Json => stirstick_brief::check_json(check)?.into_bytes(),
        Format::Html => stirstick_brief::check_html(check).into_bytes(),
        format => render(&check.answer(), options, format, usize::MAX)?,
    };
    write_bytes(&bytes, options)
}

fn write_bytes(bytes: &[u8], options: &OutputOptions) -> Result<(), Failure> {
    match &options.out {
        Some(path) => {
            replace_file(path, |file| file.write_all(bytes))?;
            tell!("wrote {}", path.display());
            Ok(())
        }
        None => print_bytes(bytes),
    }
}

fn format_of(options: &OutputOptions, on_pipe: Format) -> Result<Format, Failure> {
    if let Some(format) = options.format {
        return Ok(format);
    }
    let Some(path) = &options.out else {
        let terminal = io::stdout().is_terminal();
        return Ok(if terminal { Format::Table } else { on_pipe });
    };
    let ending = path.extension().and_then(|ending| ending.to_str());
    match ending {
        Some("txt") => Ok(Format::Table),
        Some(ending) => ending.parse().map_err(Failure::from),
        None => Err(Failure::new(
            Kind::Input,
            format!("{} has no ending that names a format", path.display()),
        )
        .hint("add .html, .md, .json, .csv, .parquet, .svg, .png or .txt, or give --format")),
    }
}

fn render(
    answer: &Answer,
    options: &OutputOptions,
    format: Format,
    rows: usize,
) -> Result<Vec<u8>, Failure> {
    let table = options.table.as_deref();
    Ok(match format {
        Format::Table => {
            stirstick_brief::terminal(answer, &terminal_options(options, rows)).into_bytes()
        }
        Format::Markdown => stirstick_brief::markdown(answer).into_bytes(),
        Format::Html => stirstick_brief::html(answer).into_bytes(),
        Format::Svg => stirstick_brief::svg(answer, table)?.into_bytes(),
        Format::Png => stirstick_brief::png(answer, table)?,
        Format::Json => stirstick_brief::json(answer)?.into_bytes(),
        Format::Csv => stirstick_brief::csv(answer, table)?,
        Format::Parquet => stirstick_brief::parquet(answer, table)?,
    })
}

fn terminal_options(options: &OutputOptions, rows: usize) -> TerminalOptions {
    let terminal = options.out.is_none() && io::stdout().is_terminal();
    let width = terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
    TerminalOptions {
        width: width.clamp(40, MAX_WIDTH),
        colour: terminal && std::env::var_os("NO_COLOR").is_none(),
        rows: Some(options.rows.unwrap_or(rows)),
    }
}

/// Prints to standard output; a reader that has gone away is no error.
pub(crate) fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::new(
            Kind::Config,
            format!("cannot write the answer: {error}"),
        )),
        Ok(()) => Ok(()),
    }
}

/// Writes a file that the user names, whole or not at all: a temporary file beside it is renamed.
#[expect(
    clippy::disallowed_methods,
    reason = "the one helper that writes outputs which a user names"
)]
pub(crate) fn replace_file(
    path: &Path,
    fill: impl FnOnce(&mut io::BufWriter<fs::File>) -> io::Result<()>,
) -> Result<(), Failure> {
    let fail = |error: io::Error| {
        Failure::new(
            Kind::Config,
            format!("cannot write {}: {error}", path.display()),
        )
    };
    // What a link points to is replaced, not the link; a device or a pipe takes what is written.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if belongs_to_store(path) {
        let text = format!("{} belongs to a store of imported data", path.display());
        return Err(Failure::new(Kind::Input, text).hint("name another file"));
    }
    match fs::metadata(path) {
        Ok(held) if held.permissions().readonly() => {
            return Err(fail(io::ErrorKind::PermissionDenied.into()));
        }
        Ok(held) if !held.is_file() && !held.is_dir() => {
            let file = fs::OpenOptions::new()
                .write(true)
                .open(path)
                .map_err(fail)?;
            return write_through(file, fill).map(drop).map_err(fail);
        }
        _ => {}
    }
    let tmp = temporary(path);
    let written = fs::File::create(&tmp)
        .and_then(|file| write_through(file, fill)?.sync_all())
        .and_then(|()| fs::rename(&tmp, path));
    written.map_err(|error| {
        // The temporary file may not even exist; the first error is the one to tell.
        let _ = fs::remove_file(&tmp);
        fail(error)
    })
}

/// True for what the program keeps in a store: an answer there would destroy the data.
fn belongs_to_store(path: &Path) -> bool {
    const KEPT: [&str; 5] = ["manifest.json", "lock", "datasets", "receipts", "tmp"];
    path.ancestors().skip(1).any(|folder| {
        let within = path.strip_prefix(folder).unwrap_or(path);
        let kept = KEPT.iter().any(|name| within.starts_with(name));
        kept && folder.join("manifest.json").is_file() && folder.join("lock").is_file()
    })
}

fn write_through(
    file: fs::File,
    fill: impl FnOnce(&mut io::BufWriter<fs::File>) -> io::Result<()>,
) -> io::Result<fs::File> {
    let mut out = io::BufWriter::with_capacity(1 << 20, file);
    fill(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)
}

fn temporary(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(name)
}

/// Makes the folder of a sample world; a folder that holds anything is refused.
#[expect(
    clippy::disallowed_methods,
    reason = "makes the folder that a user names"
)]
pub(crate) fn make_empty_folder(path: &Path) -> Result<(), Failure> {
    let fail = |error: io::Error| {
        Failure::new(
            Kind::Config,
            format!("cannot use the folder {}: {error}", path.display()),
        )
    };
    fs::create_dir_all(path).map_err(fail)?;
    if fs::read_dir(path).map_err(fail)?.next().is_some() {
        return Err(Failure::new(
            Kind::Input,
            format!("the folder {} is not empty", path.display()),
        )
        .hint("give a new folder, so that nothing is overwritten"));
    }
    Ok(())
}

/// Says something beside the answer, on standard error; that nobody reads it is no failure.
macro_rules! tell {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($words)*);
    }};
}
pub(crate) use tell;
