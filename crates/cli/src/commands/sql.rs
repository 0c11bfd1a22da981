//! `stirstick sql`: the statement runs in a child process with a hard limit on memory, which is
//! ended at the deadline, because a single function call can neither be interrupted nor made to
//! account for its memory from within.

use super::Context;
use crate::args::{SqlOptions, SqlWorkerOptions};
use crate::failure::{Failure, Kind};
use crate::interrupt;
use crate::output;
use std::io::{self, Read};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use stirstick_brief::Format;
use stirstick_market::sql;
use stirstick_store::{SqlLimits, SqlOutput};

/// Memory that the operators may hold, in parts of the hard limit; the rest is for the program
/// itself and for what functions allocate without accounting for it.
const POOL_PARTS_OF_LIMIT: (u64, u64) = (3, 4);

/// Heaps of the C library: each reserves addresses that count against the limit unused.
const ARENAS: &str = "2";

pub(crate) fn run(context: &Context, options: &SqlOptions) -> Result<ExitCode, Failure> {
    stirstick_store::admit(&options.statement)?;
    let bytes = in_child(context, options)?;
    let output = SqlOutput::read(&bytes)?;
    let answer = sql::answer(&options.statement, &output.rows, output.synthetic);
    output::write(&answer, &options.output, Format::Json)?;
    Ok(ExitCode::SUCCESS)
}

/// Runs the statement in a child and returns what it prints: rows as an Arrow stream.
fn in_child(context: &Context, options: &SqlOptions) -> Result<Vec<u8>, Failure> {
    let fail =
        |error: io::Error| Failure::new(Kind::Config, format!("cannot run the statement: {error}"));
    let program = std::env::current_exe().map_err(fail)?;
    let mut child = Command::new(program)
        .arg("--store")
        .arg(context.root()?)
        .env("MALLOC_ARENA_MAX", ARENAS)
        .arg("sql-worker")
        .args(["--timeout", &options.timeout.to_string()])
        .args(["--memory", &options.memory.to_string()])
        .arg("--")
        .arg(&options.statement)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(fail)?;
    // The child ends when this end of the pipe is closed, in whatever way this process ends.
    let _alive = child.stdin.take();
    let rows = collect(child.stdout.take());
    let words = collect(child.stderr.take());
    let limit = Duration::from_secs(options.timeout);
    let Ok(rows) = rows.recv_timeout(limit) else {
        end(&mut child);
        return Err(Failure::new(
            Kind::Limit,
            format!(
                "the statement was stopped after {} seconds",
                options.timeout
            ),
        )
        .hint("narrow it, or give it more time with --timeout"));
    };
    let status = child.wait().map_err(fail)?;
    let words = words.recv().unwrap_or_default();
    match status.code() {
        Some(0) => Ok(rows),
        Some(code) if code != 101 && code != 134 => Err(worker_failure(code, &words)),
        _ => Err(Failure::new(
            Kind::Limit,
            format!(
                "the statement needs more than {} MiB of memory",
                options.memory
            ),
        )
        .hint("narrow it, or give it more memory with --memory")),
    }
}

fn collect(stream: Option<impl Read + Send + 'static>) -> mpsc::Receiver<Vec<u8>> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            // A child that dies closes the stream; its exit status tells why.
            let _ = stream.read_to_end(&mut bytes);
        }
        let _ = send.send(bytes);
    });
    receive
}

fn end(child: &mut Child) {
    // It may have ended by itself in the meantime.
    let _ = child.kill();
    let _ = child.wait();
}

/// The child's own message, with the kind that its exit code stands for.
fn worker_failure(code: i32, words: &[u8]) -> Failure {
    let kind = match code {
        2 => Kind::Input,
        3 => Kind::Data,
        4 => Kind::Config,
        5 => Kind::Limit,
        _ => Kind::Internal,
    };
    let text = String::from_utf8_lossy(words);
    Failure::new(kind, text.trim().trim_start_matches("error: "))
}

/// Bytes of address space that the program takes up before it does anything, where the system tells.
fn own_addresses() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmSize:"))
        .and_then(|size| size.trim().strip_suffix(" kB"))
        .and_then(|size| size.parse::<u64>().ok())
        .map_or(0, |kibibytes| kibibytes * 1024)
}

/// The child: takes its limit first, then runs the statement.
pub(crate) fn work(context: &Context, options: &SqlWorkerOptions) -> Result<ExitCode, Failure> {
    std::thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(i32::from(interrupt::EXIT_CODE));
    });
    let bytes = options.memory.saturating_mul(1024 * 1024);
    let with_program = bytes.saturating_add(own_addresses());
    rlimit::setrlimit(rlimit::Resource::AS, with_program, with_program)
        .map_err(|error| Failure::new(Kind::Config, format!("cannot limit memory: {error}")))?;
    let (parts, whole) = POOL_PARTS_OF_LIMIT;
    let limits = SqlLimits {
        time: Duration::from_secs(options.timeout),
        memory_bytes: usize::try_from(bytes / whole * parts).unwrap_or(usize::MAX),
        ..SqlLimits::default()
    };
    let output = context.open()?.sql(&options.statement, limits)?;
    output.write(io::stdout().lock())?;
    Ok(ExitCode::SUCCESS)
}
