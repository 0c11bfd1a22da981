//! The planted events and the exit as flat tables.

use crate::cast::{self, COUNTRIES, YEARS, year};
use crate::number::whole;
use crate::products::Role;
use crate::tables::write_rows;
use crate::truth::sizes;
use crate::world::StoryWorld;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Debug, Serialize)]
struct EventRow<'a> {
    id: &'a str,
    kind: &'static str,
    market: &'a str,
    good: &'a str,
    family: &'a str,
    start_year: Option<u16>,
    sizes: String,
    suppliers: String,
    hub: &'a str,
    machines: String,
    consumables: String,
    inputs: String,
}

/// One row for each planted event and control; lists are separated by semicolons.
pub(crate) fn events(
    world: &StoryWorld,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64),
) -> io::Result<u64> {
    let code = |country: usize| world.countries[country].code.as_str();
    let rows = world.story.events.iter().map(|event| {
        let good = &world.catalogue.products[event.good];
        let needs = |role| world.catalogue.needs(event.good, role).join(";");
        let sizes: Vec<String> = sizes(event.kind)
            .into_iter()
            .map(|(name, size)| format!("{name}={size:.4}"))
            .collect();
        let suppliers: Vec<&str> = event
            .suppliers
            .iter()
            .map(|country| code(*country))
            .collect();
        EventRow {
            id: &event.id,
            kind: event.kind_name(),
            market: code(event.market),
            good: good.code,
            family: good.family,
            start_year: event.start_year,
            sizes: sizes.join(";"),
            suppliers: suppliers.join(";"),
            hub: event.hub.map_or("", code),
            machines: needs(Role::Machine),
            consumables: needs(Role::Consumable),
            inputs: needs(Role::Input),
        }
    });
    write_rows(out, rows, progress)
}

#[derive(Debug, Serialize)]
struct ExitRow<'a> {
    year: u16,
    market: &'a str,
    exporter: &'a str,
    part: &'static str,
    product: &'a str,
    expected_usd: u64,
    without_exit_usd: u64,
    happened_usd: u64,
}

/// Sales to the market that suppliers left, by supplier and product, with the exit and without.
pub(crate) fn exit(
    world: &StoryWorld,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64),
) -> io::Result<u64> {
    let exits = world.story.exit.iter();
    let cells = exits.flat_map(|exit| {
        let first = usize::from(exit.year - cast::FIRST_YEAR);
        (first..YEARS).flat_map(move |t| (0..COUNTRIES).map(move |i| (exit, t, i)))
    });
    let rows = cells.flat_map(|(exit, t, i)| {
        let part = match i {
            i if i == exit.market => "home",
            i if exit.leavers.contains(&i) => "left",
            i if exit.fillers.iter().any(|(country, _)| *country == i) => "stepped in",
            _ => "stayed",
        };
        world
            .catalogue
            .products
            .iter()
            .enumerate()
            .map(move |(k, product)| ExitRow {
                year: year(t),
                market: &world.countries[exit.market].code,
                exporter: &world.countries[i].code,
                part,
                product: product.code,
                expected_usd: whole(world.expected[k].at(t, i, exit.market)),
                without_exit_usd: whole(world.without_exit[k].at(t, i, exit.market)),
                happened_usd: whole(world.flows[k].at(t, i, exit.market)),
            })
    });
    write_rows(out, rows, progress)
}
