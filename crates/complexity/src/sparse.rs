//! A matrix of countries by products that holds what is not zero, product by product.

use crate::error::Error;

/// An amount of one country and product.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Index of the country, from 0.
    pub country: usize,
    /// Index of the product, from 0.
    pub product: usize,
    /// The amount: not negative.
    pub value: f64,
}

/// Countries by products, without the zeros; amounts are finite and not negative.
///
/// A cell that is not stated is a zero: for trade, a country that does not sell the product. Cells are ordered by
/// product, then by country, whatever order they came in.
#[derive(Debug, Clone, PartialEq)]
pub struct Sparse {
    countries: usize,
    products: usize,
    /// Where each product's cells start; one more than there are products.
    starts: Vec<usize>,
    country_of: Vec<u32>,
    values: Vec<f64>,
}

impl Sparse {
    /// Builds a matrix from its cells in any order; cells of zero may be among them.
    ///
    /// Cost: twice the number of cells, plus countries and products.
    ///
    /// # Errors
    /// [`Error::Outside`], [`Error::Value`] for what is negative, infinite or not a number, and [`Error::Twice`].
    pub fn from_cells(countries: usize, products: usize, cells: &[Cell]) -> Result<Self, Error> {
        let too_many = |_| Error::TooMany {
            countries,
            products,
        };
        u32::try_from(countries).map_err(too_many)?;
        u32::try_from(products).map_err(too_many)?;
        check(countries, products, cells)?;
        let by_product =
            |cells: &[Cell]| counting_sort(products, cells.iter().copied(), |cell| cell.product);
        let sorted = if cells.is_sorted_by_key(|cell| cell.country) {
            by_product(cells)
        } else {
            by_product(&counting_sort(countries, cells.iter().copied(), |cell| {
                cell.country
            }))
        };
        let same = |pair: &&[Cell]| {
            pair[0].country == pair[1].country && pair[0].product == pair[1].product
        };
        if let Some(pair) = sorted.windows(2).find(same) {
            return Err(Error::Twice {
                country: pair[0].country,
                product: pair[0].product,
            });
        }
        Ok(Self::from_sorted(countries, products, sorted.into_iter()))
    }

    /// Builds a matrix from all its amounts, country after country.
    ///
    /// # Errors
    /// [`Error::Length`] and [`Error::Value`].
    pub fn from_dense(countries: usize, products: usize, amounts: &[f64]) -> Result<Self, Error> {
        if amounts.len() != countries * products {
            return Err(Error::Length {
                what: "amounts",
                expected: countries * products,
                got: amounts.len(),
            });
        }
        let cells: Vec<Cell> = amounts
            .iter()
            .enumerate()
            .filter(|(_, value)| **value != 0.0)
            .map(|(place, value)| Cell {
                country: place / products,
                product: place % products,
                value: *value,
            })
            .collect();
        Self::from_cells(countries, products, &cells)
    }

    /// Cells in the order of products, then of countries, each once and inside; zeros are left out.
    fn from_sorted(countries: usize, products: usize, sorted: impl Iterator<Item = Cell>) -> Self {
        let mut starts = Vec::with_capacity(products + 1);
        let (mut country_of, mut values) = (Vec::new(), Vec::new());
        for cell in sorted.filter(|cell| cell.value != 0.0) {
            while starts.len() <= cell.product {
                starts.push(values.len());
            }
            country_of.push(u32::try_from(cell.country).expect("countries are counted in 32 bits"));
            values.push(cell.value);
        }
        starts.resize(products + 1, values.len());
        Self {
            countries,
            products,
            starts,
            country_of,
            values,
        }
    }

    /// How many countries there are, with and without products.
    #[must_use]
    pub fn countries(&self) -> usize {
        self.countries
    }

    /// How many products there are, with and without countries.
    #[must_use]
    pub fn products(&self) -> usize {
        self.products
    }

    /// How many cells are not zero.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether every cell is zero.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The countries of a product in their order, and its amounts in them.
    ///
    /// # Panics
    /// Where the matrix has no such product.
    #[must_use]
    pub fn product(&self, product: usize) -> (&[u32], &[f64]) {
        let range = self.starts[product]..self.starts[product + 1];
        (&self.country_of[range.clone()], &self.values[range])
    }

