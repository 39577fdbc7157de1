//! The one module that writes: compares a directory with the outputs, or makes it equal to them.
//!
//! Applying is all or nothing. The new tree is built beside the old one and the two are exchanged by
//! one system call, so that a kill at any moment leaves the old tree or the new one.

mod exchange;
pub mod files;
mod tree;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::Error;
use crate::emit::{DOCUMENT, MARK, Outputs};

/// How a directory differs from the outputs. Paths are relative to it, with forward slashes, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Outputs whose file has other bytes.
    pub stale: Vec<String>,
    /// Outputs that have no file.
    pub missing: Vec<String>,
    /// Files that an earlier run made and this one does not.
    pub orphaned: Vec<String>,
    /// Files that no run made.
    pub foreign: Vec<String>,
}

impl Difference {
    /// Whether the outputs are all there and nothing of an earlier run is left.
    pub fn is_current(&self) -> bool {
        self.stale.is_empty() && self.missing.is_empty() && self.orphaned.is_empty()
    }
}

/// A step of [`apply_watched`], for tests that stop there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Before a file of the new tree is written.
    Write(String),
    /// Before a foreign file is carried into the new tree.
    Carry(String),
    /// Before the trees are exchanged.
    Exchange,
    /// After the trees were exchanged, before the old one is removed.
    Remove,
}

/// Compares `dir` with the outputs. A directory that does not exist has none of them.
pub fn diff(dir: &Path, outputs: &Outputs) -> Result<Difference, Error> {
    is_directory(dir)?;
    let mut difference = Difference::default();
    let files = tree::files(dir)?;
    for (path, bytes) in outputs {
        if !files.contains(path) {
            difference.missing.push(path.clone());
        } else if read(&dir.join(path))? != *bytes {
            difference.stale.push(path.clone());
        }
    }
    for path in &files {
        if !outputs.contains_key(path) {
            let orphaned = !is_elsewhere(path, &files) && is_ours(&dir.join(path))?;
            if orphaned {
                difference.orphaned.push(path.clone());
            } else {
                difference.foreign.push(path.clone());
            }
        }
    }
    Ok(difference)
}

/// Makes `dir` equal to the outputs, all or nothing. Files that no run made are carried over.
pub fn apply(dir: &Path, outputs: &Outputs) -> Result<Difference, Error> {
    apply_watched(dir, outputs, &mut |_| Ok(()))
}

/// [`apply`], with a watcher that is told each step before it is taken and can stop there.
pub fn apply_watched(
    dir: &Path,
    outputs: &Outputs,
    watch: &mut dyn FnMut(Step) -> io::Result<()>,
) -> Result<Difference, Error> {
    // A link stays a link: what it points to is what is exchanged.
    let dir = &if dir.exists() {
        fs::canonicalize(dir).map_err(|source| at(dir, source))?
    } else {
        dir.to_owned()
    };
    is_directory(dir)?;
    let parent = dir
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let paths = Paths::beside(dir, parent)?;
    fs::create_dir_all(parent).map_err(|source| at(parent, source))?;
    let _lock = exchange::lock(parent, &paths.lock).map_err(|source| at(parent, source))?;
    exchange::recover(dir, &paths.staging, &paths.old)?;
    let difference = diff(dir, outputs)?;
    if difference.is_current() {
        return Ok(difference);
    }
    refuse_to_clobber(dir, &difference)?;
    refuse_to_leave(dir)?;
    let outcome = build_and_exchange(dir, outputs, &difference, &paths, watch);
    if outcome.is_err() {
        // What is left would be removed by the next run; nothing depends on it being gone.
        let _ = fs::remove_dir_all(&paths.staging);
    }
    outcome.map(|()| difference)
}

struct Paths {
    staging: PathBuf,
    old: PathBuf,
    lock: PathBuf,
}

impl Paths {
    fn beside(dir: &Path, parent: &Path) -> Result<Self, Error> {
        let Some(name) = dir.file_name().and_then(|name| name.to_str()) else {
            return Err(unfit(
                dir,
                "has no name that the names beside it can be made from",
                "give a directory with a name",
            ));
        };
        Ok(Self {
            // Whatever has these names is removed by the next run, so nobody else may have a use for them.
            staging: parent.join(format!(".{name}.reversals-staging")),
            old: parent.join(format!(".{name}.reversals-old")),
            lock: parent.join(format!(".{name}.reversals-lock")),
        })
    }
}

