//! Cells that are sound each by itself and say something else together.

use crate::defect::Base::{
    Brief, Comext, G20, Gacc, Imf, Json, Legacy, Own, Plus, Russia, Tidy, Wits,
};
use crate::defect::Defect::{Rewrite, Swap, SwapAll};
use crate::defect::Outcome::{Accepted, Listed, Refused};
use crate::defect::{Base, Defect, Outcome};

/// Adds a column at the end, with the same cell in each row.
pub(crate) fn widened(text: Vec<u8>, name: &str, cell: &str) -> Vec<u8> {
    let text = String::from_utf8(text).expect("the head is UTF-8");
    let lines = text.lines().enumerate();
    let lines = lines.map(|(at, line)| format!("{line},{}\n", if at == 0 { name } else { cell }));
    lines.collect::<String>().into_bytes()
}

pub(crate) fn comtrade_values() -> Vec<(&'static str, Base, Defect, Outcome)> {
    const LEGACY: &str = "Trade Value (US$)";
    // The last four columns of a legacy row are value, CIF value, FOB value and flag.
    vec![
        (
            "a CIF value of zero is none",
            Plus,
            Swap(2, "\"2715997517261\",,", "\"0\",,"),
            Accepted(3),
        ),
        (
            "a CIF value that is another",
            Plus,
            Swap(2, "\"2715997517261\",,", "\"7\",,"),
            Listed(
                2,
                "cifvalue",
                "column \"primaryValue\", which has \"2715997517261\"",
            ),
        ),
        (
            "a CIF value with other digits is the same to its rounding",
            Plus,
            Swap(2, "\"2715997517261\",,", "\"2.716e12\",,"),
            Accepted(3),
        ),
        (
            "a CIF value that differs in the last digit",
            Plus,
            Swap(2, "\"2715997517261\",,", "\"2715997517262\",,"),
            Listed(2, "cifvalue", "contradicts"),
        ),
        (
            "a CIF value beside a primary value that is FOB",
            Plus,
            Swap(
                2,
                "\"2715997517261\",,",
                "\"2715997517300\",\"2715997517261\",",
            ),
            Accepted(3),
        ),
        (
            "an FOB value of exports that is another",
            Legacy,
            Swap(2, ",55930137,,,", ",55930137,,7,"),
            Listed(2, "FOB Trade Value (US$)", "Trade Value (US$)"),
        ),
        (
            "a word as CIF value",
            Legacy,
            Swap(2, ",55930137,,,", ",55930137,some,,"),
            Listed(2, "CIF Trade Value (US$)", "not a number"),
        ),
        (
            "a primary value that is empty",
            Plus,
            Swap(2, ",,\"2715997517261\"", ",,\"\""),
            Listed(2, "primaryValue", "empty"),
        ),
        (
            "a primary value that is not a number",
            Plus,
            Swap(2, ",,\"2715997517261\"", ",,\"NaN\""),
            Listed(2, "primaryValue", "not a finite number"),
        ),
        (
            "a legacy value that is negative",
            Legacy,
            Swap(2, ",55930137,,,", ",-5,55930137,,"),
            Listed(2, LEGACY, "negative"),
        ),
        (
            "JSON without a primary value",
            Json,
            SwapAll("\"primaryValue\": 6804128143.0", "\"primaryValue\": null"),
            Listed(1, "primaryValue", "empty"),
        ),
        (
            "JSON with a truth value as primary value",
            Json,
            SwapAll("\"primaryValue\": 6804128143.0", "\"primaryValue\": true"),
            Listed(1, "primaryValue", "not a number"),
        ),
        (
            "JSON with a decimal comma",
            Json,
            SwapAll(
                "\"primaryValue\": 6804128143.0",
                "\"primaryValue\": \"1,2\"",
            ),
            Listed(1, "primaryValue", "decimal comma"),
        ),
        (
            "JSON with a negative primary value",
            Json,
            SwapAll("\"primaryValue\": 6804128143.0", "\"primaryValue\": -5"),
            Listed(1, "primaryValue", "negative"),
        ),
        (
            "JSON with another CIF value",
            Json,
            SwapAll("\"cifvalue\": 6804128143.0", "\"cifvalue\": 7"),
            Listed(1, "cifvalue", "primaryValue"),
        ),
        (
            "JSON with a byte order mark",
            Json,
            Rewrite(|text| [b"\xef\xbb\xbf".to_vec(), text].concat()),
            Accepted(4),
        ),
    ]
}

