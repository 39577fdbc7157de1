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
        fs::write(machine.path("schemas/cases.json"), vectors().to_string()).unwrap();
        machine
    }

    /// Adds a go that builds a program which leaves with a code, or notices vectors with another byte.
    fn with_go(code: i32) -> Self {
        let program = "case $REVERSALS_SCHEMAS in */tampered) exit 1; esac; exit ";
        Self::with_program(&format!("{program}{code}"))
    }

    /// Adds a go that builds a program which does something, and what generates types for it.
    fn with_program(does: &str) -> Self {
        let machine = Self::new();
        fs::write(machine.path("program"), format!("#!/bin/sh\n{does}\n")).unwrap();
        let program = machine.path("program");
        machine.add(
            "go",
            &format!(
                "[ $1 = build ] || exit 0\n/bin/cp {} program && /bin/chmod +x program",
                program.display()
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

/// The first has nothing that could be changed.
fn vectors() -> Value {
    json!({"encode": [
        {"method": "", "path": ""},
        {"method": "POST", "path": "/v1/things", "query": "a=1", "body": "b=."},
    ]})
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
fn an_encoder_that_takes_any_vector_is_a_finding() {
    let machine = Machine::with_program("exit 0");
    let (code, said) = machine.run(&["--only", "go"]);
    assert_eq!(code, Some(1), "{said}");
    for member in ["method", "path", "query", "body"] {
        let told = format!("a vector of encode with another {member} is not noticed\n");
        assert!(said.contains(&told), "{said}");
    }
    assert!(said.contains("failed or not run: go\n"), "{said}");
}

#[test]
fn vectors_that_have_nothing_of_a_request_are_a_finding() {
    let machine = Machine::with_go(0);
    fs::write(
        machine.path("schemas/cases.json"),
        r#"{"encode": [{"method": "GET", "path": ""}]}"#,
    )
    .unwrap();
    let (code, said) = machine.run(&["--only", "go"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("no vector of encode has a path\n"), "{said}");
}

#[test]
fn a_validator_that_judges_a_value_otherwise_is_a_finding() {
    let scripts = ["validate.js", "validate.py", "values.js", "values.py"];
    for failing in scripts.into_iter().map(Some).chain([None]) {
        let machine = Machine::new();
        let fails = format!("case $1 in */{}) exit 1; esac", failing.unwrap_or("none"));
        machine.add("npm", "exit 0");
        machine.add("node", &fails);
        machine.add("python", &fails);
        let python = machine.path("python");
        let venv = format!(
            "[ \"$2\" = venv ] || exit 0\n/bin/mkdir -p \"$3/bin\" && /bin/cp {} \"$3/bin/python\"",
            python.display()
        );
        machine.add("python3", &venv);
        let (code, said) = machine.run(&["--only", "validators"]);
        let wanted = if failing.is_some() { Some(1) } else { Some(0) };
        assert_eq!(code, wanted, "{failing:?}: {said}");
    }
}
