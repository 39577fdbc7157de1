//! Whether the interpreter tells the truth: what fails for an interpreted pair of an edited document must fail for the
//! compiled pair of it too, test by test, and nothing else.
//!
//! The crates of the edited document are made by the real pipeline in a copy of the repository, compiled, and judged by
//! the program of this package as anybody would run it.

mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use reversals_codegen::emit::{Home, Options};
use reversals_codegen::{load, write};

use crate::report::Report;
use reversals_judge::{Contract, Test};
use reversals_strength::mutation::Mutant;
use reversals_strength::mutation::run::{Pair, failing};
use tree::Tree;

/// How much of what a compiler says is kept, in lines.
const SAID: usize = 12;

/// Why a calibration came to no end. What only one mutant is about stands in [`Calibrated::compiled`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The copy of the repository can't be made or written.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The generated files can't be written.
    #[error("{0}")]
    Write(reversals_codegen::Error),
}

/// Why there is no verdict of compiled crates.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mute {
    /// The pipeline makes no crates of a document that it has a model of.
    #[error("no crates: {0}")]
    Ungenerated(String),
    /// The crates don't compile; the last lines of what the compiler said.
    #[error("the crates don't compile: {0}")]
    Uncompiled(String),
    /// The compiled program gave no report.
    #[error("the program gave no report: {0}")]
    Unreported(String),
}

/// One mutant as both pairs have it.
#[derive(Clone, Debug)]
pub struct Calibrated {
    /// The mutant.
    pub id: String,
    /// How many tests ran on either pair.
    pub tests: usize,
    /// The tests that fail for the interpreted pair, by name.
    pub interpreted: BTreeSet<String>,
    /// The tests that fail for the compiled pair, by name.
    pub compiled: Result<BTreeSet<String>, Mute>,
}

impl Calibrated {
    /// The tests that fail for the interpreted pair alone; none where there is no compiled one.
    pub fn only_interpreted(&self) -> Vec<&str> {
        let compiled = self.compiled.as_ref().ok();
        compiled.map_or_else(Vec::new, |it| missing(&self.interpreted, it))
    }

    /// The tests that fail for the compiled pair alone.
    pub fn only_compiled(&self) -> Vec<&str> {
        let compiled = self.compiled.as_ref().ok();
        compiled.map_or_else(Vec::new, |it| missing(it, &self.interpreted))
    }

    /// Whether both pairs exist and fail the same tests.
    pub fn agrees(&self) -> bool {
        self.compiled.as_ref() == Ok(&self.interpreted)
    }
}

/// The names in the first set that the second has not.
fn missing<'a>(these: &'a BTreeSet<String>, those: &'a BTreeSet<String>) -> Vec<&'a str> {
    these.difference(those).map(String::as_str).collect()
}

/// What a calibration is made of.
pub struct Bench<'a> {
    /// The repository, of which a copy is made in `target/calibration`.
    pub root: &'a Path,
    /// The folder of the cases.
    pub cases: &'a Path,
    /// The folder of the fragments of the unchanged document.
    pub spec: &'a Path,
    /// The tests, derived from the unchanged document.
    pub tests: &'a [Test],
    /// The contract of the unchanged document.
    pub good: &'a Contract,
    /// Makes an interpreted pair.
    pub make: &'a (dyn Fn(&reversals_codegen::ir::Api) -> Pair + Sync),
}

/// Judges each mutant twice, and says what came of it as soon as it is known.
///
/// Takes minutes for the first mutant, since everything is compiled, and about one for each other. Errors: see
/// [`enum@Error`].
pub fn calibrate(
    mutants: &[Mutant],
    bench: &Bench<'_>,
    done: &mut dyn FnMut(&Calibrated),
) -> Result<Vec<Calibrated>, Error> {
    let tree = Tree::of(bench.root)?;
    let mut all = Vec::new();
    for mutant in mutants {
        let calibrated = Calibrated {
            id: mutant.id.clone(),
            tests: bench.tests.len(),
            interpreted: failing(mutant, bench.tests, bench.good, bench.make),
            compiled: compiled(mutant, bench, &tree)?,
        };
        done(&calibrated);
        all.push(calibrated);
    }
    Ok(all)
}

