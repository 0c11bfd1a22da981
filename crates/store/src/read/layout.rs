//! What a layout is: for each column its name and role, and the rules of the whole table.
//!
//! The layouts themselves are in `layouts`; `rows` reads any of them.

use std::borrow::Cow;

use stirstick_codes::{Nomenclature, Valuation};

use super::fields::{CountryForm, ProductRule};
use super::options::{ColumnDetail, ColumnMap, ColumnRole, Direction, Unit};
use super::source::SourceFormat;

/// A layout of a table.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) format: SourceFormat,
    pub(crate) columns: Vec<Column>,
    pub(crate) rules: Rules,
}

/// What holds for every row of a table.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    pub(crate) nomenclature: Nomenclature,
    /// The direction of tables without a column for it.
    pub(crate) direction: Option<Direction>,
    /// The code of the country that publishes tables without a column for the reporter.
    pub(crate) reporter: Option<&'static str>,
    pub(crate) valuation: Valuation,
    /// Imports are stated CIF and exports FOB, as customs do, where nothing else is said.
    pub(crate) customs_valuation: bool,
    /// Rows may end with one more delimiter. When the header ends with one of these names, whose cells
    /// are never empty, an empty cell at the end is that delimiter's and no other.
    pub(crate) trailing_cell: Option<&'static [&'static str]>,
    /// The source always ends the last line, so a last line without an end was cut.
    pub(crate) ends_with_newline: bool,
    /// The table mixes reports with its publisher's estimates and does not say which is which.
    pub(crate) mixes_estimates: bool,
    /// Columns named by periods hold the values.
    pub(crate) wide: bool,
    /// Partners that are totals, other than the world, are set aside.
    pub(crate) aggregates_aside: bool,
    /// A table of exporters and importers may have rows of a country with itself, since its publisher
    /// has them. Tables by reporter and partner may always: customs count goods that came back.
    pub(crate) own_goods: bool,
    /// Weights of zero mean that none is known.
    pub(crate) zero_weight_is_unknown: bool,
    /// Rows that follow each other and state one flow in parts are added up: rows that differ in a
    /// column that is no amount.
    pub(crate) joins_parts: bool,
    /// The header has no column but those of the layout. Small tables that anyone can widen are so,
    /// because a further column may change what their rows mean.
    pub(crate) closed: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Rules {
            nomenclature: Nomenclature::Unstated,
            direction: None,
            reporter: None,
            valuation: Valuation::Unstated,
            customs_valuation: false,
            trailing_cell: None,
            ends_with_newline: false,
            mixes_estimates: false,
            wide: false,
            aggregates_aside: false,
            own_goods: false,
            zero_weight_is_unknown: false,
            joins_parts: false,
            closed: false,
        }
    }
}

/// A column of a layout.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: Cow<'static, str>,
    /// Another spelling of the same name.
    pub(crate) alias: Option<&'static str>,
    pub(crate) role: Role,
    pub(crate) required: bool,
}

