//! Asking a release for the trade of all countries.

use std::collections::BTreeMap;

use stirstick_codes::{
    Country, Nomenclature, Period, PeriodRange, ProductCode, ReportedBy, Sector,
};
use stirstick_store::{Receipt, Row, Session};

use super::model::Flow;
use super::structure::Exports;
use super::world::World;
use crate::error::Error;
use crate::parameters::Parameters;

const PAIRS_SQL: &str = include_str!("pairs.sql");
const PAIRS_OF_GOODS_SQL: &str = include_str!("pairs_of_goods.sql");
const EXPORTS_SQL: &str = include_str!("exports.sql");
const PURCHASES_SQL: &str = include_str!("purchases.sql");

/// Characters of a chapter, for which sums are held.
const CHAPTER: usize = 2;

/// Flows of each year, with the receipt of the query.
pub(super) type Years = (BTreeMap<u16, Vec<Flow>>, Receipt);

impl Parameters {
    /// Rows of the given years.
    fn of_years(world: &World, years: &[u16], level: usize) -> Self {
        let parts = |year: Option<&u16>| -> Vec<Period> {
            let whole = year.and_then(|&year| Period::of_year(year));
            whole
                .map(|whole| PeriodRange::from(whole).periods(world.frequency).collect())
                .unwrap_or_default()
        };
        let text = |period: Option<&Period>| period.map_or(String::new(), ToString::to_string);
        let (first, last) = (parts(years.first()), parts(years.last()));
        Self(vec![
            ("first_period", text(first.first())),
            ("last_period", text(last.last())),
            ("frequency", world.frequency.as_str().to_owned()),
            ("valuation", world.valuation.as_str().to_owned()),
            ("currency", world.currency.as_str().to_owned()),
            ("nomenclature", world.nomenclature.as_str().to_owned()),
            ("level", level.to_string()),
            (
                "left_out",
                world.left_out.map_or("", ReportedBy::as_str).to_owned(),
            ),
        ])
    }
}

/// Trade of all pairs in the years of expected trade.
pub(super) fn pairs(session: &Session, world: &World) -> Result<Years, Error> {
    let parameters = Parameters::of_years(world, &world.years, world.totals_level);
    let rows = session.query(PAIRS_SQL, &parameters.bound())?;
    let mut years: BTreeMap<u16, Vec<Flow>> = BTreeMap::new();
    for row in rows.iter() {
        // Years between those that are held may be incomplete.
        if let Some(year) = year(row).filter(|year| world.years.contains(year)) {
            years.entry(year).or_default().push(flow(row)?);
        }
    }
    Ok((years, rows.receipt().clone()))
}

/// Codes that make up some goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Goods {
    included: Vec<ProductCode>,
    excluded: Vec<ProductCode>,
}

impl Goods {
    /// The goods of a sector; none where the nomenclature has no definition of it.
    pub(super) fn of_sector(sector: &Sector, nomenclature: Nomenclature) -> Option<Self> {
        let prefixes = sector.prefixes(nomenclature)?;
        Some(Self {
            included: prefixes.include.clone(),
            excluded: prefixes.exclude.clone(),
        })
    }

    /// The goods of one code.
    pub(super) fn of_code(code: ProductCode) -> Self {
        Self {
            included: vec![code],
            excluded: Vec::new(),
        }
    }

    fn detail(&self) -> &'static str {
        let by_chapter = |code: &ProductCode| code.level() == CHAPTER;
        if self.included.iter().chain(&self.excluded).all(by_chapter) {
            "chapter"
        } else {
            "code"
        }
    }
}

/// Codes with a comma before and after each.
fn listed<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    codes.fold(",".to_owned(), |text, code| text + code + ",")
}

/// Trade of all pairs in some goods in the year under measure.
pub(super) fn pairs_of_goods(
    session: &Session,
    world: &World,
    level: usize,
    goods: &Goods,
) -> Result<(Vec<Flow>, Receipt), Error> {
    let starts = || goods.included.iter().map(ProductCode::as_str);
    let parameters = Parameters::of_years(world, &[world.year], level)
        .with("detail", goods.detail())
        .with("first_goods", starts().min().unwrap_or_default())
        .with("last_goods", starts().max().unwrap_or_default())
        .with("included", listed(starts()))
        .with(
            "excluded",
            listed(goods.excluded.iter().map(ProductCode::as_str)),
        );
    let rows = session.query(PAIRS_OF_GOODS_SQL, &parameters.bound())?;
    let flows = rows.iter().map(flow).collect::<Result<_, _>>()?;
    Ok((flows, rows.receipt().clone()))
}

/// Unions of countries, which would count their members twice.
fn unions() -> String {
    let unions = Country::all().filter(|country| country.is_aggregate());
    let codes: Vec<Country> = unions.collect();
    listed(codes.iter().map(Country::as_str))
}

fn by_product(world: &World, level: usize, kept: usize) -> Parameters {
    Parameters::of_years(world, &world.averaged, level)
        .with("characters_kept", kept)
        .with("unions", unions())
}

/// What every country exported of each good, per year of those that are averaged.
pub(super) fn exports(
    session: &Session,
    world: &World,
    level: usize,
    kept: usize,
) -> Result<(Vec<Exports>, Receipt), Error> {
    let rows = session.query(EXPORTS_SQL, &by_product(world, level, kept).bound())?;
    of_products(&rows, world).map(|found| (found, rows.receipt().clone()))
}

/// What one country bought of each good from every other, per year of those that are averaged.
pub(super) fn purchases(
    session: &Session,
    world: &World,
    level: usize,
    kept: usize,
    buyer: Country,
) -> Result<(Vec<Exports>, Receipt), Error> {
    let parameters = by_product(world, level, kept).with("importer", buyer);
    let rows = session.query(PURCHASES_SQL, &parameters.bound())?;
    of_products(&rows, world).map(|found| (found, rows.receipt().clone()))
}

fn of_products(rows: &stirstick_store::Rows, world: &World) -> Result<Vec<Exports>, Error> {
    let years = world.averaged.len().max(1) as f64;
    rows.iter()
        .map(|row| {
            Ok(Exports {
                country: Country::from_iso3(row.text("exporter"))?,
                product: row.text("product").parse()?,
                value: row.number("value").unwrap_or(0.0) / years,
            })
        })
        .collect()
}

fn year(row: Row<'_>) -> Option<u16> {
    row.text("year").parse().ok()
}

fn flow(row: Row<'_>) -> Result<Flow, Error> {
    Ok(Flow {
        exporter: Country::from_iso3(row.text("exporter"))?,
        importer: Country::from_iso3(row.text("importer"))?,
        value: row.number("value").unwrap_or(0.0),
    })
}
