//! Formulas in fixest's form: `trade ~ log(dist) + contig:rta | exporter^year + importer^year`.
//!
//! ```text
//! formula    = term "~" terms [ "|" effects ]
//! terms      = part { ("+" | "-") part }            part: a product, 1, 0 or -1 (constant or none)
//! product    = factor { (":" | "*") factor }         a*b is a + b + a:b
//! factor     = name | function "(" name ")"          log, ln, log1p, exp, sqrt, sq (its square)
//! effects    = effect { "+" effect }                 effect: name { "^" name }
//! name       = letters, digits, _ and . , or anything between backquotes
//! ```

use std::fmt;

use winnow::ascii::multispace0;
use winnow::combinator::{alt, cut_err, delimited, eof, opt, preceded, repeat, separated};
use winnow::error::{ContextError, StrContext, StrContextValue};
use winnow::prelude::*;
use winnow::token::{literal, one_of, take_while};

use crate::error::Error;

/// What is to be estimated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// As it was written.
    pub text: String,
    /// The outcome.
    pub outcome: Term,
    /// Regressors, each once.
    pub regressors: Vec<Term>,
    /// Fixed effects, each an interaction of columns.
    pub effects: Vec<Vec<String>>,
    /// Whether a constant is wanted where there are no effects.
    pub constant: bool,
}

/// A product of columns, each through a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term(pub Vec<Factor>);

/// A column through a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// The function.
    pub function: Function,
    /// Name of the column.
    pub name: String,
}

/// What is done to a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// Nothing.
    Identity,
    /// Natural logarithm.
    Log,
    /// Natural logarithm of one more.
    Log1p,
    /// Exponential.
    Exp,
    /// Square root.
    Sqrt,
    /// Square.
    Square,
}

/// Terms that products joined by `*` may expand to.
const MOST_TERMS: usize = 500;

/// Names of functions; the first of each is how it is written.
const FUNCTIONS: [(&str, Function); 6] = [
    ("log", Function::Log),
    ("ln", Function::Log),
    ("log1p", Function::Log1p),
    ("exp", Function::Exp),
    ("sqrt", Function::Sqrt),
    ("sq", Function::Square),
];

impl Function {
    /// The function of a value.
    #[must_use]
    pub fn of(self, value: f64) -> f64 {
        match self {
            Self::Identity => value,
            Self::Log => value.ln(),
            Self::Log1p => value.ln_1p(),
            Self::Exp => value.exp(),
            Self::Sqrt => value.sqrt(),
            Self::Square => value * value,
        }
    }

    fn named(name: &str) -> Option<Self> {
        FUNCTIONS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, function)| *function)
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match FUNCTIONS
            .iter()
            .find(|(_, function)| *function == self.function)
        {
            Some((name, _)) => write!(f, "{name}({})", self.name),
            None => f.write_str(&self.name),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let factors: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&factors.join(":"))
    }
}

impl std::str::FromStr for Formula {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let read = formula.parse(text).map(|read| Formula {
            text: text.trim().to_owned(),
            ..read
        });
        read.map_err(|error| Error::Formula {
            formula: text.to_owned(),
            at: error.offset() + 1,
            reason: error.inner().to_string().replace('\n', "; "),
        })
    }
}

/// Names of an effect's or cluster's columns: `exporter^year`.
///
/// # Errors
/// [`Error::Formula`].
pub fn parse_groups(text: &str) -> Result<Vec<Vec<String>>, Error> {
    let mut clusters = (
        separated(1.., effect, (multispace0, one_of(['+', ',']), multispace0)),
        multispace0,
        eof,
    );
    clusters
        .parse(text)
        .map(|(groups, _, _): (Vec<Vec<String>>, _, _)| groups)
        .map_err(|error| Error::Formula {
            formula: text.to_owned(),
            at: error.offset() + 1,
            reason: error.inner().to_string().replace('\n', "; "),
        })
}

fn expected(what: &'static str) -> StrContext {
    StrContext::Expected(StrContextValue::Description(what))
}

fn formula(input: &mut &str) -> ModalResult<Formula> {
    let outcome = term
        .context(expected("the outcome, such as trade or log(trade)"))
        .parse_next(input)?;
    cut_err(symbol('~').context(expected("~ after the outcome"))).parse_next(input)?;
    let parts = cut_err(parts.context(expected("regressors, or 1 for none"))).parse_next(input)?;
    let effects = opt(preceded(
        symbol('|'),
        cut_err(effects.context(expected("fixed effects"))),
    ))
    .parse_next(input)?;
    cut_err((multispace0, eof).context(expected("+, |, : or the end"))).parse_next(input)?;
    let mut formula = Formula {
        text: String::new(),
        outcome,
        regressors: Vec::new(),
        effects: effects.unwrap_or_default(),
        constant: true,
    };
    for part in parts {
        match part {
            Part::Constant(wanted) => formula.constant = wanted,
            Part::Terms(terms) => {
                for term in terms {
                    if !formula.regressors.contains(&term) {
                        formula.regressors.push(term);
                    }
                }
            }
        }
    }
    Ok(formula)
}

#[derive(Clone)]
enum Part {
    Constant(bool),
    Terms(Vec<Term>),
}

