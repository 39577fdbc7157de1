//! `cargo xtask diff` in a repository of its own.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const BEFORE: &str = r##"openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pets:
    get:
      operationId: ListPets
      parameters:
        - {in: query, name: limit, schema: {type: integer}}
      responses:
        "200":
          description: The pets.
          content: {application/json: {schema: {$ref: "#/components/schemas/pet"}}}
components:
  schemas:
    pet:
      type: object
      required: [id]
      properties:
        id: {type: string}
        kind: {type: string, enum: [cat, dog]}
"##;

/// A repository with one commit, and `after` in the working tree.
struct Repository(tempfile::TempDir);

impl Repository {
    fn new(after: &str) -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        fs::create_dir(home.0.path().join("spec")).unwrap();
        fs::create_dir(home.0.path().join("xtask")).unwrap();
        home.write("spec/pets.yaml", BEFORE);
        home.git(&["init", "--quiet"]);
        home.git(&["add", "."]);
        let who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        home.git(&[&who[..], &["commit", "--quiet", "--message", "a"]].concat());
        home.write("spec/pets.yaml", after);
        home
    }

    fn write(&self, below: &str, text: &str) {
        fs::write(self.0.path().join(below), text).unwrap();
    }

    fn git(&self, arguments: &[&str]) {
        let mut command = Command::new("git");
        let output = command.current_dir(self.0.path()).args(arguments).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{output:?}");
    }

    fn run(&self, arguments: &[&str]) -> (i32, String) {
        self.run_with(arguments, None)
    }

    fn run_with(&self, arguments: &[&str], cargo: Option<&Path>) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command
            .env("CARGO_MANIFEST_DIR", self.0.path().join("xtask"))
            .current_dir(self.0.path())
            .arg("diff")
            .args(arguments);
        if let Some(cargo) = cargo {
            command.env("CARGO", cargo);
        }
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().unwrap();
        let home = self.0.path().canonicalize().unwrap();
        let said = String::from_utf8([stdout, stderr].concat()).unwrap();
        let said = said.replace(&format!("{}/", home.display()), "");
        let said = said.replace(&format!("{}/", self.0.path().display()), "");
        (status.code().unwrap(), said)
    }
}

fn after() -> String {
    BEFORE.replace("[cat, dog]", "[cat, dog, fish]").replace(
        "schema: {type: integer}",
        "required: true, schema: {type: integer}",
    )
}

#[test]
fn each_difference_is_told_with_both_places_and_what_it_is_to_whom() {
    let (code, said) = Repository::new(&after()).run(&["--wire"]);
    assert_eq!(
        said,
        "\
breaking: parameter-required GET /pets query limit
  --> HEAD:spec/pets.yaml:8:11
  ::: spec/pets.yaml:8:11
      sender breaking: A request that was right is refused.

dangerous: value-added pet.kind: \"fish\"
  --> HEAD:spec/pets.yaml:20:15
  ::: spec/pets.yaml:20:47 says \"fish\"
      reader dangerous: Something comes that is not known, as was to be expected.

1 breaking, 1 dangerous, 0 safe
"
    );
    assert_eq!(code, 1);
}

#[test]
fn the_exit_code_follows_the_level_of_each_audience() {
    let repository = Repository::new(&BEFORE.replace("[cat, dog]", "[cat, dog, fish]"));
    for (limits, code) in [
        (&["--wire"][..], 0),
        (&["--fail-on", "dangerous"], 1),
        (
            &["--fail-on", "reader=dangerous", "--fail-on", "rust=never"],
            1,
        ),
        (&["--fail-on", "rust=breaking", "--fail-on", "never"], 1),
        (&["--fail-on", "sender=dangerous"], 0),
        (
            &[
                "--wire",
                "--fail-on",
                "dangerous",
                "--fail-on",
                "reader=never",
            ],
            0,
        ),
        (&["--fail-on", "often"], 2),
    ] {
        assert_eq!(repository.run(limits).0, code, "{limits:?}");
    }
}

