//! What can go wrong while input files are read, with the place and what to do about it.

use std::fmt;
use std::io;
use std::sync::Arc;

use super::report::Reject;

/// Where a table stands: a file, and a member of it when the file is an archive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    file: Arc<str>,
    member: Option<Arc<str>>,
}

impl Place {
    pub(crate) fn file(file: &str) -> Self {
        Place {
            file: file.into(),
            member: None,
        }
    }

    pub(crate) fn member(&self, member: &str) -> Self {
        Place {
            file: Arc::clone(&self.file),
            member: Some(member.into()),
        }
    }

    /// The file as the user named it.
    #[must_use]
    pub fn file_name(&self) -> &str {
        &self.file
    }

    /// The member within the archive, if the file is one.
    #[must_use]
    pub fn member_name(&self) -> Option<&str> {
        self.member.as_deref()
    }

    /// The last part of the innermost name, which is where BACI states year and nomenclature.
    pub(crate) fn base_name(&self) -> &str {
        last_part(self.member.as_deref().unwrap_or(&self.file))
    }

    /// The last part of the name of the file, for an archive too.
    pub(crate) fn file_base_name(&self) -> &str {
        last_part(&self.file)
    }
}

fn last_part(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.member {
            Some(member) => write!(f, "{}!{member}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

/// Why files could not be read.
///
/// [`ReadError::place`], [`ReadError::line`] and [`ReadError::column`] give what the message says too; what
/// to do about it stands at the end of every message.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The operating system refused.
    #[error("{place}: cannot be read: {source}")]
    Io {
        /// Where.
        place: Place,
        /// The operating system's answer.
        source: io::Error,
    },
    /// A folder, a pipe or a device was named.
    #[error("{place}: is not a regular file; give the path of a file")]
    NotAFile {
        /// What was named.
        place: Place,
    },
    /// Compressed data ends early.
    #[error("{place}: the {packing} data ends early{}; fetch the file again", after_line(*line))]
    Truncated {
        /// Where.
        place: Place,
        /// Last complete line before the end, if any was read.
        line: Option<u64>,
        /// gzip, zstd or zip.
        packing: &'static str,
    },
    /// Compressed data is damaged.
    #[error("{place}: the {packing} data is damaged{} ({source}); fetch the file again", after_line(*line))]
    Damaged {
        /// Where.
        place: Place,
        /// Last complete line before the damage, if any was read.
        line: Option<u64>,
        /// gzip, zstd or zip.
        packing: &'static str,
        /// What the decompressor found.
        source: io::Error,
    },
    /// Compressed data grows beyond what is allowed.
    #[error(
        "{place}: unpacks to more than {limit} {rule}; raise the limit if the file can be trusted"
    )]
    TooLarge {
        /// Where.
        place: Place,
        /// The limit that was passed.
        limit: u64,
        /// What the limit counts.
        rule: LimitRule,
    },
    /// An archive that is unsafe or that cannot be read.
    #[error("{place}: {problem}")]
    Archive {
        /// The archive, and the entry at fault where there is one.
        place: Place,
        /// What is wrong with it.
        problem: ArchiveProblem,
    },
    /// Content of a kind that is not read.
    #[error("{place}: is {found}; {remedy}")]
    Unsupported {
        /// Where.
        place: Place,
        /// What the content is.
        found: String,
        /// What to do.
        remedy: &'static str,
    },
    /// Text in an encoding that is not read.
    #[error("{place}, line {line}: {found}; {remedy}")]
    Encoding {
        /// Where.
        place: Place,
        /// The line.
        line: u64,
        /// What was found.
        found: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A line longer than any table has.
    #[error(
        "{place}, line {line}: is longer than {limit} bytes; this is not a table, or its line ends are lost"
    )]
    LineTooLong {
        /// Where.
        place: Place,
        /// The line.
        line: u64,
        /// Most bytes in a line.
        limit: u64,
    },
    /// A table whose header belongs to no known layout.
    #[error(
        "{place}, line 1: no known layout has the columns {header}. Known layouts: {known}. \
         For another table say what its columns are, for example \
         --columns \"period=year,exporter=from,importer=to,product=hs6,value=trade:kUSD\""
    )]
    UnknownLayout {
        /// Where.
        place: Place,
        /// The columns that were found.
        header: String,
        /// The layouts that are known.
        known: String,
    },
    /// A header that is not the one its layout demands.
    #[error("{place}, line 1, column {column:?}: {problem} (layout {layout})")]
    Header {
        /// Where.
        place: Place,
        /// The column at fault.
        column: String,
        /// What is wrong with it.
        problem: HeaderProblem,
        /// The layout that was expected.
        layout: &'static str,
    },
    /// The file does not say something that must be known.
    #[error("{place}: a file of layout {layout} does not say its {what}; give {options}")]
    Setting {
        /// Where.
        place: Place,
        /// The layout.
        layout: &'static str,
        /// What is not said.
        what: String,
        /// The options that say it.
        options: String,
    },
    /// An option says what the file says itself.
    #[error(
        "{place}: {option} was given, but column {column:?} says it for each row; leave the option out"
    )]
    SettingClash {
        /// Where.
        place: Place,
        /// The option.
        option: &'static str,
        /// The column.
        column: String,
    },
    /// An option that cannot be understood.
    #[error("{option}: {value:?} is not {expected}")]
    Option {
        /// The option.
        option: &'static str,
        /// What was given.
        value: String,
        /// What was expected.
        expected: String,
    },
    /// An empty file.
    #[error("{place}: is empty; fetch the file again")]
    Empty {
        /// Where.
        place: Place,
    },
    /// A table without rows.
    #[error("{place}, line {line}: there are no rows; fetch the file again, or leave it out")]
    NoRows {
        /// Where.
        place: Place,
        /// The line after the header.
        line: u64,
    },
    /// Code files only, or documentation only.
    #[error("{files}: hold no table of trade flows; give the file that holds the flows too")]
    NoFlows {
        /// The files that were read.
        files: String,
    },
    /// JSON that cannot be parsed or that contradicts itself.
    #[error("{place}, line {line}, column {column}: {reason}; fetch the file again")]
    Json {
        /// Where.
        place: Place,
        /// The line of the text.
        line: u64,
        /// The character of the line.
        column: u64,
        /// What is wrong.
        reason: String,
    },
    /// A Parquet file that cannot be read.
    #[error(
        "{place}: is not a Parquet file that can be read ({reason}); fetch or write the file again"
    )]
    Parquet {
        /// Where.
        place: Place,
        /// What the reader said.
        reason: String,
    },
    /// A bad row where no further bad row is allowed.
    #[error(transparent)]
    Row(#[from] Box<Reject>),
    /// The sink asked to stop.
    #[error("reading was stopped")]
    Cancelled,
    /// The counts of a table do not add up: a fault of the reader.
    #[error(
        "{place}: {read} rows were read but {accounted} accounted for; please report this as a bug"
    )]
    Conservation {
        /// Where.
        place: Place,
        /// Records read.
        read: u64,
        /// Records stored, rejected and set aside.
        accounted: u64,
    },
}

