//! Where each role of a layout stands in one table, and what the user said beyond it.

use stirstick_codes::{
    Country, Frequency, Nomenclature, Period, ProductCode, ReportedBy, Valuation,
};

use super::error::{HeaderProblem, Place, ReadError};
use super::fields::{self, CountryForm, ProductRule};
use super::layout::{FlowWord, Guard, Layout, Role, SectorWord};
use super::options::{Direction, ReadOptions, Unit};

/// Positions of the columns of one table, by role.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) period: Option<usize>,
    pub(crate) new_year: Option<usize>,
    pub(crate) year: Option<usize>,
    pub(crate) month: Option<usize>,
    pub(crate) frequency: Option<usize>,
    pub(crate) exporter: Option<(usize, CountryForm)>,
    pub(crate) importer: Option<(usize, CountryForm)>,
    pub(crate) reporter: Vec<(usize, CountryForm)>,
    pub(crate) partner: Vec<(usize, CountryForm)>,
    pub(crate) flow: Option<(usize, &'static [FlowWord])>,
    pub(crate) flow_text: Option<(usize, &'static [FlowWord])>,
    pub(crate) product: ProductCell,
    pub(crate) product_text: Option<usize>,
    pub(crate) code_level: Option<usize>,
    pub(crate) nomenclature: Option<usize>,
    pub(crate) values: Vec<ValueCell>,
    pub(crate) cif: Option<usize>,
    pub(crate) fob: Option<usize>,
    pub(crate) currency: Option<usize>,
    pub(crate) scale: Option<usize>,
    pub(crate) quantity: Option<(usize, i32)>,
    pub(crate) valuation: Option<usize>,
    pub(crate) reported_by: Option<usize>,
    pub(crate) guards: Vec<(usize, Guard)>,
    /// Cells of amounts, which do not tell the parts of a flow apart.
    pub(crate) amounts: Vec<usize>,
    pub(crate) settings: Settings,
}

/// Where the product of a row comes from.
#[derive(Debug)]
pub(crate) enum ProductCell {
    Constant(ProductCode),
    Code(usize, ProductRule),
    Sector(usize, &'static [SectorWord]),
}

/// A cell that holds a value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ValueCell {
    pub(crate) cell: usize,
    pub(crate) unit: Unit,
    pub(crate) direction: Option<Direction>,
    /// Set where the name of the column says it.
    pub(crate) period: Option<Period>,
}

/// What holds for the whole table.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) period: Option<Period>,
    pub(crate) nomenclature: Nomenclature,
    pub(crate) direction: Option<Direction>,
    pub(crate) valuation: Option<Valuation>,
    pub(crate) reporter: Option<Country>,
    /// Whose reports a table of exporters and importers holds.
    pub(crate) reported_by: Option<ReportedBy>,
}

impl Plan {
    /// Finds the columns, and fails when options contradict them or leave something unsaid.
    pub(crate) fn new(
        layout: &Layout,
        names: &[String],
        options: &ReadOptions,
        place: &Place,
    ) -> Result<Self, ReadError> {
        let mut plan = Plan::empty(layout, options);
        let mut units_missing = Vec::new();
        for column in &layout.columns {
            let Some(cell) = names.iter().position(|name| column.is_named(name)) else {
                continue;
            };
            if matches!(
                column.role,
                Role::Value(_) | Role::Quantity { .. } | Role::Measure
            ) {
                plan.amounts.push(cell);
            }
            if let Role::Value(amount) = &column.role {
                let unit = amount.unit.or(options.unit);
                if unit.is_none() {
                    units_missing.push(column.name.clone().into_owned());
                }
                plan.values.push(ValueCell {
                    cell,
                    unit: unit.unwrap_or(Unit::USD),
                    direction: amount.direction,
                    period: None,
                });
            } else {
                plan.place(cell, &column.role);
            }
        }
        if layout.rules.wide {
            plan.add_periods(layout, names, place)?;
        }
        check_clashes(layout, options, place)?;
        plan.check_codes(layout, options)?;
        plan.check_gaps(layout, &units_missing, place)?;
        Ok(plan)
    }

    /// True when a row has several values, so that empty cells are gaps.
    pub(crate) fn is_multiple(&self) -> bool {
        self.values.len() > 1 || self.values.iter().any(|value| value.period.is_some())
    }