#[test]
fn what_is_meant_is_no_finding_and_an_entry_about_nothing_is_one() {
    let repository = Repository::new(&after());
    let meant = "[[accept]]\ndifference = \"parameter-required *\"\nreason = \"PAY-1\"\n";
    repository.write("meant.toml", meant);
    let (code, said) = repository.run(&["--wire", "--accept", "meant.toml"]);
    assert!(said.contains("      meant: PAY-1\n"), "{said}");
    assert_eq!(code, 0);
    let more = format!("{meant}\n[[accept]]\ndifference = \"null-added *\"\nreason = \"PAY-2\"\n");
    repository.write("meant.toml", &more);
    let (code, said) = repository.run(&["--accept", "meant.toml"]);
    let wrong = "meant.toml:6: `null-added *` is no difference of these\n";
    assert!(said.contains(wrong), "{said}");
    assert_eq!(code, 1);
}

#[test]
fn what_is_meant_until_a_day_is_a_finding_after_it() {
    let repository = Repository::new(&after());
    let until = |day: &str| {
        let entry = "[[accept]]\ndifference = \"parameter-required *\"\nreason = \"PAY-1\"\n";
        repository.write("meant.toml", &format!("{entry}until = {day}\n"));
        repository.run(&["--wire", "--accept", "meant.toml"])
    };
    assert_eq!(until("2999-12-31").0, 0);
    let (code, said) = until("2020-01-31");
    assert!(!said.contains("meant: PAY-1"), "{said}");
    let over = "meant.toml:2: `parameter-required *` was meant until 2020-01-31, which is over\n";
    assert!(said.contains(over), "{said}");
    assert_eq!(code, 1);
    let (code, said) = until("2020-01-31T00:00:00");
    assert_eq!(said, "error: meant.toml:4:9: no day, such as 2026-12-31\n");
    assert_eq!(code, 3);
}

#[test]
fn a_program_that_links_the_crates_is_told_what_it_notes_at_the_place_of_the_document() {
    let repository = Repository::new(&BEFORE.replace("[cat, dog]", "[cat, dog, fish]"));
    let (code, said) = repository.run(&[]);
    assert_eq!(
        said,
        "\
breaking: rust-variant-added models::PetKind::Fish
  --> HEAD:spec/pets.yaml:20:15
  ::: spec/pets.yaml:20:15 says variant ()
      rust breaking: A match that names every variant lacks it, and does not compile.

dangerous: value-added pet.kind: \"fish\"
  --> HEAD:spec/pets.yaml:20:15
  ::: spec/pets.yaml:20:47 says \"fish\"
      reader dangerous: Something comes that is not known, as was to be expected.

1 breaking, 1 dangerous, 0 safe
"
    );
    assert_eq!(code, 1);
}

#[test]
fn annotations_and_code_scanning_have_each_finding_at_its_place_in_the_repository() {
    let repository = Repository::new(&after());
    let (code, said) = repository.run(&["--wire", "--format", "github"]);
    assert_eq!(
        said,
        "\
::error title=parameter-required GET /pets query limit,file=spec/pets.yaml,line=8,col=11::parameter-required GET /pets query limit%0Asender breaking: A request that was right is refused.%0Abefore: HEAD:spec/pets.yaml:8:11
::warning title=value-added pet.kind%3A \"fish\",file=spec/pets.yaml,line=20,col=47::value-added pet.kind: \"fish\"%0Areader dangerous: Something comes that is not known, as was to be expected.%0Abefore: HEAD:spec/pets.yaml:20:15
1 breaking, 1 dangerous, 0 safe
"
    );
    assert_eq!(code, 1);
    let meant = "[[accept]]\ndifference = \"parameter-required *\"\nreason = \"PAY-1\"\n";
    repository.write("meant.toml", meant);
    let sarif = ["--wire", "--format", "sarif", "--accept", "meant.toml"];
    let (code, said) = repository.run(&sarif);
    let said: Value = serde_json::from_str(&said).unwrap();
    let run = &said["runs"][0];
    let results = run["results"].as_array().unwrap();
    let told = |result: &Value| {
        let place = &result["locations"][0]["physicalLocation"];
        let rule = result["ruleIndex"].as_u64().unwrap();
        let rule = &run["tool"]["driver"]["rules"][usize::try_from(rule).unwrap()]["id"];
        assert_eq!(result["ruleId"], *rule);
        let parts = [
            rule,
            &result["level"],
            &place["artifactLocation"]["uri"],
            &place["region"]["startLine"],
            &result["partialFingerprints"]["difference/v1"],
            &result["suppressions"][0]["justification"],
        ];
        parts.map(ToString::to_string).join(" ")
    };
    let told: Vec<String> = results.iter().map(told).collect();
    assert_eq!(
        told,
        [
            "\"parameter-required\" \"error\" \"spec/pets.yaml\" 8 \"parameter-required GET /pets query limit\" \"PAY-1\"",
            "\"value-added\" \"warning\" \"spec/pets.yaml\" 20 \"value-added pet.kind: \\\"fish\\\"\" null",
        ]
    );
    assert_eq!(said["version"], "2.1.0");
    assert_eq!(code, 0);
}

