//! The outlook as a section: sentences, figures, tables and charts.

use super::charts::{fan_chart, misses_chart};
use super::forecast::{Forecast, Miss, Tables, chance_of, quantile};
use super::line::Line;
use super::tables::{
    figure, forecast_table, goal_table, method_table, misses_table, reliability_table,
};
use super::targets::Goal;
use crate::answer::{Caveat, Figure, Section, Statement, Unit};
use crate::error::Error;
use stirstick_forecast::{Evaluation, PROBABILITIES};

/// What a section is made from.
pub(super) struct Told<'a> {
    pub(super) lines: &'a [Line],
    pub(super) goals: &'a [Goal],
    /// Receipt of the figures.
    pub(super) figures: &'a str,
    /// Receipt of the targets.
    pub(super) targets: &'a str,
    /// True where a table shows what each method says.
    pub(super) with_methods: bool,
}

/// A line with its forecast and its past misses.
pub(super) struct Foretold<'a> {
    pub(super) line: &'a Line,
    pub(super) forecast: Forecast,
    pub(super) misses: Vec<Miss>,
}

/// `None` where no line can be foretold.
pub(super) fn section(told: &Told<'_>) -> Result<Option<Section>, Error> {
    let tables = Tables::embedded()?;
    let foretold = foretell(told.lines, &tables, told.with_methods);
    let Some(first) = foretold.first() else {
        return Ok(None);
    };
    let evaluations = Evaluation::embedded()?;
    let evaluation = evaluations
        .iter()
        .find(|one| one.known == first.forecast.known);
    let mut section = Section {
        id: "outlook".to_owned(),
        title: format!("Outlook for {}", first.forecast.year),
        ..Section::default()
    };
    for one in &foretold {
        add_line(&mut section, told, one);
    }
    add_goals(&mut section, told, first);
    add_reliability(&mut section, first, evaluation);
    section.tables.push(forecast_table(told, &foretold));
    section.tables.extend(goal_table(told, first));
    section.tables.extend(
        told.with_methods
            .then(|| method_table(told, &foretold, evaluation))
            .flatten(),
    );
    section.tables.extend(misses_table(told, &foretold));
    section
        .tables
        .extend(evaluation.map(|_| reliability_table(&evaluations)));
    section.charts.extend(fan_chart(told, first, told.goals));
    section.charts.extend(misses_chart(told, first));
    section.charts.extend(
        foretold
            .iter()
            .skip(1)
            .filter_map(|one| fan_chart(told, one, &[])),
    );
    section.caveats = caveats(first);
    Ok(Some(section))
}

/// Forecasts of all lines, each on a thread of its own: fitting models takes some tenths of a second.
fn foretell<'a>(lines: &'a [Line], tables: &Tables, with_methods: bool) -> Vec<Foretold<'a>> {
    let of = |line: &'a Line| {
        let forecast = tables.forecast(line, with_methods)?;
        let misses = tables.misses(line, forecast.known);
        Some(Foretold {
            line,
            forecast,
            misses,
        })
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = lines
            .iter()
            .map(|line| scope.spawn(move || of(line)))
            .collect();
        let joined = threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread of pure arithmetic ends"));
        joined.flatten().collect()
    })
}

impl Line {
    /// How much one unit of the values is.
    pub(super) fn unit_value(&self) -> f64 {
        match self.unit {
            Unit::Money { scale_power10, .. } => 10_f64.powi(i32::from(scale_power10)),
            _ => 1.0,
        }
    }

    /// A figure of the line, in its unit.
    pub(super) fn figure(
        &self,
        id: &str,
        label: &str,
        value: f64,
        year: u16,
        receipt: &str,
    ) -> Figure {
        Figure {
            unit: self.unit.clone(),
            decimals: self.decimals(),
            basis: Some(self.basis.clone()),
            period: Some(year.to_string()),
            ..figure(
                &format!("{}_{id}", self.id),
                &format!("{label}, {}", self.label),
                value,
                receipt,
            )
        }
    }

