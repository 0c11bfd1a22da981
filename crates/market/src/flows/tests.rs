//! Choices from what a release holds.

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

use super::*;

fn slice(period: &str, supplier: &str, level: usize, value: f64) -> Slice {
    Slice {
        period: period.parse().unwrap(),
        supplier: Country::from_iso3(supplier).unwrap(),
        valuation: Valuation::Cif,
        reported_by: ReportedBy::Importer,
        currency: "USD".parse().unwrap(),
        nomenclature: if level == 0 {
            Nomenclature::Unstated
        } else {
            Nomenclature::HS22
        },
        level,
        value,
    }
}

fn coverage_of(slices: Vec<Slice>) -> Coverage {
    let receipt = serde_json::json!({
        "id": "0", "dataset": "d", "release": "r", "release_hash": "h", "query": "q",
        "parameters": [], "rows": 0, "result_hash": "h", "sources": [], "engine": "e",
    });
    Coverage {
        slices,
        receipt: serde_json::from_value(receipt).unwrap(),
    }
}

fn months(years: &[u16], months: std::ops::RangeInclusive<u16>, level: usize) -> Vec<Slice> {
    let mut slices = Vec::new();
    for year in years {
        for month in months.clone() {
            for supplier in ["CHN", "DEU"] {
                slices.push(slice(&format!("{year}-{month:02}"), supplier, level, 10.0));
            }
        }
    }
    slices
}

fn wanted(from: &str, to: &str) -> Wanted {
    let range = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
    Wanted {
        from: range(from),
        to: range(to),
        ..Wanted::default()
    }
}

#[test]
fn eleven_months_of_codes_are_no_year_beside_twelve_of_totals() {
    let mut slices = months(&[2022, 2023], 1..=12, 0);
    slices.extend(months(&[2022, 2023], 1..=11, 6));
    let chosen = coverage_of(slices).choose(wanted("2022", "2023")).unwrap();
    assert_eq!(chosen.source_level, 0);
    let mut slices = months(&[2022, 2023], 1..=12, 0);
    slices.extend(months(&[2022, 2023], 1..=12, 6));
    let chosen = coverage_of(slices).choose(wanted("2022", "2023")).unwrap();
    assert_eq!(
        (chosen.source_level, chosen.frequency),
        (6, Frequency::Monthly)
    );
}

#[test]
fn a_period_is_compared_with_an_earlier_one_of_its_length() {
    let held = || coverage_of(months(&[2021, 2022, 2023], 1..=12, 0));
    for (from, to) in [
        ("2023", ""),
        ("2024", ""),
        ("2023-06", "2023-05"),
        ("2022", "2022-Q4"),
    ] {
        let refused = held().choose(wanted(from, to)).unwrap_err();
        assert!(
            matches!(refused, Error::PeriodOrder { .. }),
            "{from} {to}: {refused}"
        );
    }
    let refused = held().choose(wanted("2022-Q1", "2023")).unwrap_err();
    assert!(matches!(refused, Error::PeriodLength { .. }), "{refused}");
    for (to, from) in [
        ("2023-Q2", "2022-Q2"),
        ("2023-02..2023-04", "2022-02..2022-04"),
        ("2022-07..2023-10", "2020-07..2021-10"),
    ] {
        assert_eq!(
            default_base(to.parse().unwrap(), &[]).unwrap().to_string(),
            from
        );
    }
}

#[test]
fn a_year_is_compared_with_the_latest_three_before_it() {
    let year = |year: u16| Period::of_year(year).unwrap();
    let base = |to: u16, held: &[u16]| {
        let held: Vec<Period> = held.iter().map(|held| year(*held)).collect();
        default_base(year(to).into(), &held).map(|base| base.to_string())
    };
    assert_eq!(
        base(2024, &[2016, 2020, 2021, 2022, 2023, 2024]).as_deref(),
        Some("2021")
    );
    assert_eq!(
        base(2023, &[2010, 2015, 2020, 2023]).as_deref(),
        Some("2020")
    );
    assert_eq!(
        base(2023, &[2010, 2015, 2022, 2023]).as_deref(),
        Some("2015")
    );
    assert_eq!(base(2023, &[2022, 2023]).as_deref(), Some("2022"));
    assert_eq!(base(2023, &[2023]), None);
}

#[test]
fn suppliers_are_counted_over_both_periods() {
    let one_after_the_other = vec![slice("2022", "DEU", 0, 5.0), slice("2023", "CHN", 0, 7.0)];
    let chosen = coverage_of(one_after_the_other)
        .choose(wanted("2022", "2023"))
        .unwrap();
    assert_eq!(chosen.suppliers, 2);
}

#[test]
fn rows_of_two_nomenclatures_are_not_added() {
    let mut slices = vec![slice("2022", "DEU", 6, 5.0), slice("2023", "DEU", 6, 7.0)];
    let other: Vec<Slice> = slices
        .iter()
        .map(|slice| Slice {
            nomenclature: Nomenclature::HS17,
            ..*slice
        })
        .collect();
    slices.extend(other);
    let chosen = coverage_of(slices).choose(wanted("2022", "2023")).unwrap();
    assert!((chosen.value_to - 7.0).abs() < 1e-12);
}
