//! How concentrated a set of sellers or exhibitors is.

/// Concentration of amounts over the units that hold them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concentration {
    /// N: units with an amount above zero.
    pub units: usize,
    /// Herfindahl index, the sum of squared shares: 1/N if all are equal, 1 if one has all.
    pub herfindahl: f64,
    /// `(H - 1/N) / (1 - 1/N)`, between 0 and 1; `None` for a single unit.
    pub normalised: Option<f64>,
    /// `1/H`: the number of equal units with the same index.
    pub equivalent_number: f64,
    /// Share of the largest.
    pub top_1: f64,
    /// Share of the three largest together.
    pub top_3: f64,
}

/// Measures the concentration of amounts; `None` if none is above zero.
///
/// The index is that of Herfindahl (1950) and Hirschman (1945). Amounts are finite and not negative;
/// zeros do not count. One pass.
pub fn concentration(amounts: impl Iterator<Item = f64>) -> Option<Concentration> {
    let mut units = 0_usize;
    let mut total = 0.0;
    let mut squares = 0.0;
    let mut top = [0.0_f64; 3];
    for amount in amounts.filter(|&amount| amount > 0.0) {
        units += 1;
        total += amount;
        squares += amount * amount;
        let mut carried = amount;
        for place in &mut top {
            let beaten = place.min(carried);
            *place = place.max(carried);
            carried = beaten;
        }
    }
    if units == 0 {
        return None;
    }
    let herfindahl = squares / total / total;
    let even = 1.0 / units as f64;
    Some(Concentration {
        units,
        herfindahl,
        normalised: (units > 1).then(|| ((herfindahl - even) / (1.0 - even)).max(0.0)),
        equivalent_number: 1.0 / herfindahl,
        top_1: top[0] / total,
        top_3: top.iter().sum::<f64>() / total,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_suppliers_by_hand() {
        // Shares 0.5, 0.3, 0.2: H = 0.25 + 0.09 + 0.04 = 0.38; (0.38 - 1/3) / (2/3) = 0.07.
        let found = concentration([3.0, 0.0, 5.0, 2.0].into_iter()).unwrap();
        assert_eq!(found.units, 3);
        assert!((found.herfindahl - 0.38).abs() < 1e-15);
        assert!((found.normalised.unwrap() - 0.07).abs() < 1e-15);
        assert!((found.equivalent_number - 1.0 / 0.38).abs() < 1e-14);
        assert!((found.top_1 - 0.5).abs() < 1e-15);
        assert!((found.top_3 - 1.0).abs() < 1e-15);
    }

    #[test]
    fn one_supplier_has_no_normalised_index() {
        let found = concentration([7.0].into_iter()).unwrap();
        assert_eq!((found.units, found.normalised), (1, None));
        assert!((found.herfindahl - 1.0).abs() < 1e-15);
    }

    #[test]
    fn nothing_has_no_concentration() {
        assert_eq!(concentration([0.0, 0.0].into_iter()), None);
    }

    #[test]
    fn the_three_largest_are_found_in_any_order() {
        let found = concentration([1.0, 4.0, 2.0, 8.0, 5.0].into_iter()).unwrap();
        assert!((found.top_1 - 0.4).abs() < 1e-15);
        assert!((found.top_3 - 0.85).abs() < 1e-15);
    }
}
