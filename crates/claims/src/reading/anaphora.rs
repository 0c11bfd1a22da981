//! Figures of sentences that name nothing they can be said of: "It soared by a quarter."

use super::context::ALIVE;
use super::modality::{is_forecast, is_target};
use super::party::{Party, area_from};
use super::passage::Reader;
use super::scene::Scene;
use super::topic::{Sort, Topic};
use crate::Direction;
use crate::grammar::FigureKind;
use crate::language::Concept;

impl Reader {
    /// "The target of $200 billion was reached early": of the pair that the text speaks of most.
    fn distant_target(&self, scene: &Scene<'_, '_>, figure: usize) -> Option<Topic> {
        let money = matches!(scene.figures[figure].kind, FigureKind::Money(_));
        let near = self.sentence <= self.context.at + 2 * ALIVE;
        let (pair, _) = self.meant_pair()?;
        if !money || !near || !is_target(scene, figure) {
            return None;
        }
        let mut topic = Topic::new(0, Sort::Flow(Direction::TwoWay));
        topic.those = true;
        topic.both = true;
        topic.pair = Some(pair);
        Some(topic)
    }

    /// A topic for a sentence that names none: "It soared by a quarter", "With the EU, the decline was 7 percent".
    pub(super) fn anaphoric(&self, scene: &Scene<'_, '_>, figure: usize) -> Option<Topic> {
        let both = scene.items.iter().any(|item| item.is(Concept::Both));
        let one_way = self.context.direction != Some(Direction::TwoWay);
        let target = is_target(scene, figure);
        // "The two sides have set a target of $100 billion" after shares and ranks of one of them.
        let of_both = both && one_way && scene.topics.is_empty() && target;
        if of_both || self.sentence > self.context.at + ALIVE {
            return self.distant_target(scene, figure);
        }
        let direction = self.context.direction?;
        let refused = scene
            .items
            .iter()
            .any(|item| item.is_any(&[Concept::SubArea, Concept::Firm, Concept::NoTrade]));
        let due = self.is_due(scene, figure);
        let fronted = scene.is(0, Concept::With) || scene.is(0, Concept::Compare) || target || both;
        if refused || !(fronted || due || self.refers(scene, figure)) {
            return None;
        }
        // "The aim is $30 billion" after trade and the exports that are part of it: of the trade.
        let of_trade = self.is_on_trade() && (target || due);
        let direction = if of_trade {
            Direction::TwoWay
        } else {
            direction
        };
        Some(self.topic_again(scene, figure, direction))
    }

    /// True in a text that spoke of trade between two.
    fn is_on_trade(&self) -> bool {
        self.context.pair.is_some()
            && self.context.two_way > 0
            && self.sentence <= self.context.two_way + ALIVE
    }

    /// "Moscow hopes for $10 billion by 2030": a deadline makes it the trade of the two.
    fn is_due(&self, scene: &Scene<'_, '_>, figure: usize) -> bool {
        let end = scene.figures[figure].items.end;
        self.is_on_trade()
            && scene.topics.is_empty()
            && scene.is(end, Concept::By)
            && scene.moment_at.get(end + 1).is_some_and(Option::is_some)
            && matches!(scene.figures[figure].kind, FigureKind::Money(_))
    }

    /// True where a word stands for what was spoken of.
    fn refers(&self, scene: &Scene<'_, '_>, figure: usize) -> bool {
        let start = scene.figures[figure].items.start;
        // "The volume of oil coming into the country" is that of the oil.
        let pronoun = (0..start).any(|at| {
            scene.is(at, Concept::Anaphor)
                && !scene
                    .item(at + 1)
                    .is_some_and(|next| next.is_any(&[Concept::Of, Concept::Spend]))
        });
        let goes_on = self.context.at == self.sentence
            && scene.before(start).is_some_and(|before| {
                scene.items[before].is_any(&[Concept::With, Concept::At, Concept::Worth])
            });
        let demonstrative = scene
            .item(0)
            .is_some_and(|item| item.is_any(&[Concept::Determiner, Concept::Those]))
            && scene
                .item(1)
                .is_some_and(|item| item.is_any(&[Concept::Verb, Concept::Copula]));
        let next = self.sentence <= self.context.at + 1;
        // "Economists polled by Reuters had expected a 9.5 percent drop."
        let guessed = scene.topics.is_empty()
            && is_forecast(scene, figure)
            && (0..start).any(|at| scene.is(at, Concept::FigureNoun));
        let before = self.context.at + 1 == self.sentence
            && (0..start.min(5))
                .any(|at| scene.is(at, Concept::Those) && scene.is(at + 1, Concept::Earlier));
        pronoun
            || goes_on
            || demonstrative
            || before
            || next && (guessed || names_figure(scene, start))
    }

    /// What was spoken of last, with the partner that the sentence names.
    fn topic_again(&self, scene: &Scene<'_, '_>, figure: usize, direction: Direction) -> Topic {
        let sort = match direction {
            Direction::Balance => Sort::Balance(1.0),
            flow => Sort::Flow(flow),
        };
        let mut topic = Topic::new(0, sort);
        topic.owner = Party::Its;
        topic.those = true;
        topic.goods.clone_from(&self.context.goods);
        topic.partner = self.flow_partner().map_or(Party::Unnamed, Party::Area);
        if direction == Direction::TwoWay {
            topic.pair = self.context.pair;
        }
        let start = scene.figures[figure].items.start;
        let fronted = scene
            .is(0, Concept::With)
            .then(|| area_from(scene, 1))
            .flatten()
            .map(|(partner, _)| partner);
        if let Some(partner) = fronted.or_else(|| super::attach::listed(scene, start, 0)) {
            topic.partner = Party::Area(partner);
            topic.pair = None;
        }
        topic
    }
}

/// "Official statistics give $56 billion", "Some put last year's figure at $65 billion".
fn names_figure(scene: &Scene<'_, '_>, start: usize) -> bool {
    (0..start).any(|at| {
        let next = scene.item(at + 1).is_some_and(|next| {
            next.is_any(&[
                Concept::Verb,
                Concept::Copula,
                Concept::At,
                Concept::Of,
                Concept::To,
                Concept::Beyond,
                Concept::Forecast,
            ]) || scene.moment_at[at + 1].is_some()
                || next.is_sign(&[':'])
        }) || scene.figure_at[at + 1].is_some()
            || scene.is_light(at + 1);
        scene.is(at, Concept::FigureNoun) && next
    })
}
