use thiserror::Error as ThisError;

/// Why a world could not be made or written.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// The multilateral resistances of one product and year did not settle.
    #[error(
        "the resistances of product {product} in {year} did not settle: residual {residual:e} after {iterations} rounds, expected below {tolerance:e}"
    )]
    NotConverged {
        /// Product code.
        product: String,
        /// Calendar year.
        year: u16,
        /// Rounds done.
        iterations: usize,
        /// Largest relative residual of the two systems of equations.
        residual: f64,
        /// Residual that was asked for.
        tolerance: f64,
    },
    /// The output belongs to the other size of world.
    #[error("a world of size {size} has no output {output}")]
    NoSuchOutput {
        /// Size of the world.
        size: &'static str,
        /// Name of the output that was asked for.
        output: String,
    },
    /// Opening or writing an output failed.
    #[error("writing {output} failed")]
    Write {
        /// Name of the output.
        output: String,
        /// What the writer said.
        source: std::io::Error,
    },
}
