//! `cargo xtask measure`: what generating a document takes, and how that grows.

mod compiled;
mod subsets;
pub(crate) mod timed;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use reversals_codegen::select::Pattern;

use crate::exit::{self, Outcome};
use crate::tools;
use crate::workspace::root;
use timed::{Took, timed};

/// Measure what it takes to generate a document and parts of it, in a release build.
#[derive(clap::Args)]
#[command(after_help = format!("\
Examples:
  cargo xtask measure api.yaml                            the whole of it, and 10, 100 and 600 of its operations
  cargo xtask measure api.yaml --operations 50 200        other parts
  cargo xtask measure api.yaml --skip-unsupported         without what can't be expressed
  cargo xtask measure api.yaml --check --resource charge  with `cargo check` of models and client, and of one resource

Growth is the exponent by which a figure grows with the bytes of the document that is generated, from a row to the next:
1 is in proportion, 2 is its square. CPU is that of all processes, memory that of the largest, each the least of all runs.
With TMPDIR in memory, no disk has a part in it.

{}", exit::HELP))]
pub(crate) struct Args {
    /// The OpenAPI document.
    path: PathBuf,

    /// The sizes of the parts, in operations: every so-manieth path of the document, and what is reached from there.
    #[arg(long, value_name = "N", num_args = 0.., default_values_t = [10, 100, 600])]
    operations: Vec<usize>,

    /// Leave out the operations in which something is not supported.
    #[arg(long)]
    skip_unsupported: bool,

    /// How often each is generated: the least is nearest to what it takes, as all else on a machine only adds.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..))]
    runs: u8,

    /// Compile the models and the client too: `cargo check` of all of the document. What they depend on is compiled
    /// before and not counted.
    #[arg(long)]
    check: bool,

    /// Generate this part too, with `--cut-expansions 1`, and compile it where `--check` asks for that.
    #[arg(long, value_name = "PATTERN", num_args = 1..)]
    resource: Vec<Pattern>,
}

/// A document that was generated.
struct Row {
    name: String,
    operations: usize,
    /// The bytes of the document that is generated.
    document: u64,
    took: Took,
    made: Made,
}

/// What is in a directory.
#[derive(Default)]
struct Made {
    bytes: u64,
    files: usize,
    largest_rust: u64,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    if !cfg!(unix) {
        return Err(tools::needs_unix("measure"));
    }
    let program = release()?;
    let scratch = tempfile::tempdir()?;
    let path = args.path.canonicalize();
    let path = path.with_context(|| format!("{}", args.path.display()))?;
    let parts = subsets::of(&path, &args.operations)?;
    let mut run = Run {
        args,
        program,
        path,
        scratch: scratch.path().to_owned(),
    };
    let mut rows = Vec::new();
    for part in parts {
        let options: Vec<String> = match part.patterns.as_slice() {
            [] => Vec::new(),
            patterns => std::iter::once("--only".to_owned())
                .chain(patterns.iter().cloned())
                .collect(),
        };
        match run.generate(&part.name, &options)? {
            Ok(row) => rows.push(row),
            Err(outcome) => return Ok(outcome),
        }
    }
    print_rows(&rows);
    print_growth(&rows);
    let mut one = None;
    if !args.resource.is_empty() {
        let mut options = vec!["--only".to_owned()];
        options.extend(args.resource.iter().map(Pattern::to_string));
        options.extend(["--cut-expansions", "1"].map(str::to_owned));
        match run.generate("resource", &options)? {
            Ok(row) => one = Some(row),
            Err(outcome) => return Ok(outcome),
        }
        anstream::println!();
        print_rows(one.as_slice());
    }
    if args.check {
        let whole = rows.last().map(|row| row.name.as_str());
        let names = one.iter().map(|row| row.name.as_str()).chain(whole);
        compiled::check(&mut run, names)?;
    }
    Ok(Outcome::Fine)
}

struct Run<'a> {
    args: &'a Args,
    program: PathBuf,
    path: PathBuf,
    scratch: PathBuf,
}

