use crate::ProductCode;
use thiserror::Error as ThisError;

/// What is wrong with a cell, a row or a whole table, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum TableProblem {
    /// The text is no comma-separated table, or a row has another number of cells than the header.
    #[error(
        "the table cannot be read ({reason}): separate the cells by commas and quote those that hold one"
    )]
    NotCsv {
        /// What the reader said.
        reason: String,
    },
    /// There is a header and no more.
    #[error("the table has no rows: add one line for each code")]
    NoRows,
    /// A column that is needed is not in the header.
    #[error("this column is missing: the table needs {required}, separated by commas")]
    MissingColumn {
        /// The columns that are needed.
        required: String,
    },
    /// A column is not known; it may be a misspelt one.
    #[error("is not a column of this table: rename it to one of {known}, or remove it")]
    UnknownColumn {
        /// The columns that are known.
        known: String,
    },
    /// The header has a column twice.
    #[error("is in the header twice: remove one of them")]
    RepeatedColumn,
    /// A cell that is needed is empty.
    #[error("the cell is empty: fill it in or remove the row")]
    Empty,
    /// The text has not the form of a code.
    #[error(
        "is not {expected}: write digits only, with the leading zeros that spreadsheets drop (0402)"
    )]
    NotACode {
        /// What would have been accepted.
        expected: &'static str,
    },
    /// The code has the right form, but no revision of the Harmonized System has it.
    #[error("is in no revision of the Harmonized System from 1992 to 2022: correct the digits")]
    UnknownCode,
    /// A word is not one of a closed list.
    #[error("is not known: write {expected}")]
    NotAWord {
        /// The accepted words.
        expected: &'static str,
    },
    /// The code does not mean one thing in all the revisions that are claimed.
    #[error(
        "is more than one meaning of {code} has: it is one thing in {meanings}; write one of these or a part of it"
    )]
    OtherMeaning {
        /// The code.
        code: ProductCode,
        /// The runs of revisions in which it means one thing.
        meanings: String,
    },
    /// The code means different goods in different revisions, and the row does not say which.
    #[error("means different things in {meanings}: write one of these in the column revisions")]
    Ambiguous {
        /// The runs of revisions in which it means one thing.
        meanings: String,
    },
    /// Two rows are of the same code in the same revision.
    #[error(
        "has a row already in line {first_line}: merge the two, or give them different revisions"
    )]
    RepeatedRow {
        /// The line of the first of them.
        first_line: u64,
    },
    /// Two rows are of the same good.
    #[error("has a row already in line {first_line}: merge the two")]
    RepeatedGood {
        /// The line of the first of them.
        first_line: u64,
    },
    /// A cell names a code twice, or a code and a group that holds it.
    #[error("is named twice, since {other} is there too: remove one of them")]
    NamedTwice {
        /// The other prefix.
        other: ProductCode,
    },
    /// A prefix holds the row's own code or a part of it.
    #[error("holds {code} itself or a part of it: name the headings that are meant")]
    HoldsItself {
        /// The row's code.
        code: ProductCode,
    },
    /// The role is one that says what is made, and nothing is.
    #[error(
        "the cell is empty, but a machine of role {role} makes goods: name them, or change the role"
    )]
    NoGoods {
        /// The row's role.
        role: &'static str,
    },
    /// The weight is not a finite number of zero or more.
    #[error(
        "is not a weight: write a number of 0 or more with a decimal point, or leave the cell empty"
    )]
    NotAWeight,
}
