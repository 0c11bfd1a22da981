//! Shares: a part of whose total, and who or what holds it.

use super::attach::Attached;
use super::cues;
use super::goods;
use super::party::{Party, area_from};
use super::scene::Scene;
use super::share_holder::{apposition, destination, holder_of_noun, subject};
use super::topic::Sort;
use crate::grammar::FigureKind;
use crate::language::Concept;

/// Who or what a share belongs to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Holder {
    Party(Party),
    Goods(String),
    /// The partner and the goods of another topic of the sentence.
    Topic(usize),
    Unnamed,
}

/// A share read in its sentence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ShareReading {
    /// The topic that is the total.
    pub(crate) total: Option<usize>,
    /// The owner of the total where only that is named: "26 percent of Russia's".
    pub(crate) owner: Party,
    pub(crate) holder: Holder,
    /// Goods of which the figure is a part: "nine tenths of the coal".
    pub(crate) goods: Option<String>,
}

/// A figure with the words that can make it a share.
struct Candidate<'a, 's, 't> {
    scene: &'a Scene<'s, 't>,
    figure: usize,
    attached: Option<Attached>,
    /// The share noun that it is said of.
    noun: Option<usize>,
    /// The verb that says who holds it.
    verb: Option<usize>,
    /// The item after "of".
    of: Option<usize>,
    /// Followed by "went to" or "came from".
    goes: bool,
}

/// Reads a figure as a share; `None` when it is none.
///
/// `after_share` is true when the figure before it in the sentence was a share: "beef took 18 percent, China 25".
pub(crate) fn share(
    scene: &Scene<'_, '_>,
    figure: usize,
    attached: Option<Attached>,
    after_share: bool,
) -> Option<ShareReading> {
    let found = &scene.figures[figure];
    let (start, end) = (found.items.start, found.items.end);
    let verb = cues::governed(scene, figure, Concept::HolderVerb)
        .filter(|verb| !(*verb..start).any(|at| scene.is(at, Concept::Move)));
    let goes = (end..scene.items.len().min(end + 3)).any(|at| {
        scene
            .item(at)
            .is_some_and(|item| item.is_any(&[Concept::GoesTo, Concept::ComesFrom]))
    });
    let candidate = Candidate {
        scene,
        figure,
        attached,
        noun: share_noun(scene, figure, attached),
        verb,
        of: of_total(scene, end),
        goes,
    };
    if !candidate.is_share() || candidate.is_other() {
        return None;
    }
    candidate.read(after_share)
}

