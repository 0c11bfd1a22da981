//! What stands between two countries: distances and ties, built in or from a user's file.

use std::collections::HashMap;
use std::path::Path;

use stirstick_codes::{Country, geography_source, pair_geography};

use super::table::{UserRow, UserTable};
use crate::error::Error;

/// Name of the first regressor.
const LOG_DISTANCE: &str = "log distance";

/// What stands between pairs of countries, as regressors of a gravity equation.
#[derive(Debug, Clone)]
pub(super) struct Costs {
    /// Names of the regressors; the first is the logarithm of distance.
    pub(super) names: Vec<String>,
    /// Where they come from.
    pub(super) source: String,
    pairs: Option<HashMap<(Country, Country), Vec<f64>>>,
}

impl Costs {
    /// The costs that come with the program: CEPII's distances and ties.
    pub(super) fn built_in() -> Self {
        let names = [
            LOG_DISTANCE,
            "common border",
            "common official language",
            "colonial tie",
            "common colonizer",
        ];
        Self {
            names: names.map(str::to_owned).to_vec(),
            source: geography_source().to_owned(),
            pairs: None,
        }
    }

    /// Reads a table with the columns exporter, importer, `distance_km`, if it likes year, and any others of numbers, each
    /// of which is a cost. Of several years that of `year` counts, or else the last before it.
    ///
    /// # Errors
    /// [`Error::UserTable`] with line and column.
    pub(super) fn read(path: &Path, year: u16) -> Result<Self, Error> {
        let table = UserTable::read(path)?;
        let columns = Columns::find(&table)?;
        let mut pairs: HashMap<(Country, Country), (u16, Vec<f64>)> = HashMap::new();
        for row in table.rows() {
            let of = columns.year.map_or(Ok(year), |column| row.year(column))?;
            if of > year {
                continue;
            }
            let pair = (
                row.country(columns.exporter)?,
                row.country(columns.importer)?,
            );
            match pairs.get(&pair) {
                Some((known, _)) if *known > of => {}
                Some((known, _)) if *known == of => {
                    let problem = "stands twice with this importer; keep one row of each pair";
                    return Err(row.error(columns.exporter, problem));
                }
                _ => {
                    pairs.insert(pair, (of, columns.costs(row)?));
                }
            }
        }
        let pairs = pairs.into_iter().map(|(pair, (_, costs))| (pair, costs));
        Ok(Self {
            names: columns.names(&table),
            source: format!("{} (SHA-256 {})", table.file(), &table.sha256[..12]),
            pairs: Some(pairs.collect()),
        })
    }

    /// The regressors of a pair; none where its distance is not known.
    pub(super) fn of(&self, exporter: Country, importer: Country) -> Option<Vec<f64>> {
        match &self.pairs {
            Some(pairs) => pairs.get(&(exporter, importer)).cloned(),
            None => built_in(exporter, importer),
        }
    }

    /// Logarithm of the distance in km.
    pub(super) fn log_distance(&self, exporter: Country, importer: Country) -> Option<f64> {
        match &self.pairs {
            Some(pairs) => pairs.get(&(exporter, importer)).map(|costs| costs[0]),
            None => built_in(exporter, importer).map(|costs| costs[0]),
        }
    }
}

/// Distance between populations where the source has it, else between the largest cities. Ties of a country with itself are not
/// counted: what sets trade at home apart has a regressor of its own.
fn built_in(exporter: Country, importer: Country) -> Option<Vec<f64>> {
    let pair = pair_geography(exporter, importer)?;
    let distance = pair.weighted_distance_km.unwrap_or(pair.distance_km);
    let abroad = exporter != importer;
    let tie = |holds: bool| f64::from(u8::from(holds && abroad));
    Some(vec![
        distance.ln(),
        tie(pair.contiguous),
        tie(pair.common_official_language),
        tie(pair.colony),
        tie(pair.common_colonizer),
    ])
}

/// Places of the columns of a user's file.
struct Columns {
    exporter: usize,
    importer: usize,
    year: Option<usize>,
    distance: usize,
    others: Vec<usize>,
}

impl Columns {
    fn find(table: &UserTable) -> Result<Self, Error> {
        let (exporter, importer) = (table.column("exporter")?, table.column("importer")?);
        let distance = table.column("distance_km")?;
        let year = table.find("year");
        let taken = [Some(exporter), Some(importer), Some(distance), year];
        let places = 0..table.columns().count();
        Ok(Self {
            exporter,
            importer,
            year,
            distance,
            others: places
                .filter(|place| !taken.contains(&Some(*place)))
                .collect(),
        })
    }

    fn names(&self, table: &UserTable) -> Vec<String> {
        let all: Vec<&str> = table.columns().collect();
        let others = self
            .others
            .iter()
            .map(|&place| all[place].replace('_', " "));
        std::iter::once(LOG_DISTANCE.to_owned())
            .chain(others)
            .collect()
    }

    fn costs(&self, row: UserRow<'_>) -> Result<Vec<f64>, Error> {
        let distance = row.above_zero(self.distance)?.ln();
        let others = self.others.iter().map(|&place| row.number(place));
        std::iter::once(Ok(distance)).chain(others).collect()
    }
}
