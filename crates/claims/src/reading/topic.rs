//! What a sentence speaks of: flows and balances with their parties, and things that are no trade.

use super::goods::{self, Goods};
use super::party::{Party, area, area_from, two_areas, two_areas_before};
use super::scene::Scene;
use super::verbs::{elliptic, of_other_goods, spend, those, traded, verb};
use crate::language::Concept;
use crate::{Area, Direction};

/// What sort of thing a topic is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Sort {
    Flow(Direction),
    /// A surplus (1), a deficit (-1), or a balance of either sign (0).
    Balance(f64),
    /// A share, whose figures are no amounts.
    Share,
    /// Anything that is no cross-border trade.
    Other,
}

/// Something that figures are said of.
#[derive(Debug, Clone)]
pub(crate) struct Topic {
    /// Items of the phrase, the end excluded.
    pub(crate) first: usize,
    pub(crate) head: usize,
    pub(crate) last: usize,
    pub(crate) sort: Sort,
    pub(crate) owner: Party,
    pub(crate) partner: Party,
    pub(crate) pair: Option<(Area, Area)>,
    /// "the two countries", "bilateral".
    pub(crate) both: bool,
    pub(crate) goods: Option<String>,
    pub(crate) volume: bool,
    /// "total", "foreign": with the whole world.
    pub(crate) whole: bool,
    /// "shipments", "sales": exports only when a country is named.
    pub(crate) shipments: bool,
    /// "those to", "the same" as before with another partner.
    pub(crate) those: bool,
    pub(crate) verb: bool,
    /// The partner was named in a list.
    pub(crate) listed: bool,
    /// The owner is an adjective: "Chinese imports" can be imports from China.
    pub(crate) adjective: bool,
    /// "Vietnam's were down": what the sentence before said, of another owner.
    pub(crate) again: bool,
    /// "in the other direction": owner and partner change places.
    pub(crate) reversed: bool,
}

impl Topic {
    pub(crate) fn new(at: usize, sort: Sort) -> Self {
        Topic {
            first: at,
            head: at,
            last: at + 1,
            sort,
            owner: Party::Unnamed,
            partner: Party::Unnamed,
            pair: None,
            both: false,
            goods: None,
            volume: false,
            whole: false,
            shipments: false,
            those: false,
            verb: false,
            listed: false,
            reversed: false,
            adjective: false,
            again: false,
        }
    }

    pub(crate) fn direction(&self) -> Option<Direction> {
        match self.sort {
            Sort::Flow(direction) => Some(direction),
            Sort::Balance(_) => Some(Direction::Balance),
            Sort::Share | Sort::Other => None,
        }
    }

    /// True when nothing is said of the parties.
    pub(crate) fn is_bare(&self) -> bool {
        self.owner.is_unnamed() && self.partner.is_unnamed() && self.pair.is_none() && !self.both
    }
}

/// How far to the left of its noun a phrase is looked for, in items.
const LEFT: usize = 14;

/// The topics of a sentence, in order.
pub(crate) fn topics(scene: &Scene<'_, '_>) -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    for at in 0..scene.items.len() {
        if scene.figure_at[at].is_some() || scene.moment_at[at].is_some() {
            continue;
        }
        if topics
            .last()
            .is_some_and(|last: &Topic| at < last.last && at != last.head)
        {
            let covered = scene.items[at].is_any(&[Concept::OtherTopic])
                || (topics.last().is_some_and(|last| last.last > at) && !starts_topic(scene, at));
            if covered {
                continue;
            }
        }
        if let Some(topic) = topic_at(scene, at, &topics)
            && !nested(scene, &mut topics, &topic)
            && !combined(scene, &mut topics, &topic)
        {
            topics.push(topic);
        }
    }
    topics
}

