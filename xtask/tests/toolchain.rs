//! The version of Rust that the workspace asks for is the one that it needs, and README says it; what a client links is no
//! more than it was; the versions that are chosen.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// What the workspace's manifest says.
fn asked() -> String {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut said = manifest
        .lines()
        .filter_map(|line| line.strip_prefix("rust-version = \""));
    let version = said.next().unwrap().trim_end_matches('"').to_owned();
    assert_eq!(said.next(), None);
    version
}

fn numbers(version: &str) -> [u32; 3] {
    let mut numbers = version.split('.').map(|part| part.parse().unwrap());
    [(); 3].map(|()| numbers.next().unwrap_or_default())
}

/// What cargo prints.
fn output(arguments: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(root())
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// What is built here, members and dependencies.
fn packages() -> Vec<Value> {
    let version = output(&["--version", "--verbose"]);
    let mut lines = version.lines();
    let host = lines.find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = [
        "metadata",
        "--locked",
        "--format-version=1",
        "--filter-platform",
        host,
    ];
    let metadata: Value = serde_json::from_str(&output(&metadata)).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

#[test]
fn readme_names_the_version_of_the_manifest_and_no_other() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let named: Vec<_> = readme.split("A Rust toolchain (").skip(1).collect();
    assert_eq!(named.len(), 1);
    assert!(
        named[0].starts_with(&format!("{} or newer)", asked())),
        "the manifest says {}, README says {}",
        asked(),
        named[0].lines().next().unwrap()
    );
}

#[test]
fn every_member_inherits_the_version_and_no_dependency_needs_a_newer_one() {
    let asked = asked();
    let mut needed = numbers("0");
    for package in packages() {
        let name = &package["name"];
        let Some(version) = package["rust_version"].as_str() else {
            assert!(!package["source"].is_null(), "{name} says none");
            continue;
        };
        if package["source"].is_null() {
            assert_eq!(version, asked, "{name} says its own");
        } else {
            assert!(
                numbers(version) <= numbers(&asked),
                "{name} needs {version}, and the workspace says {asked}"
            );
            needed = needed.max(numbers(version));
        }
    }
    assert_eq!(needed, numbers(&asked), "no dependency needs so new a one");
}

#[test]
fn a_client_links_no_more_than_it_did() {
    /// What a lock of one's own has more than this one, whose tables of Unicode are chosen.
    const TABLES: usize = 16;

    let linked = |features: &str| {
        let tree = output(&[
            "tree",
            "--locked",
            "--package=reversals-client",
            "--edges=normal",
            "--prefix=none",
            "--no-dedupe",
            "--features",
            features,
        ]);
        tree.lines().collect::<BTreeSet<_>>().len()
    };
    // 84 and 96 on Linux; with retries, which are on.
    for features in ["", "rustls"] {
        let crates = linked(features) + TABLES;
        assert!(crates <= 103, "{crates} with {features:?}");
    }
}

/// `cargo update` takes the newest, whose tables of Unicode come with twenty crates and twice the time to compile; the crate
/// says to choose by `cargo update -p idna_adapter --precise 1.1.0`. What names of hosts mean is the same.
#[test]
fn names_of_hosts_are_read_by_the_lighter_tables() {
    let versions = packages()
        .into_iter()
        .filter(|package| package["name"] == "idna_adapter")
        .map(|package| package["version"].as_str().unwrap().to_owned());
    assert_eq!(versions.collect::<Vec<_>>(), ["1.1.0"]);
}
