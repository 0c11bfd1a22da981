//! A rank as a claim: who holds which place in whose list, and when.

use super::context::ALIVE;
use super::draft::{self, Draft};
use super::goods::TOTAL;
use super::party::{Party, area};
use super::passage::Reader;
use super::rank::RankReading;
use super::scene::Scene;
use super::timing::{Timing, is_period};
use crate::grammar::MomentKind;
use crate::language::Concept;
use crate::{Area, Direction, Kind, Unit};
use std::ops::Range;

impl Reader {
    pub(super) fn rank_draft(&mut self, scene: &Scene<'_, '_>, rank: RankReading) -> Option<Draft> {
        if rank.owner == Party::Foreign || rank.holder == Party::Foreign {
            return None;
        }
        let holder = self.holder_of_rank(&rank);
        let owner = rank.owner.area().or_else(|| self.owner(None, holder));
        let (reporter, partner) = (owner?, holder?);
        let start = rank.figure.start;
        let clause = clause_around(scene, &rank.figure);
        let period = rank_moment(scene, &rank.figure, rank.standing);
        let expected = cues_forecast(scene, clause.start, start);
        let draft = Draft {
            kind: if expected { Kind::Forecast } else { Kind::Rank },
            value: rank.rank,
            high: None,
            unit: Unit::Rank,
            direction: rank.direction,
            reporter: Some(reporter),
            partner: Some(partner),
            pair: None,
            goods: self.goods_of_rank(scene, &rank, holder),
            timing: Timing {
                period,
                own: period.is_some(),
                ..Timing::default()
            },
            base: false,
            growth: false,
            approx: rank.approx,
            hedge: None,
            annualised: false,
            standing: rank.standing && period.is_none(),
            ahead: None,
            earlier: false,
            part: draft::part(scene, start),
            figure: rank.figure,
            clause,
            parties_from_context: rank.owner.area().is_none() || rank.holder.area().is_none(),
            two_readings: false,
            dollar: false,
        };
        self.remember_rank(&draft, reporter, partner);
        Some(draft)
    }

    /// Who holds a place, where the sentence does not name them: "making it its second-largest market".
    fn holder_of_rank(&self, rank: &RankReading) -> Option<Area> {
        let near = self.sentence <= self.context.at + 1;
        let open = matches!(rank.holder, Party::Its | Party::Unnamed);
        let spoken_of = self
            .context
            .partner
            .filter(|_| near && rank.owner == Party::Its && rank.holder == Party::Unnamed);
        rank.holder
            .area()
            .or(spoken_of)
            .or_else(|| self.context.recent.first().copied().filter(|_| open))
    }

    /// "Palm oil exports fell. India was the top buyer": of palm oil.
    fn goods_of_rank(
        &self,
        scene: &Scene<'_, '_>,
        rank: &RankReading,
        holder: Option<Area>,
    ) -> String {
        let start = rank.figure.start;
        let again = rank.owner.area() == self.context.owner
            && (start.saturating_sub(4)..start).any(|at| scene.is(at, Concept::Its));
        let goes_on = (matches!(rank.owner, Party::Unnamed | Party::Its) || again)
            && rank.direction != Direction::TwoWay
            && self.context.direction == Some(rank.direction)
            && self.sentence <= self.context.at + ALIVE;
        rank.goods
            .clone()
            .or_else(|| apposed_goods(scene, start, holder))
            .or_else(|| self.context.goods.clone().filter(|_| goes_on))
            .unwrap_or_else(|| TOTAL.to_owned())
    }

    fn remember_rank(&mut self, draft: &Draft, reporter: Area, partner: Area) {
        self.context.direction = Some(draft.direction);
        self.context.ranked = self.sentence;
        self.context.owner = Some(reporter);
        self.context.partner = (partner != Area::WORLD).then_some(partner);
        if draft.direction == Direction::TwoWay && partner != Area::WORLD {
            self.context.pair = Some((reporter, partner));
        }
        self.context.goods = Some(draft.goods.clone());
        self.context.at = self.sentence;
        self.note_list(draft);
    }
}

/// The items of the clause of a figure.
fn clause_around(scene: &Scene<'_, '_>, figure: &Range<usize>) -> Range<usize> {
    let clause = scene.clause[figure.start];
    let of_clause = |at: &usize| scene.clause[*at] == clause;
    let first = (0..figure.start).rev().take_while(of_clause).last();
    let last = (figure.end..scene.items.len()).take_while(of_clause).last();
    first.unwrap_or(figure.start)..last.map_or(figure.end, |last| last + 1)
}

/// "Exports to the Netherlands, the biggest destination": the goods of the flow before the comma.
fn apposed_goods(scene: &Scene<'_, '_>, start: usize, holder: Option<Area>) -> Option<String> {
    let comma = (start.saturating_sub(3)..start)
        .rev()
        .find(|at| scene.item(*at).is_some_and(|item| item.is_sign(&[','])))?;
    let flow = scene
        .topics
        .iter()
        .find(|topic| topic.last == comma && topic.direction().is_some())?;
    let same = flow.partner.area().is_some() && flow.partner.area() == holder;
    same.then(|| flow.goods.clone().unwrap_or_else(|| TOTAL.to_owned()))
}

/// Whether a rank is expected rather than held.
pub(super) fn cues_forecast(scene: &Scene<'_, '_>, first: usize, start: usize) -> bool {
    (first.max(start.saturating_sub(8))..start).any(|at| scene.is(at, Concept::Forecast))
}

/// The time of a rank: stated in its sentence.
pub(super) fn rank_moment(
    scene: &Scene<'_, '_>,
    figure: &Range<usize>,
    standing: bool,
) -> Option<MomentKind> {
    let start = figure.start;
    let usable = |kind: MomentKind| {
        !matches!(
            kind,
            MomentKind::Date
                | MomentKind::OnYear
                | MomentKind::OnMonth
                | MomentKind::OnQuarter
                | MomentKind::Earlier(_)
                | MomentKind::Since(_)
        )
    };
    let periods = || {
        (0..scene.moments.len())
            .filter(|moment| is_period(scene, *moment))
            .map(|moment| &scene.moments[moment])
            .filter(|moment| usable(moment.kind))
    };
    // "is the main partner and bought a third of its exports in 2023": the time is of the other verb.
    let own = |end: usize| !standing || !(start..end).any(|at| scene.is(at, Concept::And));
    let after = periods().find(|moment| moment.items.start > start && own(moment.items.start));
    let before = periods().rfind(|moment| moment.items.start < start);
    let apposed = standing && is_apposed(scene, figure);
    before
        .or(after)
        .filter(|_| !apposed)
        .map(|moment| moment.kind)
}

/// "Vietnam, the world's second-largest exporter, earned": what stands between commas is so at any time.
fn is_apposed(scene: &Scene<'_, '_>, figure: &Range<usize>) -> bool {
    let comma = |at: &usize| scene.item(*at).is_some_and(|item| item.is_sign(&[',']));
    let free = |at: &usize| {
        scene.moment_at[*at].is_none()
            && scene.figure_at[*at].is_none()
            && !scene
                .item(*at)
                .is_some_and(|item| item.is_any(&[Concept::Copula, Concept::RankVerb]))
    };
    let before = (0..figure.start).rev().take_while(free).find(comma);
    let after = (figure.end..scene.items.len()).take_while(free).find(comma);
    before.is_some_and(|before| before > 0 && area(scene, before - 1).is_some()) && after.is_some()
}
