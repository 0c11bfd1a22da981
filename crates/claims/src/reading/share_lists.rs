//! Shares of a total that the figure before in the sentence was a share of.

use super::base::is_base;
use super::draft::{Draft, draft};
use super::goods::{self, TOTAL};
use super::meaning;
use super::party::{area, area_from};
use super::scene::Scene;
use crate::grammar::FigureKind;
use crate::language::Concept;
use crate::{Area, Kind};

/// "Norway supplies 43 percent of gas imports, the Netherlands 26 percent": the same total, another holder.
pub(super) fn listed_share(scene: &Scene<'_, '_>, figure: usize, found: &[Draft]) -> Option<Draft> {
    let share = found.last().filter(|draft| draft.kind == Kind::Share)?;
    let figures = &scene.figures;
    let before = figures.get(figure.checked_sub(1)?)?;
    let items = figures[figure].items.clone();
    // "just over half, and the Netherlands 22%"
    let part = |kind| matches!(kind, FigureKind::Percent | FigureKind::Part);
    let same = before.items == share.figure && part(figures[figure].kind) && part(before.kind);
    // "73% of the copper and India 25% of the gold"
    let of = scene.is(items.end, Concept::Of);
    let goods = goods::right(scene, items.end + 1)
        .filter(|goods| of && scene.topic_at.get(goods.edge).is_none_or(Option::is_none));
    if !same || of && goods.is_none() || scene.is(items.end, Concept::Move) {
        return None;
    }
    // "40 percent go to China and another 35 percent to India"
    let joined = scene.before(items.start).is_some_and(|before| {
        scene
            .item(before)
            .is_some_and(|item| item.is(Concept::And) || item.is_sign(&[',']))
    });
    let led = scene
        .item(items.end)
        .is_some_and(|item| item.is_any(&[Concept::To, Concept::From]));
    if joined && led {
        let (partner, _) = area_from(scene, items.end + 1)?;
        return Some(another_share(scene, figure, share, partner));
    }
    let partner = listed_holder(scene, before.items.end, items.start)
        .filter(|partner| Some(*partner) != share.reporter)?;
    let mut listed = another_share(scene, figure, share, partner);
    if let Some(goods) = goods {
        listed.goods = goods.name;
    }
    Some(listed)
}

/// The holder right before a figure, after what joins a list.
fn listed_holder(scene: &Scene<'_, '_>, end: usize, start: usize) -> Option<Area> {
    let leads = |at: &usize| {
        scene.is_light(*at)
            || area(scene, *at).is_some()
            || scene.item(*at).is_some_and(|item| {
                item.is_any(&[
                    Concept::Of,
                    Concept::With,
                    Concept::At,
                    Concept::HolderVerb,
                    Concept::Possessive,
                ]) || item.is_sign(&['('])
            })
    };
    let holder = (end..start)
        .rev()
        .take_while(leads)
        .find(|at| area(scene, *at).is_some())?;
    let first = (end..holder).rev().find(|at| !scene.is_light(*at))?;
    let joined = scene.item(first).is_some_and(|item| {
        item.is_any(&[Concept::And, Concept::FollowedBy, Concept::Clause])
            || item.is_sign(&[',', ';'])
    });
    area(scene, holder).filter(|_| joined)
}

/// A share that a figure states, of the same flow as another.
fn like(scene: &Scene<'_, '_>, figure: usize, share: &Draft) -> Draft {
    draft(
        scene,
        figure,
        None,
        meaning::share(&scene.figures[figure]),
        share.direction,
        share.goods.clone(),
    )
}

/// A share of the same total that another holds.
fn another_share(scene: &Scene<'_, '_>, figure: usize, share: &Draft, partner: Area) -> Draft {
    let mut listed = like(scene, figure, share);
    if share.partner == Some(Area::WORLD) {
        // "beef took 18 percent, China 25": of all goods.
        TOTAL.clone_into(&mut listed.goods);
    }
    listed.reporter = share.reporter;
    listed.partner = Some(partner);
    listed.timing.period = listed.timing.period.or(share.timing.period);
    listed.timing.own |= share.timing.own;
    listed.parties_from_context = share.parties_from_context;
    listed
}

