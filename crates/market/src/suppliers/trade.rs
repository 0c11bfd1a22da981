//! One market's purchases by supplier and product in two periods, indexed densely.
//!
//! [`Trade::new`] checks the rows once and sorts them by product and then by supplier, so that every
//! figure made from it is the same for any order of the rows.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use stirstick_codes::{Country, ProductCode};

use crate::error::Error;

/// Sales of one supplier of one product in the market, in two periods.
///
/// Values are in one currency and one valuation, quantities in tonnes. A value of zero is no
/// recorded trade; a quantity of `None` is not known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sales {
    /// Who sold.
    pub supplier: Country,
    /// What was sold; all cells of one question use codes that do not contain each other.
    pub product: ProductCode,
    /// Sales in the first period, in units of the currency.
    pub value_from: f64,
    /// Sales in the second period, in units of the currency.
    pub value_to: f64,
    /// Tonnes sold in the first period.
    pub quantity_from_t: Option<f64>,
    /// Tonnes sold in the second period.
    pub quantity_to_t: Option<f64>,
}

/// The cells of a market, sorted by product and supplier, with their sums.
///
/// Suppliers and products are numbered in the order of their codes. Rows of country aggregates
/// (the world, unions) are left out, because they contain the other rows, and counted in
/// [`Trade::aggregate_rows`].
#[derive(Debug, Clone, PartialEq)]
pub struct Trade {
    suppliers: Vec<Country>,
    products: Vec<ProductCode>,
    product_starts: Vec<usize>,
    cells: Vec<Cell>,
    products_sum: Sums,
    suppliers_sum: Sums,
    total_from: f64,
    total_to: f64,
    aggregate_rows: usize,
    world: Option<(f64, f64)>,
}

/// One supplier and product: the supplier's number, values and tonnes of both periods.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cell {
    supplier: usize,
    values: (f64, f64),
    quantities_t: (Option<f64>, Option<f64>),
}

/// Sums of the two periods along one dimension.
#[derive(Debug, Clone, Default, PartialEq)]
struct Sums {
    from: Vec<f64>,
    to: Vec<f64>,
}

impl Trade {
    /// Checks and indexes the cells of one market, given in any order.
    ///
    /// Cells that are zero in both periods are left out: they say nothing. Cost is proportional to
    /// the number of cells, plus sorting the lists of distinct suppliers and products.
    ///
    /// # Errors
    /// [`Error::BadValue`] for a value or quantity that is negative or not finite,
    /// [`Error::DuplicateSales`] when a supplier and product occur twice,
    /// [`Error::OverlappingProducts`] when one product code contains another (their values would be
    /// counted twice), and [`Error::NoBase`] when the market bought nothing in the first period.
    pub fn new(cells: &[Sales]) -> Result<Self, Error> {
        let (kept, aggregate_rows) = keep(cells)?;
        let world = world(cells);
        let (suppliers, supplier_ids) = number(kept.iter().map(|cell| cell.supplier));
        let (products, product_ids) = number(kept.iter().map(|cell| cell.product));
        check_overlap(&products)?;
        let order = order_of(&product_ids, products.len(), &supplier_ids, suppliers.len());
        check_duplicates(&order, &kept)?;

        let mut product_starts = vec![0; products.len() + 1];
        for &product in &product_ids {
            product_starts[product + 1] += 1;
        }
        for product in 0..products.len() {
            product_starts[product + 1] += product_starts[product];
        }
        let mut trade = Self {
            cells: order
                .iter()
                .map(|&row| Cell::new(kept[row], supplier_ids[row]))
                .collect(),
            products_sum: Sums::default(),
            suppliers_sum: Sums::default(),
            total_from: 0.0,
            total_to: 0.0,
            suppliers,
            products,
            product_starts,
            aggregate_rows,
            world,
        };
        trade.add_up();
        if trade.total_from > 0.0 {
            Ok(trade)
        } else {
            Err(Error::NoBase)
        }
    }

    fn add_up(&mut self) {
        let mut by_product = Sums::zero(self.products.len());
        let mut by_supplier = Sums::zero(self.suppliers.len());
        for product in 0..self.products.len() {
            for cell in &self.cells[self.cells_of(product)] {
                by_product.add(product, cell.values);
                by_supplier.add(cell.supplier, cell.values);
            }
        }
        self.total_from = by_product.from.iter().sum();
        self.total_to = by_product.to.iter().sum();
        self.products_sum = by_product;
        self.suppliers_sum = by_supplier;
    }