impl Run<'_> {
    /// The directory that a run of a name writes.
    fn out(&self, name: &str) -> PathBuf {
        self.scratch.join(name.replace(' ', "-"))
    }

    /// Generates a part of the document; where it is refused, says so and tells the outcome.
    fn generate(&mut self, name: &str, options: &[String]) -> Result<Result<Row, Outcome>> {
        anstream::eprintln!("generating {name}");
        let out = self.out(name);
        let mut command = Command::new(&self.program);
        command
            .arg("generate")
            .arg("--spec")
            .arg(&self.path)
            .arg("--out")
            .arg(&out);
        command
            .arg("--runtime-path")
            .arg(root()?.join("codegen/runtime"));
        command.args(options);
        if self.args.skip_unsupported {
            command.arg("--skip-unsupported");
        }
        let mut took = Took::MOST;
        for _ in 0..self.args.runs {
            if out.exists() {
                std::fs::remove_dir_all(&out)?;
            }
            let (status, once) = timed(&mut command, &self.scratch)?;
            if !status.success() {
                anstream::eprintln!(
                    "{name} can't be generated; `--skip-unsupported` leaves out what can't be expressed"
                );
                return Ok(Err(Outcome::Finding));
            }
            took = took.least(once);
        }
        let document = out.join("openapi.json");
        let text = std::fs::read(&document)?;
        Ok(Ok(Row {
            name: name.to_owned(),
            operations: subsets::operations(&document)?,
            document: text.len() as u64,
            took,
            made: made(&out)?,
        }))
    }
}

/// The release build of this program: itself, where it is one.
fn release() -> Result<PathBuf> {
    if !cfg!(debug_assertions) {
        return Ok(std::env::current_exe()?);
    }
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    command.args([
        "build",
        "--release",
        "--package",
        "xtask",
        "--message-format",
        "json",
    ]);
    command.current_dir(root()?);
    let messages = tools::output(&mut command)?;
    let mut built = messages.lines().filter_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let program = message["executable"].as_str()?;
        (message["target"]["name"] == "xtask").then(|| PathBuf::from(program))
    });
    built.next_back().context("cargo built no xtask")
}

fn made(folder: &Path) -> Result<Made> {
    let mut made = Made::default();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder)? {
            let (path, about) = entry.and_then(|entry| Ok((entry.path(), entry.metadata()?)))?;
            if about.is_dir() {
                waiting.push(path);
                continue;
            }
            made.files += 1;
            made.bytes += about.len();
            if path.extension().is_some_and(|ext| ext == "rs") {
                made.largest_rust = made.largest_rust.max(about.len());
            }
        }
    }
    Ok(made)
}

const MEGA: f64 = 1e6;

#[allow(clippy::cast_precision_loss, reason = "figures to read")]
fn print_rows(rows: &[Row]) {
    anstream::println!(
        "| part | operations | document, MB | CPU, s | memory, MB | output, MB | files | largest Rust file, MB |"
    );
    anstream::println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for row in rows {
        anstream::println!(
            "| {} | {} | {:.3} | {:.2} | {:.0} | {:.2} | {} | {:.3} |",
            row.name,
            row.operations,
            row.document as f64 / MEGA,
            row.took.cpu,
            row.took.memory / MEGA,
            row.made.bytes as f64 / MEGA,
            row.made.files,
            row.made.largest_rust as f64 / MEGA,
        );
    }
}

#[allow(clippy::cast_precision_loss, reason = "figures to read")]
fn print_growth(rows: &[Row]) {
    if rows.len() < 2 {
        return;
    }
    anstream::println!("\n| growth | CPU | memory | output |\n| --- | --- | --- | --- |");
    // Between two that are nearly the same, there is nothing to see.
    let steps = rows.windows(2).map(|pair| (&pair[0], &pair[1]));
    let steps = steps.filter(|(from, to)| 2 * to.document > 3 * from.document);
    for (from, to) in steps.chain(rows.first().zip(rows.last())) {
        let by = (to.document as f64 / from.document as f64).ln();
        let exponent = |figure: fn(&Row) -> f64| (figure(to) / figure(from)).ln() / by;
        anstream::println!(
            "| {} to {} | {:.2} | {:.2} | {:.2} |",
            from.name,
            to.name,
            exponent(|row| row.took.cpu),
            exponent(|row| row.took.memory),
            exponent(|row| row.made.bytes as f64),
        );
    }
}
