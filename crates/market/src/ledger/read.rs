//! Reading the fields of a row, with errors that name row and column.

use super::dates::PublicationDate;
use super::error::LedgerError;
use super::figures::Measure;
use super::reason::Reason;
use crate::answer::Unit;
use stirstick_codes::Currency;

const SCALES: [(&str, u8); 4] = [("", 0), ("_th", 3), ("_mn", 6), ("_bn", 9)];

/// A row that is being read; makes errors that name it.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) row: u64,
}

impl Place {
    pub(super) fn field(
        self,
        column: &'static str,
        expected: &'static str,
        got: &str,
    ) -> LedgerError {
        LedgerError::Field {
            row: self.row,
            column,
            expected,
            got: got.chars().take(80).collect(),
        }
    }

    pub(super) fn code<T>(
        self,
        column: &'static str,
        read: Result<T, stirstick_codes::Error>,
    ) -> Result<T, LedgerError> {
        read.map_err(|source| LedgerError::Code {
            row: self.row,
            column,
            source,
        })
    }

    pub(super) fn one_of<T: Copy>(
        self,
        column: &'static str,
        expected: &'static str,
        got: &str,
        words: &[(&str, T)],
    ) -> Result<T, LedgerError> {
        let found = words.iter().find(|(word, _)| *word == got);
        found
            .map(|(_, value)| *value)
            .ok_or_else(|| self.field(column, expected, got))
    }

    /// A finite decimal number and the count of its decimals.
    pub(super) fn number(self, column: &'static str, got: &str) -> Result<(f64, u8), LedgerError> {
        let refused = || self.field(column, "a decimal number such as 240.1", got);
        let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let unsigned = got.strip_prefix('-').unwrap_or(got);
        let (whole, decimals) = match unsigned.split_once('.') {
            Some((whole, decimals)) if plain(decimals) => (whole, decimals.len()),
            Some(_) => return Err(refused()),
            None => (unsigned, 0),
        };
        if !plain(whole) {
            return Err(refused());
        }
        let value: f64 = got.parse().map_err(|_| refused())?;
        if !value.is_finite() {
            return Err(refused());
        }
        Ok((value, u8::try_from(decimals).map_err(|_| refused())?))
    }

    pub(super) fn date(
        self,
        column: &'static str,
        got: &str,
    ) -> Result<PublicationDate, LedgerError> {
        PublicationDate::parse(got)
            .ok_or_else(|| self.field(column, "YYYY-MM-DD, YYYY-MM, YYYY or nothing", got))
    }

    /// `usd_bn` for levels, `percent` for growth.
    pub(super) fn unit(self, measure: Measure, got: &str) -> Result<Unit, LedgerError> {
        let expected = "percent for growth, or a currency and scale such as usd_bn for a level";
        match (measure, got) {
            (Measure::Growth, "percent") => Ok(Unit::Percent),
            (Measure::Level, money) => {
                let (currency, scale) = money.split_at(money.find('_').unwrap_or(money.len()));
                Ok(Unit::Money {
                    currency: self.code("unit", Currency::parse(currency))?.to_string(),
                    scale_power10: self.one_of("unit", expected, scale, &SCALES)?,
                })
            }
            (Measure::Growth, _) => Err(self.field("unit", expected, got)),
        }
    }

    pub(super) fn reason(self, got: &str) -> Result<Option<Reason>, LedgerError> {
        if got.is_empty() {
            return Ok(None);
        }
        Reason::parse(got)
            .map(Some)
            .ok_or_else(|| self.field("reason", "a reason of data/README.md, or nothing", got))
    }
}
