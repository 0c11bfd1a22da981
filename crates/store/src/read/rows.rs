//! Rows of any declared layout become flows.
//!
//! [`RowReader`] takes the cells of one row after the other, from delimited text, JSON or Parquet
//! alike, and keeps the account of what became of each record.

use std::collections::{HashMap, HashSet};

use stirstick_codes::{
    Country, Currency, Frequency, Nomenclature, Period, ProductCode, ReportedBy, Valuation,
};

use super::delimited::Cells;
use super::detect::Header;
use super::error::{Place, ReadError};
use super::fields::{self, CountryForm, FieldProblem};
use super::flows::{Flow, FlowSink};
use super::layout::{FlowMeaning, FlowWord, Guard, Layout, SectorWord};
use super::options::{Direction, ReadOptions};
use super::plan::{Plan, ProductCell, ValueCell};
use super::report::{FileReport, Reject, TableContent};

const NO_PRODUCT_CODE: &str = "sections of SITC: codes of one digit are not kept";
const PARTNER_TOTAL: &str = "partner is a total over several countries";
const JOINED: &str = "parts of the flow on the row before: added to it";
const SECTION: &str = "sections without a product code";
/// Different spellings of countries in one table, beyond which they are looked up each time.
const COUNTRIES_HELD: usize = 4096;

/// Reads the rows of one table.
pub(crate) struct RowReader<'a> {
    place: &'a Place,
    layout: &'a Layout,
    names: &'a [String],
    plan: Plan,
    report: FileReport,
    /// Countries by the spelling of this table, for layouts with names.
    countries: HashMap<Vec<u8>, Country>,
    /// The flow that the next row may be a part of.
    pending: Option<Flow>,
    labelled: HashSet<ProductCode>,
}

/// What is wrong with a row, and in which cell.
struct Fault {
    cell: usize,
    problem: FieldProblem,
}

/// A row that cannot be stored: bad, or stated elsewhere too.
enum Stop {
    Bad(Fault),
    Aside(&'static str),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Stop::Bad(fault)
    }
}

/// What holds for all values of a row.
#[derive(Clone, Copy)]
struct Key {
    period: Option<Period>,
    frequency: Option<Frequency>,
    parties: Parties,
    product: ProductCode,
    nomenclature: Nomenclature,
    valuation: Option<Valuation>,
    reported_by: Option<ReportedBy>,
    currency: Option<Currency>,
    scale: i32,
    quantity_t: Option<f64>,
}

#[derive(Clone, Copy)]
enum Parties {
    Pair {
        exporter: Country,
        importer: Country,
    },
    View {
        reporter: Country,
        partner: Country,
        direction: Option<Direction>,
    },
}

impl<'a> RowReader<'a> {
    /// Prepares for the rows of a table; fails when something is left unsaid.
    pub(crate) fn new(
        place: &'a Place,
        layout: &'a Layout,
        header: &'a Header,
        options: &ReadOptions,
    ) -> Result<Self, ReadError> {
        Ok(RowReader {
            place,
            layout,
            names: &header.names,
            plan: Plan::new(layout, &header.names, options, place)?,
            report: FileReport::new(place, layout.format, TableContent::Flows),
            countries: HashMap::new(),
            pending: None,
            labelled: HashSet::new(),
        })
    }

    pub(crate) fn ends_with_newline(&self) -> bool {
        self.layout.rules.ends_with_newline
    }

    pub(crate) fn note(&mut self, note: &str) {
        self.report.note(note);
    }

