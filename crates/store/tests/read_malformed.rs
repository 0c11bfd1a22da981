//! Malformed tables: the head of a real file with one defect, plain, gzipped and zipped.
//!
//! Each defect is refused or listed with its file, line, column and reason; what is accepted on purpose
//! is listed here as accepted. Nothing passes in silence.

mod read_common;

use std::path::Path;

use read_common::{BACI, BACI_NAME, COMEXT_SDMX, PACKINGS, STIRSTICK, head_of, read, write_packed};
use stirstick_codes::Period;
use stirstick_store::read::{ReadError, ReadOptions, Unit};

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
    cases.extend(comtrade_values());
    cases.extend(further_columns());
    cases.extend(contradictions());
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
            "a further column in a small table",
            Russia,
            SwapAll("\n", ",9\n"),
            Refused(Some(1), Some("9"), "no such column"),
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

/// Adds a column at the end, with the same cell in each row.
fn widened(text: Vec<u8>, name: &str, cell: &str) -> Vec<u8> {
    let text = String::from_utf8(text).expect("the head is UTF-8");
    let lines = text.lines().enumerate();
    let lines = lines.map(|(at, line)| format!("{line},{}\n", if at == 0 { name } else { cell }));
    lines.collect::<String>().into_bytes()
}

fn comtrade_values() -> Vec<(&'static str, Base, Defect, Outcome)> {
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

fn further_columns() -> Vec<(&'static str, Base, Defect, Outcome)> {
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

fn contradictions() -> Vec<(&'static str, Base, Defect, Outcome)> {
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
    let options = ReadOptions {
        period: None,
        source: Some("wits".parse().expect("a layout")),
        ..options
    };
    let (outcome, _) = read(std::slice::from_ref(&path), &options);
    let message = outcome.expect_err("the layout is said twice").to_string();
    assert!(
        message.contains("--source") && message.contains("--columns"),
        "{message}"
    );
}

#[test]
fn declared_weights_have_a_unit() {
    let map = |quantity: &str| {
        format!("period=Jahr,exporter=von,importer=nach,value=Wert:MUSD,quantity={quantity}")
            .parse::<stirstick_store::read::ColumnMap>()
    };
    for quantity in ["Gewicht", "Gewicht:lb"] {
        let message = map(quantity).expect_err("the unit is missing").to_string();
        assert!(message.contains("t, kg or 100kg"), "{message}");
    }
    for quantity in ["Gewicht:t", "Gewicht:kg", "Gewicht:100kg"] {
        assert!(map(quantity).is_ok(), "{quantity}");
    }
}

#[test]
fn a_month_beside_a_period_is_the_same() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = "when,month,from,to,v\n2022-05,4,CHN,RUS,1\n2022-05,5,CHN,RUS,2\n2022,4,CHN,RUS,3\n2022-Q2,4,CHN,RUS,4\n";
    let (path, _) = write_packed(
        folder.path(),
        "table.csv",
        text.as_bytes(),
        read_common::Packing::Plain,
    );
    let options = ReadOptions {
        columns: Some(
            "period=when,month=month,exporter=from,importer=to,value=v:USD"
                .parse()
                .expect("a map"),
        ),
        ..ReadOptions::default()
    };
    let (outcome, collected) = read(&[path], &options);
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let periods: Vec<String> = collected
        .flows
        .iter()
        .map(|flow| flow.period.to_string())
        .collect();
    assert_eq!(periods, ["2022-05", "2022-04"]);
    let rejects = &collected.rejects;
    assert_eq!(
        rejects.iter().map(|reject| reject.line).collect::<Vec<_>>(),
        [2, 5]
    );
    assert!(
        rejects
            .iter()
            .all(|reject| reject.column == "month" && reject.reason.contains("column \"when\""))
    );
}

/// An archive of one sound year of BACI and another member.
fn read_beside_baci(name: &str, bytes: &[u8]) -> Result<usize, ReadError> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let packed = read_common::zip(&[(BACI_NAME, BACI.as_bytes()), (name, bytes)]);
    let path = folder.path().join("BACI_HS22_V202601.zip");
    read_common::write(&path, &packed);
    let (outcome, collected) = read(&[path], &ReadOptions::default());
    outcome.map(|_| collected.flows.len())
}

