//! Every error falls in one kind, which fixes the exit code; the text says what to do next.

use crate::interrupt;
use crate::output::tell;
use std::fmt::Display;
use std::process::ExitCode;
use stirstick_market::IMPORT_EXAMPLE;

/// Kinds of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The arguments or the statement are wrong.
    Input,
    /// The data is wrong, damaged or not there.
    Data,
    /// The machine, the store's folder or a permission is in the way.
    Config,
    /// A limit of time, memory or size was passed.
    Limit,
    /// A fault of this program.
    Internal,
    /// The user pressed Ctrl-C.
    Interrupted,
}

impl Kind {
    fn exit_code(self) -> u8 {
        match self {
            Kind::Input => 2,
            Kind::Data => 3,
            Kind::Config => 4,
            Kind::Limit => 5,
            Kind::Internal => 70,
            Kind::Interrupted => interrupt::EXIT_CODE,
        }
    }
}

/// An error on its way to the user.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    message: String,
    hint: Option<String>,
}

impl Failure {
    pub(crate) fn new(kind: Kind, message: impl Display) -> Self {
        Failure {
            kind,
            message: message.to_string(),
            hint: None,
        }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Prints the error and returns the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        if self.kind == Kind::Interrupted {
            tell!("stopped; the store is as it was");
        } else {
            tell!("error: {}", harmless(&self.message));
        }
        if let Some(hint) = &self.hint {
            tell!("  help: {}", harmless(hint));
        }
        ExitCode::from(self.kind.exit_code())
    }
}

/// Text in which nothing tells a terminal what to do: names in a message may come from a file.
fn harmless(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' | '\t' => c,
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    text.chars().map(shown).collect()
}

impl From<stirstick_store::Error> for Failure {
    fn from(error: stirstick_store::Error) -> Self {
        use stirstick_store::Error as Store;
        use stirstick_store::read::ReadError;
        let kind = match &error {
            Store::Read(ReadError::Cancelled) => Kind::Interrupted,
            Store::Read(ReadError::Option { .. })
            | Store::DatasetName { .. }
            | Store::Forbidden { .. }
            | Store::Statement { .. }
            | Store::AmbiguousReceipt { .. }
            | Store::UnknownReceipt { .. } => Kind::Input,
            Store::File { .. } | Store::Busy { .. } => Kind::Config,
            Store::Limit { .. } => Kind::Limit,
            _ => Kind::Data,
        };
        let is_statement = matches!(error, Store::Statement { .. });
        let failure = Failure::new(kind, error);
        if is_statement {
            return failure
                .hint("`stirstick data list` names the tables; text stands in single quotes");
        }
        failure
    }
}

impl From<stirstick_market::Error> for Failure {
    fn from(error: stirstick_market::Error) -> Self {
        match error {
            stirstick_market::Error::Store(error) => Failure::from(error),
            error @ (stirstick_market::Error::NoMarket { .. }
            | stirstick_market::Error::BadLevel { .. }
            | stirstick_market::Error::Text { .. }
            | stirstick_market::Error::OneCountry { .. }
            | stirstick_market::Error::OfFile { .. }
            | stirstick_market::Error::OneDigit { .. }
            | stirstick_market::Error::PeriodLength { .. }
            | stirstick_market::Error::PeriodOrder { .. }
            | stirstick_market::Error::UserTable { .. }
            | stirstick_market::Error::UserTableRead { .. }
            | stirstick_market::Error::UserTableLimit { .. }
            | stirstick_market::Error::BadThreshold { .. }) => Failure::new(Kind::Input, error),
            error @ (stirstick_market::Error::NotCovered { .. }
            | stirstick_market::Error::TooCoarse { .. }
            | stirstick_market::Error::OneSupplier { .. }
            | stirstick_market::Error::NotInDataset { .. }
            | stirstick_market::Error::NoTrade { .. }) => {
                Failure::new(Kind::Data, error).hint(format!(
                    "`stirstick data list` shows what there is; BACI, for one, has the trade of all countries \
                     by product: {IMPORT_EXAMPLE}"
                ))
            }
            other => Failure::new(Kind::Data, other),
        }
    }
}

impl From<stirstick_brief::Error> for Failure {
    fn from(error: stirstick_brief::Error) -> Self {
        Failure::new(Kind::Input, error)
    }
}
