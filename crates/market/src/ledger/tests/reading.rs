//! Reading rows: what is refused, and what the embedded tables hold.

use super::*;

const HEADER: &str = "reporter,partner,flow,measure,frequency,period,value,unit,valuation,customs,published,in_series,reason,source_url,note";

fn error_of(row: &str) -> String {
    figures_from_csv(&format!("{HEADER}\n{row}\n"))
        .unwrap_err()
        .to_string()
}

#[test]
fn every_refusal_names_row_column_and_what_was_expected() {
    let good = "QMA,QMB,total,level,A,2023,1,usd_bn,fob,c,2024,yes,,u,";
    assert!(figures_from_csv(&format!("{HEADER}\n{good}\n")).is_ok());
    for (column, wrong) in [
        ("reporter", "QZ"),
        ("flow", "sum"),
        ("measure", "size"),
        ("frequency", "W"),
        ("period", "2023-04"),
        ("value", "1e3"),
        ("value", "NaN"),
        ("value", "1."),
        ("unit", "percent"),
        ("unit", "usd_dozen"),
        ("valuation", "fas"),
        ("published", "May 2024"),
        ("in_series", "maybe"),
        ("reason", "odd"),
    ] {
        let place = HEADER.split(',').position(|name| name == column).unwrap();
        let mut fields: Vec<_> = good.split(',').collect();
        fields[place] = wrong;
        let error = error_of(&fields.join(","));
        assert!(
            error.starts_with(&format!("row 1, column {column}: ")),
            "{error}"
        );
    }
    assert!(matches!(
        figures_from_csv("a,b\n1,2\n"),
        Err(LedgerError::Csv(_))
    ));
}

#[test]
fn fields_that_contradict_each_other_are_refused() {
    for (row, column) in [
        (
            "QMA,QMB,total,level,YTD,2023-02..2023-04,1,usd_bn,fob,c,,yes,,u,",
            "period",
        ),
        (
            "QMA,QMB,total,level,YTD,2023,1,usd_bn,fob,c,,yes,,u,",
            "period",
        ),
        (
            "QMA,QMB,total,level,M,2023-Q1,1,usd_bn,fob,c,,yes,,u,",
            "period",
        ),
        (
            "QMA,QMB,total,growth,A,2023,1,usd_bn,fob,c,,yes,,u,",
            "unit",
        ),
        (
            "QMA,QMB,total,level,A,2023,1,usd_bn,fob,c,,no,,u,",
            "reason",
        ),
    ] {
        let error = error_of(row);
        assert!(
            error.starts_with(&format!("row 1, column {column}: ")),
            "{error}"
        );
    }
}

#[test]
fn a_target_needs_a_value_a_date_and_a_kind() {
    let header = "target_low_usd_bn,target_high_usd_bn,reporter,partner,deadline_year,deadline_text,announced,by_whom,kind,stated_reached,source_url,note";
    for (row, column) in [
        ("0,0,QMA,QMB,2030,,2024,w,target,,u,", "target_low_usd_bn"),
        ("9,8,QMA,QMB,2030,,2024,w,target,,u,", "target_high_usd_bn"),
        ("9,9,QMA,QMB,soon,,2024,w,target,,u,", "deadline_year"),
        ("9,9,QMA,QMB,2030,,,w,target,,u,", "announced"),
        ("9,9,QMA,QMB,2030,,2024,w,wish,,u,", "kind"),
    ] {
        let error = targets_from_csv(&format!("{header}\n{row}\n"))
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with(&format!("row 1, column {column}: ")),
            "{error}"
        );
    }
}

#[test]
fn the_embedded_tables_are_whole() {
    let (figures, targets) = embedded();
    assert_eq!((figures.len(), targets.len()), (713, 14));
    assert!(
        figures
            .iter()
            .all(|figure| figure.source_url.starts_with("http"))
    );
    let reporters: BTreeSet<_> = figures
        .iter()
        .filter(|figure| figure.in_series)
        .map(|figure| figure.reporter)
        .collect();
    assert_eq!(reporters.into_iter().collect::<Vec<_>>(), [country("CHN")]);
    let kept = |reason| {
        figures
            .iter()
            .filter(move |figure| figure.reason == Some(reason))
    };
    assert!(
        kept(Reason::OtherCustoms)
            .chain(kept(Reason::OtherCurrency))
            .all(|figure| !figure.in_series)
    );
}

/// What counts with everything published.
fn whole(figures: &[PublishedFigure]) -> Selection<'_> {
    let day = jiff::civil::date(2026, 6, 1);
    Selection::as_of(figures, country("CHN"), country("RUS"), day).unwrap()
}

/// Exports and imports of a period make its total within the precision of all three.
#[test]
fn parts_of_the_series_make_their_total() {
    let (figures, _) = embedded();
    let selection = whole(&figures);
    let mut compared = 0;
    for span in [Span::Year, Span::YearToDate, Span::Month] {
        for period in selection.periods(span) {
            let [total, exports, imports] =
                Flow::ALL.map(|flow| selection.level(flow, span, period).map(|one| one.figure));
            if let (Some(total), Some(exports), Some(imports)) = (total, exports, imports) {
                let slack = total.last_place() + exports.last_place() + imports.last_place();
                assert_close(total.value, exports.value + imports.value, slack);
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 72, "periods with all three flows");
}

/// The level to date rises from month to month of a year and never passes the level of the year.
#[test]
fn levels_to_date_rise_through_the_year() {
    let (figures, _) = embedded();
    let selection = whole(&figures);
    let mut compared = 0;
    for flow in Flow::ALL {
        let mut before: Option<(PeriodRange, f64)> = None;
        let mut periods = selection.periods(Span::YearToDate);
        periods.extend(selection.periods(Span::Year));
        periods.sort_by_key(|period| period.last());
        for period in periods {
            let spans = [Span::YearToDate, Span::Year];
            let level = spans
                .into_iter()
                .find_map(|span| selection.level(flow, span, period));
            let Some(level) = level else { continue };
            if let Some((earlier, value)) = before
                && earlier.last().year() == period.last().year()
            {
                assert!(value < level.figure.value, "{flow:?} {period}");
                compared += 1;
            }
            before = Some((period, level.figure.value));
        }
    }
    assert_eq!(compared, 156, "neighbours within a year");
}

/// A printed rate in the series is never far from the rate between the levels.
#[test]
fn printed_growth_fits_the_levels() {
    let (figures, _) = embedded();
    let selection = whole(&figures);
    let mut compared = 0;
    for span in [Span::Year, Span::YearToDate] {
        for period in selection.periods(span) {
            for flow in Flow::ALL {
                let growth = growth(&selection, flow, span, period);
                let (Some(printed), Some(computed)) = (&growth.published, &growth.computed) else {
                    continue;
                };
                let difference = printed.figure.value - computed.rate_pct;
                // The rule of the table: a revised base moved printed rates by up to 4.4 points.
                assert!(difference.abs() < 5.0, "{flow:?} {period}: {growth:?}");
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 123, "rates with a base");
}
