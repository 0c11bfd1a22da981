//! The fan of the running year, and the misses of earlier ones.

use super::forecast::quantile;
use super::section::{Foretold, Told};
use super::targets::Goal;
use crate::answer::{Band, Chart, ChartKind, Mark, Series, Unit};

const MONTH_NAMES: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Earlier years in the fan.
const EARLIER: u16 = 2;

/// Levels of the bands, the widest first.
const BANDS: [(&str, f64, f64); 3] = [
    ("95% interval", 0.025, 0.975),
    ("80% interval", 0.10, 0.90),
    ("50% interval", 0.25, 0.75),
];

/// The year to date, what may come through each month, earlier years and the targets.
pub(super) fn fan_chart(told: &Told<'_>, one: &Foretold<'_>, goals: &[Goal]) -> Option<Chart> {
    let forecast = &one.forecast;
    let within = forecast.within.as_ref()?;
    let known = one.line.months.year_to_date(forecast.year);
    let last = *known.last()?;
    let through = |of: &dyn Fn(&stirstick_forecast::Through) -> f64| -> Vec<Option<f64>> {
        let before = vec![None; forecast.known - 1];
        before
            .into_iter()
            .chain([Some(last)])
            .chain(within.through.iter().map(|through| Some(of(through))))
            .collect()
    };
    let padded = |values: Vec<f64>| -> Vec<Option<f64>> {
        let mut padded: Vec<Option<f64>> = values.into_iter().map(Some).collect();
        padded.resize(MONTH_NAMES.len(), None);
        padded
    };
    let mut series = vec![
        Series {
            name: format!("{}, forecast", forecast.year),
            values: through(&|through| through.point),
        },
        Series {
            name: format!("{}, known", forecast.year),
            values: padded(known),
        },
    ];
    let earlier = (1..=EARLIER).filter_map(|back| forecast.year.checked_sub(back));
    series.extend(earlier.filter_map(|year| {
        let values = one.line.months.year_to_date(year);
        (values.len() == MONTH_NAMES.len()).then(|| Series {
            name: year.to_string(),
            values: padded(values),
        })
    }));
    let band = |(name, low, high): (&str, f64, f64)| Band {
        name: name.to_owned(),
        low: through(&|through| quantile(&through.quantiles, low)),
        high: through(&|through| quantile(&through.quantiles, high)),
    };
    Some(Chart {
        id: format!("fan_{}", one.line.id),
        title: format!(
            "What {} may come to: {} from January on",
            forecast.year, one.line.label
        ),
        kind: ChartKind::Line,
        unit: one.line.unit.clone(),
        categories: MONTH_NAMES.map(str::to_owned).to_vec(),
        series,
        bands: BANDS.map(band).to_vec(),
        marks: marks(one, goals),
        receipt: Some(told.figures.to_owned()),
        note: one
            .line
            .came_to
            .as_ref()
            .map(|came_to| format!("{} came to {:.1}.", forecast.year, came_to.value))
            .filter(|_| one.line.decimals().is_some()),
    })
}

/// Targets that fit into the picture: not more than half above what may come.
fn marks(one: &Foretold<'_>, goals: &[Goal]) -> Vec<Mark> {
    let highest = one
        .forecast
        .years
        .first()
        .map_or(0.0, |(_, _, quantiles)| quantile(quantiles, 0.975));
    let fits = |goal: &&Goal| goal.level <= 1.5 * highest;
    let name = |goal: &Goal| match (goal.asked_for, goal.deadline) {
        (true, _) => "asked for".to_owned(),
        (false, Some(deadline)) => format!("target for {deadline}"),
        (false, None) => "target".to_owned(),
    };
    let marks = goals.iter().filter(fits).map(|goal| Mark {
        name: name(goal),
        value: goal.level,
    });
    let mut marks: Vec<Mark> = marks.collect();
    marks.dedup_by(|one, other| {
        one.name == other.name && (one.value - other.value).abs() < 1e-9 * other.value
    });
    marks
}

/// How far the forecast was off in earlier years.
pub(super) fn misses_chart(told: &Told<'_>, one: &Foretold<'_>) -> Option<Chart> {
    (one.misses.len() > 1).then(|| Chart {
        id: "misses".to_owned(),
        title: format!(
            "Off by, per cent of what the year came to, with {} months known",
            one.forecast.known
        ),
        kind: ChartKind::Bar,
        unit: Unit::Percent,
        categories: one
            .misses
            .iter()
            .map(|miss| miss.year.to_string())
            .collect(),
        series: vec![Series {
            name: "forecast over outcome".to_owned(),
            values: one
                .misses
                .iter()
                .map(|miss| Some(miss.error_pct()))
                .collect(),
        }],
        receipt: Some(told.figures.to_owned()),
        ..Chart::default()
    })
}
