//! Targets as figures, sentences and a table.

use super::figures::PublishedFigure;
use super::headline::{basis, more_than, published_words};
use super::reason::Reason;
use super::targets::{Passing, Status, Target, TargetKind, TargetOutcome};
use super::words::{
    Sentence, column, figure, list, note, number, once, period_text, period_words, text,
};
use crate::answer::{Figure, Statement, Table, Unit};
use stirstick_codes::Period;

/// The identifier of a target's figure: `target_200_2024`, `forecast_200_2020`, `target_60-80_2010`.
fn target_id(outcome: &TargetOutcome<'_>) -> String {
    let target = outcome.first();
    let deadline = target
        .deadline
        .map_or("undated".to_owned(), |year| year.to_string());
    format!("{}_{}_{deadline}", target.kind.as_str(), printed(target))
}

fn printed(target: &Target) -> String {
    let (low, high) = &target.printed;
    if low == high {
        low.clone()
    } else {
        format!("{low}-{high}")
    }
}

/// The target itself, the level that passed it, the total at its deadline and what was lacking.
pub(super) fn target_figures(
    outcome: &TargetOutcome<'_>,
    receipt: &str,
    levels_receipt: &str,
) -> Vec<Figure> {
    let (id, target) = (target_id(outcome), outcome.first());
    let about = format!("{} of {}", target.kind.as_str(), printed(target));
    let mut figures = vec![announced_figure(outcome, &about, receipt)];
    if target.is_range() {
        let upper = announced_figure(outcome, &format!("upper end of the {about}"), receipt);
        figures.push(Figure {
            id: format!("{id}_upper"),
            value: Some(target.high_usd_bn),
            decimals: decimals(&target.printed.1),
            ..upper
        });
    }
    if let Some(passing) = &outcome.passing {
        let label = format!("Level at which the {about} was passed");
        let mut passed = level(
            passing.figure,
            format!("{id}_passed"),
            label,
            levels_receipt,
        );
        passed.note = note(&[passed.note.unwrap_or_default(), passing_note(passing)]);
        figures.push(passed);
    }
    if let Some(total) = outcome.at_deadline {
        let label = format!("Total in the deadline year of the {about}");
        figures.push(level(
            total,
            format!("{id}_at_deadline"),
            label,
            levels_receipt,
        ));
    }
    if let (Some(shortfall), Some(total)) = (outcome.shortfall_usd_bn, outcome.at_deadline) {
        let label = format!("What the total lacked to the {about}");
        let mut lacking = level(total, format!("{id}_shortfall"), label, levels_receipt);
        lacking.value = Some(shortfall);
        figures.push(lacking);
    }
    figures
}

fn announced_figure(outcome: &TargetOutcome<'_>, about: &str, receipt: &str) -> Figure {
    let target = outcome.first();
    let announced = once(outcome.targets.iter().map(|target| {
        let (when, who, page) = (target.announced_text(), &target.by_whom, &target.source_url);
        format!("announced {when} ({who}; {page})")
    }));
    let lower_end = if target.is_range() {
        "a range; its lower end decides"
    } else {
        ""
    };
    let customs = format!(
        "two-way trade, measured by the customs of {}",
        target.reporter.name()
    );
    let label = format!("The {about}, deadline: {}", target.deadline_text);
    Figure {
        decimals: decimals(&target.printed.0),
        period: target.deadline.map(|year| year.to_string()),
        basis: Some(customs),
        note: note(&[lower_end.to_owned(), announced.join("; ")]),
        receipt: Some(receipt.to_owned()),
        ..figure(
            target_id(outcome),
            label,
            Some(target.low_usd_bn),
            Target::unit(),
        )
    }
}

fn decimals(printed: &str) -> Option<u8> {
    let decimals = printed.split_once('.').map_or("", |(_, decimals)| decimals);
    u8::try_from(decimals.len()).ok()
}

fn level(total: &PublishedFigure, id: String, label: String, receipt: &str) -> Figure {
    Figure {
        decimals: Some(total.decimals),
        period: Some(period_text(total.period)),
        basis: Some(basis(total)),
        note: note(&[
            published_words(total),
            total.reason.map_or("", Reason::words).to_owned(),
            total.source_url.clone(),
        ]),
        receipt: Some(receipt.to_owned()),
        ..figure(id, label, Some(total.value), total.unit.clone())
    }
}