/// What finds witnesses is a program of its own; here one that says what it was asked and knows one.
#[cfg(unix)]
#[test]
fn a_witness_is_told_beside_the_difference_that_it_is_of() {
    use std::os::unix::fs::PermissionsExt as _;
    let repository = Repository::new(&after());
    let home = tempfile::tempdir().unwrap();
    let script = |name: &str, text: String| {
        let path = home.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    };
    let witness = serde_json::json!({ "parameter-required GET /pets query limit": {
        "taken_by": "base", "message": "GET /pets", "refused": format!("400 {}", "a".repeat(300)),
    } });
    let asked =
        "case \"$*\" in --base\\ *pets.yaml\\ --revision\\ *pets.yaml) ;; *) exit 5 ;; esac";
    let program = script("program", format!("{asked}\necho '{witness}'"));
    let built =
        serde_json::json!({ "target": { "name": "reversals-witness" }, "executable": program });
    let cargo = script("cargo", format!("echo '{built}'"));
    let (code, said) = repository.run_with(&["--wire", "--witness"], Some(&cargo));
    let told = "      sender breaking: A request that was right is refused.\n      witness: `GET /pets` is taken by the base; the revision: 400 ";
    let told = format!("{told}{}… (304 characters)\n", "a".repeat(196));
    assert!(said.contains(&told), "{said}");
    assert_eq!(said.matches("witness:").count(), 1, "{said}");
    assert_eq!(code, 1);
    script("program", "echo broken >&2; exit 3".to_owned());
    let (code, said) = repository.run_with(&["--wire", "--witness"], Some(&cargo));
    assert_eq!((code, said.as_str()), (5, "error: no witnesses: broken\n"));
}

#[test]
fn a_changelog_has_what_breaks_for_whom_and_the_versions_that_go_with_it() {
    let repository = Repository::new(&after());
    let (_, said) = repository.run(&["--format", "changelog"]);
    assert_eq!(
        said,
        "\
Crates: 0.1.0 to 0.2.0, as something stops programs that link them.
Schemas: another `x-schemaRevision`, as what they say is published.

### Added

- **Breaking** for rust: `models::PetKind::Fish`. A variant that only the revision has, of an enum whose matches name all. (`rust-variant-added`)
- `pet.kind` \"fish\". A value that only the revision's enum lists. (`value-added`)

### Changed

- **Breaking** for sender: `GET /pets query limit`. A parameter that must be given in the revision alone. (`parameter-required`)
- **Breaking** for rust: `client::calls::pets::Pets<'a>::retrieve`. A public item of another type or signature. (`rust-changed`)
- **Breaking** for rust: `models::ListPetsQuery.limit`. A public item of another type or signature. (`rust-changed`)

### Removed

- **Breaking** for rust: `client::calls::pets::Call<'a, Retrieve>::limit`. A public item that only the base's crates have. (`rust-removed`)
- **Breaking** for rust: `models::ListPetsQuery: Default`. A public item that only the base's crates have. (`rust-removed`)
"
    );
}

