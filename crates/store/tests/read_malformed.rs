//! Malformed tables: the head of a real file with one defect, plain, gzipped and zipped.
//!
//! Each defect is refused or listed with its file, line, column and reason; what is accepted on purpose
//! is listed here as accepted. Nothing passes in silence.

mod read_common;

use std::path::Path;

use read_common::{BACI, BACI_NAME, COMEXT_SDMX, PACKINGS, STIRSTICK, head_of, read, write_packed};
use stirstick_codes::Period;
use stirstick_store::read::{ReadOptions, Unit};

/// A table to spoil.
#[derive(Clone, Copy)]
enum Base {
    Baci,
    Plus,
    Legacy,
    Brief,
    Wits,
    Imf,
    Russia,
    G20,
    Gacc,
    Comext,
    Tidy,
    Totals,
    Own,
    Json,
}

impl Base {
    fn text(self) -> Vec<u8> {
        let real = |file: &str| head_of(file, 4);
        match self {
            Base::Baci => BACI.into(),
            Base::Own => STIRSTICK.into(),
            Base::Comext => COMEXT_SDMX.into(),
            Base::Plus => real("format_samples/comtradeplus_web_TradeData_2022_totals.csv"),
            Base::Legacy => real("format_samples/comtrade_legacy_bulk_indonesia_hs6.csv"),
            Base::Brief => {
                real("comtrade_eu_imports_hs4_2018_2022/eu27_imports_by_partner_hs4.csv.gz")
            }
            Base::Wits => real("wits_bilateral_totals_2009/WITS_trade2009.csv.gz"),
            Base::Imf => real("imf_imts_russia_2016_2024/RU_trade.csv"),
            Base::Russia => real("russia_hs2_by_partner_2000_2020/russia_by_partner_hs2.csv.gz"),
            Base::G20 => real("china_g20_annual_2000_2024/balanca_g20_china_2000_2024.csv"),
            Base::Gacc => {
                real("china_gacc_monthly_2023_2024/china_by_partner_monthly_2024_cny.csv")
            }
            Base::Tidy => real("eu_exports_cn8_monthly_russia/eu27_trade_total_hs27_monthly.csv"),
            Base::Totals => {
                real("baci2023_bilateral_totals_194/baci_hs22_2023_bilateral_totals.csv.gz")
            }
            Base::Json => head_of(
                "format_samples/comtrade_api_json/testthat__data__comtradeapi.un.org__data__v1__get__C__A__HS-60a6ad.json",
                usize::MAX,
            ),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Base::Baci => BACI_NAME,
            Base::Json => "answer.json",
            _ => "table.csv",
        }
    }

    fn options(self) -> ReadOptions {
        let year = |year| Period::of_year(year);
        match self {
            Base::Gacc => ReadOptions {
                period: year(2024),
                ..ReadOptions::default()
            },
            Base::Totals => ReadOptions {
                period: year(2023),
                unit: Some(Unit::parse("kUSD").expect("a unit")),
                ..ReadOptions::default()
            },
            _ => ReadOptions::default(),
        }
    }
}

/// What is done to the table.
enum Defect {
    /// On this line the first text is replaced by the second; it must be there.
    Swap(usize, &'static str, &'static str),
    /// Everywhere.
    SwapAll(&'static str, &'static str),
    /// The line is left out.
    Drop(usize),
    /// A line is put in before this one.
    Insert(usize, &'static str),
    /// Only so many lines are left.
    Keep(usize),
    /// The last bytes are cut off.
    Cut(usize),
    /// The whole is rewritten.
    Rewrite(fn(Vec<u8>) -> Vec<u8>),
}

fn spoil(text: Vec<u8>, defect: &Defect) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = text
        .split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    match defect {
        Defect::Swap(line, from, to) => {
            let line = &mut lines[line - 1];
            let at = memchr::memmem::find(line, from.as_bytes()).unwrap_or_else(|| {
                panic!("{from:?} is not in {:?}", String::from_utf8_lossy(line))
            });
            line.splice(at..at + from.len(), to.bytes());
        }
        Defect::SwapAll(from, to) => {
            let text = String::from_utf8(text).expect("the head is UTF-8");
            assert!(text.contains(from), "{from:?} is in the head");
            return text.replace(from, to).into_bytes();
        }
        Defect::Drop(line) => {
            lines.remove(line - 1);
        }
        Defect::Insert(line, text) => lines.insert(line - 1, text.as_bytes().to_vec()),
        Defect::Keep(count) => lines.truncate(*count),
        Defect::Cut(bytes) => return text[..text.len() - bytes].to_vec(),
        Defect::Rewrite(rewrite) => return rewrite(text),
    }
    lines.concat()
}

