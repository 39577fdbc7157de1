//! The steps of a composite action, run as a runner runs them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Action {
    inputs: BTreeMap<String, Input>,
    #[serde(default)]
    outputs: BTreeMap<String, Value>,
    pub(crate) runs: Runs,
}

#[derive(Deserialize)]
struct Input {
    #[serde(default)]
    required: bool,
    default: Option<String>,
}

#[derive(Deserialize)]
struct Value {
    value: String,
}

#[derive(Deserialize)]
pub(crate) struct Runs {
    pub(crate) using: String,
    pub(crate) steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    id: String,
    pub(crate) shell: String,
    #[serde(default)]
    env: BTreeMap<String, String>,
    pub(crate) run: String,
}

/// The action of a folder.
pub(crate) fn action(folder: &Path) -> Action {
    let text = fs::read_to_string(folder.join("action.yml")).unwrap();
    serde_saphyr::from_str(&text).unwrap()
}

/// A run of all steps, until one fails.
pub(crate) struct Ran {
    pub(crate) outputs: BTreeMap<String, String>,
    last: Output,
}

impl Ran {
    pub(crate) fn code(&self) -> Option<i32> {
        self.last.status.code()
    }

    /// What the last step said.
    pub(crate) fn said(&self) -> String {
        let Output { stdout, stderr, .. } = &self.last;
        String::from_utf8_lossy(stdout).into_owned() + &String::from_utf8_lossy(stderr)
    }
}

/// The value of the one expression that a text is.
fn evaluated(text: &str, contexts: &BTreeMap<String, String>) -> String {
    let Some(expression) = text
        .strip_prefix("${{ ")
        .and_then(|rest| rest.strip_suffix(" }}"))
    else {
        assert!(!text.contains("${{"), "{text}: an expression within a text");
        return text.to_owned();
    };
    let value = contexts.get(expression);
    value
        .unwrap_or_else(|| panic!("nothing is called `{expression}`"))
        .clone()
}

/// Runs the action of `folder` with inputs, where `here` is the working directory, and the summary is `summary.md` in it.
/// Programs are looked for in `path` first.
pub(crate) fn run(folder: &Path, with: &[(&str, &str)], here: &Path, path: Option<&Path>) -> Ran {
    let action = action(folder);
    let of = folder.to_str().unwrap().to_owned();
    let mut contexts = BTreeMap::from([("github.action_path".to_owned(), of)]);
    for (name, input) in &action.inputs {
        let given = with.iter().find(|(other, _)| other == name);
        let value = given
            .map(|(_, value)| (*value).to_owned())
            .or_else(|| input.default.clone());
        assert!(given.is_some() || !input.required, "{name} is required");
        contexts.insert(format!("inputs.{name}"), value.unwrap_or_default());
    }
    for (name, _) in with {
        assert!(action.inputs.contains_key(*name), "{name} is no input");
    }
    // What the runner has beside the working directory.
    let runner = tempfile::tempdir().unwrap();
    let mut last = None;
    for step in &action.runs.steps {
        let (output, script) = (runner.path().join("output"), runner.path().join("step.sh"));
        fs::write(&output, "").unwrap();
        fs::write(&script, &step.run).unwrap();
        let mut command = Command::new("bash");
        command
            .args(["--noprofile", "--norc", "-eo", "pipefail"])
            .arg(&script)
            .current_dir(here)
            .env_remove("CARGO_TARGET_DIR")
            .env("RUNNER_TEMP", runner.path())
            .env("GITHUB_OUTPUT", &output)
            .env("GITHUB_STEP_SUMMARY", here.join("summary.md"));
        if let Some(path) = path {
            let rest = std::env::var("PATH").unwrap();
            command.env("PATH", format!("{}:{rest}", path.display()));
        }
        for (name, text) in &step.env {
            command.env(name, evaluated(text, &contexts));
        }
        let ended = command.output().unwrap();
        for line in fs::read_to_string(&output).unwrap().lines() {
            let (name, value) = line.split_once('=').unwrap();
            let name = format!("steps.{}.outputs.{name}", step.id);
            contexts.insert(name, value.to_owned());
        }
        let failed = !ended.status.success();
        last = Some(ended);
        if failed {
            break;
        }
    }
    let outputs = action.outputs.iter().filter_map(|(name, output)| {
        let known = contexts
            .keys()
            .any(|key| output.value.contains(key.as_str()));
        known.then(|| (name.clone(), evaluated(&output.value, &contexts)))
    });
    Ran {
        outputs: outputs.collect(),
        last: last.unwrap(),
    }
}
