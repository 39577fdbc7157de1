//! The program by itself, without a cargo that runs it.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "each test program uses its part of this")]
mod copy;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use copy::Copy;

fn check(here: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO") {
            command.env_remove(name);
        }
    }
    command.current_dir(here).args(["generate", "--check"]);
    command.output().unwrap()
}

#[test]
fn it_finds_the_workspace_from_any_folder_inside_and_says_so_outside() {
    let copy = Copy::new();
    fs::create_dir_all(copy.path("xtask/src")).unwrap();
    fs::write(copy.path("xtask/Cargo.toml"), "").unwrap();
    for inside in ["", "spec/sandbox", "xtask/src"] {
        let output = check(&copy.path(inside));
        assert_eq!(output.status.code(), Some(0), "{inside}: {output:?}");
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(said.contains("generated is up to date"), "{said}");
    }
    let outside = tempfile::tempdir().unwrap();
    let output = check(outside.path());
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    let here = outside.path().canonicalize().unwrap();
    let wanted = format!(
        "error: neither {} nor a folder above it is the workspace, which has spec/ and xtask/Cargo.toml: start this \
         inside it\n",
        here.display()
    );
    assert_eq!(said, wanted);
}
