//! Case files to cases. The places of groups and rows are kept, so that a failure names file and line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use reversals_codegen::load as yaml;
use reversals_codegen::tree::Node;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::format::{FORMAT, File};
use super::{Case, Folding, Location, Suite, expand, law, over_http, remedies, repeat, scenario};

/// Why the cases can't be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file is no YAML.
    #[error("{0}")]
    Yaml(#[from] reversals_codegen::diagnostic::Report),
    /// A file or folder can't be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A payload is no JSON.
    #[error("{path}: {source}")]
    Json {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A file says what cannot be.
    #[error("{file}:{line}: {what}")]
    Case {
        /// The file, below the repository.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
}

impl Error {
    pub(super) fn at(location: &Location, what: impl Into<String>) -> Self {
        Self::Case {
            file: location.file.clone(),
            line: location.line,
            what: what.into(),
        }
    }
}

/// A file of cases as it is written, with its places.
pub(super) struct Loaded {
    /// The folder below that of the cases: `transfer_reversals/create`.
    pub(super) folder: String,
    /// The name of the file without its extension.
    pub(super) stem: String,
    /// The file.
    pub(super) file: File,
    /// The place of the file's head.
    pub(super) head: Location,
    /// The place of each group.
    pub(super) groups: Vec<Location>,
    /// The place of each row of each group.
    pub(super) rows: Vec<BTreeMap<String, Location>>,
}

/// Reads every case below `root`.
///
/// Errors: the first file that can't be read, isn't of the format, or says what cannot be: two cases of one id, a
/// payload that nothing uses, a change of what isn't there, a case that judges nothing.
pub fn load(root: &Path) -> Result<Suite, Error> {
    let mut payloads = BTreeMap::new();
    let mut printed = BTreeMap::new();
    let folder = root.join("payloads");
    for path in files(&folder, "json")? {
        let bytes = read(&path)?;
        let value: Value = serde_json::from_slice(&bytes).map_err(|source| Error::Json {
            path: path.clone(),
            source,
        })?;
        let name = below(&path, &folder);
        printed.insert(name.clone(), printed_hash(&bytes));
        payloads.insert(name, value);
    }
    let mut loaded = Vec::new();
    for path in files(root, "yaml")? {
        let name = below(&path, root);
        let Some((folder, _)) = name.rsplit_once('/') else {
            continue;
        };
        if folder == scenario::FOLDER {
            continue;
        }
        loaded.push(file(&path, folder)?);
    }
    let foldings_path = root.join("foldings.yaml");
    let foldings_node = tree(&foldings_path)?;
    let foldings: BTreeMap<String, Folding> = typed(&foldings_node)?;
    let expand::Expanded { cases, used } = expand::all(&loaded, &payloads, &printed, &foldings)?;
    let payloads = payloads
        .into_keys()
        .map(|name| {
            let users = used.get(&name).cloned().unwrap_or_default();
            (name, users)
        })
        .collect();
    let remote = over_http::load(root, &cases)?;
    let suite = Suite {
        cases,
        foldings,
        payloads,
        laws: law::load(root)?,
        scenarios: scenario::load(root)?,
        remedies: remedies::load(root)?,
        remote,
    };
    unused(&suite, root, &foldings_node)?;
    Ok(suite)
}

/// The cases of a file that is not written yet, beside those of `known`, which may carry its own.
///
/// Errors: as for [`load`], with places that say nothing.
pub fn proposed(
    file: File,
    folder: &str,
    stem: &str,
    known: &[Arc<Case>],
    payloads: &BTreeMap<String, Value>,
    foldings: &BTreeMap<String, Folding>,
) -> Result<Vec<Arc<Case>>, Error> {
    let loaded = Loaded {
        folder: folder.to_owned(),
        stem: stem.to_owned(),
        head: Location::default(),
        groups: vec![Location::default(); file.cases.len()],
        rows: vec![BTreeMap::new(); file.cases.len()],
        file,
    };
    expand::beside(&loaded, known, payloads, foldings)
}

/// The SHA-256 of a payload as a page prints it: lines flush left, one line feed between them, none at the end.
fn printed_hash(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<_> = text.lines().map(str::trim_start).collect();
    let hash = Sha256::digest(lines.join("\n").trim_end().as_bytes());
    hash.iter().fold(String::new(), |mut text, byte| {
        text.push_str(&format!("{byte:02x}"));
        text
    })
}

/// Refuses payloads and foldings that no case uses: they would look like proof and prove nothing.
fn unused(suite: &Suite, root: &Path, foldings: &Node) -> Result<(), Error> {
    for (name, users) in &suite.payloads {
        if users.is_empty() {
            let at = Location {
                file: shown(&root.join("payloads").join(name)),
                line: 1,
            };
            return Err(Error::at(&at, "no case uses this payload"));
        }
    }
    let used = |name: &str| {
        suite.cases.iter().any(|case| {
            matches!(&case.judge, super::Judge::Exchange { folding: Some(folding), .. } if folding == name)
        })
    };
    for member in foldings.members() {
        let name = &member.key;
        if !used(name) {
            let at = Location {
                file: shown(&root.join("foldings.yaml")),
                line: member.place.line,
            };
            return Err(Error::at(&at, format!("no case uses the folding `{name}`")));
        }
    }
    Ok(())
}

fn file(path: &Path, folder: &str) -> Result<Loaded, Error> {
    let (file, node): (File, Node) = headed(path)?;
    let head = location(&node, path);
    let items = node.get("cases").map(Node::items).unwrap_or_default();
    let groups = items.iter().map(|group| location(group, path)).collect();
    let rows = items
        .iter()
        .map(|group| {
            let rows = group.get("rows").map(Node::members).unwrap_or_default();
            let place = |member: &reversals_codegen::tree::Member| Location {
                file: head.file.clone(),
                line: member.place.line,
            };
            rows.iter()
                .map(|member| (member.key.clone(), place(member)))
                .collect()
        })
        .collect();
    Ok(Loaded {
        folder: folder.to_owned(),
        stem: path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default(),
        file,
        head,
        groups,
        rows,
    })
}

/// One YAML file as a tree.
fn tree(path: &Path) -> Result<Node, Error> {
    let path = path.to_owned();
    let fragments = yaml::fragments(&yaml::spec_files(std::slice::from_ref(&path))?)?;
    fragments
        .roots
        .into_iter()
        .next()
        .ok_or_else(|| Error::Case {
            file: path.display().to_string(),
            line: 1,
            what: "the file is empty".to_owned(),
        })
}

/// One YAML file as a value, with nothing written out.
pub(super) fn as_written(path: &Path) -> Result<Value, Error> {
    Ok(tree(path)?.to_json())
}

/// A tree as a value; an error names the place.
fn typed<T: DeserializeOwned>(node: &Node) -> Result<T, Error> {
    serde_path_to_error::deserialize(repeat::written_out(node.to_json())).map_err(|error| {
        let mut at = node;
        for segment in error.path() {
            let next = match segment {
                serde_path_to_error::Segment::Map { key } => at.get(key),
                serde_path_to_error::Segment::Seq { index } => at.items().get(*index),
                _ => None,
            };
            match next {
                Some(next) => at = next,
                None => break,
            }
        }
        let path = PathBuf::from(&node.place.source.shown);
        Error::at(
            &location(at, &path),
            format!("{}: {}", error.path(), error.inner()),
        )
    })
}

/// One YAML file that says which format it is of, and its tree.
pub(super) fn headed<T: DeserializeOwned>(path: &Path) -> Result<(T, Node), Error> {
    let node = tree(path)?;
    let file = typed(&node)?;
    if let Some(format) = node.get("format")
        && format.to_json() != FORMAT
    {
        let what = format!("format {} is not known, only {FORMAT}", format.to_json());
        return Err(Error::at(&location(format, path), what));
    }
    Ok((file, node))
}

pub(super) fn location(node: &Node, path: &Path) -> Location {
    Location {
        file: shown(path),
        line: node.place.line,
    }
}

/// The repository that a path is in: what is above the nearest `conformance` folder.
fn repository(path: &Path) -> PathBuf {
    path.ancestors()
        .find(|parent| parent.file_name().is_some_and(|name| name == "conformance"))
        .and_then(Path::parent)
        .map(Path::to_owned)
        .unwrap_or_default()
}

/// A file as cases and reports name it: below its repository, with forward slashes.
pub fn shown(path: &Path) -> String {
    below(path, &repository(path))
}

/// A path below a folder, with forward slashes.
fn below(path: &Path, folder: &Path) -> String {
    slashed(path.strip_prefix(folder).unwrap_or(path))
}

/// A path with forward slashes.
pub fn slashed(path: &Path) -> String {
    path.to_string_lossy()
        .replace(std::path::MAIN_SEPARATOR, "/")
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| Error::Io {
        path: path.to_owned(),
        source,
    })
}

/// The files of an extension below a folder, by name.
///
/// Errors: a folder that can't be read.
pub fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, Error> {
    let failed = |source| Error::Io {
        path: folder.to_owned(),
        source,
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            found.extend(files(&path, extension)?);
        } else if path.extension().is_some_and(|other| other == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// One YAML file that says which format it is of, as a value.
///
/// Errors: as for [`load`].
pub fn load_yaml<T: DeserializeOwned>(path: &Path) -> Result<T, Error> {
    Ok(headed(path)?.0)
}
