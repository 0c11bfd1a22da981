//! What happens to a store when the disk fails: any single operation, a full disk, a second writer.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::float_cmp,
    reason = "a test that fails here has failed; it writes its own inputs; printed figures are exact"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use stirstick_store::{
    Backend, Error, ImportOptions, LocalBackend, LockGuard, Manifest, Store, WriteFile,
};

/// The local disk, but the operation of number `fail_at` fails.
#[derive(Debug)]
struct Failing {
    fail_at: u64,
    kind: io::ErrorKind,
    calls: Arc<AtomicU64>,
}

impl Failing {
    fn at(fail_at: u64, kind: io::ErrorKind) -> Arc<Self> {
        Arc::new(Failing {
            fail_at,
            kind,
            calls: Arc::default(),
        })
    }

    fn turn(&self) -> io::Result<()> {
        turn(&self.calls, self.fail_at, self.kind)
    }
}

fn turn(calls: &AtomicU64, fail_at: u64, kind: io::ErrorKind) -> io::Result<()> {
    if calls.fetch_add(1, Ordering::SeqCst) + 1 == fail_at {
        return Err(io::Error::new(kind, "this operation was made to fail"));
    }
    Ok(())
}

struct FailingFile<F> {
    inner: F,
    fail_at: u64,
    kind: io::ErrorKind,
    calls: Arc<AtomicU64>,
}

impl Write for FailingFile<Box<dyn WriteFile>> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        turn(&self.calls, self.fail_at, self.kind)?;
        self.inner.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl WriteFile for FailingFile<Box<dyn WriteFile>> {
    fn sync(&mut self) -> io::Result<()> {
        turn(&self.calls, self.fail_at, self.kind)?;
        self.inner.sync()
    }
}

impl Read for FailingFile<Box<dyn Read>> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        turn(&self.calls, self.fail_at, self.kind)?;
        self.inner.read(buffer)
    }
}

impl Failing {
    fn wrap<F>(&self, inner: F) -> FailingFile<F> {
        FailingFile {
            inner,
            fail_at: self.fail_at,
            kind: self.kind,
            calls: Arc::clone(&self.calls),
        }
    }
}

impl Backend for Failing {
    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        self.turn()?;
        LocalBackend.create_dir_all(path)
    }
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn WriteFile>> {
        self.turn()?;
        Ok(Box::new(self.wrap(LocalBackend.create_new(path)?)))
    }
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read>> {
        self.turn()?;
        Ok(Box::new(self.wrap(LocalBackend.open(path)?)))
    }
    fn list(&self, path: &Path) -> io::Result<Vec<PathBuf>> {
        self.turn()?;
        LocalBackend.list(path)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.turn()?;
        LocalBackend.rename(from, to)
    }
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.turn()?;
        LocalBackend.sync_dir(path)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.turn()?;
        LocalBackend.remove(path)
    }
    fn try_lock(&self, path: &Path) -> io::Result<Option<Box<dyn LockGuard>>> {
        self.turn()?;
        LocalBackend.try_lock(path)
    }
}

/// A file of flows in stirstick's own layout; `seed` makes its values.
fn flows(folder: &Path, seed: u64) -> PathBuf {
    let mut text = String::from(
        "period,frequency,exporter,importer,product,nomenclature,value,currency,valuation,quantity_t,reported_by\n",
    );
    for (row, exporter) in ["CHN", "DEU", "IND", "TUR"].iter().enumerate() {
        text.push_str(&format!(
            "2023,A,{exporter},RUS,845611,HS22,{},USD,cif,,importer\n",
            seed * 100 + row as u64 + 1
        ));
    }
    let path = folder.join(format!("flows-{seed}.csv"));
    fs::write(&path, text).unwrap();
    path
}

fn import(store: &mut Store, file: &Path) -> Result<(), Error> {
    let files = [file.to_owned()];
    store
        .import("trade", &files, &ImportOptions::default(), &mut |_, _| true)
        .map(|_| ())
}

/// Files below the store that no manifest names, but for the lock and the manifest themselves.
fn strays(root: &Path, manifest: &Manifest) -> Vec<PathBuf> {
    let mut named: BTreeSet<PathBuf> = [root.join("manifest.json"), root.join("lock")].into();
    for (dataset, held) in &manifest.datasets {
        for release in &held.releases {
            let folder = root.join("datasets").join(dataset).join(&release.name);
            named.extend(release.parts.iter().map(|part| folder.join(&part.file)));
        }
    }
    let mut folders = vec![root.to_owned()];
    let mut strays = Vec::new();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            assert!(!folder.exists(), "{} can be listed", folder.display());
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !named.contains(&path) {
                strays.push(path);
            }
        }
    }
    strays
}

fn assert_sound(root: &Path, expected: &Manifest, context: &str) {
    let store = Store::open(root).unwrap();
    assert_eq!(
        store.manifest(),
        expected,
        "{context}: the store is as it was"
    );
    for dataset in expected.datasets.keys() {
        assert!(store.check(dataset).unwrap().damaged.is_empty());
    }
    assert_eq!(
        strays(root, expected),
        Vec::<PathBuf>::new(),
        "{context}: nothing is left over"
    );
}

