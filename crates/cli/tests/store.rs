//! Importing, SQL and what must hold when things go wrong, from end to end.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::float_cmp,
    reason = "a test that fails here has failed; it writes its own inputs; printed figures are exact"
)]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::{World, shared};

fn import(world: &World, file: &Path, rest: &str) -> std::process::Output {
    let mut arguments = vec![
        "data".to_owned(),
        "import".to_owned(),
        file.display().to_string(),
    ];
    arguments.extend(rest.split(' ').map(str::to_owned));
    world.run(arguments)
}

fn number(world: &World, statement: &str) -> f64 {
    let output = world.run(["sql", statement, "--format", "csv"]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .nth(1)
        .unwrap()
        .split(',')
        .next()
        .unwrap()
        .parse()
        .unwrap()
}

fn close(got: f64, expected: f64, places: i32) -> bool {
    (got - expected).abs() <= 0.5 * 10f64.powi(-places)
}

#[test]
fn totals_of_real_files_agree_with_what_is_known_of_them() {
    let world = World::new();
    let file = shared("baci2023_bilateral_totals_194/baci_hs22_2023_bilateral_totals.csv.gz");
    let imported = import(
        &world,
        &file,
        "--as baci --period 2023 --unit kUSD --valuation reconciled",
    );
    assert!(imported.status.success());
    let china = number(
        &world,
        "SELECT sum(value) / 1e9 AS bn FROM baci WHERE exporter = 'CHN' AND importer = 'RUS'",
    );
    assert!(close(china, 110.0, 1), "{china}");

    let file = shared("eu_exports_cn8_monthly_russia/eu27_trade_total_hs27_monthly.csv");
    assert!(import(&world, &file, "--as eu").status.success());
    let exports = number(
        &world,
        "SELECT sum(value) / 1e9 AS bn FROM eu WHERE importer = 'RUS' AND product = 'TOTAL' AND currency = 'EUR' AND period BETWEEN '2021-01' AND '2021-12'",
    );
    assert!(close(exports, 89.2, 1), "{exports}");

    let file = shared("russia_hs2_by_partner_2000_2020/russia_by_partner_hs2.csv.gz");
    assert!(import(&world, &file, "--as hs2").status.success());
    let imports = number(
        &world,
        "SELECT sum(value) / 1e9 AS bn FROM hs2 WHERE importer = 'RUS' AND exporter = 'CHN' AND period = '2020' AND length(product) = 2",
    );
    assert!(close(imports, 54.9, 1), "{imports}");
}

#[test]
fn datasets_are_listed_shown_checked_and_removed() {
    let world = World::new();
    let file = shared("format_samples/comtradeplus_web_TradeData_2022_totals.csv");
    let imported = import(
        &world,
        &file,
        "--as plus --licence none --retrieved 2025-07-16",
    );
    let text = String::from_utf8_lossy(&imported.stdout).into_owned();
    assert!(
        text.contains("1,352 read = 1,352 stored + 0 rejected"),
        "{text}"
    );
    let again = import(&world, &file, "--as plus");
    assert!(String::from_utf8_lossy(&again.stdout).contains("unchanged"));
    assert!(world.ok("data list --format table").contains("plus"));
    assert!(world.ok("data show plus --format table").contains("1,352"));
    world.ok("data check");
    world.ok("data remove plus");
    assert!(!world.ok("data list --format table").contains("plus "));
    assert_eq!(world.fails("data show plus").0, 3);
}

#[test]
fn a_readme_in_an_archive_is_no_table() {
    let world = World::new();
    world.ok("sample --out world --seed 3");
    let text = world.ok("data import world/BACI_HS22_V209901_synthetic.zip --as world");
    assert!(!text.contains("declared columns"), "{text}");
    for line in ["data show world", "data list"] {
        let text = world.ok(&format!("{line} --format json"));
        assert!(text.contains("BACI (CEPII)"), "{line}: {text}");
        assert!(!text.contains("declared columns"), "{line}: {text}");
    }
    let text = world.ok("data show world --format json");
    assert!(text.contains("text for people"), "{text}");
}

#[test]
fn a_damaged_file_of_the_store_is_named() {
    let world = World::new();
    let file = shared("format_samples/comtradeplus_web_TradeData_2022_totals.csv");
    import(&world, &file, "--as plus");
    for name in ["flows-0000.parquet", "pairs.parquet"] {
        let part = find(&world.store(), name);
        let mut bytes = std::fs::read(&part).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x10;
        std::fs::write(&part, bytes).unwrap();
    }
    let (code, message) = world.fails("data check plus");
    assert_eq!(code, 3);
    for name in ["flows-0000.parquet", "pairs.parquet", "plus: 2 of"] {
        assert!(message.contains(name), "{message}");
    }
}

#[test]
fn a_file_that_was_struck_off_the_manifest_is_missed() {
    let world = World::new();
    let file = shared("format_samples/comtrade_legacy_bulk_indonesia_hs6.csv");
    import(&world, &file, "--as hs6");
    let path = find(&world.store(), "manifest.json");
    let mut manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let parts = manifest["datasets"]["hs6"]["releases"][0]["parts"]
        .as_array_mut()
        .unwrap();
    parts.retain(|part| part["kind"] != "goods");
    std::fs::write(&path, manifest.to_string()).unwrap();
    let (code, message) = world.fails("data check");
    assert_eq!(code, 3);
    assert!(message.contains("manifest.json"), "{message}");
    let (code, message) = world.fails("sql SELECT(count(*))FROM(hs6_goods)");
    assert_eq!(code, 3);
    assert!(message.contains("import it again"), "{message}");
    world.ok("sql SELECT(count(*))FROM(partner_trade)");
}

#[test]
fn options_are_held_to_the_rules_of_cells() {
    let world = World::new();
    std::fs::write(world.path("m.csv"), "y;a;b;v\n2022;China;Russia;1\n").unwrap();
    let columns = "--reported-by importer --columns period=y,exporter=a,importer=b,value=v:USD";
    for product in ["7", "700", "70000", "845611001"] {
        let (code, message) = world.fails(&format!(
            "data import m.csv --as m --nomenclature HS22 --product {product} {columns}"
        ));
        assert_eq!(code, 2, "{message}");
        assert!(message.contains("--product"), "{message}");
    }
    world.ok(&format!(
        "data import m.csv --as m --nomenclature HS22 --product 70 {columns}"
    ));
    let matrix = shared("unctad_matrix_sitc1/unctad_bilateral_sitc1_1995_2005.parquet");
    let (code, message) = world.fails(&format!(
        "data import {} --as u --nomenclature HS22",
        matrix.display()
    ));
    assert_eq!(code, 2, "{message}");
    assert!(message.contains("SITC3"), "{message}");
}

#[test]
fn an_answer_does_not_replace_a_file_of_the_store() {
    let world = World::new();
    let file = shared("format_samples/comtradeplus_web_TradeData_2022_totals.csv");
    import(&world, &file, "--as plus");
    let before = files(&world.store());
    for name in ["manifest.json", "flows-0000.parquet"] {
        let path = find(&world.store(), name);
        let (code, message) =
            world.fails(&format!("data list --format json --out {}", path.display()));
        assert_eq!(code, 2, "{message}");
        assert!(message.contains("belongs to a store"), "{message}");
    }
    assert_eq!(files(&world.store()), before);
}

fn find(folder: &Path, name: &str) -> PathBuf {
    files(folder)
        .into_keys()
        .find(|path| path.file_name().is_some_and(|file| file == name))
        .unwrap_or_else(|| panic!("no {name}"))
}

/// Every file below a folder with its bytes, but for receipts and the lock.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name != "lock") {
                let bytes = std::fs::read(&path).unwrap();
                found.insert(path, bytes);
            }
        }
    }
    found
}

