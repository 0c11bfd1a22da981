//! What the machine map and the input map share: reading a table, its cells and its prefixes.

use crate::revision::{Revisions, lives};
use crate::text::clipped;
use crate::{Confidence, Error, ProductCode, TableError};

mod problem;
pub use problem::TableProblem;

/// Which columns a table may have.
pub(crate) struct Layout {
    /// The name that errors give the table.
    pub(crate) table: &'static str,
    /// Columns that must be there.
    pub(crate) required: &'static [&'static str],
    /// Columns that may be there.
    pub(crate) optional: &'static [&'static str],
}

/// One row of a table with its place.
pub(crate) struct Line<'t> {
    layout: &'t Layout,
    header: &'t [String],
    record: csv::StringRecord,
    /// The line in the text.
    pub(crate) number: u64,
}

impl Layout {
    /// Reads the header and hands each row to `row`.
    pub(crate) fn read<T>(
        &self,
        text: &str,
        mut row: impl FnMut(&Line<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let header: Vec<String> = match reader.headers() {
            Ok(names) => names.iter().map(str::to_lowercase).collect(),
            Err(error) => return Err(self.unreadable(&error)),
        };
        self.check_header(&header)?;
        let mut rows = Vec::new();
        for record in reader.into_records() {
            let record = record.map_err(|error| self.unreadable(&error))?;
            let number = record.position().map_or(0, csv::Position::line);
            rows.push(row(&Line {
                layout: self,
                header: &header,
                record,
                number,
            })?);
        }
        if rows.is_empty() {
            return Err(self.error(1, "", "", TableProblem::NoRows));
        }
        Ok(rows)
    }

    fn check_header(&self, header: &[String]) -> Result<(), Error> {
        for (at, name) in header.iter().enumerate() {
            let seen = header.iter().take(at).any(|other| other == name);
            let known = self.required.iter().chain(self.optional);
            if seen {
                return Err(self.error(1, "", name, TableProblem::RepeatedColumn));
            }
            if !known.clone().any(|column| column == name) {
                let known = known.copied().collect::<Vec<_>>().join(", ");
                return Err(self.error(1, "", name, TableProblem::UnknownColumn { known }));
            }
        }
        match self
            .required
            .iter()
            .find(|column| !header.iter().any(|name| name == *column))
        {
            None => Ok(()),
            Some(column) => {
                let required = self.required.join(", ");
                Err(self.error(1, column, "", TableProblem::MissingColumn { required }))
            }
        }
    }

    fn unreadable(&self, error: &csv::Error) -> Error {
        let line = error.position().map_or(1, csv::Position::line);
        let reason = match error.kind() {
            csv::ErrorKind::UnequalLengths {
                expected_len, len, ..
            } => {
                format!("{len} cells where the header has {expected_len}")
            }
            _ => error.to_string(),
        };
        self.error(line, "", "", TableProblem::NotCsv { reason })
    }

    fn error(&self, line: u64, column: &str, got: &str, problem: TableProblem) -> Error {
        Error::Table(Box::new(TableError {
            table: self.table,
            line,
            column: column.to_owned(),
            got: clipped(got),
            problem,
        }))
    }
}

impl Line<'_> {
    /// The cell of a column without outer blanks; empty when the table has no such column.
    pub(crate) fn cell(&self, column: &str) -> &str {
        self.header
            .iter()
            .position(|name| name == column)
            .and_then(|at| self.record.get(at))
            .unwrap_or("")
    }

    /// An error in this row.
    pub(crate) fn error(&self, column: &str, got: &str, problem: TableProblem) -> Error {
        self.layout.error(self.number, column, got, problem)
    }

    /// The code of a column, of one of the `levels`, which some revision must have.
    pub(crate) fn code(
        &self,
        column: &str,
        levels: &[usize],
        expected: &'static str,
    ) -> Result<ProductCode, Error> {
        let text = self.cell(column);
        if text.is_empty() {
            return Err(self.error(column, "", TableProblem::Empty));
        }
        self.read_code(column, text, levels, expected)
    }

    fn read_code(
        &self,
        column: &str,
        text: &str,
        levels: &[usize],
        expected: &'static str,
    ) -> Result<ProductCode, Error> {
        let code = ProductCode::parse(text).ok();
        match code.filter(|code| levels.contains(&code.level())) {
            None => Err(self.error(column, text, TableProblem::NotACode { expected })),
            Some(code) if lives(code).is_empty() => {
                Err(self.error(column, text, TableProblem::UnknownCode))
            }
            Some(code) => Ok(code),
        }
    }