    /// Reads one row.
    pub(crate) fn row<S: FlowSink>(
        &mut self,
        cells: &Cells,
        line: u64,
        sink: &mut S,
    ) -> Result<(), ReadError> {
        let (found, expected) = (self.width(cells), self.names.len());
        if found != expected {
            let problem = FieldProblem::Ragged { found, expected };
            return self.reject(line, None, b"", &problem, sink);
        }
        let key = match self.key(cells) {
            Ok(key) => key,
            Err(Stop::Bad(fault)) => {
                let value = cells.get(fault.cell);
                return self.reject(line, Some(fault.cell), value, &fault.problem, sink);
            }
            Err(Stop::Aside(reason)) => {
                self.set_aside(cells, reason);
                return Ok(());
            }
        };
        self.label(cells, key.product, sink);
        self.report.lines += 1;
        for index in 0..self.plan.values.len() {
            let value = self.plan.values[index];
            if self.plan.is_multiple() && cells.get(value.cell).is_empty() {
                self.report.cells_empty += 1;
                continue;
            }
            self.report.rows_read += 1;
            match self.flow(cells, &key, &value, line) {
                Ok(flow) => self.store(flow, sink)?,
                Err(fault) => {
                    let cell = cells.get(fault.cell);
                    self.list(line, Some(fault.cell), cell, &fault.problem, sink)?;
                }
            }
        }
        Ok(())
    }

    /// Cells of a row, without the empty one that a delimiter at the end makes.
    fn width(&self, cells: &Cells) -> usize {
        let found = cells.len();
        let ends_empty = found > 1 && cells.get(found - 1).is_empty();
        match self.layout.rules.trailing_cell {
            Some(never_empty) if ends_empty => {
                let last_name = self.names.last().map_or("", |name| name);
                let is_extra = never_empty.contains(&last_name) || found == self.names.len() + 1;
                found - usize::from(is_extra)
            }
            _ => found,
        }
    }

    /// Counts a row as one bad record and lists it.
    pub(crate) fn reject<S: FlowSink>(
        &mut self,
        line: u64,
        cell: Option<usize>,
        value: &[u8],
        problem: &FieldProblem,
        sink: &mut S,
    ) -> Result<(), ReadError> {
        self.report.lines += 1;
        self.report.rows_read += 1;
        self.list(line, cell, value, problem, sink)
    }

    fn list<S: FlowSink>(
        &mut self,
        line: u64,
        cell: Option<usize>,
        value: &[u8],
        problem: &FieldProblem,
        sink: &mut S,
    ) -> Result<(), ReadError> {
        self.report.rows_rejected += 1;
        let column = cell.and_then(|cell| self.names.get(cell));
        sink.reject(rejected(
            self.place,
            line,
            column.map_or("", |name| name),
            value,
            problem,
        ))
    }

    /// Counts the records of a sound row that is not kept.
    fn set_aside(&mut self, cells: &Cells, reason: &'static str) {
        let values = self.plan.values.iter();
        let empty = values
            .filter(|value| cells.get(value.cell).is_empty())
            .count() as u64;
        let all = self.plan.values.len() as u64;
        let records = if self.plan.is_multiple() {
            all - empty
        } else {
            1
        };
        self.report.lines += 1;
        self.report.rows_read += records;
        self.report.cells_empty += if self.plan.is_multiple() { empty } else { 0 };
        if records > 0 {
            *self.report.set_aside.entry(reason.to_owned()).or_default() += records;
        }
    }

    /// Hands a flow on, or holds it back until it is clear that no part of it follows.
    fn store<S: FlowSink>(&mut self, flow: Flow, sink: &mut S) -> Result<(), ReadError> {
        if !self.layout.rules.joins_parts {
            self.report.rows_stored += 1;
            return sink.push(flow);
        }
        if let Some(held) = &mut self.pending
            && is_same_flow(held, &flow)
        {
            held.value += flow.value;
            held.quantity_t = match (held.quantity_t, flow.quantity_t) {
                (Some(held), Some(part)) => Some(held + part),
                (held, part) => held.or(part),
            };
            *self.report.set_aside.entry(JOINED.to_owned()).or_default() += 1;
            return Ok(());
        }
        self.report.rows_stored += 1;
        match self.pending.replace(flow) {
            Some(held) => sink.push(held),
            None => Ok(()),
        }
    }

