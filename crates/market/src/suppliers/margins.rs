//! The breadth and depth of each supplier's sales.
//!
//! Two views. The change in sales is split over product lines: those the supplier entered, those it
//! gave up, those it continued. And its share of the market in each period is split as in Hummels and
//! Klenow (2005), "The variety and quality of a nation's exports", American Economic Review 95(3),
//! 704-723, within this one market, with its purchases M_k as weights and K_i the supplier's products:
//!
//! ```text
//! extensive margin XM_i = sum over K_i of M_k / sum of M_k
//! intensive margin IM_i = sum over K_i of x_ik / sum over K_i of M_k
//! share of the market   = XM_i IM_i
//! ```

use crate::suppliers::trade::Trade;

/// Extensive and intensive margin of one supplier in one period, each a share of one.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Margin {
    /// Product lines sold.
    pub lines: usize,
    /// Part of the market's purchases in products that the supplier sells at all.
    pub extensive: f64,
    /// The supplier's part of those purchases; `None` if it sells nothing.
    pub intensive: Option<f64>,
    /// The supplier's share of the market.
    pub share: f64,
}

/// Margins and product lines of one supplier.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Margins {
    /// Margins in the first period; `None` if the market bought nothing.
    pub from: Option<Margin>,
    /// Margins in the second period; `None` if the market bought nothing.
    pub to: Option<Margin>,
    /// Product lines sold only in the second period.
    pub entered_lines: usize,
    /// Product lines sold only in the first period.
    pub exited_lines: usize,
    /// Product lines sold in both.
    pub continued_lines: usize,
    /// Sales of the entered lines, in units of the currency: zero or positive.
    pub entered: f64,
    /// Lost sales of the exited lines: zero or negative.
    pub exited: f64,
    /// Change of the continued lines: the intensive change.
    pub continued: f64,
}

impl Margins {
    /// Returns the extensive change: sales of entered lines less those of exited lines.
    pub fn extensive_change(&self) -> f64 {
        self.entered + self.exited
    }
}

/// Measures the margins of every supplier, in the order of [`Trade::suppliers`]; one pass over cells.
pub fn margins(trade: &Trade) -> Vec<Margins> {
    let count = trade.suppliers().len();
    let mut found = vec![Margins::default(); count];
    let mut before = vec![Reach::default(); count];
    let mut after = vec![Reach::default(); count];
    for product in 0..trade.products().len() {
        let (market_from, market_to) = trade.product_values(product);
        for cell in trade.cells_of(product) {
            let supplier = trade.supplier_of(cell);
            let (from, to) = trade.values(cell);
            before[supplier].add(from, market_from);
            after[supplier].add(to, market_to);
            found[supplier].add_line(from, to);
        }
    }
    let (total_from, total_to) = trade.total_values();
    for (supplier, margins) in found.iter_mut().enumerate() {
        margins.from = before[supplier].margin(total_from);
        margins.to = after[supplier].margin(total_to);
    }
    found
}

impl Margins {
    fn add_line(&mut self, from: f64, to: f64) {
        match (from > 0.0, to > 0.0) {
            (true, true) => {
                self.continued_lines += 1;
                self.continued += to - from;
            }
            (false, true) => {
                self.entered_lines += 1;
                self.entered += to;
            }
            (true, false) => {
                self.exited_lines += 1;
                self.exited -= from;
            }
            (false, false) => {}
        }
    }
}

/// What a supplier sells, and what the market buys of the same products.
#[derive(Debug, Clone, Copy, Default)]
struct Reach {
    lines: usize,
    sales: f64,
    market: f64,
}

impl Reach {
    fn add(&mut self, sales: f64, market: f64) {
        if sales > 0.0 {
            self.lines += 1;
            self.sales += sales;
            self.market += market;
        }
    }

    fn margin(&self, total: f64) -> Option<Margin> {
        (total > 0.0).then(|| Margin {
            lines: self.lines,
            extensive: self.market / total,
            intensive: (self.market > 0.0).then(|| self.sales / self.market),
            share: self.sales / total,
        })
    }
}