    fn empty(layout: &Layout, options: &ReadOptions) -> Self {
        let rules = &layout.rules;
        let valuation = options
            .valuation
            .or((rules.valuation != Valuation::Unstated).then_some(rules.valuation));
        // Values that were reconciled are those of both sides, by what the word means.
        let reconciled = valuation == Some(Valuation::Reconciled);
        Plan {
            period: None,
            new_year: None,
            year: None,
            month: None,
            frequency: None,
            exporter: None,
            importer: None,
            reporter: Vec::new(),
            partner: Vec::new(),
            flow: None,
            flow_text: None,
            product: ProductCell::Constant(options.product.unwrap_or(ProductCode::TOTAL)),
            product_text: None,
            code_level: None,
            nomenclature: None,
            values: Vec::new(),
            cif: None,
            fob: None,
            currency: None,
            scale: None,
            quantity: None,
            valuation: None,
            reported_by: None,
            guards: Vec::new(),
            amounts: Vec::new(),
            settings: Settings {
                period: options.period,
                nomenclature: options.nomenclature.unwrap_or(rules.nomenclature),
                direction: options.flow.or(rules.direction),
                valuation,
                reporter: options.reporter.or_else(|| {
                    let code = rules.reporter?;
                    Some(Country::from_iso3(code).expect("layouts name countries by their code"))
                }),
                reported_by: options
                    .reported_by
                    .or(reconciled.then_some(ReportedBy::Both)),
            },
        }
    }

    /// Options are held to the same rules as cells.
    fn check_codes(&self, layout: &Layout, options: &ReadOptions) -> Result<(), ReadError> {
        let own = layout.rules.nomenclature;
        if let Some(given) = options.nomenclature
            && own != Nomenclature::Unstated
            && given.family() != own.family()
        {
            return Err(ReadError::Option {
                option: "--nomenclature",
                value: given.to_string(),
                expected: format!("a revision of what the layout has, such as {own}"),
            });
        }
        if let Some(product) = options.product {
            fields::product(
                product.as_str(),
                &ProductRule::default(),
                self.settings.nomenclature,
            )
            .map_err(|problem| ReadError::Option {
                option: "--product",
                value: product.to_string(),
                expected: format!(
                    "a code of {}: it {problem}",
                    self.settings.nomenclature.label()
                ),
            })?;
        }
        Ok(())
    }

    fn place(&mut self, cell: usize, role: &Role) {
        match role {
            Role::Period => self.period = Some(cell),
            Role::NewYear => self.new_year = Some(cell),
            Role::Year => self.year = Some(cell),
            Role::Month => self.month = Some(cell),
            Role::Frequency => self.frequency = Some(cell),
            Role::Exporter(form) => self.exporter = Some((cell, *form)),
            Role::Importer(form) => self.importer = Some((cell, *form)),
            Role::Reporter(form) => self.reporter.push((cell, *form)),
            Role::Partner(form) => self.partner.push((cell, *form)),
            Role::Flow(words) => self.flow = Some((cell, words)),
            Role::FlowText(words) => self.flow_text = Some((cell, words)),
            Role::Product(rule) => self.product = ProductCell::Code(cell, rule.clone()),
            Role::Sector(words) => self.product = ProductCell::Sector(cell, words),
            Role::ProductText => self.product_text = Some(cell),
            Role::CodeLevel => self.code_level = Some(cell),
            Role::Nomenclature => self.nomenclature = Some(cell),
            Role::CifValue => self.cif = Some(cell),
            Role::FobValue => self.fob = Some(cell),
            Role::Currency => self.currency = Some(cell),
            Role::Scale => self.scale = Some(cell),
            Role::Quantity { tonnes_power } => self.quantity = Some((cell, *tonnes_power)),
            Role::Valuation => self.valuation = Some(cell),
            Role::ReportedBy => self.reported_by = Some(cell),
            Role::Whole(guard) => self.guards.push((cell, *guard)),
            Role::Value(_) | Role::Measure | Role::Ignored => {}
        }
    }

    /// Makes a value of each column that is named by a period; each period has one column.
    fn add_periods(
        &mut self,
        layout: &Layout,
        names: &[String],
        place: &Place,
    ) -> Result<(), ReadError> {
        for (cell, name) in names.iter().enumerate() {
            if layout.columns.iter().any(|column| column.is_named(name)) {
                continue;
            }
            let period = Period::parse(name).ok();
            let problem = match period {
                None if is_like_a_period(name) => HeaderProblem::NotAPeriod,
                None => continue,
                Some(_) if self.values.iter().any(|value| value.period == period) => {
                    HeaderProblem::Duplicate
                }
                Some(_) => {
                    self.values.push(ValueCell {
                        cell,
                        unit: Unit::USD,
                        direction: None,
                        period,
                    });
                    continue;
                }
            };
            return Err(ReadError::Header {
                place: place.clone(),
                column: name.clone(),
                problem,
                layout: layout.format.as_str(),
            });
        }
        Ok(())
    }

