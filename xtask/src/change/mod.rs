//! `cargo xtask change`

mod asked;
mod steps;

use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;

use crate::exit::{self, Outcome};
use crate::progress::Progress;
use crate::workspace::root;
pub(crate) use asked::NotDone;
use steps::Step;

/// How many things of a step are told before the rest is a number.
const FIRST: usize = 10;

/// Say what is left to do of a change of the fragments, each thing with the command that mends it.
///
/// The exit code is 0 when nothing is left. Nothing is written.
#[derive(clap::Args)]
#[command(after_help = format!("\
Examples:
  cargo xtask change                                   since the last commit
  cargo xtask change --base main --accept meant.toml   since a branch, for a pull request

{}", exit::HELP))]
pub(crate) struct Args {
    /// What the fragments are compared with: a git revision, a folder of fragments, or a file.
    #[arg(long, default_value = "HEAD")]
    base: String,

    /// A file of differences that are meant, as `cargo xtask diff` takes it.
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,

    /// How it is told.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For a terminal.
    Text,
    /// For the summary of a pull request.
    Markdown,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let root = root()?;
    let progress = Progress::new();
    let steps = steps::all(&root, args, &|what| progress.say(what))?;
    drop(progress);
    match args.format {
        Format::Text => anstream::print!("{}", text(&steps)),
        Format::Markdown => anstream::print!("{}", markdown(&steps)),
    }
    Ok(if steps.iter().all(Step::is_done) {
        Outcome::Fine
    } else {
        Outcome::Finding
    })
}

fn text(steps: &[Step]) -> String {
    let mut out = String::new();
    for step in steps {
        let mark = if step.is_done() { "done" } else { "left" };
        out.push_str(&format!("{mark}  {}: {}\n", step.what, step.state()));
        for line in step.first() {
            out.push_str(&format!("        {line}\n"));
        }
        if !step.is_done() {
            let hint = step.hint.map(|hint| format!("  # {hint}"));
            let hint = hint.unwrap_or_default();
            out.push_str(&format!("      {}{hint}\n", step.mend));
        }
    }
    out.push_str(&format!("{}\n", total(steps)));
    out
}

fn markdown(steps: &[Step]) -> String {
    let mut out = format!("### What is left of the change\n\n{}\n\n", total(steps));
    for step in steps {
        let mark = if step.is_done() { 'x' } else { ' ' };
        out.push_str(&format!("- [{mark}] {}: {}", step.what, step.state()));
        if !step.is_done() {
            let hint = step.hint.map(|hint| format!(", {hint}"));
            let hint = hint.unwrap_or_default();
            out.push_str(&format!(" (`{}`{hint})", step.mend));
        }
        out.push('\n');
        for line in step.first() {
            // What ends a span of code, or a line, would end it here.
            let line = line.replace('`', "'").replace('\n', " ");
            out.push_str(&format!("  - `{line}`\n"));
        }
    }
    out
}

fn total(steps: &[Step]) -> String {
    let left = steps.iter().filter(|step| !step.is_done()).count();
    format!("{left} of {} steps are left", steps.len())
}

impl Step {
    fn state(&self) -> String {
        match (&self.unasked, self.left.len()) {
            (Some(why), _) => format!("not asked, {why}"),
            (None, 0) => "nothing is left".to_owned(),
            (None, 1) => "1 is left".to_owned(),
            (None, count) => format!("{count} are left"),
        }
    }

    /// What is told of what is left.
    fn first(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.left.iter().take(FIRST).cloned().collect();
        if self.left.len() > FIRST {
            lines.push(format!("and {} more", self.left.len() - FIRST));
        }
        lines
    }
}
