//! `--calibrate`: whether the interpreter of edited documents tells the truth. What fails for an interpreted pair must fail
//! for the compiled one too, test by test, and nothing else.
//!
//! The crates of an edited document are made by the real pipeline in a copy of the repository, compiled, and judged by the
//! program of this package as anybody would run it.

mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output};

use reversals_codegen::emit::{Home, Options, Package};
use reversals_codegen::{generate, write};

use super::exit::{Exit, Failure};
use super::load::Loaded;
use super::mutants::interpreted;
use super::progress::Progress;
use super::{Args, load, output};
use crate::report::{Report, grouped};
use reversals_strength::mutation::run::failing;
use reversals_strength::mutation::{Mutant, mutants, sample};
use tree::Tree;

/// How much of what a program says is kept, in lines.
const SAID: usize = 12;

/// One edited document as both pairs have it.
struct Calibrated {
    id: String,
    /// The tests that fail for the interpreted pair.
    interpreted: BTreeSet<String>,
    /// The tests that fail for the compiled pair, or why there is no verdict of it.
    compiled: Result<BTreeSet<String>, String>,
}

/// Takes minutes for the first edit, since everything is compiled, and about one for each other.
pub(super) fn run(args: &Args, count: usize) -> Result<Exit, Failure> {
    let loaded = load::load(args)?;
    let good = &loaded.contract;
    let edits = mutants(&good.bundled);
    let edits = load::filtered(&edits, &args.filter, "edit", |edit| edit.id.clone())?;
    let sample = sample(&edits, count);
    if sample.is_empty() {
        return Err(Failure::Usage("no edit is asked for".to_owned()));
    }
    let tree = Tree::of(load::root()).map_err(Failure::Internal)?;
    let progress = Progress::new(sample.len(), "edited documents");
    let (mut all, mut told) = (Vec::new(), String::new());
    for edit in &sample {
        let calibrated = Calibrated {
            id: edit.id.clone(),
            interpreted: failing(edit, &loaded.tests, good, &interpreted),
            compiled: compiled(args, &loaded, edit, &tree),
        };
        let lines = calibrated.lines();
        // Each takes long enough that nobody should wait for the last to read of the first.
        match args.output {
            None => progress.aside(|| output::print(&lines))?,
            Some(_) => told.push_str(&lines),
        }
        all.push(calibrated);
        progress.at(all.len());
    }
    progress.finish();
    told.push_str(&totals(&all, loaded.tests.len()));
    match &args.output {
        Some(path) => output::write(path, &told)?,
        None => output::print(&told)?,
    }
    Ok(if all.iter().all(Calibrated::agrees) {
        Exit::Fine
    } else {
        Exit::Finding
    })
}

/// The tests of the unchanged document that fail for the compiled pair of an edited one.
fn compiled(
    args: &Args,
    loaded: &Loaded,
    edit: &Mutant,
    tree: &Tree,
) -> Result<BTreeSet<String>, String> {
    let document = edit.document(&loaded.contract.bundled);
    let edited = tree.document(&document)?;
    let options = Options {
        name: "reversals".to_owned(),
        home: Home::Member,
        package: Package::default(),
        partial: false,
        schemas: false,
        cli: true,
        extra: BTreeMap::new(),
        docs: None,
    };
    let made = reversals_codegen::load::spec_dir(&edited, "spec")
        .map_err(reversals_codegen::Error::from)
        .and_then(|input| generate(&input, &options, &mut |_| ()))
        .map_err(|error| format!("no crates: {error}"))?;
    write::apply(&tree.path.join("generated"), &made.outputs).map_err(|error| error.to_string())?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = ran(Command::new(cargo)
        .current_dir(&tree.path)
        .args(["build", "--quiet", "--offline", "--locked"])
        .args(["--package", "reversals-conformance"])
        .args(["--bin", "reversals-conformance", "--target-dir"])
        .arg(&tree.target)
        // Nobody looks at a trace of these, and each is linked anew.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0"))?;
    if !built.status.success() {
        return Err(format!("the crates don't compile: {}", last_lines(&built)));
    }
    let spec = args.spec.clone();
    let judged = ran(
        Command::new(tree.target.join("debug/reversals-conformance"))
            .arg("--cases")
            .arg(&loaded.cases)
            .arg("--derive-spec")
            .arg(spec.unwrap_or_else(|| load::root().join("spec")))
            .arg("--spec")
            .arg(edited)
            .args(["--format", "json"]),
    )?;
    let report: Report = serde_json::from_slice(&judged.stdout).map_err(|_| {
        let said = last_lines(&judged);
        format!("the program gave no report: {}: {said}", judged.status)
    })?;
    let (there, here) = (report.tests.len(), loaded.tests.len());
    if there != here {
        return Err(format!("it has {there} tests, and {here} were run here"));
    }
    let failed = report.tests.into_iter();
    let failed = failed.filter(|test| test.finding.is_some());
    Ok(failed.map(|test| test.name).collect())
}

fn ran(command: &mut Command) -> Result<Output, String> {
    let output = command.output();
    output.map_err(|error| {
        format!(
            "{}: {error}",
            PathBuf::from(command.get_program()).display()
        )
    })
}

fn last_lines(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(SAID)..].join("\n")
}

