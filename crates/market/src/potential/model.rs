//! The structural gravity model of one year: what each pair would trade, given all the others.
//!
//! ```text
//! E[X_ij] = exp(pi_i + chi_j + sum_k b_k c_ijk)                                 i not j
//! ```
//!
//! estimated by Poisson pseudo maximum likelihood with an effect for each exporter and each importer over all pairs, those
//! without trade among them (Santos Silva and Tenreyro 2006; Anderson and van Wincoop 2003; Fally 2015: with these effects the
//! estimates are those of the structural model). A country's trade with itself takes part where the data has it for most, with a
//! regressor of its own (Yotov et al. 2016).
//!
//! Whatever is said of a pair is said by a model that has not seen it: [`Model::held_out`] leaves out one pair,
//! [`Model::cross_fit`] each tenth of the pairs in turn.

use std::collections::BTreeMap;

use stirstick_codes::Country;
use stirstick_gravity::{
    Covariance, Design, Errors, Estimate, Factor, NewRows, Options, SmallSample, poisson,
};

use super::costs::Costs;

/// Parts into which pairs are cut for cross-fitting.
const FOLDS: u64 = 10;

/// Trade with itself counts as such where half of the exporters have at least this share of their exports: re-imports, which
/// some services book so, are a few per cent.
const HOME_SHARE: f64 = 0.25;

/// Name of the regressor of trade at home.
const HOME: &str = "within the country";

/// What one country sold another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Flow {
    pub(super) exporter: Country,
    pub(super) importer: Country,
    /// In units of the currency; zero or more.
    pub(super) value: f64,
}

/// The pairs of one year with what stands between them.
#[derive(Debug, Clone)]
pub(super) struct Model {
    exporters: Vec<Country>,
    importers: Vec<Country>,
    /// Place of the exporter and importer of each row.
    rows: Vec<(u32, u32)>,
    values: Vec<f64>,
    /// Names of the regressors.
    pub(super) names: Vec<String>,
    regressors: Vec<Vec<f64>>,
    /// What trade was left out for want of a distance.
    pub(super) left_out: LeftOut,
}

/// Trade between countries whose distance is not known.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct LeftOut {
    /// Share of all trade.
    pub(super) share: f64,
    /// Countries all of whose pairs are left out.
    pub(super) countries: Vec<Country>,
}

/// What a model says of the pairs.
#[derive(Debug)]
pub(super) struct Fitted {
    pub(super) estimate: Estimate,
    /// Expected trade of every row, also of those that were left out; none where that cannot be told.
    pub(super) expected: Vec<Option<f64>>,
}

impl Model {
    /// Every exporter with every importer, zero where no trade is on record; an error of the estimator comes later.
    pub(super) fn new(flows: &[Flow], costs: &Costs) -> Self {
        let traded: Vec<&Flow> = flows
            .iter()
            .filter(|flow| {
                flow.value > 0.0 && !flow.exporter.is_aggregate() && !flow.importer.is_aggregate()
            })
            .collect();
        let abroad = || traded.iter().filter(|flow| flow.exporter != flow.importer);
        let exporters = distinct(abroad().map(|flow| flow.exporter));
        let importers = distinct(abroad().map(|flow| flow.importer));
        let mut value_of: BTreeMap<(Country, Country), f64> = BTreeMap::new();
        for flow in &traded {
            *value_of.entry((flow.exporter, flow.importer)).or_default() += flow.value;
        }
        let with_home = has_home_trade(&exporters, &value_of);
        let mut model = Self {
            names: costs.names.clone(),
            regressors: vec![Vec::new(); costs.names.len()],
            rows: Vec::new(),
            values: Vec::new(),
            left_out: LeftOut::default(),
            exporters,
            importers,
        };
        if with_home {
            model.names.push(HOME.to_owned());
            model.regressors.push(Vec::new());
        }
        model.add_rows(&value_of, costs, with_home);
        model.left_out.share = if model.left_out.share > 0.0 {
            model.left_out.share / (model.left_out.share + model.values.iter().sum::<f64>())
        } else {
            0.0
        };
        model
    }

    fn add_rows(
        &mut self,
        value_of: &BTreeMap<(Country, Country), f64>,
        costs: &Costs,
        with_home: bool,
    ) {
        let mut placed = vec![false; self.exporters.len()];
        for (i, &exporter) in (0u32..).zip(&self.exporters) {
            for (j, &importer) in (0u32..).zip(&self.importers) {
                let value = value_of.get(&(exporter, importer)).copied();
                let home = exporter == importer;
                if home && !(with_home && value.is_some()) {
                    continue;
                }
                let Some(of_pair) = costs.of(exporter, importer) else {
                    self.left_out.share += value.unwrap_or(0.0);
                    continue;
                };
                placed[i as usize] = true;
                self.rows.push((i, j));
                self.values.push(value.unwrap_or(0.0));
                let with = of_pair
                    .into_iter()
                    .chain(with_home.then(|| f64::from(u8::from(home))));
                for (column, cost) in self.regressors.iter_mut().zip(with) {
                    column.push(cost);
                }
            }
        }
        self.left_out.countries = self
            .exporters
            .iter()
            .zip(placed)
            .filter(|(_, placed)| !placed)
            .map(|(country, _)| *country)
            .collect();
    }

