//! Which topic a figure is said of.

use super::base::is_base;
use super::party::{area, area_from};
use super::scene::Scene;
use super::topic::{Sort, Topic};
use crate::grammar::FigureKind;
use crate::language::Concept;
use crate::{Area, Direction};

/// How far to the right of a figure its noun may stand, in items.
const RIGHT: usize = 12;

/// How far to the left of a figure the place of a list may stand that it belongs to, in items.
const LIST: usize = 12;

/// The topic of a figure in its own sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Attached {
    pub(crate) topic: usize,
    /// A partner named right before the figure, in a list of partners.
    pub(crate) partner: Option<Area>,
    /// True when that partner stands after the figure: "45.9 billion from China".
    pub(crate) follows: bool,
    /// True when the noun stands after the figure.
    pub(crate) right: bool,
}

/// Attaches a figure; `None` when the sentence names nothing that it can be said of.
pub(crate) fn attach(scene: &Scene<'_, '_>, figure: usize) -> Option<Attached> {
    let items = scene.figures[figure].items.clone();
    if let Some(topic) = respective(scene, figure) {
        return Some(plain(topic, false));
    }
    if let Some(topic) = adjacent_left(scene, items.start) {
        return Some(plain(topic, false));
    }
    let amount = matches!(scene.figures[figure].kind, FigureKind::Money(_));
    if let Some(topic) = right(scene, items.end, amount) {
        return Some(plain(topic, true));
    }
    let left = left(scene, items.start);
    if let Some(topic) = left.filter(|left| !next_passive(scene, *left, items.start, items.end)) {
        let before = listed(scene, items.start, scene.topics[topic].last);
        let after = followed(scene, figure, &scene.topics[topic]);
        return Some(Attached {
            topic,
            partner: before.or(after),
            follows: before.is_none(),
            right: false,
        });
    }
    // "Up 26 percent, trade reached ...", "Goods worth 5 billion euros were exported".
    let next = scene
        .topics
        .iter()
        .position(|topic| topic.head >= items.end)
        .filter(|next| scene.clause[scene.topics[*next].head] == scene.clause[items.start])?;
    Some(plain(next, true))
}

fn plain(topic: usize, right: bool) -> Attached {
    Attached {
        topic,
        partner: None,
        follows: false,
        right,
    }
}

/// "a deficit of $5 billion", "exports at $20 billion".
fn adjacent_left(scene: &Scene<'_, '_>, start: usize) -> Option<usize> {
    let before = scene.before(start)?;
    let at = if scene.item(before)?.is_any(&[
        Concept::Of,
        Concept::At,
        Concept::Worth,
        Concept::In,
        Concept::By,
    ]) {
        scene.before(before)?
    } else {
        before
    };
    let topic = scene.topic_at[at]?;
    let known = &scene.topics[topic];
    (known.head <= at && !known.verb && known.sort != Sort::Share).then_some(topic)
}

/// "$3bn trade deficit", "a 5 percent rise in exports", "26 percent of China's imports", "$5bn in trade".
fn right(scene: &Scene<'_, '_>, end: usize, amount: bool) -> Option<usize> {
    let mut prepositions = 0;
    for at in end..scene.items.len().min(end + RIGHT) {
        if let Some(topic) = scene.topic_at[at] {
            let known = &scene.topics[topic];
            if known.head < end {
                return None;
            }
            return (!known.verb && !known.those).then_some(topic);
        }
        let item = &scene.items[at];
        if scene.moment_at[at].is_some() {
            // "5 percent year-on-year rise in exports", but not "5 percent in May on strong exports".
            continue;
        }
        if scene.figure_at[at].is_some() || item.is_any(&[Concept::Clause, Concept::Forecast]) {
            return None;
        }
        // "spent $3.1 billion on imports", but not "rose 5 percent on strong exports"
        let on = amount
            && item.is(Concept::On)
            && scene
                .topic_at
                .get(at + 1)
                .copied()
                .flatten()
                .is_some_and(|topic| scene.topics[topic].direction().is_some());
        if item.is_any(&[Concept::Of, Concept::In]) || on {
            let timed = scene.moment_at.get(at + 1).is_some_and(Option::is_some);
            if timed {
                return None;
            }
            prepositions += 1;
            if prepositions > 2 {
                return None;
            }
            continue;
        }
        let passes = item.is_any(&[
            Concept::Move,
            Concept::Size,
            Concept::Worth,
            Concept::GoodsStop,
            Concept::Whole,
            Concept::Determiner,
            Concept::Its,
            Concept::AllGoods,
            Concept::Target,
            Concept::Both,
        ]) || (item.is_hyphen() && item.glued);
        if !passes {
            return None;
        }
    }
    None
}

/// "goods worth 5 billion were exported and goods worth 4 billion were imported".
fn next_passive(scene: &Scene<'_, '_>, left: usize, start: usize, end: usize) -> bool {
    let Some(next) = scene.topics.get(left + 1) else {
        return false;
    };
    scene.topics[left].verb
        && next.verb
        && next.head >= end
        && (scene.topics[left].head..start).any(|at| scene.is(at, Concept::And))
        && !(end..next.head).any(|at| scene.is(at, Concept::And) || scene.figure_at[at].is_some())
}

/// The figures of one kind before "respectively", and the place of a figure among them.
fn respective_list(scene: &Scene<'_, '_>, figure: usize) -> Option<(usize, Vec<usize>)> {
    let word = scene
        .items
        .iter()
        .position(|item| item.is(Concept::Respectively))?;
    let kind = scene.figures[figure].kind;
    let list: Vec<usize> = (0..scene.figures.len())
        .filter(|other| {
            scene.figures[*other].items.start < word && scene.figures[*other].kind == kind
        })
        .collect();
    let place = list.iter().position(|other| *other == figure)?;
    Some((place, list))
}

