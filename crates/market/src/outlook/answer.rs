//! Asks for the months of a pair, and joins them with the forecasts.

use super::line::{Line, of_datasets, of_published};
use super::section::{Told, section};
use super::targets::{Goal, parse_level, standing};
use crate::answer::{Answer, Caveat, Missing, Section};
use crate::error::Error;
use crate::ledger::published_of;
use crate::part::Part;
use crate::shell::quoted;
use jiff::civil::Date;
use stirstick_codes::Country;
use stirstick_store::Store;

/// How to get months of a pair, by the example of Eurostat's.
const IMPORT: &str = "stirstick data import comext.csv --as comext";

/// What is asked about the year of a pair.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The market.
    pub market: Country,
    /// The supplier.
    pub supplier: Country,
    /// Nothing published after this day is used; of flows, no month that was not over.
    pub as_of: Date,
    /// True when the user named the day.
    pub as_of_given: bool,
    /// A level to reach, as the user wrote it: `240bn`.
    pub target: Option<String>,
    /// Dataset of flows; by default published figures, else the dataset with most months.
    pub dataset: Option<String>,
    /// True for a table of what each method says, for which models without a weight are fitted too.
    pub with_methods: bool,
}

/// Answers what the running year of a pair will come to, and how sure that is.
///
/// # Errors
/// [`Error::OneCountry`], [`Error::BadLevel`], [`Error::Store`] when a dataset cannot be asked. Missing months
/// are no error: the section says what is missing.
pub fn answer(store: &Store, ask: &Ask) -> Result<Answer, Error> {
    let title = format!(
        "Outlook for the trade between {} and {}",
        ask.supplier.name(),
        ask.market.name()
    );
    Ok(part(store, ask)?.alone(title, ask.command()))
}

pub(crate) fn part(store: &Store, ask: &Ask) -> Result<Part, Error> {
    if ask.market == ask.supplier {
        return Err(Error::OneCountry {
            name: ask.market.name().to_owned(),
        });
    }
    let level = ask.target.as_deref().map(parse_level).transpose()?;
    let found = match published(store, ask, level)? {
        Published::Told(part) => Some(*part),
        Published::TooFew => None,
        Published::Nothing => of_flows(store, ask, level)?,
    };
    Ok(found.unwrap_or_else(|| Part {
        section: missing(ask),
        receipts: Vec::new(),
        synthetic: false,
    }))
}

/// What the published figures of a pair are good for.
enum Published {
    Told(Box<Part>),
    /// There are some, but not enough months by the day.
    TooFew,
    Nothing,
}

fn published(store: &Store, ask: &Ask, level: Option<f64>) -> Result<Published, Error> {
    if ask.dataset.is_some() {
        return Ok(Published::Nothing);
    }
    let Some(known) = published_of(store, ask.market, ask.supplier)? else {
        return Ok(Published::Nothing);
    };
    let Some(reporter) = known
        .figures
        .iter()
        .find(|figure| figure.in_series)
        .map(|figure| figure.reporter)
    else {
        return Ok(Published::TooFew);
    };
    let partner = if reporter == ask.supplier {
        ask.market
    } else {
        ask.supplier
    };
    let lines = of_published(&known, reporter, partner, ask.as_of)?;
    let mut goals = standing(&known, reporter, partner, ask.as_of)?;
    goals.extend(level.map(|level| asked_goal(level, &lines)));
    let receipts = [
        known.figures_receipt.id.as_str(),
        known.targets_receipt.id.as_str(),
    ];
    let Some(mut section) = section(&Told {
        lines: &lines,
        goals: &goals,
        figures: receipts[0],
        targets: receipts[1],
        with_methods: ask.with_methods,
    })?
    else {
        return Ok(Published::TooFew);
    };
    section.caveats.push(Caveat {
        text: format!(
            "Only what had been published by {} is used. A month that was published only together with others is its share of \
             the sum, in the proportions of whole years; a level of which only a floor (\"more than\") was printed is taken from the \
             printed growth where there is one.",
            ask.as_of
        ),
    });
    let mut receipts = vec![known.figures_receipt];
    if goals.iter().any(|goal| !goal.asked_for) {
        receipts.push(known.targets_receipt);
    }
    Ok(Published::Told(Box::new(Part {
        section,
        receipts,
        synthetic: false,
    })))
}

fn of_flows(store: &Store, ask: &Ask, level: Option<f64>) -> Result<Option<Part>, Error> {
    let Some(found) = of_datasets(
        store,
        ask.market,
        ask.supplier,
        ask.dataset.as_deref(),
        ask.as_of,
    )?
    else {
        return Ok(None);
    };
    let goals: Vec<Goal> = level
        .map(|level| asked_goal(level, &found.lines))
        .into_iter()
        .collect();
    let receipt = found.counts.receipt.clone();
    let told = Told {
        lines: &found.lines,
        goals: &goals,
        figures: &receipt.id,
        targets: &receipt.id,
        with_methods: ask.with_methods,
    };
    let Some(mut section) = section(&told)? else {
        return Ok(None);
    };
    section.title = format!("{} ({})", section.title, found.dataset);
    if found.lines.iter().any(|line| line.is_partial) {
        section.caveats.insert(0, Caveat {
            text: "The dataset states no totals of this pair: the values are sums of the codes that it lists, which may be a part of \
                   the trade only."
                .to_owned(),
        });
    }
    section.caveats.push(Caveat {
        text: format!(
            "Months of the dataset that were over by {} are used, with the values that its release has: it does not say when each of \
             them was published or how it was revised.",
            ask.as_of
        ),
    });
    Ok(Some(Part {
        section,
        receipts: vec![receipt],
        synthetic: found.counts.synthetic,
    }))
}

/// The level that the user names, in the unit of the lines.
fn asked_goal(level: f64, lines: &[Line]) -> Goal {
    let scale = lines.first().map_or(1.0, Line::unit_value);
    Goal {
        level: level / scale,
        words: "asked for".to_owned(),
        deadline: None,
        asked_for: true,
    }
}

fn missing(ask: &Ask) -> Section {
    Section {
        id: "outlook".to_owned(),
        title: "Outlook".to_owned(),
        missing: Some(Missing {
            what: format!(
                "months of the trade between {} and {}: at least one of the running year and the whole year before, known by {}",
                ask.supplier.name(),
                ask.market.name(),
                ask.as_of
            ),
            command: IMPORT.to_owned(),
        }),
        ..Section::default()
    }
}

impl Ask {
    fn command(&self) -> String {
        let mut command = format!("stirstick outlook {} {}", self.market, self.supplier);
        let mut add = |flag: &str, value: Option<String>| {
            if let Some(value) = value {
                command.push_str(&format!(" --{flag} {}", quoted(&value)));
            }
        };
        add("as-of", self.as_of_given.then(|| self.as_of.to_string()));
        add("target", self.target.clone());
        add("data", self.dataset.clone());
        command
    }
}
