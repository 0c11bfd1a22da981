//! Where the invented countries lie, who are neighbours, what they speak and which agreements
//! they have: the bilateral covariates of the gravity equation.

use crate::random::{Purpose, between, normal, stream, whole_between};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

const EARTH_RADIUS_KM: f64 = 6371.0;
/// Two capitals are never closer than this.
const SHORTEST_KM: f64 = 150.0;
/// Probability that two blocs, and two countries of different blocs, conclude an agreement.
const BLOC_AGREEMENT: f64 = 0.3;
const BILATERAL_AGREEMENT: f64 = 0.10;
/// Probability that a country speaks the main language of its bloc.
const MAIN_LANGUAGE: f64 = 0.6;

/// What a geography should look like.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    /// Bloc of each country; a bloc is a region with an agreement of its own.
    pub(crate) bloc: Vec<usize>,
    /// Spread of a bloc around its centre, degrees.
    pub(crate) spread_degrees: f64,
    /// Countries nearer than this share a border.
    pub(crate) border_km: f64,
    /// Countries placed beside another one.
    pub(crate) beside: Vec<(usize, usize)>,
    /// Agreements between blocs start in these years.
    pub(crate) agreement_years: (u16, u16),
}

/// Bilateral covariates of `n` countries; matrices are row-major, exporter by importer.
#[derive(Debug, Clone)]
pub(crate) struct Geography {
    pub(crate) n: usize,
    pub(crate) distance_km: Vec<f64>,
    pub(crate) contiguous: Vec<bool>,
    pub(crate) common_language: Vec<bool>,
    /// First year of the pair's agreement, if it has one.
    pub(crate) agreement_from: Vec<Option<u16>>,
}

impl Geography {
    /// Draws a geography. Every matrix is symmetric.
    pub(crate) fn draw(seed: u64, layout: &Layout) -> Self {
        let mut rng = stream(seed, Purpose::Geography, 0);
        let positions = place(&mut rng, layout);
        let n = layout.bloc.len();
        let mut distance_km = vec![0.0; n * n];
        for i in 0..n {
            // A country's distance to itself stands for trade inside it.
            distance_km[i * n + i] = between(&mut rng, 60_f64.ln(), 500_f64.ln()).exp().round();
            for j in 0..i {
                let apart = great_circle_km(positions[i], positions[j]);
                let apart = apart.max(SHORTEST_KM).round();
                distance_km[i * n + j] = apart;
                distance_km[j * n + i] = apart;
            }
        }
        let languages = speak(&mut rng, layout);
        let pairs = |holds: &dyn Fn(usize, usize) -> bool| -> Vec<bool> {
            (0..n * n)
                .map(|cell| cell / n != cell % n && holds(cell / n, cell % n))
                .collect()
        };
        let contiguous = pairs(&|i, j| distance_km[i * n + j] < layout.border_km);
        let common_language = pairs(&|i, j| languages[i] == languages[j]);
        let agreement_from = agree(&mut rng, layout);
        Self {
            n,
            distance_km,
            contiguous,
            common_language,
            agreement_from,
        }
    }

    /// Whether the pair has an agreement in force in that year.
    pub(crate) fn agreement(&self, exporter: usize, importer: usize, year: u16) -> bool {
        self.agreement_from[exporter * self.n + importer].is_some_and(|from| from <= year)
    }
}

fn place(rng: &mut ChaCha8Rng, layout: &Layout) -> Vec<(f64, f64)> {
    let blocs = layout.bloc.iter().max().map_or(0, |last| last + 1);
    let centres: Vec<(f64, f64)> = (0..blocs)
        .map(|bloc| {
            let slot = 360.0 / blocs as f64;
            let longitude = slot * (bloc as f64 + between(rng, -0.2, 0.2));
            (between(rng, -25.0, 50.0), longitude)
        })
        .collect();
    let mut positions: Vec<(f64, f64)> = layout
        .bloc
        .iter()
        .map(|&bloc| {
            let (latitude, longitude) = centres[bloc];
            let north = latitude + layout.spread_degrees * normal(rng);
            (
                north.clamp(-80.0, 80.0),
                longitude + layout.spread_degrees * normal(rng),
            )
        })
        .collect();
    for &(country, neighbour) in &layout.beside {
        let (latitude, longitude) = positions[neighbour];
        positions[country] = (latitude - 5.0, longitude + 4.0);
    }
    positions
}

