//! `cargo xtask generate` and the conformance cases, on a copy of what it reads and writes.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod copy;

use std::fs;

use copy::Copy;

const CASES: &str = "conformance/cases/transfer_reversals/create/documented.yaml";
const VECTORS: &str = "generated/schema/cases.json";

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_refusal_that_changes_makes_its_vectors_their_index_and_the_page_stale_and_nothing_else() {
    let copy = Copy::new();
    let before = copy.generate(&["--check"]);
    assert_eq!(before.status.code(), Some(0), "{before:?}");

    let file = "conformance/cases/transfer_reversals/create/refusals.yaml";
    copy.edit(file, "id: already_reversed\n", "id: reversed_already\n");
    let stale = copy.generate(&["--check"]);
    assert_eq!(stale.status.code(), Some(4), "{stale:?}");
    let said = text(&stale.stdout);
    let stale: Vec<_> = said.lines().filter(|line| line.contains("stale")).collect();
    let want = [
        "    stale generated/docs/index.html",
        "    stale generated/schema/cases.json",
        "    stale generated/schema/index.json",
    ];
    assert_eq!(stale, want, "{said}");

    assert_eq!(copy.generate(&[]).status.code(), Some(0));
    let vectors = fs::read_to_string(copy.path(VECTORS)).unwrap();
    assert!(vectors.contains("transfer_reversals/create/reversed_already"));
    assert_eq!(copy.generate(&["--check"]).status.code(), Some(0));
}

#[test]
fn a_case_that_can_not_be_loaded_is_named_by_file_and_line_and_nothing_is_written() {
    for (from, to, said) in [
        ("operation:", "operations:", "unknown field `operations`"),
        ("operation:", "operation: [", "error"),
    ] {
        let copy = Copy::new();
        copy.edit(CASES, from, to);
        let before = fs::read(copy.path(VECTORS)).unwrap();
        let output = copy.generate(&[]);
        assert_eq!(output.status.code(), Some(3), "{output:?}");
        let error = text(&output.stderr);
        assert!(error.contains(&format!("{CASES}:")), "{error}");
        assert!(error.contains(said), "{error}");
        assert!(!error.contains("error: error"), "{error}");
        assert_eq!(fs::read(copy.path(VECTORS)).unwrap(), before);
    }
}

#[test]
fn crates_made_elsewhere_have_no_vectors_of_cases_that_are_not_theirs() {
    let copy = Copy::new();
    let output = copy.generate(&["--out", "out"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(copy.path("out/schema/index.json").exists());
    assert!(!copy.path("out/schema/cases.json").exists());
}
