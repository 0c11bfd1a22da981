//! The tables of the section. Rows are complete; whoever renders them may cut.

use crate::answer::{Cell, Column, Table, Unit};
use crate::suppliers::analysis::Analysis;
use crate::suppliers::concentration::Concentration;
use crate::suppliers::exit::{ExitBasis, by_first_sales};
use crate::suppliers::margins::{Margin, Margins};
use crate::suppliers::section::{Question, highlighted};
use crate::suppliers::trade::Trade;
use crate::words::{MoneyScale, column, count, growth_pct, listed, number, share, text};

/// How many of the leavers the sensitivity table names.
const LEAVERS_NAMED: usize = 5;

/// All tables of the section in reading order; those over products only when there are several.
pub(super) fn tables(question: &Question, analysis: &Analysis) -> Vec<Table> {
    let (from, to) = analysis.trade.total_values();
    let money = MoneyScale::for_table(question.currency, from.max(to));
    let builder = Builder {
        question,
        analysis,
        trade: &analysis.trade,
        scale: money,
    };
    let mut tables = vec![builder.by_supplier()];
    let several_products = builder.trade.products().len() > 1;
    if several_products {
        tables.push(builder.by_product());
    }
    if analysis.leavers.contains(&true) {
        tables.push(builder.leavers());
    }
    if !analysis.silent.is_empty() {
        tables.push(builder.left_out());
    }
    tables.push(builder.exit_sensitivity());
    tables.push(builder.concentration());
    if several_products {
        tables.push(builder.margins());
    }
    tables
}

/// Numbers of all suppliers by the size of their change, largest first.
pub(super) fn by_change(trade: &Trade) -> Vec<usize> {
    let change = |supplier: usize| {
        let (from, to) = trade.supplier_values(supplier);
        (to - from).abs()
    };
    let mut order: Vec<usize> = (0..trade.suppliers().len()).collect();
    order.sort_by(|&left, &right| {
        change(right)
            .total_cmp(&change(left))
            .then(left.cmp(&right))
    });
    order
}

/// What every table is built from.
pub(super) struct Builder<'a> {
    pub(super) question: &'a Question,
    pub(super) analysis: &'a Analysis,
    pub(super) trade: &'a Trade,
    pub(super) scale: MoneyScale,
}