pub(crate) fn further_columns() -> Vec<(&'static str, Base, Defect, Outcome)> {
    let refused = |column| Refused(Some(1), Some(column), "--columns");
    vec![
        (
            "a flow in a table of exports",
            Tidy,
            SwapAll(",code,flow,", ",cn8,flow,"),
            refused("flow"),
        ),
        (
            "a month in a table of years",
            Russia,
            Rewrite(|text| widened(text, "month", "5")),
            refused("month"),
        ),
        (
            "products in a table of totals",
            G20,
            Rewrite(|text| widened(text, "product_hs92_code", "8456")),
            refused("product_hs92_code"),
        ),
        (
            "a frequency in the brief table",
            Brief,
            Rewrite(|text| widened(text, "freq_code", "M")),
            refused("freq_code"),
        ),
        (
            "a classification in the brief table",
            Brief,
            Rewrite(|text| widened(text, "classification_code", "S4")),
            refused("classification_code"),
        ),
        (
            "a mode of transport in the brief table",
            Brief,
            Rewrite(|text| widened(text, "mot_code", "2100")),
            refused("mot_code"),
        ),
        (
            "a mode of transport in WITS",
            Wits,
            Rewrite(|text| widened(text, "Mode", "2100")),
            refused("Mode"),
        ),
        (
            "a mode of transport in Comext through SDMX",
            Comext,
            Rewrite(|text| widened(text, "transp_mode", "1")),
            refused("transp_mode"),
        ),
        (
            "a tariff in China's table",
            Gacc,
            Rewrite(|text| widened(text, "hs2", "84")),
            refused("hs2"),
        ),
        (
            "a region in this program's layout",
            Own,
            Rewrite(|text| widened(text, "region", "77")),
            refused("region"),
        ),
        (
            "a year with a point",
            Imf,
            Swap(1, "\"2016\"", "\"2016.0\""),
            Refused(Some(1), Some("2016.0"), "like a period"),
        ),
        (
            "a year behind a letter",
            Imf,
            Swap(1, "\"2016\"", "\"X2016\""),
            Refused(Some(1), Some("X2016"), "like a period"),
        ),
        (
            "a year twice",
            Imf,
            Swap(1, "\"2017\"", "\"2016\""),
            Refused(Some(1), Some("2016"), "occurs twice"),
        ),
        (
            "a header of more than 16 KiB",
            Imf,
            Rewrite(|text| {
                let names: String = (0..4000).map(|at| format!("note{at},")).collect();
                let text = String::from_utf8(text).expect("the head is UTF-8");
                text.replacen("\"DATASET\",", &format!("\"DATASET\",{names}"), 1)
                    .into_bytes()
            }),
            Refused(Some(1), Some(""), "longer than 16 KiB"),
        ),
    ]
}

pub(crate) fn contradictions() -> Vec<(&'static str, Base, Defect, Outcome)> {
    let partner = "\"4\",\"AFG\"";
    vec![
        (
            "a partner whose code is another's",
            Plus,
            Swap(3, partner, "\"276\",\"FRA\""),
            Listed(3, "partnerISO", "column \"partnerCode\", which has \"276\""),
        ),
        (
            "the world with the code of a country",
            Plus,
            Swap(3, partner, "\"0\",\"FRA\""),
            Listed(3, "partnerISO", "contradicts"),
        ),
        (
            "a partner whose code is nobody's",
            Plus,
            Swap(3, partner, "\"276\",\"ZZQ\""),
            Listed(3, "partnerISO", "contradicts"),
        ),
        (
            "a partner without a code of letters",
            Plus,
            Swap(3, partner, "\"4\",\"N/A\""),
            Accepted(3),
        ),
        (
            "an area with a code of Comtrade's own",
            Plus,
            Swap(3, partner, "\"490\",\"S19\""),
            Accepted(3),
        ),
        (
            "a dissolved state with its successor's code",
            Plus,
            Swap(3, partner, "\"58\",\"BEL\""),
            Accepted(3),
        ),
        (
            "a partner with a number of nobody",
            Plus,
            Swap(3, partner, "\"99999\",\"AFG\""),
            Listed(3, "partnerCode", "country code"),
        ),
        (
            "a partner with a negative number",
            Plus,
            Swap(3, partner, "\"-1\",\"AFG\""),
            Listed(3, "partnerCode", "not a number"),
        ),
        (
            "a partner with a fraction",
            Plus,
            Swap(3, partner, "\"4.0\",\"AFG\""),
            Listed(3, "partnerCode", "not a number"),
        ),
        (
            "a partner without a number",
            Plus,
            Swap(3, partner, "\"\",\"AFG\""),
            Listed(3, "partnerCode", "empty"),
        ),
        (
            "a G20 member whose number is another's",
            G20,
            Swap(2, "32,ARG", "76,ARG"),
            Listed(2, "country_id", "contradicts"),
        ),
        (
            "WITS with a flow in words that is another",
            Wits,
            Swap(2, ",Export,6,", ",Export,5,"),
            Listed(
                2,
                "TradeFlowName",
                "column \"TradeFlowCode\", which has \"5\"",
            ),
        ),
        (
            "Comtrade with a flow in words that is another",
            Plus,
            Swap(3, "\"M\",\"Import\"", "\"X\",\"Import\""),
            Listed(3, "flowDesc", "flowCode"),
        ),
        (
            "an import that is called a re-import",
            Plus,
            Swap(3, "\"M\",\"Import\"", "\"M\",\"Re-import\""),
            Listed(3, "flowDesc", "flowCode"),
        ),
        (
            "legacy Comtrade with a flow in words that is another",
            Legacy,
            Swap(2, ",2,Export,", ",1,Export,"),
            Listed(2, "Trade Flow", "Trade Flow Code"),
        ),
    ]
}
