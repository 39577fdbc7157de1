//! Sequences of exchanges, as data.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use reversals_codegen::tree::Node;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Location;
use super::law::{Relation, Term};
use super::load::{Error, files, headed, location};

/// The folder of scenarios in a folder of cases.
pub const FOLDER: &str = "scenarios";

/// A file of scenarios.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The number of the format: 1.
    pub format: u32,
    /// What a reader finds in the file.
    pub about: String,
    /// The scenarios.
    pub scenarios: Vec<Scenario>,
}

/// Exchanges one after the other, about objects that nobody else uses.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The name, unique in the file.
    pub id: String,
    /// What it shows, in a sentence.
    pub says: String,
    /// Where that is known from.
    pub source: String,
    /// Whether it looks at what others may change meanwhile, so that it is played again before it is a failure.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
    /// The exchanges.
    pub steps: Vec<Step>,
    /// Where it is written.
    #[serde(skip)]
    pub at: Location,
    /// The name of the file, which is the first part of the scenario's.
    #[serde(skip)]
    pub file: String,
}

/// One exchange of a scenario.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The operation, by operationId; none where it is one that is only there to set things up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The method of a request that is of no operation, in upper case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path, in which `$name` is an id: one that was captured, `$name.1` one of a list that was, or one of the ids
    /// that cases use.
    pub path: String,
    /// The parameters of query or body, by name with brackets; `$name` as a value is an id, and where it stands for
    /// a list that was captured, the next of it each time. A list is one pair each.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub form: BTreeMap<String, Texts>,
    /// Headers besides those that every request has; `$name` as a value is an id, and in `idempotency-key` a key that
    /// is fresh in each run and the same in each step; `$NAME` is the key of `$name` in capitals. An empty value takes
    /// a header away.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Whether what is under way on the service's side comes to its end before it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub passes: bool,
    /// How often it is done.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub times: usize,
    /// The status of the answer.
    #[serde(default = "ok")]
    pub status: u16,
    /// Other statuses that it may have, where that is not settled; then nothing but the laws holds of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub may_be: Vec<u16>,
    /// What must hold of the exchange.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<Relation>,
    /// What later steps use, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub captures: BTreeMap<String, Term>,
    /// What a reader should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One text, or several of one name.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Texts {
    /// One.
    One(String),
    /// Several, in their order.
    Many(Vec<String>),
}

impl Texts {
    /// The texts.
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }
}

fn once() -> usize {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_once(times: &usize) -> bool {
    *times == 1
}

fn ok() -> u16 {
    200
}

impl Step {
    /// Whether it makes something that a caller may give instead.
    pub fn makes(&self) -> bool {
        self.method.as_deref() == Some("POST")
    }

    /// The step in a line, with the method of its operation: `POST /v1/transfers amount=1000 currency=usd → 200`.
    pub fn line(&self, method: &str) -> String {
        let mut line = String::new();
        if self.passes {
            line.push_str("time passes; ");
        }
        if self.times > 1 {
            line.push_str(&format!("{} times ", self.times));
        }
        line.push_str(&format!("{method} {}", self.path));
        for (name, texts) in &self.form {
            for text in texts.all() {
                line.push_str(&format!(" {name}={text}"));
            }
        }
        for (name, value) in &self.headers {
            line.push_str(&format!(" {name}: {value}"));
        }
        line.push_str(&format!(" → {}", self.status));
        for status in &self.may_be {
            line.push_str(&format!(" or {status}"));
        }
        line
    }
}

impl Scenario {
    /// The name of the test: `scenarios/transfer_reversals/partial`.
    pub fn name(&self) -> String {
        format!("{FOLDER}/{}/{}", self.file, self.id)
    }

    /// The name that a caller has for what a step captures: `paging/of_ten.transfer`.
    pub fn name_of(&self, captured: &str) -> String {
        format!("{}/{}.{captured}", self.file, self.id)
    }

    /// Whether it has an id by that name: of its own, such as `paging/of_ten.transfer`, of what scenarios make alike, such as
    /// `*.transfer`, or of those that cases use.
    pub fn uses(&self, name: &str) -> bool {
        self.steps.iter().any(|step| {
            let mut own = step.captures.keys().filter(|_| step.makes());
            let texts = step.form.values().flat_map(Texts::all);
            let mut texts = texts.chain(step.headers.values()).map(String::as_str);
            let is = |text: &str| text.strip_prefix('$') == Some(name);
            own.any(|own| {
                self.name_of(own) == name || name.strip_prefix("*.") == Some(own.as_str())
            }) || step.path.split('/').any(is)
                || texts.any(is)
        })
    }

    /// The operations that it shows, by operationId.
    pub fn operations(&self) -> BTreeSet<&str> {
        self.steps
            .iter()
            .filter_map(|step| step.operation.as_deref())
            .collect()
    }
}

/// Reads the scenarios of a folder of cases, in the order of their names.
///
/// Errors: a file that can't be read or isn't of the format, two scenarios of one name, a step that is of no operation
/// and has no method.
pub fn load(cases: &Path) -> Result<Vec<Scenario>, Error> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    if !cases.join(FOLDER).exists() {
        return Ok(scenarios);
    }
    for path in files(&cases.join(FOLDER), "yaml")? {
        let (file, node): (File, _) = headed(&path)?;
        let places = node.get("scenarios").map(Node::items).unwrap_or_default();
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        for (mut scenario, place) in file.scenarios.into_iter().zip(places) {
            scenario.file.clone_from(&stem);
            scenario.at = location(place, &path);
            let wrong = if scenarios
                .iter()
                .any(|other| other.name() == scenario.name())
            {
                "is there twice"
            } else if scenario
                .steps
                .iter()
                .any(|step| step.operation.is_some() == step.method.is_some())
            {
                "has a step without an operation or a method, or with both"
            } else {
                scenarios.push(scenario);
                continue;
            };
            let what = format!("the scenario `{}` {wrong}", scenario.id);
            return Err(Error::at(&scenario.at, what));
        }
    }
    Ok(scenarios)
}

/// A value that a step captured, as text.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
