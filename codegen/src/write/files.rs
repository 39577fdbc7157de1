//! Single files: a new one, or others in place of several, all or none.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{at, unfit};
use crate::Error;

/// A file that is to have another text.
#[derive(Clone, Debug)]
pub struct Replacement {
    /// The file.
    pub path: PathBuf,
    /// What it has to say now.
    pub before: String,
    /// What it is to say.
    pub after: String,
}

/// Refuses a path at which no file can be made: where there is something, and where there is no folder for it.
pub fn is_free(path: &Path) -> Result<(), Error> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(taken(path));
    }
    let parent = parent(path);
    if path.file_name().is_none() || !parent.is_dir() {
        let (what, help) = ("is no directory", "make it, or name another file");
        return Err(unfit(parent, what, help));
    }
    Ok(())
}

/// Makes a file that is not there yet. It is there as a whole or not at all.
///
/// Errors: a path where there is something already, and what the system says.
pub fn create(path: &Path, text: &str) -> Result<(), Error> {
    is_free(path)?;
    let staged = stage(path, text)?;
    // Unlike a rename, a link never takes the place of anything.
    let made = match fs::hard_link(&staged, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(taken(path)),
        Err(_) if !path.exists() => fs::rename(&staged, path).map_err(|source| at(path, source)),
        Err(error) => Err(at(path, error)),
        Ok(()) => Ok(()),
    };
    // Where it was renamed it is gone already.
    let _ = fs::remove_file(&staged);
    made
}

/// Gives files their new texts, all or none.
///
/// Errors: a file that says something else than it should, and what the system says; then every file is as it was.
pub fn replace(files: &[Replacement]) -> Result<(), Error> {
    replace_watched(files, &mut |_| Ok(()))
}

fn replace_watched(
    files: &[Replacement],
    watch: &mut dyn FnMut(&Path) -> io::Result<()>,
) -> Result<(), Error> {
    let mut staged = Vec::new();
    let outcome = stage_all(files, &mut staged).and_then(|()| exchange(files, &staged, watch));
    for (_, made) in &staged {
        // Those that were moved are gone; nothing depends on the others.
        let _ = fs::remove_file(made);
    }
    outcome
}

/// Writes every new text beside its file: the file, past links, and what is to take its place.
fn stage_all(files: &[Replacement], staged: &mut Vec<(PathBuf, PathBuf)>) -> Result<(), Error> {
    for file in files {
        let real = fs::canonicalize(&file.path).map_err(|source| at(&file.path, source))?;
        let found = fs::read(&real).map_err(|source| at(&real, source))?;
        if found != file.before.as_bytes() {
            let (what, help) = ("has changed meanwhile", "run this again");
            return Err(unfit(&file.path, what, help));
        }
        let made = stage(&real, &file.after)?;
        staged.push((real.clone(), made.clone()));
        let permissions = fs::metadata(&real).map(|about| about.permissions());
        permissions
            .and_then(|permissions| fs::set_permissions(&made, permissions))
            .map_err(|source| at(&made, source))?;
    }
    Ok(())
}

fn exchange(
    files: &[Replacement],
    staged: &[(PathBuf, PathBuf)],
    watch: &mut dyn FnMut(&Path) -> io::Result<()>,
) -> Result<(), Error> {
    for (done, (real, made)) in staged.iter().enumerate() {
        let moved = watch(real).and_then(|()| fs::rename(made, real));
        if let Err(source) = moved {
            for (file, (real, _)) in files.iter().zip(staged).take(done) {
                let old = stage(real, &file.before)?;
                fs::rename(&old, real).map_err(|source| at(real, source))?;
            }
            return Err(at(real, source));
        }
    }
    Ok(())
}

/// Writes a text beside a path, through to the disk.
fn stage(path: &Path, text: &str) -> Result<PathBuf, Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Hidden, and of no ending that anybody reads.
    let staged = parent(path).join(format!(".{name}.reversals-staging"));
    let io = |source| at(&staged, source);
    // Of a run that was killed.
    if fs::symlink_metadata(&staged).is_ok() {
        fs::remove_file(&staged).map_err(io)?;
    }
    let mut file = File::create_new(&staged).map_err(io)?;
    let written = file.write_all(text.as_bytes());
    if let Err(error) = written.and_then(|()| file.sync_all()) {
        let _ = fs::remove_file(&staged);
        return Err(io(error));
    }
    Ok(staged)
}

fn parent(path: &Path) -> &Path {
    let parent = path.parent().filter(|it| !it.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

fn taken(path: &Path) -> Error {
    unfit(
        path,
        "is there already, and is never replaced",
        "name another file, or move it away",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(home: &Path) -> Vec<Replacement> {
        let files = ["a", "b"].map(|name| {
            let path = home.join(name);
            fs::write(&path, "old").unwrap();
            Replacement {
                path,
                before: "old".to_owned(),
                after: "new".to_owned(),
            }
        });
        files.into()
    }

    /// What is in a folder: each name and text.
    fn all(home: &Path) -> Vec<(String, String)> {
        let entries = fs::read_dir(home).unwrap().map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        });
        let mut all: Vec<_> = entries.collect();
        all.sort();
        all
    }

    fn said(a: &str, b: &str) -> Vec<(String, String)> {
        [("a", a), ("b", b)]
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .into()
    }

    #[test]
    fn all_files_are_replaced_and_nothing_is_left_beside_them() {
        let home = tempfile::tempdir().unwrap();
        replace(&files(home.path())).unwrap();
        assert_eq!(all(home.path()), said("new", "new"));
    }

    #[test]
    fn a_file_that_can_not_be_moved_leaves_all_as_they_were() {
        let home = tempfile::tempdir().unwrap();
        let mut count = 0;
        let error = replace_watched(&files(home.path()), &mut |_| {
            count += 1;
            if count == 2 {
                Err(io::ErrorKind::Other.into())
            } else {
                Ok(())
            }
        });
        error.unwrap_err();
        assert_eq!(all(home.path()), said("old", "old"));
    }

    #[test]
    fn a_file_that_was_changed_meanwhile_is_kept_and_so_are_the_others() {
        let home = tempfile::tempdir().unwrap();
        let files = files(home.path());
        fs::write(home.path().join("b"), "other").unwrap();
        let error = replace(&files).unwrap_err();
        assert!(error.to_string().contains("has changed meanwhile"));
        assert_eq!(all(home.path()), said("old", "other"));
    }

    #[test]
    fn a_new_file_takes_no_place_of_another() {
        let home = tempfile::tempdir().unwrap();
        create(&home.path().join("a"), "new").unwrap();
        let error = create(&home.path().join("a"), "newer").unwrap_err();
        assert!(error.to_string().contains("is there already"));
        assert_eq!(all(home.path()), [("a".to_owned(), "new".to_owned())]);
        let error = create(&home.path().join("none/a"), "new").unwrap_err();
        assert!(
            error.to_string().contains("none is no directory"),
            "{error}"
        );
    }
}
