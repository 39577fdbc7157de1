//! From finds to cases of the suite.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::divergence::Divergence;
use super::yaml;
use crate::case::format::{FORMAT, File};
use crate::case::{self, load_yaml};

/// Where a run writes its finds, below the repository.
pub const FOUND: &str = "target/conformance/found";

/// The file of an operation's folder that adopted cases go to.
const ADOPTED: &str = "found.yaml";

/// A find that became part of the suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// The file of cases that it is in now.
    pub file: PathBuf,
    /// The ids of its cases: `transfer_reversals/create/found_0badcafe`.
    pub ids: Vec<String>,
}

/// Why a find can't become part of the suite.
#[derive(Debug, thiserror::Error)]
pub enum AdoptError {
    /// The find, or the suite with it, can't be read.
    #[error(transparent)]
    Case(#[from] case::Error),
    /// A file can't be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is of another version of the format.
    #[error("{path}: format {format} is not known, only {FORMAT}")]
    Format {
        /// The file.
        path: PathBuf,
        /// Its version.
        format: u32,
    },
    /// The file is no find of one operation.
    #[error("{0} has no operation")]
    NoOperation(PathBuf),
    /// No case is of the operation, so that nothing says which folder it has.
    #[error("no case is of the operation {0}")]
    NoFolder(String),
    /// The file that finds go to does not end with its list of cases.
    #[error("{0} must end with its `cases`, in block style")]
    Foreign(PathBuf),
}

/// Writes a find into a folder, which is made where it is missing, and gives the file.
///
/// Errors: what the system says of folder and file.
pub fn write(divergence: &Divergence, folder: &Path) -> Result<PathBuf, AdoptError> {
    let file = folder.join(divergence.file_name());
    std::fs::create_dir_all(folder).map_err(|source| AdoptError::Io {
        path: folder.to_owned(),
        source,
    })?;
    replace(&file, &divergence.as_case())?;
    Ok(file)
}

/// Moves the cases of a find into the suite below `cases`: to `found.yaml` in the folder of their operation. One that
/// is there under its name already is the same find, and stays as it is.
///
/// Errors: a find that is none, or with which the suite can't be loaded; then nothing has changed.
pub fn adopt(find: &Path, cases: &Path) -> Result<Adopted, AdoptError> {
    let found: File = load_yaml(find)?;
    if found.format != FORMAT {
        return Err(AdoptError::Format {
            path: find.to_owned(),
            format: found.format,
        });
    }
    let Some(operation) = &found.operation else {
        return Err(AdoptError::NoOperation(find.to_owned()));
    };
    let folder = folder_of(operation, cases)?;
    let file = cases.join(&folder).join(ADOPTED);
    let before = match std::fs::read_to_string(&file) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(source) => return Err(AdoptError::Io { path: file, source }),
    };
    let known: Option<File> = before.is_some().then(|| load_yaml(&file)).transpose()?;
    let is_known = |id: &str| {
        known
            .iter()
            .flat_map(|file| &file.cases)
            .any(|group| group.id == id)
    };
    let fresh: Vec<_> = found
        .cases
        .iter()
        .filter(|group| !is_known(&group.id))
        .cloned()
        .collect();
    let text = match &before {
        // The text that is there stays as it is, comments and all.
        Some(text) => {
            let mut text = text.trim_end().to_owned() + "\n";
            text.extend(fresh.iter().map(yaml::group));
            text
        }
        None => yaml::file(&found),
    };
    replace(&file, &text)?;
    let expected = known.as_ref().map_or(0, |file| file.cases.len()) + fresh.len();
    let whole = || -> Result<(), AdoptError> {
        let now: File = load_yaml(&file)?;
        if now.cases.len() != expected {
            return Err(AdoptError::Foreign(file.clone()));
        }
        case::load(cases)?;
        Ok(())
    };
    if let Err(error) = whole() {
        match &before {
            Some(text) => replace(&file, text)?,
            None => std::fs::remove_file(&file).map_err(|source| AdoptError::Io {
                path: file.clone(),
                source,
            })?,
        }
        return Err(error);
    }
    std::fs::remove_file(find).map_err(|source| AdoptError::Io {
        path: find.to_owned(),
        source,
    })?;
    let ids = found
        .cases
        .iter()
        .map(|group| format!("{folder}/{}", group.id))
        .collect();
    Ok(Adopted { file, ids })
}

/// The folder of the cases of an operation: `transfer_reversals/create`.
fn folder_of(operation: &str, cases: &Path) -> Result<String, AdoptError> {
    for path in case::files(cases, "yaml")? {
        let text = std::fs::read_to_string(&path);
        let text = text.map_err(|source| AdoptError::Io {
            path: path.clone(),
            source,
        })?;
        // Reading the text alone is much faster than reading all of the cases.
        let named = text.contains(operation) && text.contains("operation:");
        if !named || load_yaml::<File>(&path)?.operation.as_deref() != Some(operation) {
            continue;
        }
        let folder = path
            .parent()
            .and_then(|folder| folder.strip_prefix(cases).ok());
        if let Some(folder) = folder {
            let parts: Vec<_> = folder.iter().map(|part| part.to_string_lossy()).collect();
            return Ok(parts.join("/"));
        }
    }
    Err(AdoptError::NoFolder(operation.to_owned()))
}

/// Puts a text in a file's place in one step.
fn replace(file: &Path, text: &str) -> Result<(), AdoptError> {
    let put = || {
        let folder = file.parent().unwrap_or(Path::new("."));
        let mut new = tempfile::NamedTempFile::new_in(folder)?;
        new.write_all(text.as_bytes())?;
        new.persist(file).map_err(|error| error.error)?;
        Ok(())
    };
    put().map_err(|source| AdoptError::Io {
        path: file.to_owned(),
        source,
    })
}
