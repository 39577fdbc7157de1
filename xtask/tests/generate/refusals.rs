//! What is refused, and with which exit code.

use std::fs;

use super::{API, code, folder, run, text, xtask};

#[test]
fn a_refusal_says_where_and_writes_nothing() {
    let home = folder(&API.replace("operationId", "operationID"));
    let output = run(home.path(), &["--out", "out"]);
    assert_eq!(code(&output), 1, "{output:?}");
    let said = text(&output.stderr);
    assert!(said.contains("error[unknown-keyword]"), "{said}");
    assert!(said.contains("--> api.yaml:6:7"), "{said}");
    assert!(said.contains("nothing was written"), "{said}");
    assert!(
        !said.contains('\u{1b}'),
        "no colour where there is no terminal"
    );
    assert!(!home.path().join("out").exists());
}

#[test]
fn input_that_cannot_be_loaded_has_an_exit_code_of_its_own() {
    for api in [
        "openapi: [",
        "a: 1\na: 2\n",
        "openapi: 3.0.3\npaths: {/v1/a: {$ref: 'nowhere.yaml#/paths'}}\n",
    ] {
        let home = folder(api);
        let output = run(home.path(), &["--dump", "ir"]);
        assert_eq!(code(&output), 3, "{api}: {output:?}");
    }
    let home = tempfile::tempdir().unwrap();
    let output = xtask()
        .current_dir(&home)
        .args(["--spec", "none.yaml", "--dump", "ir"])
        .output()
        .unwrap();
    assert_eq!(code(&output), 3, "{output:?}");
    assert!(
        text(&output.stderr).contains("error[missing-file]"),
        "{output:?}"
    );
}

#[test]
fn wrong_usage_has_an_exit_code_of_its_own() {
    for arguments in [
        &["--nonsense"][..],
        &["--spec", "api.yaml"],
        &["--dump", "soup"],
        &["--name", "x"],
        &["--out", "x", "--name", "X!"],
    ] {
        let output = xtask().args(arguments).output().unwrap();
        assert_eq!(code(&output), 2, "{arguments:?}: {output:?}");
    }
}

#[test]
fn help_has_an_example_and_the_exit_codes() {
    let help = text(&xtask().arg("--help").output().unwrap().stdout);
    // Where a line breaks is the terminal's business.
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        help.contains("cargo xtask generate --spec api.yaml --out"),
        "{help}"
    );
    assert!(help.contains("4 generated files out of date"), "{help}");
    assert!(help.contains("32 MiB, 64 MiB in all"), "{help}");
}

#[test]
fn names_that_are_too_long_for_files_are_refused_with_their_place() {
    for (from, name) in [
        ("GetThing", "G".repeat(300)),
        ("thing", "t".repeat(300)),
        ("thing", "T".repeat(201)),
    ] {
        let home = folder(&API.replace(from, &name));
        let output = run(home.path(), &["--out", "out"]);
        assert_eq!(code(&output), 1, "{output:?}");
        let said = text(&output.stderr);
        assert!(said.contains("error[name-too-long]"), "{said}");
        assert!(said.contains("--> api.yaml:"), "{said}");
        assert!(!home.path().join("out").exists());
    }
    let longest = "G".repeat(200);
    let home = folder(
        &API.replace("GetThing", &longest)
            .replace("thing:", &format!("{longest}:"))
            .replace("/thing'", &format!("/{longest}'")),
    );
    let output = run(home.path(), &["--out", "out"]);
    assert_eq!(code(&output), 0, "{output:?}");
}

#[test]
fn nothing_is_read_from_outside_the_root() {
    let home = tempfile::tempdir().unwrap();
    let api = home.path().join("api");
    fs::create_dir(&api).unwrap();
    let thing = "{type: object, required: [id], properties: {id: {type: string}}}";
    fs::write(home.path().join("secret.yaml"), thing).unwrap();
    let spec = API.replace(&format!("thing: {thing}"), "thing: {$ref: ../secret.yaml}");
    assert_ne!(spec, API);
    fs::write(api.join("api.yaml"), spec).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = xtask();
        command
            .current_dir(&home)
            .args(["--spec", "api/api.yaml", "--out", "out"]);
        command.args(arguments).output().unwrap()
    };
    let output = run(&[]);
    assert_eq!(code(&output), 3, "{output:?}");
    let said = text(&output.stderr);
    assert!(
        said.contains("error[outside-root]: `secret.yaml` lies outside `api`"),
        "{said}"
    );
    assert!(said.contains("--> api/api.yaml:15:19"), "{said}");
    assert!(!home.path().join("out").exists());

    let output = run(&["--root", "nope"]);
    assert_eq!(code(&output), 2, "{output:?}");
    let said = text(&output.stderr);
    assert!(
        said.contains("'nope' for '--root <DIR>': there is no such folder"),
        "{said}"
    );

    let output = run(&["--root", "."]);
    assert_eq!(code(&output), 0, "{output:?}");
    let document = fs::read_to_string(home.path().join("out/openapi.json")).unwrap();
    assert!(document.contains("\"secret\""), "{document}");
    // The command that mends what `--check` finds has the root too.
    fs::remove_file(home.path().join("out/openapi.json")).unwrap();
    let said = text(&run(&["--root", ".", "--check"]).stdout);
    assert!(
        said.contains("run `cargo xtask generate --spec api/api.yaml --root . --out out`"),
        "{said}"
    );
}