/// What must come of it.
enum Outcome {
    /// The file is refused: line, column, part of the reason.
    Refused(Option<u64>, Option<&'static str>, &'static str),
    /// One row is listed as bad, and the others are read: line, column, part of the reason.
    Listed(u64, &'static str, &'static str),
    /// Everything is read: flows.
    Accepted(usize),
}

use Base::{
    Baci, Brief, Comext, G20, Gacc, Imf, Json, Legacy, Own, Plus, Russia, Tidy, Totals, Wits,
};
use Defect::{Cut, Drop, Insert, Keep, Rewrite, Swap, SwapAll};
use Outcome::{Accepted, Listed, Refused};

/// The corpus. Lines count from 1 with the header; records of JSON from 1.
fn corpus() -> Vec<(&'static str, Base, Defect, Outcome)> {
    let mut cases = headers();
    cases.extend(shapes());
    cases.extend(encodings());
    cases.extend(numbers());
    cases.extend(codes());
    cases.extend(json());
    cases
}

fn headers() -> Vec<(&'static str, Base, Defect, Outcome)> {
    vec![
        (
            "BACI without header",
            Baci,
            Drop(1),
            Refused(Some(1), Some("2022"), "looks like data"),
        ),
        (
            "BACI header with a renamed column",
            Baci,
            Swap(1, ",v,", ",value,"),
            Refused(Some(1), Some("v"), "rename column \"value\""),
        ),
        (
            "BACI header in capitals",
            Baci,
            Swap(1, "t,i", "T,i"),
            Refused(Some(1), Some("t"), "rename column \"T\""),
        ),
        (
            "BACI header with a column twice",
            Baci,
            Swap(1, "v,q", "v,v"),
            Refused(Some(1), Some("v"), "occurs twice"),
        ),
        (
            "BACI header without a column",
            Baci,
            Swap(1, ",q", ""),
            Refused(Some(1), Some("q"), "is missing"),
        ),
        (
            "BACI with a further column",
            Baci,
            Swap(1, ",q", ",q,source"),
            Refused(Some(1), Some("source"), "no such column"),
        ),
        (
            "blank first line",
            Baci,
            Insert(1, "\n"),
            Refused(Some(1), Some(""), "blank"),
        ),
        (
            "Comtrade with a renamed column",
            Plus,
            Swap(1, "reporterCode", "reporterCod"),
            Refused(
                Some(1),
                Some("reporterCode"),
                "rename column \"reporterCod\"",
            ),
        ),
        (
            "Comtrade without a column",
            Plus,
            Swap(1, ",netWgt,", ",,"),
            Refused(Some(1), Some("netWgt"), "is missing"),
        ),
        (
            "Comtrade with a column twice",
            Plus,
            Swap(1, "cifvalue", "primaryValue"),
            Refused(Some(1), Some("primaryValue"), "occurs twice"),
        ),
        (
            "legacy Comtrade with another title",
            Legacy,
            Swap(1, "Trade Value (US$)", "Trade Value US"),
            Refused(
                Some(1),
                Some("Trade Value (US$)"),
                "rename column \"Trade Value US\"",
            ),
        ),
        (
            "WITS without its years",
            Wits,
            Swap(1, "Year", "Remark"),
            Refused(Some(1), Some("Year"), "is missing"),
        ),
        (
            "columns that no layout has",
            Russia,
            Swap(
                1,
                "year,reporter,partner,flow,hs2,value_usd,pct",
                "a,b,c,d,e,f,g",
            ),
            Refused(Some(1), None, "--columns"),
        ),
        (
            "header with an open quote",
            Plus,
            Swap(1, "typeCode", "\"typeCode"),
            Refused(
                Some(1),
                Some("\"typeCode,freqCode,refPeriodId,refYear,refMonth,period,repor…"),
                "quotes",
            ),
        ),
        (
            "no rows",
            Legacy,
            Keep(1),
            Refused(Some(2), None, "no rows"),
        ),
        (
            "BACI without rows",
            Baci,
            Keep(1),
            Refused(Some(2), None, "no rows"),
        ),
        (
            "nothing at all",
            Baci,
            Keep(0),
            Refused(None, None, "is empty"),
        ),
    ]
}

