//! What is different where a service with state answers, and no handler that does as it is told.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::load::{Error, headed, location};
use super::{Case, Judge};

/// The file in a folder of cases.
pub const FILE: &str = "over_http.yaml";

/// The file.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OverHttp {
    /// The number of the format: 1.
    pub format: u32,
    /// What a reader finds in the file.
    pub about: String,
    /// What may be refused, the first entry that fits a case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub may_refuse: Vec<MayRefuse>,
    /// Requests that the document does not describe, and that a service may take all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub may_accept: Vec<MayAccept>,
    /// What nobody can be asked over HTTP.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub impossible: Vec<Impossible>,
}

/// Cases whose requests the document allows, and which a service may refuse all the same.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MayRefuse {
    /// The cases: the beginning of their ids.
    pub cases: Vec<String>,
    /// Why.
    pub reason: String,
    /// With which status.
    pub status: u16,
    /// With which `error.code`; none where any will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// With which `error.param`; none where any will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
}

/// Cases of requests that are refused here, and which no document has others refuse.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MayAccept {
    /// The cases: the beginning of their ids.
    pub cases: Vec<String>,
    /// Why.
    pub reason: String,
}

/// Cases that can't be judged over HTTP.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Impossible {
    /// The cases: the beginning of their ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<String>,
    /// Those whose answer another file carries.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub carried: bool,
    /// Those whose answer is a failure that a handler is told to give.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub failures: bool,
    /// Why.
    pub reason: String,
}

impl OverHttp {
    /// What a service may refuse a case with.
    pub fn may_refuse(&self, case: &str) -> impl Iterator<Item = &MayRefuse> {
        self.may_refuse
            .iter()
            .filter(move |entry| names(&entry.cases, case))
    }

    /// Whether a service may take what a case has refused.
    pub fn may_accept(&self, case: &str) -> bool {
        self.may_accept.iter().any(|it| names(&it.cases, case))
    }

    /// Why a case can't be judged over HTTP.
    pub fn impossible(&self, case: &Case) -> Option<&Impossible> {
        let failure =
            matches!(&case.judge, Judge::Exchange { response, .. } if response.status >= 400);
        self.impossible.iter().find(|entry| {
            names(&entry.cases, &case.id)
                || (entry.carried && case.carried)
                || (entry.failures && failure)
        })
    }
}

fn names(starts: &[String], case: &str) -> bool {
    starts.iter().any(|start| case.starts_with(start.as_str()))
}

/// Reads the file of a folder of cases; nothing is different where there is none.
///
/// Errors: a file that can't be read or isn't of the format, an entry that no case fits.
pub(super) fn load(root: &Path, cases: &[Arc<Case>]) -> Result<OverHttp, Error> {
    let path = root.join(FILE);
    if !path.exists() {
        return Ok(OverHttp::default());
    }
    let (file, node): (OverHttp, _) = headed(&path)?;
    let starts = file.may_refuse.iter().flat_map(|entry| &entry.cases);
    let starts = starts.chain(file.may_accept.iter().flat_map(|entry| &entry.cases));
    let starts = starts.chain(file.impossible.iter().flat_map(|entry| &entry.cases));
    for start in starts {
        if !cases.iter().any(|case| case.id.starts_with(start.as_str())) {
            let at = location(&node, &path);
            return Err(Error::at(&at, format!("no case begins with `{start}`")));
        }
    }
    Ok(file)
}
