//! The tables of the structural model of all goods.

use super::tables::{Builder, model_columns};
use crate::answer::{Cell, Column, Table, Unit};
use crate::words::{MoneyScale, column, number, text};

/// Suppliers of the market that are listed: those whose expected sales can be seen beside the others.
const SUPPLIERS_LISTED: usize = 40;

impl Builder<'_> {
    fn of_total(
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
            receipt: Some(self.found.total_receipt.id.clone()),
            note: None,
        }
    }

    /// What the expectation is made of: a size, factors, the result, and what the model does not know.
    pub(super) fn parts(&self) -> Table {
        let total = &self.found.total;
        let mut rows = Vec::new();
        let mut scale = self.scale(0.0);
        if let Ok(told) = &total.told {
            scale = self.scale(told.actual.max(told.expected).max(told.parts.size));
            let mut value = told.parts.size;
            let mut step = |what: String, factor: Option<f64>, value: f64, scale: &MoneyScale| {
                rows.push(vec![text(what), number(factor), number(scale.apply(value))]);
            };
            step(
                "Size: sales of the one times purchases of the other, over the world's trade"
                    .to_owned(),
                None,
                value,
                &scale,
            );
            for (name, factor) in total.names.iter().zip(&told.parts.costs) {
                value *= factor;
                step(
                    format!("{name}, against the world's mean"),
                    Some(*factor),
                    value,
                    &scale,
                );
            }
            value *= told.parts.resistance;
            step(
                "multilateral resistance: how hard both trade with all others".to_owned(),
                Some(told.parts.resistance),
                value,
                &scale,
            );
            step("Expected".to_owned(), None, told.expected, &scale);
            step(
                "what the model does not know of this pair".to_owned(),
                Some(told.ratio()),
                told.actual,
                &scale,
            );
            step("Sold".to_owned(), None, told.actual, &scale);
        }
        let columns = vec![
            column("part", "Part", Unit::None),
            Column {
                decimals: Some(2),
                ..column("factor", "Times", Unit::Index)
            },
            column("value", "Comes to", scale.unit()),
        ];
        self.of_total(
            "parts",
            format!(
                "What is expected, and what drives the gap, {}",
                self.found.world.year
            ),
            columns,
            rows,
        )
    }

    pub(super) fn by_supplier(&self) -> Table {
        let all = &self.found.total.by_supplier;
        let largest = all
            .iter()
            .map(|row| row.actual.max(row.expected))
            .fold(0.0, f64::max);
        let scale = self.scale(largest);
        let mut columns = vec![
            column("supplier", "Code", Unit::None),
            column("name", "Supplier", Unit::None),
            column("actual", "Sold", scale.unit()),
        ];
        columns.extend(model_columns(&scale));
        let mut listed: Vec<_> = all.iter().take(SUPPLIERS_LISTED).collect();
        if listed
            .iter()
            .all(|row| row.supplier != self.found.ask.supplier)
        {
            listed.extend(
                all.iter()
                    .find(|row| row.supplier == self.found.ask.supplier),
            );
        }
        let rows = listed.into_iter().map(|row| {
            vec![
                text(row.supplier.as_str()),
                text(row.supplier.name()),
                number(scale.apply(row.actual)),
                number(scale.apply(row.expected)),
                number(row.bounds.map(|(low, _)| scale.apply(low))),
                number(row.bounds.map(|(_, high)| scale.apply(high))),
                number(row.actual / row.expected),
            ]
        });
        self.of_total(
            "by_supplier",
            format!(
                "Suppliers of {} by what is expected of them, {}",
                self.found.ask.market.name(),
                self.found.world.year
            ),
            columns,
            rows.collect(),
        )
    }

    pub(super) fn by_year(&self) -> Option<Table> {
        let years = &self.found.total.by_year;
        if years.len() < 2 {
            return None;
        }
        let largest = years
            .iter()
            .map(|(_, actual, expected)| actual.max(expected.unwrap_or(0.0)))
            .fold(0.0, f64::max);
        let scale = self.scale(largest);
        let columns = vec![
            column("year", "Year", Unit::Period),
            column("actual", "Sold", scale.unit()),
            column("expected", "Expected", scale.unit()),
            column("ratio", "Sold / expected", Unit::Index),
        ];
        let rows = years.iter().map(|(year, actual, expected)| {
            vec![
                text(year.to_string()),
                number(scale.apply(*actual)),
                number(expected.map(|expected| scale.apply(expected))),
                number(expected.map(|expected| actual / expected)),
            ]
        });
        Some(self.of_total(
            "by_year",
            "Sold and expected by year, each year by its own model".to_owned(),
            columns,
            rows.collect(),
        ))
    }

    pub(super) fn coefficients(&self) -> Table {
        let precise = |id: &str, label: &str| Column {
            decimals: Some(3),
            ..column(id, label, Unit::Index)
        };
        let columns = vec![
            column("regressor", "Regressor", Unit::None),
            precise("coefficient", "Coefficient"),
            precise("standard_error", "Standard error"),
        ];
        let rows = self.found.total.coefficients.iter().map(|own| {
            vec![
                text(&*own.name),
                number(own.slope),
                number(own.standard_error),
            ]
        });
        let mut table = self.of_total(
            "coefficients",
            format!("The model of {}, from all pairs", self.found.world.year),
            columns,
            rows.collect(),
        );
        table.note = Some(
            "Poisson pseudo maximum likelihood with an effect for each exporter and each importer; errors clustered by both.".to_owned(),
        );
        table
    }
}
