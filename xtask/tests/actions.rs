//! The actions for GitHub that run tasks of this project, whose steps are run as a runner runs them.
#![cfg(unix)] // The steps are of bash.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod repository;
#[path = "../../conformance/tests/steps/mod.rs"]
#[allow(dead_code, reason = "these actions have no outputs")]
mod steps;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use repository::Repository;
use serde_json::{Value, json};

fn folder(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    root.join(".github/actions").join(name)
}

/// A cargo that has this program for `xtask`, and for what that builds the suite of the repository.
fn run(
    repository: &Repository,
    name: &str,
    with: &[(&str, &str)],
) -> (Option<i32>, String, String) {
    let programs = repository.cargo(Path::new(env!("CARGO_BIN_EXE_xtask")));
    let ran = steps::run(&folder(name), with, &repository.path(""), Some(&programs));
    let summary = fs::read_to_string(repository.path("summary.md")).unwrap_or_default();
    (ran.code(), ran.said(), summary)
}

#[test]
fn no_step_has_an_expression_in_its_script() {
    for name in ["change", "upstream"] {
        let action = steps::action(&folder(name));
        assert_eq!(action.runs.using, "composite");
        for step in &action.runs.steps {
            assert_eq!(step.shell, "bash");
            assert!(!step.run.contains("${{"), "{}", step.run);
        }
    }
}

#[test]
fn a_pull_request_that_edits_no_fragment_passes_and_says_so() {
    let repository = Repository::new(&[]);
    let (code, said, summary) = run(&repository, "change", &[("base", "HEAD")]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        summary.contains("\n0 breaking, 0 dangerous, 0 safe\n"),
        "{summary}"
    );
    assert!(summary.contains("\n0 of 7 steps are left\n"), "{summary}");
}

#[test]
fn one_that_breaks_somebody_fails_until_a_file_says_why_and_all_else_is_done() {
    let repository = Repository::new(&[]);
    repository.copy.edit(
        "spec/transfer_reversals.yaml",
        "required: false",
        "required: true",
    );
    // Of a body that must be there, the message is a request without one.
    let key = "body-required POST /v1/transfers/{}/reversals body";
    let witness = json!({ "taken_by": "base", "message": "POST /v1", "refused": "400" });
    repository.script("witness", &format!("echo '{}'", json!({ key: witness })));
    let (code, said, summary) = run(&repository, "change", &[("base", "HEAD")]);
    assert_eq!(code, Some(1), "{said}");
    assert!(summary.contains("| `body-required` |"), "{summary}");
    assert!(summary.contains("<br>witness: "), "{summary}");
    assert!(summary.contains("- [ ] generated files: "), "{summary}");

    assert!(repository.copy.generate(&[]).status.success());
    let meant = "[[accept]]\ndifference = \"*-*\"\nreason = \"PAY-1\"\n";
    fs::write(repository.path("meant.toml"), meant).unwrap();
    fs::remove_file(repository.path("summary.md")).unwrap();
    let given = [
        ("base", "HEAD"),
        ("accept", "meant.toml"),
        ("witness", "false"),
    ];
    let (code, said, summary) = run(&repository, "change", &given);
    assert!(
        summary.contains("- [x] what breaks for somebody: nothing is left"),
        "{summary}"
    );
    assert!(
        summary.contains("- [x] generated files: nothing is left"),
        "{summary}"
    );
    // The schema of a version that is published says something else now.
    assert!(summary.contains("- [ ] published schemas: "), "{summary}");
    assert!(summary.contains("\n1 of 7 steps are left\n"), "{summary}");
    assert_eq!(code, Some(1), "{said}");
}

#[test]
fn a_base_that_is_not_fetched_ends_the_job_before_anything_is_said_to_be_fine() {
    let repository = Repository::new(&[]);
    let (code, said, summary) = run(&repository, "change", &[("base", "v9")]);
    assert_eq!(code, Some(3));
    assert!(
        said.contains("error: `v9` is no file, no folder and no revision of git\n"),
        "{said}"
    );
    assert_eq!(summary, "");
}

