//! The program as a person or a CI job meets it.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use reversals_judge::Contract;
use serde_json::json;

/// A case that is quick and always there.
const ONE: &str = "transfer_reversals/create/documented::";

/// A folder with a document of few operations.
const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/constraints");

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reversals-conformance"));
    command.env_remove("GITHUB_STEP_SUMMARY");
    command
}

fn run(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
}

fn code(output: &Output) -> i32 {
    let code = output.status.code();
    code.unwrap_or_else(|| panic!("killed: {output:?}"))
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A copy of the cases, in a repository of its own.
fn copy() -> tempfile::TempDir {
    fn all(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap().path();
            let target = to.join(entry.file_name().unwrap());
            if entry.is_dir() {
                all(&entry, &target);
            } else {
                fs::copy(&entry, &target).unwrap();
            }
        }
    }
    let home = tempfile::tempdir().unwrap();
    all(
        &reversals_cases::folder(),
        &home.path().join("conformance/cases"),
    );
    home
}

fn on_copy(home: &Path, arguments: &[&str]) -> Output {
    program()
        .current_dir(home)
        .args(["--cases", "conformance/cases"])
        .args(arguments)
        .output()
        .unwrap()
}

const FILE: &str = "conformance/cases/transfer_reversals/create/documented.yaml";

/// Puts one text in the place of the first that is there.
fn tamper(home: &Path, from: &str, to: &str) {
    let path = home.join(FILE);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from));
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_run_without_findings_leaves_with_0_and_says_what_it_judged() {
    let output = run(&["--filter", ONE]);
    assert_eq!(code(&output), 0, "{output:?}");
    let said = out(&output);
    assert!(said.contains("tests that --filter leaves out"), "{said}");
    assert!(said.contains("13 of 13 tests passed"), "{said}");
    assert_eq!(err(&output), "", "there is no terminal for a bar");
}

