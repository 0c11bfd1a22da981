//! What the two countries can make: complexity, advantage and nearness in the product space.

use std::collections::BTreeMap;

use stirstick_codes::{Country, ProductCode};
use stirstick_complexity::{
    Analysis, Cell, FitnessOptions, Options, Sparse, analyse, diversification, fitness,
};

/// Exports from which a country takes part, in units of the currency and per year: the Atlas leaves out countries below one
/// billion dollars, whose advantages are noise.
const LEAST_EXPORTS: f64 = 1e9;

/// Advantage up to which a good counts in nearness.
const ADVANTAGE_CAP: f64 = 1.0;

/// What a country sold of a good to all others, per year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Exports {
    pub(super) country: Country,
    pub(super) product: ProductCode,
    pub(super) value: f64,
}

/// Where a country stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Standing {
    /// Goods with revealed comparative advantage.
    pub(super) diversity: f64,
    /// Economic complexity index, and its rank.
    pub(super) complexity: (f64, usize),
    /// Complexity outlook index, and its rank.
    pub(super) outlook: (f64, usize),
    /// Fitness, mean 1, and its rank; none where the iteration did not settle.
    pub(super) fitness: Option<(f64, usize)>,
}

/// What is known of one good for the supplier.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct GoodStanding {
    /// Revealed comparative advantage of the supplier.
    pub(super) advantage: f64,
    /// Product complexity index.
    pub(super) complexity: Option<f64>,
    /// Share of what is near the good that the supplier exports with advantage.
    pub(super) density: Option<f64>,
    /// What the good would add to the supplier's outlook.
    pub(super) outlook_gain: Option<f64>,
    /// Supply side of the diversification indicator.
    pub(super) diversification: Option<f64>,
}

/// Complexity of countries and goods.
#[derive(Debug)]
pub(super) struct Structure {
    /// Number of countries that take part.
    pub(super) countries: usize,
    /// Number of goods.
    pub(super) products: usize,
    pub(super) supplier: Option<Standing>,
    pub(super) market: Option<Standing>,
    pub(super) goods: BTreeMap<ProductCode, GoodStanding>,
}

/// Works out the structure from what every country exports; the supplier and the market always take part.
///
/// # Errors
/// Those of the indices, such as exports that fall into parts without a common good.
pub(super) fn structure(
    exports: &[Exports],
    supplier: Country,
    market: Country,
) -> Result<Structure, stirstick_complexity::Error> {
    let mut totals: BTreeMap<Country, f64> = BTreeMap::new();
    for row in exports {
        *totals.entry(row.country).or_default() += row.value;
    }
    totals.retain(|country, total| {
        *total >= LEAST_EXPORTS || *country == supplier || *country == market
    });
    let countries: Vec<Country> = totals.into_keys().collect();
    let kept: Vec<(usize, &Exports)> = exports
        .iter()
        .filter_map(|row| Some((countries.binary_search(&row.country).ok()?, row)))
        .collect();
    let mut products: Vec<ProductCode> = kept.iter().map(|(_, row)| row.product).collect();
    products.sort_unstable();
    products.dedup();
    let cells: Vec<Cell> = kept
        .iter()
        .filter_map(|(country, row)| {
            let product = products.binary_search(&row.product).ok()?;
            Some(Cell {
                country: *country,
                product,
                value: row.value,
            })
        })
        .collect();
    let exports = Sparse::from_cells(countries.len(), products.len(), &cells)?;
    let analysis = analyse(&exports, &Options::default())?;
    let near = diversification(&analysis.presence, &analysis.advantage, ADVANTAGE_CAP)?;
    let fitness = fitness(&analysis.presence, &FitnessOptions::default())
        .ok()
        .map(|found| found.scores.countries);
    let place = |country: Country| countries.binary_search(&country).ok();
    let of = |country: Country| standing(&analysis, fitness.as_deref(), place(country)?);
    Ok(Structure {
        countries: analysis.presence.countries().len(),
        products: analysis.presence.products().len(),
        supplier: of(supplier),
        market: of(market),
        goods: goods(&analysis, &near, &products, place(supplier)),
    })
}

fn standing(analysis: &Analysis, fitness: Option<&[f64]>, country: usize) -> Option<Standing> {
    let kept = analysis.presence.countries();
    let place = kept.binary_search(&country).ok()?;
    let ranked = |values: &[f64]| {
        let own = values[place];
        let above = values.iter().filter(|value| **value > own).count();
        (own, above + 1)
    };
    Some(Standing {
        diversity: analysis.presence.diversity()[place],
        complexity: ranked(&analysis.indices.countries),
        outlook: ranked(&analysis.outlook),
        fitness: fitness.map(ranked),
    })
}

fn goods(
    analysis: &Analysis,
    near: &stirstick_complexity::Matrix,
    products: &[ProductCode],
    supplier: Option<usize>,
) -> BTreeMap<ProductCode, GoodStanding> {
    let Some(supplier) = supplier else {
        return BTreeMap::new();
    };
    let mut goods: BTreeMap<ProductCode, GoodStanding> = products
        .iter()
        .enumerate()
        .map(|(number, product)| {
            let standing = GoodStanding {
                advantage: analysis.advantage.get(supplier, number),
                ..GoodStanding::default()
            };
            (*product, standing)
        })
        .collect();
    let row = analysis.presence.countries().binary_search(&supplier).ok();
    for (place, &number) in analysis.presence.products().iter().enumerate() {
        let Some(standing) = goods.get_mut(&products[number]) else {
            continue;
        };
        standing.complexity = Some(analysis.indices.products[place]);
        let of = |matrix: &stirstick_complexity::Matrix| row.map(|row| matrix.get(row, place));
        standing.density = of(&analysis.density);
        standing.outlook_gain = of(&analysis.outlook_gain);
        standing.diversification = of(near);
    }
    goods
}