fn great_circle_km(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (latitude_a, latitude_b) = (from.0.to_radians(), to.0.to_radians());
    let half_latitude = (latitude_b - latitude_a) / 2.0;
    let half_longitude = (to.1 - from.1).to_radians() / 2.0;
    let chord = half_latitude.sin().powi(2)
        + latitude_a.cos() * latitude_b.cos() * half_longitude.sin().powi(2);
    2.0 * EARTH_RADIUS_KM * chord.sqrt().min(1.0).asin()
}

fn speak(rng: &mut ChaCha8Rng, layout: &Layout) -> Vec<usize> {
    let languages = layout.bloc.iter().max().map_or(1, |last| last + 2);
    let limit = u32::try_from(languages).expect("there are few languages");
    layout
        .bloc
        .iter()
        .map(|&bloc| {
            let other = usize::try_from(rng.random_range(0..limit)).expect("a small number");
            if rng.random::<f64>() < MAIN_LANGUAGE {
                bloc
            } else {
                other
            }
        })
        .collect()
}

fn agree(rng: &mut ChaCha8Rng, layout: &Layout) -> Vec<Option<u16>> {
    let n = layout.bloc.len();
    let blocs = layout.bloc.iter().max().map_or(0, |last| last + 1);
    let (first, last) = layout.agreement_years;
    let mut between_blocs = vec![None; blocs * blocs];
    for a in 0..blocs {
        for b in 0..=a {
            let start = whole_between(rng, first, last);
            let concluded = rng.random::<f64>() < BLOC_AGREEMENT;
            // Every other bloc has its own agreement before the data begin.
            let from = match (a == b, a % 2) {
                (true, 0) => Some(first - 10),
                (true, _) => Some(start),
                (false, _) => concluded.then_some(start),
            };
            between_blocs[a * blocs + b] = from;
            between_blocs[b * blocs + a] = from;
        }
    }
    let mut pairs = vec![None; n * n];
    for i in 0..n {
        for j in 0..i {
            let start = whole_between(rng, first, last);
            let alone = (rng.random::<f64>() < BILATERAL_AGREEMENT).then_some(start);
            let shared = between_blocs[layout.bloc[i] * blocs + layout.bloc[j]];
            let from = [alone, shared].into_iter().flatten().min();
            pairs[i * n + j] = from;
            pairs[j * n + i] = from;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout() -> Layout {
        Layout {
            bloc: (0..20).map(|i| i % 4).collect(),
            spread_degrees: 9.0,
            border_km: 900.0,
            beside: vec![(7, 3)],
            agreement_years: (2011, 2021),
        }
    }

    #[test]
    fn matrices_are_symmetric_and_the_neighbour_is_near() {
        let drawn = Geography::draw(3, &layout());
        let n = drawn.n;
        for i in 0..n {
            assert!(!drawn.contiguous[i * n + i]);
            for j in 0..n {
                assert_eq!(
                    drawn.distance_km[i * n + j].to_bits(),
                    drawn.distance_km[j * n + i].to_bits()
                );
                assert_eq!(
                    drawn.agreement_from[i * n + j],
                    drawn.agreement_from[j * n + i]
                );
            }
        }
        assert!(drawn.contiguous[7 * n + 3]);
        assert!(!drawn.agreement(0, 0, 2023));
    }

    #[test]
    fn a_quarter_of_the_equator_has_its_known_length() {
        let quarter = great_circle_km((0.0, 0.0), (0.0, 90.0));
        let expected = EARTH_RADIUS_KM * std::f64::consts::FRAC_PI_2;
        assert!((quarter / expected - 1.0).abs() < 1e-12);
    }
}
