//! Ranks: who is first or third among whose partners.

use super::goods;
use super::party::{Party, area, area_from};
use super::scene::Scene;
use crate::grammar::FigureKind;
use crate::language::Concept;
use crate::{Area, Direction};
use std::ops::Range;

/// A rank read in its sentence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RankReading {
    /// Items of the number of the rank.
    pub(crate) figure: Range<usize>,
    pub(crate) rank: f64,
    pub(crate) approx: bool,
    pub(crate) direction: Direction,
    /// Whose list it is.
    pub(crate) owner: Party,
    /// Who holds the place.
    pub(crate) holder: Party,
    pub(crate) goods: Option<String>,
    /// True when no time is meant: "is the largest partner".
    pub(crate) standing: bool,
}

/// How far a rank and its noun may stand apart, in items.
const NEAR: usize = 9;

/// The ranks of a sentence, in order; `listed` is the list that the sentences before spoke of.
pub(crate) fn ranks(scene: &Scene<'_, '_>, listed: Option<RankReading>) -> Vec<RankReading> {
    let mut ranks: Vec<RankReading> = Vec::new();
    let mut at = 0;
    while at < scene.items.len() {
        match place(scene, at) {
            Some((end, rank, approx)) => {
                let reading = read(scene, at..end, rank, approx, &ranks).or_else(|| {
                    place_in_list(scene, at..end, rank, ranks.last().or(listed.as_ref()))
                });
                if let Some(reading) = reading {
                    ranks.push(reading);
                }
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    ranks
}

/// The number of a place: "largest", "third-largest", "No. 1", "top three", "third place".
fn place(scene: &Scene<'_, '_>, at: usize) -> Option<(usize, f64, bool)> {
    if scene.moment_at[at].is_some() {
        return None;
    }
    let item = &scene.items[at];
    let skip = |at: usize| {
        if scene.item(at).is_some_and(|item| item.is_hyphen()) {
            at + 1
        } else {
            at
        }
    };
    let ordinal = item
        .sense(Concept::Ordinal)
        .map(|sense| (at + 1, sense.number))
        .or_else(|| {
            let number = item.small()?;
            scene
                .is(at + 1, Concept::OrdinalSuffix)
                .then(|| (at + 2, f64::from(number)))
        });
    if let Some((end, rank)) = ordinal {
        let next = skip(end);
        if scene.is(next, Concept::Superlative) {
            return Some((next + 1, rank, false));
        }
        if scene.is(next, Concept::RankPlace) {
            return Some((next + 1, rank, false));
        }
        let ranked = (at.saturating_sub(2)..at).any(|before| scene.is(before, Concept::RankVerb));
        return (ranked && (scene.is(end, Concept::Between) || stands_alone(scene, end)))
            .then_some((end, rank, false));
    }
    if item.is(Concept::RankNumber) {
        let next = if scene.item(at + 1)?.is_sign(&['.']) {
            at + 2
        } else {
            at + 1
        };
        let number = scene.item(next)?;
        let rank = number
            .small()
            .map(f64::from)
            .or_else(|| number.sense(Concept::Number).map(|sense| sense.number))?;
        return Some((next + 1, rank, false));
    }
    if item.is(Concept::Superlative) && scene.figure_at[at].is_none() {
        let next = skip(at + 1);
        let count = scene.item(next).and_then(|item| {
            item.small()
                .map(f64::from)
                .or_else(|| item.sense(Concept::Number).map(|sense| sense.number))
        });
        return match count {
            Some(count) if count > 1.5 => Some((next + 1, count, true)),
            _ => Some((at + 1, 1.0, false)),
        };
    }
    None
}

fn read(
    scene: &Scene<'_, '_>,
    figure: Range<usize>,
    rank: f64,
    approx: bool,
    before: &[RankReading],
) -> Option<RankReading> {
    if is_denied(scene, figure.start, approx) {
        return None;
    }
    let noun = noun(scene, figure.end);
    let Some((noun_at, noun)) = noun else {
        if let Some(reading) = among(scene, figure.clone(), rank, before) {
            return Some(reading);
        }
        // "China is Russia's biggest partner; Russia is only China's sixth largest"
        let (owner, owner_at) = owner_left(scene, figure.start);
        if let (Some(model), Some(_)) = (before.last(), owner.area()) {
            let holder = holder(scene, figure.start, owner_at, figure.end).0;
            return holder.area().map(|_| RankReading {
                figure,
                rank,
                approx,
                owner,
                holder,
                standing: true,
                ..model.clone()
            });
        }
        return None;
    };
    let (mut owner, owner_at) = owner_left(scene, figure.start);
    let mut goods = goods_between(scene, figure.end, noun_at);
    let mut partner_right = None;
    // "the biggest partner in Latin America" is first in a part of the list only.
    let within = scene.is(noun_at + 1, Concept::In)
        && scene
            .moment_at
            .get(noun_at + 2)
            .is_some_and(Option::is_none);
    // "the biggest partner among the five": of a part of the list.
    let few = scene.is(noun_at + 1, Concept::Between)
        && (noun_at + 2..scene.items.len().min(noun_at + 5)).any(|at| {
            scene.item(at).is_some_and(|item| {
                item.is_any(&[Concept::Number, Concept::PlaceNoun, Concept::Both])
            })
        });
    let among = scene.is(figure.end, Concept::Between);
    let many = !among && rank < 1.5 && !approx && scene.is(noun_at, Concept::Plural);
    if within || many || few {
        return None;
    }
    right_of_noun(scene, noun_at, &mut owner, &mut goods, &mut partner_right);
    if let Some(adjective) = (figure.end..noun_at).find_map(|at| area(scene, at)) {
        owner = Party::Area(adjective);
    }
    let holder = holder(scene, figure.start, owner_at, noun_at);
    // "Romania, Poland and Turkey were the top three": one place each, and which is not said.
    let several = approx
        && (figure.start.saturating_sub(8)..figure.start)
            .any(|at| scene.is(at, Concept::And) && area(scene, at + 1).is_some());
    if several {
        return None;
    }
    let (direction, owner, holder) = sides(noun, owner, holder, partner_right)?;
    Some(RankReading {
        figure,
        rank,
        approx,
        direction,
        owner,
        holder: holder.0,
        goods: goods.or(holder.1),
        standing: is_standing(scene, noun_at),
    })
}

/// True where nothing after an ordinal says what it counts: "Egypt came second."
fn stands_alone(scene: &Scene<'_, '_>, end: usize) -> bool {
    scene.item(end).is_none_or(|next| {
        next.is_sign(&['.', ',', ';', '('])
            || next.is_any(&[Concept::With, Concept::At, Concept::Replaces, Concept::And])
    })
}

/// "behind Russia in first place", "Egypt came second": a place in a list that was spoken of.
fn place_in_list(
    scene: &Scene<'_, '_>,
    figure: Range<usize>,
    rank: f64,
    list: Option<&RankReading>,
) -> Option<RankReading> {
    let list = list?;
    let word = scene.item(figure.end - 1)?;
    if !word.is_any(&[Concept::RankPlace, Concept::Ordinal, Concept::OrdinalSuffix])
        || is_denied(scene, figure.start, false)
        || noun(scene, figure.end).is_some()
    {
        return None;
    }
    let found = (figure.start.saturating_sub(4)..figure.start)
        .rev()
        .find_map(|at| area(scene, at).filter(|found| *found != Area::WORLD))?;
    let of_world = list.owner == Party::Area(Area::WORLD);
    // "The US buys half of them, and the Netherlands is second": a list of buyers, no longer of the world's sellers.
    let of_shares = scene
        .figures
        .iter()
        .any(|figure| matches!(figure.kind, FigureKind::Percent | FigureKind::Part));
    if of_world && of_shares {
        return None;
    }
    let (owner, holder) = if of_world {
        (found, Area::WORLD)
    } else {
        (found, found)
    };
    if list.owner == Party::Area(found) {
        return None;
    }
    Some(RankReading {
        rank,
        owner: if of_world {
            Party::Area(owner)
        } else {
            list.owner
        },
        holder: Party::Area(holder),
        standing: is_standing(scene, figure.end - 1),
        figure,
        ..list.clone()
    })
}

/// "among buyers of Russian gas it takes third place".
fn among(
    scene: &Scene<'_, '_>,
    figure: Range<usize>,
    rank: f64,
    before: &[RankReading],
) -> Option<RankReading> {
    if !scene.is(figure.end - 1, Concept::RankPlace) {
        return None;
    }
    let start = (figure.start.saturating_sub(14)..figure.start)
        .rev()
        .find(|at| scene.is(*at, Concept::Between))?;
    let (noun_at, noun) = noun(scene, start + 1)?;
    let (mut owner, mut goods, mut partner) = (Party::Unnamed, None, None);
    if let Some((found, _)) = area_from(scene, start + 1) {
        owner = Party::Area(found);
    }
    right_of_noun(scene, noun_at, &mut owner, &mut goods, &mut partner);
    let holder = (noun_at..figure.start)
        .rev()
        .find_map(|at| {
            let it = scene
                .is(at, Concept::Anaphor)
                .then(|| before.last().map(|rank| rank.holder))
                .flatten();
            let subject = area(scene, at)
                .filter(|found| Party::Area(*found) != owner)
                .map(Party::Area);
            it.or(subject)
        })
        .unwrap_or(Party::Its);
    let (direction, owner, holder) = sides(noun, owner, (holder, None), partner)?;
    Some(RankReading {
        figure,
        rank,
        approx: false,
        direction,
        owner,
        holder: holder.0,
        goods,
        standing: is_standing(scene, noun_at),
    })
}

/// "one of the largest", "lost its first place", "no longer the biggest".
fn is_denied(scene: &Scene<'_, '_>, start: usize, top: bool) -> bool {
    (start.saturating_sub(4)..start).any(|at| {
        scene.item(at).is_some_and(|item| {
            item.is_any(&[Concept::Negation, Concept::Until]) || (item.is(Concept::OneOf) && !top)
        })
    })
}

/// The noun of what is ranked: partner, supplier, market, exporter.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Noun {
    Partner,
    Supplier,
    Market,
    Exporter,
    Importer,
}

fn noun(scene: &Scene<'_, '_>, from: usize) -> Option<(usize, Noun)> {
    for at in from..scene.items.len().min(from + NEAR) {
        let item = &scene.items[at];
        let found = item
            .senses
            .iter()
            .find_map(|sense| match (sense.concept, sense.text) {
                (Concept::PartnerNoun, "two_way") => Some(Noun::Partner),
                (Concept::PartnerNoun, "imports") => Some(Noun::Supplier),
                (Concept::PartnerNoun, _) => Some(Noun::Market),
                (Concept::ExporterNoun, _) => Some(Noun::Exporter),
                (Concept::ImporterNoun, _) => Some(Noun::Importer),
                _ => None,
            });
        if let Some(noun) = found {
            return Some((at, noun));
        }
        let passes = goods::is_goods_word(scene, at)
            || item.is_any(&[
                Concept::GoodsStop,
                Concept::Between,
                Concept::Its,
                Concept::Possessive,
                Concept::And,
                Concept::Determiner,
                Concept::Flow,
                Concept::Superlative,
                Concept::Whole,
            ])
            || item.is_hyphen()
            || area(scene, at).is_some();
        if !passes || scene.figure_at[at].is_some() && !item.is(Concept::Superlative) {
            return None;
        }
    }
    None
}

/// "China's largest", "the world's biggest", "its top three", and where that starts.
fn owner_left(scene: &Scene<'_, '_>, start: usize) -> (Party, usize) {
    let mut at = start;
    for _ in 0..4 {
        let Some(before) = at.checked_sub(1) else {
            break;
        };
        let item = &scene.items[before];
        if item.is(Concept::Its) {
            return (item.area().map_or(Party::Its, Party::Area), before);
        }
        // "last year's biggest market"
        if item.is(Concept::Possessive)
            && let Some(moment) = before.checked_sub(1).and_then(|at| scene.moment_at[at])
        {
            at = scene.moments[moment].items.start;
            continue;
        }
        if item.is(Concept::Possessive) && before > 0 {
            if let Some(found) = area(scene, before - 1) {
                return (Party::Area(found), before - 1);
            }
            return (Party::Foreign, before - 1);
        }
        if let Some(found) = area(scene, before).filter(|found| *found == Area::WORLD) {
            return (Party::Area(found), before);
        }
        let passes = scene.is_light(before)
            || item.is_any(&[Concept::GoodsStop, Concept::Verb]) && !item.is(Concept::Copula);
        if !passes {
            break;
        }
        at = before;
    }
    // "among China's crude suppliers"
    for at in start..scene.items.len().min(start + 6) {
        if scene.is(at, Concept::Between) {
            if let Some((found, _)) = area_from(scene, at + 1) {
                return (Party::Area(found), start);
            }
            if scene.is(at + 1, Concept::Its) {
                return (Party::Its, start);
            }
        }
    }
    (Party::Unnamed, start)
}

fn goods_between(scene: &Scene<'_, '_>, from: usize, noun: usize) -> Option<String> {
    let found = goods::left(scene, noun).filter(|goods| goods.edge >= from)?;
    (found.name != goods::TOTAL).then_some(found.name)
}

/// "of China", "for Chinese cars", "of soybeans", "to Egypt", "of goods imported by the United States".
fn right_of_noun(
    scene: &Scene<'_, '_>,
    noun: usize,
    owner: &mut Party,
    goods: &mut Option<String>,
    partner: &mut Option<Area>,
) {
    let mut at = noun + 1;
    for _ in 0..3 {
        let Some(item) = scene.item(at) else { return };
        if item.is(Concept::To) {
            let Some((found, end)) = area_from(scene, at + 1) else {
                return;
            };
            *partner = Some(found);
            at = end;
        } else if item.is_any(&[Concept::Of, Concept::In]) {
            if let Some((found, end)) = area_from(scene, at + 1) {
                if owner.is_unnamed() {
                    *owner = Party::Area(found);
                }
                at = end;
                if scene.is(at, Concept::Possessive) {
                    at += 1;
                }
                if let Some(named) = goods::right(scene, at) {
                    *goods = goods.take().or(Some(named.name));
                    at = named.edge;
                }
            } else if let Some(named) = goods::right(scene, at + 1) {
                if named.name != goods::TOTAL {
                    *goods = goods.take().or(Some(named.name));
                }
                at = named.edge;
                if scene
                    .item(at)
                    .is_some_and(|item| item.is_any(&[Concept::ImportVerb, Concept::ExportVerb]))
                {
                    at += 1;
                }
            } else {
                return;
            }
        } else if item.is(Concept::By) {
            let Some((found, end)) = area_from(scene, at + 1) else {
                return;
            };
            *owner = Party::Area(found);
            at = end;
        } else if item.is(Concept::Flow) && scene.topic_at[at].is_some() {
            at += 1;
        } else {
            return;
        }
    }
}

/// Who holds the place: the subject to the left, or what follows "is" to the right; with the goods between.
fn holder(
    scene: &Scene<'_, '_>,
    start: usize,
    owner_at: usize,
    noun: usize,
) -> (Party, Option<String>) {
    let end = owner_at.min(start);
    // "the United States, Germany's top export destination", "Spain, the top market"
    // "Germany, long the main customer"
    let end = if end > 1
        && scene.is_light(end - 1)
        && scene.items[end - 2].is_word()
        && scene.items[end - 2].senses.is_empty()
        && end > 2
        && scene.items[end - 3].is_sign(&[','])
    {
        end - 1
    } else {
        end
    };
    let passes = |at: usize| {
        scene.is_light(at) || scene.items[at].is_word() && scene.items[at].senses.is_empty()
    };
    let end = if end > 1 && passes(end - 1) && scene.items[end - 2].is_sign(&[',']) {
        end - 1
    } else {
        end
    };
    if let Some(comma) = end.checked_sub(1)
        && scene.item(comma).is_some_and(|item| item.is_sign(&[',']))
        && let Some(found) = comma.checked_sub(1).and_then(|at| area(scene, at))
    {
        return (Party::Area(found), None);
    }
    for at in (end.saturating_sub(14)..end).rev() {
        let item = &scene.items[at];
        if item.is_sign(&[';', ':']) {
            break;
        }
        if item.is(Concept::Anaphor) && at < 3 {
            return (Party::Its, None);
        }
        if let Some(found) = area(scene, at) {
            let oblique = at > 0
                && scene.item(at - 1).is_some_and(|item| {
                    item.is_any(&[Concept::To, Concept::From, Concept::With, Concept::By])
                });
            let possessive = scene.is(at + 1, Concept::Possessive);
            let replaced = (at.saturating_sub(2)..at).any(|verb| replaces(scene, verb));
            if !oblique && !possessive && !replaced && found != Area::WORLD {
                return (Party::Area(found), None);
            }
        }
    }
    for at in noun + 1..scene.items.len().min(noun + 12) {
        if scene.is(at, Concept::Copula)
            && let Some((found, _)) = area_from(scene, at + 1)
        {
            return (Party::Area(found), None);
        }
    }
    (Party::Unnamed, None)
}

/// "overtook", "replaced": what follows is who held the place before.
fn replaces(scene: &Scene<'_, '_>, at: usize) -> bool {
    scene.is(at, Concept::Replaces)
}

type Sides = (Direction, Party, (Party, Option<String>));

/// Reporter and partner of a rank by the rules: the list's owner first, but for the world.
fn sides(
    noun: Noun,
    owner: Party,
    holder: (Party, Option<String>),
    partner: Option<Area>,
) -> Option<Sides> {
    let direction = match noun {
        Noun::Partner => Direction::TwoWay,
        Noun::Supplier => Direction::Imports,
        Noun::Market => Direction::Exports,
        Noun::Exporter => Direction::Exports,
        Noun::Importer => Direction::Imports,
    };
    let world = Party::Area(Area::WORLD);
    let of_world = owner == world || (owner.is_unnamed() && partner.is_none());
    if let (Some(partner), Noun::Supplier | Noun::Exporter) = (partner, noun) {
        return Some((Direction::Imports, Party::Area(partner), holder));
    }
    match noun {
        Noun::Exporter | Noun::Importer if of_world => {
            holder.0.area()?;
            Some((direction, holder.0, (world, holder.1)))
        }
        Noun::Importer => Some((Direction::Exports, owner, holder)),
        Noun::Exporter => None,
        Noun::Supplier if owner == world => Some((Direction::Exports, holder.0, (world, holder.1))),
        Noun::Market if owner == world => None,
        Noun::Partner if owner == world => Some((direction, holder.0, (world, holder.1))),
        _ => Some((direction, owner, holder)),
    }
}

/// True unless the verb is in the past tense.
fn is_standing(scene: &Scene<'_, '_>, noun: usize) -> bool {
    let from = noun.saturating_sub(16);
    !(from..scene.items.len().min(noun + 8)).any(|at| {
        scene.item(at).is_some_and(|item| {
            item.senses.iter().any(|sense| {
                matches!(sense.concept, Concept::Copula | Concept::RankVerb) && sense.text == "past"
            })
        })
    })
}
