//! `cargo xtask generate` as a person or a CI job meets it.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod newer;
mod notes;
mod refusals;
mod select;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const API: &str = "\
openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /v1/things/{id}:
    get:
      operationId: GetThing
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: A thing.
          content: {application/json: {schema: {$ref: '#/components/schemas/thing'}}}
components:
  schemas:
    thing: {type: object, required: [id], properties: {id: {type: string}}}
";

fn xtask() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command
        .env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"))
        .arg("generate");
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn code(output: &Output) -> i32 {
    output
        .status
        .code()
        .unwrap_or_else(|| panic!("killed: {output:?}"))
}

/// A folder with `api.yaml` in it.
fn folder(api: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("api.yaml"), api).unwrap();
    home
}

/// A run in a folder, on its `api.yaml`.
fn run(home: &Path, arguments: &[&str]) -> Output {
    xtask()
        .current_dir(home)
        .args(["--spec", "api.yaml"])
        .args(arguments)
        .output()
        .unwrap()
}

fn tree(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![dir.to_owned()];
    while let Some(path) = waiting.pop() {
        for entry in fs::read_dir(&path).unwrap() {
            let entry = entry.unwrap().path();
            if entry.is_dir() {
                waiting.push(entry);
            } else {
                found.insert(
                    entry.strip_prefix(dir).unwrap().to_owned(),
                    fs::read(&entry).unwrap(),
                );
            }
        }
    }
    found
}

#[test]
fn the_project_is_up_to_date_and_check_says_so() {
    let output = xtask().arg("--check").output().unwrap();
    assert_eq!(code(&output), 0, "{output:?}");
    assert!(
        text(&output.stdout).contains("generated is up to date"),
        "{output:?}"
    );
}

#[test]
fn any_document_becomes_a_workspace_with_its_own_runtime() {
    let home = folder(API);
    let output = run(home.path(), &["--out", "out"]);
    assert_eq!(code(&output), 0, "{output:?}");
    let files = tree(&home.path().join("out"));
    for file in [
        "Cargo.toml",
        "openapi.json",
        "models/src/lib.rs",
        "client/src/lib.rs",
        "server/src/lib.rs",
        "runtime/src/lib.rs",
    ] {
        assert!(files.contains_key(Path::new(file)), "{file} is missing");
    }
    let again = run(home.path(), &["--out", "out"]);
    assert!(
        text(&again.stdout).starts_with("out is up to date"),
        "{again:?}"
    );
}

#[test]
fn check_lists_what_differs_writes_nothing_and_names_the_command() {
    let home = folder(API);
    let run = |extra: &[&str]| run(home.path(), &[extra, &["--out", "out"]].concat());
    assert_eq!(code(&run(&[])), 0);
    let out = home.path().join("out");
    fs::remove_file(out.join("openapi.json")).unwrap();
    let server = out.join("server/src/lib.rs");
    fs::write(
        &server,
        format!("{}// one more line\n", fs::read_to_string(&server).unwrap()),
    )
    .unwrap();
    fs::copy(&server, out.join("server/src/gone.rs")).unwrap();
    let before = tree(&out);

    let output = run(&["--check"]);
    assert_eq!(code(&output), 4, "{output:?}");
    let want = "    stale out/server/src/lib.rs\n  missing out/openapi.json\n orphaned out/server/src/gone.rs\n\
                run `cargo xtask generate --spec api.yaml --out out`\n";
    assert_eq!(text(&output.stdout), want);
    assert_eq!(tree(&out), before, "--check wrote something");

    assert_eq!(code(&run(&[])), 0);
    assert_eq!(code(&run(&["--check"])), 0, "the named command mends it");
}

#[test]
fn a_directory_with_files_of_somebody_else_is_not_overwritten() {
    let home = folder(API);
    let out = home.path().join("out");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("Cargo.toml"), "[package]\n").unwrap();
    let output = run(home.path(), &["--out", "out"]);
    assert_eq!(code(&output), 1, "{output:?}");
    assert!(
        text(&output.stderr).contains("did not make and would replace"),
        "{output:?}"
    );
    assert_eq!(tree(&out).len(), 1);
}