/// "imports and exports": trade both ways, where no figure of its own follows each.
fn combined(scene: &Scene<'_, '_>, topics: &mut [Topic], second: &Topic) -> bool {
    let Some(first) = topics.last_mut() else {
        return false;
    };
    let both = matches!(
        (first.sort, second.sort),
        (
            Sort::Flow(Direction::Exports),
            Sort::Flow(Direction::Imports)
        ) | (
            Sort::Flow(Direction::Imports),
            Sort::Flow(Direction::Exports)
        )
    );
    let joint = scene
        .item(first.head + 1)
        .is_some_and(|item| item.is(Concept::And) || (item.is_hyphen() && item.glued));
    let respectively = scene
        .items
        .iter()
        .any(|item| item.is(Concept::Respectively));
    if !both || !joint || respectively || first.verb || second.verb || second.head != first.head + 2
    {
        return false;
    }
    first.sort = Sort::Flow(Direction::TwoWay);
    first.head = second.head;
    first.last = second.last;
    if first.owner.is_unnamed() {
        first.owner = second.owner;
    }
    let (owner, goods) = (first.owner, first.goods.take());
    first.pair = None;
    look_right(scene, first);
    if !owner.is_unnamed() {
        first.owner = owner;
    }
    first.goods = first.goods.take().or(goods);
    true
}

/// "a surplus in services trade": the flow says what the balance is of, and is no topic of its own.
fn nested(scene: &Scene<'_, '_>, topics: &mut [Topic], inner: &Topic) -> bool {
    let Some(outer) = topics.last_mut() else {
        return false;
    };
    // "a surplus of 21 billion in trade in goods": a figure may stand between.
    let between = outer.last..inner.first.saturating_sub(1);
    let near = between
        .clone()
        .all(|at| scene.figure_at[at].is_some() || scene.is_light(at) || scene.is(at, Concept::Of));
    let joined = inner.first > 0
        && near
        && scene
            .item(inner.first - 1)
            .is_some_and(|item| item.is_any(&[Concept::In, Concept::Of]))
        && inner.first > outer.head;
    if !matches!(outer.sort, Sort::Balance(_)) || !matches!(inner.sort, Sort::Flow(_)) || !joined {
        return false;
    }
    if between.is_empty() {
        outer.last = inner.last;
    }
    outer.goods = outer.goods.take().or(inner.goods.clone());
    // "India had a deficit in its trade with Russia": whose is said before.
    if outer.owner.is_unnamed() && inner.owner != Party::Its {
        outer.owner = inner.owner;
    }
    if outer.partner.is_unnamed() {
        outer.partner = inner.partner;
    }
    true
}

pub(super) fn starts_topic(scene: &Scene<'_, '_>, at: usize) -> bool {
    scene.items[at].is_any(&[
        Concept::Flow,
        Concept::Balance,
        Concept::Share,
        Concept::Those,
    ])
}

fn topic_at(scene: &Scene<'_, '_>, at: usize, before: &[Topic]) -> Option<Topic> {
    let item = &scene.items[at];
    // "aims to export coffee"
    let infinitive = at > 0
        && scene
            .item(at - 1)
            .is_some_and(|item| item.is_any(&[Concept::To, Concept::Forecast]));
    if infinitive && item.is(Concept::Flow) && goods::right(scene, at + 1).is_some() {
        if item.is(Concept::ExportVerb) {
            return verb(scene, at, Direction::Exports, before);
        }
        if item.is(Concept::ImportVerb) {
            return verb(scene, at, Direction::Imports, before);
        }
    }
    for sense in &item.senses {
        let sort = match sense.concept {
            Concept::Flow => match sense.text {
                "exports" | "shipments" | "sold" => Sort::Flow(Direction::Exports),
                "imports" | "bill" => Sort::Flow(Direction::Imports),
                _ => Sort::Flow(Direction::TwoWay),
            },
            Concept::Balance => Sort::Balance(sense.number),
            Concept::OtherTopic => return Some(Topic::new(at, Sort::Other)),
            Concept::Share => Sort::Share,
            Concept::Possessive => {
                let owner = at.checked_sub(1).and_then(|owner| area(scene, owner));
                let verb = scene.item(at + 1).is_some_and(|next| {
                    next.is_any(&[Concept::Move, Concept::Verb, Concept::Copula])
                });
                let owner = owner.filter(|_| verb)?;
                return elliptic(scene, at, owner, before)
                    .or_else(|| super::verbs::carried(scene, at, owner));
            }
            Concept::Ones => {
                let owner = at.checked_sub(1).and_then(|owner| area(scene, owner));
                return owner.and_then(|owner| elliptic(scene, at, owner, before));
            }
            Concept::ThatOf => {
                return match area_from(scene, at + 1) {
                    Some((owner, _)) => elliptic(scene, at, owner, before),
                    None => of_other_goods(scene, at, before),
                };
            }
            Concept::ExportVerb => return verb(scene, at, Direction::Exports, before),
            Concept::ImportVerb => return verb(scene, at, Direction::Imports, before),
            Concept::Spend => return spend(scene, at),
            Concept::TradeVerb => return traded(scene, at),
            Concept::Those => return those(scene, at, before),
            _ => continue,
        };
        // "export payments", "import prices": no trade but what belongs to it.
        if scene.is(at + 1, Concept::OtherTopic) && scene.figure_at[at + 1].is_none() {
            return Some(Topic::new(at, Sort::Other));
        }
        let mut topic = Topic::new(at, sort);
        topic.shipments = matches!(sense.text, "shipments" | "sold");
        let bill = sense.text == "bill";
        let sold = sense.text == "sold";
        let business = sense.text == "business";
        return noun(scene, topic, before)
            .filter(|topic| !bill || (topic.goods.is_some() && !topic.is_bare()))
            .filter(|topic| !sold || is_abroad(scene, topic) || goes_on(topic, before))
            .filter(|topic| !business || topic.partner.area().is_some());
    }
    None
}

