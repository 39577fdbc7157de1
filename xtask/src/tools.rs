//! Programs of other languages, and what is installed for them: pinned versions, once.

use std::fmt;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context as _, Result, bail};

/// A program that this machine does not have. What needs it has shown nothing, so this is never a pass.
#[derive(Debug)]
pub(crate) struct Missing(String);

impl fmt::Display for Missing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} is not installed", self.0)
    }
}

impl std::error::Error for Missing {}

/// Said where a task needs programs and folders as Linux and macOS have them.
pub(crate) fn needs_unix(task: &str) -> anyhow::Error {
    anyhow::anyhow!(
        "`cargo xtask {task}` runs on Linux and macOS only; \
         `cargo xtask generate`, `cargo xtask conformance` and `cargo xtask serve` need neither"
    )
}

/// What a command prints; it must not fail.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let name = name(command);
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| unstarted(&name, error))?;
    if !output.status.success() {
        bail!("{name} ended with {}", output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// How a command ends. What it prints is for whoever reads what we print.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus> {
    let name = name(command);
    let status = command.stdin(Stdio::null()).status();
    status.map_err(|error| unstarted(&name, error))
}

/// Runs a command that must not fail. What it prints is no result of ours.
fn checked(command: &mut Command) -> Result<()> {
    command.stdout(std::io::stderr());
    let status = status(command)?;
    if !status.success() {
        bail!(
            "{} ended with {status}, so nothing is installed",
            name(command)
        );
    }
    Ok(())
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn unstarted(name: &str, error: std::io::Error) -> anyhow::Error {
    if error.kind() == ErrorKind::NotFound {
        return Missing(name.to_owned()).into();
    }
    anyhow::Error::new(error).context(format!("{name} can't be started"))
}

/// Keeps a second run from installing into the same place, until it is dropped.
pub(crate) fn lock(home: &Path) -> Result<File> {
    let path = home.join("lock");
    let locked = || {
        fs::create_dir_all(home)?;
        let file = File::create(&path)?;
        file.lock()?;
        Ok::<_, std::io::Error>(file)
    };
    locked().with_context(|| format!("{} can't be locked", path.display()))
}

/// Who installs, and from which files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Installer {
    /// Into `node_modules`, as `package.json` and `package-lock.json` say.
    Npm,
    /// Into a virtual environment, as `requirements.txt` says.
    Pip,
    /// Into `jars`, as `pom.xml` says.
    Maven,
}

impl Installer {
    /// The files that pin what is installed.
    fn pins(self) -> &'static [&'static str] {
        match self {
            Self::Npm => &["package.json", "package-lock.json", ".npmrc"],
            Self::Pip => &["requirements.txt"],
            Self::Maven => &["pom.xml"],
        }
    }

    /// What runs what is installed; its version counts too.
    fn version(self) -> Result<String> {
        match self {
            Self::Npm => output(Command::new("node").arg("--version")),
            Self::Pip => output(Command::new("python3").arg("--version")),
            // The jars are the same for every version of Java.
            Self::Maven => Ok(String::new()),
        }
    }

    /// Installs what the pins in `sources` say into `home`, unless that is what is there. `what` is told meanwhile.
    pub(crate) fn install(self, what: &str, sources: &Path, home: &Path) -> Result<()> {
        let mut wanted = self.version()?;
        for pin in self.pins() {
            let path = sources.join(pin);
            let text = fs::read_to_string(&path);
            wanted.push_str(&text.with_context(|| format!("{} can't be read", path.display()))?);
        }
        let stamp = home.join("installed");
        if fs::read_to_string(&stamp).is_ok_and(|there| there == wanted) {
            return Ok(());
        }
        anstream::eprintln!("installing {what} into {}", home.display());
        // What is there is of other versions, or half of something.
        match fs::remove_dir_all(home) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => fs::create_dir_all(home)?,
        }
        self.fetch(sources, home)?;
        fs::write(stamp, wanted)?;
        Ok(())
    }

    fn fetch(self, sources: &Path, home: &Path) -> Result<()> {
        match self {
            Self::Npm => {
                for pin in self.pins() {
                    fs::copy(sources.join(pin), home.join(pin))?;
                }
                let mut npm = Command::new("npm");
                npm.args(["ci", "--ignore-scripts", "--loglevel=error"]);
                checked(npm.current_dir(home))
            }
            Self::Pip => {
                let mut venv = Command::new("python3");
                checked(venv.args(["-m", "venv"]).arg(home.join("venv")))?;
                let mut pip = Command::new(python(home));
                // All that is needed is in the list: what is not pinned there is not to be had.
                pip.args(["-m", "pip", "install", "--quiet", "--no-deps"])
                    .args(["--disable-pip-version-check", "--requirement"])
                    .arg(sources.join("requirements.txt"));
                checked(&mut pip)
            }
            Self::Maven => {
                let mut maven = Command::new("mvn");
                maven
                    .args(["--quiet", "--batch-mode", "--strict-checksums", "--file"])
                    .arg(sources.join("pom.xml"))
                    .arg("org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies")
                    .arg(format!("-DoutputDirectory={}", home.join("jars").display()));
                checked(&mut maven)
            }
        }
    }
}

/// The Python of the virtual environment in `home`.
pub(crate) fn python(home: &Path) -> PathBuf {
    home.join("venv").join("bin").join("python")
}
