//! Running the program in a store of its own.

#![allow(dead_code, reason = "each test file uses a part")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub(crate) struct World {
    pub(crate) folder: tempfile::TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        World {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.path("store")
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stirstick"));
        command
            .env_clear()
            .env("STIRSTICK_STORE", self.store())
            .current_dir(self.folder.path());
        command
    }

    pub(crate) fn run<I: AsRef<std::ffi::OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = I>,
    ) -> Output {
        self.command().args(arguments).output().unwrap()
    }

    /// Runs words separated by blanks and expects success.
    pub(crate) fn ok(&self, line: &str) -> String {
        let output = self.run(line.split(' '));
        assert!(
            output.status.success(),
            "{line}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn json(&self, line: &str) -> Value {
        serde_json::from_str(&self.ok(line)).unwrap()
    }

    /// Runs words separated by blanks and expects a failure; returns exit code and message.
    pub(crate) fn fails(&self, line: &str) -> (i32, String) {
        let output = self.run(line.split(' '));
        assert!(!output.status.success(), "{line} was expected to fail");
        assert!(
            output.stdout.is_empty(),
            "a failure prints nothing on standard output"
        );
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    }
}

/// The folder of real inputs; a test that needs it says what is missing.
pub(crate) fn shared(file: &str) -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("STIRSTICK_SHARED").map_or(beside, PathBuf::from);
    let path = folder.join("data").join(file);
    assert!(
        path.exists(),
        "{} is missing: put the folder `shared` of real inputs beside the repository, or name it in \
         the variable STIRSTICK_SHARED",
        path.display()
    );
    path.canonicalize().unwrap()
}

/// The figure of an identifier in the first section that has it.
pub(crate) fn figure(answer: &Value, id: &str) -> f64 {
    answer["sections"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|section| section["figures"].as_array().unwrap())
        .find(|figure| figure["id"] == id)
        .unwrap_or_else(|| panic!("no figure {id}"))["value"]
        .as_f64()
        .unwrap()
}

/// Cells of one column of a table by the text of another.
pub(crate) fn cell(answer: &Value, table: &str, key: (&str, &str), column: &str) -> Value {
    let table = answer["sections"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|section| section["tables"].as_array().unwrap())
        .find(|held| held["id"] == table)
        .unwrap_or_else(|| panic!("no table {table}"));
    let place = |id: &str| {
        table["columns"]
            .as_array()
            .unwrap()
            .iter()
            .position(|column| column["id"] == id)
            .unwrap_or_else(|| panic!("no column {id}"))
    };
    let (key_column, key_text) = (place(key.0), key.1);
    table["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row[key_column] == key_text)
        .unwrap_or_else(|| panic!("no row {key_text}"))[place(column)]
    .clone()
}
