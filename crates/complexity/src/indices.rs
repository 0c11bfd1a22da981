//! The economic and the product complexity index.

use crate::convention::{Convention, Spread};
use crate::eigen::{Leading, dot, leading, norm};
use crate::error::Error;
use crate::iterations::reflections;
use crate::presence::Presence;
use crate::sparse::Sparse;
use crate::sums::weighted_overlaps;

/// Least distance of the second from the third eigenvalue: the residual of a vector, about 1e-15, over this distance
/// bounds the vector's error, so that at least six digits are left.
pub const LEAST_GAP: f64 = 1e-9;

/// Largest length of what a vector of length 1 may leave of its equation: rounding leaves 1e-15 or so.
const LARGEST_RESIDUAL: f64 = 1e-11;

/// Correlation with diversity below which the sign that it gives would be that of a rounding error.
const LEAST_CORRELATION: f64 = 1e-12;

/// Iterations by which R's `economiccomplexity` finds the signs of its indices.
const SIGN_ITERATIONS: usize = 20;

/// Complexity of countries and products, with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Indices {
    /// ECI of each country that is left in M.
    pub countries: Vec<f64>,
    /// PCI of each product that is left in M.
    pub products: Vec<f64>,
    /// The second eigenvalue, between 0 and 1: 1 would be groups without a common product.
    pub eigenvalue: f64,
    /// The third eigenvalue.
    pub next_eigenvalue: f64,
    /// What the vector leaves of its equation, which is put together again from M.
    pub residual: f64,
    /// Correlation of ECI with diversity, which gives the sign; `None` where all have the same diversity, and the
    /// largest value in size is then made positive. Near 0 the sign says little.
    pub diversity_correlation: Option<f64>,
}

impl Indices {
    /// A bound on the length of the error of the eigenvector: residual over the distance between the eigenvalues
    /// (Parlett 1998, The Symmetric Eigenvalue Problem, theorem 11.7.1).
    #[must_use]
    pub fn error_bound(&self) -> f64 {
        self.residual / (self.eigenvalue - self.next_eigenvalue)
    }
}

/// Vectors before they are standardised: kp of length 1, kc its mean over a country's products.
#[derive(Debug, Clone)]
pub(crate) struct Raw {
    pub(crate) countries: Vec<f64>,
    pub(crate) products: Vec<f64>,
    eigenvalue: f64,
    next_eigenvalue: f64,
    residual: f64,
    diversity_correlation: Option<f64>,
}

/// The economic complexity index of countries and the product complexity index, by the eigenvector.
///
/// ```text
/// kc = (M/kc0) kp        kp = (M/kp0)' kc / eigenvalue
/// ```
///
/// for the second largest eigenvalue of (M/kp0)'(M/kc0), whose largest is 1. The same vectors come from the
/// symmetric matrix `kc0^-1/2 M kp0^-1 M' kc0^-1/2`, or its mirror for products where those are fewer, from which the
/// known first vector is taken away. [`Convention`] says how they are scaled.
///
/// Source: Hidalgo and Hausmann (2009), The building blocks of economic complexity; the eigenvector after Hausmann,
/// Hidalgo and others (2014), The Atlas of Economic Complexity.
///
/// Cost: (cells of M + n^2) n steps, n the smaller of countries and products. The same bits on any number of threads.
///
/// # Errors
/// [`Error::TooFew`], [`Error::Disconnected`] (see [`Presence::largest_group`]), [`Error::Repeated`],
/// [`Error::NoVariation`], [`Error::Residual`].
pub fn complexity(presence: &Presence, convention: Convention) -> Result<Indices, Error> {
    raw_complexity(presence)?.scaled(presence, convention)
}

pub(crate) fn raw_complexity(presence: &Presence) -> Result<Raw, Error> {
    let (countries, products) = (presence.countries().len(), presence.products().len());
    if countries < 2 || products < 2 {
        return Err(Error::TooFew {
            countries,
            products,
        });
    }
    let groups = presence.groups().into_iter().max().unwrap_or(0) + 1;
    if groups > 1 {
        return Err(Error::Disconnected { groups });
    }
    let (diversity, ubiquity) = (presence.diversity(), presence.ubiquity());
    let by_product = presence.matrix();
    let (pair, residual, mut kp) = if countries <= products {
        let (pair, residual) = second(by_product, diversity, ubiquity)?;
        let vector = halved(&pair.vector, diversity);
        (pair, residual, averages(by_product, ubiquity, &vector))
    } else {
        let (pair, residual) = second(presence.by_country(), ubiquity, diversity)?;
        let vector = halved(&pair.vector, ubiquity);
        (pair, residual, vector)
    };
    let length = norm(&kp);
    kp.iter_mut().for_each(|value| *value /= length);
    let mut kc = averages(presence.by_country(), diversity, &kp);
    let diversity_correlation = correlation(diversity, &kc);
    if diversity_correlation.unwrap_or_else(|| largest(&kc)) < 0.0 {
        kp.iter_mut().for_each(|value| *value = -*value);
        kc.iter_mut().for_each(|value| *value = -*value);
    }
    Ok(Raw {
        countries: kc,
        products: kp,
        eigenvalue: pair.largest,
        next_eigenvalue: pair.next,
        residual,
        diversity_correlation: diversity_correlation.map(f64::abs),
    })
}

