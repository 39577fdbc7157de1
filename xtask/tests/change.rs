//! `cargo xtask change` says what is left to do of an edit, and what mends it.
#![cfg(unix)] // The cargo here is a shell script.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod repository;

use std::fs;
use std::path::Path;
use std::process::Command;

use repository::Repository;

fn change(repository: &Repository, arguments: &[&str]) -> (i32, String) {
    let cargo = repository.cargo(Path::new(env!("CARGO_BIN_EXE_xtask")));
    let output = Command::new(cargo.join("cargo"))
        .current_dir(repository.path(""))
        .args(["xtask", "change"])
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap(), said)
}

#[test]
fn nothing_is_left_where_nothing_changed() {
    let (code, said) = change(&Repository::new(&[]), &[]);
    assert_eq!(
        said,
        "\
done  what breaks for somebody: nothing is left
done  what fragments lack: nothing is left
done  generated files: nothing is left
done  the page: nothing is left
done  published schemas: nothing is left
done  what the document owes and no case shows: nothing is left
done  snapshots that nobody accepted: nothing is left
0 of 7 steps are left
"
    );
    assert_eq!(code, 0);
}

#[test]
fn each_step_of_an_edit_is_left_until_it_is_done_and_has_the_command_for_it() {
    let repository = Repository::new(&["Owed/server"]);
    repository.copy.edit(
        "spec/transfer_reversals.yaml",
        "maxLength: 5000",
        "maxLength: 4999",
    );
    let (code, said) = change(&repository, &[]);
    for line in [
        "      cargo xtask diff HEAD  # and a file for --accept, which says why it is meant\n",
        "        stale generated/openapi.json\n",
        "      cargo xtask generate\n",
        "left  published schemas: not asked, as generated files are not current\n",
        "left  what the document owes and no case shows: not asked, as generated files are not current\n",
        "\n4 of 7 steps are left\n",
    ] {
        assert!(said.contains(line), "{line}{said}");
    }
    assert_eq!(code, 1);

    // What is meant is done, and so is what was generated; that makes others to be asked.
    assert!(repository.copy.generate(&[]).status.success());
    let meant = "[[accept]]\ndifference = \"limit-*\"\nreason = \"PAY-1\"\n";
    fs::write(repository.path("meant.toml"), meant).unwrap();
    let snapshot = "conformance/tests/some.snap.new";
    fs::write(repository.path(snapshot), "").unwrap();
    let (code, said) = change(&repository, &["--accept", "meant.toml"]);
    for line in [
        "done  what breaks for somebody: nothing is left\ndone  what fragments lack: nothing is left\ndone  generated files: nothing is left\n",
        "        differs ",
        "      cargo xtask publish  # after raising x-schemaRevision in the fragments\n",
        "left  what the document owes and no case shows: 1 is left\n        Owed/server\n      cargo xtask conformance --scaffold\n",
        "left  snapshots that nobody accepted: 1 is left\n        conformance/tests/some.snap.new\n      cargo insta review\n3 of 7 steps are left\n",
    ] {
        assert!(said.contains(line), "{line}{said}");
    }
    assert_eq!(code, 1);
}

#[test]
fn a_pull_request_is_told_in_a_list_of_tasks() {
    let repository = Repository::new(&[]);
    repository.copy.edit(
        "conformance/tests/snippets.rs",
        "// docs: (client)",
        "// docs: (other)",
    );
    let (code, said) = change(&repository, &["--format", "markdown"]);
    let begins = "### What is left of the change\n\n";
    assert!(said.starts_with(begins), "{said}");
    for line in [
        "\n- [x] what breaks for somebody: nothing is left\n",
        "\n- [ ] the page: 2 are left (`cargo xtask generate`)\n  - `conformance/tests/snippets.rs: there is no Rust of '(client)'`\n",
    ] {
        assert!(said.contains(line), "{line}{said}");
    }
    assert_eq!(code, 1);
}

#[test]
fn a_task_that_can_not_be_done_is_told_as_it_says_itself_and_nothing_else_is() {
    let repository = Repository::new(&[]);
    fs::write(repository.path("spec/common.yaml"), "{").unwrap();
    let (code, said) = change(&repository, &[]);
    assert!(said.contains("spec/common.yaml:2:1"), "{said}");
    assert!(!said.contains("steps"), "{said}");
    assert_eq!(code, 3);
}
