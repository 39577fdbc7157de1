//! Case files that say what cannot be are refused by file and line.

use std::fs;

use super::Copy;

const FILE: &str = "transfer_reversals/update/missing.yaml";

/// The line in which a text stands last in a file of the copy, from 1.
fn line(copy: &Copy, file: &str, text: &str) -> usize {
    let whole = fs::read_to_string(copy.root.join(file)).unwrap();
    let before = whole.rfind(text).unwrap();
    whole[..before].matches('\n').count() + 1
}

/// Puts `to` in the place of the first `from`: the file must be refused in the line of the last `marked`.
fn refused(file: &str, from: &str, to: &str, marked: &str, what: &str) {
    let copy = Copy::new();
    copy.edit(file, from, to);
    let line = line(&copy, file, marked);
    let said = copy.refusal();
    let claim = format!("conformance/cases/{file}:{line}: {what}");
    assert!(said.starts_with(&claim), "{said} and not {claim}");
}

#[test]
fn a_case_that_judges_one_side_and_does_not_say_so_is_refused() {
    refused(
        FILE,
        "    sides: [client]\n",
        "",
        "      id: {",
        "`transfer_reversals/update/missing/id`: it judges one side only and must say which in `sides`",
    );
}

#[test]
fn a_file_with_an_unknown_key_is_refused() {
    for (from, to, marked, what) in [
        (
            "    sides:",
            "    side:",
            "    side:",
            "cases[0].side: unknown field `side`",
        ),
        (
            "operation:",
            "operations:",
            "operations:",
            "operations: unknown field `operations`",
        ),
    ] {
        refused(FILE, from, to, marked, what);
    }
}

#[test]
fn an_id_that_two_cases_have_is_refused() {
    let file = "transfer_reversals/create/documented.yaml";
    let first = "- id: documented\n";
    let what = format!(
        "the id `transfer_reversals/create/documented` is that of conformance/cases/{file}:{} too",
        line(&Copy::new(), file, first)
    );
    refused(
        file,
        "- id: documented_on_object_page\n",
        first,
        first,
        &what,
    );
}

#[test]
fn a_folding_that_no_case_uses_is_refused() {
    let copy = Copy::new();
    let path = copy.root.join("foldings.yaml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        path,
        text + "rounded:\n  what: An amount is rounded.\n  why: It is not.\n",
    )
    .unwrap();
    let what = "no case uses the folding `rounded`";
    let line = line(&copy, "foldings.yaml", "rounded:");
    assert_eq!(
        copy.refusal(),
        format!("conformance/cases/foldings.yaml:{line}: {what}")
    );
}

#[test]
fn a_payload_that_no_case_uses_is_refused() {
    let copy = Copy::new();
    fs::write(copy.root.join("payloads/stray.json"), "{}").unwrap();
    assert_eq!(
        copy.refusal(),
        "conformance/cases/payloads/stray.json:1: no case uses this payload"
    );
}
