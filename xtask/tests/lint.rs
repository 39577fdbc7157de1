//! `cargo xtask lint` on the fragments, and on documents of its own.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const PETS: &str = r#"openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pets:
    get:
      operationId: ListPets
      responses: {"204": {description: None.}}
"#;

const MEANT: &str =
    "[[accept]]\nfinding = \"operation-described GET /pets\"\nreason = \"its name says it\"\n";

struct Home(tempfile::TempDir);

impl Home {
    fn new(document: &str, meant: Option<&str>) -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        fs::create_dir(home.0.path().join("spec")).unwrap();
        home.write("spec/pets.yaml", document);
        if let Some(meant) = meant {
            home.write("spec/lint.toml", meant);
        }
        home
    }

    fn write(&self, below: &str, text: &str) {
        fs::write(self.0.path().join(below), text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> (i32, String) {
        run(self.0.path(), arguments)
    }
}

/// The exit code, and what was printed.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.current_dir(folder).arg("lint").args(arguments);
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(said).unwrap(),
    )
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

#[test]
fn the_fragments_are_as_they_are_wanted_but_for_what_is_meant() {
    let told = run(workspace(), &[]);
    assert_eq!(told, (0, "0 findings, and 21 that are meant\n".to_owned()));
}

#[test]
fn an_example_of_the_fragments_that_no_case_shows_is_a_finding() {
    let home = tempfile::tempdir().unwrap();
    let spec = workspace().join("spec");
    for file in [
        "common.yaml",
        "credit_reversals.yaml",
        "lint.toml",
        "transfer_reversals.yaml",
    ] {
        let text = fs::read_to_string(spec.join(file)).unwrap();
        let text = text.replace("        amount: 400\n", "        amount: 404\n");
        fs::write(home.path().join(file), text).unwrap();
    }
    let cases = workspace().join("conformance/cases");
    let (code, said) = run(home.path(), &[".", "--cases", cases.to_str().unwrap()]);
    let wanted = "error[example-used]: no case shows the example {\"amount\":404,";
    assert!(said.starts_with(wanted), "{said}");
    assert!(said.contains("\n1 findings, and "), "{said}");
    assert_eq!(code, 1);
    // Without cases it may be shown anywhere.
    assert_eq!(run(home.path(), &["."]).0, 0);
}

#[test]
fn a_finding_is_told_with_its_place_and_the_code_says_that_there_is_one() {
    let (code, said) = Home::new(PETS, None).run(&["spec"]);
    assert_eq!(
        said,
        "\
error[operation-described]: `GET /pets` has no description
  --> spec/pets.yaml:5:5
   at #/paths/~1pets/get
 help: say under `description` what it does, and when it refuses

1 findings, and 0 that are meant
"
    );
    assert_eq!(code, 1);
}

#[test]
fn what_is_meant_is_no_finding_and_an_entry_about_nothing_is_one() {
    let home = Home::new(PETS, Some(MEANT));
    let clean = (0, "0 findings, and 1 that are meant\n".to_owned());
    assert_eq!(home.run(&["spec"]), clean);
    // Of a file alone no folder says what is meant.
    assert_eq!(home.run(&["spec/pets.yaml"]).0, 1);
    let named = ["spec/pets.yaml", "--accept", "spec/lint.toml"];
    assert_eq!(home.run(&named), clean);
    home.write(
        "spec/pets.yaml",
        &PETS.replace("ListPets", "ListPets\n      description: All."),
    );
    let (code, said) = home.run(&["spec"]);
    assert_eq!(
        said,
        "\
error: spec/lint.toml:2: `operation-described GET /pets` is no finding of these
 help: remove the entry, or mend it

0 findings, and 0 that are meant, 1 entries that are wrong
"
    );
    assert_eq!(code, 1);
}

#[test]
fn what_is_meant_in_one_folder_is_not_meant_in_another() {
    let home = Home::new(PETS, Some(MEANT));
    fs::create_dir(home.0.path().join("other")).unwrap();
    home.write("other/pets.yaml", PETS);
    let (code, said) = home.run(&["spec", "other"]);
    assert!(said.contains("--> other/pets.yaml:5:5"), "{said}");
    assert!(
        said.ends_with("\n1 findings, and 1 that are meant\n"),
        "{said}"
    );
    assert_eq!(code, 1);
}

