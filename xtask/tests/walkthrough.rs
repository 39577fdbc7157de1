//! What README says of an edit of the fragments is what happens when it is done.
#![cfg(unix)] // The cargo here is a shell script.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod repository;

use std::fs;
use std::path::Path;
use std::process::Command;

use repository::Repository;

/// The section of README.
fn section() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let (_, rest) = readme.split_once("\n## Changing the spec\n").unwrap();
    rest.split_once("\n## ").unwrap().0.to_owned()
}

/// The commands that it names, in its order, once each.
fn commands(section: &str) -> Vec<String> {
    let spans = section.split('`').skip(1).step_by(2);
    let mut commands: Vec<String> = Vec::new();
    for span in spans {
        if let Some(command) = span.strip_prefix("cargo xtask ")
            && !commands.contains(&command.to_owned())
        {
            commands.push(command.to_owned());
        }
    }
    commands
}

fn run(repository: &Repository, command: &str) -> (i32, String) {
    let cargo = repository.cargo(Path::new(env!("CARGO_BIN_EXE_xtask")));
    let output = Command::new(cargo.join("cargo"))
        .current_dir(repository.path(""))
        .arg("xtask")
        .args(command.split(' '))
        .output()
        .unwrap();
    let said = String::from_utf8([output.stderr, output.stdout].concat()).unwrap();
    (output.status.code().unwrap(), said)
}

#[test]
fn a_mistake_is_refused_as_readme_shows_and_nothing_is_written() {
    let section = section();
    let (_, rest) = section.split_once("```console\n").unwrap();
    let shown = rest.split_once("```").unwrap().0;
    let shown: Vec<&str> = shown
        .lines()
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .collect();
    // Where it is, is README's to say; the mistake is made there.
    let place = shown
        .iter()
        .find_map(|line| line.strip_prefix("--> "))
        .unwrap();
    let [file, line, _]: [&str; 3] = place.split(':').collect::<Vec<_>>().try_into().unwrap();
    let repository = Repository::new(&[]);
    let text = fs::read_to_string(repository.path(file)).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    let at = line.parse::<usize>().unwrap() - 1;
    let mistaken = lines[at].replace("required", "requird");
    assert_ne!(mistaken, lines[at], "{place} has no such word");
    lines[at] = &mistaken;
    fs::write(repository.path(file), lines.join("\n")).unwrap();
    let (code, said) = run(&repository, "generate");
    let said: Vec<&str> = said
        .lines()
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .collect();
    assert_eq!(said, shown);
    assert_eq!(code, 1);
    assert_eq!(repository.git(&["status", "--porcelain", "generated"]), "");
}

#[test]
fn each_command_that_readme_names_does_what_it_says_of_an_edit() {
    let repository = Repository::new(&[]);
    let file = "spec/transfer_reversals.yaml";
    repository
        .copy
        .edit(file, "maxLength: 5000", "maxLength: 4999");
    let section = section();
    let mut ran = Vec::new();
    for command in commands(&section) {
        // Of the document any will do, so that of the fragments themselves, with which they have nothing to mend.
        let given = command.replace("FILE", "generated/openapi.json");
        let (code, said) = run(&repository, &given);
        let (wanted, says): (i32, &str) = match command.as_str() {
            "generate" => (0, "wrote generated: "),
            // The version is published already, and says something else now.
            "publish" => (1, "raise `x-schemaRevision`"),
            "change" => (1, "left  published schemas: "),
            "lint" => (0, "0 findings, "),
            "diff" => (1, "breaking: limit-tightened "),
            "generate --check" => (0, "generated is up to date: "),
            "upstream FILE" => (1, "0 differences, and 0 that are meant, "),
            other => panic!("README has a command more: {other}"),
        };
        assert!(said.contains(says), "{command}: {said}");
        assert_eq!(code, wanted, "{command}: {said}");
        ran.push(command);
    }
    assert!(ran.len() >= 7, "{ran:?}");
}