    /// One decimal where a unit is a thousand million or so; else by the renderer.
    pub(super) fn decimals(&self) -> Option<u8> {
        (self.unit_value() >= 1e6).then_some(1)
    }
}

fn add_line(section: &mut Section, told: &Told<'_>, one: &Foretold<'_>) {
    let (line, forecast) = (one.line, &one.forecast);
    let Some((year, point, quantiles)) = forecast.years.first() else {
        return;
    };
    let at = |probability: f64| quantile(quantiles, probability);
    let number =
        |id: &str, label: &str, value: f64| line.figure(id, label, value, *year, told.figures);
    let figures = [
        number("forecast", "Forecast", *point),
        number("median", "As likely more as less", at(0.5)),
        number("low_80", "Lower end of the 80% interval", at(0.10)),
        number("high_80", "Upper end of the 80% interval", at(0.90)),
        number("low_95", "Lower end of the 95% interval", at(0.025)),
        number("high_95", "Upper end of the 95% interval", at(0.975)),
    ];
    let known = match forecast.known {
        0 => format!("With no month of {year} known yet"),
        1 => format!("With one month of {year} known"),
        count => format!("With {count} months of {year} known"),
    };
    section.statements.push(Statement {
        text: format!("{known}, the forecast for {} in the year is {{0}}; {{1}} is as likely to be passed as not. Four times in five the year comes to between {{2}} and {{3}}, nineteen times in twenty to between {{4}} and {{5}}.", line.label),
        figures: figures.iter().map(|figure| figure.id.clone()).collect(),
    });
    section.figures.extend(figures);
    if let Some(came_to) = &line.came_to {
        let within = |low: f64, high: f64| at(low) <= came_to.value && came_to.value <= at(high);
        let place = match (within(0.10, 0.90), within(0.025, 0.975)) {
            (true, _) => "within the 80% interval",
            (false, true) => "outside the 80% and within the 95% interval",
            (false, false) => "outside the 95% interval",
        };
        let when = came_to
            .published
            .as_ref()
            .map_or(String::new(), |date| format!(" (published {date})"));
        let outcome = number("came_to", "What the year came to", came_to.value);
        let miss = Figure {
            unit: Unit::Percent,
            decimals: Some(1),
            ..number(
                "miss",
                "Forecast over outcome",
                100.0 * (point / came_to.value - 1.0),
            )
        };
        section.statements.push(Statement {
            text: format!("What is known now: {year} came to {{0}}{when}, {place}; the forecast is off by {{1}}."),
            figures: vec![outcome.id.clone(), miss.id.clone()],
        });
        section.figures.extend([outcome, miss]);
    }
}

fn add_goals(section: &mut Section, told: &Told<'_>, first: &Foretold<'_>) {
    for (index, goal) in told.goals.iter().enumerate() {
        let Some((year, _, quantiles)) = first.forecast.years.first() else {
            return;
        };
        let receipt = if goal.asked_for {
            told.figures
        } else {
            told.targets
        };
        let level = Figure {
            basis: None,
            label: format!("Target ({})", goal.words),
            ..first.line.figure(
                &format!("goal_{index}"),
                "Target",
                goal.level,
                goal.deadline.unwrap_or(*year),
                receipt,
            )
        };
        let chance = Figure {
            unit: Unit::Percent,
            decimals: Some(0),
            ..first.line.figure(
                &format!("chance_{index}"),
                "Chance of reaching it",
                100.0 * chance_of(quantiles, goal.level),
                *year,
                told.figures,
            )
        };
        let passes = passes(&first.forecast, goal.level);
        let share = chance_of(quantiles, goal.level);
        section.statements.push(Statement {
            text: format!(
                "The chance that {year} reaches {{0}} ({}) is {}. {passes}",
                goal.words,
                chance_words(share)
            ),
            figures: std::iter::once(level.id.clone())
                .chain(is_told(share).then(|| chance.id.clone()))
                .collect(),
        });
        section.figures.push(level);
        section.figures.extend(is_told(share).then_some(chance));
    }
}

/// True for a chance within the outer quantiles, beyond which the distribution is not known.
fn is_told(chance: f64) -> bool {
    // A hair inside, since the ends come with rounding.
    let end = PROBABILITIES[0] * 1.001;
    chance > end && chance < 1.0 - end
}

