//! The products of the world with a story, and which goods need which machines and inputs.
//!
//! The codes are real six-digit codes of HS 2022, so that machine maps and restricted lists apply;
//! everything else about them is invented. `data/links.csv` is the world's true machine map.

use crate::random::{Purpose, normal, stream};

const PRODUCTS: &str = include_str!("data/products.csv");
const LINKS: &str = include_str!("data/links.csv");

/// What a product is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A finished good, the one that may come to be made at home.
    Good,
    /// A machine that makes goods.
    Machine,
    /// What is used up with output: moulds, knives, grinding wheels.
    Consumable,
    /// What goes into a good.
    Input,
    /// A product outside every chain.
    Other,
}

impl Role {
    /// The role as the tables write it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Machine => "machine",
            Self::Consumable => "consumable",
            Self::Input => "input",
            Self::Other => "other",
        }
    }

    fn parse(text: &str) -> Self {
        [
            Self::Good,
            Self::Machine,
            Self::Consumable,
            Self::Input,
            Self::Other,
        ]
        .into_iter()
        .find(|role| role.as_str() == text)
        .expect("the embedded table knows five roles")
    }

    /// What a unit of a good's driver adds to the demand for a product of weight one: for inputs
    /// and consumables per dollar of output, for machines per dollar of capacity put in place.
    pub(crate) fn coefficient(self) -> f64 {
        match self {
            Self::Input => 0.12,
            Self::Consumable => 0.02,
            Self::Machine => 0.30,
            Self::Good | Self::Other => 0.0,
        }
    }
}

/// A product and its parameters.
#[derive(Debug, Clone)]
pub(crate) struct Product {
    /// Six digits of HS 2022.
    pub(crate) code: &'static str,
    pub(crate) role: Role,
    /// The chain it belongs to; empty outside every chain.
    pub(crate) family: &'static str,
    /// World purchases in the first year; demand for the others follows from their goods.
    pub(crate) world_usd: Option<f64>,
    /// Elasticity of substitution between suppliers.
    pub(crate) sigma: f64,
    /// Usual price.
    pub(crate) unit_value_usd_per_t: f64,
    /// Yearly growth of world demand, as a rate.
    pub(crate) trend: f64,
}

/// One edge of the true map: making `good` takes `product`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    /// Position of the good.
    pub(crate) good: usize,
    /// Position of the machine, consumable or input.
    pub(crate) product: usize,
    /// Strength relative to the good's main machine, consumable or input.
    pub(crate) weight: f64,
}

/// All products and links of the world with a story.
#[derive(Debug, Clone)]
pub(crate) struct Catalogue {
    pub(crate) products: Vec<Product>,
    pub(crate) links: Vec<Link>,
}

impl Catalogue {
    /// Reads the embedded tables and draws the growth of world demand, 1% to 4% a year.
    pub(crate) fn draw(seed: u64) -> Self {
        let mut rng = stream(seed, Purpose::Products, 0);
        let products: Vec<Product> = rows(PRODUCTS)
            .map(|row: [&'static str; 6]| Product {
                code: row[0],
                role: Role::parse(row[1]),
                family: row[2],
                world_usd: (!row[3].is_empty()).then(|| number(row[3]) * 1e6),
                sigma: number(row[4]),
                unit_value_usd_per_t: number(row[5]),
                trend: (0.02 + 0.01 * normal(&mut rng)).clamp(0.01, 0.04),
            })
            .collect();
        let find = |code: &str| {
            products
                .iter()
                .position(|product| product.code == code)
                .expect("the embedded links name embedded products")
        };
        let links = rows(LINKS)
            .map(|row: [&'static str; 4]| Link {
                good: find(row[0]),
                product: find(row[2]),
                weight: number(row[3]),
            })
            .collect();
        Self { products, links }
    }

    /// Goods of every chain, in the order of the table.
    pub(crate) fn families(&self) -> Vec<(&'static str, Vec<usize>)> {
        let mut families: Vec<(&'static str, Vec<usize>)> = Vec::new();
        for (position, product) in self.products.iter().enumerate() {
            if product.role != Role::Good {
                continue;
            }
            match families
                .iter_mut()
                .find(|family| family.0 == product.family)
            {
                Some(family) => family.1.push(position),
                None => families.push((product.family, vec![position])),
            }
        }
        families
    }

    /// Codes which a good needs in that role.
    pub(crate) fn needs(&self, good: usize, role: Role) -> Vec<&'static str> {
        self.links
            .iter()
            .filter(|link| link.good == good && self.products[link.product].role == role)
            .map(|link| self.products[link.product].code)
            .collect()
    }
}

/// Splits an embedded table without quotes into rows of `N` fields, header left out.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().skip(1).map(|line| {
        let mut fields = line.split(',');
        std::array::from_fn(|_| {
            fields
                .next()
                .expect("the embedded table has all its columns")
        })
    })
}

fn number(text: &str) -> f64 {
    text.parse()
        .expect("the embedded table holds numbers there")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use stirstick_codes::{Nomenclature, ProductCode, product_name};

    #[test]
    fn every_code_is_in_hs_2022_and_appears_once() {
        let catalogue = Catalogue::draw(1);
        let codes: BTreeSet<_> = catalogue.products.iter().map(|p| p.code).collect();
        assert_eq!(codes.len(), catalogue.products.len());
        for code in codes {
            let parsed = ProductCode::parse(code).expect("six digits");
            assert!(product_name(Nomenclature::HS22, parsed).is_some(), "{code}");
        }
    }

    #[test]
    fn every_good_has_machines_and_inputs_and_every_other_link_end_is_used() {
        let catalogue = Catalogue::draw(1);
        for (position, product) in catalogue.products.iter().enumerate() {
            match product.role {
                Role::Good => {
                    assert!(product.world_usd.is_some(), "{}", product.code);
                    assert!(!catalogue.needs(position, Role::Machine).is_empty());
                    assert!(!catalogue.needs(position, Role::Input).is_empty());
                }
                Role::Other => assert!(product.world_usd.is_some()),
                _ => assert!(catalogue.links.iter().any(|link| link.product == position)),
            }
        }
        assert_eq!(catalogue.families().len(), 14);
    }
}