    /// Asks for everything that neither the table nor the user says, in one message.
    fn check_gaps(
        &self,
        layout: &Layout,
        units_missing: &[String],
        place: &Place,
    ) -> Result<(), ReadError> {
        let mut gaps = Vec::new();
        let says_period = self.period.is_some()
            || self.new_year.is_some()
            || self.year.is_some()
            || self.settings.period.is_some()
            || self.values.iter().any(|value| value.period.is_some());
        if !says_period {
            gaps.push(if self.month.is_some() {
                ("year", "--period 2024")
            } else {
                ("period", "--period 2023")
            });
        }
        if !units_missing.is_empty() {
            gaps.push(("unit", "--unit kUSD"));
        }
        let is_pair = self.exporter.is_some();
        if !is_pair && self.reporter.is_empty() && self.settings.reporter.is_none() {
            gaps.push(("reporter", "--reporter RUS"));
        }
        let values_say_direction = self.values.iter().all(|value| value.direction.is_some());
        if !is_pair
            && self.flow.is_none()
            && self.settings.direction.is_none()
            && !values_say_direction
        {
            gaps.push(("direction", "--flow export"));
        }
        if is_pair && self.reported_by.is_none() && self.settings.reported_by.is_none() {
            gaps.push(("reporting side", REPORTED_BY));
        }
        if self.values.is_empty() {
            gaps.push(("values in columns named by periods", "another file"));
        }
        if gaps.is_empty() {
            return Ok(());
        }
        let join = |part: fn(&(&'static str, &'static str)) -> &'static str, by: &str| {
            gaps.iter().map(part).collect::<Vec<_>>().join(by)
        };
        Err(ReadError::Setting {
            place: place.clone(),
            layout: layout.format.as_str(),
            what: join(|gap| gap.0, " and "),
            options: join(|gap| gap.1, " "),
        })
    }
}

/// How the question whose statistics a table is can be answered.
const REPORTED_BY: &str =
    "--reported-by WHO (importer, exporter, both where their reports were reconciled, or estimate)";

/// True for a name that is meant for a period: one that begins with a digit or has a year in it.
fn is_like_a_period(name: &str) -> bool {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let has_year = name
        .as_bytes()
        .windows(4)
        .any(|part| part.iter().all(is_digit));
    has_year || name.as_bytes().first().is_some_and(is_digit)
}

/// Fails when an option says what a column says, so that neither is silently ignored.
fn check_clashes(layout: &Layout, options: &ReadOptions, place: &Place) -> Result<(), ReadError> {
    for (option, says_the_same) in given(options) {
        let clash = layout
            .columns
            .iter()
            .find(|column| says_the_same(&column.role));
        // The reporter of some layouts is their publisher, without a column for it.
        let publisher = layout
            .columns
            .first()
            .filter(|_| option == REPORTER && layout.rules.reporter.is_some());
        if let Some(column) = clash.or(publisher) {
            return Err(ReadError::SettingClash {
                place: place.clone(),
                option,
                column: column.name.clone().into_owned(),
            });
        }
    }
    let has_month = layout
        .columns
        .iter()
        .any(|column| matches!(column.role, Role::Month));
    match options.period {
        Some(period) if has_month && period.frequency() != Frequency::Annual => {
            Err(ReadError::Option {
                option: "--period",
                value: period.to_string(),
                expected: "a year, because the table has a column for the month".to_owned(),
            })
        }
        _ => Ok(()),
    }
}

const REPORTER: &str = "--reporter";

/// Tells whether a column of this role says what an option says.
type SaysTheSame = fn(&Role) -> bool;

/// The options that were given, each with the roles of columns that say the same.
fn given(options: &ReadOptions) -> Vec<(&'static str, SaysTheSame)> {
    let all: [(&'static str, bool, SaysTheSame); 8] = [
        ("--period", options.period.is_some(), |role| {
            matches!(role, Role::Period | Role::NewYear | Role::Year)
        }),
        ("--nomenclature", options.nomenclature.is_some(), |role| {
            matches!(role, Role::Nomenclature)
        }),
        ("--unit", options.unit.is_some(), |role| match role {
            Role::Value(amount) => amount.unit.is_some(),
            role => matches!(role, Role::Scale),
        }),
        ("--valuation", options.valuation.is_some(), |role| {
            matches!(role, Role::Valuation)
        }),
        ("--product", options.product.is_some(), |role| {
            matches!(role, Role::Product(_) | Role::Sector(_))
        }),
        (REPORTER, options.reporter.is_some(), |role| {
            matches!(role, Role::Reporter(_) | Role::Exporter(_))
        }),
        ("--flow", options.flow.is_some(), |role| {
            matches!(role, Role::Flow(_) | Role::Exporter(_))
        }),
        ("--reported-by", options.reported_by.is_some(), |role| {
            matches!(role, Role::ReportedBy | Role::Partner(_))
        }),
    ];
    let given = all.into_iter().filter(|(_, is_given, _)| *is_given);
    given
        .map(|(option, _, says_the_same)| (option, says_the_same))
        .collect()
}