fn shapes() -> Vec<(&'static str, Base, Defect, Outcome)> {
    vec![
        (
            "BACI row with a cell too few",
            Baci,
            Swap(3, ",           NA", ""),
            Listed(3, "", "5 cells"),
        ),
        (
            "BACI row with a cell too many",
            Baci,
            Swap(3, "NA", "NA,1"),
            Listed(3, "", "7 cells"),
        ),
        (
            "BACI row with quotes",
            Baci,
            Swap(2, "845611", "\"845611\""),
            Listed(2, "", "stray quote"),
        ),
        (
            "BACI cut within the last row",
            Baci,
            Cut(12),
            Listed(4, "", "cut off"),
        ),
        (
            "BACI cut within the last number",
            Baci,
            Cut(3),
            Listed(4, "", "cut off"),
        ),
        (
            "BACI with a blank line between rows",
            Baci,
            Insert(3, "\r\n"),
            Listed(3, "", "blank"),
        ),
        (
            "BACI row with cells in another order",
            Baci,
            Swap(4, "2022,276,", "276,2022,"),
            Listed(4, "i", "not in the country codes"),
        ),
        (
            "Comtrade row with a cell too few",
            Plus,
            Swap(2, "\"TOTAL CPC\",", ""),
            Listed(2, "", "46 cells"),
        ),
        (
            "Comtrade rows with two cells too many",
            Plus,
            Swap(3, "\"true\",\r", "\"true\",,\r"),
            Listed(3, "", "48 cells"),
        ),
        (
            "legacy Comtrade row with an unquoted comma",
            Legacy,
            Swap(3, "Sheep; live", "Sheep, live"),
            Listed(3, "", "36 cells"),
        ),
        (
            "a quote within a cell",
            Plus,
            Swap(3, "Afghanistan", "Afgh\"anistan"),
            Listed(3, "partnerDesc", "stray quote"),
        ),
        (
            "a quote that stays open",
            Plus,
            Swap(3, "\"Afghanistan\"", "\"Afghanistan"),
            Listed(3, "partnerDesc", "stray quote"),
        ),
        (
            "a quote that stays open to the end",
            Legacy,
            Swap(
                2,
                "\"Swine; live, other than pure-bred breeding animals, weighing 50kg or more\"",
                "\"Swine",
            ),
            Listed(2, "Commodity", "not closed"),
        ),
        (
            "legacy Comtrade cut in the last row",
            Legacy,
            Cut(20),
            Listed(4, "", "cut off"),
        ),
        (
            "WITS row without its last cell",
            Wits,
            Swap(3, ",5,4036.951", ",5"),
            Listed(3, "", "9 cells"),
        ),
        (
            "the IMF's row with a year too few",
            Imf,
            Swap(2, ",\"\",\"\"\n", ",\"\"\n"),
            Listed(2, "", "23 cells"),
        ),
    ]
}