#[test]
fn a_bad_row_is_named_and_the_store_stays_as_it_was() {
    let world = World::new();
    let header = "period,frequency,exporter,importer,product,nomenclature,value,currency,valuation,quantity_t,reported_by\n";
    let row = "2023,A,CHN,RUS,845611,HS22,12.5,USD,cif,,importer\n";
    let good = world.write("good.csv", &format!("{header}{row}"));
    assert!(import(&world, &good, "--as mine").status.success());
    let before = files(&world.store());
    let bad = world.write(
        "bad.csv",
        &format!("{header}{row}2023,A,DEU,RUS,845611,HS22,\"1,5\",USD,cif,,importer\n"),
    );
    let refused = import(&world, &bad, "--as mine");
    assert_eq!(refused.status.code(), Some(3));
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    for part in ["bad.csv", "line 3", "value", "1,5", "--max-rejects"] {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert_eq!(files(&world.store()), before);
    let accepted = import(&world, &bad, "--as mine --max-rejects 1");
    let text = String::from_utf8_lossy(&accepted.stdout).into_owned();
    assert!(text.contains("2 read = 1 stored + 1 rejected"), "{text}");
    let twice = world.write("twice.csv", &format!("{header}{row}{row}"));
    let refused = import(&world, &twice, "--as mine");
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        message.contains("row 3") && message.contains("row 2"),
        "{message}"
    );
}

