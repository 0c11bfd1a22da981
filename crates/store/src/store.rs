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
use crate::manifest::{Dataset, Manifest, Part, PartKind, Release, SCHEMA_VERSION};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Names that questions use for what is built in.
pub(crate) const RESERVED_NAMES: [&str; 4] =
    ["flows", "published_figures", "partner_trade", "targets"];

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
        let manifest = read_manifest(&root, backend.as_ref())?;
        let store = Store {
            root,
            backend,
            manifest,
        };
        store.sweep_if_idle();
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
        known.extend(["published_figures", "partner_trade"]);
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

    fn release_dir(&self, dataset: &str, release: &str) -> PathBuf {
        self.root.join("datasets").join(dataset).join(release)
    }

    /// Recomputes the hash of every file of a dataset's releases and compares with the manifest.
    /// Returns the number of files checked.
    ///
    /// # Errors
    /// [`Error::Damaged`] names the first file that differs or is gone.
    pub fn check(&self, dataset: &str) -> Result<usize, Error> {
        let held = self
            .manifest
            .datasets
            .get(dataset)
            .ok_or_else(|| self.unknown(dataset))?;
        let mut checked = 0;
        for release in &held.releases {
            for part in &release.parts {
                self.check_part(&self.part_path(dataset, release, part), part)?;
                checked += 1;
            }
        }
        Ok(checked)
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
        let (sha256, bytes) = fill(HashingWriter::new(out))
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
        backend.remove(&tmp).map_err(Error::file("remove", &tmp))?;
        let text = serde_json::to_vec_pretty(manifest).map_err(|error| Error::Manifest {
            path: path.clone(),
            reason: error.to_string(),
        })?;
        let mut file = backend
            .create_new(&tmp)
            .map_err(Error::file("create", &tmp))?;
        file.write_all(&text)
            .and_then(|()| file.sync())
            .map_err(Error::file("write", &tmp))?;
        drop(file);
        backend
            .rename(&tmp, &path)
            .map_err(Error::file("rename", &tmp))?;
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
        let mut strays = list(&self.root.join("tmp"))?;
        for dataset_dir in list(&self.root.join("datasets"))? {
            let releases = list(&dataset_dir)?;
            let used = releases.iter().filter(|dir| named.contains(*dir)).count();
            if used == 0 {
                strays.push(dataset_dir);
            } else {
                strays.extend(releases.into_iter().filter(|dir| !named.contains(dir)));
            }
        }
        Ok(strays)
    }
}

fn read_manifest(root: &Path, backend: &dyn Backend) -> Result<Manifest, Error> {
    let path = root.join("manifest.json");
    let mut text = Vec::new();
    match backend.open(&path) {
        Ok(mut file) => {
            file.read_to_end(&mut text)
                .map_err(Error::file("read", &path))?;
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Manifest::default());
        }
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
    Ok(manifest)
}

/// Accepts names that are plain SQL identifiers and not built in.
pub(crate) fn validate_name(name: &str) -> Result<(), Error> {
    let starts_well = name.starts_with(|first: char| first.is_ascii_lowercase());
    let plain = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let free = !RESERVED_NAMES.contains(&name)
        && !name.ends_with("_products")
        && !name.ends_with("_pairs");
    if starts_well && plain && free && name.len() <= 63 {
        Ok(())
    } else {
        Err(Error::DatasetName {
            name: name.to_owned(),
        })
    }
}
