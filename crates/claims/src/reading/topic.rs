//! What a sentence speaks of: flows and balances with their parties, and things that are no trade.

use super::goods;
use super::left_of_noun::look_left;
use super::party::{Party, area, area_from};
use super::right_of_noun::look_right;
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
        topic.whole = item.is(Concept::Whole);
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
