//! What the user says about files: their layout, their columns, and what they do not say themselves.

use std::fmt;
use std::str::FromStr;

use stirstick_codes::{
    Country, Currency, Nomenclature, Period, ProductCode, ReportedBy, Valuation,
};

use super::error::ReadError;
use super::limits::Limits;
use super::source::SourceFormat;

/// How to read files. By default every layout is recognised by its content.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The layout that every table must have.
    pub source: Option<SourceFormat>,
    /// What the columns of a table of unknown layout are.
    pub columns: Option<ColumnMap>,
    /// The period of tables without a column for it; a year where a column says the month only.
    pub period: Option<Period>,
    /// The nomenclature of product codes where the table does not say it.
    pub nomenclature: Option<Nomenclature>,
    /// Scale and currency of values where the layout does not fix them.
    pub unit: Option<Unit>,
    /// What values include, where the table does not say it.
    pub valuation: Option<Valuation>,
    /// The product of tables without a column for it; by default all goods.
    pub product: Option<ProductCode>,
    /// The reporting country of tables without a column for it.
    pub reporter: Option<Country>,
    /// Imports or exports, for tables by reporter and partner without a column for it.
    pub flow: Option<Direction>,
    /// Whose statistics a table of exporters and importers is, where the table does not say it; values
    /// given as reconciled are both countries'.
    pub reported_by: Option<ReportedBy>,
    /// How much compressed files may unpack to.
    pub limits: Limits,
}

/// Which way goods go, seen from the reporter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// To the reporter.
    Import,
    /// From the reporter.
    Export,
}

impl Direction {
    /// Reads `import` or `export`.
    ///
    /// # Errors
    /// [`ReadError::Option`] for any other word.
    pub fn parse(text: &str) -> Result<Self, ReadError> {
        match text.trim().to_ascii_lowercase().as_str() {
            "import" | "imports" => Ok(Direction::Import),
            "export" | "exports" => Ok(Direction::Export),
            _ => Err(ReadError::Option {
                option: "--flow",
                value: text.to_owned(),
                expected: "import or export".to_owned(),
            }),
        }
    }
}

impl FromStr for Direction {
    type Err = ReadError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// A currency and the power of ten that a table's values are counted in: `kUSD` is thousand US dollars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// The currency.
    pub currency: Currency,
    /// The power of ten.
    pub power: i32,
}

impl Unit {
    pub(crate) const USD: Unit = Unit {
        currency: Currency::USD,
        power: 0,
    };
    pub(crate) const KUSD: Unit = Unit {
        currency: Currency::USD,
        power: 3,
    };
    pub(crate) const EUR: Unit = Unit {
        currency: Currency::EUR,
        power: 0,
    };

    /// Reads a currency with a scale before it: `USD`, `kUSD` (thousand), `10kCNY` (ten thousand),
    /// `MUSD` (million), `bnUSD` (thousand million).
    ///
    /// # Errors
    /// [`ReadError::Option`] for anything else.
    pub fn parse(text: &str) -> Result<Self, ReadError> {
        let trimmed = text.trim();
        let currency_at = trimmed.len().checked_sub(3);
        let parts = currency_at.and_then(|at| trimmed.split_at_checked(at));
        let power = parts.and_then(|(scale, _)| match scale {
            "" => Some(0),
            "k" | "K" => Some(3),
            "10k" | "10K" => Some(4),
            "M" | "mn" => Some(6),
            "bn" | "B" => Some(9),
            _ => None,
        });
        let currency = parts.and_then(|(_, currency)| Currency::parse(currency).ok());
        match (currency, power) {
            (Some(currency), Some(power)) => Ok(Unit { currency, power }),
            _ => Err(ReadError::Option {
                option: "--unit",
                value: text.to_owned(),
                expected: "a currency with a scale before it: USD, kUSD, 10kCNY, MUSD or bnUSD"
                    .to_owned(),
            }),
        }
    }
}