impl Calibrated {
    fn agrees(&self) -> bool {
        self.compiled.as_ref() == Ok(&self.interpreted)
    }

    /// The tests that only one pair fails, and which; none where there is no compiled one.
    fn apart(&self) -> impl Iterator<Item = (&'static str, &String)> {
        self.compiled.iter().flat_map(|compiled| {
            let interpreted = self.interpreted.difference(compiled);
            let compiled = compiled.difference(&self.interpreted);
            let interpreted = interpreted.map(|name| ("interpreted", name));
            interpreted.chain(compiled.map(|name| ("compiled", name)))
        })
    }

    /// A line, and below it each test that only one pair fails.
    fn lines(&self) -> String {
        let (id, failing) = (&self.id, grouped(self.interpreted.len()));
        let mut text = match &self.compiled {
            Ok(_) if self.agrees() => format!("agree     {id}: {failing} failing tests\n"),
            Ok(compiled) => {
                let compiled = grouped(compiled.len());
                format!(
                    "disagree  {id}: {failing} failing tests interpreted, {compiled} compiled\n"
                )
            }
            Err(why) => format!("unjudged  {id}: {why}\n"),
        };
        for (who, name) in self.apart() {
            let _ = writeln!(text, "          only {who}: {name}");
        }
        text
    }
}

fn totals(all: &[Calibrated], tests: usize) -> String {
    let agree = all.iter().filter(|one| one.agrees()).count();
    let unjudged = all.iter().filter(|one| one.compiled.is_err()).count();
    let failing = all.iter().map(|one| one.interpreted.len()).sum();
    let apart = all.iter().flat_map(Calibrated::apart).count();
    format!(
        "{} of {} edited documents are judged alike, {} otherwise, {} not by compiled crates; \
         of {} verdicts ({} of a failure) {} differ\n",
        grouped(agree),
        grouped(all.len()),
        grouped(all.len() - agree - unjudged),
        grouped(unjudged),
        grouped(all.len() * tests),
        grouped(failing),
        grouped(apart),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &str) -> BTreeSet<String> {
        names.split(' ').map(str::to_owned).collect()
    }

    fn calibrated(compiled: Result<BTreeSet<String>, String>) -> Calibrated {
        Calibrated {
            id: "an edit".to_owned(),
            interpreted: names("a b"),
            compiled,
        }
    }

    #[test]
    fn verdicts_are_compared_test_by_test() {
        let all = [
            calibrated(Ok(names("b c"))),
            calibrated(Ok(names("b a"))),
            calibrated(Err("error".to_owned())),
        ];
        let lines = all.each_ref().map(Calibrated::lines);
        assert_eq!(
            lines,
            [
                "disagree  an edit: 2 failing tests interpreted, 2 compiled\n          only interpreted: a\n          \
                 only compiled: c\n",
                "agree     an edit: 2 failing tests\n",
                "unjudged  an edit: error\n",
            ]
        );
        assert_eq!(
            totals(&all, 4),
            "1 of 3 edited documents are judged alike, 1 otherwise, 1 not by compiled crates; of 12 verdicts (6 of a \
             failure) 2 differ\n"
        );
    }
}
