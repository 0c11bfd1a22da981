//! The table of errors and coverage, and the tables that the program carries.

use super::backtest::past;
use super::tables::column;
use crate::answer::{Answer, Caveat, Cell, Column, Figure, Section, Statement, Table, Unit};
use crate::error::Error;
use stirstick_forecast::{
    Calibration, Errors, Evaluation, FOLDS, Judgement, Method, Replay, Trend, YearAhead, calibrate,
    evaluation_columns, evaluation_rows, replay, score_columns, score_rows, weight_columns,
    weight_rows, year_columns, year_rows, years_ahead,
};
use stirstick_store::Store;

/// Replays every past month of every pair and answers how well each method did.
///
/// `dataset` keeps to one dataset. Nothing is kept: the answer's tables are those that come with the
/// program once they are put in their place.
///
/// # Errors
/// [`Error::Store`] when a dataset cannot be asked, [`Error::NoMonths`] where nothing can be replayed.
pub fn backtest(store: &Store, dataset: Option<&str>) -> Result<Answer, Error> {
    let past = past(store, dataset)?;
    let replays = replay(&past.moments);
    if replays.is_empty() {
        return Err(Error::NoMonths {
            what: "two years of months of any pair".to_owned(),
        });
    }
    let data = dataset.map_or(String::new(), |name| format!(" --data {name}"));
    let receipt = past.receipts.first().map(|receipt| receipt.id.clone());
    let sections = match Judgement::by_other_pairs(&replays) {
        Some(judgement) => {
            let (all, calendar) = (judgement.evaluate(false), judgement.evaluate(true));
            let calibration = calibrate(&replays.iter().collect::<Vec<&Replay>>());
            let years = years_ahead(&past.annual);
            let mut section = section(&all, &calendar, receipt.as_deref());
            let methods = methods_table(&replays, &all, receipt.as_deref());
            section.tables.push(methods);
            section.caveats.extend(out_of_sample());
            vec![
                section,
                tables_of_program(&calibration, &years, &all, &calendar),
            ]
        }
        None => few_pairs(&replays, receipt.as_deref())?,
    };
    Ok(Answer {
        title: "How well a year is foretold from its months".to_owned(),
        command: format!("stirstick outlook --backtest{data}"),
        synthetic: past.synthetic,
        sections,
        receipts: past.receipts,
    })
}

/// Too few pairs to judge one by the others: they are judged by what the program carries, which is shown too.
fn few_pairs(replays: &[Replay], receipt: Option<&str>) -> Result<Vec<Section>, Error> {
    let judgement = Judgement::by_calibration(replays, &Calibration::embedded()?);
    let mut here = section(
        &judgement.evaluate(false),
        &judgement.evaluate(true),
        receipt,
    );
    here.caveats.insert(0, Caveat {
        text: format!(
            "Fewer than {FOLDS} pairs have two years of months here, too few to judge one by the others. They are judged by the weights              and scores that the program carries; where these pairs were among those that made them, that is not out of sample."
        ),
    });
    let carried = Evaluation::embedded()?;
    let mut section = section(&carried, &[], None);
    section.id = "carried".to_owned();
    for table in &mut section.tables {
        table.id = format!("carried_{}", table.id);
    }
    section.title = "Forecasts of the past that the program was made from".to_owned();
    section.caveats.extend(out_of_sample());
    Ok(vec![here, section])
}

fn out_of_sample() -> Option<Caveat> {
    let text = "Weights of the combination and widths of the intervals that judge a pair come from the other pairs: these are \
                divided into ten parts, and each part is judged by what the rest taught. The same months of other pairs are among \
                those, so that a shock that hit all at once is known from them.";
    Some(Caveat {
        text: text.to_owned(),
    })
}