fn build_and_exchange(
    dir: &Path,
    outputs: &Outputs,
    difference: &Difference,
    paths: &Paths,
    watch: &mut dyn FnMut(Step) -> io::Result<()>,
) -> Result<(), Error> {
    let staging = &paths.staging;
    fs::create_dir(staging).map_err(|source| at(staging, source))?;
    for (path, bytes) in outputs {
        let file = staging.join(path);
        watch(Step::Write(path.clone())).map_err(|source| at(&file, source))?;
        tree::write(&file, bytes)?;
    }
    for path in &difference.foreign {
        watch(Step::Carry(path.clone())).map_err(|source| at(&dir.join(path), source))?;
        tree::carry(&dir.join(path), &staging.join(path))?;
    }
    for path in tree::empty_directories(dir)? {
        // A repository without commits has such, and is none without them.
        let made = staging.join(path);
        fs::create_dir_all(&made).map_err(|source| at(&made, source))?;
    }
    watch(Step::Exchange).map_err(|source| at(dir, source))?;
    exchange::exchange(dir, staging, &paths.old)?;
    watch(Step::Remove).map_err(|source| at(dir, source))?;
    // From here on the new tree stands; the build cache follows it, and the rest of the old one goes.
    let cache = staging.join(tree::CACHE);
    if cache.is_dir() {
        let _ = fs::rename(&cache, dir.join(tree::CACHE));
    }
    let _ = fs::remove_dir_all(staging);
    Ok(())
}

/// Whether `path` is in the tree of another run, in a directory below: every run makes the document that it was
/// made from, so a directory that has one is a tree of its own.
fn is_elsewhere(path: &str, files: &BTreeSet<String>) -> bool {
    path.match_indices('/')
        .any(|(end, _)| files.contains(&format!("{}/{DOCUMENT}", &path[..end])))
}

/// An output must not replace a file that no run made, nor move into a directory of something else.
fn refuse_to_clobber(dir: &Path, difference: &Difference) -> Result<(), Error> {
    for path in &difference.stale {
        if !is_ours(&dir.join(path))? {
            return Err(Error::Foreign {
                dir: dir.to_owned(),
                what: format!("holds `{path}`, which this program did not make and would replace"),
                help: "move the file away, or choose another directory".to_owned(),
            });
        }
    }
    Ok(())
}

/// The process that gave the command would stay in the old tree, which is removed.
fn refuse_to_leave(dir: &Path) -> Result<(), Error> {
    let here = std::env::current_dir().and_then(fs::canonicalize);
    if here.is_ok_and(|here| here.starts_with(dir)) {
        return Err(unfit(
            dir,
            "is where this runs, and is replaced as a whole",
            "run this from another directory",
        ));
    }
    Ok(())
}

/// Refuses a path where there is something else than a directory, at its end or on the way.
fn is_directory(dir: &Path) -> Result<(), Error> {
    let ancestors = dir.ancestors().filter(|path| !path.as_os_str().is_empty());
    for path in ancestors {
        let link = fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
        if path.is_dir() {
            return Ok(());
        }
        if path.exists() || link {
            let what = if link {
                "is a link that leads to no directory"
            } else {
                "is no directory"
            };
            return Err(unfit(path, what, "choose another directory"));
        }
    }
    Ok(())
}

fn unfit(dir: &Path, what: &str, help: &str) -> Error {
    Error::Foreign {
        dir: dir.to_owned(),
        what: what.to_owned(),
        help: help.to_owned(),
    }
}

/// Whether a file says that it was generated.
fn is_ours(path: &Path) -> Result<bool, Error> {
    let bytes = read(path)?;
    let head = &bytes[..bytes.len().min(2048)];
    Ok(String::from_utf8_lossy(head).contains(MARK))
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|source| at(path, source))
}

fn at(path: &Path, source: io::Error) -> Error {
    Error::Io {
        path: path.to_owned(),
        source,
    }
}
