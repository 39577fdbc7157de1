//! A copy of the repository's sources, in which crates can be made and compiled without harm.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::Error;

/// What compiling needs; everything else of a repository stays behind.
const PARTS: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "README.md",
    "codegen",
    "conformance",
    "generated",
    "xtask",
];

/// The copy, which is this process's alone.
pub(super) struct Tree {
    path: PathBuf,
    _lock: File,
}

impl Tree {
    /// Makes the copy below `target/calibration`, or brings it up to date. Files that are the same are left alone, so
    /// that what is compiled stays compiled.
    pub(super) fn of(root: &Path) -> Result<Self, Error> {
        let home = root.join("target/calibration");
        fs::create_dir_all(&home).map_err(|source| at(&home, source))?;
        // Another run would put another document between crates and compiler; it waits.
        let lock = File::open(&home).map_err(|source| at(&home, source))?;
        lock.lock().map_err(|source| at(&home, source))?;
        let tree = Self {
            path: home.join("tree"),
            _lock: lock,
        };
        for part in PARTS {
            copy(&root.join(part), &tree.path(part))?;
        }
        Ok(tree)
    }

    /// A path in the copy.
    pub(super) fn path(&self, below: &str) -> PathBuf {
        self.path.join(below)
    }

    /// Where the copy is compiled: outside of it, and shared by all mutants.
    pub(super) fn target(&self) -> PathBuf {
        self.path.with_file_name("target")
    }

    /// Writes a file of the copy.
    pub(super) fn write(&self, below: &str, bytes: &[u8]) -> Result<(), Error> {
        written(&self.path(below), bytes)
    }
}

fn at(path: &Path, source: io::Error) -> Error {
    Error::Io {
        path: path.to_owned(),
        source,
    }
}

fn written(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|source| at(parent, source))?;
    }
    fs::write(path, bytes).map_err(|source| at(path, source))
}

/// Makes `to` what `from` is, but for build output and hidden files.
fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    if !from.is_dir() {
        let bytes = fs::read(from).map_err(|source| at(from, source))?;
        return written(to, &bytes);
    }
    fs::create_dir_all(to).map_err(|source| at(to, source))?;
    let wanted = names(from)?;
    for name in &wanted {
        copy(&from.join(name), &to.join(name))?;
    }
    for name in names(to)?.difference(&wanted) {
        let path = to.join(name);
        let removed = if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed.map_err(|source| at(&path, source))?;
    }
    Ok(())
}

/// What is in a folder, but for build output and hidden files.
fn names(folder: &Path) -> Result<BTreeSet<String>, Error> {
    let failed = |source| at(folder, source);
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let name = name.to_string_lossy().into_owned();
        if name != "target" && !name.starts_with('.') {
            names.insert(name);
        }
    }
    Ok(names)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_copy_follows_its_source_and_leaves_equal_files_alone() {
        let home = tempfile::tempdir().unwrap();
        let (from, to) = (home.path().join("from"), home.path().join("to"));
        fs::create_dir_all(from.join("src")).unwrap();
        fs::create_dir_all(from.join("target")).unwrap();
        fs::write(from.join("src/lib.rs"), "one").unwrap();
        fs::write(from.join("src/gone.rs"), "two").unwrap();
        fs::write(from.join(".hidden"), "three").unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(names(&to).unwrap().into_iter().collect::<Vec<_>>(), ["src"]);
        assert!(!to.join(".hidden").exists());

        let modified = |name: &str| fs::metadata(to.join(name)).unwrap().modified().unwrap();
        let before = modified("src/lib.rs");
        fs::remove_file(from.join("src/gone.rs")).unwrap();
        fs::write(from.join("src/new.rs"), "four").unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(modified("src/lib.rs"), before);
        assert!(!to.join("src/gone.rs").exists());
        assert_eq!(fs::read(to.join("src/new.rs")).unwrap(), b"four");
    }
}
