//! The largest eigenvalues of a symmetric matrix, and the vector of the largest.
//!
//! Householder's reduction to three diagonals, bisection with Sturm's count, inverse iteration: Golub and Van Loan
//! (2013), Matrix Computations, sections 8.3 and 8.4. Each step is deterministic and takes a fixed number of
//! operations, so that there is nothing that may fail to converge but the inverse iteration, whose result the caller
//! puts into the equation.

/// Passes of inverse iteration: two reach working precision (Golub and Van Loan, 8.2.2), the third is for a start
/// that happens to lie across the vector.
const PASSES: usize = 3;

/// Halvings of an interval after which neighbours among numbers of 53 bits are told apart.
const HALVINGS: usize = 64;

/// The largest two eigenvalues and the vector of the first, of length 1.
#[derive(Debug)]
pub(crate) struct Leading {
    pub(crate) largest: f64,
    pub(crate) next: f64,
    pub(crate) vector: Vec<f64>,
}

/// Works out the leading eigenvalues of a symmetric matrix of `size` rows, two at least.
///
/// Cost: 4/3 size^3 operations.
pub(crate) fn leading(matrix: Vec<f64>, size: usize) -> Leading {
    let reduced = pulp::Arch::new().dispatch(
        #[inline(always)]
        || reduce(matrix, size),
    );
    let largest = reduced.bisect(0);
    let next = reduced.bisect(1);
    let vector = reduced.lift(reduced.inverse_iteration(largest));
    Leading {
        largest,
        next,
        vector,
    }
}

/// A matrix of three diagonals and the reflections I - factor v v' that lead to it.
struct Reduced {
    diagonal: Vec<f64>,
    beside: Vec<f64>,
    reflections: Vec<(f64, Vec<f64>)>,
}

#[inline(always)]
fn reduce(mut matrix: Vec<f64>, size: usize) -> Reduced {
    let mut beside = Vec::with_capacity(size - 1);
    let mut reflections = Vec::with_capacity(size);
    for step in 0..size.saturating_sub(2) {
        let mut vector: Vec<f64> = ((step + 1)..size)
            .map(|row| matrix[row * size + step])
            .collect();
        let length = norm(&vector);
        let tail = norm(&vector[1..]);
        if tail <= f64::EPSILON * f64::EPSILON {
            beside.push(vector[0]);
            reflections.push((0.0, vector));
            continue;
        }
        let reflected = -length.copysign(vector[0]);
        vector[0] -= reflected;
        let factor = 2.0 / dot(&vector, &vector);
        reflect(&mut matrix, size, step + 1, &vector, factor);
        beside.push(reflected);
        reflections.push((factor, vector));
    }
    beside.push(matrix[size * size - 2]);
    Reduced {
        diagonal: (0..size).map(|row| matrix[row * size + row]).collect(),
        beside,
        reflections,
    }
}

/// Turns the lower right block from `start` on into H A H, with H = I - factor v v'.
#[inline(always)]
fn reflect(matrix: &mut [f64], size: usize, start: usize, vector: &[f64], factor: f64) {
    let mut image = vec![0.0; vector.len()];
    for (row, weight) in vector.iter().enumerate() {
        let from = (start + row) * size;
        let cells = &matrix[from + start..from + size];
        for (sum, cell) in image.iter_mut().zip(cells) {
            *sum += weight * factor * cell;
        }
    }
    let half = factor / 2.0 * dot(&image, vector);
    for (part, weight) in image.iter_mut().zip(vector) {
        *part -= half * weight;
    }
    for row in 0..vector.len() {
        let from = (start + row) * size;
        let (here, there) = (vector[row], image[row]);
        let cells = &mut matrix[from + start..from + size];
        for ((cell, weight), part) in cells.iter_mut().zip(vector).zip(&image) {
            *cell -= here * part + there * weight;
        }
    }
}

impl Reduced {
    /// The eigenvalue with `above` eigenvalues above it.
    fn bisect(&self, above: usize) -> f64 {
        let radius = |row: usize| {
            let before = row.checked_sub(1).map_or(0.0, |row| self.beside[row].abs());
            before + self.beside.get(row).map_or(0.0, |value| value.abs())
        };
        let rows = || self.diagonal.iter().enumerate();
        let bound = rows()
            .map(|(row, value)| value.abs() + radius(row))
            .fold(0.0, f64::max);
        let (mut low, mut high) = (-bound, bound);
        for _ in 0..HALVINGS {
            let middle = low + (high - low) / 2.0;
            if self.above(middle) > above {
                low = middle;
            } else {
                high = middle;
            }
        }
        low + (high - low) / 2.0
    }