#[test]
fn sql_reads_and_never_writes() {
    let world = World::new();
    let file = shared("format_samples/comtradeplus_web_TradeData_2022_totals.csv");
    import(&world, &file, "--as plus");
    let before = files(&world.store());
    let out = world.path("stolen.csv");
    let copy = format!("COPY plus TO '{}' STORED AS CSV", out.display());
    let external = format!(
        "CREATE EXTERNAL TABLE t STORED AS PARQUET LOCATION '{}'",
        world.store().display()
    );
    let passwords = "SELECT * FROM '/etc/passwd'";
    for hostile in [
        copy.as_str(),
        external.as_str(),
        passwords,
        "DROP TABLE plus",
        "CREATE TABLE t AS SELECT 1",
        "CREATE VIEW v AS SELECT 1",
        "INSERT INTO plus SELECT * FROM plus",
        "DELETE FROM plus",
        "UPDATE plus SET value = 0",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE plus",
        "SELECT * INTO t FROM plus",
        "SET datafusion.execution.target_partitions = 1",
        "SHOW TABLES",
        "EXPLAIN SELECT 1",
        "ANALYZE plus",
        "PREPARE p AS SELECT 1",
        "EXECUTE p",
        "TRUNCATE TABLE plus",
        "ALTER TABLE plus ADD COLUMN x INT",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM information_schema.tables",
        "BEGIN",
        "VACUUM",
        "",
        "-- nothing",
        "SELECT (",
        "WITH t AS (INSERT INTO plus SELECT * FROM plus) SELECT * FROM t",
        "LOAD 'x'",
        "CALL x()",
    ] {
        let output = world.run(["sql", hostile]);
        assert!(!output.status.success(), "{hostile} must be refused");
        assert!(!output.stderr.is_empty(), "{hostile}: the refusal says why");
    }
    assert_eq!(files(&world.store()), before);
    assert!(!out.exists());
}

#[test]
fn sql_ends_at_its_limits() {
    let world = World::new();
    let file = shared("comtrade_eu_imports_hs4_2018_2022/eu27_imports_by_partner_hs4.csv.gz");
    import(&world, &file, "--as wood");
    let start = Instant::now();
    let slow = world.run([
        "sql",
        "--timeout",
        "2",
        "SELECT count(*) AS n FROM wood a JOIN wood b ON a.value < b.value JOIN wood c ON b.value < c.value",
    ]);
    assert_eq!(
        slow.status.code(),
        Some(5),
        "{}",
        String::from_utf8_lossy(&slow.stderr)
    );
    assert!(
        start.elapsed() < Duration::from_secs(4),
        "{:?}",
        start.elapsed()
    );
    let large = world.run([
        "sql",
        "--memory",
        "256",
        "SELECT sum(length(repeat(exporter, 600000))) AS n FROM wood",
    ]);
    assert_eq!(
        large.status.code(),
        Some(5),
        "{}",
        String::from_utf8_lossy(&large.stderr)
    );
    assert!(String::from_utf8_lossy(&large.stderr).contains("256 MiB"));
}

