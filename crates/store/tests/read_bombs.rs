//! Hostile archives: refused while they are looked at or unpacked, without holding them in memory.
//!
//! Memory is bounded by design: text is handed on in blocks of 1 MiB of which few are under way, a line
//! may have 1 MiB, the directory of an archive is read entry by entry up to the allowed number, and
//! zstd may ask for a window of 64 MiB at most.

mod read_common;

use std::io::{Cursor, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use read_common::{BACI, BACI_NAME, read, zip};
use stirstick_store::read::{ArchiveProblem, LimitRule, Limits, ReadError, ReadOptions};

/// Refusal must be quick; the bound is for a program that is not optimised on a busy machine.
const MOST_TIME: Duration = Duration::from_secs(20);

struct Bomb {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Bomb {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join(name);
        read_common::write(&path, bytes);
        Bomb {
            _folder: folder,
            path,
        }
    }

    #[track_caller]
    fn refusal_with(&self, options: &ReadOptions) -> ReadError {
        let start = Instant::now();
        let (outcome, _) = read(std::slice::from_ref(&self.path), options);
        let error = outcome.expect_err("hostile input is refused");
        assert!(
            start.elapsed() < MOST_TIME,
            "{:?}: {error}",
            start.elapsed()
        );
        let place = error.place().expect("the error names the file");
        assert_eq!(place.file_name(), self.path.display().to_string());
        error
    }

    #[track_caller]
    fn refusal(&self) -> ReadError {
        self.refusal_with(&ReadOptions::default())
    }
}

#[track_caller]
fn assert_problem(error: &ReadError, expected: &ArchiveProblem) {
    match error {
        ReadError::Archive { problem, .. } => assert_eq!(problem, expected),
        other => panic!("{other}"),
    }
}

#[track_caller]
fn assert_rule(error: &ReadError, expected: LimitRule) {
    match error {
        ReadError::TooLarge { rule, .. } => assert_eq!(*rule, expected),
        other => panic!("{other}"),
    }
}

/// A table whose rows repeat: sound as a table, and absurd as a file.
fn endless_table(megabytes: usize) -> Vec<u8> {
    let mut text = b"t,i,j,k,v,q\n".to_vec();
    let row = b"2022,156,643,845611,1.5,2.5\n";
    let rows = (megabytes << 20) / row.len();
    text.extend(row.iter().copied().cycle().take(rows * row.len()));
    text
}

fn gzip_best(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

#[test]
fn a_gzip_bomb_is_refused_by_its_ratio() {
    let packed = gzip_best(&endless_table(40));
    let error = Bomb::new("BACI_HS22_Y2022_V202601.csv.gz", &packed).refusal();
    assert_rule(&error, LimitRule::Ratio);
}

#[test]
fn many_gzip_members_are_one_bomb() {
    let table = endless_table(40);
    let members = table.chunks(4 << 20).map(gzip_best);
    let packed: Vec<u8> = members.flatten().collect();
    let error = Bomb::new("BACI_HS22_Y2022_V202601.csv.gz", &packed).refusal();
    assert_rule(&error, LimitRule::Ratio);
}

#[test]
fn a_zip_bomb_is_refused_whatever_it_says_about_its_size() {
    let mut packed = zip(&[(BACI_NAME, &endless_table(40))]);
    assert_rule(&Bomb::new("bomb.zip", &packed).refusal(), LimitRule::Ratio);
    // The size of the unpacked entry, in the directory: it now says 100 bytes.
    let at = memchr::memmem::rfind(&packed, b"PK\x01\x02").expect("a directory entry") + 24;
    packed[at..at + 4].copy_from_slice(&100u32.to_le_bytes());
    assert_rule(&Bomb::new("bomb.zip", &packed).refusal(), LimitRule::Ratio);
}

#[test]
fn a_zstd_bomb_is_refused_by_its_ratio() {
    let packed =
        zstd::stream::encode_all(Cursor::new(endless_table(40)), 3).expect("memory takes it");
    assert_rule(
        &Bomb::new("BACI_HS22_Y2022_V202601.csv.zst", &packed).refusal(),
        LimitRule::Ratio,
    );
}

#[test]
fn a_line_without_end_is_refused() {
    let packed = read_common::gzip(&[b"t,i,j,k,v,q\n".to_vec(), vec![b'7'; 8 << 20]].concat());
    let error = Bomb::new("BACI_HS22_Y2022_V202601.csv.gz", &packed).refusal();
    assert!(
        matches!(error, ReadError::LineTooLong { line: 2, .. }),
        "{error}"
    );
}

#[test]
fn the_sum_over_members_is_limited() {
    let table = endless_table(3);
    let names = ["a_Y2022.csv", "b_Y2022.csv", "c_Y2022.csv"];
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, table.as_slice())).collect();
    let options = ReadOptions {
        nomenclature: Some(stirstick_codes::Nomenclature::HS22),
        limits: Limits {
            expanded_bytes: 8 << 20,
            ..Limits::default()
        },
        ..ReadOptions::default()
    };
    let error = Bomb::new("members.zip", &zip(&members)).refusal_with(&options);
    assert_rule(&error, LimitRule::Bytes);
    assert_eq!(
        error.place().and_then(|place| place.member_name()),
        Some("c_Y2022.csv")
    );
}

