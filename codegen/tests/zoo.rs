//! Every construct that the generator takes, as one service: its crates are generated into a workspace of their own,
//! compiled, and driven client against server.
//!
//! `accept/zoo/` has a fragment for each family of constructs, and beside it the driver of that family, a module with
//! a function `drive`. A driver implements the operations of its own fragment only: the trait is made with `--partial`. What the drivers say to each other is
//! judged by the published schemas; `zoo/values.json` has it for validators of other languages.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
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
name = "zoo"
edition = "2024"
publish = false

[[bin]]
name = "zoo"
path = "main.rs"

[profile.dev]
debug = "line-tables-only"

[profile.dev.package."*"]
debug = false

[dependencies]
axum = { version = "0.8", default-features = false }
futures-core = "0.3"
http = "1"
reqwest = { version = "0.13", default-features = false }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt"] }
tower = { version = "0.5", features = ["util"] }
url = "2"
zoo-client = { path = "../out/client", features = ["dynamic"] }
zoo-models = { path = "../out/models" }
zoo-server = { path = "../out/server", features = ["dynamic"] }
"#;

/// What is no driver among the Rust files.
const SHARED: &str = "wire";

#[path = "zoo/values.rs"]
mod values;

#[test]
fn every_construct_of_the_zoo_passes_between_its_client_and_its_server() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let zoo = root.join("codegen/tests/accept/zoo");
    // Beside the other artifacts of this build, wherever they are.
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let home = target.join("zoo");
    let runtime = root.join("codegen/runtime");
    let options = Options {
        name: "zoo".to_owned(),
        home: Home::AloneWithRuntime(runtime.to_str().unwrap().to_owned()),
        partial: true,
        schemas: true,
        extra: BTreeMap::new(),
        docs: None,
    };
    let input = load::spec_dir(&zoo, "spec").unwrap();
    let generated =
        generate(&input, &options, &mut |_| ()).unwrap_or_else(|error| panic!("{error}"));
    write::apply(&home.join("out"), &generated.outputs).unwrap();

    let drive = home.join("drive");
    fs::create_dir_all(&drive).unwrap();
    let manifest = format!("{MANIFEST}reversals-runtime = {{ path = {runtime:?} }}\n");
    fs::write(drive.join("Cargo.toml"), manifest).unwrap();
    fs::write(drive.join("main.rs"), main_of(&zoo)).unwrap();
    fs::copy(root.join("Cargo.lock"), drive.join("Cargo.lock")).unwrap();
    cargo(&["run"], &drive, &target);
    values::judge(
        &home.join("out/schema"),
        &drive.join("said.json"),
        &root.join("codegen/tests/zoo/values.json"),
    );
    // The crates come with tests of their own.
    fs::copy(root.join("Cargo.lock"), home.join("out/Cargo.lock")).unwrap();
    cargo(&["test", "--lib"], &home.join("out/models"), &target);
}

/// A program that runs every driver.
fn main_of(zoo: &Path) -> String {
    let mut families: Vec<String> = fs::read_dir(zoo)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    families.sort();
    let mut modules = String::new();
    let mut calls = String::new();
    for family in &families {
        let path = zoo.join(format!("{family}.rs"));
        let path = path.to_str().unwrap();
        writeln!(modules, "#[path = {path:?}]\nmod {family};").unwrap();
        if family != SHARED {
            writeln!(
                calls,
                "    println!(\"{family}\");\n    {family}::drive().await;"
            )
            .unwrap();
        }
    }
    assert!(!calls.is_empty(), "the zoo is empty");
    format!(
        "#![allow(dead_code)]\n{modules}\n#[tokio::main(flavor = \"current_thread\")]\nasync fn main() {{\n{calls}    wire::write(\"said.json\");\n}}\n"
    )
}

fn cargo(command: &[&str], package: &Path, target: &Path) {
    let output = Command::new(env!("CARGO"))
        .args(command)
        .args(["--offline", "--quiet", "--manifest-path"])
        .arg(package.join("Cargo.toml"))
        .current_dir(package)
        .arg("--target-dir")
        .arg(target.parent().unwrap())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
