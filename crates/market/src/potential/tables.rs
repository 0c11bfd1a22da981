//! The tables of the section. Rows are complete; whoever renders them may cut.

use std::collections::BTreeMap;

use stirstick_codes::{ProductCode, product_name};

use super::answer::Found;
use super::expect::Expectation;
use super::products::{Products, Row, Sum, listed};
use super::total::Untold;
use crate::answer::{Cell, Column, Table, Unit};
use crate::words::{MoneyScale, column, count, number, text};

/// Goods for diversification that are listed.
const NEW_GOODS_LISTED: usize = 50;

/// Largest advantage of a good that counts as new: below it the supplier does not yet specialise in it.
const NEW_BELOW_ADVANTAGE: f64 = 1.0;

/// Goods of the level listed by what is not realised of their potential, largest first.
pub(super) fn ranked(found: &Found<'_>) -> Vec<(ProductCode, Sum)> {
    let Some(products) = &found.products else {
        return Vec::new();
    };
    let mut groups: BTreeMap<ProductCode, Vec<&Row>> = BTreeMap::new();
    for row in &products.rows {
        let code = row.good.product.truncate(found.level);
        groups.entry(code).or_default().push(row);
    }
    let mut sums: Vec<(ProductCode, Sum)> = groups
        .into_iter()
        .map(|(code, rows)| (code, Sum::of(rows.into_iter())))
        .filter(|(_, sum)| sum.potential > 0.0)
        .collect();
    sums.sort_by(|a, b| {
        b.1.unrealised
            .total_cmp(&a.1.unrealised)
            .then(b.1.potential.total_cmp(&a.1.potential))
            .then(a.0.cmp(&b.0))
    });
    sums
}

/// All tables in reading order.
pub(super) fn tables(found: &Found<'_>) -> Vec<Table> {
    let builder = Builder { found };
    let mut tables = Vec::new();
    if !found.sectors.rows.is_empty() {
        tables.push(builder.by_sector());
    }
    if let Some(products) = &found.products {
        tables.push(builder.by_product());
        tables.extend(builder.new_goods(products));
        tables.extend(builder.standing(products));
        tables.extend(builder.set_apart(products));
    }
    if found.total.told.is_ok() {
        tables.push(builder.parts());
        tables.push(builder.by_supplier());
        tables.extend(builder.by_year());
    }
    if !found.total.coefficients.is_empty() {
        tables.push(builder.coefficients());
    }
    tables
}

pub(super) struct Builder<'a> {
    pub(super) found: &'a Found<'a>,
}

