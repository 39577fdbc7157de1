//! What a caller does about a refusal, as data: the page for people tells it beside each that the cases have.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Refusal;
use super::load::{Error, load_yaml};

/// The file in a folder of cases.
pub const FILE: &str = "remedies.yaml";

/// The file.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Remedies {
    /// The number of the format: 1.
    pub format: u32,
    /// What a reader finds in the file.
    pub about: String,
    /// What to do; the first that fits a refusal.
    pub remedies: Vec<Remedy>,
}

/// What to do about some refusals: those that have all that it names.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Remedy {
    /// The status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// `error.type`
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// `error.code`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// `error.param`, without what is in brackets behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// A part of `error.message`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// What to do, in a sentence.
    pub then: String,
}

impl Remedies {
    /// What to do about a refusal, and the number of the entry that says it.
    pub fn of(&self, refusal: &Refusal) -> Option<(usize, &str)> {
        let mut all = self.remedies.iter().enumerate();
        let found = all.find(|(_, remedy)| remedy.fits(refusal));
        found.map(|(number, remedy)| (number, remedy.then.as_str()))
    }
}

impl Remedy {
    fn fits(&self, refusal: &Refusal) -> bool {
        let is = |wanted: &Option<String>, found: Option<&str>| {
            wanted.is_none() || wanted.as_deref() == found
        };
        let param = refusal.param.as_deref();
        let param = param.and_then(|param| param.split('[').next());
        let message = refusal.message.as_deref().unwrap_or_default();
        self.status.is_none_or(|status| status == refusal.status)
            && is(&self.type_, Some(&refusal.type_))
            && is(&self.code, refusal.code.as_deref())
            && is(&self.param, param)
            && self
                .says
                .as_ref()
                .is_none_or(|says| message.contains(says.as_str()))
    }
}

/// Reads the file of a folder of cases; nothing is to be done where there is none.
///
/// Errors: a file that can't be read or isn't of the format.
pub(super) fn load(root: &Path) -> Result<Remedies, Error> {
    let path = root.join(FILE);
    if !path.exists() {
        return Ok(Remedies::default());
    }
    load_yaml(&path)
}