impl From<Reject> for ReadError {
    fn from(reject: Reject) -> Self {
        ReadError::Row(Box::new(reject))
    }
}

/// Which limit on unpacked data was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LimitRule {
    /// Bytes out for each byte in.
    Ratio,
    /// Bytes out in all.
    Bytes,
}

impl fmt::Display for LimitRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LimitRule::Ratio => "bytes for each compressed byte",
            LimitRule::Bytes => "bytes in all",
        })
    }
}

/// Why an archive is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveProblem {
    /// More entries than allowed.
    #[error("the archive has more than {limit} entries; unpack it and give the files that matter")]
    Entries {
        /// Most entries.
        limit: u64,
    },
    /// A name that points out of the archive.
    #[error("the name of the entry points outside the archive; do not trust this archive")]
    Path,
    /// A symbolic link.
    #[error("the entry is a symbolic link; do not trust this archive")]
    Symlink,
    /// Two entries with one name.
    #[error("the archive has two entries of this name; do not trust this archive")]
    DuplicateName,
    /// An encrypted entry.
    #[error("the entry is encrypted; unpack the archive and give its files")]
    Encrypted,
    /// A compression that is not read.
    #[error(
        "the entry is packed by method {0}, and only stored and deflated entries are read; unpack the archive and give its files"
    )]
    Method(u16),
    /// An archive within an archive.
    #[error("the entry is itself {0}; unpack it and give its files")]
    Nested(&'static str),
    /// A directory of entries that does not hold together.
    #[error("the directory of the zip archive is damaged or cut off ({0}); fetch the file again")]
    Directory(&'static str),
    /// No entry holds anything.
    #[error("the archive has no files in it; fetch the file again")]
    NoFiles,
}

/// What is wrong with a column of the header.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderProblem {
    /// A required column is not there, nor one with a similar name.
    #[error("the column is missing; the file has {found}")]
    Missing {
        /// The columns that are there.
        found: String,
    },
    /// A required column is not there, but one with a similar name is.
    #[error("the column is missing; rename column {found:?} if it is the same")]
    Renamed {
        /// The similar name.
        found: String,
    },
    /// The name occurs twice.
    #[error("the column occurs twice; remove one of them")]
    Duplicate,
    /// A column that the layout does not have.
    #[error(
        "the layout has no such column, and it may change what the rows mean; say what the columns are with --columns, or take it out if it changes nothing"
    )]
    Unexpected,
    /// A column that is named like a period, but not as one.
    #[error(
        "the name is like a period and is none; write it as 2016, 2016-Q1 or 2016-01, or take the column out"
    )]
    NotAPeriod,
    /// The first line holds data.
    #[error("the first line looks like data, not like a header; add the header line {expected:?}")]
    NoHeader {
        /// The header of the layout.
        expected: String,
    },
    /// The first line goes on beyond what is read of it.
    #[error(
        "the header is longer than 16 KiB, and no layout needs so many columns; take out those that say nothing, or restore the line ends"
    )]
    TooLong,
    /// The first line is blank.
    #[error("the first line is blank; the header must be the first line")]
    Blank,
    /// A quote in the header is not closed, or not at the start of a name.
    #[error("the quotes of the header do not match")]
    Quotes,
}

