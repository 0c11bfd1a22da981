//! Where countries stand in the product space: density, outlook, outlook gain, diversification.

use crate::error::Error;
use crate::matrix::Matrix;
use crate::presence::Presence;
use crate::sparse::Sparse;
use crate::sums::{Left, Sums, proximity_sums};
use rayon::prelude::*;

/// The product space of one M, and each country's place in it.
///
/// ```text
/// phi_pq = (sum_c M_cp M_cq) / max(kp0_p, kp0_q)
/// density_cp = sum_q M_cq phi_pq / sum_q phi_pq        distance = 1 - density
/// ```
///
/// A product's proximity to itself is one of the summands, as in PyPI's `ecomplexity` and R's `economiccomplexity`;
/// the Growth Lab's program for Stata leaves it out. Sources: Hidalgo, Klinger, Barabasi and Hausmann (2007), The
/// product space conditions the development of nations; Hausmann, Hidalgo and others (2014).
///
/// Matrices run over the countries and products that are left in M. The matrix of proximities is never made; cost:
/// (cells of M) times (countries) steps and a matrix of countries by products. The same bits on any number of threads.
#[derive(Debug, Clone)]
pub struct ProductSpace<'a> {
    presence: &'a Presence,
    density: Matrix,
    proximity_totals: Vec<f64>,
}

impl<'a> ProductSpace<'a> {
    /// Works out the density of every country around every product.
    #[must_use]
    pub fn new(presence: &'a Presence) -> Self {
        let (density, proximity_totals) = shares(presence, Left::Presence);
        Self {
            presence,
            density,
            proximity_totals,
        }
    }

    /// Density, 0 to 1 where M is at most 1: the share of what is near a product that the country has.
    #[must_use]
    pub fn density(&self) -> &Matrix {
        &self.density
    }

    /// Density, given away.
    #[must_use]
    pub fn into_density(self) -> Matrix {
        self.density
    }

    /// Distance = 1 - density.
    #[must_use]
    pub fn distance(&self) -> Matrix {
        let mut distance = self.density.clone();
        for value in distance.values_mut() {
            *value = 1.0 - *value;
        }
        distance
    }

    /// sum_q phi_pq of each product.
    #[must_use]
    pub fn proximity_totals(&self) -> &[f64] {
        &self.proximity_totals
    }

    /// Complexity outlook of each country: how near complex products are that it does not have.
    ///
    /// ```text
    /// COI_c = sum_p density_cp (1 - M_cp) score_p
    /// ```
    ///
    /// `scores` are PCI, or any other value by product. [`crate::Convention`] says how programs scale it.
    ///
    /// # Errors
    /// [`Error::Length`].
    pub fn outlook(&self, scores: &[f64]) -> Result<Vec<f64>, Error> {
        self.check(scores)?;
        let outlook = |country: usize| {
            let mut weights = scores.to_vec();
            self.weigh_absence(country, &mut weights);
            crate::eigen::dot(self.density.country(country), &weights)
        };
        Ok((0..self.density.countries())
            .into_par_iter()
            .map(outlook)
            .collect())
    }

    /// Complexity outlook gain: what a product that a country does not have would add to its outlook.
    ///
    /// ```text
    /// COG_cp = (1 - M_cp) sum_q (1 - M_cq) phi_pq score_q / sum_r phi_qr
    /// ```
    ///
    /// # Errors
    /// [`Error::Length`].
    pub fn outlook_gain(&self, scores: &[f64]) -> Result<Matrix, Error> {
        self.check(scores)?;
        let weights: Vec<f64> = scores
            .iter()
            .zip(&self.proximity_totals)
            .map(|(score, total)| score / total)
            .collect();
        let Sums { mut by_country, .. } = proximity_sums(self.presence, Left::Absence, &weights);
        let products = by_country.products();
        let rows = by_country.values_mut().par_chunks_mut(products).enumerate();
        rows.for_each(|(country, row)| self.weigh_absence(country, row));
        Ok(by_country)
    }

    /// Multiplies a country's values by 1 - M.
    fn weigh_absence(&self, country: usize, values: &mut [f64]) {
        let (products, amounts) = self.presence.by_country().product(country);
        for (product, amount) in products.iter().zip(amounts) {
            values[*product as usize] *= 1.0 - amount;
        }
    }

    fn check(&self, scores: &[f64]) -> Result<(), Error> {
        if scores.len() == self.proximity_totals.len() {
            return Ok(());
        }
        Err(Error::Length {
            what: "scores of products",
            expected: self.proximity_totals.len(),
            got: scores.len(),
        })
    }
}

/// The supply side of the International Trade Centre's diversification indicator: a density of capped advantages.
///
/// ```text
/// supply_ck = sum_l phi_kl min(RCA_cl, cap) / sum_l phi_kl
/// ```
///
/// phi comes from M, `advantage` is the RCA of all countries and products of the input, with those that M left out.
/// The result ranks products for a country and is no amount of money; it is meant for products with RCA below 1.
/// Source: International Trade Centre (2023), Export potential and diversification assessments, methodology.
///
/// # Errors
/// [`Error::Length`] where the advantages are not of the input that M was made from, [`Error::Choice`] for a cap that
/// is not above zero.
pub fn diversification(presence: &Presence, advantage: &Sparse, cap: f64) -> Result<Matrix, Error> {
    if cap.is_nan() || cap <= 0.0 {
        return Err(Error::Choice {
            option: "cap on advantages",
            expected: "a number above zero",
            got: cap,
        });
    }
    let input = presence.input_size();
    let lengths = [
        (
            "countries of the advantages",
            input.0,
            advantage.countries(),
        ),
        ("products of the advantages", input.1, advantage.products()),
    ];
    for (what, expected, got) in lengths {
        if expected != got {
            return Err(Error::Length {
                what,
                expected,
                got,
            });
        }
    }
    let capped = advantage
        .restricted(presence.countries(), presence.products())
        .map(|cell| cell.value.min(cap));
    Ok(shares(presence, Left::Amounts(&capped)).0)
}

/// sum_q L_cq phi_pq / sum_q phi_pq, and the divisors.
fn shares(presence: &Presence, left: Left<'_>) -> (Matrix, Vec<f64>) {
    let ones = vec![1.0; presence.products().len()];
    let Sums {
        mut by_country,
        of_all,
    } = proximity_sums(presence, left, &ones);
    let rows = by_country.values_mut().par_chunks_mut(of_all.len());
    rows.for_each(|row| {
        for (value, total) in row.iter_mut().zip(&of_all) {
            *value /= total;
        }
    });
    (by_country, of_all)
}
