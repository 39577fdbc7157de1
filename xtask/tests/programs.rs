//! `cargo xtask conformance` and `cargo xtask serve` become the programs that they start.
#![cfg(unix)] // The programs here are shell scripts, and one is ended by a signal.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};

const TASKS: [(&str, &str); 2] = [
    ("conformance", "reversals-conformance"),
    ("serve", "reversals-sandbox"),
];

fn script(path: &Path, text: &str) {
    fs::write(path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// The task, with a cargo in `home` that leaves with `built` and tells where a program is that does `does`.
fn task(home: &Path, (task, package): (&str, &str), built: i32, does: &str) -> Command {
    let (cargo, program) = (home.join("cargo"), home.join("program"));
    script(&program, does);
    let told = serde_json::json!({
        "reason": "compiler-artifact", "target": { "name": package }, "executable": program,
    });
    let other = r#"{"target":{"name":"other"},"executable":"/other"}"#;
    script(
        &cargo,
        &format!("printf '%s\\n' '{other}' '{told}' not-json\nexit {built}"),
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command
        .env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"))
        .env("CARGO", &cargo)
        .arg(task);
    command
}

fn run(of: (&str, &str), built: i32, does: &str, arguments: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut command = task(home.path(), of, built, does);
    command.args(arguments).output().unwrap()
}

#[test]
fn arguments_reach_the_program_untouched_and_only_it_prints() {
    for of in TASKS {
        for arguments in [
            &["--help"][..],
            &["--filter", "a b", "--format", "json"],
            &["-x", "--", "--y"],
        ] {
            let output = run(of, 0, "printf '%s\\n' \"$@\"", arguments);
            let said = String::from_utf8(output.stdout).unwrap();
            assert_eq!(said.lines().collect::<Vec<_>>(), arguments);
        }
    }
}

#[test]
fn it_ends_as_the_program_ends() {
    for of in TASKS {
        for code in [0, 1, 2, 3, 4, 5] {
            let ended = run(of, 0, &format!("exit {code}"), &[]).status;
            assert_eq!(ended.code(), Some(code));
        }
        assert_eq!(run(of, 0, "kill -KILL $$", &[]).status.signal(), Some(9));
    }
}

#[test]
fn a_signal_to_the_task_alone_reaches_the_program_whose_last_words_and_code_are_its_own() {
    for of in TASKS {
        for (name, signal) in [("TERM", Signal::TERM), ("INT", Signal::INT)] {
            let home = tempfile::tempdir().unwrap();
            let does = format!(
                "trap 'echo a verdict; exit 1' {name}\necho ready\nfor _ in $(seq 1000); do sleep 0.01; done"
            );
            let mut task = task(home.path(), of, 0, &does);
            let mut task = task.stdout(Stdio::piped()).spawn().unwrap();
            let mut output = BufReader::new(task.stdout.take().unwrap());
            let mut ready = String::new();
            output.read_line(&mut ready).unwrap();
            assert_eq!(ready, "ready\n");
            kill_process(Pid::from_child(&task), signal).unwrap();
            assert_eq!(task.wait().unwrap().code(), Some(1), "{of:?}, {name}");
            let mut last = String::new();
            output.read_to_string(&mut last).unwrap();
            assert_eq!(last, "a verdict\n");
        }
    }
}

#[test]
fn a_failed_build_is_an_internal_error() {
    for of in TASKS {
        let output = run(of, 101, "exit 0", &[]);
        assert_eq!(output.status.code(), Some(5));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(&format!("{} can't be built", of.1)), "{said}");
    }
}