    /// Ends the table and gives its account.
    pub(crate) fn finish<S: FlowSink>(mut self, sink: &mut S) -> Result<FileReport, ReadError> {
        if self.report.lines == 0 {
            return Err(ReadError::NoRows {
                place: self.place.clone(),
                line: 2,
            });
        }
        if let Some(held) = self.pending.take() {
            sink.push(held)?;
        }
        self.report.check(self.place)?;
        Ok(self.report)
    }

    fn label<S: FlowSink>(&mut self, cells: &Cells, product: ProductCode, sink: &mut S) {
        if let Some(cell) = self.plan.product_text
            && !cells.get(cell).is_empty()
            && self.labelled.insert(product)
        {
            let bytes = cells.get(cell);
            if std::str::from_utf8(bytes).is_err() {
                self.report
                    .note("text that is not UTF-8 was read as Windows-1252");
            }
            sink.label(product, fields::text(bytes).trim());
        }
    }

    fn key(&mut self, cells: &Cells) -> Result<Key, Stop> {
        for (cell, guard) in &self.plan.guards {
            check_guard(cells, *cell, guard)?;
        }
        let (direction, flow_valuation) = self.direction(cells)?;
        let period = self.period(cells)?;
        let nomenclature = self.nomenclature(cells)?;
        let product = self.product(cells, nomenclature)?;
        let parties = self.parties(cells, direction)?;
        let at = |cell: usize, problem: FieldProblem| Fault { cell, problem };
        let valuation = match self.plan.valuation {
            Some(cell) => {
                let text = code(cells, cell)?;
                Some(Valuation::parse(&text).map_err(|error| at(cell, error.into()))?)
            }
            None => flow_valuation.or(self.plan.settings.valuation),
        };
        let reported_by = match self.plan.reported_by {
            Some(cell) => {
                let text = code(cells, cell)?;
                Some(ReportedBy::parse(&text).map_err(|error| at(cell, error.into()))?)
            }
            None => None,
        };
        let currency = match self.plan.currency {
            Some(cell) => {
                let text = code(cells, cell)?;
                Some(Currency::parse(&text).map_err(|error| at(cell, error.into()))?)
            }
            None => None,
        };
        let frequency = match self.plan.frequency {
            Some(cell) => {
                let text = code(cells, cell)?;
                Some(Frequency::parse(&text).map_err(|error| at(cell, error.into()))?)
            }
            None => None,
        };
        Ok(Key {
            period,
            frequency,
            parties,
            product,
            nomenclature,
            valuation,
            reported_by,
            currency,
            scale: self.scale(cells)?,
            quantity_t: self.quantity(cells)?,
        })
    }

    fn direction(&self, cells: &Cells) -> Result<(Option<Direction>, Option<Valuation>), Stop> {
        let Some((cell, words)) = self.plan.flow else {
            return Ok((self.plan.settings.direction, None));
        };
        let text = code(cells, cell)?;
        match words
            .iter()
            .find(|word| word.word.eq_ignore_ascii_case(&text))
        {
            Some(FlowWord { meaning, .. }) => match meaning {
                FlowMeaning::Flow(direction) => Ok((Some(*direction), None)),
                FlowMeaning::Valued(direction, valuation) => {
                    Ok((Some(*direction), Some(*valuation)))
                }
                FlowMeaning::Aside(reason) => Err(Stop::Aside(reason)),
            },
            None => {
                let words: Vec<&str> = words.iter().map(|word| word.word).collect();
                let expected = words.join(", ");
                Err(Stop::Bad(Fault {
                    cell,
                    problem: FieldProblem::Word { expected },
                }))
            }
        }
    }

