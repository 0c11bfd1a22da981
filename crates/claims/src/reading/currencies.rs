//! Which currency an amount is in, where the text leaves it open.

use super::context::ALIVE;
use super::draft::Draft;
use super::passage::Reader;
use super::scene::Scene;
use crate::grammar::{FigureKind, Item};
use crate::language::Concept;
use crate::{Area, Unit};
use stirstick_codes::{Country, Currency};

impl Reader {
    /// Gives large numbers without a currency that of the sentences before: "Exports: 19.6 billion".
    pub(super) fn lend_currency(&mut self, scene: &mut Scene<'_, '_>) {
        self.tell_alike(scene);
        let counted = scene.items.iter().any(|item| item.is(Concept::Quantity));
        for figure in &mut scene.figures {
            match (figure.kind, self.context.currency) {
                (FigureKind::Money(currency), _) => self.context.currency = Some(currency),
                (FigureKind::Bare, Some(currency))
                    if !counted && self.sentence <= self.context.at + 2 * ALIVE =>
                {
                    figure.kind = FigureKind::Money(currency);
                }
                _ => {}
            }
        }
    }

    /// Tells currencies of one name apart by the countries of the sentence, else those named before:
    /// "Norway exported fish worth 158 billion kroner".
    fn tell_alike(&self, scene: &mut Scene<'_, '_>) {
        let here = scene.items.iter().filter_map(Item::area);
        let recent = self.context.recent.iter().copied();
        // A text goes on in the currency that it counts in.
        let named: Vec<Area> = self
            .context
            .home
            .into_iter()
            .chain(here)
            .chain(recent)
            .collect();
        let mut told = None;
        for figure in &mut scene.figures {
            let items = &scene.items[figure.items.clone()];
            // "15 billion dinars, against 14.4 billion": the second is in the same.
            if let Some((default, own)) = told
                && figure.kind == FigureKind::Money(default)
                && !items.iter().any(|item| item.is(Concept::Currency))
            {
                figure.kind = FigureKind::Money(own);
                continue;
            }
            let alike = items
                .iter()
                .find_map(|item| item.sense(Concept::CurrencyAlike));
            let own = alike.and_then(|alike| {
                named.iter().find_map(|area| {
                    let codes = alike.text.split(' ');
                    let mut currencies = codes.filter_map(|code| Currency::parse(code).ok());
                    currencies.find(|currency| home(*currency) == Some(*area))
                })
            });
            if let (Some(own), FigureKind::Money(default)) = (own, figure.kind) {
                told = Some((default, own));
                figure.kind = FigureKind::Money(own);
            }
        }
    }

    /// Marks a plain "$" in a text on a country with a dollar of its own, unless the text writes both.
    pub(super) fn doubt_dollar(&self, scene: &Scene<'_, '_>, draft: &mut Draft) {
        let dollar = draft.unit == Unit::Currency(Currency::USD);
        let plain = scene
            .text(draft.figure.start, draft.figure.end)
            .starts_with('$');
        let own = draft
            .reporter
            .is_some_and(|reporter| DOLLARS.contains(&reporter.as_str()));
        draft.dollar = dollar && plain && own && self.context.home != draft.reporter;
    }
}

/// Countries whose own dollar is written with a plain sign at home.
const DOLLARS: [&str; 4] = ["AUS", "CAN", "NZL", "SGP"];

/// The country of a currency: its code starts with that of the country.
pub(super) fn home(currency: Currency) -> Option<Area> {
    if currency == Currency::USD || currency == Currency::EUR {
        return None;
    }
    let country = Country::from_code(currency.as_str().get(..2)?).ok()?;
    Area::parse(country.as_str())
}
