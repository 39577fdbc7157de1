//! Validators that share nothing with ours: ajv, and Python's jsonschema.

use std::fs;
use std::process::Command;

use anyhow::Result;

use super::{Bench, holds};
use crate::tools::{Installer, python};

pub(super) fn run(bench: &Bench) -> Result<bool> {
    let sources = bench.sources.join("validators");
    let home = bench.home.join("validators");
    let (node, snake) = (home.join("ajv"), home.join("jsonschema"));
    Installer::Npm.install("ajv", &sources, &node)?;
    Installer::Pip.install("jsonschema", &sources, &snake)?;
    // Modules are looked for beside the file that asks for them.
    for script in ["validate.js", "mutations.js"] {
        fs::copy(sources.join(script), node.join(script))?;
    }
    let mutants = home.join("mutants.json");
    let mut made = Command::new("node");
    made.arg(node.join("mutations.js")).arg(&mutants);
    if !holds(bench.given(&mut made))? {
        return Ok(false);
    }
    let mut ajv = Command::new("node");
    ajv.arg(node.join("validate.js")).arg(&mutants);
    let ajv = holds(bench.given(&mut ajv))?;
    let mut jsonschema = Command::new(python(&snake));
    jsonschema
        .arg(sources.join("validate.py"))
        .arg(&mutants)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env_remove("PYTHONPATH")
        .env_remove("PYTHONHOME");
    Ok(holds(bench.given(&mut jsonschema))? && ajv)
}
