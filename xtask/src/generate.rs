//! `cargo xtask generate`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result};
use clap::ValueEnum;
use reversals_codegen::emit::docs::Illustrations;
use reversals_codegen::emit::{Home, Options, Outputs, Package};
use reversals_codegen::load::{self, Input};
use reversals_codegen::write::{self, Difference};
use reversals_codegen::{Model, lowered};

use crate::exit::{self, Outcome};
use crate::notes;
use crate::package;
use crate::progress::Progress;
use crate::select;
use crate::vectors;
use crate::workspace::root;

/// The prefix of the project's own crates.
const DEFAULT_NAME: &str = "reversals";

/// The prefix of the crates that only the sandbox links: operations that the published crates are to be without, since
/// a feature that adds methods to a trait breaks whoever implements it.
const SANDBOX_NAME: &str = "reversals-sandbox";

/// Regenerate the crates of `spec/` and of `spec/sandbox/`, or make crates of any document of OpenAPI 3.0 or 3.1 anywhere.
#[derive(clap::Args)]
#[command(after_help = format!("\
Examples:
  cargo xtask generate                                    spec/ to generated/, and the sandbox's own
  cargo xtask generate --check                            say what is stale, write nothing
  cargo xtask generate --spec api.yaml --out /tmp/api     a workspace of its own from another document
  cargo xtask generate --spec api.yaml --out /tmp/api --only '/v1/refunds*' GetCharge '!*Search'
                                                          some operations and what they reach
  cargo xtask generate --spec api.yaml --out /tmp/api --only refunds --cut-expansions 1
                                                          with what is one expansion away, and no more
  cargo xtask generate --spec api.yaml --out /tmp/api --skip-unsupported
                                                          without the operations that can't be expressed
  cargo xtask generate --dump lowered                     print what progenitor is given
  cargo xtask generate --dump resources                   print what each operation is called
  cargo xtask generate --dump unions                      print what tells branches of unions apart

Limits: a document of {} MiB, {} MiB in all; what YAML aliases stand for is bounded too

{}", load::MAX_FILE >> 20, load::MAX_TOTAL >> 20, exit::HELP))]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(crate) struct Args {
    /// Write nothing; list stale, missing and orphaned files, and leave with 4 where there are any.
    #[arg(long)]
    check: bool,

    /// OpenAPI 3.0 or 3.1 documents (YAML or JSON) instead of `spec/`; several are merged.
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "target")]
    spec: Vec<PathBuf>,

    /// The folder that holds every input: a reference or symbolic link that leads out of it is refused. By default the
    /// folder of the first document.
    #[arg(long, value_name = "DIR", requires = "spec", value_parser = folder)]
    root: Option<PathBuf>,

    #[command(flatten)]
    select: select::Args,

    #[command(flatten)]
    package: package::Metadata,

    /// Print every note, in the order of the document, instead of the first three of each rule and a count.
    #[arg(long)]
    notes: bool,

    /// Where to write instead of `generated/`; the directory becomes a workspace that builds by itself.
    #[arg(long, value_name = "DIR", group = "target")]
    out: Option<PathBuf>,

    /// Link the runtime crate in this directory, by its absolute path, instead of a copy inside the output. A program
    /// with the crates of two documents needs it: cargo takes no two runtimes of one name and version.
    #[arg(long, value_name = "DIR", requires = "out")]
    runtime_path: Option<PathBuf>,

    /// The prefix of the crates' names.
    #[arg(long, default_value = DEFAULT_NAME, requires = "out", value_parser = crate_name)]
    name: String,

    /// Give every method of the server's trait a default that answers 501 with the error envelope, so that a service may
    /// leave operations out; without it a method that is missing is a compile error.
    #[arg(long, requires = "out")]
    partial: bool,

    /// Make the page for people of an API of more than 64 operations, or 500 types, too.
    #[arg(long, requires = "out")]
    page: bool,

    /// Print a stage as JSON, or the names of resources or the branches of unions as a table, and write nothing.
    #[arg(long, value_enum, value_name = "STAGE", group = "target", conflicts_with_all = ["check", "out"])]
    dump: Option<Dump>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Dump {
    /// The document that progenitor is given.
    Lowered,
    /// The model that the emitters read.
    Ir,
    /// The resource and verb of each operation, by which `--only`, modules and the page go; a client's methods have the
    /// operationId. A document with refusals has them too.
    Resources,
    /// What tells the branches of each union apart, and how many are told apart so.
    Unions,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let mut sets = sets(args)?;
    if let Some(Dump::Resources) = args.dump {
        for set in &sets {
            anstream::print!("{}", reversals_codegen::resources(&set.input)?);
        }
        return Ok(Outcome::Fine);
    }
    if let (Some(stage), Some(set)) = (args.dump, sets.first()) {
        let progress = Progress::new();
        let model = reversals_codegen::model(&set.input, &mut |stage| progress.stage(stage));
        drop(progress);
        let model = model?;
        notes::tell(&model.notes, args.notes);
        select::tell(&model.left_out, model.wanted);
        return dump(&model, stage);
    }
    // All of them are made before any is written.
    let started = Instant::now();
    let mut made = Vec::new();
    for set in &mut sets {
        let progress = Progress::new();
        let mut show = |stage| progress.stage(stage);
        let model = reversals_codegen::model(&set.input, &mut show)?;
        let mut wanting = Vec::new();
        if let Some(cases) = &set.cases {
            let told = vectors::told(&root()?, cases, &model)?;
            set.options.extra = told.files;
            set.options.docs = Some(told.docs);
            wanting = told.wanting;
        }
        let generated = reversals_codegen::generate_of(model, &set.options, &mut show);
        drop(progress);
        for note in &wanting {
            exit::note(note);
        }
        let generated = generated?;
        notes::tell(&generated.notes, args.notes);
        select::tell(&generated.left_out, generated.wanted);
        made.push(generated.outputs);
    }
    let mut took = Some(started.elapsed().as_secs_f64());
    let mut stale = false;
    for (set, outputs) in sets.iter().zip(&made) {
        if args.check {
            let difference = write::diff(&set.dir, outputs)?;
            stale |= !check(args, &shown(&set.dir), &difference, outputs);
        } else {
            apply(args, set, outputs, took.take())?;
        }
    }
    if stale {
        anstream::println!("run `{}`", same_without_check(args));
        return Ok(Outcome::Stale);
    }
    Ok(Outcome::Fine)
}

