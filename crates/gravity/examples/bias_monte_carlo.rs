//! Bias and coverage of three-way gravity estimates with and without correction, in panels of the design of Weidner and
//! Zylkin (2021, section 4) as Czarnowske and Stammann (2022, arXiv 2203.02235) replicate it, without own trade.
//!
//! ```text
//!   y = mu w,   mu = exp(x b + a_it + c_jt + e_ij),  b = 1;   a, c, e normal with standard deviation 1/16
//!   x_t = x_(t-1) / 2 + a + c + e + n_t,  x_0 = e + n_0;   n normal with standard deviation 1/2
//!   w log-normal with mean 1 and variance s2, its normal part autocorrelated by 0.3
//!   s2:  1: mu^-2   2: mu^-1   3: 1   4: (mu^-1 + exp(2 x)) / 2
//! ```
//!
//! `cargo run --release -p stirstick-gravity --example bias_monte_carlo [REPLICATIONS] [SEED]`

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "an example that prints a table"
)]

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use stirstick_gravity::{Design, Errors, Factor, Options, Panel, SmallSample, poisson};

/// Standard errors on each side of a 95 percent interval.
const WIDTH: f64 = 1.959_963_984_540_054;

struct World {
    exporter: Factor,
    importer: Factor,
    time: Factor,
    pair: Factor,
    effects: [Factor; 3],
    countries: usize,
    times: usize,
}

impl World {
    fn new(countries: usize, times: usize) -> Self {
        let (mut i_of, mut j_of, mut t_of) = (Vec::new(), Vec::new(), Vec::new());
        for i in 0..countries {
            for j in (0..countries).filter(|j| *j != i) {
                for t in 0..times {
                    i_of.push(i64::try_from(i).unwrap());
                    j_of.push(i64::try_from(j).unwrap());
                    t_of.push(i64::try_from(t).unwrap());
                }
            }
        }
        let [exporter, importer, time] =
            [i_of, j_of, t_of].map(|codes| Factor::of_integers(&codes));
        let pair = exporter.interact(&importer);
        let effects = [
            exporter.interact(&time),
            importer.interact(&time),
            pair.clone(),
        ];
        Self {
            exporter,
            importer,
            time,
            pair,
            effects,
            countries,
            times,
        }
    }

    /// Trade and its regressor.
    fn draw(&self, process: usize, rng: &mut ChaCha8Rng) -> (Vec<f64>, Vec<f64>) {
        let mut normal = |deviation: f64| -> f64 {
            let value: f64 = StandardNormal.sample(rng);
            deviation * value
        };
        let groups = self.countries * self.times;
        let a: Vec<f64> = (0..groups).map(|_| normal(1.0 / 16.0)).collect();
        let c: Vec<f64> = (0..groups).map(|_| normal(1.0 / 16.0)).collect();
        let (mut trade, mut regressor) = (Vec::new(), Vec::new());
        for i in 0..self.countries {
            for j in (0..self.countries).filter(|j| *j != i) {
                let e = normal(1.0 / 16.0);
                let mut x = e + normal(0.5);
                let mut z = normal(1.0);
                for t in 0..self.times {
                    let effects = a[i * self.times + t] + c[j * self.times + t] + e;
                    x = 0.5 * x + effects + normal(0.5);
                    z = 0.3 * z + normal((1.0f64 - 0.09).sqrt());
                    let mean = (x + effects).exp();
                    let variance = match process {
                        1 => mean.powi(-2),
                        2 => mean.recip(),
                        3 => 1.0,
                        _ => 0.5 * mean.recip() + 0.5 * (2.0 * x).exp(),
                    };
                    let spread = variance.ln_1p();
                    trade.push(mean * (spread.sqrt() * z - 0.5 * spread).exp());
                    regressor.push(x);
                }
            }
        }
        (trade, regressor)
    }
}

#[derive(Default)]
struct Tally {
    slopes: Vec<f64>,
    corrected: Vec<f64>,
    errors: f64,
    adjusted: f64,
    covered: usize,
    covered_adjusted: usize,
    covered_both: usize,
}

fn run(world: &World, process: usize, replications: usize, rng: &mut ChaCha8Rng) -> Tally {
    let mut tally = Tally::default();
    for _ in 0..replications {
        let (trade, x) = world.draw(process, rng);
        let design = Design {
            outcome: &trade,
            regressors: vec![&x],
            effects: world.effects.iter().collect(),
            ..Design::default()
        };
        let fit = poisson(&design, &Options::default()).unwrap();
        assert!(fit.converged(), "{:?}", fit.stop_reason());
        let panel = Panel {
            exporter: &world.exporter,
            importer: &world.importer,
            time: &world.time,
        };
        let clusters = [&world.pair];
        let slope = fit.slopes()[0].unwrap();
        let corrected = fit.bias(panel).unwrap().corrected[0];
        let error = fit
            .covariance(Errors::Clustered(&clusters), SmallSample::Stata)
            .unwrap()
            .standard_errors()[0];
        let adjusted = fit
            .adjusted_covariance(panel, SmallSample::Stata)
            .unwrap()
            .covariance
            .standard_errors()[0];
        let covers = |slope: f64, error: f64| usize::from((slope - 1.0).abs() <= WIDTH * error);
        tally.covered += covers(slope, error);
        tally.covered_adjusted += covers(slope, adjusted);
        tally.covered_both += covers(corrected, adjusted);
        tally.errors += error;
        tally.adjusted += adjusted;
        tally.slopes.push(slope);
        tally.corrected.push(corrected);
    }
    tally
}

fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|a| a.parse().unwrap());
    let replications = arguments.next().unwrap_or(500);
    let seed = arguments.next().unwrap_or(1);
    println!(
        "| s2 | N | T | bias | corrected | +- | bias/error | error/sd | adjusted/sd | covered | adjusted | both |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|");
    for process in 1..=4 {
        for (countries, times) in [(20, 2), (20, 5), (50, 2), (50, 5), (100, 2)] {
            let world = World::new(countries, times);
            let mut rng = ChaCha8Rng::seed_from_u64(u64::try_from(seed).unwrap());
            let tally = run(&world, process, replications, &mut rng);
            let n = replications as f64;
            let (slope, deviation) = mean_and_deviation(&tally.slopes);
            let (corrected, corrected_deviation) = mean_and_deviation(&tally.corrected);
            println!(
                "| {process} | {countries} | {times} | {:.4} | {:.4} | {:.4} | {:.2} | {:.2} | {:.2} | {:.3} | {:.3} | {:.3} |",
                slope - 1.0,
                corrected - 1.0,
                deviation / n.sqrt(),
                (slope - 1.0) / (tally.errors / n),
                tally.errors / n / deviation,
                tally.adjusted / n / corrected_deviation,
                tally.covered as f64 / n,
                tally.covered_adjusted as f64 / n,
                tally.covered_both as f64 / n,
            );
        }
    }
}