/// Reads the phrase around a noun.
fn noun(scene: &Scene<'_, '_>, mut topic: Topic, before: &[Topic]) -> Option<Topic> {
    let fence = before.last().map_or(0, |last| last.head + 1);
    look_left(scene, &mut topic, fence);
    if topic.sort != Sort::Share {
        look_right(scene, &mut topic);
        goods_around(scene, &mut topic);
    }
    if topic.shipments {
        let named = !topic.partner.is_unnamed() || topic.owner.area().is_some();
        let abroad = (topic.head + 1..topic.last).any(|at| scene.is(at, Concept::Abroad));
        let pronoun = topic.owner == Party::Its || topic.owner == Party::Foreign;
        let again = before
            .iter()
            .any(|before| before.sort == Sort::Flow(Direction::Exports) && !before.verb);
        let carried = scene.carried == Some(Direction::Exports) || topic.reversed;
        if !named && !abroad && !pronoun && !again && !carried && topic.goods.is_none() {
            return None;
        }
    }
    Some(topic)
}

/// "shipments rose, and copper sales jumped": sales of goods beside exports are exports too.
fn goes_on(topic: &Topic, before: &[Topic]) -> bool {
    topic.goods.is_some()
        && before
            .iter()
            .any(|before| before.sort == Sort::Flow(Direction::Exports) && !before.verb)
}

/// "Aerospace brought in a surplus", "a deficit of 57 billion euros in energy products", "In services, it ran a
/// deficit": goods that stand apart from their noun.
fn goods_around(scene: &Scene<'_, '_>, topic: &mut Topic) {
    if topic.goods.is_some() {
        return;
    }
    if !matches!(topic.sort, Sort::Balance(_)) {
        topic.goods = top_goods(scene, topic);
        return;
    }
    let named = |at: usize| {
        goods::right(scene, at).filter(|goods| {
            goods.name != goods::TOTAL && scene.topic_at.get(goods.edge).is_none_or(Option::is_none)
        })
    };
    let fronted = scene.is(0, Concept::In).then(|| named(1)).flatten();
    let fronted = fronted.filter(|goods| {
        scene
            .item(goods.edge)
            .is_some_and(|item| item.is_sign(&[',']))
    });
    let clause = scene.clause[topic.head];
    let first = (0..topic.head)
        .rev()
        .take_while(|at| scene.clause[*at] == clause)
        .last();
    let subject = first
        .map(|first| first + usize::from(scene.is(first, Concept::Clause)))
        .and_then(named)
        .filter(|goods| goods.edge < topic.head && scene.is(goods.edge, Concept::Runs));
    let after = scene
        .figures
        .iter()
        .find(|figure| figure.items.start > topic.head)
        .filter(|figure| scene.is(figure.items.end, Concept::In))
        .and_then(|figure| named(figure.items.end + 1));
    let found = fronted.or(subject).or(after);
    topic.goods = found.map(|goods| goods.name);
}