#[test]
fn one_changed_byte_of_a_case_leaves_with_1_and_is_shown_where_it_is() {
    let home = copy();
    tamper(home.path(), "body: amount=400", "body: amount=401");
    let output = on_copy(home.path(), &["--filter", ONE]);
    assert_eq!(code(&output), 1, "{output:?}");
    let said = out(&output);
    for part in [
        "failed transfer_reversals/create/documented::client-encode\n",
        &format!("--> {FILE}:17\n"),
        "place: request body\n  expected: `amount=401`\n     found: `amount=400`\n",
        "cargo xtask conformance --filter transfer_reversals/create/documented::client-encode\n",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let home = home.path().to_str().unwrap();
    assert!(!said.contains(home), "a path of the machine: {said}");
}

#[test]
fn wrong_usage_leaves_with_2() {
    for arguments in [
        &["--nonsense"][..],
        &["--format", "soup"],
        &["--list", "--mutants"],
        &["--calibrate", "--mutants"],
        &["--calibrate", "x"],
        &["--calibrate", "0"],
        // Of a small document edits are soon made.
        &[
            "--calibrate",
            "--spec",
            SMALL,
            "--filter",
            "no edit has this",
        ],
        &["--derive-spec", "spec"],
        &["--mutants", "--html", "x.html"],
        &["--explain"],
        &["--clock-free"],
        &["--clock-free", "--mutants"],
        &["--only", "create"],
        &["--only", "create", "--list"],
        &["--known", "known.toml", "--coverage"],
        &["--filter", "no test has this"],
        &["--proxy", "nonsense", "--to", "http://127.0.0.1:1"],
        &[
            "--url",
            "http://127.0.0.1:1",
            "--api-key",
            "sk_test_123",
            "--id",
            "nobody=x",
        ],
    ] {
        let output = run(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {output:?}");
    }
}

#[test]
fn what_only_leaves_out_is_not_said_to_be_unknown() {
    let at = ["--url", "http://127.0.0.1:1", "--api-key", "sk_test_123"];
    for (filter, said) in [
        (
            "list/limit",
            "`--only` leaves out every test that has `list/limit` in its name",
        ),
        (
            "no test has this",
            "no test of a service has `no test has this` in its name",
        ),
    ] {
        let output = run(&[&at[..], &["--only", "create", "--filter", filter]].concat());
        assert_eq!(code(&output), 2, "{output:?}");
        assert!(err(&output).contains(said), "{output:?}");
    }
}

#[test]
fn a_broken_case_file_leaves_with_3_and_its_place_is_told() {
    for (from, to) in [("cases:", "cases: [\n"), ("format: 1", "format: one")] {
        let home = copy();
        tamper(home.path(), from, to);
        let output = on_copy(home.path(), &["--filter", ONE]);
        assert_eq!(code(&output), 3, "{output:?}");
        let said = err(&output);
        assert!(said.contains("create/documented.yaml:"), "{said}");
        assert_eq!(out(&output), "");
    }
    let output = run(&["--cases", "no/such/folder"]);
    assert_eq!(code(&output), 3, "{output:?}");
    let output = run(&["--spec", "no/such/folder"]);
    assert_eq!(code(&output), 3, "{output:?}");
}

#[test]
fn every_format_goes_to_standard_output_and_nothing_else_does() {
    let begins = [
        ("json", "{"),
        ("junit", "<?xml"),
        ("sarif", "{"),
        ("github", "13 of 13"),
    ];
    for (format, start) in begins {
        let output = run(&["--filter", ONE, "--format", format]);
        assert_eq!(code(&output), 0, "{output:?}");
        assert!(out(&output).starts_with(start), "{output:?}");
        assert!(!out(&output).contains('\u{1b}'), "{format} has colours");
    }
}

#[test]
fn a_report_that_a_program_reads_is_the_same_each_time() {
    let home = copy();
    tamper(home.path(), "body: amount=400", "body: amount=401");
    for format in ["json", "junit", "sarif", "github", "text"] {
        let once = || on_copy(home.path(), &["--filter", ONE, "--format", format]);
        let (first, second) = (once(), once());
        assert_eq!(code(&first), 1);
        assert_eq!(first.stdout, second.stdout, "{format}");
    }
}

#[test]
fn colours_are_for_those_who_want_them() {
    let run = |name: &str| {
        let mut command = program();
        command.env_remove("NO_COLOR").env(name, "1");
        let output = command.args(["--filter", ONE]).output().unwrap();
        out(&output).contains('\u{1b}')
    };
    assert!(run("CLICOLOR_FORCE"));
    assert!(!run("NO_COLOR"));
    assert!(!run("NOTHING"), "there is no terminal");
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("report.txt");
    let path = path.to_str().unwrap();
    let output = program()
        .env("CLICOLOR_FORCE", "1")
        .args(["--filter", ONE, "--output", path])
        .output()
        .unwrap();
    assert_eq!(code(&output), 0, "{output:?}");
    assert_eq!(out(&output), "");
    let written = fs::read_to_string(path).unwrap();
    assert!(written.ends_with("13 of 13 tests passed\n"), "{written}");
    assert_eq!(
        fs::read_dir(home.path()).unwrap().count(),
        1,
        "a rest is left"
    );

    let before = written;
    let output = run(&["--cases", "no/such/folder", "--output", path]);
    assert_eq!(code(&output), 3);
    assert_eq!(
        fs::read_to_string(path).unwrap(),
        before,
        "an old report is gone"
    );

    let output = run(&["--filter", ONE, "--output", "no/such/folder/report.txt"]);
    assert_eq!(code(&output), 3, "{output:?}");
    let output = run(&["--filter", ONE, "--junit", path, "--sarif", path]);
    assert_eq!(code(&output), 2, "{output:?}");
}

#[cfg(unix)]
#[test]
fn a_link_and_a_device_stay_what_they_are_and_are_written_to() {
    use std::os::unix::fs::{FileTypeExt as _, symlink};
    let home = tempfile::tempdir().unwrap();
    let [link, end, device] = ["link", "end", "device"].map(|name| home.path().join(name));
    fs::write(&end, "old").unwrap();
    symlink(&end, &link).unwrap();
    symlink("/dev/null", &device).unwrap();
    for path in [&link, &device] {
        let output = run(&["--filter", ONE, "--output", path.to_str().unwrap()]);
        assert_eq!(code(&output), 0, "{output:?}");
        assert!(path.is_symlink());
    }
    let written = fs::read_to_string(&end).unwrap();
    assert!(written.ends_with("tests passed\n"), "{written}");
    let null = fs::metadata("/dev/null").unwrap().file_type();
    assert!(null.is_char_device());
}

#[cfg(unix)]
#[test]
fn a_written_file_can_be_read_by_all_who_can_read_files_here() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let plain = home.path().join("plain");
    fs::write(&plain, "").unwrap();
    let path = home.path().join("report.txt");
    run(&["--filter", ONE, "--output", path.to_str().unwrap()]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&path), mode(&plain));
}

#[test]
fn a_job_gets_its_summary_beside_the_annotations() {
    let home = copy();
    tamper(home.path(), "body: amount=400", "body: amount=401");
    let summary = home.path().join("summary.md");
    fs::write(&summary, "before\n").unwrap();
    let output = program()
        .current_dir(home.path())
        .env("GITHUB_STEP_SUMMARY", &summary)
        .args(["--cases", "conformance/cases", "--filter", ONE])
        .args(["--format", "github", "--html", "page.html"])
        .output()
        .unwrap();
    assert_eq!(code(&output), 1, "{output:?}");
    let said = out(&output);
    let first = said.lines().next().unwrap();
    let title = "transfer_reversals/create/documented%3A%3Aclient-encode";
    assert!(
        first.starts_with(&format!(
            "::error title={title},file={FILE},line=17::request body"
        )),
        "{said}"
    );
    let summary = fs::read_to_string(summary).unwrap();
    assert!(summary.starts_with("before\n## ❌"), "{summary}");
    let page = fs::read_to_string(home.path().join("page.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>"));
}