    fn period(&self, cells: &Cells) -> Result<Option<Period>, Stop> {
        let at = |cell: usize| move |problem: FieldProblem| Fault { cell, problem };
        let mut period = self.plan.settings.period;
        if let Some(cell) = self.plan.period {
            period = Some(fields::period(&fields::text(cells.get(cell))).map_err(at(cell))?);
        } else if let Some(cell) = self.plan.new_year {
            period = Some(fields::new_year(&fields::text(cells.get(cell))).map_err(at(cell))?);
        } else if let Some(cell) = self.plan.year {
            let year = fields::period(&fields::text(cells.get(cell))).map_err(at(cell))?;
            if year.frequency() != Frequency::Annual {
                let expected = "a year such as 2023".to_owned();
                return Err(at(cell)(FieldProblem::Word { expected }).into());
            }
            period = Some(year);
        }
        if let Some(cell) = self.plan.month {
            let year = period.map(Period::year);
            let month = fields::decimal(cells.get(cell), 0).map_err(at(cell))?;
            let found = (1..=12u16).find(|number| f64::from(*number).to_bits() == month.to_bits());
            let of_month = year
                .zip(found)
                .and_then(|(year, month)| Period::of_month(year, month));
            period = Some(of_month.ok_or_else(|| {
                let expected = "1 to 12".to_owned();
                at(cell)(FieldProblem::Word { expected })
            })?);
        }
        Ok(period)
    }

    fn nomenclature(&self, cells: &Cells) -> Result<Nomenclature, Stop> {
        let Some(cell) = self.plan.nomenclature else {
            return Ok(self.plan.settings.nomenclature);
        };
        let text = code(cells, cell)?;
        match Nomenclature::parse(&text) {
            Ok(nomenclature) => Ok(nomenclature),
            // UN Comtrade marks the standard and the extended list of services (EB10S, EB02).
            Err(_) if text.starts_with("EB10") => Ok(Nomenclature::EBOPS10),
            Err(error) => Err(Stop::Bad(Fault {
                cell,
                problem: error.into(),
            })),
        }
    }

    fn product(&self, cells: &Cells, nomenclature: Nomenclature) -> Result<ProductCode, Stop> {
        match &self.plan.product {
            ProductCell::Constant(product) => Ok(*product),
            ProductCell::Sector(cell, words) => sector(cells, *cell, words),
            ProductCell::Code(cell, rule) => {
                let text = fields::text(cells.get(*cell));
                let is_sitc = matches!(
                    nomenclature,
                    Nomenclature::SITC1
                        | Nomenclature::SITC2
                        | Nomenclature::SITC3
                        | Nomenclature::SITC4
                );
                if is_sitc && matches!(text.as_bytes(), [b'0'..=b'9']) {
                    return Err(Stop::Aside(NO_PRODUCT_CODE));
                }
                if nomenclature == Nomenclature::EBOPS10 && text == "S" {
                    return Ok(ProductCode::TOTAL);
                }
                let product = fields::product(&text, rule, nomenclature);
                product.map_err(|problem| {
                    Stop::Bad(Fault {
                        cell: *cell,
                        problem,
                    })
                })
            }
        }
    }

    fn parties(&mut self, cells: &Cells, direction: Option<Direction>) -> Result<Parties, Stop> {
        if let (Some(exporter), Some(importer)) = (self.plan.exporter, self.plan.importer) {
            let exporter = self.country(cells, &[exporter])?;
            let importer = self.country(cells, &[importer])?;
            return Ok(Parties::Pair { exporter, importer });
        }
        let reporter = match self.plan.settings.reporter {
            Some(reporter) => reporter,
            None => {
                let columns = self.plan.reporter.clone();
                self.country(cells, &columns)?
            }
        };
        let columns = self.plan.partner.clone();
        let partner = self.country(cells, &columns)?;
        if self.layout.rules.aggregates_aside && partner != Country::WORLD && partner.is_aggregate()
        {
            return Err(Stop::Aside(PARTNER_TOTAL));
        }
        Ok(Parties::View {
            reporter,
            partner,
            direction,
        })
    }