fn parts(input: &mut &str) -> ModalResult<Vec<Part>> {
    let first = alt((minus_one, part)).parse_next(input)?;
    let rest: Vec<Part> = repeat(
        0..,
        alt((
            minus_one,
            preceded(symbol('+'), cut_err(part.context(expected("a regressor")))),
        )),
    )
    .parse_next(input)?;
    Ok(std::iter::once(first).chain(rest).collect())
}

fn minus_one(input: &mut &str) -> ModalResult<Part> {
    (symbol('-'), symbol('1'))
        .map(|_| Part::Constant(false))
        .parse_next(input)
}

fn part(input: &mut &str) -> ModalResult<Part> {
    let constant = alt((
        symbol('1').value(Part::Constant(true)),
        symbol('0').value(Part::Constant(false)),
    ));
    alt((constant, product.map(Part::Terms))).parse_next(input)
}

/// A product of factors; `a*b` stands for both and their product.
fn product(input: &mut &str) -> ModalResult<Vec<Term>> {
    let mut terms = vec![Term(vec![factor.parse_next(input)?])];
    while let Some(sign) = opt(alt((symbol(':'), symbol('*')))).parse_next(input)? {
        let next = cut_err(factor.context(expected("a column"))).parse_next(input)?;
        if terms.len() > MOST_TERMS {
            let mut error = ContextError::new();
            error.push(expected("fewer factors joined by *"));
            return Err(winnow::error::ErrMode::Cut(error));
        }
        let with: Vec<Term> = terms
            .iter()
            .map(|term| Term(term.0.iter().cloned().chain([next.clone()]).collect()))
            .collect();
        if sign == '*' {
            terms.push(Term(vec![next]));
            terms.extend(with);
        } else {
            terms = with;
        }
    }
    Ok(terms)
}

fn term(input: &mut &str) -> ModalResult<Term> {
    separated(1.., factor, symbol(':'))
        .map(Term)
        .parse_next(input)
}

fn factor(input: &mut &str) -> ModalResult<Factor> {
    let word = name.parse_next(input)?;
    let inside = opt(delimited(symbol('('), name, symbol(')'))).parse_next(input)?;
    match inside {
        None => Ok(Factor {
            function: Function::Identity,
            name: word,
        }),
        Some(column) => match Function::named(&word) {
            Some(function) => Ok(Factor {
                function,
                name: column,
            }),
            None => {
                let mut error = ContextError::new();
                error.push(expected("log, ln, log1p, exp, sqrt or sq before a bracket"));
                Err(winnow::error::ErrMode::Cut(error))
            }
        },
    }
}

fn effects(input: &mut &str) -> ModalResult<Vec<Vec<String>>> {
    let all: Vec<Vec<String>> = separated(1.., effect, symbol('+')).parse_next(input)?;
    let mut distinct = Vec::new();
    for effect in all {
        if !distinct.contains(&effect) {
            distinct.push(effect);
        }
    }
    Ok(distinct)
}

fn effect(input: &mut &str) -> ModalResult<Vec<String>> {
    separated(1.., name, symbol('^')).parse_next(input)
}

fn name(input: &mut &str) -> ModalResult<String> {
    let plain = (
        one_of(|c: char| c.is_alphabetic() || c == '_' || c == '.'),
        take_while(0.., |c: char| c.is_alphanumeric() || c == '_' || c == '.'),
    )
        .take();
    let quoted = delimited(literal("`"), take_while(1.., |c| c != '`'), literal("`"));
    preceded(multispace0, alt((quoted, plain)))
        .map(str::to_owned)
        .parse_next(input)
}

fn symbol<'a>(wanted: char) -> impl Parser<&'a str, char, winnow::error::ErrMode<ContextError>> {
    preceded(multispace0, one_of(move |c| c == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let formula: Formula = text.parse().expect("a formula");
        let regressors: Vec<String> = formula.regressors.iter().map(ToString::to_string).collect();
        let effects: Vec<String> = formula
            .effects
            .iter()
            .map(|columns| columns.join("^"))
            .collect();
        format!(
            "{} ~ {} | {} {}",
            formula.outcome,
            regressors.join(" + "),
            effects.join(" + "),
            formula.constant
        )
    }

    #[test]
    fn the_forms_of_fixest() {
        assert_eq!(
            shown(
                "trade ~ log(dist)+contig + rta:contig | exporter^year + importer^year+exporter^importer"
            ),
            "trade ~ log(dist) + contig + rta:contig | exporter^year + importer^year + exporter^importer true"
        );
        assert_eq!(shown("ln(y) ~ a*b - 1"), "log(y) ~ a + b + a:b |  false");
        assert_eq!(shown("y~1|f"), "y ~  | f true");
        assert_eq!(shown("`my trade` ~ x + x + 0"), "my trade ~ x |  false");
    }

    #[test]
    fn errors_say_where() {
        for (text, at) in [
            ("trade", 6),
            ("trade ~ ", 9),
            ("y ~ x |", 8),
            ("y ~ x ? z", 7),
            ("y ~ cube(x)", 5),
        ] {
            let error = text.parse::<Formula>().expect_err("no formula");
            let Error::Formula { at: got, .. } = error else {
                panic!("{error}")
            };
            assert!(got.abs_diff(at) <= 8, "{text}: {got}");
        }
        assert_eq!(
            parse_groups("exporter, importer^year")
                .expect("groups")
                .len(),
            2
        );
    }
}
