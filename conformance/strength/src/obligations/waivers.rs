//! Obligations that no case meets, each with the reason.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The waived obligations by id, each with the reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waivers(pub BTreeMap<String, String>);

/// Why there are no waivers to be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file can't be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no table of texts.
    #[error("{path}: {source}")]
    Toml {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: Box<toml::de::Error>,
    },
    /// A waiver has no reason.
    #[error("{path}: the waiver of `{id}` has no reason")]
    Reason {
        /// The file.
        path: PathBuf,
        /// The obligation.
        id: String,
    },
}

impl Waivers {
    /// Reads a file of lines such as `"CreateThing/client/body.amount/null" = "why"`.
    ///
    /// Errors: a file that can't be read or is no table of texts, and a text that is empty.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Io {
            path: path.to_owned(),
            source,
        })?;
        Self::read(path, &text)
    }

    fn read(path: &Path, text: &str) -> Result<Self, Error> {
        let waivers: BTreeMap<String, String> =
            toml::from_str(text).map_err(|source| Error::Toml {
                path: path.to_owned(),
                source: Box::new(source),
            })?;
        match waivers.iter().find(|(_, reason)| reason.trim().is_empty()) {
            Some((id, _)) => Err(Error::Reason {
                path: path.to_owned(),
                id: id.clone(),
            }),
            None => Ok(Self(waivers)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waiver_needs_a_reason() {
        let read = |text: &str| Waivers::read(Path::new("waivers.toml"), text);
        assert_eq!(read("# none yet").unwrap(), Waivers::default());
        assert_eq!(
            read("\"A/client/b/c\" = \"why\"").unwrap().0["A/client/b/c"],
            "why"
        );
        assert_eq!(
            read("\"A/client/b/c\" = \" \"").unwrap_err().to_string(),
            "waivers.toml: the waiver of `A/client/b/c` has no reason"
        );
        assert!(matches!(read("a = 1"), Err(Error::Toml { .. })));
    }
}