/// The tests that fail for the compiled pair of a mutant.
fn compiled(
    mutant: &Mutant,
    bench: &Bench<'_>,
    tree: &Tree,
) -> Result<Result<BTreeSet<String>, Mute>, Error> {
    let document = mutant.document(&bench.good.bundled);
    tree.write("spec-edited/openapi.json", document.to_string().as_bytes())?;
    let edited = tree.path("spec-edited");
    let options = Options {
        name: "reversals".to_owned(),
        home: Home::Member,
        partial: false,
        schemas: false,
        extra: BTreeMap::new(),
        docs: None,
    };
    let outputs = load::spec_dir(&edited, "spec")
        .map_err(reversals_codegen::Error::from)
        .and_then(|input| reversals_codegen::generate(&input, &options, &mut |_| ()));
    let outputs = match outputs {
        Ok(generated) => generated.outputs,
        Err(error) => return Ok(Err(Mute::Ungenerated(error.to_string()))),
    };
    write::apply(&tree.path("generated"), &outputs).map_err(Error::Write)?;
    if let Err(said) = build(tree)? {
        return Ok(Err(Mute::Uncompiled(said)));
    }
    judged(bench, tree, &edited)
}

/// Compiles the program in the copy; the inner error is what the compiler said.
fn build(tree: &Tree) -> Result<Result<(), String>, Error> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(&cargo)
        .current_dir(tree.path(""))
        .args(["build", "--quiet", "--offline", "--locked"])
        .args(["--package", "reversals-conformance"])
        .args(["--bin", "reversals-conformance"])
        .arg("--target-dir")
        .arg(tree.target())
        // Nobody looks at a trace of these, and each is linked anew.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0")
        .output()
        .map_err(|source| Error::Io {
            path: cargo.into(),
            source,
        })?;
    if output.status.success() {
        return Ok(Ok(()));
    }
    Ok(Err(last_lines(&output.stderr)))
}

/// Runs the compiled program with the tests of the unchanged document, and reads its report.
fn judged(
    bench: &Bench<'_>,
    tree: &Tree,
    edited: &Path,
) -> Result<Result<BTreeSet<String>, Mute>, Error> {
    let program = tree.target().join("debug/reversals-conformance");
    let path = tree.path("report.json");
    // An old report must not be taken for that of a program that wrote none.
    if path.exists() {
        std::fs::remove_file(&path).map_err(|source| Error::Io {
            path: path.clone(),
            source,
        })?;
    }
    let output = Command::new(&program)
        .arg("--cases")
        .arg(bench.cases)
        .arg("--derive-spec")
        .arg(bench.spec)
        .arg("--spec")
        .arg(edited)
        .args(["--format", "json", "--output"])
        .arg(&path)
        .output()
        .map_err(|source| Error::Io {
            path: program,
            source,
        })?;
    let unreported = |what: String| Ok(Err(Mute::Unreported(what)));
    let Ok(text) = std::fs::read_to_string(&path) else {
        return unreported(format!("{}: {}", output.status, last_lines(&output.stderr)));
    };
    let report: Report = match serde_json::from_str(&text) {
        Ok(report) => report,
        Err(error) => return unreported(error.to_string()),
    };
    if report.tests.len() != bench.tests.len() {
        let (there, here) = (report.tests.len(), bench.tests.len());
        return unreported(format!("it has {there} tests, and {here} were run here"));
    }
    let failed = report.tests.iter().filter(|test| test.finding.is_some());
    Ok(Ok(failed.map(|test| test.name.clone()).collect()))
}

fn last_lines(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(SAID)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn calibrated(compiled: Result<BTreeSet<String>, Mute>) -> Calibrated {
        Calibrated {
            id: "an edit".to_owned(),
            tests: 4,
            interpreted: names(&["a", "b"]),
            compiled,
        }
    }

    #[test]
    fn verdicts_are_compared_test_by_test() {
        let other = calibrated(Ok(names(&["b", "c"])));
        assert!(!other.agrees(), "both are killed, but not by the same");
        assert_eq!(other.only_interpreted(), ["a"]);
        assert_eq!(other.only_compiled(), ["c"]);
        let same = calibrated(Ok(names(&["b", "a"])));
        assert!(same.agrees());
        assert_eq!(same.only_interpreted(), same.only_compiled());
    }

    #[test]
    fn crates_that_do_not_compile_agree_and_disagree_with_nothing() {
        let none = calibrated(Err(Mute::Uncompiled("error".to_owned())));
        assert!(!none.agrees());
        assert_eq!(none.only_interpreted(), [""; 0]);
        assert_eq!(none.only_compiled(), [""; 0]);
    }
}