/// Runs an operation on a copy of a store with one dataset, failing at each call in turn.
fn fail_everywhere(operate: impl Fn(&mut Store, &Path) -> Result<(), Error>) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let first = flows(folder.path(), 1);
    let second = flows(folder.path(), 2);
    for fail_at in 1.. {
        let root = folder.path().join(format!("store-{fail_at}"));
        let mut before = Store::open(&root).unwrap();
        import(&mut before, &first).unwrap();
        let before = before.manifest().clone();
        let backend = Failing::at(fail_at, io::ErrorKind::Other);
        let outcome = Store::open_with(&root, backend.clone())
            .and_then(|mut store| operate(&mut store, &second));
        let failed = backend.calls.load(Ordering::SeqCst) >= fail_at;
        if !failed {
            outcome.unwrap();
            return fail_at - 1;
        }
        let context = format!("failing at call {fail_at}");
        match outcome {
            Err(error) => {
                assert!(!error.to_string().is_empty());
                assert_sound(&root, &before, &context);
            }
            // Only what is done after the manifest, or for tidiness, may fail without an error.
            Ok(()) => {
                let after = Store::open(&root).unwrap();
                assert_ne!(after.manifest(), &before, "{context}: it was done");
                assert_sound(&root, &after.manifest().clone(), &context);
            }
        }
        let mut again = Store::open(&root).unwrap();
        if again.manifest() == &before {
            operate(&mut again, &second).unwrap_or_else(|error| panic!("{context}: {error}"));
        }
        fs::remove_dir_all(&root).unwrap();
    }
    unreachable!("the loop ends when no call fails")
}

#[test]
fn an_import_that_fails_at_any_operation_leaves_the_store_as_it_was() {
    let calls = fail_everywhere(import);
    assert!(
        calls > 15,
        "an import makes more than 15 file operations, not {calls}"
    );
}

#[test]
fn a_removal_that_fails_at_any_operation_is_done_or_not_done() {
    let calls = fail_everywhere(|store, _| store.remove("trade"));
    assert!(
        calls > 8,
        "a removal makes more than 8 file operations, not {calls}"
    );
}

#[test]
fn a_full_disk_is_named_with_the_path() {
    let folder = tempfile::tempdir().unwrap();
    let file = flows(folder.path(), 1);
    let mut while_writing = 0;
    for fail_at in 1.. {
        let root = folder.path().join(fail_at.to_string());
        let backend = Failing::at(fail_at, io::ErrorKind::StorageFull);
        let calls = Arc::clone(&backend.calls);
        let outcome =
            Store::open_with(&root, backend).and_then(|mut store| import(&mut store, &file));
        if let Err(error) = outcome {
            let text = error.to_string();
            while_writing += u32::from(text.contains("cannot write"));
            assert!(text.contains(root.to_str().unwrap()), "{text}");
            assert_sound(&root, &Manifest::default(), &text);
        }
        if calls.load(Ordering::SeqCst) < fail_at {
            break;
        }
    }
    assert!(
        while_writing >= 3,
        "the three files are written: {while_writing}"
    );
}

#[test]
fn a_second_writer_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = flows(folder.path(), 1);
    let root = folder.path().join("store");
    let mut first = Store::open(&root).unwrap();
    import(&mut first, &file).unwrap();
    let held = LocalBackend.try_lock(&root.join("lock")).unwrap();
    assert!(held.is_some());
    let start = Instant::now();
    let refused = import(&mut Store::open(&root).unwrap(), &flows(folder.path(), 2));
    assert!(matches!(refused, Err(Error::Busy { .. })), "{refused:?}");
    assert!(start.elapsed() < Duration::from_secs(1));
    drop(held);
    import(&mut Store::open(&root).unwrap(), &flows(folder.path(), 2)).unwrap();
}

#[test]
fn readers_never_see_a_mix_of_releases() {
    const PUBLISHES: u64 = 12;
    const READERS: usize = 4;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("store");
    import(&mut Store::open(&root).unwrap(), &flows(folder.path(), 1)).unwrap();
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..READERS {
            scope.spawn(|| {
                while !done.load(Ordering::SeqCst) {
                    let store = Store::open(&root).unwrap();
                    let session = store.session("trade", None).unwrap();
                    let rows = session
                        .query(
                            "SELECT count(*) AS n, sum(value) AS total FROM flows WHERE importer = $1",
                            &[("importer", "RUS")],
                        )
                        .unwrap();
                    let row = rows.iter().next().unwrap();
                    let total = row.number("total").unwrap();
                    assert_eq!(row.integer("n"), Some(4));
                    // Values of one file are 100 seed + 1 to 100 seed + 4: a sum of 400 seed + 10.
                    assert_eq!((total - 10.0) % 400.0, 0.0, "a whole release: {total}");
                }
            });
        }
        for seed in 2..2 + PUBLISHES {
            import(
                &mut Store::open(&root).unwrap(),
                &flows(folder.path(), seed),
            )
            .unwrap();
        }
        done.store(true, Ordering::SeqCst);
    });
    let store = Store::open(&root).unwrap();
    assert_eq!(
        store.manifest().datasets["trade"].releases.len() as u64,
        1 + PUBLISHES
    );
}
