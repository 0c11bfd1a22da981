//! Which SQL may run: one read-only `SELECT`.

use crate::error::Error;
use datafusion::sql::parser::{DFParser, Statement};
use datafusion::sql::sqlparser::ast::{SetExpr, Statement as SqlStatement};

/// Longest statement that is parsed.
const MAX_SQL_BYTES: usize = 64 * 1024;

/// Admits one `SELECT` (with `WITH`, `UNION` and the like) and nothing else.
///
/// # Errors
/// [`Error::Forbidden`] with the rule that the text breaks, [`Error::Query`] when it is not SQL.
pub fn admit(sql: &str) -> Result<(), Error> {
    let forbid = |reason: &str| {
        Err(Error::Forbidden {
            reason: reason.to_owned(),
        })
    };
    if sql.len() > MAX_SQL_BYTES {
        return forbid("it is longer than 64 KiB");
    }
    let statements = DFParser::parse_sql(sql).map_err(|error| Error::Statement {
        reason: error.to_string(),
    })?;
    if statements.len() != 1 {
        return forbid("exactly one SELECT is expected");
    }
    match &statements[0] {
        Statement::Statement(statement) => match statement.as_ref() {
            SqlStatement::Query(query) if only_selects(&query.body) => Ok(()),
            _ => forbid("only a SELECT may run; it reads and never writes"),
        },
        _ => forbid("only a SELECT may run; it reads and never writes"),
    }
}

fn only_selects(body: &SetExpr) -> bool {
    match body {
        SetExpr::Select(select) => select.into.is_none(),
        SetExpr::Query(query) => only_selects(&query.body),
        SetExpr::SetOperation { left, right, .. } => only_selects(left) && only_selects(right),
        SetExpr::Values(_) => true,
        _ => false,
    }
}
