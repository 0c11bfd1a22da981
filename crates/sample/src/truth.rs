//! What is true of a world: parameters and planted events, as JSON and as tables.

use crate::Size;
use crate::cast::{self, COUNTRIES, YEARS, part, year};
use crate::costs::EFFECTS;
use crate::events::{CLOSURE_POWER, Event, Kind, MACHINES_AFTER_CUT, MACHINES_AFTER_SLUMP};
use crate::flows::{self, Cube};
use crate::load::{self, LoadWorld};
use crate::paths;
use crate::products::Role;
use crate::reports;
use crate::world::StoryWorld;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// What is true of a world; the label comes first in the file.
#[derive(Debug, Serialize)]
pub(crate) struct Truth {
    synthetic: bool,
    label: &'static str,
    generator: &'static str,
    seed: u64,
    size: &'static str,
    first_year: u16,
    last_year: u16,
    nomenclature: &'static str,
    currency: &'static str,
    gravity: Value,
    errors: Value,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

fn truth(seed: u64, size: Size, years: (u16, u16), gravity: Value, errors: Value) -> Truth {
    Truth {
        synthetic: true,
        label: "SYNTHETIC: invented countries and invented trade",
        generator: concat!("stirstick-sample ", env!("CARGO_PKG_VERSION")),
        seed,
        size: size.as_str(),
        first_year: years.0,
        last_year: years.1,
        nomenclature: "HS22",
        currency: "USD",
        gravity,
        errors,
        rest: Map::new(),
    }
}

fn gravity_truth() -> Value {
    json!({
        "source": "Anderson and van Wincoop (2003), equations 9 to 11, for each product and year",
        "effects_on_log_flow": EFFECTS,
    })
}

/// The truth of the world for load.
pub(crate) fn load_truth(world: &LoadWorld) -> Truth {
    let errors = json!({
        "flow_log_spread": load::ERROR_SPREAD,
        "odd_shipment_usd": world.lump_usd,
        "odd_shipment_log_spread": load::LUMP_SPREAD,
        "probability_positive": "expected / (expected + odd shipment)",
        "unit_value_log_spread": load::UNIT_VALUE_SPREAD,
        "share_without_quantity": load::NO_QUANTITY,
    });
    let years = (load::YEAR, load::YEAR);
    let mut truth = truth(world.seed, Size::Baci, years, gravity_truth(), errors);
    let rest = &mut truth.rest;
    rest.insert("countries".into(), world.countries.len().into());
    rest.insert("products".into(), world.products.len().into());
    rest.insert("expected_rows".into(), world.target_rows.into());
    rest.insert("resistances_residual".into(), world.residual.into());
    truth
}

/// The truth of the world with a story.
pub(crate) fn story_truth(world: &StoryWorld) -> Truth {
    let mut gravity = gravity_truth();
    gravity["effect_of_log_1_plus_tariff"] =
        json!("1 - sigma of the product; nothing under an agreement");
    let years = (cast::FIRST_YEAR, cast::LAST_YEAR);
    let mut truth = truth(world.seed, Size::Small, years, gravity, errors());
    let planted = world.story.events.iter().enumerate();
    let events = planted
        .map(|(position, event)| event_truth(world, position, event))
        .collect();
    for (name, value) in [
        ("demand", demand()),
        ("countries", countries(world)),
        ("products", products(world)),
        ("exit", exit(world)),
        ("dark", dark(world)),
        ("events", events),
    ] {
        truth.rest.insert(name.into(), value);
    }
    truth
}

fn errors() -> Value {
    json!({
        "flow": {
            "distribution": "log-normal, mean one",
            "log_spread": flows::ERROR.0,
            "carried_over": flows::ERROR.1,
        },
        "zeros": {
            "probability_positive": "expected / (expected + odd shipment)",
            "odd_shipment_usd": flows::LUMP_USD,
            "odd_shipment_log_spread": flows::LUMP_SPREAD,
            "luck_redrawn_per_year": flows::REDRAW,
        },
        "freight": reports::FREIGHT,
        "reports": {
            "threshold_usd": reports::THRESHOLD_USD,
            "missing_below_and_above": [reports::MISSING.0, reports::MISSING.1],
            "missing_boundary_usd": reports::MISSING_ABOVE_USD,
            "without_quantity": reports::NO_QUANTITY,
            "unit_value_log_spread_exporter_flow_report": [
                reports::UNIT_VALUE_SPREAD.0,
                reports::UNIT_VALUE_SPREAD.1,
                reports::UNIT_VALUE_SPREAD.2,
            ],
        },
    })
}

fn demand() -> Value {
    json!({
        "coefficient_input": Role::Input.coefficient(),
        "coefficient_consumable": Role::Consumable.coefficient(),
        "coefficient_machine": Role::Machine.coefficient(),
        "machine_wear": paths::WEAR,
        "machines_bought_1_2_3_years_before": paths::LEAD,
        "autonomous_share": paths::AUTONOMOUS,
        "noise_log_spread": paths::DEMAND_NOISE.0,
        "noise_carried_over": paths::DEMAND_NOISE.1,
        "machines_after_demand_fell": MACHINES_AFTER_SLUMP,
        "machines_after_supply_cut": MACHINES_AFTER_CUT,
        "capacity_after_demand_fell": format!("demand factor to the power {CLOSURE_POWER}"),
    })
}

fn countries(world: &StoryWorld) -> Value {
    world
        .countries
        .iter()
        .enumerate()
        .map(|(position, country)| {
            json!({
                "code": country.code,
                "name": country.name,
                "number": country.number,
                "part": part(position),
                "reporting": world.qualities[position],
            })
        })
        .collect()
}

fn products(world: &StoryWorld) -> Value {
    let described = world.catalogue.products.iter().map(|product| {
        json!({
            "code": product.code,
            "role": product.role.as_str(),
            "family": product.family,
            "sigma": product.sigma,
            "unit_value_usd_per_t": product.unit_value_usd_per_t,
            "world_trend": product.trend,
        })
    });
    described.collect()
}

/// Sales of all products from one country to another.
fn sold(cubes: &[Cube], t: usize, exporter: usize, importer: usize) -> f64 {
    cubes
        .iter()
        .map(|cube| cube.at(t, exporter, importer))
        .sum()
}

fn exit(world: &StoryWorld) -> Value {
    let Some(exit) = &world.story.exit else {
        return Value::Null;
    };
    let code = |country: usize| world.countries[country].code.as_str();
    let first = usize::from(exit.year - cast::FIRST_YEAR);
    let years = (first..YEARS).map(|t| {
        let gains: Vec<(usize, f64, f64)> = (0..COUNTRIES)
            .map(|i| {
                let stayed = sold(&world.without_exit, t, i, exit.market);
                (i, stayed, sold(&world.expected, t, i, exit.market))
            })
            .collect();
        let room: f64 = gains
            .iter()
            .map(|(_, stayed, left)| (stayed - left).max(0.0))
            .sum();
        let filled: f64 = gains
            .iter()
            .map(|(_, stayed, left)| (left - stayed).max(0.0))
            .sum();
        let suppliers = gains.iter().map(|&(i, stayed, left)| {
            json!({
                "country": code(i),
                "at_home": i == exit.market,
                "expected_usd": left.round(),
                "without_exit_usd": stayed.round(),
                "happened_usd": sold(&world.flows, t, i, exit.market),
                "share_of_filled": (left - stayed).max(0.0) / filled,
            })
        });
        json!({
            "year": year(t),
            "room_left_usd": room.round(),
            "filled_usd": filled.round(),
            "suppliers": suppliers.collect::<Value>(),
        })
    });
    json!({
        "market": code(exit.market),
        "leavers": exit.leavers.iter().map(|country| code(*country)).collect::<Vec<_>>(),
        "year": exit.year,
        "first_month": format!("{}-{:02}", exit.year, exit.month),
        "openness_to_leavers": exit.leaver_factor,
        "openness_to_fillers": exit
            .fillers
            .iter()
            .map(|(country, factor)| json!({ "country": code(*country), "factor": factor }))
            .collect::<Value>(),
        "products": "all",
        "years": years.collect::<Value>(),
    })
}

fn dark(world: &StoryWorld) -> Value {
    let first = usize::from(world.story.dark_from - cast::FIRST_YEAR);
    let hidden = (first..YEARS).map(|t| {
        let imports: f64 = world
            .flows
            .iter()
            .map(|cube| cube.imports(t, cast::DARK))
            .sum();
        let exports: f64 = world
            .flows
            .iter()
            .map(|cube| cube.exports(t, cast::DARK))
            .sum();
        json!({ "year": year(t), "true_imports_usd": imports, "true_exports_usd": exports })
    });
    json!({
        "market": world.countries[cast::DARK].code,
        "publishes_nothing_from": world.story.dark_from,
        "hidden": hidden.collect::<Value>(),
        "never_published": world.countries[cast::NEVER_PUBLISHES].code,
    })
}

/// The sizes of an event by name.
pub(crate) fn sizes(kind: Kind) -> Vec<(&'static str, f64)> {
    match kind {
        Kind::Localised {
            capacity_factor,
            home_preference,
        } => vec![
            ("capacity_factor", capacity_factor),
            ("home_preference_log", home_preference),
        ],
        Kind::DemandFell { demand_factor } => vec![("demand_factor", demand_factor)],
        Kind::SupplyCut {
            supplier_factor,
            demand_factor,
        } => vec![
            ("supplier_openness_factor", supplier_factor),
            ("demand_factor", demand_factor),
        ],
        Kind::Rerouted { share } => vec![("rerouted_share", share)],
        Kind::Stockpiled {
            build_factor,
            run_down_factor,
        } => vec![
            ("build_factor", build_factor),
            ("run_down_factor", run_down_factor),
        ],
        Kind::Growth { extra_growth } => vec![("extra_growth", extra_growth)],
        Kind::NoEvent => Vec::new(),
    }
}

fn event_truth(world: &StoryWorld, position: usize, event: &Event) -> Value {
    let code = |country: usize| world.countries[country].code.as_str();
    let catalogue = &world.catalogue;
    let detours = world
        .detours
        .iter()
        .filter(|detour| detour.event == position)
        .map(|detour| {
            json!({
                "year": year(detour.t),
                "origin": code(detour.origin),
                "value_usd": detour.value_usd,
            })
        });
    let sizes = sizes(event.kind)
        .into_iter()
        .map(|(name, size)| (name.to_owned(), size.into()));
    json!({
        "id": event.id,
        "kind": event.kind_name(),
        "market": code(event.market),
        "good": catalogue.products[event.good].code,
        "family": catalogue.products[event.good].family,
        "start_year": event.start_year,
        "size": sizes.collect::<serde_json::Map<_, _>>(),
        "suppliers": event.suppliers.iter().map(|country| code(*country)).collect::<Vec<_>>(),
        "hub": event.hub.map(code),
        "machines": catalogue.needs(event.good, Role::Machine),
        "consumables": catalogue.needs(event.good, Role::Consumable),
        "inputs": catalogue.needs(event.good, Role::Input),
        "detours": detours.collect::<Value>(),
    })
}
