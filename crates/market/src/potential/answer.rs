//! Asks a release, works out, and joins the parts.

use std::path::PathBuf;

use jiff::civil::Date;
use stirstick_codes::{Country, ProductCode};
use stirstick_store::{Receipt, Session, Store};

use super::costs::Costs;
use super::expect::Expectation;
use super::growth::Growth;
use super::model::Model;
use super::open::open;
use super::products::{Products, products, ranks_listed};
use super::read::{Goods, pairs, pairs_of_goods};
use super::section::section;
use super::sectors::{Sectors, by_sector};
use super::tables::ranked;
use super::total::{Total, Untold, told, total};
use super::world::World;
use crate::answer::Answer;
use crate::error::Error;
use crate::part::{Part, add_receipts};
use crate::shell::quoted;

/// Goods at the top of the ranking for which the structural model is estimated too.
const MODELLED: usize = 12;

/// How much is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// All goods and sectors.
    Sectors,
    /// All goods, sectors, and goods by the indicator: what a brief has.
    Goods,
    /// The structural model also for each of the goods at the top.
    Models,
}

/// What is asked about the potential of a supplier in a market.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The market.
    pub market: Country,
    /// The supplier.
    pub supplier: Country,
    /// Characters of the product codes that are listed; by default as fine as the data, up to six.
    pub level: Option<usize>,
    /// The year; by default the last full one.
    pub year: Option<u16>,
    /// How much is worked out.
    pub depth: Depth,
    /// Whether goods on the list of restricted goods are ranked, where the market is not under embargo.
    pub include_restricted: bool,
    /// A table of distances and other costs of pairs, in place of those that come with the program.
    pub geography: Option<PathBuf>,
    /// A table of expected growth by country.
    pub growth: Option<PathBuf>,
    /// Dataset; by default the one that fits best.
    pub dataset: Option<String>,
    /// Years that end on this day or later are not chosen where none is named.
    pub not_after: Option<Date>,
}

/// A good for which the structural model was estimated.
#[derive(Debug)]
pub(super) struct Modelled {
    pub(super) product: ProductCode,
    pub(super) told: Result<Expectation, Untold>,
    pub(super) receipt: Receipt,
}

/// What the section is made from.
pub(super) struct Found<'a> {
    pub(super) ask: &'a Ask,
    pub(super) world: World,
    pub(super) dataset: String,
    pub(super) costs: Costs,
    pub(super) growth: Growth,
    pub(super) total: Total,
    pub(super) total_receipt: Receipt,
    pub(super) sectors: Sectors,
    pub(super) products: Option<Products>,
    /// Characters of the codes that are listed.
    pub(super) level: usize,
    pub(super) modelled: Vec<Modelled>,
    pub(super) with_listed: bool,
}

/// Answers what the supplier could sell to the market.
///
/// # Errors
/// [`Error::NoWorld`] where no dataset holds the trade of enough countries, [`Error::UserTable`] for a table that cannot be used, and
/// those of the store.
pub fn answer(store: &Store, ask: &Ask) -> Result<Answer, Error> {
    let part = part(store, ask)?;
    let title = part.section.title.clone();
    Ok(part.alone(title, ask.command()))
}

pub(crate) fn part(store: &Store, ask: &Ask) -> Result<Part, Error> {
    ask.check()?;
    let (session, world) = open(store, ask)?;
    let found = found(&session, ask, world)?;
    let section = section(&found);
    let synthetic = session.is_synthetic();
    Ok(Part {
        section,
        receipts: receipts(found),
        synthetic,
    })
}

fn found<'a>(session: &Session, ask: &'a Ask, world: World) -> Result<Found<'a>, Error> {
    let costs = match &ask.geography {
        Some(path) => Costs::read(path, world.year)?,
        None => Costs::built_in(),
    };
    let growth = match &ask.growth {
        Some(path) => Growth::read(path)?,
        None => Growth::default(),
    };
    let pair = (ask.supplier, ask.market);
    let with_listed = ranks_listed(ask.include_restricted, ask.market);
    let (years, total_receipt) = pairs(session, &world)?;
    let total = total(&years, &costs, ask.supplier, ask.market);
    let products = match ask.depth {
        Depth::Sectors => None,
        Depth::Goods | Depth::Models => {
            products(session, &world, pair, &costs, &growth, with_listed)?
        }
    };
    let sectors = by_sector(session, &world, pair, &costs, products.as_ref())?;
    let finest = products.as_ref().map_or(0, |products| products.level);
    let mut found = Found {
        dataset: format!(
            "{}, release {}",
            total_receipt.dataset, total_receipt.release
        ),
        level: ask.level.unwrap_or(finest).min(finest),
        ask,
        world,
        costs,
        growth,
        total,
        total_receipt,
        sectors,
        products,
        modelled: Vec::new(),
        with_listed,
    };
    if ask.depth == Depth::Models {
        found.modelled = modelled(session, &found)?;
    }
    Ok(found)
}

/// The structural model of each of the goods at the top of the ranking.
fn modelled(session: &Session, found: &Found<'_>) -> Result<Vec<Modelled>, Error> {
    let Some(level) = found.world.goods_level else {
        return Ok(Vec::new());
    };
    let mut modelled = Vec::new();
    for (product, _) in ranked(found).into_iter().take(MODELLED) {
        let goods = Goods::of_code(product);
        let (flows, receipt) = pairs_of_goods(session, &found.world, level, &goods)?;
        let model = Model::new(&flows, &found.costs);
        let told = told(&model, found.ask.supplier, found.ask.market);
        modelled.push(Modelled {
            product,
            told: told.map(|(expectation, ..)| expectation),
            receipt,
        });
    }
    Ok(modelled)
}

fn receipts(found: Found<'_>) -> Vec<Receipt> {
    let of_products = found
        .products
        .into_iter()
        .flat_map(|products| products.receipts);
    let of_sectors = found.sectors.rows.into_iter().map(|row| row.receipt);
    let mut receipts = vec![found.total_receipt];
    let of_models = found.modelled.into_iter().map(|own| own.receipt);
    add_receipts(
        &mut receipts,
        of_products.chain(of_sectors).chain(of_models),
    );
    receipts
}

impl Ask {
    fn check(&self) -> Result<(), Error> {
        let union = [self.market, self.supplier]
            .into_iter()
            .find(|country| country.is_aggregate());
        if let Some(union) = union {
            return Err(Error::NoMarket {
                name: union.name().to_owned(),
            });
        }
        if self.market == self.supplier {
            return Err(Error::OneCountry {
                name: self.market.name().to_owned(),
            });
        }
        Ok(())
    }

    /// The command line that asks the same again.
    fn command(&self) -> String {
        let mut words = vec![format!(
            "stirstick potential {} --supplier {}",
            self.market, self.supplier
        )];
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
        let options = [
            ("level", self.level.map(|level| level.to_string())),
            ("year", self.year.map(|year| year.to_string())),
            ("geography", path(&self.geography)),
            ("growth", path(&self.growth)),
            ("data", self.dataset.clone()),
        ];
        for (option, value) in options {
            words.extend(value.map(|value| format!("--{option} {}", quoted(&value))));
        }
        let flags = [
            (self.depth == Depth::Sectors, "--sectors"),
            (self.include_restricted, "--include-restricted"),
        ];
        words.extend(
            flags
                .iter()
                .filter(|(set, _)| *set)
                .map(|(_, flag)| (*flag).to_owned()),
        );
        words.join(" ")
    }
}
