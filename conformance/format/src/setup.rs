//! What a service is asked before the cases, so that there are objects for them to be about.
//!
//! `conformance/cases/setup.yaml` is of this format. Paths and forms use the names of ids as cases do, and ids that
//! the caller gives go before those of a step.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::load::{Error, load_yaml, shown};

/// The ids that cases use, and the requests that make objects for them.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// The version of the format.
    pub format: u32,
    /// What is set up.
    pub about: String,
    /// The ids by the name that cases use. A case that uses one which nobody gives is not judged.
    pub ids: BTreeMap<String, Id>,
    /// What is asked, in this order.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// What makes time pass on the service's side, where it has that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passes: Option<Passes>,
}

/// An id that cases use.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Id {
    /// What it is the id of.
    pub what: String,
    /// Other names that cases have for it, such as the ids that documentation prints.
    #[serde(default, rename = "as", skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
}

/// A request that makes time pass.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Passes {
    /// What a reader should know.
    pub note: String,
    /// The path that is posted to.
    pub path: String,
    /// The form: its names as they are on the wire, its values as text.
    pub form: BTreeMap<String, String>,
    /// How the service tells its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<Clock>,
}

/// What a service is asked for its time, on the path that makes time pass.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// The form.
    pub form: BTreeMap<String, String>,
    /// Where the answer has the time in seconds: a JSON pointer.
    pub now: String,
}

/// One request before the cases.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The name, unique in the file.
    pub id: String,
    /// What a reader should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The method in upper case.
    pub method: String,
    /// The path, with names of ids as whole segments.
    pub path: String,
    /// The form: its names as they are on the wire, its values as text, with names of ids as whole values. `<uuid>` is
    /// another one each time.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub form: BTreeMap<String, String>,
    /// The operations that use up what the step makes, by operationId: each call of one gets an object of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub used_up_by: Vec<String>,
    /// What makes one that the caller gave as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored_by: Option<Restored>,
    /// What takes away one that the step made for a call, after that call, whether or not the call did: for what there
    /// is only room for a few of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_away_by: Option<Restored>,
    /// The ids that the answer gives: the name and the JSON pointer of each. A step all of whose ids are known is
    /// left out.
    pub gives: BTreeMap<String, String>,
}

/// A request that makes an object as it was when it was made, or takes it away.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Restored {
    /// The path that is posted to.
    pub path: String,
    /// The form.
    pub form: BTreeMap<String, String>,
}

impl Setup {
    /// Reads `setup.yaml` in a folder of cases.
    ///
    /// Errors: a file that can't be read or isn't of the format, a step that gives an id which is not listed.
    pub fn load(cases: &Path) -> Result<Self, Error> {
        let path = cases.join("setup.yaml");
        let setup: Self = load_yaml(&path)?;
        for step in &setup.steps {
            if let Some(name) = step
                .gives
                .keys()
                .find(|name| !setup.ids.contains_key(*name))
            {
                return Err(Error::Case {
                    file: shown(&path),
                    line: 1,
                    what: format!(
                        "the step `{}` gives `{name}`, which is not among `ids`",
                        step.id
                    ),
                });
            }
        }
        Ok(setup)
    }

    /// Whether calls of an operation use up what a step makes.
    pub fn renews(&self, operation: &str) -> bool {
        self.steps.iter().any(|step| step.is_used_up_by(operation))
    }

    /// Whether calls use up what the caller gave.
    pub fn uses_up(&self, given: &BTreeMap<String, String>) -> bool {
        let mut steps = self.steps.iter().filter(|step| !step.used_up_by.is_empty());
        steps.any(|step| step.gives.keys().any(|name| given.contains_key(name)))
    }
}

impl Step {
    /// Whether calls of an operation use up what it makes.
    pub fn is_used_up_by(&self, operation: &str) -> bool {
        self.used_up_by.iter().any(|id| id == operation)
    }
}
