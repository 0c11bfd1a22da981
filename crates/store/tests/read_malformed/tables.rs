//! Defects of a table as a whole: its header, its shape, its encoding.

use crate::defect::Base::{Baci, Imf, Legacy, Plus, Russia, Wits};
use crate::defect::Defect::{Cut, Drop, Insert, Keep, Rewrite, Swap, SwapAll};
use crate::defect::Outcome::{Accepted, Listed, Refused};
use crate::defect::{Base, Defect, Outcome};

pub(crate) fn headers() -> Vec<(&'static str, Base, Defect, Outcome)> {
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

pub(crate) fn shapes() -> Vec<(&'static str, Base, Defect, Outcome)> {
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

pub(crate) fn encodings() -> Vec<(&'static str, Base, Defect, Outcome)> {
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
