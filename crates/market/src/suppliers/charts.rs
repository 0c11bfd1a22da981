//! The charts of the section.

use crate::answer::{Chart, ChartKind, Series, Unit};
use crate::suppliers::analysis::Analysis;
use crate::suppliers::section::Question;
use crate::suppliers::tables::by_change;
use crate::words::{MoneyScale, share};

/// Suppliers drawn in a chart: as many as can be told apart.
const SUPPLIERS_DRAWN: usize = 10;

const PARTS: [&str; 6] = [
    "Total growth",
    "Product mix",
    "Room vacated by leavers",
    "Won from stayers",
    "Lost by leaving",
    "Lost to others",
];

/// Parts of change and shares of the suppliers that changed most.
pub(super) fn charts(question: &Question, analysis: &Analysis) -> Vec<Chart> {
    let mut drawn = by_change(&analysis.trade);
    drawn.truncate(SUPPLIERS_DRAWN);
    vec![
        parts_of_change(question, analysis, &drawn),
        shares(question, analysis, drawn),
    ]
}

fn parts_of_change(question: &Question, analysis: &Analysis, drawn: &[usize]) -> Chart {
    let parts = drawn
        .iter()
        .map(|&supplier| analysis.change.by_supplier[supplier].as_array());
    let largest = parts
        .clone()
        .flatten()
        .fold(0.0, |max: f64, part| max.max(part.abs()));
    let money = MoneyScale::for_figure(question.currency, largest);
    let series = PARTS.iter().enumerate().map(|(part, name)| Series {
        name: (*name).to_owned(),
        values: parts
            .clone()
            .map(|parts| Some(money.apply(parts[part])))
            .collect(),
    });
    Chart {
        bands: Vec::new(),
        marks: Vec::new(),
        id: "parts_of_change".to_owned(),
        title: format!(
            "Why sales to {} changed, {} to {}",
            question.market.name(),
            question.from,
            question.to
        ),
        kind: ChartKind::StackedBar,
        unit: money.unit(),
        categories: names(analysis, drawn),
        series: series.collect(),
        receipt: question.receipt.clone(),
        note: Some("The parts of a supplier sum to the change of its sales.".to_owned()),
    }
}

fn shares(question: &Question, analysis: &Analysis, mut drawn: Vec<usize>) -> Chart {
    let trade = &analysis.trade;
    let (market_from, market_to) = trade.total_values();
    drawn.sort_by(|&left, &right| {
        let sales = |supplier: usize| trade.supplier_values(supplier).1;
        sales(right).total_cmp(&sales(left)).then(left.cmp(&right))
    });
    let of = |period: String, read: &dyn Fn(usize) -> Option<f64>| Series {
        name: period,
        values: drawn.iter().map(|&supplier| read(supplier)).collect(),
    };
    let from = |supplier: usize| share(trade.supplier_values(supplier).0, market_from);
    let to = |supplier: usize| share(trade.supplier_values(supplier).1, market_to);
    Chart {
        bands: Vec::new(),
        marks: Vec::new(),
        id: "shares".to_owned(),
        title: format!(
            "Shares of the suppliers to {} that changed most",
            question.market.name()
        ),
        kind: ChartKind::Bar,
        unit: Unit::Share,
        categories: names(analysis, &drawn),
        series: vec![
            of(question.from.to_string(), &from),
            of(question.to.to_string(), &to),
        ],
        receipt: question.receipt.clone(),
        note: Some(
            "Shares of the sales of the suppliers compared, not of all purchases of the market."
                .to_owned(),
        ),
    }
}

fn names(analysis: &Analysis, suppliers: &[usize]) -> Vec<String> {
    let name = |&supplier: &usize| analysis.trade.suppliers()[supplier].name().to_owned();
    suppliers.iter().map(name).collect()
}
