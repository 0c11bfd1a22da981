//! Input and options that are refused, with what and where.

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

use stirstick_complexity::{
    Cell, Error, FitnessOptions, Presence, ProductSpace, Sparse, diversification, fitness,
    revealed_advantage,
};

/// Two countries, one with both products and one with the first alone.
fn two() -> Presence {
    Presence::from_matrix(Sparse::from_dense(2, 2, &[1.0, 1.0, 1.0, 0.0]).unwrap()).unwrap()
}

#[test]
fn input_that_is_no_table_is_refused_with_its_place() {
    let cell = |country, product, value| Cell {
        country,
        product,
        value,
    };
    let build = |cells: &[Cell]| Sparse::from_cells(2, 3, cells).unwrap_err();
    for value in [-1.0, f64::INFINITY] {
        let expected = Error::Value {
            country: 1,
            product: 2,
            value,
        };
        assert_eq!(build(&[cell(0, 0, 1.0), cell(1, 2, value)]), expected);
    }
    assert!(matches!(
        build(&[cell(1, 0, f64::NAN)]),
        Error::Value {
            country: 1,
            product: 0,
            ..
        }
    ));
    assert!(matches!(
        build(&[cell(0, 0, 1.0), cell(0, 3, 1.0)]),
        Error::Outside {
            position: 1,
            product: 3,
            ..
        }
    ));
    let twice = [cell(1, 1, 1.0), cell(0, 0, 1.0), cell(1, 1, 2.0)];
    assert_eq!(
        build(&twice),
        Error::Twice {
            country: 1,
            product: 1
        }
    );
    assert!(matches!(
        Sparse::from_dense(2, 2, &[1.0]),
        Err(Error::Length {
            expected: 4,
            got: 1,
            ..
        })
    ));
    let empty = Sparse::from_cells(2, 3, &[cell(0, 0, 0.0)]).unwrap();
    assert!(empty.is_empty());
    assert_eq!(Presence::from_matrix(empty).unwrap_err(), Error::Empty);
}

#[test]
fn options_that_mean_nothing_are_refused() {
    let advantage = Sparse::from_dense(2, 2, &[2.0, 0.5, 0.25, 0.0]).unwrap();
    for threshold in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(
            Presence::at_least(&advantage, threshold),
            Err(Error::Choice { .. })
        ));
    }
    assert!(matches!(
        diversification(&two(), &advantage, 0.0),
        Err(Error::Choice { .. })
    ));
    let other = Sparse::from_dense(1, 2, &[1.0, 1.0]).unwrap();
    assert!(matches!(
        diversification(&two(), &other, 1.0),
        Err(Error::Length { .. })
    ));
    assert!(matches!(
        ProductSpace::new(&two()).outlook(&[1.0]),
        Err(Error::Length { .. })
    ));
    let options = FitnessOptions {
        extremality: 0.0,
        ..FitnessOptions::default()
    };
    assert!(matches!(
        fitness(&two(), &options),
        Err(Error::Choice { .. })
    ));
}

#[test]
fn a_cell_at_the_threshold_is_counted_as_such() {
    // Every RCA of equal exports is 1, or next to it.
    let equal = revealed_advantage(&Sparse::from_dense(3, 7, &[0.1; 21]).unwrap());
    assert_eq!(Presence::at_least(&equal, 1.0).unwrap().borderline(), 21);
    let apart = revealed_advantage(&Sparse::from_dense(2, 2, &[3.0, 1.0, 1.0, 3.0]).unwrap());
    assert_eq!(Presence::at_least(&apart, 1.0).unwrap().borderline(), 0);
}
