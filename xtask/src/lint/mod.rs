//! `cargo xtask lint`

mod cases;
mod told;

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::ValueEnum;
use reversals_changes::accepted::{Accepted, Of, Wrong};
use reversals_codegen::Error;
use reversals_codegen::load::{self, Input};
use reversals_lint::rule::Rule;
use reversals_lint::{Finding, Shown, lint};

use crate::accepted;
use crate::exit::{self, Outcome};
use crate::generate::shown;
use crate::progress::Progress;
use crate::workspace::root;

/// What is meant, in the folder of the fragments.
const MEANT: &str = "lint.toml";

/// Hold the fragments to the rules that a maintainer wants.
///
/// Every operation, parameter, member and enum value is described; money and time have units; examples are of their schemas
/// and used; operationIds are unique and in one style; no component is unused; enums of requests are closed, and those of
/// answers open. What is meant otherwise has its reason in `lint.toml` beside the fragments.
#[derive(clap::Args)]
#[command(after_help = format!("\
Examples:
  cargo xtask lint                           the fragments of spec/ and spec/sandbox/
  cargo xtask lint api.yaml --format github  a document of yours, for a pull request
  cargo xtask lint --explain unit-stated     why there is a rule, and how it is read

{}", exit::HELP))]
pub(crate) struct Args {
    /// Documents of OpenAPI 3.0 or 3.1 (YAML or JSON) instead of `spec/` and `spec/sandbox/`: files are merged, and the
    /// fragments of each folder are a document of their own.
    #[arg(value_name = "FILES|FOLDERS")]
    inputs: Vec<PathBuf>,

    /// The folder that holds every input: a reference that leads out of it is refused. By default that of the files, and each
    /// folder itself.
    #[arg(long, value_name = "DIR", requires = "inputs", value_parser = crate::generate::folder)]
    root: Option<PathBuf>,

    /// How findings are told.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// A file of findings that are meant, each with its reason, instead of `lint.toml` in the folders.
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,

    /// A folder of conformance cases by which examples are used. Those of this project where no input is named.
    #[arg(long, value_name = "FOLDER", value_parser = crate::generate::folder)]
    cases: Option<PathBuf>,

    /// Print why there is a rule, and how it is read.
    #[arg(long, value_name = "RULE", conflicts_with_all = ["inputs", "accept", "cases"])]
    explain: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For a terminal.
    Text,
    /// For a program.
    Json,
    /// Annotations of GitHub's workflows.
    Github,
}

/// What was found, and what of it is meant.
struct Outcomes<'a> {
    /// In order, with the reason where it is meant.
    findings: Vec<(&'a Finding, Option<String>)>,
    /// Entries that are about nothing, or whose day is over.
    wrong: Vec<Wrong>,
}

impl Outcomes<'_> {
    /// Those that are not meant.
    fn found(&self) -> impl Iterator<Item = &Finding> {
        let found = self.findings.iter().filter(|(_, reason)| reason.is_none());
        found.map(|(finding, _)| *finding)
    }
}

/// What is meant of the findings in a folder, or of all.
struct Meant {
    folder: Option<PathBuf>,
    accepted: Accepted,
}

