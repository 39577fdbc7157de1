//! The steps of a change, in the order in which one goes them.

use std::fs;
use std::path::Path;

use anyhow::Result;
use serde_json::Value;

use super::Args;
use super::asked::ask;

/// One step.
pub(super) struct Step {
    pub(super) what: &'static str,
    /// What is left of it, in one line each.
    pub(super) left: Vec<String>,
    /// The command that mends it, or says more.
    pub(super) mend: String,
    /// What is to be done besides.
    pub(super) hint: Option<&'static str>,
    /// Why nobody can say yet.
    pub(super) unasked: Option<&'static str>,
}

impl Step {
    fn new(what: &'static str, left: Vec<String>, mend: impl Into<String>) -> Self {
        Self {
            what,
            left,
            mend: mend.into(),
            hint: None,
            unasked: None,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.left.is_empty() && self.unasked.is_none()
    }
}

/// All of them. `say` is told which is asked.
pub(super) fn all(root: &Path, args: &Args, say: &dyn Fn(&'static str)) -> Result<Vec<Step>> {
    say("comparing the fragments");
    let mut steps = vec![compared(root, args)?];
    say("holding the fragments to the rules");
    let lacking = lacking(&ask(root, &["lint", "--format", "json"])?.json()?);
    steps.push(Step::new(
        "what fragments lack",
        lacking,
        "cargo xtask lint",
    ));
    say("generating");
    let generated = ask(root, &["generate", "--check"])?;
    let stale = generated.lines(&["stale ", "missing ", "orphaned ", "foreign "]);
    let is_current = stale.is_empty();
    steps.push(Step::new("generated files", stale, "cargo xtask generate"));
    let page = notes(&generated.error);
    steps.push(Step::new("the page", page, "cargo xtask generate"));
    let behind = (!is_current).then_some("as generated files are not current");
    say("comparing the schemas with what is published");
    let mut published = Step::new("published schemas", Vec::new(), "cargo xtask publish");
    published.unasked = behind;
    if is_current {
        published.left = ask(root, &["publish", "--check"])?.lines(&["differs ", "unpublished "]);
        if published
            .left
            .iter()
            .any(|line| line.starts_with("differs"))
        {
            published.hint = Some("after raising x-schemaRevision in the fragments");
        }
    }
    steps.push(published);
    say("running the cases");
    let mut owed = Step::new(
        "what the document owes and no case shows",
        Vec::new(),
        "cargo xtask conformance --scaffold",
    );
    owed.unasked = behind;
    if is_current {
        owed.left = failed(&ask(root, &["conformance", "--coverage", "--format", "json"])?.json()?);
    }
    steps.push(owed);
    let mut snapshots = Vec::new();
    unaccepted(root, root, &mut snapshots)?;
    snapshots.sort();
    steps.push(Step::new(
        "snapshots that nobody accepted",
        snapshots,
        "cargo insta review",
    ));
    Ok(steps)
}

fn compared(root: &Path, args: &Args) -> Result<Step> {
    let accept = args.accept.as_ref().map(|it| it.to_string_lossy());
    let mut arguments = vec!["diff", &args.base, "--format", "json"];
    arguments.extend(accept.iter().flat_map(|file| ["--accept", file]));
    let said = ask(root, &arguments)?;
    let report = said.json()?;
    let findings = report["findings"].as_array().into_iter().flatten();
    let breaking = findings.filter(|it| it["level"] == "breaking" && it["meant"].is_null());
    let keys = breaking.filter_map(|it| Some(it["key"].as_str()?.to_owned()));
    let wrong = said.error.lines().filter(|line| !line.starts_with(" help"));
    let left = keys.chain(wrong.map(str::to_owned)).collect();
    let base = &args.base;
    let mut step = Step::new(
        "what breaks for somebody",
        left,
        format!("cargo xtask diff {base}"),
    );
    step.hint = Some("and a file for --accept, which says why it is meant");
    Ok(step)
}

/// What a maintainer would want of the fragments.
fn lacking(report: &Value) -> Vec<String> {
    let text = |of: &Value, member: &str| of[member].as_str().unwrap_or_default().to_owned();
    let place = |of: &Value| format!("{}:{}", text(of, "file"), of["line"]);
    let findings = report["findings"].as_array().into_iter().flatten();
    let findings = findings
        .filter(|finding| finding["meant"].is_null())
        .map(|it| format!("{}: {} ({})", place(it), text(it, "what"), text(it, "rule")));
    let wrong = report["wrong"].as_array().into_iter().flatten();
    let wrong = wrong.map(|it| format!("{}: {}", place(it), text(it, "what")));
    findings.chain(wrong).collect()
}

/// What the page is made without, in one line each with its place.
fn notes(said: &str) -> Vec<String> {
    let mut lines = said.lines().peekable();
    let mut notes = Vec::new();
    while let Some(line) = lines.next() {
        if let Some(note) = line.strip_prefix("note: ") {
            let place = lines.next_if(|line| line.trim_start().starts_with("-->"));
            let place = place.map(|line| line.trim_start().trim_start_matches("--> "));
            notes.push(match place {
                Some(place) => format!("{place}: {note}"),
                None => note.to_owned(),
            });
        }
    }
    notes
}

/// The names of what does not hold in a report of the conformance suite.
fn failed(report: &Value) -> Vec<String> {
    let tests = report["tests"].as_array().into_iter().flatten();
    let failed = tests.filter(|test| test["outcome"] != "passed");
    let names = failed.filter_map(|test| Some(test["case"].as_str()?.to_owned()));
    names.collect()
}

/// Finds what a run of the tests left for a person to read.
fn unaccepted(root: &Path, folder: &Path, found: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if entry.file_type()?.is_dir() {
            if name != "target" && !name.starts_with('.') {
                unaccepted(root, &path, found)?;
            }
        } else if name.ends_with(".snap.new") || name.ends_with(".pending-snap") {
            let path = path.strip_prefix(root).unwrap_or(&path);
            found.push(path.display().to_string());
        }
    }
    Ok(())
}
