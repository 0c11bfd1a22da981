//! The charts of the section.

use stirstick_codes::product_name;

use super::answer::Found;
use super::tables::ranked;
use crate::answer::{Chart, ChartKind, Series};
use crate::words::MoneyScale;

/// Goods drawn: as many as can be told apart.
const GOODS_DRAWN: usize = 10;

/// Suppliers drawn where there are no sectors.
const SUPPLIERS_DRAWN: usize = 10;

/// Characters of a product's name in a chart.
const NAME_CHARACTERS: usize = 32;

/// Sold and expected by sector, or by supplier where the data has totals only; by year; realised and unrealised potential.
pub(super) fn charts(found: &Found<'_>) -> Vec<Chart> {
    let mut charts = Vec::new();
    if found.sectors.rows.is_empty() {
        charts.extend(by_supplier(found));
    } else {
        charts.extend(by_sector(found));
    }
    charts.extend(potential(found));
    charts.extend(by_year(found));
    charts
}

/// Amounts by category, as series of one chart.
struct Bars {
    categories: Vec<String>,
    series: [(&'static str, Vec<Option<f64>>); 2],
}

fn chart(found: &Found<'_>, id: &str, title: String, kind: ChartKind, bars: Bars) -> Chart {
    let all = bars
        .series
        .iter()
        .flat_map(|(_, values)| values.iter().flatten());
    let largest = all.copied().fold(0.0, f64::max);
    let scale = MoneyScale::for_figure(found.world.currency, largest);
    Chart {
        id: id.to_owned(),
        title,
        kind,
        unit: scale.unit(),
        categories: bars.categories,
        series: bars
            .series
            .into_iter()
            .map(|(name, values)| Series {
                name: name.to_owned(),
                values: values
                    .into_iter()
                    .map(|value| value.map(|value| scale.apply(value)))
                    .collect(),
            })
            .collect(),
        receipt: Some(found.total_receipt.id.clone()),
        ..Chart::default()
    }
}

fn by_sector(found: &Found<'_>) -> Option<Chart> {
    let told: Vec<_> = found
        .sectors
        .rows
        .iter()
        .filter_map(|row| Some((row, row.told.as_ref().ok()?)))
        .collect();
    let receipt = told.first()?.0.receipt.id.clone();
    let bars = Bars {
        categories: told
            .iter()
            .map(|(row, _)| row.sector.label.clone())
            .collect(),
        series: [
            (
                "Sold",
                told.iter().map(|(_, own)| Some(own.actual)).collect(),
            ),
            (
                "Expected",
                told.iter().map(|(_, own)| Some(own.expected)).collect(),
            ),
        ],
    };
    let title = format!(
        "What {} sold {} by sector, and what is expected, {}",
        found.ask.supplier.name(),
        found.ask.market.name(),
        found.world.year
    );
    let mut chart = chart(found, "sectors", title, ChartKind::Bar, bars);
    chart.receipt = Some(receipt);
    chart.note =
        Some("Expected by pairs other than this one; the table has the bounds.".to_owned());
    Some(chart)
}

fn by_supplier(found: &Found<'_>) -> Option<Chart> {
    let rows = &found.total.by_supplier[..found.total.by_supplier.len().min(SUPPLIERS_DRAWN)];
    if rows.is_empty() {
        return None;
    }
    let bars = Bars {
        categories: rows
            .iter()
            .map(|row| row.supplier.name().to_owned())
            .collect(),
        series: [
            ("Sold", rows.iter().map(|row| Some(row.actual)).collect()),
            (
                "Expected",
                rows.iter().map(|row| Some(row.expected)).collect(),
            ),
        ],
    };
    let title = format!(
        "What suppliers sold {}, and what is expected of them, {}",
        found.ask.market.name(),
        found.world.year
    );
    Some(chart(
        found,
        "suppliers_expected",
        title,
        ChartKind::Bar,
        bars,
    ))
}

fn potential(found: &Found<'_>) -> Option<Chart> {
    let ranked = ranked(found);
    let rows = &ranked[..ranked.len().min(GOODS_DRAWN)];
    let receipt = found.products.as_ref()?.receipts.first()?.id.clone();
    if rows.is_empty() {
        return None;
    }
    let name = |code| match product_name(found.world.nomenclature, code) {
        Some(name) if name.chars().count() > NAME_CHARACTERS => {
            let start: String = name.chars().take(NAME_CHARACTERS).collect();
            format!("{code} {}…", start.trim_end())
        }
        Some(name) => format!("{code} {name}"),
        None => code.to_string(),
    };
    let bars = Bars {
        categories: rows.iter().map(|(code, _)| name(*code)).collect(),
        series: [
            (
                "Realised",
                rows.iter().map(|(_, sum)| Some(sum.realised)).collect(),
            ),
            (
                "Not realised",
                rows.iter().map(|(_, sum)| Some(sum.unrealised)).collect(),
            ),
        ],
    };
    let title = format!(
        "Export potential of {} in {} a year",
        found.ask.supplier.name(),
        found.ask.market.name()
    );
    let mut chart = chart(found, "potential", title, ChartKind::StackedBar, bars);
    chart.receipt = Some(receipt);
    chart.note = Some(
        "Realised and not realised sum to the potential. A missing flag is not a clearance."
            .to_owned(),
    );
    Some(chart)
}

fn by_year(found: &Found<'_>) -> Option<Chart> {
    let years = &found.total.by_year;
    if years.len() < 3 {
        return None;
    }
    let bars = Bars {
        categories: years.iter().map(|(year, ..)| year.to_string()).collect(),
        series: [
            (
                "Sold",
                years.iter().map(|(_, actual, _)| Some(*actual)).collect(),
            ),
            (
                "Expected",
                years.iter().map(|(_, _, expected)| *expected).collect(),
            ),
        ],
    };
    let title = format!(
        "What {} sold {}, and what each year's model expects",
        found.ask.supplier.name(),
        found.ask.market.name()
    );
    Some(chart(found, "years_expected", title, ChartKind::Line, bars))
}
