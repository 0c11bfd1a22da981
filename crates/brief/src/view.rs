//! Tables and charts as people see them: headings with units, cells as text.

use stirstick_market::{Band, Cell, Chart, ChartKind, Column, Table, Unit};

use crate::format::{self, GAP, NumberFormat};
use crate::text::visible;

/// Texts with more characters than this need room to wrap.
const WORDY: usize = 20;

/// Texts with more characters than this would make a row of many lines in a narrow column.
const LONG: usize = 60;

/// Columns that are never left out: the flags of restricted goods.
const ALWAYS_SHOWN: &str = "restricted";

/// In a table with fewer rows than this a column is shown though it says the same in each.
const ROWS_TO_SHARE: usize = 3;

/// A column as people see it.
#[derive(Debug)]
pub(crate) struct ColumnView {
    pub(crate) label: String,
    /// Unit of the numbers, when they do not carry it themselves.
    pub(crate) unit: Option<String>,
    /// True for columns of numbers, which are aligned to the right.
    pub(crate) numeric: bool,
    /// True for columns of sentences and long names, which need room to wrap.
    pub(crate) wordy: bool,
    /// True for wordy columns with a text of more than a line or two.
    pub(crate) long: bool,
    /// True for columns of web addresses.
    pub(crate) addresses: bool,
    /// True for columns that are shown in every row whatever the room: flags of restricted goods.
    pub(crate) must_stay: bool,
    format: NumberFormat,
}

impl ColumnView {
    fn new(column: &Column, cells: &[Option<&Cell>]) -> Self {
        let mut numbers = Vec::new();
        let mut longest_text: Option<usize> = None;
        for cell in cells.iter().flatten() {
            match cell {
                Cell::Number(value) if value.is_finite() => numbers.push(*value),
                Cell::Text(text) => {
                    longest_text = longest_text.max(Some(text.chars().count()));
                }
                Cell::Number(_) | Cell::Gap(()) => {}
            }
        }
        let measured = !matches!(column.unit, Unit::None | Unit::Period);
        let numeric = longest_text.is_none() && (measured || !numbers.is_empty());
        let format = format::for_column(column, &numbers);
        let label = visible(&column.label);
        Self {
            unit: None,
            label,
            numeric,
            wordy: longest_text > Some(WORDY),
            long: longest_text > Some(LONG),
            addresses: cells.iter().flatten().all(|cell| is_address(cell)),
            must_stay: column.id.starts_with(ALWAYS_SHOWN),
            format: format.clone(),
        }
        .written_with(format)
    }

    fn written_with(mut self, format: NumberFormat) -> Self {
        self.unit = format
            .heading()
            .map(visible)
            .filter(|unit| !self.label.contains(unit.as_str()));
        self.format = format;
        self
    }

    /// Writes a cell; a row that is too short has gaps at its end.
    fn show(&self, cell: Option<&Cell>) -> String {
        match cell {
            Some(Cell::Text(text)) => visible(text),
            Some(Cell::Number(value)) => self.format.show(Some(*value)),
            Some(Cell::Gap(())) | None => GAP.to_owned(),
        }
    }

    /// Heading on one line: `Imports ($mn)`.
    pub(crate) fn heading(&self) -> String {
        match &self.unit {
            Some(unit) => format!("{} ({unit})", self.label),
            None => self.label.clone(),
        }
    }
}

fn is_address(cell: &Cell) -> bool {
    match cell {
        Cell::Text(text) => text.starts_with("https://") || text.starts_with("http://"),
        Cell::Gap(()) => true,
        Cell::Number(_) => false,
    }
}

/// A table as people see it.
#[derive(Debug)]
pub(crate) struct TableView {
    pub(crate) columns: Vec<ColumnView>,
    pub(crate) rows: Vec<Vec<String>>,
    /// What a reader must know: the table's note, and what a column says in every row.
    pub(crate) notes: Vec<String>,
}

impl TableView {
    /// Columns of money in one unit are written in one scale: parts must look like parts of their sum.
    pub(crate) fn of(table: &Table) -> Self {
        Self::with(table, |column, cells| {
            let own = ColumnView::new(column, cells);
            let is_money = matches!(column.unit, Unit::Money { .. }) && column.decimals.is_none();
            if own.numeric && is_money {
                let together = format::for_column(column, &numbers_in(table, &column.unit));
                own.written_with(together)
            } else {
                own
            }
        })
    }

    /// The numbers of a chart, in the unit of its axis: one row per category, one column per series.
    pub(crate) fn of_chart(chart: &Chart) -> Self {
        let format = format::for_chart(&chart.unit, &chart_values(chart));
        Self::with(&chart_table(chart), |column, cells| {
            let own = ColumnView::new(column, cells);
            if own.numeric {
                own.written_with(format.clone())
            } else {
                own
            }
        })
    }