/// Crates that are made of one document.
struct Set {
    input: Input,
    options: Options,
    dir: PathBuf,
    /// The folder of the cases that are told beside the schemas; none where there are none of the document.
    cases: Option<PathBuf>,
}

/// What a run makes: the project's own crates, and those of the sandbox; or those of a document that was given.
fn sets(args: &Args) -> Result<Vec<Set>> {
    let refused = reversals_codegen::Error::from;
    if !args.spec.is_empty() {
        let dir = args.out.clone().unwrap_or_default();
        let input = load::spec_files(&args.spec).map_err(refused)?;
        return Ok(vec![Set {
            input: match &args.root {
                Some(root) => input.within(root),
                None => input,
            }
            .selecting(args.select.selection()),
            options: options(args)?,
            dir,
            cases: None,
        }]);
    }
    let root = root()?;
    let set = |spec: &str, dir: PathBuf, options: Options| -> Result<Set> {
        let from = shown(&root.join(spec));
        let input = load::spec_dir(Path::new(&from), spec).map_err(refused)?;
        Ok(Set {
            // The sandbox's fragments share some with the others.
            input: input
                .within(Path::new(&shown(&root.join("spec"))))
                .selecting(args.select.selection()),
            options,
            dir,
            cases: None,
        })
    };
    if let Some(out) = &args.out {
        return Ok(vec![set("spec", out.clone(), options(args)?)?]);
    }
    let sandbox = Options {
        name: SANDBOX_NAME.to_owned(),
        home: Home::Member,
        package: Package {
            publish: false,
            ..Package::ours()?
        },
        partial: false,
        schemas: false,
        cli: false,
        extra: BTreeMap::new(),
        docs: None,
    };
    let published = set("spec", root.join("generated"), options(args)?)?;
    Ok(vec![
        Set {
            cases: Some(root.join("conformance/cases")),
            ..published
        },
        set(
            "spec/sandbox",
            root.join("conformance/sandbox/support"),
            sandbox,
        )?,
    ])
}

fn apply(args: &Args, set: &Set, outputs: &Outputs, took: Option<f64>) -> Result<()> {
    let shown = shown(&set.dir);
    let difference = write::apply(&set.dir, outputs)?;
    for (what, files) in changes(&difference) {
        for file in files {
            anstream::println!("{what:>9} {shown}/{file}");
        }
    }
    for file in unexpected(args, &difference) {
        anstream::println!("  foreign {shown}/{file} (not made by this command; left alone)");
    }
    let changed: usize = changes(&difference)
        .iter()
        .map(|(_, files)| files.len())
        .sum();
    let files = outputs.len();
    let took = took.map_or_else(String::new, |took| format!(", {took:.2} s"));
    match changed {
        0 => anstream::println!("{shown} is up to date: {files} files{took}"),
        _ => anstream::println!("wrote {shown}: {files} files, {changed} changed{took}"),
    }
    Ok(())
}

