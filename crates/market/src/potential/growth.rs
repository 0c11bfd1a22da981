//! Expected growth of output, from a user's file.

use std::collections::BTreeMap;
use std::path::Path;

use stirstick_codes::Country;

use crate::error::Error;

/// Expected over current gross domestic product by country; 1 where nothing is given.
#[derive(Debug, Clone, Default)]
pub(super) struct Growth {
    ratios: BTreeMap<Country, f64>,
}

impl Growth {
    /// Reads a table with the columns country and `gdp_ratio`: output expected in some years over that of today, such as 1.15.
    ///
    /// # Errors
    /// [`Error::UserTable`] with line and column.
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let table = super::table::UserTable::read(path)?;
        let (country, ratio) = (table.column("country")?, table.column("gdp_ratio")?);
        let mut ratios = BTreeMap::new();
        for row in table.rows() {
            let of = row.country(country)?;
            let value = row.above_zero(ratio)?;
            if ratios.insert(of, value).is_some() {
                return Err(row.error(country, "stands twice; keep one row of each country"));
            }
        }
        Ok(Self { ratios })
    }

    /// Expected over current output of a country.
    pub(super) fn of(&self, country: Country) -> f64 {
        self.ratios.get(&country).copied().unwrap_or(1.0)
    }

    /// True where nothing is given.
    pub(super) fn is_empty(&self) -> bool {
        self.ratios.is_empty()
    }
}