    /// The amount of a country and product, zero where none is stated.
    ///
    /// # Panics
    /// Where the matrix has no such product.
    #[must_use]
    pub fn get(&self, country: usize, product: usize) -> f64 {
        let (countries, values) = self.product(product);
        let found = u32::try_from(country).map(|country| countries.binary_search(&country));
        found
            .ok()
            .and_then(Result::ok)
            .map_or(0.0, |place| values[place])
    }

    /// The cells that are not zero, by product, then by country.
    pub fn cells(&self) -> impl Iterator<Item = Cell> + Clone + '_ {
        (0..self.products).flat_map(move |product| {
            let (countries, values) = self.product(product);
            countries
                .iter()
                .zip(values)
                .map(move |(country, value)| Cell {
                    country: *country as usize,
                    product,
                    value: *value,
                })
        })
    }

    /// Sum of each country's amounts, added up in the order of products.
    #[must_use]
    pub fn country_totals(&self) -> Vec<f64> {
        let mut totals = vec![0.0; self.countries];
        for (country, value) in self.country_of.iter().zip(&self.values) {
            totals[*country as usize] += value;
        }
        totals
    }

    /// Sum of each product's amounts, added up in the order of countries.
    #[must_use]
    pub fn product_totals(&self) -> Vec<f64> {
        let total = |product| self.product(product).1.iter().sum();
        (0..self.products).map(total).collect()
    }

    /// The matrix with countries as products and products as countries.
    #[must_use]
    pub fn transposed(&self) -> Self {
        let turned = self.cells().map(|cell| Cell {
            country: cell.product,
            product: cell.country,
            value: cell.value,
        });
        let sorted = counting_sort(self.countries, turned, |cell| cell.product);
        Self::from_sorted(self.products, self.countries, sorted.into_iter())
    }

    /// Whether every cell that is not zero is one.
    pub(crate) fn is_of_ones(&self) -> bool {
        #[expect(
            clippy::float_cmp,
            reason = "one is represented exactly, and only it is meant"
        )]
        self.values.iter().all(|value| *value == 1.0)
    }

    /// The same cells with other amounts, without those of zero.
    pub(crate) fn map(&self, amount: impl Fn(Cell) -> f64) -> Self {
        let mapped = self.cells().map(|cell| Cell {
            value: amount(cell),
            ..cell
        });
        Self::from_sorted(self.countries, self.products, mapped)
    }

    /// The rows and columns that are named, in rising order, and no others.
    pub(crate) fn restricted(&self, countries: &[usize], products: &[usize]) -> Self {
        let mut place = vec![None; self.countries];
        for (new, old) in countries.iter().enumerate() {
            place[*old] = Some(new);
        }
        let cells = products.iter().enumerate().flat_map(|(product, old)| {
            let (of_product, values) = self.product(*old);
            let placed = of_product.iter().map(|country| place[*country as usize]);
            placed.zip(values).filter_map(move |(country, value)| {
                country.map(|country| Cell {
                    country,
                    product,
                    value: *value,
                })
            })
        });
        Self::from_sorted(countries.len(), products.len(), cells)
    }
}

fn check(countries: usize, products: usize, cells: &[Cell]) -> Result<(), Error> {
    for (position, cell) in cells.iter().enumerate() {
        let Cell {
            country,
            product,
            value,
        } = *cell;
        if country >= countries || product >= products {
            return Err(Error::Outside {
                position,
                country,
                product,
                countries,
                products,
            });
        }
        if !value.is_finite() || value < 0.0 {
            return Err(Error::Value {
                country,
                product,
                value,
            });
        }
    }
    Ok(())
}

/// Sorts cells by a key below `keys`, leaving equal ones in their order.
fn counting_sort(
    keys: usize,
    cells: impl Iterator<Item = Cell> + Clone,
    key: impl Fn(&Cell) -> usize,
) -> Vec<Cell> {
    let mut next = vec![0; keys + 1];
    for cell in cells.clone() {
        next[key(&cell) + 1] += 1;
    }
    for at in 0..keys {
        next[at + 1] += next[at];
    }
    let nothing = Cell {
        country: 0,
        product: 0,
        value: 0.0,
    };
    let mut sorted = vec![nothing; next[keys]];
    for cell in cells {
        let slot = &mut next[key(&cell)];
        sorted[*slot] = cell;
        *slot += 1;
    }
    sorted
}
