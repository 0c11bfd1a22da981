//! Targets: when they were passed, against what the sources themselves say.

use super::*;
use jiff::civil::date;

fn outcomes_as_of<T>(as_of: Date, look: impl Fn(&[TargetOutcome<'_>]) -> T) -> T {
    let (figures, targets) = embedded();
    let selection = Selection::as_of(&figures, country("CHN"), country("RUS"), as_of).unwrap();
    look(&judge(&selection, &targets).unwrap())
}

fn find<'o, 'a>(
    outcomes: &'o [TargetOutcome<'a>],
    low: &str,
    deadline: &str,
    kind: TargetKind,
) -> &'o TargetOutcome<'a> {
    let matches = |outcome: &&TargetOutcome<'_>| {
        let target = outcome.first();
        let text = target
            .deadline
            .map(|year| year.to_string())
            .unwrap_or_default();
        (target.printed.0.as_str(), text.as_str(), target.kind) == (low, deadline, kind)
    };
    outcomes.iter().find(matches).unwrap()
}

#[test]
fn two_hundred_by_2024_was_passed_in_november_2023() {
    outcomes_as_of(date(2024, 5, 28), |outcomes| {
        let outcome = find(outcomes, "200", "2024", TargetKind::Target);
        assert_eq!(outcome.targets.len(), 3, "the same target of three sources");
        assert_eq!(outcome.status, Status::Early { years: 1 });
        let passing = outcome.passing.as_ref().unwrap();
        assert_eq!(passing.period_text(), "2023-11");
        assert_eq!(passing.figure.printed, "218.17");
        assert_eq!(passing.before.unwrap().printed, "196.48");
        assert!(passing.unknown_years.is_empty());
        assert_eq!(outcome.at_deadline, None, "2024 was not over");
    });
}

#[test]
fn every_outcome_agrees_with_what_was_stated() {
    use TargetKind::{Forecast, Target};
    outcomes_as_of(date(2026, 6, 1), |outcomes| {
        for (low, deadline, kind, status, passed) in [
            ("20", "2007", Target, Status::Early { years: 3 }, "2004"),
            ("50", "2009", Target, Status::Early { years: 1 }, "2008"),
            ("60", "2010", Target, Status::Late { years: 1 }, "2011"),
            ("100", "2015", Target, Status::Late { years: 3 }, "2018-12"),
            ("200", "2020", Target, Status::Late { years: 3 }, "2023-11"),
            (
                "200",
                "2020",
                Forecast,
                Status::Late { years: 3 },
                "2023-11",
            ),
            ("200", "2023", Forecast, Status::OnTime, "2023-11"),
            ("200", "2024", Target, Status::Early { years: 1 }, "2023-11"),
            ("250", "2024", Target, Status::Missed, ""),
            ("250", "", Target, Status::Open, ""),
            ("300", "2030", Forecast, Status::Open, ""),
            ("300", "2030", Target, Status::Open, ""),
        ] {
            let outcome = find(outcomes, low, deadline, kind);
            assert_eq!(outcome.status, status, "{low} by {deadline}");
            let text = outcome
                .passing
                .as_ref()
                .map(Passing::period_text)
                .unwrap_or_default();
            assert_eq!(text, passed, "{low} by {deadline}");
            for target in &outcome.targets {
                let stated = &target.stated_reached;
                let agrees = match status {
                    Status::Late { .. } => stated.contains("missed"),
                    Status::Missed => stated.contains("not reached"),
                    Status::Open => stated == "open" || stated.contains("not reached"),
                    _ => stated.contains(passed),
                };
                assert!(agrees, "{low} by {deadline}: {stated}");
            }
        }
        assert_eq!(outcomes.len(), 12, "every target is judged");
    });
}

#[test]
fn a_missed_target_shows_the_year_and_what_it_lacked() {
    outcomes_as_of(date(2026, 6, 1), |outcomes| {
        let outcome = find(outcomes, "250", "2024", TargetKind::Target);
        assert_eq!(outcome.at_deadline.unwrap().printed, "244.819");
        assert_close(outcome.shortfall_usd_bn.unwrap(), 5.181, 1e-9);
        let late = find(outcomes, "100", "2015", TargetKind::Target);
        assert_close(late.shortfall_usd_bn.unwrap(), 32.0, 1e-9);
        let unknown: Vec<_> = late
            .passing
            .as_ref()
            .unwrap()
            .unknown_years
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(unknown, ["2012", "2014"]);
    });
    let section = ledger_as_of(date(2025, 6, 1));
    let told = section.statements.iter().find(|one| {
        one.figures
            .first()
            .is_some_and(|id| id == "target_250_2024")
    });
    assert!(told.unwrap().text.contains("was missed"));
}

#[test]
fn a_deadline_without_a_published_total_is_open() {
    outcomes_as_of(date(2025, 1, 5), |outcomes| {
        let outcome = find(outcomes, "250", "2024", TargetKind::Target);
        assert_eq!((outcome.status, outcome.at_deadline), (Status::Open, None));
    });
}