    /// Suppliers with sales in at least one period, sorted by code.
    pub fn suppliers(&self) -> &[Country] {
        &self.suppliers
    }

    /// Products bought in at least one period, sorted by code.
    pub fn products(&self) -> &[ProductCode] {
        &self.products
    }

    /// Number of supplier-product cells.
    pub fn cell_count(&self) -> usize {
        self.cells.len()
    }

    /// Numbers of the cells of a product, in the order of their suppliers.
    pub fn cells_of(&self, product: usize) -> Range<usize> {
        self.product_starts[product]..self.product_starts[product + 1]
    }

    /// Number of the supplier of a cell.
    pub fn supplier_of(&self, cell: usize) -> usize {
        self.cells[cell].supplier
    }

    /// Number of a supplier, if it sold anything.
    pub fn supplier_number(&self, supplier: Country) -> Option<usize> {
        self.suppliers.binary_search(&supplier).ok()
    }

    /// Number of the cell of a supplier within a product, if it sold any.
    pub fn cell_number(&self, product: usize, supplier: usize) -> Option<usize> {
        let cells = self.cells_of(product);
        let within = &self.cells[cells.clone()];
        let found = within
            .binary_search_by_key(&supplier, |cell| cell.supplier)
            .ok()?;
        Some(cells.start + found)
    }

    /// Sales of a cell in the first and second period, in units of the currency.
    pub fn values(&self, cell: usize) -> (f64, f64) {
        self.cells[cell].values
    }

    /// Tonnes of a cell in the first and second period.
    pub fn quantities_t(&self, cell: usize) -> (Option<f64>, Option<f64>) {
        self.cells[cell].quantities_t
    }

    /// The market's purchases of a product in the first and second period.
    pub fn product_values(&self, product: usize) -> (f64, f64) {
        (
            self.products_sum.from[product],
            self.products_sum.to[product],
        )
    }

    /// A supplier's sales of all products in the first and second period.
    pub fn supplier_values(&self, supplier: usize) -> (f64, f64) {
        (
            self.suppliers_sum.from[supplier],
            self.suppliers_sum.to[supplier],
        )
    }

    /// The market's purchases of all products in the first and second period.
    pub fn total_values(&self) -> (f64, f64) {
        (self.total_from, self.total_to)
    }

    /// Rows that were left out because their supplier is an aggregate such as the world.
    pub fn aggregate_rows(&self) -> usize {
        self.aggregate_rows
    }

    /// Purchases from all partners in the first and second period, as the rows of the world state
    /// them; `None` without such rows in both periods.
    pub fn world_values(&self) -> Option<(f64, f64)> {
        self.world
    }

    /// True when any supplier is an invented country.
    pub fn is_synthetic(&self) -> bool {
        self.suppliers
            .iter()
            .any(|supplier| supplier.is_synthetic())
    }
}

impl Cell {
    fn new(sales: &Sales, supplier: usize) -> Self {
        Self {
            supplier,
            values: (sales.value_from, sales.value_to),
            quantities_t: (sales.quantity_from_t, sales.quantity_to_t),
        }
    }
}

impl Sums {
    fn zero(length: usize) -> Self {
        Self {
            from: vec![0.0; length],
            to: vec![0.0; length],
        }
    }

    fn add(&mut self, index: usize, (from, to): (f64, f64)) {
        self.from[index] += from;
        self.to[index] += to;
    }
}

/// The rows that count, and the number of those that were aggregates.
fn keep(cells: &[Sales]) -> Result<(Vec<&Sales>, usize), Error> {
    let (suppliers, supplier_ids) = number(cells.iter().map(|cell| cell.supplier));
    let aggregate: Vec<bool> = suppliers
        .iter()
        .map(|supplier| supplier.is_aggregate())
        .collect();
    let mut kept = Vec::with_capacity(cells.len());
    let mut aggregate_rows = 0;
    for (cell, supplier) in cells.iter().zip(supplier_ids) {
        check_numbers(cell)?;
        if aggregate[supplier] {
            aggregate_rows += 1;
        } else if cell.value_from > 0.0 || cell.value_to > 0.0 {
            kept.push(cell);
        }
    }
    Ok((kept, aggregate_rows))
}

fn world(cells: &[Sales]) -> Option<(f64, f64)> {
    let rows = cells.iter().filter(|cell| cell.supplier == Country::WORLD);
    let sums = rows.fold((0.0, 0.0), |(from, to), cell| {
        (from + cell.value_from, to + cell.value_to)
    });
    Some(sums).filter(|&(from, to)| from > 0.0 && to > 0.0)
}

