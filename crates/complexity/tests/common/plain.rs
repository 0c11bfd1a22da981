//! The formulas of the product space written out as loops over a full matrix.

/// Countries by products.
pub type Rows = Vec<Vec<f64>>;

/// phi = (M'M) / max(k, k').
pub fn proximities(m: &Rows) -> Rows {
    let products = m[0].len();
    let sum = |p: usize| m.iter().map(|row| row[p]).sum::<f64>();
    let phi =
        |p: usize, q: usize| m.iter().map(|row| row[p] * row[q]).sum::<f64>() / sum(p).max(sum(q));
    (0..products)
        .map(|p| (0..products).map(|q| phi(p, q)).collect())
        .collect()
}

/// sum_q L phi / sum_q phi.
pub fn shares(left: &Rows, phi: &Rows) -> Rows {
    let share = |row: &Vec<f64>, p: usize| {
        let near: f64 = row.iter().zip(&phi[p]).map(|(l, phi)| l * phi).sum();
        near / phi[p].iter().sum::<f64>()
    };
    left.iter()
        .map(|row| (0..phi.len()).map(|p| share(row, p)).collect())
        .collect()
}

/// sum_p density (1 - M) score.
pub fn outlook(m: &Rows, density: &Rows, scores: &[f64]) -> Vec<f64> {
    let of = |(m, density): (&Vec<f64>, &Vec<f64>)| {
        (0..scores.len())
            .map(|p| density[p] * (1.0 - m[p]) * scores[p])
            .sum()
    };
    m.iter().zip(density).map(of).collect()
}

/// (1 - M) sum_q (1 - M) phi score / sum_r phi.
pub fn outlook_gain(m: &Rows, phi: &Rows, scores: &[f64]) -> Rows {
    let total = |q: usize| phi[q].iter().sum::<f64>();
    let gain = |row: &Vec<f64>, p: usize| {
        let sum: f64 = (0..scores.len())
            .map(|q| (1.0 - row[q]) * phi[q][p] * scores[q] / total(q))
            .sum();
        (1.0 - row[p]) * sum
    };
    m.iter()
        .map(|row| (0..scores.len()).map(|p| gain(row, p)).collect())
        .collect()
}
