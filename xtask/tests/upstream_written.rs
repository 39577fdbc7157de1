//! `cargo xtask upstream --apply` and `--cut` on documents of their own: what is written, and when nothing is.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const FRAGMENT: &str = r"# Pets, in our words.
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets/{pet}:
    get:
      operationId: GetPet
      parameters:
        - {in: path, name: pet, required: true, schema: {type: string}}
      responses:
        '200':
          description: The pet.
          content: {application/json: {schema: {$ref: '#/components/schemas/pet'}}}
components:
  schemas:
    pet:
      description: A pet.
      type: object
      required: [id]
      properties:
        id: {type: string}
        kind: {type: string, enum: [cat, dog]} # more will come
";

const BARNS: &str = r"
  /barns/{barn}:
    get:
      operationId: GetBarn
      description: MARKER
      parameters:
        - {in: path, name: barn, required: true, description: MARKER, schema: {type: string}}
      responses:
        '200':
          description: MARKER
          content: {application/json: {schema: {$ref: '#/components/schemas/barn'}}}
components:
  schemas:
    barn:
      description: MARKER
      type: object
      properties:
        pets: {type: array, items: {$ref: '#/components/schemas/pet'}}
";

/// Theirs: the same, barns, and what is changed.
fn document(change: (&str, &str)) -> String {
    let text = FRAGMENT.replace("A pet.", "MARKER");
    let text = text.replacen("\ncomponents:\n  schemas:\n", BARNS, 1);
    assert!(text.contains(change.0));
    text.replacen(change.0, change.1, 1)
}

const SAME: (&str, &str) = ("", "");

struct Home(tempfile::TempDir);

impl Home {
    fn new(document: &str) -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        fs::create_dir(home.path("spec")).unwrap();
        fs::write(home.path("spec/pets.yaml"), FRAGMENT).unwrap();
        fs::write(home.path("theirs.yaml"), document).unwrap();
        home
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    /// The exit code, and what was printed, without the machine's own paths.
    fn run(&self, words: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.current_dir(self.0.path());
        command.args(["upstream", "theirs.yaml", "--spec", "spec"]);
        let output = command.args(words).output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let home = format!("{}/", self.0.path().display());
        (output.status.code().unwrap(), said.replace(&home, ""))
    }

    /// What is in the folder of the fragments: each name and text.
    fn fragments(&self) -> BTreeMap<String, String> {
        let entries = fs::read_dir(self.path("spec")).unwrap();
        let read = entries.map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        });
        read.collect()
    }

    fn has(&self, wanted: &[(&str, &str)]) {
        let wanted = wanted.iter();
        let wanted: BTreeMap<_, _> = wanted
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        assert_eq!(self.fragments(), wanted);
    }
}

#[test]
fn what_is_applied_is_written_and_then_nothing_differs() {
    let home = Home::new(&document(("[cat, dog]", "[cat, cow, dog]")));
    let (code, said) = home.run(&["--apply"]);
    assert_eq!(
        said,
        "\
applied: value-added pet.kind: \"cow\"

written: spec/pets.yaml
1 differences applied, 0 left, and 0 that are meant
describe what says TODO, and run `cargo xtask generate`
"
    );
    assert_eq!(code, 0);
    let wanted = FRAGMENT.replace("[cat, dog]", "[cat, dog, cow]");
    home.has(&[("pets.yaml", &wanted)]);
    assert_eq!(home.run(&[]).0, 0);
    let (code, said) = home.run(&["--apply"]);
    assert!(said.ends_with("nothing was written\n"), "{said}");
    assert_eq!(code, 0);
    home.has(&[("pets.yaml", &wanted)]);
}

#[test]
fn what_is_left_is_told_with_both_places_and_why_and_the_file_is_as_it_was() {
    let home = Home::new(&document((
        "        id: {type: string}\n",
        "        id: {type: integer}\n",
    )));
    let (code, said) = home.run(&["--apply"]);
    assert_eq!(
        said,
        "\
type-changed pet.id
  --> spec/pets.yaml:21:13 says string
  ::: theirs.yaml:36:13 says integer
      Another kind of value.
 help: edit it by hand: it is not mechanical

0 differences applied, 1 left, and 0 that are meant
nothing was written
"
    );
    assert_eq!(code, 1);
    home.has(&[("pets.yaml", FRAGMENT)]);
}

