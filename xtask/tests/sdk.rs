//! `cargo xtask sdk` tells whether the scripts held, and never that they did when they were not run.
#![cfg(unix)]
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A machine with nothing but a cargo, and what is added to it.
struct Machine(TempDir, TcpListener);

impl Machine {
    fn new() -> Self {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let home = Self(tempfile::tempdir().unwrap(), server);
        let metadata = serde_json::json!({ "target_directory": home.0.path().join("target") });
        home.add("cargo", &format!("echo '{metadata}'"));
        home
    }

    fn add(&self, name: &str, does: &str) {
        let path = self.0.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{does}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Adds a node that leaves with a code, and an npm. Both note what they were given.
    fn with_node(code: i32) -> Self {
        Self::with_compiler(0, code)
    }

    /// Adds one that leaves with another code when it is to compile.
    fn with_compiler(compiled: i32, code: i32) -> Self {
        let machine = Self::new();
        let log = machine.log();
        let log = log.display();
        machine.add(
            "node",
            &format!(
                "[ \"$1\" = --version ] && echo v20 && exit\ncase $1 in */tsc) exit {compiled}; esac\necho \"node $REVERSALS_SANDBOX_URL $*\" >>{log}\nexit {code}"
            ),
        );
        machine.add("npm", &format!("echo \"npm $1\" >>{log}"));
        machine
    }

    fn log(&self) -> std::path::PathBuf {
        self.0.path().join("log")
    }

    fn url(&self) -> String {
        format!("http://{}", self.1.local_addr().unwrap())
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.run_against(&format!("{}/", self.url()), arguments)
    }

    fn run_against(&self, url: &str, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"))
            .env("CARGO", self.0.path().join("cargo"))
            .env("PATH", self.0.path())
            .args(["sdk", "--url", url])
            .args(arguments)
            .output()
            .unwrap()
    }
}

#[test]
fn a_language_that_is_missing_is_told_and_is_no_pass() {
    for (arguments, name) in [
        (&[][..], "python3"),
        (&["--only", "python"], "python3"),
        (&["--only", "node"], "node"),
    ] {
        let output = Machine::new().run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(5), "{said}");
        assert!(said.contains(&format!("{name} is not installed")), "{said}");
    }
    let machine = Machine::with_node(0);
    fs::remove_file(machine.0.path().join("npm")).unwrap();
    let output = machine.run(&["--only", "node"]);
    assert_eq!(output.status.code(), Some(5));
}

#[test]
fn scripts_that_fail_are_a_finding_and_ones_that_crash_an_internal_error() {
    for (code, want) in [(0, 0), (1, 1), (3, 5)] {
        let output = Machine::with_node(code).run(&["--only", "node"]);
        assert_eq!(output.status.code(), Some(want), "{code}");
    }
}

#[test]
fn a_script_that_the_compiler_refuses_is_a_finding_and_none_is_run() {
    let machine = Machine::with_compiler(2, 0);
    let output = machine.run(&["--only", "node"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(fs::read_to_string(machine.log()).unwrap(), "npm ci\n");
}

#[test]
fn a_program_in_rust_is_built_with_the_pinned_versions_and_its_verdict_is_ours() {
    for (code, want) in [(0, 0), (1, 1), (101, 5)] {
        let machine = Machine::new();
        let log = machine.log();
        let home = machine.0.path();
        let (program, target) = (home.join("program"), home.join("target"));
        let built =
            serde_json::json!({ "target": { "name": "reversals-answers" }, "executable": program });
        let metadata = serde_json::json!({ "target_directory": target });
        machine.add(
            "cargo",
            &format!(
                "[ \"$1\" = metadata ] && echo '{metadata}' && exit\necho \"cargo $*\" >>{log}\necho '{built}'",
                log = log.display()
            ),
        );
        machine.add(
            "program",
            &format!(
                "echo \"asks $REVERSALS_SANDBOX_URL\" >>{}\nexit {code}",
                log.display()
            ),
        );
        let output = machine.run(&["--only", "rust"]);
        assert_eq!(output.status.code(), Some(want), "{output:?}");
        let log = fs::read_to_string(log).unwrap();
        assert!(log.contains("--locked"), "{log}");
        let directory = format!("--target-dir {}", target.display());
        assert!(log.contains(&directory), "{log}");
        assert!(log.ends_with(&format!("asks {}\n", machine.url())), "{log}");
    }
}

#[test]
fn a_server_that_is_not_there_is_no_finding() {
    for url in ["http://127.0.0.1:1", "127.0.0.1:1", "http://", ""] {
        let machine = Machine::with_node(1);
        let output = machine.run_against(url, &["--only", "node"]);
        assert_eq!(output.status.code(), Some(5), "{url}");
        let log = fs::read_to_string(machine.log()).unwrap();
        assert_eq!(log, "npm ci\n");
    }
}

#[test]
fn what_is_installed_is_kept_until_a_pin_changes() {
    let machine = Machine::with_node(0);
    let installs = || {
        machine.run(&["--only", "node"]);
        let log = fs::read_to_string(machine.log()).unwrap();
        log.lines().filter(|line| *line == "npm ci").count()
    };
    assert_eq!(installs(), 1);
    assert_eq!(installs(), 1);
    let stamp = machine.0.path().join("target/sdk/node/installed");
    fs::write(stamp, "of before").unwrap();
    assert_eq!(installs(), 2);
}

#[test]
fn every_script_is_run_against_the_server_that_is_named() {
    let machine = Machine::with_node(0);
    machine.run(&["--only", "node"]);
    let log = fs::read_to_string(machine.log()).unwrap();
    let given = log.lines().find(|line| line.starts_with("node ")).unwrap();
    assert!(
        given.starts_with(&format!("node {} ", machine.url())),
        "{given}"
    );
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/sdk/node");
    let mut tests = 0;
    for entry in fs::read_dir(sources).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".test.js") {
            assert!(given.contains(&name), "{name}: {given}");
            tests += 1;
        }
    }
    assert!(tests > 0);
}
