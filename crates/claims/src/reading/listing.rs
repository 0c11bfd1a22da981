//! A total or a list of partners that sentences before spoke of, for the places and shares that follow:
//! "China took 30 percent. The United States, in second place, accounted for 24 percent. Germany's was 9."

use super::context::ALIVE;
use super::cues;
use super::draft::{Draft, draft};
use super::goods::{self, TOTAL};
use super::meaning::{self, meaning};
use super::party::{Party, area, area_from};
use super::passage::Reader;
use super::rank::RankReading;
use super::scene::Scene;
use super::topic::{Sort, Topic};
use crate::grammar::FigureKind;
use crate::language::Concept;
use crate::{Area, Direction};

/// How far to the left of a figure the word may stand that names the holder, in items.
const REACH: usize = 8;

/// Whose partners are listed, or whose total has parts.
#[derive(Debug, Clone)]
pub(super) struct List {
    /// The owner; the world for a list of the world's traders.
    owner: Area,
    direction: Direction,
    goods: String,
    sentence: usize,
}

impl Reader {
    /// Remembers the list that a rank or a share belongs to.
    pub(super) fn note_list(&mut self, draft: &Draft) {
        let Some(reporter) = draft.reporter else {
            return;
        };
        let of_goods = draft.unit != crate::Unit::Rank && draft.partner == Some(Area::WORLD);
        let of_world = draft.unit == crate::Unit::Rank && draft.partner == Some(Area::WORLD);
        self.list = Some(List {
            owner: if of_world { Area::WORLD } else { reporter },
            direction: draft.direction,
            goods: if of_goods {
                TOTAL.to_owned()
            } else {
                draft.goods.clone()
            },
            sentence: self.sentence,
        });
    }

    /// True right after a share: "Germany's was 12 percent" is one too.
    pub(super) fn lists_shares(&self) -> bool {
        let sentence = self.list.as_ref().map(|list| list.sentence);
        sentence == Some(self.context.at)
    }

    /// True where a share or a rank of the sentences before says of what total.
    pub(super) fn has_list(&self) -> bool {
        self.open_list().is_some()
    }

    fn open_list(&self) -> Option<&List> {
        self.list
            .as_ref()
            .filter(|list| self.sentence <= list.sentence + ALIVE)
    }

    /// The list as a rank whose place and holder are open.
    pub(super) fn listed_rank(&self) -> Option<RankReading> {
        let list = self.open_list()?;
        Some(RankReading {
            figure: 0..0,
            rank: 0.0,
            approx: false,
            direction: list.direction,
            owner: Party::Area(list.owner),
            holder: Party::Unnamed,
            goods: (list.goods != TOTAL).then(|| list.goods.clone()),
            standing: true,
        })
    }

    /// A share of the total of the sentences before, by whoever is named beside the figure.
    pub(super) fn share_of_list(&mut self, scene: &Scene<'_, '_>, figure: usize) -> Option<Draft> {
        let list = self.open_list().filter(|list| list.owner != Area::WORLD)?;
        let (owner, direction, goods) = (list.owner, list.direction, list.goods.clone());
        let found = &scene.figures[figure];
        let changes = matches!(found.kind, FigureKind::Change { verb: true });
        if !changes && !matches!(found.kind, FigureKind::Percent | FigureKind::Part)
            || scene.is(found.items.end, Concept::Of)
            || speaks_of_other(scene)
        {
            return None;
        }
        let holder = holder(scene, figure).filter(|holder| *holder != owner)?;
        let meaning = if changes {
            meaning(scene, figure, Sort::Share, None)?
        } else {
            meaning::share(found)
        };
        let mut draft = draft(scene, figure, None, meaning, direction, goods);
        draft.reporter = Some(owner);
        draft.partner = Some(holder);
        self.context.at = self.sentence;
        self.note_list(&draft);
        Some(draft)
    }
}