    /// The first of several columns whose content is a country.
    fn country(
        &mut self,
        cells: &Cells,
        columns: &[(usize, CountryForm)],
    ) -> Result<Country, Fault> {
        let mut first_fault = None;
        for &(cell, form) in columns {
            let bytes = cells.get(cell);
            if let Some(country) = self.held_country(bytes, form) {
                return Ok(country);
            }
            match fields::country(&fields::text(bytes), form) {
                Ok(country) => {
                    if self.countries.len() < COUNTRIES_HELD {
                        self.countries.insert(bytes.to_vec(), country);
                    }
                    return Ok(country);
                }
                Err(problem) => first_fault = first_fault.or(Some(Fault { cell, problem })),
            }
        }
        Err(first_fault.expect("a layout has a column for each party"))
    }

    fn held_country(&self, bytes: &[u8], form: CountryForm) -> Option<Country> {
        // Numbers and codes are looked up without allocation; names are not.
        match form {
            CountryForm::Number | CountryForm::Code => None,
            CountryForm::Name | CountryForm::Any | CountryForm::Joined => {
                self.countries.get(bytes).copied()
            }
        }
    }

    fn scale(&self, cells: &Cells) -> Result<i32, Fault> {
        let Some(cell) = self.plan.scale else {
            return Ok(0);
        };
        match cells.get(cell) {
            [digit @ b'0'..=b'9'] => Ok(i32::from(digit - b'0')),
            b"" => Err(Fault {
                cell,
                problem: FieldProblem::Empty,
            }),
            _ => Err(Fault {
                cell,
                problem: FieldProblem::Word {
                    expected: "a power of ten from 0 to 9".to_owned(),
                },
            }),
        }
    }

    fn quantity(&self, cells: &Cells) -> Result<Option<f64>, Fault> {
        let Some((cell, power)) = self.plan.quantity else {
            return Ok(None);
        };
        let text = cells.get(cell);
        if text.is_empty() {
            return Ok(None);
        }
        let weight = fields::decimal(text, power).map_err(|problem| Fault { cell, problem })?;
        let is_unknown = self.layout.rules.zero_weight_is_unknown && weight <= 0.0;
        Ok((!is_unknown).then_some(weight))
    }

    fn flow(&self, cells: &Cells, key: &Key, value: &ValueCell, line: u64) -> Result<Flow, Fault> {
        let direction = value.direction.or(match key.parties {
            Parties::View { direction, .. } => direction,
            Parties::Pair { .. } => None,
        });
        let (cell, own_valuation) = self.value_cell(cells, value, direction);
        let shift = value.unit.power + key.scale;
        let amount =
            fields::decimal(cells.get(cell), shift).map_err(|problem| Fault { cell, problem })?;
        let (exporter, importer, reporter_side) = match key.parties {
            Parties::Pair { exporter, importer } => (exporter, importer, None),
            Parties::View {
                reporter, partner, ..
            } => match direction.expect("the plan asks for a direction") {
                Direction::Import => (partner, reporter, Some(Direction::Import)),
                Direction::Export => (reporter, partner, Some(Direction::Export)),
            },
        };
        let customs_valuation = match reporter_side {
            Some(Direction::Import) if self.layout.rules.customs_valuation => Valuation::Cif,
            Some(Direction::Export) if self.layout.rules.customs_valuation => Valuation::Fob,
            _ => Valuation::Unstated,
        };
        let by_side = match reporter_side {
            Some(Direction::Import) => ReportedBy::Importer,
            Some(Direction::Export) => ReportedBy::Exporter,
            None => self.plan.settings.reported_by,
        };
        let period = value
            .period
            .or(key.period)
            .expect("the plan asks for a period");
        if let (Some(frequency), Some(cell)) = (key.frequency, self.plan.frequency)
            && frequency != period.frequency()
        {
            let problem = FieldProblem::Frequency { period };
            return Err(Fault { cell, problem });
        }
        Ok(Flow {
            period,
            exporter,
            importer,
            product: key.product,
            nomenclature: key.nomenclature,
            value: amount,
            currency: key.currency.unwrap_or(value.unit.currency),
            valuation: key.valuation.or(own_valuation).unwrap_or(customs_valuation),
            quantity_t: key.quantity_t,
            reported_by: key.reported_by.unwrap_or(by_side),
            row: line,
        })
    }

