//! A workspace of its own for generated crates, and for a program that drives them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use reversals_codegen::emit::{Home, Options, Package};
use reversals_codegen::{generate, load, write};

/// The manifest of the program, up to what it links. It has the lock and the profile of this workspace, so that what
/// was compiled here need not be compiled again.
const MANIFEST: &str = r#"
[workspace]

[package]
name = "drive"
edition = "2024"
publish = false

[[bin]]
name = "drive"
path = "main.rs"

[profile.dev]
debug = "line-tables-only"

[profile.dev.package."*"]
debug = false

[dependencies]
"#;

/// Where crates are made, compiled and driven.
pub(crate) struct Bench {
    /// The root of the repository.
    pub(crate) root: PathBuf,
    home: PathBuf,
    target: PathBuf,
}

impl Bench {
    /// One of its own, beside the other artifacts of this build, wherever they are.
    pub(crate) fn new(name: &str) -> Self {
        let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let bench = Self {
            root: Path::new(env!("CARGO_MANIFEST_DIR"))
                .parent()
                .unwrap()
                .to_owned(),
            home: temporary.join(name),
            target: temporary.parent().unwrap().to_owned(),
        };
        fs::create_dir_all(bench.path("drive")).unwrap();
        bench
    }

    /// A file or folder of the bench: the crates are in `out`, the program is in `drive`.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }

    /// What crates of a name are made with: a runtime of their own, no schemas, no page.
    pub(crate) fn options(name: &str) -> Options {
        Options {
            name: name.to_owned(),
            home: Home::Alone,
            package: Package::default(),
            partial: false,
            schemas: false,
            cli: false,
            extra: BTreeMap::new(),
            docs: None,
        }
    }

    /// The runtime of this repository, for crates that are to link it; not all are.
    #[allow(dead_code)]
    pub(crate) fn runtime(&self) -> String {
        let runtime = self.root.join("codegen/runtime");
        runtime.to_str().unwrap().to_owned()
    }

    /// Makes the crates.
    pub(crate) fn generate(&self, input: &load::Input, options: &Options) {
        let made = generate(input, options, &mut |_| ()).unwrap_or_else(|error| panic!("{error}"));
        write::apply(&self.path("out"), &made.outputs).unwrap();
        self.lock("out");
    }

    /// Compiles a program of files, of which `main.rs` is one, and runs it.
    pub(crate) fn drive(&self, dependencies: &str, files: &[(&str, &str)]) {
        let manifest = format!("{MANIFEST}{dependencies}");
        for (name, text) in [("Cargo.toml", manifest.as_str())].iter().chain(files) {
            fs::write(self.path("drive").join(name), text).unwrap();
        }
        self.lock("drive");
        self.cargo("drive", &["run"]);
    }

    /// Runs cargo on a package, which is to succeed, and gives what it says.
    pub(crate) fn cargo(&self, package: &str, command: &[&str]) -> String {
        let said = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
        let mut output = self.run(package, command, &["--offline"]);
        // The lock has every crate, but nothing that was built here before may have asked for it.
        if !output.status.success() && said(&output).contains("--offline was specified") {
            output = self.run(package, command, &[]);
        }
        assert!(
            output.status.success(),
            "{package}: cargo {command:?}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            said(&output)
        );
        said(&output)
    }

    fn run(&self, package: &str, command: &[&str], net: &[&str]) -> Output {
        // What a program is told comes last.
        let (what, rest) = command.split_first().unwrap();
        Command::new(env!("CARGO"))
            .arg(what)
            .args(net)
            .args(["--quiet", "--manifest-path"])
            .arg(self.path(package).join("Cargo.toml"))
            .current_dir(self.path(package))
            .arg("--target-dir")
            .arg(&self.target)
            .args(rest)
            .output()
            .unwrap()
    }

    fn lock(&self, workspace: &str) {
        let lock = self.path(workspace).join("Cargo.lock");
        fs::copy(self.root.join("Cargo.lock"), lock).unwrap();
    }
}
