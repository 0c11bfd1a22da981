//! SHA-256 of what is written and read.

use crate::backend::WriteFile;
use sha2::{Digest, Sha256};
use std::io::{self, Read, Write};

/// A buffered file whose bytes are hashed and counted as they are written.
pub(crate) struct HashingWriter {
    file: io::BufWriter<Box<dyn WriteFile>>,
    sha256: Sha256,
    bytes: u64,
}

impl HashingWriter {
    pub(crate) fn new(file: Box<dyn WriteFile>) -> Self {
        HashingWriter {
            file: io::BufWriter::with_capacity(1 << 20, file),
            sha256: Sha256::new(),
            bytes: 0,
        }
    }

    /// Writes out what is buffered, forces it onto the disk, and returns hash and length.
    pub(crate) fn finish(mut self) -> io::Result<(String, u64)> {
        self.file.flush()?;
        self.file.get_mut().sync()?;
        Ok((hex(&self.sha256.finalize()), self.bytes))
    }
}

impl Write for HashingWriter {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.file.write(buffer)?;
        self.sha256.update(&buffer[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Hash and length of all that a reader yields.
pub(crate) fn sha256_of(mut reader: impl Read) -> io::Result<(String, u64)> {
    let mut sha256 = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let read = reader.read(&mut buffer)?;
        if read == 0 {
            return Ok((hex(&sha256.finalize()), bytes));
        }
        sha256.update(&buffer[..read]);
        bytes += read as u64;
    }
}

/// SHA-256 of a text in hexadecimal.
pub(crate) fn sha256_text(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string does not fail");
        text
    })
}
