//! Which country is present in which product.

use crate::error::Error;
use crate::sparse::Sparse;

/// Distance from the threshold, as a share of it, within which rounding of the sums may decide a cell: a few hundred
/// units in the last place of a number of 53 bits.
const ROUNDING: f64 = 1e-13;

/// The matrix M of countries by products on which all indices rest, without empty rows and columns.
///
/// M is 1 where a country has an advantage in a product and 0 elsewhere, or any amount that is not negative. Results
/// of this crate run over the countries and products that are left; [`Presence::countries`] and
/// [`Presence::products`] say which those are, [`Presence::dropped_countries`] and [`Presence::dropped_products`] the
/// others.
#[derive(Debug, Clone, PartialEq)]
pub struct Presence {
    matrix: Sparse,
    by_country: Sparse,
    diversity: Vec<f64>,
    ubiquity: Vec<f64>,
    countries: Vec<usize>,
    products: Vec<usize>,
    of: (usize, usize),
    is_binary: bool,
    borderline: usize,
}

impl Presence {
    /// 1 where the advantage is at least `threshold`, 0 elsewhere; Hidalgo and Hausmann (2009) take 1.
    ///
    /// # Errors
    /// [`Error::Choice`] for a threshold that is not above zero, and [`Error::Empty`].
    pub fn at_least(advantage: &Sparse, threshold: f64) -> Result<Self, Error> {
        if !(threshold > 0.0 && threshold.is_finite()) {
            return Err(Error::Choice {
                option: "threshold",
                expected: "a number above zero",
                got: threshold,
            });
        }
        let borderline = advantage
            .cells()
            .filter(|cell| (cell.value / threshold - 1.0).abs() < ROUNDING)
            .count();
        let matrix = advantage.map(|cell| f64::from(u8::from(cell.value >= threshold)));
        Ok(Self {
            borderline,
            ..Self::from_matrix(matrix)?
        })
    }

    /// M as given: ones and zeros, or any amounts, such as an advantage that is not cut off.
    ///
    /// # Errors
    /// [`Error::Empty`].
    pub fn from_matrix(matrix: Sparse) -> Result<Self, Error> {
        let filled = |totals: &[f64]| -> Vec<usize> {
            let pairs = totals.iter().enumerate();
            pairs
                .filter(|(_, total)| **total > 0.0)
                .map(|(index, _)| index)
                .collect()
        };
        let countries = filled(&matrix.country_totals());
        let products = filled(&matrix.product_totals());
        if countries.is_empty() {
            return Err(Error::Empty);
        }
        let of = (matrix.countries(), matrix.products());
        let all = countries.len() == of.0 && products.len() == of.1;
        let left = if all {
            matrix
        } else {
            matrix.restricted(&countries, &products)
        };
        Ok(Self::kept(left, countries, products, of))
    }

    fn kept(
        matrix: Sparse,
        countries: Vec<usize>,
        products: Vec<usize>,
        of: (usize, usize),
    ) -> Self {
        Self {
            diversity: matrix.country_totals(),
            ubiquity: matrix.product_totals(),
            is_binary: matrix.is_of_ones(),
            by_country: matrix.transposed(),
            borderline: 0,
            matrix,
            countries,
            products,
            of,
        }
    }

    /// M over what is left, by product.
    #[must_use]
    pub fn matrix(&self) -> &Sparse {
        &self.matrix
    }

    /// M over what is left, turned round: products by countries.
    #[must_use]
    pub fn by_country(&self) -> &Sparse {
        &self.by_country
    }

    /// kc0 = sum over products of M: how many products each country has, if M is of ones.
    #[must_use]
    pub fn diversity(&self) -> &[f64] {
        &self.diversity
    }

    /// kp0 = sum over countries of M: how many countries have each product, if M is of ones.
    #[must_use]
    pub fn ubiquity(&self) -> &[f64] {
        &self.ubiquity
    }

    /// Indices in the input of the countries that are left, rising.
    #[must_use]
    pub fn countries(&self) -> &[usize] {
        &self.countries
    }

    /// Indices in the input of the products that are left, rising.
    #[must_use]
    pub fn products(&self) -> &[usize] {
        &self.products
    }

    /// Indices in the input of the countries that are left out.
    #[must_use]
    pub fn dropped_countries(&self) -> Vec<usize> {
        others(self.of.0, &self.countries)
    }

    /// Indices in the input of the products that are left out.
    #[must_use]
    pub fn dropped_products(&self) -> Vec<usize> {
        others(self.of.1, &self.products)
    }

    /// Countries and products of the input.
    #[must_use]
    pub fn input_size(&self) -> (usize, usize) {
        self.of
    }

    /// Whether M is of zeros and ones.
    #[must_use]
    pub fn is_binary(&self) -> bool {
        self.is_binary
    }

    /// How many cells are so near the threshold that rounding may have decided them; 0 where M was given.
    #[must_use]
    pub fn borderline(&self) -> usize {
        self.borderline
    }

    /// The group of each country, numbered from 0 by first country: countries are in one group if a chain of common
    /// products joins them.
    #[must_use]
    pub fn groups(&self) -> Vec<usize> {
        let mut parents: Vec<usize> = (0..self.countries.len()).collect();
        for product in 0..self.products.len() {
            let (countries, _) = self.matrix.product(product);
            for pair in countries.windows(2) {
                let (one, other) = (root(&mut parents, pair[0]), root(&mut parents, pair[1]));
                parents[one.max(other)] = one.min(other);
            }
        }
        let mut numbers = vec![None; parents.len()];
        let mut next = 0;
        let number = |country: usize| {
            let at = root(
                &mut parents,
                u32::try_from(country).expect("counted in 32 bits"),
            );
            *numbers[at].get_or_insert_with(|| {
                next += 1;
                next - 1
            })
        };
        (0..self.countries.len()).map(number).collect()
    }

    /// The group with most countries, the first of equals; [`Presence::dropped_countries`] then names the others too.
    #[must_use]
    pub fn largest_group(&self) -> Self {
        let groups = self.groups();
        let mut sizes = vec![0_usize; groups.len()];
        for group in &groups {
            sizes[*group] += 1;
        }
        let most = sizes.iter().max().copied().unwrap_or(0);
        let largest = sizes.iter().position(|size| *size == most).unwrap_or(0);
        let inside = |country: &usize| groups[*country] == largest;
        let countries: Vec<usize> = (0..groups.len()).filter(inside).collect();
        let of_group = |product: &usize| {
            let (countries, _) = self.matrix.product(*product);
            inside(&(countries[0] as usize))
        };
        let products: Vec<usize> = (0..self.products.len()).filter(of_group).collect();
        let matrix = self.matrix.restricted(&countries, &products);
        let named =
            |kept: &[usize], names: &[usize]| kept.iter().map(|index| names[*index]).collect();
        let (countries, products) = (
            named(&countries, &self.countries),
            named(&products, &self.products),
        );
        Self {
            borderline: self.borderline,
            ..Self::kept(matrix, countries, products, self.of)
        }
    }
}

fn others(all: usize, kept: &[usize]) -> Vec<usize> {
    (0..all)
        .filter(|index| kept.binary_search(index).is_err())
        .collect()
}

fn root(parents: &mut [usize], of: u32) -> usize {
    let mut at = of as usize;
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}