#[test]
fn an_announcement_is_not_known_before_its_month_is_over() {
    let known = |as_of| {
        outcomes_as_of(as_of, |outcomes| {
            outcomes
                .iter()
                .any(|one| one.first().low_usd_bn > 299.0 && one.first().kind == TargetKind::Target)
        })
    };
    assert!(!known(date(2024, 5, 28)));
    assert!(known(date(2024, 5, 31)));
}

#[test]
fn targets_in_the_section_carry_their_figures() {
    let section = ledger_as_of(date(2024, 5, 28));
    assert_eq!(figure(&section, "target_200_2024").value, Some(200.0));
    let passed = figure(&section, "target_200_2024_passed");
    assert_eq!(
        (passed.value, passed.period.as_deref()),
        (Some(218.17), Some("2023-01..2023-11"))
    );
    let told = section.statements.iter().find(|one| {
        one.figures
            .first()
            .is_some_and(|id| id == "target_200_2024")
    });
    let text = &told.unwrap().text;
    assert!(
        text.contains("was passed in November 2023, one year before its deadline"),
        "{text}"
    );
    let upper = figure(&section, "target_60-80_2010_upper");
    assert_eq!((upper.value, upper.decimals), (Some(80.0), Some(0)));
    let range = figure(&section, "target_60-80_2010");
    assert_eq!(range.value, Some(60.0));
    assert!(range.note.as_ref().unwrap().contains("lower end decides"));
}

/// The sentence about a target as of a day, with the identifiers of its figures.
fn told_of(as_of: Date, id: &str) -> (String, Vec<String>) {
    let section = ledger_as_of(as_of);
    let mut statements = section.statements.into_iter();
    let found = statements.find(|one| one.figures.first().is_some_and(|first| first == id));
    let statement = found.unwrap_or_else(|| panic!("nothing about {id}"));
    (statement.text, statement.figures)
}

#[test]
fn a_target_passed_early_says_that_its_deadline_year_was_below_it() {
    // 56.83 in 2008, 38.8 in 2009, the year of the deadline.
    let (text, figures) = told_of(date(2011, 6, 1), "target_50_2009");
    assert!(
        text.contains("was passed in 2008, one year before its deadline"),
        "{text}"
    );
    assert!(
        text.ends_with("; the total of its deadline year 2009 was {2}, below it by {3}."),
        "{text}"
    );
    let at_deadline = "target_50_2009_at_deadline";
    assert_eq!(figures[2..], [at_deadline, "target_50_2009_shortfall"]);
    let section = ledger_as_of(date(2011, 6, 1));
    assert_eq!(figure(&section, at_deadline).value, Some(38.8));
    let lacking = figure(&section, "target_50_2009_shortfall").value.unwrap();
    // 50 less 38.8 in decimals; in binary it would be 11.200000000000003.
    assert_eq!(lacking.to_string(), "11.2");
    let outcomes: Vec<_> = table(&section, "targets")
        .rows
        .iter()
        .map(|row| row[5].clone())
        .collect();
    let early = "passed one year early; below it in its year".to_owned();
    assert!(outcomes.contains(&Cell::Text(early)), "{outcomes:?}");
}

#[test]
fn a_range_is_told_with_both_ends_and_a_latest_date_as_the_source_has_it() {
    let (text, figures) = told_of(date(2011, 6, 1), "target_60-80_2010");
    assert!(
        text.starts_with("The target of {0} to {1} for 2010, announced by 2007-06, "),
        "{text}"
    );
    assert_eq!(figures, ["target_60-80_2010", "target_60-80_2010_upper"]);
    let section = ledger_as_of(date(2026, 6, 1));
    let note = figure(&section, "target_60-80_2010").note.clone().unwrap();
    assert!(note.contains("announced by 2007-06 ("), "{note}");
}

#[test]
fn whose_count_measures_a_target_is_said_to_be_a_choice() {
    let section = ledger_as_of(date(2024, 5, 28));
    let told = section
        .caveats
        .iter()
        .any(|caveat| caveat.text.contains("is this program's choice"));
    assert!(told, "{:?}", section.caveats);
}

#[test]
fn a_floor_below_a_target_does_not_say_that_it_was_missed() {
    let (mut figures, targets) = embedded();
    for figure in &mut figures {
        let total_of_2024 = figure.flow == Flow::Total && figure.period == period("2024");
        if total_of_2024 && figure.measure == Measure::Level {
            figure.reason = Some(Reason::MoreThan);
        }
    }
    let day = date(2025, 6, 1);
    let selection = Selection::as_of(&figures, country("CHN"), country("RUS"), day).unwrap();
    let outcomes = judge(&selection, &targets).unwrap();
    let outcome = find(&outcomes, "250", "2024", TargetKind::Target);
    assert_eq!(
        (outcome.status, outcome.shortfall_usd_bn),
        (Status::Open, None)
    );
}