#[test]
fn too_many_entries_are_refused_before_they_are_read() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..10_001 {
        let options = zip::write::SimpleFileOptions::default();
        writer
            .start_file(format!("{number}.csv"), options)
            .expect("memory takes it");
    }
    let packed = writer.finish().expect("memory takes it").into_inner();
    let error = Bomb::new("entries.zip", &packed).refusal();
    assert_problem(&error, &ArchiveProblem::Entries { limit: 10_000 });
}

#[test]
fn a_million_entries_are_refused_by_their_count() {
    // Only the end records: the count is believed when it is too large, and checked when it is not.
    let mut packed = b"PK\x03\x04".to_vec();
    packed.resize(64, 0);
    let end64 = packed.len() as u64;
    packed.extend(b"PK\x06\x06");
    packed.extend(44u64.to_le_bytes());
    packed.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    packed.extend(1_000_000u64.to_le_bytes());
    packed.extend(1_000_000u64.to_le_bytes());
    packed.extend((end64 - 4).to_le_bytes());
    packed.extend(4u64.to_le_bytes());
    packed.extend(b"PK\x06\x07\0\0\0\0");
    packed.extend(end64.to_le_bytes());
    packed.extend(1u32.to_le_bytes());
    packed.extend(b"PK\x05\x06\0\0\0\0");
    packed.extend([0xff; 12]);
    packed.extend([0, 0]);
    let error = Bomb::new("million.zip", &packed).refusal();
    assert_problem(&error, &ArchiveProblem::Entries { limit: 10_000 });
}

#[test]
fn archives_in_archives_are_refused() {
    let inner_zip = zip(&[(BACI_NAME, BACI.as_bytes())]);
    let inner_gzip = read_common::gzip(BACI.as_bytes());
    let error = Bomb::new("outer.zip", &zip(&[("inner.zip", &inner_zip)])).refusal();
    assert_problem(&error, &ArchiveProblem::Nested("a zip archive"));
    let error = Bomb::new("outer.zip", &zip(&[("inner.csv", &inner_gzip)])).refusal();
    assert_problem(&error, &ArchiveProblem::Nested("a gzip file"));
    for inner in [&inner_zip, &inner_gzip] {
        let error = Bomb::new("outer.csv.gz", &read_common::gzip(inner)).refusal();
        assert!(matches!(error, ReadError::Unsupported { .. }), "{error}");
    }
    let mut tar = vec![0; 1024];
    tar[..9].copy_from_slice(b"table.csv");
    tar[257..262].copy_from_slice(b"ustar");
    let error = Bomb::new("table.tar.gz", &read_common::gzip(&tar)).refusal();
    assert!(error.to_string().contains("tar archive"), "{error}");
}

#[test]
fn names_that_point_outside_are_refused() {
    for name in [
        "../../BACI.csv",
        "/etc/BACI.csv",
        "a/../../BACI.csv",
        "C:\\BACI.csv",
        "..\\BACI.csv",
    ] {
        let packed = zip(&[("x".repeat(name.len()).as_str(), BACI.as_bytes())]);
        let packed = replaced(&packed, "x".repeat(name.len()).as_bytes(), name.as_bytes());
        let error = Bomb::new("paths.zip", &packed).refusal();
        assert_problem(&error, &ArchiveProblem::Path);
        assert_eq!(
            error.place().and_then(|place| place.member_name()),
            Some(name)
        );
    }
}

#[test]
fn two_entries_of_one_name_are_refused() {
    let packed = zip(&[
        ("same_a.csv", BACI.as_bytes()),
        ("same_b.csv", BACI.as_bytes()),
    ]);
    let packed = replaced(&packed, b"same_b", b"same_a");
    let error = Bomb::new("twice.zip", &packed).refusal();
    assert_problem(&error, &ArchiveProblem::DuplicateName);
}