fn passing_note(passing: &Passing<'_>) -> String {
    let mut notes = Vec::new();
    if passing.month().is_none() {
        let month =
            "the level of the month before is not known, so the month of passing is not either";
        notes.push(month.to_owned());
    }
    if passing.figure.is_rounded() {
        notes.push("the level is rounded".to_owned());
    }
    if passing.figure.is_floor() {
        notes.push("the source says more than this level".to_owned());
    }
    if !passing.unknown_years.is_empty() {
        let years = list(&passing.unknown_years);
        notes.push(format!(
            "no level of {years} is known, so that an earlier passing is not excluded"
        ));
    }
    notes.join("; ")
}

/// How a target stands, in a few words; a total below the target in its deadline year is said too.
fn status_words(outcome: &TargetOutcome<'_>) -> String {
    let was_early = matches!(outcome.status, Status::Early { .. });
    match was_early && outcome.shortfall_usd_bn.is_some() {
        true => format!("{}; below it in its year", passed_words(outcome.status)),
        false => passed_words(outcome.status),
    }
}

fn passed_words(status: Status) -> String {
    match status {
        Status::Early { years } => format!("passed {} early", years_words(years)),
        Status::OnTime => "passed on time".to_owned(),
        Status::Late { years } => format!("missed; passed {} late", years_words(years)),
        Status::Reached => "passed; no deadline stated".to_owned(),
        Status::Missed => "missed".to_owned(),
        Status::Open => "open".to_owned(),
    }
}

fn years_words(years: u16) -> String {
    match years {
        1 => "one year".to_owned(),
        years => format!("{years} years"),
    }
}

/// One sentence about a target.
pub(super) fn target_sentence(outcome: &TargetOutcome<'_>) -> Statement {
    let (id, target) = (target_id(outcome), outcome.first());
    let deadline = target
        .deadline
        .map_or(" without a stated deadline".to_owned(), |year| {
            format!(" for {year}")
        });
    let mut sentence = Sentence::default()
        .say(&format!("The {} of ", target.kind.as_str()))
        .figure(&id);
    if target.is_range() {
        sentence = sentence.say(" to ").figure(&format!("{id}_upper"));
    }
    sentence = sentence.say(&format!(
        "{deadline}, announced {}, ",
        target.announced_text()
    ));
    sentence = match (&outcome.passing, outcome.status) {
        (Some(passing), _) => passing_words(sentence, outcome, passing),
        (None, Status::Missed) if outcome.shortfall_usd_bn.is_none() => sentence.say("was missed"),
        (None, Status::Missed) => sentence
            .say("was missed: the total was ")
            .figure(&format!("{id}_at_deadline"))
            .say(&format!(", short of {} by ", lower_end(target)))
            .figure(&format!("{id}_shortfall")),
        (None, _) => sentence.say("had not been passed by the figures known"),
    };
    sentence.say(".").end()
}

/// What decides a target, as the object of a sentence.
fn lower_end(target: &Target) -> &'static str {
    match target.is_range() {
        true => "its lower end",
        false => "it",
    }
}

/// When and by what level a target was passed, and the total of the deadline year where that was below.
fn passing_words(
    sentence: Sentence,
    outcome: &TargetOutcome<'_>,
    passing: &Passing<'_>,
) -> Sentence {
    let (id, target) = (target_id(outcome), outcome.first());
    let when = passing
        .month()
        .map_or_else(|| passing.period_text(), |month| period_words(month.into()));
    let how = match outcome.status {
        Status::Early { years } => format!(", {} before its deadline", years_words(years)),
        Status::OnTime => ", in the year of its deadline".to_owned(),
        Status::Late { years } => format!(", {} after its deadline", years_words(years)),
        Status::Reached | Status::Missed | Status::Open => String::new(),
    };
    let passed = match target.is_range() {
        true => "was passed at its lower end",
        false => "was passed",
    };
    let sentence = sentence
        .say(&format!(
            "{passed} in {when}{how}: {} came to {}",
            period_words(passing.figure.period),
            more_than(passing.figure)
        ))
        .figure(&format!("{id}_passed"));
    match (outcome.at_deadline, outcome.shortfall_usd_bn) {
        (Some(total), Some(_)) => sentence
            .say(&format!(
                "; the total of its deadline year {} was ",
                period_words(total.period)
            ))
            .figure(&format!("{id}_at_deadline"))
            .say(&format!(", below {} by ", lower_end(target)))
            .figure(&format!("{id}_shortfall")),
        _ => sentence,
    }
}

