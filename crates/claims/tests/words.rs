//! The grammar knows concepts; words stand in the tables of a language.

use std::collections::BTreeSet;
use std::path::Path;

/// What the code may write: names of goods in the output, and values of the tables.
const ALLOWED: [&str; 25] = [
    "total",
    "services",
    "goods and services",
    "exports",
    "imports",
    "two_way",
    "shipments",
    "sold",
    "turnover",
    "bill",
    "past",
    "after",
    "tariff",
    "measure",
    "gdp",
    "business",
    "settlement",
    "mean",
    "stretch",
    "amount",
    "infinitive",
    "ranked",
    "relative",
    "group",
    "takes",
];

fn files(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(std::fs::read_to_string(&path).expect("a source file"));
        }
    }
}

/// Text literals of the code, without tests and comments.
fn literals(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines
        .flat_map(|line| {
            let code = line.split("// ").next().unwrap_or_default();
            code.split('"')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn no_word_of_a_language_stands_in_the_grammar() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut terms = BTreeSet::new();
    for table in std::fs::read_dir(root.join("languages/en")).expect("the tables are there") {
        let path = table.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            let text = std::fs::read_to_string(&path).expect("a table");
            for line in text.lines().skip(1) {
                let words = line.splitn(3, ',').nth(2).unwrap_or_default();
                terms.extend(
                    words
                        .split(';')
                        .map(|term| term.trim_start_matches('=').to_lowercase()),
                );
            }
        }
    }
    assert!(terms.len() > 3000, "{} terms", terms.len());
    let mut sources = Vec::new();
    for folder in ["src/grammar", "src/reading"] {
        files(&root.join(folder), &mut sources);
    }
    for literal in sources.iter().flat_map(|source| literals(source)) {
        let is_word = literal
            .chars()
            .filter(|character| character.is_alphabetic())
            .count()
            > 1;
        // Codes of areas and the reasons that lints ask for are in capitals or sentences.
        let known = ALLOWED.contains(&literal.as_str())
            || literal.chars().all(|c| c.is_uppercase() || c == '_');
        assert!(
            !is_word || known || !terms.contains(&literal.to_lowercase()),
            "{literal:?} belongs in a table"
        );
    }
}
