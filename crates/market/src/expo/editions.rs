//! Counts exhibitors by edition and country.

use std::collections::{BTreeMap, BTreeSet};

use stirstick_codes::{Country, Period};

use crate::expo::read::ExhibitorList;
use crate::suppliers::concentration::{Concentration, concentration};

/// One edition of an exhibition.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    /// Year; `None` if the list has no years and is one edition.
    pub year: Option<Period>,
    /// Exhibitors.
    pub exhibitors: usize,
    /// Exhibitors of each country, most first, then by code.
    pub by_country: Vec<(Country, usize)>,
    /// Concentration of exhibitors over countries.
    pub concentration: Concentration,
    /// Who is new and who is gone; `None` for the first edition of the list.
    pub turnover: Option<Turnover>,
}

/// Exhibitors of an edition against the earlier editions of the same list.
///
/// `new + returned + stayed` are the exhibitors of this edition, `stayed + gone` those of the last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Turnover {
    /// In no earlier edition.
    pub new: usize,
    /// Not in the last edition, but in one before it.
    pub returned: usize,
    /// In the last edition too.
    pub stayed: usize,
    /// In the last edition, but not in this one.
    pub gone: usize,
}

impl Edition {
    /// Returns the exhibitors of a country; zero if it had none.
    pub fn of(&self, country: Country) -> usize {
        self.by_country
            .iter()
            .find(|(other, _)| *other == country)
            .map_or(0, |(_, count)| *count)
    }

    /// Returns a country's share of the exhibitors.
    pub fn share_of(&self, country: Country) -> f64 {
        self.of(country) as f64 / self.exhibitors as f64
    }
}

/// Counts the editions of a list, earliest first.
///
/// An exhibitor is known again by name, without regard to case and blanks, and country. Cost is
/// proportional to the exhibitors, times the logarithm of their number.
pub fn editions(list: &ExhibitorList) -> Vec<Edition> {
    let mut firms: BTreeMap<Option<Period>, BTreeSet<(Country, String)>> = BTreeMap::new();
    for exhibitor in &list.exhibitors {
        let firm = (exhibitor.country, exhibitor.folded_firm());
        firms.entry(exhibitor.year).or_default().insert(firm);
    }
    let mut earlier: BTreeSet<&(Country, String)> = BTreeSet::new();
    let mut last: Option<&BTreeSet<(Country, String)>> = None;
    let mut editions = Vec::with_capacity(firms.len());
    for (year, present) in &firms {
        let mut counts: BTreeMap<Country, usize> = BTreeMap::new();
        for (country, _) in present {
            *counts.entry(*country).or_default() += 1;
        }
        let amounts = counts.values().map(|&count| count as f64);
        let concentration = concentration(amounts).expect("an edition has an exhibitor");
        let mut by_country: Vec<(Country, usize)> = counts.into_iter().collect();
        by_country.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(&right.0)));
        editions.push(Edition {
            year: *year,
            exhibitors: present.len(),
            by_country,
            concentration,
            turnover: last.map(|last| turnover(present, last, &earlier)),
        });
        earlier.extend(present);
        last = Some(present);
    }
    editions
}

fn turnover(
    present: &BTreeSet<(Country, String)>,
    last: &BTreeSet<(Country, String)>,
    earlier: &BTreeSet<&(Country, String)>,
) -> Turnover {
    let stayed = present.intersection(last).count();
    let known = present.iter().filter(|firm| earlier.contains(firm)).count();
    Turnover {
        new: present.len() - known,
        returned: known - stayed,
        stayed,
        gone: last.len() - stayed,
    }
}
