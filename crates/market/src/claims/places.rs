//! Shares and ranks of partners in a country's trade.

use super::ask::{Stop, Untestable, months, part_of};
use super::check::Checked;
use super::evidence::{Evidence, Found, Sources};
use super::verdict::{Judgement, Scale, Verdict, judge};
use crate::error::{Error, IMPORT_EXAMPLE};
use crate::ledger::{Part, flow_datasets, ledgers, totals};
use stirstick_claims::{Area, Claim, Unit};
use stirstick_codes::{Country, PeriodRange};
use stirstick_store::{Receipt, Store};

const OF_COUNTRY_SQL: &str = include_str!("of_country.sql");

/// Values of all partners of a country in one period by one count.
#[derive(Debug, Clone)]
pub(super) struct Partners {
    values: Vec<(Country, f64)>,
    world: Option<f64>,
    basis: String,
    /// True where any value is an estimate, which is nobody's count.
    is_estimated: bool,
    receipt: Receipt,
    synthetic: bool,
}

impl Partners {
    /// A figure that the list gives.
    fn evidence(&self, value: f64, shown: String) -> Evidence {
        Evidence {
            value,
            shown,
            basis: self.basis.clone(),
            published: None,
            computed: true,
            receipt: self.receipt.id.clone(),
            step: 0.0,
            is_floor: false,
            is_soft: self.is_estimated,
            is_own: !self.is_estimated,
            counted_by: None,
            known_from: None,
        }
    }

    /// That the list was used.
    fn used(self) -> Found {
        Found {
            evidence: Vec::new(),
            receipts: vec![self.receipt],
            synthetic: self.synthetic,
        }
    }
}

/// A country's share in another's exports, imports or trade.
pub(super) fn share(
    sources: &mut Sources<'_>,
    claim: &Claim,
    checked: &mut Checked,
) -> Result<Judgement, Stop> {
    if claim.unit != Unit::Percent {
        return Err(Untestable::new("the share is not in per cent").into());
    }
    let (owner, holder, period) = place_of(claim)?;
    let mut known = Vec::new();
    for partners in sources.partners(owner, period, part_of(claim.direction))? {
        let (Some(world), Some((_, value))) = (
            partners.world,
            partners
                .values
                .iter()
                .find(|(partner, _)| *partner == holder),
        ) else {
            continue;
        };
        let percent = 100.0 * value / world;
        known.push(partners.evidence(percent, format!("{percent:.1}%")));
        checked.keep(partners.used());
    }
    let show = |apart: f64| format!("{apart:+.1} points");
    let judgement = judge(checked.stated(claim), &known, Scale::Rate, None, &show);
    Ok(judgement.ok_or_else(|| not_at_hand(owner, period))?)
}

/// A country's place among another's partners.
pub(super) fn place(
    sources: &mut Sources<'_>,
    claim: &Claim,
    checked: &mut Checked,
) -> Result<Judgement, Stop> {
    let (owner, holder, period) = place_of(claim)?;
    let mut verdicts = Vec::new();
    for partners in sources.partners(owner, period, part_of(claim.direction))? {
        if let Some(judgement) = judge_place(&partners, holder, claim.value, claim.approx) {
            checked.keep(partners.used());
            verdicts.push(judgement);
        }
    }
    verdicts.sort_by_key(|judgement| judgement.verdict != Verdict::Supported);
    Ok(verdicts
        .into_iter()
        .next()
        .ok_or_else(|| not_at_hand(owner, period))?)
}

