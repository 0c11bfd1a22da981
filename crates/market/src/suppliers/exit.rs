//! Says which suppliers left a market, and how much that depends on the rule.
//!
//! A supplier left when its sales of the goods in the market fell by more than a threshold (half,
//! unless told otherwise) against its own sales of the same goods elsewhere, and by more than half of
//! the threshold in the market itself:
//!
//! ```text
//! fall here          = 1 - x_1 / x_0
//! fall against elsewhere = 1 - (x_1 / x_0) / (e_1 / e_0)
//! ```
//!
//! with x the supplier's sales in this market over all products under measure, and e its sales of
//! them to all other markets. A supplier that shrank everywhere did not leave this market, and one
//! that grew elsewhere but lost little here did not either. When e is unknown or zero in either
//! period, or less than a tenth of x in the first, the fall here is used instead, and
//! [`Exit::basis`] says so. The threshold is a convention, so [`sensitivity`] repeats the result over
//! [`THRESHOLDS`].

use stirstick_codes::Country;

use crate::error::Error;
use crate::suppliers::change::rooms;
use crate::suppliers::trade::Trade;

/// Fall above which a supplier counts as having left, unless another is asked for.
pub const DEFAULT_THRESHOLD: f64 = 0.5;

/// Thresholds over which the result is repeated to show what it depends on.
pub const THRESHOLDS: [f64; 5] = [0.3, 0.4, 0.5, 0.6, 0.7];

/// A supplier left only if its fall here is more than this part of the threshold: a boom elsewhere
/// makes nobody leave.
pub const FALL_HERE_MIN: f64 = 0.5;

/// Sales elsewhere are a measure only if they were this part of those here: of a supplier that sold
/// next to nothing elsewhere, a small order more would look like a boom.
pub const ELSEWHERE_MIN: f64 = 0.1;

/// A supplier's sales of the same goods to all other markets, in the currency of the cells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Elsewhere {
    /// Who sold.
    pub supplier: Country,
    /// Sales in the first period.
    pub value_from: f64,
    /// Sales in the second period.
    pub value_to: f64,
}

/// What a fall was measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitBasis {
    /// Against the supplier's own sales elsewhere.
    AgainstElsewhere,
    /// In this market alone, because sales elsewhere are unknown or zero in either period, or small
    /// beside those here.
    ThisMarketOnly,
    /// Not at all: the supplier sold nothing here in the first period.
    NoBase,
}

/// How one supplier fares under the exit rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exit {
    /// Who sold.
    pub supplier: Country,
    /// Sales elsewhere in the first and second period, if known.
    pub elsewhere: Option<(f64, f64)>,
    /// Fall of sales here as a share of one; negative for a rise; `None` without sales before.
    pub fall_here: Option<f64>,
    /// The fall that is held against the threshold; `None` without sales before.
    pub fall: Option<f64>,
    /// What `fall` was measured against.
    pub basis: ExitBasis,
}

impl Exit {
    /// Returns true when the supplier's sales fell by more than `threshold` by the rule, and by more
    /// than half of it here.
    pub fn left(&self, threshold: f64) -> bool {
        self.fall_here
            .is_some_and(|fall| fall > FALL_HERE_MIN * threshold)
            && self.fall.is_some_and(|fall| fall > threshold)
    }
}

/// Measures the fall of every supplier, in the order of [`Trade::suppliers`].
///
/// `elsewhere` may be empty or hold suppliers that do not sell here; those are not used. Cost is
/// that of sorting `elsewhere`.
///
/// # Errors
/// [`Error::BadElsewhere`] for a value that is negative or not finite and
/// [`Error::DuplicateElsewhere`] when a supplier occurs twice.
pub fn exits(trade: &Trade, elsewhere: &[Elsewhere]) -> Result<Vec<Exit>, Error> {
    let mut known = vec![None; trade.suppliers().len()];
    for other in elsewhere {
        for value in [other.value_from, other.value_to] {
            if !(value.is_finite() && value >= 0.0) {
                return Err(Error::BadElsewhere {
                    supplier: other.supplier.to_string(),
                    value,
                });
            }
        }
        if let Some(supplier) = trade.supplier_number(other.supplier)
            && known[supplier]
                .replace((other.value_from, other.value_to))
                .is_some()
        {
            return Err(Error::DuplicateElsewhere {
                supplier: other.supplier.to_string(),
            });
        }
    }
    Ok((0..known.len())
        .map(|supplier| measure(trade, supplier, known[supplier]))
        .collect())
}

