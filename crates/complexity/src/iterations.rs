//! Indices that are defined by an iteration: reflections, and fitness with complexity.

use crate::convention::Spread;
use crate::error::Error;
use crate::indices::averages;
use crate::presence::Presence;
use crate::sparse::Sparse;

/// A value of each country and of each product that is left in M.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// By country.
    pub countries: Vec<f64>,
    /// By product.
    pub products: Vec<f64>,
}

/// The method of reflections, as R's `economiccomplexity` has it.
///
/// ```text
/// kc,n = (1/kc0) sum_p M kp,n-1        kp,n = (1/kp0) sum_c M kc,n-1
/// ```
///
/// from kc0 and kp0. Countries get kc,n with n = `iterations` - 2, products kp,n with n = `iterations` - 1, each less
/// its mean and over its standard deviation (count less one): R counts the start as the first iteration and takes 20.
/// Source: Hidalgo and Hausmann (2009), equations 3 to 5.
///
/// The iterates run to a constant, with the index in the last digits. Here the mean is taken away at each step and
/// what is left scaled to length 1, which changes none of the standardised values and keeps their digits.
///
/// # Errors
/// [`Error::Choice`] for iterations that are odd or less than two, [`Error::NoVariation`] where diversity or an
/// iterate is the same for all.
pub fn reflections(presence: &Presence, iterations: usize) -> Result<Scores, Error> {
    if iterations < 2 || !iterations.is_multiple_of(2) {
        #[expect(clippy::cast_precision_loss, reason = "only shown")]
        return Err(Error::Choice {
            option: "iterations of reflections",
            expected: "an even number, two at least",
            got: iterations as f64,
        });
    }
    let (diversity, ubiquity) = (presence.diversity(), presence.ubiquity());
    let mut countries = standardised(diversity, "diversity")?;
    let mut products = standardised(&averages(presence.matrix(), ubiquity, &countries), "PCI")?;
    for _ in 1..iterations / 2 {
        countries = standardised(
            &averages(presence.by_country(), diversity, &products),
            "ECI",
        )?;
        products = standardised(&averages(presence.matrix(), ubiquity, &countries), "PCI")?;
    }
    Ok(Scores {
        countries,
        products,
    })
}

fn standardised(values: &[f64], what: &'static str) -> Result<Vec<f64>, Error> {
    let spread = Spread::of(values, 1.0);
    if spread.is_flat() {
        return Err(Error::NoVariation { what });
    }
    Ok(spread.standardised(values))
}

/// When the iteration of [`fitness`] ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stop {
    /// After a number of steps. R's `economiccomplexity` makes 19: its 20 iterations count the start.
    After {
        /// How many.
        steps: usize,
    },
    /// When a step changes no value by more than the tolerance; values have mean 1.
    Settled {
        /// Largest change.
        tolerance: f64,
        /// Steps after which the iteration has failed.
        most_steps: usize,
    },
}

/// How [`fitness`] is worked out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FitnessOptions {
    /// The exponent a of the formula; 1 is the original's.
    pub extremality: f64,
    /// When to stop.
    pub stop: Stop,
}

impl Default for FitnessOptions {
    /// What R's `economiccomplexity` does unless it is told otherwise.
    fn default() -> Self {
        Self {
            extremality: 1.0,
            stop: Stop::After { steps: 19 },
        }
    }
}

/// Fitness and complexity, with how far the iteration came.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitness {
    /// Fitness of countries and complexity of products, each with mean 1.
    pub scores: Scores,
    /// Steps made.
    pub steps: usize,
    /// Largest change of a value in the last step.
    pub change: f64,
}

/// Fitness of countries F and complexity of products Q.
///
/// ```text
/// F_c,n = sum_p M_cp Q_p,n-1                        over its mean
/// Q_p,n = (sum_c M_cp (1 / F_c,n-1)^a)^(-1/a)       over its mean
/// ```
///
/// from ones. Source: Tacchella, Cristelli, Caldarelli, Gabrielli and Pietronero (2012), A new metrics for countries'
/// fitness and products' complexity (a = 1). Whether fitness goes to zero for some countries depends on the shape
/// of M (Pugliese, Zaccaria and Pietronero 2016): then few steps are a choice, not a limit.
///
/// # Errors
/// [`Error::Choice`] for an extremality that is not above zero, [`Error::Unsettled`] with [`Stop::Settled`].
pub fn fitness(presence: &Presence, options: &FitnessOptions) -> Result<Fitness, Error> {
    if !(options.extremality > 0.0 && options.extremality.is_finite()) {
        return Err(Error::Choice {
            option: "extremality",
            expected: "a number above zero",
            got: options.extremality,
        });
    }
    let (most, tolerance) = match options.stop {
        Stop::After { steps } => (steps, None),
        Stop::Settled {
            tolerance,
            most_steps,
        } => (most_steps, Some(tolerance)),
    };
    let mut scores = Scores {
        countries: vec![1.0; presence.countries().len()],
        products: vec![1.0; presence.products().len()],
    };
    let mut change = f64::INFINITY;
    for step in 1..=most {
        let next = fitness_step(presence, &scores, options.extremality);
        change = largest_change(&scores.countries, &next.countries)
            .max(largest_change(&scores.products, &next.products));
        scores = next;
        if tolerance.is_some_and(|tolerance| change <= tolerance) {
            return Ok(Fitness {
                scores,
                steps: step,
                change,
            });
        }
    }
    match tolerance {
        Some(_) => Err(Error::Unsettled {
            steps: most,
            change,
        }),
        None => Ok(Fitness {
            scores,
            steps: most,
            change,
        }),
    }
}

fn fitness_step(presence: &Presence, scores: &Scores, extremality: f64) -> Scores {
    #[expect(
        clippy::float_cmp,
        reason = "the power of one is left out where it is exactly one"
    )]
    let power = |value: f64, exponent: f64| {
        if exponent == 1.0 {
            value
        } else {
            value.powf(exponent)
        }
    };
    let inverse: Vec<f64> = scores
        .countries
        .iter()
        .map(|value| power(1.0 / value, extremality))
        .collect();
    let mut countries = sums(presence.by_country(), &scores.products);
    let mut products = sums(presence.matrix(), &inverse);
    for value in &mut products {
        *value = 1.0 / power(*value, 1.0 / extremality);
    }
    for values in [&mut countries, &mut products] {
        let mean = Spread::of(values, 0.0).mean;
        values.iter_mut().for_each(|value| *value /= mean);
    }
    Scores {
        countries,
        products,
    }
}

fn sums(matrix: &Sparse, values: &[f64]) -> Vec<f64> {
    averages(matrix, &vec![1.0; matrix.products()], values)
}

fn largest_change(one: &[f64], other: &[f64]) -> f64 {
    let changes = one
        .iter()
        .zip(other)
        .map(|(one, other)| (one - other).abs());
    changes.fold(0.0, f64::max)
}