impl FromStr for Unit {
    type Err = ReadError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// What a column is, in a map that the user declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnRole {
    /// Year, quarter or month.
    Period,
    /// Month of the year, beside a column for the year or `--period`.
    Month,
    /// Who sold.
    Exporter,
    /// Who bought.
    Importer,
    /// Whose statistics it is, beside `partner` and `flow`.
    Reporter,
    /// The other country.
    Partner,
    /// Import or export, seen from the reporter.
    Flow,
    /// Product code; with a width (`product=hs2:2`) lost leading zeros are restored.
    Product,
    /// Nomenclature of the product code.
    Nomenclature,
    /// Value, with its unit (`value=trade:kUSD`).
    Value,
    /// Value of the reporter's exports.
    Exports,
    /// Value of the reporter's imports.
    Imports,
    /// Weight, with its unit: `t`, `kg` or `100kg`.
    Quantity,
    /// What the value includes: fob, cif, reconciled.
    Valuation,
}

const ROLES: &[(ColumnRole, &str)] = &[
    (ColumnRole::Period, "period"),
    (ColumnRole::Month, "month"),
    (ColumnRole::Exporter, "exporter"),
    (ColumnRole::Importer, "importer"),
    (ColumnRole::Reporter, "reporter"),
    (ColumnRole::Partner, "partner"),
    (ColumnRole::Flow, "flow"),
    (ColumnRole::Product, "product"),
    (ColumnRole::Nomenclature, "nomenclature"),
    (ColumnRole::Value, "value"),
    (ColumnRole::Exports, "exports"),
    (ColumnRole::Imports, "imports"),
    (ColumnRole::Quantity, "quantity"),
    (ColumnRole::Valuation, "valuation"),
];

/// One entry of a [`ColumnMap`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredColumn {
    /// What it is.
    pub role: ColumnRole,
    /// Its name in the header.
    pub name: String,
    /// What stands behind the colon: a unit or a width.
    pub detail: Option<ColumnDetail>,
}

/// What is said about a column beyond its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnDetail {
    /// Unit of values.
    Unit(Unit),
    /// Power of ten from the column's weights to tonnes.
    TonnesPower(i32),
    /// Digits of every product code.
    Width(usize),
}

/// What the columns of a table are.
///
/// Written as `period=year,exporter=from,importer=to,product=hs6,value=trade:kUSD`: for each role the
/// name in the header, and behind a colon the unit of values (`kUSD`), the unit of weights (`t`, `kg`,
/// `100kg`) or the width of product codes. Names with commas cannot be given this way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnMap {
    /// The entries in the order given.
    pub columns: Vec<DeclaredColumn>,
}

impl ColumnMap {
    /// Reads a map.
    ///
    /// # Errors
    /// [`ReadError::Option`] when an entry is not understood, a role is given twice, or the roles do
    /// not make a flow.
    pub fn parse(text: &str) -> Result<Self, ReadError> {
        let bad = |value: &str, expected: &str| ReadError::Option {
            option: "--columns",
            value: value.to_owned(),
            expected: expected.to_owned(),
        };
        let mut columns: Vec<DeclaredColumn> = Vec::new();
        for entry in text.split(',') {
            let (role, column) = entry
                .split_once('=')
                .ok_or_else(|| bad(entry, "role=column"))?;
            let names: Vec<&str> = ROLES.iter().map(|row| row.1).collect();
            let role = ROLES
                .iter()
                .find(|row| row.1 == role.trim())
                .map(|row| row.0)
                .ok_or_else(|| bad(role, &format!("one of {}", names.join(", "))))?;
            if columns.iter().any(|held| held.role == role) {
                return Err(bad(entry, "a role that was not given before"));
            }
            let (name, detail) = with_detail(role, column);
            if name.is_empty() {
                return Err(bad(entry, "role=column with the name of a column"));
            }
            if role == ColumnRole::Quantity && detail.is_none() {
                return Err(bad(
                    entry,
                    "quantity=column:unit with the unit of weights, t, kg or 100kg",
                ));
            }
            columns.push(DeclaredColumn {
                role,
                name: name.to_owned(),
                detail,
            });
        }
        let map = ColumnMap { columns };
        match map.gap() {
            Some(expected) => Err(bad(text, expected)),
            None => Ok(map),
        }
    }

    fn has(&self, role: ColumnRole) -> bool {
        self.columns.iter().any(|held| held.role == role)
    }