/// "45 percent of imports in 2021; in 2023 it was 15 percent": the same share at another time.
pub(super) fn later_share(scene: &Scene<'_, '_>, figure: usize, found: &[Draft]) -> Option<Draft> {
    let share = found.last().filter(|draft| draft.kind == Kind::Share)?;
    let figures = &scene.figures;
    let before = figures.get(figure.checked_sub(1)?)?;
    let (end, start) = (before.items.end, figures[figure].items.start);
    let same = before.items == share.figure && figures[figure].kind == before.kind;
    let mut timed = false;
    let only_time = (share.figure.end..start).all(|at| {
        let moment = scene.moment_at[at].is_some();
        timed |= moment && at >= end;
        moment
            || scene.is_light(at)
            || scene.topic_at[at].is_some_and(|topic| scene.topics[topic].direction().is_some())
                && scene.item(at).is_some_and(|item| !item.is(Concept::And))
                && !(at..start).any(|next| scene.is(next, Concept::Of))
                && scene.clause[at] == scene.clause[share.figure.start]
            || scene.item(at).is_some_and(|item| {
                item.is_any(&[
                    Concept::Anaphor,
                    Concept::Copula,
                    Concept::In,
                    Concept::Of,
                    Concept::And,
                    Concept::Clause,
                    Concept::Possessive,
                    Concept::PlaceNoun,
                ]) || item.is_sign(&[',', ';'])
            })
    });
    let after = (figures[figure].items.end..scene.items.len().min(figures[figure].items.end + 3))
        .any(|at| scene.moment_at[at].is_some());
    let own = scene.is(figures[figure].items.end, Concept::Of);
    if !same || !only_time || own || !(timed || after) {
        return None;
    }
    let mut later = draft(
        scene,
        figure,
        None,
        meaning::share(&figures[figure]),
        share.direction,
        share.goods.clone(),
    );
    later.reporter = share.reporter;
    later.partner = share.partner;
    later.parties_from_context = share.parties_from_context;
    Some(later)
}

/// "32.5% of exports, up from 29.7% a year earlier": a share of before.
pub(super) fn earlier_share(
    scene: &Scene<'_, '_>,
    figure: usize,
    found: &[Draft],
) -> Option<Draft> {
    let share = found.last().filter(|draft| draft.kind == Kind::Share)?;
    let kind = scene.figures[figure].kind;
    let follows = figure > 0 && scene.figures[figure - 1].items == share.figure;
    if !follows
        || !matches!(kind, FigureKind::Percent | FigureKind::Part)
        || !is_base(scene, figure)
    {
        return None;
    }
    let mut earlier = like(scene, figure, share);
    earlier.reporter = share.reporter;
    earlier.partner = share.partner;
    earlier.parties_from_context = share.parties_from_context;
    Some(earlier)
}

/// "The United States took 7.5 percent of exports, worth $8.2 billion", "4 percent, twice as much as in 2019":
/// an amount or a change of the part.
pub(super) fn worth_of_share(scene: &Scene<'_, '_>, draft: &mut Draft, share: &Draft) {
    let (end, start) = (share.figure.end, draft.figure.start);
    let apposed = share.kind == Kind::Share
        && (draft.kind == Kind::Level || draft.growth)
        && draft.reporter == share.reporter
        && draft.direction == share.direction
        && draft.partner == Some(Area::WORLD)
        && end <= start;
    let led = scene.before(start).is_some_and(|before| {
        before >= end
            && scene.item(before).is_some_and(|item| {
                item.is_any(&[Concept::Worth, Concept::Or])
                    || item.is_sign(&['('])
                    || draft.growth && item.is_sign(&[','])
            })
    });
    let other = (end..start).any(|at| {
        scene.figure_at[at].is_some()
            || scene
                .item(at)
                .is_some_and(|item| item.is_sign(&[';']) || item.is(Concept::Clause))
    });
    if apposed && led && !other {
        draft.partner = share.partner;
        draft.goods.clone_from(&share.goods);
    }
}
