//! Expected and actual trade in all goods: of the pair, of the market's other suppliers, of earlier years.

use std::collections::BTreeMap;

use stirstick_codes::Country;
use stirstick_gravity::Estimate;

use super::costs::Costs;
use super::expect::{Expectation, Outcomes, expect};
use super::model::{Flow, LeftOut, Model};

/// Why nothing can be said of a pair.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Untold {
    /// Between these countries no distance is known, or one of them does not trade in the data.
    NoPair,
    /// The trade of all others does not tell what these two would trade.
    NotIdentified,
    /// The equation could not be estimated.
    NoEstimate(stirstick_gravity::Error),
}

impl Untold {
    /// The reason in words.
    pub(super) fn words(&self) -> String {
        match self {
            Self::NoPair => {
                "no distance between the two is known, or one of them has no trade in these goods"
                    .to_owned()
            }
            Self::NotIdentified => {
                "the trade of all other pairs does not tell what these two would trade".to_owned()
            }
            Self::NoEstimate(error) => format!("the model could not be estimated: {error}"),
        }
    }
}

impl From<stirstick_gravity::Error> for Untold {
    fn from(error: stirstick_gravity::Error) -> Self {
        Self::NoEstimate(error)
    }
}

/// A coefficient of the model and its standard error.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Coefficient {
    pub(super) name: String,
    /// None for a regressor that follows from the others.
    pub(super) slope: Option<f64>,
    pub(super) standard_error: Option<f64>,
}

/// One supplier of the market.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SupplierRow {
    pub(super) supplier: Country,
    pub(super) actual: f64,
    pub(super) expected: f64,
    /// Lower and upper bound of eight in ten outcomes.
    pub(super) bounds: Option<(f64, f64)>,
}

/// All goods together.
#[derive(Debug)]
pub(super) struct Total {
    pub(super) told: Result<Expectation, Untold>,
    /// Names of the model's regressors.
    pub(super) names: Vec<String>,
    pub(super) coefficients: Vec<Coefficient>,
    /// Pairs of the model, and those without trade.
    pub(super) pairs: (usize, usize),
    pub(super) squared_correlation: Option<f64>,
    pub(super) has_home: bool,
    pub(super) left_out: LeftOut,
    /// Expected trade of the pair in each year.
    pub(super) by_year: Vec<(u16, f64, Option<f64>)>,
    /// Suppliers by expected trade, largest first.
    pub(super) by_supplier: Vec<SupplierRow>,
}

/// What is expected of one pair, what a cross-fitted model expects of each row, and the outcomes of all.
pub(super) type Told = (Expectation, Vec<Option<f64>>, Outcomes);

/// What is expected of one pair in some goods, with bounds.
pub(super) fn told(model: &Model, supplier: Country, market: Country) -> Result<Told, Untold> {
    let row = model.row(supplier, market).ok_or(Untold::NoPair)?;
    let mut found = expect(model, row)?.ok_or(Untold::NotIdentified)?;
    let cross_fitted = model.cross_fit()?;
    let outcomes = Outcomes::new(model, &cross_fitted);
    found.bounds = outcomes.bounds(found.expected, found.actual);
    Ok((found, cross_fitted, outcomes))
}

/// Works out what is expected of all goods together in the last of the years and those before.
pub(super) fn total(
    years: &BTreeMap<u16, Vec<Flow>>,
    costs: &Costs,
    supplier: Country,
    market: Country,
) -> Total {
    let last = years.last_key_value().map_or(&[][..], |(_, flows)| flows);
    let model = Model::new(last, costs);
    let (told, by_supplier) = match told(&model, supplier, market) {
        Ok(found) => {
            let rows = suppliers(&model, (supplier, market), &found);
            (Ok(found.0), rows)
        }
        Err(reason) => (Err(reason), Vec::new()),
    };
    let by_year = match (&told, years.len()) {
        (Ok(_), 2..) => by_year(years, costs, supplier, market),
        _ => Vec::new(),
    };
    let whole = model.fit(&|_| false).ok();
    let coefficients = whole
        .as_ref()
        .map_or_else(Vec::new, |fitted| coefficients(&model, &fitted.estimate));
    let without_trade = (0..model.len())
        .filter(|&row| model.value(row) <= 0.0)
        .count();
    Total {
        told,
        names: model.names.clone(),
        coefficients,
        pairs: (model.len(), without_trade),
        squared_correlation: whole.map(|fitted| fitted.estimate.squared_correlation()),
        has_home: model.has_home(),
        left_out: model.left_out.clone(),
        by_year,
        by_supplier,
    }
}

fn coefficients(model: &Model, estimate: &Estimate) -> Vec<Coefficient> {
    let errors = model
        .covariance(estimate)
        .map(|covariance| covariance.standard_errors());
    let in_use = estimate.regressors_in_use();
    model
        .names
        .iter()
        .zip(estimate.slopes())
        .enumerate()
        .map(|(regressor, (name, slope))| Coefficient {
            name: name.clone(),
            slope,
            standard_error: in_use
                .iter()
                .position(|own| *own == regressor)
                .and_then(|place| errors.as_ref()?.get(place).copied()),
        })
        .collect()
}

/// Every supplier of the market by a model that has not seen its sales there.
fn suppliers(
    model: &Model,
    (supplier, market): (Country, Country),
    (own, cross_fitted, outcomes): &Told,
) -> Vec<SupplierRow> {
    let mut rows: Vec<SupplierRow> = (0..model.len())
        .filter_map(|row| {
            let (exporter, importer) = model.pair(row);
            if importer != market || exporter == market {
                return None;
            }
            let expected = if exporter == supplier {
                own.expected
            } else {
                cross_fitted[row].filter(|expected| *expected > 0.0)?
            };
            Some(SupplierRow {
                supplier: exporter,
                actual: model.value(row),
                expected,
                bounds: outcomes
                    .quantiles(expected)
                    .map(|(low, high)| (low * expected, high * expected)),
            })
        })
        .collect();
    rows.sort_by(|a, b| {
        b.expected
            .total_cmp(&a.expected)
            .then(a.supplier.cmp(&b.supplier))
    });
    rows
}

/// Actual and expected trade of the pair in each year, each by the pairs of that year.
fn by_year(
    years: &BTreeMap<u16, Vec<Flow>>,
    costs: &Costs,
    supplier: Country,
    market: Country,
) -> Vec<(u16, f64, Option<f64>)> {
    years
        .iter()
        .filter_map(|(&year, flows)| {
            let model = Model::new(flows, costs);
            let row = model.row(supplier, market)?;
            let found = expect(&model, row).ok().flatten();
            Some((year, model.value(row), found.map(|found| found.expected)))
        })
        .collect()
}
