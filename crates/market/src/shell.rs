//! Words of a command line, so that it can be pasted.

/// What stands for the release in the receipt of a file; releases of datasets have other names.
pub(crate) const FILE: &str = "file";

/// A word as a shell takes it.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,=@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