/// "Iron ore remains the top export": the goods that the noun is said of.
fn top_goods(scene: &Scene<'_, '_>, topic: &Topic) -> Option<String> {
    let first = (0..topic.head)
        .rev()
        .take_while(|at| {
            scene.is_light(*at)
                || scene
                    .item(*at)
                    .is_some_and(|item| item.is_any(&[Concept::Superlative, Concept::GoodsStop]))
        })
        .last()?;
    let top = (first..topic.head).any(|at| scene.is(at, Concept::Superlative));
    let copula = first
        .checked_sub(1)
        .filter(|at| top && scene.is(*at, Concept::Copula))?;
    let goods = goods::left(scene, copula)?;
    (goods.name != goods::TOTAL && goods.edge == 0).then_some(goods.name)
}

/// True when sales are said to cross a border, or whose they are.
fn is_abroad(scene: &Scene<'_, '_>, topic: &Topic) -> bool {
    !topic.partner.is_unnamed()
        || (topic.head + 1..topic.last).any(|at| scene.is(at, Concept::Abroad))
}

/// What stands before the noun: whose, with whom, which goods.
fn look_left(scene: &Scene<'_, '_>, topic: &mut Topic, fence: usize) {
    let mut at = topic.head;
    let floor = fence.max(topic.head.saturating_sub(LEFT));
    while at > floor {
        let index = at - 1;
        let item = &scene.items[index];
        if scene.is_date(index) || scene.figure_at[index].is_some() {
            break;
        }
        if scene.moment_at[index].is_some() || item.is(Concept::Record) {
            at -= 1;
            continue;
        }
        if let Some((first, second, start)) = two_areas_before(scene, at)
            && start >= floor
        {
            topic.pair = Some((first, second));
            topic.owner = Party::Area(first);
            topic.partner = Party::Area(second);
            topic.first = start;
            return;
        }
        if let Some(union) = item.sense(Concept::Extra).and_then(|sense| sense.area) {
            topic.owner = Party::Area(union);
            let outside = Area::parse("NON_EU").filter(|_| union.as_str() == "EU");
            topic.partner = Party::Area(outside.unwrap_or(Area::WORLD));
            topic.first = index;
            return;
        }
        if let Some(found) = area(scene, index) {
            topic.owner = Party::Area(found);
            topic.first = index;
            topic.adjective = !scene.is(index + 1, Concept::Possessive);
            if matches!(found.as_str(), "NON_EU" | "NON_CIS") {
                topic.partner = topic.owner;
                topic.owner = Party::Unnamed;
                return;
            }
            let hyphen = index > 0 && scene.items[index - 1].is_hyphen();
            if index > usize::from(hyphen)
                && scene.is(index - 1 - usize::from(hyphen), Concept::Intra)
            {
                topic.pair = Some((found, found));
                topic.partner = topic.owner;
            }
            return;
        }
        if item.is(Concept::Possessive) {
            at -= 1;
            if at > floor && area(scene, at - 1).is_none() {
                let owner = &scene.items[at - 1];
                if topic.sort == Sort::Share
                    && goods::is_goods_word(scene, at - 1)
                    && (at == 1 || !owner.is_capitalised())
                {
                    topic.goods = goods::left(scene, at).map(|goods| goods.name);
                    topic.first = at - 1;
                    return;
                }
                let known = owner.is_any(&[Concept::Both, Concept::Its]);
                let timed = scene.moment_at[at - 1].is_some();
                if !known && !timed {
                    topic.owner = Party::Foreign;
                    topic.first = at - 1;
                    return;
                }
            }
            continue;
        }
        if item.is(Concept::Its) {
            topic.owner = Party::Its;
            topic.first = index;
            return;
        }
        if item.is(Concept::Demonstrative) {
            topic.those = true;
            topic.shipments = true;
            topic.first = index;
            return;
        }
        if item.is_any(&[Concept::SubArea, Concept::Firm]) {
            topic.owner = Party::Foreign;
            topic.first = index;
            return;
        }
        if item.is(Concept::Both) {
            topic.both = true;
            at -= 1;
            topic.first = at;
            continue;
        }
        if topic.goods.is_none()
            && let Some(Goods { name, edge }) = goods::left(scene, at)
            && edge >= floor
        {
            topic.goods = Some(name);
            topic.first = edge;
            at = edge;
            continue;
        }
        if item.is_any(&[Concept::GoodsStop, Concept::Whole]) || is_foreign_hyphen(scene, index) {
            topic.whole |= item.is(Concept::Whole);
            topic.volume |= item.is(Concept::Volume);
            at -= 1;
            topic.first = at;
            continue;
        }
        if item.is(Concept::Volume) {
            topic.volume = true;
            at -= 1;
            continue;
        }
        break;
    }
}

