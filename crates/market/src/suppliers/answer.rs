//! Asks a release who sells to a market, and joins the rows with the arithmetic.

use crate::answer::{Answer, Caveat, Section};
use crate::error::Error;
use crate::flows::{Comparison, Reporters, Wanted, coverage, detail};
use crate::suppliers::{Elsewhere, Options, Question, Sales, Silence, analyse, section};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use stirstick_codes::{Country, Period, PeriodRange, ProductCode, ReportedBy, product_name};
use stirstick_store::{BUILTIN_DATASETS, Builtin, Receipt, Session, Store};

const SALES_SQL: &str = include_str!("sales.sql");
const ELSEWHERE_SQL: &str = include_str!("elsewhere.sql");
const ELSEWHERE_OF_GOODS_SQL: &str = include_str!("elsewhere_of_goods.sql");

/// What is asked about the suppliers of a market.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Whose purchases.
    pub market: Country,
    /// The supplier to put first.
    pub supplier: Option<Country>,
    /// First period; by default three years before the second.
    pub from: Option<PeriodRange>,
    /// Second period; by default the last full year.
    pub to: Option<PeriodRange>,
    /// Only products whose code starts with this.
    pub product: Option<ProductCode>,
    /// Characters of the product code to compare at.
    pub level: Option<usize>,
    /// Dataset; by default the imported one that fits best, else what is built in.
    pub dataset: Option<String>,
    /// Years that end after this day are not chosen for a period that is not named.
    pub not_after: Option<Date>,
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
    ask.check()?;
    let (session, comparison) = open(store, ask)?;
    let goods = ask.goods();
    let sold = sales(&session, ask.market, &comparison, goods)?;
    let elsewhere = elsewhere(&session, ask.market, &comparison, goods)?;
    if sold.rows.is_empty() {
        return Err(Error::NoTrade {
            market: ask.market.name().to_owned(),
            goods: goods.to_owned(),
            dataset: sold.receipt.dataset.clone(),
        });
    }
    let silence = Silence::of(
        comparison.reported_by,
        comparison.source_level,
        elsewhere.on_record,
    );
    let analysis = analyse(&sold.rows, &elsewhere.sums, &silence, ask.options)?;
    let question = Question {
        market: ask.market,
        supplier: ask.supplier,
        from: comparison.from,
        to: comparison.to,
        frequency: comparison.frequency,
        goods: goods_in_words(&comparison, ask.product, &sold.rows),
        nomenclature: comparison.nomenclature,
        currency: comparison.currency,
        valuation: comparison.valuation,
        reported_by: comparison.reported_by,
        dataset: format!("{}, release {}", sold.receipt.dataset, sold.receipt.release),
        receipt: Some(sold.receipt.id.clone()),
        elsewhere: elsewhere.markets,
        elsewhere_receipt: Some(elsewhere.receipt.id.clone()),
    };
    let mut section = section(&question, &analysis);
    if !comparison.other_levels.is_empty() {
        section.caveats.push(Caveat {
            text: other_levels(&comparison),
        });
    }
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
        receipts: vec![sold.receipt, elsewhere.receipt],
        synthetic: session.is_synthetic(),
    })
}

impl Ask {
    fn check(&self) -> Result<(), Error> {
        if self.market.is_aggregate() {
            return Err(Error::NoMarket {
                name: self.market.name().to_owned(),
            });
        }
        match (self.from, self.to) {
            (Some(from), Some(to)) if from.last() >= to.first() => Err(Error::PeriodOrder {
                from: from.to_string(),
                to: to.to_string(),
            }),
            _ => Ok(()),
        }
    }

    /// What is looked for, in words.
    fn what(&self) -> String {
        let market = self.market.name();
        match self.goods() {
            "" => format!("purchases of {market}"),
            goods => format!("purchases of goods under {goods} by {market}"),
        }
    }

    /// Start of the product codes under measure; all of them where no product is named.
    fn goods(&self) -> &str {
        match &self.product {
            Some(product) if !product.is_total() => product.as_str(),
            _ => "",
        }
    }

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
fn open(store: &Store, ask: &Ask) -> Result<(Session, Comparison), Error> {
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
                | Error::OneSupplier { .. }),
            ) => refusal = Some(error),
            Err(error) => return Err(error),
        }
    }
    best(candidates)
        .map(|best| (best.session, best.comparison))
        .ok_or_else(|| refusal.unwrap_or_else(|| Error::NoDataset { what: ask.what() }))
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
    Ok(of_all_goods.slices.iter().any(|slice| slice.suppliers > 1))
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
    let fullest = candidates.iter().map(value).fold(0.0, f64::max);
    candidates.retain(|candidate| value(candidate) >= ENOUGH_OF_MARKET * fullest);
    candidates.into_iter().max_by_key(|candidate| {
        (
            candidate.comparison.source_level,
            year(candidate),
            candidate.imported,
        )
    })
}

