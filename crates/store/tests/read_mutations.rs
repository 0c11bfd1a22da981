//! Random damage to tables of every layout: no panic, and every row that is read is accounted for.

mod read_common;

use read_common::{BACI, BACI_NAME, COMEXT_BULK, COMEXT_SDMX, STIRSTICK, head_of, read};
use stirstick_codes::{Country, Period, ReportedBy};
use stirstick_store::read::{Direction, ReadOptions, Unit};

/// SplitMix64 of Steele, Lea and Flood (2014): small, and the same on every platform.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).expect("the limit is a usize")
    }
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len());
        match random.below(7) {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            1 => bytes.truncate(at),
            2 => {
                let end = (at + random.below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 => {
                const INSERTED: [u8; 16] = *b"\",;\n\r\0-.9eE \t\xe9{}";
                bytes.insert(at.min(bytes.len()), INSERTED[random.below(INSERTED.len())]);
            }
            4 => {
                let end = (at + random.below(40)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            5 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = u8::try_from(random.below(256)).expect("below 256");
                }
            }
            _ => {
                let other = random.below(bytes.len());
                if at < bytes.len() {
                    bytes.swap(at, other);
                }
            }
        }
    }
}

fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let json = "format_samples/comtrade_api_json/testthat__data__comtradeapi.un.org__data__v1__get__C__A__HS-60a6ad.json";
    let packed = read_common::gzip(BACI.as_bytes());
    let archive = read_common::zip(&[
        (BACI_NAME, BACI.as_bytes()),
        (
            "country_codes_V202601.csv",
            &head_of("code_lists/baci_country_codes_V202501.csv", 300),
        ),
        ("Readme.txt", b"BACI\n"),
    ]);
    vec![
        (BACI_NAME, BACI.into()),
        ("BACI_HS22_Y2022_V202601.csv.gz", packed),
        ("BACI_HS22_V202601.zip", archive),
        ("own.csv", STIRSTICK.into()),
        ("sdmx.csv", COMEXT_SDMX.into()),
        ("bulk.dat", COMEXT_BULK.into()),
        (
            "plus.csv",
            head_of(
                "format_samples/comtradeplus_web_TradeData_2022_totals.csv",
                5,
            ),
        ),
        (
            "services.csv",
            head_of("format_samples/comtradeplus_web_TradeData_Services.csv", 5),
        ),
        (
            "legacy.csv",
            head_of("format_samples/comtrade_legacy_bulk_indonesia_hs6.csv", 6),
        ),
        (
            "brief.csv",
            head_of(
                "comtrade_eu_imports_hs4_2018_2022/eu27_imports_by_partner_hs4.csv.gz",
                6,
            ),
        ),
        (
            "wits.csv",
            head_of("wits_bilateral_totals_2009/WITS_trade2009.csv.gz", 8),
        ),
        (
            "imf.csv",
            head_of("imf_imts_russia_2016_2024/RU_trade.csv", 6),
        ),
        (
            "russia.csv",
            head_of(
                "russia_hs2_by_partner_2000_2020/russia_by_partner_hs2.csv.gz",
                10,
            ),
        ),
        (
            "totals.csv",
            head_of(
                "russia_hs2_by_partner_2000_2020/russia_total_by_partner.csv",
                10,
            ),
        ),
        (
            "g20.csv",
            head_of(
                "china_g20_annual_2000_2024/balanca_g20_china_2000_2024.csv",
                8,
            ),
        ),
        (
            "gacc.csv",
            head_of(
                "china_gacc_monthly_2023_2024/china_by_partner_monthly_2024_cny.csv",
                12,
            ),
        ),
        (
            "tidy.csv",
            head_of(
                "eu_exports_cn8_monthly_russia/eu27_trade_total_hs27_monthly.csv",
                10,
            ),
        ),
        (
            "dates.csv",
            head_of(
                "comtrade_bilateral_totals_2021/comtrade_exports_2021_annual.csv.gz",
                10,
            ),
        ),
        (
            "pairs.csv",
            head_of(
                "baci2023_bilateral_totals_194/baci_hs22_2023_bilateral_totals.csv.gz",
                10,
            ),
        ),
        ("answer.json", head_of(json, usize::MAX)),
    ]
}

fn options_for(name: &str) -> ReadOptions {
    let mut options = ReadOptions::default();
    match name {
        "gacc.csv" => options.period = Period::of_year(2024),
        "totals.csv" => options.reporter = Some(Country::from_iso3("RUS").expect("a country")),
        "dates.csv" => {
            options.unit = Some(Unit::parse("USD").expect("a unit"));
            options.flow = Some(Direction::Export);
        }
        "pairs.csv" => {
            options.period = Period::of_year(2023);
            options.unit = Some(Unit::parse("kUSD").expect("a unit"));
            options.reported_by = Some(ReportedBy::Both);
        }
        _ => {}
    }
    options
}

#[test]
fn damaged_tables_never_panic_and_never_lose_a_row() {
    const CASES: u64 = 200;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut read_in_part = 0;
    for (name, sound) in samples() {
        let path = folder.path().join(name);
        let options = options_for(name);
        read_common::write(&path, &sound);
        let (outcome, _) = read(std::slice::from_ref(&path), &options);
        assert!(outcome.is_ok(), "{name}: {outcome:?}");
        for seed in 0..CASES {
            let mut bytes = sound.clone();
            mutate(&mut bytes, &mut Random(seed));
            read_common::write(&path, &bytes);
            // `read` asserts that every record is accounted for.
            let (outcome, _) = read(std::slice::from_ref(&path), &options);
            read_in_part += usize::from(outcome.is_ok());
        }
    }
    assert!(
        read_in_part > 200,
        "most damage is to single rows: {read_in_part}"
    );
}

#[test]
fn damaged_parquet_is_an_error_or_a_sound_reading() {
    let bytes = parquet_sample();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("flows.parquet");
    read_common::write(&path, &bytes);
    let (outcome, collected) = read(std::slice::from_ref(&path), &ReadOptions::default());
    assert!(outcome.is_ok() && collected.flows.len() == 3, "{outcome:?}");
    // Panics of the Parquet library are caught and turned into errors; their messages are not wanted.
    std::panic::set_hook(Box::new(|_| {}));
    for seed in 0..300 {
        let mut damaged = bytes.clone();
        mutate(&mut damaged, &mut Random(seed));
        read_common::write(&path, &damaged);
        let _ = read(std::slice::from_ref(&path), &ReadOptions::default());
    }
    let _ = std::panic::take_hook();
}

fn parquet_sample() -> Vec<u8> {
    use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
    use std::sync::Arc;
    let text = |cells: [&str; 3]| -> ArrayRef { Arc::new(StringArray::from(cells.to_vec())) };
    let batch = RecordBatch::try_from_iter([
        ("month", text(["2020-01", "2020-02", "2020-03"])),
        ("reporter_iso3", text(["AUT", "DEU", "FRA"])),
        ("partner_iso3", text(["RUS", "ARM", "KAZ"])),
        ("cn8", text(["21039090", "3303", "84561110"])),
        (
            "value_eur",
            Arc::new(Float64Array::from(vec![8813.0, 0.1, 1e9])),
        ),
    ])
    .expect("the columns are of one length");
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("memory takes it");
    writer.into_inner().expect("memory takes it")
}
