//! `cargo xtask conformance` hands everything on: arguments, and the exit code.
#![cfg(unix)]
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Output};

/// Runs the task with a cargo that says what it was given and leaves with a code.
fn run(code: &str, arguments: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let cargo = home.path().join("cargo");
    fs::write(
        &cargo,
        format!("#!/bin/sh\nprintf '%s\\n' \"$@\"\n{code}\n"),
    )
    .unwrap();
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"))
        .env("CARGO", &cargo)
        .arg("conformance")
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn arguments_reach_the_program_untouched() {
    for arguments in [
        &["--help"][..],
        &["--filter", "a b", "--format", "json"],
        &["-x", "--", "--y"],
        &[],
    ] {
        let output = run("exit 0", arguments);
        let said = String::from_utf8(output.stdout).unwrap();
        let (before, after) = said.split_once("\n--\n").unwrap();
        assert!(before.contains("--bin\nreversals-conformance"), "{before}");
        let handed: Vec<&str> = after.lines().collect();
        assert_eq!(handed, arguments);
    }
}

#[test]
fn the_exit_code_is_the_programs_and_a_failed_build_is_an_internal_error() {
    for (code, want) in [
        ("exit 0", 0),
        ("exit 1", 1),
        ("exit 2", 2),
        ("exit 3", 3),
        ("exit 4", 4),
        ("exit 101", 5),
        ("kill -9 $$", 5),
    ] {
        assert_eq!(run(code, &[]).status.code(), Some(want), "{code}");
    }
}
