//! Asks a release who sells to a market, and joins the rows with the arithmetic.

use crate::answer::{Answer, Caveat, Section};
use crate::error::Error;
use crate::flows::{Comparison, Wanted, coverage};
use crate::suppliers::{Elsewhere, Options, Question, Sales, analyse, section};
use std::collections::BTreeMap;
use stirstick_codes::{Country, Period, PeriodRange, ProductCode, product_name};
use stirstick_store::{BUILTIN_DATASETS, Receipt, Session, Store, Value};

const SALES_SQL: &str = include_str!("sales.sql");
const ELSEWHERE_SQL: &str = include_str!("elsewhere.sql");

/// What is asked about the suppliers of a market.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Whose purchases.
    pub market: Country,
    /// The supplier to put first.
    pub supplier: Option<Country>,
    /// First period; by default three years before the second.
    pub from: Option<Period>,
    /// Second period; by default the last full year.
    pub to: Option<Period>,
    /// Only products whose code starts with this.
    pub product: Option<ProductCode>,
    /// Characters of the product code to compare at.
    pub level: Option<usize>,
    /// Dataset; by default the imported one that fits best, else what is built in.
    pub dataset: Option<String>,
    /// What a user may change about the analysis.
    pub options: Options,
}

/// Section, receipts, and whether the data is synthetic.
pub(crate) struct Part {
    pub(crate) section: Section,
    pub(crate) receipts: Vec<Receipt>,
    pub(crate) synthetic: bool,
}

/// Answers who sells to a market, who left, who stepped in, and where each gain came from.
///
/// # Errors
/// [`Error::NotCovered`] and [`Error::NoDataset`] when no dataset holds what is asked, and the
/// errors of the analysis.
pub fn answer(store: &Store, ask: &Ask) -> Result<Answer, Error> {
    let part = part(store, ask)?;
    Ok(Answer {
        title: part.section.title.clone(),
        command: ask.command(),
        synthetic: part.synthetic,
        sections: vec![part.section],
        receipts: part.receipts,
    })
}

pub(crate) fn part(store: &Store, ask: &Ask) -> Result<Part, Error> {
    let (session, comparison) = open(store, ask)?;
    let asked = ask.product.filter(|product| !product.is_total());
    let goods = asked.as_ref().map_or("", ProductCode::as_str);
    let sold = sales(&session, ask.market, &comparison, goods)?;
    let (elsewhere, elsewhere_receipt) = elsewhere(&session, ask.market, &comparison, goods)?;
    if sold.rows.is_empty() {
        return Err(Error::NoTrade {
            market: ask.market.name().to_owned(),
            goods: goods.to_owned(),
            dataset: sold.receipt.dataset.clone(),
        });
    }
    let analysis = analyse(&sold.rows, &elsewhere, ask.options)?;
    let question = Question {
        market: ask.market,
        supplier: ask.supplier,
        from: comparison.from,
        to: comparison.to,
        goods: goods_in_words(&comparison, ask.product),
        nomenclature: comparison.nomenclature,
        currency: comparison.currency,
        valuation: comparison.valuation,
        reported_by: comparison.reported_by,
        dataset: format!("{}, release {}", sold.receipt.dataset, sold.receipt.release),
        receipt: Some(sold.receipt.id.clone()),
    };
    let mut section = section(&question, &analysis);
    if comparison.source_level > comparison.level && comparison.level > 0 {
        section.caveats.push(Caveat {
            text: format!(
                "Codes of {} characters were added up to {}.",
                comparison.source_level, comparison.level
            ),
        });
    }
    Ok(Part {
        section,
        receipts: vec![sold.receipt, elsewhere_receipt],
        synthetic: session.is_synthetic(),
    })
}

impl Ask {
    /// The command line that asks the same again.
    fn command(&self) -> String {
        let mut command = format!("stirstick suppliers {}", self.market);
        let mut add = |flag: &str, value: Option<String>| {
            if let Some(value) = value {
                command.push_str(&format!(" --{flag} {value}"));
            }
        };
        add("from", self.from.map(|period| period.to_string()));
        add("to", self.to.map(|period| period.to_string()));
        add("product", self.product.map(|product| product.to_string()));
        add("level", self.level.map(|level| level.to_string()));
        add(
            "supplier",
            self.supplier.map(|supplier| supplier.to_string()),
        );
        add("data", self.dataset.clone());
        let threshold = self.options.exit_threshold;
        let changed = threshold.to_bits() != Options::default().exit_threshold.to_bits();
        add("exit-threshold", changed.then(|| threshold.to_string()));
        command
    }
}