fn section(all: &[Evaluation], calendar: &[Evaluation], receipt: Option<&str>) -> Section {
    let replays: usize = all.iter().map(|one| one.replays).sum();
    let pairs = all.iter().map(|one| one.pairs).max().unwrap_or(0);
    let figure = |id: &str, label: &str, value: usize| Figure {
        id: id.to_owned(),
        label: label.to_owned(),
        value: Some(value as f64),
        unit: Unit::Count,
        decimals: Some(0),
        period: None,
        basis: None,
        note: None,
        receipt: receipt.map(str::to_owned),
    };
    let wins = all.iter().filter(|one| combination_wins(one)).count();
    Section {
        id: "backtest".to_owned(),
        title: "Forecasts of the past".to_owned(),
        statements: vec![
            Statement {
                text: "{0} forecasts of the past over {1} pairs, each of twelve months from what was known with some of \
                       them over."
                    .to_owned(),
                figures: vec!["replays".to_owned(), "pairs".to_owned()],
            },
            Statement {
                text: format!(
                    "With {{0}} of {} numbers of months known the combination has a smaller mean absolute error than every single method.",
                    all.len()
                ),
                figures: vec!["wins".to_owned()],
            },
        ],
        figures: vec![
            figure("replays", "Forecasts of the past", replays),
            figure("pairs", "Pairs of countries", pairs),
            figure("wins", "Numbers of months known at which the combination is best", wins),
        ],
        tables: vec![
            errors_table("errors", "Mean absolute error in per cent of what the twelve months came to", all, |errors| errors.percent, receipt),
            coverage_table("coverage", "Share of outcomes within the intervals, per cent", all, receipt),
            errors_table("errors_calendar", "The same for years from January only: mean absolute error, per cent", calendar, |errors| errors.percent, receipt),
            coverage_table("coverage_calendar", "The same for years from January only: share within the intervals, per cent", calendar, receipt),
            errors_table("errors_log", "Mean absolute error in logarithms times 100: too low and too high count alike", all, |errors| errors.log_points, receipt),
        ]
        .into_iter()
        .filter(|table| !table.rows.is_empty())
        .collect(),
        caveats: [
            "Every pair counts once, however many forecasts it has. Years that begin in any month are forecast; those from \
             January are shown apart.",
            "The default is the combination with the least mean absolute error in per cent. That measure favours low forecasts, since none can be \
             more than 100% too low; the table in log points counts both sides alike, and there a single method can be better with few months known.",
            "Published figures are replayed as they were known on each day, with their gaps and vintages. Flows of a dataset \
             are replayed with the values that the release has today: it does not say how they looked then.",
        ]
        .map(|text| Caveat { text: text.to_owned() })
        .to_vec(),
        ..Section::default()
    }
}

fn combination_wins(one: &Evaluation) -> bool {
    one.methods
        .iter()
        .all(|errors| one.combination.percent < errors.percent)
}

fn counts(one: &Evaluation) -> [Cell; 3] {
    [one.known, one.replays, one.pairs].map(|count| Cell::Number(count as f64))
}

fn count_columns() -> [Column; 3] {
    [
        ("months_known", "Months known"),
        ("replays", "Forecasts"),
        ("pairs", "Pairs"),
    ]
    .map(|(id, label)| column(id, label, Unit::Count, Some(0)))
}

fn errors_table(
    id: &str,
    title: &str,
    rows: &[Evaluation],
    of: fn(&Errors) -> f64,
    receipt: Option<&str>,
) -> Table {
    let methods = Method::ALL.map(|method| (method.as_str(), method.words()));
    let both = [
        ("median", "median of all"),
        ("combination", "combination (default)"),
    ];
    let columns = methods
        .into_iter()
        .chain(both)
        .map(|(id, label)| column(id, label, Unit::Share, Some(1)));
    Table {
        id: id.to_owned(),
        title: title.to_owned(),
        columns: count_columns().into_iter().chain(columns).collect(),
        rows: rows
            .iter()
            .map(|one| {
                let errors = one
                    .contestants()
                    .into_iter()
                    .map(|errors| Cell::Number(of(&errors) / 100.0));
                counts(one).into_iter().chain(errors).collect()
            })
            .collect(),
        receipt: receipt.map(str::to_owned),
        note: None,
    }
}

fn coverage_table(id: &str, title: &str, rows: &[Evaluation], receipt: Option<&str>) -> Table {
    let levels = [
        ("covered_50", "50% interval"),
        ("covered_80", "80% interval"),
        ("covered_95", "95% interval"),
    ];
    let columns = levels.map(|(id, label)| column(id, label, Unit::Share, Some(1)));
    Table {
        id: id.to_owned(),
        title: title.to_owned(),
        columns: count_columns().into_iter().chain(columns).collect(),
        rows: rows
            .iter()
            .map(|one| {
                let coverage = one.coverage.map(Cell::Number);
                counts(one).into_iter().chain(coverage).collect()
            })
            .collect(),
        receipt: receipt.map(str::to_owned),
        note: None,
    }
}

