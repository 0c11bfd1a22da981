//! Which dataset answers, and which of its periods and levels are compared.

use crate::error::Error;
use crate::flows::{Comparison, Reporters, Wanted, coverage};
use crate::suppliers::Ask;
use std::collections::{BTreeMap, BTreeSet};
use stirstick_codes::{Country, Currency, ProductCode, ReportedBy};
use stirstick_store::{BUILTIN_DATASETS, Builtin, Session, Store};

/// A dataset that holds enough of the market is one with this share of what the fullest holds.
const ENOUGH_OF_MARKET: f64 = 0.8;

/// A dataset is recent enough when it ends at most so many years before the most recent one.
const RECENT_ENOUGH_YEARS: u16 = 2;

struct Candidate {
    session: Session,
    comparison: Comparison,
    imported: bool,
}

/// Opens the dataset asked for, or the one that fits best.
///
/// A dataset of a few goods must not pass for the market, nor old data for news: of those that hold
/// most of the market and end recently, the one with the finest products is taken, then the most
/// recent, then an imported one before one that is built in.
pub(super) fn open(store: &Store, ask: &Ask) -> Result<(Session, Comparison), Error> {
    let imported = store.manifest().datasets.keys().map(String::as_str);
    let builtin = BUILTIN_DATASETS
        .iter()
        .filter(|builtin| builtin.has_flows());
    let no_flows = |name: &str| Builtin::named(name).is_some_and(|found| !found.has_flows());
    let names: Vec<(&str, bool)> = match &ask.dataset {
        Some(name) if no_flows(name) => Vec::new(),
        Some(name) => vec![(name, true)],
        None => imported
            .map(|name| (name, true))
            .chain(builtin.map(|builtin| (builtin.name, false)))
            .collect(),
    };
    let mut candidates = Vec::new();
    let mut refusal = None;
    for (name, imported) in names {
        match candidate(store, ask, name, imported) {
            Ok(found) => candidates.extend(found),
            Err(
                error @ (Error::NotCovered { .. }
                | Error::TooCoarse { .. }
                | Error::OneDigit { .. }
                | Error::OneSupplier { .. }
                | Error::PeriodLength { .. }
                | Error::PeriodOrder { .. }),
            ) => refusal = Some(error),
            Err(error) => return Err(error),
        }
    }
    best(candidates)
        .map(|best| (best.session, best.comparison))
        .ok_or_else(|| refusal.unwrap_or_else(|| nowhere(ask)))
}

/// Nothing of what is asked, in the dataset that was named or in any.
fn nowhere(ask: &Ask) -> Error {
    match &ask.dataset {
        Some(dataset) => Error::NotInDataset {
            what: ask.what(),
            dataset: dataset.clone(),
        },
        None => Error::NoDataset { what: ask.what() },
    }
}

fn candidate(
    store: &Store,
    ask: &Ask,
    name: &str,
    imported: bool,
) -> Result<Option<Candidate>, Error> {
    let session = store.session(name, None)?;
    let coverage = coverage(&session, ask.market, ask.goods())?;
    if coverage.slices.is_empty() {
        return refuse_coarse(&session, ask, name).map(|()| None);
    }
    let product_level = ask.product.map_or(0, ProductCode::level);
    if product_level == 1
        && let Some(nomenclature) = coverage.without_codes_of_one_character()
    {
        return Err(Error::OneDigit {
            code: ask.goods().to_owned(),
            nomenclature: nomenclature.label().to_owned(),
            dataset: name.to_owned(),
        });
    }
    let comparison = coverage.choose(Wanted {
        from: ask.from,
        to: ask.to,
        level: ask.level.map(|level| level.max(product_level)),
        not_after: ask.not_after,
    })?;
    if comparison.suppliers < 2 && !may_have_one_supplier(&session, ask, comparison.reported_by)? {
        return Err(Error::OneSupplier {
            dataset: name.to_owned(),
            market: ask.market.name().to_owned(),
        });
    }
    Ok(Some(Candidate {
        session,
        comparison,
        imported,
    }))
}

/// No market has one supplier of everything: such a dataset holds one partner. Of some goods it may,
/// by reports that list all suppliers of the market and name several of them for other goods.
fn may_have_one_supplier(
    session: &Session,
    ask: &Ask,
    reported_by: Reporters,
) -> Result<bool, Error> {
    let lists_all = |reporter| matches!(reporter, ReportedBy::Importer | ReportedBy::Both);
    if ask.goods().is_empty() || !lists_all(reported_by.0) || !lists_all(reported_by.1) {
        return Ok(false);
    }
    let of_all_goods = coverage(session, ask.market, "")?;
    let suppliers: BTreeSet<Country> = of_all_goods
        .slices
        .iter()
        .map(|slice| slice.supplier)
        .collect();
    Ok(suppliers.len() > 1)
}

/// A dataset without rows of the goods either holds none of the market or states goods more broadly.
fn refuse_coarse(session: &Session, ask: &Ask, name: &str) -> Result<(), Error> {
    let held = coverage(session, ask.market, "")?;
    match (held.finest_level(), &ask.product) {
        (Some(level), Some(product)) if level < product.level() => Err(Error::TooCoarse {
            product: product.to_string(),
            dataset: name.to_owned(),
            level,
        }),
        _ => Ok(()),
    }
}

fn best(mut candidates: Vec<Candidate>) -> Option<Candidate> {
    // Values in different currencies are not compared; dollars, in which most data comes, go first.
    let dollars = |candidate: &Candidate| candidate.comparison.currency.as_str() == "USD";
    if candidates.iter().any(dollars) {
        candidates.retain(dollars);
    }
    // The reports of some suppliers are not the market where the market's own, or reconciled ones, are.
    let own = |candidate: &Candidate| candidate.comparison.reported_by.1 != ReportedBy::Exporter;
    if candidates.iter().any(own) {
        candidates.retain(own);
    }
    let year = |candidate: &Candidate| candidate.comparison.to.last().year();
    let latest = candidates.iter().map(year).max()?;
    candidates.retain(|candidate| year(candidate) + RECENT_ENOUGH_YEARS >= latest);
    let value = |candidate: &Candidate| candidate.comparison.value_to;
    let mut fullest: BTreeMap<Currency, f64> = BTreeMap::new();
    for candidate in &candidates {
        let most = fullest.entry(candidate.comparison.currency).or_default();
        *most = most.max(value(candidate));
    }
    candidates.retain(|candidate| {
        value(candidate) >= ENOUGH_OF_MARKET * fullest[&candidate.comparison.currency]
    });
    candidates.into_iter().max_by_key(|candidate| {
        (
            candidate.comparison.source_level,
            year(candidate),
            candidate.imported,
        )
    })
}
