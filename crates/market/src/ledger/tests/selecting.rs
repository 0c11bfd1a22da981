//! The rules that choose among vintages, each on a series made for it.

use super::*;
use jiff::civil::date;

/// A level of 2030 between two invented countries.
fn printed(value: &str, published: &str, reason: &str) -> PublishedFigure {
    row(
        "2030", "total", "usd_bn", "fob+cif", value, published, reason,
    )
}

fn row(
    period: &str,
    flow: &str,
    unit: &str,
    valuation: &str,
    value: &str,
    published: &str,
    reason: &str,
) -> PublishedFigure {
    let fields = FigureRow {
        reporter: "QMA".to_owned(),
        partner: "QMB".to_owned(),
        flow: flow.to_owned(),
        measure: "level".to_owned(),
        frequency: "A".to_owned(),
        period: period.to_owned(),
        value: value.to_owned(),
        unit: unit.to_owned(),
        valuation: valuation.to_owned(),
        customs: "customs of QMA".to_owned(),
        published: published.to_owned(),
        in_series: "yes".to_owned(),
        reason: reason.to_owned(),
        source_url: format!("https://example.invalid/{published}/{value}"),
        note: String::new(),
    };
    PublishedFigure::read(1, &fields).unwrap()
}

fn select(figures: &[PublishedFigure], as_of: Date) -> Option<String> {
    let selection = Selection::as_of(figures, country("QMA"), country("QMB"), as_of).unwrap();
    let level = selection.level(Flow::Total, Span::Year, period("2030"));
    level.map(|selected| selected.figure.printed.clone())
}

#[test]
fn more_decimals_count_and_fewer_only_as_a_revision() {
    let first = printed("240.11", "2031-01-12", "");
    for (later, expected) in [
        ("240.123", "240.123"),
        ("241.02", "241.02"),
        ("240.1", "240.11"),
        ("240", "240.11"),
        ("240.2", "240.11"),
        ("240.3", "240.3"),
        ("242", "242"),
    ] {
        let figures = [first.clone(), printed(later, "2031-02-12", "")];
        assert_eq!(
            select(&figures, date(2031, 3, 1)).unwrap(),
            expected,
            "then {later}"
        );
    }
}

#[test]
fn a_rounded_or_mislabelled_printing_gives_way() {
    let first = printed("240.1", "2031-01-12", "");
    for (value, reason, expected) in [
        ("239", "rounded", "240.1"),
        ("235", "rounded", "240.1"),
        ("240.3", "rounded", "240.1"),
        ("240.3", "mislabelled", "240.1"),
        ("240.13", "mislabelled", "240.13"),
    ] {
        let figures = [first.clone(), printed(value, "2031-02-12", reason)];
        assert_eq!(
            select(&figures, date(2031, 3, 1)).unwrap(),
            expected,
            "{value} {reason}"
        );
    }
    let figures = [
        printed("240", "2031-01-12", "rounded"),
        printed("241", "2031-02-12", ""),
    ];
    assert_eq!(
        select(&figures, date(2031, 1, 20)).unwrap(),
        "240",
        "all that was known"
    );
    assert_eq!(select(&figures, date(2031, 3, 1)).unwrap(), "241");
}

#[test]
fn a_repeated_value_stays_with_its_first_page() {
    let figures = [
        printed("240.1", "2031-01-12", ""),
        printed("240.1", "2031-02-12", ""),
        printed("240.1", "2031-01-01", "rounded"),
    ];
    let selection =
        Selection::as_of(&figures, country("QMA"), country("QMB"), date(2031, 3, 1)).unwrap();
    let selected = selection
        .level(Flow::Total, Span::Year, period("2030"))
        .unwrap();
    assert_eq!(selected.figure.published.to_string(), "2031-01-12");
    assert_eq!(selected.others.len(), 2);
}

#[test]
fn on_one_day_the_most_precise_counts() {
    let figures = [
        printed("240.13", "2031-01-12", ""),
        printed("240.1", "2031-01-12", ""),
    ];
    assert_eq!(select(&figures, date(2031, 1, 12)).unwrap(), "240.13");
}

#[test]
fn dates_decide_what_is_known() {
    for (published, last_unknown, first_known) in [
        ("2031-01-12", date(2031, 1, 11), date(2031, 1, 12)),
        ("2031-01", date(2031, 1, 14), date(2031, 1, 15)),
        ("2031", date(2031, 12, 31), date(2032, 1, 1)),
        ("", date(2031, 12, 31), date(2032, 1, 1)),
    ] {
        let figures = [printed("240.1", published, "")];
        assert_eq!(select(&figures, last_unknown), None, "{published}");
        assert!(select(&figures, first_known).is_some(), "{published}");
    }
}