    /// Which cell holds the value of a row, and what it includes if that is stated.
    ///
    /// Comtrade gives imports CIF, FOB, or both; its primary value is the CIF one where there is one.
    fn value_cell(
        &self,
        cells: &Cells,
        value: &ValueCell,
        direction: Option<Direction>,
    ) -> (usize, Option<Valuation>) {
        if direction != Some(Direction::Import) {
            return (value.cell, None);
        }
        if let Some(cif) = self.plan.cif
            && !cells.get(cif).is_empty()
        {
            return (cif, Some(Valuation::Cif));
        }
        if let Some(fob) = self.plan.fob
            && !cells.get(fob).is_empty()
            && cells.get(fob) == cells.get(value.cell)
        {
            return (value.cell, Some(Valuation::Fob));
        }
        (value.cell, None)
    }
}

/// True when two rows state parts of one flow.
fn is_same_flow(left: &Flow, right: &Flow) -> bool {
    let key = |flow: &Flow| {
        (
            flow.period,
            flow.exporter,
            flow.importer,
            flow.product,
            flow.reported_by,
        )
    };
    key(left) == key(right)
}

/// A cell that must hold a code.
fn code(cells: &Cells, cell: usize) -> Result<std::borrow::Cow<'_, str>, Fault> {
    let text = fields::text(cells.get(cell));
    match fields::code(&text) {
        Ok(_) => Ok(text),
        Err(problem) => Err(Fault { cell, problem }),
    }
}

fn check_guard(cells: &Cells, cell: usize, guard: &Guard) -> Result<(), Stop> {
    // Comtrade pads the mode of supply.
    let word = cells.get(cell).trim_ascii();
    let is = |words: &[&str]| {
        words
            .iter()
            .any(|held| held.as_bytes().eq_ignore_ascii_case(word))
    };
    if is(guard.whole) {
        return Ok(());
    }
    let is_part = if guard.parts.is_empty() {
        word.len() <= 4 && word.iter().all(u8::is_ascii_alphanumeric)
    } else {
        is(guard.parts)
    };
    if is_part {
        return Err(Stop::Aside(guard.reason));
    }
    let words: Vec<&str> = guard
        .whole
        .iter()
        .chain(guard.parts)
        .copied()
        .filter(|word| !word.is_empty())
        .collect();
    let expected = words.join(", ");
    Err(Stop::Bad(Fault {
        cell,
        problem: FieldProblem::Word { expected },
    }))
}

fn sector(cells: &Cells, cell: usize, words: &[SectorWord]) -> Result<ProductCode, Stop> {
    let text = code(cells, cell)?;
    match words.iter().find(|word| word.word == text) {
        Some(SectorWord {
            product: Some(product),
            ..
        }) => Ok(*product),
        Some(_) => Err(Stop::Aside(SECTION)),
        None => {
            let words: Vec<&str> = words.iter().map(|word| word.word).collect();
            let expected = words.join(", ");
            Err(Stop::Bad(Fault {
                cell,
                problem: FieldProblem::Word { expected },
            }))
        }
    }
}

/// A bad row as it is listed.
pub(crate) fn rejected(
    place: &Place,
    line: u64,
    column: &str,
    value: &[u8],
    problem: &FieldProblem,
) -> Reject {
    Reject {
        file: place.file_name().to_owned(),
        member: place.member_name().map(str::to_owned),
        line,
        column: column.to_owned(),
        value: fields::shown(value),
        reason: problem.to_string(),
    }
}
