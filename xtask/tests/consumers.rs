//! `cargo xtask consumers` tells whether each language held, and never that one did when it was not run.
#![cfg(unix)]
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Every consumer, with the first program that it needs.
const CONSUMERS: [(&str, &str); 6] = [
    ("typescript", "node"),
    ("python", "python3"),
    ("go", "go"),
    ("java", "javac"),
    ("validators", "node"),
    ("openapi", "node"),
];

/// A machine with nothing but a cargo, and what is added to it; its schemas are a copy of the published ones.
struct Machine(TempDir);

impl Machine {
    fn new() -> Self {
        let machine = Self(tempfile::tempdir().unwrap());
        let metadata = json!({ "target_directory": machine.path("target") });
        machine.add("cargo", &format!("echo '{metadata}'"));
        for name in ["2020-12/bundle.schema.json", "index.json"] {
            let to = machine.path("schemas").join(name);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(root().join("generated/schema").join(name), to).unwrap();
        }
        fs::write(machine.path("schemas/cases.json"), "{}").unwrap();
        machine
    }

    /// Adds a go that builds a program which leaves with a code, and what generates types for it.
    fn with_go(code: i32) -> Self {
        let machine = Self::new();
        machine.add(
            "go",
            &format!(
                "[ $1 = build ] || exit 0\nprintf '#!/bin/sh\\nexit {code}\\n' >program && /bin/chmod +x program"
            ),
        );
        machine.add("node", "exit 0");
        machine.add("npm", "exit 0");
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn add(&self, name: &str, does: &str) {
        let path = self.path(name);
        fs::write(&path, format!("#!/bin/sh\n{does}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"))
            .env("CARGO", self.path("cargo"))
            .env("PATH", self.0.path())
            .arg("consumers")
            .arg("--schemas")
            .arg(self.path("schemas"))
            .args(arguments)
            .output()
            .unwrap();
        said(&output)
    }
}

fn said(output: &Output) -> (Option<i32>, String) {
    let streams = [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it));
    (output.status.code(), streams.concat())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

#[test]
fn a_program_that_is_missing_is_told_and_is_no_pass() {
    for (consumer, program) in CONSUMERS {
        let (code, said) = Machine::new().run(&["--only", consumer]);
        assert_eq!(code, Some(1), "{said}");
        let told = format!("{consumer}: not run: {program} is not installed");
        assert!(said.contains(&told), "{said}");
    }
}

#[test]
fn what_is_missing_for_one_keeps_no_other_from_being_run() {
    let machine = Machine::with_go(0);
    machine.add("node", "case $1 in *json-schema*) exit 1; esac");
    let (code, said) = machine.run(&[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("javac is not installed"), "{said}");
    let failed = "failed or not run: typescript, python, java, validators, openapi\n";
    assert!(said.contains(failed), "{said}");
}

#[test]
fn a_program_that_fails_at_any_step_is_a_finding() {
    let (code, said) = Machine::with_go(0).run(&["--only", "go"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = Machine::with_go(1).run(&["--only", "go"]);
    assert_eq!(code, Some(1), "{said}");
    for (program, does) in [
        ("node", "[ \"$1\" = --version ]"),
        ("go", "[ $1 != vet ]"),
        ("go", "[ $1 != build ]"),
    ] {
        let machine = Machine::with_go(0);
        machine.add(program, does);
        let (code, said) = machine.run(&["--only", "go"]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("failed or not run: go"), "{said}");
    }
}

#[test]
fn what_can_not_be_installed_is_no_finding() {
    let machine = Machine::with_go(0);
    machine.add("npm", "exit 1");
    let (code, said) = machine.run(&["--only", "go"]);
    assert_eq!(code, Some(5), "{said}");
}

#[test]
fn encoders_are_not_run_without_vectors() {
    let machine = Machine::with_go(0);
    fs::remove_file(machine.path("schemas/cases.json")).unwrap();
    let (code, said) = machine.run(&["--only", "go"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("cases.json is missing"), "{said}");
    let (code, said) = machine.run(&["--only", "openapi"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("openapi: not run: python3"), "{said}");
}

#[test]
fn a_payload_that_no_schema_describes_is_a_finding() {
    let machine = Machine::with_go(0);
    let path = machine.path("schemas/2020-12/bundle.schema.json");
    let text = fs::read_to_string(&path).unwrap();
    let tampered = text.replace(r#""const": "transfer_reversal""#, r#""const": "transfer""#);
    assert_ne!(text, tampered);
    fs::write(path, tampered).unwrap();
    let (code, said) = machine.run(&["--only", "go"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("no schema describes the payload transfer_reversals/"),
        "{said}"
    );
}

#[test]
fn one_byte_of_a_vector_turns_an_encoder_red() {
    let operation = json!({"method": "POST", "path": "/v1/{a}"});
    let vector = json!({
        "case": "c", "operation": "O", "method": "POST", "path": "/v1/x%2Fy",
        "query": "limit=9007199254740993", "body": "expand[]=b&expand[]=a&m[%5B]=%C3%A9&m[z]=%20",
        "input": {
            "path": {"a": "x/y"},
            "query": {"limit": 9_007_199_254_740_993_i64},
            "body": {"m": {"z": " ", "[": "é"}, "expand": ["b", "a"], "none": []},
        },
    });
    let judged = |vectors: Value| {
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str, value: &Value| {
            fs::write(directory.path().join(name), value.to_string()).unwrap();
        };
        write("index.json", &json!({"operations": {"O": operation}}));
        write("cases.json", &json!({"encode": vectors}));
        let output = Command::new("python3")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .arg(root().join("conformance/consumers/python/vectors.py"))
            .env("REVERSALS_SCHEMAS", directory.path())
            .output()
            .unwrap();
        said(&output)
    };
    let (code, said) = judged(json!([vector]));
    assert_eq!(code, Some(0), "{said}");
    for member in ["method", "path", "query", "body"] {
        let mut tampered = vector.clone();
        let text = tampered[member].as_str().unwrap().to_owned();
        tampered[member] = json!(format!("{}.", &text[..text.len() - 1]));
        assert_eq!(judged(json!([tampered])).0, Some(1), "{member}");
        tampered.as_object_mut().unwrap().remove(member);
        assert_eq!(judged(json!([tampered])).0, Some(1), "{member}");
    }
    assert_eq!(judged(json!([])).0, Some(1));
}
