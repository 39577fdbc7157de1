//! `cargo xtask diff`

mod changelog;
mod crates;
mod sarif;
mod told;
mod version;
mod witnesses;

use std::path::PathBuf;
use std::str::FromStr;

use anyhow::Result;
use clap::ValueEnum;
use reversals_changes::accepted::{Accepted, Of};
use reversals_changes::catalogue;
use reversals_changes::compare::compare;
use reversals_changes::difference::{Difference, Kind};
use reversals_changes::levels::{Audience, Level, breaks_on_the_wire, level};

use crate::accepted;
use crate::exit::{self, Outcome};
use crate::progress::Progress;
use crate::workspace::root;
pub(crate) use version::NoVersion;
use version::Version;
use witnesses::{Witness, Witnesses};

/// Say what a change of the fragments breaks, and for whom.
///
/// Each difference has a level for those who send requests, those who read answers, and those who serve. It follows from
/// which messages either version admits: whoever receives them breaks by more, whoever sends them by fewer. For those who
/// link the generated crates, both versions are generated, and their public items compared.
#[derive(clap::Args)]
#[command(after_help = format!("\
Examples:
  cargo xtask diff                                 the working tree against the last commit
  cargo xtask diff main                            the working tree against a branch
  cargo xtask diff v1.0.0 v1.1.0 --format markdown two tags, for a pull request
  cargo xtask diff old.yaml new.yaml --fail-on reader=dangerous

{}", exit::HELP))]
pub(crate) struct Args {
    /// A git revision, a folder of fragments, or a file.
    #[arg(default_value = "HEAD")]
    base: String,

    /// The same; the working tree where it is left out.
    revision: Option<String>,

    /// How the differences are told.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// The level from which the exit code is 1: of all (`breaking`), or of one audience (`reader=dangerous`); `never` for none.
    #[arg(long, value_name = "[AUDIENCE=]LEVEL", default_value = "breaking")]
    fail_on: Vec<Limit>,

    /// A file of differences that are meant, each with its reason, and a last day where it has one.
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,

    /// Compare what is on the wire alone, and generate nothing.
    #[arg(long)]
    wire: bool,

    /// Show a message for each difference that breaks somebody on the wire: one that one version takes and the other refuses,
    /// found by trying. What tries is built first.
    #[arg(long)]
    witness: bool,

    /// Say what a kind of difference is, to whom and why; without an id all of them. Nothing is compared.
    #[arg(long, value_name = "ID", num_args = 0..=1, value_parser = kind, default_missing_value = "all", conflicts_with = "base")]
    explain: Option<Explained>,
}

/// What is to be explained.
#[derive(Clone, Copy)]
enum Explained {
    All,
    One(Kind),
}

fn kind(text: &str) -> Result<Explained, String> {
    if text == "all" {
        return Ok(Explained::All);
    }
    let found = Kind::ALL.iter().find(|kind| kind.id() == text);
    let found = found.ok_or("there is no such kind; `--explain` alone lists them")?;
    Ok(Explained::One(*found))
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For a terminal.
    Text,
    /// For a pull request.
    Markdown,
    /// For a program.
    Json,
    /// SARIF 2.1.0, for code scanning views.
    Sarif,
    /// Workflow commands of GitHub Actions, which become annotations of files.
    Github,
    /// The paragraph of a changelog, and which versions of crates and schemas the differences ask for.
    Changelog,
}

/// From which level on a difference is a finding.
#[derive(Clone, Copy)]
struct Limit {
    audience: Option<Audience>,
    /// None for never.
    level: Option<Level>,
}

impl FromStr for Limit {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (audience, level) = match text.split_once('=') {
            Some((audience, level)) => {
                let found = Audience::ALL
                    .into_iter()
                    .find(|it| it.to_string() == audience);
                let audience =
                    found.ok_or("an audience is `sender`, `reader`, `server` or `rust`")?;
                (Some(audience), level)
            }
            None => (None, text),
        };
        let level = match level {
            "breaking" => Some(Level::Breaking),
            "dangerous" => Some(Level::Dangerous),
            "safe" => Some(Level::Safe),
            "never" => None,
            _ => return Err("a level is `breaking`, `dangerous`, `safe` or `never`"),
        };
        Ok(Self { audience, level })
    }
}

