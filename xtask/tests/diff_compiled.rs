//! What `cargo xtask diff` says of programs that link the generated crates, the compiler says too.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const BEFORE: &str = r##"openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /v1/pets:
    post:
      operationId: CreatePet
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [name]
              properties:
                name: {type: string}
                color: {type: string}
      responses: &responses
        "200":
          description: The pet.
          content: {application/json: {schema: {$ref: "#/components/schemas/pet"}}}
  /v1/pets/{id}:
    get:
      operationId: GetPet
      parameters:
        - {in: path, name: id, required: true, schema: {type: string}}
        - {in: query, name: lang, schema: {type: string}}
      responses: *responses
components:
  schemas:
    pet:
      type: object
      required: [id, kind]
      properties:
        id: {type: string}
        kind: {type: string, enum: [cat, dog]}
        nick: {type: string}
"##;

/// A program as it is written against the crates of `BEFORE`: calls, a service, and every type that a value is of.
const PROGRAM: &str = r#"
use pets_models::{CreatePetBody, GetPetPath, GetPetQuery, Pet, PetKind};
use pets_server::{Api, Context, Failure, Reply};

pub async fn calls(client: &pets_client::Client) -> Option<Pet> {
    let pet = client.pets().create("Tom").color("grey").send().await.ok()?;
    let nick: &Option<String> = &pet.nick;
    nick.as_ref()?;
    Some(client.pets().retrieve(&*pet.id).lang("en").send().await.ok()?.into_inner())
}

pub fn legs(kind: PetKind) -> u8 {
    match kind {
        PetKind::Cat | PetKind::Dog => 4,
    }
}

pub struct Service;

impl Api for Service {
    async fn create_pet(&self, _: Context, body: CreatePetBody) -> Result<Reply<Pet>, Failure> {
        Ok(Reply::from(Pet { id: body.name, kind: PetKind::Cat.into(), nick: body.color }))
    }

    async fn get_pet(&self, _: Context, path: GetPetPath, query: GetPetQuery) -> Result<Reply<Pet>, Failure> {
        Ok(Reply::from(Pet { id: path.id, kind: PetKind::Dog.into(), nick: query.lang }))
    }
}

pub fn asked() -> (CreatePetBody, GetPetQuery) {
    (CreatePetBody::new("Tom").color("grey"), GetPetQuery::default())
}
"#;

/// It compiles as long as all members of a request are known.
const LITERAL: &str = r#"
pub fn literal() -> CreatePetBody {
    CreatePetBody { name: "Tom".to_owned(), color: None }
}
"#;

const MANIFEST: &str = r#"
[workspace]

[package]
name = "program"
edition = "2024"

[lib]
path = "lib.rs"

[profile.dev]
debug = "line-tables-only"

[profile.dev.package."*"]
debug = false

[dependencies]
pets-client = { path = "../out/client" }
pets-models = { path = "../out/models" }
pets-server = { path = "../out/server" }
"#;

struct Bench {
    root: PathBuf,
    home: PathBuf,
}

impl Bench {
    fn new() -> Self {
        let bench = Self {
            root: Path::new(env!("CARGO_MANIFEST_DIR"))
                .parent()
                .unwrap()
                .to_owned(),
            home: Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff_compiled"),
        };
        fs::create_dir_all(bench.home.join("program")).unwrap();
        bench.write("before.yaml", BEFORE);
        bench.write("program/Cargo.toml", MANIFEST);
        let lock = fs::read(bench.root.join("Cargo.lock")).unwrap();
        fs::write(bench.home.join("program/Cargo.lock"), lock).unwrap();
        bench
    }

    fn write(&self, below: &str, text: &str) {
        fs::write(self.home.join(below), text).unwrap();
    }

    fn xtask(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let command = command.current_dir(&self.home).args(arguments);
        command.output().unwrap()
    }