#[test]
fn links_and_encryption_and_other_methods_are_refused() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer
        .add_symlink("link.csv", "/etc/passwd", options)
        .expect("memory takes it");
    let packed = writer.finish().expect("memory takes it").into_inner();
    assert_problem(
        &Bomb::new("link.zip", &packed).refusal(),
        &ArchiveProblem::Symlink,
    );
    let sound = zip(&[(BACI_NAME, BACI.as_bytes())]);
    let entry = memchr::memmem::rfind(&sound, b"PK\x01\x02").expect("a directory entry");
    let mut encrypted = sound.clone();
    encrypted[entry + 8] |= 1;
    assert_problem(
        &Bomb::new("secret.zip", &encrypted).refusal(),
        &ArchiveProblem::Encrypted,
    );
    let mut other = sound.clone();
    other[entry + 10] = 14;
    assert_problem(
        &Bomb::new("lzma.zip", &other).refusal(),
        &ArchiveProblem::Method(14),
    );
}

#[test]
fn damaged_archives_are_refused() {
    let sound = zip(&[(BACI_NAME, BACI.as_bytes())]);
    for keep in [5, sound.len() / 2, sound.len() - 1] {
        let error = Bomb::new("cut.zip", &sound[..keep]).refusal();
        assert!(matches!(error, ReadError::Archive { .. }), "{error}");
    }
    let in_front = [b"PK\x03\x04 something in front".as_slice(), &sound].concat();
    let error = Bomb::new("front.zip", &in_front).refusal();
    assert!(matches!(error, ReadError::Archive { .. }), "{error}");
    let mut wrong_sum = sound.clone();
    let data =
        memchr::memmem::find(&sound, BACI_NAME.as_bytes()).expect("the name") + BACI_NAME.len();
    wrong_sum[data + 20] ^= 0x10;
    let error = Bomb::new("sum.zip", &wrong_sum).refusal();
    assert!(error.place().is_some(), "{error}");
}

#[test]
fn other_archives_and_pipes_are_refused_with_advice() {
    for (name, start) in [
        ("a.7z", b"7z\xbc\xaf\x27\x1c\0\0".as_slice()),
        ("a.bz2", b"BZh91AY&SY"),
        ("a.xz", b"\xfd7zXZ\0\0\0"),
        ("a.rar", b"Rar!\x1a\x07\x00"),
    ] {
        let error = Bomb::new(name, start).refusal();
        assert!(error.to_string().contains("unpack it"), "{error}");
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (outcome, _) = read(&[folder.path().to_owned()], &ReadOptions::default());
    assert!(matches!(outcome, Err(ReadError::NotAFile { .. })));
}

#[test]
fn a_sound_archive_is_read_with_its_code_files() {
    let countries = "country_code,country_name,country_iso2,country_iso3\n156,Alpha,,QMA\n643,Beta,,QMB\n276,Gamma,,QMC\n";
    let products = "code,description\n845611,\"Lasers\"\n845710,Centres\n010121,Horses\n";
    let packed = zip(&[
        ("data/", b""),
        (BACI_NAME, BACI.as_bytes()),
        ("country_codes_V202601.csv", countries.as_bytes()),
        ("product_codes_HS22_V202601.csv", products.as_bytes()),
        ("Readme.txt", b"BACI\n\nVersion: 202601\n"),
    ]);
    let file = Bomb::new("BACI_HS22_V202601.zip", &packed);
    let (outcome, collected) = read(std::slice::from_ref(&file.path), &ReadOptions::default());
    let reports = outcome.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        reports
            .iter()
            .map(|report| report.rows_stored)
            .collect::<Vec<_>>(),
        [3, 0, 0, 0]
    );
    assert_eq!(
        reports
            .iter()
            .map(|report| report.labels)
            .collect::<Vec<_>>(),
        [0, 3, 3, 0]
    );
    assert!(
        collected
            .flows
            .iter()
            .all(|flow| flow.exporter.is_synthetic() && flow.importer.is_synthetic())
    );
    assert_eq!(
        collected.tables,
        [format!("{}!{BACI_NAME}", file.path.display())]
    );
    assert_eq!(collected.labels[0].1, "Lasers");
}

/// Replaces every occurrence of a text by another of the same length.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let places: Vec<usize> = memchr::memmem::find_iter(&bytes, from).collect();
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}
