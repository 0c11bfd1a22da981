//! Dense linear algebra of a few regressors. Matrices are square, row by row.

/// Cholesky factor of a symmetric matrix scaled to a unit diagonal. Rows without a pivot of their own (a
/// regressor that follows from those before it) get no share of a solution.
#[derive(Debug, Clone)]
pub(crate) struct Cholesky {
    order: usize,
    factor: Vec<f64>,
    scale: Vec<f64>,
    regular: Vec<bool>,
}

/// Pivot of the scaled matrix below which a row counts as a combination of those before it: some rounding errors.
const SMALLEST_PIVOT: f64 = 1e-14;

impl Cholesky {
    /// Factors a matrix of `order` rows.
    pub(crate) fn new(matrix: &[f64], order: usize) -> Self {
        let scale: Vec<f64> = (0..order)
            .map(|k| {
                let diagonal = matrix[k * order + k];
                if diagonal > 0.0 {
                    1.0 / diagonal.sqrt()
                } else {
                    0.0
                }
            })
            .collect();
        let mut factor = vec![0.0; order * order];
        let mut regular = vec![false; order];
        for row in 0..order {
            for column in 0..=row {
                let mut value = matrix[row * order + column] * scale[row] * scale[column];
                for k in 0..column {
                    value -= factor[row * order + k] * factor[column * order + k];
                }
                if column < row {
                    let pivot = factor[column * order + column];
                    factor[row * order + column] =
                        if regular[column] { value / pivot } else { 0.0 };
                } else if value > SMALLEST_PIVOT && scale[row] > 0.0 {
                    regular[row] = true;
                    factor[row * order + row] = value.sqrt();
                }
            }
        }
        Self {
            order,
            factor,
            scale,
            regular,
        }
    }

    /// Squared length of what a row has of its own, over its length; zero where it has none.
    pub(crate) fn pivot(&self, row: usize) -> f64 {
        self.factor[row * self.order + row].powi(2)
    }

    /// Solves for one right side.
    pub(crate) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let n = self.order;
        let mut solution: Vec<f64> = right
            .iter()
            .zip(&self.scale)
            .map(|(value, scale)| value * scale)
            .collect();
        for row in 0..n {
            let known: f64 = (0..row)
                .map(|k| self.factor[row * n + k] * solution[k])
                .sum();
            solution[row] = if self.regular[row] {
                (solution[row] - known) / self.factor[row * n + row]
            } else {
                0.0
            };
        }
        for row in (0..n).rev() {
            let known: f64 = (row + 1..n)
                .map(|k| self.factor[k * n + row] * solution[k])
                .sum();
            solution[row] = if self.regular[row] {
                (solution[row] - known) / self.factor[row * n + row]
            } else {
                0.0
            };
        }
        for (value, scale) in solution.iter_mut().zip(&self.scale) {
            *value *= scale;
        }
        solution
    }
}

/// Inverse of a symmetric positive definite matrix.
pub(crate) fn invert(matrix: &[f64], order: usize) -> Vec<f64> {
    let factor = Cholesky::new(matrix, order);
    let mut inverse = vec![0.0; order * order];
    for column in 0..order {
        let mut unit = vec![0.0; order];
        unit[column] = 1.0;
        for (row, value) in factor.solve(&unit).into_iter().enumerate() {
            inverse[row * order + column] = value;
        }
    }
    inverse
}

/// `A B` of square matrices.
pub(crate) fn multiply(a: &[f64], b: &[f64], order: usize) -> Vec<f64> {
    let mut product = vec![0.0; order * order];
    for row in 0..order {
        for k in 0..order {
            let factor = a[row * order + k];
            for column in 0..order {
                product[row * order + column] += factor * b[k * order + column];
            }
        }
    }
    product
}

/// `B M B` of symmetric matrices.
pub(crate) fn sandwich(bread: &[f64], meat: &[f64], order: usize) -> Vec<f64> {
    multiply(&multiply(bread, meat, order), bread, order)
}

/// The matrix with its negative eigenvalues set to zero, or none where it has none.
pub(crate) fn positive_part(matrix: &[f64], order: usize) -> Option<Vec<f64>> {
    let (values, vectors) = eigen(matrix, order);
    let largest = values
        .iter()
        .fold(0.0f64, |most, value| most.max(value.abs()));
    if values.iter().all(|&value| value >= -1e-14 * largest) {
        return None;
    }
    let mut part = vec![0.0; order * order];
    for (k, &value) in values.iter().enumerate().filter(|&(_, &value)| value > 0.0) {
        for row in 0..order {
            for column in 0..order {
                part[row * order + column] +=
                    value * vectors[row * order + k] * vectors[column * order + k];
            }
        }
    }
    Some(part)
}

/// Eigenvalues and eigenvectors (columns) of a symmetric matrix by Jacobi rotations.
pub(crate) fn eigen(matrix: &[f64], order: usize) -> (Vec<f64>, Vec<f64>) {
    let mut a = matrix.to_vec();
    let mut vectors = vec![0.0; order * order];
    for k in 0..order {
        vectors[k * order + k] = 1.0;
    }
    for _ in 0..100 {
        let off: f64 = (0..order)
            .flat_map(|p| (0..p).map(move |q| (p, q)))
            .map(|(p, q)| a[p * order + q].powi(2))
            .sum();
        let all: f64 = a.iter().map(|value| value * value).sum();
        if off <= 1e-32 * all {
            break;
        }
        for p in 0..order {
            for q in p + 1..order {
                rotate(&mut a, &mut vectors, order, p, q);
            }
        }
    }
    ((0..order).map(|k| a[k * order + k]).collect(), vectors)
}

/// One Jacobi rotation that makes `a[p][q]` zero.
fn rotate(a: &mut [f64], vectors: &mut [f64], order: usize, p: usize, q: usize) {
    let apq = a[p * order + q];
    if apq == 0.0 {
        return;
    }
    let theta = (a[q * order + q] - a[p * order + p]) / (2.0 * apq);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (t * t + 1.0).sqrt();
    let sine = t * cosine;
    for k in 0..order {
        let (kp, kq) = (a[k * order + p], a[k * order + q]);
        a[k * order + p] = cosine * kp - sine * kq;
        a[k * order + q] = sine * kp + cosine * kq;
    }
    for k in 0..order {
        let (pk, qk) = (a[p * order + k], a[q * order + k]);
        a[p * order + k] = cosine * pk - sine * qk;
        a[q * order + k] = sine * pk + cosine * qk;
        let (vp, vq) = (vectors[k * order + p], vectors[k * order + q]);
        vectors[k * order + p] = cosine * vp - sine * vq;
        vectors[k * order + q] = sine * vp + cosine * vq;
    }
}
