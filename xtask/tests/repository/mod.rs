//! A copy of the repository with one commit, whose suite says what it is told to.

#[path = "../copy/mod.rs"]
#[allow(dead_code, reason = "not every test generates")]
mod copy;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use copy::Copy;
use serde_json::json;

const PUBLISHED: &str = "conformance/published_schemas.json";

pub(crate) struct Repository {
    pub(crate) copy: Copy,
    /// Programs that are no part of it.
    programs: tempfile::TempDir,
}

impl Repository {
    /// One whose cases meet one obligation, and not those in `owed`.
    pub(crate) fn new(owed: &[&str]) -> Self {
        let repository = Self {
            copy: Copy::new(),
            programs: tempfile::tempdir().unwrap(),
        };
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        fs::copy(root.join(PUBLISHED), repository.path(PUBLISHED)).unwrap();
        let test = |case: &&str, outcome| json!({ "case": case, "outcome": outcome });
        let mut tests: Vec<_> = owed.iter().map(|case| test(case, "failed")).collect();
        tests.push(test(&"Met/client", "passed"));
        let report = json!({ "tests": tests });
        let code = i32::from(!owed.is_empty());
        let says = format!(
            "[ \"$*\" = '--coverage --format json' ] || exit 5\necho '{report}'\nexit {code}"
        );
        repository.script("suite", &says);
        repository.git(&["init", "--quiet"]);
        repository.commit();
        repository
    }

    /// Commits all there is.
    pub(crate) fn commit(&self) {
        self.git(&["add", "."]);
        let who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        let commit = ["commit", "--quiet", "--allow-empty", "--message", "a"];
        self.git(&[&who[..], &commit].concat());
    }

    /// The folder of what it finds in its path first.
    #[allow(dead_code, reason = "not every test adds some")]
    pub(crate) fn programs(&self) -> &Path {
        self.programs.path()
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.copy.path(below)
    }

    /// A folder with a cargo that builds that suite and nothing else, and whose `xtask` is `xtask`.
    pub(crate) fn cargo(&self, xtask: &Path) -> PathBuf {
        let programs = self.programs.path();
        let built = [
            ("reversals-conformance", "suite"),
            ("reversals-witness", "witness"),
        ];
        let built = built.map(|(name, program)| {
            json!({ "target": { "name": name }, "executable": programs.join(program) }).to_string()
        });
        let built = built.join("\n");
        let home = self.path("xtask");
        let says = format!(
            "if [ \"$1\" = xtask ]; then shift; CARGO=\"$0\" CARGO_MANIFEST_DIR='{}' exec '{}' \"$@\"; fi\necho '{built}'",
            home.display(),
            xtask.display()
        );
        self.script("cargo", &says);
        programs.to_owned()
    }

    pub(crate) fn script(&self, name: &str, text: &str) {
        let path = self.programs.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// What git prints.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("git");
        let output = command.current_dir(self.path("")).args(arguments).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }
}
