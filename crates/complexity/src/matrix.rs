//! A full matrix of countries by products.

/// Countries by products, every cell, country after country.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    countries: usize,
    products: usize,
    values: Vec<f64>,
}

impl Matrix {
    /// `values` holds `countries` rows of `products`.
    pub(crate) fn new(countries: usize, products: usize, values: Vec<f64>) -> Self {
        debug_assert_eq!(values.len(), countries * products, "every cell has a value");
        Self {
            countries,
            products,
            values,
        }
    }

    /// How many countries there are.
    #[must_use]
    pub fn countries(&self) -> usize {
        self.countries
    }

    /// How many products there are.
    #[must_use]
    pub fn products(&self) -> usize {
        self.products
    }

    /// The values of a country, product by product.
    ///
    /// # Panics
    /// Where the matrix has no such country.
    #[must_use]
    pub fn country(&self, country: usize) -> &[f64] {
        &self.values[country * self.products..(country + 1) * self.products]
    }

    /// The value of a country and product.
    ///
    /// # Panics
    /// Where the matrix has no such country or product.
    #[must_use]
    pub fn get(&self, country: usize, product: usize) -> f64 {
        self.country(country)[product]
    }

    /// All values, country after country.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    pub(crate) fn values_mut(&mut self) -> &mut [f64] {
        &mut self.values
    }
}