#[test]
fn an_entry_of_differences_or_without_a_reason_is_refused_with_its_place() {
    let other = MEANT.replace("finding =", "difference =");
    let (code, said) = Home::new(PETS, Some(&other)).run(&["spec"]);
    assert_eq!(
        (code, said.as_str()),
        (3, "error: spec/lint.toml:2:14: no finding\n")
    );
    let empty = MEANT.replace("its name says it", " ");
    let (code, said) = Home::new(PETS, Some(&empty)).run(&["spec"]);
    assert_eq!(
        (code, said.as_str()),
        (3, "error: spec/lint.toml:3:10: no reason\n")
    );
}

#[test]
fn a_program_is_told_in_json_and_a_pull_request_in_annotations() {
    let home = Home::new(PETS, Some(MEANT));
    let (code, said) = home.run(&["spec", "--format", "json"]);
    let said: Value = serde_json::from_str(&said).unwrap();
    let finding = &said["findings"][0];
    assert_eq!(finding["key"], "operation-described GET /pets");
    assert_eq!(
        (&finding["line"], &finding["meant"]),
        (&5.into(), &"its name says it".into())
    );
    assert_eq!(code, 0);
    let (code, said) = home.run(&["spec/pets.yaml", "--format", "github"]);
    assert_eq!(
        said,
        "\
::error title=operation-described,file=spec/pets.yaml,line=5,col=5::`GET /pets` has no description%0A at #/paths/~1pets/get%0Ahelp: say under `description` what it does, and when it refuses
1 findings, and 0 that are meant
"
    );
    assert_eq!(code, 1);
}

#[test]
fn a_rule_is_explained_and_what_is_none_is_wrong_usage() {
    let home = Home::new(PETS, None);
    let (code, said) = home.run(&["--explain", "component-used"]);
    assert!(
        said.starts_with(
            "component-used: A component that no operation leads to.\n\nNothing is made of it"
        ),
        "{said}"
    );
    assert_eq!(code, 0);
    let (code, said) = home.run(&["--explain", "component"]);
    let list = "error: `component` is no rule\n help: name one of these\n  operation-described    An operation";
    assert!(said.starts_with(list), "{said}");
    assert!(said.contains("\n  component-used "), "{said}");
    assert_eq!(code, 2);
    assert_eq!(home.run(&["--format", "often"]).0, 2);
    assert!(
        home.run(&["--help"])
            .1
            .contains("cargo xtask lint --explain unit-stated")
    );
}

#[test]
fn what_can_not_be_loaded_has_its_place_and_a_code_of_its_own() {
    let round = "components: {schemas: {a: {$ref: \"#/components/schemas/a\"}}}\n";
    for (text, wanted) in [
        ("openapi: 3.0.3\npaths: {", "error[syntax]"),
        (
            "[1]",
            "error[wrong-kind]: the document is array, not object\n  --> spec/pets.yaml:1:1\n",
        ),
        ("hello: there\n", "error[missing-keyword]"),
        (
            "openapi: 4.0.0\ninfo: {title: a, version: b}\npaths: {}\n",
            "  --> spec/pets.yaml:1:10\n",
        ),
        (&format!("{PETS}{round}"), "error[cyclic-ref]"),
        (
            &PETS.replace("{description: None.}", "{$ref: \"gone.yaml#/a\"}"),
            "error[missing-file]",
        ),
    ] {
        let (code, said) = Home::new(text, None).run(&["spec"]);
        assert!(
            said.contains(wanted) && said.contains("--> spec/pets.yaml:"),
            "{said}"
        );
        assert_eq!(code, 3, "{said}");
        assert!(
            said.ends_with("; nothing was held to the rules\n"),
            "{said}"
        );
    }
    for input in ["gone.yaml", "gone"] {
        let (code, said) = Home::new(PETS, None).run(&[input]);
        assert!(said.contains(&format!("--> {input}:1:1\n")), "{said}");
        assert_eq!(code, 3);
    }
}
