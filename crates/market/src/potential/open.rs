//! Which dataset answers.

use stirstick_codes::Currency;
use stirstick_store::{BUILTIN_DATASETS, Builtin, Session, Store};

use super::Ask;
use super::world::{Wanted, World, world};
use crate::error::Error;

/// A dataset that holds enough of the market is one with this share of what the fullest holds.
const ENOUGH_OF_MARKET: f64 = 0.8;

/// A dataset is recent enough when it ends at most so many years before the most recent one.
const RECENT_ENOUGH_YEARS: u16 = 2;

/// Opens the dataset asked for, or the one that fits best: of those that end recently and hold most of the market, the one
/// with the finest products, then the most recent.
pub(super) fn open(store: &Store, ask: &Ask) -> Result<(Session, World), Error> {
    let imported = store.manifest().datasets.keys().map(String::as_str);
    let builtin = BUILTIN_DATASETS
        .iter()
        .filter(|builtin| builtin.has_flows())
        .map(|builtin| builtin.name);
    let no_flows = |name: &str| Builtin::named(name).is_some_and(|found| !found.has_flows());
    let names: Vec<&str> = match &ask.dataset {
        Some(name) if no_flows(name) => Vec::new(),
        Some(name) => vec![name],
        None => imported.chain(builtin).collect(),
    };
    let wanted = Wanted {
        market: ask.market,
        supplier: ask.supplier,
        level: ask.level,
        year: ask.year,
        before_year: ask.not_after.map(|day| day.year().unsigned_abs()),
    };
    let mut candidates = Vec::new();
    for name in names {
        let session = store.session(name, None)?;
        if let Some(world) = world(&session, wanted)? {
            candidates.push((session, world));
        }
    }
    best(candidates, ask.level).ok_or_else(|| nowhere(ask))
}

fn best(mut candidates: Vec<(Session, World)>, level: Option<usize>) -> Option<(Session, World)> {
    if level.is_some() {
        candidates.retain(|(_, world)| world.goods_level.is_some());
    }
    let in_dollars = |world: &World| world.currency == Currency::USD;
    if candidates.iter().any(|(_, world)| in_dollars(world)) {
        candidates.retain(|(_, world)| in_dollars(world));
    }
    let latest = candidates.iter().map(|(_, world)| world.year).max()?;
    candidates.retain(|(_, world)| world.year + RECENT_ENOUGH_YEARS >= latest);
    let fullest = candidates
        .iter()
        .map(|(_, world)| world.bought)
        .fold(0.0, f64::max);
    candidates.retain(|(_, world)| world.bought >= ENOUGH_OF_MARKET * fullest);
    candidates
        .into_iter()
        .max_by_key(|(_, world)| (world.goods_level.unwrap_or(0).min(6), world.year))
}

fn nowhere(ask: &Ask) -> Error {
    let level = ask
        .level
        .map(|level| format!(", with codes of {level} characters"));
    let year = ask.year.map(|year| format!(", in {year}"));
    Error::NoWorld {
        dataset: ask
            .dataset
            .clone()
            .map_or("no dataset has".to_owned(), |name| {
                format!("dataset {name} does not have")
            }),
        market: ask.market.name().to_owned(),
        supplier: ask.supplier.name().to_owned(),
        wish: level.into_iter().chain(year).collect(),
    }
}
