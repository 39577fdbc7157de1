//! `cargo xtask upstream` on documents of its own.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FRAGMENT: &str = r##"openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pets/{pet}:
    get:
      operationId: GetPet
      parameters:
        - {in: path, name: pet, required: true, schema: {type: string}}
      responses:
        "200":
          description: The pet.
          content: {application/json: {schema: {$ref: "#/components/schemas/pet"}}}
components:
  schemas:
    pet:
      type: object
      required: [id]
      properties:
        id: {type: string}
        name: {type: string, description: What it is called.}
"##;

/// The same, with more around it, in other words, and of another name.
const DOCUMENT: &str = r##"{
  "openapi": "3.0.0", "info": {"title": "Farm", "version": "7"},
  "paths": {
    "/barns": {"get": {"operationId": "GetBarns", "responses": {}}},
    "/pets/{id}": {
      "get": {
        "operationId": "GetPet",
        "parameters": [{"in": "path", "name": "id", "required": true, "schema": {"type": "string"}}],
        "responses": {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/animal"}}}}}
      },
      "delete": {"operationId": "DeletePet", "responses": {}}
    }
  },
  "components": {"schemas": {
    "animal": {"type": "object", "required": ["id"], "properties": {
      "id": {"type": "string"},
      "name": {"type": "string", "description": "Its name."}
    }}
  }}
}
"##;

struct Home(tempfile::TempDir);

impl Home {
    fn new(document: &str, departures: Option<&str>) -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("spec")).unwrap();
        fs::write(home.path().join("spec/pets.yaml"), FRAGMENT).unwrap();
        fs::write(home.path().join("upstream.json"), document).unwrap();
        if let Some(departures) = departures {
            fs::write(home.path().join("spec/departures.toml"), departures).unwrap();
        }
        Self(home)
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    /// The exit code, and what was printed, without the machine's own paths.
    fn run(&self) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.arg("upstream").arg(self.path("upstream.json"));
        command.arg("--spec").arg(self.path("spec"));
        let output = command.output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        let home = format!("{}/", self.0.path().display());
        let said = String::from_utf8(said).unwrap().replace(&home, "");
        (output.status.code().unwrap(), said)
    }
}

const RENAMED: &str =
    "[[accept]]\ndifference = \"path-parameter-renamed *\"\nreason = \"ours says what it is\"\n";

#[test]
fn what_is_said_in_other_words_of_another_name_and_beside_other_operations_is_the_same() {
    let home = Home::new(DOCUMENT, Some(RENAMED));
    let (code, said) = home.run();
    assert_eq!(said, "0 differences, and 1 that are meant\n");
    assert_eq!(code, 0);
}

#[test]
fn each_difference_is_told_with_its_place_on_both_sides() {
    let document = DOCUMENT.replace(
        r#""name": {"type": "string""#,
        r#""name": {"type": "string", "maxLength": 9"#,
    );
    let home = Home::new(&document, Some(RENAMED));
    let (code, said) = home.run();
    assert_eq!(
        said,
        "\
limit-tightened pet.name: maxLength
  --> spec/pets.yaml:20:15
  ::: upstream.json:17:34 says 9
      A bound that admits fewer values in the revision.

1 differences, and 1 that are meant
"
    );
    assert_eq!(code, 1);
}

#[test]
fn a_departure_that_is_none_is_a_finding_with_its_line() {
    let departures = format!(
        "{RENAMED}\n[[accept]]\ndifference = \"null-added pet.name\"\nreason = \"it was once\"\n"
    );
    let home = Home::new(DOCUMENT, Some(&departures));
    let (code, said) = home.run();
    assert_eq!(
        said,
        "\
spec/departures.toml:6: `null-added pet.name` is no difference of these
 help: remove the entry, or mend it

0 differences, and 1 that are meant, 1 departures that are none
"
    );
    assert_eq!(code, 1);
}

#[test]
fn a_departure_without_a_reason_or_of_all_others_is_refused_with_its_place() {
    let departures = "[[accept]]\ndifference = \"null-added pet.name\"\nreason = \" \"\n";
    let (code, said) = Home::new(DOCUMENT, Some(departures)).run();
    assert_eq!(said, "error: spec/departures.toml:3:10: no reason\n");
    assert_eq!(code, 3);
    let departures = "[[accept]]\ndifference = \"!null-added *\"\nreason = \"all others\"\n";
    let (code, said) = Home::new(DOCUMENT, Some(departures)).run();
    assert_eq!(said, "error: spec/departures.toml:2:14: no difference\n");
    assert_eq!(code, 3);
}

#[test]
fn an_operation_that_the_document_has_not_is_a_difference() {
    let document = DOCUMENT.replace("/pets/{id}", "/animals/{id}");
    let (code, said) = Home::new(&document, None).run();
    let first: Vec<&str> = said.lines().take(3).collect();
    assert_eq!(
        first,
        [
            "operation-removed GET /pets/{}",
            "  --> spec/pets.yaml:6:7 says GetPet",
            "  ::: upstream.json:1:1",
        ]
    );
    assert_eq!(code, 1);
}

#[test]
fn what_is_no_document_is_refused_with_its_place() {
    for (text, code, wanted) in [
        ("{", 3, "upstream.json:1:2"),
        ("[1]", 3, "upstream.json:1:1"),
        ("{\"openapi\": \"3.0.0\"}", 3, "upstream.json:1:1"),
    ] {
        let home = Home::new(text, None);
        let (found, said) = home.run();
        assert!(said.contains(wanted), "{said}");
        assert_eq!(found, code, "{said}");
        assert!(Path::new(&home.path("spec/pets.yaml")).exists());
    }
    let home = Home::new(DOCUMENT, None);
    fs::remove_file(home.path("upstream.json")).unwrap();
    let (code, said) = home.run();
    assert!(said.contains("upstream.json"), "{said}");
    assert_eq!(code, 3);
}

/// A folder among the fragments, which shares some with them.
const SHARING: &str = r#"openapi: 3.0.3
info: {title: Barns, version: "1"}
paths:
  /barns:
    get:
      operationId: GetBarns
      responses:
        "200":
          description: The one that lives there.
          content: {application/json: {schema: {$ref: "../pets.yaml#/components/schemas/pet"}}}
"#;

#[test]
fn fragments_that_share_some_with_others_are_held_against_it_too() {
    let answer = r##""responses": {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/animal"}}}}}"##;
    let barns = r#""operationId": "GetBarns", "responses": {}"#;
    let named = format!(r#""operationId": "GetBarns", {answer}"#);
    let document = DOCUMENT.replace(barns, &named);
    assert_ne!(document, DOCUMENT);
    let home = Home::new(&document, None);
    let folder = home.path("spec/more");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("barns.yaml"), SHARING).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .env("CARGO_MANIFEST_DIR", home.path("xtask"))
        .arg("upstream")
        .arg(home.path("upstream.json"))
        .arg("--spec")
        .arg(folder)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    assert_eq!(said, "0 differences, and 0 that are meant\n");
    assert_eq!(output.status.code(), Some(0));
}
