//! Asks a release who sells to a market, and joins the rows with the arithmetic.

use crate::answer::{Answer, Caveat};
use crate::counted::{characters, counted};
use crate::error::Error;
use crate::flows::{Codes, Comparison, check_order};
use crate::part::Part;
use crate::suppliers::choose::open;
use crate::suppliers::covered::{covered, needs_codes};
use crate::suppliers::sold::{codes, elsewhere, sales};
use crate::suppliers::{Options, Question, Sales, Silence, analyse, section};
use jiff::civil::Date;
use std::collections::BTreeSet;
use stirstick_codes::{Country, PeriodRange, ProductCode, product_name};
use stirstick_store::{Receipt, Session, Store};

/// What is asked about the suppliers of a market.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Whose purchases.
    pub market: Country,
    /// The supplier to put first.
    pub supplier: Option<Country>,
    /// First period; by default the latest year at least three before the second.
    pub from: Option<PeriodRange>,
    /// Second period; by default the last full year.
    pub to: Option<PeriodRange>,
    /// Only products whose code starts with this.
    pub product: Option<ProductCode>,
    /// Characters of the product code to compare at.
    pub level: Option<usize>,
    /// Dataset; by default the one that fits best.
    pub dataset: Option<String>,
    /// Years that end on this day or later are not chosen for a period that is not named.
    pub not_after: Option<Date>,
    /// What a user may change about the analysis.
    pub options: Options,
}

/// Answers who sells to a market, who left, who stepped in, and where each gain came from.
///
/// # Errors
/// [`Error::NotCovered`] and [`Error::NoDataset`] when no dataset holds what is asked, and the
/// errors of the analysis.
pub fn answer(store: &Store, ask: &Ask) -> Result<Answer, Error> {
    let part = part(store, ask)?;
    let title = part.section.title.clone();
    Ok(part.alone(title, ask.command()))
}

pub(crate) fn part(store: &Store, ask: &Ask) -> Result<Part, Error> {
    ask.check()?;
    let (session, comparison) = open(store, ask)?;
    let start = ask.goods();
    let sold = sales(&session, ask.market, &comparison, start)?;
    let elsewhere = elsewhere(&session, ask.market, &comparison, start)?;
    if sold.rows.is_empty() {
        return Err(Error::NoTrade {
            market: ask.market.name().to_owned(),
            goods: start.to_owned(),
            dataset: sold.receipt.dataset.clone(),
        });
    }
    let silence = Silence::of(
        comparison.reported_by,
        comparison.source_level,
        elsewhere.on_record,
    );
    let analysis = analyse(&sold.rows, &elsewhere.sums, &silence, ask.options)?;
    let goods = goods(&session, ask, &comparison, &sold.rows)?;
    let question = Question {
        market: ask.market,
        supplier: ask.supplier,
        from: comparison.from,
        to: comparison.to,
        frequency: comparison.frequency,
        goods: goods.words,
        nomenclature: comparison.nomenclature,
        currency: comparison.currency,
        valuation: comparison.valuation,
        reported_by: comparison.reported_by,
        dataset: format!("{}, release {}", sold.receipt.dataset, sold.receipt.release),
        receipt: Some(sold.receipt.id.clone()),
        elsewhere: elsewhere.markets,
        elsewhere_receipt: elsewhere.receipts.first().map(|receipt| receipt.id.clone()),
    };
    let mut section = section(&question, &analysis);
    section
        .caveats
        .extend(goods.caveat.map(|text| Caveat { text }));
    if !comparison.other_levels.is_empty() {
        section.caveats.push(Caveat {
            text: other_levels(&comparison),
        });
    }
    if comparison.source_level > comparison.level && comparison.level > 0 {
        section.caveats.push(Caveat {
            text: format!(
                "Codes of {} were added up to {}.",
                characters(comparison.source_level),
                comparison.level
            ),
        });
    }
    Ok(Part {
        section,
        receipts: std::iter::once(sold.receipt)
            .chain(elsewhere.receipts)
            .chain(goods.receipt)
            .collect(),
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
            (Some(from), Some(to)) => check_order(from, to),
            _ => Ok(()),
        }
    }

    /// What is looked for, in words.
    pub(super) fn what(&self) -> String {
        let market = self.market.name();
        match self.goods() {
            "" => format!("purchases of {market}"),
            goods => format!("purchases of goods under {goods} by {market}"),
        }
    }

    /// Start of the product codes under measure; all of them where no product is named.
    pub(super) fn goods(&self) -> &str {
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

/// Goods at other levels may lie within those that are read, or beside them: a table does not say.
fn other_levels(comparison: &Comparison) -> String {
    let level = |(level, nomenclature): Codes| match level {
        0 => "totals".to_owned(),
        held if held == comparison.source_level => {
            format!("codes of {} in {}", characters(held), nomenclature.label())
        }
        held => format!("codes of {}", characters(held)),
    };
    let others: Vec<String> = comparison
        .other_levels
        .iter()
        .map(|&(other, value)| format!("{} ({:.2} bn)", level(other), value / 1e9))
        .collect();
    format!(
        "The dataset states goods in several ways. Only {} are read, with {:.2} bn {} in {}; rows \
         of {} are left out, whether they contain the same goods or others.",
        level((comparison.source_level, comparison.nomenclature)),
        comparison.value_to / 1e9,
        comparison.currency,
        comparison.to,
        others.join(" and of ")
    )
}

/// What is measured, in words, with what is covered where no product is named and the receipt of
/// that.
struct Goods {
    words: String,
    caveat: Option<String>,
    receipt: Option<Receipt>,
}

fn goods(
    session: &Session,
    ask: &Ask,
    comparison: &Comparison,
    rows: &[Sales],
) -> Result<Goods, Error> {
    if let Some(product) = ask.product.filter(|product| !product.is_total()) {
        let words = match product_name(comparison.nomenclature, product) {
            Some(name) => format!("{} ({product})", lower_first(&shortened(name))),
            None => format!("goods under {product}"),
        };
        return Ok(Goods {
            words,
            caveat: None,
            receipt: None,
        });
    }
    let bought: BTreeSet<ProductCode> = rows.iter().map(|row| row.product).collect();
    // What a large market buys shows already that all goods are there; else the whole release is asked,
    // which takes a scan of it.
    let of_market = covered(comparison, &bought);
    let (covered, receipt) = if of_market.all_goods || !needs_codes(comparison) {
        (of_market, None)
    } else {
        let (held, receipt) = codes(session, ask.market, comparison)?;
        (covered(comparison, &held), Some(receipt))
    };
    let words = if covered.all_goods {
        "all goods".to_owned()
    } else {
        format!(
            "the goods in this dataset ({})",
            counted(bought.len(), "code", "codes")
        )
    };
    Ok(Goods {
        words,
        caveat: covered.caveat,
        receipt,
    })
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
