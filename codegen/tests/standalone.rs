//! A workspace generated from documents of another service builds by itself, and its two sides understand each other.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod driven;

use driven::Bench;
use reversals_codegen::emit::Options;
use reversals_codegen::load;

/// What the program links.
const DEPENDENCIES: &str = r#"
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
    let bench = Bench::new("standalone");
    let input = load::spec_dir(&bench.root.join("codegen/tests/accept"), "spec").unwrap();
    let options = Options {
        schemas: true,
        cli: true,
        ..Bench::options("idioms")
    };
    bench.generate(&input, &options);
    let files = [
        ("main.rs", include_str!("accept/drive.rs")),
        ("by_name.rs", include_str!("accept/by_name.rs")),
    ];
    bench.drive(DEPENDENCIES, &files);
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
    // Each is found by the next in what was packed before it, so a path without a version would be refused here.
    let packed = ["package", "--workspace", "--no-verify", "--allow-dirty"];
    bench.cargo("out", &packed);
}