/// A difference, and what it is to each audience.
struct Finding<'a> {
    difference: &'a Difference,
    levels: [(Audience, Level, &'static str); 4],
    /// Why it is meant, where it is.
    reason: Option<&'a str>,
    /// A message by which it shows, where that was asked for and one was found.
    witness: Option<&'a Witness>,
}

impl<'a> Finding<'a> {
    fn of(
        difference: &'a Difference,
        reason: Option<&'a str>,
        witness: Option<&'a Witness>,
    ) -> Self {
        Self {
            difference,
            levels: Audience::ALL.map(|audience| {
                let (level, why) = level(difference, audience);
                (audience, level, why)
            }),
            reason,
            witness,
        }
    }

    /// The worst that it is to anybody.
    fn worst(&self) -> Level {
        let levels = self.levels.iter().map(|(_, level, _)| *level);
        levels.max().unwrap_or(Level::Safe)
    }

    fn is_beyond(&self, limits: &[Limit]) -> bool {
        let mut levels = self.levels.iter();
        self.reason.is_none()
            && levels.any(|(audience, level, _)| {
                let own = limits
                    .iter()
                    .rev()
                    .find(|limit| limit.audience == Some(*audience));
                let all = || limits.iter().rev().find(|limit| limit.audience.is_none());
                let limit = own.or_else(all).and_then(|limit| limit.level);
                limit.is_some_and(|limit| *level >= limit)
            })
    }
}

pub(crate) fn run(args: &Args) -> Outcome {
    match args.explain {
        Some(Explained::All) => anstream::print!("{}", catalogue::tables()),
        Some(Explained::One(kind)) => anstream::print!("{}", catalogue::page(kind)),
        None => {
            let compared = compared(args);
            return compared.unwrap_or_else(|error| exit::unfit(&error, "nothing was compared"));
        }
    }
    Outcome::Fine
}

fn compared(args: &Args) -> Result<Outcome> {
    let root = root()?;
    let accepted = match &args.accept {
        Some(file) => accepted::load(Of::Differences, file)?,
        None => Accepted::default(),
    };
    let progress = Progress::new();
    progress.say("reading the base");
    let versions = [
        Version::of(&root, &args.base)?,
        match &args.revision {
            Some(word) => Version::of(&root, word)?,
            None => Version::working_tree(&root)?,
        },
    ];
    let base = versions[0].model()?;
    progress.say("reading the revision");
    let revision = versions[1].model()?;
    let mut differences = compare(&base, &revision);
    let witnesses = if args.witness && differences.iter().any(breaks_on_the_wire) {
        progress.say("looking for witnesses");
        witnesses::found(&versions)?
    } else {
        Witnesses::new()
    };
    if !args.wire {
        progress.say("generating both");
        differences.extend(crates::differences(base, revision)?);
    }
    drop(progress);
    let mut findings: Vec<Finding<'_>> = differences
        .iter()
        .map(|difference| {
            let key = difference.key();
            Finding::of(difference, accepted.reason(&key), witnesses.get(&key))
        })
        .collect();
    // The worst first; else in the order of what it is about.
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.worst()));
    match args.format {
        Format::Text => anstream::print!("{}", told::text(&findings)),
        Format::Markdown => anstream::print!("{}", told::markdown(&findings)),
        Format::Json => anstream::println!("{}", told::json(&findings)?),
        Format::Sarif => anstream::println!("{}", sarif::sarif(&findings, &root)?),
        Format::Changelog => anstream::print!("{}", changelog::changelog(&findings)?),
        Format::Github => anstream::print!("{}", told::github(&findings, &root)),
    }
    let keys: Vec<String> = differences.iter().map(Difference::key).collect();
    let wrong = accepted.wrong_of(&keys);
    for entry in &wrong {
        anstream::eprintln!("{entry}\n help: remove the entry, or mend it");
    }
    let is_beyond = |finding: &Finding<'_>| finding.is_beyond(&args.fail_on);
    Ok(if findings.iter().any(is_beyond) || !wrong.is_empty() {
        Outcome::Finding
    } else {
        Outcome::Fine
    })
}