    /// The prefixes of a column, none of which may hold `own`, another one, or be held by them.
    pub(crate) fn prefixes(
        &self,
        column: &str,
        own: ProductCode,
    ) -> Result<Vec<ProductCode>, Error> {
        let mut prefixes: Vec<ProductCode> = Vec::new();
        for text in self.parts(column) {
            let prefix = self.read_code(
                column,
                text,
                &[2, 4, 6],
                "a chapter, heading or subheading (2, 4 or 6 digits)",
            )?;
            if meets(prefix, own) {
                let problem = TableProblem::HoldsItself { code: own };
                return Err(self.error(column, text, problem));
            }
            if let Some(other) = prefixes.iter().copied().find(|other| meets(prefix, *other)) {
                return Err(self.error(column, text, TableProblem::NamedTwice { other }));
            }
            prefixes.push(prefix);
        }
        Ok(prefixes)
    }

    /// The parts of a cell between semicolons.
    pub(crate) fn parts(&self, column: &str) -> impl Iterator<Item = &str> {
        self.cell(column)
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
    }

    /// The word of the column `confidence`.
    pub(crate) fn confidence(&self) -> Result<Confidence, Error> {
        self.word("confidence", Confidence::parse)
    }

    /// A word of a closed list.
    pub(crate) fn word<T>(
        &self,
        column: &str,
        parse: impl Fn(&str) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let text = self.cell(column);
        if text.is_empty() {
            return Err(self.error(column, "", TableProblem::Empty));
        }
        parse(text).map_err(|error| match error {
            Error::Word { expected, .. } => {
                self.error(column, text, TableProblem::NotAWord { expected })
            }
            other => other,
        })
    }

    /// The number of the column `weight`, if there is one.
    pub(crate) fn weight(&self) -> Result<Option<f64>, Error> {
        let text = self.cell("weight");
        if text.is_empty() {
            return Ok(None);
        }
        match text.parse::<f64>() {
            Ok(weight) if weight.is_finite() && weight >= 0.0 => Ok(Some(weight)),
            _ => Err(self.error("weight", text, TableProblem::NotAWeight)),
        }
    }
}

/// True when one of the two codes holds the other.
pub(crate) fn meets(one: ProductCode, other: ProductCode) -> bool {
    one.is_in(other) || other.is_in(one)
}

/// The runs of revisions in which a code means one thing, as text.
pub(crate) fn meanings(code: ProductCode) -> String {
    let runs = lives(code).iter().map(|(_, life)| life.to_string());
    runs.collect::<Vec<_>>().join(" and in ")
}

/// The start of a weight to be fitted: `confidence * (1 / headings)^0.5`, or the number of the row.
///
/// The square root keeps a machine of many goods from vanishing: what it says about one good falls
/// more slowly than their number grows.
pub(crate) fn prior_weight(
    stated: Option<f64>,
    confidence: Confidence,
    prefixes: &[ProductCode],
    headings: usize,
) -> f64 {
    let share = u32::try_from(headings).map_or(0.0, |count| f64::from(count).recip());
    let computed = if prefixes.is_empty() {
        0.0
    } else {
        confidence.factor() * share.sqrt()
    };
    stated.unwrap_or(computed)
}

/// The revisions of a row: those that it states if one meaning of the code has them, else all of the
/// only meaning.
pub(crate) fn row_revisions(line: &Line<'_>, code: ProductCode) -> Result<Revisions, Error> {
    let lives = lives(code);
    if line.cell("revisions").is_empty() {
        return match lives {
            [(_, life)] => Ok(*life),
            _ => {
                let meanings = meanings(code);
                let problem = TableProblem::Ambiguous { meanings };
                Err(line.error("machine", code.as_str(), problem))
            }
        };
    }
    let stated = line.word("revisions", Revisions::parse)?;
    if lives.iter().any(|(_, life)| life.covers(stated)) {
        return Ok(stated);
    }
    let meanings = meanings(code);
    let problem = TableProblem::OtherMeaning { code, meanings };
    Err(line.error("revisions", line.cell("revisions"), problem))
}