impl Candidate<'_, '_, '_> {
    fn start(&self) -> usize {
        self.scene.figures[self.figure].items.start
    }

    fn end(&self) -> usize {
        self.scene.figures[self.figure].items.end
    }

    fn is_share(&self) -> bool {
        let kind = self.scene.figures[self.figure].kind;
        let moves = cues::movement(self.scene, self.figure).is_some_and(|movement| movement.beside);
        let named = self.noun.is_some() || self.verb.is_some() || self.of.is_some() || self.goes;
        matches!(kind, FigureKind::Percent | FigureKind::Part) && named && !moves
    }

    /// A share of what was counted or is no trade, or of several together.
    fn is_other(&self) -> bool {
        let (scene, start) = (self.scene, self.start());
        let floor = cues::window(scene, self.figure);
        let jointly = (floor..start).any(|at| scene.is(at, Concept::Jointly));
        let theirs = self.of.is_some_and(|of| scene.is(of, Concept::Theirs));
        let of_another = self
            .noun
            .is_some_and(|noun| is_of_another(scene, noun, start));
        jointly || theirs || of_another || self.is_counted() || self.is_of_no_trade()
    }

    /// "125,000 cars, 40 percent of them for export", "40 percent of the 125,000 cars"
    fn is_counted(&self) -> bool {
        let (scene, start) = (self.scene, self.start());
        let Some(of) = self.of else {
            return false;
        };
        let of_count = (of..scene.items.len().min(of + 4)).any(|at| {
            scene.figure_at[at].is_some_and(|other| scene.figures[other].kind == FigureKind::Count)
        });
        let before = self
            .figure
            .checked_sub(1)
            .map(|before| &scene.figures[before])
            .filter(|before| before.kind == FigureKind::Count);
        let equals = before.is_some_and(|before| {
            (before.items.end..start).any(|at| {
                scene
                    .item(at)
                    .is_some_and(|item| item.is(Concept::Or) || item.is_sign(&['(']))
            })
        });
        of_count || equals || before.is_some() && scene.is(of, Concept::PlaceNoun)
    }

    fn is_of_no_trade(&self) -> bool {
        let scene = self.scene;
        self.of.is_some_and(|of| {
            (of..scene.items.len().min(of + 4)).any(|at| {
                scene.topic_at[at].is_some_and(|topic| {
                    scene.topics[topic].sort == Sort::Other && scene.topics[topic].head == at
                })
            })
        })
    }

    fn read(&self, after_share: bool) -> Option<ShareReading> {
        let (total, owner) = total(self.scene, self.end(), self.of, self.noun);
        let total = total.or_else(|| self.total_before(owner));
        let goes_on = after_share && self.verb.is_some() || self.is_of_these();
        let stands = total.is_some() || self.noun.is_some() || self.of.is_some() || goes_on;
        if !stands && owner.is_unnamed() {
            return None;
        }
        let of_verb = total.is_some_and(|total| self.scene.topics[total].verb);
        let holder = self.holder(total);
        let held = !of_verb || self.is_held_by_another(&holder, total);
        let goods = self
            .of
            .filter(|_| (total.is_none() || of_verb) && owner.is_unnamed())
            .and_then(|of| goods::right(self.scene, of))
            .map(|goods| goods.name)
            .filter(|name| name != goods::TOTAL);
        Some(ShareReading {
            total,
            owner,
            holder: if held { holder } else { Holder::Unnamed },
            goods,
        })
    }

    /// "Of these, 83 percent went to the United States."
    fn is_of_these(&self) -> bool {
        self.goes
            && self.scene.is(0, Concept::Of)
            && self.scene.item(1).is_some_and(|item| {
                item.is_any(&[
                    Concept::Those,
                    Concept::Determiner,
                    Concept::PlaceNoun,
                    Concept::Anaphor,
                ])
            })
    }

    /// A total that stands before: "Germany bought more than half of its gas from Russia", "of which three
    /// quarters went to China".
    fn total_before(&self, owner: Party) -> Option<usize> {
        let left = self.attached.filter(|attached| !attached.right)?.topic;
        let topic = &self.scene.topics[left];
        let own = self.of.is_some_and(|of| self.scene.is(of, Concept::Its));
        let of_verb = own && owner.is_unnamed() && topic.verb;
        (topic.direction().is_some() && (of_verb || self.goes)).then_some(left)
    }

    fn holder(&self, total: Option<usize>) -> Holder {
        let (scene, start) = (self.scene, self.start());
        let same = self.of.is_some()
            && self.figure > 0
            && equals(scene, scene.figures[self.figure - 1].items.end, start);
        self.noun
            .map(|noun| holder_of_noun(scene, noun))
            .filter(|holder| *holder != Holder::Unnamed)
            .or_else(|| self.verb.map(|verb| subject(scene, verb, total)))
            .or_else(|| destination(scene, self.end()))
            .or_else(|| apposition(scene, start, total))
            .unwrap_or(if same || is_that(scene) {
                Holder::Party(Party::Its)
            } else {
                Holder::Unnamed
            })
    }

    /// "Uganda took 10 percent of everything that Kenya shipped", "$94 billion to China, 28% of all it shipped"
    fn is_held_by_another(&self, holder: &Holder, total: Option<usize>) -> bool {
        let scene = self.scene;
        let other = self
            .verb
            .is_some_and(|verb| total.is_some_and(|total| scene.topics[total].head != verb));
        let apposed = scene.before(self.start()).is_some_and(|before| {
            scene
                .item(before)
                .is_some_and(|item| item.is_sign(&[',', '(']) || item.is(Concept::Or))
        });
        other || matches!(holder, Holder::Topic(_)) && apposed
    }
}

