//! Gives vacated room only to suppliers in the price segment of the supplier that left.
//!
//! Sharing vacated room among all who gained supposes that any of them could replace the leaver. The
//! other end of the range supposes that only goods of a like price do. Per product:
//!
//! 1. A supplier's unit value is its value over its tonnes, both summed over the periods in which
//!    both are known and above zero: one price a supplier, steadied by the period with more trade.
//! 2. Suppliers with a unit value are cut into three segments: `floor(3 r / n)`, where n counts them
//!    and r those that are strictly cheaper. Equal prices fall in the same segment.
//! 3. The room that leavers of a segment vacate goes to the gainers of that segment in proportion to
//!    their gains, never more than the gains. What they cannot fill stays unfilled.
//! 4. Room vacated by leavers without a unit value goes to what is left of all gains in proportion.
//!
//! A product is segmented only if it has at least three priced suppliers and priced suppliers make up
//! at least [`PRICED_SHARE_MIN`] both of its vacated room and of its gains; other products keep the
//! plain proportional result.

use crate::suppliers::change::Room;
use crate::suppliers::trade::Trade;

/// Part of a product's vacated room and of its gains that must belong to suppliers with a unit value.
///
/// Four fifths leaves the unpriced rest too small to turn the result; it is a convention of ours.
pub const PRICED_SHARE_MIN: f64 = 0.8;

const SEGMENTS: usize = 3;

/// Vacated room as filled within price segments, in units of the currency.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SegmentedRoom {
    /// Room filled by every supplier, in the order of [`Trade::suppliers`].
    pub by_supplier: Vec<f64>,
    /// Vacated room that was filled.
    pub filled: f64,
    /// Vacated room for which no supplier of the same segment gained enough.
    pub unfilled: f64,
    /// The part of the vacated room that lies in products cut into segments, `None` if none was
    /// vacated.
    pub segmented_share: Option<f64>,
}

/// Fills vacated room within price segments where quantities allow it, and in proportion elsewhere.
///
/// `share_terms` and `rooms` come from [`crate::suppliers::change`]. Products without vacated room
/// are skipped; the others cost n log n in their suppliers.
pub fn fill_by_segment(
    trade: &Trade,
    share_terms: &[f64],
    rooms: &[Room],
    leavers: &[bool],
) -> SegmentedRoom {
    let mut result = SegmentedRoom {
        by_supplier: vec![0.0; trade.suppliers().len()],
        ..Default::default()
    };
    let mut segmented = 0.0;
    let mut vacated = 0.0;
    for (product, room) in rooms
        .iter()
        .enumerate()
        .filter(|(_, room)| room.vacated > 0.0)
    {
        vacated += room.vacated;
        let suppliers = offers(trade, product, share_terms, leavers);
        let filled = if is_priced(&suppliers, room) {
            segmented += room.vacated;
            fill(&suppliers)
        } else {
            let rate = room.vacated_share_of_gains();
            suppliers.iter().map(|offer| offer.gain * rate).collect()
        };
        let filled_here: f64 = filled.iter().sum();
        result.filled += filled_here;
        result.unfilled += room.vacated - filled_here;
        for (offer, filled) in suppliers.iter().zip(&filled) {
            result.by_supplier[offer.supplier] += filled;
        }
    }
    result.segmented_share = (vacated > 0.0).then(|| segmented / vacated);
    result
}

/// One supplier of a product: what it gained or vacated, and at what price it sells.
#[derive(Debug)]
struct Offer {
    supplier: usize,
    gain: f64,
    vacated: f64,
    segment: Option<usize>,
}

fn offers(trade: &Trade, product: usize, share_terms: &[f64], leavers: &[bool]) -> Vec<Offer> {
    let prices: Vec<Option<f64>> = trade
        .cells_of(product)
        .map(|cell| unit_value(trade, cell))
        .collect();
    let mut sorted: Vec<f64> = prices.iter().flatten().copied().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    trade
        .cells_of(product)
        .zip(prices)
        .map(|(cell, price)| {
            let supplier = trade.supplier_of(cell);
            let term = share_terms[cell];
            Offer {
                supplier,
                gain: term.max(0.0),
                vacated: if leavers[supplier] {
                    (-term).max(0.0)
                } else {
                    0.0
                },
                segment: price.map(|price| {
                    let cheaper = sorted.partition_point(|&other| other < price);
                    SEGMENTS * cheaper / sorted.len()
                }),
            }
        })
        .collect()
}

/// Value per tonne over the periods in which both are known and above zero.
fn unit_value(trade: &Trade, cell: usize) -> Option<f64> {
    let (value_from, value_to) = trade.values(cell);
    let (tonnes_from, tonnes_to) = trade.quantities_t(cell);
    let known = [(value_from, tonnes_from), (value_to, tonnes_to)]
        .into_iter()
        .filter_map(|(value, tonnes)| Some((value, tonnes?)))
        .filter(|&(value, tonnes)| value > 0.0 && tonnes > 0.0);
    let (value, tonnes) = known.fold((0.0, 0.0), |(values, all), (value, tonnes)| {
        (values + value, all + tonnes)
    });
    (tonnes > 0.0).then(|| value / tonnes)
}

fn is_priced(offers: &[Offer], room: &Room) -> bool {
    let priced = || offers.iter().filter(|offer| offer.segment.is_some());
    let gains: f64 = priced().map(|offer| offer.gain).sum();
    let vacated: f64 = priced().map(|offer| offer.vacated).sum();
    priced().count() >= SEGMENTS
        && gains >= PRICED_SHARE_MIN * room.gains
        && vacated >= PRICED_SHARE_MIN * room.vacated
}

/// Room filled by each offer of one product; never more than its gain, in sum never more than vacated.
fn fill(offers: &[Offer]) -> Vec<f64> {
    let mut gains = [0.0; SEGMENTS];
    let mut vacated = [0.0; SEGMENTS];
    let mut vacated_unpriced = 0.0;
    for offer in offers {
        match offer.segment {
            Some(segment) => {
                gains[segment] += offer.gain;
                vacated[segment] += offer.vacated;
            }
            None => vacated_unpriced += offer.vacated,
        }
    }
    let mut filled: Vec<f64> = offers
        .iter()
        .map(|offer| {
            offer.segment.map_or(0.0, |segment| {
                offer.gain * rate(vacated[segment], gains[segment])
            })
        })
        .collect();
    let left_over: f64 = offers
        .iter()
        .zip(&filled)
        .map(|(offer, filled)| offer.gain - filled)
        .sum();
    let rest = rate(vacated_unpriced, left_over);
    for (offer, filled) in offers.iter().zip(&mut filled) {
        *filled += (offer.gain - *filled) * rest;
    }
    filled
}

fn rate(vacated: f64, gains: f64) -> f64 {
    if gains > 0.0 {
        (vacated / gains).min(1.0)
    } else {
        0.0
    }
}