#[test]
fn a_member_named_as_a_table_is_never_skipped() {
    let spaced = BACI.replace(',', " ").into_bytes();
    let titled = format!("BACI 2023\n{BACI}").into_bytes();
    let blank = format!("\n{BACI}").into_bytes();
    let contents: [(&[u8], &str); 6] = [
        (b"", "empty"),
        (&[0; 4096], "UTF-16"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (&blank, "blank"),
        (&titled, "no known layout"),
        (&spaced, "no known layout"),
    ];
    let names = [
        "BACI_HS22_Y2023_V202601.csv",
        "BACI_HS22_Y2023_V202601",
        "baci_hs22_y2023_v202601.txt",
        "flows.csv",
        "flows.tsv",
        "flows.dat",
        "answer.json",
        "flows.parquet",
        "__MACOSX/._flows",
    ];
    for (bytes, reason) in contents {
        for name in names {
            let error = read_beside_baci(name, bytes).expect_err(name);
            let member = error.place().and_then(|place| place.member_name());
            assert_eq!(member, Some(name), "{error}");
            assert!(error.to_string().contains(reason), "{error}");
        }
    }
    // Rows of numbers, and rows of equal cells, are no prose whatever the end of the name.
    let rows: [&[u8]; 2] = [&spaced, b"A title\n1;2;3\n4;5;6\n7;8;9\n"];
    for bytes in rows {
        assert!(read_beside_baci("flows.txt", bytes).is_err());
    }
}

#[test]
fn text_for_people_is_skipped() {
    let texts: [(&str, &[u8]); 10] = [
        (".DS_Store", b"\x00\x00\x00\x01Bud1"),
        (
            "__MACOSX/._BACI_HS22_Y2023_V202501.csv",
            b"\x00\x05\x16\x07\x00\x02",
        ),
        ("Readme.txt", b""),
        ("README", b"BACI, version 202601\n"),
        ("LICENSE", b"Etalab 2.0\n"),
        ("Licence.txt", b"Etalab 2.0, and so on\n"),
        ("CITATION.cff", b"cff-version: 1.2.0\n"),
        (
            "notes.txt",
            b"\nBACI\n\nGaulier, G. and Zignago, S. (2010)\n",
        ),
        ("notes.md", b"# BACI\n\nSee the working paper.\n"),
        ("paper.pdf", b"%PDF-1.7\n"),
    ];
    for (name, bytes) in texts {
        let flows = read_beside_baci(name, bytes).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(flows, 3, "{name}");
    }
}

#[test]
fn code_files_belong_to_their_flows() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let refusal = |name: &str, text: &str| {
        let (flows, _) = write_packed(
            folder.path(),
            BACI_NAME,
            BACI.as_bytes(),
            read_common::Packing::Plain,
        );
        let (codes, _) = write_packed(
            folder.path(),
            name,
            text.as_bytes(),
            read_common::Packing::Plain,
        );
        let (outcome, _) = read(&[flows, codes], &ReadOptions::default());
        outcome.map(|_| ()).map_err(|error| error.to_string())
    };
    let products = "code,description\n845611,Lasers\n";
    let message = refusal("product_codes_HS17_V202301.csv", products).expect_err("another edition");
    assert!(
        message.contains("HS17") && message.contains("HS22"),
        "{message}"
    );
    refusal("product_codes_HS22_V202601.csv", products).expect("the same edition");
    refusal("products.csv", products).expect("a name that says nothing");

    let countries = |china: &str| {
        format!(
            "country_code,country_name,country_iso2,country_iso3\n156,China,CN,{china}\n276,Germany,DE,DEU\n643,Russia,RU,RUS\n"
        )
    };
    for code in ["ZZQ", "DEU"] {
        let message =
            refusal("country_codes_V202601.csv", &countries(code)).expect_err("another country");
        assert!(
            message.contains("line 2") && message.contains("156"),
            "{message}"
        );
    }
    for code in ["CHN", "N/A", ""] {
        refusal("country_codes_V202601.csv", &countries(code)).expect("China");
    }
}