    /// The worst that `diff` says to `rust`, and which kinds of difference are that.
    fn told(&self) -> (String, Vec<String>) {
        let output = self.xtask(&["diff", "before.yaml", "after.yaml", "--format", "json"]);
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        let of = |level: &str| {
            let findings = said["findings"].as_array().unwrap().iter();
            let those = findings.filter(|it| it["levels"]["rust"]["level"] == level);
            those
                .map(|it| it["id"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        for level in ["breaking", "dangerous"] {
            let mut kinds = of(level);
            kinds.sort();
            kinds.dedup();
            if !kinds.is_empty() {
                return (level.to_owned(), kinds);
            }
        }
        ("safe".to_owned(), Vec::new())
    }

    /// What the compiler says of the program and the crates of the document in a file.
    fn compiled(&self, document: &str, program: &str) -> (bool, String) {
        let runtime = self.root.join("codegen/runtime");
        let runtime = runtime.to_str().unwrap();
        let made = self.xtask(&[
            "generate",
            "--spec",
            document,
            "--out",
            "out",
            "--name",
            "pets",
            "--runtime-path",
            runtime,
        ]);
        assert!(made.status.success(), "{made:?}");
        self.write("program/lib.rs", program);
        let check = |net: &[&str]| {
            let output = Command::new(env!("CARGO"))
                .args(["check", "--quiet"])
                .args(net)
                .current_dir(self.home.join("program"))
                .arg("--target-dir")
                .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap())
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            (output.status.success(), said)
        };
        let (fine, said) = check(&["--offline"]);
        // The lock has every crate, but nothing that was built here before may have asked for it.
        if said.contains("--offline was specified") {
            return check(&[]);
        }
        (fine, said)
    }
}

/// What is replaced by what.
type Edit = &'static [(&'static str, &'static str)];

/// What is edited, what that is to whoever links the crates, and which kinds of difference say so.
const EDITS: &[(&str, Edit, &str, &[&str])] = &[
    ("words", &[("The pet.", "A pet.")], "safe", &[]),
    (
        "a limit",
        &[("nick: {type: string}", "nick: {type: string, maxLength: 5}")],
        "safe",
        &[],
    ),
    (
        "a component of another place",
        &[(
            "kind: {type: string, enum: [cat, dog]}",
            "kind: {type: string, enum: [dog, cat]}",
        )],
        "safe",
        &[],
    ),
    (
        "an optional parameter",
        &[(
            "        - {in: query, name: lang",
            "        - {in: query, name: page, schema: {type: integer}}\n        - {in: query, name: lang",
        )],
        "dangerous",
        &["rust-member-added"],
    ),
    (
        "an optional member of a body",
        &[(
            "color: {type: string}",
            "color: {type: string}\n                age: {type: integer}",
        )],
        "dangerous",
        &["rust-member-added"],
    ),
    (
        "a deprecated member",
        &[(
            "nick: {type: string}",
            "nick: {type: string, deprecated: true}",
        )],
        "dangerous",
        &["rust-deprecated"],
    ),
    (
        "a deprecated operation",
        &[(
            "operationId: GetPet",
            "operationId: GetPet\n      deprecated: true",
        )],
        "dangerous",
        &["rust-deprecated"],
    ),
    (
        "an optional member of an answer",
        &[(
            "nick: {type: string}",
            "nick: {type: string}\n        age: {type: integer}",
        )],
        "breaking",
        &["rust-field-added"],
    ),
    (
        "a value",
        &[("[cat, dog]", "[cat, dog, fish]")],
        "breaking",
        &["rust-variant-added"],
    ),
    (
        "an operation",
        &[(
            "  /v1/pets:\n",
            "  /v1/pets:\n    get:\n      operationId: CountPets\n      responses: {\"204\": {description: None.}}\n",
        )],
        "breaking",
        &["rust-method-required"],
    ),
    (
        "a member gone",
        &[("\n        nick: {type: string}", "")],
        "breaking",
        &["rust-removed"],
    ),
    (
        "another type",
        &[("nick: {type: string}", "nick: {type: integer}")],
        "breaking",
        &["rust-changed"],
    ),
    (
        "what must be given",
        &[("required: [name]", "required: [name, color]")],
        "breaking",
        &["rust-changed", "rust-removed"],
    ),
    (
        "another name of an operation",
        &[("GetPet", "FetchPet")],
        "breaking",
        &["rust-method-required", "rust-removed"],
    ),
    (
        "another name of a segment",
        &[("{id}", "{pet}"), ("name: id", "name: pet")],
        "breaking",
        &["rust-field-added", "rust-removed"],
    ),
];

#[test]
fn what_is_breaking_for_rust_stops_a_program_from_compiling_and_what_is_not_does_not() {
    let bench = Bench::new();
    let (fine, said) = bench.compiled("before.yaml", &format!("{PROGRAM}{LITERAL}"));
    assert!(fine, "{said}");
    for (what, edit, level, kinds) in EDITS {
        let mut after = BEFORE.to_owned();
        for (from, to) in *edit {
            assert!(after.contains(from), "{what}");
            after = after.replace(from, to);
        }
        bench.write("after.yaml", &after);
        let (told, found) = bench.told();
        assert_eq!(
            (told.as_str(), &found[..]),
            (
                *level,
                &kinds.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>()[..]
            ),
            "{what}"
        );
        let (fine, said) = bench.compiled("after.yaml", PROGRAM);
        assert_eq!(fine, *level != "breaking", "{what}: {said}");
        // What is called deprecated is what the compiler warns of.
        let is_deprecated = kinds.contains(&"rust-deprecated");
        assert_eq!(
            said.contains("use of deprecated"),
            is_deprecated,
            "{what}: {said}"
        );
        if kinds.contains(&"rust-member-added") && what.contains("body") {
            let (fine, said) = bench.compiled("after.yaml", &format!("{PROGRAM}{LITERAL}"));
            assert!(
                !fine && said.contains("missing field `age`"),
                "{what}: {said}"
            );
        }
    }
}
