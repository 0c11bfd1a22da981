//! Defects of single cells: numbers, codes, and the values of JSON records.

use crate::defect::Base::{
    Baci, Brief, Comext, G20, Gacc, Imf, Json, Legacy, Own, Plus, Russia, Tidy, Totals, Wits,
};
use crate::defect::Defect::{Cut, Rewrite, Swap, SwapAll};
use crate::defect::Outcome::{Accepted, Listed, Refused};
use crate::defect::{Base, Defect, Outcome};

pub(crate) fn numbers() -> Vec<(&'static str, Base, Defect, Outcome)> {
    vec![
        (
            "a value with thousands",
            Legacy,
            Swap(3, "346771", "\"346,771\""),
            Listed(3, "Trade Value (US$)", "separators"),
        ),
        (
            "a value with a decimal comma",
            Baci,
            Rewrite(|text| {
                String::from_utf8(text)
                    .expect("UTF-8")
                    .replace(',', ";")
                    .replacen("120.500", "120,500", 1)
                    .into_bytes()
            }),
            Listed(3, "v", "decimal comma"),
        ),
        (
            "an unfinished exponent",
            Baci,
            Swap(2, "0.357", "1.2e"),
            Listed(2, "v", "not a number"),
        ),
        (
            "not a number",
            Baci,
            Swap(2, "0.357", "NaN"),
            Listed(2, "v", "not a finite number"),
        ),
        (
            "infinity",
            Wits,
            Swap(2, "0.067", "inf"),
            Listed(2, "TradeValue in 1000 USD", "not a finite number"),
        ),
        (
            "a negative value",
            Baci,
            Swap(3, " 120.500", "-120.500"),
            Listed(3, "v", "negative"),
        ),
        (
            "a value of zero in BACI",
            Baci,
            Swap(3, "120.500", "  0.000"),
            Listed(3, "v", "is zero"),
        ),
        (
            "no value",
            Baci,
            Swap(3, "120.500", "       "),
            Listed(3, "v", "empty"),
        ),
        (
            "no value in WITS",
            Wits,
            Swap(2, "0.067", ""),
            Listed(2, "TradeValue in 1000 USD", "empty"),
        ),
        (
            "a weight that is a word",
            Baci,
            Swap(2, "0.002", "some"),
            Listed(2, "q", "not a number"),
        ),
        (
            "a negative weight",
            Own,
            Swap(2, "0.25", "-0.25"),
            Listed(2, "quantity_t", "negative"),
        ),
        (
            "a weight with a decimal comma",
            Plus,
            Swap(
                2,
                "\"0\",\"true\",\"0\",\"false\",\"2715997517261\"",
                "\"1,5\",\"true\",\"0\",\"false\",\"2715997517261\"",
            ),
            Listed(2, "netWgt", "decimal comma"),
        ),
        (
            "a padded value",
            Russia,
            Swap(2, "28896900", " 28896900"),
            Listed(2, "value_usd", "blanks"),
        ),
        (
            "a value with a currency sign",
            G20,
            Swap(2, "770368683", "$770368683"),
            Listed(2, "export_value", "not a number"),
        ),
        (
            "a negative import",
            G20,
            Swap(2, "775768369", "-775768369"),
            Listed(2, "import_value", "negative"),
        ),
        (
            "a word in the IMF's value",
            Imf,
            Swap(2, "0.001435", "n/a"),
            Listed(2, "2017", "not a finite number"),
        ),
        (
            "a value beyond all numbers",
            Totals,
            Swap(2, "405.0239891875535", "1e999"),
            Listed(2, "value", "too large"),
        ),
        (
            "a value beyond all trade",
            Own,
            Swap(2, "1234.5", "1.7e308"),
            Listed(2, "value", "above 1e18"),
        ),
        (
            "a value in thousands beyond all trade",
            Baci,
            Swap(2, "       0.357", "1000000000000001"),
            Listed(2, "v", "above 1e18"),
        ),
        (
            "a weight beyond all trade",
            Own,
            Swap(2, "0.25", "1.7e308"),
            Listed(2, "quantity_t", "above 1e18"),
        ),
        (
            "a value too small for a number",
            Own,
            Swap(2, "1234.5", "1e-400"),
            Listed(2, "value", "too small"),
        ),
        (
            "an empty pair of cells",
            G20,
            Swap(2, "770368683", ""),
            Accepted(5),
        ),
        (
            "a value of zero in Comtrade",
            Legacy,
            Swap(3, "346771", "0"),
            Accepted(3),
        ),
        (
            "an exponent",
            Russia,
            Swap(2, "28896900", "2.88969e+07"),
            Accepted(3),
        ),
    ]
}

