//! Every rule refuses what it says it refuses: `reject/<rule>/<case>/` has a document and its report. What is noted and
//! passes is in `noted/<rule>/<case>/`.
//!
//! `BLESS=1 cargo test -p reversals-codegen --test reject` writes the reports anew. Read them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use reversals_codegen::diagnostic::{Report, Rule};
use reversals_codegen::{Error, load, model};

/// Documents that are refused.
const REJECT: &str = "tests/reject";

/// Documents that pass, and of which something is noted.
const NOTED: &str = "tests/noted";

const FOLDERS: [&str; 2] = [REJECT, NOTED];

#[test]
fn every_rule_has_a_case() {
    let folders: BTreeSet<String> = FOLDERS
        .iter()
        .flat_map(|folder| directories(Path::new(folder)))
        .map(|path| file_name(&path))
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
    for parent in FOLDERS {
        for folder in directories(Path::new(parent)) {
            for case in directories(&folder) {
                if let Err(failure) = run(&case, &file_name(&folder), parent == NOTED, bless) {
                    failures.push(format!("{}: {failure}", case.display()));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Runs one case; the error says in what it differs.
fn run(case: &Path, rule: &str, noted: bool, bless: bool) -> Result<(), String> {
    let report = match (pipeline(case), noted) {
        (Ok(report), true) | (Err(report), false) => report,
        (Ok(_), false) => return Err("nothing is refused".to_owned()),
        (Err(report), true) => return Err(format!("it is refused:\n{report}")),
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

/// The notes of a document that passes, or the refusals.
fn pipeline(case: &Path) -> Result<Report, Report> {
    let input = load::spec_dir(case, "spec")?;
    match model(&input, &mut |_| ()) {
        Ok(model) => Ok(model.notes),
        Err(Error::Refused(report)) => Err(report),
        Err(other) => panic!("{}: {other}", case.display()),
    }
}

/// The directories directly in `path`, sorted.
fn directories(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).into_iter().flatten();
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
