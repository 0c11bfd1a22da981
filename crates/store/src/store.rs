//! A store on disk: open, list, publish, check, remove.
//!
//! ```text
//! STORE/manifest.json            what there is; replaced whole
//! STORE/datasets/NAME/RELEASE/   the files of one release; never changed once named in the manifest
//! STORE/tmp/                     work in progress; emptied on open
//! STORE/receipts/                what was asked, for `receipt ID`
//! STORE/lock                     held by the one writer
//! ```
//! A release is written under `tmp`, synced, renamed into place, and only then named in the
//! manifest. Whatever a crash leaves behind is not named in it, and is swept on the next open.

use crate::backend::{Backend, LocalBackend, LockGuard};
use crate::error::Error;
use crate::hashing::{HashingWriter, sha256_of};
use crate::manifest::{Dataset, Manifest, Part, PartKind, Release, SCHEMA_VERSION, content_hash};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Names that questions use for what is built in.
pub(crate) const RESERVED_NAMES: [&str; 4] =
    ["flows", "published_figures", "partner_trade", "targets"];

/// What a check of a dataset found.
#[derive(Debug, Default)]
pub struct Checked {
    /// Files looked at.
    pub files: usize,
    /// [`Error::Damaged`] for each file that differs from the manifest or is gone, and
    /// [`Error::File`] for each that cannot be read.
    pub damaged: Vec<Error>,
}

/// Datasets in a folder.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    backend: Arc<dyn Backend>,
    manifest: Manifest,
}

