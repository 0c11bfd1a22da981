//! The other CSV tables of the world with a story. Every writer returns the rows that it wrote.

use crate::baci::describe;
use crate::cast::{COUNTRIES, STORY_MARKETS, YEARS, part, year};
use crate::number::{signed, whole};
use crate::world::StoryWorld;
use serde::Serialize;
use std::io::{self, Write};

/// Rows between two calls of `progress`.
const REPORT_EVERY: u64 = 10_000;

/// Writes rows under a header made of their field names.
pub(crate) fn write_rows<R: Serialize>(
    out: &mut dyn Write,
    rows: impl IntoIterator<Item = R>,
    progress: &mut dyn FnMut(u64),
) -> io::Result<u64> {
    let mut table = csv::Writer::from_writer(out);
    let mut count = 0;
    for row in rows {
        table.serialize(row)?;
        count += 1;
        if count % REPORT_EVERY == 0 {
            progress(count);
        }
    }
    table.flush()?;
    progress(count);
    Ok(count)
}

#[derive(Debug, Serialize)]
struct Output<'a> {
    year: u16,
    country: &'a str,
    product: &'a str,
    nomenclature: &'static str,
    output_usd: u64,
    home_sales_usd: u64,
    exports_usd: u64,
    imports_usd: u64,
    passed_through_usd: u64,
    absorption_usd: u64,
    stock_change_usd: i64,
    expected_output_usd: u64,
    expected_purchases_usd: u64,
}

/// True output and use: output + imports - exports = absorption + stock change, in whole dollars;
/// and what gravity took as output and purchases, before errors.
pub(crate) fn output(
    world: &StoryWorld,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64),
) -> io::Result<u64> {
    let cells = (0..YEARS).flat_map(|t| (0..COUNTRIES).map(move |country| (t, country)));
    let rows = cells.flat_map(|(t, country)| {
        world
            .catalogue
            .products
            .iter()
            .enumerate()
            .map(move |(k, product)| {
                let flows = &world.flows[k];
                let made = world.output(k, t, country);
                let (imports, exports) = (flows.imports(t, country), flows.exports(t, country));
                let absorption = world.absorption(k, t, country);
                Output {
                    year: year(t),
                    country: &world.countries[country].code,
                    product: product.code,
                    nomenclature: "HS22",
                    output_usd: whole(made),
                    home_sales_usd: whole(flows.at(t, country, country)),
                    exports_usd: whole(exports),
                    imports_usd: whole(imports),
                    passed_through_usd: whole(world.passed_through(k, t, country)),
                    absorption_usd: whole(absorption),
                    stock_change_usd: signed(made + imports - exports - absorption),
                    expected_output_usd: whole(world.paths.output[k][t * COUNTRIES + country]),
                    expected_purchases_usd: whole(
                        world.paths.expenditure[k][t * COUNTRIES + country],
                    ),
                }
            })
    });
    write_rows(out, rows, progress)
}

#[derive(Debug, Serialize)]
struct Covariates<'a> {
    year: u16,
    exporter: &'a str,
    importer: &'a str,
    distance_km: u64,
    contiguous: u8,
    common_language: u8,
    trade_agreement: u8,
}

/// Covariates of every pair and year, a country with itself included.
pub(crate) fn covariates(
    world: &StoryWorld,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64),
) -> io::Result<u64> {
    let geography = &world.geography;
    let pairs = (0..COUNTRIES).flat_map(|i| (0..COUNTRIES).map(move |j| (i, j)));
    let rows = (0..YEARS).flat_map(|t| pairs.clone().map(move |(i, j)| (t, i, j)));
    let rows = rows.map(|(t, i, j)| {
        let pair = i * COUNTRIES + j;
        Covariates {
            year: year(t),
            exporter: &world.countries[i].code,
            importer: &world.countries[j].code,
            distance_km: whole(geography.distance_km[pair]),
            contiguous: geography.contiguous[pair].into(),
            common_language: geography.common_language[pair].into(),
            trade_agreement: geography.agreement(i, j, year(t)).into(),
        }
    });
    write_rows(out, rows, progress)
}

