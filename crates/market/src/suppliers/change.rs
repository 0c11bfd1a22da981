//! Splits the change of every supplier's sales into parts that sum to it.
//!
//! For product k and supplier i, with sales x, the market's purchases M_k and M = sum of M_k,
//! shares s_ik = x_ik / M_k, and 0 and 1 for the two periods:
//!
//! ```text
//! x_ik1 - x_ik0 = x_ik0 (M1/M0 - 1)                total growth: as the whole market grew
//!               + s_ik0 (M_k1 - M_k0 M1/M0)        product mix: this product against the whole
//!               + (s_ik1 - s_ik0) M_k1             share term: gained from or lost to rivals
//! ```
//!
//! This is shift-share analysis with shares of the first period (Dunn 1960, "A statistical and
//! analytical technique for regional analysis", Papers of the Regional Science Association 6).
//! We go further and split the share term. Let E be the suppliers that left ([`crate::suppliers::exit`]):
//!
//! ```text
//! Vacated_k = sum over E of max(0, s_ek0 M_k1 - x_ek1)
//! gain G_ik = max(0, share term)
//!   room vacated       = G_ik min(1, Vacated_k / sum_i G_ik)
//!   won from stayers   = G_ik - room vacated
//! loss = min(0, share term): `left` if the supplier is in E, else `lost to others`
//! ```
//!
//! Within a product gains equal losses, so the room that leavers vacate is always filled: `min` binds
//! only by rounding. A product that the market did not buy in the first period has no shares to
//! compare: each supplier's share is taken as that of the second period, so that all of its value is
//! product mix and none of it share gain. A product that it no longer buys has no share term either.

use crate::suppliers::trade::Trade;

/// The change of a supplier's sales, or of a sum of them, in additive parts.
///
/// All parts are in units of the currency; `left` and `lost_to_others` are zero or negative,
/// `room_vacated` and `won_from_stayers` zero or positive.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Parts {
    /// Growth that the supplier would have had, had every product and share grown as the market.
    pub total_growth: f64,
    /// More or less than that because its products grew faster or slower than the market.
    pub product_mix: f64,
    /// Share gained that matches the share lost by suppliers that left.
    pub room_vacated: f64,
    /// Share gained that matches the share lost by suppliers that stayed.
    pub won_from_stayers: f64,
    /// Share lost by a supplier that left.
    pub left: f64,
    /// Share lost by a supplier that stayed.
    pub lost_to_others: f64,
}

impl Parts {
    /// Returns the sum of the parts, which is the change.
    pub fn sum(&self) -> f64 {
        self.total_growth + self.product_mix + self.share_term()
    }

    /// Returns what the supplier gained from or lost to its rivals.
    pub fn share_term(&self) -> f64 {
        self.room_vacated + self.won_from_stayers + self.left + self.lost_to_others
    }

    /// Returns the parts in the order of the fields.
    pub fn as_array(&self) -> [f64; 6] {
        [
            self.total_growth,
            self.product_mix,
            self.room_vacated,
            self.won_from_stayers,
            self.left,
            self.lost_to_others,
        ]
    }

    fn add(&mut self, other: &Self) {
        self.total_growth += other.total_growth;
        self.product_mix += other.product_mix;
        self.room_vacated += other.room_vacated;
        self.won_from_stayers += other.won_from_stayers;
        self.left += other.left;
        self.lost_to_others += other.lost_to_others;
    }

    /// Distance between the sum of the parts and the change, relative to the largest number that
    /// went into it.
    fn relative_error(&self, value_from: f64, value_to: f64) -> f64 {
        let scale = self
            .as_array()
            .into_iter()
            .fold(value_from.max(value_to), |max, part| max.max(part.abs()));
        relative((self.sum() - (value_to - value_from)).abs(), scale)
    }
}

/// How the room within one product was vacated and filled.
///
/// In units of the currency. `gains` equals `losses` but for rounding.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Room {
    /// Sum of the share terms of the suppliers that gained.
    pub gains: f64,
    /// Sum of the share terms of the suppliers that lost, as a positive number.
    pub losses: f64,
    /// The part of `losses` that belongs to suppliers that left.
    pub vacated: f64,
}

impl Room {
    /// Returns the part of every gain that is room vacated, between 0 and 1.
    pub fn vacated_share_of_gains(&self) -> f64 {
        if self.gains > 0.0 {
            (self.vacated / self.gains).min(1.0)
        } else {
            0.0
        }
    }

    /// Returns the vacated room that no supplier filled: zero but for rounding.
    pub fn unfilled(&self) -> f64 {
        self.vacated - self.gains * self.vacated_share_of_gains()
    }
}

/// The whole decomposition of a market.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Parts of every supplier, in the order of [`Trade::suppliers`].
    pub by_supplier: Vec<Parts>,
    /// Parts of every product, summed over suppliers, in the order of [`Trade::products`].
    pub by_product: Vec<Parts>,
    /// Room in every product, in the order of [`Trade::products`].
    pub rooms: Vec<Room>,
    /// Parts of the whole market; its product mix and share terms sum to zero.
    pub total: Parts,
    /// Share term of every cell, in the order of the cells.
    pub share_terms: Vec<f64>,
    /// The largest relative distance between a sum of parts and its change, over cells, suppliers,
    /// products and the total, and between gains and losses over products.
    ///
    /// A distance is relative to the largest of the two values and the absolute parts.
    pub largest_relative_error: f64,
}

