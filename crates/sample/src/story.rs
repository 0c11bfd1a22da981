//! Which events are planted where: fixed ones in the dark market, drawn ones everywhere else.

use crate::cast::{DARK, FILLERS, HUB, HUB_CANDIDATES, LAST_YEAR, LEAVERS, STORY_MARKETS, year};
use crate::events::{Event, Kind};
use crate::geography::Geography;
use crate::products::Catalogue;
use crate::random::{Purpose, between, shuffle, stream, whole_between};
use rand_chacha::ChaCha8Rng;

/// Suppliers leave a market all at once, with everything they sell, and others take their place.
#[derive(Debug, Clone)]
pub(crate) struct Exit {
    pub(crate) market: usize,
    pub(crate) leavers: Vec<usize>,
    pub(crate) year: u16,
    /// First month without the leavers.
    pub(crate) month: u16,
    /// Openness of the market to the leavers once they have left.
    pub(crate) leaver_factor: f64,
    /// Openness of the market to those who step in, beyond the room that is left to all.
    pub(crate) fillers: Vec<(usize, f64)>,
}

impl Exit {
    /// Share of the year in which the leavers are gone.
    fn share_of_year(&self, year: u16) -> f64 {
        match year {
            y if y < self.year => 0.0,
            y if y == self.year => f64::from(13 - self.month) / 12.0,
            _ => 1.0,
        }
    }

    /// What is added to the logarithm of openness.
    pub(crate) fn log_openness(&self, exporter: usize, importer: usize, year: u16) -> f64 {
        let gone = self.share_of_year(year);
        if importer != self.market || gone <= 0.0 {
            return 0.0;
        }
        if self.leavers.contains(&exporter) {
            return (1.0 - gone + gone * self.leaver_factor).ln();
        }
        let filler = self
            .fillers
            .iter()
            .find(|(country, _)| *country == exporter);
        filler.map_or(0.0, |(_, factor)| (1.0 - gone + gone * factor).ln())
    }
}

/// Everything that is planted.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    pub(crate) events: Vec<Event>,
    pub(crate) exit: Option<Exit>,
    /// First year in which the dark market publishes nothing.
    pub(crate) dark_from: u16,
}

/// Goods that localise in the dark market in every world: wooden articles, the stir stick among
/// them, and plastic tableware.
const HEROES: [(&str, u16); 2] = [("442199", 2021), ("392410", 2020)];
/// Kinds of event in one market, one for each family of goods.
const DEALT: [&str; 14] = [
    "localised",
    "localised",
    "localised",
    "demand_fell",
    "demand_fell",
    "supply_cut",
    "supply_cut",
    "rerouted",
    "rerouted",
    "stockpiled",
    "stockpiled",
    "growth",
    "none",
    "none",
];
const FIRST_START: u16 = 2014;
const LAST_START: u16 = 2020;
/// A stock needs four years to come and go.
const LAST_STOCK_START: u16 = 2019;

impl Story {
    /// Plants the events. `ranking` lists a market's foreign suppliers of a good, largest first.
    pub(crate) fn draw(
        seed: u64,
        catalogue: &Catalogue,
        geography: &Geography,
        ranking: &dyn Fn(usize, usize) -> Vec<usize>,
    ) -> Self {
        let mut rng = stream(seed, Purpose::Story, 0);
        let families = catalogue.families();
        let mut events = Vec::new();
        for market in STORY_MARKETS {
            let hub = hub_of(market, geography);
            let heroes = if market == DARK { &HEROES[..] } else { &[] };
            let mut kinds = DEALT[heroes.len()..].to_vec();
            shuffle(&mut rng, &mut kinds);
            let mut kinds = kinds.into_iter();
            for (_, goods) in &families {
                let codes = goods
                    .iter()
                    .map(|good| (*good, catalogue.products[*good].code));
                let hero = codes.clone().find_map(|(good, code)| {
                    heroes
                        .iter()
                        .find(|hero| hero.0 == code)
                        .map(|hero| (good, hero.1))
                });
                let (good, kind, start_year) = match hero {
                    Some((good, year)) => (good, localised(&mut rng), Some(year)),
                    None => {
                        let name = kinds.next().expect("there are as many kinds as families");
                        let last = u16::try_from(goods.len() - 1).expect("a family is small");
                        let good = goods[usize::from(whole_between(&mut rng, 0, last))];
                        deal(&mut rng, name, good)
                    }
                };
                let suppliers = ranking(market, good);
                events.push(attach(
                    events.len(),
                    kind,
                    (market, good),
                    start_year,
                    suppliers,
                    hub,
                ));
            }
        }
        Self {
            events,
            exit: Some(Exit {
                market: DARK,
                leavers: LEAVERS.to_vec(),
                year: 2022,
                month: 3,
                leaver_factor: 0.06,
                fillers: vec![(FILLERS[0], 2.2), (FILLERS[1], 1.4)],
            }),
            dark_from: 2022,
        }
    }

