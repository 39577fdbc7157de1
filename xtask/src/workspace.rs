//! Where the workspace is, however this program was started.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// No workspace is where this was started.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotFound(PathBuf);

impl fmt::Display for NotFound {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "neither {} nor a folder above it is the workspace, which has spec/ and xtask/Cargo.toml: start this inside it",
            self.0.display()
        )
    }
}

impl std::error::Error for NotFound {}

/// The workspace's folder.
///
/// Errors: [`NotFound`].
pub(crate) fn root() -> Result<PathBuf> {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here = std::env::current_dir().context("the working directory can't be told")?;
    Ok(found(manifest.as_deref(), &here)?)
}

/// That of our manifest where cargo runs us, which may be from anywhere; else the nearest one upwards.
fn found(manifest: Option<&Path>, here: &Path) -> Result<PathBuf, NotFound> {
    // Whatever else cargo runs, and that runs us, has a manifest of its own.
    let cargos = manifest.filter(|it| it.ends_with("xtask"));
    let cargos = cargos.and_then(Path::parent);
    let cargos = cargos.filter(|root| root.join("spec").is_dir());
    let ours = |root: &&Path| root.join("spec").is_dir() && root.join("xtask/Cargo.toml").is_file();
    let root = cargos.or_else(|| here.ancestors().find(ours));
    root.map(Path::to_owned)
        .ok_or_else(|| NotFound(here.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn it_is_found_by_our_manifest_or_from_any_folder_inside_and_from_nowhere_else() {
        let home = tempfile::tempdir().unwrap();
        let [inside, other] = ["a/codegen/src", "b/other"].map(|path| home.path().join(path));
        for folder in [&inside, &other] {
            fs::create_dir_all(folder).unwrap();
        }
        let root = home.path().join("a");
        fs::create_dir_all(root.join("spec")).unwrap();
        fs::create_dir_all(root.join("xtask")).unwrap();
        assert_eq!(
            found(None, &inside),
            Err(NotFound(inside.clone())),
            "it has no xtask yet"
        );
        fs::write(root.join("xtask/Cargo.toml"), "").unwrap();
        for (manifest, here) in [
            (None, &root),
            (None, &inside),
            (Some(root.join("xtask")), &other),
            // A program that another project's cargo runs.
            (Some(other.clone()), &inside),
            (Some(home.path().join("b/xtask")), &inside),
        ] {
            assert_eq!(found(manifest.as_deref(), here).as_ref(), Ok(&root));
        }
        let error = found(Some(&other), &other).unwrap_err();
        assert!(
            error.to_string().contains(&other.display().to_string()),
            "{error}"
        );
    }
}
