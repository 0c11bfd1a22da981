//! Targets: whether such a one was announced, and when it was passed.

use super::ask::{Stop, Subject, Untestable, currency};
use super::check::Checked;
use super::evidence::{Evidence, Found, Sources};
use super::precision::{Compared, Fit};
use super::verdict::{Judgement, Verdict};
use crate::ledger::TargetKind;
use stirstick_claims::Claim;
use stirstick_codes::Currency;

/// Looks for a target of this height among those announced for the pair.
pub(super) fn target(
    sources: &mut Sources<'_>,
    claim: &Claim,
    checked: &mut Checked,
) -> Result<Judgement, Stop> {
    let subject = Subject::of(claim)?;
    if currency(claim) != Some(Currency::USD) {
        return Err(Untestable::new("targets are known in US dollars only").into());
    }
    let stated = checked.stated(claim);
    let Some(known) = sources.published(subject.one, subject.other)? else {
        return Err(Untestable::new(format!(
            "no targets for the {} are at hand",
            subject.words()
        ))
        .into());
    };
    let fits = |level: f64| {
        let known = Compared {
            value: level * 1e9,
            step: 0.0,
            is_floor: false,
            is_rate: false,
        };
        matches!(stated.fit(known), Fit::Rounded)
    };
    let deadline = claim
        .period
        .and_then(|period| period.range())
        .map(|range| range.last().year());
    let mut found: Vec<_> = known
        .targets
        .iter()
        .filter(|target| fits(target.low_usd_bn))
        .collect();
    found.sort_by_key(|target| {
        let other_year = target.deadline.map(|year| year.year()) != deadline;
        (other_year, target.kind != TargetKind::Target)
    });
    let evidence: Vec<Evidence> = found
        .iter()
        .map(|target| Evidence {
            value: target.low_usd_bn * 1e9,
            shown: format!("${}bn", target.printed.0),
            basis: format!(
                "{} of {}, for {}",
                target.kind.as_str(),
                target.by_whom,
                target.deadline_text
            ),
            published: Some(target.announced_text()),
            computed: false,
            receipt: known.targets_receipt.id.clone(),
            step: 0.0,
            is_floor: false,
            is_soft: false,
            is_own: true,
            counted_by: None,
            known_from: target.announced.announced_by(),
        })
        .collect();
    let Some(best) = evidence.first().cloned() else {
        return Err(Untestable::new(format!(
            "no target of this height for the {} is on record here",
            subject.words()
        ))
        .needing("the announcement")
        .into());
    };
    let same_year = deadline.is_none()
        || found
            .first()
            .is_some_and(|target| target.deadline.map(|year| year.year()) == deadline);
    if !same_year {
        return Err(Untestable::new(format!(
            "a target of this height is on record, but for another year: {}",
            best.basis
        ))
        .needing("the announcement")
        .into());
    }
    let receipt = known.targets_receipt.clone();
    checked.keep(Found {
        evidence: Vec::new(),
        receipts: vec![receipt],
        synthetic: false,
    });
    Ok(Judgement {
        verdict: Verdict::Supported,
        why: format!(
            "such a target is on record: {} ({}, announced {})",
            best.shown,
            best.basis,
            best.published.clone().unwrap_or_default()
        ),
        off_by: None,
        needs: None,
        evidence,
    })
}