/// Error, coverage and width of the intervals of each method, made from its own errors, and of the combination.
fn methods_table(replays: &[Replay], all: &[Evaluation], receipt: Option<&str>) -> Table {
    let share = |id: &str, label: &str| column(id, label, Unit::Share, Some(1));
    let mut judged: Vec<(&str, Vec<Evaluation>)> = Method::ALL
        .iter()
        .map(|method| {
            (
                method.words(),
                Judgement::of_method(replays, *method).evaluate(false),
            )
        })
        .collect();
    judged.push(("combination (default)", all.to_vec()));
    let known = all.iter().map(|one| one.known);
    let row = |known: usize, words: &str, evaluations: &[Evaluation]| {
        let one = evaluations.iter().find(|one| one.known == known)?;
        let numbers = [one.combination.percent / 100.0]
            .into_iter()
            .chain(one.coverage);
        let numbers = numbers
            .map(Cell::Number)
            .chain([Cell::Number(one.width_80)]);
        let start = [Cell::Number(known as f64), Cell::Text(words.to_owned())];
        Some(start.into_iter().chain(numbers).collect())
    };
    Table {
        id: "methods".to_owned(),
        title:
            "Each method with intervals of its own: error, coverage out of sample by pair, width"
                .to_owned(),
        columns: vec![
            column("months_known", "Months known", Unit::Count, Some(0)),
            column("method", "Method", Unit::None, None),
            share("mean_error", "Mean absolute error"),
            share("covered_50", "Within 50%"),
            share("covered_80", "Within 80%"),
            share("covered_95", "Within 95%"),
            column(
                "width_80",
                "Width of the 80% interval, log points",
                Unit::None,
                Some(0),
            ),
        ],
        rows: known
            .flat_map(|known| {
                judged
                    .iter()
                    .filter_map(move |(words, evaluations)| row(known, words, evaluations))
            })
            .collect(),
        receipt: receipt.map(str::to_owned),
        note: Some("A width of 100 log points is an upper end 2.7 times the lower one.".to_owned()),
    }
}

/// The tables that come with the program, as these forecasts of the past make them.
fn tables_of_program(
    calibration: &Calibration,
    years: &[YearAhead],
    all: &[Evaluation],
    calendar: &[Evaluation],
) -> Section {
    let evaluation = evaluation_rows(all, false)
        .into_iter()
        .chain(evaluation_rows(calendar, true))
        .collect();
    Section {
        id: "tables".to_owned(),
        title: "What the program takes from it".to_owned(),
        statements: vec![Statement {
            text: "The combination's weights by volatility and months known, the scores of its errors, and those of years ahead, \
                   as the program carries them."
                .to_owned(),
            figures: Vec::new(),
        }],
        tables: vec![
            numbers("weights", "Weights of the methods in the combination", weight_columns(), weight_rows(&calibration.weights)),
            numbers("scores", "Quantiles of scores by months known and month", score_columns(), score_rows(&calibration.scores)),
            trends(years),
            numbers("years_ahead", "Quantiles of scores by years ahead", year_columns(), year_rows(years)),
            numbers("evaluation", "Errors and coverage with all digits that are kept", evaluation_columns(), evaluation),
        ],
        ..Section::default()
    }
}

fn numbers(id: &str, title: &str, columns: Vec<String>, rows: Vec<Vec<f64>>) -> Table {
    Table {
        id: id.to_owned(),
        title: title.to_owned(),
        columns: columns
            .iter()
            .map(|name| column(name, name, Unit::None, None))
            .collect(),
        rows: rows
            .into_iter()
            .map(|row| row.into_iter().map(Cell::Number).collect())
            .collect(),
        ..Table::default()
    }
}

fn trends(years: &[YearAhead]) -> Table {
    let columns = Trend::ALL.map(|trend| column(trend.words(), trend.words(), Unit::None, Some(1)));
    let first = [
        ("years_ahead", "Years ahead"),
        ("replays", "Forecasts"),
        ("pairs", "Pairs"),
    ]
    .map(|(id, label)| column(id, label, Unit::Count, Some(0)));
    Table {
        id: "trends".to_owned(),
        title: "Years ahead: mean absolute error in log points by trend; the least is used"
            .to_owned(),
        columns: first.into_iter().chain(columns).collect(),
        rows: years
            .iter()
            .map(|year| {
                let counts = [year.ahead, year.replays, year.pairs].map(|count| count as f64);
                counts
                    .into_iter()
                    .chain(year.log_points)
                    .map(Cell::Number)
                    .collect()
            })
            .collect(),
        ..Table::default()
    }
}
