//! What customs services publish, against what happened.

use crate::common::{number, table, true_flows, truth};
use std::collections::{BTreeMap, BTreeSet};
use stirstick_sample::OutputKind;

#[test]
fn the_dark_market_stops_publishing_while_its_partners_go_on() {
    let truth = truth();
    let dark = truth["dark"]["market"].as_str().unwrap();
    let from = truth["dark"]["publishes_nothing_from"].as_u64().unwrap();
    let silent = truth["dark"]["never_published"].as_str().unwrap();
    let (mut own, mut mirror) = (BTreeMap::<u64, u64>::new(), BTreeMap::<u64, u64>::new());
    for kind in [OutputKind::AnnualReports, OutputKind::MonthlyTotals] {
        let rows = table(kind);
        for [period, exporter, importer, by] in
            rows.texts(["period", "exporter", "importer", "reported_by"])
        {
            let reporter = if by == "exporter" { exporter } else { importer };
            assert!(reporter != silent);
            let year = period[..4].parse().unwrap();
            if reporter == dark {
                *own.entry(year).or_default() += 1;
            } else if importer == dark {
                *mirror.entry(year).or_default() += 1;
            }
        }
    }
    assert_eq!(own.keys().max(), Some(&(from - 1)));
    assert_eq!(own.keys().min(), Some(&2010));
    assert!(mirror[&from] * 2 > mirror[&(from - 1)], "partners go on");
    assert_eq!(mirror.keys().max(), Some(&2023));
}

#[test]
fn reports_have_the_biases_and_spreads_that_the_truth_states() {
    let truth = truth();
    let reports = table(OutputKind::AnnualReports);
    let mut errors: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for [year, exporter, importer, product, value, by] in reports.texts([
        "period",
        "exporter",
        "importer",
        "product",
        "value",
        "reported_by",
    ]) {
        let key = (
            year.parse().unwrap(),
            exporter.to_owned(),
            importer.to_owned(),
            product.to_owned(),
        );
        let actual = true_flows()[&key];
        // Small values are cut at the threshold, which biases what is left.
        if by == "exporter" && actual > 20_000.0 {
            errors
                .entry(exporter)
                .or_default()
                .push((number(value) / actual).ln());
        }
    }
    for country in truth["countries"].as_array().unwrap() {
        let code = country["code"].as_str().unwrap();
        let Some(seen) = errors.get(code) else {
            assert_eq!(country["part"], "never publishes");
            continue;
        };
        let bias = country["reporting"]["exports_bias"].as_f64().unwrap();
        let spread = country["reporting"]["exports_spread"].as_f64().unwrap();
        let count = seen.len() as f64;
        let mean = seen.iter().sum::<f64>() / count;
        let variance = seen.iter().map(|error| (error - mean).powi(2)).sum::<f64>() / count;
        // Four standard errors of each.
        assert!(
            (mean - bias).abs() < 4.0 * spread / count.sqrt(),
            "{code}: {mean} {bias}"
        );
        let off = (variance.sqrt() / spread - 1.0).abs();
        assert!(
            off < 4.0 / (2.0 * count).sqrt(),
            "{code}: {} {spread}",
            variance.sqrt()
        );
    }
}

#[test]
fn importers_report_more_than_exporters_by_about_the_cost_of_freight() {
    let reports = table(OutputKind::AnnualReports);
    let mut sides: BTreeMap<[&str; 4], [f64; 2]> = BTreeMap::new();
    for [year, exporter, importer, product, value, by] in reports.texts([
        "period",
        "exporter",
        "importer",
        "product",
        "value",
        "reported_by",
    ]) {
        let side = usize::from(by == "importer");
        sides
            .entry([year, exporter, importer, product])
            .or_default()[side] = number(value);
    }
    let both = sides.values().filter(|[fob, cif]| *fob > 0.0 && *cif > 0.0);
    let ratios: Vec<f64> = both.map(|[fob, cif]| (cif / fob).ln()).collect();
    let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
    assert!((0.03..0.12).contains(&mean), "{mean}");
    let single = 1.0 - ratios.len() as f64 / sides.len() as f64;
    assert!(
        (0.03..0.35).contains(&single),
        "{single} reported by one side only"
    );
    let reporters: BTreeSet<&str> = sides.keys().map(|key| key[1]).collect();
    assert_eq!(reporters.len(), 24);
}