pub(crate) fn codes() -> Vec<(&'static str, Base, Defect, Outcome)> {
    vec![
        (
            "another year than that of the file",
            Baci,
            Swap(3, "2022", "2021"),
            Listed(3, "t", "not 2022"),
        ),
        (
            "a year of two digits",
            Baci,
            Swap(3, "2022", "22"),
            Listed(3, "t", "period"),
        ),
        (
            "a number of no country",
            Baci,
            Swap(2, ",643,", ",996,"),
            Listed(2, "j", "not in the country codes"),
        ),
        (
            "letters where BACI has numbers",
            Baci,
            Swap(2, ",156,", ",CHN,"),
            Listed(2, "i", "not a number"),
        ),
        (
            "no exporter",
            Baci,
            Swap(2, ",156,", ",,"),
            Listed(2, "i", "empty"),
        ),
        (
            "exporter and importer the same",
            Baci,
            Swap(2, ",643,", ",156,"),
            Listed(2, "j", "same country"),
        ),
        (
            "a product code that lost its zero",
            Baci,
            Swap(4, "010121", "10121"),
            Listed(4, "k", "leading zero"),
        ),
        (
            "a legacy code that lost its zero",
            Legacy,
            Swap(3, "010410", "10410"),
            Listed(3, "Commodity Code", "leading zero"),
        ),
        (
            "a code shorter than the level of its row",
            Legacy,
            Swap(3, "010410", "0104"),
            Listed(3, "Commodity Code", "states level 6"),
        ),
        (
            "a product code as a number",
            Baci,
            Swap(4, "010121", "1.01E+04"),
            Listed(4, "k", "spreadsheet"),
        ),
        (
            "a product code with decimals",
            Legacy,
            Swap(3, "010410", "10410.0"),
            Listed(3, "Commodity Code", "spreadsheet"),
        ),
        (
            "a product code with an exponent but no point",
            Brief,
            Swap(3, "\"4401\"", "\"1E05\""),
            Listed(3, "cmd_code", "spreadsheet"),
        ),
        (
            "a product code with a letter",
            Baci,
            Swap(2, "845611", "84561A"),
            Listed(2, "k", "has letters"),
        ),
        (
            "a code of eight digits with a letter",
            Tidy,
            Swap(2, ",27,", ",2709000A,"),
            Listed(2, "code", "has letters"),
        ),
        (
            "a code that hides its digits",
            Tidy,
            Swap(2, ",27,", ",27XXXXXX,"),
            Accepted(3),
        ),
        (
            "goods that are not specified",
            Baci,
            Swap(2, "845611", "9999AA"),
            Accepted(3),
        ),
        (
            "a product code that is too long",
            Baci,
            Swap(2, "845611", "84561100"),
            Listed(2, "k", "8 characters"),
        ),
        (
            "no product code",
            Baci,
            Swap(2, "845611", ""),
            Listed(2, "k", "empty"),
        ),
        (
            "a product code of dots",
            Brief,
            Swap(3, "\"4401\"", "\"....\""),
            Listed(3, "cmd_code", "product code"),
        ),
        (
            "an unknown nomenclature",
            Plus,
            Swap(2, "\"H6\"", "\"H9\""),
            Listed(2, "classificationCode", "nomenclature"),
        ),
        (
            "an unknown flow",
            Plus,
            Swap(2, "\"M\"", "\"Q\""),
            Listed(2, "flowCode", "is not one of"),
        ),
        (
            "a month that is not",
            Plus,
            Swap(2, "\"2022\",\"156\"", "\"202213\",\"156\""),
            Listed(2, "period", "period"),
        ),
        (
            "a partner that is not",
            Plus,
            Swap(3, "\"4\",\"AFG\"", "\"998\",\"A1G\""),
            Listed(3, "partnerCode", "country code"),
        ),
        (
            "a reporter that is left out",
            Plus,
            Swap(2, "\"156\",\"CHN\"", "\"\",\"\""),
            Listed(2, "reporterCode", "empty"),
        ),
        (
            "a frequency that does not fit",
            Plus,
            Swap(2, "\"A\"", "\"M\""),
            Listed(2, "freqCode", "does not fit"),
        ),
        (
            "a customs procedure that is not",
            Plus,
            Swap(2, "\"C00\"", "\"C-00 TOTAL\""),
            Listed(2, "customsCode", "is not one of"),
        ),
        (
            "a reporter that is not in WITS",
            Wits,
            Swap(2, ",ABW,", ",QAA,"),
            Listed(2, "ReporterISO3", "country code"),
        ),
        (
            "a year of two digits in WITS",
            Wits,
            Swap(2, ",2009,", ",09,"),
            Listed(2, "Year", "period"),
        ),
        (
            "a scale in words",
            Imf,
            Swap(2, "\"6\"", "\"Millions\""),
            Listed(2, "SCALE.ID", "power of ten"),
        ),
        (
            "an unknown indicator",
            Imf,
            Swap(2, "\"MG_CIF_USD\"", "\"MG_XXX\""),
            Listed(2, "INDICATOR.ID", "is not one of"),
        ),
        (
            "a chapter of three digits",
            Russia,
            Swap(2, ",30,", ",300,"),
            Listed(2, "hs2", "3 characters"),
        ),
        (
            "transit",
            Russia,
            Swap(2, "Import", "Transit"),
            Listed(2, "flow", "is not one of"),
        ),
        (
            "a thirteenth month",
            Gacc,
            Swap(2, "1,0,Total value", "13,0,Total value"),
            Listed(2, "month", "1 to 12"),
        ),
        (
            "a partner that is misspelt",
            Gacc,
            Swap(2, "Total value", "Russiaa"),
            Listed(2, "partner", "is not a country"),
        ),
        (
            "a thirteenth month as text",
            Tidy,
            Swap(2, "2020-01", "2020-13"),
            Listed(2, "month", "period"),
        ),
        (
            "an indicator that is not",
            Comext,
            Swap(3, "VALUE_IN_EUROS", "VALUE_IN_ECU"),
            Listed(3, "indicators", "is not one of"),
        ),
        (
            "a currency that is not",
            Own,
            Swap(2, ",USD,", ",USDX,"),
            Listed(2, "currency", "currency"),
        ),
        (
            "a frequency that contradicts",
            Own,
            Swap(3, ",M,", ",A,"),
            Listed(3, "frequency", "does not fit"),
        ),
        (
            "no exporter in a table of pairs",
            Totals,
            Swap(2, "ABW", ""),
            Listed(2, "exporter", "empty"),
        ),
        (
            "a breakdown by transport",
            Plus,
            Swap(3, "\"0\",\"0\",\"TOTAL MOT\"", "\"0\",\"2100\",\"Sea\""),
            Accepted(2),
        ),
        (
            "re-imports",
            Plus,
            Swap(3, "\"M\",\"Import\"", "\"RM\",\"Re-import\""),
            Accepted(2),
        ),
    ]
}

