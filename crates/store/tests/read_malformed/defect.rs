//! Real tables, what may be wrong with them, and what is expected of the reader.

use crate::read_common::{BACI, BACI_NAME, COMEXT_SDMX, STIRSTICK, head_of};
use stirstick_codes::{Period, ReportedBy};
use stirstick_store::read::{ReadOptions, Unit};

/// A table to spoil.
#[derive(Clone, Copy)]
pub(crate) enum Base {
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
    pub(crate) fn text(self) -> Vec<u8> {
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

    pub(crate) fn name(self) -> &'static str {
        match self {
            Base::Baci => BACI_NAME,
            Base::Json => "answer.json",
            _ => "table.csv",
        }
    }

    pub(crate) fn options(self) -> ReadOptions {
        let year = |year| Period::of_year(year);
        match self {
            Base::Gacc => ReadOptions {
                period: year(2024),
                ..ReadOptions::default()
            },
            Base::Totals => ReadOptions {
                period: year(2023),
                unit: Some(Unit::parse("kUSD").expect("a unit")),
                reported_by: Some(ReportedBy::Both),
                ..ReadOptions::default()
            },
            _ => ReadOptions::default(),
        }
    }
}

/// What is done to the table.
pub(crate) enum Defect {
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

pub(crate) fn spoil(text: Vec<u8>, defect: &Defect) -> Vec<u8> {
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
pub(crate) enum Outcome {
    /// The file is refused: line, column, part of the reason.
    Refused(Option<u64>, Option<&'static str>, &'static str),
    /// One row is listed as bad, and the others are read: line, column, part of the reason.
    Listed(u64, &'static str, &'static str),
    /// Everything is read: flows.
    Accepted(usize),
}