#[test]
fn tests_are_listed_without_being_run() {
    let output = run(&["--list", "--filter", ONE]);
    assert_eq!(code(&output), 0);
    let said = out(&output);
    assert_eq!(said.lines().count(), 13, "{said}");
    assert!(said.lines().all(|line| line.starts_with(ONE)));
}

#[test]
fn the_tests_of_an_edited_document_are_those_of_another_where_that_is_asked_for() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let mut document = Contract::of_fragments(&spec).unwrap().bundled;
    // Values that nobody knows are not looked for where there is another object: here a page of those that there were.
    let answer = "/paths/~1v1~1transfers~1{id}~1reversals/post/responses/200/content/application~1json/schema";
    let schema = document.pointer_mut(answer).unwrap();
    *schema = json!({
        "type": "object", "required": ["data", "has_more", "object", "url"],
        "properties": {
            "object": { "type": "string", "enum": ["list"] },
            "url": { "type": "string" },
            "has_more": { "type": "boolean" },
            "data": { "type": "array", "items": schema },
        },
    });
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("openapi.json"), document.to_string()).unwrap();
    let list = |arguments: &[&str]| {
        let output = run(&[&["--list"], arguments].concat());
        assert_eq!(code(&output), 0, "{output:?}");
        out(&output)
    };
    let (edited, spec) = (home.path().to_str().unwrap(), spec.to_str().unwrap());
    let whole = list(&[]);
    assert!(list(&["--spec", edited, "--derive-spec", spec]) == whole);
    assert!(list(&["--spec", edited]) != whole);
    assert!(!out(&run(&["--help"])).contains("--derive-spec"));
}

#[test]
fn everything_with_a_name_is_explained() {
    for (id, parts) in [
        (
            "client-decode",
            &["tests of this kind", "::client-decode"][..],
        ),
        (
            "transfer_reversals/create/documented",
            &[
                "documented.yaml:17",
                "SHA-256",
                "https://docs.stripe.com/",
                "amount=400",
                "HTTP 200",
                "loop:",
                "$STRIPE_API_KEY",
            ],
        ),
        (
            "transfer_reversals/create/amount_is_empty/empty::server-refuse",
            &["before its handler", "server-refuse:", "Reproduce"],
        ),
    ] {
        let output = run(&["--explain", id]);
        assert_eq!(code(&output), 0, "{id}: {output:?}");
        let said = out(&output);
        for part in parts {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert!(!said.contains("-u sk_test"), "{said}");
    }
}

#[test]
fn what_has_no_name_is_wrong_usage_and_near_names_are_offered() {
    let output = run(&["--explain", "client-decoed"]);
    assert_eq!(code(&output), 2, "{output:?}");
    assert!(
        err(&output).contains("did you mean: client-decode\n"),
        "{}",
        err(&output)
    );
    let output = run(&["--filter", "transfer_reversals/create/documentde"]);
    assert_eq!(code(&output), 2, "{output:?}");
    assert!(
        err(&output).contains("transfer_reversals/create/documented"),
        "{}",
        err(&output)
    );
}

#[test]
fn a_failure_that_is_known_is_none_and_an_entry_that_passes_or_is_of_no_test_is_one() {
    let home = copy();
    tamper(home.path(), "body: amount=400", "body: amount=401");
    let known = |test: &str| {
        let entry = "reason = \"PAY-12\"\nuntil = 9999-12-31\n";
        let failing = format!("[[known]]\ntest = \"{ONE}client-encode\"\n{entry}");
        let text = format!("{failing}[[known]]\ntest = \"{test}\"\n{entry}");
        fs::write(home.path().join("known.toml"), text).unwrap();
        on_copy(home.path(), &["--filter", ONE, "--known", "known.toml"])
    };
    // The second tells of tests that fail by the same edit, and of one that is not run.
    let fine = known(&format!("{ONE}*"));
    assert_eq!(code(&fine), 0, "{fine:?}");
    let said = out(&fine);
    assert!(
        said.contains(&format!("known {ONE}client-encode: PAY-12")),
        "{said}"
    );
    for (test, what) in [
        (format!("{ONE}re-encode"), "is known to fail, and passes"),
        (format!("{ONE}lop"), "no test is called"),
    ] {
        let output = known(&test);
        assert_eq!(code(&output), 1, "{output:?}");
        let said = out(&output);
        assert!(
            said.contains("--> known.toml:5\n") && said.contains(what),
            "{said}"
        );
    }
}

#[test]
fn help_has_examples_and_the_exit_codes() {
    let output = run(&["--help"]);
    assert_eq!(code(&output), 0);
    let said = out(&output);
    assert!(said.contains("cargo xtask conformance --explain"), "{said}");
    assert!(said.contains("3 input that can't be loaded"), "{said}");
}