pub(crate) fn json() -> Vec<(&'static str, Base, Defect, Outcome)> {
    vec![
        (
            "JSON that breaks off",
            Json,
            Cut(200),
            Refused(Some(195), None, "ends early"),
        ),
        (
            "JSON with another count",
            Json,
            SwapAll("\"count\": 4", "\"count\": 5"),
            Refused(None, None, "counts 5 records and holds 4"),
        ),
        (
            "JSON with a field left out",
            Json,
            Rewrite(|text| {
                String::from_utf8(text).expect("UTF-8").replacen("\"period\": \"2010\",\n            \"reporterCode\": 156,\n            \"reporterISO\": \"CHN\",\n            \"reporterDesc\": \"China\",\n            \"flowCode\": \"M\",\n            \"flowDesc\": \"Import\",\n            \"partnerCode\": 276", "\"reporterCode\": 156,\n            \"reporterISO\": \"CHN\",\n            \"reporterDesc\": \"China\",\n            \"flowCode\": \"M\",\n            \"flowDesc\": \"Import\",\n            \"partnerCode\": 276", 1).into_bytes()
            }),
            Listed(2, "period", "missing from the record"),
        ),
        (
            "JSON with an error",
            Json,
            SwapAll("\"error\": \"\"", "\"error\": \"quota exceeded\""),
            Refused(None, None, "quota exceeded"),
        ),
        (
            "JSON with a negative value",
            Json,
            SwapAll("6804128143.0", "-1.0"),
            Listed(1, "cifvalue", "negative"),
        ),
        (
            "JSON with a list as value",
            Json,
            Rewrite(|text| {
                String::from_utf8(text)
                    .expect("UTF-8")
                    .replacen("\"partnerISO\": \"ARG\"", "\"partnerISO\": [\"ARG\"]", 1)
                    .into_bytes()
            }),
            Listed(1, "partnerISO", "single value"),
        ),
        (
            "JSON with words after its end",
            Json,
            Rewrite(|mut text| {
                text.extend(b"\nand more");
                text
            }),
            Refused(Some(205), None, "trailing characters"),
        ),
    ]
}
