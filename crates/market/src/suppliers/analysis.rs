//! Everything that is computed about the suppliers of one market, before it is put into words.

use crate::error::Error;
use crate::suppliers::change::{Change, decompose};
use crate::suppliers::concentration::{Concentration, concentration};
use crate::suppliers::exit::{
    DEFAULT_THRESHOLD, Elsewhere, Exit, THRESHOLDS, ThresholdResult, exits, leavers, sensitivity,
};
use crate::suppliers::margins::{Margins, margins};
use crate::suppliers::segments::{SegmentedRoom, fill_by_segment};
use crate::suppliers::silence::{Silence, Silent, set_aside};
use crate::suppliers::trade::{Sales, Trade};

/// What a user may change about the analysis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Fall above which a supplier counts as having left; a share from 0 to below 1, 0.5 by default.
    pub exit_threshold: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            exit_threshold: DEFAULT_THRESHOLD,
        }
    }
}

/// Concentration of sales in the two periods; `None` for a period without sales.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConcentrationChange {
    /// In the first period.
    pub from: Option<Concentration>,
    /// In the second period.
    pub to: Option<Concentration>,
}

/// The suppliers of one market in two periods.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// The options behind it.
    pub options: Options,
    /// The sales, indexed.
    pub trade: Trade,
    /// Suppliers that were left out because their sales are not known in one of the periods.
    pub silent: Vec<Silent>,
    /// How every supplier fares under the exit rule, in the order of the suppliers.
    pub exits: Vec<Exit>,
    /// Which suppliers left, in the order of the suppliers.
    pub leavers: Vec<bool>,
    /// The change in parts.
    pub change: Change,
    /// Vacated room as filled within price segments.
    pub segmented: SegmentedRoom,
    /// The result under other thresholds.
    pub sensitivity: Vec<ThresholdResult>,
    /// Concentration of all sales over suppliers.
    pub concentration: ConcentrationChange,
    /// Concentration of each product's sales over suppliers, in the order of the products.
    pub product_concentration: Vec<ConcentrationChange>,
    /// Breadth and depth of every supplier's sales, in the order of the suppliers.
    pub margins: Vec<Margins>,
}

impl Analysis {
    /// Returns the room vacated by leavers, over all products, in units of the currency.
    pub fn vacated(&self) -> f64 {
        self.change.rooms.iter().map(|room| room.vacated).sum()
    }

    /// Returns the vacated room that no supplier filled: zero but for rounding.
    pub fn unfilled(&self) -> f64 {
        self.change.rooms.iter().map(|room| room.unfilled()).sum()
    }

    /// Returns the lowest and highest amount of vacated room that a supplier filled, over the two
    /// ways of sharing it out; `None` if no product could be cut into price segments.
    pub fn room_range(&self, supplier: usize) -> Option<(f64, f64)> {
        self.segmented
            .segmented_share
            .filter(|&share| share > 0.0)?;
        let in_proportion = self.change.by_supplier[supplier].room_vacated;
        let by_segment = self.segmented.by_supplier[supplier];
        Some((in_proportion.min(by_segment), in_proportion.max(by_segment)))
    }

    /// Returns the part of sales, over both periods, with a known quantity above zero.
    pub fn quantity_coverage(&self) -> f64 {
        let mut known = 0.0;
        for cell in 0..self.trade.cell_count() {
            let (from, to) = self.trade.values(cell);
            let (tonnes_from, tonnes_to) = self.trade.quantities_t(cell);
            for (value, tonnes) in [(from, tonnes_from), (to, tonnes_to)] {
                if tonnes.is_some_and(|tonnes| tonnes > 0.0) {
                    known += value;
                }
            }
        }
        let (from, to) = self.trade.total_values();
        known / (from + to)
    }
}

/// Analyses the sales of all suppliers in one market between two periods.
///
/// `sales` holds one row for each supplier and product in any order; `elsewhere` each supplier's
/// sales of the same goods to all other markets, or nothing if they are not known; `silence` says
/// what it means that a supplier has no sales at all in one of the periods. The result does
/// not depend on the order of the rows. Cost is proportional to the number of rows, but for sorting
/// suppliers within products that were vacated.
///
/// # Errors
/// Those of [`Trade::new`], [`exits`] and [`leavers`].
pub fn analyse(
    sales: &[Sales],
    elsewhere: &[Elsewhere],
    silence: &Silence,
    options: Options,
) -> Result<Analysis, Error> {
    let (kept, silent) = set_aside(sales, silence);
    let trade = Trade::new(&kept)?;
    let exits = exits(&trade, elsewhere)?;
    let leavers = leavers(&exits, options.exit_threshold)?;
    let change = decompose(&trade, &leavers);
    let segmented = fill_by_segment(&trade, &change.share_terms, &change.rooms, &leavers);
    let sensitivity = sensitivity(&trade, &exits, &change.share_terms, &THRESHOLDS)?;
    let suppliers = 0..trade.suppliers().len();
    let concentration = ConcentrationChange {
        from: concentration(
            suppliers
                .clone()
                .map(|supplier| trade.supplier_values(supplier).0),
        ),
        to: concentration(suppliers.map(|supplier| trade.supplier_values(supplier).1)),
    };
    let product_concentration = (0..trade.products().len())
        .map(|product| within_product(&trade, product))
        .collect();
    let margins = margins(&trade);
    Ok(Analysis {
        options,
        trade,
        silent,
        exits,
        leavers,
        change,
        segmented,
        sensitivity,
        concentration,
        product_concentration,
        margins,
    })
}

fn within_product(trade: &Trade, product: usize) -> ConcentrationChange {
    let cells = trade.cells_of(product);
    ConcentrationChange {
        from: concentration(cells.clone().map(|cell| trade.values(cell).0)),
        to: concentration(cells.map(|cell| trade.values(cell).1)),
    }
}
