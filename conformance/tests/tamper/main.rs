//! Each gate turns red: one deliberate break a gate, on a copy of the cases, and the finding it must give.
//!
//! Elsewhere: the gate over coverage in `coverage/tamper.rs`, that over edits of the document in `mutation.rs`, that
//! over `generated/` in `xtask/tests/generate.rs`.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bugs;
mod cases;
mod format;
#[path = "../gates/mod.rs"]
mod gates;
mod snapshots;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use reversals_cases::Suite;
use reversals_judge::{self as judge, Contract, Test, World};
use reversals_pair::{GeneratedClient, GeneratedServer};

/// The good pair and its contract.
struct Bench {
    client: GeneratedClient,
    server: GeneratedServer,
    contract: Contract,
}

static BENCH: LazyLock<Bench> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    Bench {
        client: GeneratedClient::new().unwrap(),
        server: GeneratedServer::new(),
        contract: Contract::of_fragments(&root.join("spec")).unwrap(),
    }
});

impl Bench {
    fn world(&self) -> World<'_> {
        World {
            client: &self.client,
            server: &self.server,
            contract: &self.contract,
        }
    }
}

/// A copy of the cases, to be broken.
struct Copy {
    _home: tempfile::TempDir,
    root: PathBuf,
}

impl Copy {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("conformance/cases");
        copy(&reversals_cases::folder(), &root);
        Self { _home: home, root }
    }

    /// Puts a text in the place of the first such one in a file.
    fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.root.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    fn suite(&self) -> Suite {
        reversals_cases::load(&self.root).unwrap()
    }

    fn tests(&self) -> Vec<Test> {
        judge::derive(&self.suite(), &BENCH.contract.api)
    }

    /// Why the cases can't be loaded.
    fn refusal(&self) -> String {
        reversals_cases::load(&self.root).unwrap_err().to_string()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap().path();
        let target = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            copy(&entry, &target);
        } else {
            fs::copy(&entry, &target).unwrap();
        }
    }
}

#[test]
fn an_untouched_copy_is_refused_by_no_gate() {
    let copy = Copy::new();
    assert!(copy.suite().cases.len() > 1000);
    assert_eq!(
        gates::unreferenced(&copy.root, &copy.suite()),
        Vec::<String>::new()
    );
    assert_eq!(
        cases::failing(&copy, "transfer_reversals/create/"),
        Vec::<String>::new()
    );
}
