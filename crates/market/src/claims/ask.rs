//! What a claim asks of the data: two countries, and which way.

use crate::error::{Error, IMPORT_EXAMPLE};
use crate::ledger::Part;
use stirstick_claims::{Area, Claim, Direction, Unit};
use stirstick_codes::{Country, Currency, PeriodRange};

/// Two countries and the trade between them that a claim is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Subject {
    /// The reporter; of trade both ways the first of the pair.
    pub(super) one: Country,
    /// The partner.
    pub(super) other: Country,
    part: Part,
}

/// Why a claim cannot be put to the data, in words, with the data that would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Untestable {
    pub(super) why: String,
    pub(super) needs: Option<String>,
}

/// Why there is no judgement: the claim cannot be put to the data, or the data could not be asked.
#[derive(Debug)]
pub(super) enum Stop {
    Untestable(Untestable),
    Failed(Error),
}

impl From<Untestable> for Stop {
    fn from(untestable: Untestable) -> Self {
        Stop::Untestable(untestable)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Failed(error)
    }
}

impl Untestable {
    pub(super) fn new(why: impl Into<String>) -> Self {
        Untestable {
            why: why.into(),
            needs: None,
        }
    }

    pub(super) fn needing(mut self, needs: impl Into<String>) -> Self {
        self.needs = Some(needs.into());
        self
    }
}

impl Subject {
    /// The subject of a level, a growth or a balance.
    pub(super) fn of(claim: &Claim) -> Result<Self, Untestable> {
        let (one, other) = match (claim.direction, claim.pair, claim.reporter, claim.partner) {
            (Direction::TwoWay, Some([one, other]), ..) => (one, other),
            (_, _, Some(reporter), Some(partner)) => (reporter, partner),
            (_, _, Some(reporter), None) => (reporter, Area::WORLD),
            _ => return Err(Untestable::new("the text does not say between whom")),
        };
        let (one, other) = (country(one)?, country(other)?);
        if one == other {
            return Err(
                Untestable::new("trade of the whole world is in no dataset at hand")
                    .needing("totals of all countries, such as BACI"),
            );
        }
        Ok(Subject {
            one,
            other,
            part: part_of(claim.direction),
        })
    }

    /// Another part of the trade of the same two.
    pub(super) fn with(self, part: Part) -> Self {
        Subject { part, ..self }
    }

    /// Which part of a ledger whose market is `one`.
    pub(super) fn part(&self) -> Part {
        self.part
    }

    /// The side whose flow the claim names.
    pub(super) fn reporter(&self) -> Country {
        self.one
    }

    /// True where a count of `reporter` is the one that the claim speaks of.
    pub(super) fn is_own(&self, reporter: Country) -> bool {
        self.part() == Part::TwoWay || reporter == self.one
    }

    /// In words: `exports of China to Russia`.
    pub(super) fn words(&self) -> String {
        let (one, other) = (self.one.name(), self.other.name());
        match self.part() {
            Part::TwoWay => format!("trade between {one} and {other}"),
            Part::FromMarket => format!("exports of {one} to {other}"),
            Part::ToMarket => format!("imports of {one} from {other}"),
        }
    }

    /// Which import would help.
    pub(super) fn needs(&self, period: &str) -> String {
        format!(
            "totals of the {} for {period}: {IMPORT_EXAMPLE}",
            self.words()
        )
    }
}

fn country(area: Area) -> Result<Country, Untestable> {
    let found = area
        .country()
        .filter(|country| !country.is_aggregate() || area == Area::WORLD);
    found.ok_or_else(|| {
        Untestable::new(format!(
            "{area} is a group of countries, whose members are not added up here"
        ))
        .needing(format!("a dataset with totals of {area}"))
    })
}

/// The currency of an amount.
pub(super) fn currency(claim: &Claim) -> Option<Currency> {
    match claim.unit {
        Unit::Currency(currency) => Some(currency),
        _ => None,
    }
}

/// The months of a claim.
pub(super) fn months(claim: &Claim) -> Result<PeriodRange, Untestable> {
    let period = claim
        .period
        .ok_or_else(|| Untestable::new("the text does not say for which period"))?;
    period.range().ok_or_else(|| {
        Untestable::new(format!("{period} is no calendar month, quarter or year"))
            .needing("figures for these days or this fiscal year")
    })
}

/// Which part of a ledger whose market is the reporter.
pub(super) fn part_of(direction: Direction) -> Part {
    match direction {
        Direction::Exports => Part::FromMarket,
        Direction::Imports => Part::ToMarket,
        _ => Part::TwoWay,
    }
}
