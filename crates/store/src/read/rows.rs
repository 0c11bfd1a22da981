//! Rows of any declared layout become flows.
//!
//! [`RowReader`] takes the cells of one row after the other, from delimited text, JSON or Parquet
//! alike, and keeps the account of what became of each record.

mod key;
mod parts;
mod valuation;

use std::collections::{HashMap, HashSet};

use key::{Fault, Key, Parties, Stop};
use parts::Parts;

use stirstick_codes::{Country, ProductCode, ReportedBy, Valuation};

use super::delimited::Cells;
use super::detect::Header;
use super::error::{Place, ReadError};
use super::fields::{self, FieldProblem};
use super::flows::{Flow, FlowSink};
use super::layout::Layout;
use super::options::{Direction, ReadOptions};
use super::plan::{Plan, ValueCell};
use super::report::{FileReport, Reject, TableContent};

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
    pending: Option<Parts>,
    labelled: HashSet<ProductCode>,
}

impl<'a> RowReader<'a> {
    /// Prepares for the rows of a table; fails when something is left unsaid.
    pub(crate) fn new(
        place: &'a Place,
        layout: &'a Layout,
        header: &'a Header,
        options: &ReadOptions,
    ) -> Result<Self, ReadError> {
        let plan = Plan::new(layout, &header.names, options, place)?;
        let mut report = FileReport::new(place, layout.format, TableContent::Flows);
        if layout.rules.mixes_estimates {
            report.note(
                "reports and the publisher's estimates stand unmarked beside each other; all values are kept as \
                 estimates",
            );
        }
        Ok(RowReader {
            place,
            layout,
            names: &header.names,
            plan,
            report,
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
            let row = cells.iter().collect::<Vec<_>>().join(&b","[..]);
            return self.reject(line, None, &row, &problem, sink);
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
                Ok(flow) => self.store(flow, cells, sink)?,
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

    /// Ends the table and gives its account.
    pub(crate) fn finish<S: FlowSink>(mut self, sink: &mut S) -> Result<FileReport, ReadError> {
        if self.report.lines == 0 {
            return Err(ReadError::NoRows {
                place: self.place.clone(),
                line: 2,
            });
        }
        if let Some(held) = self.pending.take() {
            sink.push(held.flow)?;
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

    fn flow(&self, cells: &Cells, key: &Key, value: &ValueCell, line: u64) -> Result<Flow, Fault> {
        let direction = value.direction.or(match key.parties {
            Parties::View { direction, .. } => direction,
            Parties::Pair { .. } => None,
        });
        let own_valuation = self.own_valuation(cells, value, direction)?;
        let (cell, shift) = (value.cell, value.unit.power + key.scale);
        let amount =
            fields::amount(cells.get(cell), shift).map_err(|problem| Fault { cell, problem })?;
        let (exporter, importer, reporter_side) = match key.parties {
            Parties::Pair { exporter, importer } => (exporter, importer, None),
            Parties::View {
                reporter, partner, ..
            } => match direction.expect("the plan asks for a direction") {
                Direction::Import => (partner, reporter, Some(Direction::Import)),
                Direction::Export => (reporter, partner, Some(Direction::Export)),
            },
        };
        // Customs count goods that left their country and came back; who lists pairs has domestic
        // sales in such a row, or a mistake.
        if let (true, None, Some((cell, _))) =
            (exporter == importer, reporter_side, self.plan.importer)
            && !self.layout.rules.own_goods
        {
            let problem = FieldProblem::SameCountry;
            return Err(Fault { cell, problem });
        }
        let customs_valuation = match reporter_side {
            Some(Direction::Import) if self.layout.rules.customs_valuation => Valuation::Cif,
            Some(Direction::Export) if self.layout.rules.customs_valuation => Valuation::Fob,
            _ => Valuation::Unstated,
        };
        let by_side = match reporter_side {
            _ if self.layout.rules.mixes_estimates => ReportedBy::Estimate,
            Some(Direction::Import) => ReportedBy::Importer,
            Some(Direction::Export) => ReportedBy::Exporter,
            None => self
                .plan
                .settings
                .reported_by
                .unwrap_or_else(|| key.reported_by.expect("the plan asks for who reported")),
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
