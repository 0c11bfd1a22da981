//! Rows that state one flow in parts, which are added up.

use std::collections::HashSet;

use super::RowReader;
use crate::read::delimited::Cells;
use crate::read::error::ReadError;
use crate::read::flows::{Flow, FlowSink};

const JOINED: &str = "parts of the flow on the row before: added to it";

/// A flow with the parts that were added to it.
pub(super) struct Parts {
    pub(super) flow: Flow,
    /// What tells the parts apart.
    splits: HashSet<Vec<u8>>,
}

impl RowReader<'_> {
    /// Hands a flow on, or holds it back until it is clear that no part of it follows.
    ///
    /// A row that nothing but its amounts tells from another part is no part: it is handed on as it
    /// is, for the sink to find the same flow twice.
    pub(super) fn store<S: FlowSink>(
        &mut self,
        flow: Flow,
        cells: &Cells,
        sink: &mut S,
    ) -> Result<(), ReadError> {
        if !self.layout.rules.joins_parts {
            self.report.rows_stored += 1;
            return sink.push(flow);
        }
        let split = self.split(cells);
        if let Some(held) = &mut self.pending
            && is_same_flow(&held.flow, &flow)
            && !held.splits.contains(&split)
        {
            held.add(&flow, split);
            *self.report.set_aside.entry(JOINED.to_owned()).or_default() += 1;
            return Ok(());
        }
        self.report.rows_stored += 1;
        let splits = HashSet::from([split]);
        match self.pending.replace(Parts { flow, splits }) {
            Some(held) => sink.push(held.flow),
            None => Ok(()),
        }
    }

    /// The cells of a row that are no amounts.
    fn split(&self, cells: &Cells) -> Vec<u8> {
        let mut split = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            if !self.plan.amounts.contains(&at) {
                split.extend_from_slice(cell);
                // No cell has a line end, so two rows never look alike by shifted cells.
                split.push(b'\n');
            }
        }
        split
    }
}

impl Parts {
    fn add(&mut self, part: &Flow, split: Vec<u8>) {
        self.flow.value += part.value;
        self.flow.quantity_t = match (self.flow.quantity_t, part.quantity_t) {
            (Some(held), Some(part)) => Some(held + part),
            (held, part) => held.or(part),
        };
        self.splits.insert(split);
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
