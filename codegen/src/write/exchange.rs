//! Putting one directory in the place of another.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::at;
use crate::Error;

/// Waits until no other run writes below `parent`, and keeps others waiting until the file is closed.
#[cfg(not(windows))]
pub(super) fn lock(parent: &Path, _beside: &Path) -> io::Result<File> {
    let file = File::open(parent)?;
    file.lock()?;
    Ok(file)
}

/// The same by a file that stays: Windows neither opens a directory as one nor locks it.
#[cfg(windows)]
pub(super) fn lock(_parent: &Path, beside: &Path) -> io::Result<File> {
    let file = File::create(beside)?;
    file.lock()?;
    Ok(file)
}

/// Puts `staging` in the place of `dir`; what was there is at `staging` afterwards.
pub(super) fn exchange(dir: &Path, staging: &Path, old: &Path) -> Result<(), Error> {
    if !dir.exists() {
        return fs::rename(staging, dir).map_err(|source| at(dir, source));
    }
    match swap(staging, dir) {
        Ok(()) => Ok(()),
        Err(error) if unsupported(&error) => by_renames(dir, staging, old),
        Err(error) => Err(at(dir, error)),
    }
}

/// For file systems that can't exchange: between the two renames `dir` does not exist, and `recover` mends that.
fn by_renames(dir: &Path, staging: &Path, old: &Path) -> Result<(), Error> {
    fs::rename(dir, old).map_err(|source| at(dir, source))?;
    if let Err(source) = fs::rename(staging, dir) {
        // `recover` would do it at the next run; there is no reason to wait.
        let _ = fs::rename(old, dir);
        return Err(at(dir, source));
    }
    fs::rename(old, staging).map_err(|source| at(old, source))
}

/// Removes what a killed run left behind, and puts the old tree back where it was taken away.
pub(super) fn recover(dir: &Path, staging: &Path, old: &Path) -> Result<(), Error> {
    if old.exists() {
        if dir.exists() {
            fs::remove_dir_all(old).map_err(|source| at(old, source))?;
        } else {
            fs::rename(old, dir).map_err(|source| at(old, source))?;
        }
    }
    match fs::remove_dir_all(staging) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(staging, error)),
        _ => Ok(()),
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn swap(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn swap(_a: &Path, _b: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn unsupported(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(dir: &Path, text: &str) {
        fs::create_dir(dir).unwrap();
        fs::write(dir.join("file"), text).unwrap();
    }

    #[test]
    fn both_ways_of_exchanging_leave_the_old_tree_at_staging() {
        for way in [exchange, by_renames] {
            let home = tempfile::tempdir().unwrap();
            let [dir, staging, old] = ["dir", "staging", "old"].map(|name| home.path().join(name));
            tree(&dir, "old");
            tree(&staging, "new");
            way(&dir, &staging, &old).unwrap();
            assert_eq!(fs::read_to_string(dir.join("file")).unwrap(), "new");
            assert_eq!(fs::read_to_string(staging.join("file")).unwrap(), "old");
            assert!(!old.exists());
        }
    }

    #[test]
    fn a_new_tree_that_does_not_move_leaves_the_old_one_in_place() {
        let home = tempfile::tempdir().unwrap();
        let [dir, staging, old] = ["dir", "staging", "old"].map(|name| home.path().join(name));
        tree(&dir, "old");
        by_renames(&dir, &staging, &old).unwrap_err();
        assert_eq!(fs::read_to_string(dir.join("file")).unwrap(), "old");
        assert!(!old.exists());
    }

    #[test]
    fn a_run_killed_between_two_renames_is_undone() {
        let home = tempfile::tempdir().unwrap();
        let [dir, staging, old] = ["dir", "staging", "old"].map(|name| home.path().join(name));
        tree(&old, "old");
        tree(&staging, "new");
        recover(&dir, &staging, &old).unwrap();
        assert_eq!(fs::read_to_string(dir.join("file")).unwrap(), "old");
        assert!(!staging.exists() && !old.exists());
    }
}
