//! The triangular factor of a tall matrix, row by row: Householder QR of blocks.

/// Rows that are worked on at a time.
const BLOCK: usize = 256;

/// Upper triangular factor of the rows given so far. Column by column, `columns` rows each.
#[derive(Debug, Clone)]
pub(crate) struct Triangle {
    columns: usize,
    /// The factor on top of rows that are not yet in it, column by column.
    block: Vec<f64>,
    filled: usize,
}

impl Triangle {
    pub(crate) fn new(columns: usize) -> Self {
        Self {
            columns,
            block: vec![0.0; columns * (columns + BLOCK)],
            filled: 0,
        }
    }

    fn height(&self) -> usize {
        self.columns + BLOCK
    }

    /// Adds a row.
    pub(crate) fn add(&mut self, row: impl Iterator<Item = f64>) {
        if self.filled == BLOCK {
            self.fold();
        }
        let (height, place) = (self.height(), self.columns + self.filled);
        for (column, value) in row.enumerate() {
            self.block[column * height + place] = value;
        }
        self.filled += 1;
    }

    /// Adds all rows of another.
    pub(crate) fn merge(&mut self, other: &mut Self) {
        other.fold();
        for row in 0..other.columns {
            let height = other.height();
            self.add((0..other.columns).map(|column| {
                if column < row {
                    0.0
                } else {
                    other.block[column * height + row]
                }
            }));
        }
    }

    /// Takes the rows given into the factor.
    fn fold(&mut self) {
        let (columns, height) = (self.columns, self.height());
        let used = columns + self.filled;
        for column in 0..columns {
            let (head, tail) = self.block.split_at_mut((column + 1) * height);
            let reflector = &mut head[column * height + column..column * height + used];
            let Some((diagonal, scale)) = reflect(reflector) else {
                continue;
            };
            for other in tail.chunks_exact_mut(height) {
                let values = &mut other[column..used];
                let product = crate::kernel::dot(reflector, values) * scale;
                crate::kernel::add_scaled(values, -product, reflector);
            }
            reflector.fill(0.0);
            reflector[0] = diagonal;
        }
        self.filled = 0;
    }

    /// The factor, row by row.
    pub(crate) fn factor(mut self) -> Vec<f64> {
        self.fold();
        let (columns, height) = (self.columns, self.height());
        let mut factor = vec![0.0; columns * columns];
        for row in 0..columns {
            for column in row..columns {
                factor[row * columns + column] = self.block[column * height + row];
            }
        }
        factor
    }
}

/// Turns a column into the reflector that makes all but its first value zero; that value, and the factor
/// `2 / v'v`. None for a column of zeros below the first.
fn reflect(column: &mut [f64]) -> Option<(f64, f64)> {
    let most = column
        .iter()
        .fold(0.0f64, |most, value| most.max(value.abs()));
    if most == 0.0 || column[1..].iter().all(|&value| value == 0.0) {
        return None;
    }
    let squares: f64 = column
        .iter()
        .map(|value| (value / most) * (value / most))
        .sum();
    let length = most * squares.sqrt();
    let diagonal = if column[0] > 0.0 { -length } else { length };
    column[0] -= diagonal;
    let scale = 2.0 / crate::kernel::dot(column, column);
    Some((diagonal, scale))
}

/// Solves `R x = b` for an upper triangular `R`, row by row with `stride` values each.
pub(crate) fn back_substitute(factor: &[f64], stride: usize, right: &[f64]) -> Vec<f64> {
    let count = right.len();
    let mut solution = vec![0.0; count];
    for row in (0..count).rev() {
        let known: f64 = (row + 1..count)
            .map(|k| factor[row * stride + k] * solution[k])
            .sum();
        solution[row] = (right[row] - known) / factor[row * stride + row];
    }
    solution
}

/// Solves `R' x = b`.
pub(crate) fn forward_substitute(factor: &[f64], stride: usize, right: &[f64]) -> Vec<f64> {
    let count = right.len();
    let mut solution = vec![0.0; count];
    for row in 0..count {
        let known: f64 = (0..row)
            .map(|k| factor[k * stride + row] * solution[k])
            .sum();
        solution[row] = (right[row] - known) / factor[row * stride + row];
    }
    solution
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_factor_has_the_rows_products() {
        let rows: Vec<[f64; 3]> = (0..1000)
            .map(f64::from)
            .map(|r| [1.0, (r * 0.37).sin(), r / 1000.0 + (r * 0.11).cos()])
            .collect();
        let mut first = Triangle::new(3);
        let mut second = Triangle::new(3);
        for (place, row) in rows.iter().enumerate() {
            let part = if place < 400 { &mut first } else { &mut second };
            part.add(row.iter().copied());
        }
        first.merge(&mut second);
        let factor = first.factor();
        for a in 0..3 {
            for b in 0..3 {
                let expected: f64 = rows.iter().map(|row| row[a] * row[b]).sum();
                let got: f64 = (0..3).map(|k| factor[k * 3 + a] * factor[k * 3 + b]).sum();
                assert!((got - expected).abs() < 1e-11, "{a} {b} {got} {expected}");
            }
        }
        let right = [3.0, -2.0, 0.5];
        let solution = back_substitute(&factor, 3, &right);
        let again = forward_substitute(&factor, 3, &solution);
        assert!(again.iter().all(|value| value.is_finite()));
    }
}
