//! Small cases that are worked out by hand.

#![allow(
    clippy::unwrap_used,
    clippy::float_cmp,
    reason = "a test that fails here has failed"
)]

use stirstick_complexity::{
    Convention, Error, FitnessOptions, Options, Presence, ProductSpace, Sparse, Stop, analyse,
    complexity, country_proximity, diversification, fitness, product_links, product_proximity,
    reflections, revealed_advantage,
};

fn presence(countries: usize, products: usize, ones: &[f64]) -> Presence {
    Presence::from_matrix(Sparse::from_dense(countries, products, ones).unwrap()).unwrap()
}

fn near(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        // A dozen operations on numbers around one.
        assert!((found - expected).abs() < 1e-13, "{found} for {expected}");
    }
}

/// Two countries, one with both products and one with the first alone.
fn two() -> Presence {
    presence(2, 2, &[1.0, 1.0, 1.0, 0.0])
}

#[test]
fn advantage_is_share_over_share() {
    let exports = Sparse::from_dense(2, 3, &[10.0, 20.0, 0.0, 30.0, 0.0, 0.0]).unwrap();
    let advantage = revealed_advantage(&exports);
    // (10/30)/(40/60), (20/30)/(20/60), (30/30)/(40/60).
    near(
        &[
            advantage.get(0, 0),
            advantage.get(0, 1),
            advantage.get(1, 0),
        ],
        &[0.5, 2.0, 1.5],
    );
    assert_eq!(advantage.len(), 3);
    let found = Presence::at_least(&advantage, 1.0).unwrap();
    assert_eq!(found.dropped_products(), [2]);
    assert_eq!(
        (found.countries(), found.products()),
        ([0, 1].as_slice(), [0, 1].as_slice())
    );
}

#[test]
fn two_countries_have_a_known_index() {
    // (M/kc0)(M/kp0)' = [[3/4, 1/4], [1/2, 1/2]]: trace 5/4, so the eigenvalues are 1 and 1/4, the second vector
    // (1, -2), and products get (1/2)(1 - 2) = -1/2 and 1.
    let found = complexity(&two(), Convention::Atlas).unwrap();
    assert!(
        (found.eigenvalue - 0.25).abs() < 1e-15
            && found.residual < 1e-15
            && found.error_bound() < 1e-14
    );
    near(&found.countries, &[1.0, -1.0]);
    // kp is proportional to (-1/2, 1) and kc to its means, (1/4, -1/2): mean -1/8, deviation 3/8.
    near(&found.products, &[-1.0, 3.0]);
    let own = complexity(&two(), Convention::EconomicComplexityR).unwrap();
    near(&own.countries, &[0.5_f64.sqrt(), -0.5_f64.sqrt()]);
    near(&own.products, &[-0.5_f64.sqrt(), 0.5_f64.sqrt()]);
}

#[test]
fn more_countries_than_products_give_the_same() {
    let wide = presence(3, 4, &[1., 1., 1., 1., 1., 1., 0., 0., 1., 0., 1., 0.]);
    let tall = Presence::from_matrix(wide.by_country().clone()).unwrap();
    let (wide, tall) = (
        complexity(&wide, Convention::EconomicComplexityR),
        complexity(&tall, Convention::EconomicComplexityR),
    );
    let (wide, tall) = (wide.unwrap(), tall.unwrap());
    let sign = (wide.products[0] * tall.countries[0]).signum();
    near(
        &wide.products,
        &tall
            .countries
            .iter()
            .map(|value| sign * value)
            .collect::<Vec<_>>(),
    );
    assert!((wide.eigenvalue - tall.eigenvalue).abs() < 1e-15);
}

#[test]
fn the_space_of_two_products_is_known() {
    let found = two();
    // phi = [[1, 1/2], [1/2, 1]].
    let phi = product_proximity(&found);
    near(
        &[phi.get(0, 0), phi.get(1, 0), phi.get(1, 1)],
        &[1.0, 0.5, 1.0],
    );
    near(&[country_proximity(&found).get(0, 1)], &[0.5]);
    assert_eq!(product_links(&found, 0.5).len(), 1);
    assert_eq!(product_links(&found, 0.51).len(), 0);
    let space = ProductSpace::new(&found);
    near(space.proximity_totals(), &[1.5, 1.5]);
    near(space.density().values(), &[1.0, 1.0, 2.0 / 3.0, 1.0 / 3.0]);
    near(space.distance().country(1), &[1.0 / 3.0, 2.0 / 3.0]);
    near(&space.outlook(&[-1.0, 3.0]).unwrap(), &[0.0, 1.0]);
    near(
        space.outlook_gain(&[-1.0, 3.0]).unwrap().values(),
        &[0.0, 0.0, 0.0, 2.0],
    );
    let advantage = Sparse::from_dense(2, 2, &[2.0, 0.5, 0.25, 0.0]).unwrap();
    let supply = diversification(&found, &advantage, 1.0).unwrap();
    near(
        supply.values(),
        &[1.25 / 1.5, 1.0 / 1.5, 0.25 / 1.5, 0.125 / 1.5],
    );
}