/// "the yuan's share in export settlements": of something that is no trade.
fn is_of_another(scene: &Scene<'_, '_>, noun: usize, start: usize) -> bool {
    scene.topics.iter().any(|topic| {
        topic.sort == Sort::Other
            && topic.head > noun
            && topic.head < start
            && scene.clause[topic.head] == scene.clause[noun]
    })
}

/// "That is 85 percent of all exports": of what was spoken of.
fn is_that(scene: &Scene<'_, '_>) -> bool {
    let subject = scene
        .item(0)
        .is_some_and(|item| item.is_any(&[Concept::Those, Concept::Anaphor]));
    subject && scene.is(1, Concept::Copula) || scene.is(0, Concept::Equal)
}

/// "44 billion francs, or 16 percent of all exports".
fn equals(scene: &Scene<'_, '_>, end: usize, start: usize) -> bool {
    (end..start).all(|at| {
        scene.is_light(at)
            || scene.moment_at[at].is_some()
            || scene
                .item(at)
                .is_some_and(|item| item.is(Concept::Or) || item.is_sign(&[',', '(']))
    })
}

/// The item of the share noun that the figure is said of.
fn share_noun(scene: &Scene<'_, '_>, figure: usize, attached: Option<Attached>) -> Option<usize> {
    let start = scene.figures[figure].items.start;
    let attached = attached
        .map(|attached| &scene.topics[attached.topic])
        .filter(|topic| topic.sort == Sort::Share)
        .map(|topic| topic.head);
    attached.or_else(|| {
        // "China's share in Russian imports was 41 percent": the total stands between.
        let last = scene
            .topics
            .iter()
            .rev()
            .find(|topic| topic.head < start && topic.sort == Sort::Share)?;
        let clear = (last.head..start)
            .all(|at| scene.clause[at] == scene.clause[last.head] && scene.figure_at[at].is_none())
            || scene.figures[..figure].iter().all(|figure| {
                figure.items.start < last.head || cues_share_list(scene, figure.items.end, start)
            });
        clear.then_some(last.head)
    })
}

/// Figures of one share after another: "rose from 2 percent in 2021 to 10 percent".
fn cues_share_list(scene: &Scene<'_, '_>, end: usize, start: usize) -> bool {
    end <= start
        && (end..start).all(|at| {
            scene.moment_at[at].is_some()
                || scene.is_light(at)
                || scene.item(at).is_some_and(|item| {
                    !item.is_sign(&[';', ':', ','])
                        && !item.is_any(&[Concept::Clause, Concept::And])
                })
        })
}

/// The item after "of" or "in" when the figure is a part of something.
fn of_total(scene: &Scene<'_, '_>, end: usize) -> Option<usize> {
    let of = scene.item(end)?;
    let timed = scene.moment_at.get(end + 1).is_some_and(Option::is_some);
    (of.is(Concept::Of) && !timed).then_some(end + 1)
}

/// The total: a topic after "of", a country alone, or what follows the share noun.
fn total(
    scene: &Scene<'_, '_>,
    end: usize,
    of: Option<usize>,
    noun: Option<usize>,
) -> (Option<usize>, Party) {
    let from = of.or(noun).unwrap_or(end);
    // "nine tenths of it was bought by China": the total is what was spoken of.
    let pronoun = of.is_some_and(|of| {
        scene
            .item(of)
            .is_some_and(|item| item.is(Concept::PlaceNoun) && item.is(Concept::Anaphor))
    });
    if pronoun {
        return (None, Party::Unnamed);
    }
    let clause = scene.clause[from.min(scene.items.len() - 1)];
    let topic = scene.topics.iter().position(|topic| {
        topic.head >= from
            && topic.direction().is_some()
            && scene.clause[topic.head] == clause
            && (from..topic.first.max(from)).all(|at| scene.figure_at[at].is_none())
    });
    if topic.is_some() {
        return (topic, Party::Unnamed);
    }
    let owner = of
        .and_then(|of| area_from(scene, of))
        .map_or(Party::Unnamed, |(found, _)| Party::Area(found));
    (None, owner)
}
