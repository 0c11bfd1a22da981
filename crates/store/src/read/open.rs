//! Opening input files: plain, gzip, zstd and zip, told apart by their first bytes.
//!
//! [`open`] lists the tables of a file; [`Source::with_reader`] unpacks one of them, counting what
//! comes out against the [`Limits`]. Nothing is ever written to disk.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use super::archive;
use super::error::{ArchiveProblem, LimitRule, Place, ReadError};
use super::limits::{Limits, RATIO_FREE_BYTES};

/// Compressed bytes read ahead. They count as consumed, so a small buffer makes the ratio sharp.
const PACKED_BYTES: usize = 1 << 14;
const HASHED_BYTES: usize = 1 << 18;
/// What a zstd frame may ask for as its window: 64 MiB; its command-line tool needs more only by request.
const ZSTD_WINDOW_LOG: u32 = 26;
/// Enough for the longest header, with a column for each month of sixty years; a longer one is refused.
pub(crate) const HEAD_BYTES: usize = 1 << 14;
const ZIP: &str = "a zip archive";
const GZIP: &str = "a gzip file";
const ZSTD: &str = "a zstd file";

/// One table: a file, or a member of an archive.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) place: Place,
    path: PathBuf,
    packing: Packing,
    /// Size of the file on disk.
    pub(crate) file_bytes: u64,
    /// Bytes unpacked so far over all members of the file.
    expanded: Arc<AtomicU64>,
    /// Bytes read from disk so far over all files.
    pub(crate) consumed: Arc<AtomicU64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Plain,
    Gzip,
    Zstd,
    ZipMember(usize),
}

impl Packing {
    fn name(self) -> &'static str {
        match self {
            Packing::Plain => "plain",
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
            Packing::ZipMember(_) => "zip",
        }
    }
}

/// Finds the tables of a file, in the order of the archive if it is one, and gives each with its first
/// unpacked bytes to `take`.
pub(crate) fn open(
    path: &Path,
    limits: &Limits,
    consumed: &Arc<AtomicU64>,
    mut take: impl FnMut(Source, &[u8]) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let place = Place::file(&path.display().to_string());
    let io = |source| ReadError::Io {
        place: place.clone(),
        source,
    };
    // Asked before opening, because opening a pipe waits for its writer.
    if !std::fs::metadata(path).map_err(io)?.is_file() {
        return Err(ReadError::NotAFile { place });
    }
    let mut file = File::open(path).map_err(io)?;
    let file_bytes = file.metadata().map_err(io)?.len();
    let mut magic = Vec::new();
    file.by_ref().take(8).read_to_end(&mut magic).map_err(io)?;
    if magic.is_empty() {
        return Err(ReadError::Empty { place });
    }
    let packing = packing_of(&magic, &place)?;
    let mut source = Source {
        place: place.clone(),
        path: path.to_owned(),
        packing: packing.unwrap_or(Packing::ZipMember(0)),
        file_bytes,
        expanded: Arc::new(AtomicU64::new(0)),
        consumed: Arc::clone(consumed),
    };
    if packing.is_some() {
        let head = source.head(limits)?;
        return take(source, &head);
    }
    let entries = archive::entries(&mut file, &place, limits)?;
    file.seek(io::SeekFrom::Start(0)).map_err(io)?;
    let packed = BufReader::new(file);
    let mut archive = zip::ZipArchive::new(packed).map_err(|error| source.explain_zip(error))?;
    for entry in entries {
        source.place = place.member(&entry.name);
        source.packing = Packing::ZipMember(entry.index);
        let head = source.head_of_member(&mut archive, entry.index)?;
        take(source.clone(), &head)?;
    }
    Ok(())
}

/// How a file with these first bytes is packed; `None` for an archive.
fn packing_of(magic: &[u8], place: &Place) -> Result<Option<Packing>, ReadError> {
    match packed_as(magic) {
        None => Ok(Some(Packing::Plain)),
        Some(ZIP) => Ok(None),
        Some(GZIP) => Ok(Some(Packing::Gzip)),
        Some(ZSTD) => Ok(Some(Packing::Zstd)),
        Some(found) => Err(ReadError::Unsupported {
            place: place.clone(),
            found: found.to_owned(),
            remedy: "unpack it and give its files",
        }),
    }
}

