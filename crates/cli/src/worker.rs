//! A child process for a statement that a person wrote: it has a hard limit on memory and is ended at
//! its deadline, because a single function call can neither be interrupted nor made to account for
//! its memory from within.

use crate::commands::Context;
use crate::failure::{Failure, Kind};
use crate::interrupt;
use std::io::{self, BufRead, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use stirstick_store::SqlLimits;

/// Memory that the operators may hold, in parts of the hard limit; the rest is for the program
/// itself and for what functions allocate without accounting for it.
const POOL_PARTS_OF_LIMIT: (u64, u64) = (3, 4);

/// Heaps of the C library: each reserves addresses that count against the limit unused.
const ARENAS: &str = "2";

/// What the child does.
pub(crate) struct Task<'a> {
    /// The hidden command.
    pub(crate) name: &'a str,
    /// What stands in messages for the statement.
    pub(crate) what: &'a str,
    /// Words of the command behind its limits.
    pub(crate) words: &'a [&'a str],
    /// One line for the child to read.
    pub(crate) line: &'a str,
    /// Longest run in seconds.
    pub(crate) timeout: u64,
    /// Most memory in MiB.
    pub(crate) memory: u64,
    /// Most that the child may print, in MiB.
    pub(crate) output: Option<u64>,
}

/// Runs a task in a child and returns what it prints.
pub(crate) fn run(context: &Context, task: &Task<'_>) -> Result<Vec<u8>, Failure> {
    let what = task.what;
    let fail = |error: io::Error| Failure::new(Kind::Config, format!("cannot run {what}: {error}"));
    let program = std::env::current_exe().map_err(fail)?;
    let mut child = Command::new(program)
        .arg("--store")
        .arg(context.root()?)
        .env("MALLOC_ARENA_MAX", ARENAS)
        .arg(task.name)
        .args(["--timeout", &task.timeout.to_string()])
        .args(["--memory", &task.memory.to_string()])
        .args(task.words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(fail)?;
    let most = task.output.map_or(u64::MAX, |mebibytes| mebibytes << 20);
    let rows = collect(child.stdout.take(), most.saturating_add(1));
    let words = collect(child.stderr.take(), u64::MAX);
    // The child ends when this end of the pipe is closed, in whatever way this process ends.
    let mut alive = child.stdin.take();
    if let Some(pipe) = &mut alive {
        // A child that dies before it has read tells why by its exit status.
        let _ = writeln!(pipe, "{}", task.line);
    }
    let limit = |message: String, hint: &str| Err(Failure::new(Kind::Limit, message).hint(hint));
    let Ok(rows) = rows.recv_timeout(Duration::from_secs(task.timeout)) else {
        end(&mut child);
        return limit(
            format!("{what} was stopped after {} seconds", task.timeout),
            "narrow it, or give it more time with --timeout",
        );
    };
    if rows.len() as u64 > most {
        end(&mut child);
        return limit(
            format!("the rows of {what} take up more than {} MiB", most >> 20),
            "no question of this program gives so much; ask it with `stirstick sql`",
        );
    }
    let status = child.wait().map_err(fail)?;
    let words = words.recv().unwrap_or_default();
    match status.code() {
        Some(0) => Ok(rows),
        Some(code) if code != 101 && code != 134 => Err(failure_of(code, &words)),
        _ => limit(
            format!("{what} needs more than {} MiB of memory", task.memory),
            "narrow it, or give it more memory with --memory",
        ),
    }
}

fn collect(stream: Option<impl Read + Send + 'static>, most: u64) -> mpsc::Receiver<Vec<u8>> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(stream) = stream {
            // A child that dies closes the stream; its exit status tells why.
            let _ = stream.take(most).read_to_end(&mut bytes);
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
fn failure_of(code: i32, words: &[u8]) -> Failure {
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

/// In the child: takes the limit first, then reads the line. From then on the process ends when the
/// one that started it does.
pub(crate) fn enter(timeout: u64, memory: u64) -> Result<(SqlLimits, String), Failure> {
    let bytes = memory.saturating_mul(1024 * 1024);
    let with_program = bytes.saturating_add(own_addresses());
    rlimit::setrlimit(rlimit::Resource::AS, with_program, with_program)
        .map_err(|error| Failure::new(Kind::Config, format!("cannot limit memory: {error}")))?;
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    read.map_err(|error| Failure::new(Kind::Config, format!("cannot read the task: {error}")))?;
    std::thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(i32::from(interrupt::EXIT_CODE));
    });
    let (parts, whole) = POOL_PARTS_OF_LIMIT;
    let limits = SqlLimits {
        time: Duration::from_secs(timeout),
        memory_bytes: usize::try_from(bytes / whole * parts).unwrap_or(usize::MAX),
        ..SqlLimits::default()
    };
    Ok((limits, line))
}
