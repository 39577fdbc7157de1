//! `strength`: the numbers that show how strong the suite is, in one file that one command makes.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::exit::Outcome;
use crate::{program, workspace};

const FILE: &str = "conformance/strength.toml";

const HEAD: &str = "\
# How strong the suite is, and the command that tells each number: the last line of what it prints that has `words`.
# Made by `cargo xtask strength`. Quick ones are made anew in CI; a slow one has the digest of what it was made from.
";

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask strength                 make the quick numbers anew
  cargo xtask strength edits-by-side   make one anew, quick or slow
  cargo xtask strength --all           make every number anew, which takes hours
  cargo xtask strength --check         compare the quick ones, and say which slow ones are stale

Exit codes: 0 fine, 1 a number that is another one now, 2 wrong usage, 3 a file that can't be read, \
5 a command that gives no number")]
pub(crate) struct Args {
    /// Write nothing: compare the quick numbers with the file, and name slow ones that are stale.
    #[arg(long)]
    check: bool,

    /// Make the slow numbers anew too.
    #[arg(long, conflicts_with_all = ["check", "name"])]
    all: bool,

    /// The numbers to make, by name.
    name: Vec<String>,
}

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Strength {
    number: Vec<Number>,
}

/// A number, and where it comes from.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Number {
    name: String,
    /// What it answers.
    question: String,
    command: String,
    /// What the line has in it.
    words: String,
    /// The line.
    says: String,
    /// Of a slow one: the files and folders that it was made from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    of: Vec<String>,
    /// Of a slow one: the SHA-256 of those.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let root = workspace::root()?;
    let text = fs::read_to_string(root.join(FILE)).context(FILE)?;
    let mut strength: Strength = toml::from_str(&text).context(FILE)?;
    let names = strength.number.iter().map(|number| number.name.as_str());
    let names: Vec<_> = names.collect();
    if let Some(other) = args.name.iter().find(|it| !names.contains(&it.as_str())) {
        anstream::eprintln!("no number is called `{other}`: {}", names.join(", "));
        return Ok(Outcome::Usage);
    }
    let mut outcome = Outcome::Fine;
    let chosen = |number: &&mut Number| args.name.is_empty() || args.name.contains(&number.name);
    for number in strength.number.iter_mut().filter(chosen) {
        let digest = digest(&root, &number.of)?;
        if digest.is_some() && (args.check || !args.all && args.name.is_empty()) {
            if digest != number.digest {
                let Number { name, .. } = number;
                anstream::println!(
                    "{name}: stale, made of other files: cargo xtask strength {name}"
                );
            }
            continue;
        }
        anstream::eprintln!("{}", number.command);
        let says = made(&root, number)?;
        anstream::println!("{}: {says}", number.name);
        if args.check && says != number.says {
            anstream::println!("  --> {FILE}\n  expected: {}\n", number.says);
            outcome = Outcome::Finding;
        }
        number.says = says;
        number.digest = digest;
    }
    if !args.check {
        let mut out = HEAD.to_owned();
        write!(out, "\n{}", toml::to_string(&strength)?)?;
        let mut file = tempfile::NamedTempFile::new_in(root.join("conformance"))?;
        std::io::Write::write_all(&mut file, out.as_bytes())?;
        file.persist(root.join(FILE))?;
    }
    Ok(outcome)
}

/// Runs a number's command, and gives its line.
fn made(root: &Path, number: &Number) -> Result<String> {
    let words = shlex::split(&number.command).unwrap_or_default();
    let Some((first, rest)) = words.split_first() else {
        bail!("{}: no command", number.name);
    };
    ensure!(first == "cargo", "{}: not a command of cargo", number.name);
    let output: std::process::Output = program::cargo()
        .args(rest)
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| number.command.clone())?;
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said.lines().rfind(|line| line.contains(&number.words));
    let line = line.with_context(|| format!("{}: no line has `{}`", number.name, number.words))?;
    ensure!(output.status.success(), "{}: {line}", number.name);
    Ok(line.trim().to_owned())
}

/// The SHA-256 of files, and of all files in folders, with their paths; none of none.
fn digest(root: &Path, paths: &[String]) -> Result<Option<String>> {
    let mut files = Vec::new();
    for path in paths {
        let from = files.len();
        add(&root.join(path), &mut files)?;
        ensure!(files.len() > from, "{FILE}: no file is in `{path}`");
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in &files {
        let text = fs::read(file).with_context(|| file.display().to_string())?;
        let path = file.strip_prefix(root).unwrap_or(file);
        hash.update(format!("{} {}\n", path.display(), text.len()));
        hash.update(&text);
    }
    let hex = |hash: Sha256| {
        hash.finalize().iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    };
    Ok((!files.is_empty()).then(|| hex(hash)))
}

fn add(path: &Path, files: &mut Vec<std::path::PathBuf>) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            add(&entry?.path(), files)?;
        }
    } else if path.is_file() {
        files.push(path.to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(command: &str, words: &str) -> Number {
        Number {
            name: "a".to_owned(),
            question: String::new(),
            command: command.to_owned(),
            words: words.to_owned(),
            says: String::new(),
            of: Vec::new(),
            digest: None,
        }
    }

    #[test]
    fn a_digest_is_of_names_and_contents_and_a_folder_without_files_has_none() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir_all(home.path().join("a/b")).unwrap();
        let of = || digest(home.path(), &["a".to_owned()]);
        assert!(of().unwrap_err().to_string().contains("no file is in `a`"));
        fs::write(home.path().join("a/b/one"), "x").unwrap();
        let first = of().unwrap();
        assert_eq!(of().unwrap(), first);
        fs::write(home.path().join("a/b/one"), "y").unwrap();
        let second = of().unwrap();
        fs::rename(home.path().join("a/b/one"), home.path().join("a/b/two")).unwrap();
        let third = of().unwrap();
        assert!(first != second && second != third);
        assert_eq!(digest(home.path(), &[]).unwrap(), None);
    }

    #[test]
    fn a_number_is_the_line_that_its_command_says_or_there_is_none() {
        let said = |command, words| made(Path::new("."), &number(command, words));
        assert!(
            said("cargo --version", "cargo")
                .unwrap()
                .starts_with("cargo 1")
        );
        let why = |command, words| said(command, words).unwrap_err().to_string();
        assert_eq!(why("cargo --version", "of 7"), "a: no line has `of 7`");
        assert_eq!(why("echo 7 of 7", "of 7"), "a: not a command of cargo");
        assert_eq!(why("", "of 7"), "a: no command");
    }
}
