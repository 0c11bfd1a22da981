//! The table of products: what was vacated, who is largest, and which codes are on the high-priority
//! list.

use stirstick_codes::{ProductCode, product_name, restricted_under};

use crate::answer::{Cell, Table, Unit};
use crate::suppliers::tables::Builder;
use crate::words::{column, growth_pct, number, text};

impl Builder<'_> {
    pub(super) fn by_product(&self) -> Table {
        let asked = self
            .question
            .supplier
            .and_then(|asked| self.trade.supplier_number(asked));
        let money = self.scale.unit();
        let mut columns = vec![
            column("product", "Code", Unit::None),
            column("name", "Product", Unit::None),
            self.period_column("market_from", "Bought", money.clone(), true),
            self.period_column("market_to", "Bought", money, false),
            self.money_column("change", "Change"),
            column("growth_pct", "Growth", Unit::Percent),
            self.money_column("vacated", "Vacated by leavers"),
        ];
        if let Some(supplier) = asked {
            let country = self.trade.suppliers()[supplier];
            let label = format!("Of it filled by {}", country.name());
            columns.push(self.money_column(&format!("filled_by_{}", country.as_str()), &label));
        }
        columns.extend([
            self.period_column("top_supplier_from", "Largest supplier", Unit::None, true),
            self.period_column("top_supplier_to", "Largest supplier", Unit::None, false),
            self.period_column("herfindahl_from", "Herfindahl index", Unit::Index, true),
            self.period_column("herfindahl_to", "Herfindahl index", Unit::Index, false),
            column("restricted_tier", "High-priority tier", Unit::None),
            column("restricted_list_date", "List of", Unit::None),
        ]);
        let mut order: Vec<usize> = (0..self.trade.products().len()).collect();
        let size = |product: usize| {
            (
                self.analysis.change.rooms[product].vacated,
                self.trade.product_values(product).1,
            )
        };
        order.sort_by(|&left, &right| {
            let (left_size, right_size) = (size(left), size(right));
            let by_vacated = right_size.0.total_cmp(&left_size.0);
            by_vacated
                .then(right_size.1.total_cmp(&left_size.1))
                .then(left.cmp(&right))
        });
        let rows = order
            .into_iter()
            .map(|product| self.product_row(product, asked))
            .collect();
        let title = format!(
            "Products by the room that leavers vacated, {}",
            self.between()
        );
        let mut table = self.table("by_product", title, columns, rows);
        table.note = Some(
            "The largest supplier of a code on the high-priority list is not named.".to_owned(),
        );
        table
    }

    fn product_row(&self, product: usize, asked: Option<usize>) -> Vec<Cell> {
        let code = self.trade.products()[product];
        let (from, to) = self.trade.product_values(product);
        let mut row = vec![
            text(code.as_str()),
            product_name(self.question.nomenclature, code).map_or(Cell::Gap(()), text),
            self.money(from),
            self.money(to),
            self.money(to - from),
            number(growth_pct(from, to)),
            self.money(self.analysis.change.rooms[product].vacated),
        ];
        if let Some(supplier) = asked {
            row.push(
                self.money(
                    self.analysis
                        .change
                        .room_filled(self.trade, product, supplier),
                ),
            );
        }
        let (tier, date) = self.restricted(code);
        let name_suppliers = code.level() < 6 || matches!(tier, Cell::Gap(()));
        let concentration = self.analysis.product_concentration[product];
        row.extend([
            self.top_supplier(product, |(from, _)| from, name_suppliers),
            self.top_supplier(product, |(_, to)| to, name_suppliers),
            number(concentration.from.map(|found| found.herfindahl)),
            number(concentration.to.map(|found| found.herfindahl)),
            tier,
            date,
        ]);
        row
    }

    fn top_supplier(&self, product: usize, of: fn((f64, f64)) -> f64, name: bool) -> Cell {
        let sales = |cell: usize| of(self.trade.values(cell));
        let top = self
            .trade
            .cells_of(product)
            .rev()
            .max_by(|&a, &b| sales(a).total_cmp(&sales(b)));
        match top.filter(|&cell| name && sales(cell) > 0.0) {
            Some(cell) => text(self.trade.suppliers()[self.trade.supplier_of(cell)].as_str()),
            None => Cell::Gap(()),
        }
    }

    /// Tier and list date of a code on the high-priority list or of those that it contains.
    fn restricted(&self, code: ProductCode) -> (Cell, Cell) {
        if !self.question.nomenclature.is_harmonized_system() {
            return (Cell::Gap(()), Cell::Gap(()));
        }
        let mut tiers: Vec<&str> = Vec::new();
        let mut date = None;
        for entry in restricted_under(code) {
            tiers.push(&entry.tier);
            date = Some(entry.list_date.as_str());
        }
        let Some(date) = date else {
            return (Cell::Gap(()), Cell::Gap(()));
        };
        tiers.sort_unstable();
        tiers.dedup();
        let tiers = tiers.join(", ");
        let tier = if code.level() < 6 {
            format!("contains {tiers}")
        } else {
            tiers
        };
        (text(tier), text(date))
    }
}