impl Meant {
    fn is_of(&self, finding: &Finding) -> bool {
        let file = Path::new(&finding.place.source.shown);
        let folder = self.folder.as_deref();
        folder.is_none_or(|folder| file.parent() == Some(folder))
    }
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    if let Some(rule) = &args.explain {
        return Ok(explain(rule));
    }
    let (inputs, folders) = inputs(args)?;
    let meant = meant(args, &folders)?;
    let progress = Progress::new();
    progress.say("reading the fragments");
    let findings = {
        let shown = cases(args)?;
        lint(&inputs, shown.as_ref())
    };
    drop(progress);
    let findings = match findings {
        Ok(findings) => findings,
        Err(error) => return Ok(exit::unfit(&error.into(), "nothing was held to the rules")),
    };
    let reason = |finding: &Finding| {
        let key = finding.key();
        let mut files = meant.iter().filter(|file| file.is_of(finding));
        files.find_map(|file| file.accepted.reason(&key).map(str::to_owned))
    };
    let wrong = meant.iter().flat_map(|file| {
        let own = findings.iter().filter(|finding| file.is_of(finding));
        let keys: Vec<String> = own.map(Finding::key).collect();
        file.accepted.wrong_of(&keys)
    });
    let outcomes = Outcomes {
        wrong: wrong.collect(),
        findings: findings.iter().map(|it| (it, reason(it))).collect(),
    };
    match args.format {
        Format::Text => anstream::print!("{}", exit::paint(&told::text(&outcomes))),
        Format::Json => anstream::println!("{}", told::json(&outcomes)?),
        Format::Github => anstream::print!("{}", told::github(&outcomes)),
    }
    let is_clean = outcomes.found().next().is_none() && outcomes.wrong.is_empty();
    Ok(if is_clean {
        Outcome::Fine
    } else {
        Outcome::Finding
    })
}

/// What is meant of what is found: by the file that is named, or by those in the folders.
fn meant(args: &Args, folders: &[PathBuf]) -> Result<Vec<Meant>> {
    let load = |file: &Path, folder: Option<&PathBuf>| -> Result<Meant> {
        Ok(Meant {
            folder: folder.cloned(),
            accepted: accepted::load(Of::Findings, file)?,
        })
    };
    if let Some(file) = &args.accept {
        return Ok(vec![load(file, None)?]);
    }
    let files = folders.iter().map(|folder| (folder.join(MEANT), folder));
    let files = files.filter(|(file, _)| file.exists());
    files
        .map(|(file, folder)| load(&file, Some(folder)))
        .collect()
}

/// The documents, and the folders in which it can be said what is meant.
fn inputs(args: &Args) -> Result<(Vec<Input>, Vec<PathBuf>)> {
    if args.inputs.is_empty() {
        let spec = PathBuf::from(shown(&root()?.join("spec")));
        let folders = vec![spec.clone(), spec.join("sandbox")];
        let inputs: Result<_> = folders
            .iter()
            .map(|folder| Ok(of_folder(folder)?.within(&spec)))
            .collect();
        return Ok((inputs?, folders));
    }
    let (folders, files): (Vec<_>, Vec<_>) =
        args.inputs.iter().cloned().partition(|it| it.is_dir());
    let mut inputs: Vec<Input> = folders
        .iter()
        .map(|it| of_folder(it))
        .collect::<Result<_>>()?;
    if !files.is_empty() {
        inputs.push(load::spec_files(&files).map_err(Error::from)?);
    }
    if let Some(root) = &args.root {
        inputs = inputs.into_iter().map(|input| input.within(root)).collect();
    }
    Ok((inputs, folders))
}

fn of_folder(folder: &Path) -> Result<Input> {
    let name = folder.display().to_string();
    Ok(load::spec_dir(folder, &name).map_err(Error::from)?)
}

/// What the cases show, where there are some.
fn cases(args: &Args) -> Result<Option<Shown>> {
    let ours = args
        .inputs
        .is_empty()
        .then(|| root().map(|root| root.join("conformance/cases")));
    let folder = match (&args.cases, ours) {
        (Some(folder), _) => folder.clone(),
        (None, Some(ours)) => ours?,
        (None, None) => return Ok(None),
    };
    cases::shown(&folder).map(Some)
}

fn explain(id: &str) -> Outcome {
    let Some(rule) = Rule::named(id) else {
        let mut wrong = format!("error: `{id}` is no rule\n help: name one of these\n");
        for rule in Rule::ALL {
            wrong.push_str(&format!("  {:<22} {}\n", rule.id(), rule.describe()));
        }
        anstream::eprint!("{}", exit::paint(&wrong));
        return Outcome::Usage;
    };
    anstream::println!("{}: {}\n\n{}", rule.id(), rule.describe(), rule.why());
    Outcome::Fine
}