impl Builder<'_> {
    pub(super) fn table(
        &self,
        id: &str,
        title: String,
        columns: Vec<Column>,
        rows: Vec<Vec<Cell>>,
    ) -> Table {
        Table {
            id: id.to_owned(),
            title,
            columns,
            rows,
            receipt: self.question.receipt.clone(),
            note: None,
        }
    }

    pub(super) fn money_column(&self, id: &str, label: &str) -> Column {
        column(id, label, self.scale.unit())
    }

    pub(super) fn money(&self, value: f64) -> Cell {
        Cell::Number(self.scale.apply(value))
    }

    pub(super) fn period_column(&self, id: &str, label: &str, unit: Unit, first: bool) -> Column {
        let period = if first {
            self.question.from
        } else {
            self.question.to
        };
        column(id, &format!("{label} {period}"), unit)
    }

    pub(super) fn between(&self) -> String {
        format!("{} to {}", self.question.from, self.question.to)
    }

    fn supplier_cells(&self, supplier: usize) -> [Cell; 2] {
        let country = self.trade.suppliers()[supplier];
        [text(country.as_str()), text(country.name())]
    }

    fn by_supplier(&self) -> Table {
        let money = self.scale.unit();
        let columns = vec![
            column("supplier", "Code", Unit::None),
            column("name", "Supplier", Unit::None),
            self.period_column("value_from", "Sales", money.clone(), true),
            self.period_column("value_to", "Sales", money, false),
            self.money_column("change", "Change"),
            column("growth_pct", "Growth", Unit::Percent),
            self.period_column("share_from", "Share", Unit::Share, true),
            self.period_column("share_to", "Share", Unit::Share, false),
            self.money_column("total_growth", "Total growth"),
            self.money_column("product_mix", "Product mix"),
            self.money_column("room_vacated", "Room vacated by leavers"),
            self.money_column("won_from_stayers", "Won from stayers"),
            self.money_column("left", "Lost by leaving"),
            self.money_column("lost_to_others", "Lost to others"),
            column("is_leaver", "Left", Unit::None),
        ];
        let (market_from, market_to) = self.trade.total_values();
        let rows = by_change(self.trade).into_iter().map(|supplier| {
            let (from, to) = self.trade.supplier_values(supplier);
            let parts = self.analysis.change.by_supplier[supplier].as_array();
            let left = self.analysis.leavers[supplier];
            let mut row = Vec::from(self.supplier_cells(supplier));
            row.extend([self.money(from), self.money(to), self.money(to - from)]);
            row.push(number(growth_pct(from, to)));
            row.extend([
                number(share(from, market_from)),
                number(share(to, market_to)),
            ]);
            row.extend(parts.map(|part| self.money(part)));
            row.push(text(if left { "yes" } else { "no" }));
            row
        });
        let title = format!(
            "Change of every supplier's sales, {}, in parts",
            self.between()
        );
        let mut table = self.table("by_supplier", title, columns, rows.collect());
        table.note = Some("Shares are of the sales of the suppliers compared.".to_owned());
        table
    }

    fn leavers(&self) -> Table {
        let money = self.scale.unit();
        let columns = vec![
            column("supplier", "Code", Unit::None),
            column("name", "Supplier", Unit::None),
            self.period_column("value_from", "Sales", money.clone(), true),
            self.period_column("value_to", "Sales", money.clone(), false),
            column("fall_here", "Fall here", Unit::Share),
            self.period_column("elsewhere_from", "Sales elsewhere", money.clone(), true),
            self.period_column("elsewhere_to", "Sales elsewhere", money, false),
            column("fall", "Fall under the rule", Unit::Share),
            column("basis", "Measured", Unit::None),
            self.money_column("vacated", "Room vacated"),
        ];
        let rows = by_first_sales(self.trade, &self.analysis.leavers)
            .into_iter()
            .map(|supplier| {
                let exit = &self.analysis.exits[supplier];
                let (from, to) = self.trade.supplier_values(supplier);
                let mut row = Vec::from(self.supplier_cells(supplier));
                let elsewhere =
                    |value: Option<f64>| number(value.map(|value| self.scale.apply(value)));
                row.extend([
                    self.money(from),
                    self.money(to),
                    number(exit.fall_here),
                    elsewhere(exit.elsewhere.map(|(from, _)| from)),
                    elsewhere(exit.elsewhere.map(|(_, to)| to)),
                    number(exit.fall),
                    text(match exit.basis {
                        ExitBasis::AgainstElsewhere => "against own sales elsewhere",
                        ExitBasis::ThisMarketOnly => "in this market only",
                        ExitBasis::NoBase => "no sales before",
                    }),
                    self.money(-self.analysis.change.by_supplier[supplier].left),
                ]);
                row
            });
        let title = format!("Suppliers that left, {}", self.between());
        let mut table = self.table("leavers", title, columns, rows.collect());
        table.note = self
            .question
            .elsewhere_receipt
            .as_ref()
            .map(|receipt| format!("Sales elsewhere have a receipt of their own: {receipt}."));
        table
    }

    fn left_out(&self) -> Table {
        let money = self.scale.unit();
        let columns = vec![
            column("supplier", "Code", Unit::None),
            column("name", "Supplier", Unit::None),
            self.period_column("value_from", "Sales", money.clone(), true),
            self.period_column("value_to", "Sales", money, false),
        ];
        let rows = self.analysis.silent.iter().map(|silent| {
            let value = |value: Option<f64>| number(value.map(|value| self.scale.apply(value)));
            vec![
                text(silent.supplier.as_str()),
                text(silent.supplier.name()),
                value(silent.value_from),
                value(silent.value_to),
            ]
        });
        let title = "Suppliers left out: nothing on record in one of the periods".to_owned();
        self.table("left_out", title, columns, rows.collect())
    }

    fn exit_sensitivity(&self) -> Table {
        let named = highlighted(self.question, self.analysis);
        let mut columns = vec![
            column("threshold", "Fall above which a supplier left", Unit::Share),
            column("leavers", "Suppliers that left", Unit::Count),
            column("largest_leavers", "Largest of them", Unit::None),
            self.money_column("vacated", "Room vacated"),
        ];
        columns.extend(named.iter().map(|&supplier| {
            let country = self.trade.suppliers()[supplier];
            let label = format!("Filled by {}", country.name());
            self.money_column(&format!("room_{}", country.as_str()), &label)
        }));
        let rows = self.analysis.sensitivity.iter().map(|result| {
            let largest: Vec<&str> = result
                .leavers
                .iter()
                .take(LEAVERS_NAMED)
                .copied()
                .map(|supplier| self.trade.suppliers()[supplier].name())
                .collect();
            let mut row = vec![
                Cell::Number(result.threshold),
                Cell::Number(count(result.leavers.len())),
                if largest.is_empty() {
                    Cell::Gap(())
                } else {
                    text(listed(&largest))
                },
                self.money(result.vacated),
            ];
            row.extend(
                named
                    .iter()
                    .map(|&supplier| self.money(result.room_by_supplier[supplier])),
            );
            row
        });
        let title = "The same under other thresholds of the exit rule".to_owned();
        self.table("exit_sensitivity", title, columns, rows.collect())
    }

    fn concentration(&self) -> Table {
        let columns = vec![
            column("period", "Period", Unit::Period),
            column("suppliers", "Suppliers", Unit::Count),
            column("herfindahl", "Herfindahl index", Unit::Index),
            column("herfindahl_normalised", "Normalised", Unit::Index),
            column(
                "equivalent_number",
                "Equal suppliers that would give it",
                Unit::None,
            ),
            column("top_1_share", "Largest supplier", Unit::Share),
            column("top_3_share", "Three largest", Unit::Share),
        ];
        let periods = [
            (self.question.from, self.analysis.concentration.from),
            (self.question.to, self.analysis.concentration.to),
        ];
        let rows = periods.map(|(period, found)| {
            let of = |read: fn(Concentration) -> Option<f64>| number(found.and_then(read));
            vec![
                text(period.to_string()),
                Cell::Number(count(found.map_or(0, |found| found.units))),
                of(|found| Some(found.herfindahl)),
                of(|found| found.normalised),
                of(|found| Some(found.equivalent_number)),
                of(|found| Some(found.top_1)),
                of(|found| Some(found.top_3)),
            ]
        });
        let title = "Concentration of sales over suppliers".to_owned();
        self.table("concentration", title, columns, rows.into())
    }

    fn margins(&self) -> Table {
        let columns = vec![
            column("supplier", "Code", Unit::None),
            column("name", "Supplier", Unit::None),
            self.period_column("lines_from", "Product lines", Unit::Count, true),
            self.period_column("lines_to", "Product lines", Unit::Count, false),
            column("entered_lines", "Lines entered", Unit::Count),
            column("exited_lines", "Lines given up", Unit::Count),
            column("continued_lines", "Lines continued", Unit::Count),
            self.money_column("entered", "Sales of lines entered"),
            self.money_column("exited", "Sales lost with lines given up"),
            self.money_column("extensive_change", "Extensive change"),
            self.money_column("intensive_change", "Intensive change"),
            self.period_column(
                "extensive_margin_from",
                "Extensive margin",
                Unit::Share,
                true,
            ),
            self.period_column(
                "extensive_margin_to",
                "Extensive margin",
                Unit::Share,
                false,
            ),
            self.period_column(
                "intensive_margin_from",
                "Intensive margin",
                Unit::Share,
                true,
            ),
            self.period_column(
                "intensive_margin_to",
                "Intensive margin",
                Unit::Share,
                false,
            ),
            self.period_column("share_from", "Share", Unit::Share, true),
            self.period_column("share_to", "Share", Unit::Share, false),
        ];
        let rows = by_change(self.trade).into_iter().map(|supplier| {
            let mut row = Vec::from(self.supplier_cells(supplier));
            row.extend(self.margin_cells(&self.analysis.margins[supplier]));
            row
        });
        let title = format!(
            "Breadth and depth of every supplier's sales, {}",
            self.between()
        );
        self.table("margins", title, columns, rows.collect())
    }

    fn margin_cells(&self, margins: &Margins) -> [Cell; 15] {
        let of =
            |margin: Option<Margin>, read: fn(Margin) -> Option<f64>| number(margin.and_then(read));
        [
            of(margins.from, |margin| Some(count(margin.lines))),
            of(margins.to, |margin| Some(count(margin.lines))),
            Cell::Number(count(margins.entered_lines)),
            Cell::Number(count(margins.exited_lines)),
            Cell::Number(count(margins.continued_lines)),
            self.money(margins.entered),
            self.money(margins.exited),
            self.money(margins.extensive_change()),
            self.money(margins.continued),
            of(margins.from, |margin| Some(margin.extensive)),
            of(margins.to, |margin| Some(margin.extensive)),
            of(margins.from, |margin| margin.intensive),
            of(margins.to, |margin| margin.intensive),
            of(margins.from, |margin| Some(margin.share)),
            of(margins.to, |margin| Some(margin.share)),
        ]
    }
}