/// Opens the dataset asked for, or the one that fits best: the finest level, then the last imported
/// by name; what is built in comes last.
fn open(store: &Store, ask: &Ask) -> Result<(Session, Comparison), Error> {
    let names: Vec<&str> = match &ask.dataset {
        Some(name) => vec![name],
        None => store
            .manifest()
            .datasets
            .keys()
            .map(String::as_str)
            .chain(
                BUILTIN_DATASETS
                    .iter()
                    .filter(|builtin| builtin.has_flows())
                    .map(|builtin| builtin.name),
            )
            .collect(),
    };
    let wanted = Wanted {
        from: ask.from,
        to: ask.to,
        level: ask
            .level
            .map(|level| level.max(ask.product.map_or(0, ProductCode::level))),
    };
    let mut best: Option<(Session, Comparison)> = None;
    let mut refusal = None;
    for name in names {
        let session = store.session(name, None)?;
        let coverage = coverage(&session, ask.market)?;
        if coverage.slices.is_empty() {
            continue;
        }
        match coverage.choose(wanted) {
            Ok(found) => {
                let enough = ask.product.is_none_or(|product| {
                    product.is_total() || found.source_level >= product.level()
                });
                let finer = best
                    .as_ref()
                    .is_none_or(|(_, held)| found.source_level > held.source_level);
                if enough && finer {
                    best = Some((session, found));
                } else if !enough {
                    refusal = Some(Error::TooCoarse {
                        product: ask
                            .product
                            .map(|product| product.to_string())
                            .unwrap_or_default(),
                        dataset: name.to_owned(),
                        level: found.source_level,
                    });
                }
            }
            Err(error) => refusal = Some(error),
        }
    }
    best.ok_or_else(|| {
        refusal.unwrap_or_else(|| Error::NoDataset {
            what: format!("purchases of {}", ask.market.name()),
        })
    })
}

fn goods_in_words(comparison: &Comparison, product: Option<ProductCode>) -> String {
    match product.filter(|product| !product.is_total()) {
        None => "all goods".to_owned(),
        Some(product) => match product_name(comparison.nomenclature, product) {
            Some(name) => format!("{} ({product})", lower_first(name)),
            None => format!("goods under {product}"),
        },
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

struct Sold {
    rows: Vec<Sales>,
    receipt: Receipt,
}

fn bounds(range: PeriodRange, comparison: &Comparison) -> Result<(String, String), Error> {
    let periods: Vec<Period> = range.periods(comparison.frequency).collect();
    match (periods.first(), periods.last()) {
        (Some(first), Some(last)) => Ok((first.to_string(), last.to_string())),
        _ => Err(Error::NotCovered {
            wanted: range.to_string(),
            dataset: String::new(),
            years: String::new(),
            levels: String::new(),
        }),
    }
}

fn parameters(
    market: Country,
    comparison: &Comparison,
) -> Result<Vec<(&'static str, Value)>, Error> {
    let (from_first, from_last) = bounds(comparison.from, comparison)?;
    let (to_first, to_last) = bounds(comparison.to, comparison)?;
    let level = i64::try_from(comparison.source_level).unwrap_or(i64::MAX);
    Ok(vec![
        ("market", market.as_str().into()),
        ("from_first", Value::Text(from_first)),
        ("from_last", Value::Text(from_last)),
        ("to_first", Value::Text(to_first)),
        ("to_last", Value::Text(to_last)),
        ("frequency", comparison.frequency.as_str().into()),
        ("valuation", comparison.valuation.as_str().into()),
        ("currency", comparison.currency.as_str().into()),
        ("nomenclature", comparison.nomenclature.as_str().into()),
        ("level_of_rows", level.into()),
    ])
}

fn sales(
    session: &Session,
    market: Country,
    comparison: &Comparison,
    goods: &str,
) -> Result<Sold, Error> {
    let mut parameters = parameters(market, comparison)?;
    let kept = match comparison.level {
        0 => ProductCode::TOTAL.as_str().len(),
        level => level,
    };
    parameters.push((
        "characters_kept",
        i64::try_from(kept).unwrap_or(i64::MAX).into(),
    ));
    parameters.push(("goods", goods.into()));
    let rows = session.query(SALES_SQL, &parameters)?;
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

/// Sales of every supplier to the markets that report both periods, so that a market which stopped
/// reporting does not look like a fall.
fn elsewhere(
    session: &Session,
    market: Country,
    comparison: &Comparison,
    goods: &str,
) -> Result<(Vec<Elsewhere>, Receipt), Error> {
    let mut parameters = parameters(market, comparison)?;
    parameters.push(("goods", goods.into()));
    let rows = session.query(ELSEWHERE_SQL, &parameters)?;
    let mut cells = Vec::with_capacity(rows.len());
    let mut reported: BTreeMap<Country, (bool, bool)> = BTreeMap::new();
    for row in rows.iter() {
        let supplier = Country::from_iso3(row.text("supplier"))?;
        let buyer = Country::from_iso3(row.text("market"))?;
        let from = row.number("value_from").unwrap_or(0.0);
        let to = row.number("value_to").unwrap_or(0.0);
        if !buyer.is_aggregate() && !supplier.is_aggregate() {
            let seen = reported.entry(buyer).or_default();
            *seen = (seen.0 || from > 0.0, seen.1 || to > 0.0);
            cells.push((supplier, buyer, from, to));
        }
    }
    let mut sums: BTreeMap<Country, (f64, f64)> = BTreeMap::new();
    for (supplier, buyer, from, to) in cells {
        if reported.get(&buyer) == Some(&(true, true)) {
            let sum = sums.entry(supplier).or_default();
            *sum = (sum.0 + from, sum.1 + to);
        }
    }
    let sums = sums
        .into_iter()
        .map(|(supplier, (value_from, value_to))| Elsewhere {
            supplier,
            value_from,
            value_to,
        })
        .collect();
    Ok((sums, rows.receipt().clone()))
}