fn check_numbers(cell: &Sales) -> Result<(), Error> {
    let numbers = [
        ("value_from", Some(cell.value_from)),
        ("value_to", Some(cell.value_to)),
        ("quantity_from_t", cell.quantity_from_t),
        ("quantity_to_t", cell.quantity_to_t),
    ];
    for (field, value) in numbers {
        if let Some(value) = value.filter(|value| !(value.is_finite() && *value >= 0.0)) {
            return Err(Error::BadValue {
                supplier: cell.supplier.to_string(),
                product: cell.product.to_string(),
                field,
                value,
            });
        }
    }
    Ok(())
}

/// In sorted order a code that contains others stands right before the first of them; the total,
/// which contains all, stands last.
fn check_overlap(products: &[ProductCode]) -> Result<(), Error> {
    let next_to = products.windows(2).map(|pair| (pair[0], pair[1]));
    let first_and_total = products.first().copied().zip(products.last().copied());
    next_to
        .chain(first_and_total.map(|(first, last)| (last, first)))
        .find(|(broad, narrow)| broad != narrow && narrow.is_in(*broad))
        .map_or(Ok(()), |(broad, narrow)| {
            Err(Error::OverlappingProducts {
                broad: broad.to_string(),
                narrow: narrow.to_string(),
            })
        })
}

fn check_duplicates(order: &[usize], kept: &[&Sales]) -> Result<(), Error> {
    let key = |row: usize| (kept[row].product, kept[row].supplier);
    match order.windows(2).find(|pair| key(pair[0]) == key(pair[1])) {
        Some(pair) => Err(Error::DuplicateSales {
            supplier: kept[pair[0]].supplier.to_string(),
            product: kept[pair[0]].product.to_string(),
        }),
        None => Ok(()),
    }
}

/// The distinct items in their order, and for every item its place among them.
///
/// Rows mostly come sorted by supplier or by product, so that an item is mostly followed by the one
/// that followed it before: that is tried first, and a hash table is asked only when it fails.
fn number<T: Copy + Ord + Hash>(items: impl Iterator<Item = T>) -> (Vec<T>, Vec<usize>) {
    let mut seen: HashMap<T, usize> = HashMap::new();
    let mut distinct: Vec<T> = Vec::new();
    let mut followed_by: Vec<usize> = Vec::new();
    let mut previous = 0;
    let mut ids: Vec<usize> = items
        .map(|item| {
            let guess = followed_by.get(previous).copied().unwrap_or(0);
            let id = if distinct.get(guess) == Some(&item) {
                guess
            } else {
                *seen.entry(item).or_insert_with(|| {
                    distinct.push(item);
                    followed_by.push(distinct.len() - 1);
                    distinct.len() - 1
                })
            };
            followed_by[previous] = id;
            previous = id;
            id
        })
        .collect();
    let mut order: Vec<usize> = (0..distinct.len()).collect();
    order.sort_unstable_by_key(|&id| distinct[id]);
    let mut place = vec![0; distinct.len()];
    for (sorted, &id) in order.iter().enumerate() {
        place[id] = sorted;
    }
    for id in &mut ids {
        *id = place[*id];
    }
    distinct.sort_unstable();
    (distinct, ids)
}

/// Row numbers sorted by product and then supplier, by two stable counting passes.
fn order_of(
    products: &[usize],
    product_count: usize,
    suppliers: &[usize],
    supplier_count: usize,
) -> Vec<usize> {
    let rows: Vec<usize> = (0..products.len()).collect();
    let sorted = rows.windows(2).all(|pair| {
        (products[pair[0]], suppliers[pair[0]]) <= (products[pair[1]], suppliers[pair[1]])
    });
    if sorted {
        return rows;
    }
    let by_supplier = counting_pass(&rows, suppliers, supplier_count);
    counting_pass(&by_supplier, products, product_count)
}

fn counting_pass(rows: &[usize], keys: &[usize], key_count: usize) -> Vec<usize> {
    let mut next = vec![0; key_count + 1];
    for &row in rows {
        next[keys[row] + 1] += 1;
    }
    for key in 0..key_count {
        next[key + 1] += next[key];
    }
    let mut sorted = vec![0; rows.len()];
    for &row in rows {
        let slot = &mut next[keys[row]];
        sorted[*slot] = row;
        *slot += 1;
    }
    sorted
}
