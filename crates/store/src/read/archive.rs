//! The directory of a zip archive, checked before anything is unpacked.
//!
//! The `zip` crate reads the whole directory into memory and keeps one of two entries of the same
//! name, so names, counts and flags are checked here first, entry by entry.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use super::error::{ArchiveProblem, Place, ReadError};
use super::limits::Limits;

/// End record, without its comment.
const END_BYTES: usize = 22;
const END_SIGNATURE: &[u8] = b"PK\x05\x06";
const COMMENT_BYTES: usize = 0xFFFF;
const LOCATOR_BYTES: usize = 20;
const LOCATOR_SIGNATURE: &[u8] = b"PK\x06\x07";
const END64_BYTES: usize = 56;
const END64_SIGNATURE: &[u8] = b"PK\x06\x06";
const ENTRY_BYTES: usize = 46;
const ENTRY_SIGNATURE: &[u8] = b"PK\x01\x02";
/// A directory of 10,000 entries with names of 200 bytes takes 2.5 MB.
const DIRECTORY_BYTES: u64 = 64 << 20;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its number in the directory.
    pub(crate) index: usize,
    pub(crate) name: String,
}

struct Directory {
    entries: u64,
    bytes: u64,
    start: u64,
}

/// Lists the files of an archive, or refuses it.
pub(crate) fn entries(
    file: &mut File,
    place: &Place,
    limits: &Limits,
) -> Result<Vec<Entry>, ReadError> {
    let refuse = |problem| ReadError::Archive {
        place: place.clone(),
        problem,
    };
    let io = |source: io::Error| match source.kind() {
        io::ErrorKind::UnexpectedEof => refuse(ArchiveProblem::Directory("it ends early")),
        _ => ReadError::Io {
            place: place.clone(),
            source,
        },
    };
    let directory = find(file).map_err(io)?.map_err(&refuse)?;
    if directory.entries > limits.entries {
        return Err(refuse(ArchiveProblem::Entries {
            limit: limits.entries,
        }));
    }
    if directory.bytes > DIRECTORY_BYTES {
        return Err(refuse(ArchiveProblem::Directory("it is too large")));
    }
    file.seek(SeekFrom::Start(directory.start)).map_err(io)?;
    let mut reader = BufReader::new(file.take(directory.bytes));
    let mut names = HashSet::new();
    let mut found = Vec::new();
    for index in 0..directory.entries {
        let (raw_name, fields) = read_entry(&mut reader).map_err(io)?.map_err(&refuse)?;
        let name = String::from_utf8_lossy(&raw_name).into_owned();
        let at_entry = |problem| ReadError::Archive {
            place: place.member(&name),
            problem,
        };
        check_entry(&name, fields).map_err(at_entry)?;
        if !names.insert(raw_name) {
            return Err(at_entry(ArchiveProblem::DuplicateName));
        }
        if !name.ends_with('/') {
            found.push(Entry {
                index: usize::try_from(index).expect("the entries are limited"),
                name,
            });
        }
    }
    if found.is_empty() {
        return Err(refuse(ArchiveProblem::NoFiles));
    }
    Ok(found)
}

/// Finds the directory from the end of the file, in either of the two forms it can have.
fn find(file: &mut File) -> io::Result<Result<Directory, ArchiveProblem>> {
    let length = file.seek(SeekFrom::End(0))?;
    let tail_bytes = (END_BYTES + COMMENT_BYTES + LOCATOR_BYTES) as u64;
    let tail_start = length.saturating_sub(tail_bytes);
    file.seek(SeekFrom::Start(tail_start))?;
    let mut tail = Vec::new();
    file.take(tail_bytes).read_to_end(&mut tail)?;
    let Some(end) = end_record(&tail) else {
        return Ok(Err(ArchiveProblem::Directory("its end is missing")));
    };
    let record = &tail[end..];
    let end_position = tail_start + end as u64;
    let mut directory = Directory {
        entries: u64::from(number16(record, 10)),
        bytes: u64::from(number32(record, 12)),
        start: u64::from(number32(record, 16)),
    };
    let mut directory_end = end_position;
    let is_large = directory.entries == 0xFFFF
        || directory.bytes == 0xFFFF_FFFF
        || directory.start == 0xFFFF_FFFF;
    if is_large && let Some(locator) = end.checked_sub(LOCATOR_BYTES) {
        let locator = &tail[locator..end];
        if locator.starts_with(LOCATOR_SIGNATURE) {
            directory_end = number64(locator, 8);
            file.seek(SeekFrom::Start(directory_end))?;
            let mut record = [0; END64_BYTES];
            file.read_exact(&mut record)?;
            if !record.starts_with(END64_SIGNATURE) {
                return Ok(Err(ArchiveProblem::Directory("its end is missing")));
            }
            directory = Directory {
                entries: number64(&record, 32),
                bytes: number64(&record, 40),
                start: number64(&record, 48),
            };
        }
    }
    // Data put in front of an archive moves everything; no publisher of data does so.
    if directory.start.checked_add(directory.bytes) != Some(directory_end) {
        return Ok(Err(ArchiveProblem::Directory("it is not where it says")));
    }
    Ok(Ok(directory))
}