fn encodings() -> Vec<(&'static str, Base, Defect, Outcome)> {
    let utf16 = |text: Vec<u8>| -> Vec<u8> {
        let text = String::from_utf8(text).expect("the head is UTF-8");
        std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect()
    };
    let utf16_without_mark = |text: Vec<u8>| -> Vec<u8> {
        let text = String::from_utf8(text).expect("the head is UTF-8");
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    };
    let zero_byte = |mut text: Vec<u8>| -> Vec<u8> {
        let at = text.len() - 5;
        text[at] = 0;
        text
    };
    let cr_only = |text: Vec<u8>| -> Vec<u8> {
        text.into_iter()
            .filter(|byte| *byte != b'\r')
            .map(|byte| if byte == b'\n' { b'\r' } else { byte })
            .collect()
    };
    let mark = |text: Vec<u8>| -> Vec<u8> { [b"\xef\xbb\xbf".to_vec(), text].concat() };
    let latin = |text: Vec<u8>| -> Vec<u8> {
        let at = memchr::memmem::find(&text, b"Sheep; live").expect("it is there");
        let mut text = text;
        text.splice(at..at + 5, *b"Sh\xe9ep");
        text
    };
    let latin_in_code = |text: Vec<u8>| -> Vec<u8> {
        let at = memchr::memmem::find(&text, b"010410").expect("it is there");
        let mut text = text;
        text[at] = 0xe9;
        text
    };
    let long_line = |mut text: Vec<u8>| -> Vec<u8> {
        text.extend(std::iter::repeat_n(b'x', 3 << 20));
        text.push(b'\n');
        text
    };
    let page = |_: Vec<u8>| b"<!DOCTYPE html><html><title>Error 404</title></html>".to_vec();
    let document = |_: Vec<u8>| b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on".to_vec();
    vec![
        (
            "UTF-16 with a mark",
            Legacy,
            Rewrite(utf16),
            Refused(Some(1), None, "UTF-16"),
        ),
        (
            "UTF-16 without a mark",
            Baci,
            Rewrite(utf16_without_mark),
            Refused(Some(1), None, "UTF-16"),
        ),
        (
            "a byte of zero",
            Baci,
            Rewrite(zero_byte),
            Refused(Some(4), None, "value zero"),
        ),
        (
            "lines that end with CR",
            Russia,
            Rewrite(cr_only),
            Refused(Some(1), None, "CR alone"),
        ),
        (
            "a carriage return within a row",
            Russia,
            Swap(3, "Import", "Imp\rort"),
            Listed(3, "", "carriage return"),
        ),
        (
            "a line without end",
            Legacy,
            Rewrite(long_line),
            Refused(Some(5), None, "longer than"),
        ),
        (
            "a web page",
            Plus,
            Rewrite(page),
            Refused(None, None, "web page"),
        ),
        (
            "a workbook",
            Plus,
            Rewrite(document),
            Refused(None, None, "Excel"),
        ),
        (
            "a code with a character outside ASCII",
            Legacy,
            Rewrite(latin_in_code),
            Listed(3, "Commodity Code", "no code has"),
        ),
        (
            "a description in Windows-1252",
            Legacy,
            Rewrite(latin),
            Accepted(3),
        ),
        ("a byte order mark", Baci, Rewrite(mark), Accepted(3)),
        ("mixed line ends", Baci, Swap(2, "\n", "\r\n"), Accepted(3)),
        (
            "blank lines at the end",
            Baci,
            Insert(5, "\n\r\n"),
            Accepted(3),
        ),
        ("semicolons", Baci, SwapAll(",", ";"), Accepted(3)),
        ("tabs", Russia, SwapAll(",", "\t"), Accepted(3)),
        ("a last line without end", Russia, Cut(1), Accepted(3)),
        (
            "a further column",
            Russia,
            SwapAll("\n", ",9\n"),
            Accepted(3),
        ),
    ]
}

fn numbers() -> Vec<(&'static str, Base, Defect, Outcome)> {
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

fn codes() -> Vec<(&'static str, Base, Defect, Outcome)> {
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
        ("re-exports", Plus, Swap(3, "\"M\"", "\"RM\""), Accepted(2)),
    ]
}

