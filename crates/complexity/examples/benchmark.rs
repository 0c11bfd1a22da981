//! Times the indices of a made table, or prints them: `scripts/benchmark_complexity.py` compares and reports.
//!
//! `benchmark times COUNTRIES PRODUCTS YEARS` prints seconds of one year and of all years, three times.
//! `benchmark answers COUNTRIES PRODUCTS` prints ECI, PCI, COI, density, COG and RCA as 64-bit numbers, low byte first.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and fails where it must"
)]

use std::io::Write;
use std::time::Instant;
use stirstick_complexity::{
    Analysis, Cell, Convention, Matrix, Options, Sparse, analyse, product_proximity,
};

#[path = "../tests/common/made.rs"]
mod made;

const RUNS: usize = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| arguments[at].parse::<usize>().unwrap();
    match arguments[0].as_str() {
        "times" => times(number(1), number(2), number(3)),
        "answers" => answers(number(1), number(2)),
        other => panic!("times or answers, not {other}"),
    }
}

fn one_year(countries: usize, products: usize, cells: &[Cell]) -> Analysis {
    let exports = Sparse::from_cells(countries, products, cells).unwrap();
    let convention = Convention::Ecomplexity;
    let options = Options {
        convention,
        ..Options::default()
    };
    analyse(&exports, &options).unwrap()
}

fn times(countries: usize, products: usize, years: usize) {
    let cells: Vec<Vec<Cell>> = (1..=years as u64)
        .map(|seed| made::made_cells(seed, countries, products))
        .collect();
    for _ in 0..RUNS {
        timed("year", || {
            one_year(countries, products, &cells[0]);
        });
    }
    for _ in 0..RUNS {
        timed("years", || {
            for year in &cells {
                one_year(countries, products, year);
            }
        });
    }
    let found = one_year(countries, products, &cells[0]);
    for _ in 0..RUNS {
        timed("proximities", || {
            std::hint::black_box(product_proximity(&found.presence));
        });
    }
    let cells = cells[0].len();
    let present = found.presence.matrix().len();
    println!("cells {cells} {present}");
}

fn timed(what: &str, work: impl FnOnce()) {
    let (start, before) = (Instant::now(), processor_seconds());
    work();
    let (wall, processor) = (start.elapsed().as_secs_f64(), processor_seconds() - before);
    println!("{what} {wall:.6} {processor:.6}");
}

/// Seconds of processor of the threads of this process, as Linux counts them.
fn processor_seconds() -> f64 {
    let nanoseconds = |thread: std::fs::DirEntry| -> f64 {
        let counted = std::fs::read_to_string(thread.path().join("schedstat")).unwrap();
        counted.split(' ').next().unwrap().parse().unwrap()
    };
    let threads = std::fs::read_dir("/proc/self/task").unwrap();
    threads
        .map(|thread| nanoseconds(thread.unwrap()))
        .sum::<f64>()
        / 1e9
}

fn answers(countries: usize, products: usize) {
    let found = one_year(
        countries,
        products,
        &made::made_cells(1, countries, products),
    );
    let presence = &found.presence;
    let by_country = |values: &[f64]| spread(values, presence.countries(), countries);
    let by_product = |values: &[f64]| spread(values, presence.products(), products);
    let by_cell = |matrix: &Matrix| {
        let row = |at: Option<usize>| {
            at.map_or_else(
                || vec![f64::NAN; products],
                |at| by_product(matrix.country(at)),
            )
        };
        let at = |country: usize| presence.countries().binary_search(&country).ok();
        (0..countries)
            .flat_map(|country| row(at(country)))
            .collect()
    };
    let mut advantage = vec![0.0; countries * products];
    for cell in found.advantage.cells() {
        advantage[cell.country * products + cell.product] = cell.value;
    }
    let parts: [Vec<f64>; 6] = [
        by_country(&found.indices.countries),
        by_product(&found.indices.products),
        by_country(&found.outlook),
        by_cell(&found.density),
        by_cell(&found.outlook_gain),
        advantage,
    ];
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for value in parts.into_iter().flatten() {
        out.write_all(&value.to_le_bytes()).unwrap();
    }
    out.flush().unwrap();
}

/// Values in the places of the input, with no number where it has none.
fn spread(values: &[f64], places: &[usize], length: usize) -> Vec<f64> {
    let mut all = vec![f64::NAN; length];
    for (value, place) in values.iter().zip(places) {
        all[*place] = *value;
    }
    all
}
