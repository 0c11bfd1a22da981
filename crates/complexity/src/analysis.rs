//! All indices of one table of exports.

use crate::advantage::revealed_advantage;
use crate::convention::{Convention, Spread};
use crate::error::Error;
use crate::indices::{Indices, raw_complexity};
use crate::matrix::Matrix;
use crate::outlook::ProductSpace;
use crate::presence::Presence;
use crate::sparse::Sparse;

/// How [`analyse`] goes about it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// RCA from which a country counts as present in a product; 1 by default (Hidalgo and Hausmann 2009).
    pub threshold: f64,
    /// How indices are scaled; [`Convention::Atlas`] by default.
    pub convention: Convention,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            threshold: 1.0,
            convention: Convention::default(),
        }
    }
}

/// All indices of one table of exports, over the countries and products that are left in M.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// RCA of all countries and products of the input.
    pub advantage: Sparse,
    /// M, diversity, ubiquity, and who was left out.
    pub presence: Presence,
    /// ECI and PCI.
    pub indices: Indices,
    /// Density of each country around each product.
    pub density: Matrix,
    /// COI of each country.
    pub outlook: Vec<f64>,
    /// COG of each country and product.
    pub outlook_gain: Matrix,
}

/// Works out all indices of a table of exports, which are amounts in any one unit.
///
/// See [`revealed_advantage`], [`complexity`](crate::complexity) and [`ProductSpace`] for the formulas and
/// [`Convention`] for the units.
///
/// # Errors
/// Those of [`Presence::at_least`] and [`complexity`](crate::complexity).
pub fn analyse(exports: &Sparse, options: &Options) -> Result<Analysis, Error> {
    let advantage = revealed_advantage(exports);
    let presence = Presence::at_least(&advantage, options.threshold)?;
    let Outlooks {
        indices,
        density,
        outlook,
        outlook_gain,
    } = outlooks(&presence, options.convention)?;
    Ok(Analysis {
        advantage,
        presence,
        indices,
        density,
        outlook,
        outlook_gain,
    })
}

/// Indices, density and outlooks of an M.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlooks {
    /// ECI and PCI.
    pub indices: Indices,
    /// Density of each country around each product.
    pub density: Matrix,
    /// COI of each country.
    pub outlook: Vec<f64>,
    /// COG of each country and product.
    pub outlook_gain: Matrix,
}

/// Works out the indices of an M, whichever way it was made: what [`analyse`] does after RCA.
///
/// # Errors
/// Those of [`complexity`](crate::complexity), and [`Error::NoVariation`] for a COI that is to be standardised.
pub fn outlooks(presence: &Presence, convention: Convention) -> Result<Outlooks, Error> {
    let raw = raw_complexity(presence)?;
    let indices = raw.scaled(presence, convention)?;
    let space = ProductSpace::new(presence);
    let (outlook, outlook_gain) = match convention {
        Convention::Atlas | Convention::EconomicComplexityR => (
            space.outlook(&indices.products)?,
            space.outlook_gain(&indices.products)?,
        ),
        Convention::Ecomplexity => {
            let outlook = space.outlook(&raw.products)?;
            let spread = Spread::of(&outlook, 0.0);
            if spread.is_flat() {
                return Err(Error::NoVariation { what: "COI" });
            }
            let deviation = Spread::of(&raw.countries, 0.0).deviation;
            let mut gain = space.outlook_gain(&raw.products)?;
            for value in gain.values_mut() {
                *value /= deviation;
            }
            (spread.standardised(&outlook), gain)
        }
    };
    Ok(Outlooks {
        indices,
        density: space.into_density(),
        outlook,
        outlook_gain,
    })
}