#[test]
fn a_receipt_of_somebody_else_ends_at_the_limits_of_sql() {
    let world = World::new();
    let answer = world.json("ledger RUS CHN --format json");
    let id = answer["receipts"][0]["id"].as_str().unwrap();
    let ask = |query: &str, limits: &str| {
        let mut changed = answer.clone();
        changed["receipts"][0]["query"] = query.into();
        world.write("changed.json", &changed.to_string());
        let start = Instant::now();
        let words = format!("receipt {id} --from changed.json {limits}");
        let output = world.run(words.split(' '));
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "{query}: {:?}",
            start.elapsed()
        );
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), message)
    };
    let memory = "--memory 256 --timeout 8";
    let strings = "SELECT length(repeat('x',2000000000)) a, length(repeat('y',2000000000)) b";
    let (code, message) = ask(strings, memory);
    assert_eq!(code, Some(5), "{message}");
    assert!(message.contains("256 MiB"), "{message}");
    let wide = "SELECT repeat('x', 600) AS x FROM published_figures a CROSS JOIN published_figures b LIMIT 300000";
    let (code, message) = ask(wide, "--memory 1024 --timeout 8");
    assert_eq!(code, Some(5), "{message}");
    for endless in [
        "SELECT sum(length(concat(a.period, b.period, c.period, d.period))) \
         FROM published_figures a CROSS JOIN published_figures b \
         CROSS JOIN published_figures c CROSS JOIN published_figures d",
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t) SELECT count(*) FROM t",
    ] {
        let (code, message) = ask(endless, "--memory 1024 --timeout 2");
        assert_eq!(code, Some(5), "{endless}: {message}");
        assert!(message.contains("2 seconds"), "{endless}: {message}");
    }
    let rows = "SELECT a.period FROM published_figures a CROSS JOIN published_figures b \
                CROSS JOIN published_figures c";
    let (code, message) = ask(rows, "--memory 1024 --timeout 8");
    assert_eq!(code, Some(5), "{message}");
    assert!(message.contains("rows"), "{message}");
    let (code, message) = ask("DROP TABLE flows", memory);
    assert_eq!(code, Some(2), "{message}");
}

#[test]
fn an_import_works_with_64_open_files() {
    let world = World::new();
    world.ok("sample --out world --seed 3");
    let line = format!(
        "ulimit -n 64; exec {} data import world/BACI_HS22_V209901_synthetic.zip --as world",
        env!("CARGO_BIN_EXE_stirstick")
    );
    let output = Command::new("sh")
        .args(["-c", &line])
        .env("STIRSTICK_STORE", world.store())
        .current_dir(world.folder.path())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn a_store_folder_that_cannot_be_made_is_named() {
    let world = World::new();
    world.write("store", "this is a file where the folder should be");
    let file = shared("format_samples/comtradeplus_web_TradeData_2022_totals.csv");
    let refused = import(&world, &file, "--as plus");
    assert_eq!(refused.status.code(), Some(4));
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        message.contains(world.store().to_str().unwrap()),
        "{message}"
    );
}

/// Points at which an import is killed; the long run has 200.
fn kill_points() -> u32 {
    std::env::var("STIRSTICK_KILL_POINTS").map_or(25, |text| text.parse().unwrap())
}

#[test]
fn an_import_killed_at_any_point_is_done_or_not_done() {
    let world = World::new();
    world.ok("sample --out world --seed 3");
    let zip = world.path("world/BACI_HS22_V209901_synthetic.zip");
    let first = shared("format_samples/comtradeplus_web_TradeData_2022_totals.csv");
    assert!(import(&world, &first, "--as plus").status.success());
    let start = Instant::now();
    let whole = World::new();
    assert!(import(&whole, &zip, "--as world").status.success());
    let takes = start.elapsed();
    let points = kill_points();
    for point in 0..points {
        let mut child = world
            .command()
            .args(["data", "import", zip.to_str().unwrap(), "--as", "world"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(takes * point / points);
        // A child that has finished is already whole.
        let _ = child.kill();
        child.wait().unwrap();
        let listed = world.ok("data list --format csv");
        world.ok("data check");
        assert!(listed.contains("plus"), "point {point}");
        assert_eq!(
            strays(&world.store()),
            Vec::<PathBuf>::new(),
            "point {point}"
        );
        if listed.lines().any(|row| row.starts_with("world,")) {
            world.ok("data remove world");
        }
    }
}

/// Files in work folders, and releases that the manifest does not name.
fn strays(store: &Path) -> Vec<PathBuf> {
    let manifest = std::fs::read_to_string(store.join("manifest.json")).unwrap();
    files(store)
        .into_keys()
        .filter(|path| {
            let in_tmp = path.starts_with(store.join("tmp"));
            let release = path
                .parent()
                .and_then(Path::file_name)
                .unwrap()
                .to_str()
                .unwrap();
            let in_datasets = path.starts_with(store.join("datasets"));
            in_tmp || (in_datasets && !manifest.contains(release))
        })
        .collect()
}
