//! Expected and actual trade by sector.

use stirstick_codes::{Country, Sector, sectors};
use stirstick_store::{Receipt, Session};

use super::costs::Costs;
use super::expect::Expectation;
use super::model::Model;
use super::products::{Products, Sum};
use super::read::{Goods, pairs_of_goods};
use super::total::{Untold, told};
use super::world::World;
use crate::error::Error;

/// One sector.
#[derive(Debug)]
pub(super) struct SectorRow {
    pub(super) sector: &'static Sector,
    pub(super) told: Result<Expectation, Untold>,
    /// Potential of its goods; none without goods by product.
    pub(super) sum: Option<Sum>,
    pub(super) receipt: Receipt,
}

/// All sectors that the data can tell apart, and those that it cannot.
#[derive(Debug, Default)]
pub(super) struct Sectors {
    pub(super) rows: Vec<SectorRow>,
    /// Sectors for which the codes of the data are too broad or of another kind.
    pub(super) too_broad: Vec<&'static Sector>,
}

/// Works out what is expected of each sector in the year under measure.
///
/// # Errors
/// Those of the store.
pub(super) fn by_sector(
    session: &Session,
    world: &World,
    (supplier, market): (Country, Country),
    costs: &Costs,
    products: Option<&Products>,
) -> Result<Sectors, Error> {
    let mut found = Sectors::default();
    let Some(level) = world.goods_level else {
        return Ok(found);
    };
    for sector in sectors() {
        let goods = Goods::of_sector(sector, world.nomenclature);
        let singled_out = sector
            .finest_prefix(world.nomenclature)
            .is_some_and(|characters| characters <= level);
        let Some(goods) = goods.filter(|_| singled_out) else {
            found.too_broad.push(sector);
            continue;
        };
        let (flows, receipt) = pairs_of_goods(session, world, level, &goods)?;
        if flows.is_empty() {
            continue;
        }
        let model = Model::new(&flows, costs);
        let own = |code| sector.contains(world.nomenclature, code) == Some(true);
        found.rows.push(SectorRow {
            sector,
            told: told(&model, supplier, market).map(|(expectation, ..)| expectation),
            sum: products
                .map(|products| Sum::of(products.rows.iter().filter(|row| own(row.good.product)))),
            receipt,
        });
    }
    Ok(found)
}
