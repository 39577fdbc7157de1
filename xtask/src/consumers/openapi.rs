//! Readers of the OpenAPI documents: Redocly's linter, and openapi-spec-validator.

use std::process::Command;

use anyhow::Result;

use super::{Bench, holds};
use crate::generate;
use crate::tools::{Installer, python};

/// Both versions say the same.
const DOCUMENTS: [&str; 2] = ["openapi-3.0.json", "openapi-3.1.json"];

pub(super) fn run(bench: &Bench) -> Result<bool> {
    let sources = bench.sources.join("openapi");
    let home = bench.home.join("openapi");
    let (node, snake) = (home.join("redocly"), home.join("openapi-spec-validator"));
    Installer::Npm.install("Redocly's linter", &sources, &node)?;
    Installer::Pip.install("openapi-spec-validator", &sources, &snake)?;
    let mut linter = Command::new("node");
    linter
        .arg(node.join("node_modules/@redocly/cli/bin/cli.js"))
        .args(["lint", "--max-problems=1000", "--format=checkstyle", "--config"])
        .arg(generate::root()?.join(".redocly.yaml"))
        .current_dir(&bench.schemas)
        .args(DOCUMENTS)
        .env("REDOCLY_TELEMETRY", "off")
        .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    let mut validator = Command::new(python(&snake));
    validator
        .args(["-m", "openapi_spec_validator"])
        .current_dir(&bench.schemas)
        .args(DOCUMENTS)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env_remove("PYTHONPATH")
        .env_remove("PYTHONHOME");
    let linted = holds(&mut linter)?;
    Ok(holds(&mut validator)? && linted)
}