/// A hyphen between two words of the phrase.
fn is_foreign_hyphen(scene: &Scene<'_, '_>, at: usize) -> bool {
    scene.items[at].is_hyphen() && scene.items[at].glued
}

/// What stands after the noun: of what, to, from, with, between whom.
fn look_right(scene: &Scene<'_, '_>, topic: &mut Topic) {
    let mut at = topic.head + 1;
    while let Some(item) = scene.item(at) {
        if scene.moment_at[at].is_some() && !scene.is_date(at) {
            at += 1;
            continue;
        }
        let timed = scene.moment_at.get(at + 1).is_some_and(Option::is_some);
        if item.is_any(&[Concept::In, Concept::Of]) && timed {
            at += 1;
            continue;
        }
        let Some(end) = phrase(scene, topic, at) else {
            break;
        };
        at = end;
        topic.last = at;
    }
}

/// One prepositional phrase after a noun or a verb; gives the item after it.
pub(crate) fn phrase(scene: &Scene<'_, '_>, topic: &mut Topic, at: usize) -> Option<usize> {
    let item = scene.item(at)?;
    if item.is(Concept::Both) {
        topic.both = true;
        return Some(at + 1);
    }
    if item.is(Concept::Reverse) && topic.is_bare() {
        topic.reversed = true;
        return Some(at + 1);
    }
    if item.is(Concept::There) && topic.partner.is_unnamed() {
        topic.partner = Party::Its;
        return Some(at + 1);
    }
    if item.is(Concept::World)
        && topic.sort == Sort::Flow(Direction::TwoWay)
        && topic.owner.is_unnamed()
    {
        topic.owner = Party::Area(Area::WORLD);
        return Some(at + 1);
    }
    if item.is_any(&[Concept::Volume, Concept::ByValue, Concept::Abroad]) {
        topic.volume |= item.is(Concept::Volume);
        return Some(at + 1);
    }
    if item.is(Concept::Between) {
        if let Some((first, second, end)) = two_areas(scene, at + 1) {
            topic.pair = Some((first, second));
            topic.owner = Party::Area(first);
            topic.partner = Party::Area(second);
            return Some(end);
        }
        if let Some((first, end)) = area_from(scene, at + 1)
            && scene.is(end, Concept::And)
            && let Some((second, end)) = party_from(scene, end + 1)
        {
            topic.owner = Party::Area(first);
            topic.partner = second;
            topic.pair = second.area().map(|second| (first, second));
            return Some(end);
        }
        let next = (at + 1..at + 3).find(|next| scene.is(*next, Concept::Both))?;
        topic.both = true;
        return Some(next + 1);
    }
    if item.is(Concept::To) {
        return to(scene, topic, at + 1);
    }
    if item.is(Concept::From) {
        return from(scene, topic, at + 1);
    }
    if item.is(Concept::With) {
        let (found, end) = party_from(scene, at + 1)?;
        topic.partner = found;
        return Some(end);
    }
    let takes_in = matches!(topic.sort, Sort::Flow(Direction::TwoWay) | Sort::Balance(_));
    if (item.is(Concept::In) && topic.goods.is_none() && takes_in) || item.is(Concept::Of) {
        return of(scene, topic, at + 1);
    }
    if item.is(Concept::By) {
        let (found, end) = area_from(scene, at + 1)?;
        topic.owner = Party::Area(found);
        return Some(end);
    }
    None
}

fn to(scene: &Scene<'_, '_>, topic: &mut Topic, at: usize) -> Option<usize> {
    // "exports to and imports from Russia": the partner follows the second noun.
    if scene.is(at, Concept::And) {
        let end = (at..scene.items.len().min(at + 6)).find_map(|next| {
            let next_prep = scene.is(next, Concept::From) || scene.is(next, Concept::To);
            next_prep.then(|| area_from(scene, next + 1)).flatten()
        })?;
        topic.partner = Party::Area(end.0);
        return Some(at);
    }
    let (found, end) = party_from(scene, at)?;
    match topic.sort {
        Sort::Flow(Direction::Imports) => topic.owner = found,
        _ => topic.partner = found,
    }
    Some(end)
}