fn json() -> Vec<(&'static str, Base, Defect, Outcome)> {
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

/// What came of a table, in one line, and whether it is what was expected.
fn judge(path: &Path, member: Option<&str>, base: Base, expected: &Outcome) -> (bool, String) {
    let (outcome, collected) = read(&[path.to_owned()], &base.options());
    let file = path.display().to_string();
    if let Err(error) = &outcome {
        let in_place = error
            .place()
            .is_some_and(|place| place.file_name() == file && place.member_name() == member);
        let is_expected = match expected {
            Refused(line, column, reason) => {
                in_place
                    && error.line() == *line
                    && error.column() == *column
                    && error.to_string().contains(reason)
            }
            Listed(..) | Accepted(_) => false,
        };
        let (line, column) = (error.line(), error.column());
        return (is_expected, format!("refused {line:?} {column:?}: {error}"));
    }
    let rejects = &collected.rejects;
    let is_expected = match (expected, rejects.as_slice()) {
        (Listed(line, column, reason), [reject]) => {
            reject.file == file
                && reject.member.as_deref() == member
                && (reject.line, reject.column.as_str()) == (*line, *column)
                && reject.reason.contains(reason)
        }
        (Accepted(flows), []) => collected.flows.len() == *flows,
        _ => false,
    };
    (
        is_expected,
        format!("{} flows; {rejects:?}", collected.flows.len()),
    )
}

#[test]
fn every_defect_is_told_where_it_is() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cases = corpus();
    let defects = cases.iter().filter(|case| !matches!(case.3, Accepted(_)));
    let defects = defects.count();
    assert!(defects >= 60, "{defects} defects");
    let mut failures = Vec::new();
    for (what, base, defect, expected) in &cases {
        let text = spoil(base.text(), defect);
        for packing in PACKINGS {
            let (path, member) = write_packed(folder.path(), base.name(), &text, packing);
            let (is_expected, found) = judge(&path, member.as_deref(), *base, expected);
            if !is_expected {
                failures.push(format!("{what} ({packing:?}): {found}"));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn compressed_data_that_ends_early_is_told_with_the_last_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut table = String::from("t,i,j,k,v,q\n");
    for number in 0..200_000u32 {
        // A multiplicative hash keeps the rows from packing too well.
        let value = number.wrapping_mul(2_654_435_761) % 1_000_000 + 1;
        table.push_str(&format!("2022,156,643,845611,{value},1.5\n"));
    }
    let packed = read_common::gzip(table.as_bytes());
    let path = folder.path().join("BACI_HS22_Y2022_V202601.csv.gz");
    for keep in [packed.len() / 2, packed.len() - 4] {
        read_common::write(&path, &packed[..keep]);
        let (outcome, collected) = read(std::slice::from_ref(&path), &ReadOptions::default());
        let error = outcome.expect_err("the data ends early");
        assert!(
            error.to_string().contains("ends early after line"),
            "{error}"
        );
        assert_eq!(error.line(), Some(collected.flows.len() as u64 + 1));
    }
    let mut damaged = packed.clone();
    let end = damaged.len();
    damaged[end - 6] ^= 1;
    read_common::write(&path, &damaged);
    let (outcome, _) = read(std::slice::from_ref(&path), &ReadOptions::default());
    let message = outcome.expect_err("the checksum is wrong").to_string();
    assert!(message.contains("damaged"), "{message}");
}

#[test]
fn a_forced_layout_is_the_one_that_errors_speak_of() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = Base::Wits.text();
    let (path, _) = write_packed(
        folder.path(),
        "table.csv",
        &text,
        read_common::Packing::Plain,
    );
    for (source, column) in [
        ("baci", "t"),
        ("comtrade-plus", "typeCode"),
        ("imf-imts", "SERIES_CODE"),
    ] {
        let options = ReadOptions {
            source: Some(source.parse().expect("a layout")),
            ..ReadOptions::default()
        };
        let (outcome, _) = read(std::slice::from_ref(&path), &options);
        let error = outcome.expect_err("the layout is another");
        assert_eq!(
            (error.line(), error.column()),
            (Some(1), Some(column)),
            "{error}"
        );
        assert!(error.to_string().contains(source), "{error}");
    }
}

#[test]
fn declared_columns_make_any_table_readable() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = "Jahr;von;nach;Ware;Wert;Gewicht\n2023;China;RU;101;1.5;2000\n2023;Germany;643;8456;0.25;\n";
    let (path, _) = write_packed(
        folder.path(),
        "table.txt",
        text.as_bytes(),
        read_common::Packing::Plain,
    );
    let options = ReadOptions {
        columns: Some("period=Jahr,exporter=von,importer=nach,product=Ware:4,value=Wert:MUSD,quantity=Gewicht:kg".parse().expect("a map")),
        nomenclature: Some(stirstick_codes::Nomenclature::HS22),
        ..ReadOptions::default()
    };
    let (outcome, collected) = read(std::slice::from_ref(&path), &options);
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let found: Vec<String> = collected
        .flows
        .iter()
        .map(|flow| {
            format!(
                "{} {} {} {} {} {:?}",
                flow.period,
                flow.exporter,
                flow.importer,
                flow.product,
                flow.value,
                flow.quantity_t
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "2023 CHN RUS 0101 1500000 Some(2.0)",
            "2023 DEU RUS 8456 250000 None"
        ]
    );
    let options = ReadOptions {
        period: Period::of_year(2023),
        ..options
    };
    let (outcome, _) = read(std::slice::from_ref(&path), &options);
    let error = outcome.expect_err("the period is said twice");
    assert_eq!(error.column(), Some("Jahr"), "{error}");
}
