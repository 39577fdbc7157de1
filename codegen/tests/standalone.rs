//! A workspace generated from documents of another service builds by itself, and its two sides understand each other.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use reversals_codegen::emit::{Home, Options};
use reversals_codegen::{generate, load, write};

/// The crate that drives the generated ones. It has the lock and the profile of this workspace, so that
/// what was compiled here need not be compiled again.
const MANIFEST: &str = r#"
[workspace]

[package]
name = "drive"
edition = "2024"
publish = false

[[bin]]
name = "drive"
path = "drive.rs"

[profile.dev]
debug = "line-tables-only"

[profile.dev.package."*"]
debug = false

[dependencies]
axum = { version = "0.8", default-features = false }
http = "1"
idioms-client = { path = "../out/client", features = ["dynamic"] }
idioms-models = { path = "../out/models" }
idioms-server = { path = "../out/server", features = ["dynamic"] }
reqwest = { version = "0.13", default-features = false }
reversals-runtime = { path = "../out/runtime" }
serde = "1"
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt"] }
tower = { version = "0.5", features = ["util"] }
"#;

#[test]
fn crates_of_another_document_build_by_themselves_and_speak_to_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    // Beside the other artifacts of this build, wherever they are.
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let home = target.join("standalone");
    let input = load::spec_dir(&root.join("codegen/tests/accept"), "spec").unwrap();
    let options = Options {
        name: "idioms".to_owned(),
        home: Home::Alone,
        partial: false,
        schemas: true,
        extra: BTreeMap::new(),
        docs: None,
    };
    let generated = generate(&input, &options, &mut |_| ());
    let outputs = generated.unwrap_or_else(|error| panic!("{error}")).outputs;
    write::apply(&home.join("out"), &outputs).unwrap();

    let drive = home.join("drive");
    fs::create_dir_all(&drive).unwrap();
    fs::write(drive.join("Cargo.toml"), MANIFEST).unwrap();
    for file in ["drive.rs", "by_name.rs"] {
        let from = root.join("codegen/tests/accept").join(file);
        fs::copy(from, drive.join(file)).unwrap();
    }
    fs::copy(root.join("Cargo.lock"), drive.join("Cargo.lock")).unwrap();
    cargo(&["run"], &drive, &target);
    // The crates come with tests of their own.
    let models = home.join("out/models");
    fs::copy(root.join("Cargo.lock"), home.join("out/Cargo.lock")).unwrap();
    cargo(&["test", "--lib"], &models, &target);
}

fn cargo(command: &[&str], package: &Path, target: &Path) {
    let output = Command::new(env!("CARGO"))
        .args(command)
        .args(["--offline", "--quiet", "--manifest-path"])
        .arg(package.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target.parent().unwrap())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
