//! The file operations that a store needs, behind one trait, so that tests can make any of them fail.

use std::fmt::Debug;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

/// A file that is being written.
pub trait WriteFile: Write + Send {
    /// Forces what was written onto the disk.
    ///
    /// # Errors
    /// Whatever the operating system says.
    fn sync(&mut self) -> io::Result<()>;
}

/// Held while one process writes; dropping it lets the next writer in.
pub trait LockGuard: Debug + Send {}

/// The file operations of a store.
///
/// The local disk is the implementation that users run; tests add one that fails at a chosen call.
pub trait Backend: Debug + Send + Sync {
    /// Makes a folder and its parents.
    ///
    /// # Errors
    /// Whatever the operating system says.
    fn create_dir_all(&self, path: &Path) -> io::Result<()>;
    /// Starts a new file; an existing one is an error.
    ///
    /// # Errors
    /// Whatever the operating system says.
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn WriteFile>>;
    /// Opens a file for reading.
    ///
    /// # Errors
    /// Whatever the operating system says.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read>>;
    /// Lists the entries of a folder; a folder that is not there is empty.
    ///
    /// # Errors
    /// Whatever the operating system says.
    fn list(&self, path: &Path) -> io::Result<Vec<PathBuf>>;
    /// Renames a file or folder within the store, replacing a file of that name.
    ///
    /// # Errors
    /// Whatever the operating system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Forces the entries of a folder onto the disk.
    ///
    /// # Errors
    /// Whatever the operating system says.
    fn sync_dir(&self, path: &Path) -> io::Result<()>;
    /// Removes a file, or a folder and all in it; nothing there is no error.
    ///
    /// # Errors
    /// Whatever the operating system says.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Tries to become the one writer; `None` when another process is.
    ///
    /// # Errors
    /// Whatever the operating system says.
    fn try_lock(&self, path: &Path) -> io::Result<Option<Box<dyn LockGuard>>>;
}

/// The local disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct LocalBackend;

#[derive(Debug)]
struct LocalLock(#[expect(dead_code, reason = "held for its lock, released on drop")] File);

impl LockGuard for LocalLock {}

impl WriteFile for File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place of the project that writes user data"
)]
impl Backend for LocalBackend {
    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn WriteFile>> {
        let file = OpenOptions::new().write(true).create_new(true).open(path)?;
        Ok(Box::new(file))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read>> {
        Ok(Box::new(BufReader::with_capacity(
            1 << 16,
            File::open(path)?,
        )))
    }

    fn list(&self, path: &Path) -> io::Result<Vec<PathBuf>> {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut paths = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<Vec<_>>>()?;
        paths.sort();
        Ok(paths)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let removed = match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path),
            Ok(_) => fs::remove_file(path),
            Err(error) => Err(error),
        };
        match removed {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    fn try_lock(&self, path: &Path) -> io::Result<Option<Box<dyn LockGuard>>> {
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Box::new(LocalLock(file)))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}
