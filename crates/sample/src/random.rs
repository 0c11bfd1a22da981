//! Independent random streams from one seed.
//!
//! Every purpose and every index within it (a product, an exporter) has a stream of its own, so a
//! part of the world can be drawn again alone, or in another order, and comes out the same.

use rand::Rng;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

/// What a stream is drawn for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    Geography = 1,
    Economy = 2,
    Products = 3,
    Story = 4,
    TradeErrors = 5,
    Quantities = 6,
    ReportingQuality = 7,
    Reports = 8,
    Months = 9,
    LoadMarkets = 10,
    LoadFlows = 11,
}

/// Opens the stream of one purpose and index.
pub(crate) fn stream(seed: u64, purpose: Purpose, index: usize) -> ChaCha8Rng {
    let index = u64::try_from(index).expect("an index fits 64 bits");
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(((purpose as u64) << 40) | index);
    rng
}

/// Draws a standard normal number.
pub(crate) fn normal(rng: &mut ChaCha8Rng) -> f64 {
    rng.sample(StandardNormal)
}

/// Draws a number in `low..high`.
pub(crate) fn between(rng: &mut ChaCha8Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * rng.random::<f64>()
}

/// Draws an integer in `low..=high`.
pub(crate) fn whole_between(rng: &mut ChaCha8Rng, low: u16, high: u16) -> u16 {
    rng.random_range(low..=high)
}

/// Orders a slice at random (Fisher and Yates).
pub(crate) fn shuffle<T>(rng: &mut ChaCha8Rng, items: &mut [T]) {
    for last in (1..items.len()).rev() {
        let limit = u32::try_from(last).expect("the lists to shuffle are short");
        let chosen = rng.random_range(0..=limit);
        items.swap(last, usize::try_from(chosen).expect("32 bits fit an index"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |seed, purpose, index| normal(&mut stream(seed, purpose, index)).to_bits();
        assert_eq!(draw(1, Purpose::Story, 3), draw(1, Purpose::Story, 3));
        assert_ne!(draw(1, Purpose::Story, 3), draw(1, Purpose::Story, 4));
        assert_ne!(draw(1, Purpose::Story, 3), draw(1, Purpose::Months, 3));
        assert_ne!(draw(1, Purpose::Story, 3), draw(2, Purpose::Story, 3));
    }

    #[test]
    fn shuffling_keeps_every_item() {
        let mut items: Vec<u32> = (0..50).collect();
        shuffle(&mut stream(7, Purpose::Story, 0), &mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