    /// Number of pairs.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// True where trade at home takes part.
    pub(super) fn has_home(&self) -> bool {
        self.names.last().is_some_and(|name| name == HOME)
    }

    /// The row of a pair.
    pub(super) fn row(&self, exporter: Country, importer: Country) -> Option<usize> {
        let i = u32::try_from(self.exporters.binary_search(&exporter).ok()?).ok()?;
        let j = u32::try_from(self.importers.binary_search(&importer).ok()?).ok()?;
        self.rows.binary_search(&(i, j)).ok()
    }

    /// Exporter and importer of a row.
    pub(super) fn pair(&self, row: usize) -> (Country, Country) {
        let (i, j) = self.rows[row];
        (self.exporters[i as usize], self.importers[j as usize])
    }

    /// Actual trade of a row.
    pub(super) fn value(&self, row: usize) -> f64 {
        self.values[row]
    }

    /// A regressor of a row.
    pub(super) fn cost(&self, regressor: usize, row: usize) -> f64 {
        self.regressors[regressor][row]
    }

    fn factors(&self) -> (Factor, Factor) {
        let places = |of: fn(&(u32, u32)) -> u32| -> Vec<i64> {
            self.rows.iter().map(|row| i64::from(of(row))).collect()
        };
        (
            Factor::of_integers(&places(|row| row.0)),
            Factor::of_integers(&places(|row| row.1)),
        )
    }

    /// The estimate from all rows but those that `leave_out` names.
    pub(super) fn fit(
        &self,
        leave_out: &dyn Fn(usize) -> bool,
    ) -> Result<Fitted, stirstick_gravity::Error> {
        let (exporter, importer) = self.factors();
        let weights: Vec<f64> = (0..self.len())
            .map(|row| f64::from(u8::from(!leave_out(row))))
            .collect();
        let regressors: Vec<&[f64]> = self.regressors.iter().map(|column| &column[..]).collect();
        let design = Design {
            outcome: &self.values,
            regressors: regressors.clone(),
            effects: vec![&exporter, &importer],
            weights: Some(&weights),
            offset: None,
        };
        let estimate = poisson(&design, &Options::default())?;
        let groups = |factor: &Factor| -> Vec<Option<u32>> {
            factor.codes().iter().map(|&code| Some(code)).collect()
        };
        let (exporters, importers) = (groups(&exporter), groups(&importer));
        let expected = estimate.predict(&NewRows {
            rows: self.len(),
            regressors,
            effects: vec![&exporters, &importers],
            offset: None,
        })?;
        Ok(Fitted { estimate, expected })
    }

    /// The estimate from all pairs but one.
    pub(super) fn held_out(&self, row: usize) -> Result<Fitted, stirstick_gravity::Error> {
        self.fit(&|other| other == row)
    }

    /// Expected trade of every pair by a model that has not seen it: a tenth of the pairs is left out in turn. The parts
    /// depend on the names of the countries alone.
    pub(super) fn cross_fit(&self) -> Result<Vec<Option<f64>>, stirstick_gravity::Error> {
        let part: Vec<u64> = (0..self.len())
            .map(|row| {
                let (exporter, importer) = self.pair(row);
                fold(exporter, importer)
            })
            .collect();
        let mut expected = vec![None; self.len()];
        for current in 0..FOLDS {
            let fitted = self.fit(&|row| part[row] == current)?;
            for (row, value) in fitted.expected.into_iter().enumerate() {
                if part[row] == current {
                    expected[row] = value;
                }
            }
        }
        Ok(expected)
    }

    /// Errors of the coefficients that allow for anything that rows of one exporter, or of one importer, have in common.
    pub(super) fn covariance(&self, estimate: &Estimate) -> Option<Covariance> {
        let (exporter, importer) = self.factors();
        estimate
            .covariance(
                Errors::Clustered(&[&exporter, &importer]),
                SmallSample::Fixest,
            )
            .ok()
    }
}

fn distinct(countries: impl Iterator<Item = Country>) -> Vec<Country> {
    let mut all: Vec<Country> = countries.collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether most exporters have trade with themselves of the size of sales at home.
fn has_home_trade(exporters: &[Country], value_of: &BTreeMap<(Country, Country), f64>) -> bool {
    let mut abroad: BTreeMap<Country, f64> = BTreeMap::new();
    for (&(exporter, importer), value) in value_of {
        if exporter != importer {
            *abroad.entry(exporter).or_default() += value;
        }
    }
    let at_home = exporters.iter().filter(|&&country| {
        let home = value_of.get(&(country, country)).copied().unwrap_or(0.0);
        home >= HOME_SHARE * abroad.get(&country).copied().unwrap_or(0.0)
    });
    2 * at_home.count() >= exporters.len()
}

/// The part of a pair: the hash of Fowler, Noll and Vo (1a, 64 bits) of its codes.
fn fold(exporter: Country, importer: Country) -> u64 {
    let bytes = exporter.as_str().bytes().chain(importer.as_str().bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash >> 32) % FOLDS
}