impl ReadError {
    /// Where the error is, if it is in a file.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        match self {
            ReadError::Io { place, .. }
            | ReadError::NotAFile { place }
            | ReadError::Truncated { place, .. }
            | ReadError::Damaged { place, .. }
            | ReadError::TooLarge { place, .. }
            | ReadError::Archive { place, .. }
            | ReadError::Unsupported { place, .. }
            | ReadError::Encoding { place, .. }
            | ReadError::LineTooLong { place, .. }
            | ReadError::UnknownLayout { place, .. }
            | ReadError::Header { place, .. }
            | ReadError::Setting { place, .. }
            | ReadError::SettingClash { place, .. }
            | ReadError::Empty { place }
            | ReadError::NoRows { place, .. }
            | ReadError::Json { place, .. }
            | ReadError::Parquet { place, .. }
            | ReadError::Conservation { place, .. } => Some(place),
            ReadError::Option { .. }
            | ReadError::NoFlows { .. }
            | ReadError::Row(_)
            | ReadError::Cancelled => None,
        }
    }

    /// The line (or record) at fault, counted from 1.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        match self {
            ReadError::Truncated { line, .. } | ReadError::Damaged { line, .. } => *line,
            ReadError::Encoding { line, .. }
            | ReadError::LineTooLong { line, .. }
            | ReadError::NoRows { line, .. }
            | ReadError::Json { line, .. } => Some(*line),
            ReadError::UnknownLayout { .. } | ReadError::Header { .. } => Some(1),
            ReadError::Row(reject) => Some(reject.line),
            _ => None,
        }
    }

    /// The name of the column at fault.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        match self {
            ReadError::Header { column, .. } | ReadError::SettingClash { column, .. } => {
                Some(column)
            }
            ReadError::Row(reject) => Some(&reject.column),
            _ => None,
        }
    }

    /// Says after which line compressed data broke off.
    pub(crate) fn after(mut self, lines: u64) -> Self {
        if let ReadError::Truncated { line, .. } | ReadError::Damaged { line, .. } = &mut self {
            *line = (lines > 0).then_some(lines);
        }
        self
    }
}

fn after_line(line: Option<u64>) -> String {
    line.map_or_else(String::new, |line| format!(" after line {line}"))
}
