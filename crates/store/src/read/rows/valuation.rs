//! What a Comtrade value includes, told by the CIF and FOB values beside it.

use stirstick_codes::Valuation;

use super::RowReader;
use super::key::Fault;
use crate::read::delimited::Cells;
use crate::read::fields;
use crate::read::options::Direction;
use crate::read::plan::ValueCell;

/// A number with what it may be off by for its printing.
#[derive(Clone, Copy)]
struct Printed {
    value: f64,
    rounding: f64,
}

impl Printed {
    fn read(cells: &Cells, cell: usize) -> Result<Self, Fault> {
        let text = cells.get(cell);
        let value = fields::amount(text, 0).map_err(|problem| Fault { cell, problem })?;
        let rounding = 0.5 * 10f64.powi(fields::last_place(text));
        Ok(Printed { value, rounding })
    }

    /// Reads a cell that may be empty; zero too means that there is no such value.
    fn read_stated(cells: &Cells, cell: Option<usize>) -> Result<Option<(usize, Self)>, Fault> {
        let Some(cell) = cell.filter(|cell| !cells.get(*cell).is_empty()) else {
            return Ok(None);
        };
        let printed = Self::read(cells, cell)?;
        Ok((printed.value > 0.0).then_some((cell, printed)))
    }

    fn is_same(self, other: Self) -> bool {
        // Doubles near 1e18 are 128 apart, which no printing shows.
        let noise = 4.0 * f64::EPSILON * self.value.max(other.value);
        (self.value - other.value).abs() <= self.rounding.max(other.rounding) + noise
    }
}

impl RowReader<'_> {
    /// What the value of a row includes, if the columns beside it state that.
    ///
    /// UN Comtrade takes its primary value from the CIF value of imports and the FOB value of exports,
    /// and from the other one where a country reports that only. A value that is stated and is neither
    /// the primary value nor explained by the other one makes the row a contradiction.
    pub(super) fn own_valuation(
        &self,
        cells: &Cells,
        value: &ValueCell,
        direction: Option<Direction>,
    ) -> Result<Option<Valuation>, Fault> {
        if self.plan.cif.is_none() && self.plan.fob.is_none() {
            return Ok(None);
        }
        let cif = Printed::read_stated(cells, self.plan.cif)?;
        let fob = Printed::read_stated(cells, self.plan.fob)?;
        let primary = Printed::read(cells, value.cell)?;
        let is_primary =
            |stated: Option<(usize, Printed)>| stated.is_some_and(|(_, it)| it.is_same(primary));
        let cif = (cif, Valuation::Cif);
        let fob = (fob, Valuation::Fob);
        let (usual, other) = match direction {
            Some(Direction::Export) => (fob, cif),
            _ => (cif, fob),
        };
        match usual.0 {
            _ if is_primary(usual.0) => Ok(Some(usual.1)),
            _ if is_primary(other.0) => Ok(Some(other.1)),
            Some((cell, _)) => Err(self.contradiction(cells, cell, value.cell)),
            None => Ok(None),
        }
    }
}
