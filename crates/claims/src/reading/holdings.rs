//! Shares beside ranks, and shares that say nothing of their total.

use super::context::ALIVE;
use super::cues;
use super::draft::{Draft, draft};
use super::goods::TOTAL;
use super::meaning::{Meaning, meaning};
use super::party::area;
use super::passage::Reader;
use super::scene::Scene;
use super::share::Holder;
use super::topic::Topic;
use crate::grammar::FigureKind;
use crate::language::Concept;
use crate::{Area, Kind, Unit};

impl Reader {
    /// "the largest destination for EU exports (19.7%), followed by the United Kingdom (13.1%)".
    pub(super) fn bracket_shares(&self, scene: &Scene<'_, '_>, found: &mut Vec<Draft>) {
        for figure in &scene.figures {
            let (start, end) = (figure.items.start, figure.items.end);
            let enclosed = start > 0
                && scene
                    .item(start - 1)
                    .is_some_and(|item| item.is_sign(&['(']))
                && scene.item(end).is_some_and(|item| item.is_sign(&[')']));
            // "the largest market with 37 percent, followed by the Middle East with 19 percent"
            let with =
                start > 0 && scene.is(start - 1, Concept::With) && !scene.is(end, Concept::Move);
            if figure.kind != FigureKind::Percent || figure.signed || !(enclosed || with) {
                continue;
            }
            let Some(rank) = found
                .iter()
                .rev()
                .find(|draft| draft.unit == Unit::Rank && draft.figure.start < start)
            else {
                continue;
            };
            let named = (start.saturating_sub(3)..start)
                .rev()
                .find_map(|at| area(scene, at));
            let partner = named
                .filter(|named| Some(*named) != rank.reporter)
                .or(rank.partner);
            let hedge = cues::hedge(scene, scene.figure_at[start].unwrap_or_default());
            let share = Draft {
                kind: Kind::Share,
                value: figure.low,
                unit: Unit::Percent,
                partner,
                approx: hedge.is_some() || figure.high.is_some(),
                hedge,
                standing: false,
                figure: figure.items.clone(),
                clause: figure.items.clone(),
                ..rank.clone()
            };
            found.push(share);
        }
    }

    /// A figure of a share that does not say of what: "Asia's share in the total rose 23 percentage points".
    pub(super) fn share_of_context(
        &mut self,
        scene: &Scene<'_, '_>,
        figure: usize,
        topic: &Topic,
        last_sign: &mut Option<(f64, Kind)>,
    ) -> Option<Draft> {
        let total = scene.topics.iter().find(|other| {
            other.head > topic.head
                && other.direction().is_some()
                && scene.clause[other.head] == scene.clause[topic.head]
        });
        let direction = total.and_then(Topic::direction).or_else(|| {
            self.context
                .direction
                .filter(|_| self.sentence <= self.context.at + ALIVE)
        })?;
        let meaning: Meaning = meaning(scene, figure, topic.sort, last_sign.map(|last| last.0))?;
        if meaning.growth {
            *last_sign = Some((meaning.sign, meaning.kind));
        }
        let holder = super::share_holder::holder_of_noun(scene, topic.head);
        let held = match &holder {
            Holder::Goods(goods) if goods != TOTAL => Some(goods.clone()),
            _ => None,
        };
        let goods = held
            .clone()
            .or_else(|| total.and_then(|total| total.goods.clone()));
        let holder = match holder {
            Holder::Party(party) => party.area(),
            _ => None,
        };
        let owner = total
            .and_then(|total| total.owner.area())
            .or(self.context.owner);
        let partner =
            holder
                .or(total.and_then(|total| total.partner.area()))
                .or(if held.is_some() {
                    self.context.partner
                } else {
                    None
                });
        let mut draft = draft(
            scene,
            figure,
            None,
            meaning,
            direction,
            goods.unwrap_or_else(|| TOTAL.to_owned()),
        );
        draft.reporter = owner;
        draft.partner = partner.or(Some(Area::WORLD));
        draft.parties_from_context = true;
        self.context.at = self.sentence;
        Some(draft)
    }
}
