//! Text forms read back to what wrote them, and no text makes a reader panic.

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

use proptest::prelude::*;
use stirstick_codes::{
    Country, Currency, Error, Frequency, Nomenclature, Period, PeriodRange, ProductCode,
    ReportedBy, Valuation, product_name, restricted_entry, restricted_under,
};

fn any_period() -> impl Strategy<Value = Period> {
    (1900u16..=2100, 1u16..=12, 0..3).prop_map(|(year, month, length)| {
        let period = match length {
            0 => Period::of_year(year),
            1 => Period::of_quarter(year, month.div_ceil(3)),
            _ => Period::of_month(year, month),
        };
        period.expect("the strategy stays in range")
    })
}

fn any_country() -> impl Strategy<Value = Country> {
    prop::sample::select(Country::all().collect::<Vec<_>>())
}

/// Texts that are nearly right are more telling than arbitrary ones, so both are drawn.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ A-Za-z0-9._-]{0,14}",
        "[0-9]{1,6}",
        "(19|20)[0-9]{2}[-QM]{0,2}[0-9]{0,3}(\\.\\.)?[0-9-]{0,7}",
        any_country().prop_map(|country| country.name().to_owned()),
    ]
}

proptest! {
    #[test]
    fn no_text_makes_a_reader_panic(text in any_text()) {
        let errors: Vec<Error> = [
            Country::from_iso3(&text).err(),
            Country::from_code(&text).err(),
            Country::from_name(&text).err(),
            Country::parse(&text).err(),
            ProductCode::parse(&text).err(),
            Nomenclature::parse(&text).err(),
            Period::parse(&text).err(),
            PeriodRange::parse(&text).err(),
            Currency::parse(&text).err(),
            Frequency::parse(&text).err(),
            Valuation::parse(&text).err(),
            ReportedBy::parse(&text).err(),
        ]
        .into_iter()
        .flatten()
        .collect();
        for error in errors {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn what_is_read_is_written_and_read_back(text in any_text()) {
        if let Ok(country) = Country::parse(&text) {
            prop_assert_eq!(Country::from_iso3(country.as_str()), Ok(country));
        }
        if let Ok(code) = ProductCode::parse(&text) {
            prop_assert_eq!(ProductCode::parse(code.as_str()), Ok(code));
            prop_assert!(code.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
        if let Ok(range) = PeriodRange::parse(&text) {
            prop_assert_eq!(PeriodRange::parse(&range.to_string()), Ok(range));
        }
    }

    #[test]
    fn serde_writes_the_text_form(country in any_country(), period in any_period()) {
        let json = serde_json::to_string(&(country, period)).unwrap();
        prop_assert_eq!(&json, &format!("[\"{country}\",\"{period}\"]"));
        prop_assert_eq!(serde_json::from_str::<(Country, Period)>(&json).unwrap(), (country, period));
    }

    #[test]
    fn every_number_is_read_the_same_as_text(number in any::<u16>()) {
        let as_number = Country::from_comtrade(number).ok();
        prop_assert_eq!(Country::from_code(&number.to_string()).ok(), as_number);
        prop_assert_eq!(Country::from_code(&format!("{number:05}")).ok(), as_number);
    }

    #[test]
    fn every_code_of_the_user_range_is_an_invented_country(second in b'M'..=b'Z', third in b'A'..=b'Z') {
        let text = format!("Q{}{}", char::from(second), char::from(third));
        let country = Country::from_code(&text.to_lowercase()).unwrap();
        prop_assert!(country.is_synthetic());
        prop_assert_eq!(country.name(), text.as_str());
    }

    #[test]
    fn product_codes_keep_every_digit(text in "[0-9]{2,10}") {
        let code = ProductCode::parse(&text).unwrap();
        prop_assert_eq!(code.as_str(), text.as_str());
        prop_assert_eq!(code.level(), text.len());
        for level in 2..=text.len() {
            let group = code.truncate(level);
            prop_assert_eq!(group.as_str(), &text[..level]);
            prop_assert!(code.is_in(group));
        }
    }

    #[test]
    fn dots_do_not_change_an_hs_code(text in "[0-9]{6}([0-9]{2}){0,2}") {
        let mut dotted = text[..4].to_owned();
        for start in (4..text.len()).step_by(2) {
            dotted.push('.');
            dotted.push_str(&text[start..start + 2]);
        }
        prop_assert_eq!(ProductCode::parse(&dotted), ProductCode::parse(&text));
    }

    #[test]
    fn product_codes_are_ordered_as_text(left in "[0-9A-Z]{2,10}", right in "[0-9A-Z]{2,10}") {
        let order = ProductCode::parse(&left).unwrap().cmp(&ProductCode::parse(&right).unwrap());
        prop_assert_eq!(order, left.cmp(&right));
    }

    #[test]
    fn names_and_flags_answer_for_any_code(text in "[0-9A-Z]{2,10}") {
        let code = ProductCode::parse(&text).unwrap();
        for nomenclature in Nomenclature::all() {
            let _ = product_name(nomenclature, code);
        }
        let under = restricted_under(code).count();
        prop_assert!(restricted_entry(code).is_none() || under == 1);
    }

    #[test]
    fn periods_read_back_and_keep_their_order(left in any_period(), right in any_period()) {
        prop_assert_eq!(Period::parse(&left.to_string()), Ok(left));
        if left.frequency() == right.frequency() {
            prop_assert_eq!(left.cmp(&right), left.to_string().cmp(&right.to_string()));
        }
        if let Some(before) = left.previous() {
            prop_assert!(before < left);
            prop_assert_eq!(before.next(), Some(left));
        }
    }

    #[test]
    fn a_range_covers_its_periods(left in any_period(), right in any_period()) {
        prop_assert!(PeriodRange::from(left).covers(left));
        prop_assert_eq!(PeriodRange::from(left).single(), Some(left));
        if let Some(range) = PeriodRange::between(left, right) {
            prop_assert!(range.covers(right));
            let months: Vec<_> = range.periods(Frequency::Monthly).collect();
            prop_assert_eq!(months.len(), usize::from(range.months()));
            prop_assert_eq!((months.first(), months.last()), (Some(&range.first()), Some(&range.last())));
        }
    }
}
