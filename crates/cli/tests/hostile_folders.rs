//! Folders, paths and files that are not what a store or an output would expect.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that fails here has failed, and writes its own inputs"
)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use support::World;

const FLOWS: &str = "period,frequency,exporter,importer,product,nomenclature,value,currency,valuation,quantity_t,reported_by
2022,A,CHN,RUS,TOTAL,HS22,60,USD,cif,,importer
2022,A,DEU,RUS,TOTAL,HS22,40,USD,cif,,importer
2023,A,CHN,RUS,TOTAL,HS22,90,USD,cif,,importer
2023,A,DEU,RUS,TOTAL,HS22,10,USD,cif,,importer
";

const COUNT: [&str; 4] = ["sql", "SELECT count(*) AS n FROM own", "--format", "csv"];

fn with_flows() -> World {
    let world = World::new();
    world.write("flows.csv", FLOWS);
    world
}

fn part(folder: &Path, name: &str) -> PathBuf {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|found| found == name) {
                return path;
            }
        }
    }
    panic!("no {name}")
}

#[test]
fn a_folder_that_is_no_store_keeps_what_it_holds() {
    let world = with_flows();
    fs::create_dir_all(world.path("home/tmp/release")).unwrap();
    let thesis = world.write("home/tmp/thesis.txt", "years of work");
    let mine = world.write("home/tmp/release/mine.txt", "more of it");
    world.ok("--store home data list");
    world.ok("--store home ledger RUS CHN");
    assert!(
        thesis.exists() && mine.exists(),
        "reading sweeps nothing there"
    );
    fs::create_dir_all(world.path("project/datasets/mine")).unwrap();
    let data = world.write("project/datasets/mine/data.csv", "a,b\n");
    for line in [
        "--store project data list",
        "--store project data import flows.csv --as own",
    ] {
        let (code, message) = world.fails(line);
        assert_eq!(code, 3, "{message}");
        assert!(
            message.contains("manifest.json") && message.contains("--store"),
            "{message}"
        );
    }
    assert!(data.exists());
}

#[test]
fn a_lost_manifest_does_not_lose_the_datasets() {
    let world = with_flows();
    world.ok("data import flows.csv --as own");
    let manifest = world.store().join("manifest.json");
    let text = fs::read(&manifest).unwrap();
    fs::remove_file(&manifest).unwrap();
    assert_eq!(world.fails("data list").0, 3);
    fs::write(&manifest, text).unwrap();
    world.ok("data check own");
}

#[test]
fn a_lost_or_short_file_is_told_and_not_taken_for_no_rows() {
    for name in ["flows-0000.parquet", "pairs.parquet"] {
        let world = with_flows();
        world.ok("data import flows.csv --as own");
        let path = part(&world.store(), name);
        for empty in [true, false] {
            if empty {
                fs::write(&path, "").unwrap();
            } else {
                fs::remove_file(&path).unwrap();
            }
            for line in ["suppliers RUS --data own", "sql SELECT(1)FROM(own)"] {
                let (code, message) = world.fails(line);
                assert_eq!(code, 3, "{line}: {message}");
                assert!(message.contains(name), "{line}: {message}");
            }
        }
    }
}

#[test]
fn a_store_may_lie_in_a_folder_of_any_name() {
    for name in [
        "my [2024] data",
        "what?",
        "100%",
        "a*b",
        "c#d",
        "müller",
        "%41",
    ] {
        let world = with_flows();
        let store = world.path(name);
        let run = |words: &[&str]| {
            let mut line = vec!["--store", store.to_str().unwrap()];
            line.extend(words);
            let output = world.run(line);
            let error = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{name}: {error}");
            String::from_utf8(output.stdout).unwrap()
        };
        run(&["data", "import", "flows.csv", "--as", "own"]);
        assert_eq!(run(&COUNT), "n\n4\n", "{name}");
    }
}

#[cfg(unix)]
#[test]
fn an_output_goes_through_a_link_and_into_a_device() {
    let world = World::new();
    let target = world.write("target.csv", "old");
    let link = world.path("link.csv");
    std::os::unix::fs::symlink(&target, &link).unwrap();
    world.ok("ledger RUS CHN --format csv --out link.csv");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&target).unwrap().starts_with("period"));
    let null = world.path("null.csv");
    std::os::unix::fs::symlink("/dev/null", &null).unwrap();
    world.ok("ledger RUS CHN --format csv --out null.csv");
    assert!(
        !fs::metadata("/dev/null").unwrap().is_file(),
        "the device is still one"
    );
}

#[test]
fn whole_numbers_and_gaps_of_a_statement_are_exact() {
    let world = World::new();
    let rows = world.run([
        "sql",
        "SELECT 9007199254740993 AS big, 18446744073709551615 AS unsigned, CAST('NaN' AS DOUBLE) AS no_number",
        "--format",
        "csv",
    ]);
    let text = String::from_utf8(rows.stdout).unwrap();
    assert_eq!(
        text,
        "big,unsigned,no_number\n9007199254740993,18446744073709551615,NaN\n"
    );
}

#[test]
fn a_wrong_statement_is_the_users_and_a_short_one_needs_little_memory() {
    let world = with_flows();
    for statement in ["selec 1", "SELECT nothing FROM partner_trade"] {
        let output = world.run(["sql", statement]);
        assert_eq!(output.status.code(), Some(2), "{statement}");
    }
    world.ok("data import flows.csv --as own");
    let sorted = "SELECT DISTINCT exporter FROM own ORDER BY exporter";
    let output = world.run(["sql", sorted, "--memory", "512", "--format", "csv"]);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "exporter\nCHN\nDEU\n"
    );
}

#[test]
fn a_message_does_not_command_the_terminal() {
    let world = World::new();
    let answer = world.json("ledger RUS CHN --format json");
    let id = answer["receipts"][0]["id"].as_str().unwrap();
    for (field, value) in [
        ("release", "r1\u{1b}[2J"),
        ("release", "file"),
        ("id", "\u{1b}]0;title\u{7}"),
    ] {
        let mut changed = answer.clone();
        changed["receipts"][0]["dataset"] = "published_figures\u{1b}[31m".into();
        changed["receipts"][0][field] = value.into();
        world.write("changed.json", &changed.to_string());
        let output = world.run(["receipt", id, "--from", "changed.json"]);
        assert!(!output.status.success());
        assert!(!output.stderr.contains(&0x1b), "{field}");
    }
}

#[test]
fn a_receipt_is_found_by_the_start_that_is_printed() {
    let world = World::new();
    let answer = world.json("ledger RUS CHN --format json");
    let id = answer["receipts"][0]["id"].as_str().unwrap();
    assert!(world.ok(&format!("receipt {}", &id[..6])).contains(id));
    let other = world.fails("receipt 000000");
    assert_eq!(other.0, 2, "{}", other.1);
    let mut changed = answer.clone();
    changed["receipts"][0]["query"] = format!(
        "{} -- changed",
        answer["receipts"][0]["query"].as_str().unwrap()
    )
    .into();
    world.write("changed.json", &changed.to_string());
    let output = world.run(["receipt", id, "--from", "changed.json"]);
    assert_eq!(
        output.status.code(),
        Some(3),
        "the identifier is not that of the query"
    );
}
