//! One flow of a pair with what is known of it, whichever source it comes from.

use super::months::{Grid, Months};
use crate::answer::Unit;
use crate::error::Error;
use crate::ledger::{
    Counts, Flow, FlowLedger, Known, Part, PublishedFigure, Selection, Span, counts_of,
    flow_datasets, ledgers,
};
use jiff::civil::Date;
use std::collections::BTreeSet;
use stirstick_codes::{Country, Frequency, Period, PeriodRange};
use stirstick_store::Store;

/// One flow: its months, and how it looked at earlier moments.
pub(super) struct Line {
    /// `total`, `exports` …
    pub(super) id: &'static str,
    /// In words, to stand in a sentence.
    pub(super) label: String,
    /// True for a sum of some codes, which is less than the trade.
    pub(super) is_partial: bool,
    /// Whose customs, which valuation.
    pub(super) basis: String,
    /// Unit of the values.
    pub(super) unit: Unit,
    /// Months known on the day of the question.
    pub(super) months: Months,
    /// The same with as many months known of each earlier year, where that can be told.
    pub(super) earlier: Vec<Earlier>,
    /// What the running year came to, where that is known by now.
    pub(super) came_to: Option<CameTo>,
}

/// An earlier year as it looked when as many of its months were known.
pub(super) struct Earlier {
    pub(super) year: u16,
    pub(super) months: Months,
    pub(super) came_to: f64,
}

/// What a year came to.
pub(super) struct CameTo {
    pub(super) value: f64,
    /// When that was published, where it is known.
    pub(super) published: Option<String>,
}

/// Names of flows in the order of tables.
const IDS: [&str; 3] = ["total", "exports", "imports"];

/// The flows that the reporter published, as known on a day.
pub(super) fn of_published(
    known: &Known,
    reporter: Country,
    partner: Country,
    as_of: Date,
) -> Result<Vec<Line>, Error> {
    let figures = &known.figures;
    let select = |day: Date| Selection::as_of(figures, reporter, partner, day);
    let selection = select(as_of)?;
    let grids = Grid::of_published(&selection);
    let days: BTreeSet<Date> = figures
        .iter()
        .filter(|figure| figure.reporter == reporter)
        .map(PublishedFigure::known_from)
        .collect();
    let Some(last_day) = days.last().copied() else {
        return Ok(Vec::new());
    };
    let latest_selection = select(last_day.max(as_of))?;
    let latest = Grid::of_published(&latest_selection);
    let views = days
        .into_iter()
        .filter(|day| *day <= as_of)
        .map(|day| Ok(Grid::of_published(&select(day)?)));
    let views: Vec<[Grid; 3]> = views.collect::<Result<_, Error>>()?;
    let unit = selection.level_unit().cloned().unwrap_or_default();
    let mut lines = Vec::new();
    for (index, flow) in Flow::ALL.into_iter().enumerate() {
        let Some(months) = grids[index].months() else {
            continue;
        };
        let Some((year, count)) = months.running_year() else {
            continue;
        };
        let then = |year: u16| {
            let as_then = views.iter().filter_map(|view| view[index].months());
            as_then
                .into_iter()
                .find(|months| months.running_year() == Some((year, count)))
        };
        let earlier = (months.first.year()..year).filter_map(|year| {
            Some(Earlier {
                year,
                months: then(year)?,
                came_to: grids[index].get(year, 12)?,
            })
        });
        lines.push(Line {
            id: IDS[index],
            label: flow_label(flow, reporter, partner),
            is_partial: false,
            basis: basis_of(&selection, flow),
            unit: unit.clone(),
            earlier: if count == 0 {
                Vec::new()
            } else {
                earlier.collect()
            },
            came_to: came_to(&latest_selection, &latest[index], flow, year),
            months,
        });
    }
    Ok(lines)
}

fn came_to(latest: &Selection<'_>, grid: &Grid, flow: Flow, year: u16) -> Option<CameTo> {
    let period = Period::of_year(year).map(PeriodRange::from)?;
    let printed = latest
        .level(flow, Span::Year, period)
        .map(|selected| selected.figure);
    Some(CameTo {
        value: grid.get(year, 12)?,
        published: printed
            .map(|figure| figure.published.to_string())
            .filter(|date| !date.is_empty()),
    })
}

fn flow_label(flow: Flow, reporter: Country, partner: Country) -> String {
    let (reporter, partner) = (reporter.name(), partner.name());
    match flow {
        Flow::Total => format!("trade between {reporter} and {partner}"),
        Flow::Exports => format!("exports of {reporter} to {partner}"),
        Flow::Imports => format!("imports of {reporter} from {partner}"),
    }
}