impl Store {
    /// Opens the store in a folder of the local disk; a folder that is not there is an empty store.
    ///
    /// # Errors
    /// [`Error::Manifest`] when the manifest is damaged or of a later version, [`Error::File`] when
    /// the folder cannot be read.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, Error> {
        Self::open_with(root, Arc::new(LocalBackend))
    }

    /// Opens a store whose file operations are given.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with(root: impl Into<PathBuf>, backend: Arc<dyn Backend>) -> Result<Self, Error> {
        let root = root.into();
        let held = find_manifest(&root, backend.as_ref())?;
        let is_store = held.is_some();
        let store = Store {
            root,
            backend,
            manifest: held.unwrap_or_default(),
        };
        // A folder that only happens to be named is somebody else's: nothing there is touched.
        if is_store {
            store.sweep_if_idle();
        } else {
            store.refuse_lost_manifest()?;
        }
        Ok(store)
    }

    /// Folder of the store.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What the store holds.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    pub(crate) fn backend(&self) -> &dyn Backend {
        self.backend.as_ref()
    }

    /// The named release of a dataset, or its last one.
    ///
    /// # Errors
    /// [`Error::UnknownDataset`], [`Error::UnknownRelease`].
    pub fn release(&self, dataset: &str, release: Option<&str>) -> Result<&Release, Error> {
        let found = self
            .manifest
            .datasets
            .get(dataset)
            .ok_or_else(|| self.unknown(dataset))?;
        let wanted = match release {
            Some(name) => found.releases.iter().find(|held| held.name == name),
            None => found.releases.last(),
        };
        wanted.ok_or_else(|| Error::UnknownRelease {
            name: dataset.to_owned(),
            release: release.unwrap_or("last").to_owned(),
        })
    }

    fn unknown(&self, name: &str) -> Error {
        let mut known: Vec<&str> = self.manifest.datasets.keys().map(String::as_str).collect();
        if known.is_empty() {
            known.push("none imported");
        }
        Error::UnknownDataset {
            name: name.to_owned(),
            known: known.join(", "),
        }
    }

    /// Path of a file of a release.
    #[must_use]
    pub fn part_path(&self, dataset: &str, release: &Release, part: &Part) -> PathBuf {
        self.release_dir(dataset, &release.name).join(&part.file)
    }

    /// Path of a file of a release that is there in its full length, so that a lost file is not taken
    /// for one without rows.
    pub(crate) fn whole_part(
        &self,
        dataset: &str,
        release: &Release,
        part: &Part,
    ) -> Result<PathBuf, Error> {
        let path = self.part_path(dataset, release, part);
        let reason = match std::fs::metadata(&path) {
            Ok(metadata) if metadata.len() == part.bytes => return Ok(path),
            Ok(metadata) => format!(
                "it has {} bytes where the manifest says {}",
                metadata.len(),
                part.bytes
            ),
            Err(error) => format!("it cannot be opened ({error})"),
        };
        Err(Error::Damaged { path, reason })
    }

    pub(crate) fn release_dir(&self, dataset: &str, release: &str) -> PathBuf {
        self.root.join("datasets").join(dataset).join(release)
    }

    /// Recomputes the hash of every file of a dataset's releases and compares with the manifest.
    ///
    /// # Errors
    /// [`Error::UnknownDataset`]; a file that differs or is gone is no error but an answer.
    pub fn check(&self, dataset: &str) -> Result<Checked, Error> {
        let held = self
            .manifest
            .datasets
            .get(dataset)
            .ok_or_else(|| self.unknown(dataset))?;
        let mut checked = Checked::default();
        for release in &held.releases {
            checked.damaged.extend(self.check_hash(release).err());
            for part in &release.parts {
                let found = self.check_part(&self.part_path(dataset, release, part), part);
                checked.files += 1;
                checked.damaged.extend(found.err());
            }
        }
        Ok(checked)
    }

    /// The release's own hash is that of its list of files: a file that was struck off shows.
    fn check_hash(&self, release: &Release) -> Result<(), Error> {
        if release.content_hash == content_hash(&release.parts) {
            return Ok(());
        }
        Err(Error::Damaged {
            path: self.root.join("manifest.json"),
            reason: format!(
                "the files that it lists for release {} are not those of the release's hash",
                release.name
            ),
        })
    }

    fn check_part(&self, path: &Path, part: &Part) -> Result<(), Error> {
        let damaged = |reason: String| Error::Damaged {
            path: path.to_owned(),
            reason,
        };
        let file = self
            .backend
            .open(path)
            .map_err(|error| damaged(format!("it cannot be opened ({error})")))?;
        let (sha256, bytes) = sha256_of(file).map_err(Error::file("read", path))?;
        if bytes != part.bytes {
            return Err(damaged(format!(
                "it has {bytes} bytes where the manifest says {}",
                part.bytes
            )));
        }
        if sha256 != part.sha256 {
            return Err(damaged(format!(
                "its SHA-256 is {sha256} where the manifest says {}",
                part.sha256
            )));
        }
        Ok(())
    }

    /// Removes a dataset with all its releases.
    ///
    /// # Errors
    /// [`Error::UnknownDataset`], [`Error::Busy`], [`Error::File`].
    pub fn remove(&mut self, dataset: &str) -> Result<(), Error> {
        let _lock = self.lock()?;
        self.manifest = read_manifest(&self.root, self.backend.as_ref())?;
        let mut next = self.manifest.clone();
        if next.datasets.remove(dataset).is_none() {
            return Err(self.unknown(dataset));
        }
        self.write_manifest(next)?;
        // From here on the dataset is gone; files that stay behind are swept on the next open.
        let _ = self
            .backend
            .remove(&self.root.join("datasets").join(dataset));
        Ok(())
    }

    /// Makes the folder a store, by its manifest, before anything else is written there; call with
    /// the lock held.
    pub(crate) fn claim(&self) -> Result<(), Error> {
        if find_manifest(&self.root, self.backend.as_ref())?.is_some() {
            return Ok(());
        }
        self.refuse_lost_manifest()?;
        self.put_manifest(&Manifest::default())
    }

    /// Datasets without a manifest are a store that lost it: taken for an empty one, they would be
    /// swept.
    fn refuse_lost_manifest(&self) -> Result<(), Error> {
        let datasets = self.root.join("datasets");
        let held = self
            .backend
            .list(&datasets)
            .map_err(Error::file("list", &datasets))?;
        if held.is_empty() {
            return Ok(());
        }
        Err(Error::Manifest {
            path: self.root.join("manifest.json"),
            reason: "it is missing, though there is a folder `datasets` beside it: restore it from a backup, \
                     or name another folder with --store"
                .to_owned(),
        })
    }

    /// Becomes the one writer.
    pub(crate) fn lock(&self) -> Result<Box<dyn LockGuard>, Error> {
        self.backend
            .create_dir_all(&self.root)
            .map_err(Error::file("make the folder", &self.root))?;
        let path = self.root.join("lock");
        let lock = self
            .backend
            .try_lock(&path)
            .map_err(Error::file("lock", path))?;
        lock.ok_or_else(|| Error::Busy {
            path: self.root.clone(),
        })
    }

    /// Makes a folder for work in progress; call with the lock held.
    pub(crate) fn work_dir(&self) -> Result<PathBuf, Error> {
        let dir = self.root.join("tmp").join("release");
        self.backend
            .remove(&dir)
            .map_err(Error::file("remove", &dir))?;
        self.backend
            .create_dir_all(&dir)
            .map_err(Error::file("make the folder", &dir))?;
        Ok(dir)
    }

    /// Writes one file of a release into the work folder.
    pub(crate) fn write_part(
        &self,
        work_dir: &Path,
        file: String,
        kind: PartKind,
        rows: u64,
        fill: impl FnOnce(HashingWriter) -> Result<HashingWriter, Error>,
    ) -> Result<Part, Error> {
        let path = work_dir.join(&file);
        let out = self
            .backend
            .create_new(&path)
            .map_err(Error::file("create", &path))?;
        // The encoder wraps what the disk says; the user needs to know where.
        let at_path = |error: Error| match error {
            Error::Query { reason } => Error::file("write", &path)(std::io::Error::other(reason)),
            other => other,
        };
        let (sha256, bytes) = fill(HashingWriter::new(out))
            .map_err(at_path)
            .and_then(|filled| filled.finish().map_err(Error::file("write", &path)))?;
        Ok(Part {
            file,
            kind,
            rows,
            bytes,
            sha256,
        })
    }

    /// Makes a finished work folder a release and names it in the manifest; call with the lock held.
    pub(crate) fn publish(
        &mut self,
        dataset: &str,
        release: Release,
        work_dir: &Path,
    ) -> Result<(), Error> {
        let parent = self.root.join("datasets").join(dataset);
        let target = parent.join(&release.name);
        let backend = self.backend.as_ref();
        backend
            .sync_dir(work_dir)
            .map_err(Error::file("sync", work_dir))?;
        backend
            .create_dir_all(&parent)
            .map_err(Error::file("make the folder", &parent))?;
        backend
            .remove(&target)
            .map_err(Error::file("remove", &target))?;
        backend
            .rename(work_dir, &target)
            .map_err(Error::file("rename", work_dir))?;
        for dir in [parent.as_path(), &self.root.join("datasets"), &self.root] {
            backend.sync_dir(dir).map_err(Error::file("sync", dir))?;
        }
        self.manifest = read_manifest(&self.root, backend)?;
        let mut next = self.manifest.clone();
        let held: &mut Dataset = next.datasets.entry(dataset.to_owned()).or_default();
        held.releases.push(release);
        self.write_manifest(next)
    }

    /// Replaces the manifest. When that fails at any step, the manifest on disk is the old one.
    fn write_manifest(&mut self, next: Manifest) -> Result<(), Error> {
        if let Err(error) = self.put_manifest(&next) {
            // The new one may be in place with only its folder not synced.
            if !matches!(read_manifest(&self.root, self.backend.as_ref()), Ok(held) if held == self.manifest)
            {
                let _ = self.put_manifest(&self.manifest);
            }
            return Err(error);
        }
        self.manifest = next;
        Ok(())
    }

    /// Temporary file, sync, rename, sync of the folder.
    fn put_manifest(&self, manifest: &Manifest) -> Result<(), Error> {
        let tmp_dir = self.root.join("tmp");
        let tmp = tmp_dir.join("manifest.json");
        let path = self.root.join("manifest.json");
        let backend = self.backend.as_ref();
        backend
            .create_dir_all(&tmp_dir)
            .map_err(Error::file("make the folder", &tmp_dir))?;
        let put = self.put_manifest_by(&tmp, &path, manifest);
        if put.is_err() {
            // The first error is the one to tell.
            let _ = backend.remove(&tmp);
        }
        put
    }

    fn put_manifest_by(&self, tmp: &Path, path: &Path, manifest: &Manifest) -> Result<(), Error> {
        let backend = self.backend.as_ref();
        backend.remove(tmp).map_err(Error::file("remove", tmp))?;
        let text = serde_json::to_vec_pretty(manifest).map_err(|error| Error::Manifest {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        let mut file = backend
            .create_new(tmp)
            .map_err(Error::file("create", tmp))?;
        file.write_all(&text)
            .and_then(|()| file.sync())
            .map_err(Error::file("write", tmp))?;
        drop(file);
        backend
            .rename(tmp, path)
            .map_err(Error::file("rename", tmp))?;
        backend
            .sync_dir(&self.root)
            .map_err(Error::file("sync", &self.root))
    }

    /// Removes what the manifest does not name, unless a writer is at work.
    ///
    /// A store that may only be read is swept by whoever writes to it next, so nothing here fails.
    fn sweep_if_idle(&self) {
        let Ok(strays) = self.strays() else { return };
        if strays.is_empty() {
            return;
        }
        let Ok(_lock) = self.lock() else { return };
        // Another process may have published since this store read the manifest.
        let current = read_manifest(&self.root, self.backend.as_ref());
        if matches!(current, Ok(manifest) if manifest == self.manifest) {
            for stray in strays {
                let _ = self.backend.remove(&stray);
            }
        }
    }

    fn strays(&self) -> Result<Vec<PathBuf>, Error> {
        let list = |dir: &Path| self.backend.list(dir).map_err(Error::file("list", dir));
        let mut named = BTreeSet::new();
        for (dataset, held) in &self.manifest.datasets {
            for release in &held.releases {
                named.insert(self.release_dir(dataset, &release.name));
            }
        }
        // Only what this program writes is swept; anything else there is a user's.
        let tmp = self.root.join("tmp");
        let mut strays = list(&tmp)?;
        strays.retain(|path| [tmp.join("release"), tmp.join("manifest.json")].contains(path));
        for dataset_dir in list(&self.root.join("datasets"))? {
            if !is_named(&dataset_dir, |name| validate_name(name).is_ok()) {
                continue;
            }
            let releases = list(&dataset_dir)?;
            let ours = |dir: &PathBuf| is_named(dir, is_release_name);
            if releases.iter().all(|dir| ours(dir) && !named.contains(dir)) {
                strays.push(dataset_dir);
            } else {
                let unnamed = |dir: &PathBuf| ours(dir) && !named.contains(dir);
                strays.extend(releases.into_iter().filter(unnamed));
            }
        }
        Ok(strays)
    }
}

fn is_named(path: &Path, is: impl Fn(&str) -> bool) -> bool {
    path.file_name()
        .and_then(|name| name.to_str())
        .is_some_and(is)
}

/// True for the names that an import gives: `r1-0123abcd`.
fn is_release_name(name: &str) -> bool {
    let parts = name.strip_prefix('r').and_then(|name| name.split_once('-'));
    parts.is_some_and(|(number, hash)| {
        !number.is_empty()
            && number.chars().all(|c| c.is_ascii_digit())
            && hash.len() == 8
            && hash.chars().all(|c| c.is_ascii_hexdigit())
    })
}

fn read_manifest(root: &Path, backend: &dyn Backend) -> Result<Manifest, Error> {
    find_manifest(root, backend).map(Option::unwrap_or_default)
}

/// The manifest of a folder; `None` where there is none.
fn find_manifest(root: &Path, backend: &dyn Backend) -> Result<Option<Manifest>, Error> {
    let path = root.join("manifest.json");
    let mut text = Vec::new();
    match backend.open(&path) {
        Ok(mut file) => {
            file.read_to_end(&mut text)
                .map_err(Error::file("read", &path))?;
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::file("open", path)(error)),
    }
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|error| Error::Manifest {
        path: path.clone(),
        reason: format!("it is damaged ({error}); restore it from a backup"),
    })?;
    if manifest.schema_version > SCHEMA_VERSION {
        return Err(Error::Manifest {
            path,
            reason: format!(
                "it has version {} and this program reads up to {SCHEMA_VERSION}: use a newer stirstick",
                manifest.schema_version
            ),
        });
    }
    Ok(Some(manifest))
}

/// Accepts names that are plain SQL identifiers and not built in.
pub(crate) fn validate_name(name: &str) -> Result<(), Error> {
    let starts_well = name.starts_with(|first: char| first.is_ascii_lowercase());
    let plain = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let sums = ["_pairs", "_goods", "_products"];
    let free = !RESERVED_NAMES.contains(&name) && !sums.iter().any(|ending| name.ends_with(ending));
    if starts_well && plain && free && name.len() <= 63 {
        Ok(())
    } else {
        Err(Error::DatasetName {
            name: name.to_owned(),
        })
    }
}