/// The place of a figure in a list that ends with "respectively", and the length of the list.
pub(crate) fn respective_place(scene: &Scene<'_, '_>, figure: usize) -> Option<(usize, usize)> {
    let (place, list) = respective_list(scene, figure)?;
    (list.len() > 1).then_some((place, list.len()))
}

/// "exports and imports rose 5 percent and 3 percent, respectively": each figure its own topic.
fn respective(scene: &Scene<'_, '_>, figure: usize) -> Option<usize> {
    let (place, list) = respective_list(scene, figure)?;
    let first = scene.figures[*list.first()?].items.start;
    let topics: Vec<usize> = (0..scene.topics.len())
        .filter(|topic| {
            scene.topics[*topic].head < first && scene.topics[*topic].direction().is_some()
        })
        .collect();
    let from = topics.len().checked_sub(list.len())?;
    (list.len() > 1).then(|| topics[from + place])
}

/// The nearest topic to the left that stands in no apposition.
fn left(scene: &Scene<'_, '_>, start: usize) -> Option<usize> {
    let nearest = scene.topics.iter().rposition(|topic| topic.head < start)?;
    Some(before_apposition(scene, nearest, start).unwrap_or(nearest))
}

/// "Shipments of electronics, the source of half of all exports, fell 22.8 percent": what fell is the first.
fn before_apposition(scene: &Scene<'_, '_>, nearest: usize, start: usize) -> Option<usize> {
    let inner = &scene.topics[nearest];
    let outer = nearest.checked_sub(1)?;
    let comma = |at: usize| scene.item(at).is_some_and(|item| item.is_sign(&[',']));
    let open = (scene.topics[outer].last..inner.first).find(|at| comma(*at))?;
    let close = (inner.last..start).find(|at| comma(*at))?;
    let apposed = open <= scene.topics[outer].last + 2
        && scene.item(open + 1).is_some_and(|item| {
            item.is_any(&[Concept::Determiner, Concept::Article, Concept::Its])
        });
    let goes_on = scene.item(close + 1).is_some_and(|item| {
        item.is_any(&[
            Concept::Move,
            Concept::Verb,
            Concept::Copula,
            Concept::Multiply,
        ])
    });
    (apposed && goes_on && scene.topics[outer].direction().is_some()).then_some(outer)
}

/// An area right before the figure that is no part of the topic: "China $240.1 billion; Turkey $56.5 billion".
pub(crate) fn listed(scene: &Scene<'_, '_>, start: usize, last: usize) -> Option<Area> {
    let mut at = start;
    let mut possessive = false;
    for _ in 0..LIST {
        at = at.checked_sub(1)?;
        if at < last {
            return None;
        }
        let item = scene.item(at)?;
        if let Some(found) = area(scene, at) {
            let against = possessive
                && at > 0
                && scene
                    .item(at - 1)
                    .is_some_and(|item| item.is_any(&[Concept::Compare, Concept::From]));
            return (against || is_listed(scene, at, last)).then_some(found);
        }
        possessive |= item.is(Concept::Possessive);
        let passes = scene.is_light(at)
            || scene.figure_at[at].is_some()
            || item.is_any(&[
                Concept::With,
                Concept::At,
                Concept::To,
                Concept::By,
                Concept::Move,
                Concept::Possessive,
                Concept::Anaphor,
                Concept::On,
            ])
            || item.is_sign(&['(', ')', ',', ':'])
            || item.is(Concept::Worth);
        if !passes {
            return None;
        }
    }
    None
}

/// "$240bn with China, $65bn with India": the partner right after a later figure of a list.
fn followed(scene: &Scene<'_, '_>, at: usize, topic: &Topic) -> Option<Area> {
    let figure = &scene.figures[at].items;
    let fits = match topic.sort {
        Sort::Flow(Direction::Exports) => Concept::To,
        Sort::Flow(Direction::Imports) => Concept::From,
        Sort::Flow(_) | Sort::Balance(_) => Concept::With,
        Sort::Share | Sort::Other => return None,
    };
    let later =
        (0..figure.start).any(|at| scene.figure_at[at].is_some()) && topic.partner.area().is_some();
    let joined = scene.before(figure.start).is_some_and(|before| {
        scene
            .item(before)
            .is_some_and(|item| item.is(Concept::And) || item.is_sign(&[',', ';']))
    });
    // "to Poland reached 46.7 billion euros, against 48.2 billion for China"
    let compared = is_base(scene, at)
        && scene
            .item(figure.end)
            .is_some_and(|item| item.is_any(&[Concept::Of, fits]));
    let listed = later && joined && scene.is(figure.end, fits);
    if !compared && !listed {
        return None;
    }
    area_from(scene, figure.end + 1).map(|(found, _)| found)
}

/// Lists go on after a comma, a semicolon, a colon, "followed by", "and".
fn is_listed(scene: &Scene<'_, '_>, area: usize, last: usize) -> bool {
    let mut before = area;
    while before > last
        && scene
            .item(before - 1)
            .is_some_and(|item| item.is(Concept::Determiner))
    {
        before -= 1;
    }
    // "from China came to $3.8 billion, from Russia $3.5 billion"
    let led = before > last + 1
        && scene.item(before - 1).is_some_and(|item| {
            item.is_any(&[Concept::From, Concept::To, Concept::With]) && !item.is(Concept::Compare)
        });
    if led {
        before -= 1;
    }
    before > 0
        && scene.item(before - 1).is_some_and(|item| {
            item.is_any(&[Concept::FollowedBy, Concept::And]) || item.is_sign(&[';', ':', ','])
        })
}
