//! Every construct that the generator takes, as one service: its crates are generated into a workspace of their own,
//! compiled, and driven client against server.
//!
//! `accept/zoo/` has a fragment for each family of constructs, and beside it the driver of that family, a module with
//! a function `drive`. A driver implements the operations of its own fragment only: the trait is made with `--partial`. What the drivers say to each other is
//! judged by the published schemas; `zoo/values.json` has it for validators of other languages.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod driven;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use driven::Bench;
use reversals_codegen::emit::{Home, Options, Package};
use reversals_codegen::load;

/// What the program of the drivers links.
const DEPENDENCIES: &str = r#"
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
    let bench = Bench::new("zoo");
    let zoo = bench.root.join("codegen/tests/accept/zoo");
    let runtime = bench.runtime();
    let options = Options {
        home: Home::AloneWithRuntime(runtime.clone()),
        package: Package::default(),
        partial: true,
        schemas: true,
        cli: true,
        ..Bench::options("zoo")
    };
    bench.generate(&load::spec_dir(&zoo, "spec").unwrap(), &options);
    let dependencies = format!("{DEPENDENCIES}reversals-runtime = {{ path = {runtime:?} }}\n");
    bench.drive(&dependencies, &[("main.rs", &main_of(&zoo))]);
    values::judge(
        &bench.path("out/schema"),
        &bench.path("drive/said.json"),
        &bench.root.join("codegen/tests/zoo/values.json"),
    );
    // The crates come with tests of their own.
    bench.cargo("out/models", &["test", "--lib"]);
    // Its commands are made whole, and clap looks at each.
    let pages = bench.path("pages");
    let pages = pages.to_str().unwrap();
    // No TLS, which takes most of a minute to compile.
    bench.cargo(
        "out/cli",
        &["run", "--no-default-features", "--", "--man", pages],
    );
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
