//! Asking a release what suppliers sold, in the market and elsewhere.

use crate::error::Error;
use crate::flows::{Comparison, detail};
use crate::parameters::Parameters;
use crate::suppliers::{Elsewhere, Sales};
use std::collections::{BTreeMap, BTreeSet};
use stirstick_codes::{Country, Period, PeriodRange, ProductCode, ReportedBy};
use stirstick_store::{Receipt, Row, Session};

const SALES_SQL: &str = include_str!("sales.sql");
const ELSEWHERE_SQL: &str = include_str!("elsewhere.sql");
const ELSEWHERE_OF_GOODS_SQL: &str = include_str!("elsewhere_of_goods.sql");
const REPORTING_SQL: &str = include_str!("reporting.sql");
const CODES_SQL: &str = include_str!("codes.sql");

/// What suppliers sold in the market.
pub(super) struct Sold {
    pub(super) rows: Vec<Sales>,
    pub(super) receipt: Receipt,
}

impl Parameters {
    fn new(market: Country, comparison: &Comparison) -> Self {
        let bounds = |range: PeriodRange| {
            let ends = |period: Option<Period>| period.map_or(String::new(), |end| end.to_string());
            let periods: Vec<Period> = range.periods(comparison.frequency).collect();
            (
                ends(periods.first().copied()),
                ends(periods.last().copied()),
            )
        };
        let (from_first, from_last) = bounds(comparison.from);
        let (to_first, to_last) = bounds(comparison.to);
        Parameters(vec![
            ("market", market.to_string()),
            ("from_first", from_first),
            ("from_last", from_last),
            ("to_first", to_first),
            ("to_last", to_last),
            ("frequency", comparison.frequency.as_str().to_owned()),
            ("valuation", comparison.valuation.as_str().to_owned()),
            ("currency", comparison.currency.as_str().to_owned()),
            ("nomenclature", comparison.nomenclature.as_str().to_owned()),
            ("level_of_rows", comparison.source_level.to_string()),
        ])
    }
}

/// Whose reports must not be added to those that are read; nobody's where there is one kind.
fn left_out(comparison: &Comparison) -> &'static str {
    comparison.left_out.map_or("", ReportedBy::as_str)
}

pub(super) fn sales(
    session: &Session,
    market: Country,
    comparison: &Comparison,
    goods: &str,
) -> Result<Sold, Error> {
    let kept = match comparison.level {
        0 => ProductCode::TOTAL.as_str().len(),
        level => level,
    };
    let parameters = Parameters::new(market, comparison)
        .with("characters_kept", kept)
        .with("goods", goods)
        .with("left_out", left_out(comparison));
    let rows = session.query(SALES_SQL, &parameters.bound())?;
    let cells = rows
        .iter()
        .map(|row| {
            Ok(Sales {
                supplier: Country::from_iso3(row.text("supplier"))?,
                product: row.text("product").parse()?,
                value_from: row.number("value_from").unwrap_or(0.0),
                value_to: row.number("value_to").unwrap_or(0.0),
                quantity_from_t: row.number("quantity_from_t"),
                quantity_to_t: row.number("quantity_to_t"),
            })
        })
        .collect::<Result<_, Error>>()?;
    Ok(Sold {
        rows: cells,
        receipt: rows.receipt().clone(),
    })
}

/// Product codes that the release holds for any pair of countries, measured as the comparison is.
pub(super) fn codes(
    session: &Session,
    market: Country,
    comparison: &Comparison,
) -> Result<(BTreeSet<ProductCode>, Receipt), Error> {
    let parameters = Parameters::new(market, comparison).with("left_out", left_out(comparison));
    let rows = session.query(CODES_SQL, &parameters.bound())?;
    let codes = rows
        .iter()
        .map(|row| row.text("goods").parse())
        .collect::<Result<_, _>>()?;
    Ok((codes, rows.receipt().clone()))
}

/// What the suppliers of a market sold to others.
pub(super) struct SoldElsewhere {
    /// Sales of every supplier to the markets that report both periods from end to end, so that a
    /// market which stopped reporting does not look like a fall.
    pub(super) sums: Vec<Elsewhere>,
    /// These markets.
    pub(super) markets: Vec<Country>,
    /// Suppliers on record with sales to any other market in the first and in the second period.
    pub(super) on_record: BTreeMap<Country, (bool, bool)>,
    /// Receipts of the queries; the first is that of the sales.
    pub(super) receipts: Vec<Receipt>,
}

