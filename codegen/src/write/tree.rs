//! Walking and filling directories.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use super::at;
use crate::Error;

/// Cargo's build cache, which is no output and can be made again.
pub(super) const CACHE: &str = "target";

/// The files below `dir` by relative path with forward slashes, without the build cache.
pub(super) fn files(dir: &Path) -> Result<BTreeSet<String>, Error> {
    Ok(walk(dir)?.0)
}

/// The directories below `dir` that have nothing in them, in the same form.
pub(super) fn empty_directories(dir: &Path) -> Result<BTreeSet<String>, Error> {
    Ok(walk(dir)?.1)
}

/// The files and the empty directories.
fn walk(dir: &Path) -> Result<(BTreeSet<String>, BTreeSet<String>), Error> {
    let (mut files, mut empty) = (BTreeSet::new(), BTreeSet::new());
    if !dir.exists() {
        return Ok((files, empty));
    }
    let mut waiting = vec![(dir.to_owned(), String::new())];
    while let Some((path, prefix)) = waiting.pop() {
        let mut nothing = true;
        for entry in fs::read_dir(&path).map_err(|source| at(&path, source))? {
            nothing = false;
            let entry = entry.map_err(|source| at(&path, source))?;
            let kind = entry
                .file_type()
                .map_err(|source| at(&entry.path(), source))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if prefix.is_empty() && name == CACHE {
                continue;
            }
            let relative = format!("{prefix}{name}");
            if kind.is_dir() {
                waiting.push((entry.path(), format!("{relative}/")));
            } else {
                files.insert(relative);
            }
        }
        if nothing {
            empty.insert(prefix);
        }
    }
    Ok((files, empty))
}

/// Writes a file and its directories, through to the disk.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let io = |source| at(path, source);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(io)?;
    }
    let mut file = File::create_new(path).map_err(io)?;
    file.write_all(bytes).map_err(io)?;
    file.sync_all().map_err(io)
}

/// Makes `to` the same file as `from`, or a copy where the file system has no links.
pub(super) fn carry(from: &Path, to: &Path) -> Result<(), Error> {
    let io = |source| at(from, source);
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).map_err(io)?;
    }
    fs::hard_link(from, to)
        .or_else(|_| fs::copy(from, to).map(|_| ()))
        .map_err(io)
}