/// The last place where an end record stands whose comment fills the rest of the file.
fn end_record(tail: &[u8]) -> Option<usize> {
    memchr::memmem::rfind_iter(tail, END_SIGNATURE).find(|&start| {
        let record = &tail[start..];
        record.len() >= END_BYTES && END_BYTES + usize::from(number16(record, 20)) == record.len()
    })
}

/// What of an entry decides whether it may be read.
#[derive(Clone, Copy)]
struct EntryFields {
    made_by: u16,
    flags: u16,
    method: u16,
    attributes: u32,
}

type EntryOrProblem = Result<(Vec<u8>, EntryFields), ArchiveProblem>;

fn read_entry(reader: &mut impl Read) -> io::Result<EntryOrProblem> {
    let mut record = [0; ENTRY_BYTES];
    reader.read_exact(&mut record)?;
    if !record.starts_with(ENTRY_SIGNATURE) {
        return Ok(Err(ArchiveProblem::Directory("an entry is damaged")));
    }
    let mut name = vec![0; usize::from(number16(&record, 28))];
    reader.read_exact(&mut name)?;
    let rest = u64::from(number16(&record, 30)) + u64::from(number16(&record, 32));
    if io::copy(&mut reader.take(rest), &mut io::sink())? != rest {
        return Ok(Err(ArchiveProblem::Directory("it ends early")));
    }
    let fields = EntryFields {
        made_by: number16(&record, 4),
        flags: number16(&record, 8),
        method: number16(&record, 10),
        attributes: number32(&record, 38),
    };
    Ok(Ok((name, fields)))
}

fn check_entry(name: &str, fields: EntryFields) -> Result<(), ArchiveProblem> {
    const ENCRYPTED: u16 = 1 | (1 << 6) | (1 << 13);
    const UNIX: u16 = 3;
    const FILE_TYPE: u32 = 0o170_000;
    const SYMLINK: u32 = 0o120_000;
    if points_outside(name) {
        return Err(ArchiveProblem::Path);
    }
    if fields.made_by >> 8 == UNIX && (fields.attributes >> 16) & FILE_TYPE == SYMLINK {
        return Err(ArchiveProblem::Symlink);
    }
    if fields.flags & ENCRYPTED != 0 {
        return Err(ArchiveProblem::Encrypted);
    }
    if !matches!(fields.method, STORED | DEFLATED) {
        return Err(ArchiveProblem::Method(fields.method));
    }
    Ok(())
}

/// Nothing is written under these names, but they tell a hostile archive, and they are shown.
fn points_outside(name: &str) -> bool {
    let mut parts = name.split(['/', '\\']);
    name.starts_with(['/', '\\'])
        || name.as_bytes().get(1) == Some(&b':')
        || name.contains('\0')
        || parts.any(|part| part == "..")
}

fn number16(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn number32(bytes: &[u8], at: usize) -> u32 {
    u32::from(number16(bytes, at)) | (u32::from(number16(bytes, at + 2)) << 16)
}

fn number64(bytes: &[u8], at: usize) -> u64 {
    u64::from(number32(bytes, at)) | (u64::from(number32(bytes, at + 4)) << 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_point_outside_are_seen() {
        for name in [
            "../a",
            "a/../b",
            "/etc/passwd",
            "\\a",
            "C:\\a",
            "a\\..\\b",
            "..",
        ] {
            assert!(points_outside(name), "{name}");
        }
        for name in ["a", "a/b.csv", "..a", "a..b", "BACI_HS22_Y2022_V202601.csv"] {
            assert!(!points_outside(name), "{name}");
        }
    }

    #[test]
    fn an_end_record_is_found_behind_a_comment_that_looks_like_one() {
        let mut tail = vec![0; 5];
        let mut end = END_SIGNATURE.to_vec();
        end.resize(END_BYTES, 0);
        end[20] = 4;
        tail.extend(&end);
        tail.extend(END_SIGNATURE);
        assert_eq!(end_record(&tail), Some(5));
        assert_eq!(end_record(&tail[..20]), None);
    }
}