fn options(args: &Args) -> Result<Options> {
    let home = match (&args.out, &args.runtime_path) {
        (None, _) => Home::Member,
        (Some(_), None) => Home::Alone,
        (Some(_), Some(path)) => {
            let path = path
                .canonicalize()
                .with_context(|| format!("--runtime-path {}", path.display()))?;
            Home::AloneWithRuntime(path.to_string_lossy().into_owned())
        }
    };
    let is_ours = args.spec.is_empty();
    Ok(Options {
        name: args.name.clone(),
        home,
        package: args.package.package(is_ours)?,
        partial: args.partial,
        schemas: true,
        cli: true,
        extra: BTreeMap::new(),
        // Of a document that has no cases here the page has no calls.
        docs: Some(Illustrations {
            large: args.page,
            ..Illustrations::default()
        }),
    })
}

/// Whether the files are what they should be.
fn check(args: &Args, shown: &str, difference: &Difference, outputs: &Outputs) -> bool {
    let foreign = unexpected(args, difference);
    if difference.is_current() && foreign.is_empty() {
        anstream::println!("{shown} is up to date: {} files", outputs.len());
        return true;
    }
    for (what, files) in [
        ("stale", &difference.stale),
        ("missing", &difference.missing),
        ("orphaned", &difference.orphaned),
    ] {
        for file in files {
            anstream::println!("{what:>9} {shown}/{file}");
        }
    }
    for file in foreign {
        anstream::println!("  foreign {shown}/{file} (not made by this command; move it away)");
    }
    false
}

/// The command that writes what `--check` compared with, for a shell.
fn same_without_check(args: &Args) -> String {
    let mut words = vec![
        "cargo".to_owned(),
        "xtask".to_owned(),
        "generate".to_owned(),
    ];
    let mut add = |option: &str, values: &[PathBuf]| {
        if !values.is_empty() {
            words.push(option.to_owned());
            words.extend(values.iter().map(|value| value.display().to_string()));
        }
    };
    add("--spec", &args.spec);
    add("--root", args.root.as_slice());
    add("--out", args.out.as_slice());
    add("--runtime-path", args.runtime_path.as_slice());
    words.extend(args.select.words());
    words.extend(args.package.words());
    if args.out.is_some() && args.name != DEFAULT_NAME {
        words.extend(["--name".to_owned(), args.name.clone()]);
    }
    let quoted = shlex::try_join(words.iter().map(String::as_str));
    // No argument of a process has the one character that can't be quoted.
    quoted.unwrap_or_else(|_| words.join(" "))
}

/// In a directory of somebody's own anything may lie; in ours a file by hand is a mistake.
fn unexpected<'a>(args: &Args, difference: &'a Difference) -> &'a [String] {
    if args.out.is_none() {
        &difference.foreign
    } else {
        &[]
    }
}

fn changes(difference: &Difference) -> [(&'static str, &Vec<String>); 3] {
    [
        ("changed", &difference.stale),
        ("new", &difference.missing),
        ("removed", &difference.orphaned),
    ]
}

fn dump(model: &Model, stage: Dump) -> Result<Outcome> {
    let text = match stage {
        Dump::Unions => Ok(model.checked.unions()),
        Dump::Lowered => serde_json::to_string_pretty(&lowered::document(&model.api)),
        Dump::Ir => serde_json::to_string_pretty(&model.api),
        // Printed before there is a model.
        Dump::Resources => return Ok(Outcome::Fine),
    };
    anstream::println!("{}", text?);
    Ok(Outcome::Fine)
}

/// A path as messages show it: relative to where the command was given, where it is below that.
pub(crate) fn shown(path: &Path) -> String {
    let relative = std::env::current_dir()
        .ok()
        .and_then(|here| path.strip_prefix(here).map(Path::to_owned).ok());
    match relative.as_deref().unwrap_or(path) {
        // The working directory itself.
        it if it.as_os_str().is_empty() => ".".to_owned(),
        it => it.display().to_string(),
    }
}

/// A folder that is there: below one that is not, each file would be told to lie outside.
pub(crate) fn folder(text: &str) -> Result<PathBuf, String> {
    let folder = PathBuf::from(text);
    if folder.is_dir() {
        return Ok(folder);
    }
    Err("there is no such folder".to_owned())
}

fn crate_name(text: &str) -> Result<String, String> {
    let plain = text
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let edges = text.starts_with(|c: char| c.is_ascii_lowercase()) && !text.ends_with('-');
    // What cargo makes of it are names of files.
    if plain && edges && text.len() <= 50 {
        return Ok(text.to_owned());
    }
    Err(
        "a prefix of crate names has at most 50 lower-case letters, digits and hyphens, and begins with a letter"
            .to_owned(),
    )
}
