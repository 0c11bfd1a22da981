//! Properties that hold for every date and every order of rows.

use super::*;
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

/// Days from the first printing to after the last one.
fn any_day() -> impl Strategy<Value = Date> {
    (0..9_000_i64).prop_map(|days| date(2002, 1, 1).saturating_add(days.days()))
}

fn any_order() -> impl Strategy<Value = Vec<PublishedFigure>> {
    Just(embedded().0).prop_shuffle()
}

fn selection(figures: &[PublishedFigure], as_of: Date) -> Selection<'_> {
    Selection::as_of(figures, country("CHN"), country("RUS"), as_of).unwrap()
}

/// Kind of period, period, flow and measure of everything that is known.
fn known(figures: &[PublishedFigure], as_of: Date) -> BTreeSet<(Span, PeriodRange, Flow, Measure)> {
    let selection = selection(figures, as_of);
    let figures = selection.iter().map(|selected| selected.figure);
    figures
        .map(|figure| (figure.span, figure.period, figure.flow, figure.measure))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_later_day_never_loses_a_figure(day in any_day(), later in 0..2_000_i64) {
        let (figures, _) = embedded();
        let after = day.saturating_add(later.days());
        prop_assert!(known(&figures, day).is_subset(&known(&figures, after)));
    }

    #[test]
    fn the_order_of_rows_does_not_matter(shuffled in any_order(), day in any_day()) {
        let (figures, targets) = embedded();
        let of = |figures: &[PublishedFigure]| {
            published(figures, &targets, day, country("RUS"), country("CHN"), RECEIPTS).unwrap()
        };
        prop_assert_eq!(of(&shuffled), of(&figures));
    }

    #[test]
    fn nothing_published_later_is_used(day in any_day()) {
        let (figures, targets) = embedded();
        let sections = published(&figures, &targets, day, country("RUS"), country("CHN"), RECEIPTS).unwrap();
        let (known, later): (Vec<_>, Vec<_>) =
            figures.into_iter().partition(|figure| figure.known_from() <= day);
        for selected in selection(&known, day).iter() {
            for figure in [selected.figure].into_iter().chain(selected.others.iter().copied()) {
                prop_assert!(!matches!(figure.published, PublicationDate::Day(published) if published > day));
            }
        }
        let without = published(&known, &targets, day, country("RUS"), country("CHN"), RECEIPTS).unwrap();
        prop_assert_eq!(sections, without, "{} later figures change nothing", later.len());
    }

    #[test]
    fn no_country_is_special(day in any_day()) {
        let (figures, targets) = embedded();
        let section = |figures: &[PublishedFigure], targets: &[Target], market: &str, supplier: &str| {
            let sections = published(figures, targets, day, country(market), country(supplier), RECEIPTS);
            let numbers = |section: Section| -> Vec<(String, Option<f64>)> {
                section.figures.into_iter().map(|figure| (figure.id, figure.value)).collect()
            };
            sections.unwrap().into_iter().map(numbers).collect::<Vec<_>>()
        };
        let before = section(&figures, &targets, "RUS", "CHN");
        let renamed = |one: Country| country(if one == country("CHN") { "QMA" } else { "QMB" });
        let mut invented = embedded();
        for figure in &mut invented.0 {
            (figure.reporter, figure.partner) = (renamed(figure.reporter), renamed(figure.partner));
        }
        for target in &mut invented.1 {
            (target.reporter, target.partner) = (renamed(target.reporter), renamed(target.partner));
        }
        prop_assert_eq!(before, section(&invented.0, &invented.1, "QMB", "QMA"));
    }
}

#[test]
fn every_section_is_whole_on_every_first_of_a_month() {
    let (figures, targets) = embedded();
    let mut day = date(2002, 1, 1);
    while day < date(2026, 7, 1) {
        let sections = published(
            &figures,
            &targets,
            day,
            country("RUS"),
            country("CHN"),
            RECEIPTS,
        );
        sections.unwrap().iter().for_each(check);
        day = day.saturating_add(1.month());
    }
}
