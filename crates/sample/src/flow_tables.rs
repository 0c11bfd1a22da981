//! The tables of flows: reports in stirstick's own layout, true flows in BACI's.

use crate::baci::{Frame, Row, write_zip};
use crate::cast::{COUNTRIES, FIRST_YEAR, YEARS, year};
use crate::monthly;
use crate::number::whole;
use crate::tables::write_rows;
use crate::world::StoryWorld;
use serde::Serialize;
use std::io::{self, Seek, Write};

/// A row of stirstick's own flow layout.
#[derive(Debug, Serialize)]
struct Flow<'a> {
    period: &'a str,
    frequency: &'static str,
    exporter: &'a str,
    importer: &'a str,
    product: &'a str,
    nomenclature: &'static str,
    value: u64,
    currency: &'static str,
    valuation: &'static str,
    quantity_t: Option<f64>,
    reported_by: &'static str,
}

fn reporter(by_exporter: bool) -> (&'static str, &'static str) {
    if by_exporter {
        ("fob", "exporter")
    } else {
        ("cif", "importer")
    }
}

/// Both sides' annual reports of all products.
pub(crate) fn annual_reports(
    world: &StoryWorld,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64),
) -> io::Result<u64> {
    let periods: Vec<String> = (0..YEARS).map(|t| year(t).to_string()).collect();
    let products = &world.catalogue.products;
    let rows = flows().flat_map(|(t, i, j)| {
        let period = &periods[t];
        products
            .iter()
            .zip(&world.mirrors)
            .flat_map(move |(product, mirror)| {
                let sides = [
                    (true, &mirror.exporter_usd, &mirror.exporter_t),
                    (false, &mirror.importer_usd, &mirror.importer_t),
                ];
                sides
                    .into_iter()
                    .filter_map(move |(by_exporter, values, weights)| {
                        let value = whole(values.at(t, i, j));
                        let tonnes = weights.at(t, i, j);
                        let (valuation, reported_by) = reporter(by_exporter);
                        (value > 0).then(|| Flow {
                            period,
                            frequency: "A",
                            exporter: &world.countries[i].code,
                            importer: &world.countries[j].code,
                            product: product.code,
                            nomenclature: "HS22",
                            value,
                            currency: "USD",
                            valuation,
                            quantity_t: (tonnes > 0.0).then_some(tonnes),
                            reported_by,
                        })
                    })
            })
    });
    write_rows(out, rows, progress)
}

/// Monthly totals of a few pairs.
pub(crate) fn monthly_totals(
    world: &StoryWorld,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64),
) -> io::Result<u64> {
    let totals = monthly::totals(world);
    let periods: Vec<String> = totals
        .iter()
        .map(|total| format!("{}-{:02}", total.year, total.month))
        .collect();
    let rows = totals.iter().zip(&periods).map(|(total, period)| {
        let (valuation, reported_by) = reporter(total.by_exporter);
        Flow {
            period,
            frequency: "M",
            exporter: &world.countries[total.exporter].code,
            importer: &world.countries[total.importer].code,
            product: "TOTAL",
            nomenclature: "HS22",
            value: total.value_usd,
            currency: "USD",
            valuation,
            quantity_t: None,
            reported_by,
        }
    });
    write_rows(out, rows, progress)
}

/// True flows in BACI's layout.
pub(crate) fn baci_zip<W: Write + Seek>(
    world: &StoryWorld,
    out: W,
    progress: &mut dyn FnMut(u64),
) -> io::Result<u64> {
    let products = &world.catalogue.products;
    let mut order: Vec<usize> = (0..products.len()).collect();
    order.sort_by_key(|k| products[*k].code);
    let codes: Vec<&str> = order.iter().map(|k| products[*k].code).collect();
    let years: Vec<u16> = (0..YEARS).map(year).collect();
    let frame = Frame {
        countries: &world.countries,
        products: &codes,
        years: &years,
        seed: world.seed,
    };
    write_zip(out, frame, progress, &mut |when, sink| {
        let t = usize::from(when - FIRST_YEAR);
        for i in 0..COUNTRIES {
            for j in (0..COUNTRIES).filter(|j| *j != i) {
                for &k in &order {
                    let value_usd = whole(world.flows[k].at(t, i, j));
                    if value_usd > 0 {
                        sink.push(Row {
                            year: when,
                            exporter: world.countries[i].number,
                            importer: world.countries[j].number,
                            product: products[k].code,
                            value_usd,
                            quantity_kg: Some(whole(world.mirrors[k].true_t.at(t, i, j) * 1000.0)),
                        })?;
                    }
                }
            }
        }
        Ok(())
    })
}

/// Every year, exporter and importer, trade at home left out.
fn flows() -> impl Iterator<Item = (usize, usize, usize)> {
    (0..YEARS).flat_map(|t| {
        (0..COUNTRIES).flat_map(move |i| {
            (0..COUNTRIES)
                .filter(move |j| *j != i)
                .map(move |j| (t, i, j))
        })
    })
}