#[derive(Debug, Serialize)]
struct Tariff<'a> {
    importer: &'a str,
    product: &'a str,
    nomenclature: &'static str,
    mfn_pct: f64,
}

/// Tariffs that partners without an agreement pay, the same in all years.
pub(crate) fn tariffs(
    world: &StoryWorld,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64),
) -> io::Result<u64> {
    let rows = (0..COUNTRIES).flat_map(|importer| {
        world
            .catalogue
            .products
            .iter()
            .enumerate()
            .map(move |(k, product)| Tariff {
                importer: &world.countries[importer].code,
                product: product.code,
                nomenclature: "HS22",
                mfn_pct: world.tariffs.mfn_pct(importer, k),
            })
    });
    write_rows(out, rows, progress)
}

#[derive(Debug, Serialize)]
struct EconomyRow<'a> {
    year: u16,
    country: &'a str,
    gdp_usd: u64,
    population: u64,
}

/// Gross domestic product and population.
pub(crate) fn economies(
    world: &StoryWorld,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64),
) -> io::Result<u64> {
    let rows = (0..YEARS * COUNTRIES).map(|cell| EconomyRow {
        year: year(cell / COUNTRIES),
        country: &world.countries[cell % COUNTRIES].code,
        gdp_usd: whole(world.economy.gdp_usd[cell]),
        population: whole(world.economy.population[cell]),
    });
    write_rows(out, rows, progress)
}

#[derive(Debug, Serialize)]
struct CountryRow<'a> {
    country_code: u16,
    country_name: &'a str,
    country_iso3: &'a str,
    part: &'static str,
}

/// Codes, names and parts of the invented countries.
pub(crate) fn countries(
    world: &StoryWorld,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64),
) -> io::Result<u64> {
    let rows = world
        .countries
        .iter()
        .enumerate()
        .map(|(position, country)| CountryRow {
            country_code: country.number,
            country_name: &country.name,
            country_iso3: &country.code,
            part: part(position),
        });
    write_rows(out, rows, progress)
}

#[derive(Debug, Serialize)]
struct LinkRow<'a> {
    good: &'a str,
    good_label: &'a str,
    role: &'static str,
    product: &'a str,
    product_label: &'a str,
    weight: f64,
}

/// The true map from goods to their machines, consumables and inputs.
pub(crate) fn machine_map(
    world: &StoryWorld,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64),
) -> io::Result<u64> {
    let products = &world.catalogue.products;
    let rows = world.catalogue.links.iter().map(|link| LinkRow {
        good: products[link.good].code,
        good_label: describe(products[link.good].code),
        role: products[link.product].role.as_str(),
        product: products[link.product].code,
        product_label: describe(products[link.product].code),
        weight: link.weight,
    });
    write_rows(out, rows, progress)
}

#[derive(Debug, Serialize)]
struct Counterfactual<'a> {
    year: u16,
    market: &'a str,
    product: &'a str,
    role: &'static str,
    imports_expected_usd: u64,
    imports_without_events_usd: u64,
    exports_expected_usd: u64,
    exports_without_events_usd: u64,
}

/// Expected trade of the story's markets, with what was planted and without it.
pub(crate) fn counterfactual(
    world: &StoryWorld,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64),
) -> io::Result<u64> {
    let cells = (0..YEARS).flat_map(|t| STORY_MARKETS.map(|market| (t, market)));
    let rows = cells.flat_map(|(t, market)| {
        world
            .catalogue
            .products
            .iter()
            .enumerate()
            .map(move |(k, product)| {
                let (with, without) = (&world.expected[k], &world.without_events[k]);
                Counterfactual {
                    year: year(t),
                    market: &world.countries[market].code,
                    product: product.code,
                    role: product.role.as_str(),
                    imports_expected_usd: whole(with.imports(t, market)),
                    imports_without_events_usd: whole(without.imports(t, market)),
                    exports_expected_usd: whole(with.exports(t, market)),
                    exports_without_events_usd: whole(without.exports(t, market)),
                }
            })
    });
    write_rows(out, rows, progress)
}