fn measure(trade: &Trade, supplier: usize, elsewhere: Option<(f64, f64)>) -> Exit {
    let (from, to) = trade.supplier_values(supplier);
    let ratio = (from > 0.0).then(|| to / from);
    let comparable =
        elsewhere.filter(|&(before, after)| before > ELSEWHERE_MIN * from && after > 0.0);
    let (fall, basis) = match (ratio, comparable) {
        (None, _) => (None, ExitBasis::NoBase),
        (Some(ratio), Some((before, after))) => (
            Some(1.0 - ratio / (after / before)),
            ExitBasis::AgainstElsewhere,
        ),
        (Some(ratio), None) => (Some(1.0 - ratio), ExitBasis::ThisMarketOnly),
    };
    Exit {
        supplier: trade.suppliers()[supplier],
        elsewhere,
        fall_here: ratio.map(|ratio| 1.0 - ratio),
        fall,
        basis,
    }
}

/// Marks the suppliers that left, in the order of [`Trade::suppliers`].
///
/// # Errors
/// [`Error::BadThreshold`] when `threshold` is not between 0 and 1.
pub fn leavers(exits: &[Exit], threshold: f64) -> Result<Vec<bool>, Error> {
    if (0.0..1.0).contains(&threshold) {
        Ok(exits.iter().map(|exit| exit.left(threshold)).collect())
    } else {
        Err(Error::BadThreshold { value: threshold })
    }
}

/// The result under one threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct ThresholdResult {
    /// Fall above which a supplier counts as having left.
    pub threshold: f64,
    /// Numbers of the suppliers that left, by sales in the first period, largest first.
    pub leavers: Vec<usize>,
    /// Room that they vacated, in units of the currency.
    pub vacated: f64,
    /// The part of every supplier's gains that is vacated room, in the order of the suppliers.
    pub room_by_supplier: Vec<f64>,
}

/// Repeats the exit rule over several thresholds; `share_terms` comes from
/// [`share_terms`](crate::suppliers::change::share_terms).
///
/// Two passes over the cells for each threshold.
///
/// # Errors
/// [`Error::BadThreshold`] when a threshold is not between 0 and 1.
pub fn sensitivity(
    trade: &Trade,
    exits: &[Exit],
    share_terms: &[f64],
    thresholds: &[f64],
) -> Result<Vec<ThresholdResult>, Error> {
    thresholds
        .iter()
        .map(|&threshold| {
            let left = leavers(exits, threshold)?;
            let rooms = rooms(trade, share_terms, &left);
            let mut room_by_supplier = vec![0.0; left.len()];
            for (product, room) in rooms.iter().enumerate() {
                let vacated_share = room.vacated_share_of_gains();
                for cell in trade.cells_of(product) {
                    room_by_supplier[trade.supplier_of(cell)] +=
                        share_terms[cell].max(0.0) * vacated_share;
                }
            }
            Ok(ThresholdResult {
                threshold,
                leavers: by_first_sales(trade, &left),
                vacated: rooms.iter().map(|room| room.vacated).sum(),
                room_by_supplier,
            })
        })
        .collect()
}

/// Numbers of the marked suppliers by sales in the first period, largest first.
pub fn by_first_sales(trade: &Trade, marked: &[bool]) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..marked.len())
        .filter(|&supplier| marked[supplier])
        .collect();
    numbers.sort_by(|&left, &right| {
        let sales = |supplier: usize| trade.supplier_values(supplier).0;
        sales(right).total_cmp(&sales(left)).then(left.cmp(&right))
    });
    numbers
}
