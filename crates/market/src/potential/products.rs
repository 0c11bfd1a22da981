//! The indicator and the structure, good by good.

use std::collections::BTreeMap;

use stirstick_codes::{
    Country, Nomenclature, ProductCode, RestrictedEntry, embargo, restricted_under,
};
use stirstick_store::{Receipt, Session};

use super::costs::Costs;
use super::growth::Growth;
use super::indicator::{Good, Pair, Potential, ease, potentials};
use super::read::{exports, purchases};
use super::structure::{Exports, GoodStanding, Structure, structure};
use super::world::World;
use crate::error::Error;

/// Characters of a heading. Headings that hold listed goods are set apart with them; chapters are too broad for that, and marked.
const HEADING: usize = 4;

/// Finest level of the answer: the codes that countries share.
const FINEST: usize = 6;

/// One good.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) good: Good,
    pub(super) potential: Potential,
    pub(super) standing: GoodStanding,
}

/// All goods of the pair.
#[derive(Debug)]
pub(super) struct Products {
    /// Characters of the codes.
    pub(super) level: usize,
    /// Goods that are ranked, by code.
    pub(super) rows: Vec<Row>,
    /// Goods on the list, or that hold such goods, which are not ranked: what the market buys of each.
    pub(super) set_apart: Vec<(ProductCode, f64)>,
    pub(super) ease: f64,
    pub(super) structure: Result<Structure, stirstick_complexity::Error>,
    /// Receipts of exports, of the market's purchases, of the supplier's.
    pub(super) receipts: Vec<Receipt>,
}

/// Whether goods on the list are ranked: only where asked for, and never for a market under embargo.
pub(super) fn ranks_listed(asked: bool, market: Country) -> bool {
    asked && embargo(market).is_none()
}

/// Entries of the list that a code falls under or contains.
pub(super) fn listed(
    nomenclature: Nomenclature,
    code: ProductCode,
) -> Vec<&'static RestrictedEntry> {
    if nomenclature.is_harmonized_system() {
        restricted_under(code).collect()
    } else {
        Vec::new()
    }
}

/// Asks for the goods of the pair; none where the two do not trade in goods by code.
///
/// # Errors
/// Those of the store.
pub(super) fn products(
    session: &Session,
    world: &World,
    (supplier, market): (Country, Country),
    costs: &Costs,
    growth: &Growth,
    with_listed: bool,
) -> Result<Option<Products>, Error> {
    let Some(source_level) = world.goods_level else {
        return Ok(None);
    };
    let level = source_level.min(FINEST);
    let (sold, sold_receipt) = exports(session, world, source_level, level)?;
    let (bought, bought_receipt) = purchases(session, world, source_level, level, market)?;
    let (own, own_receipt) = purchases(session, world, source_level, level, supplier)?;
    let goods = goods(&sold, &bought, &own, supplier, market, costs, growth);
    let Some(ease) = ease(&goods) else {
        return Ok(None);
    };
    let pair = Pair {
        log_distance: costs.log_distance(supplier, market),
        growth: (growth.of(supplier), growth.of(market)),
    };
    let found = potentials(&goods, &pair, ease);
    let structure = structure(&sold, supplier, market);
    let standing = |product: &ProductCode| {
        let known = structure.as_ref().ok();
        known
            .and_then(|structure| structure.goods.get(product).copied())
            .unwrap_or_default()
    };
    let (mut rows, mut set_apart) = (Vec::new(), Vec::new());
    for (good, potential) in goods.into_iter().zip(found) {
        let is_listed = level >= HEADING && !listed(world.nomenclature, good.product).is_empty();
        if is_listed && !with_listed {
            set_apart.push((good.product, good.bought));
        } else {
            rows.push(Row {
                standing: standing(&good.product),
                good,
                potential,
            });
        }
    }
    Ok(Some(Products {
        level,
        rows,
        set_apart,
        ease,
        structure,
        receipts: vec![sold_receipt, bought_receipt, own_receipt],
    }))
}

/// Sums of one good while rows are read.
#[derive(Default)]
struct Sums {
    exports: f64,
    imports: f64,
    world: f64,
    world_grown: f64,
    bought: f64,
    actual: f64,
    /// Logarithm of distance times purchases, and the purchases that have one.
    distance: (f64, f64),
}

fn goods(
    sold: &[Exports],
    bought: &[Exports],
    own: &[Exports],
    supplier: Country,
    market: Country,
    costs: &Costs,
    growth: &Growth,
) -> Vec<Good> {
    let mut sums: BTreeMap<ProductCode, Sums> = BTreeMap::new();
    for row in sold {
        let sum = sums.entry(row.product).or_default();
        sum.world += row.value;
        sum.world_grown += row.value * growth.of(row.country);
        sum.exports += if row.country == supplier {
            row.value
        } else {
            0.0
        };
    }
    for row in bought {
        let sum = sums.entry(row.product).or_default();
        sum.bought += row.value;
        sum.actual += if row.country == supplier {
            row.value
        } else {
            0.0
        };
        if let Some(distance) = costs.log_distance(row.country, market) {
            sum.distance.0 += distance * row.value;
            sum.distance.1 += row.value;
        }
    }
    for row in own {
        sums.entry(row.product).or_default().imports += row.value;
    }
    sums.into_iter()
        .map(|(product, sum)| Good {
            product,
            exports: sum.exports,
            imports: sum.imports,
            world: sum.world,
            world_grown: sum.world_grown,
            bought: sum.bought,
            actual: sum.actual,
            log_distance: (sum.distance.1 > 0.0).then(|| sum.distance.0 / sum.distance.1),
        })
        .collect()
}

/// Potential of goods that start alike, or that make up a sector.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Sum {
    pub(super) potential: f64,
    pub(super) realised: f64,
    pub(super) unrealised: f64,
    pub(super) actual: f64,
    pub(super) bought: f64,
    pub(super) exports: f64,
    pub(super) world: f64,
    /// Number of codes.
    pub(super) codes: usize,
}

impl Sum {
    /// Adds goods up: only gaps that are positive, never netted against sales beyond potential.
    pub(super) fn of<'a>(rows: impl Iterator<Item = &'a Row>) -> Self {
        rows.fold(Self::default(), |sum, row| Self {
            potential: sum.potential + row.potential.value,
            realised: sum.realised + row.potential.realised(),
            unrealised: sum.unrealised + row.potential.unrealised(),
            actual: sum.actual + row.potential.actual,
            bought: sum.bought + row.good.bought,
            exports: sum.exports + row.good.exports,
            world: sum.world + row.good.world,
            codes: sum.codes + 1,
        })
    }

    /// The realised part of the potential; none without potential.
    pub(super) fn realised_share(&self) -> Option<f64> {
        (self.potential > 0.0).then(|| self.realised / self.potential)
    }
}
