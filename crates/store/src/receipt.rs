//! Receipts: where a figure came from, and whether asking again gives the same.

use crate::error::Error;
use crate::hashing::sha256_text;
use crate::query::{RowSet, Rows, Session};
use crate::sql::SqlLimits;
use crate::store::Store;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::PathBuf;

/// Where a figure came from: enough to make it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// First twelve hexadecimal digits of the SHA-256 of release, query and parameters.
    pub id: String,
    /// Dataset that was asked.
    pub dataset: String,
    /// Release of the dataset.
    pub release: String,
    /// Content hash of the release.
    pub release_hash: String,
    /// The query, as SQL.
    pub query: String,
    /// Parameters bound to the query, in order: name and value.
    pub parameters: Vec<(String, String)>,
    /// Rows that the query returned.
    pub rows: u64,
    /// SHA-256 of the rows that the query returned.
    pub result_hash: String,
    /// Sources of the release, as it states them.
    pub sources: Vec<String>,
    /// Program and version that asked.
    pub engine: String,
}

/// What asking again gave.
#[derive(Debug, Clone)]
pub struct Rerun {
    /// The rows of now.
    pub rows: Rows,
    /// True when identifier, rows and hashes are those of the receipt.
    pub same: bool,
    /// True when the release holds invented countries.
    pub synthetic: bool,
}

/// Notes of the stream that [`Rerun::write`] writes.
const FOUND: &str = "receipt";
const SYNTHETIC: &str = "synthetic";

impl Rerun {
    fn new(receipt: &Receipt, rows: Rows, synthetic: bool) -> Self {
        // The identifier stands for release, query and parameters: it must be that of what is asked.
        let found = rows.receipt();
        let same = (
            &found.id,
            found.rows,
            &found.result_hash,
            &found.release_hash,
        ) == (
            &receipt.id,
            receipt.rows,
            &receipt.result_hash,
            &receipt.release_hash,
        );
        Rerun {
            rows,
            same,
            synthetic,
        }
    }

    /// Writes what asking again gave as an Arrow stream, for the process that started this one.
    ///
    /// # Errors
    /// [`Error::Query`] when the stream cannot be written.
    pub fn write(&self, out: impl Write) -> Result<(), Error> {
        let found = serde_json::to_string(self.rows.receipt()).map_err(Error::query)?;
        let synthetic = self.synthetic.to_string();
        self.rows
            .write(out, [(FOUND, found), (SYNTHETIC, synthetic)])
    }

    /// Reads what [`Rerun::write`] wrote, and compares it with the receipt.
    ///
    /// # Errors
    /// [`Error::Query`] when it is not such a stream.
    pub fn read(receipt: &Receipt, bytes: &[u8]) -> Result<Self, Error> {
        let (rows, notes) = RowSet::read(bytes)?;
        let note = |name: &str| notes.get(name).map_or("", String::as_str);
        let found = serde_json::from_str(note(FOUND)).map_err(Error::query)?;
        let synthetic = note(SYNTHETIC) == "true";
        Ok(Rerun::new(receipt, Rows::new(rows, found), synthetic))
    }
}

impl Receipt {
    pub(crate) fn new(
        session: &Session,
        query: &str,
        parameters: Vec<(String, String)>,
        rows: u64,
        result_hash: String,
    ) -> Self {
        let mut identity = format!("{}\n{}\n{query}", session.dataset, session.release_hash);
        for (name, value) in &parameters {
            identity.push('\n');
            identity.push_str(name);
            identity.push('=');
            identity.push_str(value);
        }
        Receipt {
            id: sha256_text(&identity)[..12].to_owned(),
            dataset: session.dataset.clone(),
            release: session.release.clone(),
            release_hash: session.release_hash.clone(),
            query: query.to_owned(),
            parameters,
            rows,
            result_hash,
            sources: session.sources.clone(),
            engine: crate::ENGINE.to_owned(),
        }
    }

