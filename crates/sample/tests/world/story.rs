//! What was planted shows in the data.

use crate::common::{number, table, true_flows, truth};
use serde_json::Value;
use std::collections::HashMap;
use stirstick_sample::OutputKind;

/// Expected trade with the events over expected trade without, by year, market and product.
struct Ratios(HashMap<(u64, String, String), (f64, f64)>);

impl Ratios {
    fn read() -> Self {
        let rows = table(OutputKind::Counterfactual);
        let ratios = rows.texts([
            "year",
            "market",
            "product",
            "imports_expected_usd",
            "imports_without_events_usd",
            "exports_expected_usd",
            "exports_without_events_usd",
        ]);
        Self(
            ratios
                .into_iter()
                .map(
                    |[
                        year,
                        market,
                        product,
                        imports,
                        usual,
                        exports,
                        usual_exports,
                    ]| {
                        let key = (year.parse().unwrap(), market.to_owned(), product.to_owned());
                        let imports = number(imports) / number(usual);
                        (key, (imports, number(exports) / number(usual_exports)))
                    },
                )
                .collect(),
        )
    }

    fn at(&self, year: u64, market: &str, product: &str) -> (f64, f64) {
        self.0[&(year, market.to_owned(), product.to_owned())]
    }
}

fn events(kind: &str) -> Vec<Value> {
    let truth = truth();
    let all = truth["events"].as_array().unwrap();
    all.iter()
        .filter(|event| event["kind"] == kind)
        .cloned()
        .collect()
}

fn text<'a>(event: &'a Value, field: &str) -> &'a str {
    event[field].as_str().unwrap()
}

fn codes<'a>(event: &'a Value, field: &str) -> Vec<&'a str> {
    event[field]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| code.as_str().unwrap())
        .collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// True flow of a year in dollars.
fn happened(year: u64, exporter: &str, importer: &str, product: &str) -> f64 {
    let key = (
        u16::try_from(year).unwrap(),
        exporter.to_owned(),
        importer.to_owned(),
        product.to_owned(),
    );
    true_flows().get(&key).copied().unwrap_or(0.0)
}

/// True flows of a year between two countries in dollars, all products.
fn all_products(year: u64, exporter: &str, importer: &str) -> f64 {
    let products = table(OutputKind::Output).texts(["product"]);
    let codes = &products[..108];
    codes
        .iter()
        .map(|[product]| happened(year, exporter, importer, product))
        .sum()
}

#[test]
fn every_market_of_the_story_has_every_kind_of_event() {
    let truth = truth();
    let all = truth["events"].as_array().unwrap();
    assert_eq!(all.len(), 8 * 14);
    for (kind, count) in [
        ("localised", 8 * 3),
        ("demand_fell", 8 * 2),
        ("supply_cut", 8 * 2),
        ("rerouted", 8 * 2),
        ("stockpiled", 8 * 2),
        ("growth", 8),
        ("none", 8 * 2),
    ] {
        // The dark market localises two goods in every world and is dealt one more.
        assert_eq!(events(kind).len(), count, "{kind}");
    }
    assert!(
        all.iter()
            .all(|event| event["start_year"].is_null() == (event["kind"] == "none"))
    );
    assert_eq!(table(OutputKind::Events).rows.len(), all.len());
}

#[test]
fn localised_goods_come_after_their_machines_and_before_their_exports() {
    let ratios = Ratios::read();
    let (mut before, mut inputs, mut consumables) = (Vec::new(), Vec::new(), Vec::new());
    let (mut goods, mut exports) = (Vec::new(), Vec::new());
    for event in events("localised") {
        let (market, good) = (text(&event, "market"), text(&event, "good"));
        let start = event["start_year"].as_u64().unwrap();
        for machine in codes(&event, "machines") {
            before.extend((start - 3..start).map(|year| ratios.at(year, market, machine).0));
        }
        let later = start + 2;
        inputs.extend(
            codes(&event, "inputs")
                .iter()
                .map(|c| ratios.at(later, market, c).0),
        );
        let moulds = codes(&event, "consumables");
        consumables.extend(moulds.iter().map(|c| ratios.at(later, market, c).0));
        let imports = ratios.at(later, market, good).0;
        assert!(imports < 0.9, "{market} {good}: imports at {imports}");
        goods.push(imports);
        if start + 5 <= 2023 {
            let early = ratios.at(start + 1, market, good).1;
            exports.push(ratios.at(start + 5, market, good).1 / early);
        }
    }
    assert!(mean(&before) > 1.15, "machines before: {}", mean(&before));
    assert!(mean(&inputs) > 1.1, "inputs: {}", mean(&inputs));
    assert!(
        mean(&consumables) > 1.1,
        "consumables: {}",
        mean(&consumables)
    );
    assert!(mean(&goods) < 0.7, "goods: {}", mean(&goods));
    assert!(mean(&exports) > 1.5, "exports later: {}", mean(&exports));
}

#[test]
fn a_slump_takes_goods_and_machines_down_together() {
    let ratios = Ratios::read();
    let (mut goods, mut machines) = (Vec::new(), Vec::new());
    for event in events("demand_fell") {
        let market = text(&event, "market");
        let later = event["start_year"].as_u64().unwrap() + 2;
        goods.push(ratios.at(later, market, text(&event, "good")).0);
        let needed = codes(&event, "machines");
        machines.extend(needed.iter().map(|code| ratios.at(later, market, code).0));
    }
    assert!(mean(&goods) < 0.75, "{}", mean(&goods));
    assert!(mean(&machines) < 0.9, "{}", mean(&machines));
}

