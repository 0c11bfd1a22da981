//! What is known of a monthly series at one moment of a year.

/// Months of a year.
pub const MONTHS: usize = 12;

/// Months up to the last one known, seen from within a year of twelve months.
///
/// The year may begin in any month: what matters is how many of its months are known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Origin<'a> {
    months: &'a [f64],
    known: usize,
}

impl<'a> Origin<'a> {
    /// Takes consecutive `months`, oldest first, of which the last `known` belong to the year in question.
    ///
    /// `None` unless one to eleven months are known, the whole year before is there, every value is
    /// finite and not negative, and the months known and the same months of the year before each add up
    /// to more than zero.
    #[must_use]
    pub fn new(months: &'a [f64], known: usize) -> Option<Self> {
        let is_within = (1..MONTHS).contains(&known) && months.len() >= MONTHS + known;
        let is_sound = months
            .iter()
            .all(|value| value.is_finite() && *value >= 0.0);
        if !is_within || !is_sound {
            return None;
        }
        let origin = Origin { months, known };
        let base: f64 = origin.year_before(1)?.iter().take(known).sum();
        (base > 0.0 && origin.to_date() > 0.0).then_some(origin)
    }

    /// All months known, oldest first.
    #[must_use]
    pub fn months(&self) -> &'a [f64] {
        self.months
    }

    /// How many months of the year are known, 1 to 11.
    #[must_use]
    pub fn known(&self) -> usize {
        self.known
    }

    /// How many months of the year are not known.
    #[must_use]
    pub fn ahead(&self) -> usize {
        MONTHS - self.known
    }

    /// Sum of the months known of the year.
    #[must_use]
    pub fn to_date(&self) -> f64 {
        self.months[self.months.len() - self.known..].iter().sum()
    }

    /// The twelve months of an earlier year, 1 for the one before; `None` where they are not all there.
    #[must_use]
    pub fn year_before(&self, years: usize) -> Option<&'a [f64]> {
        let end = self
            .months
            .len()
            .checked_sub(self.known + MONTHS * years.checked_sub(1)?)?;
        self.months.get(end.checked_sub(MONTHS)?..end)
    }

    /// Growth of the months known against the same months of the year before; 1 is no change.
    #[must_use]
    pub fn growth(&self) -> f64 {
        let before = self.year_before(1).unwrap_or_default();
        self.to_date() / before.iter().take(self.known).sum::<f64>()
    }

    /// The months of the year before that correspond to those not known.
    #[must_use]
    pub fn rest_before(&self) -> &'a [f64] {
        self.year_before(1).map_or(&[], |year| &year[self.known..])
    }

    /// How unsteady the months are: the mean absolute deviation of their logarithmic changes from one
    /// month to the next, scaled to be the standard deviation of a normal distribution.
    ///
    /// The last 24 changes count; a change from or to zero is left out. At least
    /// [`LEAST_VOLATILITY`], so that it can be divided by.
    #[must_use]
    pub fn volatility(&self) -> f64 {
        let from = self.months.len().saturating_sub(2 * MONTHS + 1);
        let changes: Vec<f64> = self.months[from..]
            .windows(2)
            .filter(|pair| pair[0] > 0.0 && pair[1] > 0.0)
            .map(|pair| (pair[1] / pair[0]).ln())
            .collect();
        let count = changes.len().max(1) as f64;
        let mean = changes.iter().sum::<f64>() / count;
        let deviation = changes
            .iter()
            .map(|change| (change - mean).abs())
            .sum::<f64>()
            / count;
        (deviation * NORMAL_DEVIATION).max(LEAST_VOLATILITY)
    }
}

/// Standard deviation of a normal distribution over its mean absolute deviation, the root of pi/2.
const NORMAL_DEVIATION: f64 = 1.253_314_137_315_500_3;

/// Least volatility: two per cent from month to month, below that of any series of the replays.
pub const LEAST_VOLATILITY: f64 = 0.02;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_before_must_be_whole() {
        let months = [1.0; 14];
        assert!(Origin::new(&months, 2).is_some());
        assert!(Origin::new(&months, 3).is_none());
        assert!(Origin::new(&months, 0).is_none());
        assert!(Origin::new(&months[..12], 12).is_none());
        assert_eq!(Origin::new(&months, 2).unwrap().year_before(2), None);
    }

    #[test]
    fn values_that_cannot_be_trade_are_refused() {
        for bad in [-1.0, f64::NAN, f64::INFINITY] {
            let mut months = [1.0; 14];
            months[5] = bad;
            assert!(Origin::new(&months, 2).is_none());
        }
        let mut nothing_yet = [1.0; 14];
        nothing_yet[12..].fill(0.0);
        assert!(Origin::new(&nothing_yet, 2).is_none());
    }

    #[test]
    fn growth_compares_the_same_months() {
        let mut months = vec![1.0; 12];
        months.extend([3.0, 1.0]);
        let origin = Origin::new(&months, 2).unwrap();
        assert!((origin.growth() - 2.0).abs() < 1e-15);
        assert_eq!(origin.rest_before().len(), 10);
        assert!((origin.to_date() - 4.0).abs() < 1e-15);
    }

    #[test]
    fn steady_months_have_the_least_volatility() {
        let months = [5.0; 14];
        let volatility = Origin::new(&months, 2).unwrap().volatility();
        assert!((volatility - LEAST_VOLATILITY).abs() < 1e-15);
    }
}
