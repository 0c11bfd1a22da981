//! The section: sentences and figures.

use stirstick_codes::embargo;

use super::answer::Found;
use super::caveats::caveats;
use super::charts::charts;
use super::expect::{Bounds, Expectation};
use super::products::{Products, Sum};
use super::tables::{ranked, tables};
use crate::answer::{Figure, Section, Statement, Unit};
use crate::counted::counted;
use crate::words::{MoneyScale, basis, listed};

/// Sectors and goods that get a sentence.
const NAMED: usize = 3;

/// Builds the section "potential".
pub(super) fn section(found: &Found<'_>) -> Section {
    let mut writer = Writer {
        found,
        statements: Vec::new(),
        figures: Vec::new(),
    };
    match &found.total.told {
        Ok(told) => writer.expected(told),
        Err(reason) => writer.say(
            &format!("No expected trade of all goods: {}.", reason.words()),
            Vec::new(),
        ),
    }
    writer.sectors();
    if let Some(products) = &found.products {
        writer.potential(products);
        writer.complexity(products);
        writer.restricted(products);
    }
    Section {
        id: "potential".to_owned(),
        title: format!(
            "What {} could sell {}, {}",
            found.ask.supplier.name(),
            found.ask.market.name(),
            found.world.year
        ),
        statements: writer.statements,
        figures: writer.figures,
        tables: tables(found),
        charts: charts(found),
        caveats: caveats(found),
        missing: None,
    }
}

struct Writer<'a> {
    found: &'a Found<'a>,
    statements: Vec<Statement>,
    figures: Vec<Figure>,
}

