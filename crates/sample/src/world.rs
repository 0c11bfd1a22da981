//! Puts the world with a story together.

use crate::cast::{self, COUNTRIES, YEARS};
use crate::costs::{EFFECTS, Tariffs};
use crate::economy::Economy;
use crate::error::Error;
use crate::flows::{self, Cube, Detour};
use crate::geography::{Geography, Layout};
use crate::names::{Name, invent};
use crate::paths::{Nature, Paths, Setting};
use crate::products::{Catalogue, Role};
use crate::reports::{self, Mirror, Quality, Reporting};
use crate::story::Story;

/// The world with a story: everything that its outputs are written from.
#[derive(Debug)]
pub(crate) struct StoryWorld {
    pub(crate) seed: u64,
    pub(crate) countries: Vec<Name>,
    pub(crate) catalogue: Catalogue,
    pub(crate) geography: Geography,
    pub(crate) tariffs: Tariffs,
    pub(crate) economy: Economy,
    pub(crate) story: Story,
    pub(crate) qualities: Vec<Quality>,
    /// What countries are expected to make and spend.
    pub(crate) paths: Paths,
    /// Expected flows by product, detours included.
    pub(crate) expected: Vec<Cube>,
    /// Expected flows had nothing been planted.
    pub(crate) without_events: Vec<Cube>,
    /// Expected flows had the suppliers stayed, from the year of their exit on.
    pub(crate) without_exit: Vec<Cube>,
    /// What happened, in whole dollars.
    pub(crate) flows: Vec<Cube>,
    pub(crate) detours: Vec<Detour>,
    pub(crate) mirrors: Vec<Mirror>,
}

impl StoryWorld {
    /// Draws the world of a seed.
    ///
    /// # Errors
    /// [`Error::NotConverged`] when the resistances of a product do not settle.
    pub(crate) fn draw(seed: u64) -> Result<Self, Error> {
        let catalogue = Catalogue::draw(seed);
        let geography = Geography::draw(seed, &layout());
        let economy = Economy::draw(seed);
        let nature = Nature::draw(seed, &catalogue, &economy);
        let scales: Vec<f64> = catalogue
            .products
            .iter()
            .map(|p| tariff_scale(p.role))
            .collect();
        let tariffs = Tariffs::draw(seed, COUNTRIES, &scales);
        let scene = Scene {
            catalogue: &catalogue,
            economy: &economy,
            nature: &nature,
            geography: &geography,
            tariffs: &tariffs,
        };
        let nothing = Story::nothing();
        let before = scene.setting(&nothing).paths();
        let ranking = |market: usize, good: usize| ranking(&before, &geography, market, good);
        let story = Story::draw(seed, &catalogue, &geography, &ranking);
        let (paths, mut expected) = scene.solve(&story, 0)?;
        let (_, without_events) = scene.solve(&nothing, 0)?;
        let (_, mut without_exit) = scene.solve(&story.without_exit(), exit_position(&story))?;
        let qualities = reports::qualities(seed);
        let reporting = Reporting {
            seed,
            geography: &geography,
            story: &story,
            qualities: &qualities,
        };
        let (mut happened, mut detours, mut mirrors) = (Vec::new(), Vec::new(), Vec::new());
        for (k, product) in catalogue.products.iter().enumerate() {
            let mut cube = flows::realise(seed, k, &expected[k]);
            detours.extend(flows::reroute(&story, k, &mut cube));
            flows::reroute(&story, k, &mut expected[k]);
            flows::reroute(&story, k, &mut without_exit[k]);
            mirrors.push(reporting.mirror(k, product, &cube));
            happened.push(cube);
        }
        Ok(Self {
            seed,
            countries: invent(COUNTRIES),
            catalogue,
            geography,
            tariffs,
            economy,
            story,
            qualities,
            paths,
            expected,
            without_events,
            without_exit,
            flows: happened,
            detours,
            mirrors,
        })
    }

    /// Sales of a country's own make, at home and abroad: everything but what passes through.
    pub(crate) fn output(&self, k: usize, t: usize, country: usize) -> f64 {
        let sold = self.flows[k].at(t, country, country) + self.flows[k].exports(t, country);
        sold - self.passed_through(k, t, country)
    }