    fn with(table: &Table, view: impl Fn(&Column, &[Option<&Cell>]) -> ColumnView) -> Self {
        let mut columns = Vec::new();
        let mut places = Vec::new();
        let mut notes: Vec<String> = table.note.iter().map(|note| visible(note)).collect();
        for (place, column) in table.columns.iter().enumerate() {
            let cells: Vec<Option<&Cell>> = table.rows.iter().map(|row| row.get(place)).collect();
            let column = view(column, &cells);
            let may_share = place > 0 && column.wordy && !column.must_stay;
            match shared_text(table, place).filter(|_| may_share) {
                Some(text) => notes.push(format!("{}: {}.", column.label, visible(text))),
                None => {
                    columns.push(column);
                    places.push(place);
                }
            }
        }
        let show = |row: &Vec<Cell>| {
            let shown = columns.iter().zip(&places);
            shown
                .map(|(column, &place)| column.show(row.get(place)))
                .collect()
        };
        let rows = table.rows.iter().map(show).collect();
        Self {
            columns,
            rows,
            notes,
        }
    }
}

/// The numbers of all columns of a unit whose decimals are not given.
fn numbers_in(table: &Table, unit: &Unit) -> Vec<f64> {
    let shares = |column: &&Column| column.unit == *unit && column.decimals.is_none();
    let places = || {
        let columns = table.columns.iter().enumerate();
        columns.filter(move |(_, column)| shares(column))
    };
    table
        .rows
        .iter()
        .flat_map(|row| places().filter_map(|(place, _)| row.get(place)))
        .filter_map(|cell| match cell {
            Cell::Number(value) if value.is_finite() => Some(*value),
            _ => None,
        })
        .collect()
}

/// The text that a column has in every row, but for rows that are gaps after their first cell.
fn shared_text(table: &Table, place: usize) -> Option<&str> {
    let is_gap = |cell: &Cell| matches!(cell, Cell::Gap(()));
    let mut rows = table
        .rows
        .iter()
        .filter(|row| !row.iter().skip(1).all(is_gap));
    let first = text_at(rows.next()?, place)?;
    let same = rows.all(|row| text_at(row, place) == Some(first));
    (same && table.rows.len() >= ROWS_TO_SHARE).then_some(first)
}

fn text_at(row: &[Cell], place: usize) -> Option<&str> {
    match row.get(place) {
        Some(Cell::Text(text)) => Some(text),
        _ => None,
    }
}

fn chart_table(chart: &Chart) -> Table {
    let first = Column {
        id: "category".to_owned(),
        label: match chart.kind {
            ChartKind::Line => "Period",
            ChartKind::Bar | ChartKind::StackedBar => "Category",
        }
        .to_owned(),
        unit: Unit::None,
        decimals: None,
    };
    let ends = chart
        .bands
        .iter()
        .flat_map(|band| ["from", "to"].map(|end| format!("{}, {end}", band.name)));
    let names = chart
        .series
        .iter()
        .map(|series| series.name.clone())
        .chain(ends);
    let series = names.map(|name| Column {
        id: name.clone(),
        label: name,
        unit: chart.unit.clone(),
        decimals: None,
    });
    let rows = chart
        .categories
        .iter()
        .enumerate()
        .map(|(index, category)| {
            let values = chart.series.iter().map(|series| value_at(series, index));
            let ends = chart.bands.iter().flat_map(|band| {
                let ends = band_at(band, index);
                [ends.map(|ends| ends.0), ends.map(|ends| ends.1)]
            });
            let values = values.chain(ends);
            std::iter::once(Cell::Text(category.clone()))
                .chain(values.map(|value| value.map_or(Cell::Gap(()), Cell::Number)))
                .collect()
        });
    Table {
        id: chart.id.clone(),
        title: chart.title.clone(),
        columns: std::iter::once(first).chain(series).collect(),
        rows: rows.collect(),
        receipt: chart.receipt.clone(),
        note: chart.note.clone(),
    }
}

/// The value of a series in a category; a series that is too short has gaps at its end.
pub(crate) fn value_at(series: &stirstick_market::Series, category: usize) -> Option<f64> {
    series
        .values
        .get(category)
        .copied()
        .flatten()
        .filter(|value| value.is_finite())
}

/// All finite values of a chart, of its bands and marks too.
pub(crate) fn chart_values(chart: &Chart) -> Vec<f64> {
    let of_series = chart
        .series
        .iter()
        .flat_map(|series| (0..chart.categories.len()).filter_map(|index| value_at(series, index)));
    let ends = chart
        .bands
        .iter()
        .flat_map(|band| band.low.iter().chain(&band.high));
    let marks = chart.marks.iter().map(|mark| mark.value);
    let others = ends
        .copied()
        .flatten()
        .chain(marks)
        .filter(|value| value.is_finite());
    of_series.chain(others).collect()
}

/// Lower and upper end of a band in a category, where both are known.
pub(crate) fn band_at(band: &Band, category: usize) -> Option<(f64, f64)> {
    let end = |ends: &[Option<f64>]| {
        ends.get(category)
            .copied()
            .flatten()
            .filter(|value| value.is_finite())
    };
    Some((end(&band.low)?, end(&band.high)?))
}
