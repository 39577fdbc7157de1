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

/// A program of Python's on schemas and vectors. In place of what is generated and installed is what keeps values as they
/// are.
fn python(program: &str, index: &Value, bundle: &Value, cases: &Value) -> (Option<i32>, String) {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    fs::create_dir(path("2020-12")).unwrap();
    fs::write(path("index.json"), index.to_string()).unwrap();
    fs::write(path("2020-12/bundle.schema.json"), bundle.to_string()).unwrap();
    fs::write(path("cases.json"), cases.to_string()).unwrap();
    let model = "class ValidationError(Exception): pass\nclass BaseModel:\n  def __init__(self, text): self.text = text\n  \
                 @classmethod\n  def model_validate_json(cls, text, **_): return cls(text)\n  \
                 def model_dump_json(self, **_): return self.text\n";
    fs::write(path("pydantic.py"), model).unwrap();
    fs::write(
        path("models.py"),
        "import pydantic\nclass O(pydantic.BaseModel): pass\n",
    )
    .unwrap();
    let script = format!("conformance/consumers/python/{program}.py");
    let output = Command::new("python3")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONPATH", directory.path())
        .env("REVERSALS_SCHEMAS", directory.path())
        .arg(root().join(script))
        .output()
        .unwrap();
    said(&output)
}

fn published(name: &str) -> Value {
    let path = root().join("generated/schema").join(name);
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn one_word_of_a_vector_turns_a_reader_red() {
    let (index, bundle) = (
        published("index.json"),
        published("2020-12/bundle.schema.json"),
    );
    let cases = published("cases.json");
    let first = |list: &str, member: &str| {
        let mut entries = cases[list].as_array().unwrap().iter();
        entries.find(|entry| entry.get(member).is_some()).unwrap()
    };
    let decode = first("decode", "input");
    let refuse = first("refuse_request", "param");
    let server = |decode: &Value, refuse: &Value| {
        let cases = json!({"decode": [decode], "refuse_request": [refuse]});
        python("server", &index, &bundle, &cases).0
    };
    let answers =
        |answer: &Value| python("answers", &index, &bundle, &json!({"responses": [answer]})).0;
    assert_eq!(server(decode, refuse), Some(0));
    let tampered = |entry: &Value, member: &str, value: Value| {
        let mut entry = entry.clone();
        entry[member] = value;
        entry
    };
    for member in ["operation", "input"] {
        let decode = tampered(decode, member, json!({}));
        assert_eq!(server(&decode, refuse), Some(1), "{member}");
    }
    for member in ["status", "type", "code", "param"] {
        let refuse = tampered(refuse, member, json!("other"));
        assert_eq!(server(decode, &refuse), Some(1), "{member}");
    }
    let (refused, read) = (first("responses", "at"), first("responses", "body"));
    assert_eq!((answers(refused), answers(read)), (Some(0), Some(0)));
    for (entry, member, value) in [
        (refused, "at", json!("/other")),
        (refused, "valid", json!(true)),
        (read, "valid", json!(false)),
        (read, "body", json!(1)),
    ] {
        assert_eq!(
            answers(&tampered(entry, member, value)),
            Some(1),
            "{member}"
        );
    }
}

#[test]
fn one_byte_of_a_vector_turns_an_encoder_red() {
    let operation = json!({"method": "POST", "path": "/v1/{a}", "request": "ORequest"});
    let vector = json!({
        "case": "c", "operation": "O", "method": "POST", "path": "/v1/x%2Fy",
        "query": "limit=9007199254740993", "body": "expand[]=b&expand[]=a&m[%5B]=%C3%A9&m[z]=%20",
        "input": {
            "path": {"a": "x/y"},
            "query": {"limit": 9_007_199_254_740_993_i64},
            "body": {"m": {"z": " ", "[": "é"}, "expand": ["b", "a"], "none": []},
        },
    });
    let index = json!({"operations": {"O": operation}});
    let bundle = json!({"$defs": {"ORequest": {"title": "O"}}});
    let judged = |vectors: Value| python("vectors", &index, &bundle, &json!({"encode": vectors}));
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