impl Builder<'_> {
    pub(super) fn scale(&self, largest: f64) -> MoneyScale {
        MoneyScale::for_table(self.found.world.currency, largest)
    }

    fn receipt_of_products(&self) -> Option<String> {
        let products = self.found.products.as_ref()?;
        products.receipts.first().map(|receipt| receipt.id.clone())
    }

    fn by_sector(&self) -> Table {
        let rows = &self.found.sectors.rows;
        let largest = rows
            .iter()
            .filter_map(|row| row.told.as_ref().ok())
            .map(|told| told.actual.max(told.expected))
            .fold(0.0, f64::max);
        let scale = self.scale(largest);
        let mut columns = vec![
            column("sector", "Sector", Unit::None),
            column("name", "Goods", Unit::None),
        ];
        columns.extend(expectation_columns(&scale));
        columns.extend([
            column("potential", "Export potential a year", scale.unit()),
            column("unrealised", "Not realised", scale.unit()),
            column("overlaps", "Overlaps", Unit::None),
        ]);
        let cells = rows.iter().map(|row| {
            let mut cells = vec![text(&*row.sector.id), text(&*row.sector.label)];
            cells.extend(expectation_cells(&row.told, &scale));
            let of_sum =
                |of: fn(&Sum) -> f64| number(row.sum.as_ref().map(|sum| scale.apply(of(sum))));
            cells.push(of_sum(|sum| sum.potential));
            cells.push(of_sum(|sum| sum.unrealised));
            cells.push(text(if row.sector.overlaps { "yes" } else { "" }));
            cells
        });
        Table {
            id: "by_sector".to_owned(),
            title: format!(
                "Sectors: what {} sold {} in {}, and what is expected",
                self.found.ask.supplier.name(),
                self.found.ask.market.name(),
                self.found.world.year
            ),
            columns,
            rows: cells.collect(),
            receipt: rows.first().map(|row| row.receipt.id.clone()),
            note: Some(
                "Sectors that overlap others repeat goods of theirs: do not add them up. Each sector has a receipt of its \
                 own; that of the first is named. Sums of goods are in all of it, also of those on the high-priority list; \
                 potential is without them unless they were asked for."
                    .to_owned(),
            ),
        }
    }

    fn by_product(&self) -> Table {
        let ranked = ranked(self.found);
        let largest = ranked
            .iter()
            .map(|(_, sum)| sum.potential)
            .fold(0.0, f64::max);
        let scale = self.scale(largest);
        let mut columns = vec![
            column("product", "Code", Unit::None),
            column("name", "Product", Unit::None),
            column("potential", "Potential a year", scale.unit()),
            column("actual", "Sold a year", scale.unit()),
            column("realised_pct", "Realised", Unit::Share),
            column("unrealised", "Not realised", scale.unit()),
            column("bought", "Market buys", scale.unit()),
            column("supply_share", "Share of world exports", Unit::Share),
            column("advantage", "Advantage (RCA)", Unit::Index),
            column("complexity", "Complexity (PCI)", Unit::Index),
            column("density", "Density", Unit::Index),
        ];
        if !self.found.modelled.is_empty() {
            columns.extend(model_columns(&scale));
        }
        columns.push(column("restricted_tier", "High-priority tier", Unit::None));
        columns.push(column("restricted_list_date", "List of", Unit::None));
        let rows = ranked
            .iter()
            .map(|(code, sum)| self.product_row(*code, sum, &scale));
        Table {
            id: "by_product".to_owned(),
            title: format!(
                "Goods by what is not realised of {}'s export potential in {}",
                self.found.ask.supplier.name(),
                self.found.ask.market.name()
            ),
            columns,
            rows: rows.collect(),
            receipt: self.receipt_of_products(),
            note: Some(
                "Only positive gaps are added up. Expected trade of a good has a receipt of its own, listed below. A code is broader than a product. A missing flag is not a clearance.".to_owned(),
            ),
        }
    }

    fn product_row(&self, code: ProductCode, sum: &Sum, scale: &MoneyScale) -> Vec<Cell> {
        let nomenclature = self.found.world.nomenclature;
        let products = self.found.products.as_ref();
        let standing = products
            .and_then(|products| products.rows.iter().find(|row| row.good.product == code))
            .map(|row| row.standing);
        let share = (sum.world > 0.0).then(|| sum.exports / sum.world);
        let mut cells = vec![
            text(code.as_str()),
            product_name(nomenclature, code).map_or(Cell::Gap(()), text),
            number(scale.apply(sum.potential)),
            number(scale.apply(sum.actual)),
            number(sum.realised_share()),
            number(scale.apply(sum.unrealised)),
            number(scale.apply(sum.bought)),
            number(share),
            number(standing.map(|standing| standing.advantage)),
            number(standing.and_then(|standing| standing.complexity)),
            number(standing.and_then(|standing| standing.density)),
        ];
        if !self.found.modelled.is_empty() {
            let modelled = self.found.modelled.iter().find(|own| own.product == code);
            cells.extend(match modelled {
                Some(own) => model_cells(&own.told, scale),
                None => vec![Cell::Gap(()); 4],
            });
        }
        cells.extend(self.flag(code));
        cells
    }

    /// Tier and date of the list for a code that is on it or holds codes that are.
    fn flag(&self, code: ProductCode) -> [Cell; 2] {
        let entries = listed(self.found.world.nomenclature, code);
        let Some(date) = entries.first().map(|entry| entry.list_date.as_str()) else {
            return [Cell::Gap(()), Cell::Gap(())];
        };
        let mut tiers: Vec<&str> = entries.iter().map(|entry| entry.tier.as_str()).collect();
        tiers.sort_unstable();
        tiers.dedup();
        let tiers = tiers.join(", ");
        let words = match (code.level() < 6, self.found.with_listed) {
            (true, true) => format!("contains {tiers}"),
            (true, false)
                if self
                    .found
                    .products
                    .as_ref()
                    .is_some_and(|own| own.level > code.level()) =>
            {
                format!("without {} of {tiers}", entries.len())
            }
            (true, false) => format!("contains {tiers}"),
            (false, _) => tiers,
        };
        [text(words), text(date)]
    }

    /// The diversification indicator: goods that the supplier does not specialise in, as a rank.
    fn new_goods(&self, products: &Products) -> Option<Table> {
        let mut scored: Vec<(f64, &Row)> = products
            .rows
            .iter()
            .filter(|row| row.standing.advantage < NEW_BELOW_ADVANTAGE)
            .filter_map(|row| Some((row.standing.diversification? * row.potential.demand, row)))
            .filter(|(score, _)| *score > 0.0)
            .collect();
        if scored.is_empty() {
            return None;
        }
        scored.sort_by(|a, b| {
            b.0.total_cmp(&a.0)
                .then(a.1.good.product.cmp(&b.1.good.product))
        });
        let largest = scored
            .iter()
            .map(|(_, row)| row.good.bought)
            .fold(0.0, f64::max);
        let scale = self.scale(largest);
        let columns = vec![
            column("rank", "Rank", Unit::Count),
            column("product", "Code", Unit::None),
            column("name", "Product", Unit::None),
            column("nearness", "Nearness", Unit::Index),
            column("advantage", "Advantage (RCA)", Unit::Index),
            column("complexity", "Complexity (PCI)", Unit::Index),
            column("outlook_gain", "Outlook gain (COG)", Unit::Index),
            column("bought", "Market buys", scale.unit()),
            column("actual", "Sold a year", scale.unit()),
        ];
        let rows = scored
            .iter()
            .take(NEW_GOODS_LISTED)
            .enumerate()
            .map(|(place, (_, row))| {
                vec![
                    number(count(place + 1)),
                    text(row.good.product.as_str()),
                    product_name(self.found.world.nomenclature, row.good.product)
                        .map_or(Cell::Gap(()), text),
                    number(row.standing.diversification),
                    number(row.standing.advantage),
                    number(row.standing.complexity),
                    number(row.standing.outlook_gain),
                    number(scale.apply(row.good.bought)),
                    number(scale.apply(row.good.actual)),
                ]
            });
        Some(Table {
            id: "new_goods".to_owned(),
            title: format!(
                "Goods that {} does not specialise in, by nearness and demand (diversification indicator)",
                self.found.ask.supplier.name()
            ),
            columns,
            rows: rows.collect(),
            receipt: self.receipt_of_products(),
            note: Some(
                "A rank, not an amount of money. A missing flag is not a clearance.".to_owned(),
            ),
        })
    }

    fn standing(&self, products: &Products) -> Option<Table> {
        let structure = products.structure.as_ref().ok()?;
        let countries = [
            (self.found.ask.supplier, &structure.supplier),
            (self.found.ask.market, &structure.market),
        ];
        let columns = vec![
            column("country", "Country", Unit::None),
            column("diversity", "Goods with advantage", Unit::Count),
            column("complexity", "Complexity (ECI)", Unit::Index),
            column("complexity_rank", "Rank", Unit::Count),
            column("outlook", "Outlook (COI)", Unit::Index),
            column("outlook_rank", "Rank", Unit::Count),
            column("fitness", "Fitness", Unit::Index),
            column("fitness_rank", "Rank", Unit::Count),
        ];
        let rows = countries.into_iter().filter_map(|(country, standing)| {
            let standing = standing.as_ref()?;
            let fitness = standing.fitness;
            Some(vec![
                text(country.name()),
                number(standing.diversity),
                number(standing.complexity.0),
                number(count(standing.complexity.1)),
                number(standing.outlook.0),
                number(count(standing.outlook.1)),
                number(fitness.map(|own| own.0)),
                number(fitness.map(|own| count(own.1))),
            ])
        });
        Some(Table {
            id: "standing".to_owned(),
            title: format!(
                "Complexity among {} countries and {} goods",
                structure.countries, structure.products
            ),
            columns,
            rows: rows.collect(),
            receipt: self.receipt_of_products(),
            note: None,
        })
    }

    /// Goods on the list, with what the market buys of them and nothing of who could sell them.
    fn set_apart(&self, products: &Products) -> Option<Table> {
        if products.set_apart.is_empty() {
            return None;
        }
        let largest = products
            .set_apart
            .iter()
            .map(|(_, bought)| *bought)
            .fold(0.0, f64::max);
        let scale = self.scale(largest);
        let columns = vec![
            column("product", "Code", Unit::None),
            column("name", "Product", Unit::None),
            column("bought", "Market buys a year", scale.unit()),
            column("restricted_tier", "High-priority tier", Unit::None),
            column("restricted_list_date", "List of", Unit::None),
            column("source", "Source", Unit::None),
        ];
        let rows = products.set_apart.iter().map(|(code, bought)| {
            let entries = listed(self.found.world.nomenclature, *code);
            let source = entries
                .first()
                .map_or(Cell::Gap(()), |entry| text(&*entry.source));
            let mut cells = vec![
                text(code.as_str()),
                product_name(self.found.world.nomenclature, *code).map_or(Cell::Gap(()), text),
                number(scale.apply(*bought)),
            ];
            cells.extend(self.flag(*code));
            cells.push(source);
            cells
        });
        Some(Table {
            id: "set_apart".to_owned(),
            title: "Goods under restrictions, left out of every ranking".to_owned(),
            columns,
            rows: rows.collect(),
            receipt: self.receipt_of_products(),
            note: Some(
                "No supplier is named and no potential worked out for them. The list is of HS 2022; in codes of another revision goods may \
                 stand under other numbers. A missing flag is not a clearance."
                    .to_owned(),
            ),
        })
    }
}

