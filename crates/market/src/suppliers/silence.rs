//! Suppliers of which nothing is on record in one of the two periods.
//!
//! In the detailed report of one customs service, a supplier without a row sold nothing: services
//! list what came in. In other reports a missing row is a gap: a supplier's own customs may not have
//! reported, and a table of totals or estimates may not carry every partner in every year. Taking a
//! gap for zero would make leavers of suppliers that nobody asked.

use std::collections::BTreeMap;

use stirstick_codes::{Country, ReportedBy};

use crate::suppliers::trade::Sales;

/// What it means that nothing is on record for a supplier in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// It sold nothing.
    NoTrade,
    /// Its sales are not known.
    Unknown,
}

impl Silence {
    /// Returns how reports of this kind are to be read.
    ///
    /// Silence means no trade in an importer's reports by product and in reconciled data, whose
    /// authors take flows that neither side reports for zero (Gaulier and Zignago 2010, "BACI:
    /// international trade database at the product-level", CEPII working paper 2010-23); it means
    /// nothing in exporters' reports, in estimates and in an importer's totals. `level` is the number
    /// of characters of the product codes as reported, 0 for totals.
    pub fn of(reported_by: ReportedBy, level: usize) -> Self {
        match (reported_by, level) {
            (ReportedBy::Both, _) | (ReportedBy::Importer, 1..) => Silence::NoTrade,
            (ReportedBy::Importer, 0) | (ReportedBy::Exporter | ReportedBy::Estimate, _) => {
                Silence::Unknown
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

/// Parts the rows of suppliers with sales in both periods, and of aggregates, from the suppliers of
/// which nothing is on record in one.
pub fn set_aside(sales: &[Sales]) -> (Vec<Sales>, Vec<Silent>) {
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
