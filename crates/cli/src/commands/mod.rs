//! One file a command.

pub(crate) mod brief;
pub(crate) mod check;
pub(crate) mod data;
pub(crate) mod expo;
pub(crate) mod gravity;
mod import_report;
pub(crate) mod ledger;
pub(crate) mod outlook;
pub(crate) mod potential;
pub(crate) mod receipt;
pub(crate) mod sample;
pub(crate) mod sql;
pub(crate) mod suppliers;

use crate::args::{Arguments, OutputOptions};
use crate::failure::{Failure, Kind};
use crate::output::{self, tell};
use std::path::PathBuf;
use stirstick_brief::Format;
use stirstick_market::{Answer, Receipt};
use stirstick_store::Store;

/// What commands share.
pub(crate) struct Context {
    store: Option<PathBuf>,
}

impl Context {
    pub(crate) fn new(arguments: &Arguments) -> Self {
        Context {
            store: arguments.store.clone().or_else(default_store),
        }
    }

    pub(crate) fn root(&self) -> Result<&PathBuf, Failure> {
        self.store.as_ref().ok_or_else(|| {
            Failure::new(Kind::Config, "there is no home folder to keep data in")
                .hint("give one with --store DIR or the variable STIRSTICK_STORE")
        })
    }

    pub(crate) fn open(&self) -> Result<Store, Failure> {
        Ok(Store::open(self.root()?)?)
    }

    /// Keeps receipts, so that they can be asked for; what was answered stands without them.
    pub(crate) fn keep(&self, store: &Store, receipts: &[Receipt]) {
        if let Err(error) = store.keep_receipts(receipts) {
            // The JSON of an answer carries them.
            tell!("note: receipts are not kept for `stirstick receipt`: {error}");
        }
    }

    /// Writes an answer and keeps its receipts.
    pub(crate) fn deliver(
        &self,
        store: &Store,
        answer: &Answer,
        options: &OutputOptions,
        on_pipe: Format,
    ) -> Result<(), Failure> {
        output::write(answer, options, on_pipe)?;
        self.keep(store, &answer.receipts);
        Ok(())
    }
}

fn default_store() -> Option<PathBuf> {
    let data = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute());
    data.or_else(|| std::env::home_dir().map(|home| home.join(".local").join("share")))
        .map(|data| data.join("stirstick"))
}
