//! Lines of a text, read in large blocks by a thread of their own.
//!
//! The thread unpacks the next blocks while the caller works on the last one. A [`Chunk`] is a run of
//! whole lines, so that a reader needs no copy of a row.

use std::io::Read;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

use super::error::{Place, ReadError};
use super::limits::{LINE_BYTES, Limits};
use super::open::Source;

const BLOCK_BYTES: usize = 1 << 20;
/// Blocks under way between the two threads.
const BLOCKS_AHEAD: usize = 4;
/// The byte order mark of UTF-8.
pub(crate) const BOM: &[u8] = b"\xef\xbb\xbf";

/// Unpacked blocks as they arrive from the other thread.
pub(crate) struct Blocks {
    full: Receiver<Result<Vec<u8>, ReadError>>,
    empty: Sender<Vec<u8>>,
}

impl Blocks {
    /// The next block; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Vec<u8>>, ReadError> {
        self.full.recv().ok().transpose()
    }

    /// Gives a block back for use again.
    pub(crate) fn recycle(&mut self, block: Vec<u8>) {
        // The other thread may have ended, and needs no more blocks then.
        let _ = self.empty.send(block);
    }
}

/// Runs `work` on the blocks of a table while another thread unpacks them.
pub(crate) fn with_blocks<T>(
    source: &Source,
    limits: &Limits,
    work: impl FnOnce(Blocks) -> Result<T, ReadError>,
) -> Result<T, ReadError> {
    std::thread::scope(|scope| {
        let (full_in, full) = sync_channel(BLOCKS_AHEAD);
        let (empty, empty_out) = channel();
        scope.spawn(move || {
            let failure =
                source.with_reader(limits, |reader| pump(source, reader, &full_in, &empty_out));
            if let Err(error) = failure {
                // Nobody listens when the caller has stopped early.
                let _ = full_in.send(Err(error));
            }
        });
        work(Blocks { full, empty })
    })
}

fn pump(
    source: &Source,
    reader: &mut dyn Read,
    full: &SyncSender<Result<Vec<u8>, ReadError>>,
    empty: &Receiver<Vec<u8>>,
) -> Result<(), ReadError> {
    loop {
        let mut block = empty.try_recv().unwrap_or_default();
        block.clear();
        let read = reader.take(BLOCK_BYTES as u64).read_to_end(&mut block);
        let at_end = block.len() < BLOCK_BYTES;
        // What came before a failure is handed on, so that the failure is told with its line.
        if !block.is_empty() && full.send(Ok(block)).is_err() {
            return Ok(());
        }
        read.map_err(|error| source.explain(error))?;
        if at_end {
            return Ok(());
        }
    }
}

/// Whole lines, each with its line end except perhaps the last of the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chunk<'a> {
    pub(crate) text: &'a [u8],
    /// Number of the first of them, from 1.
    pub(crate) first_line: u64,
}

/// Splits blocks into chunks.
pub(crate) struct Lines {
    blocks: Blocks,
    place: Place,
    buffer: Vec<u8>,
    /// What has been handed out.
    taken: usize,
    /// End of the last whole line.
    whole: usize,
    at_end: bool,
    lines: u64,
    /// True when the last line of the text has no line end.
    ends_open: bool,
}

impl Lines {
    pub(crate) fn new(blocks: Blocks, place: &Place) -> Self {
        Lines {
            blocks,
            place: place.clone(),
            buffer: Vec::new(),
            taken: 0,
            whole: 0,
            at_end: false,
            lines: 0,
            ends_open: false,
        }
    }

    /// Takes the first line, without its line end and byte order mark; `None` when there is no text.
    pub(crate) fn header(&mut self) -> Result<Option<Vec<u8>>, ReadError> {
        if !self.fill()? {
            return Ok(None);
        }
        let text = &self.buffer[self.taken..self.whole];
        let line_bytes = memchr::memchr(b'\n', text).map_or(text.len(), |end| end + 1);
        let line = without_line_end(&text[..line_bytes]);
        let line = line.strip_prefix(BOM).unwrap_or(line).to_vec();
        self.taken += line_bytes;
        self.lines = 1;
        Ok(Some(line))
    }

    /// The next lines; `None` at the end.
    pub(crate) fn next_chunk(&mut self) -> Result<Option<Chunk<'_>>, ReadError> {
        if self.taken == self.whole && !self.fill()? {
            return Ok(None);
        }
        let text = &self.buffer[self.taken..self.whole];
        self.taken = self.whole;
        let first_line = self.lines + 1;
        self.lines += memchr::memchr_iter(b'\n', text).count() as u64;
        if !text.ends_with(b"\n") {
            self.lines += 1;
        }
        if let Some(at) = memchr::memchr(0, text) {
            let before = memchr::memchr_iter(b'\n', &text[..at]).count() as u64;
            return Err(ReadError::Encoding {
                place: self.place.clone(),
                line: first_line + before,
                found: "a byte of value zero",
                remedy: "this is not text, or it is damaged; fetch the file again",
            });
        }
        Ok(Some(Chunk { text, first_line }))
    }

    /// True when the text ended without a line end.
    pub(crate) fn ends_open(&self) -> bool {
        self.ends_open
    }

    /// Makes sure that there is a whole line; false at the end of the text.
    fn fill(&mut self) -> Result<bool, ReadError> {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        self.whole = 0;
        while self.whole == 0 && !self.at_end {
            match self
                .blocks
                .next()
                .map_err(|error| error.after(self.lines))?
            {
                Some(block) if self.buffer.is_empty() => {
                    let spent = std::mem::replace(&mut self.buffer, block);
                    self.blocks.recycle(spent);
                }
                Some(block) => {
                    self.buffer.extend_from_slice(&block);
                    self.blocks.recycle(block);
                }
                None => self.at_end = true,
            }
            self.whole = memchr::memrchr(b'\n', &self.buffer).map_or(0, |end| end + 1);
            if self.whole == 0 && self.buffer.len() > LINE_BYTES {
                return Err(ReadError::LineTooLong {
                    place: self.place.clone(),
                    line: self.lines + 1,
                    limit: LINE_BYTES as u64,
                });
            }
        }
        if self.whole == 0 && !self.buffer.is_empty() {
            self.whole = self.buffer.len();
            self.ends_open = true;
        }
        Ok(self.whole > 0)
    }
}

/// A line without its `\n` or `\r\n`.
pub(crate) fn without_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}