fn expectation_columns(scale: &MoneyScale) -> Vec<Column> {
    let mut columns = vec![column("actual", "Sold", scale.unit())];
    columns.extend(model_columns(scale));
    columns.push(column(
        "share_below",
        "Comparable pairs that reach less",
        Unit::Share,
    ));
    columns
}

/// Columns of the structural model.
pub(super) fn model_columns(scale: &MoneyScale) -> Vec<Column> {
    vec![
        column("expected", "Expected", scale.unit()),
        column("low", "8 in 10: from", scale.unit()),
        column("high", "8 in 10: to", scale.unit()),
        column("ratio", "Sold / expected", Unit::Index),
    ]
}

fn expectation_cells(told: &Result<Expectation, Untold>, scale: &MoneyScale) -> Vec<Cell> {
    let known = told.as_ref().ok();
    let bounds = known.and_then(|own| own.bounds);
    let mut cells = vec![number(known.map(|own| scale.apply(own.actual)))];
    cells.extend(model_cells(told, scale));
    cells.push(number(bounds.map(|bounds| bounds.share_below)));
    cells
}

fn model_cells(told: &Result<Expectation, Untold>, scale: &MoneyScale) -> Vec<Cell> {
    let known = told.as_ref().ok();
    let bounds = known.and_then(|own| own.bounds);
    vec![
        number(known.map(|own| scale.apply(own.expected))),
        number(bounds.map(|bounds| scale.apply(bounds.low))),
        number(bounds.map(|bounds| scale.apply(bounds.high))),
        number(known.map(Expectation::ratio)),
    ]
}
