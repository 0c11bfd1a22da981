//! Why an index could not be worked out.

/// Why an index could not be worked out.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A slice does not have the length that the matrix asks for.
    #[error("{what}: expected {expected} values, got {got}")]
    Length {
        /// Which slice.
        what: &'static str,
        /// Values that must be there.
        expected: usize,
        /// Values that are there.
        got: usize,
    },

    /// A cell lies outside the matrix.
    #[error(
        "cell {position} is of country {country} and product {product}, in a matrix of {countries} \
         countries by {products} products"
    )]
    Outside {
        /// Place of the cell in the input, from 0.
        position: usize,
        /// Its country.
        country: usize,
        /// Its product.
        product: usize,
        /// Countries of the matrix.
        countries: usize,
        /// Products of the matrix.
        products: usize,
    },

    /// A value is negative, not a number or infinite.
    #[error("country {country}, product {product}: {value} is no amount")]
    Value {
        /// Country of the cell.
        country: usize,
        /// Product of the cell.
        product: usize,
        /// What it holds.
        value: f64,
    },

    /// Two cells state the same country and product.
    #[error("country {country}, product {product} is stated more than once")]
    Twice {
        /// Country of the cells.
        country: usize,
        /// Product of the cells.
        product: usize,
    },

    /// More countries or products than are counted in 32 bits.
    #[error("{countries} countries by {products} products are too many")]
    TooMany {
        /// Countries asked for.
        countries: usize,
        /// Products asked for.
        products: usize,
    },

    /// An option has a value that means nothing.
    #[error("{option} is {got}; expected {expected}")]
    Choice {
        /// Which option.
        option: &'static str,
        /// What it must be.
        expected: &'static str,
        /// What it is.
        got: f64,
    },

    /// No country has any product.
    #[error("no country has any product")]
    Empty,

    /// Fewer than two countries or two products have anything.
    #[error("an index needs two countries and two products; {countries} and {products} are left")]
    TooFew {
        /// Countries with a product.
        countries: usize,
        /// Products of a country.
        products: usize,
    },

    /// The countries fall in groups that share no product, so that the second eigenvalue is 1 and the index only
    /// tells the groups apart.
    #[error(
        "the countries fall in {groups} groups without a common product: the second eigenvalue is 1 and \
         the index only tells the groups apart"
    )]
    Disconnected {
        /// How many groups.
        groups: usize,
    },

    /// The second eigenvalue is not apart from the next, so that its vector is any of many. Where all countries have
    /// the same products both are 0.
    #[error(
        "the second eigenvalue {second} is not apart from the third, {third}: the index is not unique"
    )]
    Repeated {
        /// The second largest eigenvalue.
        second: f64,
        /// The third largest.
        third: f64,
    },

    /// All countries have the same value, so that it cannot be standardised.
    #[error("{what} does not vary")]
    NoVariation {
        /// Which value.
        what: &'static str,
    },

    /// An eigenvector does not satisfy its equation.
    #[error("the second eigenvector leaves a residual of {residual}")]
    Residual {
        /// Length of what is left of the equation, for a vector of length 1.
        residual: f64,
    },

    /// An iteration did not settle.
    #[error("{steps} steps changed values by up to {change} at the last")]
    Unsettled {
        /// Steps made.
        steps: usize,
        /// Largest change of the last step.
        change: f64,
    },
}