/// True for a target that still matters beside the latest year: its deadline is that year, later, or
/// not stated.
fn is_current(outcome: &TargetOutcome<'_>, latest: Option<Period>) -> bool {
    outcome
        .first()
        .deadline
        .is_none_or(|deadline| latest.is_none_or(|latest| deadline >= latest))
}

/// The targets to tell beside the latest year: the last that was passed, the last that was missed, and
/// those that still matter.
pub(super) fn told<'a, 'f>(
    outcomes: &'a [TargetOutcome<'f>],
    latest: Option<Period>,
) -> Vec<&'a TargetOutcome<'f>> {
    let (current, past): (Vec<_>, Vec<_>) = outcomes
        .iter()
        .partition(|outcome| is_current(outcome, latest));
    let passed_in_time = |outcome: &TargetOutcome<'_>| {
        matches!(outcome.status, Status::Early { .. } | Status::OnTime)
    };
    let passed = past
        .iter()
        .filter(|outcome| outcome.passing.is_some())
        .max_by_key(|outcome| {
            let last = outcome
                .passing
                .as_ref()
                .map(|passing| passing.figure.period.last());
            let is_target = outcome.first().kind == TargetKind::Target;
            (
                last,
                is_target && passed_in_time(outcome),
                outcome.first().deadline,
            )
        });
    let missed = past
        .iter()
        .filter(|outcome| outcome.status == Status::Missed)
        .max_by_key(|outcome| outcome.first().deadline);
    passed
        .into_iter()
        .chain(missed)
        .copied()
        .chain(current)
        .collect()
}

/// All targets with their outcome, the latest deadline first.
pub(super) fn target_table(outcomes: &[TargetOutcome<'_>], receipt: &str) -> Table {
    let money = Target::unit;
    let rows = outcomes.iter().rev().map(|outcome| {
        let target = outcome.first();
        let passing = outcome.passing.as_ref();
        let sources = once(
            outcome
                .targets
                .iter()
                .map(|target| target.source_url.as_str()),
        );
        let announced = once(outcome.targets.iter().map(|target| target.announced_text()));
        let by_whom = once(
            outcome
                .targets
                .iter()
                .map(|target| format!("{} ({})", target.by_whom, target.announced_text())),
        );
        vec![
            number(Some(target.low_usd_bn)),
            number(target.is_range().then_some(target.high_usd_bn)),
            text(target.kind.as_str()),
            text(target.deadline_text.as_str()),
            text(announced.join("; ")),
            text(status_words(outcome)),
            text(passing.map(Passing::period_text).unwrap_or_default()),
            number(passing.map(|passing| passing.figure.value)),
            number(outcome.at_deadline.map(|figure| figure.value)),
            number(outcome.shortfall_usd_bn),
            text(by_whom.join("; ")),
            text(passing.map(passing_note).unwrap_or_default()),
            text(sources.join(" ")),
        ]
    });
    Table {
        id: "targets".to_owned(),
        title: "Targets and forecasts, and what became of them".to_owned(),
        columns: vec![
            column("target_low", "Target", money()),
            column("target_high", "Upper end", money()),
            column("kind", "Kind", Unit::None),
            column("deadline", "Deadline", Unit::None),
            column("announced", "Announced", Unit::None),
            column("status", "Outcome", Unit::None),
            column("passed", "Passed in", Unit::Period),
            column("passed_level", "Level then", money()),
            column("at_deadline", "Total in the deadline year", money()),
            column("shortfall", "Lacking then", money()),
            column("announced_by", "Announced by", Unit::None),
            column("note", "Note", Unit::None),
            column("source", "Source", Unit::None),
        ],
        rows: rows.collect(),
        receipt: Some(receipt.to_owned()),
        note: Some("A range is passed at its lower end. Announcements of the same value and deadline share a row.".to_owned()),
    }
}
