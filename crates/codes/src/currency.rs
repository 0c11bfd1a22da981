use crate::Error;
use crate::text::{clipped, text_form};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

const CURRENCIES: &str = include_str!("../tables/currencies.csv");
const EXPECTED: &str = "an ISO 4217 code such as USD, EUR or CNY";

/// A currency, as its ISO 4217 code of three letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The US dollar.
    pub const USD: Currency = Currency(*b"USD");
    /// The euro.
    pub const EUR: Currency = Currency(*b"EUR");
    /// The renminbi of China.
    pub const CNY: Currency = Currency(*b"CNY");

    /// Reads an ISO 4217 code in any case; `RMB` is understood as `CNY`.
    ///
    /// # Errors
    /// [`Error::Word`] when the text is not a code of the embedded list.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let known = <[u8; 3]>::try_from(text.trim().as_bytes())
            .ok()
            .and_then(|mut code| {
                code.make_ascii_uppercase();
                if code == *b"RMB" {
                    return Some(Currency::CNY);
                }
                names().contains_key(&code).then_some(Currency(code))
            });
        known.ok_or_else(|| Error::Word {
            what: "currency",
            got: clipped(text),
            expected: EXPECTED,
        })
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("every constructor admits ASCII only")
    }

    /// The English name, as ISO 4217 gives it.
    #[must_use]
    pub fn name(self) -> &'static str {
        names()
            .get(&self.0)
            .expect("every constructor admits codes of the table only")
    }
}

fn names() -> &'static BTreeMap<[u8; 3], String> {
    static NAMES: OnceLock<BTreeMap<[u8; 3], String>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut reader = csv::Reader::from_reader(CURRENCIES.as_bytes());
        let rows = reader.records().map(|row| {
            let row = row.expect("the embedded currency table is well-formed CSV");
            let code = row[0]
                .as_bytes()
                .try_into()
                .expect("codes have three letters");
            (code, row[1].to_owned())
        });
        rows.collect()
    })
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

text_form!(Currency, "an ISO 4217 currency code");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_codes_in_any_case_and_the_renminbi_by_its_other_name() {
        assert_eq!(Currency::parse(" usd ").unwrap(), Currency::USD);
        assert_eq!(Currency::parse("RMB").unwrap(), Currency::CNY);
        assert_eq!(Currency::parse("rub").unwrap().name(), "Russian Ruble");
        assert_eq!(Currency::CNY.name(), "Yuan Renminbi");
    }

    #[test]
    fn refuses_what_iso_does_not_list() {
        for text in ["", "US", "USDX", "QQQ", "$", "доллар"] {
            let error = Currency::parse(text).unwrap_err();
            assert!(error.to_string().contains("is not a currency"), "{error}");
        }
    }

    #[test]
    fn the_constants_are_in_the_table() {
        for currency in [Currency::USD, Currency::EUR, Currency::CNY] {
            assert_eq!(Currency::parse(currency.as_str()).unwrap(), currency);
        }
    }
}
