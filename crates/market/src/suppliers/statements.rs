//! The section's sentences and the figures that they stand on.

use stirstick_codes::{Country, ReportedBy};

use crate::answer::{Figure, Statement, Unit};
use crate::suppliers::analysis::Analysis;
use crate::suppliers::change::Parts;
use crate::suppliers::concentration::Concentration;
use crate::suppliers::exit::{Exit, ExitBasis, by_first_sales};
use crate::suppliers::section::{Question, highlighted};
use crate::words::{MoneyScale, basis, count, growth_pct, listed, share};

/// Leavers named in the sentence about them.
const LEAVERS_NAMED: usize = 3;

/// Amounts below this part of the whole are what rounding leaves of amounts that cancel: sums of a
/// million numbers are good to about 1e-10 at worst, and nobody is told of less than this.
const ROUNDING: f64 = 1e-12;

/// All sentences in reading order, and all figures.
pub(super) fn write(question: &Question, analysis: &Analysis) -> (Vec<Statement>, Vec<Figure>) {
    let mut writer = Writer {
        question,
        analysis,
        figures: Vec::new(),
        statements: Vec::new(),
    };
    writer.market();
    writer.leavers();
    if let Some(asked) = question.supplier {
        writer.absence(asked);
    }
    for supplier in highlighted(question, analysis) {
        writer.supplier(supplier);
    }
    writer.jumps();
    writer.concentration();
    writer.checks();
    (writer.statements, writer.figures)
}

struct Writer<'a> {
    question: &'a Question,
    analysis: &'a Analysis,
    figures: Vec<Figure>,
    statements: Vec<Statement>,
}

/// A rise to more than this many times, and to more than this share of the market, is pointed out.
const JUMP: f64 = 50.0;
const JUMP_SHARE_MIN: f64 = 0.01;

/// Which of the two periods a figure covers.
#[derive(Clone, Copy)]
enum When {
    From,
    To,
    Between,
}