impl Change {
    /// Returns the room left by others that a supplier filled within one product.
    pub fn room_filled(&self, trade: &Trade, product: usize, supplier: usize) -> f64 {
        trade.cell_number(product, supplier).map_or(0.0, |cell| {
            self.share_terms[cell].max(0.0) * self.rooms[product].vacated_share_of_gains()
        })
    }
}

/// Splits the change of a market; `leavers` says for each of [`Trade::suppliers`] whether it left.
///
/// Two passes over the cells.
pub fn decompose(trade: &Trade, leavers: &[bool]) -> Change {
    let share_terms = share_terms(trade);
    let rooms = rooms(trade, &share_terms, leavers);
    let mut change = Change {
        by_supplier: vec![Parts::default(); trade.suppliers().len()],
        by_product: vec![Parts::default(); trade.products().len()],
        rooms,
        total: Parts::default(),
        share_terms,
        largest_relative_error: 0.0,
    };
    let (total_from, total_to) = trade.total_values();
    let mut worst: f64 = 0.0;
    for product in 0..trade.products().len() {
        let (market_from, market_to) = trade.product_values(product);
        let vacated_share = change.rooms[product].vacated_share_of_gains();
        for cell in trade.cells_of(product) {
            let supplier = trade.supplier_of(cell);
            let (from, to) = trade.values(cell);
            let grown = grown(from, total_from, total_to);
            let share_term = change.share_terms[cell];
            let gain = share_term.max(0.0);
            let loss = share_term.min(0.0);
            let parts = Parts {
                total_growth: grown - from,
                product_mix: at_constant_share(from, to, market_from, market_to) - grown,
                room_vacated: gain * vacated_share,
                won_from_stayers: gain * (1.0 - vacated_share),
                left: if leavers[supplier] { loss } else { 0.0 },
                lost_to_others: if leavers[supplier] { 0.0 } else { loss },
            };
            worst = worst.max(parts.relative_error(from, to));
            change.by_supplier[supplier].add(&parts);
            change.by_product[product].add(&parts);
        }
        change.total.add(&change.by_product[product]);
    }
    change.largest_relative_error = worst.max(error_of_sums(trade, &change));
    change
}

/// Returns the share term of every cell, in the order of the cells.
pub fn share_terms(trade: &Trade) -> Vec<f64> {
    let mut terms = Vec::with_capacity(trade.cell_count());
    for product in 0..trade.products().len() {
        let (market_from, market_to) = trade.product_values(product);
        for cell in trade.cells_of(product) {
            let (from, to) = trade.values(cell);
            terms.push(to - at_constant_share(from, to, market_from, market_to));
        }
    }
    terms
}

/// Returns the room vacated in every product by the suppliers marked as leavers.
///
/// `share_terms` comes from [`share_terms`].
pub fn rooms(trade: &Trade, share_terms: &[f64], leavers: &[bool]) -> Vec<Room> {
    (0..trade.products().len())
        .map(|product| {
            let mut room = Room::default();
            for cell in trade.cells_of(product) {
                let term = share_terms[cell];
                if term >= 0.0 {
                    room.gains += term;
                } else {
                    room.losses -= term;
                    if leavers[trade.supplier_of(cell)] {
                        room.vacated -= term;
                    }
                }
            }
            room
        })
        .collect()
}

/// Sales in the second period, had the supplier kept its share of the product.
fn at_constant_share(from: f64, to: f64, market_from: f64, market_to: f64) -> f64 {
    if market_from > 0.0 {
        grown(from, market_from, market_to)
    } else {
        to
    }
}

/// `value` grown as a whole that it is part of. A part that is the whole grows to the whole exactly,
/// so that rounding invents no loss for a sole supplier and no mix for a sole product.
fn grown(value: f64, whole_from: f64, whole_to: f64) -> f64 {
    if value >= whole_from {
        whole_to
    } else {
        value * (whole_to / whole_from)
    }
}

fn error_of_sums(trade: &Trade, change: &Change) -> f64 {
    let suppliers = change
        .by_supplier
        .iter()
        .enumerate()
        .map(|(supplier, parts)| {
            let (from, to) = trade.supplier_values(supplier);
            parts.relative_error(from, to)
        });
    let products = change
        .by_product
        .iter()
        .enumerate()
        .map(|(product, parts)| {
            let (from, to) = trade.product_values(product);
            parts.relative_error(from, to)
        });
    let rooms = change.rooms.iter().enumerate().map(|(product, room)| {
        let (from, to) = trade.product_values(product);
        relative((room.gains - room.losses).abs(), from.max(to))
    });
    let (from, to) = trade.total_values();
    suppliers
        .chain(products)
        .chain(rooms)
        .fold(change.total.relative_error(from, to), f64::max)
}

fn relative(distance: f64, scale: f64) -> f64 {
    if scale > 0.0 {
        distance / scale
    } else {
        distance
    }
}