/// SHA-256 of a file as it lies on disk, unless told to stop.
pub(crate) fn sha256(source: &Source, stop: &AtomicBool) -> Result<String, ReadError> {
    let io = |error| ReadError::Io {
        place: source.place.clone(),
        source: error,
    };
    let mut file = File::open(&source.path).map_err(io)?;
    let mut sha256 = Sha256::new();
    let mut buffer = vec![0; HASHED_BYTES];
    while !stop.load(Ordering::Relaxed) {
        let read = file.read(&mut buffer).map_err(io)?;
        if read == 0 {
            break;
        }
        sha256.update(&buffer[..read]);
    }
    Ok(sha256
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

/// Names the packing that first bytes belong to.
pub(crate) fn packed_as(magic: &[u8]) -> Option<&'static str> {
    const KNOWN: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", ZIP),
        (b"PK\x05\x06", ZIP),
        (b"\x1f\x8b", GZIP),
        (b"\x28\xb5\x2f\xfd", ZSTD),
        (b"BZh", "a bzip2 file"),
        (b"\xfd7zXZ\0", "an xz file"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"Rar!\x1a\x07", "a rar archive"),
        (b"\x1f\x9d", "a compress file"),
        (b"\x04\x22\x4d\x18", "an lz4 file"),
    ];
    KNOWN
        .iter()
        .find(|(start, _)| magic.starts_with(start))
        .map(|(_, name)| *name)
}

impl Source {
    /// True for a member of an archive.
    pub(crate) fn is_member(&self) -> bool {
        matches!(self.packing, Packing::ZipMember(_))
    }

    /// True when the bytes on disk are the table's own.
    pub(crate) fn is_plain(&self) -> bool {
        self.packing == Packing::Plain
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The first unpacked bytes, not counted against the limits.
    fn head(&self, limits: &Limits) -> Result<Vec<u8>, ReadError> {
        let apart = Source {
            expanded: Arc::default(),
            consumed: Arc::default(),
            ..self.clone()
        };
        apart.with_reader(limits, |reader| {
            let mut head = Vec::new();
            reader
                .take(HEAD_BYTES as u64)
                .read_to_end(&mut head)
                .map_err(|error| self.explain(error))?;
            Ok(head)
        })
    }

    fn head_of_member<R: Read + Seek>(
        &self,
        archive: &mut zip::ZipArchive<R>,
        index: usize,
    ) -> Result<Vec<u8>, ReadError> {
        let mut head = Vec::new();
        let member = archive
            .by_index(index)
            .map_err(|error| self.explain_zip(error))?;
        member
            .take(HEAD_BYTES as u64)
            .read_to_end(&mut head)
            .map_err(|error| self.explain(error))?;
        match packed_as(&head) {
            Some(found) => Err(ReadError::Archive {
                place: self.place.clone(),
                problem: ArchiveProblem::Nested(found),
            }),
            None => Ok(head),
        }
    }

    /// Unpacks the table and gives its bytes to `work`.
    pub(crate) fn with_reader<T>(
        &self,
        limits: &Limits,
        work: impl FnOnce(&mut dyn Read) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        let file = File::open(&self.path).map_err(|source| ReadError::Io {
            place: self.place.clone(),
            source,
        })?;
        let consumed = Arc::new(AtomicU64::new(0));
        let file = Counted {
            inner: file,
            own: Arc::clone(&consumed),
            all: Arc::clone(&self.consumed),
        };
        match self.packing {
            Packing::Plain => work(&mut { file }),
            Packing::Gzip => {
                let packed = BufReader::with_capacity(PACKED_BYTES, file);
                work(&mut self.bounded(
                    flate2::bufread::MultiGzDecoder::new(packed),
                    consumed,
                    limits,
                ))
            }
            Packing::Zstd => {
                let mut decoder = {
                    let packed = BufReader::with_capacity(PACKED_BYTES, file);
                    zstd::stream::read::Decoder::with_buffer(packed)
                        .map_err(|error| self.explain(error))?
                };
                decoder
                    .window_log_max(ZSTD_WINDOW_LOG)
                    .map_err(|error| self.explain(error))?;
                work(&mut self.bounded(decoder, consumed, limits))
            }
            Packing::ZipMember(index) => {
                let packed = BufReader::with_capacity(PACKED_BYTES, file);
                let mut archive =
                    zip::ZipArchive::new(packed).map_err(|error| self.explain_zip(error))?;
                let member = archive
                    .by_index(index)
                    .map_err(|error| self.explain_zip(error))?;
                work(&mut self.bounded(member, consumed, limits))
            }
        }
    }

    fn bounded<R: Read>(&self, inner: R, consumed: Arc<AtomicU64>, limits: &Limits) -> Bounded<R> {
        Bounded {
            inner,
            start: consumed.load(Ordering::Relaxed),
            consumed,
            file_bytes: self.file_bytes,
            expanded_here: 0,
            expanded: Arc::clone(&self.expanded),
            limits: *limits,
        }
    }

    /// Turns what a reader of [`Source::with_reader`] answers into an error with its place.
    pub(crate) fn explain(&self, error: io::Error) -> ReadError {
        let place = self.place.clone();
        if let Some(excess) = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<Excess>())
        {
            return ReadError::TooLarge {
                place,
                limit: excess.limit,
                rule: excess.rule,
            };
        }
        let packing = self.packing.name();
        match error.kind() {
            _ if self.packing == Packing::Plain => ReadError::Io {
                place,
                source: error,
            },
            io::ErrorKind::UnexpectedEof => ReadError::Truncated {
                place,
                line: None,
                packing,
            },
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => {
                ReadError::Damaged {
                    place,
                    line: None,
                    packing,
                    source: error,
                }
            }
            _ => ReadError::Io {
                place,
                source: error,
            },
        }
    }