fn chance_words(chance: f64) -> &'static str {
    match (is_told(chance), chance < 0.5) {
        (true, _) => "{1}",
        (false, true) => "under 1%",
        (false, false) => "over 99%",
    }
}

/// When the forecast passes a level, in words.
fn passes(forecast: &Forecast, level: f64) -> String {
    if forecast.to_date.is_some_and(|to_date| to_date >= level) {
        return "The months known are past it already.".to_owned();
    }
    let first = forecast
        .years
        .first()
        .map_or(forecast.year, |(year, ..)| *year);
    match forecast.years.iter().find(|(_, point, _)| *point >= level) {
        Some((year, ..)) if *year == first => {
            let through = forecast.within.iter().flat_map(|within| &within.through);
            let month = through
                .into_iter()
                .find(|through| through.point >= level)
                .map(|through| through.month);
            match month {
                Some(month) => format!("The forecast passes it in {year}-{month:02}."),
                None => format!("The forecast passes it in {year}."),
            }
        }
        Some((year, ..)) => format!("The forecast first passes it in {year}."),
        None => match forecast.years.last() {
            Some((last, ..)) if *last > first => {
                format!("The forecast does not pass it up to {last}.")
            }
            _ => "The forecast does not pass it.".to_owned(),
        },
    }
}

fn add_reliability(section: &mut Section, first: &Foretold<'_>, evaluation: Option<&Evaluation>) {
    let Some(one) = evaluation else { return };
    let plain = |id: &str, label: &str, value: f64, unit: Unit| Figure {
        unit,
        decimals: Some(0),
        ..figure(id, label, value, "")
    };
    let figures = [
        plain(
            "replays",
            "Forecasts of the past with as many months known",
            one.replays as f64,
            Unit::Count,
        ),
        plain(
            "pairs",
            "Pairs of countries in them",
            one.pairs as f64,
            Unit::Count,
        ),
        plain(
            "mean_error",
            "Mean absolute error in them",
            one.combination.percent,
            Unit::Percent,
        ),
        plain(
            "covered_80",
            "Outcomes within the 80% interval",
            100.0 * one.coverage[1],
            Unit::Percent,
        ),
        plain(
            "covered_95",
            "Outcomes within the 95% interval",
            100.0 * one.coverage[2],
            Unit::Percent,
        ),
    ];
    section.statements.push(Statement {
        text: format!(
            "Tried on the past, {{0}} times over {{1}} pairs, steady and unsteady ones, forecasts with {} known \
             missed by {{2}} on average; {{3}} of the outcomes lay within the 80% interval and {{4}} within the \
             95% one.",
            if first.forecast.known == 1 { "one month".to_owned() } else { format!("{} months", first.forecast.known) }
        ),
        figures: figures.iter().map(|figure| figure.id.clone()).collect(),
    });
    section.figures.extend(figures.map(|figure| Figure {
        receipt: None,
        ..figure
    }));
}

fn caveats(first: &Foretold<'_>) -> Vec<Caveat> {
    let mut texts = vec![
        "A forecast says what followed from such months in the past. It knows nothing of sanctions, prices or policy to come; that such things \
         happened in the past too is in the width of the intervals."
            .to_owned(),
        "The year is the geometric mean of the methods in the table of methods, with weights by months known and by how unsteady the months \
         are. Weights and widths of the intervals were taken from forecasts of the past over many pairs: stirstick outlook --backtest shows \
         them."
            .to_owned(),
        "Total, exports and imports are foretold apart, so that the parts need not add up to the total.".to_owned(),
        "Years after the running one go on from it as the table of years ahead has it, with errors of both taken as independent: an \
         extrapolation, not a plan."
            .to_owned(),
    ];
    if first.line.months.spread > 0 {
        texts.push(format!(
            "{} of {} months are parts of sums over several months, spread in the proportions of whole years.",
            first.line.months.spread,
            first.line.months.values.len()
        ));
    }
    texts.into_iter().map(|text| Caveat { text }).collect()
}
