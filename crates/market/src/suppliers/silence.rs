//! Suppliers of which nothing is on record in one of the two periods.
//!
//! In the detailed report of one customs service, a supplier without a row sold nothing: services
//! list what came in. In other reports a missing row is a gap: a supplier's own customs may not have
//! reported, and a table of totals or estimates may not carry every partner in every year. Taking a
//! gap for zero would make leavers of suppliers that nobody asked.

use std::collections::BTreeMap;

use crate::flows::Reporters;
use stirstick_codes::{Country, ReportedBy};

use crate::suppliers::trade::Sales;

/// What it means that nothing is on record for a supplier in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Silence {
    /// It sold nothing.
    NoTrade,
    /// Its sales are not known.
    Unknown,
    /// It sold nothing if it is on record with sales to another market in that period, the first or
    /// the second; otherwise its sales are not known.
    UnknownUnlessOnRecord(BTreeMap<Country, (bool, bool)>),
}

impl Silence {
    /// Returns how reports of this kind are to be read.
    ///
    /// Silence means no trade in an importer's reports by product and in reconciled data, whose
    /// authors take flows that neither side reports for zero (Gaulier and Zignago 2010, "BACI:
    /// international trade database at the product-level", CEPII working paper 2010-23). An
    /// exporter that reports sales to others and none to this market sold nothing here; one that
    /// reports nothing at all is not known. Silence means nothing in estimates and in an importer's
    /// totals. `level` is the number of characters of the product codes as reported, 0 for totals;
    /// `on_record` says which suppliers sold to other markets in the first and second period.
    pub fn of(
        reported_by: Reporters,
        level: usize,
        on_record: BTreeMap<Country, (bool, bool)>,
    ) -> Self {
        let listed = |reporter: ReportedBy| match reporter {
            ReportedBy::Both => true,
            ReportedBy::Importer => level > 0,
            ReportedBy::Exporter | ReportedBy::Estimate => false,
        };
        match reported_by {
            (first, second) if listed(first) && listed(second) => Silence::NoTrade,
            (ReportedBy::Exporter, ReportedBy::Exporter) => {
                Silence::UnknownUnlessOnRecord(on_record)
            }
            _ => Silence::Unknown,
        }
    }

    /// Returns true when a supplier without sales in the first (or else the second) period sold
    /// nothing then.
    fn is_zero(&self, supplier: Country, in_first: bool) -> bool {
        match self {
            Silence::NoTrade => true,
            Silence::Unknown => false,
            Silence::UnknownUnlessOnRecord(on_record) => {
                let (first, second) = on_record.get(&supplier).copied().unwrap_or_default();
                if in_first { first } else { second }
            }
        }
    }
}

/// A supplier that was left out because its sales are not known in one of the periods.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Silent {
    /// Who sold.
    pub supplier: Country,
    /// Sales in the first period; `None` if not known.
    pub value_from: Option<f64>,
    /// Sales in the second period; `None` if not known.
    pub value_to: Option<f64>,
}

/// Parts the rows of suppliers whose sales are known in both periods, and of aggregates, from the
/// suppliers whose sales are not known in one.
pub fn set_aside(sales: &[Sales], silence: &Silence) -> (Vec<Sales>, Vec<Silent>) {
    let mut sums: BTreeMap<Country, (f64, f64)> = BTreeMap::new();
    for row in sales.iter().filter(|row| !row.supplier.is_aggregate()) {
        let sum = sums.entry(row.supplier).or_default();
        *sum = (sum.0 + row.value_from, sum.1 + row.value_to);
    }
    let known = |value: f64| Some(value).filter(|&value| value > 0.0);
    let silent: Vec<Silent> = sums
        .into_iter()
        .map(|(supplier, (from, to))| Silent {
            supplier,
            value_from: known(from),
            value_to: known(to),
        })
        .filter(|sums| sums.value_from.is_some() != sums.value_to.is_some())
        .filter(|sums| !silence.is_zero(sums.supplier, sums.value_from.is_none()))
        .collect();
    let is_silent = |row: &&Sales| {
        silent
            .binary_search_by_key(&row.supplier, |silent| silent.supplier)
            .is_ok()
    };
    let kept = sales
        .iter()
        .filter(|row| !is_silent(row))
        .copied()
        .collect();
    (kept, silent)
}