    fn explain_zip(&self, error: zip::result::ZipError) -> ReadError {
        match error {
            zip::result::ZipError::Io(error) => self.explain(error),
            _ => ReadError::Archive {
                place: self.place.clone(),
                problem: ArchiveProblem::Directory("an entry is damaged"),
            },
        }
    }
}

/// Counts what is read from disk.
struct Counted<R> {
    inner: R,
    own: Arc<AtomicU64>,
    all: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.own.fetch_add(read as u64, Ordering::Relaxed);
        self.all.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, position: io::SeekFrom) -> io::Result<u64> {
        self.inner.seek(position)
    }
}

/// A reader that stops when more is unpacked than allowed.
///
/// Entries of an archive may share the same compressed bytes, so the ratio is judged against what
/// this table consumed and against the size of the whole file.
struct Bounded<R> {
    inner: R,
    start: u64,
    consumed: Arc<AtomicU64>,
    file_bytes: u64,
    expanded_here: u64,
    expanded: Arc<AtomicU64>,
    limits: Limits,
}

#[derive(Debug, thiserror::Error)]
#[error("too much data is unpacked")]
struct Excess {
    rule: LimitRule,
    limit: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.expanded_here += read as u64;
        let expanded = read as u64 + self.expanded.fetch_add(read as u64, Ordering::Relaxed);
        let consumed = self.consumed.load(Ordering::Relaxed) - self.start;
        let allowed = |bytes: u64| {
            bytes
                .saturating_mul(self.limits.expansion_ratio)
                .saturating_add(RATIO_FREE_BYTES)
        };
        let excess = if expanded > self.limits.expanded_bytes {
            Some((LimitRule::Bytes, self.limits.expanded_bytes))
        } else if self.expanded_here > allowed(consumed) || expanded > allowed(self.file_bytes) {
            Some((LimitRule::Ratio, self.limits.expansion_ratio))
        } else {
            None
        };
        match excess {
            Some((rule, limit)) => Err(io::Error::other(Excess { rule, limit })),
            None => Ok(read),
        }
    }
}