    /// The parameters as a session binds them.
    fn bound(&self) -> Vec<(&str, &str)> {
        self.parameters
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }
}

impl Store {
    /// Keeps receipts, so that [`Store::receipt`] finds them by their identifiers.
    ///
    /// # Errors
    /// [`Error::File`] when the store's folder cannot be written.
    pub fn keep_receipts(&self, receipts: &[Receipt]) -> Result<(), Error> {
        let dir = self.root().join("receipts");
        let backend = self.backend();
        backend
            .create_dir_all(&dir)
            .map_err(Error::file("make the folder", &dir))?;
        for receipt in receipts {
            let path = dir.join(format!("{}.json", receipt.id));
            let tmp = dir.join(format!("{}.{}.tmp", receipt.id, std::process::id()));
            let text = serde_json::to_vec_pretty(receipt).map_err(Error::query)?;
            backend.remove(&tmp).map_err(Error::file("remove", &tmp))?;
            let mut file = backend
                .create_new(&tmp)
                .map_err(Error::file("create", &tmp))?;
            file.write_all(&text).map_err(Error::file("write", &tmp))?;
            drop(file);
            backend
                .rename(&tmp, &path)
                .map_err(Error::file("rename", &tmp))?;
        }
        Ok(())
    }

    /// Finds a kept receipt by its identifier, or by a start that no other has.
    ///
    /// # Errors
    /// [`Error::UnknownReceipt`], [`Error::AmbiguousReceipt`].
    pub fn receipt(&self, id: &str) -> Result<Receipt, Error> {
        let unknown = || Error::UnknownReceipt { id: id.to_owned() };
        let plain = !id.is_empty() && id.chars().all(|c| c.is_ascii_hexdigit());
        if !plain {
            return Err(unknown());
        }
        let dir = self.root().join("receipts");
        let held = self
            .backend()
            .list(&dir)
            .map_err(Error::file("list", &dir))?;
        let named = |path: &&PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with(id) && name.ends_with(".json"))
        };
        let mut found = held.iter().filter(named);
        let path = match (found.next(), found.next()) {
            (Some(path), None) => path.clone(),
            (None, _) => return Err(unknown()),
            (Some(_), Some(_)) => return Err(Error::AmbiguousReceipt { id: id.to_owned() }),
        };
        let mut text = Vec::new();
        let mut file = self.backend().open(&path).map_err(|_| unknown())?;
        file.read_to_end(&mut text)
            .map_err(Error::file("read", &path))?;
        serde_json::from_slice(&text).map_err(|error| Error::Damaged {
            path,
            reason: error.to_string(),
        })
    }

    /// Asks a receipt's question again and compares the hash of the rows.
    ///
    /// The receipt must be one that this program kept: its query runs as a question does, without a
    /// limit on time. [`Store::rerun_within`] is for receipts of others.
    ///
    /// # Errors
    /// [`Error::UnknownRelease`] when the release is gone, [`Error::Query`].
    pub fn rerun(&self, receipt: &Receipt) -> Result<Rerun, Error> {
        let session = self.session(&receipt.dataset, Some(&receipt.release))?;
        let rows = session.query(&receipt.query, &receipt.bound())?;
        Ok(Rerun::new(receipt, rows, session.is_synthetic()))
    }

    /// Does as [`Store::rerun`] with a receipt that somebody else may have written, within limits.
    ///
    /// The caller runs this in a process of its own with a hard limit on memory, as [`Store::sql`].
    ///
    /// # Errors
    /// Those of [`Store::rerun`], and [`Error::Limit`].
    pub fn rerun_within(&self, receipt: &Receipt, limits: SqlLimits) -> Result<Rerun, Error> {
        let session = self.session_within(
            &receipt.dataset,
            Some(&receipt.release),
            limits.memory_bytes,
        )?;
        let rows = session.query_within(&receipt.query, &receipt.bound(), limits)?;
        Ok(Rerun::new(receipt, rows, session.is_synthetic()))
    }
}