    /// What is wrong with the set of roles.
    fn gap(&self) -> Option<&'static str> {
        let pair = self.has(ColumnRole::Exporter) && self.has(ColumnRole::Importer);
        let any_of_pair = self.has(ColumnRole::Exporter) || self.has(ColumnRole::Importer);
        let partner = self.has(ColumnRole::Partner);
        let any_of_view = partner || self.has(ColumnRole::Reporter) || self.has(ColumnRole::Flow);
        let split = self.has(ColumnRole::Exports) || self.has(ColumnRole::Imports);
        let value = self.has(ColumnRole::Value);
        if !value && !split {
            Some("a map with value=, or with exports= and imports=")
        } else if value && split {
            Some("a map with value=, or with exports= and imports=, but not both")
        } else if any_of_pair && (any_of_view || split) {
            Some("a map with exporter= and importer=, or with reporter= and partner=, but not both")
        } else if !pair && !partner {
            Some("a map with exporter= and importer=, or with reporter=, partner= and flow=")
        } else {
            None
        }
    }
}

impl FromStr for ColumnMap {
    type Err = ReadError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for ColumnRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = ROLES.iter().find(|row| row.0 == *self);
        f.write_str(row.expect("the table has a row for each role").1)
    }
}

/// Splits off what stands behind the last colon, if the role has such a detail.
fn with_detail(role: ColumnRole, column: &str) -> (&str, Option<ColumnDetail>) {
    let parts = column.rsplit_once(':').and_then(|(name, detail)| {
        let detail = detail.trim();
        let detail = match role {
            ColumnRole::Value | ColumnRole::Exports | ColumnRole::Imports => {
                ColumnDetail::Unit(Unit::parse(detail).ok()?)
            }
            ColumnRole::Quantity => ColumnDetail::TonnesPower(match detail {
                "t" => 0,
                "kg" => -3,
                "100kg" => -1,
                _ => return None,
            }),
            ColumnRole::Product => ColumnDetail::Width(
                detail
                    .parse()
                    .ok()
                    .filter(|width| (2..=10).contains(width))?,
            ),
            _ => return None,
        };
        Some((name, Some(detail)))
    });
    let (name, detail) = parts.unwrap_or((column, None));
    (name.trim(), detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_have_a_scale() {
        let unit = |text: &str| {
            Unit::parse(text).map(|unit| (unit.currency.as_str().to_owned(), unit.power))
        };
        assert_eq!(unit("kUSD").expect("a unit"), ("USD".to_owned(), 3));
        assert_eq!(unit("10kCNY").expect("a unit"), ("CNY".to_owned(), 4));
        assert_eq!(unit("EUR").expect("a unit"), ("EUR".to_owned(), 0));
        assert_eq!(unit("bnUSD").expect("a unit"), ("USD".to_owned(), 9));
        for text in ["", "US", "tUSD", "kXYZ", "€"] {
            assert!(unit(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_map_names_columns_with_their_details() {
        let map = ColumnMap::parse(
            "period=year, exporter=from,importer=to,product=hs2:2,value=a:b:kUSD,quantity=q:kg",
        )
        .expect("a map");
        let details: Vec<_> = map
            .columns
            .iter()
            .map(|column| (column.name.as_str(), column.detail))
            .collect();
        assert_eq!(details[3], ("hs2", Some(ColumnDetail::Width(2))));
        assert_eq!(details[4], ("a:b", Some(ColumnDetail::Unit(Unit::KUSD))));
        assert_eq!(details[5], ("q", Some(ColumnDetail::TonnesPower(-3))));
    }

    #[test]
    fn a_map_that_makes_no_flow_is_refused() {
        for text in [
            "period=year",
            "exporter=a,importer=b",
            "value=v,exporter=a",
            "value=v,exporter=a,importer=b,partner=c",
            "value=v,value=w,exporter=a,importer=b",
            "price=v",
            "value",
            "value=v,exports=w,partner=p",
            "value=,exporter=a,importer=b",
            "value=v,exporter=a,importer=b,quantity=q",
            "value=v,exporter=a,importer=b,quantity=q:lb",
        ] {
            assert!(ColumnMap::parse(text).is_err(), "{text}");
        }
    }
}