impl Writer<'_> {
    fn say(&mut self, text: &str, figures: Vec<String>) {
        self.statements.push(Statement {
            text: text.to_owned(),
            figures,
        });
    }

    fn figure(
        &mut self,
        id: &str,
        label: &str,
        value: f64,
        unit: Unit,
        decimals: Option<u8>,
    ) -> String {
        let world = &self.found.world;
        let of_goods = id.starts_with("potential") || id.starts_with("complexity");
        let receipt = match (&self.found.products, of_goods) {
            (Some(products), true) => products.receipts.first().map(|receipt| receipt.id.clone()),
            _ => Some(self.found.total_receipt.id.clone()),
        };
        let years = &world.averaged;
        let period = match (years.first(), years.last()) {
            (Some(first), Some(last)) if of_goods && first != last => format!("{first}..{last}"),
            _ => world.year.to_string(),
        };
        self.figures.push(Figure {
            id: id.to_owned(),
            label: label.to_owned(),
            value: Some(value),
            unit,
            decimals,
            period: Some(period),
            basis: Some(basis(
                self.found.ask.market,
                world.reported_by,
                world.valuation,
            )),
            note: None,
            receipt,
        });
        id.to_owned()
    }

    fn money(&mut self, id: &str, label: &str, value: f64) -> String {
        let scale = MoneyScale::for_figure(self.found.world.currency, value);
        let decimals = scale.decimals(value);
        self.figure(id, label, scale.apply(value), scale.unit(), Some(decimals))
    }

    fn share(&mut self, id: &str, label: &str, value: f64) -> String {
        self.figure(id, label, value, Unit::Share, Some(0))
    }

    fn expected(&mut self, told: &Expectation) {
        let (supplier, market) = (self.found.ask.supplier.name(), self.found.ask.market.name());
        let year = self.found.world.year;
        let pairs = counted(self.found.total.pairs.0, "pair", "pairs");
        let actual = self.money(
            "actual",
            &format!("Sales of {supplier} to {market}"),
            told.actual,
        );
        let expected = self.money(
            "expected",
            "Expected by the structural gravity model",
            told.expected,
        );
        self.say(
            &format!(
                "{supplier} sold {market} {{0}} in {year}. A structural gravity model of {pairs} of countries, made without \
                 this one, expects {{1}}."
            ),
            vec![actual, expected],
        );
        let ratio = self.figure(
            "ratio",
            "Sold over expected",
            told.ratio(),
            Unit::Index,
            Some(2),
        );
        match told.bounds {
            Some(bounds) => self.bounds(told, &bounds, ratio),
            None => self.say(
                "Sold over expected: {0}. Too few pairs of this size are there for an interval.",
                vec![ratio],
            ),
        }
        if let Some((first, last)) = self.ratios_of_years() {
            self.say(
                "Sold over expected was {0} in the first and {1} in the last of the years shown.",
                vec![first, last],
            );
        }
    }

    fn bounds(&mut self, told: &Expectation, bounds: &Bounds, ratio: String) {
        let low = self.money("expected_low", "Lower bound of eight in ten", bounds.low);
        let high = self.money("expected_high", "Upper bound of eight in ten", bounds.high);
        let below = self.share(
            "share_below",
            "Comparable pairs that sell less of what is expected of them",
            bounds.share_below,
        );
        let reading = if told.actual > bounds.high {
            "Above the interval: something particular to the two, which the model does not know, lifts their trade, and there is no \
             room that the model would see"
        } else if told.actual < bounds.low {
            "Below the interval: something particular to the two, which the model does not know, holds their trade down"
        } else {
            "Within the interval: what pairs like this one do differs by more than the gap"
        };
        self.say(
            &format!(
                "Eight in ten of {} comparable pairs would lie between {{0}} and {{1}}. Sold over expected is {{2}}, more than {{3}} of \
                 them reach. {reading}.",
                bounds.comparable
            ),
            vec![low, high, ratio, below],
        );
        let coverage = self.share(
            "coverage",
            "Comparable pairs that lay within such an interval of their own",
            bounds.coverage,
        );
        self.say(
            "Intervals made in the same way held for {0} of the comparable pairs.",
            vec![coverage],
        );
    }

    /// The ratio in the first and last year that has one, where there are several.
    fn ratios_of_years(&mut self) -> Option<(String, String)> {
        let told: Vec<(u16, f64)> = self
            .found
            .total
            .by_year
            .iter()
            .filter_map(|(year, actual, expected)| Some((*year, actual / (*expected)?)))
            .collect();
        let (first, last) = (*told.first()?, *told.last()?);
        if first.0 == last.0 {
            return None;
        }
        let mut ratio = |(year, value): (u16, f64)| {
            let id = self.figure(
                &format!("ratio_{year}"),
                &format!("Sold over expected, {year}"),
                value,
                Unit::Index,
                Some(2),
            );
            if let Some(figure) = self.figures.last_mut() {
                figure.period = Some(year.to_string());
            }
            id
        };
        Some((ratio(first), ratio(last)))
    }

    fn sectors(&mut self) {
        let mut gaps: Vec<(&str, &Expectation)> = self
            .found
            .sectors
            .rows
            .iter()
            .filter_map(|row| Some((&*row.sector.label, row.told.as_ref().ok()?)))
            .collect();
        if gaps.is_empty() {
            return;
        }
        gaps.sort_by(|a, b| a.1.ratio().total_cmp(&b.1.ratio()));
        let outside = |above: bool| -> Vec<&str> {
            let is_outside = |own: &Expectation| {
                own.bounds.is_some_and(|bounds| {
                    if above {
                        own.actual > bounds.high
                    } else {
                        own.actual < bounds.low
                    }
                })
            };
            gaps.iter()
                .filter(|(_, own)| is_outside(own))
                .map(|(label, _)| *label)
                .collect()
        };
        let (below, above) = (outside(false), outside(true));
        let sectors = counted(gaps.len(), "sector", "sectors");
        let side = |labels: &[&str], word: &str| {
            (!labels.is_empty()).then(|| format!("{word} it are {}", listed(labels)))
        };
        let told: Vec<String> = [side(&below, "below"), side(&above, "above")]
            .into_iter()
            .flatten()
            .collect();
        self.say(
            &if told.is_empty() {
                format!("{sectors}: sales lie within the interval in all of them.")
            } else {
                format!(
                    "{sectors}, each with an interval of its own: {}.",
                    told.join("; ")
                )
            },
            Vec::new(),
        );
    }

    fn potential(&mut self, products: &Products) {
        let sum = Sum::of(products.rows.iter());
        if sum.potential <= 0.0 {
            return;
        }
        let (supplier, market) = (self.found.ask.supplier.name(), self.found.ask.market.name());
        let codes = counted(sum.codes, "code", "codes");
        let total = self.money("potential", "Export potential a year", sum.potential);
        let realised = self.share(
            "potential_realised",
            "Realised part of the potential",
            sum.realised / sum.potential,
        );
        let gap = self.money(
            "potential_unrealised",
            "Potential that is not realised",
            sum.unrealised,
        );
        self.say(
            &format!(
                "By the export potential indicator {supplier} could sell {market} {{0}} a year of the goods in {codes}; {{1}} of that is \
                 realised, {{2}} is not (gaps that are positive, code by code)."
            ),
            vec![total, realised, gap],
        );
        let ease = self.figure(
            "potential_ease",
            "Ease: trade of the two over what shares in world exports would give",
            products.ease,
            Unit::Index,
            Some(2),
        );
        self.say(
            &format!(
                "Ease of trade is {{0}}: what {supplier} sells {market}, over what its shares in world exports of each good would give."
            ),
            vec![ease],
        );
        self.first_goods();
    }

    fn first_goods(&mut self) {
        let nomenclature = self.found.world.nomenclature;
        let first: Vec<_> = ranked(self.found)
            .into_iter()
            .take(NAMED)
            .filter(|(_, sum)| sum.unrealised > 0.0)
            .collect();
        if first.is_empty() {
            return;
        }
        let mut parts = Vec::new();
        let mut figures = Vec::new();
        for (place, (code, sum)) in first.iter().enumerate() {
            let name = stirstick_codes::product_name(nomenclature, *code).unwrap_or("");
            parts.push(format!("{code} {name} ({{{place}}})"));
            figures.push(self.money(
                &format!("potential_unrealised_{code}"),
                &format!("Potential of {code} that is not realised"),
                sum.unrealised,
            ));
        }
        self.say(
            &format!("Most is not realised of {}.", parts.join("; ")),
            figures,
        );
    }

    fn complexity(&mut self, products: &Products) {
        let Ok(structure) = &products.structure else {
            return;
        };
        let (Some(supplier), Some(market)) = (&structure.supplier, &structure.market) else {
            return;
        };
        let ranks = (supplier.complexity.1 as f64, market.complexity.1 as f64);
        let of = structure.countries;
        let first = self.figure(
            "complexity_rank_supplier",
            "Rank by economic complexity",
            ranks.0,
            Unit::Count,
            Some(0),
        );
        let second = self.figure(
            "complexity_rank_market",
            "Rank by economic complexity",
            ranks.1,
            Unit::Count,
            Some(0),
        );
        self.say(
            &format!(
                "By economic complexity {} ranks {{0}} and {} {{1}} of {of} countries.",
                self.found.ask.supplier.name(),
                self.found.ask.market.name()
            ),
            vec![first, second],
        );
    }

    fn restricted(&mut self, products: &Products) {
        let codes = products.set_apart.len();
        if codes == 0 {
            return;
        }
        let label = stirstick_codes::restricted_list_label();
        let market = self.found.ask.market;
        let why = match (self.found.ask.include_restricted, embargo(market)) {
            (true, Some(embargo)) => format!(
                ", though they were asked for: {} is under embargo for such goods since {} ({})",
                market.name(),
                embargo.since,
                embargo.measure
            ),
            _ => String::new(),
        };
        self.say(
            &format!(
                "{} that are on the {label}, or hold goods on it, are left out of every ranking{why}. A missing flag is not a clearance.",
                counted(codes, "code", "codes")
            ),
            Vec::new(),
        );
    }
}
