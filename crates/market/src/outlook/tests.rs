//! Months from published figures, by hand and on the embedded ones.

use super::months::{Grid, Months};
use crate::ledger::{FigureRow, Flow, PublishedFigure, Selection, figures_from_csv};
use jiff::civil::{Date, date};
use stirstick_codes::{Country, Period};

const FIGURES_CSV: &str = include_str!("../../../../data/published_figures.csv");

fn country(code: &str) -> Country {
    Country::from_iso3(code).unwrap()
}

fn embedded(as_of: Date) -> [Grid; 3] {
    let figures = figures_from_csv(FIGURES_CSV).unwrap();
    Grid::of_published(&Selection::as_of(&figures, country("CHN"), country("RUS"), as_of).unwrap())
}

/// A printed figure of total trade, in the series.
fn printed(
    measure: &str,
    frequency: &str,
    period: &str,
    value: &str,
    reason: &str,
) -> PublishedFigure {
    let text = |text: &str| text.to_owned();
    let fields = FigureRow {
        reporter: text("QMA"),
        partner: text("QMB"),
        flow: text("total"),
        measure: text(measure),
        frequency: text(frequency),
        period: text(period),
        value: text(value),
        unit: text(if measure == "level" {
            "usd_bn"
        } else {
            "percent"
        }),
        valuation: text("fob+cif"),
        customs: text("customs"),
        published: text("2020-01-01"),
        in_series: text("yes"),
        reason: text(reason),
        source_url: text("https://example.org"),
        note: String::new(),
    };
    PublishedFigure::read(1, &fields).unwrap()
}

fn total(figures: &[PublishedFigure]) -> Grid {
    let selection =
        Selection::as_of(figures, country("QMA"), country("QMB"), date(2030, 1, 1)).unwrap();
    Grid::of_published(&selection)[0].clone()
}

fn close(one: Option<f64>, other: f64) -> bool {
    one.is_some_and(|one| (one / other - 1.0).abs() < 1e-9)
}

#[test]
fn a_month_makes_the_next_sum_and_the_one_before() {
    let grid = total(&[
        printed("level", "YTD", "2019-01..2019-03", "30", ""),
        printed("level", "M", "2019-04", "12", ""),
        printed("level", "M", "2019-03", "11", ""),
    ]);
    assert!(close(grid.get(2019, 4), 42.0));
    assert!(close(grid.get(2019, 2), 19.0));
    assert_eq!(grid.get(2019, 1), None);
}

#[test]
fn printed_growth_makes_a_base_and_a_level() {
    let grid = total(&[
        printed("level", "YTD", "2018-01..2018-06", "50", ""),
        printed("growth", "YTD", "2018-01..2018-06", "25", ""),
        printed("growth", "YTD", "2019-01..2019-06", "10", ""),
    ]);
    assert!(close(grid.get(2017, 6), 40.0));
    assert!(close(grid.get(2019, 6), 55.0));
}

#[test]
fn a_floor_gives_way_to_printed_growth() {
    let floor = printed("level", "YTD", "2019-01..2019-04", "75", "more_than");
    let base = printed("level", "YTD", "2018-01..2018-04", "73", "");
    let growth = printed("growth", "YTD", "2019-01..2019-04", "4.7", "");
    assert!(close(
        total(&[floor.clone(), base.clone(), growth]).get(2019, 4),
        73.0 * 1.047
    ));
    assert!(close(total(&[floor, base]).get(2019, 4), 75.0));
}

#[test]
fn a_sum_over_months_is_spread_as_in_whole_years() {
    let mut figures = vec![
        printed("level", "YTD", "2018-01..2018-02", "30", ""),
        printed("level", "A", "2018", "130", ""),
        printed("level", "YTD", "2019-01..2019-02", "60", ""),
    ];
    figures.push(printed("level", "M", "2018-02", "20", ""));
    let months = total(&figures).months().unwrap();
    assert_eq!(months.first, Period::of_month(2018, 1).unwrap());
    assert_eq!(months.values.len(), 14);
    assert_eq!(months.running_year(), Some((2019, 2)));
    assert!(close(Some(months.values[..12].iter().sum()), 130.0));
    // January was half of February in the whole year, and is in the running one.
    assert!(close(Some(months.values[12]), 20.0) && close(Some(months.values[13]), 40.0));
    assert_eq!(months.spread, 12);
}

#[test]
fn an_annual_total_alone_is_no_year_of_months() {
    let grid = total(&[
        printed("level", "A", "2018", "130", ""),
        printed("level", "YTD", "2019-01..2019-02", "60", ""),
    ]);
    assert_eq!(grid.months(), None);
}

/// Every sum that was printed precisely is a sum of the months made from it, on every day.
#[test]
fn months_of_the_embedded_figures_add_up_to_what_was_printed() {
    for (year, month, day) in [
        (2018, 6, 1),
        (2020, 3, 1),
        (2022, 5, 1),
        (2024, 5, 28),
        (2026, 11, 1),
    ] {
        let grids = embedded(date(year, month, day));
        for (grid, flow) in grids.iter().zip(Flow::ALL) {
            let Some(months) = grid.months() else {
                continue;
            };
            for year in months.first.year()..=months.last().unwrap().year() {
                for (index, sum) in months.year_to_date(year).into_iter().enumerate() {
                    if let Some(known) = grid.get(year, index + 1) {
                        assert!(
                            (sum / known - 1.0).abs() < 1e-9,
                            "{flow:?} {year} {index}: {sum} {known}"
                        );
                    }
                }
            }
            assert!(months.values.iter().all(|value| *value >= 0.0));
        }
    }
}

/// In May 2024 a page said "exceeded $75bn" and 4.7%; a month later the sums through May were printed, from which
/// January to April are 96.5 less 19.8.
#[test]
fn four_months_of_2024_are_taken_from_their_growth() {
    let grid = &embedded(date(2024, 5, 28))[0];
    let months: Months = grid.months().unwrap();
    assert_eq!(months.running_year(), Some((2024, 4)));
    let to_date = *months.year_to_date(2024).last().unwrap();
    assert!((to_date - 76.7).abs() < 0.2, "{to_date}");
}

#[test]
fn what_was_known_is_not_changed_by_what_came_later() {
    let early = embedded(date(2023, 6, 30))[0].months().unwrap();
    let (year, known) = early.running_year().unwrap();
    let later = embedded(date(2026, 11, 1))[0].months().unwrap();
    let last = Period::of_month(year, u16::try_from(known).unwrap()).unwrap();
    let cut = later.through(last).unwrap();
    assert_eq!(cut.running_year(), Some((year, known)));
    assert!(cut.totals.keys().all(|total| *total < year));
}