#[test]
fn a_kind_is_explained_and_what_is_none_is_wrong_usage() {
    let repository = Repository::new(BEFORE);
    let (code, said) = repository.run(&["--explain", "value-added"]);
    assert_eq!(
        said,
        "\
value-added: A value that only the revision's enum lists.
  requests: sender: safe
  requests: server: breaking; less where others are to be expected
    A request that is right now is one that the server refuses.
  answers: reader: breaking; less where others are to be expected
    An answer that is right now is one that the reader does not take.
  answers: server: safe
"
    );
    assert_eq!(code, 0);
    let (code, said) = repository.run(&["--explain"]);
    assert!(said.contains("| `rust-removed` |"), "{said}");
    assert_eq!(code, 0);
    let (code, said) = repository.run(&["--explain", "value"]);
    assert!(
        said.contains("there is no such kind; `--explain` alone lists them"),
        "{said}"
    );
    assert_eq!(code, 2);
}

#[test]
fn a_pull_request_is_told_in_tables_and_a_program_in_json() {
    let repository = Repository::new(&after());
    let (code, said) = repository.run(&["--wire", "--format", "markdown"]);
    assert_eq!(
        said,
        "\
### What changes of the API

1 breaking, 1 dangerous, 0 safe

#### breaking

| what | of | before | after | to whom |
| --- | --- | --- | --- | --- |
| `parameter-required` | GET /pets query limit  | – | – | sender breaking: A request that was right is refused. |

#### dangerous

| what | of | before | after | to whom |
| --- | --- | --- | --- | --- |
| `value-added` | pet.kind \"fish\" | – | \"fish\" | reader dangerous: Something comes that is not known, as was to be expected. |
"
    );
    assert_eq!(code, 1);
    let (_, said) = repository.run(&["--wire", "--format", "json"]);
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["findings"][1]["key"], "value-added pet.kind: \"fish\"");
    assert_eq!(
        said["findings"][1]["levels"]["reader"]["level"],
        "dangerous"
    );
    assert_eq!(said["findings"][1]["revision"]["line"], 20);
}

#[test]
fn nothing_differs_where_nothing_changed_and_a_file_may_stand_for_a_version() {
    let repository = Repository::new(BEFORE);
    let nothing = "0 breaking, 0 dangerous, 0 safe\n".to_owned();
    assert_eq!(repository.run(&[]), (0, nothing.clone()));
    let files = ["spec/pets.yaml", "spec"];
    assert_eq!(repository.run(&files), (0, nothing));
}

#[test]
fn a_revision_that_is_none_can_not_be_loaded() {
    let repository = Repository::new(BEFORE);
    let (code, said) = repository.run(&["--output=x"]);
    assert_eq!(code, 2, "{said}");
    for word in ["v9", "HEAD~5"] {
        let (code, said) = repository.run(&[word]);
        let wrong = format!(
            "error: `{word}` is no file, no folder and no revision of git\n help: name one of them, such as `HEAD~1` or `spec`\n"
        );
        assert_eq!((code, said), (3, wrong));
    }
    repository.write("spec/pets.yaml", "{");
    let (code, said) = repository.run(&[]);
    assert!(said.contains("spec/pets.yaml:2:1"), "{said}");
    assert_eq!(code, 3);
    // A document that is refused is no difference of that kind either.
    let circle = "components:\n  schemas:\n    pet: {$ref: '#/components/schemas/pet'}\n";
    let (head, _) = BEFORE.split_once("components:\n").unwrap();
    repository.write("spec/pets.yaml", &format!("{head}{circle}"));
    let (code, said) = repository.run(&[]);
    assert!(said.starts_with("error[cyclic-ref]: "), "{said}");
    assert!(
        said.ends_with("\n1 refusal; nothing was compared\n"),
        "{said}"
    );
    assert_eq!(code, 3);
}