/// Partners that the data does not list could stand before the one in question: as many as the rest of the world's sum has
/// room for.
fn judge_place(
    partners: &Partners,
    holder: Country,
    stated: f64,
    approx: bool,
) -> Option<Judgement> {
    let value = partners
        .values
        .iter()
        .find(|(partner, _)| *partner == holder)?
        .1;
    let ahead = partners
        .values
        .iter()
        .filter(|(partner, other)| *partner != holder && *other > value)
        .count() as f64;
    let listed: f64 = partners.values.iter().map(|(_, value)| value).sum();
    let unlisted = (partners.world? - listed).max(0.0);
    let hidden = (unlisted / value).floor();
    let (best, worst) = (1.0 + ahead, 1.0 + ahead + hidden);
    let shown = if hidden > 0.0 {
        format!("place {best:.0} to {worst:.0}")
    } else {
        format!("place {best:.0}")
    };
    let evidence = vec![partners.evidence(best, shown)];
    let why = format!("{} ({})", evidence[0].shown, evidence[0].basis);
    // "Among the top ten" names the last place that would do.
    let fits = |place: f64| {
        if approx {
            place <= stated + 0.5
        } else {
            (place - stated).abs() < 0.5
        }
    };
    let verdict = if fits(best) && fits(worst) {
        Verdict::Supported
    } else if !partners.is_estimated && !fits(best) && (stated < best || stated > worst) {
        Verdict::Contradicted
    } else {
        Verdict::CannotBeTested
    };
    Some(Judgement {
        verdict,
        why: if verdict == Verdict::CannotBeTested {
            format!("the data does not list all partners, or estimates them: {why}")
        } else {
            why
        },
        off_by: (verdict == Verdict::Contradicted).then_some(stated - best),
        needs: (verdict == Verdict::CannotBeTested)
            .then(|| "a dataset with all partners".to_owned()),
        evidence,
    })
}

fn place_of(claim: &Claim) -> Result<(Country, Country, PeriodRange), Untestable> {
    let of = |area: Option<Area>, what: &str| {
        let area = area.ok_or_else(|| Untestable::new(format!("the text does not say {what}")))?;
        let country = area.country().filter(|country| !country.is_aggregate());
        country.ok_or_else(|| {
            Untestable::new(format!("{area} is no single country"))
                .needing("totals of all countries of the world")
        })
    };
    Ok((
        of(claim.reporter, "whose total it is")?,
        of(claim.partner, "who holds the place")?,
        months(claim)?,
    ))
}

/// Partners of a country by every count of a whole list with the world's total.
pub(super) fn partners_of(
    store: &Store,
    owner: Country,
    period: PeriodRange,
    part: Part,
) -> Result<Vec<Partners>, Error> {
    let mut lists = Vec::new();
    for dataset in flow_datasets(store, None) {
        let session = store.session(&dataset, None)?;
        let rows = session.query(OF_COUNTRY_SQL, &[("country", owner.as_str())])?;
        let totals = totals(rows.iter())?;
        let mut partners: Vec<Country> = totals
            .iter()
            .map(|total| {
                if total.exporter == owner {
                    total.importer
                } else {
                    total.exporter
                }
            })
            .collect();
        partners.sort_unstable();
        partners.dedup();
        let mut by_basis: Vec<Partners> = Vec::new();
        for partner in partners {
            for ledger in ledgers(&totals, owner, partner)? {
                let Some(level) = ledger
                    .level(part, period)
                    .filter(|_| ledger.is_of_totals(part))
                else {
                    continue;
                };
                let basis = ledger.basis(part, level.estimated);
                let list = match by_basis.iter_mut().find(|list| list.basis == basis) {
                    Some(list) => list,
                    None => {
                        by_basis.push(Partners {
                            values: Vec::new(),
                            world: None,
                            basis,
                            is_estimated: level.estimated,
                            receipt: rows.receipt().clone(),
                            synthetic: session.is_synthetic(),
                        });
                        by_basis.last_mut().expect("a list was pushed")
                    }
                };
                if partner.as_str() == "WLD" {
                    list.world = Some(level.value);
                } else if !partner.is_aggregate() {
                    list.values.push((partner, level.value));
                }
            }
        }
        lists.extend(by_basis.into_iter().filter(|list| list.world.is_some()));
    }
    Ok(lists)
}

fn not_at_hand(owner: Country, period: PeriodRange) -> Untestable {
    Untestable::new(format!(
        "no list of the partners of {} with its total for {period} is at hand",
        owner.name()
    ))
    .needing(format!(
        "trade of {} by partner for {period}: {IMPORT_EXAMPLE}",
        owner.name()
    ))
}
