//! `cargo xtask consumers`: the published schemas as other languages' generators, validators and readers take them.

mod compiled;
mod openapi;
mod payloads;
mod python;
mod typescript;
mod validators;
mod vectors;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::exit::{self, Outcome};
use crate::tools::{self, Missing};
use crate::{program, workspace};

const EXAMPLES: &str = "\
Examples:
  cargo xtask consumers                      all of them
  cargo xtask consumers --only go            one of them
  cargo xtask consumers --schemas DIRECTORY  other schemas than those in generated/schema
";

/// Use the published schemas from other languages.
///
/// Types are generated of the schemas, programs that use them are compiled, and what they read of the documented
/// payloads and write again must be the same. Encoders of a few lines must give the bytes of every vector in
/// `cases.json`, and readers of a server and of a client must read and refuse as it says; each of them must notice a
/// vector that says something else. Validators take the documented payloads, refuse broken ones, and judge every vector
/// as it says. What can't be run for want of a program is told and is no pass.
#[derive(clap::Args)]
#[command(after_help = format!("{EXAMPLES}\n{}", exit::HELP))]
pub(crate) struct Args {
    /// Run one of them only.
    #[arg(long, value_enum)]
    only: Option<Consumer>,

    /// Where the schemas are, instead of in `generated/schema`.
    #[arg(long, value_name = "DIRECTORY")]
    schemas: Option<PathBuf>,
}

/// Who uses the schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Consumer {
    Typescript,
    Python,
    Go,
    Java,
    Validators,
    Openapi,
}

impl Consumer {
    const ALL: [Self; 6] = [
        Self::Typescript,
        Self::Python,
        Self::Go,
        Self::Java,
        Self::Validators,
        Self::Openapi,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Typescript => "typescript",
            Self::Python => "python",
            Self::Go => "go",
            Self::Java => "java",
            Self::Validators => "validators",
            Self::Openapi => "openapi",
        }
    }

    /// Whether it needs the vectors to be judged by.
    fn takes_vectors(self) -> bool {
        !matches!(self, Self::Openapi)
    }

    /// `false` when something does not hold; what that is has been printed.
    fn run(self, bench: &Bench) -> Result<bool> {
        match self {
            Self::Typescript => typescript::run(bench),
            Self::Python => python::run(bench),
            Self::Go => compiled::go(bench),
            Self::Java => compiled::java(bench),
            Self::Validators => validators::run(bench),
            Self::Openapi => openapi::run(bench),
        }
    }
}

/// Where everything is.
struct Bench {
    /// The published schemas.
    schemas: PathBuf,
    /// The committed programs, one directory a language.
    sources: PathBuf,
    /// Where everything else goes. Nothing is ever written beside sources.
    home: PathBuf,
    /// The documented payloads with the schema that each is of, for every language in one file.
    payloads: PathBuf,
}

impl Bench {
    fn bundle(&self) -> PathBuf {
        self.schemas.join("2020-12/bundle.schema.json")
    }

    /// An empty directory for what is generated.
    fn fresh(&self, name: &str) -> Result<PathBuf> {
        let directory = self.home.join("made").join(name);
        if directory.exists() {
            std::fs::remove_dir_all(&directory)?;
        }
        std::fs::create_dir_all(&directory)?;
        Ok(directory)
    }

    /// Gives a program the files that every one of them reads.
    fn given<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("REVERSALS_SCHEMAS", &self.schemas)
            .env("REVERSALS_PAYLOADS", &self.payloads)
    }
}

/// Runs a step; its own words say what is wrong.
fn holds(command: &mut Command) -> Result<bool> {
    Ok(tools::status(command)?.success())
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    if cfg!(not(unix)) {
        return Err(tools::needs_unix("consumers"));
    }
    let consumers = match &args.only {
        Some(only) => std::slice::from_ref(only),
        None => &Consumer::ALL,
    };
    let root = workspace::root()?;
    let schemas = match &args.schemas {
        Some(schemas) => std::path::absolute(schemas)?,
        None => root.join("generated/schema"),
    };
    let vectors = schemas.join(vectors::VECTORS);
    if consumers.iter().any(|it| it.takes_vectors()) && !vectors.is_file() {
        anstream::eprintln!(
            "error: {} is missing, so there is nothing to judge by",
            vectors.display()
        );
        return Ok(Outcome::Unloadable);
    }
    let home = program::target_directory()?.join("consumers");
    let lock = tools::lock(&home)?;
    let bench = Bench {
        payloads: home.join("payloads.json"),
        sources: root.join("conformance/consumers"),
        schemas,
        home,
    };
    let Some(count) = payloads::write(&bench, &root.join("conformance/cases/payloads"))? else {
        return Ok(Outcome::Finding);
    };
    anstream::println!("{count} documented payloads");
    let mut failed = Vec::new();
    for consumer in consumers {
        let name = consumer.name();
        anstream::println!("== {name}");
        match consumer.run(&bench) {
            Ok(true) => {}
            Ok(false) => failed.push(name),
            Err(error) => {
                // One that can't be run says nothing about the others.
                let Some(missing) = error.downcast_ref::<Missing>() else {
                    return Err(error.context(name));
                };
                anstream::println!("{name}: not run: {missing}");
                failed.push(name);
            }
        }
    }
    drop(lock);
    if failed.is_empty() {
        anstream::println!("every consumer is fine");
        return Ok(Outcome::Fine);
    }
    anstream::println!("failed or not run: {}", failed.join(", "));
    Ok(Outcome::Finding)
}

/// Reads a JSON file.
fn json(path: &Path) -> Result<serde_json::Value> {
    let read = || Ok::<_, anyhow::Error>(serde_json::from_slice(&std::fs::read(path)?)?);
    let value: serde_json::Value = read().with_context(|| format!("{}", path.display()))?;
    if value.is_null() {
        bail!("{} holds nothing", path.display());
    }
    Ok(value)
}
