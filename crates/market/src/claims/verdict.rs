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
/// Any count that fits supports. A misfit is told only against firm counts of the side that the claim names: the other side
/// counts otherwise, and a floor, a rounded figure or an estimate is not firm.
pub(super) fn judge(
    stated: Stated,
    known: &[Evidence],
    scale: Scale,
    published: Option<Date>,
    show: &dyn Fn(f64) -> String,
) -> Option<Judgement> {
    let is_firm = |one: &Evidence| one.is_own && !one.is_soft && !one.is_floor;
    let has_firm = known.iter().any(is_firm);
    let fit_of = |one: &Evidence| match stated.fit(one.compared(scale)) {
        // What a wording allows is held to the best count that there is.
        Fit::Within if has_firm && !is_firm(one) => Fit::Differs,
        fit => fit,
    };
    let rank = |one: &Evidence| {
        let fit = match fit_of(one) {
            Fit::Rounded => 0,
            Fit::CutOff => 1,
            Fit::Within => 2,
            Fit::Open => 3,
            Fit::Differs => 4,
        };
        let is_later = published
            .zip(one.known_from)
            .is_some_and(|(published, known)| known > published);
        (fit, !one.is_own, one.is_soft, one.computed, is_later)
    };
    let mut sorted: Vec<&Evidence> = known.iter().collect();
    sorted.sort_by_key(|one| rank(one));
    let best = *sorted.first()?;
    let fit = fit_of(best);
    Some(match fit {
        Fit::Rounded | Fit::CutOff | Fit::Within => Judgement {
            verdict: Verdict::Supported,
            why: supported_words(best, fit, published),
            off_by: None,
            needs: None,
            evidence: sorted
                .iter()
                .filter(|one| fit_of(one) == fit)
                .map(|one| (*one).clone())
                .collect(),
        },
        Fit::Open | Fit::Differs => differs(stated, &sorted, scale, show),
    })
}

fn supported_words(best: &Evidence, fit: Fit, published: Option<Date>) -> String {
    let how = match fit {
        Fit::CutOff => ", cut off and not rounded",
        Fit::Within => ", within what the wording says",
        _ => "",
    };
    let floor = if best.is_floor {
        "; the source says more than this"
    } else {
        ""
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
        "; this is another count than the one that the text names"
    };
    format!(
        "{} ({}{when}){how}{floor}{later}{whose}",
        best.shown, best.basis
    )
}

fn differs(
    stated: Stated,
    sorted: &[&Evidence],
    scale: Scale,
    show: &dyn Fn(f64) -> String,
) -> Judgement {
    let evidence: Vec<Evidence> = sorted.iter().map(|one| (*one).clone()).collect();
    let open = |why: String, needs: Option<&str>| Judgement {
        verdict: Verdict::CannotBeTested,
        why,
        off_by: None,
        needs: needs.map(str::to_owned),
        evidence: evidence.clone(),
    };
    let ends = [Some(stated.value), stated.high].into_iter().flatten();
    let distance = |one: &Evidence| {
        ends.clone()
            .map(|end| end - one.value)
            .min_by(|a, b| a.abs().total_cmp(&b.abs()))
            .unwrap_or(0.0)
    };
    let mut firm: Vec<&&Evidence> = sorted
        .iter()
        .filter(|one| one.is_own && !one.is_soft && !one.is_floor)
        .collect();
    firm.sort_by(|one, other| distance(one).abs().total_cmp(&distance(other).abs()));
    let Some(nearest) = firm.first() else {
        let nearest = sorted[0];
        let why = format!(
            "known is only {} ({}), which is another count, rounded, a floor or an estimate",
            nearest.shown, nearest.basis
        );
        return open(why, Some("an exact count of the side that the text names"));
    };
    if stated.fit(nearest.compared(scale)) == Fit::Open {
        return open(
            format!(
                "known is {} ({}); the wording leaves that open",
                nearest.shown, nearest.basis
            ),
            None,
        );
    }
    let apart = distance(nearest);
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
        evidence,
    }
}