#[test]
fn the_working_directory_is_not_pulled_away() {
    let home = folder(API);
    let before = tree(home.path());
    let output = run(home.path(), &["--out", "."]);
    assert_eq!(code(&output), 1, "{output:?}");
    let error = text(&output.stderr);
    assert!(error.contains("is where this runs"), "{error}");
    assert_eq!(tree(home.path()), before);
}

#[test]
fn stages_can_be_printed() {
    let home = folder(API);
    let dump = |stage| text(&run(home.path(), &["--dump", stage]).stdout);
    assert!(dump("lowered").contains("\"operationId\": \"get_thing\""));
    assert!(dump("ir").contains("\"id\": \"GetThing\""));
    assert_eq!(tree(home.path()).len(), 1, "printing writes nothing");
}

#[test]
fn working_directory_locale_and_time_zone_do_not_show_in_the_output() {
    let home = folder(API);
    let elsewhere = tempfile::tempdir().unwrap();
    let spec = home.path().join("api.yaml");
    let mut trees = Vec::new();
    for (dir, locale, zone) in [
        (home.path(), "C", "UTC"),
        (elsewhere.path(), "tr_TR.UTF-8", "Asia/Kathmandu"),
    ] {
        let output = xtask()
            .current_dir(dir)
            .env("LC_ALL", locale)
            .env("TZ", zone)
            .arg("--spec")
            .arg(&spec)
            .args(["--out", "out"])
            .output()
            .unwrap();
        assert_eq!(code(&output), 0, "{output:?}");
        trees.push(tree(&dir.join("out")));
    }
    assert_eq!(trees[0], trees[1]);
}

#[test]
fn a_runtime_elsewhere_is_linked_and_not_copied() {
    let home = folder(API);
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join("codegen/runtime");
    let runtime = runtime.to_str().unwrap();
    let options = [
        "--out",
        "out",
        "--name",
        "things",
        "--runtime-path",
        runtime,
    ];
    let output = run(home.path(), &options);
    assert_eq!(code(&output), 0, "{output:?}");
    let files = tree(&home.path().join("out"));
    assert!(!files.keys().any(|path| path.starts_with("runtime")));
    let manifest = text(&files[Path::new("Cargo.toml")]);
    assert!(manifest.contains(runtime), "{manifest}");
    assert!(text(&files[Path::new("models/Cargo.toml")]).contains("name = \"things-models\""));
}

#[test]
fn the_command_that_check_names_gives_the_very_same_crates() {
    let home = folder(API);
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join("codegen/runtime");
    fs::rename(
        home.path().join("api.yaml"),
        home.path().join("my api.yaml"),
    )
    .unwrap();
    let arguments = [
        "--spec",
        "my api.yaml",
        "--out",
        "out",
        "--name",
        "things",
        "--runtime-path",
    ];
    let run = |extra: &[&str]| {
        let mut command = xtask();
        command
            .current_dir(&home)
            .args(arguments)
            .arg(&runtime)
            .args(extra);
        command.output().unwrap()
    };
    assert_eq!(code(&run(&[])), 0);
    let wanted = tree(&home.path().join("out"));
    fs::remove_file(home.path().join("out/openapi.json")).unwrap();
    let said = text(&run(&["--check"]).stdout);
    let named = said.lines().last().unwrap();
    let named = named.strip_prefix("run `cargo xtask generate").unwrap();
    let named = named.strip_suffix('`').unwrap();
    // A shell reads the command, as it would for a person.
    let program = format!("\"$XTASK\" generate{named}");
    let output = Command::new("sh")
        .current_dir(&home)
        .env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"))
        .env("XTASK", env!("CARGO_BIN_EXE_xtask"))
        .args(["-c", &program])
        .output()
        .unwrap();
    assert_eq!(code(&output), 0, "{output:?}");
    assert_eq!(tree(&home.path().join("out")), wanted);
}