    /// A story in which nothing happens.
    pub(crate) fn nothing() -> Self {
        Self {
            events: Vec::new(),
            exit: None,
            dark_from: LAST_YEAR + 1,
        }
    }

    /// The same world in which the suppliers stayed.
    pub(crate) fn without_exit(&self) -> Self {
        Self {
            exit: None,
            ..self.clone()
        }
    }

    /// Events on one good.
    pub(crate) fn on(&self, good: usize) -> impl Iterator<Item = &Event> + Clone {
        self.events.iter().filter(move |event| event.good == good)
    }

    /// Events on one good in one market.
    pub(crate) fn at(&self, market: usize, good: usize) -> impl Iterator<Item = &Event> + Clone {
        self.on(good).filter(move |event| event.market == market)
    }

    /// What the story adds to the logarithm of openness.
    pub(crate) fn log_openness(&self, good: usize, i: usize, j: usize, t: usize) -> f64 {
        let events: f64 = self
            .at(j, good)
            .map(|event| event.log_openness(i, year(t)))
            .sum();
        events
            + self
                .exit
                .as_ref()
                .map_or(0.0, |exit| exit.log_openness(i, j, year(t)))
    }
}

fn localised(rng: &mut ChaCha8Rng) -> Kind {
    Kind::Localised {
        capacity_factor: between(rng, 2.8, 4.0),
        home_preference: between(rng, 1.0, 1.8),
    }
}

fn deal(rng: &mut ChaCha8Rng, name: &str, good: usize) -> (usize, Kind, Option<u16>) {
    let kind = match name {
        "localised" => localised(rng),
        "demand_fell" => Kind::DemandFell {
            demand_factor: between(rng, 0.45, 0.65),
        },
        "supply_cut" => Kind::SupplyCut {
            supplier_factor: 0.01,
            demand_factor: between(rng, 0.70, 0.85),
        },
        "rerouted" => Kind::Rerouted {
            share: between(rng, 0.6, 0.85),
        },
        "stockpiled" => Kind::Stockpiled {
            build_factor: between(rng, 1.35, 1.6),
            run_down_factor: between(rng, 0.4, 0.6),
        },
        "growth" => Kind::Growth {
            extra_growth: between(rng, 0.03, 0.07),
        },
        _ => Kind::NoEvent,
    };
    let last = if name == "stockpiled" {
        LAST_STOCK_START
    } else {
        LAST_START
    };
    let start = whole_between(rng, FIRST_START, last);
    (good, kind, (kind != Kind::NoEvent).then_some(start))
}

fn attach(
    number: usize,
    kind: Kind,
    (market, good): (usize, usize),
    start_year: Option<u16>,
    ranking: Vec<usize>,
    hub: usize,
) -> Event {
    let reroutes = matches!(kind, Kind::Rerouted { .. });
    let count = match kind {
        Kind::SupplyCut { .. } => 3,
        Kind::Rerouted { .. } => 2,
        _ => 0,
    };
    let others = ranking
        .into_iter()
        .filter(|supplier| !reroutes || *supplier != hub);
    Event {
        id: format!("E{:03}", number + 1),
        kind,
        market,
        good,
        start_year,
        suppliers: others.take(count).collect(),
        hub: reroutes.then_some(hub),
    }
}

/// The country through which goods for that market go: the nearest candidate.
fn hub_of(market: usize, geography: &Geography) -> usize {
    if market == DARK {
        return HUB;
    }
    let distance = |country: usize| geography.distance_km[country * geography.n + market];
    HUB_CANDIDATES
        .min_by(|a, b| distance(*a).total_cmp(&distance(*b)))
        .expect("there are candidates")
}
