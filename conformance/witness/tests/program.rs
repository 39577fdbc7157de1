//! The program, as `cargo xtask diff --witness` starts it.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

const BASE: &str = r#"openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pets:
    post:
      operationId: CreatePet
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, required: [name], properties: {name: {type: string, maxLength: 5}}}
      responses:
        "200":
          description: The pet.
          content:
            application/json:
              schema: {type: object, required: [id], properties: {id: {type: string}}}
"#;

fn run(home: &Path, base: &str, revision: &str) -> (Option<i32>, String, String) {
    fs::write(home.join("base.yaml"), base).unwrap();
    fs::write(home.join("revision.yaml"), revision).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_reversals-witness"))
        .current_dir(home)
        .args(["--base", "base.yaml", "--revision", "revision.yaml"])
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn each_difference_that_breaks_somebody_has_its_message_by_its_key() {
    let home = tempfile::tempdir().unwrap();
    let revision = BASE.replace("maxLength: 5", "maxLength: 4").replace(
        "id: {type: string}",
        "id: {type: integer}, age: {type: integer}",
    );
    let (code, said, _) = run(home.path(), BASE, &revision);
    let said: Value = serde_json::from_str(&said).unwrap();
    let keys: Vec<&String> = said.as_object().unwrap().keys().collect();
    let [limit, kind] = [
        "limit-tightened POST /pets body.name: maxLength",
        "type-changed POST /pets 200.id",
    ];
    // A member more of an answer breaks nobody.
    assert_eq!(keys, [limit, kind]);
    assert_eq!(said[limit]["taken_by"], "base");
    assert_eq!(said[limit]["message"], "POST /pets\nname=aaaaa");
    assert!(
        said[limit]["refused"].as_str().unwrap().starts_with("400 "),
        "{said}"
    );
    assert_eq!(
        said[kind],
        json!({ "taken_by": "revision", "message": "200 {\"id\":1}", "refused": "/id: 1 is not of type \"string\"" })
    );
    assert_eq!(code, Some(0));
}

#[test]
fn what_is_no_document_can_not_be_loaded() {
    let home = tempfile::tempdir().unwrap();
    let (code, said, error) = run(home.path(), BASE, "{");
    assert_eq!((code, said.as_str()), (Some(3), ""));
    assert!(error.contains("revision.yaml:2:1"), "{error}");
}
