//! `cargo xtask serve` becomes the sandbox.
#![cfg(unix)]
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Output};

fn script(path: &Path, text: &str) {
    fs::write(path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Runs the task with a cargo that leaves with `built`, and tells where a program is that does `does`.
fn run(built: i32, does: &str, arguments: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let (cargo, program) = (home.path().join("cargo"), home.path().join("program"));
    script(&program, does);
    let told = serde_json::json!({
        "reason": "compiler-artifact", "target": { "name": "reversals-sandbox" }, "executable": program,
    });
    let other = r#"{"target":{"name":"other"},"executable":"/other"}"#;
    script(
        &cargo,
        &format!("printf '%s\\n' '{other}' '{told}' not-json\nexit {built}"),
    );
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"))
        .env("CARGO", &cargo)
        .arg("serve")
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn arguments_reach_the_sandbox_untouched_and_only_it_prints() {
    for arguments in [
        &["--help"][..],
        &["--listen", "127.0.0.1:0", "a b"],
        &["-x", "--", "--y"],
    ] {
        let output = run(0, "printf '%s\\n' \"$@\"", arguments);
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(said.lines().collect::<Vec<_>>(), arguments);
    }
}

#[test]
fn it_ends_as_the_sandbox_ends() {
    for code in [0, 2, 3] {
        assert_eq!(
            run(0, &format!("exit {code}"), &[]).status.code(),
            Some(code)
        );
    }
    // The program is the process: what is sent to it is sent to us.
    assert_eq!(run(0, "kill -TERM $$", &[]).status.signal(), Some(15));
}

#[test]
fn a_failed_build_is_an_internal_error() {
    let output = run(101, "exit 0", &[]);
    assert_eq!(output.status.code(), Some(5));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("reversals-sandbox can't be built"), "{said}");
}