#[test]
fn fitness_of_two_countries_is_known() {
    let step = |steps| FitnessOptions {
        stop: Stop::After { steps },
        ..FitnessOptions::default()
    };
    let one = fitness(&two(), &step(1)).unwrap();
    // F = (2, 1) over 3/2; Q = (1/2, 1) over 3/4.
    near(&one.scores.countries, &[4.0 / 3.0, 2.0 / 3.0]);
    near(&one.scores.products, &[2.0 / 3.0, 4.0 / 3.0]);
    let two_steps = fitness(&two(), &step(2)).unwrap();
    // F = (2, 2/3) over 4/3; Q = (1/(3/4 + 3/2), 4/3) = (4/9, 12/9) over 8/9.
    near(&two_steps.scores.countries, &[1.5, 0.5]);
    near(&two_steps.scores.products, &[0.5, 1.5]);
    let settled = Stop::Settled {
        tolerance: 1e-3,
        most_steps: 5,
    };
    let refused = fitness(
        &two(),
        &FitnessOptions {
            stop: settled,
            ..FitnessOptions::default()
        },
    );
    assert!(
        matches!(refused, Err(Error::Unsettled { steps: 5, .. })),
        "{refused:?}"
    );
    let settled = Stop::Settled {
        tolerance: 1e-2,
        most_steps: 1_000,
    };
    let found = fitness(
        &two(),
        &FitnessOptions {
            stop: settled,
            ..FitnessOptions::default()
        },
    )
    .unwrap();
    assert!(found.change <= 1e-2 && found.steps < 1_000);
}

#[test]
fn reflections_reach_the_eigenvector() {
    let found = presence(
        4,
        5,
        &[
            1., 1., 1., 1., 1., 1., 1., 0., 1., 0., 1., 0., 1., 0., 0., 1., 1., 0., 0., 0.,
        ],
    );
    let vector = complexity(&found, Convention::EconomicComplexityR).unwrap();
    let reflected = reflections(&found, 1_000).unwrap();
    near(&reflected.countries, &vector.countries);
    near(&reflected.products, &vector.products);
    // kc,0 is diversity and kp,1 the mean diversity of a product's countries.
    let start = reflections(&two(), 2).unwrap();
    near(&start.countries, &[0.5_f64.sqrt(), -0.5_f64.sqrt()]);
    near(&start.products, &[-0.5_f64.sqrt(), 0.5_f64.sqrt()]);
    assert!(matches!(reflections(&two(), 3), Err(Error::Choice { .. })));
}

#[test]
fn groups_without_a_common_product_are_refused_and_can_be_parted() {
    let found = presence(
        4,
        4,
        &[
            1., 1., 0., 0., 1., 0., 0., 0., 0., 0., 1., 1., 0., 1., 0., 0.,
        ],
    );
    assert_eq!(found.groups(), [0, 0, 1, 0]);
    let refused = complexity(&found, Convention::Atlas);
    assert_eq!(refused, Err(Error::Disconnected { groups: 2 }));
    let largest = found.largest_group();
    assert_eq!(
        (largest.countries(), largest.products()),
        ([0, 1, 3].as_slice(), [0, 1].as_slice())
    );
    assert_eq!(
        (largest.dropped_countries(), largest.dropped_products()),
        (vec![2], vec![2, 3])
    );
    assert!(complexity(&largest, Convention::Atlas).is_ok());
}

#[test]
fn one_country_and_equal_countries_are_refused() {
    let one = Sparse::from_dense(1, 3, &[1.0, 2.0, 3.0]).unwrap();
    let refused = analyse(&one, &Options::default());
    assert_eq!(
        refused.unwrap_err(),
        Error::TooFew {
            countries: 1,
            products: 3
        }
    );
    for countries in [2, 3] {
        let equal = presence(countries, 3, &vec![1.0; 3 * countries]);
        let refused = complexity(&equal, Convention::Atlas);
        assert!(
            matches!(refused, Err(Error::Repeated { .. })),
            "{refused:?}"
        );
        assert!(matches!(
            reflections(&equal, 2),
            Err(Error::NoVariation { .. })
        ));
        // What does not rest on the vector is there all the same.
        assert!(
            ProductSpace::new(&equal)
                .density()
                .values()
                .iter()
                .all(|density| *density == 1.0)
        );
    }
    // Three countries with the same two of three products have one vector for each way to tell two of them apart.
    let round = presence(3, 3, &[1., 1., 0., 0., 1., 1., 1., 0., 1.]);
    assert!(matches!(
        complexity(&round, Convention::Atlas),
        Err(Error::Repeated { .. })
    ));
}