/// What a column says.
#[derive(Debug, Clone)]
pub(crate) enum Role {
    Period,
    /// A date that stands for its year.
    NewYear,
    /// A year; with [`Role::Month`] beside it the month decides the period.
    Year,
    Month,
    Frequency,
    Exporter(CountryForm),
    Importer(CountryForm),
    /// The first of several counts, and the others must name the same country.
    Reporter(CountryForm),
    Partner(CountryForm),
    Flow(&'static [FlowWord]),
    /// The flow in words, beside its code; what is not among these words says nothing.
    FlowText(&'static [FlowWord]),
    Product(ProductRule),
    /// Words instead of product codes.
    Sector(&'static [SectorWord]),
    ProductText,
    /// Characters of the row's product code, 0 for a total.
    CodeLevel,
    Nomenclature,
    Value(Amount),
    /// The value with freight and insurance, which tells what the value of a row includes.
    CifValue,
    FobValue,
    Currency,
    /// Power of ten that values are counted in.
    Scale,
    Quantity {
        tonnes_power: i32,
    },
    Valuation,
    ReportedBy,
    /// A further amount of the row, which says nothing that is kept.
    Measure,
    /// Any other content than these words makes the row a part of another row.
    Whole(Guard),
    /// Must be there for the table to be recognised, and says nothing that is kept.
    Ignored,
}

/// A value column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Amount {
    /// `None` where the user must say it.
    pub(crate) unit: Option<Unit>,
    /// Set when the column is for one direction.
    pub(crate) direction: Option<Direction>,
}

/// What a word in a flow column means. Compared without case.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FlowWord {
    pub(crate) word: &'static str,
    pub(crate) meaning: FlowMeaning,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum FlowMeaning {
    Flow(Direction),
    Valued(Direction, Valuation),
    /// Sound, but stated elsewhere too: the reason.
    Aside(&'static str),
}

impl FlowMeaning {
    /// Which way the goods of rows that are kept go.
    pub(crate) fn direction(&self) -> Option<Direction> {
        match self {
            FlowMeaning::Flow(direction) | FlowMeaning::Valued(direction, _) => Some(*direction),
            FlowMeaning::Aside(_) => None,
        }
    }
}

/// A word in a sector column, and the code of a nomenclature that it stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SectorWord {
    pub(crate) word: &'static str,
    pub(crate) code: &'static str,
}

/// Words that mark a row as a whole, and the reason why other rows are set aside.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Guard {
    pub(crate) whole: &'static [&'static str],
    /// Other words that may stand here; any short code when empty.
    pub(crate) parts: &'static [&'static str],
    pub(crate) reason: &'static str,
}

impl Column {
    /// A column that must be there.
    pub(crate) fn must(name: &'static str, role: Role) -> Self {
        Column {
            name: Cow::Borrowed(name),
            alias: None,
            role,
            required: true,
        }
    }

    /// A column that may be left out.
    pub(crate) fn may(name: &'static str, role: Role) -> Self {
        Column {
            required: false,
            ..Self::must(name, role)
        }
    }

    /// Adds another spelling of the name.
    pub(crate) fn or(self, alias: &'static str) -> Self {
        Column {
            alias: Some(alias),
            ..self
        }
    }

    /// True when a header cell is this column.
    pub(crate) fn is_named(&self, cell: &str) -> bool {
        self.name == cell || self.alias == Some(cell)
    }
}

impl Layout {
    /// The layout that a user's map declares.
    pub(crate) fn declared(map: &ColumnMap) -> Self {
        let columns = map.columns.iter().map(|declared| {
            let unit = match declared.detail {
                Some(ColumnDetail::Unit(unit)) => Some(unit),
                _ => None,
            };
            let amount = |direction| Role::Value(Amount { unit, direction });
            let any = CountryForm::Any;
            let role = match declared.role {
                ColumnRole::Period => Role::Period,
                ColumnRole::Month => Role::Month,
                ColumnRole::Exporter => Role::Exporter(any),
                ColumnRole::Importer => Role::Importer(any),
                ColumnRole::Reporter => Role::Reporter(any),
                ColumnRole::Partner => Role::Partner(any),
                ColumnRole::Flow => Role::Flow(super::layouts::COMMON_FLOWS),
                ColumnRole::Product => Role::Product(ProductRule {
                    restore_width: match declared.detail {
                        Some(ColumnDetail::Width(width)) => Some(width),
                        _ => None,
                    },
                    ..ProductRule::default()
                }),
                ColumnRole::Nomenclature => Role::Nomenclature,
                ColumnRole::Value => amount(None),
                ColumnRole::Exports => amount(Some(Direction::Export)),
                ColumnRole::Imports => amount(Some(Direction::Import)),
                ColumnRole::Quantity => Role::Quantity {
                    tonnes_power: match declared.detail {
                        Some(ColumnDetail::TonnesPower(power)) => power,
                        // A map that was parsed always says it.
                        _ => 0,
                    },
                },
                ColumnRole::Valuation => Role::Valuation,
            };
            Column {
                name: Cow::Owned(declared.name.clone()),
                alias: None,
                role,
                required: true,
            }
        });
        Layout {
            format: SourceFormat::Columns,
            columns: columns.collect(),
            rules: Rules::default(),
        }
    }
}
