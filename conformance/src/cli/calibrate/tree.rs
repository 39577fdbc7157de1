//! A copy of the repository's sources, in which crates can be made and compiled without harm.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// What compiling needs; everything else of a repository stays behind.
const PARTS: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "codegen",
    "conformance",
    "generated",
    "xtask",
];

/// The copy, which is this process's alone.
pub(super) struct Tree {
    pub(super) path: PathBuf,
    /// Where the copy is compiled: outside of it, and shared by all edits.
    pub(super) target: PathBuf,
    _lock: File,
}

impl Tree {
    /// Makes the copy below `target/calibration`.
    pub(super) fn of(root: &Path) -> Result<Self, String> {
        let home = root.join("target/calibration");
        let made = || {
            fs::create_dir_all(&home)?;
            // Another run would put another document between crates and compiler; it waits.
            let lock = File::open(&home)?;
            lock.lock()?;
            let path = home.join("tree");
            if path.exists() {
                fs::remove_dir_all(&path)?;
            }
            fs::create_dir(&path)?;
            for part in PARTS {
                copy(&root.join(part), &path.join(part))?;
            }
            Ok((path, lock))
        };
        let (path, lock) = made().map_err(|error: io::Error| at(&home, &error))?;
        Ok(Self {
            path,
            target: home.join("target"),
            _lock: lock,
        })
    }

    /// Writes the document that crates are made of, and gives its folder.
    pub(super) fn document(&self, document: &serde_json::Value) -> Result<PathBuf, String> {
        let folder = self.path.join("spec-edited");
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(folder.join("openapi.json"), document.to_string()))
            .map_err(|error| at(&folder, &error))?;
        Ok(folder)
    }
}

fn at(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}

/// Makes `to` what `from` is, but for build output and hidden files. A file keeps its time, so that what was compiled of it
/// stays compiled.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_dir() {
        fs::copy(from, to)?;
        let time = fs::metadata(from)?.modified()?;
        return File::options().write(true).open(to)?.set_modified(time);
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let name = entry?.file_name();
        if name != "target" && !name.as_encoded_bytes().starts_with(b".") {
            copy(&from.join(&name), &to.join(&name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_sources_with_their_times_and_no_build_output() {
        let home = tempfile::tempdir().unwrap();
        let (from, to) = (home.path().join("from"), home.path().join("to"));
        fs::create_dir_all(from.join("src")).unwrap();
        fs::create_dir_all(from.join("target")).unwrap();
        fs::write(from.join("src/lib.rs"), "one").unwrap();
        fs::write(from.join(".hidden"), "two").unwrap();
        let time = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_hours(24);
        let file = File::options().write(true).open(from.join("src/lib.rs"));
        file.unwrap().set_modified(time).unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(fs::read(to.join("src/lib.rs")).unwrap(), b"one");
        let copied = fs::metadata(to.join("src/lib.rs")).unwrap();
        assert_eq!(copied.modified().unwrap(), time);
        assert!(!to.join(".hidden").exists() && !to.join("target").exists());
    }
}
