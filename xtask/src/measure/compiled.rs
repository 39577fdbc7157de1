//! What it takes to compile what was generated.

use std::fs::File;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Result, ensure};

use super::timed::timed;
use super::{MEGA, Run};
use crate::workspace::root;

/// Checks the models and the client of the parts of those names, and prints what that took.
pub(super) fn check<'a>(run: &mut Run<'_>, names: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut lines = Vec::new();
    for (index, name) in names.enumerate() {
        anstream::eprintln!("checking {name}");
        let out = run.out(name);
        // The versions that this project has.
        std::fs::copy(root()?.join("Cargo.lock"), out.join("Cargo.lock"))?;
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let mut command = Command::new(cargo);
        command.args([
            "check",
            "--quiet",
            "--package",
            "reversals-models",
            "--package",
            "reversals-client",
        ]);
        command.current_dir(&out);
        command.env("CARGO_TARGET_DIR", run.scratch.join("target"));
        command.env("CARGO_INCREMENTAL", "0");
        if index == 0 {
            // Once with all that they depend on, which the target directory keeps for the others.
            ensure!(
                timed(&mut command, &run.scratch)?.0.success(),
                "{name} does not compile"
            );
            // The types of answers are a crate of their own where the API is large.
            for part in ["answers", "models", "client"] {
                let file = out.join(part).join("src/lib.rs");
                if file.exists() {
                    let file = File::options().append(true).open(file)?;
                    file.set_modified(SystemTime::now())?;
                }
            }
        }
        let (status, took) = timed(&mut command, &run.scratch)?;
        ensure!(status.success(), "{name} does not compile");
        lines.push(format!(
            "| {name} | {:.1} | {:.0} |",
            took.cpu,
            took.memory / MEGA
        ));
    }
    anstream::println!(
        "\n| `cargo check` of models and client | CPU, s | memory, MB |\n| --- | --- | --- |"
    );
    for line in lines {
        anstream::println!("{line}");
    }
    Ok(())
}
