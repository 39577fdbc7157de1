//! Every rule refuses what it says it refuses: `reject/<rule>/<case>/` has a document and its report. What is noted and
//! passes is in `noted/<rule>/<case>/`.
//!
//! `BLESS=1 cargo test -p reversals-codegen --test reject` writes the reports anew. Read them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use reversals_codegen::diagnostic::{Report, Rule};
use reversals_codegen::emit::docs::Illustrations;
use reversals_codegen::emit::{Home, Options, Package};
use reversals_codegen::{Error, generate, load, model};
use syn::visit::Visit;

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

/// What passes with a note comes out as crates, in which nothing has one name twice.
#[test]
fn every_document_of_which_something_is_noted_generates() {
    let options = Options {
        name: "noted".to_owned(),
        home: Home::Member,
        package: Package::default(),
        partial: false,
        schemas: true,
        cli: true,
        extra: BTreeMap::new(),
        docs: Some(Illustrations::default()),
    };
    let mut failures = Vec::new();
    for folder in directories(Path::new(NOTED)) {
        for case in directories(&folder) {
            let input = load::spec_dir(&case, "spec").unwrap();
            match generate(&input, &options, &mut |_| ()) {
                Ok(generated) => {
                    for (path, bytes) in generated.outputs {
                        let is_rust = Path::new(&path).extension().is_some_and(|end| end == "rs");
                        let text = String::from_utf8(bytes).unwrap();
                        let twice = if is_rust { twice(&text) } else { Vec::new() };
                        failures.extend(
                            twice
                                .iter()
                                .map(|name| format!("{}: {path}: {name}", case.display())),
                        );
                    }
                }
                Err(error) => failures.push(format!("{}: {error}", case.display())),
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The fields of a struct, variants of an enum and functions of an implementation that have a name twice.
fn twice(file: &str) -> Vec<String> {
    struct Named(Vec<String>);
    impl Named {
        fn all<'a>(&mut self, of: &str, names: impl Iterator<Item = &'a syn::Ident>) {
            let mut seen = BTreeSet::new();
            let twice = names.filter(|name| !seen.insert(*name));
            self.0
                .extend(twice.map(|name| format!("{of} has {name} twice")));
        }
    }
    impl<'ast> Visit<'ast> for Named {
        fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
            let names = item.fields.iter().filter_map(|field| field.ident.as_ref());
            self.all(&item.ident.to_string(), names);
        }
        fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
            self.all(
                &item.ident.to_string(),
                item.variants.iter().map(|variant| &variant.ident),
            );
        }
        fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
            let names = item.items.iter().filter_map(|item| match item {
                syn::ImplItem::Fn(function) => Some(&function.sig.ident),
                _ => None,
            });
            self.all("an impl", names);
        }
    }
    let mut named = Named(Vec::new());
    named.visit_file(&syn::parse_file(file).unwrap());
    named.0
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
