//! Fragments, from the file to the generated crates.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use reversals_codegen::emit::{Home, Options, Package};
use reversals_codegen::load::{self, Input};
use reversals_codegen::{Error, generate};
use serde_json::Value;
use tempfile::TempDir;

thread_local! {
    /// One place for the file of every run, as the loader takes paths; one a thread, as tests run side by side.
    static FOLDER: TempDir = tempfile::tempdir().expect("a temporary directory");
}

/// No file makes a stage panic; two readers of one text agree; what passes the checks is generated.
pub fn check(bytes: &[u8]) {
    FOLDER.with(|folder| {
        // A reference may name the other file, and must not find that of the run before.
        let _ = fs::remove_file(folder.path().join("fragment.json"));
        let yaml = written(folder.path(), "fragment.yaml", bytes);
        let from_yaml = tree(&yaml);
        run(&yaml);
        // Nearly all JSON is YAML. Where both readers take a text, it must not mean two things.
        if bytes.trim_ascii_start().starts_with(b"{") {
            let json = written(folder.path(), "fragment.json", bytes);
            let from_json = tree(&json);
            if let (Some(yaml), Some(json)) = (&from_yaml, &from_json) {
                assert_eq!(yaml, json, "as YAML, and as JSON");
            } else if from_json.is_some() {
                run(&json);
            }
        }
    });
}

fn written(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).expect("a file in the temporary directory");
    path
}

fn input(path: &Path) -> Input {
    load::spec_files(&[path.to_owned()]).expect("a path in UTF-8")
}

/// The file by itself, where it has no fault of syntax and its references lead to files.
fn tree(path: &Path) -> Option<Value> {
    let fragments = load::fragments(&input(path)).ok()?;
    fragments
        .roots
        .first()
        .map(reversals_codegen::tree::Node::to_json)
}

fn run(path: &Path) {
    let options = Options {
        name: "fuzz".to_owned(),
        home: Home::Member,
        package: Package::default(),
        partial: false,
        schemas: true,
        cli: true,
        extra: BTreeMap::new(),
        docs: Some(reversals_codegen::emit::docs::Illustrations::default()),
    };
    match generate(&input(path), &options, &mut |_| ()) {
        Ok(outputs) => assert!(!outputs.outputs.is_empty()),
        Err(Error::Refused(report)) => {
            assert!(!report.is_empty(), "a refusal without a reason");
            assert!(!report.to_string().is_empty());
        }
        // Whatever no emitter can express is for the checks to refuse, by the place in the document.
        Err(error) => panic!("a hole in the checks: {error}"),
    }
}
