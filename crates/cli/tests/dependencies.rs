//! Dependencies between the crates point one way.

use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Command;

/// Which crates of the project each crate may use.
const ALLOWED: [(&str, &[&str]); 10] = [
    ("stirstick-codes", &[]),
    ("stirstick-sample", &["stirstick-codes"]),
    ("stirstick-store", &["stirstick-codes"]),
    ("stirstick-claims", &["stirstick-codes"]),
    ("stirstick-forecast", &[]),
    ("stirstick-gravity", &[]),
    ("stirstick-complexity", &[]),
    (
        "stirstick-market",
        &[
            "stirstick-codes",
            "stirstick-claims",
            "stirstick-store",
            "stirstick-forecast",
            "stirstick-gravity",
            "stirstick-complexity",
        ],
    ),
    ("stirstick-brief", &["stirstick-market"]),
    (
        "stirstick",
        &[
            "stirstick-codes",
            "stirstick-sample",
            "stirstick-store",
            "stirstick-market",
            "stirstick-brief",
        ],
    ),
];

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
            "--locked",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "cargo metadata failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON")
}

#[test]
fn every_crate_uses_only_what_lies_below_it() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let members: BTreeSet<&str> = packages
        .iter()
        .map(|package| package["name"].as_str().expect("a name"))
        .collect();
    let listed: BTreeSet<&str> = ALLOWED.iter().map(|(name, _)| *name).collect();
    assert_eq!(members, listed, "every crate has a line in ALLOWED");
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        let (_, allowed) = ALLOWED
            .iter()
            .find(|(listed, _)| *listed == name)
            .expect("checked above");
        for dependency in package["dependencies"].as_array().expect("a list") {
            let used = dependency["name"].as_str().expect("a name");
            let for_tests = dependency["kind"].as_str() == Some("dev");
            assert!(
                !members.contains(used) || allowed.contains(&used) || for_tests,
                "{name} uses {used}, which the architecture does not allow"
            );
        }
    }
}
