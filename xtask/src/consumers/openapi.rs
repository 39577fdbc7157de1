//! Readers of the OpenAPI documents: Redocly's linter, and openapi-spec-validator.

use std::fs;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::{Bench, holds};
use crate::tools::{Installer, python};
use crate::workspace;

/// The linter's settings.
const CONFIG: &str = ".redocly.yaml";

/// Where the settings have the documents.
const SCHEMAS: &str = "generated/schema";

/// Both versions say the same.
const DOCUMENTS: [&str; 2] = ["openapi-3.0.json", "openapi-3.1.json"];

pub(super) fn run(bench: &Bench) -> Result<bool> {
    let sources = bench.sources.join("openapi");
    let home = bench.home.join("openapi");
    let (node, snake) = (home.join("redocly"), home.join("openapi-spec-validator"));
    Installer::Npm.install("Redocly's linter", &sources, &node)?;
    Installer::Pip.install("openapi-spec-validator", &sources, &snake)?;
    // The linter's settings are for documents at their places below them.
    let made = bench.fresh("openapi")?;
    let config = made.join(CONFIG);
    fs::copy(workspace::root()?.join(CONFIG), &config)?;
    let schemas = made.join(SCHEMAS);
    fs::create_dir_all(&schemas)?;
    for document in DOCUMENTS {
        fs::copy(bench.schemas.join(document), schemas.join(document))?;
    }
    let mut linter = Command::new("node");
    linter
        .arg(node.join("node_modules/@redocly/cli/bin/cli.js"))
        .args(["lint", "--max-problems=1000", "--format=json", "--config"])
        .arg(&config)
        .current_dir(&schemas)
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
    let output = linter.stderr(Stdio::null()).output();
    let output = output.context("Redocly's linter can't be started")?;
    let linted = tell(&output.stdout)?;
    Ok(holds(&mut validator)? && linted)
}

/// Prints every problem of the reports, one for each document. The linter itself says that all is well where there are
/// only warnings.
fn tell(reports: &[u8]) -> Result<bool> {
    let (mut documents, mut count) = (0, 0);
    for report in serde_json::Deserializer::from_slice(reports).into_iter::<Value>() {
        let report = report.context("the linter's report is no JSON")?;
        let problems = report["problems"].as_array();
        let problems = problems.context("the linter's report has no problems, not even none")?;
        for problem in problems {
            let place = &problem["location"][0];
            anstream::println!(
                "{} {}: {} [{}]",
                text(&place["source"]["ref"]),
                text(&place["pointer"]),
                text(&problem["message"]),
                text(&problem["ruleId"])
            );
        }
        documents += 1;
        count += problems.len();
    }
    if documents != DOCUMENTS.len() {
        bail!("the linter reports on {documents} documents");
    }
    anstream::println!("{documents} documents linted, {count} problems");
    Ok(count == 0)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_is_a_problem_and_no_report_is_no_pass() {
        let fine = br#"{"problems":[]} {"problems":[]}"#;
        let warned = br#"{"problems":[]} {"problems":[{"severity":"warn"}]}"#;
        assert!(tell(fine).is_ok_and(|fine| fine));
        assert!(tell(warned).is_ok_and(|fine| !fine));
        for reports in ["{} {}", "", "no", r#"{"problems":[]}"#] {
            assert!(tell(reports.as_bytes()).is_err(), "{reports}");
        }
    }
}
