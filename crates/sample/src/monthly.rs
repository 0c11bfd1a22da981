//! Monthly totals of a few pairs, which add up to the annual reports of the same customs service.

use crate::cast::{DARK, FILLERS, FIRST_YEAR, LAST_YEAR, LEAVERS};
use crate::flows::mean_one;
use crate::number::whole;
use crate::random::{Purpose, between, normal, stream};
use crate::world::StoryWorld;
use rand_chacha::ChaCha8Rng;

/// First year with months.
pub(crate) const FIRST_MONTHLY_YEAR: u16 = 2019;
/// Pairs with months, both ways.
pub(crate) const PAIRS: [(usize, usize); 7] = [
    (FILLERS[0], DARK),
    (FILLERS[1], DARK),
    (LEAVERS[0], DARK),
    (LEAVERS[1], DARK),
    (FILLERS[0], LEAVERS[0]),
    (FILLERS[0], 8),
    (FILLERS[1], FILLERS[0]),
];
/// Spread of a month's noise.
const NOISE: f64 = 0.05;
/// The month in which the toolmaker's factories rest, and what is left of its sales.
const HOLIDAY: (usize, f64) = (1, 0.78);

/// One month's total as one customs service reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MonthlyTotal {
    pub(crate) year: u16,
    pub(crate) month: u16,
    pub(crate) exporter: usize,
    pub(crate) importer: usize,
    pub(crate) by_exporter: bool,
    pub(crate) value_usd: u64,
}

/// All monthly totals, by flow, reporter and month.
pub(crate) fn totals(world: &StoryWorld) -> Vec<MonthlyTotal> {
    let mut rows = Vec::new();
    let directed = PAIRS.iter().flat_map(|&(a, b)| [(a, b), (b, a)]);
    for (flow, (exporter, importer)) in directed.enumerate() {
        let mut rng = stream(world.seed, Purpose::Months, flow);
        let peak = between(&mut rng, 0.0, 12.0);
        let swing = between(&mut rng, 0.03, 0.10);
        let years: Vec<(u16, [f64; 12])> = (FIRST_MONTHLY_YEAR..=LAST_YEAR)
            .map(|year| {
                (
                    year,
                    weights(world, &mut rng, (exporter, importer), year, (peak, swing)),
                )
            })
            .collect();
        for by_exporter in [true, false] {
            for (year, weights) in &years {
                let annual = annual_usd(world, exporter, importer, *year, by_exporter);
                let noisy = weights.map(|weight| weight * mean_one(0.01, normal(&mut rng)));
                let months = split(annual, &noisy);
                rows.extend(
                    months
                        .into_iter()
                        .zip(1..)
                        .filter(|(value, _)| *value > 0)
                        .map(|(value_usd, month)| MonthlyTotal {
                            year: *year,
                            month,
                            exporter,
                            importer,
                            by_exporter,
                            value_usd,
                        }),
                );
            }
        }
    }
    rows
}

/// The sum over products of what one customs service reports for a year.
pub(crate) fn annual_usd(
    world: &StoryWorld,
    exporter: usize,
    importer: usize,
    year: u16,
    by_exporter: bool,
) -> f64 {
    let t = usize::from(year - FIRST_YEAR);
    let side = |k: usize| {
        let mirror = &world.mirrors[k];
        if by_exporter {
            &mirror.exporter_usd
        } else {
            &mirror.importer_usd
        }
    };
    (0..world.mirrors.len())
        .map(|k| side(k).at(t, exporter, importer))
        .sum()
}

fn weights(
    world: &StoryWorld,
    rng: &mut ChaCha8Rng,
    (exporter, importer): (usize, usize),
    year: u16,
    (peak, swing): (f64, f64),
) -> [f64; 12] {
    let sum = |year: u16| {
        let t = usize::from(year - FIRST_YEAR);
        world
            .flows
            .iter()
            .map(|cube| cube.at(t, exporter, importer))
            .sum::<f64>()
    };
    let growth = (sum(year) / sum(year - 1).max(1.0)).clamp(0.7, 1.5);
    let exit = world.story.exit.as_ref().filter(|exit| {
        exit.market == importer && exit.year == year && exit.leavers.contains(&exporter)
    });
    std::array::from_fn(|month| {
        let position = month as f64;
        let season = 1.0 + swing * (std::f64::consts::TAU * (position - peak) / 12.0).cos();
        let holiday = if exporter == FILLERS[0] && month == HOLIDAY.0 {
            HOLIDAY.1
        } else {
            1.0
        };
        // In the year of their exit the leavers stop in one month; others grow over the year.
        let path = exit.map_or_else(
            || growth.powf((position - 5.5) / 12.0),
            |exit| {
                if month + 1 < usize::from(exit.month) {
                    1.0
                } else {
                    exit.leaver_factor
                }
            },
        );
        season * holiday * path * mean_one(NOISE, normal(rng))
    })
}

/// Splits a whole number of dollars in proportion to the weights; the parts add up to it.
fn split(total: f64, weights: &[f64; 12]) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    let mut before = 0;
    let mut running = 0.0;
    weights
        .iter()
        .map(|weight| {
            running += weight;
            let up_to = whole(total * running / sum);
            let part = up_to - before;
            before = up_to;
            part
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_add_up(total in 0_u32.., weights in prop::array::uniform12(0.01_f64..10.0)) {
            let parts = split(f64::from(total), &weights);
            prop_assert_eq!(parts.iter().sum::<u64>(), u64::from(total));
        }
    }
}
