//! One section of an answer with what it rests on.

use crate::answer::{Answer, Section};
use stirstick_store::Receipt;

/// Section, receipts, and whether the data is synthetic.
pub(crate) struct Part {
    pub(crate) section: Section,
    pub(crate) receipts: Vec<Receipt>,
    pub(crate) synthetic: bool,
}

impl Part {
    /// The section as an answer of its own.
    pub(crate) fn alone(self, title: String, command: String) -> Answer {
        Answer {
            title,
            command,
            synthetic: self.synthetic,
            sections: vec![self.section],
            receipts: self.receipts,
        }
    }
}

/// Adds receipts, each once.
pub(crate) fn add_receipts(receipts: &mut Vec<Receipt>, more: impl IntoIterator<Item = Receipt>) {
    for receipt in more {
        if receipts.iter().all(|known| known.id != receipt.id) {
            receipts.push(receipt);
        }
    }
}