    /// What a hub sold on.
    pub(crate) fn passed_through(&self, k: usize, t: usize, country: usize) -> f64 {
        let at_hub = |detour: &&Detour| {
            let event = &self.story.events[detour.event];
            detour.t == t && event.good == k && event.hub == Some(country)
        };
        self.detours
            .iter()
            .filter(at_hub)
            .map(|detour| detour.value_usd)
            .sum()
    }

    /// What a country used of all that it kept: purchases that did not go into stock or abroad.
    pub(crate) fn absorption(&self, k: usize, t: usize, country: usize) -> f64 {
        let kept = self.flows[k].at(t, country, country) + self.flows[k].imports(t, country)
            - self.passed_through(k, t, country);
        let over_use: f64 = self
            .story
            .at(country, k)
            .map(|event| event.purchases_over_use(cast::year(t)))
            .product();
        (kept / over_use).round()
    }
}

/// What is the same whatever the story.
#[derive(Debug, Clone, Copy)]
struct Scene<'a> {
    catalogue: &'a Catalogue,
    economy: &'a Economy,
    nature: &'a Nature,
    geography: &'a Geography,
    tariffs: &'a Tariffs,
}

impl<'a> Scene<'a> {
    fn setting(&self, story: &'a Story) -> Setting<'a> {
        Setting {
            catalogue: self.catalogue,
            economy: self.economy,
            nature: self.nature,
            story,
        }
    }

    /// What countries make and spend, and the flows expected from the year at `first` on.
    fn solve(&self, story: &'a Story, first: usize) -> Result<(Paths, Vec<Cube>), Error> {
        let setting = self.setting(story);
        let paths = setting.paths();
        let cubes = flows::expected(&setting, &paths, self.geography, self.tariffs, first)?;
        Ok((paths, cubes))
    }
}

fn exit_position(story: &Story) -> usize {
    story
        .exit
        .as_ref()
        .map_or(YEARS, |exit| usize::from(exit.year - cast::FIRST_YEAR))
}

fn layout() -> Layout {
    let bloc = (0..COUNTRIES)
        .map(|country| match country {
            c if cast::LEAVERS.contains(&c) => 0,
            cast::DARK | cast::HUB => 1,
            c if cast::FILLERS.contains(&c) => 2,
            c => c % 4,
        })
        .collect();
    Layout {
        bloc,
        spread_degrees: 10.0,
        border_km: 900.0,
        beside: vec![(cast::HUB, cast::DARK)],
        agreement_years: (2011, 2021),
    }
}

/// Tariffs are higher on goods than on what makes them.
fn tariff_scale(role: Role) -> f64 {
    match role {
        Role::Good => 1.4,
        Role::Input | Role::Consumable | Role::Other => 0.7,
        Role::Machine => 0.4,
    }
}

/// A market's foreign suppliers at the start, the one with most to sell and best access first.
fn ranking(before: &Paths, geography: &Geography, market: usize, good: usize) -> Vec<usize> {
    let strength = |i: usize| {
        let open = EFFECTS.log_openness(geography, i, market, cast::FIRST_YEAR);
        before.output[good][i] * open.exp()
    };
    let mut suppliers: Vec<usize> = (0..COUNTRIES).filter(|i| *i != market).collect();
    suppliers.sort_by(|a, b| strength(*b).total_cmp(&strength(*a)));
    suppliers
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The resistances are solved to 1e-12; sums over 24 countries lose a little of that.
    const AGREEMENT: f64 = 1e-10;

    #[test]
    fn expected_flows_add_up_to_output_and_purchases() {
        let world = StoryWorld::draw(4).expect("it settles");
        for (k, cube) in world.expected.iter().enumerate() {
            // Detours count twice on their way, and are tested in the data.
            if world.story.on(k).any(|event| event.hub.is_some()) {
                continue;
            }
            for cell in 0..YEARS * COUNTRIES {
                let (t, country) = (cell / COUNTRIES, cell % COUNTRIES);
                let home = cube.at(t, country, country);
                let sold = home + cube.exports(t, country);
                let bought = home + cube.imports(t, country);
                assert!((sold / world.paths.output[k][cell] - 1.0).abs() < AGREEMENT);
                assert!((bought / world.paths.expenditure[k][cell] - 1.0).abs() < AGREEMENT);
            }
        }
    }
}