#[test]
fn units_and_valuations_are_never_mixed() {
    let usd = printed("240.1", "2031-01-12", "");
    let selected = |other: PublishedFigure| {
        let figures = [usd.clone(), other];
        let selection =
            Selection::as_of(&figures, country("QMA"), country("QMB"), date(2040, 1, 1));
        selection.map(|_| ()).unwrap_err().to_string()
    };
    let euro = selected(row("2029", "total", "eur_bn", "fob+cif", "9", "2031", ""));
    assert!(euro.contains("unit") && euro.contains("EUR"), "{euro}");
    let fob = selected(row("2029", "total", "usd_bn", "fob+fob", "9", "2031", ""));
    assert!(fob.contains("valuation") && fob.contains("CIF"), "{fob}");
}

#[test]
fn growth_needs_a_base_of_the_year_before() {
    let figures = [
        row(
            "2028",
            "total",
            "usd_bn",
            "fob+cif",
            "100",
            "2029-01-12",
            "",
        ),
        row(
            "2030",
            "total",
            "usd_bn",
            "fob+cif",
            "121",
            "2031-01-12",
            "",
        ),
        row(
            "2031",
            "total",
            "usd_bn",
            "fob+cif",
            "110",
            "2032-01-12",
            "",
        ),
    ];
    let selection =
        Selection::as_of(&figures, country("QMA"), country("QMB"), date(2040, 1, 1)).unwrap();
    let of = |year| growth(&selection, Flow::Total, Span::Year, period(year));
    assert_eq!(of("2030").computed, None);
    let fall = of("2031").computed.unwrap();
    assert_close(fall.rate_pct, 100.0 * (110.0 / 121.0 - 1.0), 1e-12);
    assert_close(
        fall.lowest_pct.unwrap(),
        100.0 * (109.5 / 121.5 - 1.0),
        1e-12,
    );
    assert_close(
        fall.highest_pct.unwrap(),
        100.0 * (110.5 / 120.5 - 1.0),
        1e-12,
    );
}

/// The bounds of a rate between two levels of 121 and 110 with these marks, as level and base.
fn bounds(level: &str, base: &str) -> (Option<f64>, Option<f64>) {
    let figure = |year, value, reason| {
        row(
            year,
            "total",
            "usd_bn",
            "fob+cif",
            value,
            "2032-01-12",
            reason,
        )
    };
    let figures = [figure("2031", "121", level), figure("2030", "110", base)];
    let selection =
        Selection::as_of(&figures, country("QMA"), country("QMB"), date(2040, 1, 1)).unwrap();
    let growth = growth(&selection, Flow::Total, Span::Year, period("2031"));
    let computed = growth.computed.unwrap();
    assert_close(computed.rate_pct, 10.0, 1e-12);
    (computed.lowest_pct, computed.highest_pct)
}

#[test]
fn a_floor_leaves_one_end_of_the_rate() {
    let rate = |level: f64, base: f64| Some(100.0 * (level / base - 1.0));
    assert_eq!(
        bounds("rounded", ""),
        (rate(120.0, 110.5), rate(122.0, 109.5))
    );
    assert_eq!(bounds("more_than", ""), (rate(121.0, 110.5), None));
    assert_eq!(bounds("", "more_than"), (None, rate(121.5, 110.0)));
    assert_eq!(bounds("more_than", "more_than"), (None, None));
}

#[test]
fn a_floor_gives_way_to_an_equally_precise_level() {
    let figures = [
        printed("240", "2031-01-12", ""),
        printed("245", "2031-02-12", "more_than"),
    ];
    assert_eq!(select(&figures, date(2031, 3, 1)).unwrap(), "240");
}

#[test]
fn two_customs_services_make_two_sections() {
    let mut mirror = row(
        "2030",
        "total",
        "usd_bn",
        "fob+cif",
        "250.3",
        "2031-02-12",
        "",
    );
    (mirror.reporter, mirror.partner) = (mirror.partner, mirror.reporter);
    let figures = [
        printed("240.1", "2031-01-12", ""),
        row(
            "2029",
            "total",
            "usd_bn",
            "fob+cif",
            "200",
            "2030-01-12",
            "",
        ),
        mirror,
    ];
    let sections = published(
        &figures,
        &[],
        date(2040, 1, 1),
        country("QMA"),
        country("QMB"),
        RECEIPTS,
    )
    .unwrap();
    let names: Vec<_> = sections.iter().map(|section| section.id.as_str()).collect();
    assert_eq!(names, ["ledger", "ledger_QMB"]);
    assert_eq!(figure(&sections[0], "total_2030").value, Some(240.1));
    assert_eq!(figure(&sections[1], "total_2030").value, Some(250.3));
    sections.iter().for_each(check);
}