impl Writer<'_> {
    fn market(&mut self) {
        let (from, to) = self.analysis.trade.total_values();
        let market = self.question.market.name();
        self.money(
            "market_from",
            format!("Purchases of {market}"),
            from,
            When::From,
        );
        self.money("market_to", format!("Purchases of {market}"), to, When::To);
        self.money(
            "market_change",
            "Change of purchases".to_owned(),
            to - from,
            When::Between,
        );
        let growth = growth_pct(from, to);
        self.figure(
            "market_growth",
            "Growth".to_owned(),
            growth,
            Unit::Percent,
            When::Between,
        );
        let suppliers = Some(count(self.analysis.trade.suppliers().len()));
        let label = "Suppliers compared".to_owned();
        self.figure("suppliers", label, suppliers, Unit::Count, When::Between);
        let direction = direction(from, to);
        let goods = &self.question.goods;
        let traded = match (
            self.own_reports_only(),
            self.analysis.trade.suppliers().len(),
        ) {
            (true, 1) => {
                format!("Sales of {goods} to {market} by the {{0}} supplier that reports them")
            }
            (true, _) => {
                format!("Sales of {goods} to {market} by the {{0}} suppliers that report them")
            }
            (false, 1) => format!("Imports of {goods} by {market} from {{0}} supplier"),
            (false, _) => format!("Imports of {goods} by {market} from {{0}} suppliers"),
        };
        let text = format!(
            "{traded} {direction} from {{1}} in {} to {{2}} in {}, a change of {{3}}.",
            self.question.from, self.question.to
        );
        self.say(
            text,
            &["suppliers", "market_from", "market_to", "market_growth"],
        );
        self.coverage(from, to);
        self.estimates();
    }

    /// True when only the suppliers' own customs report, so that others may sell here unseen.
    fn own_reports_only(&self) -> bool {
        self.question.reported_by == (ReportedBy::Exporter, ReportedBy::Exporter)
    }

    /// What part of the purchases from all partners the suppliers compared make up.
    fn coverage(&mut self, from: f64, to: f64) {
        let Some((world_from, world_to)) = self.analysis.trade.world_values() else {
            return;
        };
        let label = "Suppliers compared, as a share of purchases from all partners".to_owned();
        let (covered_from, covered_to) = (share(from, world_from), share(to, world_to));
        self.figure(
            "coverage_from",
            label.clone(),
            covered_from,
            Unit::Share,
            When::From,
        );
        self.figure("coverage_to", label, covered_to, Unit::Share, When::To);
        let label = format!(
            "Purchases of {} from all partners",
            self.question.market.name()
        );
        self.money("world_from", label.clone(), world_from, When::From);
        self.money("world_to", label, world_to, When::To);
        self.figure(
            "world_growth",
            "Growth of purchases from all partners".to_owned(),
            growth_pct(world_from, world_to),
            Unit::Percent,
            When::Between,
        );
        let text = format!(
            "From all partners {} bought {{0}} in {} and {{1}} in {}, a change of {{2}}; the suppliers compared \
             make up {{3}} and {{4}} of that.",
            self.question.market.name(),
            self.question.from,
            self.question.to
        );
        let figures = [
            "world_from",
            "world_to",
            "world_growth",
            "coverage_from",
            "coverage_to",
        ];
        self.say(text, &figures);
    }

    /// Which parts of the comparison are estimates, as far as any are.
    fn estimates(&mut self) {
        let (from, to) = self.question.reported_by;
        let periods = [(from, self.question.from), (to, self.question.to)];
        let estimated: Vec<String> = periods
            .into_iter()
            .filter(|(reported_by, _)| *reported_by == ReportedBy::Estimate)
            .map(|(_, period)| period.to_string())
            .collect();
        if !estimated.is_empty() {
            let text = format!(
                "Values of {} are in part or all estimated by the source, not reported by a customs service.",
                estimated.join(" and ")
            );
            self.say(text, &[]);
        }
    }

    /// From next to nothing to a real part of the market is more often a fault of a source than news.
    fn jumps(&mut self) {
        let trade = &self.analysis.trade;
        let (_, market) = trade.total_values();
        let names: Vec<String> = (0..trade.suppliers().len())
            .filter_map(|supplier| {
                let (from, to) = trade.supplier_values(supplier);
                let jumped = from > 0.0 && to > JUMP * from && to > JUMP_SHARE_MIN * market;
                let name = trade.suppliers()[supplier].name();
                jumped.then(|| format!("{name} ({:.0} times)", to / from))
            })
            .collect();
        if !names.is_empty() {
            let text = format!(
                "So large a rise is more often a fault of the source than trade; check before it is quoted: {}.",
                names.join(", ")
            );
            self.say(text, &[]);
        }
    }

    fn leavers(&mut self) {
        let leavers = by_first_sales(&self.analysis.trade, &self.analysis.leavers);
        self.leaver_figures(leavers.len());
        let against = |exit: &Exit| exit.basis == ExitBasis::AgainstElsewhere;
        let measured = if self.analysis.exits.iter().any(against) {
            "against their own sales elsewhere"
        } else {
            "here"
        };
        if leavers.is_empty() {
            let text = format!(
                "No supplier left, by a fall of more than {{0}} {measured}; no gain counts as room \
                 vacated."
            );
            return self.say(text, &["exit_threshold"]);
        }
        let largest: Vec<&str> = leavers
            .iter()
            .take(LEAVERS_NAMED)
            .map(|&supplier| self.analysis.trade.suppliers()[supplier].name())
            .collect();
        let named = match leavers.len() {
            1 => format!(": {}", listed(&largest)),
            _ => format!(", the largest of them {}", listed(&largest)),
        };
        let text = format!(
            "{{0}} of {{1}} suppliers left, by a fall of more than {{2}} {measured}{named}; the room \
             that they vacated was worth {{3}} in {}, {{4}} of the sales compared.",
            self.question.to
        );
        let figures = [
            "leavers",
            "suppliers_from",
            "exit_threshold",
            "vacated",
            "vacated_share",
        ];
        self.say(text, &figures);
    }

    fn leaver_figures(&mut self, leavers: usize) {
        let suppliers = self
            .analysis
            .concentration
            .from
            .map_or(0, |found| found.units);
        let vacated = self.analysis.vacated();
        let (_, market_to) = self.analysis.trade.total_values();
        let counted = |things: usize| Some(count(things));
        let label = "Suppliers that left".to_owned();
        self.figure(
            "leavers",
            label,
            counted(leavers),
            Unit::Count,
            When::Between,
        );
        let label = "Suppliers with sales".to_owned();
        self.figure(
            "suppliers_from",
            label,
            counted(suppliers),
            Unit::Count,
            When::From,
        );
        self.money(
            "vacated",
            "Room vacated by leavers".to_owned(),
            vacated,
            When::To,
        );
        let label = "Room vacated by leavers, as a share of these purchases".to_owned();
        self.figure(
            "vacated_share",
            label,
            share(vacated, market_to),
            Unit::Share,
            When::To,
        );
        let threshold = Some(self.analysis.options.exit_threshold);
        let label = "Fall above which a supplier counts as having left".to_owned();
        self.figure(
            "exit_threshold",
            label,
            threshold,
            Unit::Share,
            When::Between,
        );
    }

    /// Says so when the supplier asked for has nothing on record, or too little to compare.
    fn absence(&mut self, asked: Country) {
        let name = asked.name();
        let silent = self
            .analysis
            .silent
            .iter()
            .find(|silent| silent.supplier == asked);
        if let Some(silent) = silent {
            let question = self.question;
            let (value, period, when) = match silent.value_from {
                Some(value) => (value, question.from, When::From),
                None => (silent.value_to.unwrap_or(0.0), question.to, When::To),
            };
            let id = format!("{}_on_record", asked.as_str());
            self.money(&id, format!("Sales from {name}"), value, when);
            let text = format!(
                "Sales from {name} are on record for {period} only, with {{0}}: they are left out of \
                 the comparison."
            );
            self.say(text, &[&id]);
        } else if self.analysis.trade.supplier_number(asked).is_none() {
            let text = format!("This dataset records no sales from {name} in either period.");
            self.say(text, &[]);
        }
    }

    fn supplier(&mut self, supplier: usize) {
        let trade = &self.analysis.trade;
        let country = trade.suppliers()[supplier];
        let (code, name) = (country.as_str().to_owned(), country.name());
        let (from, to) = trade.supplier_values(supplier);
        let (market_from, market_to) = trade.total_values();
        let id = |what: &str| format!("{code}_{what}");
        self.money(&id("from"), format!("Sales from {name}"), from, When::From);
        self.money(&id("to"), format!("Sales from {name}"), to, When::To);
        self.money(
            &id("change"),
            format!("Change of sales from {name}"),
            to - from,
            When::Between,
        );
        let label = format!("Share of {name} among the suppliers compared");
        self.figure(
            &id("share_from"),
            label.clone(),
            share(from, market_from),
            Unit::Share,
            When::From,
        );
        self.figure(
            &id("share_to"),
            label,
            share(to, market_to),
            Unit::Share,
            When::To,
        );
        let parts = self.analysis.change.by_supplier[supplier];
        let mut figures = vec![id("from"), id("to"), id("change")];
        let mut phrases = Vec::new();
        for (part, value, words) in spoken(&parts) {
            let always = part == "total_growth" || (part == "product_mix" && self.has_products());
            if always || value.abs() > ROUNDING * from.max(to) {
                self.money(&id(part), format!("{name}: {words}"), value, When::Between);
                phrases.push(format!("{{{}}} {words}", figures.len()));
                figures.push(id(part));
            }
        }
        let phrases: Vec<&str> = phrases.iter().map(String::as_str).collect();
        let text = format!(
            "Sales from {name} {} from {{0}} to {{1}}, a change of {{2}}: {}.",
            direction(from, to),
            listed(&phrases)
        );
        let figures: Vec<&str> = figures.iter().map(String::as_str).collect();
        self.say(text, &figures);
        self.range(supplier, &code, name);
    }

    /// How much of a gain was vacated room, over both ways of sharing it out.
    fn range(&mut self, supplier: usize, code: &str, name: &str) {
        let Some((low, high)) = self.analysis.room_range(supplier) else {
            return;
        };
        if high <= 0.0 {
            return;
        }
        let (low_id, high_id) = (format!("{code}_room_low"), format!("{code}_room_high"));
        let label = format!("{name}: room vacated by leavers");
        self.money(&low_id, format!("{label}, lowest"), low, When::Between);
        self.money(&high_id, format!("{label}, highest"), high, When::Between);
        let text = format!(
            "Of the gain of {name}, between {{0}} and {{1}} was room vacated by leavers: it depends \
             on whether any supplier could take it or only one that sells at a like price."
        );
        self.say(text, &[&low_id, &high_id]);
    }

    fn concentration(&mut self) {
        let found = self.analysis.concentration;
        self.concentration_figures("from", found.from, When::From);
        self.concentration_figures("to", found.to, When::To);
        if found.from.is_some() && found.to.is_some() {
            let text = format!(
                "Of the sales compared, the three largest suppliers made {{0}} in {} and {{1}} in {}; \
                 they were as concentrated as among {{2}} equal suppliers, then {{3}}.",
                self.question.from, self.question.to
            );
            let figures = [
                "top_3_share_from",
                "top_3_share_to",
                "equivalent_number_from",
                "equivalent_number_to",
            ];
            self.say(text, &figures);
        }
    }

    fn concentration_figures(&mut self, period: &str, found: Option<Concentration>, when: When) {
        let mut add = |id: &str, label: &str, unit: Unit, value: Option<f64>| {
            // Numbers of equal suppliers stand beside each other: both with one decimal.
            let decimals = matches!(unit, Unit::None).then_some(1);
            self.figure(
                &format!("{id}_{period}"),
                label.to_owned(),
                value,
                unit,
                when,
            );
            if let Some(figure) = self.figures.last_mut() {
                figure.decimals = decimals;
            }
        };
        let of = |read: fn(Concentration) -> f64| found.map(read);
        let normalised = found.and_then(|found| found.normalised);
        add(
            "herfindahl",
            "Herfindahl index of suppliers",
            Unit::Index,
            of(|c| c.herfindahl),
        );
        add(
            "herfindahl_normalised",
            "Normalised Herfindahl index",
            Unit::Index,
            normalised,
        );
        let label = "Equal suppliers with the same index";
        add(
            "equivalent_number",
            label,
            Unit::None,
            of(|c| c.equivalent_number),
        );
        add(
            "top_1_share",
            "Share of the largest supplier",
            Unit::Share,
            of(|c| c.top_1),
        );
        add(
            "top_3_share",
            "Share of the three largest suppliers",
            Unit::Share,
            of(|c| c.top_3),
        );
    }

    fn checks(&mut self) {
        let total = self.analysis.change.total;
        for (part, value, words) in spoken(&total) {
            let label = format!("All suppliers: {words}");
            self.money(&format!("all_{part}"), label, value, When::Between);
        }
        let unfilled = self.analysis.unfilled();
        let label = "Vacated room that no supplier filled, any gainer allowed".to_owned();
        self.money("vacated_unfilled", label, unfilled, When::Between);
        let segmented = &self.analysis.segmented;
        if let Some(part) = segmented.segmented_share {
            let label =
                "Vacated room in products whose suppliers could be told apart by price".to_owned();
            self.figure(
                "segmented_share",
                label,
                Some(part),
                Unit::Share,
                When::Between,
            );
        }
        if segmented.segmented_share.is_some_and(|part| part > 0.0) {
            let label = "Vacated room that no supplier of a like price filled".to_owned();
            self.money("segment_unfilled", label, segmented.unfilled, When::Between);
        }
        let coverage = Some(self.analysis.quantity_coverage());
        let label = "Sales with a known quantity".to_owned();
        self.figure(
            "quantity_coverage",
            label,
            coverage,
            Unit::Share,
            When::Between,
        );
        let label = "Largest relative error of the sums of parts".to_owned();
        let error = Some(self.analysis.change.largest_relative_error);
        self.figure("check", label, error, Unit::None, When::Between);
    }

    fn has_products(&self) -> bool {
        self.analysis.trade.products().len() > 1
    }

    /// Adds an amount; what rounding leaves of amounts that cancel is zero.
    fn money(&mut self, id: &str, label: String, value: f64, when: When) {
        let (from, to) = self.analysis.trade.total_values();
        let value = if value.abs() > ROUNDING * from.max(to) {
            value
        } else {
            0.0
        };
        let scale = MoneyScale::for_figure(self.question.currency, value);
        self.figure(id, label, Some(scale.apply(value)), scale.unit(), when);
        if let Some(figure) = self.figures.last_mut() {
            figure.decimals = Some(scale.decimals(value));
        }
    }

    fn figure(&mut self, id: &str, label: String, value: Option<f64>, unit: Unit, when: When) {
        let question = self.question;
        self.figures.push(Figure {
            id: id.to_owned(),
            label,
            value,
            unit,
            decimals: None,
            period: Some(match when {
                When::From => question.from.to_string(),
                When::To => question.to.to_string(),
                When::Between => format!("{} to {}", question.from, question.to),
            }),
            basis: Some(self.basis(when)),
            note: None,
            receipt: question.receipt.clone(),
        });
    }

    fn basis(&self, when: When) -> String {
        let question = self.question;
        let words = |reported_by| basis(question.market, reported_by, question.valuation);
        let (from, to) = question.reported_by;
        match when {
            When::From => words(from),
            When::To => words(to),
            When::Between if from == to => words(to),
            When::Between => format!("{}, against {}", words(to), words(from)),
        }
    }

    fn say(&mut self, text: String, figures: &[&str]) {
        let figures = figures.iter().map(|&id| id.to_owned()).collect();
        self.statements.push(Statement { text, figures });
    }
}

fn direction(from: f64, to: f64) -> &'static str {
    if to > from {
        "rose"
    } else if to < from {
        "fell"
    } else {
        "went"
    }
}

/// The parts with their names in identifiers and in sentences.
fn spoken(parts: &Parts) -> [(&'static str, f64, &'static str); 6] {
    [
        (
            "total_growth",
            parts.total_growth,
            "from the growth of all sales compared",
        ),
        ("product_mix", parts.product_mix, "from the mix of products"),
        (
            "room_vacated",
            parts.room_vacated,
            "room vacated by leavers",
        ),
        (
            "won_from_stayers",
            parts.won_from_stayers,
            "won from suppliers that stayed",
        ),
        ("left", parts.left, "lost by leaving"),
        ("lost_to_others", parts.lost_to_others, "lost to others"),
    ]
}
