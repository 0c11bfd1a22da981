//! The loops that touch every row: plain arithmetic over slices, written so that the compiler can use vectors.
//!
//! No product is fused with a sum, and sums run over a fixed number of lanes, so that the bits of a result
//! depend on the input alone and not on the width of the machine's vectors.

/// Lanes of a sum.
const LANES: usize = 8;

/// Runs a function with the widest vector instructions of the machine.
#[inline]
pub(crate) fn vectorised<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}

#[inline(always)]
fn fold_lanes(lanes: [f64; LANES]) -> f64 {
    ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
}

/// Sum of `a`.
#[inline(always)]
pub(crate) fn sum(a: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let blocks = a.chunks_exact(LANES);
    let mut rest = 0.0;
    for &value in blocks.remainder() {
        rest += value;
    }
    for block in blocks {
        for (lane, value) in lanes.iter_mut().zip(block) {
            *lane += value;
        }
    }
    fold_lanes(lanes) + rest
}

/// Sum of `a * b`.
#[inline(always)]
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let (a_blocks, b_blocks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let mut rest = 0.0;
    for (x, y) in a_blocks.remainder().iter().zip(b_blocks.remainder()) {
        rest += x * y;
    }
    for (x, y) in a_blocks.zip(b_blocks) {
        for k in 0..LANES {
            lanes[k] += x[k] * y[k];
        }
    }
    fold_lanes(lanes) + rest
}

/// Sum of `a * b * c`.
#[inline(always)]
pub(crate) fn dot3(a: &[f64], b: &[f64], c: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let whole = a.len() - a.len() % LANES;
    let mut rest = 0.0;
    for ((x, y), z) in a[whole..].iter().zip(&b[whole..]).zip(&c[whole..]) {
        rest += x * y * z;
    }
    let blocks = a[..whole]
        .chunks_exact(LANES)
        .zip(b[..whole].chunks_exact(LANES))
        .zip(c[..whole].chunks_exact(LANES));
    for ((x, y), z) in blocks {
        for k in 0..LANES {
            lanes[k] += x[k] * y[k] * z[k];
        }
    }
    fold_lanes(lanes) + rest
}

/// The largest of `a`, minus infinity of none.
#[inline(always)]
pub(crate) fn largest(a: &[f64]) -> f64 {
    let mut lanes = [f64::NEG_INFINITY; LANES];
    let blocks = a.chunks_exact(LANES);
    let mut rest = f64::NEG_INFINITY;
    for &value in blocks.remainder() {
        rest = if value > rest { value } else { rest };
    }
    for block in blocks {
        for (lane, &value) in lanes.iter_mut().zip(block) {
            *lane = if value > *lane { value } else { *lane };
        }
    }
    lanes
        .iter()
        .fold(rest, |most, &lane| if lane > most { lane } else { most })
}

/// The largest size of the values of `a`, zero of none.
pub(crate) fn largest_size(a: &[f64]) -> f64 {
    vectorised(
        #[inline(always)]
        || {
            let mut lanes = [0.0; LANES];
            let blocks = a.chunks_exact(LANES);
            let mut most = blocks
                .remainder()
                .iter()
                .fold(0.0f64, |most, value| most.max(value.abs()));
            for block in blocks {
                for (lane, value) in lanes.iter_mut().zip(block) {
                    let size = value.abs();
                    *lane = if size > *lane { size } else { *lane };
                }
            }
            for lane in lanes {
                most = most.max(lane);
            }
            most
        },
    )
}

/// `out += factor * a`.
#[inline(always)]
pub(crate) fn add_scaled(out: &mut [f64], factor: f64, a: &[f64]) {
    for (sum, value) in out.iter_mut().zip(a) {
        *sum += factor * value;
    }
}

/// Coefficients of the Taylor series of the exponential, from the 13th down to the 2nd.
const SERIES: [f64; 12] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
];

/// 1.5 * 2^52: added to a small number, it leaves the nearest integer in the lowest bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// ln 2 in two parts; the first has trailing zeros, so that its product with the exponent is exact
/// (Cody and Waite 1980).
const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// Exponential with an error of about one unit in the last place; 0 below -708, where it would be
/// subnormal. Arguments above 709 count as 709.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
    let bounded = x.clamp(-708.0, 709.0);
    let rounded = bounded * std::f64::consts::LOG2_E + ROUNDER;
    let exponent = rounded - ROUNDER;
    let r = (bounded - exponent * LN2_HIGH) - exponent * LN2_LOW;
    let mut series = SERIES[0];
    for coefficient in &SERIES[1..] {
        series = series * r + coefficient;
    }
    let mantissa = 1.0 + (r + r * r * series);
    let power = rounded.to_bits().wrapping_add(1023) << 52;
    let value = mantissa * f64::from_bits(power);
    if x < -708.0 { 0.0 } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_right_to_the_last_places() {
        let mut worst: f64 = 0.0;
        for step in -70_000..=70_900 {
            let x = f64::from(step) * 0.01 + 0.001_7;
            let expected = x.exp();
            worst = worst.max(((exp(x.min(709.0)) - x.min(709.0).exp()) / expected).abs());
        }
        assert!(worst < 4.5e-16, "{worst:e}");
        assert_eq!(exp(-1e9).to_bits(), 0);
        assert_eq!(exp(0.0).to_bits(), 1.0f64.to_bits());
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "small whole numbers add up exactly")]
    fn sums_cover_every_element() {
        for length in 0..40u32 {
            let a: Vec<f64> = (0..length).map(f64::from).collect();
            let total: f64 = a.iter().sum();
            assert_eq!(sum(&a), total);
            assert_eq!(dot(&a, &a), a.iter().map(|x| x * x).sum::<f64>());
            assert_eq!(dot3(&a, &a, &a), a.iter().map(|x| x * x * x).sum::<f64>());
            assert_eq!(largest(&a), a.last().copied().unwrap_or(f64::NEG_INFINITY));
        }
    }
}
