//! Python: strict pydantic models of the bundle, by datamodel-code-generator, read by mypy; and a server's and a client's
//! reader by the schemas themselves.

use std::fs;
use std::process::Command;

use anyhow::Result;

use super::vectors::{ANSWERED, ENCODED, SERVED};
use super::{Bench, holds};
use crate::tools::{Installer, python};

/// What is run, each by itself.
const PROGRAMS: [&str; 4] = ["program", "vectors", "server", "answers"];

pub(super) fn run(bench: &Bench) -> Result<bool> {
    let sources = bench.sources.join("python");
    let home = bench.home.join("python");
    Installer::Pip.install("Python's tools", &sources, &home)?;
    let made = bench.fresh("python")?;
    let module = |name: &str| {
        let mut command = Command::new(python(&home));
        command
            .args(["-m", name])
            .current_dir(&made)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env_remove("PYTHONPATH")
            .env_remove("PYTHONHOME");
        command
    };
    let generated = holds(
        module("datamodel_code_generator")
            .arg("--input")
            .arg(bench.bundle())
            .args(["--input-file-type", "jsonschema"])
            .args(["--output", "models.py"])
            .args(["--output-model-type", "pydantic_v2.BaseModel"])
            .args(["--strict-types", "str", "int", "float", "bool", "bytes"])
            // A dot in a name would make a module of its own.
            .args(["--no-treat-dot-as-module", "--use-title-as-name"])
            // An absent member is not the same as null.
            .arg("--use-missing-sentinel")
            .args(["--use-annotated", "--enum-field-as-literal", "one"])
            .args(["--target-python-version", "3.11", "--formatters", "builtin"])
            .args(["--disable-timestamp", "--disable-warnings"]),
    )?;
    if !generated {
        return Ok(false);
    }
    for name in PROGRAMS {
        let file = format!("{name}.py");
        fs::copy(sources.join(&file), made.join(&file))?;
    }
    let mut mypy = module("mypy");
    mypy.args(["--strict", "--cache-dir"])
        .arg(home.join("mypy"))
        .arg("models.py");
    let mut held = holds(mypy.args(PROGRAMS.map(|name| format!("{name}.py"))))?;
    held &= holds(bench.given(&mut module("program")))?;
    for (name, all) in [
        ("vectors", &ENCODED[..]),
        ("server", &SERVED),
        ("answers", &ANSWERED),
    ] {
        held &= bench.judges(&mut module(name), all)?;
    }
    Ok(held)
}