fn basis_of(selection: &Selection<'_>, flow: Flow) -> String {
    let figure = selection
        .iter()
        .map(|selected| selected.figure)
        .find(|figure| figure.flow == flow);
    figure.map_or(String::new(), |figure| {
        format!("{}; {}", figure.customs, figure.valuation.words())
    })
}

/// Flows of a dataset with months, and which dataset.
pub(super) struct OfDataset {
    pub(super) dataset: String,
    pub(super) lines: Vec<Line>,
    pub(super) counts: Counts,
}

/// The dataset with most months of the pair, of totals of all goods before codes; or the one asked for.
pub(super) fn of_datasets(
    store: &Store,
    market: Country,
    supplier: Country,
    asked_for: Option<&str>,
    as_of: Date,
) -> Result<Option<OfDataset>, Error> {
    let mut found: Option<(usize, OfDataset)> = None;
    for dataset in flow_datasets(store, asked_for) {
        let counts = counts_of(store, market, supplier, &dataset)?;
        let best = ledgers(&counts.totals, market, supplier)?
            .into_iter()
            .map(|ledger| of_ledger(&ledger, market, supplier, as_of))
            .max_by_key(|(length, _)| *length);
        let Some((length, lines)) = best.filter(|(length, _)| *length > 0) else {
            continue;
        };
        if found.as_ref().is_none_or(|(longest, _)| length > *longest) {
            found = Some((
                length,
                OfDataset {
                    dataset,
                    lines,
                    counts,
                },
            ));
        }
    }
    Ok(found.map(|(_, found)| found))
}

/// Lines of a ledger, with what it is chosen by: its months, twice as many where totals of all goods are stated.
fn of_ledger(
    ledger: &FlowLedger,
    market: Country,
    supplier: Country,
    as_of: Date,
) -> (usize, Vec<Line>) {
    let parts = Part::ALL.into_iter();
    let lines: Vec<Line> = parts
        .filter_map(|part| line_of(ledger, part, market, supplier, as_of))
        .collect();
    let longest = lines
        .iter()
        .map(|line| line.months.values.len())
        .max()
        .unwrap_or(0);
    let weight = if lines.len() == Part::ALL.len() { 2 } else { 1 };
    let totals =
        if lines.iter().any(|line| line.id != "total") && ledger.is_of_totals(Part::ToMarket) {
            2
        } else {
            1
        };
    (longest * weight * totals, lines)
}

fn line_of(
    ledger: &FlowLedger,
    part: Part,
    market: Country,
    supplier: Country,
    as_of: Date,
) -> Option<Line> {
    let all = Months::of_flows(ledger, part)?;
    let months = as_known(&all, as_of)?;
    let (year, count) = months.running_year()?;
    let value = |year: u16| all.totals.get(&year).copied();
    let earlier = (months.first.year() + 1..year).filter_map(|earlier| {
        let last = Period::of_month(earlier, u16::try_from(count).ok()?)?;
        Some(Earlier {
            year: earlier,
            months: months.through(last)?,
            came_to: value(earlier)?,
        })
    });
    let earlier = if count == 0 {
        Vec::new()
    } else {
        earlier.collect()
    };
    let (from, to) = match part {
        Part::FromMarket => (market, supplier),
        Part::ToMarket | Part::TwoWay => (supplier, market),
    };
    let label = match part {
        Part::TwoWay => format!("trade between {} and {}", supplier.name(), market.name()),
        Part::ToMarket | Part::FromMarket => format!("sales of {} to {}", from.name(), to.name()),
    };
    let is_estimated = ledger.periods(Frequency::Monthly).into_iter().any(|month| {
        ledger
            .level(part, month.into())
            .is_some_and(|level| level.estimated)
    });
    Some(Line {
        id: part.as_str(),
        label: if ledger.is_of_totals(part) {
            label
        } else {
            format!("{label} in the goods of this dataset")
        },
        is_partial: !ledger.is_of_totals(part),
        basis: ledger.basis(part, is_estimated),
        unit: Unit::Money {
            currency: ledger.currency.to_string(),
            scale_power10: 0,
        },
        earlier,
        came_to: value(year).map(|value| CameTo {
            value,
            published: None,
        }),
        months,
    })
}

/// The months that were over by a day.
fn as_known(all: &Months, as_of: Date) -> Option<Months> {
    let year = u16::try_from(as_of.year()).ok()?;
    let this_month = Period::of_month(year, u16::try_from(as_of.month()).ok()?)?;
    let last = all.last()?;
    if last < this_month {
        return Some(all.clone());
    }
    all.through(this_month.previous()?)
}
