//! The languages of the SDKs: what is installed for each, where, and how its scripts are run.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::Addresses;
use crate::program;
use crate::tools::{self, Installer, python};
use crate::workspace;

/// How TypeScript is compiled, and which of the scripts.
const COMPILER: &str = "tsconfig.json";

/// The program in Rust.
const RUST: &str = "reversals-answers";

/// A language of an SDK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Language {
    Python,
    Node,
    Rust,
}

/// An SDK that is there, with the scripts that use it.
pub(super) struct Installed {
    pub(super) language: Language,
    /// The SDK's version.
    pub(super) version: String,
    /// Where the scripts are.
    scripts: PathBuf,
    /// Where what they need is, or the program that was built of them. Nothing is ever written beside their sources.
    home: PathBuf,
}

impl Language {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Node => "node",
            Self::Rust => "rust",
        }
    }

    /// The SDK, as its registry calls it.
    pub(super) fn sdk(self) -> &'static str {
        match self {
            Self::Python | Self::Node => "stripe",
            Self::Rust => "async-stripe",
        }
    }

    /// Installs the pinned versions into `home`, unless they are there.
    pub(super) fn install(self, home: &Path) -> Result<Installed> {
        let sources = workspace::root()?.join("conformance/sdk").join(self.name());
        let (installer, pins) = match self {
            Self::Python => (Installer::Pip, "requirements.txt"),
            Self::Node => (Installer::Npm, "package.json"),
            Self::Rust => {
                let pins = fs::read_to_string(sources.join("Cargo.toml"))?;
                let program = program::build_apart(&sources, RUST)?;
                return self.found(&pins, sources, &program);
            }
        };
        let what = format!("the {} SDK", self.name());
        installer
            .install(&what, &sources, home)
            .context("its scripts can't be run; `--only` leaves them out")?;
        let pins = fs::read_to_string(sources.join(pins))?;
        self.found(&pins, sources, home)
    }

    fn found(self, pins: &str, sources: PathBuf, home: &Path) -> Result<Installed> {
        let version = match self {
            Self::Python => pins
                .lines()
                .find_map(|line| line.strip_prefix("stripe=="))
                .map(str::to_owned),
            Self::Node => {
                let package: Value = serde_json::from_str(pins)?;
                package["dependencies"]["stripe"]
                    .as_str()
                    .map(str::to_owned)
            }
            Self::Rust => pins
                .lines()
                .find_map(|line| line.strip_prefix("async-stripe-types = { version = \"="))
                .and_then(|rest| rest.split('"').next())
                .map(str::to_owned),
        };
        Ok(Installed {
            language: self,
            version: version.context("the SDK's version is not pinned")?,
            scripts: sources,
            home: home.to_owned(),
        })
    }
}

impl Installed {
    /// Runs the scripts. They print what they find; `false` when something does not hold.
    pub(super) fn run(&self, addresses: &Addresses) -> Result<bool> {
        let mut command = match self.language {
            Language::Python => {
                let mut command = Command::new(python(&self.home));
                command.arg(self.scripts.join("run.py"));
                command
            }
            Language::Node => match self.node()? {
                Some(command) => command,
                None => return Ok(false),
            },
            Language::Rust => Command::new(&self.home),
        };
        command
            .env("REVERSALS_ROOT", workspace::root()?)
            .env("REVERSALS_SANDBOX_URL", &addresses.lawful)
            .env("REVERSALS_SANDBOX_UNLAWFUL_URL", &addresses.unlawful)
            .env("REVERSALS_SANDBOX_DIRECT_URL", &addresses.direct)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env_remove("PYTHONPATH")
            .env_remove("PYTHONHOME");
        // A machine's proxy for the internet does not know our ports.
        for name in ["no_proxy", "NO_PROXY"] {
            let there = std::env::var(name).unwrap_or_default();
            command.env(name, format!("{there},127.0.0.1,localhost"));
        }
        let status = tools::status(&mut command)?;
        match status.code() {
            Some(0) => Ok(true),
            Some(1) => Ok(false),
            _ => bail!("the {} scripts ended with {status}", self.language.name()),
        }
    }

    /// Modules are looked for beside the file that asks for them, so the scripts are copied to where they are. None when
    /// the compiler refuses one.
    fn node(&self) -> Result<Option<Command>> {
        for old in scripts(&self.home)? {
            fs::remove_file(self.home.join(old))?;
        }
        let scripts = scripts(&self.scripts)?;
        for script in &scripts {
            fs::copy(self.scripts.join(script), self.home.join(script))?;
        }
        let tests = scripts.iter().filter(|it| it.ends_with(".test.js"));
        let tests: Vec<_> = tests.collect();
        if tests.is_empty() {
            bail!("{} has no tests", self.scripts.display());
        }
        let mut compiler = Command::new("node");
        compiler
            .arg("node_modules/typescript/bin/tsc")
            .current_dir(&self.home);
        if !tools::status(&mut compiler)?.success() {
            return Ok(None);
        }
        let mut command = Command::new("node");
        command
            // One at a time, since the sandbox has one clock.
            .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
            .args(tests)
            .current_dir(&self.home);
        Ok(Some(command))
    }
}

/// The names of the scripts in a directory, and of what the compiler is told, in order.
fn scripts(directory: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in
        fs::read_dir(directory).with_context(|| format!("{} can't be read", directory.display()))?
    {
        let name = entry?.file_name();
        let script = ["js", "ts"].map(OsStr::new).map(Some);
        if (script.contains(&Path::new(&name).extension()) || name == COMPILER)
            && let Some(name) = name.to_str()
        {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}
