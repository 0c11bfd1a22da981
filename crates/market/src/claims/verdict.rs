//! Verdicts: a claim against what is known.

use super::evidence::Evidence;
use super::precision::{Fit, Stated};
use jiff::civil::Date;
use serde::Serialize;

/// What came of holding a claim against the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A known figure, rounded as the text is, is the stated one.
    Supported,
    /// The rate was printed so, though the levels give another: the base was revised.
    SupportedByPublishedRateOnly,
    /// Near a known figure, but not it.
    Off,
    /// Far from every known figure, or the other way.
    Contradicted,
    /// What would be needed is not at hand, or the text was not understood well enough.
    CannotBeTested,
    /// It says nothing that data of the past could test.
    NotTestable,
}

impl Verdict {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Supported => "supported",
            Verdict::SupportedByPublishedRateOnly => "supported by the published rate only",
            Verdict::Off => "off",
            Verdict::Contradicted => "contradicted",
            Verdict::CannotBeTested => "cannot be tested",
            Verdict::NotTestable => "not a testable claim",
        }
    }
}

/// A verdict with its reason.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judgement {
    pub(super) verdict: Verdict,
    pub(super) why: String,
    /// Stated less known, in the unit of the claim, where they differ.
    pub(super) off_by: Option<f64>,
    /// Which data would do, where none did.
    pub(super) needs: Option<String>,
    /// What it rests on, the deciding figure first.
    pub(super) evidence: Vec<Evidence>,
}

impl Judgement {
    pub(super) fn without_data(
        verdict: Verdict,
        why: impl Into<String>,
        needs: Option<String>,
    ) -> Self {
        Judgement {
            verdict,
            why: why.into(),
            off_by: None,
            needs,
            evidence: Vec::new(),
        }
    }
}

/// Part of a known amount by which a claim may differ and still be called off rather than contradicted.
const OFF_SHARE: f64 = 0.1;

/// Points by which a rate may differ so.
const OFF_POINTS: f64 = 5.0;

/// What is compared: an amount or a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    Amount,
    Rate,
}

/// Holds a stated figure against all known ones; `None` where none is known.
///
/// Any count that fits supports. A misfit is told only against counts of the side that the claim names, since the
/// other side counts otherwise.
pub(super) fn judge(
    stated: Stated,
    known: &[Evidence],
    scale: Scale,
    published: Option<Date>,
    show: &dyn Fn(f64) -> String,
) -> Option<Judgement> {
    let is_rate = scale == Scale::Rate;
    let fit_of = |one: &Evidence| {
        let is_above_floor = one.is_floor
            && stated.value >= one.value
            && stated.value <= one.value * (1.0 + OFF_SHARE / 2.0);
        match stated.fit(one.value, one.step, is_rate) {
            Fit::Differs if is_above_floor => Fit::Hedged,
            fit => fit,
        }
    };
    let rank = |one: &Evidence| {
        let fit = match fit_of(one) {
            Fit::Rounded => 0,
            Fit::CutOff => 1,
            Fit::Hedged => 2,
            Fit::Differs => 3,
        };
        let is_later = published
            .zip(one.known_from)
            .is_some_and(|(published, known)| known > published);
        (fit, !one.is_own, one.computed, is_later)
    };
    let mut sorted: Vec<&Evidence> = known.iter().collect();
    sorted.sort_by_key(|one| rank(one));
    let best = *sorted.first()?;
    let supports = fit_of(best);
    if supports != Fit::Differs {
        let evidence = sorted
            .iter()
            .filter(|one| fit_of(one) != Fit::Differs)
            .map(|one| (*one).clone())
            .collect();
        return Some(Judgement {
            verdict: Verdict::Supported,
            why: supported_words(best, supports, published),
            off_by: None,
            needs: None,
            evidence,
        });
    }
    Some(differs(stated, &sorted, scale, show))
}

fn supported_words(best: &Evidence, fit: Fit, published: Option<Date>) -> String {
    let how = match fit {
        Fit::CutOff => ", cut off and not rounded",
        Fit::Hedged => ", within what the wording leaves open",
        Fit::Rounded | Fit::Differs => "",
    };
    let when = best
        .published
        .as_ref()
        .map_or(String::new(), |date| format!(", published {date}"));
    let is_later = published
        .zip(best.known_from)
        .is_some_and(|(published, known)| known > published);
    let later = if is_later {
        "; as far as is known it was published after the text"
    } else {
        ""
    };
    let whose = if best.is_own {
        ""
    } else {
        "; this is the other side's count"
    };
    format!("{} ({}{when}){how}{later}{whose}", best.shown, best.basis)
}

fn differs(
    stated: Stated,
    sorted: &[&Evidence],
    scale: Scale,
    show: &dyn Fn(f64) -> String,
) -> Judgement {
    let evidence = || sorted.iter().map(|one| (*one).clone()).collect::<Vec<_>>();
    let mut own: Vec<&&Evidence> = sorted
        .iter()
        .filter(|one| one.is_own && !one.is_floor)
        .collect();
    own.sort_by(|one, other| {
        (one.value - stated.value)
            .abs()
            .total_cmp(&(other.value - stated.value).abs())
    });
    let Some(nearest) = own.first() else {
        return Judgement {
            verdict: Verdict::CannotBeTested,
            why: "only the other side's count, or a floor, is at hand, and it is another figure"
                .to_owned(),
            off_by: None,
            needs: Some("the count of the side that the text names".to_owned()),
            evidence: evidence(),
        };
    };
    let apart = stated.value - nearest.value;
    if stated.approx && stated.step.is_some() && apart < 0.0 && scale == Scale::Amount {
        // "More than $200bn" of 240 is true and says little; which hedge was meant is not told.
        return Judgement {
            verdict: Verdict::CannotBeTested,
            why: format!(
                "known is {} ({}); the wording may mean a floor below it",
                nearest.shown, nearest.basis
            ),
            off_by: None,
            needs: None,
            evidence: evidence(),
        };
    }
    let is_near = match scale {
        Scale::Amount => apart.abs() <= OFF_SHARE * nearest.value.abs(),
        Scale::Rate => apart.abs() <= OFF_POINTS && stated.value * nearest.value >= 0.0,
    };
    Judgement {
        verdict: if is_near {
            Verdict::Off
        } else {
            Verdict::Contradicted
        },
        why: format!(
            "off by {}: known is {} ({})",
            show(apart),
            nearest.shown,
            nearest.basis
        ),
        off_by: Some(apart),
        needs: None,
        evidence: evidence(),
    }
}
