//! Every rule refuses what it says it refuses: `reject/<rule>/<case>/` has a document and its report.
//!
//! `BLESS=1 cargo test -p reversals-codegen --test reject` writes the reports anew. Read them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use reversals_codegen::diagnostic::{Report, Rule};
use reversals_codegen::{Error, load, model};

#[test]
fn every_rule_has_a_case() {
    let folders: BTreeSet<String> = directories(Path::new("tests/reject"))
        .iter()
        .map(|path| file_name(path))
        .collect();
    let rules: BTreeSet<String> = Rule::ALL
        .iter()
        .map(|rule| rule.name().to_owned())
        .collect();
    assert_eq!(folders, rules);
}

#[test]
fn every_case_gives_its_report() {
    let bless = std::env::var_os("BLESS").is_some();
    assert!(
        !(bless && std::env::var_os("CI").is_some()),
        "reports are written by a person who reads them, not in CI"
    );
    let mut failures = Vec::new();
    for folder in directories(Path::new("tests/reject")) {
        for case in directories(&folder) {
            if let Err(failure) = run(&case, &file_name(&folder), bless) {
                failures.push(format!("{}: {failure}", case.display()));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Runs one case; the error says in what it differs.
fn run(case: &Path, rule: &str, bless: bool) -> Result<(), String> {
    let Err(report) = pipeline(case) else {
        return Err("nothing is refused".to_owned());
    };
    let rules: BTreeSet<&str> = report
        .diagnostics()
        .iter()
        .map(|refusal| refusal.rule.name())
        .collect();
    let several = file_name(case).starts_with("several");
    if !rules.contains(rule) || (rules.len() > 1 && !several) {
        return Err(format!("the report is of other rules:\n{report}"));
    }
    let directory = case.display().to_string();
    let text = report
        .to_string()
        .replace(&format!("{directory}/"), "")
        .replace(&directory, ".");
    let expected = case.join("report.txt");
    if bless {
        return fs::write(&expected, text).map_err(|error| error.to_string());
    }
    let wanted = fs::read_to_string(&expected).unwrap_or_default();
    if wanted == text {
        return Ok(());
    }
    Err(format!("the report is\n{text}\nbut should be\n{wanted}"))
}

fn pipeline(case: &Path) -> Result<(), Report> {
    let input = load::spec_dir(case, "spec")?;
    match model(&input, &mut |_| ()) {
        Ok(_) => Ok(()),
        Err(Error::Refused(report)) => Err(report),
        Err(other) => panic!("{}: {other}", case.display()),
    }
}

/// The directories directly in `path`, sorted.
fn directories(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).expect("the folder of cases is part of the crate");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a folder just opened can be listed").path())
        .filter(|path| path.is_dir())
        .collect();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().and_then(|name| name.to_str());
    name.expect("cases are named in ASCII").to_owned()
}