    /// How many eigenvalues lie above a number: the positive pivots of the matrix less that number.
    fn above(&self, number: f64) -> usize {
        let mut positive = 0;
        let mut pivot = 1.0;
        for (row, value) in self.diagonal.iter().enumerate() {
            let beside = row.checked_sub(1).map_or(0.0, |row| self.beside[row]);
            pivot = value - number - beside * beside / pivot;
            if pivot == 0.0 {
                pivot = -f64::MIN_POSITIVE;
            }
            positive += usize::from(pivot > 0.0);
        }
        positive
    }

    fn inverse_iteration(&self, eigenvalue: f64) -> Vec<f64> {
        // The fractional parts of multiples of the golden ratio have no pattern that a vector would lie across.
        let golden = f64::midpoint(1.0, 5.0_f64.sqrt());
        let mut at = 0.0;
        let start = self.diagonal.iter().map(|_| {
            at += golden;
            0.5 + at.fract()
        });
        let mut vector: Vec<f64> = start.collect();
        for _ in 0..PASSES {
            self.solve(eigenvalue, &mut vector);
            let length = norm(&vector);
            vector.iter_mut().for_each(|value| *value /= length);
        }
        vector
    }

    /// Solves (T - number) x = right, in place, by elimination with exchange of rows.
    fn solve(&self, number: f64, right: &mut [f64]) {
        let size = right.len();
        let smallest = f64::EPSILON * f64::EPSILON;
        let mut rows: Vec<[f64; 3]> = Vec::with_capacity(size);
        let beside = |row: usize| self.beside.get(row).copied().unwrap_or(0.0);
        let mut current = [self.diagonal[0] - number, beside(0), 0.0];
        for row in 0..size - 1 {
            let mut below = [
                beside(row),
                self.diagonal[row + 1] - number,
                beside(row + 1),
            ];
            if below[0].abs() > current[0].abs() {
                std::mem::swap(&mut current, &mut below);
                right.swap(row, row + 1);
            }
            if current[0].abs() < smallest {
                current[0] = smallest;
            }
            let factor = below[0] / current[0];
            right[row + 1] -= factor * right[row];
            rows.push(current);
            current = [
                below[1] - factor * current[1],
                below[2] - factor * current[2],
                0.0,
            ];
        }
        if current[0].abs() < smallest {
            current[0] = smallest;
        }
        rows.push(current);
        for row in (0..size).rev() {
            let next = right.get(row + 1).copied().unwrap_or(0.0);
            let after = right.get(row + 2).copied().unwrap_or(0.0);
            right[row] = (right[row] - rows[row][1] * next - rows[row][2] * after) / rows[row][0];
        }
        // A pivot near zero makes large numbers: keep their squares finite.
        let largest = right
            .iter()
            .fold(0.0_f64, |most, value| most.max(value.abs()));
        right.iter_mut().for_each(|value| *value /= largest);
    }

    /// Takes a vector of the reduced matrix back to the full one.
    fn lift(&self, mut vector: Vec<f64>) -> Vec<f64> {
        for (step, (factor, reflection)) in self.reflections.iter().enumerate().rev() {
            let part = &mut vector[step + 1..];
            let along = factor * dot(part, reflection);
            for (value, direction) in part.iter_mut().zip(reflection) {
                *value -= along * direction;
            }
        }
        vector
    }
}

pub(crate) fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

pub(crate) fn norm(vector: &[f64]) -> f64 {
    dot(vector, vector).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The matrix min(i, j) has eigenvalues 1 / (4 sin^2((2k-1) pi / (4n+2))): Gregory and Karney (1969), 3.9.
    #[test]
    fn eigenvalues_of_minima_are_known() {
        for size in [2, 3, 10, 200] {
            let minimum = |at: usize| (at / size).min(at % size) as f64 + 1.0;
            let matrix: Vec<f64> = (0..size * size).map(minimum).collect();
            let found = leading(matrix.clone(), size);
            let exact = |k: f64| {
                let angle = (2.0 * k - 1.0) * std::f64::consts::PI / (4.0 * size as f64 + 2.0);
                0.25 / angle.sin().powi(2)
            };
            // Eigenvalues are good to the precision of the largest; 1e-13 leaves room for sums of 200 numbers.
            assert!((found.largest / exact(1.0) - 1.0).abs() < 1e-13, "{size}");
            assert!(
                (found.next - exact(2.0)).abs() < 1e-13 * exact(1.0),
                "{size}"
            );
            for row in 0..size {
                let image = dot(&matrix[row * size..(row + 1) * size], &found.vector);
                let expected = found.largest * found.vector[row];
                assert!(
                    (image - expected).abs() < 1e-13 * found.largest,
                    "{size}, {row}"
                );
            }
        }
    }

    #[test]
    fn a_matrix_of_zeros_has_a_vector_too() {
        let found = leading(vec![0.0; 9], 3);
        assert_eq!((found.largest, found.next), (0.0, 0.0));
        assert!((norm(&found.vector) - 1.0).abs() < 1e-15);
    }
}
