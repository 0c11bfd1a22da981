//! Reads a list of exhibitors and answers who is present.

use std::io::Read;

use sha2::{Digest, Sha256};
use stirstick_store::Receipt;

use crate::answer::Answer;
use crate::error::Error;
use crate::expo::read::{ExhibitorList, read};
use crate::expo::section::section;
use crate::shell::{FILE, quoted};

/// Answers who is present at an exhibition, from its list of exhibitors; `file` names the list.
///
/// # Errors
/// Those of [`read`].
pub fn answer(source: impl Read, file: &str) -> Result<Answer, Error> {
    let list = read(source, file)?;
    let receipt = receipt(&list);
    let section = section(&list, Some(&receipt.id));
    Ok(Answer {
        title: section.title.clone(),
        command: receipt.query.clone(),
        synthetic: list.is_synthetic(),
        sections: vec![section],
        receipts: vec![receipt],
    })
}

/// Refuses the receipt of a list of exhibitors, which no store holds, and says what asks again.
///
/// The command is made of the file's name, since a receipt from elsewhere may state any.
///
/// # Errors
/// [`Error::OfFile`].
pub(crate) fn refuse_file(receipt: &Receipt) -> Result<(), Error> {
    if receipt.release != FILE {
        return Ok(());
    }
    Err(Error::OfFile {
        id: receipt.id.clone(),
        sha256: receipt.release_hash.chars().take(12).collect(),
        command: if receipt.query.starts_with("stirstick gravity") {
            "stirstick gravity fit, with the words that the receipt states".to_owned()
        } else {
            format!("stirstick expo {}", quoted(&receipt.dataset))
        },
        file: receipt.dataset.clone(),
    })
}

/// The receipt of a file: its hash stands for the release, the command for the query, and the hash
/// of the exhibitors that count for the rows.
fn receipt(list: &ExhibitorList) -> Receipt {
    let query = format!("stirstick expo {}", quoted(&list.file));
    let mut rows = Sha256::new();
    for exhibitor in &list.exhibitors {
        let year = exhibitor
            .year
            .map(|year| year.to_string())
            .unwrap_or_default();
        rows.update(format!(
            "{}\t{}\t{year}\n",
            exhibitor.firm, exhibitor.country
        ));
    }
    let identity = format!("{:x}", Sha256::digest(format!("{}\n{query}", list.sha256)));
    Receipt {
        id: identity[..12].to_owned(),
        dataset: list.file.clone(),
        release: FILE.to_owned(),
        release_hash: list.sha256.clone(),
        query,
        parameters: Vec::new(),
        rows: list.exhibitors.len() as u64,
        result_hash: format!("{:x}", rows.finalize()),
        sources: vec![list.file.clone()],
        engine: stirstick_store::ENGINE.to_owned(),
    }
}