#[test]
fn a_cut_stops_the_named_suppliers_and_not_the_others() {
    let countries = table(OutputKind::Countries).texts(["country_iso3"]);
    let mut others = [0.0, 0.0];
    for event in events("supply_cut") {
        let (market, good) = (text(&event, "market"), text(&event, "good"));
        let start = event["start_year"].as_u64().unwrap();
        let cut = codes(&event, "suppliers");
        assert_eq!(cut.len(), 3);
        let of = |year: u64| -> f64 {
            cut.iter()
                .map(|supplier| happened(year, supplier, market, good))
                .sum()
        };
        let all = |year: u64| -> f64 {
            countries
                .iter()
                .map(|[country]| happened(year, country, market, good))
                .sum()
        };
        assert!(of(start + 1) < 0.35 * of(start - 1), "{market} {good}");
        for (sum, year) in others.iter_mut().zip([start - 1, start + 1]) {
            *sum += (all(year) - of(year)) / all(start - 1);
        }
    }
    assert!(others[1] > 1.3 * others[0], "{others:?}");
}

#[test]
fn rerouted_goods_reach_the_hub_and_leave_it() {
    for event in events("rerouted") {
        let (market, good, hub) = (
            text(&event, "market"),
            text(&event, "good"),
            text(&event, "hub"),
        );
        let start = event["start_year"].as_u64().unwrap();
        let share = event["size"]["rerouted_share"].as_f64().unwrap();
        let moved = |year: u64, origin: &str| -> f64 {
            let all = event["detours"].as_array().unwrap().iter();
            all.filter(|detour| detour["year"] == year && detour["origin"] == origin)
                .map(|detour| detour["value_usd"].as_f64().unwrap())
                .sum()
        };
        let mut through = 0.0;
        for origin in codes(&event, "suppliers") {
            let value = moved(start + 1, origin);
            let direct = happened(start + 1, origin, market, good);
            // Whole dollars: the share is exact to one of them.
            assert!(
                (value - share * (value + direct)).abs() < 1.0,
                "{market} {good} {origin}"
            );
            assert!(happened(start + 1, origin, hub, good) >= value);
            assert!(moved(start - 1, origin).abs() < f64::EPSILON);
            through += value;
        }
        assert!(through > 0.0);
        assert!(happened(start + 1, hub, market, good) >= through);
    }
}

#[test]
fn stocks_are_built_and_run_down() {
    let ratios = Ratios::read();
    for event in events("stockpiled") {
        let (market, good) = (text(&event, "market"), text(&event, "good"));
        let start = event["start_year"].as_u64().unwrap();
        let [build, run_down] = [start, start + 2].map(|year| ratios.at(year, market, good).0);
        // The exit moves imports of the dark market by a few percent from 2022 on.
        assert!(build > 1.2, "{market} {good}: {build}");
        assert!(run_down < 0.75, "{market} {good}: {run_down}");
    }
}

#[test]
fn controls_stay_where_they_were() {
    let ratios = Ratios::read();
    for event in events("none")
        .iter()
        .filter(|event| event["market"] != "QMD")
    {
        let goods = (2010..=2023).map(|year| {
            ratios
                .at(year, text(event, "market"), text(event, "good"))
                .0
        });
        // Events elsewhere reach a control only through world supply and demand.
        let largest = goods.map(|ratio| (ratio - 1.0).abs()).fold(0.0, f64::max);
        assert!(
            largest < 0.12,
            "{} {}: {largest}",
            event["market"],
            event["good"]
        );
    }
}

#[test]
fn suppliers_leave_and_the_named_ones_fill_most_of_the_room() {
    let truth = truth();
    let exit = &truth["exit"];
    let market = text(exit, "market");
    let leavers = codes(exit, "leavers");
    assert_eq!((market, leavers.len()), ("QMD", 4));
    for leaver in &leavers {
        let left = all_products(2023, leaver, market) / all_products(2021, leaver, market);
        assert!(left < 0.5, "{leaver}: {left}");
    }
    let year = &exit["years"][1];
    assert_eq!(year["year"], 2023);
    let suppliers = year["suppliers"].as_array().unwrap();
    let shares: f64 = suppliers
        .iter()
        .map(|s| s["share_of_filled"].as_f64().unwrap())
        .sum();
    assert!((shares - 1.0).abs() < 1e-9);
    let fillers = exit["openness_to_fillers"].as_array().unwrap();
    let filled: f64 = fillers
        .iter()
        .map(|filler| {
            let row = suppliers
                .iter()
                .find(|s| s["country"] == filler["country"])
                .unwrap();
            row["share_of_filled"].as_f64().unwrap()
        })
        .sum();
    assert!(filled > 0.4, "{filled}");

    let rows = table(OutputKind::Exit);
    let sum: f64 = rows
        .texts(["year", "exporter", "part", "expected_usd"])
        .into_iter()
        .filter(|[year, _, part, _]| *year == "2023" && *part == "left")
        .map(|[_, _, _, value]| number(value))
        .sum();
    let stated: f64 = suppliers
        .iter()
        .filter(|s| leavers.contains(&s["country"].as_str().unwrap()))
        .map(|s| s["expected_usd"].as_f64().unwrap())
        .sum();
    // The table rounds each of 4 times 108 values to a dollar.
    assert!((sum - stated).abs() < 4.0 * 108.0);
}