/// An area, or "the country" for the one that was spoken of.
fn party_from(scene: &Scene<'_, '_>, at: usize) -> Option<(Party, usize)> {
    if scene.is(at, Concept::PlaceNoun) {
        return Some((Party::Its, at + 1));
    }
    if let Some((found, end)) = area_from(scene, at) {
        return Some(match several(scene, end) {
            Some(end) => (Party::Group, end),
            None => (Party::Area(found), end),
        });
    }
    let mut end = at;
    while end < scene.items.len().min(at + 5) {
        let item = &scene.items[end];
        if item.is_any(&[Concept::GroupNoun, Concept::Both])
            && scene.is(end + 1, Concept::Of)
            && let Some((found, end)) = area_from(scene, end + 2)
        {
            return Some((Party::Area(found), end));
        }
        if item.is(Concept::GroupNoun) {
            return Some((Party::Group, end + 1));
        }
        let passes = scene.is_light(end)
            || item.number().is_some()
            || item.is_any(&[Concept::GoodsStop, Concept::Its, Concept::Number])
            || (item.senses.is_empty() && item.is_word());
        if !passes {
            return None;
        }
        end += 1;
    }
    None
}

/// "to China and Hong Kong", "to China, India and Turkey": the end of a list that a figure is of as a whole.
fn several(scene: &Scene<'_, '_>, end: usize) -> Option<usize> {
    let apart = scene
        .items
        .iter()
        .any(|item| item.is(Concept::Respectively));
    let mut end = end;
    let mut joined = false;
    while !joined {
        joined = scene.is(end, Concept::And);
        if !joined && !scene.item(end)?.is_sign(&[',']) {
            return None;
        }
        (_, end) = area_from(scene, end + 1)?;
    }
    let own = scene.item(end).is_some_and(|item| {
        item.is_any(&[
            Concept::Possessive,
            Concept::Flow,
            Concept::ExportVerb,
            Concept::ImportVerb,
            Concept::Copula,
        ]) || goods::is_goods_word(scene, end)
    }) || scene.figure_at.get(end).is_some_and(Option::is_some);
    (!apart && !own).then_some(end)
}

fn from(scene: &Scene<'_, '_>, topic: &mut Topic, at: usize) -> Option<usize> {
    let (found, end) = party_from(scene, at)?;
    match topic.sort {
        Sort::Flow(Direction::Imports) => topic.partner = found,
        _ if topic.owner == Party::Foreign => {}
        _ => topic.owner = found,
    }
    Some(end)
}

/// "of Russia", "of crude oil", "of Chinese cars", "in services".
fn of(scene: &Scene<'_, '_>, topic: &mut Topic, start: usize) -> Option<usize> {
    let mut at = start;
    if scene.is(at, Concept::Both) {
        topic.both = true;
        return Some(at + 1);
    }
    if let Some((found, end)) = area_from(scene, at) {
        let goods = goods::right(scene, end);
        match (topic.sort, &goods) {
            (Sort::Flow(Direction::Imports), Some(_)) => topic.partner = Party::Area(found),
            _ if topic.owner == Party::Foreign => {}
            _ => topic.owner = Party::Area(found),
        }
        at = end;
        if scene.is(at, Concept::Firm) {
            topic.owner = Party::Foreign;
        }
        if let Some(goods) = goods {
            set_goods(topic, goods.name);
            at = goods.edge;
        }
        return Some(at);
    }
    if scene.is(at, Concept::Its) {
        return None;
    }
    if scene
        .item(at)
        .is_some_and(|item| item.is_any(&[Concept::SubArea, Concept::Firm]))
    {
        topic.owner = Party::Foreign;
        return Some(at + 1);
    }
    let goods = goods::right(scene, at)?;
    set_goods(topic, goods.name);
    Some(goods.edge)
}

fn set_goods(topic: &mut Topic, name: String) {
    if topic
        .goods
        .as_deref()
        .is_none_or(|known| known == goods::TOTAL)
    {
        topic.goods = Some(name);
    }
}