#[test]
fn a_fragment_that_is_cut_is_read_with_the_others_and_no_difference() {
    let home = Home::new(&document(SAME));
    let (code, said) = home.run(&["--cut", "GetBarn", "--out", "spec/barns.yaml"]);
    assert_eq!(
        said,
        "\
GET /barns/{barn}
written: spec/barns.yaml: 1 operations, 1 components, and 1 of other fragments
"
    );
    assert_eq!(code, 0);
    let made = &home.fragments()["barns.yaml"];
    assert!(
        made.contains("$ref: 'pets.yaml#/components/schemas/pet'"),
        "{made}"
    );
    assert!(
        made.contains("description: 'TODO: what `barn` is.'"),
        "{made}"
    );
    assert!(!made.contains("MARKER"), "{made}");
    assert_eq!(
        home.run(&[]),
        (0, "0 differences, and 0 that are meant\n".to_owned())
    );
    // It takes no file's place.
    home.run(&["--cut", "GetBarn", "--out", "alone.yaml"]);
    let (code, said) = home.run(&["--cut", "GetBarn", "--out", "alone.yaml"]);
    assert!(
        said.starts_with("error: alone.yaml is there already"),
        "{said}"
    );
    assert_eq!(code, 1);
}

#[test]
fn what_is_no_name_no_operation_or_one_that_is_there_already_is_refused_and_nothing_is_written() {
    let home = Home::new(&document(SAME));
    for (words, code, wanted) in [
        (
            &["--cut", "GetBarn", "--out", "spec/barns.json"][..],
            1,
            "is no name of a fragment",
        ),
        (
            &["--cut", "GetBarn", "--out", "none/barns.yaml"],
            1,
            "none is no directory",
        ),
        (
            &["--cut", "GetBran", "--out", "spec/barns.yaml"],
            2,
            "did you mean `GetBarn`?",
        ),
        (
            &["--cut", "GetPet", "--out", "spec/more.yaml"],
            1,
            "spec/pets.yaml:7:7",
        ),
        (&["--cut", "GetBarn"], 2, "--out"),
        (&["--out", "spec/barns.yaml"], 2, "--cut"),
        (
            &["--apply", "--cut", "GetBarn", "--out", "spec/barns.yaml"],
            2,
            "--apply",
        ),
    ] {
        let (found, said) = home.run(words);
        assert!(said.contains(wanted), "{words:?} {said}");
        assert_eq!(found, code, "{said}");
        home.has(&[("pets.yaml", FRAGMENT)]);
    }
}

#[test]
fn a_document_that_can_not_be_used_is_told_with_its_place_leaves_with_3_and_nothing_is_written() {
    let whole = document(("[cat, dog]", "[cat, dog, cow]"));
    let circle = document((
        "    barn:\n",
        "    a: {$ref: '#/components/schemas/b'}\n    b: {$ref: '#/components/schemas/a'}\n    barn:\n",
    ));
    let documents: [(&str, String); 6] = [
        ("theirs.yaml:1:1", "[1]".to_owned()),
        ("theirs.yaml:1:1", "text".to_owned()),
        ("theirs.yaml:1:1", String::new()),
        ("theirs.yaml:1:4", "a: 1\n\tb: [\n".to_owned()),
        (
            "theirs.yaml:",
            whole[..whole.len() / 2].trim_end().to_owned() + " {",
        ),
        ("theirs.yaml:", circle),
    ];
    for (place, text) in documents {
        let home = Home::new(&text);
        for words in [
            &["--apply"][..],
            &["--cut", "GetBarn", "--out", "spec/barns.yaml"],
        ] {
            let (code, said) = home.run(words);
            assert!(said.contains(place), "{said}");
            assert_eq!(code, 3, "{said}");
            home.has(&[("pets.yaml", FRAGMENT)]);
        }
    }
}

#[test]
fn a_document_of_100_mb_is_refused_unread() {
    let home = Home::new("");
    let file = fs::File::create(home.path("theirs.yaml")).unwrap();
    file.set_len(100 << 20).unwrap();
    for words in [
        &[][..],
        &["--apply"],
        &["--cut", "GetBarn", "--out", "spec/barns.yaml"],
    ] {
        let (code, said) = home.run(words);
        assert!(said.contains("it has more than 33554432 bytes"), "{said}");
        assert!(said.contains("theirs.yaml:1:1"), "{said}");
        assert_eq!(code, 3, "{said}");
        home.has(&[("pets.yaml", FRAGMENT)]);
    }
}