/// Chapters of the Harmonized System from which on rows stand for all goods; it has 96, of which the
/// smallest economies buy most.
const CHAPTERS_OF_ALL_GOODS: usize = 60;

/// The same for the ten sections of the SITC, and for its 67 divisions.
const SECTIONS_OF_ALL_GOODS: usize = 8;
const DIVISIONS_OF_ALL_GOODS: usize = 45;

/// True when the rows are totals or spread over most of their nomenclature.
fn holds_all_goods(comparison: &Comparison, rows: &[Sales]) -> bool {
    let starts = |characters: usize| -> usize {
        let starts = rows
            .iter()
            .filter_map(|row| row.product.as_str().get(..characters));
        starts.collect::<BTreeSet<_>>().len()
    };
    match comparison.level {
        0 => true,
        1 => starts(1) >= SECTIONS_OF_ALL_GOODS,
        _ if comparison.nomenclature.is_harmonized_system() => starts(2) >= CHAPTERS_OF_ALL_GOODS,
        _ => starts(2) >= DIVISIONS_OF_ALL_GOODS,
    }
}

/// Goods at other levels may lie within those that are read, or beside them: a table does not say.
fn other_levels(comparison: &Comparison) -> String {
    let level = |level: usize| match level {
        0 => "totals".to_owned(),
        characters => format!("codes of {characters} characters"),
    };
    let others: Vec<String> = comparison
        .other_levels
        .iter()
        .map(|&(other, value)| format!("{} ({:.2} bn)", level(other), value / 1e9))
        .collect();
    format!(
        "The dataset states goods at several levels. Only {} are read, with {:.2} bn {} in {}; rows \
         of {} are left out, whether they contain the same goods or others.",
        level(comparison.source_level),
        comparison.value_to / 1e9,
        comparison.currency,
        comparison.to,
        others.join(" and of ")
    )
}

fn goods_in_words(comparison: &Comparison, product: Option<ProductCode>, rows: &[Sales]) -> String {
    match product.filter(|product| !product.is_total()) {
        None if holds_all_goods(comparison, rows) => "all goods".to_owned(),
        None => {
            let codes: BTreeSet<ProductCode> = rows.iter().map(|row| row.product).collect();
            format!("the goods in this dataset ({} codes)", codes.len())
        }
        Some(product) => match product_name(comparison.nomenclature, product) {
            Some(name) => format!("{} ({product})", lower_first(&shortened(name))),
            None => format!("goods under {product}"),
        },
    }
}

/// Descriptions of headings run to hundreds of characters; in a sentence this many can be read.
const NAME_CHARACTERS: usize = 70;

/// A description cut at its last mark of punctuation within reach, with an ellipsis.
fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME_CHARACTERS {
        return name.to_owned();
    }
    let head: String = name.chars().take(NAME_CHARACTERS).collect();
    let end = head
        .rfind([';', ',', ':'])
        .or_else(|| head.rfind(' '))
        .unwrap_or(head.len());
    format!("{} …", head[..end].trim_end())
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

/// Parameters of the two queries by name.
struct Parameters(Vec<(&'static str, String)>);

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

    fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.0.push((name, value.to_string()));
        self
    }

    fn bound(&self) -> Vec<(&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect()
    }
}

/// Whose reports must not be added to those that are read; nobody's where there is one kind.
fn left_out(comparison: &Comparison) -> &'static str {
    comparison.left_out.map_or("", ReportedBy::as_str)
}

fn sales(
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

/// What the suppliers of a market sold to others.
struct SoldElsewhere {
    /// Sales of every supplier to the markets that report both periods, so that a market which
    /// stopped reporting does not look like a fall.
    sums: Vec<Elsewhere>,
    /// These markets.
    markets: Vec<Country>,
    /// Suppliers on record with sales to any other market in the first and in the second period.
    on_record: BTreeMap<Country, (bool, bool)>,
    receipt: Receipt,
}

fn elsewhere(
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
    let mut cells = Vec::with_capacity(rows.len());
    let mut reported: BTreeMap<Country, (bool, bool)> = BTreeMap::new();
    let mut on_record: BTreeMap<Country, (bool, bool)> = BTreeMap::new();
    for row in rows.iter() {
        let supplier = Country::from_iso3(row.text("supplier"))?;
        let buyer = Country::from_iso3(row.text("market"))?;
        let from = row.number("value_from").unwrap_or(0.0);
        let to = row.number("value_to").unwrap_or(0.0);
        if !buyer.is_aggregate() && !supplier.is_aggregate() {
            for seen in [
                reported.entry(buyer).or_default(),
                on_record.entry(supplier).or_default(),
            ] {
                *seen = (seen.0 || from > 0.0, seen.1 || to > 0.0);
            }
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
    let markets = reported
        .into_iter()
        .filter(|(_, seen)| *seen == (true, true));
    Ok(SoldElsewhere {
        sums,
        markets: markets.map(|(market, _)| market).collect(),
        on_record,
        receipt: rows.receipt().clone(),
    })
}