/// What one supplier sold one other market in the two periods.
struct Cell {
    supplier: Country,
    market: Country,
    values: (f64, f64),
}

pub(super) fn elsewhere(
    session: &Session,
    market: Country,
    comparison: &Comparison,
    goods: &str,
) -> Result<SoldElsewhere, Error> {
    let parameters = Parameters::new(market, comparison);
    let (sql, parameters) = if goods.is_empty() {
        (ELSEWHERE_SQL, parameters)
    } else {
        let of_goods = parameters.with("goods", goods);
        (
            ELSEWHERE_OF_GOODS_SQL,
            of_goods.with("detail", detail(goods)),
        )
    };
    let parameters = parameters.with("left_out", left_out(comparison));
    let rows = session.query(sql, &parameters.bound())?;
    let mut receipts = vec![rows.receipt().clone()];
    let whole = reporting(session, market, comparison)?;
    let mut cells = rows.iter().map(cell).collect::<Result<Vec<_>, Error>>()?;
    cells.retain(|cell| !cell.market.is_aggregate() && !cell.supplier.is_aggregate());
    let on_record = seen(&cells, |cell| cell.supplier);
    let mut markets: Vec<Country> = seen(&cells, |cell| cell.market)
        .into_iter()
        .filter(|(_, seen)| *seen == (true, true))
        .map(|(market, _)| market)
        .collect();
    if let Some((whole, receipt)) = whole {
        markets.retain(|market| whole.contains(market));
        receipts.push(receipt);
    }
    Ok(SoldElsewhere {
        sums: by_supplier(&cells, &markets),
        markets,
        on_record,
        receipts,
    })
}

fn cell(row: Row<'_>) -> Result<Cell, Error> {
    let value = |column| row.number(column).unwrap_or(0.0);
    Ok(Cell {
        supplier: Country::from_iso3(row.text("supplier"))?,
        market: Country::from_iso3(row.text("market"))?,
        values: (value("value_from"), value("value_to")),
    })
}

/// Whether a country has any sales in the first and in the second period.
fn seen(cells: &[Cell], country: fn(&Cell) -> Country) -> BTreeMap<Country, (bool, bool)> {
    let mut seen: BTreeMap<Country, (bool, bool)> = BTreeMap::new();
    for cell in cells {
        let entry = seen.entry(country(cell)).or_default();
        *entry = (
            entry.0 || cell.values.0 > 0.0,
            entry.1 || cell.values.1 > 0.0,
        );
    }
    seen
}

/// Sums over the given markets, which are sorted.
fn by_supplier(cells: &[Cell], markets: &[Country]) -> Vec<Elsewhere> {
    let mut sums: BTreeMap<Country, (f64, f64)> = BTreeMap::new();
    for cell in cells {
        if markets.binary_search(&cell.market).is_ok() {
            let sum = sums.entry(cell.supplier).or_default();
            *sum = (sum.0 + cell.values.0, sum.1 + cell.values.1);
        }
    }
    let elsewhere = |(supplier, (value_from, value_to))| Elsewhere {
        supplier,
        value_from,
        value_to,
    };
    sums.into_iter().map(elsewhere).collect()
}

/// Markets with rows in every part of both periods; `None` where each period is one part, of which any
/// row is a report.
fn reporting(
    session: &Session,
    market: Country,
    comparison: &Comparison,
) -> Result<Option<(BTreeSet<Country>, Receipt)>, Error> {
    let parts: BTreeSet<Period> = [comparison.from, comparison.to]
        .into_iter()
        .flat_map(|range| range.periods(comparison.frequency))
        .collect();
    if parts.len() == 2 {
        return Ok(None);
    }
    let parameters = Parameters::new(market, comparison).with("left_out", left_out(comparison));
    let rows = session.query(REPORTING_SQL, &parameters.bound())?;
    let mut held: BTreeMap<Country, BTreeSet<Period>> = BTreeMap::new();
    for row in rows.iter() {
        let market = Country::from_iso3(row.text("market"))?;
        held.entry(market)
            .or_default()
            .insert(row.text("period").parse()?);
    }
    held.retain(|_, periods| periods.is_superset(&parts));
    Ok(Some((held.into_keys().collect(), rows.receipt().clone())))
}