impl Reader {
    /// "Palm oil from Indonesia accounted for $5 billion of the bill": an amount that is a part of the flow
    /// spoken of, by its goods, its origin or both.
    pub(super) fn part_of_flow(&self, scene: &Scene<'_, '_>, figure: usize) -> Option<Topic> {
        let direction = self
            .context
            .direction
            .filter(|_| self.sentence <= self.context.at + ALIVE)?;
        let sort = match direction {
            Direction::Balance => return None,
            flow => Sort::Flow(flow),
        };
        let amount = matches!(scene.figures[figure].kind, FigureKind::Money(_));
        let earns = cues::governed(scene, figure, Concept::Earns)
            .filter(|_| direction == Direction::Exports);
        let verb = cues::governed(scene, figure, Concept::HolderVerb).or(earns)?;
        let start = cues::window(scene, figure);
        let own = scene
            .topics
            .iter()
            .any(|topic| topic.head >= start && !topic.verb);
        if !amount || own || names_other(scene) {
            return None;
        }
        let joins = |at: &usize| {
            scene.item(*at).is_some_and(|item| {
                item.is_any(&[Concept::And, Concept::Clause]) || item.is_sign(&[',', ';'])
            })
        };
        let start = (start..verb).find(|at| !joins(at))?;
        let mut topic = Topic::new(start, sort);
        let named = goods::right(scene, topic.first).filter(|goods| goods.name != TOTAL)?;
        topic.owner = Party::Its;
        topic.goods = Some(named.name);
        let origin = area_from(scene, named.edge + 1).filter(|(_, end)| *end <= verb);
        let led = scene
            .item(named.edge)
            .is_some_and(|item| item.is_any(&[Concept::From, Concept::To]));
        if let Some((origin, _)) = origin.filter(|_| led) {
            topic.partner = Party::Area(origin);
        } else if named.edge != verb {
            return None;
        }
        Some(topic)
    }
}

impl Reader {
    /// "Grain made up 31 percent": a share of the flow spoken of that goods hold.
    pub(super) fn share_of_goods(&mut self, scene: &Scene<'_, '_>, figure: usize) -> Option<Draft> {
        let near = self.sentence <= self.context.at + ALIVE;
        let direction = self.context.direction.filter(|direction| {
            near && matches!(direction, Direction::Exports | Direction::Imports)
        })?;
        let owner = self.context.owner?;
        let found = &scene.figures[figure];
        let verb = cues::governed(scene, figure, Concept::HolderVerb)?;
        let goods = goods::right(scene, cues::window(scene, figure))
            .filter(|goods| goods.name != TOTAL && goods.edge == verb)?;
        let moves = (verb..found.items.start).any(|at| scene.is(at, Concept::Move));
        if !matches!(found.kind, FigureKind::Percent | FigureKind::Part)
            || scene.is(found.items.end, Concept::Of)
            || moves
            || speaks_of_other(scene)
        {
            return None;
        }
        let mut draft = draft(
            scene,
            figure,
            None,
            meaning::share(found),
            direction,
            goods.name,
        );
        draft.reporter = Some(owner);
        draft.partner = self.flow_partner().or(Some(Area::WORLD));
        self.context.at = self.sentence;
        Some(draft)
    }
}

/// True where a sentence names a flow of its own, or something that is no trade of a country.
fn speaks_of_other(scene: &Scene<'_, '_>) -> bool {
    names_other(scene) || scene.topics.iter().any(|topic| !topic.verb && !topic.again)
}

fn names_other(scene: &Scene<'_, '_>) -> bool {
    scene
        .items
        .iter()
        .any(|item| item.is_any(&[Concept::SubArea, Concept::Firm, Concept::NoTrade]))
}

/// Who holds a share: the subject of "accounted for", "Germany's was", "Vietnam with".
fn holder(scene: &Scene<'_, '_>, figure: usize) -> Option<Area> {
    let start = scene.figures[figure].items.start;
    let floor = cues::window(scene, figure);
    let verb = cues::governed(scene, figure, Concept::HolderVerb)
        .filter(|verb| !(*verb..start).any(|at| scene.is(at, Concept::Move)));
    if let Some(verb) = verb {
        return (floor..verb).find_map(|at| area(scene, at));
    }
    let owns = |at: usize| {
        scene.is(at + 1, Concept::Possessive)
            && scene.item(at + 2).is_some_and(|next| {
                next.is_any(&[
                    Concept::Verb,
                    Concept::Move,
                    Concept::Copula,
                    Concept::Multiply,
                ])
            })
    };
    // "China's tripled to 30 percent": the figures before it in its clause are of the same share.
    let clause = scene.clause[start];
    let elliptic = (0..start)
        .rev()
        .take_while(|at| scene.clause[*at] == clause)
        .find(|at| owns(*at));
    elliptic.and_then(|at| area(scene, at)).or_else(|| {
        let before = scene.before(start)?;
        let with = scene.item(before)?.is_any(&[Concept::With, Concept::At]);
        (before.saturating_sub(REACH).max(floor)..before)
            .find_map(|at| area(scene, at))
            .filter(|_| with)
    })
}
