//! Revealed comparative advantage.

use crate::sparse::Sparse;

/// Balassa's revealed comparative advantage of every country in every product.
///
/// ```text
/// RCA_cp = (x_cp / x_c) / (x_p / x)
/// ```
///
/// `exports`: amounts x in any one unit. A country or product without amounts has no advantage anywhere: its cells
/// stay zero. The divisions are made in the order of the formula, as PyPI's `ecomplexity` and R's
/// `economiccomplexity` make them, so that a cell is above a threshold here where it is above it there.
///
/// Source: Balassa (1965), Trade liberalisation and "revealed" comparative advantage.
///
/// ```
/// use stirstick_complexity::{Sparse, revealed_advantage};
///
/// let exports = Sparse::from_dense(2, 2, &[30.0, 10.0, 10.0, 30.0])?;
/// assert_eq!(revealed_advantage(&exports).get(0, 0), 1.5);
/// # Ok::<(), stirstick_complexity::Error>(())
/// ```
#[must_use]
pub fn revealed_advantage(exports: &Sparse) -> Sparse {
    let of_country = exports.country_totals();
    let of_product = exports.product_totals();
    let world: f64 = of_product.iter().sum();
    exports.map(|cell| (cell.value / of_country[cell.country]) / (of_product[cell.product] / world))
}
