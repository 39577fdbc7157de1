//! One version of the API: the fragments of a git revision, of a folder, or of files.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use reversals_codegen::load::{self, Input, InputFile};
use reversals_codegen::tree::Source;
use reversals_codegen::{Error, Model};
use tempfile::TempDir;

/// Where the fragments are in a repository.
const SPEC: &str = "spec";

/// Why a word is no version.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoVersion {
    /// Nothing is called so.
    #[error(
        "`{0}` is no file, no folder and no revision of git\n help: name one of them, such as `HEAD~1` or `spec`"
    )]
    Unknown(String),
    /// It is one without an API.
    #[error("`{0}` has no fragments in {SPEC}/\n help: name a revision that has")]
    Empty(String),
}

/// A version, and where its files lie as long as they are read.
pub(super) struct Version {
    input: Input,
    _files: Option<TempDir>,
}

impl Version {
    /// What is meant by a word: a folder or a file where there is one, else a git revision.
    pub(super) fn of(root: &Path, word: &str) -> Result<Self> {
        let path = PathBuf::from(word);
        let input = if path.is_dir() {
            load::spec_dir(&path, SPEC)
        } else if path.is_file() {
            load::spec_files(&[path])
        } else {
            return Self::revision(root, word);
        };
        Ok(Self {
            input: input.map_err(Error::from)?,
            _files: None,
        })
    }

    /// What is in the working tree.
    pub(super) fn working_tree(root: &Path) -> Result<Self> {
        let input = load::spec_dir(&root.join(SPEC), SPEC).map_err(Error::from)?;
        Ok(Self {
            input,
            _files: None,
        })
    }

    fn revision(root: &Path, word: &str) -> Result<Self> {
        let commit = format!("{word}^{{commit}}");
        let verify = [
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &commit,
        ];
        let commit = git(root, &verify).map_err(|_| NoVersion::Unknown(word.to_owned()))?;
        let commit = String::from_utf8(commit)?.trim().to_owned();
        let list = ["ls-tree", "--name-only", "-z", &commit, "--", "spec/"];
        let names = String::from_utf8(git(root, &list)?)?;
        let files = tempfile::tempdir()?;
        let mut input = Input {
            files: Vec::new(),
            root: files.path().to_owned(),
            selection: reversals_codegen::select::Selection::default(),
        };
        let names = names.split('\0');
        let is_fragment = |name: &&str| {
            let extension = Path::new(name).extension();
            extension.is_some_and(|it| it == "yaml" || it == "yml" || it == "json")
        };
        for name in names.filter(is_fragment) {
            let text = git(root, &["cat-file", "blob", &format!("{commit}:{name}")])?;
            let file = name.rsplit('/').next().unwrap_or(name);
            let path = files.path().join(file);
            std::fs::write(&path, text)?;
            let source = Source {
                name: name.to_owned(),
                shown: format!("{word}:{name}"),
            };
            input.files.push(InputFile {
                path,
                source: Arc::new(source),
            });
        }
        if input.files.is_empty() {
            return Err(NoVersion::Empty(word.to_owned()).into());
        }
        Ok(Self {
            input,
            _files: Some(files),
        })
    }

    /// Where its files lie.
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        self.input.files.iter().map(|file| file.path.as_path())
    }

    pub(super) fn model(&self) -> Result<Model> {
        Ok(reversals_codegen::model(&self.input, &mut |_| ())?)
    }
}

/// What git prints.
fn git(root: &Path, arguments: &[&str]) -> Result<Vec<u8>> {
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(arguments)
        .output()
        .context("git can't be run")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "git {}: {}",
        arguments[0],
        said.trim()
    );
    Ok(output.stdout)
}
