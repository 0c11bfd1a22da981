//! The methods that compete: each turns what is known into the months still to come.

use crate::model::Futures;
use crate::origin::{MONTHS, Origin};

/// Years over which the mean share of the months known is taken.
const SHARE_YEARS: usize = 5;

/// Months whose growth is the recent growth.
const RECENT: usize = 3;

/// A way to forecast a year from the months that are known.
///
/// In the formulas `d` is the sum of the `m` months known, `d0` and `y0` the same months and the whole of
/// the year before, `r0` its other months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// The growth to date goes on: `y0 d / d0`.
    CarriedGrowth,
    /// The months known have the share of the year that they had on average in up to five years before:
    /// `d / mean(share)`.
    MeanShare,
    /// The year comes to what the one before came to, `y0`; never less than `d`.
    NoChange,
    /// The rest of the year grows by a part of the growth to date that rises with the months known:
    /// `d + r0 (d / d0)^(m/12)`.
    DampedGrowth,
    /// The rest of the year grows as the last three months did against the same months a year earlier.
    RecentGrowth,
    /// Every month to come is the mean of the last twelve.
    RecentLevel,
    /// Exponential smoothing with a season, on the logarithms of the months.
    ExponentialSmoothing,
    /// ARIMA with a season, on the logarithms of the months.
    Arima,
}

impl Method {
    /// All methods, in the order of tables.
    pub const ALL: [Method; 8] = [
        Method::CarriedGrowth,
        Method::MeanShare,
        Method::NoChange,
        Method::DampedGrowth,
        Method::RecentGrowth,
        Method::RecentLevel,
        Method::ExponentialSmoothing,
        Method::Arima,
    ];

    /// The text form, as in tables: `carried_growth`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Method::CarriedGrowth => "carried_growth",
            Method::MeanShare => "mean_share",
            Method::NoChange => "no_change",
            Method::DampedGrowth => "damped_growth",
            Method::RecentGrowth => "recent_growth",
            Method::RecentLevel => "recent_level",
            Method::ExponentialSmoothing => "exponential_smoothing",
            Method::Arima => "arima",
        }
    }

    /// In words: `growth to date carried forward`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Method::CarriedGrowth => "growth to date carried forward",
            Method::MeanShare => "mean share of past years",
            Method::NoChange => "no change from the year before",
            Method::DampedGrowth => "damped growth",
            Method::RecentGrowth => "growth of the last three months",
            Method::RecentLevel => "mean of the last twelve months",
            Method::ExponentialSmoothing => "seasonal exponential smoothing",
            Method::Arima => "seasonal ARIMA",
        }
    }

    /// The months of the year that are not known, in order; `None` where the method needs what is not there.
    #[must_use]
    pub fn rest(self, origin: &Origin<'_>, futures: &Futures) -> Option<Vec<f64>> {
        let scaled = |factor: f64| {
            Some(
                origin
                    .rest_before()
                    .iter()
                    .map(|month| month * factor)
                    .collect(),
            )
        };
        match self {
            Method::CarriedGrowth => scaled(origin.growth()),
            Method::DampedGrowth => {
                scaled(origin.growth().powf(origin.known() as f64 / MONTHS as f64))
            }
            Method::RecentGrowth => scaled(recent_growth(origin)?),
            Method::NoChange => Some(no_change(origin)),
            Method::MeanShare => mean_share(origin),
            Method::RecentLevel => {
                let last = &origin.months()[origin.months().len() - MONTHS..];
                let mean = last.iter().sum::<f64>() / MONTHS as f64;
                Some(vec![mean; origin.ahead()])
            }
            Method::ExponentialSmoothing => ahead(futures.smoothing.as_deref(), origin),
            Method::Arima => ahead(futures.arima.as_deref(), origin),
        }
    }
}

fn ahead(future: Option<&[f64]>, origin: &Origin<'_>) -> Option<Vec<f64>> {
    future?.get(..origin.ahead()).map(<[f64]>::to_vec)
}

fn no_change(origin: &Origin<'_>) -> Vec<f64> {
    let before = origin.rest_before();
    let year = origin
        .year_before(1)
        .unwrap_or_default()
        .iter()
        .sum::<f64>();
    let rest = (year - origin.to_date()).max(0.0);
    let sum: f64 = before.iter().sum();
    let equal = rest / origin.ahead() as f64;
    let part = |month: &f64| if sum > 0.0 { rest * month / sum } else { equal };
    before.iter().map(part).collect()
}

/// Means of the shares of each month in the years before, then scaled to the months known.
fn mean_share(origin: &Origin<'_>) -> Option<Vec<f64>> {
    let mut shares = [0.0; MONTHS];
    let years = (1..=SHARE_YEARS).map_while(|years| origin.year_before(years));
    for year in years {
        let total: f64 = year.iter().sum();
        for (share, month) in shares.iter_mut().zip(year) {
            *share += if total > 0.0 { month / total } else { 0.0 };
        }
    }
    let known: f64 = shares[..origin.known()].iter().sum();
    let scale = origin.to_date() / known;
    (known > 0.0).then(|| {
        shares[origin.known()..]
            .iter()
            .map(|share| share * scale)
            .collect()
    })
}

/// Growth of the last three months, of those known of the year where the months a year before the others
/// are not there.
fn recent_growth(origin: &Origin<'_>) -> Option<f64> {
    let months = origin.months();
    let count = if months.len() >= MONTHS + RECENT {
        RECENT
    } else {
        RECENT.min(origin.known())
    };
    let end = months.len();
    let now: f64 = months[end - count..].iter().sum();
    let before: f64 = months[end - MONTHS - count..end - MONTHS].iter().sum();
    (before > 0.0).then(|| now / before)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A year of twelve equal months, then three months twice as large.
    fn doubled() -> Vec<f64> {
        let mut months = vec![10.0; 12];
        months.extend([20.0; 3]);
        months
    }

    fn total(method: Method, months: &[f64], known: usize) -> f64 {
        let origin = Origin::new(months, known).unwrap();
        let rest = method.rest(&origin, &Futures::default()).unwrap();
        assert_eq!(rest.len(), 12 - known);
        origin.to_date() + rest.iter().sum::<f64>()
    }

    /// Worked by hand from the formulas in the documentation.
    #[test]
    fn formulas_by_hand() {
        let months = doubled();
        let expected = [
            (Method::CarriedGrowth, 240.0),
            (Method::MeanShare, 240.0),
            (Method::NoChange, 120.0),
            (Method::DampedGrowth, 60.0 + 90.0 * 2.0_f64.powf(0.25)),
            (Method::RecentGrowth, 240.0),
            (Method::RecentLevel, 60.0 + 9.0 * 12.5),
        ];
        for (method, expected) in expected {
            let got = total(method, &months, 3);
            assert!((got / expected - 1.0).abs() < 1e-12, "{method:?}: {got}");
        }
    }

    #[test]
    fn no_change_never_takes_back_what_is_known() {
        let mut months = vec![1.0; 12];
        months.extend([100.0; 2]);
        assert!((total(Method::NoChange, &months, 2) - 200.0).abs() < 1e-9);
    }

    #[test]
    fn names_differ() {
        let mut names: Vec<_> = Method::ALL.iter().map(|method| method.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Method::ALL.len());
    }
}