impl Raw {
    pub(crate) fn scaled(
        &self,
        presence: &Presence,
        convention: Convention,
    ) -> Result<Indices, Error> {
        let less = match convention {
            Convention::Atlas | Convention::Ecomplexity => 0.0,
            Convention::EconomicComplexityR => 1.0,
        };
        let of_countries = Spread::of(&self.countries, less);
        if of_countries.is_flat() {
            return Err(Error::NoVariation { what: "ECI" });
        }
        let of_products = match convention {
            Convention::Atlas | Convention::Ecomplexity => of_countries,
            Convention::EconomicComplexityR => Spread::of(&self.products, less),
        };
        if of_products.is_flat() {
            return Err(Error::NoVariation { what: "PCI" });
        }
        let mut indices = Indices {
            countries: of_countries.standardised(&self.countries),
            products: of_products.standardised(&self.products),
            eigenvalue: self.eigenvalue,
            next_eigenvalue: self.next_eigenvalue,
            residual: self.residual,
            diversity_correlation: self.diversity_correlation,
        };
        if convention == Convention::EconomicComplexityR {
            let reflected = reflections(presence, SIGN_ITERATIONS)?;
            align(&mut indices.countries, &reflected.countries);
            align(&mut indices.products, &reflected.products);
        }
        Ok(indices)
    }
}

/// The second eigenvalue and vector of `rows^-1/2 M columns^-1 M' rows^-1/2`, the third eigenvalue, and the residual.
fn second(matrix: &Sparse, row_sums: &[f64], column_sums: &[f64]) -> Result<(Leading, f64), Error> {
    let size = row_sums.len();
    let all: f64 = row_sums.iter().sum();
    let roots: Vec<f64> = row_sums.iter().map(|sum| sum.sqrt()).collect();
    let mut symmetric = weighted_overlaps(matrix, column_sums);
    for row in 0..size {
        for column in 0..=row {
            let first = roots[row] * roots[column] / all;
            let value = symmetric[row * size + column] / (roots[row] * roots[column]) - first;
            symmetric[row * size + column] = value;
            symmetric[column * size + row] = value;
        }
    }
    let pair = leading(symmetric, size);
    if pair.largest - pair.next < LEAST_GAP {
        return Err(Error::Repeated {
            second: pair.largest,
            third: pair.next,
        });
    }
    let residual = residual(matrix, &roots, column_sums, &pair);
    if residual.is_nan() || residual > LARGEST_RESIDUAL {
        return Err(Error::Residual { residual });
    }
    Ok((pair, residual))
}

/// Length of what the vector leaves of its equation, from M itself.
fn residual(matrix: &Sparse, roots: &[f64], column_sums: &[f64], pair: &Leading) -> f64 {
    let scaled: Vec<f64> = pair
        .vector
        .iter()
        .zip(roots)
        .map(|(value, root)| value / root)
        .collect();
    let columns = averages(matrix, column_sums, &scaled);
    let mut left = vec![0.0; roots.len()];
    for cell in matrix.cells() {
        left[cell.country] += cell.value * columns[cell.product];
    }
    for (row, value) in left.iter_mut().enumerate() {
        *value = *value / roots[row] - pair.largest * pair.vector[row];
    }
    norm(&left)
}

/// The mean over each column's rows of a value of rows, weighted by M.
pub(crate) fn averages(matrix: &Sparse, column_sums: &[f64], values: &[f64]) -> Vec<f64> {
    let average = |(column, sum): (usize, &f64)| {
        let (rows, weights) = matrix.product(column);
        let weighted = rows
            .iter()
            .zip(weights)
            .map(|(row, weight)| weight * values[*row as usize]);
        weighted.sum::<f64>() / sum
    };
    column_sums.iter().enumerate().map(average).collect()
}

fn halved(vector: &[f64], sums: &[f64]) -> Vec<f64> {
    vector
        .iter()
        .zip(sums)
        .map(|(value, sum)| value / sum.sqrt())
        .collect()
}

/// The correlation of two variables, where both vary and it is not a rounding error.
fn correlation(one: &[f64], other: &[f64]) -> Option<f64> {
    let (of_one, of_other) = (Spread::of(one, 0.0), Spread::of(other, 0.0));
    if of_one.is_flat() || of_other.is_flat() {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    let count = one.len() as f64;
    let correlation = dot(&of_one.standardised(one), &of_other.standardised(other)) / count;
    Some(correlation).filter(|value| value.abs() > LEAST_CORRELATION)
}

fn largest(values: &[f64]) -> f64 {
    let larger = |most: f64, value: &f64| {
        if value.abs() > most.abs() {
            *value
        } else {
            most
        }
    };
    values.iter().fold(0.0, larger)
}

/// Turns a variable round where it falls as the other rises.
fn align(values: &mut [f64], with: &[f64]) {
    if correlation(values, with).is_some_and(|value| value < 0.0) {
        values.iter_mut().for_each(|value| *value = -*value);
    }
}
