//! Replays of the past over every pair with months: published figures as they were known on each day, and
//! flows of datasets month by month.

use super::months::{Grid, Months};
use crate::error::Error;
use crate::ledger::{
    Flow, FlowLedger, Part, PublishedFigure, Selection, flow_datasets, ledgers, published_of,
    totals,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use stirstick_codes::{Country, Frequency, Period};
use stirstick_forecast::{AnnualSeries, Moment, Target, moments};
use stirstick_store::{Receipt, Store};

const ALL_PAIRS_SQL: &str = include_str!("all_pairs.sql");
const PUBLISHED_PAIRS_SQL: &str = include_str!("published_pairs.sql");

/// Everything that can be replayed.
#[derive(Default)]
pub(super) struct Past {
    pub(super) moments: Vec<Moment>,
    pub(super) annual: Vec<AnnualSeries>,
    pub(super) receipts: Vec<Receipt>,
    pub(super) synthetic: bool,
}

/// Gathers the past of all pairs of the datasets, and of the published figures unless one dataset is named.
pub(super) fn past(store: &Store, dataset: Option<&str>) -> Result<Past, Error> {
    let mut past = Past::default();
    if dataset.is_none() {
        add_published(store, &mut past)?;
    }
    for name in flow_datasets(store, dataset) {
        add_dataset(store, &name, &mut past)?;
    }
    Ok(past)
}

fn add_dataset(store: &Store, name: &str, past: &mut Past) -> Result<(), Error> {
    let session = store.session(name, None)?;
    let rows = session.query(ALL_PAIRS_SQL, &[])?;
    let mut pairs: BTreeMap<(Country, Country), Vec<_>> = BTreeMap::new();
    for total in totals(rows.iter())? {
        let key = (
            total.exporter.min(total.importer),
            total.exporter.max(total.importer),
        );
        pairs.entry(key).or_default().push(total);
    }
    for ((one, other), rows) in pairs.into_iter().filter(|((one, other), _)| one != other) {
        let name = format!("{one} {other}");
        for ledger in ledgers(&rows, one, other)? {
            add_ledger(&ledger, &name, past);
        }
    }
    past.synthetic |= session.is_synthetic();
    past.receipts.push(rows.receipt().clone());
    Ok(())
}

fn add_ledger(ledger: &FlowLedger, pair: &str, past: &mut Past) {
    let months: BTreeSet<Period> = ledger.periods(Frequency::Monthly);
    for part in [Part::ToMarket, Part::FromMarket] {
        let value = |month: Period| ledger.level(part, month.into()).map(|level| level.value);
        if let (Some(first), Some(last)) = (months.first(), months.last()) {
            let all = std::iter::successors(Some(*first), |month| {
                month.next().filter(|next| next <= last)
            });
            let values: Vec<Option<f64>> = all.map(value).collect();
            past.moments.extend(moments(
                pair,
                &values,
                usize::from(first.month().unwrap_or(1)),
            ));
        }
        let years = ledger.years();
        let totals: Vec<Option<f64>> = years
            .into_iter()
            .map(|year| value(year).filter(|total| *total > 0.0))
            .collect();
        let runs = totals
            .split(Option::is_none)
            .map(|run| run.iter().copied().flatten().collect::<Vec<f64>>());
        past.annual
            .extend(runs.filter(|run| run.len() > 1).map(|totals| AnnualSeries {
                pair: pair.to_owned(),
                totals,
            }));
    }
}

fn add_published(store: &Store, past: &mut Past) -> Result<(), Error> {
    let session = store.session("published_figures", None)?;
    let rows = session.query(PUBLISHED_PAIRS_SQL, &[])?;
    let pairs: Vec<(Country, Country)> = rows
        .iter()
        .map(|row| {
            Ok((
                Country::from_iso3(row.text("reporter"))?,
                Country::from_iso3(row.text("partner"))?,
            ))
        })
        .collect::<Result<_, Error>>()?;
    for (reporter, partner) in pairs {
        let Some(known) = published_of(store, partner, reporter)? else {
            continue;
        };
        let of_reporter = known
            .figures
            .iter()
            .filter(|figure| figure.reporter == reporter);
        let days: BTreeSet<Date> = of_reporter.map(PublishedFigure::known_from).collect();
        let Some(today) = days.last().copied() else {
            continue;
        };
        let latest =
            Grid::of_published(&Selection::as_of(&known.figures, reporter, partner, today)?);
        let mut replayed = BTreeSet::new();
        for day in days {
            let then =
                Grid::of_published(&Selection::as_of(&known.figures, reporter, partner, day)?);
            for (flow, (then, latest)) in (0..Flow::ALL.len()).zip(then.iter().zip(&latest)) {
                let Some(months) = then.months() else {
                    continue;
                };
                let Some((year, known)) = months.running_year().filter(|(_, known)| *known > 0)
                else {
                    continue;
                };
                if let Some(moment) = published_moment(
                    &months,
                    latest,
                    (year, known),
                    &format!("{reporter} {partner}"),
                ) && replayed.insert((flow, year, known))
                {
                    past.moments.push(moment);
                }
            }
        }
        past.annual.extend(
            latest
                .iter()
                .filter_map(Grid::months)
                .map(|months| AnnualSeries {
                    pair: format!("{reporter} {partner}"),
                    totals: months.annual_run(),
                }),
        );
        past.receipts.push(known.figures_receipt);
    }
    Ok(())
}

/// A moment as of a day, with what the latest figures say that the year came to.
fn published_moment(
    months: &Months,
    latest: &Grid,
    (year, known): (u16, usize),
    pair: &str,
) -> Option<Moment> {
    let came_to = *latest.year(year)?;
    came_to[11]?;
    Some(Moment {
        pair: pair.to_owned(),
        months: months.values.clone(),
        targets: vec![Target {
            known,
            is_calendar: true,
            came_to,
        }],
    })
}
