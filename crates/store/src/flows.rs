//! Flow facts in memory, on their way from a reader to a sorted file.
//!
//! A row takes 32 bytes: codes are interned to small integers, and what rarely changes between
//! rows (period, nomenclature, currency, valuation, reporter) is one [`Context`].

use crate::error::Error;
use crate::read::Flow;
use std::collections::HashMap;
use stirstick_codes::{
    Country, Currency, Nomenclature, Period, ProductCode, ReportedBy, Valuation,
};

/// What is the same for most rows of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Context {
    pub(crate) period: Period,
    pub(crate) nomenclature: Nomenclature,
    pub(crate) currency: Currency,
    pub(crate) valuation: Valuation,
    pub(crate) reported_by: ReportedBy,
}

impl Context {
    fn of(flow: &Flow) -> Self {
        Context {
            period: flow.period,
            nomenclature: flow.nomenclature,
            currency: flow.currency,
            valuation: flow.valuation,
            reported_by: flow.reported_by,
        }
    }
}

/// Gives each distinct value a number in order of first use.
#[derive(Debug)]
pub(crate) struct Interner<T> {
    values: Vec<T>,
    numbers: HashMap<T, u32, foldhash::fast::FixedState>,
    last: Option<(T, u32)>,
}

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Interner {
            values: Vec::new(),
            numbers: HashMap::default(),
            last: None,
        }
    }
}

impl<T: Copy + Eq + std::hash::Hash> Interner<T> {
    /// Files are mostly sorted, so the value is often that of the row before.
    #[inline]
    fn number(&mut self, value: T) -> u32 {
        if let Some((last, number)) = self.last
            && last == value
        {
            return number;
        }
        let next = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(value).or_insert(next);
        if number == next {
            self.values.push(value);
        }
        self.last = Some((value, number));
        number
    }

    pub(crate) fn values(&self) -> &[T] {
        &self.values
    }
}

/// Columns of flow rows; a missing quantity is NaN.
#[derive(Debug, Default)]
pub(crate) struct FlowColumns {
    pub(crate) contexts: Interner<Context>,
    pub(crate) countries: Interner<Country>,
    pub(crate) products: Interner<ProductCode>,
    pub(crate) context: Vec<u16>,
    pub(crate) exporter: Vec<u16>,
    pub(crate) importer: Vec<u16>,
    pub(crate) product: Vec<u32>,
    pub(crate) value: Vec<f64>,
    pub(crate) quantity_t: Vec<f64>,
    pub(crate) file: Vec<u16>,
    pub(crate) row: Vec<u32>,
}

fn small(number: u32, what: &'static str) -> Result<u16, Error> {
    u16::try_from(number).map_err(|_| Error::Limit {
        what,
        limit: u64::from(u16::MAX),
    })
}

impl FlowColumns {
    #[inline]
    pub(crate) fn push(&mut self, flow: &Flow, file: u16) -> Result<(), Error> {
        let context = small(
            self.contexts.number(Context::of(flow)),
            "number of combinations of period, nomenclature, currency, valuation and reporter",
        )?;
        self.context.push(context);
        // There are fewer than 50,653 alphanumeric codes of three characters.
        let exporter = small(self.countries.number(flow.exporter), "number of countries")?;
        let importer = small(self.countries.number(flow.importer), "number of countries")?;
        self.exporter.push(exporter);
        self.importer.push(importer);
        self.product.push(self.products.number(flow.product));
        self.value.push(flow.value);
        self.quantity_t.push(flow.quantity_t.unwrap_or(f64::NAN));
        self.file.push(file);
        self.row
            .push(u32::try_from(flow.row).map_err(|_| Error::Limit {
                what: "number of rows of one file",
                limit: u64::from(u32::MAX),
            })?);
        Ok(())
    }

    pub(crate) fn len(&self) -> usize {
        self.value.len()
    }

    /// The order in which rows are stored: period, importer, exporter, product, then the rest.
    ///
    /// One market's rows of a period lie together. The sort is stable, so that rows which state the
    /// same flow keep the order of their files. Cost: one counting pass per key that is not yet in
    /// order.
    pub(crate) fn order(&self) -> Result<Vec<u32>, Error> {
        let rows = u32::try_from(self.len()).map_err(|_| Error::Limit {
            what: "number of rows sorted at once",
            limit: u64::from(u32::MAX),
        })?;
        let mut order: Vec<u32> = (0..rows).collect();
        let contexts = ranks(self.contexts.values());
        let countries = ranks(self.countries.values());
        let products = ranks(self.products.values());
        let mut scratch = Vec::new();
        counting_sort(&mut order, &mut scratch, products.len(), |row| {
            products[self.product[row] as usize]
        });
        counting_sort(&mut order, &mut scratch, countries.len(), |row| {
            countries[usize::from(self.exporter[row])]
        });
        counting_sort(&mut order, &mut scratch, countries.len(), |row| {
            countries[usize::from(self.importer[row])]
        });
        counting_sort(&mut order, &mut scratch, contexts.len(), |row| {
            contexts[usize::from(self.context[row])]
        });
        Ok(order)
    }

    /// Finds two rows that state the same flow; `order` must come from [`FlowColumns::order`].
    pub(crate) fn duplicate(&self, order: &[u32]) -> Option<(usize, usize)> {
        let key = |row: usize| {
            (
                self.context[row],
                self.importer[row],
                self.exporter[row],
                self.product[row],
            )
        };
        order
            .windows(2)
            .map(|pair| (pair[0] as usize, pair[1] as usize))
            .find(|&(first, second)| key(first) == key(second))
    }
}

/// Rank of each value in sorted order.
pub(crate) fn ranks<T: Ord>(values: &[T]) -> Vec<u32> {
    let mut sorted: Vec<u32> = (0..).take(values.len()).collect();
    sorted.sort_by(|&a, &b| values[a as usize].cmp(&values[b as usize]));
    let mut ranks = vec![0; values.len()];
    for (rank, &index) in (0u32..).zip(&sorted) {
        ranks[index as usize] = rank;
    }
    ranks
}

/// Stable counting sort of `order` by a small key; does nothing when it is in order already.
pub(crate) fn counting_sort(
    order: &mut Vec<u32>,
    scratch: &mut Vec<u32>,
    keys: usize,
    key: impl Fn(usize) -> u32,
) {
    let mut starts = vec![0u32; keys + 1];
    let mut sorted = true;
    let mut last = 0;
    for &row in order.iter() {
        let key = key(row as usize);
        sorted &= last <= key;
        last = key;
        starts[key as usize + 1] += 1;
    }
    if sorted {
        return;
    }
    for index in 1..starts.len() {
        starts[index] += starts[index - 1];
    }
    scratch.clear();
    scratch.resize(order.len(), 0);
    for &row in order.iter() {
        let place = &mut starts[key(row as usize) as usize];
        scratch[*place as usize] = row;
        *place += 1;
    }
    std::mem::swap(order, scratch);
}