/// A repository whose document has what `more` adds to that of its fragments, and the address of that document. Nothing is
/// meant to differ.
fn behind(more: impl FnOnce(&mut Value)) -> (Repository, String) {
    let repository = Repository::new(&[]);
    fs::write(repository.path("spec/departures.toml"), "").unwrap();
    let text = fs::read_to_string(repository.path("generated/openapi.json")).unwrap();
    let mut document: Value = serde_json::from_str(&text).unwrap();
    more(&mut document);
    let file = repository.programs().join("document.json");
    fs::write(&file, document.to_string()).unwrap();
    repository.commit();
    let origin = repository.programs().join("origin.git");
    let origin = origin.to_str().unwrap();
    repository.git(&["init", "--quiet", "--bare", origin]);
    repository.git(&["remote", "add", "origin", origin]);
    repository.script("gh", "echo \"$@\" >> gh.txt\n[ \"$2\" != view ]");
    (repository, format!("file://{}", file.display()))
}

fn opened(repository: &Repository) -> Option<String> {
    fs::read_to_string(repository.path("gh.txt")).ok()
}

#[test]
fn what_is_mechanical_of_a_release_is_opened_as_a_pull_request_and_nothing_where_nothing_differs() {
    let (repository, url) = behind(|document| {
        let mut schemas = document["components"]["schemas"]
            .as_object_mut()
            .unwrap()
            .values_mut();
        let schema = schemas
            .find(|schema| schema["properties"].is_object())
            .unwrap();
        schema["properties"]["brand_new"] = json!({ "type": "boolean", "description": "Theirs." });
    });
    let given = [("url", url.as_str()), ("token", "t")];
    let (code, said, summary) = run(&repository, "upstream", &given);
    assert_eq!(code, Some(0), "{said}");
    assert!(summary.contains("applied: member-added "), "{summary}");
    let opened = opened(&repository).unwrap();
    assert!(
        opened.contains("pr create --head upstream --title What upstream has more --body-file "),
        "{opened}"
    );
    let pushed = repository.git(&["show", "--format=%an", "origin/upstream"]);
    assert!(pushed.starts_with("upstream\n"), "{pushed}");
    assert!(pushed.contains("brand_new"), "{pushed}");
    assert!(
        pushed.contains("b/generated/models/src/types.rs"),
        "{pushed}"
    );
    assert!(!pushed.contains("Theirs."), "{pushed}");
    // Nobody has to remember that it is to be described.
    let lint = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .env("CARGO_MANIFEST_DIR", repository.path("xtask"))
        .current_dir(repository.path(""))
        .arg("lint")
        .output()
        .unwrap();
    let said = String::from_utf8(lint.stdout).unwrap();
    assert!(said.starts_with("error[todo]: "), "{said}");
    assert_eq!(lint.status.code(), Some(1), "{said}");

    let (repository, url) = behind(|_| ());
    let (code, said, summary) = run(&repository, "upstream", &[("url", &url), ("token", "t")]);
    assert_eq!(code, Some(0), "{said}{summary}");
    assert_eq!(self::opened(&repository), None);
}

#[test]
fn what_has_to_be_decided_fails_the_job_and_a_document_that_is_none_ends_it() {
    let (repository, url) = behind(|document| {
        let mut schemas = document["components"]["schemas"]
            .as_object_mut()
            .unwrap()
            .values_mut();
        let schema = schemas.find(|schema| schema["properties"]["id"]["maxLength"].is_u64());
        schema.unwrap()["properties"]["id"] = json!({ "type": "integer" });
    });
    let given = [("url", url.as_str()), ("token", "t")];
    let (code, said, summary) = run(&repository, "upstream", &given);
    assert_eq!(code, Some(1), "{said}");
    assert!(summary.contains("type-changed "), "{summary}");
    assert_eq!(opened(&repository), None);

    fs::write(repository.programs().join("document.json"), "{").unwrap();
    fs::remove_file(repository.path("summary.md")).unwrap();
    let (code, said, summary) = run(&repository, "upstream", &given);
    assert_eq!((code, summary.as_str()), (Some(3), ""), "{said}");
    let (code, ..) = run(
        &repository,
        "upstream",
        &[("url", "file:///nowhere"), ("token", "t")],
    );
    assert_ne!(code, Some(0));
}
